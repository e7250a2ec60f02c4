/**
 * What an acknowledgement says: tcp_ack of net/ipv4/tcp_input.c. The scoreboard (SACK, RFC 2018 and 6675;
 * RACK's rule of time, RFC 8985, for segments that were sent before one that arrived), recovery, the
 * round trip, the window. Left out: F-RTO, undo by D-SACK or timestamps, ECN.
 */
import { MS } from "../../../sim/scheduler.ts";
import { i32 } from "../../../wire/bytes.ts";
import type { Packet } from "../../packet.ts";
import { DISORDER, grow, OPEN, RECOVERY, reducedThreshold } from "./cong.ts";
import { expandSendBuffer } from "./handshake.ts";
import { inFlight, probeBase, retransmitLost, sendAck, tsNow } from "./output.ts";
import { EVER_RETRANS, LOST, RETRANS, SACKED } from "./rtx.ts";
import type { Segment } from "./segment.ts";
import { NOTHING, PROBE0_TIMER, type TcpSock } from "./sock.ts";
import type { TcpTable } from "./table.ts";
import { clearXmitTimer, rearmRto, sampleRtt, scheduleLossProbe, setXmitTimer } from "./timers.ts";

const REORDERING = 3;

/** tcp_ack. False: the segment says nothing we can believe and is thrown away. */
export function processAck(sock: TcpSock, seg: Segment, packet: Packet, bare: boolean): boolean {
  const { now } = sock.stack.sched;
  const priorUna = sock.sndUna;
  const ackAt = priorUna + ((seg.ack - ((sock.iss + priorUna) | 0)) | 0);
  if (ackAt > sock.sndNxt) return false;
  if (ackAt < priorUna) {
    if (ackAt < priorUna - sock.maxWindow) {
      challengeAck(sock);
      return false;
    }
    if (seg.sackBlocks > 0 && sock.sackOk && sock.packetsOut > 0) {
      const sacked = applySacks(sock, seg, packet);
      recover(sock, 0, sacked, false, false);
      retransmitLost(sock);
    }
    return true;
  }
  const priorWindow = sock.sndWnd;
  updateWindow(sock, seg, ackAt);
  const { tcpExt } = sock.stack.snmp;
  // Header prediction is not modelled: TCPHPHits and TCPHPAcks stay 0.
  if (bare) tcpExt.TCPPureAcks++;
  sock.softError = null;
  sock.probesOut = 0;
  sock.lastAckAt = now;
  if (sock.packetsOut === 0) {
    if (sock.sndNxt < sock.writeSeq) probeAck(sock);
    return true;
  }
  const advanced = ackAt > priorUna;
  if (advanced) {
    sock.retransmits = 0;
    sock.bytesAcked += ackAt - priorUna;
  }
  const sacked = seg.sackBlocks > 0 && sock.sackOk ? applySacks(sock, seg, packet) : 0;
  tcpExt.TCPDelivered += sacked;
  const tally = cleanQueue(sock, seg, ackAt);
  sock.sndUna = ackAt;
  sock.ring.release(ackAt);
  if (sock.tlpHigh >= 0 && ackAt >= sock.tlpHigh) sock.tlpHigh = -1;
  if (tally.rttUs >= 0) sampleRtt(sock, tally.rttUs);
  if (advanced) {
    sock.backoff = 0;
    sock.totalRto = 0;
    if (sock.packetsOut === 0) sock.retransStamp = 0;
  }
  const duplicate = bare && !advanced && sock.sndWnd === priorWindow;
  if (sock.cong.state !== OPEN || sacked > 0 || (duplicate && !sock.sackOk))
    recover(sock, tally.acked, sacked, advanced, duplicate);
  if (advanced) afterAdvance(sock, tally.acked);
  if (sock.lostOut > sock.retransOut) retransmitLost(sock);
  return true;
}

