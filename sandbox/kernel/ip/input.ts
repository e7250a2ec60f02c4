/** IPv4 in: ip_rcv, the routing decision's branches, delivery to this host. net/ipv4/ip_input.c. */
import { lookLocal } from "../looks.ts";
import {
  ICMP_DEST_UNREACH,
  ICMP_HOST_UNREACH,
  ICMP_NET_UNREACH,
  ICMP_PORT_UNREACH,
  ICMP_PKT_FILTERED,
  ICMP_PROT_UNREACH,
} from "../../wire/icmp.ts";
import {
  IP_FRAG,
  IP_LENGTH,
  IP_MF,
  IP_OFFSET,
  IP_PROTOCOL,
  IP_TOS,
  ipDst,
  ipHeaderLength,
  IPPROTO_ICMP,
  IPPROTO_IPIP,
  IPPROTO_TCP,
  IPPROTO_UDP,
  ipSrc,
  ipv4Flaw,
} from "../../wire/ipv4.ts";
import { u16, u8 } from "../../wire/bytes.ts";
import type { NetDevice } from "../device.ts";
import { IN_DELIVERS, OCTETS_IN, RECEIVED } from "../fast-path.ts";
import { findTunnel } from "../link/ip-tunnel.ts";
import { NF_IN, NF_PRE } from "../netfilter/hooks.ts";
import type { NetNamespace } from "../netns.ts";
import { type Packet, PACKET_HOST, PACKET_OTHERHOST } from "../packet.ts";
import { tcpInput } from "../socket/tcp/input.ts";
import { udpInput } from "../socket/udp.ts";
import type { Stack } from "../stack.ts";
import { ipForward } from "./forward.ts";
import { icmpInput, sendIcmpError } from "./icmp.ts";
import type { InputRoute } from "./routes.ts";

/** A packet whose IPv4 header stands at l3. */
export function ipInput(ns: NetNamespace, dev: NetDevice, arrived: Packet): void {
  let packet = arrived;
  if (packet.packetType === PACKET_OTHERHOST) {
    ns.drop(packet, "eth:not-for-us", dev.name);
    return;
  }
  let b = packet.buf;
  let at = packet.l3;
  ns.host.fast.addNet(ns.record, RECEIVED, 1);
  ns.host.fast.addNet(ns.record, OCTETS_IN, packet.end - at);
  const flaw = ipv4Flaw(b, at, packet.end);
  if (flaw !== null) {
    ns.stack.snmp.ip.InHdrErrors++;
    ns.stack.snmp.ipExt.InNoECTPkts--;
    ns.drop(packet, "ip:malformed", flaw);
    return;
  }
  packet.start = at;
  packet.end = at + u16(b, at + IP_LENGTH);
  packet.l4 = at + ipHeaderLength(b, at);
  // ip_sabotage_in: what came through a bridge has passed this hook there.
  if (ns.nf !== null && packet.phys === null) {
    const passed = ns.nf.pass(false, NF_PRE, packet, dev, null);
    if (passed === null) return;
    packet = passed;
    b = packet.buf;
    at = packet.l3;
  }
  const dst = ipDst(b, at);
  const src = ipSrc(b, at);
  const tosByte = u8(b, at + IP_TOS);
  if ((tosByte & 3) !== 0) countEcn(ns, tosByte & 3);
  const tos = tosByte & 0x1e;
  let found = dev.lastInput;
  if (
    found === null ||
    found.dst !== dst ||
    found.src !== src ||
    found.generation !== ns.routeGeneration ||
    found.tos !== tos ||
    found.mark !== packet.mark
  ) {
    found = ns.stack.routes.input(dev, dst, src, tos, packet.mark, packet);
  }
  packet.route = found.route;
  if (found.verdict === "forward") {
    ipForward(ns, dev, packet, found);
    return;
  }
  const { stack } = ns;
  if (found.verdict === "local" || found.verdict === "broadcast" || found.verdict === "multicast") {
    if (found.verdict !== "local") countGroup(stack, packet, found.verdict);
    ipLocalDeliver(stack, dev, packet);
    return;
  }
  refuse(stack, dev, packet, found);
}

function countEcn(ns: NetNamespace, ecn: number): void {
  const ext = ns.stack.snmp.ipExt;
  ext.InNoECTPkts--;
  if (ecn === 1) ext.InECT1Pkts++;
  else if (ecn === 2) ext.InECT0Pkts++;
  else ext.InCEPkts++;
}

