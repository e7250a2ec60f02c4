/**
 * IPv6 as far as links use it: link-local and own addresses, on-link prefixes and gateways, echo,
 * neighbour discovery, and what a link says at carrier-up (MLDv2 reports, DAD, router
 * solicitations). net/ipv6/{ip6_input,ip6_output,icmp,mcast,addrconf}.c.
 * Left out: extension headers beyond hop-by-hop and fragments, router advertisements.
 */
import { LazyMap, LazySet } from "../../sim/lazy.ts";
import { MS, SECOND, type Timer } from "../../sim/scheduler.ts";
import { type Ipv6Addr, readIpv6 } from "../../wire/addr.ts";
import { u16, u8 } from "../../wire/bytes.ts";
import { put8, put32 } from "../../wire/bytes.ts";
import { ETH_P_IPV6 } from "../../wire/eth.ts";
import {
  ICMP6_CHECKSUM,
  ICMPV6_DEST_UNREACH,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
  icmpv6Flaw,
  MLD2_CHANGE_TO_EXCLUDE,
  MLD2_CHANGE_TO_INCLUDE,
  NDISC_NEIGHBOUR_ADVERTISEMENT,
  NDISC_NEIGHBOUR_SOLICITATION,
  NDISC_ROUTER_SOLICITATION,
  setIcmpv6Checksum,
  writeMld2Report,
  writeRouterSolicitation,
} from "../../wire/icmpv6.ts";
import {
  HOP_ROUTER_ALERT_LENGTH,
  IP6_DST,
  IP6_HEADER,
  IP6_LENGTH,
  IP6_NEXT,
  IP6_SRC,
  ipv6Flaw,
  NEXTHDR_FRAGMENT,
  NEXTHDR_HOP,
  NEXTHDR_ICMP,
  NEXTHDR_NONE,
  solicitedNode,
  writeIpv6Header,
  writeRouterAlert,
} from "../../wire/ipv6.ts";
import type { NetDevice } from "../device.ts";
import type { Errno } from "../errno.ts";
import { attach } from "../netfilter/attach.ts";
import { transport6 } from "../netfilter/flow.ts";
import { NF_IN, NF_OUT, NF_POST, NF_PRE } from "../netfilter/hooks.ts";
import { IFA_F } from "../netlink-types.ts";
import { Packet, PACKET_HOST, PACKET_OTHERHOST } from "../packet.ts";
import type { Icmp6Socket } from "../socket/icmp6.ts";
import type { Stack } from "../stack.ts";
import { IPPROTO_TCP, IPPROTO_UDP } from "../../wire/ipv4.ts";
import { tcpInput6 } from "../socket/tcp/net6.ts";
import { type Udp6Socket, udpInput6 } from "../socket/udp6.ts";
import { errorInput6 } from "./errors.ts";
import { forward6 } from "./forward.ts";
import { fragments6, sendPayload6 } from "./output.ts";
import { PathMtu6 } from "./pmtu.ts";
import { Reassembly6 } from "./reassembly.ts";
import {
  advertisementInput,
  routerSolicitationInput,
  sendSolicitation,
  solicitationInput,
} from "./ndisc.ts";

const ANY = "::" as Ipv6Addr;
const MLD2_ROUTERS = "ff02::16" as Ipv6Addr;
const ALL_NODES = "ff02::1" as Ipv6Addr;
const ALL_ROUTERS = "ff02::2" as Ipv6Addr;
const ECHO_HOPS = 64;
/** The kernel quotes what fits into the minimum MTU. */
const ERROR_MAX = 1280;

/** A router solicitation's schedule on one device (RFC 7559): the interval doubles, up to an hour. */
interface Soliciting {
  timer: Timer;
  intervalUs: number;
}

export interface Output6 {
  readonly dev: NetDevice;
  readonly src: Ipv6Addr;
  readonly nexthop: Ipv6Addr;
  /** What the path takes, as far as is known. */
  readonly mtu: number;
  /** A route's advmss, 0: none. */
  readonly advmss: number;
}

export class Ipv6 {
  readonly sockets = new LazySet<Icmp6Socket>();
  readonly pathMtu: PathMtu6;
  readonly reassembly: Reassembly6;
  /** UDP by port. */
  readonly udp = new LazyMap<number, Udp6Socket[]>();
  private readonly stack: Stack;
  private readonly soliciting = new LazyMap<NetDevice, Soliciting>();

