/**
 * A VXLAN's forwarding database: behind which node is a MAC. drivers/net/vxlan/vxlan_core.c.
 * Left out: nexthop groups, VNI filters. Ages by what was received, as since Linux 6.14.
 */
import { type Micros, SECOND, type Timer } from "../../sim/scheduler.ts";
import {
  formatIpv4,
  formatMac,
  type Ipv4Addr,
  isGroupMac,
  MAC_ZERO,
  type MacAddr,
} from "../../wire/addr.ts";
import { type FdbDump, type FdbSpec, NUD, type NetlinkAnswer } from "../netlink-types.ts";
import type { VxlanDevice } from "./vxlan.ts";

/** vxlan_rdst: one place to send to. */
export interface Remote {
  ip: Ipv4Addr;
  port: number;
  vni: number;
  /** `via`, 0: whatever the routes say. */
  ifindex: number;
}

export interface VxlanFdbEntry {
  readonly mac: MacAddr;
  /** In the order in which they were appended; frames for many leave to the first one last. */
  readonly remotes: Remote[];
  /** NUD_* bits. */
  nud: number;
  router: boolean;
  externLearn: boolean;
  used: number;
  updated: number;
}

export type FdbMode = "add" | "append" | "replace";
const FIXED = NUD.PERMANENT | NUD.NOARP;

export class VxlanFdb {
  private readonly dev: VxlanDevice;
  private readonly entries = new Map<number, VxlanFdbEntry>();
  private timer: Timer | null = null;
  private timerAt = Infinity;

  constructor(dev: VxlanDevice) {
    this.dev = dev;
  }

  private get now(): number {
    return this.dev.ns.host.sim.sched.now;
  }

  find(mac: number): VxlanFdbEntry | undefined {
    return this.entries.get(mac);
  }

  /** Newest first, as the kernel lists them. */
  all(): VxlanFdbEntry[] {
    return [...this.entries.values()].reverse();
  }

  // ── learning ───────────────────────────────────────────────────────────────────────────────

  /** vxlan_snoop. False: the frame must be dropped, a fixed entry says that its source is elsewhere. */
  snoop(mac: MacAddr, from: Ipv4Addr): boolean {
    const entry = this.entries.get(mac);
    if (entry === undefined) {
      if (mac === MAC_ZERO || isGroupMac(mac)) return false;
      const { port, vni } = this.dev.defaultRemote;
      this.create(mac, { ip: from, port, vni, ifindex: 0 }, NUD.REACHABLE);
      return true;
    }
    const first = entry.remotes[0] as Remote;
    if (first.ip === from && first.ifindex === 0) {
      entry.updated = this.now;
      return true;
    }
    if ((entry.nud & FIXED) !== 0) return false;
    this.dev.ns.host.log(
      `${this.dev.name}: ${formatMac(mac)} migrated from ${formatIpv4(first.ip)} to ${formatIpv4(from)}`,
    );
    first.ip = from;
    entry.updated = this.now;
    this.announce(entry, first, false);
    return true;
  }

  /** vxlan_fdb_create and its news. Null: cfg.addrmax is reached. */
  create(mac: MacAddr, remote: Remote, nud: number): VxlanFdbEntry | null {
    const { maxaddr } = this.dev.config;
    if (maxaddr > 0 && this.entries.size >= maxaddr) return null;
    const { now } = this;
    const entry = {
      mac,
      remotes: [remote],
      nud,
      router: false,
      externLearn: false,
      used: now,
      updated: now,
    };
    this.entries.set(mac, entry);
    this.announce(entry, remote, false);
    this.arm();
    return entry;
  }

  // ── by hand ────────────────────────────────────────────────────────────────────────────────

  /** vxlan_fdb_update. */
  update(spec: FdbSpec, nud: number, remote: Remote, mode: FdbMode): NetlinkAnswer {
    const { mac } = spec;
    const many = mac === MAC_ZERO || isGroupMac(mac);
    const entry = this.entries.get(mac);
    if (entry === undefined) {
      if (mode === "replace" && many) return { errno: "EOPNOTSUPP" };
      const made = this.create(mac, remote, nud);
      if (made === null) return { errno: "ENOSPC" };
      made.router = spec.router === true;
      made.externLearn = spec.externLearn === true;
      return null;
    }
    if (mode === "add") return { errno: "EEXIST" };
    const router = spec.router === true;
    const externLearn = spec.externLearn === true;
    let news: Remote | null =
      entry.nud !== nud || entry.router !== router || entry.externLearn !== externLearn
        ? (entry.remotes[0] as Remote)
        : null;
    entry.nud = nud;
    entry.router = router;
    entry.externLearn = externLearn;
    entry.updated = this.now;
    const known = entry.remotes.some((one) => same(one, remote));
    if (mode === "replace") {
      if (many) return { errno: "EOPNOTSUPP", extack: "Cannot replace non-unicast fdb entries" };
      if (!known) news = entry.remotes[0] = remote;
    } else if (many && !known) {
      entry.remotes.push(remote);
      news = remote;
    }
    if (news !== null) this.announce(entry, news, false);
    return null;
  }

