/** Protocols device and direct. BIRD: sysdep/unix/krt.c (kif_*), nest/rt-dev.c. */
import type { Daemon } from "./daemon.ts";
import { inNet, matchesPattern } from "./address.ts";
import type { ProtoImpl } from "./proto.ts";
import {
  type BirdTimer,
  DEBUG,
  type DeviceConfig,
  type DirectConfig,
  IF,
  IF_CHANGE,
  type Ifa,
  type Iface,
  type InterfacePattern,
  type Proto,
  type ProtoClass,
  type ProtocolConfig,
  type ProtocolInstance,
  RTC,
  RTD,
  RTS,
  type Rta,
  SCOPE,
} from "./types.ts";

/** A scan of routes asks for one of interfaces when the last is as long ago (s). */
const FORCE_AFTER_S = 2;

export class DeviceInstance implements ProtocolInstance {
  private readonly proto: Proto;
  private readonly daemon: Daemon;
  private readonly timer: BirdTimer;
  private lastScan = 0;

  constructor(proto: ProtoImpl) {
    this.proto = proto;
    this.daemon = proto.daemon;
    this.timer = proto.daemon.timer("kif", () => this.scan());
  }

  private get config(): DeviceConfig {
    return this.proto.config as DeviceConfig;
  }

  start(): "up" {
    this.daemon.ifaces.primary = this.config.primary;
    this.timer.recurrent = this.config.scanTime;
    this.scan();
    this.timer.start(this.config.scanTime);
    return "up";
  }

  shutdown(): "down" {
    this.timer.stop();
    return "down";
  }

  /** All interfaces go down with it. */
  flush(): void {
    this.proto.trace(DEBUG.EVENTS, "Flushing interfaces");
    this.daemon.ifaces.scan([], []);
  }

  scan(): void {
    this.proto.trace(DEBUG.EVENTS, "Scanning interfaces");
    this.lastScan = this.daemon.now;
    const { netlink } = this.daemon.proc.place.netns;
    this.daemon.ifaces.scan(netlink.links(), netlink.addrs(4));
  }

  /** kif_force_scan(): before routes are scanned, that their interfaces are known. */
  force(): void {
    if (this.lastScan + FORCE_AFTER_S >= this.daemon.now) return;
    this.scan();
    this.timer.start(this.config.scanTime);
  }

  reconfigure(next: ProtocolConfig): boolean {
    if (next.kind !== "device") return false;
    if (next.scanTime !== this.config.scanTime) {
      this.timer.recurrent = next.scanTime;
      this.timer.start(next.scanTime);
    }
    this.daemon.ifaces.primary = next.primary;
    this.daemon.ifaces.reconsider();
    return true;
  }
}

/** iface_patt_find(): the first item of a list that fits decides. */
export function fits(list: readonly InterfacePattern[], iface: Iface, ifa: Ifa | null): boolean {
  for (const { negative, pattern, prefix } of list) {
    if (pattern !== null && !matchesPattern(pattern, iface.name)) continue;
    if (prefix !== null) {
      if (ifa === null) continue;
      const at = inNet(ifa.ip, prefix.address, prefix.length);
      const peer = ifa.flags.peer && inNet(ifa.opposite, prefix.address, prefix.length);
      if (!at && !peer) continue;
    }
    return !negative;
  }
  return false;
}

export class DirectInstance implements ProtocolInstance {
  private readonly proto: Proto;

  constructor(proto: Proto) {
    this.proto = proto;
  }
  private get config(): DirectConfig {
    return this.proto.config as DirectConfig;
  }

  start(): "up" {
    return "up";
  }
  shutdown(): "down" {
    return "down";
  }

  private concerns(ifa: Ifa): boolean {
    const { interfaces } = this.config;
    if (interfaces !== null && interfaces.length > 0)
      if (!interfaces.some((list) => fits(list, ifa.iface, ifa))) return false;
    return !ifa.flags.secondary && ifa.scope > SCOPE.LINK;
  }

  ifNotify(change: number, iface: Iface): void {
    const { config } = this;
    if (!config.checkLink || (change & IF_CHANGE.LINK) === 0 || (iface.flags & IF.UP) === 0) return;
    const way = (iface.flags & IF.LINK_UP) !== 0 ? IF_CHANGE.UP : IF_CHANGE.DOWN;
    for (const ifa of iface.addrs) this.ifaNotify(way, ifa);
  }

  ifaNotify(change: number, ifa: Ifa): void {
    if (!this.concerns(ifa)) return;
    const { proto } = this;
    const prefix = { address: ifa.prefix, length: ifa.length };
    const source = proto.source(ifa.iface.index);
    if ((change & IF_CHANGE.DOWN) !== 0) {
      proto.rteUpdate(prefix, null, { source });
      return;
    }
    if ((change & IF_CHANGE.UP) === 0) return;
    if (this.config.checkLink && (ifa.iface.flags & IF.LINK_UP) === 0) return;
    const attrs: Rta = {
      src: source,
      source: RTS.DEVICE,
      scope: SCOPE.UNIVERSE,
      cast: RTC.UNICAST,
      dest: RTD.DEVICE,
      gw: 0 as Ifa["ip"],
      from: 0 as Ifa["ip"],
      iface: ifa.iface,
      nexthops: [],
      hostentry: null,
      igpMetric: 0,
      eattrs: [],
    };
    proto.rteUpdate(prefix, attrs, { source });
  }

  reconfigure(next: ProtocolConfig): boolean {
    if (next.kind !== "direct") return false;
    const { config } = this;
    const same = JSON.stringify(config.interfaces) === JSON.stringify(next.interfaces);
    return same && config.checkLink === next.checkLink;
  }
}

export const deviceClass: ProtoClass = {
  kind: "device",
  name: "Device",
  preference: 240,
  attrClass: -1,
  create: (proto) => new DeviceInstance(proto as ProtoImpl),
};

export const directClass: ProtoClass = {
  kind: "direct",
  name: "Direct",
  preference: 240,
  attrClass: -1,
  create: (proto) => new DirectInstance(proto),
};
