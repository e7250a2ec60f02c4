/**
 * htb: a tree of token buckets. net/sched/sch_htb.c, without its deficit round robin: among the leaves
 * that may send, the lowest prio goes first, and equals take turns packet by packet.
 */
import type { Packet } from "../packet.ts";
import type { NetlinkAnswer } from "../netlink-types.ts";
import { Fifo, fifoState } from "./fifo.ts";
import { Filters } from "./filter.ts";
import { type DeviceQueue, Qdisc } from "./qdisc.ts";
import { lengthToNs } from "./tbf.ts";
import {
  type ClassDump,
  type HtbClassSpec,
  type HtbSpec,
  majorOf,
  minorOf,
  type QdiscState,
  TC_H_ROOT,
} from "./types.ts";

/** A burst as tc hands it over: whole µs, in ticks of 64 ns (tc_calc_xmittime, tc_core_time2tick). */
function bucketNs(burst: number, rate: number): number {
  return Math.floor(Math.floor((burst * 1e6) / rate) * 15.625) * 64;
}

class HtbClass {
  readonly id: number;
  readonly parent: HtbClass | null;
  spec: HtbClassSpec;
  leaf: Qdisc | null;
  own = true;
  children = 0;
  tokens = 0;
  ctokens = 0;
  checkedAt = 0;
  bufferNs = 0;
  cbufferNs = 0;
  bytes = 0;
  packets = 0;
  drops = 0;
  overlimits = 0;
  lends = 0;
  borrows = 0;

  constructor(id: number, parent: HtbClass | null, spec: HtbClassSpec, leaf: Qdisc) {
    this.id = id;
    this.parent = parent;
    this.spec = spec;
    this.leaf = leaf;
  }

  configure(spec: HtbClassSpec, now: number): void {
    this.spec = spec;
    this.bufferNs = bucketNs(spec.burst, spec.rate);
    this.cbufferNs = bucketNs(spec.cburst, spec.ceil);
    this.tokens = this.bufferNs;
    this.ctokens = this.cbufferNs;
    this.checkedAt = now;
  }

  /** What the buckets hold now. */
  refill(now: number): void {
    const gained = (now - this.checkedAt) * 1000;
    if (gained <= 0) return;
    this.tokens = Math.min(this.bufferNs, this.tokens + gained);
    this.ctokens = Math.min(this.cbufferNs, this.ctokens + gained);
    this.checkedAt = now;
  }
}

export class Htb extends Qdisc {
  readonly filters = new Filters();
  private defaultClass: number;
  private readonly r2q: number;
  private readonly byId = new Map<number, HtbClass>();
  private buckets: HtbClass[][] = [[], [], [], []];
  private readonly direct: Fifo;
  private directPackets = 0;
  /** Leaves that have something, in turn. */
  private turn: HtbClass[] = [];

  constructor(queue: DeviceQueue, handle: number, parent: number, spec: HtbSpec) {
    super(queue, handle, parent);
    this.defaultClass = spec.defaultClass ?? 0;
    this.r2q = spec.r2q ?? 10;
    this.direct = new Fifo(queue, 0, handle, fifoState(queue, "pfifo"));
  }

  configure(spec: HtbSpec): NetlinkAnswer {
    this.defaultClass = spec.defaultClass ?? this.defaultClass;
    return null;
  }

  // ── packets ────────────────────────────────────────────────────────────────────────────────

  enqueue(packet: Packet): boolean {
    const leaf = this.classify(packet);
    if (leaf === null) {
      if (this.direct.enqueue(packet)) {
        this.directPackets++;
        return true;
      }
      this.drops++;
      return false;
    }
    if (leaf.leaf?.enqueue(packet) !== true) {
      this.drops++;
      leaf.drops++;
      return false;
    }
    if (!this.turn.includes(leaf)) this.turn.push(leaf);
    return true;
  }

