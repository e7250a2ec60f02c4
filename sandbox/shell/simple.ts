/** Simple commands: assignments, functions, builtins, programs. bash(1) COMMAND EXECUTION. */
import { strerror } from "../kernel/errno.ts";
import { BUILTIN_COST_US, commOf, EXEC_COST_US, type ExitCode } from "../kernel/proc/process.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import { type Assignment, isAssignment, type Simple, type Word } from "./ast.ts";
import { builtins, SPECIAL_BUILTINS } from "./builtins/index.ts";
import { BreakLoop, ContinueLoop, Discard, ExitShell, ReturnFrom } from "./control.ts";
import { launch, runCommand, runToEnd, waitForeground } from "./exec.ts";
import { expandIndex, expandText, expandWords } from "./expand.ts";
import { notModelled } from "./not-modelled.ts";
import { tracePrefix } from "./prompt.ts";
import { assign, ExpansionError, giveUp, quoteTraced } from "./params.ts";
import { printCommand } from "./print.ts";
import { applyRedirects, Saved } from "./redirect.ts";
import { NESTING_MAX, type Shell } from "./shell.ts";
import { releaseSignals, runReturnTrap } from "./signals.ts";
import { runText } from "./source.ts";
import { newVariable, type Variable } from "./vars.ts";

/** An array larger than this would exhaust the page. */
const ARRAY_ITEMS_MAX = 200_000;

/** Builtins whose `name=value` arguments are assignments, not words to split. */
const DECLARING = new Set(["export", "declare", "typeset", "local", "readonly", "alias"]);

/** Run a simple command in this shell. */
export function* runSimple(sh: Shell, command: Simple): Proc<number> {
  sh.line = command.line;
  const openBefore = sh.substitutionFds.length;
  try {
    const expanded = yield* expandCommand(sh, command);
    const args = expanded.args;
    if (args.length === 0) return yield* bareAssignments(sh, command, expanded.hadSubstitution);
    const name = args[0] as string;
    yield* trace(sh, command, args);
    const runner = findRunner(sh, name);
    if (runner === "program") {
      remember(sh, name);
      const job = yield* launch(sh, [resolved(command, args)], [], printCommand(command), true);
      sh.lastArgument = args[args.length - 1] as string;
      return job === null ? 254 : yield* waitForeground(sh, job);
    }
    return yield* runHere(sh, command, args, runner, expanded.arrays);
  } finally {
    while (sh.substitutionFds.length > openBefore)
      sh.proc.close(sh.substitutionFds.pop() as number);
  }
}

/** In a forked child: run a simple command and end with it; a program replaces the child. */
export function* execSimple(sh: Shell, command: Simple): Proc<ExitCode> {
  sh.line = command.line;
  const done = command.expanded;
  const expanded =
    done === undefined
      ? yield* expandCommand(sh, command)
      : { args: [...done], arrays: new Map(), hadSubstitution: false };
  const args = expanded.args;
  if (done === undefined) yield* trace(sh, command, args);
  const name = args[0];
  if (name === undefined) return yield* bareAssignments(sh, command, expanded.hadSubstitution);
  const runner = findRunner(sh, name);
  if (runner !== "program" && command.program !== true)
    return yield* runHere(sh, command, args, runner, expanded.arrays);
  const saved = new Saved(sh);
  if (!(yield* applyRedirects(sh, command.redirects, saved))) return 1;
  saved.forget();
  for (const one of command.assigns) yield* assignOne(sh, one, true);
  return yield* execProgram(sh, args);
}

interface Expanded {
  readonly args: string[];
  /** Array assignments among the arguments of `declare` and its kin. */
  readonly arrays: ReadonlyMap<number, Assignment>;
  readonly hadSubstitution: boolean;
}

/** The command with its words expanded already, for the child that becomes the program. */
function resolved(command: Simple, args: string[]): Simple {
  return { ...command, expanded: args };
}

