/** tbf: a token bucket in front of a queue. net/sched/sch_tbf.c; no segmentation of larger packets. */
import type { Packet } from "../packet.ts";
import { Fifo } from "./fifo.ts";
import { classOf } from "./netem.ts";
import { type DeviceQueue, Qdisc } from "./qdisc.ts";
import type { ClassDump, QdiscState, TbfSpec } from "./types.ts";

/** psched_l2t_ns: its reciprocal is cut off, so a quotient that comes out even falls one short. */
export function lengthToNs(bytes: number, bytesPerSecond: number): number {
  const exact = (bytes * 1_000_000_000) / bytesPerSecond;
  return Number.isInteger(exact) && 1_000_000_000 % bytesPerSecond !== 0
    ? exact - 1
    : Math.floor(exact);
}

export class Tbf extends Qdisc {
  private spec: TbfSpec;
  private bufferNs = 0;
  private peakNs = 0;
  private tokens = 0;
  private ptokens = 0;
  /** µs. */
  private checkedAt = 0;
  private child: Qdisc;
  /** The queue it came with, or one that was hung under it. */
  private ownChild = true;

  constructor(queue: DeviceQueue, handle: number, parent: number, spec: TbfSpec) {
    super(queue, handle, parent);
    this.spec = spec;
    this.child = new Fifo(queue, 0, handle + 1, { kind: "bfifo", limit: spec.limit });
    this.configure(spec);
  }

  configure(spec: TbfSpec): void {
    this.spec = spec;
    if (this.ownChild && this.child instanceof Fifo)
      this.child.configure({ kind: "bfifo", limit: spec.limit });
    this.bufferNs = lengthToNs(spec.burst + spec.overhead, spec.rate);
    this.peakNs = spec.peakRate > 0 ? lengthToNs(spec.mtu + spec.overhead, spec.peakRate) : 0;
    this.tokens = this.bufferNs;
    this.ptokens = this.peakNs;
    this.checkedAt = this.now;
  }

  enqueue(packet: Packet): boolean {
    const { spec } = this;
    const most = spec.peakRate > 0 ? Math.min(spec.burst, spec.mtu) : spec.burst;
    if (packet.end - packet.start > most) return this.full(packet);
    if (this.child.enqueue(packet)) return true;
    this.drops++;
    return false;
  }

  protected take(): Packet | null {
    const packet = this.child.peek();
    if (packet === null) return null;
    const { spec, now } = this;
    const bytes = packet.end - packet.start + spec.overhead;
    const gained = Math.min((now - this.checkedAt) * 1000, this.bufferNs);
    let ptokens = 0;
    if (spec.peakRate > 0) {
      ptokens = Math.min(gained + this.ptokens, this.peakNs);
      ptokens -= lengthToNs(bytes, spec.peakRate);
    }
    const tokens = Math.min(gained + this.tokens, this.bufferNs) - lengthToNs(bytes, spec.rate);
    if (tokens >= 0 && ptokens >= 0) {
      this.child.dequeue();
      this.checkedAt = now;
      this.tokens = tokens;
      this.ptokens = ptokens;
      return this.sent(packet);
    }
    this.overlimits++;
    this.queue.wake(now + Math.max(-tokens, -ptokens) / 1000);
    return null;
  }

  get backlog(): number {
    return this.child.stats().backlog;
  }
  get qlen(): number {
    return this.child.stats().qlen;
  }
  protected purge(): void {
    this.child.reset();
    this.tokens = this.bufferNs;
    this.ptokens = this.peakNs;
    this.checkedAt = this.now;
  }

  override children(): readonly Qdisc[] {
    return [this.child];
  }
  override leaf(): Qdisc {
    return this.child;
  }
  override graft(_classid: number, child: Qdisc | null): boolean {
    this.child.reset();
    this.ownChild = child === null;
    this.child =
      child ?? new Fifo(this.queue, 0, this.handle + 1, { kind: "bfifo", limit: this.spec.limit });
    return true;
  }
  override classes(): readonly ClassDump[] {
    return [classOf("tbf", this.handle + 1, this.handle, this.ownChild ? null : this.child)];
  }
  state(): QdiscState {
    return { ...this.spec, bufferNs: this.bufferNs, peakNs: this.peakNs };
  }
}
