/**
 * One neighbour and its state machine: net/core/neighbour.c. The table decides who exists, the
 * protocol (ARP, ND) how to ask; this file knows when.
 */
import type { Timer } from "../../sim/scheduler.ts";
import { MS, SECOND } from "../../sim/scheduler.ts";
import type { Ipv4Addr, Ipv6Addr, MacAddr } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import { writeMacs } from "../fast-words.ts";
import { NUD } from "../netlink-types.ts";
import type { Packet } from "../packet.ts";
import type { NeighConf } from "../sysctl.ts";
import type { NeighTable } from "./table.ts";

export const NUD_IN_TIMER = NUD.INCOMPLETE | NUD.REACHABLE | NUD.DELAY | NUD.PROBE;
export const NUD_CONNECTED = NUD.PERMANENT | NUD.NOARP | NUD.REACHABLE;
export const NUD_VALID = NUD_CONNECTED | NUD.PROBE | NUD.STALE | NUD.DELAY;

/** Flags of {@link Neighbour.update}: NEIGH_UPDATE_F_*. */
export const OVERRIDE = 1;
export const WEAK_OVERRIDE = 2;
export const ADMIN = 4;

const ETHER = 14;

export class Neighbour {
  readonly dev: NetDevice;
  state: number = NUD.NONE;
  /** Out of the table: holders of a reference must look again. */
  dead = false;
  // The Ethernet header's twelve address bytes as three words (hh_cache), and whose they are.
  header0 = 0;
  header1 = 0;
  header2 = 0;
  private headerReady = false;
  /** A fast path's record has copied the header. */
  private lent = false;
  private sourceHigh = 0;
  private sourceLow = 0;
  readonly key: Ipv4Addr | Ipv6Addr;
  readonly table: NeighTable;
  private macValue = 0 as MacAddr;
  probes = 0;
  /** µs of virtual time. */
  confirmed: number;
  updated: number;
  used: number;
  router = false;
  externLearn = false;
  private queue: Packet[] = [];
  private queuedBytes = 0;
  private timer: Timer | null = null;

  constructor(table: NeighTable, dev: NetDevice, key: Ipv4Addr | Ipv6Addr) {
    this.table = table;
    this.dev = dev;
    this.key = key;
    const now = table.now;
    this.updated = now;
    this.used = now;
    this.confirmed = now - 2 * this.conf.baseReachableTimeMs * MS;
  }

  get mac(): MacAddr {
    return this.macValue;
  }
  set mac(mac: MacAddr) {
    this.macValue = mac;
    this.headerReady = false;
    this.reclaim();
  }

  /** For who keeps the header: whether packets may go out as they are, until this entry changes. */
  lendHeader(): boolean {
    const { dev } = this;
    if ((this.state & NUD_CONNECTED) === 0 || this.dead || dev.linkType !== "ether") return false;
    if (!this.headerReady || this.sourceLow !== dev.macLow || this.sourceHigh !== dev.macHigh)
      this.fillHeader();
    this.lent = true;
    return true;
  }

  private reclaim(): void {
    if (!this.lent) return;
    this.lent = false;
    this.table.ns.host.fast.forget(this.table.ns);
  }

  get conf(): NeighConf {
    return this.table.confOf(this.dev);
  }

  /** Whether a timer holds it: what `ip -s neigh` shows as `ref 1`. */
  get inTimer(): boolean {
    return this.timer !== null;
  }

  /** Send a packet that starts at its network header to this neighbour, now or once it answers. */
  output(packet: Packet): void {
    if ((this.state & NUD_CONNECTED) === 0 && !this.resolveFor(packet)) return;
    this.transmit(packet);
  }

  /** Write the Ethernet header and hand over to the device. */
  transmit(packet: Packet): void {
    const dev = this.dev;
    if (dev.linkType === "none" || dev.linkType === "ipip") {
      dev.send(packet);
      return;
    }
    if (!this.headerReady || this.sourceLow !== dev.macLow || this.sourceHigh !== dev.macHigh)
      this.fillHeader();
    const at = packet.push(ETHER);
    const b = packet.buf;
    writeMacs(b, at, this.header0, this.header1, this.header2);
    b[at + 12] = packet.protocol >>> 8;
    b[at + 13] = packet.protocol;
    dev.send(packet);
  }

