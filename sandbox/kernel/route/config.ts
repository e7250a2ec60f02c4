/** RTM_NEWROUTE and RTM_DELROUTE for IPv4: what is refused, in the kernel's words. net/ipv4/fib_semantics.c. */
import { type Ipv4Addr, IPV4_BROADCAST, maskOf } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type {
  NetlinkAnswer,
  NetlinkError,
  RouteMetrics,
  RouteMode,
  RouteSpec,
} from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { positionOf, sameRoute } from "./fib.ts";
import { type FibNexthop, type FibRoute, NO_METRICS } from "./table.ts";
import {
  PROTO_BOOT,
  SCOPE_HOST,
  SCOPE_LINK,
  SCOPE_NOWHERE,
  SCOPE_UNIVERSE,
  TABLE_LOCAL,
  TABLE_MAIN,
  type RouteType,
} from "./types.ts";

const NO_WAY_OUT: ReadonlySet<RouteType> = new Set<RouteType>([
  "blackhole",
  "unreachable",
  "prohibit",
  "throw",
]);

export function newRoute4(ns: NetNamespace, spec: RouteSpec, mode: RouteMode): NetlinkAnswer {
  // rtm_to_fib_config looks at this; then the table is made, whatever comes of the route.
  if (((spec.tos ?? 0) & 3) !== 0)
    return { errno: "EINVAL", extack: "Invalid dsfield (tos): ECN bits must be 0" };
  const table = ns.fib.table(tableOf(spec));
  const route = buildRoute(ns, spec);
  if ("errno" in route) return route;
  table.share(route);
  const list = table.aliases(route.dst, route.prefixLength) ?? [];
  const kin = list.filter((one) => one.tos === route.tos && one.priority === route.priority);
  if (kin.length > 0) {
    if (mode === "add") return { errno: "EEXIST" };
    const twin = kin.find((one) => sameRoute(one, route));
    const first = kin[0] as FibRoute;
    if (mode === "change" || mode === "replace") {
      if (twin !== undefined) return twin === first ? null : { errno: "EEXIST" };
      const at = list.indexOf(first);
      table.remove(first);
      table.insertAt(route, at);
      ns.fib.announce(route, false);
      return null;
    }
    if (twin !== undefined) return { errno: "EEXIST" };
  }
  if (mode === "change") return { errno: "ENOENT" };
  table.insertAt(
    route,
    positionOf(list, route, mode === "append" || kin.length === 0 ? "append" : "prepend"),
  );
  ns.fib.announce(route, false);
  return null;
}

/** Takes away the first route that has all that `spec` names. */
export function delRoute4(ns: NetNamespace, spec: RouteSpec): NetlinkAnswer {
  const refused = checkPrefix(spec);
  if (refused !== null) return refused;
  const table = ns.fib.tables.get(tableOf(spec));
  if (table === undefined) return { errno: "ESRCH", extack: "FIB table does not exist" };
  const devices: (NetDevice | null)[] = [];
  for (const hop of spec.nexthops) {
    const dev = hop.dev === undefined ? null : ns.device(hop.dev);
    if (hop.dev !== undefined && dev === null) return { errno: "ENODEV" };
    devices.push(dev);
  }
  const route = (table.aliases(spec.dst as Ipv4Addr, spec.prefixLength) ?? []).find(
    (one) =>
      one.tos === (spec.tos ?? 0) &&
      (spec.type === undefined || one.type === spec.type) &&
      (spec.scope === undefined || spec.scope === SCOPE_NOWHERE || one.scope === spec.scope) &&
      (spec.prefsrc === undefined || spec.prefsrc === 0 || one.prefsrc === spec.prefsrc) &&
      (spec.protocol === undefined || spec.protocol === 0 || one.protocol === spec.protocol) &&
      (spec.priority === undefined || spec.priority === 0 || one.priority === spec.priority) &&
      (spec.nhid === undefined || one.nhid === spec.nhid) &&
      nexthopsMatch(one, spec, devices) &&
      metricsMatch(one, spec),
  );
  if (route === undefined) return { errno: "ESRCH" };
  table.remove(route);
  ns.fib.announce(route, true);
  return null;
}

/** fib_nh_match: what the request does not say matches anything. */
function nexthopsMatch(
  route: FibRoute,
  spec: RouteSpec,
  devices: readonly (NetDevice | null)[],
): boolean {
  if (spec.nexthops.length === 0) return true;
  if (spec.nexthops.length > 1 && route.nexthops.length !== spec.nexthops.length) return false;
  return spec.nexthops.every((want, i) => {
    const hop = route.nexthops[i];
    if (hop === undefined) return want.gateway === undefined && want.dev === undefined;
    const dev = devices[i] ?? null;
    if (dev !== null && hop.dev !== dev) return false;
    return want.gateway === undefined || want.gateway === 0 || hop.gateway === want.gateway;
  });
}

