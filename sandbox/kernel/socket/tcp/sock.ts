/**
 * A TCP socket as programs see it: tcp_sock with its state and the calls of inet_stream_ops.
 * net/ipv4/{tcp,af_inet,inet_connection_sock}.c. Positions in the two streams are plain numbers that
 * count from each side's SYN (0); only segments carry 32-bit sequence numbers.
 */
import { type PacketOwner, ROOT_OWNER } from "../../packet.ts";
import type { Micros } from "../../../sim/scheduler.ts";
import {
  type Ipv4Addr,
  IPV4_ANY,
  type Ipv6Addr,
  isMulticast4,
  mappedIpv4,
} from "../../../wire/addr.ts";
import type { NetDevice } from "../../device.ts";
import type { Errno } from "../../errno.ts";
import type { Packet } from "../../packet.ts";
import type { Process } from "../../proc/process.ts";
import { type Proc, WaitQueue } from "../../proc/wait.ts";
import type { Stack } from "../../stack.ts";
import type { IpAddr, StreamOptions, StreamSocket, TcpInfo, TcpState } from "../types.ts";
import { closeSock, disconnect, shutdownSend } from "./close.ts";
import { newCongestion } from "./cong.ts";
import { startConnect, stopListening } from "./handshake.ts";
import { pushPending, receivedAway } from "./output.ts";
import { tcpInfo } from "./info.ts";
import { newHead } from "./net.ts";
import { RtxQueue } from "./rtx.ts";
import { SendRing } from "./ring.ts";
import { type Entry, type Holder, isV6, NO4, NO6, type TcpTable } from "./table.ts";
import { keepaliveTimer, delackTimer, xmitTimer } from "./timers.ts";
import { LazyTimer } from "./timer.ts";

/** TCP_* of include/net/tcp_states.h. */
export const ESTABLISHED = 1;
export const SYN_SENT = 2;
export const SYN_RECV = 3;
export const FIN_WAIT1 = 4;
export const FIN_WAIT2 = 5;
export const TIME_WAIT = 6;
export const CLOSED = 7;
export const CLOSE_WAIT = 8;
export const LAST_ACK = 9;
export const LISTEN = 10;
export const CLOSING = 11;

export const STATE_NAMES: readonly TcpState[] = [
  "UNCONN",
  "ESTAB",
  "SYN-SENT",
  "SYN-RECV",
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "TIME-WAIT",
  "UNCONN",
  "CLOSE-WAIT",
  "LAST-ACK",
  "LISTEN",
  "CLOSING",
];

export const RCV_SHUTDOWN = 1;
export const SEND_SHUTDOWN = 2;

/** What the one retransmission timer is armed for. */
export const NOTHING = 0;
export const RETRANS_TIMER = 1;
export const PROBE0_TIMER = 3;
export const LOSS_PROBE_TIMER = 5;

/** icsk_ack.pending. */
export const ACK_SCHED = 1;
export const ACK_TIMER = 2;
export const ACK_PUSHED = 4;
export const ACK_PUSHED2 = 8;
export const ACK_NOW = 16;

const INIT_RTO_US = 1_000_000;
const WMEM = 1;

export class TcpSock implements StreamSocket, Holder {
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
  readonly form = "sock";
  readonly kind = "socket";
  readonly stack: Stack;
  readonly table: TcpTable;
  readonly inode: number;
  /** Cookie as `ss -e` shows it (sk:N). */
  readonly path: string;
  readonly readable = new WaitQueue("sk_wait_data");
  readonly writable = new WaitQueue("sk_stream_wait_memory");
  readonly options: StreamOptions = {
    reuseAddress: false,
    reusePort: false,
    noDelay: false,
    keepAlive: false,
    keepIdle: 0,
    keepInterval: 0,
    keepCount: 0,
    synCount: 0,
    userTimeoutMs: 0,
    linger: null,
    v6Only: false,
    ttl: null,
    tos: 0,
    minTtl: 0,
  };
  readonly privileged: boolean;
  readonly uid: number;
  /** Whose it is, for netfilter. */
  owner: PacketOwner;
  st = CLOSED;
  /** RCV_SHUTDOWN | SEND_SHUTDOWN. */
  shut = 0;
  /** The last descriptor is gone. */
  orphan = false;
  /** What is being sent was sent before: it is counted elsewhere. */
  again = false;
  /** It is among the namespace's orphans. */
  counted = false;
  destroyed = false;
  error: Errno | null = null;
  softError: Errno | null = null;
  /** When connect(2) was called. */
  synAt: Micros = 0;
  /** Bound by bind(2) to an address of its own. */
  boundAddress = false;

