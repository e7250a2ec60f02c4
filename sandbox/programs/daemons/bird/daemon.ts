/**
 * The daemon: its tables, interfaces and protocols, and what becomes of a new configuration (reconfigure.ts).
 * BIRD: sysdep/unix/main.c, nest/proto.c.
 */
import type { NetlinkEvent } from "../../../kernel/netlink-types.ts";
import { PROTO_BIRD, PROTO_KERNEL } from "../../../kernel/route/types.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import { WaitQueue } from "../../../kernel/proc/wait.ts";
import { openTcpSocket } from "../../../kernel/socket/open.ts";
import { closeStream } from "../../../kernel/socket/stream.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";
import type { Rng } from "../../../sim/rng.ts";
import { formatIpv4 } from "../../../wire/addr.ts";
import { BGP } from "./bgp/index.ts";
import { type IfaceListener, Interfaces, type IfaceState } from "./iface.ts";
import { Loop } from "./io.ts";
import { Scanner } from "./krt-netlink.ts";
import type { Logger } from "./log.ts";
import { Neighbors } from "./neighbor.ts";
import { deviceClass, directClass } from "./proto-device.ts";
import { kernelClass } from "./proto-kernel.ts";
import { bfdClass } from "./proto-bfd.ts";
import { pipeClass } from "./proto-pipe.ts";
import { staticClass } from "./proto-static.ts";
import type { ProtoImpl } from "./proto.ts";
import { RTable } from "./rtable.ts";
import {
  type BirdConfig,
  type BirdEvent,
  type BirdTimer,
  DEBUG,
  type FilterHost,
  IF_CHANGE,
  type Ifa,
  type Iface,
  type Io,
  type LogLevel,
  type ProtoClass,
  type ProtocolConfig,
  type Watch,
} from "./types.ts";

const CLASSES: Readonly<Record<ProtocolConfig["kind"], ProtoClass>> = {
  device: deviceClass,
  direct: directClass,
  kernel: kernelClass,
  static: staticClass,
  pipe: pipeClass,
  bgp: BGP,
  bfd: bfdClass,
};

export type Profile = Io["profile"];

export class Daemon implements Io, FilterHost, IfaceListener {
  readonly proc: Process;
  readonly loop: Loop;
  readonly profile: Profile;
  readonly logger: Logger;
  readonly ifaces: Interfaces;
  readonly neighbors: Neighbors;
  config!: BirdConfig;
  routerId = 0;
  /** By name, in the order they were configured. */
  readonly tables = new Map<string, RTable>();
  /** In the order they were made: that of `show protocols`. */
  list: ProtoImpl[] = [];
  bgpShared: unknown = null;
  bootTime: number;
  reconfiguredAt: number;
  shuttingDown = false;
  /** Protocols that are up, in the order in which they came: they hear of interfaces in it. */
  private active: ProtoImpl[] = [];
  private flushing: ProtoImpl[] = [];
  private flushNext: ProtoImpl[] = [];
  private readonly flush: BirdEvent;
  private sourceIds = 0;
  /** Set by reconfigure.ts: told when a protocol of the old configuration is gone. */
  /** `place`: where it stood among the protocols. */
  onReplaced: (proto: ProtoImpl, place: number) => void = () => undefined;
  onDown: () => void = () => undefined;
  readonly scanner: Scanner;
  private readonly netlinkEvents: NetlinkEvent[] = [];
  private readonly netlinkPoked = new WaitQueue("netlink");
  private unsubscribe: (() => void) | null = null;

  constructor(proc: Process, profile: Profile, logger: Logger) {
    this.proc = proc;
    this.profile = profile;
    this.logger = logger;
    this.loop = new Loop(proc, profile === "2.0.12");
    this.ifaces = new Interfaces(this);
    this.neighbors = new Neighbors(() => this.ifaces.list);
    this.bootTime = this.loop.now;
    this.reconfiguredAt = this.loop.now;
    this.scanner = new Scanner(this);
    this.flush = this.event("flush", () => this.flushAll());
  }

  // ── Io ─────────────────────────────────────────────────────────────────────────────────────

  get now(): number {
    return this.loop.now;
  }
  get isBird2(): boolean {
    return this.profile === "2.0.12";
  }
  get nowUs(): number {
    return this.proc.now;
  }
  get nowReal(): number {
    const seconds = (this.proc.host.sim.epochUs + this.proc.now) / 1_000_000;
    return this.isBird2 ? seconds : Math.floor(seconds);
  }
  get rng(): Rng {
    return this.proc.rng;
  }
  spend(us: number): void {
    this.loop.spend(us);
  }
  timer(_name: string, fire: () => void): BirdTimer {
    return this.loop.timer(fire);
  }
  event(_name: string, run: () => void): BirdEvent {
    return this.loop.event(run);
  }
  watch(queue: WaitQueue, call: () => void): Watch {
    return this.loop.watch(queue, call);
  }
  openTcp(): StreamSocket {
    return openTcpSocket(this.proc);
  }
  closeTcp(socket: StreamSocket): void {
    closeStream(this.proc, socket);
  }
  adoptTcp(socket: StreamSocket): void {
    this.proc.install(socket);
  }
  get listenBgp(): BirdConfig["listenBgp"] {
    return this.config.listenBgp;
  }
  log(level: LogLevel, text: string): void {
    this.logger.write(level, text);
  }
  interfaces(): readonly Iface[] {
    return this.ifaces.shown();
  }
  interfaceList(): readonly IfaceState[] {
    return this.ifaces.list;
  }
  protos(): readonly ProtoImpl[] {
    return this.list;
  }
  table(name: string): RTable | null {
    return this.tables.get(name) ?? null;
  }
  nextSourceId(): number {
    return this.sourceIds++;
  }
  protocol(name: string): ProtoImpl | null {
    return this.list.find((p) => p.name === name) ?? null;
  }

