/**
 * The Internet checksum: RFC 1071, and its incremental update, RFC 1624 (equation 3).
 */
import type { Ipv4Addr } from "./addr.ts";

/** One's-complement sum (not folded, not inverted) of bytes[at, end), added to `sum`. */
export function sumBytes(b: Uint8Array, at: number, end: number, sum = 0): number {
  let i = at;
  // Sums of at most 2^15 words of 16 bits stay under 2^31: a 64 KiB packet cannot overflow.
  const last8 = end - 7;
  for (; i < last8; i += 8) {
    sum +=
      (((b[i] as number) + (b[i + 2] as number) + (b[i + 4] as number) + (b[i + 6] as number)) <<
        8) +
      (b[i + 1] as number) +
      (b[i + 3] as number) +
      (b[i + 5] as number) +
      (b[i + 7] as number);
  }
  const last = end - 1;
  for (; i < last; i += 2) sum += ((b[i] as number) << 8) | (b[i + 1] as number);
  if (i < end) sum += (b[i] as number) << 8;
  return sum;
}

/** Fold to 16 bits and invert: what stands in a header's field. */
export function finish(sum: number): number {
  let s = (sum >>> 16) + (sum & 0xffff);
  s = (s >>> 16) + (s & 0xffff);
  return ~s & 0xffff;
}

/** Checksum of bytes[at, end); 0 when the field inside it is already right. */
export function checksum(b: Uint8Array, at: number, end: number, sum = 0): number {
  return finish(sumBytes(b, at, end, sum));
}

/** The pseudo-header of UDP and TCP over IPv4. */
export function pseudoSum(src: Ipv4Addr, dst: Ipv4Addr, protocol: number, length: number): number {
  return (src >>> 16) + (src & 0xffff) + (dst >>> 16) + (dst & 0xffff) + protocol + length;
}

/** The pseudo-header over IPv6, whose addresses stand at `srcAt` and `srcAt + 16`. */
export function pseudoSum6(
  b: Uint8Array,
  srcAt: number,
  nextHeader: number,
  length: number,
): number {
  return sumBytes(b, srcAt, srcAt + 32, nextHeader + (length >>> 16) + (length & 0xffff));
}

/** The field `check` after a 16-bit word that it covers changed from `before` to `after`. */
export function update16(check: number, before: number, after: number): number {
  let s = (~check & 0xffff) + (~before & 0xffff) + (after & 0xffff);
  s = (s >>> 16) + (s & 0xffff);
  s = (s >>> 16) + (s & 0xffff);
  return ~s & 0xffff;
}

/** As {@link update16} for a 32-bit word (an address). */
export function update32(check: number, before: number, after: number): number {
  return update16(update16(check, before >>> 16, after >>> 16), before & 0xffff, after & 0xffff);
}
