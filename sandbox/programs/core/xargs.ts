/** xargs(1), GNU findutils. -P is run one after another (as -P1). Left out: -p, -x, -E. */
import { Descriptor, NullFile } from "../../kernel/proc/file.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs, shellQuote } from "./getopt.ts";
import { readWhole, Lines } from "./stdio.ts";
import { tool, usage, why } from "./tool.ts";

const LONG = longs(
  "null=0 arg-file:=a delimiter:=d max-args:=n max-lines::=l replace::=I no-run-if-empty=r verbose=t max-procs:=P max-chars:=s exit=x open-tty=o interactive=p show-limits",
);
/** Characters of one command line, as xargs has by default. */
const COMMAND_CHARS = 131_072;

/** What a warning calls them. */
const WAYS = {
  "max-args": "--max-args/-n",
  "max-lines": "--max-lines/-l",
  replace: "--replace/-I/-i",
} as const;

function wayOf(name: string): keyof typeof WAYS | null {
  if (name === "n") return "max-args";
  if (name === "L" || name === "l") return "max-lines";
  return name === "I" || name === "i" ? "replace" : null;
}

interface Plan {
  readonly command: readonly string[];
  readonly verbose: boolean;
  readonly replace: string | null;
}

export const xargs = tool(
  "xargs",
  "Build and execute command lines from standard input.",
  function* (proc, argv) {
    const parsed = getopt(argv, "+0a:d:e::E:i::I:l::L:n:oP:prs:tx", LONG);
    if (parsed.error !== null) return yield* usage(proc, "xargs", parsed.error);
    let delimiter: string | null = null;
    let maxArgs = Infinity;
    let maxLines = Infinity;
    let maxChars = COMMAND_CHARS;
    let replace: string | null = null;
    let verbose = false;
    let noRun = false;
    let source = "-";
    // -L, -n and -I exclude one another: the last one counts (but -n 1 after -I is nothing).
    let way: keyof typeof WAYS | null = null;
    for (const { name, value } of parsed.options) {
      const next = wayOf(name);
      if (next !== null && !(next === "max-args" && way === "replace" && Number(value) === 1)) {
        if (way !== null && way !== next)
          yield* proc.warn(
            `xargs: warning: options --${way} and ${name === "L" ? "-L" : WAYS[next]} are mutually exclusive, ignoring previous --${way} value\n`,
          );
        if (way !== next) {
          maxArgs = maxLines = Infinity;
          replace = null;
        }
        way = next;
      } else if (next !== null) continue;
      if (name === "0") delimiter = "\0";
      else if (name === "d")
        delimiter =
          (value as string) === "\\n"
            ? "\n"
            : (value as string) === "\\t"
              ? "\t"
              : (value as string) === "\\0"
                ? "\0"
                : ((value as string)[0] ?? "\0");
      else if (name === "a") source = value as string;
      else if (name === "n" || name === "L" || name === "l" || name === "P" || name === "s") {
        const text = value ?? "1";
        if (!/^-?\d+$/.test(text))
          return yield* usage(proc, "xargs", `invalid number "${text}" for -${name} option`);
        const least = name === "P" ? 0 : 1;
        if (Number(text) < least)
          return yield* usage(
            proc,
            "xargs",
            `value ${text} for -${name} option should be >= ${least}`,
          );
        if (name === "n") maxArgs = Number(text);
        else if (name === "s") maxChars = Math.min(COMMAND_CHARS, Number(text));
        else if (name !== "P") maxLines = Number(text);
      } else if (name === "I" || name === "i") replace = value ?? "{}";
      else if (name === "t") verbose = true;
      else if (name === "r") noRun = true;
      else if (name === "p" || name === "show-limits") {
        yield* proc.warn(`xargs: underlay does not simulate -${name}\n`);
        return 2;
      }
    }
    const command = parsed.args.length === 0 ? ["echo"] : parsed.args;
    const plan: Plan = { command, verbose, replace };
    const tally = { status: 0, stop: false };
    if (replace !== null) yield* eachLine(proc, plan, delimiter, source, tally);
    else {
      const items = yield* readItems(proc, delimiter, source);
      if (typeof items === "string") {
        yield* proc.warn(`xargs: ${items}\n`);
        return 1;
      }
      let batch: string[] = [];
      let size = 0;
      let lines = 0;
      let ran = false;
      const fixed = command.join(" ").length + 1;
      for (const item of items.list) {
        if (
          batch.length > 0 &&
          (batch.length >= maxArgs ||
            lines >= maxLines ||
            fixed + size + item.text.length + 1 > maxChars)
        ) {
          yield* execute(proc, plan, batch, tally);
          ran = true;
          if (tally.stop) break;
          batch = [];
          size = 0;
          lines = 0;
        }
        batch.push(item.text);
        size += item.text.length + 1;
        if (item.endsLine) lines++;
      }
      if (!tally.stop && items.error === null && (batch.length > 0 || (!ran && !noRun)))
        yield* execute(proc, plan, batch, tally);
      if (items.error !== null && !tally.stop) {
        yield* proc.warn(`xargs: ${items.error}\n`);
        return 1;
      }
    }
    return tally.status;
  },
);

