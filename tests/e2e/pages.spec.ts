/**
 * axe over every page of the built site, in both themes. One page is used for all: what took long was a browser context for each,
 * axe's own source sent twice, its second page for the results, and its download of every style sheet. The dark theme changes
 * colours alone, so the rules of colour are asked again, and no others.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./page.ts";

const DIST = join(import.meta.dirname, "../../dist");
const require = createRequire(import.meta.url);
const AXE = readFileSync(
  createRequire(require.resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js"),
  "utf8",
);
const OF_COLOUR = ["color-contrast", "link-in-text-block"];

interface Axe {
  run(
    context: Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }>;
}

const paths = readdirSync(DIST, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
  .map((entry) => `/${relative(DIST, join(entry.parentPath, entry.name))}`)
  .filter((path) => !path.startsWith("/pagefind/"))
  .map((path) => path.replace(/index\.html$/u, ""))
  .sort();

async function axe(page: Page, rules: readonly string[] | null): Promise<string[]> {
  return page.evaluate(
    async (only) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      const { violations } = await axe.run(document, {
        resultTypes: ["violations"],
        iframes: false,
        preload: false,
        ...(only === null ? {} : { runOnly: { type: "rule", values: only } }),
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.slice(0, 3).map((node) => `${id}: ${String(node.target)}`),
      );
    },
    rules === null ? null : [...rules],
  );
}

test("axe finds nothing on any page, light and dark", async ({ lab }) => {
  test.setTimeout(240_000);
  const { page } = lab;
  expect(paths.length).toBeGreaterThan(20);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const found: string[] = [];
  for (const path of paths) {
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
    await page.evaluate(AXE);
    for (const one of await axe(page, null)) found.push(`${path}, light: ${one}`);
    await page.evaluate(() => {
      document.documentElement.dataset["theme"] = "dark";
    });
    for (const one of await axe(page, OF_COLOUR)) found.push(`${path}, dark: ${one}`);
  }
  expect(found).toEqual([]);
});
