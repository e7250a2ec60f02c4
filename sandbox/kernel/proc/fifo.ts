/**
 * What is in a pipe, pipe(7), with a name (fifo(7)) or without: its writers wait for room, its readers for bytes or for the last
 * writer's end. open(2) does not wait here: the first read waits for a writer instead, the first write for a reader. Left
 * out: O_NONBLOCK.
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
    if (reads) {
      this.readers++;
      this.readersEver++;
      this.canWrite.wakeAll();
    }
    if (writes) {
      this.writers++;
      this.writersEver++;
      this.canRead.wakeAll();
    }
    return {
      kind: "pipe",
      path,
      read: (proc, max) => (reads ? this.read(proc, max, writersBefore) : refused()),
      write: (proc, data) => (writes ? this.write(proc, data, readersBefore) : refused()),
      release: () => {
        if (reads) this.readerGone();
        if (writes) this.writerGone();
      },
      ...(reads
        ? { readable: this.canRead, ready: () => this.held > 0 || this.isOver(writersBefore) }
        : {}),
    };
  }

  private readerGone(): void {
    if (--this.readers === 0) {
      this.chunks = [];
      this.held = 0;
    }
    this.canWrite.wakeAll();
  }

  private writerGone(): void {
    this.writers--;
    this.canRead.wakeAll();
  }

  private isOver(writersBefore: number): boolean {
    return this.writers === 0 && this.writersEver > writersBefore;
  }

  private *read(proc: Process, max: number, writersBefore: number): Proc<Uint8Array | null> {
    while (this.held === 0) {
      if (this.isOver(writersBefore)) return null;
      yield* proc.wait("pipe_read", [this.canRead]);
    }
    const first = this.chunks[0] as Uint8Array;
    let out = first;
    if (first.length <= max) this.chunks.shift();
    else {
      out = first.slice(0, max);
      this.chunks[0] = first.subarray(max);
    }
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
      const piece = at === 0 && data.length <= room ? data : data.slice(at, at + room);
      this.chunks.push(piece);
      this.held += piece.length;
      at += piece.length;
      this.canRead.wakeAll();
    }
    return null;
  }
}

/** The end is not open for that. */
function* refused(): Proc<Errno> {
  return "EBADF";
}
