/** Counters and their rates: ip_vs_est.c. A rate is looked at every two seconds and moves a quarter of the way. */
import type { Micros } from "../../../sim/scheduler.ts";
import type { Counters } from "./types.ts";

const TICK_US = 2_000_000;
/** After so many idle looks nothing is left. */
const FORGET_TICKS = 80;
const KEYS = ["conns", "inPkts", "outPkts", "inBytes", "outBytes"] as const;

const none = (): Counters => ({ conns: 0, inPkts: 0, outPkts: 0, inBytes: 0, outBytes: 0 });

export class Stats {
  readonly now = none();
  private zeroed = none();
  private readonly last = none();
  /** Scaled as the kernel's: packets << 10, bytes << 5. */
  private readonly scaled = none();
  private tickAt: Micros;

  constructor(now: Micros) {
    this.tickAt = now;
  }

  /** Bring the rates to the present; before a packet is counted, and before someone looks. */
  tick(now: Micros): void {
    let ticks = Math.floor((now - this.tickAt) / TICK_US);
    if (ticks <= 0) return;
    this.tickAt += ticks * TICK_US;
    if (ticks > FORGET_TICKS) ticks = FORGET_TICKS;
    for (let i = 0; i < ticks; i++) {
      for (const key of KEYS) {
        const scale = key.endsWith("Bytes") ? 16 : 512;
        const rate = (this.now[key] - this.last[key]) * scale;
        this.scaled[key] += Math.floor((rate - this.scaled[key]) / 4);
        this.last[key] = this.now[key];
      }
    }
  }

  shown(): Counters {
    const out = none();
    for (const key of KEYS) out[key] = this.now[key] - this.zeroed[key];
    return out;
  }

  rate(now: Micros): Counters {
    this.tick(now);
    const out = none();
    for (const key of KEYS) {
      const bytes = key.endsWith("Bytes");
      out[key] = Math.floor((this.scaled[key] + (bytes ? 15 : 511)) / (bytes ? 32 : 1024));
    }
    return out;
  }

  zero(): void {
    this.zeroed = { ...this.now };
  }
}
