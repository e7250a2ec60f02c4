/**
 * The configuration door's vocabulary: what RTNETLINK carries, as values. Programs (`ip`, `bridge`,
 * kubelet) speak only this; printing belongs to them, deciding belongs to the kernel.
 */
import type { Ipv4Addr, Ipv6Addr, MacAddr } from "../wire/addr.ts";
import type { Errno } from "./errno.ts";
import type { RouteType } from "./route/types.ts";
import type {
  ClassDump,
  ClassSpec,
  FilterDump,
  FilterSpec,
  QdiscDump,
  QdiscMode,
  QdiscSpec,
} from "./sched/types.ts";

/**
 * A refusal. With `extack` the tool prints `Error: <extack>.`-style text (extack as the kernel
 * words it, without the final dot iproute2 adds), without it `RTNETLINK answers: strerror`.
 */
export interface NetlinkError {
  readonly errno: Errno;
  readonly extack?: string;
}
/** null: done. */
export type NetlinkAnswer = NetlinkError | null;

/** IFF_*: <linux/if.h>. */
export const IFF = {
  UP: 0x1,
  BROADCAST: 0x2,
  LOOPBACK: 0x8,
  POINTOPOINT: 0x10,
  NOARP: 0x80,
  PROMISC: 0x100,
  ALLMULTI: 0x200,
  DYNAMIC: 0x8000,
  MULTICAST: 0x1000,
  RUNNING: 0x40,
  LOWER_UP: 0x10000,
  DORMANT: 0x20000,
} as const;

/** RTF_* of /proc/net/ipv6_route: <linux/route.h>, <linux/ipv6_route.h>. */
export const RTF = {
  UP: 0x1,
  GATEWAY: 0x2,
  REJECT: 0x200,
  NONEXTHOP: 0x200000,
  LOCAL: 0x80000000,
} as const;

export type OperState =
  "UNKNOWN" | "NOTPRESENT" | "DOWN" | "LOWERLAYERDOWN" | "TESTING" | "DORMANT" | "UP";

/** rtnl_link_stats64; packets and bytes. */
export interface LinkStats {
  rxPackets: number;
  txPackets: number;
  rxBytes: number;
  txBytes: number;
  rxErrors: number;
  txErrors: number;
  rxDropped: number;
  txDropped: number;
  multicast: number;
  collisions: number;
  rxLengthErrors: number;
  rxOverErrors: number;
  rxCrcErrors: number;
  rxFrameErrors: number;
  rxFifoErrors: number;
  rxMissedErrors: number;
  txAbortedErrors: number;
  txCarrierErrors: number;
  txFifoErrors: number;
  txHeartbeatErrors: number;
  txWindowErrors: number;
  rxNohandler: number;
}

/** IFLA_INFO_DATA of a bridge, times in centiseconds (USER_HZ) as `ip -d link` prints them. */
export interface BridgeInfo {
  readonly kind: "bridge";
  forwardDelay: number;
  helloTime: number;
  maxAge: number;
  ageingTime: number;
  stpState: number;
  priority: number;
  vlanFiltering: number;
  vlanProtocol: string;
  vlanDefaultPvid: number;
  /** "8000.2:0:0:0:0:b0": unpadded, as iproute2 prints it. */
  bridgeId: string;
  designatedRoot: string;
  rootPort: number;
  rootPathCost: number;
  topologyChange: number;
  topologyChangeDetected: number;
  helloTimer: number;
  tcnTimer: number;
  topologyChangeTimer: number;
  gcTimer: number;
  groupFwdMask: number;
  groupAddress: MacAddr;
  mcastSnooping: number;
  /** What it would say as root; sysfs's bridge_* of brctl. */
  ownForwardDelay: number;
  ownHelloTime: number;
  ownMaxAge: number;
  nfCallIptables: number;
  nfCallIp6tables: number;
  nfCallArptables: number;
}
export interface VethInfo {
  readonly kind: "veth";
}
export interface DummyInfo {
  readonly kind: "dummy";
}
export interface VlanInfo {
  readonly kind: "vlan";
  id: number;
  protocol: string;
}
export interface MacvlanInfo {
  readonly kind: "macvlan";
  mode: "private" | "vepa" | "bridge" | "passthru" | "source";
}
/** IFLA_INFO_DATA of a VXLAN. Addresses 0: none. */
export interface VxlanInfo {
  readonly kind: "vxlan";
  vni: number;
  /** Of the default destination; a group when it is multicast. */
  remote: Ipv4Addr;
  local: Ipv4Addr;
  /** ifindex that was given as `dev`, in the namespace it was made in; 0: none. */
  link: number;
  portLow: number;
  portHigh: number;
  dstport: number;
  learning: boolean;
  proxy: boolean;
  rsc: boolean;
  l2miss: boolean;
  l3miss: boolean;
  /** 1: inherit. */
  tos: number;
  /** 0: auto. */
  ttl: number;
  ttlInherit: boolean;
  df: "unset" | "set" | "inherit";
  /** Seconds; 0: never. */
  ageing: number;
  /** Most FDB entries; 0: no limit. */
  maxaddr: number;
  udpCsum: boolean;
  udp6ZeroCsumTx: boolean;
  udp6ZeroCsumRx: boolean;
  gbp: boolean;
}
/** IFLA_INFO_DATA of ipip. */
export interface IpTunnelInfo {
  readonly kind: "ipip";
  remote: Ipv4Addr;
  local: Ipv4Addr;
  /** ifindex of `dev`, 0: none. */
  link: number;
  /** 0: inherit. */
  ttl: number;
  /** 1: inherit. */
  tos: number;
  pmtudisc: boolean;
  /** Protocol inside: 4 (IPPROTO_IPIP, from `ip tunnel`), 0 any. */
  proto: number;
  ignoreDf: boolean;
}
export type LinkInfoData =
  BridgeInfo | VethInfo | DummyInfo | VlanInfo | MacvlanInfo | VxlanInfo | IpTunnelInfo;

