/** All that this browser keeps of a learner's work, gathered; and work from a file added to it, nothing taken away. */
import {
  type KeptLesson,
  type KeptSession,
  mergeLesson,
  nothingOf,
} from "../../sandbox/worker/work.ts";
import { keptAs } from "../scripts/keeper.ts";
import { keep, lessonsWithProgress, progressOf } from "../scripts/progress.ts";
import { allRecords, recordCheck, recordEvents } from "./record.ts";
import { adoptSession, allSessions } from "./store.ts";

const ANSWERS = "underlay.answers.1:";

export async function gather(): Promise<Map<string, KeptLesson>> {
  const [records, sessions] = await Promise.all([allRecords(), allSessions()]);
  // Of the page /play nothing is handed in.
  const worlds = [...sessions]
    .filter(([name]) => name.startsWith("lessons/"))
    .map(([name, log]) => {
      const [id = "", exercise = null] = name.split("#");
      return { lesson: folderOf(id), session: { world: exercise, log } };
    });
  const names = new Set([
    ...records.keys(),
    ...worlds.map((one) => one.lesson),
    ...lessonsWithProgress().map(folderOf),
  ]);
  const all = new Map<string, KeptLesson>();
  for (const lesson of [...names].sort()) {
    const { exercises, quizzes } = progressOf(`lessons/${lesson}`);
    all.set(lesson, {
      lesson,
      solved: exercises,
      quizzes,
      answers: readAnswers(lesson),
      checks: records.get(lesson)?.checks ?? [],
      events: records.get(lesson)?.events ?? [],
      sessions: worlds
        .filter((one) => one.lesson === lesson && one.session.log.inputs.length > 0)
        .map((one) => one.session),
    });
  }
  return all;
}

/** Returns what could not be taken over, in words. */
export async function add(
  file: readonly KeptLesson[],
  takes: (lesson: string, session: KeptSession) => boolean,
): Promise<string[]> {
  const here = await gather();
  const troubles: string[] = [];
  for (const theirs of file) {
    const mine = here.get(theirs.lesson) ?? nothingOf(theirs.lesson);
    const { lesson, fates } = mergeLesson(mine, theirs, (session) => takes(theirs.lesson, session));
    const id = `lessons/${lesson.lesson}`;
    let kept = true;
    for (const exercise of lesson.solved) kept = keep(id, "exercises", exercise) && kept;
    for (const quiz of lesson.quizzes) kept = keep(id, "quizzes", quiz) && kept;
    if (!kept) troubles.push(`${lesson.lesson}: this browser has no room for more.`);
    writeAnswers(lesson.lesson, lesson.answers);
    for (const check of lesson.checks)
      if (!mine.checks.includes(check)) await recordCheck(lesson.lesson, check);
    const known = new Set(mine.events);
    await recordEvents(
      lesson.lesson,
      lesson.events.filter((event) => !known.has(event)),
    );
    for (const { session, fate } of fates) {
      if (!lesson.sessions.includes(session) || fate === "known") continue;
      const world = session.world === null ? id : `${id}#${session.world}`;
      const why = await adoptSession(world, session.log);
      if (why !== null) troubles.push(`${lesson.lesson}: ${why}`);
    }
  }
  return troubles;
}

function folderOf(id: string): string {
  return id.replace(/^lessons\//u, "");
}

function readAnswers(lesson: string): KeptLesson["answers"] {
  const all: KeptLesson["answers"] = [];
  try {
    const raw: unknown = JSON.parse(
      localStorage.getItem(keptAs(`${ANSWERS}lessons/${lesson}`)) ?? "{}",
    );
    if (typeof raw !== "object" || raw === null) return all;
    for (const [exercise, fields] of Object.entries(raw)) {
      if (typeof fields !== "object" || fields === null) continue;
      const pairs = Object.entries(fields as Record<string, unknown>).flatMap(
        ([field, value]): [string, string][] =>
          typeof value === "string" ? [[field, value.slice(0, 2_000)]] : [],
      );
      all.push([exercise, pairs]);
    }
  } catch {
    // Not kept, or damaged: there are none.
  }
  return all;
}

function writeAnswers(lesson: string, answers: KeptLesson["answers"]): void {
  if (answers.length === 0) return;
  const all = Object.fromEntries(
    answers.map(([exercise, pairs]) => [exercise, Object.fromEntries(pairs)]),
  );
  try {
    localStorage.setItem(keptAs(`${ANSWERS}lessons/${lesson}`), JSON.stringify(all));
  } catch {
    // Typed answers are a convenience.
  }
}
