/**
 * From navigation to a typed prompt, in Chromium: a lesson page of the built site, against the floor
 * (xterm.js and a worker that only posts a prompt). One JSON line.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { execFileSync } from "node:child_process";
import { chromium } from "@playwright/test";

const ROOT = new URL("..", import.meta.url).pathname;
const DIST = process.env.DIST ?? join(ROOT, "dist");
const LESSON = process.argv[2] ?? "/lessons/01-one-packet-one-wire/";
const ROUNDS = Number(process.argv[3] ?? 5);
const FLOOR = "/tmp/underlay-bench/floor";
void spawn;

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

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
function serve(dir) {
  const server = createServer((req, res) => {
    let path = join(dir, decodeURIComponent(new URL(req.url, "http://x").pathname));
    if (existsSync(path) && statSync(path).isDirectory()) path = join(path, "index.html");
    if (!existsSync(path)) {
      res.writeHead(404).end();
      return;
    }
    const body = gzipSync(readFileSync(path), { level: 9 });
    res.writeHead(200, {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "content-encoding": "gzip",
      "content-length": body.length,
    });
    res.end(body);
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({ server, url: `http://127.0.0.1:${server.address().port}` }),
    ),
  );
}

function systemChromium() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      /* next */
    }
  }
  return undefined;
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
  const started = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  // The lab is started as soon as its button can be pressed: the reader's first act. Found by a plain
  // selector: a search by role is a long task of Playwright's own on the page's main thread.
  if (start) await page.locator("[data-lab-start]").first().click({ timeout: 60_000 });
  await page.waitForFunction(ready, undefined, { timeout: 60_000, polling: 10 });
  const took = (performance.now() - started) / 1000;
  const longest = await page.evaluate(() => window.longestTask);
  await context.close();
  return { took, longest };
}

const median = (v) => [...v].sort((a, b) => a - b)[Math.floor(v.length / 2)];
if (!existsSync(DIST)) throw new Error("no dist/: build the site first");
await buildFloor();
const site = await serve(DIST);
const floor = await serve(join(FLOOR, "dist"));
const browser = await chromium.launch({
  executablePath: systemChromium(),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const out = {};
for (const throttled of [false, true]) {
  const ours = [];
  const theirs = [];
  const tasks = [];
  for (let i = 0; i < ROUNDS; i++) {
    theirs.push(
      (await measure(browser, floor.url, () => window.promptAt !== undefined, throttled)).took,
    );
    const one = await measure(
      browser,
      site.url + LESSON,
      () => /[#$] ?$/.test(window.underlay?.text(0) ?? ""),
      throttled,
      true,
    );
    ours.push(one.took);
    tasks.push(one.longest);
  }
  out[throttled ? "throttled" : "plain"] = {
    ours: median(ours),
    floor: median(theirs),
    ratio: median(ours) / median(theirs),
    longestTaskMs: median(tasks),
  };
}
await browser.close();
site.server.close();
floor.server.close();
console.log(JSON.stringify(out));
