/** echo, printf, read, mapfile, test, [. */
import type { Proc } from "../../kernel/proc/wait.ts";
import { SECOND } from "../../sim/scheduler.ts";
import { readUntil } from "../input.ts";
import { assign, giveUp } from "../params.ts";
import { formatPrintf } from "../printf.ts";
import type { Shell } from "../shell.ts";
import { testBuiltin } from "../test.ts";
import { isName } from "../vars.ts";
import { escapeOf } from "../words.ts";
import type { Builtin } from "./index.ts";
import { parseOptions, say } from "./options.ts";

export const ioBuiltins: readonly (readonly [string, Builtin])[] = [
  ["echo", echo],
  ["printf", printf],
  ["read", read],
  ["mapfile", mapfile],
  ["readarray", mapfile],
  ["test", (sh, args) => testBuiltin(sh, "test", args.slice(1))],
  ["[", bracket],
];

function* bracket(sh: Shell, args: readonly string[]): Proc<number> {
  if (args[args.length - 1] !== "]" || args.length === 1) {
    yield* sh.error("[: missing `]'");
    return 2;
  }
  return yield* testBuiltin(sh, "[", args.slice(1, -1));
}

function* echo(sh: Shell, args: readonly string[]): Proc<number> {
  let newline = true;
  let escapes = sh.shopts.has("xpg_echo");
  let i = 1;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (!/^-[neE]+$/.test(arg)) break;
    for (const letter of arg.slice(1)) {
      if (letter === "n") newline = false;
      else escapes = letter === "e";
    }
  }
  let text = args.slice(i).join(" ");
  if (escapes) {
    const done = echoEscapes(text);
    text = done.text;
    if (done.stop) newline = false;
  }
  return yield* say(sh, "echo", newline ? `${text}\n` : text);
}

