/**
 * What tunnels share: the outer IPv4 header and its way out, ECN, the source port that stands for a
 * flow, the bound on tunnels in tunnels. net/ipv4/ip_tunnel_core.c, include/net/{inet_ecn,udp_tunnel}.h.
 * Left out: outer IPv6.
 */
import { lookTunnel } from "../looks.ts";
import type { Ipv4Addr } from "../../wire/addr.ts";
import { i32, u16, u8 } from "../../wire/bytes.ts";
import { finish, sumBytes, update16 } from "../../wire/checksum.ts";
import { ETH_P_IP, ETH_P_IPV6 } from "../../wire/eth.ts";
import {
  IP_CHECKSUM,
  IP_DST,
  IP_FRAG,
  IP_HEADER,
  IP_MF,
  IP_OFFSET,
  IP_PROTOCOL,
  IP_SRC,
  IP_TOS,
  IPPROTO_TCP,
  IPPROTO_UDP,
  ipHeaderLength,
  writeIpv4,
} from "../../wire/ipv4.ts";
import { put16 } from "../../wire/bytes.ts";
import { UDP_CHECKSUM, writeUdpOwed } from "../../wire/udp.ts";
import type { NetDevice } from "../device.ts";
import { RX_BYTES, RX_PACKETS, TX_BYTES, TX_PACKETS } from "../fast-path.ts";
import type { Host } from "../host.ts";
import { ipOutput } from "../ip/output.ts";
import type { OutputRoute } from "../ip/routes.ts";
import type { Packet } from "../packet.ts";
import type { Stack } from "../stack.ts";

/** XMIT_RECURSION_LIMIT: a device that sends through itself stops here. */
const DEPTH_MAX = 8;
const ECN_MASK = 3;
const ECN_CE = 3;
const ECN_ECT_0 = 2;

/**
 * iptunnel_xmit: an IPv4 header in front of what the packet holds, and out by `out`. False: the packet
 * died here, as `dev` sends through itself.
 */
export function tunnelSend(
  dev: NetDevice,
  stack: Stack,
  packet: Packet,
  out: OutputRoute,
  dst: Ipv4Addr,
  protocol: number,
  tos: number,
  ttl: number,
  frag: number,
): boolean {
  const { host } = stack.ns;
  if (host.tunnelDepth >= DEPTH_MAX) {
    dev.ns.drop(packet, "tunnel:loop", dev.name);
    return false;
  }
  if (frag !== 0 && packet.end - packet.start + IP_HEADER > out.mtu) {
    stack.snmp.ip.OutRequests++;
    stack.snmp.ip.FragFails++;
    dev.ns.drop(packet, "tunnel:too-big", dev.name);
    return false;
  }
  if (host.sim.trace.active) lookTunnel(dev, packet, out.src, dst);
  packet.l4 = packet.start;
  const at = packet.push(IP_HEADER);
  const id = stack.nextIpId(out.src, dst, protocol);
  writeIpv4(packet.buf, at, out.src, dst, protocol, ttl, tos, id, frag, packet.end - at);
  packet.l3 = at;
  packet.scrub(dev.ns !== stack.ns);
  stack.snmp.ip.OutRequests++;
  host.tunnelDepth++;
  try {
    ipOutput(stack, packet, out.route, dst, out.mtu);
  } finally {
    host.tunnelDepth--;
  }
  return true;
}

/**
 * udp_set_csum: the UDP header of a tunnel at `at`, in front of what the packet holds. Its checksum is left
 * to the card; where the card owes the inner one already, the outer is computed as if that stood there
 * (local checksum offload, Documentation/networking/checksum-offloads.rst).
 */
export function writeUdpTunnel(
  packet: Packet,
  at: number,
  srcPort: number,
  dstPort: number,
  pseudo: number,
): void {
  const { buf, csumStart } = packet;
  writeUdpOwed(buf, at, packet.end - at, srcPort, dstPort, pseudo);
  if (csumStart === 0) {
    packet.csumStart = at;
    packet.csumField = at + UDP_CHECKSUM;
    return;
  }
  put16(buf, at + UDP_CHECKSUM, 0);
  const owed = ~u16(buf, packet.csumField) & 0xffff;
  const sum = finish(sumBytes(buf, at, csumStart, pseudo + owed));
  put16(buf, at + UDP_CHECKSUM, sum === 0 ? 0xffff : sum);
}

