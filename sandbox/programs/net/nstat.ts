/**
 * nstat(8) of iproute2 6.1: the kernel's counters since the last look, which is kept in
 * /tmp/.nstat.uUID (or $NSTAT_HISTORY) whatever the namespace. Left out: the daemon (-d).
 */
import { strerror } from "../../kernel/errno.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, type LongOption } from "../core/getopt.ts";
import { globMatch } from "../core/grep.ts";

export const nstat: Program = {
  name: "nstat",
  paths: ["/usr/bin/nstat", "/usr/sbin/nstat"],
  summary: "nstat, rtacct - network statistics tools",
  main,
};

const USAGE = `Usage: nstat [OPTION] [ PATTERN [ PATTERN ] ]
   -h, --help          this message
   -a, --ignore        ignore history
   -d, --scan=SECS     sample every statistics every SECS
   -j, --json          format output in JSON
   -n, --nooutput      do history only
   -p, --pretty        pretty print
   -r, --reset         reset history
   -s, --noupdate      don't update history
   -t, --interval=SECS report average over the last SECS
   -V, --version       output version information
   -z, --zeros         show entries with zero activity
`;
const LONG: readonly LongOption[] = [
  { name: "help", as: "h" },
  { name: "ignore", as: "a" },
  { name: "scan", arg: 1, as: "d" },
  { name: "nooutput", as: "n" },
  { name: "json", as: "j" },
  { name: "reset", as: "r" },
  { name: "noupdate", as: "s" },
  { name: "pretty", as: "p" },
  { name: "interval", arg: 1, as: "t" },
  { name: "version", as: "V" },
  { name: "zeros", as: "z" },
];
/** Settings, not counters: read past. */
const USELESS: ReadonlySet<string> = new Set([
  "IpForwarding",
  "IpDefaultTTL",
  "TcpRtoAlgorithm",
  "TcpRtoMin",
  "TcpRtoMax",
  "TcpMaxConn",
  "TcpCurrEstab",
]);

interface Entry {
  readonly id: string;
  readonly value: number;
}

interface Options {
  readonly flags: ReadonlySet<string>;
  readonly patterns: readonly string[];
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(["nstat", ...argv.slice(1)], "h?vVzrnasd:t:jp", LONG);
  const flags = new Set<string>();
  for (const { name, value } of parsed.options) {
    if (name === "v" || name === "V") {
      yield* proc.print("nstat utility, iproute2-6.1.0\n");
      return 0;
    }
    if (name === "h" || name === "?") {
      yield* proc.warn(USAGE);
      return 255;
    }
    if (name === "d") {
      yield* proc.warn("nstat: underlay does not simulate -d\n");
      return 2;
    }
    if (name === "t" && !(Number.parseInt(value ?? "", 10) > 0)) {
      yield* proc.warn(`nstat: invalid time constant divisor\n`);
      return 255;
    }
    flags.add(name);
  }
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\n${USAGE}`);
    return 255;
  }
  return yield* report(proc, { flags, patterns: parsed.args });
}

function* report(proc: Process, o: Options): Proc<number> {
  const { fs } = proc.host;
  const path = proc.env.get("NSTAT_HISTORY") ?? `/tmp/.nstat.u${proc.credentials.uid}`;
  if (o.flags.has("r")) fs.unlink(path, proc);
  let history: readonly Entry[] = [];
  if (!o.flags.has("a") || !o.flags.has("s")) {
    const opened = fs.open(path, proc, { read: true, write: true, create: true, mode: 0o600 });
    if (typeof opened === "string") {
      yield* proc.warn(`nstat: open history file: ${strerror(opened)}\n`);
      return 255;
    }
    opened.release();
    const got = fs.readText(path, proc);
    history = typeof got === "string" ? [] : parseHistory(got.text);
  }
  const now = kernelCounters(proc);
  if (!o.flags.has("n")) {
    const since = o.flags.has("a") || history.length === 0 ? null : history;
    yield* proc.print(format(o, since === null ? shown(now, o) : deltas(now, since, o)));
  }
  if (!o.flags.has("s")) fs.writeFile(path, `#kernel\n${kept(now, history, o)}`, proc);
  return 0;
}

/** Snmp, snmp6 and netstat in the order in which nstat lists them. */
function kernelCounters(proc: Process): Entry[] {
  const read = (file: string): string => {
    const got = proc.host.fs.readText(`/proc/net/${file}`, proc);
    return typeof got === "string" ? "" : got.text;
  };
  const six = read("snmp6")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(/\s+/))
    .map(([id = "", value = "0"]) => ({ id, value: Number(value) }));
  return [...table(read("snmp")), ...six, ...table(read("netstat"))].filter(
    ({ id }) => !USELESS.has(id),
  );
}

/** Two lines a group: names, then numbers. */
function table(text: string): Entry[] {
  const lines = text.split("\n");
  const out: Entry[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const names = (lines[i] as string).split(" ");
    const values = (lines[i + 1] as string).split(" ");
    const title = (names[0] as string).replace(":", "");
    for (let k = 1; k < names.length; k++)
      out.push({ id: title + (names[k] as string), value: Number(values[k]) });
  }
  return out;
}

function parseHistory(text: string): Entry[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(/\s+/))
    .map(([id = "", value = "0"]) => ({ id, value: Number(value) }));
}

function matches(o: Options, id: string): boolean {
  return o.patterns.length === 0 || o.patterns.some((pattern) => globMatch(pattern, id));
}

interface Shown extends Entry {
  readonly overflow?: boolean;
}

function shown(now: readonly Entry[], o: Options): Shown[] {
  return now.filter(({ id, value }) => (o.flags.has("z") || value !== 0) && matches(o, id));
}

/** A counter that is lower than it was (another namespace's) counts as overflown: nothing. */
function deltas(now: readonly Entry[], history: readonly Entry[], o: Options): Shown[] {
  const before = new Map(history.map(({ id, value }) => [id, value]));
  const out: Shown[] = [];
  for (const { id, value } of now) {
    const old = before.get(id) ?? 0;
    const overflow = value < old;
    const delta = overflow ? 0 : value - old;
    if ((delta === 0 && !o.flags.has("z")) || !matches(o, id)) continue;
    out.push({ id, value: delta, overflow });
  }
  return out;
}

/** What the history says afterwards: what no pattern asked for keeps its old value. */
function kept(now: readonly Entry[], history: readonly Entry[], o: Options): string {
  const before = new Map(history.map(({ id, value }) => [id, value]));
  return now
    .filter(({ value }) => o.flags.has("z") || value !== 0)
    .map(({ id, value }) => line({ id, value: matches(o, id) ? value : (before.get(id) ?? value) }))
    .join("");
}

function line({ id, value, overflow }: Shown): string {
  return `${id.padEnd(32)}${String(value).padEnd(16)}${"0.0".padStart(6)}${overflow === true ? " (overflow)" : ""}\n`;
}

function format(o: Options, entries: readonly Shown[]): string {
  if (!o.flags.has("j")) return `#kernel\n${entries.map(line).join("")}`;
  const fields = entries.map(({ id, value }) => `"${id}":${value}`);
  if (!o.flags.has("p")) return `{"kernel":{${fields.join(",")}}}\n`;
  const body = entries.map(({ id, value }) => `        "${id}": ${value}`).join(",\n");
  return `{\n    "kernel": {${body === "" ? " " : `\n${body}\n    `}}\n}\n`;
}
