/**
 * /proc/sys/net of one namespace: typed numbers for the hot path, text for the rest. The names and
 * defaults are those of Linux 6.18. Documentation/networking/ip-sysctl.rst.
 * Left out: values nothing here obeys are kept and shown, but change nothing (many tcp_*, mptcp, xfrm).
 */
import { LazyMap } from "../sim/lazy.ts";
import type { Errno } from "./errno.ts";
import type { NetDevice } from "./device.ts";
import type { NetconfDump } from "./netlink-types.ts";
import type { NetNamespace } from "./netns.ts";
import { sysctlNumber, wholeJiffies, withinBounds } from "./sysctl-bounds.ts";
import { IPV4_SETTINGS, IPV6_SETTINGS, OTHER_SETTINGS } from "./sysctl-defaults.ts";

/** net.ipv4.conf.X.*: ipv4_devconf. The numbers of the sysctl, 0 and 1 for switches. */
const CONF4 = {
  acceptLocal: 0,
  acceptRedirects: 1,
  acceptSourceRoute: 1,
  arpAccept: 0,
  arpAnnounce: 0,
  arpEvictNocarrier: 1,
  arpFilter: 0,
  arpIgnore: 0,
  arpNotify: 0,
  bcForwarding: 0,
  bootpRelay: 0,
  disablePolicy: 0,
  disableXfrm: 0,
  dropGratuitousArp: 0,
  dropUnicastInL2Multicast: 0,
  forceIgmpVersion: 0,
  forwarding: 0,
  igmpv2UnsolicitedReportInterval: 10_000,
  igmpv3UnsolicitedReportInterval: 1_000,
  ignoreRoutesWithLinkdown: 0,
  logMartians: 0,
  mcForwarding: 0,
  mediumId: 0,
  promoteSecondaries: 0,
  proxyArp: 0,
  proxyArpPvlan: 0,
  routeLocalnet: 0,
  rpFilter: 0,
  secureRedirects: 1,
  sendRedirects: 1,
  sharedMedia: 1,
  srcValidMark: 0,
  tag: 0,
};
export type Conf4 = { readonly [K in keyof typeof CONF4]: number };
const CONF4_ALL: Conf4 = { ...CONF4, acceptSourceRoute: 0 };
const CONF4_LO: Conf4 = { ...CONF4, disablePolicy: 1, disableXfrm: 1 };

/** net.ipv6.conf.X.*: ipv6_devconf. */
const CONF6 = {
  acceptDad: 1,
  acceptRa: 1,
  acceptRaDefrtr: 1,
  acceptRaFromLocal: 0,
  acceptRaMinHopLimit: 1,
  acceptRaMinLft: 0,
  acceptRaMtu: 1,
  acceptRaPinfo: 1,
  acceptRaRtInfoMaxPlen: 0,
  acceptRaRtInfoMinPlen: 0,
  acceptRaRtrPref: 1,
  acceptRedirects: 1,
  acceptSourceRoute: 0,
  acceptUntrackedNa: 0,
  addrGenMode: 0,
  autoconf: 1,
  dadTransmits: 1,
  disableIpv6: 0,
  disablePolicy: 0,
  dropUnicastInL2Multicast: 0,
  dropUnsolicitedNa: 0,
  enhancedDad: 1,
  forceForwarding: 0,
  forceMldVersion: 0,
  forceTllao: 0,
  forwarding: 0,
  hopLimit: 64,
  ignoreRoutesWithLinkdown: 0,
  ioam6Enabled: 0,
  ioam6Id: 65_535,
  ioam6IdWide: 4_294_967_295,
  keepAddrOnDown: 0,
  maxAddresses: 16,
  maxDesyncFactor: 600,
  mcForwarding: 0,
  mldv1UnsolicitedReportInterval: 10_000,
  mldv2UnsolicitedReportInterval: 1_000,
  mtu: 1280,
  ndiscEvictNocarrier: 1,
  ndiscNotify: 0,
  ndiscTclass: 0,
  optimisticDad: 0,
  proxyNdp: 0,
  raDefrtrMetric: 1024,
  raHonorPioLife: 0,
  raHonorPioPflag: 0,
  regenMaxRetry: 3,
  regenMinAdvance: 2,
  routerProbeInterval: 60,
  routerSolicitationDelay: 1,
  routerSolicitationInterval: 4,
  routerSolicitationMaxInterval: 3_600,
  routerSolicitations: -1,
  rplSegEnabled: 0,
  seg6Enabled: 0,
  seg6RequireHmac: 0,
  suppressFragNdisc: 1,
  tempPreferedLft: 86_400,
  tempValidLft: 604_800,
  useOifAddrsOnly: 0,
  useOptimistic: 0,
  useTempaddr: 0,
};
export type Conf6 = { readonly [K in keyof typeof CONF6]: number };
const CONF6_ALL: Conf6 = { ...CONF6, acceptDad: 0 };
const CONF6_1500: Conf6 = { ...CONF6, mtu: 1500 };
const CONF6_LO: Conf6 = { ...CONF6, mtu: 65_536, acceptDad: -1, useTempaddr: -1 };

