/**
 * A family's neighbour table in one namespace: net/core/neighbour.c. Two exist: ARP's and ND's.
 * Left out: the hash order of dumps (ours is insertion order), per-CPU statistics.
 */
import { LazyMap } from "../../sim/lazy.ts";
import type { Rng } from "../../sim/rng.ts";
import { MS, SECOND, type Scheduler, type Timer } from "../../sim/scheduler.ts";
import {
  formatIpv4,
  IPV4_ANY,
  type Ipv4Addr,
  type Ipv6Addr,
  type MacAddr,
} from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import { IFF, NUD } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import type { NeighConf } from "../sysctl.ts";
import type { Stack } from "../stack.ts";
import { NUD_IN_TIMER, Neighbour } from "./neighbour.ts";

/** Below gc_thresh1 nothing is collected; above gc_thresh3 nothing is added. */
const GC_THRESH1 = 128;
const GC_THRESH3 = 1024;
const GC_INTERVAL_US = 15 * SECOND;
const REROLL_US = 300 * SECOND;

/** What differs between ARP and ND. */
export interface NeighProtocol {
  readonly family: 4 | 6;
  /** Ask for the neighbour. `packet`: one that waits for it (its source is a hint). */
  solicit(stack: Stack, neigh: Neighbour, packet: Packet | null, unicast: boolean): void;
  /** A packet's neighbour failed: tell its sender, end the packet. */
  linkFailure(stack: Stack, neigh: Neighbour, packet: Packet): void;
  /** An address that needs no asking: multicast, loopback. Null: ask. */
  wellKnown(stack: Stack, dev: NetDevice, key: Ipv4Addr | Ipv6Addr): MacAddr | null;
}

interface Proxy {
  readonly key: Ipv4Addr | Ipv6Addr;
  /** Null: on every device. */
  readonly dev: NetDevice | null;
}
/** Shared by all tables without any: never pushed to. */
const NO_PROXIES: Proxy[] = [];

export class NeighTable {
  readonly ns: NetNamespace;
  readonly sched: Scheduler;
  readonly protocol: NeighProtocol;
  /** Proxy entries (`ip neigh add proxy`): device (null: any) by key. */
  proxies: Proxy[] = NO_PROXIES;
  private readonly byDevice = new LazyMap<NetDevice, Map<Ipv4Addr | Ipv6Addr, Neighbour>>();
  private count = 0;
  private gcTimer: Timer | null = null;
  private rngMade: Rng | null = null;
  private readonly reach = new LazyMap<NetDevice, { epoch: number; base: number; us: number }>();

  constructor(ns: NetNamespace, protocol: NeighProtocol) {
    this.ns = ns;
    this.sched = ns.host.sim.sched;
    this.protocol = protocol;
  }

  private get rng(): Rng {
    const { host, inode } = this.ns;
    return (this.rngMade ??= host.sim.rng.fork(
      `neigh${this.protocol.family}:${host.name}:${inode}`,
    ));
  }

  get now(): number {
    return this.sched.now;
  }

  confOf(dev: NetDevice): NeighConf {
    return this.protocol.family === 4 ? dev.neigh4 : dev.neigh6;
  }

  /** parms->reachable_time: base x (0.5 .. 1.5), drawn anew every 300 s and when the base changes. */
  reachableUs(dev: NetDevice): number {
    const base = this.confOf(dev).baseReachableTimeMs;
    const epoch = Math.floor(this.now / REROLL_US);
    const known = this.reach.get(dev);
    if (known !== undefined && known.epoch === epoch && known.base === base) return known.us;
    const us = base === 0 ? 0 : (this.rng.below(base) + Math.floor(base / 2)) * MS;
    this.reach.set(dev, { epoch, base, us });
    return us;
  }

  lookup(dev: NetDevice, key: Ipv4Addr | Ipv6Addr): Neighbour | null {
    return this.byDevice.get(dev)?.get(key) ?? null;
  }