  constructor(stack: Stack) {
    this.stack = stack;
    this.pathMtu = new PathMtu6(stack);
    this.reassembly = new Reassembly6(stack);
  }

  /** The namespace dies. */
  close(): void {
    this.reassembly.close();
    for (const list of [...this.udp.values()]) for (const socket of [...list]) socket.release();
  }

  // ── the link's own talk ────────────────────────────────────────────────────────────────────

  /** Carrier-up. What follows starts with addressAdded. */
  linkUp(dev: NetDevice): void {
    this.linkDown(dev);
  }

  linkDown(dev: NetDevice): void {
    this.soliciting.get(dev)?.timer.cancel();
    this.soliciting.delete(dev);
  }

  /**
   * An address became tentative: join its group (MLD says so from `::`, twice), then probe for it.
   * Once it is ours, say so again from it and look for routers.
   */
  addressAdded(dev: NetDevice, address: Ipv6Addr, delayUs: number): void {
    const group = solicitedNode(address);
    const { sched, rng } = this.stack;
    this.joined(dev, group, MS + rng.below(MS));
    sched.after(delayUs, "ipv6 dad probe", () => {
      if (!this.holds(dev, address, true)) return;
      sendSolicitation(this.stack, dev, address, ANY, group);
    });
    const { dadTransmits } = dev.conf6;
    const doneUs = delayUs + dadTransmits * dev.neigh6.retransTimeMs * MS + 10;
    sched.after(doneUs, "ipv6 dad done", () => {
      if (!this.holds(dev, address, false)) return;
      this.joined(dev, group, 0);
      if (address.startsWith("fe80:") && !this.soliciting.has(dev)) {
        this.soliciting.set(dev, { timer: this.armRs(dev, 20), intervalUs: 4 * SECOND });
      }
    });
  }

  joined(dev: NetDevice, group: Ipv6Addr, delayUs: number): void {
    this.reportTwice(delayUs, () => {
      this.reportJoin(dev, group);
    });
  }

  /** What is unsolicited is said twice: RFC 3810, Robustness Variable. */
  private reportTwice(delayUs: number, report: () => void): void {
    this.stack.sched.after(delayUs, "mld report", report);
    this.stack.sched.after(delayUs + this.stack.rng.below(SECOND), "mld report", report);
  }

  /** ipv6_mc_up: the link changed; snooping switches may have forgotten what was joined. */
  groupsAgain(dev: NetDevice): void {
    this.reportTwice(MS + this.stack.rng.below(MS), () => {
      if (!dev.up || dev.gone || dev.ns !== this.stack.ns) return;
      const records = [...dev.multicast.groups6.keys()]
        .filter((group) => group !== ALL_NODES && !group.startsWith("ff01:"))
        .map((group) => ({ type: MLD2_CHANGE_TO_EXCLUDE, group }));
      if (records.length > 0) this.sendMldReport(dev, records);
    });
  }

  private holds(dev: NetDevice, address: Ipv6Addr, tentative: boolean): boolean {
    if (!dev.up || dev.gone || dev.ns !== this.stack.ns) return false;
    const own = dev.in6?.addrs.find((one) => one.local === address);
    return own !== undefined && ((own.flags & IFA_F.TENTATIVE) !== 0) === tentative;
  }

  private reportJoin(dev: NetDevice, group: Ipv6Addr): void {
    if (!dev.up || dev.gone || dev.ns !== this.stack.ns || !dev.multicast.groups6.has(group))
      return;
    this.sendMldReport(dev, [{ type: MLD2_CHANGE_TO_EXCLUDE, group }]);
  }

