/**
 * REJECT: net/ipv4/netfilter/nf_reject_ipv4.c, nf_reject_ipv6.c. The packet is dropped and its sender told, by an
 * ICMP error or a RST, which are routed as the machine's own also when the packet was bridged.
 */
import { i32, u16, u32, u8 } from "../../wire/bytes.ts";
import { type Ipv4Addr, readIpv6 } from "../../wire/addr.ts";
import { ETH_P_IPV6 } from "../../wire/eth.ts";
import { IP6_DST, IP6_HEADER, IP6_SRC, writeIpv6Header } from "../../wire/ipv6.ts";
import { finish, pseudoSum, pseudoSum6 } from "../../wire/checksum.ts";
import { put16, put32, put8 } from "../../wire/bytes.ts";
import { IP_DF, IP_DST, IP_HEADER, IP_SRC, IPPROTO_TCP, writeIpv4 } from "../../wire/ipv4.ts";
import { ICMP_DEST_UNREACH } from "../../wire/icmp.ts";
import {
  TCP_ACKF,
  TCP_FIN,
  TCP_FLAGS,
  TCP_HEADER,
  TCP_OFFSET,
  TCP_RST,
  TCP_SYN,
} from "../../wire/tcp.ts";
import { sendIcmpError } from "../ip/icmp.ts";
import { ipOutput } from "../ip/output.ts";
import { Packet, PACKET_HOST } from "../packet.ts";
import { attach } from "./attach.ts";
import { DROP } from "./hooks.ts";
import type { RejectWith } from "./types.ts";
import type { PacketView } from "./view.ts";

const CODE: Readonly<Partial<Record<RejectWith, number>>> = {
  "icmp-net-unreachable": 0,
  "icmp-host-unreachable": 1,
  "icmp-proto-unreachable": 2,
  "icmp-port-unreachable": 3,
  "icmp-net-prohibited": 9,
  "icmp-host-prohibited": 10,
  "icmp-admin-prohibited": 13,
  "icmp6-no-route": 0,
  "icmp6-adm-prohibited": 1,
  "icmp6-addr-unreachable": 3,
  "icmp6-port-unreachable": 4,
  "icmp6-policy-fail": 5,
  "icmp6-reject-route": 6,
};

export function reject(v: PacketView, how: RejectWith): number {
  const { ns, packet } = v;
  if (how === "tcp-reset") {
    if (v.six) sendReset6(v);
    else sendReset(v);
  } else if (v.fragment === 0) {
    const code = CODE[how] ?? 3;
    if (v.six) ns.stack.ipv6.sendError(packet, 1, code, 0);
    else sendIcmpError(ns.stack, packet, ICMP_DEST_UNREACH, code, 0);
  }
  v.state.reason = "nf:reject";
  v.state.detail = how;
  return DROP;
}

/** nf_send_reset. */
function sendReset(v: PacketView): void {
  const { ns, packet, b, l4 } = v;
  if (v.fragment !== 0 || v.protocol !== IPPROTO_TCP || !v.has(TCP_HEADER)) return;
  if ((u8(b, l4 + TCP_FLAGS) & TCP_RST) !== 0) return;
  const src = i32(b, v.l3 + IP_DST) as Ipv4Addr;
  const dst = i32(b, v.l3 + IP_SRC) as Ipv4Addr;
  const out = ns.stack.routes.output(dst, src, null, 0, 0, true);
  if (out.errno !== null) return;
  const { sim } = ns.host;
  const answer = Packet.alloc(sim.buffers, IP_HEADER + TCP_HEADER, sim.nextJourney());
  const at = answer.start;
  const { buf } = answer;
  writeIpv4(buf, at, src, dst, IPPROTO_TCP, ns.sysctl.ipDefaultTtl, 0, 0, IP_DF, 40);
  const tcp = at + IP_HEADER;
  writeReset(v, answer, tcp, pseudoSum(src, dst, IPPROTO_TCP, TCP_HEADER));
  answer.l3 = at;
  attach(answer, packet);
  ipOutput(ns.stack, answer, out.route, dst, out.mtu);
}

/** nf_send_reset6. */
function sendReset6(v: PacketView): void {
  const { ns, packet, b, l3, l4 } = v;
  if (v.protocol !== IPPROTO_TCP || !v.has(TCP_HEADER)) return;
  if ((u8(b, l4 + TCP_FLAGS) & TCP_RST) !== 0) return;
  const src = readIpv6(b, l3 + IP6_DST);
  const dst = readIpv6(b, l3 + IP6_SRC);
  const out = ns.stack.ipv6.route(dst, /^fe[89ab]/.test(dst) ? packet.input : null);
  if ("errno" in out) return;
  const { sim } = ns.host;
  const answer = Packet.alloc(sim.buffers, IP6_HEADER + TCP_HEADER, sim.nextJourney());
  const at = answer.start;
  writeIpv6Header(answer.buf, at, {
    src,
    dst,
    nextHeader: IPPROTO_TCP,
    hopLimit: 64,
    payloadLength: TCP_HEADER,
  });
  const pseudo = pseudoSum6(answer.buf, at + IP6_SRC, IPPROTO_TCP, TCP_HEADER);
  writeReset(v, answer, at + IP6_HEADER, pseudo);
  answer.l3 = at;
  answer.protocol = ETH_P_IPV6;
  answer.packetType = PACKET_HOST;
  attach(answer, packet);
  ns.stack.ipv6.transmit(answer, out.dev, out.nexthop);
}

/** The RST that answers a segment, its checksum left to the device. */
function writeReset(v: PacketView, answer: Packet, tcp: number, pseudo: number): void {
  const { b, l4, end } = v;
  const { buf } = answer;
  const flags = u8(b, l4 + TCP_FLAGS);
  buf.fill(0, tcp, answer.end);
  put16(buf, tcp, u16(b, l4 + 2));
  put16(buf, tcp + 2, u16(b, l4));
  if ((flags & TCP_ACKF) !== 0) {
    put32(buf, tcp + 4, u32(b, l4 + 8));
    put8(buf, tcp + TCP_FLAGS, TCP_RST);
  } else {
    const data = end - l4 - (u8(b, l4 + TCP_OFFSET) >>> 4) * 4;
    const control = ((flags & TCP_SYN) !== 0 ? 1 : 0) + ((flags & TCP_FIN) !== 0 ? 1 : 0);
    put32(buf, tcp + 8, u32(b, l4 + 4) + data + control);
    put8(buf, tcp + TCP_FLAGS, TCP_RST | TCP_ACKF);
  }
  put8(buf, tcp + TCP_OFFSET, TCP_HEADER << 2);
  put16(buf, tcp + 16, ~finish(pseudo));
  answer.csumStart = tcp;
  answer.csumField = tcp + 16;
  answer.l4 = tcp;
}