function countGroup(stack: Stack, packet: Packet, kind: "broadcast" | "multicast"): void {
  const ext = stack.snmp.ipExt;
  const length = packet.end - packet.start;
  if (kind === "broadcast") {
    ext.InBcastPkts++;
    ext.InBcastOctets += length;
  } else {
    ext.InMcastPkts++;
    ext.InMcastOctets += length;
  }
}

function refuse(stack: Stack, dev: NetDevice, packet: Packet, found: InputRoute): void {
  const counters = stack.snmp.ip;
  const { ns } = stack;
  switch (found.verdict) {
    case "not-forwarding":
      counters.InAddrErrors++;
      ns.drop(packet, ns.inet.isLocal(found.dst) ? "ip:not-for-us" : "ip:forwarding-off", dev.name);
      return;
    case "rp-filter":
      stack.snmp.tcpExt.IPReversePathFilter++;
      ns.drop(packet, "ip:rp-filter", dev.name);
      return;
    case "martian":
      ns.drop(packet, "ip:martian", dev.name);
      return;
    default:
      ipError(stack, dev, packet, found);
  }
}

/** ip_error: say why there is no route, at most so often to one host. */
function ipError(stack: Stack, dev: NetDevice, packet: Packet, found: InputRoute): void {
  const { ns } = stack;
  if (found.errno === "EINVAL") {
    ns.drop(packet, found.route === null ? "ip:blackhole" : "ip:not-for-us", dev.name);
    return;
  }
  if (found.errno === "ENETUNREACH") stack.snmp.ipExt.InNoRoutes++;
  const code =
    found.errno === "EHOSTUNREACH"
      ? ICMP_HOST_UNREACH
      : found.errno === "EACCES"
        ? ICMP_PKT_FILTERED
        : ICMP_NET_UNREACH;
  if (stack.limits.mayReportNoRoute(found.src))
    sendIcmpError(stack, packet, ICMP_DEST_UNREACH, code, 0);
  ns.drop(
    packet,
    code === ICMP_HOST_UNREACH
      ? "ip:unreachable"
      : code === ICMP_PKT_FILTERED
        ? "ip:prohibit"
        : "ip:no-route",
    dev.name,
  );
}

/** ip_local_deliver: whole datagrams go up, fragments wait for their kin. */
export function ipLocalDeliver(stack: Stack, dev: NetDevice, packet: Packet): void {
  let whole: Packet | null = packet;
  if ((u16(packet.buf, packet.l3 + IP_FRAG) & (IP_MF | IP_OFFSET)) !== 0) {
    whole = stack.reassembly.add(dev, packet);
    if (whole === null) return;
  }
  if (stack.ns.nf !== null) {
    whole = stack.ns.nf.pass(false, NF_IN, whole, dev, null);
    if (whole === null) return;
  }
  const protocol = u8(whole.buf, whole.l3 + IP_PROTOCOL);
  if (stack.ns.host.sim.trace.active) lookLocal(stack.ns, whole, protocol);
  stack.ns.host.fast.addNet(stack.ns.record, IN_DELIVERS, 1);
  const heard = stack.sockets.deliverRaw(dev, whole, protocol);
  switch (protocol) {
    case IPPROTO_ICMP:
      icmpInput(stack, dev, whole);
      return;
    case IPPROTO_UDP:
      udpInput(stack, dev, whole);
      return;
    case IPPROTO_TCP:
      tcpInput(stack, dev, whole);
      return;
    case IPPROTO_IPIP:
      if (tunnelInput(stack, dev, whole, heard)) return;
      break;
    default:
  }
  if (heard) {
    whole.free();
    return;
  }
  stack.snmp.ip.InUnknownProtos++;
  if (whole.packetType === PACKET_HOST)
    sendIcmpError(stack, whole, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0);
  stack.ns.drop(whole, "ip:no-protocol", String(protocol));
}

/** tunnel4_rcv. False: nobody in this kernel speaks IPIP. */
function tunnelInput(stack: Stack, dev: NetDevice, packet: Packet, heard: boolean): boolean {
  const { ns } = stack;
  if (ns.ipTunnels === null || ns.ipTunnels.length === 0) return false;
  const b = packet.buf;
  const tunnel = findTunnel(ns, dev, ipSrc(b, packet.l3), ipDst(b, packet.l3));
  if (tunnel !== null) {
    tunnel.decapsulate(packet);
    return true;
  }
  if (!heard) sendIcmpError(stack, packet, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
  ns.drop(packet, "ip:no-protocol", "4");
  return true;
}
