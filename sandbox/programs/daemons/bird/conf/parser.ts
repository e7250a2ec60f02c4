/**
 * What every statement is read with: the next word, looked at only when it decides something (as bison does in
 * a state with one way on: that gives refusals their place), and the small phrases used everywhere.
 * BIRD 1.6.8: conf/confbase.Y, nest/config.Y.
 */
import { formatIpv4, type Ipv4Addr, maskOf } from "../../../../wire/addr.ts";
import type { InterfacePattern, LogLevel, Prefix } from "../types.ts";
import { evalTerm } from "./filter/filter.ts";
import { parseTerm } from "./filter/parse-term.ts";
import type { Value } from "./filter/value.ts";
import { type Lexer, ConfStop, type Token } from "./lexer.ts";
import type { Profile } from "./keywords.ts";
import type { Meaning, Sym, Symbols } from "./symbols.ts";

export class Parser {
  readonly lexer: Lexer;
  readonly profile: Profile;
  readonly log: (level: LogLevel, text: string) => void;
  private ahead: Token | null = null;
  /** Read last. */
  private last: Token = { kind: "END", number: 0, text: "", sym: null, constant: null };

  constructor(lexer: Lexer, profile: Profile, log: (level: LogLevel, text: string) => void) {
    this.lexer = lexer;
    this.profile = profile;
    this.log = log;
  }

  get symbols(): Symbols {
    return this.lexer.symbols;
  }
  get line(): number {
    return this.lexer.line;
  }

  stop(message: string): never {
    throw new ConfStop(message);
  }
  /** BIRD 2 names what it met, and the few things that could have come. */
  syntax(...expected: readonly string[]): never {
    if (!this.isBird2) throw new ConfStop("syntax error");
    const names = expected.map((kind) => tokenName(kind, null));
    const one = names.length === 0 ? "" : `, expecting ${names.join(" or ")}`;
    const { kind, sym } = this.last;
    throw new ConfStop(`syntax error, unexpected ${tokenName(kind, sym)}${one}`);
  }
  /** BIRD 2: this name, which was read before. */
  unexpected(sym: Sym): never {
    throw new ConfStop(`syntax error, unexpected ${tokenName("SYM", sym)}`);
  }
  get isBird2(): boolean {
    return this.profile === "2.0.12";
  }

  peek(): Token {
    if (this.ahead === null) {
      this.ahead = this.lexer.next();
      this.last = this.ahead;
    }
    return this.ahead;
  }
  next(): Token {
    const t = this.peek();
    this.ahead = null;
    return t;
  }
  /** Is it next? It stays there. */
  at(kind: string): boolean {
    return this.peek().kind === kind;
  }
  /** If it is next, take it. */
  eat(kind: string): boolean {
    if (!this.at(kind)) return false;
    this.ahead = null;
    return true;
  }
  /** These and nothing else, one after the other. */
  need(...kinds: string[]): void {
    for (const kind of kinds) if (this.next().kind !== kind) this.syntax(kind);
  }
  needText(): string {
    const t = this.next();
    return t.kind === "TEXT" ? t.text : this.syntax();
  }
  needSym(): Sym {
    return this.next().sym ?? this.syntax();
  }

  define(sym: Sym, meaning: Meaning): Sym {
    const at = { file: this.lexer.file, line: this.lexer.line };
    return this.symbols.define(sym, meaning, at) ?? this.stop("Symbol already defined");
  }

  constant(sym: Sym): Value | null {
    return sym.meaning.is === "constant" ? sym.meaning.value : null;
  }

  // ── phrases ────────────────────────────────────────────────────────────────────────────────

  /** A number, `(a term)`, or a constant's name. */
  expr(): number {
    const t = this.next();
    if (t.kind === "NUM") return t.number;
    if (t.kind === "(") {
      const term = parseTerm(this);
      this.need(")");
      return this.evalInt(term);
    }
    if (t.sym === null) return this.syntax("NUM", "SYM", "(");
    const value = this.constant(t.sym);
    return value?.t === "int" ? value.n : this.stop("Number expected");
  }

  isExpr(): boolean {
    const { kind } = this.peek();
    return kind === "NUM" || kind === "(" || kind === "SYM";
  }

  /** f_eval_int(). */
  evalInt(term: Parameters<typeof evalTerm>[0]): number {
    const value = evalTerm(term, this.log);
    return value?.t === "int" ? value.n : this.stop("Integer expression expected");
  }

  eval(term: Parameters<typeof evalTerm>[0]): Value {
    const value = evalTerm(term, this.log);
    return value ?? this.stop("Runtime error");
  }

