/**
 * What keeps the worker's first chunks small (sandbox/worker/programs.ts says what that is for):
 * - a machine's list of programs is, in the browser, a table of names, paths and summaries, made here
 *   from sandbox/programs/index.ts itself, so that a new program is still one line there;
 * - programs, and the modules that GROUPS names, are in chunks that come one after another; until then
 *   functions that call the real ones stand for them;
 * - topology.clab.yml?topology is its value, read and checked now, so that no YAML parser is shipped.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { runnerImport } from "vite";

const under = (folder, names) => names.split(" ").map((name) => `sandbox/${folder}/${name}.ts`);

/**
 * In the order in which they come. `programs`: files of the registry, or folders of them; a program that is
 * named nowhere is in the last group. `modules`: no lab's set-up and no first prompt needs these. What needs
 * something too early is still right, only slower (sandbox/worker/late.ts).
 */
const GROUPS = [
  {
    name: "common",
    programs: [
      ...under("programs/core", "cat cut echo grep head ls printf seq sort tail tee test tr"),
      ...under("programs/core", "trivial uniq wc"),
      ...under("programs/net", "ping hostname"),
    ],
    modules: [
      ...under("programs/net/ip", "absent link-print link-vxlan neigh"),
      ...under("programs/net/ip", "route-get route-print rule"),
      ...under("shell", "complete history not-modelled printf sudo test"),
      ...under("shell/builtins", "dirs io jobs lists"),
      ...under("kernel/route", "get"),
      ...under("sim", "regex"),
    ],
  },
  {
    name: "tools",
    programs: [
      ...under("programs/net", "arping brctl bridge/index ethtool net-tools nstat ss tcpdump"),
      ...under("programs/net", "tracepath traceroute"),
      "sandbox/programs/core/",
    ],
    modules: [
      ...under("programs/net/ip", "help maddr monitor netconf nexthop ntable"),
      ...under("kernel/link", "macvlan-configure"),
      ...under("kernel", "procfs-tables"),
      ...under("shell/builtins", "history"),
      ...under("sim", "regex-perl"),
    ],
  },
  {
    name: "netfilter",
    programs: [
      "sandbox/programs/net/iptables/",
      ...under("programs/net", "conntrack ipset ipvsadm kmod nft/index"),
    ],
    modules: under("kernel/netfilter", "open proc"),
  },
  {
    name: "traffic",
    programs: [
      "sandbox/programs/net/http/",
      "sandbox/programs/net/dnsmasq/",
      ...under("programs/net", "dig getent host iperf3/index mtr nc nslookup tc/index"),
    ],
    modules: under("kernel/sched", "configure"),
  },
  { name: "daemons", programs: ["sandbox/programs/core/jq/"], modules: [] },
];
const LAST = GROUPS.length - 1;

const path = (relative) => resolve(import.meta.dirname, "../..", relative);
const REGISTRY = path("sandbox/programs/index.ts");
const CORE_REGISTRY = path("sandbox/programs/core/index.ts");
const MACHINE = path("sandbox/lab/machine.ts");
const CHUNKS = path("sandbox/worker/programs.ts");
const WORLD = path("sandbox/worker/world.ts");
/** The worker's other chunks, and what all exercises share: none of it runs without a world. */
const BEHIND_WORLD = new Set(
  [...under("worker", "packets past"), ...under("lab", "grade journeys timers verify")].map(path),
);
const STAND_INS = path("sandbox/worker/late.ts");
const TOPOLOGY = path("sandbox/lab/topology.ts");
const TABLE = "\0underlay-programs";
const LOADERS = "\0underlay-groups";
/** A name of its own makes the chunk's. */
const groupFile = (group) => path(`sandbox/worker/${GROUPS[group].name}-code.js`);
const groupOfFile = new Map(GROUPS.map((_, group) => [groupFile(group), group]));
const late = new Map(
  GROUPS.flatMap(({ modules }, group) => modules.map((relative) => [relative, group])).map(
    ([relative, group], number) => [path(relative), { number, relative, group }],
  ),
);

/** The longest name that fits decides. */
function groupOf(file) {
  let best = { group: LAST, length: 0 };
  for (const [group, { programs }] of GROUPS.entries())
    for (const name of programs) {
      const fits = name.endsWith("/") ? file.startsWith(`${path(name)}/`) : file === path(name);
      if (fits && name.length > best.length) best = { group, length: name.length };
    }
  return best.group;
}

let loading = null;

