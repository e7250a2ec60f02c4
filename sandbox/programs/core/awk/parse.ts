/** mawk's language: text to a tree. POSIX awk(1) grammar; braces in regexes are literal, as in mawk 1.3.4. */
import { unescape } from "../echo.ts";

export type Expr =
  | { readonly kind: "const"; readonly value: unknown }
  | { readonly kind: "regex"; readonly source: string }
  | { readonly kind: "var"; readonly name: string }
  | { readonly kind: "index"; readonly name: string; readonly subs: readonly Expr[] }
  | { readonly kind: "field"; readonly of: Expr }
  | { readonly kind: "unary"; readonly op: string; readonly of: Expr }
  | { readonly kind: "binary"; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "match"; readonly negate: boolean; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "and" | "or"; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "cond"; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly kind: "assign"; readonly op: string; readonly target: Expr; readonly value: Expr }
  | { readonly kind: "step"; readonly by: 1 | -1; readonly prefix: boolean; readonly target: Expr }
  | { readonly kind: "in"; readonly subs: readonly Expr[]; readonly name: string }
  | { readonly kind: "group"; readonly list: readonly Expr[] }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Expr[];
      readonly user: boolean;
      readonly line: number;
    }
  | {
      readonly kind: "getline";
      readonly target: Expr | null;
      readonly from: "main" | "file" | "command";
      readonly source: Expr | null;
    };

export type Statement =
  | { readonly kind: "block"; readonly body: readonly Statement[] }
  | { readonly kind: "expr"; readonly expr: Expr }
  | {
      readonly kind: "print";
      readonly args: readonly Expr[];
      readonly format: boolean;
      readonly mode: "" | ">" | ">>" | "|";
      readonly to: Expr | null;
    }
  | {
      readonly kind: "if";
      readonly test: Expr;
      readonly yes: Statement;
      readonly no: Statement | null;
    }
  | {
      readonly kind: "while";
      readonly test: Expr;
      readonly body: Statement;
      readonly first: boolean;
    }
  | {
      readonly kind: "for";
      readonly init: Statement | null;
      readonly test: Expr | null;
      readonly step: Statement | null;
      readonly body: Statement;
    }
  | {
      readonly kind: "forin";
      readonly name: string;
      readonly array: string;
      readonly body: Statement;
    }
  | { readonly kind: "next" | "break" | "continue" }
  | { readonly kind: "exit" | "return"; readonly value: Expr | null }
  | { readonly kind: "delete"; readonly name: string; readonly subs: readonly Expr[] | null };

export interface Rule {
  readonly kind: "BEGIN" | "END" | "main";
  readonly from: Expr | null;
  readonly to: Expr | null;
  readonly body: Statement | null;
}

export interface AwkFunction {
  readonly params: readonly string[];
  body: Statement;
}

export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}

export class AwkError {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

interface Token {
  readonly type: "num" | "str" | "re" | "name" | "func" | "builtin" | "key" | "op" | "nl" | "end";
  readonly text: string;
  readonly line: number;
  /** A name straight before "(": a user function's call. */
  readonly call: boolean;
}

const KEYWORDS = new Set([
  "BEGIN",
  "END",
  "function",
  "func",
  "if",
  "else",
  "while",
  "for",
  "do",
  "break",
  "continue",
  "next",
  "nextfile",
  "exit",
  "return",
  "delete",
  "in",
  "getline",
  "print",
  "printf",
]);
const BUILTINS = new Set([
  "length",
  "substr",
  "index",
  "split",
  "sub",
  "gsub",
  "match",
  "sprintf",
  "sin",
  "cos",
  "atan2",
  "exp",
  "log",
  "sqrt",
  "int",
  "rand",
  "srand",
  "tolower",
  "toupper",
  "system",
  "close",
  "fflush",
  "strftime",
  "systime",
  "mktime",
]);
const OPS = [
  "**=",
  "&&",
  "||",
  "++",
  "--",
  "+=",
  "-=",
  "*=",
  "/=",
  "%=",
  "^=",
  "==",
  "<=",
  ">=",
  "!=",
  ">>",
  "**",
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ";",
  ",",
  "+",
  "-",
  "*",
  "/",
  "%",
  "^",
  "!",
  ">",
  "<",
  "|",
  "?",
  ":",
  "~",
  "$",
  "=",
];

export function parseAwk(source: string): AwkProgram {
  return new Parser(source).program();
}

class Parser {
  private readonly source: string;
  private at = 0;
  private line = 1;
  private token: Token;
  private previous: Token | null = null;
  private readonly functions = new Map<string, AwkFunction>();
  private readonly called = new Map<string, number>();
  private noIn = 0;
  private noGreater = 0;
  private loops = 0;

