/** Protocol static: routes of the configuration. BIRD: proto/static/static.c. Left out: BFD. */
import { formatIpv4, type Ipv4Addr } from "../../../wire/addr.ts";
import { compareHops, formatPrefix } from "./rta.ts";
import {
  IF,
  IF_CHANGE,
  type Iface,
  type Neighbor,
  type NextHopBird,
  type Proto,
  type ProtoClass,
  type ProtocolConfig,
  type ProtocolInstance,
  REF,
  RTC,
  RTD,
  RTS,
  type Rta,
  type Rte,
  SCOPE,
  type StaticConfig,
  type StaticRoute,
} from "./types.ts";

type Hops = Extract<StaticRoute["dest"], { kind: "multipath" }>["hops"];

interface Hop {
  readonly config: Hops[number];
  neighbor: Neighbor | null;
  installed: boolean;
}

interface Route {
  readonly config: StaticRoute;
  installed: boolean;
  neighbor: Neighbor | null;
  readonly hops: Hop[];
}

const NOWHERE = 0 as Ipv4Addr;

export class StaticInstance implements ProtocolInstance {
  private readonly proto: Proto;
  private routes: Route[] = [];

  constructor(proto: Proto) {
    this.proto = proto;
  }
  private get config(): StaticConfig {
    return this.proto.config as StaticConfig;
  }

  start(): "up" {
    this.routes = this.config.routes.map(makeRoute);
    // It must be up before it may have routes.
    this.proto.notifyState("up");
    for (const r of this.routes) this.add(r, this.config);
    return "up";
  }

  shutdown(): "down" {
    this.routes = [];
    return "down";
  }

  private add(r: Route, config: StaticConfig): void {
    const { dest } = r.config;
    if (dest.kind === "device") {
      // BIRD 2's is a neighbour like others; 1.6 waits to be told of the interface.
      if (this.proto.io.profile === "2.0.12") this.addDevice(r, dest.iface);
      return;
    }
    if (dest.kind === "multipath") {
      for (const hop of r.hops) {
        hop.neighbor = this.find(hop.config.gateway, hop.config.iface);
        if (hop.neighbor !== null) watch(hop.neighbor, r);
        hop.installed = hop.neighbor !== null && usable(config, hop.neighbor);
      }
      if (r.hops.some((h) => h.installed)) this.install(r, null);
      else this.remove(r);
    } else if (dest.kind === "router") {
      r.neighbor = this.find(dest.gateway, dest.iface);
      if (r.neighbor !== null) watch(r.neighbor, r);
      if (r.neighbor !== null && usable(config, r.neighbor)) this.install(r, r.neighbor.iface);
      else this.remove(r);
    } else this.install(r, null);
  }

  private addDevice(r: Route, name: string): void {
    const iface = this.proto.io.interfaces().find((i) => i.name === name);
    if (iface !== undefined && (iface.flags & IF.UP) !== 0) this.install(r, iface);
  }

  private find(gateway: Ipv4Addr, name: string | null): Neighbor | null {
    const iface =
      name === null ? null : (this.proto.io.interfaces().find((i) => i.name === name) ?? null);
    const found = this.proto.neighbor(gateway, true, iface);
    if (found === null)
      this.proto.io.log(
        "error",
        `Static route destination ${formatIpv4(gateway)} is invalid. Ignoring.`,
      );
    return found;
  }

  private install(r: Route, iface: Iface | null): void {
    if (r.installed) return;
    const attrs = this.attrsOf(r, iface);
    const pref = this.config.preference;
    const made = r.config.commands === null ? { attrs, pref } : this.runCommands(r, attrs, pref);
    this.proto.rteUpdate(r.config, made.attrs, { pref: made.pref });
    r.installed = true;
  }

