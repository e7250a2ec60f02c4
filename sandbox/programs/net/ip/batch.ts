/** `-batch FILE`: one command a line, quotes and continuation lines as iproute2 reads them. */
import { strerror } from "../../../kernel/errno.ts";
import { decodeUtf8 } from "../../../sim/utf8.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { Outcome, Session } from "./session.ts";

export function* batch(
  s: Session,
  name: string,
  run: (words: readonly string[]) => Outcome,
): Proc<number> {
  let text: string;
  const descriptor = /^\/dev\/fd\/(\d+)$/.exec(name);
  if (name === "-" || name === "/dev/stdin") text = yield* s.proc.readAll(0);
  else if (descriptor !== null) text = yield* s.proc.readAll(Number(descriptor[1]));
  else {
    const file = s.proc.host.fs.readFile(name, s.proc);
    if (typeof file === "string") {
      s.err(`Cannot open file "${name}" for reading: ${strerror(file)}\n`);
      return 1;
    }
    text = decodeUtf8(file);
  }
  s.inBatch = true;
  s.batchName = name;
  let status = 0;
  for (const { words, line } of batchLines(text)) {
    if (words.length === 0) continue;
    s.batchLine = line;
    const outcome = run(words);
    const code = typeof outcome === "number" ? outcome : yield* outcome;
    if (code !== 0) {
      s.err(`Command failed ${name}:${line}\n`);
      status = 1;
      if (!s.options.force) break;
    }
    yield* s.flush();
    yield* s.proc.spend(20);
  }
  return status;
}

/** Lines with their words; `line` is the number of the last physical line of each. */
function batchLines(text: string): { words: string[]; line: number }[] {
  const out: { words: string[]; line: number }[] = [];
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  let held = "";
  for (const [i, raw] of lines.entries()) {
    const at = raw.search(/\\$/);
    if (at >= 0) {
      held += raw.slice(0, at);
      continue;
    }
    out.push({ words: splitWords(held + raw), line: i + 1 });
    held = "";
  }
  if (held !== "") out.push({ words: splitWords(held), line: lines.length });
  return out;
}

/** Blanks separate, quotes keep together, `#` at the start of a word ends the line. */
function splitWords(line: string): string[] {
  const words: string[] = [];
  let i = 0;
  while (i < line.length) {
    const char = line[i] as string;
    if (char === " " || char === "\t") {
      i++;
      continue;
    }
    if (char === "#") break;
    if (char === '"' || char === "'") {
      const end = line.indexOf(char, i + 1);
      words.push(line.slice(i + 1, end < 0 ? undefined : end));
      i = end < 0 ? line.length : end + 1;
      continue;
    }
    const m = /^[^ \t]+/.exec(line.slice(i)) as RegExpExecArray;
    words.push(m[0]);
    i += m[0].length;
  }
  return words;
}
