/** Segments in: whose they are, and the state machine of RFC 9293, 3.10.7. net/ipv4/tcp_{ipv4,input}.c. */
import { MS } from "../../../sim/scheduler.ts";
import { type Ipv4Addr, type Ipv6Addr } from "../../../wire/addr.ts";
import { pseudoSum } from "../../../wire/checksum.ts";
import { IP_TTL, ipDst, IPPROTO_TCP, ipSrc } from "../../../wire/ipv4.ts";
import { TCP_ACKF, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, tcpFlaw } from "../../../wire/tcp.ts";
import type { NetDevice } from "../../device.ts";
import type { Errno } from "../../errno.ts";
import { type Packet, PACKET_HOST } from "../../packet.ts";
import type { Stack } from "../../stack.ts";
import { challengeAck, processAck } from "./ack.ts";
import { disconnect } from "./close.ts";
import { queueData } from "./data.ts";
import { connectionRequest, type Request, requestInput, synSentInput } from "./handshake.ts";
import { sendReply } from "./net.ts";
import { linkOf } from "./net6.ts";
import { ackCheck, pushPending, sendAck } from "./output.ts";
import type { Segment } from "./segment.ts";
import {
  CLOSE_WAIT,
  CLOSED,
  CLOSING,
  ESTABLISHED,
  FIN_WAIT1,
  FIN_WAIT2,
  LAST_ACK,
  RCV_SHUTDOWN,
  SEND_SHUTDOWN,
  SYN_SENT,
  TIME_WAIT,
  type TcpSock,
} from "./sock.ts";
import { type Entry, hashText, NO4, NO6, type TcpTable } from "./table.ts";
import { enterTimeWait, type TimeWait, timeWaitInput } from "./timewait.ts";

/** The four numbers of a segment that found no socket. */
class Stranger implements Entry {
  readonly form = "stranger";
  laddr: Ipv4Addr = NO4;
  raddr: Ipv4Addr = NO4;
  l6: Ipv6Addr = NO6;
  r6: Ipv6Addr = NO6;
  lport = 0;
  rport = 0;
  boundDevice: NetDevice | null = null;
  family: 4 | 6 = 4;
  next: Entry | null = null;
  hashed = false;
}

/** tcp_v4_rcv. The IP header stands at l3, TCP at l4. Owns the packet. */
export function tcpInput(stack: Stack, dev: NetDevice, packet: Packet): void {
  const { buf, l3, l4, end } = packet;
  const src = ipSrc(buf, l3);
  const dst = ipDst(buf, l3);
  const counters = stack.snmp.tcp;
  if (packet.packetType !== PACKET_HOST || packet.route?.type !== "local") {
    stack.ns.drop(packet, "tcp:no-listener", dev.name);
    return;
  }
  counters.InSegs++;
  const owed = packet.csumStart !== 0;
  const flaw = tcpFlaw(buf, l4, end, owed ? -1 : pseudoSum(src, dst, IPPROTO_TCP, end - l4));
  if (flaw !== null) {
    counters.InErrs++;
    if (flaw === "bad-checksum") counters.InCsumErrors++;
    stack.ns.drop(packet, "ip:malformed", `tcp ${flaw}`);
    return;
  }
  const table = stack.tcp;
  const seg = table.segment;
  seg.read(buf, l4, end);
  dispatch(table, dev, packet, seg, dst, src, NO6, NO6);
}

export function dispatch(
  table: TcpTable,
  dev: NetDevice,
  packet: Packet,
  seg: Segment,
  laddr: Ipv4Addr,
  raddr: Ipv4Addr,
  l6: Ipv6Addr,
  r6: Ipv6Addr,
): void {
  const found = table.find(seg.dstPort, seg.srcPort, laddr, raddr, l6, r6);
  if (found !== null && (found.boundDevice === null || found.boundDevice === dev)) {
    if (found.form === "sock") {
      const sock = found as TcpSock;
      if (sock.options.minTtl > 0 && tooFar(sock, packet)) return;
      socketInput(sock, seg, packet);
      return;
    }
    if (found.form === "request") {
      toRequest(found as Request, seg, packet);
      return;
    }
    const verdict = timeWaitInput(found as TimeWait, seg);
    if (verdict === "done") {
      packet.free();
      return;
    }
    if (verdict === "reset") {
      reset(table, found, seg);
      packet.free();
      return;
    }
    (found as TimeWait).kill();
  }
  toListener(table, dev, packet, seg, laddr, raddr, l6, r6);
}

