/** Tab completion: commands, paths, variables, users, and what the network tools take. bash-completion's part. */
import { builtins } from "./builtins/index.ts";
import { KEYWORDS } from "./builtins/lists.ts";
import type { Completion } from "../kernel/proc/line-editor.ts";
import { SIGNAL_NUMBERS } from "../kernel/proc/signal.ts";
import type { Shell } from "./shell.ts";
import { byCode } from "./vars.ts";

/** Candidates at most; a machine has fewer names of anything. */
const CANDIDATES_MAX = 5000;

interface Choice {
  readonly names: readonly string[];
  /** Names are paths: a directory goes on with "/". */
  readonly paths?: boolean;
}

export function completeLine(sh: Shell, line: string, cursorChars: number): Completion {
  const before = [...line].slice(0, cursorChars).join("");
  const { words, current, startUnits } = split(before);
  const start = [...before.slice(0, startUnits)].length;
  // A word that began with a quote and has not left it keeps it, and needs no backslashes.
  const quote = /^"(?:\\.|[^"\\])*$/su.test(current) ? '"' : /^'[^']*$/u.test(current) ? "'" : "";
  const done = (choice: Choice, typed: string, from: number): Completion => {
    const seen = new Set<string>();
    const candidates = [];
    for (const name of [...choice.names].sort(byCode)) {
      if (!name.startsWith(typed) || seen.has(name) || candidates.length >= CANDIDATES_MAX)
        continue;
      seen.add(name);
      const dir = choice.paths === true && name.endsWith("/");
      const shown = choice.paths === true ? name.replace(/^.*\/(?=[^/]+\/?$)/, "") : name;
      candidates.push({
        text: quote === "" ? escapeWord(name) : quote + name,
        shown,
        suffix: dir ? "" : `${quote} `,
      });
    }
    return { start: from, candidates };
  };
  const variable = /\$(\{?)([A-Za-z_][A-Za-z0-9_]*|)$/.exec(current);
  if (variable !== null && !/'[^']*$/.test(current)) {
    const head = variable[1] === "{" ? "${" : "$";
    const names = sh.vars
      .names(variable[2] as string)
      .map((name) => `${head}${name}${head === "${" ? "}" : ""}`);
    const at = start + [...current.slice(0, variable.index)].length;
    return {
      start: at,
      candidates: names.slice(0, CANDIDATES_MAX).map((name) => ({
        text: name,
        shown: name,
        suffix: head === "${" ? "" : " ",
      })),
    };
  }
  const typed = unquote(current);
  if (/^~[^/]*$/.test(typed)) {
    const names = [...sh.proc.host.users.keys()].map((name) => `~${name}/`);
    return {
      start,
      candidates: names
        .filter((name) => name.startsWith(typed))
        .map((name) => ({ text: name, shown: name, suffix: "" })),
    };
  }
  if (words.length === 0 && !typed.includes("/"))
    return done({ names: commandNames(sh, typed) }, typed, start);
  const special = words.length === 0 ? null : argumentsOf(sh, words.map(unquote), typed);
  if (special !== null) {
    const found = done(special, typed, start);
    if (found.candidates.length > 0 || special.names.length > 0) return found;
  }
  const home = sh.vars.get("HOME") ?? "/";
  const real = typed.replace(/^~(?=\/)/, home);
  const paths = pathNames(
    sh,
    real,
    words.length === 0,
    words[0] === "cd" || words[0] === "pushd" || words[0] === "rmdir",
  );
  const back = (path: string): string => (real === typed ? path : `~${path.slice(home.length)}`);
  return done({ names: paths.map(back), paths: true }, typed, start);
}

/** The words of the simple command at the end of `text`, and the one being typed. */
function split(text: string): { words: string[]; current: string; startUnits: number } {
  let words: string[] = [];
  let start = 0;
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] as string;
    if (quote !== "") {
      if (ch === quote) quote = "";
      else if (ch === "\\" && quote === '"') i++;
      continue;
    }
    if (ch === "\\") i++;
    else if (ch === "'" || ch === '"') quote = ch;
    else if (/[|&;(\n`]/.test(ch) || (ch === "{" && text[i - 1] !== "$")) {
      words = [];
      start = i + 1;
    } else if (ch === "<" || ch === ">") {
      words.push(text.slice(start, i), ch);
      start = i + 1;
    } else if (/\s/.test(ch)) {
      if (i > start) words.push(text.slice(start, i));
      start = i + 1;
    }
  }
  words = words.filter((word) => word !== "");
  // `if`, `then`, `!` and assignments come before a command, not after one.
  while (
    words.length > 0 &&
    (/^(?:if|then|else|elif|while|until|do|!|time|\{|sudo|exec|command|nohup|watch)$/.test(
      words[0] as string,
    ) ||
      /^[A-Za-z_]\w*=/.test(words[0] as string))
  ) {
    words.shift();
  }
  return { words, current: text.slice(start), startUnits: start };
}

function unquote(word: string): string {
  return word.replace(/\\(.)/gs, "$1").replace(/["']/g, "");
}
function escapeWord(word: string): string {
  return word.replace(/[ \t!"#$&'()*;<>?[\\\]`{|}]/g, (ch, at: number) =>
    ch === "#" && at > 0 ? ch : `\\${ch}`,
  );
}

