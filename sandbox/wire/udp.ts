/** UDP: RFC 768. Checksum field 0 means none was computed; a computed 0 is sent as 0xffff. */
import { put16, u16 } from "./bytes.ts";
import { finish, sumBytes } from "./checksum.ts";

export const UDP_SRC = 0;
export const UDP_DST = 2;
export const UDP_LENGTH = 4;
export const UDP_CHECKSUM = 6;
export const UDP_HEADER = 8;

export interface UdpRepr {
  readonly srcPort: number;
  readonly dstPort: number;
  readonly length: number;
}

/** `pseudo` is pseudoSum(...) for the length in the header. */
export function udpFlaw(b: Uint8Array, at: number, end: number): "truncated" | "bad-length" | null {
  if (end - at < UDP_HEADER) return "truncated";
  const length = u16(b, at + UDP_LENGTH);
  return length < UDP_HEADER || length > end - at ? "bad-length" : null;
}

/** `pseudo`: pseudoSum with the UDP length. */
export function udpChecksumOk(b: Uint8Array, at: number, pseudo: number): boolean {
  if (u16(b, at + UDP_CHECKSUM) === 0) return true;
  return finish(sumBytes(b, at, at + u16(b, at + UDP_LENGTH), pseudo)) === 0;
}

/** Header in front of a payload that is already in bytes[at + 8, end). */
export function writeUdp(
  b: Uint8Array,
  at: number,
  end: number,
  srcPort: number,
  dstPort: number,
  pseudo: number,
): void {
  put16(b, at + UDP_SRC, srcPort);
  put16(b, at + UDP_DST, dstPort);
  put16(b, at + UDP_LENGTH, end - at);
  put16(b, at + UDP_CHECKSUM, 0);
  const sum = finish(sumBytes(b, at, end, pseudo));
  put16(b, at + UDP_CHECKSUM, sum === 0 ? 0xffff : sum);
}

/** As {@link writeUdp} when the device is to finish the checksum: its field holds the pseudo-header's sum alone. */
export function writeUdpOwed(
  b: Uint8Array,
  at: number,
  length: number,
  srcPort: number,
  dstPort: number,
  pseudo: number,
): void {
  put16(b, at + UDP_SRC, srcPort);
  put16(b, at + UDP_DST, dstPort);
  put16(b, at + UDP_LENGTH, length);
  put16(b, at + UDP_CHECKSUM, ~finish(pseudo));
}

export function readUdp(b: Uint8Array, at: number): UdpRepr {
  return { srcPort: u16(b, at), dstPort: u16(b, at + UDP_DST), length: u16(b, at + UDP_LENGTH) };
}
