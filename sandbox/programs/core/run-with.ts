/**
 * stdbuf(1) of coreutils 9.1 and setsid(1) of util-linux 2.38: a program run with other buffers, or in a session of its own. As with
 * the real one, stdbuf speaks to its program through the environment (`_STDBUF_O`), and one that sets its buffers itself
 * (tcpdump -l) goes on doing so. Input is never buffered ahead here, so -i changes nothing.
 */
import { cannotRun, runCommand } from "./env.ts";
import { getopt, longs, quote } from "./getopt.ts";
import { fail, parseSize, tool, usage } from "./tool.ts";

export const stdbuf = tool(
  "stdbuf",
  "Run a program with modified buffering of its standard streams.",
  function* (proc, argv) {
    const parsed = getopt(argv, "+i:o:e:", longs("input:=i output:=o error:=e"));
    if (parsed.error !== null) return yield* usage(proc, "stdbuf", parsed.error, 125);
    const env = new Map(proc.env);
    for (const { name, value } of parsed.options) {
      const mode = value as string;
      if (mode !== "L" && parseSize(mode) === null)
        return yield* fail(proc, "stdbuf", `invalid mode ${quote(mode)}`, 125);
      if (name === "i" && mode === "L")
        return yield* usage(proc, "stdbuf", "line buffering stdin is meaningless", 125);
      env.set(`_STDBUF_${name.toUpperCase()}`, mode);
    }
    if (parsed.args.length === 0) return yield* usage(proc, "stdbuf", "missing operand", 125);
    if (parsed.options.length === 0)
      return yield* usage(proc, "stdbuf", "you must specify a buffering mode option", 125);
    return yield* runCommand(proc, "stdbuf", parsed.args, { env });
  },
);

export const setsid = tool("setsid", "Run a program in a new session.", function* (proc, argv) {
  const parsed = getopt(argv, "+cfw", longs("ctty=c fork=f wait=w"));
  if (parsed.error !== null) return yield* usage(proc, "setsid", parsed.error);
  if (parsed.args.length === 0) return yield* usage(proc, "setsid", "no command specified");
  const asked = new Set(parsed.options.map((option) => option.name));
  // The leader of a group cannot begin a session: it forks, and does not wait unless it is told to.
  const forks = proc.group === proc.pid || asked.has("f");
  if (!forks || asked.has("w")) return yield* runCommand(proc, "setsid", parsed.args);
  const child = proc.spawn(parsed.args);
  if (typeof child !== "string") {
    child.group = child.pid;
    return 0;
  }
  return yield* fail(
    proc,
    "setsid",
    cannotRun("setsid", parsed.args[0] as string, child),
    child === "ENOENT" ? 127 : 126,
  );
});
