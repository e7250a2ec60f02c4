/**
 * POSIX regular expressions with GNU's extensions (regcomp(3), `info grep`): parsed once, then run
 * either by JavaScript's RegExp or, where that could take exponential time or would not find the
 * leftmost-longest match, by a linear-time thread machine (regex-machine.ts). Back-references need
 * backtracking, which has a budget of steps (regex-backtrack.ts): over it there is no match.
 * Caveat: submatches follow the first-written alternative, not POSIX's subexpression rule.
 * Left out: collating elements and equivalence classes beyond one character.
 */
import { Backtracker } from "./regex-backtrack.ts";
import { compileMachine, type Machine, runMachine } from "./regex-machine.ts";

export type Syntax = "bre" | "ere" | "awk";

export type Node =
  | { readonly kind: "char"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "set"; readonly source: string; readonly negated: boolean }
  | { readonly kind: "assert"; readonly source: string }
  | { readonly kind: "group"; readonly index: number; readonly body: Node }
  | { readonly kind: "cat"; readonly parts: readonly Node[] }
  | { readonly kind: "alt"; readonly parts: readonly Node[] }
  | { readonly kind: "repeat"; readonly body: Node; readonly min: number; readonly max: number }
  | { readonly kind: "backref"; readonly index: number };

export interface RegexOptions {
  readonly ignoreCase?: boolean;
  /** ^ and $ also at newlines inside the text (sed's M, and text of several lines). */
  readonly multiline?: boolean;
}

/** [start, end, group1 start, group1 end, ...], -1 where a group took no part. */
export type Match = readonly number[];

export interface Regex {
  readonly groups: number;
  /** The leftmost-longest match at or after `from`. */
  exec(text: string, from?: number): Match | null;
  test(text: string): boolean;
}

/** Steps that RegExp may take in the worst case before the machine is the better choice. */
const STEPS_MAX = 2_000_000;
const RISKY_LINE_MAX = 256;
const REPEAT_MAX = 32_767;

/** Compile, or GNU's words for what is wrong. */
export function compileRegex(
  source: string,
  syntax: Syntax,
  options: RegexOptions = {},
): Regex | string {
  const parser = new Parser(source, syntax);
  const tree = parser.parse();
  if (typeof tree === "string") return tree;
  return build(tree, parser.groups, options);
}

/** A literal string as a regex. */
export function literalRegex(text: string, options: RegexOptions = {}): Regex {
  return build(
    { kind: "cat", parts: [...text].map((ch) => ({ kind: "char", text: ch })) },
    0,
    options,
  );
}

/** Several patterns as one alternation (grep's -e and newlines in a pattern). */
export function anyOf(regexes: readonly Regex[]): Regex {
  if (regexes.length === 1) return regexes[0] as Regex;
  return {
    groups: 0,
    test: (text) => regexes.some((regex) => regex.test(text)),
    exec(text, from = 0) {
      let best: Match | null = null;
      for (const regex of regexes) {
        const m = regex.exec(text, from);
        if (m === null) continue;
        const [start, end] = m as [number, number];
        if (
          best === null ||
          start < (best[0] as number) ||
          (start === best[0] && end > (best[1] as number))
        )
          best = m;
      }
      return best;
    },
  };
}

