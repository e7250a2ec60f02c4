/** Segments out: net/ipv4/tcp_output.c. Nagle, windows, delayed acknowledgements, retransmission. */
import { MS } from "../../../sim/scheduler.ts";
import { put32 } from "../../../wire/bytes.ts";
import { TCP_ACKF, TCP_FIN, TCP_HEADER, TCP_PSH, TCP_RST, TCP_SYN } from "../../../wire/tcp.ts";
import { neighbourFor } from "../../ip/output.ts";
import { NUD } from "../../netlink-types.ts";
import { Packet } from "../../packet.ts";
import { LOSS, RECOVERY } from "./cong.ts";
import { advertisedMss, mssOf, putTcpHeader, routeOf, sendOut, type TcpRoute } from "./net.ts";
import { isRoute6, neighbour6 } from "./net6.ts";
import { EVER_RETRANS, HAS_FIN, LOST, RETRANS, SACKED } from "./rtx.ts";
import {
  putSackHead,
  putSynOptions,
  putTimestamps,
  synOptionsLength,
  TS_ALIGNED,
} from "./segment.ts";
import {
  ACK_NOW,
  ACK_PUSHED,
  ACK_PUSHED2,
  ACK_SCHED,
  ACK_TIMER,
  CLOSED,
  LISTEN,
  LOSS_PROBE_TIMER,
  NOTHING,
  PROBE0_TIMER,
  RCV_SHUTDOWN,
  RETRANS_TIMER,
  SYN_SENT,
  type TcpSock,
} from "./sock.ts";
import { rearmRto, scheduleLossProbe, setXmitTimer } from "./timers.ts";

const DELACK_MIN_US = 40 * MS;
const DELACK_MAX_US = 200 * MS;
const RTO_MIN_US = 200 * MS;
/** truesize beyond the payload of a segment made by another Linux: head, skb_shared_info, sk_buff. */
export const SKB_OVERHEAD = 896;

export function inFlight(sock: TcpSock): number {
  return sock.packetsOut - sock.sackedOut - sock.lostOut + sock.retransOut;
}

/** Milliseconds as this connection's timestamps count them. */
export function tsNow(sock: TcpSock): number {
  return (Math.floor(sock.stack.sched.now / MS) + sock.tsOffset) | 0;
}

// ── the receive window ───────────────────────────────────────────────────────────────────────

/** tcp_receive_window: what is left of the window that we last told. */
export function receiveWindow(sock: TcpSock): number {
  const left = sock.rcvWup + sock.rcvWnd - sock.rcvNxt;
  return left < 0 ? 0 : left;
}

/** tcp_win_from_space: what of `space` bytes of memory can be payload. */
export function windowFromSpace(sock: TcpSock, space: number): number {
  return Math.floor((space * sock.scalingRatio) / 256);
}

/** tcp_space: room in the buffer, in payload. What waits holds its overhead too. */
export function freeSpace(sock: TcpSock): number {
  const packets = sock.rcvQueue.length - sock.rcvHead + sock.ooo.length;
  const memory = sock.rcvNxt - sock.copied + sock.oooBytes + packets * SKB_OVERHEAD;
  const free = windowFromSpace(sock, sock.rcvbuf - memory);
  return free < 0 ? 0 : free;
}

/** __tcp_select_window. */
export function selectWindow(sock: TcpSock): number {
  const allowed = windowFromSpace(sock, sock.rcvbuf);
  const full = sock.windowClamp < allowed ? sock.windowClamp : allowed;
  const mss = sock.rcvMss < full ? sock.rcvMss : full;
  let free = freeSpace(sock);
  if (free < full >> 1) {
    sock.quick = 0;
    free = (free >> sock.rcvWscale) << sock.rcvWscale;
    if (free < allowed >> 4 || free < mss) return 0;
  }
  if (free > sock.rcvSsthresh) free = sock.rcvSsthresh;
  if (sock.rcvWscale > 0) {
    const unit = 1 << sock.rcvWscale;
    return (free + unit - 1) & -unit;
  }
  const old = sock.rcvWnd;
  if (old <= free - mss || old > free) return free - (free % mss);
  return mss === full && free > old + (full >> 1) ? free : old;
}

