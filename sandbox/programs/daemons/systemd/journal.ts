/** A line of the journal as journalctl(1) and systemctl(1) show it: `short` output; and which lines are a unit's. */
import type { Process } from "../../../kernel/proc/process.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { type JournalEntry, readJournal } from "../journal.ts";

export function journalLine(proc: Process, { atUs, ident, pid, text }: JournalEntry): string {
  const time = strftime("%b %d %H:%M:%S", civilFromUnix(atUs));
  return `${time} ${proc.host.hostname} ${ident}[${pid}]: ${text}`;
}

/** Lines of the unit's own processes, and systemd's about it. */
export function unitJournal(proc: Process, unit: string): JournalEntry[] {
  const ident = unit.replace(/\.service$/, "");
  return readJournal(proc).filter(
    (line) =>
      line.ident === ident || (line.ident === "systemd" && line.text.includes(`${ident}.service`)),
  );
}
