/** mtr 0.95's options: what a report needs; the rest is refused by name. */
import { getopt, type LongOption } from "../core/getopt.ts";
import { USAGE } from "./mtr-usage.ts";

export interface MtrOptions {
  family: 0 | 4;
  format: "report" | "csv" | "json" | "xml";
  wide: boolean;
  cycles: number;
  dns: boolean;
  showIps: boolean;
  intervalUs: number;
  graceUs: number;
  firstTtl: number;
  maxTtl: number;
  maxUnknown: number;
  udp: boolean;
  port: number;
  /** Of the IP packet, bytes. */
  size: number;
  pattern: number;
  tos: number;
  mark: number;
  device: string | null;
  /** Letters of FIELDS, in their order. */
  fields: string;
  targets: readonly string[];
}

export interface Refusal {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

const LONG: readonly LongOption[] = [
  ["help", "h", 0],
  ["version", "v", 0],
  ["inet", "4", 0],
  ["inet6", "6", 0],
  ["filename", "F", 1],
  ["report", "r", 0],
  ["report-wide", "w", 0],
  ["xml", "x", 0],
  ["curses", "t", 0],
  ["raw", "l", 0],
  ["csv", "C", 0],
  ["json", "j", 0],
  ["displaymode", "displaymode", 1],
  ["split", "p", 0],
  ["no-dns", "n", 0],
  ["show-ips", "b", 0],
  ["order", "o", 1],
  ["ipinfo", "y", 1],
  ["aslookup", "z", 0],
  ["interval", "i", 1],
  ["report-cycles", "c", 1],
  ["psize", "s", 1],
  ["bitpattern", "B", 1],
  ["tos", "Q", 1],
  ["mpls", "e", 0],
  ["interface", "I", 1],
  ["address", "a", 1],
  ["first-ttl", "f", 1],
  ["max-ttl", "m", 1],
  ["max-unknown", "U", 1],
  ["udp", "u", 0],
  ["tcp", "T", 0],
  ["sctp", "S", 0],
  ["port", "P", 1],
  ["localport", "L", 1],
  ["timeout", "Z", 1],
  ["gracetime", "G", 1],
  ["mark", "M", 1],
].map(([name, as, arg]) => ({ name, as, arg }) as LongOption);
const SHORT = "hv46F:rwxtlCjpnbo:y:zi:c:s:B:Q:eI:a:f:m:U:uTSP:L:Z:G:M:";
const NOT_SIMULATED: ReadonlySet<string> = new Set([..."6FtlpyzeaTSLZ", "displaymode"]);
const KNOWN_FIELDS = "LDRSNBAWVGJMXI ";
const MOST_HOPS = 30;
const SIZES = [28, 4470] as const;

const fail = (what: string, status = 1): Refusal => ({
  out: "",
  err: `mtr: ${what}\n`,
  status,
});

export function parseMtr(argv: readonly string[]): MtrOptions | Refusal {
  const parsed = getopt(["mtr", ...argv.slice(1)], SHORT, LONG);
  const o: MtrOptions = {
    family: 0,
    format: "report",
    wide: false,
    cycles: 10,
    dns: true,
    showIps: false,
    intervalUs: 1_000_000,
    graceUs: 5_000_000,
    firstTtl: 1,
    maxTtl: MOST_HOPS,
    maxUnknown: 12,
    udp: false,
    port: 0,
    size: 64,
    pattern: 0,
    tos: 0,
    mark: 0,
    device: null,
    fields: "LS NABWV",
    targets: parsed.args.length === 0 ? ["localhost"] : parsed.args,
  };
  let mode = false;
  for (const { name, value } of parsed.options) {
    if (name === "h") return { out: USAGE, err: "", status: 0 };
    if (name === "v") return { out: "mtr 0.95\n", err: "", status: 0 };
    if (NOT_SIMULATED.has(name))
      return fail(`underlay does not simulate ${name.length > 1 ? "--" : "-"}${name}`, 2);
    if ("rwxCj".includes(name)) mode = true;
    const refused = value === null ? flag(o, name) : valued(o, name, value);
    if (refused !== null) return refused;
  }
  if (parsed.error !== null) return { out: "", err: `${parsed.error}\n${USAGE}`, status: 1 };
  if (!mode) return fail("underlay does not simulate the interactive mode (use -r)", 2);
  return o;
}

function flag(o: MtrOptions, name: string): null {
  if (name === "w") o.wide = true;
  if (name === "r" || name === "w") o.format = "report";
  else if (name === "x") o.format = "xml";
  else if (name === "C") o.format = "csv";
  else if (name === "j") o.format = "json";
  else if (name === "n") o.dns = false;
  else if (name === "b") o.showIps = true;
  else if (name === "u") o.udp = true;
  else if (name === "4") o.family = 4;
  return null;
}

function valued(o: MtrOptions, name: string, value: string): Refusal | null {
  if (name === "I") {
    o.device = value;
    return null;
  }
  if (name === "o") return order(o, value);
  if (name === "i" || name === "G") {
    const seconds = Number(value);
    if (value.trim() === "" || Number.isNaN(seconds)) return fail(`invalid argument: '${value}'`);
    if (seconds <= 0) return fail("wait time must be positive");
    if (name === "i") o.intervalUs = Math.round(seconds * 1_000_000);
    else o.graceUs = Math.round(seconds * 1_000_000);
    return null;
  }
  if (!/^\s*[+-]?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(value))
    return fail(`invalid argument: '${value}'`);
  const n = Number(value);
  if (n < 0 && (name === "s" || name === "B"))
    return fail(`underlay does not simulate a random -${name}`, 2);
  number(o, name, n);
  return null;
}

function number(o: MtrOptions, name: string, n: number): void {
  if (name === "c") o.cycles = n;
  else if (name === "s") o.size = Math.min(Math.max(n, SIZES[0]), SIZES[1]);
  else if (name === "B") o.pattern = n > 255 ? 0 : n;
  else if (name === "Q") o.tos = n > 255 ? 0 : n;
  else if (name === "m") o.maxTtl = Math.min(Math.max(n, 1), MOST_HOPS);
  else if (name === "f") o.firstTtl = Math.min(Math.max(n, 1), MOST_HOPS);
  else if (name === "U") o.maxUnknown = Math.max(n, 1);
  else if (name === "P") o.port = n;
  else if (name === "M") o.mark = n >>> 0;
}

function order(o: MtrOptions, value: string): Refusal | null {
  for (const key of value)
    if (!KNOWN_FIELDS.includes(key)) return fail(`Unknown field identifier: ${key}`);
  if (value.includes("G")) return fail("underlay does not simulate the field G", 2);
  o.fields = value;
  return null;
}