function* expandCommand(sh: Shell, command: Simple): Proc<Expanded> {
  const args: string[] = [];
  const arrays = new Map<number, Assignment>();
  let declaring = false;
  let plain: Word[] = [];
  const first = command.words[0];
  if (first !== undefined && !isAssignment(first)) {
    const text = first.text.replace(/^\\/, "");
    declaring =
      DECLARING.has(text) ||
      ((text === "command" || text === "builtin") &&
        command.words[1] !== undefined &&
        DECLARING.has((command.words[1] as Word).text));
  }
  for (const word of command.words) {
    if (isAssignment(word)) {
      for (const one of yield* expandWords(sh, plain)) args.push(one);
      plain = [];
      arrays.set(args.length, word);
      args.push(`${word.name}${word.append ? "+" : ""}=()`);
      continue;
    }
    if (declaring && /^[A-Za-z_][A-Za-z0-9_]*(?:\[[^\]]*\])?\+?=/.test(word.text)) {
      for (const one of yield* expandWords(sh, plain)) args.push(one);
      plain = [];
      args.push(yield* expandText(sh, word, true));
    } else plain.push(word);
  }
  for (const one of yield* expandWords(sh, plain)) args.push(one);
  return { args, arrays, hadSubstitution: /\$\(|`/.test(command.text) };
}

function* trace(sh: Shell, command: Simple, args: readonly string[]): Proc<void> {
  if (!sh.options.has("xtrace")) return;
  const prefix = yield* tracePrefix(sh);
  for (const one of command.assigns) {
    if (Array.isArray(one.value)) continue;
    const value = yield* expandText(sh, one.value as Word, true);
    yield* sh.proc.warn(`${prefix}${targetOf(one)}=${value === "" ? "" : quoteTraced(value)}\n`);
  }
  if (args.length > 0) yield* sh.proc.warn(`${prefix}${args.map(quoteTraced).join(" ")}\n`);
}

function targetOf(one: Assignment): string {
  return `${one.name}${one.index === null ? "" : `[${one.index}]`}${one.append ? "+" : ""}`;
}

type Runner = "program" | "builtin" | "function";

function findRunner(sh: Shell, name: string): Runner {
  if (sh.functions.has(name)) return "function";
  if (builtins.has(name) && !sh.disabledBuiltins.has(name)) return "builtin";
  return "program";
}

/** No command word: the assignments stay; redirections are tried and undone. */
function* bareAssignments(sh: Shell, command: Simple, hadSubstitution: boolean): Proc<number> {
  if (command.assigns.length === 0 && command.redirects.length === 0)
    return hadSubstitution ? sh.status : 0;
  const before = sh.status;
  sh.status = 0;
  if (command.redirects.length > 0) {
    const saved = new Saved(sh);
    try {
      if (!(yield* applyRedirects(sh, command.redirects, saved))) return 1;
    } finally {
      saved.restore();
    }
  }
  yield* sh.proc.spend(BUILTIN_COST_US);
  sh.status = before;
  for (const one of command.assigns) {
    const substitutes = /\$\(|`/.test(command.text);
    if (!substitutes) sh.status = before;
    yield* assignOne(sh, one, false);
  }
  if (sh.options.has("xtrace")) yield* traceAssigns(sh, command);
  return hadSubstitution ? sh.status : 0;
}
function* traceAssigns(sh: Shell, command: Simple): Proc<void> {
  for (const one of command.assigns) {
    if (Array.isArray(one.value))
      yield* sh.proc.warn(
        `${yield* tracePrefix(sh)}${targetOf(one)}=(${one.value.map((word) => (word as Word).text).join(" ")})\n`,
      );
    else {
      const value =
        one.index === null && !one.append
          ? (sh.vars.get(one.name) ?? "")
          : yield* expandText(sh, one.value as Word, true);
      yield* sh.proc.warn(
        `${yield* tracePrefix(sh)}${targetOf(one)}=${value === "" ? "" : quoteTraced(value)}\n`,
      );
    }
  }
}

/** One `name=value`. */
export function* assignOne(sh: Shell, one: Assignment, exported: boolean): Proc<void> {
  try {
    if (Array.isArray(one.value))
      yield* assignArray(sh, one.name, one.value as readonly Word[], one.append);
    else {
      const value = yield* expandText(sh, one.value as Word, true);
      const index = one.index === null ? null : yield* expandIndex(sh, one.name, one.index);
      assign(sh, one.name, index, value, one.append);
    }
    if (exported) sh.vars.ensure(one.name).exported = true;
  } catch (error) {
    if (error instanceof ExpansionError && /readonly variable$/.test(error.message)) {
      yield* sh.error(error.message);
      // Before a command it is only said; alone, it gives up the line.
      if (exported) return;
      throw new Discard(1);
    }
    yield* giveUp(sh, error);
  }
}

