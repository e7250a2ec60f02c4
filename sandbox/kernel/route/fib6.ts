/**
 * IPv6 routes as far as `ip -6 route` shows them and link-local traffic needs them: one list a
 * table, longest prefix first, then metric. net/ipv6/route.c, ip6_fib.c.
 * Left out: source routing, router preferences, exceptions, ECMP by hash (the first hop is taken).
 */
import { LazySet } from "../../sim/lazy.ts";
import { type Ipv6Addr, parseIpv6Groups } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type {
  NetlinkAnswer,
  NetlinkError,
  RouteDump,
  RouteMetrics,
  RouteMode,
  RouteSpec,
} from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { RuleList } from "./rules.ts";
import {
  PROTO_BOOT,
  PROTO_KERNEL,
  type RouteType,
  SCOPE_UNIVERSE,
  TABLE_LOCAL,
  TABLE_MAIN,
} from "./types.ts";

const METRIC_USER = 1024;
export const METRIC_KERNEL = 256;

export interface Route6 {
  readonly table: number;
  readonly type: RouteType;
  readonly dst: Ipv6Addr;
  readonly prefixLength: number;
  readonly dev: NetDevice | null;
  readonly gateway: Ipv6Addr | null;
  readonly prefsrc: Ipv6Addr | null;
  readonly priority: number;
  readonly protocol: number;
  readonly onlink: boolean;
  readonly metrics: RouteMetrics;
  readonly weight: number;
  /** Router preference: low, medium, high. */
  readonly pref: string;
  linkdown: boolean;
  /** The destination's 128 bits as text of 32 hex digits: sorts as the kernel's tree does. */
  readonly key: string;
}

export class Fib6 {
  private readonly ns: NetNamespace;
  readonly routes: Route6[] = [];
  readonly tablesSeen = new LazySet<number>();
  private ruleList: RuleList | null = null;

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  get rules(): RuleList {
    return (this.ruleList ??= new RuleList(this.ns, 6));
  }

  /** A route of the kernel's own: of an address, of a device that came up. */
  addKernel(spec: {
    type?: RouteType;
    dst: Ipv6Addr;
    prefixLength: number;
    dev: NetDevice;
    priority: number;
    table?: number;
  }): void {
    const route = make({ type: "unicast", table: TABLE_MAIN, ...spec }, PROTO_KERNEL);
    if (this.routes.some((one) => sameKey(one, route) && one.dev === route.dev)) return;
    this.insert(route);
  }

  delKernel(dst: Ipv6Addr, prefixLength: number, dev: NetDevice, table: number): void {
    const at = this.routes.findIndex(
      (one) =>
        one.dst === dst &&
        one.prefixLength === prefixLength &&
        one.dev === dev &&
        one.table === table &&
        one.protocol === PROTO_KERNEL,
    );
    if (at >= 0) this.removeAt(at);
  }

  add(spec: RouteSpec, mode: RouteMode): NetlinkAnswer {
    const built = this.build(spec);
    if ("errno" in built) return built;
    const kin = this.routes.filter((one) => sameKey(one, built[0] as Route6));
    const create = mode !== "change";
    if (kin.length > 0) {
      if (mode === "add") return { errno: "EEXIST" };
      if (mode === "change" || mode === "replace") {
        const at = this.routes.indexOf(kin[0] as Route6);
        for (const one of kin) this.routes.splice(this.routes.indexOf(one), 1);
        this.routes.splice(at, 0, ...built);
        for (const one of built) this.announce(one, false);
        return null;
      }
      if (
        built.every((one) =>
          kin.some((other) => other.dev === one.dev && other.gateway === one.gateway),
        )
      )
        return { errno: "EEXIST" };
    } else if (!create)
      return { errno: "ENOENT", extack: "Can not replace route - no match found" };
    for (const one of built) this.insert(one);
    return null;
  }

  del(spec: RouteSpec): NetlinkAnswer {
    const table = spec.table ?? TABLE_MAIN;
    const hop = spec.nexthops[0];
    const dev = hop?.dev === undefined ? null : this.ns.device(hop.dev);
    if (hop?.dev !== undefined && dev === null) return { errno: "ENODEV" };
    const at = this.routes.findIndex(
      (one) =>
        one.table === table &&
        one.dst === spec.dst &&
        one.prefixLength === spec.prefixLength &&
        (spec.type === undefined || spec.type === one.type) &&
        (dev === null || one.dev === dev) &&
        (hop?.gateway === undefined || one.gateway === hop.gateway) &&
        (spec.priority === undefined || spec.priority === 0 || spec.priority === one.priority) &&
        (spec.protocol === undefined || spec.protocol === 0 || spec.protocol === one.protocol),
    );
    if (at < 0) return { errno: "ESRCH" };
    const first = this.routes[at] as Route6;
    this.removeAt(at);
    // __ip6_del_rt_siblings: without a gateway the whole multipath route goes.
    if (hop?.gateway !== undefined || first.gateway === null) return null;
    for (const one of [...this.routes])
      if (one.gateway !== null && sameKey(one, first)) this.removeAt(this.routes.indexOf(one));
    return null;
  }

