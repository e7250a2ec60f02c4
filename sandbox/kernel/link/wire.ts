/**
 * A plain Ethernet card and the cable to another machine's: delay and its jitter, rate, and frames that are lost,
 * doubled, damaged or late, each card for what it sends. Shows like a virtio card: no kind, qdisc fq_codel. The queue in front of the wire is a tail-drop of txqueuelen frames.
 */
import { type Rng } from "../../sim/rng.ts";
import type { MacAddr } from "../../wire/addr.ts";
import { NetDevice } from "../device.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import { arrive } from "./loopback.ts";
import { randomMac, register } from "./register.ts";

export interface WireOptions {
  readonly delayUs?: number;
  readonly mbitPerSecond?: number;
  /** Frames lost of a thousand. */
  readonly lossPer1000?: number;
  /** The delay varies by at most as much either way, evenly; frames stay in order. */
  readonly jitterUs?: number;
  /** Frames that arrive twice, of a thousand. */
  readonly duplicatePer1000?: number;
  /** Frames that a later one may overtake, of a thousand: they take a delay more. */
  readonly reorderPer1000?: number;
  /** Frames with one bit turned over, of a thousand: checksums find it, or nobody does. */
  readonly corruptPer1000?: number;
}

export class Wire extends NetDevice {
  readonly kind = null;
  override readonly defaultQdisc = "fq_codel";
  peer: Wire | null = null;
  private readonly delayUs: number;
  private readonly mbit: number;
  private readonly loss: number;
  private readonly chance: Rng;
  /** Whether the cable does more than delay and lose. */
  private readonly rough: boolean;
  private readonly options: WireOptions;
  /** When the last frame that kept its place arrives. */
  private lastArrival = 0;
  /** When the last queued bit will have left. */
  private busyUntil = 0;

  constructor(ns: NetNamespace, index: number, name: string, mac: MacAddr, options: WireOptions) {
    super(ns, index, name, mac);
    this.delayUs = Math.max(1, Math.floor(options.delayUs ?? 50));
    this.mbit = Math.max(1, options.mbitPerSecond ?? 100);
    this.loss = options.lossPer1000 ?? 0;
    this.chance = ns.host.sim.rng.fork(`wire:${ns.host.name}:${name}`);
    this.options = options;
    const { jitterUs, duplicatePer1000, reorderPer1000, corruptPer1000 } = options;
    this.rough =
      (jitterUs ?? 0) + (duplicatePer1000 ?? 0) + (reorderPer1000 ?? 0) + (corruptPer1000 ?? 0) > 0;
    this.carrier = false;
  }

  override get speed(): number {
    return this.mbit;
  }

  protected transmit(packet: Packet): void {
    const { peer } = this;
    packet.finishChecksum();
    if (peer === null) {
      this.drop(packet, "dev:no-carrier");
      return;
    }
    const { sched } = this.ns.host.sim;
    const bits = (packet.end - packet.start + 24) * 8;
    const start = this.busyUntil > sched.now ? this.busyUntil : sched.now;
    if (start - sched.now > this.txqlen * 1000) {
      this.stats.txDropped++;
      this.drop(packet, "dev:queue-full");
      return;
    }
    this.busyUntil = start + Math.ceil(bits / this.mbit);
    if (this.loss > 0 && this.chance.below(1000) < this.loss) {
      this.drop(packet, "dev:lost");
      return;
    }
    if (this.rough) this.roughly(packet, peer, this.busyUntil - sched.now);
    else sched.hand(this.busyUntil - sched.now + this.delayUs, "wire", arrive, peer, packet);
  }

  /** As {@link transmit}'s end, on a cable with more faults than loss. `leavesUs`: when its last bit has left. */
  private roughly(packet: Packet, peer: Wire, leavesUs: number): void {
    const { sched } = this.ns.host.sim;
    const { options, chance } = this;
    const odds = (per1000: number | undefined): boolean =>
      per1000 !== undefined && per1000 > 0 && chance.below(1000) < per1000;
    const jitter = options.jitterUs ?? 0;
    let delay = this.delayUs + (jitter > 0 ? chance.below(2 * jitter + 1) - jitter : 0);
    if (odds(options.corruptPer1000)) {
      const bit = chance.below((packet.end - packet.start) * 8);
      const at = packet.start + (bit >>> 3);
      packet.buf[at] = (packet.buf[at] as number) ^ (1 << (bit & 7));
    }
    if (odds(options.reorderPer1000)) delay += this.delayUs;
    else {
      // Jitter alone does not change the order.
      delay = Math.max(1, delay, this.lastArrival - sched.now - leavesUs);
      this.lastArrival = sched.now + leavesUs + delay;
    }
    if (odds(options.duplicatePer1000))
      sched.hand(leavesUs + Math.max(1, delay) + 1, "wire", arrive, peer, packet.copy());
    sched.hand(leavesUs + Math.max(1, delay), "wire", arrive, peer, packet);
  }

  override onUp(): void {
    const { peer } = this;
    if (peer === null || !peer.up) return;
    this.setCarrier(true);
    peer.setCarrier(true);
  }
  override onDown(): void {
    this.setCarrier(false);
    this.peer?.setCarrier(false);
  }
  override onDelete(): void {
    if (this.peer !== null) {
      this.peer.setCarrier(false);
      this.peer.peer = null;
    }
    this.peer = null;
  }
}

export interface WireEnd {
  readonly ns: NetNamespace;
  readonly name: string;
  readonly mac?: MacAddr;
  readonly mtu?: number;
}

/** Plug a cable between two machines (or two namespaces). The cards are new and down. */
export function connectWire(
  a: WireEnd,
  b: WireEnd,
  options: WireOptions = {},
): readonly [Wire, Wire] {
  const make = (end: WireEnd): Wire => {
    const dev = new Wire(
      end.ns,
      end.ns.allocateIndex(),
      end.name,
      end.mac ?? randomMac(end.ns),
      options,
    );
    if (end.mtu !== undefined) dev.mtu = end.mtu;
    register(dev);
    return dev;
  };
  const left = make(a);
  const right = make(b);
  left.peer = right;
  right.peer = left;
  return [left, right];
}
