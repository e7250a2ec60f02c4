/**
 * What process 1 knows of a unit: which processes are its own, how its main process ended and what follows of it
 * (systemd 252's service_sigchld_event). Left out: StartLimitBurst, watchdogs, RestartSec other than 100 ms.
 */
import type { Host } from "../../../kernel/host.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import { newServiceState, type ServiceState } from "../../../kernel/proc/service.ts";
import { SIGNAL_NUMBERS } from "../../../kernel/proc/signal.ts";
import type { Proc, Sleeper } from "../../../kernel/proc/wait.ts";
import { logToJournal } from "../journal.ts";
import type { Unit } from "./units.ts";

const INFO = 6;
const WARNING = 4;
/** Ends by these are as good as an exit with 0. */
const CLEAN = new Set(["HUP", "INT", "TERM", "PIPE"]);
const RESTART_US = 100_000;
/** Memory of one process: ps's picture. */
export const RSS_BYTES = 3136 * 1024;
/** A unit that used less says nothing of it. */
const MENTIONED_CPU_US = 1_000_000;

export function stateOf(host: Host, unit: Unit): ServiceState {
  let state = host.services.get(unit.name);
  if (state === undefined) host.services.set(unit.name, (state = newServiceState()));
  return state;
}

/** Process 1's own words in the journal. */
export function say(proc: Process, text: string, priority = INFO): void {
  logToJournal(proc, { ident: "systemd", priority, text }, 1);
}

/** ActiveState and SubState. */
export function unitState(proc: Process, unit: Unit): readonly [string, string] {
  const state = stateOf(proc.host, unit);
  if (state.main !== null) return ["active", "running"];
  return state.isFailed ? ["failed", "failed"] : ["inactive", "dead"];
}

export function isMasked(proc: Process, unit: Unit): boolean {
  const node = proc.host.fs.lookup(`/etc/systemd/system/${unit.name}`, proc, false);
  return typeof node !== "string" && node.kind === "symlink" && node.target === "/dev/null";
}

/** "bird.service - BIRD Internet …"; of a masked one only the name is known. */
export const titleOf = (proc: Process, unit: Unit): string =>
  isMasked(proc, unit) ? unit.name : `${unit.name} - ${unit.description}`;

/** The processes of the unit's control group: the main one and all that came of it, and what came of a main one that died. */
export function membersOf(proc: Process, unit: Unit): Process[] {
  const { main } = stateOf(proc.host, unit);
  if (main === null) return [];
  const members = [...proc.host.processes.values()].filter((one) => {
    for (let at: Process | null = one; at !== null; at = at.parent) if (at === main) return true;
    return false;
  });
  return members.sort((a, b) => a.pid - b.pid);
}

/** CPU time of this run, µs. */
export function cpuOf(proc: Process, unit: Unit): number {
  let total = stateOf(proc.host, unit).cpuUs;
  for (const one of membersOf(proc, unit)) total += one.cpuUs;
  return total;
}

/** "code=exited, status=0/SUCCESS", as `status` says it. */
export function endText(child: Process): string {
  if (child.killedBy !== null) return `code=killed, signal=${child.killedBy}`;
  return `code=exited, status=${exitText(child.exitCode)}`;
}

/** Exit statuses with a name of the C library or of systemd. */
export function exitText(code: number): string {
  const name = { 0: "SUCCESS", 1: "FAILURE", 203: "EXEC" }[code] ?? "n/a";
  return `${code}/${name}`;
}

/** Watches the main process; `restart` starts the unit once more. */
export function watchMain(
  unit: Unit,
  main: Process,
  restart: (proc: Process, unit: Unit) => Proc<number>,
): void {
  const sleeper: Sleeper = {
    wake() {
      if (main.state !== "zombie" && main.state !== "dead") return;
      main.exited.remove(sleeper);
      mainEnded(unit, main, restart);
    },
  };
  main.exited.add(sleeper);
}

