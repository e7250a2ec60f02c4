/** Bytes in: order, the out-of-order queue, SACK blocks to send, the FIN. tcp_data_queue. */
import { MS } from "../../../sim/scheduler.ts";
import type { Packet } from "../../packet.ts";
import { freeSpace, sendAck, SKB_OVERHEAD, windowFromSpace } from "./output.ts";
import {
  ACK_NOW,
  ACK_PUSHED,
  ACK_PUSHED2,
  ACK_SCHED,
  CLOSE_WAIT,
  CLOSING,
  ESTABLISHED,
  FIN_WAIT1,
  FIN_WAIT2,
  RCV_SHUTDOWN,
  TIME_WAIT,
  type TcpSock,
} from "./sock.ts";
import { enterTimeWait } from "./timewait.ts";

const MAX_QUICKACKS = 16;
const ATO_MIN_US = 40 * MS;
const MAX_SACKS = 4;

/**
 * The payload of a segment (packet is its bytes [start, end)), whose first byte is at `at`; `fin`: a FIN
 * follows it. Owns the packet.
 */
export function queueData(
  sock: TcpSock,
  packet: Packet,
  at: number,
  fin: boolean,
  pushed: boolean,
): void {
  const length = packet.end - packet.start;
  const end = at + length;
  if (length === 0 && !fin) {
    packet.free();
    return;
  }
  const { tcpExt } = sock.stack.snmp;
  if (at > sock.rcvNxt) {
    outOfOrder(sock, packet, at, end, fin);
    return;
  }
  if (end + (fin ? 1 : 0) <= sock.rcvNxt) {
    // A copy of what we have.
    tcpExt.DelayedACKLost++;
    if (length > 0) setDsack(sock, at, end);
    enterQuickAck(sock);
    sock.ackPending |= ACK_SCHED;
    packet.free();
    return;
  }
  if (sock.rcvWup + sock.rcvWnd <= sock.rcvNxt && length > 0) {
    enterQuickAck(sock);
    sock.ackPending |= ACK_SCHED | ACK_NOW;
    tcpExt.TCPZeroWindowDrop++;
    sock.stack.ns.drop(packet, "tcp:out-of-window", String(sock.lport));
    return;
  }
  if (at < sock.rcvNxt) {
    setDsack(sock, at, Math.min(sock.rcvNxt, end));
    packet.start += Math.min(length, sock.rcvNxt - at);
  }
  if (end > sock.rcvNxt) {
    sock.bytesReceived += end - sock.rcvNxt;
    sock.rcvNxt = end;
    arrived(sock, packet.end - packet.start, length, pushed);
    sock.rcvQueue.push(packet);
  } else packet.free();
  if (fin) finReceived(sock);
  if (sock.oooAt.length > 0 || sock.oooFin >= 0) fillFromOutOfOrder(sock);
  if (length > 0 && !sock.orphan) sock.readable.wakeAll();
}

function enterQuickAck(sock: TcpSock): void {
  sock.quick = Math.max(sock.quick, quickAcks(sock));
  sock.pingpong = 0;
  sock.atoUs = ATO_MIN_US;
}

function quickAcks(sock: TcpSock): number {
  const n = Math.floor(sock.rcvWnd / (2 * sock.rcvMss));
  return n === 0 ? 2 : n < MAX_QUICKACKS ? n : MAX_QUICKACKS;
}

/** tcp_event_data_recv and tcp_measure_rcv_mss. */
function arrived(sock: TcpSock, fresh: number, length: number, pushed: boolean): void {
  const { now } = sock.stack.sched;
  sock.ackPending |= ACK_SCHED;
  if (length >= sock.rcvMss) {
    if (length !== sock.rcvMss) rescale(sock, length);
    sock.rcvMss = length < sock.advmss ? length : sock.advmss;
    if (length === sock.rcvMss && pushed) sock.ackPending |= ACK_PUSHED;
  } else {
    if ((sock.ackPending & ACK_PUSHED) !== 0) sock.ackPending |= ACK_PUSHED2;
    sock.ackPending |= ACK_PUSHED;
  }
  if (sock.atoUs === 0) {
    sock.quick = Math.max(sock.quick, quickAcks(sock));
    sock.atoUs = ATO_MIN_US;
  } else {
    const gap = now - sock.lrcvTime;
    if (gap <= ATO_MIN_US / 2) sock.atoUs = (sock.atoUs >> 1) + ATO_MIN_US / 2;
    else if (gap < sock.atoUs) sock.atoUs = Math.min((sock.atoUs >> 1) + gap, sock.rtoUs);
    else if (gap > sock.rtoUs) sock.quick = Math.max(sock.quick, quickAcks(sock));
  }
  sock.lrcvTime = now;
  if (fresh >= 128) growWindow(sock, length);
}

