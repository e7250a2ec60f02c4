/**
 * What is wrong with a lesson's files, in the words of the one who writes them: pure, no world is run. What is here is
 * what an author forgets; what the lesson *does* is proved by tests/lessons.
 */
import type { Exercise } from "../../sandbox/lab/exercise.ts";
import type { Step } from "../../sandbox/lab/steps.ts";

export interface LessonText {
  readonly name: string;
  /** lesson.mdx. */
  readonly prose: string;
  readonly exercises: readonly Exercise[];
  /** By exercise: what solution.sh does. */
  readonly solutions: ReadonlyMap<string, readonly Step[]>;
  /** "exercise.mistake": the scripts of wrong/. */
  readonly wrong: ReadonlySet<string>;
}
export interface Course {
  readonly labs: ReadonlySet<string>;
  readonly terms: ReadonlySet<string>;
}
export interface Finding {
  /** File in the lesson's folder. */
  readonly file: string;
  readonly line: number | null;
  readonly says: string;
}

/** Shorter than this is no explanation. */
const WHY_MIN = 15;

export function lintLesson(lesson: LessonText, course: Course): Finding[] {
  return [
    ...frontMatter(lesson, course),
    ...exercises(lesson),
    ...onThePage(lesson),
    ...quizzes(lesson),
    ...terms(lesson, course),
  ];
}

/** Findings in one file. */
function finder(file: string): (says: string, line?: number | null) => Finding {
  return (says, line = null) => ({ file, line, says });
}

/** The line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

export function blank(text: string): string {
  return text.replace(/[^\n]/gu, " ");
}

/** Code blocks blanked, so that what they show is not taken for the page's own; offsets stay. */
export function withoutCode(prose: string): string {
  return prose.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1[ \t]*$/gmu, blank);
}

/** Comments blanked, too. */
function shownOf(prose: string): string {
  return withoutCode(prose).replace(/\{\/\*[\s\S]*?\*\/\}/gu, blank);
}

function frontMatter({ prose }: LessonText, course: Course): Finding[] {
  const at = finder("lesson.mdx");
  const head = /^---\n([\s\S]*?)\n---\n/u.exec(prose)?.[1];
  if (head === undefined) return [at("it does not begin with front matter (--- title: … ---)", 1)];
  const value = (key: string): string =>
    new RegExp(`^${key}:[ \t]*(.*?)[ \t]*(?:#.*)?$`, "mu").exec(head)?.[1] ?? "";
  const found: Finding[] = [];
  for (const [key, why] of [
    ["title", "the page has no name"],
    ["description", "search results and the course list have nothing to show"],
    ["minutes", "nobody knows how long it takes"],
  ] as const)
    if (value(key) === "") found.push(at(`front matter has no ${key}: ${why}`, 1));
  if (!/^goals:[ \t]*\n[ \t]+- /mu.test(head))
    found.push(at("front matter has no goals: what can one do after it?", 1));
  const lab = value("lab");
  if (lab !== "" && !course.labs.has(lab))
    found.push(
      at(`lab: there is no folder content/labs/${lab}`, lineAt(prose, prose.search(/^lab:/mu))),
    );
  return found;
}

function exercises(lesson: LessonText): Finding[] {
  const found: Finding[] = [];
  const inExercises = finder("exercises.ts");
  const inSolution = finder("solution.sh");
  const known = new Set<string>();
  for (const exercise of lesson.exercises) {
    const { id } = exercise;
    if (exercise.mistakes.length < 2)
      found.push(
        inExercises(
          `exercise ${id} knows ${exercise.mistakes.length} wrong state(s): name at least two that learners run into`,
        ),
      );
    for (const mistake of exercise.mistakes) {
      const name = `${id}.${mistake.id}`;
      known.add(name);
      if (!lesson.wrong.has(name))
        found.push(
          finder(`wrong/${name}.sh`)(
            `is missing: what does a learner type who ends in the wrong state “${mistake.id}”?`,
          ),
        );
      if (mistake.says.trim().length < WHY_MIN)
        found.push(inExercises(`exercise ${id}: the wrong state ${mistake.id} says nothing`));
    }
    exercise.hints.forEach((hint, i) => {
      if (hint.trim() === "") found.push(inExercises(`exercise ${id}: hint ${i + 1} is empty`));
    });
    if (new Set(exercise.hints).size < exercise.hints.length)
      found.push(inExercises(`exercise ${id}: two of its hints are the same`));
    if (exercise.proved.trim() === "")
      found.push(inExercises(`exercise ${id} does not say what was proved (proved: "…")`));
    const steps = lesson.solutions.get(id);
    if (steps === undefined)
      found.push(inSolution(`has no “# exercise ${id}”: nobody can see that it can be solved`));
    else {
      const answered = new Set(
        steps.flatMap((step) => (step.kind === "answer" ? [step.field] : [])),
      );
      const fields = (exercise.fields ?? []).map((field) => field.id);
      for (const field of fields)
        if (!answered.has(field))
          found.push(inSolution(`exercise ${id}: it asks for “${field}”, which is not answered`));
      found.push(...predictionFaults(exercise, steps).map((says) => inSolution(says)));
      for (const field of answered)
        if (!fields.includes(field))
          found.push(inSolution(`exercise ${id}: it answers “${field}”, which is not asked for`));
    }
  }
  const ids = new Set(lesson.exercises.map((one) => one.id));
  for (const id of lesson.solutions.keys())
    if (id !== "" && !ids.has(id))
      found.push(inSolution(`“# exercise ${id}”: exercises.ts has no such exercise`));
  for (const name of lesson.wrong)
    if (!known.has(name))
      found.push(finder(`wrong/${name}.sh`)("belongs to no wrong state of exercises.ts"));
  return found;
}

