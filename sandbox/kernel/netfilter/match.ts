/**
 * Matches without memory: what a packet is. xt_*.c by their names. Those that count are in match-rate.ts, those
 * about flows in match-ct.ts.
 */
import { u16, u48, u8 } from "../../wire/bytes.ts";
import { IP_TOS, IP_TTL } from "../../wire/ipv4.ts";
import { IP6_HOPS } from "../../wire/ipv6.ts";
import { TCP_FLAGS, TCP_HEADER, TCP_OFFSET } from "../../wire/tcp.ts";
import { PACKET_BROADCAST, PACKET_HOST, PACKET_MULTICAST } from "../packet.ts";
import { makeAddrMatch } from "./match-addr.ts";
import { makeCountMatch } from "./match-count.ts";
import { makeCtMatch } from "./match-ct.ts";
import { makePayloadMatch } from "./match-payload.ts";
import { makeRateMatch } from "./match-rate.ts";
import type { Netfilter } from "./state.ts";
import type { IfaceMatch, Range, XtMatch } from "./types.ts";
import type { PacketView } from "./view.ts";

export interface Tester {
  test(v: PacketView): boolean;
}
/** A match that another subsystem brings. */
export type ForeignMatch = (view: PacketView, match: XtMatch) => boolean;

type Of<N extends XtMatch["name"]> = Extract<XtMatch, { name: N }>;
type Test = (v: PacketView) => boolean;

class Simple implements Tester {
  readonly test: Test;
  constructor(test: Test) {
    this.test = test;
  }
}

export function inside(range: Range, n: number): boolean {
  return (n >= range.from && n <= range.to) !== range.invert;
}

export function makeMatch(nf: Netfilter, match: XtMatch): Tester {
  const foreign = nf.matches.get(match.name);
  if (foreign !== undefined) return new Simple((v) => foreign(v, match));
  const found =
    headerMatch(match) ?? metaMatch(match) ?? makeCtMatch(match) ?? makeRateMatch(nf, match);
  const seldom = found ?? makePayloadMatch(match) ?? makeCountMatch(match);
  const test = seldom ?? makeAddrMatch(nf, match);
  // Asked later than compiled: a set's kernel side may come with the first set.
  return new Simple(test ?? ((v) => nf.matches.get(match.name)?.(v, match) ?? false));
}

function headerMatch(match: XtMatch): Test | null {
  switch (match.name) {
    case "tcp":
      return tcpMatch(match);
    case "udp":
      return (v) => v.has(8) && portsFit(match, v);
    case "icmp":
    case "icmp6":
      return icmpMatch(match);
    case "multiport":
      return multiport(match);
    case "length":
      return (v) => inside(match.range, v.six ? v.length - 40 : v.length);
    case "ttl":
      return ttlMatch(match);
    case "tos":
      return (v) => ((tosOf(v) & match.mask) === match.value) !== match.invert;
    case "dscp":
      return (v) => (tosOf(v) >>> 2 === match.value) !== match.invert;
    case "tcpmss":
      return (v) => {
        const mss = mssOf(v);
        return mss >= 0 ? inside(match.range, mss) : match.range.invert;
      };
    default:
      return null;
  }
}

function portsFit(match: Of<"tcp" | "udp">, v: PacketView): boolean {
  return (
    (match.sport === null || inside(match.sport, u16(v.b, v.l4))) &&
    (match.dport === null || inside(match.dport, u16(v.b, v.l4 + 2)))
  );
}

function tcpMatch(match: Of<"tcp" | "udp">): Test {
  const { flags, option } = match;
  return (v) => {
    if (v.fragment !== 0) {
      if (v.fragment === 1) v.hotdrop = true;
      return false;
    }
    if (!v.has(TCP_HEADER)) {
      v.hotdrop = true;
      return false;
    }
    if (!portsFit(match, v)) return false;
    if (flags !== undefined) {
      const set = (u8(v.b, v.l4 + TCP_FLAGS) & flags.mask) === flags.set;
      if (set === flags.invert) return false;
    }
    return option === undefined || hasOption(v, option.kind) !== option.invert;
  };
}

/** Walk over TCP options; false: there is no such. */
function hasOption(v: PacketView, kind: number): boolean {
  return optionAt(v, kind) >= 0;
}

/** Where an option stands; -1: nowhere. */
export function optionAt(v: PacketView, kind: number): number {
  const end = Math.min(v.l4 + (u8(v.b, v.l4 + TCP_OFFSET) >>> 4) * 4, v.end);
  for (let i = v.l4 + TCP_HEADER; i < end;) {
    const here = u8(v.b, i);
    if (here === kind) return i;
    if (here < 2) i++;
    else i += i + 1 < end ? Math.max(u8(v.b, i + 1), 1) : 1;
  }
  return -1;
}

