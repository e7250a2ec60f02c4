/**
 * Shell arithmetic: 64-bit integers, C's operators. bash(1) ARITHMETIC EVALUATION.
 * Variables are read recursively as expressions, to a depth.
 */

/** What arithmetic needs of the shell. A subscript is handed over as text. */
export interface ArithContext {
  get(name: string, index: string | null): string;
  /** False: readonly, already reported. */
  set(name: string, index: string | null, value: string): void;
}

/** Bash's complaint: `message`, and the rest of the text for `(error token is "...")`. */
export class ArithError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

const DEPTH_MAX = 100;

export function evaluate(text: string, context: ArithContext, depth = 0): bigint {
  if (depth > DEPTH_MAX)
    throw new ArithError(
      `${text.trim()}: expression recursion level exceeded (error token is "${text.trim()}")`,
    );
  return new Evaluator(text, context, depth).run();
}

interface Token {
  readonly kind: "num" | "name" | "op" | "end";
  readonly text: string;
  readonly at: number;
}

const OPERATORS = [
  "<<=",
  ">>=",
  "**",
  "++",
  "--",
  "<<",
  ">>",
  "<=",
  ">=",
  "==",
  "!=",
  "&&",
  "||",
  "+=",
  "-=",
  "*=",
  "/=",
  "%=",
  "&=",
  "^=",
  "|=",
  "+",
  "-",
  "*",
  "/",
  "%",
  "<",
  ">",
  "=",
  "!",
  "~",
  "&",
  "|",
  "^",
  "?",
  ":",
  ",",
  "(",
  ")",
];
const ASSIGN = new Set(["=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "<<=", ">>="]);
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

interface Place {
  readonly name: string;
  readonly index: string | null;
}

class Evaluator {
  private readonly text: string;
  private readonly context: ArithContext;
  private readonly depth: number;
  private at = 0;
  private token: Token = { kind: "end", text: "", at: 0 };
  private lastAt = 0;
  private nesting = 0;
  /** Above 0: parse, but change and divide nothing. */
  private skipping = 0;

  constructor(text: string, context: ArithContext, depth: number) {
    this.text = text;
    this.context = context;
    this.depth = depth;
  }

  run(): bigint {
    this.advance();
    if (this.peek().kind === "end") return 0n;
    const value = this.comma();
    if (this.peek().kind !== "end") this.fail("syntax error in expression");
    return value;
  }

  private fail(message: string, from = this.token.at): never {
    const shown = this.text.replace(/^\s+/, "");
    throw new ArithError(`${shown}: ${message} (error token is "${this.text.slice(from)}")`);
  }

  /** Bash points at the last token it read. */
  private operandMissing(): never {
    return this.fail(
      "syntax error: operand expected",
      this.peek().kind === "end" ? this.lastAt : this.token.at,
    );
  }

  private advance(): void {
    const { text } = this;
    this.lastAt = this.token.at;
    while (this.at < text.length && /\s/.test(text[this.at] as string)) this.at++;
    const at = this.at;
    if (at >= text.length) {
      this.token = { kind: "end", text: "", at };
      return;
    }
    const number = /^[0-9][0-9a-zA-Z_@#]*/.exec(text.slice(at, at + 100));
    if (number !== null) {
      this.token = { kind: "num", text: number[0], at };
      this.at = at + number[0].length;
      return;
    }
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(at));
    if (name !== null) {
      this.token = { kind: "name", text: name[0], at };
      this.at = at + name[0].length;
      return;
    }
    const operator = OPERATORS.find((op) => text.startsWith(op, at));
    if (operator === undefined) {
      this.token = { kind: "end", text: "", at };
      this.fail("syntax error: invalid arithmetic operator", at);
    }
    this.token = { kind: "op", text: operator, at };
    this.at = at + operator.length;
  }

  /** The current token; a method, as reading on replaces it. */
  private peek(): Token {
    return this.token;
  }
  private is(op: string): boolean {
    return this.token.kind === "op" && this.token.text === op;
  }

  private comma(): bigint {
    let value = this.assignment();
    while (this.is(",")) {
      this.advance();
      value = this.assignment();
    }
    return value;
  }

  private assignment(): bigint {
    if (++this.nesting > 200) this.fail("expression recursion level exceeded");
    try {
      if (this.token.kind === "name") {
        const saved = { at: this.at, token: this.token };
        const place = this.place();
        if (this.peek().kind === "op" && ASSIGN.has(this.peek().text)) {
          const op = this.peek().text;
          this.advance();
          if (this.peek().kind === "end") this.operandMissing();
          const right = this.assignment();
          const value =
            op === "="
              ? right
              : this.binary(op.slice(0, -1), this.read(place), right, saved.token.at);
          this.write(place, value);
          return value;
        }
        this.at = saved.at;
        this.token = saved.token;
      }
      return this.conditional();
    } finally {
      this.nesting--;
    }
  }

  private conditional(): bigint {
    const test = this.level(0);
    if (!this.is("?")) return test;
    this.advance();
    const yes = test !== 0n;
    if (!yes) this.skipping++;
    if (this.peek().kind === "end" || this.is(":")) this.fail("expression expected");
    const first = this.comma();
    if (!yes) this.skipping--;
    if (!this.is(":")) this.fail("`:' expected for conditional expression");
    this.advance();
    if (this.peek().kind === "end") this.fail("expression expected");
    if (yes) this.skipping++;
    const second = this.assignment();
    if (yes) this.skipping--;
    return yes ? first : second;
  }

  private level(n: number): bigint {
    const operators = LEVELS[n];
    if (operators === undefined) return this.power();
    let left = this.level(n + 1);
    while (this.token.kind === "op" && operators.includes(this.token.text)) {
      const op = this.token.text;
      this.advance();
      const from = this.token.at;
      const skip = (op === "&&" && left === 0n) || (op === "||" && left !== 0n);
      if (skip) this.skipping++;
      const right = this.level(n + 1);
      if (skip) this.skipping--;
      left = this.binary(op, left, right, from);
    }
    return left;
  }

  private power(): bigint {
    const base = this.unary();
    if (!this.is("**")) return base;
    this.advance();
    const exponent = this.power();
    if (exponent < 0n) {
      if (this.skipping > 0) return 0n;
      this.fail("exponent less than 0", this.lastAt);
    }
    let result = 1n;
    let square = base;
    for (let e = exponent; e > 0n; e >>= 1n) {
      if ((e & 1n) === 1n) result = wrap(result * square);
      square = wrap(square * square);
    }
    return result;
  }

  private binary(op: string, a: bigint, b: bigint, from: number): bigint {
    switch (op) {
      case "||":
        return a !== 0n || b !== 0n ? 1n : 0n;
      case "&&":
        return a !== 0n && b !== 0n ? 1n : 0n;
      case "|":
        return a | b;
      case "^":
        return a ^ b;
      case "&":
        return a & b;
      case "==":
        return a === b ? 1n : 0n;
      case "!=":
        return a !== b ? 1n : 0n;
      case "<":
        return a < b ? 1n : 0n;
      case ">":
        return a > b ? 1n : 0n;
      case "<=":
        return a <= b ? 1n : 0n;
      case ">=":
        return a >= b ? 1n : 0n;
      case "<<":
        return wrap(a << (b & 63n));
      case ">>":
        return a >> (b & 63n);
      case "+":
        return wrap(a + b);
      case "-":
        return wrap(a - b);
      case "*":
        return wrap(a * b);
      default: {
        if (b === 0n) {
          if (this.skipping > 0) return 0n;
          this.fail("division by 0", from);
        }
        return op === "/" ? wrap(a / b) : a % b;
      }
    }
  }

  private unary(): bigint {
    if (this.token.kind === "op") {
      const op = this.token.text;
      if (op === "++" || op === "--") {
        this.advance();
        if (this.peek().kind === "name") {
          const place = this.place();
          const value = wrap(this.read(place) + (op === "++" ? 1n : -1n));
          this.write(place, value);
          return value;
        }
        const inner = this.deeper();
        return op === "++" ? inner : inner;
      }
      if (op === "!" || op === "~" || op === "+" || op === "-") {
        this.advance();
        const value = this.deeper();
        return op === "!"
          ? value === 0n
            ? 1n
            : 0n
          : op === "~"
            ? ~value
            : op === "-"
              ? wrap(-value)
              : value;
      }
    }
    return this.primary();
  }
  private deeper(): bigint {
    if (++this.nesting > 200) this.fail("expression recursion level exceeded");
    const value = this.unary();
    this.nesting--;
    return value;
  }

  private primary(): bigint {
    const { token } = this;
    if (token.kind === "num") {
      const value = this.number(token);
      this.advance();
      return value;
    }
    if (token.kind === "name") {
      const place = this.place();
      if (this.is("++") || this.is("--")) {
        const old = this.read(place);
        this.write(place, wrap(old + (this.is("++") ? 1n : -1n)));
        this.advance();
        return old;
      }
      return this.read(place);
    }
    if (this.is("(")) {
      this.advance();
      const value = this.comma();
      if (!this.is(")")) this.fail("missing `)'");
      this.advance();
      return value;
    }
    return this.operandMissing();
  }

  /** A name with an optional subscript; leaves the next token current. */
  private place(): Place {
    const name = this.token.text;
    if (this.text[this.at] === "[") {
      let depth = 0;
      let end = this.at;
      for (; end < this.text.length; end++) {
        if (this.text[end] === "[") depth++;
        else if (this.text[end] === "]" && --depth === 0) break;
      }
      if (end >= this.text.length) this.fail("bad array subscript");
      const index = this.text.slice(this.at + 1, end);
      this.at = end + 1;
      this.advance();
      return { name, index };
    }
    this.advance();
    return { name, index: null };
  }

  private read(place: Place): bigint {
    if (this.skipping > 0) return 0n;
    const value = this.context.get(place.name, place.index).trim();
    if (value === "") return 0n;
    if (/^-?(?:0|[1-9][0-9]{0,17})$/.test(value)) return BigInt(value);
    return evaluate(value, this.context, this.depth + 1);
  }
  private write(place: Place, value: bigint): void {
    if (this.skipping > 0) return;
    this.context.set(place.name, place.index, String(value));
  }

  private number(token: Token): bigint {
    const { text } = token;
    const based = /^([0-9]+)#(.*)$/.exec(text);
    if (based !== null) {
      const base = Number(based[1]);
      if (base < 2 || base > 64) this.fail("invalid arithmetic base", token.at);
      return this.digits(based[2] as string, base, token);
    }
    if (/^0[xX]/.test(text)) return this.digits(text.slice(2), 16, token);
    if (text.length > 1 && text.startsWith("0")) return this.digits(text.slice(1), 8, token);
    return this.digits(text, 10, token);
  }
  private digits(text: string, base: number, token: Token): bigint {
    let value = 0n;
    for (const ch of text) {
      let digit = 99;
      if (ch >= "0" && ch <= "9") digit = ch.charCodeAt(0) - 48;
      else if (ch >= "a" && ch <= "z") digit = ch.charCodeAt(0) - 87;
      else if (ch >= "A" && ch <= "Z")
        digit = base <= 36 ? ch.charCodeAt(0) - 55 : ch.charCodeAt(0) - 29;
      else if (ch === "@") digit = 62;
      else if (ch === "_") digit = 63;
      if (digit >= base) {
        this.fail(digit < 64 ? "value too great for base" : "syntax error in expression", token.at);
      }
      value = wrap(value * BigInt(base) + BigInt(digit));
    }
    return value;
  }
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
