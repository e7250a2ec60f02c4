/** The interpreter: lists, pipelines, compound commands, functions. Each process of a pipeline is a process. */
import { concat } from "../wire/write.ts";
import { Descriptor, Pipe } from "../kernel/proc/file.ts";
import { type ExitCode, Process } from "../kernel/proc/process.ts";
import type { Signal } from "../kernel/proc/signal.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import { SECOND } from "../sim/scheduler.ts";
import { decodeUtf8 } from "../sim/utf8.ts";
import type {
  AndOr,
  Arith,
  Case,
  CFor,
  Command,
  For,
  If,
  List,
  Pipeline,
  Redirected,
  Statement,
  While,
} from "./ast.ts";
import { ArithError } from "./arith.ts";
import { BreakLoop, ContinueLoop, Discard, ExitShell, ReturnFrom } from "./control.ts";
import { evaluateText, expandPattern, expandText, expandWords } from "./expand.ts";
import { compilePattern, matches } from "./glob.ts";
import { parse } from "./grammar.ts";
import { readLine } from "./input.ts";
import { type Job, jobState, jobStatus, signalWords } from "./jobs.ts";
import { tracePrefix } from "./prompt.ts";
import { assign, giveUp } from "./params.ts";
import { printCommand } from "./print.ts";
import { applyRedirects, Saved } from "./redirect.ts";
import { type Interpreter, NESTING_MAX, Shell } from "./shell.ts";
import {
  enterChild,
  pollSignals,
  resetSignals,
  runExitTrap,
  runTrapAction,
  takePending,
} from "./signals.ts";
import { execSimple, runSimple } from "./simple.ts";
import { testCondition } from "./test.ts";
import { isName } from "./vars.ts";

/** `$(...)` may hold this much. */
const CAPTURE_BYTES_MAX = 4 << 20;

export const interpreter: Interpreter = {
  capture,
  processSubstitution,
  runProgram,
  waitForeground,
};

function* runProgram(sh: Shell, args: readonly string[]): Proc<number> {
  const command = {
    kind: "simple" as const,
    line: sh.line,
    text: args.join(" "),
    assigns: [],
    words: [],
    redirects: [],
    expanded: args,
    program: true,
  };
  const job = yield* launch(sh, [command], [], command.text, true);
  return job === null ? 254 : yield* waitForeground(sh, job);
}

/** Run statements one after another; the status of the last. */
export function* runList(sh: Shell, list: List): Proc<number> {
  for (const statement of list) yield* runStatement(sh, statement);
  return sh.status;
}

export function* runStatement(sh: Shell, statement: Statement): Proc<number> {
  yield* pollSignals(sh);
  sh.line = statement.line;
  if (statement.background) {
    yield* startBackground(sh, statement);
    return (sh.status = 0);
  }
  return yield* runCommand(sh, statement.command);
}

export function* runCommand(sh: Shell, command: Command): Proc<number> {
  switch (command.kind) {
    case "andor":
      return yield* runAndOr(sh, command);
    case "pipeline":
      return yield* runPipeline(sh, command);
    case "simple": {
      const status = yield* runSimple(sh, command);
      sh.pipeStatus = [status];
      return yield* settle(sh, status);
    }
    case "subshell": {
      sh.line = command.line;
      const job = yield* launch(sh, [command], [], printCommand(command), true);
      const status = job === null ? 254 : yield* waitForeground(sh, job);
      return yield* settle(sh, status);
    }
    case "group":
      return yield* runList(sh, command.body);
    case "redirected":
      return yield* runRedirected(sh, command);
    case "function":
      if (sh.options.has("posix") && !isName(command.name)) {
        yield* sh.error(`\`${command.name}': not a valid identifier`);
        return (sh.status = 1);
      }
      sh.functions.set(command.name, command);
      return (sh.status = 0);
    case "unsupported":
      yield* sh.proc.warn(`bash: underlay does not simulate ${command.what}\n`);
      return (sh.status = 2);
    default: {
      sh.line = command.line;
      // Everything that loops or nests moves the clock.
      yield* sh.proc.spend(20);
      const status = yield* runCompound(sh, command);
      return command.kind === "arith" || command.kind === "cond"
        ? yield* settle(sh, status)
        : status;
    }
  }
}

