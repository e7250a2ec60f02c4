/**
 * A built page in another language, and back in English: the marked texts (marks.ts) and Starlight's own. What is
 * turned says so with `lang`; the lessons stay as they are. Loaded when another language is chosen.
 */
import { type Args, fill, language, t, translated } from "./text.ts";

/** What Starlight and Expressive Code write; their own words for it are in en.ts and de.ts. */
const OF_STARLIGHT = [
  'a[href="#_top"]',
  "#starlight__on-this-page",
  "#starlight__mobile-toc .toggle",
  ".pagination-links a > span",
  ".sidebar-content .group-label > span",
  ".sidebar-content a > span",
  "main:has([data-work], [data-review], [data-play]) h1",
].join();
const OF_STARLIGHT_ATTRIBUTES: readonly (readonly [string, string])[] = [
  [".expressive-code .copy button", "title"],
  [".expressive-code .copy button", "data-copied"],
];

/** The English text of what was turned before. */
const english = new WeakMap<Node, { readonly from: string; readonly is: string }>();
const englishAttributes = new WeakMap<Element, Map<string, string>>();
/** Texts that scripts have written in the language of the time. */
let written = new Map<string, string>();

function keyOf(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

function turnText(node: Text): boolean {
  const known = english.get(node);
  // A script may have written something else since.
  const from = known?.is === node.data ? known.from : node.data;
  const key = keyOf(from);
  const source = written.get(key) ?? key;
  const words = translated(source) ?? (source === key ? null : source);
  const text =
    words === null
      ? from
      : from.replace(/^(\s*)[\s\S]*?(\s*)$/u, (_all, a: string, b: string) => a + words + b);
  if (node.data !== text) node.data = text;
  english.set(node, { from, is: text });
  return words !== null;
}

function turnAttribute(element: Element, name: string): void {
  let known = englishAttributes.get(element);
  if (known === undefined) englishAttributes.set(element, (known = new Map<string, string>()));
  const from = known.get(name) ?? element.getAttribute(name);
  if (from === null) return;
  known.set(name, from);
  const words = translated(from) ?? from;
  if (element.getAttribute(name) !== words) element.setAttribute(name, words);
}

function mark(element: Element, turned: boolean): void {
  if (turned && language() !== "en") element.setAttribute("lang", language());
  else element.removeAttribute("lang");
}

function turnElement(element: HTMLElement): void {
  const template = element.dataset["t"] ?? "";
  if (template !== "") {
    const args = JSON.parse(element.dataset["a"] ?? "{}") as Args;
    element.textContent = fill(translated(template) ?? template, args);
    mark(element, true);
    return;
  }
  let turned = false;
  for (const node of element.childNodes)
    if (node instanceof Text && node.data.trim() !== "") turned = turnText(node) || turned;
  mark(element, turned);
}

/** `before`: the texts of the language that the page has been in, by the English ones. */
export function turnPage(before: Readonly<Record<string, string>> | null): void {
  written = new Map(Object.entries(before ?? {}).map(([from, to]) => [to, from]));
  for (const element of document.querySelectorAll<HTMLElement>(`[data-t], ${OF_STARLIGHT}`))
    turnElement(element);
  for (const element of document.querySelectorAll<HTMLElement>("[data-ta]"))
    for (const name of element.dataset["ta"]?.split(" ") ?? []) turnAttribute(element, name);
  for (const [selector, name] of OF_STARLIGHT_ATTRIBUTES)
    for (const element of document.querySelectorAll(selector)) turnAttribute(element, name);
  for (const button of document.querySelectorAll<HTMLElement>(".run-line")) {
    const place = button.dataset["place"] ?? "";
    const what = (button.dataset["text"] ?? "").split("\n")[0] ?? "";
    const control = /^[\x00-\x1f]/u.exec(what)?.[0];
    const name =
      control === undefined ? what : `Ctrl-${String.fromCharCode(control.charCodeAt(0) + 64)}`;
    button.title = t("runIn", { place });
    button.setAttribute("aria-label", t("runInWhat", { place, what: name }));
    mark(button, true);
  }
}
