/**
 * A protocol's instance in the daemon: its states, its hooks to tables, feeding and flushing.
 * BIRD: nest/proto.c. Left out: graceful restart's waiting (no protocol waits for another's recovery).
 */
import type { Ipv4Addr } from "../../../wire/addr.ts";
import { feedNet } from "./announce.ts";
import type { Daemon } from "./daemon.ts";
import type { FibNet } from "./fib.ts";
import { AnnounceHook, type Limit, newStats } from "./hook.ts";
import { applyHost } from "./hostcache.ts";
import type { RTable } from "./rtable.ts";
import {
  type AcceptMode,
  type BirdEvent,
  DEBUG,
  type DownCode,
  IF,
  IF_CHANGE,
  type Iface,
  type Io,
  type LimitConfig,
  type LogLevel,
  type Neighbor,
  type Prefix,
  type Proto,
  type ProtoClass,
  type ProtocolConfig,
  type ProtocolInstance,
  type ProtoState,
  type RouteSource,
  type RouteStats,
  type Rta,
  type RteOptions,
  type Table,
} from "./types.ts";

/** Networks fed in one go. */
const FEED_MAX = 256;
const RESTART_US_DELAY = 2;

export class ProtoImpl implements Proto {
  readonly name: string;
  readonly cls: ProtoClass;
  config: ProtocolConfig;
  instance!: ProtocolInstance;
  readonly daemon: Daemon;
  state: ProtoState = "down";
  core: "hungry" | "happy" | "flushing" = "hungry";
  exporting: "down" | "feeding" | "ready" = "down";
  refeeding = false;
  disabled: boolean;
  /** Another configuration waits for it to be down; "gone": it shall be no more. */
  reconfiguring = false;
  debug: number;
  acceptMode: AcceptMode = "optimal";
  /** "merged": most next hops. */
  mergeLimit = 0;
  stats: RouteStats = newStats();
  lastStateChange: number;
  downCode: DownCode = null;
  message: string | null = null;
  table: RTable;
  hook: AnnounceHook | null = null;
  /** The hook that it has or had: how its limits stood. */
  lastHook: AnnounceHook | null = null;
  /** All hooks, the newest first. */
  hooks: AnnounceHook[] = [];
  private announced = "";
  private readonly feeder: BirdEvent;
  private feedQueue: { hook: AnnounceHook; nets: FibNet[]; at: number }[] = [];
  private feedStarted = false;
  private readonly sources = new Map<number, RouteSource>();
  private down: { restart: boolean; event: BirdEvent } | null = null;

  constructor(daemon: Daemon, cls: ProtoClass, config: ProtocolConfig) {
    this.daemon = daemon;
    this.cls = cls;
    this.name = config.name;
    this.config = config;
    this.debug = config.debug;
    this.disabled = config.disabled;
    this.table = daemon.table(config.table) as RTable;
    this.lastStateChange = daemon.now;
    this.feeder = daemon.event(`feed ${this.name}`, () => this.feed());
    this.instance = cls.create(this, config);
    this.trace(DEBUG.STATES, `Initializing${this.disabled ? " [disabled]" : ""}`);
  }

  get io(): Io {
    return this.daemon;
  }

  // ── states ─────────────────────────────────────────────────────────────────────────────────

  /** proto_state_name(). */
  stateName(): string {
    if (this.core === "flushing" && this.state === "down") return "flush";
    if (this.state !== "up" || this.daemon.isBird2) return this.state;
    return this.exporting === "down" ? "wait" : this.exporting === "feeding" ? "feed" : "up";
  }

  /** proto_rethink_goal(). */
  rethink(): void {
    if (this.reconfiguring && this.core === "hungry" && this.state === "down") {
      this.daemon.replace(this);
      return;
    }
    if (this.disabled || this.reconfiguring) {
      if (this.state !== "start" && this.state !== "up") return;
      this.trace(DEBUG.STATES, "Shutting down");
      this.notifyState(this.instance.shutdown());
    } else if (this.core === "hungry" && this.state === "down") {
      this.trace(DEBUG.STATES, "Starting");
      this.notifyState(this.instance.start());
    }
  }

  notifyState(state: ProtoState): void {
    if (this.state === state) return;
    this.state = state;
    this.lastStateChange = this.daemon.now;
    if (state === "start" && this.exporting !== "down") this.exportDown();
    if (state === "up") {
      if (this.core === "hungry") this.coreUp();
      this.exporting = "feeding";
      this.scheduleFeed(false);
    }
    if (state === "stop" || state === "down") {
      this.cancelDown();
      if (this.exporting !== "down") this.exportDown();
      if (this.core === "happy") {
        this.core = "flushing";
        this.daemon.scheduleFlush(this);
      }
    }
    this.logState();
    if (state === "down" && this.core === "hungry") this.fellDown();
  }

