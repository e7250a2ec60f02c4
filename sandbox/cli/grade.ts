/**
 * `npm run -s grade -- FILES… [--csv|--json|--html]`: grades what learners handed in, by replaying each log. A folder
 * stands for its *.json files. Exit status: 0 all graded, 1 some file not or only in part, 2 wrong usage.
 */
import { readdirSync, statSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { FileReport } from "./grade-file.ts";
import { gradeFiles, markSameLogs } from "./grade-pool.ts";
import { asCsv, asHtml, asJson, asTable } from "./grade-print.ts";

const USAGE =
  "usage: npm run -s grade -- FILES... [--csv|--json|--html] [--jobs N] [--seconds-per-file N]\n";

function refuse(message: string): never {
  process.stderr.write(`grade: ${message}\n${USAGE}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        csv: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        html: { type: "boolean", default: false },
        jobs: { type: "string" },
        "seconds-per-file": { type: "string" },
      },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function count(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : refuse(`"${text}" is no number`);
}

/** A folder stands for the JSON files in it; one without any stays, and is reported. */
function expand(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const files = readdirSync(path).filter((name) => name.endsWith(".json"));
    return files.length === 0 ? [path] : files.sort().map((name) => join(path, name));
  } catch {
    // What cannot be looked at is said of the file, in its report.
    return [path];
  }
}

const { values, positionals } = readArguments();
const formats: Record<string, (reports: readonly FileReport[]) => string> = {
  csv: asCsv,
  json: asJson,
  html: asHtml,
};
const chosen = Object.keys(formats).filter((name) => values[name as keyof typeof values] === true);
if (chosen.length > 1) refuse("one of --csv, --json and --html");
// npm runs us in the project's folder; the paths are the caller's.
process.chdir(process.env["INIT_CWD"] ?? ".");
const files = positionals.flatMap(expand);
if (files.length === 0) refuse("which files?");
enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/node-compile"));
const reports = markSameLogs(
  await gradeFiles(files, {
    threads: count(values.jobs, availableParallelism()),
    secondsPerFile: count(values["seconds-per-file"], 60),
    megabytesPerFile: 1_024,
  }),
);
process.stdout.write((formats[chosen[0] ?? ""] ?? asTable)(reports));
process.exitCode = reports.every((one) => one.status === "graded") ? 0 : 1;
