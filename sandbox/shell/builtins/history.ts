/** history and fc: the list of lines that were typed. bash(1) HISTORY. Left out: timestamps (HISTTIMEFORMAT). */
import { strerror } from "../../kernel/errno.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { expandHistory } from "../history.ts";
import type { Shell } from "../shell.ts";
import { runText } from "../source.ts";
import type { Builtin } from "./index.ts";
import { type Options, parseOptions, say } from "./options.ts";

export const historyBuiltins: readonly (readonly [string, Builtin])[] = [
  ["history", history],
  ["fc", fc],
];

/** `history -p` and its like leave no trace of themselves. */
function dropOwnLine(sh: Shell): void {
  if (!sh.lineRecorded) return;
  sh.history.pop();
  sh.lineRecorded = false;
}

function* history(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(
    sh,
    args,
    "cd:anrwps",
    "history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]",
  );
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  if (on.has("c")) {
    sh.history.length = 0;
    return 0;
  }
  const gone = on.get("d");
  if (gone !== undefined) return yield* forget(sh, gone);
  if (on.has("s")) {
    dropOwnLine(sh);
    sh.history.push(rest.join(" "));
    return 0;
  }
  if (on.has("p")) {
    dropOwnLine(sh);
    for (const text of rest) {
      const expanded = expandHistory(text, sh.history);
      if ("problem" in expanded) {
        yield* sh.error(`history: ${text}: history expansion failed`);
        return 1;
      }
      yield* say(sh, "history", `${expanded.text}\n`);
    }
    return 0;
  }
  if (["a", "n", "r", "w"].some((letter) => on.has(letter))) return readOrWrite(sh, parsed);
  const most = rest[0];
  if (most !== undefined && !/^\d+$/.test(most)) {
    yield* sh.error(`history: ${most}: numeric argument required`);
    return 1;
  }
  const from = most === undefined ? 0 : Math.max(0, sh.history.length - Number(most));
  const lines = sh.history.slice(from);
  return yield* say(
    sh,
    "history",
    lines.map((line, i) => `${String(from + i + 1).padStart(5)}  ${line}\n`).join(""),
  );
}

/** -d N, -d -N, -d FROM-TO. */
function* forget(sh: Shell, what: string): Proc<number> {
  const range = /^(-?\d+)(?:-(-?\d+))?$/.exec(what);
  const place = (text: string): number =>
    Number(text) < 0 ? sh.history.length + Number(text) : Number(text) - 1;
  const from = place(range?.[1] ?? "0");
  const to = range?.[2] === undefined ? from : place(range[2]);
  if (range === null || from < 0 || to < from || to >= sh.history.length) {
    yield* sh.error(`history: ${what}: history position out of range`);
    return 1;
  }
  sh.history.splice(from, to - from + 1);
  return 0;
}

function readOrWrite(sh: Shell, { on, rest }: Options): number {
  const { fs } = sh.proc.host;
  const path = rest[0] ?? sh.vars.get("HISTFILE") ?? "";
  if (path === "") return 0;
  if (on.has("w") || on.has("a")) {
    const lines = on.has("w") ? sh.history : sh.history.slice(sh.historySaved);
    const old = on.has("a") ? fs.readText(path, sh.proc) : "";
    const before = typeof old === "string" ? "" : old.text;
    const failed = fs.writeFile(
      path,
      before + lines.map((line) => `${line}\n`).join(""),
      sh.proc,
      0o600,
    );
    // Nothing is said of a file that cannot be written.
    if (typeof failed === "string") return 1;
    sh.historySaved = sh.history.length;
    return 0;
  }
  const content = fs.readText(path, sh.proc);
  if (typeof content === "string") return 1;
  const lines = content.text.split("\n").filter((line) => line !== "");
  // -n: what this shell has not read or written itself.
  sh.history.push(...(on.has("n") ? lines.slice(sh.historySaved) : lines));
  if (on.has("n")) sh.historySaved = Math.max(sh.historySaved, lines.length);
  return 0;
}

