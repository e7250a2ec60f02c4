/** cp(1) and mv(1). Left out: -i, -u, backups, sparse files, reflinks. */
import type { Inode } from "../../kernel/proc/fs.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs, shellQuote } from "./getopt.ts";
import { baseName, joinPath } from "./inode.ts";
import { fail, tool, usage, why } from "./tool.ts";

const q = (path: string): string => shellQuote(path, true);

interface Plan {
  readonly sources: readonly string[];
  readonly target: string;
  readonly intoDir: boolean;
}

function* plan(
  proc: Process,
  name: string,
  args: readonly string[],
  targetDir: string | null,
  noTargetDir: boolean,
): Proc<Plan | number> {
  if (args.length === 0) return yield* usage(proc, name, "missing file operand");
  if (targetDir === null && args.length === 1)
    return yield* usage(
      proc,
      name,
      `missing destination file operand after ${q(args[0] as string)}`,
    );
  const target = targetDir ?? (args[args.length - 1] as string);
  const sources = targetDir === null ? args.slice(0, -1) : args;
  const node = proc.host.fs.lookup(target, proc);
  const intoDir = !noTargetDir && typeof node !== "string" && node.kind === "dir";
  if ((sources.length > 1 || targetDir !== null) && !intoDir) {
    return yield* fail(
      proc,
      name,
      `target ${q(target)}: ${typeof node === "string" ? why(node) : "Not a directory"}`,
    );
  }
  return { sources, target, intoDir };
}

export const cp = tool("cp", "Copy files and directories.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "abdfinrRpPLHluvsTt:x",
    longs(
      "archive=a force=f recursive=r no-clobber=n verbose=v dereference=L no-dereference=P no-target-directory=T target-directory:=t preserve::=p update=u link=l symbolic-link=s",
    ),
  );
  if (parsed.error !== null) return yield* usage(proc, "cp", parsed.error);
  const flags = new Set(parsed.options.map((o) => (o.name === "R" ? "r" : o.name)));
  if (flags.has("a")) for (const flag of ["r", "p", "P"]) flags.add(flag);
  const todo = yield* plan(
    proc,
    "cp",
    parsed.args,
    parsed.options.find((o) => o.name === "t")?.value ?? null,
    flags.has("T"),
  );
  if (typeof todo === "number") return todo;
  let status = 0;
  for (const source of todo.sources) {
    const to = todo.intoDir ? joinPath(todo.target, baseName(source)) : todo.target;
    if (!(yield* copyOne(proc, source, to, flags, true))) status = 1;
  }
  return status;
});

function* copyOne(
  proc: Process,
  from: string,
  to: string,
  flags: ReadonlySet<string>,
  top: boolean,
): Proc<boolean> {
  const { fs } = proc.host;
  const follow =
    flags.has("L") ||
    (top && !flags.has("P") && !flags.has("r")) ||
    (!flags.has("P") && !flags.has("r"));
  const node = fs.lookup(from, proc, follow);
  const complain = function* (text: string): Proc<boolean> {
    yield* proc.warn(`cp: ${text}\n`);
    return false;
  };
  if (typeof node === "string") return yield* complain(`cannot stat ${q(from)}: ${why(node)}`);
  yield* proc.spend(3);
  if (node.kind === "dir") {
    if (!flags.has("r")) return yield* complain(`-r not specified; omitting directory ${q(from)}`);
    return yield* copyDir(proc, node, from, to, flags);
  }
  const existing = fs.lookup(to, proc, true);
  if (existing === "ENOTDIR" && !to.endsWith("/"))
    return yield* complain(`cannot stat ${q(to)}: ${why(existing)}`);
  if (existing === node) return yield* complain(`${q(from)} and ${q(to)} are the same file`);
  if (typeof existing !== "string") {
    if (existing.kind === "dir")
      return yield* complain(`cannot overwrite directory ${q(to)} with non-directory`);
    if (flags.has("n")) return true;
  }
  if (node.kind === "symlink") {
    fs.unlink(to, proc);
    const failed = fs.symlink(
      typeof node.target === "string" ? node.target : node.target(proc),
      to,
      proc,
    );
    if (failed !== null)
      return yield* complain(`cannot create symbolic link ${q(to)}: ${why(failed)}`);
  } else {
    const bytes = fs.readFile(from, proc);
    if (typeof bytes === "string")
      return yield* complain(`cannot open ${q(from)} for reading: ${why(bytes)}`);
    if (to.endsWith("/") && typeof existing === "string")
      return yield* complain(`cannot create regular file ${q(to)}: Not a directory`);
    if (node.kind === "program") {
      const made = fs.newProgram(node.program);
      if (typeof existing !== "string") fs.unlink(to, proc);
      const failed = fs.add(to, proc, made);
      if (failed !== null)
        return yield* complain(`cannot create regular file ${q(to)}: ${why(failed)}`);
    } else {
      const failed = fs.writeFile(to, bytes, proc, node.mode & 0o777);
      if (failed !== null)
        return yield* complain(`cannot create regular file ${q(to)}: ${why(failed)}`);
      keepMeta(proc, node, to, flags);
    }
  }
  if (flags.has("v")) yield* proc.print(`${q(from)} -> ${q(to)}\n`);
  return true;
}

