/**
 * ICMPv6 errors about what we sent: icmpv6_notify. A path's MTU is remembered, sockets are told. RFC 4443, 8201.
 */
import { readIpv6 } from "../../wire/addr.ts";
import { u32, u8 } from "../../wire/bytes.ts";
import { ICMPV6_DEST_UNREACH, ICMPV6_PARAMPROB, ICMPV6_PKT_TOOBIG } from "../../wire/icmpv6.ts";
import { IP6_DST, IP6_HEADER, IP6_NEXT, IP6_SRC, NEXTHDR_FRAGMENT } from "../../wire/ipv6.ts";
import { IPPROTO_TCP, IPPROTO_UDP } from "../../wire/ipv4.ts";
import type { Errno } from "../errno.ts";
import type { Packet } from "../packet.ts";
import { tcpError6 } from "../socket/tcp/error.ts";
import { udpError6 } from "../socket/udp6.ts";
import type { Stack } from "../stack.ts";

/** tab_unreach: what the codes of an unreachable mean to a program; fatal ends connections. */
const UNREACHABLE: readonly (readonly [Errno, boolean])[] = [
  ["ENETUNREACH", false],
  ["EACCES", true],
  ["EHOSTUNREACH", false],
  ["EHOSTUNREACH", false],
  ["ECONNREFUSED", true],
  ["EACCES", true],
  ["EACCES", true],
];

export interface Icmp6Error {
  readonly errno: Errno;
  readonly fatal: boolean;
  readonly type: number;
  readonly code: number;
  /** The word after the checksum: a Packet Too Big's MTU. */
  readonly info: number;
}

/** icmpv6_err_convert. */
function meaning(type: number, code: number): readonly [Errno, boolean] {
  if (type === ICMPV6_DEST_UNREACH) return UNREACHABLE[code] ?? ["EPROTO", true];
  if (type === ICMPV6_PKT_TOOBIG) return ["EMSGSIZE", false];
  if (type === ICMPV6_PARAMPROB) return ["EPROTO", true];
  return ["EHOSTUNREACH", false];
}

/** An error stands at l4; it quotes what it is about 8 bytes further. */
export function errorInput6(stack: Stack, packet: Packet): void {
  const { buf, l4, end } = packet;
  const inner = l4 + 8;
  if (end - inner < IP6_HEADER + 8) return;
  const type = u8(buf, l4);
  const code = u8(buf, l4 + 1);
  const info = u32(buf, l4 + 4);
  const dst = readIpv6(buf, inner + IP6_DST);
  const src = readIpv6(buf, inner + IP6_SRC);
  if (type === ICMPV6_PKT_TOOBIG) {
    const out = stack.ipv6.route(dst, null);
    if (!("errno" in out) && !out.dev.loopback) stack.ipv6.pathMtu.learn(dst, info, out.mtu);
  }
  let next = u8(buf, inner + IP6_NEXT);
  let at = inner + IP6_HEADER;
  if (next === NEXTHDR_FRAGMENT) {
    next = u8(buf, at);
    at += 8;
  }
  if (end - at < 8) return;
  const [errno, fatal] = meaning(type, code);
  const error: Icmp6Error = { errno, fatal, type, code, info };
  if (next === IPPROTO_TCP) tcpError6(stack, packet, at, src, dst, error);
  else if (next === IPPROTO_UDP) udpError6(stack, packet, at, src, dst, error);
}
