/** GNU sed's script language: text to commands, with its own complaints. */
import { compileRegex, type Regex } from "../regex.ts";

export type Address =
  | { readonly kind: "line"; readonly line: number }
  | { readonly kind: "step"; readonly first: number; readonly step: number }
  | { readonly kind: "last" }
  | { readonly kind: "zero" }
  | { readonly kind: "regex"; readonly regex: Regex | null }
  | { readonly kind: "plus"; readonly count: number }
  | { readonly kind: "multiple"; readonly of: number };

export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "group"; readonly index: number }
  | { readonly kind: "case"; readonly mode: "U" | "L" | "u" | "l" | "E" };

export interface Command {
  readonly name: string;
  readonly from: Address | null;
  readonly to: Address | null;
  readonly negate: boolean;
  /** Text of a, i, c; label; file name. */
  text: string;
  /** For {: where its } is; for b, t, T: where to go. */
  target: number;
  readonly number: number;
  readonly regex: Regex | null;
  readonly pieces: readonly Piece[];
  readonly global: boolean;
  readonly print: boolean;
  readonly map: ReadonlyMap<string, string> | null;
  /** Which range this command is in; -1: none. */
  readonly id: number;
}

export interface Script {
  readonly commands: readonly Command[];
  readonly quiet: boolean;
}

export class SedError {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** One -e or -f piece; `where` names it in complaints. */
export interface Source {
  readonly text: string;
  readonly where: string;
  readonly file: boolean;
}

export function parseScript(sources: readonly Source[], extended: boolean): Script | string {
  const parser = new Parser(extended);
  try {
    for (const source of sources) parser.add(source);
    parser.finish();
  } catch (error) {
    if (error instanceof SedError) return error.text;
    throw error;
  }
  return { commands: parser.commands, quiet: parser.quiet };
}

class Parser {
  readonly commands: Command[] = [];
  quiet = false;
  private readonly extended: boolean;
  private source: Source = { text: "", where: "", file: false };
  private at = 0;
  private readonly open: { index: number; where: string }[] = [];
  private readonly labels = new Map<string, number>();

  constructor(extended: boolean) {
    this.extended = extended;
  }

