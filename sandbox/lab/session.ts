/**
 * A learner's session: a world, its terminals, and the log of everything that entered it. Nothing
 * reaches the world that is not in the log; the log replayed is the session.
 */
import type { Process } from "../kernel/proc/process.ts";
import { ROOT } from "../kernel/proc/process.ts";
import type { Tty } from "../kernel/proc/tty.ts";
import { type Micros, SECOND } from "../sim/scheduler.ts";
import { buildWorld } from "./build.ts";
import { labHash } from "./source.ts";
import type { Problem } from "./topology-value.ts";
import type { Input, LabSource, SessionLog, TerminalSpec } from "./types.ts";
import { hasEnded, LOGIN_ENV, SIM_VERSION, type World } from "./world.ts";

/** One input may carry this many characters; a larger paste comes in pieces. */
export const INPUT_TEXT_MAX = 65_536;
/** All inputs of a session together. */
export const LOG_TEXT_MAX = 16 << 20;
export const LOG_INPUTS_MAX = 500_000;
export const TERMINALS_MAX = 16;
const MILESTONES_MAX = 512;
const FIRST_MILESTONE_EVERY_US = 10 * SECOND;
/** A login shell that ends is started again after this long, as getty does. */
const RESPAWN_US = 200_000;

export interface SessionEvents {
  /** Bytes for the screen of a terminal, in order. */
  output?(terminal: number, text: string): void;
  /** A terminal came to be: at the start, or by an "open" input. */
  opened?(terminal: Terminal): void;
}

/** A terminal as the page lists it. */
export interface Terminal {
  readonly id: number;
  readonly title: string;
  readonly place: string;
  readonly user: string;
  readonly tty: Tty;
  /** The login shell that runs on it now. */
  shell: Process | null;
}

export class Session {
  readonly world: World;
  readonly terminals: Terminal[] = [];
  private readonly hash: string;
  private readonly events: SessionEvents;
  private readonly inputs: Input[] = [];
  private readonly milestones: { at: Micros; digest: number }[] = [];
  private milestoneEveryUs = FIRST_MILESTONE_EVERY_US;
  private nextMilestone: Micros;
  private textTotal = 0;
  private readonly shown: number[] = [];

  private constructor(world: World, events: SessionEvents) {
    this.world = world;
    this.events = events;
    this.hash = labHash(world.source);
    this.nextMilestone = world.now + this.milestoneEveryUs;
    for (const spec of world.source.meta.terminals) this.openTerminal(spec, 80, 24);
  }

  /** Build the lab and open its terminals. Problems: the lab's topology is not one. */
  static start(
    source: LabSource,
    seed: number,
    events: SessionEvents = {},
  ): Session | readonly Problem[] {
    const world = buildWorld(source, seed);
    return isWorld(world) ? new Session(world, events) : world;
  }

  get now(): Micros {
    return this.world.now;
  }

  /**
   * Let one input in. It must not lie in the past; the world is brought to its time first.
   * Returns null, or why it was refused (nothing has happened then).
   */
  apply(input: Input): string | null {
    const refused = this.refusal(input);
    if (refused !== null) return refused;
    if (input.at > this.now) this.world.runUntil(input.at);
    this.inputs.push(input);
    if (input.kind === "keys") {
      this.textTotal += input.text.length;
      this.world.sim.digest.text(input.text);
      (this.terminals[input.terminal] as Terminal).tty.feed(input.text);
    } else if (input.kind === "resize") {
      (this.terminals[input.terminal] as Terminal).tty.resize(input.cols, input.rows);
    } else {
      const title = `${input.place} ${this.terminals.filter((t) => t.place === input.place).length + 1}`;
      this.openTerminal({ title, place: input.place, user: input.user }, input.cols, input.rows);
    }
    return null;
  }

  private refusal(input: Input): string | null {
    if (!Number.isSafeInteger(input.at) || input.at < this.now) return "input lies in the past";
    if (this.inputs.length >= LOG_INPUTS_MAX) return "the session is full: reset the lab";
    if (input.kind === "keys" || input.kind === "resize") {
      if (this.terminals[input.terminal] === undefined) return `no terminal ${input.terminal}`;
    }
    if (input.kind === "keys") {
      if (input.text.length > INPUT_TEXT_MAX)
        return `more than ${INPUT_TEXT_MAX} characters at once`;
      if (this.textTotal + input.text.length > LOG_TEXT_MAX)
        return "the session is full: reset the lab";
      return null;
    }
    const size = (n: number): boolean => Number.isInteger(n) && n >= 1 && n <= 1_000;
    if (!size(input.cols) || !size(input.rows)) return "impossible terminal size";
    if (input.kind === "open") {
      if (this.terminals.length >= TERMINALS_MAX) return `more than ${TERMINALS_MAX} terminals`;
      const place = this.world.findPlace(input.place);
      if (place === null) return `no place "${input.place}"`;
      if (!place.host.users.has(input.user)) return `no user "${input.user}" on ${place.host.name}`;
    }
    return null;
  }

