/**
 * What a lesson page loads, in gzip bytes, read from dist/: before its lab is opened (P12), until the first
 * prompt is on the screen (the page, the panel, xterm.js; the prompt itself came with the page), until a
 * typed key is shown (P11: the worker's entry as well), and until the first command runs (the world, what
 * no world runs without, and the largest lab). What comes behind that is `later`.
 * `--check` fails when a limit is crossed; `--json` prints one line for the benchmark.
 * Run `npm run build` first.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { gzipSync } from "node:zlib";

const root = join(import.meta.dirname, "..");
const dist = process.env["DIST"] ?? join(root, "dist");
/** JavaScript of a default Starlight 0.42 page: 5.5 kB, and 25.8 kB of search when idle. */
const STARLIGHT_JS = 31_300;
/** P12's and P11's floors; until a command runs, hold what was reached. */
const LIMITS = {
  scriptBefore: STARLIGHT_JS,
  untilPrompt: 200_000,
  untilKey: 200_000,
  untilCommand: 515_000,
};

const cache = new Map<string, number>();
function gz(file: string): number {
  let size = cache.get(file);
  if (size === undefined) {
    size = gzipSync(readFileSync(file), { level: 9 }).length;
    cache.set(file, size);
  }
  return size;
}
const sum = (files: Iterable<string>): number =>
  [...files].reduce((total, file) => total + gz(file), 0);

/** A script and everything it imports statically. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !existsSync(file)) return seen;
  seen.add(file);
  for (const [, spec] of readFileSync(file, "utf8").matchAll(
    /(?:^|[;\s}])(?:import|export)(?:[\s\w{},*$]*?from)?\s*[`"'](\.[^`"']+\.js)[`"']/gu,
  )) {
    withImports(join(dirname(file), spec as string), seen);
  }
  return seen;
}

function only(pattern: RegExp): string {
  const [file, ...more] = asset(pattern);
  if (file === undefined || more.length > 0) throw new Error(`not one file is like ${pattern}`);
  return file;
}

function largest(files: readonly string[]): number {
  return Math.max(0, ...files.map(gz));
}

function localFile(url: string): string {
  return join(dist, posix.normalize(url.replace(/[?#].*$/u, "")));
}

if (!existsSync(dist)) {
  console.error("sizes: there is no dist/; run `npm run build` first");
  process.exit(2);
}
const lessons = readdirSync(join(dist, "lessons")).sort();
const assets = readdirSync(join(dist, "_astro"));
const asset = (pattern: RegExp): string[] =>
  assets.filter((name) => pattern.test(name)).map((name) => join(dist, "_astro", name));

/** The worker's files, as its entry names them: what it imports at once is in `withImports`. */
const entry = withImports(only(/^worker-.{8}\.js$/u));
const keys = sum(entry);
const first = new Set(
  [/^world-.*\.js$/u, /^common-code-.*\.js$/u].flatMap((name) => [...withImports(only(name))]),
);
const command =
  sum([...first].filter((file) => !entry.has(file))) +
  largest(asset(/^topology\.clab-.*\.js$/u)) +
  largest(asset(/^lab-.*\.js$/u));
const later = sum(asset(/-code-.*\.js$/u).filter((file) => !first.has(file)));
/** The panel's and the terminal's chunks; lesson.ts asks for both at once. */
const start = asset(/^(?:start|xterm)\..*\.js$/u);
const startCss = sum(asset(/^start\..*\.css$/u));
const terminal = ["xterm/lib/xterm.mjs", "addon-fit/lib/addon-fit.mjs", "xterm/css/xterm.css"].map(
  (path) => join(root, "node_modules/@xterm", path),
);
const anchor = sum(terminal);

const kB = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;
let failed = false;
for (const lesson of lessons) {
  const page = join(dist, "lessons", lesson, "index.html");
  const html = readFileSync(page, "utf8");
  const scripts = new Set<string>();
  for (const [, src] of html.matchAll(/<script[^>]*\ssrc="([^"]+)"/gu))
    withImports(localFile(src as string), scripts);
  for (const [, href] of html.matchAll(/<link[^>]*rel="modulepreload"[^>]*href="([^"]+)"/gu))
    withImports(localFile(href as string), scripts);
  const styles = [...html.matchAll(/<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"/gu)]
    .filter(([tag]) => !tag.includes('media="print"'))
    .map(([, href]) => localFile(href as string));
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gu)]
    .map(([, body]) => body)
    .join("\n");
  const before = sum(scripts) + gzipSync(inline, { level: 9 }).length;
  const live = new Set(
    start.flatMap((file) => [...withImports(file)]).filter((file) => !scripts.has(file)),
  );
  const untilPrompt = gz(page) + sum(styles) + before + sum(live) + startCss;
  const untilKey = untilPrompt + keys;
  const untilCommand = untilKey + command;
  const result = {
    lesson,
    beforeLabGz: before,
    afterLabGz: untilPrompt,
    html: gz(page),
    css: sum(styles),
    scriptBefore: before,
    panel: sum(live) + startCss,
    keys,
    command,
    later,
    untilPrompt,
    untilKey,
    untilCommand,
    scriptOfStarlight: +(before / STARLIGHT_JS).toFixed(2),
    promptOfXterm: +(untilPrompt / anchor).toFixed(2),
    keyOfXterm: +(untilKey / anchor).toFixed(2),
  };
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify(result));
    continue;
  }
  console.log(
    `${lesson}: html ${kB(result.html)}, css ${kB(result.css)}, script before the lab ${kB(before)} ` +
      `(${result.scriptOfStarlight}x Starlight's own), panel ${kB(result.panel)}, ` +
      `until the prompt ${kB(untilPrompt)} (${result.promptOfXterm}x xterm alone), ` +
      `until a key is shown ${kB(untilKey)} (${result.keyOfXterm}x), ` +
      `until a command runs ${kB(untilCommand)}, what comes later ${kB(later)}`,
  );
  if (before > LIMITS.scriptBefore) failed = true;
  if (untilPrompt > LIMITS.untilPrompt || untilKey > LIMITS.untilKey) failed = true;
  if (untilCommand > LIMITS.untilCommand) failed = true;
}
if (failed && process.argv.includes("--check")) {
  console.error(
    `sizes: over a limit (${kB(LIMITS.scriptBefore)} of script before the lab, ${kB(LIMITS.untilPrompt)} until the prompt, ${kB(LIMITS.untilKey)} until a key is shown, ${kB(LIMITS.untilCommand)} until a command runs)`,
  );
  process.exit(1);
}
