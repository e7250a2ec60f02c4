/** Option letters of builtins, and bash's words when one is wrong. */
import type { Proc } from "../../kernel/proc/wait.ts";
import type { Shell } from "../shell.ts";

export interface Options {
  /** Letter -> argument ("" when it takes none). */
  readonly on: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** Parse as getopt(3) does: `spec` is letters, those that take an argument followed by ":". Null: reported. */
export function* parseOptions(
  sh: Shell,
  args: readonly string[],
  spec: string,
  usage: string,
): Proc<Options | null> {
  const on = new Map<string, string>();
  const name = args[0] as string;
  let i = 1;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === "--") {
      i++;
      break;
    }
    if (arg === "--help") {
      yield* sh.proc.print(`${name}: ${usage}\n`);
      return null;
    }
    if (!/^-./.test(arg)) break;
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k] as string;
      const at = spec.indexOf(letter);
      if (at < 0 || letter === ":") {
        yield* sh.error(`${name}: -${letter}: invalid option`);
        yield* sh.proc.warn(`${name}: usage: ${usage}\n`);
        return null;
      }
      if (spec[at + 1] !== ":") {
        on.set(letter, "");
        continue;
      }
      const value = k + 1 < arg.length ? arg.slice(k + 1) : args[++i];
      if (value === undefined) {
        yield* sh.error(`${name}: -${letter}: option requires an argument`);
        yield* sh.proc.warn(`${name}: usage: ${usage}\n`);
        return null;
      }
      on.set(letter, value);
      break;
    }
  }
  return { on, rest: args.slice(i) };
}

/** Write a builtin's output; a failed write is reported as bash does. */
export function* say(sh: Shell, name: string, text: string): Proc<number> {
  if (text === "") return 0;
  const failed = yield* sh.proc.write(1, text);
  if (failed === null) return 0;
  if (failed !== "EPIPE") yield* sh.errno(`${name}: write error`, failed);
  return 1;
}
