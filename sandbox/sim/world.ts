/** What every part of one world shares: its clock, its chance, its trace, its digest, its ids. */
import { BufferPool } from "./buffers.ts";
import { Digest } from "./digest.ts";
import { Rng } from "./rng.ts";
import { Scheduler } from "./scheduler.ts";
import { Trace } from "./trace.ts";

export class Sim {
  readonly sched = new Scheduler();
  readonly trace = new Trace();
  readonly digest = new Digest();
  readonly buffers = new BufferPool();
  readonly rng: Rng;
  /** Wall time (Unix µs) that the virtual clock calls zero: 2026-01-15 09:00:00 UTC unless a lab pins it. */
  readonly epochUs: number;
  private journeys = 0;

  constructor(seed: number, epochUs = 1_768_467_600_000_000) {
    this.rng = new Rng(seed, "world");
    this.epochUs = epochUs;
  }

  nextJourney(): number {
    return ++this.journeys;
  }
}