function metricsMatch(route: FibRoute, spec: RouteSpec): boolean {
  const have = route.metrics as Record<string, unknown>;
  return Object.entries(spec.metrics ?? {}).every(
    ([key, value]) => JSON.stringify(have[key]) === JSON.stringify(value),
  );
}

function checkPrefix(spec: RouteSpec): NetlinkError | null {
  if (spec.prefixLength > 32 || spec.prefixLength < 0)
    return { errno: "EINVAL", extack: "Invalid prefix length" };
  if (((spec.dst as number) & ~maskOf(spec.prefixLength)) !== 0) {
    return { errno: "EINVAL", extack: "Invalid prefix for given prefix length" };
  }
  return null;
}

function tableOf(spec: RouteSpec): number {
  if (spec.table !== undefined && spec.table !== 0) return spec.table;
  const { type } = spec;
  return type === "local" || type === "broadcast" || type === "anycast" ? TABLE_LOCAL : TABLE_MAIN;
}

/** What iproute2 sends when no scope is given. */
function scopeOf(spec: RouteSpec, type: RouteType): number {
  if (spec.scope !== undefined) return spec.scope;
  if (type === "local") return SCOPE_HOST;
  if (type === "broadcast" || type === "multicast" || type === "anycast") return SCOPE_LINK;
  if (type !== "unicast") return SCOPE_UNIVERSE;
  const gateways =
    spec.nexthops.some((hop) => hop.gateway !== undefined) || spec.nexthops.length > 1;
  return gateways ? SCOPE_UNIVERSE : SCOPE_LINK;
}

/** fib_create_info. */
function buildRoute(ns: NetNamespace, spec: RouteSpec): FibRoute | NetlinkError {
  const refused = checkPrefix(spec) ?? checkMetrics(ns, spec);
  if (refused !== null) return refused;
  const tos = spec.tos ?? 0;
  const type = spec.type ?? "unicast";
  const scope = scopeOf(spec, type);
  if (
    scope > SCOPE_HOST ||
    (type === "local" && scope < SCOPE_HOST) ||
    ((type === "broadcast" || type === "anycast") && scope < SCOPE_LINK)
  ) {
    return { errno: "EINVAL", extack: "Invalid scope" };
  }
  let nexthops: FibNexthop[] = [];
  let shown: RouteType = type;
  if ((type as string) === "nat") return { errno: "EINVAL", extack: "Invalid scope" };
  if (spec.nhid !== undefined) {
    const way = nexthopObject(ns, spec, spec.nhid);
    if ("errno" in way) return way;
    if (way.blackhole) shown = "blackhole";
    else if (!NO_WAY_OUT.has(type)) nexthops = way.hops;
  } else if (NO_WAY_OUT.has(type)) {
    if (spec.nexthops.some((hop) => hop.dev !== undefined || hop.gateway !== undefined)) {
      return {
        errno: "EINVAL",
        extack: "Gateway, device and multipath can not be specified for this route type",
      };
    }
  } else {
    const built = buildNexthops(ns, spec, type, scope);
    if ("errno" in built) return built;
    nexthops = built.nexthops;
  }
  const prefsrc = (spec.prefsrc ?? 0) as Ipv4Addr;
  if (
    prefsrc !== 0 &&
    !(type === "local" && spec.dst === prefsrc) &&
    ns.fib.localType(prefsrc) !== "local"
  ) {
    return { errno: "EINVAL", extack: "Invalid prefsrc address" };
  }
  return {
    table: tableOf(spec),
    type: shown,
    dst: spec.dst as Ipv4Addr,
    prefixLength: spec.prefixLength,
    tos,
    priority: spec.priority ?? 0,
    scope,
    protocol: spec.protocol ?? PROTO_BOOT,
    prefsrc,
    nexthops,
    nhid: spec.nhid ?? 0,
    metrics: spec.metrics === undefined ? NO_METRICS : clipped(spec.metrics),
    dead: false,
    next: null,
    born: 0,
  };
}

function nexthopObject(
  ns: NetNamespace,
  spec: RouteSpec,
  id: number,
): { hops: FibNexthop[]; blackhole: boolean } | NetlinkError {
  if (spec.nexthops.length > 0) {
    const extack = "Nexthop specification and nexthop id are mutually exclusive";
    return { errno: "EINVAL", extack };
  }
  return ns.nexthops?.resolve(id) ?? { errno: "EINVAL", extack: "Nexthop id does not exist" };
}

/** ip_metrics_convert: what is too large is cut. */
function clipped(metrics: RouteMetrics): RouteMetrics {
  const out = { ...metrics };
  if (out.mtu !== undefined) out.mtu = Math.min(out.mtu, 65_535 - 15);
  if (out.advmss !== undefined) out.advmss = Math.min(out.advmss, 65_535 - 40);
  if (out.hoplimit !== undefined) out.hoplimit = Math.min(out.hoplimit, 255);
  return out;
}

