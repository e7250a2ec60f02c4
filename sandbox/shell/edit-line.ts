/** A line read from a terminal by the line editor: the terminal raw meanwhile, signals let in. readline(3). */
import type { Tty } from "../kernel/proc/tty.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import { decodeUtf8 } from "../sim/utf8.ts";
import {
  type Completer,
  Editor,
  type EditorMemory,
  type LineEnd,
} from "../kernel/proc/line-editor.ts";
import type { Shell } from "./shell.ts";
import { takePending } from "./signals.ts";

export function* editLine(
  sh: Shell,
  tty: Tty,
  prompt: string,
  history: readonly string[],
  memory: EditorMemory,
  complete: Completer,
): Proc<LineEnd> {
  const before = tty.termios;
  tty.termios = { icanon: false, echo: false, isig: false, opost: true };
  const editor = new Editor(tty, prompt, history, memory, complete, null, !before.echo);
  try {
    editor.start();
    for (;;) {
      const bytes = yield* tty.file.read(sh.proc, 65_536);
      if (bytes === "EINTR") {
        for (const signal of takePending(sh)) {
          if (signal === "WINCH") editor.resized();
          else sh.pendingSignals.push(signal);
        }
        continue;
      }
      if (bytes === null || typeof bytes === "string") return { kind: "eof" };
      const end = editor.take(decodeUtf8(bytes));
      if (end !== null) {
        tty.unread(editor.rest);
        return end;
      }
      // A pasted text costs time, too.
      if (bytes.length > 256) yield* sh.proc.spend(Math.ceil(bytes.length / 100));
    }
  } finally {
    tty.termios = before;
  }
}
