/** jobs, fg, bg, wait, kill, disown. */
import { strerror } from "../../kernel/errno.ts";
import type { Process } from "../../kernel/proc/process.ts";
import {
  parseSignal,
  type Signal,
  SIGNAL_NUMBERS,
  signalByNumber,
} from "../../kernel/proc/signal.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { forgetJob, jobLine, notifyJobs } from "../exec.ts";
import { type Job, jobState, jobStatus } from "../jobs.ts";
import type { Shell } from "../shell.ts";
import { pollSignals, takePending } from "../signals.ts";
import type { Builtin } from "./index.ts";
import { signalList } from "./flow.ts";
import { parseOptions, say } from "./options.ts";

export const jobBuiltins: readonly (readonly [string, Builtin])[] = [
  ["jobs", jobs],
  ["fg", fg],
  ["bg", bg],
  ["wait", wait],
  ["kill", kill],
  ["disown", disown],
];

/** After a wait, a person is told at once. */
function* tellEnded(sh: Shell): Proc<void> {
  if (!sh.interactive) return;
  for (const job of [...sh.jobs.jobs]) {
    if (jobState(job) !== "done") continue;
    yield* sh.proc.warn(jobLine(sh, job));
    forgetJob(sh, job);
  }
}

/** The job that `spec` names; reported when there is none. */
function* find(sh: Shell, name: string, spec: string): Proc<Job | null> {
  const job = /^\d+$/.test(spec)
    ? (sh.jobs.byPid(Number(spec)) ?? sh.jobs.find(spec))
    : sh.jobs.find(spec);
  if (job === "none") {
    yield* sh.error(`${name}: ${spec}: no such job`);
    return null;
  }
  if (job === "ambiguous") {
    yield* sh.error(`${name}: ${spec.replace(/^%\??/, "")}: ambiguous job spec`);
    return null;
  }
  return job;
}

function* jobs(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(
    sh,
    args,
    "lnprsx",
    "jobs [-lnprs] [jobspec ...] or jobs -x command [args]",
  );
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  let status = 0;
  let chosen: Job[] = sh.jobs.jobs;
  if (rest.length > 0) {
    chosen = [];
    for (const spec of rest) {
      const job = yield* find(sh, "jobs", spec);
      if (job === null) status = 1;
      else chosen.push(job);
    }
  }
  for (const job of [...chosen]) {
    const state = sh.interactive ? sh.jobs.known(job, sh.proc.now) : jobState(job);
    if (on.has("r") && state !== "running") continue;
    if (on.has("s") && state !== "stopped") continue;
    yield* say(
      sh,
      "jobs",
      on.has("p") ? `${job.processes[0]?.pid ?? 0}\n` : jobLine(sh, job, on.has("l"), state),
    );
    if (state !== "running") job.told = state;
  }
  for (const job of [...chosen])
    if (jobState(job) === "done" && job.told === "done") forgetJob(sh, job);
  return status;
}

function* fg(sh: Shell, args: readonly string[]): Proc<number> {
  if (!sh.monitor) {
    yield* sh.error("fg: no job control");
    return 1;
  }
  const job = args[1] === undefined ? sh.jobs.current : yield* find(sh, "fg", args[1]);
  if (job === null) {
    if (args[1] === undefined) yield* sh.error("fg: current: no such job");
    return 1;
  }
  if (jobState(job) === "done") {
    yield* sh.error("fg: job has terminated");
    return 1;
  }
  yield* say(sh, "fg", `${job.text}\n`);
  job.foreground = true;
  if (sh.proc.tty !== null) sh.proc.tty.foreground = job.group;
  sh.proc.host.signalGroup(job.group, "CONT");
  return yield* sh.interpreter.waitForeground(sh, job);
}