  constructor(source: string) {
    this.source = source;
    this.token = { type: "nl", text: "", line: 1, call: false };
    this.advance();
  }

  // ── tokens ─────────────────────────────────────────────────────────────────────────────────

  private advance(): Token {
    const old = this.token;
    this.previous = old;
    this.token = this.scan();
    return old;
  }

  private make(type: Token["type"], text: string, call = false): Token {
    return { type, text, line: this.line, call };
  }

  private scan(): Token {
    const s = this.source;
    for (;;) {
      const ch = s[this.at];
      if (ch === " " || ch === "\t" || ch === "\r") this.at++;
      else if (ch === "\\" && s[this.at + 1] === "\n") {
        this.at += 2;
        this.line++;
      } else if (ch === "#") while (this.at < s.length && s[this.at] !== "\n") this.at++;
      else break;
    }
    if (this.at >= s.length) return this.make("end", "");
    const ch = s[this.at] as string;
    if (ch === "\n") {
      this.at++;
      const token = this.make("nl", "\n");
      this.line++;
      return token;
    }
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(
      s.slice(this.at, this.at + 64),
    );
    if (number !== null) {
      this.at += number[0].length;
      return this.make("num", number[0]);
    }
    const word = /^[A-Za-z_]\w*/.exec(s.slice(this.at, this.at + 256));
    if (word !== null) {
      const name = word[0];
      this.at += name.length;
      if (KEYWORDS.has(name)) return this.make("key", name === "func" ? "function" : name);
      if (BUILTINS.has(name)) return this.make("builtin", name);
      return this.make("name", name, s[this.at] === "(");
    }
    if (ch === '"') return this.string();
    for (const op of OPS) {
      if (!s.startsWith(op, this.at)) continue;
      this.at += op.length;
      return this.make("op", op === "**" ? "^" : op === "**=" ? "^=" : op);
    }
    throw new AwkError(`line ${this.line}: syntax error at or near ${ch}`);
  }

  private string(): Token {
    const s = this.source;
    let end = this.at + 1;
    while (end < s.length && s[end] !== '"') {
      if (s[end] === "\n")
        throw new AwkError(
          `line ${this.line}: runaway string constant ${s.slice(this.at, this.at + 10)} ...`,
        );
      end += s[end] === "\\" ? 2 : 1;
    }
    if (end >= s.length)
      throw new AwkError(
        `line ${this.line}: runaway string constant ${s.slice(this.at, this.at + 10)} ...`,
      );
    const raw = s.slice(this.at + 1, end);
    this.at = end + 1;
    return this.make("str", awkString(raw));
  }

  /** The rest of a regex literal whose "/" is the current token. */
  private regex(): Expr {
    const s = this.source;
    const start = this.token.text === "/=" ? this.at - 1 : this.at;
    let end = start;
    let bracket = false;
    while (end < s.length && (s[end] !== "/" || bracket)) {
      if (s[end] === "\n") break;
      if (s[end] === "\\") end++;
      else if (s[end] === "[" && !bracket) {
        bracket = true;
        if (s[end + 1] === "^") end++;
        if (s[end + 1] === "]") end++;
      } else if (s[end] === "]") bracket = false;
      end++;
    }
    if (s[end] !== "/")
      throw new AwkError(
        `line ${this.line}: runaway regular expression /${s.slice(start, start + 10)} ...`,
      );
    const source = s.slice(start, end).replace(/\\\//g, "/");
    this.at = end + 1;
    this.token = this.make("re", source);
    this.advance();
    return { kind: "regex", source };
  }

  private is(text: string): boolean {
    return (this.token.type === "op" || this.token.type === "key") && this.token.text === text;
  }

  private accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.advance();
    return true;
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.fail(text);
  }