/** tcp_measure_rcv_mss: longer segments waste less of the buffer. */
function rescale(sock: TcpSock, length: number): void {
  const ratio = Math.floor((length * 256) / (length + SKB_OVERHEAD));
  if (ratio === sock.scalingRatio) return;
  sock.scalingRatio = ratio < 1 ? 1 : ratio > 255 ? 255 : ratio;
  sock.windowClamp = windowFromSpace(sock, sock.rcvbuf);
  if (sock.windowClamp < sock.space) sock.space = sock.windowClamp;
}

/** tcp_grow_window. */
function growWindow(sock: TcpSock, length: number): void {
  const space = freeSpace(sock);
  const most = sock.windowClamp < space ? sock.windowClamp : space;
  const room = most - sock.rcvSsthresh;
  if (room <= 0) return;
  const costs = windowFromSpace(sock, length + SKB_OVERHEAD);
  const grown = costs <= length ? 2 * sock.advmss : slowGrowth(sock, costs, length);
  if (grown === 0) return;
  const more = grown > 2 * length ? grown : 2 * length;
  sock.rcvSsthresh += more < room ? more : room;
  sock.quick |= 1;
}

/** __tcp_grow_window: small segments open the window only while it is small. */
function slowGrowth(sock: TcpSock, costs: number, length: number): number {
  let size = costs >> 1;
  let window = windowFromSpace(sock, sock.table.sysctl.triple("rmem", 2)) >> 1;
  while (sock.rcvSsthresh <= window) {
    if (size <= length) return 2 * sock.rcvMss;
    size >>= 1;
    window >>= 1;
  }
  return 0;
}

// ── out of order ─────────────────────────────────────────────────────────────────────────────

/** tcp_data_queue_ofo. */
function outOfOrder(sock: TcpSock, packet: Packet, from: number, to: number, fin: boolean): void {
  const { tcpExt } = sock.stack.snmp;
  const window = sock.rcvWup + sock.rcvWnd;
  sock.ackPending |= ACK_SCHED | ACK_NOW;
  if (from >= window || sock.oooBytes > sock.rcvbuf) {
    enterQuickAck(sock);
    if (sock.oooBytes > sock.rcvbuf) tcpExt.TCPOFODrop++;
    sock.stack.ns.drop(packet, "tcp:out-of-window", String(sock.lport));
    return;
  }
  tcpExt.TCPOFOQueue++;
  if (fin) sock.oooFin = to;
  let at = from;
  let end = to;
  let i = sock.oooAt.length;
  while (i > 0 && (sock.oooAt[i - 1] as number) > at) i--;
  const before = sock.ooo[i - 1];
  if (before !== undefined) {
    const beforeEnd = (sock.oooAt[i - 1] as number) + before.length;
    if (beforeEnd >= end) {
      tcpExt.TCPOFOMerge++;
      setDsack(sock, from, to);
      noteSack(sock, from, to);
      packet.free();
      return;
    }
    if (beforeEnd > at) {
      packet.start += beforeEnd - at;
      at = beforeEnd;
    }
  }
  // What follows and is covered goes; what overlaps shortens the newcomer.
  while (i < sock.ooo.length) {
    const next = sock.ooo[i] as Packet;
    const nextAt = sock.oooAt[i] as number;
    if (nextAt >= end) break;
    if (nextAt + next.length > end) {
      packet.end -= end - nextAt;
      end = nextAt;
      break;
    }
    sock.oooBytes -= next.length;
    next.free();
    sock.ooo.splice(i, 1);
    sock.oooAt.splice(i, 1);
  }
  if (end > at) {
    sock.ooo.splice(i, 0, packet);
    sock.oooAt.splice(i, 0, at);
    sock.oooBytes += end - at;
  } else packet.free();
  if (sock.sackOk && to > from) noteSack(sock, from, to);
}

