/** The matches that count: limit, hashlimit, recent, statistic. */
import type { RateLimit, XtMatch } from "../../../kernel/netfilter/types.ts";
import { formatAddress, hostMask, parseNumeric } from "./address.ts";
import type { Call, MatchExtension } from "./extension.ts";
import { parseUint } from "./numbers.ts";
import type { Session } from "./session.ts";
import { inv } from "./view.ts";

type Of<N extends XtMatch["name"]> = Extract<XtMatch, { readonly name: N }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const UNITS: readonly (readonly [RateLimit["unit"], string, number])[] = [
  ["day", "day", 86_400],
  ["hour", "hour", 3_600],
  ["min", "minute", 60],
  ["sec", "second", 1],
];
const LIMIT_SCALE = 10_000;
const HASHLIMIT_SCALE = 1_000_000;

/**
 * parse_rate(): the rate as the kernel keeps it, a period, and back as print_rate() shows that. null: not
 * a rate; "fast": more than the scale has room for.
 */
function parseRate(text: string, scale: number): RateLimit | "fast" | null {
  const slash = text.indexOf("/");
  let seconds = 1;
  if (slash >= 0) {
    const word = text.slice(slash + 1).toLowerCase();
    const unit = [...UNITS].reverse().find(([, name]) => name.startsWith(word));
    if (word === "" || unit === undefined) return null;
    seconds = unit[2];
  }
  // atoi() of what stands before the unit; negative numbers wrap.
  const m = /^[ \t]*([-+]?\d+)/.exec(text);
  const amount = m === null ? 0 : Number(m[1]) >>> 0;
  if (amount === 0) return null;
  if (amount / seconds > scale) return "fast";
  return rateOfPeriod(Math.floor((scale * seconds) / amount), scale);
}

function rateOfPeriod(period: number, scale: number): RateLimit {
  let i = 1;
  for (; i < UNITS.length; i++) {
    const length = (UNITS[i]?.[2] as number) * scale;
    if (period > length || Math.floor(length / period) < length % period) break;
  }
  const [unit, , seconds] = UNITS[i - 1] as (typeof UNITS)[number];
  return { amount: Math.floor((seconds * scale) / period), unit };
}

const rateText = ({ amount, unit }: RateLimit): string => `${amount}/${unit}`;

// ── limit ──────────────────────────────────────────────────────────────────────────────────────

const DEFAULT_BURST = 5;

export const limitMatch: MatchExtension = {
  name: "limit",
  entries: [
    { names: ["limit"], type: "string" },
    { names: ["limit-burst"], type: "uint", max: 10_000 },
  ],
  start({ s }) {
    let rate: RateLimit = { amount: 3, unit: "hour" };
    let burst = DEFAULT_BURST;
    return {
      parse({ name, arg, a }) {
        if (name === "limit-burst") burst = a === 0 ? DEFAULT_BURST : a;
        else {
          const got = parseRate(arg, LIMIT_SCALE);
          if (got === null) return s.bad(`bad rate "${arg}"'`);
          if (got === "fast") return s.bad(`Rate too fast "${arg}"`);
          rate = got;
        }
      },
      finish: () => ({ name: "limit", rate, burst }),
    };
  },
};

export const printLimit = ({ rate, burst }: Of<"limit">): string =>
  ` limit: avg ${rateText(rate)} burst ${burst}`;
export const saveLimit = ({ rate, burst }: Of<"limit">): string =>
  ` --limit ${rateText(rate)}${burst === DEFAULT_BURST ? "" : ` --limit-burst ${burst}`}`;

// ── hashlimit ──────────────────────────────────────────────────────────────────────────────────

const MODES = [
  ["srcip", 1],
  ["srcport", 2],
  ["dstip", 4],
  ["dstport", 8],
] as const;

const modeNames = (mode: number): string[] =>
  MODES.filter(([, bit]) => (mode & bit) !== 0).map(([name]) => name);

