/**
 * Announcing a change to the protocols of a table, through their export filters. BIRD: nest/rt-table.c
 * (rte_announce, rt_notify_*). Left out: nothing of it; "accepted" (secondary) needs a sorted table.
 */
import type { FibNet } from "./fib.ts";
import { ACCEPT, REJECT } from "./filters.ts";
import type { AnnounceHook } from "./hook.ts";
import { hopsOf, isReachable, isValid, mergeHops } from "./rta.ts";
import { mergable, type RTable, traceOut } from "./rtable.ts";
import { type AcceptMode, DEBUG, type NextHopBird, RTD, type Rta, type Rte } from "./types.ts";

export function announce(
  table: RTable,
  mode: AcceptMode,
  net: FibNet,
  fresh0: Rte | null,
  old0: Rte | null,
  freshBest: Rte | null,
  oldBest: Rte | null,
): void {
  const fresh = isValid(fresh0) ? fresh0 : null;
  const old = isValid(old0) ? old0 : null;
  if (fresh === null && old === null) return;
  if (mode === "optimal") {
    if (fresh !== null) preferred(fresh, 1);
    if (old !== null) preferred(old, -1);
    table.hostcache.changed(net);
  }
  for (const hook of [...table.hooks]) {
    if (hook.proto.acceptMode !== mode) continue;
    if (mode === "merged")
      notifyMerged(hook, net, fresh, old, valid(freshBest), valid(oldBest), false);
    else if (mode === "accepted") notifyAccepted(hook, net, fresh, old, valid(freshBest), 0);
    else notifyBasic(hook, net, fresh, old, false);
  }
}

function valid(rte: Rte | null): Rte | null {
  return isValid(rte) ? rte : null;
}

function preferred(rte: Rte, by: number): void {
  // BIRD 2: of the channel that it came by, a pipe's too.
  const { stats } =
    hook2(rte) ?? (rte.attrs.src.proto as unknown as { stats: { preferredRoutes: number } });
  stats.preferredRoutes += by;
}

function hook2(rte: Rte): AnnounceHook | null {
  const hook = rte.sender as AnnounceHook;
  return hook.exported === null ? null : hook;
}

/** export_filter(): the route as the protocol gets it, or null. `silent`: nothing is counted. */
export function exportFilter(hook: AnnounceHook, rte: Rte, silent: boolean): Rte | null {
  const { proto, stats } = hook;
  const asked = proto.instance.importControl?.(rte);
  let attrs: Rta = rte.attrs;
  if (asked !== undefined) {
    if (asked.verdict < 0) {
      if (silent) return null;
      stats.exportUpdatesRejected++;
      traceOut(hook, DEBUG.FILTERS, rte, "rejected by protocol");
      return null;
    }
    attrs = asked.attrs;
    if (asked.verdict > 0) {
      if (!silent) traceOut(hook, DEBUG.FILTERS, rte, "forced accept by protocol");
      return attrs === rte.attrs ? rte : { ...rte, attrs };
    }
  }
  const shown = attrs === rte.attrs ? rte : { ...rte, attrs };
  if (hook.outFilter === ACCEPT) return shown;
  const got = hook.outFilter === REJECT ? null : hook.outFilter.run(shown, hook.table.io);
  if (got === null || !got.accept) {
    if (silent) return null;
    stats.exportUpdatesFiltered++;
    traceOut(hook, DEBUG.FILTERS, shown, "filtered out");
    return null;
  }
  if (got.attrs === shown.attrs && got.pref === shown.pref) return shown;
  return { ...rte, attrs: got.attrs, pref: got.pref };
}