  /** A version 2 report, hop limit 1, with the router alert option. From `::` while nothing better. */
  private sendMldReport(dev: NetDevice, records: { type: number; group: Ipv6Addr }[]): void {
    const src = this.linkLocalOf(dev) ?? ANY;
    const length = 8 + records.length * 20;
    const packet = this.blank(HOP_ROUTER_ALERT_LENGTH + length);
    const at = packet.start + IP6_HEADER;
    writeIpv6Header(packet.buf, packet.start, {
      src,
      dst: MLD2_ROUTERS,
      nextHeader: NEXTHDR_HOP,
      hopLimit: 1,
      payloadLength: HOP_ROUTER_ALERT_LENGTH + length,
    });
    writeRouterAlert(packet.buf, at, NEXTHDR_ICMP);
    packet.l4 = at + HOP_ROUTER_ALERT_LENGTH;
    writeMld2Report(packet.buf, packet.l4, records);
    setIcmpv6Checksum(packet.buf, packet.l4, packet.end, packet.start);
    this.stack.snmp.ip6.OutRequests++;
    this.stack.snmp.icmp6Message("Out", u8(packet.buf, packet.l4));
    this.transmit(packet, dev, MLD2_ROUTERS);
  }

  /** A group was left: the routers are told. */
  groupLeft(dev: NetDevice, group: Ipv6Addr): void {
    if (dev.up) this.sendMldReport(dev, [{ type: MLD2_CHANGE_TO_INCLUDE, group }]);
  }

  private armRs(dev: NetDevice, delayUs: number): Timer {
    return this.stack.sched.after(delayUs, "router solicitation", () => this.solicitRouters(dev));
  }

  private solicitRouters(dev: NetDevice): void {
    const state = this.soliciting.get(dev);
    if (state === undefined) return;
    const conf = dev.conf6;
    const wanted =
      dev.up &&
      !dev.gone &&
      dev.ns === this.stack.ns &&
      conf.forwarding === 0 &&
      conf.acceptRa !== 0 &&
      conf.routerSolicitations !== 0;
    if (!wanted || dev.in6 === null) {
      this.linkDown(dev);
      return;
    }
    const src = this.linkLocalOf(dev);
    if (src !== null) {
      this.sendMessage(dev, src, ALL_ROUTERS, 255, 16, (b, at) =>
        writeRouterSolicitation(b, at, dev.mac),
      );
    }
    const jitter = Math.floor((state.intervalUs * (900 + this.stack.rng.below(200))) / 1000);
    state.timer = this.armRs(dev, jitter);
    const longest = conf.routerSolicitationMaxInterval * SECOND;
    state.intervalUs = Math.min(state.intervalUs * 2, longest);
  }

  private linkLocalOf(dev: NetDevice): Ipv6Addr | null {
    return this.stack.ns.inet6.selectSource(ALL_ROUTERS, dev);
  }

  // ── output ─────────────────────────────────────────────────────────────────────────────────

  /** Where a packet to `dst` leaves. `dev`: bound to, or from the address's zone. */
  route(dst: Ipv6Addr, dev: NetDevice | null): Output6 | { readonly errno: Errno } {
    const { ns } = this.stack;
    const linkScope = /^(?:fe[89ab]|ff02:)/.test(dst);
    if (!dst.startsWith("ff")) {
      const own = ns.inet6.find(dst, linkScope ? dev : null);
      if (own !== null) return leave(ns.lo, dst, dst, ns.lo.mtu);
    }
    if (dev !== null && linkScope) {
      if (!dev.up) return { errno: "ENETUNREACH" };
      const src = ns.inet6.selectSource(dst, dev);
      return src === null ? { errno: "EADDRNOTAVAIL" } : leave(dev, src, dst, dev.mtu);
    }
    const found = ns.fib6.lookup(dst, dev);
    if ("errno" in found) return { errno: found.errno };
    if (found.dev === null) return { errno: "ENETUNREACH" };
    const src = found.prefsrc ?? ns.inet6.selectSource(dst, found.dev);
    if (src === null) return { errno: "EADDRNOTAVAIL" };
    let mtu = found.metrics.mtu ?? found.dev.mtu;
    const known = this.pathMtu.find(dst);
    if (known !== null && known.mtu < mtu) mtu = known.mtu;
    return leave(found.dev, src, found.gateway ?? dst, mtu, found.metrics.advmss ?? 0);
  }