/** `name=(...)`. */
export function* assignArray(
  sh: Shell,
  name: string,
  words: readonly Word[],
  append: boolean,
): Proc<void> {
  const target = sh.vars.ensure(name);
  if (target.readonly) throw new ExpansionError(`${name}: readonly variable`);
  const items: { key: string | null; value: string; append: boolean }[] = [];
  for (const word of words) {
    const keyed = /^\[((?:[^\][]|\[[^\]]*\])*)\](\+?)=(.*)$/s.exec(word.text);
    if (keyed !== null) {
      const key = yield* expandIndex(sh, name, keyed[1] as string);
      const value = yield* expandText(sh, { text: keyed[3] as string, parts: null }, true);
      items.push({ key, value, append: keyed[2] === "+" });
    } else {
      for (const value of yield* expandWords(sh, [word]))
        items.push({ key: null, value, append: false });
    }
  }
  if (target.associative !== null) {
    if (!append) target.associative = new Map();
    for (let i = 0; i < items.length; i++) {
      const item = items[i] as (typeof items)[number];
      if (item.key !== null) assign(sh, name, item.key, item.value, item.append);
      else {
        assign(sh, name, item.value, items[i + 1]?.value ?? "", false);
        i++;
      }
    }
    return;
  }
  let next = 0;
  if (target.indexed === null || !append) {
    const kept =
      append && target.value !== null ? new Map([[0, target.value]]) : new Map<number, string>();
    if (target.indexed === null || !append) target.indexed = kept;
    target.value = null;
  }
  for (const key of target.indexed.keys()) next = Math.max(next, key + 1);
  if (target.indexed.size + items.length > ARRAY_ITEMS_MAX)
    throw new ExpansionError("xrealloc: cannot allocate memory", 2);
  for (const item of items) {
    const index = item.key ?? String(next);
    assign(sh, name, index, item.value, item.append);
    if (item.key === null) next++;
    else next = lastKey(sh, name, item.key) + 1;
  }
}
function lastKey(sh: Shell, name: string, key: string): number {
  if (/^\d+$/.test(key)) return Number(key);
  const map = sh.vars.find(name)?.indexed;
  let top = -1;
  for (const one of map?.keys() ?? []) top = Math.max(top, one);
  return top;
}

/** A builtin or function in this very process. */
function* runHere(
  sh: Shell,
  command: Simple,
  args: string[],
  runner: Runner,
  arrays: ReadonlyMap<number, Assignment>,
): Proc<number> {
  const name = args[0] as string;
  const saved = new Saved(sh);
  let keep = false;
  const hidden: { name: string; old: Variable | null }[] = [];
  try {
    if (!(yield* applyRedirects(sh, command.redirects, saved))) {
      return SPECIAL_BUILTINS.has(name) && sh.options.has("posix") ? yield* fatal(1) : 1;
    }
    for (const one of command.assigns) {
      hidden.push({ name: one.name, old: sh.vars.all.get(one.name) ?? null });
      const old = sh.vars.all.get(one.name);
      if (old?.readonly !== true) {
        const fresh = newVariable(one.append ? (old?.value ?? null) : null);
        sh.vars.all.set(one.name, fresh);
      }
      yield* assignOne(sh, one, true);
    }
    if (runner === "function") return yield* callFunction(sh, name, args);
    keep = name === "exec" && args.length === 1;
    const builtin = builtins.get(name);
    if (builtin === undefined) return 127;
    yield* sh.proc.spend(BUILTIN_COST_US);
    const status = yield* builtin(sh, args, { arrays, command });
    return status;
  } finally {
    if (keep) saved.forget();
    else saved.restore();
    for (const { name: variable, old } of hidden.reverse()) {
      if (old === null) sh.vars.all.delete(variable);
      else sh.vars.all.set(variable, old);
    }
    sh.lastArgument = args[args.length - 1] as string;
  }
}

function* fatal(status: number): Proc<never> {
  throw new ExitShell(status);
}

export function* callFunction(sh: Shell, name: string, args: readonly string[]): Proc<number> {
  const found = sh.functions.get(name);
  if (found === undefined) return 127;
  const limit = Math.min(
    NESTING_MAX,
    Number(sh.vars.get("FUNCNEST") ?? NESTING_MAX) || NESTING_MAX,
  );
  if (sh.nesting >= limit) {
    yield* sh.error(`${name}: maximum function nesting level exceeded (${limit})`);
    throw new Discard(1);
  }
  const params = sh.params;
  const loops = sh.loopDepth;
  sh.params = args.slice(1);
  sh.loopDepth = 0;
  sh.nesting++;
  sh.functionStack.push(name);
  sh.vars.pushScope();
  // RETURN is not inherited unless functrace; one that the function sets stays.
  const inherited = sh.options.has("functrace") ? undefined : sh.traps.get("RETURN");
  if (inherited !== undefined) sh.traps.delete("RETURN");
  try {
    yield* sh.proc.spend(BUILTIN_COST_US);
    sh.status = yield* runCommand(sh, found.body);
    yield* runReturnTrap(sh);
    return sh.status;
  } catch (error) {
    if (error instanceof ReturnFrom) {
      sh.status = error.status;
      yield* runReturnTrap(sh);
      return sh.status;
    }
    if (error instanceof BreakLoop || error instanceof ContinueLoop) return sh.status;
    throw error;
  } finally {
    if (inherited !== undefined) sh.traps.set("RETURN", inherited);
    sh.vars.popScope();
    sh.functionStack.pop();
    sh.nesting--;
    sh.loopDepth = loops;
    sh.params = params;
  }
}