/** IFLA_INFO_SLAVE_DATA of a bridge port. */
export interface BridgePortInfo {
  readonly kind: "bridge";
  /** IFLA_BRPORT_FLUSH: forget what was learned there; never in a dump. */
  flush?: boolean;
  /** BR_STATE_*: 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking. */
  state: number;
  priority: number;
  cost: number;
  hairpin: boolean;
  guard: boolean;
  rootBlock: boolean;
  fastLeave: boolean;
  learning: boolean;
  flood: boolean;
  mcastFlood: boolean;
  bcastFlood: boolean;
  mcastToUnicast: boolean;
  /** 0 never, 1 by what is heard, 2 always, 3 for a while. */
  mcastRouter: number;
  isolated: boolean;
  neighSuppress: boolean;
  proxyArp: boolean;
  proxyArpWifi: boolean;
  vlanTunnel: boolean;
  locked: boolean;
  groupFwdMask: number;
  /** ifindex, 0: none. */
  backupPort: number;
  portId: number;
  portNo: number;
  designatedRoot: string;
  designatedBridge: string;
  designatedPort: number;
  designatedCost: number;
  topologyChangeAck: number;
  configPending: number;
  /** 1/100 s. */
  messageAgeTimer: number;
  forwardDelayTimer: number;
  holdTimer: number;
}

/** One RTM_NEWLINK. */
export interface LinkDump {
  readonly index: number;
  readonly name: string;
  /** IFF_* bits. */
  readonly flags: number;
  readonly linkType: "loopback" | "ether" | "none" | "ipip";
  readonly mtu: number;
  readonly minMtu: number;
  readonly maxMtu: number;
  readonly qdisc: string;
  readonly operstate: OperState;
  readonly carrier: boolean;
  readonly group: number;
  readonly txqlen: number;
  readonly address: MacAddr;
  readonly broadcast: MacAddr;
  readonly alias: string | null;
  readonly altnames: readonly string[];
  /** Master's ifindex, 0: none. */
  readonly master: number;
  /** IFLA_LINK: ifindex of the other end or lower device, 0: none. In `linkNetnsid`'s namespace when not null. */
  readonly link: number;
  readonly linkNetnsid: number | null;
  readonly promiscuity: number;
  readonly allmulti: number;
  readonly numTxQueues: number;
  readonly numRxQueues: number;
  readonly gsoMaxSize: number;
  readonly gsoMaxSegs: number;
  readonly tsoMaxSize: number;
  readonly tsoMaxSegs: number;
  readonly groMaxSize: number;
  /** null when IPv6 is disabled on the device: `addrgenmode` then vanishes from -d. */
  readonly addrGenMode: "eui64" | "none" | null;
  readonly stats: Readonly<LinkStats>;
  /** Carrier went up / down so many times. */
  readonly carrierUpCount: number;
  readonly carrierDownCount: number;
  /** IFLA_INFO_KIND, null for lo and plain Ethernet cards. */
  readonly kind: string | null;
  readonly info: LinkInfoData | null;
  readonly slave: BridgePortInfo | null;
}