/** net.ipv4.neigh.X.*, in the sysctl's units: *Ms milliseconds, *Delay and locktime 1/100 s, *Time seconds. */
const NEIGH = {
  anycastDelay: 100,
  appSolicit: 0,
  baseReachableTimeMs: 30_000,
  delayFirstProbeTime: 5,
  gcStaleTime: 60,
  intervalProbeTimeMs: 5_000,
  locktime: 100,
  mcastResolicit: 0,
  mcastSolicit: 3,
  proxyDelay: 80,
  proxyQlen: 64,
  retransTimeMs: 1_000,
  ucastSolicit: 3,
  unresQlen: 101,
  unresQlenBytes: 212_992,
};
export type NeighConf = { readonly [K in keyof typeof NEIGH]: number };
const NEIGH6: NeighConf = { ...NEIGH, locktime: 0 };

const READ_ONLY: ReadonlySet<string> = new Set([
  "netfilter/nf_conntrack_count",
  "ipv4/tcp_available_congestion_control",
  "ipv4/tcp_available_ulp",
  "ipv4/tcp_ehash_entries",
  "ipv4/udp_hash_entries",
]);
const MACHINES: ReadonlySet<string> = new Set([
  "core/rmem_default",
  "core/rmem_max",
  "core/wmem_default",
  "core/wmem_max",
  "ipv4/tcp_allowed_congestion_control",
  "netfilter/nf_conntrack_buckets",
  "netfilter/nf_conntrack_expect_max",
  "netfilter/nf_conntrack_max",
]);

/** Per-device settings of one family, or of "all" or "default". */
export type ConfTable = Conf4 | Conf6 | NeighConf;

/** Where changed tables are kept: 10,000 namespaces with the same setting share one. */
export class ConfStore {
  private made = new Map<object, Map<string, object>>();
  private size = 0;

  /** `base` with one value changed. */
  with<T extends ConfTable>(base: T, key: keyof T & string, value: number): T {
    if (base[key] === value) return base;
    if (this.size >= CONF_STORE_MAX) {
      this.made = new Map();
      this.size = 0;
    }
    let own = this.made.get(base);
    if (own === undefined) this.made.set(base, (own = new Map<string, object>()));
    const name = `${key}=${value}`;
    let table = own.get(name) as T | undefined;
    if (table === undefined) {
      table = { ...base, [key]: value };
      own.set(name, table);
      this.size++;
    }
    return table;
  }
}
const CONF_STORE_MAX = 1_000;
const LOCAL_PORTS: readonly [number, number] = [32_768, 60_999];
const PING_GROUPS: readonly [number, number] = [1, 0];

export class Sysctl {
  private readonly ns: NetNamespace;
  // Tables of settings are shared and never written to: a change makes a new one.
  conf4All = CONF4_ALL;
  conf4Default: Conf4 = CONF4;
  conf6All = CONF6_ALL;
  conf6Default: Conf6 = CONF6;
  readonly neigh4Default: NeighConf = NEIGH;
  readonly neigh6Default = NEIGH6;

