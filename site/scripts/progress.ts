/** What the learner has done, kept in this browser. */

import { keptAs } from "./keeper.ts";

const KEY = "underlay.progress.1";

interface LessonProgress {
  exercises: string[];
  quizzes: string[];
}

function readAll(): Map<string, LessonProgress> {
  const all = new Map<string, LessonProgress>();
  try {
    const raw: unknown = JSON.parse(localStorage.getItem(keptAs(KEY)) ?? "[]");
    if (!Array.isArray(raw)) return all;
    for (const entry of raw.slice(0, 500) as unknown[]) {
      if (!Array.isArray(entry) || typeof entry[0] !== "string") continue;
      const value = entry[1] as Partial<LessonProgress> | undefined;
      const words = (list: unknown): string[] =>
        Array.isArray(list)
          ? list.filter((id): id is string => typeof id === "string").slice(0, 200)
          : [];
      all.set(entry[0], { exercises: words(value?.exercises), quizzes: words(value?.quizzes) });
    }
  } catch {
    // Forbidden or damaged: progress starts again, the course goes on.
  }
  return all;
}

export function lessonsWithProgress(): string[] {
  return [...readAll().keys()];
}

export function progressOf(lesson: string): LessonProgress {
  return readAll().get(lesson) ?? { exercises: [], quizzes: [] };
}

/** Dispatched on the document as "underlay:done" when something is done: what an LMS is told (site/scorm). */
export interface DoneDetail {
  readonly lesson: string;
  readonly kind: keyof LessonProgress;
  readonly id: string;
}

/** Read again before writing: another tab may have written meanwhile. False: it could not be kept. */
export function keep(lesson: string, kind: keyof LessonProgress, id: string): boolean {
  const detail: DoneDetail = { lesson, kind, id };
  document.dispatchEvent(new CustomEvent("underlay:done", { detail }));
  const all = readAll();
  const mine = all.get(lesson) ?? { exercises: [], quizzes: [] };
  if (!mine[kind].includes(id)) mine[kind].push(id);
  all.set(lesson, mine);
  try {
    localStorage.setItem(keptAs(KEY), JSON.stringify([...all]));
    return true;
  } catch {
    return false;
  }
}

/** Where the learner was last: a lesson's id, and behind "#" what of it. */
export const LAST = "underlay.last";
export function cameTo(place: string): void {
  try {
    localStorage.setItem(keptAs(LAST), place);
  } catch {
    // The home page begins with lesson 1, then.
  }
}
