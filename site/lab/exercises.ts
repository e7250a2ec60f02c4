/** Exercises as the page shows them, read at build time: words only, no checks. */
import { createHash } from "node:crypto";
import type { LessonExercises } from "../../sandbox/worker/protocol.ts";
import { parseSteps, type Step } from "../../sandbox/worker/work.ts";

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

/** A line typed at a place, Ctrl and a letter (`place` null: where was typed last), or virtual seconds that are let pass. */
export type SolutionStep =
  | { readonly place: string; readonly text: string }
  | { readonly place: string | null; readonly key: string }
  | { readonly seconds: number };

export interface Solution {
  readonly commands: string;
  /** The same as `commands`, to be played. */
  readonly steps: readonly SolutionStep[];
  readonly answers: readonly { readonly field: string; readonly value: string }[];
}

/** What solution.sh says under `# exercise ID`: commands with their prompts, and typed answers. */
export function solutionOf(lesson: string, exercise: string): Solution | null {
  const text = solutions[`../../content/${lesson}/solution.sh`] ?? "";
  const sections = parseSteps(text);
  const steps = sections.get(exercise);
  if (steps === undefined) return null;
  // As it is written, comments and all, without what is no command.
  const silent = new Set(
    steps.flatMap((step) =>
      step.kind === "answer" || step.kind === "wait" || step.kind === "predict" ? [step.line] : [],
    ),
  );
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.trimEnd() === `# exercise ${exercise}`) + 1;
  const length = lines.slice(start).findIndex((line) => /^# exercise [a-z0-9-]+\s*$/u.test(line));
  const end = length < 0 ? lines.length : start + length;
  return {
    commands: lines
      .slice(start, end)
      .filter((_line, i) => !silent.has(start + i + 1))
      .join("\n")
      .trim(),
    steps: steps.flatMap(solutionStep),
    answers: steps.flatMap((step) =>
      step.kind === "answer"
        ? [{ field: step.field, value: step.value.replace(/^clock when/u, "the clock, when") }]
        : [],
    ),
  };
}

function solutionStep(step: Step): SolutionStep[] {
  switch (step.kind) {
    case "type":
      return [{ place: step.place, text: step.text }];
    case "key":
      return [{ place: step.place, key: step.key }];
    case "wait":
      return [{ seconds: step.seconds }];
    case "answer":
    case "predict":
      return [];
  }
}
