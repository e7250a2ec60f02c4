/**
 * netem: a long and bad line in front of a device. net/sched/sch_netem.c: delay with jitter (uniform, or
 * a bell made of twelve uniform draws), loss (random, two- and four-state models), duplication,
 * corruption of one bit, reordering, a rate. Left out: slots, other distributions, trace files.
 */
import type { Rng } from "../../sim/rng.ts";
import type { Packet } from "../packet.ts";
import { type DeviceQueue, Qdisc } from "./qdisc.ts";
import {
  type Chance,
  type ClassDump,
  type LossModel,
  type NetemRate,
  type NetemSpec,
  type NetemState,
  PERCENT_MAX,
} from "./types.ts";

const NEVER: Chance = { probability: 0, correlation: 0 };
const FULL_SPEED: NetemRate = {
  bytesPerSecond: 0,
  packetOverhead: 0,
  cellSize: 0,
  cellOverhead: 0,
};

interface Waiting {
  readonly packet: Packet;
  /** When it may leave: µs with a fraction. */
  readonly at: number;
}

/** crndstate: a draw that resembles the last one. */
class Draw {
  rho = 0;
  private last = 0;
  next(rng: Rng): number {
    const value = rng.u32();
    if (this.rho === 0) return value;
    const share = (this.rho + 1) / 4_294_967_296;
    this.last = Math.floor(value * (1 - share) + this.last * share);
    return this.last;
  }
}

export class Netem extends Qdisc {
  private limit = 1000;
  private latencyNs = 0;
  private jitterNs = 0;
  private loss = 0;
  private duplicate = 0;
  private gap = 0;
  private reorder: Chance = NEVER;
  private corrupt: Chance = NEVER;
  private rate: NetemRate = FULL_SPEED;
  private ecn = false;
  private normal = false;
  private lossModel: LossModel | null = null;
  /** gemodel: 0 good, 1 bad; state: 0 and 1 received (gap, burst), 2 and 3 lost (gap, burst). */
  private lossState = 0;
  private counter = 0;
  private readonly delayDraw = new Draw();
  private readonly lossDraw = new Draw();
  private readonly dupDraw = new Draw();
  private readonly reorderDraw = new Draw();
  private readonly corruptDraw = new Draw();
  private readonly rng: Rng;
  /** Sorted by time; equal times in order of arrival. */
  private readonly line: Waiting[] = [];
  /** Reordered ones that go first. */
  private readonly front: Packet[] = [];
  private lineBytes = 0;
  private child: Qdisc | null = null;

  constructor(queue: DeviceQueue, handle: number, parent: number, spec: NetemSpec) {
    super(queue, handle, parent);
    const { dev } = queue;
    const { host } = dev.ns;
    this.rng = host.sim.rng.fork(`netem:${host.name}:${dev.ns.inode}:${dev.index}:${handle}`);
    this.configure(spec);
  }

  /** netem_change. */
  configure(spec: NetemSpec): void {
    this.lossModel = spec.lossModel ?? null;
    if (spec.lossModel !== undefined) this.lossState = 0;
    this.normal = spec.normal ?? this.normal;
    this.limit = spec.limit ?? 1000;
    this.latencyNs = spec.latencyNs ?? 0;
    this.jitterNs = spec.jitterNs ?? 0;
    this.gap = spec.gap ?? 0;
    this.counter = 0;
    this.loss = spec.loss ?? 0;
    this.duplicate = spec.duplicate ?? 0;
    if (this.gap !== 0) this.reorder = { ...this.reorder, probability: PERCENT_MAX };
    if (spec.correlations !== undefined) {
      [this.delayDraw.rho, this.lossDraw.rho, this.dupDraw.rho] = spec.correlations;
    }
    if (spec.reorder !== undefined) this.reorder = spec.reorder;
    this.reorderDraw.rho = this.reorder.correlation;
    if (spec.corrupt !== undefined) this.corrupt = spec.corrupt;
    this.corruptDraw.rho = this.corrupt.correlation;
    if (spec.rate !== undefined) this.rate = spec.rate;
    if (spec.ecn !== undefined) this.ecn = spec.ecn;
  }

