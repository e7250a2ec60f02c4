/**
 * Patterns: `* ? [...]` and extended globs, against strings and file names. glob(7), bash(1) Pattern Matching.
 * Own matcher with a step budget: no pattern can hang the shell.
 */
import type { FileSystem, FsContext } from "../kernel/proc/fs.ts";
import { byCode } from "./vars.ts";

type Item =
  | { readonly kind: "char"; readonly ch: string }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | {
      readonly kind: "set";
      readonly negated: boolean;
      readonly tests: readonly ((ch: string) => boolean)[];
    }
  | {
      readonly kind: "ext";
      readonly op: string;
      readonly alternatives: readonly (readonly Item[])[];
    };

export interface Pattern {
  readonly items: readonly Item[];
  /** Holds something that is not a plain character. */
  readonly magic: boolean;
}

const STEPS_MAX = 200_000;

/** Compile. A backslash quotes the next character. */
export function compilePattern(text: string, ignoreCase = false): Pattern {
  const chars = [...text];
  const [items] = compileUntil(chars, 0, "", ignoreCase, 0);
  return { items, magic: items.some((item) => item.kind !== "char") };
}

function compileUntil(
  chars: readonly string[],
  from: number,
  stops: string,
  fold: boolean,
  depth: number,
): [Item[], number] {
  const items: Item[] = [];
  let i = from;
  for (; i < chars.length; i++) {
    const ch = chars[i] as string;
    if (stops !== "" && stops.includes(ch)) break;
    if (ch === "\\" && i + 1 < chars.length) {
      items.push(char(chars[++i] as string, fold));
    } else if ("?*+@!".includes(ch) && chars[i + 1] === "(" && depth < 20) {
      const alternatives: Item[][] = [];
      let at = i + 2;
      for (;;) {
        const [inner, end] = compileUntil(chars, at, "|)", fold, depth + 1);
        alternatives.push(inner);
        at = end;
        if (chars[at] !== "|") break;
        at++;
      }
      if (chars[at] === ")") {
        items.push({ kind: "ext", op: ch, alternatives });
        i = at;
      } else
        items.push(ch === "*" ? { kind: "star" } : ch === "?" ? { kind: "any" } : char(ch, fold));
    } else if (ch === "*") {
      if (items[items.length - 1]?.kind !== "star") items.push({ kind: "star" });
    } else if (ch === "?") items.push({ kind: "any" });
    else if (ch === "[") {
      const set = compileSet(chars, i, fold);
      if (set === null) items.push(char("[", fold));
      else {
        items.push(set[0]);
        i = set[1];
      }
    } else items.push(char(ch, fold));
  }
  return [items, i];
}

function char(ch: string, fold: boolean): Item {
  if (!fold || ch.toLowerCase() === ch.toUpperCase()) return { kind: "char", ch };
  const low = ch.toLowerCase();
  return { kind: "set", negated: false, tests: [(c) => c.toLowerCase() === low] };
}

