/**
 * The attributes of a route that filters name. BIRD 1.6.8: static_attr and dynamic_attr of filter/config.Y,
 * proto/bgp/config.Y, sysdep/linux/netlink.Y, proto/rip and ospf; krt_tunnel is Calico's.
 */
import { EA } from "../../types.ts";
import { ENUM } from "./value.ts";

export type StaticAttr =
  "from" | "gw" | "net" | "proto" | "source" | "scope" | "cast" | "dest" | "ifname" | "ifindex";

/** The type of what it holds, and whether a filter may set it. */
export const STATIC_ATTRS: ReadonlyMap<string, { readonly writable: boolean }> = new Map([
  ["from", { writable: true }],
  ["gw", { writable: true }],
  ["net", { writable: false }],
  ["proto", { writable: false }],
  ["source", { writable: false }],
  ["scope", { writable: true }],
  ["cast", { writable: false }],
  ["dest", { writable: true }],
  ["ifname", { writable: true }],
  ["ifindex", { writable: false }],
]);

export type AttrKind =
  | "int"
  | "router-id"
  | "opaque"
  | "ip"
  | "as-path"
  | "bit"
  | "community"
  | "cluster-list"
  | "ext-community"
  | "large-community"
  | "string";

export interface DynamicAttr {
  readonly name: string;
  readonly code: number;
  readonly kind: AttrKind;
  /** An int that is an enum: T_ENUM_*. */
  readonly enumType: number | null;
  readonly bit: number;
}

const METRICS = EA.KRT_METRICS;
/** RTAX_LOCK and RTAX_FEATURES of linux/rtnetlink.h. */
const LOCK = METRICS + 1;
const FEATURES = METRICS + 12;

const RTAX: readonly (readonly [string, number])[] = [
  ["mtu", 2],
  ["window", 3],
  ["rtt", 4],
  ["rttvar", 5],
  ["sstresh", 6],
  ["cwnd", 7],
  ["advmss", 8],
  ["reordering", 9],
  ["hoplimit", 10],
  ["initcwnd", 11],
  ["rto_min", 13],
  ["initrwnd", 14],
  ["quickack", 15],
];
const LOCKS = "mtu window rtt rttvar sstresh cwnd advmss reordering hoplimit rto_min".split(" ");

function attr(name: string, code: number, kind: AttrKind, enumType: number | null = null) {
  return { name, code, kind, enumType, bit: 0 };
}

function list(): DynamicAttr[] {
  const out: DynamicAttr[] = [
    attr("igp_metric", EA.IGP_METRIC, "int"),
    attr("bgp_origin", EA.BGP_ORIGIN, "int", ENUM.ORIGIN),
    attr("bgp_path", EA.BGP_AS_PATH, "as-path"),
    attr("bgp_next_hop", EA.BGP_NEXT_HOP, "ip"),
    attr("bgp_med", EA.BGP_MED, "int"),
    attr("bgp_local_pref", EA.BGP_LOCAL_PREF, "int"),
    attr("bgp_atomic_aggr", EA.BGP_ATOMIC_AGGR, "opaque"),
    attr("bgp_aggregator", EA.BGP_AGGREGATOR, "opaque"),
    attr("bgp_community", EA.BGP_COMMUNITY, "community"),
    attr("bgp_originator_id", EA.BGP_ORIGINATOR_ID, "router-id"),
    attr("bgp_cluster_list", EA.BGP_CLUSTER_LIST, "cluster-list"),
    attr("bgp_ext_community", EA.BGP_EXT_COMMUNITY, "ext-community"),
    attr("bgp_large_community", EA.BGP_LARGE_COMMUNITY, "large-community"),
    attr("rip_metric", 0x200, "int"),
    attr("rip_tag", 0x201, "int"),
    attr("ospf_metric1", 0x300, "int"),
    attr("ospf_metric2", 0x301, "int"),
    attr("ospf_tag", 0x302, "int"),
    attr("ospf_router_id", 0x303, "router-id"),
    attr("krt_source", EA.KRT_SOURCE, "int"),
    attr("krt_metric", EA.KRT_METRIC, "int"),
    attr("krt_prefsrc", EA.KRT_PREFSRC, "ip"),
    attr("krt_realm", EA.KRT_REALM, "int"),
    attr("krt_scope", EA.KRT_SCOPE, "int"),
    attr("krt_tunnel", EA.KRT_TUNNEL, "string"),
  ];
  for (const [name, number] of RTAX) {
    out.push(attr(`krt_${name}`, METRICS + number, "int"));
    if (LOCKS.includes(name))
      out.push({ name: `krt_lock_${name}`, code: LOCK, kind: "bit", enumType: null, bit: number });
  }
  out.push({ ...attr("krt_feature_ecn", FEATURES, "bit"), bit: 0 });
  out.push({ ...attr("krt_feature_allfrag", FEATURES, "bit"), bit: 3 });
  return out;
}

export const DYNAMIC_ATTRS: ReadonlyMap<string, DynamicAttr> = new Map(
  list().map((one) => [one.name, one]),
);
