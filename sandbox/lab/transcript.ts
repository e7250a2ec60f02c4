/**
 * Runs a bash script on a world the way a terminal would show it: as a script, or as a session in the
 * form that recordings have (`$ command`, `> continuation`, output, `[exit N]`).
 *
 * A session is one bash that sources one top-level command after the other from a file, as the recorder
 * does on a real machine (tests/conformance/record.py): same shell options, same stdin (/dev/null), same
 * terminal (120 x 40, no ONLCR, no echo, no job control).
 */
import type { Host } from "../kernel/host.ts";
import type { Place } from "../kernel/place.ts";
import { Descriptor, NullFile, type OpenFile } from "../kernel/proc/file.ts";
import type { Process } from "../kernel/proc/process.ts";
import { type Proc, WaitQueue } from "../kernel/proc/wait.ts";
import { isComplete } from "../shell/grammar.ts";
import { type Micros, MS, SECOND } from "../sim/scheduler.ts";
import { decodeUtf8, encodeUtf8 } from "../sim/utf8.ts";
import { hasEnded, LOGIN_ENV, type World } from "./world.ts";

export interface RunOptions {
  readonly cols?: number;
  readonly rows?: number;
  /** Longest time for one command (transcript) or for the script, virtual. */
  readonly limitUs?: Micros;
  /** Events one command may cost. */
  readonly eventBudget?: number;
}
const DEFAULT_LIMIT_US = 86_400 * SECOND;
const DEFAULT_BUDGET = 100_000_000;
/** Output this soon after a command ended still belongs to it. */
const QUIET_US = 50 * MS;
const FOLDER = "/run/.sandbox";
const LOOP = `while read -r __f < ${FOLDER}/in; do (exit \${__rc:-0}); . "$__f" </dev/null; __rc=$?; echo $__rc > ${FOLDER}/out; done\n`;

export interface ScriptItem {
  readonly kind: "comment" | "command";
  readonly text: string;
}

/** Lines that one command may have; a broken one is then run as it is, line by line. */
const COMMAND_LINES_MAX = 2_000;

/** Top-level commands of a script, each whole; comments between them; blank lines dropped. */
export function splitScript(text: string): ScriptItem[] {
  const items: ScriptItem[] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length;) {
    const line = lines[i] as string;
    if (line.trim() === "" || line.startsWith("#")) {
      if (line.startsWith("#") && !line.startsWith("#!") && !line.startsWith("# oracle:"))
        items.push({ kind: "comment", text: line });
      i++;
      continue;
    }
    const end = commandEnd(lines, i);
    items.push({ kind: "command", text: lines.slice(i, end).join("\n") });
    i = end;
  }
  return items;
}

/** The line after the command that starts at `from`. One that never becomes whole is a line of its own. */
function commandEnd(lines: readonly string[], from: number): number {
  const last = Math.min(lines.length, from + COMMAND_LINES_MAX);
  let source = "";
  for (let i = from; i < last; i++) {
    source += `${lines[i] as string}\n`;
    if (!(lines[i] as string).endsWith("\\") && isComplete(source) === "complete") return i + 1;
  }
  return isComplete(`${lines[from] as string}\n`) === "incomplete" ? lines.length : from + 1;
}

/** Returns the last command's status. `write` gets the transcript, block by block. */
export function runTranscript(
  world: World,
  place: Place,
  script: string,
  write: (text: string) => void,
  options: RunOptions = {},
): number {
  const { host } = place;
  const feed = new Feed(host);
  let output = "";
  let lastOutputAt = 0;
  host.fs.plantText(`${FOLDER}/loop`, LOOP);
  const shell = launchBash(
    world,
    place,
    ["bash", "--norc", "--noprofile", `${FOLDER}/loop`],
    options,
    (text) => {
      output += text;
      lastOutputAt = world.now;
    },
  );
  if (typeof shell === "string") {
    write(`bash: ${shell}\n`);
    return 127;
  }
  let status = 0;
  loadModules(host, script);
  for (const item of splitScript(script)) {
    if (item.kind === "comment") {
      write(`${item.text}\n`);
      continue;
    }
    output = "";
    host.fs.plantText(`${FOLDER}/cmd`, `${item.text}\n`);
    const ended = runOne(world, shell, feed, options, () => lastOutputAt);
    const shown = output.replace(/^\/run\/\.sandbox\/(?:cmd|loop): line \d+: /gm, "bash: ");
    const [first, ...rest] = item.text.split("\n");
    let block = `$ ${first ?? ""}\n${rest.map((line) => `> ${line}\n`).join("")}${shown}`;
    if (shown !== "" && !shown.endsWith("\n")) block += "\n[no newline at end of output]\n";
    if (ended !== 0) block += `[exit ${ended}]\n`;
    write(block);
    if (typeof ended === "string") return ended === "shell died" ? shell.exitCode : 124;
    status = ended;
  }
  return status;
}

