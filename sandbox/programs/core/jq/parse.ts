/** jq's filter language: text to a tree. */
import type { Json } from "./json.ts";

export type Filter =
  | { readonly kind: "identity" | "recurse" | "break"; readonly name?: string }
  | { readonly kind: "const"; readonly value: Json }
  | { readonly kind: "format"; readonly name: string }
  | {
      readonly kind: "string";
      readonly parts: readonly (string | Filter)[];
      readonly format: string;
    }
  | { readonly kind: "index"; readonly of: Filter; readonly key: Filter }
  | {
      readonly kind: "slice";
      readonly of: Filter;
      readonly from: Filter | null;
      readonly to: Filter | null;
    }
  | { readonly kind: "iterate"; readonly of: Filter }
  | { readonly kind: "try"; readonly body: Filter; readonly handler: Filter | null }
  | {
      readonly kind: "pipe" | "comma" | "and" | "or" | "alternative";
      readonly left: Filter;
      readonly right: Filter;
    }
  | { readonly kind: "binary"; readonly op: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "update"; readonly op: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "negate"; readonly of: Filter }
  | { readonly kind: "array"; readonly of: Filter | null }
  | {
      readonly kind: "object";
      readonly entries: readonly { readonly key: Filter; readonly value: Filter }[];
    }
  | { readonly kind: "if"; readonly test: Filter; readonly yes: Filter; readonly no: Filter | null }
  | {
      readonly kind: "reduce";
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly init: Filter;
      readonly update: Filter;
    }
  | {
      readonly kind: "foreach";
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly init: Filter;
      readonly update: Filter;
      readonly extract: Filter | null;
    }
  | {
      readonly kind: "bind";
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly body: Filter;
    }
  | { readonly kind: "var"; readonly name: string }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Filter[];
      readonly at: number;
    }
  | {
      readonly kind: "def";
      readonly name: string;
      readonly params: readonly string[];
      readonly body: Filter;
      readonly rest: Filter;
    };

export type Pattern =
  | { readonly kind: "var"; readonly name: string }
  | { readonly kind: "array"; readonly items: readonly Pattern[] }
  | {
      readonly kind: "object";
      readonly items: readonly { readonly key: string; readonly pattern: Pattern }[];
    };

export class CompileError {
  readonly text: string;
  readonly at: number;
  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }
}

interface Token {
  readonly type: "op" | "name" | "field" | "var" | "num" | "str" | "format" | "end";
  readonly text: string;
  readonly at: number;
  readonly parts?: readonly (string | Filter)[];
}

const KEYWORDS = new Set([
  "if",
  "then",
  "elif",
  "else",
  "end",
  "and",
  "or",
  "not",
  "reduce",
  "foreach",
  "as",
  "def",
  "try",
  "catch",
  "label",
  "import",
  "include",
  "__loc__",
]);
const OPS = [
  "?//=",
  "?//",
  "//=",
  "|=",
  "+=",
  "-=",
  "*=",
  "/=",
  "%=",
  "==",
  "!=",
  "<=",
  ">=",
  "//",
  "..",
  "|",
  ",",
  "+",
  "-",
  "*",
  "/",
  "%",
  "=",
  "<",
  ">",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ":",
  ";",
  ".",
  "?",
  "$",
];

export function parseFilter(source: string): Filter {
  const parser = new Parser(source);
  return parser.whole();
}

class Parser {
  private readonly source: string;
  private readonly tokens: Token[] = [];
  private i = 0;

  constructor(source: string) {
    this.source = source;
  }

  whole(): Filter {
    let at = 0;
    for (;;) {
      const { token, next } = this.scan(at);
      this.tokens.push(token);
      if (token.type === "end") break;
      at = next;
    }
    if ((this.tokens[0] as Token).type === "end") return { kind: "identity" };
    const filter = this.pipe();
    if (this.peek().type !== "end") this.unexpected(", expecting $end");
    return filter;
  }