  // ── the kernel's news ──────────────────────────────────────────────────────────────────────

  /** Listen to the kernel. Routes of our own are echoes, and not even kept. */
  listen(): void {
    const { netlink } = this.proc.place.netns;
    this.unsubscribe = netlink.subscribe((event) => {
      if (event.type !== "link" && event.type !== "addr" && event.type !== "route") return;
      if (event.type === "route") {
        const { family, protocol } = event.message;
        if (family !== 4 || protocol === PROTO_BIRD || protocol === PROTO_KERNEL) return;
      }
      this.netlinkEvents.push(event);
      this.netlinkPoked.wakeAll();
    });
    this.watch(this.netlinkPoked, () => {
      for (const event of this.netlinkEvents.splice(0)) {
        if (event.type === "route") this.scanner.notice(event.message, event.deleted);
        else if (!this.hasDevice()) continue;
        else if (event.type === "link") this.ifaces.linkEvent(event.message, event.deleted);
        else if (event.type === "addr") this.ifaces.addrEvent(event.message, event.deleted);
      }
    });
  }
  unlisten(): void {
    this.unsubscribe?.();
    this.unsubscribe = null;
  }
  private hasDevice(): boolean {
    return this.list.some((p) => p.cls.kind === "device" && p.state === "up");
  }

  interfaceChanged(change: number, iface: Iface): void {
    for (const p of [...this.active]) this.tellInterface(p, change, iface);
  }
  addressChanged(change: number, ifa: Ifa): void {
    for (const p of [...this.active]) this.tellAddress(p, change, ifa);
  }
  tellInterface(p: ProtoImpl, change: number, iface: Iface): void {
    if (p.instance.ifNotify === undefined) return;
    if ((p.debug & DEBUG.IFACES) !== 0) {
      const text =
        (change & IF_CHANGE.UP) !== 0
          ? "goes up"
          : (change & IF_CHANGE.DOWN) !== 0
            ? "goes down"
            : (change & IF_CHANGE.MTU) !== 0 && (change & IF_CHANGE.CREATE) === 0
              ? "changes MTU"
              : (change & IF_CHANGE.LINK) !== 0
                ? "changes link"
                : "created";
      this.log("trace", `${p.name} < interface ${iface.name} ${text}`);
    }
    p.instance.ifNotify(change, iface);
  }
  tellAddress(p: ProtoImpl, change: number, ifa: Ifa): void {
    if (p.instance.ifaNotify === undefined) return;
    if ((p.debug & DEBUG.IFACES) !== 0) {
      const net = `${formatIpv4(ifa.prefix)}/${ifa.length}`;
      const what = ifa.flags.primary ? "primary " : "";
      const how = (change & IF_CHANGE.UP) !== 0 ? "added" : "removed";
      this.log("trace", `${p.name} < ${what}address ${net} on interface ${ifa.iface.name} ${how}`);
    }
    p.instance.ifaNotify(change, ifa);
  }
  neighborsUp(iface: Iface): void {
    this.neighbors.up(iface);
  }
  neighborsDown(iface: Iface): void {
    this.neighbors.down(iface);
  }
  neighborsLink(iface: Iface): void {
    this.neighbors.link(iface);
  }
  neighborsAddress(ifa: Ifa): void {
    this.neighbors.address(ifa);
  }
  logInterface(text: string): void {
    this.log("error", text);
  }

  // ── protocols ──────────────────────────────────────────────────────────────────────────────

  becameActive(proto: ProtoImpl): void {
    if (!this.active.includes(proto)) this.active.push(proto);
  }

  scheduleFlush(proto: ProtoImpl): void {
    this.active = this.active.filter((p) => p !== proto);
    // Whoever comes while BIRD 1.6's loop of flushing is under way waits for the next.
    if (this.flush.queued && !this.isBird2) {
      this.flushNext.push(proto);
      return;
    }
    this.flushing.push(proto);
    this.flush.schedule();
  }

  private flushAll(): void {
    const gone = this.flushing;
    this.flushing = [];
    const hooked = new Set(gone);
    for (const table of this.tables.values())
      table.prune((rte) => hooked.has(rte.sender.proto as ProtoImpl));
    for (const proto of gone) {
      proto.instance.flush?.();
      proto.flushed();
    }
    if (this.flushNext.length === 0) return;
    this.flushing.push(...this.flushNext);
    this.flushNext = [];
    this.flush.schedule();
  }

  /** A protocol that waited for its end: the new one of its name takes its place. */
  replace(proto: ProtoImpl): void {
    const place = this.list.indexOf(proto);
    this.list = this.list.filter((p) => p !== proto);
    this.onReplaced(proto, place);
  }

  protocolDown(): void {
    this.onDown();
  }

  addTable(config: BirdConfig["tables"][number]): void {
    const old = this.tables.get(config.name);
    if (old !== undefined) old.config = config;
    else this.tables.set(config.name, new RTable(config, this));
  }

  /** The class whose extended attributes are numbered so (EAP.*). */
  attrClass(number: number): ProtoClass | null {
    return number === BGP.attrClass ? BGP : null;
  }
  classOf(config: ProtocolConfig): ProtoClass {
    return CLASSES[config.kind];
  }
}
