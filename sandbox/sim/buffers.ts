/**
 * A world's stock of packet buffers, by size class. Allocating a typed array costs more than a
 * packet's whole hop, so buffers are lent and come back.
 */
const SMALL = 384;
const MIDDLE = 1_024;
const FRAME = 2_048;
const KEEP = 4_096;

export class BufferPool {
  private readonly small: Uint8Array[] = [];
  private readonly middle: Uint8Array[] = [];
  private readonly frame: Uint8Array[] = [];

  /** At least `size` bytes; content is whatever was there. */
  take(size: number): Uint8Array {
    if (size <= SMALL) return this.small.pop() ?? new Uint8Array(SMALL);
    if (size <= MIDDLE) return this.middle.pop() ?? new Uint8Array(MIDDLE);
    if (size <= FRAME) return this.frame.pop() ?? new Uint8Array(FRAME);
    return new Uint8Array(size);
  }

  give(buffer: Uint8Array): void {
    if (buffer.length === SMALL) {
      if (this.small.length < KEEP) this.small.push(buffer);
    } else if (buffer.length === MIDDLE) {
      if (this.middle.length < KEEP) this.middle.push(buffer);
    } else if (buffer.length === FRAME && this.frame.length < KEEP) this.frame.push(buffer);
  }
}
