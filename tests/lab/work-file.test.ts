/** The file that is handed in: packing loses nothing, reading is strict, and a log that was touched is noticed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { loadKnownLesson } from "../../sandbox/cli/load-lesson.ts";
import { gradeLesson, type KnownLesson } from "../../sandbox/lab/grade-work.ts";
import { cutLog, goesOn, packLog, unpackLog } from "../../sandbox/lab/packed-log.ts";
import { stableJson } from "../../sandbox/lab/source.ts";
import type { Input, SessionLog } from "../../sandbox/lab/types.ts";
import {
  isBad,
  type LessonWork,
  readWork,
  WORK_TEXT_MAX,
  type WorkFile,
  writeWork,
} from "../../sandbox/lab/work-file.ts";
import { lessonWork, nth, workOf } from "../support/work.ts";

const LESSON = "01-one-packet-one-wire";
let known: KnownLesson;
let work: LessonWork;
let text: string;
beforeAll(async () => {
  known = (await loadKnownLesson(LESSON)) as KnownLesson;
  work = await lessonWork(LESSON);
  text = writeWork(await workOf([LESSON]));
});

const verdicts = (lesson: LessonWork): string[] =>
  gradeLesson(lesson, known, { events: 20_000_000 }).exercises.map((one) => one.verdict);
const problem = (file: string): string => {
  const read = readWork(file);
  return isBad(read) ? read.problem : "none";
};
/** A deep copy with something changed. */
function changed<T>(value: T, change: (copy: T) => void): T {
  const copy = structuredClone(value);
  change(copy);
  return copy;
}

const pause = fc.integer({ min: 0, max: 5_000_000 });
const anyLog: fc.Arbitrary<SessionLog> = fc
  .array(
    fc.oneof(
      fc.record({
        kind: fc.constant("keys" as const),
        at: pause,
        terminal: fc.integer({ min: 0, max: 2 }),
        text: fc.oneof({ weight: 5, arbitrary: fc.string({ maxLength: 1 }) }, fc.string()),
      }),
      fc.record({
        kind: fc.constant("resize" as const),
        at: pause,
        terminal: fc.integer({ min: 0, max: 2 }),
        cols: fc.integer({ min: 1, max: 1_000 }),
        rows: fc.integer({ min: 1, max: 1_000 }),
      }),
      fc.record({
        kind: fc.constant("open" as const),
        at: pause,
        place: fc.string({ maxLength: 20 }),
        user: fc.constant("root"),
        cols: fc.constant(80),
        rows: fc.constant(24),
      }),
    ),
    { maxLength: 60 },
  )
  .map((list) => {
    let at = 0;
    const inputs = list.map((one): Input => ({ ...one, at: (at += one.at) }));
    return {
      format: 1,
      lab: "wire",
      labHash: "0123abcd",
      simVersion: 2,
      seed: 1,
      inputs,
      milestones: [],
      until: at,
    };
  });

describe("a packed log", () => {
  it("unpacks to the inputs it was made of", () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        expect(unpackLog(packLog(log, null))).toEqual(log);
      }),
    );
  });

  it("is small: a lesson's work is a few kB", () => {
    expect(text.length).toBeLessThan(6_000);
  });

  it("keeps at most twelve milestones, the last among them", () => {
    const milestones = Array.from({ length: 100 }, (_, i) => ({ at: i, digest: i }));
    const log = { ...(unpackLog(nth(work.logs, 0)) as SessionLog), milestones };
    const kept = packLog(log, null).milestones;
    expect(kept).toHaveLength(12);
    expect(kept.at(-1)).toEqual([99, 99]);
  });

  it("says what is no log", () => {
    const packed = nth(work.logs, 0);
    expect(unpackLog({ ...packed, inputs: [["k", 0, "abc", [1, 2]]] })).toBe(
      "keys and their pauses are not of one number",
    );
    expect(unpackLog({ ...packed, until: 1 })).toBe("an input after the end");
    expect(unpackLog({ ...packed, inputs: [["k", 0, "ab", [2 ** 53 - 1, 2 ** 53 - 1]]] })).toBe(
      "a time beyond all times",
    );
  });

  it("goes on from its own beginning, and from no other", () => {
    fc.assert(
      fc.property(anyLog, fc.nat(), (log, n) => {
        const count = log.inputs.length === 0 ? 0 : n % log.inputs.length;
        const until = count === 0 ? 0 : nth(log.inputs, count - 1).at;
        const start = cutLog(log, count, until);
        expect(goesOn(start, log)).toBe(true);
        expect(goesOn({ ...start, seed: 2 }, log)).toBe(false);
        if (count > 0) expect(goesOn(log, start)).toBe(false);
      }),
    );
  });
});

