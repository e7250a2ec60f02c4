/** The matches that count, and helper: quota, connlimit, connbytes. extensions/libxt_*.c. */
import type { XtCountMatch } from "../../../kernel/netfilter/types.ts";
import type { MatchExtension } from "./extension.ts";
import { readUint, saveString } from "./numbers.ts";
import { inv } from "./view.ts";

type Of<N extends XtCountMatch["name"]> = Extract<XtCountMatch, { readonly name: N }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const U64_MAX = 18_446_744_073_709_551_615n;

export const quotaMatch: MatchExtension = {
  name: "quota",
  entries: [{ names: ["quota"], type: "string", invert: true, must: true }],
  start({ s }) {
    let match: Of<"quota"> | null = null;
    return {
      parse({ arg, invert }) {
        const bytes = /^(0x[0-9a-f]+|\d+)$/i.test(arg) ? BigInt(arg) : -1n;
        if (bytes < 0n || bytes > U64_MAX)
          s.bad(`quota: bad value for option "--quota", or out of range (0-${U64_MAX}).\n`);
        match = { name: "quota", bytes, invert };
      },
      finish: () => match,
    };
  },
};
export const printQuota = ({ bytes }: Of<"quota">): string => ` quota: ${bytes} bytes`;
export const saveQuota = ({ bytes, invert }: Of<"quota">): string =>
  ` ${inv(invert)}--quota ${bytes}`;

// ── connlimit ──────────────────────────────────────────────────────────────────────────────────

const UPTO = "connlimit-upto";
const ABOVE = "connlimit-above";
const SIDES = ["connlimit-saddr", "connlimit-daddr"] as const;

export const connlimitMatch: MatchExtension = {
  name: "connlimit",
  entries: [
    { names: [UPTO], type: "uint", invert: true, excl: [ABOVE] },
    { names: [ABOVE], type: "uint", invert: true, excl: [UPTO] },
    { names: ["connlimit-mask"], type: "string" },
    { names: [SIDES[0]], type: "none", excl: [SIDES[1]] },
    { names: [SIDES[1]], type: "none", excl: [SIDES[0]] },
  ],
  start({ s }) {
    const bits = s.v6 ? 128 : 32;
    const match: Writable<Of<"connlimit">> = {
      name: "connlimit",
      limit: 0,
      prefix: bits,
      side: "src",
      above: true,
    };
    return {
      parse({ name, arg, a, invert }) {
        if (name === UPTO || name === ABOVE) {
          match.limit = a;
          match.above = (name === ABOVE) !== invert;
        } else if (name === "connlimit-mask") {
          const number = readUint(arg);
          if (number === null || number.rest !== "")
            s.bad(`--connlimit-mask must be between 0 and ${bits}`);
          // What is too long is the whole address.
          match.prefix = Math.min(number?.value ?? bits, bits);
        } else match.side = name === SIDES[0] ? "src" : "dst";
      },
      finish(seen) {
        if (!seen.has(UPTO) && !seen.has(ABOVE))
          s.bad('You must specify "--connlimit-above" or "--connlimit-upto".');
        return match;
      },
    };
  },
};
export const printConnlimit = ({ limit, prefix, side, above }: Of<"connlimit">): string =>
  ` #conn ${side}/${prefix} ${above ? ">" : "<="} ${limit}`;
export const saveConnlimit = ({ limit, prefix, side, above }: Of<"connlimit">): string =>
  ` --connlimit-${above ? "above" : "upto"} ${limit} --connlimit-mask ${prefix}` +
  ` --connlimit-${side[0] as string}addr`;

// ── connbytes ──────────────────────────────────────────────────────────────────────────────────

const DIRECTIONS = ["original", "reply", "both"] as const;
const MODES = ["packets", "bytes", "avgpkt"] as const;

export const connbytesMatch: MatchExtension = {
  name: "connbytes",
  entries: [
    { names: ["connbytes"], type: "range", max: Number.MAX_SAFE_INTEGER, invert: true, must: true },
    { names: ["connbytes-dir"], type: "string", must: true },
    { names: ["connbytes-mode"], type: "string", must: true },
  ],
  start({ s }) {
    const match: Writable<Of<"connbytes">> = {
      name: "connbytes",
      from: 0,
      to: null,
      mode: "packets",
      direction: "both",
      invert: false,
    };
    return {
      parse({ name, arg, a, b, parts, invert }) {
        if (name === "connbytes") {
          match.from = a;
          match.to = parts === 2 && !arg.endsWith(":") ? b : null;
          match.invert = invert;
          if (match.to !== null && b < a) s.bad(`${a} should be less than ${b}`);
        } else if (name === "connbytes-dir") {
          const found = DIRECTIONS.find((one) => one === arg);
          if (found === undefined) return s.bad(`Unknown --connbytes-dir \`${arg}'`);
          match.direction = found;
        } else {
          const found = MODES.find((one) => one === arg);
          if (found === undefined) return s.bad(`Unknown --connbytes-mode \`${arg}'`);
          match.mode = found;
        }
      },
      finish: () => match,
    };
  },
};

export const connbytesRange = ({ from, to }: Of<"connbytes">, separator: string): string =>
  to === null ? `${from}` : `${from}${separator}${to}`;
export const printConnbytes = (match: Of<"connbytes">): string =>
  ` ${inv(match.invert)}connbytes ${connbytesRange(match, ":")} connbytes mode ${match.mode}` +
  ` connbytes direction ${match.direction}`;
export const saveConnbytes = (match: Of<"connbytes">): string =>
  ` ${inv(match.invert)}--connbytes ${connbytesRange(match, ":")} --connbytes-mode ${match.mode}` +
  ` --connbytes-dir ${match.direction}`;

// ── helper ─────────────────────────────────────────────────────────────────────────────────────

export const helperMatch: MatchExtension = {
  name: "helper",
  entries: [{ names: ["helper"], type: "string", invert: true, must: true }],
  start() {
    let match: Of<"helper"> | null = null;
    return {
      parse({ arg, invert }) {
        match = { name: "helper", helper: arg, invert };
      },
      finish: () => match,
    };
  },
};
export const printHelper = ({ helper, invert }: Of<"helper">): string =>
  ` helper match ${inv(invert)}"${helper}"`;
export const saveHelper = ({ helper, invert }: Of<"helper">): string =>
  ` ${inv(invert)}--helper ${saveString(helper)}`;
