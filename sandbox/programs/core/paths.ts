/** basename, dirname, readlink, realpath, mktemp, stat, file, which. */
import type { Inode } from "../../kernel/proc/fs.ts";
import type { Process } from "../../kernel/proc/process.ts";
import { civilFromUnix, strftime } from "../../sim/civil.ts";
import { getopt, longs, quote, quoteName, shellQuote } from "./getopt.ts";
import { baseName, groupName, modeString, statOf, userName } from "./inode.ts";
import { Out } from "./stdio.ts";
import { fail, tool, usage, why } from "./tool.ts";

export const basename = tool(
  "basename",
  "Strip directory and suffix from file names.",
  function* (proc, argv) {
    const parsed = getopt(argv, "+as:z", longs("multiple=a suffix:=s zero=z"));
    if (parsed.error !== null) return yield* usage(proc, "basename", parsed.error);
    const flags = new Set(parsed.options.map((o) => o.name));
    let suffix = parsed.options.findLast((o) => o.name === "s")?.value ?? "";
    let args = parsed.args;
    if (args.length === 0) return yield* usage(proc, "basename", "missing operand");
    if (!flags.has("a") && !flags.has("s")) {
      if (args.length > 2)
        return yield* usage(proc, "basename", `extra operand ${quote(args[2] as string)}`);
      suffix = args[1] ?? "";
      args = args.slice(0, 1);
    }
    for (const arg of args) {
      const base = baseName(arg);
      const cut =
        suffix !== "" && base !== suffix && base.endsWith(suffix)
          ? base.slice(0, -suffix.length)
          : base;
      yield* proc.print(cut + (flags.has("z") ? "\0" : "\n"));
    }
    return 0;
  },
);

export const dirname = tool(
  "dirname",
  "Strip the last component from file names.",
  function* (proc, argv) {
    const parsed = getopt(argv, "z", longs("zero=z"));
    if (parsed.error !== null) return yield* usage(proc, "dirname", parsed.error);
    if (parsed.args.length === 0) return yield* usage(proc, "dirname", "missing operand");
    for (const arg of parsed.args)
      yield* proc.print(`${dirName(arg)}${parsed.options.length > 0 ? "\0" : "\n"}`);
    return 0;
  },
);

export function dirName(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return path.startsWith("/") ? "/" : ".";
  const slash = trimmed.lastIndexOf("/");
  if (slash < 0) return ".";
  return trimmed.slice(0, slash).replace(/\/+$/, "") || "/";
}

/** The path with every symlink followed, or null. `missing`: how much may not exist. */
export function canonical(
  proc: Process,
  path: string,
  missing: "none" | "last" | "any",
): string | null {
  let todo = (path.startsWith("/") ? path : `${proc.cwd}/${path}`)
    .split("/")
    .filter((p) => p !== "");
  let at = "";
  for (let n = 0; todo.length > 0; n++) {
    if (n > 400) return null;
    const part = todo.shift() as string;
    if (part === ".") continue;
    if (part === "..") {
      at = at.slice(0, Math.max(0, at.lastIndexOf("/")));
      continue;
    }
    const node = proc.host.fs.lookup(`${at}/${part}`, proc, false);
    if (typeof node === "string") {
      if (missing === "none" || (missing === "last" && (todo.length > 0 || node !== "ENOENT")))
        return null;
    } else if (node.kind === "symlink") {
      const target = typeof node.target === "string" ? node.target : node.target(proc);
      if (target.startsWith("/")) at = "";
      todo = [...target.split("/").filter((p) => p !== ""), ...todo];
      continue;
    } else if (node.kind !== "dir" && todo.length > 0 && missing !== "any") return null;
    at += `/${part}`;
  }
  return at === "" ? "/" : at;
}

