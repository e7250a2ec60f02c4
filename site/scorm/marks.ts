/**
 * What an LMS keeps of a learner's work: which exercises and questions are done, in few characters (SCORM 1.2
 * gives 4,096 for everything), and what that is worth. Pure: no window, no LMS.
 */

export interface ScoLesson {
  /** The folder: "05-routing". */
  readonly lesson: string;
  readonly exercises: readonly string[];
  readonly quizzes: readonly string[];
}
/** What the launch page carries as JSON: tools/scorm writes it. */
export interface Sco {
  readonly version: "1.2" | "2004";
  readonly title: string;
  /** The lessons whose work counts. */
  readonly lessons: readonly ScoLesson[];
  /** Percent of all that must be done to pass. */
  readonly pass: number;
}
export type MarkKind = "exercises" | "quizzes";

const HEAD = "u1:";
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const CODE = 5;

/** Five characters for an exercise or a question, whatever else the course has: FNV-1a, 30 of its 32 bits. */
export function codeOf(lesson: string, kind: MarkKind, id: string): string {
  let hash = 0x811c9dc5;
  for (const ch of `${lesson} ${kind} ${id}`)
    hash = Math.imul(hash ^ (ch.codePointAt(0) ?? 0), 0x01000193);
  let code = "";
  for (let i = 0; i < CODE; i++) code += DIGITS[(hash >>> (6 * i)) & 63] ?? "";
  return code;
}

export function codesOf(lessons: readonly ScoLesson[]): string[] {
  return lessons.flatMap(({ lesson, exercises, quizzes }) => [
    ...exercises.map((id) => codeOf(lesson, "exercises", id)),
    ...quizzes.map((id) => codeOf(lesson, "quizzes", id)),
  ]);
}

/** suspend_data, never longer than `limit`: codes of this package first, then those it does not know. */
export function writeMarks(
  codes: ReadonlySet<string>,
  mine: readonly string[],
  limit: number,
): string {
  const own = new Set(mine);
  const ordered = [
    ...mine.filter((code) => codes.has(code)),
    ...[...codes].filter((code) => !own.has(code)),
  ];
  return HEAD + ordered.slice(0, Math.floor((limit - HEAD.length) / CODE)).join("");
}

/** What is not ours, or is damaged, says nothing. */
export function readMarks(text: string): Set<string> {
  if (!/^u1:(?:[\w-]{5})*$/u.test(text) || text.length > 64_000) return new Set();
  return new Set(text.slice(HEAD.length).match(/.{5}/gu) ?? []);
}

export interface Standing {
  readonly done: number;
  readonly all: number;
  /** 0 to 1. */
  readonly share: number;
  readonly completed: boolean;
  readonly passed: boolean;
}

export function standing(sco: Sco, codes: ReadonlySet<string>): Standing {
  const all = codesOf(sco.lessons);
  const done = all.filter((code) => codes.has(code)).length;
  const share = all.length === 0 ? 0 : done / all.length;
  const completed = done === all.length && done > 0;
  return {
    done,
    all: all.length,
    share,
    completed,
    passed: completed || (done > 0 && done * 100 >= sco.pass * all.length),
  };
}

/** A bookmark as this package wrote it, of a lesson that it holds; anything else is no place to go. */
export function placeOf(text: string, sco: Sco): { lesson: string; anchor: string } | null {
  const [, lesson = "", anchor = ""] = /^([a-z0-9-]{1,80})(#[\w-]{1,100})?$/u.exec(text) ?? [];
  return sco.lessons.some((one) => one.lesson === lesson) ? { lesson, anchor } : null;
}

/** SCORM 1.2's CMITimespan (HHHH:MM:SS), SCORM 2004's ISO 8601 duration. */
export function duration(version: Sco["version"], ms: number): string {
  const s = Math.min(Math.max(0, Math.floor(ms / 1_000)), 9_999 * 3_600);
  const [h, m, rest] = [Math.floor(s / 3_600), Math.floor(s / 60) % 60, s % 60];
  const two = (n: number): string => String(n).padStart(2, "0");
  return version === "1.2"
    ? `${String(h).padStart(4, "0")}:${two(m)}:${two(rest)}`
    : `PT${h}H${m}M${rest}S`;
}
