/** traceroute(8) 2.1.2's command line, read as its own library (CLIF) does, with its complaints. */
import { USAGE } from "./traceroute-usage.ts";

export type Method = "default" | "icmp" | "tcp" | "udp";

export interface TracerouteOptions {
  family: 0 | 4 | 6;
  method: Method;
  numeric: boolean;
  dontFragment: boolean;
  discoverMtu: boolean;
  showBack: boolean;
  dontRoute: boolean;
  firstHop: number;
  maxHops: number;
  queries: number;
  atOnce: number;
  /** 0: the method's own. */
  port: number;
  sport: number;
  mark: number;
  waitUs: number;
  here: number;
  near: number;
  sendWaitUs: number;
  device: string | null;
  source: string | null;
  /** Where -s stands among the words, for the complaint about it. */
  sourceAt: number;
  tos: number;
  length: number | null;
  target: string;
  targetAt: number;
}

export interface Refusal {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

type Kind = "flag" | "int" | "uint" | "text" | "wait" | "time";
interface Spec {
  readonly short: string;
  readonly long: string;
  readonly kind: Kind;
  /** The argument's name, for complaints. */
  readonly arg?: string;
}
const SPECS: readonly Spec[] = [
  { short: "4", long: "", kind: "flag" },
  { short: "6", long: "", kind: "flag" },
  { short: "d", long: "debug", kind: "flag" },
  { short: "F", long: "dont-fragment", kind: "flag" },
  { short: "f", long: "first", kind: "uint", arg: "first_ttl" },
  { short: "g", long: "gateway", kind: "text", arg: "gate,..." },
  { short: "I", long: "icmp", kind: "flag" },
  { short: "T", long: "tcp", kind: "flag" },
  { short: "i", long: "interface", kind: "text", arg: "device" },
  { short: "m", long: "max-hops", kind: "uint", arg: "max_ttl" },
  { short: "N", long: "sim-queries", kind: "uint", arg: "squeries" },
  { short: "n", long: "", kind: "flag" },
  { short: "p", long: "port", kind: "uint", arg: "port" },
  { short: "t", long: "tos", kind: "uint", arg: "tos" },
  { short: "l", long: "flowlabel", kind: "uint", arg: "flow_label" },
  { short: "w", long: "wait", kind: "wait", arg: "MAX,HERE,NEAR" },
  { short: "q", long: "queries", kind: "uint", arg: "nqueries" },
  { short: "r", long: "", kind: "flag" },
  { short: "s", long: "source", kind: "text", arg: "src_addr" },
  { short: "z", long: "sendwait", kind: "time", arg: "sendwait" },
  { short: "e", long: "extensions", kind: "flag" },
  { short: "A", long: "as-path-lookups", kind: "flag" },
  { short: "M", long: "module", kind: "text", arg: "name" },
  { short: "O", long: "options", kind: "text", arg: "OPTS,..." },
  { short: "", long: "sport", kind: "uint", arg: "num" },
  { short: "", long: "fwmark", kind: "uint", arg: "num" },
  { short: "U", long: "udp", kind: "flag" },
  { short: "UL", long: "", kind: "flag" },
  { short: "D", long: "dccp", kind: "flag" },
  { short: "P", long: "protocol", kind: "text", arg: "prot" },
  { short: "", long: "mtu", kind: "flag" },
  { short: "", long: "back", kind: "flag" },
  { short: "V", long: "version", kind: "flag" },
  { short: "", long: "help", kind: "flag" },
];
const NOT_SIMULATED: ReadonlySet<string> = new Set(["A", "g", "O", "P", "D", "UL", "l"]);
const METHODS: ReadonlySet<string> = new Set(["default", "icmp", "tcp", "udp"]);
const VERSION =
  "Modern traceroute for Linux, version 2.1.2\nCopyright (c) 2016  Dmitry Butskoy,   License: GPL v2 or any later\n";

function defaults(): TracerouteOptions {
  return {
    family: 0,
    method: "default",
    numeric: false,
    dontFragment: false,
    discoverMtu: false,
    showBack: false,
    dontRoute: false,
    firstHop: 1,
    maxHops: 30,
    queries: 3,
    atOnce: 16,
    port: 0,
    sport: 0,
    mark: 0,
    waitUs: 5_000_000,
    here: 3,
    near: 10,
    sendWaitUs: 0,
    device: null,
    source: null,
    sourceAt: 0,
    tos: 0,
    length: null,
    target: "",
    targetAt: 0,
  };
}

const stop = (err: string, status = 2): Refusal => ({ out: "", err: `${err}\n`, status });

export function parseTraceroute(argv: readonly string[]): TracerouteOptions | Refusal {
  const o = defaults();
  const operands: { word: string; at: number }[] = [];
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i] as string;
    if (!word.startsWith("-") || word === "-") {
      operands.push({ word, at: i });
      continue;
    }
    const next = word.startsWith("--") ? longOption(o, word, i) : shortOptions(o, argv, i);
    if (typeof next !== "number") return next;
    i = next;
  }
  return finish(o, operands);
}

function longOption(o: TracerouteOptions, word: string, at: number): number | Refusal {
  const [name = "", ...rest] = word.slice(2).split("=");
  const spec = SPECS.find((one) => one.long !== "" && one.long === name);
  if (spec === undefined) return stop(`Bad option \`${word}' (argc ${at})`);
  if (spec.kind === "flag") {
    const refused = apply(o, spec, "", at);
    return refused ?? at;
  }
  if (rest.length === 0)
    return stop(
      `Option \`--${name}' (argc ${at}) requires an argument: \`--${name}=${spec.arg ?? ""}'`,
    );
  const refused = apply(o, spec, rest.join("="), at, `--${name}`);
  return refused ?? at;
}

