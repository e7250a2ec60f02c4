/** The lab in the page: typing, checks, packets, time, reload, reset, a stuck world. */
import { expect, test } from "./page.ts";

const ONE = "01-one-packet-one-wire";

test("typing in a terminal, and Ctrl-C", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  expect(await lab.run("echo one; echo two")).toMatch(
    /echo one; echo two\none\ntwo\nroot@hostA:~#/u,
  );
  await lab.page.keyboard.type("ping 10.0.0.2\n");
  await expect.poll(() => lab.text()).toContain("icmp_seq=2");
  await lab.page.keyboard.press("Control+c");
  await expect
    .poll(() => lab.text())
    .toMatch(
      /\^C\n--- 10\.0\.0\.2 ping statistics ---\n\d+ packets transmitted, \d+ received, 0% packet loss/u,
    );
  await lab.prompt();
});

test("a command of the prose runs in the right terminal with one click", async ({ lab }) => {
  await lab.open(ONE);
  await lab.page.getByRole("button", { name: "Run in hostA: ip -br addr" }).click();
  await expect.poll(() => lab.text(0)).toContain("10.0.0.1/24");
  await lab.page
    .getByRole("button", { name: /^Run in hostB: tcpdump/u })
    .first()
    .click();
  await expect.poll(() => lab.text(1)).toContain("listening on eth0");
  await lab.page.getByRole("button", { name: "Run in hostA: ping -c1 10.0.0.2" }).first().click();
  await expect.poll(() => lab.text(1)).toContain("4 packets captured");
});

test("an exercise: not yet, a wrong state with its own words, then solved, and it is remembered", async ({
  lab,
}) => {
  await lab.open(ONE);
  await lab.start();
  const exercise = lab.exercise("first-packet");
  await exercise.getByRole("button", { name: "Check" }).click();
  await expect(exercise.getByRole("status")).toContainText("Not yet.");
  // hostA already knows hostB when the capture begins: a named wrong state.
  await lab.run("ping -c1 10.0.0.2");
  await lab.page.getByRole("tab", { name: "hostB" }).click();
  await lab.page.locator('[data-terminal="1"] textarea').focus();
  await lab.page.keyboard.type("tcpdump -i eth0 -nn -e\n");
  await expect.poll(() => lab.text(1)).toContain("listening on");
  await lab.run("ping -c1 10.0.0.2", 0);
  await exercise.getByRole("button", { name: "Check" }).click();
  await expect(exercise.getByRole("status")).toContainText("Your capture has ICMP but no ARP");
  await lab.run("ip neigh flush dev eth0", 0);
  await lab.run("ping -c1 10.0.0.2", 0);
  await exercise.getByRole("button", { name: "Check" }).click();
  await expect(exercise.getByRole("status")).toContainText("Solved.");
  await lab.page.reload();
  await expect(lab.exercise("first-packet").locator("[data-state-text]")).toHaveText("Solved");
});

test("a reload brings the world back to the byte", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("echo kept > /tmp/note; ip addr add 10.0.0.77/24 dev eth0");
  const before = await lab.text();
  await lab.page.waitForTimeout(900);
  await lab.page.reload();
  await lab.page.getByRole("button", { name: "Start the lab" }).click();
  await lab.prompt();
  expect((await lab.text()).startsWith(before.trimEnd())).toBe(true);
  expect(await lab.run("cat /tmp/note; ip -br addr show eth0")).toMatch(
    /\nkept\neth0 .*10\.0\.0\.77\/24/u,
  );
});

test("reset is instant, and can be undone", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("touch /tmp/here");
  await lab.page.getByRole("button", { name: "Reset" }).click();
  await expect(lab.page.getByText("The lab is as new.")).toBeVisible();
  await lab.prompt();
  expect(await lab.run("ls /tmp/here")).toContain("No such file or directory");
  await lab.page.getByRole("button", { name: "Undo" }).click();
  await lab.prompt();
  await expect.poll(() => lab.text()).toContain("touch /tmp/here");
});

test("time stops, steps and runs on", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  const clock = lab.page.locator("[data-clock]");
  await lab.page.getByRole("button", { name: "Stop time" }).click();
  await lab.page.waitForTimeout(400);
  const stopped = await clock.textContent();
  await lab.page.waitForTimeout(600);
  expect(await clock.textContent()).toBe(stopped);
  await lab.page.locator('[data-terminal="0"] textarea').focus();
  await lab.page.keyboard.type("ping -c1 10.0.0.2\n");
  for (let i = 0; i < 40 && !(await lab.text()).includes("icmp_seq=1"); i++) {
    await lab.page.getByRole("button", { name: "Step to the next event" }).click();
    await lab.page.waitForTimeout(60);
  }
  await expect.poll(() => lab.text()).toContain("icmp_seq=1");
  await lab.page.getByRole("button", { name: "Let time run" }).click();
  await lab.prompt();
  // Slow motion: a twentieth of the clock's speed, so a second of ours is no tenth of the lab's.
  const seconds = async (): Promise<number> => Number.parseFloat((await clock.textContent()) ?? "");
  await lab.page.getByLabel("Speed of time").selectOption("0.05");
  await lab.page.waitForTimeout(300);
  const [lab0, ours0] = [await seconds(), Date.now()];
  await lab.page.waitForTimeout(1_500);
  const passed = (await seconds()) - lab0;
  expect(passed).toBeGreaterThan(0);
  expect(passed).toBeLessThan(((Date.now() - ours0) / 1_000) * 0.2);
});

