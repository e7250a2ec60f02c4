/** sort(1), C locale. Left out: -R, --parallel, --files0-from, -S and -T (accepted, no effect). */
import { getopt, longs, notSimulated, quote } from "./getopt.ts";
import { openOutput, Out, readWhole, splitLines } from "./stdio.ts";
import { toByteString } from "./text.ts";
import { fail, tool, usage, why } from "./tool.ts";
import { compareVersions } from "./version-sort.ts";

const LONG = longs(
  "reverse=r numeric-sort=n general-numeric-sort=g human-numeric-sort=h version-sort=V month-sort=M dictionary-order=d ignore-case=f ignore-leading-blanks=b ignore-nonprinting=i random-sort=R key:=k field-separator:=t unique=u stable=s check::=c merge=m output:=o zero-terminated=z buffer-size:=S temporary-directory:=T debug",
);
type Compare = (a: string, b: string) => number;

interface Key {
  startField: number;
  startChar: number;
  endField: number;
  endChar: number;
  flags: string;
  startBlanks: boolean;
  endBlanks: boolean;
}

export const sort = tool("sort", "Sort lines of text files.", function* (proc, argv) {
  const parsed = getopt(argv, "bdfghiMnRrVcCk:mo:sS:t:T:uz", LONG);
  if (parsed.error !== null) return yield* usage(proc, "sort", parsed.error, 2);
  const flags = new Set<string>();
  const keys: Key[] = [];
  let tab: string | null = null;
  let output: string | null = null;
  let global = "";
  let check = "";
  for (const { name, value } of parsed.options) {
    flags.add(name);
    if (name === "R" || name === "debug") {
      yield* proc.warn(notSimulated("sort", name === "R" ? "-R (random order)" : "--debug"));
      return 2;
    }
    if ("bdfghiMnrV".includes(name)) global += name;
    else if (name === "c") check = value === "quiet" || value === "silent" ? "C" : "c";
    else if (name === "C") check = "C";
    else if (name === "o") output = value;
    else if (name === "t") {
      const text = value === "\\0" ? "\0" : toByteString(value as string);
      if (text === "") return yield* fail(proc, "sort", "empty tab", 2);
      if (text.length > 1)
        return yield* fail(proc, "sort", `multi-character tab ${quote(value as string)}`, 2);
      tab = text;
    } else if (name === "k") {
      const key = parseKey(value as string);
      if (typeof key === "string") return yield* fail(proc, "sort", key, 2);
      keys.push(key);
    }
  }
  const clash = [...global].filter((ch) => "nghMV".includes(ch));
  const kinds = [...new Set(clash)].sort().join("");
  if (kinds.length > 1) return yield* fail(proc, "sort", `options '-${kinds}' are incompatible`, 2);
  const eol = flags.has("z") ? "\0" : "\n";
  const paths = parsed.args.length === 0 ? ["-"] : parsed.args;
  if (check !== "" && paths.length > 1) {
    return yield* fail(
      proc,
      "sort",
      `extra operand ${quote(paths[1] as string)} not allowed with -${check}`,
      2,
    );
  }
  const lines: string[] = [];
  for (const path of paths) {
    const got = yield* readWhole(proc, path, "bytes");
    if (typeof got === "string") {
      return yield* fail(
        proc,
        "sort",
        `${got === "EISDIR" ? "read failed" : "cannot read"}: ${path}: ${why(got)}`,
        2,
      );
    }
    for (const line of splitLines(got.text, eol)) lines.push(line);
  }
  const { compare, byKeys } = makeCompare(keys, global, tab, flags.has("s") || flags.has("u"));
  if (check !== "") {
    for (let i = 1; i < lines.length; i++) {
      const order = byKeys(lines[i - 1] as string, lines[i] as string);
      if (
        order > 0 ||
        (order === 0 && flags.has("u")) ||
        (!flags.has("u") && compare(lines[i - 1] as string, lines[i] as string) > 0)
      ) {
        if (check === "c") yield* proc.warn(`sort: ${paths[0]}:${i + 1}: disorder: ${lines[i]}\n`);
        return 1;
      }
    }
    return 0;
  }
  yield* proc.spend(lines.length >> 2);
  lines.sort(compare);
  const kept = flags.has("u")
    ? lines.filter((line, i) => i === 0 || byKeys(lines[i - 1] as string, line) !== 0)
    : lines;
  const fd = output === null ? 1 : openOutput(proc, output);
  if (typeof fd === "string")
    return yield* fail(proc, "sort", `open failed: ${output}: ${why(fd)}`, 2);
  const out = new Out(proc, "bytes", fd);
  for (const line of kept) if (out.add(line + eol)) yield* out.drain();
  yield* out.flush();
  if (out.failed !== null)
    return yield* fail(proc, "sort", `write failed: 'standard output': ${why(out.failed)}`, 2);
  return 0;
});

