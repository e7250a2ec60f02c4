/**
 * From a packet to its routing decision: what the FIB says plus what net/ipv4/route.c adds
 * (martians, source validation, broadcasts, PMTU and redirect exceptions), cached.
 *
 * The caches are direct-mapped and exact: a hit has compared every field that the decision depends
 * on, and the FIB's generation. While rules ask for ports, protocol or user, or the multipath hash
 * does, nothing is cached. Left out: IP source routing.
 */
import { LazyMap } from "../../sim/lazy.ts";
import { u16, u8 } from "../../wire/bytes.ts";
import { IP_FRAG, IP_OFFSET, IP_PROTOCOL, IPPROTO_TCP, IPPROTO_UDP } from "../../wire/ipv4.ts";
import { SECOND } from "../../sim/scheduler.ts";
import {
  type Ipv4Addr,
  IPV4_ANY,
  IPV4_BROADCAST,
  isLoopback4,
  isMulticast4,
} from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type { Errno } from "../errno.ts";
import { IFF } from "../netlink-types.ts";
import type { Neighbour } from "../neigh/neighbour.ts";
import type { Packet } from "../packet.ts";
import type { FibNexthop } from "../route/table.ts";
import {
  type FlowKey,
  type RouteResult,
  SCOPE_HOST,
  SCOPE_LINK,
  SCOPE_UNIVERSE,
  TABLE_LOCAL,
  TABLE_MAIN,
} from "../route/types.ts";
import type { Stack } from "../stack.ts";

const LOOPBACK = ((127 << 24) | 1) as Ipv4Addr;

export type InputVerdict =
  | "local"
  | "forward"
  | "broadcast"
  | "multicast"
  /** No route and so on: `errno` says what the sender may be told. */
  | "error"
  /** Not ours, and this device does not forward. */
  | "not-forwarding"
  | "rp-filter"
  | "martian";

/** A decision about packets that came in: one slot of the cache. */
export class InputRoute {
  dst: Ipv4Addr = IPV4_ANY;
  src: Ipv4Addr = IPV4_ANY;
  tos = 0;
  mark = 0;
  dev: NetDevice | null = null;
  generation = -1;
  verdict: InputVerdict = "error";
  route: RouteResult | null = null;
  errno: Errno = "ENETUNREACH";
  /** Goes back out where it came from, to a host on that link: tell it so. */
  redirect = false;
  /** The next hop, when known. */
  neigh: Neighbour | null = null;
  /** Of `route`, at hand: its device, its MTU metric. */
  out: NetDevice | null = null;
  routeMtu = 0;
  /** ip_forward_use_pmtu. */
  usePmtu = false;
}

/** A decision about packets made here. */
export interface OutputRoute {
  readonly errno: null;
  readonly route: RouteResult;
  /** The source that was asked for, or the one chosen. 0: none could be. */
  readonly src: Ipv4Addr;
  /** MTU with exceptions applied. */
  readonly mtu: number;
  /** `mtu lock`, or an exception below min_pmtu: paths are not probed, DF stays off. */
  readonly mtuLocked: boolean;
  /** For unicast: the record of the device it leaves by, and whom it is handed to. Else -1. */
  readonly record: number;
  readonly nexthop: Ipv4Addr;
}

/** What beyond the addresses may decide: for rules on them, and for multipath. */
export interface FlowDetail {
  readonly protocol: number;
  readonly sport: number;
  readonly dport: number;
  readonly uid: number;
}
export interface NoRoute {
  readonly errno: Errno;
}

/** fib_nh_exception: what ICMP taught about one destination. */
export interface RouteException {
  mtu: number;
  mtuLocked: boolean;
  gateway: Ipv4Addr;
  expiresAt: number;
  /** The next hop it hangs on: gone with it. */
  readonly hop: FibNexthop | null;
  /** A route was made of it: only those are listed. */
  used: boolean;
}

