/**
 * Recursive next hops: addresses that routes go through, resolved by a table and watched there.
 * BIRD: nest/rt-table.c (hostcache, rt_next_hop_update).
 */
import { formatIpv4, type Ipv4Addr } from "../../../wire/addr.ts";
import { inNet } from "./address.ts";
import { announce } from "./announce.ts";
import { eattrNumber } from "./eattr.ts";
import type { FibNet } from "./fib.ts";
import type { AnnounceHook } from "./hook.ts";
import { formatPrefix, isValid, sameHops, sameRta } from "./rta.ts";
import { better, type RTable, traceIn } from "./rtable.ts";
import {
  type BirdEvent,
  DEBUG,
  EA,
  type HostEntry,
  type Iface,
  IGP_METRIC_UNKNOWN,
  type NextHopBird,
  RTD,
  type Rta,
  type Rte,
} from "./types.ts";

const NO_HOPS: readonly NextHopBird[] = [];

class HostEntryState implements HostEntry {
  readonly address: Ipv4Addr;
  readonly link: Ipv4Addr;
  readonly table: RTable;
  /** The table with the routes that use it. */
  readonly dependent: RTable;
  gw = 0 as Ipv4Addr;
  iface: Iface | null = null;
  nexthops: readonly NextHopBird[] = NO_HOPS;
  dest: number = RTD.UNREACHABLE;
  igpMetric = 0;
  /** The attributes it was resolved by, null: not. */
  by: Rta | null = null;
  /** Length of the network that resolved it: longer ones that hold the address matter too. */
  length = 0;

  constructor(address: Ipv4Addr, link: Ipv4Addr, table: RTable, dependent: RTable) {
    this.address = address;
    this.link = link;
    this.table = table;
    this.dependent = dependent;
  }
}

/** What a next hop that changed costs, µs. */
const CHANGE_US = 200;

export class HostCache {
  private readonly table: RTable;
  private readonly entries: HostEntryState[] = [];
  private readonly index = new Map<number, HostEntryState[]>();
  private update: BirdEvent | null = null;
  private nextHops: BirdEvent | null = null;

  constructor(table: RTable) {
    this.table = table;
  }

  /** rt_get_hostentry(). `dependent`: the table whose routes go through it. */
  entry(address: Ipv4Addr, link: Ipv4Addr, dependent: RTable): HostEntry {
    const via = link === 0 ? address : link;
    let list = this.index.get(address);
    if (list === undefined) this.index.set(address, (list = []));
    for (const one of list) if (one.link === via && one.dependent === dependent) return one;
    const made = new HostEntryState(address, via, this.table, dependent);
    list.push(made);
    this.entries.push(made);
    this.resolve(made, true);
    return made;
  }

  /** The best route of a network changed: do entries depend on it? */
  changed(net: FibNet): void {
    if (this.entries.length === 0 || this.update?.queued === true) return;
    for (const one of this.entries) {
      if (net.length < one.length || !inNet(one.address, net.address, net.length)) continue;
      this.update ??= this.table.io.event(`hostcache ${this.table.name}`, () => this.updateAll());
      this.update.schedule();
      return;
    }
  }

  private updateAll(): void {
    for (const one of this.entries) {
      if (!this.resolve(one)) continue;
      one.dependent.hostcache.scheduleNextHops();
      // Routes that resolve one another change for ever: that takes time.
      this.table.io.spend(CHANGE_US);
    }
  }

  scheduleNextHops(): void {
    this.nextHops ??= this.table.io.event(`next hops ${this.table.name}`, () => {
      for (const net of this.table.fib.list()) this.updateNet(net);
    });
    this.nextHops.schedule();
  }

  /** rt_update_hostentry(). True: it changed. */
  private resolve(entry: HostEntryState, isNew = false): boolean {
    const before = entry.by;
    entry.by = null;
    entry.gw = 0 as Ipv4Addr;
    entry.dest = RTD.UNREACHABLE;
    entry.igpMetric = 0;
    entry.iface = null;
    entry.nexthops = NO_HOPS;
    entry.length = 0;
    const net = this.table.route(entry.address, 32);
    if (net !== null) {
      entry.length = net.length;
      this.resolveBy(entry, net.routes as Rte, isNew);
    }
    const after = entry.by as Rta | null;
    if (before === null || after === null) return before !== after;
    return !sameRta(before, after);
  }

