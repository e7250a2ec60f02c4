/**
 * find(1): -name -iname -path -type -maxdepth -mindepth -empty -size -newer -perm -user -not -o -a ( )
 * -exec (; and +) -print -print0 -printf -delete -prune -quit -ls is left out. tree(1) and du(1) too.
 */
import type { Inode } from "../../kernel/proc/fs.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs, quote, shellQuote } from "./getopt.ts";
import { globMatch } from "./grep.ts";
import { baseName, humanSize, joinPath, statOf } from "./inode.ts";
import { Out } from "./stdio.ts";
import { tool, usage, why } from "./tool.ts";

interface Item {
  readonly path: string;
  readonly name: string;
  readonly node: Inode;
  readonly depth: number;
}
type Test = (item: Item) => Proc<boolean>;

class FindError {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

interface State {
  readonly proc: Process;
  readonly out: Out;
  maxDepth: number;
  minDepth: number;
  depthFirst: boolean;
  prune: boolean;
  quit: boolean;
  status: number;
  action: boolean;
  readonly batches: { command: string[]; paths: string[] }[];
}

export const find = tool("find", "Search for files in a directory tree.", function* (proc, argv) {
  let i = 1;
  const roots: string[] = [];
  let follow = false;
  while (i < argv.length && /^-[LHP]$/.test(argv[i] as string)) follow = argv[i++] === "-L";
  while (i < argv.length && !/^[-(!]/.test(argv[i] as string)) roots.push(argv[i++] as string);
  const state: State = {
    proc,
    out: new Out(proc),
    maxDepth: Infinity,
    minDepth: 0,
    depthFirst: false,
    prune: false,
    quit: false,
    status: 0,
    action: false,
    batches: [],
  };
  let test: Test;
  try {
    test = new Parser(argv.slice(i), state).parse();
  } catch (error) {
    if (!(error instanceof FindError)) throw error;
    yield* proc.warn(`find: ${error.text}\n`);
    return 1;
  }
  for (const root of roots.length === 0 ? ["."] : roots) {
    const node = proc.host.fs.lookup(root, proc, follow);
    if (typeof node === "string") {
      yield* state.out.error(`find: ${quote(root)}: ${why(node)}\n`);
      state.status = 1;
      continue;
    }
    yield* visit(
      { path: root, name: root === "/" ? "/" : baseName(root), node, depth: 0 },
      test,
      state,
    );
    if (state.quit) break;
  }
  yield* state.out.flush();
  for (const { command, paths } of state.batches)
    if (paths.length > 0) yield* runBatch(state, command, paths);
  return yield* state.out.close("find", state.status);
});

function* visit(item: Item, test: Test, state: State): Proc<void> {
  const { proc } = state;
  yield* proc.spend(1);
  state.prune = false;
  if (!state.depthFirst && item.depth >= state.minDepth) yield* test(item);
  if (state.quit) return;
  if (item.node.kind === "dir" && item.depth < state.maxDepth && !state.prune) {
    const names = proc.host.fs.readdir(item.path, proc);
    if (typeof names === "string") {
      yield* state.out.error(`find: ${quote(item.path)}: ${why(names)}\n`);
      state.status = 1;
    } else {
      for (const name of names) {
        const path = joinPath(item.path, name);
        const node = proc.host.fs.lookup(path, proc, false);
        if (typeof node === "string") continue;
        yield* visit({ path, name, node, depth: item.depth + 1 }, test, state);
        if (state.quit) return;
      }
    }
  }
  state.prune = false;
  if (state.depthFirst && item.depth >= state.minDepth) yield* test(item);
}

function* runBatch(state: State, command: readonly string[], paths: readonly string[]): Proc<void> {
  const status = yield* state.proc.run([...command, ...paths]);
  if (typeof status === "string") {
    yield* state.out.error(`find: ${quote(command[0] as string)}: ${why(status)}\n`);
    state.status = 1;
  } else if (status !== 0) state.status = 1;
}

class Parser {
  private readonly args: readonly string[];
  private readonly state: State;
  private at = 0;

  constructor(args: readonly string[], state: State) {
    this.args = args;
    this.state = state;
  }

  parse(): Test {
    const { state } = this;
    const test =
      this.args.length === 0
        ? (function* () {
            return true;
          } as Test)
        : this.or();
    if (this.at < this.args.length)
      throw new FindError(`paths must precede expression: \`${this.args[this.at]}'`);
    if (state.action) return test;
    return function* (item) {
      if (yield* test(item)) yield* state.out.put(`${item.path}\n`);
      return true;
    };
  }

  private or(): Test {
    let left = this.and();
    while (this.args[this.at] === "-o" || this.args[this.at] === "-or") {
      this.at++;
      const [a, b] = [left, this.and()];
      left = function* (item) {
        return (yield* a(item)) || (yield* b(item));
      };
    }
    return left;
  }

  private and(): Test {
    let left = this.not();
    while (
      this.at < this.args.length &&
      !["-o", "-or", ")", ","].includes(this.args[this.at] as string)
    ) {
      if (this.args[this.at] === "-a" || this.args[this.at] === "-and") this.at++;
      const [a, b] = [left, this.not()];
      left = function* (item) {
        return (yield* a(item)) && (yield* b(item));
      };
    }
    return left;
  }

  private not(): Test {
    const word = this.args[this.at];
    if (word === "!" || word === "-not") {
      this.at++;
      const inner = this.not();
      return function* (item) {
        return !(yield* inner(item));
      };
    }
    if (word === "(") {
      this.at++;
      const inner = this.or();
      if (this.args[this.at] !== ")")
        throw new FindError(
          "invalid expression; I was expecting to find a ')' somewhere but did not see one.",
        );
      this.at++;
      return inner;
    }
    return this.primary();
  }

  private value(name: string): string {
    const value = this.args[this.at++];
    if (value === undefined) throw new FindError(`missing argument to \`${name}'`);
    return value;
  }

  private primary(): Test {
    const name = this.args[this.at++];
    if (name === undefined)
      throw new FindError(
        "invalid expression; you have used a binary operator with nothing after it.".replace(
          "binary operator",
          "binary operator '-a'",
        ),
      );
    const { state } = this;
    const plain = (test: (item: Item) => boolean): Test =>
      function* (item) {
        return test(item);
      };
    const act = (test: Test): Test => {
      state.action = true;
      return test;
    };
    switch (name) {
      case "-name":
      case "-iname":
      case "-path":
      case "-wholename":
      case "-ipath": {
        const glob = this.value(name);
        const fold = name.startsWith("-i")
          ? (s: string): string => s.toLowerCase()
          : (s: string): string => s;
        return plain((item) =>
          globMatch(
            fold(glob),
            fold(name.endsWith("name") && name !== "-wholename" ? item.name : item.path),
          ),
        );
      }
      case "-type": {
        const type = this.value(name);
        const bad = [...type.replace(/,/g, "")].find((c) => !"bcdpfls".includes(c));
        if (bad !== undefined) throw new FindError(`Unknown argument to -type: ${bad}`);
        return plain((item) =>
          type.split(",").includes(typeLetter(statOf(item.node, state.proc).type)),
        );
      }
      case "-maxdepth":
      case "-mindepth": {
        const n = this.value(name);
        if (!/^\d+$/.test(n))
          throw new FindError(
            `Expected a positive decimal integer argument to ${name}, but got ${quote(n)}`,
          );
        if (name === "-maxdepth") state.maxDepth = Number(n);
        else state.minDepth = Number(n);
        return plain(() => true);
      }
      case "-depth":
        state.depthFirst = true;
        return plain(() => true);
      case "-empty":
        return plain((item) =>
          item.node.kind === "dir"
            ? item.node.entries.size === 0 && item.node.dynamic === null
            : item.node.kind === "file" && item.node.size === 0,
        );
      case "-true":
        return plain(() => true);
      case "-false":
        return plain(() => false);
      case "-xdev":
      case "-mount":
      case "-noleaf":
        return plain(() => true);
      case "-user": {
        const user = this.value(name);
        return plain(
          (item) =>
            String(item.node.uid) === user ||
            state.proc.host.users.get(user)?.uid === item.node.uid,
        );
      }
      case "-perm": {
        const mode = this.value(name);
        const bits = Number.parseInt(mode.replace(/^[-/]/, ""), 8);
        if (Number.isNaN(bits)) throw new FindError(`invalid mode ${quote(mode)}`);
        return plain((item) =>
          mode.startsWith("-")
            ? (item.node.mode & bits) === bits
            : mode.startsWith("/")
              ? (item.node.mode & bits) !== 0
              : (item.node.mode & 0o7777) === bits,
        );
      }
      case "-size": {
        const m = /^([-+]?)(\d+)([cbkMGw]?)$/.exec(this.value(name));
        if (m === null)
          throw new FindError(`Invalid argument \`${this.args[this.at - 1]}' to -size`);
        const unit =
          { c: 1, w: 2, b: 512, "": 512, k: 1024, M: 1 << 20, G: 1 << 30 }[m[3] as string] ?? 512;
        return plain((item) => {
          const n = Math.ceil(statOf(item.node, state.proc).size / unit);
          return m[1] === "+"
            ? n > Number(m[2])
            : m[1] === "-"
              ? n < Number(m[2])
              : n === Number(m[2]);
        });
      }
      case "-newer": {
        const path = this.value(name);
        const node = state.proc.host.fs.lookup(path, state.proc);
        if (typeof node === "string") throw new FindError(`${quote(path)}: ${why(node)}`);
        return plain((item) => item.node.mtime > node.mtime);
      }
      case "-mtime":
      case "-mmin": {
        const m = /^([-+]?)(\d+)$/.exec(this.value(name));
        if (m === null)
          throw new FindError(`invalid argument \`${this.args[this.at - 1]}' to \`${name}'`);
        const unit = name === "-mmin" ? 60e6 : 86_400e6;
        return plain((item) => {
          const age = Math.floor((state.proc.now - item.node.mtime) / unit);
          return m[1] === "+"
            ? age > Number(m[2])
            : m[1] === "-"
              ? age < Number(m[2])
              : age === Number(m[2]);
        });
      }
      case "-prune":
        return plain(() => (state.prune = true));
      case "-quit":
        return act(plain(() => (state.quit = true)));
      case "-print":
      case "-print0":
        return act(function* (item) {
          yield* state.out.put(item.path + (name === "-print0" ? "\0" : "\n"));
          return true;
        });
      case "-printf": {
        const format = this.value(name);
        return act(function* (item) {
          yield* state.out.put(expand(format, item, state.proc));
          return true;
        });
      }
      case "-delete":
        state.depthFirst = true;
        return act((item) => remove(item, state));
      case "-exec":
      case "-ok":
        return act(this.exec(name));
      default:
        throw new FindError(
          name.startsWith("-")
            ? [
                "-ls",
                "-regex",
                "-iregex",
                "-fprint",
                "-execdir",
                "-group",
                "-links",
                "-inum",
                "-samefile",
                "-atime",
                "-ctime",
              ].includes(name)
              ? `underlay does not simulate ${name}`
              : `unknown predicate \`${name}'`
            : `paths must precede expression: \`${name}'`,
        );
    }
  }

  private exec(name: string): Test {
    const { state } = this;
    const command: string[] = [];
    for (;;) {
      const word = this.args[this.at++];
      if (word === undefined) throw new FindError(`missing argument to \`${name}'`);
      if (word === ";") break;
      if (word === "+" && command[command.length - 1] === "{}") {
        const batch = { command: command.slice(0, -1), paths: [] as string[] };
        state.batches.push(batch);
        return function* (item) {
          batch.paths.push(item.path);
          return true;
        };
      }
      command.push(word);
    }
    if (command.length === 0) throw new FindError(`invalid argument \`;' to \`${name}'`);
    return function* (item) {
      yield* state.out.flush();
      const argv = command.map((w) => w.split("{}").join(item.path));
      const status = yield* state.proc.run(argv);
      if (typeof status === "string")
        yield* state.out.error(`find: ${quote(argv[0] as string)}: ${why(status)}\n`);
      return status === 0;
    };
  }
}

function* remove(item: Item, state: State): Proc<boolean> {
  if (item.path === ".") return true;
  const { fs } = state.proc.host;
  const failed =
    item.node.kind === "dir" ? fs.rmdir(item.path, state.proc) : fs.unlink(item.path, state.proc);
  if (failed === null) return true;
  yield* state.out.error(`find: cannot delete ${quote(item.path)}: ${why(failed)}\n`);
  state.status = 1;
  return false;
}

/** As -type and %y say it. */
function typeLetter(type: ReturnType<typeof statOf>["type"]): string {
  return type === "-" ? "f" : type;
}

function expand(format: string, item: Item, proc: Process): string {
  const s = statOf(item.node, proc);
  const values = new Map([
    ["p", item.path],
    ["f", item.name],
    ["h", item.path.includes("/") ? item.path.slice(0, item.path.lastIndexOf("/")) || "/" : "."],
    ["s", String(s.size)],
    ["m", s.mode.toString(8)],
    ["y", typeLetter(s.type)],
    ["d", String(item.depth)],
    ["u", String(s.uid)],
    ["U", String(s.uid)],
    ["G", String(s.gid)],
    ["i", String(s.ino)],
    ["n", String(s.nlink)],
    ["%", "%"],
    ["P", item.depth === 0 ? "" : item.path.split("/").slice(-item.depth).join("/")],
    [
      "l",
      item.node.kind === "symlink"
        ? typeof item.node.target === "string"
          ? item.node.target
          : item.node.target(proc)
        : "",
    ],
  ]);
  return format
    .replace(/\\n/g, "\n")
    .replace(/\\t/g, "\t")
    .replace(/\\0/g, "\0")
    .replace(/%(.)/g, (all, c: string) => values.get(c) ?? all);
}

export const du = tool("du", "Estimate file space usage.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "ahskcd:bmx",
    longs("all=a human-readable=h summarize=s total=c max-depth:=d bytes=b"),
  );
  if (parsed.error !== null) return yield* usage(proc, "du", parsed.error);
  const flags = new Set(parsed.options.map((o) => o.name));
  const max = flags.has("s")
    ? 0
    : Number(parsed.options.findLast((o) => o.name === "d")?.value ?? Infinity);
  const out = new Out(proc);
  let status = 0;
  let total = 0;
  const show = (bytes: number, label: string): string =>
    `${flags.has("h") ? humanSize(bytes) : flags.has("b") ? bytes : flags.has("m") ? Math.ceil(bytes / 1048576) : Math.ceil(bytes / 1024)}\t${label}\n`;
  const walk = function* (path: string, depth: number): Proc<number> {
    const node = proc.host.fs.lookup(path, proc, false);
    if (typeof node === "string") {
      yield* out.error(`du: cannot access ${shellQuote(path, true)}: ${why(node)}\n`);
      status = 1;
      return 0;
    }
    const s = statOf(node, proc);
    let bytes = flags.has("b") ? s.size : s.blocks * 512;
    if (node.kind === "dir") {
      const names = proc.host.fs.readdir(path, proc);
      if (typeof names !== "string")
        for (const name of names) bytes += yield* walk(joinPath(path, name), depth + 1);
    }
    yield* proc.spend(1);
    if (depth <= max && (node.kind === "dir" || depth === 0 || flags.has("a")))
      yield* out.put(show(bytes, path));
    return bytes;
  };
  for (const path of parsed.args.length === 0 ? ["."] : parsed.args) total += yield* walk(path, 0);
  if (flags.has("c")) yield* out.put(show(total, "total"));
  return yield* out.close("du", status);
});

