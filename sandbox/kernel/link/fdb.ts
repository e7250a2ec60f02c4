/** A bridge's forwarding database: who was seen behind which port. net/bridge/br_fdb.c. */
import type { Micros, Timer } from "../../sim/scheduler.ts";
import type { MacAddr } from "../../wire/addr.ts";
import type { FdbDump } from "../netlink-types.ts";
import type { Bridge, BridgePort } from "./bridge.ts";

const SECOND = 1_000_000;

export interface FdbEntry {
  readonly mac: MacAddr;
  readonly vlan: number;
  /** null: the bridge itself. */
  port: BridgePort | null;
  /** A port's or the bridge's own address: frames to it go up. */
  isLocal: boolean;
  isStatic: boolean;
  addedByUser: boolean;
  externLearn: boolean;
  sticky: boolean;
  /** Last seen as a source; last forwarded to. */
  updated: Micros;
  used: Micros;
}

export class Fdb {
  private readonly bridge: Bridge;
  /** By VLAN (0 without filtering), then by MAC. */
  private readonly tables = new Map<number, Map<number, FdbEntry>>();
  private readonly untagged = new Map<number, FdbEntry>();
  private gc: Timer | null = null;

  constructor(bridge: Bridge) {
    this.bridge = bridge;
    this.tables.set(0, this.untagged);
  }

  find(mac: number, vlan: number): FdbEntry | undefined {
    return vlan === 0 ? this.untagged.get(mac) : this.tables.get(vlan)?.get(mac);
  }

  /** br_fdb_update: learn, refresh or move. */
  learn(port: BridgePort, mac: MacAddr, vlan: number): void {
    const now = this.bridge.ns.host.sim.sched.now;
    const entry = this.find(mac, vlan);
    if (entry === undefined) {
      if (this.bridge.ageingTime === 0) return;
      this.put({
        mac,
        vlan,
        port,
        isLocal: false,
        isStatic: false,
        addedByUser: false,
        externLearn: false,
        sticky: false,
        updated: now,
        used: now,
      });
      this.armGc();
      return;
    }
    if (entry.isLocal) return;
    entry.updated = now;
    if (entry.port === port || entry.sticky) return;
    entry.port = port;
    entry.externLearn = false;
    this.announce(entry, false);
  }

  put(entry: FdbEntry): void {
    let table = this.tables.get(entry.vlan);
    if (table === undefined) {
      table = new Map();
      this.tables.set(entry.vlan, table);
    }
    table.set(entry.mac, entry);
    this.announce(entry, false);
  }

  remove(entry: FdbEntry): void {
    const table = this.tables.get(entry.vlan);
    if (table?.get(entry.mac) !== entry) return;
    table.delete(entry.mac);
    this.announce(entry, true);
  }

  /** fdb_add_local: the first who has an address keeps it. */
  addLocal(port: BridgePort | null, mac: MacAddr, vlan: number): void {
    const entry = this.find(mac, vlan);
    if (entry !== undefined) {
      if (entry.isLocal) return;
      this.remove(entry);
    }
    const now = this.bridge.ns.host.sim.sched.now;
    this.put({
      mac,
      vlan,
      port,
      isLocal: true,
      isStatic: true,
      addedByUser: false,
      externLearn: false,
      sticky: false,
      updated: now,
      used: now,
    });
  }

  /** fdb_delete_local: hand it to another port or the bridge that has the same address. */
  deleteLocal(entry: FdbEntry): void {
    const { bridge } = this;
    const heir = bridge.ports.find((port) => port !== entry.port && port.dev.mac === entry.mac);
    if (heir !== undefined) {
      entry.port = heir;
      entry.addedByUser = false;
      return;
    }
    if (entry.port !== null && bridge.mac === entry.mac) {
      entry.port = null;
      entry.addedByUser = false;
      return;
    }
    this.remove(entry);
  }

  /** The bridge's own address changes. */
  changeBridgeMac(mac: MacAddr): void {
    for (const vlan of this.bridge.ownVlans()) {
      const old = this.find(this.bridge.mac, vlan);
      if (old?.isLocal === true && old.port === null && !old.addedByUser) this.deleteLocal(old);
      if (mac !== 0) this.addLocal(null, mac, vlan);
    }
  }

  /** A port's own address changes. */
  changePortMac(port: BridgePort, mac: MacAddr): void {
    for (const entry of this.all()) {
      if (entry.port === port && entry.isLocal && !entry.addedByUser) this.deleteLocal(entry);
    }
    this.addLocal(port, mac, 0);
    for (const vlan of port.vlanIds()) this.addLocal(port, mac, vlan);
  }

  /** Entries of a port: learned ones, or with `all` every one. */
  flushPort(port: BridgePort, all: boolean): void {
    for (const entry of this.all()) {
      if (entry.port !== port) continue;
      if (!all && (entry.isStatic || entry.externLearn)) continue;
      if (entry.isLocal) this.deleteLocal(entry);
      else this.remove(entry);
    }
  }

  all(): FdbEntry[] {
    const now = this.bridge.ns.host.sim.sched.now;
    const out: FdbEntry[] = [];
    for (const table of this.tables.values()) {
      for (const entry of table.values()) if (!this.expired(entry, now)) out.push(entry);
    }
    return out;
  }

  expired(entry: FdbEntry, now: Micros): boolean {
    return !entry.isStatic && !entry.externLearn && entry.updated + this.bridge.holdTimeUs() <= now;
  }

  /** When the next learned entry ages out; Infinity: none does. */
  nextAgeing(): Micros {
    let next = Infinity;
    for (const table of this.tables.values()) {
      for (const entry of table.values()) {
        if (!entry.isStatic && !entry.externLearn)
          next = Math.min(next, entry.updated + this.bridge.holdTimeUs());
      }
    }
    return next;
  }

  /** br_fdb_cleanup: one event while something can age. */
  armGc(): void {
    if (this.gc !== null) return;
    const { sched } = this.bridge.ns.host.sim;
    const next = this.nextAgeing();
    if (next === Infinity) return;
    this.gc = sched.post(Math.max(10_000, next - sched.now), "bridge fdb gc", collect, this, null);
  }

  collect(): void {
    this.gc = null;
    if (this.bridge.gone) return;
    const now = this.bridge.ns.host.sim.sched.now;
    for (const table of this.tables.values()) {
      for (const entry of [...table.values()]) if (this.expired(entry, now)) this.remove(entry);
    }
    this.armGc();
  }

  stop(): void {
    this.gc?.cancel();
    this.gc = null;
  }

  dump(entry: FdbEntry): FdbDump {
    const now = this.bridge.ns.host.sim.sched.now;
    const stale = this.expired(entry, now);
    return {
      index: entry.port?.dev.index ?? this.bridge.index,
      mac: entry.mac,
      vlan: entry.vlan,
      where: "master",
      master: this.bridge.index,
      state: entry.isLocal
        ? "permanent"
        : entry.isStatic
          ? "static"
          : stale
            ? "stale"
            : "reachable",
      used: Math.floor((now - entry.used) / SECOND),
      updated: Math.floor((now - entry.updated) / SECOND),
      externLearn: entry.externLearn,
      sticky: entry.sticky,
      offload: false,
      isLocal: entry.isLocal,
      vxlan: null,
    };
  }

  private announce(entry: FdbEntry, deleted: boolean): void {
    const { ns } = this.bridge;
    if (ns.watched) ns.notify({ type: "fdb", deleted, message: this.dump(entry) });
  }
}

function collect(fdb: Fdb): void {
  fdb.collect();
}
