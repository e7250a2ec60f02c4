/** Neighbour discovery: net/ipv6/ndisc.c. Solicitations and advertisements; router messages are ignored. */
import type { Ipv6Addr, MacAddr } from "../../wire/addr.ts";
import { readIpv6 } from "../../wire/addr.ts";
import { put16, put32, u8 } from "../../wire/bytes.ts";
import {
  NA_OVERRIDE,
  NA_ROUTER,
  NA_SOLICITED,
  ND_OPT_NONCE,
  NDISC_NEIGHBOUR_ADVERTISEMENT,
  NDISC_NEIGHBOUR_SOLICITATION,
  readNeighbourMessage,
  routerSolicitationSource,
  writeNeighbourMessage,
} from "../../wire/icmpv6.ts";
import { IP6_HOPS, IP6_SRC, multicastMac6, solicitedNode } from "../../wire/ipv6.ts";
import type { NetDevice } from "../device.ts";
import { IFA_F, IFF, NUD } from "../netlink-types.ts";
import { type Neighbour, OVERRIDE, WEAK_OVERRIDE } from "../neigh/neighbour.ts";
import type { NeighProtocol } from "../neigh/table.ts";
import type { Packet } from "../packet.ts";
import type { Stack } from "../stack.ts";

const ANY = "::" as Ipv6Addr;
const ALL_NODES = "ff02::1" as Ipv6Addr;
const ADDRESS_UNREACHABLE = 3;

export const NDISC: NeighProtocol = {
  family: 6,
  solicit,
  linkFailure: (stack, neigh, packet) => {
    stack.ipv6.sendUnreachable(packet, ADDRESS_UNREACHABLE);
    stack.ns.drop(packet, "neigh:failed", neigh.dev.name);
  },
  wellKnown: (_stack, dev, key) => {
    const addr = key as Ipv6Addr;
    if (addr.startsWith("ff")) return dev.loopback ? dev.mac : multicastMac6(addr);
    return (dev.flags & (IFF.NOARP | IFF.LOOPBACK)) !== 0 ? dev.mac : null;
  },
};

function solicit(stack: Stack, neigh: Neighbour, packet: Packet | null, unicast: boolean): void {
  const target = neigh.key as Ipv6Addr;
  const { dev } = neigh;
  const { inet6 } = stack.ns;
  const hint = packet === null ? null : readIpv6(packet.buf, packet.l3 + IP6_SRC);
  const src =
    hint !== null && inet6.find(hint, dev) !== null ? hint : inet6.selectSource(target, dev);
  if (src === null) return;
  sendSolicitation(stack, dev, target, src, unicast ? target : solicitedNode(target));
}

/** A solicitation; from `::` it is DAD's and carries no link-layer address. */
export function sendSolicitation(
  stack: Stack,
  dev: NetDevice,
  target: Ipv6Addr,
  src: Ipv6Addr,
  dst: Ipv6Addr,
): void {
  const lladdr = src === ANY ? null : dev.mac;
  const nonced = src === ANY && dev.conf6.enhancedDad !== 0;
  stack.ipv6.sendMessage(dev, src, dst, 255, 32, (b, at) => {
    const length = writeNeighbourMessage(b, at, NDISC_NEIGHBOUR_SOLICITATION, 0, target, lladdr);
    if (!nonced) return length;
    // RFC 7527: tells our own probe, looped back, from another's.
    put16(b, at + length, (ND_OPT_NONCE << 8) | 1);
    put16(b, at + length + 2, stack.rng.below(65_536));
    put32(b, at + length + 4, stack.rng.u32() | 0);
    return length + 8;
  });
}

function advertise(
  stack: Stack,
  dev: NetDevice,
  dst: Ipv6Addr,
  target: Ipv6Addr,
  flags: number,
): void {
  stack.ipv6.sendMessage(dev, target, dst, 255, 32, (b, at) =>
    writeNeighbourMessage(b, at, NDISC_NEIGHBOUR_ADVERTISEMENT, flags, target, dev.mac),
  );
}

/** ndisc_recv_ns. False: not for us. */
export function solicitationInput(stack: Stack, dev: NetDevice, packet: Packet): boolean {
  const { buf, l3, l4, end } = packet;
  const message = readNeighbourMessage(buf, l4, end);
  if (message === null || u8(buf, l3 + IP6_HOPS) !== 255) return false;
  const src = readIpv6(buf, l3 + IP6_SRC);
  const own = dev.in6?.addrs.find((addr) => addr.local === message.target);
  if (own === undefined) return false;
  if ((own.flags & IFA_F.TENTATIVE) !== 0) {
    // Somebody probes what we are probing ourselves.
    if (src === ANY) stack.ns.inet6.dadFailed(dev, message.target);
    return true;
  }
  const router = dev.conf6.forwarding !== 0 ? NA_ROUTER : 0;
  if (src === ANY) {
    advertise(stack, dev, ALL_NODES, message.target, router | NA_OVERRIDE);
    return true;
  }
  if (message.lladdr !== null)
    stack.nd.obtain(dev, src)?.update(message.lladdr, NUD.STALE, OVERRIDE | WEAK_OVERRIDE);
  advertise(stack, dev, src, message.target, (router | NA_SOLICITED | NA_OVERRIDE) >>> 0);
  return true;
}

/** ndisc_recv_na. */
export function advertisementInput(stack: Stack, dev: NetDevice, packet: Packet): boolean {
  const { buf, l3, l4, end } = packet;
  const message = readNeighbourMessage(buf, l4, end);
  if (message === null || u8(buf, l3 + IP6_HOPS) !== 255) return false;
  const own = dev.in6?.addrs.find((addr) => addr.local === message.target);
  if (own !== undefined) {
    if ((own.flags & IFA_F.TENTATIVE) !== 0) stack.ns.inet6.dadFailed(dev, message.target);
    return true;
  }
  const neigh = stack.nd.lookup(dev, message.target);
  if (neigh === null || message.lladdr === null) return false;
  const solicited = (message.flags & NA_SOLICITED) !== 0;
  const flags = WEAK_OVERRIDE | ((message.flags & NA_OVERRIDE) !== 0 ? OVERRIDE : 0);
  neigh.router = (message.flags & NA_ROUTER) !== 0;
  neigh.update(message.lladdr satisfies MacAddr, solicited ? NUD.REACHABLE : NUD.STALE, flags);
  return true;
}

/** ndisc_recv_rs: a router learns who asks. */
export function routerSolicitationInput(stack: Stack, dev: NetDevice, packet: Packet): void {
  const { buf, l3, l4, end } = packet;
  if (dev.conf6.forwarding === 0 || u8(buf, l3 + IP6_HOPS) !== 255) return;
  const src = readIpv6(buf, l3 + IP6_SRC);
  const lladdr = routerSolicitationSource(buf, l4, end);
  if (src !== ANY && lladdr !== null)
    stack.nd.obtain(dev, src)?.update(lladdr, NUD.STALE, OVERRIDE | WEAK_OVERRIDE);
}