function parseMode(s: Session, arg: string): number {
  let mode = 0;
  for (const word of arg.split(",")) {
    const bit = MODES.find(([name]) => name === word)?.[1];
    if (bit === undefined)
      return s.bad(`hashlimit: Bad value for "--hashlimit-mode" option: "${arg}"`);
    mode |= bit;
  }
  return mode;
}

const UPTO = "hashlimit-upto";
const ABOVE = "hashlimit-above";

export const hashlimitMatch: MatchExtension = {
  name: "hashlimit",
  entries: [
    { names: [UPTO, "hashlimit"], type: "string", invert: true, excl: [ABOVE] },
    { names: [ABOVE], type: "string", invert: true, excl: [UPTO] },
    { names: ["hashlimit-srcmask"], type: "uint", max: 128 },
    { names: ["hashlimit-dstmask"], type: "uint", max: 128 },
    { names: ["hashlimit-burst"], type: "string" },
    { names: ["hashlimit-htable-size"], type: "uint" },
    { names: ["hashlimit-htable-max"], type: "uint" },
    { names: ["hashlimit-htable-gcinterval"], type: "uint" },
    { names: ["hashlimit-htable-expire"], type: "uint" },
    { names: ["hashlimit-rate-match"], type: "none" },
    { names: ["hashlimit-rate-interval"], type: "string" },
    { names: ["hashlimit-mode"], type: "string" },
    { names: ["hashlimit-name"], type: "string", must: true, min: 1 },
  ],
  start({ s }) {
    const match: Writable<Of<"hashlimit">> = {
      name: "hashlimit",
      rate: { amount: 0, unit: "sec" },
      above: false,
      burst: DEFAULT_BURST,
      mode: 0,
      srcMask: s.v6 ? 128 : 32,
      dstMask: s.v6 ? 128 : 32,
      table: "",
      htableSize: null,
      htableMax: null,
      htableExpire: null,
      htableGcInterval: null,
    };
    return {
      parse: (call) => {
        hashlimitOption(s, match, call);
      },
      finish(seen) {
        if (!seen.has(UPTO) && !seen.has(ABOVE)) s.bad("You have to specify --hashlimit");
        return match;
      },
    };
  },
};

function hashlimitOption(s: Session, match: Writable<Of<"hashlimit">>, call: Call): void {
  const { name, arg, a, invert } = call;
  if (name === UPTO || name === ABOVE) {
    if (/^\d+(b|kb|mb)?\/s/i.test(arg) && /b\/s/i.test(arg))
      s.notSimulated("hashlimit's rates in bytes");
    const rate = parseRate(arg, HASHLIMIT_SCALE);
    if (rate === null) return s.bad(`hashlimit: Bad value for "--${name}" option: "${arg}"`);
    if (rate === "fast") return s.bad(`Rate too fast "${arg}"`);
    match.rate = rate;
    match.above = (name === ABOVE) !== invert;
  } else if (name === "hashlimit-burst") {
    const burst = parseUint(arg, 1, 1_000_000);
    if (burst === null)
      return s.bad('bad value for option "--hashlimit-burst", or out of range (1-1000000).');
    match.burst = burst;
  } else if (name === "hashlimit-mode") match.mode = parseMode(s, arg);
  else if (name === "hashlimit-name") match.table = arg;
  else if (name === "hashlimit-srcmask") match.srcMask = a;
  else if (name === "hashlimit-dstmask") match.dstMask = a;
  else if (name === "hashlimit-htable-size") match.htableSize = a;
  else if (name === "hashlimit-htable-max") match.htableMax = a;
  else if (name === "hashlimit-htable-gcinterval") match.htableGcInterval = a;
  else if (name === "hashlimit-htable-expire") match.htableExpire = a;
  else s.notSimulated(`--${name}`);
}

