/**
 * ps(1), procps 4: selection (a x u f -e -A -p -C -u -t), formats (-f -l -o, BSD u and l).
 * Memory sizes are a fixed picture. Left out: --forest, threads, sorting by other than pid.
 */
import type { Process } from "../../kernel/proc/process.ts";
import { civilFromUnix, strftime } from "../../sim/civil.ts";
import { groupName } from "./inode.ts";
import { Out } from "./stdio.ts";
import { tool } from "./tool.ts";

/** Digits of pid_max, 4194304. */
const PID_WIDTH = 7;

const HELP =
  "\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).\n";

interface Column {
  readonly header: string;
  readonly width: number;
  readonly right: boolean;
  readonly show: (proc: Process, viewer: Process) => string;
}

const two = (n: number): string => String(n).padStart(2, "0");

function clock(us: number): string {
  const s = Math.floor(us / 1e6);
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

function elapsed(us: number): string {
  const s = Math.floor(us / 1e6);
  const days = Math.floor(s / 86_400);
  const hours = Math.floor(s / 3600) % 24;
  const tail = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return days > 0 ? `${days}-${two(hours)}:${tail}` : hours > 0 ? `${two(hours)}:${tail}` : tail;
}

export function ttyName(proc: Process): string {
  return proc.tty === null ? "?" : proc.tty.name.replace(/^\/dev\//, "");
}

export function stateLetters(proc: Process, viewer: Process): string {
  let letter =
    proc === viewer || proc.state === "running"
      ? "R"
      : proc.state === "stopped"
        ? "T"
        : proc.state === "zombie"
          ? "Z"
          : "S";
  if (letter === "S" && proc.why === "") letter = "R";
  const leader = proc.parent === null && proc.tty !== null ? "s" : "";
  const front = proc.tty !== null && proc.tty.foreground === proc.group ? "+" : "";
  return letter + leader + front;
}

function startTime(proc: Process, format: string): string {
  return strftime(format, civilFromUnix(proc.host.sim.epochUs + proc.startedAt));
}

function commandLine(proc: Process): string {
  return proc.state === "zombie" ? `[${proc.comm}] <defunct>` : proc.argv.join(" ");
}

const left = (header: string, width: number, show: Column["show"]): Column => ({
  header,
  width,
  right: false,
  show,
});
const right = (header: string, width: number, show: Column["show"]): Column => ({
  header,
  width,
  right: true,
  show,
});

const session = (proc: Process): number => {
  let at = proc;
  while (at.parent !== null && at.parent.tty === at.tty && at.parent.state !== "dead")
    at = at.parent;
  return at.pid;
};
const user = (p: Process): string => p.credentials.user;
const tty = left("TT", 8, ttyName);
const args = left("COMMAND", 27, commandLine);

const COLUMNS: ReadonlyMap<string, Column> = new Map<string, Column>([
  ["pid", right("PID", PID_WIDTH, (p) => String(p.pid))],
  ["ppid", right("PPID", PID_WIDTH, (p) => String(p.parent?.pid ?? 0))],
  ["pgid", right("PGID", PID_WIDTH, (p) => String(p.group))],
  ["pgrp", right("PGRP", PID_WIDTH, (p) => String(p.group))],
  ["sid", right("SID", PID_WIDTH, (p) => String(session(p)))],
  ["sess", right("SESS", PID_WIDTH, (p) => String(session(p)))],
  ["tpgid", right("TPGID", PID_WIDTH, (p) => String(p.tty?.foreground ?? -1))],
  ["comm", left("COMMAND", 15, (p) => p.comm)],
  ["ucmd", left("CMD", 15, (p) => p.comm)],
  ["ucomm", left("COMMAND", 15, (p) => p.comm)],
  ["args", args],
  ["command", args],
  ["cmd", left("CMD", 27, commandLine)],
  ["stat", left("STAT", 4, stateLetters)],
  ["s", left("S", 1, (p, v) => stateLetters(p, v).slice(0, 1))],
  ["state", left("S", 1, (p, v) => stateLetters(p, v).slice(0, 1))],
  ["wchan", left("WCHAN", 6, (p, v) => (p === v || p.why === "" ? "-" : p.why))],
  ["tty", tty],
  ["tt", tty],
  ["tname", left("TTY", 8, ttyName)],
  ["time", right("TIME", 8, (p) => clock(p.cpuUs))],
  ["cputime", right("TIME", 8, (p) => clock(p.cpuUs))],
  ["etime", right("ELAPSED", 11, (p) => elapsed(p.now - p.startedAt))],
  ["etimes", right("ELAPSED", 7, (p) => String(Math.floor((p.now - p.startedAt) / 1e6)))],
  ["start", right("STARTED", 8, (p) => startTime(p, "%H:%M:%S"))],
  ["stime", left("STIME", 5, (p) => startTime(p, "%H:%M"))],
  ["start_time", left("START", 5, (p) => startTime(p, "%H:%M"))],
  ["lstart", right("STARTED", 24, (p) => startTime(p, "%a %b %e %H:%M:%S %Y"))],
  ["user", left("USER", 8, user)],
  ["euser", left("EUSER", 8, user)],
  ["ruser", left("RUSER", 8, user)],
  ["uname", left("USER", 8, user)],
  ["group", left("GROUP", 8, (p) => groupName(p.host, p.credentials.gid))],
  ["uid", right("UID", 5, (p) => String(p.credentials.uid))],
  ["euid", right("EUID", 5, (p) => String(p.credentials.uid))],
  ["gid", right("GID", 5, (p) => String(p.credentials.gid))],
  ["pcpu", right("%CPU", 4, cpu)],
  ["%cpu", right("%CPU", 4, cpu)],
  ["pmem", right("%MEM", 4, () => "0.1")],
  ["%mem", right("%MEM", 4, () => "0.1")],
  ["vsz", right("VSZ", 6, () => "6184")],
  ["vsize", right("VSZ", 6, () => "6184")],
  ["rss", right("RSS", 5, () => "3136")],
  ["rssize", right("RSS", 5, () => "3136")],
  ["ni", right("NI", 3, () => "0")],
  ["nice", right("NI", 3, () => "0")],
  ["pri", right("PRI", 3, () => "19")],
  ["c", right("C", 2, () => "0")],
  ["netns", right("NETNS", 10, (p) => String(p.place.netns.inode))],
  ["nlwp", right("NLWP", 4, () => "1")],
  ["f", left("F", 1, () => "0")],
]);

function cpu(p: Process): string {
  // Linux counts CPU time in ticks of 10 ms, and age in whole seconds.
  const age = Math.floor((p.now - p.startedAt) / 1e6);
  const share = age > 0 ? (Math.floor(p.cpuUs / 10_000) * 1e6) / (age * 1e6) : 0;
  return Math.min(share, 99.9).toFixed(1);
}

const UFORMAT: readonly Column[] = [
  COLUMNS.get("user") as Column,
  COLUMNS.get("pid") as Column,
  COLUMNS.get("pcpu") as Column,
  COLUMNS.get("pmem") as Column,
  COLUMNS.get("vsz") as Column,
  COLUMNS.get("rss") as Column,
  left("TTY", 8, ttyName),
  COLUMNS.get("stat") as Column,
  left("START", 5, (p) => startTime(p, "%H:%M")),
  right("TIME", 6, (p) => `${Math.floor(p.cpuUs / 60e6)}:${two(Math.floor(p.cpuUs / 1e6) % 60)}`),
  args,
];
const FFORMAT: readonly Column[] = [
  left("UID", 8, user),
  COLUMNS.get("pid") as Column,
  COLUMNS.get("ppid") as Column,
  COLUMNS.get("c") as Column,
  COLUMNS.get("stime") as Column,
  left("TTY", 8, ttyName),
  COLUMNS.get("time") as Column,
  COLUMNS.get("cmd") as Column,
];
const PLAIN: readonly Column[] = [
  COLUMNS.get("pid") as Column,
  left("TTY", 8, ttyName),
  COLUMNS.get("time") as Column,
  COLUMNS.get("ucmd") as Column,
];
const XFORMAT: readonly Column[] = [
  COLUMNS.get("pid") as Column,
  left("TTY", 8, ttyName),
  COLUMNS.get("stat") as Column,
  right("TIME", 6, (p) => `${Math.floor(p.cpuUs / 60e6)}:${two(Math.floor(p.cpuUs / 1e6) % 60)}`),
  args,
];
const LFORMAT: readonly Column[] = [
  COLUMNS.get("f") as Column,
  COLUMNS.get("s") as Column,
  right("UID", 5, (p) => String(p.credentials.uid)),
  COLUMNS.get("pid") as Column,
  COLUMNS.get("ppid") as Column,
  COLUMNS.get("c") as Column,
  right("PRI", 3, () => "80"),
  COLUMNS.get("ni") as Column,
  left("ADDR SZ", 7, () => "-  1546"),
  {
    header: "WCHAN",
    width: 6,
    right: false,
    show: (p, v) => (p === v || p.why === "" ? "-" : p.why.slice(0, 6)),
  },
  left("TTY", 8, ttyName),
  COLUMNS.get("time") as Column,
  COLUMNS.get("ucmd") as Column,
];

const BSD_LONG: readonly Column[] = [
  COLUMNS.get("f") as Column,
  right("UID", 5, (p) => String(p.credentials.uid)),
  COLUMNS.get("pid") as Column,
  COLUMNS.get("ppid") as Column,
  right("PRI", 3, () => "20"),
  COLUMNS.get("ni") as Column,
  COLUMNS.get("vsz") as Column,
  COLUMNS.get("rss") as Column,
  {
    header: "WCHAN",
    width: 6,
    right: false,
    show: (p, v) => (p === v || p.why === "" ? "-" : p.why.slice(0, 6)),
  },
  COLUMNS.get("stat") as Column,
  left("TTY", 8, ttyName),
  right("TIME", 6, (p) => `${Math.floor(p.cpuUs / 60e6)}:${two(Math.floor(p.cpuUs / 1e6) % 60)}`),
  args,
];
const LONG_FULL: readonly Column[] = [
  COLUMNS.get("f") as Column,
  COLUMNS.get("s") as Column,
  left("UID", 8, user),
  COLUMNS.get("pid") as Column,
  COLUMNS.get("ppid") as Column,
  COLUMNS.get("c") as Column,
  right("PRI", 3, () => "80"),
  COLUMNS.get("ni") as Column,
  left("ADDR SZ", 7, () => "-  1546"),
  {
    header: "WCHAN",
    width: 6,
    right: false,
    show: (p, v) => (p === v || p.why === "" ? "-" : p.why.slice(0, 6)),
  },
  COLUMNS.get("stime") as Column,
  left("TTY", 8, ttyName),
  COLUMNS.get("time") as Column,
  COLUMNS.get("cmd") as Column,
];

interface Choice {
  all: boolean;
  bsdAll: boolean;
  bsdNoTty: boolean;
  lists: ((proc: Process) => boolean)[];
  format: readonly Column[] | null;
  headers: boolean;
  wide: boolean;
  reverse: boolean;
}

export const ps = tool("ps", "Report a snapshot of the current processes.", function* (proc, argv) {
  const choice = readChoice(argv);
  if (typeof choice === "string") {
    yield* proc.warn(`error: ${choice}\n${HELP}`);
    return 1;
  }
  const format = choice.format ?? (choice.bsdAll || choice.bsdNoTty ? XFORMAT : PLAIN);
  const chosen = [...proc.host.processes.values()]
    .filter((p) => selected(p, proc, choice))
    .sort((a, b) => a.pid - b.pid);
  if (choice.reverse) chosen.reverse();
  const out = new Out(proc);
  const limit = choice.wide ? null : proc.columns(1);
  const last = format.length - 1;
  const line = (cell: (column: Column) => string): string => {
    const text = format
      .map((column, i) => {
        const value = cell(column);
        if (column.right) return value.padStart(column.width);
        if (i === last) return value;
        return (
          ["COMMAND", "CMD", "WCHAN"].includes(column.header) || value.length > column.width
            ? value.slice(0, Math.max(column.width, column.header.length))
            : value
        ).padEnd(column.width);
      })
      .join(" ");
    return `${limit === null ? text : text.slice(0, limit)}\n`;
  };
  if (choice.headers && format.some((column) => column.header !== ""))
    yield* out.put(line((column) => column.header));
  for (const p of chosen) yield* out.put(line((column) => column.show(p, proc)));
  return yield* out.close("ps", chosen.length > 0 ? 0 : 1);
});

function selected(p: Process, viewer: Process, choice: Choice): boolean {
  if (p.state === "dead") return false;
  if (choice.all) return true;
  if (choice.lists.length > 0) return choice.lists.some((test) => test(p));
  const own = p.credentials.uid === viewer.credentials.uid;
  if (choice.bsdAll && choice.bsdNoTty) return true;
  if (choice.bsdAll) return p.tty !== null;
  if (choice.bsdNoTty) return own;
  return own && p.tty === viewer.tty;
}

function readChoice(argv: readonly string[]): Choice | string {
  const choice: Choice = {
    all: false,
    bsdAll: false,
    bsdNoTty: false,
    lists: [],
    format: null,
    headers: true,
    wide: false,
    reverse: false,
  };
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] as string;
    const need = (rest: string): string | null => (rest !== "" ? rest : (argv[++i] ?? null));
    if (arg.startsWith("--")) {
      const [name, value] = arg.slice(2).split("=", 2) as [string, string | undefined];
      if (name === "no-headers" || name === "no-heading") choice.headers = false;
      else if (name === "sort") choice.reverse = (value ?? "").startsWith("-");
      else if (["pid", "ppid", "user", "tty", "format"].includes(name)) {
        const text = value ?? argv[++i] ?? "";
        const failed = withValue(name, text, choice);
        if (failed !== null) return failed;
      } else
        return name === "forest"
          ? "underlay does not simulate --forest"
          : `unknown gnu long option`;
      continue;
    }
    const dashed = arg.startsWith("-");
    if (/^\d/.test(arg)) {
      const failed = withValue("pid", arg, choice);
      if (failed !== null) return failed;
      continue;
    }
    const letters = dashed ? arg.slice(1) : arg;
    for (let k = 0; k < letters.length; k++) {
      const ch = letters[k] as string;
      if ("oOpCutqg".includes(ch) && (dashed || "opt".includes(ch))) {
        const names = {
          o: "format",
          p: "pid",
          q: "pid",
          C: "comm",
          u: "user",
          t: "tty",
          g: "group",
          O: "format",
        };
        const value = need(letters.slice(k + 1));
        if (value === null)
          return ch === "o"
            ? "format specification must follow -o"
            : ch === "C"
              ? "list of command names must follow -C"
              : ch === "u"
                ? "list of users must follow -u"
                : `List of process IDs must follow -${ch}.`
                    .replace("List", ch === "p" ? "list" : "List")
                    .replace(/\.$/, ch === "p" ? "" : ".");
        const failed = withValue(names[ch as "o"], value, choice);
        if (failed !== null) return failed;
        break;
      }
      const failed = letter(ch, dashed, choice);
      if (failed !== null) return failed;
    }
  }
  return choice;
}

