/** The shell as programs: bash and sh. bash(1) INVOCATION. */
import type { ExitCode, Process, Program } from "../kernel/proc/process.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import { strerror } from "../kernel/errno.ts";
import { interpreter, runToEnd } from "./exec.ts";
import { readScript } from "./input.ts";
import { runInteractive } from "./interactive.ts";
import { Shell, OPTION_LETTERS } from "./shell.ts";
import { armSignals } from "./signals.ts";
import { runText } from "./source.ts";

const VERSION = `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;

export const bash: Program = {
  name: "bash",
  paths: ["/usr/bin/bash", "/bin/bash"],
  summary:
    "The shell: reads commands from a terminal, a file or -c TEXT and runs them. This is underlay's own, after GNU bash 5.2.",
  main: (proc, argv) => runBash(proc, argv, "bash"),
};

export const sh: Program = {
  name: "sh",
  paths: ["/usr/bin/sh", "/bin/sh"],
  summary: "The standard shell. Here it is the same program as bash.",
  main: (proc, argv) => runBash(proc, argv, "sh"),
};

interface Invocation {
  command: string | null;
  interactive: boolean;
  login: boolean;
  stdin: boolean;
  rest: readonly string[];
}

function* runBash(proc: Process, argv: readonly string[], called: string): Proc<ExitCode> {
  const shell = new Shell(proc, interpreter);
  shell.name = called;
  const how = yield* readArguments(shell, argv, called);
  if (typeof how === "number") return how;
  shell.login = how.login || (argv[0] ?? "").startsWith("-");
  if (shell.login) shell.shopts.add("login_shell");
  if (how.command !== null) {
    shell.commandString = how.command;
    shell.name = how.rest[0] ?? called;
    shell.params = how.rest.slice(1);
    armSignals(shell);
    const text = how.command;
    return yield* runToEnd(shell, () => runText(shell, text, 1, "-c"));
  }
  const file = how.stdin ? undefined : how.rest[0];
  if (file !== undefined) {
    shell.params = how.rest.slice(1);
    return yield* runFile(shell, file);
  }
  shell.params = [...how.rest];
  if (how.interactive || (proc.isatty(0) && proc.isatty(2))) return yield* runInteractive(shell);
  armSignals(shell);
  // A whole script on standard input; what its commands read is what is left of it: nothing.
  const text = yield* proc.readAll(0);
  return yield* runToEnd(shell, () => runText(shell, text, 1));
}

function* readArguments(
  shell: Shell,
  argv: readonly string[],
  called: string,
): Proc<Invocation | number> {
  const how: Invocation = {
    command: null,
    interactive: false,
    login: false,
    stdin: false,
    rest: [],
  };
  let takesCommand = false;
  let i = 1;
  for (; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg === "--" || arg === "-") {
      i++;
      break;
    }
    if (arg === "--version") {
      yield* shell.proc.print(VERSION);
      return 0;
    }
    if (arg === "--help") {
      yield* shell.proc.print(
        `${VERSION.split("\n")[0] as string}\nUsage:\t${called} [GNU long option] [option] ...\n\t${called} [GNU long option] [option] script-file ...\n`,
      );
      return 0;
    }
    if (arg === "--login") how.login = true;
    else if (arg === "--posix") shell.options.add("posix");
    else if (arg === "--norc" || arg === "--noprofile") shell.skipStartupFiles = true;
    else if (/^--(?:noediting|restricted|verbose)$/.test(arg)) continue;
    else if (arg === "--rcfile" || arg === "--init-file") i++;
    else if (arg.startsWith("--")) {
      yield* shell.proc.warn(`${called}: ${arg}: invalid option\n`);
      return 2;
    } else if (/^[-+]./.test(arg)) {
      const on = arg.startsWith("-");
      for (const letter of arg.slice(1)) {
        if (letter === "c") takesCommand = true;
        else if (letter === "i") how.interactive = true;
        else if (letter === "l") how.login = true;
        else if (letter === "s") how.stdin = true;
        else if (letter === "o" || letter === "O") {
          const name = argv[++i];
          if (name === undefined) continue;
          const set = letter === "o" ? shell.options : shell.shopts;
          if (letter === "o" && !OPTION_LETTERS.has(name)) {
            yield* shell.proc.warn(`${called}: ${name}: invalid option name\n`);
            return 2;
          }
          if (on) set.add(name);
          else set.delete(name);
        } else {
          const name = [...OPTION_LETTERS].find(([, one]) => one === letter)?.[0];
          if (name === undefined) {
            yield* shell.proc.warn(`${called}: ${arg[0] as string}${letter}: invalid option\n`);
            return 2;
          }
          if (on) shell.options.add(name);
          else shell.options.delete(name);
        }
      }
    } else break;
  }
  how.rest = argv.slice(i);
  if (takesCommand) {
    const text = how.rest[0];
    if (text === undefined) {
      yield* shell.proc.warn(`${called}: -c: option requires an argument\n`);
      return 2;
    }
    how.command = text;
    how.rest = how.rest.slice(1);
  }
  return how;
}

/** `bash FILE`. */
export function* runFile(shell: Shell, file: string): Proc<ExitCode> {
  const { proc } = shell;
  const content = yield* readScript(proc, file);
  if (typeof content === "string") {
    yield* proc.warn(
      `${shell.name}: ${file}: ${content === "EISDIR" ? "Is a directory" : strerror(content)}\n`,
    );
    return content === "ENOENT" ? 127 : 126;
  }
  const node = proc.host.fs.lookup(file, proc);
  if (typeof node !== "string" && node.kind === "program") {
    yield* proc.warn(`${file}: ${file}: cannot execute binary file\n`);
    return 126;
  }
  shell.name = file;
  armSignals(shell);
  return yield* runToEnd(shell, () => runText(shell, content.text, 1));
}
