/**
 * Routing of what is made here: ip_route_output_key with its rules about sources, broadcast and
 * devices; and RTM_GETROUTE. net/ipv4/route.c.
 */
import { type Ipv4Addr, ipv4, IPV4_BROADCAST, isMulticast4 } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type { Errno } from "../errno.ts";
import type { NetlinkError, RouteGet } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { dumpHop } from "./fib.ts";
import {
  type FlowKey, type RouteResult, SCOPE_HOST, SCOPE_LINK, SCOPE_UNIVERSE, TABLE_LOCAL,
} from "./types.ts";

export interface OutputQuery {
  readonly dst: Ipv4Addr;
  /** 0: choose. */
  readonly src: Ipv4Addr;
  readonly oif: NetDevice | null;
  readonly mark?: number;
  readonly tos?: number;
  readonly flowHash?: number;
}

/** A route for a packet made here, with the source it will carry in `src`. */
export function routeOutput(ns: NetNamespace, query: OutputQuery): RouteResult | { readonly errno: Errno } {
  let { dst, src } = query;
  const { oif } = query;
  if (src !== 0) {
    if (isMulticast4(src) || src === IPV4_BROADCAST || src >>> 24 === 0) return { errno: "EINVAL" };
    if (oif === null && (isMulticast4(dst) || dst === IPV4_BROADCAST)) {
      const dev = holderOf(ns, src);
      if (dev === null) return { errno: "EINVAL" };
      return linkResult(dev, dst, src);
    }
    if (!ns.inet.isLocal(src)) return { errno: "EINVAL" };
  }
  if (oif !== null) {
    if (!oif.up) return { errno: "ENETUNREACH" };
    if (isMulticast4(dst) && dst >>> 8 === 0xe00000 || dst === IPV4_BROADCAST) {
      return linkResult(oif, dst, src !== 0 ? src : ns.inet.selectSource(0 as Ipv4Addr, SCOPE_LINK, oif));
    }
    if (src === 0) {
      if (isMulticast4(dst)) src = ns.inet.selectSource(0 as Ipv4Addr, SCOPE_UNIVERSE, oif);
      else if (dst === 0) src = ns.inet.selectSource(0 as Ipv4Addr, SCOPE_HOST, oif);
    }
  }
  if (dst === 0) {
    dst = src !== 0 ? src : ipv4(127, 0, 0, 1);
    if (!ns.inet.isLocal(dst)) return localResult(ns, dst, dst);
  }
  const flow: FlowKey = {
    dst, src, iif: null, oif, mark: query.mark ?? 0, tos: query.tos ?? 0, flowHash: query.flowHash ?? 0,
  };
  const found = ns.fib.lookup(flow);
  if ("errno" in found) {
    if (oif === null) return found;
    // Apparently routing tables are wrong. Assume that the destination is on link.
    const from = src !== 0 ? src : ns.inet.selectSource(0 as Ipv4Addr, SCOPE_LINK, oif);
    return linkResult(oif, dst, from);
  }
  if (found.type === "local") {
    return src === 0 && found.src === 0 ? { ...found, src: dst } : src === 0 || src === found.src ? found : { ...found, src };
  }
  if (found.type === "unicast" && isMulticast4(dst)) return { ...found, type: "multicast", src: src === 0 ? found.src : src };
  return src === 0 || src === found.src ? found : { ...found, src };
}

function linkResult(dev: NetDevice, dst: Ipv4Addr, src: Ipv4Addr): RouteResult {
  const type = dst === IPV4_BROADCAST ? "broadcast" : isMulticast4(dst) ? "multicast" : "unicast";
  return { type, dev, gateway: 0 as Ipv4Addr, src, table: 0, scope: SCOPE_LINK, onlink: false, mtu: 0, advmss: 0 };
}

function localResult(ns: NetNamespace, dst: Ipv4Addr, src: Ipv4Addr): RouteResult {
  void dst;
  return {
    type: "local", dev: ns.lo, gateway: 0 as Ipv4Addr, src, table: TABLE_LOCAL, scope: SCOPE_HOST,
    onlink: false, mtu: 0, advmss: 0,
  };
}