function afterAdvance(sock: TcpSock, acked: number): void {
  const { cong } = sock;
  if (cong.state !== RECOVERY) {
    const limited =
      cong.cwnd < cong.ssthresh ? cong.cwnd < 2 * sock.maxPacketsOut : sock.cwndLimited;
    if (limited || sock.cwndLimited) grow(cong, acked, sock.stack.sched.now, sock.minRttUs);
  }
  if (sock.packetsOut === 0) clearXmitTimer(sock);
  else if (!scheduleLossProbe(sock)) rearmRto(sock);
  wakeWriters(sock);
}

/** sk_stream_write_space: a third of the buffer must be free. */
function wakeWriters(sock: TcpSock): void {
  if (!sock.sndbufLocked) expandSendBuffer(sock);
  const held = sock.ring.held;
  if (sock.sndbuf - held >= held >> 1) sock.writable.wakeAll();
}

/** tcp_ack_update_window. */
function updateWindow(sock: TcpSock, seg: Segment, ackAt: number): void {
  const window = seg.window * 2 ** sock.sndWscale;
  const seqAt = sock.rcvNxt + ((seg.seq - ((sock.irs + sock.rcvNxt) | 0)) | 0);
  const may =
    ackAt > sock.sndUna ||
    seqAt > sock.sndWl1 ||
    (seqAt === sock.sndWl1 && (window > sock.sndWnd || window === 0));
  if (!may) return;
  sock.sndWl1 = seqAt;
  if (window === sock.sndWnd) return;
  sock.sndWnd = window;
  if (window > sock.maxWindow) {
    sock.maxWindow = window;
    sock.pmtu = 0;
  }
}

/** tcp_ack_probe: the window opened, or it did not. */
function probeAck(sock: TcpSock): void {
  if (sock.sndNxt < sock.sndUna + sock.sndWnd) {
    sock.backoff = 0;
    if (sock.timerFor === PROBE0_TIMER) clearXmitTimer(sock);
    return;
  }
  if (sock.timerFor === NOTHING || sock.timerFor === PROBE0_TIMER)
    setXmitTimer(sock, PROBE0_TIMER, probeBase(sock) * 2 ** sock.backoff);
}

/** tcp_clean_rtx_queue. */
function cleanQueue(sock: TcpSock, seg: Segment, ackAt: number): TcpTable["tally"] {
  const { rtx } = sock;
  const { tally } = sock.table;
  const { now } = sock.stack.sched;
  let acked = 0;
  let firstSent = -1;
  let again = false;
  while (rtx.count > 0) {
    const end = rtx.end(0);
    if (end > ackAt) {
      if (rtx.start(0) < ackAt) acked += trimPartly(sock, ackAt);
      break;
    }
    const pieces = rtx.pieces(0);
    const flags = rtx.flags(0);
    if ((flags & RETRANS) !== 0) sock.retransOut -= pieces;
    if ((flags & EVER_RETRANS) !== 0) again = true;
    else if (firstSent < 0) firstSent = rtx.sent(0);
    if ((flags & SACKED) !== 0) sock.sackedOut -= pieces;
    if ((flags & LOST) !== 0) sock.lostOut -= pieces;
    delivered(sock, 0);
    if ((flags & SACKED) === 0) sock.stack.snmp.tcpExt.TCPDelivered += pieces;
    sock.packetsOut -= pieces;
    acked += pieces;
    rtx.shift();
  }
  tally.acked = acked;
  tally.rttUs = -1;
  if (acked > 0) {
    if (firstSent >= 0 && !again) tally.rttUs = now - firstSent;
    else if (sock.tsOk && seg.hasTs && seg.tsEcr !== 0) {
      const ms = (tsNow(sock) - seg.tsEcr) | 0;
      if (ms >= 0) tally.rttUs = Math.max(ms, 1) * MS;
    }
    if (!sock.sackOk) sock.sackedOut = Math.max(0, sock.sackedOut - Math.max(0, acked - 1));
  }
  return tally;
}