export const readlink = tool(
  "readlink",
  "Print resolved symbolic links or canonical file names.",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "femnqsvz",
      longs(
        "canonicalize=f canonicalize-existing=e canonicalize-missing=m no-newline=n quiet=q silent=s verbose=v zero=z",
      ),
    );
    if (parsed.error !== null) return yield* usage(proc, "readlink", parsed.error);
    if (parsed.args.length === 0) return yield* usage(proc, "readlink", "missing operand");
    const flags = new Set(parsed.options.map((o) => o.name));
    let status = 0;
    for (const path of parsed.args) {
      let found: string | null = null;
      if (flags.has("f") || flags.has("e") || flags.has("m")) {
        found = canonical(proc, path, flags.has("m") ? "any" : flags.has("e") ? "none" : "last");
      } else {
        const node = proc.host.fs.lookup(path, proc, false);
        if (typeof node !== "string" && node.kind === "symlink")
          found = typeof node.target === "string" ? node.target : node.target(proc);
      }
      if (found === null) {
        status = 1;
        if (flags.has("v"))
          yield* proc.warn(`readlink: ${quoteName(path)}: No such file or directory\n`);
      } else yield* proc.print(found + (flags.has("z") ? "\0" : flags.has("n") ? "" : "\n"));
    }
    return status;
  },
);

export const realpath = tool(
  "realpath",
  "Print the resolved absolute file name.",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "eLmPqsz",
      longs(
        "canonicalize-existing=e canonicalize-missing=m logical=L physical=P quiet=q strip=s no-symlinks=s zero=z",
      ),
    );
    if (parsed.error !== null) return yield* usage(proc, "realpath", parsed.error);
    if (parsed.args.length === 0) return yield* usage(proc, "realpath", "missing operand");
    const flags = new Set(parsed.options.map((o) => o.name));
    let status = 0;
    for (const path of parsed.args) {
      const found = flags.has("s")
        ? proc.host.fs.normalize(path, proc.cwd)
        : canonical(proc, path, flags.has("m") ? "any" : flags.has("e") ? "none" : "last");
      if (found === null) {
        if (!flags.has("q"))
          yield* proc.warn(`realpath: ${quoteName(path)}: No such file or directory\n`);
        status = 1;
      } else yield* proc.print(found + (flags.has("z") ? "\0" : "\n"));
    }
    return status;
  },
);

export const mktemp = tool(
  "mktemp",
  "Create a temporary file or directory.",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "dp:qtuV",
      longs("directory=d quiet=q dry-run=u tmpdir::=p suffix:"),
    );
    if (parsed.error !== null) return yield* usage(proc, "mktemp", parsed.error);
    if (parsed.args.length > 1) return yield* usage(proc, "mktemp", "too many templates");
    const flags = new Set(parsed.options.map((o) => o.name));
    const suffix = parsed.options.find((o) => o.name === "suffix")?.value ?? "";
    const template = parsed.args[0] ?? "tmp.XXXXXXXXXX";
    const m = /^(.*?)(X{3,})([^X/]*)$/s.exec(template);
    if (m === null)
      return yield* fail(proc, "mktemp", `too few X's in template ${quote(template)}`);
    const dir =
      parsed.args.length === 0 || flags.has("p") || flags.has("t")
        ? `${parsed.options.find((o) => o.name === "p")?.value ?? proc.env.get("TMPDIR") ?? "/tmp"}/`
        : "";
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (let tries = 0; tries < 100; tries++) {
      const random = [...(m[2] as string)]
        .map(() => letters[proc.rng.below(letters.length)] as string)
        .join("");
      const path = `${dir}${m[1]}${random}${m[3]}${suffix}`;
      const kind = flags.has("d") ? "directory" : "file";
      if (!flags.has("u")) {
        let failed = null;
        if (flags.has("d")) failed = proc.host.fs.mkdir(path, proc, 0o700);
        else {
          const opened = proc.host.fs.open(path, proc, {
            write: true,
            create: true,
            exclusive: true,
            mode: 0o600,
          });
          if (typeof opened === "string") failed = opened;
          else opened.release();
        }
        if (failed === "EEXIST") continue;
        if (failed !== null)
          return yield* fail(
            proc,
            "mktemp",
            `failed to create ${kind} via template ${quote(dir + template)}: ${why(failed)}`,
          );
      }
      yield* proc.print(`${path}\n`);
      return 0;
    }
    return 1;
  },
);

