/**
 * From navigation to a typed prompt, in Chromium: a lesson page of the built site, against the floor
 * (xterm.js and a worker that only posts a prompt); and the longest task of the page's main thread, while the
 * lab starts and while it runs flat out. A task's length is told twice: on the clock on the wall, which a busy
 * machine stretches, and in CPU time (Chromium's trace), which it does not. One JSON line.
 */
import { mkdirSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { ARGUMENTS, serve, systemChromium, trace } from "./browser.mjs";

const ROOT = new URL("..", import.meta.url).pathname;
const DIST = process.env.DIST ?? join(ROOT, "dist");
const LESSON = process.argv[2] ?? "/lessons/01-one-packet-one-wire/";
const ROUNDS = Number(process.argv[3] ?? 5);
const FLOOR = "/tmp/underlay-bench/floor";
const PROMPT = (terminal) => /[#$] ?$/u.test(window.underlay?.text(terminal) ?? "");
/** What keeps a world and its page busy, each for so long (ms). */
const FLAT_OUT = ["yes | cat", "ping -f 10.0.0.2"];
const FLAT_OUT_MS = 5_000;

/** The floor: built once with esbuild-like bundling by vite, which the site already has. */
async function buildFloor() {
  mkdirSync(FLOOR, { recursive: true });
  writeFileSync(
    join(FLOOR, "main.js"),
    `
import { Terminal } from ${JSON.stringify(join(ROOT, "node_modules/@xterm/xterm/lib/xterm.mjs"))};
const term = new Terminal();
term.open(document.getElementById("t"));
const w = new Worker(new URL("./w.js", import.meta.url), { type: "module" });
w.onmessage = (e) => term.write(e.data, () => { window.promptAt = performance.now(); });
`,
  );
  writeFileSync(join(FLOOR, "w.js"), `postMessage("root@host:~# ");`);
  writeFileSync(
    join(FLOOR, "index.html"),
    `<!doctype html><title>floor</title><link rel="stylesheet" href="./xterm.css"><div id="t"></div><script type="module" src="./main.js"></script>`,
  );
  writeFileSync(
    join(FLOOR, "xterm.css"),
    readFileSync(join(ROOT, "node_modules/@xterm/xterm/css/xterm.css")),
  );
  const { build } = await import("vite");
  await build({
    root: FLOOR,
    logLevel: "error",
    configFile: false,
    worker: { format: "es" },
    build: { outDir: join(FLOOR, "dist"), emptyOutDir: true },
  });
}

/** Navigate, start the lab, type what keeps it busy, and see the longest task of that time. */
async function flatOut(browser, url, command) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator("[data-lab-start]").first().click({ timeout: 60_000 });
  await page.waitForFunction(PROMPT, 0, { timeout: 60_000, polling: 50 });
  await page.locator('[data-terminal="0"] textarea').focus();
  await page.keyboard.type(`${command}\n`);
  await page.waitForTimeout(1_500);
  await page.evaluate(() => {
    window.longestTask = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries())
        window.longestTask = Math.max(window.longestTask, e.duration);
    }).observe({ type: "longtask" });
  });
  const longestCpu = await trace(browser);
  await page.waitForTimeout(FLAT_OUT_MS);
  const cpu = await longestCpu();
  const wall = await page.evaluate(() => window.longestTask);
  await context.close();
  return { longestTaskMs: wall, longestTaskCpuMs: cpu };
}

async function measure(browser, url, ready, throttled, start = false) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  if (throttled) {
    await cdp.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 150,
      downloadThroughput: 1.6e6 / 8,
      uploadThroughput: 1.6e6 / 8,
    });
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  }
  await page.addInitScript(() => {
    window.longestTask = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries())
        window.longestTask = Math.max(window.longestTask, e.duration);
    }).observe({ type: "longtask", buffered: true });
  });
  const longestCpu = start ? await trace(browser) : async () => 0;
  const started = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  // The lab is started as soon as its button can be pressed: the reader's first act. Found by a plain
  // selector: a search by role is a long task of Playwright's own on the page's main thread.
  if (start) await page.locator("[data-lab-start]").first().click({ timeout: 60_000 });
  await page.waitForFunction(ready, 0, { timeout: 60_000, polling: 10 });
  const took = (performance.now() - started) / 1000;
  // What starts behind the prompt belongs to the start, too.
  if (start) await page.waitForTimeout(2_000);
  const cpu = await longestCpu();
  const longest = await page.evaluate(() => window.longestTask);
  await context.close();
  return { took, longest, cpu };
}

const median = (v) => [...v].sort((a, b) => a - b)[Math.floor(v.length / 2)];
if (!existsSync(DIST)) throw new Error("no dist/: build the site first");
await buildFloor();
const site = await serve(DIST);
const floor = await serve(join(FLOOR, "dist"));
const browser = await chromium.launch({
  executablePath: systemChromium(),
  args: ARGUMENTS,
});
const out = {};
for (const throttled of [false, true]) {
  const ours = [];
  const theirs = [];
  const tasks = [];
  const cpu = [];
  for (let i = 0; i < ROUNDS; i++) {
    theirs.push(
      (await measure(browser, floor.url, () => window.promptAt !== undefined, throttled)).took,
    );
    const one = await measure(browser, site.url + LESSON, PROMPT, throttled, true);
    ours.push(one.took);
    tasks.push(one.longest);
    cpu.push(one.cpu);
  }
  out[throttled ? "throttled" : "plain"] = {
    ours: median(ours),
    floor: median(theirs),
    ratio: median(ours) / median(theirs),
    longestTaskMs: median(tasks),
    longestTaskCpuMs: median(cpu),
  };
}
out.flatOut = {};
for (const command of FLAT_OUT)
  out.flatOut[command] = await flatOut(browser, site.url + LESSON, command);
await browser.close();
site.server.close();
floor.server.close();
console.log(JSON.stringify(out));
