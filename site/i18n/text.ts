/**
 * The interface's words. Code names a text by its key in en.ts; the build (site/plugins/texts.mjs) puts the English text in
 * the key's place, so that a page in English loads no table. Another language is a file of its own, loaded when it is
 * chosen: a map from English to its words.
 */
import type { en } from "./en.ts";

export type Key = keyof typeof en;
export type Args = Readonly<Record<string, string | number>>;
/** A language but English: the same keys, its own words. */
export type Translation = Readonly<Record<Key, string>>;

interface Chosen {
  readonly language: string;
  /** English -> its words. */
  readonly texts: Readonly<Record<string, string>>;
}
let chosen: Chosen | null = null;
const listeners = new Set<() => void>();
let heard: () => void = () => undefined;

export function language(): string {
  return chosen?.language ?? "en";
}

/** null: English. */
export function choose(other: Chosen | null): void {
  chosen = other;
  for (const listener of listeners) listener();
}

export function onLanguage(listener: () => void): void {
  listeners.add(listener);
}

/** Called whenever a text is asked for: how a panel that is drawn from signals learns to draw anew. */
export function onAsked(listener: () => void): void {
  heard = listener;
}

/** The words of a key, in the language that is chosen, with what is to be inserted. */
export function t(key: Key, args?: Args): string {
  heard();
  const words = translated(key) ?? key;
  return args === undefined ? words : fill(words, args);
}

/** The chosen language's words by the English ones; null: it is English. Whoever asks is drawn anew when it changes. */
export function chosenTexts(): Readonly<Record<string, string>> | null {
  heard();
  return chosen?.texts ?? null;
}

/** An English text in the language that is chosen; undefined where there are no words for it, or none are needed. */
export function translated(text: string): string | undefined {
  const texts = chosen?.texts;
  return texts !== undefined && Object.hasOwn(texts, text) ? texts[text] : undefined;
}

/** `{name}` is inserted; `{n:frame|frames}` is the form that goes with the number n, as Intl.PluralRules orders them. */
export function fill(words: string, args: Args): string {
  return words.replace(/\{(\w+)(?::([^{}]*))?\}/gu, (whole, name: string, forms?: string) => {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (value === undefined) return whole;
    if (forms === undefined) return String(value);
    const rules = new Intl.PluralRules(language());
    const order = rules.resolvedOptions().pluralCategories;
    const all = ["zero", "one", "two", "few", "many", "other"].filter((one) =>
      (order as readonly string[]).includes(one),
    );
    const list = forms.split("|");
    return list[all.indexOf(rules.select(Number(value)))] ?? list.at(-1) ?? "";
  });
}
