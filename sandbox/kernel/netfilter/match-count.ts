/** Matches that count: xt_quota.c, xt_connlimit.c with nf_conncount.c, xt_connbytes.c; xt_helper.c, which finds none here. */
import { u8 } from "../../wire/bytes.ts";
import { IP_DST, IP_SRC } from "../../wire/ipv4.ts";
import { IP6_DST, IP6_SRC } from "../../wire/ipv6.ts";
import { TCP_STATES } from "./ct-tcp.ts";
import { type Flow, IPS } from "./flow.ts";
import type { XtCountMatch, XtMatch } from "./types.ts";
import type { PacketView } from "./view.ts";

type Test = (v: PacketView) => boolean;
type Of<N extends XtCountMatch["name"]> = Extract<XtCountMatch, { name: N }>;

export function makeCountMatch(match: XtMatch): Test | null {
  switch (match.name) {
    case "quota":
      return quotaMatch(match);
    case "connlimit":
      return connlimitMatch(match);
    case "connbytes":
      return connbytesMatch(match);
    case "helper":
      // No flow here was expected by a helper.
      return () => match.invert;
    default:
      return null;
  }
}

function quotaMatch(match: Of<"quota">): Test {
  let left = Number(match.bytes);
  return (v) => {
    if (left >= v.length) {
      left -= v.length;
      return !match.invert;
    }
    left = 0;
    return match.invert;
  };
}

const CLOSED: ReadonlySet<number> = new Set([
  TCP_STATES.indexOf("TIME_WAIT"),
  TCP_STATES.indexOf("CLOSE"),
]);

/** nf_conncount's gc: what never came into the table, left it, or is closed counts no more. */
function isOver(flow: Flow): boolean {
  if (!flow.confirmed || (flow.status & IPS.DYING) !== 0) return true;
  return flow.tcp !== null && CLOSED.has(flow.tcp.state);
}

function connlimitMatch(match: Of<"connlimit">): Test {
  /** By masked address and zone: flows that were seen here. */
  const known = new Map<string, Set<Flow>>();
  return (v) => {
    const { ct } = v.packet;
    // Without a flow the kernel counts by the packet's tuple, which is in no table the next time.
    const key = connlimitKey(match, v);
    let flows = known.get(key);
    if (flows === undefined) known.set(key, (flows = new Set()));
    for (const flow of flows) if (flow !== ct && isOver(flow)) flows.delete(flow);
    if (ct !== null) flows.add(ct);
    const count = flows.size + (ct === null ? 1 : 0);
    return count > match.limit === match.above;
  };
}

function connlimitKey(match: Of<"connlimit">, v: PacketView): string {
  const source = match.side === "src";
  const at = v.l3 + (v.six ? (source ? IP6_SRC : IP6_DST) : source ? IP_SRC : IP_DST);
  let key = `${v.packet.ct?.zone ?? 0}`;
  const bytes = v.six ? 16 : 4;
  for (let i = 0; i < bytes; i++) {
    const bits = Math.min(8, Math.max(0, match.prefix - i * 8));
    key += `.${u8(v.b, at + i) & (0xff00 >>> bits) & 0xff}`;
  }
  return key;
}

function connbytesMatch(match: Of<"connbytes">): Test {
  const { mode, direction, from, to, invert } = match;
  const sides = direction === "both" ? [0, 1] : [direction === "original" ? 0 : 1];
  return (v) => {
    const counters = v.packet.ct?.counters ?? null;
    if (counters === null) return false;
    let packets = 0;
    let bytes = 0;
    for (const side of sides) {
      packets += counters.packets[side as 0];
      bytes += counters.bytes[side as 0];
    }
    let what = mode === "packets" ? packets : bytes;
    if (mode === "avgpkt") what = packets === 0 ? 0 : Math.floor(bytes / packets);
    return (what >= from && (to === null || what <= to)) !== invert;
  };
}
