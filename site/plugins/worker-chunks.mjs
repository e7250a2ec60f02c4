/**
 * What keeps the worker's first chunk small (sandbox/worker/programs.ts says what that is for):
 * - a machine's list of programs is, in the browser, a table of names, paths and summaries, made here
 *   from sandbox/programs/index.ts itself, so that a new program is still one line there;
 * - the modules of LATE are, in the first chunk, functions that call the real ones in the second;
 * - topology.clab.yml?topology is its value, read and checked now, so that no YAML parser is shipped.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { runnerImport } from "vite";

/** No lab's set-up and no first prompt needs these. One that does is still right, only slower. */
const LATE = [
  ...[
    "absent",
    "help",
    "link-print",
    "link-vxlan",
    "maddr",
    "monitor",
    "neigh",
    "route-get",
    "route-print",
    "rule",
  ].map((name) => `sandbox/programs/net/ip/${name}.ts`),
  ...["complete", "history", "not-modelled", "printf", "sudo", "test"].map(
    (name) => `sandbox/shell/${name}.ts`,
  ),
  ...["dirs", "io", "jobs", "lists"].map((name) => `sandbox/shell/builtins/${name}.ts`),
  "sandbox/kernel/netfilter/open.ts",
  "sandbox/kernel/netfilter/proc.ts",
  "sandbox/kernel/route/get.ts",
  "sandbox/kernel/sched/configure.ts",
  "sandbox/sim/regex.ts",
];

const path = (relative) => resolve(import.meta.dirname, "../..", relative);
const REGISTRY = path("sandbox/programs/index.ts");
const MACHINE = path("sandbox/lab/machine.ts");
const CHUNKS = path("sandbox/worker/programs.ts");
const STAND_INS = path("sandbox/worker/late.ts");
const TOPOLOGY = path("sandbox/lab/topology.ts");
const TABLE = "\0underlay-programs";
const SECOND = path("sandbox/worker/second-chunk.js");
const late = new Map(LATE.map((relative, number) => [path(relative), { number, relative }]));

let loading = null;

/** The model as it is now, run once in this process: the registry, the late modules, the YAML reader. */
function model() {
  const entry = "\0underlay-model";
  const code =
    `import ${JSON.stringify(path("sandbox/lab/session.ts"))};\n` +
    `export { loadTopology, isProblems, formatProblems } from ${JSON.stringify(TOPOLOGY)};\n` +
    secondChunk();
  const plugin = {
    name: "underlay-model",
    resolveId: (id) => (id === "underlay-model" ? entry : null),
    load: (id) => (id === entry ? code : null),
  };
  loading ??= runnerImport("underlay-model", {
    configFile: false,
    logLevel: "error",
    plugins: [plugin],
  }).then(({ module }) => module);
  return loading;
}

async function programTable() {
  const { programs } = await model();
  const rows = programs.map((one) => {
    const row = [one.name, one.paths, one.summary];
    return one.package === undefined ? row : [...row, one.package];
  });
  return (
    `import { listPrograms } from ${JSON.stringify(CHUNKS)};\n` +
    `export const programs = listPrograms(${JSON.stringify(rows)});\n`
  );
}

function secondChunk() {
  const files = [...late.keys()];
  return (
    files.map((file, i) => `import * as m${i} from ${JSON.stringify(file)};\n`).join("") +
    `export { programs } from ${JSON.stringify(REGISTRY)};\n` +
    `export const modules = [${files.map((_, i) => `m${i}`).join()}];\n`
  );
}

/** For each export of a module something that asks the real one when it is used; or the module itself. */
async function standIns(plugin, file) {
  const { number, relative } = late.get(file);
  try {
    return await standInModule(file, number, relative);
  } catch (error) {
    plugin.warn(`${error.message}; the module stays in the first chunk`);
    return `export * from ${JSON.stringify(file)};\n`;
  }
}

async function standInModule(file, number, relative) {
  const real = (await model()).modules[number];
  const lines = Object.entries(real).map(([name, value]) => {
    const own = `real().${name}`;
    return `export const ${name} = ${standIn(value, own, `${relative}: ${name}`)};\n`;
  });
  return (
    `import { lateModule } from ${JSON.stringify(STAND_INS)};\n` +
    `const real = () => lateModule(${number}, ${JSON.stringify(relative)});\n` +
    lines.join("")
  );
}

function standIn(value, own, what) {
  if (typeof value === "function" && !/^class\b/u.test(String(value)))
    return `(...args) => ${own}(...args)`;
  if (Array.isArray(value))
    return `[${value.map((item, i) => standIn(item, `${own}[${i}]`, `${what}[${i}]`)).join()}]`;
  if (typeof value === "string" || typeof value === "number") return JSON.stringify(value);
  if (value instanceof Set) return `new Set(${standIn([...value], own, what)})`;
  if (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    const getters = Object.keys(value).map((key) => {
      const name = JSON.stringify(key);
      // A program's name and paths are asked for when a machine is made.
      const now = typeof value.main === "function" && key !== "main";
      return now
        ? `${name}: ${JSON.stringify(value[key])}`
        : `get ${name}() { return ${own}[${name}]; }`;
    });
    return `{ ${getters.join()} }`;
  }
  throw new Error(`${what} can have no stand-in: only functions and plain data can`);
}

/** As JavaScript: JSON, and Maps. */
function source(value) {
  if (value instanceof Map) return `new Map(${source([...value])})`;
  if (Array.isArray(value)) return `[${value.map(source).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${source(item)}`,
  );
  return `{${fields.join(",")}}`;
}

async function topologyValue(plugin, file) {
  const text = readFileSync(file, "utf8");
  const { loadTopology, isProblems, formatProblems } = await model();
  const topology = loadTopology(text);
  if (isProblems(topology)) plugin.error(formatProblems(file, topology));
  return `export default { topology: ${JSON.stringify(text)}, parsed: ${source(topology)} };\n`;
}

export function workerChunks() {
  return {
    name: "underlay-worker-chunks",
    enforce: "pre",
    resolveId(spec, importer, options) {
      if (importer === undefined || options?.ssr === true) return null;
      const from = importer.replace(/[?#].*$/u, "");
      const target = spec.startsWith(".") ? resolve(dirname(from), spec) : spec;
      if (target === REGISTRY && from === MACHINE) return TABLE;
      if (target === REGISTRY && from === CHUNKS) return SECOND;
      const real = importer === SECOND || importer === `${target}?late`;
      return late.has(target) && !real ? `${target}?late` : null;
    },
    load(id) {
      if (id === TABLE) return programTable();
      if (id === SECOND) return secondChunk();
      if (id.endsWith(".ts?late"))
        return standIns(this, id.slice(0, -"?late".length)).then((code) => ({
          code,
          moduleType: "js",
        }));
      if (!id.endsWith("/topology.clab.yml?topology")) return null;
      const file = id.slice(0, -"?topology".length);
      this.addWatchFile(file);
      return topologyValue(this, file);
    },
  };
}
