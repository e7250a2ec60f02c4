/** What the small tools share: how a program is declared, usage errors, the errno's words. */
import { type Errno, strerror } from "../../kernel/errno.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { usageError } from "./getopt.ts";

export function tool(
  name: string,
  summary: string,
  main: (proc: Process, argv: readonly string[]) => Proc<number>,
  paths: readonly string[] = [`/usr/bin/${name}`],
): Program {
  return { name, paths, summary, main: (proc, argv) => main(proc, [name, ...argv.slice(1)]) };
}

/** "NAME: complaint" and the pointer to --help. */
export function* usage(proc: Process, name: string, error: string, status = 1): Proc<number> {
  const text = error.startsWith(`${name}: `) ? error : `${name}: ${error}`;
  yield* proc.warn(usageError(name, text));
  return status;
}

/** "NAME: what" on stderr, and the status. */
export function* fail(proc: Process, name: string, what: string, status = 1): Proc<number> {
  yield* proc.warn(`${name}: ${what}\n`);
  return status;
}

export function why(errno: Errno): string {
  return strerror(errno);
}

/** Integer with GNU's size suffixes (k, K, KiB, kB, M, ...), or null. */
export function parseSize(text: string): number | null {
  const m = /^(\d+)(?:(b)|([kKMGTPE])(iB|B)?)?$/.exec(text);
  if (m === null) return null;
  const base = m[4] === "B" ? 1000 : 1024;
  const power = m[3] === undefined ? 0 : "KMGTPE".indexOf(m[3].toUpperCase()) + 1;
  return Number(m[1]) * (m[2] === "b" ? 512 : base ** power);
}
