/** Opening: connect, listen, the SYN queue, and what turns a request into a socket. RFC 9293, 3.5. */
import { MS, SECOND } from "../../../sim/scheduler.ts";
import { TCP_ACKF, TCP_HEADER, TCP_RST, TCP_SYN } from "../../../wire/tcp.ts";
import type { Ipv4Addr, Ipv6Addr } from "../../../wire/addr.ts";
import type { NetDevice } from "../../device.ts";
import type { Errno } from "../../errno.ts";
import { Packet } from "../../packet.ts";
import { disconnect } from "./close.ts";
import { advertisedMss, newHead, putTcpHeader, routeOf, sendOut, sendReply } from "./net.ts";
import { pushPending, sendActiveReset, sendAck, syncMss, transmitSyn } from "./output.ts";
import { isRoute6 } from "./net6.ts";
import { EVER_RETRANS } from "./rtx.ts";
import { putSynOptions, type Segment, synOptionsLength } from "./segment.ts";
import { CLOSED, ESTABLISHED, RETRANS_TIMER, SYN_SENT, TcpSock } from "./sock.ts";
import { type Entry, NO4, NO6, type TcpTable } from "./table.ts";
import { armKeepalive, clearXmitTimer, sampleRtt, setXmitTimer } from "./timers.ts";
import { LazyTimer } from "./timer.ts";

const DEFAULT_MSS = 536;
const SYN_TIMEOUT_US = SECOND;

/** tcp_select_initial_window: [window, clamp, scale]. */
export function initialWindow(
  table: TcpTable,
  space: number,
  mss: number,
  scaling: boolean,
): { window: number; scale: number } {
  const rounded = space > mss ? space - (space % mss) : space;
  let scale = 0;
  if (scaling) {
    const most = Math.max(
      rounded,
      table.sysctl.triple("rmem", 2),
      table.sysctl.number("core/rmem_max", 0),
    );
    while (scale < 14 && most >= 2 ** (scale + 16)) scale++;
  }
  return { window: rounded, scale };
}

function randomStart(sock: TcpSock): void {
  const { rng } = sock.stack;
  sock.iss = rng.below(4_294_967_296) | 0;
  sock.tsOffset = rng.below(4_294_967_296) | 0;
  sock.ipId = rng.below(65_536);
}

// ── active ───────────────────────────────────────────────────────────────────────────────────

/** tcp_v4_connect. The remote address and port are set. */
export function startConnect(sock: TcpSock): Errno | null {
  const { table } = sock;
  const out = routeOf(table, sock, sock.options.tos);
  if (typeof out === "string") {
    if (out === "ENETUNREACH") sock.stack.snmp.ip.OutNoRoutes++;
    return forgetPeer(sock, out);
  }
  if (out.route.type === "broadcast" || out.route.type === "multicast")
    return forgetPeer(sock, "ENETUNREACH");
  if (isRoute6(out)) {
    if (sock.l6 === "") sock.l6 = out.src6;
  } else if (sock.laddr === 0) sock.laddr = out.src;
  if (sock.lport === 0) {
    sock.lport = table.portFor(sock);
    if (sock.lport === 0) return forgetPeer(sock, "EADDRNOTAVAIL");
  } else {
    const there = table.find(sock.lport, sock.rport, sock.laddr, sock.raddr, sock.l6, sock.r6);
    if (there !== null) return forgetPeer(sock, "EADDRNOTAVAIL");
  }
  table.add(sock);
  table.hold(sock);
  randomStart(sock);
  sock.advmss = advertisedMss(table, out);
  sock.pmtu = out.mtu;
  const scaling = table.sysctl.get("window_scaling") !== 0;
  const { window, scale } = initialWindow(table, sock.rcvbuf >> 1, sock.advmss, scaling);
  sock.rcvWnd = window;
  sock.rcvSsthresh = window;
  sock.rcvWscale = scale;
  sock.windowClamp = sock.rcvbuf >> 1;
  sock.st = SYN_SENT;
  sock.synAt = sock.stack.sched.now;
  sock.sndUna = 0;
  sock.sndNxt = 1;
  sock.rtx.push(0, 1, sock.stack.sched.now, 0, 1);
  sock.packetsOut = 1;
  sock.stack.snmp.tcp.ActiveOpens++;
  transmitSyn(sock);
  setXmitTimer(sock, RETRANS_TIMER, sock.rtoUs);
  return "EINPROGRESS";
}