/** IP_MINTTL: has it been over more hops than the socket allows? Then it is gone. */
function tooFar(sock: TcpSock, packet: Packet): boolean {
  const ttl = packet.buf[packet.l3 + IP_TTL] as number;
  if (sock.family !== 4 || ttl >= sock.options.minTtl) return false;
  sock.stack.snmp.tcpExt.TCPMinTTLDrop++;
  sock.stack.ns.drop(packet, "tcp:min-ttl", `ttl ${ttl} < ${sock.options.minTtl}`);
  return true;
}

function toRequest(request: Request, seg: Segment, packet: Packet): void {
  const verdict = requestInput(request, seg);
  if (verdict === "reset") reset(request.listener.table, request, seg);
  if (verdict === "done" || verdict === "reset") packet.free();
  else socketInput(verdict, seg, packet);
}

function toListener(
  table: TcpTable,
  dev: NetDevice,
  packet: Packet,
  seg: Segment,
  laddr: Ipv4Addr,
  raddr: Ipv4Addr,
  l6: Ipv6Addr,
  r6: Ipv6Addr,
): void {
  const from = new Stranger();
  from.laddr = laddr;
  from.raddr = raddr;
  from.l6 = l6;
  from.r6 = r6;
  from.lport = seg.dstPort;
  from.rport = seg.srcPort;
  if (r6 !== "") from.boundDevice = linkOf(l6, r6, dev);
  const hash = Math.imul((r6 === "" ? raddr : hashText(r6)) ^ (seg.srcPort << 16), 0x9e3779b1);
  const listener = table.listener(dev, seg.dstPort, laddr, l6, hash);
  if (listener === null || (seg.flags & TCP_ACKF) !== 0) {
    reset(table, from, seg);
    if (listener === null) table.stack.ns.drop(packet, "tcp:no-listener", String(seg.dstPort));
    else packet.free();
    return;
  }
  const opens = (seg.flags & (TCP_SYN | TCP_RST | TCP_FIN)) === TCP_SYN;
  if (opens && !connectionRequest(listener, seg, from)) {
    table.stack.ns.drop(packet, "tcp:backlog-full", String(seg.dstPort));
    return;
  }
  packet.free();
}

/** tcp_v4_send_reset: never in answer to a reset. */
function reset(table: TcpTable, entry: Entry, seg: Segment): void {
  if ((seg.flags & TCP_RST) !== 0) return;
  const acked = (seg.flags & TCP_ACKF) !== 0;
  const control = ((seg.flags & TCP_SYN) !== 0 ? 1 : 0) + ((seg.flags & TCP_FIN) !== 0 ? 1 : 0);
  table.stack.snmp.tcp.OutRsts++;
  sendReply(table, entry, 0, {
    seq: acked ? seg.ack : 0,
    ack: acked ? 0 : (seg.seq + seg.length + control) | 0,
    flags: acked ? TCP_RST : TCP_RST | TCP_ACKF,
    window: 0,
    ts: null,
  });
}

/** tcp_v4_do_rcv: a segment for a connection. Owns the packet. */
function socketInput(sock: TcpSock, seg: Segment, packet: Packet): void {
  sock.segsIn++;
  if (seg.length > 0) sock.dataSegsIn++;
  if (sock.st === SYN_SENT) {
    if (synSentInput(sock, seg)) reset(sock.table, sock, seg);
    packet.free();
    return;
  }
  const at = sock.rcvNxt + ((seg.seq - ((sock.irs + sock.rcvNxt) | 0)) | 0);
  if (!acceptable(sock, seg, at) || (seg.flags & TCP_ACKF) === 0) {
    packet.free();
    return;
  }
  const { now } = sock.stack.sched;
  // tcp_replace_ts_recent.
  if (sock.tsOk && seg.hasTs && at <= sock.rcvWup) {
    sock.tsRecent = seg.tsVal;
    sock.tsRecentAt = now;
  }
  sock.lastRcvAt = now;
  const fin = (seg.flags & TCP_FIN) !== 0;
  const bare = seg.length === 0 && !fin;
  const believed = processAck(sock, seg, packet, bare);
  if (!believed && sock.st !== CLOSED) {
    packet.free();
    return;
  }
  if (!advanceState(sock, at + seg.length, fin)) {
    packet.free();
    return;
  }
  packet.start = seg.dataAt;
  if ((sock.shut & RCV_SHUTDOWN) !== 0 && refusesData(sock, seg, at)) {
    reset(sock.table, sock, seg);
    packet.free();
    return;
  }
  if (bare) packet.free();
  else if (sock.st === CLOSE_WAIT || sock.st === CLOSING || sock.st === LAST_ACK) {
    // After the FIN there is nothing more; a copy is acknowledged again.
    if (at < sock.rcvNxt) sendAck(sock);
    packet.free();
  } else {
    if (seg.hasTs && seg.tsEcr !== 0 && sock.rcvRttUs === 0) sock.rcvRttUs = sock.minRttUs || MS;
    queueData(sock, packet, at, fin, (seg.flags & TCP_PSH) !== 0);
  }
  if (sock.st === CLOSED) return;
  pushPending(sock);
  ackCheck(sock, sock.oooAt.length > 0 && !bare);
}

