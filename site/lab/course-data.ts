/** The names of lessons and exercises, for pages that show a learner's work. Read at build time. */
import { getCollection } from "astro:content";
import { lessonNumber } from "./course.ts";
import { exercisesOf } from "./exercises.ts";

/** As site/lab/course-names.ts reads it, for a JSON script element. */
export async function courseText(): Promise<string> {
  const lessons = (await getCollection("docs")).sort((a, b) => (a.id < b.id ? -1 : 1));
  const course = lessons.map((lesson) => ({
    lesson: lesson.id.replace(/^lessons\//u, ""),
    number: lessonNumber(lesson.id),
    title: lesson.data.title,
    exercises: exercisesOf(lesson.id).map(({ id, title }) => ({ id, title })),
  }));
  return JSON.stringify(course).replace(/</gu, "\\u003c");
}
