/** One route as `ip route`, `ip route get` and `ip monitor` show it: plain and JSON. */
import type { NextHop, RouteDump, RouteGet } from "../../../kernel/netlink-types.ts";
import { TABLE_MAIN } from "../../../kernel/route/types.ts";
import type { Printer } from "./printer.ts";
import { printMetrics, printRealm } from "./route-metrics.ts";
import { printNexthop } from "./nexthop.ts";
import { familyColor, type Session } from "./session.ts";
import { formatAddress } from "./values.ts";

/** What a selector fixed, and so is not said again on each line. */
export interface RouteHidden {
  readonly table?: boolean;
  readonly dev?: boolean;
  readonly via?: boolean;
  readonly src?: boolean;
  readonly protocol?: boolean;
  readonly scope?: boolean;
  readonly type?: boolean;
  readonly tos?: boolean;
  readonly metric?: boolean;
  readonly deleted?: boolean;
}

export function printRoute(
  s: Session,
  route: RouteDump,
  hidden: RouteHidden,
  cache: RouteGet | null = null,
): void {
  const p = s.printer;
  const details = s.options.details > 0;
  p.openObject();
  if (hidden.deleted === true) p.any("deleted", true, "Deleted ");
  if ((route.type !== "unicast" || details) && hidden.type !== true) {
    p.any("type", s.routeTypeName(route.type), `${s.routeTypeName(route.type)} `);
  }
  printDestination(s, route);
  if (cache !== null && cache.requestedSrc !== null) {
    p.any("from", formatAddress(cache.requestedSrc), `from ${s.hostName(cache.requestedSrc)} `);
  } else if (cache !== null && route.family === 6) p.any("from", "::", "from :: ");
  if (route.tos !== 0 && hidden.tos !== true)
    p.any("tos", s.tosName(route.tos), `tos ${s.tosName(route.tos)} `);
  if (route.nhid !== undefined && cache === null) p.any("nhid", route.nhid, `nhid ${route.nhid} `);
  const single = route.nexthops.length === 1 ? (route.nexthops[0] as NextHop) : null;
  if (single !== null) printNextHop(s, route, single, hidden);
  const { table } = route;
  if ((table !== TABLE_MAIN || details) && hidden.table !== true) {
    p.any("table", s.tableName(table), `table ${s.tableName(table)} `);
  }
  if (cache === null || route.family === 6) printOrigin(s, route, hidden);
  if (route.prefsrc !== null && hidden.src !== true) {
    p.text("src ");
    p.any(
      "prefsrc",
      formatAddress(route.prefsrc),
      `${s.hostName(route.prefsrc)} `,
      familyColor(route.family),
    );
  }
  if ((route.priority !== 0 || route.family === 6) && hidden.metric !== true) {
    p.any("metric", route.priority, `metric ${route.priority} `);
  }
  const allDown = route.nexthops.length > 1 && route.nexthops.every((hop) => hop.linkdown);
  const dead = route.nexthops.length > 1 && route.nexthops.every((hop) => hop.dead);
  // A lookup's answer does not say that its link is down.
  const whole =
    cache !== null
      ? { dead: false, linkdown: false, onlink: single?.onlink === true }
      : (single ?? { dead, linkdown: allDown, onlink: false });
  printHopFlags(p, whole, cache !== null && route.type === "multicast");
  if (route.metrics.realm !== undefined && route.nexthops.length <= 1)
    printRealm(s, route.metrics.realm);
  if (cache !== null && route.family === 4) printCache(s, cache);
  else if ("expires" in route && typeof route.expires === "number")
    p.any("expires", route.expires, `expires ${route.expires}sec `);
  printMetrics(p, route.metrics);
  if (cache !== null && cache.iif !== 0)
    p.any("iif", s.deviceName(cache.iif), `iif ${s.deviceName(cache.iif)} `);
  if (route.pref !== undefined) p.any("pref", route.pref, `pref ${route.pref}`);
  if (details && route.nhid !== undefined) printObject(s, route.nhid);
  if (route.nexthops.length > 1) printMultipath(s, route);
  p.text("\n");
  p.closeObject();
}

/** -d: the next hop object that the route names. */
function printObject(s: Session, id: number): void {
  const found = s.netlink.nexthops().find((one) => one.id === id);
  if (found === undefined) return;
  s.printer.openObject("nh_info");
  s.printer.text("\n\tnh_info ");
  printNexthop(s, found);
  s.printer.closeObject();
}