export function commandNames(sh: Shell, prefix: string): string[] {
  const names = new Set<string>([
    ...sh.aliases.keys(),
    ...sh.functions.keys(),
    ...builtins.keys(),
    ...KEYWORDS,
  ]);
  for (const dir of (sh.vars.get("PATH") ?? "").split(":")) {
    const list = sh.proc.host.fs.readdir(dir === "" ? "." : dir, sh.proc);
    if (typeof list !== "string") for (const name of list) names.add(name);
  }
  return [...names].filter((name) => name.startsWith(prefix));
}

function pathNames(sh: Shell, typed: string, programs: boolean, directories: boolean): string[] {
  const { fs } = sh.proc.host;
  const slash = typed.lastIndexOf("/");
  const dir = slash < 0 ? "" : typed.slice(0, slash + 1);
  const part = typed.slice(slash + 1);
  const list = fs.readdir(dir === "" ? "." : dir, sh.proc);
  if (typeof list === "string") return [];
  const out: string[] = [];
  for (const name of list) {
    if (!name.startsWith(part) || (name.startsWith(".") && !part.startsWith("."))) continue;
    const node = fs.lookup(dir + name, sh.proc);
    const isDir = typeof node !== "string" && node.kind === "dir";
    if (isDir) out.push(`${dir}${name}/`);
    else if (directories || (programs && (typeof node === "string" || !fs.may(node, sh.proc, "x"))))
      continue;
    else out.push(dir + name);
  }
  return out;
}

function devices(sh: Shell): string[] {
  try {
    return sh.proc.place.netns.netlink.links().map((link) => link.name);
  } catch {
    return [];
  }
}
function namespaces(sh: Shell): string[] {
  const list = sh.proc.host.fs.readdir("/run/netns", sh.proc);
  return typeof list === "string" ? [] : list;
}

const IP_OBJECTS = [
  "address",
  "link",
  "maddress",
  "monitor",
  "neighbour",
  "netns",
  "route",
  "rule",
];
const IP_VERBS = new Map<string, readonly string[]>([
  ["address", ["add", "change", "del", "flush", "help", "replace", "show"]],
  ["link", ["add", "delete", "help", "property", "set", "show"]],
  ["neighbour", ["add", "change", "delete", "flush", "get", "help", "replace", "show"]],
  [
    "netns",
    ["add", "attach", "delete", "exec", "identify", "list", "list-id", "monitor", "pids", "set"],
  ],
  [
    "route",
    ["add", "append", "change", "delete", "flush", "get", "help", "list", "replace", "show"],
  ],
  ["rule", ["add", "delete", "flush", "help", "list", "show"]],
  ["monitor", ["address", "all", "link", "neigh", "nsid", "route", "rule"]],
]);
const IP_WORDS = new Map<string, readonly string[]>([
  [
    "address",
    ["broadcast", "dev", "label", "local", "noprefixroute", "peer", "scope", "valid_lft"],
  ],
  [
    "link",
    [
      "address",
      "alias",
      "dev",
      "down",
      "master",
      "mtu",
      "multicast",
      "name",
      "netns",
      "nomaster",
      "peer",
      "promisc",
      "txqueuelen",
      "type",
      "up",
    ],
  ],
  ["neighbour", ["dev", "lladdr", "nud", "proxy"]],
  [
    "route",
    [
      "blackhole",
      "default",
      "dev",
      "metric",
      "mtu",
      "nexthop",
      "onlink",
      "prohibit",
      "proto",
      "scope",
      "src",
      "table",
      "unreachable",
      "via",
    ],
  ],
  ["rule", ["from", "fwmark", "iif", "lookup", "oif", "pref", "table", "to"]],
]);
const LINK_TYPES = [
  "bond",
  "bridge",
  "dummy",
  "ifb",
  "ipip",
  "macvlan",
  "tun",
  "veth",
  "vlan",
  "vxlan",
];

function wholeName(names: readonly string[], word: string): string | null {
  return names.find((name) => name.startsWith(word)) ?? null;
}