function forgetPeer(sock: TcpSock, errno: Errno): Errno {
  if (!sock.boundAddress) {
    sock.laddr = 0 as TcpSock["laddr"];
    sock.l6 = NO6;
  }
  sock.raddr = 0 as TcpSock["raddr"];
  sock.r6 = "" as TcpSock["r6"];
  sock.rport = 0;
  return errno;
}

/** tcp_rcv_synsent_state_process. True: answer with a reset. */
export function synSentInput(sock: TcpSock, seg: Segment): boolean {
  const acked = (seg.flags & TCP_ACKF) !== 0;
  if (acked && seg.ack !== ((sock.iss + 1) | 0)) return (seg.flags & TCP_RST) === 0;
  if ((seg.flags & TCP_RST) !== 0) {
    if (acked) {
      sock.error = "ECONNREFUSED";
      disconnect(sock);
    }
    return false;
  }
  // A SYN without ACK crosses ours: simultaneous open is answered like any SYN, by a new request.
  if ((seg.flags & TCP_SYN) === 0 || !acked) return false;
  const { table } = sock;
  agree(sock, seg, table.sysctl.get("window_scaling") !== 0);
  sock.irs = seg.seq;
  sock.rcvNxt = 1;
  sock.rcvWup = 1;
  sock.copied = 1;
  sock.spaceSeq = 1;
  sock.sndWl1 = 0;
  sock.sndWnd = seg.window;
  sock.maxWindow = seg.window;
  if ((sock.rtx.flags(0) & EVER_RETRANS) === 0)
    sampleRtt(sock, sock.stack.sched.now - sock.rtx.sent(0));
  sock.rtx.shift();
  sock.packetsOut = 0;
  sock.retransOut = 0;
  sock.lostOut = 0;
  sock.cong.state = 0;
  if (sock.totalRetrans > 0) sock.cong.cwnd = 1;
  sock.retransmits = 0;
  sock.backoff = 0;
  sock.retransStamp = 0;
  sock.totalRto = 0;
  sock.sndUna = 1;
  // The SYN counts as a byte that was acknowledged.
  sock.bytesAcked = 1;
  if (sock.srttUs === 0) sock.rtoUs = SYN_TIMEOUT_US;
  clearXmitTimer(sock);
  sock.stack.snmp.tcpExt.TCPDelivered++;
  establish(sock);
  sendAck(sock);
  pushPending(sock);
  return false;
}

/** Which options both sides offered. */
function agree(sock: TcpSock, seg: Segment, scaling: boolean): void {
  const { sysctl } = sock.table;
  sock.tsOk = seg.hasTs && sysctl.get("timestamps") !== 0;
  sock.sackOk = seg.sackOk && sysctl.get("sack") !== 0;
  sock.wscaleOk = seg.wscale >= 0 && scaling;
  sock.sndWscale = sock.wscaleOk ? seg.wscale : 0;
  if (!sock.wscaleOk) {
    sock.rcvWscale = 0;
    sock.windowClamp = Math.min(sock.windowClamp, 65_535);
  }
  if (sock.tsOk) {
    sock.tsRecent = seg.tsVal;
    sock.tsRecentAt = sock.stack.sched.now;
    sock.advmss -= 12;
  }
  sock.peerMss = seg.mss === 0 ? DEFAULT_MSS : seg.mss;
  sock.mssClamp = sock.peerMss;
}