/** phash_search and phash_insert: where a command was found, and how often. */
function remember(sh: Shell, name: string): void {
  const known = sh.hashed.get(name);
  if (known !== undefined) known.hits++;
  if (known !== undefined || name.includes("/") || !sh.options.has("hashall")) return;
  const path = findProgram(sh, name);
  if (path !== null) sh.hashed.set(name, { path, hits: 1 });
}

/** Where a command's file is in $PATH. */
export function findProgram(sh: Shell, name: string): string | null {
  const { proc } = sh;
  const found = proc.host.resolveProgram([name], {
    env: new Map([["PATH", sh.vars.get("PATH") ?? ""]]),
    cwd: proc.cwd,
    credentials: proc.credentials,
    place: proc.place,
  });
  if (typeof found !== "string") return found.path;
  if (found === "ENOEXEC" || found === "EACCES") {
    if (name.includes("/")) return name;
    for (const dir of (sh.vars.get("PATH") ?? "").split(":")) {
      const path = `${dir === "" ? "." : dir}/${name}`;
      const node = proc.host.fs.lookup(path, proc);
      if (typeof node !== "string" && node.kind !== "dir") return path;
    }
  }
  return null;
}

/** execve(2) in this process: it becomes the program, and ends with it. */
export function* execProgram(
  sh: Shell,
  args: readonly string[],
  argv0: string | null = null,
): Proc<ExitCode> {
  const { proc } = sh;
  const name = args[0] as string;
  const env = sh.vars.environment();
  const found = proc.host.resolveProgram(args, {
    env: new Map([["PATH", sh.vars.get("PATH") ?? ""]]),
    cwd: proc.cwd,
    credentials: proc.credentials,
    place: proc.place,
  });
  if (typeof found === "string") {
    const path = name.includes("/") ? name : findProgram(sh, name);
    if (found === "ENOEXEC" && path !== null) return yield* runScriptFile(sh, path, args);
    return yield* notFound(sh, name, found, path);
  }
  env.set("_", found.path);
  proc.env = env;
  proc.become(argv0 === null ? found.argv : [argv0, ...found.argv.slice(1)]);
  proc.comm = commOf(found.path);
  releaseSignals(sh);
  yield* proc.spend(EXEC_COST_US);
  return yield* found.program.main(proc, proc.argv);
}

function* notFound(
  sh: Shell,
  name: string,
  errno: Parameters<typeof strerror>[0],
  path: string | null,
): Proc<ExitCode> {
  if (!name.includes("/")) {
    if (errno === "EACCES" && path !== null) {
      yield* sh.error(`${path}: Permission denied`);
      return 126;
    }
    const advice = notModelled(name);
    if (advice !== null) yield* sh.proc.warn(`underlay: ${advice}\n`);
    else yield* sh.error(`${name}: command not found`);
    return 127;
  }
  const node = sh.proc.host.fs.lookup(name, sh.proc);
  if (typeof node !== "string" && node.kind === "dir") {
    yield* sh.error(`${name}: Is a directory`);
    return 126;
  }
  const script =
    typeof node !== "string" && node.kind === "file"
      ? /^#!\s*(\S+)/.exec(node.headText(256))
      : null;
  if (errno === "ENOENT" && script !== null) {
    yield* sh.error(`${name}: cannot execute: required file not found`);
    return 127;
  }
  yield* sh.error(`${name}: ${strerror(errno)}`);
  return errno === "ENOENT" || errno === "ENOTDIR" ? (errno === "ENOENT" ? 127 : 126) : 126;
}

/** A text file without `#!`: this process goes on as a fresh shell that reads it. */
function* runScriptFile(sh: Shell, path: string, args: readonly string[]): Proc<ExitCode> {
  const content = sh.proc.host.fs.readText(path, sh.proc);
  if (typeof content === "string") {
    yield* sh.errno(path, content);
    return 126;
  }
  if (content.text.slice(0, 80).includes("\0")) {
    yield* sh.error(`${path}: cannot execute binary file: Exec format error`);
    return 126;
  }
  sh.name = path;
  sh.briefErrors = false;
  sh.sources.length = 0;
  sh.params = args.slice(1);
  sh.functions.clear();
  sh.aliases.clear();
  for (const [name, v] of [...sh.vars.all]) {
    if (!v.exported && !/^(?:IFS|BASH.*|UID|EUID|PPID|OPTIND|PS4)$/.test(name))
      sh.vars.all.delete(name);
  }
  sh.loopDepth = 0;
  return yield* runToEnd(sh, () => runText(sh, content.text, 1));
}
