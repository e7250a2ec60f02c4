/** The match of the clock: time. extensions/libxt_time.c. */
import type { XtPayloadMatch } from "../../../kernel/netfilter/types.ts";
import { ALL_MONTHDAYS, ALL_WEEKDAYS } from "../../../kernel/netfilter/match-payload.ts";
import type { MatchExtension } from "./extension.ts";
import type { Session } from "./session.ts";

type Time = Extract<XtPayloadMatch, { readonly name: "time" }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const DAY_S = 86_400;
const LAST_SECOND = DAY_S - 1;
/** INT_MAX. */
const LAST_DATE = 2_147_483_647;
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const two = (n: number): string => String(n).padStart(2, "0");

/** Seconds of the day. */
function parseDayTime(s: Session, text: string): number {
  const bad = (near: string): never =>
    s.bad(
      `invalid time "${near}" specified, should be hh:mm[:ss] format and within the boundaries`,
    );
  const limits = [23, 59, 59];
  let rest = text;
  const parts: number[] = [];
  for (;;) {
    const m = /^\d+/.exec(rest);
    const value = m === null ? -1 : Number(m[0]);
    if (m === null || value > (limits[parts.length] as number)) return bad(rest);
    const after = rest.slice(m[0].length);
    parts.push(value);
    if (after === "" && parts.length >= 2) break;
    if (!after.startsWith(":") || parts.length === 3) return bad(rest);
    rest = after.slice(1);
  }
  return (parts[0] as number) * 3600 + (parts[1] as number) * 60 + (parts[2] ?? 0);
}

/** Days since 1970 of the first of a month, and then the day: what is beyond its end runs on. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5);
  return (
    era * 146_097 +
    yoe * 365 +
    Math.floor(yoe / 4) -
    Math.floor(yoe / 100) +
    doy -
    719_468 +
    day -
    1
  );
}

/** YYYY[-MM[-DD[Thh[:mm[:ss]]]]] in seconds since 1970. */
function parseDate(s: Session, text: string): number {
  const m = /^(\d+)(?:-(\d+)(?:-(\d+)(?:T(?:(\d+)(?::(\d+)(?::(\d+))?)?)?)?)?)?$/.exec(text);
  const bad = (): never =>
    s.bad(`Invalid date "${text}" specified. Should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]]`);
  if (m === null) return bad();
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((i) =>
    m[i] === undefined ? null : Number(m[i]),
  );
  const inside = (n: number | null | undefined, low: number, high: number): boolean =>
    n === null || n === undefined || (n >= low && n <= high);
  if (!inside(year, 1970, 2038) || !inside(month, 1, 12) || !inside(day, 1, 31)) return bad();
  if (!inside(hour, 0, 23) || !inside(minute, 0, 59) || !inside(second, 0, 59)) return bad();
  const days = dayNumber(year ?? 1970, month ?? 1, day ?? 1);
  return days * DAY_S + (hour ?? 0) * 3600 + (minute ?? 0) * 60 + (second ?? 0);
}

function parseWeekdays(s: Session, text: string): number {
  let mask = 0;
  for (const word of text.split(",")) {
    if (/^\d+$/.test(word)) {
      if (Number(word) === 0) s.bad("No, the week does NOT begin with Sunday.");
      // A larger number falls out of the mask.
      if (Number(word) <= 7) mask |= 1 << Number(word);
      continue;
    }
    if (word === "") continue;
    const at = DAYS.findIndex((name) => name.slice(0, 2) === word.slice(0, 2));
    if (at < 0) return s.bad(`${word} is not a valid day specifier`);
    mask |= 1 << (at + 1);
  }
  return mask;
}

function parseMonthdays(s: Session, text: string): number {
  let mask = 0;
  for (const word of text.split(",")) {
    const day = /^\d+$/.test(word) ? Number(word) : NaN;
    if (Number.isNaN(day) || day > 31) return s.bad(`${word} is not a valid day for --monthdays`);
    if (day > 0) mask |= 1 << day;
  }
  return mask >>> 0;
}

