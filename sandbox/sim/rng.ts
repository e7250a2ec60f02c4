/**
 * Chance, from the world's seed and nothing else. sfc32 (Chris Doty-Humphrey's small fast counter
 * generator): four 32-bit words, integer arithmetic only, the same in every engine.
 */
export class Rng {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private readonly key: number;

  constructor(seed: number, name = "") {
    this.key = hashName(seed | 0, name);
    this.a = this.key;
    this.b = Math.imul(this.key ^ 0x9e3779b9, 0x85ebca6b) | 0;
    this.c = seed | 0;
    for (let i = 0; i < 12; i++) this.u32();
  }

  /** A whole number in [0, 2^32). */
  u32(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** A whole number in [0, limit), for 0 < limit <= 2^32. The bias is below 2^-21 for limits under 2^11. */
  below(limit: number): number {
    return Math.floor((this.u32() / 4294967296) * limit);
  }

  /** An independent stream with a name: a draw added here moves nothing there. */
  fork(name: string): Rng {
    return new Rng(this.key, name);
  }
}

function hashName(seed: number, name: string): number {
  let h = seed ^ 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  return h | 0;
}