  /** BIRD forgets those that no route uses; they are kept here, in silence. */
  private isUsed(entry: HostEntryState): boolean {
    for (const net of entry.dependent.fib.list())
      for (let rte = net.routes; rte !== null; rte = rte.next)
        if (rte.attrs.hostentry === entry) return true;
    return false;
  }

  private resolveBy(entry: HostEntryState, rte: Rte, isNew: boolean): void {
    const a = rte.attrs;
    const warn = (what: string): void => {
      if (isNew || this.isUsed(entry))
        this.table.io.log("warning", `Next hop address ${formatIpv4(entry.address)} ${what}`);
    };
    if (a.hostentry !== null) {
      warn(`resolvable through recursive route for ${formatPrefix(rte.net)}`);
      return;
    }
    if (a.dest === RTD.DEVICE) {
      if (a.iface?.addrs.some((one) => one.ip === entry.address) === true) {
        warn(`is a local address of iface ${a.iface.name}`);
        return;
      }
      entry.gw = entry.link;
      entry.dest = RTD.ROUTER;
    } else {
      entry.gw = a.gw;
      entry.dest = a.dest;
    }
    entry.by = a;
    entry.iface = a.iface;
    entry.nexthops = a.nexthops;
    entry.igpMetric = igpMetricOf(rte);
  }

  private updateNet(net: FibNet): void {
    const oldBest = net.routes;
    let before: Rte | null = null;
    let count = 0;
    for (let rte = net.routes; rte !== null; rte = rte.next) {
      if (isOutdated(rte.attrs)) {
        const fresh: Rte = {
          ...rte,
          attrs: applyHost(rte.attrs, rte.attrs.hostentry as HostEntry),
        };
        if (before === null) net.routes = fresh;
        else before.next = fresh;
        announce(this.table, "any", net, fresh, rte, null, null);
        traceIn(fresh.sender as AnnounceHook, DEBUG.ROUTES, fresh, "updated");
        fresh.attrs.src.proto.instance.rteRecalculate?.(this.table, net, fresh, rte, null);
        rte = fresh;
        count++;
      }
      before = rte;
    }
    if (count === 0) return;
    this.relink(net);
    const best = net.routes as Rte;
    if (best !== oldBest) {
      announce(this.table, "optimal", net, best, oldBest, null, null);
      if (isValid(best)) traceIn(best.sender as AnnounceHook, DEBUG.ROUTES, best, "updated [best]");
    }
    announce(this.table, "merged", net, best, oldBest, best, oldBest);
  }

  private relink(net: FibNet): void {
    let best: Rte | null = null;
    let bestBefore: Rte | null = null;
    let before: Rte | null = null;
    for (let rte = net.routes; rte !== null; rte = rte.next) {
      if (best === null || better(rte, best)) {
        best = rte;
        bestBefore = before;
      }
      before = rte;
    }
    if (best === null || bestBefore === null) return;
    bestBefore.next = best.next;
    best.next = net.routes;
    net.routes = best;
  }
}

/** rt_get_igp_metric(). */
export function igpMetricOf(rte: Rte): number {
  const own = eattrNumber(rte.attrs.eattrs, EA.IGP_METRIC);
  if (own !== null) return own;
  const { dest } = rte.attrs;
  return dest === RTD.ROUTER || dest === RTD.MULTIPATH ? IGP_METRIC_UNKNOWN : 0;
}

/** rta_apply_hostentry(). */
export function applyHost(attrs: Rta, host: HostEntry): Rta {
  return {
    ...attrs,
    hostentry: host,
    iface: host.iface,
    gw: host.gw,
    dest: host.dest,
    igpMetric: host.igpMetric,
    nexthops: host.nexthops,
  };
}

function isOutdated(attrs: Rta): boolean {
  const host = attrs.hostentry;
  if (host === null) return false;
  if ((host as HostEntryState).by === null) return attrs.dest !== RTD.UNREACHABLE;
  return (
    attrs.iface !== host.iface ||
    attrs.gw !== host.gw ||
    attrs.dest !== host.dest ||
    attrs.igpMetric !== host.igpMetric ||
    !sameHops(attrs.nexthops, host.nexthops)
  );
}
