/**
 * ARP: net/ipv4/arp.c. Requests, replies, proxying with its delay, what an ARP packet teaches.
 * Left out: RARP, private VLAN proxying, medium ids.
 */
import {
  type Ipv4Addr,
  IPV4_ANY,
  isLoopback4,
  isMulticast4,
  MAC_BROADCAST,
  MAC_ZERO,
  type MacAddr,
} from "../../wire/addr.ts";
import {
  ARP_LENGTH,
  ARPOP_REPLY,
  ARPOP_REQUEST,
  arpFlaw,
  type ArpRepr,
  readArp,
  writeArp,
} from "../../wire/arp.ts";
import { ETH_HEADER, ETH_P_ARP, writeEth } from "../../wire/eth.ts";
import { ipSrc } from "../../wire/ipv4.ts";
import { multicastMac4 } from "../addr/multicast.ts";
import type { NetDevice } from "../device.ts";
import { IFF, NUD } from "../netlink-types.ts";
import { Packet, PACKET_HOST, PACKET_OTHERHOST } from "../packet.ts";
import { SCOPE_HOST, SCOPE_LINK } from "../route/types.ts";
import type { Stack } from "../stack.ts";
import { sendIcmpError } from "../ip/icmp.ts";
import { ICMP_DEST_UNREACH, ICMP_HOST_UNREACH } from "../../wire/icmp.ts";
import { type Neighbour, OVERRIDE } from "./neighbour.ts";
import type { NeighProtocol } from "./table.ts";

const CENTISECOND = 10_000;

