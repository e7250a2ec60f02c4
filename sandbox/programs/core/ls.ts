/** ls(1), GNU, C locale order. Columns and quoting on a terminal; colours only when asked. */
import type { Inode } from "../../kernel/proc/fs.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { civilFromUnix, strftime } from "../../sim/civil.ts";
import { getopt, longs, notSimulated, quote, shellQuote } from "./getopt.ts";
import {
  groupName,
  humanSize,
  joinPath,
  modeString,
  type Stat,
  statOf,
  userName,
} from "./inode.ts";
import { Out } from "./stdio.ts";
import { tool, usage, why } from "./tool.ts";
import { compareVersions } from "./version-sort.ts";

const LONG = longs(
  "all=a almost-all=A directory=d human-readable=h inode=i numeric-uid-gid=n recursive=R reverse=r classify::=F dereference=L size=s color:: full-time=3 group-directories-first=4 no-group=G sort:=5 time-style:=6 literal=N quote-name=Q indicator-style:=7 width:=w zero format:=8 si hide:=9 ignore:=I",
);

interface Entry {
  readonly name: string;
  readonly node: Inode;
  readonly stat: Stat;
  readonly link: string | null;
  readonly linkNode: Inode | null;
}

interface Style {
  readonly flags: ReadonlySet<string>;
  readonly format: "long" | "one" | "columns" | "across" | "commas";
  readonly sort: string;
  readonly width: number;
  readonly quoting: boolean;
  readonly color: boolean;
  readonly fullTime: boolean;
  readonly timeStyle: string;
}

export const ls = tool("ls", "List directory contents.", function* (proc, argv) {
  const parsed = getopt(argv, "1aACdfFghiklLmnNopqQrRsStT:uUvw:xXZI:c", LONG);
  if (parsed.error !== null) return yield* usage(proc, "ls", parsed.error, 2);
  const style = readStyle(proc, parsed.options);
  if (typeof style === "string") {
    if (style.startsWith("invalid line width")) yield* proc.warn(`ls: ${style}\n`);
    else
      yield* proc.warn(
        style.startsWith("ls: underlay")
          ? style
          : `ls: ${style}\nTry 'ls --help' for more information.\n`,
      );
    return 2;
  }
  const { flags } = style;
  const out = new Out(proc);
  const files: Entry[] = [];
  const dirs: Entry[] = [];
  let status = 0;
  for (const path of parsed.args.length === 0 ? ["."] : parsed.args) {
    const follow = flags.has("L") || !(style.format === "long" || flags.has("d") || flags.has("F"));
    let node = proc.host.fs.lookup(path, proc, follow);
    if (typeof node === "string") node = proc.host.fs.lookup(path, proc, false);
    if (typeof node === "string") {
      yield* proc.warn(`ls: cannot access ${shellQuote(path, true)}: ${why(node)}\n`);
      status = 2;
      continue;
    }
    (node.kind === "dir" && !flags.has("d") ? dirs : files).push(makeEntry(proc, path, node, path));
  }
  sortEntries(files, style);
  sortEntries(dirs, style);
  yield* show(proc, out, files, style, false);
  let first = files.length === 0;
  const many = parsed.args.length > 1 || flags.has("R") || files.length > 0;
  const queue = dirs.map((d) => d.name);
  while (queue.length > 0) {
    const path = queue.shift() as string;
    const names = proc.host.fs.readdir(path, proc);
    yield* proc.spend(5);
    if (typeof names === "string") {
      yield* out.error(`ls: cannot open directory ${shellQuote(path, true)}: ${why(names)}\n`);
      status = parsed.args.includes(path) || path === "." ? 2 : Math.max(status, 1);
      continue;
    }
    if (many) yield* out.put(`${first ? "" : "\n"}${style.quoting ? shellQuote(path) : path}:\n`);
    first = false;
    const entries = listDir(proc, path, names, style);
    sortEntries(entries, style);
    yield* show(proc, out, entries, style, true);
    if (flags.has("R")) {
      queue.unshift(
        ...entries
          .filter((e) => e.node.kind === "dir" && e.name !== "." && e.name !== "..")
          .map((e) => joinPath(path, e.name)),
      );
    }
  }
  return yield* out.close("ls", status, 2);
});

