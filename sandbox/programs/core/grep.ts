/**
 * grep, egrep, fgrep (GNU 3.8). -P is JavaScript's RegExp, near to PCRE for what learners write.
 * Left out: -z with -P, --binary-files beyond the message, -d/-D, GREP_COLORS.
 */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs } from "./getopt.ts";
import { makeMatcher, type Matcher } from "./grep-match.ts";
import { closeInput, Lines, openInput, Out, readWhole, splitLines } from "./stdio.ts";
import { why } from "./tool.ts";

const LONG = longs(
  "extended-regexp=E fixed-strings=F basic-regexp=G perl-regexp=P regexp:=e file:=f ignore-case=i no-ignore-case=8 word-regexp=w line-regexp=x null-data=z no-messages=s invert-match=v version=V help max-count:=m byte-offset=b line-number=n line-buffered=1 with-filename=H no-filename=h label:=2 only-matching=o quiet=q silent=q text=a recursive=r dereference-recursive=R include:=3 exclude:=4 exclude-dir:=5 files-without-match=L files-with-matches=l count=c initial-tab=T null=Z before-context:=B after-context:=A context:=C color::=6 colour::=6 binary-files:=7",
);
const USAGE = (name: string): string =>
  `Usage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.\n`;

export interface GrepOptions {
  readonly flags: ReadonlySet<string>;
  readonly matcher: Matcher;
  readonly names: boolean;
  readonly color: boolean;
  readonly before: number;
  readonly after: number;
  readonly max: number;
  readonly label: string;
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
  readonly excludeDirs: readonly string[];
}

function program(name: string, preset: string): Program {
  return {
    name,
    paths: [`/usr/bin/${name}`],
    summary: "Print lines that match patterns.",
    *main(proc, argv) {
      const options = yield* readOptions(proc, preset, ["grep", ...argv.slice(1)]);
      if (typeof options === "number") return options;
      return yield* run(proc, options.options, options.paths);
    },
  };
}

export const grep = program("grep", "G");
export const egrep = program("egrep", "E");
export const fgrep = program("fgrep", "F");

