/**
 * IP sets in rules: the match `set` and the target SET. extensions/libxt_set.c, libxt_SET.c. Left out: SET's
 * --map-set, whose sets have skbinfo.
 */
import type { SetCount, SetOf, XtMatch, XtTarget } from "../../../kernel/netfilter/types.ts";
import type { Entry, MatchExtension, TargetExtension } from "./extension.ts";
import { parseUint } from "./numbers.ts";
import type { Session } from "./session.ts";
import { inv } from "./view.ts";

type Match = Extract<XtMatch, { readonly name: "set" }>;
type Target = Extract<XtTarget, { readonly name: "SET" }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** "src,dst": one word a dimension. */
function parseDirections(s: Session, text: string): ("src" | "dst")[] {
  const words = text.split(",");
  if (words.length > 6) s.bad("Can't be more src/dst options than 6.");
  return words.map((word) => {
    if (word !== "src" && word !== "dst")
      return s.bad("You must spefify (the comma separated list of) 'src' or 'dst'.");
    return word;
  });
}

/** get_set_byname(): only a set that is there. */
function checkSet(s: Session, name: string): void {
  if (!s.hasSet(name)) s.bad(`Set ${name} doesn't exist.\n`);
}

// ── the match ──────────────────────────────────────────────────────────────────────────────────

const FLAGS = ["return-nomatch", "update-counters", "update-subcounters"];
const COUNTS = ["packets-eq", "packets-lt", "packets-gt", "bytes-eq", "bytes-lt", "bytes-gt"];

/** `--packets-gt 3`: a number of 64 bits. */
function parseCount(s: Session, name: string, arg: string, invert: boolean): SetCount {
  const value = parseUint(arg, 0, Number.MAX_SAFE_INTEGER);
  if (value === null) return s.bad(`Cannot parse ${arg} as a counter value`);
  const op = name.slice(-2) as "eq" | "lt" | "gt";
  return { op: op === "eq" && invert ? "ne" : op, value };
}

/** An option besides --match-set. */
function parseModifier(
  s: Session,
  query: Writable<Pick<Match, "packets" | "bytes" | "returnNomatch">> & {
    updateCounters: boolean;
    updateSubcounters: boolean;
  },
  { name, arg, invert }: { readonly name: string; readonly arg: string; readonly invert: boolean },
): void {
  if (name === "return-nomatch") {
    if (invert) s.bad("--return-nomatch flag cannot be inverted");
    query.returnNomatch = true;
  } else if (name === "update-counters") {
    if (invert) query.updateCounters = false;
  } else if (name === "update-subcounters") {
    if (invert) query.updateSubcounters = false;
  } else {
    const what = name.startsWith("packets") ? "packets" : "bytes";
    if (query[what] !== null) s.bad(`only one of the --${what}-[eq|lt|gt] is allowed`);
    if (invert && !name.endsWith("eq")) s.bad(`--${name} option cannot be inverted`);
    query[what] = parseCount(s, name, arg, invert);
  }
}

export const setMatch: MatchExtension = {
  name: "set",
  entries: [
    { names: ["match-set"], type: "string", own: true },
    { names: ["set"], type: "string", own: true },
    ...FLAGS.map((name): Entry => ({ names: [name], type: "none", own: true })),
    ...COUNTS.map((name): Entry => ({ names: [name], type: "string", own: true })),
  ],
  start({ s }) {
    let match: Pick<Match, "set" | "dirs" | "invert"> | null = null;
    const query = {
      returnNomatch: false,
      updateCounters: true,
      updateSubcounters: true,
      packets: null,
      bytes: null,
    };
    return {
      parse(call) {
        const { name, arg, invert } = call;
        if (name !== "match-set" && name !== "set") {
          parseModifier(s, query, call);
          return;
        }
        if (name === "set") s.err("--set option deprecated, please use --match-set\n");
        if (match !== null) s.bad("--match-set can be specified only once");
        const dirs = call.takeWord();
        if (dirs === null) return s.bad(`--${name} requires two args.`);
        if (arg.length > 31) s.bad(`setname \`${arg}' too long, max 31 characters.`);
        checkSet(s, arg);
        match = { set: arg, dirs: parseDirections(s, dirs), invert };
      },
      finish: () =>
        match === null
          ? s.bad("You must specify `--match-set' with proper arguments")
          : { name: "set", ...match, ...query },
    };
  },
};