function readStyle(
  proc: Process,
  options: readonly { name: string; value: string | null }[],
): Style | string {
  const flags = new Set<string>();
  let format: Style["format"] = proc.isatty(1) ? "columns" : "one";
  let sort = "name";
  let color = false;
  let fullTime = false;
  let timeStyle = "locale";
  let width = proc.columns(1) ?? 80;
  if (/^\d+$/.test(proc.env.get("COLUMNS") ?? "")) width = Number(proc.env.get("COLUMNS"));
  for (const { name, value } of options) {
    flags.add(name);
    if (name === "l" || name === "n" || name === "g" || name === "o") format = "long";
    else if (name === "1") format = format === "long" ? "long" : "one";
    else if (name === "C") format = "columns";
    else if (name === "x") format = "across";
    else if (name === "m") format = "commas";
    else if (name === "t") sort = "time";
    else if (name === "S") sort = "size";
    else if (name === "U" || name === "f") sort = "none";
    else if (name === "v") sort = "version";
    else if (name === "X") sort = "extension";
    else if (name === "w") {
      if (!/^\d+$/.test(value as string)) return `invalid line width: ${quote(value as string)}`;
      width = Number(value);
    } else if (name === "color") {
      if (
        value !== null &&
        !["always", "yes", "force", "never", "no", "none", "auto", "tty", "if-tty"].includes(value)
      ) {
        return `invalid argument ${quote(value)} for ${quote("--color")}\nValid arguments are:\n  - ‘always’, ‘yes’, ‘force’\n  - ‘never’, ‘no’, ‘none’\n  - ‘auto’, ‘tty’, ‘if-tty’`;
      }
      color =
        value === null ||
        ["always", "yes", "force"].includes(value) ||
        (/auto|tty/.test(value) && proc.isatty(1));
    } else if (name === "3") {
      format = "long";
      fullTime = true;
    } else if (name === "5") sort = value === "none" ? "none" : (value as string);
    else if (name === "6") timeStyle = value as string;
    else if (name === "Z" || name === "8" || name === "9" || name === "I")
      return notSimulated("ls", `-${name}`);
  }
  if (flags.has("f")) flags.add("a");
  const quoting = !flags.has("N") && !flags.has("Q") && proc.isatty(1);
  return { flags, format, sort, width, quoting, color, fullTime, timeStyle };
}

function makeEntry(proc: Process, name: string, node: Inode, path: string): Entry {
  const link =
    node.kind === "symlink"
      ? typeof node.target === "string"
        ? node.target
        : node.target(proc)
      : null;
  const to = link === null ? null : proc.host.fs.lookup(path, proc);
  return {
    name,
    node,
    stat: statOf(node, proc),
    link,
    linkNode: typeof to === "string" ? null : to,
  };
}

function listDir(proc: Process, path: string, names: readonly string[], style: Style): Entry[] {
  const { flags } = style;
  const all = flags.has("a")
    ? [".", "..", ...names]
    : flags.has("A")
      ? names
      : names.filter((n) => !n.startsWith("."));
  const entries: Entry[] = [];
  for (const name of all) {
    const full = joinPath(path, name);
    const node = proc.host.fs.lookup(full, proc, flags.has("L"));
    if (typeof node !== "string") entries.push(makeEntry(proc, name, node, full));
  }
  return entries;
}

function sortEntries(entries: Entry[], style: Style): void {
  const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const extension = (e: Entry): string =>
    e.name.lastIndexOf(".") > 0 ? e.name.slice(e.name.lastIndexOf(".")) : "";
  if (style.sort !== "none") {
    entries.sort((a, b) => {
      let c = 0;
      if (style.sort === "time") c = b.stat.mtime - a.stat.mtime;
      else if (style.sort === "size") c = b.stat.size - a.stat.size;
      else if (style.sort === "version") c = compareVersions(a.name, b.name);
      else if (style.sort === "extension")
        c = extension(a) < extension(b) ? -1 : extension(a) > extension(b) ? 1 : 0;
      return c !== 0 ? c : byName(a, b);
    });
  }
  if (style.flags.has("r")) entries.reverse();
  if (style.flags.has("4"))
    entries.sort((a, b) => Number(b.node.kind === "dir") - Number(a.node.kind === "dir"));
}