/** tcp_select_window: what the header says; never takes back what was promised. */
function newWindow(sock: TcpSock): number {
  const current = receiveWindow(sock);
  let next = selectWindow(sock);
  if (next < current) {
    const unit = 1 << sock.rcvWscale;
    next = (current + unit - 1) & -unit;
  }
  const { tcpExt } = sock.stack.snmp;
  if (next === 0 && sock.rcvWnd > 0) tcpExt.TCPToZeroWindowAdv++;
  else if (next > 0 && sock.rcvWnd === 0) tcpExt.TCPFromZeroWindowAdv++;
  sock.rcvWnd = next;
  sock.rcvWup = sock.rcvNxt;
  const shown = next >> sock.rcvWscale;
  return shown > 65_535 ? 65_535 : shown;
}

// ── one segment ──────────────────────────────────────────────────────────────────────────────

/** The MSS for this instant: the path's MTU may have changed, SACK blocks take room. */
export function currentMss(sock: TcpSock, out: TcpRoute): number {
  if (out.mtu !== sock.pmtu) syncMss(sock, out.mtu);
  const blocks = sackBlocks(sock);
  return blocks === 0 ? sock.mss : sock.mss - 4 - blocks * 8;
}

/** tcp_sync_mss. */
export function syncMss(sock: TcpSock, mtu: number): void {
  sock.pmtu = mtu;
  let mss = mssOf(mtu, sock.r6 !== "");
  if (mss > sock.mssClamp) mss = sock.mssClamp;
  mss = Math.max(mss, 48) - (sock.tsOk ? TS_ALIGNED : 0);
  const half = sock.maxWindow >> 1;
  if (sock.maxWindow > 536 ? mss > half : mss > sock.maxWindow && sock.maxWindow > 0)
    mss = sock.maxWindow > 536 ? half : sock.maxWindow;
  sock.mss = Math.max(mss, 68 - 40);
}

function sackBlocks(sock: TcpSock): number {
  if (!sock.sackOk) return 0;
  const held = (sock.sacks.length >> 1) + (sock.dsack === null ? 0 : 1);
  const most = sock.tsOk ? 3 : 4;
  return held < most ? held : most;
}

function putSacks(sock: TcpSock, b: Uint8Array, at: number, blocks: number): void {
  putSackHead(b, at, blocks);
  let to = at + 4;
  let left = blocks;
  if (sock.dsack !== null) {
    put32(b, to, (sock.irs + sock.dsack[0]) | 0);
    put32(b, to + 4, (sock.irs + sock.dsack[1]) | 0);
    to += 8;
    left--;
    sock.dsack = null;
  }
  for (let i = 0; i < left; i++, to += 8) {
    put32(b, to, (sock.irs + (sock.sacks[2 * i] as number)) | 0);
    put32(b, to + 4, (sock.irs + (sock.sacks[2 * i + 1] as number)) | 0);
  }
}

function headOf(sock: TcpSock): TcpSock["head"] {
  const { head } = sock;
  head.dst = sock.raddr;
  head.dst6 = sock.r6;
  head.ttl = sock.options.ttl ?? sock.stack.ns.sysctl.ipDefaultTtl;
  head.tos = sock.options.tos;
  head.dontFragment = sock.stack.ns.sysctl.ipNoPmtuDisc === 0;
  head.id = sock.ipId = (sock.ipId + 1) & 0xffff;
  return head;
}