  // ── listening ──────────────────────────────────────────────────────────────────────────────
  backlog = 0;
  acceptQueue: TcpSock[] = [];
  /** Requests in SYN-RECV. */
  young = 0;
  parent: TcpSock | null = null;

  // ── sending ────────────────────────────────────────────────────────────────────────────────
  iss = 0;
  /** Position of the first byte not yet acknowledged, to be sent next, to be written next. */
  sndUna = 0;
  sndNxt = 0;
  readonly ring = new SendRing();
  /** Position of the FIN once it is queued, else -1. */
  finAt = -1;
  /** End of the last write: its segment carries PSH. */
  pushAt = 0;
  readonly rtx = new RtxQueue();
  sndWnd = 0;
  maxWindow = 0;
  sndWl1 = 0;
  /** End of the last small segment (Minshall). */
  sndSml = 0;
  sndWscale = 0;
  mss = 536;
  mssClamp = 65_495;
  advmss = 1460;
  pmtu = 0;
  ipId = 0;
  lsndTime = 0;
  sndbuf: number;
  sndbufLocked = false;
  /** Filled in for each segment. */
  readonly head = newHead();

  // ── congestion ─────────────────────────────────────────────────────────────────────────────
  readonly cong = newCongestion();
  packetsOut = 0;
  sackedOut = 0;
  lostOut = 0;
  retransOut = 0;
  highSeq = 0;
  retransmits = 0;
  backoff = 0;
  probesOut = 0;
  retransStamp = 0;
  totalRetrans = 0;
  totalRto = 0;
  srttUs = 0;
  mdevUs = 0;
  mdevMaxUs = 0;
  rttvarUs = 0;
  rttSeq = 0;
  minRttUs = 0;
  rtoUs = INIT_RTO_US;
  rackSentAt = 0;
  rackEnd = 0;
  tlpHigh = -1;
  /** The window, not the program, was what held data back; most in flight lately. */
  cwndLimited = false;
  maxPacketsOut = 0;
  cwndUsageSeq = 0;

  // ── receiving ──────────────────────────────────────────────────────────────────────────────
  irs = 0;
  rcvNxt = 0;
  rcvWup = 0;
  copied = 0;
  rcvWnd = 0;
  rcvWscale = 0;
  rcvSsthresh = 0;
  windowClamp = 0;
  rcvbuf: number;
  rcvbufLocked = false;
  rcvMss = 536;
  /** Payload per 256 bytes of memory. */
  scalingRatio = 128;
  /** In order, not yet read; `rcvHead` is the first. Their unread bytes are [start, end). */
  rcvQueue: Packet[] = [];
  rcvHead = 0;
  /** Out of order, by position. */
  ooo: Packet[] = [];
  oooAt: number[] = [];
  oooBytes = 0;
  /** Position of the peer's FIN when it came out of order, else -1. */
  oooFin = -1;
  /** The peer has closed. */
  done = false;
  /** Most recent SACK blocks to report, [start, end) pairs; the first is the newest. */
  sacks: number[] = [];
  /** A D-SACK to report once, else null. */
  dsack: [number, number] | null = null;
  ackPending = 0;
  quick = 0;
  atoUs = 0;
  lrcvTime = 0;
  pingpong = 0;
  spaceSeq = 0;
  spaceTime = 0;
  space = 0;
  rcvRttUs = 0;

  // ── options agreed ─────────────────────────────────────────────────────────────────────────
  tsOk = false;
  sackOk = false;
  wscaleOk = false;
  tsOffset = 0;
  tsRecent = 0;
  tsRecentAt = 0;
  peerMss = 0;

