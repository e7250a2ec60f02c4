/** The interactive shell: prompt, read, run, tell of jobs. bash(1) READLINE, HISTORY, JOB CONTROL. */
import type { Proc } from "../kernel/proc/wait.ts";
import { completeLine } from "./complete.ts";
import { BreakLoop, ContinueLoop, Discard, ReturnFrom } from "./control.ts";
import { editLine } from "./edit-line.ts";
import { forgetJob, jobLine, runToEnd } from "./exec.ts";
import { isComplete } from "./grammar.ts";
import { expandHistory, type HistoryMemory, newHistoryMemory } from "./history.ts";
import { readLine } from "./input.ts";
import { jobState } from "./jobs.ts";
import type { EditorMemory, LineEnd } from "../kernel/proc/line-editor.ts";
import { expandPrompt } from "./prompt.ts";
import type { Shell } from "./shell.ts";
import { armSignals, pollSignals } from "./signals.ts";
import { expandAliases, runText, takeCommand } from "./source.ts";
import { newVariable } from "./vars.ts";

const HISTORY_MAX = 1000;
type ShellMemory = EditorMemory & HistoryMemory;
/** One command typed over several lines holds at most this much. */
const COMMAND_CHARS_MAX = 1 << 20;

export function* runInteractive(sh: Shell): Proc<number> {
  const { proc } = sh;
  sh.interactive = true;
  sh.briefErrors = true;
  sh.options.add("monitor");
  sh.options.add("history");
  sh.options.add("histexpand");
  sh.options.add("emacs");
  sh.shopts.add("expand_aliases");
  for (const [name, value] of [
    ["PS1", "\\u@\\h:\\w\\$ "],
    ["PS2", "> "],
    ["PS4", "+ "],
    ["HISTSIZE", "500"],
    ["HISTFILESIZE", "500"],
  ] as const) {
    if (sh.vars.get(name) === null) sh.vars.all.set(name, newVariable(value));
  }
  const home = sh.vars.get("HOME") ?? "/root";
  if (sh.vars.get("HISTFILE") === null)
    sh.vars.all.set("HISTFILE", newVariable(`${home}/.bash_history`));
  armSignals(sh);
  // A shell of its own group, in the foreground of its terminal.
  if (proc.tty !== null) {
    proc.group = proc.pid;
    proc.tty.foreground = proc.group;
  }
  loadHistory(sh);
  const status = yield* runToEnd(sh, () => session(sh, home));
  saveHistory(sh);
  return status;
}

function* session(sh: Shell, home: string): Proc<number> {
  if (!sh.skipStartupFiles) {
    for (const file of sh.login
      ? ["/etc/profile", `${home}/.bash_profile`, `${home}/.profile`, `${home}/.bashrc`]
      : [`${home}/.bashrc`]) {
      const content = sh.proc.host.fs.readText(file, sh.proc);
      if (typeof content !== "string") yield* guarded(sh, content.text, 1);
    }
  }
  return yield* loop(sh);
}

function* loop(sh: Shell): Proc<number> {
  const memory: ShellMemory = { killed: "", ...newHistoryMemory() };
  // $LINENO counts the lines that were typed.
  let line = 1;
  for (;;) {
    yield* tellJobs(sh);
    const hook = sh.vars.get("PROMPT_COMMAND");
    if (hook !== null && hook !== "") {
      const status = sh.status;
      // Run by the prompt, not by a line: set -x shows it a level deeper.
      sh.traceDepth++;
      yield* guarded(sh, hook, 1);
      sh.traceDepth--;
      sh.status = status;
    }
    const text = yield* readCommand(sh, memory);
    if (text === "interrupt") {
      sh.status = 130;
      if (!sh.traps.has("INT")) continue;
      sh.pendingSignals.push("INT");
      yield* guarded(sh, "", 1);
      yield* sh.proc.warn("\n");
      continue;
    }
    if (text === "eof") {
      const stopped = sh.jobs.jobs.some((job) => jobState(job) === "stopped");
      yield* sayGoodbye(sh);
      if (stopped && !sh.warnedOfJobs) {
        yield* sh.proc.warn("There are stopped jobs.\n");
        sh.warnedOfJobs = true;
        continue;
      }
      return sh.status;
    }
    const before = sh.warnedOfJobs;
    if (text.text.trim() === "") continue;
    const from = line;
    line += text.text.split("\n").length;
    yield* guarded(sh, text.text, from);
    takeSize(sh);
    if (text.isLast === true) {
      yield* sayGoodbye(sh);
      return sh.status;
    }
    if (before) sh.warnedOfJobs = false;
  }
}

function* sayGoodbye(sh: Shell): Proc<void> {
  yield* sh.proc.warn(sh.login ? "logout\n" : "exit\n");
}

/** Run a text; whatever is thrown ends here but leaving the shell. */
function* guarded(sh: Shell, text: string, firstLine: number): Proc<void> {
  try {
    yield* pollSignals(sh);
    yield* runText(sh, text, firstLine);
    yield* pollSignals(sh);
  } catch (error) {
    if (error instanceof Discard || error instanceof ReturnFrom) sh.status = error.status;
    else if (!(error instanceof BreakLoop) && !(error instanceof ContinueLoop)) throw error;
  }
  sh.testing = 0;
  sh.loopDepth = 0;
  sh.nesting = 0;
}

