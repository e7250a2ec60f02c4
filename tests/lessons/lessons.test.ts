/** Every lesson folder found: every solution, every wrong state, every console block. */
import { describe, expect, it } from "vitest";
import type { Exercise } from "../../sandbox/lab/exercise.ts";
import { gradeExercise, type Grade } from "../../sandbox/lab/grade.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { type Step, Typist } from "../../sandbox/lab/steps.ts";
import { playBlocks, shownLines, withoutKeys } from "./console.ts";
import { fits, type Lesson, loadLessons, sourceFor } from "./lessons.ts";

/** A learner who does these steps and then asks for a check. */
async function graded(lesson: Lesson, exercise: Exercise, steps: readonly Step[]): Promise<Grade> {
  const source = await sourceFor(lesson, exercise);
  const session = Session.start(source, 1);
  if (!(session instanceof Session)) throw new Error(session[0]?.message);
  expect(session.world.setupErrors).toEqual([]);
  session.advance(session.now + 100_000);
  const typist = new Typist(session);
  typist.play(steps);
  expect(session.world.faults.map((f) => `${f.process}: ${String(f.error)}`)).toEqual([]);
  return gradeExercise(exercise, { source, log: session.log(), answers: typist.answers });
}

for (const lesson of await loadLessons()) {
  describe(lesson.name, () => {
    for (const exercise of lesson.exercises) {
      describe(exercise.id, () => {
        it("is not solved before the learner does anything", async () => {
          expect((await graded(lesson, exercise, [])).pass).toBe(false);
        });

        it("is solved by solution.sh", async () => {
          const steps = lesson.solutions.get(exercise.id);
          if (steps === undefined)
            throw new Error(`solution.sh has no "# exercise ${exercise.id}"`);
          const grade = await graded(lesson, exercise, steps);
          expect(grade.checks.filter((c) => !c.pass)).toEqual([]);
          expect(grade.pass).toBe(true);
        });

        it.runIf(exercise.predict !== undefined)(
          "wants its prediction, before the looking, and shows what was observed",
          async () => {
            const steps = lesson.solutions.get(exercise.id) ?? [];
            const rest = steps.filter((step) => step.kind !== "predict");
            const predict: Step = { kind: "predict", line: 0 };
            const without = await graded(lesson, exercise, rest);
            expect(without.checks.filter((c) => !c.pass).map((c) => c.asks)).toEqual([
              exercise.checks[0]?.asks,
            ]);
            expect(without.observed).toEqual([]);
            const late = await graded(lesson, exercise, [...rest, predict]);
            expect(late.checks[0]).toMatchObject({ pass: false });
            expect(late.feedback).toContain("Predict again");
            // A prediction that nobody tested is none, even when it is right.
            const early = rest.filter((step) => step.kind === "answer");
            const untested = await graded(lesson, exercise, [...early, predict]);
            expect(untested.checks[0]).toMatchObject({ pass: false });
            expect(untested.feedback).toContain(exercise.predict?.then);
            // What the world says is what solution.sh answered.
            const { observed } = await graded(lesson, exercise, steps);
            for (const { field, value } of observed)
              expect(early).toContainEqual(expect.objectContaining({ field, value }));
            expect(observed.length).toBeGreaterThan(0);
          },
        );

        for (const mistake of exercise.mistakes) {
          it(`tells the wrong state ${mistake.id}`, async () => {
            const steps = lesson.wrong.get(`${exercise.id}.${mistake.id}`);
            if (steps === undefined)
              throw new Error(`there is no wrong/${exercise.id}.${mistake.id}.sh`);
            const grade = await graded(lesson, exercise, steps);
            expect({ pass: grade.pass, mistake: grade.mistake, feedback: grade.feedback }).toEqual({
              pass: false,
              mistake: mistake.id,
              feedback: mistake.says,
            });
          });
        }
      });
    }

    it("has no script without an exercise", () => {
      const ids = new Set(lesson.exercises.map((e) => e.id));
      const wrong = new Set(
        lesson.exercises.flatMap((e) => e.mistakes.map((m) => `${e.id}.${m.id}`)),
      );
      expect([...lesson.solutions.keys()].filter((id) => id !== "" && !ids.has(id))).toEqual([]);
      expect([...lesson.wrong.keys()].filter((name) => !wrong.has(name))).toEqual([]);
    });

    it.runIf(lesson.blocks.length > 0)("prints what the prose shows", async () => {
      const wrong: string[] = [];
      for (const { command, lines } of playBlocks(await sourceFor(lesson, null), lesson.blocks)) {
        const shown = shownLines(command);
        const printed = withoutKeys(lines);
        if (fits(shown, printed)) continue;
        wrong.push(
          [
            `lesson.mdx:${command.line}: ${command.text}`,
            ...shown.map((l) => `  - ${l}`),
            ...printed.map((l) => `  + ${l}`),
          ].join("\n"),
        );
      }
      expect(wrong.join("\n")).toBe("");
    });
  });
}
