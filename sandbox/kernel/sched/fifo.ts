/**
 * pfifo, bfifo, and what is a plain queue here: pfifo_fast (its bands matter only behind a full card),
 * fq and fq_codel (no fairness between flows, no CoDel: order of arrival and a limit). net/sched/sch_fifo.c.
 */
import type { Packet } from "../packet.ts";
import { type DeviceQueue, Qdisc } from "./qdisc.ts";
import type { FqCodelSpec, QdiscState } from "./types.ts";

/** psched_mtu. */
export function frameBytes(queue: DeviceQueue): number {
  return queue.dev.mtu + 14;
}

export const PRIOMAP: readonly number[] = [1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];

export class Fifo extends Qdisc {
  settings: QdiscState;
  private limit: number;
  private inBytes: boolean;
  private readonly waiting: Packet[] = [];
  private head = 0;
  backlog = 0;

  constructor(queue: DeviceQueue, handle: number, parent: number, settings: QdiscState) {
    super(queue, handle, parent);
    this.settings = settings;
    this.inBytes = false;
    this.limit = 0;
    this.configure(settings);
  }

  configure(settings: QdiscState): void {
    this.settings = settings;
    this.inBytes = settings.kind === "bfifo";
    const { dev } = this.queue;
    if (settings.kind === "pfifo" || settings.kind === "bfifo" || settings.kind === "fq_codel")
      this.limit = settings.limit;
    else this.limit = settings.kind === "fq" ? 10_000 : Math.max(1, dev.txqlen);
  }

  get qlen(): number {
    return this.waiting.length - this.head;
  }

  enqueue(packet: Packet): boolean {
    const length = packet.end - packet.start;
    if ((this.inBytes ? this.backlog + length : this.qlen + 1) > this.limit)
      return this.full(packet);
    this.waiting.push(packet);
    this.backlog += length;
    return true;
  }

  protected take(): Packet | null {
    const packet = this.waiting[this.head];
    if (packet === undefined) return null;
    this.head++;
    if (this.head === this.waiting.length) {
      this.waiting.length = 0;
      this.head = 0;
    } else if (this.head > 1024) {
      this.waiting.splice(0, this.head);
      this.head = 0;
    }
    this.backlog -= packet.end - packet.start;
    return this.sent(packet);
  }

  protected purge(): void {
    for (let i = this.head; i < this.waiting.length; i++)
      this.drop(this.waiting[i] as Packet, "dev:down");
    this.waiting.length = 0;
    this.head = 0;
    this.backlog = 0;
  }

  state(): QdiscState {
    return this.settings;
  }
}

/** The kernel's settings for a new one. */
export function fifoState(queue: DeviceQueue, kind: string, limit?: number): QdiscState {
  const { dev } = queue;
  const packets = Math.max(1, dev.txqlen);
  switch (kind) {
    case "bfifo":
      return { kind, limit: limit ?? packets * frameBytes(queue) };
    case "pfifo_fast":
      return { kind, bands: 3, priomap: PRIOMAP };
    case "fq":
      return { kind, quantum: 2 * frameBytes(queue) };
    default:
      return { kind: "pfifo", limit: limit ?? packets };
  }
}

/** CoDel counts in 1.024 µs: what is set comes back a little shorter. */
const codelTime = (us: number): number =>
  Math.floor((Math.floor((us * 1000) / 1024) * 1024) / 1000);

export function fqCodelState(
  queue: DeviceQueue,
  spec: FqCodelSpec,
  old?: Required<FqCodelSpec>,
): Required<FqCodelSpec> {
  const time = (us: number | undefined, before: number): number =>
    us === undefined ? before : codelTime(us);
  return {
    kind: "fq_codel",
    limit: spec.limit ?? old?.limit ?? 10_240,
    flows: spec.flows ?? old?.flows ?? 1024,
    targetUs: time(spec.targetUs, old?.targetUs ?? 4999),
    intervalUs: time(spec.intervalUs, old?.intervalUs ?? 99_999),
    quantum: Math.max(256, spec.quantum ?? old?.quantum ?? frameBytes(queue)),
    ecn: spec.ecn ?? old?.ecn ?? true,
    memory: spec.memory ?? old?.memory ?? 33_554_432,
    dropBatch: spec.dropBatch ?? old?.dropBatch ?? 64,
  };
}
