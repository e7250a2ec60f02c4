/**
 * Virtual time: an ordered queue of events in whole microseconds.
 *
 * A 4-ary heap in parallel arrays holds what happens later; a ring holds what happens at this very
 * instant (Linux's softirq backlog). Ties run in the order in which they were scheduled, which is
 * the whole of our determinism.
 */
import { assert } from "./assert.ts";

/** Whole microseconds since the world began. Exact for 285 years in a double. */
export type Micros = number;
export const MS = 1_000;
export const SECOND = 1_000_000;

/** A scheduled event that can still be called off. Cancelling twice, or after it ran, does nothing. */
export interface Timer {
  cancel(): void;
}

/** Something that runs with two arguments: lets hot paths schedule without making a closure. */
export type Fire<A, B> = (a: A, b: B) => void;

class Slot implements Timer {
  run: Fire<unknown, unknown> | null;
  a: unknown;
  b: unknown;
  label: string;
  /** Nobody holds it: used again once it ran. */
  pooled = false;
  constructor(label: string, run: Fire<unknown, unknown>, a: unknown, b: unknown) {
    this.label = label;
    this.run = run;
    this.a = a;
    this.b = b;
  }
  cancel(): void {
    this.run = null;
    this.a = null;
    this.b = null;
  }
}

const FREE_MAX = 4_096;

const callThunk: Fire<unknown, unknown> = (run) => (run as () => void)();

export class Scheduler {
  /** Now, in virtual microseconds. */
  now: Micros = 0;
  /** Events run since the world began. */
  eventCount = 0;
  /** Label of the event that is running; for fault reports. */
  current = "";

  private times = new Float64Array(1024);
  private seqs = new Float64Array(1024);
  private slots: (Slot | null)[] = new Array<Slot | null>(1024).fill(null);
  private size = 0;
  private seq = 0;
  private ring: (Slot | null)[] = [];
  private ringHead = 0;
  private readonly free: Slot[] = [];

  /** Run `run` at `when` (not before now). The label is for humans reading a trace. */
  at(when: Micros, label: string, run: () => void): Timer {
    return this.push(when, new Slot(label, callThunk, run, null));
  }

  after(delayUs: Micros, label: string, run: () => void): Timer {
    return this.push(this.now + delayUs, new Slot(label, callThunk, run, null));
  }

  /** As {@link after} without a closure: `fire(a, b)` runs after `delayUs`. */
  post<A, B>(delayUs: Micros, label: string, fire: Fire<A, B>, a: A, b: B): Timer {
    return this.push(this.now + delayUs, new Slot(label, fire as Fire<unknown, unknown>, a, b));
  }

  /** As {@link post} for what is never called off: packets on their way. Its slot is used again. */
  hand<A, B>(delayUs: Micros, label: string, fire: Fire<A, B>, a: A, b: B): void {
    let slot = this.free.pop();
    if (slot === undefined) {
      slot = new Slot(label, fire as Fire<unknown, unknown>, a, b);
      slot.pooled = true;
    } else {
      slot.label = label;
      slot.run = fire as Fire<unknown, unknown>;
      slot.a = a;
      slot.b = b;
    }
    this.push(this.now + delayUs, slot);
  }

  /** Time of the next event that may run, or Infinity. Cancelled events still count until reached. */
  get nextAt(): Micros {
    if (this.ringHead < this.ring.length) return this.now;
    return this.size > 0 ? (this.times[0] as number) : Infinity;
  }

  get pending(): number {
    return this.size + this.ring.length - this.ringHead;
  }

  /** All that is scheduled and was not called off, in no order: its label, its time and its first argument. */
  forEachPending(visit: (label: string, at: Micros, a: unknown) => void): void {
    for (let i = 0; i < this.size; i++) {
      const slot = this.slots[i] as Slot;
      if (slot.run !== null) visit(slot.label, this.times[i] as number, slot.a);
    }
    for (let i = this.ringHead; i < this.ring.length; i++) {
      const slot = this.ring[i] as Slot;
      if (slot.run !== null) visit(slot.label, this.now, slot.a);
    }
  }

