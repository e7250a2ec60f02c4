/** The interactive shell: prompt, read, run, tell of jobs. */
import type { Proc } from "../kernel/proc/wait.ts";
import { Discard } from "./control.ts";
import { runToEnd } from "./exec.ts";
import { readLine } from "./input.ts";
import type { Shell } from "./shell.ts";
import { armSignals } from "./signals.ts";
import { runText } from "./source.ts";

export function* runInteractive(sh: Shell): Proc<number> {
  sh.interactive = true;
  sh.briefErrors = true;
  sh.options.add("monitor");
  sh.shopts.add("expand_aliases");
  armSignals(sh);
  return yield* runToEnd(sh, () => loop(sh));
}

function* loop(sh: Shell): Proc<number> {
  for (;;) {
    yield* sh.proc.warn("$ ");
    const line = yield* readLine(sh, 0);
    if (line === null) return sh.status;
    try {
      yield* runText(sh, line, 1);
    } catch (error) {
      if (!(error instanceof Discard)) throw error;
      sh.status = error.status;
    }
  }
}