  private fail(missing = ""): never {
    if (this.token.type === "end") {
      if (missing === "}" || missing === ")")
        throw new AwkError(`line ${this.line + 1}: missing ${missing} near end of file`);
      throw new AwkError(`line ${this.line + 1}: syntax error at or near end of file`);
    }
    if (missing === ")" && this.token.type === "nl")
      throw new AwkError(`line ${this.token.line}: missing ) near end of line`);
    const text =
      this.token.type === "nl"
        ? "end of line"
        : this.token.type === "str"
          ? `"${this.token.text}"`
          : this.token.text;
    throw new AwkError(`line ${this.token.line}: syntax error at or near ${text}`);
  }

  private newlines(): void {
    while (this.token.type === "nl") this.advance();
  }

  private separators(): void {
    while (this.token.type === "nl" || this.is(";")) this.advance();
  }

  // ── program ────────────────────────────────────────────────────────────────────────────────

  program(): AwkProgram {
    const rules: Rule[] = [];
    this.separators();
    while (this.token.type !== "end") {
      if (this.is("function")) this.function();
      else rules.push(this.rule());
      this.separators();
    }
    for (const [name, line] of this.called) {
      if (!this.functions.has(name))
        throw new AwkError(`line ${Math.max(line, this.line) + 1}: function ${name} never defined`);
    }
    return { rules, functions: this.functions };
  }

  private function(): void {
    this.advance();
    const name = this.advance();
    if (name.type !== "name") this.fail();
    this.expect("(");
    const params: string[] = [];
    while (!this.is(")")) {
      this.newlines();
      const param = this.advance();
      if (param.type !== "name") this.fail();
      params.push(param.text);
      this.newlines();
      if (!this.accept(",")) break;
    }
    this.expect(")");
    this.newlines();
    const fn: AwkFunction = { params, body: { kind: "block", body: [] } };
    this.functions.set(name.text, fn);
    fn.body = this.block();
  }

  private rule(): Rule {
    if (this.is("BEGIN") || this.is("END")) {
      const kind = this.advance().text as "BEGIN" | "END";
      if (!this.is("{")) this.fail();
      return { kind, from: null, to: null, body: this.block() };
    }
    let from: Expr | null = null;
    let to: Expr | null = null;
    if (!this.is("{")) {
      from = this.expression();
      if (this.accept(",")) {
        this.newlines();
        to = this.expression();
      }
    }
    return { kind: "main", from, to, body: this.is("{") ? this.block() : null };
  }

  private block(): Statement {
    this.expect("{");
    const body: Statement[] = [];
    this.separators();
    while (!this.is("}")) {
      if (this.token.type === "end") this.fail("}");
      body.push(this.statement());
      this.separators();
    }
    this.advance();
    return { kind: "block", body };
  }

  private endStatement(): void {
    if (this.token.type === "nl" || this.is(";")) this.advance();
    else if (!this.is("}") && this.token.type !== "end") this.fail();
  }

  private body(): Statement {
    this.newlines();
    if (this.accept(";")) return { kind: "block", body: [] };
    return this.statement();
  }

