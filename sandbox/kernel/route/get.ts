/** RTM_GETROUTE for IPv4: what the data path would decide, told with what led to it. net/ipv4/route.c inet_rtm_getroute. */
import { type Ipv4Addr, IPV4_BROADCAST } from "../../wire/addr.ts";
import { SECOND } from "../../sim/scheduler.ts";
import type { NetDevice } from "../device.ts";
import type { NetlinkError, RouteGet, RouteMetrics } from "../netlink-types.ts";
import type { FlowDetail } from "../ip/routes.ts";
import type { NetNamespace } from "../netns.ts";
import { dumpHop, type FibMatch } from "./fib.ts";
import { type RouteResult, TABLE_LOCAL, TABLE_MAIN } from "./types.ts";

export interface RouteQuery {
  dst: Ipv4Addr;
  src?: Ipv4Addr;
  iif?: string;
  oif?: string;
  mark?: number;
  tos?: number;
  fibmatch?: boolean;
  protocol?: number;
  sport?: number;
  dport?: number;
  uid?: number;
}

export function getRoute4(ns: NetNamespace, query: RouteQuery): RouteGet | NetlinkError {
  const oif = query.oif === undefined ? null : ns.device(query.oif);
  if (query.oif !== undefined && oif === null) return { errno: "ENODEV" };
  const iif = query.iif === undefined ? null : ns.device(query.iif);
  if (query.iif !== undefined && iif === null) return { errno: "ENODEV" };
  const { dst } = query;
  const src = query.src ?? (0 as Ipv4Addr);
  const mark = query.mark ?? 0;
  const tos = query.tos ?? 0;
  const detail: FlowDetail = {
    protocol: query.protocol ?? 0,
    sport: query.sport ?? 0,
    dport: query.dport ?? 0,
    uid: query.uid ?? 0,
  };
  const made =
    iif === null
      ? output(ns, dst, src, oif, tos, mark, detail)
      : input(ns, iif, dst, src, tos, mark, detail);
  if ("errno" in made) return made;
  const { route: result, from } = made;
  const flow = { dst, src, iif, oif, mark, tos, flowHash: 0 };
  const found = ns.fib.match({ ...flow, ...detail, ipProto: detail.protocol });
  const match = "errno" in found ? null : found;
  if (query.fibmatch === true) {
    if (match === null) return { errno: "EHOSTUNREACH" };
    return {
      ...ns.fib.dump(match.route),
      requestedSrc: null,
      mark,
      iif: 0,
      uid: 0,
      cacheFlags: [],
      expires: null,
    };
  }
  const local = result.type === "local" || result.type === "broadcast";
  // While there are no rules but the default ones, tables local and main are one tree, called main.
  const table = match === null ? TABLE_MAIN : match.route.table;
  const exception =
    iif === null && result.type === "unicast" ? ns.stack.pathMtu(dst, result.hop) : null;
  return {
    family: 4,
    type: result.type,
    dst,
    prefixLength: 32,
    tos: match?.route.tos ?? 0,
    table: table === TABLE_LOCAL && !ns.fib.unmerged ? TABLE_MAIN : table,
    protocol: 0,
    scope: 0,
    prefsrc: src === 0 && iif === null && from !== 0 ? from : null,
    priority: 0,
    nexthops: [
      dumpHop({
        dev: result.dev,
        gateway: result.gateway,
        weight: 1,
        onlink: false,
        scope: 0,
        dead: false,
        linkdown: false,
      }),
    ],
    metrics: metricsOf(
      match,
      local || result.type === "multicast",
      exception === null || exception.mtu === 0 ? null : exception,
    ),
    requestedSrc: src === 0 ? null : src,
    mark,
    iif: iif?.index ?? 0,
    // Packets that come in have no user.
    uid: iif === null ? 0 : -1,
    cacheFlags:
      exception?.redirected === true
        ? ["redirected"]
        : made.redirect === true
          ? ["redirect"]
          : flagsOf(result, dst),
    expires: exception?.expiresSeconds ?? null,
  };
}

interface Made {
  readonly route: RouteResult;
  readonly from: Ipv4Addr;
  /** IPSKB_DOREDIRECT. */
  readonly redirect?: boolean;
}

function output(
  ns: NetNamespace,
  dst: Ipv4Addr,
  src: Ipv4Addr,
  oif: NetDevice | null,
  tos: number,
  mark: number,
  detail: FlowDetail,
): Made | NetlinkError {
  const found = ns.stack.routes.output(dst, src, oif, tos, mark, false, detail);
  return found.errno === null ? { route: found.route, from: found.src } : { errno: found.errno };
}

function input(
  ns: NetNamespace,
  iif: NetDevice,
  dst: Ipv4Addr,
  src: Ipv4Addr,
  tos: number,
  mark: number,
  detail: FlowDetail,
): Made | NetlinkError {
  if (src === 0 && dst !== IPV4_BROADCAST) return { errno: "EINVAL" };
  const found = ns.stack.routes.input(iif, dst, src, tos, mark, null, detail);
  switch (found.verdict) {
    case "error":
      return { errno: found.errno };
    case "not-forwarding":
      return { errno: "EHOSTUNREACH" };
    // inet_rtm_getroute: whatever the reason for the drop.
    case "rp-filter":
    case "martian":
      return { errno: "EINVAL" };
    default:
      return found.route === null
        ? { errno: "EINVAL" }
        : { route: asDevice(ns, found.route), from: src, redirect: found.redirect };
  }
}

/** What is for this host leaves through lo. */
function asDevice(ns: NetNamespace, route: RouteResult): RouteResult {
  return route.type === "broadcast" ? { ...route, dev: ns.lo } : route;
}

function metricsOf(
  match: FibMatch | null,
  special: boolean,
  learnt: { mtu: number; mtuLocked: boolean } | null,
): RouteMetrics {
  const metrics: RouteMetrics = special || match === null ? {} : { ...match.route.metrics };
  if (learnt !== null) {
    metrics.mtu = learnt.mtu;
    if (learnt.mtuLocked) metrics.mtuLock = true;
  }
  return metrics;
}

function flagsOf(result: RouteResult, dst: Ipv4Addr): string[] {
  if (result.type === "local") return ["local"];
  if (result.type === "broadcast") return ["local", "brd"];
  if (result.type !== "multicast") return result.dev.loopback ? ["local"] : [];
  return result.dev.multicast.groups4.has(dst) ? ["local", "mc"] : ["mc"];
}

/** fib_dump_info_fnhe: the exceptions in use, as `ip route show cache` lists them. */
export function cachedRoutes4(ns: NetNamespace): RouteGet[] {
  const out: RouteGet[] = [];
  for (const { dst, exception, hop } of ns.stack.routes.cached()) {
    const { gateway, mtu } = exception;
    out.push({
      family: 4,
      type: "unicast",
      dst,
      prefixLength: 32,
      tos: 0,
      table: TABLE_MAIN,
      protocol: 0,
      scope: 0,
      prefsrc: null,
      priority: 0,
      nexthops: [dumpHop(gateway === 0 ? hop : { ...hop, gateway })],
      metrics: {
        ...(mtu === 0 ? {} : { mtu }),
        ...(exception.mtuLocked ? { mtuLock: true } : {}),
      },
      requestedSrc: null,
      mark: 0,
      iif: 0,
      uid: -1,
      cacheFlags: gateway === 0 ? [] : ["redirected"],
      expires: Math.floor((exception.expiresAt - ns.stack.sched.now) / SECOND),
    });
  }
  return out;
}