/** A cluster of letters, or one with its value attached or in the next word. */
function shortOptions(
  o: TracerouteOptions,
  argv: readonly string[],
  from: number,
): number | Refusal {
  const word = argv[from] as string;
  if (word === "-UL") return stop("traceroute: underlay does not simulate -UL");
  for (let k = 1; k < word.length; k++) {
    const letter = word[k] as string;
    const spec = SPECS.find((one) => one.short === letter);
    if (spec === undefined) return stop(`Bad option \`-${letter}' (argc ${from})`);
    if (spec.kind === "flag") {
      const refused = apply(o, spec, "", from);
      if (refused !== null) return refused;
      continue;
    }
    const attached = word.slice(k + 1);
    const value = attached !== "" ? attached : argv[from + 1];
    if (value === undefined)
      return stop(
        `Option \`-${letter}' (argc ${from}) requires an argument: \`-${letter} ${spec.arg ?? ""}'`,
      );
    const at = attached !== "" ? from : from + 1;
    return apply(o, spec, value, at, `-${letter}`) ?? at;
  }
  return from;
}

function apply(
  o: TracerouteOptions,
  spec: Spec,
  value: string,
  at: number,
  shown = "",
): Refusal | null {
  const name = spec.short === "" ? spec.long : spec.short;
  if (NOT_SIMULATED.has(name)) return stop(`traceroute: underlay does not simulate -${name}`);
  const bad = stop(`Cannot handle \`${shown}' option with arg \`${value}' (argc ${at})`);
  switch (spec.kind) {
    case "flag":
      return flag(o, name);
    case "text":
      if (name === "i") o.device = value;
      else if (name === "s") {
        o.source = value;
        o.sourceAt = at;
      } else if (name === "M") {
        if (!METHODS.has(value)) return stop(`Unknown traceroute module ${value}`);
        o.method = value as Method;
      }
      return null;
    case "wait":
      return wait(o, value) ? null : bad;
    case "time": {
      const seconds = Number(value);
      if (value === "" || Number.isNaN(seconds) || seconds < 0) return bad;
      o.sendWaitUs = Math.round(seconds > 10 ? seconds * 1000 : seconds * 1_000_000);
      return null;
    }
    default: {
      if (!/^[+-]?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(value)) return bad;
      numeric(o, name, /^0\d/.test(value) ? parseInt(value, 8) : Number(value));
      return null;
    }
  }
}

function flag(o: TracerouteOptions, name: string): Refusal | null {
  if (name === "help") return { out: USAGE, err: "", status: 0 };
  if (name === "V") return { out: "", err: VERSION, status: 0 };
  if (name === "4") o.family = 4;
  else if (name === "6") o.family = 6;
  else if (name === "F") o.dontFragment = true;
  else if (name === "I") o.method = "icmp";
  else if (name === "T") o.method = "tcp";
  else if (name === "U") o.method = "udp";
  else if (name === "n") o.numeric = true;
  else if (name === "r") o.dontRoute = true;
  else if (name === "back") o.showBack = true;
  else if (name === "mtu") {
    o.discoverMtu = true;
    o.dontFragment = true;
    o.atOnce = 1;
  }
  return null;
}

function numeric(o: TracerouteOptions, name: string, n: number): void {
  if (name === "f") o.firstHop = n;
  else if (name === "m") o.maxHops = n;
  else if (name === "N") o.atOnce = Math.max(1, n);
  else if (name === "p") o.port = n & 0xffff;
  else if (name === "t") o.tos = n & 0xff;
  else if (name === "q") o.queries = n;
  else if (name === "sport") {
    o.sport = n;
    o.atOnce = 1;
  } else if (name === "fwmark") o.mark = n >>> 0;
}

/** MAX[,HERE[,NEAR]] */
function wait(o: TracerouteOptions, value: string): boolean {
  const parts = value.split(",");
  if (parts.length > 3 || parts.some((part) => part === "" || Number.isNaN(Number(part))))
    return false;
  const [max = 5, here, near] = parts.map(Number);
  if (max < 0) return false;
  o.waitUs = Math.round(max * 1_000_000);
  if (here !== undefined) o.here = here;
  if (near !== undefined) o.near = near;
  return true;
}

function finish(
  o: TracerouteOptions,
  operands: readonly { word: string; at: number }[],
): TracerouteOptions | Refusal {
  const [host, length, extra] = operands;
  if (host === undefined) return { out: USAGE, err: "", status: 0 };
  o.target = host.word;
  o.targetAt = host.at;
  if (length !== undefined) {
    if (!/^\d+$/.test(length.word))
      return stop(
        `Cannot handle "packetlen" cmdline arg \`${length.word}' on position 2 (argc ${length.at})`,
      );
    o.length = Number(length.word);
  }
  if (extra !== undefined) return stop(`Extra arg \`${extra.word}' (position 3, argc ${extra.at})`);
  return o;
}

/** What traceroute checks once it knows the host. */
export function checkTraceroute(o: TracerouteOptions): string | null {
  if (o.firstHop < 1 || o.firstHop > o.maxHops) return "first hop out of range";
  if (o.maxHops > 255) return "max hops cannot be more than 255";
  if (o.queries < 1 || o.queries > 10) return "no more than 10 probes per hop";
  if (o.length !== null && o.length > 65_000) return `too big packetlen ${o.length} specified`;
  return null;
}
