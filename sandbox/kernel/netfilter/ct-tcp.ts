/**
 * TCP as conntrack follows it: states by flags seen, and windows (van Rooij, "Real Stateful TCP Packet Filtering in
 * IP Filter"), so that what does not belong to the flow is INVALID. net/netfilter/nf_conntrack_proto_tcp.c.
 * Sequence numbers are unsigned 32 bits. Left out: sequence adjustment (no helpers), logging of invalid packets.
 */
import { u16, u32, u8 } from "../../wire/bytes.ts";
import {
  TCP_ACK,
  TCP_ACKF,
  TCP_FIN,
  TCP_FLAGS,
  TCP_HEADER,
  TCP_OFFSET,
  TCP_RST,
  TCP_SEQ,
  TCP_SYN,
  TCP_URG,
  TCP_WINDOW,
} from "../../wire/tcp.ts";
import type { CtConf } from "./ct-conf.ts";
import type { TcpCtState } from "./conntrack-types.ts";
import { type Flow, IPCT, IPS } from "./flow.ts";

export const TCP_STATES: readonly TcpCtState[] = [
  "NONE",
  "SYN_SENT",
  "SYN_RECV",
  "ESTABLISHED",
  "FIN_WAIT",
  "CLOSE_WAIT",
  "LAST_ACK",
  "TIME_WAIT",
  "CLOSE",
  "SYN_SENT2",
];
const [NO, SS, SR, ES, FW, CW, LA, TW, CL, S2] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
/** Invalid; ignored. */
const IV = 10;
const IG = 11;

/** What a segment is, by its flags. */
const SYN_SET = 0;
const SYNACK_SET = 1;
const FIN_SET = 2;
const ACK_SET = 3;
const RST_SET = 4;
const NONE_SET = 5;

/** The next state, by direction, kind of segment and state. */
const NEXT: readonly (readonly (readonly number[])[])[] = [
  [
    //NO  SS  SR  ES  FW  CW  LA  TW  CL  S2
    [SS, SS, IG, IG, IG, IG, IG, SS, SS, S2],
    [IV, IV, SR, IV, IV, IV, IV, IV, IV, SR],
    [IV, IV, FW, FW, LA, LA, LA, TW, CL, IV],
    [ES, IV, ES, ES, CW, CW, TW, TW, CL, IV],
    [IV, CL, CL, CL, CL, CL, CL, CL, CL, CL],
    [IV, IV, IV, IV, IV, IV, IV, IV, IV, IV],
  ],
  [
    [IV, S2, IV, IV, IV, IV, IV, SS, IV, S2],
    [IV, SR, IG, IG, IG, IG, IG, IG, IG, SR],
    [IV, IV, FW, FW, LA, LA, LA, TW, CL, IV],
    [IV, IG, SR, ES, CW, CW, TW, TW, CL, IG],
    [IV, CL, CL, CL, CL, CL, CL, CL, CL, CL],
    [IV, IV, IV, IV, IV, IV, IV, IV, IV, IV],
  ],
];

// Flags of one side: IP_CT_TCP_FLAG_*.
const F_WSCALE = 1;
const F_SACK = 2;
const F_CLOSE_INIT = 4;
const F_LIBERAL = 8;
const F_UNACKED = 16;
const F_MAXACK = 32;
const MAX_SCALE = 14;

class Side {
  end = 0;
  maxEnd = 0;
  maxWin = 0;
  maxAck = 0;
  scale = 0;
  flags = 0;
}

export class TcpTrack {
  state: number = NO;
  readonly seen: readonly [Side, Side] = [new Side(), new Side()];
  lastDir = 0;
  lastIndex = NONE_SET;
  retrans = 0;
  lastSeq = 0;
  lastAck = 0;
  lastEnd = 0;
  lastWin = 0;
  lastScale = 0;
  lastFlags = 0;

  /** nf_ct_tcp_fixup, and what `conntrack -I` makes: windows are not known. */
  liberal(): void {
    this.seen[0].flags |= F_LIBERAL;
    this.seen[1].flags |= F_LIBERAL;
  }
}

export type TcpVerdict = "ok" | "invalid" | "repeat" | "kill";

const before = (a: number, b: number): boolean => ((a - b) | 0) < 0;
const after = (a: number, b: number): boolean => ((b - a) | 0) < 0;

function kind(flags: number): number {
  if ((flags & TCP_RST) !== 0) return RST_SET;
  if ((flags & TCP_SYN) !== 0) return (flags & TCP_ACKF) !== 0 ? SYNACK_SET : SYN_SET;
  if ((flags & TCP_FIN) !== 0) return FIN_SET;
  return (flags & TCP_ACKF) !== 0 ? ACK_SET : NONE_SET;
}

