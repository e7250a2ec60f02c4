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
  /** Nearly always there is one at most: a set for it would cost more than the sleep. */
  private one: Sleeper | null = null;
  /** Who came while there was one, in order. */
  private more: Set<Sleeper> | null = null;

  constructor(name: string) {
    this.name = name;
  }

  wakeAll(): void {
    const { one, more } = this;
    if (one === null) return;
    const others = more === null || more.size === 0 ? null : [...more];
    one.wake();
    if (others !== null) for (const sleeper of others) sleeper.wake();
  }

  add(sleeper: Sleeper): void {
    if (this.one === null) this.one = sleeper;
    else if (this.one !== sleeper) (this.more ??= new Set()).add(sleeper);
  }

  remove(sleeper: Sleeper): void {
    if (this.one !== sleeper) {
      this.more?.delete(sleeper);
      return;
    }
    this.one = null;
    if (this.more === null) return;
    for (const next of this.more) {
      this.one = next;
      this.more.delete(next);
      return;
    }
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
