/** IPv6's fixed header: RFC 8200; the hop-by-hop router alert that MLD carries: RFC 2711. */
import { type Ipv6Addr, type MacAddr, readIpv6, writeIpv6 } from "./addr.ts";
import { put16, put32, put8, u16, u32, u8 } from "./bytes.ts";

export const IP6_LENGTH = 4;
export const IP6_NEXT = 6;
export const IP6_HOPS = 7;
export const IP6_SRC = 8;
export const IP6_DST = 24;
export const IP6_HEADER = 40;

/** The fragment header (RFC 8200, 4.5). */
export const IP6_FRAGMENT_HEADER = 8;

export const NEXTHDR_HOP = 0;
export const NEXTHDR_FRAGMENT = 44;
export const NEXTHDR_ICMP = 58;
export const NEXTHDR_NONE = 59;
/** Hop-by-hop with router alert (MLD) and two bytes of padding. */
export const HOP_ROUTER_ALERT_LENGTH = 8;

export interface Ipv6Repr {
  readonly src: Ipv6Addr;
  readonly dst: Ipv6Addr;
  readonly nextHeader: number;
  readonly hopLimit: number;
  readonly trafficClass: number;
  readonly flowLabel: number;
  readonly payloadLength: number;
}

export function ipv6Flaw(
  b: Uint8Array,
  at: number,
  end: number,
): "truncated" | "bad-version" | null {
  if (end - at < IP6_HEADER) return "truncated";
  if (u8(b, at) >>> 4 !== 6) return "bad-version";
  return end - at - IP6_HEADER < u16(b, at + IP6_LENGTH) ? "truncated" : null;
}

export function writeIpv6Header(
  b: Uint8Array,
  at: number,
  ip: Omit<Ipv6Repr, "trafficClass" | "flowLabel"> & { trafficClass?: number; flowLabel?: number },
): void {
  put32(b, at, 0x60000000 | ((ip.trafficClass ?? 0) << 20) | (ip.flowLabel ?? 0));
  put16(b, at + IP6_LENGTH, ip.payloadLength);
  put8(b, at + IP6_NEXT, ip.nextHeader);
  put8(b, at + IP6_HOPS, ip.hopLimit);
  writeIpv6(b, at + IP6_SRC, ip.src);
  writeIpv6(b, at + IP6_DST, ip.dst);
}

export function readIpv6Header(b: Uint8Array, at: number): Ipv6Repr {
  const first = u32(b, at);
  return {
    src: readIpv6(b, at + IP6_SRC),
    dst: readIpv6(b, at + IP6_DST),
    nextHeader: u8(b, at + IP6_NEXT),
    hopLimit: u8(b, at + IP6_HOPS),
    trafficClass: (first >>> 20) & 0xff,
    flowLabel: first & 0xfffff,
    payloadLength: u16(b, at + IP6_LENGTH),
  };
}

/** next header, length 0, router alert (type 5, length 2, value 0: MLD), PadN of two bytes. */
export function writeRouterAlert(b: Uint8Array, at: number, nextHeader: number): void {
  b.set([nextHeader, 0, 5, 2, 0, 0, 1, 0], at);
}

/** ff02::1:ffXX:XXXX for an address (RFC 4291, 2.7.1). */
export function solicitedNode(addr: Ipv6Addr): Ipv6Addr {
  const bytes = new Uint8Array(16);
  writeIpv6(bytes, 0, addr);
  const low = bytes.slice(13);
  bytes.fill(0);
  bytes.set([0xff, 0x02], 0);
  bytes.set([0x01, 0xff], 11);
  bytes.set(low, 13);
  return readIpv6(bytes, 0);
}

/** 33:33 and the last four bytes (RFC 2464, 7). */
export function multicastMac6(addr: Ipv6Addr): MacAddr {
  const bytes = new Uint8Array(16);
  writeIpv6(bytes, 0, addr);
  return (0x3333 * 4294967296 + u32(bytes, 12)) as MacAddr;
}
