/** prio: bands, the first that has something goes first. net/sched/sch_prio.c. */
import type { Packet } from "../packet.ts";
import { Fifo, PRIOMAP, fifoState } from "./fifo.ts";
import { Filters } from "./filter.ts";
import { classOf } from "./netem.ts";
import { type DeviceQueue, Qdisc } from "./qdisc.ts";
import { type ClassDump, majorOf, minorOf, type PrioSpec, type QdiscState } from "./types.ts";

/** ip_tos2prio: skb->priority by bits 1 to 4 of the TOS. */
const TOS_PRIORITY: readonly number[] = [0, 0, 0, 0, 2, 2, 2, 2, 6, 6, 6, 6, 4, 4, 4, 4];

export class Prio extends Qdisc {
  readonly filters = new Filters();
  private bands: Qdisc[] = [];
  private own: boolean[] = [];
  private priomap: readonly number[] = PRIOMAP;

  constructor(queue: DeviceQueue, handle: number, parent: number, spec: PrioSpec) {
    super(queue, handle, parent);
    this.configure(spec);
  }

  configure(spec: PrioSpec): void {
    const count = spec.bands ?? 3;
    this.priomap = spec.priomap ?? PRIOMAP;
    while (this.bands.length > count) {
      this.bands.pop()?.reset();
      this.own.pop();
    }
    while (this.bands.length < count) {
      this.bands.push(this.plain(this.bands.length));
      this.own.push(true);
    }
  }

  private plain(band: number): Qdisc {
    return new Fifo(this.queue, 0, this.handle + band + 1, fifoState(this.queue, "pfifo"));
  }

  enqueue(packet: Packet): boolean {
    if (this.bandOf(packet).enqueue(packet)) return true;
    this.drops++;
    return false;
  }

  private bandOf(packet: Packet): Qdisc {
    const asked = majorOf(packet.priority) === this.handle;
    const classid = asked ? packet.priority : this.filters.classify(packet);
    const chosen = minorOf(classid) - 1;
    if (classid !== 0 && majorOf(classid) === this.handle && this.bands[chosen] !== undefined)
      return this.bands[chosen];
    const band = this.priomap[priorityOf(packet)] ?? 0;
    return (this.bands[band] ?? this.bands[0]) as Qdisc;
  }

  protected take(): Packet | null {
    for (const band of this.bands) {
      const packet = band.dequeue();
      if (packet !== null) return this.sent(packet);
    }
    return null;
  }

  get backlog(): number {
    return this.bands.reduce((sum, band) => sum + band.stats().backlog, 0);
  }
  get qlen(): number {
    return this.bands.reduce((sum, band) => sum + band.stats().qlen, 0);
  }
  protected purge(): void {
    for (const band of this.bands) band.reset();
  }
  override children(): readonly Qdisc[] {
    return this.bands;
  }
  override leaf(classid: number): Qdisc | undefined {
    return this.bands[minorOf(classid) - 1];
  }
  override graft(classid: number, child: Qdisc | null): boolean {
    const at = minorOf(classid) - 1;
    const old = this.bands[at];
    if (old === undefined) return false;
    old.reset();
    this.bands[at] = child ?? this.plain(at);
    this.own[at] = child === null;
    return true;
  }
  override classes(): readonly ClassDump[] {
    return this.bands.map((band, i) =>
      classOf("prio", this.handle + i + 1, this.handle, this.own[i] === true ? null : band),
    );
  }
  state(): QdiscState {
    return { kind: "prio", bands: this.bands.length, priomap: this.priomap };
  }
}

export function priorityOf(packet: Packet): number {
  const { buf, start } = packet;
  if (buf[start + 12] !== 0x08 || buf[start + 13] !== 0) return 0;
  return TOS_PRIORITY[((buf[start + 15] as number) & 0x1e) >> 1] as number;
}