/** What may follow, for the programs whose arguments we know; null: file names. */
function argumentsOf(sh: Shell, words: readonly string[], typed: string): Choice | null {
  const name = (words[0] as string).replace(/^.*\//, "");
  const last = words[words.length - 1] as string;
  if (last === "<" || last === ">") return null;
  switch (name) {
    case "ip":
      return ipArguments(sh, words.slice(1), typed);
    case "bridge":
      return bridgeArguments(sh, words.slice(1));
    case "brctl":
      if (words.length === 1)
        return {
          names: [
            "addbr",
            "addif",
            "delbr",
            "delif",
            "setageing",
            "setbridgeprio",
            "setfd",
            "sethello",
            "setmaxage",
            "show",
            "showmacs",
            "showstp",
            "stp",
          ],
        };
      return { names: devices(sh) };
    case "tcpdump":
      if (last === "-i" || /^-[a-zA-Z]*i$/.test(last)) return { names: [...devices(sh), "any"] };
      if (last === "-r" || last === "-w") return null;
      return typed.startsWith("-")
        ? null
        : {
            names: [
              "and",
              "arp",
              "dst",
              "ether",
              "host",
              "icmp",
              "ip",
              "ip6",
              "net",
              "not",
              "or",
              "port",
              "src",
              "tcp",
              "udp",
            ],
          };
    case "ping":
    case "arping":
      return last === "-I" || last === "-i" ? { names: devices(sh) } : null;
    case "ethtool":
      return { names: devices(sh) };
    case "sysctl":
      return { names: sysctlNames(sh, typed) };
    case "kill":
      if (typed.startsWith("-"))
        return { names: Object.keys(SIGNAL_NUMBERS).map((one) => `-${one}`) };
      return { names: [...sh.proc.host.processes.keys()].map(String) };
    case "fg":
    case "bg":
    case "jobs":
    case "disown":
      return { names: sh.jobs.jobs.map((job) => `%${job.number}`) };
    case "type":
    case "which":
    case "man":
    case "help":
    case "command":
    case "hash":
      return { names: commandNames(sh, typed) };
    case "unset":
    case "export":
    case "readonly":
    case "declare":
      return { names: sh.vars.names(typed) };
    case "alias":
    case "unalias":
      return { names: [...sh.aliases.keys()] };
    case "su":
      return { names: [...sh.proc.host.users.keys()] };
    default:
      return null;
  }
}

function ipArguments(sh: Shell, words: readonly string[], typed: string): Choice | null {
  let at = 0;
  while (at < words.length && (words[at] as string).startsWith("-")) {
    if (/^-n(?:etns)?$/.test(words[at] as string)) {
      at++;
      if (at === words.length) return { names: namespaces(sh) };
    }
    at++;
  }
  const rest = words.slice(at);
  const first = rest[0];
  if (first === undefined) {
    if (typed.startsWith("-"))
      return {
        names: [
          "-4",
          "-6",
          "-all",
          "-batch",
          "-brief",
          "-color",
          "-details",
          "-family",
          "-json",
          "-netns",
          "-oneline",
          "-pretty",
          "-statistics",
        ],
      };
    return { names: IP_OBJECTS };
  }
  const object = wholeName(IP_OBJECTS, first);
  if (object === null) return { names: [] };
  const last = rest[rest.length - 1] as string;
  if (rest.length === 1)
    return {
      names: [
        ...(IP_VERBS.get(object) ?? []),
        ...(object === "link" || object === "address" ? [] : []),
      ],
    };
  if (object === "netns") {
    const verb = rest[1] as string;
    if (verb === "exec" && rest.length >= 3) return execArguments(sh, rest.slice(3), typed);
    if (/^(?:exec|del|delete|pids|set)$/.test(verb)) return { names: namespaces(sh) };
    return { names: [] };
  }
  if (last === "dev" || last === "master" || last === "iif" || last === "oif")
    return { names: devices(sh) };
  if (last === "netns") return { names: namespaces(sh) };
  if (last === "type") return { names: object === "link" ? LINK_TYPES : [] };
  if (object === "link" && rest.length === 2 && /^(?:set|show|delete|del)$/.test(last))
    return { names: [...devices(sh), "dev"] };
  if (object === "address" && rest.length === 2 && last === "show")
    return { names: [...devices(sh), "dev"] };
  return { names: IP_WORDS.get(object) ?? [] };
}

function execArguments(sh: Shell, words: readonly string[], typed: string): Choice | null {
  if (words.length === 0) return { names: commandNames(sh, typed) };
  return argumentsOf(sh, words, typed);
}

function bridgeArguments(sh: Shell, words: readonly string[]): Choice | null {
  const rest = words.filter((word) => !word.startsWith("-"));
  const last = rest[rest.length - 1];
  if (last === undefined) return { names: ["fdb", "link", "mdb", "monitor", "vlan"] };
  if (rest.length === 1)
    return {
      names: last.startsWith("l") ? ["set", "show"] : ["add", "append", "del", "replace", "show"],
    };
  if (last === "dev" || last === "br" || last === "brport") return { names: devices(sh) };
  return {
    names: ["br", "brport", "dev", "dynamic", "local", "master", "self", "static", "vid", "vlan"],
  };
}

function sysctlNames(sh: Shell, typed: string): string[] {
  const { fs } = sh.proc.host;
  const parts = typed.split(".");
  parts.pop();
  const dir = `/proc/sys/${parts.join("/")}`;
  const list = fs.readdir(dir, sh.proc);
  if (typeof list === "string") return [];
  return list.map((name) => {
    const node = fs.lookup(`${dir}/${name}`, sh.proc);
    const head = parts.length === 0 ? "" : `${parts.join(".")}.`;
    return `${head}${name}${typeof node !== "string" && node.kind === "dir" ? "." : ""}`;
  });
}