export interface NewLink {
  readonly name?: string;
  readonly kind: string;
  readonly address?: MacAddr;
  readonly mtu?: number;
  readonly txqlen?: number;
  readonly index?: number;
  readonly up?: boolean;
  readonly arp?: boolean;
  readonly multicast?: boolean;
  readonly numTxQueues?: number;
  readonly numRxQueues?: number;
  /** Master's name (already resolved by the tool). */
  readonly master?: string;
  /** Lower device (`link DEV`) by name. */
  readonly link?: string;
  /** Create it in this namespace instead (`netns NAME`). */
  readonly netns?: import("./netns.ts").NetNamespace;
  readonly peer?: {
    readonly name?: string;
    readonly address?: MacAddr;
    readonly mtu?: number;
    readonly index?: number;
    readonly netns?: import("./netns.ts").NetNamespace;
    readonly up?: boolean;
    readonly txqlen?: number;
    readonly numTxQueues?: number;
    readonly numRxQueues?: number;
  };
  readonly bridge?: Partial<BridgeInfo>;
  readonly vlan?: { readonly id: number; readonly protocol: string };
  readonly macvlan?: { readonly mode: MacvlanInfo["mode"] };
  /** `link`: the lower device by name (checked here). No `vni`: the kernel asks for it. */
  readonly vxlan?: Partial<VxlanInfo>;
  readonly tunnel?: Partial<IpTunnelInfo>;
}

export interface SetLink {
  readonly up?: boolean;
  readonly name?: string;
  readonly mtu?: number;
  readonly address?: MacAddr;
  readonly broadcast?: MacAddr;
  readonly txqlen?: number;
  readonly alias?: string;
  readonly arp?: boolean;
  readonly multicast?: boolean;
  readonly promisc?: boolean;
  readonly allmulti?: boolean;
  /** IFF_DYNAMIC: a mark without effect. */
  readonly dynamic?: boolean;
  /** Master's name, "" for nomaster. */
  readonly master?: string;
  readonly netns?: import("./netns.ts").NetNamespace;
  readonly group?: number;
  readonly carrier?: boolean;
  readonly addrGenMode?: "eui64" | "none";
  readonly bridge?: Partial<BridgeInfo>;
  readonly bridgeSlave?: Partial<BridgePortInfo>;
  readonly vxlan?: Partial<VxlanInfo>;
  readonly macvlan?: { readonly mode: MacvlanInfo["mode"] };
  readonly tunnel?: Partial<IpTunnelInfo>;
  /** False: no NETDEV_CHANGE follows, as `bridge link set` does it. */
  readonly notifies?: boolean;
}

/** IFA_F_*. */
export const IFA_F = {
  SECONDARY: 0x01,
  NODAD: 0x02,
  OPTIMISTIC: 0x04,
  DADFAILED: 0x08,
  HOMEADDRESS: 0x10,
  DEPRECATED: 0x20,
  TENTATIVE: 0x40,
  PERMANENT: 0x80,
  MANAGETEMPADDR: 0x100,
  NOPREFIXROUTE: 0x200,
  MCAUTOJOIN: 0x400,
} as const;

export interface AddrDump {
  readonly family: 4 | 6;
  readonly index: number;
  /** The name it was given, IPv4 only; device name otherwise. */
  readonly label: string;
  readonly local: Ipv4Addr | Ipv6Addr;
  /** Peer address, equal to local without one. */
  readonly address: Ipv4Addr | Ipv6Addr;
  readonly prefixLength: number;
  readonly broadcast: Ipv4Addr | null;
  readonly scope: number;
  readonly flags: number;
  readonly proto: number;
  readonly metric: number;
  /** Seconds left now; Infinity: forever. */
  readonly validLft: number;
  readonly preferredLft: number;
}

export interface AddrSpec {
  readonly family: 4 | 6;
  readonly dev: string;
  readonly local: Ipv4Addr | Ipv6Addr;
  readonly peer?: Ipv4Addr | Ipv6Addr;
  readonly prefixLength: number;
  /** "+" computes it (all ones), "-" all zeros. */
  readonly broadcast?: Ipv4Addr;
  readonly anycast?: Ipv4Addr;
  readonly scope?: number;
  readonly label?: string;
  readonly metric?: number;
  readonly validLft?: number;
  readonly preferredLft?: number;
  /** IFA_F_* the user asked for. */
  readonly flags?: number;
}

