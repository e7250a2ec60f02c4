/** Reading lines from a descriptor, a byte at a time where it matters: what follows belongs to the next reader. */
import { decodeUtf8 } from "../sim/utf8.ts";
import type { Micros } from "../sim/scheduler.ts";
import type { Errno } from "../kernel/errno.ts";
import type { Process } from "../kernel/proc/process.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import type { Shell } from "./shell.ts";

/** A line (or all up to `limit` characters) longer than this ends there. */
const LINE_BYTES_MAX = 1 << 20;

export interface ReadOptions {
  readonly delimiter?: string;
  /** Stop after this many characters. */
  readonly limit?: number;
  /** Absolute time to give up at. */
  readonly until?: Micros;
}
export interface LineRead {
  readonly text: string;
  readonly ended: "delimiter" | "eof" | "limit" | "timeout" | "signal" | "EBADF";
}

export function* readLine(sh: Shell, fd: number): Proc<string | null> {
  const got = yield* readUntil(sh, fd, {});
  return got.text === "" && got.ended !== "delimiter" ? null : got.text;
}

export function* readUntil(sh: Shell, fd: number, options: ReadOptions): Proc<LineRead> {
  const { proc } = sh;
  const descriptor = proc.fds.get(fd);
  if (descriptor === undefined) return { text: "", ended: "EBADF" };
  const file = descriptor.file;
  const stop = (options.delimiter ?? "\n").charCodeAt(0);
  const bytes: number[] = [];
  const done = (ended: LineRead["ended"]): LineRead => ({
    text: decodeUtf8(Uint8Array.from(bytes)),
    ended,
  });
  for (;;) {
    if (
      options.limit !== undefined &&
      bytes.filter((b) => (b & 0xc0) !== 0x80).length >= options.limit
    )
      return done("limit");
    if (options.until !== undefined && file.ready !== undefined && file.readable !== undefined) {
      while (!file.ready()) {
        if (proc.now >= options.until) return done("timeout");
        if (proc.hasSignal) return done("signal");
        yield* proc.wait("do_select", [file.readable], options.until);
      }
    }
    const got = yield* file.read(proc, 1);
    if (got === "EINTR") return done("signal");
    if (typeof got === "string") return done("EBADF");
    if (got === null) return done("eof");
    for (const byte of got) {
      if (byte === stop) return done("delimiter");
      if (byte !== 0) bytes.push(byte);
    }
    if (bytes.length > LINE_BYTES_MAX) return done("limit");
    if (bytes.length % 64 === 0) yield* proc.spend(1);
  }
}

/** A script's whole text: a file's, or all that comes out of what is none (a pipe of `<(...)`, /dev/stdin). */
export function* readScript(proc: Process, path: string): Proc<{ text: string } | Errno> {
  const { fs } = proc.host;
  const node = fs.lookup(path, proc);
  const stored = typeof node === "string" || node.kind !== "device";
  if (stored || path === "/dev/zero") return fs.readText(path, proc);
  const file = fs.open(path, proc, { read: true });
  if (typeof file === "string") return file;
  const fd = proc.install(file);
  const text = yield* proc.readAll(fd);
  proc.close(fd);
  return { text };
}
