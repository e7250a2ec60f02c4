/** test(1), [(1) and expr(1) as programs. */
import type { Process } from "../../kernel/proc/process.ts";
import { compileRegex } from "./regex.ts";
import { quote } from "./getopt.ts";
import { fail, tool, usage } from "./tool.ts";

class TestError {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const test = tool("test", "Check file types and compare values.", function* (proc, argv) {
  return yield* evaluate(proc, "test", argv.slice(1));
});

export const bracket = tool("[", "Check file types and compare values.", function* (proc, argv) {
  if (argv[argv.length - 1] !== "]") return yield* fail(proc, "[", "missing ‘]’", 2);
  return yield* evaluate(proc, "[", argv.slice(1, -1));
});

function* evaluate(
  proc: Process,
  name: string,
  args: readonly string[],
): Generator<never, number, void> | ReturnType<typeof fail> {
  try {
    if (args.length === 0) return 1;
    const parser = new TestParser(proc, args);
    const result = parser.whole();
    return result ? 0 : 1;
  } catch (error) {
    if (error instanceof TestError) return yield* fail(proc, name, error.text, 2);
    throw error;
  }
}

class TestParser {
  private readonly proc: Process;
  private readonly args: readonly string[];
  private at = 0;
  constructor(proc: Process, args: readonly string[]) {
    this.proc = proc;
    this.args = args;
  }

  whole(): boolean {
    if (this.args.length === 1) return this.args[0] !== "";
    const value = this.or();
    if (this.at < this.args.length)
      throw new TestError(
        this.args.length === 2
          ? `missing argument after ${quote(this.args[1] as string)}`
          : `extra argument ${quote(this.args[this.at] as string)}`,
      );
    return value;
  }

  private or(): boolean {
    let value = this.and();
    while (this.args[this.at] === "-o") {
      this.at++;
      const right = this.and();
      value = value || right;
    }
    return value;
  }

  private and(): boolean {
    let value = this.not();
    while (this.args[this.at] === "-a") {
      this.at++;
      const right = this.not();
      value = value && right;
    }
    return value;
  }

  private not(): boolean {
    if (this.args[this.at] === "!" && this.at + 1 < this.args.length) {
      this.at++;
      return !this.not();
    }
    return this.primary();
  }

  private primary(): boolean {
    const first = this.args[this.at];
    if (first === undefined)
      throw new TestError(`missing argument after ${quote(this.args[this.at - 1] ?? "")}`);
    const operator = this.args[this.at + 1];
    const binary =
      operator === undefined || this.at + 2 >= this.args.length ? null : BINARY.get(operator);
    if (binary !== null && binary !== undefined) {
      const right = this.args[this.at + 2] as string;
      this.at += 3;
      return binary(first, right, this.proc);
    }
    if (first === "(" && this.args.length > this.at + 2) {
      this.at++;
      const value = this.or();
      if (this.args[this.at] !== ")") throw new TestError("‘)’ expected");
      this.at++;
      return value;
    }
    const unary = /^-[a-zA-Z]$/.test(first) ? UNARY.get(first) : undefined;
    if (unary !== undefined && this.at + 1 < this.args.length) {
      const value = this.args[this.at + 1] as string;
      this.at += 2;
      return unary(value, this.proc);
    }
    if (operator !== undefined && /^-/.test(operator) && this.args.length === 3)
      throw new TestError(`${quote(operator)}: binary operator expected`);
    this.at++;
    return first !== "";
  }
}

function number(text: string): bigint {
  const m = /^\s*([-+]?\d+)\s*$/.exec(text);
  if (m === null) throw new TestError(`invalid integer ${quote(text)}`);
  return BigInt((m[1] as string).replace("+", ""));
}

function node(
  path: string,
  proc: Process,
  follow = true,
): ReturnType<Process["host"]["fs"]["lookup"]> {
  return proc.host.fs.lookup(path, proc, follow);
}

const BINARY = new Map<string, (a: string, b: string, proc: Process) => boolean>([
  ["=", (a, b) => a === b],
  ["==", (a, b) => a === b],
  ["!=", (a, b) => a !== b],
  ["<", (a, b) => a < b],
  [">", (a, b) => a > b],
  ["-eq", (a, b) => number(a) === number(b)],
  ["-ne", (a, b) => number(a) !== number(b)],
  ["-lt", (a, b) => number(a) < number(b)],
  ["-le", (a, b) => number(a) <= number(b)],
  ["-gt", (a, b) => number(a) > number(b)],
  ["-ge", (a, b) => number(a) >= number(b)],
  ["-nt", (a, b, proc) => mtime(a, proc) > mtime(b, proc)],
  ["-ot", (a, b, proc) => mtime(a, proc) < mtime(b, proc)],
  ["-ef", (a, b, proc) => typeof node(a, proc) !== "string" && node(a, proc) === node(b, proc)],
]);

function mtime(path: string, proc: Process): number {
  const found = node(path, proc);
  return typeof found === "string" ? -Infinity : found.mtime;
}

const exists = (path: string, proc: Process): boolean => typeof node(path, proc) !== "string";
const kind =
  (wanted: (kind: string) => boolean, follow = true) =>
  (path: string, proc: Process): boolean => {
    const found = node(path, proc, follow);
    return typeof found !== "string" && wanted(found.kind);
  };
const may =
  (want: "r" | "w" | "x") =>
  (path: string, proc: Process): boolean => {
    const found = node(path, proc);
    return typeof found !== "string" && proc.host.fs.may(found, proc, want);
  };

const UNARY = new Map<string, (value: string, proc: Process) => boolean>([
  ["-n", (s) => s !== ""],
  ["-z", (s) => s === ""],
  ["-e", exists],
  ["-a", exists],
  ["-d", kind((k) => k === "dir")],
  ["-f", kind((k) => k === "file" || k === "program" || k === "synthetic" || k === "netns")],
  ["-L", kind((k) => k === "symlink", false)],
  ["-h", kind((k) => k === "symlink", false)],
  ["-c", kind((k) => k === "device")],
  ["-b", () => false],
  ["-S", kind((k) => k === "socket")],
  ["-p", kind((k) => k === "fifo")],
  ["-r", may("r")],
  ["-w", may("w")],
  ["-x", may("x")],
  [
    "-s",
    (path, proc) => {
      const found = node(path, proc);
      return typeof found !== "string" && (found.kind !== "file" || found.size > 0);
    },
  ],
  ["-t", (fd, proc) => proc.isatty(Number(fd))],
]);

export const expr = tool("expr", "Evaluate expressions.", function* (proc, argv) {
  const args = argv[1] === "--" ? argv.slice(2) : argv.slice(1);
  if (args.length === 0) return yield* usage(proc, "expr", "missing operand", 2);
  const parser = new ExprParser(args);
  let value: string;
  try {
    value = parser.whole();
  } catch (error) {
    if (error instanceof TestError) return yield* fail(proc, "expr", error.text, 2);
    throw error;
  }
  yield* proc.print(`${value}\n`);
  return value === "" || /^-?0+$/.test(value) ? 1 : 0;
});

class ExprParser {
  private readonly args: readonly string[];
  private at = 0;
  constructor(args: readonly string[]) {
    this.args = args;
  }

