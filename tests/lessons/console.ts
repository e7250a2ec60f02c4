/** Types a lesson's console blocks into a session and collects what each command printed. */
import { Session } from "../../sandbox/lab/session.ts";
import { Typist } from "../../sandbox/lab/steps.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";
import type { ConsoleBlock, ConsoleCommand } from "./lessons.ts";

export interface Printed {
  readonly command: ConsoleCommand;
  readonly lines: readonly string[];
}

/** What the line editor sends when it lets a command run, and when it shows a prompt again. */
const COMMAND_STARTS = "\x1b[?2004l\r";
const PROMPT_STARTS = "\x1b[?2004h";

export function playBlocks(
  source: LabSource,
  blocks: readonly ConsoleBlock[],
  started: (session: Session) => void = () => undefined,
): Printed[] {
  const out: Printed[] = [];
  let world = new TypedWorld(source, started);
  for (const block of blocks) {
    if (block.fresh) {
      out.push(...world.finish());
      world = new TypedWorld(source, started);
    }
    for (const command of block.commands) world.type(command);
    world.endBlock();
  }
  out.push(...world.finish());
  return out;
}

class TypedWorld {
  private readonly screens: string[] = [];
  private readonly typist: Typist;
  private readonly typed: { command: ConsoleCommand; terminal: number; from: number }[] = [];

  constructor(source: LabSource, started: (session: Session) => void) {
    const session = Session.start(source, 1, {
      output: (terminal, text) => (this.screens[terminal] = (this.screens[terminal] ?? "") + text),
    });
    if (!(session instanceof Session)) throw new Error(session[0]?.message);
    started(session);
    if (session.world.setupErrors.length > 0) throw new Error(session.world.setupErrors.join("\n"));
    for (const terminal of session.terminals)
      session.apply({
        at: session.now,
        kind: "resize",
        terminal: terminal.id,
        cols: 120,
        rows: 40,
      });
    session.advance(session.now + 100_000);
    this.typist = new Typist(session);
  }

  type(command: ConsoleCommand): void {
    const terminal = this.typist.ready(command.place);
    const from = this.segments(terminal).length;
    this.typist.type(command.place, command.text);
    this.typed.push({ command, terminal, from });
    for (const line of command.output)
      if (/^\^[A-Z\\]$/.test(line)) this.typist.press(line[1] as string);
  }

  endBlock(): void {
    this.typist.settle();
  }

  finish(): Printed[] {
    this.typist.settle();
    const { session } = this.typist;
    session.advance(session.now + 100_000);
    for (const fault of session.world.faults)
      throw new Error(`${fault.process} on ${fault.host}`, { cause: fault.error });
    return this.typed.map(({ command, terminal, from }, i) => {
      const next = this.typed.slice(i + 1).find((t) => t.terminal === terminal)?.from;
      const text = this.segments(terminal).slice(from, next).join("");
      return { command, lines: plainLines(text) };
    });
  }

  /** What was printed between each Enter and the next prompt. */
  private segments(terminal: number): string[] {
    const parts = (this.screens[terminal] ?? "").split(COMMAND_STARTS).slice(1);
    return parts.map((part) => part.split(PROMPT_STARTS, 1)[0] as string);
  }
}

/** Text as it stands on the screen: no colours, no carriage returns, no trailing blanks or empty lines. */
function plainLines(text: string): string[] {
  const plain = text
    .replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "")
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "");
  const lines = plain
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.trimEnd());
  while (lines.length > 0 && lines.at(-1) === "") lines.pop();
  return lines;
}

/** The lines a block shows, keys left out: the terminal's own `^C` is on the printed side. */
export function shownLines(command: ConsoleCommand): string[] {
  const lines = command.output.filter((line) => !/^\^[A-Z\\]$/.test(line));
  while (lines.length > 0 && lines.at(-1) === "") lines.pop();
  return lines;
}

/** Printed lines without echoed keys: a line that is only `^C` goes, `^C` in front of text goes. */
export function withoutKeys(lines: readonly string[]): string[] {
  return lines
    .filter((line) => !/^\^[CZD\\]$/.test(line))
    .map((line) => line.replace(/^\^[CZ\\]/, ""));
}
