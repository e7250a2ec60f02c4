/**
 * What was written and not yet acknowledged: bytes by stream position in a ring that grows with
 * need. A position counts from the SYN (0), so the first byte is 1 and nothing ever wraps.
 */
const FIRST = 4_096;

export class SendRing {
  /** Position of the oldest byte held, and of the one after the youngest. */
  head = 1;
  tail = 1;
  private bytes: Uint8Array | null = null;
  private mask = 0;

  get held(): number {
    return this.tail - this.head;
  }

  put(from: Uint8Array, at: number, count: number): void {
    if (this.bytes === null || this.held + count > this.bytes.length) this.grow(this.held + count);
    const ring = this.bytes as Uint8Array;
    const start = this.tail & this.mask;
    const first = Math.min(count, ring.length - start);
    ring.set(from.subarray(at, at + first), start);
    if (first < count) ring.set(from.subarray(at + first, at + count), 0);
    this.tail += count;
  }

  /** Copy `count` bytes from position `pos` on into `to`. */
  copy(pos: number, count: number, to: Uint8Array, at: number): void {
    const ring = this.bytes as Uint8Array;
    const start = pos & this.mask;
    const first = Math.min(count, ring.length - start);
    to.set(ring.subarray(start, start + first), at);
    if (first < count) to.set(ring.subarray(0, count - first), at + first);
  }

  /** Everything before `pos` is acknowledged. */
  release(pos: number): void {
    if (pos > this.head) this.head = pos > this.tail ? this.tail : pos;
    if (this.head === this.tail && this.bytes !== null && this.bytes.length > 65_536)
      this.bytes = null;
  }

  clear(): void {
    this.head = this.tail;
    this.bytes = null;
  }

  private grow(need: number): void {
    let size = this.bytes === null ? FIRST : this.bytes.length;
    while (size < need) size *= 2;
    const grown = new Uint8Array(size);
    const old = this.bytes;
    const oldMask = this.mask;
    this.bytes = grown;
    this.mask = size - 1;
    if (old === null) return;
    for (let pos = this.head; pos < this.tail;) {
      const from = pos & oldMask;
      const to = pos & this.mask;
      const run = Math.min(this.tail - pos, old.length - from, size - to);
      grown.set(old.subarray(from, from + run), to);
      pos += run;
    }
  }
}