  private statement(): Statement {
    if (this.is("{")) return this.block();
    const { type, text } = this.token;
    if (type === "key") {
      switch (text) {
        case "if":
          return this.ifStatement();
        case "while": {
          this.advance();
          this.expect("(");
          const test = this.expression();
          this.expect(")");
          if (this.accept(";"))
            return { kind: "while", test, body: { kind: "block", body: [] }, first: false };
          return { kind: "while", test, body: this.loopBody(), first: false };
        }
        case "do": {
          this.advance();
          const body = this.loopBody();
          this.separators();
          this.expect("while");
          this.expect("(");
          const test = this.expression();
          this.expect(")");
          this.endStatement();
          return { kind: "while", test, body, first: true };
        }
        case "for":
          return this.forStatement();
        case "next":
        case "nextfile":
        case "break":
        case "continue":
          this.advance();
          if ((text === "break" || text === "continue") && this.loops === 0)
            throw new AwkError(`line ${this.line}: ${text} statement outside of loop`);
          this.endStatement();
          if (text === "nextfile") throw new AwkError("underlay does not simulate nextfile");
          return { kind: text };
        case "exit":
        case "return": {
          this.advance();
          const none =
            this.token.type === "nl" || this.is(";") || this.is("}") || this.token.type === "end";
          const value = none ? null : this.expression();
          this.endStatement();
          return { kind: text, value };
        }
        default:
      }
    }
    const simple = this.simple();
    this.endStatement();
    return simple;
  }

  private loopBody(): Statement {
    this.loops++;
    const body = this.body();
    this.loops--;
    return body;
  }

  private ifStatement(): Statement {
    this.advance();
    this.expect("(");
    const test = this.expression();
    this.expect(")");
    const yes = this.body();
    const mark = { at: this.at, line: this.line, token: this.token, previous: this.previous };
    this.separators();
    if (!this.accept("else")) {
      this.at = mark.at;
      this.line = mark.line;
      this.token = mark.token;
      this.previous = mark.previous;
      return { kind: "if", test, yes, no: null };
    }
    return { kind: "if", test, yes, no: this.body() };
  }

  private forStatement(): Statement {
    this.advance();
    this.expect("(");
    const s = this.source;
    if (this.token.type === "name" && /^\s*in\s+[A-Za-z_]\w*\s*\)/.test(s.slice(this.at))) {
      const name = this.advance().text;
      this.advance();
      const array = this.advance().text;
      this.expect(")");
      return { kind: "forin", name, array, body: this.loopBody() };
    }
    const init = this.is(";") ? null : this.simple();
    this.expect(";");
    this.newlines();
    const test = this.is(";") ? null : this.expression();
    this.expect(";");
    this.newlines();
    const step = this.is(")") ? null : this.simple();
    this.expect(")");
    if (this.accept(";"))
      return { kind: "for", init, test, step, body: { kind: "block", body: [] } };
    return { kind: "for", init, test, step, body: this.loopBody() };
  }

  private simple(): Statement {
    if (this.is("print") || this.is("printf")) return this.print();
    if (this.is("delete")) {
      this.advance();
      const name = this.advance();
      if (name.type !== "name") this.fail();
      if (!this.accept("[")) return { kind: "delete", name: name.text, subs: null };
      const subs = this.list("]");
      this.expect("]");
      return { kind: "delete", name: name.text, subs };
    }
    return { kind: "expr", expr: this.expression() };
  }

  private print(): Statement {
    const format = this.advance().text === "printf";
    let args: readonly Expr[] = [];
    this.noGreater++;
    const none =
      this.token.type === "nl" ||
      this.token.type === "end" ||
      [";", "}", ">", ">>", "|"].some((op) => this.is(op));
    if (!none) {
      const list: Expr[] = [this.expression()];
      while (this.accept(",")) {
        this.newlines();
        list.push(this.expression());
      }
      const only = list[0] as Expr;
      args = list.length === 1 && only.kind === "group" && only.list.length > 1 ? only.list : list;
    }
    let mode: "" | ">" | ">>" | "|" = "";
    let to: Expr | null = null;
    // Here `>` is a redirection, so mawk meets a stray `=`.
    if (this.is(">=")) throw new AwkError(`line ${this.token.line}: syntax error at or near =`);
    if (this.is(">") || this.is(">>") || this.is("|")) {
      mode = this.advance().text as ">";
      to = this.concatenation();
    }
    this.noGreater--;
    if (format && args.length === 0) this.fail();
    return { kind: "print", args, format, mode, to };
  }

