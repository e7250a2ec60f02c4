/** grep's patterns: -E -F -G -P, -i, -w, -x, as one matcher. */
import { perlAsExtended, perlMayExplode } from "../../sim/regex-perl.ts";
import { anyOf, compileRegex, literalRegex, type Regex } from "./regex.ts";

export interface Matcher {
  test(line: string): boolean;
  /** The leftmost-longest match at or after `from`. */
  find(line: string, from: number): [number, number] | null;
}

export function makeMatcher(
  patterns: readonly string[],
  mode: string,
  flags: ReadonlySet<string>,
): Matcher | string {
  if (patterns.length === 0) return { test: () => false, find: () => null };
  const ignoreCase = flags.has("i");
  if (mode === "P") return perl(patterns, flags);
  const regexes: Regex[] = [];
  for (const pattern of patterns) {
    if (mode === "F") {
      regexes.push(literalRegex(pattern, { ignoreCase }));
      continue;
    }
    if (/^\[:[a-z]+:\]/.test(pattern) || /[^[]\[:[a-z]+:\]/.test(pattern))
      return "character class syntax is [[:space:]], not [:space:]";
    const source = flags.has("x")
      ? mode === "E"
        ? `^(${pattern})$`
        : `^\\(${pattern}\\)$`
      : pattern;
    // A bad pattern is to be reported as written.
    const plain = compileRegex(pattern, mode === "E" ? "ere" : "bre", { ignoreCase });
    if (typeof plain === "string") return plain;
    const regex =
      flags.has("x") && !/\\[1-9]/.test(pattern)
        ? compileRegex(source, mode === "E" ? "ere" : "bre", { ignoreCase })
        : plain;
    regexes.push(typeof regex === "string" ? plain : regex);
  }
  const regex = anyOf(regexes);
  const base: Matcher = {
    test: (line) => regex.test(line),
    find(line, from) {
      const m = regex.exec(line, from);
      return m === null ? null : [m[0] as number, m[1] as number];
    },
  };
  if (flags.has("x")) return whole(base);
  return flags.has("w") ? words(base) : base;
}

function whole(base: Matcher): Matcher {
  const find: Matcher["find"] = (line, from) => {
    if (from > 0) return null;
    const m = base.find(line, 0);
    return m !== null && m[0] === 0 && m[1] === line.length ? m : null;
  };
  return { find, test: (line) => find(line, 0) !== null };
}

const WORD_CHAR = /[\p{L}\p{Nd}_]/u;

/** -w: the match must stand between non-word characters; shorter ones at the same place are tried too. */
function words(base: Matcher): Matcher {
  const edge = (line: string, at: number): boolean =>
    at < 0 || at >= line.length || !WORD_CHAR.test(line[at] as string);
  const find: Matcher["find"] = (line, from) => {
    for (let at = from; at <= line.length;) {
      const m = base.find(line, at);
      if (m === null) return null;
      const [start] = m;
      let end = m[1];
      while (end > start) {
        if (edge(line, start - 1) && edge(line, end)) return [start, end];
        const shorter = base.find(line.slice(0, end - 1), start);
        if (shorter === null || shorter[0] !== start || shorter[1] >= end) break;
        end = shorter[1];
      }
      if (end === start && edge(line, start - 1) && edge(line, start)) return [start, end];
      at = start + 1;
    }
    return null;
  };
  return { find, test: (line) => find(line, 0) !== null };
}

/** The alternatives of a pattern that stand in no group. */
function topAlternatives(source: string): string[] {
  const out = [""];
  let depth = 0;
  for (const [token] of source.matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^]/g)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    if (token === "|" && depth === 0) out.push("");
    else out[out.length - 1] += token;
  }
  return out;
}

function perl(patterns: readonly string[], flags: ReadonlySet<string>): Matcher | string {
  if (patterns.length > 1) return "the -P option only supports a single pattern";
  const pattern = patterns[0] as string;
  let source = pattern
    .replace(/\(\?P</g, "(?<")
    .replace(/\[\[:(\w+):\]\]/g, (all, name: string) => POSIX.get(name) ?? all);
  source = source
    .replace(/\\h/g, "[ \\t]")
    .replace(/\\A/g, "^")
    .replace(/\\[zZ]/g, "$");
  const inline = source.startsWith("(?i)");
  if (inline) source = source.slice(4);
  // \K: what came before is not part of the match.
  source = topAlternatives(source)
    .map((way) => {
      const keep = /^((?:[^\\]|\\[^K])*)\\K(.*)$/s.exec(way);
      return keep === null ? way : `(?<=${keep[1]})${keep[2]}`;
    })
    .join("|");
  if (flags.has("x")) source = `^(?:${source})$`;
  if (flags.has("w")) source = `(?<!\\w)(?:${source})(?!\\w)`;
  if (perlMayExplode(source)) {
    const extended = perlAsExtended(pattern);
    const safe = extended === null ? "" : makeMatcher([extended], "E", flags);
    return typeof safe === "string" ? "exceeded PCRE's backtracking limit" : safe;
  }
  let regex: RegExp;
  try {
    regex = new RegExp(source, `g${flags.has("i") || inline ? "i" : ""}`);
  } catch {
    return `underlay cannot run the Perl pattern ${pattern}; try -E`;
  }
  const find: Matcher["find"] = (line, from) => {
    regex.lastIndex = from;
    const m = regex.exec(line);
    return m === null ? null : [m.index, m.index + m[0].length];
  };
  return { find, test: (line) => find(line, 0) !== null };
}

const POSIX = new Map([
  ["digit", "[0-9]"],
  ["alpha", "[A-Za-z]"],
  ["alnum", "[A-Za-z0-9]"],
  ["space", "\\s"],
  ["upper", "[A-Z]"],
  ["lower", "[a-z]"],
  ["xdigit", "[0-9A-Fa-f]"],
  ["punct", "[!-\\/:-@\\[-`{-~]"],
]);
