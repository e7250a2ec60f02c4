/** cut(1): bytes (-b, and -c as GNU has it) or fields. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs, quote, quoteName } from "./getopt.ts";
import { closeInput, Lines, openInput, Out } from "./stdio.ts";
import { toByteString } from "./text.ts";
import { tool, usage, why } from "./tool.ts";

const LONG = longs(
  "bytes:=b characters:=c fields:=f delimiter:=d only-delimited=s output-delimiter: complement zero-terminated=z",
);
type Range = readonly [number, number];

interface Plan {
  ranges: readonly Range[];
  fields: boolean;
  delimiter: string;
  onlyDelimited: boolean;
  glue: string | null;
  eol: string;
}

export const cut = tool("cut", "Remove sections from each line of files.", function* (proc, argv) {
  const parsed = getopt(argv, "b:c:d:f:nsz", LONG);
  if (parsed.error !== null) return yield* usage(proc, "cut", parsed.error);
  let list: string | null = null;
  let fields = false;
  let delimiter: string | null = null;
  let glue: string | null = null;
  let onlyDelimited = false;
  let complement = false;
  let eol = "\n";
  for (const { name, value } of parsed.options) {
    if ("bcf".includes(name)) {
      if (list !== null) return yield* usage(proc, "cut", "only one list may be specified");
      list = value;
      fields = name === "f";
    } else if (name === "d") {
      if (toByteString(value as string).length > 1)
        return yield* usage(proc, "cut", "the delimiter must be a single character");
      delimiter = value === "" ? "\0" : value;
    } else if (name === "s") onlyDelimited = true;
    else if (name === "z") eol = "\0";
    else if (name === "complement") complement = true;
    else if (name === "output-delimiter") glue = toByteString(value as string);
  }
  if (list === null)
    return yield* usage(proc, "cut", "you must specify a list of bytes, characters, or fields");
  if (!fields && delimiter !== null)
    return yield* usage(
      proc,
      "cut",
      "an input delimiter may be specified only when operating on fields",
    );
  if (!fields && onlyDelimited) {
    return yield* usage(
      proc,
      "cut",
      "suppressing non-delimited lines makes sense\n\tonly when operating on fields",
    );
  }
  const ranges = parseList(list, fields);
  if (typeof ranges === "string") return yield* usage(proc, "cut", ranges);
  const plan: Plan = {
    ranges: complement ? complementOf(ranges) : ranges,
    fields,
    delimiter: delimiter ?? "\t",
    onlyDelimited,
    glue,
    eol,
  };
  return yield* cutAll(proc, parsed.args.length === 0 ? ["-"] : parsed.args, plan);
});

function* cutAll(proc: Process, paths: readonly string[], plan: Plan): Proc<number> {
  const out = new Out(proc, "bytes");
  let status = 0;
  for (const path of paths) {
    const fd = openInput(proc, path);
    if (typeof fd === "string") {
      yield* out.error(`cut: ${quoteName(path)}: ${why(fd)}\n`);
      status = 1;
      continue;
    }
    const lines = new Lines(proc, fd, "bytes", plan.eol.charCodeAt(0));
    for (;;) {
      const batch = yield* lines.batch();
      if (batch === null) break;
      for (const line of batch) {
        const cutLine = plan.fields ? cutFields(line, plan) : cutBytes(line, plan);
        if (cutLine !== null && out.add(cutLine + plan.eol)) yield* out.drain();
      }
    }
    if (lines.failed !== null) {
      yield* out.error(`cut: ${quoteName(path)}: ${why(lines.failed)}\n`);
      status = 1;
    }
    closeInput(proc, fd);
  }
  return yield* out.close("cut", status);
}

function cutFields(line: string, plan: Plan): string | null {
  if (!line.includes(plan.delimiter)) return plan.onlyDelimited ? null : line;
  const all = line.split(plan.delimiter);
  const kept: string[] = [];
  for (const [low, high] of plan.ranges) kept.push(...all.slice(low - 1, high));
  return kept.join(plan.glue ?? plan.delimiter);
}

function cutBytes(line: string, plan: Plan): string {
  const parts: string[] = [];
  for (const [low, high] of plan.ranges)
    if (low <= line.length) parts.push(line.slice(low - 1, high));
  return parts.join(plan.glue ?? "");
}

function parseList(list: string, fields: boolean): Range[] | string {
  const ranges: Range[] = [];
  for (const item of list.split(/[, \t]/)) {
    const m = /^(\d*)(-?)(\d*)$/.exec(item);
    if (m === null) {
      const bad = item.replace(/^\d*-?\d*/, (ok) => (/^\d+$/.test(ok) ? ok : ""));
      if (/^\d+-\d*-/.test(item) || /^-\d*-/.test(item))
        return fields ? "invalid field range" : "invalid byte or character range";
      return fields
        ? `invalid field value ${quote(bad)}`
        : `invalid byte/character position ${quote(bad)}`;
    }
    const [, a, dash, b] = m as unknown as [string, string, string, string];
    if (dash === "" && a === "")
      return fields ? "fields are numbered from 1" : "byte/character positions are numbered from 1";
    if (dash !== "" && a === "" && b === "") return "invalid range with no endpoint: -";
    if ((a !== "" && Number(a) === 0) || (dash === "" && Number(a) === 0)) {
      return `${fields ? "fields" : "byte/character positions"} are numbered from 1`;
    }
    const low = a === "" ? 1 : Number(a);
    const high = dash === "" ? low : b === "" ? Infinity : Number(b);
    if (high < low) return "invalid decreasing range";
    ranges.push([low, high]);
  }
  ranges.sort((x, y) => x[0] - y[0]);
  const merged: [number, number][] = [];
  for (const [low, high] of ranges) {
    const last = merged[merged.length - 1];
    if (last !== undefined && low <= last[1]) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

function complementOf(ranges: readonly Range[]): Range[] {
  const out: Range[] = [];
  let next = 1;
  for (const [low, high] of ranges) {
    if (low > next) out.push([next, low - 1]);
    next = high + 1;
  }
  if (next < Infinity) out.push([next, Infinity]);
  return out;
}
