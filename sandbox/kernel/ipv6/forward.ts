/**
 * IPv6 through: net/ipv6/ip6_output.c ip6_forward, and what routes that lead nowhere say (route.c
 * ip6_pkt_drop). Left out: redirects, proxy ND, source routing, rate limits of errors.
 */
import { type Ipv6Addr, readIpv6 } from "../../wire/addr.ts";
import { put8, u8 } from "../../wire/bytes.ts";
import { ICMPV6_DEST_UNREACH, ICMPV6_PKT_TOOBIG, ICMPV6_TIME_EXCEED } from "../../wire/icmpv6.ts";
import { IP6_DST, IP6_HOPS, IP6_SRC } from "../../wire/ipv6.ts";
import type { NetDevice } from "../device.ts";
import type { Errno } from "../errno.ts";
import { NF_FWD } from "../netfilter/hooks.ts";
import { type Packet, PACKET_HOST } from "../packet.ts";
import type { Stack } from "../stack.ts";

const NO_ROUTE = 0;
const ADMIN_PROHIBITED = 1;
const NOT_NEIGHBOUR = 2;
const MIN_MTU = 1280;
const LOOPBACK = "::1";

/** A packet for somebody else, its header at l3. */
export function forward6(stack: Stack, dev: NetDevice, packet: Packet): void {
  const { ns } = stack;
  const { buf, l3 } = packet;
  const counters = stack.snmp.ip6;
  const dst = readIpv6(buf, l3 + IP6_DST);
  if (packet.packetType !== PACKET_HOST || dst.startsWith("ff")) {
    ns.drop(packet, "ipv6:not-for-us", dev.name);
    return;
  }
  const found = ns.fib6.lookup(dst, null);
  if ("errno" in found) {
    refuse(stack, dev, packet, found.errno);
    return;
  }
  if (dev.conf6.forwarding === 0 || found.dev === null) {
    counters.InAddrErrors++;
    ns.drop(packet, "ip:forwarding-off", dev.name);
    return;
  }
  if (u8(buf, l3 + IP6_HOPS) <= 1) {
    counters.InHdrErrors++;
    stack.ipv6.sendError(packet, ICMPV6_TIME_EXCEED, 0, 0);
    ns.drop(packet, "ip:ttl-exceeded", dev.name);
    return;
  }
  if (!mayPass(stack, dev, packet)) return;
  const mtu = Math.max(MIN_MTU, found.metrics.mtu ?? found.dev.mtu);
  if (packet.end - packet.start > mtu) {
    counters.InTooBigErrors++;
    counters.FragFails++;
    stack.ipv6.sendError(packet, ICMPV6_PKT_TOOBIG, 0, mtu);
    ns.drop(packet, "ip:too-big", found.dev.name);
    return;
  }
  put8(buf, l3 + IP6_HOPS, u8(buf, l3 + IP6_HOPS) - 1);
  if (ns.nf !== null && ns.nf.pass(true, NF_FWD, packet, dev, found.dev) === null) return;
  counters.OutForwDatagrams++;
  stack.ipv6.output(packet, found.dev, found.gateway ?? dst);
}

/** Sources that must not leave their link. */
function mayPass(stack: Stack, dev: NetDevice, packet: Packet): boolean {
  const src: Ipv6Addr = readIpv6(packet.buf, packet.l3 + IP6_SRC);
  if (src.startsWith("ff") || src === LOOPBACK || src === "::") {
    stack.snmp.ip6.InAddrErrors++;
    stack.ns.drop(packet, "ip:martian", dev.name);
    return false;
  }
  if (!/^fe[89ab]/.test(src)) return true;
  stack.ipv6.sendError(packet, ICMPV6_DEST_UNREACH, NOT_NEIGHBOUR, 0);
  stack.snmp.ip6.InAddrErrors++;
  stack.ns.drop(packet, "ip:martian", dev.name);
  return false;
}

function refuse(stack: Stack, dev: NetDevice, packet: Packet, errno: Errno): void {
  const { ns } = stack;
  if (errno === "EINVAL") {
    ns.drop(packet, "ip:blackhole", dev.name);
    return;
  }
  stack.snmp.ip6.InNoRoutes++;
  const prohibited = errno === "EACCES";
  stack.ipv6.sendError(packet, ICMPV6_DEST_UNREACH, prohibited ? ADMIN_PROHIBITED : NO_ROUTE, 0);
  ns.drop(
    packet,
    prohibited ? "ip:prohibit" : errno === "EHOSTUNREACH" ? "ip:unreachable" : "ip:no-route",
    dev.name,
  );
}