function* eachLine(
  proc: Process,
  plan: Plan,
  delimiter: string | null,
  source: string,
  tally: { status: number; stop: boolean },
): Proc<void> {
  if (source !== "-") {
    const got = yield* readWhole(proc, source, "utf8");
    if (typeof got === "string") return;
    for (const line of got.text.split("\n"))
      if (line !== "") yield* execute(proc, plan, [line], tally);
    return;
  }
  const lines = new Lines(proc, 0, "utf8", delimiter === null ? 10 : delimiter.charCodeAt(0));
  for (;;) {
    const line = yield* lines.next();
    if (line === null || tally.stop) return;
    const text = delimiter === null ? unquote(line.replace(/^[ \t]+/, "")) : line;
    if (text !== "") yield* execute(proc, plan, [text], tally);
  }
}

function unquote(line: string): string {
  return line.replace(
    /'([^']*)'|"([^"]*)"|\\(.)/g,
    (_all, a: string | undefined, b: string | undefined, c: string | undefined) =>
      a ?? b ?? c ?? "",
  );
}

interface Item {
  text: string;
  endsLine: boolean;
}

function* readItems(
  proc: Process,
  delimiter: string | null,
  source: string,
): Proc<{ list: Item[]; error: string | null } | string> {
  const got = yield* readWhole(proc, source, "utf8");
  if (typeof got === "string") return `Cannot open input file '${source}': ${why(got)}`;
  const { text } = got;
  const list: Item[] = [];
  if (delimiter !== null) {
    const parts = text.split(delimiter);
    if (parts[parts.length - 1] === "") parts.pop();
    for (const part of parts) list.push({ text: part, endsLine: true });
    return { list, error: null };
  }
  let word: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] as string;
    if (ch === " " || ch === "\t" || ch === "\n") {
      if (word !== null) list.push({ text: word, endsLine: false });
      word = null;
      const last = list[list.length - 1];
      // A line that ends in a blank goes on in the next one (-L).
      if (ch === "\n" && last !== undefined && text[i - 1] !== " " && text[i - 1] !== "\t")
        last.endsLine = true;
    } else if (ch === "'" || ch === '"') {
      const end = text.indexOf(ch, i + 1);
      const nl = text.indexOf("\n", i + 1);
      if (end < 0 || (nl >= 0 && nl < end)) {
        return {
          list,
          error: `unmatched ${ch === "'" ? "single" : "double"} quote; by default quotes are special to xargs unless you use the -0 option`,
        };
      }
      word = (word ?? "") + text.slice(i + 1, end);
      i = end;
    } else if (ch === "\\" && i + 1 < text.length) word = (word ?? "") + (text[++i] as string);
    else word = (word ?? "") + ch;
  }
  if (word !== null) list.push({ text: word, endsLine: true });
  return { list, error: null };
}

function* execute(
  proc: Process,
  plan: Plan,
  items: readonly string[],
  tally: { status: number; stop: boolean },
): Proc<void> {
  const { replace, command } = plan;
  const argv =
    replace === null
      ? [...command, ...items]
      : command.map((word) => word.split(replace).join(items[0] as string));
  if (plan.verbose) yield* proc.warn(`${argv.map((a) => shellQuote(a)).join(" ")}\n`);
  const fds = new Map(proc.fds);
  const nothing = new Descriptor(new NullFile());
  fds.set(0, nothing);
  const child = proc.spawn(argv, { fds });
  nothing.close();
  if (typeof child === "string") {
    yield* proc.warn(`xargs: ${argv[0]}: ${why(child)}\n`);
    tally.status = child === "ENOENT" ? 127 : 126;
    tally.stop = true;
    return;
  }
  const status = yield* proc.waitFor(child);
  if (child.killedBy !== null) {
    yield* proc.warn(`xargs: ${argv[0]}: terminated by signal ${status - 128}\n`);
    tally.status = 125;
    tally.stop = true;
  } else if (status === 255) {
    yield* proc.warn(`xargs: ${argv[0]}: exited with status 255; aborting\n`);
    tally.status = 124;
    tally.stop = true;
  } else if (status !== 0) tally.status = 123;
}
