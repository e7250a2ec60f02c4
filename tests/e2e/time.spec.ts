/** Time in the panel: back to any instant, branch, undo, to the next timer, and tables compared. */
import { mkdirSync } from "node:fs";
import type { LabPage } from "./page.ts";
import { expect, test } from "./page.ts";

const ONE = "01-one-packet-one-wire";
/** With SHOTS=1 pictures are written here, to be looked at. */
const SHOTS = process.env["SHOTS"] === undefined ? null : "/tmp/time-shots";
if (SHOTS !== null) mkdirSync(SHOTS, { recursive: true });

async function shot(lab: LabPage, name: string): Promise<void> {
  if (SHOTS !== null) await lab.page.screenshot({ path: `${SHOTS}/${name}.png` });
}
test.setTimeout(240_000);
const openLine = (lab: LabPage) =>
  lab.page.getByRole("button", { name: "Time line", exact: true }).click();
const line = (lab: LabPage) => lab.page.getByRole("group", { name: "Time line" });
const past = (lab: LabPage, terminal: number): Promise<string> => lab.text(1_000 + terminal);

test("back to an earlier instant, look around there, and forward again", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("ping -c1 10.0.0.2");
  await lab.run("ip addr add 10.0.0.77/24 dev eth0");
  await expect(lab.page.locator(".map text", { hasText: "10.0.0.77/24" })).toBeVisible();
  await openLine(lab);
  await line(lab).getByRole("button", { name: "Before the previous command" }).click();
  // The address is not there yet: on the map, in the tables, on the terminal.
  await expect(lab.page.getByText("Nothing can be typed here.")).toBeVisible();
  await expect(lab.page.locator(".map text", { hasText: "10.0.0.77/24" })).toHaveCount(0);
  await expect.poll(() => past(lab, 0)).toContain("1 packets transmitted, 1 received");
  expect(await past(lab, 0)).not.toContain("10.0.0.77");
  await shot(lab, "past-light");
  await lab.page.getByRole("button", { name: "Map as a table" }).click();
  const table = lab.page.getByRole("table", { name: "Machine hostA" });
  await expect(table.getByRole("row", { name: /^eth0/u })).toContainText("10.0.0.1/24");
  await expect(table.getByText("10.0.0.2 dev eth0")).toBeVisible();
  // One command earlier nobody had asked for hostB, and no frame had passed.
  await line(lab).getByRole("button", { name: "Before the previous command" }).click();
  await expect(table.getByText("10.0.0.2 dev eth0")).toHaveCount(0);
  await lab.page.getByRole("button", { name: "Map as a table" }).click();
  await lab.page.getByRole("button", { name: /^hostA eth0/u }).click();
  const rows = lab.page.getByRole("grid", { name: "Frames" }).locator(".row:not(.head)");
  await expect(rows.filter({ hasText: "ICMP" })).toHaveCount(0);
  // Frame by frame.
  const next = line(lab).getByRole("button", { name: "Next packet" });
  await next.click();
  await expect(rows.filter({ hasText: "ARP" })).toHaveCount(1);
  for (let i = 0; i < 4; i++) await next.click();
  await expect(rows.filter({ hasText: "ICMP" }).first()).toBeVisible();
  await lab.page.getByRole("button", { name: "Back to now" }).first().click();
  await expect(lab.page.locator(".map text", { hasText: "10.0.0.77/24" })).toBeVisible();
  await lab.page.getByRole("tab", { name: "hostA" }).click();
  expect(await lab.run("echo here")).toContain("\nhere");
});

test("the slider goes by keyboard, and the past is not typed into", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("touch /tmp/a");
  await openLine(lab);
  const slider = line(lab).getByRole("slider", { name: "Instant of the session" });
  await slider.focus();
  await lab.page.keyboard.press("Home");
  await expect
    .poll(() => slider.getAttribute("aria-valuetext"))
    .toContain("before the first command");
  const log = await lab.page.evaluate(async () =>
    JSON.stringify(await (globalThis as unknown as Hook).underlay.log()),
  );
  await lab.page.locator(".past-terms .review-screen").first().click();
  await lab.page.keyboard.type("rm -rf /tmp/a\n");
  await lab.page.waitForTimeout(300);
  expect(
    await lab.page.evaluate(async () =>
      JSON.stringify(await (globalThis as unknown as Hook).underlay.log()),
    ),
  ).toBe(log);
  await slider.focus();
  await lab.page.keyboard.press("End");
  await expect(lab.page.getByText("Nothing can be typed here.")).toBeHidden();
  expect(await lab.run("ls /tmp/a")).toContain("\n/tmp/a");
});

