/**
 * The forwarding information base of a namespace: tables, rules, look-up with its cache, and what
 * happens to routes when devices and addresses change. net/ipv4/fib_frontend.c, fib_semantics.c,
 * fib_trie.c. Left out: nexthop objects, multicast routing, lightweight tunnels.
 */
import { LazyMap } from "../../sim/lazy.ts";
import { type Ipv4Addr, maskOf } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type { NextHop, RouteDump } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { type Rule, RuleList, ruleMatches } from "./rules.ts";
import { type FibNexthop, type FibRoute, FibTable } from "./table.ts";
import {
  type FlowKey,
  PROTO_KERNEL,
  type RouteFailure,
  type RouteResult,
  type RouteType,
  SCOPE_HOST,
  SCOPE_NOWHERE,
  TABLE_LOCAL,
  TABLE_MAIN,
} from "./types.ts";

const CACHE_MAX = 4_096;
const NO_ROUTE: RouteFailure = { errno: "ENETUNREACH" };
const FAILURES: ReadonlyMap<RouteType, RouteFailure> = new Map<RouteType, RouteFailure>([
  ["blackhole", { errno: "EINVAL" }],
  ["unreachable", { errno: "EHOSTUNREACH" }],
  ["prohibit", { errno: "EACCES" }],
]);

interface CacheEntry {
  readonly src: number;
  readonly iif: NetDevice | null;
  readonly oif: NetDevice | null;
  readonly mark: number;
  readonly tos: number;
  readonly answer: RouteResult | RouteFailure;
  readonly next: CacheEntry | null;
}

/** A route and the next hop chosen. */
export interface FibMatch {
  readonly route: FibRoute;
  readonly nexthop: FibNexthop | null;
}

/** A connected, local or broadcast route of an address. */
export interface KernelRoute {
  readonly type: RouteType;
  readonly dst: Ipv4Addr;
  readonly prefixLength: number;
  readonly dev: NetDevice;
  readonly prefsrc: Ipv4Addr;
  readonly priority: number;
  readonly table: number;
  readonly protocol: number;
  readonly scope: number;
}

export class Fib {
  private readonly ns: NetNamespace;
  readonly tables = new Map<number, FibTable>();
  /** fib_unmerge: since a rule was added or deleted, tables local and main are separate trees. */
  unmerged = false;
  private readonly births = { next: 0 };
  private ruleList: RuleList | null = null;
  private readonly cache = new LazyMap<number, CacheEntry>();
  private cacheGeneration = -1;

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  get rules(): RuleList {
    return (this.ruleList ??= new RuleList(this.ns, 4));
  }

  /** Does a rule, or the multipath hash, ask for more than addresses, mark and TOS? */
  askPorts(): boolean {
    return this.ruleList?.asksPorts === true || this.ns.sysctl.fibMultipathHashPolicy !== 0;
  }

  /** Whatever was looked up before may be wrong now. */
  changed(): void {
    this.ns.routeGeneration++;
    this.ns.host.fast.changed();
  }

  table(id: number): FibTable {
    let table = this.tables.get(id);
    if (table === undefined) {
      table = new FibTable(id, this.births);
      this.tables.set(id, table);
      // fib_new_table: local begins as another name of main, unless there are rules of one's own.
      if (id === TABLE_LOCAL && !this.unmerged) this.table(TABLE_MAIN);
    }
    return table;
  }

  /** In dump order: by number in the kernel's 256 buckets. */
  tablesInOrder(): FibTable[] {
    return [...this.tables.values()].sort((a, b) => (a.id & 255) - (b.id & 255) || b.id - a.id);
  }

  // ── look-up ────────────────────────────────────────────────────────────────────────────────

  /** Through the rules to a route. The same object is answered while nothing changes. */
  lookup(flow: FlowKey): RouteResult | RouteFailure {
    if (this.askPorts()) {
      const match = this.match(flow);
      return "errno" in match ? match : this.result(match, flow.dst);
    }
    if (this.cacheGeneration !== this.ns.routeGeneration) {
      this.cache.clear();
      this.cacheGeneration = this.ns.routeGeneration;
    }
    const head = this.cache.get(flow.dst) ?? null;
    for (let entry = head; entry !== null; entry = entry.next) {
      if (
        entry.src === flow.src &&
        entry.iif === flow.iif &&
        entry.oif === flow.oif &&
        entry.mark === flow.mark &&
        entry.tos === flow.tos
      )
        return entry.answer;
    }
    const match = this.match(flow);
    const answer = "errno" in match ? match : this.result(match, flow.dst);
    const cacheable = "errno" in match || match.route.nexthops.length <= 1;
    if (cacheable && !this.askPorts()) {
      if (this.cache.size >= CACHE_MAX) this.cache.clear();
      const { src, iif, oif, mark, tos } = flow;
      this.cache.set(flow.dst, {
        src,
        iif,
        oif,
        mark,
        tos,
        answer,
        next: depth(head) < 8 ? head : null,
      });
    }
    return answer;
  }

