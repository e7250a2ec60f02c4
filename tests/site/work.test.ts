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
import { cutLog } from "../../sandbox/lab/packed-log.ts";
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
