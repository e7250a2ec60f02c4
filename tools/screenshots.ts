/**
 * `npm run screenshots [-- FOLDER [LANGUAGE]]`: pictures of the built site in the machine's Chromium, to be looked at: home, a lesson in
 * both themes and on a phone, the map with its overlay, the packet explorer, a journey, time scrubbed back, the review and
 * the sandbox page. Needs `npm run build`.
 */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { en } from "../site/i18n/en.ts";
import type { Translation } from "../site/i18n/text.ts";

const PORT = 4590;
const SITE = `http://127.0.0.1:${PORT}`;
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const folder = process.argv[2] ?? "screenshots";
const language = process.argv[3] ?? "en";
/** The interface's texts by key: what is clicked has another name in another language. */
const texts = (
  language === "en"
    ? en
    : ((await import(`../site/i18n/${language}.ts`)) as Record<string, Translation>)[language]
) as Translation;
mkdirSync(folder, { recursive: true });

const preview = spawn(
  "node_modules/.bin/astro",
  ["preview", "--host", "127.0.0.1", "--port", String(PORT)],
  { stdio: "ignore" },
);
let browser: Browser | null = null;
try {
  await answers();
  browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  for (const scheme of ["light", "dark"] as const) {
    await page(scheme, WIDE, async (one) => {
      await one.goto(SITE);
      await shot(one, `home-${scheme}`);
      await one.goto(`${SITE}/lessons/11-vxlan-by-hand/`);
      await shot(one, `lesson-${scheme}`);
      await one.goto(`${SITE}/play/`);
      await shot(one, `play-${scheme}`);
      await one.goto(`${SITE}/review/`);
      await shot(one, `review-${scheme}`);
      await one.goto(`${SITE}/progress/`);
      await shot(one, `progress-${scheme}`);
    });
    await page(scheme, WIDE, (one) => tunnel(one, scheme));
    await page(scheme, WIDE, (one) => past(one, scheme));
  }
  await page("light", PHONE, async (one) => {
    await one.goto(SITE);
    await shot(one, "phone-home");
    await one.goto(`${SITE}/lessons/01-one-packet-one-wire/`);
    await shot(one, "phone-lesson");
    await one
      .getByRole("button", { name: new RegExp(`^${texts.labNamed.split("{")[0] ?? ""}`, "u") })
      .click();
    await prompt(one);
    await shot(one, "phone-lab");
    await one.getByRole("tab", { name: texts.packets }).click();
    await shot(one, "phone-packets");
    await one.getByRole("button", { name: texts.timeLine, exact: true }).click();
    await shot(one, "phone-time");
    await one.goto(`${SITE}/lessons/03-veth/`);
    await one.locator('[data-exercise="count"]').scrollIntoViewIfNeeded();
    await shot(one, "phone-exercise");
  });
} finally {
  await browser?.close();
  preview.kill();
}

async function answers(): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await fetch(SITE);
      return;
    } catch {
      await new Promise((done) => setTimeout(done, 200));
    }
  }
  throw new Error("the built site is not served: has `npm run build` been run?");
}

async function page(
  colorScheme: "light" | "dark",
  viewport: typeof WIDE,
  visit: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser?.newContext({ colorScheme, viewport, serviceWorkers: "block" });
  if (context === undefined) return;
  await context.addInitScript((code) => {
    localStorage.setItem("underlay.language", code);
  }, language);
  await visit(await context.newPage());
  await context.close();
}

async function shot(one: Page, name: string): Promise<void> {
  await one.waitForTimeout(700);
  await one.screenshot({ path: join(folder, `${name}.png`) });
  console.log(join(folder, `${name}.png`));
}

async function prompt(one: Page): Promise<void> {
  await one.waitForFunction(() =>
    /# ?$/u.test(
      (globalThis as { underlay?: { text(id: number): string } }).underlay?.text(0) ?? "",
    ),
  );
}

/** Type lines in the terminal of a place. */
async function type(one: Page, place: string, ...lines: string[]): Promise<void> {
  const tab = one.getByRole("tab", { name: place, exact: true });
  await tab.click();
  const id = await tab.getAttribute("data-tab");
  for (const line of lines) {
    await one.locator(`[data-terminal="${id}"] textarea`).focus();
    await one.keyboard.type(`${line}\n`);
    await one.waitForTimeout(900);
  }
}

async function tunnel(one: Page, scheme: string): Promise<void> {
  await one.goto(`${SITE}/lessons/12-ip-in-ip/`);
  await one.getByRole("button", { name: texts.startTheLab }).click();
  await prompt(one);
  const up = "modprobe ipip; ip link set tunl0 up; ip route add";
  await type(one, "worker1", `${up} 192.168.2.66 via 10.30.1.132 dev tunl0 onlink`);
  await type(one, "worker2", `${up} 192.168.1.66 via 10.30.1.131 dev tunl0 onlink`);
  await type(one, "frontend1", "ping -c 2 192.168.2.66");
  await one.waitForTimeout(2_000);
  await shot(one, `map-overlay-${scheme}`);
  await one.getByRole("tab", { name: texts.packets }).click();
  await one.getByLabel(texts.interface).selectOption({ label: "worker1: ens192" });
  await one.locator(".rows .row", { hasText: "192.168.2.66" }).first().click();
  await one.locator(".seen summary").click();
  await shot(one, `packets-${scheme}`);
  await one.getByRole("tab", { name: texts.journey }).click();
  await shot(one, `journey-${scheme}`);
}

async function past(one: Page, scheme: string): Promise<void> {
  await one.goto(`${SITE}/lessons/01-one-packet-one-wire/`);
  await one.getByRole("button", { name: texts.startTheLab }).click();
  await prompt(one);
  await type(one, "hostA", "ping -c 2 10.0.0.2");
  await one.waitForTimeout(2_000);
  await type(one, "hostA", "ip addr add 10.0.0.7/24 dev eth0");
  await one.getByRole("button", { name: texts.timeLine, exact: true }).click();
  const line = one.getByRole("group", { name: texts.timeLine });
  await line.getByRole("button", { name: texts.beforeThePreviousCommand }).click();
  await shot(one, `past-${scheme}`);
  await line.getByRole("button", { name: texts.compare }).click();
  await shot(one, `compare-${scheme}`);
}