export const timeMatch: MatchExtension = {
  name: "time",
  entries: [
    { names: ["contiguous"], type: "none" },
    { names: ["datestart"], type: "string" },
    { names: ["datestop"], type: "string" },
    { names: ["kerneltz"], type: "none", excl: ["localtz", "utc"] },
    { names: ["localtz"], type: "none", excl: ["kerneltz", "utc"] },
    { names: ["monthdays"], type: "string", invert: true },
    { names: ["timestart"], type: "string" },
    { names: ["timestop"], type: "string" },
    { names: ["utc"], type: "none", excl: ["localtz", "kerneltz"] },
    { names: ["weekdays"], type: "string", invert: true },
  ],
  start({ s }) {
    const match: Writable<Time> = {
      name: "time",
      dayStart: 0,
      dayStop: LAST_SECOND,
      weekdays: ALL_WEEKDAYS,
      monthdays: ALL_MONTHDAYS,
      dateStart: 0,
      dateStop: LAST_DATE,
      contiguous: false,
      kerneltz: false,
    };
    return {
      parse({ name, arg, invert }) {
        if (name === "contiguous") match.contiguous = true;
        else if (name === "kerneltz") match.kerneltz = true;
        else if (name === "localtz") s.notSimulated("--localtz");
        else if (name === "datestart") match.dateStart = parseDate(s, arg);
        else if (name === "datestop") match.dateStop = parseDate(s, arg);
        else if (name === "timestart") match.dayStart = parseDayTime(s, arg);
        else if (name === "timestop") match.dayStop = parseDayTime(s, arg);
        else if (name === "weekdays")
          match.weekdays = parseWeekdays(s, arg) ^ (invert ? ALL_WEEKDAYS : 0);
        else if (name === "monthdays")
          match.monthdays = (parseMonthdays(s, arg) ^ (invert ? ALL_MONTHDAYS : 0)) >>> 0;
      },
      finish() {
        if (match.contiguous && match.dayStart <= match.dayStop)
          s.bad("time: --contiguous only makes sense when stoptime is smaller than starttime");
        return match;
      },
    };
  },
};

/** "10:00:00" */
export const dayTime = (n: number): string =>
  `${two(Math.floor(n / 3600))}:${two(Math.floor(n / 60) % 60)}:${two(n % 60)}`;

/** "2026-01-01T00:00:00" with the wished letter between. */
export function dateText(stamp: number, between: string): string {
  const days = Math.floor(stamp / DAY_S);
  let year = 1970;
  while (dayNumber(year + 1, 1, 1) <= days) year++;
  let month = 1;
  while (month < 12 && dayNumber(year, month + 1, 1) <= days) month++;
  const day = days - dayNumber(year, month, 1) + 1;
  return `${year}-${two(month)}-${two(day)}${between}${dayTime(stamp % DAY_S)}`;
}

const weekdayNames = (mask: number): string =>
  DAYS.filter((_, i) => (mask & (1 << (i + 1))) !== 0).join(",");

function monthdayList(mask: number, ordinal: boolean): string {
  const out: string[] = [];
  for (let day = 1; day <= 31; day++) {
    if ((mask & (1 << day)) === 0) continue;
    const end = ["th", "st", "nd", "rd"][day % 10] ?? "th";
    out.push(`${day}${ordinal ? end : ""}`);
  }
  return out.join(",");
}

const allDay = ({ dayStart, dayStop }: Time): boolean => dayStart === 0 && dayStop === LAST_SECOND;

export function printTime(match: Time): string {
  const { dayStart, dayStop, weekdays, monthdays, dateStart, dateStop } = match;
  let text = " TIME";
  if (!allDay(match)) text += ` from ${dayTime(dayStart)} to ${dayTime(dayStop)}`;
  if (weekdays !== ALL_WEEKDAYS) text += ` on ${weekdayNames(weekdays)}`;
  if (monthdays !== ALL_MONTHDAYS) text += ` on ${monthdayList(monthdays, true)}`;
  if (dateStart !== 0) text += ` starting from ${dateText(dateStart, " ")}`;
  if (dateStop !== LAST_DATE) text += ` until date ${dateText(dateStop, " ")}`;
  if (!match.kerneltz) text += " UTC";
  return text + (match.contiguous ? " contiguous" : "");
}

export function saveTime(match: Time): string {
  const { dayStart, dayStop, weekdays, monthdays, dateStart, dateStop } = match;
  let text = "";
  if (!allDay(match)) text += ` --timestart ${dayTime(dayStart)} --timestop ${dayTime(dayStop)}`;
  if (monthdays !== ALL_MONTHDAYS) text += ` --monthdays ${monthdayList(monthdays, false)}`;
  if (weekdays !== ALL_WEEKDAYS) text += ` --weekdays ${weekdayNames(weekdays)}`;
  if (dateStart !== 0) text += ` --datestart ${dateText(dateStart, "T")}`;
  text += ` --datestop ${dateText(dateStop, "T")}`;
  return text + (match.kerneltz ? " --kerneltz" : "") + (match.contiguous ? " --contiguous" : "");
}

/** As nft shows it. */
export function timeXlate(match: Time): string {
  const { dayStart, dayStop, weekdays, monthdays, dateStart, dateStop } = match;
  if (monthdays !== ALL_MONTHDAYS) return "xt match time";
  let text = "";
  if (dateStart !== 0 || dateStop !== LAST_DATE)
    text = `meta time "${dateText(dateStart, " ")}"-"${dateText(dateStop, " ")}"`;
  if (!allDay(match)) text += ` meta hour "${dayTime(dayStart)}"-"${dayTime(dayStop)}"`;
  if (weekdays !== ALL_WEEKDAYS) {
    // Sunday is 0 there.
    const days = DAYS.flatMap((_, i) => ((weekdays & (1 << (i + 1))) !== 0 ? [(i + 1) % 7] : []));
    const list = days.join(", ");
    text += ` meta day${days.length === 0 ? "" : days.length === 1 ? ` ${list}` : ` { ${list} }`}`;
  }
  return text;
}