  /** Longest prefix, lowest metric, through the rules' tables in turn. */
  lookup(dst: Ipv6Addr, oif: NetDevice | null): Route6 | NetlinkError {
    const bits = hex(dst);
    for (const rule of this.rules.rules) {
      if (rule.action !== "lookup") continue;
      let best: Route6 | null = null;
      for (const route of this.routes) {
        if (route.table !== rule.table || !covers(route, bits)) continue;
        if (oif !== null && route.dev !== oif && route.type !== "local") continue;
        if (
          best === null ||
          route.prefixLength > best.prefixLength ||
          (route.prefixLength === best.prefixLength && route.priority < best.priority)
        )
          best = route;
      }
      if (best === null) continue;
      if (best.type === "throw") continue;
      if (best.type === "blackhole") return { errno: "EINVAL" };
      if (best.type === "unreachable") return { errno: "EHOSTUNREACH" };
      if (best.type === "prohibit") return { errno: "EACCES" };
      return best;
    }
    return { errno: "ENETUNREACH" };
  }

  /** NETDEV_DOWN and NETDEV_UNREGISTER: everything through it goes. */
  deviceDown(dev: NetDevice): void {
    for (const route of this.inOrder())
      if (route.dev === dev) this.removeAt(this.routes.indexOf(route));
  }

  carrierChanged(dev: NetDevice, lost: boolean): void {
    for (const route of this.routes)
      if (route.dev === dev && route.type !== "local") route.linkdown = lost;
  }

  /** By table (main before local), the tree's order, metric, insertion. */
  private inOrder(): Route6[] {
    const order = this.routes.map((route, at) => ({ route, at }));
    order.sort(
      (a, b) =>
        (a.route.table & 255) - (b.route.table & 255) ||
        treeOrder(a.route, b.route) ||
        a.route.priority - b.route.priority ||
        a.at - b.at,
    );
    return order.map(({ route }) => route);
  }

  /** Siblings with gateways are one multipath route. */
  dump(): RouteDump[] {
    const out: RouteDump[] = [];
    let last: Route6 | null = null;
    for (const route of this.inOrder()) {
      const dumped = dump6(route);
      const before = out.at(-1);
      if (
        last !== null &&
        before !== undefined &&
        route.gateway !== null &&
        last.gateway !== null &&
        sameKey(last, route)
      ) {
        out[out.length - 1] = { ...before, nexthops: [...before.nexthops, ...dumped.nexthops] };
      } else out.push(dumped);
      last = route;
    }
    return out;
  }

  private insert(route: Route6): void {
    this.routes.push(route);
    this.tablesSeen.add(route.table);
    this.announce(route, false);
  }

  private removeAt(at: number): void {
    const [route] = this.routes.splice(at, 1);
    this.announce(route as Route6, true);
  }

  private announce(route: Route6, deleted: boolean): void {
    this.ns.fib.changed();
    if (this.ns.watched) this.ns.notify({ type: "route", deleted, message: dump6(route) });
  }

