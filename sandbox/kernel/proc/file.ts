/**
 * Open files: what a descriptor points to. Reads and writes may wait, so both are generators.
 * Left out: offsets shared between unrelated opens of one file, splice, O_DIRECT.
 */
import { encodeUtf8 } from "../../sim/utf8.ts";
import type { Errno } from "../errno.ts";
import { Fifo } from "./fifo.ts";
import type { Process } from "./process.ts";
import type { Proc, WaitQueue } from "./wait.ts";

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

/** pipe(7): a pipe without a name, both ends open. */
export class Pipe {
  readonly reader: OpenFile;
  readonly writer: OpenFile;

  constructor(id: number) {
    const path = `pipe:[${id}]`;
    const pipe = new Fifo();
    this.reader = pipe.open(path, { read: true });
    this.writer = pipe.open(path, { write: true });
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
