/**
 * Grading what was handed in: every check that the file tells of is run again on the log that it names, replayed.
 * What the file says of passes is not believed; hints and wall times can only be believed, and are said to be.
 */
import type { Micros } from "../sim/scheduler.ts";
import type { Exercise } from "./exercise.ts";
import { type Budget, type Grade, gradeExercise, ReplayStopped } from "./grade.ts";
import { cutLog, unpackLog } from "./packed-log.ts";
import type { LabSource, SessionLog } from "./types.ts";
import type { LessonWork, WorkCheck } from "./work-file.ts";

/** A lesson as it is here. */
export interface KnownLesson {
  readonly lesson: string;
  readonly exercises: readonly Exercise[];
  /** Digest of exercises.ts. */
  readonly source: string;
  /** The right options of each quiz, counted from 1. */
  readonly quizzes: ReadonlyMap<string, readonly number[]>;
  /** The world an exercise starts from. */
  readonly labs: ReadonlyMap<string, LabSource>;
}

export type WorkVerdict =
  | "solved"
  | "not-solved"
  /** Marked as done, and no log shows it. */
  | "unproved"
  | "untouched"
  /** Made with another lab or another sandbox: it cannot be replayed here. */
  | "wrong-version"
  /** Replayed, it is not the session that the file says it is. */
  | "altered"
  | "too-long";

export interface ExerciseReport {
  readonly exercise: string;
  readonly title: string;
  readonly verdict: WorkVerdict;
  /** Why, in words; "" when it is solved. */
  readonly because: string;
  readonly mistake: string | null;
  /** Virtual time since the lab started (µs). */
  readonly labTime: Micros | null;
  /** Milliseconds since 1970, as the learner's own clock had it. */
  readonly wall: number | null;
  readonly tries: number;
  readonly hints: number;
  /** The reference solution was opened before it was solved. */
  readonly sawSolution: boolean;
}
export interface LessonReport {
  readonly lesson: string;
  /** The exercises were changed since some check of the file: what they ask today is what counts. */
  readonly changed: boolean;
  readonly exercises: readonly ExerciseReport[];
  readonly quizzes: { readonly right: number; readonly answered: number; readonly all: number };
}

export function gradeLesson(work: LessonWork, known: KnownLesson, budget: Budget): LessonReport {
  const logs = work.logs.map(unpackLog);
  return {
    lesson: work.lesson,
    changed: work.checks.some((check) => check.source !== known.source),
    exercises: known.exercises.map((exercise) => {
      const check = work.checks.find((one) => one.exercise === exercise.id);
      const effort = effortOf(work, exercise.id, check);
      const base = { exercise: exercise.id, title: exercise.title, ...effort };
      if (check === undefined) {
        const marked = work.solved.includes(exercise.id);
        return {
          ...base,
          verdict: marked ? "unproved" : "untouched",
          because: marked ? "Marked as solved, but no log shows it." : "",
          mistake: null,
          labTime: null,
          wall: null,
        };
      }
      return { ...base, wall: check.wall, ...judge(exercise, check, work, logs, known, budget) };
    }),
    quizzes: quizzesOf(work, known),
  };
}

type Judged = Pick<ExerciseReport, "verdict" | "because" | "mistake" | "labTime">;

function judge(
  exercise: Exercise,
  check: WorkCheck,
  work: LessonWork,
  logs: readonly (SessionLog | string)[],
  known: KnownLesson,
  budget: Budget,
): Judged {
  const log = logs[check.log];
  const source = known.labs.get(exercise.id);
  if (source === undefined) throw new Error(`${known.lesson}/${exercise.id} has no lab`);
  if (log === undefined) return none("altered", "The log of this check is not in the file.");
  if (typeof log === "string") return none("altered", `The log is damaged: ${log}.`);
  // An exercise that needs no world of its own may be done in one all the same, or in the lesson's.
  const world = work.logs[check.log]?.exercise ?? null;
  if (world !== exercise.id && (world !== null || exercise.start !== undefined))
    return none("altered", "The log is of another world than the exercise's.");
  if (check.inputs > log.inputs.length || check.at > log.until)
    return none("altered", "The check lies beyond the end of its log.");
  const cut = cutLog(log, check.inputs, check.at);
  let grade: Grade;
  try {
    grade = gradeExercise(exercise, { source, log: cut, answers: new Map(check.answers), budget });
  } catch (error) {
    if (!(error instanceof ReplayStopped)) throw error;
    return stopped(error);
  }
  if (grade.reached.digest !== check.digest)
    return none("altered", "Replayed, the log leads to another state than the file says.");
  const feedback = grade.feedback;
  return {
    verdict: grade.pass ? "solved" : "not-solved",
    because: grade.pass ? "" : feedback,
    mistake: grade.mistake,
    labTime: grade.reached.sinceStart,
  };
}

function stopped({ reason }: ReplayStopped): Judged {
  switch (reason) {
    case "sandbox-changed":
      return none("wrong-version", "Made with another version of the sandbox.");
    case "lab-changed":
      return none("wrong-version", "Made with another version of the lab.");
    case "too-long":
      return none("too-long", "Replaying it takes more than one file may.");
    case "bad-log":
      return none("altered", "The log holds what no session would have let in.");
    case "diverged":
      return none("altered", "Replayed, the log leads to another state than the file says.");
  }
}

function none(verdict: WorkVerdict, because: string): Judged {
  return { verdict, because, mistake: null, labTime: null };
}

function effortOf(
  work: LessonWork,
  id: string,
  check: WorkCheck | undefined,
): Pick<ExerciseReport, "tries" | "hints" | "sawSolution"> {
  const until = check?.pass === true ? check.wall : Infinity;
  const mine = work.events.filter((event) => event.id === id && event.wall <= until);
  const hints = new Set(mine.filter((one) => one.what === "hint").flatMap((one) => one.which));
  return {
    tries: mine.filter((one) => one.what === "check").length,
    hints: hints.size,
    sawSolution: mine.some((one) => one.what === "solution"),
  };
}

function quizzesOf(work: LessonWork, known: KnownLesson): LessonReport["quizzes"] {
  let right = 0;
  let answered = 0;
  for (const [id, options] of known.quizzes) {
    const last = work.events.findLast((one) => one.what === "quiz" && one.id === id);
    if (last === undefined) continue;
    answered++;
    const chosen = [...new Set(last.which)];
    if (chosen.length === options.length && options.every((n) => chosen.includes(n))) right++;
  }
  return { right, answered, all: known.quizzes.size };
}
