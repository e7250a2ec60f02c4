/** What the measures share: child processes timed in CPU seconds, medians, and the table's rows. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

export const ROOT = new URL("..", import.meta.url).pathname;
export const NODE = process.execPath;

export interface Row {
  /** performance.md's number, e.g. "P3". */
  readonly id: string;
  readonly what: string;
  /** Ratio ours : anchor in the direction in which more is better; null: not measured. */
  readonly ratio: number | null;
  readonly ours: string;
  readonly anchor: string;
  /** Must hold. null: no floor. */
  readonly floor: number | null;
  readonly moonshot: number | null;
  /** Why it was not measured. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function have(command: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;
}

/** Root and working network namespaces: what the kernel anchors need. */
export function haveNamespaces(): boolean {
  return (
    process.getuid?.() === 0 && have("ip") && spawnSync("unshare", ["-n", "true"]).status === 0
  );
}

export function shell(command: string, timeoutMs = 120_000): { out: string; ok: boolean } {
  const result = spawnSync("bash", ["-c", command], {
    cwd: ROOT,
    encoding: "utf8",
    timeout: timeoutMs,
    maxBuffer: 64 << 20,
  });
  return { out: result.stdout + result.stderr, ok: result.status === 0 };
}

/** A measure as one file of plain JavaScript, as the page's worker is: without the compiler of Node's type stripping in its memory. */
export function bundled(script: string): string {
  const file = join(ROOT, "node_modules/.cache/underlay", script.replace(/\.ts$/u, ".mjs"));
  buildSync({
    entryPoints: [join(ROOT, "bench", script)],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    outfile: file,
    logLevel: "silent",
    define: { "import.meta.dirname": JSON.stringify(join(ROOT, "sandbox/cli")) },
    // The yaml parser is CommonJS and asks for Node's own modules.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  return file;
}

/** Run one of our measures in a Node of its own; it prints one JSON line. */
export function ours(
  script: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Record<string, number> {
  const result = spawnSync(NODE, ["--expose-gc", resolve(ROOT, "bench", script), ...args], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 64 << 20,
  });
  const line = result.stdout.trim().split("\n").at(-1) ?? "";
  if (result.status !== 0 || !line.startsWith("{"))
    throw new Error(`${script} ${args.join(" ")}: ${result.stderr || result.stdout}`);
  return JSON.parse(line) as Record<string, number>;
}

export function buildNs3(): string | null {
  const bin = "/tmp/underlay-bench/ns3-chain";
  if (existsSync(bin)) return bin;
  if (!existsSync("/usr/include/ns3") || !have("g++")) return null;
  const libraries = [
    "core",
    "network",
    "internet",
    "point-to-point",
    "csma",
    "applications",
    "traffic-control",
    "bridge",
    "stats",
  ];
  const built = shell(
    `mkdir -p /tmp/underlay-bench && g++ -O3 -DNDEBUG -w -o ${bin} bench/anchors/ns3-chain.cc ${libraries.map((l) => `-lns3-${l}`).join(" ")}`,
    600_000,
  );
  return built.ok ? bin : null;
}

export function kilo(n: number): string {
  return n >= 1e6
    ? `${(n / 1e6).toFixed(2)} M`
    : n >= 1e3
      ? `${(n / 1e3).toFixed(0)} k`
      : n.toFixed(1);
}