function* readOptions(
  proc: Process,
  preset: string,
  argv: readonly string[],
): Proc<{ options: GrepOptions; paths: readonly string[] } | number> {
  // -NUM is -C NUM.
  const words = argv.map((word, i) => (i > 0 && /^-\d+$/.test(word) ? `-C${word.slice(1)}` : word));
  const parsed = getopt(words, "0123456789A:B:C:EFGHILPTUVX:abcd:D:e:f:hiLlm:noqRrsuvwxyZz", LONG);
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\n${USAGE("grep")}`);
    return 2;
  }
  let mode = preset;
  const flags = new Set<string>();
  const patterns: string[] = [];
  let patternGiven = false;
  let color = "never";
  let label = "(standard input)";
  const lists = new Map<string, string[]>([
    ["3", []],
    ["4", []],
    ["5", []],
  ]);
  const numbers = new Map<string, number>();
  for (const { name, value } of parsed.options) {
    if ("EFGP".includes(name)) mode = name;
    else if (name === "e") {
      patternGiven = true;
      patterns.push(...(value as string).split("\n"));
    } else if (name === "f") {
      patternGiven = true;
      const got = yield* readWhole(proc, value as string, "utf8");
      if (typeof got === "string") {
        yield* proc.warn(`grep: ${value}: ${why(got)}\n`);
        return 2;
      }
      patterns.push(...splitLines(got.text));
    } else if ("ABCm".includes(name)) {
      if (!/^\d+$/.test(value as string) && !(name === "m" && /^-\d+$/.test(value as string))) {
        yield* proc.warn(
          name === "m"
            ? "grep: invalid max count\n"
            : `grep: ${value}: invalid context length argument\n`,
        );
        return 2;
      }
      numbers.set(name, Number(value));
    } else if (name === "6") color = value ?? "auto";
    else if (name === "2") label = value as string;
    else if (name === "8") flags.delete("i");
    else if (lists.has(name)) lists.get(name)?.push(value as string);
    else if (name === "V" || name === "help") {
      yield* proc.warn(
        `grep: underlay does not simulate --${name === "V" ? "version" : "help"} (see: man grep)\n`,
      );
      return 2;
    } else {
      if (name === "h") flags.delete("H");
      if (name === "H") flags.delete("h");
      flags.add(name === "y" ? "i" : name);
    }
  }
  const args = [...parsed.args];
  if (!patternGiven) {
    const pattern = args.shift();
    if (pattern === undefined) {
      yield* proc.warn(USAGE("grep"));
      return 2;
    }
    patterns.push(...pattern.split("\n"));
  }
  if (color !== "never" && color !== "always" && color !== "auto") {
    yield* proc.warn(`grep: unknown color method\n`);
    return 2;
  }
  for (const pattern of mode === "E" ? patterns : []) {
    const lead = /^([*+?]|\{\d*,?\d*\})/.exec(pattern);
    if (lead !== null)
      yield* proc.warn(
        `grep: warning: ${(lead[1] as string).length > 1 ? "{...}" : lead[1]} at start of expression\n`,
      );
  }
  const matcher = makeMatcher(patterns, mode, flags);
  if (typeof matcher === "string") {
    yield* proc.warn(`grep: ${matcher}\n`);
    return 2;
  }
  const recursive = flags.has("r") || flags.has("R");
  // Of a single operand only what lies below it is named: `grep -r x FILE` is as `grep x FILE`.
  const below = recursive && isDirectory(proc, args[0] ?? ".");
  const names = flags.has("H") || (!flags.has("h") && (args.length > 1 || below));
  const context = numbers.get("C") ?? 0;
  return {
    paths: args.length > 0 ? args : [recursive ? "" : "-"],
    options: {
      flags,
      matcher,
      names,
      label,
      color: color === "always" || (color === "auto" && proc.isatty(1)),
      before: numbers.get("B") ?? context,
      after: numbers.get("A") ?? context,
      max: (numbers.get("m") ?? -1) < 0 ? Infinity : (numbers.get("m") as number),
      includes: lists.get("3") as string[],
      excludes: lists.get("4") as string[],
      excludeDirs: lists.get("5") as string[],
    },
  };
}

function isDirectory(proc: Process, path: string): boolean {
  const node = proc.host.fs.lookup(path, proc);
  return typeof node !== "string" && node.kind === "dir";
}

function* run(proc: Process, options: GrepOptions, paths: readonly string[]): Proc<number> {
  const out = new Out(proc);
  if (options.flags.has("1") && out.mode === "block") out.mode = "line";
  const state = { matched: false, failed: false, separator: false };
  for (const path of paths) {
    yield* visit(proc, path, options, out, state, true);
    if (state.matched && options.flags.has("q")) return 0;
  }
  const status =
    state.failed && !(state.matched && options.flags.has("q")) ? 2 : state.matched ? 0 : 1;
  return yield* out.close("grep", status, 2);
}

interface State {
  matched: boolean;
  failed: boolean;
  separator: boolean;
}

function* complain(
  proc: Process,
  out: Out,
  options: GrepOptions,
  state: State,
  text: string,
): Proc<void> {
  state.failed = true;
  if (!options.flags.has("s")) yield* out.error(`grep: ${text}\n`);
  void proc;
}

function* visit(
  proc: Process,
  path: string,
  options: GrepOptions,
  out: Out,
  state: State,
  top: boolean,
): Proc<void> {
  const { flags } = options;
  if (path !== "-") {
    const node = proc.host.fs.lookup(path === "" ? "." : path, proc, top || flags.has("R"));
    if (typeof node !== "string" && node.kind === "dir") {
      if (!flags.has("r") && !flags.has("R")) {
        if (!flags.has("s")) yield* out.error(`grep: ${path}: Is a directory\n`);
        if (!flags.has("s")) state.failed = true;
        return;
      }
      const names = proc.host.fs.readdir(path === "" ? "." : path, proc);
      if (typeof names === "string")
        return yield* complain(proc, out, options, state, `${path}: ${why(names)}`);
      for (const name of names) {
        const child = path === "" ? name : `${path.replace(/\/+$/, "")}/${name}`;
        const inner = proc.host.fs.lookup(child, proc, flags.has("R"));
        if (typeof inner === "string") continue;
        if (inner.kind === "dir" && options.excludeDirs.some((glob) => globMatch(glob, name)))
          continue;
        if (inner.kind === "symlink" || ["device", "socket", "fifo"].includes(inner.kind)) continue;
        if (inner.kind !== "dir" && !wanted(name, options)) continue;
        yield* visit(proc, child, options, out, state, false);
        if (state.matched && flags.has("q")) return;
      }
      return;
    }
    if (top && !wanted(path.replace(/^.*\//, ""), options)) return;
  }
  const fd = openInput(proc, path);
  if (typeof fd === "string")
    return yield* complain(proc, out, options, state, `${path}: ${why(fd)}`);
  yield* scan(proc, fd, path, options, out, state);
  closeInput(proc, fd);
}

function wanted(name: string, options: GrepOptions): boolean {
  if (options.excludes.some((glob) => globMatch(glob, name))) return false;
  return options.includes.length === 0 || options.includes.some((glob) => globMatch(glob, name));
}

/** fnmatch(3) with * ? [...]. */
export function globMatch(glob: string, name: string): boolean {
  let source = "";
  for (let i = 0; i < glob.length; i++) {
    const ch = glob[i] as string;
    if (ch === "*") {
      if (!source.endsWith(".*")) source += ".*";
    } else if (ch === "?") source += ".";
    else if (ch === "[" && glob.indexOf("]", i + 2) > 0) {
      const end = glob.indexOf("]", i + 2);
      const body = glob
        .slice(i + 1, end)
        .replace(/^!/, "^")
        .replace(/\\/g, "\\\\");
      source += `[${body}]`;
      i = end;
    } else {
      const literal = ch === "\\" && i + 1 < glob.length ? (glob[++i] as string) : ch;
      source += literal.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    }
  }
  try {
    return new RegExp(`^${source}$`, "s").test(name);
  } catch {
    return glob === name;
  }
}

function* scan(
  proc: Process,
  fd: number,
  path: string,
  options: GrepOptions,
  out: Out,
  state: State,
): Proc<void> {
  const { flags, matcher, color } = options;
  const shown = path === "-" ? options.label : path;
  const invert = flags.has("v");
  const listing = flags.has("l") || flags.has("L") || flags.has("q");
  const quiet = listing || flags.has("c");
  const lines = new Lines(proc, fd, "utf8", flags.has("z") ? 0 : 10);
  const eol = flags.has("z") ? "\0" : "\n";
  const prefix = makePrefix(options, shown);
  const contextual = !quiet && !flags.has("o") && (options.before > 0 || options.after > 0);
  let count = 0;
  let number = 0;
  let offset = 0;
  let afterLeft = 0;
  let lastShown = 0;
  let binary = false;
  const held: { text: string; number: number; offset: number }[] = [];
  const gap = (from: number): string => {
    if (!contextual) return "";
    const need = state.separator && (lastShown === 0 || from > lastShown + 1);
    state.separator = true;
    return need ? (color ? "\x1b[36m\x1b[K--\x1b[m\x1b[K\n" : "--\n") : "";
  };
  outer: for (;;) {
    if (count >= options.max && afterLeft <= 0) break;
    const batch = yield* lines.batch();
    if (batch === null) break;
    for (const line of batch) {
      number++;
      const at = offset;
      offset += line.length + 1;
      if (!binary && eol === "\n" && !flags.has("a") && line.includes("\0")) binary = true;
      const hit = count < options.max && matcher.test(line) !== invert;
      if (hit) {
        count++;
        state.matched = true;
        if (listing) break outer;
        if (!quiet) {
          if (binary) {
            yield* out.error(`grep: ${shown}: binary file matches\n`);
            break outer;
          }
          if (contextual) {
            let text = gap(held[0]?.number ?? number);
            for (const old of held)
              text += `${prefix(old.number, old.offset, "-")}${paintLine(old.text, options, true)}${eol}`;
            held.length = 0;
            out.add(text);
          }
          const text = flags.has("o")
            ? invert
              ? ""
              : onlyMatches(line, at, number, options, prefix, eol)
            : `${prefix(number, at, ":")}${paintLine(line, options, false)}${eol}`;
          lastShown = number;
          afterLeft = options.after;
          if (out.add(text)) yield* out.drain();
        }
        if (count >= options.max && options.after === 0) break outer;
      } else if (contextual && afterLeft > 0) {
        afterLeft--;
        lastShown = number;
        if (out.add(`${prefix(number, at, "-")}${paintLine(line, options, true)}${eol}`))
          yield* out.drain();
        if (count >= options.max && afterLeft === 0) break outer;
      } else if (contextual && options.before > 0) {
        held.push({ text: line, number, offset: at });
        if (held.length > options.before) held.shift();
      }
    }
  }
  if (lines.failed !== null) {
    yield* complain(proc, out, options, state, `${shown}: ${why(lines.failed)}`);
    return;
  }
  if (flags.has("c") && !listing) {
    const name = options.names ? nameText(shown, options, ":") : "";
    yield* out.put(`${name}${count}\n`);
  }
  if ((flags.has("l") && count > 0) || (flags.has("L") && count === 0)) {
    yield* out.put(
      `${color ? `\x1b[35m\x1b[K${shown}\x1b[m\x1b[K` : shown}${flags.has("Z") ? "\0" : "\n"}`,
    );
  }
  if (flags.has("L") && count === 0) state.matched = true;
  else if (flags.has("L") && count > 0 && !flags.has("l")) state.matched = state.matched && false;
}

function nameText(shown: string, options: GrepOptions, separator: string): string {
  const name = options.color ? `\x1b[35m\x1b[K${shown}\x1b[m\x1b[K` : shown;
  if (options.flags.has("Z")) return `${name}\0`;
  return name + mark(separator, options);
}

function mark(separator: string, options: GrepOptions): string {
  return options.color ? `\x1b[36m\x1b[K${separator}\x1b[m\x1b[K` : separator;
}

type Prefix = (number: number, offset: number, separator: string) => string;

function makePrefix(options: GrepOptions, shown: string): Prefix {
  const { flags, color } = options;
  const paint = (n: number): string => (color ? `\x1b[32m\x1b[K${n}\x1b[m\x1b[K` : String(n));
  return (number, offset, separator) => {
    let out = options.names ? nameText(shown, options, separator) : "";
    if (flags.has("n")) out += paint(number) + mark(separator, options);
    if (flags.has("b")) out += paint(offset) + mark(separator, options);
    return flags.has("T") && out !== "" ? `${out}\t` : out;
  };
}

function paintLine(line: string, options: GrepOptions, context: boolean): string {
  if (!options.color || context === !options.flags.has("v")) return line;
  let out = "";
  let at = 0;
  for (const [start, end] of matches(line, options.matcher)) {
    out += `${line.slice(at, start)}\x1b[01;31m\x1b[K${line.slice(start, end)}\x1b[m\x1b[K`;
    at = end;
  }
  return out + line.slice(at);
}

function onlyMatches(
  line: string,
  offset: number,
  number: number,
  options: GrepOptions,
  prefix: Prefix,
  eol: string,
): string {
  let out = "";
  for (const [start, end] of matches(line, options.matcher)) {
    const text = line.slice(start, end);
    out += `${prefix(number, offset + start, ":")}${options.color ? `\x1b[01;31m\x1b[K${text}\x1b[m\x1b[K` : text}${eol}`;
  }
  return out;
}

function matches(line: string, matcher: Matcher): [number, number][] {
  const out: [number, number][] = [];
  for (let at = 0; at <= line.length;) {
    const m = matcher.find(line, at);
    if (m === null) break;
    if (m[1] > m[0]) out.push(m);
    at = m[1] > m[0] ? m[1] : m[0] + 1;
  }
  return out;
}