/** A packet or a question on its way through the tables. */
export class RoutedFlow implements FlowKey {
  dst = IPV4_ANY;
  src = IPV4_ANY;
  iif: NetDevice | null = null;
  oif: NetDevice | null = null;
  mark = 0;
  tos = 0;
  flowHash = 0;
  ipProto = 0;
  sport = 0;
  dport = 0;
  uid = 0;
}

class OutputSlot {
  dst = IPV4_ANY;
  src = IPV4_ANY;
  oif: NetDevice | null = null;
  tos = 0;
  mark = 0;
  anySource = false;
  generation = -1;
  exceptions = -1;
  answer: OutputRoute | NoRoute = { errno: "ENETUNREACH" };
}

export class Routes {
  private readonly stack: Stack;
  private inputs: Map<number, InputRoute> | null = null;
  private outputs: Map<number, OutputSlot> | null = null;
  /** By destination. */
  private readonly exceptions = new LazyMap<Ipv4Addr, RouteException>();
  /** Moves whenever an exception comes or goes. */
  private exceptionEpoch = 0;

  constructor(stack: Stack) {
    this.stack = stack;
  }

  /** RTM_F_CLONED flush, and after anything the FIB's generation does not tell. */
  flush(): void {
    this.inputs = null;
    this.outputs = null;
    for (const dev of this.stack.ns.devices.values()) dev.lastInput = null;
    this.exceptions.clear();
    this.exceptionsMoved();
  }

  private exceptionsMoved(): void {
    this.exceptionEpoch++;
    this.stack.ns.host.fast.changed();
  }

  // ── input ──────────────────────────────────────────────────────────────────────────────────

  /**
   * ip_route_input: cached. The caller has tried `dev.lastInput`, or does not care. `packet`: whose
   * ports count, if anything asks for them.
   */
  input(
    dev: NetDevice,
    dst: Ipv4Addr,
    src: Ipv4Addr,
    tos: number,
    mark: number,
    packet: Packet | null = null,
    detail: FlowDetail | null = null,
  ): InputRoute {
    if (this.stack.ns.fib.askPorts())
      return this.inputUncached(dev, dst, src, tos, mark, packet, detail);
    const inputs = (this.inputs ??= new Map<number, InputRoute>());
    const at = Math.imul(dst ^ ((src << 7) | (src >>> 25)) ^ dev.index, 0x9e3779b1) >>> 24;
    const slot = inputs.get(at);
    const generation = this.stack.ns.routeGeneration;
    if (
      slot !== undefined &&
      slot.dst === dst &&
      slot.src === src &&
      slot.dev === dev &&
      slot.generation === generation &&
      slot.tos === tos &&
      slot.mark === mark
    ) {
      dev.lastInput = slot;
      return slot;
    }
    const made = new InputRoute();
    made.dst = dst;
    made.src = src;
    made.dev = dev;
    made.tos = tos;
    made.mark = mark;
    this.decideInput(made, dev);
    made.generation = this.stack.ns.routeGeneration;
    inputs.set(at, made);
    dev.lastInput = made;
    return made;
  }

  /** fib4_rules_early_flow_dissect: the decision is this packet's alone. */
  private inputUncached(
    dev: NetDevice,
    dst: Ipv4Addr,
    src: Ipv4Addr,
    tos: number,
    mark: number,
    packet: Packet | null,
    detail: FlowDetail | null,
  ): InputRoute {
    const made = new InputRoute();
    made.dst = dst;
    made.src = src;
    made.dev = dev;
    made.tos = tos;
    made.mark = mark;
    this.setDetail(detail);
    if (packet !== null) this.dissect(packet);
    this.decideInput(made, dev);
    this.setDetail(null);
    return made;
  }

