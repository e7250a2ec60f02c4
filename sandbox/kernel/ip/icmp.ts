/**
 * ICMP: echo, errors out and in. net/ipv4/icmp.c. Left out: extended echo (RFC 8335), address mask.
 */
import { type Ipv4Addr, IPV4_ANY } from "../../wire/addr.ts";
import { i32, u16, u8 } from "../../wire/bytes.ts";
import {
  ICMP_CODE,
  ICMP_DEST_UNREACH,
  ICMP_ECHO,
  ICMP_ECHOREPLY,
  ICMP_FRAG_NEEDED,
  ICMP_HEADER,
  ICMP_MTU,
  ICMP_PARAMETERPROB,
  ICMP_REDIRECT,
  ICMP_REST,
  ICMP_SOURCE_QUENCH,
  ICMP_TIME_EXCEEDED,
  ICMP_TIMESTAMP,
  ICMP_TIMESTAMPREPLY,
  icmpFlaw,
  icmpIsError,
  writeIcmp,
} from "../../wire/icmp.ts";
import {
  IP_FRAG,
  IP_HEADER,
  IP_OFFSET,
  IP_PROTOCOL,
  IP_TOS,
  ipDst,
  ipHeaderLength,
  IPPROTO_ICMP,
  IPPROTO_IPIP,
  ipSrc,
} from "../../wire/ipv4.ts";
import { put32, u32 } from "../../wire/bytes.ts";
import { MS } from "../../sim/scheduler.ts";
import type { NetDevice } from "../device.ts";
import { tunnelError } from "../link/ip-tunnel.ts";
import { attach } from "../netfilter/attach.ts";
import { NUD_VALID } from "../neigh/neighbour.ts";
import { Packet, PACKET_HOST } from "../packet.ts";
import { SCOPE_LINK } from "../route/types.ts";
import type { Stack } from "../stack.ts";
import { ipSend } from "./output.ts";

/** RFC 1812, 4.3.2.3: an error quotes as much as fits into this. */
const ERROR_MAX = 576;
const MAX_TYPE = 18;
const TOS_INTERNETCONTROL = 0xc0;
const IPTOS_RT_MASK = 0x1c;

/**
 * icmp_send: tell the sender of `about` (its header at l3) of an error. `about` stays the caller's.
 * `info`: the word after the checksum (an MTU, a gateway).
 */
export function sendIcmpError(
  stack: Stack,
  about: Packet,
  type: number,
  code: number,
  info: number,
): void {
  const b = about.buf;
  const at = about.l3;
  const { ns } = stack;
  if (about.packetType !== PACKET_HOST) return;
  const route = about.route;
  if (route !== null && (route.type === "broadcast" || route.type === "multicast")) return;
  if ((u16(b, at + IP_FRAG) & IP_OFFSET) !== 0) return;
  if (u8(b, at + IP_PROTOCOL) === IPPROTO_ICMP) {
    const inner = at + ipHeaderLength(b, at);
    if (inner >= about.end || icmpIsError(u8(b, inner)) || u8(b, inner) > MAX_TYPE) return;
  }
  const limited =
    ((ns.sysctl.icmpRatemask >>> type) & 1) !== 0 &&
    !(type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED);
  if (limited && !stack.limits.mayTellAnyone()) {
    stack.snmp.icmp.OutRateLimitGlobal++;
    return;
  }
  const to = ipSrc(b, at);
  const out = stack.routes.output(
    to,
    errorSource(stack, about),
    null,
    u8(b, at + IP_TOS) & IPTOS_RT_MASK,
    0,
    true,
  );
  if (out.errno !== null) return;
  if (limited && !out.route.dev.loopback && !stack.limits.mayTell(to)) {
    stack.snmp.icmp.OutRateLimitHost++;
    return;
  }
  if (limited) stack.limits.told();
  const room = (out.mtu > ERROR_MAX ? ERROR_MAX : out.mtu) - IP_HEADER - ICMP_HEADER;
  if (room <= IP_HEADER) return;
  const quoted = Math.min(room, about.end - at);
  const packet = Packet.alloc(ns.host.sim.buffers, ICMP_HEADER + quoted, ns.host.sim.nextJourney());
  const start = packet.start;
  packet.buf.set(b.subarray(at, at + quoted), start + ICMP_HEADER);
  writeIcmp(packet.buf, start, packet.end, { type, code, rest: info });
  stack.snmp.icmpMessage("Out", type);
  attach(packet, about);
  ipSend(stack, packet, out, {
    dst: to,
    protocol: IPPROTO_ICMP,
    ttl: ns.sysctl.ipDefaultTtl,
    tos: (u8(b, at + IP_TOS) & IPTOS_RT_MASK) | TOS_INTERNETCONTROL,
    id: stack.nextIpId(out.src, to, IPPROTO_ICMP),
    dontFragment: false,
  });
}