function* show(
  proc: Process,
  out: Out,
  entries: readonly Entry[],
  style: Style,
  isDir: boolean,
): Proc<void> {
  const { flags } = style;
  const sized = flags.has("s");
  if (isDir && (style.format === "long" || sized)) {
    const blocks = entries.reduce((n, e) => n + e.stat.blocks, 0) / 2;
    yield* out.put(`total ${flags.has("h") ? humanSize(blocks * 1024) : blocks}\n`);
  }
  if (entries.length === 0) return;
  if (style.format === "long") {
    yield* out.put(longLines(proc, entries, style));
    return;
  }
  const someQuoted =
    style.quoting &&
    style.format !== "commas" &&
    entries.some((e) => shellQuote(e.name) !== e.name);
  const inos = Math.max(...entries.map((e) => String(e.stat.ino).length));
  const blockSize = (e: Entry): string =>
    flags.has("h") ? humanSize(e.stat.blocks * 512) : String(e.stat.blocks / 2);
  const blocks = Math.max(...entries.map((e) => blockSize(e).length));
  const cells = entries.map((e) => {
    const shown = displayName(e, style, someQuoted && style.format !== "one");
    const mark = indicator(style, e.stat, e.node);
    const front =
      (flags.has("i")
        ? `${String(e.stat.ino).padStart(style.format === "one" ? inos : inos)} `
        : "") + (sized ? `${blockSize(e).padStart(blocks)} ` : "");
    return {
      text: front + paint(shown, e.node, e, style) + mark,
      width: front.length + [...shown].length + mark.length,
    };
  });
  if (style.format === "one") yield* out.put(cells.map((c) => `${c.text}\n`).join(""));
  else if (style.format === "commas") yield* out.put(commas(cells, style.width));
  else yield* out.put(columns(cells, style.width, style.format === "across"));
}

interface Cell {
  readonly text: string;
  readonly width: number;
}

function commas(cells: readonly Cell[], width: number): string {
  let out = "";
  let at = 0;
  cells.forEach((cell, i) => {
    if (i > 0) {
      if (at + 2 + cell.width + (i < cells.length - 1 ? 1 : 0) < width || width === 0) {
        out += ", ";
        at += 2;
      } else {
        out += ",\n";
        at = 0;
      }
    }
    out += cell.text;
    at += cell.width;
  });
  return `${out}\n`;
}

/** As many columns as fit, filled downwards; gaps are tabs where a tab stop allows (GNU's indent). */
export function columns(cells: readonly Cell[], lineWidth: number, across: boolean): string {
  const n = cells.length;
  const max = Math.max(1, Math.min(n, lineWidth === 0 ? n : Math.floor(lineWidth / 3)));
  let count = 1;
  let widths: number[] = [Math.max(...cells.map((c) => c.width))];
  for (let cols = max; cols > 1; cols--) {
    const rows = Math.ceil(n / cols);
    const each = new Array<number>(cols).fill(3);
    cells.forEach((cell, i) => {
      const col = across ? i % cols : Math.floor(i / rows);
      const real = cell.width + (col === cols - 1 ? 0 : 2);
      if (real > (each[col] as number)) each[col] = real;
    });
    const total = each.reduce((a, b) => a + b, 0);
    if (total < lineWidth || lineWidth === 0) {
      count = cols;
      widths = each;
      break;
    }
  }
  const rows = Math.ceil(n / count);
  let out = "";
  for (let row = 0; row < rows; row++) {
    let at = 0;
    let start = 0;
    for (let col = 0; col < count; col++) {
      const i = across ? row * count + col : col * rows + row;
      const cell = cells[i];
      if (cell === undefined) break;
      if (col > 0) out += indent(at, start);
      out += cell.text;
      at = start + cell.width;
      start += widths[col] as number;
    }
    out += "\n";
  }
  return out;
}

function indent(from: number, to: number): string {
  let out = "";
  let at = from;
  while (at < to) {
    if (Math.floor(to / 8) > Math.floor((at + 1) / 8)) {
      out += "\t";
      at += 8 - (at % 8);
    } else {
      out += " ";
      at++;
    }
  }
  return out;
}

function displayName(e: Entry, style: Style, align: boolean): string {
  if (style.flags.has("Q")) return `"${e.name.replace(/["\\]/g, "\\$&")}"`;
  if (!style.quoting)
    return style.flags.has("q") ? e.name.replace(/[\x00-\x1f\x7f]/g, "?") : e.name;
  const quoted = shellQuote(e.name);
  return align && quoted === e.name ? ` ${quoted}` : quoted;
}

function indicator(style: Style, stat: Stat, node: Inode, plain = false): string {
  if (!style.flags.has("F") && !style.flags.has("p")) return "";
  if (stat.type === "d") return "/";
  if (!style.flags.has("F")) return "";
  if (stat.type === "l") return plain || style.format === "long" ? "" : "@";
  if (stat.type === "s") return "=";
  return stat.type === "-" && (node.mode & 0o111) !== 0 ? "*" : "";
}

