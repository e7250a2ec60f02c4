/** One shell's state: variables, functions, options, jobs. A subshell works on a copy. */
import { strerror, type Errno } from "../kernel/errno.ts";
import type { Process } from "../kernel/proc/process.ts";
import type { Signal } from "../kernel/proc/signal.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import { SECOND } from "../sim/scheduler.ts";
import type { FunctionDef, List } from "./ast.ts";
import { type Job, JobTable } from "./jobs.ts";
import { newVariable, type Special, Variables } from "./vars.ts";

/** Function calls, sourced files and subshells nested in one another, in one process. */
export const NESTING_MAX = 200;

/** `set -o` names, with the letter of each. */
export const OPTION_LETTERS = new Map<string, string>([
  ["allexport", "a"],
  ["braceexpand", "B"],
  ["emacs", ""],
  ["errexit", "e"],
  ["errtrace", "E"],
  ["functrace", "T"],
  ["hashall", "h"],
  ["histexpand", "H"],
  ["history", ""],
  ["ignoreeof", ""],
  ["interactive-comments", ""],
  ["keyword", "k"],
  ["monitor", "m"],
  ["noclobber", "C"],
  ["noexec", "n"],
  ["noglob", "f"],
  ["nolog", ""],
  ["notify", "b"],
  ["nounset", "u"],
  ["onecmd", "t"],
  ["physical", "P"],
  ["pipefail", ""],
  ["posix", ""],
  ["privileged", "p"],
  ["verbose", "v"],
  ["vi", ""],
  ["xtrace", "x"],
]);

/** What the interpreter lends to expansion, so that the two files need not import each other. */
export interface Interpreter {
  /** `$(...)`: its output. Sets the status. */
  capture(sh: Shell, list: List): Proc<string>;
  /** `<(...)`: a path to read or write. */
  processSubstitution(sh: Shell, direction: "<" | ">", source: string): Proc<string>;
  /** Run a program in the foreground. */
  runProgram(sh: Shell, args: readonly string[]): Proc<number>;
  waitForeground(sh: Shell, job: Job): Proc<number>;
}

/** Where a command was found, and how often since. */
export interface HashedProgram {
  readonly path: string;
  hits: number;
}

export class Shell {
  readonly proc: Process;
  readonly interpreter: Interpreter;
  readonly vars: Variables;
  readonly functions: Map<string, FunctionDef>;
  readonly aliases: Map<string, string>;
  readonly options: Set<string>;
  readonly shopts: Set<string>;
  readonly hashed: Map<string, HashedProgram>;
  readonly traps: Map<string, string>;
  jobs: JobTable;
  /** $0 */
  name: string;
  /** $1... */
  params: string[];
  status = 0;
  pipeStatus: number[] = [0];
  lastBackground = 0;
  /** Statuses of jobs that are gone from the table. */
  readonly finished = new Map<number, number>();
  warnedOfJobs = false;
  /** --norc, --noprofile. */
  skipStartupFiles = false;
  readonly disabledBuiltins = new Set<string>();
  lastArgument = "";
  line = 1;
  /** Reads commands from a person: prompts, job messages. */
  interactive = false;
  /** Names its errors `bash: ` as an interactive shell does. */
  briefErrors = false;
  login = false;
  /** In a test (`if`, `&&`, `!`): errexit does not apply. */
  testing = 0;
  loopDepth = 0;
  nesting = 0;
  /** Texts and substitutions being run inside one another: how often `set -x` repeats its first letter. */
  traceDepth = 0;
  subshellLevel = 0;
  readonly functionStack: string[] = [];
  /** Names of the files being sourced, innermost last. */
  readonly sources: string[] = [];
  readonly history: string[] = [];
  /** The line being run is the last of the history. */
  lineRecorded = false;
  /** A program has run in the foreground. */
  ranProgram = false;
  /** How many lines of the history its file has. */
  historySaved = 0;
  directoryStack: string[] = [];
  /** $$ stays the first shell's. */
  readonly mainPid: number;
  startedAt: number;
  private secondsBase: number;
  trapping = false;
  /** Subshell started by `&` without job control. */
  asynchronous = false;
  /** Text of the command that `bash -c` runs; null otherwise. */
  commandString: string | null = null;
  /** getopts' place inside a word of several options. */
  optionAt = 1;
  optionIndex = 1;
  /** Signals that arrived and wait for the next command boundary. */
  readonly pendingSignals: Signal[] = [];
  /** Descriptors of `<(...)` in the command being run. */
  readonly substitutionFds: number[] = [];

