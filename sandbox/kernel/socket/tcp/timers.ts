/** What happens when nothing happens: net/ipv4/tcp_timer.c, and the round-trip estimate of RFC 6298. */
import { MS, SECOND } from "../../../sim/scheduler.ts";
import { TCP_PSH } from "../../../wire/tcp.ts";
import { fail } from "./close.ts";
import { DISORDER, LOSS, OPEN, reducedThreshold } from "./cong.ts";
import {
  currentMss,
  inFlight,
  pingpongThreshold,
  probeBase,
  retransmit,
  sendAck,
  sendActiveReset,
  sendProbe,
  transmit,
  writeXmit,
} from "./output.ts";
import { routeOf } from "./net.ts";
import { HAS_FIN, LOST, RETRANS, SACKED } from "./rtx.ts";
import {
  ACK_SCHED,
  ACK_TIMER,
  CLOSED,
  LISTEN,
  LOSS_PROBE_TIMER,
  NOTHING,
  PROBE0_TIMER,
  RETRANS_TIMER,
  SYN_RECV,
  SYN_SENT,
  type TcpSock,
} from "./sock.ts";

const ATO_MIN_US = 40 * MS;
const RESOURCE_PROBE_US = 500 * MS;
const TIMEOUT_MIN_US = 2 * MS;
const ORPHAN_RETRIES = 8;
const WHEEL_FINE_US = 512 * MS;
const WHEEL_SLOT_US = 64 * MS;

function rtoMaxUs(sock: TcpSock): number {
  return sock.table.sysctl.get("rto_max_ms") * MS;
}
function rtoMinUs(sock: TcpSock): number {
  return sock.table.sysctl.get("rto_min_us");
}

// ── the estimate ─────────────────────────────────────────────────────────────────────────────

/** tcp_rtt_estimator: srtt is kept times 8, mdev times 4. */
export function sampleRtt(sock: TcpSock, sampleUs: number): void {
  const rtt = sampleUs < 1 ? 1 : sampleUs;
  if (sock.minRttUs === 0 || rtt < sock.minRttUs) sock.minRttUs = rtt;
  const floor = rtoMinUs(sock);
  if (sock.srttUs === 0) {
    sock.srttUs = rtt << 3;
    sock.mdevUs = rtt << 1;
    sock.rttvarUs = sock.mdevUs > floor ? sock.mdevUs : floor;
    sock.mdevMaxUs = sock.rttvarUs;
    sock.rttSeq = sock.sndNxt;
  } else {
    let m = rtt - (sock.srttUs >> 3);
    sock.srttUs = Math.max(1, sock.srttUs + m);
    if (m < 0) {
      m = -m - (sock.mdevUs >> 2);
      if (m > 0) m >>= 3;
    } else m -= sock.mdevUs >> 2;
    sock.mdevUs += m;
    if (sock.mdevUs > sock.mdevMaxUs) {
      sock.mdevMaxUs = sock.mdevUs;
      if (sock.mdevMaxUs > sock.rttvarUs) sock.rttvarUs = sock.mdevMaxUs;
    }
    if (sock.sndUna > sock.rttSeq) {
      if (sock.mdevMaxUs < sock.rttvarUs) sock.rttvarUs -= (sock.rttvarUs - sock.mdevMaxUs) >> 2;
      sock.rttSeq = sock.sndNxt;
      sock.mdevMaxUs = floor;
    }
  }
  sock.rtoUs = Math.min((sock.srttUs >> 3) + sock.rttvarUs, rtoMaxUs(sock));
}

// ── arming ───────────────────────────────────────────────────────────────────────────────────

export function setXmitTimer(sock: TcpSock, kind: number, delayUs: number): void {
  const most = rtoMaxUs(sock);
  sock.timerFor = kind;
  const delay = delayUs > most ? most : delayUs;
  const due = sock.stack.sched.now + delay;
  // The timer wheel: what is far away is rounded up to its coarser slots.
  sock.xmit.set(
    delay < WHEEL_FINE_US ? due : (Math.floor(due / WHEEL_SLOT_US) + 1) * WHEEL_SLOT_US,
  );
}

