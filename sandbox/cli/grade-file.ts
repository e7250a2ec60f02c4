/** One file that was handed in: read within bounds, graded within a budget, reported as plain data. Never throws. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { gradeLesson, type KnownLesson, type LessonReport } from "../lab/grade-work.ts";
import type { PackedLog } from "../lab/packed-log.ts";
import { stableJson } from "../lab/source.ts";
import { type BadFile, isBad, readWork, WORK_TEXT_MAX, type WorkFile } from "../lab/work-file.ts";
import { Digest } from "../sim/digest.ts";
import { loadKnownLesson } from "./load-lesson.ts";

/** Events of all replays of one file: some fifty times what a long submission needs. */
const EVENTS_MAX = 20_000_000;
/** A log with fewer pauses between its keys than this may be like another's by chance. */
const TELLING_PAUSES = 20;

export type FileStatus =
  | "graded"
  | BadFile["problem"]
  | "wrong-version"
  | "too-long"
  | "unreadable"
  /** The grader failed: our bug, or more memory than one file may have. */
  | "failed";

export interface FileReport {
  readonly file: string;
  readonly status: FileStatus;
  /** Why it was not (wholly) graded; "" when it was. */
  readonly message: string;
  /** As the learner typed it: nobody has proved it. */
  readonly name: string;
  /** Milliseconds since 1970 by the learner's clock. */
  readonly made: number | null;
  readonly lessons: readonly LessonReport[];
  /** One digest a log: two files with the same typing, to the microsecond, have one origin. */
  readonly logs: readonly string[];
  /** Other files that hold one of these logs. */
  readonly sameLogIn: readonly string[];
}

const known = new Map<string, Promise<KnownLesson | null>>();
function lessonNamed(name: string): Promise<KnownLesson | null> {
  let loading = known.get(name);
  if (loading === undefined) known.set(name, (loading = loadKnownLesson(name)));
  return loading;
}

export async function gradeFile(file: string): Promise<FileReport> {
  try {
    const text = readBounded(file);
    if (typeof text !== "string") return refused(file, text.status, text.message);
    if (text.trim() === "") return refused(file, "truncated", "The file is empty.");
    const work = readWork(text);
    if (isBad(work)) return refused(file, work.problem, work.message);
    return await gradeWork(file, work);
  } catch (error) {
    return refused(
      file,
      "failed",
      `The grader failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function gradeWork(file: string, work: WorkFile): Promise<FileReport> {
  const budget = { events: EVENTS_MAX };
  const lessons: LessonReport[] = [];
  const unknown: string[] = [];
  for (const one of work.lessons) {
    const lesson = await lessonNamed(one.lesson);
    if (lesson === null) unknown.push(one.lesson);
    else lessons.push(gradeLesson(one, lesson, budget));
  }
  const verdicts = new Set(lessons.flatMap((one) => one.exercises).map((one) => one.verdict));
  const status = verdicts.has("altered")
    ? "altered"
    : verdicts.has("too-long")
      ? "too-long"
      : verdicts.has("wrong-version") || unknown.length > 0
        ? "wrong-version"
        : "graded";
  const messages = {
    graded: "",
    altered: "At least one log is not the session that the file says it is.",
    "too-long": "Replaying it takes more than one file may.",
    "wrong-version":
      unknown.length > 0
        ? `The course here has no lesson ${unknown.join(", ")}.`
        : "Some of it was made with another version of the course.",
  };
  return {
    file,
    status,
    message: messages[status],
    name: work.name,
    made: work.made,
    lessons,
    logs: work.lessons
      .flatMap((lesson) => lesson.logs)
      .filter((log) => pausesOf(log) >= TELLING_PAUSES)
      .map((log) => digestOf(log.inputs)),
    sameLogIn: [],
  };
}

function pausesOf(log: PackedLog): number {
  return log.inputs.reduce((sum, input) => sum + (input[0] === "k" ? input[3].length : 0), 0);
}

function digestOf(value: unknown): string {
  const digest = new Digest();
  digest.text(stableJson(value));
  return digest.value().toString(16).padStart(8, "0");
}

export function refused(file: string, status: FileStatus, message: string): FileReport {
  return { file, status, message, name: "", made: null, lessons: [], logs: [], sameLogIn: [] };
}

const CANNOT: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file.",
  EACCES: "This file may not be read by you.",
  ELOOP: "This is a link that leads to itself.",
};

/** A regular file's text. A pipe or a device is not waited for, and no file is read beyond the limit. */
function readBounded(file: string): string | Pick<FileReport, "status" | "message"> {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "error";
    return { status: "unreadable", message: CANNOT[code] ?? `The file cannot be read (${code}).` };
  }
  try {
    const stat = fstatSync(descriptor);
    // A folder that was named stands for its *.json files (grade.ts), when it has some.
    if (stat.isDirectory())
      return {
        status: "unreadable",
        message: "A folder in a folder, or one without *.json files.",
      };
    if (!stat.isFile()) return { status: "unreadable", message: "This is not a file." };
    if (stat.size > WORK_TEXT_MAX)
      return { status: "oversize", message: "The file is larger than any submission can be." };
    const bytes = Buffer.alloc(stat.size);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return bytes.toString("utf8", 0, length);
  } finally {
    closeSync(descriptor);
  }
}
