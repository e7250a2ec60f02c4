/**
 * A routing table: which route of a network is best, and who hears of it. BIRD: nest/rt-table.c.
 * announce.ts has the way out, hostcache.ts recursive next hops.
 */
import type { Ipv4Addr } from "../../../wire/addr.ts";
import { maskOf } from "../../../wire/addr.ts";
import { netScope } from "./address.ts";
import { announce } from "./announce.ts";
import { Fib, type FibNet } from "./fib.ts";
import { ACCEPT, REJECT } from "./filters.ts";
import type { AnnounceHook, Limit } from "./hook.ts";
import { HostCache } from "./hostcache.ts";
import { compareHops, destName2, formatPrefix, formatVia, isValid, sameRta } from "./rta.ts";
import {
  DEBUG,
  type FilterHost,
  type Io,
  type KrtPrivate,
  type Net,
  type NextHopBird,
  type Prefix,
  REF,
  type RouteSource,
  type RouteStats,
  RTD,
  type Rta,
  type Rte,
  SCOPE,
  type Table,
  type TableConfig,
} from "./types.ts";

/** Order of the protocols' structures in Debian's binary: breaks ties of equal preference. */
const CLASS_ORDER = ["static", "pipe", "bgp", "direct", "device", "kernel"];

export class RTable implements Table {
  readonly name: string;
  config: TableConfig;
  readonly fib: Fib;
  /** The newest first, as they hear. */
  readonly hooks: AnnounceHook[] = [];
  readonly hostcache: HostCache;
  readonly io: Io & FilterHost;
  /** A pipe is sending into it. */
  pipeBusy = false;
  private gcCounter = 0;
  private gcTime: number;
  private gcScheduled = false;

  constructor(config: TableConfig, io: Io & FilterHost) {
    this.name = config.name;
    this.fib = new Fib(io.profile === "2.0.12");
    this.config = config;
    this.io = io;
    this.gcTime = io.now;
    this.hostcache = new HostCache(this);
  }

  nets(): Iterable<Net> {
    return this.fib.list();
  }
  find(address: Ipv4Addr, length: number): FibNet | null {
    return this.fib.find(address, length);
  }
  route(address: Ipv4Addr, length: number): FibNet | null {
    return this.fib.route(address, length, (net) => isValid(net.routes));
  }

  /** rte_update2(): a protocol has a route (`attrs`) for a network, or has it no more. */
  update(
    hook: AnnounceHook,
    prefix: Prefix,
    attrs: Rta | null,
    source: RouteSource,
    pref: number,
    krt?: KrtPrivate,
  ): void {
    const { stats } = hook;
    if (attrs === null) {
      stats.importWithdrawsReceived++;
      const net = this.fib.find(prefix.address, prefix.length);
      if (net === null) {
        stats.importWithdrawsIgnored++;
        return;
      }
      this.recalculate(hook, net, null, source);
      return;
    }
    const net = this.fib.get(prefix.address, prefix.length);
    stats.importUpdatesReceived++;
    this.recalculate(hook, net, this.import(hook, net, attrs, pref, krt), source);
  }

  /** Through the import filter: the route as it stands then, null when it is not taken. */
  private import(
    hook: AnnounceHook,
    net: FibNet,
    attrs: Rta,
    pref: number,
    krt: KrtPrivate | undefined,
  ): Rte | null {
    const { stats } = hook;
    const rte: Rte = { net, next: null, sender: hook, attrs, pref, flags: REF.COW, lastmod: 0 };
    if (krt !== undefined) rte.krt = krt;
    if (!this.validate(hook, net, attrs)) {
      traceIn(hook, DEBUG.FILTERS, rte, "invalid");
      stats.importUpdatesInvalid++;
      return null;
    }
    if (hook.inFilter === ACCEPT) return rte;
    const got = hook.inFilter === REJECT ? null : hook.inFilter.run(rte, this.io);
    let out = rte;
    if (got !== null && (got.attrs !== attrs || got.pref !== pref)) {
      out = { ...rte, attrs: got.attrs, pref: got.pref };
    }
    if (got === null || !got.accept) {
      stats.importUpdatesFiltered++;
      traceIn(hook, DEBUG.FILTERS, out, "filtered out");
      if (!hook.keepFiltered) return null;
      out.flags |= REF.FILTERED;
    }
    return out;
  }

  private validate(hook: AnnounceHook, net: Net, attrs: Rta): boolean {
    const isPrefix = (net.address & ~maskOf(net.length)) === 0 || net.length === 32;
    const scope = netScope(net.address);
    let what = "";
    if (!isPrefix) what = "bogus prefix";
    else if (scope === null || scope <= SCOPE.LINK) what = "bogus route";
    else if (attrs.dest === RTD.MULTIPATH && !isSorted(attrs.nexthops))
      what = "unsorted multipath route";
    if (what === "") return true;
    const text = `Ignoring ${what} ${formatPrefix(net)} received via ${hook.proto.name}`;
    this.io.log("warning", text);
    return false;
  }

