/** Control: break continue return exit eval source exec command builtin trap : true false times umask ulimit help. */
import { strerror } from "../../kernel/errno.ts";
import {
  parseSignal,
  type Signal,
  SIGNAL_NUMBERS,
  signalByNumber,
} from "../../kernel/proc/signal.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { BreakLoop, ContinueLoop, Discard, ExitShell, ReturnFrom } from "../control.ts";
import { readScript } from "../input.ts";
import { quoteAlways } from "../params.ts";
import type { Shell } from "../shell.ts";
import { execProgram, findProgram } from "../simple.ts";
import { runReturnTrap } from "../signals.ts";
import { runText } from "../source.ts";
import { type Builtin, builtins } from "./index.ts";
import { describe } from "./lists.ts";
import { parseOptions, say } from "./options.ts";

export const flowBuiltins: readonly (readonly [string, Builtin])[] = [
  [":", nothing],
  ["true", nothing],
  ["false", fail],
  ["break", breakOut],
  ["continue", continueOn],
  ["return", returnFrom],
  ["exit", exit],
  ["logout", logout],
  ["eval", evalText],
  ["source", source],
  [".", source],
  ["exec", exec],
  ["command", command],
  ["builtin", builtin],
  ["trap", trap],
  ["times", times],
  ["umask", umask],
  ["ulimit", ulimit],
];

function* nothing(): Proc<number> {
  return 0;
}

function* fail(): Proc<number> {
  return 1;
}

function* count(sh: Shell, args: readonly string[]): Proc<number | null> {
  const name = args[0] as string;
  const text = args[1] ?? "1";
  if (sh.loopDepth === 0) {
    yield* sh.error(`${name}: only meaningful in a \`for', \`while', or \`until' loop`);
    return null;
  }
  if (!/^[-+]?\d+$/.test(text)) {
    yield* sh.error(`${name}: ${text}: numeric argument required`);
    throw new ExitShell(128);
  }
  if (Number(text) < 1) {
    yield* sh.error(`${name}: ${text}: loop count out of range`);
    throw new BreakLoop(1000);
  }
  return Number(text);
}
function* breakOut(sh: Shell, args: readonly string[]): Proc<number> {
  const levels = yield* count(sh, args);
  if (levels === null) return 0;
  throw new BreakLoop(levels);
}
function* continueOn(sh: Shell, args: readonly string[]): Proc<number> {
  const levels = yield* count(sh, args);
  if (levels === null) return 0;
  throw new ContinueLoop(levels);
}

function* statusArgument(sh: Shell, args: readonly string[]): Proc<number> {
  const text = args[1];
  if (text === undefined) return sh.status;
  if (!/^\s*[-+]?\d+\s*$/.test(text)) {
    yield* sh.error(`${args[0] as string}: ${text}: numeric argument required`);
    return 2;
  }
  return Number(text) & 0xff;
}
function* returnFrom(sh: Shell, args: readonly string[]): Proc<number> {
  const status = yield* statusArgument(sh, args);
  if (sh.functionStack.length === 0 && sh.sources.length === 0) {
    yield* sh.error("return: can only `return' from a function or sourced script");
    return 2;
  }
  throw new ReturnFrom(status);
}
function* exit(sh: Shell, args: readonly string[]): Proc<number> {
  if (sh.interactive) yield* sh.proc.warn(sh.login ? "logout\n" : "exit\n");
  if (
    sh.interactive &&
    !sh.warnedOfJobs &&
    sh.jobs.jobs.some((job) => job.processes.some((one) => one.state === "stopped"))
  ) {
    yield* sh.proc.warn("There are stopped jobs.\n");
    sh.warnedOfJobs = true;
    return 1;
  }
  const status = yield* statusArgument(sh, args);
  if (args.length > 2 && /^\d+$/.test(args[1] ?? "")) {
    yield* sh.error("exit: too many arguments");
    throw new Discard(1);
  }
  throw new ExitShell(status);
}
function* logout(sh: Shell, args: readonly string[]): Proc<number> {
  if (!sh.login) {
    yield* sh.error("logout: not login shell: use `exit'");
    return 1;
  }
  return yield* exit(sh, args);
}