/** What an exercise of the kind predict-then-observe owes: fields first, then `predict`, then the looking. */
function predictionFaults(
  { id, predict, fields = [] }: Exercise,
  steps: readonly Step[],
): string[] {
  const at = steps.findIndex((step) => step.kind === "predict");
  if (predict === undefined)
    return at < 0 ? [] : [`exercise ${id}: it predicts, and exercises.ts has no predict there`];
  if (at < 0) return [`exercise ${id}: it is a prediction, and no line says “predict”`];
  const before = new Set(
    steps.slice(0, at).flatMap((step) => (step.kind === "answer" ? [step.field] : [])),
  );
  return [
    ...fields
      .filter((field) => !before.has(field.id))
      .map((field) => `exercise ${id}: “${field.id}” is answered after “predict”`),
    ...(predict.then.trim() === "" ? [`exercise ${id}: predict does not say what to do then`] : []),
  ];
}

function onThePage({ prose, exercises }: LessonText): Finding[] {
  const at = finder("lesson.mdx");
  const text = shownOf(prose);
  const all = /<Exercises\b/u.test(text);
  const shown = new Map<string, number>();
  const found: Finding[] = [];
  for (const match of text.matchAll(/<Exercise\s+id="([^"]*)"/gu)) {
    const [, id = ""] = match;
    const line = lineAt(text, match.index);
    if (shown.has(id)) found.push(at(`exercise ${id} stands on the page twice`, line));
    shown.set(id, line);
    if (!exercises.some((one) => one.id === id))
      found.push(at(`<Exercise id="${id}" />: exercises.ts has no such exercise`, line));
  }
  for (const { id } of exercises)
    if (!all && !shown.has(id))
      found.push(at(`exercise ${id} is in exercises.ts and not on the page`));
  return found;
}

const ATTRIBUTES = String.raw`((?:[^>"{}]|"[^"]*"|\{[^}]*\})*)`;

function quizzes({ prose }: LessonText): Finding[] {
  const at = finder("lesson.mdx");
  const text = shownOf(prose);
  const found: Finding[] = [];
  const ids = new Set<string>();
  for (const quiz of text.matchAll(new RegExp(`<Quiz\\b${ATTRIBUTES}>([\\s\\S]*?)</Quiz>`, "gu"))) {
    const [, head = "", body = ""] = quiz;
    const line = lineAt(text, quiz.index);
    const id = attribute(head, "id") ?? "";
    const name = id === "" ? "a question" : `question ${id}`;
    if (id === "") found.push(at("a question has no id: what is answered cannot be kept", line));
    if (ids.has(id)) found.push(at(`${name} stands there twice`, line));
    ids.add(id);
    if ((attribute(head, "question") ?? "").trim() === "")
      found.push(at(`${name} asks nothing (question="…")`, line));
    const start = quiz.index + quiz[0].indexOf(body, `<Quiz${head}>`.length);
    const options = [
      ...body.matchAll(new RegExp(`<Option\\b${ATTRIBUTES}>([\\s\\S]*?)</Option>`, "gu")),
    ];
    if (options.length < 2) found.push(at(`${name} has fewer than two options`, line));
    if (!options.some(([, own = ""]) => isRight(own)))
      found.push(at(`${name} has no right option (<Option right …>)`, line));
    for (const option of options) {
      const [, own = "", label = ""] = option;
      const why = attribute(own, "why") ?? "";
      if (why.trim().length < WHY_MIN)
        found.push(
          at(
            `${name}: the option “${label.trim().slice(0, 60)}” has no explanation (why="…"): ${
              isRight(own) ? "say why it is so" : "say what it overlooks"
            }`,
            lineAt(text, start + option.index),
          ),
        );
    }
  }
  return found;
}

function attribute(head: string, name: string): string | null {
  return (
    new RegExp(`\\b${name}=(?:"([^"]*)"|\\{["'\`]([^}]*)["'\`]\\})`, "u")
      .exec(head)
      ?.slice(1)
      .find((one) => one !== undefined) ?? null
  );
}

function isRight(head: string): boolean {
  return /(?:^|\s)right(?:\s|=|$)/u.test(head.replace(/"[^"]*"/gu, '""'));
}

function terms({ prose }: LessonText, course: Course): Finding[] {
  const at = finder("lesson.mdx");
  const text = shownOf(prose);
  return [...text.matchAll(/<Term\s+id="([^"]*)"/gu)]
    .filter(([, id = ""]) => !course.terms.has(id))
    .map((match) =>
      at(
        `<Term id="${match[1] ?? ""}">: there is no content/glossary/${match[1] ?? ""}.md`,
        lineAt(text, match.index),
      ),
    );
}
