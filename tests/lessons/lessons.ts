/** Reads the lesson folders: front matter, exercises, scripts, console blocks. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { type Exercise, exerciseSource, type LessonExercises } from "../../sandbox/lab/exercise.ts";
import { parseSteps, promptLine, type Step } from "../../sandbox/lab/steps.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";

const LESSONS = join(import.meta.dirname, "../../content/lessons");

export interface Lesson {
  readonly name: string;
  /** null: a page without a lab. */
  readonly lab: string | null;
  readonly exercises: readonly Exercise[];
  /** Steps that solve each exercise. */
  readonly solutions: ReadonlyMap<string, readonly Step[]>;
  /** "exercise.mistake" -> its steps. */
  readonly wrong: ReadonlyMap<string, readonly Step[]>;
  readonly blocks: readonly ConsoleBlock[];
}

/** A script of a lesson that cannot be read, for its author. */
export class ScriptFault extends Error {
  /** In the lesson's folder. */
  readonly file: string;
  readonly line: number | null;
  constructor(file: string, message: string) {
    const [, line, says] = /^line (\d+): (.*)$/s.exec(message) ?? [];
    super(says ?? message);
    this.file = file;
    this.line = line === undefined ? null : Number(line);
  }
}

function stepsOf(folder: string, file: string): Map<string, Step[]> {
  try {
    return parseSteps(readFileSync(join(folder, file), "utf8"));
  } catch (error) {
    throw new ScriptFault(file, error instanceof Error ? error.message : String(error));
  }
}

export async function loadLessons(only: readonly string[] | null = null): Promise<Lesson[]> {
  const names = readdirSync(LESSONS, { withFileTypes: true })
    .filter((e) => e.isDirectory() && (only === null || only.includes(e.name)))
    .map((e) => e.name)
    .sort();
  return Promise.all(names.map(loadLesson));
}

async function loadLesson(name: string): Promise<Lesson> {
  const folder = join(LESSONS, name);
  const text = readFileSync(join(folder, "lesson.mdx"), "utf8");
  const front = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? "";
  const lab = /^lab: *(\S+)/m.exec(front)?.[1] ?? null;
  const source = join(folder, "exercises.ts");
  const exercises = existsSync(source)
    ? ((await import(pathToFileURL(source).href)) as { default: LessonExercises }).default.exercises
    : [];
  const solution = join(folder, "solution.sh");
  const wrong = new Map<string, readonly Step[]>();
  if (existsSync(join(folder, "wrong"))) {
    for (const file of readdirSync(join(folder, "wrong"))
      .filter((f) => f.endsWith(".sh"))
      .sort()) {
      wrong.set(file.slice(0, -3), stepsOf(folder, `wrong/${file}`).get("") ?? []);
    }
  }
  return {
    name,
    lab,
    exercises,
    wrong,
    solutions: existsSync(solution) ? stepsOf(folder, "solution.sh") : new Map(),
    blocks: consoleBlocks(text),
  };
}

export async function sourceFor(lesson: Lesson, exercise: Exercise | null): Promise<LabSource> {
  const name = exercise?.start?.lab ?? lesson.lab;
  const lab = name === null ? null : await loadLab(name);
  if (lab === null) throw new Error(`${lesson.name}: there is no lab "${name ?? ""}"`);
  return exercise === null ? lab : exerciseSource(lab, exercise);
}

// ── console blocks (content/README.md says what they look like) ──────────────────────────────────

export interface ConsoleBlock {
  /** Line of the opening fence in lesson.mdx. */
  readonly line: number;
  readonly fresh: boolean;
  readonly commands: readonly ConsoleCommand[];
}
export interface ConsoleCommand {
  readonly line: number;
  readonly place: string;
  readonly text: string;
  /** Lines it prints; "^C" stands where the key is pressed. */
  readonly output: readonly string[];
}

export function consoleBlocks(text: string): ConsoleBlock[] {
  const blocks: ConsoleBlock[] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const fence = /^(`{3,})console\b(.*)$/.exec(lines[i] as string);
    if (fence === null) continue;
    const end = lines.indexOf(fence[1] as string, i + 1);
    const words = (fence[2] as string).split(/\s+/);
    if (!words.includes("norun")) {
      const commands = blockCommands(lines.slice(i + 1, end), i + 2);
      if (commands.length > 0)
        blocks.push({ line: i + 1, fresh: words.includes("fresh"), commands });
    }
    i = end;
  }
  return blocks;
}

function blockCommands(lines: readonly string[], firstLine: number): ConsoleCommand[] {
  const commands: { line: number; place: string; text: string; output: string[] }[] = [];
  for (const [i, line] of lines.entries()) {
    const typed = promptLine(line);
    const last = commands.at(-1);
    if (typed !== null && /^[\w.-]+@/.test(line))
      commands.push({ line: firstLine + i, ...typed, output: [] });
    else if (last !== undefined && last.output.length === 0 && line.startsWith("> "))
      last.text += `\n${line.slice(2)}`;
    else last?.output.push(line.trimEnd());
  }
  return commands;
}

/** Whether printed lines are what a block shows: `…` in a line is any text, alone it is any number of lines. */
export function fits(shown: readonly string[], printed: readonly string[]): boolean {
  const patterns = shown.map((line) =>
    line === "…"
      ? null
      : new RegExp(
          `^${line
            .split("…")
            .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
            .join(".*")}$`,
        ),
  );
  const memo = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = i * (printed.length + 1) + j;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const pattern = patterns[i];
    let result: boolean;
    if (pattern === undefined) result = j === printed.length;
    else if (pattern === null) result = from(i + 1, j) || (j < printed.length && from(i, j + 1));
    else result = j < printed.length && pattern.test(printed[j] as string) && from(i + 1, j + 1);
    memo.set(key, result);
    return result;
  };
  return from(0, 0);
}