/** `# oracle: modules a b`: what the recorder loads before the first command. */
function loadModules(host: Host, script: string): void {
  for (const line of script.match(/^# oracle: modules .*$/gm) ?? [])
    for (const name of line.split(/\s+/).slice(3)) host.modules.load(name);
}

/** Runs one command through the feed: its status, or why there is none. */
function runOne(
  world: World,
  shell: Process,
  feed: Feed,
  options: RunOptions,
  lastOutputAt: () => Micros,
): number | string {
  const limitUs = options.limitUs ?? DEFAULT_LIMIT_US;
  const deadline = world.now + limitUs;
  const budget = world.sim.sched.eventCount + (options.eventBudget ?? DEFAULT_BUDGET);
  feed.give(`${FOLDER}/cmd\n`);
  const done = world.runWhile(
    () => feed.status !== null || hasEnded(shell) || world.sim.sched.eventCount > budget,
    deadline,
  );
  const status = feed.takeStatus();
  if (status === null)
    return hasEnded(shell)
      ? "shell died"
      : done
        ? "stopped: too many events"
        : `timed out after ${limitUs / SECOND}s`;
  for (let quietFrom = world.now; ; quietFrom = lastOutputAt()) {
    world.runUntil(Math.max(world.now, quietFrom + QUIET_US));
    if (lastOutputAt() <= quietFrom) return status;
  }
}

/** Run a script to its end. Returns its exit status; 124 when it had to be stopped. */
export function runScript(
  world: World,
  place: Place,
  name: string,
  script: string,
  write: (text: string) => void,
  options: RunOptions = {},
): number {
  const path = `${FOLDER}/${name.replaceAll("/", "_")}`;
  place.host.fs.plantText(path, script);
  const prefix = new RegExp(`(^|\n)${path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}: `, "g");
  const shell = launchBash(world, place, ["bash", path], options, (text) =>
    write(text.replace(prefix, `$1${name}: `)),
  );
  if (typeof shell === "string") {
    write(`bash: ${shell}\n`);
    return 127;
  }
  const budget = world.sim.sched.eventCount + (options.eventBudget ?? DEFAULT_BUDGET);
  const deadline = world.now + (options.limitUs ?? DEFAULT_LIMIT_US);
  world.runWhile(() => hasEnded(shell) || world.sim.sched.eventCount > budget, deadline);
  if (!hasEnded(shell)) return 124;
  return shell.exitCode;
}

function launchBash(
  world: World,
  place: Place,
  argv: readonly string[],
  options: RunOptions,
  onOutput: (text: string) => void,
): Process | string {
  const tty = place.host.newTty(options.cols ?? 120, options.rows ?? 40);
  tty.termios = { icanon: true, echo: false, isig: true, opost: false };
  tty.onOutput = onOutput;
  const env = new Map(LOGIN_ENV);
  for (const [name, value] of world.topology.nodes.find((node) => node.name === place.host.name)
    ?.env ?? [])
    env.set(name, value);
  const input = new Descriptor(new NullFile());
  const shell = place.host.launch(argv, {
    tty,
    place,
    env,
    cwd: "/root",
    fds: new Map([[0, input]]),
  });
  input.close();
  return shell;
}

/** Two files in the machine's /run: `in` gives the shell its next command's path, `out` takes the status. */
class Feed {
  status: number | null = null;
  private line: string | null = null;
  private readonly canRead = new WaitQueue("pipe_read");

  constructor(host: Host) {
    const { canRead } = this;
    const take = (): string | null => {
      const line = this.line;
      this.line = null;
      return line;
    };
    const input: OpenFile = {
      kind: "pipe",
      path: `${FOLDER}/in`,
      readable: canRead,
      ready: () => this.line !== null,
      *read(proc): Proc<Uint8Array | null> {
        for (;;) {
          const line = take();
          if (line !== null) return encodeUtf8(line);
          yield* proc.wait("pipe_read", [canRead]);
        }
      },
      *write() {
        return "EBADF" as const;
      },
      release: () => undefined,
    };
    const put = (text: string): void => {
      const status = Number.parseInt(text, 10);
      this.status = Number.isNaN(status) ? 0 : status;
    };
    const output: OpenFile = {
      kind: "pipe",
      path: `${FOLDER}/out`,
      *read() {
        return null;
      },
      *write(_proc, data) {
        put(decodeUtf8(data));
        return null;
      },
      release: () => undefined,
    };
    host.fs.plant(
      `${FOLDER}/in`,
      host.fs.newDevice(() => input),
    );
    host.fs.plant(
      `${FOLDER}/out`,
      host.fs.newDevice(() => output),
    );
  }

  give(line: string): void {
    this.status = null;
    this.line = line;
    this.canRead.wakeAll();
  }

  takeStatus(): number | null {
    const { status } = this;
    this.status = null;
    return status;
  }
}