export function clearXmitTimer(sock: TcpSock): void {
  sock.timerFor = NOTHING;
  sock.xmit.clear();
}

/** tcp_rearm_rto. */
export function rearmRto(sock: TcpSock): void {
  if (sock.packetsOut === 0) {
    clearXmitTimer(sock);
    return;
  }
  let rto = sock.rtoUs;
  if (sock.timerFor === LOSS_PROBE_TIMER && sock.rtx.count > 0) {
    // The probe was armed instead: the time since the head was sent counts.
    rto -= sock.stack.sched.now - sock.rtx.sent(0);
    if (rto < 1) rto = 1;
  }
  setXmitTimer(sock, RETRANS_TIMER, rto);
}

/** tcp_schedule_loss_probe. False: not wanted here. */
export function scheduleLossProbe(sock: TcpSock): boolean {
  const early = sock.table.sysctl.get("early_retrans");
  if ((early !== 3 && early !== 4) || sock.packetsOut === 0 || !sock.sackOk) return false;
  if (sock.cong.state !== OPEN) return false;
  let timeout = SECOND;
  if (sock.srttUs > 0) {
    timeout = (sock.srttUs >> 2) + (sock.packetsOut === 1 ? rtoMinUs(sock) : TIMEOUT_MIN_US);
  }
  const rto = sock.rtx.count > 0 ? sock.rtoUs - (sock.stack.sched.now - sock.rtx.sent(0)) : 0;
  if (rto > 0 && timeout > rto) timeout = rto;
  setXmitTimer(sock, LOSS_PROBE_TIMER, timeout);
  return true;
}

export function armKeepalive(sock: TcpSock): void {
  if (sock.options.keepAlive && sock.st !== CLOSED && sock.st !== LISTEN && sock.st !== SYN_SENT)
    sock.keep.set(sock.stack.sched.now + keepTimeUs(sock));
  else sock.keep.clear();
}

export function keepTimeUs(sock: TcpSock): number {
  return (sock.options.keepIdle || sock.table.sysctl.get("keepalive_time")) * SECOND;
}

// ── firing ───────────────────────────────────────────────────────────────────────────────────

/** tcp_write_timer. */
export function xmitTimer(sock: TcpSock): void {
  const what = sock.timerFor;
  sock.timerFor = NOTHING;
  if (sock.st === CLOSED || sock.st === LISTEN) return;
  if (what === LOSS_PROBE_TIMER) lossProbe(sock);
  else if (what === RETRANS_TIMER) retransmitTimer(sock);
  else if (what === PROBE0_TIMER) probeTimer(sock);
}

/** tcp_send_loss_probe: new data if there is some, else the last segment again. */
function lossProbe(sock: TcpSock): void {
  const { rtx } = sock;
  if (sock.tlpHigh < 0 && rtx.count > 0) {
    const before = sock.packetsOut;
    const cwnd = sock.cong.cwnd;
    sock.cong.cwnd = Math.max(cwnd, inFlight(sock) + 1);
    const waiting = sock.sndNxt < sock.writeSeq;
    if (waiting) writeXmit(sock);
    sock.cong.cwnd = cwnd;
    let sent = sock.packetsOut > before;
    if (!sent && !waiting) {
      const last = rtx.count - 1;
      if ((rtx.flags(last) & RETRANS) === 0) sent = retransmit(sock, last);
    }
    if (sent) {
      sock.tlpHigh = sock.sndNxt;
      sock.stack.snmp.tcpExt.TCPLossProbes++;
    }
  }
  sock.timerFor = NOTHING;
  rearmRto(sock);
}