  enqueue(packet: Packet): boolean {
    let count = 1;
    if (this.duplicate !== 0 && this.duplicate >= this.dupDraw.next(this.rng)) count++;
    if (this.loses() && !(this.ecn && this.markEcn(packet))) count--;
    if (count === 0) {
      this.drops++;
      this.drop(packet, "dev:lost");
      return true;
    }
    if (count > 1) {
      // The twin starts again at the root, where it is not doubled once more.
      const { duplicate } = this;
      this.duplicate = 0;
      this.queue.root.enqueue(packet.copy());
      this.duplicate = duplicate;
    }
    const corrupt = this.corrupt.probability;
    if (corrupt !== 0 && corrupt >= this.corruptDraw.next(this.rng)) this.flipBit(packet);
    if (this.line.length + this.front.length >= this.limit) return this.full(packet);
    this.place(packet);
    return true;
  }

  private place(packet: Packet): void {
    const bytes = packet.end - packet.start;
    this.lineBytes += bytes;
    if (
      this.gap !== 0 &&
      this.counter >= this.gap - 1 &&
      this.reorder.probability >= this.reorderDraw.next(this.rng)
    ) {
      this.counter = 0;
      this.requeues++;
      this.front.unshift(packet);
      return;
    }
    let from = this.now;
    let delay = this.delayUs();
    if (this.rate.bytesPerSecond > 0) {
      const last = this.line.at(-1);
      if (last !== undefined) {
        delay = Math.max(0, delay - (last.at - from));
        from = last.at;
      }
      delay += this.sendingUs(bytes);
    }
    this.counter++;
    const at = from + delay;
    let i = this.line.length;
    while (i > 0 && (this.line[i - 1] as Waiting).at > at) i--;
    const entry = { packet, at };
    if (i === this.line.length) this.line.push(entry);
    else this.line.splice(i, 0, entry);
  }

  /** tabledist. */
  private delayUs(): number {
    const { latencyNs, jitterNs } = this;
    if (jitterNs === 0) return latencyNs / 1000;
    const draw = this.delayDraw.next(this.rng);
    if (!this.normal) return Math.max(0, (draw % (2 * jitterNs)) + latencyNs - jitterNs) / 1000;
    let sum = draw / 4_294_967_296;
    for (let i = 1; i < 12; i++) sum += this.rng.u32() / 4_294_967_296;
    return Math.max(0, latencyNs + Math.floor(jitterNs * (sum - 6))) / 1000;
  }

  /** packet_time_ns. */
  private sendingUs(bytes: number): number {
    const { rate } = this;
    let length = bytes + rate.packetOverhead;
    if (rate.cellSize > 0) {
      const cells = Math.ceil(length / rate.cellSize);
      length = cells * (rate.cellSize + rate.cellOverhead);
    }
    return (length * 1_000_000) / rate.bytesPerSecond;
  }

  /** loss_event. */
  private loses(): boolean {
    const model = this.lossModel;
    if (model === null) return this.loss !== 0 && this.loss >= this.lossDraw.next(this.rng);
    if (model.model === "gemodel") {
      const { rng } = this;
      if (this.lossState === 0) {
        if (rng.u32() < model.p) this.lossState = 1;
        return rng.u32() < model.k1;
      }
      if (rng.u32() < model.r) this.lossState = 0;
      return rng.u32() > model.h;
    }
    return this.fourStates(model, this.rng.u32());
  }