  /** fib_lookup: which route, and which of its next hops. `scope`: at least so narrow. */
  match(flow: FlowKey, scope = 0, ignoreLinkdown = false): FibMatch | RouteFailure {
    const { rules } = this.rules;
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i] as Rule;
      if (!ruleMatches(rule, flow)) continue;
      switch (rule.action) {
        case "blackhole":
        case "unreachable":
        case "prohibit":
          // fib4_rule_action: not quite what the routes of that type say.
          return rule.action === "unreachable"
            ? { errno: "ENETUNREACH" }
            : (FAILURES.get(rule.action) as RouteFailure);
        case "goto": {
          const at = rules.findIndex((one) => one.priority >= rule.goto);
          if (at < 0 || (rules[at] as Rule).priority !== rule.goto) continue;
          i = at - 1;
          continue;
        }
        case "nop":
          continue;
        case "lookup": {
          const table = this.tables.get(rule.table);
          if (table === undefined) continue;
          const got = this.matchIn(table, flow, scope, ignoreLinkdown);
          if (got === null) continue;
          if ("errno" in got) return got;
          const suppress = rule.suppressPrefixLength;
          if (suppress !== null && got.route.prefixLength <= suppress) continue;
          return got;
        }
      }
    }
    return NO_ROUTE;
  }

  /** fib_table_lookup. null: not here (or `throw`), go on with the next rule. */
  matchIn(
    table: FibTable,
    flow: FlowKey,
    scope: number,
    ignoreLinkdown: boolean,
  ): FibMatch | RouteFailure | null {
    for (let i = 0; i < table.lengths.length; i++) {
      const length = table.lengths[i] as number;
      const list = (table.maps[i] as Map<number, FibRoute[]>).get(flow.dst & maskOf(length));
      if (list === undefined) continue;
      for (const route of list) {
        if (route.tos !== 0 && route.tos !== (flow.tos & 0xfc)) continue;
        if (route.dead || route.scope < scope) continue;
        if (route.type === "throw") return null;
        const failure = FAILURES.get(route.type);
        if (failure !== undefined) return failure;
        const nexthop = this.choose(route, flow, ignoreLinkdown);
        if (nexthop !== null) return { route, nexthop };
      }
    }
    return null;
  }

  /** A living next hop: the only one, or by the flow's hash in proportion to the weights. */
  private choose(route: FibRoute, flow: FlowKey, ignoreLinkdown: boolean): FibNexthop | null {
    let first: FibNexthop | null = null;
    let total = 0;
    for (const hop of route.nexthops) {
      if (first === null && usable(hop, flow.oif, ignoreLinkdown)) first = hop;
      total += hop.share ?? hop.weight;
    }
    if (first === null || route.nexthops.length === 1 || flow.oif !== null) return first;
    // fib_select_multipath goes by the shares alone, though a sysctl has changed since.
    let point = (flow.flowHash / 2147483648) * total;
    for (const hop of route.nexthops) {
      const share = hop.share ?? hop.weight;
      point -= share;
      if (point < 0 && share > 0) return hop;
    }
    return first;
  }

  result({ route, nexthop }: FibMatch, dst: Ipv4Addr): RouteResult {
    const dev = nexthop?.dev ?? this.ns.lo;
    const local =
      route.type === "local" || route.type === "broadcast" || route.type === "multicast";
    return {
      type: local ? route.type : "unicast",
      dev: route.type === "local" ? this.ns.lo : dev,
      gateway: nexthop?.gateway ?? (0 as Ipv4Addr),
      // To oneself: from the very address, unless the route says otherwise.
      src:
        route.type === "local" && route.prefsrc === 0 ? dst : this.preferredSource(route, nexthop),
      table: route.table,
      scope: route.scope,
      onlink: nexthop?.onlink ?? false,
      mtu: route.metrics.mtu ?? 0,
      mtuLocked: route.metrics.mtuLock === true,
      advmss: route.metrics.advmss ?? 0,
      hop: nexthop,
    };
  }

  /** fib_result_prefsrc. */
  preferredSource(route: FibRoute, nexthop: FibNexthop | null): Ipv4Addr {
    if (route.prefsrc !== 0) return route.prefsrc;
    return this.ns.inet.selectSource(
      nexthop?.gateway ?? (0 as Ipv4Addr),
      route.scope,
      nexthop?.dev ?? null,
    );
  }

  /** inet_addr_type: by table local alone; what it does not know is unicast. */
  localType(addr: Ipv4Addr): RouteType {
    const table = this.tables.get(TABLE_LOCAL);
    if (table === undefined) return "unicast";
    for (let i = 0; i < table.lengths.length; i++) {
      const length = table.lengths[i] as number;
      const list = (table.maps[i] as Map<number, FibRoute[]>).get(addr & maskOf(length));
      const route = list?.[0];
      if (route !== undefined) return route.type;
    }
    return "unicast";
  }

  // ── kernel routes ──────────────────────────────────────────────────────────────────────────

  /** fib_magic(RTM_NEWROUTE): appended; an equal one is left alone. */
  addKernelRoute(spec: KernelRoute): void {
    const scope = spec.type === "local" ? SCOPE_NOWHERE : SCOPE_HOST;
    const nexthop: FibNexthop = {
      dev: spec.dev,
      gateway: 0 as Ipv4Addr,
      weight: 1,
      onlink: false,
      scope,
      dead: false,
      linkdown: scope !== SCOPE_NOWHERE && !spec.dev.carrier,
    };
    const route: FibRoute = {
      table: spec.table,
      type: spec.type,
      dst: (spec.dst & maskOf(spec.prefixLength)) as Ipv4Addr,
      prefixLength: spec.prefixLength,
      tos: 0,
      priority: spec.priority,
      scope: spec.scope,
      protocol: spec.protocol,
      prefsrc: spec.prefsrc,
      nexthops: [nexthop],
      metrics: {},
      dead: false,
    };
    const table = this.table(spec.table);
    const list = table.aliases(route.dst, route.prefixLength) ?? [];
    if (list.some((one) => sameRoute(one, route))) return;
    table.insertAt(route, positionOf(list, route, "append"));
    this.announce(route, false);
  }

  delKernelRoute(spec: KernelRoute): void {
    const table = this.tables.get(spec.table);
    const dst = spec.dst & maskOf(spec.prefixLength);
    const route = table
      ?.aliases(dst, spec.prefixLength)
      ?.find(
        (one) =>
          one.type === spec.type &&
          one.tos === 0 &&
          one.scope === spec.scope &&
          one.protocol === PROTO_KERNEL &&
          one.prefsrc === spec.prefsrc &&
          one.nexthops[0]?.dev === spec.dev &&
          (spec.priority === 0 || one.priority === spec.priority),
      );
    if (table === undefined || route === undefined) return;
    table.remove(route);
    this.announce(route, true);
  }

  // ── what devices and addresses do to routes ────────────────────────────────────────────────

  /** fib_sync_up(RTNH_F_DEAD) after NETDEV_UP: next hops of multipath routes live again. */
  deviceUp(dev: NetDevice): void {
    this.eachHop(dev, (hop) => {
      if (hop.dead) hop.dead = false;
      if (dev.carrier) hop.linkdown = false;
    });
    this.changed();
  }

  /** fib_disable_ip: routes whose every way out is gone are flushed; local ones stay. */
  deviceDown(dev: NetDevice): void {
    this.eachHop(dev, (hop) => {
      if (hop.scope === SCOPE_NOWHERE) return;
      hop.dead = true;
      hop.linkdown = true;
    });
    this.flushDead();
  }

  /** NETDEV_UNREGISTER: local ones too, and multipath routes that used it at all. */
  deviceGone(dev: NetDevice): void {
    for (const table of this.tables.values()) {
      for (const route of table.all()) {
        if (route.nexthops.some((hop) => hop.dev === dev)) route.dead = true;
      }
    }
    this.flushDead();
  }

  /** NETDEV_CHANGE: carrier came or went; routes stay and are marked. */
  carrierChanged(dev: NetDevice): void {
    const lost = !(dev.operUp || dev.carrier);
    this.eachHop(dev, (hop) => {
      if (hop.scope !== SCOPE_NOWHERE) hop.linkdown = lost;
    });
    this.changed();
  }

  /** fib_sync_down_addr: routes whose preferred source ceased to be ours. */
  sourceGone(address: Ipv4Addr): void {
    for (const table of this.tables.values()) {
      for (const route of table.all()) if (route.prefsrc === address) route.dead = true;
    }
    this.flushDead();
  }

  private eachHop(dev: NetDevice, act: (hop: FibNexthop) => void): void {
    for (const table of this.tables.values()) {
      for (const map of table.maps) {
        for (const list of map.values()) {
          for (const route of list) {
            for (const hop of route.nexthops) if (hop.dev === dev) act(hop);
            if (route.nexthops.length > 1) rebalance(route);
          }
        }
      }
    }
  }

  /** fib_flush: silent, the device's own message tells. */
  private flushDead(): void {
    for (const table of this.tables.values()) {
      for (const route of table.all()) {
        if (route.dead || (route.nexthops.length > 0 && route.nexthops.every((hop) => hop.dead)))
          table.remove(route);
      }
    }
    this.changed();
  }

  // ── dumps ──────────────────────────────────────────────────────────────────────────────────

  dump(route: FibRoute): RouteDump {
    return {
      family: 4,
      type: route.type,
      dst: route.dst,
      prefixLength: route.prefixLength,
      tos: route.tos,
      table: route.table,
      protocol: route.protocol,
      scope: route.scope,
      prefsrc: route.prefsrc === 0 ? null : route.prefsrc,
      priority: route.priority,
      nexthops: route.nexthops.filter((hop) => hop.dev !== null).map(dumpListed),
      metrics: route.metrics,
    };
  }

  announce(route: FibRoute, deleted: boolean): void {
    if (route.nexthops.length > 1) rebalance(route);
    this.changed();
    if (this.ns.watched) this.ns.notify({ type: "route", deleted, message: this.dump(route) });
  }
}