function* fc(sh: Shell, args: readonly string[]): Proc<number> {
  // Numbers such as -2 are no options.
  const numbers = args.findIndex((arg, i) => i > 0 && /^-\d/.test(arg));
  const words = numbers < 0 ? args : args.slice(0, numbers);
  const parsed = yield* parseOptions(
    sh,
    words,
    "e:lnrs",
    "fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]",
  );
  if (parsed === null) return 2;
  const { on } = parsed;
  const rest = [...parsed.rest, ...(numbers < 0 ? [] : args.slice(numbers))];
  const past = sh.lineRecorded ? sh.history.slice(0, -1) : sh.history;
  if (on.has("s") || on.get("e") === "-") return yield* again(sh, past, rest);
  const first = pick(past, rest[0] ?? (on.has("l") ? "-16" : "-1"));
  const last = rest[1] === undefined && !on.has("l") ? first : pick(past, rest[1] ?? "-1");
  if (first === null || last === null) {
    yield* sh.error("fc: no command found");
    return 1;
  }
  const places = Array.from({ length: Math.abs(last - first) + 1 }, (_, i) =>
    first <= last ? first + i : first - i,
  );
  if (on.has("r")) places.reverse();
  if (on.has("l"))
    return yield* say(
      sh,
      "fc",
      places.map((at) => `${on.has("n") ? "" : String(at + 1)}\t ${past[at] ?? ""}\n`).join(""),
    );
  return yield* edit(sh, on.get("e") ?? null, places.map((at) => `${past[at] ?? ""}\n`).join(""));
}

/** fc_gethnum: a number counts from the front, a negative one from the end, a text is how a line begins. */
function pick(past: readonly string[], which: string): number | null {
  if (/^-?\d+$/.test(which)) {
    const at = Number(which) <= 0 ? past.length + Number(which) : Number(which) - 1;
    return at >= past.length || at < 0 ? 0 : at;
  }
  const at = past.findLastIndex((line) => line.startsWith(which));
  return at < 0 ? null : at;
}

/** fc -s: once more, as it was or with a text replaced. */
function* again(sh: Shell, past: readonly string[], words: readonly string[]): Proc<number> {
  const rest = [...words];
  const changes: (readonly [string, string])[] = [];
  while (rest[0]?.includes("=") === true) {
    const [old = "", ...fresh] = (rest.shift() as string).split("=");
    changes.push([old, fresh.join("=")]);
  }
  const at = pick(past, rest[0] ?? "-1");
  if (at === null) {
    yield* sh.error("fc: no command found");
    return 1;
  }
  let text = past[at] ?? "";
  for (const [old, fresh] of changes) text = text.replaceAll(old, () => fresh);
  yield* sh.proc.warn(`${text}\n`);
  return yield* runRemembered(sh, text);
}

function* runRemembered(sh: Shell, text: string): Proc<number> {
  dropOwnLine(sh);
  sh.history.push(text);
  return yield* runText(sh, text);
}

function* edit(sh: Shell, editor: string | null, text: string): Proc<number> {
  const { fs } = sh.proc.host;
  const path = `/tmp/bash-fc.${sh.proc.rng.u32().toString(36).padStart(6, "0").slice(-6)}`;
  const failed = fs.writeFile(path, text, sh.proc, 0o600);
  if (typeof failed === "string") {
    yield* sh.error(`fc: ${path}: cannot open temp file: ${strerror(failed)}`);
    return 1;
  }
  const program = editor ?? sh.vars.get("FCEDIT") ?? sh.vars.get("EDITOR") ?? "vi";
  const status = yield* runText(sh, `${program} ${path}`);
  const edited = fs.readText(path, sh.proc);
  fs.unlink(path, sh.proc);
  if (status !== 0 || typeof edited === "string") return status === 0 ? 1 : status;
  yield* sh.proc.warn(edited.text);
  return yield* runRemembered(sh, edited.text.trimEnd());
}