  private dissect(packet: Packet): void {
    const { buf, l3, l4, end } = packet;
    const protocol = u8(buf, l3 + IP_PROTOCOL);
    const { flow } = this;
    flow.ipProto = protocol;
    const first = (u16(buf, l3 + IP_FRAG) & IP_OFFSET) === 0;
    if ((protocol !== IPPROTO_TCP && protocol !== IPPROTO_UDP) || !first || l4 + 4 > end) return;
    flow.sport = u16(buf, l4);
    flow.dport = u16(buf, l4 + 2);
  }

  private get flow(): RoutedFlow {
    return this.stack.ns.host.flow;
  }

  private setDetail(detail: FlowDetail | null): void {
    const { flow } = this;
    flow.ipProto = detail?.protocol ?? 0;
    flow.sport = detail?.sport ?? 0;
    flow.dport = detail?.dport ?? 0;
    flow.uid = detail?.uid ?? 0;
  }

  /** What an ARP request's target is to us, or null when the packet would not be accepted. */
  forArp(dev: NetDevice, target: Ipv4Addr, sender: Ipv4Addr): RouteResult | null {
    const found = this.input(dev, target, sender, 0, 0);
    return found.verdict === "local" || found.verdict === "forward" ? found.route : null;
  }

  private decideInput(out: InputRoute, dev: NetDevice): void {
    const { dst, src } = out;
    if (dev.loopback) {
      this.decideLoopback(out, dev);
      return;
    }
    if (isMulticast4(dst)) {
      out.verdict = dev.multicast.groups4.has(dst) ? "multicast" : "error";
      out.errno = "EINVAL";
      out.route = this.special("multicast", dev, IPV4_ANY);
      return;
    }
    if (isMulticast4(src) || src === IPV4_BROADCAST) {
      out.verdict = "martian";
      return;
    }
    if (dst === IPV4_BROADCAST || (dst === IPV4_ANY && src === IPV4_ANY)) {
      out.verdict = "broadcast";
      out.route = this.special("broadcast", dev, IPV4_ANY);
      return;
    }
    if (src >>> 24 === 0 || dst >>> 24 === 0) {
      out.verdict = "martian";
      return;
    }
    if ((isLoopback4(dst) || isLoopback4(src)) && !this.localnet(dev)) {
      out.verdict = "martian";
      return;
    }
    this.decideByTable(out, dev);
  }

  private decideByTable(out: InputRoute, dev: NetDevice): void {
    const { dst, src } = out;
    const forwarding = dev.conf4.forwarding !== 0;
    const found = this.find(dst, src, dev, null, out.mark, out.tos);
    if ("errno" in found) {
      out.verdict = forwarding ? "error" : "not-forwarding";
      out.errno = found.errno;
      return;
    }
    if (found.type === "local" || found.type === "broadcast") {
      const valid = this.validateSource(dev, src, dst, out.tos, out.mark, false);
      out.verdict = valid === "ok" || valid === "onlink" ? found.type : valid;
      out.route = found;
      return;
    }
    if (!forwarding) {
      out.verdict = "not-forwarding";
      return;
    }
    const sameDevice = found.dev === dev;
    const wantRedirect = sameDevice && this.sendsRedirects(dev);
    const valid = this.validateSource(dev, src, dst, out.tos, out.mark, wantRedirect);
    if (valid !== "ok" && valid !== "onlink") {
      out.verdict = valid;
      return;
    }
    out.redirect =
      wantRedirect &&
      valid === "onlink" &&
      (this.shared(dev) || this.onSubnet(dev, src, found.gateway));
    out.verdict = "forward";
    out.route = found;
    const exception = this.exceptionOf(dst, found.hop);
    if (exception !== null && exception.gateway !== IPV4_ANY)
      out.route = { ...found, gateway: exception.gateway };
    out.out = found.dev;
    out.routeMtu = found.mtu;
    out.usePmtu = this.stack.ns.sysctl.ipForwardUsePmtu !== 0 || found.mtuLocked;
  }