/** tcp_finish_connect, tcp_init_transfer. */
function establish(sock: TcpSock): void {
  const { now } = sock.stack.sched;
  sock.st = ESTABLISHED;
  sock.stack.snmp.tcp.CurrEstab++;
  syncMss(sock, sock.pmtu);
  sock.rcvMss = Math.max(Math.min(sock.advmss, sock.mss, sock.rcvWnd >> 1, DEFAULT_MSS), 88);
  sock.lsndTime = now;
  sock.lastAckAt = now;
  sock.lastRcvAt = now;
  sock.lrcvTime = now;
  sock.space = Math.min(sock.rcvWnd, 10 * sock.advmss);
  sock.spaceTime = now;
  expandSendBuffer(sock);
  armKeepalive(sock);
  sock.writable.wakeAll();
}

/** tcp_sndbuf_expand. */
export function expandSendBuffer(sock: TcpSock): void {
  if (sock.sndbufLocked) return;
  const per = Math.max(sock.mssClamp, sock.mss) + 320 + 320;
  let rounded = 1;
  while (rounded < per) rounded *= 2;
  const segments = Math.max(10, sock.cong.cwnd, 4);
  const want = 2 * segments * (rounded + 256);
  if (sock.sndbuf < want) sock.sndbuf = Math.min(want, sock.table.sysctl.triple("wmem", 2));
}

// ── passive ──────────────────────────────────────────────────────────────────────────────────

/** A connection in SYN-RECV: request_sock. */
export class Request implements Entry {
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
  readonly form = "request";
  readonly listener: TcpSock;
  irs = 0;
  iss = 0;
  tsOffset = 0;
  tsRecent = 0;
  tsOk = false;
  sackOk = false;
  wscaleOk = false;
  sndWscale = 0;
  peerMss = 0;
  mss = 0;
  rcvWnd = 0;
  rcvWscale = 0;
  retries = 0;
  sentAt = 0;
  pmtu = 0;
  readonly timer: LazyTimer<Request>;

  constructor(listener: TcpSock) {
    this.listener = listener;
    this.family = listener.family;
    this.boundDevice = listener.boundDevice;
    this.timer = new LazyTimer<Request>(listener.stack.sched, "tcp synack", synAckTimer, this);
  }
}

/** tcp_conn_request: a SYN for a listener. False: it is dropped. */
export function connectionRequest(listener: TcpSock, seg: Segment, from: Entry): boolean {
  const { table } = listener;
  const { tcpExt } = listener.stack.snmp;
  if (listener.acceptQueue.length > listener.backlog) {
    tcpExt.ListenOverflows++;
    tcpExt.ListenDrops++;
    return false;
  }
  const request = new Request(listener);
  request.laddr = from.laddr;
  request.raddr = from.raddr;
  request.l6 = from.l6;
  request.r6 = from.r6;
  request.lport = from.lport;
  request.rport = from.rport;
  request.boundDevice = listener.boundDevice ?? from.boundDevice;
  const out = routeOf(table, request, listener.options.tos);
  if (typeof out === "string") return false;
  const { sysctl } = table;
  request.irs = seg.seq;
  request.iss = listener.stack.rng.below(4_294_967_296) | 0;
  request.tsOffset = listener.stack.rng.below(4_294_967_296) | 0;
  request.tsOk = seg.hasTs && sysctl.get("timestamps") !== 0;
  request.tsRecent = seg.tsVal;
  request.sackOk = seg.sackOk && sysctl.get("sack") !== 0;
  request.wscaleOk = seg.wscale >= 0 && sysctl.get("window_scaling") !== 0;
  request.sndWscale = request.wscaleOk ? seg.wscale : 0;
  request.peerMss = seg.mss === 0 ? DEFAULT_MSS : seg.mss;
  request.mss = advertisedMss(table, out);
  request.pmtu = out.mtu;
  const { window, scale } = initialWindow(
    table,
    listener.rcvbuf >> 1,
    request.mss - (request.tsOk ? 12 : 0),
    request.wscaleOk,
  );
  request.rcvWnd = window;
  request.rcvWscale = scale;
  request.sentAt = listener.stack.sched.now;
  listener.young++;
  table.add(request);
  sendSynAck(request);
  request.timer.set(listener.stack.sched.now + SYN_TIMEOUT_US);
  return true;
}

