/** From TCP to IP: the route of a connection, its MSS, and segments that belong to no socket. */
import type { Ipv4Addr, Ipv6Addr } from "../../../wire/addr.ts";
import { put16, put32, put8 } from "../../../wire/bytes.ts";
import { finish, pseudoSum, sumBytes } from "../../../wire/checksum.ts";
import { IPPROTO_TCP } from "../../../wire/ipv4.ts";
import {
  TCP_ACK,
  TCP_CHECKSUM,
  TCP_DST,
  TCP_FLAGS,
  TCP_HEADER,
  TCP_OFFSET,
  TCP_SEQ,
  TCP_SRC,
  TCP_URGENT,
  TCP_WINDOW,
} from "../../../wire/tcp.ts";
import type { Errno } from "../../errno.ts";
import { ipSend } from "../../ip/output.ts";
import type { OutputRoute } from "../../ip/routes.ts";
import { Packet } from "../../packet.ts";
import { advertisedMss6, isRoute6, MSS_LOSS_6, type OutputRoute6, sendOut6 } from "./net6.ts";
import { type Entry, NO6, type TcpTable } from "./table.ts";
import { putTimestamps, TS_ALIGNED } from "./segment.ts";

const IPTOS_RT_MASK = 0x1c;
const MIN_MSS = 48;

/** What the IP layer is told of each segment; filled in anew each time. */
class Head {
  dst = 0 as Ipv4Addr;
  /** The destination over IPv6, else "". */
  dst6: Ipv6Addr = NO6;
  readonly protocol = IPPROTO_TCP;
  ttl = 64;
  tos = 0;
  id = 0;
  dontFragment = true;
}
export type SegmentHead = Head;

export function newHead(): Head {
  return new Head();
}

export type TcpRoute = OutputRoute | OutputRoute6;

/** inet_csk_route_req and __sk_dst_check: where segments of this connection leave. */
export function routeOf(table: TcpTable, entry: Entry, tos: number): TcpRoute | Errno {
  if (entry.r6 !== "")
    return table.routes6.find(table.stack, entry.r6, entry.l6, entry.boundDevice);
  const out = table.stack.routes.output(
    entry.raddr,
    entry.laddr,
    entry.boundDevice,
    tos & IPTOS_RT_MASK,
    0,
    false,
  );
  return out.errno === null ? out : out.errno;
}

/** ipv4_default_advmss: what our SYN offers. */
export function advertisedMss(table: TcpTable, out: TcpRoute): number {
  if (isRoute6(out)) return advertisedMss6(out);
  if (out.route.advmss > 0) return out.route.advmss;
  const fits = Math.max(out.mtu - 40, table.stack.ns.sysctl.routeMinAdvMss);
  return fits > 65_495 ? 65_495 : fits;
}

/** Payload of a segment over this MTU, options not counted. */
export function mssOf(mtu: number, v6: boolean): number {
  return Math.max(mtu - (v6 ? MSS_LOSS_6 : 40), MIN_MSS);
}

export function putTcpHeader(
  b: Uint8Array,
  at: number,
  srcPort: number,
  dstPort: number,
  seq: number,
  ack: number,
  headerLength: number,
  flags: number,
  window: number,
): void {
  put16(b, at + TCP_SRC, srcPort);
  put16(b, at + TCP_DST, dstPort);
  put32(b, at + TCP_SEQ, seq);
  put32(b, at + TCP_ACK, ack);
  put8(b, at + TCP_OFFSET, headerLength << 2);
  put8(b, at + TCP_FLAGS, flags);
  put16(b, at + TCP_WINDOW, window);
  put16(b, at + TCP_URGENT, 0);
}

/** The checksum field, and the segment goes to IP. */
export function sendOut(
  table: TcpTable,
  packet: Packet,
  out: TcpRoute,
  head: Head,
  software = false,
): void {
  if (head.dst6 !== "") {
    sendOut6(table, packet, out as OutputRoute6, head, software);
    return;
  }
  const { buf, start, end } = packet;
  const pseudo = pseudoSum(out.src, head.dst, IPPROTO_TCP, end - start);
  if (software || out.route.dev.txOffload === false) {
    put16(buf, start + TCP_CHECKSUM, 0);
    put16(buf, start + TCP_CHECKSUM, finish(sumBytes(buf, start, end, pseudo)));
  } else {
    put16(buf, start + TCP_CHECKSUM, ~finish(pseudo));
    packet.csumStart = start;
    packet.csumField = start + TCP_CHECKSUM;
  }
  ipSend(table.stack, packet, out as OutputRoute, head);
}

export interface Reply {
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly window: number;
  /** Timestamps to put in, or null: none. */
  readonly ts: { readonly value: number; readonly echo: number } | null;
}

/** tcp_v4_send_ack and tcp_v4_send_reset: a bare segment on behalf of no full socket. */
export function sendReply(table: TcpTable, entry: Entry, tos: number, reply: Reply): void {
  const out = replyRoute(table, entry, tos);
  if (out === null) return;
  const { sim } = table.stack.ns.host;
  const length = TCP_HEADER + (reply.ts === null ? 0 : TS_ALIGNED);
  const packet = Packet.alloc(sim.buffers, length, sim.nextJourney());
  const { buf, start } = packet;
  if (reply.ts !== null) putTimestamps(buf, start + TCP_HEADER, reply.ts.value, reply.ts.echo);
  putTcpHeader(
    buf,
    start,
    entry.lport,
    entry.rport,
    reply.seq,
    reply.ack,
    length,
    reply.flags,
    reply.window,
  );
  const { tcp } = table.stack.snmp;
  tcp.OutSegs++;
  const head = newHead();
  head.dst = entry.raddr;
  head.dst6 = entry.r6;
  head.tos = tos;
  head.ttl = table.stack.ns.sysctl.ipDefaultTtl;
  // ip_send_unicast_reply sums these up itself: their checksum is right even before the card.
  sendOut(table, packet, out, head, true);
}

function replyRoute(table: TcpTable, entry: Entry, tos: number): TcpRoute | null {
  if (entry.r6 !== "") {
    const found = table.routes6.find(table.stack, entry.r6, entry.l6, entry.boundDevice);
    return typeof found === "string" ? null : found;
  }
  const out = table.stack.routes.output(
    entry.raddr,
    entry.laddr,
    entry.boundDevice,
    tos & IPTOS_RT_MASK,
    0,
    true,
  );
  return out.errno === null ? out : null;
}
