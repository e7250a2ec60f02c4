/** ping's command line: iputils 20221126, getopt string and complaints. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt } from "../core/getopt.ts";
import { USAGE, VERSION_TAIL } from "./ping-text.ts";

export interface PingOptions {
  target: string;
  family: 0 | 4 | 6;
  adaptive: boolean;
  audible: boolean;
  /** -B: the source is the one of the beginning, and is told. */
  strict: boolean;
  broadcast: boolean;
  count: number;
  timestamps: boolean;
  ident: number | null;
  flood: boolean;
  /** -I, in the order given. */
  sources: string[];
  /** -r: SO_DONTROUTE. */
  dontRoute: boolean;
  intervalMs: number;
  preload: number;
  pmtu: "do" | "dont" | "want" | "probe" | null;
  numeric: boolean;
  outstanding: boolean;
  pattern: readonly number[] | null;
  patternText: string | null;
  quiet: boolean;
  tos: number;
  size: number;
  ttl: number;
  verbose: boolean;
  deadlineUs: number;
  lingerMs: number;
  root: boolean;
  /** SO_MARK. */
  mark: number;
}

const SHORT = "h?4bRT:6F:N:aABc:CdDe:fi:I:l:Lm:M:nOp:qQ:rs:S:t:UvVw:W:";
const INT_MAX = 2_147_483_647;
/** No packet is as long; a buffer of it would be. */
const SIZE_MAX = 1_000_000;