/** tcp_tso_acked: some pieces of the head are acknowledged. */
function trimPartly(sock: TcpSock, ackAt: number): number {
  const { rtx } = sock;
  const pieces = rtx.pieces(0);
  const left = Math.max(1, Math.ceil((rtx.end(0) - ackAt) / sock.mss));
  const gone = Math.max(0, pieces - left);
  rtx.trimHead(ackAt, pieces - gone);
  const flags = rtx.flags(0);
  sock.packetsOut -= gone;
  if ((flags & SACKED) !== 0) sock.sackedOut -= gone;
  if ((flags & LOST) !== 0) sock.lostOut -= gone;
  if ((flags & RETRANS) !== 0) sock.retransOut -= gone;
  return gone;
}

/** tcp_rack_advance: segment `i` has arrived. */
function delivered(sock: TcpSock, i: number): void {
  const { rtx } = sock;
  const sent = rtx.sent(i);
  if ((rtx.flags(i) & EVER_RETRANS) !== 0 && sock.stack.sched.now - sent < sock.minRttUs) return;
  if (sent > sock.rackSentAt || (sent === sock.rackSentAt && rtx.end(i) > sock.rackEnd)) {
    sock.rackSentAt = sent;
    sock.rackEnd = rtx.end(i);
  }
}

/** tcp_sacktag_write_queue: how many segments were newly reported. */
function applySacks(sock: TcpSock, seg: Segment, packet: Packet): number {
  const { rtx } = sock;
  let news = 0;
  for (let k = 0; k < seg.sackBlocks; k++) {
    const at = seg.sackAt + 8 * k;
    const una = (sock.iss + sock.sndUna) | 0;
    const from = sock.sndUna + ((i32(packet.buf, at) - una) | 0);
    const to = sock.sndUna + ((i32(packet.buf, at + 4) - una) | 0);
    // Below what is acknowledged: a D-SACK.
    if (from >= to || to > sock.sndNxt || from < sock.sndUna) {
      if (k === 0 && to <= sock.sndUna) sock.stack.snmp.tcpExt.TCPDSACKRecv++;
      continue;
    }
    for (let i = firstAfter(sock, from); i < rtx.count && rtx.end(i) <= to; i++) {
      const flags = rtx.flags(i);
      if ((flags & SACKED) !== 0 || rtx.start(i) < from) continue;
      const pieces = rtx.pieces(i);
      delivered(sock, i);
      if ((flags & LOST) !== 0) sock.lostOut -= pieces;
      if ((flags & RETRANS) !== 0) sock.retransOut -= pieces;
      sock.sackedOut += pieces;
      rtx.setFlags(i, (flags | SACKED) & ~(LOST | RETRANS));
      news += pieces;
    }
  }
  return news;
}

/** The first segment in flight that begins at or after `pos`. */
function firstAfter(sock: TcpSock, pos: number): number {
  const { rtx } = sock;
  let low = 0;
  let high = rtx.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rtx.start(middle) < pos) low = middle + 1;
    else high = middle;
  }
  return low;
}

// ── recovery ─────────────────────────────────────────────────────────────────────────────────

/** tcp_fastretrans_alert and tcp_cong_control's half that shrinks. */
function recover(
  sock: TcpSock,
  acked: number,
  sacked: number,
  advanced: boolean,
  duplicate: boolean,
): void {
  const { cong } = sock;
  const { tcpExt } = sock.stack.snmp;
  if (cong.state !== OPEN && cong.state !== DISORDER && sock.sndUna >= sock.highSeq) {
    if (cong.state === RECOVERY) cong.cwnd = Math.max(cong.ssthresh, 1);
    if (!sock.sackOk) sock.sackedOut = 0;
    cong.state = OPEN;
    sock.retransStamp = 0;
  }
  if (!sock.sackOk && duplicate) sock.sackedOut = Math.min(sock.sackedOut + 1, sock.packetsOut - 1);
  const before = sock.lostOut;
  markLost(sock, advanced);
  const lost = sock.lostOut - before;
  if (cong.state === OPEN || cong.state === DISORDER) {
    if (sock.lostOut === 0) {
      cong.state = sock.sackedOut > 0 ? DISORDER : OPEN;
      return;
    }
    if (sock.sackOk) tcpExt.TCPSackRecovery++;
    else tcpExt.TCPRenoRecovery++;
    cong.priorCwnd = cong.cwnd;
    cong.prrDelivered = 0;
    cong.prrOut = 0;
    cong.ssthresh = reducedThreshold(cong);
    cong.state = RECOVERY;
    sock.highSeq = sock.sndNxt;
    sock.retransStamp = 0;
  }
  if (cong.state === RECOVERY) reduce(sock, acked + sacked, lost, advanced);
}