/** The device that holds an address. */
export function holderOf(ns: NetNamespace, address: Ipv4Addr): NetDevice | null {
  for (const dev of ns.devicesByIndex()) if (dev.in4.some((ifa) => ifa.local === address)) return dev;
  return null;
}

export interface RouteQuery {
  dst: Ipv4Addr; src?: Ipv4Addr; iif?: string; oif?: string; mark?: number; tos?: number; fibmatch?: boolean;
}

/** RTM_GETROUTE. */
export function getRoute4(ns: NetNamespace, query: RouteQuery): RouteGet | NetlinkError {
  const oif = query.oif === undefined ? null : ns.device(query.oif);
  if (query.oif !== undefined && oif === null) return { errno: "ENODEV" };
  const iif = query.iif === undefined ? null : ns.device(query.iif);
  if (query.iif !== undefined && iif === null) return { errno: "ENODEV" };
  const { dst } = query;
  const src = query.src ?? (0 as Ipv4Addr);
  const mark = query.mark ?? 0;
  const tos = query.tos ?? 0;
  if (query.fibmatch === true) {
    const match = ns.fib.match({ dst, src, iif, oif, mark, tos, flowHash: 0 });
    if ("errno" in match) return match;
    return { ...ns.fib.dump(match.route), requestedSrc: null, mark, iif: 0, uid: 0, cacheFlags: [], expires: null };
  }
  const result = iif === null ? routeOutput(ns, { dst, src, oif, mark, tos }) : routeInput(ns, { dst, src, iif, oif, mark, tos, flowHash: 0 });
  if ("errno" in result) return result;
  const exception = iif === null ? ns.stack.pathMtu?.(dst) ?? null : null;
  const flags: string[] = [];
  if (result.type === "local") flags.push("local");
  if (result.type === "broadcast") flags.push(...(iif === null ? ["local", "brd"] : ["local", "brd"]));
  if (result.type === "multicast") flags.push(...(iif === null ? ["mc"] : ["local", "mc"]));
  const metrics = {
    ...(result.mtu !== 0 ? { mtu: result.mtu } : {}), ...(result.advmss !== 0 ? { advmss: result.advmss } : {}),
    ...(exception !== null ? { mtu: exception.mtu } : {}),
  };
  const prefsrc = src === 0 && result.src !== 0 && iif === null ? result.src : null;
  return {
    family: 4, type: result.type, dst, prefixLength: 32, tos, table: result.table, protocol: 0, scope: 0,
    prefsrc: src === 0 ? (iif === null ? prefsrc : null) : null, priority: 0,
    nexthops: [dumpHop({
      dev: result.dev, gateway: result.gateway, weight: 1, onlink: false, scope: 0, dead: false, linkdown: false,
    })],
    metrics, requestedSrc: src === 0 ? null : src, mark, iif: iif?.index ?? 0, uid: 0, cacheFlags: flags,
    expires: exception === null ? null : exception.expiresSeconds,
  };
}

/** What would become of a packet that came in by `iif`: without the reverse path's finer points. */
function routeInput(ns: NetNamespace, flow: FlowKey): RouteResult | { readonly errno: Errno } {
  const iif = flow.iif as NetDevice;
  const found = ns.fib.lookup({ ...flow, oif: null });
  if (flow.src !== 0) {
    const type = ns.inet.addressType(flow.src);
    if (type === "multicast" || type === "broadcast") return { errno: "EINVAL" };
    if (type === "local" && iif.conf4.acceptLocal === 0 && iif !== ns.lo) return { errno: "EINVAL" };
    const mode = Math.max(ns.sysctl.conf4All.rpFilter, iif.conf4.rpFilter);
    const back = ns.fib.lookup({ ...flow, dst: flow.src, src: flow.dst, iif, oif: null });
    if (mode === 1 && ("errno" in back || back.dev !== iif)) return { errno: "EXDEV" };
    if (mode === 2 && "errno" in back) return { errno: "EXDEV" };
  }
  if ("errno" in found) return iif.conf4.forwarding === 0 ? { errno: "EHOSTUNREACH" } : found;
  if (found.type === "local" || found.type === "broadcast") return found;
  return iif.conf4.forwarding === 0 ? { errno: "EHOSTUNREACH" } : found;
}
