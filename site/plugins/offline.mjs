/**
 * Builds the service worker and its list of files, once the site is complete (after the content-security
 * policy is in the pages: a file's revision is the hash of what is served).
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { injectManifest } from "@serwist/build";
import { build } from "esbuild";

const SOURCE = fileURLToPath(new URL("../offline/service-worker.ts", import.meta.url));

export function offline() {
  let base = "/";
  return {
    name: "underlay-offline",
    hooks: {
      "astro:config:done": ({ config }) => {
        base = config.base.endsWith("/") ? config.base : `${config.base}/`;
      },
      "astro:build:done": async ({ dir, logger }) => {
        const root = fileURLToPath(dir);
        const draft = join(root, "sw-draft.js");
        await build({
          entryPoints: [SOURCE],
          outfile: draft,
          bundle: true,
          minify: true,
          format: "iife",
          target: "es2022",
          define: { "process.env.NODE_ENV": '"production"' },
          logLevel: "warning",
        });
        const { count, size, warnings } = await injectManifest({
          swSrc: draft,
          swDest: join(root, "sw.js"),
          globDirectory: root,
          globPatterns: ["**/*"],
          globIgnores: ["sw-draft.js", "sw.js", "_headers", "sitemap*.xml", "**/*.map"],
          dontCacheBustURLsMatching: /^_astro\//u,
          maximumFileSizeToCacheInBytes: 4_000_000,
          modifyURLPrefix: { "": base },
        });
        rmSync(draft);
        for (const warning of warnings) logger.warn(warning);
        logger.info(`${count} files, ${(size / 1e6).toFixed(1)} MB, are kept for reading offline`);
      },
    },
  };
}
