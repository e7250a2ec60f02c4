/** ICMPv6 (RFC 4443), neighbour discovery (RFC 4861), MLDv2 reports (RFC 3810). */
import { type Ipv6Addr, type MacAddr, readIpv6, writeIpv6 } from "./addr.ts";
import { put16, put32, put48, put8, u16, u32, u48, u8 } from "./bytes.ts";
import { checksum, pseudoSum6 } from "./checksum.ts";

export const ICMP6_CHECKSUM = 2;
export const ICMP6_HEADER = 4;

export const ICMPV6_DEST_UNREACH = 1;
export const ICMPV6_PKT_TOOBIG = 2;
export const ICMPV6_TIME_EXCEED = 3;
export const ICMPV6_PARAMPROB = 4;
export const ICMPV6_ECHO_REQUEST = 128;
export const ICMPV6_ECHO_REPLY = 129;
export const NDISC_ROUTER_SOLICITATION = 133;
export const NDISC_ROUTER_ADVERTISEMENT = 134;
export const NDISC_NEIGHBOUR_SOLICITATION = 135;
export const NDISC_NEIGHBOUR_ADVERTISEMENT = 136;
export const ICMPV6_MLD2_REPORT = 143;

export const ND_OPT_SOURCE_LL_ADDR = 1;
export const ND_OPT_TARGET_LL_ADDR = 2;
export const ND_OPT_NONCE = 14;
/** Flags of an advertisement, in its second word. */
export const NA_ROUTER = 0x80000000;
export const NA_SOLICITED = 0x40000000;
export const NA_OVERRIDE = 0x20000000;

/** MLDv2 record types: RFC 3810, 5.2.12. */
export const MLD2_CHANGE_TO_INCLUDE = 3;
export const MLD2_CHANGE_TO_EXCLUDE = 4;
export const MLD2_MODE_IS_EXCLUDE = 2;

/** `ip6At`: where the IPv6 header stands, for the pseudo-header. */
export function icmpv6Flaw(
  b: Uint8Array,
  at: number,
  end: number,
  ip6At: number,
): "truncated" | "bad-checksum" | null {
  if (end - at < ICMP6_HEADER) return "truncated";
  return checksum(b, at, end, pseudoSum6(b, ip6At + 8, 58, end - at)) === 0 ? null : "bad-checksum";
}

/** Fill in the checksum of the message in bytes[at, end). */
export function setIcmpv6Checksum(b: Uint8Array, at: number, end: number, ip6At: number): void {
  put16(b, at + ICMP6_CHECKSUM, 0);
  put16(b, at + ICMP6_CHECKSUM, checksum(b, at, end, pseudoSum6(b, ip6At + 8, 58, end - at)));
}

/** A solicitation or an advertisement; `lladdr` null: no option. Returns the length. */
export function writeNeighbourMessage(
  b: Uint8Array,
  at: number,
  type: typeof NDISC_NEIGHBOUR_SOLICITATION | typeof NDISC_NEIGHBOUR_ADVERTISEMENT,
  flags: number,
  target: Ipv6Addr,
  lladdr: MacAddr | null,
): number {
  put8(b, at, type);
  put8(b, at + 1, 0);
  put16(b, at + 2, 0);
  put32(b, at + 4, flags | 0);
  writeIpv6(b, at + 8, target);
  if (lladdr === null) return 24;
  const option =
    type === NDISC_NEIGHBOUR_SOLICITATION ? ND_OPT_SOURCE_LL_ADDR : ND_OPT_TARGET_LL_ADDR;
  put8(b, at + 24, option);
  put8(b, at + 25, 1);
  put48(b, at + 26, lladdr);
  return 32;
}

export interface NeighbourMessage {
  readonly flags: number;
  readonly target: Ipv6Addr;
  readonly lladdr: MacAddr | null;
}

/** Null: malformed (short, or an option of length 0). */
export function readNeighbourMessage(
  b: Uint8Array,
  at: number,
  end: number,
): NeighbourMessage | null {
  if (end - at < 24) return null;
  let lladdr: MacAddr | null = null;
  let i = at + 24;
  while (i + 2 <= end) {
    const length = u8(b, i + 1) * 8;
    if (length === 0 || i + length > end) return null;
    const kind = u8(b, i);
    if (kind === ND_OPT_SOURCE_LL_ADDR || kind === ND_OPT_TARGET_LL_ADDR) {
      lladdr = u48(b, i + 2) as MacAddr;
    }
    i += length;
  }
  return { flags: u32(b, at + 4), target: readIpv6(b, at + 8), lladdr };
}

/** Returns the length. */
export function writeRouterSolicitation(b: Uint8Array, at: number, lladdr: MacAddr | null): number {
  put32(b, at, NDISC_ROUTER_SOLICITATION << 24);
  put32(b, at + 4, 0);
  if (lladdr === null) return 8;
  put8(b, at + 8, ND_OPT_SOURCE_LL_ADDR);
  put8(b, at + 9, 1);
  put48(b, at + 10, lladdr);
  return 16;
}

/** The source link-layer address of a router solicitation; null: none, or malformed. */
export function routerSolicitationSource(b: Uint8Array, at: number, end: number): MacAddr | null {
  let i = at + 8;
  while (i + 2 <= end) {
    const length = u8(b, i + 1) * 8;
    if (length === 0 || i + length > end) return null;
    if (u8(b, i) === ND_OPT_SOURCE_LL_ADDR) return u48(b, i + 2) as MacAddr;
    i += length;
  }
  return null;
}

export interface MldRecord {
  readonly type: number;
  readonly group: Ipv6Addr;
}

/** A version 2 report without sources. Returns the length. */
export function writeMld2Report(b: Uint8Array, at: number, records: readonly MldRecord[]): number {
  put32(b, at, ICMPV6_MLD2_REPORT << 24);
  put16(b, at + 4, 0);
  put16(b, at + 6, records.length);
  let i = at + 8;
  for (const record of records) {
    put32(b, i, record.type << 24);
    writeIpv6(b, i + 4, record.group);
    i += 20;
  }
  return i - at;
}

/** Stops at the first record that does not fit. */
export function readMld2Report(b: Uint8Array, at: number, end: number): MldRecord[] {
  const records: MldRecord[] = [];
  if (end - at < 8) return records;
  let i = at + 8;
  for (let n = u16(b, at + 6); n > 0 && i + 20 <= end; n--) {
    records.push({ type: u8(b, i), group: readIpv6(b, i + 4) });
    i += 20 + u16(b, i + 2) * 16 + u8(b, i + 1) * 4;
  }
  return records;
}