  logState(): void {
    const name = this.stateName();
    if ((this.debug & DEBUG.STATES) === 0) this.announced = "";
    else if (name !== this.announced) {
      this.announced = name;
      this.trace(DEBUG.STATES, `State changed to ${name}`);
    }
  }

  private coreUp(): void {
    this.core = "happy";
    // BIRD 2 numbers a protocol's own source as it comes up.
    if (this.daemon.isBird2) this.source();
    this.hook = this.connect(this.table, this.stats);
    this.instance.connectTables?.();
    this.daemon.becameActive(this);
  }

  /** proto_add_announce_hook(). */
  connect(table: RTable, stats: RouteStats): AnnounceHook {
    const { config } = this;
    if (!this.daemon.isBird2) this.trace(DEBUG.STATES, `Connected to table ${table.name}`);
    const hook = new AnnounceHook(table, this, stats, config.importFilter, config.exportFilter);
    hook.keepFiltered = config.importKeepFiltered;
    hook.rxLimit = limitOf(config.receiveLimit);
    hook.inLimit = limitOf(config.importLimit);
    hook.outLimit = limitOf(config.exportLimit);
    for (const limit of [hook.rxLimit, hook.inLimit, hook.outLimit])
      if (limit !== null) limit.state = "initial";
    this.hooks.unshift(hook);
    if (table === this.table) this.lastHook = hook;
    if (this.instance.rtNotify !== undefined) table.hooks.unshift(hook);
    return hook;
  }

  private exportDown(): void {
    this.exporting = "down";
    this.feeder.cancel();
    this.feedQueue = [];
    for (const hook of this.hooks) {
      hook.stats.exportedRoutes = 0;
      hook.exported?.clear();
    }
    for (const hook of this.hooks) {
      const at = hook.table.hooks.indexOf(hook);
      if (at >= 0) hook.table.hooks.splice(at, 1);
    }
  }

  /** The flush is over: its routes are gone from all tables. */
  flushed(): void {
    this.core = "hungry";
    this.logState();
    if (this.state === "down") this.fellDown();
  }

  private fellDown(): void {
    this.downCode = null;
    this.daemon.neighbors.prune(this);
    this.stats = newStats();
    this.hooks = [];
    this.hook = null;
    this.instance.cleanup?.();
    this.rethink();
    this.daemon.protocolDown();
  }

  scheduleDown(restart: boolean, code: NonNullable<DownCode>): void {
    // A restart does not overrule a shutdown that waits.
    if (this.down !== null && !this.down.restart) return;
    this.cancelDown();
    this.downCode = code;
    const event = this.daemon.event(`down ${this.name}`, () => {
      this.down = null;
      this.disabled = true;
      if (restart) this.downCode ??= code;
      this.rethink();
      if (restart) {
        this.disabled = false;
        this.rethink();
      }
    });
    this.down = { restart, event };
    if (!restart) event.schedule();
    else {
      const timer = this.daemon.timer(`restart ${this.name}`, () => {
        if (this.down?.event === event) event.schedule();
      });
      timer.start(RESTART_US_DELAY);
    }
  }

  private cancelDown(): void {
    this.down?.event.cancel();
    this.down = null;
  }

  /** proto_notify_limit(). */
  limitHit(limit: Limit, way: "receive" | "import" | "export"): void {
    if (this.down !== null) return;
    const { action, limit: count } = limit.config;
    const soft = action === "warn" || action === "block";
    if (!soft || limit.state === "initial")
      this.io.log(
        "warning",
        `Protocol ${this.name} hits route ${way} limit (${count}), action: ${action}`,
      );
    limit.state = action === "warn" ? "active" : "blocked";
    if (soft) return;
    const code = { receive: "rx-limit", import: "in-limit", export: "out-limit" } as const;
    this.scheduleDown(action === "restart", code[way]);
  }

  /** proto_verify_limits(): after a change of limits. */
  verifyLimits(hook: AnnounceHook): void {
    const { stats, rxLimit, inLimit, outLimit } = hook;
    const all = stats.importedRoutes + stats.filteredRoutes;
    if (rxLimit !== null && all > rxLimit.config.limit) this.limitHit(rxLimit, "receive");
    if (inLimit !== null && stats.importedRoutes > inLimit.config.limit)
      this.limitHit(inLimit, "import");
    if (outLimit !== null && stats.exportedRoutes > outLimit.config.limit)
      this.limitHit(outLimit, "export");
  }