function parseKey(spec: string): Key | string {
  const m = /^(\d*)(?:\.(\d*))?([a-zA-Z]*)(?:(,)(\d*)(?:\.(\d*))?([a-zA-Z]*))?(.*)$/s.exec(
    spec,
  ) as RegExpExecArray;
  if (m[1] === "") return `invalid number at field start: invalid count at start of ${quote(spec)}`;
  if (Number(m[1]) === 0)
    return `-: invalid field specification ${quote(spec)}`.replace("-: ", "field number is zero: ");
  if (m[2] !== undefined && Number(m[2]) === 0)
    return `character offset is zero: invalid field specification ${quote(spec)}`;
  const flags = (m[3] ?? "") + (m[7] ?? "");
  if (/[^bdfghiMnRrV]/.test(flags) || m[8] !== "")
    return `stray character in field spec: invalid field specification ${quote(spec)}`;
  if (m[4] !== undefined && m[5] === "")
    return `invalid number after ‘,’: invalid count at start of ${quote(m[7] ?? "")}`;
  if (m[5] !== undefined && Number(m[5]) === 0)
    return `field number is zero: invalid field specification ${quote(spec)}`;
  return {
    startField: Number(m[1]),
    startChar: m[2] === undefined ? 1 : Number(m[2]),
    endField: m[5] === undefined ? 0 : Number(m[5]),
    endChar: m[6] === undefined ? 0 : Number(m[6]),
    flags: flags.replace(/b/g, ""),
    startBlanks: (m[3] ?? "").includes("b"),
    endBlanks: (m[7] ?? "").includes("b"),
  };
}

function makeCompare(
  keys: readonly Key[],
  global: string,
  tab: string | null,
  stable: boolean,
): { compare: Compare; byKeys: Compare } {
  const parts: Compare[] = [];
  const blanks = global.includes("b");
  for (const key of keys) {
    const own = key.flags !== "" || key.startBlanks || key.endBlanks;
    const flags = own ? key.flags : global;
    const use = own ? key : { ...key, startBlanks: blanks, endBlanks: blanks };
    const order = ordering(flags);
    const cutKey = (line: string): string => extract(line, use, tab, /[nghM]/.test(flags));
    parts.push((a, b) => order(cutKey(a), cutKey(b)));
  }
  if (keys.length === 0) {
    const order = ordering(global);
    parts.push(
      blanks ? (a, b) => order(a.replace(/^[ \t]+/, ""), b.replace(/^[ \t]+/, "")) : order,
    );
  }
  const byKeys: Compare = (a, b) => {
    for (const part of parts) {
      const c = part(a, b);
      if (c !== 0) return c;
    }
    return 0;
  };
  const sign = global.includes("r") ? -1 : 1;
  const compare: Compare = (a, b) => {
    const c = byKeys(a, b);
    if (c !== 0 || stable) return c;
    return sign * plain(a, b);
  };
  return { compare, byKeys };
}