function* bg(sh: Shell, args: readonly string[]): Proc<number> {
  if (!sh.monitor) {
    yield* sh.error("bg: no job control");
    return 1;
  }
  const specs = args.length > 1 ? args.slice(1) : [null];
  let status = 0;
  for (const spec of specs) {
    const job = spec === null ? sh.jobs.current : yield* find(sh, "bg", spec);
    if (job === null) {
      if (spec === null) yield* sh.error("bg: current: no such job");
      status = 1;
      continue;
    }
    if (jobState(job) === "running") {
      yield* sh.error(`bg: job ${job.number} already in background`);
      continue;
    }
    job.foreground = false;
    job.told = "";
    const mark = sh.jobs.mark(job);
    sh.proc.host.signalGroup(job.group, "CONT");
    yield* say(sh, "bg", `[${job.number}]${mark === " " ? "" : mark} ${job.text} &\n`);
  }
  return status;
}

/** Wait for `done()`; a trapped signal ends it early with 128 + N. */
function* waitUntil(sh: Shell, done: () => boolean): Proc<number | null> {
  while (!done()) {
    yield* sh.proc.wait("do_wait", [sh.proc.childChanged]);
    const taken = takePending(sh);
    const signals = taken.filter((signal) => signal !== "WINCH" && signal !== "CHLD");
    // A CHLD trap runs at once, for each child, and the waiting goes on.
    const children = taken.filter((signal) => signal === "CHLD");
    if (children.length > 0) {
      sh.pendingSignals.push(...children);
      yield* pollSignals(sh);
    }
    if (signals.length === 0) continue;
    sh.pendingSignals.push(...signals);
    const first = signals[0] as Signal;
    yield* pollSignals(sh);
    return 128 + SIGNAL_NUMBERS[first];
  }
  return null;
}

function* wait(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "fnp:", "wait [-fn] [-p var] [id ...]");
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  if (on.has("n")) return yield* waitNext(sh, on.get("p") ?? null);
  if (rest.length === 0) {
    // A person is not told of those that had ended before (mark_dead_jobs_as_notified).
    if (sh.interactive)
      for (const job of [...sh.jobs.jobs])
        if (sh.jobs.known(job, sh.proc.now) === "done") forgetJob(sh, job);
    // One running job after the other, as bash does: those waited for are gone at once.
    for (;;) {
      const running = sh.jobs.jobs.find((job) => jobState(job) === "running");
      if (running === undefined) break;
      const early = yield* waitUntil(sh, () => jobState(running) !== "running");
      if (early !== null) return early;
      yield* notifyJobs(sh);
      if (sh.interactive && isQuick(sh, running)) forgetJob(sh, running);
      else yield* tellEnded(sh);
      if (!sh.interactive && jobState(running) === "done") forgetJob(sh, running);
    }
    yield* notifyJobs(sh);
    yield* tellEnded(sh);
    if (!sh.interactive) forgetWaited(sh);
    return 0;
  }
  let status = 0;
  for (const spec of rest) status = yield* waitOne(sh, spec);
  return status;
}
/** A subshell takes longer to start and end on a real machine than its parent takes to reach `wait`. */
const FORK_US = 1_000;

function isQuick(sh: Shell, job: Job): boolean {
  return sh.proc.now - (job.processes.at(-1)?.startedAt ?? 0) < FORK_US;
}

