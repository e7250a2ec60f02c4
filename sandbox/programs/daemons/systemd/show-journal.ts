/**
 * journalctl -u and -t: which entries, in which form. systemd 252, seen under user-mode Linux (a script's run, no recording: no
 * other machine here boots systemd). Left out, refused by name: the forms json, verbose and export, matches by field,
 * explanations (-x is taken and adds nothing).
 */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { civilFromUnix, strftime, unixFromCivil } from "../../../sim/civil.ts";
import { type JournalEntry, readJournal } from "../journal.ts";
import type { Option } from "../../core/getopt.ts";
import { globMatch } from "../../core/grep.ts";
import { unitJournal } from "./journal.ts";

interface Query {
  readonly entries: () => JournalEntry[];
  readonly show: (entry: JournalEntry) => string;
  readonly last: number | null;
  /** -n with a beginning counts from there. */
  readonly isFromStart: boolean;
  readonly isReverse: boolean;
}

const DAY_US = 86_400_000_000;
const LEVELS = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];
const UNITS_US: Readonly<Record<string, number>> = {
  s: 1e6,
  sec: 1e6,
  second: 1e6,
  seconds: 1e6,
  m: 60e6,
  min: 60e6,
  minute: 60e6,
  minutes: 60e6,
  h: 3600e6,
  hr: 3600e6,
  hour: 3600e6,
  hours: 3600e6,
  d: DAY_US,
  day: DAY_US,
  days: DAY_US,
  w: 7 * DAY_US,
  week: 7 * DAY_US,
  weeks: 7 * DAY_US,
};