export interface NextHop {
  /** ifindex, 0: none. */
  readonly dev: number;
  readonly gateway: Ipv4Addr | Ipv6Addr | null;
  /** 1-256. */
  readonly weight: number;
  readonly onlink: boolean;
  /** Set in dumps when the device has lost its carrier / is down. */
  readonly linkdown: boolean;
  readonly dead: boolean;
}

/** RTAX_*, in the kernel's units: rtt 1/8 ms, rttvar 1/4 ms, rtoMin ms. All but mtu and advmss are only shown. */
export interface RouteMetrics {
  mtu?: number;
  mtuLock?: boolean;
  advmss?: number;
  window?: number;
  rtt?: number;
  rttvar?: number;
  rtoMin?: number;
  ssthresh?: number;
  cwnd?: number;
  reordering?: number;
  hoplimit?: number;
  initcwnd?: number;
  initrwnd?: number;
  quickack?: number;
  /** RTAX_FEATURE_*: 1 ECN. */
  features?: number;
  fastopenNoCookie?: number;
  congctl?: string;
  /** RTAX_LOCK, as iproute2's words. */
  locks?: readonly string[];
  /** RTA_FLOW: FROM << 16 | TO; kept here because it travels with them. */
  realm?: number;
}

export interface RouteDump {
  readonly family: 4 | 6;
  readonly type: RouteType;
  readonly dst: Ipv4Addr | Ipv6Addr;
  readonly prefixLength: number;
  readonly tos: number;
  readonly table: number;
  readonly protocol: number;
  readonly scope: number;
  readonly prefsrc: Ipv4Addr | Ipv6Addr | null;
  /** Metric; 0 not printed for IPv4. */
  readonly priority: number;
  readonly nexthops: readonly NextHop[];
  /** The next hop object that it names; absent: none. */
  readonly nhid?: number;
  readonly metrics: RouteMetrics;
  /** IPv6: "medium". */
  readonly pref?: string;
}

export interface RouteSpec {
  readonly family: 4 | 6;
  readonly type?: RouteType;
  readonly dst: Ipv4Addr | Ipv6Addr;
  readonly prefixLength: number;
  readonly tos?: number;
  readonly table?: number;
  readonly protocol?: number;
  readonly scope?: number;
  readonly prefsrc?: Ipv4Addr | Ipv6Addr;
  readonly priority?: number;
  readonly nexthops: readonly {
    readonly dev?: string;
    readonly gateway?: Ipv4Addr | Ipv6Addr;
    readonly weight?: number;
    readonly onlink?: boolean;
  }[];
  /** A next hop object's number, instead of next hops. */
  readonly nhid?: number;
  readonly metrics?: RouteMetrics;
  /** RFC 4191, IPv6: low, medium, high. */
  readonly pref?: string;
}
/** RTM_NEWNEXTHOP. */
export interface NexthopSpec {
  /** 0: the kernel chooses. */
  readonly id: number;
  readonly protocol: number;
  readonly dev?: string;
  readonly gateway?: Ipv4Addr | Ipv6Addr;
  readonly onlink?: boolean;
  readonly blackhole?: boolean;
  readonly group?: readonly { readonly id: number; readonly weight: number }[];
}
export interface NexthopDump {
  readonly id: number;
  readonly protocol: number;
  /** 0: a group, of any. */
  readonly family: 0 | 4 | 6;
  readonly group: readonly { readonly id: number; readonly weight: number }[] | null;
  readonly blackhole: boolean;
  readonly gateway: Ipv4Addr | Ipv6Addr | null;
  readonly onlink: boolean;
  readonly scope: number;
  /** Index; 0: none. */
  readonly dev: number;
}
/** NLM_F_*: add = CREATE|EXCL, append, prepend, change = REPLACE, replace = CREATE|REPLACE. */
export type RouteMode = "add" | "append" | "prepend" | "change" | "replace";