/** tcp_retransmit_timer. */
function retransmitTimer(sock: TcpSock): void {
  const { tcpExt } = sock.stack.snmp;
  if (sock.packetsOut === 0) return;
  sock.tlpHigh = -1;
  const handshake = sock.st === SYN_SENT || sock.st === SYN_RECV;
  if (sock.sndWnd === 0 && !sock.orphan && !handshake) {
    if (sock.stack.sched.now - sock.lastAckAt > rtoMaxUs(sock)) {
      writeError(sock);
      return;
    }
    enterLoss(sock);
    retransmit(sock, 0);
  } else {
    tcpExt.TCPTimeouts++;
    if (writeTimeout(sock)) return;
    if (sock.st === SYN_SENT) tcpExt.TCPSynRetrans++;
    enterLoss(sock);
    sock.retransmits++;
    sock.totalRto++;
    if (!retransmit(sock, 0)) {
      setXmitTimer(sock, RETRANS_TIMER, Math.min(sock.rtoUs, RESOURCE_PROBE_US));
      return;
    }
  }
  // SYNs are repeated once a second at first, then ever more rarely.
  const linear = sock.table.sysctl.get("syn_linear_timeouts");
  if (sock.st !== SYN_SENT || sock.totalRto > linear) {
    sock.backoff++;
    sock.rtoUs = Math.min(sock.rtoUs * 2, rtoMaxUs(sock));
  }
  setXmitTimer(sock, RETRANS_TIMER, sock.rtoUs);
}

/** tcp_write_timeout: enough tries? True: the connection is over. */
function writeTimeout(sock: TcpSock): boolean {
  const { sysctl } = sock.table;
  const { options } = sock;
  let expired: boolean;
  if (sock.st === SYN_SENT || sock.st === SYN_RECV) {
    const most = options.synCount || sysctl.get("syn_retries");
    const linear = sock.st === SYN_SENT ? sysctl.get("syn_linear_timeouts") : 0;
    expired = sock.retransmits >= most + linear;
  } else {
    let until = sysctl.get("retries2");
    if (sock.orphan) {
      const alive = sock.rtoUs < rtoMaxUs(sock);
      until = orphanRetries(sock, alive);
    }
    expired = retransmitsTimedOut(sock, until);
  }
  if (options.userTimeoutMs > 0 && sock.retransStamp > 0)
    expired = sock.stack.sched.now - sock.retransStamp >= options.userTimeoutMs * MS;
  if (expired) writeError(sock);
  return expired;
}

function orphanRetries(sock: TcpSock, alive: boolean): number {
  const set = sock.table.sysctl.get("orphan_retries");
  if (sock.softError !== null && !alive) return 0;
  return set === 0 && alive ? ORPHAN_RETRIES : set;
}

/** retransmits_timed_out with tcp_model_timeout: as long as `boundary` backoffs would take. */
function retransmitsTimedOut(sock: TcpSock, boundary: number): boolean {
  if (sock.retransmits === 0) return false;
  const base = rtoMinUs(sock);
  const most = rtoMaxUs(sock);
  let linear = 0;
  while (base * 2 ** (linear + 1) <= most) linear++;
  const timeout =
    boundary <= linear
      ? (2 ** (boundary + 1) - 1) * base
      : (2 ** (linear + 1) - 1) * base + (boundary - linear) * most;
  return sock.stack.sched.now - sock.retransStamp >= timeout;
}

/** tcp_write_err. */
function writeError(sock: TcpSock): void {
  sock.stack.snmp.tcpExt.TCPAbortOnTimeout++;
  fail(sock, sock.softError ?? "ETIMEDOUT");
}

/** tcp_enter_loss: everything that was not reported as received is lost. */
function enterLoss(sock: TcpSock): void {
  const { cong, rtx } = sock;
  const fresh = cong.state <= DISORDER || sock.highSeq <= sock.sndUna;
  if (fresh || (cong.state === LOSS && sock.retransmits === 0)) {
    cong.ssthresh = reducedThreshold(cong);
  }
  sock.retransOut = 0;
  sock.lostOut = 0;
  if (!sock.sackOk) sock.sackedOut = 0;
  for (let i = 0; i < rtx.count; i++) {
    let flags = rtx.flags(i) & ~RETRANS;
    if ((flags & SACKED) === 0) {
      flags |= LOST;
      sock.lostOut += rtx.pieces(i);
    }
    rtx.setFlags(i, flags);
  }
  cong.cwnd = inFlight(sock) + 1;
  cong.cwndCnt = 0;
  cong.state = LOSS;
  sock.highSeq = sock.sndNxt;
}