  /**
   * neigh_event_send: true when the packet may go out now; otherwise it was queued or died here.
   * `packet` null: only wake the machine.
   */
  resolveFor(packet: Packet | null): boolean {
    const now = this.table.now;
    this.used = now;
    const state = this.state;
    if ((state & (NUD_CONNECTED | NUD.DELAY | NUD.PROBE)) !== 0) return true;
    if (state === NUD.STALE) {
      this.become(NUD.DELAY);
      this.updated = now;
      this.arm(now + this.conf.delayFirstProbeTime * SECOND);
      return true;
    }
    let probe = false;
    if (state !== NUD.INCOMPLETE) {
      if (this.conf.mcastSolicit + this.conf.appSolicit === 0) {
        this.become(NUD.FAILED);
        this.updated = now;
        if (packet !== null) this.table.ns.drop(packet, "neigh:failed", this.dev.name);
        return false;
      }
      this.probes = this.conf.ucastSolicit;
      this.become(NUD.INCOMPLETE);
      this.updated = now;
      this.arm(now + this.retransUs());
      probe = true;
    }
    if (packet !== null) this.enqueue(packet);
    if (probe) this.probe();
    return false;
  }

  /** neigh_update: new knowledge. `mac` null: the address is not told. */
  update(mac: MacAddr | null, wanted: number, flags: number): "ok" | "EPERM" | "EINVAL" {
    const old = this.state;
    if (this.dead) return "ok";
    if ((flags & ADMIN) === 0 && (old & (NUD.NOARP | NUD.PERMANENT)) !== 0) return "EPERM";
    if ((wanted & NUD_VALID) === 0) return this.giveUp(wanted, old);
    const now = this.table.now;
    if (mac === null && (old & NUD_VALID) === 0) return "EINVAL";
    let target = mac ?? this.mac;
    let next = wanted;
    if ((next & NUD_CONNECTED) !== 0) this.confirmed = now;
    if ((old & NUD_VALID) !== 0) {
      if (target !== this.mac && (flags & OVERRIDE) === 0) {
        if ((flags & WEAK_OVERRIDE) === 0 || (old & NUD_CONNECTED) === 0) return "ok";
        target = this.mac;
        next = NUD.STALE;
      } else if (target === this.mac && next === NUD.STALE && (flags & ADMIN) === 0) next = old;
    }
    const moved = target !== this.mac || (old & NUD_VALID) === 0;
    if (next === old && !moved) return "ok";
    this.updated = now;
    if (next !== old) {
      this.disarm();
      if (next === NUD.PROBE) this.probes = 0;
      if ((next & NUD_IN_TIMER) !== 0) {
        this.arm(now + (next === NUD.REACHABLE ? this.table.reachableUs(this.dev) : 0));
      }
      this.become(next);
    }
    if (moved) {
      this.mac = target;
      if ((next & NUD_CONNECTED) === 0) {
        this.confirmed = now - 2 * this.conf.baseReachableTimeMs * MS;
      }
    }
    this.table.notify(this, false);
    if ((old & NUD_VALID) === 0) this.flushQueue();
    return "ok";
  }

  /** Leave the table: queued packets die, timers stop. */
  destroy(): void {
    this.dead = true;
    this.reclaim();
    this.disarm();
    const queue = this.queue;
    this.queue = [];
    this.queuedBytes = 0;
    for (const packet of queue) this.table.ns.drop(packet, "neigh:failed", this.dev.name);
  }

  private giveUp(wanted: number, old: number): "ok" {
    this.disarm();
    this.become(wanted);
    if ((old & (NUD.INCOMPLETE | NUD.PROBE)) !== 0 && wanted === NUD.FAILED) this.invalidate();
    this.table.notify(this, false);
    return "ok";
  }