/** `ip route get`: the answer, with its cache line. */
export interface RouteGet extends RouteDump {
  readonly requestedSrc: Ipv4Addr | Ipv6Addr | null;
  readonly mark: number;
  readonly iif: number;
  readonly uid: number;
  /** Words for `<...>` on the cache line: local, brd, mc, redirected, ... */
  readonly cacheFlags: readonly string[];
  /** Seconds until a PMTU exception ends, null: none. */
  readonly expires: number | null;
}

export interface RuleDump {
  readonly family: 4 | 6;
  readonly priority: number;
  readonly not: boolean;
  readonly src: Ipv4Addr | null;
  readonly srcLength: number;
  readonly dst: Ipv4Addr | null;
  readonly dstLength: number;
  readonly tos: number;
  readonly fwmark: number;
  readonly fwmask: number;
  readonly iif: string | null;
  readonly oif: string | null;
  readonly uidStart: number | null;
  readonly uidEnd: number | null;
  readonly ipProto: number;
  readonly sport: readonly [number, number] | null;
  readonly dport: readonly [number, number] | null;
  readonly action: "lookup" | "blackhole" | "unreachable" | "prohibit" | "goto" | "nop";
  readonly table: number;
  readonly goto: number;
  readonly suppressPrefixLength: number | null;
  readonly protocol: number;
  /** iif/oif names a device that does not exist. */
  readonly detached: { readonly iif: boolean; readonly oif: boolean };
}
export type RuleSpec = Partial<Omit<RuleDump, "detached">> & { readonly family: 4 | 6 };

/** NUD_*: <linux/neighbour.h>. */
export const NUD = {
  NONE: 0x00,
  INCOMPLETE: 0x01,
  REACHABLE: 0x02,
  STALE: 0x04,
  DELAY: 0x08,
  PROBE: 0x10,
  FAILED: 0x20,
  NOARP: 0x40,
  PERMANENT: 0x80,
} as const;

export interface NeighDump {
  readonly family: 4 | 6;
  readonly index: number;
  readonly dst: Ipv4Addr | Ipv6Addr;
  readonly lladdr: MacAddr | null;
  /** NUD_* */
  readonly state: number;
  readonly router: boolean;
  readonly proxy: boolean;
  readonly externLearn: boolean;
  /** Seconds since used / confirmed / updated, and probes sent: for -s. */
  readonly used: number;
  readonly confirmed: number;
  readonly updated: number;
  readonly probes: number;
  readonly refcnt: number;
}
export interface NeighSpec {
  readonly family: 4 | 6;
  readonly dev: string;
  readonly dst: Ipv4Addr | Ipv6Addr;
  readonly lladdr?: MacAddr;
  readonly state?: number;
  readonly proxy?: boolean;
  readonly router?: boolean;
  readonly externLearn?: boolean;
  /** NTF_USE: resolve it now. */
  readonly use?: boolean;
}
export type NeighMode = "add" | "change" | "replace";

export interface FdbDump {
  /** The port's (or device's own) ifindex. */
  readonly index: number;
  readonly mac: MacAddr;
  /** 0: no VLAN. */
  readonly vlan: number;
  /** NTF_SELF or NTF_MASTER: which table it stands in. */
  readonly where: "self" | "master";
  /** Bridge's ifindex when where is master. */
  readonly master: number;
  readonly state: "permanent" | "static" | "reachable" | "stale";
  /** Seconds since used / updated. */
  readonly used: number;
  readonly updated: number;
  readonly externLearn: boolean;
  readonly sticky: boolean;
  readonly offload: boolean;
  readonly isLocal: boolean;
  /** What a VXLAN's entry says more, null for the rest. */
  readonly vxlan: VxlanFdbDump | null;
}
export interface VxlanFdbDump {
  /** 0: none. */
  readonly dst: Ipv4Addr;
  /** Where they differ from the device's, else null. */
  readonly port: number | null;
  readonly vni: number | null;
  /** ifindex of `via`, 0: none; with a netnsid it is one of that namespace. */
  readonly via: number;
  readonly linkNetnsid: number | null;
  readonly router: boolean;
  /** NUD_* bits, as `ip monitor` shows them. */
  readonly nud: number;
  /** The kernel asks (RTM_GETNEIGH): nobody knows this address. */
  readonly miss: boolean;
}
export interface FdbSpec {
  readonly dev: string;
  readonly mac: MacAddr;
  readonly vlan?: number;
  readonly where: "self" | "master" | "both";
  readonly state?: "permanent" | "static" | "dynamic";
  readonly sticky?: boolean;
  readonly externLearn?: boolean;
  /** NTF_ROUTER; the rest is for VXLAN devices. */
  readonly router?: boolean;
  readonly dst?: Ipv4Addr | Ipv6Addr;
  readonly port?: number;
  readonly vni?: number;
  /** Device by ifindex. */
  readonly via?: number;
}