  // ── counters of `ss -i` ────────────────────────────────────────────────────────────────────
  bytesAcked = 0;
  bytesReceived = 0;
  bytesSent = 0;
  bytesRetrans = 0;
  segsOut = 0;
  segsIn = 0;
  dataSegsOut = 0;
  dataSegsIn = 0;
  lastChallengeAt = -Infinity;
  lastOowAckAt = -Infinity;

  timerFor = NOTHING;
  readonly xmit: LazyTimer<TcpSock>;
  readonly delack: LazyTimer<TcpSock>;
  readonly keep: LazyTimer<TcpSock>;
  lastRcvAt = 0;
  lastAckAt = 0;

  constructor(stack: Stack, family: 4 | 6, privileged: boolean, uid: number) {
    this.stack = stack;
    this.table = stack.tcp;
    this.family = family;
    this.privileged = privileged;
    this.uid = uid;
    this.owner = uid === 0 ? ROOT_OWNER : { uid, gid: uid };
    this.inode = stack.ns.host.nextPipeId();
    this.path = `socket:[${this.inode}]`;
    this.sndbuf = this.table.sysctl.triple("wmem", WMEM);
    this.rcvbuf = this.table.sysctl.triple("rmem", WMEM);
    this.xmit = new LazyTimer<TcpSock>(stack.sched, "tcp retransmit", xmitTimer, this);
    this.delack = new LazyTimer<TcpSock>(stack.sched, "tcp delayed ack", delackTimer, this);
    this.keep = new LazyTimer<TcpSock>(stack.sched, "tcp keepalive", keepaliveTimer, this);
    this.table.all.add(this);
  }

  get state(): TcpState {
    return STATE_NAMES[this.st] as TcpState;
  }
  get localAddress(): IpAddr {
    return this.l6 !== ""
      ? this.l6
      : this.family === 6 && this.laddr === 0
        ? ("::" as Ipv6Addr)
        : this.laddr;
  }
  get remoteAddress(): IpAddr {
    return this.r6 !== ""
      ? this.r6
      : this.family === 6 && this.raddr === 0
        ? ("::" as Ipv6Addr)
        : this.raddr;
  }
  get localPort(): number {
    return this.lport;
  }
  get remotePort(): number {
    return this.rport;
  }
  get reuse(): boolean {
    return this.options.reuseAddress;
  }
  get reusePort(): boolean {
    return this.options.reusePort;
  }
  get v6Only(): boolean {
    return this.options.v6Only;
  }
  get listening(): boolean {
    return this.st === LISTEN;
  }
  get receiveQueue(): number {
    return this.st === LISTEN
      ? this.acceptQueue.length
      : Math.max(0, this.rcvNxt - this.copied - (this.done ? 1 : 0));
  }
  get sendQueue(): number {
    if (this.st === LISTEN) return this.backlog;
    return this.st === SYN_SENT ? 1 : Math.max(0, this.writeSeq - this.sndUna);
  }
  get info(): TcpInfo {
    return tcpInfo(this);
  }
  /** One past the last position queued: data, then the FIN. */
  get writeSeq(): number {
    return this.finAt >= 0 ? this.finAt + 1 : this.ring.tail;
  }

  // ── naming ─────────────────────────────────────────────────────────────────────────────────

  bind(address: IpAddr, port: number): Errno | null {
    const { ns } = this.stack;
    if (this.st !== CLOSED || this.lport !== 0) return "EINVAL";
    const refused = this.checkLocal(address);
    if (refused !== null) return refused;
    if (port > 0 && port < ns.sysctl.unprivilegedPortStart && !this.privileged) return "EACCES";
    this.setLocal(address);
    const taken = this.table.claim(this, port);
    if (taken !== null) {
      this.laddr = IPV4_ANY;
      this.l6 = "" as Ipv6Addr;
      return taken;
    }
    this.boundAddress = this.laddr !== 0 || this.l6 !== "";
    return null;
  }