function build(tree: Node, groups: number, options: RegexOptions): Regex {
  const flags = `us${options.ignoreCase === true ? "i" : ""}`;
  const source = toJs(tree, options.multiline === true);
  const global = new RegExp(source, `${flags}dg`);
  const simple = new RegExp(source, flags);
  const shape = inspect(tree);
  let machine: Machine | null = null;
  const backtracker = shape.backref ? new Backtracker(tree, groups, options) : null;
  const long = (text: string): boolean =>
    shape.loops > 0 &&
    ((text.length > RISKY_LINE_MAX && shape.loops * text.length > 20_000) ||
      worstSteps(text.length, shape.loops) > STEPS_MAX);
  const viaMachine = (): Machine => (machine ??= compileMachine(tree, groups, options));
  return {
    groups,
    test(text) {
      if (backtracker !== null) return backtracker.exec(text, 0) !== null;
      return shape.nested || long(text)
        ? runMachine(viaMachine(), text, 0, true) !== null
        : simple.test(text);
    },
    exec(text, from = 0) {
      if (backtracker !== null) return backtracker.exec(text, from);
      if (shape.nested || shape.ambiguous || long(text))
        return runMachine(viaMachine(), text, from, false);
      global.lastIndex = from;
      const m = global.exec(text);
      if (m === null) return null;
      const out: number[] = [];
      for (const pair of m.indices as readonly ([number, number] | undefined)[])
        out.push(pair?.[0] ?? -1, pair?.[1] ?? -1);
      return out;
    },
  };
}

/** Every loop may try every length, at every start. */
function worstSteps(length: number, loops: number): number {
  let steps = length;
  for (let i = 0; i < loops && steps <= STEPS_MAX; i++) steps *= length;
  return steps;
}

interface Shape {
  backref: boolean;
  /** A loop inside a loop: RegExp might take exponential time. */
  nested: boolean;
  /** Alternatives of which an earlier one may be the shorter. */
  ambiguous: boolean;
  loops: number;
}

function inspect(tree: Node): Shape {
  const shape: Shape = { backref: false, nested: false, ambiguous: false, loops: 0 };
  const visit = (node: Node, depth: number): void => {
    switch (node.kind) {
      case "backref":
        shape.backref = true;
        break;
      case "group":
        visit(node.body, depth);
        break;
      case "cat":
        for (const part of node.parts) visit(part, depth);
        break;
      case "alt": {
        if (!distinctStarts(node.parts)) {
          shape.ambiguous = true;
          if (depth > 0) shape.nested = true;
        }
        for (const part of node.parts) visit(part, depth);
        break;
      }
      case "repeat": {
        const loop = node.max > 1 ? 1 : 0;
        if (loop === 1) shape.loops++;
        if (loop === 1 && depth > 0) shape.nested = true;
        if (node.max > 1 && node.body.kind === "group" && node.body.body.kind !== "char")
          depth += 0;
        visit(node.body, depth + loop);
        break;
      }
      default:
    }
  };
  visit(tree, 0);
  return shape;
}

/** No two alternatives can begin with the same character, so the first that fits is the only one. */
function distinctStarts(parts: readonly Node[]): boolean {
  const seen = new Set<string>();
  for (const part of parts) {
    let first: Node | undefined = part;
    while (first !== undefined && (first.kind === "group" || first.kind === "cat")) {
      first = first.kind === "group" ? first.body : first.parts[0];
    }
    if (first?.kind !== "char") return false;
    const ch = first.text.toLowerCase();
    if (seen.has(ch)) return false;
    seen.add(ch);
  }
  return true;
}

function toJs(node: Node, multiline: boolean): string {
  switch (node.kind) {
    case "char":
      return escapeJs(node.text);
    case "any":
      return ".";
    case "set":
      return `[${node.negated ? "^" : ""}${node.source}]`;
    case "assert":
      if (node.source === "^") return multiline ? "(?:^|(?<=\\n))" : "^";
      if (node.source === "$") return multiline ? "(?:$|(?=\\n))" : "$";
      return node.source;
    case "group":
      return `(${toJs(node.body, multiline)})`;
    case "cat":
      return node.parts
        .map((part) =>
          part.kind === "alt" ? `(?:${toJs(part, multiline)})` : toJs(part, multiline),
        )
        .join("");
    case "alt":
      return node.parts.map((part) => toJs(part, multiline)).join("|");
    case "backref":
      return `\\${node.index}(?:)`;
    case "repeat": {
      const body = `(?:${toJs(node.body, multiline)})`;
      const { min, max } = node;
      if (max === Infinity) return body + (min === 0 ? "*" : min === 1 ? "+" : `{${min},}`);
      return body + (min === 0 && max === 1 ? "?" : `{${min},${max}}`);
    }
  }
}