  // ── expressions, loosest first ─────────────────────────────────────────────────────────────

  private expression(): Expr {
    const left = this.ternary();
    if (
      this.token.type === "op" &&
      ["=", "+=", "-=", "*=", "/=", "%=", "^="].includes(this.token.text) &&
      isTarget(left)
    ) {
      const op = this.advance().text.slice(0, -1);
      this.newlines();
      return { kind: "assign", op, target: left, value: this.expression() };
    }
    return left;
  }

  private ternary(): Expr {
    const test = this.or();
    if (!this.is("?")) return test;
    this.advance();
    this.newlines();
    const yes = this.expression();
    this.newlines();
    this.expect(":");
    this.newlines();
    return { kind: "cond", test, yes, no: this.expression() };
  }

  private or(): Expr {
    let left = this.and();
    while (this.is("||")) {
      this.advance();
      this.newlines();
      left = { kind: "or", left, right: this.and() };
    }
    return left;
  }

  private and(): Expr {
    let left = this.inTest();
    while (this.is("&&")) {
      this.advance();
      this.newlines();
      left = { kind: "and", left, right: this.inTest() };
    }
    return left;
  }

  private inTest(): Expr {
    let left = this.matching();
    while (this.is("in") && this.noIn === 0) {
      this.advance();
      const name = this.advance();
      if (name.type !== "name") this.fail();
      left = { kind: "in", subs: left.kind === "group" ? left.list : [left], name: name.text };
    }
    return left;
  }

  private matching(): Expr {
    let left = this.comparison();
    while (this.is("~") || (this.is("!") && this.source[this.at] === "~")) {
      const negate = this.advance().text === "!";
      if (negate) this.advance();
      left = { kind: "match", negate, left, right: this.comparison() };
    }
    return left;
  }

  private comparison(): Expr {
    let left = this.concatenation();
    if (
      ["<", "<=", "==", "!=", ">=", ">"].some((op) => this.is(op)) &&
      !((this.is(">") || this.is(">=")) && this.noGreater > 0)
    ) {
      const op = this.advance().text;
      left = { kind: "binary", op, left, right: this.concatenation() };
    } else if (this.is("|") && /^\s*getline\b/.test(this.source.slice(this.at)))
      left = this.pipeGetline(left);
    return left;
  }

  private pipeGetline(first: Expr): Expr {
    let left = first;
    while (this.is("|") && /^\s*getline\b/.test(this.source.slice(this.at))) {
      this.advance();
      this.advance();
      left = { kind: "getline", from: "command", source: left, target: this.getlineTarget() };
    }
    return left;
  }

  private concatenation(): Expr {
    let left = this.additive();
    while (this.startsOperand()) left = { kind: "binary", op: " ", left, right: this.additive() };
    return left;
  }

  private startsOperand(): boolean {
    const { type, text } = this.token;
    if (type === "num" || type === "str" || type === "name" || type === "builtin") return true;
    if (type === "key") return text === "getline" && false;
    return (
      type === "op" &&
      (["$", "(", "-", "+", "++", "--"].includes(text) ||
        (text === "!" && this.source[this.at] !== "~" && this.source[this.at] !== "="))
    );
  }

  private additive(): Expr {
    let left = this.term();
    while (this.is("+") || this.is("-")) {
      const op = this.advance().text;
      left = { kind: "binary", op, left, right: this.term() };
    }
    return left;
  }

  private term(): Expr {
    let left = this.unary();
    while (this.is("*") || this.is("/") || this.is("%")) {
      const op = this.advance().text;
      left = { kind: "binary", op, left, right: this.unary() };
    }
    return left;
  }

  private unary(): Expr {
    if (this.is("!") || this.is("-") || this.is("+")) {
      const op = this.advance().text;
      return { kind: "unary", op, of: this.unary() };
    }
    return this.power();
  }

  private power(): Expr {
    const left = this.postfix();
    if (!this.is("^")) return left;
    this.advance();
    // Right-associative, and binds tighter than a minus on its left only.
    const right: Expr = this.is("-") || this.is("+") || this.is("!") ? this.unary() : this.power();
    return { kind: "binary", op: "^", left, right };
  }

