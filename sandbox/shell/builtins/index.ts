/** The builtins: one line a command. */
import type { Proc } from "../../kernel/proc/wait.ts";
import type { Assignment, Simple } from "../ast.ts";
import type { Shell } from "../shell.ts";
import { dirsBuiltins } from "./dirs.ts";
import { flowBuiltins } from "./flow.ts";
import { historyBuiltins } from "./history.ts";
import { ioBuiltins } from "./io.ts";
import { jobBuiltins } from "./jobs.ts";
import { listBuiltins } from "./lists.ts";
import { variableBuiltins } from "./variables.ts";

export interface Invocation {
  /** Array values among the arguments of `declare` and its kin, by argument number. */
  readonly arrays: ReadonlyMap<number, Assignment>;
  readonly command: Simple;
}
export type Builtin = (sh: Shell, args: readonly string[], how: Invocation) => Proc<number>;

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...dirsBuiltins,
  ...flowBuiltins,
  ...historyBuiltins,
  ...ioBuiltins,
  ...jobBuiltins,
  ...listBuiltins,
  ...variableBuiltins,
]);

/** POSIX special builtins. */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set([
  ".",
  ":",
  "break",
  "continue",
  "eval",
  "exec",
  "exit",
  "export",
  "readonly",
  "return",
  "set",
  "shift",
  "source",
  "times",
  "trap",
  "unset",
]);
