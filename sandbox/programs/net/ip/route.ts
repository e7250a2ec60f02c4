/**
 * `ip route`: show with every selector, get, add/append/prepend/change/replace/del, flush.
 * Left out: save, restore, showdump, encap, nexthop objects, IPv6 expires and preferences.
 */
import type { RouteDump, RouteMode, RouteSpec } from "../../../kernel/netlink-types.ts";
import { TABLE_LOCAL, TABLE_MAIN } from "../../../kernel/route/types.ts";
import type { Ipv4Addr, Ipv6Addr } from "../../../wire/addr.ts";
import { binaryStream } from "./addr.ts";
import { HELP } from "./help.ts";
import { ROUTE_TYPES } from "./names.ts";
import { getRoute } from "./route-get.ts";
import { parseRouteWords } from "./route-parse.ts";
import { printRoute, type RouteHidden } from "./route-print.ts";
import { Args, type Outcome, type Session } from "./session.ts";
import {
  type Family,
  formatAddress,
  type InetPrefix,
  matches,
  parseUnsigned,
  sameBits,
} from "./values.ts";

const CHANGES: readonly (readonly [string, RouteMode])[] = [
  ["add", "add"],
  ["change", "change"],
  ["chg", "change"],
  ["replace", "replace"],
  ["prepend", "prepend"],
  ["append", "append"],
];

export function routeCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return list(s, args, false);
  const command = args.take();
  if (matches(command, "list") || matches(command, "show") || matches(command, "lst"))
    return list(s, args, false);
  if (matches(command, "get")) return getRoute(s, args);
  for (const [name, mode] of CHANGES) if (matches(command, name)) return modify(s, args, mode);
  if (matches(command, "test")) return modify(s, args, "append");
  if (matches(command, "delete")) return modify(s, args, "del");
  if (matches(command, "flush")) return list(s, args, true);
  if (matches(command, "save")) return binaryStream(s);
  if (matches(command, "restore") || matches(command, "showdump")) {
    s.err("Magic mismatch (0 elems, 0 magic)\n");
    return 1;
  }
  if (matches(command, "help")) s.usage(HELP.route);
  s.die(`Command "${command}" is unknown, try "ip route help".\n`);
}

// ── selectors ──────────────────────────────────────────────────────────────────────────────────

interface Filter {
  family: Family | 0;
  /** 0: all tables. */
  table: number;
  cached: boolean;
  /** Routes within, routes that cover. */
  root: InetPrefix | null;
  match: InetPrefix | null;
  protocol: number | null;
  scope: number | null;
  type: string | null;
  dev: number | null;
  via: InetPrefix | null;
  src: InetPrefix | null;
  metric: number | null;
  tos: number | null;
  from: boolean;
  /** Asks for what no route here has: realms, iif, mark. */
  impossible: boolean;
}

function parseFilter(s: Session, args: Args): Filter | number {
  const filter: Filter = {
    family: s.inetFamily,
    table: TABLE_MAIN,
    cached: false,
    root: null,
    match: null,
    protocol: null,
    scope: null,
    type: null,
    dev: null,
    via: null,
    src: null,
    metric: null,
    tos: null,
    from: false,
    impossible: false,
  };
  for (; !args.done; args.skip()) {
    const failed = parseFilterWord(s, args, filter);
    if (failed !== null) return failed;
  }
  if (filter.family === 0 && filter.table !== 0) filter.family = 4;
  return filter;
}

