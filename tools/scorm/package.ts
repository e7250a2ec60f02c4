/**
 * npm run package:scorm: the built site as a zip that an LMS takes in. The course, a SCO for each lesson; or only the
 * lessons that are named. The same content gives the same bytes.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { type Zippable, zipSync } from "fflate";
import { en } from "../../site/i18n/en.ts";
import { inEnglish } from "../../site/plugins/texts.mjs";
import { loadKnownLesson, lessonNames } from "../../sandbox/cli/load-lesson.ts";
import type { ScoLesson } from "../../site/scorm/marks.ts";
import {
  launchFile,
  manifest,
  type PackageEntry,
  type ScoEntry,
  type ScormVersion,
  xml,
} from "./manifest.ts";
import { relativePage } from "./relative.ts";

const ROOT = join(import.meta.dirname, "../..");
const USAGE = `\
usage: npm run package:scorm -- [OPTION]... [LESSON]...

Packs the course for an LMS (Moodle, Ilias, Canvas ...): a zip with one SCO for each lesson, or for each LESSON named.

  --version 1.2|2004|2004-3   SCORM 1.2 (default), 2004 4th edition, 2004 3rd edition
  --one                       one SCO for all: for an LMS that takes no more
  --pass PERCENT              how much of the exercises and questions passes a SCO (default: 80)
  --out DIR                   where the zip goes (default: packages)
  --no-build                  pack dist/ as it is
  --help
`;

/** Nothing of these is for an LMS. */
const LEFT_OUT = /^(?:_headers|sw\.js|sitemap.*\.xml|404\.html)$/u;
/** The zip's clock: DOS time has no zone, so neither has this. */
const MTIME = new Date(2000, 0, 1);

export interface PackageOptions {
  readonly version: ScormVersion;
  readonly lessons: readonly string[];
  readonly one: boolean;
  readonly pass: number;
  /** The built site. */
  readonly site: string;
}

export async function packageScorm(options: PackageOptions): Promise<Uint8Array> {
  const scos = await scosOf(options);
  const files = new Map<string, Uint8Array>();
  for (const path of filesBelow(options.site)) {
    if (LEFT_OUT.test(path)) continue;
    const bytes = readFileSync(join(options.site, path));
    files.set(
      path,
      path.endsWith(".html")
        ? Buffer.from(relativePage(bytes.toString("utf8"), path, "scorm/page.js"))
        : bytes,
    );
  }
  for (const [path, text] of await scripts()) files.set(path, Buffer.from(text));
  const all = lessonNames();
  const whole = options.lessons.length === all.length;
  const content: PackageEntry = {
    id: `underlay-${whole ? "course" : options.lessons.join("-")}`,
    title: whole ? "Underlay: pod networking" : (scos[0]?.title ?? "Underlay"),
    scos,
    files: [...files.keys()],
  };
  for (const sco of scos) files.set(launchFile(sco), Buffer.from(launchPage(sco)));
  const zip: Zippable = {
    "imsmanifest.xml": [Buffer.from(manifest(options.version, content)), { mtime: MTIME }],
  };
  for (const [path, bytes] of files) zip[path] = [bytes, { mtime: MTIME }];
  return zipSync(zip, { level: 9 });
}

async function scosOf(options: PackageOptions): Promise<ScoEntry[]> {
  const lessons: (ScoLesson & { title: string })[] = [];
  for (const name of options.lessons) {
    const known = await loadKnownLesson(name);
    if (known === null) throw new Error(`there is no lesson "${name}"`);
    const prose = readFileSync(join(ROOT, "content/lessons", name, "lesson.mdx"), "utf8");
    lessons.push({
      lesson: name,
      title: `${Number(name.slice(0, 2))}. ${/^title: *(.+)$/mu.exec(prose)?.[1]?.replace(/^"(.*)"$/u, "$1") ?? name}`,
      exercises: known.exercises.map((one) => one.id),
      quizzes: [...known.quizzes.keys()],
    });
  }
  const shared = {
    version: options.version === "1.2" ? ("1.2" as const) : ("2004" as const),
    pass: options.pass,
  };
  const plain = ({ lesson, exercises, quizzes }: ScoLesson): ScoLesson => ({
    lesson,
    exercises,
    quizzes,
  });
  if (options.one)
    return [
      { ...shared, id: "course", title: "Underlay: pod networking", lessons: lessons.map(plain) },
    ];
  return lessons.map((one) => ({
    ...shared,
    id: one.lesson,
    title: one.title,
    lessons: [plain(one)],
  }));
}