  private checkLocal(address: IpAddr): Errno | null {
    const { ns } = this.stack;
    if (isV6(address)) {
      if (this.family !== 6) return "EAFNOSUPPORT";
      if (address === "::") return null;
      return ns.inet6.isLocal(address) || ns.sysctl.ipNonlocalBind !== 0 ? null : "EADDRNOTAVAIL";
    }
    if (address === IPV4_ANY || ns.sysctl.ipNonlocalBind !== 0) return null;
    const type = ns.inet.addressType(address);
    return type === "local" || type === "multicast" || type === "broadcast"
      ? null
      : "EADDRNOTAVAIL";
  }

  private setLocal(address: IpAddr): void {
    if (isV6(address)) this.l6 = address === "::" ? ("" as Ipv6Addr) : address;
    else this.laddr = address;
  }

  bindToDevice(name: string): Errno | null {
    const dev = name === "" ? null : this.stack.ns.device(name);
    if (name !== "" && dev === null) return "ENODEV";
    this.boundDevice = dev;
    return null;
  }

  connect(address: IpAddr, port: number): Errno | null {
    if (this.st === SYN_SENT || this.st === SYN_RECV) return "EALREADY";
    if (this.st === LISTEN || this.st !== CLOSED) return "EISCONN";
    if (this.error !== null) return this.takeError();
    if (isV6(address)) {
      if (this.family !== 6) return "EAFNOSUPPORT";
      if (address.startsWith("ff")) return "ENETUNREACH";
      const mapped = mappedIpv4(address);
      if (mapped === null) this.r6 = address === "::" ? ("::1" as Ipv6Addr) : address;
      else if (this.options.v6Only) return "ENETUNREACH";
      else this.raddr = mapped;
    } else {
      if (isMulticast4(address)) return "ENETUNREACH";
      this.raddr = address === IPV4_ANY ? (((127 << 24) | 1) as Ipv4Addr) : address;
    }
    this.rport = port;
    return startConnect(this);
  }

  listen(backlog: number): Errno | null {
    if (this.st !== CLOSED && this.st !== LISTEN) return "EINVAL";
    const max = this.table.sysctl.number("core/somaxconn", 0);
    const capped = backlog < 0 || backlog > max ? max : backlog;
    if (this.st === CLOSED) {
      if (this.lport === 0) {
        const refused = this.table.claim(this, 0);
        if (refused !== null) return refused;
      }
      this.st = LISTEN;
      if (this.table.conflict(this, this.lport)) {
        this.st = CLOSED;
        return "EADDRINUSE";
      }
      this.table.listen(this);
    }
    this.backlog = capped;
    return null;
  }

  accept(): StreamSocket | null {
    const child = this.acceptQueue.shift() ?? null;
    if (child !== null) {
      child.orphan = false;
      child.parent = null;
    }
    return child;
  }

  takeError(): Errno | null {
    const { error, softError } = this;
    this.error = null;
    if (error !== null) return error;
    this.softError = null;
    return softError;
  }

  get pollError(): boolean {
    const told = this.st === SYN_SENT && this.family === 4 && this.softError !== null;
    return this.error !== null || told;
  }

  // ── data ───────────────────────────────────────────────────────────────────────────────────

  recv(max: number): Uint8Array | null | Errno {
    const waiting = this.receiveQueue;
    if (waiting === 0 || this.st === LISTEN) {
      const none = this.nothing();
      return typeof none === "number" ? (none === 0 ? new Uint8Array(0) : null) : none;
    }
    const out = new Uint8Array(waiting < max ? waiting : max);
    this.take(out, 0, out.length);
    return out;
  }

  recvInto(into: Uint8Array, at: number, max: number): number | Errno {
    const waiting = this.receiveQueue;
    if (waiting === 0 || this.st === LISTEN) return this.nothing();
    const count = waiting < max ? waiting : max;
    this.take(into, at, count);
    return count;
  }

  /** Why there is nothing to read: 0 end of file, -1 not yet, or an error. */
  private nothing(): number | Errno {
    if (this.error !== null) return this.takeError() as Errno;
    if (this.st === LISTEN) return "ENOTCONN";
    if (this.done || (this.shut & RCV_SHUTDOWN) !== 0) return 0;
    if (this.st === CLOSED) return this.destroyed || this.irs !== 0 ? 0 : "ENOTCONN";
    return -1;
  }