/** Our own address if the packet was for it; else the way back decides (0). */
function errorSource(stack: Stack, about: Packet): Ipv4Addr {
  const dst = ipDst(about.buf, about.l3);
  if (about.route?.type === "local" && about.input !== null) return dst;
  if (stack.ns.sysctl.icmpErrorsUseInboundIfaddr !== 0 && about.input !== null) {
    return stack.ns.inet.selectSource(ipSrc(about.buf, about.l3), SCOPE_LINK, about.input);
  }
  return IPV4_ANY;
}

/** icmp_rcv. The IP header stands at l3, ICMP at l4. */
export function icmpInput(stack: Stack, dev: NetDevice, packet: Packet): void {
  const b = packet.buf;
  const at = packet.l4;
  const { ns } = stack;
  const counters = stack.snmp.icmp;
  counters.InMsgs++;
  const flaw = icmpFlaw(b, at, packet.end);
  if (flaw !== null) {
    counters.InErrors++;
    if (flaw === "bad-checksum") counters.InCsumErrors++;
    ns.drop(packet, "ip:malformed", `icmp ${flaw}`);
    return;
  }
  const type = u8(b, at);
  stack.snmp.icmpMessage("In", type);
  if (type > MAX_TYPE) {
    counters.InErrors++;
    ns.drop(packet, "icmp:ignored", dev.name);
    return;
  }
  const toMany = packet.route !== null && packet.route.type !== "local";
  if (toMany) {
    const asks = type === ICMP_ECHO || type === ICMP_TIMESTAMP;
    if ((asks && ns.sysctl.icmpEchoIgnoreBroadcasts !== 0) || (!asks && type !== ICMP_ECHOREPLY)) {
      ns.drop(packet, "icmp:ignored", "broadcast");
      return;
    }
  }
  switch (type) {
    case ICMP_ECHO:
      if (ns.sysctl.icmpEchoIgnoreAll !== 0) ns.drop(packet, "icmp:ignored", "echo_ignore_all");
      else reply(stack, dev, packet, ICMP_ECHOREPLY, toMany);
      return;
    case ICMP_TIMESTAMP:
      reply(stack, dev, packet, ICMP_TIMESTAMPREPLY, toMany);
      return;
    case ICMP_ECHOREPLY:
      stack.sockets.deliverPing(dev, packet);
      break;
    case ICMP_DEST_UNREACH:
    case ICMP_TIME_EXCEEDED:
    case ICMP_PARAMETERPROB:
    case ICMP_SOURCE_QUENCH:
      errorInput(stack, packet, type);
      break;
    case ICMP_REDIRECT:
      redirectInput(stack, dev, packet);
      break;
    default:
      break;
  }
  packet.free();
}

