/**
 * Routes to the kernel's words and back, and the scans that all kernel syncers share.
 * BIRD: sysdep/linux/netlink.c, sysdep/unix/krt.c.
 */
import { strerror } from "../../../kernel/errno.ts";
import type {
  Netlink,
  NetlinkAnswer,
  RouteDump,
  RouteMetrics,
  RouteSpec,
} from "../../../kernel/netlink-types.ts";
import { SCOPE_LINK, SCOPE_NOWHERE, SCOPE_UNIVERSE } from "../../../kernel/route/types.ts";
import type { Ipv4Addr } from "../../../wire/addr.ts";
import { formatIpv4 } from "../../../wire/addr.ts";
import { netScope } from "./address.ts";
import type { Daemon } from "./daemon.ts";
import { eattrNumber, findEattr } from "./eattr.ts";
import { connected } from "./neighbor.ts";
import type { DeviceInstance } from "./proto-device.ts";
import type { KernelInstance } from "./proto-kernel.ts";
import type { ProtoImpl } from "./proto.ts";
import { formatPrefix } from "./rta.ts";
import {
  type BirdTimer,
  DEBUG,
  EA,
  type Eattr,
  type KernelConfig,
  type NextHopBird,
  type Prefix,
  RTC,
  RTD,
  RTS,
  type Rta,
  SCOPE,
} from "./types.ts";

const PROTO_REDIRECT = 1;
const PROTO_KERNEL = 2;
const PROTO_BIRD = 12;

/** A route of the kernel in BIRD's terms. Its attrs have no source yet (`src` is the syncer's). */
export interface KernelRoute extends Prefix {
  readonly attrs: Rta;
  readonly metric: number;
  readonly dump: RouteDump;
}

export function kernelSource(protocol: number): "skip" | "kernel" | "bird" | "alien" | "redirect" {
  if (protocol === 0) return "skip";
  if (protocol === PROTO_KERNEL) return "kernel";
  if (protocol === PROTO_BIRD) return "bird";
  return protocol === PROTO_REDIRECT ? "redirect" : "alien";
}

/** RTAX_* that BIRD shows, by their numbers. */
const METRICS: readonly (readonly [number, keyof RouteMetrics])[] = [
  [2, "mtu"],
  [3, "window"],
  [4, "rtt"],
  [8, "advmss"],
  [10, "hoplimit"],
  [11, "initcwnd"],
  [14, "initrwnd"],
  [15, "quickack"],
];

/** nl_parse_route(): null: not one that BIRD looks at. */
export function parseRoute(daemon: Daemon, proto: ProtoImpl, dump: RouteDump): KernelRoute | null {
  if (dump.tos !== 0 || dump.family !== 4) return null;
  const prefix = { address: dump.dst as Ipv4Addr, length: dump.prefixLength };
  const scope = netScope(prefix.address);
  if (scope === null || scope <= SCOPE.LINK) return null;
  const base: Rta = {
    src: proto.source(),
    source: RTS.INHERIT,
    scope: SCOPE.UNIVERSE,
    cast: RTC.UNICAST,
    dest: RTD.DEVICE,
    gw: 0 as Ipv4Addr,
    from: 0 as Ipv4Addr,
    iface: null,
    nexthops: [],
    hostentry: null,
    igpMetric: 0,
    eattrs: eattrsOf(dump),
  };
  const kinds = {
    blackhole: RTD.BLACKHOLE,
    unreachable: RTD.UNREACHABLE,
    prohibit: RTD.PROHIBIT,
  } as const;
  const metric = dump.priority;
  if (dump.type !== "unicast") {
    const dest = kinds[dump.type as keyof typeof kinds] as number | undefined;
    return dest === undefined ? null : { ...prefix, attrs: { ...base, dest }, metric, dump };
  }
  const attrs = nextHops(daemon, base, dump);
  return attrs === null ? null : { ...prefix, attrs, metric, dump };
}

