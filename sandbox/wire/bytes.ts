/** All indexing of packet bytes, big-endian as on the wire. Callers have checked the bounds. */
export function u8(b: Uint8Array, at: number): number {
  return b[at] as number;
}
export function u16(b: Uint8Array, at: number): number {
  return ((b[at] as number) << 8) | (b[at + 1] as number);
}
/** Signed: how an address is kept (a small-integer map key); `>>> 0` for a count. */
export function i32(b: Uint8Array, at: number): number {
  return (
    ((b[at] as number) << 24) |
    ((b[at + 1] as number) << 16) |
    ((b[at + 2] as number) << 8) |
    (b[at + 3] as number)
  );
}
export function u32(b: Uint8Array, at: number): number {
  return i32(b, at) >>> 0;
}
/** 48 bits, exact in a double. */
export function u48(b: Uint8Array, at: number): number {
  return u16(b, at) * 4294967296 + u32(b, at + 2);
}
export function put8(b: Uint8Array, at: number, v: number): void {
  b[at] = v;
}
export function put16(b: Uint8Array, at: number, v: number): void {
  b[at] = v >>> 8;
  b[at + 1] = v;
}
export function put32(b: Uint8Array, at: number, v: number): void {
  b[at] = v >>> 24;
  b[at + 1] = v >>> 16;
  b[at + 2] = v >>> 8;
  b[at + 3] = v;
}
export function put48(b: Uint8Array, at: number, v: number): void {
  put16(b, at, Math.floor(v / 4294967296));
  put32(b, at + 2, (v % 4294967296) | 0);
}
