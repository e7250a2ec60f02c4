/** What rules do beyond verdicts: xt_*.c targets. Marks, flows, header fields; NAT, LOG and REJECT in their own files. */
import { put16, put8, u16, u8 } from "../../wire/bytes.ts";
import { update16 } from "../../wire/checksum.ts";
import { IP_CHECKSUM, IP_TOS, IP_TTL, ipSetChecksum } from "../../wire/ipv4.ts";
import { IP6_HOPS } from "../../wire/ipv6.ts";
import {
  TCP_CHECKSUM,
  TCP_FLAGS,
  TCP_HEADER,
  TCP_OFFSET,
  TCP_RST,
  TCP_SYN,
} from "../../wire/tcp.ts";
import { TRACED, CT_UNTRACKED, IPCT } from "./flow.ts";
import { ACCEPT } from "./hooks.ts";
import { logPacket } from "./log.ts";
import { optionAt } from "./match.ts";
import { reject } from "./reject.ts";
import type { Netfilter } from "./state.ts";
import { moreTarget } from "./target-more.ts";
import type { XtTarget } from "./types.ts";
import type { PacketView } from "./view.ts";

// Verdicts besides DROP 0, ACCEPT 1, STOLEN 2 (hooks.ts).
export const CONTINUE = -1;
export const RETURN = -2;
export const JUMP = -3;
export const GOTO = -4;

export { TRACED };

export type TargetRunner = (v: PacketView) => number;
export type ForeignTarget = (view: PacketView, target: XtTarget) => number;
type Of<N extends XtTarget["name"]> = Extract<XtTarget, { name: N }>;

export function makeTarget(nf: Netfilter, target: XtTarget): TargetRunner {
  const foreign = nf.targets.get(target.name);
  if (foreign !== undefined) return (v) => foreign(v, target);
  switch (target.name) {
    case "MARK":
      return (v) => {
        v.packet.mark = ((v.packet.mark & ~target.mask) ^ target.value) >>> 0;
        return CONTINUE;
      };
    case "CONNMARK":
      return (v) => connmark(v, target);
    case "TRACE":
      return (v) => {
        v.packet.ctInfo |= TRACED;
        return CONTINUE;
      };
    case "NOTRACK":
      return (v) => untrack(v);
    case "CT":
      return (v) => {
        if (target.notrack) return untrack(v);
        if (target.zone !== null) v.packet.ctZone = target.zone;
        return CONTINUE;
      };
    case "LOG":
      return (v) => {
        logPacket(v, target);
        return CONTINUE;
      };
    case "REJECT":
      return (v) => reject(v, target.with);
    case "DNAT":
    case "SNAT":
    case "MASQUERADE":
    case "REDIRECT":
      return natTarget(nf, target);
    case "TCPMSS":
      return (v) => tcpMss(v, target.mss);
    case "TTL":
      return (v) => setTtl(v, target);
    case "TOS":
      return (v) => setTos(v, target);
    default:
      return (
        moreTarget(nf, target) ?? ((v) => nf.targets.get(target.name)?.(v, target) ?? CONTINUE)
      );
  }
}

function natTarget(
  nf: Netfilter,
  target: Of<"DNAT" | "SNAT"> | Of<"MASQUERADE" | "REDIRECT">,
): TargetRunner {
  switch (target.name) {
    case "MASQUERADE":
      return (v) => nf.nat.masquerade(v.state, v.packet, target.range);
    case "REDIRECT":
      return (v) => nf.nat.redirect(v.state, v.packet, target.range);
    default:
      return (v) =>
        v.packet.ct === null
          ? ACCEPT
          : nf.nat.setup(v.packet.ct, target.range, target.name === "SNAT");
  }
}

/** Untracked on purpose; a packet that has its flow keeps it. */
function untrack(v: PacketView): number {
  const { packet } = v;
  if (packet.ct === null && (packet.ctInfo & 15) === 0) packet.ctInfo |= CT_UNTRACKED;
  return CONTINUE;
}

function connmark(v: PacketView, target: Of<"CONNMARK">): number {
  const { ct } = v.packet;
  if (ct === null) return CONTINUE;
  if (target.op === "restore") {
    const from = ct.mark & target.ctmask;
    v.packet.mark = ((v.packet.mark & ~target.nfmask) ^ from) >>> 0;
    return CONTINUE;
  }
  const made =
    target.op === "set"
      ? (ct.mark & ~target.mask) ^ target.value
      : (ct.mark & ~target.ctmask) ^ (v.packet.mark & target.nfmask);
  if (made >>> 0 !== ct.mark >>> 0) {
    ct.mark = made >>> 0;
    ct.news |= IPCT.MARK;
  }
  return CONTINUE;
}