function nextHops(daemon: Daemon, base: Rta, dump: RouteDump): Rta | null {
  const prefix = formatPrefix({ address: dump.dst as Ipv4Addr, length: dump.prefixLength });
  const [first] = dump.nexthops;
  if (first === undefined) return null;
  if (dump.nexthops.length > 1) {
    const nexthops: NextHopBird[] = [];
    for (const hop of dump.nexthops) {
      const iface = daemon.ifaces.byIndex(hop.dev);
      const known =
        iface !== null &&
        hop.gateway !== null &&
        connected(hop.gateway as Ipv4Addr, iface) !== null;
      if (iface === null || !known) {
        daemon.log("error", `KRT: Received strange multipath route ${prefix}`);
        return null;
      }
      nexthops.push({ gw: hop.gateway as Ipv4Addr, iface, weight: hop.weight - 1 });
    }
    return { ...base, dest: RTD.MULTIPATH, nexthops };
  }
  const iface = daemon.ifaces.byIndex(first.dev);
  if (iface === null) {
    daemon.log("error", `KRT: Received route ${prefix} with unknown ifindex ${first.dev}`);
    return null;
  }
  if (first.gateway === null) return { ...base, iface };
  const gw = first.gateway as Ipv4Addr;
  const at = connected(gw, iface);
  if ((at === null && !first.onlink) || at?.scope === SCOPE.HOST) {
    const text = `KRT: Received route ${prefix} with strange next-hop ${formatIpv4(gw)}`;
    daemon.log("error", text);
    return null;
  }
  return { ...base, dest: RTD.ROUTER, gw, iface };
}

function eattrsOf(dump: RouteDump): Eattr[] {
  const out: Eattr[] = [];
  if (dump.prefsrc !== null)
    out.push({ code: EA.KRT_PREFSRC, flags: 0, kind: "ip", value: dump.prefsrc as Ipv4Addr });
  const plain = dump.nexthops.length === 1 && dump.nexthops[0]?.gateway === null;
  const usual = dump.type === "unicast" && plain ? SCOPE_LINK : SCOPE_UNIVERSE;
  if (dump.scope !== usual)
    out.push({ code: EA.KRT_SCOPE, flags: 0, kind: "int", value: dump.scope });
  for (const [number, name] of METRICS) {
    const value = dump.metrics[name];
    if (typeof value !== "number") continue;
    out.push({ code: EA.KRT_METRICS + number, flags: 0, kind: "int", value });
  }
  return out;
}

function metricOf(config: KernelConfig, attrs: Rta): number {
  return config.metric > 0 ? config.metric : (eattrNumber(attrs.eattrs, EA.KRT_METRIC) ?? 0);
}

/** RTM_NEWROUTE; what the kernel refused with, or null. */
export function addRoute(
  netlink: Netlink,
  config: KernelConfig,
  prefix: Prefix,
  attrs: Rta,
  daemon: Daemon,
): string | null {
  const prefsrc = eattrNumber(attrs.eattrs, EA.KRT_PREFSRC);
  const metrics: RouteMetrics = {};
  for (const [number, name] of METRICS) {
    const value = eattrNumber(attrs.eattrs, EA.KRT_METRICS + number);
    if (value !== null) (metrics as Record<string, number>)[name] = value;
  }
  const usual = attrs.dest === RTD.DEVICE ? SCOPE_LINK : SCOPE_UNIVERSE;
  const spec: RouteSpec = {
    family: 4,
    dst: prefix.address,
    prefixLength: prefix.length,
    table: config.kernelTable,
    protocol: PROTO_BIRD,
    scope: eattrNumber(attrs.eattrs, EA.KRT_SCOPE) ?? usual,
    priority: metricOf(config, attrs),
    metrics,
    ...(prefsrc === null ? {} : { prefsrc: prefsrc as Ipv4Addr }),
    ...destination(attrs, daemon),
  };
  return refusal(netlink.newRoute(spec, "add"));
}

