/**
 * getent(1), glibc 2.36: the databases of nsswitch.conf. Left out: shadow, gshadow, aliases and netgroup
 * have no entries here; -s takes one service for all databases.
 */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { formatIpv4, parseIpv4, parseIpv6 } from "../../wire/addr.ts";
import { getopt, longs } from "../core/getopt.ts";
import { hostSources } from "./dns/config.ts";
import { type Address, fromDns, fromFiles, hostsFile, resolve, reverse } from "./resolve.ts";

export const getent: Program = {
  name: "getent",
  paths: ["/usr/bin/getent"],
  summary: "getent - get entries from Name Service Switch libraries",
  main,
};

const HELP = `Usage: getent [OPTION...] database [key ...]
Get entries from administrative database.

  -A, --no-addrconfig        do not filter out unsupported IPv4/IPv6 addresses
                             (with ahosts*)
  -i, --no-idn               disable IDN encoding
  -s, --service=CONFIG       Service configuration to be used
  -?, --help                 Give this help list
      --usage                Give a short usage message
  -V, --version              Print program version

Mandatory or optional arguments to long options are also mandatory or optional
for any corresponding short options.

Supported databases:
ahosts ahostsv4 ahostsv6 aliases ethers group gshadow hosts initgroups
netgroup networks passwd protocols rpc services shadow

For bug reporting instructions, please see:
<http://www.debian.org/Bugs/>.
`;
const USAGE = `Usage: getent [-Ai?V] [-s CONFIG] [--no-addrconfig] [--no-idn]
            [--service=CONFIG] [--help] [--usage] [--version]
            database [key ...]
`;
const VERSION = `getent (Debian GLIBC 2.36-9+deb12u14) 2.36
Copyright (C) 2022 Free Software Foundation, Inc.
This is free software; see the source for copying conditions.  There is NO
warranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.
Written by Thorsten Kukuk.
`;
const SEE = "Try `getent --help' or `getent --usage' for more information.\n";

interface Query {
  readonly keys: readonly string[];
  readonly sources: readonly string[];
  readonly configured: boolean;
}

/** The status: 0, 2 a key was not found, 3 no enumeration. */
type Database = (proc: Process, q: Query) => Proc<number>;

