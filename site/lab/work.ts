/** All that this browser keeps of a learner's work, gathered; and work from a file added to it, nothing taken away. */
import {
  goesOn,
  type KeptLesson,
  type KeptSession,
  mergeLesson,
  nothingOf,
  packLog,
  unpackLog,
  type WorkPlay,
} from "../../sandbox/worker/work.ts";
import { keptAs } from "../scripts/keeper.ts";
import { keep, lessonsWithProgress, progressOf } from "../scripts/progress.ts";
import { allBranches, BranchStore } from "./branches.ts";
import { allRecords, recordCheck, recordEvents } from "./record.ts";
import { adoptSession, allSessions } from "./store.ts";
import { t } from "../i18n/text.ts";

const ANSWERS = "underlay.answers.1:";

export async function gather(): Promise<Map<string, KeptLesson>> {
  const [records, sessions, left] = await Promise.all([allRecords(), allSessions(), allBranches()]);
  // What was done on the page /play is no lesson's (gatherPlay).
  const worlds = [...sessions].flatMap(([name, log]) => {
    const place = placeOf(name);
    return place === null ? [] : [{ lesson: place.lesson, session: { world: place.world, log } }];
  });
  const branches = [...left].flatMap(([name, all]) => {
    const place = placeOf(name);
    if (place === null) return [];
    const { lesson, world } = place;
    return all.map((one) => ({ lesson, branch: { world, log: one.log, left: one.left } }));
  });
  const names = new Set([
    ...records.keys(),
    ...worlds.map((one) => one.lesson),
    ...branches.map((one) => one.lesson),
    ...lessonsWithAnswers(),
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
      branches: branches.filter((one) => one.lesson === lesson).map((one) => one.branch),
    });
  }
  return all;
}

/** "lessons/03-veth#cut-it" as a lesson and the exercise whose own world it is; null: of no lesson. */
function placeOf(name: string): { lesson: string; world: string | null } | null {
  if (!name.startsWith("lessons/")) return null;
  const [id = "", world = null] = name.split("#");
  return { lesson: folderOf(id), world };
}

/** Worlds of the free sandbox, and other courses of them: for another browser, never handed in. */
export async function gatherPlay(): Promise<WorkPlay[]> {
  const [sessions, left] = await Promise.all([allSessions(), allBranches()]);
  const isPlay = (name: string): boolean => name.startsWith("play/");
  return [
    ...[...sessions]
      .filter(([name, log]) => isPlay(name) && log.inputs.length > 0)
      .map(([world, log]) => ({ world, left: null, log: packLog(log, null) })),
    ...[...left]
      .filter(([name]) => isPlay(name))
      .flatMap(([world, all]) =>
        all.map((one) => ({ world, left: one.left, log: packLog(one.log, null) })),
      ),
  ];
}

/** As `add`: a world that is here stays, the file's becomes another course of it. */
export async function addPlay(file: readonly WorkPlay[]): Promise<string[]> {
  const troubles: string[] = [];
  const [sessions, left] = await Promise.all([allSessions(), allBranches()]);
  for (const { world, left: when, log: packed } of file) {
    const log = unpackLog(packed);
    if (typeof log === "string") continue;
    const mine = sessions.get(world);
    if (when === null && (mine === undefined || goesOn(mine, log))) {
      const why = await adoptSession(world, log);
      if (why !== null) troubles.push(`${world}: ${why}`);
      else sessions.set(world, log);
      continue;
    }
    const known = [
      ...(mine === undefined ? [] : [mine]),
      ...(left.get(world) ?? []).map((one) => one.log),
    ];
    if (known.some((one) => goesOn(log, one))) continue;
    await new BranchStore(world).adopt({ left: when ?? Date.now(), log }).catch(() => {
      troubles.push(t("lessonThisBrowserHasNoRoom", { lesson: world }));
    });
  }
  return troubles;
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
    const { lesson, fates } = mergeLesson(
      mine,
      theirs,
      (session) => takes(theirs.lesson, session),
      Date.now(),
    );
    const id = `lessons/${lesson.lesson}`;
    let kept = true;
    for (const exercise of lesson.solved) kept = keep(id, "exercises", exercise) && kept;
    for (const quiz of lesson.quizzes) kept = keep(id, "quizzes", quiz) && kept;
    if (!kept) troubles.push(t("lessonThisBrowserHasNoRoom", { lesson: lesson.lesson }));
    writeAnswers(lesson.lesson, lesson.answers);
    for (const check of lesson.checks)
      if (!mine.checks.includes(check)) await recordCheck(lesson.lesson, check);
    const known = new Set(mine.events);
    await recordEvents(
      lesson.lesson,
      lesson.events.filter((event) => !known.has(event)),
    );
    if (!(await addBranches(id, mine, lesson)))
      troubles.push(t("lessonThisBrowserHasNoRoom", { lesson: lesson.lesson }));
    for (const { session, fate } of fates) {
      if (!lesson.sessions.includes(session) || fate === "known") continue;
      const world = session.world === null ? id : `${id}#${session.world}`;
      const why = await adoptSession(world, session.log);
      if (why !== null) troubles.push(`${lesson.lesson}: ${why}`);
    }
  }
  return troubles;
}

/** Other courses that are not here yet: the file's, and the session that another one takes the place of. */
async function addBranches(id: string, mine: KeptLesson, merged: KeptLesson): Promise<boolean> {
  try {
    for (const branch of merged.branches) {
      if (mine.branches.includes(branch)) continue;
      const world = branch.world === null ? id : `${id}#${branch.world}`;
      await new BranchStore(world).adopt({ left: branch.left, log: branch.log });
    }
    return true;
  } catch {
    return false;
  }
}

function folderOf(id: string): string {
  return id.replace(/^lessons\//u, "");
}

function lessonsWithAnswers(): string[] {
  try {
    const prefix = `${ANSWERS}lessons/`;
    // The keeper's mark stands at a name's end (keeper.ts).
    const mark = keptAs("");
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix) && name.endsWith(mark))
      .map((name) => name.slice(prefix.length, name.length - mark.length));
  } catch {
    return [];
  }
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