const CLASSES = new Map<string, RegExp>([
  ["alpha", /\p{L}/u],
  ["digit", /[0-9]/],
  ["alnum", /[\p{L}0-9]/u],
  ["upper", /\p{Lu}/u],
  ["lower", /\p{Ll}/u],
  ["space", /[ \t\n\r\f\v]/],
  ["blank", /[ \t]/],
  ["punct", /[!-/:-@[-`{-~]/],
  ["xdigit", /[0-9a-fA-F]/],
  ["cntrl", /[\x00-\x1f\x7f]/],
  ["print", /[^\x00-\x1f\x7f]/],
  ["graph", /[^\x00-\x20\x7f]/],
  ["word", /[\p{L}0-9_]/u],
]);

function compileSet(chars: readonly string[], from: number, fold: boolean): [Item, number] | null {
  let i = from + 1;
  const negated = chars[i] === "!" || chars[i] === "^";
  if (negated) i++;
  const tests: ((ch: string) => boolean)[] = [];
  const first = i;
  for (; i < chars.length; i++) {
    let ch = chars[i] as string;
    if (ch === "]" && i > first) {
      return [{ kind: "set", negated, tests }, i];
    }
    if (ch === "[" && chars[i + 1] === ":") {
      const end = chars.indexOf("]", i + 2);
      const name = end > 0 && chars[end - 1] === ":" ? chars.slice(i + 2, end - 1).join("") : "";
      const test = CLASSES.get(name);
      if (test !== undefined) {
        tests.push((c) => test.test(c));
        i = end;
        continue;
      }
    }
    if (ch === "\\" && i + 1 < chars.length) ch = chars[++i] as string;
    let high = ch;
    if (chars[i + 1] === "-" && chars[i + 2] !== undefined && chars[i + 2] !== "]") {
      i += 2;
      high = chars[i] as string;
      if (high === "\\" && i + 1 < chars.length) high = chars[++i] as string;
    }
    const low = ch;
    if (fold) {
      tests.push(
        (c) =>
          (c.toLowerCase() >= low && c.toLowerCase() <= high) ||
          (c.toUpperCase() >= low && c.toUpperCase() <= high),
      );
    } else tests.push((c) => c >= low && c <= high);
  }
  return null;
}

export function matches(pattern: Pattern, text: string): boolean {
  return matchItems(pattern.items, 0, [...text], 0, { steps: 0 }, (at, length) => at === length);
}

/** Lengths (in code points) of prefixes of `chars` that match, shortest or longest first as wanted; null: none. */
export function matchPrefix(
  pattern: Pattern,
  chars: readonly string[],
  longest: boolean,
): number | null {
  const budget = { steps: 0 };
  let best: number | null = null;
  matchItems(pattern.items, 0, chars, 0, budget, (at) => {
    if (best === null || (longest ? at > best : at < best)) best = at;
    return false;
  });
  return best;
}

type Accept = (at: number, length: number) => boolean;

function matchItems(
  items: readonly Item[],
  i: number,
  chars: readonly string[],
  at: number,
  budget: { steps: number },
  accept: Accept,
): boolean {
  // A star needs only its latest try remembered unless the caller collects all ends.
  for (;;) {
    if (++budget.steps > STEPS_MAX) return false;
    const item = items[i];
    if (item === undefined) return accept(at, chars.length);
    if (item.kind === "star") {
      if (i === items.length - 1 && accept(chars.length, chars.length)) return true;
      for (let k = at; k <= chars.length; k++) {
        const next = items[i + 1];
        if (next?.kind === "char" && chars[k] !== next.ch) continue;
        if (matchItems(items, i + 1, chars, k, budget, accept)) return true;
        if (budget.steps > STEPS_MAX) return false;
      }
      return false;
    }
    if (item.kind === "ext") return matchExt(item, items, i, chars, at, budget, accept);
    const ch = chars[at];
    if (ch === undefined) return false;
    if (item.kind === "char" && item.ch !== ch) return false;
    if (item.kind === "set" && item.tests.some((test) => test(ch)) === item.negated) return false;
    i++;
    at++;
  }
}

function matchExt(
  item: Extract<Item, { kind: "ext" }>,
  items: readonly Item[],
  i: number,
  chars: readonly string[],
  at: number,
  budget: { steps: number },
  accept: Accept,
): boolean {
  const rest = (from: number): boolean => matchItems(items, i + 1, chars, from, budget, accept);
  if (item.op === "!") {
    for (let end = at; end <= chars.length; end++) {
      const piece = chars.slice(at, end);
      const hit = item.alternatives.some((one) =>
        matchItems(one, 0, piece, 0, budget, (k, n) => k === n),
      );
      if (!hit && rest(end)) return true;
      if (budget.steps > STEPS_MAX) return false;
    }
    return false;
  }
  const seen = new Set<number>();
  const once = (from: number, then: (end: number) => boolean): boolean =>
    item.alternatives.some((one) => matchItems(one, 0, chars, from, budget, (end) => then(end)));
  const many = (from: number): boolean => {
    if (seen.has(from)) return false;
    seen.add(from);
    return rest(from) || once(from, (end) => end > from && many(end));
  };
  switch (item.op) {
    case "@":
      return once(at, rest);
    case "?":
      return rest(at) || once(at, rest);
    case "*":
      return many(at);
    default:
      return once(at, many);
  }
}

export interface GlobOptions {
  readonly dotglob: boolean;
  readonly nocaseglob: boolean;
  readonly globstar: boolean;
}

const RESULTS_MAX = 20_000;

/** Pathname expansion: sorted matches, empty when there is none. */
export function globPaths(
  pattern: string,
  fs: FileSystem,
  context: FsContext,
  options: GlobOptions,
): string[] {
  const absolute = pattern.startsWith("/");
  const parts = splitSlashes(pattern);
  let bases: string[] = [absolute ? "/" : ""];
  for (let p = 0; p < parts.length; p++) {
    const part = parts[p] as string;
    const last = p === parts.length - 1;
    const next: string[] = [];
    const compiled = compilePattern(part, options.nocaseglob);
    for (const base of bases) {
      if (next.length > RESULTS_MAX) break;
      if (part === "") {
        if (last && isDirectory(fs, base === "" ? "." : base, context))
          next.push(base.endsWith("/") ? base : `${base}/`);
        continue;
      }
      if (options.globstar && part === "**") {
        for (const found of descend(fs, base, context, options, last)) next.push(found);
        continue;
      }
      if (!compiled.magic) {
        const name = part.replace(/\\(.)/gs, "$1");
        const path = join(base, name);
        if (typeof fs.lookup(path, context, !last) !== "string") next.push(path);
        continue;
      }
      const names = fs.readdir(base === "" ? "." : base, context);
      if (typeof names === "string") continue;
      const dots = options.dotglob || part.startsWith(".") || part.startsWith("\\.");
      const all = part.startsWith(".") ? [".", "..", ...names] : names;
      for (const name of all) {
        if (name.startsWith(".") && !dots) continue;
        if (!matches(compiled, name)) continue;
        const path = join(base, name);
        if (last || isDirectory(fs, path, context)) next.push(path);
      }
    }
    bases = next;
    if (bases.length === 0) return [];
  }
  return bases.filter((path) => path !== "").sort(byCode);
}

function splitSlashes(pattern: string): string[] {
  const body = pattern.replace(/^\/+/, "");
  return body === "" ? [] : body.split(/\/+/);
}

function join(base: string, name: string): string {
  return base === "" || base.endsWith("/") ? base + name : `${base}/${name}`;
}

function isDirectory(fs: FileSystem, path: string, context: FsContext): boolean {
  const node = fs.lookup(path, context);
  return typeof node !== "string" && node.kind === "dir";
}

function descend(
  fs: FileSystem,
  base: string,
  context: FsContext,
  options: GlobOptions,
  files: boolean,
): string[] {
  const out: string[] = [];
  const visit = (at: string, depth: number): void => {
    if (out.length > RESULTS_MAX || depth > 40) return;
    out.push(at);
    const names = fs.readdir(at === "" ? "." : at, context);
    if (typeof names === "string") return;
    for (const name of names) {
      if (name.startsWith(".") && !options.dotglob) continue;
      const path = join(at, name);
      const node = fs.lookup(path, context, false);
      if (typeof node === "string") continue;
      if (node.kind === "dir") visit(path, depth + 1);
      else if (files) out.push(path);
    }
  };
  visit(base, 0);
  return files ? out.filter((path) => path !== base || base !== "") : out;
}
