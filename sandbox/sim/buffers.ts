/**
 * A world's stock of packet buffers, by size class. Allocating a typed array costs more than a
 * packet's whole hop, so buffers are lent and come back.
 */
const SMALL = 384;
const MIDDLE = 1_024;
const FRAME = 2_048;
const KEEP = 4_096;
/** Copies for readers are cut from pieces of this size; longer ones stand alone, shorter than the second too. */
const PIECE = 32_768;
const ALONE_UNDER = 64;

export class BufferPool {
  private readonly small: Uint8Array[] = [];
  private readonly middle: Uint8Array[] = [];
  private readonly frame: Uint8Array[] = [];
  private piece = new Uint8Array(0);
  private cutAt = PIECE;

  /** At least `size` bytes; content is whatever was there. */
  take(size: number): Uint8Array {
    if (size <= SMALL) return this.small.pop() ?? new Uint8Array(SMALL);
    if (size <= MIDDLE) return this.middle.pop() ?? new Uint8Array(MIDDLE);
    if (size <= FRAME) return this.frame.pop() ?? new Uint8Array(FRAME);
    return new Uint8Array(size);
  }

  /** A copy of bytes[start, end) for a reader to own: a new array would cost four times as much. */
  cut(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const n = end - start;
    if (n > PIECE >> 3 || n < ALONE_UNDER) return bytes.slice(start, end);
    if (this.cutAt + n > PIECE) {
      this.piece = new Uint8Array(PIECE);
      this.cutAt = 0;
    }
    const at = this.cutAt;
    this.cutAt = (at + n + 7) & ~7;
    const copy = this.piece.subarray(at, at + n);
    copy.set(bytes.subarray(start, end));
    return copy;
  }

  give(buffer: Uint8Array): void {
    if (buffer.length === SMALL) {
      if (this.small.length < KEEP) this.small.push(buffer);
    } else if (buffer.length === MIDDLE) {
      if (this.middle.length < KEEP) this.middle.push(buffer);
    } else if (buffer.length === FRAME && this.frame.length < KEEP) this.frame.push(buffer);
  }
}
