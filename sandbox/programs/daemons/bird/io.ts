/**
 * The daemon's loop: sockets, timers in whole seconds (BIRD 2: in microseconds), events. BIRD: sysdep/unix/io.c, lib/event.c.
 * Nothing is polled: the process sleeps until something it watches is poked or its next timer is due.
 */
import type { Process } from "../../../kernel/proc/process.ts";
import { type Proc, type Sleeper, WaitQueue } from "../../../kernel/proc/wait.ts";
import { SECOND } from "../../../sim/scheduler.ts";
import type { BirdEvent, BirdTimer, Watch } from "./types.ts";

/** CPU of one turn of the loop, µs. */
const TURN_US = 20;

class IoTimer implements BirdTimer {
  readonly fire: () => void;
  recurrent = 0;
  randomize = 0;
  expires = 0;
  /** Time of its entry in the heap, 0: none. The entry may be earlier than `expires`. */
  queuedAt = 0;
  private readonly loop: Loop;

  constructor(loop: Loop, fire: () => void) {
    this.loop = loop;
    this.fire = fire;
  }
  get active(): boolean {
    return this.expires !== 0;
  }
  get remains(): number {
    return this.expires > this.loop.now ? this.expires - this.loop.now : 0;
  }
  /** bgp_start_timer(): up to a quarter less, by chance. */
  startLess(seconds: number): void {
    this.randomize = this.loop.precise ? seconds / 4 : seconds >> 2;
    this.start(seconds - this.randomize);
  }
  start(seconds: number): void {
    this.expires =
      this.loop.now + seconds + (this.randomize > 0 ? this.loop.draw(this.randomize) : 0);
    if (this.queuedAt === 0 || this.queuedAt > this.expires) this.loop.queueTimer(this);
  }
  startMax(seconds: number): void {
    if (this.remains < seconds || !this.active) this.start(seconds);
  }
  stop(): void {
    this.expires = 0;
  }
}

class IoWatch implements Watch, Sleeper {
  readonly call: () => void;
  queued = false;
  stopped = false;
  private readonly loop: Loop;
  private readonly queue: WaitQueue;

  constructor(loop: Loop, queue: WaitQueue, call: () => void) {
    this.loop = loop;
    this.queue = queue;
    this.call = call;
    queue.add(this);
  }
  wake(): void {
    if (this.queued || this.stopped) return;
    this.queued = true;
    this.loop.ready.push(this);
    this.loop.poked.wakeAll();
  }
  again(): void {
    this.wake();
  }
  stop(): void {
    this.stopped = true;
    this.queue.remove(this);
  }
}

class IoEvent implements BirdEvent {
  readonly run: () => void;
  /** The list that it waits in, and where. */
  list: (IoEvent | null)[] | null = null;
  private at = 0;
  private readonly loop: Loop;

  constructor(loop: Loop, run: () => void) {
    this.loop = loop;
    this.run = run;
  }
  /** ev_schedule(): one that waits already goes to the end of the line. */
  schedule(): void {
    const { events } = this.loop;
    if (this.list === events && this.at === events.length - 1) return;
    this.cancel();
    this.list = events;
    this.at = events.length;
    events.push(this);
    this.loop.poked.wakeAll();
  }
  cancel(): void {
    if (this.list !== null) this.list[this.at] = null;
    this.list = null;
  }
  get queued(): boolean {
    return this.list !== null;
  }
}

/** A heap of (second, timer), by time; of one second the last that came is the first (tm_insert_near()). */
class Timers {
  private readonly items: { at: number; seq: number; timer: IoTimer }[] = [];
  private seq = 0;

  push(at: number, timer: IoTimer): void {
    const { items } = this;
    let i = items.length;
    const item = { at, seq: this.seq++, timer };
    items.push(item);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = items[up] as { at: number; seq: number; timer: IoTimer };
      if (parent.at < at) break;
      items[i] = parent;
      i = up;
    }
    items[i] = item;
  }

  get top(): { at: number; timer: IoTimer } | null {
    return this.items[0] ?? null;
  }

  pop(): void {
    const { items } = this;
    const last = items.pop();
    if (last === undefined || items.length === 0) return;
    const before = (a: { at: number; seq: number }, b: { at: number; seq: number }): boolean =>
      a.at < b.at || (a.at === b.at && a.seq > b.seq);
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const left = items[child];
      if (left === undefined) break;
      const right = items[child + 1];
      let least = left;
      if (right !== undefined && before(right, left)) {
        least = right;
        child++;
      }
      if (!before(least, last)) break;
      items[i] = least;
      i = child;
    }
    items[i] = last;
  }
}