function parseFilterWord(s: Session, args: Args, filter: Filter): number | null {
  const word = args.word;
  if (matches(word, "table")) selectTable(s, args.value(), filter);
  else if (word === "vrf") s.invalid("Invalid VRF\n", args.value());
  else if (matches(word, "cached") || matches(word, "cloned")) filter.cached = true;
  else if (word === "tos" || matches(word, "dsfield")) {
    const value = args.value();
    filter.tos = s.names("rt_dsfield").number(value) ?? parseUnsigned(value, 255, 16);
    if (filter.tos === null) s.invalid("TOS value is invalid\n", value);
  } else if (matches(word, "protocol")) {
    const value = args.value();
    if (value === "all") filter.protocol = null;
    else {
      filter.protocol = s.names("rt_protos").number(value) ?? parseUnsigned(value, 255);
      if (filter.protocol === null) s.invalid('invalid "protocol"\n', value);
    }
  } else if (matches(word, "scope")) {
    const value = args.value();
    if (value === "all") filter.scope = null;
    else {
      filter.scope = s.names("rt_scopes").number(value) ?? parseUnsigned(value, 255);
      if (filter.scope === null) s.invalid('invalid "scope"\n', value);
    }
  } else if (matches(word, "type")) {
    const value = args.value();
    filter.type = routeType(value);
    if (filter.type === null) s.invalid("node type value is invalid\n", value);
  } else if (word === "dev" || matches(word, "oif")) {
    const value = args.value();
    filter.dev = s.deviceIndex(value);
    if (filter.dev === 0) return s.noDevice(value);
  } else if (matches(word, "iif")) {
    const value = args.value();
    if (s.deviceIndex(value) === 0) return s.noDevice(value);
    filter.impossible = true;
  } else if (word === "mark") {
    const value = args.value();
    if (parseUnsigned(value) === null) s.invalid("mark value is invalid\n", value);
    filter.impossible = true;
  } else if (matches(word, "metric") || matches(word, "priority") || word === "preference") {
    const value = args.value();
    filter.metric = parseUnsigned(value);
    if (filter.metric === null) s.invalid('"metric" value is invalid\n', value);
  } else if (word === "via") {
    let value = args.value();
    let family = filter.family;
    if (value === "inet" || value === "inet6") {
      family = value === "inet" ? 4 : 6;
      value = args.value();
    }
    filter.via = s.prefix(value, family);
  } else if (word === "src") filter.src = s.prefix(args.value(), filter.family);
  else if (matches(word, "realms")) {
    args.value();
    filter.impossible = true;
  } else if (matches(word, "from")) {
    const value = args.value();
    const from = s.prefix(
      value === "root" || value === "match" ? args.value() : value,
      filter.family,
    );
    filter.from = from.bitlen > 0;
  } else selectPrefix(s, args, filter);
  return null;
}

function selectTable(s: Session, value: string, filter: Filter): void {
  if (value === "cache") {
    filter.cached = true;
    return;
  }
  if (value === "all" || value === "0") {
    filter.table = 0;
    return;
  }
  const number = s.names("rt_tables").number(value) ?? parseUnsigned(value);
  if (number === null) s.invalid("table id value is invalid\n", value);
  filter.table = number;
}

function selectPrefix(s: Session, args: Args, filter: Filter): void {
  let word = args.word === "to" ? args.value() : args.word;
  let root = true;
  let match = true;
  if (matches(word, "root")) {
    word = args.value();
    match = false;
  } else if (matches(word, "match")) {
    word = args.value();
    root = false;
  } else {
    if (matches(word, "exact")) word = args.value();
    else if (matches(word, "help")) s.usage(HELP.route);
  }
  const prefix = s.prefix(word, filter.family);
  const family = prefix.family !== 0 ? prefix.family : filter.family === 0 ? 4 : filter.family;
  const full = { ...prefix, family } as InetPrefix;
  if (root) filter.root = full;
  if (match) filter.match = full;
  if (filter.family === 0) filter.family = prefix.family;
}

export function routeType(word: string): RouteDump["type"] | null {
  const names = ROUTE_TYPES as readonly string[];
  const number = parseUnsigned(word, 255);
  const name = number === null ? spelledOut(word) : (names[number] ?? "");
  return names.includes(name) ? (name as RouteDump["type"]) : null;
}

/** rtnl_rtntype_a2n: all but local and nat may be abbreviated, `any` being anycast. */
function spelledOut(word: string): string {
  if (word === "brd") return "broadcast";
  return SHORT_TYPES.find((name) => matches(word, name)) ?? word;
}
const SHORT_TYPES: readonly string[] = [
  "broadcast",
  "anycast",
  "multicast",
  "prohibit",
  "unreachable",
  "blackhole",
  "unicast",
  "throw",
];