export function sendSynAck(request: Request): void {
  const { listener } = request;
  const { table } = listener;
  const out = routeOf(table, request, listener.options.tos);
  if (typeof out === "string") return;
  const { sim } = table.stack.ns.host;
  const options = {
    mss: request.mss,
    wscale: request.wscaleOk ? request.rcvWscale : -1,
    sack: request.sackOk,
    ts: request.tsOk,
    tsVal: requestTs(request),
    tsEcr: request.tsRecent,
  };
  const header = TCP_HEADER + synOptionsLength(options);
  const packet = Packet.alloc(sim.buffers, header, sim.nextJourney());
  packet.owner = request.listener.owner;
  putSynOptions(packet.buf, packet.start + TCP_HEADER, options);
  putTcpHeader(
    packet.buf,
    packet.start,
    request.lport,
    request.rport,
    request.iss,
    (request.irs + 1) | 0,
    header,
    TCP_SYN | TCP_ACKF,
    Math.min(request.rcvWnd, 65_535),
  );
  table.stack.snmp.tcp.OutSegs++;
  const head = newHead();
  head.dst = request.raddr;
  head.dst6 = request.r6;
  head.tos = listener.options.tos;
  head.ttl = listener.options.ttl ?? table.stack.ns.sysctl.ipDefaultTtl;
  sendOut(table, packet, out, head);
}

function requestTs(request: Request): number {
  return (Math.floor(request.listener.stack.sched.now / MS) + request.tsOffset) | 0;
}

function synAckTimer(request: Request): void {
  const { listener } = request;
  const most = listener.table.sysctl.get("synack_retries");
  if (request.retries >= most || listener.st === CLOSED) {
    dropRequest(request);
    return;
  }
  request.retries++;
  listener.stack.snmp.tcp.RetransSegs++;
  listener.stack.snmp.tcpExt.TCPSynRetrans++;
  sendSynAck(request);
  request.timer.set(listener.stack.sched.now + SYN_TIMEOUT_US * 2 ** request.retries);
}

export function dropRequest(request: Request): void {
  request.timer.stop();
  request.listener.table.remove(request);
  request.listener.young--;
}

/** tcp_check_req: a segment for a request. The new socket, or what to do without one. */
export function requestInput(request: Request, seg: Segment): TcpSock | "done" | "reset" {
  const { listener } = request;
  const { tcpExt } = listener.stack.snmp;
  const syn = (seg.flags & TCP_SYN) !== 0;
  const rst = (seg.flags & TCP_RST) !== 0;
  const acked = (seg.flags & TCP_ACKF) !== 0;
  const expected = (request.irs + 1) | 0;
  if (seg.seq === request.irs && syn && !acked && !rst) {
    sendSynAck(request);
    return "done";
  }
  if (acked && !rst && seg.ack !== ((request.iss + 1) | 0)) return "reset";
  const past = (seg.seq + seg.length - expected) | 0;
  if (past < 0 || ((expected + request.rcvWnd - seg.seq) | 0) < 0) {
    if (!rst) ackRequest(request);
    return "done";
  }
  if (rst || syn) {
    if (seg.seq !== expected && !syn) return "done";
    tcpExt.EmbryonicRsts++;
    listener.stack.snmp.tcp.AttemptFails++;
    dropRequest(request);
    return syn && !rst ? "reset" : "done";
  }
  if (!acked) return "done";
  if (listener.acceptQueue.length > listener.backlog) {
    tcpExt.ListenOverflows++;
    tcpExt.ListenDrops++;
    if (listener.table.sysctl.get("abort_on_overflow") !== 0) {
      dropRequest(request);
      return "reset";
    }
    return "done";
  }
  return child(request, seg);
}

