/** mkdir, rmdir, rm, touch, ln, chmod, chown. Left out: rm -i (asks nobody), chown by reference. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { parseDate } from "./date.ts";
import { getopt, longs, quote, shellQuote } from "./getopt.ts";
import { baseName, groupId, joinPath, modeString, statOf, userName } from "./inode.ts";
import { parseMode } from "./mode.ts";
import { fail, tool, usage, why } from "./tool.ts";

const q = (path: string): string => shellQuote(path, true);

export const mkdir = tool("mkdir", "Make directories.", function* (proc, argv) {
  const parsed = getopt(argv, "pm:vZ", longs("parents=p mode:=m verbose=v"));
  if (parsed.error !== null) return yield* usage(proc, "mkdir", parsed.error);
  if (parsed.args.length === 0) return yield* usage(proc, "mkdir", "missing operand");
  const flags = new Set(parsed.options.map((o) => o.name));
  const modeText = parsed.options.find((o) => o.name === "m")?.value ?? null;
  const mode = modeText === null ? null : parseMode(modeText, 0o777, true, proc.umask);
  if (modeText !== null && mode === null)
    return yield* fail(proc, "mkdir", `invalid mode ${quote(modeText)}`);
  let status = 0;
  for (const path of parsed.args) {
    const steps = flags.has("p") ? prefixes(path) : [path];
    for (const [i, step] of steps.entries()) {
      const failed = proc.host.fs.mkdir(step, proc);
      const node = failed === "EEXIST" ? proc.host.fs.lookup(step, proc) : null;
      if (failed === "EEXIST" && flags.has("p") && typeof node === "object" && node?.kind === "dir")
        continue;
      if (failed !== null) {
        const words =
          failed === "EEXIST" && flags.has("p") && i < steps.length - 1
            ? "Not a directory"
            : why(failed);
        yield* proc.warn(`mkdir: cannot create directory ${quote(step)}: ${words}\n`);
        status = 1;
        break;
      }
      if (mode !== null && i === steps.length - 1) proc.host.fs.chmod(step, mode, proc);
      if (flags.has("v")) yield* proc.print(`mkdir: created directory ${q(step)}\n`);
    }
  }
  return status;
});

function prefixes(path: string): string[] {
  const parts = path.split("/");
  const out: string[] = [];
  for (let i = 1; i <= parts.length; i++) {
    const step = parts.slice(0, i).join("/");
    if (step !== "" && parts[i - 1] !== "") out.push(step);
  }
  return out.length === 0 ? ["/"] : out;
}

export const rmdir = tool("rmdir", "Remove empty directories.", function* (proc, argv) {
  const parsed = getopt(argv, "pv", longs("parents=p verbose=v ignore-fail-on-non-empty"));
  if (parsed.error !== null) return yield* usage(proc, "rmdir", parsed.error);
  if (parsed.args.length === 0) return yield* usage(proc, "rmdir", "missing operand");
  const flags = new Set(parsed.options.map((o) => o.name));
  let status = 0;
  for (const path of parsed.args) {
    const steps = flags.has("p") ? prefixes(path).reverse() : [path];
    for (const step of steps) {
      if (flags.has("v")) yield* proc.print(`rmdir: removing directory, ${q(step)}\n`);
      const failed = proc.host.fs.rmdir(step, proc);
      if (failed === null) continue;
      if (failed !== "ENOTEMPTY" || !flags.has("ignore-fail-on-non-empty")) {
        yield* proc.warn(
          `rmdir: failed to remove ${step === path ? "" : "directory "}${q(step)}: ${why(failed)}\n`,
        );
        status = 1;
      }
      break;
    }
  }
  return status;
});

export const rm = tool("rm", "Remove files or directories.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "dfiIrRv",
    longs(
      "force=f interactive:: one-file-system no-preserve-root preserve-root:: recursive=r dir=d verbose=v",
    ),
  );
  if (parsed.error !== null) return yield* usage(proc, "rm", parsed.error);
  const flags = new Set(parsed.options.map((o) => (o.name === "R" ? "r" : o.name)));
  if (parsed.args.length === 0)
    return flags.has("f") ? 0 : yield* usage(proc, "rm", "missing operand");
  const interactive =
    flags.has("i") &&
    parsed.options.findLastIndex((o) => o.name === "i") >
      parsed.options.findLastIndex((o) => o.name === "f");
  let status = 0;
  for (const path of parsed.args) {
    const base = path.replace(/\/+$/, "").replace(/^.*\//, "");
    if (flags.has("r") && (base === "." || base === "..")) {
      yield* proc.warn(`rm: refusing to remove '.' or '..' directory: skipping ${q(path)}\n`);
      status = 1;
      continue;
    }
    const node = proc.host.fs.lookup(path, proc, false);
    if (flags.has("r") && node === proc.host.fs.rootDir && !flags.has("no-preserve-root")) {
      yield* proc.warn(
        "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n",
      );
      status = 1;
      continue;
    }
    if (typeof node === "string") {
      if (!(flags.has("f") && (node === "ENOENT" || node === "ENOTDIR"))) {
        yield* proc.warn(`rm: cannot remove ${q(path)}: ${why(node)}\n`);
        status = 1;
      }
      continue;
    }
    if (interactive && !(yield* ask(proc, path, node.kind === "dir"))) continue;
    if (!(yield* removeTree(proc, path, flags))) status = 1;
  }
  return status;
});

function* ask(proc: Process, path: string, dir: boolean): Proc<boolean> {
  const node = proc.host.fs.lookup(path, proc, false);
  const empty = typeof node !== "string" && node.kind === "file" && node.size === 0;
  yield* proc.warn(
    `rm: remove ${dir ? "directory" : empty ? "regular empty file" : "regular file"} ${q(path)}? `,
  );
  const got = yield* proc.read(0, 1024);
  return got !== null && (got[0] === 121 || got[0] === 89);
}

function* removeTree(proc: Process, path: string, flags: ReadonlySet<string>): Proc<boolean> {
  const { fs } = proc.host;
  const node = fs.lookup(path, proc, false);
  if (typeof node === "string") return true;
  yield* proc.spend(2);
  if (node.kind !== "dir") {
    const failed = fs.unlink(path, proc);
    if (failed === null && flags.has("v")) yield* proc.print(`removed ${q(path)}\n`);
    if (failed !== null) yield* proc.warn(`rm: cannot remove ${q(path)}: ${why(failed)}\n`);
    return failed === null;
  }
  if (!flags.has("r") && !flags.has("d")) {
    yield* proc.warn(`rm: cannot remove ${q(path)}: Is a directory\n`);
    return false;
  }
  let good = true;
  if (flags.has("r")) {
    const names = fs.readdir(path, proc);
    if (typeof names === "string") {
      yield* proc.warn(`rm: cannot remove ${q(path)}: ${why(names)}\n`);
      return false;
    }
    for (const name of names)
      if (!(yield* removeTree(proc, joinPath(path, name), flags))) good = false;
    if (!good) return false;
  }
  const failed = fs.rmdir(path, proc);
  if (failed === null && flags.has("v")) yield* proc.print(`removed directory ${q(path)}\n`);
  if (failed !== null) yield* proc.warn(`rm: cannot remove ${q(path)}: ${why(failed)}\n`);
  return failed === null;
}

export const touch = tool(
  "touch",
  "Change file timestamps, creating files that are not there.",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "acd:fhmr:t:",
      longs("no-create=c date:=d no-dereference=h reference:=r time:"),
    );
    if (parsed.error !== null) return yield* usage(proc, "touch", parsed.error);
    const { fs, sim } = proc.host;
    let mtime = proc.now;
    const flags = new Set(parsed.options.map((o) => o.name));
    for (const { name, value } of parsed.options) {
      if (name === "d") {
        const at = parseDate(value as string, sim.epochUs + proc.now);
        if (at === null)
          return yield* fail(proc, "touch", `invalid date format ${quote(value as string)}`);
        mtime = at - sim.epochUs;
      } else if (name === "r") {
        const node = fs.lookup(value as string, proc);
        if (typeof node === "string")
          return yield* fail(
            proc,
            "touch",
            `failed to get attributes of ${q(value as string)}: ${why(node)}`,
          );
        mtime = node.mtime;
      } else if (name === "t") {
        const m = /^((?:\d\d)?\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(value as string);
        const at =
          m === null
            ? null
            : parseDate(
                `${(m[1] ?? "").length === 4 ? m[1] : `20${m[1] ?? "26"}`}-${m[2]}-${m[3]} ${m[4]}:${m[5]}:${m[6] ?? "00"}`,
                0,
              );
        if (at === null)
          return yield* fail(proc, "touch", `invalid date format ${quote(value as string)}`);
        mtime = at - sim.epochUs;
      }
    }
    if (parsed.args.length === 0) return yield* usage(proc, "touch", "missing file operand");
    let status = 0;
    for (const path of parsed.args) {
      let node = fs.lookup(path, proc);
      if (node === "ENOENT" && flags.has("c")) continue;
      if (node === "ENOENT") {
        const opened = fs.open(path, proc, { write: true, create: true });
        if (typeof opened !== "string") opened.release();
        else node = opened;
        if (typeof opened !== "string") node = fs.lookup(path, proc);
      }
      if (typeof node === "string") {
        yield* proc.warn(
          `touch: ${node === "ENOENT" || node === "ENOTDIR" || node === "EACCES" ? "cannot touch" : "setting times of"} ${q(path)}: ${why(node)}\n`,
        );
        status = 1;
      } else if (!flags.has("a") || flags.has("m")) node.mtime = mtime;
    }
    return status;
  },
);

export const ln = tool("ln", "Make links between files.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "sfnvTrit:",
    longs(
      "symbolic=s force=f no-dereference=n verbose=v no-target-directory=T relative=r target-directory:=t",
    ),
  );
  if (parsed.error !== null) return yield* usage(proc, "ln", parsed.error);
  const flags = new Set(parsed.options.map((o) => o.name));
  const { fs } = proc.host;
  const args = [...parsed.args];
  if (args.length === 0) return yield* usage(proc, "ln", "missing file operand");
  const isDir = (path: string): boolean => {
    const node = fs.lookup(path, proc, !flags.has("n"));
    return typeof node !== "string" && node.kind === "dir";
  };
  let dir: string | null = parsed.options.find((o) => o.name === "t")?.value ?? null;
  let to = "";
  if (dir === null && args.length === 1) dir = ".";
  else if (dir === null) {
    to = args.pop() as string;
    if (!flags.has("T") && isDir(to)) dir = to;
    else if (args.length > 1)
      return yield* fail(
        proc,
        "ln",
        `target ${q(to)}: ${typeof fs.lookup(to, proc) === "string" ? "No such file or directory" : "Not a directory"}`,
      );
  }
  const kind = flags.has("s") ? "symbolic link" : "hard link";
  let status = 0;
  for (const target of args) {
    const path = dir === null ? to : joinPath(dir, baseName(target));
    if (!flags.has("s")) {
      const node = fs.lookup(target, proc, false);
      if (typeof node === "string" || node.kind === "dir") {
        yield* proc.warn(
          typeof node === "string"
            ? `ln: failed to access ${q(target)}: ${why(node)}\n`
            : `ln: ${target}: hard link not allowed for directory\n`,
        );
        status = 1;
        continue;
      }
    }
    if (flags.has("f")) fs.unlink(path, proc);
    const failed = flags.has("s") ? fs.symlink(target, path, proc) : fs.link(target, path, proc);
    if (failed !== null) {
      const arrow = flags.has("s") ? "" : ` => ${q(target)}`;
      yield* proc.warn(
        `ln: failed to create ${kind} ${q(path)}${failed === "EEXIST" || arrow === "" ? "" : arrow}: ${why(failed)}\n`,
      );
      status = 1;
    } else if (flags.has("v"))
      yield* proc.print(`${q(path)} ${flags.has("s") ? "->" : "=>"} ${q(target)}\n`);
  }
  return status;
});

function* forTree(
  proc: Process,
  path: string,
  recursive: boolean,
  each: (path: string) => Proc<boolean>,
): Proc<boolean> {
  let good = yield* each(path);
  if (!recursive || !good) return good;
  const node = proc.host.fs.lookup(path, proc, false);
  if (typeof node === "string" || node.kind !== "dir") return good;
  const names = proc.host.fs.readdir(path, proc);
  if (typeof names === "string") return false;
  for (const name of names) {
    const child = proc.host.fs.lookup(joinPath(path, name), proc, false);
    if (typeof child !== "string" && child.kind === "symlink") continue;
    if (!(yield* forTree(proc, joinPath(path, name), recursive, each))) good = false;
  }
  return good;
}

export const chmod = tool("chmod", "Change file mode bits.", function* (proc, argv) {
  // "-x" and "-rw" are modes, not options.
  const words = argv.map((w, i) =>
    i > 0 && /^-[rwxXstugo]+$/.test(w) && w !== "-R" ? `\0${w}` : w,
  );
  const parsed = getopt(words, "cfvR", longs("changes=c quiet=f silent=f verbose=v recursive=R"));
  if (parsed.error !== null) return yield* usage(proc, "chmod", parsed.error);
  const flags = new Set(parsed.options.map((o) => o.name));
  const args = parsed.args.map((a) => a.replace(/^\0/, ""));
  const modeText = args.shift();
  if (modeText === undefined) return yield* usage(proc, "chmod", "missing operand");
  if (args.length === 0)
    return yield* usage(proc, "chmod", `missing operand after ${quote(modeText)}`);
  if (parseMode(modeText, 0, false, proc.umask) === null)
    return yield* usage(proc, "chmod", `invalid mode: ${quote(modeText)}`);
  let status = 0;
  for (const path of args) {
    const good = yield* forTree(proc, path, flags.has("R"), function* (at) {
      const node = proc.host.fs.lookup(at, proc);
      if (typeof node === "string") {
        if (!flags.has("f")) yield* proc.warn(`chmod: cannot access ${q(at)}: ${why(node)}\n`);
        return false;
      }
      const before = statOf(node, proc);
      const failed = proc.host.fs.chmod(
        at,
        parseMode(modeText, node.mode, node.kind === "dir", proc.umask) as number,
        proc,
      );
      if (failed !== null) {
        if (!flags.has("f"))
          yield* proc.warn(`chmod: changing permissions of ${q(at)}: ${why(failed)}\n`);
        return false;
      }
      const after = statOf(node, proc);
      const show = (s: typeof before): string =>
        `0${s.mode.toString(8).padStart(3, "0")} (${modeString(s).slice(1)})`;
      if (after.mode !== before.mode && (flags.has("v") || flags.has("c")))
        yield* proc.print(`mode of ${q(at)} changed from ${show(before)} to ${show(after)}\n`);
      else if (flags.has("v")) yield* proc.print(`mode of ${q(at)} retained as ${show(after)}\n`);
      return true;
    });
    if (!good) status = 1;
  }
  return status;
});

export const chown = tool("chown", "Change file owner and group.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "cfvRh",
    longs("changes=c quiet=f silent=f verbose=v recursive=R no-dereference=h"),
  );
  if (parsed.error !== null) return yield* usage(proc, "chown", parsed.error);
  const flags = new Set(parsed.options.map((o) => o.name));
  const args = [...parsed.args];
  const spec = args.shift();
  if (spec === undefined) return yield* usage(proc, "chown", "missing operand");
  if (args.length === 0) return yield* usage(proc, "chown", `missing operand after ${quote(spec)}`);
  const [user, group] = spec.split(/[:.]/, 2) as [string, string | undefined];
  const users = [...proc.host.users.values()];
  const known = users.find((u) => u.name === user);
  const uid = user === "" ? -1 : /^\d+$/.test(user) ? Number(user) : (known?.uid ?? null);
  if (uid === null) return yield* fail(proc, "chown", `invalid user: ${quote(spec)}`);
  let gid: number | null = -1;
  if (group !== undefined && group !== "") {
    gid = /^\d+$/.test(group) ? Number(group) : groupId(proc.host, group);
    if (gid === null) return yield* fail(proc, "chown", `invalid group: ${quote(spec)}`);
  } else if (group === "" && known !== undefined) gid = known.gid;
  let status = 0;
  const newGid = gid;
  for (const path of args) {
    const good = yield* forTree(proc, path, flags.has("R"), function* (at) {
      const node = proc.host.fs.lookup(at, proc);
      if (typeof node === "string") {
        if (!flags.has("f")) yield* proc.warn(`chown: cannot access ${q(at)}: ${why(node)}\n`);
        return false;
      }
      const before = userName(proc.host, node.uid);
      const failed = proc.host.fs.chown(
        at,
        uid < 0 ? node.uid : uid,
        newGid < 0 ? node.gid : newGid,
        proc,
      );
      if (failed !== null)
        yield* proc.warn(`chown: changing ownership of ${q(at)}: ${why(failed)}\n`);
      else if (flags.has("v"))
        yield* proc.print(`changed ownership of ${q(at)} from ${before} to ${user}\n`);
      return failed === null;
    });
    if (!good) status = 1;
  }
  return status;
});