function mainEnded(
  unit: Unit,
  main: Process,
  restart: (proc: Process, unit: Unit) => Proc<number>,
): void {
  const { host, now } = main;
  const state = stateOf(host, unit);
  if (state.main !== main) return;
  for (const one of membersOf(main, unit)) {
    state.cpuUs += one.cpuUs;
    if (one !== main && main.killedBy !== null) one.signal("TERM");
  }
  state.main = null;
  state.mainEnd = endText(main);
  state.mainCode = main.killedBy === null ? [1, main.exitCode] : [2, SIGNAL_NUMBERS[main.killedBy]];
  state.changedAt = state.endedAt = now;
  state.durationUs = now - (state.activeAt ?? now);
  const isClean = main.killedBy === null ? main.exitCode === 0 : CLEAN.has(main.killedBy);
  state.result = isClean ? "success" : main.killedBy === null ? "exit-code" : "signal";
  if (!isClean) {
    const how =
      main.killedBy === null
        ? endText(main)
        : `code=killed, status=${SIGNAL_NUMBERS[main.killedBy]}/${main.killedBy}`;
    say(main, `${unit.name}: Main process exited, ${how}`, 5);
  }
  state.isFailed = !isClean;
  if (isClean) say(main, `${unit.name}: Deactivated successfully.`);
  else say(main, `${unit.name}: Failed with result '${state.result}'.`, WARNING);
  if (state.isStopping) return;
  sayCpu(main, unit);
  if (isClean || main.killedBy === null || unit.restart !== "on-abort") return;
  host.sim.sched.after(RESTART_US, `restart ${unit.name}`, () => {
    if (state.main !== null || state.mainPid !== main.pid || !state.isFailed) return;
    state.restarts++;
    host.launch(["(systemd)"], {
      place: main.place,
      main: (self) => {
        say(self, `${unit.name}: Scheduled restart job, restart counter is at ${state.restarts}.`);
        say(self, `Stopped ${titleOf(self, unit)}.`);
        return restart(self, unit);
      },
    });
  });
}

export function sayCpu(proc: Process, unit: Unit): void {
  const us = cpuOf(proc, unit);
  if (us >= MENTIONED_CPU_US) say(proc, `${unit.name}: Consumed ${span(us)} CPU time.`);
}

/** format_timespan with an accuracy of 1 ms: "2min 12.671s", "620ms". */
export function span(us: number): string {
  const out: string[] = [];
  let rest = us;
  for (const [word, size] of [
    ["w", 604_800e6],
    ["d", 86_400e6],
    ["h", 3600e6],
    ["min", 60e6],
  ] as const) {
    const count = Math.floor(rest / size);
    if (count > 0) out.push(`${count}${word}`);
    rest -= count * size;
  }
  const ms = Math.floor(rest / 1000);
  const second = Math.floor(ms / 1000);
  const part = ms % 1000;
  if (second > 0) out.push(part > 0 ? `${second}.${String(part).padStart(3, "0")}s` : `${second}s`);
  else if (part > 0) out.push(`${part}ms`);
  else if (out.length === 0) out.push(us > 0 ? `${us}us` : "0");
  return out.join(" ");
}

/** FORMAT_TIMESTAMP_RELATIVE: "1min 15s ago". */
export function ago(us: number): string {
  const s = Math.floor(us / 1e6);
  const min = Math.floor(s / 60);
  const h = Math.floor(min / 60);
  const d = Math.floor(h / 24);
  if (d >= 2) return `${d} days ago`;
  if (h >= 25) return `1 day ${h - 24}h ago`;
  if (h >= 6) return `${h}h ago`;
  if (h >= 1) return `${h}h ${min % 60}min ago`;
  if (min >= 5) return `${min}min ago`;
  if (min >= 1) return `${min}min ${s % 60}s ago`;
  if (s >= 1) return `${s}s ago`;
  return us >= 1000 ? `${Math.floor(us / 1000)}ms ago` : us > 0 ? `${us}us ago` : "now";
}
