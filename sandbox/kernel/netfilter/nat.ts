/**
 * Address translation: net/netfilter/nf_nat_core.c. A flow's first packet asks the nat chains of its hook, once a
 * direction; the answer changes how replies look (the reply tuple), and every packet is rewritten by that.
 * Ports are kept where they are free, else drawn at random (the world's chance).
 * Left out: helpers that look into payloads; `least used` address choice beyond the hash (the kernel's own
 * since 2.6.24).
 */
import { type Ipv4Addr, IPV4_ANY } from "../../wire/addr.ts";
import { u8 } from "../../wire/bytes.ts";
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from "../../wire/ipv4.ts";
import { setIcmpv6Checksum } from "../../wire/icmpv6.ts";
import type { NetDevice } from "../device.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import { SCOPE_UNIVERSE } from "../route/types.ts";
import type { Conntrack } from "./conntrack.ts";
import { CT_NEW, CT_RELATED, CT_RELATED_REPLY, type Flow, IPS, isReply, Tuple } from "./flow.ts";
import { ACCEPT, DROP, HookState, NF_IN, NF_OUT, NF_POST } from "./hooks.ts";
import { resumIcmp4, rewrite } from "./manip.ts";
import type { NatRange, NfAddr } from "./types.ts";

const MAX_ATTEMPTS = 128;

export const NO_RANGE: NatRange = {
  addrFrom: null,
  addrTo: null,
  portFrom: null,
  portTo: null,
  random: false,
  randomFully: false,
  persistent: false,
};

/** HOOK2MANIP: sources are changed at POSTROUTING and INPUT, destinations at the others. */
function changesSource(hook: number): boolean {
  return hook === NF_POST || hook === NF_IN;
}

export class Nat {
  private readonly ns: NetNamespace;
  private readonly ct: Conntrack;
  private readonly current = new Tuple();
  private readonly target = new Tuple();

  constructor(ns: NetNamespace, ct: Conntrack) {
    this.ns = ns;
    this.ct = ct;
  }

  /**
   * nf_nat_inet_fn at one hook. `ask`: the nat chains' verdict about the first packet of a flow; a target there
   * calls {@link setup}.
   */
  packet(state: HookState, packet: Packet, ask: () => number): number {
    const flow = packet.ct;
    if (flow === null) return ACCEPT;
    const source = changesSource(state.hook);
    const info = packet.ctInfo & 15;
    if (info === CT_RELATED || info === CT_RELATED_REPLY) {
      const protocol = this.protocolOf(state, packet);
      if (protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6)
        return this.translateError(state, packet, flow, source) ? ACCEPT : DROP;
    }
    if (info === CT_NEW || info === CT_RELATED || info === CT_RELATED_REPLY) {
      const done = source ? IPS.SRC_NAT_DONE : IPS.DST_NAT_DONE;
      if ((flow.status & done) === 0) {
        const verdict = ask();
        if (verdict !== ACCEPT) return verdict;
        if ((flow.status & done) === 0) this.bindNothing(flow, source);
      } else if (this.leftElsewhere(state, packet, flow)) return DROP;
    } else if (this.leftElsewhere(state, packet, flow)) return DROP;
    return this.apply(state, packet, flow, source) ? ACCEPT : DROP;
  }

  private protocolOf(state: HookState, packet: Packet): number {
    return state.six ? this.nextHeader(packet) : u8(packet.buf, packet.l3 + 9);
  }
  private nextHeader(packet: Packet): number {
    const next = u8(packet.buf, packet.l3 + 6);
    return next === 0 ? u8(packet.buf, packet.l3 + 40) : next;
  }

  /** nf_nat_oif_changed: a masqueraded flow that leaves by another device begins anew. */
  private leftElsewhere(state: HookState, packet: Packet, flow: Flow): boolean {
    if (state.hook !== NF_POST || flow.masqueradeIndex === 0 || state.output === null) return false;
    if (state.output.index === flow.masqueradeIndex || isReply(packet.ctInfo & 15)) return false;
    this.ct.kill(flow);
    return true;
  }

  /** nf_nat_packet: rewrite as the flow says. */
  private apply(state: HookState, packet: Packet, flow: Flow, source: boolean): boolean {
    const reply = isReply(packet.ctInfo & 15);
    const bit = source !== reply ? IPS.SRC_NAT : IPS.DST_NAT;
    if ((flow.status & bit) === 0) return true;
    const target = this.target.invert(flow.read(this.current, !reply), flow.protocol);
    return rewrite(packet, state.six, packet.l3, packet.end, target, source);
  }

