/** Signals and traps of a shell: what it catches, when the actions run. bash(1) SIGNALS. */
import type { Process } from "../kernel/proc/process.ts";
import { type Signal, SIGNAL_NUMBERS } from "../kernel/proc/signal.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import { Discard, ReturnFrom } from "./control.ts";
import { runText } from "./source.ts";
import type { Shell } from "./shell.ts";

/** Signals that reached the process since last asked. */
export function takePending(sh: Shell): Signal[] {
  const out: Signal[] = [];
  for (;;) {
    const signal = sh.proc.takeSignal();
    if (signal === null) return out;
    out.push(signal);
  }
}

/** What a shell catches from its first moment. */
export function armSignals(sh: Shell): void {
  const { proc } = sh;
  if (sh.interactive) {
    proc.trap("INT");
    proc.trap("WINCH");
    for (const signal of ["TERM", "QUIT", "TSTP", "TTIN", "TTOU"] as const) proc.ignore(signal);
  } else if (!proc.ignoredSignals.has("INT")) proc.trap("INT");
}

/** What an interactive shell ignores or catches for itself. */
export function resetSignals(proc: Process, sh: Shell): void {
  for (const signal of ["TERM", "QUIT", "TSTP", "TTIN", "TTOU", "INT"] as const) {
    if (sh.traps.get(signal) !== "") proc.untrap(signal);
  }
}

/** A forked child's signals: the shell's own catches go back to what programs expect. */
export function enterChild(sh: Shell, asynchronous: boolean): void {
  const { proc } = sh;
  resetSignals(proc, sh);
  if (asynchronous) {
    proc.ignore("INT");
    proc.ignore("QUIT");
  }
  for (const [name, action] of sh.traps)
    if (action === "" && name in SIGNAL_NUMBERS) proc.ignore(name as Signal);
}

/** Signals of a program that replaces the shell. */
export function releaseSignals(sh: Shell): void {
  for (const name of Object.keys(SIGNAL_NUMBERS) as Signal[]) {
    if (!sh.proc.ignoredSignals.has(name)) sh.proc.untrap(name);
  }
}

/** Between two commands: run traps, or die or fall back to the prompt of an interrupt. */
export function* pollSignals(sh: Shell): Proc<void> {
  if (sh.proc.hasSignal) sh.pendingSignals.push(...takePending(sh));
  while (sh.pendingSignals.length > 0) {
    const signal = sh.pendingSignals.shift() as Signal;
    const action = sh.traps.get(signal);
    if (action !== undefined) {
      if (action !== "") yield* runTrapAction(sh, action);
      continue;
    }
    if (signal !== "INT") continue;
    if (sh.interactive) {
      yield* sh.proc.warn("\n");
      sh.status = 130;
      throw new Discard(130);
    }
    yield* dieOf(sh, signal);
  }
}

/** End by a signal, as its default action would. */
export function* dieOf(sh: Shell, signal: Signal): Proc<void> {
  sh.proc.untrap(signal);
  yield* runExitTrap(sh, 128 + SIGNAL_NUMBERS[signal]);
  sh.proc.raise(signal);
  yield* sh.proc.wait("signal", [], sh.proc.now + 1);
}

export function* runTrapAction(sh: Shell, action: string): Proc<void> {
  const status = sh.status;
  const was = sh.trapping;
  sh.trapping = true;
  try {
    yield* runText(sh, action);
    sh.status = status;
  } catch (error) {
    if (error instanceof ReturnFrom && sh.functionStack.length === 0) return;
    throw error;
  } finally {
    sh.trapping = was;
  }
}

export function* runReturnTrap(sh: Shell): Proc<void> {
  const action = sh.traps.get("RETURN");
  if (action !== undefined && action !== "" && !sh.trapping) yield* runTrapAction(sh, action);
}

export function* runExitTrap(sh: Shell, status: number): Proc<number> {
  const action = sh.traps.get("EXIT");
  if (action === undefined || action === "") return status;
  sh.traps.delete("EXIT");
  sh.status = status;
  try {
    yield* runText(sh, action);
  } catch (error) {
    if (
      error !== null &&
      typeof error === "object" &&
      "status" in error &&
      typeof error.status === "number"
    )
      return error.status;
    throw error;
  }
  return status;
}
