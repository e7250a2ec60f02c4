/**
 * `systemctl cat`, `show -p`, `list-units PATTERN` and status's CGroup lines, as systemd 252 of Debian 12 prints them.
 * Left out: `show` of everything and of properties not in `properties()`, other units than units.ts's in lists.
 */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { globMatch } from "../../core/grep.ts";
import { fullName, mainProcess, type Unit, UNITS, unitNamed } from "./units.ts";

/** ActiveState and SubState. */
export function unitState(proc: Process, unit: Unit): readonly [string, string] {
  if (mainProcess(proc, unit) !== null) return ["active", "running"];
  const isFailed = proc.host.services.get(unit.name)?.failed === true;
  return isFailed ? ["failed", "failed"] : ["inactive", "dead"];
}

/** `systemctl cat`: the files as they stand in the packages. */
export function* catUnits(proc: Process, names: readonly string[]): Proc<number> {
  let isFirst = true;
  for (const name of names) {
    const unit = unitNamed(proc, name);
    if (unit === null) {
      yield* proc.warn(`No files found for ${fullName(name)}.\n`);
      return 1;
    }
    const head = `# /lib/systemd/system/${unit.name}\n`;
    yield* proc.print(`${isFirst ? "" : "\n"}${head}${unit.file}`);
    isFirst = false;
  }
  return 0;
}

// ── show ─────────────────────────────────────────────────────────────────────────────────────

/** In the order in which systemd sends them, whatever was asked for first. */
function properties(
  proc: Process,
  unit: Unit,
  isOn: boolean,
): readonly (readonly [string, string])[] {
  const [active, sub] = unitState(proc, unit);
  const failed = active === "failed";
  const list: [string, string][] = [
    ["Type", unit.pidFile === null ? "simple" : "forking"],
    ["Restart", unit.name === "bird.service" ? "on-abort" : "no"],
  ];
  if (unit.pidFile !== null) list.push(["PIDFile", unit.pidFile]);
  list.push(
    ["MainPID", String(mainProcess(proc, unit)?.pid ?? 0)],
    ["ControlPID", "0"],
    ["Result", failed ? "exit-code" : "success"],
    ["NRestarts", "0"],
    ["ExecMainStatus", "0"],
    ["Id", unit.name],
    ["Names", unit.name],
    ["Description", unit.description],
    ["LoadState", "loaded"],
    ["ActiveState", active],
    ["SubState", sub],
    ["FragmentPath", `/lib/systemd/system/${unit.name}`],
    ["UnitFileState", isOn ? "enabled" : "disabled"],
    ["UnitFilePreset", "enabled"],
  );
  return list;
}

const NOT_FOUND: readonly (readonly [string, string])[] = [
  ["LoadState", "not-found"],
  ["ActiveState", "inactive"],
  ["SubState", "dead"],
];

interface Shown {
  readonly names: readonly string[];
  readonly wanted: readonly string[];
  readonly isValue: boolean;
}

/** The words behind `show`; a string: what is not simulated. */
function parseShow(words: readonly string[]): Shown | string {
  const names: string[] = [];
  const wanted: string[] = [];
  let isValue = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const inline = /^(?:-p|--property=)(.+)/s.exec(word)?.[1];
    if (word === "-p" || word === "--property") wanted.push(...(words[++at] ?? "").split(","));
    else if (inline !== undefined) wanted.push(...inline.split(","));
    else if (word === "--value") isValue = true;
    else if (word === "--no-pager") continue;
    else if (word.startsWith("-")) return word;
    else names.push(word);
  }
  if (names.length === 0) return "show without a unit";
  if (wanted.length === 0) return "show without -p";
  return { names, wanted, isValue };
}