  private postfix(): Expr {
    const left = this.primary();
    if ((this.is("++") || this.is("--")) && isTarget(left)) {
      return {
        kind: "step",
        by: this.advance().text === "++" ? 1 : -1,
        prefix: false,
        target: left,
      };
    }
    return left;
  }

  private list(close: string): Expr[] {
    const list: Expr[] = [];
    const { noIn, noGreater } = this;
    this.noIn = 0;
    this.noGreater = 0;
    this.newlines();
    while (!this.is(close)) {
      list.push(this.expression());
      this.newlines();
      if (!this.accept(",")) break;
      this.newlines();
    }
    this.noIn = noIn;
    this.noGreater = noGreater;
    return list;
  }

  private getlineTarget(): Expr | null {
    const { type } = this.token;
    if (type === "name" || this.is("$")) return this.primary();
    return null;
  }

  private primary(): Expr {
    const { type, text } = this.token;
    if (type === "num") {
      this.advance();
      return { kind: "const", value: Number(text) };
    }
    if (type === "str") {
      this.advance();
      return { kind: "const", value: text };
    }
    if (type === "op") {
      if (text === "/" || text === "/=") return this.regex();
      if (text === "$") {
        this.advance();
        if (this.is("++") || this.is("--")) {
          const by = this.advance().text === "++" ? 1 : -1;
          return { kind: "field", of: { kind: "step", by, prefix: true, target: this.primary() } };
        }
        if (this.is("-")) {
          this.advance();
          return { kind: "field", of: { kind: "unary", op: "-", of: this.primary() } };
        }
        return { kind: "field", of: this.primary() };
      }
      if (text === "++" || text === "--") {
        this.advance();
        const target = this.primary();
        if (!isTarget(target)) this.fail();
        return { kind: "step", by: text === "++" ? 1 : -1, prefix: true, target };
      }
      if (text === "(") {
        this.advance();
        const list = this.list(")");
        this.expect(")");
        if (list.length === 0) this.fail();
        return { kind: "group", list };
      }
      if (text === "-" || text === "+" || text === "!") return this.unary();
    }
    if (type === "key" && text === "getline") {
      this.advance();
      const target = this.getlineTarget();
      if (!this.is("<")) return { kind: "getline", from: "main", source: null, target };
      this.advance();
      return { kind: "getline", from: "file", source: this.postfix(), target };
    }
    if (type === "builtin") return this.builtin();
    if (type === "name") {
      const token = this.advance();
      if (token.call) {
        this.advance();
        const args = this.list(")");
        this.expect(")");
        if (!this.called.has(text)) this.called.set(text, token.line);
        return { kind: "call", name: text, args, user: true, line: token.line };
      }
      if (this.is("[")) {
        this.advance();
        const subs = this.list("]");
        this.expect("]");
        return { kind: "index", name: text, subs };
      }
      return { kind: "var", name: text };
    }
    return this.fail();
  }

  private builtin(): Expr {
    const { text, line } = this.advance();
    let args: Expr[] = [];
    if (this.accept("(")) {
      args = this.list(")");
      this.expect(")");
    } else if (text !== "length") this.fail();
    return { kind: "call", name: text, args, user: false, line };
  }
}

function isTarget(expr: Expr): boolean {
  return expr.kind === "var" || expr.kind === "index" || expr.kind === "field";
}

/** Escapes of an awk string: unknown ones keep their backslash, as in mawk. */
function awkString(raw: string): string {
  return raw.replace(
    /\\(?:([0-7]{1,3})|([^]))/g,
    (all, oct: string | undefined, ch: string | undefined) => {
      if (oct !== undefined) return String.fromCharCode(Number.parseInt(oct, 8) & 255);
      if (ch === '"' || ch === "/") return ch;
      if (ch === "\n") return "";
      return "abfnrtv\\".includes(ch as string) ? unescape(all, "echo").text : all;
    },
  );
}
