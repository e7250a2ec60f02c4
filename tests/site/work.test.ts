/** Work on one lesson from two browsers: packed and unpacked the same, merged without loss; the log as a teacher reads it. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  betterCheck,
  type KeptLesson,
  mergeLesson,
  nothingOf,
  packLesson,
  unpackLesson,
} from "../../sandbox/lab/work-parts.ts";
import fc from "fast-check";
import { cutLog, goesOn, packLog } from "../../sandbox/lab/packed-log.ts";
import { isBad, readWork, writeWork } from "../../sandbox/lab/work-file.ts";
import type { SessionLog } from "../../sandbox/lab/types.ts";
import { eventsOf, momentOf, sizeOf } from "../../site/lab/review-log.ts";
import { lessonWork, nth } from "../support/work.ts";

let ada: KeptLesson;
let eve: KeptLesson;
beforeAll(async () => {
  ada = unpackLesson(await lessonWork("02-network-namespaces", { learner: 1 }));
  eve = unpackLesson(await lessonWork("02-network-namespaces", { learner: 2 }));
});
const withSession = (kept: KeptLesson, log: SessionLog): KeptLesson => ({
  ...kept,
  sessions: [{ world: null, log }],
});

describe("packing", () => {
  it("gives back every check with its own log, each log once", () => {
    const packed = packLesson(ada);
    expect(packed.logs.map((log) => log.exercise).toSorted()).toEqual(
      [null, "same-port-twice", "the-device-nobody-asked-for"].toSorted(),
    );
    expect(packed.checks).toHaveLength(4);
    expect(unpackLesson(packed)).toEqual(ada);
  });

  it("leaves out a check whose log is not there", () => {
    expect(unpackLesson({ ...packLesson(ada), logs: [] }).checks).toEqual([]);
  });
});

describe("merging", () => {
  it("into nothing is the file, and with itself is itself", () => {
    expect(mergeLesson(nothingOf(ada.lesson), ada).lesson).toEqual(ada);
    expect(mergeLesson(ada, ada).lesson).toEqual(ada);
  });

  it("keeps the first pass, a pass before a failure, the last failure", () => {
    const early = nth(ada.checks);
    const late = nth(eve.checks);
    expect([betterCheck(early, late), betterCheck(late, early)]).toEqual([early, early]);
    const failed = { ...early, pass: false };
    expect([betterCheck(failed, late), betterCheck(late, failed)]).toEqual([late, late]);
    const again = { ...failed, wall: failed.wall + 1 };
    expect([betterCheck(failed, again), betterCheck(again, failed)]).toEqual([again, again]);
    const old = { ...early, log: { ...early.log, simVersion: 1 } };
    expect([betterCheck(old, late), betterCheck(late, old)]).toEqual([late, late]);
  });

  it("adds what is missing and takes nothing away", () => {
    const here: KeptLesson = {
      ...ada,
      solved: ["two-worlds"],
      quizzes: ["a"],
      answers: [
        [
          "x",
          [
            ["f", "mine"],
            ["g", ""],
          ],
        ],
      ],
    };
    const file: KeptLesson = {
      ...eve,
      solved: ["move-a-nic"],
      quizzes: ["b"],
      answers: [
        [
          "x",
          [
            ["f", "theirs"],
            ["g", "theirs"],
          ],
        ],
        ["y", [["h", "theirs"]]],
      ],
    };
    const { lesson } = mergeLesson(here, file);
    expect(lesson.solved).toEqual(["two-worlds", "move-a-nic"]);
    expect(lesson.quizzes).toEqual(["a", "b"]);
    expect(lesson.answers).toEqual([
      [
        "x",
        [
          ["f", "mine"],
          ["g", "theirs"],
        ],
      ],
      ["y", [["h", "theirs"]]],
    ]);
    expect(lesson.checks).toEqual(here.checks);
    expect(lesson.events).toHaveLength(here.events.length + file.events.length);
  });

  it("takes a session that goes on from the one here, asks about another, keeps a newer one", () => {
    const { log } = nth(ada.checks, 1);
    const start = cutLog(log, 3, nth(log.inputs, 2).at);
    const other = nth(eve.checks, 1).log;
    const fate = (here: SessionLog, file: SessionLog, take = false) => {
      const merged = mergeLesson(withSession(ada, here), withSession(ada, file), () => take);
      return [nth(merged.fates).fate, nth(merged.lesson.sessions).log === file];
    };
    expect(fate(start, log)).toEqual(["longer", true]);
    expect(fate(log, start)).toEqual(["known", false]);
    expect(fate(log, other)).toEqual(["differs", false]);
    expect(fate(log, other, true)).toEqual(["differs", true]);
    const fresh = mergeLesson(nothingOf(ada.lesson), withSession(ada, log));
    expect(nth(fresh.fates).fate).toBe("new");
  });
});

describe("an import, whatever is in it", () => {
  const id = fc.constantFrom("a", "b", "c");
  const world = fc.constantFrom(null, "a", "b");
  /** Few keys, so that sessions often go on from one another. */
  const log = fc.array(fc.constantFrom("x", "y"), { maxLength: 4 }).map((keys): SessionLog => ({
    format: 1,
    lab: "wire",
    labHash: "0123abcd",
    simVersion: 2,
    seed: 1,
    inputs: keys.map((text, i) => ({ at: i * 10, kind: "keys", terminal: 0, text })),
    milestones: [],
    until: keys.length * 10,
  }));
  const event = fc.record({
    what: fc.constantFrom("hint" as const, "check" as const),
    id,
    wall: fc.integer({ min: 0, max: 3 }),
    at: fc.constant(null),
    pass: fc.constant(null),
    which: fc.constant<number[]>([]),
  });
  const kept: fc.Arbitrary<KeptLesson> = fc.record({
    lesson: fc.constant("03-veth"),
    solved: fc.uniqueArray(id),
    quizzes: fc.uniqueArray(id),
    answers: fc.uniqueArray(
      fc.tuple(
        id,
        fc.uniqueArray(fc.tuple(id, fc.constantFrom("", "1", "2")), { selector: ([name]) => name }),
      ),
      { selector: ([name]) => name },
    ),
    checks: fc.uniqueArray(
      fc.record({
        exercise: id,
        pass: fc.boolean(),
        world,
        log,
        digest: fc.constant(1),
        wall: fc.integer({ min: 0, max: 3 }),
        source: fc.constant("s"),
        answers: fc.constant<[string, string][]>([]),
      }),
      { selector: (one) => one.exercise },
    ),
    events: fc.array(event, { maxLength: 4 }),
    sessions: fc.uniqueArray(fc.record({ world, log }), { selector: (one) => one.world }),
    branches: fc.array(fc.record({ world, log, left: fc.integer({ min: 0, max: 3 }) }), {
      maxLength: 3,
    }),
  });
  const courses = (of: KeptLesson) => [...of.sessions, ...of.branches];
  const holds = (all: KeptLesson, one: { world: string | null; log: SessionLog }): boolean =>
    courses(all).some((other) => other.world === one.world && goesOn(one.log, other.log));

  it("loses nothing of either side, and a second time adds nothing", () => {
    fc.assert(
      fc.property(kept, kept, fc.boolean(), (here, file, take) => {
        const { lesson } = mergeLesson(here, file, () => take, 5);
        for (const side of [here, file]) {
          expect(lesson.solved).toEqual(expect.arrayContaining([...side.solved]));
          expect(lesson.quizzes).toEqual(expect.arrayContaining([...side.quizzes]));
          expect(courses(side).filter((one) => !holds(lesson, one))).toEqual([]);
          const solved = side.checks.filter((one) => one.pass).map((one) => one.exercise);
          const after = lesson.checks.filter((one) => one.pass).map((one) => one.exercise);
          expect(after).toEqual(expect.arrayContaining(solved));
          for (const one of side.events)
            expect(lesson.events).toContainEqual(expect.objectContaining({ id: one.id }));
          for (const [exercise, pairs] of side.answers)
            for (const [field, value] of pairs) {
              const now = new Map(lesson.answers.find(([name]) => name === exercise)?.[1]);
              if (value !== "") expect(now.get(field)).toBeTruthy();
            }
        }
        // What stood here is not written over.
        for (const [exercise, pairs] of here.answers)
          for (const [field, value] of pairs)
            if (value !== "")
              expect(new Map(lesson.answers).get(exercise)).toContainEqual([field, value]);
        const again = mergeLesson(lesson, file, () => false, 6).lesson;
        expect([again.solved, again.events, again.branches.length]).toEqual([
          lesson.solved,
          lesson.events,
          again.branches.length,
        ]);
        expect(mergeLesson(again, file, () => false, 7).lesson.branches).toEqual(again.branches);
      }),
      { numRuns: 400 },
    );
  });

  it("is what was exported: every course, check, answer and event", () => {
    fc.assert(
      fc.property(kept, (lesson) => {
        const text = writeWork({
          kind: "progress",
          name: "",
          made: 0,
          lessons: [packLesson(lesson)],
          play: [{ world: "play/wire", left: null, log: packLog(nth([logOf(lesson)]), null) }],
        });
        const read = readWork(text);
        if (isBad(read)) throw new Error(read.message);
        expect(unpackLesson(nth(read.lessons))).toEqual(lesson);
        expect(read.play).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });

  const logOf = (lesson: KeptLesson): SessionLog => lesson.sessions[0]?.log ?? nth(ada.checks).log;
});

describe("a log as a teacher reads it", () => {
  const log: SessionLog = {
    format: 1,
    lab: "wire",
    labHash: "00000000",
    simVersion: 2,
    seed: 1,
    milestones: [],
    until: 100,
    inputs: [
      ...[..."pinh\x7fg x"].map((text, i) => ({ at: i, kind: "keys" as const, terminal: 0, text })),
      { at: 10, kind: "keys", terminal: 1, text: "ls\rcd /\r" },
      { at: 11, kind: "resize", terminal: 1, cols: 90, rows: 30 },
      { at: 12, kind: "keys", terminal: 0, text: "\x1b[A\x1b[D" },
      { at: 13, kind: "keys", terminal: 0, text: "\x03" },
      { at: 14, kind: "open", place: "r1", user: "root", cols: 70, rows: 20 },
      { at: 15, kind: "keys", terminal: 2, text: "a\x15id\r" },
    ],
  };

  it("lists the lines that were entered, in their terminals", () => {
    expect(eventsOf(log).map((one) => [one.inputs, one.at, one.terminal, one.text])).toEqual([
      [9, 10, 1, "ls"],
      [9, 10, 1, "cd /"],
      [12, 13, 0, "ping x^C"],
      [13, 14, null, "opens a terminal on r1"],
      [14, 15, 2, "id"],
    ]);
  });

  it("knows each terminal's size and each moment's time", () => {
    expect(sizeOf(log, 9, 1, 2)).toEqual({ cols: 80, rows: 24 });
    expect(sizeOf(log, 10, 1, 2)).toEqual({ cols: 90, rows: 30 });
    expect(sizeOf(log, 14, 2, 2)).toEqual({ cols: 70, rows: 20 });
    expect([momentOf(log, 0), momentOf(log, 9), momentOf(log, 14)]).toEqual([0, 11, 100]);
  });
});