function ackRequest(request: Request): void {
  sendReply(request.listener.table, request, request.listener.options.tos, {
    seq: (request.iss + 1) | 0,
    ack: (request.irs + 1) | 0,
    flags: TCP_ACKF,
    window: request.rcvWnd >> request.rcvWscale,
    ts: request.tsOk ? { value: requestTs(request), echo: request.tsRecent } : null,
  });
}

/** tcp_create_openreq_child. */
function child(request: Request, seg: Segment): TcpSock {
  const { listener } = request;
  const sock = new TcpSock(listener.stack, listener.family, listener.privileged, listener.uid);
  dropRequest(request);
  sock.owner = listener.owner;
  sock.laddr = request.laddr;
  sock.raddr = request.raddr;
  sock.l6 = request.l6;
  sock.r6 = request.r6;
  sock.lport = request.lport;
  sock.rport = request.rport;
  sock.boundDevice = request.boundDevice;
  Object.assign(sock.options, listener.options);
  sock.rcvbuf = listener.rcvbuf;
  sock.sndbuf = listener.sndbuf;
  sock.rcvbufLocked = listener.rcvbufLocked;
  sock.sndbufLocked = listener.sndbufLocked;
  sock.iss = request.iss;
  sock.irs = request.irs;
  sock.tsOffset = request.tsOffset;
  sock.ipId = listener.stack.rng.below(65_536);
  sock.tsOk = request.tsOk;
  sock.tsRecent = seg.hasTs ? seg.tsVal : request.tsRecent;
  sock.tsRecentAt = sock.stack.sched.now;
  sock.sackOk = request.sackOk;
  sock.wscaleOk = request.wscaleOk;
  sock.sndWscale = request.sndWscale;
  sock.rcvWscale = request.rcvWscale;
  sock.windowClamp = request.wscaleOk ? sock.rcvbuf >> 1 : Math.min(sock.rcvbuf >> 1, 65_535);
  sock.rcvWnd = request.rcvWnd;
  sock.rcvSsthresh = request.rcvWnd;
  sock.peerMss = request.peerMss;
  sock.mssClamp = request.peerMss;
  sock.advmss = request.mss - (request.tsOk ? 12 : 0);
  sock.pmtu = request.pmtu;
  sock.rcvNxt = 1;
  sock.rcvWup = 1;
  sock.copied = 1;
  sock.spaceSeq = 1;
  sock.sndUna = 1;
  sock.sndNxt = 1;
  // The SYN came in too.
  sock.segsIn = 1;
  sock.sndWl1 = 0;
  sock.sndWnd = seg.window << sock.sndWscale;
  sock.maxWindow = sock.sndWnd;
  if (request.retries === 0) sampleRtt(sock, sock.stack.sched.now - request.sentAt);
  else sock.cong.cwnd = 1;
  sock.table.add(sock);
  sock.table.hold(sock);
  sock.stack.snmp.tcp.PassiveOpens++;
  establish(sock);
  sock.parent = listener;
  listener.acceptQueue.push(sock);
  listener.readable.wakeAll();
  return sock;
}

/** inet_csk_listen_stop: requests and connections that nobody accepted go. */
export function stopListening(sock: TcpSock): void {
  const { table } = sock;
  table.unlisten(sock);
  for (const entry of [...table.entries()]) {
    if (entry.form === "request" && (entry as Request).listener === sock)
      dropRequest(entry as Request);
  }
  for (const waiting of sock.acceptQueue) {
    waiting.orphan = true;
    sendActiveReset(waiting);
    disconnect(waiting);
  }
  sock.acceptQueue = [];
  sock.st = CLOSED;
  sock.readable.wakeAll();
}