test("a branch goes on from the past; what was left is kept, and can be had back after a reload", async ({
  lab,
}) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("echo one > /tmp/f");
  await lab.run("echo two > /tmp/f");
  await openLine(lab);
  await line(lab).getByRole("button", { name: "Before the previous command" }).click();
  await line(lab).getByRole("button", { name: "Go on from here" }).click();
  await expect(lab.page.getByText("What you had done since is kept")).toBeVisible();
  await lab.prompt();
  expect(await lab.run("cat /tmp/f")).toMatch(/\none\n/u);
  await lab.page.waitForTimeout(900);
  await lab.page.reload();
  await lab.page.getByRole("button", { name: "Start the lab" }).click();
  await lab.prompt();
  expect(await lab.text()).toContain("cat /tmp/f");
  await openLine(lab);
  await line(lab).getByRole("button", { name: "Other courses (1)" }).click();
  await expect(line(lab).getByText("echo two > /tmp/f")).toBeVisible();
  await line(lab).getByRole("button", { name: "Go there" }).click();
  await lab.prompt();
  await expect.poll(() => lab.text()).toContain("echo two > /tmp/f");
  expect(await lab.run("cat /tmp/f")).toMatch(/\ntwo\n/u);
  // Nothing is lost: the other course is now the one that was left.
  await line(lab).getByRole("button", { name: "Other courses (1)" }).click();
  await expect(line(lab).getByText("cat /tmp/f", { exact: false })).toBeVisible();
});

test("the last command is undone, and the undoing too", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("echo kept");
  await lab.run("ip link set eth0 down");
  await expect(lab.page.getByRole("button", { name: /^hostA eth0, down/u })).toBeVisible();
  await openLine(lab);
  await line(lab).getByRole("button", { name: "Undo last command" }).click();
  await expect(lab.page.getByText("Undone: “ip link set eth0 down”.")).toBeVisible();
  await expect(lab.page.getByRole("button", { name: /^hostA eth0, up/u })).toBeVisible();
  await lab.prompt();
  expect(await lab.text()).toMatch(/echo kept\nkept\nroot@hostA:~# ?$/u);
  await lab.page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(lab.page.getByRole("button", { name: /^hostA eth0, down/u })).toBeVisible();
});

test("time runs to the next timer of a kind and stands there", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("ping -c1 10.0.0.2");
  await openLine(lab);
  const forward = line(lab).getByRole("combobox", { name: "Fast-forward to the next timer" });
  const state = async (): Promise<string> => {
    await lab.page.getByRole("button", { name: "Map as a table" }).click();
    const cell = lab.page
      .getByRole("table", { name: "Machine hostA" })
      .getByText("10.0.0.2 dev eth0");
    const text = (await cell.textContent()) ?? "";
    await lab.page.getByRole("button", { name: "Map as a table" }).click();
    return text;
  };
  expect(await state()).toContain("REACHABLE");
  // DELAY and REACHABLE timers of both hosts: not more than a handful until hostA doubts.
  for (let i = 0; i < 6 && !(await state()).includes("STALE"); i++) {
    await forward.focus();
    await expect(forward.locator("option", { hasText: "Neighbour state" })).toHaveCount(1);
    await forward.selectOption("Neighbour state");
    await expect(lab.page.locator(".time-state")).toHaveText("paused");
  }
  expect(await state()).toContain("STALE");
  await lab.page.getByRole("button", { name: "Let time run" }).click();
  await lab.prompt();
});

