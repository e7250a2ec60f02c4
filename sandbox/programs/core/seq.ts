/** seq(1). */
import { type Spec, formatFloat } from "./format.ts";
import { getopt, longs, quote } from "./getopt.ts";
import { Out } from "./stdio.ts";
import { fail, tool, usage } from "./tool.ts";

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

export const seq = tool(
  "seq",
  "Print numbers from FIRST to LAST, in steps of INCREMENT.",
  function* (proc, argv) {
    // Negative numbers are operands, not options.
    const at = argv.findIndex((arg, i) => i > 0 && (NUMBER.test(arg) || arg === "--"));
    const parsed = getopt(
      at < 0 ? argv : [...argv.slice(0, at), "--", ...argv.slice(argv[at] === "--" ? at + 1 : at)],
      "+f:s:w",
      longs("format:=f separator:=s equal-width=w"),
    );
    if (parsed.error !== null) return yield* usage(proc, "seq", parsed.error);
    let separator = "\n";
    let equal = false;
    let format: string | null = null;
    for (const { name, value } of parsed.options) {
      if (name === "s") separator = value as string;
      else if (name === "w") equal = true;
      else format = value;
    }
    const { args } = parsed;
    if (args.length === 0) return yield* usage(proc, "seq", "missing operand");
    if (args.length > 3)
      return yield* usage(proc, "seq", `extra operand ${quote(args[3] as string)}`);
    for (const arg of args) {
      if (!NUMBER.test(arg) && !/^[-+]?inf(inity)?$/i.test(arg))
        return yield* usage(proc, "seq", `invalid floating point argument: ${quote(arg)}`);
    }
    const value = (text: string): number =>
      /inf/i.test(text) ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text);
    const first = args.length > 1 ? (args[0] as string) : "1";
    const stepText = args.length === 3 ? (args[1] as string) : "1";
    const step = value(stepText);
    const last = value(args[args.length - 1] as string);
    if (step === 0)
      return yield* usage(proc, "seq", `invalid Zero increment value: ${quote(stepText)}`);
    const places = Math.max(...[first, stepText].map((t) => decimals(t)));
    const show = makeShow(
      format,
      places,
      equal
        ? Math.max(...[first, args[args.length - 1] as string].map((t) => width(t, places)))
        : 0,
    );
    if (typeof show === "string") return yield* fail(proc, "seq", show);
    const out = new Out(proc);
    const start = value(first);
    let any = false;
    for (let i = 0; ; i++) {
      const x = start + i * step;
      // Compare as printed, so that 0.1 steps reach their end.
      const shown = Number(x.toFixed(Math.min(places, 20)));
      if (step > 0 ? shown > last : shown < last) break;
      if (out.add(`${any ? separator : ""}${show(shown)}`)) yield* out.drain();
      any = true;
      if ((i & 1023) === 1023) yield* proc.spend(20);
    }
    if (any) yield* out.put("\n");
    return yield* out.close("seq", 0);
  },
);

function decimals(text: string): number {
  const m = /^[-+]?\d*\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text);
  return m === null ? 0 : Math.max(0, (m[1] as string).length - Number(m[2] ?? 0));
}

function width(text: string, places: number): number {
  const whole = (Number(text) < 0 ? "-" : "") + String(Math.trunc(Math.abs(Number(text))));
  return whole.length + (places > 0 ? places + 1 : 0);
}

function makeShow(
  format: string | null,
  places: number,
  equal: number,
): ((x: number) => string) | string {
  if (format === null) {
    const spec: Spec = { flags: equal > 0 ? "0" : "", width: equal, precision: places, conv: "f" };
    return (x) => formatFloat(x === 0 ? 0 : x, spec);
  }
  const m = /^((?:[^%]|%%)*)%([-+ 0#']*)(\d*)(?:\.(\d*))?([efgEFGaA])((?:[^%]|%%)*)$/s.exec(format);
  if (m === null) {
    const clean = format.replace(/%%/g, "");
    if (!clean.includes("%")) return `format ${quote(format)} has no % directive`;
    const bad = /%[-+ 0#']*\d*(?:\.\d*)?(.?)/.exec(clean) as RegExpExecArray;
    if (bad[1] === "") return `format ${quote(format)} ends in %`;
    if (!/[efgEFGaA]/.test(bad[1] as string))
      return `format ${quote(format)} has unknown %${bad[1]} directive`;
    return `format ${quote(format)} has too many % directives`;
  }
  const spec: Spec = {
    flags: m[2] as string,
    width: Number(m[3]),
    precision: m[4] === undefined ? -1 : Number(m[4]),
    conv: m[5] as string,
  };
  const clean = (text: string): string => text.replace(/%%/g, "%");
  return (x) => clean(m[1] as string) + formatFloat(x, spec) + clean(m[6] as string);
}
