/** IPv4 out: a header in front, the next hop's neighbour, fragments if need be. net/ipv4/ip_output.c. */
import { type Ipv4Addr, IPV4_ANY } from "../../wire/addr.ts";
import { ETH_P_IP } from "../../wire/eth.ts";
import { IP_DF, IP_HEADER, ipDst, writeIpv4 } from "../../wire/ipv4.ts";
import { OCTETS_OUT, OUT_REQUESTS, TRANSMITTED } from "../fast-path.ts";
import { NF_OUT, NF_POST, NF_PRE } from "../netfilter/hooks.ts";
import type { NetNamespace } from "../netns.ts";
import { lookNextHop } from "../looks.ts";
import type { Neighbour } from "../neigh/neighbour.ts";
import { type Packet, PACKET_HOST } from "../packet.ts";
import type { RouteResult } from "../route/types.ts";
import type { Stack } from "../stack.ts";
import { fragment } from "./fragment.ts";
import { ipLocalDeliver } from "./input.ts";
import type { OutputRoute } from "./routes.ts";

/** What the IP header of a packet made here needs beyond its route. */
export interface IpHeader {
  readonly dst: Ipv4Addr;
  readonly protocol: number;
  readonly ttl: number;
  readonly tos: number;
  readonly id: number;
  readonly dontFragment: boolean;
}

/**
 * Put an IPv4 header in front of the transport bytes in `packet`, and send it. False: netfilter dropped it
 * (EPERM for who asked).
 */
export function ipSend(
  stack: Stack,
  packet: Packet,
  route: OutputRoute,
  header: IpHeader,
): boolean {
  packet.l4 = packet.start;
  const at = packet.push(IP_HEADER);
  writeIpv4(
    packet.buf,
    at,
    route.src,
    header.dst,
    header.protocol,
    header.ttl,
    header.tos,
    header.id,
    header.dontFragment ? IP_DF : 0,
    packet.end - at,
  );
  packet.l3 = at;
  const { ns } = stack;
  const { fast } = ns.host;
  fast.addNet(ns.record, OUT_REQUESTS, 1);
  if (route.record >= 0 && packet.end - at <= route.mtu) {
    packet.protocol = ETH_P_IP;
    packet.packetType = PACKET_HOST;
    packet.route = route.route;
    if (fast.output(route.record, route.nexthop, packet, false)) return true;
  }
  return ipOutput(stack, packet, route.route, header.dst, route.mtu);
}

/** ip_local_out: a finished packet of our own, its header at `start`. False: netfilter dropped it. */
export function ipOutput(
  stack: Stack,
  packet: Packet,
  route: RouteResult,
  dst: Ipv4Addr,
  mtu: number,
): boolean {
  packet.protocol = ETH_P_IP;
  packet.packetType = PACKET_HOST;
  packet.route = route;
  const { nf } = stack.ns;
  if (nf === null) {
    ipFinish(stack, packet, route, dst, mtu);
    return true;
  }
  const passed = nf.pass(false, NF_OUT, packet, null, route.dev);
  if (passed === null) return !nf.dropped;
  const now = passed.route ?? route;
  const to = ipDst(passed.buf, passed.l3);
  const fits = now === route ? mtu : stack.routes.mtuTo(to, now);
  const out = nf.pass(false, NF_POST, passed, null, now.dev);
  if (out === null) return !nf.dropped;
  ipFinish(stack, out, now, to, fits);
  return true;
}

/** ip_output after its hook: to the next hop, in pieces if need be. */
function ipFinish(
  stack: Stack,
  packet: Packet,
  route: RouteResult,
  dst: Ipv4Addr,
  mtu: number,
): void {
  if (route.type === "multicast" || route.type === "broadcast") loopBack(stack, packet, route, dst);
  const neigh = neighbourFor(stack, route, dst);
  if (neigh === null) {
    stack.ns.drop(packet, "neigh:queue-full", route.dev.name);
    return;
  }
  if (stack.ns.host.sim.trace.active) lookNextHop(stack.ns, packet, route, neigh);
  const length = packet.end - packet.start;
  if (route.type === "multicast" || route.type === "broadcast")
    countGroup(stack, length, route.type);
  if (length > mtu) fragment(stack, packet, mtu, neigh);
  else {
    countSent(stack.ns, length);
    if (route.type === "unicast") stack.ns.host.fast.learnOutput(neigh);
    neigh.output(packet);
  }
}

/** IPSTATS_MIB_OUT: a packet, or a piece of one, goes to the device. */
export function countSent(ns: NetNamespace, length: number): void {
  ns.host.fast.addNet(ns.record, TRANSMITTED, 1);
  ns.host.fast.addNet(ns.record, OCTETS_OUT, length);
}

function countGroup(stack: Stack, length: number, kind: "broadcast" | "multicast"): void {
  const ext = stack.snmp.ipExt;
  if (kind === "broadcast") {
    ext.OutBcastPkts++;
    ext.OutBcastOctets += length;
  } else {
    ext.OutMcastPkts++;
    ext.OutMcastOctets += length;
  }
}

/** The next hop's entry, made if need be; null: the table is full. */
export function neighbourFor(stack: Stack, route: RouteResult, dst: Ipv4Addr): Neighbour | null {
  const dev = route.dev;
  // Every address over lo is the same neighbour.
  if (dev.loopback) return stack.arp.obtain(dev, IPV4_ANY);
  return stack.arp.obtain(dev, route.gateway === IPV4_ANY ? dst : route.gateway);
}

/** A group we are in hears us too (ip_mc_output, dev_loopback_xmit); captures do not see it. */
function loopBack(stack: Stack, packet: Packet, route: RouteResult, dst: Ipv4Addr): void {
  const dev = route.dev;
  if (dev.loopback) return;
  if (route.type === "multicast" && !dev.multicast.groups4.has(dst)) return;
  const twin = packet.copy();
  twin.input = dev;
  twin.route = route;
  stack.sched.post(0, "ip loopback", deliverTwin, stack, twin);
}

function deliverTwin(stack: Stack, packet: Packet): void {
  const dev = packet.input;
  if (dev === null || !dev.up) {
    stack.ns.drop(packet, "dev:down", dev?.name ?? "");
    return;
  }
  const { nf } = stack.ns;
  const passed = nf === null ? packet : nf.pass(false, NF_PRE, packet, dev, null);
  if (passed !== null) ipLocalDeliver(stack, dev, passed);
}