  /** An ICMPv6 message that `write` puts in place; it returns its length, at most `room`. */
  sendMessage(
    dev: NetDevice,
    src: Ipv6Addr,
    dst: Ipv6Addr,
    hopLimit: number,
    room: number,
    write: (b: Uint8Array, at: number) => number,
    nexthop: Ipv6Addr = dst,
    about: Packet | null = null,
  ): void {
    const packet = this.blank(room);
    if (about !== null) attach(packet, about);
    const at = packet.start + IP6_HEADER;
    const length = write(packet.buf, at);
    packet.end = at + length;
    writeIpv6Header(packet.buf, packet.start, {
      src,
      dst,
      nextHeader: NEXTHDR_ICMP,
      hopLimit,
      payloadLength: length,
      // Neighbour discovery has none.
      flowLabel: about === null ? 0 : flowLabel(src, dst, ICMPV6_DEST_UNREACH, 0),
    });
    setIcmpv6Checksum(packet.buf, at, packet.end, packet.start);
    packet.l4 = at;
    this.stack.snmp.ip6.OutRequests++;
    this.stack.snmp.icmp6Message("Out", u8(packet.buf, at));
    this.transmit(packet, dev, nexthop);
  }

  private blank(payload: number): Packet {
    const { sim } = this.stack.ns.host;
    const packet = Packet.alloc(sim.buffers, IP6_HEADER + payload, sim.nextJourney());
    packet.l3 = packet.start;
    packet.protocol = ETH_P_IPV6;
    packet.packetType = PACKET_HOST;
    return packet;
  }

  /** ip6_local_out. False: netfilter dropped it (EPERM for who asked). */
  transmit(first: Packet, dev: NetDevice, nexthop: Ipv6Addr): boolean {
    const { nf } = this.stack.ns;
    if (nf === null) {
      this.finish(first, dev, nexthop);
      return true;
    }
    const passed = nf.pass(true, NF_OUT, first, null, dev);
    if (passed === null) return !nf.dropped;
    const { moved } = nf;
    if (moved === null) return this.output(passed, dev, nexthop);
    return this.output(passed, moved.dev, moved.nexthop);
  }

  /** ip6_output: what was made here, and what passes through. */
  output(packet: Packet, dev: NetDevice, nexthop: Ipv6Addr): boolean {
    const { nf } = this.stack.ns;
    const passed = nf === null ? packet : nf.pass(true, NF_POST, packet, null, dev);
    if (passed === null) return nf?.dropped !== true;
    this.finish(passed, dev, nexthop);
    return true;
  }

  /** As {@link transmit}, for more than the path takes: the hooks see all of it, then it goes in fragments. */
  transmitLong(first: Packet, dev: NetDevice, nexthop: Ipv6Addr, mtu: number): boolean {
    const { nf } = this.stack.ns;
    const passed = nf === null ? first : nf.pass(true, NF_OUT, first, null, dev);
    if (passed === null) return nf?.dropped !== true;
    const moved = nf?.moved ?? { dev, nexthop };
    const out = nf === null ? passed : nf.pass(true, NF_POST, passed, null, moved.dev);
    if (out === null) return nf?.dropped !== true;
    for (const piece of fragments6(this.stack, out, mtu))
      this.finish(piece, moved.dev, moved.nexthop);
    return true;
  }

  private finish(packet: Packet, dev: NetDevice, nexthop: Ipv6Addr): void {
    const counters = this.stack.snmp.ip6;
    const length = packet.end - packet.start;
    counters.OutTransmits++;
    counters.OutOctets += length;
    if (nexthop.startsWith("ff")) {
      counters.OutMcastPkts++;
      counters.OutMcastOctets += length;
    }
    const echo =
      u8(packet.buf, packet.l4) === ICMPV6_ECHO_REQUEST &&
      u8(packet.buf, packet.l3 + IP6_NEXT) === NEXTHDR_ICMP;
    if (echo && nexthop.startsWith("ff") && dev.multicast.groups6.has(nexthop))
      this.loopBack(packet, dev);
    const neigh = this.stack.nd.obtain(dev, nexthop);
    if (neigh === null) this.stack.ns.drop(packet, "neigh:queue-full", dev.name);
    else neigh.output(packet);
  }

  /** A group we are in hears us too; captures do not see it. Of our own talk only pings matter. */
  private loopBack(packet: Packet, dev: NetDevice): void {
    const twin = packet.copy();
    twin.input = dev;
    this.stack.sched.post(0, "ipv6 loopback", deliverTwin, this, twin);
  }

  sendUnreachable(about: Packet, code: number): void {
    this.sendError(about, ICMPV6_DEST_UNREACH, code, 0);
  }