function keepMeta(proc: Process, node: Inode, to: string, flags: ReadonlySet<string>): void {
  if (!flags.has("p")) return;
  const made = proc.host.fs.lookup(to, proc);
  if (typeof made === "string") return;
  made.mtime = node.mtime;
  made.mode = node.mode;
  made.uid = node.uid;
  made.gid = node.gid;
}

function* copyDir(
  proc: Process,
  node: Inode,
  from: string,
  to: string,
  flags: ReadonlySet<string>,
): Proc<boolean> {
  const { fs } = proc.host;
  const target = fs.lookup(to, proc);
  if (typeof target !== "string" && target.kind !== "dir") {
    yield* proc.warn(`cp: cannot overwrite non-directory ${q(to)} with directory ${q(from)}\n`);
    return false;
  }
  const inside = fs.parentOf(to, proc);
  if (typeof inside !== "string") {
    for (let at = inside.dir; ; at = at.parent) {
      if (at === node) {
        yield* proc.warn(`cp: cannot copy a directory, ${q(from)}, into itself, ${q(to)}\n`);
        return false;
      }
      if (at.parent === null || at.parent === at) break;
    }
  }
  if (typeof target === "string") {
    const failed = fs.mkdir(to, proc, node.mode & 0o777);
    if (failed !== null) {
      yield* proc.warn(`cp: cannot create directory ${q(to)}: ${why(failed)}\n`);
      return false;
    }
    if (flags.has("v")) yield* proc.print(`${q(from)} -> ${q(to)}\n`);
  }
  const names = fs.readdir(from, proc);
  if (typeof names === "string") {
    yield* proc.warn(`cp: cannot access ${q(from)}: ${why(names)}\n`);
    return false;
  }
  let good = true;
  for (const name of names)
    if (!(yield* copyOne(proc, joinPath(from, name), joinPath(to, name), flags, false)))
      good = false;
  keepMeta(proc, node, to, flags);
  return good;
}

export const mv = tool("mv", "Move (rename) files.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "bfinuvTt:",
    longs(
      "force=f no-clobber=n verbose=v no-target-directory=T target-directory:=t update=u interactive=i",
    ),
  );
  if (parsed.error !== null) return yield* usage(proc, "mv", parsed.error);
  const flags = new Set(parsed.options.map((o) => o.name));
  const todo = yield* plan(
    proc,
    "mv",
    parsed.args,
    parsed.options.find((o) => o.name === "t")?.value ?? null,
    flags.has("T"),
  );
  if (typeof todo === "number") return todo;
  const { fs } = proc.host;
  let status = 0;
  for (const source of todo.sources) {
    const to = todo.intoDir ? joinPath(todo.target, baseName(source)) : todo.target;
    const node = fs.lookup(source, proc, false);
    let problem: string | null = null;
    const existing = fs.lookup(to, proc, false);
    if (typeof node === "string") problem = `cannot stat ${q(source)}: ${why(node)}`;
    else if (existing === node) problem = `${q(source)} and ${q(to)} are the same file`;
    else if (typeof existing !== "string" && flags.has("n")) continue;
    else {
      const failed = fs.rename(source, to, proc);
      if (failed === "EINVAL")
        problem = `cannot move ${q(source)} to a subdirectory of itself, ${q(to)}`;
      else if (failed === "EISDIR")
        problem = `cannot overwrite directory ${q(to)} with non-directory`;
      else if (failed === "ENOTDIR" && typeof existing !== "string")
        problem = `cannot overwrite non-directory ${q(to)} with directory ${q(source)}`;
      else if (failed !== null) problem = `cannot move ${q(source)} to ${q(to)}: ${why(failed)}`;
    }
    if (problem !== null) {
      yield* proc.warn(`mv: ${problem}\n`);
      status = 1;
    } else if (flags.has("v")) yield* proc.print(`renamed ${q(source)} -> ${q(to)}\n`);
  }
  return status;
});
