/** A virtual service, its real servers, and who chooses among them: ip_vs_rr.c, _wrr, _lc, _wlc, _sh, _sed, _nq. */
import type { Micros } from "../../../sim/scheduler.ts";
import { Stats } from "./estimator.ts";
import type { NfAddr } from "../types.ts";
import type { DestSpec, Forward, ServiceKey, ServiceSpec } from "./types.ts";

const SH_SIZE = 256;
const GOLDEN_RATIO_32 = 0x61c88647;

export class Dest {
  readonly addr: NfAddr;
  readonly port: number;
  forward: Forward;
  weight: number;
  upper: number;
  lower: number;
  active = 0;
  inactive = 0;
  persistent = 0;
  overloaded = false;
  /** Taken out of its service: what is connected may finish. */
  gone = false;
  readonly stats: Stats;

  constructor(spec: DestSpec, now: Micros) {
    this.addr = spec.addr;
    this.port = spec.port;
    this.forward = spec.forward;
    this.weight = spec.weight;
    this.upper = spec.upper;
    this.lower = spec.lower;
    this.stats = new Stats(now);
  }

  edit(spec: DestSpec): void {
    this.forward = spec.forward;
    this.weight = spec.weight;
    this.upper = spec.upper;
    this.lower = spec.lower;
  }

  /** ip_vs_dest_totalconns against the thresholds. */
  weigh(): void {
    const total = this.active + this.inactive;
    if (this.upper !== 0 && total >= this.upper) this.overloaded = true;
    const low = this.lower !== 0 ? this.lower : Math.floor((this.upper * 3) / 4);
    if (this.upper === 0 || total < low) this.overloaded = false;
  }

  get usable(): boolean {
    return this.weight > 0 && !this.overloaded;
  }
}

export class Service {
  readonly key: ServiceKey;
  spec: ServiceSpec;
  /** Newest first. */
  readonly dests: Dest[] = [];
  readonly stats: Stats;
  /** rr: the last one chosen; null: the list's head. */
  private last: Dest | null = null;
  /** wrr: the last one's place, and the weights: of this round, the greatest, the divisor. */
  private lastWrr = -1;
  private current = 0;
  private most = 0;
  private step = 1;
  private table: (Dest | null)[] | null = null;

  constructor(key: ServiceKey, spec: ServiceSpec, now: Micros) {
    this.key = key;
    this.spec = spec;
    this.stats = new Stats(now);
  }

  edit(spec: ServiceSpec): void {
    if (spec.scheduler !== this.spec.scheduler) {
      this.last = null;
      this.current = 0;
    }
    this.spec = spec;
    this.changed();
  }

  /** A server came, went or changed. */
  changed(): void {
    this.table = null;
    this.lastWrr = -1;
    let step = 0;
    let most = 0;
    for (const dest of this.dests) {
      if (dest.weight > 0) step = gcd(dest.weight, step);
      if (dest.weight > most) most = dest.weight;
    }
    this.step = step === 0 ? 1 : step;
    this.most = most === 0 ? 0 : most - (this.step - 1);
    if (this.current > this.most || this.current === 0) this.current = this.most;
    else if (this.step > 1) this.current = Math.floor(this.current / this.step) * this.step + 1;
  }

  add(dest: Dest): void {
    this.dests.unshift(dest);
    this.changed();
  }

  remove(dest: Dest): void {
    const at = this.dests.indexOf(dest);
    if (this.last === dest) this.last = at === 0 ? null : (this.dests[at - 1] as Dest);
    this.dests.splice(at, 1);
    dest.gone = true;
    this.changed();
  }

  /** Who gets a new connection from `client`; null: nobody can. */
  schedule(client: number): Dest | null {
    switch (this.spec.scheduler) {
      case "rr":
        return this.roundRobin();
      case "wrr":
        return this.weighted();
      case "sh":
        return this.sourceHash(client);
      case "lc":
        return this.least((dest) => dest.active * 256 + dest.inactive, false);
      case "wlc":
        return this.least((dest) => dest.active * 256 + dest.inactive, true);
      case "nq": {
        const idle = this.dests.find((dest) => dest.usable && dest.active === 0);
        if (idle !== undefined) return idle;
        return this.least((dest) => dest.active + 1, true);
      }
      default:
        return this.least((dest) => dest.active + 1, true);
    }
  }

  private roundRobin(): Dest | null {
    const { dests } = this;
    const from = this.last === null ? -1 : dests.indexOf(this.last);
    for (let i = 1; i <= dests.length; i++) {
      const dest = dests[(from + i) % dests.length] as Dest;
      if (!dest.usable) continue;
      this.last = dest;
      return dest;
    }
    return null;
  }

  /** ip_vs_wrr_schedule: down from the greatest weight by their common divisor, round after round. */
  private weighted(): Dest | null {
    const { dests } = this;
    if (this.most <= 0) return null;
    for (let tries = 0; tries < dests.length * (this.most + 2); tries++) {
      this.lastWrr++;
      if (this.lastWrr >= dests.length) {
        this.lastWrr = 0;
        this.current -= this.step;
        if (this.current <= 0) this.current = this.most;
      }
      const dest = dests[this.lastWrr] as Dest;
      if (dest.weight >= this.current && !dest.overloaded) return dest;
    }
    return null;
  }

  private least(load: (dest: Dest) => number, byWeight: boolean): Dest | null {
    let best: Dest | null = null;
    let bestLoad = 0;
    for (const dest of this.dests) {
      if (!dest.usable) continue;
      const own = load(dest);
      const better =
        best === null || (byWeight ? bestLoad * dest.weight > own * best.weight : own < bestLoad);
      if (!better) continue;
      best = dest;
      bestLoad = own;
    }
    return best;
  }

  private sourceHash(client: number): Dest | null {
    if (this.dests.length === 0) return null;
    if (this.table === null) {
      this.table = [];
      let at = 0;
      let given = 0;
      for (let i = 0; i < SH_SIZE; i++) {
        const dest = this.dests[at] as Dest;
        this.table.push(dest);
        if (++given < dest.weight) continue;
        at = (at + 1) % this.dests.length;
        given = 0;
      }
    }
    const hash = Math.imul(client, GOLDEN_RATIO_32) >>> 24;
    const dest = this.table[hash] ?? null;
    return dest !== null && dest.usable ? dest : null;
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
