/** sysctl(8), procps-ng 4.0.2: the files under /proc/sys of the process's namespace. */
import { compileRegex, type Regex } from "../../sim/regex.ts";
import { type Errno, strerror } from "../../kernel/errno.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, type LongOption } from "../core/getopt.ts";

export const sysctl: Program = {
  name: "sysctl",
  paths: ["/usr/sbin/sysctl"],
  summary: "sysctl - configure kernel parameters at runtime",
  main,
};

const USAGE = `
Usage:
 sysctl [options] [variable[=value] ...]

Options:
  -a, --all            display all variables
  -A                   alias of -a
  -X                   alias of -a
      --deprecated     include deprecated parameters to listing
      --dry-run        Print the key and values but do not write
  -b, --binary         print value without new line
  -e, --ignore         ignore unknown variables errors
  -N, --names          print variable names without values
  -n, --values         print only values of the given variable(s)
  -p, --load[=<file>]  read values from file
  -f                   alias of -p
      --system         read values from all system directories
  -r, --pattern <expression>
                       select setting that match expression
  -q, --quiet          do not echo variable set
  -w, --write          enable writing a value to variable
  -o                   does nothing
  -x                   does nothing
  -d                   alias of -h

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see sysctl(8).
`;
const LONG: readonly LongOption[] = [
  { name: "all", as: "a" },
  { name: "deprecated" },
  { name: "dry-run" },
  { name: "binary", as: "b" },
  { name: "ignore", as: "e" },
  { name: "names", as: "N" },
  { name: "values", as: "n" },
  { name: "load", arg: 2, as: "p" },
  { name: "system" },
  { name: "pattern", arg: 1, as: "r" },
  { name: "quiet", as: "q" },
  { name: "write", as: "w" },
  { name: "help", as: "h" },
  { name: "version", as: "V" },
];
const ROOT = "/proc/sys/";
const DIRECTORIES = [
  "/run/sysctl.d",
  "/etc/sysctl.d",
  "/usr/local/lib/sysctl.d",
  "/usr/lib/sysctl.d",
  "/lib/sysctl.d",
];

interface Options {
  all: boolean;
  binary: boolean;
  ignore: boolean;
  names: boolean;
  values: boolean;
  load: boolean;
  system: boolean;
  pattern: Regex | null;
  quiet: boolean;
  write: boolean;
  dry: boolean;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(["sysctl", ...argv.slice(1)], "bneNwfp::qoxaAXr:Vdh", LONG);
  const o: Options = {
    all: false,
    binary: false,
    ignore: false,
    names: false,
    values: false,
    load: false,
    system: false,
    pattern: null,
    quiet: false,
    write: false,
    dry: false,
  };
  const args = [...parsed.args];
  for (const { name, value } of parsed.options) {
    if (name === "h" || name === "d") {
      yield* proc.print(USAGE);
      return 0;
    }
    if (name === "V") {
      yield* proc.print("sysctl from procps-ng 4.0.2\n");
      return 0;
    }
    if (name === "p" && value !== null) args.unshift(value);
    if (name === "r") {
      const compiled = compileRegex(value ?? "", "ere");
      if (typeof compiled !== "string") o.pattern = compiled;
      else {
        yield* proc.warn(`sysctl: cannot compile regular expression "${value ?? ""}"\n`);
        return 1;
      }
    }
    applyFlag(o, name);
  }
  if (parsed.error !== null) {
    // Sic: procps prints its help and is content.
    yield* proc.warn(`${parsed.error}\n${USAGE}`);
    return 0;
  }
  const tool = new Sysctl(proc, o);
  if (o.all) return yield* tool.list(ROOT.slice(0, -1));
  if (o.system) return yield* tool.system();
  if (o.load) return yield* tool.load(args.length === 0 ? ["/etc/sysctl.conf"] : args);
  if (args.length === 0) {
    if (o.pattern !== null || parsed.options.length > 0) {
      yield* proc.warn(
        "sysctl: no variables specified\nTry `sysctl --help' for more information.\n",
      );
    } else yield* proc.warn(USAGE);
    return 1;
  }
  return yield* tool.arguments(args);
}

