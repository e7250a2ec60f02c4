/** The course's order: a lesson's number is its folder's, and numbers fall into the five parts of the curriculum. */
import type { Key } from "../i18n/text.ts";

export interface Part {
  readonly title: Key;
  readonly says: Key;
  /** Last lesson number of the part. */
  readonly last: number;
}
/** For pages that are built: their words are `en[part.title]`, marked for other languages. */
export const PARTS: readonly Part[] = [
  { title: "partLinux", says: "partLinuxSays", last: 6 },
  { title: "partOneNode", says: "partOneNodeSays", last: 9 },
  { title: "partAcross", says: "partAcrossSays", last: 16 },
  { title: "partServices", says: "partServicesSays", last: 21 },
  { title: "partHard", says: "partHardSays", last: 25 },
];

/** "lessons/05-routing" is lesson 5. */
export function lessonNumber(id: string): number {
  return Number(/lessons\/0*(\d+)/u.exec(id)?.[1] ?? "0");
}

/** The part a lesson belongs to, counted from 0. */
export function partOf(id: string): number {
  const number = lessonNumber(id);
  return PARTS.findIndex((part) => number <= part.last);
}
