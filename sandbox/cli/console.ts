/**
 * A session on a real terminal: keys go in as they are typed, what the shown console prints comes out, virtual time
 * follows the clock on the wall. Ctrl-] is the one key that the lab does not get: it speaks to this program.
 */
import type { ReadStream, WriteStream } from "node:tty";
import type { Session } from "../lab/session.ts";
import type { Input } from "../lab/types.ts";
import { hasEnded } from "../lab/world.ts";
import { plain } from "./grade-print.ts";
import { RealTime } from "./real-time.ts";

const ESCAPE = "\x1d";
/** Of what a console printed, this much is drawn again when it is shown. */
const TAIL_MAX = 65_536;
const HELP = `
Ctrl-] then
  1 … 9   the console of that number      n, p   the next, the one before
  o       open one more console           l      list consoles and machines
  q       leave the lab                   Ctrl-] send Ctrl-] itself
`;

export class Console {
  private readonly session: Session;
  private readonly time: RealTime;
  private readonly input: ReadStream;
  private readonly output: WriteStream;
  private readonly tails = new Map<number, string>();
  private shown = -1;
  /** Consoles the user has been in, newest last: where `exit` leads back to. */
  private visited: number[] = [];
  private chord: "none" | "escaped" | "asking" = "none";
  private asked = "";
  private readonly left: Promise<void>;
  private leave: () => void = () => undefined;

  constructor(session: Session, input: ReadStream, output: WriteStream) {
    this.session = session;
    this.input = input;
    this.output = output;
    this.left = new Promise((resolve) => {
      this.leave = resolve;
    });
    this.time = new RealTime(session.world, (until, budget) => {
      const reached = session.advance(until, budget);
      this.lookForExit();
      return reached;
    });
  }

  /** What a terminal of the session prints. */
  onOutput(terminal: number, text: string): void {
    const tail = (this.tails.get(terminal) ?? "") + text;
    this.tails.set(terminal, tail.length > 2 * TAIL_MAX ? tail.slice(-TAIL_MAX) : tail);
    if (terminal === this.shown && this.chord !== "asking") this.write(text);
  }

  /** Until the user leaves, or what is typed ends. */
  async run(first: number): Promise<void> {
    const { input, output } = this;
    input.setRawMode(true);
    input.setEncoding("utf8");
    const restore = (): void => void input.setRawMode(false);
    process.once("exit", restore);
    const stop = (): void => this.leave();
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
    const resized = (): void => {
      for (const { id } of this.session.terminals) this.resize(id);
    };
    output.on("resize", resized);
    input.on("data", (text: string) => this.typed(text));
    input.on("end", stop);
    output.on("error", stop);
    this.time.start();
    resized();
    this.show(first);
    await this.left;
    this.time.stop();
    output.off("resize", resized);
    input.pause();
    process.off("exit", restore);
    restore();
    this.write("\r\n");
  }

  // ── in ─────────────────────────────────────────────────────────────────────────────────────

  private apply(make: (at: number) => Input): string | null {
    let refused: string | null = null;
    this.time.enter(() => {
      refused = this.session.apply(make(this.session.now));
    });
    return refused;
  }

  private typed(text: string): void {
    let rest = text;
    while (rest !== "") {
      if (this.chord === "escaped") {
        const key = [...rest][0] as string;
        rest = rest.slice(key.length);
        this.chord = "none";
        this.command(key);
      } else if (this.chord === "asking") {
        rest = this.answer(rest);
      } else {
        const at = rest.indexOf(ESCAPE);
        const keys = at < 0 ? rest : rest.slice(0, at);
        rest = at < 0 ? "" : rest.slice(at + 1);
        if (at >= 0) this.chord = "escaped";
        if (keys !== "") this.keys(keys);
      }
    }
  }

  private keys(text: string): void {
    const refused = this.apply((at) => ({ at, kind: "keys", terminal: this.shown, text }));
    if (refused !== null) this.say(refused);
  }

  private resize(terminal: number): void {
    const size = (n: number): number => Math.min(1_000, Math.max(1, n));
    const [cols, rows] = [size(this.output.columns), size(this.output.rows)];
    const tty = this.session.terminals[terminal]?.tty;
    if (tty === undefined || (tty.cols === cols && tty.rows === rows)) return;
    this.apply((at) => ({ at, kind: "resize", terminal, cols, rows }));
  }