  private fourStates(m: Extract<LossModel, { model: "state" }>, draw: number): boolean {
    switch (this.lossState) {
      case 0:
        if (draw < m.p14) this.lossState = 2;
        else if (draw < m.p13 + m.p14) this.lossState = 3;
        break;
      case 1:
        if (draw < m.p23) this.lossState = 3;
        break;
      case 3:
        if (draw < m.p32) this.lossState = 1;
        else if (draw < m.p31 + m.p32) this.lossState = 0;
        break;
      default:
        this.lossState = 0;
    }
    return this.lossState >= 2;
  }

  /** INET_ECN_set_ce, of IPv4 packets whose sender can do ECN. */
  private markEcn(packet: Packet): boolean {
    const at = packet.start + 15;
    const { buf } = packet;
    if (buf[at - 3] !== 0x08 || buf[at - 2] !== 0x00 || ((buf[at] as number) & 3) === 0)
      return false;
    const old = buf[at] as number;
    buf[at] = old | 3;
    // RFC 1624, for a change of the low byte of the first word.
    let sum = (~(((buf[at + 9] as number) << 8) | (buf[at + 10] as number)) & 0xffff) - old;
    sum += buf[at];
    sum = (sum & 0xffff) + (sum >> 16);
    buf[at + 9] = (~sum >> 8) & 0xff;
    buf[at + 10] = ~sum & 0xff;
    this.drops++;
    return true;
  }

  private flipBit(packet: Packet): void {
    if (packet.csumStart !== 0) packet.finishChecksum();
    const at = packet.start + this.rng.below(packet.end - packet.start);
    packet.buf[at] = (packet.buf[at] as number) ^ (1 << this.rng.below(8));
  }

  protected take(): Packet | null {
    for (;;) {
      const first = this.front.shift();
      if (first !== undefined) {
        this.lineBytes -= first.end - first.start;
        return this.sent(first);
      }
      const next = this.line[0];
      if (next !== undefined && next.at <= this.now) {
        this.line.shift();
        this.lineBytes -= next.packet.end - next.packet.start;
        if (this.child === null) return this.sent(next.packet);
        if (!this.child.enqueue(next.packet)) this.drops++;
        continue;
      }
      if (next !== undefined) this.queue.wake(next.at);
      const below = this.child?.dequeue() ?? null;
      return below === null ? null : this.sent(below);
    }
  }

  get backlog(): number {
    return this.lineBytes + (this.child?.stats().backlog ?? 0);
  }
  get qlen(): number {
    return this.line.length + this.front.length + (this.child?.stats().qlen ?? 0);
  }

  protected purge(): void {
    for (const { packet } of this.line) this.drop(packet, "dev:down");
    for (const packet of this.front) this.drop(packet, "dev:down");
    this.line.length = 0;
    this.front.length = 0;
    this.lineBytes = 0;
    this.child?.reset();
  }

  override children(): readonly Qdisc[] {
    return this.child === null ? [] : [this.child];
  }
  override leaf(): Qdisc | null {
    return this.child;
  }
  override graft(_classid: number, child: Qdisc | null): boolean {
    this.child?.reset();
    this.child = child;
    return true;
  }
  override classes(): readonly ClassDump[] {
    return this.child === null ? [] : [classOf("netem", this.handle + 1, this.handle, this.child)];
  }

  state(): NetemState {
    return {
      kind: "netem",
      limit: this.limit,
      latencyNs: this.latencyNs,
      jitterNs: this.jitterNs,
      loss: this.loss,
      duplicate: this.duplicate,
      gap: this.gap,
      correlations: [this.delayDraw.rho, this.lossDraw.rho, this.dupDraw.rho],
      reorder: this.reorder,
      corrupt: this.corrupt,
      rate: this.rate,
      ecn: this.ecn,
      lossModel: this.lossModel,
    };
  }
}

/** A class without settings of its own. */
export function classOf(
  kind: string,
  handle: number,
  parent: number,
  leaf: Qdisc | null,
): ClassDump {
  return {
    kind,
    handle,
    parent,
    leaf: leaf?.handle ?? 0,
    htb: null,
    stats: null,
    htbStats: null,
  };
}
