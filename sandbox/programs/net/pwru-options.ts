/** pwru's command line, as its documentation lists it: long flags with `=` or a word, the rest is a pcap filter. */
import { compileRegex, type Regex } from "../../sim/regex.ts";

const VERSION = "v1.0.9";

export interface PwruOptions {
  readonly expression: string;
  readonly meta: boolean;
  readonly tuple: boolean;
  readonly timestamp: "none" | "current" | "relative" | "absolute";
  /** Lines, then it ends; 0: none. */
  readonly limit: number;
  readonly func: Regex | null;
  /** Only this namespace, by inode. */
  readonly netns: number | null;
}
/** Nothing to trace: what is printed instead. */
interface Ended {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

const BOOLEANS = ["output-meta", "output-tuple", "filter-track-skb", "all-kmods"];
const VALUES = ["timestamp", "output-limit-lines", "filter-func", "filter-netns", "backend"];
/** Real, and not simulated. */
const ABSENT = [
  "filter-ifname",
  "filter-kprobe-batch",
  "filter-mark",
  "filter-non-skb-funcs",
  "filter-trace-tc",
  "filter-trace-xdp",
  "filter-track-skb-by-stackid",
  "kernel-btf",
  "kmods",
  "output-caller",
  "output-file",
  "output-json",
  "output-skb",
  "output-skb-shared-info",
  "output-stack",
];

const USAGE = `Usage: pwru [options] [pcap-filter]
    Available pcap-filter: see "man 7 pcap-filter"
    Available options:
      --filter-func string           filter kernel functions by name (exact match, supports RE2 regular expression)
      --filter-netns string          filter netns ("inode:<inode>")
      --filter-track-skb             trace a packet even if it does not match given filters (always on here)
  -h, --help                         display this message and exit
      --output-limit-lines uint      exit the program after the number of events has been printed
      --output-meta                  print skb metadata (default true)
      --output-tuple                 print L4 tuple (default true)
      --timestamp string             print timestamp per skb ("current", "relative", "absolute", "none") (default "none")
      --version                      show pwru version and exit
`;

export function parsePwru(argv: readonly string[]): PwruOptions | Ended {
  const given = new Map<string, string>();
  const words: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === "--") {
      words.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      words.push(word);
      continue;
    }
    if (word === "-h" || word === "--help") return { out: USAGE, err: "", status: 0 };
    if (word === "--version") return { out: `pwru ${VERSION}\n`, err: "", status: 0 };
    if (!word.startsWith("--"))
      return complain(`unknown shorthand flag: '${word[1] ?? ""}' in ${word}`);
    const equals = word.indexOf("=");
    const name = word.slice(2, equals < 0 ? undefined : equals);
    if (ABSENT.includes(name))
      return { out: "", err: `pwru: underlay does not simulate --${name}\n`, status: 1 };
    if (BOOLEANS.includes(name)) given.set(name, equals < 0 ? "true" : word.slice(equals + 1));
    else if (!VALUES.includes(name)) return complain(`unknown flag: --${name}`);
    else if (equals >= 0) given.set(name, word.slice(equals + 1));
    else if (i + 1 < argv.length) given.set(name, argv[++i] as string);
    else return complain(`flag needs an argument: --${name}`);
  }
  return optionsOf(given, words.join(" "));
}

function optionsOf(given: ReadonlyMap<string, string>, expression: string): PwruOptions | Ended {
  const bad = (name: string, why: string): Ended =>
    complain(`invalid argument "${given.get(name) ?? ""}" for "--${name}" flag: ${why}`);
  for (const name of BOOLEANS) {
    const value = given.get(name) ?? "true";
    if (!/^(?:1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value))
      return bad(name, `strconv.ParseBool: parsing "${value}": invalid syntax`);
  }
  const isOn = (name: string): boolean => /^[1tT]/.test(given.get(name) ?? "true");
  const timestamp = given.get("timestamp") ?? "none";
  if (!isTimestamp(timestamp))
    return { out: "", err: `Invalid timestamp option: ${timestamp}\n`, status: 1 };
  const limit = given.get("output-limit-lines") ?? "0";
  if (!/^\d{1,9}$/.test(limit))
    return bad("output-limit-lines", `strconv.ParseUint: parsing "${limit}": invalid syntax`);
  const netns = given.get("filter-netns");
  const inode = netns === undefined ? null : /^inode:(\d{1,10})$/.exec(netns);
  if (netns !== undefined && inode === null)
    return {
      out: "",
      err: `pwru: underlay knows --filter-netns by inode:<inode> only\n`,
      status: 1,
    };
  const pattern = given.get("filter-func");
  const func = pattern === undefined ? null : compileRegex(`^(${pattern})$`, "ere");
  if (typeof func === "string")
    return {
      out: "",
      err: `Failed to compile regular expression ${pattern ?? ""}: ${func}\n`,
      status: 1,
    };
  return {
    expression,
    meta: isOn("output-meta"),
    tuple: isOn("output-tuple"),
    timestamp,
    limit: Number(limit),
    func,
    netns: inode === null ? null : Number(inode[1]),
  };
}

function isTimestamp(text: string): text is PwruOptions["timestamp"] {
  return ["none", "current", "relative", "absolute"].includes(text);
}

/** pflag's complaint, and the usage behind it. */
function complain(what: string): Ended {
  return { out: "", err: `${what}\n${USAGE}`, status: 2 };
}