/** A complete command, over as many lines as it takes. */
function* readCommand(
  sh: Shell,
  memory: ShellMemory,
): Proc<{ text: string; isLast?: true } | "interrupt" | "eof"> {
  let text = "";
  let prompt = sh.vars.get("PS1") ?? "";
  for (;;) {
    const end = yield* readOne(sh, yield* expandPrompt(sh, prompt), memory);
    if (end.kind === "interrupt") {
      record(sh, text);
      return "interrupt";
    }
    if (end.kind === "eof") {
      if (text === "") return "eof";
      record(sh, text);
      return { text, isLast: true };
    }
    let line = end.text;
    if (sh.options.has("verbose")) yield* sh.proc.warn(`${line}\n`);
    if (sh.options.has("histexpand")) {
      const expanded = expandHistory(line, sh.history, memory, sh.shopts.has("extglob"));
      if ("problem" in expanded) {
        yield* sh.error(expanded.problem);
        return { text: "" };
      }
      if (expanded.changed) yield* sh.proc.warn(`${expanded.text}\n`);
      line = expanded.text;
      if (expanded.printOnly) {
        record(sh, line);
        return { text: "" };
      }
    }
    text = text === "" ? line : `${text}\n${line}`;
    if (
      text.length > COMMAND_CHARS_MAX ||
      text.trim() === "" ||
      isComplete(`${expandAliases(sh, text)}\n`) !== "incomplete"
    ) {
      record(sh, text);
      return { text };
    }
    // All of it is read again with the next line.
    yield* sh.proc.spend(Math.ceil(text.length / 50));
    prompt = sh.vars.get("PS2") ?? "> ";
  }
}

function* readOne(sh: Shell, prompt: string, memory: EditorMemory): Proc<LineEnd> {
  const { proc } = sh;
  if (proc.tty !== null && proc.isatty(0)) {
    return yield* editLine(sh, proc.tty, prompt, sh.history, memory, (line, cursor) =>
      completeLine(sh, line, cursor),
    );
  }

  yield* proc.warn(prompt.replace(/[\x01\x02]/g, ""));
  const line = yield* readLine(sh, 0);
  return line === null ? { kind: "eof" } : { kind: "line", text: line };
}

/** Say which jobs ended or stopped since the last prompt. */
function* tellJobs(sh: Shell): Proc<void> {
  for (const job of [...sh.jobs.jobs]) {
    const state = sh.jobs.known(job, sh.proc.now);
    if (state === "running") {
      job.told = "";
      continue;
    }
    if (state === "stopped" && job.told === "stopped") continue;
    job.foreground = false;
    const line = jobLine(sh, job, false, state);
    // Without job control only a death is worth a word.
    const last = job.processes.at(-1);
    if (state === "stopped") yield* sh.proc.warn(`\n${line}`);
    else if (sh.monitor || (last !== undefined && last.killedBy !== null))
      yield* sh.proc.warn(line);
    if (state === "done") forgetJob(sh, job);
    else job.told = "stopped";
  }
}

/** shopt checkwinsize: after a program has run, $LINES and $COLUMNS are the terminal's. */
function takeSize(sh: Shell): void {
  const { tty } = sh.proc;
  if (tty === null || !sh.shopts.has("checkwinsize") || !sh.ranProgram) return;
  sh.vars.set("LINES", String(tty.rows));
  sh.vars.set("COLUMNS", String(tty.cols));
}

function record(sh: Shell, text: string): void {
  sh.lineRecorded = false;
  if (!sh.options.has("history")) return;
  // Several commands at once (pasted) are remembered one by one.
  const lines = text.split("\n");
  for (let at = 0; at < lines.length;) {
    const taken = takeCommand(lines, at);
    remember(sh, lines.slice(at, at + taken).join("\n"));
    at += taken;
  }
}

function remember(sh: Shell, text: string): void {
  if (text.trim() === "") return;
  const control = (sh.vars.get("HISTCONTROL") ?? "").split(":");
  const both = control.includes("ignoreboth");
  if ((both || control.includes("ignorespace")) && text.startsWith(" ")) return;
  const line = joined(text);
  if ((both || control.includes("ignoredups")) && sh.history[sh.history.length - 1] === line)
    return;
  sh.history.push(line);
  sh.lineRecorded = true;
  if (sh.history.length > HISTORY_MAX) sh.history.shift();
}

/** Several lines as one, where that means the same (cmdhist). */
function joined(text: string): string {
  if (!text.includes("\n")) return text;
  if (text.includes("<<")) return `${text}\n`;
  if (text.includes("#")) return text;
  let out = "";
  for (const line of text.split("\n")) {
    if (out === "") out = line;
    else if (
      isComplete(`${out}\n:`) === "incomplete" &&
      /["'`]/.test(out) &&
      isComplete(`${out.replace(/(["'`])[^"'`]*$/, "")}`) === "complete"
    )
      out += `\n${line}`;
    else
      out += (/(?:\b(?:do|then|else|in)|[{(|&]|;)\s*$/.test(out) ? " " : "; ") + line.trimStart();
  }
  return isComplete(`${out}\n`) === "complete" ? out : text;
}

function loadHistory(sh: Shell): void {
  const content = sh.proc.host.fs.readText(sh.vars.get("HISTFILE") ?? "", sh.proc);
  if (typeof content === "string") return;
  for (const line of content.text.split("\n").slice(-HISTORY_MAX))
    if (line !== "") sh.history.push(line);
  sh.historySaved = sh.history.length;
}
function saveHistory(sh: Shell): void {
  const file = sh.vars.get("HISTFILE");
  if (file === null || file === "" || sh.history.length === 0) return;
  sh.proc.host.fs.writeFile(file, `${sh.history.slice(-500).join("\n")}\n`, sh.proc, 0o600);
}
