/**
 * TCP over IPv6: where segments leave, how they are written, whose a segment or an ICMPv6 error is.
 * net/ipv6/tcp_ipv6.c. Left out: flow labels from a reflected or set one.
 */
import { type Ipv6Addr, readIpv6 } from "../../../wire/addr.ts";
import { put16, u16 } from "../../../wire/bytes.ts";
import { finish, pseudoSum6, sumBytes } from "../../../wire/checksum.ts";
import { ETH_P_IPV6 } from "../../../wire/eth.ts";
import { IP6_DST, IP6_HEADER, IP6_SRC, writeIpv6Header } from "../../../wire/ipv6.ts";
import { IPPROTO_TCP } from "../../../wire/ipv4.ts";
import { TCP_CHECKSUM, tcpFlaw } from "../../../wire/tcp.ts";
import type { NetDevice } from "../../device.ts";
import type { Errno } from "../../errno.ts";
import { flowLabel } from "../../ipv6/ipv6.ts";
import { type Packet, PACKET_HOST } from "../../packet.ts";
import type { Stack } from "../../stack.ts";
import { dispatch } from "./input.ts";
import type { SegmentHead } from "./net.ts";
import { NO4, type TcpTable } from "./table.ts";

const MIN_ADVMSS = 1220;
export const MSS_LOSS_6 = 60;

/** What {@link OutputRoute} is for IPv4. */
export class OutputRoute6 {
  readonly errno = null;
  readonly src = NO4;
  readonly mtu: number;
  readonly src6: Ipv6Addr;
  readonly nexthop6: Ipv6Addr;
  readonly route: { readonly type: string; readonly dev: NetDevice; readonly advmss: number };

  constructor(
    mtu: number,
    src6: Ipv6Addr,
    nexthop6: Ipv6Addr,
    type: string,
    dev: NetDevice,
    advmss: number,
  ) {
    this.mtu = mtu;
    this.src6 = src6;
    this.nexthop6 = nexthop6;
    this.route = { type, dev, advmss };
  }
}

/** The last answer, good until the configuration changes. */
export class Routes6 {
  private epoch = -1;
  private r6 = "";
  private l6 = "";
  private dev: NetDevice | null = null;
  private out: OutputRoute6 | null = null;

  find(stack: Stack, r6: Ipv6Addr, l6: Ipv6Addr, dev: NetDevice | null): OutputRoute6 | Errno {
    const { epoch } = stack.ns.host.fast;
    if (
      this.out !== null &&
      this.epoch === epoch &&
      this.dev === dev &&
      this.r6 === r6 &&
      this.l6 === l6
    )
      return this.out;
    const out = stack.ipv6.route(r6, dev);
    if ("errno" in out) return out.errno;
    const type = r6.startsWith("ff") ? "multicast" : out.dev.loopback ? "local" : "unicast";
    const src = l6 === "" ? out.src : l6;
    this.epoch = epoch;
    this.r6 = r6;
    this.l6 = l6;
    this.dev = dev;
    this.out = new OutputRoute6(out.mtu, src, out.nexthop, type, out.dev, out.advmss);
    return this.out;
  }
}

/** ip6_default_advmss. */
export function advertisedMss6(out: OutputRoute6): number {
  if (out.route.advmss > 0) return out.route.advmss;
  return Math.min(Math.max(out.mtu - MSS_LOSS_6, MIN_ADVMSS), 65_515);
}

/** inet6_csk_xmit. */
export function sendOut6(
  table: TcpTable,
  packet: Packet,
  out: OutputRoute6,
  head: SegmentHead,
  software: boolean,
): void {
  const segment = packet.start;
  const length = packet.end - segment;
  const { buf } = packet;
  writeIpv6Header(buf, packet.push(IP6_HEADER), {
    src: out.src6,
    dst: head.dst6,
    nextHeader: IPPROTO_TCP,
    hopLimit: head.ttl,
    payloadLength: length,
    trafficClass: head.tos,
    flowLabel: flowLabel(out.src6, head.dst6, u16(buf, segment), u16(buf, segment + 2)),
  });
  const pseudo = pseudoSum6(buf, packet.start + IP6_SRC, IPPROTO_TCP, length);
  if (software || out.route.dev.txOffload === false) {
    put16(buf, segment + TCP_CHECKSUM, 0);
    put16(buf, segment + TCP_CHECKSUM, finish(sumBytes(buf, segment, packet.end, pseudo)));
  } else {
    put16(buf, segment + TCP_CHECKSUM, ~finish(pseudo));
    packet.csumStart = segment;
    packet.csumField = segment + TCP_CHECKSUM;
  }
  packet.l3 = packet.start;
  packet.l4 = segment;
  packet.protocol = ETH_P_IPV6;
  packet.packetType = PACKET_HOST;
  table.stack.snmp.ip6.OutRequests++;
  table.stack.ipv6.transmit(packet, out.route.dev, out.nexthop6);
}

/** tcp_v6_rcv. The IPv6 header stands at l3, TCP at l4. Owns the packet. */
export function tcpInput6(stack: Stack, dev: NetDevice, packet: Packet): void {
  const { buf, l3, l4, end } = packet;
  const counters = stack.snmp.tcp;
  if (packet.packetType !== PACKET_HOST) {
    stack.ns.drop(packet, "tcp:no-listener", dev.name);
    return;
  }
  counters.InSegs++;
  const owed = packet.csumStart !== 0;
  const pseudo = owed ? -1 : pseudoSum6(buf, l3 + IP6_SRC, IPPROTO_TCP, end - l4);
  const flaw = tcpFlaw(buf, l4, end, pseudo);
  if (flaw !== null) {
    counters.InErrs++;
    if (flaw === "bad-checksum") counters.InCsumErrors++;
    stack.ns.drop(packet, "ip:malformed", `tcp ${flaw}`);
    return;
  }
  const table = stack.tcp;
  const seg = table.segment;
  seg.read(buf, l4, end);
  const dst = readIpv6(buf, l3 + IP6_DST);
  const src = readIpv6(buf, l3 + IP6_SRC);
  if (dst.startsWith("ff")) {
    stack.ns.drop(packet, "tcp:no-listener", dev.name);
    return;
  }
  dispatch(table, dev, packet, seg, NO4, NO4, dst, src);
}

/** Who a connection's link-local addresses belong to. */
export function linkOf(l6: Ipv6Addr, r6: Ipv6Addr, dev: NetDevice): NetDevice | null {
  return /^fe[89ab]/.test(l6) || /^fe[89ab]/.test(r6) ? dev : null;
}

/** A neighbour that is still asked for. */
export function neighbour6(stack: Stack, out: OutputRoute6): ReturnType<Stack["nd"]["obtain"]> {
  return stack.nd.obtain(out.route.dev, out.nexthop6);
}

export function isRoute6(out: object): out is OutputRoute6 {
  return out instanceof OutputRoute6;
}
