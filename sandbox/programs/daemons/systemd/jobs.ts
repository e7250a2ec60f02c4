/**
 * What a job does to a unit: start, stop, restart, reload, kill. systemd 252's words, as Debian 12 printed them in
 * user-mode Linux. Left out: dependencies, several jobs at once, ExecStop's failures.
 */
import { Descriptor, NullFile, Pipe } from "../../../kernel/proc/file.ts";
import { EXEC_COST_US, type Process } from "../../../kernel/proc/process.ts";
import { freshRun, type ServiceCommand } from "../../../kernel/proc/service.ts";
import type { Signal } from "../../../kernel/proc/signal.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { decodeUtf8 } from "../../../sim/utf8.ts";
import { logToJournal } from "../journal.ts";
import { endText, exitText, membersOf, say, sayCpu, stateOf, titleOf, watchMain } from "./state.ts";
import type { Exec, Unit } from "./units.ts";

const INFO = 6;
/** TimeoutStartSec. */
const START_US = 90_000_000;

/** Run it to its end; what it says goes to the journal under its name. */
function* control(proc: Process, unit: Unit, exec: Exec): Proc<number> {
  const state = stateOf(proc.host, unit);
  const pipe = new Pipe(proc.host.nextPipeId());
  const writer = new Descriptor(pipe.writer);
  const fds = new Map([
    [0, new Descriptor(new NullFile())],
    [1, writer],
    [2, writer],
  ]);
  const { main } = exec;
  const child =
    main === undefined
      ? proc.spawn(exec.argv, { fds })
      : proc.fork(exec.argv, (self) => main(self), { fds });
  writer.close();
  if (typeof child === "string") return 203;
  const { kind, text } = exec;
  const ran: ServiceCommand = {
    kind,
    text,
    pid: child.pid,
    startedAt: proc.now,
    endedAt: null,
    end: null,
  };
  state.commands = [...state.commands.filter((one) => one.text !== text), ran];
  const fd = proc.install(pipe.reader);
  let said = "";
  for (;;) {
    const chunk = yield* proc.read(fd);
    if (chunk === null || typeof chunk === "string") break;
    if (said.length < 1 << 16) said += decodeUtf8(chunk);
  }
  proc.close(fd);
  const ident = (exec.argv[0] as string).replace(/.*\//, "");
  for (const line of said.split("\n").filter((one) => one !== ""))
    logToJournal(proc, { ident, priority: INFO, text: line }, child.pid);
  const code = yield* proc.waitFor(child);
  state.cpuUs += child.cpuUs + EXEC_COST_US;
  ran.endedAt = proc.now;
  ran.end = endText(child);
  return code;
}

const of = (unit: Unit, kind: Exec["kind"]): readonly Exec[] =>
  unit.execs.filter((one) => one.kind === kind);

export function* start(proc: Process, unit: Unit): Proc<number> {
  const state = stateOf(proc.host, unit);
  if (state.main !== null) return 0;
  say(proc, `Starting ${titleOf(proc, unit)}...`);
  Object.assign(state, freshRun(), { startedAt: proc.now });
  for (const exec of of(unit, "ExecStartPre")) {
    const code = yield* control(proc, unit, exec);
    if (code !== 0) return yield* failed(proc, unit, code);
  }
  const main = yield* launch(proc, unit);
  if (typeof main === "number") return yield* failed(proc, unit, main);
  state.main = main;
  state.mainPid = main.pid;
  state.changedAt = state.activeAt = proc.now;
  watchMain(unit, main, start);
  say(proc, `Started ${titleOf(proc, unit)}.`);
  // Type=simple: the job is done as soon as it is forked; until systemctl hears of it, it is on its feet.
  yield* proc.wait("do_epoll_wait", [main.exited], proc.now + 20_000);
  return 0;
}

/** The daemon, or the status of its start. */
function* launch(proc: Process, unit: Unit): Proc<Process | number> {
  const exec = of(unit, "ExecStart")[0] as Exec;
  if (unit.pidFile !== null) {
    const code = yield* control(proc, unit, exec);
    return code === 0 ? yield* awaitPidFile(proc, unit.pidFile) : code;
  }
  const fds = new Map([0, 1, 2].map((fd) => [fd, new Descriptor(new NullFile())]));
  const child = proc.host.launch(exec.argv, { place: proc.place, fds });
  if (typeof child === "string") return 203;
  stateOf(proc.host, unit).cpuUs += EXEC_COST_US;
  return child;
}

/** The daemon may write it a little after its parent ended: process 1 watches for it. */
function* awaitPidFile(proc: Process, path: string): Proc<Process | number> {
  const end = proc.now + START_US;
  for (let pause = 1_000; proc.now < end; pause = Math.min(pause * 2, 1_000_000)) {
    const file = proc.host.fs.readText(path, proc);
    const pid = typeof file === "string" ? NaN : Number(file.text.trim() || NaN);
    const main = proc.host.processes.get(pid);
    if (main !== undefined && main.state !== "zombie") return main;
    yield* proc.wait("do_epoll_wait", [], proc.now + pause);
  }
  return 1;
}

function* failed(proc: Process, unit: Unit, code: number): Proc<number> {
  const state = stateOf(proc.host, unit);
  state.isFailed = true;
  state.result = "exit-code";
  state.changedAt = state.endedAt = proc.now;
  const { name } = unit;
  say(proc, `${name}: Control process exited, code=exited, status=${exitText(code)}`, 5);
  say(proc, `${name}: Failed with result 'exit-code'.`, 4);
  say(proc, `Failed to start ${titleOf(proc, unit)}.`, 3);
  sayCpu(proc, unit);
  yield* proc.warn(
    `Job for ${name} failed because the control process exited with error code.\nSee "systemctl status ${name}" and "journalctl -xeu ${name}" for details.\n`,
  );
  return 1;
}

export function* stop(proc: Process, unit: Unit): Proc<number> {
  const state = stateOf(proc.host, unit);
  const { main } = state;
  if (main === null) {
    if (state.isFailed) state.isFailed = false;
    return 0;
  }
  state.isStopping = true;
  say(proc, `Stopping ${titleOf(proc, unit)}...`);
  for (const exec of of(unit, "ExecStop")) yield* control(proc, unit, exec);
  for (const signal of ["TERM", "KILL"] as const) {
    const end = proc.now + unit.stopUs;
    if (main.state !== "zombie" && main.state !== "dead") main.signal(signal);
    while (stateOf(proc.host, unit).main !== null && proc.now < end)
      yield* proc.wait("do_epoll_wait", [main.exited], end);
  }
  say(proc, `Stopped ${titleOf(proc, unit)}.`);
  sayCpu(proc, unit);
  state.isStopping = false;
  return 0;
}

export function* restart(proc: Process, unit: Unit): Proc<number> {
  yield* stop(proc, unit);
  return yield* start(proc, unit);
}

export function* reload(proc: Process, unit: Unit): Proc<number> {
  const state = stateOf(proc.host, unit);
  if (state.main === null) {
    yield* proc.warn(`${unit.name} is not active, cannot reload.\n`);
    return 1;
  }
  say(proc, `Reloading ${titleOf(proc, unit)}...`);
  let code = 0;
  for (const exec of of(unit, "ExecReload")) code ||= yield* control(proc, unit, exec);
  say(proc, `Reloaded ${titleOf(proc, unit)}.`);
  return code;
}

/** `systemctl kill`: the main process first, then the rest of the group. */
export function kill(proc: Process, unit: Unit, signal: Signal): void {
  const { main } = stateOf(proc.host, unit);
  for (const one of membersOf(proc, unit)) {
    const what = one === main ? "Sent signal SIG" : "Sending signal SIG";
    const which = one === main ? "main process" : "process";
    say(
      proc,
      `${unit.name}: ${what}${signal} to ${which} ${one.pid} (${one.comm}) on client request.`,
    );
    one.signal(signal);
  }
}