  /** null: straight through. */
  private classify(packet: Packet): HtbClass | null {
    const id = this.filters.classify(packet);
    const found = id === 0 ? undefined : this.byId.get(id);
    if (found !== undefined && found.children === 0) return found;
    const fallback = this.byId.get(this.handle + this.defaultClass);
    return fallback === undefined || fallback.children > 0 ? null : fallback;
  }

  protected take(): Packet | null {
    const direct = this.direct.dequeue();
    if (direct !== null) return this.sent(direct);
    const { now } = this;
    let wakeAt = Infinity;
    const order = [...this.turn].sort((a, b) => a.spec.prio - b.spec.prio);
    for (const leaf of order) {
      const waitNs = this.waitOf(leaf, now);
      if (waitNs > 0) {
        wakeAt = Math.min(wakeAt, now + waitNs / 1000);
        continue;
      }
      const packet = leaf.leaf?.dequeue() ?? null;
      this.turn.splice(this.turn.indexOf(leaf), 1);
      // A queue that holds back (netem below) asks to be woken by itself.
      if (leaf.leaf !== null && leaf.leaf.stats().qlen > 0) this.turn.push(leaf);
      if (packet === null) continue;
      this.charge(leaf, packet.end - packet.start);
      return this.sent(packet);
    }
    if (wakeAt < Infinity) {
      this.overlimits++;
      this.queue.wake(wakeAt);
    }
    return null;
  }

  /** Until this leaf may send by its own rate or a forebear's, ns; 0: now. */
  private waitOf(leaf: HtbClass, now: number): number {
    let least = Infinity;
    for (let at: HtbClass | null = leaf; at !== null; at = at.parent) {
      at.refill(now);
      if (at.ctokens < 0) return Math.min(least, Math.max(-at.ctokens, 1));
      if (at.tokens >= 0) return 0;
      least = Math.min(least, -at.tokens);
    }
    return least;
  }

  /** htb_charge_class. */
  private charge(leaf: HtbClass, bytes: number): void {
    let lender = leaf;
    while (lender.tokens < 0 && lender.parent !== null) lender = lender.parent;
    lender.lends++;
    let below = true;
    for (let at: HtbClass | null = leaf; at !== null; at = at.parent) {
      if (at === lender) below = false;
      if (below) at.borrows++;
      else at.tokens -= lengthToNs(bytes, at.spec.rate);
      at.ctokens -= lengthToNs(bytes, at.spec.ceil);
      at.bytes += bytes;
      at.packets++;
    }
  }

  get backlog(): number {
    return this.direct.backlog + this.leaves().reduce((sum, leaf) => sum + leaf.stats().backlog, 0);
  }
  get qlen(): number {
    return this.direct.qlen + this.leaves().reduce((sum, leaf) => sum + leaf.stats().qlen, 0);
  }
  private leaves(): Qdisc[] {
    return [...this.byId.values()].flatMap((one) => (one.leaf === null ? [] : [one.leaf]));
  }
  protected purge(): void {
    this.direct.reset();
    for (const leaf of this.leaves()) leaf.reset();
    this.turn = [];
  }

  // ── classes ────────────────────────────────────────────────────────────────────────────────

  /** htb_change_class. */
  setClass(
    handle: number,
    parent: number,
    spec: HtbClassSpec,
    mode: "add" | "change" | "replace",
  ): NetlinkAnswer {
    const old = this.byId.get(handle);
    if (old !== undefined) {
      if (mode === "add") return { errno: "EEXIST" };
      old.configure(spec, this.now);
      return null;
    }
    if (mode === "change") return { errno: "ENOENT" };
    const above = parent === TC_H_ROOT ? undefined : this.byId.get(parent);
    if (handle === 0 || majorOf(handle) !== this.handle || minorOf(handle) === 0)
      return { errno: "EINVAL" };
    const leaf = new Fifo(this.queue, 0, handle, fifoState(this.queue, "pfifo"));
    const made = new HtbClass(handle, above ?? null, spec, leaf);
    made.configure(spec, this.now);
    if (above !== undefined) {
      above.children++;
      above.leaf?.reset();
      above.leaf = null;
      this.turn = this.turn.filter((one) => one !== above);
    }
    this.byId.set(handle, made);
    this.hash(made);
    return null;
  }