export function* showUnits(
  proc: Process,
  words: readonly string[],
  isOn: (unit: Unit) => boolean,
  refuse: (what: string) => Proc<number>,
): Proc<number> {
  const parsed = parseShow(words);
  if (typeof parsed === "string") return yield* refuse(parsed);
  const { names, wanted, isValue } = parsed;
  const blocks: string[] = [];
  for (const name of names) {
    const unit = unitNamed(proc, name);
    const has = unit === null ? NOT_FOUND : properties(proc, unit, isOn(unit));
    const missing = wanted.find((one) => !has.some(([key]) => key === one));
    if (missing !== undefined) return yield* refuse(`show -p ${missing}`);
    blocks.push(
      has
        .filter(([key]) => wanted.includes(key))
        .map(([key, value]) => `${isValue ? value : `${key}=${value}`}\n`)
        .join(""),
    );
  }
  yield* proc.print(blocks.join("\n"));
  return 0;
}

// ── list-units ───────────────────────────────────────────────────────────────────────────────

const LEGEND = `
LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
SUB    = The low-level unit activation state, values depend on unit type.
`;
const LIST_FLAGS = new Set([
  "--all",
  "-a",
  "--failed",
  "--no-legend",
  "--no-pager",
  "-l",
  "--full",
]);

/** fnmatch(3) of a unit's name. */
function matches(pattern: string, name: string): boolean {
  return globMatch(/[*?]/.test(pattern) ? pattern : fullName(pattern), name);
}

/** Only what a pattern or `--failed` picks: of a whole machine's units there are few here. */
export function* listUnits(
  proc: Process,
  words: readonly string[],
  refuse: (what: string) => Proc<number>,
): Proc<number> {
  const bad = words.find((word) => word.startsWith("-") && !LIST_FLAGS.has(word));
  if (bad !== undefined) return yield* refuse(bad);
  const patterns = words.filter((word) => !word.startsWith("-"));
  const isFailed = words.includes("--failed");
  const isAll = words.includes("--all") || words.includes("-a");
  if (patterns.length === 0 && !isFailed) return yield* refuse("the list of units");
  const rows: string[][] = [];
  for (const unit of UNITS) {
    if (unitNamed(proc, unit.name) === null) continue;
    if (patterns.length > 0 && !patterns.some((one) => matches(one, unit.name))) continue;
    const [active, sub] = unitState(proc, unit);
    if (isFailed ? active !== "failed" : !isAll && active === "inactive") continue;
    rows.push([
      active === "failed" ? "●" : " ",
      unit.name,
      "loaded",
      active,
      sub,
      unit.description,
    ]);
  }
  const legend = !words.includes("--no-legend");
  const head = [" ", "UNIT", "LOAD", "ACTIVE", "SUB", "DESCRIPTION"];
  const all = legend ? [head, ...rows] : rows;
  const widths = head.map((_, at) => Math.max(0, ...all.map((row) => (row[at] as string).length)));
  let out = all
    .map(
      (row) =>
        `${row.map((cell, at) => (at === 5 ? cell : cell.padEnd(widths[at] ?? 0))).join(" ")}\n`,
    )
    .join("");
  if (legend) {
    if (rows.length > 0) out += LEGEND;
    out += `${rows.length} loaded units listed.`;
    if (!isFailed) {
      if (!isAll) out += " Pass --all to see loaded but inactive units, too.";
      out += "\nTo show all installed unit files use 'systemctl list-unit-files'.";
    }
    out += "\n";
  }
  yield* proc.print(out);
  return 0;
}

// ── status ───────────────────────────────────────────────────────────────────────────────────

/** The processes of the unit's control group: the main one and all that came of it. */
export function controlGroup(proc: Process, unit: Unit, main: Process): string[] {
  const members = [...proc.host.processes.values()].filter((one) => {
    for (let at: Process | null = one; at !== null; at = at.parent) if (at === main) return true;
    return false;
  });
  members.sort((a, b) => a.pid - b.pid);
  return [
    `     CGroup: /system.slice/${unit.name}`,
    ...members.map((one, at) => {
      const words = one.argv.map((word) => (/[ "]/.test(word) ? `"${word}"` : word));
      const branch = at === members.length - 1 ? "└─" : "├─";
      return `             ${branch}${one.pid} ${words.join(" ")}`;
    }),
  ];
}