/** __tcp_transmit_skb: positions [start, end), of which the last may be the FIN. False: no route. */
export function transmit(sock: TcpSock, start: number, end: number, flagsAsked: number): boolean {
  const out = routeOf(sock.table, sock, sock.options.tos);
  if (typeof out === "string") {
    sock.softError = out;
    return false;
  }
  const fin = sock.finAt >= 0 && end > sock.finAt;
  const length = (fin ? sock.finAt : end) - start;
  const blocks = sackBlocks(sock);
  const header = TCP_HEADER + (sock.tsOk ? TS_ALIGNED : 0) + (blocks === 0 ? 0 : 4 + blocks * 8);
  const { sim } = sock.stack.ns.host;
  const packet = Packet.alloc(sim.buffers, header + length, sim.nextJourney());
  packet.owner = sock.owner;
  const { buf } = packet;
  const at = packet.start;
  let option = at + TCP_HEADER;
  if (sock.tsOk) {
    putTimestamps(buf, option, tsNow(sock), sock.tsRecent);
    option += TS_ALIGNED;
  }
  if (blocks > 0) putSacks(sock, buf, option, blocks);
  if (length > 0) sock.ring.copy(start, length, buf, at + header);
  let flags = flagsAsked | TCP_ACKF;
  if (fin) flags |= TCP_FIN;
  const window = newWindow(sock);
  putTcpHeader(
    buf,
    at,
    sock.lport,
    sock.rport,
    (sock.iss + start) | 0,
    (sock.irs + sock.rcvNxt) | 0,
    header,
    flags,
    window,
  );
  acknowledged(sock);
  sock.segsOut++;
  if (length > 0) {
    sock.dataSegsOut++;
    sock.bytesSent += length;
    const now = sock.stack.sched.now;
    if (now - sock.lrcvTime < sock.atoUs && sock.pingpong < 255) sock.pingpong++;
    sock.lsndTime = now;
  }
  if (!sock.again) sock.stack.snmp.tcp.OutSegs++;
  sendOut(sock.table, packet, out, headOf(sock));
  return true;
}

/** tcp_event_ack_sent. */
function acknowledged(sock: TcpSock): void {
  if (sock.quick > 0) {
    sock.quick--;
    if (sock.quick === 0) sock.atoUs = DELACK_MIN_US;
  }
  sock.ackPending = 0;
  sock.delack.clear();
}

/** A bare acknowledgement: tcp_send_ack. */
export function sendAck(sock: TcpSock): void {
  if (sock.st === CLOSED || sock.st === LISTEN) return;
  const at = acceptableSeq(sock);
  transmitBare(sock, at, 0);
}

function transmitBare(sock: TcpSock, at: number, flags: number): boolean {
  const fin = sock.finAt;
  // Never carries the FIN: that is data.
  sock.finAt = -1;
  const sent = transmit(sock, at, at, flags);
  sock.finAt = fin;
  return sent;
}

/** tcp_acceptable_seq. */
function acceptableSeq(sock: TcpSock): number {
  const edge = sock.sndUna + sock.sndWnd;
  return edge >= sock.sndNxt || (sock.wscaleOk && sock.sndNxt - edge < 1 << sock.rcvWscale)
    ? sock.sndNxt
    : edge;
}

/** tcp_xmit_probe_skb: an acknowledgement that asks for one: an old byte (or none of ours). */
export function sendProbe(sock: TcpSock, urgent: boolean): boolean {
  return transmitBare(sock, sock.sndUna - (urgent ? 0 : 1), 0);
}

export function sendActiveReset(sock: TcpSock): void {
  const { tcp } = sock.stack.snmp;
  tcp.OutRsts++;
  transmitBare(sock, acceptableSeq(sock), TCP_RST);
}

/** tcp_send_delayed_ack. */
export function sendDelayedAck(sock: TcpSock): void {
  let ato = sock.atoUs;
  if (ato > DELACK_MIN_US) {
    const patient =
      sock.pingpong >= pingpongThreshold(sock) || (sock.ackPending & ACK_PUSHED) !== 0;
    let most = patient ? DELACK_MAX_US : 500 * MS;
    if (sock.srttUs > 0) {
      const rtt = Math.max(sock.srttUs >> 3, DELACK_MIN_US);
      if (rtt < most) most = rtt;
    }
    if (ato > most) ato = most;
  }
  if (ato < DELACK_MIN_US) ato = DELACK_MIN_US;
  const now = sock.stack.sched.now;
  let due = now + Math.min(ato, DELACK_MAX_US);
  if ((sock.ackPending & ACK_TIMER) !== 0 && sock.delack.armed) {
    if (sock.delack.due <= now + (ato >> 2)) {
      sendAck(sock);
      return;
    }
    if (due > sock.delack.due) due = sock.delack.due;
  }
  sock.ackPending |= ACK_SCHED | ACK_TIMER;
  sock.delack.set(due);
}

