/**
 * A sentence that the sandbox made, in the language that is chosen. The sandbox speaks English only, and an English page loads
 * nothing for this: the sentences with a number as their insert ("node {0} has no kind") are in en.ts and in every language's
 * file, and the one that a text fits is found by its words.
 */
import { chosenTexts, fill } from "./text.ts";

interface Sentence {
  readonly fits: RegExp;
  readonly words: string;
}
const sentences = new WeakMap<object, readonly Sentence[]>();
const INSERT = /\{\d\}/u;

function sentencesOf(texts: Readonly<Record<string, string>>): readonly Sentence[] {
  let list = sentences.get(texts);
  if (list === undefined) {
    list = Object.entries(texts)
      .filter(([from]) => INSERT.test(from))
      // What has more words of its own is the better fit.
      .sort(([a], [b]) => b.length - a.length)
      .map(([from, words]) => ({ fits: patternOf(from), words }));
    sentences.set(texts, list);
  }
  return list;
}

function patternOf(sentence: string): RegExp {
  const parts = sentence.split(INSERT).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&"));
  return new RegExp(`^${parts.join("(.+?)")}$`, "su");
}

export function said(text: string): string {
  const texts = chosenTexts();
  if (texts === null) return text;
  const exact = Object.hasOwn(texts, text) ? texts[text] : undefined;
  if (exact !== undefined) return exact;
  for (const { fits, words } of sentencesOf(texts)) {
    const found = fits.exec(text);
    if (found !== null)
      return fill(words, Object.fromEntries(found.slice(1).map((text, at) => [String(at), text])));
  }
  return text;
}
