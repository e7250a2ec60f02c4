/** The course as data: lessons (Starlight's docs collection) and glossary terms, both from ../content. */
import { docsSchema } from "@astrojs/starlight/schema";
import { defineCollection } from "astro:content";
import { glob } from "astro/loaders";
import { z } from "astro/zod";

const lessonFields = z.object({
  /** A folder of content/labs. Without it, the page has no lab panel. */
  lab: z.string().optional(),
  /** Honest reading and working time. */
  minutes: z.number().int().positive().optional(),
  goals: z.array(z.string()).default([]),
});

export const collections = {
  docs: defineCollection({
    loader: glob({
      base: "./content/lessons",
      pattern: "*/lesson.mdx",
      // "01-one-packet/lesson.mdx" -> "lessons/01-one-packet"
      generateId: ({ entry }) => `lessons/${entry.replace(/\/lesson\.mdx$/u, "")}`,
    }),
    schema: docsSchema({ extend: lessonFields }),
  }),
  glossary: defineCollection({
    loader: glob({ base: "./content/glossary", pattern: "[^_]*.md" }),
    schema: z.object({
      term: z.string(),
      also: z.array(z.string()).default([]),
      short: z.string(),
    }),
  }),
};
