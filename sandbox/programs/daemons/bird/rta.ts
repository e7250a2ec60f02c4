/** Route attributes: equality, texts, next hops. BIRD: nest/rt-attr.c, nest/rt-table.c's helpers. */
import { formatIpv4 } from "../../../wire/addr.ts";
import { sameEattrs } from "./eattr.ts";
import { type NextHopBird, type Prefix, REF, RTD, type Rta, type Rte } from "./types.ts";

export function isValid(rte: Rte | null): rte is Rte {
  return rte !== null && (rte.flags & REF.FILTERED) === 0;
}

/** BIRD 2's rta_dest_name(). */
export function destName2(dest: number): string {
  switch (dest) {
    case RTD.BLACKHOLE:
      return "blackhole";
    case RTD.UNREACHABLE:
      return "unreachable";
    case RTD.PROHIBIT:
      return "prohibited";
    default:
      return dest === RTD.NONE ? "" : "unicast";
  }
}

export function isReachable(rte: Rte): boolean {
  const { dest } = rte.attrs;
  return dest === RTD.ROUTER || dest === RTD.DEVICE || dest === RTD.MULTIPATH;
}

export function sameHops(a: readonly NextHopBird[], b: readonly NextHopBird[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every((x, i) => {
    const y = b[i] as NextHopBird;
    return x.gw === y.gw && x.iface === y.iface && x.weight === y.weight;
  });
}

/** Would BIRD's rta_lookup() answer one object for both? */
export function sameRta(a: Rta, b: Rta): boolean {
  if (a === b) return true;
  return (
    a.src === b.src &&
    a.source === b.source &&
    a.scope === b.scope &&
    a.cast === b.cast &&
    a.dest === b.dest &&
    a.gw === b.gw &&
    a.from === b.from &&
    a.iface === b.iface &&
    a.hostentry === b.hostentry &&
    a.igpMetric === b.igpMetric &&
    sameHops(a.nexthops, b.nexthops) &&
    sameEattrs(a.eattrs, b.eattrs)
  );
}

/** mpnh_compare_node(): heavier first, then by gateway, then by interface. */
export function compareHops(a: NextHopBird, b: NextHopBird): number {
  return b.weight - a.weight || (a.gw >>> 0) - (b.gw >>> 0) || a.iface.index - b.iface.index;
}

/** mpnh_merge(): both lists are sorted; duplicates once; at most `max`. */
export function mergeHops(
  a: readonly NextHopBird[],
  b: readonly NextHopBird[],
  max: number,
): NextHopBird[] {
  const out: NextHopBird[] = [];
  let i = 0;
  let j = 0;
  while ((i < a.length || j < b.length) && out.length < max) {
    const x = a[i];
    const y = b[j];
    const order = x === undefined ? 1 : y === undefined ? -1 : compareHops(x, y);
    out.push((order <= 0 ? x : y) as NextHopBird);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return out;
}

export function hopsOf(attrs: Rta): readonly NextHopBird[] {
  if (attrs.nexthops.length > 0) return attrs.nexthops;
  return attrs.iface === null ? [] : [{ gw: attrs.gw, iface: attrs.iface, weight: 0 }];
}

export function formatPrefix(p: Prefix): string {
  return `${formatIpv4(p.address)}/${p.length}`;
}

/** rt_format_via(). */
export function formatVia(attrs: Rta): string {
  switch (attrs.dest) {
    case RTD.ROUTER:
      return `via ${formatIpv4(attrs.gw)} on ${attrs.iface?.name ?? "?"}`;
    case RTD.DEVICE:
      return `dev ${attrs.iface?.name ?? "?"}`;
    case RTD.BLACKHOLE:
      return "blackhole";
    case RTD.UNREACHABLE:
      return "unreachable";
    case RTD.PROHIBIT:
      return "prohibited";
    case RTD.MULTIPATH:
      return "multipath";
    default:
      return "???";
  }
}
