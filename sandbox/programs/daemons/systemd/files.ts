/** Unit files as systemctl changes them: enable, disable, reenable, preset, mask, unmask, is-enabled. systemd 252's words. */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { isMasked } from "./state.ts";
import { fullName, type Unit, unitNamed } from "./units.ts";

const OWN = "/etc/systemd/system";
const WANTS = `${OWN}/multi-user.target.wants`;

function isOn(proc: Process, unit: Unit): boolean {
  return typeof proc.host.fs.lookup(`${WANTS}/${unit.name}`, proc, false) !== "string";
}

/** UnitFileState. */
export function fileState(proc: Process, unit: Unit): "masked" | "enabled" | "disabled" {
  if (isMasked(proc, unit)) return "masked";
  return isOn(proc, unit) ? "enabled" : "disabled";
}

/** One that is on is enough; the first without a file ends it. */
export function* isEnabled(
  proc: Process,
  names: readonly string[],
  isQuiet: boolean,
): Proc<number> {
  let out = 1;
  for (const name of names) {
    const unit = unitNamed(proc, name);
    if (unit === null) {
      yield* proc.warn(
        `Failed to get unit file state for ${fullName(name)}: No such file or directory\n`,
      );
      return 1;
    }
    const state = fileState(proc, unit);
    if (state === "enabled") out = 0;
    if (!isQuiet) yield* proc.print(`${state}\n`);
  }
  return out;
}

/** What goes to standard error. */
type Tell = (text: string) => Proc<unknown>;

function* link(proc: Process, path: string, target: string, tell: Tell): Proc<void> {
  let folder = "";
  for (const part of path.slice(1).split("/").slice(0, -1))
    proc.host.fs.mkdir((folder += `/${part}`), proc);
  proc.host.fs.symlink(target, path, proc);
  yield* tell(`Created symlink ${path} → ${target}.\n`);
}

function* unlink(proc: Process, path: string, tell: Tell): Proc<void> {
  if (typeof proc.host.fs.lookup(path, proc, false) === "string") return;
  proc.host.fs.unlink(path, proc);
  yield* tell(`Removed "${path}".\n`);
}

/** `enable` … of all names: first the scripts of System V's init, then the links. */
export function* change(
  proc: Process,
  verb: "enable" | "disable" | "reenable" | "preset",
  names: readonly string[],
  isQuiet: boolean,
): Proc<number> {
  const tell = (text: string): Proc<unknown> => (isQuiet ? nothing() : proc.warn(text));
  const units: Unit[] = [];
  for (const name of names) {
    const unit = unitNamed(proc, name);
    if (unit === null) {
      yield* proc.warn(`Failed to ${verb} unit: Unit file ${fullName(name)} does not exist.\n`);
      return 1;
    }
    units.push(unit);
  }
  if (verb === "enable" || verb === "disable")
    for (const unit of units) {
      // Debian's packages bring such a script as well.
      const script = "/lib/systemd/systemd-sysv-install";
      yield* tell(
        `Synchronizing state of ${unit.name} with SysV service script with ${script}.\nExecuting: ${script} ${verb} ${unit.name.replace(/\.service$/, "")}\n`,
      );
    }
  for (const unit of units) {
    const path = `${OWN}/${unit.name}`;
    if (isMasked(proc, unit)) {
      if (verb === "disable") yield* tell(`Unit ${path} is masked, ignoring.\n`);
      else {
        yield* proc.warn(`Failed to ${verb} unit: Unit file ${path} is masked.\n`);
        return 1;
      }
      continue;
    }
    if (verb === "disable" || verb === "reenable")
      yield* unlink(proc, `${WANTS}/${unit.name}`, tell);
    if (verb !== "disable" && !isOn(proc, unit))
      yield* link(proc, `${WANTS}/${unit.name}`, `/lib/systemd/system/${unit.name}`, tell);
  }
  return 0;
}

function* nothing(): Proc<void> {
  yield* [];
}

export function* mask(
  proc: Process,
  names: readonly string[],
  on: boolean,
  isQuiet: boolean,
): Proc<number> {
  const tell = (text: string): Proc<unknown> => (isQuiet ? nothing() : proc.warn(text));
  for (const name of names) {
    const path = `${OWN}/${fullName(name)}`;
    const there = typeof proc.host.fs.lookup(path, proc, false) !== "string";
    if (unitNamed(proc, name) === null)
      yield* proc.warn(`Unit ${fullName(name)} does not exist, proceeding anyway.\n`);
    if (on && !there) yield* link(proc, path, "/dev/null", tell);
    if (!on) yield* unlink(proc, path, tell);
  }
  return 0;
}