export function pingpongThreshold(sock: TcpSock): number {
  return sock.table.sysctl.get("pingpong_thresh");
}

/** __tcp_ack_snd_check, after something arrived. */
export function ackCheck(sock: TcpSock, immediately: boolean): void {
  if ((sock.ackPending & ACK_SCHED) === 0) return;
  const now =
    immediately ||
    (sock.ackPending & ACK_NOW) !== 0 ||
    (sock.quick > 0 && sock.pingpong < pingpongThreshold(sock)) ||
    (sock.rcvNxt - sock.rcvWup > sock.rcvMss &&
      (sock.rcvNxt - sock.copied < 1 || selectWindow(sock) >= sock.rcvWnd));
  if (now) sendAck(sock);
  else sendDelayedAck(sock);
}

/** tcp_cleanup_rbuf: a program has read `count` bytes; the peer may want to know. */
export function receivedAway(sock: TcpSock, count: number): void {
  if (sock.st === CLOSED || sock.st === LISTEN) return;
  let ack = false;
  if ((sock.ackPending & ACK_SCHED) !== 0) {
    const empty = sock.rcvHead === sock.rcvQueue.length;
    ack =
      sock.rcvNxt - sock.rcvWup > sock.rcvMss ||
      (count > 0 &&
        empty &&
        ((sock.ackPending & ACK_PUSHED2) !== 0 ||
          ((sock.ackPending & ACK_PUSHED) !== 0 && sock.pingpong < pingpongThreshold(sock))));
  }
  if (!ack && count > 0 && (sock.shut & RCV_SHUTDOWN) === 0) {
    const current = receiveWindow(sock);
    if (2 * current <= sock.windowClamp) {
      const next = selectWindow(sock);
      ack = next > 0 && next >= 2 * current;
    }
  }
  adjustSpace(sock);
  if (ack) sendAck(sock);
}

/** tcp_rcv_space_adjust: a reader that keeps up gets a bigger buffer. */
function adjustSpace(sock: TcpSock): void {
  const now = sock.stack.sched.now;
  if (sock.rcvRttUs === 0 || now - sock.spaceTime < sock.rcvRttUs) return;
  const copied = sock.copied - sock.spaceSeq;
  if (copied > sock.space) {
    if (!sock.rcvbufLocked && sock.table.sysctl.get("moderate_rcvbuf") !== 0) {
      let want = copied * 2 + 16 * sock.advmss;
      if (sock.space > 0) want += 2 * Math.floor((want * (copied - sock.space)) / sock.space);
      const most = sock.table.sysctl.triple("rmem", 2);
      const buffer = Math.min(Math.floor((want * 256) / sock.scalingRatio), most);
      if (buffer > sock.rcvbuf) {
        sock.rcvbuf = buffer;
        sock.windowClamp = windowFromSpace(sock, buffer);
      }
    }
    sock.space = copied;
  }
  sock.spaceSeq = sock.copied;
  sock.spaceTime = now;
}

// ── new data ─────────────────────────────────────────────────────────────────────────────────

/** __tcp_push_pending_frames. */
export function pushPending(sock: TcpSock): void {
  if (sock.sndNxt >= sock.writeSeq) return;
  writeXmit(sock);
  if (sock.packetsOut === 0 && sock.sndNxt < sock.writeSeq && sock.timerFor === NOTHING)
    setXmitTimer(sock, PROBE0_TIMER, probeBase(sock));
}

export function probeBase(sock: TcpSock): number {
  return sock.rtoUs > RTO_MIN_US ? sock.rtoUs : RTO_MIN_US;
}