  ipForward = false;
  ipDefaultTtl = 64;
  ipNoPmtuDisc = 0;
  ipForwardUsePmtu = 0;
  ipNonlocalBind = 0;
  ipEarlyDemux = 1;
  ipfragTime = 30;
  ipfragHighThresh = 4_194_304;
  localPortRange: readonly [number, number] = LOCAL_PORTS;
  pingGroupRange: readonly [number, number] = PING_GROUPS;
  unprivilegedPortStart = 1024;
  icmpEchoIgnoreAll = 0;
  icmpEchoIgnoreBroadcasts = 1;
  icmpErrorsUseInboundIfaddr = 0;
  icmpRatelimit = 1000;
  icmpRatemask = 6168;
  icmpMsgsPerSec = 1000;
  icmpMsgsBurst = 50;
  icmp6EchoIgnoreAll = 0;
  icmp6Ratelimit = 100;
  fibMultipathHashPolicy = 0;
  /** net.ipv4.route.*: seconds and bytes. */
  routeMtuExpires = 600;
  routeMinPmtu = 552;
  routeMinAdvMss = 256;
  bridgeNfCallIptables = 1;
  bridgeNfCallIp6tables = 1;
  bridgeNfCallArptables = 1;
  /** How often anything was written: who keeps numbers from here compares it. */
  writes = 0;
  /** Everything else, by path under /proc/sys/net ("ipv4/tcp_syncookies"): text without a newline. */
  private readonly cold = new LazyMap<string, string>();

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  newConf4(loopback: boolean): Conf4 {
    if (!loopback) return this.conf4Default;
    return this.conf4Default === CONF4
      ? CONF4_LO
      : { ...this.conf4Default, disablePolicy: 1, disableXfrm: 1 };
  }
  newConf6(loopback: boolean, mtu: number): Conf6 {
    const base = this.conf6Default;
    if (base === CONF6 && loopback && mtu === CONF6_LO.mtu) return CONF6_LO;
    if (loopback) return { ...base, mtu, acceptDad: -1, useTempaddr: -1 };
    if (base === CONF6 && mtu === CONF6_1500.mtu) return CONF6_1500;
    return this.ns.host.confs.with(base, "mtu", mtu);
  }