/** do_rt_notify(): limits, counters, and the protocol itself. */
function deliver(
  hook: AnnounceHook,
  net: FibNet,
  fresh0: Rte | null,
  old: Rte | null,
  refeed: boolean,
): void {
  const { stats, outLimit } = hook;
  let fresh = fresh0;
  if (outLimit !== null && fresh !== null) {
    if ((old === null || refeed) && stats.exportedRoutes >= outLimit.config.limit)
      hook.proto.limitHit(outLimit, "export");
    if (outLimit.state === "blocked") {
      stats.exportedRoutes++;
      stats.exportUpdatesRejected++;
      traceOut(hook, DEBUG.FILTERS, fresh, "rejected [limit]");
      fresh = null;
      if (old === null) return;
    }
  }
  announceTo(hook, net, fresh, old, refeed);
}

function announceTo(
  hook: AnnounceHook,
  net: FibNet,
  fresh: Rte | null,
  old: Rte | null,
  refeed: boolean,
): void {
  const { stats } = hook;
  if (fresh !== null) stats.exportUpdatesAccepted++;
  else stats.exportWithdrawsAccepted++;
  if (fresh !== null) stats.exportedRoutes++;
  if (old !== null && !refeed) stats.exportedRoutes--;
  if (fresh !== null && old !== null) traceOut(hook, DEBUG.ROUTES, fresh, "replaced");
  else if (fresh !== null) traceOut(hook, DEBUG.ROUTES, fresh, "added");
  else if (old !== null) traceOut(hook, DEBUG.ROUTES, old, "removed");
  hook.proto.instance.rtNotify?.(hook.table, net, fresh, old);
}

export function notifyBasic(
  hook: AnnounceHook,
  net: FibNet,
  fresh0: Rte | null,
  old0: Rte | null,
  refeed: boolean,
): void {
  const { stats } = hook;
  if (fresh0 !== null) stats.exportUpdatesReceived++;
  else stats.exportWithdrawsReceived++;
  const fresh = fresh0 === null ? null : exportFilter(hook, fresh0, false);
  if (hook.exported !== null) {
    notifyMapped(hook, net, fresh, fresh0, old0);
    return;
  }
  const old = old0 === null || refeed ? old0 : exportFilter(hook, old0, true);
  if (fresh === null && old === null) {
    // A pipe takes every withdrawal on, so that what came by it goes whatever its filter says by now.
    if (hook.proto.cls.kind === "pipe" && fresh0 === null && old0 !== null) {
      if (hook.proto !== old0.sender.proto)
        hook.proto.instance.rtNotify?.(hook.table, net, null, old0);
    }
    return;
  }
  deliver(hook, net, fresh, old, refeed);
}

/** BIRD 2: what the protocol has is known, and not asked of the filter. */
function notifyMapped(
  hook: AnnounceHook,
  net: FibNet,
  fresh: Rte | null,
  raw: Rte | null,
  old0: Rte | null,
): void {
  const map = hook.exported as Set<Rte>;
  const old = old0 !== null && map.has(old0) ? old0 : null;
  if (fresh === null && old === null) return;
  const { outLimit, stats } = hook;
  if (outLimit !== null && old === null && fresh !== null) {
    if (stats.exportedRoutes >= outLimit.config.limit) hook.proto.limitHit(outLimit, "export");
    if (outLimit.state === "blocked") {
      stats.exportUpdatesRejected++;
      traceOut(hook, DEBUG.FILTERS, fresh, "rejected [limit]");
      return;
    }
  }
  announceTo(hook, net, fresh, old, false);
  if (old !== null) map.delete(old);
  if (fresh !== null) map.add(raw as Rte);
}

/** The first route that the filter lets through, of those in order. */
function firstAccepted(hook: AnnounceHook, net: FibNet): { raw: Rte; out: Rte } | null {
  for (let rte = net.routes; isValid(rte); rte = rte.next) {
    const out = exportFilter(hook, rte, false);
    if (out !== null) return { raw: rte, out };
  }
  return null;
}