/** tcp_ofo_queue: the gap closed. */
function fillFromOutOfOrder(sock: TcpSock): void {
  let moved = 0;
  while (moved < sock.oooAt.length && (sock.oooAt[moved] as number) <= sock.rcvNxt) {
    const packet = sock.ooo[moved] as Packet;
    const at = sock.oooAt[moved] as number;
    const end = at + packet.length;
    sock.oooBytes -= packet.length;
    moved++;
    if (end <= sock.rcvNxt) {
      packet.free();
      continue;
    }
    packet.start += sock.rcvNxt - at;
    sock.bytesReceived += end - sock.rcvNxt;
    sock.rcvNxt = end;
    sock.rcvQueue.push(packet);
  }
  if (moved > 0) {
    sock.ooo.splice(0, moved);
    sock.oooAt.splice(0, moved);
  }
  if (sock.oooFin >= 0 && sock.oooFin <= sock.rcvNxt && !sock.done) finReceived(sock);
  if (sock.oooAt.length === 0) {
    sock.sacks.length = 0;
    sock.ackPending |= ACK_NOW;
  } else dropOldSacks(sock);
}

// ── SACK blocks ──────────────────────────────────────────────────────────────────────────────

/** tcp_sack_new_ofo_skb: the block that the newest segment belongs to stands first. */
function noteSack(sock: TcpSock, from: number, to: number): void {
  const old = sock.sacks;
  let a = from;
  let b = to;
  const kept: number[] = [];
  for (let i = 0; i < old.length; i += 2) {
    const s = old[i] as number;
    const e = old[i + 1] as number;
    if (s <= b && e >= a) {
      if (s < a) a = s;
      if (e > b) b = e;
    } else kept.push(s, e);
  }
  sock.sacks = [a, b, ...kept].slice(0, 2 * MAX_SACKS);
}

function dropOldSacks(sock: TcpSock): void {
  const kept: number[] = [];
  for (let i = 0; i < sock.sacks.length; i += 2) {
    if ((sock.sacks[i + 1] as number) > sock.rcvNxt)
      kept.push(Math.max(sock.sacks[i] as number, sock.rcvNxt), sock.sacks[i + 1] as number);
  }
  sock.sacks = kept;
}

function setDsack(sock: TcpSock, from: number, to: number): void {
  if (!sock.sackOk || sock.table.sysctl.get("dsack") === 0 || to <= from) return;
  const { tcpExt } = sock.stack.snmp;
  if (from < sock.rcvNxt) tcpExt.TCPDSACKOldSent++;
  else tcpExt.TCPDSACKOfoSent++;
  sock.dsack = [from, to];
}

// ── the end ──────────────────────────────────────────────────────────────────────────────────

/** tcp_fin. */
function finReceived(sock: TcpSock): void {
  if (sock.done) return;
  sock.rcvNxt++;
  sock.done = true;
  sock.oooFin = -1;
  sock.shut |= RCV_SHUTDOWN;
  sock.ackPending |= ACK_SCHED;
  for (const packet of sock.ooo) packet.free();
  sock.ooo = [];
  sock.oooAt = [];
  sock.oooBytes = 0;
  sock.sacks.length = 0;
  switch (sock.st) {
    case ESTABLISHED:
      sock.st = CLOSE_WAIT;
      sock.pingpong = 3;
      break;
    case FIN_WAIT1:
      sendAck(sock);
      sock.st = CLOSING;
      break;
    case FIN_WAIT2:
      sendAck(sock);
      enterTimeWait(sock, TIME_WAIT);
      break;
    default:
  }
  sock.readable.wakeAll();
  sock.writable.wakeAll();
}
