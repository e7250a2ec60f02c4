/**
 * Routes, attributes, filters, interfaces and neighbours, as values. BIRD: nest/route.h, nest/attrs.h, nest/iface.h.
 */
import type { Ipv4Addr } from "../../../wire/addr.ts";
import type { Hook, LogLevel, Proto, Table } from "./types.ts";

// ── networks and routes ──────────────────────────────────────────────────────────────────────

export interface Prefix {
  readonly address: Ipv4Addr;
  /** 0-32. */
  readonly length: number;
}

/** A network of a table; its routes in order, best first (`rte` chain). Made by rtable.ts. */
export interface Net extends Prefix {
  routes: Rte | null;
}

/** RTS_*: where a route is from, and filters' `source`. */
export const RTS = {
  DUMMY: 0,
  STATIC: 1,
  INHERIT: 2,
  DEVICE: 3,
  STATIC_DEVICE: 4,
  REDIRECT: 5,
  RIP: 6,
  OSPF: 7,
  OSPF_IA: 8,
  OSPF_EXT1: 9,
  OSPF_EXT2: 10,
  BGP: 11,
  PIPE: 12,
  BABEL: 13,
} as const;

/** SCOPE_* of nest/iface.h (not the kernel's). */
export const SCOPE = {
  HOST: 0,
  LINK: 1,
  SITE: 2,
  ORGANIZATION: 3,
  UNIVERSE: 4,
  UNDEFINED: 5,
} as const;

/** RTC_*: `cast`. */
export const RTC = { UNICAST: 0, BROADCAST: 1, MULTICAST: 2, ANYCAST: 3 } as const;

/** RTD_*: `dest`. RTD.NONE: recursive and not resolved (shown as unreachable). */
export const RTD = {
  ROUTER: 0,
  DEVICE: 1,
  BLACKHOLE: 2,
  UNREACHABLE: 3,
  PROHIBIT: 4,
  MULTIPATH: 5,
  NONE: 6,
} as const;

/** REF_*: flags of an Rte. */
export const REF = { COW: 1, FILTERED: 2, STALE: 4, DISCARD: 8 } as const;

export const IGP_METRIC_UNKNOWN = 0x80000000;

/** One next hop of a multipath route. `weight` 0-255: one less than what is shown. */
export interface NextHopBird {
  readonly gw: Ipv4Addr;
  readonly iface: Iface;
  readonly weight: number;
}

/** Who made a route: a protocol's instance, and its own number (add-path's id, else 0). */
export interface RouteSource {
  readonly proto: Proto;
  readonly privateId: number;
  /** Unique in the daemon. */
  readonly globalId: number;
}

/** A recursive next hop: what rtable.ts's host cache knows of an address. */
export interface HostEntry {
  readonly address: Ipv4Addr;
  /** For a directly connected `address`: its own gateway (the third-party next hop), else address again. */
  readonly link: Ipv4Addr;
  readonly table: Table;
  /** Resolved: as in Rta. `dest` RTD.UNREACHABLE: not. */
  readonly gw: Ipv4Addr;
  readonly iface: Iface | null;
  readonly nexthops: readonly NextHopBird[];
  readonly dest: number;
  readonly igpMetric: number;
}

/** A route's attributes: shared and never changed; make another with `{ ...attrs, dest }`. */
export interface Rta {
  readonly src: RouteSource;
  /** RTS.* */
  readonly source: number;
  /** SCOPE.* */
  readonly scope: number;
  /** RTC.* */
  readonly cast: number;
  /** RTD.* */
  readonly dest: number;
  /** RTD.ROUTER; 0 otherwise. */
  readonly gw: Ipv4Addr;
  /** The router that told of it; 0: nobody. */
  readonly from: Ipv4Addr;
  readonly iface: Iface | null;
  /** RTD.MULTIPATH. */
  readonly nexthops: readonly NextHopBird[];
  readonly hostentry: HostEntry | null;
  readonly igpMetric: number;
  readonly eattrs: Eattrs;
}

export interface Rte {
  readonly net: Net;
  /** Next route of the same network, worse. */
  next: Rte | null;
  /** The hook it came by: usually attrs.src.proto; a pipe otherwise. */
  readonly sender: Hook;
  readonly attrs: Rta;
  readonly pref: number;
  /** REF.* */
  flags: number;
  /** `io.now` at its last change. */
  lastmod: number;
  /** What the protocol that made it keeps with it (rte.u). */
  krt?: KrtPrivate;
  bgp?: { suppressed: boolean };
}

/** Of routes learned from the kernel. */
export interface KrtPrivate {
  /** KRT_SRC_*: 0 unknown, 1 BIRD, 2 alien, 3 redirect, 4 kernel. */
  readonly src: number;
  /** RTPROT_*. */
  readonly proto: number;
  readonly metric: number;
  seen: boolean;
  best: boolean;
}

// ── extended attributes ──────────────────────────────────────────────────────────────────────

export const EAP = { GENERIC: 0, BGP: 1, RIP: 2, OSPF: 3, KRT: 4, BABEL: 5 } as const;

