/**
 * `systemctl status`, as systemd 252 of Debian 12 prints it. Memory is ps's picture (3136 KiB a process), CPU what the
 * simulation counts, and the limit of tasks that of a machine with MemTotal of procfs.ts.
 */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { fileState } from "./files.ts";
import { unitJournal } from "./journal.ts";
import { ago, cpuOf, isMasked, membersOf, RSS_BYTES, span, stateOf } from "./state.ts";
import type { Unit } from "./units.ts";

/** 15 % of threads-max, which is a page in 32 of MemTotal. */
export const TASKS_MAX = 4722;

export const timestamp = (proc: Process, at: number): string =>
  strftime("%a %Y-%m-%d %H:%M:%S UTC", civilFromUnix(proc.host.sim.epochUs + at));

function activeLine(proc: Process, unit: Unit): string {
  const state = stateOf(proc.host, unit);
  const how =
    state.main !== null
      ? "active (running)"
      : state.isFailed
        ? `failed (Result: ${state.result})`
        : "inactive (dead)";
  const at = state.changedAt;
  const since = at === null ? "" : ` since ${timestamp(proc, at)}; ${ago(proc.now - at)}`;
  return `     Active: ${how}${since}`;
}

/** Control commands, and the main one of `Type=simple` when it ended. */
function commandLines(unit: Unit, state: ReturnType<typeof stateOf>): string[] {
  const lines = state.commands
    .filter((one) => one.end !== null)
    .map((one) => ({ kind: one.kind, text: one.text, pid: one.pid, end: one.end }));
  const exec = unit.execs.find((one) => one.kind === "ExecStart");
  if (unit.pidFile === null && state.mainEnd !== null && exec !== undefined)
    lines.push({ kind: exec.kind, text: exec.text, pid: state.mainPid, end: state.mainEnd });
  const order = unit.execs.map((one) => one.text);
  lines.sort((a, b) => order.indexOf(a.text) - order.indexOf(b.text));
  return lines.map((one) => `    Process: ${one.pid} ${one.kind}=${one.text} (${one.end ?? ""})`);
}

const bytes = (count: number): string => {
  const [size, letter] = count >= 1 << 20 ? [1 << 20, "M"] : [1 << 10, "K"];
  const tenths = Math.floor((count * 10) / size);
  return `${Math.floor(tenths / 10)}.${tenths % 10}${letter}`;
};

/** The control group's tree. */
function groupLines(proc: Process, unit: Unit): string[] {
  const members = membersOf(proc, unit);
  return [
    `     CGroup: /system.slice/${unit.name}`,
    ...members.map((one, at) => {
      const words = one.argv.map((word) => (/[ "]/.test(word) ? `"${word}"` : word));
      const branch = at === members.length - 1 ? "└─" : "├─";
      return `             ${branch}${one.pid} ${words.join(" ")}`;
    }),
  ];
}

export function* status(
  proc: Process,
  unit: Unit,
  lines: number,
  show: (entry: ReturnType<typeof unitJournal>[number]) => string,
): Proc<number> {
  const state = stateOf(proc.host, unit);
  const masked = isMasked(proc, unit);
  const dot = state.main !== null ? "●" : state.isFailed ? "×" : "○";
  const out = masked
    ? [`${dot} ${unit.name}`, `     Loaded: masked (Reason: Unit ${unit.name} is masked.)`]
    : [
        `${dot} ${unit.name} - ${unit.description}`,
        `     Loaded: loaded (/lib/systemd/system/${unit.name}; ${fileState(proc, unit)}; preset: enabled)`,
      ];
  out.push(activeLine(proc, unit));
  if (state.main === null && state.durationUs !== null && state.activeAt !== null)
    out.push(`   Duration: ${span(state.durationUs)}`);
  if (!masked && unit.docs !== null) out.push(`       Docs: ${unit.docs}`);
  if (!masked) out.push(...commandLines(unit, state));
  if (state.main !== null) out.push(`   Main PID: ${state.mainPid} (${state.main.comm})`);
  else if (state.mainEnd !== null) out.push(`   Main PID: ${state.mainPid} (${state.mainEnd})`);
  const members = membersOf(proc, unit);
  if (state.main !== null && !masked)
    out.push(
      `      Tasks: ${members.length} (limit: ${TASKS_MAX})`,
      `     Memory: ${bytes(members.length * RSS_BYTES)}`,
    );
  if (state.startedAt !== null) out.push(`        CPU: ${span(cpuOf(proc, unit))}`);
  if (state.main !== null) out.push(...groupLines(proc, unit));
  const said = lines === 0 ? [] : sinceStart(proc, unit).slice(-lines);
  if (said.length > 0) out.push("", ...said.map(show));
  yield* proc.print(`${out.join("\n")}\n`);
  return state.main === null ? 3 : 0;
}

/** What was said since the unit was last started. */
function sinceStart(proc: Process, unit: Unit): ReturnType<typeof unitJournal> {
  const from = stateOf(proc.host, unit).startedAt;
  const at = proc.host.sim.epochUs + (from ?? 0);
  return unitJournal(proc, unit.name).filter((entry) => entry.atUs >= at);
}