  /** nf_nat_icmp_reply_translation: what an error quotes, and who it is from. */
  private translateError(state: HookState, packet: Packet, flow: Flow, source: boolean): boolean {
    const reply = isReply(packet.ctInfo & 15);
    const { buf, l3, l4, end } = packet;
    const type = u8(buf, l4);
    const bit = source !== reply ? IPS.SRC_NAT : IPS.DST_NAT;
    if ((flow.status & bit) === 0) return true;
    // Redirects are about the first hop: with NAT there is none to speak of.
    if (!state.six && type === 5 && (flow.status & (IPS.SRC_NAT | IPS.DST_NAT)) !== 0) return false;
    const other = flow.tuple(!reply);
    if (!rewrite(packet, state.six, l4 + 8, end, other, !source)) return false;
    if (!state.six) resumIcmp4(packet);
    const target = this.target.invert(other, flow.protocol);
    if (!rewrite(packet, state.six, l3, end, target, source)) return false;
    if (state.six) setIcmpv6Checksum(buf, l4, end, l3);
    return true;
  }

  /** nf_nat_alloc_null_binding: same address; the port only if another flow has it. */
  private bindNothing(flow: Flow, source: boolean): void {
    const addr = source ? flow.replyDst : flow.replySrc;
    this.setup(flow, { ...NO_RANGE, addrFrom: addr, addrTo: addr }, source);
  }

  /** nf_nat_setup_info. */
  setup(flow: Flow, range: NatRange, source: boolean): number {
    if (flow.confirmed) return ACCEPT;
    const done = source ? IPS.SRC_NAT_DONE : IPS.DST_NAT_DONE;
    if ((flow.status & done) !== 0) return ACCEPT;
    const current = this.current.invert(flow.tuple(true), flow.protocol);
    const chosen = new Tuple().copy(current);
    this.choose(chosen, current, range, flow, source);
    if (!chosen.equals(current)) {
      flow.set(true, this.target.invert(chosen, flow.protocol));
      flow.status |= source ? IPS.SRC_NAT : IPS.DST_NAT;
    }
    flow.status |= done;
    return ACCEPT;
  }

  /** get_unique_tuple. */
  private choose(
    tuple: Tuple,
    original: Tuple,
    range: NatRange,
    flow: Flow,
    source: boolean,
  ): void {
    const random = range.random || range.randomFully;
    if (source && !random) {
      if (inRange(original, range, flow.protocol)) {
        if (!this.ct.takenOriginal(original, flow)) return;
      } else if (this.sameSource(tuple, original, range, flow)) {
        if (!this.ct.takenOriginal(tuple, flow)) return;
      }
      tuple.copy(original);
    }
    if (range.addrFrom !== null) {
      const addr = pickAddress(tuple, range);
      if (source) tuple.src = addr;
      else tuple.dst = addr;
    }
    if (!random) {
      if (range.portFrom !== null) {
        const port = source || isIcmp(flow.protocol) ? tuple.sp : tuple.dp;
        const fits = port >= range.portFrom && port <= (range.portTo ?? range.portFrom);
        const single = range.portFrom === (range.portTo ?? range.portFrom);
        if (fits && (single || !this.ct.takenOriginal(tuple, flow))) return;
      } else if (!this.ct.takenOriginal(tuple, flow)) return;
    }
    this.choosePort(tuple, range, flow, source);
  }

  /** find_appropriate_src: what this source is already mapped to. */
  private sameSource(tuple: Tuple, original: Tuple, range: NatRange, flow: Flow): boolean {
    const key = sourceKey(flow);
    const known = this.ct.sources?.get(key);
    if (known === undefined) return false;
    for (const other of known) {
      if (other.zone !== flow.zone || other === flow) continue;
      tuple.invert(other.tuple(true), flow.protocol);
      tuple.dst = original.dst;
      tuple.dp = original.dp;
      if (inRange(tuple, range, flow.protocol)) return true;
    }
    return false;
  }

  /** nf_nat_l4proto_unique_tuple. */
  private choosePort(tuple: Tuple, range: NatRange, flow: Flow, source: boolean): void {
    const { protocol } = flow;
    const icmp = isIcmp(protocol);
    if (!icmp && protocol !== IPPROTO_TCP && protocol !== IPPROTO_UDP) return;
    const onSource = source || icmp;
    const now = onSource ? tuple.sp : tuple.dp;
    let min: number;
    let size: number;
    if (range.portFrom !== null) {
      const to = range.portTo ?? range.portFrom;
      min = Math.min(range.portFrom, to);
      size = Math.abs(to - range.portFrom) + 1;
    } else if (icmp) {
      min = 0;
      size = 65_536;
    } else if (!source) return;
    else if (now < 512) {
      min = 1;
      size = 511;
    } else if (now < 1024) {
      min = 600;
      size = 424;
    } else {
      min = 1024;
      size = 64_512;
    }
    const { rng } = this.ns.netfilter;
    let offset = rng.below(65_536);
    let attempts = Math.min(size, MAX_ATTEMPTS);
    for (;;) {
      for (let i = 0; i < attempts; i++, offset++) {
        const port = min + (offset % size);
        if (onSource) tuple.sp = port;
        else tuple.dp = port;
        if (!this.ct.takenOriginal(tuple, flow)) return;
      }
      if (attempts >= size || attempts < 16) return;
      attempts = attempts >>> 1;
      offset = rng.below(65_536);
    }
  }

