/** A session log as a teacher reads it: command lines with their times, and the sizes that terminals had. */
import type { SessionLog } from "../../sandbox/worker/protocol.ts";

export interface ReviewEvent {
  /** Inputs of the log that have been let in when it has happened. */
  readonly inputs: number;
  /** Virtual µs. */
  readonly at: number;
  readonly terminal: number | null;
  readonly text: string;
}

/** The same with where it began: what going back needs. */
export interface Line extends ReviewEvent {
  /** The input that its first key came with. */
  readonly first: number;
  /** Ended with Enter: a command, or an answer to one. */
  readonly entered: boolean;
}

/** What was entered, line by line. Editing is followed as far as backspace: the terminal shows the rest. */
export function eventsOf(log: SessionLog): ReviewEvent[] {
  return linesOf(log.inputs).map(({ inputs, at, terminal, text }) => ({
    inputs,
    at,
    terminal,
    text,
  }));
}

export function linesOf(inputs: SessionLog["inputs"]): Line[] {
  const events: Line[] = [];
  const lines = new Map<number, string>();
  const began = new Map<number, number>();
  for (const [i, input] of inputs.entries()) {
    if (input.kind === "open") {
      const text = `opens a terminal on ${input.place}`;
      const terminal = null;
      events.push({ inputs: i + 1, at: input.at, terminal, text, first: i, entered: false });
    }
    if (input.kind !== "keys") continue;
    const { at, terminal } = input;
    let line = lines.get(terminal) ?? "";
    for (const ch of input.text.replaceAll(/\x1b(?:\[[\d;?]*[ -/]*[@-~]|O.)?/gu, "")) {
      if (line === "") began.set(terminal, i);
      if (ch === "\r" || ch === "\n" || ch === "\x03" || ch === "\x04" || ch === "\x1a") {
        const entered = ch === "\r" || ch === "\n";
        const text = `${line}${entered ? "" : caret(ch)}`;
        const first = began.get(terminal) ?? i;
        if (text.trim() !== "") events.push({ inputs: i + 1, at, terminal, text, first, entered });
        line = "";
      } else if (ch === "\x7f" || ch === "\b") line = line.slice(0, -1);
      else if (ch === "\x15") line = "";
      else line += ch < " " ? caret(ch) : ch;
    }
    lines.set(terminal, line.slice(-2_000));
  }
  return events;
}

function caret(ch: string): string {
  return `^${String.fromCharCode(ch.charCodeAt(0) ^ 0x40)}`;
}

/** Columns and rows of a terminal once so many inputs are in. `first`: terminals the lab opens by itself. */
export function sizeOf(
  log: SessionLog,
  inputs: number,
  terminal: number,
  first: number,
): { cols: number; rows: number } {
  let size = { cols: 80, rows: 24 };
  let next = first;
  for (const input of log.inputs.slice(0, inputs)) {
    if (input.kind === "open" && next++ === terminal) size = { cols: input.cols, rows: input.rows };
    if (input.kind === "resize" && input.terminal === terminal)
      size = { cols: input.cols, rows: input.rows };
  }
  return size;
}

/** When the state after so many inputs is to be seen: just before the next, or at the end. */
export function momentOf(log: SessionLog, inputs: number): number {
  return log.inputs[inputs]?.at ?? log.until;
}