/** tcp_validate_incoming. */
function acceptable(sock: TcpSock, seg: Segment, at: number): boolean {
  const rst = (seg.flags & TCP_RST) !== 0;
  const { tcpExt } = sock.stack.snmp;
  const end = at + seg.length + ((seg.flags & TCP_FIN) !== 0 ? 1 : 0);
  if (sock.tsOk && seg.hasTs && ((sock.tsRecent - seg.tsVal) | 0) > 0 && !rst) {
    // tcp_disordered_ack: a late pure acknowledgement is no fault.
    if (seg.length > 0 || at !== sock.rcvNxt) {
      tcpExt.PAWSEstab++;
      outOfWindowAck(sock, at, end);
      return false;
    }
  }
  const window = Math.max(0, sock.rcvWup + sock.rcvWnd - sock.rcvNxt);
  if (end < sock.rcvWup || at > sock.rcvNxt + window) {
    if (!rst) {
      if ((seg.flags & TCP_SYN) !== 0) synChallenge(sock);
      else outOfWindowAck(sock, at, end);
    } else if (at === sock.rcvNxt - 1 && sock.done) wasReset(sock);
    return false;
  }
  if (rst) {
    if (at === sock.rcvNxt || (sock.done && at === sock.rcvNxt - 1)) wasReset(sock);
    else challengeAck(sock);
    return false;
  }
  if ((seg.flags & TCP_SYN) !== 0) {
    synChallenge(sock);
    return false;
  }
  return true;
}

function synChallenge(sock: TcpSock): void {
  sock.stack.snmp.tcpExt.TCPSYNChallenge++;
  challengeAck(sock);
}

/** tcp_send_dupack, unless one was sent a moment ago for a segment without data. */
function outOfWindowAck(sock: TcpSock, at: number, end: number): void {
  const { now } = sock.stack.sched;
  if (end === at) {
    const limit = sock.table.sysctl.get("invalid_ratelimit") * MS;
    if (now - sock.lastOowAckAt < limit) {
      sock.stack.snmp.tcpExt.TCPACKSkippedSeq++;
      return;
    }
    sock.lastOowAckAt = now;
  } else if (at < sock.rcvNxt) {
    sock.stack.snmp.tcpExt.DelayedACKLost++;
    if (sock.sackOk && end <= sock.rcvNxt) sock.dsack = [at, Math.min(end, sock.rcvNxt)];
  }
  sendAck(sock);
}

/** tcp_reset. */
function wasReset(sock: TcpSock): void {
  const errno: Errno =
    sock.st === CLOSE_WAIT ? "EPIPE" : sock.st === SYN_SENT ? "ECONNREFUSED" : "ECONNRESET";
  sock.error = errno;
  disconnect(sock);
}

/** What our FIN's acknowledgement changes. False: the socket is done. `end`: of what the segment carries. */
function advanceState(sock: TcpSock, end: number, fin: boolean): boolean {
  if (sock.st === ESTABLISHED || sock.st === CLOSE_WAIT) return true;
  if (sock.finAt < 0 || sock.sndUna <= sock.finAt) return sock.st !== CLOSED;
  switch (sock.st) {
    case FIN_WAIT1:
      sock.st = FIN_WAIT2;
      sock.shut |= SEND_SHUTDOWN;
      if (!sock.orphan) {
        sock.writable.wakeAll();
        return true;
      }
      if (end > sock.rcvNxt || fin) return true;
      enterTimeWait(sock, FIN_WAIT2);
      return false;
    case CLOSING:
      enterTimeWait(sock, TIME_WAIT);
      return false;
    case LAST_ACK:
      disconnect(sock);
      return false;
    default:
      return true;
  }
}

/** Data for a socket whose program no longer reads ends the connection. */
function refusesData(sock: TcpSock, seg: Segment, at: number): boolean {
  if (sock.st !== FIN_WAIT1 && sock.st !== FIN_WAIT2) return false;
  if (seg.length === 0 || at + seg.length <= sock.rcvNxt) return false;
  sock.stack.snmp.tcpExt.TCPAbortOnData++;
  disconnect(sock);
  return true;
}