  private build(spec: RouteSpec): Route6[] | NetlinkError {
    const type = spec.type ?? "unicast";
    const reject =
      type === "blackhole" || type === "unreachable" || type === "prohibit" || type === "throw";
    const dst = spec.dst as Ipv6Addr;
    const base = {
      table: spec.table ?? (type === "local" ? TABLE_LOCAL : TABLE_MAIN),
      type,
      dst,
      prefixLength: spec.prefixLength,
      priority: spec.priority === undefined || spec.priority === 0 ? METRIC_USER : spec.priority,
      prefsrc: (spec.prefsrc as Ipv6Addr | undefined) ?? null,
      metrics: { ...spec.metrics },
      pref: spec.pref ?? "medium",
    };
    if (spec.prefixLength > 128) return { errno: "EINVAL", extack: "Invalid prefix length" };
    const protocol = spec.protocol ?? PROTO_BOOT;
    if (reject) return [make({ ...base, dev: this.ns.lo }, protocol)];
    const out: Route6[] = [];
    for (const hop of spec.nexthops) {
      let dev = hop.dev === undefined ? null : this.ns.device(hop.dev);
      if (hop.dev !== undefined && dev === null) return { errno: "ENODEV" };
      if (dev !== null && (dev.in6 === null || dev.conf6.disableIpv6 !== 0)) {
        return { errno: "EACCES", extack: "IPv6 is disabled on nexthop device" };
      }
      const gateway = (hop.gateway as Ipv6Addr | undefined) ?? null;
      if (gateway !== null && this.ns.inet6.isLocal(gateway))
        return { errno: "EINVAL", extack: "Gateway can not be a local address" };
      if (gateway !== null) {
        if (dev === null) {
          if (gateway.startsWith("fe80:"))
            return { errno: "EINVAL", extack: "Egress device not specified" };
          const via = this.lookup(gateway, null);
          if ("errno" in via || via.type === "local" || via.gateway !== null)
            return { errno: "EHOSTUNREACH" };
          dev = via.dev;
        } else if (hop.onlink !== true && !gateway.startsWith("fe80:")) {
          const via = this.lookup(gateway, dev);
          if ("errno" in via || via.type === "local") return { errno: "EHOSTUNREACH" };
        }
      }
      if (dev === null) return { errno: "ENODEV" };
      if (!dev.up) return { errno: "ENETDOWN", extack: "Nexthop device is not up" };
      if (base.prefsrc !== null && !this.ns.inet6.isLocal(base.prefsrc))
        return { errno: "EINVAL", extack: "Invalid source address" };
      const more = { dev, gateway, onlink: hop.onlink === true, weight: hop.weight ?? 1 };
      out.push(make({ ...base, ...more }, protocol));
    }
    return out.length === 0 ? { errno: "ENODEV" } : out;
  }
}

function make(
  spec: {
    table: number;
    type: RouteType;
    dst: Ipv6Addr;
    prefixLength: number;
    dev: NetDevice | null;
    priority: number;
    gateway?: Ipv6Addr | null;
    prefsrc?: Ipv6Addr | null;
    onlink?: boolean;
    metrics?: RouteMetrics;
    weight?: number;
    pref?: string;
  },
  protocol: number,
): Route6 {
  return {
    gateway: null,
    prefsrc: null,
    onlink: false,
    metrics: {},
    weight: 1,
    pref: "medium",
    ...spec,
    protocol,
    linkdown: spec.dev !== null && !spec.dev.carrier && spec.type !== "local",
    key: hex(spec.dst),
  };
}

export function dump6(route: Route6): RouteDump {
  const { dev } = route;
  return {
    family: 6,
    type: route.type,
    dst: route.dst,
    prefixLength: route.prefixLength,
    tos: 0,
    table: route.table,
    protocol: route.protocol,
    scope: SCOPE_UNIVERSE,
    prefsrc: route.prefsrc,
    priority: route.priority,
    nexthops:
      dev === null
        ? []
        : [
            {
              dev: dev.index,
              gateway: route.gateway,
              weight: route.weight,
              onlink: route.onlink,
              linkdown: route.linkdown,
              dead: false,
            },
          ],
    metrics: route.metrics,
    pref: route.pref,
  };
}

function sameKey(a: Route6, b: Route6): boolean {
  return (
    a.table === b.table &&
    a.dst === b.dst &&
    a.prefixLength === b.prefixLength &&
    a.priority === b.priority
  );
}

function hex(address: Ipv6Addr): string {
  return (parseIpv6Groups(address) as number[])
    .map((group) => group.toString(16).padStart(4, "0"))
    .join("");
}

/** fib6_walk visits children first: by address, but a prefix comes after all that it covers. */
function treeOrder(a: Route6, b: Route6): number {
  if (a.key === b.key || covers(a, b.key) || covers(b, a.key))
    return b.prefixLength - a.prefixLength;
  return a.key < b.key ? -1 : 1;
}

function covers(route: Route6, bits: string): boolean {
  const whole = route.prefixLength >> 2;
  if (route.key.slice(0, whole) !== bits.slice(0, whole)) return false;
  const rest = route.prefixLength & 3;
  if (rest === 0) return true;
  const shift = 4 - rest;
  return (
    parseInt(route.key[whole] as string, 16) >> shift ===
    parseInt(bits[whole] as string, 16) >> shift
  );
}