function escapeJs(ch: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(ch) ? `\\${ch}` : ch;
}

const CLASSES = new Map([
  ["alnum", "\\p{L}\\p{Nd}"],
  ["alpha", "\\p{L}"],
  ["blank", " \\t"],
  ["cntrl", "\\x00-\\x1f\\x7f"],
  ["digit", "0-9"],
  ["graph", "!-~\\p{L}\\p{N}\\p{P}\\p{S}"],
  ["lower", "\\p{Ll}"],
  ["print", " -~\\p{L}\\p{N}\\p{P}\\p{S}"],
  ["punct", "!-\\/:-@\\[-`{-~\\p{P}\\p{S}"],
  ["space", "\\t\\n\\v\\f\\r "],
  ["upper", "\\p{Lu}"],
  ["xdigit", "0-9A-Fa-f"],
]);
const WORD = "\\p{L}\\p{Nd}_";
const IS_WORD = `[${WORD}]`;

class Parser {
  groups = 0;
  private readonly source: string;
  private readonly syntax: Syntax;
  private at = 0;
  private depth = 0;
  private readonly closed = new Set<number>();

  constructor(source: string, syntax: Syntax) {
    this.source = source;
    this.syntax = syntax;
  }

  parse(): Node | string {
    try {
      const tree = this.alternatives();
      if (this.at < this.source.length) throw new RegexError("Unmatched ) or \\)");
      return tree;
    } catch (error) {
      if (error instanceof RegexError) return error.text;
      throw error;
    }
  }

  private alternatives(): Node {
    if (this.depth > 200) throw new RegexError("Regular expression too big");
    const parts = [this.sequence()];
    while (this.take(this.syntax === "bre" ? "\\|" : "|")) parts.push(this.sequence());
    return parts.length === 1 ? (parts[0] as Node) : { kind: "alt", parts };
  }

  private atEnd(): boolean {
    if (this.at >= this.source.length) return true;
    if (this.syntax === "bre")
      return this.looking("\\|") || (this.depth > 0 && this.looking("\\)")) || this.strayClose();
    return this.looking("|") || (this.looking(")") && (this.depth > 0 || this.syntax === "awk"));
  }

  private strayClose(): boolean {
    return this.looking("\\)");
  }

  private sequence(): Node {
    const parts: Node[] = [];
    // GNU grep warns and passes over a repeat with nothing before it.
    if (this.syntax === "ere")
      while (/^(?:[*+?]|\{\d*,?\d*\})/.test(this.source.slice(this.at, this.at + 12)))
        this.at += (
          /^(?:[*+?]|\{\d*,?\d*\})/.exec(this.source.slice(this.at)) as RegExpExecArray
        )[0].length;
    const start = this.at;
    while (!this.atEnd()) {
      const atom = this.atom(
        this.at === start ||
          (parts.length === 1 && parts[0]?.kind === "assert" && parts[0].source === "^"),
      );
      parts.push(this.postfix(atom));
    }
    return parts.length === 1 ? (parts[0] as Node) : { kind: "cat", parts };
  }

  private postfix(atom: Node): Node {
    let node = atom;
    const bre = this.syntax === "bre";
    for (;;) {
      let range: readonly [number, number] | null = null;
      if (this.take("*")) range = [0, Infinity];
      else if (this.take(bre ? "\\+" : "+")) range = [1, Infinity];
      else if (this.take(bre ? "\\?" : "?")) range = [0, 1];
      else if (this.syntax !== "awk" && this.looking(bre ? "\\{" : "{")) {
        range = this.interval();
        if (range === null) return node;
      }
      if (range === null) return node;
      // An assertion repeated is the assertion, or nothing at all.
      if (node.kind === "assert") {
        if (range[0] === 0) node = { kind: "cat", parts: [] };
        continue;
      }
      node = { kind: "repeat", body: node, min: range[0], max: range[1] };
    }
  }

