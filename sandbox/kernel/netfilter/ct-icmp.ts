/**
 * ICMP errors: they belong to the flow that they quote (RELATED). nf_conntrack_proto_icmp.c, _icmpv6.c.
 */
import { readIpv6 } from "../../wire/addr.ts";
import { u8 } from "../../wire/bytes.ts";
import { ipDst } from "../../wire/ipv4.ts";
import { IP6_DST } from "../../wire/ipv6.ts";
import type { Packet } from "../packet.ts";
import type { Conntrack } from "./conntrack.ts";
import { CT_RELATED, CT_RELATED_REPLY, readTuple, Tuple } from "./flow.ts";
import { ACCEPT } from "./hooks.ts";

const ICMP_HEADER = 8;
const HIGHEST_ICMP = 18;

function isError4(type: number): boolean {
  return type === 3 || type === 4 || type === 5 || type === 11 || type === 12;
}

/** null: no error, it is tracked by itself. Else the verdict: with its flow, or INVALID without. */
export function relatedError(ct: Conntrack, six: boolean, packet: Packet): number | null {
  const { buf, l3, l4, end } = packet;
  const type = u8(buf, l4);
  if (six ? type >= 128 : !isError4(type)) {
    if (six || type <= HIGHEST_ICMP) return null;
    return invalid(ct, packet);
  }
  const inner = l4 + ICMP_HEADER;
  const quoted = new Tuple();
  if (inner + (six ? 40 : 20) > end) return invalid(ct, packet);
  const protocol = readTuple(quoted, six, buf, inner, end);
  if (protocol < 0) return invalid(ct, packet);
  // Whose packet it was: its answers look like the quoted one turned round.
  const answer = new Tuple().invert(quoted, protocol);
  const flow = ct.lookup(answer, six, protocol, packet.ctZone);
  if (flow === null) return invalid(ct, packet);
  const reply = ct.table.foundReply;
  const to = six ? readIpv6(buf, l3 + IP6_DST) : ipDst(buf, l3);
  if (to !== (reply ? flow.replyDst : flow.dst)) return invalid(ct, packet);
  packet.ct = flow;
  packet.ctInfo |= reply ? CT_RELATED_REPLY : CT_RELATED;
  return ACCEPT;
}

function invalid(ct: Conntrack, packet: Packet): number {
  packet.ct = null;
  packet.ctInfo &= ~15;
  ct.counters.error++;
  ct.counters.invalid++;
  return ACCEPT;
}
