/**
 * One tracked flow (struct nf_conn) and its two directions (struct nf_conntrack_tuple). Ports are host numbers; of
 * ICMP, `sp` is the id and `dp` type << 8 | code, as in the kernel's tuple.
 */
import { u16, u8 } from "../../wire/bytes.ts";
import { readIpv6 } from "../../wire/addr.ts";
import {
  IP_FRAG,
  IP_MF,
  IP_OFFSET,
  IP_PROTOCOL,
  ipDst,
  ipHeaderLength,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
  ipSrc,
} from "../../wire/ipv4.ts";
import { IP6_DST, IP6_HEADER, IP6_NEXT, IP6_SRC, NEXTHDR_HOP } from "../../wire/ipv6.ts";
import type { TcpTrack } from "./ct-tcp.ts";
import type { NfAddr } from "./types.ts";

/** packet.ctInfo: enum ip_conntrack_info + 1, so that 0 is "not seen by conntrack". */
export const CT_NONE = 0;
export const CT_ESTABLISHED = 1;
export const CT_RELATED = 2;
export const CT_NEW = 3;
export const CT_ESTABLISHED_REPLY = 4;
export const CT_RELATED_REPLY = 5;
export const CT_UNTRACKED = 8;
/** In packet.ctInfo: the packet is traced. */
export const TRACED = 16;

/** enum ip_conntrack_status. */
export const IPS = {
  EXPECTED: 1 << 0,
  SEEN_REPLY: 1 << 1,
  ASSURED: 1 << 2,
  CONFIRMED: 1 << 3,
  SRC_NAT: 1 << 4,
  DST_NAT: 1 << 5,
  SRC_NAT_DONE: 1 << 7,
  DST_NAT_DONE: 1 << 8,
  DYING: 1 << 9,
} as const;

/** enum ip_conntrack_events, as far as they make news. */
export const IPCT = { NEW: 1, REPLY: 2, ASSURED: 4, PROTOINFO: 8, MARK: 16, STATUS: 32 } as const;

export class Tuple {
  src: NfAddr = 0 as NfAddr;
  dst: NfAddr = 0 as NfAddr;
  sp = 0;
  dp = 0;

  set(src: NfAddr, dst: NfAddr, sp: number, dp: number): this {
    this.src = src;
    this.dst = dst;
    this.sp = sp;
    this.dp = dp;
    return this;
  }
  equals(other: Tuple): boolean {
    return (
      this.src === other.src &&
      this.dst === other.dst &&
      this.sp === other.sp &&
      this.dp === other.dp
    );
  }
  copy(from: Tuple): this {
    return this.set(from.src, from.dst, from.sp, from.dp);
  }
  /** nf_ct_invert_tuple: how the answer looks. */
  invert(from: Tuple, protocol: number): this {
    if (protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6) {
      const type = from.dp >>> 8;
      return this.set(
        from.dst,
        from.src,
        from.sp,
        ((protocol === IPPROTO_ICMP ? answer4(type) : answer6(type)) << 8) | (from.dp & 0xff),
      );
    }
    return this.set(from.dst, from.src, from.dp, from.sp);
  }
}

/** The type that answers an ICMP type; its own where none does. */
function answer4(type: number): number {
  if (type === 0) return 8;
  if (type === 8) return 0;
  return type >= 13 && type <= 18 ? ((type - 13) ^ 1) + 13 : type;
}
function answer6(type: number): number {
  return type === 128 ? 129 : type === 129 ? 128 : type === 139 ? 140 : type === 140 ? 139 : type;
}

/** Counters of nf_conntrack_acct: packets and bytes of each direction. */
export class FlowCounters {
  readonly packets: [number, number] = [0, 0];
  readonly bytes: [number, number] = [0, 0];
}

/** What few flows have. */
export class FlowMore {
  counters: FlowCounters | null = null;
  /** Virtual µs, with nf_conntrack_timestamp. */
  start: number | null = null;
}

/** Protocol, family and zone of a flow in one number: what is looked for besides the tuple. */
export function flowKey(six: boolean, protocol: number, zone: number): number {
  return zone | (protocol << 16) | (six ? 1 << 24 : 0);
}

const NEWS = 63;
const WATCHED = 64;
const MASQUERADE_SHIFT = 8;

/**
 * There may be a hundred thousand: both tuples are fields here (ports: source << 16 | destination), small things
 * share a word, and what few have is elsewhere.
 */
export class Flow {
  readonly key: number;
  src: NfAddr = 0 as NfAddr;
  dst: NfAddr = 0 as NfAddr;
  ports = 0;
  replySrc: NfAddr = 0 as NfAddr;
  replyDst: NfAddr = 0 as NfAddr;
  replyPorts = 0;
  status = 0;
  mark = 0;
  /** 32 bits, signed. */
  id = 0;
  /** Before it is confirmed: how long (ms); then: until when (ms of virtual time). */
  expires = 0;
  tcp: TcpTrack | null = null;
  /** UDP: a stream from then on (ms). */
  streamAt = 0;
  more: FlowMore | null = null;
  /** IPCT_* that nobody was told yet; whether anybody will be; the ifindex of MASQUERADE. */
  private word = 0;
  // The table's links.
  nextOriginal: Flow | null = null;
  nextReply: Flow | null = null;
  older: Flow | null = null;
  newer: Flow | null = null;

