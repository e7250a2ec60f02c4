/**
 * What `ss -o`, `-e`, `-m` and `-i` say about a TCP socket. Left out of -i: rates of pacing and delivery,
 * busy times, BBR's own numbers.
 */
import type { Request } from "../../kernel/socket/tcp/handshake.ts";
import {
  LOSS_PROBE_TIMER,
  PROBE0_TIMER,
  RETRANS_TIMER,
  type TcpSock,
} from "../../kernel/socket/tcp/sock.ts";
import type { TimeWait } from "../../kernel/socket/tcp/timewait.ts";
import type { Wanted } from "./ss-rows.ts";

const INFINITE = 0x7fffffff;

export function details(o: Wanted, entry: TcpSock | TimeWait | Request): string {
  let out = "";
  if (o.timers) out += timer(entry);
  if (o.extended) out += extended(entry);
  const next = o.oneLine ? "" : "\n\t";
  if (entry.form === "sock") {
    if (o.memory) out += `${next}${memory(entry)}`;
    if (o.info) out += `${o.memory ? "" : next}${info(entry, o.timers)}`;
  } else if (o.memory || o.info) out += next;
  return out;
}

/** print_ms_timer: 59sec, 1min30sec, 1.200ms, 200ms. */
function milliseconds(total: number): string {
  let ms = total % 1000;
  let seconds = Math.floor(total / 1000);
  const minutes = Math.floor(seconds / 60);
  seconds %= 60;
  let out = "";
  if (minutes > 0) {
    ms = 0;
    out = `${minutes}min`;
    if (minutes > 9) seconds = 0;
  }
  if (seconds > 0) {
    if (seconds > 9) ms = 0;
    out += `${seconds}${ms > 0 ? "." : "sec"}`;
  }
  if (ms > 0) out += `${String(ms).padStart(3, "0")}ms`;
  return out;
}

function timer(entry: TcpSock | TimeWait | Request): string {
  const left = (due: number, now: number): number => Math.max(0, Math.floor((due - now) / 1000));
  if (entry.form === "timewait")
    return ` timer:(timewait,${milliseconds(left(entry.timer.due, entry.now))},0)`;
  if (entry.form === "request") {
    const ms = left(entry.timer.due, entry.listener.stack.sched.now);
    return ` timer:(on,${milliseconds(ms)},${entry.retries})`;
  }
  const { now } = entry.stack.sched;
  if (entry.xmit.armed) {
    const ms = milliseconds(left(entry.xmit.due, now));
    if (entry.timerFor === RETRANS_TIMER || entry.timerFor === LOSS_PROBE_TIMER)
      return ` timer:(on,${ms},${entry.retransmits})`;
    if (entry.timerFor === PROBE0_TIMER) return ` timer:(persist,${ms},${entry.probesOut})`;
  }
  return entry.keep.armed
    ? ` timer:(keepalive,${milliseconds(left(entry.keep.due, now))},${entry.probesOut})`
    : "";
}

function extended(entry: TcpSock | TimeWait | Request): string {
  if (entry.form === "timewait") return ` ino:0 sk:${entry.cookieOf.toString(16)}`;
  if (entry.form === "request") return ` ino:0 sk:${entry.listener.inode.toString(16)}`;
  const uid = entry.uid === 0 ? "" : ` uid:${entry.uid}`;
  const v6 = entry.family === 6 && entry.listening ? ` v6only:${entry.options.v6Only ? 1 : 0}` : "";
  const arrows = `${(entry.shut & 1) !== 0 ? "-" : "<"}-${(entry.shut & 2) !== 0 ? "-" : ">"}`;
  return `${uid} ino:${entry.inode} sk:${entry.inode.toString(16)} cgroup:unreachable:1${v6} ${arrows}`;
}

function memory(sock: TcpSock): string {
  const waiting = sock.listening ? 0 : sock.rcvNxt - sock.copied;
  return ` skmem:(r${waiting},rb${sock.rcvbuf},t0,tb${sock.sndbuf},f0,w${sock.listening ? 0 : sock.ring.held},o0,bl0,d0)`;
}

/** %g: six significant digits at most. */
function g(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** withOptions: -o or -e, which alone tell of timestamps and SACK. */
function info(sock: TcpSock, withOptions: boolean): string {
  const algorithm =
    sock.stack.ns.sysctl.read("ipv4/tcp_congestion_control")?.split(/\s/)[0] ?? "cubic";
  if (sock.listening) return ` ${algorithm} cwnd:10`;
  const words: string[] = [];
  const add = (name: string, value: number | string): void => {
    words.push(`${name}:${value}`);
  };
  const some = (name: string, value: number): void => {
    if (value > 0) add(name, value);
  };
  if (withOptions && sock.tsOk) words.push("ts");
  if (withOptions && sock.sackOk) words.push("sack");
  words.push(algorithm);
  if (sock.wscaleOk) add("wscale", `${sock.sndWscale},${sock.rcvWscale}`);
  add("rto", g(Math.round(sock.rtoUs / 1000)));
  some("backoff", sock.backoff);
  if (sock.srttUs > 0)
    add("rtt", `${g((sock.srttUs >> 3) / 1000)}/${g((sock.mdevUs >> 2) / 1000)}`);
  if (sock.atoUs > 0) add("ato", g(sock.atoUs / 1000));
  add("mss", sock.mss);
  some("pmtu", sock.pmtu);
  add("rcvmss", sock.rcvMss);
  add("advmss", sock.advmss);
  add("cwnd", sock.cong.cwnd);
  if (sock.cong.ssthresh < INFINITE) add("ssthresh", sock.cong.ssthresh);
  some("bytes_sent", sock.bytesSent);
  some("bytes_retrans", sock.bytesRetrans);
  some("bytes_acked", sock.bytesAcked);
  some("bytes_received", sock.bytesReceived);
  some("segs_out", sock.segsOut);
  some("segs_in", sock.segsIn);
  some("data_segs_out", sock.dataSegsOut);
  some("data_segs_in", sock.dataSegsIn);
  const rttUs = sock.srttUs >> 3;
  if (rttUs > 0) {
    const bits = (sock.cong.cwnd * sock.mss * 8 * 1_000_000) / rttUs;
    words.push(`send ${Math.floor(bits)}bps`);
  }
  const since = (at: number): number => Math.floor((sock.stack.sched.now - at) / 1000);
  some("lastsnd", since(sock.lsndTime));
  some("lastrcv", since(sock.lrcvTime));
  some("lastack", since(sock.lastAckAt));
  some("unacked", sock.packetsOut);
  if (sock.retransOut > 0 || sock.totalRetrans > 0)
    add("retrans", `${sock.retransOut}/${sock.totalRetrans}`);
  some("lost", sock.lostOut);
  some("sacked", sock.sackedOut);
  if (sock.rcvRttUs > 0) add("rcv_rtt", g(sock.rcvRttUs / 1000));
  add("rcv_space", sock.space);
  add("rcv_ssthresh", sock.rcvSsthresh);
  some("notsent", Math.max(0, sock.writeSeq - sock.sndNxt));
  if (sock.minRttUs > 0) add("minrtt", g(sock.minRttUs / 1000));
  some("snd_wnd", sock.sndWnd);
  return ` ${words.join(" ")}`;
}