/** tcpmss_mangle_packet: lower what a SYN announces; put it in where it is missing. */
function tcpMss(v: PacketView, asked: number | null): number {
  const { b } = v;
  if (v.fragment !== 0 || v.protocol !== 6 || !v.has(TCP_HEADER)) return CONTINUE;
  const flags = u8(b, v.l4 + TCP_FLAGS);
  if ((flags & TCP_SYN) === 0 || (flags & TCP_RST) !== 0) return CONTINUE;
  const headers = (v.six ? 40 : 20) + TCP_HEADER;
  let mss = asked ?? 0;
  if (asked === null) {
    const out = v.state.output?.mtu ?? 1500;
    const back = v.state.input?.mtu ?? out;
    mss = Math.min(out, routeMtu(v), back) - headers;
  }
  const at = optionAt(v, 2);
  if (at >= 0 && at + 4 <= v.end && u8(b, at + 1) === 4) {
    const old = u16(b, at + 2);
    // Never raise what the other end can take.
    if (old <= mss) return CONTINUE;
    put16(b, at + 2, mss);
    patchTcp(v, at + 2, old, mss);
    return CONTINUE;
  }
  if (v.end > v.l4 + (u8(b, v.l4 + TCP_OFFSET) >>> 4) * 4) return CONTINUE;
  insertMss(v, asked === null ? mss : Math.min(mss, v.six ? 1220 : 536));
  return CONTINUE;
}

function routeMtu(v: PacketView): number {
  const { route } = v.packet;
  return route === null || v.six ? Infinity : v.ns.stack.routes.mtuTo(v.dst as never, route);
}

/** A 16-bit word that TCP's checksum covers; a word at an odd place counts with its bytes turned. */
export function patchTcp(v: PacketView, at: number, before: number, after: number): void {
  if (v.packet.csumStart === v.l4) return;
  const sumAt = v.l4 + TCP_CHECKSUM;
  const odd = ((at - v.l4) & 1) !== 0;
  const turn = (n: number): number => (odd ? ((n & 0xff) << 8) | (n >>> 8) : n);
  put16(v.b, sumAt, update16(u16(v.b, sumAt), turn(before), turn(after)));
}

/** Four bytes of option behind the TCP header, if the buffer has the room in front. */
function insertMss(v: PacketView, mss: number): void {
  const { packet } = v;
  const header = (u8(v.b, v.l4 + TCP_OFFSET) >>> 4) * 4;
  if (header > 56 || v.six || packet.start < 4) return;
  packet.finishChecksum();
  const { buf } = packet;
  const from = packet.l3;
  const length = v.l4 + TCP_HEADER - from;
  buf.copyWithin(from - 4, from, from + length);
  packet.start -= 4;
  packet.l3 -= 4;
  packet.l4 -= 4;
  const at = packet.l4 + TCP_HEADER;
  put8(buf, at, 2);
  put8(buf, at + 1, 4);
  put16(buf, at + 2, mss);
  put8(buf, packet.l4 + TCP_OFFSET, ((header + 4) << 2) | (u8(buf, packet.l4 + TCP_OFFSET) & 15));
  put16(buf, packet.l3 + 2, packet.end - packet.l3);
  ipSetChecksum(buf, packet.l3);
  v.reread();
  resumTcp(v);
}

function resumTcp(v: PacketView): void {
  const { packet } = v;
  packet.csumStart = 0;
  v.ns.netfilter.sumTransport(packet, v.six);
}

function setTtl(v: PacketView, target: Of<"TTL">): number {
  const at = v.l3 + (v.six ? IP6_HOPS : IP_TTL);
  const old = u8(v.b, at);
  let ttl = target.value;
  if (target.op === "inc") ttl = Math.min(255, old + target.value);
  else if (target.op === "dec") ttl = Math.max(0, old - target.value);
  if (ttl === old) return CONTINUE;
  if (!v.six) {
    const sumAt = v.l3 + IP_CHECKSUM;
    put16(v.b, sumAt, update16(u16(v.b, sumAt), old << 8, ttl << 8));
  }
  put8(v.b, at, ttl);
  return CONTINUE;
}

export function setTos(v: PacketView, target: Pick<Of<"TOS">, "value" | "mask">): number {
  if (v.six) {
    const word = u16(v.b, v.l3);
    const tos = ((word >>> 4) & 0xff & ~target.mask) ^ target.value;
    put16(v.b, v.l3, (word & 0xf00f) | (tos << 4));
    return CONTINUE;
  }
  const old = u8(v.b, v.l3 + IP_TOS);
  const tos = (old & ~target.mask) ^ target.value;
  if (tos === old) return CONTINUE;
  const sumAt = v.l3 + IP_CHECKSUM;
  put16(v.b, sumAt, update16(u16(v.b, sumAt), old, tos));
  put8(v.b, v.l3 + IP_TOS, tos);
  return CONTINUE;
}
