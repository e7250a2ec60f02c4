/** Exercises as the page shows them, read at build time: words only, no checks. */
import type { LessonExercises } from "../../sandbox/worker/protocol.ts";

const modules = import.meta.glob<LessonExercises>("../../content/lessons/*/exercises.ts", {
  import: "default",
  eager: true,
});
const solutions = import.meta.glob<string>("../../content/lessons/*/solution.sh", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** `lesson` is a page id: "lessons/03-veth". */
export function exercisesOf(lesson: string): LessonExercises["exercises"] {
  return modules[`../../content/${lesson}/exercises.ts`]?.exercises ?? [];
}

/** The lines of solution.sh under `# exercise-id`, up to the next such heading. */
export function solutionOf(lesson: string, exercise: string, ids: readonly string[]): string {
  const lines = (solutions[`../../content/${lesson}/solution.sh`] ?? "").split("\n");
  const heading = (line: string): string | null => {
    const word = /^#+\s*(?:exercise:?\s*)?([a-z0-9-]+)\b/u.exec(line)?.[1];
    return word !== undefined && ids.includes(word) ? word : null;
  };
  const start = lines.findIndex((line) => heading(line) === exercise);
  if (start < 0) return "";
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => heading(line) !== null);
  return (end < 0 ? rest : rest.slice(0, end)).join("\n").trim();
}