  /** qdisc_class_hash_insert and _grow: newest first in its bucket. */
  private hash(made: HtbClass): void {
    (this.buckets[bucketOf(made.id, this.buckets.length)] as HtbClass[]).unshift(made);
    if (this.byId.size * 4 <= this.buckets.length * 3) return;
    const wider: HtbClass[][] = Array.from({ length: this.buckets.length * 2 }, () => []);
    for (const bucket of this.buckets)
      for (const one of bucket) (wider[bucketOf(one.id, wider.length)] as HtbClass[]).unshift(one);
    this.buckets = wider;
  }

  deleteClass(handle: number): NetlinkAnswer {
    const old = this.byId.get(handle);
    if (old === undefined) return { errno: "ENOENT" };
    if (old.children > 0 || this.filters.list.some((one) => one.flowid === handle))
      return { errno: "EBUSY", extack: "HTB class in use" };
    old.leaf?.reset();
    this.turn = this.turn.filter((one) => one !== old);
    this.byId.delete(handle);
    for (const bucket of this.buckets) {
      const at = bucket.indexOf(old);
      if (at >= 0) bucket.splice(at, 1);
    }
    const { parent } = old;
    if (parent !== null && --parent.children === 0) {
      parent.leaf = new Fifo(this.queue, 0, parent.id, fifoState(this.queue, "pfifo"));
      parent.own = true;
    }
    return null;
  }

  override children(): readonly Qdisc[] {
    return this.leaves();
  }
  override leaf(classid: number): Qdisc | null | undefined {
    const found = this.byId.get(classid);
    return found === undefined ? undefined : found.leaf;
  }
  override graft(classid: number, child: Qdisc | null): boolean {
    const found = this.byId.get(classid);
    if (found?.leaf == null) return false;
    found.leaf.reset();
    found.own = child === null;
    found.leaf = child ?? new Fifo(this.queue, 0, classid, fifoState(this.queue, "pfifo"));
    return true;
  }

  override classes(): readonly ClassDump[] {
    return this.buckets.flat().map((one) => ({
      kind: "htb",
      handle: one.id,
      parent: one.parent?.id ?? TC_H_ROOT,
      leaf: one.own || one.leaf === null ? 0 : one.leaf.handle,
      htb: {
        ...one.spec,
        quantum: this.quantumOf(one),
        level: one.children > 0 ? this.level(one) : 0,
      },
      stats: {
        bytes: one.bytes,
        packets: one.packets,
        drops: one.drops,
        overlimits: one.overlimits,
        requeues: 0,
        backlog: one.leaf?.stats().backlog ?? 0,
        qlen: one.leaf?.stats().qlen ?? 0,
      },
      htbStats: {
        lends: one.lends,
        borrows: one.borrows,
        tokens: one.tokens,
        ctokens: one.ctokens,
      },
    }));
  }

  private level(one: HtbClass): number {
    return one.parent === null ? 7 : this.level(one.parent) - 1;
  }
  private quantumOf(one: HtbClass): number {
    if (one.spec.quantum > 0) return one.spec.quantum;
    return Math.min(200_000, Math.max(1000, Math.floor(one.spec.rate / this.r2q)));
  }

  state(): QdiscState {
    return {
      kind: "htb",
      defaultClass: this.defaultClass,
      r2q: this.r2q,
      directQlen: Math.max(2, this.queue.dev.txqlen),
      directPackets: this.directPackets,
    };
  }
}

/** qdisc_class_hash. */
function bucketOf(id: number, buckets: number): number {
  const once = (id ^ (id >>> 8)) >>> 0;
  return (once ^ (once >>> 4)) & (buckets - 1);
}
