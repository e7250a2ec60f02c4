/**
 * How the running page feels, in Chromium: a key's way to the screen while 1,000 packets a second flow (and
 * while none do), and the frames of the map and of the packet list with 10,000 packets in it and more coming.
 * Beside the gaps between frames, which a busy machine stretches, stands the longest task in CPU time.
 * One JSON line; `--check` fails over the goals: echo p95 under 30 ms, no frame over 50 ms.
 */
import { join } from "node:path";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { ARGUMENTS, serve, systemChromium, trace } from "./browser.mjs";

const ROOT = new URL("..", import.meta.url).pathname;
const DIST = process.env.DIST ?? join(ROOT, "dist");
const LESSON = "/lessons/01-one-packet-one-wire/";
const KEYS = 60;
const KEY_EVERY_MS = 80;
const FRAMES_MS = 5_000;
const PACKETS = 10_000;
const GOALS = { echoP95Ms: 30, longestFrameMs: 50 };

if (!existsSync(join(DIST, "index.html"))) throw new Error("no dist/: build the site first");
const site = await serve(DIST);
const browser = await chromium.launch({ executablePath: systemChromium(), args: ARGUMENTS });
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const page = await context.newPage();

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
const round = (ms) => Math.round(ms * 10) / 10;

/** Keys, one by one: from the event's own time to the frame in which the terminal has drawn it. */
async function echo() {
  await page.locator('[data-terminal="0"] textarea').focus();
  await page.evaluate(() => {
    window.echoes = [];
    window.onKey ??= (event) => {
      const { timeStamp } = event;
      void window.underlay.drawn(0).then((drawn) => window.echoes.push(drawn - timeStamp));
    };
    window.addEventListener("keydown", window.onKey, true);
  });
  for (let i = 0; i < KEYS; i++) {
    await page.keyboard.press("abcdefghij"[i % 10] ?? "a");
    await page.waitForTimeout(KEY_EVERY_MS);
  }
  await page.waitForTimeout(300);
  const echoes = await page.evaluate(() => {
    window.removeEventListener("keydown", window.onKey, true);
    return window.echoes;
  });
  await page.keyboard.press("Control+u");
  if (echoes.length < KEYS * 0.9)
    throw new Error(`only ${echoes.length} of ${KEYS} keys came back`);
  return {
    p50: round(at(echoes, 0.5)),
    p95: round(at(echoes, 0.95)),
    max: round(Math.max(...echoes)),
  };
}

/** The gaps between frames for a while; `during` runs in the page at each. */
async function frames(during = null) {
  const longestCpu = await trace(browser);
  const gaps = await page.evaluate(
    async ([ms, scroll]) => {
      const list = scroll === null ? null : document.querySelector(scroll);
      const gaps = [];
      const end = performance.now() + ms;
      let last = await new Promise(window.requestAnimationFrame);
      while (performance.now() < end) {
        if (list !== null)
          list.scrollTop =
            (list.scrollTop + 97) % Math.max(1, list.scrollHeight - list.clientHeight);
        const now = await new Promise(window.requestAnimationFrame);
        gaps.push(now - last);
        last = now;
      }
      return gaps;
    },
    [FRAMES_MS, during],
  );
  return {
    longestTaskCpuMs: round(await longestCpu()),
    perSecond: round((gaps.length * 1000) / FRAMES_MS),
    p95: round(at(gaps, 0.95)),
    p99: round(at(gaps, 0.99)),
    longest: round(Math.max(...gaps)),
  };
}

/** A pcap file of small UDP frames. */
function capture(count) {
  const frame = Buffer.alloc(60);
  frame.write("021122334455021122334466080045000020000040004011", 0, "hex");
  const file = Buffer.alloc(24 + count * 76);
  file.writeUInt32LE(0xa1b2c3d4, 0);
  file.writeUInt16LE(2, 4);
  file.writeUInt16LE(4, 6);
  file.writeUInt32LE(65_535, 16);
  file.writeUInt32LE(1, 20);
  for (let i = 0; i < count; i++) {
    const start = 24 + i * 76;
    file.writeUInt32LE(Math.floor(i / 1000), start);
    file.writeUInt32LE((i % 1000) * 1000, start + 4);
    file.writeUInt32LE(60, start + 8);
    file.writeUInt32LE(60, start + 12);
    frame.writeUInt32BE(0x0a000001 + (i % 200), 26);
    frame.writeUInt32BE(0x0a000002, 30);
    frame.writeUInt16BE(1024 + (i % 60_000), 34);
    frame.writeUInt16BE(53, 36);
    frame.writeUInt16BE(12, 38);
    frame.copy(file, start + 16);
  }
  return file;
}

await page.goto(site.url + LESSON);
await page.locator("[data-lab-start]").first().click({ timeout: 60_000 });
await page.waitForFunction(() => /[#$] ?$/u.test(window.underlay?.text(0) ?? ""), undefined, {
  timeout: 60_000,
});
await page.waitForTimeout(2_000);
const out = { idle: { echo: await echo(), map: await frames() } };
await page.locator('[data-terminal="0"] textarea').focus();
// A request and its answer every 2 ms: 1,000 packets a second.
await page.keyboard.type("ping -q -i 0.002 10.0.0.2 > /dev/null &\n");
await page.waitForTimeout(2_000);
out.flowing = { echo: await echo(), map: await frames() };
await page.getByRole("tab", { name: "Packets" }).click();
await page.locator(".packets select").first().selectOption({ label: "hostA: eth0" });
await page.waitForTimeout(1_000);
out.flowing.live = await frames();
await page.locator('.packets input[type="file"]').setInputFiles({
  name: "ten-thousand.pcap",
  mimeType: "application/vnd.tcpdump.pcap",
  buffer: capture(PACKETS),
});
await page.waitForFunction(
  (count) =>
    document.querySelector(".packets-count")?.textContent?.startsWith(String(count)) === true,
  PACKETS,
  { timeout: 60_000 },
);
out.flowing.list = await frames(".packets .rows");
await browser.close();
site.server.close();
console.log(JSON.stringify(out));
const slow =
  out.flowing.echo.p95 > GOALS.echoP95Ms ||
  Math.max(out.flowing.map.longest, out.flowing.live.longest, out.flowing.list.longest) >
    GOALS.longestFrameMs;
if (slow && process.argv.includes("--check")) process.exit(1);
