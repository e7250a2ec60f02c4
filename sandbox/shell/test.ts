/** `test`, `[` and `[[ ]]`. test(1), bash(1) CONDITIONAL EXPRESSIONS. */
import type { Inode } from "../kernel/proc/fs.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import { compileRegex } from "../sim/regex.ts";
import { ArithError } from "./arith.ts";
import type { Test } from "./ast.ts";
import { evaluateText, expandPattern, expandRegex, expandText } from "./expand.ts";
import { compilePattern, matches } from "./glob.ts";
import { tracePrefix } from "./prompt.ts";
import { arrayOf } from "./params.ts";
import type { Shell } from "./shell.ts";
import { newVariable } from "./vars.ts";

/** A longer text matches no =~. */
const REGEX_TEXT_MAX = 100_000;

/** `[[ ... ]]`: 0 true, 1 false, 2 a mistake. */
export function* testCondition(sh: Shell, test: Test): Proc<number> {
  switch (test.kind) {
    case "and":
    case "or": {
      let status = 0;
      for (const operand of test.operands) {
        status = yield* testCondition(sh, operand);
        if (status > 1 || (test.kind === "and") !== (status === 0)) return status;
      }
      return status;
    }
    case "not": {
      const status = yield* testCondition(sh, test.operand);
      return status > 1 ? status : 1 - status;
    }
    case "unary": {
      const text = yield* expandText(sh, test.word);
      yield* traceTest(sh, `${test.op} ${traced(text)}`);
      return unary(sh, test.op, text) ? 0 : 1;
    }
    case "binary":
      return yield* binaryCondition(sh, test.op, test);
  }
}

function* binaryCondition(
  sh: Shell,
  op: string,
  test: Extract<Test, { kind: "binary" }>,
): Proc<number> {
  const left = yield* expandText(sh, test.left);
  const fold = sh.shopts.has("nocasematch");
  if (op === "=" || op === "==" || op === "!=") {
    const pattern = yield* expandPattern(sh, test.right);
    yield* traceTest(sh, `${traced(left)} ${op} ${pattern === "" ? "''" : pattern}`);
    const hit = matches(compilePattern(pattern, fold), left);
    return hit === (op !== "!=") ? 0 : 1;
  }
  if (op === "=~") {
    const source = yield* expandRegex(sh, test.right);
    yield* traceTest(sh, `${traced(left)} =~ ${source === "" ? "''" : source}`);
    return matchRegex(sh, left, source, fold);
  }
  const right = yield* expandText(sh, test.right);
  yield* traceTest(sh, `${traced(left)} ${op} ${traced(right)}`);
  if (op === "<") return left < right ? 0 : 1;
  if (op === ">") return left > right ? 0 : 1;
  if (/^-(?:eq|ne|lt|le|gt|ge)$/.test(op)) {
    try {
      const a = yield* evaluateText(sh, left);
      const b = yield* evaluateText(sh, right);
      return compare(op, a, b) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof ArithError)) throw error;
      yield* sh.error(`[[: ${error.message}`);
      return 1;
    }
  }
  return fileBinary(sh, op, left, right) ? 0 : 1;
}

function* traceTest(sh: Shell, text: string): Proc<void> {
  if (sh.options.has("xtrace")) yield* sh.proc.warn(`${yield* tracePrefix(sh)}[[ ${text} ]]\n`);
}
function traced(text: string): string {
  return text === "" ? "''" : text;
}

function matchRegex(sh: Shell, text: string, source: string, fold: boolean): number {
  const regex = compileRegex(source, "ere", { ignoreCase: fold });
  if (typeof regex === "string") return 2;
  const found = text.length > REGEX_TEXT_MAX ? null : regex.exec(text);
  const v = newVariable();
  const pieces = new Map<number, string>();
  for (let i = 0; found !== null && i * 2 < found.length; i++) {
    const start = found[i * 2] as number;
    pieces.set(i, start < 0 ? "" : text.slice(start, found[i * 2 + 1]));
  }
  v.indexed = pieces;
  sh.vars.all.set("BASH_REMATCH", v);
  return found === null ? 1 : 0;
}

function compare(op: string, a: bigint, b: bigint): boolean {
  switch (op) {
    case "-eq":
      return a === b;
    case "-ne":
      return a !== b;
    case "-lt":
      return a < b;
    case "-le":
      return a <= b;
    case "-gt":
      return a > b;
    default:
      return a >= b;
  }
}

function fileBinary(sh: Shell, op: string, left: string, right: string): boolean {
  const fs = sh.proc.host.fs;
  const a = fs.lookup(left, sh.proc);
  const b = fs.lookup(right, sh.proc);
  if (op === "-ef") return typeof a !== "string" && typeof b !== "string" && a === b;
  if (op === "-nt") return typeof a !== "string" && (typeof b === "string" || a.mtime > b.mtime);
  return typeof b !== "string" && (typeof a === "string" || a.mtime < b.mtime);
}

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY = new Set([
  "=",
  "==",
  "!=",
  "<",
  ">",
  "-eq",
  "-ne",
  "-lt",
  "-le",
  "-gt",
  "-ge",
  "-nt",
  "-ot",
  "-ef",
]);

function unary(sh: Shell, op: string, text: string): boolean {
  switch (op) {
    case "-n":
      return text !== "";
    case "-z":
      return text === "";
    case "-o":
      return sh.options.has(text);
    case "-v": {
      const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(text);
      if (element === null)
        return /^\d+$/.test(text) ? Number(text) <= sh.params.length : sh.vars.get(text) !== null;
      const v = arrayOf(sh, element[1] as string);
      if (v === null) return false;
      const key = element[2] as string;
      if (v.associative !== null) return v.associative.has(key);
      return (
        v.indexed !== null &&
        (key === "@" || key === "*" ? v.indexed.size > 0 : v.indexed.has(Number(key)))
      );
    }
    case "-R":
      return sh.vars.all.get(text)?.reference === true;
    case "-t":
      return /^\d+$/.test(text) && sh.proc.isatty(Number(text));
    default:
      return fileUnary(sh, op, text);
  }
}

