/**
 * From one configuration to the next: protocols that can go on do, others restart, come or go; undo.
 * BIRD: conf/conf.c, nest/proto.c (protos_commit).
 */
import type { Daemon } from "./daemon.ts";
import { limitOf, ProtoImpl } from "./proto.ts";
import { formatIpv4 } from "../../../wire/addr.ts";
import { DEBUG, IF, SCOPE, type BirdConfig, type BirdTimer, type ProtocolConfig } from "./types.ts";

export type Outcome =
  "done" | "progress" | "queued" | "unqueued" | "confirm" | "shutdown" | "nothing";

export class Reconfigurer {
  private readonly daemon: Daemon;
  /** Of each protocol that is being taken down: its next configuration, or null when it goes. */
  private readonly waiting = new Map<ProtoImpl, ProtocolConfig | null>();
  private configuring = false;
  get isConfiguring(): boolean {
    return this.configuring;
  }
  private queued: { config: BirdConfig; soft: boolean } | null = null;
  /** To go back to; null: nothing. */
  private old: BirdConfig | null = null;
  private undoAvailable = false;
  private readonly undoTimer: BirdTimer;
  private whenDown: (() => void) | null = null;

  constructor(daemon: Daemon) {
    this.daemon = daemon;
    this.undoTimer = daemon.timer("undo", () => {
      daemon.log("info", "Config timeout expired, starting undo");
      this.undo();
    });
    daemon.onReplaced = (proto, place) => {
      this.replaced(proto, place);
    };
    daemon.onDown = () => this.settle();
  }

  /** The first configuration: null, or what it cannot do without. */
  begin(config: BirdConfig): string | null {
    const { daemon } = this;
    daemon.config = config;
    daemon.logger.configure(config.log, config.timeformats.log);
    daemon.routerId = config.routerId ?? 0;
    for (const table of config.tables) daemon.addTable(table);
    const made = config.protocols.map((c) => this.make(c));
    for (const p of made) if (p.cls.kind === "device") p.rethink();
    if (config.routerId === null && !this.guessRouterId())
      return "Cannot determine router ID, please configure it manually";
    for (const p of made) p.rethink();
    return null;
  }

  /** if_choose_router_id(): the least address of an interface that is up. */
  private guessRouterId(): boolean {
    const { daemon } = this;
    let from = "";
    for (const iface of daemon.ifaces.shown()) {
      if ((iface.flags & IF.ADMIN_UP) === 0) continue;
      for (const a of iface.addrs) {
        if (a.flags.secondary || a.scope <= SCOPE.LINK) continue;
        if (from !== "" && a.ip >>> 0 >= daemon.routerId >>> 0) continue;
        daemon.routerId = a.ip;
        from = iface.name;
      }
    }
    if (from === "") return false;
    const id = formatIpv4(daemon.routerId);
    const how = daemon.isBird2 ? "Chosen" : "Guessed";
    daemon.log("info", `${how} router ID ${id} according to interface ${from}`);
    return true;
  }

  private make(config: ProtocolConfig): ProtoImpl {
    const { daemon } = this;
    const proto = new ProtoImpl(daemon, daemon.classOf(config), config);
    daemon.list.push(proto);
    return proto;
  }

  /** config_commit(). `timeout` seconds until it is undone, 0: never. */
  commit(config: BirdConfig, soft: boolean, timeout: number): Outcome {
    if (this.daemon.shuttingDown) return "shutdown";
    this.undoTimer.stop();
    if (timeout > 0) this.undoTimer.start(timeout);
    if (this.configuring) {
      if (this.queued !== null)
        this.daemon.log("info", "Queueing new configuration, ignoring the one already queued");
      else this.daemon.log("info", "Queueing new configuration");
      this.queued = { config, soft };
      return "queued";
    }
    this.old = this.daemon.config;
    this.undoAvailable = true;
    return this.apply(config, soft);
  }

  /** A further configuration waits for this one. */
  get isQueued(): boolean {
    return this.queued !== null;
  }
  /** Until the last one is undone; null: nothing will undo it. */
  get undoSeconds(): number | null {
    return this.undoTimer.active ? this.undoTimer.remains : null;
  }

  confirm(): Outcome {
    if (!this.undoTimer.active) return "nothing";
    this.undoTimer.stop();
    return "confirm";
  }

  undo(): Outcome {
    if (this.daemon.shuttingDown) return "shutdown";
    if (!this.undoAvailable || this.old === null) return "nothing";
    this.undoAvailable = false;
    this.undoTimer.stop();
    if (this.configuring) {
      if (this.queued !== null) {
        this.queued = null;
        this.daemon.log("info", "Removing queued configuration");
        return "unqueued";
      }
      this.queued = { config: this.old, soft: false };
      return "queued";
    }
    const config = this.old;
    this.old = this.daemon.config;
    return this.apply(config, false);
  }

