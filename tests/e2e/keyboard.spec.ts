/**
 * Lesson 1 with a keyboard alone, and as a screen reader is told it: every step is reached by Tab, arrows, Enter, Space and F6,
 * and what is reached has a name and a role (accessibility snapshots).
 */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.ts";

/** Tab until something has the focus; a keyboard's way is bounded by what a page holds. */
async function tabTo(page: Page, target: Locator, back = false): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(back ? "Shift+Tab" : "Tab");
  }
  await expect(target).toBeFocused();
}

test("the whole first lesson, by keyboard alone", async ({ lab }) => {
  test.setTimeout(300_000);
  const { page } = lab;
  const inTerminal = (): Promise<boolean> =>
    page.evaluate(() => (document.activeElement?.closest(".xterm") ?? null) !== null);
  await lab.open("01-one-packet-one-wire");

  // The lab: started, typed into, left.
  await tabTo(page, page.getByRole("button", { name: "Start the lab" }));
  await page.keyboard.press("Enter");
  await lab.prompt();
  await page.keyboard.type("ping -c1 10.0.0.2\n");
  await expect.poll(() => lab.text()).toContain("1 received");
  await page.keyboard.press("F6");

  // A question: arrows choose, and what is said of the choice is said to a screen reader.
  const quiz = page.locator('[data-quiz="who-answers"]');
  await tabTo(page, quiz.getByRole("radio").first());
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(quiz.getByRole("status")).not.toHaveText("");
  while (!/^Right\./u.test((await quiz.getByRole("status").textContent()) ?? ""))
    await page.keyboard.press("ArrowDown");

  // An exercise with fields.
  const write = lab.exercise("write-the-header");
  for (const [name, value] of [
    ["dst", "02:00:00:00:00:0a"],
    ["src", "02:00:00:00:00:0b"],
    ["type", "0x0800"],
  ] as const) {
    await tabTo(page, write.locator(`input[name="${name}"]`));
    await page.keyboard.type(value);
  }
  // What is predicted stands before it is looked at; then the world of this exercise shows it.
  await tabTo(page, write.getByRole("button", { name: "This is my prediction" }));
  await lab.newWorld(() => page.keyboard.press("Enter"));
  // The page says that it stands a moment after the world is there; who looks before has looked first.
  await expect(write.locator("[data-predict-state]")).toContainText("Now test it");
  if (!(await inTerminal())) await page.keyboard.press("F6");
  await expect.poll(inTerminal).toBe(true);
  await page.keyboard.type("ping -c1 10.0.0.2\n");
  await expect.poll(() => lab.text()).toContain("1 received");
  await page.keyboard.press("F6");
  await tabTo(page, write.getByRole("button", { name: "Check", exact: true }));
  await page.keyboard.press("Enter");
  await expect(write.locator("[data-result]")).toContainText("Solved.");
  // The other exercises are in the lesson's own lab.
  await tabTo(page, page.getByRole("button", { name: /^Back to the lesson/u }));
  await lab.newWorld(() => page.keyboard.press("Enter"));
  await expect.poll(inTerminal).toBe(true);
  await page.keyboard.press("F6");

  // An exercise with two terminals: the tab list by arrows, the terminal by F6.
  const first = lab.exercise("first-packet");
  const tabs = page.getByRole("tab");
  const chooseTab = async (name: string): Promise<void> => {
    await tabTo(page, page.getByRole("tab", { selected: true }));
    for (let i = 0; i < (await tabs.count()); i++) {
      if ((await page.getByRole("tab", { selected: true }).textContent()) === name) break;
      await page.keyboard.press("ArrowRight");
    }
    await expect(page.getByRole("tab", { name, exact: true })).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await page.keyboard.press("Enter");
    await expect.poll(inTerminal).toBe(true);
  };
  await chooseTab("hostB");
  await page.keyboard.type("tcpdump -i eth0 -nn -e -c 4\n");
  await expect.poll(() => lab.text(1)).toContain("listening on eth0");
  await page.keyboard.press("F6");
  await chooseTab("hostA");
  // In one line: hostB may ask for hostA in between (its entry is probed five seconds after an answer), and hostA learns from that.
  await page.keyboard.type("ip neigh flush dev eth0; ping -c1 10.0.0.2\n");
  await expect.poll(() => lab.text(1), { timeout: 30_000 }).toContain("4 packets captured");
  await page.keyboard.press("F6");
  await tabTo(page, first.getByRole("button", { name: "Check", exact: true }));
  await page.keyboard.press("Enter");
  await expect(first.getByRole("status")).toContainText("Solved.");

  // Two ways to fail: radios by arrows, and the solution played when asked for.
  const fail = lab.exercise("two-ways-to-fail");
  const hints = fail.locator(".hints details");
  for (let i = 0; i < (await hints.count()); i++) {
    await tabTo(page, hints.nth(i).locator("summary"));
    await page.keyboard.press("Enter");
  }
  await tabTo(page, fail.getByRole("button", { name: "Play it in the terminals" }));
  await page.keyboard.press("Enter");
  await expect.poll(() => lab.text(0), { timeout: 30_000 }).toContain("Network is unreachable");
  await expect(fail.getByRole("button", { name: "Play it in the terminals" })).toBeEnabled();

  // The packets: list, layers and bytes.
  await tabTo(page, page.getByRole("tab", { selected: true }), true);
  for (let i = 0; i < (await tabs.count()); i++) {
    if ((await page.getByRole("tab", { selected: true }).textContent()) === "Packets") break;
    await page.keyboard.press("ArrowRight");
  }
  await tabTo(page, page.getByLabel("Interface"));
  await page.getByLabel("Interface").selectOption({ label: "hostB: eth0" });
  await tabTo(page, page.getByRole("grid", { name: "Frames" }));
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("row", { selected: true })).toBeVisible();
  await expect(page.getByRole("region", { name: /^Frame \d+, layer by layer/u })).toBeVisible();
});

test("what a screen reader is told of the first lesson", async ({ lab }) => {
  const { page } = lab;
  await lab.open("01-one-packet-one-wire");
  await expect(page.getByRole("banner")).toMatchAriaSnapshot(`
    - link "Underlay"
    - button "Lessons"
    - navigation "Site":
      - link "Glossary"
      - link "About the sandbox"
    - button "Search"
  `);
  await expect(page.locator('[data-quiz="who-answers"]')).toMatchAriaSnapshot(`
    - group /Who answers an ARP request/:
      - radio "The machine that owns the address"
      - radio "The switch"
      - radio "The gateway, always"
  `);
  await expect(lab.exercise("two-ways-to-fail")).toMatchAriaSnapshot(`
    - heading [level=3]
    - button "Check"
  `);
  await lab.start();
  await expect(page.locator("aside.lab")).toMatchAriaSnapshot(`
    - separator "Width of the lab"
    - tablist "Terminals and packets":
      - tab "hostA" [selected]
      - tab "hostB"
      - tab "Packets"
  `);
});
