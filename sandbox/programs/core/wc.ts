/** wc(1). */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs, quoteName } from "./getopt.ts";
import { closeInput, openInput, Out } from "./stdio.ts";
import { tool, usage, why } from "./tool.ts";

const LONG = longs("lines=l words=w bytes=c chars=m max-line-length=L");
const ORDER = ["l", "w", "m", "c", "L"] as const;
type Counts = Record<(typeof ORDER)[number], number>;

export const wc = tool(
  "wc",
  "Print newline, word, and byte counts for each file.",
  function* (proc, argv) {
    const parsed = getopt(argv, "lwcmL", LONG);
    if (parsed.error !== null) return yield* usage(proc, "wc", parsed.error);
    const asked = new Set(parsed.options.map((o) => o.name));
    const columns =
      asked.size === 0 ? (["l", "w", "c"] as const) : ORDER.filter((c) => asked.has(c));
    const paths = parsed.args.length === 0 ? ["-"] : parsed.args;
    const width = paths.length === 1 && columns.length === 1 ? 1 : widthFor(proc, paths);
    const out = new Out(proc);
    const total: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
    const row = (counts: Counts, label: string | null): string =>
      `${columns.map((c) => String(counts[c]).padStart(width)).join(" ")}${label === null ? "" : ` ${label}`}\n`;
    let status = 0;
    for (const path of paths) {
      const fd = openInput(proc, path);
      if (typeof fd === "string") {
        yield* out.error(`wc: ${quoteName(path)}: ${why(fd)}\n`);
        status = 1;
        continue;
      }
      const { counts, failed } = yield* count(proc, fd);
      closeInput(proc, fd);
      if (failed !== null) {
        yield* out.error(`wc: ${quoteName(path)}: ${failed}\n`);
        status = 1;
      }
      for (const c of ["l", "w", "m", "c"] as const) total[c] += counts[c];
      total.L = Math.max(total.L, counts.L);
      yield* out.put(row(counts, parsed.args.length === 0 ? null : path));
    }
    if (paths.length > 1) yield* out.put(row(total, "total"));
    return yield* out.close("wc", status);
  },
);

function widthFor(proc: Process, paths: readonly string[]): number {
  let least = 1;
  let sum = 0;
  for (const path of paths) {
    if (path === "-") {
      const file = proc.file(0);
      const node = file?.kind === "file" && "node" in file ? (file.node as { size: number }) : null;
      if (node === null) least = 7;
      else sum += node.size;
      continue;
    }
    const node = proc.host.fs.lookup(path, proc);
    if (typeof node === "string") continue;
    if (node.kind === "file") sum += node.size;
    else if (node.kind !== "synthetic" && node.kind !== "program") least = 7;
  }
  return Math.max(least, String(sum).length);
}

function* count(proc: Process, fd: number): Proc<{ counts: Counts; failed: string | null }> {
  const counts: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  let inWord = false;
  let column = 0;
  for (;;) {
    const chunk = yield* proc.readOrErrno(fd);
    if (typeof chunk === "string") return { counts, failed: chunk === "EINTR" ? null : why(chunk) };
    if (chunk === null) break;
    yield* proc.spend(3);
    counts.c += chunk.length;
    for (const byte of chunk) {
      if ((byte & 0xc0) !== 0x80) counts.m++;
      const blank = byte === 32 || (byte >= 9 && byte <= 13);
      if (blank) inWord = false;
      else if (!inWord) {
        inWord = true;
        counts.w++;
      }
      if (byte === 10 || byte === 13 || byte === 12) {
        if (byte === 10) counts.l++;
        counts.L = Math.max(counts.L, column);
        column = 0;
      } else if (byte === 9) column += 8 - (column % 8);
      else if (byte >= 32 && byte !== 127 && (byte & 0xc0) !== 0x80) column++;
    }
  }
  counts.L = Math.max(counts.L, column);
  return { counts, failed: null };
}