  whole(): string {
    const value = this.level(0);
    if (this.at < this.args.length)
      throw new TestError(
        `syntax error: unexpected argument ${quote(this.args[this.at] as string)}`,
      );
    return value;
  }

  private level(n: number): string {
    const group = LEVELS[n];
    if (group === undefined) return this.match();
    let left = this.level(n + 1);
    for (;;) {
      const op = this.args[this.at];
      if (op === undefined || !group.includes(op)) return left;
      this.at++;
      left = apply(op, left, this.level(n + 1));
    }
  }

  private match(): string {
    let left = this.primary();
    while (this.args[this.at] === ":") {
      this.at++;
      left = matches(left, this.primary());
    }
    return left;
  }

  private primary(): string {
    const word = this.args[this.at];
    if (word === undefined)
      throw new TestError(
        `syntax error: missing argument after ${quote(this.args[this.at - 1] ?? "")}`,
      );
    this.at++;
    if (word === "(") {
      const value = this.level(0);
      if (this.args[this.at] !== ")")
        throw new TestError(
          `syntax error: expecting ‘)’ ${this.at < this.args.length ? "instead of" : "after"} ${quote(this.args[Math.min(this.at, this.args.length - 1)] as string)}`,
        );
      this.at++;
      return value;
    }
    if (this.at < this.args.length) {
      if (word === "length") return String([...this.primary()].length);
      if (word === "match") return matches(this.primary(), this.primary());
      if (word === "index") {
        const text = this.primary();
        const set = this.primary();
        return String([...text].findIndex((ch) => set.includes(ch)) + 1);
      }
      if (word === "substr") {
        const text = this.primary();
        const from = Number(this.primary());
        const count = Number(this.primary());
        return from > 0 && count > 0 ? [...text].slice(from - 1, from - 1 + count).join("") : "";
      }
      if (word === "+") return this.args[this.at++] as string;
    }
    return word;
  }
}

const LEVELS = [["|"], ["&"], ["<", "<=", "=", "==", "!=", ">=", ">"], ["+", "-"], ["*", "/", "%"]];

function apply(op: string, a: string, b: string): string {
  const empty = (s: string): boolean => s === "" || /^-?0+$/.test(s);
  const numeric = /^-?\d+$/.test(a) && /^-?\d+$/.test(b);
  switch (op) {
    case "|":
      return !empty(a) ? a : !empty(b) ? b : "0";
    case "&":
      return empty(a) || empty(b) ? "0" : a;
    case "+":
    case "-":
    case "*":
    case "/":
    case "%": {
      if (!numeric) throw new TestError("non-integer argument");
      const x = BigInt(a);
      const y = BigInt(b);
      if ((op === "/" || op === "%") && y === 0n) throw new TestError("division by zero");
      return String(
        op === "+" ? x + y : op === "-" ? x - y : op === "*" ? x * y : op === "/" ? x / y : x % y,
      );
    }
  }
  const c = numeric
    ? BigInt(a) < BigInt(b)
      ? -1
      : BigInt(a) > BigInt(b)
        ? 1
        : 0
    : a < b
      ? -1
      : a > b
        ? 1
        : 0;
  const holds =
    op === "<"
      ? c < 0
      : op === "<="
        ? c <= 0
        : op === "=" || op === "=="
          ? c === 0
          : op === "!="
            ? c !== 0
            : op === ">="
              ? c >= 0
              : c > 0;
  return holds ? "1" : "0";
}

function matches(text: string, pattern: string): string {
  const regex = compileRegex(pattern.startsWith("^") ? pattern : `^${pattern}`, "bre");
  if (typeof regex === "string") throw new TestError(regex);
  const m = regex.exec(text);
  if (regex.groups > 0) return m === null || (m[2] as number) < 0 ? "" : text.slice(m[2], m[3]);
  return m === null ? "0" : String([...text.slice(m[0], m[1])].length);
}
