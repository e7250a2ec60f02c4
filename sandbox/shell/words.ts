/**
 * The inside of a word: quotes, escapes, `$...`, back-quotes. bash(1) QUOTING and EXPANSION.
 * `unbash` finds where words end; how their text expands depends on where they stand, so the parts are ours.
 */
import type { List, Word } from "./ast.ts";
import { isComplete, parse, type SyntaxProblem } from "./grammar.ts";

export type WordPart =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "quoted"; readonly text: string }
  | { readonly kind: "double"; readonly parts: readonly WordPart[] }
  | ParameterPart
  | {
      readonly kind: "command";
      readonly source: string;
      script: { list: List; problem: SyntaxProblem | null } | null;
    }
  | { readonly kind: "arith"; readonly text: string }
  | { readonly kind: "process"; readonly direction: "<" | ">"; readonly source: string };

/** `$x`, `${...}`. */
export interface ParameterPart {
  readonly kind: "param";
  readonly name: string;
  /** `${!x}`. */
  readonly indirect: boolean;
  /** `${#x}`. */
  readonly length: boolean;
  readonly index: string | null;
  /** ":-", "#", "//", ":", "^^", "@", "names@", or "" for none; "bad" is a bad substitution. */
  readonly op: string;
  readonly first: Word | null;
  readonly second: Word | null;
  /** As written, for error messages. */
  readonly text: string;
}

/** How text is read: as a word, inside "...", as a here-document, as arithmetic. */
export type Mode = "word" | "double" | "heredoc" | "arith";

export function partsOf(word: Word): readonly WordPart[] {
  return (word.parts ??= parseParts(word.text, "word"));
}

export function parseParts(text: string, mode: Mode): WordPart[] {
  return new PartReader(text, mode).read();
}

const NAME_START = /[A-Za-z_]/;
const NAME = /[A-Za-z0-9_]/;

class PartReader {
  private readonly text: string;
  private readonly mode: Mode;
  private at = 0;
  private readonly parts: WordPart[] = [];
  private literal = "";
  private quoted = "";

  constructor(text: string, mode: Mode) {
    this.text = text;
    this.mode = mode;
  }

  read(): WordPart[] {
    while (this.at < this.text.length) this.step();
    this.flush();
    return this.parts;
  }

  private flush(): void {
    if (this.literal !== "") this.parts.push({ kind: "literal", text: this.literal });
    if (this.quoted !== "") this.parts.push({ kind: "quoted", text: this.quoted });
    this.literal = "";
    this.quoted = "";
  }
  private push(part: WordPart): void {
    this.flush();
    this.parts.push(part);
  }
  private addLiteral(text: string): void {
    if (this.quoted !== "") this.flush();
    this.literal += text;
  }
  private addQuoted(text: string): void {
    if (this.literal !== "") this.flush();
    this.quoted += text;
  }
  private plain(ch: string): void {
    if (this.mode === "word") this.addLiteral(ch);
    else this.addQuoted(ch);
  }

  private step(): void {
    const ch = this.text[this.at] as string;
    const next = this.text[this.at + 1];
    if (ch === "\\") return this.backslash(next);
    if (ch === "$") return this.dollar(next);
    if (ch === "`") return this.backquote();
    if (ch === '"' && this.mode !== "heredoc") {
      if (this.mode === "arith") {
        this.at++;
        return;
      }
      const end = closingDouble(this.text, this.at + 1);
      const inner = this.text.slice(this.at + 1, end);
      this.push({ kind: "double", parts: parseParts(inner, "double") });
      this.at = end + 1;
      return;
    }
    if (ch === "'" && this.mode === "word") {
      const end = this.text.indexOf("'", this.at + 1);
      const stop = end < 0 ? this.text.length : end;
      this.push({ kind: "quoted", text: this.text.slice(this.at + 1, stop) });
      this.at = stop + 1;
      return;
    }
    if ((ch === "<" || ch === ">") && next === "(" && this.mode === "word") {
      const end = closingCommand(this.text, this.at + 2);
      this.push({ kind: "process", direction: ch, source: this.text.slice(this.at + 2, end) });
      this.at = end + 1;
      return;
    }
    this.plain(ch);
    this.at++;
  }

