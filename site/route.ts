/** Lesson pages give the sidebar's and the contents' room to the lab; both move into the header's menu. */
import { defineRouteMiddleware } from "@astrojs/starlight/route-data";

export const onRequest = defineRouteMiddleware((context) => {
  const route = context.locals.starlightRoute;
  if (!route.id.startsWith("lessons/")) return;
  route.hasSidebar = false;
  context.locals.lessonToc = route.toc;
  route.toc = undefined;
});
