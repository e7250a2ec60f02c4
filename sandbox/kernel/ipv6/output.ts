/**
 * Payloads out over IPv6: the header, a transport checksum, and fragments for what the path does not take.
 * net/ipv6/ip6_output.c: ip6_append_data, ip6_fragment. RFC 8200, 4.5.
 */
import type { Ipv6Addr } from "../../wire/addr.ts";
import { put16, put32, put8 } from "../../wire/bytes.ts";
import { finish, pseudoSum6, sumBytes } from "../../wire/checksum.ts";
import { ETH_P_IPV6 } from "../../wire/eth.ts";
import {
  IP6_FRAGMENT_HEADER,
  IP6_HEADER,
  IP6_LENGTH,
  IP6_NEXT,
  IP6_SRC,
  NEXTHDR_FRAGMENT,
  writeIpv6Header,
} from "../../wire/ipv6.ts";
import { IPPROTO_UDP } from "../../wire/ipv4.ts";
import type { Errno } from "../errno.ts";
import { Packet, PACKET_HOST, type PacketOwner } from "../packet.ts";
import type { Stack } from "../stack.ts";
import type { Output6 } from "./ipv6.ts";

const MAX_PAYLOAD = 65_535;

export interface Payload6 {
  readonly src: Ipv6Addr;
  readonly dst: Ipv6Addr;
  readonly nextHeader: number;
  readonly hopLimit: number;
  readonly trafficClass: number;
  readonly flowLabel: number;
  /** Bytes that `write` puts down. */
  readonly length: number;
  /** Longer than the path takes: EMSGSIZE instead of fragments. */
  readonly dontFragment: boolean;
  readonly owner?: PacketOwner;
  /** Where in the payload its checksum stands, which covers all of it; -1: none. */
  readonly checksumAt: number;
  readonly write: (b: Uint8Array, at: number) => void;
}

/** EMSGSIZE: it must not be fragmented, or is longer than IPv6 takes. EPERM: netfilter dropped it. */
export function sendPayload6(stack: Stack, out: Output6, payload: Payload6): Errno | null {
  const { length, dst } = payload;
  if (length > MAX_PAYLOAD) return "EMSGSIZE";
  const fits = IP6_HEADER + length <= out.mtu;
  if (!fits && payload.dontFragment) return "EMSGSIZE";
  stack.snmp.ip6.OutRequests++;
  const { sim } = stack.ns.host;
  const packet = Packet.alloc(sim.buffers, IP6_HEADER + length, sim.nextJourney());
  const { buf, start } = packet;
  const at = start + IP6_HEADER;
  writeIpv6Header(buf, start, {
    src: payload.src,
    dst,
    nextHeader: payload.nextHeader,
    hopLimit: payload.hopLimit,
    payloadLength: length,
    trafficClass: payload.trafficClass,
    flowLabel: payload.flowLabel,
  });
  if (payload.owner !== undefined) packet.owner = payload.owner;
  payload.write(buf, at);
  ready(packet, at);
  if (payload.checksumAt >= 0) {
    const owed = fits && out.dev.txOffload !== false && payload.nextHeader === IPPROTO_UDP;
    sumUp(packet, at, at + payload.checksumAt, payload.nextHeader, owed);
  }
  const nexthop = dst.startsWith("ff") ? dst : out.nexthop;
  const sent = fits
    ? stack.ipv6.transmit(packet, out.dev, nexthop)
    : stack.ipv6.transmitLong(packet, out.dev, nexthop, out.mtu);
  return sent ? null : "EPERM";
}

function ready(packet: Packet, l4: number): void {
  packet.l3 = packet.start;
  packet.l4 = l4;
  packet.protocol = ETH_P_IPV6;
  packet.packetType = PACKET_HOST;
}

/** The checksum in software, or left to the device. */
function sumUp(packet: Packet, at: number, field: number, next: number, owed: boolean): void {
  const { buf, start, end } = packet;
  const pseudo = pseudoSum6(buf, start + IP6_SRC, next, end - at);
  if (owed) {
    put16(buf, field, ~finish(pseudo));
    packet.csumStart = at;
    packet.csumField = field;
    return;
  }
  put16(buf, field, 0);
  const sum = finish(sumBytes(buf, at, end, pseudo));
  put16(buf, field, sum === 0 && next === IPPROTO_UDP ? 0xffff : sum);
}

/** ip6_fragment: all pieces but the last are multiples of 8 bytes; the id is random. */
export function fragments6(stack: Stack, whole: Packet, mtu: number): Packet[] {
  const out: Packet[] = [];
  const { sim } = stack.ns.host;
  const { buf, start } = whole;
  const from = start + IP6_HEADER;
  const length = whole.end - from;
  const room = (mtu - IP6_HEADER - IP6_FRAGMENT_HEADER) & ~7;
  const id = stack.rng.below(4_294_967_296);
  const next = buf[start + IP6_NEXT] as number;
  for (let at = 0; at < length; at += room) {
    const n = Math.min(room, length - at);
    const piece = Packet.alloc(sim.buffers, IP6_HEADER + IP6_FRAGMENT_HEADER + n, whole.journey);
    const b = piece.buf;
    const head = piece.start;
    b.set(buf.subarray(start, from), head);
    put16(b, head + IP6_LENGTH, IP6_FRAGMENT_HEADER + n);
    put8(b, head + IP6_NEXT, NEXTHDR_FRAGMENT);
    const ext = head + IP6_HEADER;
    put8(b, ext, next);
    put8(b, ext + 1, 0);
    put16(b, ext + 2, at | (at + n < length ? 1 : 0));
    put32(b, ext + 4, id | 0);
    b.set(buf.subarray(from + at, from + at + n), ext + IP6_FRAGMENT_HEADER);
    ready(piece, ext);
    stack.snmp.ip6.FragCreates++;
    out.push(piece);
  }
  stack.snmp.ip6.FragOKs++;
  whole.free();
  return out;
}
