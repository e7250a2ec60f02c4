/** Programs of a few lines: true, false, yes, sleep, pwd, logname, whoami, nproc, tty, clear. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs, quote } from "./getopt.ts";
import { Out } from "./stdio.ts";
import { fail, tool, usage } from "./tool.ts";

function* succeed(): Proc<number> {
  return 0;
}

function* refuse(): Proc<number> {
  return 1;
}
export const trueProgram = tool("true", "Do nothing, successfully.", succeed);
export const falseProgram = tool("false", "Do nothing, unsuccessfully.", refuse);

export const yes = tool("yes", "Output a string repeatedly until killed.", function* (proc, argv) {
  const args = argv[1] === "--" ? argv.slice(2) : argv.slice(1);
  const line = `${args.length === 0 ? "y" : args.join(" ")}\n`;
  const block = line.repeat(Math.max(1, Math.floor(8192 / Math.max(1, line.length))));
  for (;;) {
    const failed = yield* proc.write(1, block);
    // A terminal takes some 8 MB a second, a pipe more.
    yield* proc.spend(proc.isatty(1) ? 1_000 : 150);
    if (failed !== null) return yield* fail(proc, "yes", "standard output: Broken pipe");
  }
});

const UNIT_US = new Map([
  ["", 1e6],
  ["s", 1e6],
  ["m", 60e6],
  ["h", 3600e6],
  ["d", 86_400e6],
]);

/** "1.5m" in µs, or null. */
export function parseInterval(text: string): number | null {
  if (/^inf(inity)?$/i.test(text)) return Infinity;
  const m = /^\s*\+?((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)([smhd]?)$/.exec(text);
  if (m === null) return null;
  return Math.round(Number(m[1]) * (UNIT_US.get(m[2] as string) as number));
}

export const sleep = tool(
  "sleep",
  "Pause for a number of seconds (or minutes m, hours h, days d).",
  function* (proc, argv) {
    const parsed = getopt(argv, "", longs("help version"));
    if (parsed.error !== null) return yield* usage(proc, "sleep", parsed.error);
    if (parsed.args.length === 0) return yield* usage(proc, "sleep", "missing operand");
    let total = 0;
    const bad: string[] = [];
    for (const arg of parsed.args) {
      const us = parseInterval(arg);
      if (us === null) bad.push(arg);
      else total += us;
    }
    if (bad.length > 0) {
      for (const arg of bad.slice(0, -1))
        yield* proc.warn(`sleep: invalid time interval ${quote(arg)}\n`);
      return yield* usage(
        proc,
        "sleep",
        `invalid time interval ${quote(bad[bad.length - 1] as string)}`,
      );
    }
    if (total === Infinity) for (;;) yield* proc.wait("hrtimer_nanosleep", [], proc.now + 86_400e6);
    yield* proc.sleep(total);
    return 0;
  },
);

export const pwd = tool("pwd", "Print the name of the current directory.", function* (proc, argv) {
  const parsed = getopt(argv, "LP", longs("logical=L physical=P"));
  if (parsed.error !== null) return yield* usage(proc, "pwd", parsed.error);
  const node = proc.host.fs.lookup(proc.cwd, proc);
  const physical =
    typeof node !== "string" && node.kind === "dir" ? proc.host.fs.pathOf(node) : proc.cwd;
  const logical = parsed.options.some((o) => o.name === "L") ? proc.cwd : physical;
  return yield* sayLine(proc, "pwd", logical);
});

function* sayLine(proc: Process, name: string, line: string): Proc<number> {
  const out = new Out(proc);
  yield* out.put(`${line}\n`);
  return yield* out.close(name, 0);
}

export const whoami = tool(
  "whoami",
  "Print the name of the effective user.",
  function* (proc, argv) {
    if (argv.length > 1)
      return yield* usage(proc, "whoami", `extra operand ${quote(argv[1] as string)}`);
    return yield* sayLine(proc, "whoami", proc.credentials.user);
  },
);

export const logname = tool("logname", "Print the user's login name.", function* (proc) {
  if (proc.tty === null) return yield* fail(proc, "logname", "no login name");
  return yield* sayLine(proc, "logname", proc.env.get("LOGNAME") ?? proc.credentials.user);
});

export const nproc = tool("nproc", "Print the number of processing units.", function* (proc) {
  return yield* sayLine(proc, "nproc", "2");
});

export const tty = tool(
  "tty",
  "Print the file name of the terminal on standard input.",
  function* (proc, argv) {
    const quiet = argv.includes("-s");
    const file = proc.file(0);
    if (file?.kind !== "tty") {
      if (!quiet) yield* sayLine(proc, "tty", "not a tty");
      return 1;
    }
    return quiet ? 0 : yield* sayLine(proc, "tty", file.path);
  },
);

export const clear = tool("clear", "Clear the terminal screen.", function* (proc) {
  const term = proc.env.get("TERM");
  if (term === undefined || term === "") {
    yield* proc.warn("TERM environment variable not set.\n");
    return 1;
  }
  yield* proc.print("\x1b[H\x1b[2J\x1b[3J");
  return 0;
});
