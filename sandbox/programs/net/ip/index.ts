/**
 * `ip`, iproute2 6.1: options, the table of objects, -batch. One object a file beside this one.
 */
import type { Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { addrCommand } from "./addr.ts";
import { batch } from "./batch.ts";
import { HELP } from "./help.ts";
import { linkCommand } from "./link.ts";
import { maddrCommand } from "./maddr.ts";
import { monitorCommand } from "./monitor.ts";
import { ntableCommand } from "./ntable.ts";
import { neighCommand } from "./neigh.ts";
import { netnsCommand, setNetns } from "./netns.ts";
import { absentObject, type AbsentObject } from "./absent.ts";
import { addrlabelCommand, netconfCommand } from "./netconf.ts";
import { nexthopCommand } from "./nexthop.ts";
import { routeCommand } from "./route.ts";
import { ruleCommand } from "./rule.ts";
import { type Outcome, Quit, Session } from "./session.ts";
import { tunnelCommand } from "./tunnel.ts";
import { matches } from "./values.ts";

export const ip: Program = {
  name: "ip",
  paths: ["/usr/bin/ip", "/bin/ip", "/usr/sbin/ip", "/sbin/ip"],
  summary: "show / manipulate routing, network devices, interfaces and tunnels",
  *main(proc, argv) {
    const session = new Session(proc, "ip");
    const code = yield* settle(() => run(session, argv.slice(1)));
    yield* session.flush();
    return code;
  },
};

/** Run a command to its status, however it ends. */
export function* settle(command: () => Outcome): Proc<number> {
  try {
    const outcome = command();
    return typeof outcome === "number" ? outcome : yield* outcome;
  } catch (error) {
    if (error instanceof Quit) return error.code;
    throw error;
  }
}

/** Objects in the order their abbreviations are tried. */
const OBJECTS: readonly (readonly [
  string,
  ((s: Session, words: readonly string[]) => Outcome) | AbsentObject,
])[] = [
  ["address", addrCommand],
  ["addrlabel", addrlabelCommand],
  ["maddress", maddrCommand],
  ["route", routeCommand],
  ["rule", ruleCommand],
  ["neighbor", neighCommand],
  ["neighbour", neighCommand],
  ["ntable", ntableCommand],
  ["ntbl", ntableCommand],
  ["link", linkCommand],
  ["l2tp", "l2tp"],
  ["fou", "fou"],
  ["ila", "ila"],
  ["macsec", "macsec"],
  ["tunnel", tunnelCommand],
  ["tunl", tunnelCommand],
  ["tuntap", "tuntap"],
  ["tap", "tuntap"],
  ["token", "token"],
  ["tcpmetrics", "tcp_metrics"],
  ["tcp_metrics", "tcp_metrics"],
  ["monitor", monitorCommand],
  ["xfrm", "xfrm"],
  ["mroute", "mroute"],
  ["mrule", "rule"],
  ["netns", netnsCommand],
  ["netconf", netconfCommand],
  ["vrf", "vrf"],
  ["sr", "sr"],
  ["nexthop", nexthopCommand],
  ["mptcp", "mptcp"],
  ["ioam", "ioam"],
  ["help", (s) => s.usage(HELP.main)],
  ["stats", "stats"],
];

export function doCommand(s: Session, words: readonly string[]): Outcome {
  const word = words[0] as string;
  for (const [name, command] of OBJECTS) {
    if (!matches(word, name)) continue;
    return typeof command === "string"
      ? absentObject(s, command, words.slice(1))
      : command(s, words.slice(1));
  }
  s.err(`Object "${word}" is unknown, try "ip help".\n`);
  return 1;
}

function run(s: Session, words: readonly string[]): Outcome {
  let at = 0;
  let batchFile: string | null = null;
  const next = (): string => {
    at++;
    const word = words[at];
    if (word === undefined) s.usage(HELP.main);
    return word;
  };
  for (; at < words.length; at++) {
    const given = words[at] as string;
    if (given === "--") {
      at++;
      break;
    }
    if (!given.startsWith("-")) break;
    const option = given.startsWith("--") ? given.slice(1) : given;
    const opened = valueOption(s, option, next, words[at + 1]);
    if (opened === "batch") batchFile = next();
    else if (opened === "version") {
      s.out("ip utility, iproute2-6.1.0, libbpf 1.1.2\n");
      return 0;
    } else if (opened === "netns") at++;
    else if (opened === null && !flagOption(s, option) && !colorOption(s, option)) {
      if (matches(option, "-help")) s.usage(HELP.main);
      s.die(`Option "${option}" is unknown, try "ip -help".\n`);
    }
  }
  s.printer = s.newPrinter();
  if (batchFile !== null) return batch(s, batchFile, (line) => doCommand(s, line));
  const rest = words.slice(at);
  if (rest.length === 0) s.usage(HELP.main);
  return doCommand(s, rest);
}

/** Options that come before others by their order, or take a value. Null: not one of them. */
function valueOption(
  s: Session,
  option: string,
  next: () => string,
  following: string | undefined,
): "batch" | "version" | "netns" | "done" | null {
  const o = s.options;
  if (matches(option, "-loops") && option.length > 1) {
    o.loops = Number(next());
    return "done";
  }
  if (matches(option, "-family") && option.length > 1) {
    const word = next();
    if (word === "help") s.usage(HELP.main);
    const families: Readonly<Record<string, Session["options"]["family"]>> = {
      inet: 4,
      inet6: 6,
      link: "link",
      mpls: "mpls",
      bridge: "bridge",
    };
    if (!Object.hasOwn(families, word)) s.invalid("invalid protocol family", word);
    o.family = families[word] as Session["options"]["family"];
    return "done";
  }
  // The flags between them in the table win over the abbreviations of what follows.
  if (option.length < 2 || isFlag(option)) return null;
  if (matches(option, "-Version")) return "version";
  if (matches(option, "-batch")) return "batch";
  if (matches(option, "-rcvbuf")) {
    next();
    return "done";
  }
  if (matches(option, "-netns") && option.length > 1) {
    enterNetns(s, following);
    return "netns";
  }
  return null;
}

/** -n NAME: the whole command happens there. */
export function enterNetns(s: Session, name: string | undefined): void {
  const netns = name === undefined ? null : s.proc.host.netnsByName(name);
  if (netns !== null) {
    if (!s.proc.isRoot) {
      s.die(`setting the network namespace "${name as string}" failed: Operation not permitted\n`);
    }
    s.netns = netns;
    setNetns(s.proc, netns);
    return;
  }
  const shown = name ?? "(null)";
  const exists = name !== undefined && s.netnsFiles().some((entry) => entry.name === name);
  if (exists) s.die(`setting the network namespace "${shown}" failed: Invalid argument\n`);
  s.die(`Cannot open network namespace "${shown}": No such file or directory\n`);
}

type Flag = (o: Session["options"]) => void;
const FLAGS: readonly (readonly [string, Flag])[] = [
  ["-human", (o) => (o.human = true)],
  ["-human-readable", (o) => (o.human = true)],
  ["-iec", (o) => (o.iec = true)],
  ["-stats", (o) => o.stats++],
  ["-statistics", (o) => o.stats++],
  ["-details", (o) => o.details++],
  ["-resolve", (o) => (o.resolve = true)],
  ["-oneline", (o) => (o.oneline = true)],
  ["-timestamp", (o) => (o.timestamp = true)],
  [
    "-tshort",
    (o) => {
      o.timestamp = true;
      o.timestampShort = true;
    },
  ],
];
/** After -Version, -force, -batch in the table. */
const LATE_FLAGS: readonly (readonly [string, Flag])[] = [
  ["-brief", (o) => (o.brief = true)],
  ["-json", (o) => (o.json = true)],
  ["-pretty", (o) => (o.pretty = true)],
  ["-Numeric", (o) => (o.numeric = true)],
  ["-all", (o) => (o.all = true)],
  ["-force", (o) => (o.force = true)],
];
const FAMILIES: Readonly<Record<string, Session["options"]["family"]>> = {
  "-4": 4,
  "-6": 6,
  "-0": "link",
  "-M": "mpls",
  "-B": "bridge",
};

function isFlag(option: string): boolean {
  return Object.hasOwn(FAMILIES, option) || FLAGS.some(([name]) => matches(option, name));
}

function flagOption(s: Session, option: string): boolean {
  if (Object.hasOwn(FAMILIES, option)) {
    s.options.family = FAMILIES[option] as Session["options"]["family"];
    return true;
  }
  const flag = [...FLAGS, ...LATE_FLAGS].find(
    ([name]) => option.length > 1 && matches(option, name),
  );
  if (flag === undefined) return false;
  flag[1](s.options);
  return true;
}

/** -c, -color, -color=always|auto|never. */
export function colorOption(s: Session, option: string): boolean {
  const [name, mode] = option.split("=", 2) as [string, string | undefined];
  if (name.length < 2 || !matches(name, "-color")) return false;
  if (mode === undefined || mode === "always") s.options.color = "always";
  else if (mode === "auto" || mode === "never") s.options.color = mode;
  else return false;
  return true;
}