/** EA_CODE(protocol, id). */
export const EA = {
  IGP_METRIC: 0x000,
  BGP_ORIGIN: 0x101,
  BGP_AS_PATH: 0x102,
  BGP_NEXT_HOP: 0x103,
  BGP_MED: 0x104,
  BGP_LOCAL_PREF: 0x105,
  BGP_ATOMIC_AGGR: 0x106,
  BGP_AGGREGATOR: 0x107,
  BGP_COMMUNITY: 0x108,
  BGP_ORIGINATOR_ID: 0x109,
  BGP_CLUSTER_LIST: 0x10a,
  BGP_EXT_COMMUNITY: 0x110,
  BGP_LARGE_COMMUNITY: 0x120,
  KRT_SOURCE: 0x400,
  KRT_METRIC: 0x401,
  KRT_PREFSRC: 0x410,
  KRT_REALM: 0x411,
  KRT_SCOPE: 0x412,
  /** KRT_METRICS + RTAX_*: 0x421 lock, 0x422 mtu, 0x423 window, 0x424 rtt, ... */
  KRT_METRICS: 0x420,
  /** Calico's patch: the device for the route's tunnel. */
  KRT_TUNNEL: 0x4f0,
} as const;

export interface AsSegment {
  /** 1 set, 2 sequence, 3 confed sequence, 4 confed set. */
  readonly type: number;
  readonly asns: readonly number[];
}
export type AsPath = readonly AsSegment[];
/** Each unsigned 32 bits, (asn << 16 | value) >>> 0, in the order they were added. */
export type CommunitySet = readonly number[];
/** Pairs of unsigned 32-bit halves, high first. */
export type ExtCommunitySet = readonly (readonly [number, number])[];
export type LargeCommunitySet = readonly (readonly [number, number, number])[];

/** The type word: EAF_TYPE_*. */
export type EattrValue =
  | { readonly kind: "int" | "ip" | "router-id"; readonly value: number }
  | { readonly kind: "as-path"; readonly value: AsPath }
  | { readonly kind: "community"; readonly value: CommunitySet }
  | { readonly kind: "ext-community"; readonly value: ExtCommunitySet }
  | { readonly kind: "large-community"; readonly value: LargeCommunitySet }
  /** CLUSTER_LIST: "cluster-list", each an unsigned 32-bit id. */
  | { readonly kind: "cluster-list"; readonly value: readonly number[] }
  | { readonly kind: "opaque"; readonly value: Uint8Array }
  | { readonly kind: "string"; readonly value: string };

export type Eattr = {
  /** EA.* or EA_CODE of an unknown one. */
  readonly code: number;
  /** BGP's attribute flags (0x80 optional, 0x40 transitive, 0x20 partial), else 0. */
  readonly flags: number;
} & EattrValue;

/** Sorted by code, one of a code. Never changed: see eattr.ts for find, with, without. */
export type Eattrs = readonly Eattr[];

// ── filters (compiled by birdlang) ───────────────────────────────────────────────────────────

export interface FilterHost {
  /** `print`, and the interpreter's errors: one line, without `bird: `. */
  log(level: LogLevel, text: string): void;
  /** roa_check() and other uses of tables. */
  table(name: string): Table | null;
  readonly routerId: number;
}

export interface FilterOutcome {
  readonly accept: boolean;
  /** As the filter left them: the same objects when it changed nothing. */
  readonly attrs: Rta;
  readonly pref: number;
  /** It wrote to the route itself, if only what was there. */
  readonly copied?: boolean;
}

/** A compiled filter, `where` condition, or the built-in ones (filters.ts has ACCEPT and REJECT). */
export interface Filter {
  /** As `show protocols all` names it: ACCEPT, REJECT, its name, (unnamed). */
  readonly name: string;
  /** An error inside is logged and rejects. */
  run(rte: Rte, host: FilterHost): FilterOutcome;
  /** filter_same(): would it decide alike? Then `configure` keeps the routes. */
  same(other: Filter): boolean;
}

// ── interfaces and neighbours (iface.ts) ─────────────────────────────────────────────────────

/** IF_*: flags of an interface. */
export const IF = {
  UP: 0x1,
  MULTIACCESS: 0x2,
  BROADCAST: 0x4,
  MULTICAST: 0x8,
  ADMIN_UP: 0x10,
  LOOPBACK: 0x20,
  IGNORE: 0x40,
  LINK_UP: 0x80,
} as const;
/** IF_CHANGE_*: what an ifNotify is about. */
export const IF_CHANGE = {
  UP: 0x1,
  DOWN: 0x2,
  MTU: 0x4,
  CREATE: 0x8,
  LINK: 0x10,
  UPDATE: 0x10000000,
} as const;

export interface Ifa {
  readonly iface: Iface;
  readonly ip: Ipv4Addr;
  readonly prefix: Ipv4Addr;
  readonly length: number;
  readonly broadcast: Ipv4Addr;
  /** The other end of a peer address, else 0. */
  readonly opposite: Ipv4Addr;
  /** SCOPE.* */
  readonly scope: number;
  readonly flags: {
    readonly primary: boolean;
    readonly secondary: boolean;
    readonly peer: boolean;
    readonly host: boolean;
  };
}

export interface Iface {
  readonly name: string;
  readonly index: number;
  /** IF.* */
  readonly flags: number;
  readonly mtu: number;
  readonly addrs: readonly Ifa[];
  /** The primary address, if it has one. */
  readonly addr: Ifa | null;
}

/** A directly connected host that a protocol cares for; kept until its protocol goes down. */
export interface Neighbor {
  readonly addr: Ipv4Addr;
  /** null: not reachable now (a sticky one waits). */
  readonly iface: Iface | null;
  readonly ifa: Ifa | null;
  readonly proto: Proto;
  /** SCOPE.*, -1 when not reachable; SCOPE.HOST: it is one of our own addresses. */
  readonly scope: number;
  readonly sticky: boolean;
  /** The protocol's own. */
  data: unknown;
}