  private interval(): readonly [number, number] | null {
    const bre = this.syntax === "bre";
    const m = bre ? /\\\{(\d*)(,?)(\d*)\\\}/y : /\{(\d*)(,?)(\d*)\}/y;
    m.lastIndex = this.at;
    const found = m.exec(this.source);
    if (found === null || (found[1] === "" && found[2] === "")) {
      if (!bre) return null;
      if (found === null && !this.source.includes("\\}", this.at))
        throw new RegexError("Unmatched \\{");
      throw new RegexError("Invalid content of \\{\\}");
    }
    const min = found[1] === "" ? 0 : Number(found[1]);
    const max = found[2] === "" ? min : found[3] === "" ? Infinity : Number(found[3]);
    if (min > max) throw new RegexError("Invalid content of \\{\\}");
    if (min > REPEAT_MAX || (max !== Infinity && max > REPEAT_MAX))
      throw new RegexError("Regular expression too big");
    this.at += found[0].length;
    return [min, max];
  }

  private atom(first: boolean): Node {
    const bre = this.syntax === "bre";
    const ch = this.next();
    if (ch === "[") return this.bracket();
    if (ch === ".") return { kind: "any" };
    if (ch === "\\") return this.escape(first);
    if (ch === "^" && (!bre || first)) return { kind: "assert", source: "^" };
    if (ch === "$" && (!bre || this.atEnd())) return { kind: "assert", source: "$" };
    if (bre) return { kind: "char", text: ch };
    if (ch === "(") return this.group(")");
    if (ch === "*" || ch === "+" || ch === "?") {
      if (this.syntax === "awk" && !first) return { kind: "char", text: ch };
      if (first) return { kind: "char", text: ch };
    }
    return { kind: "char", text: ch };
  }

  private group(close: string): Node {
    const index = ++this.groups;
    this.depth++;
    const body = this.alternatives();
    this.depth--;
    if (!this.take(close)) throw new RegexError("Unmatched ( or \\(");
    this.closed.add(index);
    return { kind: "group", index, body };
  }

  private escape(first: boolean): Node {
    if (this.at >= this.source.length) throw new RegexError("Trailing backslash");
    const ch = this.next();
    const bre = this.syntax === "bre";
    if (this.syntax === "awk") return awkEscape(ch, this);
    if (bre) {
      if (ch === "(") return this.group("\\)");
      if (ch === "{") {
        if (first) throw new RegexError("Invalid preceding regular expression");
        return { kind: "char", text: "{" };
      }
      if ((ch === "+" || ch === "?") && first) return { kind: "char", text: ch };
    }
    if (ch >= "1" && ch <= "9") {
      if (!this.closed.has(Number(ch))) throw new RegexError("Invalid back reference");
      return { kind: "backref", index: Number(ch) };
    }
    switch (ch) {
      case "w":
        return { kind: "set", source: WORD, negated: false };
      case "W":
        return { kind: "set", source: WORD, negated: true };
      case "s":
        return { kind: "set", source: "\\t\\n\\v\\f\\r ", negated: false };
      case "S":
        return { kind: "set", source: "\\t\\n\\v\\f\\r ", negated: true };
      case "b":
        return {
          kind: "assert",
          source: `(?:(?<=${IS_WORD})(?!${IS_WORD})|(?<!${IS_WORD})(?=${IS_WORD}))`,
        };
      case "B":
        return {
          kind: "assert",
          source: `(?:(?<=${IS_WORD})(?=${IS_WORD})|(?<!${IS_WORD})(?!${IS_WORD}))`,
        };
      case "<":
        return { kind: "assert", source: `(?<!${IS_WORD})(?=${IS_WORD})` };
      case ">":
        return { kind: "assert", source: `(?<=${IS_WORD})(?!${IS_WORD})` };
      case "`":
        return { kind: "assert", source: "(?<![^])" };
      case "'":
        return { kind: "assert", source: "(?![^])" };
      default:
        return { kind: "char", text: ch };
    }
  }