test("the packets of an interface: list, layers, bytes, pcap", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("ping -c1 10.0.0.2");
  await lab.page.getByRole("button", { name: /^hostB eth0/u }).click();
  const rows = lab.page.getByRole("grid", { name: "Frames" }).locator(".row:not(.head)");
  await expect(rows.filter({ hasText: "ARP" })).toHaveCount(2);
  const echo = rows.filter({ hasText: /ICMP/u }).first();
  await echo.click();
  const layers = lab.page.getByRole("region", { name: /layer by layer/u });
  await expect(layers.locator("summary")).toHaveCount(4);
  await layers.locator("li button").first().click();
  expect(await lab.page.locator(".bytes .hex .is-marked").count()).toBeGreaterThan(0);
  // And the other way round: the 23rd byte of the frame is its TTL.
  await lab.page.locator(".bytes .hex > span").nth(22).click();
  await expect(layers.locator("li button.is-marked")).toContainText("Time to live");
  const [download] = await Promise.all([
    lab.page.waitForEvent("download"),
    lab.page.getByRole("button", { name: "Save as pcap" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("hostB-eth0.pcap");
});

test("the map as a table says what the map shows", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.page.getByRole("button", { name: "Map as a table" }).click();
  const row = lab.page
    .getByRole("table", { name: "Machine hostA" })
    .getByRole("row", { name: /^eth0/u });
  await expect(row).toContainText("10.0.0.1/24");
  await expect(row).toContainText("hostB:eth0");
});

test("what a program prints cannot make the terminal type", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  // Device attributes, cursor position, title, clipboard, a link to script.
  await lab.run(
    "printf '\\033[c\\033[>c\\033[6n\\033]0;x\\007\\033]52;c;aGk=\\007\\033]8;;javascript:alert(1)\\007link\\033]8;;\\007\\n'",
  );
  await lab.page.waitForTimeout(300);
  expect((await lab.text()).split("\n").at(-1)).toMatch(/^root@hostA:~# ?$/u);
  expect(await lab.page.locator('[data-terminal="0"] a').count()).toBe(0);
});

test("ten megabytes and a flood: the page answers, Ctrl-C works", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.page.locator('[data-terminal="0"] textarea').focus();
  await lab.page.keyboard.type("yes\n");
  await lab.page.waitForTimeout(1_500);
  await lab.page.keyboard.press("Control+c");
  await lab.prompt();
  expect(await lab.run("echo alive")).toContain("\nalive\n");
});

test("the lab without a mouse: start, type, leave", async ({ lab }) => {
  const { page } = lab;
  await lab.open(ONE);
  await page.getByRole("button", { name: "Start the lab" }).focus();
  await page.keyboard.press("Enter");
  await lab.prompt();
  await page.keyboard.type("echo typed\n");
  await expect.poll(() => lab.text()).toContain("\ntyped");
  await page.keyboard.press("Shift+Tab");
  expect(await page.evaluate(() => document.activeElement?.closest(".xterm") === null)).toBe(true);
  await page.keyboard.press("F6");
  await page.keyboard.press("F6");
});

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the running lab, ${scheme}`, async ({ lab }) => {
    test.setTimeout(240_000);
    await lab.page.emulateMedia({ colorScheme: scheme });
    await lab.open(ONE);
    await lab.start();
    await lab.run("ping -c1 10.0.0.2");
    await lab.axe();
    await lab.page.getByRole("button", { name: "Map as a table" }).click();
    await lab.page.getByRole("button", { name: "Map as a table" }).click();
    await lab.page.getByRole("button", { name: /^hostB eth0/u }).click();
    await lab.page.locator(".row:not(.head)").first().click();
    await lab.axe();
  });
}

test("on a phone the lab is a drawer", async ({ lab }) => {
  const { page } = lab;
  await page.setViewportSize({ width: 390, height: 844 });
  await lab.open(ONE);
  await page.getByRole("button", { name: "Lab: Two hosts, one wire" }).click();
  await lab.prompt();
  expect(await lab.run("echo small")).toContain("\nsmall\n");
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  await lab.axe();
  await page.getByRole("button", { name: "Lab: Two hosts, one wire" }).click();
  await expect(page.locator(".lab-body")).toBeHidden();
});

test("the line between text and lab moves by keyboard and mouse, and stays where it was put", async ({
  lab,
}) => {
  await lab.open("01-one-packet-one-wire");
  const line = lab.page.getByRole("separator", { name: "Width of the lab" });
  const width = async (): Promise<number> =>
    (await lab.page.locator("aside.lab").boundingBox())?.width ?? 0;
  const before = await width();
  await line.press("ArrowLeft");
  await line.press("ArrowLeft");
  await expect(line).toHaveAttribute("aria-valuenow", "55");
  expect(await width()).toBeCloseTo(before * (55 / 51), 0);
  const box = await line.boundingBox();
  if (box === null) throw new Error("no box");
  await lab.page.mouse.move(box.x + 5, 400);
  await lab.page.mouse.down();
  await lab.page.mouse.move(1440 * 0.6, 400, { steps: 3 });
  await lab.page.mouse.up();
  await expect(line).toHaveAttribute("aria-valuenow", "40");
  await lab.page.reload();
  await expect(line).toHaveAttribute("aria-valuenow", "40");
  expect(await width()).toBeCloseTo(1440 * 0.4, -1);
  await line.press("Enter");
  expect(await width()).toBeCloseTo(before, 0);
});