function applyFlag(o: Options, name: string): void {
  if (name === "a" || name === "A" || name === "X") o.all = true;
  else if (name === "b") o.binary = true;
  else if (name === "e") o.ignore = true;
  else if (name === "N") o.names = true;
  else if (name === "n") o.values = true;
  else if (name === "p" || name === "f") o.load = true;
  else if (name === "q") o.quiet = true;
  else if (name === "w") o.write = true;
  else if (name === "system") o.system = true;
  else if (name === "dry-run") o.dry = true;
}

/** `net.ipv4.conf.eth0/100.x` and `net/ipv4/conf/eth0.100/x`: the first separator decides. */
function pathOf(key: string): string {
  const first = /[./]/.exec(key);
  if (first === null || first[0] === "/") return key;
  return key.replace(/[./]/g, (c) => (c === "." ? "/" : "."));
}
function keyOf(path: string): string {
  return path.replace(/[./]/g, (c) => (c === "/" ? "." : "/"));
}

interface Setting {
  readonly path: string;
  readonly value: string;
  readonly ignore: boolean;
}

class Sysctl {
  private readonly proc: Process;
  private readonly o: Options;

  constructor(proc: Process, options: Options) {
    this.proc = proc;
    this.o = options;
  }

  *arguments(args: readonly string[]): Proc<number> {
    let status = 0;
    for (const arg of args) {
      if (this.o.write || arg.includes("=")) {
        const setting = this.parse(arg);
        if (setting === null) {
          yield* this.proc.warn("sysctl: command line(0): invalid syntax, continuing...\n");
          return 1;
        }
        status |= yield* this.writeAll(setting);
      } else status += yield* this.read(pathOf(arg));
    }
    return Math.min(status, 255);
  }

  private parse(line: string): Setting | null {
    const m = /^\s*(-?)\s*([^=]*?)\s*=\s*(.*?)\s*$/s.exec(line);
    if (m === null || m[2] === "") return null;
    return { path: pathOf(m[2] as string), value: m[3] as string, ignore: m[1] === "-" };
  }

  *read(path: string): Proc<number> {
    const node = this.proc.host.fs.lookup(ROOT + path, this.proc);
    if (typeof node === "string") return yield* this.missing(path, node);
    if (node.kind === "dir") return yield* this.list(ROOT + path.replace(/\/+$/, ""));
    return yield* this.show(path);
  }

  private *missing(path: string, errno: Errno): Proc<number> {
    if (this.o.ignore) return 0;
    yield* this.proc.warn(`sysctl: cannot stat ${ROOT}${path}: ${strerror(errno)}\n`);
    return 1;
  }

  private *show(path: string): Proc<number> {
    const { o, proc } = this;
    const key = keyOf(path);
    if (o.pattern !== null && !o.pattern.test(key)) return 0;
    if (o.names) {
      yield* proc.print(`${key}\n`);
      return 0;
    }
    const node = proc.host.fs.lookup(ROOT + path, proc);
    if (typeof node !== "string" && (node.mode & 0o444) === 0) return 0;
    const got = proc.host.fs.readText(ROOT + path, proc);
    if (typeof got === "string") {
      if (got === "EACCES" || got === "EPERM") {
        yield* proc.warn(`sysctl: permission denied on key '${key}'\n`);
        return 1;
      }
      if (o.ignore) return 0;
      yield* proc.warn(`sysctl: reading key "${key}": ${strerror(got)}\n`);
      return 1;
    }
    if (o.binary) {
      yield* proc.print(got.text.replace(/\n$/, ""));
      return 0;
    }
    let out = "";
    for (const line of got.text.replace(/\n$/, "").split("\n")) {
      if (got.text === "") continue;
      out += o.values ? `${line}\n` : `${key} = ${line}\n`;
    }
    yield* proc.print(out);
    return 0;
  }

  /** Everything below a directory. */
  *list(dir: string): Proc<number> {
    const { fs } = this.proc.host;
    const names = fs.readdir(dir, this.proc);
    if (typeof names === "string") return yield* this.missing(dir.slice(ROOT.length), names);
    let status = 0;
    for (const name of names) {
      const path = `${dir}/${name}`;
      const node = fs.lookup(path, this.proc);
      if (typeof node === "string") continue;
      if (node.kind === "dir") status |= yield* this.list(path);
      else status |= yield* this.show(path.slice(ROOT.length));
    }
    return status;
  }

  private *writeAll(setting: Setting): Proc<number> {
    const paths = this.expand(setting.path);
    let status = 0;
    for (const path of paths) status |= yield* this.set({ ...setting, path });
    return status;
  }