  /** Find or make. Null: the table is full. */
  obtain(dev: NetDevice, wanted: Ipv4Addr | Ipv6Addr): Neighbour | null {
    // Over lo and tunnels everybody is one neighbour (arp_constructor).
    const single = (dev.flags & (IFF.LOOPBACK | IFF.POINTOPOINT)) !== 0;
    const key = single && this.protocol.family === 4 ? IPV4_ANY : wanted;
    const last = dev.lastNeigh4;
    if (last !== null && last.key === key && !last.dead && last.table === this) return last;
    let own = this.byDevice.get(dev);
    if (own === undefined)
      this.byDevice.set(dev, (own = new Map<Ipv4Addr | Ipv6Addr, Neighbour>()));
    const found = own.get(key);
    if (found !== undefined) {
      if (this.protocol.family === 4) dev.lastNeigh4 = found;
      return found;
    }
    if (this.count >= GC_THRESH3) {
      this.collect(0);
      if (this.count >= GC_THRESH3) return null;
    }
    const neigh = new Neighbour(this, dev, key);
    const known = this.protocol.wellKnown(this.ns.stack, dev, key);
    if (known !== null) {
      neigh.state = NUD.NOARP;
      neigh.mac = known;
    }
    own.set(key, neigh);
    this.count++;
    if (this.count >= GC_THRESH1) this.armGc();
    return neigh;
  }

  *entries(): Generator<Neighbour, void, void> {
    for (const own of this.byDevice.values()) yield* own.values();
  }

  /** Take an entry out. */
  remove(neigh: Neighbour, notify: boolean): void {
    const own = this.byDevice.get(neigh.dev);
    if (own === undefined || own.get(neigh.key) !== neigh) return;
    own.delete(neigh.key);
    this.count--;
    neigh.destroy();
    if (notify) this.notify(neigh, true);
  }

  /** neigh_ifdown: everything of the device goes, PERMANENT too. */
  flushDevice(dev: NetDevice): void {
    const own = this.byDevice.get(dev);
    if (own !== undefined) for (const neigh of [...own.values()]) this.remove(neigh, true);
    this.byDevice.delete(dev);
    for (let i = this.proxies.length - 1; i >= 0; i--) {
      if (this.proxies[i]?.dev === dev) this.proxies.splice(i, 1);
    }
  }

  /** neigh_carrier_down: all but PERMANENT (arp_evict_nocarrier). */
  flushCarrier(dev: NetDevice): void {
    const own = this.byDevice.get(dev);
    if (own === undefined) return;
    for (const neigh of [...own.values()]) {
      if ((neigh.state & NUD.PERMANENT) === 0) this.remove(neigh, true);
    }
  }

  forget(dev: NetDevice): void {
    this.flushDevice(dev);
    this.reach.delete(dev);
  }

  solicit(neigh: Neighbour, packet: Packet | null, unicast: boolean): void {
    this.protocol.solicit(this.ns.stack, neigh, packet, unicast);
  }

  linkFailure(neigh: Neighbour, packet: Packet): void {
    this.protocol.linkFailure(this.ns.stack, neigh, packet);
  }

  notify(neigh: Neighbour, deleted: boolean): void {
    this.ns.stack.neighChanged(neigh, deleted);
  }

  traceState(neigh: Neighbour): void {
    const { sim, name } = this.ns.host;
    if (!sim.trace.active) return;
    sim.trace.emit({
      kind: "neigh",
      at: this.now,
      host: name,
      ns: this.ns.name,
      dev: neigh.dev.name,
      address: typeof neigh.key === "string" ? neigh.key : formatIpv4(neigh.key),
      state: stateName(neigh.state),
    });
  }

  private armGc(): void {
    this.gcTimer ??= this.sched.after(GC_INTERVAL_US, "neigh gc", () => {
      this.gcTimer = null;
      if (this.count < GC_THRESH1) return;
      this.collect(60 * SECOND);
      this.armGc();
    });
  }

  /** neigh_periodic_work: what nobody used for gc_stale_time, and what failed. */
  private collect(staleUs: number): void {
    for (const neigh of [...this.entries()]) {
      if ((neigh.state & (NUD.PERMANENT | NUD_IN_TIMER)) !== 0 || neigh.externLearn) continue;
      if (neigh.used < neigh.confirmed) neigh.used = neigh.confirmed;
      if (neigh.state === NUD.FAILED || this.now - neigh.used >= staleUs) this.remove(neigh, true);
    }
  }
}

/** The name `ip neigh` prints. */
export function stateName(state: number): string {
  for (const [name, bit] of Object.entries(NUD)) if (bit === state) return name;
  return `0x${state.toString(16)}`;
}