function typeName(node: Inode, size: number): string {
  switch (node.kind) {
    case "dir":
      return "directory";
    case "symlink":
      return "symbolic link";
    case "device":
      return "character special file";
    case "socket":
      return "socket";
    case "fifo":
      return "fifo";
    default:
      return size === 0 ? "regular empty file" : "regular file";
  }
}

export const stat = tool("stat", "Display file status.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "Lfc:t",
    longs("dereference=L file-system=f format:=c printf: terse=t"),
  );
  if (parsed.error !== null) return yield* usage(proc, "stat", parsed.error);
  if (parsed.args.length === 0) return yield* usage(proc, "stat", "missing operand");
  const follow = parsed.options.some((o) => o.name === "L");
  const format = parsed.options.findLast((o) => o.name === "c" || o.name === "printf");
  if (parsed.options.some((o) => o.name === "f" || o.name === "t")) {
    return yield* fail(proc, "stat", "underlay does not simulate -f and -t (use -c FORMAT)", 2);
  }
  const out = new Out(proc);
  let status = 0;
  for (const path of parsed.args) {
    const node = proc.host.fs.lookup(path, proc, follow);
    if (typeof node === "string") {
      yield* out.error(`stat: cannot statx ${shellQuote(path, true)}: ${why(node)}\n`);
      status = 1;
      continue;
    }
    const text =
      format === undefined
        ? statText(proc, path, node)
        : format.name === "c"
          ? `${statFormat(proc, path, node, format.value as string)}\n`
          : statFormat(
              proc,
              path,
              node,
              (format.value as string).replace(/\\n/g, "\n").replace(/\\t/g, "\t"),
            );
    yield* out.put(text);
  }
  return yield* out.close("stat", status);
});

function statText(proc: Process, path: string, node: Inode): string {
  const s = statOf(node, proc);
  const link =
    node.kind === "symlink"
      ? ` -> ${typeof node.target === "string" ? node.target : node.target(proc)}`
      : "";
  const when = strftime("%Y-%m-%d %H:%M:%S.%N %z", civilFromUnix(proc.host.sim.epochUs + s.mtime));
  const octal = s.mode.toString(8).padStart(4, "0");
  return `  File: ${path}${link}
  Size: ${String(s.size).padEnd(10)}\tBlocks: ${String(s.blocks).padEnd(10)} IO Block: 4096   ${typeName(node, s.size)}
Device: 254,0\tInode: ${String(s.ino).padEnd(11)} Links: ${s.nlink}
Access: (${octal}/${modeString(s)})  Uid: (${String(s.uid).padStart(5)}/${userName(proc.host, s.uid).padStart(8)})   Gid: (${String(s.gid).padStart(5)}/${groupName(proc.host, s.gid).padStart(8)})
Access: ${when}
Modify: ${when}
Change: ${when}
 Birth: ${when}
`;
}

function statFormat(proc: Process, path: string, node: Inode, format: string): string {
  const s = statOf(node, proc);
  const micros = proc.host.sim.epochUs + s.mtime;
  const values = new Map<string, string>([
    ["n", path],
    ["s", String(s.size)],
    ["a", s.mode.toString(8)],
    ["A", modeString(s)],
    ["F", typeName(node, s.size)],
    ["u", String(s.uid)],
    ["g", String(s.gid)],
    ["U", userName(proc.host, s.uid)],
    ["G", groupName(proc.host, s.gid)],
    ["h", String(s.nlink)],
    ["i", String(s.ino)],
    ["b", String(s.blocks)],
    ["B", "512"],
    ["o", "4096"],
    ["m", "/"],
    [
      "N",
      shellQuote(path, true) +
        (node.kind === "symlink"
          ? ` -> ${shellQuote(typeof node.target === "string" ? node.target : node.target(proc), true)}`
          : ""),
    ],
    [
      "f",
      ((s.type === "d" ? 0o40000 : s.type === "l" ? 0o120000 : 0o100000) | s.mode).toString(16),
    ],
    ["%", "%"],
  ]);
  for (const c of ["X", "Y", "Z", "W"]) values.set(c, String(Math.floor(micros / 1e6)));
  for (const c of ["x", "y", "z", "w"])
    values.set(c, strftime("%Y-%m-%d %H:%M:%S.%N %z", civilFromUnix(micros)));
  return format.replace(/%(-?\d*)(.)/g, (_all, width: string, c: string) => {
    const value = values.get(c);
    if (value === undefined) return "?";
    return width.startsWith("-")
      ? value.padEnd(Number(width.slice(1)))
      : value.padStart(Number(width || 0));
  });
}

