/** A line of the journal as journalctl(1) and systemctl(1) show it: `short` output; and which lines are a unit's. */
import { commOf, type Process } from "../../../kernel/proc/process.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { type JournalEntry, readJournal } from "../journal.ts";
import { UNITS } from "./units.ts";

export function journalLine(proc: Process, { atUs, ident, pid, text }: JournalEntry): string {
  const time = strftime("%b %d %H:%M:%S", civilFromUnix(atUs));
  return `${time} ${proc.host.hostname} ${ident}[${pid}]: ${text}`;
}

/** Lines of the unit's own processes, and systemd's about it. */
export function unitJournal(proc: Process, unit: string): JournalEntry[] {
  const ident = unit.replace(/\.service$/, "");
  const execs = UNITS.find((one) => one.name === unit)?.execs ?? [];
  const idents = new Set([ident, ...execs.map((one) => commOf(one.argv[0] ?? ""))]);
  return readJournal(proc).filter(
    (line) =>
      idents.has(line.ident) ||
      (line.ident === "systemd" && line.text.includes(`${ident}.service`)),
  );
}