/** tcp_nagle_check: hold a small segment back while another is under way. */
function held(sock: TcpSock): boolean {
  return (
    !sock.options.noDelay &&
    sock.packetsOut > 0 &&
    sock.sndSml > sock.sndUna &&
    sock.sndSml <= sock.sndNxt
  );
}

/** tcp_write_xmit: what the windows and Nagle allow. */
export function writeXmit(sock: TcpSock): void {
  const out = routeOf(sock.table, sock, sock.options.tos);
  if (typeof out === "string") {
    sock.softError = out;
    armAfterFailure(sock);
    return;
  }
  let sent = 0;
  let limited = false;
  const mss = currentMss(sock, out);
  const edge = sock.sndUna + sock.sndWnd;
  while (sock.sndNxt < sock.writeSeq) {
    if (inFlight(sock) >= sock.cong.cwnd) {
      limited = true;
      break;
    }
    const start = sock.sndNxt;
    const data = sock.ring.tail - start;
    let end = data > mss ? start + mss : sock.ring.tail;
    const last = end === sock.ring.tail;
    if (last && sock.finAt >= 0) end = sock.finAt + 1;
    if (end > edge) break;
    const small = data < mss;
    if (small && last && sock.finAt < 0 && held(sock)) break;
    sendNew(sock, start, end);
    if (small) sock.sndSml = end;
    sent++;
  }
  validateCwnd(sock, limited);
  if (sent === 0) return;
  if (sock.cong.state === RECOVERY || sock.cong.state === LOSS) sock.cong.prrOut += sent;
  scheduleLossProbe(sock);
}

/** tcp_cwnd_validate. */
function validateCwnd(sock: TcpSock, limited: boolean): void {
  const news = !sock.cwndLimited && sock.packetsOut > sock.maxPacketsOut;
  if (sock.sndUna < sock.cwndUsageSeq && !limited && !news) return;
  sock.cwndLimited = limited;
  sock.maxPacketsOut = sock.packetsOut;
  sock.cwndUsageSeq = sock.sndNxt;
}

function sendNew(sock: TcpSock, start: number, end: number): void {
  const push = sock.pushAt > start && sock.pushAt <= end ? TCP_PSH : 0;
  const withFin = sock.finAt >= 0 && end > sock.finAt;
  const first = sock.packetsOut === 0;
  sock.rtx.push(start, end, sock.stack.sched.now, withFin ? HAS_FIN : 0, 1);
  sock.packetsOut++;
  sock.sndNxt = end;
  sock.stack.snmp.tcpExt.TCPOrigDataSent++;
  transmit(sock, start, end, push);
  if (first || sock.timerFor === LOSS_PROBE_TIMER) rearmRto(sock);
}

/** No route now: try again when the timer says so. */
function armAfterFailure(sock: TcpSock): void {
  if (sock.packetsOut === 0 && sock.timerFor === NOTHING)
    setXmitTimer(sock, PROBE0_TIMER, 500 * MS);
}

// ── again ────────────────────────────────────────────────────────────────────────────────────

/** tcp_retransmit_skb of segment `i` in flight. False: could not be sent. */
export function retransmit(sock: TcpSock, i: number): boolean {
  const { rtx } = sock;
  const out = routeOf(sock.table, sock, sock.options.tos);
  if (typeof out === "string") {
    sock.softError = out;
    return false;
  }
  if (stillQueued(sock, out)) {
    sock.stack.snmp.tcpExt.TCPSpuriousRtxHostQueues++;
    return true;
  }
  if (sock.st === SYN_SENT) {
    markRetransmitted(sock, i);
    sock.again = true;
    transmitSyn(sock);
    sock.again = false;
    return true;
  }
  const mss = currentMss(sock, out);
  const start = rtx.start(i);
  const bytes = rtx.end(i) - start - ((rtx.flags(i) & HAS_FIN) !== 0 ? 1 : 0);
  if (bytes > mss) {
    const pieces = rtx.pieces(i);
    const rest = Math.ceil((bytes - mss) / mss);
    rtx.split(i, start + mss, 1, rest);
    const more = 1 + rest - pieces;
    sock.packetsOut += more;
    const flags = rtx.flags(i);
    if ((flags & LOST) !== 0) sock.lostOut += more;
    if ((flags & SACKED) !== 0) sock.sackedOut += more;
    if ((flags & RETRANS) !== 0) sock.retransOut += more;
  }
  markRetransmitted(sock, i);
  const end = rtx.end(i);
  sock.bytesRetrans += end - start;
  sock.again = true;
  const sent = transmit(sock, start, end, sock.pushAt > start && sock.pushAt <= end ? TCP_PSH : 0);
  sock.again = false;
  return sent;
}

