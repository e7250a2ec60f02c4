/** Where a protocol and a table meet: counters, filters, limits. BIRD: struct announce_hook, nest/proto.c. */
import type { Filter, Hook, LimitConfig, RouteStats, Rte } from "./types.ts";
import type { ProtoImpl } from "./proto.ts";
import type { RTable } from "./rtable.ts";

export function newStats(): RouteStats {
  return {
    importedRoutes: 0,
    filteredRoutes: 0,
    exportedRoutes: 0,
    preferredRoutes: 0,
    importUpdatesReceived: 0,
    importUpdatesInvalid: 0,
    importUpdatesFiltered: 0,
    importUpdatesIgnored: 0,
    importUpdatesAccepted: 0,
    importWithdrawsReceived: 0,
    importWithdrawsInvalid: 0,
    importWithdrawsIgnored: 0,
    importWithdrawsAccepted: 0,
    exportUpdatesReceived: 0,
    exportUpdatesRejected: 0,
    exportUpdatesFiltered: 0,
    exportUpdatesAccepted: 0,
    exportWithdrawsReceived: 0,
    exportWithdrawsAccepted: 0,
  };
}

/** A limit of a protocol, and how it stands. */
export interface Limit {
  config: LimitConfig;
  state: "initial" | "active" | "blocked";
}

export class AnnounceHook implements Hook {
  readonly table: RTable;
  readonly proto: ProtoImpl;
  stats: RouteStats;
  inFilter: Filter;
  outFilter: Filter;
  keepFiltered = false;
  /** BIRD 2's name of the channel. */
  channel = "ipv4";
  rxLimit: Limit | null = null;
  inLimit: Limit | null = null;
  outLimit: Limit | null = null;
  /** BIRD 2's export map: routes of the table that the protocol has. null: BIRD 1.6, which asks the filter again. */
  readonly exported: Set<Rte> | null;

  constructor(
    table: RTable,
    proto: ProtoImpl,
    stats: RouteStats,
    inFilter: Filter,
    outFilter: Filter,
  ) {
    this.table = table;
    this.proto = proto;
    this.stats = stats;
    this.inFilter = inFilter;
    this.outFilter = outFilter;
    this.exported = proto.daemon.isBird2 ? new Set() : null;
  }
}
