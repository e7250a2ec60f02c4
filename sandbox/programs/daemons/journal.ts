/**
 * The machine's journal: what daemons say by syslog(3) and what their units do, for journalctl and systemctl.
 * One line an entry in a file of /run/log/journal (systemd's own is binary). The oldest half goes when it is long.
 */
import type { Process } from "../../kernel/proc/process.ts";
import { encodeUtf8 } from "../../sim/utf8.ts";

export interface JournalEntry {
  /** µs since 1970. */
  readonly atUs: number;
  /** SYSLOG_IDENTIFIER: "bird". */
  readonly ident: string;
  readonly pid: number;
  /** LOG_*: 3 err, 4 warning, 6 info, 7 debug. */
  readonly priority: number;
  readonly text: string;
}

const PATH = "/run/log/journal/system.journal";
const BYTES_MAX = 1 << 20;

/** syslog(3): never fails, never waits. */
export function logToJournal(
  proc: Process,
  entry: Pick<JournalEntry, "ident" | "priority" | "text">,
  pid = proc.pid,
): void {
  const { fs, sim } = proc.host;
  const root = proc.host.rootContext();
  let node = fs.lookup(PATH, root);
  if (typeof node === "string") {
    fs.plantText(PATH, "", 0o640);
    node = fs.lookup(PATH, root);
  }
  if (typeof node === "string" || node.kind !== "file") return;
  if (node.size > BYTES_MAX) {
    const kept = node.text();
    node.truncate(0);
    node.writeAt(0, encodeUtf8(kept.slice(kept.indexOf("\n", kept.length >> 1) + 1)));
  }
  const text = entry.text.replaceAll("\n", " ");
  const at = sim.epochUs + proc.now;
  const line = `${at}\t${entry.ident}\t${pid}\t${entry.priority}\t${text}\n`;
  node.writeAt(node.size, encodeUtf8(line));
  node.mtime = proc.now;
}

export function readJournal(proc: Process): JournalEntry[] {
  const node = proc.host.fs.lookup(PATH, proc.host.rootContext());
  if (typeof node === "string" || node.kind !== "file") return [];
  const out: JournalEntry[] = [];
  for (const line of node.text().split("\n")) {
    const [at, ident, pid, priority, ...text] = line.split("\t");
    if (at === undefined || ident === undefined || text.length === 0) continue;
    const entry = { atUs: Number(at), ident, pid: Number(pid), priority: Number(priority) };
    out.push({ ...entry, text: text.join("\t") });
  }
  return out;
}
