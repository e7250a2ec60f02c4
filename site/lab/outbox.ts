/**
 * Output on its way to a terminal's screen, a bite at a time. Ctrl-C throws away what is not drawn yet, as
 * n_tty flushes its output queue on an interrupt: after `yes` the prompt is there at once. While much waits,
 * the copy for screen readers rests; nobody can follow it then, and it costs most of the time.
 */
import type { Terminal } from "@xterm/xterm";

const BITE = 4_096;
const FLOOD = 16_384;
const CALM_MS = 250;

interface Piece {
  readonly text: string;
  readonly drawn: () => void;
}

export class Outbox {
  private readonly term: Terminal;
  private queue: Piece[] = [];
  private waiting = 0;
  private busy = false;
  private calm: ReturnType<typeof setTimeout> | null = null;

  constructor(term: Terminal) {
    this.term = term;
  }

  get isBusy(): boolean {
    return this.busy;
  }

  put(text: string, drawn: () => void): void {
    this.queue.push({ text, drawn });
    this.waiting += text.length;
    if (this.waiting > FLOOD && this.term.options.screenReaderMode === true)
      this.term.options.screenReaderMode = false;
    if (!this.busy) this.draw();
  }

  /** Forget what is not drawn. Its senders are told, so that the world may go on. */
  discard(): void {
    if (this.waiting <= BITE) return;
    for (const piece of this.queue) piece.drawn();
    this.queue = [];
    this.waiting = 0;
    // CAN: whatever sequence was cut in two is over.
    this.term.write("\x18\r\n");
  }

  private draw(): void {
    const bite: Piece[] = [];
    for (let size = 0; size < BITE;) {
      const piece = this.queue.shift();
      if (piece === undefined) break;
      if (piece.text.length > BITE) {
        // The rest stays in front, and alone reports the piece as drawn.
        const end = /[\ud800-\udbff]/u.test(piece.text[BITE - 1] ?? "") ? BITE - 1 : BITE;
        this.queue.unshift({ text: piece.text.slice(end), drawn: piece.drawn });
        bite.push({ text: piece.text.slice(0, end), drawn: () => undefined });
        break;
      }
      bite.push(piece);
      size += piece.text.length;
    }
    if (bite.length === 0) {
      this.busy = false;
      this.rest();
      return;
    }
    this.busy = true;
    const text = bite.map((piece) => piece.text).join("");
    this.waiting -= text.length;
    this.term.write(text, () => {
      for (const piece of bite) piece.drawn();
      this.draw();
    });
  }

  private rest(): void {
    if (this.term.options.screenReaderMode === true) return;
    if (this.calm !== null) clearTimeout(this.calm);
    this.calm = setTimeout(() => {
      this.calm = null;
      if (!this.busy) this.term.options.screenReaderMode = true;
    }, CALM_MS);
  }
}
