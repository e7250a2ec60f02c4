/**
 * Every test of the project, in one command: format, lint, types, unit and conformance tests, interop
 * with this machine's kernel, the site's build, its weight, and the browser tests. The last line reads `N passed, N failed`.
 * `--quick` leaves out what needs the built site.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const quick = process.argv.includes("--quick");
const scratch = mkdtempSync(join(tmpdir(), "underlay-test-"));
const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${root}node_modules/.bin:${process.env["PATH"] ?? ""}`,
  ASTRO_TELEMETRY_DISABLED: "1",
  NO_COLOR: "1",
  FORCE_COLOR: undefined,
};

let passed = 0;
let failed = 0;
const failures: string[] = [];

function run(title: string, command: string, args: readonly string[]): boolean {
  console.log(`\n── ${title}: ${command} ${args.join(" ")}`);
  const started = performance.now();
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  console.log(`   ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result.status === 0;
}

/** A command that is one test: it passes or it fails. */
function one(title: string, command: string, ...args: string[]): boolean {
  const good = run(title, command, args);
  count(good ? 1 : 0, good ? 0 : 1, title);
  return good;
}

function count(good: number, bad: number, title: string): void {
  passed += good;
  failed += bad;
  if (bad > 0) failures.push(`${title} (${bad})`);
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; name: string; assertionResults: unknown[] }[];
}
interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number };
  errors: unknown[];
}

function vitest(): void {
  const file = join(scratch, "vitest.json");
  const good = run("unit, property and conformance tests", "vitest", [
    "run",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  if (!existsSync(file)) return count(0, 1, "vitest");
  const report = JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  const empty = report.testResults.filter(
    (t) => t.status === "failed" && t.assertionResults.length === 0,
  );
  const bad = report.numFailedTests + empty.length;
  count(report.numPassedTests, bad === 0 && !good ? 1 : bad, "vitest");
}

function playwright(): void {
  const file = join(scratch, "playwright.json");
  env.PLAYWRIGHT_JSON_OUTPUT_NAME = file;
  const good = run("browser tests", "playwright", ["test", "--reporter=list,json"]);
  if (!existsSync(file)) return count(0, 1, "playwright");
  const report = JSON.parse(readFileSync(file, "utf8")) as PlaywrightReport;
  const bad = report.stats.unexpected + report.errors.length;
  count(report.stats.expected + report.stats.flaky, bad === 0 && !good ? 1 : bad, "playwright");
}

/** A real kernel on the other end; its last line says how many of its cases passed, none where it cannot run. */
function interop(): void {
  console.log("\n── interop with this machine's kernel: node tests/interop/run.ts");
  const result = spawnSync(process.execPath, ["tests/interop/run.ts"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  process.stdout.write(result.stdout);
  const told = /^(\d+) passed, (\d+) failed$/m.exec(result.stdout);
  if (told === null) return count(0, 1, "interop");
  const bad = Number(told[2]);
  count(Number(told[1]), bad === 0 && result.status !== 0 ? 1 : bad, "interop");
}

/** A command that is one test, beside others: what it prints is shown in one piece when it has ended. */
async function beside(title: string, command: string, ...args: string[]): Promise<void> {
  const started = performance.now();
  const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  child.stdout.on("data", (bytes: Buffer) => said.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => said.push(bytes));
  const good = await new Promise<boolean>((done) => {
    child.on("error", (error) => {
      said.push(Buffer.from(`${error.message}\n`));
      done(false);
    });
    child.on("close", (status) => {
      done(status === 0);
    });
  });
  console.log(`\n── ${title}: ${command} ${args.join(" ")}`);
  process.stdout.write(Buffer.concat(said));
  console.log(`   ${((performance.now() - started) / 1000).toFixed(1)} s`);
  count(good ? 1 : 0, good ? 0 : 1, title);
}

/** What only reads the sources, in two lanes: a machine that runs this has two cores. */
async function statics(): Promise<void> {
  const rest = async (): Promise<void> => {
    await beside("types of the sandbox", "tsc", "-p", "sandbox/tsconfig.json");
    await beside("types of the rest", "astro", "check", "--minimumFailingSeverity", "error");
    await beside("format", "prettier", "--check", ".", "--log-level", "warn");
  };
  await Promise.all([beside("lint", "eslint", ".", "--max-warnings", "0"), rest()]);
}

// Types of the content's modules are made, not kept: lint and the type checks read them, and a fresh clone has none.
run("types of the content", "astro", ["sync"]);
await statics();
vitest();
interop();
if (!quick) {
  if (one("the site builds", "astro", "build")) {
    one("weight of a lesson page", "node", "bench/sizes.ts", "--check");
    playwright();
  }
}

rmSync(scratch, { recursive: true, force: true });
for (const line of failures) console.log(`failed: ${line}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
