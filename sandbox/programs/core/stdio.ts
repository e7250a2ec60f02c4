/**
 * stdio(3) as the GNU tools use it: output line-buffered on a terminal and in blocks of 4096 bytes
 * elsewhere (which is why `tcpdump | grep x | head` stays silent without --line-buffered), lost when
 * a signal kills the writer, and delivered at exit; input by line. Costs a little CPU a chunk.
 */
import { type Errno, strerror } from "../../kernel/errno.ts";
import type { OpenFile } from "../../kernel/proc/file.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { concat } from "../../wire/write.ts";
import { type Charset, decode, encode } from "./text.ts";

const BLOCK_BYTES = 4096;
const CHUNK_COST_US = 3;

export class Out {
  readonly proc: Process;
  readonly fd: number;
  /** When to write: at every newline, in blocks, or at once. */
  mode: "line" | "block" | "none";
  failed: Errno | null = null;
  private readonly charset: Charset;
  private held = "";

  constructor(proc: Process, charset: Charset = "utf8", fd = 1) {
    this.proc = proc;
    this.fd = fd;
    this.charset = charset;
    // What stdbuf(1) asks for, else as stdio begins.
    const asked = fd === 1 ? proc.env.get("_STDBUF_O") : undefined;
    if (asked === undefined) this.mode = proc.isatty(fd) ? "line" : "block";
    else this.mode = asked === "L" ? "line" : asked === "0" ? "none" : "block";
  }

  /** Append; true when {@link drain} is due. For inner loops, which need no generator a line. */
  add(text: string): boolean {
    this.held += text;
    if (this.mode === "block") return this.held.length >= BLOCK_BYTES;
    return this.mode === "none" || text.includes("\n");
  }

  *put(text: string): Proc<void> {
    if (this.add(text)) yield* this.drain();
  }

  /** Write what is due and keep the rest. */
  *drain(): Proc<void> {
    let due = this.held.length;
    if (this.mode === "block") due -= due % BLOCK_BYTES;
    else if (this.mode === "line") due = this.held.lastIndexOf("\n") + 1;
    const text = this.held.slice(0, due);
    this.held = this.held.slice(due);
    yield* this.send(text);
  }

  *flush(): Proc<void> {
    const text = this.held;
    this.held = "";
    yield* this.send(text);
  }

  private *send(text: string): Proc<void> {
    if (text === "") return;
    const failed = yield* this.proc.write(this.fd, encode(text, this.charset));
    if (failed !== null) this.failed ??= failed;
  }

  /** error(3): what was printed so far first, then the message. */
  *error(text: string): Proc<void> {
    yield* this.flush();
    yield* this.proc.warn(text);
  }

  /** close_stdout: deliver the rest; a failed write is the program's failure. */
  *close(name: string, status: number, failedStatus = 1): Proc<number> {
    yield* this.flush();
    if (this.failed === null) return status;
    yield* this.proc.warn(`${name}: write error: ${strerror(this.failed)}\n`);
    return failedStatus;
  }
}

/** Lines of an open descriptor. */
export class Lines {
  readonly fd: number;
  /** The last line given out had no newline. */
  unterminated = false;
  /** Why reading ended early. */
  failed: Errno | null = null;
  private readonly proc: Process;
  private readonly charset: Charset;
  private readonly separator: number;
  private pending: Uint8Array[] = [];
  private queue: string[] = [];
  private queueAt = 0;
  private ended = false;

  constructor(proc: Process, fd: number, charset: Charset = "utf8", separator = 10) {
    this.proc = proc;
    this.fd = fd;
    this.charset = charset;
    this.separator = separator;
  }

  /** All lines that one read gave, without their newlines; null at the end. */
  *batch(): Proc<string[] | null> {
    if (this.queueAt < this.queue.length) {
      const rest = this.queue.slice(this.queueAt);
      this.queue = [];
      this.queueAt = 0;
      return rest;
    }
    while (!this.ended) {
      const chunk = yield* this.proc.readOrErrno(this.fd);
      yield* this.proc.spend(CHUNK_COST_US);
      if (chunk === null || typeof chunk === "string") {
        this.ended = true;
        if (chunk !== null && chunk !== "EINTR") this.failed = chunk;
        if (this.pending.length === 0) return null;
        this.unterminated = true;
        return [decode(this.take(), this.charset)];
      }
      const last = chunk.lastIndexOf(this.separator);
      if (last < 0) {
        this.pending.push(chunk);
        continue;
      }
      this.pending.push(chunk.subarray(0, last));
      const text = decode(this.take(), this.charset);
      if (last + 1 < chunk.length) this.pending.push(chunk.subarray(last + 1));
      return text.split(String.fromCharCode(this.separator));
    }
    return null;
  }

  *next(): Proc<string | null> {
    if (this.queueAt >= this.queue.length) {
      const got = yield* this.batch();
      if (got === null) return null;
      this.queue = got;
      this.queueAt = 0;
    }
    return this.queue[this.queueAt++] as string;
  }

  private take(): Uint8Array {
    const parts = this.pending;
    this.pending = [];
    return parts.length === 1 ? (parts[0] as Uint8Array) : concat(parts);
  }
}

/** Open a file for reading; "-" is standard input. A descriptor, or the errno. */
export function openInput(proc: Process, path: string): number | Errno {
  if (path === "-") return 0;
  const file = proc.host.fs.open(path, proc, { read: true });
  return typeof file === "string" ? file : proc.install(file);
}

export function openOutput(proc: Process, path: string, append = false): number | Errno {
  const file: OpenFile | Errno = proc.host.fs.open(path, proc, {
    write: true,
    create: true,
    ...(append ? { append: true } : { truncate: true }),
  });
  return typeof file === "string" ? file : proc.install(file);
}

/** Close what {@link openInput} opened; standard input stays. */
export function closeInput(proc: Process, fd: number): void {
  if (fd !== 0) proc.close(fd);
}

/** What one program may hold of a file that it cannot stream (bytes): ENOMEM beyond. */
const WHOLE_BYTES_MAX = 32 << 20;

/** All bytes of a named input as text, or the errno. */
export function* readWhole(
  proc: Process,
  path: string,
  charset: Charset,
): Proc<{ text: string } | Errno> {
  const fd = openInput(proc, path);
  if (typeof fd === "string") return fd;
  const parts: string[] = [];
  let total = 0;
  const bytes: Uint8Array[] = [];
  for (;;) {
    const chunk = yield* proc.readOrErrno(fd);
    yield* proc.spend(CHUNK_COST_US);
    if (typeof chunk === "string") {
      closeInput(proc, fd);
      return chunk;
    }
    if (chunk === null) break;
    bytes.push(chunk);
    total += chunk.length;
    if (total > WHOLE_BYTES_MAX) {
      closeInput(proc, fd);
      return "ENOMEM";
    }
  }
  closeInput(proc, fd);
  parts.push(decode(concat(bytes), charset));
  return { text: parts.join("") };
}

/** The lines of a text: a last line without newline counts. */
export function splitLines(text: string, separator = "\n"): string[] {
  if (text === "") return [];
  const lines = text.split(separator);
  if (lines[lines.length - 1] === "") lines.pop();
  return lines;
}
