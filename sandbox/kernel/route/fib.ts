/**
 * The forwarding information base of a namespace: tables, rules, look-up, and what
 * happens to routes when devices and addresses change. net/ipv4/fib_frontend.c, fib_semantics.c,
 * fib_trie.c. Left out: nexthop objects, multicast routing, lightweight tunnels.
 */
import { type Ipv4Addr, maskOf } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type { NextHop, RouteDump } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { type FibInfo, sameInfo } from "./infos.ts";
import { type Rule, RuleList, ruleMatches } from "./rules.ts";
import { type FibNexthop, type FibRoute, FibTable, NO_METRICS } from "./table.ts";
import {
  type FlowKey,
  PROTO_KERNEL,
  type RouteFailure,
  type RouteResult,
  type RouteType,
  SCOPE_HOST,
  SCOPE_NOWHERE,
  TABLE_DEFAULT,
  TABLE_LOCAL,
  TABLE_MAIN,
} from "./types.ts";

const PLAIN_TABLES = [TABLE_LOCAL, TABLE_MAIN, TABLE_DEFAULT] as const;
const NO_ROUTE: RouteFailure = { errno: "ENETUNREACH" };
const FAILURES: ReadonlyMap<RouteType, RouteFailure> = new Map<RouteType, RouteFailure>([
  ["blackhole", { errno: "EINVAL" }],
  ["unreachable", { errno: "EHOSTUNREACH" }],
  ["prohibit", { errno: "EACCES" }],
]);

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

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  /** Made for who lists or changes them; while null there are the three that every namespace has. */
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

  /** Through the rules to a route. */
  lookup(flow: FlowKey): RouteResult | RouteFailure {
    const match = this.ruleList === null ? this.ask(flow) : this.match(flow);
    if ("src" in match) return match;
    return "errno" in match ? match : this.result(match, flow.dst);
  }

  /** fib_lookup: which route, and which of its next hops. `scope`: at least so narrow. */
  match(flow: FlowKey, scope = 0, ignoreLinkdown = false): FibMatch | RouteFailure {
    if (this.ruleList === null) return this.matchPlain(flow, scope, ignoreLinkdown);
    const { rules } = this.ruleList;
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

  /** By the rules of every namespace: local, main, default. */
  private matchPlain(
    flow: FlowKey,
    scope: number,
    ignoreLinkdown: boolean,
  ): FibMatch | RouteFailure {
    for (const id of PLAIN_TABLES) {
      const table = this.tables.get(id);
      const got = table === undefined ? null : this.matchIn(table, flow, scope, ignoreLinkdown);
      if (got !== null) return got;
    }
    return NO_ROUTE;
  }

  /** The same for a look-up: a table of many routes may have the answer ready. */
  private ask(flow: FlowKey): FibMatch | RouteResult | RouteFailure {
    for (const id of PLAIN_TABLES) {
      const table = this.tables.get(id);
      if (table === undefined) continue;
      const info = table.infoFor(flow.dst);
      if (info !== null && usable(info.route.nexthops[0] as FibNexthop, flow.oif, false))
        return this.answer(info, flow.dst);
      const got = this.matchIn(table, flow, 0, false);
      if (got !== null) return got;
    }
    return NO_ROUTE;
  }

  private answer(info: FibInfo, dst: Ipv4Addr): RouteResult {
    const { routeGeneration } = this.ns;
    if (info.result !== null && info.generation === routeGeneration) return info.result;
    const { route } = info;
    const result = this.result({ route, nexthop: route.nexthops[0] as FibNexthop }, dst);
    info.result = result;
    info.generation = routeGeneration;
    return result;
  }

  /** fib_table_lookup. null: not here (or `throw`), go on with the next rule. */
  matchIn(
    table: FibTable,
    flow: FlowKey,
    scope: number,
    ignoreLinkdown: boolean,
  ): FibMatch | RouteFailure | null {
    const { dst } = flow;
    let head = table.longest(dst);
    for (; head !== null; head = table.longest(dst, head.prefixLength)) {
      for (let route: FibRoute | null = head; route !== null; route = route.next) {
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
    return this.tables.get(TABLE_LOCAL)?.longest(addr)?.type ?? "unicast";
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
      nhid: 0,
      metrics: NO_METRICS,
      dead: false,
      next: null,
      born: 0,
    };
    const table = this.table(spec.table);
    const list = table.aliases(route.dst, route.prefixLength) ?? [];
    if (list.some((one) => sameRoute(one, route))) return;
    table.share(route);
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
      table.each((route) => {
        for (const hop of route.nexthops) if (hop.dev === dev) act(hop);
        if (route.nexthops.length > 1) rebalance(route);
      });
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
      ...this.dumpHops(route),
      metrics: route.metrics,
    };
  }

  private dumpHops(route: FibRoute): Pick<RouteDump, "nexthops" | "nhid"> {
    const { nhid } = route;
    if (nhid === 0)
      return { nexthops: route.nexthops.filter((hop) => hop.dev !== null).map(dumpListed) };
    // Those without a way out name one all the same; a blackhole stands on lo.
    const way = this.ns.nexthops?.resolve(nhid) ?? { hops: [], blackhole: true };
    const lo = {
      dev: this.ns.lo.index,
      gateway: null,
      weight: 1,
      onlink: false,
      linkdown: false,
      dead: false,
    };
    const nexthops = "errno" in way ? [] : way.blackhole ? [lo] : way.hops.map(dumpListed);
    return { nexthops, nhid };
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

/** The same alias: TOS and all of {@link sameInfo}. */
export function sameRoute(a: FibRoute, b: FibRoute): boolean {
  return a.tos === b.tos && sameInfo(a, b);
}

function usable(hop: FibNexthop, oif: NetDevice | null, ignoreLinkdown: boolean): boolean {
  if (hop.dead || hop.dev === null) return false;
  if (oif !== null && hop.dev !== oif) return false;
  if (!hop.linkdown || ignoreLinkdown) return true;
  const all = hop.dev.ns.sysctl.conf4All.ignoreRoutesWithLinkdown;
  return hop.dev.conf4.ignoreRoutesWithLinkdown === 0 && all === 0;
}
