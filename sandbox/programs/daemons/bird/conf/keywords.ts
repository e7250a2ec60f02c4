/**
 * The words that BIRD's grammar takes and that so name nothing else: a protocol called `peer` is a syntax error.
 * BIRD 1.6.8: CF_KEYWORDS and CF_ENUM of all grammar files; the list is what Debian's `bird -p` refuses as a name.
 */
const WORDS = `
  accept action add address administrative advertise after algorithm all allow always area as as4
  attributes auth authentication aware base bcast bfd bgp bgp_aggregator bgp_atomic_aggr
  bgp_cluster_list bgp_community bgp_ext_community bgp_large_community bgp_local_pref bgp_med
  bgp_next_hop bgp_origin bgp_originator_id bgp_path bgpmask bgppath blackhole block bool broadcast
  buffer bug capabilities case cast cease change check class client clist cluster collision commands
  communities configuration configure confirm connect connection contains cost cost2 count
  cryptographic dead debug deconfigured default define defined delay delete description dest
  deterministic dev device direct disable disabled down drop dscp dual dump ec echo eclist ecmp
  eligible else empty enable error eval events export extended external false fatal filename filter
  filtered filters first flush for forget from function garbage gateway generate generic global
  graceful gw hello hidden hit hmac hold hop horizon id idle if ifindex ifname ignore igp igp_metric
  import in infinity info instance int interface interfaces interpret interval ip ipv4 iso keep
  keepalive kernel keyed krt_advmss krt_cwnd krt_feature_allfrag krt_feature_ecn krt_hoplimit
  krt_initcwnd krt_initrwnd krt_lock_advmss krt_lock_cwnd krt_lock_hoplimit krt_lock_mtu
  krt_lock_reordering krt_lock_rto_min krt_lock_rtt krt_lock_rttvar krt_lock_sstresh krt_lock_window
  krt_metric krt_mtu krt_prefsrc krt_quickack krt_realm krt_reordering krt_rto_min krt_rtt krt_rttvar
  krt_scope krt_source krt_sstresh krt_window large last last_nonaggregated latency lc lclist learn
  len length limit link listen lived lladdr local log long lsa lsadb lsid mask match max md5 med
  memory merge messages meticulous metric min missing mode mrt mrtdump ms multicast multihop multipath
  multiplier name nbma neighbor neighbors net netmask networks next no noexport nonbroadcast none
  normal nssa of off old older on only opaque ospf ospf_metric1 ospf_metric2 ospf_router_id ospf_tag
  out packets pair passive password passwords path paths peer period persist pipe plaintext
  pointomultipoint pointopoint poison poll port preexport prefer preference prefix prepend primary
  print printn priority prohibit proto protocol protocols ptmp ptp quad quitbird real receive
  recursive refresh reject rejected reload remote reset resources restart restrict retransmit retry
  return reverse rfc1583compat rip rip_metric rip_tag ro roa roa_check route router routes rr rs rt rx
  s scan scope secondary security self sessions set setkey sha1 sha256 sha384 sha512 short show
  shutdown simple sockets soft sorted source split stability stale start startup state states static
  stats status stderr strict string stub stubnet summary suppression symbols syslog table tag template
  then tick time timeformat timeout to topology trace translator transmit transparent true ttl tx type
  undo unknown unreachable unset update us v6only version via virtual vrf wait warn warning watchdog
  weight where yes zero
`;

/** BIRD 2's own. */
const BIRD2_WORDS =
  "attribute ipv6 external internal strict bind dynamic range ibgp ebgp mandatory onlink hostname vpn4 vpn6 roa4 roa6 flow4 flow6 radv babel rpki perf mpls".split(
    " ",
  );

/** Calico's patch adds one. */
const CALICO_WORDS = ["krt_tunnel"];

export type Profile = "1.6.8" | "calico" | "2.0.12";

export function keywords(profile: Profile): ReadonlySet<string> {
  const words = new Set(WORDS.trim().split(/\s+/));
  if (profile === "calico") for (const word of CALICO_WORDS) words.add(word);
  if (profile === "2.0.12") for (const word of BIRD2_WORDS) words.add(word);
  return words;
}

/** CF_ENUM: each constant's type (T_ENUM_*) and number. */
const ENUMS: readonly (readonly [number, string, readonly string[]])[] = [
  [
    0x30,
    "RTS_",
    "DUMMY STATIC INHERIT DEVICE STATIC_DEVICE REDIRECT RIP OSPF OSPF_IA OSPF_EXT1 OSPF_EXT2 BGP PIPE BABEL".split(
      " ",
    ),
  ],
  [0x31, "ORIGIN_", ["IGP", "EGP", "INCOMPLETE"]],
  [0x32, "SCOPE_", ["HOST", "LINK", "SITE", "ORGANIZATION", "UNIVERSE", "UNDEFINED"]],
  [0x33, "RTC_", ["UNICAST", "BROADCAST", "MULTICAST", "ANYCAST"]],
  [0x34, "RTD_", ["ROUTER", "DEVICE", "BLACKHOLE", "UNREACHABLE", "PROHIBIT", "MULTIPATH"]],
  [0x35, "ROA_", ["UNKNOWN", "VALID", "INVALID"]],
];

export interface EnumConstant {
  readonly type: number;
  readonly number: number;
}

export function enumConstants(): ReadonlyMap<string, EnumConstant> {
  const out = new Map<string, EnumConstant>();
  for (const [type, prefix, names] of ENUMS)
    names.forEach((name, number) => out.set(prefix + name, { type, number }));
  return out;
}