  /** Names in a directory under /proc/sys/net ("" for itself), or null when there is none. */
  list(dir: string): readonly string[] | null {
    const parts = dir === "" ? [] : dir.split("/");
    const [family, group, who] = parts;
    if (parts.length === 3 && who !== undefined) {
      const table = this.table(family ?? "", group ?? "", who);
      return table === null ? null : Object.keys(table).map(snake);
    }
    if (parts.length === 2 && (group === "conf" || group === "neigh")) {
      if (family !== "ipv4" && family !== "ipv6") return null;
      const devs = [...this.ns.devices.values()]
        .filter((dev) => family === "ipv4" || dev.in6 !== null)
        .map((dev) => dev.name);
      // The machine's namespace is a child here, as in a container: those have no neigh.default.
      return group === "conf" ? ["all", "default", ...devs] : devs;
    }
    const prefix = dir === "" ? "" : `${dir}/`;
    const names = new Set<string>();
    for (const { path } of settings()) {
      if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split("/")[0] as string);
    }
    if (dir === "ipv4" || dir === "ipv6") names.add("conf").add("neigh");
    return names.size === 0 ? null : [...names];
  }

  /** A value's text without the final newline, or null when there is no such name. */
  read(path: string): string | null {
    if (path === "netfilter/nf_conntrack_count")
      return String(this.ns.netfilterIfAny?.tracking.table.size ?? 0);
    if (path === "netfilter/nf_log_all_netns")
      return this.ns === this.ns.host.root ? (this.cold.get(path) ?? "0") : null;
    // One limit for the machine.
    if (path === "netfilter/nf_conntrack_max" && this.ns !== this.ns.host.root)
      return this.ns.host.root.sysctl.read(path);
    const found = this.perDevice(path);
    if (found !== null) return String((found.table as Record<string, number>)[found.key]);
    const setting = BY_PATH.get(path);
    if (setting === undefined) return null;
    if (setting.field === null) return this.cold.get(path) ?? setting.value;
    if (setting.field === "ipForward") return String(this.conf4All.forwarding);
    const value = (this as unknown as Record<string, unknown>)[setting.field];
    if (Array.isArray(value)) return value.join("\t");
    return typeof value === "boolean" ? (value ? "1" : "0") : String(value);
  }

  /** Files without a w: what only tells, and elsewhere than in the first namespace what is the machine's. */
  isReadOnly(path: string): boolean {
    if (READ_ONLY.has(path) || path.endsWith("/mc_forwarding")) return true;
    return MACHINES.has(path) && this.ns !== this.ns.host.root;
  }

  write(path: string, text: string): Errno | null {
    if (this.isReadOnly(path)) return "EACCES";
    this.writes++;
    this.ns.host.fast.changed();
    const value = text.trim();
    const found = this.perDevice(path);
    if (found !== null) {
      const number = sysctlNumber(value);
      if (number === null || !withinBounds(path, number)) return "EINVAL";
      if (!found.key.endsWith("Ms")) return this.setPerDevice(found, number);
      return number < 0 ? "EINVAL" : this.setPerDevice(found, wholeJiffies(number));
    }
    if (path === "netfilter/nf_log_all_netns" && this.ns === this.ns.host.root) {
      this.cold.set(path, value);
      return null;
    }
    const setting = BY_PATH.get(path);
    if (setting === undefined) return "ENOENT";
    if (WRITE_ONLY.has(path)) {
      if (path === "ipv4/route/flush") this.ns.netlink.flushRouteCache(4);
      return null;
    }
    if (setting.field === null) return this.setCold(setting, value);
    return this.setField(setting.field, path, value);
  }

  private setCold({ path, value: old }: Setting, text: string): Errno | null {
    if (path === "ipv4/tcp_congestion_control") {
      const known = this.read("ipv4/tcp_available_congestion_control")?.split(" ") ?? [];
      if (!known.includes(text)) return "ENOENT";
      // tcp_set_default_congestion_control: only the unrestricted ones outside the first namespace.
      const free = this.read("ipv4/tcp_allowed_congestion_control")?.split(" ") ?? [];
      if (!free.includes(text)) return "EPERM";
    } else if (/_available_/.test(path)) return "EINVAL";
    const fields = old.split("\t");
    if (!fields.every((field) => /^-?\d+$/.test(field))) {
      this.cold.set(path, text);
      return null;
    }
    const numbers: (number | null)[] = text.split(/\s+/).slice(0, fields.length).map(sysctlNumber);
    if (numbers.some((n) => n === null || !withinBounds(path, n))) return "EINVAL";
    const before = (this.cold.get(path) ?? old).split("\t");
    this.cold.set(path, fields.map((_, i) => numbers[i] ?? before[i]).join("\t"));
    return null;
  }

  private setField(field: string, path: string, text: string): Errno | null {
    const fields = this as unknown as Record<string, unknown>;
    if (Array.isArray(fields[field])) {
      const [low, high] = text.split(/\s+/).map(sysctlNumber);
      if (typeof low !== "number" || typeof high !== "number") return "EINVAL";
      return this.setRange(field, low, high);
    }
    const value = sysctlNumber(text);
    if (value === null || !withinBounds(path, value)) return "EINVAL";
    if (field === "ipForward") {
      this.forwardAll(value);
      return null;
    }
    if (field === "unprivilegedPortStart" && value > this.localPortRange[0]) return "EINVAL";
    fields[field] = /Ratelimit$/.test(field) ? wholeJiffies(value) : value;
    this.ns.fib.changed();
    return null;
  }

  private setRange(field: string, low: number, high: number): Errno | null {
    if (field === "localPortRange") {
      const bad = low < 1 || high > 65_535 || low > high || low < this.unprivilegedPortStart;
      if (bad) return "EINVAL";
      this.localPortRange = [low, high];
    } else this.pingGroupRange = high < low ? [1, 0] : [low, high];
    return null;
  }

  /** inet_forward_change: ip_forward and conf.all.forwarding are one switch for everything. */
  private forwardAll(value: number): void {
    const on = value !== 0;
    this.ipForward = on;
    const { confs } = this.ns.host;
    this.conf4All = confs.with(this.conf4All, "forwarding", value);
    this.conf4All = confs.with(this.conf4All, "acceptRedirects", on ? 0 : 1);
    this.conf4Default = confs.with(this.conf4Default, "forwarding", value);
    for (const dev of this.ns.devices.values())
      dev.conf4 = confs.with(dev.conf4, "forwarding", value);
    this.ns.fib.changed();
    if (!this.ns.watched) return;
    for (const index of [0, -1, ...this.ns.devicesByIndex().map((dev) => dev.index)]) {
      this.ns.notify({
        type: "netconf",
        deleted: false,
        message: { family: 4, index, forwarding: value },
      });
    }
  }

  private forwardAll6(value: number): void {
    const { confs } = this.ns.host;
    this.conf6All = confs.with(this.conf6All, "forwarding", value);
    this.setConf6Default(confs.with(this.conf6Default, "forwarding", value));
    for (const dev of this.ns.devices.values()) {
      const before = dev.conf6.forwarding;
      dev.conf6 = confs.with(dev.conf6, "forwarding", value);
      if ((before === 0) !== (value === 0)) this.ns.inet6.forwardingChanged(dev);
    }
  }

  private setPerDevice(at: PerDevice, value: number): Errno | null {
    const { table, key, family, group, dev } = at;
    const all = at.who === "all";
    if (group === "conf" && key === "forwarding" && all) {
      if (family === 4) this.forwardAll(value);
      else this.forwardAll6(value);
      return null;
    }
    const field =
      group === "conf" && (table as Record<string, number>)[key] !== value
        ? NETCONF.get(key)
        : undefined;
    const { confs } = this.ns.host;
    let changed = confs.with(table, key as never, value);
    // One limit, said in packets or in bytes (proc_unres_qlen).
    if (key === "unresQlen") changed = confs.with(changed, "unresQlenBytes" as never, value * 2090);
    if (key === "unresQlenBytes")
      changed = confs.with(changed, "unresQlen" as never, Math.floor(value / 2090));
    this.replace(at, changed);
    if (field !== undefined && this.ns.watched) {
      const index = all ? 0 : (dev?.index ?? -1);
      this.ns.notify({
        type: "netconf",
        deleted: false,
        message: { family, index, [field]: value },
      });
    }
    if (family === 6 && key === "disableIpv6") {
      const devices = all || dev === null ? [...this.ns.devices.values()] : [dev];
      if (all) this.setConf6Default(confs.with(this.conf6Default, "disableIpv6", value));
      if (all || dev !== null) {
        for (const one of devices) {
          one.conf6 = confs.with(one.conf6, "disableIpv6", value);
          this.ns.inet6.disableChanged(one);
        }
      }
    }
    if (family === 4 && at.who === "default" && key === "forwarding") return null;
    this.ns.fib.changed();
    return null;
  }

  private setConf6Default(table: Conf6): void {
    this.conf6Default = table;
  }

  /** Put a changed table in its place. */
  private replace({ family, group, who, dev }: PerDevice, table: ConfTable): void {
    if (group === "neigh") {
      if (dev === null) return;
      if (family === 4) dev.neigh4 = table as NeighConf;
      else dev.neigh6 = table as NeighConf;
    } else if (family === 4) {
      const conf = table as Conf4;
      if (who === "all") this.conf4All = conf;
      else if (dev === null) this.conf4Default = conf;
      else dev.conf4 = conf;
    } else {
      const conf = table as Conf6;
      if (who === "all") this.conf6All = conf;
      else if (dev === null) this.setConf6Default(conf);
      else {
        const before = dev.conf6.forwarding;
        dev.conf6 = conf;
        if ((before === 0) !== (conf.forwarding === 0)) this.ns.inet6.forwardingChanged(dev);
      }
    }
  }

  private perDevice(path: string): PerDevice | null {
    if (
      !path.startsWith("ipv4/conf/") &&
      !path.startsWith("ipv4/neigh/") &&
      !path.startsWith("ipv6/")
    )
      return null;
    const [family = "", group = "", who = "", name = "", more] = path.split("/");
    if (more !== undefined || name === "") return null;
    const table = this.table(family, group, who);
    if (table === null) return null;
    const key = camel(name);
    if (!Object.hasOwn(table, key)) return null;
    const dev = who === "all" || who === "default" ? null : this.ns.device(who);
    return {
      table,
      key,
      family: family === "ipv4" ? 4 : 6,
      group: group as "conf" | "neigh",
      who,
      dev,
    };
  }

  private table(family: string, group: string, who: string): ConfTable | null {
    const v4 = family === "ipv4";
    if (!v4 && family !== "ipv6") return null;
    const found = this.ns.device(who);
    // Alternative names have no directory of their own.
    const dev = found?.name === who ? found : null;
    if (group === "conf") {
      if (who === "all") return v4 ? this.conf4All : this.conf6All;
      if (who === "default") return v4 ? this.conf4Default : this.conf6Default;
      return dev === null || (!v4 && dev.in6 === null) ? null : v4 ? dev.conf4 : dev.conf6;
    }
    if (group !== "neigh") return null;
    return dev === null || (!v4 && dev.in6 === null) ? null : v4 ? dev.neigh4 : dev.neigh6;
  }
}

