/** Running text: a script file, `eval`, `source`, `-c`, a trap's action. Parsed a complete command at a time. */
import type { Proc } from "../kernel/proc/wait.ts";
import { Discard } from "./control.ts";
import { notifyJobs, runStatement } from "./exec.ts";
import { commandNames, isComplete, parse, type SyntaxProblem } from "./grammar.ts";
import type { List } from "./ast.ts";
import { NESTING_MAX, type Shell } from "./shell.ts";
import { pollSignals } from "./signals.ts";

/** Run a whole text in this shell. Status of the last command; 2 for a syntax error. */
export function* runText(
  sh: Shell,
  text: string,
  firstLine = sh.line,
  context: "" | "-c" | "eval" = "",
): Proc<number> {
  if (sh.nesting >= NESTING_MAX) {
    yield* sh.error(`eval: maximum eval nesting level exceeded (${NESTING_MAX})`);
    throw new Discard(1);
  }
  sh.nesting++;
  sh.traceDepth++;
  try {
    let any = false;
    for (const piece of pieces(sh, text, firstLine)) {
      const problem = piece.problem;
      if (problem !== null && problem.hereDocument === null) {
        yield* reportSyntax(sh, problem, context);
        return (sh.status = 2);
      }
      if (problem?.hereDocument != null) {
        sh.line = problem.endLine;
        yield* sh.error(
          `warning: here-document at line ${problem.hereDocument.line} delimited by end-of-file (wanted \`${problem.hereDocument.delimiter}')`,
        );
      }
      if (piece.list.length > 0) any = true;
      yield* runLines(sh, piece.list);
      if (sh.options.has("onecmd")) break;
    }
    if (!any) sh.status = 0;
    yield* pollSignals(sh);
    return sh.status;
  } finally {
    sh.nesting--;
    sh.traceDepth--;
  }
}

/** Statements as they are read, a line at a time: a mistake that gives up a line goes on with the next. */
function* runLines(sh: Shell, list: List): Proc<void> {
  let line = 0;
  let discarded = 0;
  for (const statement of list) {
    if (statement.line === discarded) continue;
    if (statement.line !== line) yield* notifyJobs(sh);
    line = statement.line;
    if (sh.options.has("noexec") && !sh.interactive) return;
    try {
      yield* runStatement(sh, statement);
    } catch (error) {
      if (!(error instanceof Discard) || sh.interactive || sh.subshellLevel > 0) throw error;
      sh.status = error.status;
      discarded = line;
    }
  }
}

function* reportSyntax(sh: Shell, problem: SyntaxProblem, context: string): Proc<void> {
  for (const message of sh.interactive ? problem.messages.slice(0, 1) : problem.messages) {
    sh.line = message.line;
    if (context === "" || sh.interactive) yield* sh.error(message.text);
    else
      yield* sh.proc.warn(`${sh.errorName}: ${context}: line ${message.line}: ${message.text}\n`);
  }
}

interface Piece {
  readonly list: List;
  readonly problem: SyntaxProblem | null;
}

/**
 * A text as complete commands. Normally all at once; line by line when an alias could change what
 * follows, or when there is a mistake further down that must not keep the lines before it from running.
 */
function* pieces(sh: Shell, text: string, firstLine: number): Generator<Piece, void, void> {
  if (!sh.shopts.has("expand_aliases") && !text.includes("expand_aliases")) {
    const whole = parse(text, firstLine);
    if (whole.problem === null || whole.problem.hereDocument !== null) {
      yield whole;
      return;
    }
  }
  const lines = text.split("\n");
  let line = firstLine;
  for (let i = 0; i < lines.length;) {
    const taken = takeCommand(lines, i);
    const source = expandAliases(sh, lines.slice(i, i + taken).join("\n"));
    const piece = parse(`${source}\n`, line);
    yield piece;
    if (piece.problem !== null && piece.problem.hereDocument === null) return;
    i += taken;
    line += taken;
  }
}

/** How many of `lines`, from `start`, make one complete command (or all that is left). */
export function takeCommand(lines: readonly string[], start: number): number {
  const left = lines.length - start;
  let step = 1;
  // All that is left is the answer whether it is complete or not: that needs no look.
  for (let n = 1; n < left; n += step) {
    // An open quote far above must not cost the square of what follows.
    if (n >= 256) step = n;
    const source = `${lines.slice(start, start + n).join("\n")}\n`;
    if (isComplete(source) !== "incomplete") return n;
  }
  return left;
}

/** Replace command words that are aliases, as reading them does. Each name once. */
export function expandAliases(sh: Shell, source: string): string {
  if (sh.aliases.size === 0 || !sh.shopts.has("expand_aliases")) return source;
  let text = source;
  const used: { name: string; from: number; to: number }[] = [];
  for (let round = 0; round < 50; round++) {
    let changed = false;
    for (const found of commandNames(text)) {
      const value = sh.aliases.get(found.text);
      if (value === undefined) continue;
      if (
        used.some(
          (one) => one.name === found.text && found.start >= one.from && found.start < one.to,
        )
      )
        continue;
      text = text.slice(0, found.start) + value + text.slice(found.end);
      const grown = value.length - (found.end - found.start);
      for (const one of used) {
        if (one.from > found.start) one.from += grown;
        if (one.to > found.start) one.to += grown;
      }
      used.push({
        name: found.text,
        from: found.start,
        to: found.start + Math.max(1, value.length),
      });
      changed = true;
      break;
    }
    if (!changed) return text;
  }
  return text;
}
