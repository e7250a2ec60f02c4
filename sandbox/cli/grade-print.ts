/**
 * Reports as a table, CSV, JSON or an HTML page. Names and paths come from strangers: no control character reaches
 * the terminal, no formula a spreadsheet, no markup the page.
 */
import type { ExerciseReport, LessonReport } from "../lab/grade-work.ts";
import type { FileReport } from "./grade-file.ts";

/** One line of text with nothing in it that a terminal acts on. */
export function plain(text: string): string {
  return text.replace(
    /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (ch) => `\\u${ch.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const VERDICTS: Record<ExerciseReport["verdict"], string> = {
  solved: "solved",
  "not-solved": "not solved",
  unproved: "no log",
  untouched: "-",
  "wrong-version": "wrong version",
  altered: "altered",
  "too-long": "too long",
};

function clock(wall: number | null): string {
  return wall === null ? "" : new Date(wall).toISOString().slice(0, 16).replace("T", " ");
}

/** Virtual µs as h:mm:ss. */
function span(us: number | null): string {
  if (us === null) return "";
  const s = Math.floor(us / 1_000_000);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${Math.floor(s / 3_600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

function help(one: ExerciseReport): string {
  const parts = [
    one.hints > 0 ? `${one.hints} hint${one.hints === 1 ? "" : "s"}` : "",
    one.sawSolution ? "solution" : "",
  ];
  return parts.filter(Boolean).join(", ");
}

interface Totals {
  readonly solved: number;
  readonly exercises: number;
  readonly right: number;
  readonly quizzes: number;
}
function totals(lessons: readonly LessonReport[]): Totals {
  const exercises = lessons.flatMap((one) => one.exercises);
  return {
    solved: exercises.filter((one) => one.verdict === "solved").length,
    exercises: exercises.length,
    right: lessons.reduce((sum, one) => sum + one.quizzes.right, 0),
    quizzes: lessons.reduce((sum, one) => sum + one.quizzes.all, 0),
  };
}

// ── for people ───────────────────────────────────────────────────────────────────────────────────

const COLUMNS = ["exercise", "verdict", "when (UTC, their clock)", "lab time", "tries", "help"];

export function asTable(reports: readonly FileReport[]): string {
  const out: string[] = [];
  for (const report of reports) out.push(...fileLines(report), "");
  const graded = reports.filter((one) => one.status === "graded").length;
  const rest = reports.length - graded;
  out.push(
    `${reports.length} file${reports.length === 1 ? "" : "s"}: ${graded} graded${rest > 0 ? `, ${rest} not, or only in part` : ""}.`,
  );
  return `${out.join("\n")}\n`;
}

function fileLines(report: FileReport): string[] {
  const name = report.name === "" ? "" : ` · ${plain(report.name)}`;
  const made = report.made === null ? "" : ` · made ${clock(report.made)} UTC`;
  const lines = [`${plain(report.file)}${name}${made}`];
  if (report.status !== "graded")
    lines.push(`  ${report.status.toUpperCase()}: ${plain(report.message)}`);
  for (const other of report.sameLogIn) lines.push(`  SAME LOG as in ${plain(other)}`);
  const rows: string[][] = [];
  const notes: string[] = [];
  for (const lesson of report.lessons) {
    for (const one of lesson.exercises) {
      rows.push([
        `${lesson.lesson}/${one.exercise}`,
        VERDICTS[one.verdict],
        clock(one.wall),
        span(one.labTime),
        one.tries > 0 ? String(one.tries) : "",
        help(one),
      ]);
      if (one.because !== "" && one.verdict !== "unproved")
        notes.push(`  ${one.exercise}: ${plain(one.because.replaceAll(/\s+/gu, " "))}`);
    }
    if (lesson.changed)
      notes.push(`  ${lesson.lesson}: its exercises have changed since. Graded by today's checks.`);
  }
  if (rows.length === 0) return lines;
  const widths = COLUMNS.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd();
  const all = totals(report.lessons);
  return [
    ...lines,
    line(COLUMNS),
    ...rows.map(line),
    ...notes,
    `  ${all.solved} of ${all.exercises} exercises solved, ${all.right} of ${all.quizzes} questions right`,
  ];
}

// ── for spreadsheets ─────────────────────────────────────────────────────────────────────────────

/** RFC 4180. What a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvCell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = plain(value.replaceAll(/\s+/gu, " "));
  const safe = /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/u.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function asCsv(reports: readonly FileReport[]): string {
  const rows: (string | number)[][] = [
    [
      "file",
      "name",
      "file status",
      "message",
      "lesson",
      "exercise",
      "verdict",
      "when (UTC, learner's clock)",
      "lab time",
      "tries",
      "hints",
      "solution opened",
      "mistake",
      "same log in",
    ],
  ];
  for (const report of reports) {
    const head = [report.file, report.name, report.status, report.message];
    const same = report.sameLogIn.join(" ");
    if (report.lessons.length === 0) rows.push([...head, "", "", "", "", "", "", "", "", "", same]);
    for (const lesson of report.lessons) {
      for (const one of lesson.exercises) {
        rows.push([
          ...head,
          lesson.lesson,
          one.exercise,
          one.verdict,
          clock(one.wall),
          span(one.labTime),
          one.tries,
          one.hints,
          one.sawSolution ? "yes" : "no",
          one.mistake ?? "",
          same,
        ]);
      }
    }
  }
  return rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

export function asJson(reports: readonly FileReport[]): string {
  return `${JSON.stringify(reports, null, 2)}\n`;
}

// ── for a browser ────────────────────────────────────────────────────────────────────────────────

export function escapeHtml(text: string): string {
  return plain(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#12201e}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #dbe3e0}
.solved{color:#15683c}.altered,.bad{color:#a3320f}h2{font-size:1.15rem;margin:2rem 0 0;overflow-wrap:anywhere}`;

export function asHtml(reports: readonly FileReport[]): string {
  const cell = (text: string, tag = "td", name = ""): string =>
    `<${tag}${name === "" ? "" : ` class="${name}"`}>${escapeHtml(text)}</${tag}>`;
  const head = `<tr>${["exercise", "verdict", "when (UTC, learner's clock)", "lab time", "tries", "help", "why"].map((title) => cell(title, "th")).join("")}</tr>`;
  const parts = reports.map((report) => {
    const title = report.name === "" ? report.file : `${report.name} (${report.file})`;
    const all = totals(report.lessons);
    const rows = report.lessons.flatMap((lesson) =>
      lesson.exercises.map(
        (one) =>
          `<tr>${cell(`${lesson.lesson}/${one.exercise}`)}${cell(VERDICTS[one.verdict], "td", one.verdict)}${cell(clock(one.wall))}${cell(span(one.labTime))}${cell(String(one.tries))}${cell(help(one))}${cell(one.because)}</tr>`,
      ),
    );
    return [
      cell(title, "h2"),
      report.status === "graded" ? "" : cell(`${report.status}: ${report.message}`, "p", "bad"),
      ...report.sameLogIn.map((other) => cell(`Same log as in ${other}`, "p", "bad")),
      rows.length === 0
        ? ""
        : `<p>${all.solved} of ${all.exercises} exercises solved, ${all.right} of ${all.quizzes} questions right.</p><table>${head}${rows.join("\n")}</table>`,
    ].join("\n");
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>Grades</title><style>${STYLE}</style></head>
<body><h1>Grades</h1>
${parts.join("\n")}
</body></html>
`;
}
