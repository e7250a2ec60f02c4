/**
 * A terminal's kernel side: line discipline, echo, signals, foreground group. termios(3), Linux
 * drivers/tty/n_tty.c. Left out: baud rates, XON/XOFF, parity, OPOST flags but ONLCR.
 */
import { decodeUtf8, encodeUtf8 } from "../../sim/utf8.ts";
import { columnAfter } from "./columns.ts";
import type { Errno } from "../errno.ts";
import type { Host } from "../host.ts";
import type { OpenFile } from "./file.ts";
import type { Process } from "./process.ts";
import { type Proc, WaitQueue } from "./wait.ts";

export interface Termios {
  /** Canonical: a line at a time, with erase, kill and end of file. */
  readonly icanon: boolean;
  readonly echo: boolean;
  /** Ctrl-C, Ctrl-Z, Ctrl-\ raise signals. */
  readonly isig: boolean;
  /** Newline goes out as CR LF. */
  readonly opost: boolean;
}

/** More than this typed and not read yet is thrown away, with a bell, as n_tty does (bytes). */
const INPUT_LIMIT = 65_536;

export class Tty {
  readonly name: string;
  readonly host: Host;
  cols: number;
  rows: number;
  /** Process group that Ctrl-C reaches and that may read. */
  foreground = 0;
  private settings: Termios = { icanon: true, echo: true, isig: true, opost: true };
  /** Where output goes: the page's terminal, a test's buffer. Set by the driver. */
  onOutput: (text: string) => void = () => undefined;
  readonly readable = new WaitQueue("n_tty_read");
  readonly file: OpenFile;
  private line = "";
  private ready: string[] = [];
  private readyLength = 0;
  private eofs = 0;
  /** Of the cursor, from the left edge, wrapping not counted: a line longer than the screen goes on counting. */
  column = 0;
  private overflowing = false;

  constructor(host: Host, name: string, cols: number, rows: number) {
    this.host = host;
    this.name = name;
    this.cols = cols;
    this.rows = rows;
    this.file = {
      kind: "tty",
      path: name,
      read: (proc, max) => this.read(proc, max),
      write: (proc, data) => this.write(proc, data),
      release: () => undefined,
      readable: this.readable,
      ready: () => this.readyLength > 0 || this.eofs > 0,
    };
  }

  get termios(): Termios {
    return this.settings;
  }

  /** TCSETS. Half a line that was typed is there to be read once lines do not count (n_tty_set_termios). */
  set termios(settings: Termios) {
    this.settings = settings;
    if (settings.icanon || this.line === "") return;
    this.push(this.line);
    this.line = "";
    this.readable.wakeAll();
  }

  /** Keys from the learner, already ordered and stamped in the log. */
  feed(text: string): void {
    this.overflowing = false;
    for (const ch of text) this.key(ch);
    if (this.readyLength > 0 || this.eofs > 0) this.readable.wakeAll();
  }

  resize(cols: number, rows: number): void {
    this.cols = cols;
    this.rows = rows;
    this.host.signalGroup(this.foreground, "WINCH");
  }

  /** Discard what was typed and not yet read (TCIFLUSH). */
  flushInput(): void {
    this.line = "";
    this.ready = [];
    this.readyLength = 0;
    this.eofs = 0;
  }

  /** Text straight to the screen, past any process: echo, kernel messages. */
  output(text: string): void {
    const out = this.termios.opost ? text.replace(/\r?\n/g, "\r\n") : text;
    this.column = columnAfter(this.column, out);
    this.host.sim.digest.text(out);
    this.onOutput(out);
  }

  private key(ch: string): void {
    const t = this.termios;
    if (t.isig) {
      const signal = ch === "\x03" ? "INT" : ch === "\x1a" ? "TSTP" : ch === "\x1c" ? "QUIT" : null;
      if (signal !== null) {
        if (t.echo) this.output(ch === "\x03" ? "^C" : ch === "\x1a" ? "^Z" : "^\\");
        this.flushInput();
        this.host.signalGroup(this.foreground, signal);
        return;
      }
    }
    if (!t.icanon) {
      if (this.readyLength >= INPUT_LIMIT) return this.overflow();
      this.push(ch);
      if (t.echo) this.output(ch);
      return;
    }
    if (ch === "\r") ch = "\n";
    if (ch === "\n") {
      this.push(`${this.line}\n`);
      this.line = "";
      if (t.echo) this.output("\n");
    } else if (ch === "\x04") {
      if (this.line === "") this.eofs++;
      else {
        this.push(this.line);
        this.line = "";
      }
    } else if (ch === "\x7f" || ch === "\b") {
      if (this.line !== "") {
        const chars = [...this.line];
        const gone = chars.pop() as string;
        this.line = chars.join("");
        if (t.echo) this.output(gone < " " ? "\b\b  \b\b" : "\b \b");
      }
    } else if (ch === "\x15") {
      if (t.echo) this.output("\b \b".repeat([...this.line].length));
      this.line = "";
    } else if (ch === "\x17") {
      const kept = this.line.replace(/\S+\s*$/, "");
      if (t.echo) this.output("\b \b".repeat([...this.line].length - [...kept].length));
      this.line = kept;
    } else {
      if (this.line.length + this.readyLength >= INPUT_LIMIT) return this.overflow();
      this.line += ch;
      if (t.echo)
        this.output(
          ch < " " && ch !== "\t" ? `^${String.fromCharCode(ch.charCodeAt(0) + 64)}` : ch,
        );
    }
  }

  /** Give back what a reader took too much of: it is read next, ahead of what came since. */
  unread(text: string): void {
    if (text === "") return;
    this.ready.unshift(...text.replace(/\r/g, "\n").split(/(?<=\n)/));
    this.readyLength += text.length;
    this.readable.wakeAll();
  }

  /** One bell for a whole paste that does not fit. */
  private overflow(): void {
    if (!this.overflowing) this.output("\x07");
    this.overflowing = true;
  }

  private push(text: string): void {
    this.ready.push(text);
    this.readyLength += text.length;
  }

  private *read(proc: Process, max: number): Proc<Uint8Array | null | Errno> {
    while (this.foreground !== 0 && proc.group !== this.foreground && proc.tty === this) {
      proc.host.signalGroup(proc.group, "TTIN");
      yield* proc.wait("n_tty_read", [], proc.now);
    }
    while (this.readyLength === 0) {
      if (this.eofs > 0) {
        this.eofs--;
        return null;
      }
      if (proc.hasSignal) return "EINTR";
      yield* proc.wait("n_tty_read", [this.readable]);
    }
    let text: string;
    if (this.termios.icanon) text = this.ready.shift() as string;
    else {
      text = this.ready.join("");
      this.ready = [];
    }
    const bytes = encodeUtf8(text);
    if (bytes.length <= max) {
      this.readyLength = this.ready.reduce((n, s) => n + s.length, 0);
      return bytes;
    }
    const rest = decodeUtf8(bytes.slice(max));
    this.ready.unshift(rest);
    this.readyLength = this.ready.reduce((n, s) => n + s.length, 0);
    return bytes.slice(0, max);
  }

  private *write(_proc: Process, data: Uint8Array): Proc<null> {
    this.output(decodeUtf8(data));
    return null;
  }
}