/** The words besides the set; `dash` is "--" where a rule is saved. */
function modifiers(m: Match, dash: string): string {
  let text = m.returnNomatch ? ` ${dash}return-nomatch` : "";
  if (!m.updateCounters) text += ` ! ${dash}update-counters`;
  if (!m.updateSubcounters) text += ` ! ${dash}update-subcounters`;
  for (const what of ["packets", "bytes"] as const) {
    const count = m[what];
    if (count === null) continue;
    const { op, value } = count;
    text += ` ${inv(op === "ne")}${dash}${what}-${op === "ne" ? "eq" : op} ${value}`;
  }
  return text;
}

export const printSet = (m: Match): string =>
  ` ${inv(m.invert)}match-set ${m.set} ${m.dirs.join(",")}${modifiers(m, "")}`;
export const saveSet = (m: Match): string =>
  ` ${inv(m.invert)}--match-set ${m.set} ${m.dirs.join(",")}${modifiers(m, "--")}`;

// ── the target ─────────────────────────────────────────────────────────────────────────────────

export const setTarget: TargetExtension = {
  name: "SET",
  entries: [
    ...["add-set", "del-set", "map-set", "timeout"].map((name): Entry => ({
      names: [name],
      type: "string",
      own: true,
    })),
    ...["exist", "map-mark", "map-prio", "map-queue"].map((name): Entry => ({
      names: [name],
      type: "none",
      own: true,
    })),
  ],
  start({ s }) {
    const sets: { add: SetOf | null; del: SetOf | null } = { add: null, del: null };
    let exist = false;
    let timeout: number | null = null;
    return {
      parse({ name, arg, takeWord }) {
        if (name === "exist") exist = true;
        else if (name === "timeout") {
          timeout = parseUint(arg);
          if (timeout === null)
            s.bad("Invalid value for option --timeout or out of range 0-4294967294");
        } else if (name === "add-set" || name === "del-set") {
          const op = name === "add-set" ? "add" : "del";
          const dirs = takeWord();
          if (dirs === null) return s.bad(`--${name} requires two args.`);
          if (sets[op] !== null) s.bad(`--${name} can be specified only once`);
          checkSet(s, arg);
          sets[op] = { set: arg, dirs: parseDirections(s, dirs) };
        } else s.notSimulated(`--${name}`);
      },
      finish() {
        if (sets.add === null && sets.del === null)
          s.bad("You must specify either `--add-set' or `--del-set' or `--map-set'");
        if (sets.add === null && exist) s.bad("Flag `--exist' can be used with `--add-set' only");
        if (sets.add === null && timeout !== null)
          s.bad("Option `--timeout' can be used with `--add-set' only");
        return { name: "SET", ...sets, exist, timeout };
      },
    };
  },
};

function setTargetWords({ add, del, exist, timeout }: Target, dash: string): string {
  let text = "";
  if (add !== null) {
    text += ` ${dash}add-set ${add.set} ${add.dirs.join(",")}${exist ? ` ${dash}exist` : ""}`;
    if (timeout !== null) text += ` ${dash}timeout ${timeout}`;
  }
  if (del !== null) text += ` ${dash}del-set ${del.set} ${del.dirs.join(",")}`;
  return text;
}

export const printSetTarget = (t: Target): string => setTargetWords(t, "");
export const saveSetTarget = (t: Target): string => setTargetWords(t, "--");
