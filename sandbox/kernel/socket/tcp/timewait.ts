/** TIME-WAIT and a closed FIN-WAIT-2: little more than a timer. net/ipv4/tcp_minisocks.c. */
import { SECOND } from "../../../sim/scheduler.ts";
import { MS } from "../../../sim/scheduler.ts";
import { TCP_ACKF, TCP_FIN, TCP_RST, TCP_SYN } from "../../../wire/tcp.ts";
import type { Ipv4Addr, Ipv6Addr } from "../../../wire/addr.ts";
import type { NetDevice } from "../../device.ts";
import type { TcpState } from "../types.ts";
import { disconnect, finTimeoutUs } from "./close.ts";
import { sendReply } from "./net.ts";
import { receiveWindow } from "./output.ts";
import type { Segment } from "./segment.ts";
import { FIN_WAIT2, TIME_WAIT, type TcpSock } from "./sock.ts";
import type { Entry, Holder, TcpTable } from "./table.ts";
import { LazyTimer } from "./timer.ts";

/** TCP_TIMEWAIT_LEN. */
const TIMEWAIT_US = 60 * SECOND;

export class TimeWait implements Holder {
  laddr: Ipv4Addr;
  raddr: Ipv4Addr;
  l6: Ipv6Addr;
  r6: Ipv6Addr;
  lport: number;
  rport: number;
  boundDevice: NetDevice | null;
  family: 4 | 6;
  next: Entry | null = null;
  hashed = false;
  readonly form = "timewait";
  readonly listening = false;
  readonly reuse: boolean;
  readonly reusePort: boolean;
  readonly v6Only: boolean;
  readonly tos: number;
  readonly cookieOf: number;
  substate: number;
  sndNxt: number;
  rcvNxt: number;
  rcvWnd: number;
  rcvWscale: number;
  tsOk: boolean;
  tsRecent: number;
  tsRecentAt: number;
  tsOffset: number;
  readonly timer: LazyTimer<never>;
  private readonly table: TcpTable;

  constructor(sock: TcpSock, substate: number) {
    this.table = sock.table;
    this.laddr = sock.laddr;
    this.raddr = sock.raddr;
    this.l6 = sock.l6;
    this.r6 = sock.r6;
    this.lport = sock.lport;
    this.rport = sock.rport;
    this.family = sock.family;
    this.boundDevice = sock.boundDevice;
    this.reuse = sock.reuse;
    this.reusePort = sock.reusePort;
    this.v6Only = sock.v6Only;
    this.tos = sock.options.tos;
    this.cookieOf = sock.inode;
    this.substate = substate;
    this.sndNxt = (sock.iss + sock.sndNxt) | 0;
    this.rcvNxt = (sock.irs + sock.rcvNxt) | 0;
    this.rcvWnd = receiveWindow(sock);
    this.rcvWscale = sock.rcvWscale;
    this.tsOk = sock.tsOk;
    this.tsRecent = sock.tsRecent;
    this.tsRecentAt = sock.tsRecentAt;
    this.tsOffset = sock.tsOffset;
    this.timer = new LazyTimer<never>(
      sock.stack.sched,
      "tcp time-wait",
      () => this.kill(),
      undefined as never,
    );
  }

  get state(): TcpState {
    return this.substate === FIN_WAIT2 ? "FIN-WAIT-2" : "TIME-WAIT";
  }
  get now(): number {
    return this.table.stack.sched.now;
  }

  arm(delayUs: number): void {
    this.timer.set(this.table.stack.sched.now + delayUs);
  }

  kill(): void {
    this.timer.stop();
    this.table.timewaits.delete(this);
    this.table.remove(this);
    this.table.letGo(this);
  }