export function dumpHop(hop: FibNexthop): NextHop {
  return {
    dev: hop.dev?.index ?? 0,
    gateway: hop.gateway === 0 ? null : hop.gateway,
    weight: hop.weight,
    onlink: hop.onlink,
    linkdown: hop.linkdown,
    dead: hop.dead,
  };
}

function rebalance(route: FibRoute): void {
  for (const hop of route.nexthops) hop.share = usable(hop, null, false) ? hop.weight : 0;
}

/** fib_nexthop_info: where a lost carrier is heeded, it shows as dead. */
function dumpListed(hop: FibNexthop): NextHop {
  const plain = dumpHop(hop);
  return hop.linkdown && !usable(hop, null, false) ? { ...plain, dead: true } : plain;
}

/** Where among the aliases of one prefix a route goes. Higher tos first, then lower metric. */
export function positionOf(
  list: readonly FibRoute[],
  route: FibRoute,
  where: "append" | "prepend",
): number {
  let at = 0;
  for (const one of list) {
    const before =
      one.tos > route.tos ||
      (one.tos === route.tos &&
        (one.priority < route.priority || (one.priority === route.priority && where === "append")));
    if (!before) break;
    at++;
  }
  return at;
}

/** fib_find_info: the same type, scope, protocol, source, metric, metrics and next hops. */
export function sameRoute(a: FibRoute, b: FibRoute): boolean {
  return (
    a.type === b.type &&
    a.tos === b.tos &&
    a.priority === b.priority &&
    a.scope === b.scope &&
    a.protocol === b.protocol &&
    a.prefsrc === b.prefsrc &&
    sameMetrics(a, b) &&
    a.nexthops.length === b.nexthops.length &&
    a.nexthops.every((hop, i) => {
      const other = b.nexthops[i] as FibNexthop;
      return (
        hop.dev === other.dev &&
        hop.gateway === other.gateway &&
        hop.weight === other.weight &&
        hop.onlink === other.onlink
      );
    })
  );
}

function sameMetrics(a: FibRoute, b: FibRoute): boolean {
  const text = (route: FibRoute): string => JSON.stringify(Object.entries(route.metrics).sort());
  return a.metrics === b.metrics || text(a) === text(b);
}

function usable(hop: FibNexthop, oif: NetDevice | null, ignoreLinkdown: boolean): boolean {
  if (hop.dead || hop.dev === null) return false;
  if (oif !== null && hop.dev !== oif) return false;
  if (!hop.linkdown || ignoreLinkdown) return true;
  const all = hop.dev.ns.sysctl.conf4All.ignoreRoutesWithLinkdown;
  return hop.dev.conf4.ignoreRoutesWithLinkdown === 0 && all === 0;
}

function depth(entry: CacheEntry | null): number {
  let n = 0;
  for (let at = entry; at !== null; at = at.next) n++;
  return n;
}