/** tcp_error: a header that makes sense. PSH, ECE and CWR may always be set. */
export function tcpSound(b: Uint8Array, at: number, end: number): boolean {
  if (end - at < TCP_HEADER) return false;
  const length = (u8(b, at + TCP_OFFSET) >>> 4) * 4;
  if (length < TCP_HEADER || end - at < length) return false;
  const flags = u8(b, at + TCP_FLAGS) & (TCP_FIN | TCP_SYN | TCP_RST | TCP_ACKF | TCP_URG);
  switch (flags & ~TCP_URG) {
    case TCP_SYN:
    case TCP_FIN | TCP_ACKF:
    case TCP_ACKF:
      return true;
    case TCP_SYN | TCP_ACKF:
    case TCP_RST:
    case TCP_RST | TCP_ACKF:
      return (flags & TCP_URG) === 0;
    default:
      return false;
  }
}

function segmentEnd(b: Uint8Array, at: number, end: number): number {
  const flags = u8(b, at + TCP_FLAGS);
  const data = end - at - (u8(b, at + TCP_OFFSET) >>> 4) * 4;
  const control = ((flags & TCP_SYN) !== 0 ? 1 : 0) + ((flags & TCP_FIN) !== 0 ? 1 : 0);
  return (u32(b, at + TCP_SEQ) + data + control) >>> 0;
}

/** Window scale and SACK as a SYN tells them. */
function readOptions(b: Uint8Array, at: number, side: Side): void {
  side.scale = 0;
  side.flags &= F_LIBERAL;
  const end = at + (u8(b, at + TCP_OFFSET) >>> 4) * 4;
  for (let i = at + TCP_HEADER; i < end;) {
    const option = u8(b, i);
    if (option === 0) return;
    if (option === 1) {
      i++;
      continue;
    }
    if (i + 1 >= end) return;
    const size = u8(b, i + 1);
    if (size < 2 || i + size > end) return;
    if (option === 4 && size === 2) side.flags |= F_SACK;
    else if (option === 3 && size === 3) {
      side.scale = Math.min(u8(b, i + 2), MAX_SCALE);
      side.flags |= F_WSCALE;
    }
    i += size;
  }
}

/** The highest right edge that SACK blocks tell, at least `ack`. */
function sackEdge(b: Uint8Array, at: number, ack: number): number {
  let edge = ack;
  const end = at + (u8(b, at + TCP_OFFSET) >>> 4) * 4;
  for (let i = at + TCP_HEADER; i < end;) {
    const option = u8(b, i);
    if (option === 0) break;
    if (option === 1) {
      i++;
      continue;
    }
    const size = i + 1 < end ? u8(b, i + 1) : 0;
    if (size < 2 || i + size > end) break;
    if (option === 5)
      for (let k = i + 2; k + 8 <= i + size; k += 8)
        if (after(u32(b, k + 4), edge)) edge = u32(b, k + 4);
    i += size;
  }
  return edge;
}

/** tcp_new: the first segment of a flow. False: it begins nothing. */
export function tcpNew(flow: Flow, b: Uint8Array, at: number, end: number, conf: CtConf): boolean {
  const next = NEXT[0]?.[kind(u8(b, at + TCP_FLAGS))]?.[NO] as number;
  if (next >= IV) return false;
  if (next !== SS && !conf.loose) return false;
  const track = new TcpTrack();
  const side = track.seen[0];
  side.end = segmentEnd(b, at, end);
  side.maxWin = u16(b, at + TCP_WINDOW) || 1;
  if (next === SS) {
    side.maxEnd = side.end;
    readOptions(b, at, side);
  } else {
    side.maxEnd = (side.end + side.maxWin) >>> 0;
    track.seen[0].flags = F_SACK | F_LIBERAL;
    track.seen[1].flags = F_SACK | F_LIBERAL;
  }
  flow.tcp = track;
  return true;
}

