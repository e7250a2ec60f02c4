/**
 * A learner goes through the lessons: an exercise is not yet solved, its solution is typed, it is solved. Lessons 1 to 4 whole; of
 * netfilter, BGP and Services one exercise; of the others the lab's start; or with E2E_COURSE=all each exercise of each. (Every
 * exercise of every lesson is solved in tests/lessons, in the same sandbox; here it is the page that is tested.)
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { parseSteps, type Step } from "../../sandbox/lab/steps.ts";
import { expect, giveAnswer, type LabPage, test } from "./page.ts";

const SPEED = "5";
const LESSONS = join(import.meta.dirname, "../../content/lessons");

/** Exercises in the file's order, with what is typed and answered (the comments before the first are none). */
function solutionsOf(lesson: string): { readonly id: string; readonly steps: readonly Step[] }[] {
  const text = readFileSync(join(LESSONS, lesson, "solution.sh"), "utf8");
  return [...parseSteps(text)].flatMap(([id, steps]) => (id === "" ? [] : [{ id, steps }]));
}

/** The number of the terminal of a place; opened by the "+" of the panel when there is none. */
async function terminalOf(lab: LabPage, place: string): Promise<number> {
  const { page } = lab;
  const tab = page
    .getByRole("tab")
    .filter({ hasText: new RegExp(`^${place}( \\d+)?$`, "u") })
    .first();
  if ((await tab.count()) === 0) {
    await page.getByRole("button", { name: "Open another terminal" }).click();
    await page.getByLabel("Open a terminal on").selectOption(place);
    await expect(tab).toBeVisible();
  }
  await tab.click();
  return Number(await tab.getAttribute("data-tab"));
}

/** Time stands still, a ping is typed, and step by step the ARP reply comes in at hostA:eth0: what the clock shows then. */
async function instantOfReply(lab: LabPage, terminal: number, command: string): Promise<string> {
  const { page } = lab;
  await page.getByRole("button", { name: "Stop time" }).click();
  await page.locator(`[data-terminal="${terminal}"] textarea`).focus();
  await page.keyboard.type(`${command}\n`);
  await page.getByRole("tab", { name: "Packets" }).click();
  await page.getByLabel("Interface").selectOption({ label: "hostA: eth0" });
  const frames = async (): Promise<number> =>
    Number.parseInt((await page.locator(".packets-count").textContent()) ?? "0", 10);
  const before = await frames();
  const replied = (): Promise<boolean> =>
    page
      .locator(".rows .row:not(.head)")
      .evaluateAll(
        (rows, seen) =>
          rows.some(
            (row) =>
              Number(row.firstElementChild?.textContent) > seen &&
              /← 10\.0\.0\.2 is at/u.test(row.textContent),
          ),
        before,
      );
  for (let i = 0; i < 30 && !(await replied()); i++) {
    await page.getByRole("button", { name: "Step to the next event" }).click();
    await page.waitForTimeout(250);
  }
  expect(await replied()).toBe(true);
  const instant = (await page.locator("[data-clock]").textContent()) ?? "";
  expect(instant).toMatch(/\.\d{6}/u);
  await page.getByRole("button", { name: "Let time run" }).click();
  await page.getByRole("tab", { name: "hostA", exact: true }).click();
  return instant;
}

/** What is to be read off the clock is filled in when it is known. */
function fill(
  exercise: Locator,
  { field, value }: Extract<Step, { kind: "answer" }>,
  instant: string,
): Promise<void> {
  return giveAnswer(exercise, field, value.startsWith("clock when") ? instant : value);
}

/** Virtual seconds, at five times the clock's speed or, when they are many, at a hundred times. */
async function letPass(page: Page, seconds: number): Promise<void> {
  const speed = seconds > 20 ? "100" : SPEED;
  await page.getByLabel("Speed of time").selectOption(speed);
  await page.waitForTimeout((seconds * 1_000) / Number(speed) + 1_500);
  await page.getByLabel("Speed of time").selectOption(SPEED);
}

/** The exercise that is typed of a lesson beyond the fourth; the first of lesson 13 waits a minute for its sessions. */
const TYPED_LATER: ReadonlyMap<number, number> = new Map([
  [6, 0],
  [13, 1],
  [17, 0],
]);

/** Those of a lesson's exercises that are typed here. */
function typedOf<T>(lesson: string, exercises: readonly T[]): readonly T[] {
  const number = Number(lesson.slice(0, 2));
  if (number <= 4 || process.env["E2E_COURSE"] === "all") return exercises;
  const one = TYPED_LATER.get(number);
  return one === undefined ? [] : exercises.slice(one, one + 1);
}

for (const lesson of readdirSync(LESSONS).filter((name) =>
  existsSync(join(LESSONS, name, "solution.sh")),
)) {
  const typed = typedOf(lesson, solutionsOf(lesson));
  test(`lesson ${lesson}: its lab starts${typed.length > 0 ? ", exercises are solved by typing" : ""}`, async ({
    lab,
  }) => {
    test.setTimeout(240_000);
    const { page } = lab;
    await lab.open(lesson);
    await lab.start();
    await page.getByLabel("Speed of time").selectOption(SPEED);
    for (const solution of typed) {
      await test.step(solution.id, async () => {
        const exercise = lab.exercise(solution.id);
        const setUp = exercise.getByRole("button", { name: "Set up this exercise" });
        const back = page.getByRole("button", { name: /^Back to the lesson/u });
        const change = (await setUp.count()) > 0 ? setUp : (await back.count()) > 0 ? back : null;
        if (change !== null) await lab.newWorld(() => change.click());
        await expect(page.getByRole("tab").first()).toBeVisible();
        await lab.prompt(0);
        const busy = new Set<number>();
        const answers = solution.steps.filter((step) => step.kind === "answer");
        const byStepping = answers.some((one) => one.value.startsWith("clock when"));
        let instant = "";
        let last = 0;
        for (const step of solution.steps) {
          if (step.kind === "answer") {
            await fill(exercise, step, instant);
            continue;
          }
          if (step.kind === "predict") {
            await exercise.getByRole("button", { name: "This is my prediction" }).click();
            await expect(exercise.getByRole("button", { name: "Predict again" })).toBeVisible();
            continue;
          }
          if (step.kind === "wait") {
            await letPass(page, step.seconds);
            continue;
          }
          const terminal = step.place === null ? last : await terminalOf(lab, step.place);
          last = terminal;
          if (step.kind === "key") {
            await page.waitForTimeout(1_000);
            await page.locator(`[data-terminal="${terminal}"] textarea`).focus();
            await page.keyboard.press(`Control+${step.key}`);
            continue;
          }
          await lab.prompt(terminal);
          if (byStepping && step.text.startsWith("ping")) {
            instant = await instantOfReply(lab, terminal, step.text);
            busy.add(terminal);
            continue;
          }
          await page.locator(`[data-terminal="${terminal}"] textarea`).focus();
          await page.keyboard.type(`${step.text}\n`);
          busy.add(terminal);
          await page.waitForTimeout(350);
        }
        for (const terminal of busy) {
          await lab.prompt(terminal);
        }
        for (const answer of answers)
          if (answer.value.startsWith("clock when")) await fill(exercise, answer, instant);
        await exercise.getByRole("button", { name: "Check", exact: true }).click();
        await expect(exercise.locator("[data-result]")).toContainText("Solved.");
      });
    }
  });
}
