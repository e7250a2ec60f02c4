/**
 * A lesson's work as a browser keeps it (every check with its own log) and as the file has it (each log once: a
 * session that went on holds its beginnings). And what becomes of two pieces of work on one lesson: nothing is lost.
 */
import { cutLog, goesOn, packLog, unpackLog } from "./packed-log.ts";
import type { SessionLog } from "./types.ts";
import type { LessonWork, WorkCheck, WorkEvent } from "./work-file.ts";

const EVENTS_MAX = 2_000;

export interface KeptCheck extends Omit<WorkCheck, "log" | "inputs" | "at"> {
  /** The exercise whose own world it was; null: the lesson's. */
  readonly world: string | null;
  /** Up to the check. */
  readonly log: SessionLog;
}
export interface KeptSession {
  readonly world: string | null;
  readonly log: SessionLog;
}
/** Another course of a world, and when it was left (ms of the clock on the wall). */
export interface KeptBranch extends KeptSession {
  readonly left: number;
}
export interface KeptLesson {
  readonly lesson: string;
  readonly solved: readonly string[];
  readonly quizzes: readonly string[];
  readonly answers: LessonWork["answers"];
  readonly checks: readonly KeptCheck[];
  readonly events: readonly WorkEvent[];
  readonly sessions: readonly KeptSession[];
  readonly branches: readonly KeptBranch[];
}

export function packLesson(kept: KeptLesson): LessonWork {
  const sessions = [...kept.checks, ...kept.sessions, ...kept.branches].map(({ world, log }) => ({
    world,
    log,
  }));
  const longest: KeptSession[] = [];
  for (const one of sessions.toSorted(
    (a, b) => b.log.inputs.length - a.log.inputs.length || b.log.until - a.log.until,
  )) {
    if (holderOf(one, longest) < 0) longest.push(one);
  }
  // Before the logs are written down: these may add some.
  const left = kept.sessions.map((one) => exactOf(one, longest));
  const branches = kept.branches.map((one) => ({ log: exactOf(one, longest), left: one.left }));
  return {
    lesson: kept.lesson,
    solved: [...kept.solved],
    quizzes: [...kept.quizzes],
    answers: kept.answers,
    logs: longest.map(({ world, log }) => packLog(log, world)),
    checks: kept.checks.map(({ world, log, ...check }) => ({
      ...check,
      log: holderOf({ world, log }, longest),
      inputs: log.inputs.length,
      at: log.until,
    })),
    events: kept.events.slice(-EVENTS_MAX),
    sessions: left,
    branches,
  };
}

/** A session is its whole log: one that ends earlier has a place of its own. */
function exactOf(one: KeptSession, longest: KeptSession[]): number {
  const found = longest.findIndex((other) => isSame(one, other));
  return found >= 0 ? found : longest.push({ world: one.world, log: one.log }) - 1;
}

function holderOf(one: KeptSession, longest: readonly KeptSession[]): number {
  return longest.findIndex((other) => other.world === one.world && goesOn(one.log, other.log));
}

/** Checks and sessions whose log is not in the file, or is none, are left out. */
export function unpackLesson(work: LessonWork): KeptLesson {
  const logs = work.logs.map((packed) => ({ world: packed.exercise, log: unpackLog(packed) }));
  const at = (index: number): KeptSession | null => {
    const found = logs[index];
    return found === undefined || typeof found.log === "string"
      ? null
      : { world: found.world, log: found.log };
  };
  return {
    lesson: work.lesson,
    solved: work.solved,
    quizzes: work.quizzes,
    answers: work.answers,
    checks: work.checks.flatMap(({ log, inputs, at: until, ...check }): KeptCheck[] => {
      const found = at(log);
      if (found === null || inputs > found.log.inputs.length || until > found.log.until) return [];
      return [{ ...check, world: found.world, log: cutLog(found.log, inputs, until) }];
    }),
    events: work.events,
    sessions: work.sessions.flatMap((index) => at(index) ?? []),
    branches: work.branches.flatMap(({ log, left }) => {
      const found = at(log);
      return found === null ? [] : [{ ...found, left }];
    }),
  };
}