function destination(attrs: Rta, daemon: Daemon): Pick<RouteSpec, "type" | "nexthops"> {
  switch (attrs.dest) {
    case RTD.BLACKHOLE:
      return { type: "blackhole", nexthops: [] };
    case RTD.UNREACHABLE:
      return { type: "unreachable", nexthops: [] };
    case RTD.PROHIBIT:
      return { type: "prohibit", nexthops: [] };
    case RTD.MULTIPATH:
      return {
        type: "unicast",
        nexthops: attrs.nexthops.map((hop) => ({
          dev: hop.iface.name,
          gateway: hop.gw,
          weight: hop.weight + 1,
        })),
      };
    case RTD.DEVICE:
      return { type: "unicast", nexthops: [{ dev: attrs.iface?.name ?? "" }] };
    default: {
      const tunnel = findEattr(attrs.eattrs, EA.KRT_TUNNEL);
      if (tunnel?.kind === "string" && daemon.ifaces.byName(tunnel.value) !== null)
        return {
          type: "unicast",
          nexthops: [{ dev: tunnel.value, gateway: attrs.gw, onlink: true }],
        };
      return { type: "unicast", nexthops: [{ dev: attrs.iface?.name ?? "", gateway: attrs.gw }] };
    }
  }
}

/** RTM_DELROUTE: by network, metric and `proto bird`. What is gone already is no error. */
export function deleteRoute(
  netlink: Netlink,
  config: KernelConfig,
  prefix: Prefix,
  attrs: Rta,
  metric: number | undefined,
): string | null {
  const priority = metric ?? metricOf(config, attrs);
  const answer = netlink.delRoute({
    family: 4,
    dst: prefix.address,
    prefixLength: prefix.length,
    table: config.kernelTable,
    protocol: PROTO_BIRD,
    scope: SCOPE_NOWHERE,
    nexthops: [],
    ...(priority === 0 ? {} : { priority }),
  });
  return answer?.errno === "ESRCH" ? null : refusal(answer);
}

function refusal(answer: NetlinkAnswer): string | null {
  return answer === null ? null : strerror(answer.errno);
}

/** The timer that all kernel syncers share, and which kernel table is whose. */
export class Scanner {
  private readonly daemon: Daemon;
  private readonly timer: BirdTimer;
  private readonly syncers = new Map<
    KernelInstance,
    { readonly proto: ProtoImpl; readonly table: number }
  >();

  constructor(daemon: Daemon) {
    this.daemon = daemon;
    this.timer = daemon.timer("krt", () => this.scan());
  }

  join(syncer: KernelInstance, proto: ProtoImpl, config: KernelConfig): void {
    this.syncers.set(syncer, { proto, table: config.kernelTable });
    this.timer.recurrent = config.scanTime;
    if (!this.timer.active) this.timer.start(config.scanTime);
  }
  leave(syncer: KernelInstance): void {
    this.syncers.delete(syncer);
    if (this.syncers.size === 0) this.timer.stop();
  }
  kick(): void {
    this.timer.start(0);
  }

  private scan(): void {
    const [first] = this.syncers.values();
    if (first === undefined) return;
    const device = this.daemon.list.find((p) => p.cls.kind === "device" && p.state === "up");
    (device?.instance as DeviceInstance | undefined)?.force();
    first.proto.trace(DEBUG.EVENTS, "Scanning routing table");
    for (const dump of this.daemon.proc.place.netns.netlink.routes(4)) {
      const owner = this.ownerOf(dump.table);
      if (owner === null || dump.protocol === PROTO_KERNEL) continue;
      const route = parseRoute(this.daemon, owner.proto, dump);
      if (route !== null) owner.syncer.got(route);
    }
    for (const syncer of [...this.syncers.keys()]) syncer.prune();
  }

  private ownerOf(table: number): { syncer: KernelInstance; proto: ProtoImpl } | null {
    for (const [syncer, one] of this.syncers)
      if (one.table === table) return { syncer, proto: one.proto };
    return null;
  }

  /** A notice of the kernel: our own are echoes. */
  notice(dump: RouteDump, deleted: boolean): void {
    if (dump.protocol === PROTO_BIRD || dump.protocol === PROTO_KERNEL) return;
    const owner = this.ownerOf(dump.table);
    if (owner === null) return;
    const route = parseRoute(this.daemon, owner.proto, dump);
    if (route !== null) owner.syncer.gotAsync(route, deleted);
  }
}