export const file = tool("file", "Determine file type.", function* (proc, argv) {
  const parsed = getopt(argv, "bLhi", longs("brief=b dereference=L"));
  if (parsed.error !== null) return yield* usage(proc, "file", parsed.error);
  const brief = parsed.options.some((o) => o.name === "b");
  const width = Math.max(...parsed.args.map((a) => a.length), 0);
  for (const path of parsed.args) {
    const node = proc.host.fs.lookup(path, proc, false);
    const what =
      typeof node === "string" ? `cannot open \`${path}' (${why(node)})` : describe(proc, node);
    yield* proc.print(
      brief ? `${what}\n` : `${path}:${" ".repeat(width - path.length + 1)}${what}\n`,
    );
  }
  return 0;
});

function describe(proc: Process, node: Inode): string {
  switch (node.kind) {
    case "dir":
      return (node.mode & 0o1000) !== 0 ? "sticky, directory" : "directory";
    case "symlink":
      return `symbolic link to ${typeof node.target === "string" ? node.target : node.target(proc)}`;
    case "program":
      return "ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, for GNU/Linux 3.2.0, stripped";
    case "device":
      return "character special (1/3)";
    case "socket":
      return "socket";
    case "fifo":
      return "fifo (named pipe)";
    case "netns":
    case "synthetic":
      return "empty";
    case "file":
  }
  if (node.size === 0) return "empty";
  const bytes = node.bytes().subarray(0, 4096);
  if (bytes[0] === 0xd4 && bytes[1] === 0xc3 && bytes[2] === 0xb2 && bytes[3] === 0xa1) {
    return "pcap capture file, microsecond ts (little-endian) - version 2.4 (Ethernet, capture length 262144)";
  }
  let ascii = true;
  for (const b of bytes) {
    if (b === 0) return "data";
    if (b > 126 || (b < 32 && b !== 9 && b !== 10 && b !== 13)) ascii = false;
  }
  const shebang = /^#! *(\S+)/.exec(node.headText(128));
  const kind = ascii ? "ASCII text" : "Unicode text, UTF-8 text";
  if (shebang !== null)
    return `${/bash/.test(shebang[1] as string) ? "Bourne-Again shell" : "POSIX shell"} script, ${kind} executable`;
  return node.text().includes("\n") ? kind : `${kind}, with no line terminators`;
}

export const which = tool("which", "Locate a command.", function* (proc, argv) {
  const parsed = getopt(argv, "as");
  if (parsed.error !== null) {
    yield* proc.warn(
      `Illegal option ${/'(.)'/.exec(parsed.error)?.[1] ?? ""}\nUsage: /usr/bin/which [-as] args\n`.replace(
        "option ",
        "option -",
      ),
    );
    return 2;
  }
  const all = parsed.options.some((o) => o.name === "a");
  let status = parsed.args.length === 0 ? 1 : 0;
  for (const name of parsed.args) {
    const dirs = name.includes("/")
      ? [""]
      : (proc.env.get("PATH") ?? "").split(":").map((d) => `${d === "" ? "." : d}/`);
    let found = false;
    for (const dir of dirs) {
      const node = proc.host.fs.lookup(dir + name, proc);
      if (typeof node === "string" || node.kind === "dir" || !proc.host.fs.may(node, proc, "x"))
        continue;
      if (!parsed.options.some((o) => o.name === "s")) yield* proc.print(`${dir}${name}\n`);
      found = true;
      if (!all) break;
    }
    if (!found) status = 1;
  }
  return status;
});
