/** Slabs of the fast path: growing them, and the Ethernet header that they, and neighbours, hold. */

/** Twice as long, with the same in front. */
export function grown<T extends Int32Array | Float64Array>(old: T): T {
  const made = new (old.constructor as new (length: number) => T)(old.length * 2);
  made.set(old);
  return made;
}

/** The twelve bytes of two MAC addresses, as three words. */
export function writeMacs(b: Uint8Array, at: number, h0: number, h1: number, h2: number): void {
  b[at] = h0 >>> 24;
  b[at + 1] = h0 >>> 16;
  b[at + 2] = h0 >>> 8;
  b[at + 3] = h0;
  b[at + 4] = h1 >>> 24;
  b[at + 5] = h1 >>> 16;
  b[at + 6] = h1 >>> 8;
  b[at + 7] = h1;
  b[at + 8] = h2 >>> 24;
  b[at + 9] = h2 >>> 16;
  b[at + 10] = h2 >>> 8;
  b[at + 11] = h2;
}
