/**
 * Rewriting addresses, ports and ICMP ids in packets, with their checksums patched. nf_nat_proto.c.
 * A checksum that a card is still to finish (CHECKSUM_PARTIAL) holds the pseudo-header's sum, not inverted.
 */
import { type Ipv4Addr, type Ipv6Addr, readIpv6, writeIpv6 } from "../../wire/addr.ts";
import { i32, put16, put32, u16, u8 } from "../../wire/bytes.ts";
import { checksum, update16, update32 } from "../../wire/checksum.ts";
import {
  IP_CHECKSUM,
  IP_DST,
  IP_FRAG,
  IP_OFFSET,
  IP_PROTOCOL,
  IP_SRC,
  ipHeaderLength,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
} from "../../wire/ipv4.ts";
import { IP6_DST, IP6_SRC } from "../../wire/ipv6.ts";
import type { Packet } from "../packet.ts";
import { transport6, type Tuple } from "./flow.ts";

/** The transport checksum's place, or 0. */
function checksumAt(protocol: number, l4: number): number {
  if (protocol === IPPROTO_TCP) return l4 + 16;
  if (protocol === IPPROTO_UDP) return l4 + 6;
  return protocol === IPPROTO_ICMPV6 ? l4 + 2 : 0;
}

/** A 16-bit word that the checksum at `at` covers changed. */
function patch16(b: Uint8Array, at: number, before: number, after: number, owed: boolean): void {
  const sum = u16(b, at);
  if (owed) put16(b, at, ~update16(~sum & 0xffff, before, after));
  else put16(b, at, update16(sum, before, after));
}

/**
 * Make the header at `l3` carry the source (or destination) of `target`. `end`: how much of the packet
 * is there (a quoted packet may be cut). Answers whether it could.
 */
export function rewrite(
  packet: Packet,
  six: boolean,
  l3: number,
  end: number,
  target: Tuple,
  source: boolean,
): boolean {
  return six
    ? rewrite6(packet, l3, end, target, source)
    : rewrite4(packet, l3, end, target, source);
}

function rewrite4(
  packet: Packet,
  l3: number,
  end: number,
  target: Tuple,
  source: boolean,
): boolean {
  const b = packet.buf;
  if (l3 + 20 > end) return false;
  const protocol = u8(b, l3 + IP_PROTOCOL);
  const l4 = l3 + ipHeaderLength(b, l3);
  const at = l3 + (source ? IP_SRC : IP_DST);
  const before = i32(b, at);
  const after = (source ? target.src : target.dst) as Ipv4Addr;
  const first = (u16(b, l3 + IP_FRAG) & IP_OFFSET) === 0;
  const sumAt = first ? checksumAt(protocol, l4) : 0;
  const hasSum = sumAt !== 0 && sumAt + 2 <= end;
  const owed = hasSum && packet.csumStart === l4;
  const skipped = protocol === IPPROTO_UDP && hasSum && u16(b, sumAt) === 0 && !owed;
  if (before !== after) {
    put32(b, at, after);
    put16(b, l3 + IP_CHECKSUM, update32(u16(b, l3 + IP_CHECKSUM), before, after));
    if (hasSum && !skipped) {
      const sum = owed ? ~u16(b, sumAt) & 0xffff : u16(b, sumAt);
      const made = update32(sum, before, after);
      put16(b, sumAt, owed ? ~made : made);
    }
  }
  if (first) rewritePort(packet, protocol, l4, end, target, source, skipped ? 0 : sumAt);
  return true;
}

function rewrite6(
  packet: Packet,
  l3: number,
  end: number,
  target: Tuple,
  source: boolean,
): boolean {
  const b = packet.buf;
  if (l3 + 40 > end) return false;
  const found = transport6(b, l3, end);
  const protocol = found >>> 20;
  const l4 = found & 0xfffff;
  const at = l3 + (source ? IP6_SRC : IP6_DST);
  const after = (source ? target.src : target.dst) as Ipv6Addr;
  const sumAt = checksumAt(protocol, l4);
  const hasSum = sumAt !== 0 && sumAt + 2 <= end;
  if (readIpv6(b, at) !== after) {
    const old = b.slice(at, at + 16);
    writeIpv6(b, at, after);
    const owed = packet.csumStart === l4;
    for (let i = 0; hasSum && i < 16; i += 2) patch16(b, sumAt, u16(old, i), u16(b, at + i), owed);
  }
  rewritePort(packet, protocol, l4, end, target, source, sumAt);
  return true;
}

function rewritePort(
  packet: Packet,
  protocol: number,
  l4: number,
  end: number,
  target: Tuple,
  source: boolean,
  sumAt: number,
): void {
  const b = packet.buf;
  if (protocol === IPPROTO_TCP || protocol === IPPROTO_UDP) {
    const at = source ? l4 : l4 + 2;
    if (at + 2 > end) return;
    const before = u16(b, at);
    const after = source ? target.sp : target.dp;
    if (before === after) return;
    put16(b, at, after);
    // What is owed covers the pseudo-header alone.
    if (sumAt === 0 || sumAt + 2 > end || packet.csumStart === l4) return;
    const made = update16(u16(b, sumAt), before, after);
    put16(b, sumAt, made === 0 && protocol === IPPROTO_UDP ? 0xffff : made);
    return;
  }
  if (protocol !== IPPROTO_ICMP && protocol !== IPPROTO_ICMPV6) return;
  if (l4 + 8 > end || !hasId(protocol, u8(b, l4))) return;
  const before = u16(b, l4 + 4);
  if (before === target.sp) return;
  put16(b, l4 + 4, target.sp);
  put16(b, l4 + 2, update16(u16(b, l4 + 2), before, target.sp));
}

function hasId(protocol: number, type: number): boolean {
  if (protocol === IPPROTO_ICMPV6) return type === 128 || type === 129;
  return type === 0 || type === 8 || (type >= 13 && type <= 18);
}

/** An ICMP error whose quoted packet was rewritten: its checksum from nothing. */
export function resumIcmp4(packet: Packet): void {
  const { buf, l4, end } = packet;
  put16(buf, l4 + 2, 0);
  put16(buf, l4 + 2, checksum(buf, l4, end));
}
