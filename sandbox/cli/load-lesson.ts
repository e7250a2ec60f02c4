/** Reads a lesson's folder for grading: its exercises, their worlds, the right answers of its quizzes. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { exerciseSource, type LessonExercises } from "../lab/exercise.ts";
import type { KnownLesson } from "../lab/grade-work.ts";
import type { LabSource } from "../lab/types.ts";
import { loadLab, PROJECT_ROOT } from "./load-lab.ts";

const LESSONS = join(PROJECT_ROOT, "content/lessons");

export function lessonNames(): string[] {
  return readdirSync(LESSONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(LESSONS, entry.name, "exercises.ts")))
    .map((entry) => entry.name)
    .sort();
}

/** null: there is no such lesson, or it has no exercises. */
export async function loadKnownLesson(name: string): Promise<KnownLesson | null> {
  if (!lessonNames().includes(name)) return null;
  const folder = join(LESSONS, name);
  const prose = readFileSync(join(folder, "lesson.mdx"), "utf8");
  const path = join(folder, "exercises.ts");
  const { exercises } = ((await import(pathToFileURL(path).href)) as { default: LessonExercises })
    .default;
  const lessonLab = /^lab: *(\S+)/m.exec(/^---\n([\s\S]*?)\n---\n/.exec(prose)?.[1] ?? "")?.[1];
  const labs = new Map<string, LabSource>();
  for (const exercise of exercises) {
    const labName = exercise.start?.lab ?? lessonLab;
    const lab = labName === undefined ? null : await loadLab(labName);
    if (lab === null) throw new Error(`${name}/${exercise.id}: there is no lab "${labName ?? ""}"`);
    labs.set(exercise.id, exerciseSource(lab, exercise));
  }
  return {
    lesson: name,
    exercises,
    source: exercisesDigest(readFileSync(path, "utf8")),
    quizzes: rightOptions(prose),
    labs,
  };
}

/** As site/lab/exercises.ts has it: 64 bits of SHA-256 over the file's text. */
function exercisesDigest(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex").slice(0, 16);
}

/** `<Quiz id="…">` and, in order, which of its `<Option>`s are `right`; counted from 1. */
export function rightOptions(prose: string): Map<string, number[]> {
  const quizzes = new Map<string, number[]>();
  for (const [, head = "", body = ""] of prose.matchAll(/<Quiz\b([^>]*)>([\s\S]*?)<\/Quiz>/gu)) {
    const id = /\bid="([^"]+)"/u.exec(head)?.[1];
    if (id === undefined) continue;
    const options = [...body.matchAll(/<Option\b((?:[^>"]|"[^"]*")*)>/gu)];
    quizzes.set(
      id,
      options.flatMap(([, attributes = ""], i) =>
        /(?:^|\s)right(?:\s|=|$)/u.test(attributes.replace(/"[^"]*"/gu, '""')) ? [i + 1] : [],
      ),
    );
  }
  return quizzes;
}
