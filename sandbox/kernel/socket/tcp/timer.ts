/** A timer that is set far more often than it fires: moving it later costs one assignment. */
import type { Micros, Scheduler, Timer } from "../../../sim/scheduler.ts";

export class LazyTimer<A> {
  /** When it is due; Infinity: not armed. */
  due: Micros = Infinity;
  private readonly sched: Scheduler;
  private readonly label: string;
  private readonly run: (owner: A) => void;
  private readonly owner: A;
  private event: Timer | null = null;
  private eventAt: Micros = Infinity;

  constructor(sched: Scheduler, label: string, run: (owner: A) => void, owner: A) {
    this.sched = sched;
    this.label = label;
    this.run = run;
    this.owner = owner;
  }

  get armed(): boolean {
    return this.due !== Infinity;
  }

  set(when: Micros): void {
    this.due = when;
    if (this.event !== null && this.eventAt <= when) return;
    this.event?.cancel();
    this.post(when);
  }

  clear(): void {
    this.due = Infinity;
  }

  /** For good: nothing of it stays in the scheduler. */
  stop(): void {
    this.due = Infinity;
    this.event?.cancel();
    this.event = null;
    this.eventAt = Infinity;
  }

  private post(when: Micros): void {
    this.eventAt = when;
    const delay = when > this.sched.now ? when - this.sched.now : 0;
    this.event = this.sched.post<LazyTimer<A>, null>(delay, this.label, fired, this, null);
  }

  /** For the scheduler. */
  expire(): void {
    this.event = null;
    this.eventAt = Infinity;
    if (this.due === Infinity) return;
    if (this.due > this.sched.now) {
      this.post(this.due);
      return;
    }
    this.due = Infinity;
    this.run(this.owner);
  }
}

function fired(timer: { expire(): void }): void {
  timer.expire();
}