function* runCompound(
  sh: Shell,
  command: Exclude<
    Command,
    {
      kind:
        | "andor"
        | "pipeline"
        | "simple"
        | "group"
        | "subshell"
        | "redirected"
        | "function"
        | "unsupported";
    }
  >,
): Proc<number> {
  switch (command.kind) {
    case "if":
      return yield* runIf(sh, command);
    case "for":
    case "select":
      return yield* runFor(sh, command);
    case "cfor":
      return yield* runCFor(sh, command);
    case "while":
    case "until":
      return yield* runWhile(sh, command);
    case "case":
      return yield* runCase(sh, command);
    case "arith":
      return (sh.status = yield* runArith(sh, command));
    case "cond":
      try {
        return (sh.status = yield* testCondition(sh, command.test));
      } catch (error) {
        return yield* giveUp(sh, error);
      }
  }
}

/** After a command: remember the status, then ERR and errexit. */
function* settle(sh: Shell, status: number): Proc<number> {
  sh.status = status;
  if (status === 0 || sh.testing > 0) return status;
  const trap = sh.traps.get("ERR");
  if (
    trap !== undefined &&
    trap !== "" &&
    !sh.trapping &&
    (sh.functionStack.length === 0 || sh.options.has("errtrace"))
  ) {
    yield* runTrapAction(sh, trap);
  }
  if (sh.options.has("errexit")) throw new ExitShell(status);
  return status;
}

/** Run something whose failure is only a question. */
function* asking<T>(sh: Shell, body: Proc<T>): Proc<T> {
  sh.testing++;
  try {
    return yield* body;
  } finally {
    sh.testing--;
  }
}

function* runAndOr(sh: Shell, command: AndOr): Proc<number> {
  const last = command.rest.length - 1;
  let status = yield* asking(sh, runCommand(sh, command.first));
  for (let i = 0; i <= last; i++) {
    const { op, command: next } = command.rest[i] as AndOr["rest"][number];
    if ((op === "&&") !== (status === 0)) continue;
    status = i === last ? yield* runCommand(sh, next) : yield* asking(sh, runCommand(sh, next));
  }
  return status;
}

function* runPipeline(sh: Shell, pipeline: Pipeline): Proc<number> {
  if (pipeline.timed !== "") return yield* runTimed(sh, pipeline);
  if (pipeline.stages.length === 0) return (sh.status = pipeline.negated ? 1 : 0);
  if (pipeline.negated) {
    const status = yield* asking(sh, runPipeline(sh, { ...pipeline, negated: false }));
    return (sh.status = status === 0 ? 1 : 0);
  }
  if (pipeline.stages.length === 1) return yield* runCommand(sh, pipeline.stages[0] as Command);
  const job = yield* launch(sh, pipeline.stages, pipeline.both, printCommand(pipeline), true);
  const status = job === null ? 254 : yield* waitForeground(sh, job);
  return yield* settle(sh, status);
}

function* runTimed(sh: Shell, pipeline: Pipeline): Proc<number> {
  const began = sh.proc.now;
  const cpuBefore = sh.proc.cpuUs;
  const status = yield* runPipeline(sh, { ...pipeline, timed: "" });
  const real = sh.proc.now - began;
  const user = Math.min(real, sh.proc.cpuUs - cpuBefore);
  const posix = pipeline.timed === "posix";
  const show = (us: number): string => {
    const ms = Math.floor(us / 1000);
    if (posix)
      return `${Math.floor(ms / 1000)}.${String(Math.floor((ms % 1000) / 10)).padStart(2, "0")}`;
    const minutes = Math.floor(us / (60 * SECOND));
    return `${minutes}m${Math.floor(ms / 1000) - minutes * 60}.${String(ms % 1000).padStart(3, "0")}s`;
  };
  const format = sh.vars.get("TIMEFORMAT");
  if (format !== null && !posix) {
    if (format !== "") {
      const text = format.replace(
        /%(?:%|(\d?)(l?)([RUS])|P)/g,
        (all, digits: string | undefined, long: string | undefined, which: string | undefined) => {
          if (all === "%%") return "%";
          const us = which === "R" ? real : which === "U" ? user : 0;
          if (long === "l") return show(us);
          const places = Math.min(3, digits === undefined || digits === "" ? 3 : Number(digits));
          const fraction = String(Math.floor((us % SECOND) / 1000))
            .padStart(3, "0")
            .slice(0, places);
          return `${Math.floor(us / SECOND)}${places === 0 ? "" : `.${fraction}`}`;
        },
      );
      yield* sh.proc.warn(`${text}\n`);
    }
  } else if (posix) yield* sh.proc.warn(`real ${show(real)}\nuser ${show(user)}\nsys ${show(0)}\n`);
  else yield* sh.proc.warn(`\nreal\t${show(real)}\nuser\t${show(user)}\nsys\t${show(0)}\n`);
  return status;
}