  private scan(start: number): { token: Token; next: number } {
    const s = this.source;
    let at = start;
    for (;;) {
      while (/\s/.test(s[at] ?? "x")) at++;
      if (s[at] !== "#") break;
      while (at < s.length && s[at] !== "\n") at++;
    }
    if (at >= s.length) return { token: { type: "end", text: "", at }, next: at };
    const rest = s.slice(at, at + 512);
    if (s[at] === '"') return this.string(at);
    let m = /^\.[A-Za-z_]\w*/.exec(rest);
    if (m !== null)
      return { token: { type: "field", text: m[0].slice(1), at }, next: at + m[0].length };
    m = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest);
    if (m !== null) return { token: { type: "num", text: m[0], at }, next: at + m[0].length };
    m = /^\$(?:\w+::)*[A-Za-z_]\w*/.exec(rest);
    if (m !== null)
      return { token: { type: "var", text: m[0].slice(1), at }, next: at + m[0].length };
    m = /^@[A-Za-z_]\w*/.exec(rest);
    if (m !== null) return { token: { type: "format", text: m[0], at }, next: at + m[0].length };
    m = /^(?:[A-Za-z_]\w*::)*[A-Za-z_]\w*/.exec(rest);
    if (m !== null)
      return {
        token: { type: KEYWORDS.has(m[0]) && m[0] !== "not" ? "op" : "name", text: m[0], at },
        next: at + m[0].length,
      };
    for (const op of OPS)
      if (rest.startsWith(op)) return { token: { type: "op", text: op, at }, next: at + op.length };
    throw new CompileError(
      "syntax error, unexpected INVALID_CHARACTER (Unix shell quoting issues?)",
      at,
    );
  }

  private string(start: number): { token: Token; next: number } {
    const s = this.source;
    const parts: (string | Filter)[] = [];
    let text = "";
    let at = start + 1;
    for (; at < s.length && s[at] !== '"'; at++) {
      if (s[at] !== "\\") {
        text += s[at];
        continue;
      }
      const ch = s[++at];
      if (ch === "(") {
        let depth = 1;
        let end = at + 1;
        for (; end < s.length && depth > 0; end++) {
          if (s[end] === '"') end = this.string(end).next - 1;
          else if (s[end] === "(") depth++;
          else if (s[end] === ")") depth--;
        }
        parts.push(text, parseFilter(s.slice(at + 1, end - 1)));
        text = "";
        at = end - 1;
      } else if (ch === "u") {
        text += String.fromCharCode(Number.parseInt(s.slice(at + 1, at + 5), 16));
        at += 4;
      } else
        text +=
          ({ n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" } as Record<string, string>)[ch ?? ""] ??
          ch ??
          "";
    }
    if (at >= s.length)
      throw new CompileError(
        "syntax error, unexpected $end, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END (Unix shell quoting issues?)",
        Math.max(0, s.length - 1),
      );
    parts.push(text);
    return {
      token: { type: "str", text: parts.length === 1 ? text : "", at: start, parts },
      next: at + 1,
    };
  }

  private peek(): Token {
    return this.tokens[this.i] as Token;
  }
  private is(text: string): boolean {
    return this.peek().type === "op" && this.peek().text === text;
  }
  private accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.i++;
    return true;
  }
  private expect(text: string): void {
    if (!this.accept(text)) this.unexpected();
  }
  private unexpected(expecting = ""): never {
    const t = this.peek();
    const names: Record<string, string> = {
      name: "IDENT",
      field: "FIELD",
      num: "LITERAL",
      str: "QQSTRING_START",
      format: "FORMAT",
      var: "'$'",
      end: "$end",
    };
    const what =
      t.type === "op"
        ? ["}", "]", ")"].includes(t.text) && expecting !== ""
          ? "INVALID_CHARACTER"
          : t.text.length === 1
            ? `'${t.text}'`
            : t.text
        : (names[t.type] as string);
    throw new CompileError(
      `syntax error, unexpected ${what}${expecting} (Unix shell quoting issues?)`,
      t.type === "end" ? Math.max(0, this.source.length - 1) : t.at,
    );
  }

  private pipe(): Filter {
    if (this.accept("def")) {
      const name = this.name();
      const params: string[] = [];
      if (this.accept("(")) {
        do {
          const t = this.peek();
          if (t.type !== "name" && t.type !== "var") this.unexpected();
          this.i++;
          params.push(t.type === "var" ? `$${t.text}` : t.text);
        } while (this.accept(";"));
        this.expect(")");
      }
      this.expect(":");
      const body = this.pipe();
      this.expect(";");
      return {
        kind: "def",
        name,
        params,
        body,
        rest: this.peek().type === "end" ? { kind: "identity" } : this.pipe(),
      };
    }
    const left = this.comma();
    if (this.accept("as")) {
      const pattern = this.pattern();
      this.expect("|");
      return { kind: "bind", source: left, pattern, body: this.pipe() };
    }
    return this.accept("|") ? { kind: "pipe", left, right: this.pipe() } : left;
  }

  private name(): string {
    const t = this.peek();
    if (t.type !== "name") this.unexpected();
    this.i++;
    return t.text;
  }

  private pattern(): Pattern {
    const t = this.peek();
    if (t.type === "var") {
      this.i++;
      return { kind: "var", name: t.text };
    }
    if (this.accept("[")) {
      const items: Pattern[] = [];
      do items.push(this.pattern());
      while (this.accept(","));
      this.expect("]");
      return { kind: "array", items };
    }
    this.expect("{");
    const items: { key: string; pattern: Pattern }[] = [];
    do {
      const k = this.peek();
      this.i++;
      if (k.type === "var")
        items.push({
          key: k.text,
          pattern: this.accept(":") ? this.pattern() : { kind: "var", name: k.text },
        });
      else {
        this.expect(":");
        items.push({ key: k.text, pattern: this.pattern() });
      }
    } while (this.accept(","));
    this.expect("}");
    return { kind: "object", items };
  }

  private comma(): Filter {
    let left = this.binary(0);
    while (this.accept(",")) left = { kind: "comma", left, right: this.binary(0) };
    return left;
  }

  private binary(level: number): Filter {
    if (level === 7) return this.postfix();
    const start = this.binaryStart(level);
    return start;
  }

  private binaryStart(level: number): Filter {
    const ops = LEVELS[level] as readonly string[];
    let left = this.binary(level + 1);
    for (;;) {
      const t = this.peek();
      if (t.type !== "op" || !ops.includes(t.text)) return left;
      this.i++;
      if (level === 0) left = { kind: "alternative", left, right: this.binary(0) };
      else if (level === 1) left = { kind: "update", op: t.text, left, right: this.binary(0) };
      else if (level === 2) left = { kind: "or", left, right: this.binary(3) };
      else if (level === 3) left = { kind: "and", left, right: this.binary(4) };
      else left = { kind: "binary", op: t.text, left, right: this.binary(level + 1) };
    }
  }

  private postfix(): Filter {
    let term = this.term();
    for (;;) {
      const t = this.peek();
      if (t.type === "field") {
        this.i++;
        term = { kind: "index", of: term, key: { kind: "const", value: t.text } };
      } else if (this.is(".") && this.tokens[this.i + 1]?.type === "str") {
        this.i++;
        term = { kind: "index", of: term, key: this.stringFilter("") };
      } else if (this.is(".") && this.tokens[this.i + 1]?.text === "[") {
        this.i++;
      } else if (this.is("[")) term = this.brackets(term);
      else if (this.accept("?")) term = { kind: "try", body: term, handler: null };
      else if (this.is("as")) {
        this.i++;
        const pattern = this.pattern();
        this.expect("|");
        return { kind: "bind", source: term, pattern, body: this.pipe() };
      } else return term;
    }
  }

  private brackets(of: Filter): Filter {
    this.expect("[");
    if (this.accept("]")) return { kind: "iterate", of };
    if (this.accept(":")) {
      const to = this.pipe();
      this.expect("]");
      return { kind: "slice", of, from: null, to };
    }
    const key = this.pipe();
    if (this.accept(":")) {
      const to = this.is("]") ? null : this.pipe();
      this.expect("]");
      return { kind: "slice", of, from: key, to };
    }
    this.expect("]");
    return { kind: "index", of, key };
  }

  private stringFilter(format: string): Filter {
    const t = this.peek();
    this.i++;
    const parts = t.parts ?? [t.text];
    return parts.length === 1
      ? { kind: "const", value: parts[0] as string }
      : { kind: "string", parts, format };
  }

  private term(): Filter {
    const t = this.peek();
    switch (t.type) {
      case "num":
        this.i++;
        return { kind: "const", value: Number(t.text) };
      case "str":
        return this.stringFilter("");
      case "format":
        this.i++;
        return this.peek().type === "str"
          ? this.stringFilter(t.text)
          : { kind: "format", name: t.text };
      case "field":
        this.i++;
        return { kind: "index", of: { kind: "identity" }, key: { kind: "const", value: t.text } };
      case "var":
        this.i++;
        if (t.text === "__loc__")
          return {
            kind: "const",
            value: new Map<string, Json>([
              ["file", "<top-level>"],
              ["line", this.source.slice(0, t.at).split("\n").length],
            ]),
          };
        return { kind: "var", name: t.text };
      case "name": {
        this.i++;
        const args: Filter[] = [];
        if (this.accept("(")) {
          do args.push(this.pipe());
          while (this.accept(";"));
          this.expect(")");
        }
        return { kind: "call", name: t.text, args, at: t.at };
      }
      case "end":
        return this.unexpected();
      case "op":
    }
    return this.operatorTerm(t);
  }

  private operatorTerm(t: Token): Filter {
    this.i++;
    switch (t.text) {
      case ".": {
        const next = this.peek();
        if (next.type === "str")
          return { kind: "index", of: { kind: "identity" }, key: this.stringFilter("") };
        return { kind: "identity" };
      }
      case "..":
        return { kind: "recurse" };
      case "(": {
        const inner = this.pipe();
        this.expect(")");
        return inner;
      }
      case "[": {
        if (this.accept("]")) return { kind: "array", of: null };
        const inner = this.pipe();
        this.expect("]");
        return { kind: "array", of: inner };
      }
      case "{":
        return this.object();
      case "-":
        return { kind: "negate", of: this.postfix() };
      case "if": {
        const test = this.pipe();
        this.expect("then");
        const yes = this.pipe();
        if (this.is("elif"))
          return { kind: "if", test, yes, no: this.operatorTerm({ ...this.peek(), text: "if" }) };
        if (!this.accept("else")) this.unexpected(", expecting elif or else");
        const no = this.pipe();
        this.expect("end");
        return { kind: "if", test, yes, no };
      }
      case "try": {
        const body = this.postfix();
        return { kind: "try", body, handler: this.accept("catch") ? this.postfix() : null };
      }
      case "reduce":
      case "foreach": {
        const source = this.term();
        let full: Filter = source;
        while (this.is("[") || this.peek().type === "field" || this.is("?"))
          full = this.is("[")
            ? this.brackets(full)
            : this.accept("?")
              ? { kind: "try", body: full, handler: null }
              : {
                  kind: "index",
                  of: full,
                  key: { kind: "const", value: (this.tokens[this.i++] as Token).text },
                };
        this.expect("as");
        const pattern = this.pattern();
        this.expect("(");
        const init = this.pipe();
        this.expect(";");
        const update = this.pipe();
        const extract = t.text === "foreach" && this.accept(";") ? this.pipe() : null;
        this.expect(")");
        return t.text === "reduce"
          ? { kind: "reduce", source: full, pattern, init, update }
          : { kind: "foreach", source: full, pattern, init, update, extract };
      }
      default:
        this.i--;
        return this.unexpected(
          t.text === "}" || t.text === ")" || t.text === "]" ? ", expecting $end" : "",
        );
    }
  }

  private object(): Filter {
    const entries: { key: Filter; value: Filter }[] = [];
    while (!this.is("}")) {
      const t = this.peek();
      if (t.type === "var") {
        this.i++;
        entries.push({
          key: { kind: "const", value: t.text },
          value: { kind: "var", name: t.text },
        });
      } else {
        let key: Filter;
        if (this.accept("(")) {
          key = this.pipe();
          this.expect(")");
        } else if (t.type === "str") key = this.stringFilter("");
        else if (t.type === "format") {
          this.i++;
          key = this.stringFilter(t.text);
        } else if (
          t.type === "name" ||
          t.type === "num" ||
          (t.type === "op" && KEYWORDS.has(t.text))
        ) {
          this.i++;
          key = { kind: "const", value: t.text };
        } else return this.unexpected();
        let value: Filter = { kind: "index", of: { kind: "identity" }, key };
        if (this.accept(":")) {
          value = this.binary(4);
          while (this.accept("|")) value = { kind: "pipe", left: value, right: this.binary(4) };
        }
        entries.push({ key, value });
      }
      if (!this.accept(",")) break;
    }
    this.expect("}");
    return { kind: "object", entries };
  }
}

const LEVELS: readonly (readonly string[])[] = [
  ["//"],
  ["=", "|=", "+=", "-=", "*=", "/=", "%=", "//="],
  ["or"],
  ["and"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];