  /** Over lo everything was routed when it was sent. */
  private decideLoopback(out: InputRoute, dev: NetDevice): void {
    const found = this.find(out.dst, out.src, null, null, out.mark, out.tos);
    if (isMulticast4(out.dst)) {
      out.verdict = "multicast";
      out.route = this.special("multicast", dev, IPV4_ANY);
    } else if (out.dst === IPV4_BROADCAST) {
      out.verdict = "broadcast";
      out.route = this.special("broadcast", dev, IPV4_ANY);
    } else if ("errno" in found) {
      out.verdict = "martian";
    } else if (found.type === "unicast") {
      // A route to lo: what was forwarded into it is forwarded again, until its TTL ends.
      const forwarded = dev.conf4.forwarding !== 0 && !this.stack.ns.inet.isLocal(out.src);
      out.verdict = forwarded ? "forward" : "martian";
      out.route = found;
      out.out = found.dev;
      out.routeMtu = found.mtu;
    } else {
      out.verdict = found.type;
      out.route = found;
    }
  }

  /** fib_validate_source. */
  private validateSource(
    dev: NetDevice,
    src: Ipv4Addr,
    dst: Ipv4Addr,
    tos: number,
    mark: number,
    wantRedirect: boolean,
  ): "ok" | "onlink" | "rp-filter" | "martian" {
    const conf = this.stack.ns.sysctl;
    const mode = Math.max(conf.conf4All.rpFilter, dev.conf4.rpFilter);
    const acceptLocal = dev.conf4.acceptLocal !== 0 || conf.conf4All.acceptLocal !== 0;
    if (mode === 0 && !wantRedirect) {
      return !acceptLocal && this.stack.ns.inet.isLocal(src) ? "martian" : "ok";
    }
    const asMarked = conf.conf4All.srcValidMark !== 0 || dev.conf4.srcValidMark !== 0;
    const back = this.find(src, dst, dev, null, asMarked ? mark : 0, tos);
    if ("errno" in back) return mode === 0 ? "ok" : "rp-filter";
    if (back.type !== "unicast" && !(back.type === "local" && acceptLocal)) return "martian";
    if (back.dev === dev) {
      return back.gateway === IPV4_ANY ? "onlink" : "ok";
    }
    if (dev.in4.length === 0) return mode === 0 ? "ok" : "rp-filter";
    return mode === 1 ? "rp-filter" : "ok";
  }

  private sendsRedirects(dev: NetDevice): boolean {
    return dev.conf4.sendRedirects !== 0 || this.stack.ns.sysctl.conf4All.sendRedirects !== 0;
  }
  private shared(dev: NetDevice): boolean {
    return dev.conf4.sharedMedia !== 0 || this.stack.ns.sysctl.conf4All.sharedMedia !== 0;
  }
  private localnet(dev: NetDevice): boolean {
    return dev.conf4.routeLocalnet !== 0 || this.stack.ns.sysctl.conf4All.routeLocalnet !== 0;
  }
  private onSubnet(dev: NetDevice, a: Ipv4Addr, b: Ipv4Addr): boolean {
    return dev.in4.some((ifa) => ifa.covers(a) && (b === IPV4_ANY || ifa.covers(b)));
  }

  // ── output ─────────────────────────────────────────────────────────────────────────────────