/** tcp_in_window: does the segment fit? */
function inWindow(
  track: TcpTrack,
  dir: number,
  index: number,
  b: Uint8Array,
  at: number,
  packetEnd: number,
  conf: CtConf,
): "ok" | "ignore" | "invalid" {
  const sender = track.seen[dir] as Side;
  const receiver = track.seen[1 - dir] as Side;
  const flags = u8(b, at + TCP_FLAGS);
  const syn = (flags & TCP_SYN) !== 0;
  const hasAck = (flags & TCP_ACKF) !== 0;
  let seq = u32(b, at + TCP_SEQ);
  let ack = u32(b, at + TCP_ACK);
  let sack = (receiver.flags & F_SACK) !== 0 ? sackEdge(b, at, ack) : ack;
  let win = u16(b, at + TCP_WINDOW);
  let end = segmentEnd(b, at, packetEnd);
  if (sender.maxWin === 0) {
    if (syn) {
      sender.end = sender.maxEnd = end;
      sender.maxWin = win || 1;
      readOptions(b, at, sender);
      if ((sender.flags & receiver.flags & F_WSCALE) === 0) sender.scale = receiver.scale = 0;
      if (!hasAck) return "ok";
    } else {
      sender.end = end;
      sender.maxWin = win * 2 ** sender.scale || 1;
      sender.maxEnd = (end + sender.maxWin) >>> 0;
      if (receiver.maxWin === 0) receiver.end = receiver.maxEnd = sack;
      else if (sack === (receiver.end + 1) >>> 0) receiver.end = (receiver.end + 1) >>> 0;
    }
  } else if (
    syn &&
    after(end, sender.end) &&
    (track.state === SS || track.state === SR || track.state === S2)
  ) {
    sender.end = sender.maxEnd = end;
    sender.maxWin = win || 1;
    readOptions(b, at, sender);
    if (dir === 1 && (sender.flags & receiver.flags & F_WSCALE) === 0)
      sender.scale = receiver.scale = 0;
  }
  const rst = (flags & TCP_RST) !== 0;
  if (!hasAck || (rst && ack === 0)) ack = sack = receiver.end;
  if (seq === end && (!rst || (seq === 0 && track.state === SS))) seq = end = sender.end;

  if (!before(seq, (sender.maxEnd + 1) >>> 0)) return liberalOr(sender, conf, "invalid");
  if (!before(sack, (receiver.end + 1) >>> 0)) return liberalOr(sender, conf, "invalid");
  if (!after(end, (sender.end - receiver.maxWin - 1) >>> 0))
    return liberalOr(sender, conf, "ignore");
  const ackWindow = Math.max(sender.maxWin, 66_000);
  if (!after(sack, (receiver.end - ackWindow - 1) >>> 0)) return liberalOr(sender, conf, "ignore");

  if (!syn) win *= 2 ** sender.scale;
  const shown = win + ((sack - ack) >>> 0);
  if (sender.maxWin < shown) sender.maxWin = shown;
  if (after(end, sender.end)) {
    sender.end = end;
    sender.flags |= F_UNACKED;
  }
  if (hasAck) {
    if ((sender.flags & F_MAXACK) === 0) {
      sender.maxAck = ack;
      sender.flags |= F_MAXACK;
    } else if (after(ack, sender.maxAck)) sender.maxAck = ack;
  }
  if (receiver.maxWin !== 0 && after(end, sender.maxEnd))
    receiver.maxWin += (end - sender.maxEnd) >>> 0;
  if (after((sack + win) >>> 0, (receiver.maxEnd - 1) >>> 0)) {
    receiver.maxEnd = (sack + win + (win === 0 ? 1 : 0)) >>> 0;
  }
  if (ack === receiver.end) receiver.flags &= ~F_UNACKED;
  if (index === ACK_SET) {
    const same =
      track.lastDir === dir &&
      track.lastSeq === seq &&
      track.lastAck === ack &&
      track.lastEnd === end &&
      track.lastWin === win;
    if (same) track.retrans++;
    else {
      track.lastDir = dir;
      track.lastSeq = seq;
      track.lastAck = ack;
      track.lastEnd = end;
      track.lastWin = win;
      track.retrans = 0;
    }
  }
  return "ok";
}

function liberalOr(
  sender: Side,
  conf: CtConf,
  verdict: "ignore" | "invalid",
): "ok" | "ignore" | "invalid" {
  return (sender.flags & F_LIBERAL) !== 0 || conf.liberal ? "ok" : verdict;
}

/** An answer to a SYN that was let through without being believed. */
function resync(track: TcpTrack, dir: number): void {
  const side = track.seen[track.lastDir] as Side;
  side.end = side.maxEnd = track.lastEnd;
  side.maxWin = track.lastWin || 1;
  side.scale = track.lastScale;
  side.flags = track.lastFlags;
  Object.assign(track.seen[dir] as Side, new Side());
}

/** The segment goes through, the flow stays as it is; what it said is kept. */
function note(
  track: TcpTrack,
  dir: number,
  index: number,
  b: Uint8Array,
  at: number,
  end: number,
): void {
  track.lastIndex = index;
  track.lastDir = dir;
  track.lastSeq = u32(b, at + TCP_SEQ);
  track.lastEnd = segmentEnd(b, at, end);
  track.lastWin = u16(b, at + TCP_WINDOW);
  if (index !== SYN_SET || dir !== 0) return;
  const side = new Side();
  readOptions(b, at, side);
  track.lastFlags = side.flags & (F_WSCALE | F_SACK);
  track.lastScale = (side.flags & F_WSCALE) !== 0 ? side.scale : 0;
}

