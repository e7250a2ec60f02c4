/**
 * Grading throughput: submissions made from the reference solutions (typed key by key, every learner with pauses of
 * their own; one in five with a wrong answer, each with another one), graded by `npm run grade` as a teacher runs it. Prints
 * one JSON line. `--files N` (default 60) of `--variants N` (default: as many) learners, lesson by lesson through the course;
 * `--lessons 03-veth,05-routing` takes those only; `--jobs N`; `--keep DIR` leaves the files there.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { FileReport } from "../sandbox/cli/grade-file.ts";
import { writeWork } from "../sandbox/lab/work-file.ts";
import { lessonWork } from "../tests/support/work.ts";
import { NODE, ROOT } from "./support.ts";

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "60" },
    variants: { type: "string" },
    lessons: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    keep: { type: "string" },
  },
});
const files = Number(values.files);
const variants = Math.min(Number(values.variants ?? files), files);
const folder = values.keep ?? mkdtempSync(join(tmpdir(), "underlay-grade-bench-"));
mkdirSync(folder, { recursive: true });

/** A lesson each: a week's homework. */
const homework =
  values.lessons?.split(",") ??
  readdirSync(join(ROOT, "content/lessons"))
    .filter((name) => /^\d/u.test(name))
    .sort();
/** One wrong answer of those that the lesson knows. */
function wrongOf(lesson: string, learner: number): string[] {
  const all = readdirSync(join(ROOT, "content/lessons", lesson, "wrong"))
    .filter((name) => name.endsWith(".sh"))
    .sort();
  const one = all[learner % all.length];
  return one === undefined ? [] : [one.slice(0, -3)];
}
const made = [];
for (let learner = 0; learner < variants; learner++) {
  const lesson = homework[learner % homework.length] as string;
  const wrong = learner % 5 === 4 ? wrongOf(lesson, learner) : [];
  made.push(await lessonWork(lesson, { learner: learner + 1, wrong }));
}
let bytes = 0;
for (let i = 0; i < files; i++) {
  const lesson = made[i % variants] as (typeof made)[number];
  const text = writeWork({
    kind: "submission",
    name: `Learner ${i + 1}`,
    made: Date.UTC(2026, 10, 2, 11, 0, i % 60),
    lessons: [lesson],
  });
  bytes += text.length;
  writeFileSync(join(folder, `learner-${String(i + 1).padStart(4, "0")}.json`), text);
}

const started = performance.now();
const graded = spawnSync(
  "bash",
  [
    "-c",
    'time "$0" "$@"',
    NODE,
    join(ROOT, "sandbox/cli/grade.ts"),
    "--json",
    "--jobs",
    values.jobs,
    folder,
  ],
  { encoding: "utf8", maxBuffer: 1 << 30, env: { ...process.env, TIMEFORMAT: "%U %S" } },
);
const wallS = (performance.now() - started) / 1000;
const cpuS =
  graded.stderr
    .trim()
    .split("\n")
    .at(-1)
    ?.split(" ")
    .reduce((sum, s) => sum + Number(s), 0) ?? NaN;
const reports = JSON.parse(graded.stdout) as FileReport[];
if (values.keep === undefined) rmSync(folder, { recursive: true });
const verdicts = new Map<string, number>();
for (const one of reports.flatMap((r) => r.lessons).flatMap((l) => l.exercises))
  verdicts.set(one.verdict, (verdicts.get(one.verdict) ?? 0) + 1);
if (reports.length !== files || reports.some((one) => one.status !== "graded"))
  throw new Error(
    `not all graded: ${reports.find((one) => one.status !== "graded")?.message ?? ""}`,
  );
console.log(
  JSON.stringify({
    files,
    jobs: Number(values.jobs),
    wallS: +wallS.toFixed(1),
    cpuS: +cpuS.toFixed(1),
    filesPerMinute: Math.round((files / wallS) * 60),
    cpuSecondsPerFile: +(cpuS / files).toFixed(3),
    minutesForAThousandOnTwoCores: +(((cpuS / files) * 1_000) / 2 / 60).toFixed(1),
    kBPerFile: +(bytes / files / 1_000).toFixed(1),
    verdicts: Object.fromEntries(verdicts),
  }),
);