// ── processes ──────────────────────────────────────────────────────────────────────────────────

/** fork(2) with bash's patience when the process table is full. */
export function* forkChild(
  sh: Shell,
  text: string,
  body: (child: Shell) => Proc<ExitCode>,
  options: { fds?: ReadonlyMap<number, Descriptor>; group?: number | null },
): Proc<Process | null> {
  for (let pause = 1; ; pause *= 2) {
    const child = sh.proc.fork(
      sh.proc.argv,
      (proc) => subshellMain(new Shell(proc, interpreter, sh), text, body),
      options,
    );
    if (child instanceof Process) {
      // What comes before its first step finds it as a program's process (bash holds signals back around fork).
      if (sh.interactive) resetSignals(child, sh);
      return child;
    }
    if (pause > 8) {
      yield* sh.error(`fork: Resource temporarily unavailable`);
      return null;
    }
    yield* sh.error(`fork: retry: Resource temporarily unavailable`);
    yield* sh.proc.sleep(pause * SECOND);
    yield* pollSignals(sh);
  }
}

function* subshellMain(
  child: Shell,
  _text: string,
  body: (child: Shell) => Proc<ExitCode>,
): Proc<ExitCode> {
  return yield* runToEnd(child, () => body(child));
}

/** Run `body` as a whole shell: leaving it, its EXIT trap, its errors' statuses. */
export function* runToEnd(sh: Shell, body: () => Proc<number>): Proc<number> {
  let status: number;
  try {
    status = yield* body();
  } catch (error) {
    status = yield* leaving(sh, error);
  }
  return yield* runExitTrap(sh, status);
}

function* leaving(sh: Shell, error: unknown): Proc<number> {
  if (error instanceof ExitShell || error instanceof ReturnFrom || error instanceof Discard)
    return error.status;
  if (error instanceof BreakLoop || error instanceof ContinueLoop) return sh.status;
  throw error;
}

/** Start the processes of a pipeline as one job. Null: fork failed. */
export function* launch(
  sh: Shell,
  stages: readonly Command[],
  both: readonly boolean[],
  text: string,
  foreground: boolean,
): Proc<Job | null> {
  const { proc } = sh;
  const controlled = sh.monitor;
  let group: number | null = controlled ? null : proc.group;
  const processes: Process[] = [];
  let input: Descriptor | null = null;
  for (let i = 0; i < stages.length; i++) {
    const stage = stages[i] as Command;
    const fds = new Map(proc.fds);
    if (input !== null) fds.set(0, input);
    else if (!foreground && !controlled) fds.set(0, nullInput(sh));
    let pipe: Pipe | null = null;
    let writer: Descriptor | null = null;
    if (i < stages.length - 1) {
      pipe = new Pipe(proc.host.nextPipeId());
      writer = new Descriptor(pipe.writer);
      fds.set(1, writer);
      if (both[i] === true) fds.set(2, writer);
    }
    const child: Process | null = yield* forkChild(
      sh,
      text,
      (sub) => stageMain(sub, stage, !foreground && !controlled, sh),
      { fds, group },
    );
    input?.close();
    writer?.close();
    input = pipe === null ? null : new Descriptor(pipe.reader);
    if (child === null) break;
    if (controlled && group === null) {
      group = child.group;
      if (foreground && proc.tty !== null) proc.tty.foreground = group;
    }
    processes.push(child);
  }
  input?.close();
  if (processes.length === 0) return null;
  return sh.jobs.add(
    processes,
    group ?? proc.group,
    text,
    stages.length > 1 ? stages.map((stage) => printCommand(stage)) : [text],
    sh.vars.get("PWD") ?? proc.cwd,
    controlled,
    foreground,
  );
}

