/**
 * birdc on a terminal: the line with history, `?` and Tab as readline has them bound, and pages of a screen.
 * BIRD 1.6.8: client/birdc.c, client/client.c (`more`). birdcl reads plain lines, and pages too.
 */
import type { Process } from "../../../kernel/proc/process.ts";
import { type BoundKey, Editor } from "../../../kernel/proc/line-editor.ts";
import type { Tty } from "../../../kernel/proc/tty.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { decodeUtf8 } from "../../../sim/utf8.ts";
import type { clientGrammar } from "./cli/client-grammar.ts";

type Grammar = ReturnType<typeof clientGrammar>;

export const PROMPT = "bird> ";

/** `?` helps at once; the second Tab in a row lists what the first could not decide. */
function keys(grammar: Grammar): ReadonlyMap<string, BoundKey> {
  const below = (list: readonly string[]): string => list.map((one) => `${one}\n`).join("");
  let undecided = false;
  return new Map<string, BoundKey>([
    ["?", (before) => ({ below: below(grammar.help(before)), typed: "?" })],
    [
      "\t",
      (before, again) => {
        const got = grammar.complete(before);
        const list = again && undecided;
        undecided = !("insert" in got);
        if ("insert" in got) return got;
        return list && got.list.length > 0 ? { below: below(got.list), typed: "" } : "bell";
      },
    ],
  ]);
}

export class LineReader {
  private readonly proc: Process;
  private readonly tty: Tty;
  private readonly grammar: Grammar;
  private readonly history: string[] = [];
  private readonly memory = { killed: "" };

  constructor(proc: Process, tty: Tty, grammar: Grammar) {
    this.proc = proc;
    this.tty = tty;
    this.grammar = grammar;
    proc.trap("WINCH");
  }

  /** Null: Ctrl-D. Ctrl-C kills, as the terminal's signals stay on. */
  *line(): Proc<string | null> {
    const { tty } = this;
    const before = tty.termios;
    tty.termios = { icanon: false, echo: false, isig: true, opost: true };
    const none = { start: 0, candidates: [] };
    const bound = keys(this.grammar);
    const editor = new Editor(tty, PROMPT, this.history, this.memory, () => none, bound);
    try {
      editor.start();
      for (;;) {
        const bytes = yield* tty.file.read(this.proc, 65_536);
        if (bytes === "EINTR") {
          if (this.proc.takeSignal() === "WINCH") editor.resized();
          continue;
        }
        if (bytes === null || typeof bytes === "string") return null;
        const end = editor.take(decodeUtf8(bytes));
        if (end === null) continue;
        tty.unread(editor.rest);
        if (end.kind !== "line") return null;
        if (end.text !== "" && this.history.at(-1) !== end.text) this.history.push(end.text);
        return end.text;
      }
    } finally {
      tty.termios = before;
    }
  }
}

/** A reply, a screen at a time. */
export class Pager {
  private readonly proc: Process;
  private readonly tty: Tty;
  /** Rows taken since the last `--More--`: the prompt's and this one's own to begin with. */
  private taken = 2;
  /** `q`: nothing more of this reply. */
  private skipping = false;

  constructor(proc: Process, tty: Tty) {
    this.proc = proc;
    this.tty = tty;
  }

  begin(): void {
    this.taken = 2;
    this.skipping = false;
  }

  *show(lines: readonly string[]): Proc<void> {
    let held = "";
    for (const line of lines) {
      if (this.skipping) return;
      held += line;
      this.taken += Math.ceil([...line].length / this.tty.cols);
      if (this.taken < this.tty.rows) continue;
      yield* this.proc.print(held);
      held = "";
      yield* this.more();
    }
    if (held !== "") yield* this.proc.print(held);
  }

  private *more(): Proc<void> {
    const { proc, tty } = this;
    yield* proc.print("--More--\r");
    const before = tty.termios;
    tty.termios = { ...before, icanon: false, echo: false };
    try {
      while (!(yield* this.answered())) continue;
    } finally {
      tty.termios = before;
    }
    yield* proc.print("        \r");
  }

  /** Blank: a screen; Return: a line; q: no more. Other keys say nothing. */
  private *answered(): Proc<boolean> {
    const bytes = yield* this.tty.file.read(this.proc, 1);
    if (bytes === "EINTR") {
      this.proc.takeSignal();
      return false;
    }
    const key = bytes === null || typeof bytes === "string" ? "q" : decodeUtf8(bytes);
    if (key === " ") this.taken = 2;
    else if (key === "\r" || key === "\n") this.taken--;
    else if (key === "q") this.skipping = true;
    else return false;
    return true;
  }
}
