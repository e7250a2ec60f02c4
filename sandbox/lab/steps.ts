/**
 * Scripted learners: the lines of `solution.sh`, `wrong/*.sh` and of the prose's console blocks, typed into a
 * session as a person would. Format, one step a line:
 *
 *   root@hostA:~# ping -c1 10.0.0.2    type into the terminal of place hostA (also `hostA$ ping -c1 10.0.0.2`)
 *   > more                             a further line of the same command
 *   ^C                                 press a key in the terminal of the command above (also ^Z, ^D)
 *   root@hostB:~# ^C                   press it in that place's terminal
 *   wait 5                             let five virtual seconds pass
 *   answer sender = 10.0.0.1           type an answer into an exercise's field
 *   predict                            fix what was answered so far as a prediction, now
 *   answer t = clock when hostA neigh 10.0.0.2 REACHABLE
 *                                      the lab's clock (seconds, to the microsecond) at that first change
 *   # exercise first-packet            (solution.sh) the steps below solve this exercise
 *   # …                                a comment
 *
 * A command is typed when its terminal shows a prompt. Before the script goes on in another terminal, the
 * command may end or fall silent; a capture goes on running there.
 */
import { type Micros, MS, SECOND } from "../sim/scheduler.ts";
import { PREDICTED } from "./exercise.ts";
import type { Session } from "./session.ts";

export type Step =
  | { readonly kind: "type"; readonly place: string; readonly text: string; readonly line: number }
  /** `place` null: in the terminal typed into last. */
  | {
      readonly kind: "key";
      readonly place: string | null;
      readonly key: string;
      readonly line: number;
    }
  | { readonly kind: "wait"; readonly seconds: number; readonly line: number }
  | {
      readonly kind: "answer";
      readonly field: string;
      readonly value: string;
      readonly line: number;
    }
  | { readonly kind: "predict"; readonly line: number };