  /** Globs in a key, a component at a time. */
  private expand(path: string): string[] {
    if (!/[*?[]/.test(path)) return [path];
    let found = [""];
    for (const part of path.split("/")) {
      const next: string[] = [];
      const glob = new RegExp(
        `^${part
          .replace(/[.+^${}()|\\]/g, "\\$&")
          .replace(/\*+/g, ".*")
          .replace(/\?/g, ".")}$`,
      );
      for (const base of found) {
        const names = this.proc.host.fs.readdir(ROOT + base, this.proc);
        if (typeof names === "string") continue;
        for (const name of names)
          if (glob.test(name)) next.push(base === "" ? name : `${base}/${name}`);
      }
      found = next;
    }
    return found.length === 0 ? [path] : found;
  }

  private *set(setting: Setting): Proc<number> {
    const { o, proc } = this;
    const { fs } = proc.host;
    const key = keyOf(setting.path);
    const node = fs.lookup(ROOT + setting.path, proc);
    if (typeof node === "string" || node.kind === "dir") {
      if (o.ignore) return 0;
      yield* proc.warn(`sysctl: cannot stat ${ROOT}${setting.path}: ${strerror("ENOENT")}\n`);
      return setting.ignore ? 0 : 1;
    }
    if (!o.dry && (node.mode & 0o200) === 0) {
      // Looked at before it is tried; what went wrong last names the reason, and it is no failure.
      yield* proc.warn(`sysctl: setting key "${key}": ${strerror("EINVAL")}\n`);
      return 0;
    }
    if (!o.dry) {
      const refused = fs.writeFile(ROOT + setting.path, `${setting.value}\n`, proc);
      if (refused !== null) {
        const fixed = (node.mode & 0o200) === 0;
        if (refused === "EACCES" && !fixed) {
          yield* proc.warn(
            `sysctl: permission denied on key "${key}"${setting.ignore ? ", ignoring" : ""}\n`,
          );
        } else
          yield* proc.warn(
            `sysctl: setting key "${key}"${setting.ignore ? ", ignoring" : ""}: ${strerror(fixed ? "EINVAL" : refused)}\n`,
          );
        return setting.ignore || fixed ? 0 : 1;
      }
    }
    if (o.quiet) return 0;
    if (o.names) yield* proc.print(`${key}\n`);
    else if (o.values) yield* proc.print(`${setting.value}\n`);
    else yield* proc.print(`${key} = ${setting.value}\n`);
    return 0;
  }

  *load(files: readonly string[]): Proc<number> {
    let status = 0;
    const settings: Setting[] = [];
    for (const file of files) {
      let text: string;
      if (file === "-") text = yield* this.proc.readAll();
      else {
        const got = this.proc.host.fs.readText(file, this.proc);
        if (typeof got === "string") {
          yield* this.proc.warn(`sysctl: cannot open "${file}": ${strerror(got)}\n`);
          status = 1;
          continue;
        }
        text = got.text;
      }
      status |= yield* this.parseFile(file, text, settings);
    }
    for (const setting of settings) status |= yield* this.writeAll(setting);
    return status;
  }

  private *parseFile(file: string, text: string, into: Setting[]): Proc<number> {
    let number = 0;
    for (const line of text.split("\n")) {
      number++;
      if (/^\s*([#;]|$)/.test(line)) continue;
      const setting = this.parse(line);
      if (setting !== null) into.push(setting);
      else if (!/^\s*-/.test(line)) {
        yield* this.proc.warn(`sysctl: ${file}(${number}): invalid syntax, continuing...\n`);
      }
    }
    return 0;
  }

  *system(): Proc<number> {
    const { fs } = this.proc.host;
    const chosen = new Map<string, string>();
    for (const dir of DIRECTORIES) {
      const names = fs.readdir(dir, this.proc);
      if (typeof names === "string") continue;
      for (const name of names)
        if (name.endsWith(".conf") && !chosen.has(name)) chosen.set(name, `${dir}/${name}`);
    }
    const files = [...chosen].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([, path]) => path);
    if (typeof fs.lookup("/etc/sysctl.conf", this.proc) !== "string")
      files.push("/etc/sysctl.conf");
    if (!this.o.quiet) for (const file of files) yield* this.proc.print(`* Applying ${file} ...\n`);
    return yield* this.load(files);
  }
}