function* evalText(sh: Shell, args: readonly string[]): Proc<number> {
  const from = args[1] === "--" ? 2 : 1;
  const text = args.slice(from).join(" ");
  return yield* runText(sh, text, sh.line, "eval");
}

function* source(sh: Shell, args: readonly string[]): Proc<number> {
  const name = args[0] as string;
  const file = args[1];
  if (file === undefined) {
    yield* sh.error(`${name}: filename argument required`);
    yield* sh.proc.warn(`${name}: usage: ${name} filename [arguments]\n`);
    return 2;
  }
  let path = file;
  if (!file.includes("/")) {
    const found = (sh.vars.get("PATH") ?? "")
      .split(":")
      .map((dir) => `${dir}/${file}`)
      .find((one) => {
        const node = sh.proc.host.fs.lookup(one, sh.proc);
        return typeof node !== "string" && node.kind === "file";
      });
    path = found ?? file;
  }
  const content = yield* readScript(sh.proc, path);
  if (typeof content === "string") {
    yield* sh.error(
      `${content === "EISDIR" ? `${name}: ` : ""}${file}: ${content === "EISDIR" ? "is a directory" : strerror(content)}`,
    );
    return 1;
  }
  const params = sh.params;
  const line = sh.line;
  const brief = sh.briefErrors;
  if (args.length > 2) sh.params = args.slice(2);
  sh.sources.push(path);
  sh.briefErrors = false;
  try {
    sh.status = yield* runText(sh, content.text, 1);
    yield* runReturnTrap(sh);
    return sh.status;
  } catch (error) {
    if (error instanceof ReturnFrom) return error.status;
    throw error;
  } finally {
    sh.sources.pop();
    sh.briefErrors = brief;
    sh.line = line;
    if (args.length > 2) sh.params = params;
  }
}

function* exec(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(
    sh,
    args,
    "cla:",
    "exec [-cl] [-a name] [command [argument ...]] [redirection ...]",
  );
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  const name = rest[0];
  if (name === undefined) return 0;
  const path = findProgram(sh, name);
  if (path === null) {
    yield* sh.error(
      name.includes("/") ? `${name}: No such file or directory` : `exec: ${name}: not found`,
    );
    if (sh.interactive || sh.shopts.has("execfail")) return 127;
    throw new ExitShell(127);
  }
  if (on.has("c")) for (const v of sh.vars.all.values()) v.exported = false;
  const level = Number(sh.vars.get("SHLVL") ?? "1");
  sh.vars.set("SHLVL", String(Math.max(0, level - 1)));
  const argv0 = on.get("a") ?? (on.has("l") ? `-${name}` : null);
  return sh.proc.exit(yield* execProgram(sh, rest, argv0));
}

function* command(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "pVv", "command [-pVv] command [arg ...]");
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  if (on.has("v") || on.has("V")) {
    let status = rest.length === 0 ? 0 : 1;
    for (const name of rest) {
      const text = describe(sh, name, on.has("V") ? "long" : "short");
      if (text !== null) {
        status = 0;
        yield* say(sh, "command", text);
      } else if (on.has("V")) yield* sh.error(`command: ${name}: not found`);
    }
    return status;
  }
  return yield* withoutFunctions(sh, rest);
}
function* builtin(sh: Shell, args: readonly string[]): Proc<number> {
  const name = args[1];
  if (name === undefined) return 0;
  const found = builtins.get(name);
  if (found === undefined) {
    yield* sh.error(`builtin: ${name}: not a shell builtin`);
    return 1;
  }
  return yield* found(sh, args.slice(1), { arrays: new Map(), command: emptyCommand });
}
const emptyCommand = {
  kind: "simple",
  line: 1,
  text: "",
  assigns: [],
  words: [],
  redirects: [],
} as const;

/** Run words as a command, passing functions by. */
export function* withoutFunctions(sh: Shell, words: readonly string[]): Proc<number> {
  const name = words[0];
  if (name === undefined) return 0;
  const found = builtins.get(name);
  if (found !== undefined)
    return yield* found(sh, words, { arrays: new Map(), command: emptyCommand });
  return yield* sh.interpreter.runProgram(sh, words);
}

