/** A submission is made in Chromium, graded in Node with the same verdicts, moved to another browser, and reviewed. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { FileReport } from "../../sandbox/cli/grade-file.ts";
import { type WorkFile, writeWork } from "../../sandbox/lab/work-file.ts";
import { expect, type LabPage, test } from "./page.ts";

const ROOT = join(import.meta.dirname, "../..");
const LESSON = "05-routing";

function grade(...files: string[]): { status: number | null; reports: FileReport[] } {
  // Playwright sets FORCE_COLOR; beside NO_COLOR Node warns about it on stderr.
  const env: NodeJS.ProcessEnv = { ...process.env, INIT_CWD: ROOT };
  delete env["FORCE_COLOR"];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "sandbox/cli/grade.ts"), "--json", ...files],
    { encoding: "utf8", timeout: 120_000, env },
  );
  expect(stderr).toBe("");
  return { status, reports: JSON.parse(stdout) as FileReport[] };
}
const verdicts = (report: FileReport | undefined): string[] =>
  (report?.lessons ?? []).flatMap((one) =>
    one.exercises.map((it) => `${it.exercise} ${it.verdict} ${it.mistake ?? "-"} ${it.hints}`),
  );

async function download(page: Page, button: string, path: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  await file.saveAs(path);
  return readFileSync(path, "utf8");
}

/** Two exercises: one tried with its hint opened and left wrong, one solved. */
async function doSomeWork(lab: LabPage): Promise<void> {
  const { page } = lab;
  await lab.open(LESSON);
  await lab.start();
  const wrong = lab.exercise("talking-to-yourself");
  await wrong.getByText("Hint 1 of 3").click();
  await wrong.getByRole("button", { name: "Check", exact: true }).click();
  await expect(wrong.locator("[data-result]")).toContainText("Not yet.");
  const text = readFileSync(join(ROOT, "content/lessons", LESSON, "solution.sh"), "utf8");
  const steps = (text.split("# exercise there-and-back\n")[1] ?? "").split("# exercise")[0] ?? "";
  for (const [, place = "", command = ""] of steps.matchAll(/^root@(\w+):~# (.*)$/gmu)) {
    const tab = page.getByRole("tab", { name: place, exact: true });
    if ((await tab.count()) === 0) {
      await page.getByRole("button", { name: "Open another terminal" }).click();
      await page.getByLabel("Open a terminal on").selectOption(place);
    }
    const mine = page.getByRole("tab").filter({ hasText: new RegExp(`^${place}( \\d+)?$`, "u") });
    await mine.first().click();
    const terminal = Number(await mine.first().getAttribute("data-tab"));
    await lab.prompt(terminal);
    await lab.run(command, terminal);
  }
  const solved = lab.exercise("there-and-back");
  await solved.scrollIntoViewIfNeeded();
  await solved.getByRole("button", { name: "Check", exact: true }).click();
  await expect(solved.locator("[data-result]")).toContainText("Solved.");
  await expect(solved).toHaveAttribute("data-solved", "");
  const quiz = page.locator("form[data-quiz=via-onlink]");
  await quiz.getByLabel("It is on a wire of this machine").check();
}

test("work is handed in, graded, moved and reviewed", async ({ lab, browser, baseURL }, info) => {
  test.setTimeout(420_000);
  const { page } = lab;
  const submission = info.outputPath("ada.json");
  await doSomeWork(lab);

  await test.step("it is handed in as one file of a few kB", async () => {
    await page.getByRole("button", { name: "Lessons" }).click();
    await page.getByRole("link", { name: "Hand in, or move it" }).click();
    await page.getByLabel("Your name").fill("Ada <b>Example</b>");
    await expect(
      page.getByLabel(/^5\. Routing in Linux: 1 of \d exercises solved$/u),
    ).toBeChecked();
    const text = await download(page, "Download submission", submission);
    expect(text.length).toBeLessThan(20_000);
    await lab.axe();
  });

  let inNode: string[] = [];
  await test.step("it is graded in Node with the verdicts of the browser", () => {
    const { status, reports } = grade(submission);
    expect(status).toBe(0);
    expect(reports[0]?.name).toBe("Ada <b>Example</b>");
    inNode = verdicts(reports[0]).filter((one) => !one.includes(" untouched "));
    expect(inNode).toHaveLength(2);
    expect(inNode).toContainEqual("there-and-back solved - 0");
    expect(inNode.find((one) => one.startsWith("talking-to-yourself not-solved"))).toMatch(/ 1$/u);
    expect(reports[0]?.lessons[0]?.quizzes).toMatchObject({ right: 1, answered: 1 });
  });

  await test.step("one byte changed in its log changes or voids the verdict", () => {
    const text = readFileSync(submission, "utf8");
    const touched = info.outputPath("touched.json");
    writeFileSync(touched, text.replace("ip route", "ip toute"));
    const forged = info.outputPath("forged.json");
    const {
      format: _format,
      version: _version,
      digest: _digest,
      ...work
    } = JSON.parse(text) as WorkFile;
    for (const log of work.lessons.flatMap((one) => one.logs))
      for (const input of log.inputs)
        if (input[0] === "k") input[2] = input[2].replace("ip route", "ip toute");
    writeFileSync(forged, writeWork(work));
    const { status, reports } = grade(touched, forged);
    expect(status).toBe(1);
    expect(reports.map((one) => one.status)).toEqual(["altered", "altered"]);
    expect(verdicts(reports[1])).not.toContainEqual("there-and-back solved - 0");
  });

  const progress = info.outputPath("progress.json");
  await test.step("progress is exported, and imported into another browser without loss", async () => {
    await download(page, "Export progress", progress);
    const context = await browser.newContext({ ...(baseURL === undefined ? {} : { baseURL }) });
    const other = await context.newPage();
    await other.goto(`/lessons/${LESSON}/`);
    await other.locator("form[data-quiz]").nth(1).locator("input").first().check();
    await other.locator("form[data-quiz]").nth(1).locator("input").nth(1).check();
    await other.goto("/progress/");
    await expect(other.getByText("You have not solved or tried an exercise")).toBeVisible();
    await other.getByLabel("Import progress from a file").setInputFiles(progress);
    await expect(other.getByText("1 solved exercise more")).toBeVisible();
    await other.getByRole("button", { name: "Add to this browser" }).click();
    await expect(other.getByText("The file's work was added.")).toBeVisible();
    const again = info.outputPath("again.json");
    await download(other, "Download submission", again);
    const { reports } = grade(again);
    expect(verdicts(reports[0]).filter((one) => !one.includes(" untouched "))).toEqual(inNode);
    await other.goto(`/lessons/${LESSON}/`);
    await expect(other.locator("#exercise-there-and-back")).toHaveAttribute("data-solved", "");
    await other.getByRole("button", { name: "Start the lab" }).click();
    await expect
      .poll(() =>
        other.evaluate(async () => {
          const hook = (globalThis as { underlay?: { log(): Promise<{ inputs: unknown[] }> } })
            .underlay;
          return (await hook?.log())?.inputs.length ?? 0;
        }),
      )
      .toBeGreaterThan(20);
    await context.close();
  });

  await test.step("the review page checks it again and scrubs through it", async () => {
    await page.goto("/review/");
    await page.getByLabel("Choose a submission").setInputFiles(submission);
    await expect(page.getByRole("heading", { name: "Ada <b>Example</b>" })).toBeVisible();
    const solved = page.locator("tr[data-exercise=there-and-back]");
    const wrong = page.locator("tr[data-exercise=talking-to-yourself]");
    await expect(solved.locator("[data-verdict]")).toHaveText("Solved");
    await expect(wrong.locator("[data-verdict]")).toContainText("Not solved.");
    await expect(wrong).toContainText("1 hint");
    await solved.getByRole("button", { name: "Replay" }).click();
    const player = page.getByRole("region", { name: /^Replay of / });
    const screen = (): Promise<string> =>
      page.evaluate(
        () => (globalThis as { underlay?: { text(id: number): string } }).underlay?.text(0) ?? "",
      );
    await expect.poll(screen).toContain("net.ipv4.ip_forward = 1");
    await player.getByRole("button", { name: "left", exact: true }).click();
    await expect.poll(screen).toContain("ip route add 10.2.0.0/24 via 10.1.0.1");
    const commands = player.getByRole("list", { name: "What was entered" }).getByRole("button");
    await expect(commands.first()).toContainText("ip ");
    // Before the first key the screen has its prompt alone.
    await player.getByRole("slider", { name: "Moment of the session" }).fill("0");
    await expect(player).toHaveAttribute("data-at", "0");
    await expect.poll(screen).not.toContain("ip ");
    await expect.poll(screen).toMatch(/# ?$/u);
    await player.getByRole("button", { name: "Next command" }).click();
    await expect(player).not.toHaveAttribute("data-at", "0");
    await expect.poll(screen).toContain("ip ");
    await lab.axe();
    await page.screenshot({ path: info.outputPath("review.png"), fullPage: true });
  });

  await test.step("a file that is none, and one that was touched, are named as that", async () => {
    const status = page.locator("[data-review-status]");
    for (const [text, says] of [
      ["<script>alert(1)</script>", "This is not a file of this course."],
      [readFileSync(submission, "utf8").slice(0, -50), "The file ends too early"],
      [
        readFileSync(submission, "utf8").replace("ip route", "ip toute"),
        "something in it was changed",
      ],
    ] as const) {
      await page
        .getByLabel("Choose a submission")
        .setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from(text) });
      await expect(status).toContainText(says);
      await expect(page.locator(".review-table")).toHaveCount(0);
    }
    await page.getByLabel("Choose a submission").setInputFiles(info.outputPath("forged.json"));
    await expect(page.locator("tr[data-exercise=there-and-back] [data-verdict]")).toContainText(
      /Altered|takes another course/u,
    );
  });
});
