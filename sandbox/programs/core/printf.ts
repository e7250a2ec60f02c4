/** printf(1): /usr/bin/printf; the format engine is shared with nothing else (bash's builtin is the shell's). */
import { unescape } from "./echo.ts";
import { formatFloat, formatInteger, pad, type Spec } from "./format.ts";
import { quote, shellQuote } from "./getopt.ts";
import { Out } from "./stdio.ts";
import { fromByteString, toByteString } from "./text.ts";
import { fail, tool, usage } from "./tool.ts";

export const printf = tool("printf", "Format and print data.", function* (proc, argv) {
  const args = argv[1] === "--" ? argv.slice(2) : argv.slice(1);
  if (args.length === 0) return yield* usage(proc, "printf", "missing operand");
  const format = toByteString(args[0] as string);
  const values = args.slice(1).map(toByteString);
  const out = new Out(proc, "bytes");
  const warnings: string[] = [];
  let used = 0;
  let status = 0;
  do {
    const before = used;
    const pass = once(format, values, used, warnings);
    yield* out.put(pass.text);
    for (const text of warnings.splice(0)) {
      yield* out.error(`printf: ${text}\n`);
      status = 1;
    }
    if (pass.fatal !== null) {
      yield* out.flush();
      return yield* fail(proc, "printf", pass.fatal);
    }
    used = pass.used;
    if (pass.stop) break;
    if (used === before && used < values.length) {
      yield* out.error(
        `printf: warning: ignoring excess arguments, starting with ${quote(values[used] as string)}\n`,
      );
      break;
    }
    yield* proc.spend(1);
  } while (used < values.length);
  return yield* out.close("printf", status);
});

function once(
  format: string,
  values: readonly string[],
  start: number,
  warnings: string[],
): { text: string; used: number; stop: boolean; fatal: string | null } {
  let text = "";
  let used = start;
  const next = (): string | null => (used < values.length ? (values[used++] as string) : null);
  for (let i = 0; i < format.length;) {
    const percent = format.indexOf("%", i);
    const literal = unescape(format.slice(i, percent < 0 ? format.length : percent), "printf");
    text += literal.text;
    if (literal.stop) return { text, used, stop: true, fatal: null };
    if (percent < 0) break;
    const m = /^%([-+ 0#']*)(\*|\d*)(?:\.(\*|\d*))?(?:hh|h|ll|l|L|q(?=[a-z])|j|z|t)?(.?)/s.exec(
      format.slice(percent),
    ) as RegExpExecArray;
    i = percent + m[0].length;
    const conv = m[4] as string;
    if (conv === "%" && m[0] === "%%") {
      text += "%";
      continue;
    }
    const star = (field: string | undefined): number =>
      field === undefined || field === ""
        ? -1
        : field === "*"
          ? Number(next() ?? 0)
          : Number(field);
    const wide = star(m[2]);
    const spec: Spec = {
      flags: (m[1] as string) + (wide < -1 ? "-" : ""),
      width: wide < 0 && m[2] !== "*" ? 0 : Math.min(Math.abs(wide), 10_000),
      precision: m[3] === undefined ? -1 : Math.max(0, star(m[3])),
      conv,
    };
    if (conv === "" || !"diouxXeEfFgGaAcsbq".includes(conv))
      return { text, used, stop: true, fatal: `${m[0]}: invalid conversion specification` };
    const value = next();
    if (conv === "s" || conv === "c") {
      const s = value ?? "";
      text += pad(
        conv === "c" ? s.slice(0, 1) : spec.precision >= 0 ? s.slice(0, spec.precision) : s,
        spec,
      );
    } else if (conv === "b") {
      const done = unescape(value ?? "", "echo");
      text += pad(done.text, spec);
      if (done.stop) return { text, used, stop: true, fatal: null };
    } else if (conv === "q")
      text += value === null ? "" : toByteString(shellQuote(fromByteString(value)));
    else if ("diouxX".includes(conv)) text += formatInteger(integer(value, warnings), spec);
    else text += formatFloat(float(value, warnings), spec);
  }
  return { text, used, stop: false, fatal: null };
}

function integer(value: string | null, warnings: string[]): bigint {
  if (value === null) return 0n;
  if (/^['"]./s.test(value)) return BigInt(fromByteString(value.slice(1)).codePointAt(0) as number);
  const m = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(value);
  if (m === null) {
    warnings.push(`${quote(value)}: expected a numeric value`);
    return 0n;
  }
  if (m[0].length < value.length) warnings.push(`${quote(value)}: value not completely converted`);
  const digits = m[2] as string;
  const size = /^0[xX]/.test(digits)
    ? BigInt(digits)
    : digits.length > 1 && digits.startsWith("0")
      ? BigInt(`0o${digits.slice(1)}`)
      : BigInt(digits);
  if (size > 0xffff_ffff_ffff_ffffn)
    warnings.push(`${quote(value)}: Numerical result out of range`);
  return m[1] === "-" ? -size : size;
}

function float(value: string | null, warnings: string[]): number {
  if (value === null) return 0;
  if (/^['"]./s.test(value)) return fromByteString(value.slice(1)).codePointAt(0) as number;
  const m =
    /^\s*[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)/i.exec(
      value,
    );
  if (m === null) {
    warnings.push(`${quote(value)}: expected a numeric value`);
    return 0;
  }
  if (m[0].length < value.length) warnings.push(`${quote(value)}: value not completely converted`);
  return Number(m[0].trim().replace(/^([-+]?)inf.*/i, "$1Infinity"));
}