function nullInput(sh: Shell): Descriptor {
  const file = sh.proc.host.fs.open("/dev/null", sh.proc, { read: true });
  if (typeof file !== "string") return new Descriptor(file);
  return new Descriptor(new Pipe(sh.proc.host.nextPipeId()).reader);
}

/** The life of one forked stage. A simple command becomes its program; a subshell needs no second process. */
function* stageMain(
  sh: Shell,
  stage: Command,
  asynchronous: boolean,
  parent: Shell | null,
): Proc<ExitCode> {
  sh.asynchronous = asynchronous;
  enterChild(sh, asynchronous);
  sh.testing = 0;
  if (stage.kind === "simple") {
    if (parent !== null)
      sh.jobs.jobs = parent.jobs.jobs.filter((job) => !job.processes.includes(sh.proc));
    return yield* execSimple(sh, stage);
  }
  if (stage.kind === "subshell") {
    return yield* runList(sh, stage.body);
  }
  if (stage.kind === "redirected" && stage.command.kind === "subshell") {
    const saved = new Saved(sh);
    if (!(yield* applyRedirects(sh, stage.redirects, saved))) return 1;
    return yield* runList(sh, stage.command.body);
  }
  return yield* runCommand(sh, stage);
}

function* startBackground(sh: Shell, statement: Statement): Proc<void> {
  const command = statement.command;
  const plain = command.kind === "pipeline" && !command.negated && command.timed === "";
  const stages = plain ? command.stages : [command];
  const text = printCommand(command.kind === "pipeline" ? { ...command, negated: false } : command);
  const job = yield* launch(sh, stages, plain ? command.both : [], text, false);
  if (job === null) return;
  sh.lastBackground = (job.processes[job.processes.length - 1] as Process).pid;
  if (sh.interactive) yield* sh.proc.warn(`[${job.number}] ${sh.lastBackground}\n`);
}

/** Wait until a foreground job ends or stops; take the terminal back; say what there is to say. */
export function* waitForeground(sh: Shell, job: Job): Proc<number> {
  const { proc } = sh;
  sh.ranProgram = true;
  const interrupts: Signal[] = [];
  while (jobState(job) === "running" || (jobState(job) === "stopped" && !job.controlled)) {
    yield* proc.wait("do_wait", [proc.childChanged]);
    for (const signal of takePending(sh)) interrupts.push(signal);
  }
  if (job.controlled && proc.tty !== null) proc.tty.foreground = proc.group;
  for (const child of job.processes) if (child.state === "zombie") proc.host.reap(child);
  const last = job.processes[job.processes.length - 1] as Process;
  if (jobState(job) === "stopped") {
    job.told = "stopped";
    job.foreground = false;
    sh.jobs.touch(job);
    if (sh.interactive) yield* proc.warn(`\n${jobLine(sh, job)}`);
    return jobStatus(job);
  }
  sh.jobs.remove(job);
  const statuses = job.processes.map((child) => child.exitCode);
  sh.pipeStatus = statuses;
  const status = sh.options.has("pipefail")
    ? ([...statuses].reverse().find((one) => one !== 0) ?? 0)
    : last.exitCode;
  yield* tellDeath(sh, job);
  const interrupted =
    last.killedBy === "INT" ||
    (job.processes.length > 1 && job.processes.some((one) => one.killedBy === "INT"));
  for (const signal of interrupts) {
    // As bash: an interrupt that the child took for itself (ping, less) is not ours.
    if (signal === "INT" && !interrupted && !sh.traps.has("INT")) continue;
    sh.pendingSignals.push(signal);
  }
  if (interrupted && sh.interactive) {
    sh.status = status;
    throw new Discard(130);
  }
  yield* notifyJobs(sh);
  yield* pollSignals(sh);
  return status;
}

/**
 * bash's notify_of_job_status in a shell that is not interactive: background jobs that a signal ended
 * leave the table, with a word about it unless the signal was INT, TERM or PIPE.
 */