function printDestination(s: Session, route: RouteDump): void {
  const p = s.printer;
  const host = route.family === 4 ? 32 : 128;
  if (route.prefixLength === 0) p.any("dst", "default", "default ");
  else {
    const length = route.prefixLength === host ? "" : `/${route.prefixLength}`;
    const shown = length === "" ? s.hostName(route.dst) : formatAddress(route.dst);
    p.any(
      "dst",
      formatAddress(route.dst) + length,
      `${shown}${length} `,
      familyColor(route.family),
    );
  }
}

function printNextHop(s: Session, route: RouteDump, hop: NextHop, hidden: RouteHidden): void {
  const p = s.printer;
  if (hop.gateway !== null && hidden.via !== true) printGateway(s, route, hop);
  if (hop.dev !== 0 && hidden.dev !== true) {
    p.text("dev ");
    p.any("dev", s.deviceName(hop.dev), `${s.deviceName(hop.dev)} `, "ifname");
  }
}

function printGateway(s: Session, route: RouteDump, hop: NextHop): void {
  const p = s.printer;
  const gateway = hop.gateway as Exclude<NextHop["gateway"], null>;
  const family = typeof gateway === "number" ? 4 : 6;
  if (family === route.family) {
    p.text("via ");
    p.any("gateway", formatAddress(gateway), `${s.hostName(gateway)} `, familyColor(family));
    return;
  }
  p.openObject("via");
  const word = family === 4 ? "inet" : "inet6";
  p.any("family", word, `via ${word} `);
  p.any("host", formatAddress(gateway), `${s.hostName(gateway)} `, familyColor(family));
  p.closeObject();
}

function printOrigin(s: Session, route: RouteDump, hidden: RouteHidden): void {
  const p = s.printer;
  const details = s.options.details > 0;
  if ((route.protocol !== 3 || details) && hidden.protocol !== true) {
    p.any("protocol", s.protocolName(route.protocol), `proto ${s.protocolName(route.protocol)} `);
  }
  if ((route.scope !== 0 || details) && hidden.scope !== true) {
    p.any("scope", s.scopeName(route.scope), `scope ${s.scopeName(route.scope)} `);
  }
}

function printHopFlags(
  p: Printer,
  hop: Pick<NextHop, "dead" | "linkdown" | "onlink">,
  offloadFailed: boolean,
): void {
  p.openArray("flags", null);
  if (hop.dead) p.element("dead", "dead ");
  if (hop.onlink) p.element("onlink", "onlink ");
  if (hop.linkdown) p.element("linkdown", "linkdown ");
  // iproute2 6.1 reads RTCF_MULTICAST of newer kernels as this.
  if (offloadFailed) p.element("rt_offload_failed", "rt_offload_failed ");
  p.closeArray(null);
}

function printCache(s: Session, cache: RouteGet): void {
  const p = s.printer;
  if (cache.mark !== 0)
    p.any(
      "mark",
      cache.mark,
      `mark ${cache.mark >= 16 ? `0x${cache.mark.toString(16)}` : cache.mark} `,
    );
  if (cache.iif === 0 && cache.uid >= 0) p.any("uid", cache.uid, `uid ${cache.uid} `);
  p.nl();
  p.openArray("cache", "    cache ");
  const words = cache.cacheFlags;
  for (const [i, word] of words.entries()) {
    p.element(word, `${i === 0 ? "<" : ""}${word}${i === words.length - 1 ? "> " : ","}`);
  }
  p.closeArray(null);
  if (cache.expires !== null) p.any("expires", cache.expires, `expires ${cache.expires}sec `);
  if (s.options.stats > 0) p.any("users", 2, "users 2 ");
}

function printMultipath(s: Session, route: RouteDump): void {
  const p = s.printer;
  p.openArray("nexthops", null);
  for (const hop of route.nexthops) {
    p.openObject();
    p.nl();
    p.text("\tnexthop ");
    if (hop.gateway !== null) printGateway(s, route, hop);
    p.any("dev", s.deviceName(hop.dev), `dev ${s.deviceName(hop.dev)} `);
    p.any("weight", hop.weight, `weight ${hop.weight} `);
    printHopFlags(p, hop, false);
    p.closeObject();
  }
  p.closeArray(null);
}
