/** date(1) on the world's virtual clock. -d knows @N, ISO dates, clock times and relative words. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import {
  type Civil,
  civilFromUnix,
  MONTHS,
  strftime,
  unixFromCivil,
  WEEKDAYS,
} from "../../sim/civil.ts";
import { getopt, longs, notSimulated, quote, quoteName } from "./getopt.ts";
import { Out } from "./stdio.ts";
import { fail, tool, usage, why } from "./tool.ts";

const LONG = longs(
  "date:=d file:=f iso-8601::=I resolution reference:=r rfc-email=R rfc-822=R rfc-2822=R rfc-3339: set:=s utc=u universal=u debug",
);

export const date = tool("date", "Print the system date and time.", function* (proc, argv) {
  const parsed = getopt(argv, "d:f:I::r:Rs:u", LONG);
  if (parsed.error !== null) return yield* usage(proc, "date", parsed.error);
  let format: string | null = null;
  let micros = proc.host.sim.epochUs + proc.now;
  for (const { name, value } of parsed.options) {
    if (name === "d") {
      const at = parseDate(value as string, micros);
      if (at === null) return yield* fail(proc, "date", `invalid date ${quote(value as string)}`);
      micros = at;
    } else if (name === "r") {
      const node = proc.host.fs.lookup(value as string, proc);
      if (typeof node === "string")
        return yield* fail(proc, "date", `${quoteName(value as string)}: ${why(node)}`);
      micros = proc.host.sim.epochUs + node.mtime;
    } else if (name === "I") {
      const forms = new Map([
        ["date", "%Y-%m-%d"],
        ["hours", "%Y-%m-%dT%H%:z"],
        ["minutes", "%Y-%m-%dT%H:%M%:z"],
        ["seconds", "%Y-%m-%dT%H:%M:%S%:z"],
        ["ns", "%Y-%m-%dT%H:%M:%S,%N%:z"],
      ]);
      format = forms.get(value ?? "date") ?? null;
      if (format === null)
        return yield* usage(
          proc,
          "date",
          `invalid argument ${quote(value as string)} for ${quote("--iso-8601")}\nValid arguments are:\n  - ‘hours’\n  - ‘minutes’\n  - ‘date’\n  - ‘seconds’\n  - ‘ns’`,
        );
    } else if (name === "R") format = "%a, %d %b %Y %H:%M:%S %z";
    else if (name === "rfc-3339")
      format =
        value === "date"
          ? "%Y-%m-%d"
          : value === "ns"
            ? "%Y-%m-%d %H:%M:%S.%N%:z"
            : "%Y-%m-%d %H:%M:%S%:z";
    else if (name === "s" || name === "f" || name === "debug") {
      return yield* refuse(
        proc,
        name === "s" ? "setting the clock (-s): time here is virtual" : `-${name}`,
      );
    }
  }
  for (const arg of parsed.args) {
    if (arg.startsWith("+") && format === null) format = arg.slice(1);
    else if (arg.startsWith("+"))
      return yield* fail(proc, "date", "multiple output formats specified");
    else if (format !== null) return yield* usage(proc, "date", `extra operand ${quote(arg)}`);
    else if (/^\d{8}(\d\d){0,2}(\.\d\d)?$/.test(arg))
      return yield* refuse(proc, "setting the clock: time here is virtual");
    else return yield* fail(proc, "date", `invalid date ${quote(arg)}`);
  }
  const out = new Out(proc);
  yield* out.put(`${strftime(format ?? "%a %b %e %H:%M:%S %Z %Y", civilFromUnix(micros))}\n`);
  return yield* out.close("date", 0);
});

function* refuse(proc: Process, what: string): Proc<number> {
  yield* proc.warn(notSimulated("date", what));
  return 1;
}

const UNITS = new Map([
  ["sec", 1],
  ["second", 1],
  ["min", 60],
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
  ["week", 604_800],
  ["fortnight", 1_209_600],
]);

/** Micros since 1970, or null for what is no date. `now` in the same unit. */
export function parseDate(text: string, now: number): number | null {
  let rest = text.trim().toLowerCase();
  if (/^@-?\d+(\.\d+)?$/.test(rest)) return Math.round(Number(rest.slice(1)) * 1e6);
  const base = civilFromUnix(now);
  let at: {
    year: number;
    month: number;
    day: number;
    hour: number;
    minute: number;
    second: number;
  } = { ...base };
  let micros = base.micros;
  let shiftSeconds = 0;
  let shiftMonths = 0;
  const midnight = (): void => {
    at = { ...at, hour: 0, minute: 0, second: 0 };
    micros = 0;
  };
  if (rest === "") midnight();
  let dated = false;
  let timed = false;
  const eat = (pattern: RegExp): RegExpExecArray | null => {
    const m = pattern.exec(rest);
    if (m !== null) rest = rest.slice(m[0].length).trimStart();
    return m;
  };
  const months = MONTHS.map((m) => m.slice(0, 3).toLowerCase());
  const monthOf = (name: string): number => months.indexOf(name.slice(0, 3)) + 1;
  while (rest !== "") {
    let m = eat(/^(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d))?(?![\d-](?!\d?:))/);
    m ??= eat(/^(\d{4})(\d{2})(\d{2})(?!\d)/);
    if (m !== null) {
      at = { ...at, year: Number(m[1]), month: Number(m[2]), day: Number(m[3]) };
      if (at.month < 1 || at.month > 12 || at.day < 1 || at.day > daysIn(at)) return null;
      dated = true;
      continue;
    }
    m = eat(/^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(am|pm)?(?!\d)/);
    if (m !== null) {
      let hour = Number(m[1]);
      if (m[5] !== undefined) hour = (hour % 12) + (m[5] === "pm" ? 12 : 0);
      at = { ...at, hour, minute: Number(m[2]), second: Number(m[3] ?? 0) };
      micros = Math.floor(Number(`0.${m[4] ?? 0}`) * 1e6);
      if (hour > 23 || at.minute > 59 || at.second > 60) return null;
      timed = true;
      continue;
    }
    m = eat(/^(\d{1,2})\s*(am|pm)(?![a-z])/);
    if (m !== null) {
      at = { ...at, hour: (Number(m[1]) % 12) + (m[2] === "pm" ? 12 : 0), minute: 0, second: 0 };
      micros = 0;
      timed = true;
      continue;
    }
    m = eat(/^(\d{1,2})[ -]?([a-z]{3,9})(?:[ -,]+(\d{4}))?(?![a-z\d:])/);
    if (m !== null && monthOf(m[2] as string) > 0) {
      at = {
        ...at,
        day: Number(m[1]),
        month: monthOf(m[2] as string),
        year: m[3] === undefined ? at.year : Number(m[3]),
      };
      dated = true;
      continue;
    }
    if (m !== null) rest = `${m[0]} ${rest}`;
    m = eat(/^([a-z]{3,9}) (\d{1,2})(?:,? (\d{4}))?(?![\d:])/);
    if (m !== null && monthOf(m[1] as string) > 0) {
      at = {
        ...at,
        day: Number(m[2]),
        month: monthOf(m[1] as string),
        year: m[3] === undefined ? at.year : Number(m[3]),
      };
      dated = true;
      continue;
    }
    if (m !== null) return null;
    if (eat(/^(now|today|utc|gmt|z|\+00:?00)(?![a-z])/) !== null) continue;
    if (eat(/^midnight(?![a-z])/) !== null) {
      midnight();
      continue;
    }
    m = eat(/^(tomorrow|yesterday)(?![a-z])/);
    if (m !== null) {
      shiftSeconds += m[1] === "tomorrow" ? 86_400 : -86_400;
      continue;
    }
    m = eat(
      /^([-+]?)\s*(\d+|next|last|a)?\s*(sec(?:ond)?|min(?:ute)?|hour|day|week|fortnight|month|year)s?( ago)?(?![a-z])/,
    );
    if (m !== null) {
      let n =
        m[2] === undefined || m[2] === "next" || m[2] === "a"
          ? 1
          : m[2] === "last"
            ? -1
            : Number(m[2]);
      if (m[1] === "-") n = -n;
      if (m[4] !== undefined) n = -n;
      const unit = m[3] as string;
      if (unit === "month") shiftMonths += n;
      else if (unit === "year") shiftMonths += 12 * n;
      else shiftSeconds += n * (UNITS.get(unit) as number);
      continue;
    }
    m = eat(/^(next |last )?(sun|mon|tue|wed|thu|fri|sat)[a-z]*/);
    if (m !== null) {
      const want = WEEKDAYS.findIndex((w) => w.toLowerCase().startsWith(m?.[2] as string));
      let ahead = (want - base.weekday + 7) % 7;
      if (m[1] === "next " && ahead === 0) ahead = 7;
      if (m[1] === "last ") ahead -= 7;
      shiftSeconds += ahead * 86_400;
      if (!timed) midnight();
      timed = true;
      continue;
    }
    return null;
  }
  if (dated && !timed) midnight();
  if (shiftMonths !== 0) {
    const all = at.year * 12 + at.month - 1 + shiftMonths;
    at = { ...at, year: Math.floor(all / 12), month: (all % 12) + 1 };
  }
  return (unixFromCivil(at) + shiftSeconds) * 1e6 + micros;
}

function daysIn(c: { year: number; month: number }): number {
  const leap = (c.year % 4 === 0 && c.year % 100 !== 0) || c.year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][c.month - 1] as number;
}

export type { Civil };
