/** bash's printf: formats, re-used while arguments last. printf(1), printf(3). */
import { civilFromUnix, strftime as formatTime } from "../sim/civil.ts";
import { quoteBackslash } from "./params.ts";
import { ansiC } from "./words.ts";
import { echoEscapes } from "./builtins/io.ts";

export interface Printed {
  readonly text: string;
  /** After "printf: ". */
  readonly problems: readonly { readonly at: number; readonly text: string }[];
}

const OUTPUT_MAX = 16 << 20;
const WIDTH_MAX = 1_000_000;

export function formatPrintf(format: string, args: readonly string[], wallUs: number): Printed {
  const problems: { at: number; text: string }[] = [];
  let out = "";
  let at = 0;
  let stopped = false;
  do {
    const before = at;
    const pieces = format.matchAll(
      /%%|%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:[hlLjzt]*)(\([^)]*\)T|[a-zA-Z])?|[^%\\]+|\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|c|.|$)/gs,
    );
    for (const piece of pieces) {
      const text = piece[0];
      if (text === "%%") out += "%";
      else if (text.startsWith("\\")) {
        out += text === "\\c" ? "\\c" : ansiC(text);
      } else if (!text.startsWith("%")) out += text;
      else {
        let flags = piece[1] ?? "";
        let width = piece[2] === "*" ? Number(args[at++] ?? "0") || 0 : Number(piece[2] ?? "0");
        const precisionText = piece[3] === "*" ? (args[at++] ?? "") : piece[3];
        const precision =
          precisionText === undefined ? null : precisionText === "" ? 0 : Number(precisionText);
        if (width < 0) {
          flags += "-";
          width = -width;
        }
        const kind = piece[4];
        if (kind === undefined) {
          const next = format[piece.index + text.length];
          problems.push({
            at: out.length,
            text:
              next === undefined
                ? `\`${text}': missing format character`
                : `\`${next}': invalid format character`,
          });
          return { text: out, problems };
        }
        const spec = {
          flags,
          width: Math.min(width, WIDTH_MAX),
          precision: precision === null || precision < 0 ? null : Math.min(precision, WIDTH_MAX),
        };
        if (!/^(?:[sbqQcdiuoxXeEfFgGaA]|\(.*T)$/s.test(kind)) {
          problems.push({ at: out.length, text: `\`${kind}': invalid format character` });
          return { text: out, problems };
        }
        const arg = args[at];
        at++;
        const found: string[] = [];
        const done = convert(kind, spec, arg, found, wallUs);
        for (const one of found) problems.push({ at: out.length, text: one });
        out += done.text;
        if (done.stop) {
          stopped = true;
          break;
        }
      }
      if (out.length > OUTPUT_MAX) return { text: out, problems };
    }
    if (at === before) break;
  } while (at < args.length && !stopped);
  return { text: out, problems };
}

interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
}

function pad(text: string, spec: Spec, zero = false): string {
  if (spec.flags.includes("-")) return text.padEnd(spec.width + text.length - [...text].length);
  if (zero && spec.flags.includes("0")) {
    const sign = /^(?:[-+ ]?0[xX]|[-+ ])/.exec(text)?.[0] ?? "";
    return sign + text.slice(sign.length).padStart(spec.width - sign.length, "0");
  }
  return text.padStart(spec.width + text.length - [...text].length);
}
function cut(text: string, spec: Spec): string {
  return spec.precision === null ? text : [...text].slice(0, spec.precision).join("");
}

function convert(
  kind: string,
  spec: Spec,
  arg: string | undefined,
  problems: string[],
  wallUs: number,
): { text: string; stop?: boolean } {
  if (kind.startsWith("(")) return { text: pad(timeText(kind.slice(1, -2), arg, wallUs), spec) };
  switch (kind) {
    case "s":
      return { text: pad(cut(arg ?? "", spec), spec) };
    case "b": {
      const done = echoEscapes((arg ?? "").replace(/\\([1-7][0-7]{0,2})/g, "\\0$1"));
      return { text: pad(cut(done.text, spec), spec), stop: done.stop };
    }
    case "q":
    case "Q":
      return { text: pad(cut(quoteBackslash(arg ?? ""), spec), spec) };
    case "c":
      return { text: pad([...(arg ?? "")][0] ?? "", spec) };
    case "d":
    case "i": {
      const value = integerOf(arg, problems);
      return {
        text: pad(
          signed(value < 0n, digits((value < 0n ? -value : value).toString(), spec), spec),
          spec,
          spec.precision === null,
        ),
      };
    }
    case "u":
    case "o":
    case "x":
    case "X": {
      const value = BigInt.asUintN(64, integerOf(arg, problems));
      let text = digits(value.toString(kind === "u" ? 10 : kind === "o" ? 8 : 16), spec);
      if (kind === "X") text = text.toUpperCase();
      if (spec.flags.includes("#") && value !== 0n)
        text = kind === "o" ? `0${text}` : kind === "u" ? text : `0${kind}${text}`;
      return { text: pad(text, spec, spec.precision === null) };
    }
    default:
      return { text: pad(floating(kind, floatOf(arg, problems), spec), spec, true) };
  }
}