const PSEUDO = ["EXIT", "ERR", "DEBUG", "RETURN"];

function trapName(text: string): string | null {
  if (text === "0") return "EXIT";
  const upper = text.toUpperCase().replace(/^SIG/, "");
  if (PSEUDO.includes(upper)) return upper;
  return parseSignal(text);
}
function shownName(name: string): string {
  return PSEUDO.includes(name) ? name : `SIG${name}`;
}

function* trap(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "lp", "trap [-lp] [[arg] signal_spec ...]");
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  if (on.has("l")) return yield* say(sh, "trap", signalList());
  if (on.has("p") || rest.length === 0) {
    const wanted = rest.map((one) => trapName(one));
    const order = (name: string): number =>
      name === "EXIT"
        ? 0
        : PSEUDO.includes(name)
          ? 64 + PSEUDO.indexOf(name)
          : SIGNAL_NUMBERS[name as Signal];
    const names = [...sh.traps.keys()].sort((a, b) => order(a) - order(b));
    let text = "";
    for (const name of names) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      text += `trap -- ${quoteAlways(sh.traps.get(name) as string)} ${shownName(name)}\n`;
    }
    return yield* say(sh, "trap", text);
  }
  const first = rest[0] as string;
  const resets =
    rest.length === 1 || (/^\d+$/.test(first) && trapName(first) !== null) || first === "-";
  const names = rest.length === 1 ? rest : first === "-" || !resets ? rest.slice(1) : rest;
  let status = 0;
  for (const text of names) {
    const name = trapName(text);
    if (name === null) {
      yield* sh.error(`trap: ${text}: invalid signal specification`);
      status = 1;
      continue;
    }
    if (name === "DEBUG" && !resets) {
      yield* sh.error("trap: underlay does not simulate the DEBUG trap; use set -x");
      status = 2;
      continue;
    }
    setTrap(sh, name, resets ? null : first);
  }
  return status;
}

function setTrap(sh: Shell, name: string, action: string | null): void {
  if (action === null) sh.traps.delete(name);
  else sh.traps.set(name, action);
  if (PSEUDO.includes(name)) return;
  const signal = name as Signal;
  if (action === "") sh.proc.ignore(signal);
  else if (action !== null) sh.proc.trap(signal);
  else if (signal === "INT") sh.proc.trap("INT");
  else if (sh.interactive && /^(?:TERM|QUIT|TSTP|TTIN|TTOU)$/.test(signal)) sh.proc.ignore(signal);
  else sh.proc.untrap(signal);
}

/** `kill -l`, `trap -l`: five a line. */
export function signalList(): string {
  const cells: string[] = [];
  for (let n = 1; n <= 64; n++) {
    const name = signalByNumber(n);
    if (name !== null) cells.push(`${String(n).padStart(2)}) SIG${name}`);
    else if (n >= 34)
      cells.push(
        `${n}) SIGRT${n <= 49 ? `MIN${n === 34 ? "" : `+${n - 34}`}` : `MAX${n === 64 ? "" : `-${64 - n}`}`}`,
      );
  }
  let out = "";
  // The last row is not a whole one, and ends as its others do.
  cells.forEach((cell, i) => (out += cell + (i % 5 === 4 ? "\n" : "\t")));
  return `${out}\n`;
}

function* times(sh: Shell): Proc<number> {
  const show = (us: number): string =>
    `${Math.floor(us / 60_000_000)}m${Math.floor(us / 1_000_000) % 60}.${String(Math.floor(us / 1000) % 1000).padStart(3, "0")}s`;
  return yield* say(sh, "times", `${show(sh.proc.cpuUs)} 0m0.000s\n0m0.000s 0m0.000s\n`);
}