/** After a plain `wait`: the other ended jobs go too, all but the latest background job. */
function forgetWaited(sh: Shell): void {
  for (const job of [...sh.jobs.jobs]) {
    if (jobState(job) !== "done") continue;
    const last = job.processes[job.processes.length - 1] as Process;
    // What was killed a moment ago is still dying on a real machine: `wait` meets it alive.
    const dying = sh.jobs.known(job, sh.proc.now) !== "done" || isQuick(sh, job);
    if (last.pid === sh.lastBackground && !dying) job.unranked = true;
    else forgetJob(sh, job);
  }
}
function* waitOne(sh: Shell, spec: string): Proc<number> {
  if (!spec.startsWith("%")) {
    if (!/^\d+$/.test(spec)) {
      yield* sh.error(`wait: \`${spec}': not a pid or valid job spec`);
      return 1;
    }
    const pid = Number(spec);
    const owner = sh.jobs.byPid(pid);
    if (owner === null) {
      const known = sh.finished.get(pid);
      if (known !== undefined) return known;
      yield* sh.error(`wait: pid ${spec} is not a child of this shell`);
      return 127;
    }
    const child = owner.processes.find((one) => one.pid === pid) as Process;
    const early = yield* waitUntil(sh, () => child.state === "zombie" || child.state === "dead");
    if (early !== null) return early;
    const status = child.exitCode;
    yield* notifyJobs(sh);
    yield* tellEnded(sh);
    if (jobState(owner) === "done" && !sh.interactive) forgetJob(sh, owner);
    return status;
  }
  const job = yield* find(sh, "wait", spec);
  if (job === null) return 127;
  const early = yield* waitUntil(sh, () => jobState(job) !== "running");
  if (early !== null) return early;
  const status = jobStatus(job);
  yield* notifyJobs(sh);
  yield* tellEnded(sh);
  if (jobState(job) === "done" && !sh.interactive) forgetJob(sh, job);
  return status;
}
function* waitNext(sh: Shell, into: string | null): Proc<number> {
  if (sh.jobs.jobs.length === 0) return 127;
  const early = yield* waitUntil(sh, () => sh.jobs.jobs.some((job) => jobState(job) === "done"));
  if (early !== null) return early;
  const job = sh.jobs.jobs.find((one) => jobState(one) === "done") as Job;
  const status = jobStatus(job);
  if (into !== null)
    sh.vars.set(into, String((job.processes[job.processes.length - 1] as Process).pid));
  if (sh.interactive) yield* say(sh, "wait", jobLine(sh, job));
  forgetJob(sh, job);
  return status;
}

const KILL_USAGE =
  "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n";

function* kill(sh: Shell, args: readonly string[]): Proc<number> {
  let rest = args.slice(1);
  let signal: Signal | "0" = "TERM";
  const first = rest[0];
  if (first === undefined) {
    yield* sh.proc.warn(KILL_USAGE);
    return 2;
  }
  if (first === "-l" || first === "-L") return yield* killList(sh, rest.slice(1));
  if (first === "-s" || first === "-n") {
    const text = rest[1];
    if (text === undefined) {
      yield* sh.error(`kill: ${first}: option requires an argument`);
      return 1;
    }
    const found = text === "0" ? "0" : parseSignal(text);
    if (found === null) {
      yield* sh.error(`kill: ${text}: invalid signal specification`);
      return 1;
    }
    signal = found;
    rest = rest.slice(2);
  } else if (/^-./.test(first) && first !== "--") {
    const text = first.slice(1);
    const found = text === "0" ? "0" : parseSignal(text);
    if (found === null) {
      yield* sh.error(`kill: ${text}: invalid signal specification`);
      return 1;
    }
    signal = found;
    rest = rest.slice(1);
  }
  if (rest[0] === "--") rest = rest.slice(1);
  if (rest.length === 0) {
    yield* sh.proc.warn(KILL_USAGE);
    return 2;
  }
  sh.jobs.signalledAt = sh.proc.now;
  let status = 0;
  for (const target of rest) {
    const told = target.startsWith("%")
      ? sh.jobs.find(target)
      : sh.jobs.byPid(Math.abs(Number(target)));
    for (const job of sh.jobs.jobs)
      job.before = job === told ? (signal === "CONT" ? "running" : jobState(job)) : null;
    const problem = send(sh, target, signal);
    // A signal to oneself is felt before the next command; one process dies before the next is told.
    yield* sh.proc.spend(target === rest.at(-1) ? 1 : KILL_COST_US);
    if (problem === null) continue;
    yield* sh.error(`kill: ${problem}`);
    status = 1;
  }
  return status;
}