describe("reading", () => {
  it("gives back what was written", async () => {
    const file = await workOf([LESSON]);
    expect(readWork(writeWork(file))).toMatchObject(file);
  });

  it("names what is wrong", () => {
    const file = JSON.parse(text) as WorkFile & Record<string, unknown>;
    const cases: [string, string][] = [
      ["", "foreign"],
      ["GIF89a", "foreign"],
      ["[]", "foreign"],
      ["{}", "foreign"],
      ['{"format":1}', "foreign"],
      ["[".repeat(1_000_000), "foreign"],
      [`{"a":${"[".repeat(1_000_000)}`, "truncated"],
      [text.slice(0, text.length / 2), "truncated"],
      [text.slice(0, -4), "truncated"],
      [JSON.stringify({ ...file, version: 3 }), "version"],
      [JSON.stringify({ ...file, name: undefined }), "malformed"],
      [JSON.stringify({ ...file, more: 1 }), "malformed"],
      [text.replace('{"format"', '{"__proto__":{"x":1},"format"'), "malformed"],
      [text.replace('"name":"Ada Example"', '"name":"Ada\\u001b]0;x\\u0007"'), "malformed"],
      [text.replace('"name":"Ada Example"', '"name":"Ada\\u202e"'), "malformed"],
      [text.replace("Ada Example", "Eve Example"), "altered"],
      [`${text}${" ".repeat(WORK_TEXT_MAX)}`, "oversize"],
    ];
    expect(cases.map(([one]) => problem(one))).toEqual(cases.map(([, said]) => said));
    expect(({} as Record<string, unknown>)["x"]).toBe(undefined);
  });

  it("reads what the version before wrote", () => {
    // Written by version 1 of work-file.ts.
    const old = readFileSync(join(import.meta.dirname, "../support/work-v1.json"), "utf8");
    const read = readWork(old);
    expect(read).toMatchObject({ version: 1, play: [], lessons: [{ branches: [], sessions: [] }] });
    expect(problem(old.replace("cut-it", "cut-in"))).toBe("altered");
    // It can be written anew, and is the same work.
    if (isBad(read)) throw new Error(read.message);
    expect(readWork(writeWork(read))).toMatchObject({ version: 2, lessons: read.lessons });
  });

  it("takes the same values in another layout", () => {
    expect(problem(JSON.stringify(JSON.parse(text), null, 2))).toBe("none");
  });

  it("notices any byte that was changed", () => {
    const original = stableJson(JSON.parse(text));
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const other = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        if (problem(other) === "none") expect(stableJson(JSON.parse(other))).toBe(original);
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses a lesson that is there twice", async () => {
    const file = await workOf([LESSON]);
    expect(problem(writeWork({ ...file, lessons: [...file.lessons, ...file.lessons] }))).toBe(
      "malformed",
    );
  });

  it("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (any) => {
        expect(problem(any)).not.toBe("none");
      }),
      { numRuns: 500 },
    );
    const file = JSON.parse(text) as Record<string, unknown>;
    const keys = Object.keys(file);
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const other = { ...file, [key]: value };
        if (stableJson(other) !== stableJson(file))
          expect(problem(JSON.stringify(other))).not.toBe("none");
      }),
      { numRuns: 500 },
    );
  });
});

