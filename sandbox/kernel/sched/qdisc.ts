/**
 * Queueing disciplines in front of a device: the tree of them, what drives it, what it counts.
 * net/sched/sch_generic.c, sch_api.c. A packet is seen by captures when it leaves the tree.
 */
import type { Timer } from "../../sim/scheduler.ts";
import type { DropReason } from "../../sim/trace.ts";
import type { NetDevice } from "../device.ts";
import type { Packet } from "../packet.ts";
import type { ClassDump, QdiscState, QueueStats } from "./types.ts";

/** What a device with a root of its own sends through. */
export class DeviceQueue {
  readonly dev: NetDevice;
  root: Qdisc;
  private timer: Timer | null = null;
  private timerAt = Infinity;
  private running = false;

  constructor(dev: NetDevice, make: (queue: DeviceQueue) => Qdisc) {
    this.dev = dev;
    this.root = make(this);
  }

  /** dev_queue_xmit. Owns the packet. */
  send(packet: Packet): void {
    this.root.enqueue(packet);
    this.run();
  }

  /** qdisc_watchdog_schedule: look again at this time (µs, may have a fraction). */
  wake(at: number): void {
    const when = Math.ceil(at);
    if (when >= this.timerAt) return;
    this.timer?.cancel();
    this.timerAt = when;
    const { sched } = this.dev.ns.host.sim;
    this.timer = sched.post(when > sched.now ? when - sched.now : 0, "qdisc", wakeUp, this, null);
  }

  woken(): void {
    this.timer = null;
    this.timerAt = Infinity;
    if (!this.dev.gone) this.run();
  }

  /** __qdisc_run: everything that may leave now. */
  run(): void {
    if (this.running) return;
    this.running = true;
    for (let packet = this.root.dequeue(); packet !== null; packet = this.root.dequeue())
      this.dev.xmit(packet);
    this.running = false;
  }

  /** dev_deactivate: what waits is thrown away. */
  reset(): void {
    this.timer?.cancel();
    this.timer = null;
    this.timerAt = Infinity;
    this.root.reset();
  }
}

function wakeUp(queue: DeviceQueue): void {
  queue.woken();
}

export abstract class Qdisc {
  readonly queue: DeviceQueue;
  readonly handle: number;
  /** TC_H_ROOT or the class it hangs under. */
  parent: number;
  bytes = 0;
  packets = 0;
  drops = 0;
  overlimits = 0;
  requeues = 0;
  /** Taken out to be looked at. */
  private peeked: Packet | null = null;

  constructor(queue: DeviceQueue, handle: number, parent: number) {
    this.queue = queue;
    this.handle = handle;
    this.parent = parent;
  }

  get now(): number {
    return this.queue.dev.ns.host.sim.sched.now;
  }

  /** Takes the packet. False: it was dropped for want of room. */
  abstract enqueue(packet: Packet): boolean;
  protected abstract take(): Packet | null;
  abstract state(): QdiscState;
  /** Bytes and packets that wait. */
  abstract get backlog(): number;
  abstract get qlen(): number;
  protected abstract purge(): void;

  /** The next packet that may leave now, or null. */
  dequeue(): Packet | null {
    const { peeked } = this;
    if (peeked === null) return this.take();
    this.peeked = null;
    return peeked;
  }
  peek(): Packet | null {
    return (this.peeked ??= this.take());
  }

  reset(): void {
    if (this.peeked !== null) this.drop(this.peeked, "dev:down");
    this.peeked = null;
    this.purge();
  }

  /** Queues below, for look-up and listing. */
  children(): readonly Qdisc[] {
    return [];
  }
  classes(): readonly ClassDump[] {
    return [];
  }
  /** The queue under a class; undefined: no such class. */
  leaf(_classid: number): Qdisc | null | undefined {
    return undefined;
  }
  /** Hang a queue under a class; null: back to the default. False: no such class. */
  graft(_classid: number, _child: Qdisc | null): boolean {
    return false;
  }

  protected sent(packet: Packet): Packet {
    this.bytes += packet.end - packet.start;
    this.packets++;
    return packet;
  }
  protected full(packet: Packet): false {
    this.drops++;
    this.drop(packet, "dev:queue-full");
    return false;
  }
  protected drop(packet: Packet, reason: DropReason): void {
    const { dev } = this.queue;
    dev.ns.drop(packet, reason, dev.name);
  }

  stats(): QueueStats {
    const waiting = this.peeked;
    return {
      bytes: this.bytes,
      packets: this.packets,
      drops: this.drops,
      overlimits: this.overlimits,
      requeues: this.requeues,
      backlog: this.backlog + (waiting === null ? 0 : waiting.end - waiting.start),
      qlen: this.qlen + (waiting === null ? 0 : 1),
    };
  }
}
