/**
 * Words, numbers, addresses and signs of a configuration or a command, with included files.
 * BIRD 1.6.8: conf/cf-lex.l. A position is where the last thing read begins (blanks and comments are read too);
 * at the end of the main file the line is 1 again.
 */
import type { Ipv4Addr } from "../../../../wire/addr.ts";
import { type EnumConstant, enumConstants, keywords, type Profile } from "./keywords.ts";
import type { Sym, Symbols } from "./symbols.ts";

export interface Token {
  /** A keyword, a sign, or NUM, IPA, TEXT, SYM, ENUM, ELSECOL, CLI, END. */
  readonly kind: string;
  readonly number: number;
  readonly text: string;
  readonly sym: Sym | null;
  readonly constant: EnumConstant | null;
}

/** A refusal on its way to parseConfig(), which answers it. */
export class ConfStop {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** Files, as parseConfig() is given them. */
export interface ConfEnvironment {
  read(path: string): string | null;
  glob(pattern: string): readonly string[] | null;
  /** The error of opening a log file for writing, or null. */
  openLog?(path: string): string | null;
}

interface Input {
  readonly file: string;
  readonly text: string;
  at: number;
  line: number;
  column: number;
  /** Length of the thing read last. */
  length: number;
  atLineStart: boolean;
  readonly outer: Input | null;
  readonly depth: number;
}

const MAX_DEPTH = 8;
const SYMBOL_MAX = 64;
const WHITE = /[ \t]+/y;
const INCLUDE = /[ \t]*include[ \t]*".*"[ \t]*;/y;
const IPV4 = /\d+\.\d+\.\d+\.\d+/y;
const IPV6 = /(?:[0-9a-fA-F]*::|(?:[0-9a-fA-F]*:){3,})(?:\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]*)/y;
const HEX = /0x[0-9a-fA-F]+/y;
const DECIMAL = /\d+/y;
const WORD = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const QUOTED = /'[-a-zA-Z0-9_.:]*'/y;
const TEXT = /"[^"\n]*"/y;
const UNTERMINATED = /"[^"\n]*\n/y;
const SIGN = /!=|!~|<=|>=|&&|\|\||\.\.|\[=|=\]|[={}:;,.()+*/%<>~[\]?!|-]/y;
const NO_SIGN = "";

export class Lexer {
  readonly symbols: Symbols;
  private input: Input;
  private readonly files: ConfEnvironment | null;
  private readonly words: ReadonlySet<string>;
  private readonly enums = enumConstants();
  private readonly ipv6Refused: boolean;

  /** `files` null: a command, which includes nothing. */
  constructor(
    text: string,
    path: string,
    profile: Profile,
    symbols: Symbols,
    files: ConfEnvironment | null,
    words?: ReadonlySet<string>,
  ) {
    this.symbols = symbols;
    this.files = files;
    this.words = words ?? keywords(profile);
    this.ipv6Refused = profile !== "2.0.12";
    this.input = open(path, text, null);
  }

  openLog(path: string): string | null {
    return this.files?.openLog?.(path) ?? null;
  }

  get file(): string {
    return this.input.file;
  }
  get line(): number {
    return this.input.line;
  }
  get column(): number {
    return this.input.column;
  }

  next(): Token {
    for (;;) {
      const { input } = this;
      if (input.at >= input.text.length) {
        if (input.outer !== null) {
          this.leave();
          continue;
        }
        input.line = 1;
        return token("END");
      }
      if (input.atLineStart && this.include()) continue;
      if (this.skip()) continue;
      return this.read();
    }
  }

  /** Reads `length` characters: YY_USER_ACTION. */
  private advance(length: number): void {
    const { input } = this;
    input.column += input.length;
    input.length = length;
    input.at += length;
    input.atLineStart = false;
  }

  private newline(): void {
    this.advance(1);
    const { input } = this;
    input.line++;
    input.column = 0;
    input.atLineStart = true;
  }

  private match(re: RegExp): string | null {
    re.lastIndex = this.input.at;
    return re.exec(this.input.text)?.[0] ?? null;
  }

  /** Blanks and comments. */
  private skip(): boolean {
    const { input } = this;
    const c = input.text[input.at] as string;
    if (c === "\n") {
      this.newline();
      return true;
    }
    const white = this.match(WHITE);
    if (white !== null) {
      this.advance(white.length);
      return true;
    }
    if (c === "#") {
      while (input.at < input.text.length && input.text[input.at] !== "\n") this.advance(1);
      return true;
    }
    if (c !== "/" || input.text[input.at + 1] !== "*") return false;
    this.comment();
    return true;
  }

  private comment(): void {
    const { input } = this;
    this.advance(2);
    for (;;) {
      if (input.at >= input.text.length) throw new ConfStop("Unterminated comment");
      const two = input.text.slice(input.at, input.at + 2);
      if (two === "*/") {
        this.advance(2);
        return;
      }
      if (two === "/*") {
        this.advance(2);
        throw new ConfStop("Comment nesting not supported");
      }
      if (two.startsWith("\n")) this.newline();
      else this.advance(1);
    }
  }