  add(source: Source): void {
    this.source = source;
    this.at = 0;
    if (this.commands.length === 0 && /^#n(\n|$)/.test(source.text)) this.quiet = true;
    for (;;) {
      while (/[\s;]/.test(this.peek())) this.at++;
      if (this.at >= source.text.length) return;
      this.command();
    }
  }

  finish(): void {
    const open = this.open.pop();
    if (open !== undefined) throw new SedError(`${open.where}: unmatched \`{'`);
    for (const command of this.commands) {
      if (!"btT".includes(command.name)) continue;
      if (command.text === "") command.target = this.commands.length;
      else {
        const to = this.labels.get(command.text);
        if (to === undefined)
          throw new SedError(
            `-e expression #1, char ${this.source.text.length}: can't find label for jump to \`${command.text}'`.replace(
              /^.*: can't/,
              "can't",
            ),
          );
        command.target = to;
      }
    }
  }

  private peek(): string {
    return this.source.text[this.at] ?? "";
  }

  private fail(message: string, at = this.at): never {
    throw new SedError(`${this.position(at)}: ${message}`);
  }

  private position(at: number): string {
    const { text, where, file } = this.source;
    if (!file) return `${where}, char ${Math.min(at, text.length)}`;
    return `${where} line ${text.slice(0, at).split("\n").length}`;
  }

  private blanks(): void {
    while (this.peek() === " " || this.peek() === "\t") this.at++;
  }

  private command(): void {
    let from: Address | null = null;
    let to: Address | null = null;
    if (this.peek() !== "#") {
      from = this.address();
      if (from !== null) {
        this.blanks();
        if (this.peek() === ",") {
          this.at++;
          this.blanks();
          to = this.address(true);
          if (to === null) this.fail("unexpected `,'", this.at + 1);
        }
      }
      if (from?.kind === "line" && from.line === 0) {
        if (to?.kind !== "regex") this.fail("invalid usage of line address 0", this.at + 1);
        from = { kind: "zero" };
      }
    }
    this.blanks();
    let negate = false;
    while (this.peek() === "!") {
      this.at++;
      this.blanks();
      if (negate && this.peek() !== "!") this.fail("multiple `!'s");
      negate = true;
    }
    const name = this.peek();
    if (name === "") this.fail("missing command");
    this.at++;
    this.body(name, from, to, negate);
  }

  private body(name: string, from: Address | null, to: Address | null, negate: boolean): void {
    const put = (extra: Partial<Command>): void => {
      this.commands.push({
        name,
        from,
        to,
        negate,
        text: "",
        target: -1,
        number: 0,
        regex: null,
        pieces: [],
        global: false,
        print: false,
        map: null,
        id: this.commands.length,
        ...extra,
      });
    };
    switch (name) {
      case "#":
        if (from !== null) this.fail("comments don't accept any addresses");
        this.restOfLine();
        return;
      case "{":
        this.open.push({
          index: this.commands.length,
          where: this.source.file ? this.source.where : `${this.source.where}, char 0`,
        });
        put({});
        return;
      case "}": {
        const open = this.open.pop();
        if (open === undefined) this.fail("unexpected `}'");
        if (from !== null) this.fail("} doesn't want any addresses");
        (this.commands[open.index] as Command).target = this.commands.length;
        this.end();
        return;
      }
      case ":": {
        if (from !== null) this.fail(": doesn't want any addresses");
        this.blanks();
        const label = this.takeWhile(/[^\s;]/);
        if (label === "") this.fail('":" lacks a label');
        this.labels.set(label, this.commands.length);
        return;
      }
      case "b":
      case "t":
      case "T":
        this.blanks();
        put({ text: this.takeWhile(/[^\s;}]/) });
        this.end();
        return;
      case "=":
      case "d":
      case "D":
      case "F":
      case "g":
      case "G":
      case "h":
      case "H":
      case "n":
      case "N":
      case "p":
      case "P":
      case "x":
      case "z":
        put({});
        this.end();
        return;
      case "q":
      case "Q":
      case "l":
      case "L":
        if ((name === "q" || name === "Q") && to !== null)
          this.fail("command only uses one address");
        this.blanks();
        put({ number: Number(this.takeWhile(/\d/) || (name === "l" ? "-1" : "0")) });
        this.end();
        return;
      case "a":
      case "i":
      case "c":
        put({ text: this.insertText() });
        return;
      case "r":
      case "R":
      case "w":
      case "W": {
        this.blanks();
        const file = this.restOfLine();
        if (file === "") this.fail("missing filename in r/R/w/W commands");
        put({ text: file });
        return;
      }
      case "s":
        this.substitute(put);
        return;
      case "y":
        this.transliterate(put);
        return;
      case "e":
        this.fail("underlay does not simulate the e command");
    }
    this.fail(`unknown command: \`${name}'`);
  }

  private end(): void {
    this.blanks();
    const ch = this.peek();
    if (ch === ";" || ch === "\n") this.at++;
    else if (ch !== "" && ch !== "}" && ch !== "#")
      this.fail("extra characters after command", this.at + 1);
  }

  private takeWhile(pattern: RegExp): string {
    const start = this.at;
    while (this.at < this.source.text.length && pattern.test(this.peek())) this.at++;
    return this.source.text.slice(start, this.at);
  }

  private restOfLine(): string {
    const nl = this.source.text.indexOf("\n", this.at);
    const end = nl < 0 ? this.source.text.length : nl;
    const text = this.source.text.slice(this.at, end);
    this.at = nl < 0 ? end : end + 1;
    return text;
  }

  private insertText(): string {
    this.blanks();
    if (this.at >= this.source.text.length) this.fail("expected \\ after `a', `c' or `i'");
    if (this.peek() === "\\") {
      this.at++;
      const mark = this.at;
      this.blanks();
      if (this.peek() === "\n") this.at++;
      else {
        this.at = mark;
        this.blanks();
      }
      if (this.at >= this.source.text.length) return "";
    }
    let out = "";
    while (this.at < this.source.text.length) {
      const ch = this.source.text[this.at++] as string;
      if (ch === "\\" && this.at < this.source.text.length) {
        const next = this.source.text[this.at++] as string;
        out += next === "t" ? "\t" : next;
      } else if (ch === "\n") break;
      else out += ch;
    }
    return `${out}\n`;
  }

