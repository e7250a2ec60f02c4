/**
 * A session played again in pieces: the same as replay.ts gives at the same instant, without its questions (the log is
 * this page's own) and able to pause, so that whoever plays it can answer others meanwhile.
 */
import { assert } from "../sim/assert.ts";
import type { Micros } from "../sim/scheduler.ts";
import { Session, type SessionEvents } from "./session.ts";
import type { LabSource, SessionLog } from "./types.ts";
import type { World } from "./world.ts";

export class Playback {
  readonly session: Session;
  /** Inputs of the log that are in. */
  private next = 0;

  private constructor(session: Session) {
    this.session = session;
  }

  /** The world as it was before the first input. `prepared` attaches observers; the lab is one that was built before. */
  static start(
    source: LabSource,
    seed: number,
    events: SessionEvents,
    prepared: (world: World) => void,
  ): Playback {
    const session = Session.start(source, seed, events);
    assert(session instanceof Session, "a lab that was built can be built again");
    prepared(session.world);
    return new Playback(session);
  }

  get now(): Micros {
    return this.session.now;
  }

  get inputs(): number {
    return this.next;
  }

  /** Go on towards `to` by about `events` events. True: the world is as it was at `to`, all of that instant done. */
  run(log: SessionLog, to: Micros, events: number): boolean {
    const { session } = this;
    const { sched } = session.world.sim;
    const limit = sched.eventCount + events;
    for (;;) {
      const input = log.inputs[this.next];
      const due = input !== undefined && input.at <= to ? input.at : to;
      if (due > session.now) {
        const left = limit - sched.eventCount;
        if (left <= 0 || session.advance(due, left) === "over-budget") return false;
      }
      if (input === undefined || input.at > to) break;
      const refused = session.apply(input);
      assert(refused === null, "an input that was let in is let in again");
      this.next++;
    }
    // What an input of this very instant set off.
    if (sched.nextAt <= session.now) session.advance(session.now);
    return true;
  }
}
