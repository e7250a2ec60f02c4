/**
 * npm run lint:lessons: what an author forgot, in the author's terms. Reads every lesson (or those named), types its
 * console blocks into fresh labs, and says which line of the page no longer prints what it shows.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { labNames } from "../sandbox/cli/load-lab.ts";
import { playBlocks, shownLines, withoutKeys } from "../tests/lessons/console.ts";
import {
  fits,
  type Lesson,
  loadLessons,
  ScriptFault,
  sourceFor,
} from "../tests/lessons/lessons.ts";
import { rowsNotNamed } from "./lint/contract.ts";
import { type Course, type Finding, lintLesson } from "./lint/lesson.ts";
import { lintPage } from "./lint/page.ts";
import { sourceFaults } from "./lint/source.ts";

const ROOT = join(import.meta.dirname, "..");
const LESSONS = join(ROOT, "content/lessons");
const USAGE = `\
usage: npm run lint:lessons -- [--fast] [LESSON]...

Says what is missing or untrue in the lessons: exercises without wrong states or scripts, options without an
explanation, commands that no longer print what the page shows, and which rows of the contract no test names.

  --fast   do not run the console blocks
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      fast: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const there = readdirSync(LESSONS).filter((name) =>
    existsSync(join(LESSONS, name, "lesson.mdx")),
  );
  const unknown = positionals.find((name) => !there.includes(name));
  if (unknown !== undefined) {
    process.stderr.write(`lint:lessons: no lesson "${unknown}"; there are: ${there.join(", ")}\n`);
    return 2;
  }
  const course: Course = {
    labs: new Set(labNames()),
    terms: new Set(
      readdirSync(join(ROOT, "content/glossary")).map((name) => name.replace(/\.md$/u, "")),
    ),
  };
  const components = new Set(
    [
      ...readFileSync(join(ROOT, "site/components/lesson.ts"), "utf8").matchAll(
        /default as (\w+)/gu,
      ),
    ].map((one) => one[1] ?? ""),
  );
  let count = 0;
  const tell = (lesson: string, finding: Finding): void => {
    count++;
    const place = finding.line === null ? "" : `:${finding.line}`;
    console.log(`content/lessons/${lesson}/${finding.file}${place}: ${finding.says}`);
  };
  const chosen = positionals.length === 0 ? there.sort() : positionals;
  for (const name of chosen) {
    const prose = readFileSync(join(LESSONS, name, "lesson.mdx"), "utf8");
    const broken = lintPage(prose, components);
    for (const finding of broken) tell(name, finding);
    let lesson: Lesson | undefined;
    try {
      [lesson] = await loadLessons([name]);
    } catch (error) {
      for (const finding of unreadable(name, error)) tell(name, finding);
      continue;
    }
    if (lesson === undefined) continue;
    const text = { ...lesson, prose, wrong: new Set(lesson.wrong.keys()) };
    for (const finding of lintLesson(text, course)) tell(name, finding);
    const canRun = broken.length === 0 && lesson.lab !== null && course.labs.has(lesson.lab);
    if (!values.fast && canRun) for (const finding of await untrue(lesson)) tell(name, finding);
  }
  if (positionals.length === 0) {
    const missing = rowsNotNamed(testTexts());
    for (const [kind, rows] of missing)
      console.log(
        `note: no test names ${rows.length} ${kind} row(s) of the contract: ${rows.join(" ")}`,
      );
  }
  console.log(
    count === 0
      ? `${chosen.length} lesson(s), nothing to say.`
      : `${count} thing(s) to mend in ${chosen.length} lesson(s).`,
  );
  return count === 0 ? 0 : 1;
}

/** Why the lesson's exercises or scripts cannot be read. */
function unreadable(name: string, error: unknown): Finding[] {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ScriptFault)
    return [{ file: error.file, line: error.line, says: `cannot be read: ${message}` }];
  const file = join(LESSONS, name, "exercises.ts");
  return sourceFaults(file, readFileSync(file, "utf8"), message);
}

/** Commands of the prose that print something else than the page shows: the first line that differs. */
async function untrue(lesson: Lesson): Promise<Finding[]> {
  if (lesson.blocks.length === 0 || lesson.lab === null) return [];
  const found: Finding[] = [];
  try {
    for (const { command, lines } of playBlocks(await sourceFor(lesson, null), lesson.blocks)) {
      const shown = shownLines(command);
      const printed = withoutKeys(lines);
      if (fits(shown, printed)) continue;
      found.push({
        file: "lesson.mdx",
        line: command.line,
        says: [
          `“${command.text}” on ${command.place} no longer prints what the page shows.`,
          ...shown.map((line) => `    page:  ${line}`),
          ...printed.map((line) => `    prints: ${line}`),
        ].join("\n"),
      });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /^no place "(.*)"$/u.exec(message)?.[1];
    const first = lesson.blocks
      .flatMap((block) => block.commands)
      .find((one) => one.place === place);
    found.push({
      file: "lesson.mdx",
      line: first?.line ?? null,
      says:
        first === undefined
          ? `its console blocks cannot be typed: ${message}`
          : `“${first.text}” cannot be typed: the lab ${lesson.lab ?? ""} has no place “${first.place}”`,
    });
  }
  return found;
}

/** Tests, and what lessons are made of: their exercises are tested one by one. */
function testTexts(): string[] {
  return ["tests", "content/lessons"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:ts|sh)$/u.test(entry.name))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")),
  );
}

process.exitCode = await main();