  recalculate(hook: AnnounceHook, net: FibNet, fresh: Rte | null, source: RouteSource): void {
    const { stats } = hook;
    const oldBest = net.routes;
    let before: Rte | null = null;
    let old: Rte | null = net.routes;
    while (old !== null && old.attrs.src !== source) {
      before = old;
      old = old.next;
    }
    if (old !== null) {
      if (old.sender.proto !== hook.proto) {
        if (fresh !== null)
          this.io.log(
            "error",
            `Pipe collision detected when sending ${formatPrefix(net)} to table ${this.name}`,
          );
        return;
      }
      if (fresh !== null && same(old, fresh)) {
        old.flags &= ~(REF.STALE | REF.DISCARD);
        if (isValid(fresh)) {
          stats.importUpdatesIgnored++;
          traceIn(hook, DEBUG.ROUTES, fresh, "ignored");
        }
        return;
      }
      unlink(net, before, old);
    } else before = null;
    if (old === null && fresh === null) {
      stats.importWithdrawsIgnored++;
      return;
    }
    const taken = this.count(hook, fresh, old);
    if (taken === undefined) return;
    const accepted = this.place(net, taken, old, oldBest, before);
    if (taken !== null) taken.lastmod = this.io.now;
    this.traceChange(hook, net, taken, old, oldBest);
    announce(this, "any", net, taken, old, null, null);
    if (net.routes !== oldBest) announce(this, "optimal", net, net.routes, oldBest, null, null);
    if (this.config.sorted) announce(this, "accepted", net, taken, old, accepted, null);
    announce(this, "merged", net, taken, old, net.routes, oldBest);
    if (net.routes === null) this.collect();
    if (isValid(old)) hook.proto.instance.rteRemove?.(net, old);
    if (isValid(taken)) hook.proto.instance.rteInsert?.(net, taken);
  }

  /** Limits and counters. What becomes of the new route; undefined: nothing more happens. */
  private count(hook: AnnounceHook, fresh: Rte | null, old: Rte | null): Rte | null | undefined {
    const { stats, rxLimit, inLimit } = hook;
    let taken = fresh;
    if (rxLimit !== null && old === null && taken !== null) {
      const all = stats.importedRoutes + stats.filteredRoutes;
      if (all >= rxLimit.config.limit) hook.proto.limitHit(rxLimit, "receive");
      if (rxLimit.state === "blocked") {
        stats.importUpdatesIgnored++;
        traceIn(hook, DEBUG.FILTERS, taken, "ignored [limit]");
        return undefined;
      }
    }
    let blocked = false;
    if (inLimit !== null && !isValid(old) && isValid(taken)) {
      if (stats.importedRoutes >= inLimit.config.limit) hook.proto.limitHit(inLimit, "import");
      if (inLimit.state === "blocked") {
        blocked = true;
        stats.importUpdatesIgnored++;
        traceIn(hook, DEBUG.FILTERS, taken, "ignored [limit]");
        if (hook.keepFiltered) taken.flags |= REF.FILTERED;
        else taken = null;
        if (old === null && taken === null) return undefined;
      }
    }
    if (!blocked) {
      if (isValid(taken)) stats.importUpdatesAccepted++;
      else if (isValid(old)) stats.importWithdrawsAccepted++;
      else stats.importWithdrawsIgnored++;
    }
    tally(stats, taken, 1);
    tally(stats, old, -1);
    return taken;
  }

  /** Put the new route in its place, the best first. The route before the old one, for "accepted". */
  private place(
    net: FibNet,
    fresh: Rte | null,
    old: Rte | null,
    oldBest: Rte | null,
    before: Rte | null,
  ): Rte | null {
    if (this.config.sorted) {
      if (fresh === null) return before;
      let prev = before !== null && !better(fresh, before) ? before : null;
      let at = prev === null ? net.routes : prev.next;
      while (at !== null && !better(fresh, at)) {
        prev = at;
        at = at.next;
      }
      fresh.next = at;
      if (prev === null) net.routes = fresh;
      else prev.next = fresh;
      return before;
    }
    const source = (fresh ?? old) as Rte;
    const { instance } = source.attrs.src.proto;
    const recalculated = instance.rteRecalculate?.(this, net, fresh, old, oldBest) ?? false;
    if (!recalculated && fresh !== null && better(fresh, oldBest)) {
      fresh.next = net.routes;
      net.routes = fresh;
    } else if (recalculated || old === oldBest) {
      if (fresh !== null) {
        fresh.next = net.routes;
        net.routes = fresh;
      }
      electBest(net);
    } else if (fresh !== null) {
      const first = net.routes as Rte;
      fresh.next = first.next;
      first.next = fresh;
    }
    return before;
  }

  private traceChange(
    hook: AnnounceHook,
    net: FibNet,
    fresh: Rte | null,
    old: Rte | null,
    oldBest: Rte | null,
  ): void {
    if ((hook.proto.debug & DEBUG.ROUTES) === 0) return;
    if (isValid(fresh))
      traceIn(hook, DEBUG.ROUTES, fresh, fresh === net.routes ? "added [best]" : "added");
    else if (isValid(old)) {
      const how = old !== oldBest ? "" : isValid(net.routes) ? " [replaced]" : " [sole]";
      traceIn(hook, DEBUG.ROUTES, old, `removed${how}`);
    }
  }

