/** Brace expansion on a word's text, before anything else. bash(1) Brace Expansion. */
import { skipQuoted } from "./words.ts";

/** Results of one word; beyond this the word is refused, as bash would run out of memory. */
export const BRACE_RESULTS_MAX = 200_000;

/** Texts that `text` becomes, or why it is refused. */
export function expandBraces(text: string): string[] | { refused: string } {
  if (!text.includes("{")) return [text];
  const budget = { left: BRACE_RESULTS_MAX };
  const out = expand(text, budget, 0);
  return budget.left < 0
    ? { refused: `brace expansion: more than ${BRACE_RESULTS_MAX} words` }
    : out;
}

function expand(text: string, budget: { left: number }, depth: number): string[] {
  if (budget.left < 0 || depth > 200) return [text];
  for (let i = 0; i < text.length; i++) {
    const skipped = skipQuoted(text, i);
    if (skipped > i) {
      i = skipped - 1;
      continue;
    }
    if (text[i] !== "{") continue;
    const found = alternatives(text, i, budget);
    if (found === null) continue;
    const before = text.slice(0, i);
    const tails = expand(text.slice(found.end), budget, depth + 1);
    const out: string[] = [];
    for (const one of found.items) {
      const heads = found.sequence ? [one] : expand(one, budget, depth + 1);
      for (const head of heads) {
        for (const tail of tails) {
          if (--budget.left < 0) return out;
          out.push(before + head + tail);
        }
      }
    }
    return out;
  }
  return [text];
}

function alternatives(
  text: string,
  open: number,
  budget: { left: number },
): { items: string[]; end: number; sequence: boolean } | null {
  const commas: number[] = [];
  let depth = 0;
  for (let i = open + 1; i < text.length; i++) {
    const skipped = skipQuoted(text, i);
    if (skipped > i) {
      i = skipped - 1;
      continue;
    }
    const ch = text[i];
    if (ch === "{") depth++;
    else if (ch === "," && depth === 0) commas.push(i);
    else if (ch === "}") {
      if (depth > 0) {
        depth--;
        continue;
      }
      const inner = text.slice(open + 1, i);
      if (commas.length > 0) {
        const items: string[] = [];
        let from = open + 1;
        for (const comma of [...commas, i]) {
          items.push(text.slice(from, comma));
          from = comma + 1;
        }
        return { items, end: i + 1, sequence: false };
      }
      const items = sequence(inner, budget);
      return items === null ? null : { items, end: i + 1, sequence: true };
    }
  }
  return null;
}

function sequence(inner: string, budget: { left: number }): string[] | null {
  const numbers = /^(-?\d{1,15})\.\.(-?\d{1,15})(?:\.\.(-?\d{1,15}))?$/.exec(inner);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d{1,9}))?$/.exec(inner);
  const found = numbers ?? letters;
  if (found === null) return null;
  const [, a, b, by] = found as unknown as [string, string, string, string | undefined];
  const from = numbers !== null ? Number(a) : a.charCodeAt(0);
  const to = numbers !== null ? Number(b) : b.charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(by ?? 1)));
  if (Math.abs(to - from) / step > BRACE_RESULTS_MAX) {
    budget.left = -1;
    return [];
  }
  const padded =
    numbers !== null && (/^-?0\d/.test(a) || /^-?0\d/.test(b)) ? Math.max(a.length, b.length) : 0;
  const out: string[] = [];
  for (let n = from; from <= to ? n <= to : n >= to; n += from <= to ? step : -step) {
    if (numbers === null) out.push(String.fromCharCode(n));
    else {
      const digits = String(Math.abs(n));
      out.push(n < 0 ? `-${digits.padStart(padded - 1, "0")}` : digits.padStart(padded, "0"));
    }
  }
  return out;
}