  private backslash(next: string | undefined): void {
    if (next === "\n") {
      this.at += 2;
      return;
    }
    if (this.mode === "word") {
      if (next === undefined) this.addLiteral("\\");
      else this.addQuoted(next);
    } else if (
      next !== undefined &&
      (next === "$" || next === "`" || next === "\\" || (next === '"' && this.mode === "double"))
    ) {
      this.addQuoted(next);
    } else this.addQuoted(`\\${next ?? ""}`);
    this.at += 2;
  }

  private backquote(): void {
    let end = this.at + 1;
    let source = "";
    while (end < this.text.length && this.text[end] !== "`") {
      const ch = this.text[end] as string;
      const next = this.text[end + 1];
      if (
        ch === "\\" &&
        next !== undefined &&
        (next === "`" || next === "\\" || next === "$" || (next === '"' && this.mode === "double"))
      ) {
        source += next;
        end += 2;
      } else {
        source += ch;
        end++;
      }
    }
    this.push({ kind: "command", source, script: null });
    this.at = end + 1;
  }

  private dollar(next: string | undefined): void {
    const { text, at } = this;
    if (next === "(" && text[at + 2] === "(") {
      const end = closingArith(text, at + 3);
      if (end >= 0) {
        this.push({ kind: "arith", text: text.slice(at + 3, end) });
        this.at = end + 2;
        return;
      }
    }
    if (next === "[") {
      const end = text.indexOf("]", at + 2);
      if (end >= 0) {
        this.push({ kind: "arith", text: text.slice(at + 2, end) });
        this.at = end + 1;
        return;
      }
    }
    if (next === "(") {
      const end = closingCommand(text, at + 2);
      this.push({ kind: "command", source: text.slice(at + 2, end), script: null });
      this.at = end + 1;
      return;
    }
    if (next === "{") {
      const end = closingBrace(text, at + 2);
      this.push(parameter(text.slice(at + 2, end), this.mode));
      this.at = end + 1;
      return;
    }
    if (next === "'" && this.mode === "word") {
      const end = closingSingleEscaped(text, at + 2);
      this.push({ kind: "quoted", text: ansiC(text.slice(at + 2, end)) });
      this.at = end + 1;
      return;
    }
    if (next === '"' && this.mode === "word") {
      this.at++;
      return;
    }
    if (next !== undefined && NAME_START.test(next)) {
      let end = at + 2;
      while (end < text.length && NAME.test(text[end] as string)) end++;
      this.push(simpleParameter(text.slice(at + 1, end)));
      this.at = end;
      return;
    }
    if (next !== undefined && /[0-9@*#?$!_-]/.test(next)) {
      this.push(simpleParameter(next));
      this.at = at + 2;
      return;
    }
    this.plain("$");
    this.at++;
  }
}

function simpleParameter(name: string): ParameterPart {
  return {
    kind: "param",
    name,
    indirect: false,
    length: false,
    index: null,
    op: "",
    first: null,
    second: null,
    text: `$${name}`,
  };
}

/** The inside of `${...}`. */
function parameter(inner: string, mode: Mode): ParameterPart {
  const text = `\${${inner}}`;
  const bad: ParameterPart = {
    kind: "param",
    name: "",
    indirect: false,
    length: false,
    index: null,
    op: "bad",
    first: null,
    second: null,
    text,
  };
  let rest = inner;
  let length = false;
  let indirect = false;
  if (/^#./s.test(rest) && !/^#(?:[-=+?]|:[-=+?]|[#%]).*|^#\}/s.test(rest)) {
    length = true;
    rest = rest.slice(1);
  } else if (rest === "##" || rest === "#?" || rest === "#-") {
    length = true;
    rest = rest.slice(1);
  } else if (/^!./s.test(rest) && !/^![-:=+?}]/.test(rest)) {
    indirect = true;
    rest = rest.slice(1);
  }
  const named = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])/.exec(rest);
  if (named === null) return bad;
  const name = named[0];
  rest = rest.slice(name.length);
  let index: string | null = null;
  if (rest.startsWith("[") && NAME_START.test(name)) {
    const end = closingBracket(rest, 1);
    if (end < 0) return bad;
    index = rest.slice(1, end);
    rest = rest.slice(end + 1);
  }
  const base = { kind: "param" as const, name, indirect, length, index, text };
  if (rest === "") return { ...base, op: "", first: null, second: null };
  if (length) return bad;
  if (indirect && (rest === "@" || rest === "*"))
    return { ...base, op: `names${rest}`, first: null, second: null };
  const operand = (source: string): Word => ({
    text: source,
    // Inside "..." the operand is read as double-quoted text too.
    parts: mode === "word" ? null : parseParts(source, mode === "arith" ? "double" : mode),
  });
  const pattern = (source: string): Word => ({ text: source, parts: null });
  const alternative = /^:?[-=?+]/.exec(rest);
  if (alternative !== null) {
    const op = alternative[0];
    return { ...base, op, first: operand(rest.slice(op.length)), second: null };
  }
  const removal = /^(?:##?|%%?)/.exec(rest);
  if (removal !== null)
    return { ...base, op: removal[0], first: pattern(rest.slice(removal[0].length)), second: null };
  const casing = /^(?:\^\^?|,,?|~~?)/.exec(rest);
  if (casing !== null) {
    const source = rest.slice(casing[0].length);
    return { ...base, op: casing[0], first: source === "" ? null : pattern(source), second: null };
  }
  if (rest.startsWith("/")) {
    const op = /^\/[/#%]?/.exec(rest)?.[0] ?? "/";
    const whole = rest.slice(op.length);
    const slash = unquotedIndex(whole, "/", op === "/" && whole.startsWith("/") ? 1 : 0);
    const from = slash < 0 ? whole : whole.slice(0, slash);
    const to = slash < 0 ? "" : whole.slice(slash + 1);
    return { ...base, op, first: pattern(from), second: pattern(to) };
  }
  if (rest.startsWith(":")) {
    const whole = rest.slice(1);
    const colon = sliceColon(whole);
    const first = colon < 0 ? whole : whole.slice(0, colon);
    return {
      ...base,
      op: ":",
      first: pattern(first),
      second: colon < 0 ? null : pattern(whole.slice(colon + 1)),
    };
  }
  if (/^@[A-Za-z]$/.test(rest)) return { ...base, op: rest, first: null, second: null };
  return bad;
}

/** The `:` between offset and length, not one of `? :` or of a nested expansion. */
function sliceColon(text: string): number {
  let questions = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i];
    if (ch === "\\") i++;
    else if (ch === "(" || ch === "{" || ch === "[") depth++;
    else if (ch === ")" || ch === "}" || ch === "]") depth--;
    else if (depth === 0 && ch === "?") questions++;
    else if (depth === 0 && ch === ":") {
      if (questions === 0) return i;
      questions--;
    }
  }
  return -1;
}