  /** icmp6_send: an error about `about`, to its sender. `info`: the word after the checksum. */
  sendError(about: Packet, type: number, code: number, info: number): void {
    const { buf, l3, end } = about;
    const to = readIpv6(buf, l3 + IP6_SRC);
    if (to === ANY || to.startsWith("ff")) return;
    const isIcmp = u8(buf, l3 + IP6_NEXT) === NEXTHDR_ICMP;
    if (isIcmp && u8(buf, l3 + IP6_HEADER) < 128) return;
    const out = this.route(to, about.input);
    const back = "errno" in out && about.input !== null ? this.route(to, null) : out;
    const local = this.stack.ns.inet6.find(to, null);
    const route =
      "errno" in back
        ? local === null
          ? null
          : leave(this.stack.ns.lo, to, to, this.stack.ns.lo.mtu)
        : back;
    if (route === null) return;
    const quoted = Math.min(end - l3, ERROR_MAX - IP6_HEADER - 8);
    this.sendMessage(
      route.dev,
      route.src,
      to,
      ECHO_HOPS,
      8 + quoted,
      (b, at) => {
        put32(b, at, (type << 24) | (code << 16));
        put32(b, at + 4, info);
        b.set(buf.subarray(l3, l3 + quoted), at + 8);
        return 8 + quoted;
      },
      route.nexthop,
      about,
    );
  }

  // ── input ──────────────────────────────────────────────────────────────────────────────────

  input(dev: NetDevice, packet: Packet): void {
    const { ns } = this.stack;
    if (packet.packetType === PACKET_OTHERHOST) {
      ns.drop(packet, "eth:not-for-us", dev.name);
      return;
    }
    const counters = this.stack.snmp.ip6;
    const length = packet.end - packet.l3;
    counters.InReceives++;
    counters.InOctets += length;
    const { buf, l3 } = packet;
    if (ipv6Flaw(buf, l3, packet.end) !== null) {
      ns.drop(packet, "ipv6:malformed", dev.name);
      return;
    }
    if (dev.in6 === null || dev.conf6.disableIpv6 !== 0) {
      ns.drop(packet, "ipv6:not-for-us", dev.name);
      return;
    }
    packet.start = l3;
    packet.end = l3 + IP6_HEADER + u16(buf, l3 + IP6_LENGTH);
    countEcn(counters, (u8(buf, l3 + 1) >>> 4) & 3);
    if (ns.nf !== null && packet.phys === null) {
      packet.l4 = transport6(buf, l3, packet.end) & 0xfffff;
      if (ns.nf.pass(true, NF_PRE, packet, dev, null) === null) return;
    }
    const dst = readIpv6(buf, l3 + IP6_DST);
    if (dst.startsWith("ff")) {
      counters.InMcastPkts++;
      counters.InMcastOctets += length;
    }
    const forUs = dst.startsWith("ff")
      ? dev.loopback || dev.multicast.groups6.has(dst)
      : ns.inet6.find(dst, dev.loopback ? null : dev) !== null || ns.inet6.isLocal(dst);
    if (!forUs) {
      forward6(this.stack, dev, packet);
      return;
    }
    this.upper(dev, packet);
  }

  private upper(dev: NetDevice, packet: Packet): void {
    const { ns } = this.stack;
    const { buf, l3 } = packet;
    let next = u8(buf, l3 + IP6_NEXT);
    let at = l3 + IP6_HEADER;
    if (next === NEXTHDR_HOP && at + 8 <= packet.end) {
      next = u8(buf, at);
      at += (u8(buf, at + 1) + 1) * 8;
    }
    if (at > packet.end) {
      ns.drop(packet, "ipv6:malformed", dev.name);
      return;
    }
    packet.l4 = at;
    if (next === NEXTHDR_FRAGMENT) {
      const whole = this.reassembly.add(dev, packet);
      if (whole !== null) this.upper(dev, whole);
      return;
    }
    if (ns.nf !== null && ns.nf.pass(true, NF_IN, packet, dev, null) === null) return;
    this.stack.snmp.ip6.InDelivers++;
    if (next === IPPROTO_TCP) {
      tcpInput6(this.stack, dev, packet);
      return;
    }
    if (next === IPPROTO_UDP) {
      udpInput6(this.stack, dev, packet);
      return;
    }
    if (next !== NEXTHDR_ICMP) {
      if (next !== NEXTHDR_NONE && packet.packetType === PACKET_HOST)
        this.sendUnreachable(packet, 4);
      ns.drop(packet, "ip:no-protocol", String(next));
      return;
    }
    if (icmpv6Flaw(buf, at, packet.end, l3) !== null) {
      ns.drop(packet, "ipv6:malformed", "icmpv6");
      return;
    }
    this.icmp(dev, packet);
  }