  constructor(six: boolean, protocol: number, zone: number) {
    this.key = flowKey(six, protocol, zone);
  }

  get six(): boolean {
    return this.key >>> 24 !== 0;
  }
  get protocol(): number {
    return (this.key >>> 16) & 0xff;
  }
  get zone(): number {
    return this.key & 0xffff;
  }
  get confirmed(): boolean {
    return (this.status & IPS.CONFIRMED) !== 0;
  }
  /** In the table, and nothing to tell. */
  get quiet(): boolean {
    return (this.status & IPS.CONFIRMED) !== 0 && (this.word & NEWS) === 0;
  }
  /** NAT was asked, and leaves its packets alone. */
  get untranslated(): boolean {
    return (
      (this.status & (IPS.SRC_NAT | IPS.DST_NAT)) === 0 && this.word >>> MASQUERADE_SHIFT === 0
    );
  }
  get news(): number {
    return this.word & NEWS;
  }
  set news(news: number) {
    this.word = (this.word & ~NEWS) | news;
  }
  /** Somebody listened when it was made: only then are there events. */
  get watched(): boolean {
    return (this.word & WATCHED) !== 0;
  }
  set watched(on: boolean) {
    this.word = on ? this.word | WATCHED : this.word & ~WATCHED;
  }
  /** The ifindex that MASQUERADE sent it out by; 0: not masqueraded. */
  get masqueradeIndex(): number {
    return this.word >>> MASQUERADE_SHIFT;
  }
  set masqueradeIndex(index: number) {
    this.word = (this.word & (NEWS | WATCHED)) | (index << MASQUERADE_SHIFT);
  }
  get counters(): FlowCounters | null {
    return this.more === null ? null : this.more.counters;
  }
  set counters(counters: FlowCounters | null) {
    (this.more ??= new FlowMore()).counters = counters;
  }
  get start(): number | null {
    return this.more === null ? null : this.more.start;
  }
  set start(start: number | null) {
    (this.more ??= new FlowMore()).start = start;
  }

  /** A direction's tuple, written into one. */
  read(into: Tuple, reply: boolean): Tuple {
    const ports = reply ? this.replyPorts : this.ports;
    return into.set(
      reply ? this.replySrc : this.src,
      reply ? this.replyDst : this.dst,
      ports >>> 16,
      ports & 0xffff,
    );
  }
  /** The same in a new one: not for every packet. */
  tuple(reply: boolean): Tuple {
    return this.read(new Tuple(), reply);
  }
  set(reply: boolean, { src, dst, sp, dp }: Tuple): void {
    if (reply) {
      this.replySrc = src;
      this.replyDst = dst;
      this.replyPorts = (sp << 16) | dp;
    } else {
      this.src = src;
      this.dst = dst;
      this.ports = (sp << 16) | dp;
    }
  }
}

/** An IPv4 packet that is no piece of another. */
export function isWhole4(b: Uint8Array, l3: number): boolean {
  return (u16(b, l3 + IP_FRAG) & (IP_MF | IP_OFFSET)) === 0;
}

/** CTINFO2DIR. */
export function isReply(info: number): boolean {
  return info === CT_ESTABLISHED_REPLY || info === CT_RELATED_REPLY;
}

/** Neither its first packet nor an error about it. */
export function isEstablished(info: number): boolean {
  return info === CT_ESTABLISHED || info === CT_ESTABLISHED_REPLY;
}

/** Where the transport header of an IPv6 packet stands, past hop-by-hop options. */
export function transport6(b: Uint8Array, l3: number, end: number): number {
  let next = u8(b, l3 + IP6_NEXT);
  let at = l3 + IP6_HEADER;
  if (next === NEXTHDR_HOP && at + 8 <= end) {
    next = u8(b, at);
    at += (u8(b, at + 1) + 1) * 8;
  }
  return (next << 20) | (at & 0xfffff);
}

/**
 * nf_ct_get_tuple: of the packet whose network header stands at `l3`. Answers its protocol, -1 when there is no
 * tuple (a later fragment, too short).
 */
export function readTuple(
  into: Tuple,
  six: boolean,
  b: Uint8Array,
  l3: number,
  end: number,
): number {
  let protocol: number;
  let at: number;
  if (six) {
    const found = transport6(b, l3, end);
    protocol = found >>> 20;
    at = found & 0xfffff;
    into.src = readIpv6(b, l3 + IP6_SRC);
    into.dst = readIpv6(b, l3 + IP6_DST);
  } else {
    if ((u16(b, l3 + IP_FRAG) & IP_OFFSET) !== 0) return -1;
    protocol = u8(b, l3 + IP_PROTOCOL);
    at = l3 + ipHeaderLength(b, l3);
    into.src = ipSrc(b, l3);
    into.dst = ipDst(b, l3);
  }
  into.sp = into.dp = 0;
  if (protocol === IPPROTO_TCP || protocol === IPPROTO_UDP || protocol === 132) {
    if (at + 4 > end) return -1;
    into.sp = u16(b, at);
    into.dp = u16(b, at + 2);
  } else if (protocol === (six ? IPPROTO_ICMPV6 : IPPROTO_ICMP)) {
    if (at + 8 > end) return -1;
    into.sp = u16(b, at + 4);
    into.dp = u16(b, at);
  }
  return protocol;
}
