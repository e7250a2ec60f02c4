declare namespace App {
  interface Locals {
    /** A lesson's table of contents, taken from its column and shown in the header's menu. */
    lessonToc?: import("@astrojs/starlight/route-data").StarlightRouteData["toc"];
  }
}
