/**
 * Everything that happened, folded to 32 bits. Equal histories give equal digests; bytes count,
 * not just times and lengths (a digest that was blind to bytes once hid a bug).
 */
export class Digest {
  private h1 = 0x811c9dc5 | 0;
  private h2 = 0x1b873593 | 0;

  number(n: number): void {
    const low = n | 0;
    const high = Math.floor(n / 4294967296) | 0;
    this.word(low);
    if (high !== 0) this.word(high);
  }

  text(s: string): void {
    for (let i = 0; i < s.length; i++) this.word(s.charCodeAt(i));
    this.word(s.length);
  }

  /** bytes[start, end). */
  bytes(bytes: Uint8Array, start: number, end: number): void {
    let i = start;
    for (; i + 4 <= end; i += 4) {
      this.word(
        (bytes[i] as number) |
          ((bytes[i + 1] as number) << 8) |
          ((bytes[i + 2] as number) << 16) |
          ((bytes[i + 3] as number) << 24),
      );
    }
    let rest = end - start;
    for (; i < end; i++) rest = (rest << 8) | (bytes[i] as number);
    this.word(rest);
  }

  /** A frame at an instant: as {@link bytes} of its first 64, then {@link number}, in one go. */
  frame(bytes: Uint8Array, start: number, end: number, at: number): void {
    const stop = end - start > 64 ? start + 64 : end;
    if (stop - start !== 64) {
      this.bytes(bytes, start, stop);
      this.number(at);
      return;
    }
    let { h1, h2 } = this;
    for (let i = start; i < stop; i += 4) {
      const word =
        (bytes[i] as number) |
        ((bytes[i + 1] as number) << 8) |
        ((bytes[i + 2] as number) << 16) |
        ((bytes[i + 3] as number) << 24);
      const h = Math.imul(h1 ^ word, 0x01000193);
      h1 = (h << 13) | (h >>> 19);
      h2 = (Math.imul(h2, 5) + h) | 0;
    }
    this.h1 = h1;
    this.h2 = h2;
    this.word(64);
    this.number(at);
  }

  /** The digest so far, as an unsigned 32-bit number. */
  value(): number {
    let h = this.h1 ^ Math.imul(this.h2, 0x27d4eb2f);
    h ^= h >>> 15;
    h = Math.imul(h, 0x2c1b3c6d);
    h ^= h >>> 12;
    return h >>> 0;
  }

  private word(w: number): void {
    const h = Math.imul(this.h1 ^ w, 0x01000193);
    this.h1 = (h << 13) | (h >>> 19);
    this.h2 = (Math.imul(this.h2, 5) + h) | 0;
  }
}
