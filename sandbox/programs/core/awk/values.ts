/** awk's values: numbers, strings, input that may be either; conversions as mawk makes them. */
import { formatFloat, formatInteger, pad, type Spec } from "../format.ts";
import { AwkError } from "./parse.ts";

/** Text that came from input: compares as a number when it looks like one. */
export class Input {
  readonly text: string;
  private number: number | null | undefined = undefined;
  constructor(text: string) {
    this.text = text;
  }
  /** Its number, or null when it does not look like one. */
  get numeric(): number | null {
    if (this.number === undefined) {
      this.number = LOOKS_NUMERIC.test(this.text)
        ? Number(this.text.trim().replace(/^\+/, ""))
        : null;
    }
    return this.number;
  }
}

/** undefined: never assigned. */
export type Value = number | string | Input | undefined;

const LOOKS_NUMERIC = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
const INT_MAX = 2_147_483_647;

export function toNumber(value: Value): number {
  if (typeof value === "number") return value;
  if (value === undefined) return 0;
  const text = typeof value === "string" ? value : value.text;
  if (typeof value !== "string" && value.numeric !== null) return value.numeric;
  const m =
    /^\s*([-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan|0x[0-9a-f]+))/i.exec(text);
  if (m === null) return 0;
  const word = (m[1] as string).toLowerCase();
  if (/inf/.test(word)) return word.startsWith("-") ? -Infinity : Infinity;
  return /nan/.test(word) ? NaN : Number(word.replace(/^\+/, "").replace(/^-0x.*/, "0"));
}

export function numberText(value: number, format: string): string {
  if (Number.isInteger(value) && value >= -INT_MAX && value <= INT_MAX)
    return String(value === 0 ? 0 : value);
  return awkFormat(format, [value], "%.6g");
}

export function toText(value: Value, format: string): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  if (typeof value === "number") return numberText(value, format);
  return value.text;
}

export function isTrue(value: Value): boolean {
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string") return value !== "";
  if (value === undefined) return false;
  return value.numeric !== null ? value.numeric !== 0 : value.text !== "";
}

export function compare(a: Value, b: Value, format: string): number {
  const x = comparable(a);
  const y = comparable(b);
  if (x !== null && y !== null) return x < y ? -1 : x > y ? 1 : x === y ? 0 : 1;
  const s = toText(a, format);
  const t = toText(b, format);
  return s < t ? -1 : s > t ? 1 : 0;
}

function comparable(value: Value): number | null {
  if (typeof value === "number") return value;
  if (value === undefined) return 0;
  return typeof value === "string" ? null : value.numeric;
}

/** printf and sprintf. */
export function awkFormat(
  format: string,
  args: readonly Value[],
  convfmt: string,
  who = "printf",
): string {
  let out = "";
  let used = 0;
  const next = (): Value => {
    if (used >= args.length)
      throw new AwkError(`run time error: not enough arguments passed to ${who}("${format}")`);
    return args[used++];
  };
  for (let i = 0; i < format.length;) {
    const percent = format.indexOf("%", i);
    if (percent < 0) return out + format.slice(i);
    out += format.slice(i, percent);
    const m = /^%([-+ 0#]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]*(.?)/s.exec(
      format.slice(percent, percent + 64),
    ) as RegExpExecArray;
    i = percent + m[0].length;
    const conv = m[4] as string;
    if (conv === "%") {
      out += "%";
      continue;
    }
    if (conv === "" || !"diouxXeEfFgGcs".includes(conv)) {
      throw new AwkError(
        `run time error: improper conversion(number ${used + 1}) in ${who}("${format}")`,
      );
    }
    const star = (field: string | undefined): number | null =>
      field === undefined || field === ""
        ? null
        : field === "*"
          ? Math.trunc(toNumber(next()))
          : Number(field);
    const width = star(m[2]) ?? 0;
    const precision = m[3] === undefined ? -1 : (star(m[3]) ?? 0);
    const spec: Spec = {
      flags: (m[1] as string) + (width < 0 ? "-" : ""),
      width: Math.min(Math.abs(width), 65_536),
      precision,
      conv,
    };
    const value = next();
    if (conv === "c") {
      const number =
        typeof value === "number" ||
        (value instanceof Input && value.numeric !== null) ||
        value === undefined;
      out += pad(
        number ? String.fromCharCode(toNumber(value) & 255) : toText(value, convfmt).slice(0, 1),
        spec,
      );
    } else if (conv === "s") {
      const text = toText(value, convfmt);
      out += pad(precision >= 0 ? text.slice(0, precision) : text, spec);
    } else if ("diouxX".includes(conv)) {
      const n = toNumber(value);
      if (Number.isNaN(n)) out += pad("nan", spec);
      else {
        const clamped = Math.max(
          -9.223372036854775e18,
          Math.min(9.223372036854775e18, Math.trunc(n)),
        );
        out += formatInteger(BigInt(clamped), spec);
      }
    } else out += formatFloat(toNumber(value), spec);
  }
  return out;
}