  private runCommands(r: Route, attrs: Rta, pref: number): { attrs: Rta; pref: number } {
    const hook = this.proto.hook;
    if (r.config.commands === null || hook === null) return { attrs, pref };
    const net = { address: r.config.address, length: r.config.length, routes: null };
    const rte: Rte = { net, next: null, sender: hook, attrs, pref, flags: REF.COW, lastmod: 0 };
    const { io } = this.proto;
    const got = r.config.commands.run(rte, {
      log: (level, text) => io.log(level, text),
      table: (name) => io.table(name),
      routerId: io.routerId,
    });
    return { attrs: got.attrs, pref: got.pref };
  }

  private attrsOf(r: Route, iface: Iface | null): Rta {
    const { dest } = r.config;
    const base: Rta = {
      src: this.proto.source(),
      source:
        dest.kind === "device" && this.proto.io.profile !== "2.0.12"
          ? RTS.STATIC_DEVICE
          : RTS.STATIC,
      scope: SCOPE.UNIVERSE,
      cast: RTC.UNICAST,
      dest: RTD.ROUTER,
      gw: NOWHERE,
      from: NOWHERE,
      iface,
      nexthops: [],
      hostentry: null,
      igpMetric: 0,
      eattrs: [],
    };
    switch (dest.kind) {
      case "router":
        return { ...base, gw: dest.gateway };
      case "device":
        return { ...base, dest: RTD.DEVICE };
      case "blackhole":
        return { ...base, dest: RTD.BLACKHOLE };
      case "unreachable":
        return { ...base, dest: RTD.UNREACHABLE };
      case "prohibit":
        return { ...base, dest: RTD.PROHIBIT };
      case "recursive": {
        const { igpTable } = this.config;
        const table =
          (igpTable === null ? null : this.proto.io.table(igpTable)) ?? this.proto.table;
        return this.proto.recursive(base, table, dest.gateway, dest.gateway);
      }
      case "multipath":
        return multipath(base, r.hops);
    }
  }

  private remove(r: Route): void {
    if (!r.installed) return;
    this.proto.rteUpdate(r.config, null);
    r.installed = false;
  }

  neighNotify(neighbor: Neighbor): void {
    if (this.routes.length === 0) return;
    // The newest first.
    for (const r of [...((neighbor.data as Set<Route> | null) ?? [])].reverse()) {
      if (r.neighbor === neighbor) {
        if (usable(this.config, neighbor)) this.install(r, neighbor.iface);
        else this.remove(r);
        continue;
      }
      let changed = false;
      for (const hop of r.hops) {
        if (hop.neighbor !== neighbor) continue;
        const now = usable(this.config, neighbor);
        if (now !== hop.installed) changed = true;
        hop.installed = now;
      }
      if (!changed) continue;
      if (r.hops.some((h) => h.installed)) {
        r.installed = false;
        this.install(r, null);
      } else this.remove(r);
    }
  }

  ifNotify(change: number, iface: Iface): void {
    for (const r of this.routes) {
      const { dest } = r.config;
      if (dest.kind !== "device" || dest.iface !== iface.name) continue;
      if ((change & IF_CHANGE.UP) !== 0) this.install(r, iface);
      else if ((change & IF_CHANGE.DOWN) !== 0) this.remove(r);
    }
  }

  reconfigure(next: ProtocolConfig): boolean {
    if (next.kind !== "static" || next.igpTable !== this.config.igpTable) return false;
    const made = next.routes.map(makeRoute);
    const before = this.routes;
    for (const r of before) {
      if (r.neighbor !== null) r.neighbor.data = null;
      for (const hop of r.hops) if (hop.neighbor !== null) hop.neighbor.data = null;
    }
    const byPrefix = new Map<string, Route>();
    for (const r of made) {
      const key = formatPrefix(r.config);
      if (!byPrefix.has(key)) byPrefix.set(key, r);
    }
    for (const r of before) {
      const match = byPrefix.get(formatPrefix(r.config));
      if (match === undefined) this.remove(r);
      else match.installed = r.installed && sameRoute(match.config, r.config);
    }
    this.routes = made;
    for (const r of made) {
      const { dest } = r.config;
      if (dest.kind === "device") this.addDevice(r, dest.iface);
    }
    for (const r of made) this.add(r, next);
    return true;
  }