export function* notifyJobs(sh: Shell): Proc<void> {
  if (sh.interactive) return;
  for (const job of [...sh.jobs.jobs]) {
    const last = job.processes[job.processes.length - 1] as Process;
    if (jobState(job) !== "done" || last.killedBy === null || last.parent !== sh.proc) continue;
    const signal = last.killedBy;
    if (signal !== "INT" && signal !== "TERM" && signal !== "PIPE" && !sh.traps.has(signal)) {
      yield* sh.proc.warn(
        `${sh.prefix}${String(last.pid).padStart(5)} ${signalWords(signal).padEnd(23)} ${job.text}\n`,
      );
    } else if (sh.monitor) {
      yield* sh.proc.warn(jobLine(sh, job));
    }
    forgetJob(sh, job);
  }
}

/** A job's line as `jobs` prints it, here and now. */
export function jobLine(sh: Shell, job: Job, withPid = false, state = jobState(job)): string {
  return sh.jobs.line(job, withPid, sh.vars.get("PWD") ?? sh.proc.cwd, sh.vars.get("HOME"), state);
}

/** Take an ended job from the table; `wait PID` may still ask for its status. */
export function forgetJob(sh: Shell, job: Job): void {
  for (const child of job.processes)
    if (child.state === "zombie" && child.parent === sh.proc) sh.proc.host.reap(child);
  sh.jobs.remove(job);
  const last = job.processes[job.processes.length - 1] as Process;
  sh.finished.set(last.pid, last.exitCode);
  if (sh.finished.size > 1000)
    for (const pid of [...sh.finished.keys()].slice(0, 500)) sh.finished.delete(pid);
}

/** What bash prints when a foreground job died of a signal. */
function* tellDeath(sh: Shell, job: Job): Proc<void> {
  const last = job.processes[job.processes.length - 1] as Process;
  const signal = last.killedBy;
  if (signal === null || signal === "PIPE") return;
  if (signal === "INT") {
    if (sh.interactive) yield* sh.proc.warn("\n");
    return;
  }
  if (sh.interactive || signal === "TERM") yield* sh.proc.warn(`${signalWords(signal)}\n`);
  else if (sh.subshellLevel === 0) {
    yield* sh.proc.warn(
      `${sh.prefix}${String(last.pid).padStart(5)} ${signalWords(signal).padEnd(23)} ${job.text}\n`,
    );
  }
}

// ── substitution ───────────────────────────────────────────────────────────────────────────────

function* capture(sh: Shell, list: List): Proc<string> {
  if (list.length === 0) {
    sh.status = 0;
    return "";
  }
  if (sh.nesting > NESTING_MAX) {
    yield* sh.error("command substitution: maximum nesting level exceeded");
    throw new Discard(1);
  }
  const pipe = new Pipe(sh.proc.host.nextPipeId());
  const writer = new Descriptor(pipe.writer);
  const reader = new Descriptor(pipe.reader);
  const fds = new Map(sh.proc.fds);
  fds.set(1, writer);
  const only = list[0] as Statement;
  const single =
    list.length === 1 && !only.background && only.command.kind === "simple" ? only.command : null;
  const child = yield* forkChild(
    sh,
    "$( )",
    (sub) => {
      enterChild(sub, false);
      sub.traceDepth++;
      if (sh.interactive) sub.line = 1;
      sub.jobs.jobs = [...sh.jobs.jobs];
      if (!sh.options.has("posix")) sub.options.delete("errexit");
      return single !== null ? execSimple(sub, single) : runList(sub, list);
    },
    { fds, group: sh.proc.group },
  );
  writer.close();
  if (child === null) {
    reader.close();
    throw new Discard(254);
  }
  const parts: Uint8Array[] = [];
  let total = 0;
  try {
    for (;;) {
      const chunk = yield* reader.file.read(sh.proc, 65_536);
      if (chunk === null || typeof chunk === "string") break;
      parts.push(chunk);
      total += chunk.length;
      if (total > CAPTURE_BYTES_MAX) {
        yield* sh.error("xrealloc: cannot allocate memory");
        break;
      }
      takeAll(sh);
    }
  } finally {
    reader.close();
  }
  while (child.state !== "zombie" && child.state !== "dead") {
    yield* sh.proc.wait("do_wait", [child.exited]);
    takeAll(sh);
  }
  if (child.state === "zombie") sh.proc.host.reap(child);
  sh.status = child.exitCode;
  if (child.killedBy === "INT") sh.pendingSignals.push("INT");
  return decodeUtf8(concat(parts));
}

function takeAll(sh: Shell): void {
  for (const signal of takePending(sh)) sh.pendingSignals.push(signal);
}