/** What both forms show after the mode: name and value, where it is not the default. */
function tableOptions(match: Of<"hashlimit">): (readonly [string, number])[] {
  const { htableSize, htableMax, htableGcInterval, htableExpire } = match;
  const out: (readonly [string, number])[] = [];
  if (htableSize !== null && htableSize !== 0) out.push(["htable-size", htableSize]);
  if (htableMax !== null && htableMax !== 0) out.push(["htable-max", htableMax]);
  if (htableGcInterval !== null && htableGcInterval !== 1000)
    out.push(["htable-gcinterval", htableGcInterval]);
  if (htableExpire !== null && htableExpire !== 10_000) out.push(["htable-expire", htableExpire]);
  return out;
}

export function printHashlimit(match: Of<"hashlimit">, bits: number): string {
  let text = ` limit: ${match.above ? "above" : "up to"} ${rateText(match.rate)} burst ${match.burst}`;
  if (match.mode !== 0) text += ` mode ${modeNames(match.mode).join("-")}`;
  for (const [name, value] of tableOptions(match)) text += ` ${name} ${value}`;
  if (match.srcMask !== bits) text += ` srcmask ${match.srcMask}`;
  if (match.dstMask !== bits) text += ` dstmask ${match.dstMask}`;
  return text;
}

export function saveHashlimit(match: Of<"hashlimit">, bits: number): string {
  let text = ` --${match.above ? ABOVE : UPTO} ${rateText(match.rate)}`;
  text += ` --hashlimit-burst ${match.burst}`;
  if (match.mode !== 0) text += ` --hashlimit-mode ${modeNames(match.mode).join(",")}`;
  text += ` --hashlimit-name ${match.table}`;
  for (const [name, value] of tableOptions(match)) text += ` --hashlimit-${name} ${value}`;
  if (match.srcMask !== bits) text += ` --hashlimit-srcmask ${match.srcMask}`;
  if (match.dstMask !== bits) text += ` --hashlimit-dstmask ${match.dstMask}`;
  return text;
}

// ── recent ─────────────────────────────────────────────────────────────────────────────────────

/** XT_RECENT_NAME_LEN without its NUL. */
const LIST_NAME_MAX = 199;
const OPS = ["set", "rcheck", "update", "remove"] as const;
const others = (name: string): string[] => OPS.filter((op) => op !== name);

export const recentMatch: MatchExtension = {
  name: "recent",
  entries: [
    ...OPS.map((op) => ({ names: [op], type: "none" as const, invert: true, excl: others(op) })),
    { names: ["seconds"], type: "uint", min: 1 },
    { names: ["reap"], type: "none", also: ["seconds"] },
    { names: ["hitcount"], type: "uint" },
    { names: ["rttl"], type: "none", excl: ["set", "remove"] },
    { names: ["name"], type: "string" },
    { names: ["rsource"], type: "none" },
    { names: ["rdest"], type: "none" },
    { names: ["mask"], type: "string" },
  ],
  start({ s }) {
    const match: Writable<Of<"recent">> = {
      name: "recent",
      op: "set",
      list: "DEFAULT",
      seconds: null,
      reap: false,
      hitcount: null,
      rttl: false,
      mask: hostMask(s.family),
      side: "source",
      invert: false,
    };
    return {
      parse({ name, arg, a, invert }) {
        const op = OPS.find((one) => one === name);
        if (op !== undefined) {
          match.op = op;
          match.invert = invert;
        } else if (name === "seconds") match.seconds = a;
        else if (name === "reap") match.reap = true;
        else if (name === "hitcount") match.hitcount = a === 0 ? null : a;
        else if (name === "rttl") match.rttl = true;
        else if (name === "name") match.list = arg.slice(0, LIST_NAME_MAX);
        else if (name === "rsource") match.side = "source";
        else if (name === "rdest") match.side = "dest";
        else {
          const mask = recentMask(arg, s);
          if (mask === null) return s.bad(`recent: Bad value for "--mask" option: "${arg}"`);
          match.mask = mask;
        }
      },
      finish(seen) {
        if (!OPS.some((op) => seen.has(op)))
          s.bad("recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'");
        return match;
      },
    };
  },
};