function paint(text: string, node: Inode, e: Entry, style: Style): string {
  if (!style.color) return text;
  let code = "";
  if (node.kind === "dir")
    code =
      (node.mode & 0o1002) === 0o1002
        ? "30;42"
        : (node.mode & 0o2) !== 0
          ? "34;42"
          : (node.mode & 0o1000) !== 0
            ? "37;44"
            : "01;34";
  else if (node.kind === "symlink") code = e.linkNode === null ? "" : "01;36";
  else if (node.kind === "device") code = "40;33;01";
  else if (node.kind === "socket") code = "01;35";
  else if (node.kind === "fifo") code = "40;33";
  else if ((node.mode & 0o4000) !== 0) code = "37;41";
  else if ((node.mode & 0o111) !== 0) code = "01;32";
  if (code === "") return text;
  const lead = /^ */.exec(text)?.[0] ?? "";
  return `${lead}\x1b[0m\x1b[${code}m${text.slice(lead.length)}\x1b[0m`;
}

function longLines(proc: Process, entries: readonly Entry[], style: Style): string {
  const { flags } = style;
  const { host } = proc;
  const numeric = flags.has("n");
  const someQuoted = style.quoting && entries.some((e) => shellQuote(e.name) !== e.name);
  const now = host.sim.epochUs + proc.now;
  const rows = entries.map((e) => {
    const { stat } = e;
    const size =
      stat.type === "c" ? "1, 3" : flags.has("h") ? humanSize(stat.size) : String(stat.size);
    return {
      ino: String(stat.ino),
      blocks: flags.has("h") ? humanSize(stat.blocks * 512) : String(stat.blocks / 2),
      mode: modeString(stat),
      nlink: String(stat.nlink),
      user: numeric ? String(stat.uid) : userName(host, stat.uid),
      group: numeric ? String(stat.gid) : groupName(host, stat.gid),
      size,
      time: timeText(host.sim.epochUs + stat.mtime, now, style),
      e,
    };
  });
  const width = (pick: (row: (typeof rows)[number]) => string): number =>
    Math.max(...rows.map((r) => pick(r).length));
  const widths = {
    ino: width((r) => r.ino),
    blocks: width((r) => r.blocks),
    nlink: width((r) => r.nlink),
    user: width((r) => r.user),
    group: width((r) => r.group),
    size: width((r) => r.size),
  };
  let out = "";
  for (const row of rows) {
    const { e } = row;
    if (flags.has("i")) out += `${row.ino.padStart(widths.ino)} `;
    if (flags.has("s")) out += `${row.blocks.padStart(widths.blocks)} `;
    out += `${row.mode} ${row.nlink.padStart(widths.nlink)} `;
    if (!flags.has("g"))
      out += numeric ? `${row.user.padStart(widths.user)} ` : `${row.user.padEnd(widths.user)} `;
    if (!flags.has("o") && !flags.has("G"))
      out += numeric
        ? `${row.group.padStart(widths.group)} `
        : `${row.group.padEnd(widths.group)} `;
    out += `${row.size.padStart(widths.size)} ${row.time} ${paint(displayName(e, style, someQuoted), e.node, e, style)}`;
    if (e.link !== null) {
      const target = style.quoting ? shellQuote(e.link) : e.link;
      out += ` -> ${e.linkNode === null ? target : paint(target, e.linkNode, e, style)}`;
      if (e.linkNode !== null) out += indicator(style, statOf(e.linkNode, proc), e.linkNode, true);
    } else out += indicator(style, e.stat, e.node);
    out += "\n";
  }
  return out;
}

function timeText(mtime: number, now: number, style: Style): string {
  const t = civilFromUnix(mtime);
  if (style.fullTime || style.timeStyle === "full-iso")
    return strftime("%Y-%m-%d %H:%M:%S.%N %z", t);
  if (style.timeStyle === "long-iso") return strftime("%Y-%m-%d %H:%M", t);
  if (style.timeStyle.startsWith("+")) return strftime(style.timeStyle.slice(1), t);
  const recent = mtime <= now && now - mtime < 15_778_476e6;
  if (style.timeStyle === "iso") return strftime(recent ? "%m-%d %H:%M" : "%Y-%m-%d ", t);
  return strftime(recent ? "%b %e %H:%M" : "%b %e  %Y", t);
}