/** Backslashes of `echo -e` and `%b`; `\c` ends all output. */
export function echoEscapes(text: string): { text: string; stop: boolean } {
  if (!text.includes("\\")) return { text, stop: false };
  let stop = false;
  let from = text;
  const cut = /(?:^|[^\\])(?:\\\\)*\\c/.exec(text);
  if (cut !== null) {
    from = text.slice(0, cut.index + cut[0].length - 2);
    stop = true;
  }
  const out = from.replace(
    /\\(?:([abeEfnrtv\\])|0([0-7]{0,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/g,
    (
      all,
      simple: string | undefined,
      octal: string | undefined,
      hex: string | undefined,
      u4: string | undefined,
      u8: string | undefined,
    ) => {
      if (simple !== undefined) return escapeOf(simple);
      if (octal !== undefined) return String.fromCharCode(parseInt(`0${octal}`, 8) & 0xff);
      const code = parseInt(hex ?? u4 ?? u8 ?? "0", 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
  return { text: out, stop };
}

function* printf(sh: Shell, args: readonly string[]): Proc<number> {
  let rest = args.slice(1);
  let target: string | null = null;
  const usage = "printf: usage: printf [-v var] format [arguments]\n";
  if (rest[0] === "-v") {
    target = rest[1] ?? null;
    rest = rest.slice(2);
    if (target === null) {
      yield* sh.error("printf: -v: option requires an argument");
      yield* sh.proc.warn(usage);
      return 2;
    }
    if (!/^[A-Za-z_]\w*(?:\[.+\])?$/s.test(target)) {
      yield* sh.error(`printf: \`${target}': not a valid identifier`);
      return 2;
    }
  } else if (rest[0] !== undefined && /^-./.test(rest[0]) && rest[0] !== "--") {
    yield* sh.error(`printf: ${rest[0].slice(0, 2)}: invalid option`);
    yield* sh.proc.warn(usage);
    return 2;
  }
  if (rest[0] === "--") rest = rest.slice(1);
  const format = rest[0];
  if (format === undefined) {
    yield* sh.proc.warn(usage);
    return 2;
  }
  const done = formatPrintf(format, rest.slice(1), sh.proc.host.sim.epochUs + sh.proc.now);
  let status = done.problems.length > 0 ? 1 : 0;
  if (target !== null) {
    const element = /^(.*?)\[(.*)\]$/s.exec(target);
    try {
      assign(sh, element?.[1] ?? target, element?.[2] ?? null, done.text, false);
    } catch (error) {
      yield* giveUp(sh, error);
    }
    for (const problem of done.problems) yield* sh.error(`printf: ${problem.text}`);
    return status;
  }
  // Standard output is flushed at the end, or a line at a time on a terminal: complaints come between.
  let shown = 0;
  for (const problem of done.problems) {
    if (sh.proc.isatty(1)) {
      const end = done.text.lastIndexOf("\n", Math.max(0, problem.at - 1)) + 1;
      if (end > shown && problem.at > 0) {
        yield* say(sh, "printf", done.text.slice(shown, end));
        shown = end;
      }
    }
    yield* sh.error(`printf: ${problem.text}`);
  }
  if ((yield* say(sh, "printf", done.text.slice(shown))) !== 0) status = 1;
  return status;
}

const READ_USAGE =
  "read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]";

function* read(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "ersa:d:i:n:N:p:t:u:", READ_USAGE);
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  for (const name of rest) {
    if (!/^[A-Za-z_]\w*(?:\[.*\])?$/s.test(name)) {
      yield* sh.error(`read: \`${name}': not a valid identifier`);
      return 1;
    }
  }
  const timeout = on.get("t");
  if (timeout !== undefined && !/^\d*\.?\d*$/.test(timeout)) {
    yield* sh.error(`read: ${timeout}: invalid timeout specification`);
    return 1;
  }
  const count = on.get("N") ?? on.get("n");
  if (count !== undefined && !/^\d+$/.test(count)) {
    yield* sh.error(`read: ${count}: invalid number`);
    return 1;
  }
  const fd = Number(on.get("u") ?? "0");
  if (!sh.proc.fds.has(fd)) {
    if (on.has("u"))
      yield* sh.error(`read: ${on.get("u") ?? ""}: invalid file descriptor: Bad file descriptor`);
    else yield* sh.error("read: read error: 0: Bad file descriptor");
    return 1;
  }
  const tty = sh.proc.isatty(fd) ? sh.proc.tty : null;
  if (on.has("p") && tty !== null) yield* sh.proc.warn(on.get("p") as string);
  if (timeout !== undefined && Number(timeout) === 0)
    return (sh.proc.file(fd)?.ready?.() ?? true) ? 0 : 1;
  const before = tty === null ? null : tty.termios;
  if (tty !== null && before !== null)
    tty.termios = {
      ...before,
      echo: before.echo && !on.has("s"),
      icanon: before.icanon && count === undefined && !on.has("d"),
    };
  let got;
  try {
    got = yield* readLogical(
      sh,
      fd,
      {
        delimiter: on.has("N")
          ? "\xff"
          : (on.get("d") ?? "\n") === ""
            ? "\0"
            : (on.get("d") ?? "\n"),
        ...(count === undefined ? {} : { limit: Number(count) }),
        ...(timeout === undefined || timeout === ""
          ? {}
          : { until: sh.proc.now + Math.round(Number(timeout) * SECOND) }),
      },
      !on.has("r"),
    );
  } finally {
    if (tty !== null && before !== null) tty.termios = before;
  }
  if (got.ended === "signal") {
    return 130;
  }
  try {
    store(sh, on, rest, got.text);
  } catch (error) {
    yield* giveUp(sh, error);
  }
  return got.ended === "timeout" ? 142 : got.ended === "eof" || got.ended === "EBADF" ? 1 : 0;
}

/** Backslash-newline joins lines unless `-r`. Escaped characters come back marked with a preceding "\0". */
function* readLogical(
  sh: Shell,
  fd: number,
  options: Parameters<typeof readUntil>[2],
  escapes: boolean,
): Proc<{ text: string; ended: string }> {
  let text = "";
  for (;;) {
    const got = yield* readUntil(sh, fd, options);
    if (!escapes) return { text: text + got.text, ended: got.ended };
    const joined = got.ended === "delimiter" && /(?:^|[^\\])(?:\\\\)*\\$/.test(got.text);
    text += joined ? got.text.slice(0, -1) : got.text;
    if (!joined)
      return {
        text: text.replace(/\\(.?)/gs, (_all, ch: string) => (ch === "" ? "" : `\0${ch}`)),
        ended: got.ended,
      };
  }
}

function store(
  sh: Shell,
  on: ReadonlyMap<string, string>,
  names: readonly string[],
  marked: string,
): void {
  const ifs = sh.vars.get("IFS") ?? " \t\n";
  const plain = (text: string): string => text.replace(/\0(.)/gs, "$1");
  const array = on.get("a");
  if (array !== undefined) {
    const v = sh.vars.ensure(array);
    v.value = null;
    v.indexed = new Map(splitFields(marked, ifs, Infinity).map((text, i) => [i, plain(text)]));
    return;
  }
  if (on.has("N")) {
    set(sh, names[0] ?? "REPLY", plain(marked));
    for (const name of names.slice(1)) set(sh, name, "");
    return;
  }
  if (names.length === 0) {
    set(sh, "REPLY", plain(marked));
    return;
  }
  const fields = splitFields(marked, ifs, names.length);
  names.forEach((name, i) => set(sh, name, plain(fields[i] ?? "")));
}
function set(sh: Shell, name: string, value: string): void {
  const element = /^(.*?)\[(.*)\]$/s.exec(name);
  assign(sh, element?.[1] ?? name, element?.[2] ?? null, value, false);
}

/** IFS splitting into at most `max` fields: the last takes the rest. "\0x" is an escaped x. */
function splitFields(text: string, ifs: string, max: number): string[] {
  const isSpace = (ch: string | undefined): boolean =>
    ch !== undefined && ifs.includes(ch) && /[ \t\n]/.test(ch);
  const isSep = (ch: string | undefined): boolean =>
    ch !== undefined && ch !== "\0" && ifs.includes(ch);
  const out: string[] = [];
  let i = 0;
  while (isSpace(text[i])) i++;
  while (i < text.length) {
    if (out.length === max - 1) {
      let rest = text.slice(i);
      while (rest !== "" && isSpace(rest[rest.length - 1]) && rest[rest.length - 2] !== "\0")
        rest = rest.slice(0, -1);
      // One trailing separator of a single last field is no part of it.
      if (
        isSep(rest[rest.length - 1]) &&
        rest[rest.length - 2] !== "\0" &&
        ![...rest.slice(0, -1)].some((ch, k) => isSep(ch) && rest[k - 1] !== "\0")
      ) {
        rest = rest.slice(0, -1);
      }
      out.push(rest);
      return out;
    }
    let field = "";
    while (i < text.length && !isSep(text[i])) {
      if (text[i] === "\0") field += text[i++];
      field += text[i++] ?? "";
    }
    out.push(field);
    while (isSpace(text[i])) i++;
    if (isSep(text[i])) {
      i++;
      while (isSpace(text[i])) i++;
    }
  }
  return out;
}

/** As in simple.ts. */
const ARRAY_ITEMS_MAX = 200_000;

function* mapfile(sh: Shell, args: readonly string[]): Proc<number> {
  const usage = `${args[0] as string} [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]`;
  const parsed = yield* parseOptions(sh, args, "d:n:O:s:tu:C:c:", usage);
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  const name = rest[0] ?? "MAPFILE";
  if (!isName(name)) {
    yield* sh.error(`${args[0] as string}: \`${name}': not a valid identifier`);
    return 1;
  }
  const fd = Number(on.get("u") ?? "0");
  const delimiter = on.get("d") ?? "\n";
  const most = Number(on.get("n") ?? "0");
  let skip = Number(on.get("s") ?? "0");
  const v = sh.vars.ensure(name);
  const items = on.has("O") && v.indexed !== null ? v.indexed : new Map<number, string>();
  let at = Number(on.get("O") ?? "0");
  for (let taken = 0; most === 0 || taken < most;) {
    yield* sh.proc.spend(2);
    if (items.size > ARRAY_ITEMS_MAX) {
      yield* sh.error("xrealloc: cannot allocate memory");
      return 2;
    }
    const got = yield* readUntil(sh, fd, { delimiter: delimiter === "" ? "\0" : delimiter });
    if (got.text === "" && got.ended !== "delimiter") break;
    if (skip > 0) skip--;
    else {
      items.set(at++, on.has("t") || got.ended !== "delimiter" ? got.text : got.text + delimiter);
      taken++;
    }
    if (got.ended !== "delimiter") break;
  }
  v.value = null;
  v.indexed = items;
  return 0;
}