function letter(ch: string, dashed: boolean, choice: Choice): string | null {
  if (dashed && (ch === "e" || ch === "A")) choice.all = true;
  else if (ch === "a" && !dashed) choice.bsdAll = true;
  else if (ch === "a") choice.lists.push((p) => p.tty !== null && p.parent !== null);
  else if (ch === "x" && !dashed) choice.bsdNoTty = true;
  else if (ch === "u" && !dashed) choice.format = UFORMAT;
  else if (ch === "f" && dashed) choice.format = choice.format === LFORMAT ? LONG_FULL : FFORMAT;
  else if (ch === "l")
    choice.format = !dashed ? BSD_LONG : choice.format === FFORMAT ? LONG_FULL : LFORMAT;
  else if (ch === "w") choice.wide = true;
  else if (ch === "h" && !dashed) choice.headers = false;
  else if (ch === "r" && !dashed) choice.lists.push((p) => p.state === "running");
  else if (ch === "f" || "HLmTy".includes(ch))
    return `underlay does not simulate ${dashed ? "-" : ""}${ch}`;
  else return dashed ? "unsupported SysV option" : "unsupported option (BSD syntax)";
  return null;
}

function withValue(name: string, value: string, choice: Choice): string | null {
  const items = value.split(/[ ,\t]+/).filter((s) => s !== "");
  if (name === "format") {
    const columns = [...(choice.format ?? [])];
    for (const spec of value.includes("=") ? splitFormat(value) : items) {
      const [key, header] = spec.split("=", 2) as [string, string | undefined];
      const [base, width] = key.split(":", 2) as [string, string | undefined];
      const column = COLUMNS.get(base);
      if (column === undefined) return `unknown user-defined format specifier "${base}"`;
      columns.push({
        ...column,
        ...(header === undefined ? {} : { header }),
        ...(width === undefined ? {} : { width: Number(width) }),
        ...(header !== undefined && header.length > column.width && !column.right
          ? { width: header.length }
          : {}),
      });
    }
    choice.format = columns;
    return null;
  }
  if (name === "pid" || name === "ppid" || name === "group") {
    if (items.length === 0 || items.some((s) => !/^\d+$/.test(s)))
      return "process ID list syntax error";
    const ids = new Set(items.map(Number));
    choice.lists.push((p) =>
      ids.has(name === "pid" ? p.pid : name === "ppid" ? (p.parent?.pid ?? 0) : p.group),
    );
  } else if (name === "comm") {
    const names = new Set(items);
    choice.lists.push((p) => names.has(p.comm));
  } else if (name === "user") {
    const names = new Set(items);
    choice.lists.push((p) => names.has(p.credentials.user) || names.has(String(p.credentials.uid)));
  } else {
    const names = new Set(items.map((s) => s.replace(/^\/dev\//, "")));
    choice.lists.push((p) => names.has(ttyName(p)));
  }
  return null;
}

/** "pid=,comm=NAME": a header runs to the end of the argument. */
function splitFormat(value: string): string[] {
  const out: string[] = [];
  let rest = value;
  while (rest !== "") {
    const m = /^([^,= ]+)(=?)/.exec(rest);
    if (m === null) {
      rest = rest.slice(1);
      continue;
    }
    if (m[2] === "") {
      out.push(m[1] as string);
      rest = rest.slice(m[0].length);
    } else {
      const tail = rest.slice(m[0].length);
      const next = /^,[a-z%_]+(?::\d+)?(?:=|,|$)/.test(tail) ? "" : null;
      out.push(`${m[1]}=${next ?? tail}`);
      rest = next === null ? "" : tail.slice(1);
    }
  }
  return out;
}
