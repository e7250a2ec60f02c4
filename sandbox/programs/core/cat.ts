/** cat(1). Without options bytes pass as they come; with them, a chunk at a time. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs, quoteName } from "./getopt.ts";
import { closeInput, openInput, Out } from "./stdio.ts";
import { decode } from "./text.ts";
import { tool, usage, why } from "./tool.ts";

const LONG = longs(
  "number-nonblank=b number=n show-all=A show-ends=E show-tabs=T show-nonprinting=v squeeze-blank=s",
);

interface Style {
  number: boolean;
  nonblank: boolean;
  ends: boolean;
  tabs: boolean;
  visible: boolean;
  squeeze: boolean;
  /** State that runs on over files. */
  line: number;
  blanks: number;
  atStart: boolean;
}

export const cat = tool("cat", "Concatenate files to standard output.", function* (proc, argv) {
  const parsed = getopt(argv, "nbAETvsetu", LONG);
  if (parsed.error !== null) return yield* usage(proc, "cat", parsed.error);
  const has = (letters: string): boolean => parsed.options.some((o) => letters.includes(o.name));
  const style: Style = {
    number: has("nb"),
    nonblank: has("b"),
    ends: has("AEe"),
    tabs: has("ATt"),
    visible: has("Avet"),
    squeeze: has("s"),
    line: 0,
    blanks: 0,
    atStart: true,
  };
  const plain = !has("nbAETvset");
  let status = 0;
  const out = new Out(proc, "bytes");
  for (const path of parsed.args.length === 0 ? ["-"] : parsed.args) {
    const fd = openInput(proc, path);
    if (typeof fd === "string") {
      yield* proc.warn(`cat: ${quoteName(path)}: ${why(fd)}\n`);
      status = 1;
      continue;
    }
    const failed = yield* copy(proc, fd, plain ? null : style, out);
    if (failed !== null) {
      yield* proc.warn(`cat: ${path === "-" ? "-" : quoteName(path)}: ${failed}\n`);
      status = 1;
    }
    closeInput(proc, fd);
  }
  return yield* out.close("cat", status);
});

function* copy(proc: Process, fd: number, style: Style | null, out: Out): Proc<string | null> {
  for (;;) {
    const chunk = yield* proc.readOrErrno(fd);
    if (chunk === null) return null;
    if (typeof chunk === "string") return chunk === "EINTR" ? null : why(chunk);
    yield* proc.spend(proc.isatty(1) ? 2 + (chunk.length >> 3) : 2 + (chunk.length >> 9));
    if (style === null) {
      const failed = yield* proc.write(1, chunk);
      if (failed !== null) {
        out.failed = failed;
        return null;
      }
    } else {
      out.add(dress(decode(chunk, "bytes"), style));
      yield* out.flush();
    }
  }
}

function dress(text: string, style: Style): string {
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] as string;
    if (ch === "\n") {
      if (style.atStart) {
        style.blanks++;
        if (style.squeeze && style.blanks > 1) continue;
        if (style.number && !style.nonblank) out += number(style);
      } else style.blanks = 0;
      out += style.ends ? "$\n" : "\n";
      style.atStart = true;
      continue;
    }
    if (style.atStart) {
      style.blanks = 0;
      if (style.number) out += number(style);
    }
    style.atStart = false;
    if (ch === "\t") out += style.tabs ? "^I" : "\t";
    else out += style.visible ? visible(ch) : ch;
  }
  return out;
}

function number(style: Style): string {
  style.line++;
  return `${String(style.line).padStart(6)}\t`;
}

/** ^X and M-x notation. */
export function visible(ch: string): string {
  let code = ch.charCodeAt(0);
  let out = "";
  if (code >= 128) {
    out = "M-";
    code -= 128;
  }
  if (code < 32) return `${out}^${String.fromCharCode(code + 64)}`;
  if (code === 127) return `${out}^?`;
  return out + String.fromCharCode(code);
}