/** Longest that one command may hold its terminal when the next line wants it (virtual). */
const PROMPT_LIMIT_US = 300 * SECOND;
/** A command that printed nothing for so long is taken to be running on, like a capture. */
const SILENCE_US = 1_500 * MS;
/** The same, for one that sleeps on a timer: a ping without answers does so for ever. */
const PATIENCE_US = 30 * SECOND;
const PROMPT_LINE = /^(?:[\w.-]+@)?([\w./-]+)(?::[^#$]*)?[#$] (.*)$/;

/** Steps by exercise id ("" before the first heading). Throws for the author, with the line. */
export function parseSteps(text: string): Map<string, Step[]> {
  const sections = new Map<string, Step[]>();
  let steps: Step[] = [];
  sections.set("", steps);
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const line = (lines[i] as string).trimEnd();
    const heading = /^# exercise ([a-z0-9-]+)$/.exec(line);
    if (heading !== null) {
      steps = [];
      sections.set(heading[1] as string, steps);
    } else if (line !== "" && !line.startsWith("#")) {
      steps.push(parseStep(line, i + 1, steps));
    }
  }
  return sections;
}

function parseStep(line: string, number: number, before: Step[]): Step {
  const wait = /^wait (\d+(?:\.\d+)?)$/.exec(line);
  if (wait !== null) return { kind: "wait", seconds: Number(wait[1]), line: number };
  if (line === "predict") return { kind: "predict", line: number };
  const answer = /^answer ([a-z0-9-]+) = ?(.*)$/.exec(line);
  if (answer !== null)
    return { kind: "answer", field: answer[1] as string, value: answer[2] as string, line: number };
  if (/^\^[A-Z\\]$/.test(line))
    return { kind: "key", place: null, key: line[1] as string, line: number };
  const last = before.at(-1);
  if (line.startsWith("> ") && last?.kind === "type") {
    before.pop();
    return { ...last, text: `${last.text}\n${line.slice(2)}` };
  }
  const typed = promptLine(line);
  if (typed !== null && /^\^[A-Z\\]$/.test(typed.text)) {
    return { kind: "key", place: typed.place, key: typed.text[1] as string, line: number };
  }
  if (typed !== null) return { kind: "type", ...typed, line: number };
  throw new SyntaxError(`line ${number}: "${line}" is no step`);
}

/** "root@hostA:~# cmd" or "hostA$ cmd", or null. */
export function promptLine(line: string): { place: string; text: string } | null {
  const match = PROMPT_LINE.exec(line);
  return match === null ? null : { place: match[1] as string, text: match[2] as string };
}

/** Types steps into a session, and remembers what each terminal showed. */
export class Typist {
  readonly session: Session;
  readonly answers = new Map<string, string>();
  private last: number | null = null;
  /** "host address state" of a neighbour entry -> first time it came to be. */
  private readonly neighbours = new Map<string, Micros>();

  constructor(session: Session) {
    this.session = session;
    session.world.sim.trace.observe((event) => {
      if (event.kind !== "neigh") return;
      const key = `${event.host} ${event.address} ${event.state}`;
      if (!this.neighbours.has(key)) this.neighbours.set(key, event.at);
    });
  }

  play(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.kind === "answer") this.answers.set(step.field, this.read(step.value));
      else if (step.kind === "wait") this.session.advance(this.session.now + step.seconds * SECOND);
      else if (step.kind === "key") this.press(step.key, step.place);
      else if (step.kind === "predict") this.answers.set(PREDICTED, this.clock(this.session.now));
      else this.type(step.place, step.text);
    }
    this.settle();
  }

  /** An answer's text; "clock when ..." is what a learner reads off the lab's clock at that instant. */
  private read(value: string): string {
    const asked = /^clock when (\S+) neigh (\S+ \S+)$/.exec(value);
    if (asked === null) return value;
    const at = this.neighbours.get(`${asked[1] as string} ${asked[2] as string}`);
    if (at === undefined) throw new RangeError(`"${value}": that has not happened`);
    return this.clock(at);
  }

  /** As the page's clock shows it. */
  private clock(at: Micros): string {
    return ((at - this.session.world.readyAt) / SECOND).toFixed(6);
  }

  /** Type a command line (or several) at a place and press Enter; returns the terminal. */
  type(place: string, text: string): number {
    const terminal = this.ready(place);
    for (const line of text.split("\n")) {
      this.send(terminal, `${line}\r`);
      this.session.advance(this.session.now + 20 * MS);
    }
    this.last = terminal;
    return terminal;
  }

  /** Bring a place's terminal to a prompt: what runs elsewhere ends, or falls silent. */
  ready(place: string): number {
    const terminal = this.terminalOf(place);
    if (this.last !== null && this.last !== terminal) this.settle();
    this.untilPrompt(terminal);
    return terminal;
  }

  /** Ctrl and a letter, in a place's terminal, or the one typed into last. */
  press(letter: string, place: string | null = null): void {
    // What a person sees before reaching for Ctrl-C.
    this.settle();
    if (place !== null) this.last = this.terminalOf(place);
    if (this.last === null) throw new SyntaxError("a key before any command");
    this.send(this.last, String.fromCharCode(letter.charCodeAt(0) & 0x1f));
    this.session.advance(this.session.now + 100 * MS);
  }

  /** Let the last command end, or fall silent. */
  settle(): void {
    if (this.last === null) return;
    const { session } = this;
    const terminal = this.last;
    const deadline = session.now + PROMPT_LIMIT_US;
    let silentSince = session.now;
    let shown = session.shownOn(terminal);
    while (session.now < deadline) {
      if (session.atPrompt(terminal)) return;
      session.advance(session.now + 50 * MS);
      const now = session.shownOn(terminal);
      if (now !== shown) {
        shown = now;
        silentSince = session.now;
      } else if (
        session.now - silentSince >=
        (session.expectsEnd(terminal) ? PATIENCE_US : SILENCE_US)
      )
        return;
    }
  }

  private untilPrompt(terminal: number): void {
    const { session } = this;
    const deadline = session.now + PROMPT_LIMIT_US;
    while (!session.atPrompt(terminal)) {
      if (session.now >= deadline) throw new RangeError(`terminal ${terminal} shows no prompt`);
      session.advance(session.now + 50 * MS);
    }
  }

  private send(terminal: number, text: string): void {
    const refused = this.session.apply({ at: this.session.now, kind: "keys", terminal, text });
    if (refused !== null) throw new RangeError(refused);
  }

  /** The first terminal of a place; opens one when there is none. */
  terminalOf(place: string): number {
    const { session } = this;
    const known = session.terminals.find((t) => t.place === place);
    if (known !== undefined) return known.id;
    const refused = session.apply({
      at: session.now,
      kind: "open",
      place,
      user: "root",
      cols: 120,
      rows: 40,
    });
    if (refused !== null) throw new RangeError(refused);
    return session.terminals.length - 1;
  }
}