  /**
   * ip_route_output_key, cached. `src` 0: choose. `anySource`: the caller may use addresses that
   * are not ours (raw sockets). `detail`: for rules and multipath that look at more.
   */
  output(
    dst: Ipv4Addr,
    src: Ipv4Addr,
    oif: NetDevice | null,
    tos: number,
    mark: number,
    anySource: boolean,
    detail: FlowDetail | null = null,
  ): OutputRoute | NoRoute {
    if (detail !== null && this.stack.ns.fib.askPorts()) {
      this.setDetail(detail);
      const answer = this.decideOutput(dst, src, oif, tos, mark, anySource);
      this.setDetail(null);
      return answer;
    }
    const outputs = (this.outputs ??= new Map<number, OutputSlot>());
    const at = Math.imul(dst ^ ((src << 7) | (src >>> 25)) ^ (oif?.index ?? 0), 0x9e3779b1) >>> 24;
    let slot = outputs.get(at);
    const generation = this.stack.ns.routeGeneration;
    if (
      slot !== undefined &&
      slot.dst === dst &&
      slot.src === src &&
      slot.oif === oif &&
      slot.generation === generation &&
      slot.exceptions === this.exceptionEpoch &&
      slot.tos === tos &&
      slot.mark === mark &&
      slot.anySource === anySource
    ) {
      return slot.answer;
    }
    if (slot === undefined) outputs.set(at, (slot = new OutputSlot()));
    slot.dst = dst;
    slot.src = src;
    slot.oif = oif;
    slot.tos = tos;
    slot.mark = mark;
    slot.anySource = anySource;
    slot.generation = generation;
    slot.exceptions = this.exceptionEpoch;
    slot.answer = this.decideOutput(dst, src, oif, tos, mark, anySource);
    return slot.answer;
  }

  private decideOutput(
    asked: Ipv4Addr,
    askedSrc: Ipv4Addr,
    oif: NetDevice | null,
    tos: number,
    mark: number,
    anySource: boolean,
  ): OutputRoute | NoRoute {
    const { inet } = this.stack.ns;
    const dst = asked;
    let src = askedSrc;
    let dev = oif;
    if (src !== IPV4_ANY) {
      if (isMulticast4(src) || src === IPV4_BROADCAST || src >>> 24 === 0)
        return { errno: "EINVAL" };
      if (dev === null && (isMulticast4(dst) || dst === IPV4_BROADCAST)) {
        dev = this.deviceOf(src);
        if (dev === null) return { errno: "ENETUNREACH" };
        return this.direct(dst, src, dev);
      }
      if (!anySource && !inet.isLocal(src)) return { errno: "ENETUNREACH" };
    }
    if (dev !== null) {
      if ((dev.flags & IFF.UP) === 0) return { errno: "ENETUNREACH" };
      const linkLocalGroup = dst >>> 8 === 0xe00000;
      if (linkLocalGroup || dst === IPV4_BROADCAST) {
        if (src === IPV4_ANY) src = inet.selectSource(IPV4_ANY, SCOPE_LINK, dev);
        return this.direct(dst, src, dev);
      }
      if (src === IPV4_ANY) {
        if (isMulticast4(dst)) src = inet.selectSource(IPV4_ANY, SCOPE_UNIVERSE, dev);
        else if (dst === IPV4_ANY) src = inet.selectSource(IPV4_ANY, SCOPE_HOST, dev);
      }
    }
    if (dst === IPV4_ANY) {
      if (src === IPV4_ANY) src = LOOPBACK;
      return this.local(src, this.special("local", this.stack.ns.lo, src));
    }
    const found = this.find(dst, src, null, dev, mark, tos);
    if ("errno" in found) {
      if (dev === null) return found;
      // "Routing tables are wrong. Assume that the destination is on link."
      if (src === IPV4_ANY) src = inet.selectSource(IPV4_ANY, SCOPE_LINK, dev);
      return this.direct(dst, src, dev);
    }
    if (found.type === "local") {
      if (src === IPV4_ANY) src = found.src !== IPV4_ANY ? found.src : dst;
      return this.local(src, found);
    }
    if (src === IPV4_ANY) src = found.src;
    // __mkroute_output: 127/8 stays inside, unless route_localnet lets it out.
    if (isLoopback4(src) && !found.dev.loopback && !this.localnet(found.dev))
      return { errno: "EINVAL" };
    if (dst === IPV4_BROADCAST || isMulticast4(dst))
      return this.direct(dst, src, found.dev, found.gateway);
    if (dst >>> 24 === 0) return { errno: "EINVAL" };
    return this.finish(dst, src, found);
  }

