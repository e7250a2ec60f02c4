/**
 * Waiting. A process is a generator that yields a {@link Block}: wake me when one of these queues is
 * poked, or at this time. It is a condition variable, not a future: on waking, look again.
 */
import type { Micros, Scheduler } from "../../sim/scheduler.ts";

/** What a process yields. `why` is what `ps -o wchan` shows. `until` Infinity: no time limit. */
export interface Block {
  readonly why: string;
  readonly on: readonly WaitQueue[];
  readonly until: Micros;
}

/** A computation that may wait. Always run with `yield*`; a bare call does nothing and tidy rejects it. */
export type Proc<T> = Generator<Block, T, void>;

/** Someone asleep on queues. The queue only ever schedules it: no sleeper runs on its waker's stack. */
export interface Sleeper {
  /** Make runnable, at this instant, in order. Idempotent until it runs. */
  wake(): void;
}

/** A place to sleep. Level-triggered: a woken process looks at its condition again and may sleep again. */
export class WaitQueue {
  readonly name: string;
  private sleepers: Set<Sleeper> | null = null;

  constructor(name: string) {
    this.name = name;
  }

  wakeAll(): void {
    if (this.sleepers === null || this.sleepers.size === 0) return;
    if (this.sleepers.size === 1) {
      for (const sleeper of this.sleepers) {
        sleeper.wake();
        return;
      }
    }
    for (const sleeper of [...this.sleepers]) sleeper.wake();
  }

  add(sleeper: Sleeper): void {
    (this.sleepers ??= new Set()).add(sleeper);
  }

  remove(sleeper: Sleeper): void {
    this.sleepers?.delete(sleeper);
  }
}

/** Wait on queues outside a process (kernel edges that are generators). */
export function* waitOn(
  why: string,
  on: readonly WaitQueue[],
  until: Micros = Infinity,
): Proc<void> {
  yield { why, on, until };
}

export type { Scheduler };
