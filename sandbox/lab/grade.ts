/**
 * Checking an exercise: the learner's log replayed into copies of the world, the checks run in the
 * copies, a verdict with its evidence as plain data. The learner's own world is never touched.
 */
import type { ExitCode, Process } from "../kernel/proc/process.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import type { Micros } from "../sim/scheduler.ts";
import { SECOND } from "../sim/scheduler.ts";
import {
  Bench,
  type Check,
  type Exercise,
  type Mistake,
  type Observed,
  type Verdict,
} from "./exercise.ts";
import { configurationOf } from "./configuration.ts";
import { frameFields, summary } from "./fields.ts";
import { History } from "./history.ts";
import { replay, type Stop } from "./replay.ts";
import { isProc } from "./verify.ts";
import type { LabSource, SessionLog } from "./types.ts";
import { hasEnded } from "./world.ts";

/** What one check may use of the copy it is given. */
const CHECK_LIMIT_US = 30 * SECOND;
const CHECK_EVENTS_MAX = 2_000_000;
const REPLAY_EVENTS_MAX = 50_000_000;
/** A copy is as good as new while the clock has hardly moved. */
const UNSPENT_US = 0;

/** Events that are left for replaying, shared by all that one stranger's file asks for. */
export interface Budget {
  events: number;
}

/** The log is not (any more) the session it says it is, or costs too much. */
export class ReplayStopped extends Error {
  readonly reason: Stop["reason"];
  constructor(stop: Stop) {
    super(stop.message);
    this.reason = stop.reason;
  }
}

export interface Submission {
  /** The lab the session runs in: with the exercise's set-up, see exerciseSource(). */
  readonly source: LabSource;
  readonly log: SessionLog;
  readonly answers: ReadonlyMap<string, string>;
  /** Default: enough for any session that a person had. */
  readonly budget?: Budget;
}

export interface Grade {
  readonly exercise: string;
  readonly pass: boolean;
  readonly checks: readonly {
    readonly asks: string;
    readonly pass: boolean;
    readonly because: string | null;
  }[];
  /** Of a prediction that was tested: what the world says of each field. */
  readonly observed: readonly Observed[];
  /** What to tell the learner: the matching mistake's words, else the first failed check's; on a pass what was proved. */
  readonly feedback: string;
  /** Id of the wrong state that was recognised. */
  readonly mistake: string | null;
  readonly evidence: Evidence | null;
  /** Where the log led to: its end, and the digest of all that had happened by then. */
  readonly reached: {
    readonly at: Micros;
    /** Since the learner arrived. */
    readonly sinceStart: Micros;
    readonly digest: number;
  };
}

/** A packet to look at: where it was seen, and how it ended. */
export interface Evidence {
  readonly journey: number;
  readonly hops: readonly {
    readonly at: Micros;
    readonly place: string;
    readonly device: string;
    readonly direction: "in" | "out";
    readonly summary: string;
  }[];
  readonly drop: {
    readonly at: Micros;
    readonly place: string;
    readonly reason: string;
    readonly detail: string;
  } | null;
}

/** Throws ReplayStopped; anything else is our own bug (a check that throws, a lab that does not build). */
export function gradeExercise(exercise: Exercise, submission: Submission): Grade {
  const copies = new Copies(submission);
  const checks: { asks: string; pass: boolean; because: string | null }[] = [];
  const observed: Observed[] = [];
  /** Whether all was done that is no answer. */
  let done = true;
  let first: Verdict | null = null;
  let evidence: Evidence | null = null;
  for (const check of exercise.checks) {
    const bench = copies.take();
    const verdict = runCheck(bench, check);
    checks.push({
      asks: check.asks,
      pass: verdict.pass,
      because: verdict.pass ? null : verdict.because,
    });
    if (verdict.observed !== undefined) observed.push(verdict.observed);
    else if (!verdict.pass) done = false;
    if (verdict.pass || first !== null) continue;
    first = verdict;
    if (verdict.journey !== undefined) evidence = evidenceOf(bench, verdict.journey);
  }
  const shown = exercise.predict !== undefined && done ? observed : [];
  if (first === null || first.pass) {
    return {
      exercise: exercise.id,
      pass: true,
      checks,
      observed: shown,
      feedback: exercise.proved,
      mistake: null,
      evidence: null,
      reached: copies.reached,
    };
  }
  // A prediction that is not tested yet is not corrected: the world will.
  const untested = exercise.predict !== undefined && checks[0]?.pass === false;
  const mistake = untested
    ? null
    : (exercise.mistakes.find((one) => isMade(copies.take(), one)) ?? null);
  return {
    exercise: exercise.id,
    pass: false,
    checks,
    observed: shown,
    feedback: mistake?.says ?? first.because,
    mistake: mistake?.id ?? null,
    evidence,
    reached: copies.reached,
  };
}