/** The options, or the exit status after a complaint. */
export function* parsePingOptions(
  proc: Process,
  name: string,
  argv: readonly string[],
): Proc<PingOptions | number> {
  const parsed = shortOptions(name, argv, SHORT);
  const o: PingOptions = {
    target: "",
    family: name === "ping4" ? 4 : name === "ping6" ? 6 : 0,
    adaptive: false,
    audible: false,
    strict: false,
    broadcast: false,
    count: 0,
    timestamps: false,
    ident: null,
    flood: false,
    sources: [],
    dontRoute: false,
    intervalMs: 1000,
    preload: 1,
    pmtu: null,
    numeric: false,
    outstanding: false,
    pattern: null,
    patternText: null,
    quiet: false,
    tos: 0,
    size: 56,
    ttl: 0,
    verbose: false,
    deadlineUs: 0,
    lingerMs: 10_000,
    root: proc.isRoot,
    mark: 0,
  };
  let intervalGiven = false;
  for (const { name: letter, value } of parsed.options) {
    const outcome = applyOption(o, letter, value ?? "");
    if (letter === "i") intervalGiven = true;
    if (outcome === null) continue;
    if (outcome.out !== "") yield* proc.print(outcome.out);
    if (outcome.err !== "") yield* proc.warn(outcome.err);
    if (outcome.status !== null) return outcome.status;
  }
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\n${USAGE}`);
    return 2;
  }
  const target = parsed.args.at(-1);
  if (target === undefined) {
    yield* proc.warn("ping: usage error: Destination address required\n");
    return 1;
  }
  if (parsed.args.length > 1) {
    yield* proc.warn("ping: underlay does not simulate source routes (give one destination)\n");
    return 2;
  }
  o.target = target;
  if (o.flood && !intervalGiven) o.intervalMs = 0;
  return o;
}

/** getopt(3) without long options: of `--help` it is the second dash that is invalid. */
export function shortOptions(
  name: string,
  argv: readonly string[],
  short: string,
): ReturnType<typeof getopt> {
  const at = argv.findIndex((arg, i) => i > 0 && arg.startsWith("--"));
  const long = at < 0 || argv[at] === "--" ? -1 : at;
  const parsed = getopt([name, ...argv.slice(1, long < 0 ? undefined : long)], short);
  return long < 0 || parsed.error !== null
    ? parsed
    : { ...parsed, error: `${name}: invalid option -- '-'` };
}

interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly status: number | null;
}
function stop(err: string, status: number): Outcome {
  return { out: "", err: `ping: ${err}\n`, status };
}

function applyOption(o: PingOptions, letter: string, value: string): Outcome | null {
  switch (letter) {
    case "h":
    case "?":
      return { out: "", err: USAGE, status: 2 };
    case "V":
      return { out: `ping from iputils 20221126\n${VERSION_TAIL}`, err: "", status: 0 };
    case "4":
    case "6":
      if (o.family !== 0 && o.family !== Number(letter))
        return stop("only one -4 or -6 option may be specified", 2);
      o.family = letter === "4" ? 4 : 6;
      return null;
    case "b":
      o.broadcast = true;
      return null;
    case "a":
      o.audible = true;
      return null;
    case "A":
      o.adaptive = true;
      return null;
    case "c":
      return integer(value, 1, Infinity, (n) => (o.count = n));
    case "D":
      o.timestamps = true;
      return null;
    case "e":
      return integer(value, 0, 65_535, (n) => (o.ident = n));
    case "f":
      o.flood = true;
      return null;
    case "i":
      return seconds(value, (s) => {
        o.intervalMs = Math.trunc(s * 1000);
        return s > INT_MAX / 1000 ? `bad timing interval: ${value}` : null;
      });
    case "I":
      o.sources.push(value);
      return null;
    case "l":
      return (
        integer(value, 1, 65_536, (n) => (o.preload = n)) ??
        (!o.root && o.preload > 3
          ? stop(`cannot set preload to value greater than 3: ${o.preload}`, 2)
          : null)
      );
    case "M":
      if (value !== "do" && value !== "dont" && value !== "want")
        return stop(`invalid -M argument: ${value}`, 2);
      o.pmtu = value;
      return null;
    case "n":
      o.numeric = true;
      return null;
    case "O":
      o.outstanding = true;
      return null;
    case "p":
      return pattern(o, value);
    case "q":
      o.quiet = true;
      return null;
    case "Q":
      return tos(o, value);
    case "s":
      return (
        integer(value, 0, INT_MAX, (n) => (o.size = n)) ??
        (o.size > SIZE_MAX ? stop(`underlay does not simulate -s above ${SIZE_MAX}`, 2) : null)
      );
    case "S":
      return integer(value, 1, INT_MAX, () => undefined);
    case "t":
      return (
        integer(value, 0, 255, (n) => (o.ttl = n)) ??
        (o.ttl === 0 ? stop("cannot set unicast time-to-live: Invalid argument", 2) : null)
      );
    case "v":
      o.verbose = true;
      return null;
    case "w":
      return integer(value, 0, INT_MAX, (n) => (o.deadlineUs = n * 1_000_000));
    case "W":
      return seconds(value, (s) => {
        if (s < 0 || s > INT_MAX / 1000) return `bad linger time: ${value}`;
        // lingertime = 0 means the default.
        o.lingerMs = s === 0 ? 10_000 : Math.trunc(s * 1000);
        return null;
      });
    case "r":
      o.dontRoute = true;
      return null;
    case "B":
      o.strict = true;
      return null;
    case "m":
      return integer(value, 0, 4_294_967_295, (n) => (o.mark = n));
    case "R":
    case "T":
    case "F":
    case "N":
      return stop(`underlay does not simulate -${letter}`, 2);
    default:
      return null;
  }
}

/** strtol_or_err. */
function integer(
  text: string,
  low: number,
  high: number,
  take: (n: number) => void,
): Outcome | null {
  const m = /^\s*[+-]?\d+$/.exec(text);
  if (m === null) return stop(`invalid argument: '${text}'`, 1);
  const sign = text.includes("-") ? -1 : 1;
  const digits = text.trim().replace(/^[+-]/, "");
  const n =
    sign *
    (/^0[xX]/.test(digits)
      ? parseInt(digits.slice(2), 16)
      : /^0[0-7]*$/.test(digits)
        ? parseInt(digits, 8)
        : Number(digits));
  if (n < low || n > high) {
    const top = high === Infinity ? "9223372036854775807" : String(high);
    return stop(`invalid argument: '${text}': out of range: ${low} <= value <= ${top}`, 1);
  }
  take(n);
  return null;
}

/** ping_strtod: garbage warns and counts as far as it is a number. */
function seconds(text: string, take: (s: number) => string | null): Outcome | null {
  const m = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(text);
  const value = m === null ? 0 : Number(m[0]);
  const rest = m === null ? text : text.slice(m[0].length);
  let err = "";
  if (text === "") return stop("option argument is empty: ", 2);
  if (rest !== "")
    err = `ping: option argument contains garbage: ${rest}\nping: this will become fatal error in the future\n`;
  const refused = take(value);
  if (refused !== null) return { out: "", err: `${err}ping: ${refused}\n`, status: 2 };
  return err === "" ? null : { out: "", err, status: null };
}

function tos(o: PingOptions, text: string): Outcome | null {
  const value = /^0[xX]/.test(text) ? parseInt(text.slice(2), 16) : Number(text);
  if (!Number.isInteger(value)) return stop(`bad TOS value: ${text}`, 2);
  if (value < 0 || value > 255)
    return stop(`the decimal value of TOS bits must be in range 0-255: ${text}`, 2);
  o.tos = value;
  return null;
}

function pattern(o: PingOptions, text: string): Outcome | null {
  if (!/^[0-9a-fA-F]+$/.test(text))
    return stop(`patterns must be specified as hex digits: ${text}`, 2);
  const bytes: number[] = [];
  for (let i = 0; i < text.length && bytes.length < 16; i += 2)
    bytes.push(parseInt(text.slice(i, i + 2), 16));
  o.pattern = bytes;
  o.patternText = bytes.map((b) => b.toString(16).padStart(2, "0")).join("");
  return null;
}