  rteMergable(): boolean {
    return true;
  }

  /** `show static`. */
  show(): string[] {
    const out: string[] = [];
    const devices = this.routes.filter((r) => r.config.dest.kind === "device");
    const others = this.routes.filter((r) => r.config.dest.kind !== "device");
    for (const r of [...others, ...devices]) {
      const { dest } = r.config;
      const dormant = r.installed ? "" : " (dormant)";
      out.push(`${formatPrefix(r.config)} ${destText(dest)}${dormant}`);
      for (const hop of r.hops) {
        const on = hop.config.iface === null ? "" : `%${hop.config.iface}`;
        const lost = hop.installed ? "" : " (dormant)";
        out.push(`\tvia ${formatIpv4(hop.config.gateway)}${on} weight ${hop.config.weight}${lost}`);
      }
    }
    return out;
  }

  /** In the order they were configured; next hops on lines of their own. */
  show2(): string[] {
    const out: string[] = [];
    for (const r of this.routes) {
      const { dest } = r.config;
      const net = formatPrefix(r.config);
      const lost = r.installed ? "" : " (dormant)";
      if (dest.kind === "router" || dest.kind === "device")
        out.push(net, `\t${destText(dest)}${lost}`);
      else if (dest.kind !== "multipath") out.push(`${net}\t${destText(dest)}`);
      else {
        out.push(net);
        for (const hop of r.hops) {
          const on = hop.config.iface === null ? "" : `%${hop.config.iface}`;
          const gone = hop.installed ? "" : " (dormant)";
          out.push(`\tvia ${formatIpv4(hop.config.gateway)}${on}${gone}`);
        }
      }
    }
    return out;
  }
}

function destText(dest: StaticRoute["dest"]): string {
  switch (dest.kind) {
    case "router":
      return `via ${formatIpv4(dest.gateway)}${dest.iface === null ? "" : `%${dest.iface}`}`;
    case "device":
      return `dev ${dest.iface}`;
    case "prohibit":
      return "prohibited";
    case "recursive":
      return `recursive ${formatIpv4(dest.gateway)}`;
    default:
      return dest.kind;
  }
}

function makeRoute(config: StaticRoute): Route {
  const hops =
    config.dest.kind === "multipath"
      ? config.dest.hops.map((hop) => ({ config: hop, neighbor: null, installed: false }))
      : [];
  return { config, installed: false, neighbor: null, hops };
}

function watch(neighbor: Neighbor, r: Route): void {
  if (neighbor.data === null) neighbor.data = new Set<Route>();
  (neighbor.data as Set<Route>).add(r);
}

function usable(config: StaticConfig, neighbor: Neighbor): boolean {
  if (neighbor.scope < 0 || neighbor.iface === null) return false;
  return !config.checkLink || (neighbor.iface.flags & IF.LINK_UP) !== 0;
}

function multipath(base: Rta, hops: readonly Hop[]): Rta {
  const list: NextHopBird[] = [];
  for (const hop of hops) {
    const iface = hop.neighbor?.iface ?? null;
    if (hop.installed && iface !== null)
      list.push({ gw: hop.config.gateway, iface, weight: hop.config.weight - 1 });
  }
  list.sort(compareHops);
  const [only] = list;
  if (list.length === 1 && only !== undefined) return { ...base, gw: only.gw, iface: only.iface };
  return { ...base, dest: RTD.MULTIPATH, nexthops: list };
}

function sameRoute(a: StaticRoute, b: StaticRoute): boolean {
  if (JSON.stringify(a.dest) !== JSON.stringify(b.dest)) return false;
  if (a.commands === null || b.commands === null) return a.commands === b.commands;
  return a.commands.same(b.commands);
}

export const staticClass: ProtoClass = {
  kind: "static",
  name: "Static",
  preference: 200,
  attrClass: -1,
  create: (proto) => new StaticInstance(proto),
};
