/**
 * axe over every page of the built site, in both themes, in one page: a browser context for each took long. The dark theme changes
 * colours alone, so the rules of colour are asked again, and no others.
 */
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { OF_COLOUR, violations } from "./axe.ts";
import { expect, test } from "./page.ts";

const DIST = join(import.meta.dirname, "../../dist");
const paths = readdirSync(DIST, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
  .map((entry) => `/${relative(DIST, join(entry.parentPath, entry.name))}`)
  .filter((path) => !path.startsWith("/pagefind/"))
  .map((path) => path.replace(/index\.html$/u, ""))
  .sort();

test("axe finds nothing on any page, light and dark", async ({ lab }) => {
  test.setTimeout(240_000);
  const { page } = lab;
  expect(paths.length).toBeGreaterThan(20);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const found: string[] = [];
  for (const path of paths) {
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
    for (const one of await violations(page)) found.push(`${path}, light: ${one}`);
    await page.evaluate(() => {
      document.documentElement.dataset["theme"] = "dark";
    });
    for (const one of await violations(page, OF_COLOUR)) found.push(`${path}, dark: ${one}`);
  }
  expect(found).toEqual([]);
});
