/** What the lesson linter finds: a lesson without fault, then one fault at a time, in the author's terms. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Exercise } from "../../sandbox/lab/exercise.ts";
import { parseSteps } from "../../sandbox/lab/steps.ts";
import { loadLessons, ScriptFault } from "../lessons/lessons.ts";
import { rowsNotNamed } from "../../tools/lint/contract.ts";
import { type Course, type LessonText, lintLesson } from "../../tools/lint/lesson.ts";
import { lintPage } from "../../tools/lint/page.ts";
import { sourceFaults } from "../../tools/lint/source.ts";

const course: Course = { labs: new Set(["wire"]), terms: new Set(["arp"]) };
const PROSE = `---
title: A lesson
description: What it is.
lab: wire
minutes: 10
goals:
  - Do a thing
---

Some prose with a <Term id="arp">word</Term>.

\`\`\`mdx
<Quiz id="in-code"><Option>not a question of this page</Option></Quiz>
\`\`\`

<Quiz id="q" question="Is it so?">
  <Option right why="Because it is so, and always was.">Yes</Option>
  <Option why="That overlooks the other thing > this.">No</Option>
</Quiz>

<Exercise id="do-it" />
`;
const exercise = {
  id: "do-it",
  title: "Do it",
  task: "Do it.",
  hints: ["one", "two", "three"],
  fields: [{ id: "n", label: "How many" }],
  checks: [{ asks: "x", run: () => ({ pass: true }) }],
  mistakes: [
    { id: "early", when: () => false, says: "That was too early for it." },
    { id: "late", when: () => false, says: "That was too late for it." },
  ],
  proved: "It can be done.",
} satisfies Exercise;

function lesson(change: Partial<LessonText> = {}): LessonText {
  return {
    name: "99-x",
    prose: PROSE,
    exercises: [exercise],
    solutions: parseSteps("# exercise do-it\nroot@hostA:~# true\nanswer n = 3\n"),
    wrong: new Set(["do-it.early", "do-it.late"]),
    ...change,
  };
}
const says = (change: Partial<LessonText> = {}): string[] =>
  lintLesson(lesson(change), course).map(
    ({ file, line, says }) => `${file}${line === null ? "" : `:${line}`}: ${says}`,
  );
const prose = (from: string, to: string): string[] => {
  expect(PROSE).toContain(from);
  return says({ prose: PROSE.replace(from, to) });
};

describe("the lesson linter", () => {
  it("has nothing to say of a lesson without fault", () => {
    expect(says()).toEqual([]);
  });

  it("names the exercise that lacks wrong states, and the wrong state that lacks a script", () => {
    expect(
      says({
        exercises: [{ ...exercise, mistakes: exercise.mistakes.slice(0, 1) }],
        wrong: new Set(["do-it.early"]),
      }),
    ).toEqual([
      "exercises.ts: exercise do-it knows 1 wrong state(s): name at least two that learners run into",
    ]);
    expect(says({ wrong: new Set(["do-it.early", "gone.x"]) })).toEqual([
      "wrong/do-it.late.sh: is missing: what does a learner type who ends in the wrong state “late”?",
      "wrong/gone.x.sh: belongs to no wrong state of exercises.ts",
    ]);
  });

  it("names the option that lacks an explanation, with its line", () => {
    expect(prose(' why="That overlooks the other thing > this."', "")).toEqual([
      'lesson.mdx:18: question q: the option “No” has no explanation (why="…"): say what it overlooks',
    ]);
    expect(prose('why="Because it is so, and always was."', 'why="It is."')).toEqual([
      'lesson.mdx:17: question q: the option “Yes” has no explanation (why="…"): say why it is so',
    ]);
    expect(prose("<Option right why", "<Option why")).toEqual([
      "lesson.mdx:16: question q has no right option (<Option right …>)",
    ]);
  });

  it("compares the page, exercises.ts and solution.sh with one another", () => {
    expect(prose('<Exercise id="do-it" />', '<Exercise id="do-that" />')).toEqual([
      'lesson.mdx:21: <Exercise id="do-that" />: exercises.ts has no such exercise',
      "lesson.mdx: exercise do-it is in exercises.ts and not on the page",
    ]);
    expect(says({ solutions: new Map() })).toEqual([
      "solution.sh: has no “# exercise do-it”: nobody can see that it can be solved",
    ]);
    expect(says({ solutions: parseSteps("# exercise do-it\nanswer m = 3\n") })).toEqual([
      "solution.sh: exercise do-it: it asks for “n”, which is not answered",
      "solution.sh: exercise do-it: it answers “m”, which is not asked for",
    ]);
  });

  it("wants a prediction to be written before the looking", () => {
    const predicts = { ...exercise, predict: { seen: () => null, then: "look" } };
    const of = (script: string, exercises: readonly Exercise[] = [predicts]): string[] =>
      says({ exercises, solutions: parseSteps(`# exercise do-it\n${script}`) });
    expect(of("answer n = 3\npredict\nroot@hostA:~# true\n")).toEqual([]);
    expect(of("answer n = 3\nroot@hostA:~# true\n")).toEqual([
      "solution.sh: exercise do-it: it is a prediction, and no line says “predict”",
    ]);
    expect(of("predict\nroot@hostA:~# true\nanswer n = 3\n")).toEqual([
      "solution.sh: exercise do-it: “n” is answered after “predict”",
    ]);
    expect(of("answer n = 3\npredict\n", [exercise])).toEqual([
      "solution.sh: exercise do-it: it predicts, and exercises.ts has no predict there",
    ]);
  });

  it("looks at the front matter and at terms", () => {
    expect(prose("minutes: 10\n", "")).toEqual([
      "lesson.mdx:1: front matter has no minutes: nobody knows how long it takes",
    ]);
    expect(prose("lab: wire", "lab: wired")).toEqual([
      "lesson.mdx:4: lab: there is no folder content/labs/wired",
    ]);
    expect(prose('<Term id="arp">', '<Term id="rap">')).toEqual([
      'lesson.mdx:10: <Term id="rap">: there is no content/glossary/rap.md',
    ]);
  });

  it("has nothing to say of the course", async () => {
    const lessons = await loadLessons();
    const root = join(import.meta.dirname, "../../content");
    const real: Course = {
      labs: new Set(readdirSync(join(root, "labs"))),
      terms: new Set(readdirSync(join(root, "glossary")).map((name) => name.replace(/\.md$/u, ""))),
    };
    const found = lessons.flatMap((one) =>
      lintLesson(
        {
          ...one,
          prose: readFileSync(join(root, "lessons", one.name, "lesson.mdx"), "utf8"),
          wrong: new Set(one.wrong.keys()),
        },
        real,
      ).map((finding) => `${one.name}/${finding.file}: ${finding.says}`),
    );
    expect(lessons.length).toBeGreaterThan(10);
    expect(found).toEqual([]);
  });

  it("says which rows of the contract no test names", () => {
    const all = rowsNotNamed([]);
    expect(all.get("CASE")).toHaveLength(15);
    const some = rowsNotNamed(['it("CASE-1 and DIS-07", …)', "OUT-03"]);
    expect(some.get("CASE")).not.toContain("CASE-1");
    expect(some.get("CASE")).toContain("CASE-11");
    expect(some.get("DIS")).not.toContain("DIS-07");
    expect(some.get("OUT")?.slice(0, 3)).toEqual(["OUT-01", "OUT-02", "OUT-04"]);
  });

  describe("says of a page that cannot be built where, before anything else", () => {
    const components = new Set(["ArpExchange", "Exercise", "Option", "Quiz", "Show", "Term"]);
    const PAGE = PROSE.replace(
      "\n---\n\n",
      '\n---\n\nimport { Exercise, Option, Quiz, Term } from "../../../site/components/lesson.ts";\n\n',
    );
    const of = (from: string, to: string): string[] => {
      expect(PAGE).toContain(from);
      return lintPage(
        PAGE.replace(from, () => to),
        components,
      ).map((one) => `${one.file}:${one.line ?? 0}: ${one.says}`);
    };
    it.each([
      ["Some prose", "Some prose", null],
      [
        "minutes: 10",
        "minutes: [10",
        /^lesson\.mdx:6: the front matter is no YAML: .* needs quotes/u,
      ],
      ["title: A lesson", "title: A: lesson", /^lesson\.mdx:2: the front matter is no YAML: /u],
      ["Some prose", "<Quiz>", /^lesson\.mdx:12: the page cannot be built: .*closing tag.*<Quiz>/u],
      ["Some prose", "{ 1 + ", /^lesson\.mdx:12: the page cannot be built: .*brace/u],
      [
        "No</Option>\n</Quiz>",
        "No</Option>\n</Quizz>",
        /^lesson\.mdx:21: the page cannot be built: .*<\/Quizz>/u,
      ],
      [
        "Exercise, Option",
        "ArpExchnage, Exercise, Option",
        /^lesson\.mdx:10: there is no component ArpExchnage \(did you mean ArpExchange\?\)/u,
      ],
      ["Some prose", "<Show map>it</Show>", /^lesson\.mdx:12: <Show> is used and not imported/u],
      ["Some prose", "<Elsewhere />", /^lesson\.mdx:12: there is no component <Elsewhere>$/u],
      ["Some prose", "`<Elsewhere>` in code", null],
    ])("%s → %s", (from, to, says) => {
      const found = of(from, to);
      if (says === null) expect(found).toEqual([]);
      else expect(found[0]).toMatch(says);
    });
  });

  it("says where exercises.ts cannot be read, and a script", { timeout: 60_000 }, () => {
    const file = join(import.meta.dirname, "../../content/lessons/03-veth/exercises.ts");
    const text = readFileSync(file, "utf8");
    const line = text.slice(0, text.indexOf('id: "count"')).split("\n").length;
    expect(sourceFaults(file, text, "03-veth/count: an exercise has three hints")).toEqual([
      { file: "exercises.ts", line, says: "exercise count: an exercise has three hints" },
    ]);
    // What TypeScript says: of a file beside it, which is not a lesson's.
    const folder = mkdtempSync(join(import.meta.dirname, "../../node_modules/.cache/lint-"));
    const broken = join(folder, "exercises.ts");
    const lab = join(import.meta.dirname, "../../sandbox/lab/index.ts");
    writeFileSync(broken, `import { rout } from "${lab}";\nexport default rout;\n`);
    expect(sourceFaults(broken, "", "no export")[0]).toMatchObject({ line: 1 });
    expect(sourceFaults(broken, "", "no export")[0]?.says).toMatch(/no exported member.*'rout'/u);
    writeFileSync(broken, "export default [\n  { a: 1,, },\n];\n");
    expect(sourceFaults(broken, "", "x")[0]).toMatchObject({ line: 2 });
    rmSync(folder, { recursive: true });
    expect(new ScriptFault("solution.sh", 'line 3: "rot" is no step')).toMatchObject({
      file: "solution.sh",
      line: 3,
      message: '"rot" is no step',
    });
  });
});
