/** IPv4: RFC 791. Options are carried, not interpreted. */
import type { Ipv4Addr } from "./addr.ts";
import { i32, put16, put32, put8, u16, u8 } from "./bytes.ts";
import { finish, sumBytes, update16 } from "./checksum.ts";

export const IP_VERSION_IHL = 0;
export const IP_TOS = 1;
export const IP_LENGTH = 2;
export const IP_ID = 4;
export const IP_FRAG = 6;
export const IP_TTL = 8;
export const IP_PROTOCOL = 9;
export const IP_CHECKSUM = 10;
export const IP_SRC = 12;
export const IP_DST = 16;
/** Without options. */
export const IP_HEADER = 20;

/** Bits of the word at IP_FRAG; the offset counts 8-byte units. */
export const IP_DF = 0x4000;
export const IP_MF = 0x2000;
export const IP_OFFSET = 0x1fff;

export const IPPROTO_ICMP = 1;
export const IPPROTO_IGMP = 2;
export const IPPROTO_IPIP = 4;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_ICMPV6 = 58;
export const IPPROTO_RAW = 255;

export interface Ipv4Repr {
  readonly src: Ipv4Addr;
  readonly dst: Ipv4Addr;
  readonly protocol: number;
  readonly ttl: number;
  readonly tos: number;
  readonly id: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** In bytes. */
  readonly fragmentOffset: number;
  readonly headerLength: number;
  readonly totalLength: number;
}

/** Why bytes[at, end) is no usable IPv4 packet, or null. Link-layer padding after it is no flaw. */
export function ipv4Flaw(
  b: Uint8Array,
  at: number,
  end: number,
): "truncated" | "bad-version" | "bad-length" | "bad-checksum" | null {
  if (end - at < IP_HEADER) return "truncated";
  const first = b[at] as number;
  if (first >>> 4 !== 4) return "bad-version";
  const header = (first & 15) << 2;
  if (header < IP_HEADER) return "bad-length";
  if (end - at < header) return "truncated";
  if (finish(sumBytes(b, at, at + header)) !== 0) return "bad-checksum";
  const total = u16(b, at + IP_LENGTH);
  if (total < header) return "bad-length";
  return end - at < total ? "truncated" : null;
}

export function ipHeaderLength(b: Uint8Array, at: number): number {
  return ((b[at] as number) & 15) << 2;
}
export function ipSrc(b: Uint8Array, at: number): Ipv4Addr {
  return i32(b, at + IP_SRC) as Ipv4Addr;
}
export function ipDst(b: Uint8Array, at: number): Ipv4Addr {
  return i32(b, at + IP_DST) as Ipv4Addr;
}

/** Compute the header's checksum from nothing. */
export function ipSetChecksum(b: Uint8Array, at: number): void {
  put16(b, at + IP_CHECKSUM, 0);
  put16(b, at + IP_CHECKSUM, finish(sumBytes(b, at, at + ipHeaderLength(b, at))));
}

/** TTL - 1 with its checksum patched (ip_decrease_ttl). */
export function ipDecrementTtl(b: Uint8Array, at: number): void {
  const before = u16(b, at + IP_TTL);
  b[at + IP_TTL] = (before >>> 8) - 1;
  put16(b, at + IP_CHECKSUM, update16(u16(b, at + IP_CHECKSUM), before, before - 0x100));
}

/** A header of 20 bytes. `frag` is the flags-and-offset word. */
export function writeIpv4(
  b: Uint8Array,
  at: number,
  src: Ipv4Addr,
  dst: Ipv4Addr,
  protocol: number,
  ttl: number,
  tos: number,
  id: number,
  frag: number,
  totalLength: number,
): void {
  put8(b, at, 0x45);
  put8(b, at + IP_TOS, tos);
  put16(b, at + IP_LENGTH, totalLength);
  put16(b, at + IP_ID, id);
  put16(b, at + IP_FRAG, frag);
  put8(b, at + IP_TTL, ttl);
  put8(b, at + IP_PROTOCOL, protocol);
  put16(b, at + IP_CHECKSUM, 0);
  put32(b, at + IP_SRC, src);
  put32(b, at + IP_DST, dst);
  put16(b, at + IP_CHECKSUM, finish(sumBytes(b, at, at + IP_HEADER)));
}

export function readIpv4(b: Uint8Array, at: number): Ipv4Repr {
  const frag = u16(b, at + IP_FRAG);
  return {
    src: ipSrc(b, at),
    dst: ipDst(b, at),
    protocol: u8(b, at + IP_PROTOCOL),
    ttl: u8(b, at + IP_TTL),
    tos: u8(b, at + IP_TOS),
    id: u16(b, at + IP_ID),
    dontFragment: (frag & IP_DF) !== 0,
    moreFragments: (frag & IP_MF) !== 0,
    fragmentOffset: (frag & IP_OFFSET) << 3,
    headerLength: ipHeaderLength(b, at),
    totalLength: u16(b, at + IP_LENGTH),
  };
}