  private read(): Token {
    const v6 = this.match(IPV6);
    const v4 = this.match(IPV4);
    const word = this.match(WORD);
    if (v6 !== null && v6.length > (word?.length ?? 0)) {
      this.advance(v6.length);
      if (this.ipv6Refused)
        throw new ConfStop("This is an IPv4 router, therefore IPv6 addresses are not supported");
      return token("IP6", 0, v6);
    }
    if (v4 !== null) return this.address(v4);
    const number = this.match(HEX) ?? this.match(DECIMAL);
    if (number !== null) {
      this.advance(number.length);
      const value = Number(number);
      if (value > 0xffffffff) throw new ConfStop("Number out of range");
      return token("NUM", value, number);
    }
    if (word !== null) return this.word(word);
    const quoted = this.match(QUOTED);
    if (quoted !== null) {
      this.advance(quoted.length);
      return this.symbol(quoted.slice(1, -1));
    }
    const text = this.match(TEXT);
    if (text !== null) {
      this.advance(text.length);
      return token("TEXT", 0, text.slice(1, -1));
    }
    const open = this.match(UNTERMINATED);
    if (open !== null) {
      this.advance(open.length);
      throw new ConfStop("Unterminated string");
    }
    const sign = this.match(SIGN) ?? NO_SIGN;
    this.advance(sign.length === 0 ? 1 : sign.length);
    if (sign === NO_SIGN) throw new ConfStop("Unknown character");
    return token(sign);
  }

  private address(text: string): Token {
    this.advance(text.length);
    const parts = text.split(".").map(Number);
    if (parts.some((part) => part > 255)) throw new ConfStop(`Invalid IPv4 address ${text}`);
    let out = 0;
    for (const part of parts) out = (out << 8) | part;
    return token("IPA", out, text);
  }

  private word(word: string): Token {
    if (word === "else" && this.input.text[this.input.at + 4] === ":") {
      this.advance(5);
      return token("ELSECOL");
    }
    this.advance(word.length);
    if (this.words.has(word)) {
      // BIRD 2 looks for a name first, and makes it: `show symbols` lists the keywords that were used.
      if (this.symbols.profile === "2.0.12") this.symbols.find(word);
      return token(word);
    }
    const constant = this.enums.get(word);
    if (constant !== undefined) return { ...token("ENUM", constant.number, word), constant };
    return this.symbol(word);
  }

  private symbol(name: string): Token {
    if (name.length > SYMBOL_MAX) throw new ConfStop("Symbol too long");
    return { ...token("SYM", 0, name), sym: this.symbols.find(name) };
  }

  // ── include ────────────────────────────────────────────────────────────────────────────────

  private include(): boolean {
    const { input } = this;
    INCLUDE.lastIndex = input.at;
    const found = INCLUDE.exec(input.text);
    if (found === null) return false;
    this.advance(found[0].length);
    // The rule runs to the line's last quote, the name to the second: what stands between is lost.
    const name = found[0].split('"')[1] ?? "";
    if (this.files === null) throw new ConfStop("Include not allowed in CLI");
    if (name === "") throw new ConfStop("Include with empty argument");
    if (input.depth >= MAX_DEPTH) throw new ConfStop("Max include depth reached");
    const slash = input.file.lastIndexOf("/");
    const path = name.startsWith("/")
      ? name
      : `${slash < 0 ? "." : input.file.slice(0, slash)}/${name}`;
    this.enter(path);
    return true;
  }

  private enter(path: string): void {
    const { files } = this;
    if (files === null) return;
    if (!/[?*[]/.test(path)) {
      const text = files.read(path);
      if (text === null)
        throw new ConfStop(`Unable to open included file ${path}: No such file or directory`);
      this.input = open(path, text, this.input);
      return;
    }
    const found: { file: string; text: string }[] = [];
    const matches = files.glob(path);
    if (matches === null)
      throw new ConfStop(`Unable to match pattern ${path}: No such file or directory`);
    for (const file of matches) {
      const text = files.read(file);
      if (text !== null) found.push({ file, text });
    }
    for (const { file, text } of found.reverse()) this.input = open(file, text, this.input);
  }

  private leave(): void {
    this.input = this.input.outer ?? this.input;
  }
}

function open(file: string, text: string, outer: Input | null): Input {
  const depth = outer === null ? 1 : outer.depth + 1;
  return { file, text, at: 0, line: 1, column: 1, length: 0, atLineStart: true, outer, depth };
}

function token(kind: string, number = 0, text = ""): Token {
  return { kind, number, text, sym: null, constant: null };
}

export function ipOf(t: Token): Ipv4Addr {
  return t.number as Ipv4Addr;
}