function fileUnary(sh: Shell, op: string, path: string): boolean {
  const fs = sh.proc.host.fs;
  const fd = /^\/dev\/(?:fd\/(\d+)|std(in|out|err))$/.exec(path);
  if (fd !== null) {
    const open = sh.proc.file(
      fd[1] !== undefined ? Number(fd[1]) : ["in", "out", "err"].indexOf(fd[2] as string),
    );
    if (open !== null)
      return (
        op === "-e" ||
        op === "-a" ||
        op === "-r" ||
        op === "-w" ||
        (op === "-p" && open.kind === "pipe")
      );
  }
  const node = fs.lookup(path, sh.proc, op !== "-L" && op !== "-h");
  if (typeof node === "string") return false;
  switch (op) {
    case "-a":
    case "-e":
      return true;
    case "-f":
      return (
        node.kind === "file" ||
        node.kind === "program" ||
        node.kind === "synthetic" ||
        node.kind === "netns"
      );
    case "-d":
      return node.kind === "dir";
    case "-L":
    case "-h":
      return node.kind === "symlink";
    case "-c":
      return node.kind === "device";
    case "-S":
      return node.kind === "socket";
    case "-p":
      return node.kind === "fifo";
    case "-s":
      return sizeOf(node) > 0;
    case "-r":
      return fs.may(node, sh.proc, "r");
    case "-w":
      return fs.may(node, sh.proc, "w");
    case "-x":
      return fs.may(node, sh.proc, "x");
    case "-u":
      return (node.mode & 0o4000) !== 0;
    case "-g":
      return (node.mode & 0o2000) !== 0;
    case "-k":
      return (node.mode & 0o1000) !== 0;
    case "-O":
      return node.uid === sh.proc.credentials.uid;
    case "-G":
      return node.gid === sh.proc.credentials.gid;
    case "-N":
      return true;
    default:
      return false;
  }
}

function sizeOf(node: Inode): number {
  return node.kind === "file"
    ? node.size
    : node.kind === "synthetic" || node.kind === "netns"
      ? 0
      : 4096;
}

/** What `[` complains about, after "[: ". */
class TestMistake {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** `test ARGS`, by the number of arguments as POSIX has it. */
export function* testBuiltin(sh: Shell, name: string, args: readonly string[]): Proc<number> {
  try {
    return evaluateArgs(sh, args) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestMistake)) throw error;
    yield* sh.error(`${name}: ${error.message}`);
    return 2;
  }
}

function evaluateArgs(sh: Shell, args: readonly string[]): boolean {
  const [a, b, c, d] = args as readonly (string | undefined)[];
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return a !== "";
    case 2:
      return two(sh, a as string, b as string);
    case 3:
      return three(sh, a as string, b as string, c as string);
    case 4:
      if (a === "!") return !three(sh, b as string, c as string, d as string);
      if (a === "(" && d === ")") return two(sh, b as string, c as string);
      return new TestParser(sh, args).run();
    default:
      return new TestParser(sh, args).run();
  }
}
function two(sh: Shell, a: string, b: string): boolean {
  if (a === "!") return b === "";
  if (UNARY.test(a)) return unary(sh, a, b);
  throw new TestMistake(`${a}: unary operator expected`);
}
function three(sh: Shell, a: string, op: string, b: string): boolean {
  if (BINARY.has(op)) return binary(sh, a, op, b);
  if (op === "-a") return a !== "" && b !== "";
  if (op === "-o") return a !== "" || b !== "";
  if (a === "!") return !two(sh, op, b);
  if (a === "(" && b === ")") return op !== "";
  throw new TestMistake(`${op}: binary operator expected`);
}
function binary(sh: Shell, a: string, op: string, b: string): boolean {
  switch (op) {
    case "=":
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "-nt":
    case "-ot":
    case "-ef":
      return fileBinary(sh, op, a, b);
    default:
      return compare(op, integer(a), integer(b));
  }
}
function integer(text: string): bigint {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new TestMistake(`${text}: integer expression expected`);
  return BigInt(text.trim().replace(/^\+/, ""));
}

class TestParser {
  private readonly sh: Shell;
  private readonly args: readonly string[];
  private at = 0;
  constructor(sh: Shell, args: readonly string[]) {
    this.sh = sh;
    this.args = args;
  }
  run(): boolean {
    const value = this.or();
    if (this.at < this.args.length) throw new TestMistake("too many arguments");
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
    let value = this.term();
    while (this.args[this.at] === "-a") {
      this.at++;
      const right = this.term();
      value = value && right;
    }
    return value;
  }
  private term(): boolean {
    const a = this.args[this.at];
    if (a === undefined) throw new TestMistake("argument expected");
    if (a === "!") {
      this.at++;
      return !this.term();
    }
    if (a === "(") {
      this.at++;
      const value = this.or();
      if (this.args[this.at] !== ")") throw new TestMistake("`)' expected");
      this.at++;
      return value;
    }
    const op = this.args[this.at + 1];
    const b = this.args[this.at + 2];
    if (op !== undefined && b !== undefined && BINARY.has(op)) {
      this.at += 3;
      return binary(this.sh, a, op, b);
    }
    if (UNARY.test(a) && op !== undefined) {
      this.at += 2;
      return unary(this.sh, a, op);
    }
    this.at++;
    return a !== "";
  }
}