  private take(into: Uint8Array, at: number, count: number): void {
    let left = count;
    let to = at;
    while (left > 0) {
      const packet = this.rcvQueue[this.rcvHead] as Packet;
      const here = packet.end - packet.start;
      const n = here < left ? here : left;
      into.set(packet.buf.subarray(packet.start, packet.start + n), to);
      packet.start += n;
      to += n;
      left -= n;
      if (n === here) {
        packet.free();
        this.rcvHead++;
      }
    }
    if (this.rcvHead === this.rcvQueue.length) {
      this.rcvQueue.length = 0;
      this.rcvHead = 0;
    } else if (this.rcvHead > 256) {
      this.rcvQueue.splice(0, this.rcvHead);
      this.rcvHead = 0;
    }
    this.copied += count;
    receivedAway(this, count);
  }

  send(bytes: Uint8Array, from = 0, to = bytes.length): number | Errno {
    if (this.error !== null) return this.takeError() as Errno;
    if ((this.shut & SEND_SHUTDOWN) !== 0) return "EPIPE";
    if (this.st === SYN_SENT || this.st === SYN_RECV) return 0;
    if (this.st !== ESTABLISHED && this.st !== CLOSE_WAIT) {
      return this.st === LISTEN || this.irs === 0
        ? this.st === CLOSED
          ? "EPIPE"
          : "ENOTCONN"
        : "EPIPE";
    }
    const room = this.sndbuf - this.ring.held;
    if (room <= 0) return 0;
    const count = to - from < room ? to - from : room;
    if (count === 0) return 0;
    this.ring.put(bytes, from, count);
    this.pushAt = this.ring.tail;
    pushPending(this);
    return count;
  }

  shutdown(how: "read" | "write" | "both"): Errno | null {
    if (this.st === CLOSED) return "ENOTCONN";
    if (this.st === LISTEN) {
      if (how !== "write") stopListening(this);
      return null;
    }
    if (how !== "write") {
      this.shut |= RCV_SHUTDOWN;
      this.readable.wakeAll();
    }
    if (how !== "read") shutdownSend(this);
    return null;
  }

  setBuffer(which: "send" | "receive", bytes: number): void {
    const max = this.table.sysctl.number(which === "send" ? "core/wmem_max" : "core/rmem_max", 0);
    const doubled = Math.min(bytes, max) * 2;
    if (which === "send") {
      this.sndbuf = Math.max(doubled, 4608);
      this.sndbufLocked = true;
    } else {
      this.rcvbuf = Math.max(doubled, 2304);
      this.rcvbufLocked = true;
    }
  }

  // ── as a file ──────────────────────────────────────────────────────────────────────────────

  ready(): boolean {
    return (
      this.receiveQueue > 0 ||
      this.error !== null ||
      this.done ||
      (this.shut & RCV_SHUTDOWN) !== 0 ||
      (this.st === CLOSED && !this.listening)
    );
  }

  *read(proc: Process, max: number): Proc<Uint8Array | null | Errno> {
    for (;;) {
      const got = this.recv(max);
      if (got !== null) return typeof got !== "string" && got.length === 0 ? null : got;
      yield* proc.wait("sk_wait_data", [this.readable]);
    }
  }

  *write(proc: Process, data: Uint8Array): Proc<Errno | null> {
    let at = 0;
    while (at < data.length) {
      const took = this.send(data, at);
      if (typeof took === "string") {
        if (took === "EPIPE") proc.raise("PIPE");
        return took;
      }
      at += took;
      if (took === 0) yield* proc.wait("sk_stream_wait_memory", [this.writable]);
    }
    return null;
  }

  close(): void {
    this.release();
  }
  release(): void {
    if (!this.orphan) closeSock(this);
  }

  /** tcp_done and inet_csk_destroy_sock: nothing of it stays but what a descriptor holds. */
  destroy(): void {
    disconnect(this);
  }
}