/** skb_still_in_host_queue: the first copy waits for its neighbour, another would wait beside it. */
function stillQueued(sock: TcpSock, out: TcpRoute): boolean {
  const neigh = isRoute6(out)
    ? neighbour6(sock.stack, out)
    : neighbourFor(sock.stack, out.route, sock.raddr);
  return neigh !== null && neigh.state === NUD.INCOMPLETE;
}

function markRetransmitted(sock: TcpSock, i: number): void {
  const { rtx } = sock;
  const flags = rtx.flags(i);
  const pieces = rtx.pieces(i);
  if ((flags & RETRANS) === 0) sock.retransOut += pieces;
  rtx.setFlags(i, flags | RETRANS | EVER_RETRANS);
  rtx.setSent(i, sock.stack.sched.now);
  sock.totalRetrans += pieces;
  sock.stack.snmp.tcp.RetransSegs += pieces;
  if (sock.retransStamp === 0) sock.retransStamp = sock.stack.sched.now;
}

/** tcp_xmit_retransmit_queue: what is lost and not yet sent again, as the window allows. */
export function retransmitLost(sock: TcpSock): void {
  const { rtx, cong } = sock;
  let sent = 0;
  for (let i = 0; i < rtx.count && sock.lostOut > sock.retransOut; i++) {
    if (inFlight(sock) >= cong.cwnd) break;
    const flags = rtx.flags(i);
    if ((flags & LOST) === 0 || (flags & (RETRANS | SACKED)) !== 0) continue;
    if (!retransmit(sock, i)) break;
    const { tcpExt } = sock.stack.snmp;
    if (cong.state === LOSS) tcpExt.TCPSlowStartRetrans++;
    else tcpExt.TCPFastRetrans++;
    if (cong.state === RECOVERY) cong.prrOut++;
    sent++;
    if (i === 0 && sock.timerFor !== RETRANS_TIMER) rearmRto(sock);
  }
  if (sent > 0 && !sock.xmit.armed) rearmRto(sock);
}

// ── SYN ──────────────────────────────────────────────────────────────────────────────────────

/** The SYN of an active open (also sent again). */
export function transmitSyn(sock: TcpSock): void {
  const out = routeOf(sock.table, sock, sock.options.tos);
  if (typeof out === "string") {
    sock.softError = out;
    return;
  }
  const { sysctl } = sock.table;
  const options = {
    mss: advertisedMss(sock.table, out),
    wscale: sysctl.get("window_scaling") !== 0 ? sock.rcvWscale : -1,
    sack: sysctl.get("sack") !== 0,
    ts: sysctl.get("timestamps") !== 0,
    tsVal: tsNow(sock),
    tsEcr: 0,
  };
  const header = TCP_HEADER + synOptionsLength(options);
  const { sim } = sock.stack.ns.host;
  const packet = Packet.alloc(sim.buffers, header, sim.nextJourney());
  packet.owner = sock.owner;
  const at = packet.start;
  putSynOptions(packet.buf, at + TCP_HEADER, options);
  const window = sock.rcvWnd > 65_535 ? 65_535 : sock.rcvWnd;
  putTcpHeader(packet.buf, at, sock.lport, sock.rport, sock.iss, 0, header, TCP_SYN, window);
  sock.segsOut++;
  if (!sock.again) sock.stack.snmp.tcp.OutSegs++;
  sendOut(sock.table, packet, out, headOf(sock));
}