/** A tunnel counts what it carries, not what device.send and device.receive see. */
export function countSent(dev: NetDevice, packets: number, bytes: number): void {
  const { fast } = dev.ns.host;
  fast.add(dev.record, TX_PACKETS, packets);
  fast.add(dev.record, TX_BYTES, bytes);
}
export function countReceived(dev: NetDevice, packets: number, bytes: number): void {
  const { fast } = dev.ns.host;
  fast.add(dev.record, RX_PACKETS, packets);
  fast.add(dev.record, RX_BYTES, bytes);
}

/** TOS and ECN of an inner header, or 0: RFC 6040's normal mode on the way in. */
export function innerTos(b: Uint8Array, at: number, protocol: number): number {
  if (protocol === ETH_P_IP) return u8(b, at + IP_TOS);
  if (protocol === ETH_P_IPV6) return ((u8(b, at) & 15) << 4) | (u8(b, at + 1) >>> 4);
  return 0;
}

/** INET_ECN_encapsulate: the outer TOS with the inner ECN; CE is not copied. */
export function ecnEncapsulate(tos: number, inner: number): number {
  const ecn = inner & ECN_MASK;
  return (tos & ~ECN_MASK) | (ecn === ECN_CE ? ECN_ECT_0 : ecn);
}

/**
 * INET_ECN_decapsulate: marks the inner IPv4 header when the outer says congestion. False: the
 * combination is one that must be dropped.
 */
export function ecnDecapsulate(
  outer: number,
  b: Uint8Array,
  at: number,
  protocol: number,
): boolean {
  if ((outer & ECN_MASK) !== ECN_CE) return true;
  const inner = innerTos(b, at, protocol) & ECN_MASK;
  if (protocol !== ETH_P_IP) return inner !== 0 || protocol !== ETH_P_IPV6;
  if (inner === 0) return false;
  if (inner !== ECN_CE) {
    const before = u16(b, at);
    put16(b, at, before | ECN_CE);
    put16(b, at + IP_CHECKSUM, update16(u16(b, at + IP_CHECKSUM), before, before | ECN_CE));
  }
  return true;
}

function mix(h: number, word: number): number {
  const x = Math.imul(h ^ word, 0x9e3779b1);
  return x ^ (x >>> 15);
}

/** What makes one machine's hashes differ from another's (hashrnd). */
function flowSeed(host: Host): number {
  return (host.flowSeed ??= host.sim.rng.fork(`flow:${host.name}`).u32() | 0);
}

/**
 * skb_get_hash of the frame at `at`: addresses, protocol and ports, the same in both directions;
 * fragments and ICMP have no ports, other protocols only their EtherType. Unsigned.
 */
export function flowHash(host: Host, b: Uint8Array, at: number, end: number): number {
  const type = u16(b, at + 12);
  let h = mix(flowSeed(host), type);
  const ip = at + 14;
  if (type === ETH_P_IP && end - ip >= IP_HEADER) {
    const src = i32(b, ip + IP_SRC);
    const dst = i32(b, ip + IP_DST);
    const protocol = u8(b, ip + IP_PROTOCOL);
    h = mix(mix(mix(h, src < dst ? src : dst), src < dst ? dst : src), protocol);
    const whole = (u16(b, ip + IP_FRAG) & (IP_MF | IP_OFFSET)) === 0;
    if (whole) h = mixPorts(h, b, ip + ipHeaderLength(b, ip), end, protocol);
  } else if (type === ETH_P_IPV6 && end - ip >= 40) {
    let src = 0;
    let dst = 0;
    for (let i = 0; i < 16; i += 4) {
      src = mix(src, i32(b, ip + 8 + i));
      dst = mix(dst, i32(b, ip + 24 + i));
    }
    const protocol = u8(b, ip + 6);
    h = mix(mix(mix(h, src < dst ? src : dst), src < dst ? dst : src), protocol);
    h = mixPorts(h, b, ip + 40, end, protocol);
  }
  return mix(h, 0x85ebca6b) >>> 0;
}

function mixPorts(h: number, b: Uint8Array, at: number, end: number, protocol: number): number {
  if ((protocol !== IPPROTO_TCP && protocol !== IPPROTO_UDP) || end - at < 4) return h;
  const sport = u16(b, at);
  const dport = u16(b, at + 2);
  return mix(h, sport < dport ? (dport << 16) | sport : (sport << 16) | dport);
}

/** udp_flow_src_port: a port from [low, high) for a hash of 32 bits. */
export function flowPort(hash: number, low: number, high: number): number {
  return low + Math.floor((hash * (high - low)) / 4294967296);
}