function* processSubstitution(sh: Shell, direction: "<" | ">", source: string): Proc<string> {
  const parsed = parse(source, sh.line);
  if (parsed.problem !== null && parsed.problem.hereDocument === null) {
    for (const message of parsed.problem.messages) yield* sh.error(message.text);
    throw new Discard(2);
  }
  const pipe = new Pipe(sh.proc.host.nextPipeId());
  const theirs = new Descriptor(direction === "<" ? pipe.writer : pipe.reader);
  const ours = new Descriptor(direction === "<" ? pipe.reader : pipe.writer);
  const fds = new Map(sh.proc.fds);
  fds.set(direction === "<" ? 1 : 0, theirs);
  yield* forkChild(
    sh,
    source,
    (sub) => {
      enterChild(sub, true);
      sub.traceDepth++;
      return runList(sub, parsed.list);
    },
    { fds, group: sh.proc.group },
  );
  theirs.close();
  let fd = 63;
  while (sh.proc.fds.has(fd)) fd--;
  sh.proc.fds.set(fd, ours);
  sh.substitutionFds.push(fd);
  return `/dev/fd/${fd}`;
}

// ── compound commands ──────────────────────────────────────────────────────────────────────────

function* runRedirected(sh: Shell, command: Redirected): Proc<number> {
  sh.line = command.line;
  if (command.command.kind === "subshell") {
    const job = yield* launch(sh, [command], [], printCommand(command), true);
    return yield* settle(sh, job === null ? 254 : yield* waitForeground(sh, job));
  }
  const saved = new Saved(sh);
  try {
    if (!(yield* applyRedirects(sh, command.redirects, saved))) return yield* settle(sh, 1);
    return yield* runCommand(sh, command.command);
  } finally {
    saved.restore();
  }
}

function* runIf(sh: Shell, command: If): Proc<number> {
  for (const clause of command.clauses) {
    if ((yield* asking(sh, runList(sh, clause.test))) === 0) return yield* runList(sh, clause.body);
  }
  if (command.otherwise !== null) return yield* runList(sh, command.otherwise);
  return (sh.status = 0);
}

/** One turn of a loop's body. True: leave the loop. */
function* turn(sh: Shell, body: List): Proc<boolean> {
  try {
    yield* runList(sh, body);
    return false;
  } catch (error) {
    if (error instanceof BreakLoop) {
      sh.status = 0;
      if (--error.levels > 0 && sh.loopDepth > 1) throw error;
      return true;
    }
    if (error instanceof ContinueLoop) {
      sh.status = 0;
      if (--error.levels > 0 && sh.loopDepth > 1) throw error;
      return false;
    }
    throw error;
  }
}

function* looping(sh: Shell, body: Proc<number>): Proc<number> {
  sh.loopDepth++;
  try {
    return yield* body;
  } finally {
    sh.loopDepth--;
  }
}

function* runFor(sh: Shell, command: For): Proc<number> {
  if (!isName(command.name)) {
    yield* sh.error(`\`${command.name}': not a valid identifier`);
    return (sh.status = 1);
  }
  const words = command.words === null ? [...sh.params] : yield* expandWords(sh, command.words);
  if (command.kind === "select") return yield* looping(sh, selectLoop(sh, command, words));
  sh.status = 0;
  return yield* looping(sh, forLoop(sh, command, words));
}
function* forLoop(sh: Shell, command: For, words: readonly string[]): Proc<number> {
  for (const word of words) {
    yield* sh.proc.spend(20);
    if (sh.options.has("xtrace"))
      yield* sh.proc.warn(
        `${yield* tracePrefix(sh)}for ${command.name} in ${(command.words ?? []).map((one) => one.text).join(" ")}\n`,
      );
    try {
      assign(sh, command.name, null, word, false);
    } catch (error) {
      yield* giveUp(sh, error);
    }
    if (yield* turn(sh, command.body)) break;
  }
  return sh.status;
}

