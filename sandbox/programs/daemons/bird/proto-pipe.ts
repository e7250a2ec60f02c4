/** Protocol pipe: two tables joined through filters. BIRD: proto/pipe/pipe.c. */
import type { AnnounceHook, Limit } from "./hook.ts";
import { newStats } from "./hook.ts";
import { ACCEPT } from "./filters.ts";
import type { ProtoImpl } from "./proto.ts";
import { formatPrefix } from "./rta.ts";
import type { RTable } from "./rtable.ts";
import {
  type Net,
  type PipeConfig,
  type ProtoClass,
  type ProtocolConfig,
  type ProtocolInstance,
  type RouteStats,
  RTS,
  type Rta,
  type Rte,
  type Table,
} from "./types.ts";
import { limitOf } from "./proto.ts";

export class PipeInstance implements ProtocolInstance {
  private readonly proto: ProtoImpl;
  private peerHook: AnnounceHook | null = null;
  private peerStats: RouteStats = newStats();

  constructor(proto: ProtoImpl) {
    this.proto = proto;
    proto.acceptMode = this.config.mode === "opaque" ? "optimal" : "any";
  }
  private get config(): PipeConfig {
    return this.proto.config as PipeConfig;
  }
  private get peerTable(): RTable {
    return this.proto.daemon.table(this.config.peerTable) as RTable;
  }

  start(): "up" {
    return "up";
  }
  shutdown(): "down" {
    return "down";
  }
  cleanup(): void {
    this.peerHook = null;
    this.peerStats = newStats();
  }

  connectTables(): void {
    this.peerHook = this.proto.connect(this.peerTable, this.peerStats);
    this.peerHook.channel = "sec";
    if (this.proto.hook !== null) this.proto.hook.channel = "pri";
    this.filtersChanged();
  }

  /** The import filter stands at the way out of the peer's table. */
  filtersChanged(): void {
    const { hook } = this.proto;
    const { config } = this;
    if (hook === null || this.peerHook === null) return;
    hook.inFilter = ACCEPT;
    hook.outFilter = config.exportFilter;
    hook.outLimit = null;
    hook.rxLimit = null;
    this.peerHook.inFilter = ACCEPT;
    this.peerHook.outFilter = config.importFilter;
    this.peerHook.inLimit = limitOf(config.exportLimit);
    this.peerHook.outLimit = null;
    this.peerHook.rxLimit = null;
  }

  importControl(rte: Rte): { verdict: 0 | -1; attrs: Rta } {
    return { verdict: rte.sender.proto === this.proto ? -1 : 0, attrs: rte.attrs };
  }

  rtNotify(from: Table, net: Net, fresh: Rte | null, old: Rte | null): void {
    const { hook } = this.proto;
    const to = hook?.table === from ? this.peerHook : hook;
    if (to === null || (fresh === null && old === null)) return;
    const { table } = to;
    if (table.pipeBusy) {
      this.proto.io.log(
        "error",
        `Pipe loop detected when sending ${formatPrefix(net)} to table ${table.name}`,
      );
      return;
    }
    const source = ((fresh ?? old) as Rte).attrs.src;
    const own = this.config.mode === "opaque" ? this.proto.source() : source;
    const fromTable = from as RTable;
    fromTable.pipeBusy = true;
    // An opaque pipe asks for the withdrawal of the original's route, which is not there: 1.6.8 keeps its own.
    if (fresh === null) table.update(to, net, null, source, 0);
    else if (this.config.mode === "opaque") {
      const attrs = { ...fresh.attrs, src: own, source: RTS.PIPE, hostentry: null };
      table.update(to, net, attrs, own, this.config.preference);
    } else table.update(to, net, { ...fresh.attrs, hostentry: null }, own, fresh.pref, fresh.krt);
    fromTable.pipeBusy = false;
  }

  reloadRoutes(): boolean {
    this.proto.requestFeeding();
    return true;
  }

  /** Both ways are fed again when a filter changed; the core does no more. */
  reconfigure(next: ProtocolConfig, soft: boolean): boolean {
    const { config } = this;
    if (next.kind !== "pipe" || next.peerTable !== config.peerTable || next.mode !== config.mode)
      return false;
    const same =
      next.preference === config.preference &&
      next.importFilter.same(config.importFilter) &&
      next.exportFilter.same(config.exportFilter);
    if (!soft && !same) this.proto.requestFeeding();
    return true;
  }

  statusLine(): string {
    if (this.proto.daemon.isBird2) return `${this.proto.table.name} <=> ${this.config.peerTable}`;
    return `${this.config.mode === "opaque" ? "-" : "="}> ${this.config.peerTable}`;
  }

  get exportLimit(): Limit | null {
    return this.peerHook?.inLimit ?? null;
  }

  /** Counters as the user sees them: out of one table's hook, into the other's. */
  statsLines(): string[] {
    const s1 = this.proto.stats;
    const s2 = this.peerStats;
    const n = (...list: (number | null)[]): string =>
      list.map((x) => (x === null ? "---" : String(x)).padStart(10)).join(" ");
    return [
      `  Routes:         ${s1.importedRoutes} imported, ${s2.importedRoutes} exported`,
      "  Route change stats:     received   rejected   filtered    ignored   accepted",
      `    Import updates:     ${n(s2.exportUpdatesReceived, s2.exportUpdatesRejected + s1.importUpdatesInvalid, s2.exportUpdatesFiltered, s1.importUpdatesIgnored, s1.importUpdatesAccepted)}`,
      `    Import withdraws:   ${n(s2.exportWithdrawsReceived, s1.importWithdrawsInvalid, null, s1.importWithdrawsIgnored, s1.importWithdrawsAccepted)}`,
      `    Export updates:     ${n(s1.exportUpdatesReceived, s1.exportUpdatesRejected + s2.importUpdatesInvalid, s1.exportUpdatesFiltered, s2.importUpdatesIgnored, s2.importUpdatesAccepted)}`,
      `    Export withdraws:   ${n(s1.exportWithdrawsReceived, s2.importWithdrawsInvalid, null, s2.importWithdrawsIgnored, s2.importWithdrawsAccepted)}`,
    ];
  }
}

export const pipeClass: ProtoClass = {
  kind: "pipe",
  name: "Pipe",
  preference: 70,
  attrClass: -1,
  create: (proto) => new PipeInstance(proto as ProtoImpl),
};