  private local(src: Ipv4Addr, route: RouteResult): OutputRoute {
    return {
      errno: null,
      route,
      src,
      mtu: route.dev.mtu,
      mtuLocked: false,
      record: -1,
      nexthop: IPV4_ANY,
    };
  }

  /** Apply what ICMP taught about this destination. */
  private finish(dst: Ipv4Addr, src: Ipv4Addr, found: RouteResult): OutputRoute {
    const exception = this.exceptionOf(dst, found.hop);
    let route = found;
    let mtu = found.mtu > 0 ? found.mtu : found.dev.mtu;
    let mtuLocked = found.mtuLocked;
    if (exception !== null) {
      exception.used = true;
      if (exception.gateway !== IPV4_ANY) route = { ...found, gateway: exception.gateway };
      if (exception.mtu > 0) {
        mtu = exception.mtu;
        mtuLocked ||= exception.mtuLocked;
      }
    }
    const record = route.type === "unicast" ? route.dev.record : -1;
    const nexthop = route.gateway === IPV4_ANY ? dst : route.gateway;
    return { errno: null, route, src, mtu, mtuLocked, record, nexthop };
  }

  /** Without asking the tables: the destination is on this link. */
  private direct(dst: Ipv4Addr, src: Ipv4Addr, dev: NetDevice, gateway = IPV4_ANY): OutputRoute {
    const type = isMulticast4(dst)
      ? "multicast"
      : dst === IPV4_BROADCAST || this.stack.ns.inet.addressType(dst) === "broadcast"
        ? "broadcast"
        : "unicast";
    const route = {
      ...this.special(type, dev, src),
      gateway: type === "unicast" ? gateway : IPV4_ANY,
    };
    return {
      errno: null,
      route,
      src,
      mtu: dev.mtu,
      mtuLocked: false,
      record: -1,
      nexthop: IPV4_ANY,
    };
  }

  private special(type: RouteResult["type"], dev: NetDevice, src: Ipv4Addr): RouteResult {
    return {
      type,
      dev,
      gateway: IPV4_ANY,
      src,
      table: type === "unicast" ? TABLE_MAIN : TABLE_LOCAL,
      scope: SCOPE_LINK,
      onlink: false,
      mtu: 0,
      mtuLocked: false,
      advmss: 0,
      hop: null,
    };
  }

  private deviceOf(address: Ipv4Addr): NetDevice | null {
    for (const dev of this.stack.ns.devices.values()) {
      if (dev.in4.some((ifa) => ifa.local === address)) return dev;
    }
    return null;
  }

  private find(
    dst: Ipv4Addr,
    src: Ipv4Addr,
    iif: NetDevice | null,
    oif: NetDevice | null,
    mark: number,
    tos: number,
  ): ReturnType<Stack["ns"]["fib"]["lookup"]> {
    const flow = this.flow;
    flow.dst = dst;
    flow.src = src;
    flow.iif = iif;
    flow.oif = oif;
    flow.mark = mark;
    flow.tos = tos;
    const policy = this.stack.ns.sysctl.fibMultipathHashPolicy;
    flow.flowHash =
      policy === 0
        ? hashFlow(dst, src)
        : hashFlow(
            dst ^ Math.imul(flow.dport + 1, 0x9e3779b1),
            src ^ ((flow.sport << 16) | flow.ipProto),
          );
    return this.stack.ns.fib.lookup(flow);
  }

  // ── exceptions ─────────────────────────────────────────────────────────────────────────────

  /** The live exception of a destination by way of a next hop, or null. */
  exceptionOf(dst: Ipv4Addr, hop: FibNexthop | null): RouteException | null {
    const found = this.exceptions.get(dst);
    if (found === undefined) return null;
    if (found.expiresAt > this.stack.sched.now) return found.hop === hop ? found : null;
    this.exceptions.delete(dst);
    this.exceptionsMoved();
    return null;
  }