export const ARP: NeighProtocol = {
  family: 4,
  solicit: arpSolicit,
  linkFailure: (stack, neigh, packet) => {
    sendIcmpError(stack, packet, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
    stack.ns.drop(packet, "neigh:failed", neigh.dev.name);
  },
  wellKnown: (stack, dev, key) => arpConstructor(stack, dev, key as Ipv4Addr),
};

/** An ARP packet arrived; layer 3 starts at packet.l3. */
export function arpInput(stack: Stack, dev: NetDevice, packet: Packet): void {
  const { buf, l3, end } = packet;
  if ((dev.flags & IFF.NOARP) !== 0 || packet.packetType === PACKET_OTHERHOST) {
    stack.ns.drop(packet, "eth:not-for-us", dev.name);
    return;
  }
  if (arpFlaw(buf, l3, end) !== null) {
    stack.ns.drop(packet, "ip:malformed", "arp");
    return;
  }
  const arp = readArp(buf, l3);
  const answered = arpProcess(stack, dev, arp, packet.packetType, true);
  if (answered) packet.free();
  else stack.ns.drop(packet, "arp:ignored", dev.name);
}

/** arp_process. False: it meant nothing to us. */
function arpProcess(
  stack: Stack,
  dev: NetDevice,
  arp: ArpRepr,
  packetType: number,
  mayDelay: boolean,
): boolean {
  if (arp.op !== ARPOP_REQUEST && arp.op !== ARPOP_REPLY) return false;
  if (isMulticast4(arp.tpa)) return false;
  if (isLoopback4(arp.tpa) && !orConf(stack, dev, "routeLocalnet")) return false;
  const garpDropped = arp.spa === arp.tpa && orConf(stack, dev, "dropGratuitousArp");
  if (garpDropped) return false;

  if (arp.spa === IPV4_ANY) {
    // RFC 5227: someone asks whether an address is taken. It has no address to learn.
    if (arp.op !== ARPOP_REQUEST || !stack.ns.inet.isLocal(arp.tpa)) return false;
    if (arpIgnored(stack, dev, arp.spa, arp.tpa)) return false;
    sendArp(
      stack,
      dev,
      { op: ARPOP_REPLY, sha: dev.mac, spa: arp.tpa, tha: arp.sha, tpa: arp.spa },
      arp.sha,
    );
    return true;
  }

  if (arp.op === ARPOP_REQUEST) {
    const route = stack.routes.forArp(dev, arp.tpa, arp.spa);
    if (route !== null && route.type === "local") return answerOwn(stack, dev, arp);
    if (route !== null && route.type === "unicast" && dev.conf4.forwarding !== 0) {
      const proxied =
        route.dev !== dev && (orConf(stack, dev, "proxyArp") || isProxied(stack, dev, arp.tpa));
      if (proxied) return answerProxy(stack, dev, arp, packetType, mayDelay);
    }
  }
  return learn(stack, dev, arp, packetType);
}

function answerOwn(stack: Stack, dev: NetDevice, arp: ArpRepr): boolean {
  if (arpIgnored(stack, dev, arp.spa, arp.tpa)) return false;
  if (orConf(stack, dev, "arpFilter")) {
    const back = stack.routes.output(arp.spa, arp.tpa, null, 0, 0, false);
    if (back.errno !== null || back.route.dev !== dev) return false;
  }
  heardFrom(stack, dev, arp);
  sendArp(
    stack,
    dev,
    { op: ARPOP_REPLY, sha: dev.mac, spa: arp.tpa, tha: arp.sha, tpa: arp.spa },
    arp.sha,
  );
  return true;
}

/** neigh_event_ns: who asks has told its own address. */
function heardFrom(stack: Stack, dev: NetDevice, arp: ArpRepr): void {
  stack.arp.obtain(dev, arp.spa)?.update(arp.sha, NUD.STALE, OVERRIDE);
}

function answerProxy(
  stack: Stack,
  dev: NetDevice,
  arp: ArpRepr,
  packetType: number,
  mayDelay: boolean,
): boolean {
  heardFrom(stack, dev, arp);
  const delay = dev.neigh4.proxyDelay;
  if (mayDelay && packetType !== PACKET_HOST && delay > 0) {
    if (stack.proxyQueue >= dev.neigh4.proxyQlen) return false;
    stack.proxyQueue++;
    const waitUs = stack.rng.below(delay * CENTISECOND);
    stack.sched.after(waitUs, "proxy arp", () => {
      stack.proxyQueue--;
      if (dev.up && !dev.gone && dev.ns === stack.ns)
        arpProcess(stack, dev, arp, packetType, false);
    });
    return true;
  }
  sendArp(
    stack,
    dev,
    { op: ARPOP_REPLY, sha: dev.mac, spa: arp.tpa, tha: arp.sha, tpa: arp.spa },
    arp.sha,
  );
  return true;
}

function isProxied(stack: Stack, dev: NetDevice, target: Ipv4Addr): boolean {
  return stack.arp.proxies.some(
    (entry) => entry.key === target && (entry.dev === dev || entry.dev === null),
  );
}

/** What any ARP packet says about its sender, if we know it already (or arp_accept). */
function learn(stack: Stack, dev: NetDevice, arp: ArpRepr, packetType: number): boolean {
  let neigh = stack.arp.lookup(dev, arp.spa);
  // A gratuitous reply names its own target address in both hardware fields, if it names any.
  const garp =
    arp.spa === arp.tpa &&
    (arp.op !== ARPOP_REPLY ||
      arp.tha === arp.sha ||
      arp.tha === MAC_ZERO ||
      arp.tha === MAC_BROADCAST) &&
    stack.ns.inet.addressType(arp.spa) === "unicast";
  if (neigh === null && orConf(stack, dev, "arpAccept")) {
    if (garp || (arp.op === ARPOP_REPLY && stack.ns.inet.addressType(arp.spa) === "unicast")) {
      neigh = stack.arp.obtain(dev, arp.spa);
    }
  }
  if (neigh === null) return false;
  const settled = stack.sched.now > neigh.updated + dev.neigh4.locktime * CENTISECOND;
  const solicited = arp.op === ARPOP_REPLY && packetType === PACKET_HOST;
  neigh.update(arp.sha, solicited ? NUD.REACHABLE : NUD.STALE, settled || garp ? OVERRIDE : 0);
  return true;
}

/** arp_ignore: reply only to some. */
function arpIgnored(stack: Stack, dev: NetDevice, sip: Ipv4Addr, tip: Ipv4Addr): boolean {
  const mode = maxConf(stack, dev, "arpIgnore");
  if (mode === 0) return false;
  if (mode === 8) return true;
  const inet = stack.ns.inet;
  if (mode === 1 || mode === 2) {
    for (const own of inet.addressesOf(dev)) {
      if (own.local !== tip) continue;
      return mode === 2 && !onSubnet(own.mask, own.local, sip);
    }
    return true;
  }
  if (mode === 3) {
    for (const own of inet.addressesOf(dev)) if (own.local === tip) return own.scope >= SCOPE_HOST;
    return false;
  }
  return false;
}

function onSubnet(mask: number, local: number, other: number): boolean {
  return ((local ^ other) & mask) === 0;
}

/** arp_solicit: pick the sender address, then ask. */
function arpSolicit(stack: Stack, neigh: Neighbour, packet: Packet | null, unicast: boolean): void {
  const dev = neigh.dev;
  const target = neigh.key as Ipv4Addr;
  const inet = stack.ns.inet;
  let source = IPV4_ANY;
  const announce = maxConf(stack, dev, "arpAnnounce");
  if (packet !== null && announce < 2) {
    const hint = ipSrc(packet.buf, packet.l3);
    if (inet.isLocal(hint)) {
      const onLink = inet
        .addressesOf(dev)
        .some(
          (own) => onSubnet(own.mask, own.local, target) && onSubnet(own.mask, own.local, hint),
        );
      if (announce === 0 || onLink) source = hint;
    }
  }
  if (source === IPV4_ANY) source = inet.selectSource(target, SCOPE_LINK, dev);
  const to = unicast ? neigh.mac : dev.broadcast;
  sendArp(
    stack,
    dev,
    { op: ARPOP_REQUEST, sha: dev.mac, spa: source, tha: MAC_ZERO, tpa: target },
    to,
  );
}

/** A request about our own address, to everybody: inetdev_send_gratuitous_arp. */
export function announceAddress(stack: Stack, dev: NetDevice, address: Ipv4Addr): void {
  const arp = { op: ARPOP_REQUEST, sha: dev.mac, spa: address, tha: MAC_ZERO, tpa: address };
  sendArp(stack, dev, arp, dev.broadcast);
}

/** arp_send. */
function sendArp(stack: Stack, dev: NetDevice, arp: ArpRepr, to: MacAddr): void {
  if ((dev.flags & IFF.NOARP) !== 0) return;
  const packet = Packet.alloc(
    stack.ns.host.sim.buffers,
    ARP_LENGTH,
    stack.ns.host.sim.nextJourney(),
  );
  packet.l3 = packet.start;
  packet.protocol = ETH_P_ARP;
  writeArp(packet.buf, packet.start, arp);
  const at = packet.push(ETH_HEADER);
  writeEth(packet.buf, at, to, dev.mac, ETH_P_ARP);
  dev.send(packet);
}

/** arp_constructor: addresses whose hardware address follows from themselves. */
function arpConstructor(stack: Stack, dev: NetDevice, key: Ipv4Addr): MacAddr | null {
  if (dev.linkType !== "ether" && dev.linkType !== "loopback") return dev.broadcast;
  if (isMulticast4(key)) return multicastMac4(key);
  if ((dev.flags & (IFF.NOARP | IFF.LOOPBACK)) !== 0) return dev.mac;
  return stack.ns.inet.addressType(key) === "broadcast" ? dev.broadcast : null;
}

type Switch4 = "routeLocalnet" | "dropGratuitousArp" | "proxyArp" | "arpFilter" | "arpAccept";

function orConf(stack: Stack, dev: NetDevice, name: Switch4): boolean {
  return dev.conf4[name] !== 0 || stack.ns.sysctl.conf4All[name] !== 0;
}

function maxConf(stack: Stack, dev: NetDevice, name: "arpIgnore" | "arpAnnounce"): number {
  const all = stack.ns.sysctl.conf4All[name];
  const own = dev.conf4[name];
  return all > own ? all : own;
}