function extract(line: string, key: Key, tab: string | null, numeric: boolean): string {
  const starts = fieldStarts(line, tab);
  let from = starts[key.startField - 1] ?? line.length;
  const skip = (at: number): number => {
    let i = at;
    while (i < line.length && (line[i] === " " || line[i] === "\t")) i++;
    return i;
  };
  if (key.startBlanks || (numeric && key.startChar === 1 && tab === null)) from = skip(from);
  from = Math.min(line.length, from + key.startChar - 1);
  let to = line.length;
  if (key.endField > 0) {
    if (key.endChar === 0) {
      const next = starts[key.endField];
      to = next === undefined ? line.length : tab === null ? next : next - 1;
    } else {
      let at = starts[key.endField - 1] ?? line.length;
      if (key.endBlanks) at = skip(at);
      to = Math.min(line.length, at + key.endChar);
    }
  }
  return line.slice(from, Math.max(from, to));
}

/** Where each field begins; without -t a field carries the blanks before it. */
function fieldStarts(line: string, tab: string | null): number[] {
  const starts = [0];
  if (tab !== null) {
    for (let at = line.indexOf(tab); at >= 0; at = line.indexOf(tab, at + 1)) starts.push(at + 1);
    return starts;
  }
  let i = 0;
  const blank = (at: number): boolean => line[at] === " " || line[at] === "\t";
  while (i < line.length) {
    while (i < line.length && blank(i)) i++;
    while (i < line.length && !blank(i)) i++;
    if (i < line.length) starts.push(i);
  }
  return starts;
}

function ordering(flags: string): Compare {
  const sign = flags.includes("r") ? -1 : 1;
  let order: Compare = plain;
  if (flags.includes("n")) order = numeric;
  else if (flags.includes("h")) order = human;
  else if (flags.includes("g")) order = general;
  else if (flags.includes("M")) order = month;
  else if (flags.includes("V")) order = compareVersions;
  let clean: ((text: string) => string) | null = null;
  if (/[dif]/.test(flags) && !/[nghM]/.test(flags)) {
    clean = (text) => {
      let t = text;
      if (flags.includes("d")) t = t.replace(/[^A-Za-z0-9 \t]/g, "");
      if (flags.includes("i")) t = t.replace(/[^ -~]/g, "");
      return flags.includes("f") ? t.toUpperCase() : t;
    };
  }
  if (clean === null) return sign === 1 ? order : (a, b) => -order(a, b);
  const tidy = clean;
  return (a, b) => sign * order(tidy(a), tidy(b));
}

const plain: Compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function numeric(a: string, b: string): number {
  const x = number(a);
  const y = number(b);
  if (x.negative !== y.negative) return x.negative ? -1 : 1;
  const sign = x.negative ? -1 : 1;
  if (x.whole.length !== y.whole.length) return sign * (x.whole.length - y.whole.length);
  return sign * (plain(x.whole, y.whole) || plain(x.fraction, y.fraction));
}

function number(text: string): { negative: boolean; whole: string; fraction: string } {
  const m = /^[ \t]*(-?)0*(\d*)(?:\.(\d*))?/.exec(text) as RegExpExecArray;
  const fraction = (m[3] ?? "").replace(/0+$/, "");
  return {
    negative: m[1] === "-" && (m[2] !== "" || fraction !== ""),
    whole: m[2] as string,
    fraction,
  };
}

function human(a: string, b: string): number {
  const scale = (text: string): number => {
    const m = /^[ \t]*(-?)(\d*\.?\d*)([KMGTPEZYk]?)/.exec(text) as RegExpExecArray;
    if (/^[0.]*$/.test(m[2] as string)) return 0;
    const power = m[3] === "" ? 0 : "KMGTPEZY".indexOf((m[3] as string).toUpperCase()) + 1;
    return m[1] === "-" ? -power - 1 : power + 1;
  };
  return scale(a) - scale(b) || numeric(a, b);
}

function general(a: string, b: string): number {
  const value = (text: string): number => {
    const m = /^[ \t\n]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?inf|nan|0x[0-9a-f]+)/i.exec(
      text,
    );
    if (m === null) return -Infinity;
    const word = (m[1] as string).toLowerCase();
    return word.endsWith("inf") ? (word.startsWith("-") ? -Infinity : Infinity) : Number(word);
  };
  return Math.sign(value(a) - value(b)) || 0;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
function month(a: string, b: string): number {
  const of = (text: string): number => MONTHS.indexOf(text.trimStart().slice(0, 3).toUpperCase());
  return of(a) - of(b);
}