function checkMetrics(ns: NetNamespace, spec: RouteSpec): NetlinkError | null {
  const { congctl } = spec.metrics ?? {};
  if (congctl === undefined) return null;
  const known = ns.sysctl.read("ipv4/tcp_available_congestion_control")?.split(" ") ?? [];
  if (known.includes(congctl)) return null;
  return { errno: "EINVAL", extack: "Unknown tcp congestion algorithm" };
}

function buildNexthops(
  ns: NetNamespace,
  spec: RouteSpec,
  type: RouteType,
  scope: number,
): { nexthops: FibNexthop[] } | NetlinkError {
  if (spec.nexthops.length === 0) return { errno: "ENODEV" };
  const nexthops: FibNexthop[] = [];
  for (const hop of spec.nexthops) {
    const dev = hop.dev === undefined ? null : ns.device(hop.dev);
    if (hop.dev !== undefined && dev === null) return { errno: "ENODEV" };
    const gateway = (hop.gateway ?? 0) as Ipv4Addr;
    if (scope === SCOPE_HOST) {
      if (spec.nexthops.length > 1)
        return { errno: "EINVAL", extack: "Route with host scope can not have multiple nexthops" };
      if (gateway !== 0)
        return { errno: "EINVAL", extack: "Route with host scope can not have a gateway" };
    }
    const made =
      gateway === 0
        ? direct(dev, hop.onlink === true, scope)
        : viaGateway(ns, {
            dev,
            gateway,
            onlink: hop.onlink === true,
            scope,
            table: tableOf(spec),
          });
    if ("errno" in made) return made;
    const { weight = 1 } = hop;
    nexthops.push(weight === 1 ? made : { ...made, weight });
  }
  void type;
  // A list that was pushed to keeps room for sixteen more.
  return { nexthops: nexthops.length === 1 ? [nexthops[0] as FibNexthop] : nexthops };
}

/** fib_check_nh_nongw. */
function direct(dev: NetDevice | null, onlink: boolean, scope: number): FibNexthop | NetlinkError {
  if (scope === SCOPE_HOST) {
    if (dev === null) return { errno: "ENODEV" };
    return hopTo(dev, 0 as Ipv4Addr, false, SCOPE_NOWHERE);
  }
  if (onlink) {
    return {
      errno: "EINVAL",
      extack: "Invalid flags for nexthop - PERVASIVE and ONLINK can not be set",
    };
  }
  if (dev === null) return { errno: "ENODEV" };
  if (!dev.up) return { errno: "ENETDOWN", extack: "Device for nexthop is not up" };
  return hopTo(dev, 0 as Ipv4Addr, false, SCOPE_HOST);
}

/** fib_check_nh_v4_gw: the gateway must be reachable by a narrower route. */
export function viaGateway(
  ns: NetNamespace,
  want: { dev: NetDevice | null; gateway: Ipv4Addr; onlink: boolean; scope: number; table: number },
): FibNexthop | NetlinkError {
  const { dev, gateway, scope } = want;
  const invalid: NetlinkError = { errno: "EINVAL", extack: "Nexthop has invalid gateway" };
  if (scope >= SCOPE_LINK) return invalid;
  if (want.onlink) {
    if (dev === null) return { errno: "ENODEV", extack: "Nexthop device required for onlink" };
    if (!dev.up) return { errno: "ENETDOWN", extack: "Nexthop device is not up" };
    if (ns.inet.addressType(gateway) !== "unicast") return invalid;
    return hopTo(dev, gateway, true, SCOPE_LINK);
  }
  if (gateway === IPV4_BROADCAST || gateway >>> 28 === 14) return invalid;
  const flow = {
    dst: gateway,
    src: 0 as Ipv4Addr,
    iif: ns.lo,
    oif: dev,
    mark: 0,
    tos: 0,
    flowHash: 0,
  };
  const narrow = Math.max(scope + 1, SCOPE_LINK);
  const table = want.table === TABLE_MAIN ? undefined : ns.fib.tables.get(want.table);
  let match = table === undefined ? null : ns.fib.matchIn(table, flow, narrow, true);
  if (match === null || "errno" in match) match = ns.fib.match(flow, narrow, true);
  if ("errno" in match) return { errno: match.errno, extack: "Nexthop has invalid gateway" };
  if (match.route.type !== "unicast" && match.route.type !== "local") return invalid;
  const out = match.nexthop?.dev ?? null;
  if (out === null) return { errno: "ENODEV", extack: "No egress device for nexthop" };
  if (!out.up) return { errno: "ENETDOWN" };
  return hopTo(out, gateway, false, match.route.scope);
}

/** The destination itself is on that link: fib_nh_init for an object. */
export function directHop(dev: NetDevice): FibNexthop {
  return hopTo(dev, 0 as Ipv4Addr, false, SCOPE_HOST);
}

function hopTo(dev: NetDevice, gateway: Ipv4Addr, onlink: boolean, scope: number): FibNexthop {
  return {
    dev,
    gateway,
    weight: 1,
    onlink,
    scope,
    dead: false,
    linkdown: scope !== SCOPE_NOWHERE && !dev.carrier,
  };
}