  /** ip_rt_update_pmtu: only ever downwards, not under min_pmtu. */
  learnPmtu(dst: Ipv4Addr, told: number): void {
    const { sysctl } = this.stack.ns;
    const now = this.output(dst, IPV4_ANY, null, 0, 0, false);
    if (now.errno !== null || now.route.type === "local" || now.mtuLocked || now.mtu < told) return;
    const tooSmall = told < sysctl.routeMinPmtu;
    const mtu = tooSmall ? Math.min(now.mtu, sysctl.routeMinPmtu) : told;
    this.remember(dst, now.route.hop, { mtu, mtuLocked: tooSmall });
  }

  /** The exceptions that were used, by destination, with the route they hang on: `ip route show cache`. */
  *cached(): Generator<{ dst: Ipv4Addr; exception: RouteException; hop: FibNexthop }> {
    for (const [dst, exception] of [...this.exceptions]) {
      const { hop } = exception;
      if (hop !== null && exception.used && this.exceptionOf(dst, hop) !== null)
        yield { dst, exception, hop };
    }
  }

  /** dst_mtu of a decision about `dst`. */
  mtuTo(dst: Ipv4Addr, route: RouteResult): number {
    const learnt = this.exceptionOf(dst, route.hop)?.mtu ?? 0;
    const mtu = route.mtu > 0 && route.mtu < route.dev.mtu ? route.mtu : route.dev.mtu;
    return learnt > 0 && learnt < mtu ? learnt : mtu;
  }

  /** As {@link learnPmtu}, for what a tunnel says with every packet: known and fresh is enough. */
  refreshPmtu(dst: Ipv4Addr, route: RouteResult, mtu: number): void {
    const known = this.exceptionOf(dst, route.hop);
    const half = (this.stack.ns.sysctl.routeMtuExpires * SECOND) / 2;
    if (known?.mtu === mtu && known.expiresAt - this.stack.sched.now > half) return;
    this.learnPmtu(dst, mtu);
  }

  /**
   * fib_nhc_update_mtu: a device's MTU changed. What was learnt by way of it is lowered to the new one;
   * what was as large as the old one grows with it.
   */
  mtuChanged(dev: NetDevice, from: number): void {
    for (const exception of this.exceptions.values()) {
      if (exception.hop?.dev !== dev) continue;
      if (exception.mtuLocked) {
        if (dev.mtu > exception.mtu) continue;
        exception.mtuLocked = false;
      } else if (dev.mtu >= exception.mtu && exception.mtu !== from) continue;
      exception.mtu = dev.mtu;
    }
    this.exceptionsMoved();
  }

  /** __ip_do_redirect: another gateway for one destination. */
  learnGateway(dst: Ipv4Addr, gateway: Ipv4Addr): void {
    const now = this.output(dst, IPV4_ANY, null, 0, 0, false);
    if (now.errno === null) this.remember(dst, now.route.hop, { gateway });
  }

  private remember(dst: Ipv4Addr, hop: FibNexthop | null, news: Partial<RouteException>): void {
    const old = this.exceptionOf(dst, hop) ?? {
      mtu: 0,
      mtuLocked: false,
      gateway: IPV4_ANY,
      expiresAt: 0,
      hop,
      used: false,
    };
    const expiresAt = this.stack.sched.now + this.stack.ns.sysctl.routeMtuExpires * SECOND;
    this.exceptions.set(dst, { ...old, ...news, expiresAt });
    this.exceptionsMoved();
    // A cached answer must not outlive the exception.
    this.stack.sched.at(expiresAt, "route exception expires", () => this.exceptionOf(dst, hop));
  }
}

/** fib_multipath_hash_policy 0: addresses only. */
function hashFlow(dst: number, src: number): number {
  let h = Math.imul(dst ^ Math.imul(src, 0x85ebca6b), 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  return (h ^ (h >>> 15)) & 0x7fffffff;
}
