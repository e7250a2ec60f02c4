/** Resume, grade, rewind and fork are this one call: a log, replayed to a time. */
import type { Micros } from "../sim/scheduler.ts";
import { labHash } from "./source.ts";
import { Session, type SessionEvents } from "./session.ts";
import type { Problem } from "./topology-value.ts";
import type { LabSource, SessionLog } from "./types.ts";
import { SIM_VERSION, type World } from "./world.ts";

export interface Replayed {
  /** Up to `reached`; a session that goes on from there, with its own log. */
  readonly session: Session;
  readonly reached: Micros;
  /** null: the replay is the session it was. Otherwise why it stopped, in words for the learner. */
  readonly stopped: Stop | null;
}
export interface Stop {
  readonly reason: "lab-changed" | "sandbox-changed" | "diverged" | "bad-log" | "too-long";
  readonly at: Micros;
  readonly message: string;
  /** The command input that was not replayed: offered to the learner to run again. */
  readonly remaining: number;
}
export interface ReplayOptions {
  readonly events?: SessionEvents;
  /** Called once the lab stands, before the first input: attach observers here. */
  readonly prepared?: (world: World) => void;
  /** When to stop, asked once the lab stands; instead of the argument. */
  readonly until?: () => Micros;
  /** Give up after so many events (a runaway log). */
  readonly eventBudget?: number;
}

/** The log replayed until `to` (default: all of it). */
export function replay(
  log: SessionLog,
  source: LabSource,
  to: Micros = log.until,
  options: ReplayOptions = {},
): Replayed | readonly Problem[] {
  const session = Session.start(source, log.seed, options.events);
  if (!(session instanceof Session)) return session;
  options.prepared?.(session.world);
  const until = options.until?.() ?? to;
  const stop = (reason: Stop["reason"], message: string, remaining: number): Replayed => ({
    session,
    reached: session.now,
    stopped: { reason, at: session.now, message, remaining },
  });
  const total = log.inputs.length;
  if (log.simVersion !== SIM_VERSION) {
    return stop("sandbox-changed", "The sandbox was updated since: this lab starts afresh.", total);
  }
  if (log.lab !== source.name || log.labHash !== labHash(source)) {
    return stop("lab-changed", "This lab was updated since: it starts afresh.", total);
  }
  const budget = options.eventBudget ?? Infinity;
  let milestone = 0;
  /** Advance to `at`, comparing the milestones on the way. */
  const advance = (at: Micros): Stop["reason"] | null => {
    for (;;) {
      const next = log.milestones[milestone];
      const to = next !== undefined && next.at <= at ? next.at : at;
      if (to > session.now) {
        const left = budget - session.world.sim.sched.eventCount;
        if (left <= 0 || session.advance(to, left) === "over-budget") return "too-long";
      }
      if (next === undefined || next.at > at) return null;
      milestone++;
      if (next.at >= session.world.readyAt && session.world.digest() !== next.digest)
        return "diverged";
    }
  };
  for (let i = 0; i < total; i++) {
    const input = log.inputs[i];
    if (input === undefined || input.at > until) break;
    const trouble = advance(input.at);
    if (trouble !== null) return stop(trouble, describe(trouble), total - i);
    const refused = session.apply(input);
    if (refused !== null)
      return stop("bad-log", `The saved session is damaged: ${refused}.`, total - i);
  }
  const trouble = advance(Math.max(session.now, until));
  if (trouble !== null) return stop(trouble, describe(trouble), 0);
  return { session, reached: session.now, stopped: null };
}

function describe(reason: Stop["reason"]): string {
  return reason === "too-long"
    ? "The saved session does more than the sandbox may do at once."
    : "The sandbox was updated since: from here on this lab takes another course.";
}