const DATABASES: ReadonlyMap<string, Database> = new Map<string, Database>([
  ["hosts", hosts],
  ["ahosts", (proc, q) => addressHosts(proc, q, 0)],
  ["ahostsv4", (proc, q) => addressHosts(proc, q, 4)],
  ["ahostsv6", (proc, q) => addressHosts(proc, q, 6)],
  ["passwd", (proc, q) => colonFile(proc, q, "/etc/passwd")],
  ["group", (proc, q) => colonFile(proc, q, "/etc/group")],
  ["shadow", (proc, q) => colonFile(proc, q, "/etc/shadow")],
  ["gshadow", (proc, q) => colonFile(proc, q, "/etc/gshadow")],
  ["services", services],
  ["protocols", protocols],
  ["networks", networks],
  ["rpc", nothing],
  ["ethers", nothing],
  ["netgroup", nothing],
  ["aliases", nothing],
  ["initgroups", initgroups],
]);

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(
    ["getent", ...argv.slice(1)],
    "As:i?V",
    longs("no-addrconfig=A service:=s no-idn=i help=? usage version=V"),
  );
  let sources: readonly string[] | null = null;
  let configured = true;
  for (const { name, value } of parsed.options) {
    if (name === "?" || name === "usage" || name === "V") {
      yield* proc.print(name === "?" ? HELP : name === "V" ? VERSION : USAGE);
      return 0;
    }
    if (name === "A") configured = false;
    if (name === "s") sources = [(value as string).replace(/^.*:/, "")];
  }
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\n${SEE}`);
    return 1;
  }
  const [database, ...keys] = parsed.args;
  if (database === undefined) {
    yield* proc.warn("getent: wrong number of arguments\n");
    yield* proc.print(SEE);
    return 1;
  }
  const handler = DATABASES.get(database);
  if (handler === undefined) {
    yield* proc.warn(`Unknown database: ${database}\n${SEE}`);
    return 1;
  }
  return yield* handler(proc, { keys, sources: sources ?? hostSources(proc), configured });
}

function textOf(proc: Process, path: string): string[] {
  const file = proc.host.fs.readText(path, proc);
  return typeof file === "string" ? [] : file.text.split("\n");
}

/** A file's lines without comments, in words. */
function rows(proc: Process, path: string): string[][] {
  return textOf(proc, path)
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "")
    .map((line) => line.split(/\s+/));
}

// ── hosts ──────────────────────────────────────────────────────────────────────────────────────

function* hosts(proc: Process, q: Query): Proc<number> {
  if (q.keys.length === 0) {
    for (const entry of hostsFile(proc)) yield* printHost(proc, entry.address, entry.names);
    return 0;
  }
  let status = 0;
  for (const key of q.keys) if (!(yield* host(proc, q, key))) status = 2;
  return status;
}

function* printHost(proc: Process, address: string, names: readonly string[]): Proc<void> {
  yield* proc.print(`${address.padEnd(15)} ${names.join(" ")}\n`);
}

function* host(proc: Process, q: Query, key: string): Proc<boolean> {
  if (parseIpv4(key) !== null || parseIpv6(key) !== null) {
    for (const source of q.sources) {
      const entry = source === "files" ? hostsFile(proc).find((e) => e.address === key) : undefined;
      const names =
        entry !== undefined ? entry.names : source === "dns" ? yield* reverse(proc, key) : [];
      if (names.length === 0) continue;
      yield* printHost(proc, key, names);
      return true;
    }
    return false;
  }
  // gethostbyname2 for IPv6 first, then for IPv4.
  for (const family of [6, 4] as const) {
    for (const source of q.sources) {
      if (source === "files") {
        const found = fromFiles(proc, key, family);
        if (found === null || found === "other-family") continue;
        const names = namesBeside(proc, key, family);
        for (const a of found.addresses) yield* printHost(proc, textOfAddress(a), names);
        return true;
      }
      if (source !== "dns") continue;
      const found = yield* fromDns(proc, key, family);
      if ("error" in found) continue;
      const names = [found.canonical, ...(found.aliases ?? [])];
      for (const a of found.addresses) yield* printHost(proc, textOfAddress(a), names);
      return true;
    }
  }
  return false;
}

/** The canonical name and the aliases of a name in /etc/hosts, over all its lines of the family. */
function namesBeside(proc: Process, key: string, family: 4 | 6): string[] {
  const out: string[] = [];
  const wanted = key.toLowerCase().replace(/\.$/, "");
  for (const entry of hostsFile(proc)) {
    if (!entry.names.some((name) => name.toLowerCase() === wanted)) continue;
    if ((parseIpv4(entry.address) !== null) !== (family === 4)) continue;
    for (const name of entry.names) if (!out.includes(name)) out.push(name);
  }
  return out;
}

function textOfAddress(a: Address): string {
  return a.family === 4 ? formatIpv4(a.address) : a.address;
}

function* addressHosts(proc: Process, q: Query, family: 0 | 4 | 6): Proc<number> {
  if (q.keys.length === 0) return yield* hosts(proc, q);
  let status = 0;
  for (const key of q.keys) {
    let found = yield* resolve(proc, key, family, { configured: q.configured });
    // AI_V4MAPPED: IPv4 addresses in IPv6's clothes when there are no others.
    let mapped = false;
    if ("error" in found && family === 6 && q.configured) {
      const v6 = yield* resolve(proc, "::1", 6, { configured: true });
      if (!("error" in v6)) {
        found = yield* resolve(proc, key, 4);
        mapped = true;
      }
    }
    if ("error" in found) {
      status = 2;
      continue;
    }
    let canonical = found.canonical;
    for (const a of found.addresses) {
      const text = `${mapped ? "::ffff:" : ""}${textOfAddress(a)}`.padEnd(15);
      yield* proc.print(`${text} STREAM ${canonical}\n${text} DGRAM  \n${text} RAW    \n`);
      canonical = "";
    }
  }
  return status;
}

// ── the others ─────────────────────────────────────────────────────────────────────────────────

function* colonFile(proc: Process, q: Query, path: string): Proc<number> {
  const all = textOf(proc, path).filter((line) => line !== "");
  if (q.keys.length === 0) {
    yield* proc.print(all.map((line) => `${line}\n`).join(""));
    return 0;
  }
  let status = 0;
  for (const key of q.keys) {
    const byNumber = /^\d+$/.test(key);
    const row = all.find((line) => line.split(":")[byNumber ? 2 : 0] === key);
    if (row === undefined) status = 2;
    else yield* proc.print(`${row}\n`);
  }
  return status;
}

/** Rows of "name number aliases", shown with the number's text in the second column. */
function* table(
  proc: Process,
  q: Query,
  all: readonly string[][],
  matches: (row: readonly string[], key: string) => boolean,
): Proc<number> {
  const show = (row: readonly string[]): string => {
    const [name, number, ...aliases] = row;
    return `${(name as string).padEnd(21)} ${[number ?? "", ...aliases].join(" ")}\n`;
  };
  if (q.keys.length === 0) {
    yield* proc.print(all.map(show).join(""));
    return 0;
  }
  let status = 0;
  for (const key of q.keys) {
    const row = all.find((r) => matches(r, key));
    if (row === undefined) status = 2;
    else yield* proc.print(show(row));
  }
  return status;
}

function* services(proc: Process, q: Query): Proc<number> {
  return yield* table(proc, q, rows(proc, "/etc/services"), (row, key) => {
    const [wanted, protocol] = key.split("/");
    const [port, kind] = (row[1] ?? "").split("/");
    if (protocol !== undefined && protocol !== kind) return false;
    if (/^\d+$/.test(wanted as string)) return port === wanted;
    return row[0] === wanted || row.slice(2).includes(wanted as string);
  });
}

function* protocols(proc: Process, q: Query): Proc<number> {
  return yield* table(proc, q, rows(proc, "/etc/protocols"), (row, key) =>
    /^\d+$/.test(key) ? row[1] === key : row[0] === key || row.slice(2).includes(key),
  );
}

function* networks(proc: Process, q: Query): Proc<number> {
  return yield* table(proc, q, rows(proc, "/etc/networks"), (row, key) =>
    /^[\d.]+$/.test(key)
      ? key.includes(".") && (row[1] ?? "") === key
      : row[0] === key || row.slice(2).includes(key),
  );
}

function* initgroups(proc: Process, q: Query): Proc<number> {
  if (q.keys.length === 0) {
    yield* proc.warn("Enumeration not supported on initgroups\n");
    return 3;
  }
  for (const key of q.keys) {
    const ids = rows(proc, "/etc/group")
      .map((row) => row.join(" ").split(":"))
      .filter((fields) => (fields[3] ?? "").split(",").includes(key))
      .map((fields) => fields[2]);
    yield* proc.print(`${key.padEnd(21)}${ids.map((id) => ` ${id ?? ""}`).join("")}\n`);
  }
  return 0;
}

function* nothing(_proc: Process, q: Query): Proc<number> {
  return q.keys.length === 0 ? 0 : 2;
}
