/**
 * The segments in flight, oldest first: tcp_rtx_queue with what the scoreboard knows of each, in
 * parallel arrays that are used in a circle. `pieces` counts the wire segments of a GSO segment.
 */
export const SACKED = 1;
export const LOST = 2;
/** Retransmitted and that copy is in flight. */
export const RETRANS = 4;
/** Was retransmitted at some time: says nothing about the round trip. */
export const EVER_RETRANS = 8;
/** Its last byte is the FIN. */
export const HAS_FIN = 16;

export class RtxQueue {
  count = 0;
  private size = 16;
  private first = 0;
  private startAt = new Float64Array(this.size);
  private endAt = new Float64Array(this.size);
  private sentAt = new Float64Array(this.size);
  private bits = new Uint8Array(this.size);
  private segs = new Uint16Array(this.size);

  private slot(i: number): number {
    return (this.first + i) & (this.size - 1);
  }
  start(i: number): number {
    return this.startAt[this.slot(i)] as number;
  }
  end(i: number): number {
    return this.endAt[this.slot(i)] as number;
  }
  sent(i: number): number {
    return this.sentAt[this.slot(i)] as number;
  }
  flags(i: number): number {
    return this.bits[this.slot(i)] as number;
  }
  pieces(i: number): number {
    return this.segs[this.slot(i)] as number;
  }
  setFlags(i: number, flags: number): void {
    this.bits[this.slot(i)] = flags;
  }
  setSent(i: number, at: number): void {
    this.sentAt[this.slot(i)] = at;
  }

  push(start: number, end: number, at: number, flags: number, pieces: number): void {
    if (this.count === this.size) this.grow();
    const k = this.slot(this.count++);
    this.startAt[k] = start;
    this.endAt[k] = end;
    this.sentAt[k] = at;
    this.bits[k] = flags;
    this.segs[k] = pieces;
  }

  shift(): void {
    this.first = (this.first + 1) & (this.size - 1);
    this.count--;
  }

  /** The head is acknowledged up to `pos`, inside it, where `pieces` are left. */
  trimHead(pos: number, pieces: number): void {
    this.startAt[this.first] = pos;
    this.segs[this.first] = pieces;
  }

  /** Cut segment `i` in two at `pos`: the first keeps `pieces`, the second the rest. */
  split(i: number, pos: number, pieces: number, rest: number): void {
    if (this.count === this.size) this.grow();
    for (let k = this.count; k > i + 1; k--) this.move(this.slot(k - 1), this.slot(k));
    const a = this.slot(i);
    const b = this.slot(i + 1);
    this.move(a, b);
    this.count++;
    this.endAt[a] = pos;
    this.bits[a] = (this.bits[a] as number) & ~HAS_FIN;
    this.startAt[b] = pos;
    this.segs[a] = pieces;
    this.segs[b] = rest;
  }

  clear(): void {
    this.count = 0;
  }

  private move(from: number, to: number): void {
    this.startAt[to] = this.startAt[from] as number;
    this.endAt[to] = this.endAt[from] as number;
    this.sentAt[to] = this.sentAt[from] as number;
    this.bits[to] = this.bits[from] as number;
    this.segs[to] = this.segs[from] as number;
  }

  private grow(): void {
    const old = {
      startAt: this.startAt,
      endAt: this.endAt,
      sentAt: this.sentAt,
      bits: this.bits,
      segs: this.segs,
    };
    const n = this.size;
    this.size = n * 2;
    this.startAt = new Float64Array(this.size);
    this.endAt = new Float64Array(this.size);
    this.sentAt = new Float64Array(this.size);
    this.bits = new Uint8Array(this.size);
    this.segs = new Uint16Array(this.size);
    for (let i = 0; i < n; i++) {
      const k = (this.first + i) & (n - 1);
      this.startAt[i] = old.startAt[k] as number;
      this.endAt[i] = old.endAt[k] as number;
      this.sentAt[i] = old.sentAt[k] as number;
      this.bits[i] = old.bits[k] as number;
      this.segs[i] = old.segs[k] as number;
    }
    this.first = 0;
  }
}
