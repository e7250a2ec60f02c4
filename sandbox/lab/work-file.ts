/**
 * A learner's work as one file: what is handed in, and what is moved to another browser. Logs, answers, hints,
 * quizzes, with the versions of all they were done with. The file is data from a stranger: sizes are bounded before
 * it is read, unknown keys are refused, and its digest is looked at.
 *
 * The digest has no key: it tells of accidents (a mail program, half a download), not of forgers, who can compute it
 * as well. What protects is that every verdict is found anew by replaying the log.
 */
import * as v from "valibot";
import { Digest } from "../sim/digest.ts";
import { CountSchema, FolderNameSchema } from "./log-schema.ts";
import { DigestSchema, PackedLogSchema } from "./packed-log.ts";
import { stableJson } from "./source.ts";

/** Characters of a whole file; a lesson's work is some kB. */
export const WORK_TEXT_MAX = 8 << 20;
const FORMAT = "underlay-work";
/** 1 had no `branches` and no `play`. */
const VERSION = 2;
const VERSIONS = [1, VERSION] as const;
const LESSONS_MAX = 60;
const LOGS_MAX = 160;
const PLAY_MAX = 60;
const EVENTS_MAX = 2_000;

/** No control characters, and none that turns the line around. */
const PLAIN = /^[^\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u;
const LineSchema = (length: number) => v.pipe(v.string(), v.maxLength(length), v.regex(PLAIN));
const IdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w-]{0,80}$/));
const IdsSchema = v.pipe(v.array(IdSchema), v.maxLength(200));
/** Milliseconds since 1970, by the learner's own clock. */
const WallSchema = v.pipe(CountSchema, v.maxValue(8.64e15));
/** Field and value. Pairs, not an object: a field may have any name. */
const AnswersSchema = v.pipe(
  v.array(v.strictTuple([LineSchema(100), v.pipe(v.string(), v.maxLength(2_000))])),
  v.maxLength(50),
);

/** A check that decided: the first that passed, or the last of an exercise that is not solved. */
const CheckSchema = v.strictObject({
  exercise: FolderNameSchema,
  pass: v.boolean(),
  /** Which of the lesson's logs, after how many of its inputs, at what virtual time (µs). */
  log: v.pipe(CountSchema, v.maxValue(LOGS_MAX)),
  inputs: CountSchema,
  at: CountSchema,
  /** The world's digest there. */
  digest: DigestSchema,
  wall: WallSchema,
  /** Digest of the lesson's exercises.ts that asked. */
  source: v.pipe(v.string(), v.maxLength(64)),
  answers: AnswersSchema,
});
const EventSchema = v.strictObject({
  what: v.picklist(["check", "hint", "solution", "quiz"]),
  /** The exercise's id, or the quiz's. */
  id: IdSchema,
  wall: WallSchema,
  /** Virtual time (µs) of a check. */
  at: v.nullable(CountSchema),
  /** Of a check, and of a quiz: right or not. */
  pass: v.nullable(v.boolean()),
  /** Which hint, counted from 1; the options chosen in a quiz, counted from 1. */
  which: v.pipe(v.array(v.pipe(CountSchema, v.maxValue(100))), v.maxLength(20)),
});
export const LessonWorkSchema = v.strictObject({
  lesson: FolderNameSchema,
  /** What the browser had marked as done. A mark proves nothing. */
  solved: IdsSchema,
  quizzes: IdsSchema,
  /** What stands in the answer fields, by exercise. */
  answers: v.pipe(v.array(v.strictTuple([FolderNameSchema, AnswersSchema])), v.maxLength(100)),
  logs: v.pipe(v.array(PackedLogSchema), v.maxLength(LOGS_MAX)),
  checks: v.pipe(v.array(CheckSchema), v.maxLength(100)),
  events: v.pipe(v.array(EventSchema), v.maxLength(EVENTS_MAX)),
  /** Of `logs`, those that are a lab as it was left: only where work is moved to another browser. */
  sessions: v.pipe(v.array(v.pipe(CountSchema, v.maxValue(LOGS_MAX))), v.maxLength(LOGS_MAX)),
  /** Of `logs`, other courses that were left, and when: as `sessions`. */
  branches: v.optional(
    v.pipe(
      v.array(v.strictObject({ log: v.pipe(CountSchema, v.maxValue(LOGS_MAX)), left: WallSchema })),
      v.maxLength(LOGS_MAX),
    ),
    [],
  ),
});
/** A world of the free sandbox, as it was left (`left` null) or another course of it. Never handed in. */
const PlaySchema = v.strictObject({
  world: v.pipe(v.string(), v.regex(/^play\/[a-z0-9][\w-]{0,80}$/)),
  left: v.nullable(WallSchema),
  log: PackedLogSchema,
});
const WorkFileSchema = v.strictObject({
  format: v.literal(FORMAT),
  version: v.picklist(VERSIONS),
  kind: v.picklist(["submission", "progress"]),
  /** Who says to have done it. */
  name: LineSchema(100),
  made: WallSchema,
  lessons: v.pipe(
    v.array(LessonWorkSchema),
    v.maxLength(LESSONS_MAX),
    v.check((all) => new Set(all.map((one) => one.lesson)).size === all.length, "twice"),
  ),
  play: v.optional(v.pipe(v.array(PlaySchema), v.maxLength(PLAY_MAX)), []),
  digest: v.pipe(v.string(), v.maxLength(64)),
});
export type WorkPlay = v.InferOutput<typeof PlaySchema>;
export type WorkFile = v.InferOutput<typeof WorkFileSchema>;
export type LessonWork = v.InferOutput<typeof LessonWorkSchema>;
export type WorkCheck = v.InferOutput<typeof CheckSchema>;
export type WorkEvent = v.InferOutput<typeof EventSchema>;