export interface BridgeVlanDump {
  readonly index: number;
  readonly vlans: readonly {
    readonly id: number;
    readonly pvid: boolean;
    readonly untagged: boolean;
    /** BR_STATE_*. */
    readonly state: number;
  }[];
}

/** One member of a multicast group behind a bridge. */
export interface MdbDump {
  /** The bridge's and the port's ifindex; the bridge itself may be a member. */
  readonly bridge: number;
  readonly port: number;
  readonly group: string;
  readonly source: string | null;
  /** 0: a group of layer 2. */
  readonly family: 0 | 4 | 6;
  readonly vlan: number;
  readonly permanent: boolean;
  readonly byHand: boolean;
  /** The bridge's own stack. */
  readonly host: boolean;
  /** 1/100 s until it ends, 0: permanent. */
  readonly timer: number;
}
export interface MdbSpec {
  readonly dev: string;
  readonly port: string;
  readonly group: string;
  readonly source: string | null;
  readonly family: 0 | 4 | 6;
  readonly vlan: number;
  readonly permanent: boolean;
}

/** RTM_NEWNETCONF: what changed, or all of a new device's. */
export interface NetconfDump {
  readonly family: 4 | 6;
  /** ifindex; 0: all, -1: default. */
  readonly index: number;
  readonly forwarding?: number;
  readonly rpFilter?: number;
  readonly mcForwarding?: number;
  readonly proxyNeigh?: number;
  readonly ignoreLinkdown?: number;
}

/** What `ip monitor` and daemons see: `message` is a dump made at that instant. */
export type NetlinkEvent =
  | {
      readonly type: "link";
      readonly deleted: boolean;
      readonly at: number;
      readonly message: LinkDump;
      /** IFLA_NEW_NETNSID and IFLA_NEW_IFINDEX of a device that moves away. */
      readonly movedTo?: { readonly nsid: number; readonly index: number };
    }
  | {
      readonly type: "netconf";
      readonly deleted: boolean;
      readonly at: number;
      readonly message: NetconfDump;
    }
  | {
      readonly type: "addr";
      readonly deleted: boolean;
      readonly at: number;
      readonly message: AddrDump;
      readonly dev: string;
    }
  | {
      readonly type: "route";
      readonly deleted: boolean;
      readonly at: number;
      readonly message: RouteDump;
    }
  | {
      readonly type: "rule";
      readonly deleted: boolean;
      readonly at: number;
      readonly message: RuleDump;
    }
  | {
      readonly type: "neigh";
      readonly deleted: boolean;
      readonly at: number;
      readonly message: NeighDump;
    }
  | {
      readonly type: "fdb";
      readonly deleted: boolean;
      readonly at: number;
      readonly message: FdbDump;
    }
  | {
      readonly type: "vlan";
      readonly deleted: boolean;
      readonly at: number;
      readonly message: BridgeVlanDump;
    }
  | {
      readonly type: "mdb";
      readonly deleted: boolean;
      readonly at: number;
      readonly message: MdbDump;
    }
  | {
      readonly type: "nsid";
      readonly deleted: boolean;
      readonly at: number;
      readonly nsid: number;
      readonly name: string;
    };

/** One namespace's door. `ns.netlink`. All calls are synchronous and take no virtual time. */
export interface Netlink {
  links(): LinkDump[];
  link(name: string): LinkDump | null;
  /** if_nametoindex: 0 when there is none. */
  linkIndex(name: string): number;
  linkByIndex(index: number): LinkDump | null;
  newLink(spec: NewLink): NetlinkAnswer;
  setLink(name: string, change: SetLink): NetlinkAnswer;
  /** RTM_NEWLINKPROP, RTM_DELLINKPROP: alternative names, one after the other until one is refused. */
  linkProperty(name: string, altnames: readonly string[], remove: boolean): NetlinkAnswer;
  delLink(name: string): NetlinkAnswer;

  /** In the kernel's dump order: devices by index, IPv4 before IPv6 when family is not given. */
  addrs(family?: 4 | 6): AddrDump[];
  newAddr(spec: AddrSpec, mode: "add" | "replace" | "change"): NetlinkAnswer;
  delAddr(spec: AddrSpec): NetlinkAnswer;