/** First `wanted` outside quotes and expansions. */
export function unquotedIndex(text: string, wanted: string, from = 0): number {
  for (let i = from; i < text.length; i++) {
    const ch = text[i] as string;
    if (ch === wanted) return i;
    const skipped = skipQuoted(text, i);
    if (skipped > i) i = skipped - 1;
  }
  return -1;
}

/** If a quoted or expanded piece starts at `i`, where it ends; else `i`. */
export function skipQuoted(text: string, i: number): number {
  const ch = text[i];
  const next = text[i + 1];
  if (ch === "\\") return Math.min(text.length, i + 2);
  if (ch === "'") {
    const end = text.indexOf("'", i + 1);
    return end < 0 ? text.length : end + 1;
  }
  if (ch === '"') return closingDouble(text, i + 1) + 1;
  if (ch === "`") {
    let end = i + 1;
    while (end < text.length && text[end] !== "`") end += text[end] === "\\" ? 2 : 1;
    return end + 1;
  }
  if (ch === "$" && next === "'") return closingSingleEscaped(text, i + 2) + 1;
  if (ch === "$" && next === "{") return closingBrace(text, i + 2) + 1;
  if (ch === "$" && next === "(" && text[i + 2] === "(") {
    const end = closingArith(text, i + 3);
    if (end >= 0) return end + 2;
  }
  if ((ch === "$" || ch === "<" || ch === ">") && next === "(")
    return closingCommand(text, i + 2) + 1;
  return i;
}