  constructor(proc: Process, interpreter: Interpreter, from: Shell | null = null) {
    this.proc = proc;
    this.interpreter = interpreter;
    this.startedAt = proc.now;
    this.secondsBase = proc.now;
    if (from === null) {
      this.vars = new Variables(() => this.makeSpecials());
      this.functions = new Map();
      this.aliases = new Map();
      this.options = new Set(["braceexpand", "hashall", "interactive-comments"]);
      this.shopts = new Set([
        "checkwinsize",
        "cmdhist",
        "complete_fullquote",
        "extquote",
        "force_fignore",
        "globasciiranges",
        "globskipdots",
        "hostcomplete",
        "interactive_comments",
        "patsub_replacement",
        "progcomp",
        "promptvars",
        "sourcepath",
      ]);
      this.hashed = new Map();
      this.traps = new Map();
      this.jobs = new JobTable();
      this.name = "bash";
      this.params = [];
      this.mainPid = proc.pid;
      this.importEnvironment();
    } else {
      this.vars = new Variables(() => this.makeSpecials(), from.vars);
      this.functions = new Map(from.functions);
      this.aliases = new Map(from.aliases);
      this.options = new Set(from.options);
      this.shopts = new Set(from.shopts);
      this.hashed = new Map(from.hashed);
      this.traps = new Map();
      // Ignored signals stay ignored; a listing still shows the parent's traps.
      for (const [name, action] of from.traps) if (action === "") this.traps.set(name, action);
      this.jobs = new JobTable();
      this.name = from.name;
      this.params = [...from.params];
      this.mainPid = from.mainPid;
      this.status = from.status;
      this.pipeStatus = [...from.pipeStatus];
      this.lastBackground = from.lastBackground;
      this.lastArgument = from.lastArgument;
      this.line = from.line;
      this.briefErrors = from.briefErrors;
      this.testing = from.testing;
      this.loopDepth = from.loopDepth;
      this.nesting = from.nesting;
      this.traceDepth = from.traceDepth;
      this.subshellLevel = from.subshellLevel + 1;
      this.functionStack.push(...from.functionStack);
      this.sources.push(...from.sources);
      this.history.push(...from.history);
      this.directoryStack = [...from.directoryStack];
      this.startedAt = from.startedAt;
      this.secondsBase = from.secondsBase;
      this.commandString = from.commandString;
      this.interactive = false;
      this.options.delete("monitor");
    }
  }

  private importEnvironment(): void {
    for (const [name, value] of this.proc.env) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) continue;
      const v = newVariable(value);
      v.exported = true;
      this.vars.all.set(name, v);
    }
    const put = (name: string, value: string, exported = false): void => {
      if (this.vars.all.has(name)) return;
      const v = newVariable(value);
      v.exported = exported;
      this.vars.all.set(name, v);
    };
    this.vars.all.set("IFS", newVariable(" \t\n"));
    put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    put("BASH", "/bin/bash");
    put("BASH_VERSION", "5.2.15(1)-release");
    const versinfo = newVariable();
    versinfo.indexed = new Map([
      [0, "5"],
      [1, "2"],
      [2, "15"],
      [3, "1"],
      [4, "release"],
      [5, "x86_64-pc-linux-gnu"],
    ]);
    versinfo.readonly = true;
    this.vars.all.set("BASH_VERSINFO", versinfo);
    put("HOSTTYPE", "x86_64");
    put("MACHTYPE", "x86_64-pc-linux-gnu");
    put("OSTYPE", "linux-gnu");
    put("OPTIND", "1");
    put("OPTERR", "1");
    put("PS4", "+ ");
    put("PWD", this.proc.cwd, true);
    const level = Number(this.proc.env.get("SHLVL") ?? "0");
    const shlvl = newVariable(String((Number.isSafeInteger(level) ? level : 0) + 1));
    shlvl.exported = true;
    this.vars.all.set("SHLVL", shlvl);
    for (const [name, value] of [
      ["UID", this.proc.credentials.uid],
      ["EUID", this.proc.credentials.uid],
      ["PPID", this.proc.parent?.pid ?? 1],
    ] as const) {
      const v = newVariable(String(value));
      v.readonly = true;
      v.integer = true;
      this.vars.all.set(name, v);
    }
    put("HOSTNAME", this.proc.host.hostname);
    const old = newVariable(null);
    old.exported = true;
    if (!this.vars.all.has("OLDPWD")) this.vars.all.set("OLDPWD", old);
  }

  private makeSpecials(): Map<string, Special> {
    const specials = new Map<string, Special>();
    const { proc } = this;
    const wallUs = (): number => proc.host.sim.epochUs + proc.now;
    specials.set("RANDOM", { get: () => String(proc.rng.below(32768)) });
    specials.set("SRANDOM", { get: () => String(proc.rng.u32()) });
    specials.set("SECONDS", {
      get: () => String(Math.floor((proc.now - this.secondsBase) / SECOND)),
      set: (value) => (this.secondsBase = proc.now - (Number(value) || 0) * SECOND),
    });
    specials.set("LINENO", { get: () => String(this.line) });
    specials.set("EPOCHSECONDS", { get: () => String(Math.floor(wallUs() / SECOND)) });
    specials.set("EPOCHREALTIME", {
      get: () => `${Math.floor(wallUs() / SECOND)}.${String(wallUs() % SECOND).padStart(6, "0")}`,
    });
    specials.set("BASHPID", { get: () => String(proc.pid) });
    specials.set("BASH_SUBSHELL", { get: () => String(this.subshellLevel) });
    return specials;
  }

  /** "bash: " or "NAME: line N: ". */
  get prefix(): string {
    if (this.briefErrors) return "bash: ";
    return `${this.errorName}: line ${this.line}: `;
  }
  /** What stands first in a message: the file being read, or the shell. */
  get errorName(): string {
    return this.briefErrors ? "bash" : (this.sources[this.sources.length - 1] ?? this.name);
  }

  *error(message: string): Proc<void> {
    yield* this.proc.write(2, `${this.prefix}${message}\n`);
  }
  *errno(what: string, errno: Errno): Proc<void> {
    yield* this.error(`${what}: ${strerror(errno)}`);
  }

  get monitor(): boolean {
    return this.options.has("monitor");
  }

  /** $- */
  get optionLetters(): string {
    const order = "abefhkmnptuvxBCEHPT";
    const on = new Set<string>();
    for (const name of this.options) {
      const letter = OPTION_LETTERS.get(name);
      if (letter !== undefined && letter !== "") on.add(letter);
    }
    let out = [...order].filter((letter) => on.has(letter)).join("");
    if (this.interactive) out = out.replace(/^([a-h]*)/, "$1i");
    if (this.commandString !== null) out += "c";
    else if (!this.interactive && this.name === "bash" && this.subshellLevel === 0) out += "s";
    return out;
  }
}