/** Why a file is not read. */
export interface BadFile {
  readonly problem: "oversize" | "truncated" | "foreign" | "version" | "malformed" | "altered";
  /** For the one who opens it: plain words, no text of the file's. */
  readonly message: string;
}

/** The file's text. */
export function writeWork(
  work: Omit<WorkFile, "format" | "version" | "digest" | "play"> & Partial<Pick<WorkFile, "play">>,
): string {
  const { kind, name, made, lessons, play = [] } = work;
  const body = { format: FORMAT, version: VERSION, kind, name, made, lessons, play } as const;
  return `${JSON.stringify({ ...body, digest: digestOf(body) })}\n`;
}

export function readWork(text: string): WorkFile | BadFile {
  if (text.length > WORK_TEXT_MAX)
    return bad("oversize", "The file is larger than any submission can be.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const begun = text.trimStart().startsWith("{");
    return begun && !text.trimEnd().endsWith("}")
      ? bad("truncated", "The file ends too early: a part of it is missing.")
      : bad("foreign", "This is not a file of this course.");
  }
  if (!isRecord(value) || value["format"] !== FORMAT)
    return bad("foreign", "This is not a file of this course.");
  if (!VERSIONS.some((one) => one === value["version"]))
    return bad("version", "The file was made by another version of the course.");
  const parsed = v.safeParse(WorkFileSchema, value, { abortEarly: true });
  if (!parsed.success) {
    const where = v.getDotPath(parsed.issues[0])?.replace(/[^\w.-]/g, "?") ?? "the file";
    return bad("malformed", `The file is damaged at ${where.slice(0, 80)}.`);
  }
  // Over what the file says: a field that its version had not yet is not in it.
  const { digest, ...body } = value;
  if (digest !== digestOf(body))
    return bad("altered", "The file is not as the course wrote it: something in it was changed.");
  return parsed.output;
}

export function isBad(file: WorkFile | BadFile): file is BadFile {
  return "problem" in file;
}

function bad(problem: BadFile["problem"], message: string): BadFile {
  return { problem, message };
}

/** 64 bits over the values, whatever the order of keys and the white space. */
function digestOf(body: object): string {
  const text = stableJson(body);
  const hex = (salt: string): string => {
    const digest = new Digest();
    digest.text(salt);
    digest.text(text);
    return digest.value().toString(16).padStart(8, "0");
  };
  return hex("a") + hex("b");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
