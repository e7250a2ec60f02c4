/** ICMP errors about segments that we sent: tcp_v4_err. Soft ones wait; a path too narrow shrinks the MSS. */
import { i32, u16 } from "../../../wire/bytes.ts";
import {
  ICMP_DEST_UNREACH,
  ICMP_FRAG_NEEDED,
  ICMP_HOST_UNREACH,
  ICMP_NET_UNREACH,
  ICMP_PARAMETERPROB,
  ICMP_SOURCE_QUENCH,
  ICMP_TIME_EXCEEDED,
} from "../../../wire/icmp.ts";
import { ipDst, ipSrc } from "../../../wire/ipv4.ts";
import { TCP_SEQ } from "../../../wire/tcp.ts";
import type { Errno } from "../../errno.ts";
import type { Packet } from "../../packet.ts";
import type { Stack } from "../../stack.ts";
import { disconnect } from "./close.ts";
import { LOSS, reducedThreshold } from "./cong.ts";
import { dropRequest, type Request } from "./handshake.ts";
import type { Icmp6Error } from "../../ipv6/errors.ts";
import { ICMPV6_PKT_TOOBIG } from "../../../wire/icmpv6.ts";
import type { Ipv6Addr } from "../../../wire/addr.ts";
import { routeOf } from "./net.ts";
import { retransmitLost, syncMss } from "./output.ts";
import { LOST, RETRANS, SACKED } from "./rtx.ts";
import { CLOSED, LISTEN, SYN_RECV, SYN_SENT, type TcpSock } from "./sock.ts";
import { type Entry, NO4 } from "./table.ts";

/**
 * How long connect(2) takes. An error that comes back over veth pairs is there before it returns (all of it
 * is one softirq); one that crosses a wire is not.
 */
const CONNECT_CALL_US = 30;

/** The quoted IP header stands at `inner`, at least 8 bytes of TCP at `transport`. */
export function tcpError(
  stack: Stack,
  packet: Packet,
  inner: number,
  transport: number,
  type: number,
  code: number,
  errno: Errno,
): void {
  const b = packet.buf;
  const table = stack.tcpIfAny;
  if (table === null || type === ICMP_SOURCE_QUENCH) return;
  const found = table.find(
    u16(b, transport),
    u16(b, transport + 2),
    ipSrc(b, inner),
    ipDst(b, inner),
    "",
    "",
  );
  if (found === null) {
    stack.snmp.icmp.InErrors++;
    return;
  }
  const abort =
    type === ICMP_PARAMETERPROB ||
    type === ICMP_TIME_EXCEEDED ||
    (type === ICMP_DEST_UNREACH && (code === ICMP_NET_UNREACH || code === ICMP_HOST_UNREACH));
  const tooBig = type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED;
  told(stack, found, i32(b, transport + TCP_SEQ), { errno, abort, tooBig });
}

/** tcp_v6_err: the quoted TCP header stands at `transport`. */
export function tcpError6(
  stack: Stack,
  packet: Packet,
  transport: number,
  src: Ipv6Addr,
  dst: Ipv6Addr,
  error: Icmp6Error,
): void {
  const b = packet.buf;
  const table = stack.tcpIfAny;
  if (table === null) return;
  const found = table.find(u16(b, transport), u16(b, transport + 2), NO4, NO4, src, dst);
  if (found === null) return;
  const tooBig = error.type === ICMPV6_PKT_TOOBIG;
  told(stack, found, i32(b, transport + TCP_SEQ), { errno: error.errno, abort: !tooBig, tooBig });
}

/** What an error means for the connection that it is about. `abort`: an embryonic one ends. */
function told(
  stack: Stack,
  found: Entry,
  seq: number,
  error: { readonly errno: Errno; readonly abort: boolean; readonly tooBig: boolean },
): void {
  const { errno } = error;
  if (found.form === "request") {
    if (error.abort && seq === (found as Request).iss) dropRequest(found as Request);
    return;
  }
  if (found.form !== "sock") return;
  const sock = found as TcpSock;
  if (sock.st === CLOSED || sock.st === LISTEN) return;
  const at = sock.sndUna + ((seg32(seq) - seg32(sock.iss + sock.sndUna)) | 0);
  if (at < sock.sndUna || at > sock.sndNxt) {
    stack.snmp.tcpExt.OutOfWindowIcmps++;
    return;
  }
  if (error.tooBig) pathShrank(sock);
  else if (sock.st === SYN_SENT && stack.sched.now - sock.synAt <= CONNECT_CALL_US) {
    // connect(2) still holds the socket: poll tells, SO_ERROR asks, and the next SYN is sent all the same.
    sock.softError = errno;
    // tcp_v6_err does not say so to poll.
    if (sock.family === 4) sock.writable.wakeAll();
  } else if (sock.st === SYN_SENT || sock.st === SYN_RECV) {
    sock.error = errno;
    disconnect(sock);
  } else sock.softError = errno;
}

function seg32(seq: number): number {
  return seq | 0;
}

/** tcp_v4_mtu_reduced and tcp_simple_retransmit: what was too long is lost, and the window is not to blame. */
function pathShrank(sock: TcpSock): void {
  const out = routeOf(sock.table, sock, sock.options.tos);
  if (typeof out === "string" || out.mtu >= sock.pmtu) return;
  syncMss(sock, out.mtu);
  const { rtx } = sock;
  let lost = 0;
  for (let i = 0; i < rtx.count; i++) {
    const flags = rtx.flags(i);
    if (rtx.end(i) - rtx.start(i) <= sock.mss || (flags & SACKED) !== 0) continue;
    const pieces = rtx.pieces(i);
    if ((flags & RETRANS) !== 0) sock.retransOut -= pieces;
    if ((flags & LOST) === 0) sock.lostOut += pieces;
    rtx.setFlags(i, (flags | LOST) & ~RETRANS);
    lost++;
  }
  if (lost === 0) return;
  if (sock.cong.state !== LOSS) {
    sock.highSeq = sock.sndNxt;
    sock.cong.ssthresh = reducedThreshold(sock.cong);
    sock.cong.state = LOSS;
  }
  retransmitLost(sock);
}