function selected(route: RouteDump, f: Filter): boolean {
  if (f.table !== 0 && route.table !== f.table) return false;
  if (f.from || f.impossible) return false;
  if (f.protocol !== null && route.protocol !== f.protocol) return false;
  if (f.scope !== null && route.scope !== f.scope) return false;
  if (f.type !== null && route.type !== f.type) return false;
  if (f.tos !== null && route.tos !== f.tos) return false;
  if (f.metric !== null && route.priority !== f.metric) return false;
  if (f.root !== null) {
    if (route.family !== f.root.family || f.root.bitlen > route.prefixLength) return false;
    if (!sameBits(route.dst, f.root.addr, f.root.bitlen)) return false;
  }
  if (f.match !== null) {
    if (route.family !== f.match.family || f.match.bitlen < route.prefixLength) return false;
    if (!sameBits(route.dst, f.match.addr, route.prefixLength)) return false;
  }
  const hop = route.nexthops.length === 1 ? route.nexthops[0] : undefined;
  if (f.dev !== null && hop?.dev !== f.dev) return false;
  const { via, src } = f;
  if (via !== null && (hop?.gateway == null || !sameBits(hop.gateway, via.addr, via.bitlen)))
    return false;
  return src === null || (route.prefsrc !== null && sameBits(route.prefsrc, src.addr, src.bitlen));
}

function hiddenBy(f: Filter): RouteHidden {
  const whole = (prefix: InetPrefix | null): boolean =>
    prefix !== null && prefix.bitlen === (prefix.family === 6 ? 128 : 32);
  return {
    table: f.table !== 0,
    dev: f.dev !== null,
    via: whole(f.via),
    src: whole(f.src),
    protocol: f.protocol !== null,
    scope: f.scope !== null,
    tos: f.tos !== null,
    metric: f.metric !== null,
    type: false,
  };
}

function families(f: Filter): readonly Family[] {
  return f.family === 0 ? [4, 6] : [f.family];
}

// ── show and flush ─────────────────────────────────────────────────────────────────────────────

function list(s: Session, args: Args, flush: boolean): number {
  if (flush && args.done) {
    s.err('"ip route flush" requires arguments.\n');
    return 1;
  }
  const filter = parseFilter(s, args);
  if (typeof filter === "number") return filter;
  if (flush && filter.cached) return flushCache(s, filter);
  if (filter.cached) {
    s.printer.begin();
    if (filter.family !== 6) {
      for (const route of s.netlink.cachedRoutes())
        if (selected(route, filter)) printRoute(s, route, {}, route);
    }
    if (filter.family !== 4) {
      for (const route of s.netlink.cachedRoutes6())
        if (selected(route, filter)) printRoute(s, route, {});
    }
    s.printer.end();
    return 0;
  }
  const found: RouteDump[] = [];
  for (const family of families(filter)) {
    const all = s.netlink.routes(family);
    if (filter.table !== 0 && missingTable(s, family, filter.table, all, flush)) {
      s.err(
        `Error: ipv${family}: FIB table does not exist.\n${flush ? "Flush" : "Dump"} terminated\n`,
      );
      return 2;
    }
    found.push(...all.filter((route) => selected(route, filter)));
  }
  if (flush) return flushRoutes(s, found, hiddenBy(filter));
  s.printer.begin();
  for (const route of found) printRoute(s, route, hiddenBy(filter));
  s.printer.end();
  return 0;
}

/** A table exists once it had a route. Looking at main is no error before that. */
function missingTable(
  s: Session,
  family: Family,
  table: number,
  all: readonly RouteDump[],
  flush: boolean,
): boolean {
  if (table === TABLE_MAIN && !flush) return false;
  if (all.some((route) => route.table === table)) return false;
  const exists = s.netlink.hasTable?.(family, table);
  return exists !== true;
}

function flushCache(s: Session, filter: Filter): number {
  if (!s.proc.isRoot) {
    s.err('Cannot open "/proc/sys/net/ipv4/route/flush": Permission denied\n');
    return 0;
  }
  s.netlink.flushRouteCache(filter.family);
  if (s.options.stats > 0 && filter.family !== 6) s.out("*** IPv4 routing cache is flushed.\n");
  return 0;
}