/** kill(2), and a process ends on another processor: longer than a veth takes. */
const KILL_COST_US = 20;

function send(sh: Shell, target: string, signal: Signal | "0"): string | null {
  const { host } = sh.proc;
  const deliver = (proc: Process): void => {
    if (signal !== "0") proc.signal(signal);
  };
  if (target.startsWith("%")) {
    const job = sh.jobs.find(target);
    if (job === "none") return `${target}: no such job`;
    if (job === "ambiguous") return `${target.replace(/^%\??/, "")}: ambiguous job spec`;
    const living = job.processes.filter((one) => one.state !== "zombie" && one.state !== "dead");
    // kill_pid: without a group of its own, each process that lives is signalled: none is no error.
    if (living.length === 0 && !job.controlled) return null;
    if (living.length === 0) return `(${job.processes[0]?.pid ?? 0}) - ${strerror("ESRCH")}`;
    if (job.controlled && signal !== "0") {
      host.signalGroup(job.group, signal);
      // The prompt speaks of it again (J_NOTIFIED).
      job.told = "";
      // A stopped job could not die of what it has not seen yet.
      if (jobState(job) === "stopped" && (signal === "TERM" || signal === "HUP"))
        host.signalGroup(job.group, "CONT");
    } else living.forEach(deliver);
    return null;
  }
  if (!/^-?\d+$/.test(target)) return `${target}: arguments must be process or job IDs`;
  const pid = Number(target);
  if (pid === 0) {
    if (signal !== "0") host.signalGroup(sh.proc.group, signal);
    return null;
  }
  if (pid < 0) {
    const members = [...host.processes.values()].filter(
      (one) => one.group === -pid && one.state !== "zombie",
    );
    if (members.length === 0) return `(${target}) - ${strerror("ESRCH")}`;
    members.forEach(deliver);
    return null;
  }
  const proc = host.processes.get(pid);
  if (proc === undefined) return `(${target}) - ${strerror("ESRCH")}`;
  const mine = sh.proc.credentials.uid;
  if (mine !== 0 && proc.credentials.uid !== mine) return `(${target}) - ${strerror("EPERM")}`;
  deliver(proc);
  return null;
}

function* killList(sh: Shell, names: readonly string[]): Proc<number> {
  if (names.length === 0) return yield* say(sh, "kill", signalList());
  let status = 0;
  for (const text of names) {
    const number = Number(text);
    if (/^\d+$/.test(text)) {
      const name = number === 0 ? "EXIT" : signalByNumber(number > 128 ? number - 128 : number);
      if (name !== null) {
        yield* say(sh, "kill", `${name}\n`);
        continue;
      }
    } else {
      const found = parseSignal(text);
      if (found !== null) {
        yield* say(sh, "kill", `${SIGNAL_NUMBERS[found]}\n`);
        continue;
      }
    }
    yield* sh.error(`kill: ${text}: invalid signal specification`);
    status = 1;
  }
  return status;
}

function* disown(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "ahr", "disown [-h] [-ar] [jobspec ... | pid ...]");
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  if (on.has("a") || (on.has("r") && rest.length === 0)) {
    for (const job of [...sh.jobs.jobs])
      if (!on.has("r") || jobState(job) === "running") sh.jobs.remove(job);
    return 0;
  }
  const specs = rest.length === 0 ? ["%+"] : rest;
  let status = 0;
  for (const spec of specs) {
    const real = rest.length === 0 ? sh.jobs.current : yield* find(sh, "disown", spec);
    if (real !== null && !on.has("h") && jobState(real) === "stopped")
      yield* sh.error(
        `warning: deleting stopped job ${real.number} with process group ${real.group}`,
      );
    if (real === null && rest.length === 0) yield* sh.error("disown: current: no such job");
    if (real === null) status = 1;
    else if (on.has("h")) real.disowned = true;
    else sh.jobs.remove(real);
  }
  return status;
}
