/**
 * axe in the page itself. @axe-core/playwright sends axe's source twice, opens a page of its own for the results and downloads
 * every style sheet anew: seven seconds of a lab's test against a half of one.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** The rules that another theme of the same page can break. */
export const OF_COLOUR = ["color-contrast", "link-in-text-block"];

interface Axe {
  run(
    context: Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }>;
}

/** What axe finds in a page and in each of its frames, a line per rule; `rules` are the only ones asked where given. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    // Landmarks are a page's, not those of each frame in it.
    const off = frame === page.mainFrame() ? [] : ["region", "landmark-one-main"];
    await frame.evaluate(SOURCE);
    const lines = await frame.evaluate(
      async ([only, without]) => {
        const { axe } = globalThis as unknown as { axe: Axe };
        const result = await axe.run(document, {
          resultTypes: ["violations"],
          iframes: false,
          preload: false,
          rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
          ...(only === null ? {} : { runOnly: { type: "rule", values: only } }),
        });
        return result.violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map((node) => String(node.target)).join(", ")}`,
        );
      },
      [rules === undefined ? null : [...rules], off] as const,
    );
    found.push(...lines);
  }
  return found;
}