function flushRoutes(s: Session, found: readonly RouteDump[], hidden: RouteHidden): number {
  const { stats } = s.options;
  // RTM_F_CLONED and what the kernel keeps for ::1 aside, all that was selected.
  const doomed = found;
  if (doomed.length === 0) {
    if (stats > 0) s.out("Nothing to flush.\n");
    return 0;
  }
  if (!s.proc.isRoot) {
    s.err("Failed to send flush request: Operation not permitted\n");
    return 2;
  }
  if (stats > 1) for (const route of doomed) printRoute(s, route, hidden);
  if (stats > 0) s.out(`\n*** Round 1, deleting ${doomed.length} entries ***\n`);
  for (const route of doomed) {
    s.netlink.delRoute(specOf(s, route));
  }
  if (stats > 0) s.out("*** Flush is complete after 1 round ***\n");
  return 0;
}

function specOf(s: Session, route: RouteDump): RouteSpec {
  return {
    family: route.family,
    type: route.type,
    dst: route.dst,
    prefixLength: route.prefixLength,
    tos: route.tos,
    table: route.table,
    protocol: route.protocol,
    scope: route.scope,
    priority: route.priority,
    nexthops: route.nexthops.map((hop) => ({
      ...(hop.dev === 0 ? {} : { dev: s.deviceName(hop.dev) }),
      ...(hop.gateway === null ? {} : { gateway: hop.gateway }),
    })),
    ...(route.prefsrc === null ? {} : { prefsrc: route.prefsrc }),
  };
}

// ── changes ────────────────────────────────────────────────────────────────────────────────────

function modify(s: Session, args: Args, mode: RouteMode | "del"): number {
  const deleting = mode === "del";
  if (args.done) s.usage(HELP.route);
  const draft = parseRouteWords(s, args);
  if (typeof draft === "number") return draft;
  if (draft.dst === null) s.usage(HELP.route);
  if (draft.nhid !== null && draft.family === 6) s.notSimulated('the IPv6 route option "nhid"');
  const family: Family = draft.family === 0 ? 4 : draft.family;
  const type = draft.type ?? (deleting ? undefined : "unicast");
  const toLocal = type === "local" || type === "broadcast" || type === "anycast";
  const table = draft.table ?? (toLocal ? TABLE_LOCAL : TABLE_MAIN);
  let scope = draft.scope ?? undefined;
  if (scope === undefined && !deleting && family === 4) {
    if (type === "local") scope = 254;
    else if (type === "broadcast" || type === "multicast" || type === "anycast") scope = 253;
    else if (type === "unicast")
      scope =
        draft.nexthops.some((hop) => hop.gateway !== undefined) ||
        draft.multipath ||
        draft.nhid !== null
          ? 0
          : 253;
    else scope = 0;
  }
  const protocol = draft.protocol ?? (deleting ? undefined : 3);
  const spec: RouteSpec = {
    family,
    table,
    dst:
      draft.dst === null || draft.dst.any
        ? family === 4
          ? (0 as Ipv4Addr)
          : ("::" as Ipv6Addr)
        : draft.dst.addr,
    prefixLength: draft.dst?.bitlen ?? 0,
    nexthops: draft.nexthops,
    ...(type === undefined ? {} : { type }),
    ...(scope === undefined ? {} : { scope }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(draft.tos === null ? {} : { tos: draft.tos }),
    ...(draft.src === null ? {} : { prefsrc: draft.src }),
    ...(draft.metric === null ? {} : { priority: draft.metric }),
    ...(Object.keys(draft.metrics).length === 0 ? {} : { metrics: draft.metrics }),
    ...(draft.nhid === null ? {} : { nhid: draft.nhid }),
    ...(draft.pref === null ? {} : { pref: draft.pref }),
  };
  return s.talk(() => (deleting ? s.netlink.delRoute(spec) : s.netlink.newRoute(spec, mode)))
    ? 0
    : 2;
}

export { formatAddress };
