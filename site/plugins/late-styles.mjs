/**
 * A style sheet that comes with a chunk of script (import() fetches both) need not stand in the page as well:
 * Astro links it there, and the reader waits for the lab's colours. It stays where the page itself runs
 * the chunk.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const LINK = /<link rel="stylesheet" href="([^"]*\/_astro\/([^"/]+\.css))">/gu;
const SCRIPT = /<script type="module" src="[^"]*(\/_astro\/[^"]+\.js)"/gu;
const IMPORT = /(?:from|import)\s*["'](\.[^"']+\.js)["']/gu;
const chunkName = (file) => basename(file).replace(/\..*$/u, "");

/** A page's scripts and all that they import at once. */
function graph(file, seen) {
  if (seen.has(file) || !existsSync(file)) return;
  seen.set(file, readFileSync(file, "utf8"));
  for (const [, spec] of seen.get(file).matchAll(IMPORT)) graph(join(dirname(file), spec), seen);
}

export function lateStyles() {
  return {
    name: "underlay-late-styles",
    hooks: {
      "astro:build:done": ({ dir }) => {
        const root = fileURLToPath(dir);
        for (const name of readdirSync(root, { recursive: true })) {
          if (!name.endsWith(".html")) continue;
          const file = join(root, name);
          const html = readFileSync(file, "utf8");
          const scripts = new Map();
          for (const [, path] of html.matchAll(SCRIPT)) graph(join(root, path), scripts);
          const runs = new Set([...scripts.keys()].map(chunkName));
          const fetched = [...scripts.values()].join("\n");
          writeFileSync(
            file,
            html.replace(LINK, (link, _, css) =>
              fetched.includes(`_astro/${css}"`) && !runs.has(chunkName(css)) ? "" : link,
            ),
          );
        }
      },
    },
  };
}
