/** ip_route_me_harder, ip6_route_me_harder: a packet of our own whose way changed after it was routed. */
import { readIpv6 } from "../../wire/addr.ts";
import { u8 } from "../../wire/bytes.ts";
import { IP_TOS, ipDst, ipSrc } from "../../wire/ipv4.ts";
import { IP6_DST } from "../../wire/ipv6.ts";
import type { Packet } from "../packet.ts";
import type { HookState } from "./hooks.ts";

const IPTOS_RT_MASK = 0x1c;

/** False: there is no way. `packet.route` (IPv6: `state.moved`) is the new one; `-o` of later rules is the old. */
export function reroute(state: HookState, packet: Packet): boolean {
  const { ns } = state;
  const { buf, l3 } = packet;
  if (state.six) {
    const out = ns.stack.ipv6.route(readIpv6(buf, l3 + IP6_DST), null);
    if ("errno" in out) return false;
    state.moved = out;
    return true;
  }
  const tos = u8(buf, l3 + IP_TOS) & IPTOS_RT_MASK;
  const out = ns.stack.routes.output(ipDst(buf, l3), ipSrc(buf, l3), null, tos, packet.mark, true);
  if (out.errno !== null) return false;
  packet.route = out.route;
  return true;
}