/** An address, as inet_aton reads it: 24 is 0.0.0.24. */
function recentMask(text: string, s: Session): Of<"recent">["mask"] | null {
  const number = s.v6 ? null : parseUint(text);
  return number !== null ? ((number | 0) as Of<"recent">["mask"]) : parseNumeric(text, s.family);
}

export function printRecent(match: Of<"recent">): string {
  const words = { set: "SET", rcheck: "CHECK", update: "UPDATE", remove: "REMOVE" };
  let text = ` ${inv(match.invert)}recent: ${words[match.op]}`;
  if (match.seconds !== null) text += ` seconds: ${match.seconds}`;
  if (match.reap) text += " reap";
  if (match.hitcount !== null) text += ` hit_count: ${match.hitcount}`;
  if (match.rttl) text += " TTL-Match";
  return `${text} name: ${match.list} side: ${match.side} mask: ${formatAddress(match.mask)}`;
}

export function saveRecent(match: Of<"recent">): string {
  let text = ` ${inv(match.invert)}--${match.op}`;
  if (match.seconds !== null) text += ` --seconds ${match.seconds}`;
  if (match.reap) text += " --reap";
  if (match.hitcount !== null) text += ` --hitcount ${match.hitcount}`;
  if (match.rttl) text += " --rttl";
  return `${text} --name ${match.list} --mask ${formatAddress(match.mask)} --r${match.side}`;
}

// ── statistic ──────────────────────────────────────────────────────────────────────────────────

const PROBABILITY_ONE = 0x80000000;

export const statisticMatch: MatchExtension = {
  name: "statistic",
  entries: [
    { names: ["mode"], type: "string", must: true },
    {
      names: ["probability"],
      type: "double",
      min: 0,
      max: 1,
      invert: true,
      excl: ["every", "packet"],
    },
    {
      names: ["every"],
      type: "uint",
      min: 1,
      invert: true,
      excl: ["probability"],
      also: ["packet"],
    },
    { names: ["packet"], type: "uint", excl: ["probability"], also: ["every"] },
  ],
  start({ s }) {
    let mode: "random" | "nth" = "random";
    let probability = 0;
    let every = 1;
    let packet = 0;
    let invert = false;
    return {
      parse(call) {
        if (call.name === "mode") {
          if (call.arg !== "random" && call.arg !== "nth") s.bad(`Bad mode "${call.arg}"`);
          mode = call.arg as typeof mode;
        } else if (call.name === "probability") {
          probability = Math.round(call.a * PROBABILITY_ONE);
          invert = call.invert;
        } else if (call.name === "every") {
          every = call.a;
          invert = call.invert;
        } else packet = call.a;
      },
      finish(seen) {
        if (mode === "random") {
          if (!seen.has("probability"))
            s.bad("--probability must be specified when using random mode");
          return { name: "statistic", mode, probability, invert };
        }
        if (!seen.has("every") && !seen.has("packet"))
          s.bad("--every and --packet must be specified when using nth mode");
        if (packet >= every) s.bad("the --packet p must be 0 <= p <= n-1");
        return { name: "statistic", mode, every, packet, invert };
      },
    };
  },
};

const share = (probability: number): string => (probability / PROBABILITY_ONE).toFixed(11);

export function printStatistic(match: Of<"statistic">): string {
  const not = match.invert ? " !" : "";
  if (match.mode === "random")
    return ` statistic mode random${not} probability ${share(match.probability)}`;
  const packet = match.packet === 0 ? "" : ` packet ${match.packet}`;
  return ` statistic mode nth${not} every ${match.every}${packet}`;
}

export function saveStatistic(match: Of<"statistic">): string {
  const not = match.invert ? " !" : "";
  if (match.mode === "random")
    return ` --mode random${not} --probability ${share(match.probability)}`;
  return ` --mode nth${not} --every ${match.every} --packet ${match.packet}`;
}

// ── set ────────────────────────────────────────────────────────────────────────────────────────