/** systemd.time(7), the commoner forms; null: not one. */
export function parseTimestamp(text: string, nowUs: number): number | null {
  const today = Math.floor(nowUs / DAY_US) * DAY_US;
  const word = { now: nowUs, today, yesterday: today - DAY_US, tomorrow: today + DAY_US }[text];
  if (word !== undefined) return word;
  const epoch = /^@(\d+(?:\.\d+)?)$/.exec(text);
  if (epoch !== null) return Number(epoch[1]) * 1e6;
  const span = /^([+-])?\s*((?:\d+\s*[a-z]+\s*)+?)(\s+ago|\s+left)?$/.exec(text);
  if (span !== null && (span[1] !== undefined || span[3] !== undefined)) {
    let total = 0;
    for (const [, count, unit = ""] of (span[2] ?? "").matchAll(/(\d+)\s*([a-z]+)/g)) {
      const size = UNITS_US[unit];
      if (size === undefined) return null;
      total += Number(count) * size;
    }
    const isPast = span[1] === "-" || (span[3] ?? "").trim() === "ago";
    return nowUs + (isPast ? -total : total);
  }
  const date =
    /^(?:(\d{4})-(\d\d)-(\d\d))?(?:(?:^|[ T])(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/.exec(text);
  if (date === null || text === "") return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0"] = date;
  const time = (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1e6;
  if (year === undefined) return today + time;
  const at = { year: Number(year), month: Number(month), day: Number(day) };
  return unixFromCivil({ ...at, hour: 0, minute: 0, second: 0 }) * 1e6 + time;
}

/** The text before the message; null: no such form; "refused": real and not here. */
function prefixOf(
  proc: Process,
  form: string,
  hasHost: boolean,
): ((e: JournalEntry) => string) | null | "refused" {
  const at = (format: string) => (e: JournalEntry) => strftime(format, civilFromUnix(e.atUs));
  const micros = (us: number): string => String(Math.floor(us % 1e6)).padStart(6, "0");
  const times: Readonly<Record<string, (e: JournalEntry) => string>> = {
    short: at("%b %d %H:%M:%S"),
    "short-precise": (e) => `${at("%b %d %H:%M:%S")(e)}.${micros(e.atUs)}`,
    "short-iso": at("%Y-%m-%dT%H:%M:%S+0000"),
    "short-iso-precise": (e) => `${at("%Y-%m-%dT%H:%M:%S")(e)}.${micros(e.atUs)}+0000`,
    "short-full": at("%a %Y-%m-%d %H:%M:%S UTC"),
    "short-unix": (e) => `${Math.floor(e.atUs / 1e6)}.${micros(e.atUs)}`,
    "short-monotonic": (e) => {
      const us = e.atUs - proc.host.sim.epochUs;
      return `[${String(Math.floor(us / 1e6)).padStart(5)}.${micros(us)}]`;
    },
  };
  if (form === "cat") return () => "";
  const time = times[form];
  if (time !== undefined)
    return (e) => `${time(e)}${hasHost ? ` ${proc.host.hostname}` : ""} ${e.ident}[${e.pid}]: `;
  const absent = "verbose export json json-pretty json-sse json-seq with-unit".split(" ");
  return absent.includes(form) ? "refused" : null;
}

/** [from, to] of a priority or a range; null: no such word. */
function levels(text: string): readonly [number, number] | null {
  const number = (word: string): number =>
    /^[0-7]$/.test(word) ? Number(word) : LEVELS.indexOf(word === "warn" ? "warning" : word);
  const [low = "", high] = text.split("..", 2);
  const ends = high === undefined ? [0, number(low)] : [number(low), number(high)];
  const [from = -1, to = -1] = ends;
  return from < 0 || to < 0 ? null : [Math.min(from, to), Math.max(from, to)];
}

export function* showJournal(
  proc: Process,
  options: readonly Option[],
  args: readonly string[],
): Proc<number> {
  const has = (name: string) => options.some((o) => o.name === name);
  const query = makeQuery(proc, options, args);
  if (typeof query === "string") {
    yield* proc.warn(`${query}\n`);
    return 1;
  }
  const isFollowing = has("f");
  let entries = query.entries();
  const last = query.last ?? (isFollowing ? 10 : null);
  const all = entries.length;
  if (last !== null)
    entries = query.isFromStart ? entries.slice(0, last) : last === 0 ? [] : entries.slice(-last);
  if (query.isReverse) entries.reverse();
  yield* proc.print(entries.map((entry) => `${query.show(entry)}\n`).join(""));
  if (!isFollowing) {
    if (entries.length === 0 && !has("q")) yield* proc.print("-- No entries --\n");
    return entries.length === 0 && has("g") ? 1 : 0;
  }
  for (let seen = all; ;) {
    yield* proc.wait("ep_poll", [], proc.now + 100_000);
    const now = query.entries();
    if (now.length > seen)
      yield* proc.print(
        now
          .slice(seen)
          .map((entry) => `${query.show(entry)}\n`)
          .join(""),
      );
    seen = now.length;
  }
}

/** A string: the mistake. */
function makeQuery(
  proc: Process,
  options: readonly Option[],
  args: readonly string[],
): Query | string {
  const value = (name: string) => options.findLast((o) => o.name === name)?.value ?? null;
  const values = (name: string) => options.filter((o) => o.name === name).map((o) => o.value ?? "");
  const match = args[0];
  if (match !== undefined)
    return /^[A-Z_]+=/.test(match)
      ? `journalctl: underlay does not simulate ${match}`
      : `Failed to add match '${match}': Invalid argument`;
  const form = value("o") ?? "short";
  const prefix = prefixOf(proc, form, !options.some((o) => o.name === "no-hostname"));
  if (prefix === null) return `Unknown output format '${form}'.`;
  if (prefix === "refused") return `journalctl: underlay does not simulate -o ${form}`;
  const priority = value("p");
  const range = priority === null ? [0, 7] : levels(priority);
  if (range === null) return `Unknown log level ${priority ?? ""}`;
  const [from = 0, to = 7] = range;
  const now = proc.host.sim.epochUs + proc.now;
  const times = [value("S"), value("U")].map((text) =>
    text === null ? null : parseTimestamp(text, now),
  );
  const [since = null, until = null] = times;
  if (value("S") !== null && since === null)
    return `Failed to parse timestamp: ${value("S") ?? ""}`;
  if (value("U") !== null && until === null)
    return `Failed to parse timestamp: ${value("U") ?? ""}`;
  if (since !== null && until !== null && since > until) return "--since= must be before --until=.";
  const units = values("u");
  const idents = values("t");
  const grep = value("g");
  const pattern = grep === null ? null : new RegExp(grep, grep === grep.toLowerCase() ? "iu" : "u");
  const count = value("n");
  const last = !options.some((o) => o.name === "n") || count === "all" ? null : Number(count ?? 10);
  return {
    entries: () => {
      const wanted =
        units.length === 0 ? null : new Set(units.flatMap((unit) => ofUnit(proc, unit)));
      return readJournal(proc).filter(
        (e) =>
          (wanted === null || wanted.has(keyOf(e))) &&
          (idents.length === 0 || idents.includes(e.ident)) &&
          e.priority >= from &&
          e.priority <= to &&
          (since === null || e.atUs >= since) &&
          (until === null || e.atUs <= until) &&
          (pattern === null || pattern.test(e.text)),
      );
    },
    show: (entry) => prefix(entry) + entry.text,
    last,
    isFromStart: since !== null,
    isReverse:
      options.some((o) => o.name === "r") || (grep !== null && last !== null && since === null),
  };
}

const keyOf = (e: JournalEntry): string => `${e.atUs} ${e.pid} ${e.ident} ${e.text}`;

function ofUnit(proc: Process, name: string): string[] {
  const unit = /\.[a-z]+$/.test(name) ? name : `${name}.service`;
  if (!unit.includes("*")) return unitJournal(proc, unit).map(keyOf);
  const names = new Set(readJournal(proc).map((e) => `${e.ident}.service`));
  return [...names]
    .filter((one) => globMatch(unit, one))
    .flatMap((one) => unitJournal(proc, one).map(keyOf));
}
