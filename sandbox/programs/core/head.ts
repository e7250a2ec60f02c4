/** head(1): the first lines or bytes; leaves as soon as it has them, so a producer meets SIGPIPE. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs, quote, shellQuote } from "./getopt.ts";
import { closeInput, openInput, Out } from "./stdio.ts";
import { decode } from "./text.ts";
import { fail, parseSize, tool, usage, why } from "./tool.ts";

const LONG = longs("lines:=n bytes:=c quiet=q silent=q verbose=v zero-terminated=z");

export const head = tool("head", "Output the first part of files.", function* (proc, argv) {
  const first = argv[1] ?? "";
  let rest = argv;
  const old = /^-(\d+)(.*)$/.exec(first);
  if (old !== null) {
    const bad = /[^cbklmqvz]/.exec(old[2] as string);
    if (bad !== null) return yield* usage(proc, "head", `invalid trailing option -- ${bad[0]}`);
    const letters = old[2] as string;
    const unit = letters.includes("c") ? "-c" : "-n";
    const scale = letters.includes("b")
      ? 512
      : letters.includes("k")
        ? 1024
        : letters.includes("m")
          ? 1 << 20
          : 1;
    const flags = [...letters].filter((ch) => "qvz".includes(ch)).map((ch) => `-${ch}`);
    rest = ["head", unit, String(Number(old[1]) * scale), ...flags, ...argv.slice(2)];
  }
  const parsed = getopt(rest, "n:c:qvz", LONG);
  if (parsed.error !== null) {
    const digit = /invalid option -- '(\d)'/.exec(parsed.error);
    return yield* usage(
      proc,
      "head",
      digit === null ? parsed.error : `invalid trailing option -- ${digit[1]}`,
    );
  }
  let count = 10;
  let fromEnd = false;
  let bytes = false;
  let names: boolean | null = null;
  let eol = "\n";
  for (const { name, value } of parsed.options) {
    if (name === "q") names = false;
    else if (name === "v") names = true;
    else if (name === "z") eol = "\0";
    else {
      bytes = name === "c";
      fromEnd = value?.startsWith("-") === true;
      const size = parseSize((value ?? "").replace(/^[-+]/, ""));
      if (size === null)
        return yield* fail(
          proc,
          "head",
          `invalid number of ${bytes ? "bytes" : "lines"}: ${quote((value ?? "").replace(/^-/, ""))}`,
        );
      count = size;
    }
  }
  const out = new Out(proc, "bytes");
  const paths = parsed.args.length === 0 ? ["-"] : parsed.args;
  names ??= paths.length > 1;
  let status = 0;
  let shown = false;
  for (const path of paths) {
    const fd = openInput(proc, path);
    if (typeof fd === "string") {
      yield* out.error(`head: cannot open ${shellQuote(path, true)} for reading: ${why(fd)}\n`);
      status = 1;
      continue;
    }
    if (names)
      yield* out.put(`${shown ? "\n" : ""}==> ${path === "-" ? "standard input" : path} <==\n`);
    shown = true;
    const failed = yield* take(proc, fd, out, { count, fromEnd, bytes, eol });
    if (failed !== null) {
      yield* out.error(
        `head: error reading ${shellQuote(path === "-" ? "standard input" : path, true)}: ${failed}\n`,
      );
      status = 1;
    }
    closeInput(proc, fd);
  }
  return yield* out.close("head", status);
});

interface Want {
  count: number;
  fromEnd: boolean;
  bytes: boolean;
  eol: string;
}

function* take(proc: Process, fd: number, out: Out, want: Want): Proc<string | null> {
  let left = want.count;
  let held = "";
  if (left === 0 && !want.fromEnd) return null;
  for (;;) {
    const chunk = yield* proc.readOrErrno(fd, 8192);
    if (typeof chunk === "string") return chunk === "EINTR" ? null : why(chunk);
    if (chunk === null) return null;
    yield* proc.spend(2);
    const text = decode(chunk, "bytes");
    if (want.fromEnd) {
      held += text;
      const keep = want.bytes ? Math.max(0, held.length - left) : lineStart(held, left, want.eol);
      yield* out.put(held.slice(0, keep));
      held = held.slice(keep);
    } else if (want.bytes) {
      yield* out.put(text.slice(0, left));
      left -= text.length;
      if (left <= 0) return null;
    } else {
      let at = 0;
      while (left > 0) {
        const nl = text.indexOf(want.eol, at);
        if (nl < 0) break;
        at = nl + 1;
        left--;
      }
      yield* out.put(left === 0 ? text.slice(0, at) : text);
      if (left === 0) return null;
    }
  }
}

/** Where the last `lines` lines of `text` begin; an unterminated one counts. */
export function lineStart(text: string, lines: number, eol = "\n"): number {
  if (lines === 0) return text.length;
  let at = text.endsWith(eol) ? text.length - 1 : text.length;
  for (let n = 0; n < lines; n++) {
    if (at <= 0) return 0;
    at = text.lastIndexOf(eol, at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}