  // ── feeding ────────────────────────────────────────────────────────────────────────────────

  private scheduleFeed(again: boolean): void {
    this.exporting = "feeding";
    this.refeeding = again;
    this.feedStarted = false;
    this.feedQueue = [];
    this.feeder.schedule();
    this.instance.feedBegin?.(!again);
  }

  requestFeeding(): boolean {
    if (this.state !== "up" || this.exporting === "down") return false;
    if (this.exporting === "feeding") {
      if (!this.refeeding || !this.feedStarted) return true;
      this.feeder.cancel();
      this.feedQueue = [];
    }
    for (const hook of this.hooks) {
      if (hook.exported === null) hook.stats.exportedRoutes = 0;
      if (hook.outLimit !== null) hook.outLimit.state = "initial";
    }
    this.scheduleFeed(true);
    this.logState();
    return true;
  }

  private feed(): void {
    if (this.exporting !== "feeding") return;
    if (!this.feedStarted) {
      this.feedStarted = true;
      if (!this.refeeding) this.feedInterfaces();
      if (this.instance.rtNotify !== undefined)
        this.feedQueue = this.hooksToFeed().map((hook) => ({ hook, nets: [], at: -1 }));
    }
    let left = FEED_MAX;
    while (this.feedQueue.length > 0) {
      const one = this.feedQueue[0] as { hook: AnnounceHook; nets: FibNet[]; at: number };
      if (one.at < 0) {
        one.nets = one.hook.table.fib.list();
        one.at = 0;
      }
      while (one.at < one.nets.length) {
        if (left <= 0) {
          this.feeder.schedule();
          return;
        }
        left -= feedNet(one.hook, one.nets[one.at++] as FibNet, this.refeeding);
        if (this.exporting !== "feeding") return;
      }
      this.feedQueue.shift();
    }
    this.exporting = "ready";
    this.refeeding = false;
    this.logState();
    this.instance.feedEnd?.();
  }

  /** BIRD 2: channel after channel. */
  private hooksToFeed(): AnnounceHook[] {
    return this.daemon.isBird2 ? [...this.hooks].reverse() : this.hooks;
  }

  private feedInterfaces(): void {
    for (const iface of this.daemon.interfaceList()) {
      const up = (iface.flags & IF.UP) !== 0;
      this.daemon.tellInterface(this, IF_CHANGE.CREATE | (up ? IF_CHANGE.UP : 0), iface);
      if (!up) continue;
      for (const ifa of iface.addrs)
        this.daemon.tellAddress(this, IF_CHANGE.CREATE | IF_CHANGE.UP, ifa);
    }
  }

  // ── what protocols use ─────────────────────────────────────────────────────────────────────

  rteUpdate(prefix: Prefix, attrs: Rta | null, options?: RteOptions): void {
    const hook = this.hook;
    if (hook === null) return;
    const source = options?.source ?? attrs?.src ?? this.source();
    const pref = options?.pref ?? this.config.preference;
    hook.table.update(hook, prefix, attrs, source, pref, options?.krt);
  }

  source(privateId = 0): RouteSource {
    let found = this.sources.get(privateId);
    if (found === undefined) {
      found = { proto: this, privateId, globalId: this.daemon.nextSourceId() };
      this.sources.set(privateId, found);
    }
    return found;
  }

  neighbor(addr: Ipv4Addr, sticky: boolean, iface: Iface | null = null): Neighbor | null {
    return this.daemon.neighbors.find(this, addr, sticky, iface);
  }

  refreshBegin(): void {
    for (const hook of this.hooks) hook.table.refreshBegin(hook);
  }
  refreshEnd(): void {
    for (const hook of this.hooks) hook.table.refreshEnd(hook);
  }

  recursive(attrs: Rta, table: Table, gateway: Ipv4Addr, link: Ipv4Addr): Rta {
    const host = (table as RTable).hostcache.entry(gateway, link, this.table);
    return applyHost(attrs, host);
  }

  log(level: LogLevel, text: string): void {
    this.daemon.log(level, `${this.name}: ${text}`);
  }
  trace(mask: number, text: string): void {
    if ((this.debug & mask) !== 0) this.log("trace", text);
  }
}

export function limitOf(config: LimitConfig | null): Limit | null {
  if (config === null) return null;
  config.held ??= { config, state: "initial" };
  return config.held;
}
