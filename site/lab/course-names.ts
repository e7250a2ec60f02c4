/** The course as the page carries it (course-data.ts): names for ids. */
export interface LessonNames {
  readonly lesson: string;
  readonly number: number;
  readonly title: string;
  readonly exercises: readonly { readonly id: string; readonly title: string }[];
}

export function courseNames(): readonly LessonNames[] {
  const text = document.querySelector("script[data-course]")?.textContent ?? "[]";
  return JSON.parse(text) as LessonNames[];
}

/** A lesson's name; for one that this course has not, what the file calls it. */
export function lessonTitle(names: readonly LessonNames[], lesson: string): string {
  const found = names.find((one) => one.lesson === lesson);
  return found === undefined ? lesson : `${found.number}. ${found.title}`;
}
