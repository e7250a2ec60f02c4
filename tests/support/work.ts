/** A learner's work without a browser: solutions typed key by key, each exercise checked when it is done. */
import { exerciseSource } from "../../sandbox/lab/exercise.ts";
import { gradeExercise } from "../../sandbox/lab/grade.ts";
import { packLog } from "../../sandbox/lab/packed-log.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { type Step, Typist } from "../../sandbox/lab/steps.ts";
import type { LabSource, SessionLog } from "../../sandbox/lab/types.ts";
import type { LessonWork, WorkFile } from "../../sandbox/lab/work-file.ts";
import { loadKnownLesson } from "../../sandbox/cli/load-lesson.ts";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { loadLessons } from "../lessons/lessons.ts";

const WALL = Date.UTC(2026, 10, 2, 9, 0, 0);

/** Keys come one by one, at a person's pace; `learner` makes the pauses that person's own. */
function typedByHand(source: LabSource, learner: number): Session {
  const session = Session.start(source, 1);
  if (!(session instanceof Session)) throw new Error(session[0]?.message);
  let state = learner * 7_919 + 1;
  const pause = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return 60_000 + (state % 140_000);
  };
  const apply = session.apply.bind(session);
  session.apply = (input): string | null => {
    if (input.kind !== "keys") return apply(input);
    for (const text of input.text) {
      const refused = apply({ ...input, text, at: session.now + pause() });
      if (refused !== null) return refused;
    }
    return null;
  };
  session.advance(session.now + 400_000);
  return session;
}

/** All exercises of a lesson, solved by its solution.sh; those in `wrong` by that script of wrong/ instead. */
export async function lessonWork(
  name: string,
  { learner = 1, wrong = [] as readonly string[] } = {},
): Promise<LessonWork> {
  const lesson = (await loadLessons()).find((one) => one.name === name);
  const known = await loadKnownLesson(name);
  if (lesson === undefined || known === null || lesson.lab === null)
    throw new Error(`no lesson ${name}`);
  const shared = typedByHand((await loadLab(lesson.lab)) as LabSource, learner);
  const typist = new Typist(shared);
  const logs: { log: SessionLog; exercise: string | null }[] = [];
  const work: LessonWork = {
    lesson: name,
    solved: [],
    quizzes: [],
    answers: [],
    logs: [],
    checks: [],
    events: [],
    sessions: [],
    branches: [],
  };
  let wall = WALL + learner * 1_000;
  for (const exercise of lesson.exercises) {
    const own = exercise.start !== undefined;
    const labName = exercise.start?.lab ?? lesson.lab;
    const source = exerciseSource((await loadLab(labName)) as LabSource, exercise);
    const hand = own ? new Typist(typedByHand(source, learner)) : typist;
    const script = wrong.find((one) => one.startsWith(`${exercise.id}.`));
    const steps: readonly Step[] =
      (script === undefined ? lesson.solutions.get(exercise.id) : lesson.wrong.get(script)) ?? [];
    hand.play(steps);
    const log = hand.session.log();
    const grade = gradeExercise(exercise, { source, log, answers: hand.answers });
    logs.push({ log, exercise: own ? exercise.id : null });
    wall += 240_000;
    work.checks.push({
      exercise: exercise.id,
      pass: grade.pass,
      log: logs.length - 1,
      inputs: log.inputs.length,
      at: log.until,
      digest: grade.reached.digest,
      wall,
      source: known.source,
      answers: [...hand.answers],
    });
    work.events.push({
      what: "check",
      id: exercise.id,
      wall,
      at: log.until,
      pass: grade.pass,
      which: [],
    });
    if (grade.pass) work.solved.push(exercise.id);
  }
  // One log of the shared world is enough: the last holds those before it.
  const last = logs.findLastIndex((one) => one.exercise === null);
  const kept = logs.filter((one, i) => one.exercise !== null || i === last);
  for (const check of work.checks) {
    const mine = logs[check.log] as (typeof logs)[number];
    check.log =
      mine.exercise === null ? kept.findIndex((one) => one.exercise === null) : kept.indexOf(mine);
  }
  work.logs = kept.map((one) => packLog(one.log, one.exercise));
  return work;
}

export async function workOf(
  lessons: readonly string[],
  { learner = 1, name = "Ada Example" } = {},
): Promise<Omit<WorkFile, "format" | "version" | "digest" | "play">> {
  return {
    kind: "submission",
    name,
    made: WALL + 7_200_000,
    lessons: await Promise.all(lessons.map((one) => lessonWork(one, { learner }))),
  };
}

/** The one that must be there. */
export function nth<T>(list: readonly T[], i = 0): T {
  const found = list.at(i);
  if (found === undefined) throw new RangeError(`there is no number ${i}`);
  return found;
}
