/** Which of two BGP routes is better, in BIRD's order: RFC 4271 section 9.1, RFC 4456 section 9, RFC 5004; 1.6.8's attrs.c. */
import { type AsPath, firstAs, pathLength } from "../../../../wire/bgp-path.ts";
import { findEattr } from "../eattr.ts";
import { EA, type Net, RTD, type Rte } from "../types.ts";
import { Bgp } from "./proto.ts";

/** What a route without the attribute counts as. */
const INCOMPLETE = 2;
const LONGEST_PATH = 10_000;

function bgpOf(rte: Rte): Bgp {
  return rte.attrs.src.proto.instance as unknown as Bgp;
}

function number(rte: Rte, code: number): number | null {
  const attr = findEattr(rte.attrs.eattrs, code);
  if (attr === null) return null;
  return attr.kind === "int" || attr.kind === "router-id" ? attr.value >>> 0 : null;
}

function path(rte: Rte): AsPath | null {
  const attr = findEattr(rte.attrs.eattrs, EA.BGP_AS_PATH);
  return attr?.kind === "as-path" ? attr.value : null;
}

function lengthOf(rte: Rte): number {
  const found = path(rte);
  return found === null ? LONGEST_PATH : pathLength(found);
}

function clusters(rte: Rte): number {
  const attr = findEattr(rte.attrs.eattrs, EA.BGP_CLUSTER_LIST);
  return attr?.kind === "cluster-list" ? attr.value.length : 0;
}

/** The AS that the route came from. */
function neighborAs(rte: Rte): number {
  const found = path(rte);
  return (found === null ? null : firstAs(found)) ?? bgpOf(rte).config.remoteAs;
}

export function resolvable(rte: Rte): boolean {
  const { dest } = rte.attrs;
  return dest === RTD.ROUTER || dest === RTD.DEVICE || dest === RTD.MULTIPATH;
}

function suppressed(rte: Rte): boolean {
  return rte.bgp?.suppressed === true;
}

/**
 * The steps that also decide whether two routes may share their traffic (`merge paths`): below 0: `a` is better; 0: they are
 * alike up to the IGP's metric.
 */
function compare(a: Rte, b: Rte): number {
  const [x, y] = [bgpOf(a), bgpOf(b)];
  const [ca, cb] = [x.config, y.config];
  if (suppressed(a) !== suppressed(b)) return suppressed(a) ? 1 : -1;
  if (resolvable(a) !== resolvable(b)) return resolvable(a) ? -1 : 1;
  const preference =
    (number(b, EA.BGP_LOCAL_PREF) ?? cb.defaultLocalPref) -
    (number(a, EA.BGP_LOCAL_PREF) ?? ca.defaultLocalPref);
  if (preference !== 0) return preference;
  if (ca.pathMetric || cb.pathMetric) {
    const length = lengthOf(a) - lengthOf(b);
    if (length !== 0) return length;
  }
  const origin =
    (number(a, EA.BGP_ORIGIN) ?? INCOMPLETE) - (number(b, EA.BGP_ORIGIN) ?? INCOMPLETE);
  if (origin !== 0) return origin;
  if (ca.medMetric || cb.medMetric || neighborAs(a) === neighborAs(b)) {
    const med = (number(a, EA.BGP_MED) ?? ca.defaultMed) - (number(b, EA.BGP_MED) ?? cb.defaultMed);
    if (med !== 0) return med;
  }
  if (x.internal !== y.internal) return x.internal ? 1 : -1;
  return (ca.igpMetric ? a.attrs.igpMetric : 0) - (cb.igpMetric ? b.attrs.igpMetric : 0);
}

/** bgp_rte_better(): is `a` (the new one) better than `b`? */
export function rteBetter(a: Rte, b: Rte): boolean {
  const first = compare(a, b);
  if (first !== 0) return first < 0;
  const [x, y] = [bgpOf(a), bgpOf(b)];
  const idA = number(a, EA.BGP_ORIGINATOR_ID) ?? x.remoteId;
  const idB = number(b, EA.BGP_ORIGINATOR_ID) ?? y.remoteId;
  // RFC 5004: of external routes the older stays.
  if ((x.config.preferOlder || y.config.preferOlder) && !x.internal && idA !== idB) return false;
  if (idA !== idB) return idA < idB;
  const list = clusters(a) - clusters(b);
  if (list !== 0) return list < 0;
  return x.config.neighborIp >>> 0 < y.config.neighborIp >>> 0;
}

/** bgp_rte_mergable(). */
export function mergable(primary: Rte, secondary: Rte): boolean {
  return (
    suppressed(primary) === suppressed(secondary) &&
    resolvable(secondary) &&
    compare(primary, secondary) === 0
  );
}

function sameGroup(rte: Rte, pref: number, asn: number): boolean {
  return rte.pref === pref && neighborAs(rte) === asn;
}

function hasGroups(rte: Rte): boolean {
  const { instance } = rte.attrs.src.proto;
  return instance instanceof Bgp && instance.config.deterministicMed;
}

/**
 * bgp_rte_recalculate(), for `deterministic med`: of the routes from one neighbouring AS only the best is not suppressed.
 * True: the network's best has to be looked for again among all.
 */
export function recalculate(
  net: Net,
  fresh: Rte | null,
  old: Rte | null,
  oldBest: Rte | null,
): boolean {
  const key = fresh ?? old;
  if (key === null) return false;
  const pref = key.pref;
  const asn = neighborAs(key);
  // Of two groups: two events.
  if (fresh !== null && old !== null && !sameGroup(old, pref, asn)) {
    const gone = recalculate(net, null, old, oldBest);
    return recalculate(net, fresh, null, oldBest) || gone;
  }
  let wasBest = false;
  if (fresh !== null) fresh.bgp = { suppressed: true };
  if (old !== null) {
    wasBest = !suppressed(old);
    old.bgp = { suppressed: true };
    const isBetter = fresh !== null && rteBetter(fresh, old);
    if (!wasBest && !isBetter) return false;
    if (wasBest && isBetter) {
      fresh.bgp = { suppressed: false };
      return old === oldBest;
    }
  }
  let best = fresh;
  for (let rte = net.routes; rte !== null; rte = rte.next) {
    if (!hasGroups(rte) || !sameGroup(rte, pref, asn)) continue;
    rte.bgp = { suppressed: true };
    if (best === null || rteBetter(rte, best)) best = rte;
  }
  if (best === null) return false;
  best.bgp = { suppressed: false };
  return best === fresh ? oldBest !== null && sameGroup(oldBest, pref, asn) : wasBest;
}