  /** All tables, in dump order (each table by prefix value, then longer prefix, tos, metric, insertion). */
  routes(family: 4 | 6): RouteDump[];
  /** Did this table ever hold a route? Without it a dump of the table is refused. */
  hasTable?(family: 4 | 6, table: number): boolean;
  newRoute(spec: RouteSpec, mode: RouteMode): NetlinkAnswer;
  delRoute(spec: RouteSpec): NetlinkAnswer;
  nexthops(): NexthopDump[];
  newNexthop(spec: NexthopSpec, replace: boolean): NetlinkAnswer;
  delNexthop(id: number): NetlinkAnswer;
  getRoute(query: {
    dst: Ipv4Addr;
    src?: Ipv4Addr;
    iif?: string;
    oif?: string;
    mark?: number;
    tos?: number;
    fibmatch?: boolean;
    /** For rules on them, and for the multipath hash. */
    protocol?: number;
    sport?: number;
    dport?: number;
    uid?: number;
  }): RouteGet | NetlinkError;
  getRoute6(query: {
    dst: Ipv6Addr;
    src?: Ipv6Addr;
    oif?: string;
    fibmatch?: boolean;
  }): RouteGet | NetlinkError;
  /** RTM_F_CLONED dump: `ip route show cache`. */
  cachedRoutes(): RouteGet[];
  /** The same of IPv6. */
  cachedRoutes6(): RouteGet[];
  /** RTM_F_CLONED flush: `ip route flush cache`. */
  flushRouteCache(family: 0 | 4 | 6): void;

  rules(family: 4 | 6): RuleDump[];
  newRule(spec: RuleSpec): NetlinkAnswer;
  delRule(spec: RuleSpec): NetlinkAnswer;

  neighs(family?: 4 | 6): NeighDump[];
  newNeigh(spec: NeighSpec, mode: NeighMode): NetlinkAnswer;
  delNeigh(spec: NeighSpec): NetlinkAnswer;
  getNeigh(spec: NeighSpec): NeighDump | NetlinkError;

  fdb(filter?: { br?: string; dev?: string }): FdbDump[];
  newFdb(spec: FdbSpec, mode: "add" | "append" | "replace"): NetlinkAnswer;
  delFdb(spec: FdbSpec): NetlinkAnswer;
  bridgeVlans(): BridgeVlanDump[];
  newBridgeVlan(
    dev: string,
    vid: number,
    flags: { pvid?: boolean; untagged?: boolean; self?: boolean },
  ): NetlinkAnswer;
  delBridgeVlan(dev: string, vid: number): NetlinkAnswer;
  /** `bridge vlan set`: BR_STATE_*. */
  setBridgeVlan(dev: string, vid: number, state: number): NetlinkAnswer;

  /** Groups behind bridges, and by bridge the ports where routers are. */
  mdb(): { groups: MdbDump[]; routers: [number, number[]][] };
  changeMdb(spec: MdbSpec, adding: boolean): NetlinkAnswer;

  /** Traffic control: all devices' queues, then by device. */
  qdiscs(): QdiscDump[];
  newQdisc(spec: QdiscSpec, mode: QdiscMode): NetlinkAnswer;
  delQdisc(spec: QdiscSpec): NetlinkAnswer;
  tclasses(dev: string): ClassDump[];
  newTclass(spec: ClassSpec, mode: "add" | "change" | "replace"): NetlinkAnswer;
  delTclass(dev: string, handle: number): NetlinkAnswer;
  tfilters(dev: string, parent: number): FilterDump[];
  newTfilter(spec: FilterSpec): NetlinkAnswer;
  delTfilter(dev: string, parent: number, prio: number): NetlinkAnswer;

  /** nsid of another namespace as seen from here, null: none assigned (RTM_GETNSID). */
  nsidOf(other: import("./netns.ts").NetNamespace): number | null;
  /** The namespace behind an nsid. */
  netnsOf(nsid: number): import("./netns.ts").NetNamespace | null;
  /** RTM_NEWNSID: `ip netns set NAME auto|N`. */
  setNsid(other: import("./netns.ts").NetNamespace, nsid: number | null): NetlinkAnswer;

  /** Listen. The observer must only queue; returns how to stop. */
  subscribe(observer: (event: NetlinkEvent) => void): () => void;
}