export const tree = tool("tree", "List a directory tree.", function* (proc, argv) {
  const parsed = getopt(argv, "adL:fhpsi", []);
  if (parsed.error !== null) {
    yield* proc.warn(
      `tree: Invalid argument ${parsed.error
        .replace(/^.*-- /, "-")
        .replace(/'/g, "`")
        .replace(/`$/, "'")}.\n`,
    );
    return 1;
  }
  const flags = new Set(parsed.options.map((o) => o.name));
  const max = Number(parsed.options.findLast((o) => o.name === "L")?.value ?? Infinity);
  const out = new Out(proc);
  const count = { dirs: 0, files: 0 };
  const walk = function* (path: string, prefix: string, depth: number): Proc<void> {
    const names = proc.host.fs.readdir(path, proc);
    if (typeof names === "string" || depth > max) return;
    const shown = names
      .filter((n) => flags.has("a") || !n.startsWith("."))
      .map((name) => ({ name, node: proc.host.fs.lookup(joinPath(path, name), proc, false) }))
      .filter(
        (e): e is { name: string; node: Inode } =>
          typeof e.node !== "string" && (!flags.has("d") || e.node.kind === "dir"),
      );
    for (const [i, { name, node }] of shown.entries()) {
      const last = i === shown.length - 1;
      const link =
        node.kind === "symlink"
          ? ` -> ${typeof node.target === "string" ? node.target : node.target(proc)}`
          : "";
      yield* out.put(
        `${prefix}${last ? "└── " : "├── "}${flags.has("f") ? joinPath(path, name) : name}${link}\n`,
      );
      if (node.kind === "dir") {
        count.dirs++;
        yield* walk(
          joinPath(path, name),
          `${prefix}${last ? "    " : "│\u00a0\u00a0 "}`,
          depth + 1,
        );
      } else count.files++;
    }
  };
  for (const path of parsed.args.length === 0 ? ["."] : parsed.args) {
    const node = proc.host.fs.lookup(path, proc);
    if (typeof node === "string" || node.kind !== "dir")
      yield* out.put(`${path}  [error opening dir]\n`);
    else {
      yield* out.put(`${path}\n`);
      count.dirs++;
      yield* walk(path, "", 1);
    }
  }
  const files = `${count.files} file${count.files === 1 ? "" : "s"}`;
  yield* out.put(
    `\n${count.dirs} director${count.dirs === 1 ? "y" : "ies"}${flags.has("d") ? "" : `, ${files}`}\n`,
  );
  return yield* out.close("tree", 0);
});