/** tcp_probe_timer: is the window still shut? */
function probeTimer(sock: TcpSock): void {
  if (sock.packetsOut > 0 || sock.sndNxt >= sock.writeSeq) {
    sock.probesOut = 0;
    return;
  }
  let most = sock.table.sysctl.get("retries2");
  if (sock.orphan) {
    const alive = probeBase(sock) * 2 ** sock.backoff < rtoMaxUs(sock);
    most = orphanRetries(sock, alive);
    if (!alive && sock.backoff >= most) {
      writeError(sock);
      return;
    }
  }
  if (sock.probesOut >= most) {
    writeError(sock);
    return;
  }
  sock.stack.snmp.tcpExt.TCPWinProbe++;
  const sent = writeWakeup(sock);
  if (sock.packetsOut > 0 || sock.sndNxt >= sock.writeSeq) {
    sock.probesOut = 0;
    sock.backoff = 0;
    return;
  }
  sock.probesOut++;
  if (sent && sock.backoff < sock.table.sysctl.get("retries2")) sock.backoff++;
  const delay = sent ? probeBase(sock) * 2 ** sock.backoff : RESOURCE_PROBE_US;
  setXmitTimer(sock, PROBE0_TIMER, delay);
}

/** tcp_write_wakeup: what fits into the window, else an old sequence number. */
function writeWakeup(sock: TcpSock): boolean {
  const out = routeOf(sock.table, sock, sock.options.tos);
  if (typeof out === "string") {
    sock.softError = out;
    return false;
  }
  const edge = sock.sndUna + sock.sndWnd;
  if (sock.sndNxt < sock.writeSeq && sock.sndNxt < edge) {
    const start = sock.sndNxt;
    const end = Math.min(edge, start + currentMss(sock, out), sock.writeSeq);
    sock.rtx.push(
      start,
      end,
      sock.stack.sched.now,
      sock.finAt >= 0 && end > sock.finAt ? HAS_FIN : 0,
      1,
    );
    sock.packetsOut++;
    sock.sndNxt = end;
    const sent = transmit(sock, start, end, TCP_PSH);
    rearmRto(sock);
    return sent;
  }
  return sendProbe(sock, false);
}

/** tcp_delack_timer. */
export function delackTimer(sock: TcpSock): void {
  if (sock.st === CLOSED || sock.st === LISTEN || (sock.ackPending & ACK_TIMER) === 0) return;
  sock.ackPending &= ~ACK_TIMER;
  if ((sock.ackPending & ACK_SCHED) === 0) return;
  if (sock.pingpong < pingpongThreshold(sock)) sock.atoUs = Math.min(sock.atoUs * 2, sock.rtoUs);
  else {
    sock.pingpong = 0;
    sock.atoUs = ATO_MIN_US;
  }
  sendAck(sock);
  sock.stack.snmp.tcpExt.DelayedACKs++;
}

/** tcp_keepalive_timer. */
export function keepaliveTimer(sock: TcpSock): void {
  if (!sock.options.keepAlive || sock.st === CLOSED || sock.st === SYN_SENT) return;
  const { now } = sock.stack.sched;
  const idle = keepTimeUs(sock);
  let next = idle;
  if (sock.packetsOut === 0 && sock.sndNxt >= sock.writeSeq) {
    const elapsed = now - Math.max(sock.lrcvTime, sock.lastAckAt);
    if (elapsed >= idle) {
      const most = sock.options.keepCount || sock.table.sysctl.get("keepalive_probes");
      const userUs = sock.options.userTimeoutMs * MS;
      if (userUs > 0 ? elapsed >= userUs && sock.probesOut > 0 : sock.probesOut >= most) {
        sendActiveReset(sock);
        writeError(sock);
        return;
      }
      sock.stack.snmp.tcpExt.TCPKeepAlive++;
      if (sendProbe(sock, false)) {
        sock.probesOut++;
        next = (sock.options.keepInterval || sock.table.sysctl.get("keepalive_intvl")) * SECOND;
      } else next = RESOURCE_PROBE_US;
    } else next = idle - elapsed;
  }
  sock.keep.set(now + next);
}
