/**
 * kmod(8)'s tools: lsmod, modprobe, modinfo, rmmod. Modules are those of kernel/modules.ts; others are
 * not found. Left out, and said so: most options, parameters, blacklists.
 */
import { MODULES } from "../../kernel/modules.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { KERNEL_RELEASE } from "../core/env.ts";

const PATHS = (name: string): readonly string[] => [
  `/usr/sbin/${name}`,
  `/sbin/${name}`,
  `/usr/bin/${name}`,
];

export const lsmod: Program = {
  name: "lsmod",
  paths: PATHS("lsmod"),
  summary: "Show the status of modules in the Linux kernel.",
  *main(proc, argv) {
    if (argv.length > 1) {
      yield* proc.warn(`Usage: ${argv[0] ?? "lsmod"}\n`);
      return 1;
    }
    let out = "Module                  Size  Used by\n";
    for (const { name, size, users } of proc.host.modules.list()) {
      const by = users.length === 0 ? "" : ` ${users.join(",")}`;
      out += `${name.padEnd(19)} ${String(size).padStart(8)}  ${users.length}${by}\n`;
    }
    yield* proc.print(out);
    return 0;
  },
};

export const modprobe: Program = {
  name: "modprobe",
  paths: PATHS("modprobe"),
  summary: "Add or remove a module and what it needs from the Linux kernel.",
  *main(proc, argv) {
    let remove = false;
    let quiet = false;
    let verbose = false;
    let every = false;
    const names: string[] = [];
    for (const word of argv.slice(1)) {
      if (/^-[rqvafn]+$/.test(word)) {
        remove ||= word.includes("r");
        quiet ||= word.includes("q");
        verbose ||= word.includes("v");
        every ||= word.includes("a");
      } else if (word === "--remove") remove = true;
      else if (word === "--quiet") quiet = true;
      else if (word === "--verbose") verbose = true;
      else if (word === "--all") every = true;
      else if (word.startsWith("-")) {
        yield* proc.warn(`modprobe: underlay does not simulate ${word}\n`);
        return 2;
      } else names.push(word);
    }
    if (names.length === 0) {
      yield* proc.warn("modprobe: ERROR: missing parameters. See -h.\n");
      return 1;
    }
    // Without -a or -r the other words are parameters, and none are known.
    let status = 0;
    for (const name of remove || every ? names : names.slice(0, 1)) {
      const failed = yield* (remove ? takeOut : putIn)(proc, name, quiet, verbose);
      if (failed !== 0) status = failed;
    }
    return status;
  },
};

function* putIn(proc: Process, name: string, quiet: boolean, verbose: boolean): Proc<number> {
  const { modules } = proc.host;
  if (!MODULES.has(name.replaceAll("-", "_"))) {
    if (!quiet) {
      yield* proc.warn(
        `modprobe: FATAL: Module ${name} not found in directory /lib/modules/${KERNEL_RELEASE}\n`,
      );
    }
    return 1;
  }
  if (modules.has(name)) return 0;
  if (!proc.isRoot) {
    yield* proc.warn(`modprobe: ERROR: could not insert '${name}': Operation not permitted\n`);
    return 1;
  }
  if (verbose) yield* proc.print(`insmod ${pathOf(name)} \n`);
  modules.load(name);
  return 0;
}

function* takeOut(proc: Process, name: string, quiet: boolean, verbose: boolean): Proc<number> {
  const { modules } = proc.host;
  const plain = name.replaceAll("-", "_");
  if (!MODULES.has(plain)) {
    if (!quiet) yield* proc.warn(`modprobe: FATAL: Module ${name} not found.\n`);
    return 1;
  }
  if (!modules.has(plain)) return 0;
  if (modules.usersOf(plain).length > 0) {
    yield* proc.warn(`modprobe: FATAL: Module ${plain} is in use.\n`);
    return 1;
  }
  if (!proc.isRoot) {
    yield* proc.warn(`modprobe: ERROR: could not remove '${plain}': Operation not permitted\n`);
    return 1;
  }
  if (verbose) yield* proc.print(`rmmod ${plain}\n`);
  modules.unload(plain, true);
  return 0;
}

export const rmmod: Program = {
  name: "rmmod",
  paths: PATHS("rmmod"),
  summary: "Remove a module from the Linux kernel.",
  *main(proc, argv) {
    const names = argv.slice(1).filter((word) => !word.startsWith("-"));
    if (names.length === 0) {
      yield* proc.warn("rmmod: ERROR: missing module name.\n");
      return 1;
    }
    const { modules } = proc.host;
    let status = 0;
    for (const name of names) {
      const plain = name.replaceAll("-", "_");
      const users = modules.usersOf(plain);
      let why: string | null = null;
      if (!modules.has(plain)) why = `Module ${name} is not currently loaded`;
      else if (users.length > 0) why = `Module ${plain} is in use by: ${users.join(" ")}`;
      else if (!proc.isRoot) why = `could not remove '${plain}': Operation not permitted`;
      if (why === null) modules.unload(plain, false);
      else {
        yield* proc.warn(`rmmod: ERROR: ${why}\n`);
        status = 1;
      }
    }
    return status;
  },
};

function pathOf(name: string): string {
  const plain = name.replaceAll("-", "_");
  return `/lib/modules/${KERNEL_RELEASE}/kernel/${MODULES.get(plain)?.path ?? ""}/${plain}.ko`;
}

export const modinfo: Program = {
  name: "modinfo",
  paths: PATHS("modinfo"),
  summary: "Show information about a Linux kernel module.",
  *main(proc, argv) {
    let field: string | null = null;
    const names: string[] = [];
    for (let i = 1; i < argv.length; i++) {
      const word = argv[i] as string;
      if (word === "-F") {
        i++;
        field = argv[i] ?? "";
      } else if (word === "-n") field = "filename";
      else if (word.startsWith("-")) {
        yield* proc.warn(`modinfo: underlay does not simulate ${word}\n`);
        return 2;
      } else names.push(word);
    }
    if (names.length === 0) {
      yield* proc.warn("modinfo: ERROR: missing module or filename.\n");
      return 1;
    }
    let status = 0;
    for (const name of names) {
      const rows = rowsOf(name);
      if (rows === null) {
        yield* proc.warn(`modinfo: ERROR: Module ${name} not found.\n`);
        status = 1;
      } else if (field !== null) {
        const wanted = rows.filter(([key]) => key === field).map(([, value]) => `${value}\n`);
        yield* proc.print(wanted.join(""));
      } else
        yield* proc.print(
          rows.map(([key, value]) => `${`${key}:`.padEnd(15)} ${value}\n`).join(""),
        );
    }
    return status;
  },
};

function rowsOf(name: string): readonly (readonly [string, string])[] | null {
  const plain = name.replaceAll("-", "_");
  const info = MODULES.get(plain);
  if (info === undefined) return null;
  return [
    ["filename", pathOf(plain)],
    ...info.aliases.map((alias) => ["alias", alias] as const),
    ["license", info.license],
    ["depends", info.depends.join(",")],
    ["intree", "Y"],
    ["name", plain],
    ["vermagic", `${KERNEL_RELEASE} SMP mod_unload `],
    ...info.parameters.map((parameter) => ["parm", parameter] as const),
  ];
}
