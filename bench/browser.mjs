/** What the measurements in Chromium share: the machine's own browser (its headless build before the one with windows), and a server that compresses once. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

export const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".xml": "application/xml",
};

/** A folder over HTTP on a free port, as gzip -9. */
export function serve(dir) {
  const bodies = new Map();
  const server = createServer((req, res) => {
    let path = join(dir, decodeURIComponent(new URL(req.url, "http://x").pathname));
    if (existsSync(path) && statSync(path).isDirectory()) path = join(path, "index.html");
    if (!existsSync(path)) {
      res.writeHead(404).end();
      return;
    }
    const body = bodies.get(path) ?? gzipSync(readFileSync(path), { level: 9 });
    bodies.set(path, body);
    res.writeHead(200, {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "content-encoding": "gzip",
      "content-length": body.length,
      "cache-control": path.includes("/_astro/") ? "max-age=31536000, immutable" : "no-cache",
    });
    res.end(body);
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({ server, url: `http://127.0.0.1:${server.address().port}` }),
    ),
  );
}

export function systemChromium() {
  for (const name of ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // The next one.
    }
  }
  return undefined;
}

/**
 * The longest task of the site's main thread, in CPU milliseconds, until the returned function is called. Only
 * threads that have seen an address of this machine count: Chromium has pages of its own (the address bar's popup), whose start is a longer task than any of ours.
 */
export async function trace(browser) {
  const cdp = await browser.newBrowserCDPSession();
  const events = [];
  cdp.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await cdp.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "devtools.timeline"] },
  });
  return async () => {
    const done = new Promise((resolve) => cdp.once("Tracing.tracingComplete", resolve));
    await cdp.send("Tracing.end");
    await done;
    await cdp.detach();
    const thread = (event) => `${event.pid}.${event.tid}`;
    const site = new Set(
      events.filter((event) => event.args.data?.url?.startsWith("http://127.0.0.1")).map(thread),
    );
    const mains = new Set(
      events
        .filter((event) => event.name === "thread_name" && event.args.name === "CrRendererMain")
        .map(thread)
        .filter((one) => site.has(one)),
    );
    if (mains.size === 0) throw new Error("the trace has no thread of the site");
    const tasks = events.filter(
      (event) => event.ph === "X" && /RunTask$/u.test(event.name) && mains.has(thread(event)),
    );
    return Math.max(0, ...tasks.map((event) => event.tdur ?? 0)) / 1000;
  };
}