function digits(text: string, spec: Spec): string {
  if (spec.precision === 0 && text === "0") return "";
  let out = text.padStart(spec.precision ?? 0, "0");
  if (spec.flags.includes("'")) out = out.replace(/^0+(?=\d)/, "");
  return out;
}
function signed(negative: boolean, text: string, spec: Spec): string {
  return (
    (negative ? "-" : spec.flags.includes("+") ? "+" : spec.flags.includes(" ") ? " " : "") + text
  );
}

function integerOf(arg: string | undefined, problems: string[]): bigint {
  if (arg === undefined || arg === "") return 0n;
  if (arg.startsWith("'") || arg.startsWith('"')) return BigInt(arg.codePointAt(1) ?? 0);
  const found = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(arg);
  if (found === null) {
    problems.push(`${arg}: invalid number`);
    return 0n;
  }
  if (found[0].length !== arg.length) {
    // sh_invalidnum(): what it would have been by its first digits.
    const like = /^0\d/.test(arg) ? "octal " : /^0x/.test(arg) ? "hex " : "";
    problems.push(`${arg}: invalid ${like}number`);
  }
  const text = found[2] as string;
  const size = /^0[0-7]+$/.test(text) ? BigInt(`0o${text.slice(1)}`) : BigInt(text);
  const value = found[1] === "-" ? -size : size;
  const top = (1n << 63n) - 1n;
  if (value > top || value < -top - 1n) {
    problems.push(`warning: ${arg}: Numerical result out of range`);
    return value > top ? top : -top - 1n;
  }
  return value;
}

function floatOf(arg: string | undefined, problems: string[]): number {
  if (arg === undefined || arg === "") return 0;
  if (arg.startsWith("'") || arg.startsWith('"')) return arg.codePointAt(1) ?? 0;
  const found =
    /^\s*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf(?:inity)?|nan|0[xX][0-9a-fA-F]+)/i.exec(
      arg,
    );
  if (found === null) {
    problems.push(`${arg}: invalid number`);
    return 0;
  }
  if (found[0].length !== arg.length) problems.push(`${arg}: invalid number`);
  const text = found[0].trim().toLowerCase();
  if (/inf/.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (text.includes("nan")) return NaN;
  return Number(text);
}

function floating(kind: string, value: number, spec: Spec): string {
  const lower = kind.toLowerCase();
  let text: string;
  const size = Math.abs(value);
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? "nan" : "inf";
  else if (lower === "f") text = fixed(size, spec.precision ?? 6);
  else if (lower === "e") text = exponent(size, spec.precision ?? 6);
  else text = general(size, spec.precision ?? 6, spec.flags.includes("#"));
  if (kind !== lower) text = text.toUpperCase();
  return signed(value < 0 || Object.is(value, -0), text, spec);
}
function fixed(value: number, places: number): string {
  return value.toFixed(Math.min(100, places));
}
function exponent(value: number, places: number): string {
  return value.toExponential(Math.min(100, places)).replace(/e([-+])(\d)$/, "e$10$2");
}
function general(value: number, precision: number, keep: boolean): string {
  const p = Math.max(1, Math.min(100, precision));
  const power = value === 0 ? 0 : Number(/e([-+]\d+)$/.exec(value.toExponential(p - 1))?.[1] ?? 0);
  const text = power < -4 || power >= p ? exponent(value, p - 1) : fixed(value, p - 1 - power);
  return keep || !text.includes(".") ? text : text.replace(/\.?0+(e|$)/, "$1");
}

/** strftime(3) in UTC; `-1` or nothing is now. */
function timeText(format: string, arg: string | undefined, wallUs: number): string {
  const seconds =
    arg === undefined || arg === "" || Number(arg) < 0
      ? Math.floor(wallUs / 1_000_000)
      : Math.floor(Number(arg) || 0);
  return strftime(format === "" ? "%X" : format, seconds);
}

/** strftime(3), C locale, UTC, of whole seconds since 1970. */
export function strftime(format: string, seconds: number): string {
  return formatTime(format, civilFromUnix(seconds * 1e6));
}
