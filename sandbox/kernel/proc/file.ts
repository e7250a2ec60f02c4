/**
 * Open files: what a descriptor points to. Reads and writes may wait, so both are generators.
 * Left out: offsets shared between unrelated opens of one file, splice, O_DIRECT.
 */
import { encodeUtf8 } from "../../sim/utf8.ts";
import type { Errno } from "../errno.ts";
import type { Process } from "./process.ts";
import { type Proc, WaitQueue } from "./wait.ts";

/** One open file description, shared by the descriptors that `dup` made of it. */
export interface OpenFile {
  readonly kind: "file" | "dir" | "pipe" | "tty" | "null" | "socket" | "device";
  /** How `ls -l /proc/PID/fd` names it. */
  readonly path: string;
  /** Up to `max` bytes; null at end of file. Waits while there is nothing to read yet. */
  read(proc: Process, max: number): Proc<Uint8Array | null | Errno>;
  /** All of `data`. Waits while there is no room. EPIPE also raises SIGPIPE in `proc`. */
  write(proc: Process, data: Uint8Array): Proc<Errno | null>;
  /** Called when the last descriptor is gone. */
  release(): void;
  /** Poked when a read might have become possible; for select-like waits. */
  readonly readable?: WaitQueue;
  /** Whether a read would return at once. Absent: yes. */
  ready?(): boolean;
}

/** A descriptor's slot: counts the holders of one open file. */
export class Descriptor {
  readonly file: OpenFile;
  private holders = 1;
  constructor(file: OpenFile) {
    this.file = file;
  }
  share(): this {
    this.holders++;
    return this;
  }
  close(): void {
    if (--this.holders === 0) this.file.release();
  }
}

const PIPE_BYTES = 65_536;

/** pipe(7): 64 KiB; a writer waits for room, a reader for bytes or the last writer's end. */
export class Pipe {
  readonly reader: OpenFile;
  readonly writer: OpenFile;
  private chunks: Uint8Array[] = [];
  private held = 0;
  private readerOpen = true;
  private writerOpen = true;
  private readonly canRead = new WaitQueue("pipe_read");
  private readonly canWrite = new WaitQueue("pipe_write");

  constructor(id: number) {
    const path = `pipe:[${id}]`;
    this.reader = {
      kind: "pipe",
      path,
      read: (proc, max) => this.read(proc, max),
      *write() {
        return "EBADF" as const;
      },
      release: () => {
        this.readerOpen = false;
        this.chunks = [];
        this.held = 0;
        this.canWrite.wakeAll();
      },
      readable: this.canRead,
      ready: () => this.held > 0 || !this.writerOpen,
    };
    this.writer = {
      kind: "pipe",
      path,
      *read() {
        return "EBADF" as const;
      },
      write: (proc, data) => this.write(proc, data),
      release: () => {
        this.writerOpen = false;
        this.canRead.wakeAll();
      },
    };
  }

  private *read(proc: Process, max: number): Proc<Uint8Array | null> {
    while (this.held === 0) {
      if (!this.writerOpen) return null;
      yield* proc.wait("pipe_read", [this.canRead]);
    }
    const first = this.chunks[0] as Uint8Array;
    let out: Uint8Array;
    if (first.length <= max) {
      out = first;
      this.chunks.shift();
    } else {
      out = first.slice(0, max);
      this.chunks[0] = first.subarray(max);
    }
    this.held -= out.length;
    this.canWrite.wakeAll();
    return out;
  }

  private *write(proc: Process, data: Uint8Array): Proc<Errno | null> {
    let at = 0;
    while (at < data.length) {
      if (!this.readerOpen) {
        proc.raise("PIPE");
        return "EPIPE";
      }
      const room = PIPE_BYTES - this.held;
      if (room <= 0) {
        yield* proc.wait("pipe_write", [this.canWrite]);
        continue;
      }
      const piece = at === 0 && data.length <= room ? data : data.slice(at, at + room);
      this.chunks.push(piece);
      this.held += piece.length;
      at += piece.length;
      this.canRead.wakeAll();
    }
    return null;
  }
}

/** /dev/null. */
export class NullFile implements OpenFile {
  readonly kind = "null";
  readonly path = "/dev/null";
  *read(): Proc<null> {
    return null;
  }
  *write(): Proc<null> {
    return null;
  }
  release(): void {}
}

export function toBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? encodeUtf8(data) : data;
}