/** The model as it is now, run once in this process: the registry, the late modules, the YAML reader. */
function model() {
  const entry = "\0underlay-model";
  const files = [...late.keys()];
  const code =
    `import ${JSON.stringify(path("sandbox/lab/session.ts"))};\n` +
    `export { loadTopology, isProblems, formatProblems } from ${JSON.stringify(TOPOLOGY)};\n` +
    files.map((file, i) => `import * as m${i} from ${JSON.stringify(file)};\n`).join("") +
    `export const modules = [${files.map((_, i) => `m${i}`).join()}];\n` +
    `export { programs } from ${JSON.stringify(REGISTRY)};\n` +
    GROUPS.map((_, group) => programsOf(group, `g${group}_`)).join("");
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

/** The registry's import and export lines: what of which file, group by group. */
function registered() {
  const rows = [];
  for (const registry of [REGISTRY, CORE_REGISTRY]) {
    const text = readFileSync(registry, "utf8");
    for (const [, names, space, spec] of text.matchAll(
      /^(?:import|export) (?:\{([^}]*)\}|\* as (\w+)) from "(\..*)";/gmu,
    )) {
      const file = resolve(dirname(registry), spec);
      if (file === CORE_REGISTRY) continue;
      rows.push({
        file,
        group: groupOf(file),
        names:
          names
            ?.split(",")
            .map((n) => n.trim())
            .filter(Boolean) ?? null,
        space,
      });
    }
  }
  return rows;
}

/** JavaScript that exports a group's programs. `p`: before each of its names. */
function programsOf(group, p) {
  const rows = registered().filter((row) => row.group === group);
  const lines = rows.map(({ file, names }, i) =>
    names === null
      ? `import * as ${p}s${i} from ${JSON.stringify(file)};\n`
      : `import { ${names.map((name) => `${name} as ${p}${name}`).join()} } from ${JSON.stringify(file)};\n`,
  );
  const values = rows.flatMap(({ names }, i) =>
    names === null ? [`...Object.values(${p}s${i})`] : names.map((name) => p + name),
  );
  return `${lines.join("")}export const ${p}programs = [${values.join()}].flat();\n`;
}

async function programTable(plugin) {
  const all = await model();
  const groups = new Map(
    GROUPS.flatMap((_, group) => all[`g${group}_programs`].map(({ name }) => [name, group])),
  );
  const rows = all.programs.map(({ name, paths, summary, package: from }) => {
    const group = groups.get(name) ?? plugin.error(`no group of chunks has the program ${name}`);
    return [name, paths, summary, group, ...(from === undefined ? [] : [from])];
  });
  return (
    `import { listPrograms } from ${JSON.stringify(CHUNKS)};\n` +
    `export const programs = listPrograms(${JSON.stringify(rows)});\n`
  );
}

function loaders() {
  const imports = GROUPS.map((_, group) => `() => import(${JSON.stringify(groupFile(group))})`);
  return `export const groups = [${imports.join()}];\n`;
}

/** Each stands on the one before it, the first on the world: what two need is in the first that needs it. */
function groupCode(group) {
  const files = [...late].filter(([, row]) => row.group === group);
  return (
    `import ${JSON.stringify(group > 0 ? groupFile(group - 1) : WORLD)};\n` +
    programsOf(group, "p_") +
    `export { p_programs as programs };\n` +
    files
      .map(([file, { number }]) => `import * as m${number} from ${JSON.stringify(file)};\n`)
      .join("") +
    `export const modules = {${files.map(([, { number }]) => `${number}: m${number}`).join()}};\n`
  );
}

/** For each export of a module something that asks the real one when it is used; or the module itself. */
async function standIns(plugin, file) {
  const { number, relative, group } = late.get(file);
  try {
    return await standInModule(number, relative, group);
  } catch (error) {
    plugin.warn(`${error.message}; the module stays in the first chunk`);
    return `export * from ${JSON.stringify(file)};\n`;
  }
}

async function standInModule(number, relative, group) {
  const real = (await model()).modules[number];
  const lines = Object.entries(real).map(([name, value]) => {
    const own = `real().${name}`;
    return `export const ${name} = ${standIn(value, own, `${relative}: ${name}`)};\n`;
  });
  return (
    `import { lateModule } from ${JSON.stringify(STAND_INS)};\n` +
    `const real = () => lateModule(${number}, ${JSON.stringify(relative)}, ${group});\n` +
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

/** `worker`: this is the worker's bundle, not the page's. */
export function workerChunks({ worker = false } = {}) {
  return {
    name: "underlay-worker-chunks",
    enforce: "pre",
    resolveId(spec, importer, options) {
      if (importer === undefined || options?.ssr === true) return null;
      const from = importer.replace(/[?#].*$/u, "");
      const target = spec.startsWith(".") ? resolve(dirname(from), spec) : spec;
      if (target === REGISTRY && from === MACHINE) return TABLE;
      if (target === REGISTRY && from === CHUNKS) return LOADERS;
      if (groupOfFile.has(target)) return target;
      const real = groupOfFile.has(importer) || importer === `${target}?late`;
      return late.has(target) && !real ? `${target}?late` : null;
    },
    // What is shared with the world is then in the world's chunk, and needs no request of its own.
    transform: (code, id) =>
      worker && BEHIND_WORLD.has(id)
        ? { code: `import ${JSON.stringify(WORLD)};\n${code}`, map: null }
        : null,
    load(id) {
      if (id === TABLE) return programTable(this);
      if (id === LOADERS) return loaders();
      const group = groupOfFile.get(id);
      if (group !== undefined) return groupCode(group);
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