  private apply(config: BirdConfig, soft: boolean): Outcome {
    const { daemon } = this;
    daemon.log("info", "Reconfiguring");
    daemon.logger.configure(config.log, config.timeformats.log);
    const old = daemon.config;
    daemon.config = config;
    daemon.reconfiguredAt = daemon.now;
    const routerId = config.routerId ?? daemon.routerId;
    const idChanged = routerId !== daemon.routerId;
    daemon.routerId = routerId;
    for (const table of config.tables) daemon.addTable(table);
    this.configuring = true;
    const before = [...daemon.list];
    const place = (p: ProtoImpl): number => old.protocols.findIndex((c) => c.name === p.name);
    before.sort((a, b) => place(a) - place(b));
    for (const p of before) this.adapt(p, config, soft, idChanged);
    const made: ProtoImpl[] = [];
    for (const c of config.protocols) {
      if (before.some((p) => p.name === c.name && p.config !== c && this.waiting.get(p) === c))
        continue;
      if (before.some((p) => p.config === c)) continue;
      if (daemon.protocol(c.name) !== null) continue;
      daemon.log("info", `Adding protocol ${c.name}`);
      made.push(this.make(c));
    }
    for (const p of made) p.rethink();
    for (const name of [...daemon.tables.keys()])
      if (!config.tables.some((t) => t.name === name) && old.tables.some((t) => t.name === name))
        this.dropTable(name);
    if (this.waiting.size > 0) return "progress";
    this.configuring = false;
    daemon.log("info", "Reconfigured");
    return "done";
  }

  private dropTable(name: string): void {
    const table = this.daemon.tables.get(name);
    if (table !== undefined && table.hooks.length === 0) this.daemon.tables.delete(name);
  }

  private adapt(p: ProtoImpl, config: BirdConfig, soft: boolean, idChanged: boolean): void {
    const { daemon } = this;
    const next = config.protocols.find((c) => c.name === p.name) ?? null;
    if (next === null) {
      daemon.log("info", `Removing protocol ${p.name}`);
      p.downCode = "cf-remove";
    } else {
      const force = idChanged && p.cls.kind === "bgp" && next.routerId === null;
      if (!force && this.reconfigure(p, next, soft)) return;
      if (!p.disabled && !next.disabled) daemon.log("info", `Restarting protocol ${p.name}`);
      else if (p.disabled && !next.disabled) daemon.log("info", `Enabling protocol ${p.name}`);
      else if (!p.disabled && next.disabled) daemon.log("info", `Disabling protocol ${p.name}`);
      p.downCode = next.disabled ? "cf-disable" : "cf-restart";
    }
    this.waiting.set(p, next);
    p.reconfiguring = true;
    p.rethink();
  }

  /** proto_reconfigure(): true when it goes on as it is. */
  private reconfigure(p: ProtoImpl, next: ProtocolConfig, soft: boolean): boolean {
    const old = p.config;
    if (p.state === "down") return false;
    if (next.kind !== old.kind || next.disabled !== p.disabled || next.table !== old.table)
      return false;
    p.debug = next.debug;
    if (p.instance.reconfigure?.(next, soft) !== true) return false;
    p.trace(DEBUG.STATES, "Reconfigured");
    p.config = next;
    let importChanged = !next.importFilter.same(old.importFilter);
    const exportChanged = !next.exportFilter.same(old.exportFilter);
    if (next.preference !== old.preference) importChanged = true;
    for (const hook of p.hooks) {
      hook.inFilter = next.importFilter;
      hook.outFilter = next.exportFilter;
      hook.keepFiltered = next.importKeepFiltered;
      hook.rxLimit = limitOf(next.receiveLimit);
      hook.inLimit = limitOf(next.importLimit);
      hook.outLimit = limitOf(next.exportLimit);
    }
    p.instance.filtersChanged?.();
    for (const hook of p.hooks) p.verifyLimits(hook);
    if (soft || p.cls.kind === "pipe" || (!importChanged && !exportChanged)) return true;
    p.daemon.log("info", `Reloading protocol ${p.name}`);
    if (importChanged && p.state === "up" && p.instance.reloadRoutes?.() !== true) {
      p.daemon.log("info", `Restarting protocol ${p.name}`);
      restart(p, "cf-restart");
      return true;
    }
    if (exportChanged) p.requestFeeding();
    return true;
  }

  private replaced(p: ProtoImpl, place: number): void {
    const next = this.waiting.get(p);
    this.waiting.delete(p);
    this.settle();
    if (next === undefined || next === null || this.daemon.shuttingDown) return;
    const made = this.make(next);
    const { daemon } = this;
    // BIRD 2 puts it where the old one was, 1.6 at the end.
    if (daemon.isBird2) {
      daemon.list.pop();
      daemon.list.splice(place, 0, made);
    }
    made.rethink();
  }

  private settle(): void {
    const { daemon } = this;
    if (daemon.shuttingDown) {
      if (daemon.list.length === 0) this.whenDown?.();
      return;
    }
    if (!this.configuring || this.waiting.size > 0) return;
    daemon
      .event("config done", () => {
        if (!this.configuring || this.waiting.size > 0) return;
        this.configuring = false;
        daemon.log("info", "Reconfigured");
        const queued = this.queued;
        this.queued = null;
        if (queued !== null) this.apply(queued.config, queued.soft);
      })
      .schedule();
  }

  /** order_shutdown(): all protocols down, then `done`. */
  shutdown(done: () => void): void {
    const { daemon } = this;
    if (daemon.shuttingDown) return;
    daemon.log("info", "Shutting down");
    daemon.shuttingDown = true;
    this.whenDown = done;
    const place = (p: ProtoImpl): number => daemon.config.protocols.indexOf(p.config);
    for (const p of [...daemon.list].sort((a, b) => place(a) - place(b))) {
      p.downCode = "cmd-shutdown";
      this.waiting.set(p, null);
      p.reconfiguring = true;
      p.rethink();
    }
    this.settle();
  }
}

/** Down and up again at once (the flush may take a moment). */
export function restart(p: ProtoImpl, code: ProtoImpl["downCode"]): void {
  p.disabled = true;
  p.downCode = code;
  p.rethink();
  p.disabled = false;
  p.rethink();
}