/** What RTM_NEWNETCONF tells of the settings. */
const NETCONF: ReadonlyMap<string, keyof NetconfDump> = new Map([
  ["forwarding", "forwarding"],
  ["rpFilter", "rpFilter"],
  ["proxyArp", "proxyNeigh"],
  ["proxyNdp", "proxyNeigh"],
  ["ignoreRoutesWithLinkdown", "ignoreLinkdown"],
] as const);

interface PerDevice {
  readonly table: ConfTable;
  readonly key: string;
  readonly family: 4 | 6;
  readonly group: "conf" | "neigh";
  readonly who: string;
  readonly dev: NetDevice | null;
}

/** Mode 0200: not even root may read them. */
export const WRITE_ONLY: ReadonlySet<string> = new Set(["ipv4/route/flush", "ipv6/route/flush"]);

interface Setting {
  readonly path: string;
  readonly value: string;
  /** Field of Sysctl that holds it, null: cold. */
  readonly field: string | null;
}

/** Settings with a field of their own. */
const FIELDS: Readonly<Record<string, string>> = {
  "ipv4/ip_forward": "ipForward",
  "ipv4/ip_default_ttl": "ipDefaultTtl",
  "ipv4/ip_no_pmtu_disc": "ipNoPmtuDisc",
  "ipv4/ip_forward_use_pmtu": "ipForwardUsePmtu",
  "ipv4/ip_nonlocal_bind": "ipNonlocalBind",
  "ipv4/ip_early_demux": "ipEarlyDemux",
  "ipv4/ipfrag_time": "ipfragTime",
  "ipv4/ipfrag_high_thresh": "ipfragHighThresh",
  "ipv4/ip_local_port_range": "localPortRange",
  "ipv4/ping_group_range": "pingGroupRange",
  "ipv4/ip_unprivileged_port_start": "unprivilegedPortStart",
  "ipv4/icmp_echo_ignore_all": "icmpEchoIgnoreAll",
  "ipv4/icmp_echo_ignore_broadcasts": "icmpEchoIgnoreBroadcasts",
  "ipv4/icmp_errors_use_inbound_ifaddr": "icmpErrorsUseInboundIfaddr",
  "ipv4/icmp_ratelimit": "icmpRatelimit",
  "ipv4/icmp_ratemask": "icmpRatemask",
  "ipv4/icmp_msgs_per_sec": "icmpMsgsPerSec",
  "ipv4/icmp_msgs_burst": "icmpMsgsBurst",
  "ipv6/icmp/echo_ignore_all": "icmp6EchoIgnoreAll",
  "ipv6/icmp/ratelimit": "icmp6Ratelimit",
  "ipv4/fib_multipath_hash_policy": "fibMultipathHashPolicy",
  "ipv4/route/mtu_expires": "routeMtuExpires",
  "ipv4/route/min_pmtu": "routeMinPmtu",
  "ipv4/route/min_adv_mss": "routeMinAdvMss",
  "bridge/bridge-nf-call-iptables": "bridgeNfCallIptables",
  "bridge/bridge-nf-call-ip6tables": "bridgeNfCallIp6tables",
  "bridge/bridge-nf-call-arptables": "bridgeNfCallArptables",
};

const SETTINGS: readonly Setting[] = [
  ...parse("ipv4/", IPV4_SETTINGS),
  ...parse("ipv6/", IPV6_SETTINGS),
  ...parse("", OTHER_SETTINGS),
];
const BY_PATH: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((one) => [one.path, one]));
function settings(): readonly Setting[] {
  return SETTINGS;
}

function parse(prefix: string, text: string): Setting[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const at = line.indexOf("=");
      const path = prefix + line.slice(0, at);
      return {
        path,
        value: line.slice(at + 1),
        field: Object.hasOwn(FIELDS, path) ? (FIELDS[path] as string) : null,
      };
    });
}

/** "rpFilter" -> "rp_filter". */
function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
function camel(name: string): string {
  if (!name.includes("_")) return name;
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