/** The MSS option's value; -1: none. */
export function mssOf(v: PacketView): number {
  if (v.protocol !== 6 || !v.has(TCP_HEADER)) return -1;
  const at = optionAt(v, 2);
  return at >= 0 && at + 4 <= v.end && u8(v.b, at + 1) === 4 ? u16(v.b, at + 2) : -1;
}

function icmpMatch(match: Of<"icmp" | "icmp6">): Test {
  return (v) => {
    if (v.fragment !== 0) return false;
    if (!v.has(4)) {
      v.hotdrop = true;
      return false;
    }
    const type = u8(v.b, v.l4);
    const code = u8(v.b, v.l4 + 1);
    const any = match.type === 255 && match.name === "icmp";
    const hit = any || (type === match.type && code >= match.codeFrom && code <= match.codeTo);
    return hit !== match.invert;
  };
}

function multiport(match: Of<"multiport">): Test {
  const has = (port: number): boolean =>
    match.ports.some(({ from, to }) => port >= from && port <= to);
  return (v) => {
    if (v.fragment !== 0) return false;
    if (!v.has(4)) {
      v.hotdrop = true;
      return false;
    }
    const sport = u16(v.b, v.l4);
    const dport = u16(v.b, v.l4 + 2);
    const hit =
      match.which === "sports"
        ? has(sport)
        : match.which === "dports"
          ? has(dport)
          : has(sport) || has(dport);
    return hit !== match.invert;
  };
}

function ttlMatch(match: Of<"ttl">): Test {
  return (v) => {
    const ttl = u8(v.b, v.l3 + (v.six ? IP6_HOPS : IP_TTL));
    switch (match.op) {
      case "eq":
        return ttl === match.value;
      case "ne":
        return ttl !== match.value;
      case "lt":
        return ttl < match.value;
      case "gt":
        return ttl > match.value;
    }
  };
}

function tosOf(v: PacketView): number {
  return v.six ? (u16(v.b, v.l3) >>> 4) & 0xff : u8(v.b, v.l3 + IP_TOS);
}

function metaMatch(match: XtMatch): Test | null {
  switch (match.name) {
    case "mark":
      return (v) => ((v.packet.mark & match.mask) >>> 0 === match.value >>> 0) !== match.invert;
    case "mac":
      return (v) => {
        const { input } = v.state;
        if (input === null || input.linkType !== "ether" || v.l3 < 14) return false;
        return (u48(v.b, v.l3 - 8) === match.source) !== match.invert;
      };
    case "pkttype":
      return (v) => (packetType(v) === match.type) !== match.invert;
    case "owner":
      return ownerMatch(match);
    case "physdev":
      return physdevMatch(match);
    default:
      return null;
  }
}

function packetType(v: PacketView): string {
  switch (v.packet.packetType) {
    case PACKET_HOST:
      return "unicast";
    case PACKET_BROADCAST:
      return "broadcast";
    case PACKET_MULTICAST:
      return "multicast";
    default:
      return "";
  }
}

/** Of packets made here: whose socket they come from. */
function ownerMatch(match: Of<"owner">): Test {
  return (v) => {
    const { owner } = v.packet;
    const inverted = match.socketExists?.invert === true;
    if (owner === null) {
      // What the kernel itself says has a socket, but nobody's; what passes through has none.
      if (v.packet.input === null && inverted) return false;
      if (v.packet.input !== null && match.socketExists?.invert === false) return false;
      return match.uid?.invert !== false && match.gid?.invert !== false;
    }
    if (inverted) return false;
    if (match.uid !== null && !inside(match.uid, owner.uid)) return false;
    return match.gid === null || inside(match.gid, owner.gid);
  };
}

function nameFits(match: IfaceMatch, name: string): boolean {
  const want = match.name;
  const hit = want.endsWith("+") ? name.startsWith(want.slice(0, -1)) : name === want;
  return hit !== match.invert;
}

/** xt_physdev: by which ports of a bridge a packet came and goes. */
function physdevMatch(match: Of<"physdev">): Test {
  return (v) => {
    const { phys } = v.packet;
    const inName = phys?.input?.name ?? "";
    const outName = phys?.output?.name ?? "";
    const bridged = phys !== null && phys.bridged;
    if (phys === null) {
      // Not from a bridge: it has no ports.
      if (match.isBridged !== null && match.isBridged) return false;
      if (match.isIn === true || match.isOut === true) return false;
      if (match.in !== null && !match.in.invert) return false;
      return match.out === null || match.out.invert;
    }
    if (match.isBridged !== null && match.isBridged !== bridged) return false;
    if (match.isIn !== null && match.isIn !== (inName !== "")) return false;
    if (match.isOut !== null && match.isOut !== (outName !== "")) return false;
    if (match.in !== null && !nameFits(match.in, inName)) return false;
    return match.out === null || nameFits(match.out, outName);
  };
}
