/** printf(3)'s number conversions, correctly rounded (ties to even on the exact binary value, as glibc). */
export interface Spec {
  readonly flags: string;
  readonly width: number;
  /** -1: none given. */
  readonly precision: number;
  readonly conv: string;
}

export function pad(text: string, spec: Spec, numeric = false): string {
  if (text.length >= spec.width) return text;
  const room = spec.width - text.length;
  if (spec.flags.includes("-")) return text + " ".repeat(room);
  if (numeric && spec.flags.includes("0")) {
    const sign = /^(?:[-+ ])?(?:0[xX])?/.exec(text)?.[0] ?? "";
    return sign + "0".repeat(room) + text.slice(sign.length);
  }
  return " ".repeat(room) + text;
}

/** d i o u x X of an exact integer. */
export function formatInteger(value: bigint, spec: Spec): string {
  const signed = spec.conv === "d" || spec.conv === "i";
  let magnitude = value;
  let sign = "";
  if (signed) {
    if (value < 0n) {
      sign = "-";
      magnitude = -value;
    } else if (spec.flags.includes("+")) sign = "+";
    else if (spec.flags.includes(" ")) sign = " ";
  } else if (value < 0n) magnitude = BigInt.asUintN(64, value);
  const base = spec.conv === "o" ? 8 : spec.conv === "x" || spec.conv === "X" ? 16 : 10;
  let digits = magnitude.toString(base);
  if (spec.conv === "X") digits = digits.toUpperCase();
  if (spec.precision === 0 && magnitude === 0n) digits = "";
  if (spec.precision > digits.length) digits = digits.padStart(spec.precision, "0");
  if (spec.flags.includes("#") && magnitude !== 0n) {
    if (base === 16) sign = `0${spec.conv}`;
    else if (base === 8 && !digits.startsWith("0")) digits = `0${digits}`;
  }
  return pad(sign + digits, spec, spec.precision < 0);
}

/** e E f F g G. */
export function formatFloat(value: number, spec: Spec): string {
  const upper = spec.conv === spec.conv.toUpperCase();
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative
    ? "-"
    : spec.flags.includes("+")
      ? "+"
      : spec.flags.includes(" ")
        ? " "
        : "";
  const size = Math.abs(value);
  if (!Number.isFinite(value)) {
    const word = Number.isNaN(value)
      ? negative
        ? "-nan"
        : `${sign === "-" ? "" : sign}nan`
      : `${sign}inf`;
    return pad(upper ? word.toUpperCase() : word, spec);
  }
  const precision = Math.min(spec.precision < 0 ? 6 : spec.precision, 100);
  const kind = spec.conv.toLowerCase();
  let body: string;
  if (kind === "f")
    body = fixed(size, precision) + (precision === 0 && spec.flags.includes("#") ? "." : "");
  else if (kind === "e") body = exponent(size, precision);
  else body = general(size, precision, spec.flags.includes("#"));
  return pad(sign + (upper ? body.toUpperCase() : body), spec, true);
}

function fixed(size: number, precision: number): string {
  if (size >= 1e21)
    return BigInt(size).toString() + (precision > 0 ? `.${"0".repeat(precision)}` : "");
  const text = size.toFixed(precision);
  // toFixed rounds an exact tie up; C rounds it to even. A tie is an odd multiple of 2^-(precision+1).
  const scaled = size * 2 ** (precision + 1);
  if (precision > 40 || scaled >= 2 ** 53 || scaled % 2 !== 1) return text;
  const half = BigInt(scaled) * 5n ** BigInt(precision);
  const floor = (half - 1n) / 2n;
  const even = floor % 2n === 0n ? floor : floor + 1n;
  const digits = even.toString().padStart(precision + 1, "0");
  return precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

function exponent(size: number, precision: number): string {
  const text = size.toExponential(Math.min(precision, 100));
  return text.replace(/e([-+])(\d)$/, "e$10$2");
}

function general(size: number, precision: number, keep: boolean): string {
  const p = precision === 0 ? 1 : precision;
  const power = size === 0 ? 0 : Number(size.toExponential(p - 1).split("e")[1]);
  let text = power < -4 || power >= p ? exponent(size, p - 1) : fixed(size, p - 1 - power);
  if (!keep && text.includes(".")) text = text.replace(/\.?0+(?=e|$)/, "");
  return text;
}
