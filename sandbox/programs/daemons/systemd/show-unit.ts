/**
 * `systemctl cat`, `list-units` and `list-unit-files`, as systemd 252 of Debian 12 prints them. Of a machine's units
 * there are those of units.ts: a real one has some hundred of devices, mounts and targets as well.
 */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { globMatch } from "../../core/grep.ts";
import { fileState } from "./files.ts";
import { isMasked, unitState } from "./state.ts";
import { fullName, type Unit, UNITS, unitNamed } from "./units.ts";

/** `systemctl cat`: the files as they stand in the packages. */
export function* catUnits(proc: Process, names: readonly string[]): Proc<number> {
  let isFirst = true;
  for (const name of names) {
    const unit = unitNamed(proc, name);
    if (unit === null) {
      yield* proc.warn(`No files found for ${fullName(name)}.\n`);
      return 1;
    }
    const text = isMasked(proc, unit)
      ? `# Unit ${unit.name} is masked.\n`
      : `# /lib/systemd/system/${unit.name}\n${unit.file}`;
    yield* proc.print(`${isFirst ? "" : "\n"}${text}`);
    isFirst = false;
  }
  return 0;
}

/** What list-units and list-unit-files are asked. */
export interface Listing {
  readonly patterns: readonly string[];
  /** Of --state. */
  readonly states: readonly string[];
  /** Of --type. */
  readonly types: readonly string[];
  readonly isAll: boolean;
  readonly hasLegend: boolean;
  readonly isPlain: boolean;
}

const LEGEND = `
LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
SUB    = The low-level unit activation state, values depend on unit type.
`;

/** fnmatch(3) of a unit's name. */
function matches(pattern: string, name: string): boolean {
  return globMatch(/[*?]/.test(pattern) ? pattern : fullName(pattern), name);
}

function chosen(proc: Process, asked: Listing): Unit[] {
  const { patterns, types } = asked;
  return UNITS.filter(
    (unit) =>
      unitNamed(proc, unit.name) !== null &&
      (types.length === 0 || types.includes("service")) &&
      (patterns.length === 0 || patterns.some((one) => matches(one, unit.name))),
  );
}

/** Rows under a head, each column as wide as its widest cell, the last as it is. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(0, ...rows.map((row) => (row[at] as string).length)),
  );
  const last = widths.length - 1;
  return rows
    .map(
      (row) => `${row.map((c, at) => (at === last ? c : c.padEnd(widths[at] ?? 0))).join(" ")}\n`,
    )
    .join("");
}

export function* listUnits(proc: Process, asked: Listing): Proc<number> {
  const rows: string[][] = [];
  for (const unit of chosen(proc, asked)) {
    const [active, sub] = unitState(proc, unit);
    const load = isMasked(proc, unit) ? "masked" : "loaded";
    if (asked.states.length > 0) {
      if (![active, sub, load].some((one) => asked.states.includes(one))) continue;
    } else if (!asked.isAll && active === "inactive") continue;
    const mark = load === "masked" || active === "failed" ? "●" : " ";
    const words = [unit.name, load, active, sub];
    const text = load === "masked" ? unit.name : unit.description;
    rows.push(asked.isPlain ? [...words, text] : [mark, ...words, text]);
  }
  const names = ["UNIT", "LOAD", "ACTIVE", "SUB", "DESCRIPTION"];
  const head = asked.isPlain ? names : [" ", ...names];
  let out = table(asked.hasLegend ? [head, ...rows] : rows);
  if (asked.hasLegend) {
    if (rows.length > 0) out += LEGEND;
    out += `${rows.length} loaded units listed.`;
    if (asked.states.length === 0) {
      if (!asked.isAll) out += " Pass --all to see loaded but inactive units, too.";
      out += "\nTo show all installed unit files use 'systemctl list-unit-files'.";
    }
    out += "\n";
  }
  yield* proc.print(out);
  return 0;
}

export function* listUnitFiles(proc: Process, asked: Listing): Proc<number> {
  const rows = chosen(proc, asked)
    .map((unit) => [unit.name, fileState(proc, unit) as string, "enabled"])
    .filter(([, state = ""]) => asked.states.length === 0 || asked.states.includes(state));
  const all = asked.hasLegend ? [["UNIT FILE", "STATE", "PRESET"], ...rows] : rows;
  const legend = asked.hasLegend ? `\n${rows.length} unit files listed.\n` : "";
  yield* proc.print(table(all) + legend);
  return asked.patterns.length > 0 && rows.length === 0 ? 1 : 0;
}
