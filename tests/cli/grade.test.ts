/** `npm run grade` as a teacher runs it: a folder with good files and with all that may lie beside them. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FileReport } from "../../sandbox/cli/grade-file.ts";
import { asCsv, asHtml, asTable, csvCell } from "../../sandbox/cli/grade-print.ts";
import { rightOptions } from "../../sandbox/cli/load-lesson.ts";
import { type WorkFile, writeWork } from "../../sandbox/lab/work-file.ts";
import { nth, workOf } from "../support/work.ts";

const GRADE = join(import.meta.dirname, "../../sandbox/cli/grade.ts");
const LESSON = "12-ip-in-ip";
let folder: string;
let good: Omit<WorkFile, "format" | "version" | "digest" | "play">;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "underlay-grade-"));
  good = await workOf([LESSON], { name: "Ada Example" });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function grade(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [GRADE, ...args], {
    cwd: folder,
    env: { ...process.env, INIT_CWD: folder },
    encoding: "utf8",
    timeout: 120_000,
  });
}
function changed<T>(value: T, change: (copy: T) => void): T {
  const copy = structuredClone(value);
  change(copy);
  return copy;
}

describe("npm run grade", () => {
  it("prints who reached what when", () => {
    writeFileSync(join(folder, "ada.json"), writeWork(good));
    const { status, stdout, stderr } = grade("ada.json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(`\
ada.json · Ada Example · made 2026-11-02 11:00 UTC
  exercise                  verdict  when (UTC, their clock)  lab time  tries  help
  12-ip-in-ip/read-worker1  solved   2026-11-02 09:04         0:00:14   1
  12-ip-in-ip/confirm       solved   2026-11-02 09:08         0:00:10   1
  12-ip-in-ip/ipip-by-hand  solved   2026-11-02 09:12         0:00:28   1
  3 of 3 exercises solved, 0 of 3 questions right

1 file: 1 graded.
`);
  });

  it("says what is wrong with each bad file, and grades the others all the same", () => {
    const dir = join(folder, "class");
    mkdirSync(dir);
    const put = (name: string, text: string): void => writeFileSync(join(dir, name), text);
    const text = writeWork(good);
    const log = (copy: typeof good) => nth(nth(copy.lessons).logs);
    put("a-good.json", text);
    put("b-truncated.json", text.slice(0, -100));
    put("c-altered.json", text.replace("10.", "11."));
    put(
      "d-forged.json",
      writeWork(
        changed(good, (copy) => {
          const keys = log(copy).inputs.find((input) => input[0] === "k") as unknown as [
            string,
            number,
            string,
          ];
          keys[2] = keys[2].replace("i", "j");
        }),
      ),
    );
    put(
      "e-old-lab.json",
      writeWork(changed(good, (copy) => void (log(copy).labHash = "00000000"))),
    );
    put("f-old-sandbox.json", writeWork(changed(good, (copy) => void log(copy).simVersion++)));
    put(
      "g-no-lesson.json",
      writeWork(changed(good, (copy) => void (nth(copy.lessons).lesson = "99-none"))),
    );
    put("h-other-version.json", text.replace(/"version":\d/u, '"version":9'));
    put("i-deep.json", "[".repeat(2_000_000));
    put("j-proto.json", text.replace('{"format"', '{"__proto__":{"admin":true},"format"'));
    put("k-huge.json", "");
    truncateSync(join(dir, "k-huge.json"), 3 * 2 ** 30);
    put("l-picture.json", "\x89PNG\r\n\x1a\n\0\0\0");
    mkdirSync(join(dir, "m-folder.json"));
    execFileSync("mkfifo", [join(dir, "n-pipe.json")]);
    put(
      "o-bomb.json",
      writeWork(
        changed(good, (copy) => {
          log(copy).inputs = [
            ["k", 0, "while :; do :; done & yes > /dev/null & x() { x|x & }; x\r", [21_000_000]],
          ];
          log(copy).milestones = [];
          log(copy).until = 1e14;
          Object.assign(nth(nth(copy.lessons).checks), { inputs: 1, at: 1e14 });
        }),
      ),
    );
    put(
      "p-path.json",
      writeWork(changed(good, (copy) => void (nth(copy.lessons).lesson = "constructor"))),
    );
    put("q-good.json", writeWork({ ...good, name: "=HYPERLINK(1)" }));
    const started = performance.now();
    const { status, stdout, stderr } = grade(
      "--json",
      "--seconds-per-file",
      "15",
      "class",
      "none.json",
    );
    expect(performance.now() - started).toBeLessThan(90_000);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    const reports = JSON.parse(stdout) as FileReport[];
    expect(
      reports.map((one) => [
        one.file,
        one.status,
        // Which of its limits the bomb meets first is the machine's affair.
        one.status === "too-long"
          ? ""
          : one.lessons.flatMap((lesson) => lesson.exercises.map((it) => it.verdict)).join(),
      ]),
    ).toEqual([
      ["class/a-good.json", "graded", "solved,solved,solved"],
      ["class/b-truncated.json", "truncated", ""],
      ["class/c-altered.json", "altered", ""],
      ["class/d-forged.json", "altered", "altered,solved,solved"],
      ["class/e-old-lab.json", "wrong-version", "wrong-version,solved,solved"],
      ["class/f-old-sandbox.json", "wrong-version", "wrong-version,solved,solved"],
      ["class/g-no-lesson.json", "wrong-version", ""],
      ["class/h-other-version.json", "version", ""],
      ["class/i-deep.json", "foreign", ""],
      ["class/j-proto.json", "malformed", ""],
      ["class/k-huge.json", "oversize", ""],
      ["class/l-picture.json", "foreign", ""],
      ["class/m-folder.json", "unreadable", ""],
      ["class/n-pipe.json", "unreadable", ""],
      ["class/o-bomb.json", "too-long", ""],
      ["class/p-path.json", "wrong-version", ""],
      ["class/q-good.json", "graded", "solved,solved,solved"],
      ["none.json", "unreadable", ""],
    ]);
    expect(nth(reports).sameLogIn).toContain("class/q-good.json");
    rmSync(dir, { recursive: true });
  });

  it("says of what cannot be read why, in a teacher's words", () => {
    const folder = mkdtempSync(join(tmpdir(), "underlay-grade-"));
    writeFileSync(join(folder, "empty.json"), "\n");
    mkdirSync(join(folder, "nothing"));
    symlinkSync("loop.json", join(folder, "loop.json"));
    const files = ["empty.json", "nothing", "loop.json", "gone.json"].map((one) =>
      join(folder, one),
    );
    const { status, stdout } = grade("--json", ...files);
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as FileReport[]).map((one) => [one.status, one.message])).toEqual([
      ["truncated", "The file is empty."],
      ["unreadable", "A folder in a folder, or one without *.json files."],
      ["unreadable", "This is a link that leads to itself."],
      ["unreadable", "There is no such file."],
    ]);
    rmSync(folder, { recursive: true });
  });

  it("ends a file's thread that takes too long, and goes on with the next file", () => {
    const slow = changed(good, (copy) => {
      const log = nth(nth(copy.lessons).logs);
      log.inputs = [["k", 0, "while :; do :; done\r", [21_000_000]]];
      log.milestones = [];
      log.until = 1e14;
      Object.assign(nth(nth(copy.lessons).checks), { inputs: 1, at: 1e14 });
    });
    writeFileSync(join(folder, "1.json"), writeWork(slow));
    writeFileSync(join(folder, "2.json"), writeWork(good));
    const { status, stdout } = grade(
      "--json",
      "--jobs",
      "1",
      "--seconds-per-file",
      "10",
      "1.json",
      "2.json",
    );
    const reports = JSON.parse(stdout) as FileReport[];
    expect(status).toBe(1);
    expect(reports.map((one) => one.status)).toEqual(["too-long", "graded"]);
  });

  it("refuses wrong usage with status 2", () => {
    for (const args of [[], ["--csv", "--json", "x"], ["--what"], ["--jobs", "0", "x"]]) {
      const { status, stdout, stderr } = grade(...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toMatch(/^grade: .*\nusage: /u);
    }
  });
});

const report = (name: string, because: string): FileReport => ({
  file: name,
  status: "graded",
  message: "",
  name,
  made: 0,
  lessons: [
    {
      lesson: "01-x",
      changed: false,
      exercises: [
        {
          exercise: "x",
          title: "x",
          verdict: "not-solved",
          because,
          mistake: because,
          labTime: 1,
          wall: 1,
          tries: 1,
          hints: 1,
          sawSolution: true,
        },
      ],
      quizzes: { right: 0, answered: 0, all: 0 },
    },
  ],
  logs: [],
  sameLogIn: [name],
});
const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "=1+1",
    " =cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "\t=1",
    "＝1",
    "</td><script>alert(1)</script>",
    "\x1b]0;title\x07",
    "a\u202eb",
    'he said "no", twice\r\n=1',
  ),
);

describe("what is printed of strangers' words", () => {
  it("is no formula in CSV, and one cell stays one cell", () => {
    expect(csvCell("=1+1")).toBe(`"'=1+1"`);
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const lines = asCsv([report(a, b)]).split("\r\n");
        expect(lines).toHaveLength(3);
        const cells = [
          ...(lines[1] as string).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|(\d*))(?=,|$)/gu),
        ];
        expect(cells).toHaveLength(14);
        expect(cells.map(([whole]) => whole).join("")).toBe(lines[1]);
        for (const [, text = ""] of cells) expect(text).not.toMatch(/^\s*[=+\-@|%＝＋－＠]/u);
      }),
    );
  });

  it("makes no element and no attribute in HTML", () => {
    const tags = (html: string): string[] => html.match(/<[^>]*>/gu) ?? [];
    const harmless = tags(asHtml([report("x", "x")]));
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        // An empty name leaves nothing out but itself.
        expect(tags(asHtml([report(`x${a}`, b)]))).toEqual(harmless);
      }),
    );
  });

  it("moves nothing in the terminal", () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        expect(asTable([report(a, b)])).not.toMatch(
          /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u,
        );
      }),
    );
  });
});

it("reads the right options of a quiz from a lesson's prose", () => {
  const prose = `<Quiz id="a" question="x > y?">
  <Option why="not right here">no</Option>
  <Option right why="yes > no">yes</Option>
</Quiz>
<Quiz id="b" question="?">
  <Option why="x" right>1</Option><Option right why="y">2</Option><Option why=" right ">3</Option>
</Quiz>`;
  expect([...rightOptions(prose)]).toEqual([
    ["a", [2]],
    ["b", [1, 2]],
  ]);
});