/** tcp_cwnd_reduction: proportional rate reduction. */
function reduce(sock: TcpSock, newly: number, lost: number, advanced: boolean): void {
  const { cong } = sock;
  if (newly <= 0 && lost <= 0) return;
  const flying = inFlight(sock);
  const delta = cong.ssthresh - flying;
  cong.prrDelivered += newly;
  let count: number;
  if (delta < 0) {
    const share = cong.ssthresh * cong.prrDelivered + cong.priorCwnd - 1;
    count = Math.floor(share / cong.priorCwnd) - cong.prrOut;
  } else {
    count = Math.max(cong.prrDelivered - cong.prrOut, newly);
    if (advanced && lost === 0) count++;
    count = Math.min(delta, count);
  }
  cong.cwnd = flying + Math.max(count, cong.prrOut > 0 ? 0 : 1);
}

/** Three reports above a segment, or one that was sent well after it: it is lost. */
function markLost(sock: TcpSock, advanced: boolean): void {
  const { rtx, cong } = sock;
  if (!sock.sackOk) {
    const head = cong.state === RECOVERY ? advanced : sock.sackedOut >= REORDERING;
    if (head && rtx.count > 0) lose(sock, 0);
    return;
  }
  if (sock.sackedOut === 0 && cong.state === OPEN) return;
  const eager = cong.state >= RECOVERY || sock.sackedOut >= REORDERING;
  const patience = eager ? 0 : sock.minRttUs >> 2;
  let above = sock.sackedOut;
  for (let i = 0; i < rtx.count; i++) {
    const flags = rtx.flags(i);
    if ((flags & SACKED) !== 0) {
      above -= rtx.pieces(i);
      continue;
    }
    if ((flags & LOST) !== 0 && (flags & RETRANS) === 0) continue;
    const sent = rtx.sent(i);
    const older =
      sent + patience < sock.rackSentAt ||
      (patience === 0 && sent === sock.rackSentAt && rtx.end(i) < sock.rackEnd && above > 0);
    if (
      (flags & RETRANS) !== 0 ? sent < sock.rackSentAt : above >= REORDERING || (older && above > 0)
    )
      lose(sock, i);
    if (above <= 0 && (flags & EVER_RETRANS) === 0) break;
  }
}

function lose(sock: TcpSock, i: number): void {
  const { rtx } = sock;
  const flags = rtx.flags(i);
  const pieces = rtx.pieces(i);
  if ((flags & RETRANS) !== 0) {
    sock.retransOut -= pieces;
    sock.stack.snmp.tcpExt.TCPLostRetransmit++;
  }
  if ((flags & LOST) === 0) sock.lostOut += pieces;
  rtx.setFlags(i, (flags | LOST) & ~RETRANS);
}

/** tcp_send_challenge_ack: RFC 5961, at most one in half a second of each kind. */
export function challengeAck(sock: TcpSock): void {
  const { now } = sock.stack.sched;
  const limit = sock.table.sysctl.get("invalid_ratelimit") * MS;
  if (now - sock.lastChallengeAt < limit) return;
  sock.lastChallengeAt = now;
  sock.stack.snmp.tcpExt.TCPChallengeACK++;
  sendAck(sock);
}