/** The adapter: chunks of its own, which the site itself never loads. */
async function scripts(): Promise<Map<string, string>> {
  const source = join(ROOT, "site/scorm");
  const built = await build({
    entryPoints: ["launch.ts", "page.ts", "launch.css"].map((name) => join(source, name)),
    outdir: "/scorm",
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "warning",
    plugins: [
      {
        // As in the site's own build: keys become the words.
        name: "underlay-texts",
        setup: (plugin) => {
          plugin.onLoad({ filter: /site[/](scorm|scripts|lab)[/].*[.]ts$/ }, ({ path }) => ({
            contents: inEnglish(readFileSync(path, "utf8"), en, (key) => {
              throw new Error(`${path}: en.ts has no text "${key}"`);
            }),
            loader: "ts",
          }));
        },
      },
    ],
  });
  return new Map(built.outputFiles.map((file) => [file.path.slice(1), file.text]));
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'";

function launchPage({ id: _id, ...sco }: ScoEntry): string {
  const data = JSON.stringify(sco).replaceAll("<", "\\u003c");
  const title = xml(sco.title);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="content-security-policy" content="${POLICY}" />
    <meta name="referrer" content="no-referrer" />
    <meta name="viewport" content="width=device-width" />
    <title>${title}</title>
    <link rel="icon" href="../favicon.svg" />
    <link rel="stylesheet" href="launch.css" />
    <script type="application/json" data-sco>${data}</script>
    <script type="module" src="launch.js"></script>
  </head>
  <body>
    <div class="standing">
      <h1>${title}</h1>
      <meter min="0" max="1" value="0" aria-label="Done"></meter>
      <p role="status" data-status></p>
      <noscript><p>This course needs JavaScript.</p></noscript>
    </div>
    <iframe title="${title}" allow="clipboard-read; clipboard-write"></iframe>
  </body>
</html>
`;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

// ── the command ──────────────────────────────────────────────────────────────────────────────────

const VERSIONS: ReadonlyMap<string, ScormVersion> = new Map([
  ["1.2", "1.2"],
  ["2004", "2004-4"],
  ["2004-4", "2004-4"],
  ["2004-3", "2004-3"],
]);

function refuse(message: string): never {
  process.stderr.write(`package:scorm: ${message}\nTry --help.\n`);
  process.exit(2);
}

function readOptions(args: string[]): PackageOptions & { out: string; build: boolean } {
  let parsed;
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        version: { type: "string", default: "1.2" },
        one: { type: "boolean", default: false },
        pass: { type: "string", default: "80" },
        out: { type: "string", default: "packages" },
        "no-build": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const version = VERSIONS.get(values.version);
  if (version === undefined) return refuse(`there is no SCORM ${values.version}`);
  const all = lessonNames();
  for (const name of positionals)
    if (!all.includes(name)) refuse(`no lesson "${name}"; there are: ${all.join(", ")}`);
  if (!/^(?:[1-9]\d?|100)$/u.test(values.pass)) refuse(`--pass: "${values.pass}" is no percentage`);
  return {
    version,
    lessons: positionals.length === 0 ? all : all.filter((name) => positionals.includes(name)),
    one: values.one,
    pass: Number(values.pass),
    site: join(ROOT, "dist"),
    out: resolve(process.env["INIT_CWD"] ?? process.cwd(), values.out),
    build: !values["no-build"],
  };
}

if (import.meta.main) {
  const options = readOptions(process.argv.slice(2));
  if (options.build) {
    const { status } = spawnSync(join(ROOT, "node_modules/.bin/astro"), ["build"], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit"],
      // The package is relative whatever the site's own base is.
      env: { ...process.env, BASE: "/", ASTRO_TELEMETRY_DISABLED: "1" },
    });
    if (status !== 0) refuse("the site does not build");
  }
  if (!existsSync(join(options.site, "index.html"))) refuse("there is no built site in dist/");
  const zip = await packageScorm(options);
  const what =
    options.lessons.length === lessonNames().length ? "course" : options.lessons.join("+");
  mkdirSync(options.out, { recursive: true });
  const file = join(options.out, `underlay-${what}-scorm-${options.version}.zip`);
  writeFileSync(file, zip);
  console.log(
    `${file}: ${(zip.length / 1e6).toFixed(1)} MB, SCORM ${options.version}, ` +
      `${options.one ? "one SCO" : `${options.lessons.length} SCO${options.lessons.length === 1 ? "" : "s"}`}, passed at ${options.pass} %`,
  );
}
