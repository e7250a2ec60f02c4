/** The site without its lab: what a reader meets. */
import { expect, test } from "./page.ts";

test("from the home page to lesson 1, by keyboard alone", async ({ lab }) => {
  const { page } = lab;
  await page.goto("/");
  await expect(page).toHaveTitle(/Underlay/u);
  const start = page.getByRole("link", { name: "Start with lesson 1" });
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("Tab");
    if (await start.evaluate((link) => link === document.activeElement)) break;
  }
  await expect(start).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("One packet, one wire");
});

test("every lesson is reachable from every lesson, by the menu", async ({ lab }) => {
  const { page } = lab;
  await lab.open("01-one-packet-one-wire");
  await page.getByRole("button", { name: "Lessons" }).click();
  const menu = page.getByRole("navigation", { name: "Course" });
  await expect(menu.getByRole("link", { name: /One packet, one wire/u })).toHaveAttribute(
    "aria-current",
    "page",
  );
  await menu.getByRole("link", { name: /The Linux bridge/u }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The Linux bridge");
});

test("a page that is only read loads no sandbox", async ({ lab }) => {
  const { page } = lab;
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(request.url());
  });
  await lab.open("01-one-packet-one-wire");
  await page.mouse.move(200, 300);
  await page.mouse.wheel(0, 4_000);
  await page.waitForTimeout(1_500);
  expect(scripts.filter((url) => /worker|start\.|pagefind/u.test(url))).toEqual([]);
  expect(page.workers()).toEqual([]);
});

test("a quiz explains the option that was chosen", async ({ lab }) => {
  const { page } = lab;
  await lab.open("01-one-packet-one-wire");
  const quiz = page.locator('[data-quiz="who-answers"]');
  await quiz.getByLabel("The switch").check();
  await expect(quiz.locator(".why:visible")).toHaveText(/^No\. A switch carries the question/u);
  await quiz.getByLabel("The machine that owns the address").check();
  await expect(quiz.locator(".why:visible")).toHaveText(/^Right\. ARP has no authority/u);
});

test("hints show one by one", async ({ lab }) => {
  await lab.open("01-one-packet-one-wire");
  const hints = lab.exercise("first-packet").locator(".hints details:not(.solution)");
  await expect(hints.nth(0)).toBeVisible();
  await expect(hints.nth(1)).toBeHidden();
  await hints.nth(0).locator("summary").click();
  await expect(hints.nth(1)).toBeVisible();
  await expect(hints.nth(2)).toBeHidden();
});

test("search finds a word in a lesson", async ({ lab }) => {
  const { page } = lab;
  await page.goto("/");
  await page.keyboard.press("Control+k");
  await page.getByRole("searchbox").fill("LOWERLAYERDOWN");
  await expect(page.locator("[data-search] li").first()).toContainText("veth");
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-search]")).toBeHidden();
});

test("a word of the glossary: its sentence on focus, its entry on click", async ({ lab }) => {
  const { page } = lab;
  await lab.open("01-one-packet-one-wire");
  const term = page.locator("a.term").first();
  const tip = term.getByRole("tooltip", { includeHidden: true });
  await term.focus();
  await expect(tip).toBeVisible();
  const id = new URL((await term.getAttribute("href")) ?? "", page.url()).hash;
  await term.click();
  await expect(page).toHaveURL(new RegExp(`/glossary/${id}$`, "u"));
  await expect(page.locator(id)).toBeInViewport();
});

test("the course map: what is solved, and where one left off", async ({ lab }) => {
  const { page } = lab;
  await page.goto("/");
  await page.evaluate(() => {
    const done = (exercises: string[]) => ({ exercises, quizzes: [] });
    localStorage.setItem(
      "underlay.progress.1",
      JSON.stringify([
        ["lessons/03-veth", done(["plug-it", "other-end", "count", "cut-it", "cut-by-namespace"])],
        ["lessons/04-linux-bridge", done(["build-cni0"])],
      ]),
    );
  });
  await lab.open("04-linux-bridge");
  await page.goto("/");
  const map = page.locator(".lesson-list");
  await expect(map.getByRole("link", { name: /veth/u }).first()).toContainText("all solved");
  await expect(map.getByRole("link", { name: /The Linux bridge/u })).toContainText("1 solved");
  await page.getByRole("link", { name: /^Go on with lesson 4/u }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The Linux bridge");
});

test("the theme is kept", async ({ lab }) => {
  const { page } = lab;
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await page.getByRole("button", { name: "Dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await lab.open("02-network-namespaces");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

for (const path of ["/", "/lessons/01-one-packet-one-wire/", "/lessons/03-veth/", "/glossary/"]) {
  test(`nothing is wider than a phone: ${path}`, async ({ lab }) => {
    await lab.page.setViewportSize({ width: 390, height: 844 });
    await lab.page.goto(path);
    expect(await lab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(
      0,
    );
  });
}

test("on paper: the text with what the commands print, without the lab and its buttons", async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open("04-linux-bridge");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("aside.lab")).toBeHidden();
  await expect(page.locator(".run-line").first()).toBeHidden();
  await expect(page.locator(".console-session").first()).toBeVisible();
  await expect(page.getByText("bridge fdb show", { exact: false }).first()).toBeVisible();
  expect((await page.pdf({ format: "A4" })).byteLength).toBeGreaterThan(50_000);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a lesson is whole: text, outputs, questions with their answers, exercises", async ({
    page,
  }) => {
    await page.goto("/lessons/04-linux-bridge/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("The Linux bridge");
    await expect(page.locator(".console-session").first()).toBeVisible();
    const quiz = page.locator("[data-quiz]").first();
    await quiz.getByRole("radio").or(quiz.getByRole("checkbox")).first().check();
    await expect(quiz.locator(".why:visible").first()).toHaveText(/^(Right|No)\./u);
    await expect(page.locator(".exercise").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Start the lab" })).toBeHidden();
    await expect(page.getByRole("button", { name: "Check", exact: true }).first()).toBeHidden();
  });
});