  /** Empty networks stay until there are many: rt_schedule_gc(). */
  private collect(): void {
    if (this.gcCounter++ < this.config.gcMaxOps) return;
    if (this.gcTime + this.config.gcMinTime > this.io.now || this.gcScheduled) return;
    this.gcScheduled = true;
    this.io
      .event(`gc ${this.name}`, () => {
        this.gcScheduled = false;
        this.pruneNets();
      })
      .schedule();
  }

  private pruneNets(): void {
    for (const net of this.fib.list()) if (net.routes === null) this.fib.delete(net);
    this.gcCounter = 0;
    this.gcTime = this.io.now;
  }

  /** rt_prune: withdraw what `gone` says, and forget empty networks. */
  prune(gone: (rte: Rte) => boolean): void {
    for (const net of this.fib.list()) {
      for (;;) {
        let rte = net.routes;
        while (rte !== null && !gone(rte)) rte = rte.next;
        if (rte === null) break;
        this.recalculate(rte.sender as AnnounceHook, net, null, rte.attrs.src);
      }
      if (net.routes === null) this.fib.delete(net);
    }
  }

  /** rt_refresh_begin(): what does not come again until the end goes. */
  refreshBegin(hook: AnnounceHook): void {
    for (const net of this.fib.list())
      for (let rte = net.routes; rte !== null; rte = rte.next)
        if (rte.sender === hook) rte.flags |= REF.STALE;
  }
  refreshEnd(hook: AnnounceHook): void {
    this.prune((rte) => rte.sender === hook && (rte.flags & REF.STALE) !== 0);
  }
}

function isSorted(hops: readonly NextHopBird[]): boolean {
  return hops.every((hop, i) => i === 0 || compareHops(hops[i - 1] as NextHopBird, hop) <= 0);
}

function tally(stats: RouteStats, rte: Rte | null, by: number): void {
  if (rte === null) return;
  if ((rte.flags & REF.FILTERED) !== 0) stats.filteredRoutes += by;
  else stats.importedRoutes += by;
}

function unlink(net: Net, before: Rte | null, rte: Rte): void {
  if (before === null) net.routes = rte.next;
  else before.next = rte.next;
}

/** Find the best route and put it first. */
export function electBest(net: Net): void {
  if (net.routes === null) return;
  let best = net.routes;
  let before: Rte | null = null;
  for (let prev = net.routes; prev.next !== null; prev = prev.next)
    if (better(prev.next, best)) {
      best = prev.next;
      before = prev;
    }
  if (before === null) return;
  before.next = best.next;
  best.next = net.routes;
  net.routes = best;
}

function same(a: Rte, b: Rte): boolean {
  if (a.pref !== b.pref || ((a.flags ^ b.flags) & REF.FILTERED) !== 0) return false;
  if (!sameRta(a.attrs, b.attrs)) return false;
  return a.attrs.src.proto.instance.rteSame?.(a, b) ?? true;
}

/** rte_better(). */
export function better(fresh: Rte, old: Rte | null): boolean {
  if (!isValid(old)) return true;
  if (!isValid(fresh)) return false;
  if (fresh.pref !== old.pref) return fresh.pref > old.pref;
  const a = fresh.attrs.src.proto;
  const b = old.attrs.src.proto;
  if (a.cls !== b.cls) return CLASS_ORDER.indexOf(a.cls.kind) > CLASS_ORDER.indexOf(b.cls.kind);
  return a.instance.rteBetter?.(fresh, old) ?? false;
}

/** rte_mergable(). */
export function mergable(first: Rte | null, second: Rte | null): boolean {
  if (!isValid(first) || !isValid(second) || first.pref !== second.pref) return false;
  const { proto } = first.attrs.src;
  if (proto.cls !== second.attrs.src.proto.cls) return false;
  return proto.instance.rteMergable?.(first, second) ?? false;
}

export function traceIn(hook: AnnounceHook, mask: number, rte: Rte, text: string): void {
  if ((hook.proto.debug & mask) !== 0) trace(hook, rte, ">", text);
}
export function traceOut(hook: AnnounceHook, mask: number, rte: Rte, text: string): void {
  if ((hook.proto.debug & mask) !== 0) trace(hook, rte, "<", text);
}
function trace(hook: AnnounceHook, rte: Rte, way: string, text: string): void {
  if (hook.proto.daemon.isBird2) {
    const { src, dest } = rte.attrs;
    const ids = `${src.privateId}L ${src.globalId + 1}G`;
    const line = `${hook.proto.name}.${hook.channel} ${way} ${text} ${formatPrefix(rte.net)} ${ids} ${destName2(dest)}`;
    hook.proto.io.log("trace", line);
    return;
  }
  const line = `${hook.proto.name} ${way} ${text} ${formatPrefix(rte.net)} ${formatVia(rte.attrs)}`;
  hook.proto.io.log("trace", line);
}

export type { Limit };