  /** An acknowledgement on its behalf. */
  ack(): void {
    const now = (Math.floor(this.table.stack.sched.now / MS) + this.tsOffset) | 0;
    sendReply(this.table, this, this.tos, {
      seq: this.sndNxt,
      ack: this.rcvNxt,
      flags: TCP_ACKF,
      window: this.rcvWnd >> this.rcvWscale,
      ts: this.tsOk ? { value: now, echo: this.tsRecent } : null,
    });
  }
}

/** tcp_time_wait: the socket's place is taken by a small one; the socket itself is done. */
export function enterTimeWait(sock: TcpSock, substate: number): void {
  const { table } = sock;
  const full = table.timewaits.size >= table.sysctl.get("max_tw_buckets");
  const tw = full ? null : new TimeWait(sock, substate);
  disconnect(sock);
  if (tw === null) {
    sock.stack.snmp.tcpExt.TCPTimeWaitOverflow++;
    return;
  }
  table.timewaits.add(tw);
  // Counted where it is scheduled (__inet_twsk_schedule).
  sock.stack.snmp.tcpExt.TW++;
  table.add(tw);
  table.hold(tw);
  tw.arm(substate === FIN_WAIT2 ? Math.min(finTimeoutUs(sock), TIMEWAIT_US) : TIMEWAIT_US);
}

/** tcp_timewait_state_process. "syn": a new connection may take its place. */
export function timeWaitInput(tw: TimeWait, seg: Segment): "done" | "reset" | "syn" {
  const fin = (seg.flags & TCP_FIN) !== 0;
  const syn = (seg.flags & TCP_SYN) !== 0;
  const rst = (seg.flags & TCP_RST) !== 0;
  const acked = (seg.flags & TCP_ACKF) !== 0;
  const end = (seg.seq + seg.length + (fin ? 1 : 0) + (syn ? 1 : 0)) | 0;
  const paws = tw.tsOk && seg.hasTs && !rst && ((tw.tsRecent - seg.tsVal) | 0) > 0;
  if (tw.substate === FIN_WAIT2) return finWait2(tw, seg, end, paws);
  if (!paws && seg.seq === tw.rcvNxt && (seg.seq === end || rst)) {
    if (rst) tw.kill();
    else {
      tw.arm(TIMEWAIT_US);
      if (seg.hasTs) tw.tsRecent = seg.tsVal;
    }
    return "done";
  }
  const newer = seg.hasTs && tw.tsOk && ((seg.tsVal - tw.tsRecent) | 0) > 0;
  if (syn && !rst && !acked && !paws && (((seg.seq - tw.rcvNxt) | 0) > 0 || newer)) return "syn";
  if (!rst) {
    if (paws || acked) tw.arm(TIMEWAIT_US);
    tw.ack();
  }
  return "done";
}

function finWait2(tw: TimeWait, seg: Segment, end: number, paws: boolean): "done" | "reset" {
  const fin = (seg.flags & TCP_FIN) !== 0;
  const windowEnd = (tw.rcvNxt + tw.rcvWnd) | 0;
  const inWindow =
    (seg.seq === tw.rcvNxt || ((end - tw.rcvNxt) | 0) > 0) && ((windowEnd - seg.seq) | 0) >= 0;
  if (paws || !inWindow) {
    if ((seg.flags & TCP_RST) === 0) tw.ack();
    return "done";
  }
  if ((seg.flags & TCP_RST) !== 0) {
    tw.kill();
    return "done";
  }
  if ((seg.flags & TCP_SYN) !== 0 && ((seg.seq - tw.rcvNxt) | 0) >= 0) return "reset";
  if ((seg.flags & TCP_ACKF) === 0 || ((end - tw.rcvNxt) | 0) <= 0 || end === seg.seq)
    return "done";
  if (!fin || end !== ((tw.rcvNxt + 1) | 0)) {
    tw.kill();
    return "reset";
  }
  tw.substate = TIME_WAIT;
  tw.rcvNxt = end;
  if (seg.hasTs) tw.tsRecent = seg.tsVal;
  tw.arm(TIMEWAIT_US);
  tw.ack();
  return "done";
}