/** Index of the `"` that closes a double-quoted text which begins at `from`, or the end. */
function closingDouble(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const ch = text[i];
    if (ch === '"') return i;
    if (ch === "\\") i++;
    else if (ch === "`" || (ch === "$" && (text[i + 1] === "(" || text[i + 1] === "{"))) {
      i = Math.max(i, skipQuoted(text, i) - 1);
    }
  }
  return text.length;
}

function closingSingleEscaped(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "'") return i;
  }
  return text.length;
}

function closingBrace(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === "}") return i;
    const skipped = skipQuoted(text, i);
    if (skipped > i) i = skipped - 1;
  }
  return text.length;
}

export function closingBracket(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const ch = text[i];
    if (ch === "[") depth++;
    else if (ch === "]") {
      if (depth === 0) return i;
      depth--;
    }
    const skipped = skipQuoted(text, i);
    if (skipped > i) i = skipped - 1;
  }
  return -1;
}

/** Index of the first of the `))` that closes `$((`, or -1 when this is a nested subshell instead. */
function closingArith(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const ch = text[i];
    if (ch === "(") depth++;
    else if (ch === ")") {
      if (depth === 0) return text[i + 1] === ")" ? i : -1;
      depth--;
    } else if (ch !== "<" && ch !== ">") {
      const skipped = skipQuoted(text, i);
      if (skipped > i) i = skipped - 1;
    }
  }
  return -1;
}

/** Index of the `)` that closes a command substitution whose text begins at `from`. */
function closingCommand(text: string, from: number): number {
  let depth = 0;
  let balanced = -1;
  for (let i = from; i < text.length; i++) {
    const ch = text[i];
    if (ch === "(") depth++;
    else if (ch === ")") {
      if (depth > 0) depth--;
      else {
        if (balanced < 0) balanced = i;
        // A `case` pattern's `)` closes nothing: go on until the text parses.
        const inner = text.slice(from, i);
        if (!/\bcase\b/.test(inner) || isComplete(inner) === "complete") return i;
      }
    } else if (ch === "#" && (i === from || /[\s;(]/.test(text[i - 1] as string))) {
      const end = text.indexOf("\n", i);
      if (end < 0) break;
      i = end;
    } else if (ch !== "<" && ch !== ">") {
      const skipped = skipQuoted(text, i);
      if (skipped > i) i = skipped - 1;
    }
  }
  return balanced < 0 ? text.length : balanced;
}

/** `firstLine`: the line of the command it stands in, for its messages. */
export function scriptOf(
  part: Extract<WordPart, { kind: "command" }>,
  firstLine: number,
): { list: List; problem: SyntaxProblem | null } {
  return (part.script ??= parse(part.source, firstLine));
}

/** The escapes of `$'...'`; also `echo -e` and `printf %b` with their variants of octal. */
export function ansiC(text: string): string {
  return text.replace(
    /\\(?:([abeEfnrtv\\'"?])|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c(.))/gs,
    (
      all,
      simple: string | undefined,
      octal: string | undefined,
      hex: string | undefined,
      u4: string | undefined,
      u8: string | undefined,
      control: string | undefined,
    ) => {
      if (simple !== undefined) return escapeOf(simple);
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 0xff);
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      const wide = u4 ?? u8;
      if (wide !== undefined) {
        const code = parseInt(wide, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : all;
      }
      return control === undefined ? all : String.fromCharCode(control.charCodeAt(0) & 0x1f);
    },
  );
}

export function escapeOf(letter: string): string {
  switch (letter) {
    case "a":
      return "\x07";
    case "b":
      return "\b";
    case "e":
    case "E":
      return "\x1b";
    case "f":
      return "\f";
    case "n":
      return "\n";
    case "r":
      return "\r";
    case "t":
      return "\t";
    case "v":
      return "\v";
    default:
      return letter;
  }
}