export class Loop {
  readonly proc: Process;
  /** Pokes the process: something is ready, or due earlier. */
  readonly poked = new WaitQueue("do_poll");
  ready: IoWatch[] = [];
  events: (IoEvent | null)[] = [];
  /** Seconds of the monotonic clock at the last look. */
  now = 1;
  private readonly timers = new Timers();
  private running = true;
  /** CPU that what ran has cost beside its turn, µs. */
  private debtUs = 0;

  /** BIRD 2's clock is not one of whole seconds. */
  readonly precise: boolean;

  constructor(proc: Process, precise = false) {
    this.proc = proc;
    this.precise = precise;
    this.updateTime();
  }

  timer(fire: () => void): BirdTimer {
    return new IoTimer(this, fire);
  }
  event(run: () => void): BirdEvent {
    return new IoEvent(this, run);
  }
  watch(queue: WaitQueue, call: () => void): Watch {
    return new IoWatch(this, queue, call);
  }
  stop(): void {
    this.running = false;
  }
  spend(us: number): void {
    this.debtUs += us;
  }

  queueTimer(timer: IoTimer): void {
    timer.queuedAt = timer.expires;
    this.timers.push(timer.expires, timer);
  }

  /** update_times(): the clock is that of the machine, which began before this world. */
  updateTime(): void {
    this.now = 1 + (this.precise ? this.proc.now / SECOND : Math.floor(this.proc.now / SECOND));
  }

  /** Seconds from 0 to `most`. */
  draw(most: number): number {
    const { rng } = this.proc;
    return this.precise ? rng.below(Math.floor(most * SECOND) + 1) / SECOND : rng.below(most + 1);
  }

  /** ev_run_list(): what is scheduled meanwhile runs in the next turn. */
  private runEvents(): void {
    const events = this.events;
    if (events.length === 0) return;
    this.events = [];
    for (const event of events) {
      if (event === null) continue;
      event.list = null;
      event.run();
    }
  }

  /** The next timer's second (Infinity: none), entries that moved on put where they belong. */
  private firstShot(): number {
    for (;;) {
      const top = this.timers.top;
      if (top === null) return Infinity;
      const { timer, at } = top;
      if (timer.expires === at && timer.queuedAt === at) return at;
      this.timers.pop();
      if (timer.queuedAt !== at) continue;
      timer.queuedAt = 0;
      if (timer.expires !== 0) this.queueTimer(timer);
    }
  }

  private shoot(): void {
    while (this.firstShot() <= this.now) {
      const { timer } = this.timers.top as { timer: IoTimer };
      this.timers.pop();
      timer.queuedAt = 0;
      const late = this.now - timer.expires;
      timer.expires = 0;
      if (timer.recurrent > 0) timer.start(Math.max(0, timer.recurrent - late));
      timer.fire();
    }
  }

  /** Until stop(); `idle` runs before every sleep (log lines are written there). */
  *run(signals: () => void, idle: () => Proc<void>): Proc<void> {
    const { proc } = this;
    while (this.running) {
      if (this.debtUs > 0) {
        yield* proc.spend(this.debtUs);
        this.debtUs = 0;
      }
      this.updateTime();
      this.runEvents();
      signals();
      if (this.firstShot() <= this.now) {
        this.shoot();
        continue;
      }
      if (!this.running) break;
      yield* idle();
      // What an event opened has its say before what it opened is heard.
      if (this.events.length > 0 && this.ready.length > 0) this.runEvents();
      if (this.events.length === 0 && this.ready.length === 0) {
        const first = this.firstShot();
        const until =
          first === Infinity ? Infinity : proc.now + Math.ceil((first - this.now) * SECOND);
        if (!proc.hasSignal) yield* proc.wait("do_poll", [this.poked], until);
      }
      this.updateTime();
      const ready = this.ready;
      if (ready.length === 0) continue;
      this.ready = [];
      for (const watch of ready) {
        watch.queued = false;
        if (!watch.stopped) watch.call();
      }
      yield* proc.spend(TURN_US);
    }
    yield* idle();
  }
}
