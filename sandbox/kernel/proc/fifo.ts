/**
 * A named pipe, fifo(7): what its writers write its readers read, in order; its end comes when the last writer has gone.
 * open(2) does not wait here: the first read waits for a writer instead, the first write for a reader. Left out: O_NONBLOCK.
 */
import type { Errno } from "../errno.ts";
import type { OpenFile } from "./file.ts";
import type { Process } from "./process.ts";
import { type Proc, WaitQueue } from "./wait.ts";

/** F_GETPIPE_SZ: bytes. */
const PIPE_BYTES = 65_536;

export class Fifo {
  private chunks: Uint8Array[] = [];
  private held = 0;
  private readers = 0;
  private writers = 0;
  /** How many have ever come: an end that is open knows by it whether there has been another side. */
  private readersEver = 0;
  private writersEver = 0;
  private readonly canRead = new WaitQueue("pipe_read");
  private readonly canWrite = new WaitQueue("pipe_write");

  open(path: string, wants: { readonly read?: boolean; readonly write?: boolean }): OpenFile {
    const reads = wants.read === true;
    const writes = wants.write === true;
    const readersBefore = this.readersEver - this.readers;
    const writersBefore = this.writersEver - this.writers;
    if (reads) this.enter("readers");
    if (writes) this.enter("writers");
    return {
      kind: "pipe",
      path,
      read: (proc, max) => this.read(proc, max, writersBefore),
      write: (proc, data) => this.write(proc, data, readersBefore),
      release: () => {
        if (reads && --this.readers === 0) {
          this.chunks = [];
          this.held = 0;
        }
        if (writes) this.writers--;
        this.canRead.wakeAll();
        this.canWrite.wakeAll();
      },
      readable: this.canRead,
      ready: () => this.held > 0 || this.isOver(writersBefore),
    };
  }

  private enter(side: "readers" | "writers"): void {
    if (side === "readers") {
      this.readers++;
      this.readersEver++;
      this.canWrite.wakeAll();
    } else {
      this.writers++;
      this.writersEver++;
      this.canRead.wakeAll();
    }
  }

  private isOver(writersBefore: number): boolean {
    return this.writers === 0 && this.writersEver > writersBefore;
  }

  private *read(proc: Process, max: number, writersBefore: number): Proc<Uint8Array | null> {
    while (this.held === 0) {
      if (this.isOver(writersBefore)) return null;
      yield* proc.wait("pipe_read", [this.canRead]);
    }
    const first = this.chunks.shift() as Uint8Array;
    const out = first.subarray(0, max);
    if (out.length < first.length) this.chunks.unshift(first.subarray(max));
    this.held -= out.length;
    this.canWrite.wakeAll();
    return out;
  }

  private *write(proc: Process, data: Uint8Array, readersBefore: number): Proc<Errno | null> {
    for (let at = 0; at < data.length;) {
      if (this.readers === 0 && this.readersEver > readersBefore) {
        proc.raise("PIPE");
        return "EPIPE";
      }
      const room = this.readers === 0 ? 0 : PIPE_BYTES - this.held;
      if (room <= 0) {
        yield* proc.wait(this.readers === 0 ? "wait_for_partner" : "pipe_write", [this.canWrite]);
        continue;
      }
      const piece = data.slice(at, at + room);
      this.chunks.push(piece);
      this.held += piece.length;
      at += piece.length;
      this.canRead.wakeAll();
    }
    return null;
  }
}