function* umask(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "pS", "umask [-p] [-S] [mode]");
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  const mode = rest[0];
  const symbolic = (): string => {
    const part = (shift: number): string =>
      ["r", "w", "x"].filter((_one, i) => ((~sh.proc.umask >> shift) & (4 >> i)) !== 0).join("");
    return `u=${part(6)},g=${part(3)},o=${part(0)}`;
  };
  if (mode === undefined) {
    const octal = sh.proc.umask.toString(8).padStart(4, "0");
    const head = on.has("p") ? (on.has("S") ? "umask -S " : "umask ") : "";
    return yield* say(sh, "umask", `${head}${on.has("S") ? symbolic() : octal}\n`);
  }
  if (/^\d+$/.test(mode)) {
    if (!/^[0-7]{1,4}$/.test(mode)) {
      yield* sh.error(`umask: ${mode}: octal number out of range`);
      return 1;
    }
    sh.proc.umask = parseInt(mode, 8) & 0o777;
    return 0;
  }
  let allowed = ~sh.proc.umask & 0o777;
  for (const clause of mode.split(",")) {
    const found = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause);
    if (found === null) {
      const bad = /[^ugoa]/.exec(clause)?.[0] ?? clause;
      yield* sh.error(`umask: \`${bad}': invalid symbolic mode operator`);
      return 1;
    }
    const who =
      found[1] === "" || (found[1] as string).includes("a") ? "ugo" : (found[1] as string);
    for (const one of who) {
      const shift = one === "u" ? 6 : one === "g" ? 3 : 0;
      const bits =
        [...(found[3] as string)].reduce(
          (sum, ch) => sum | (ch === "r" ? 4 : ch === "w" ? 2 : 1),
          0,
        ) << shift;
      allowed =
        found[2] === "+"
          ? allowed | bits
          : found[2] === "-"
            ? allowed & ~bits
            : (allowed & ~(7 << shift)) | bits;
    }
  }
  sh.proc.umask = ~allowed & 0o777;
  return 0;
}

const LIMITS: readonly (readonly [string, string, string, string])[] = [
  ["R", "real-time non-blocking time", "(microseconds, -R)", "unlimited"],
  ["c", "core file size", "(blocks, -c)", "0"],
  ["d", "data seg size", "(kbytes, -d)", "unlimited"],
  ["e", "scheduling priority", "(-e)", "0"],
  ["f", "file size", "(blocks, -f)", "unlimited"],
  ["i", "pending signals", "(-i)", "2000"],
  ["l", "max locked memory", "(kbytes, -l)", "8192"],
  ["m", "max memory size", "(kbytes, -m)", "unlimited"],
  ["n", "open files", "(-n)", "1024"],
  ["p", "pipe size", "(512 bytes, -p)", "8"],
  ["q", "POSIX message queues", "(bytes, -q)", "819200"],
  ["r", "real-time priority", "(-r)", "0"],
  ["s", "stack size", "(kbytes, -s)", "8192"],
  ["t", "cpu time", "(seconds, -t)", "unlimited"],
  ["u", "max user processes", "(-u)", "2000"],
  ["v", "virtual memory", "(kbytes, -v)", "unlimited"],
  ["x", "file locks", "(-x)", "unlimited"],
];

function* ulimit(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(
    sh,
    args,
    "SHabcdefiklmnpqrstuvxPRT",
    "ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]",
  );
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  if (rest.length > 0) {
    yield* sh.proc.warn("bash: ulimit: underlay does not simulate changing limits\n");
    return 1;
  }
  if (on.has("a")) {
    return yield* say(
      sh,
      "ulimit",
      LIMITS.map(
        ([, name, unit, value]) =>
          `${name.padEnd(27)} ${unit.padStart(20 - Math.max(0, name.length - 27))} ${value}\n`,
      ).join(""),
    );
  }
  const letters = [...on.keys()].filter((letter) => letter !== "S" && letter !== "H");
  const wanted = letters.length === 0 ? ["f"] : letters;
  for (const letter of wanted) {
    const limit = LIMITS.find(([one]) => one === letter);
    if (limit !== undefined)
      yield* say(
        sh,
        "ulimit",
        `${wanted.length > 1 ? `${limit[1].padEnd(27)} ${limit[2].padStart(20)} ` : ""}${limit[3]}\n`,
      );
  }
  return 0;
}