/** Copies of the learner's world, made when the one before is spent. */
class Copies {
  private readonly submission: Submission;
  private bench: Bench | null = null;
  private madeAt: Micros = 0;
  reached: Grade["reached"] = { at: 0, sinceStart: 0, digest: 0 };

  constructor(submission: Submission) {
    this.submission = submission;
  }

  take(): Bench {
    if (this.bench !== null && this.bench.world.now - this.madeAt <= UNSPENT_US) return this.bench;
    const { source, log, answers, budget } = this.submission;
    let history: History | null = null;
    let initial: readonly string[] = [];
    const replayed = replay(log, source, log.until, {
      eventBudget: budget?.events ?? REPLAY_EVENTS_MAX,
      prepared: (world) => {
        history = new History(world);
        initial = configurationOf(world);
      },
    });
    if (!("session" in replayed))
      throw new Error(`lab ${source.name}: ${replayed[0]?.message ?? "not a topology"}`);
    if (budget !== undefined) budget.events -= replayed.session.world.sim.sched.eventCount;
    if (replayed.stopped !== null) throw new ReplayStopped(replayed.stopped);
    const recorded = history as History | null;
    if (recorded === null) throw new Error("the world was not prepared");
    recorded.stop();
    const { world } = replayed.session;
    this.reached = {
      at: world.now,
      sinceStart: world.now - world.readyAt,
      digest: world.digest(),
    };
    this.bench = new Bench(world, recorded, new History(world), answers, initial);
    this.madeAt = world.now;
    return this.bench;
  }
}

function runCheck(bench: Bench, check: Check): Verdict {
  const result = check.run(bench);
  if (!isProc(result)) return result;
  const verdict = runProc(bench, check.asks, result);
  return (
    verdict ?? {
      pass: false,
      because: "This could not be found out within thirty seconds of virtual time.",
    }
  );
}

function isMade(bench: Bench, mistake: Mistake): boolean {
  const result = mistake.when(bench);
  return isProc(result) ? (runProc(bench, mistake.id, result) ?? false) : result;
}

/** Run a check's generator as a process of the copy. null: it did not come to an end. */
function runProc<T>(bench: Bench, label: string, body: Proc<T>): T | null {
  const { world } = bench;
  const host = world.hosts.values().next().value;
  if (host === undefined) throw new Error("a lab has a machine");
  let outcome: { readonly value: T } | null = null;
  const faultsBefore = world.faults.length;
  const started = host.launch(["check"], {
    *main(proc: Process): Proc<ExitCode> {
      bench.proc = proc;
      outcome = { value: yield* body };
      return 0;
    },
  });
  if (typeof started === "string") throw new Error(`${label}: ${started}`);
  const deadline = world.now + CHECK_LIMIT_US;
  const eventsBefore = world.sim.sched.eventCount;
  world.runWhile(
    () => hasEnded(started) || world.sim.sched.eventCount - eventsBefore > CHECK_EVENTS_MAX,
    deadline,
  );
  bench.proc = null;
  const fault = world.faults.slice(faultsBefore).find((one) => one.process === "check");
  if (fault !== undefined) throw new Error(`check "${label}"`, { cause: fault.error });
  return (outcome as { readonly value: T } | null)?.value ?? null;
}

function evidenceOf(bench: Bench, journey: number): Evidence {
  const source = bench.history.frames.some((f) => f.journey === journey)
    ? bench.history
    : bench.probe;
  const { hops, drop } = source.journey(journey);
  const place = (host: string, ns: string): string => (ns === "" ? host : `${host}/${ns}`);
  return {
    journey,
    hops: hops.slice(0, 100).map((f) => ({
      at: f.at,
      place: place(f.host, f.ns),
      device: f.dev,
      direction: f.direction,
      summary: summary(frameFields(f.bytes, 0, f.bytes.length, f.link)),
    })),
    drop:
      drop === null
        ? null
        : {
            at: drop.at,
            place: place(drop.host, drop.ns),
            reason: drop.reason,
            detail: drop.detail,
          },
  };
}