  private command(key: string): void {
    const { terminals } = this.session;
    if (key === "q") this.leave();
    else if (key === ESCAPE) this.keys(ESCAPE);
    else if (key === "n") this.show((this.shown + 1) % terminals.length);
    else if (key === "p") this.show((this.shown - 1 + terminals.length) % terminals.length);
    else if (key === "l") this.say(this.list());
    else if (key === "o") {
      this.chord = "asking";
      this.asked = "";
      this.write(`\r\nOpen a console on (${this.places().join(", ")}): `);
    } else if (/^[1-9]$/u.test(key)) {
      if (terminals[Number(key) - 1] === undefined) this.say(`There is no console ${key}.`);
      else this.show(Number(key) - 1);
    } else this.say(HELP);
  }

  /** A line typed to us, with the least of editing. Returns what was typed after it. */
  private answer(text: string): string {
    for (const [i, ch] of [...text].entries()) {
      if (ch === "\r" || ch === "\n" || ch === "\x03" || ch === ESCAPE) {
        this.chord = "none";
        this.write("\r\n");
        const name = this.asked.trim();
        if ((ch === "\r" || ch === "\n") && name !== "") this.open(name);
        else this.show(this.shown);
        return [...text].slice(i + 1).join("");
      }
      if (ch === "\x7f" || ch === "\b") {
        if (this.asked !== "") this.write("\b \b");
        this.asked = [...this.asked].slice(0, -1).join("");
      } else if (ch >= " ") {
        this.asked += ch;
        this.write(ch);
      }
    }
    return "";
  }

  /** Shows a new console on a place; says why not. */
  private open(place: string): void {
    const refused = this.apply((at) => ({
      at,
      kind: "open",
      place,
      user: "root",
      cols: Math.min(1_000, Math.max(1, this.output.columns)),
      rows: Math.min(1_000, Math.max(1, this.output.rows)),
    }));
    if (refused === null) this.show(this.session.terminals.length - 1);
    else this.say(`${plain(refused)}. There are: ${this.places().join(", ")}`);
  }

  // ── out ────────────────────────────────────────────────────────────────────────────────────

  private show(id: number): void {
    const changed = id !== this.shown || this.visited.length === 0;
    this.shown = id;
    this.visited = [...this.visited.filter((one) => one !== id), id];
    const title = this.session.terminals[id]?.title ?? "";
    if (changed && this.session.terminals.length > 1)
      this.write(`\x1b]0;${plain(title)}\x07\x1b[2J\x1b[3J\x1b[H`);
    this.write((this.tails.get(id) ?? "").slice(-TAIL_MAX));
  }

  /** Node's raw mode still makes \r\n of \n, and the lab's terminals have done so already. */
  private write(text: string): void {
    this.output.write(text.replaceAll("\r\n", "\n"));
  }

  private say(text: string): void {
    this.write(`\r\n${text.trim().replaceAll("\n", "\r\n")}\r\n`);
    const tail = this.tails.get(this.shown) ?? "";
    this.write(tail.slice(tail.lastIndexOf("\n") + 1));
  }

  private list(): string {
    const rows = this.session.terminals.map(
      ({ id, title }) => `  ${id === this.shown ? "*" : " "} ${id + 1}  ${plain(title)}`,
    );
    return `Consoles:\n${rows.join("\n")}\nMachines: ${this.places().join(", ")}`;
  }

  private places(): string[] {
    const { world } = this.session;
    const named = Object.keys(world.source.meta.places ?? {});
    return [...new Set([...world.hosts.keys(), ...named])].map(plain);
  }

  /** `exit` or Ctrl-D: back to the console before, and out of the lab from the last one. */
  private lookForExit(): void {
    const shell = this.session.terminals[this.shown]?.shell ?? null;
    if (shell === null || !hasEnded(shell) || this.visited.length === 0) return;
    this.visited.pop();
    const back = this.visited.at(-1);
    if (back === undefined) this.leave();
    else this.show(back);
  }
}