/** `feed`: 0 a change, 1 first feed, 2 feed again. */
export function notifyAccepted(
  hook: AnnounceHook,
  net: FibNet,
  changed: Rte | null,
  oldChanged: Rte | null,
  beforeOld: Rte | null,
  feed: number,
): void {
  const { stats } = hook;
  if (net.routes !== null && changed !== null) stats.exportUpdatesReceived++;
  else stats.exportWithdrawsReceived++;
  const best = firstAccepted(hook, net);
  if (feed > 0) {
    if (best !== null || feed === 2)
      deliver(hook, net, best?.out ?? null, feed === 2 ? net.routes : null, feed === 2);
    return;
  }
  // The old best: the first accepted of the former order.
  let oldBest: Rte | null = null;
  let rte: Rte | null = net.routes;
  let placed = oldChanged === null;
  if (!placed && beforeOld === null) {
    oldBest = exportFilter(hook, oldChanged as Rte, true);
    placed = true;
  }
  while (oldBest === null && isValid(rte)) {
    if (rte !== changed) oldBest = exportFilter(hook, rte, true);
    if (oldBest === null && !placed && rte === beforeOld) {
      oldBest = exportFilter(hook, oldChanged as Rte, true);
      placed = true;
    }
    rte = rte.next;
  }
  const fresh = best?.out ?? null;
  if (fresh === null && oldBest === null) return;
  if (best !== null && oldBest !== null && best.raw !== changed && best.out === oldBest) return;
  deliver(hook, net, fresh, oldBest, false);
}

/** rt_export_merged(): the best with the next hops of all that may be merged with it. */
export function exportMerged(hook: AnnounceHook, net: FibNet, silent: boolean): Rte | null {
  const best0 = net.routes;
  if (!isValid(best0)) return null;
  const best = exportFilter(hook, best0, silent);
  if (best === null || !isReachable(best)) return best;
  const limit = hook.proto.mergeLimit;
  let hops: readonly NextHopBird[] = [];
  for (let rte = best0.next; rte !== null; rte = rte.next) {
    if (!mergable(best0, rte)) continue;
    const one = exportFilter(hook, rte, true);
    if (one !== null && isReachable(one)) hops = mergeHops(hops, hopsOf(one.attrs), limit);
  }
  if (hops.length === 0) return best;
  hops = mergeHops(hops, hopsOf(best.attrs), limit);
  if (hops.length < 2) return best;
  return { ...best, attrs: { ...best.attrs, dest: RTD.MULTIPATH, nexthops: hops } };
}

export function notifyMerged(
  hook: AnnounceHook,
  net: FibNet,
  changed: Rte | null,
  oldChanged: Rte | null,
  freshBest: Rte | null,
  oldBest: Rte | null,
  refeed: boolean,
): void {
  if (freshBest === null && oldBest === null) return;
  if (freshBest === oldBest && !refeed) {
    if (!mergable(freshBest, changed) && !mergable(oldBest, oldChanged)) return;
  }
  const { stats } = hook;
  if (freshBest !== null) stats.exportUpdatesReceived++;
  else stats.exportWithdrawsReceived++;
  const fresh = freshBest === null ? null : exportMerged(hook, net, false);
  const old = oldBest === null || refeed ? oldBest : exportFilter(hook, oldBest, true);
  if (fresh !== null || old !== null) deliver(hook, net, fresh, old, refeed);
}

/** One network of a feed (do_feed_baby). How many routes it told of. */
export function feedNet(hook: AnnounceHook, net: FibNet, refeed: boolean): number {
  const first = net.routes;
  if (hook.proto.acceptMode === "any") {
    let count = 0;
    for (let rte = first; rte !== null; rte = rte.next) {
      if (!isValid(rte)) continue;
      notifyBasic(hook, net, rte, refeed ? rte : null, refeed);
      count++;
    }
    return count;
  }
  if (!isValid(first)) return 0;
  if (hook.proto.acceptMode === "merged")
    notifyMerged(hook, net, null, null, first, refeed ? first : null, refeed);
  else if (hook.proto.acceptMode === "accepted")
    notifyAccepted(hook, net, first, null, null, refeed ? 2 : 1);
  else notifyBasic(hook, net, first, refeed || hook.exported !== null ? first : null, refeed);
  return 1;
}
