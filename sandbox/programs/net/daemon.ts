/** daemon(3): what long-lived servers do to leave their terminal. */
import { NullFile } from "../../kernel/proc/file.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";

/**
 * Run `main` in a child in a session of its own, with /dev/null for standard input, output and errors (those in
 * `keep` stay); the caller goes on at once. The child, or null when the process table is full.
 */
export function daemonize(
  proc: Process,
  main: (child: Process) => Proc<number>,
  keep: readonly number[] = [],
): Process | null {
  const child = proc.fork(
    proc.argv,
    (self) => {
      for (const fd of [0, 1, 2]) if (!keep.includes(fd)) self.install(new NullFile(), fd);
      return main(self);
    },
    { group: null, tty: null },
  );
  return typeof child === "string" ? null : child;
}
