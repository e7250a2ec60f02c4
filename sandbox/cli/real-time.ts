/**
 * Pacing under Node: virtual time follows the clock on the wall, to the microsecond where the machine
 * is quick enough. Between events the process sleeps; an idle world costs next to nothing.
 */
import type { World } from "../lab/world.ts";

/** CPU time at a stretch before sockets and signals are looked at again (ms). */
const SLICE_MS = 8;
const EVENTS_PER_LOOK = 500;
/** A world that is further behind gives up the difference: it runs slower than the wall. */
const DEBT_MAX_US = 250_000;
/** setTimeout is never shorter; what is due earlier is waited for by looking again and again. */
const TIMER_GRAIN_US = 1_200;
const SLEEP_MAX_MS = 1_000;

export class RealTime {
  private readonly world: World;
  private readonly advance: (until: number, eventBudget: number) => "reached" | "over-budget";
  /** Wall time (µs) at virtual zero. */
  private origin = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private soon: ReturnType<typeof setImmediate> | null = null;
  private running = false;

  /** `advance`: the session's, where there is one; else the world's. */
  constructor(
    world: World,
    advance: RealTime["advance"] = (until, budget) => world.runUntil(until, budget),
  ) {
    this.world = world;
    this.advance = advance;
  }

  start(): void {
    this.origin = wallUs() - this.world.now;
    this.running = true;
    this.tick();
  }

  stop(): void {
    this.running = false;
    this.rest();
  }

  /** Bring the world to now, then let `input` in, then go on with what follows from it. */
  enter(input: () => void): void {
    if (!this.running) return;
    this.catchUp();
    input();
    this.tick();
  }

  private readonly tick = (): void => {
    this.rest();
    if (!this.running) return;
    const reached = this.catchUp();
    const due = this.world.sim.sched.nextAt - (wallUs() - this.origin);
    if (!reached || due < TIMER_GRAIN_US) this.soon = setImmediate(this.tick);
    else this.timer = setTimeout(this.tick, Math.min(SLEEP_MAX_MS, due / 1_000 - 1));
  };

  private rest(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.soon !== null) clearImmediate(this.soon);
    this.timer = this.soon = null;
  }

  /** True: virtual time is wall time. */
  private catchUp(): boolean {
    const started = performance.now();
    for (;;) {
      const target = Math.floor(wallUs() - this.origin);
      const behind = target - this.world.now;
      if (behind > DEBT_MAX_US) this.origin += behind - DEBT_MAX_US;
      if (behind <= 0) return true;
      const until = Math.min(target, this.world.now + DEBT_MAX_US);
      if (this.advance(until, EVENTS_PER_LOOK) === "reached" && until === target) return true;
      if (performance.now() - started > SLICE_MS) return false;
    }
  }
}

function wallUs(): number {
  return performance.now() * 1_000;
}