/** A RST: which of three it is: in order ("window": look at it), believed at once, not believed. */
function judgeReset(
  flow: Flow,
  track: TcpTrack,
  dir: number,
  b: Uint8Array,
  at: number,
  conf: CtConf,
): "window" | "accept" | "invalid" | "challenge" {
  const other = track.seen[1 - dir] as Side;
  const seq = u32(b, at + TCP_SEQ);
  const established = track.state === ES && (flow.status & IPS.ASSURED) !== 0;
  if ((other.flags & F_MAXACK) !== 0) {
    if (seq === 0 && !established) return "window";
    if (before(seq, other.maxAck) && !conf.ignoreInvalidRst) return "invalid";
    if (!established || seq === other.maxAck) return "window";
    if (track.lastIndex === ACK_SET && track.lastDir === dir && seq === track.lastEnd)
      return "window";
    return "challenge";
  }
  const replied = (flow.status & IPS.SEEN_REPLY) !== 0 && track.lastIndex === SYN_SET;
  const half = (flow.status & IPS.ASSURED) === 0 && track.lastIndex === ACK_SET;
  if ((replied || half) && u32(b, at + TCP_ACK) === track.lastEnd) return "accept";
  return "window";
}

/** nf_conntrack_tcp_packet. On "ok" and "kill" the flow's new timeout (ms) stands in `flow.expires` by `renew`. */
export function tcpPacket(
  flow: Flow,
  dir: number,
  b: Uint8Array,
  at: number,
  end: number,
  conf: CtConf,
  renew: (flow: Flow, ms: number) => void,
): TcpVerdict {
  const track = flow.tcp as TcpTrack;
  const flags = u8(b, at + TCP_FLAGS);
  const index = kind(flags);
  let old = track.state;
  let next = NEXT[dir]?.[index]?.[old] as number;
  if (next === IV) return "invalid";
  if (next === SS && old >= TW) {
    const closing = ((track.seen[0].flags | track.seen[1].flags) & F_CLOSE_INIT) !== 0;
    if (closing || (track.lastDir === dir && track.lastIndex === RST_SET)) return "repeat";
    next = IG;
  }
  if (next === IG) {
    const answers =
      index === SYNACK_SET &&
      track.lastIndex === SYN_SET &&
      track.lastDir !== dir &&
      u32(b, at + TCP_ACK) === track.lastEnd;
    if (!answers) {
      note(track, dir, index, b, at, end);
      return "ok";
    }
    old = SS;
    next = SR;
    resync(track, dir);
  }
  let look = true;
  if (next === CL && index === RST_SET) {
    const judged = judgeReset(flow, track, dir, b, at, conf);
    if (judged === "invalid") return "invalid";
    if (judged === "challenge") next = old;
    look = judged !== "accept";
  }
  if (look) {
    const fits = inWindow(track, dir, index, b, at, end, conf);
    if (fits === "ignore") return "ok";
    if (fits === "invalid") return "invalid";
  }
  return settle(flow, track, dir, index, old, next, conf, renew);
}

/** In window: the new state, and how long it may last. */
function settle(
  flow: Flow,
  track: TcpTrack,
  dir: number,
  index: number,
  old: number,
  next: number,
  conf: CtConf,
  renew: (flow: Flow, ms: number) => void,
): TcpVerdict {
  track.lastIndex = index;
  track.lastDir = dir;
  track.state = next;
  if (old !== next && next === FW) (track.seen[dir] as Side).flags |= F_CLOSE_INIT;
  let ms = conf.tcp[next] as number;
  const unacked = ((track.seen[0].flags | track.seen[1].flags) & F_UNACKED) !== 0;
  if (track.retrans >= conf.maxRetrans && ms > conf.retrans) ms = conf.retrans;
  else if (unacked && ms > conf.unack) ms = conf.unack;
  else if (track.lastWin === 0 && ms > conf.retrans && index === ACK_SET) ms = conf.retrans;
  if (old !== next) flow.news |= IPCT.PROTOINFO;
  if ((flow.status & IPS.SEEN_REPLY) === 0) {
    if (index === RST_SET) return "kill";
    if (index === SYN_SET && old === SS) return "ok";
    if (next === ES && ms > conf.unack) ms = conf.unack;
  } else if ((flow.status & IPS.ASSURED) === 0 && (old === SR || old === ES) && next === ES) {
    flow.status |= IPS.ASSURED;
    flow.news |= IPCT.ASSURED;
  }
  renew(flow, ms);
  return "ok";
}

/** What `conntrack -I --state` names. */
export function trackIn(state: TcpCtState): TcpTrack {
  const track = new TcpTrack();
  track.state = TCP_STATES.indexOf(state);
  track.liberal();
  return track;
}