function* selectLoop(sh: Shell, command: For, words: readonly string[]): Proc<number> {
  if (words.length === 0) return (sh.status = 0);
  if (sh.options.has("xtrace")) {
    yield* sh.proc.warn(
      `${yield* tracePrefix(sh)}select ${command.name} in ${(command.words ?? []).map((one) => one.text).join(" ")}\n`,
    );
  }
  let menu = true;
  for (;;) {
    if (menu) {
      const width = String(words.length).length;
      for (let i = 0; i < words.length; i++)
        yield* sh.proc.warn(`${String(i + 1).padStart(width)}) ${words[i] as string}\n`);
    }
    yield* sh.proc.warn(sh.vars.get("PS3") ?? "#? ");
    const line = yield* readLine(sh, 0);
    if (line === null) {
      yield* sh.proc.warn("\n");
      return (sh.status = 1);
    }
    menu = line.trim() === "";
    if (menu) continue;
    sh.vars.set("REPLY", line);
    sh.vars.set(command.name, words[Number(line.trim()) - 1] ?? "");
    if (yield* turn(sh, command.body)) return sh.status;
  }
}

function* runCFor(sh: Shell, command: CFor): Proc<number> {
  return yield* looping(sh, cforLoop(sh, command));
}
function* cforLoop(sh: Shell, command: CFor): Proc<number> {
  const value = function* (text: string, empty: bigint): Proc<bigint> {
    if (text.trim() === "") return empty;
    if (sh.options.has("xtrace"))
      yield* sh.proc.warn(`${yield* tracePrefix(sh)}(( ${text.trim()} ))\n`);
    try {
      return yield* evaluateText(sh, text);
    } catch (error) {
      return yield* arithMistake(sh, error);
    }
  };
  sh.status = 0;
  yield* value(command.init, 1n);
  while ((yield* value(command.test, 1n)) !== 0n) {
    yield* sh.proc.spend(20);
    if (yield* turn(sh, command.body)) return sh.status;
    yield* value(command.step, 1n);
  }
  return sh.status;
}

function* runWhile(sh: Shell, command: While): Proc<number> {
  return yield* looping(sh, whileLoop(sh, command));
}
function* whileLoop(sh: Shell, command: While): Proc<number> {
  let status = 0;
  const wanted = command.kind === "while";
  for (;;) {
    yield* sh.proc.spend(20);
    let test = 0;
    // `break` in the condition leaves the loop too.
    const left = yield* turnOf(sh, function* () {
      test = yield* asking(sh, runList(sh, command.test));
    });
    if (left) return (sh.status = 0);
    if ((test === 0) !== wanted) return (sh.status = status);
    if (yield* turn(sh, command.body)) return sh.status;
    status = sh.status;
  }
}
function* turnOf(sh: Shell, body: () => Proc<void>): Proc<boolean> {
  try {
    yield* body();
    return false;
  } catch (error) {
    if (!(error instanceof BreakLoop)) throw error;
    if (--error.levels > 0 && sh.loopDepth > 1) throw error;
    return true;
  }
}

function* runCase(sh: Shell, command: Case): Proc<number> {
  const text = yield* expandText(sh, command.word);
  if (sh.options.has("xtrace"))
    yield* sh.proc.warn(`${yield* tracePrefix(sh)}case ${command.word.text} in\n`);
  sh.status = 0;
  let falling = false;
  for (const item of command.items) {
    let hit = falling;
    for (const word of item.patterns) {
      if (hit) break;
      let pattern: string;
      try {
        pattern = yield* expandPattern(sh, word);
      } catch (error) {
        return yield* giveUp(sh, error);
      }
      hit = matches(compilePattern(pattern, sh.shopts.has("nocasematch")), text);
    }
    if (!hit) continue;
    yield* runList(sh, item.body);
    if (item.end === ";;") return sh.status;
    falling = item.end === ";&";
  }
  return sh.status;
}

function* runArith(sh: Shell, command: Arith): Proc<number> {
  if (sh.options.has("xtrace"))
    yield* sh.proc.warn(`${yield* tracePrefix(sh)}(( ${command.text} ))\n`);
  try {
    return (yield* evaluateText(sh, command.text)) === 0n ? 1 : 0;
  } catch (error) {
    yield* arithMistake(sh, error);
    return 1;
  }
}

/** `((` reports its mistakes by name and goes on. */
function* arithMistake(sh: Shell, error: unknown): Proc<bigint> {
  if (error instanceof ArithError) {
    yield* sh.error(`((: ${error.message}`);
    return 0n;
  }
  return yield* giveUp(sh, error);
}
