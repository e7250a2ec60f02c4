/**
 * Marks in the built pages for what page.ts turns into another language: `data-t` where an element's own text is the
 * interface's, `data-ta` for attributes. The English text itself is the key, so a page carries nothing twice.
 */
import { escapeHtml } from "../lab/inline.ts";
import { en } from "./en.ts";
import { type Args, fill, type Key } from "./text.ts";

/** Attributes with a text each. */
export function marked(attributes: Readonly<Record<string, Key>>): Record<string, string> {
  const words = Object.entries(attributes).map(([name, key]) => [name, en[key]] as const);
  return { ...Object.fromEntries(words), "data-ta": Object.keys(attributes).join(" ") };
}

/** For an element whose whole text is a key with something inserted. */
export function filled(key: Key, args: Args): Record<string, string> {
  return { "data-t": en[key], "data-a": JSON.stringify(args) };
}

/** The same as HTML of its own. */
export function filledHtml(key: Key, args: Args): string {
  const mark = filled(key, args);
  return `<span data-t="${escapeHtml(mark["data-t"] ?? "")}" data-a="${escapeHtml(mark["data-a"] ?? "")}">${escapeHtml(fill(en[key], args))}</span>`;
}