  /** Let virtual time pass. Over budget it stops early, between two instants. */
  advance(until: Micros, eventBudget?: number): "reached" | "over-budget" {
    const result = this.world.runUntil(until, eventBudget);
    const last = this.inputs.at(-1);
    // Not at an input's own instant: replay compares a milestone before it applies an input of that time.
    if (this.now >= this.nextMilestone && (last === undefined || last.at < this.now))
      this.addMilestone();
    return result;
  }

  private addMilestone(): void {
    this.milestones.push({ at: this.now, digest: this.world.digest() });
    if (this.milestones.length >= MILESTONES_MAX) {
      const kept = this.milestones.filter((_, i) => i % 2 === 1);
      this.milestones.splice(0, this.milestones.length, ...kept);
      this.milestoneEveryUs *= 2;
    }
    this.nextMilestone = this.now + this.milestoneEveryUs;
  }

  /** The log so far: plain data. */
  log(): SessionLog {
    return {
      format: 1,
      lab: this.world.source.name,
      labHash: this.hash,
      simVersion: SIM_VERSION,
      seed: this.world.seed,
      inputs: this.inputs.slice(),
      milestones: this.milestones.slice(),
      until: this.now,
    };
  }

  /** Whether the shell of a terminal waits for a command line. */
  atPrompt(terminal: number): boolean {
    const { shell, tty } = this.terminals[terminal] as Terminal;
    return (
      shell !== null &&
      shell.state === "sleeping" &&
      shell.why === PROMPT_WCHAN &&
      tty.foreground === shell.group
    );
  }

  /** How many characters a terminal has been sent so far. */
  shownOn(terminal: number): number {
    return this.shown[terminal] ?? 0;
  }

  /** Whether what runs in a terminal's foreground goes on by itself (a sleep, a ping), or waits for the world (a capture). */
  expectsEnd(terminal: number): boolean {
    const { tty } = this.terminals[terminal] as Terminal;
    for (const proc of tty.host.processes.values()) {
      if (proc.group === tty.foreground && proc.sleepsOnTimer) return true;
    }
    return false;
  }

  private openTerminal(spec: TerminalSpec, cols: number, rows: number): void {
    const place = this.world.place(spec.place);
    const id = this.terminals.length;
    const tty = place.host.newTty(cols, rows);
    this.shown.push(0);
    tty.onOutput = (text) => {
      this.shown[id] = (this.shown[id] as number) + text.length;
      this.events.output?.(id, text);
    };
    const terminal: Terminal = {
      id,
      title: spec.title,
      place: spec.place,
      user: spec.user ?? "root",
      tty,
      shell: null,
    };
    this.terminals.push(terminal);
    this.events.opened?.(terminal);
    this.login(terminal);
  }

  private login(terminal: Terminal): void {
    const place = this.world.findPlace(terminal.place);
    if (place === null) {
      terminal.tty.output(`${terminal.place}: this place is gone\n`);
      return;
    }
    const user = place.host.users.get(terminal.user);
    const env = new Map(LOGIN_ENV);
    env.set("TERM", "xterm-256color");
    for (const [name, value] of this.world.topology.nodes.find((n) => n.name === place.host.name)
      ?.env ?? [])
      env.set(name, value);
    if (user !== undefined) {
      env
        .set("HOME", user.home)
        .set("USER", user.name)
        .set("LOGNAME", user.name)
        .set("SHELL", user.shell)
        .set("PWD", user.home);
    }
    const shell = place.host.launch(["/bin/bash"], {
      tty: terminal.tty,
      place,
      env,
      cwd: user?.home ?? "/root",
      credentials: user === undefined ? ROOT : { uid: user.uid, gid: user.gid, user: user.name },
    });
    if (typeof shell === "string") {
      terminal.tty.output(`login: /bin/bash: ${shell}\n`);
      return;
    }
    terminal.shell = shell;
    // Part of the world, not of the page: the same in every replay.
    shell.exited.add({
      wake: () => {
        this.world.sim.sched.after(RESPAWN_US, "getty", () => {
          if (hasEnded(shell) && terminal.shell === shell) this.login(terminal);
        });
      },
    });
  }
}

/** What the line editor sleeps on. */
const PROMPT_WCHAN = "n_tty_read";

function isWorld(result: World | readonly Problem[]): result is World {
  return !Array.isArray(result);
}
