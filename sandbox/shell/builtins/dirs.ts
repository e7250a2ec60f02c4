/** cd, pwd, pushd, popd, dirs. */
import { strerror } from "../../kernel/errno.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import type { Shell } from "../shell.ts";
import type { Builtin } from "./index.ts";
import { parseOptions, say } from "./options.ts";

export const dirsBuiltins: readonly (readonly [string, Builtin])[] = [
  ["cd", cd],
  ["pwd", pwd],
  ["pushd", pushd],
  ["popd", popd],
  ["dirs", dirs],
];

/** Go there. Null, or what went wrong (without the shell's prefix). */
function enter(sh: Shell, path: string, physical: boolean, name: string): string | null {
  const { proc } = sh;
  const { fs } = proc.host;
  const logical = sh.vars.get("PWD") ?? proc.cwd;
  let to = fs.normalize(path, logical);
  const node = fs.lookup(physical ? path : to, proc);
  if (typeof node === "string") return `${name}: ${path}: ${strerror(node)}`;
  if (node.kind !== "dir") return `${name}: ${path}: Not a directory`;
  if (!fs.may(node, proc, "x")) return `${name}: ${path}: Permission denied`;
  if (physical) to = fs.pathOf(node);
  const old = sh.vars.ensure("OLDPWD");
  old.value = logical;
  proc.cwd = to;
  const now = sh.vars.ensure("PWD");
  now.value = to;
  return null;
}

function* cd(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "LPe@", "cd [-L|[-P [-e]] [-@]] [dir]");
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  if (rest.length > 1) {
    yield* sh.error("cd: too many arguments");
    return 1;
  }
  let path = rest[0];
  let show = false;
  if (path === undefined) {
    const home = sh.vars.get("HOME");
    if (home === null) {
      yield* sh.error("cd: HOME not set");
      return 1;
    }
    path = home;
  } else if (path === "-") {
    const old = sh.vars.get("OLDPWD");
    if (old === null) {
      yield* sh.error("cd: OLDPWD not set");
      return 1;
    }
    path = old;
    show = true;
  } else if (path === "") return 0;
  const physical = on.has("P") || (sh.options.has("physical") && !on.has("L"));
  if (!/^\.{0,2}\//.test(path) && path !== "." && path !== "..") {
    for (const base of (sh.vars.get("CDPATH") ?? "").split(":")) {
      if (base === "") continue;
      if (enter(sh, `${base}/${path}`, physical, "cd") === null) {
        return yield* say(sh, "cd", `${sh.vars.get("PWD") ?? ""}\n`);
      }
    }
  }
  const problem = enter(sh, path, physical, "cd");
  if (problem !== null) {
    yield* sh.error(problem);
    return 1;
  }
  return show ? yield* say(sh, "cd", `${sh.vars.get("PWD") ?? ""}\n`) : 0;
}

function* pwd(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "LP", "pwd [-LP]");
  if (parsed === null) return 2;
  const { proc } = sh;
  const node = proc.host.fs.lookup(".", proc);
  const physical = parsed.on.has("P") && typeof node !== "string" && node.kind === "dir";
  return yield* say(sh, "pwd", `${physical ? proc.host.fs.pathOf(node) : proc.cwd}\n`);
}

function shortened(sh: Shell, path: string): string {
  const home = sh.vars.get("HOME");
  if (home === null || home === "/") return path;
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
function stack(sh: Shell): string[] {
  return [sh.vars.get("PWD") ?? sh.proc.cwd, ...sh.directoryStack];
}
function stackLine(sh: Shell): string {
  return `${stack(sh)
    .map((path) => shortened(sh, path))
    .join(" ")}\n`;
}

function* pushd(sh: Shell, args: readonly string[]): Proc<number> {
  const to = args[1];
  const here = sh.vars.get("PWD") ?? sh.proc.cwd;
  if (to === undefined) {
    const top = sh.directoryStack[0];
    if (top === undefined) {
      yield* sh.error("pushd: no other directory");
      return 1;
    }
    const problem = enter(sh, top, false, "pushd");
    if (problem !== null) {
      yield* sh.error(problem);
      return 1;
    }
    sh.directoryStack[0] = here;
    return yield* say(sh, "pushd", stackLine(sh));
  }
  const turn = /^([+-])(\d+)$/.exec(to);
  if (turn !== null) {
    const all = stack(sh);
    const n = turn[1] === "+" ? Number(turn[2]) : all.length - 1 - Number(turn[2]);
    if (n < 0 || n >= all.length) {
      yield* sh.error(`pushd: ${to}: directory stack index out of range`);
      return 1;
    }
    const turned = [...all.slice(n), ...all.slice(0, n)];
    const problem = enter(sh, turned[0] as string, false, "pushd");
    if (problem !== null) {
      yield* sh.error(problem);
      return 1;
    }
    sh.directoryStack = turned.slice(1);
    return yield* say(sh, "pushd", stackLine(sh));
  }
  const problem = enter(sh, to, false, "pushd");
  if (problem !== null) {
    yield* sh.error(problem);
    return 1;
  }
  if (sh.directoryStack.length < 1000) sh.directoryStack.unshift(here);
  return yield* say(sh, "pushd", stackLine(sh));
}

function* popd(sh: Shell): Proc<number> {
  const top = sh.directoryStack[0];
  if (top === undefined) {
    yield* sh.error("popd: directory stack empty");
    return 1;
  }
  const problem = enter(sh, top, false, "popd");
  if (problem !== null) {
    yield* sh.error(problem);
    return 1;
  }
  sh.directoryStack.shift();
  return yield* say(sh, "popd", stackLine(sh));
}

function* dirs(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "clpv", "dirs [-clpv] [+N] [-N]");
  if (parsed === null) return 2;
  const { on } = parsed;
  if (on.has("c")) {
    sh.directoryStack = [];
    return 0;
  }
  const all = stack(sh).map((path) => (on.has("l") ? path : shortened(sh, path)));
  if (on.has("v"))
    return yield* say(
      sh,
      "dirs",
      all.map((path, i) => `${String(i).padStart(2)}  ${path}\n`).join(""),
    );
  return yield* say(
    sh,
    "dirs",
    on.has("p") ? all.map((path) => `${path}\n`).join("") : `${all.join(" ")}\n`,
  );
}