  // ── targets ────────────────────────────────────────────────────────────────────────────────

  /** nf_nat_masquerade_ipv4, _ipv6: the address that the way out would choose. */
  masquerade(state: HookState, packet: Packet, range: NatRange): number {
    const flow = packet.ct;
    const out = state.output;
    if (flow === null || out === null) return ACCEPT;
    if (!state.six && flow.src === IPV4_ANY) return ACCEPT;
    let addr: NfAddr | null;
    if (state.six) addr = this.ns.inet6.selectSource(flow.replySrc as never, out);
    else {
      const gateway = packet.route?.gateway ?? IPV4_ANY;
      const towards = gateway === IPV4_ANY ? (flow.replySrc as Ipv4Addr) : gateway;
      const chosen = this.ns.inet.selectSource(towards, SCOPE_UNIVERSE, out);
      addr = chosen === IPV4_ANY ? null : chosen;
    }
    if (addr === null) return DROP;
    flow.masqueradeIndex = out.index;
    return this.setup(flow, { ...range, addrFrom: addr, addrTo: addr }, true);
  }

  /** nf_nat_redirect: to an address of the device it came in by, or to this machine's loopback. */
  redirect(state: HookState, packet: Packet, range: NatRange): number {
    const flow = packet.ct;
    if (flow === null) return ACCEPT;
    let addr: NfAddr | null;
    if (state.hook === NF_OUT) addr = state.six ? ("::1" as NfAddr) : (0x7f000001 as NfAddr);
    else if (state.six) addr = firstAddress6(state.input);
    else addr = state.input?.in4[0]?.local ?? null;
    if (addr === null) return DROP;
    return this.setup(flow, { ...range, addrFrom: addr, addrTo: addr }, false);
  }

  /** masq_device_event, masq_inet_event: the device is down, or its address gone. */
  flushMasquerade(dev: NetDevice, address: NfAddr | null): void {
    this.ct.killWhere(
      (flow) =>
        flow.masqueradeIndex === dev.index && (address === null || flow.replyDst === address),
    );
  }
}

function firstAddress6(dev: NetDevice | null): NfAddr | null {
  return dev?.in6?.addrs[0]?.local ?? null;
}

export function sourceKey(flow: Flow): string {
  return `${flow.src} ${flow.ports >>> 16} ${flow.protocol}`;
}

function isIcmp(protocol: number): boolean {
  return protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6;
}

/** Would this source do? */
function inRange(tuple: Tuple, range: NatRange, protocol: number): boolean {
  if (range.addrFrom !== null && !between(tuple.src, range.addrFrom, range.addrTo)) return false;
  if (range.portFrom === null) return true;
  if (!isIcmp(protocol) && protocol !== IPPROTO_TCP && protocol !== IPPROTO_UDP) return true;
  return tuple.sp >= range.portFrom && tuple.sp <= (range.portTo ?? range.portFrom);
}

function between(addr: NfAddr, from: NfAddr, to: NfAddr | null): boolean {
  if (typeof addr === "number" && typeof from === "number") {
    const last = typeof to === "number" ? to : from;
    return addr >>> 0 >= from >>> 0 && addr >>> 0 <= last >>> 0;
  }
  // Ranges of IPv6 addresses are single addresses nearly always.
  return addr === from || addr === to;
}

/** find_best_ips_proto: a hash of the addresses, so that one source keeps one address. */
function pickAddress(tuple: Tuple, range: NatRange): NfAddr {
  const { addrFrom: from, addrTo: to } = range;
  if (from === null || to === null || from === to) return from as NfAddr;
  if (typeof from !== "number" || typeof to !== "number") return from;
  const spread = (to >>> 0) - (from >>> 0) + 1;
  let h = Math.imul(tuple.src as number, 0x9e3779b1);
  if (!range.persistent) h ^= Math.imul(tuple.dst as number, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35);
  h = (h ^ (h >>> 16)) >>> 0;
  return (((from >>> 0) + Math.floor((h / 4294967296) * spread)) | 0) as Ipv4Addr;
}

/** Whether OUTPUT must route again: the destination is another than the program's. */
export function destinationMoved(packet: Packet): boolean {
  const flow = packet.ct;
  if (flow === null || (flow.status & (IPS.DST_NAT | IPS.SRC_NAT)) === 0) return false;
  const reply = isReply(packet.ctInfo & 15);
  return reply ? flow.replyDst !== flow.src : flow.dst !== flow.replySrc;
}