  /** Silence means agreement. */
  bool(): boolean {
    const { kind } = this.peek();
    if (kind === "on" || kind === "yes") return this.eat(kind);
    if (kind === "off" || kind === "no") return !this.eat(kind);
    return this.isExpr() ? this.expr() !== 0 : true;
  }

  /** Microseconds: a number and `s`, `ms` or `us`. */
  exprUs(): number {
    const n = this.expr();
    const unit = this.next().kind;
    if (unit === "s") return n * 1_000_000;
    if (unit === "ms") return n * 1000;
    return unit === "us" ? n : this.syntax();
  }

  text(): string {
    const t = this.next();
    if (t.kind === "TEXT") return t.text;
    if (t.sym === null) return this.syntax();
    const value = this.constant(t.sym);
    return value?.t === "string" ? value.s : this.stop("String expected");
  }

  ipa(): Ipv4Addr {
    const t = this.next();
    if (t.kind === "IPA") return t.number as Ipv4Addr;
    if (t.sym === null) return this.syntax();
    const value = this.constant(t.sym);
    return value?.t === "ip" ? (value.n as Ipv4Addr) : this.stop("IP address expected");
  }

  /** `%eth0` after an address. */
  scope(): string | null {
    return this.eat("%") ? this.needSym().name : null;
  }

  prefix(): Prefix {
    const address = this.ipa();
    return this.checked(address, this.prefixLength());
  }

  prefixOrAddress(): Prefix {
    const address = this.ipa();
    if (!this.at("/") && !this.at(":")) return { address, length: 32 };
    return this.checked(address, this.prefixLength());
  }

  private checked(address: Ipv4Addr, length: number): Prefix {
    if ((address & ~maskOf(length)) !== 0) this.stop("Invalid prefix");
    return { address, length };
  }

  private prefixLength(): number {
    const t = this.next();
    if (t.kind === "/") {
      const length = this.expr();
      return length > 32 ? this.stop(`Invalid prefix length ${length | 0}`) : length;
    }
    if (t.kind !== ":") return this.syntax();
    const mask = this.ipa();
    for (let length = 0; length <= 32; length++) if (maskOf(length) === mask) return length;
    return this.stop(`Invalid netmask ${formatIpv4(mask)}`);
  }

  idValue(): number {
    const t = this.next();
    if (t.kind === "NUM" || t.kind === "IPA") return t.number >>> 0;
    if (t.sym === null) return this.syntax();
    const value = this.constant(t.sym);
    if (value?.t === "int" || value?.t === "ip" || value?.t === "quad") return value.n >>> 0;
    return this.stop("Number or IPv4 address constant expected");
  }

  table(): string {
    const sym = this.needSym();
    return sym.meaning.is === "table" ? sym.name : this.stop("Table name expected");
  }

  /** `-"cali*", "*" 10.0.0.0/8`: one list of an `interface`. */
  interfaceList(): InterfacePattern[] {
    const out = [this.interfacePattern()];
    while (this.eat(",")) out.push(this.interfacePattern());
    return out;
  }

  private interfacePattern(): InterfacePattern {
    const negative = this.eat("-");
    if (!this.at("TEXT")) return { negative, pattern: null, prefix: this.prefixOrAddress() };
    const pattern = this.next().text;
    const { kind } = this.peek();
    const prefix = kind === "IPA" || kind === "SYM" ? this.prefixOrAddress() : null;
    return { negative, pattern, prefix };
  }

  /** `all`, `off` or `{ a, b }` of words that stand for bits. */
  mask(words: readonly string[]): number {
    const all = (1 << words.length) - 1;
    const t = this.next();
    if (t.kind === "all") return all;
    if (t.kind === "off") return 0;
    if (t.kind !== "{") return this.syntax("off", "{", "all");
    let out = 0;
    do {
      const bit = words.indexOf(this.next().kind);
      if (bit < 0) this.syntax();
      out |= 1 << bit;
    } while (this.eat(","));
    this.need("}");
    return out;
  }
}

/** DEBUG.* in their order. */
export const DEBUG_WORDS = ["states", "routes", "filters", "interfaces", "events", "packets"];
export const MRTDUMP_WORDS = ["states", "messages"];

/** bison's name of a token. */
function tokenName(kind: string, sym: Sym | null): string {
  // A name that is expected must be a known one.
  if (kind === "SYM") return sym?.meaning.is === "void" ? "CF_SYM_UNDEFINED" : "CF_SYM_KNOWN";
  if (kind === "IPA") return "IP4";
  if (/^[a-z]/.test(kind)) return kind.toUpperCase();
  return /^[A-Z]/.test(kind) ? kind : `'${kind}'`;
}
