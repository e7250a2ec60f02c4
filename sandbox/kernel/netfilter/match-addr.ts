/** Matches about addresses: xt_addrtype.c, xt_iprange.c, ipt_rpfilter.c. */
import { u8 } from "../../wire/bytes.ts";
import { IP_TOS } from "../../wire/ipv4.ts";
import type { Ipv4Addr, Ipv6Addr } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import { PACKET_HOST } from "../packet.ts";
import type { FlowKey, RouteType } from "../route/types.ts";
import type { Netfilter } from "./state.ts";
import { ADDRTYPE, type NfAddr, type XtMatch } from "./types.ts";
import { addressWords, type PacketView } from "./view.ts";

type Test = (v: PacketView) => boolean;
type Of<N extends XtMatch["name"]> = Extract<XtMatch, { name: N }>;

export function makeAddrMatch(nf: Netfilter, match: XtMatch): Test | null {
  switch (match.name) {
    case "addrtype":
      return addrtypeMatch(match);
    case "iprange":
      return (v) =>
        (match.src === null || between(match.src, v.srcAddr) !== match.src.invert) &&
        (match.dst === null || between(match.dst, v.dstAddr) !== match.dst.invert);
    case "rpfilter":
      return rpfilterMatch(nf, match);
    default:
      return null;
  }
}

const TYPES: Readonly<Partial<Record<RouteType, number>>> = {
  unicast: ADDRTYPE.UNICAST,
  local: ADDRTYPE.LOCAL,
  broadcast: ADDRTYPE.BROADCAST,
  anycast: ADDRTYPE.ANYCAST,
  multicast: ADDRTYPE.MULTICAST,
  blackhole: ADDRTYPE.BLACKHOLE,
  unreachable: ADDRTYPE.UNREACHABLE,
  prohibit: ADDRTYPE.PROHIBIT,
  throw: ADDRTYPE.THROW,
};

/** inet_dev_addr_type: with a device, local is what that device has. */
function typeOf(v: PacketView, addr: NfAddr, dev: NetDevice | null): number {
  const { ns } = v;
  if (typeof addr === "number") {
    const type = ns.inet.addressType(addr);
    if (type === "local" && dev !== null && !dev.in4.some((one) => one.local === addr))
      return ADDRTYPE.UNICAST;
    return TYPES[type] ?? ADDRTYPE.UNICAST;
  }
  if (addr.startsWith("ff")) return ADDRTYPE.MULTICAST;
  return ns.inet6.isLocal(addr, dev) ? ADDRTYPE.LOCAL : ADDRTYPE.UNICAST;
}

function addrtypeMatch(match: Of<"addrtype">): Test {
  return (v) => {
    const dev = match.limitIfaceIn ? v.state.input : match.limitIfaceOut ? v.state.output : null;
    if (match.src !== null) {
      const hit = (typeOf(v, v.srcAddr, dev) & match.src.types) !== 0;
      if (hit === match.src.invert) return false;
    }
    if (match.dst === null) return true;
    return ((typeOf(v, v.dstAddr, dev) & match.dst.types) !== 0) !== match.dst.invert;
  };
}

function between(range: { from: NfAddr; to: NfAddr }, addr: NfAddr): boolean {
  if (typeof addr === "number")
    return addr >>> 0 >= (range.from as number) >>> 0 && addr >>> 0 <= (range.to as number) >>> 0;
  const words = new Int32Array(12);
  addressWords(addr, words, 0);
  addressWords(range.from, words, 4);
  addressWords(range.to, words, 8);
  return compare(words, 0, 4) >= 0 && compare(words, 0, 8) <= 0;
}

function compare(words: Int32Array, a: number, b: number): number {
  for (let i = 0; i < 4; i++) {
    const d = ((words[a + i] as number) >>> 0) - ((words[b + i] as number) >>> 0);
    if (d !== 0) return d;
  }
  return 0;
}

/** Would an answer leave by the device that the packet came in by? */
function rpfilterMatch(nf: Netfilter, match: Of<"rpfilter">): Test {
  return (v) => {
    const { input } = v.state;
    if (input === null || input.loopback) return !match.invert;
    const ok = v.six ? valid6(nf, match, v, input) : valid4(nf, match, v, input);
    return ok !== match.invert;
  };
}

function valid4(nf: Netfilter, match: Of<"rpfilter">, v: PacketView, input: NetDevice): boolean {
  if (v.src === 0 && v.packet.packetType !== PACKET_HOST) return true;
  const flow: FlowKey = {
    dst: v.src as Ipv4Addr,
    src: (v.packet.packetType === PACKET_HOST ? v.dst : 0) as Ipv4Addr,
    iif: null,
    oif: null,
    mark: match.validmark ? v.packet.mark : 0,
    tos: u8(v.b, v.l3 + IP_TOS) & 0x1c,
    flowHash: 0,
    ipProto: v.protocol,
    sport: 0,
    dport: 0,
    uid: 0,
  };
  const back = nf.ns.fib.lookup(flow);
  if ("errno" in back) return false;
  if (back.type !== "unicast" && !(back.type === "local" && match.acceptLocal)) return false;
  return match.loose || back.dev === input;
}

function valid6(nf: Netfilter, match: Of<"rpfilter">, v: PacketView, input: NetDevice): boolean {
  const src = v.srcAddr as Ipv6Addr;
  if (nf.ns.inet6.isLocal(src)) return match.acceptLocal;
  const back = nf.ns.stack.ipv6.route(src, match.loose ? null : input);
  return !("errno" in back) && (match.loose || back.dev === input);
}