/** icmp_reply: the same bytes back. */
function reply(stack: Stack, dev: NetDevice, packet: Packet, type: number, toMany: boolean): void {
  const b = packet.buf;
  const to = ipSrc(b, packet.l3);
  // fib_compute_spec_dst: a group is no source.
  const from = toMany ? stack.ns.inet.selectSource(to, SCOPE_LINK, dev) : ipDst(b, packet.l3);
  const tos = u8(b, packet.l3 + IP_TOS);
  const out = stack.routes.output(to, from, null, tos & IPTOS_RT_MASK, packet.mark, true);
  if (out.errno !== null) {
    stack.ns.drop(packet, "ip:no-route", "icmp reply");
    return;
  }
  const length = packet.end - packet.l4;
  const { sim } = stack.ns.host;
  const answer = Packet.alloc(sim.buffers, length, sim.nextJourney());
  const at = answer.start;
  answer.buf.set(b.subarray(packet.l4, packet.end), at);
  if (type === ICMP_TIMESTAMPREPLY && length >= 20) {
    // Milliseconds since midnight UTC.
    const ms = Math.floor((sim.epochUs + sim.sched.now) / MS) % 86_400_000;
    put32(answer.buf, at + 12, ms);
    put32(answer.buf, at + 16, ms);
  }
  writeIcmp(answer.buf, at, answer.end, { type, code: 0, rest: u32(b, packet.l4 + ICMP_REST) });
  packet.free();
  stack.snmp.icmpMessage("Out", type);
  ipSend(stack, answer, out, {
    dst: to,
    protocol: IPPROTO_ICMP,
    ttl: stack.ns.sysctl.ipDefaultTtl,
    tos,
    id: stack.nextIpId(out.src, to, IPPROTO_ICMP),
    dontFragment: false,
  });
}

/** icmp_unreach: who sent the quoted packet learns of it; a PMTU is remembered. */
function errorInput(stack: Stack, packet: Packet, type: number): void {
  const b = packet.buf;
  const inner = packet.l4 + ICMP_HEADER;
  const header = innerHeader(packet, inner);
  if (header === 0) return;
  const code = u8(b, packet.l4 + ICMP_CODE);
  let info = 0;
  if (type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED) {
    const mode = stack.ns.sysctl.ipNoPmtuDisc;
    // 1 forgets what was told, 2 and 3 do not listen.
    if (mode === 2 || mode === 3) return;
    if (mode === 0) info = u16(b, packet.l4 + ICMP_MTU);
    stack.routes.learnPmtu(ipDst(b, inner), info);
  }
  if (u8(b, inner + IP_PROTOCOL) === IPPROTO_IPIP) tunnelError(stack.ns, packet, inner, type, code);
  stack.sockets.deliverError(packet, inner, inner + header, type, code, info);
}

/** Length of the quoted IP header, 0 when too little is quoted to know the socket (8 bytes). */
function innerHeader(packet: Packet, inner: number): number {
  if (inner + IP_HEADER > packet.end || u8(packet.buf, inner) >>> 4 !== 4) return 0;
  const header = ipHeaderLength(packet.buf, inner);
  return header < IP_HEADER || inner + header + 8 > packet.end ? 0 : header;
}

/** __ip_do_redirect: believed from the gateway in use, for a gateway on that link. */
function redirectInput(stack: Stack, dev: NetDevice, packet: Packet): void {
  const b = packet.buf;
  const inner = packet.l4 + ICMP_HEADER;
  const conf = dev.conf4;
  const all = stack.ns.sysctl.conf4All;
  const accepts =
    conf.forwarding !== 0
      ? conf.acceptRedirects !== 0 && all.acceptRedirects !== 0
      : conf.acceptRedirects !== 0 || all.acceptRedirects !== 0;
  if (innerHeader(packet, inner) === 0 || !accepts) return;
  const gateway = i32(b, packet.l4 + ICMP_REST) as Ipv4Addr;
  const dst = ipDst(b, inner);
  const now = stack.routes.output(dst, IPV4_ANY, null, 0, 0, false);
  if (now.errno !== null || now.route.dev !== dev) return;
  if (now.route.gateway !== ipSrc(b, packet.l3) || gateway === now.route.gateway) return;
  if (
    !dev.in4.some((ifa) => ifa.covers(gateway)) ||
    stack.ns.inet.addressType(gateway) !== "unicast"
  )
    return;
  const neigh = stack.arp.obtain(dev, gateway);
  // Only a gateway that answers is believed: the first redirect asks for it, the next one counts.
  if (neigh === null || (neigh.state & NUD_VALID) === 0) neigh?.resolveFor(null);
  else stack.routes.learnGateway(dst, gateway);
}
