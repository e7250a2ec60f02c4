/** IPv4 through: net/ipv4/ip_forward.c, and redirects from net/ipv4/route.c. */
import { u16, u8 } from "../../wire/bytes.ts";
import {
  ICMP_DEST_UNREACH,
  ICMP_EXC_TTL,
  ICMP_FRAG_NEEDED,
  ICMP_REDIR_HOST,
  ICMP_REDIRECT,
  ICMP_TIME_EXCEEDED,
} from "../../wire/icmp.ts";
import { IP_DF, IP_FRAG, IP_TTL, ipDecrementTtl, ipDst, ipSrc } from "../../wire/ipv4.ts";
import { IPV4_ANY } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import { FORWARDED, OCTETS_OUT, TRANSMITTED } from "../fast-path.ts";
import { NF_FWD, NF_POST } from "../netfilter/hooks.ts";
import type { NetNamespace } from "../netns.ts";
import { type Packet, PACKET_HOST } from "../packet.ts";
import type { RouteResult } from "../route/types.ts";
import type { Stack } from "../stack.ts";
import { fragment } from "./fragment.ts";
import { sendIcmpError } from "./icmp.ts";
import { neighbourFor } from "./output.ts";
import { lookNextHop } from "../looks.ts";
import type { InputRoute } from "./routes.ts";

export function ipForward(
  ns: NetNamespace,
  dev: NetDevice,
  arrived: Packet,
  found: InputRoute,
): void {
  let packet = arrived;
  if (packet.packetType !== PACKET_HOST) {
    ns.drop(packet, "ip:not-for-us", dev.name);
    return;
  }
  const b = packet.buf;
  const at = packet.l3;
  if (u8(b, at + IP_TTL) <= 1) {
    ns.stack.snmp.ip.InHdrErrors++;
    sendIcmpError(ns.stack, packet, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
    ns.drop(packet, "ip:ttl-exceeded", dev.name);
    return;
  }
  const route = found.route as RouteResult;
  const mtu = forwardMtu(ns, packet, found);
  const tooBig = packet.end - packet.start > mtu;
  if (tooBig && (u16(b, at + IP_FRAG) & IP_DF) !== 0) {
    ns.stack.snmp.ip.FragFails++;
    sendIcmpError(ns.stack, packet, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtu);
    ns.drop(packet, "ip:too-big", route.dev.name);
    return;
  }
  if (found.redirect) sendRedirect(ns.stack, packet, route);
  ipDecrementTtl(b, at);
  if (ns.nf !== null) {
    const passed = ns.nf.pass(false, NF_FWD, packet, dev, route.dev);
    if (passed === null) return;
    packet = passed;
  }
  const { fast } = ns.host;
  fast.addNet(ns.record, FORWARDED, 1);
  if (ns.nf !== null) {
    const passed = ns.nf.pass(false, NF_POST, packet, null, route.dev);
    if (passed === null) return;
    packet = passed;
  }
  let neigh = found.neigh;
  if (neigh === null || neigh.dead) {
    neigh = neighbourFor(ns.stack, route, found.dst);
    found.neigh = neigh;
    if (neigh === null) {
      ns.drop(packet, "neigh:queue-full", route.dev.name);
      return;
    }
  }
  if (ns.host.sim.trace.active) lookNextHop(ns, packet, route, neigh);
  if (!tooBig) {
    fast.addNet(ns.record, TRANSMITTED, 1);
    fast.addNet(ns.record, OCTETS_OUT, packet.end - packet.start);
    fast.learn(dev, packet, found, neigh, mtu);
    neigh.output(packet);
  } else fragment(ns.stack, packet, mtu, neigh);
}

/** ip_dst_mtu_maybe_forward: the device's, or the route's if locked; PMTU only when told to. */
function forwardMtu(ns: NetNamespace, packet: Packet, found: InputRoute): number {
  const mtu = found.routeMtu > 0 ? found.routeMtu : (found.out as NetDevice).mtu;
  if (!found.usePmtu) return mtu;
  const { hop } = found.route as RouteResult;
  const learnt = ns.stack.routes.exceptionOf(ipDst(packet.buf, packet.l3), hop)?.mtu ?? 0;
  return learnt > 0 ? learnt : mtu;
}

/** ip_rt_send_redirect: there is a shorter way, on your own link. */
function sendRedirect(stack: Stack, packet: Packet, route: RouteResult): void {
  if (!stack.limits.mayRedirect(ipSrc(packet.buf, packet.l3))) return;
  const better = route.gateway === IPV4_ANY ? ipDst(packet.buf, packet.l3) : route.gateway;
  sendIcmpError(stack, packet, ICMP_REDIRECT, ICMP_REDIR_HOST, better);
}