  private bracket(): Node {
    if (this.at >= this.source.length || (this.looking("^") && this.at + 1 >= this.source.length)) {
      if (this.at > 1) throw new RegexError("Invalid regular expression");
      if (this.source === "[") throw new RegexError("Invalid regular expression");
    }
    const negated = this.take("^");
    let out = "";
    let any = false;
    const one = (): string => {
      if (this.at >= this.source.length) throw new RegexError("Unmatched [, [^, [:, [., or [=");
      if (this.looking("[.") || this.looking("[=")) {
        const mark = this.source[this.at + 1] as string;
        const end = this.source.indexOf(`${mark}]`, this.at + 2);
        if (end < 0) throw new RegexError("Unmatched [, [^, [:, [., or [=");
        const text = this.source.slice(this.at + 2, end);
        this.at = end + 2;
        if ([...text].length !== 1) throw new RegexError("Invalid collation character");
        return text;
      }
      if (this.syntax === "awk" && this.looking("\\") && this.at + 1 < this.source.length) {
        this.at++;
        const node = awkEscape(this.next(), this);
        return node.kind === "char" ? node.text : "\\";
      }
      return this.next();
    };
    for (;;) {
      if (this.at >= this.source.length) throw new RegexError("Unmatched [, [^, [:, [., or [=");
      if (any && this.take("]")) break;
      any = true;
      if (this.looking("[:")) {
        const end = this.source.indexOf(":]", this.at + 2);
        if (end < 0) throw new RegexError("Unmatched [, [^, [:, [., or [=");
        const cls = CLASSES.get(this.source.slice(this.at + 2, end));
        if (cls === undefined) throw new RegexError("Invalid character class name");
        out += cls;
        this.at = end + 2;
        continue;
      }
      const low = one();
      if (
        this.looking("-") &&
        this.source[this.at + 1] !== "]" &&
        this.at + 1 < this.source.length
      ) {
        this.at++;
        const high = one();
        if ((low.codePointAt(0) as number) > (high.codePointAt(0) as number))
          throw new RegexError("Invalid range end");
        out += `${escapeSet(low)}-${escapeSet(high)}`;
      } else out += escapeSet(low);
    }
    return { kind: "set", source: out, negated };
  }

  private looking(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }
  private take(text: string): boolean {
    if (!this.looking(text)) return false;
    this.at += text.length;
    return true;
  }
  private next(): string {
    const ch = String.fromCodePoint(this.source.codePointAt(this.at) as number);
    this.at += ch.length;
    return ch;
  }
  /** Up to `max` more octal digits, for awk's \NNN. */
  octal(max: number): string {
    const m = new RegExp(`^[0-7]{0,${max}}`).exec(this.source.slice(this.at, this.at + max));
    this.at += m?.[0].length ?? 0;
    return m?.[0] ?? "";
  }
}

const AWK_ESCAPES = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["f", "\f"],
  ["v", "\v"],
  ["a", "\x07"],
  ["b", "\b"],
]);

function awkEscape(ch: string, parser: { octal(max: number): string }): Node {
  if (ch >= "0" && ch <= "7") {
    return {
      kind: "char",
      text: String.fromCharCode(Number.parseInt(ch + parser.octal(2), 8) & 255),
    };
  }
  return { kind: "char", text: AWK_ESCAPES.get(ch) ?? ch };
}

class RegexError {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function escapeSet(ch: string): string {
  return /[\\\]^\-[&~|(){}/]/.test(ch) ? `\\${ch}` : ch === "\n" ? "\\n" : ch;
}
