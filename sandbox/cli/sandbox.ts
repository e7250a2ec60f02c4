/**
 * Entry of `npm run -s sandbox`. Starting must be quick (it is run thousands of times), and loading some 300
 * small modules is most of it: so the runner is bundled into node_modules/.cache once, and again whenever a
 * source file changes. Without a bundler or a writable cache it runs from the sources, just slower.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire, enableCompileCache } from "node:module";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const CACHE = join(ROOT, "node_modules/.cache");

interface Runner {
  readonly main: (args: readonly string[]) => Promise<void>;
}

enableCompileCache(join(CACHE, "node-compile"));
const { main } = await loadRunner();
await main(process.argv.slice(2));

async function loadRunner(): Promise<Runner> {
  const folder = join(CACHE, "underlay");
  const bundle = join(folder, `sandbox-${fingerprint()}.cjs`);
  try {
    if (statSync(bundle, { throwIfNoEntry: false }) === undefined) await makeBundle(folder, bundle);
    return createRequire(import.meta.url)(bundle) as Runner;
  } catch {
    return import("./run.ts");
  }
}

/** Of every source file: how many, how long, how new. */
function fingerprint(): string {
  const seen = { files: 0, bytes: 0, newest: 0, sum: 0 };
  const look = (path: string): void => {
    const { size = 0, mtimeMs = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
    seen.files++;
    seen.bytes += size;
    seen.newest = Math.max(seen.newest, mtimeMs);
    seen.sum = (seen.sum + Math.floor(mtimeMs)) % 0x1000000000000;
  };
  // No file of the sources has a dot but before its ending, and no folder has one.
  const walk = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      const path = `${folder}/${name}`;
      if (name.endsWith(".ts")) look(path);
      else if (!name.includes(".")) walk(path);
    }
  };
  walk(join(ROOT, "sandbox"));
  const labs = join(ROOT, "content/labs");
  for (const lab of readdirSync(labs)) look(`${labs}/${lab}/lab.ts`);
  let place = 0;
  for (const ch of ROOT) place = (Math.imul(place, 31) + (ch.codePointAt(0) ?? 0)) >>> 0;
  const { files, bytes, newest, sum } = seen;
  return [files, bytes, Math.floor(newest), sum, place].map((n) => n.toString(36)).join("-");
}

async function makeBundle(folder: string, bundle: string): Promise<void> {
  const { build } = await import("esbuild");
  const result = await build({
    entryPoints: [join(import.meta.dirname, "run.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    minifyWhitespace: true,
    minifySyntax: true,
    write: false,
    logLevel: "silent",
    define: { "import.meta.dirname": JSON.stringify(import.meta.dirname) },
  });
  const [output] = result.outputFiles;
  if (output === undefined) throw new Error("no bundle");
  mkdirSync(folder, { recursive: true });
  // Several runners may do this at once: each writes a file of its own and moves it into place.
  const temporary = `${bundle}.${process.pid}`;
  writeFileSync(temporary, output.contents);
  renameSync(temporary, bundle);
  for (const name of readdirSync(folder)) {
    if (name.startsWith("sandbox-") && name.endsWith(".cjs") && join(folder, name) !== bundle)
      rmSync(join(folder, name), { force: true });
  }
}
