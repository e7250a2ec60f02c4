/** Exercises as the page shows them, read at build time: words only, no checks. */
import { createHash } from "node:crypto";
import type { LessonExercises } from "../../sandbox/worker/protocol.ts";

const modules = import.meta.glob<LessonExercises>("../../content/lessons/*/exercises.ts", {
  import: "default",
  eager: true,
});
const sources = import.meta.glob<string>("../../content/lessons/*/exercises.ts", {
  query: "?raw",
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

/** Which exercises a learner was checked by: as sandbox/cli/load-lesson.ts has it, 64 bits of the file's SHA-256. */
export function sourceOf(lesson: string): string {
  const text = sources[`../../content/${lesson}/exercises.ts`] ?? "";
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex").slice(0, 16);
}

/** A line typed at a place, or virtual seconds that are let pass. */
export type SolutionStep =
  { readonly place: string; readonly text: string } | { readonly seconds: number };

export interface Solution {
  readonly commands: string;
  /** The same as `commands`, to be played. */
  readonly steps: readonly SolutionStep[];
  readonly answers: readonly { readonly field: string; readonly value: string }[];
}

/** What solution.sh says under `# exercise ID`: commands with their prompts, and typed answers. */
export function solutionOf(lesson: string, exercise: string): Solution | null {
  const lines = (solutions[`../../content/${lesson}/solution.sh`] ?? "").split("\n");
  const heading = /^#\s*exercise:?\s+([a-z0-9-]+)\s*$/u;
  const start = lines.findIndex((line) => heading.exec(line)?.[1] === exercise);
  if (start < 0) return null;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => heading.test(line));
  const mine = end < 0 ? rest : rest.slice(0, end);
  const answer = /^answer\s+(\S+)\s*=\s*(.*)$/u;
  return {
    commands: mine
      .filter((line) => !answer.test(line) && !/^wait\s+\S+$/u.test(line))
      .join("\n")
      .trim(),
    steps: stepsOf(mine),
    answers: mine.flatMap((line) => {
      const [, field, value] = answer.exec(line) ?? [];
      return field === undefined || value === undefined
        ? []
        : [{ field, value: value.replace(/^clock when/u, "the clock, when") }];
    }),
  };
}

function stepsOf(lines: readonly string[]): SolutionStep[] {
  const steps: SolutionStep[] = [];
  for (const line of lines) {
    const [, place, text] = /^\w+@([\w./-]+):[^#$]*[#$] (.*)$/u.exec(line) ?? [];
    const [, seconds] = /^wait\s+(\d+)/u.exec(line) ?? [];
    const last = steps.at(-1);
    if (place !== undefined && text !== undefined) steps.push({ place, text });
    else if (seconds !== undefined) steps.push({ seconds: Number(seconds) });
    else if (line.startsWith("> ") && last !== undefined && "text" in last)
      steps[steps.length - 1] = { place: last.place, text: `${last.text}\n${line.slice(2)}` };
  }
  return steps;
}