test("tables of two instants and of two machines, as a difference", async ({ lab }) => {
  await lab.open(ONE);
  await lab.start();
  await lab.run("ip route add 192.0.2.0/24 via 10.0.0.2");
  await openLine(lab);
  await line(lab).getByRole("button", { name: "Compare" }).click();
  const region = lab.page.getByRole("region", { name: "Differences" });
  const routes = region.getByRole("region", { name: "Routes", exact: true });
  await expect(routes.locator(".is-new")).toHaveText(/192\.0\.2\.0\/24 via 10\.0\.0\.2 dev eth0/u);
  await expect(routes.locator(".is-gone")).toHaveCount(0);
  await expect(region.getByRole("region", { name: "Rules" })).toHaveCount(0);
  await shot(lab, "compare-light");
  await lab.axe();
  // hostA and hostB now.
  const before = lab.page.getByRole("group", { name: "Before", exact: true });
  const after = lab.page.getByRole("group", { name: "After", exact: true });
  await before.getByRole("combobox", { name: "Before: when" }).selectOption("now");
  await after.getByRole("combobox", { name: "After: where" }).selectOption("hostB");
  const addresses = region.getByRole("region", { name: "Addresses" });
  await expect(addresses.locator(".is-gone mark").first()).toContainText("10.0.0.1/24");
  await expect(addresses.locator(".is-new mark").first()).toContainText("10.0.0.2/24");
  // The learner's own world has not noticed: nothing ran in it.
  await lab.page.getByRole("tab", { name: "hostA" }).click();
  expect(await lab.run("history | tail -2")).not.toContain("iptables");
});

test("an hour back in under a second", async ({ lab }) => {
  test.slow();
  await lab.open(ONE);
  await lab.start();
  await lab.page.locator('[data-terminal="0"] textarea').focus();
  await lab.page.keyboard.type("ping -i 0.5 -q 10.0.0.2\n");
  await lab.page.waitForTimeout(300);
  await openLine(lab);
  await lab.page.evaluate(() => {
    (globalThis as unknown as Hook).underlay.skip(3_600_000_000);
  });
  await expect(lab.page.locator(".time-state")).toHaveText("skipping");
  await expect(lab.page.locator(".time-state")).not.toHaveText("skipping", { timeout: 60_000 });
  await lab.page.getByRole("button", { name: "Stop time" }).click();
  const took = await lab.page.evaluate(async () => {
    const hook = (globalThis as unknown as Hook).underlay;
    const started = performance.now();
    await hook.look(hook.begin());
    const toTheStart = performance.now() - started;
    // The farthest from any beginning: nearly all of the hour is played again.
    const again = performance.now();
    await hook.look(hook.begin() + 3_590_000_000);
    return [toTheStart, performance.now() - again] as const;
  });
  console.log(`an hour back: ${took[0].toFixed(0)} ms, ten seconds back: ${took[1].toFixed(0)} ms`);
  expect(took[0]).toBeLessThan(1_000);
  // Under a second on a machine that does nothing else (bench/replay-hour.ts); this one may be shared.
  expect(took[1]).toBeLessThan(8_000);
  await expect(lab.page.locator("[data-clock]")).toHaveText(/^59:5\d\.\d+$/u);
});

test("axe finds nothing on the time line in the past, dark", async ({ lab }) => {
  await lab.page.emulateMedia({ colorScheme: "dark" });
  await lab.open(ONE);
  await lab.start();
  await lab.run("ping -c1 10.0.0.2");
  await openLine(lab);
  await line(lab).getByRole("button", { name: "Before the previous command" }).click();
  await expect(lab.page.getByText("Nothing can be typed here.")).toBeVisible();
  await shot(lab, "past-dark");
  await lab.axe();
});

test("the time line on a phone: nothing is cut off", async ({ lab }) => {
  await lab.page.setViewportSize({ width: 390, height: 844 });
  await lab.open(ONE);
  await lab.page.getByRole("button", { name: /^Lab:/u }).click();
  await lab.prompt();
  await lab.run("ping -c1 10.0.0.2");
  await openLine(lab);
  await line(lab).getByRole("button", { name: "Before the previous command" }).click();
  await expect(lab.page.getByText("Nothing can be typed here.")).toBeVisible();
  await shot(lab, "past-phone");
  const over = await lab.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>(".lab-root button, .lab-root select, .time-line *")]
      .filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width > 0 && one.closest(".tab-list") === null && box.right > innerWidth + 1;
      })
      .map((one) => one.outerHTML.slice(0, 90)),
  );
  expect(over).toEqual([]);
  await line(lab).getByRole("button", { name: "Compare" }).click();
  await expect(lab.page.getByRole("region", { name: "Differences" })).toBeVisible();
  await shot(lab, "compare-phone");
  await lab.axe();
});

interface Hook {
  underlay: {
    log(): Promise<unknown>;
    skip(us: number): void;
    begin(): number;
    look(at: number): Promise<void>;
  };
}
