/**
 * less(1) and more(1): a pager over the terminal; cat when standard output is none. Keys: space f b
 * d u Enter j k arrows g G / ? n N q h. Left out: long-line wrapping by columns beyond cutting, marks, tags, options.
 */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt } from "./getopt.ts";
import { compileRegex } from "./regex.ts";
import { closeInput, openInput, readWhole, splitLines } from "./stdio.ts";
import { decode } from "./text.ts";
import { tool, why } from "./tool.ts";

function pager(name: string): Program {
  return tool(name, "View text a screen at a time: space, b, /pattern, q.", function* (proc, argv) {
    const parsed = getopt(
      argv.filter((a) => !a.startsWith("+")),
      "aABbcdeEFfGgIiJKLmMNnoOpPqQrRsSuUVwWxXz~#:j:",
    );
    const paths = parsed.args.length === 0 ? ["-"] : parsed.args;
    if (parsed.args.length === 0 && proc.isatty(0)) {
      yield* proc.warn(
        `${name === "less" ? 'Missing filename ("less --help" for help)' : "more: bad usage\nTry 'more --help' for more information."}\n`,
      );
      return 1;
    }
    if (!proc.isatty(1) || proc.tty === null)
      return yield* plain(proc, paths, name === "more" && parsed.args.length > 0);
    let text = "";
    for (const path of paths) {
      const got = yield* readWhole(proc, path, "utf8");
      if (typeof got === "string") {
        yield* proc.warn(got === "EISDIR" ? `${path} is a directory\n` : `${path}: ${why(got)}\n`);
        return 1;
      }
      text += got.text;
    }
    return yield* page(
      proc,
      text,
      paths[0] === "-" ? "" : (paths[0] as string),
      parsed.options.some((o) => o.name === "N"),
      parsed.options.some((o) => o.name === "F"),
    );
  });
}

export const less = pager("less");
export const more = pager("more");

function* plain(proc: Process, paths: readonly string[], titled: boolean): Proc<number> {
  for (const path of paths) {
    const fd = openInput(proc, path);
    if (typeof fd === "string") {
      // As the real one: on standard output, and no failure.
      yield* proc.print(`${path}: ${why(fd)}\n`);
      continue;
    }
    if (titled) yield* proc.print(`::::::::::::::\n${path}\n::::::::::::::\n`);
    for (;;) {
      const chunk = yield* proc.read(fd);
      if (chunk === null) break;
      yield* proc.print(chunk);
    }
    closeInput(proc, fd);
  }
  return 0;
}

interface View {
  /** Keys typed ahead. */
  keys: string[];
  top: number;
  note: string;
  pattern: string;
  back: boolean;
}

/** Show `text` on the terminal until the reader quits. */
export function* page(
  proc: Process,
  text: string,
  name: string,
  numbers = false,
  quitIfOne = false,
): Proc<number> {
  const { tty } = proc;
  if (tty === null) return 1;
  const lines = splitLines(text);
  if (quitIfOne && lines.length < tty.rows) {
    yield* proc.print(text);
    return 0;
  }
  const saved = tty.termios;
  const view: View = { keys: [], top: 0, note: name, pattern: "", back: false };
  proc.trap("INT");
  proc.trap("WINCH");
  try {
    tty.termios = { ...saved, icanon: false, echo: false };
    yield* proc.print("\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=");
    for (;;) {
      const height = tty.rows - 1;
      const last = Math.max(0, lines.length - height);
      view.top = Math.max(0, Math.min(view.top, last));
      yield* proc.print(screen(lines, view, height, tty.cols, numbers));
      const key = yield* readKey(proc, view);
      if (key === "q" || key === "Q" || key === "") break;
      view.note = "";
      yield* command(proc, key, view, lines, height);
    }
    yield* proc.print("\r\x1b[K\x1b[?1l\x1b>\x1b[?1049l\x1b[23;0;0t");
  } finally {
    tty.termios = saved;
  }
  return 0;
}