describe("grading", () => {
  it("finds a lesson solved by its solution solved", () => {
    expect(verdicts(work)).toEqual(["solved", "solved", "solved", "solved"]);
  });

  it("finds a wrong state, whatever the file claims", async () => {
    const other = await lessonWork(LESSON, { wrong: ["write-the-header.broadcast"] });
    for (const check of other.checks) check.pass = true;
    const report = gradeLesson(other, known, { events: 20_000_000 });
    expect(report.exercises.map((one) => [one.verdict, one.mistake])).toEqual([
      ["solved", null],
      ["solved", null],
      ["not-solved", "broadcast"],
      ["solved", null],
    ]);
  });

  it("voids a log in which one key was changed by somebody who also computed the digest", () => {
    const shared = work.logs.findIndex((one) => one.exercise === null);
    const keys = nth(work.logs, shared).inputs.flatMap((input, run) =>
      input[0] === "k" ? [...input[2]].map((_, i) => ({ run, i })) : [],
    );
    fc.assert(
      fc.property(fc.nat(keys.length - 1), fc.integer({ min: 33, max: 126 }), (n, code) => {
        const { run, i } = nth(keys, n);
        const forged = changed(work, (copy) => {
          const input = nth(copy.logs, shared).inputs[run] as [string, number, string, number[]];
          if (input[2][i] === String.fromCharCode(code)) code++;
          input[2] = input[2].slice(0, i) + String.fromCharCode(code) + input[2].slice(i + 1);
        });
        expect(
          isBad(readWork(writeWork({ kind: "submission", name: "", made: 0, lessons: [forged] }))),
        ).toBe(false);
        const got = verdicts(forged);
        work.checks.forEach((check, exercise) => {
          if (check.log === shared && check.inputs > n) expect(got[exercise]).not.toBe("solved");
        });
        expect(got).not.toEqual(verdicts(work));
      }),
      { numRuns: 25 },
    );
  });

  it("voids a log whose seed, milestones, end or check were changed", () => {
    const alter = (change: (copy: LessonWork) => void): string[] => verdicts(changed(work, change));
    const inEach = (change: (log: LessonWork["logs"][number]) => void): string[] =>
      alter((copy) => copy.logs.forEach(change));
    const shared = work.logs.findIndex((one) => one.exercise === null);
    const all = (word: string): string[] => Array.from({ length: 4 }, () => word);
    expect(inEach((log) => void (log.seed = 7))).toEqual(all("altered"));
    // A lab of its own for an exercise that needs none is the lesson's lab: the same world, and only this exercise's.
    expect(alter((copy) => void (nth(copy.logs, shared).exercise = "first-packet"))).toEqual([
      "solved",
      "altered",
      // In a world of its own.
      "solved",
      "altered",
    ]);
    expect(alter((copy) => void (nth(copy.logs, shared).exercise = "two-ways-to-fail"))).toContain(
      "altered",
    );
    expect(alter((copy) => void (copy.logs = []))).toEqual(all("altered"));
    expect(inEach((log) => void (log.lab = "bench"))).toEqual(all("wrong-version"));
    expect(inEach((log) => void (log.labHash = "00000000"))).toEqual(all("wrong-version"));
    expect(inEach((log) => void log.simVersion++)).toEqual(all("wrong-version"));
    expect(
      inEach(
        (log) =>
          void (log.milestones = [
            [5_000_000, 1],
            [21_000_000, 1],
          ]),
      ),
    ).toEqual(all("altered"));
    expect(alter((copy) => copy.checks.forEach((one) => void (one.digest ^= 1)))).toEqual(
      all("altered"),
    );
    expect(alter((copy) => copy.checks.forEach((one) => void (one.at = 2 ** 52)))).toEqual(
      all("altered"),
    );
    expect(alter((copy) => copy.checks.forEach((one) => void (one.inputs = 0)))).toEqual(
      all("altered"),
    );
    expect(alter((copy) => void (copy.checks = []))).toEqual(all("unproved"));
    expect(
      alter((copy) => {
        copy.checks = [];
        copy.solved = [];
      }),
    ).toEqual(all("untouched"));
  });

  it("gives up a log that costs too much, and says so for what comes after it", () => {
    const bomb = changed(work, (copy) => {
      for (const log of copy.logs) {
        log.inputs = [["k", 0, "while :; do :; done\r", [21_000_000]]];
        log.milestones = [];
        log.until = 1e12;
      }
      for (const check of copy.checks) Object.assign(check, { inputs: 1, at: 1e12 });
    });
    const budget = { events: 300_000 };
    expect(gradeLesson(bomb, known, budget).exercises.map((one) => one.verdict)).toEqual(
      Array.from({ length: 4 }, () => "too-long"),
    );
    expect(budget.events).toBeLessThanOrEqual(0);
  });

  it("counts hints and tries before the pass, and marks quizzes by what was chosen", () => {
    const told = changed(work, (copy) => {
      const { wall } = nth(copy.checks, 0);
      const hint = { what: "hint", id: "first-packet", at: null, pass: null } as const;
      copy.events.push(
        { ...hint, wall: wall - 5, which: [1] },
        { ...hint, wall: wall - 4, which: [2] },
        { ...hint, wall: wall - 3, which: [2] },
        { ...hint, wall: wall + 3, which: [3] },
        { what: "quiz", id: "who-answers", wall, at: null, pass: true, which: [2] },
        { what: "quiz", id: "who-answers", wall, at: null, pass: true, which: [1] },
        { what: "quiz", id: "loopback", wall, at: null, pass: true, which: [2] },
      );
    });
    const report = gradeLesson(told, known, { events: 20_000_000 });
    expect(report.exercises[0]).toMatchObject({ hints: 2, tries: 1, sawSolution: false });
    expect(report.quizzes).toEqual({ right: 1, answered: 2, all: 3 });
  });

  it("survives any change of a number in the file", () => {
    const numbers: (string | number)[][] = [];
    const visit = (value: unknown, path: (string | number)[]): void => {
      if (typeof value === "number") numbers.push(path);
      else if (typeof value === "object" && value !== null)
        for (const [key, one] of Object.entries(value)) visit(one, [...path, key]);
    };
    visit(work, []);
    fc.assert(
      fc.property(
        fc.constantFrom(...numbers),
        fc.integer({ min: 0, max: 40_000_000 }),
        (path, to) => {
          const other = changed(work, (copy) => {
            let at = copy as unknown as Record<string | number, unknown>;
            for (const key of path.slice(0, -1)) at = at[key] as typeof at;
            at[nth(path, -1)] = to;
          });
          const read = readWork(
            writeWork({ kind: "submission", name: "", made: 0, lessons: [other] }),
          );
          if (isBad(read)) return;
          expect(
            gradeLesson(nth(read.lessons, 0), known, { events: 300_000 }).exercises,
          ).toHaveLength(4);
        },
      ),
      { numRuns: 40 },
    );
  });
});
