/** The site: Starlight over ./site, with the course's prose in ./content. */
import { existsSync, readdirSync } from "node:fs";
import process from "node:process";
import preact from "@astrojs/preact";
import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";
import starlightLinksValidator from "starlight-links-validator";
import { consoleBlocks } from "./site/plugins/console-blocks.mjs";
import { contentSecurityPolicy } from "./site/plugins/csp.mjs";
import { lateStyles } from "./site/plugins/late-styles.mjs";
import { offline } from "./site/plugins/offline.mjs";
import { texts } from "./site/plugins/texts.mjs";
import { workerChunks } from "./site/plugins/worker-chunks.mjs";

/** A lesson is a folder; its number is its order. */
const lessons = readdirSync("./content/lessons")
  .filter((folder) => existsSync(`./content/lessons/${folder}/lesson.mdx`))
  .sort()
  .map((folder) => ({ slug: `lessons/${folder}` }));

const base = (process.env.BASE ?? "/").replace(/\/?$/u, "/");

export default defineConfig({
  srcDir: "./site",
  publicDir: "./site/public",
  trailingSlash: "always",
  site: process.env.SITE ?? "https://underlay.example",
  base,
  devToolbar: { enabled: false },
  integrations: [
    preact(),
    starlight({
      title: "Underlay",
      description: "Pod networking, learned on the network itself.",
      favicon: "/favicon.svg",
      head: [
        { tag: "link", attrs: { rel: "manifest", href: `${base}manifest.webmanifest` } },
        { tag: "meta", attrs: { name: "theme-color", content: "#0c6b62" } },
        { tag: "link", attrs: { rel: "apple-touch-icon", href: `${base}icon-192.png` } },
      ],
      // Content lives outside srcDir; without this, asides and heading anchors vanish silently.
      markdown: { processedDirs: ["./content/lessons", "./content/glossary"] },
      components: {
        Header: "./site/components/Header.astro",
        TwoColumnContent: "./site/components/LessonColumns.astro",
      },
      routeMiddleware: "./site/route.ts",
      customCss: [
        "./site/styles/tokens.css",
        "./site/styles/prose.css",
        "./site/styles/lesson.css",
      ],
      expressiveCode: {
        plugins: [consoleBlocks()],
        themes: ["github-dark", "github-light"],
        // Terminals wrap; so do ours, and nothing hides beyond the edge of a phone.
        defaultProps: { overridesByLang: { console: { wrap: true } } },
        useStarlightUiThemeColors: true,
        styleOverrides: { borderRadius: "0.6rem", codeFontSize: "0.84rem", codeLineHeight: "1.6" },
      },
      plugins: [starlightLinksValidator({ errorOnFallbackPages: false })],
      sidebar: [
        { label: "Course", items: lessons },
        {
          label: "Reference",
          items: [
            { label: "Glossary", link: "/glossary/" },
            { label: "About the sandbox", link: "/about-the-sandbox/" },
          ],
        },
      ],
      locales: { root: { label: "English", lang: "en" } },
      credits: false,
    }),
    lateStyles(),
    contentSecurityPolicy(),
    offline(),
  ],
  vite: {
    plugins: [texts(), workerChunks()],
    worker: { format: "es", plugins: () => [workerChunks({ worker: true })] },
    build: { assetsInlineLimit: 0 },
    // Chunks find one another from where they are: the same build is served anywhere, and goes into an LMS (tools/scorm).
    experimental: { renderBuiltUrl: (_name, { ssr }) => (ssr ? undefined : { relative: true }) },
  },
});