  private icmp(dev: NetDevice, packet: Packet): void {
    const { buf, l4 } = packet;
    let used = true;
    this.stack.snmp.icmp6Message("In", u8(buf, l4));
    switch (u8(buf, l4)) {
      case ICMPV6_ECHO_REQUEST:
        this.hear(dev, packet);
        this.echo(dev, packet);
        break;
      case NDISC_NEIGHBOUR_SOLICITATION:
        used = solicitationInput(this.stack, dev, packet);
        break;
      case NDISC_NEIGHBOUR_ADVERTISEMENT:
        used = advertisementInput(this.stack, dev, packet);
        break;
      case NDISC_ROUTER_SOLICITATION:
        this.hear(dev, packet);
        routerSolicitationInput(this.stack, dev, packet);
        break;
      case ICMPV6_ECHO_REPLY:
        this.hear(dev, packet);
        break;
      default:
        this.hear(dev, packet);
        if (u8(buf, l4) < ICMPV6_ECHO_REQUEST) errorInput6(this.stack, packet);
    }
    if (used) packet.free();
    else this.stack.ns.drop(packet, "ipv6:not-for-us", dev.name);
  }

  private hear(dev: NetDevice, packet: Packet): void {
    for (const socket of this.sockets) socket.receive(dev, packet);
  }

  private echo(dev: NetDevice, packet: Packet): void {
    const { buf, l3, l4, end } = packet;
    if (this.stack.ns.sysctl.icmp6EchoIgnoreAll !== 0) return;
    const to = readIpv6(buf, l3 + IP6_SRC);
    const asked = readIpv6(buf, l3 + IP6_DST);
    const zone = dev.loopback || !/^fe[89ab]/.test(to) ? null : dev;
    const out = this.route(to, zone);
    const over = "errno" in out ? leave(dev, asked, to, dev.mtu) : out;
    const src = asked.startsWith("ff") ? over.src : asked;
    this.stack.snmp.icmp6Message("Out", ICMPV6_ECHO_REPLY);
    sendPayload6(this.stack, over, {
      src,
      dst: to,
      nextHeader: NEXTHDR_ICMP,
      hopLimit: ECHO_HOPS,
      trafficClass: 0,
      flowLabel: flowLabel(src, to, ICMPV6_ECHO_REPLY, 0),
      length: end - l4,
      dontFragment: false,
      checksumAt: ICMP6_CHECKSUM,
      write: (b, at) => {
        b.set(buf.subarray(l4, end), at);
        put8(b, at, ICMPV6_ECHO_REPLY);
      },
    });
  }
}

function leave(dev: NetDevice, src: Ipv6Addr, nexthop: Ipv6Addr, mtu: number, advmss = 0): Output6 {
  return { dev, src, nexthop, mtu, advmss };
}

/** ip6_make_flowlabel: 20 bits of the flow's hash (net.ipv6.auto_flowlabels 1). */
export function flowLabel(src: Ipv6Addr, dst: Ipv6Addr, sport: number, dport: number): number {
  let h = ((sport << 16) | dport) ^ 0x5bd1e995;
  for (const text of [src, dst])
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h ^ (h >>> 12)) & 0xfffff;
}

function countEcn(
  counters: { InNoECTPkts: number; InECT1Pkts: number; InECT0Pkts: number; InCEPkts: number },
  ecn: number,
): void {
  if (ecn === 0) counters.InNoECTPkts++;
  else if (ecn === 1) counters.InECT1Pkts++;
  else if (ecn === 2) counters.InECT0Pkts++;
  else counters.InCEPkts++;
}

function deliverTwin(ipv6: Ipv6, packet: Packet): void {
  const dev = packet.input;
  if (dev === null) packet.free();
  else if (!dev.up) dev.drop(packet, "dev:down");
  else ipv6.input(dev, packet);
}