function screen(
  lines: readonly string[],
  view: View,
  height: number,
  cols: number,
  numbers: boolean,
): string {
  let out = "\x1b[H\x1b[2J";
  for (let i = 0; i < height; i++) {
    const line = lines[view.top + i];
    const shown =
      line === undefined
        ? "~"
        : (numbers ? `${String(view.top + i + 1).padStart(7)} ` : "") +
          line
            .replace(/\t/g, "        ")
            .replace(
              /[\x00-\x08\x0b-\x1a\x1c-\x1f]/g,
              (c) => `^${String.fromCharCode(c.charCodeAt(0) + 64)}`,
            );
    out += `${shown.slice(0, cols)}\r\n`;
  }
  const end = view.top + height >= lines.length;
  const prompt =
    view.note !== ""
      ? `\x1b[7m${view.note}${end && !view.note.includes("(") ? " (END)" : ""}\x1b[27m`
      : end
        ? "\x1b[7m(END)\x1b[27m"
        : ":";
  return `${out}${prompt}\x1b[K`;
}

/** One key of the terminal, whatever standard input is; "" at its end. */
function* readKey(proc: Process, view: View): Proc<string> {
  const { tty } = proc;
  if (tty === null) return "";
  for (;;) {
    const ahead = view.keys.shift();
    if (ahead !== undefined) return ahead;
    const got = yield* tty.file.read(proc, 64);
    if (got === "EINTR") {
      const signal = proc.takeSignal();
      if (signal === "WINCH") return "\x0c";
      continue;
    }
    if (got === null || typeof got === "string") return "";
    view.keys.push(...(decode(got, "utf8").match(/\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Z]|[^]/gu) ?? []));
  }
}

function* command(
  proc: Process,
  key: string,
  view: View,
  lines: readonly string[],
  height: number,
): Proc<void> {
  switch (key) {
    case " ":
    case "f":
    case "\x06":
    case "\x1b[6~":
      view.top += height;
      return;
    case "b":
    case "\x02":
    case "\x1b[5~":
      view.top -= height;
      return;
    case "d":
    case "\x04":
      view.top += height >> 1;
      return;
    case "u":
    case "\x15":
      view.top -= height >> 1;
      return;
    case "j":
    case "e":
    case "\r":
    case "\n":
    case "\x1b[B":
    case "\x1bOB":
      view.top++;
      return;
    case "k":
    case "y":
    case "\x1b[A":
    case "\x1bOA":
      view.top--;
      return;
    case "g":
    case "<":
    case "\x1b[H":
    case "\x1bOH":
      view.top = 0;
      return;
    case "G":
    case ">":
    case "\x1b[F":
    case "\x1bOF":
      view.top = lines.length;
      return;
    case "/":
    case "?": {
      const pattern = yield* readLine(proc, key, view);
      if (pattern === null) return;
      if (pattern !== "") view.pattern = pattern;
      view.back = key === "?";
      find(view, lines, view.back);
      return;
    }
    case "n":
      find(view, lines, view.back);
      return;
    case "N":
      find(view, lines, !view.back);
      return;
    case "h":
      view.note =
        "space/b: page  j/k: line  g/G: ends  /text: search  n: next  q: quit (press a key)";
      return;
    default:
  }
}

function find(view: View, lines: readonly string[], back: boolean): void {
  if (view.pattern === "") {
    view.note = "No previous regular expression  (press RETURN)";
    return;
  }
  const regex = compileRegex(view.pattern, "ere");
  if (typeof regex === "string") {
    view.note = `${regex}  (press RETURN)`;
    return;
  }
  const step = back ? -1 : 1;
  for (let i = view.top + step; i >= 0 && i < lines.length; i += step) {
    if (!regex.test(lines[i] as string)) continue;
    view.top = i;
    return;
  }
  view.note = "Pattern not found  (press RETURN)";
}

/** A line typed at the bottom of the screen; null: given up. */
function* readLine(proc: Process, prompt: string, view: View): Proc<string | null> {
  let text = "";
  for (;;) {
    yield* proc.print(`\r\x1b[K${prompt}${text}`);
    const ch = yield* readKey(proc, view);
    if (ch === "\r" || ch === "\n") return text;
    if (ch === "" || ch === "\x1b" || ch === "\x03" || (text === "" && ch === "\x7f")) return null;
    if (ch === "\x7f" || ch === "\b") text = text.slice(0, -1);
    else if (ch >= " " && !ch.startsWith("\x1b")) text += ch;
  }
}