  private fire(): void {
    this.timer = null;
    if (this.dead || (this.state & NUD_IN_TIMER) === 0) return;
    const now = this.table.now;
    const delayUs = this.conf.delayFirstProbeTime * SECOND;
    let next = now + this.retransUs();
    let notify = false;
    if (this.state === NUD.REACHABLE) {
      const until = this.confirmed + this.table.reachableUs(this.dev);
      if (now < until) next = until;
      else if (now <= this.used + delayUs) {
        this.become(NUD.DELAY);
        this.updated = now;
        next = now + delayUs;
      } else {
        this.become(NUD.STALE);
        this.updated = now;
        notify = true;
      }
    } else if (this.state === NUD.DELAY) {
      notify = true;
      this.updated = now;
      if (now <= this.confirmed + delayUs) {
        this.become(NUD.REACHABLE);
        next = this.confirmed + this.table.reachableUs(this.dev);
      } else {
        this.become(NUD.PROBE);
        this.probes = 0;
      }
    }
    const probing = (this.state & (NUD.INCOMPLETE | NUD.PROBE)) !== 0;
    if (probing && this.probes >= this.maxProbes()) {
      this.become(NUD.FAILED);
      this.invalidate();
      this.table.notify(this, false);
      return;
    }
    if ((this.state & NUD_IN_TIMER) !== 0) this.arm(next);
    if (notify) this.table.notify(this, false);
    if (probing) this.probe();
  }

  private maxProbes(): number {
    const conf = this.conf;
    const multicast = this.state === NUD.PROBE ? conf.mcastResolicit : conf.mcastSolicit;
    return conf.ucastSolicit + conf.appSolicit + multicast;
  }

  private probe(): void {
    const waiting = this.queue[this.queue.length - 1] ?? null;
    const unicast = this.probes < this.conf.ucastSolicit;
    this.probes++;
    this.table.solicit(this, waiting, unicast);
  }

  /** What waits for its answer. */
  get waiting(): readonly Packet[] {
    return this.queue;
  }

  private enqueue(packet: Packet): void {
    const size = truesize(packet.length);
    while (this.queuedBytes + size > this.conf.unresQlenBytes) {
      const oldest = this.queue.shift();
      if (oldest === undefined) break;
      this.queuedBytes -= truesize(oldest.length);
      this.table.ns.drop(oldest, "neigh:queue-full", this.dev.name);
    }
    this.queue.push(packet);
    this.queuedBytes += size;
  }

  private flushQueue(): void {
    while (this.queue.length > 0 && (this.state & NUD_VALID) !== 0) {
      const queue = this.queue;
      this.queue = [];
      this.queuedBytes = 0;
      for (const packet of queue) this.output(packet);
    }
  }

  /** neigh_invalidate: every queued packet's sender is told. */
  private invalidate(): void {
    this.updated = this.table.now;
    const queue = this.queue;
    this.queue = [];
    this.queuedBytes = 0;
    for (const packet of queue) this.table.linkFailure(this, packet);
  }

  private become(state: number): void {
    if (state === this.state) return;
    this.state = state;
    this.reclaim();
    this.table.traceState(this);
  }

  private retransUs(): number {
    const ms = this.conf.retransTimeMs;
    return (ms < 10 ? 10 : ms) * MS;
  }

  private arm(when: number): void {
    this.disarm();
    this.timer = this.table.sched.at(when, "neigh timer", () => this.fire());
  }

  private disarm(): void {
    this.timer?.cancel();
    this.timer = null;
  }

  private fillHeader(): void {
    const target = this.mac;
    const source = this.dev.mac;
    const targetLow = target % 65536;
    const sourceHigh = Math.floor(source / 4294967296);
    this.header0 = Math.floor(target / 65536) | 0;
    this.header1 = (targetLow << 16) | sourceHigh;
    this.header2 = (source % 4294967296) | 0;
    this.sourceHigh = this.dev.macHigh;
    this.sourceLow = this.dev.macLow;
    this.headerReady = true;
  }
}

/** What an skb of this length counts for in a queue: slab-rounded data plus its descriptor. */
function truesize(length: number): number {
  let size = 512;
  while (size < length + 384) size *= 2;
  return size + 256;
}
