/**
 * Tests in a browser: the machine's own Chromium where there is one, else Playwright's. Its headless build goes first: the whole
 * program starts pages of its own (the address bar's) with each window, which cost a test more than the site does.
 * `E2E_BROWSER=chromium` takes the one with windows.
 */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { defineConfig } from "@playwright/test";

function onPath(names: readonly string[]): string | undefined {
  for (const directory of (process.env["PATH"] ?? "").split(delimiter)) {
    for (const name of names) {
      const file = join(directory, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not there.
      }
    }
  }
  return undefined;
}

const windowed = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const asked = process.env["E2E_BROWSER"];
const chromium = onPath(asked === undefined ? ["chromium-headless-shell", ...windowed] : [asked]);
const port = Number(process.env["E2E_PORT"] ?? 4377);

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "*.spec.ts",
  timeout: 90_000,
  expect: { timeout: 20_000 },
  // Most of a test is waiting; what measures time compares with something in the same test.
  workers: 2,
  // A browser beside a full machine: a second try counts, and is named as flaky in the list.
  retries: 1,
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    actionTimeout: 30_000,
    viewport: { width: 1440, height: 900 },
    // The course kept for offline reading is the subject of offline.spec.ts alone.
    serviceWorkers: "block",
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    trace: "on-first-retry",
  },
  webServer: {
    command: `node_modules/.bin/astro preview --host 127.0.0.1 --port ${port}`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    env: { ASTRO_TELEMETRY_DISABLED: "1" },
  },
});