  private address(second = false): Address | null {
    const ch = this.peek();
    if (/\d/.test(ch)) {
      const line = Number(this.takeWhile(/\d/));
      this.blanks();
      if (this.peek() === "~" && !second) {
        this.at++;
        return { kind: "step", first: line, step: Number(this.takeWhile(/\d/)) };
      }
      return { kind: "line", line };
    }
    if (second && (ch === "+" || ch === "~")) {
      this.at++;
      const n = Number(this.takeWhile(/\d/));
      return ch === "+" ? { kind: "plus", count: n } : { kind: "multiple", of: n };
    }
    if (ch === "$") {
      this.at++;
      return { kind: "last" };
    }
    if (ch !== "/" && ch !== "\\") return null;
    this.at++;
    const delimiter = ch === "/" ? "/" : this.peek();
    if (ch === "\\") this.at++;
    const source = this.delimited(delimiter, true);
    if (source === null) this.fail("unterminated address regex");
    let ignoreCase = false;
    let multiline = false;
    for (;;) {
      if (this.peek() === "I") ignoreCase = true;
      else if (this.peek() === "M") multiline = true;
      else break;
      this.at++;
    }
    return { kind: "regex", regex: this.regex(source, ignoreCase, multiline) };
  }

  /** Up to the next unescaped delimiter; `\delimiter` stands for itself. Null: the script ended first. */
  private delimited(delimiter: string, isRegex: boolean): string | null {
    const { text } = this.source;
    let out = "";
    while (this.at < text.length) {
      const ch = text[this.at++] as string;
      if (ch === delimiter) return out;
      if (ch === "[" && isRegex) {
        // Inside a bracket expression the delimiter is a character like any other.
        const set = /^\[\^?\]?(?:\[:[a-z]*:\]|[^\]\n])*\]/.exec(text.slice(this.at - 1));
        if (set !== null) {
          out += set[0].replace(/\\n/g, "\n");
          this.at += set[0].length - 1;
          continue;
        }
        this.at = text.length;
        return null;
      }
      if (ch === "\\" && this.at < text.length) {
        const next = text[this.at++] as string;
        if (next === delimiter)
          out +=
            isRegex && /[.*[\]^$+?(){}|]/.test(next)
              ? `\\${next}`
              : delimiter === "&" && !isRegex
                ? "\\&"
                : next;
        else if (next === "n" && isRegex) out += "\n";
        else if (next === "\n" && isRegex) out += "\n";
        else out += `\\${next}`;
        continue;
      }
      if (ch === "\n" && isRegex) return null;
      out += ch;
    }
    return null;
  }

  private regex(source: string, ignoreCase: boolean, multiline: boolean): Regex | null {
    if (source === "") return null;
    const regex = compileRegex(escapes(source), this.extended ? "ere" : "bre", {
      ignoreCase,
      multiline,
    });
    if (typeof regex === "string") this.fail(regex);
    return regex;
  }

  private substitute(put: (extra: Partial<Command>) => void): void {
    const delimiter = this.peek();
    if (delimiter === "" || delimiter === "\n" || delimiter === "\\")
      this.fail("unterminated `s' command");
    this.at++;
    const source = this.delimited(delimiter, true);
    const replacement = source === null ? null : this.delimited(delimiter, false);
    if (source === null || replacement === null) this.fail("unterminated `s' command");
    let global = false;
    let print = false;
    let ignoreCase = false;
    let multiline = false;
    let number = 0;
    let file = "";
    for (;;) {
      const ch = this.peek();
      if (ch === "g") {
        if (global) this.fail("multiple `g' options to `s' command", this.at + 1);
        global = true;
      } else if (ch === "p") {
        if (print) this.fail("multiple `p' options to `s' command", this.at + 1);
        print = true;
      } else if (ch === "i" || ch === "I") ignoreCase = true;
      else if (ch === "m" || ch === "M") multiline = true;
      else if (ch === "e") this.fail("underlay does not simulate the e flag of `s'", this.at + 1);
      else if (/\d/.test(ch)) {
        if (number > 0) this.fail("multiple number options to `s' command", this.at + 1);
        number = Number(this.takeWhile(/\d/));
        if (number === 0) this.fail("number option to `s' command may not be zero");
        continue;
      } else if (ch === "w") {
        this.at++;
        this.blanks();
        file = this.restOfLine();
        break;
      } else if (ch === "" || ch === "}" || ch === "#") break;
      else if (ch === ";" || ch === "\n") {
        this.at++;
        break;
      } else if (ch === " " || ch === "\t" || ch === "\r") {
        this.at++;
        continue;
      } else this.fail("unknown option to `s'", this.at + 1);
      this.at++;
    }
    const regex = this.regex(source, ignoreCase, multiline);
    const pieces = parseReplacement(replacement);
    for (const piece of pieces) {
      if (piece.kind === "group" && regex !== null && piece.index > regex.groups) {
        this.fail(`invalid reference \\${piece.index} on \`s' command's RHS`);
      }
    }
    put({ regex, pieces, global, print, number, text: file });
  }

  private transliterate(put: (extra: Partial<Command>) => void): void {
    const delimiter = this.peek();
    this.at++;
    const from = this.delimited(delimiter, false);
    const to = from === null ? null : this.delimited(delimiter, false);
    if (from === null || to === null) this.fail("unterminated `y' command");
    const unfold = (text: string): string[] => [
      ...text.replace(/\\(n|t|\\)/g, (_all, ch: string) =>
        ch === "n" ? "\n" : ch === "t" ? "\t" : "\\",
      ),
    ];
    const a = unfold(from);
    const b = unfold(to);
    if (a.length !== b.length) this.fail("strings for `y' command are different lengths");
    put({ map: new Map(a.map((ch, i) => [ch, b[i] as string])) });
    this.end();
  }
}