  /** vxlan_fdb_delete: one destination, or with `remote` null the entry. */
  delete(mac: MacAddr, remote: Remote | null): NetlinkAnswer {
    const entry = this.entries.get(mac);
    if (entry === undefined) return { errno: "ENOENT" };
    if (remote !== null) {
      const at = entry.remotes.findIndex((one) => same(one, remote));
      // A destination that is not there is none that could not be taken out.
      if (at < 0) return null;
      if (entry.remotes.length > 1) {
        const [gone] = entry.remotes.splice(at, 1);
        this.announce(entry, gone as Remote, true);
        return null;
      }
    }
    this.destroy(entry);
    return null;
  }

  destroy(entry: VxlanFdbEntry): void {
    this.entries.delete(entry.mac);
    for (const remote of entry.remotes) this.announce(entry, remote, true);
  }

  /** vxlan_flush: at `ip link set down` what was learned, at the end everything. */
  flush(everything: boolean): void {
    for (const entry of this.all()) {
      if (everything || (entry.nud & FIXED) === 0) this.destroy(entry);
    }
    if (everything) this.disarm();
  }

  // ── ageing ─────────────────────────────────────────────────────────────────────────────────

  /** vxlan_cleanup. */
  collect(): void {
    this.timer = null;
    this.timerAt = Infinity;
    const { now } = this;
    for (const entry of this.all()) {
      if (ages(entry) && entry.updated + this.dev.config.ageing * SECOND <= now) {
        entry.nud = NUD.STALE;
        this.destroy(entry);
      }
    }
    this.arm();
  }

  /** When the next learned entry ages out; Infinity: none does. */
  nextAgeing(): Micros {
    const { ageing } = this.dev.config;
    let next = Infinity;
    if (ageing === 0 || !this.dev.up) return next;
    for (const entry of this.entries.values()) {
      if (ages(entry)) next = Math.min(next, entry.updated + ageing * SECOND);
    }
    return next;
  }

  private arm(): void {
    const next = this.nextAgeing();
    if (next >= this.timerAt) return;
    this.timer?.cancel();
    this.timerAt = next;
    const { sched } = this.dev.ns.host.sim;
    const wait = Math.max(10_000, next - sched.now);
    this.timer = sched.post(wait, "vxlan ageing", collect, this, null);
  }

  disarm(): void {
    this.timer?.cancel();
    this.timer = null;
    this.timerAt = Infinity;
  }

  // ── news ───────────────────────────────────────────────────────────────────────────────────

  dump(entry: VxlanFdbEntry, remote: Remote): FdbDump {
    const { dev, now } = this;
    const { port, vni } = dev.defaultRemote;
    const abroad = dev.ns !== dev.origin;
    return {
      index: dev.index,
      mac: entry.mac,
      vlan: 0,
      where: "self",
      master: 0,
      state:
        (entry.nud & NUD.PERMANENT) !== 0
          ? "permanent"
          : (entry.nud & NUD.NOARP) !== 0
            ? "static"
            : (entry.nud & NUD.STALE) !== 0
              ? "stale"
              : "reachable",
      used: Math.floor((now - entry.used) / SECOND),
      updated: Math.floor((now - entry.updated) / SECOND),
      externLearn: entry.externLearn,
      sticky: false,
      offload: false,
      isLocal: false,
      vxlan: {
        dst: remote.ip,
        port: remote.port === port ? null : remote.port,
        vni: remote.vni === vni ? null : remote.vni,
        via: remote.ifindex,
        linkNetnsid: abroad ? dev.ns.nsidOf(dev.origin) : null,
        router: entry.router,
        nud: entry.nud,
        miss: false,
      },
    };
  }

  /** vxlan_fdb_miss and vxlan_ip_miss: RTM_GETNEIGH to whoever listens. */
  miss(mac: MacAddr, address: Ipv4Addr): void {
    const { ns } = this.dev;
    if (!ns.watched) return;
    const { port, vni } = this.dev.defaultRemote;
    const entry = { mac, remotes: [], nud: NUD.STALE, router: false, externLearn: false };
    const dump = this.dump(
      { ...entry, used: 0, updated: 0 },
      { ip: address, port, vni, ifindex: 0 },
    );
    if (dump.vxlan === null) return;
    ns.notify({
      type: "fdb",
      deleted: false,
      message: { ...dump, vxlan: { ...dump.vxlan, miss: true } },
    });
  }

  private announce(entry: VxlanFdbEntry, remote: Remote, deleted: boolean): void {
    const { ns } = this.dev;
    if (ns.watched) ns.notify({ type: "fdb", deleted, message: this.dump(entry, remote) });
  }
}

function collect(fdb: VxlanFdb): void {
  fdb.collect();
}

function ages(entry: VxlanFdbEntry): boolean {
  return (entry.nud & FIXED) === 0 && !entry.externLearn;
}

function same(a: Remote, b: Remote): boolean {
  return a.ip === b.ip && a.port === b.port && a.vni === b.vni && a.ifindex === b.ifindex;
}