  /**
   * Run everything due by `deadline`, then set the clock to it. Over `eventBudget` it stops early,
   * but only between two instants, unless one instant alone exceeds ten times the budget.
   */
  runUntil(deadline: Micros, eventBudget = Infinity): "reached" | "over-budget" {
    assert(deadline >= this.now, "the clock cannot run backwards");
    let left = eventBudget;
    for (;;) {
      while (this.ringHead < this.ring.length) {
        const slot = this.ring[this.ringHead] as Slot;
        this.ring[this.ringHead++] = null;
        if (this.ringHead > 4096 && this.ringHead * 2 > this.ring.length) {
          this.ring = this.ring.slice(this.ringHead);
          this.ringHead = 0;
        }
        left--;
        this.fire(slot);
        if (left < -10 * eventBudget - 1000) return "over-budget";
      }
      if (this.ringHead > 0) {
        this.ring.length = 0;
        this.ringHead = 0;
      }
      if (this.size === 0 || (this.times[0] as number) > deadline) break;
      if (left <= 0 && (this.times[0] as number) > this.now) return "over-budget";
      this.now = this.times[0] as number;
      const slot = this.pop();
      left--;
      this.fire(slot);
    }
    this.now = deadline;
    return "reached";
  }

  private fire(slot: Slot): void {
    const run = slot.run;
    if (run === null) return;
    slot.run = null;
    this.eventCount++;
    this.current = slot.label;
    const { a, b } = slot;
    if (slot.pooled) {
      slot.a = null;
      slot.b = null;
      if (this.free.length < FREE_MAX) this.free.push(slot);
    }
    run(a, b);
  }

  private push(when: Micros, slot: Slot): Slot {
    // Same-instant work needs no heap, but may not overtake what the heap holds for this instant.
    if (when <= this.now && (this.size === 0 || (this.times[0] as number) > this.now)) {
      this.ring.push(slot);
      return slot;
    }
    assert(when === when && when < Infinity, `event "${slot.label}" has no finite time`);
    if (when < this.now) when = this.now;
    if (this.size === this.times.length) this.grow();
    const seq = this.seq++;
    const { times, seqs, slots } = this;
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      const t = times[parent] as number;
      if (t < when || (t === when && (seqs[parent] as number) < seq)) break;
      times[i] = t;
      seqs[i] = seqs[parent] as number;
      slots[i] = slots[parent] as Slot;
      i = parent;
    }
    times[i] = when;
    seqs[i] = seq;
    slots[i] = slot;
    return slot;
  }

  private pop(): Slot {
    const { times, seqs, slots } = this;
    const top = slots[0] as Slot;
    const last = --this.size;
    const when = times[last] as number;
    const seq = seqs[last] as number;
    const slot = slots[last] as Slot;
    slots[last] = null;
    if (last === 0) return top;
    let i = 0;
    for (;;) {
      const first = i * 4 + 1;
      if (first >= last) break;
      let best = first;
      const end = first + 4 < last ? first + 4 : last;
      for (let c = first + 1; c < end; c++) {
        const t = times[c] as number;
        const tb = times[best] as number;
        if (t < tb || (t === tb && (seqs[c] as number) < (seqs[best] as number))) best = c;
      }
      const t = times[best] as number;
      if (t > when || (t === when && (seqs[best] as number) > seq)) break;
      times[i] = t;
      seqs[i] = seqs[best] as number;
      slots[i] = slots[best] as Slot;
      i = best;
    }
    times[i] = when;
    seqs[i] = seq;
    slots[i] = slot;
    return top;
  }

  private grow(): void {
    const n = this.times.length * 2;
    const times = new Float64Array(n);
    times.set(this.times);
    const seqs = new Float64Array(n);
    seqs.set(this.seqs);
    this.times = times;
    this.seqs = seqs;
    for (let i = this.slots.length; i < n; i++) this.slots.push(null);
  }
}