/** Of two checks of one exercise the one to keep: a pass before a failure, the first pass, the last failure. */
export function betterCheck(a: KeptCheck, b: KeptCheck): KeptCheck {
  if (a.pass !== b.pass) return a.pass ? a : b;
  const sameVersion =
    a.log.simVersion === b.log.simVersion &&
    a.log.labHash === b.log.labHash &&
    a.source === b.source;
  const [early, late] = a.wall <= b.wall ? [a, b] : [b, a];
  return a.pass && sameVersion ? early : late;
}

/** What an import would do with one kept session. */
export type SessionFate =
  /** There is none here. */
  | "new"
  /** The file's goes on from the one here, so nothing here is lost. */
  | "longer"
  /** The one here is the same, or goes on from the file's. */
  | "known"
  /** Two different sessions: the learner decides. */
  | "differs";
export interface Merged {
  readonly lesson: KeptLesson;
  readonly fates: readonly { readonly session: KeptSession; readonly fate: SessionFate }[];
}

/**
 * `here` is never made less: the file adds, and takes a session's place only where `takes` says so; of two that differ the
 * one that is not shown becomes another course, left at `now` (ms of the clock on the wall).
 */
export function mergeLesson(
  here: KeptLesson,
  file: KeptLesson,
  takes: (session: KeptSession) => boolean = () => false,
  now = 0,
): Merged {
  const checks = new Map(here.checks.map((check) => [check.exercise, check]));
  for (const check of file.checks) {
    const mine = checks.get(check.exercise);
    checks.set(check.exercise, mine === undefined ? check : betterCheck(mine, check));
  }
  const seen = new Set(here.events.map(eventKey));
  const events = [...here.events, ...file.events.filter((event) => !seen.has(eventKey(event)))];
  const sessions = new Map(here.sessions.map((one) => [one.world, one]));
  const branches = [...here.branches];
  const leave = (branch: KeptBranch): void => {
    if (!branches.some((one) => isSame(one, branch))) branches.push(branch);
  };
  const fates = file.sessions.map((session) => {
    const mine = sessions.get(session.world);
    const fate = fateOf(mine, session);
    const taken = fate === "differs" && takes(session);
    if (fate === "differs") leave({ ...(taken && mine !== undefined ? mine : session), left: now });
    if (fate === "new" || fate === "longer" || taken) sessions.set(session.world, session);
    return { session, fate };
  });
  for (const branch of file.branches) leave(branch);
  return {
    lesson: {
      lesson: here.lesson,
      solved: union(here.solved, file.solved),
      quizzes: union(here.quizzes, file.quizzes),
      answers: mergeAnswers(here.answers, file.answers),
      checks: [...checks.values()],
      events: events.toSorted((a, b) => a.wall - b.wall),
      sessions: [...sessions.values()],
      branches,
    },
    fates,
  };
}

export function nothingOf(lesson: string): KeptLesson {
  return {
    lesson,
    solved: [],
    quizzes: [],
    answers: [],
    checks: [],
    events: [],
    sessions: [],
    branches: [],
  };
}

function isSame(a: KeptSession, b: KeptSession): boolean {
  return a.world === b.world && goesOn(a.log, b.log) && goesOn(b.log, a.log);
}

function fateOf(mine: KeptSession | undefined, theirs: KeptSession): SessionFate {
  if (mine === undefined) return "new";
  if (goesOn(theirs.log, mine.log)) return "known";
  return goesOn(mine.log, theirs.log) ? "longer" : "differs";
}

function eventKey(event: WorkEvent): string {
  return `${event.what} ${event.id} ${event.wall} ${event.which.join()}`;
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])];
}

/** A field that is filled in here stays as it is. */
function mergeAnswers(
  here: LessonWork["answers"],
  file: LessonWork["answers"],
): LessonWork["answers"] {
  const all = new Map(here.map(([exercise, pairs]) => [exercise, new Map(pairs)]));
  for (const [exercise, pairs] of file) {
    const mine = all.get(exercise) ?? new Map<string, string>();
    all.set(exercise, mine);
    for (const [field, value] of pairs) if ((mine.get(field) ?? "") === "") mine.set(field, value);
  }
  return [...all].map(([exercise, pairs]) => [exercise, [...pairs]]);
}