/** \t, \xHH and the like inside a regex, outside of what the regex compiler knows. */
function escapes(source: string): string {
  return source.replace(
    /\\(?:([tfvar])|x([0-9A-Fa-f]{1,2})|d(\d{3})|o([0-7]{1,3})|([^]))/g,
    (
      all,
      simple: string | undefined,
      hex: string | undefined,
      dec: string | undefined,
      oct: string | undefined,
    ) => {
      if (simple !== undefined)
        return (
          ({ t: "\t", f: "\f", v: "\v", a: "\x07", r: "\r" } as Record<string, string>)[simple] ??
          all
        );
      const code =
        hex !== undefined
          ? Number.parseInt(hex, 16)
          : dec !== undefined
            ? Number(dec)
            : oct !== undefined
              ? Number.parseInt(oct, 8)
              : -1;
      if (code < 0) return all;
      const ch = String.fromCharCode(code);
      return /[.*[\]^$\\+?(){}|/]/.test(ch)
        ? `[${ch === "^" ? "\\^" : ch}]`.replace("[\\^]", "\\^")
        : ch;
    },
  );
}

function parseReplacement(text: string): Piece[] {
  const pieces: Piece[] = [];
  let literal = "";
  const flush = (): void => {
    if (literal !== "") pieces.push({ kind: "text", text: literal });
    literal = "";
  };
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] as string;
    if (ch === "&") {
      flush();
      pieces.push({ kind: "group", index: 0 });
    } else if (ch === "\\" && i + 1 < text.length) {
      const next = text[++i] as string;
      if (/\d/.test(next)) {
        flush();
        pieces.push({ kind: "group", index: Number(next) });
      } else if ("ULulE".includes(next)) {
        flush();
        pieces.push({ kind: "case", mode: next as "U" });
      } else if (next === "x" && /^[0-9A-Fa-f]{1,2}/.test(text.slice(i + 1))) {
        const hex = (/^[0-9A-Fa-f]{1,2}/.exec(text.slice(i + 1)) as RegExpExecArray)[0];
        literal += String.fromCharCode(Number.parseInt(hex, 16));
        i += hex.length;
      } else
        literal +=
          ({ n: "\n", t: "\t", f: "\f", v: "\v", a: "\x07", r: "\r" } as Record<string, string>)[
            next
          ] ?? next;
    } else literal += ch;
  }
  flush();
  return pieces;
}
