/**
 * A key shown before the world has said it. After a key the browser draws a frame before it hands out any message, so an echo
 * that comes from the worker is a frame late at the least, however quick the worker was. What a shell does with a printable key
 * at the end of its line is known: it prints it. So it is drawn at once, and what the world says then is compared: it says the
 * same, or what was foreseen is taken back from where the cursor stands and the world's own words are written.
 */

/** What of a terminal is asked. */
export interface Foreseer {
  /** Write one character where the cursor stands; false: not now (output waits, the line's end is near, or something stands there). */
  foresee(character: string): boolean;
}

/** What of xterm's buffer is read: columns and rows count from 0, the cursor's row from the first that no scrolling took away. */
interface Written {
  readonly cursorX: number;
  readonly cursorY: number;
  readonly baseY: number;
  getLine(y: number): { translateToString(trim: boolean, from: number): string } | undefined;
}

/** Nothing stands from the cursor to the line's end, and there is room for a character that may have to be taken back. */
export function endsLine(buffer: Written, cols: number): boolean {
  if (buffer.cursorX + 2 >= cols) return false;
  const line = buffer.getLine(buffer.baseY + buffer.cursorY);
  return line?.translateToString(true, buffer.cursorX) === "";
}

interface State {
  /** Drawn, and not yet said by the world. */
  pending: string;
  /** The shell waits, and its cursor stands behind all that was typed. */
  sure: boolean;
  /** Since the line began nothing was typed but what stays at its end. */
  atEnd: boolean;
  /** A control sequence that was said in part: a letter now would end it. */
  open: string;
}

const PRINTABLE = /^[ -~]+$/u;
/** Enter and Ctrl-C begin a line. */
const BEGINS = /[\r\x03]$/u;
/** Backspace takes from the end. */
const TAKES = /^\x7f+$/u;
/** ECMA-48: a control sequence, an operating system command, or two characters. */
const WHOLE = /^\x1b(?:\[[ -?]*[@-~]|\][^\x07]*\x07|[ -/]*[^ -/[\]])/u;
const OPEN_MAX = 256;

export class Foresight {
  private readonly states = new Map<number, State>();

  private of(id: number): State {
    let state = this.states.get(id);
    if (state === undefined) {
      state = { pending: "", sure: false, atEnd: true, open: "" };
      this.states.set(id, state);
    }
    return state;
  }

  /** Another world: nothing is known of its terminals. */
  forget(): void {
    this.states.clear();
  }

  /** The shell of a terminal waits for a line, and has seen every key that was sent. */
  waits(id: number): void {
    const state = this.of(id);
    state.sure = state.atEnd;
  }

  /** Keys that are being sent. */
  typed(id: number, text: string, screen: Foreseer | undefined): void {
    const state = this.of(id);
    if (PRINTABLE.test(text)) {
      state.sure &&= text.length === 1 && state.open === "" && screen?.foresee(text) === true;
      if (state.sure) state.pending += text;
      return;
    }
    state.sure = false;
    if (BEGINS.test(text)) state.atEnd = true;
    else if (!TAKES.test(text)) state.atEnd = false;
  }

  /** What is to be written so that the screen is as if `text` had come, and nothing been foreseen. */
  said(id: number, text: string): string {
    const state = this.of(id);
    const tail = state.open + text;
    const at = tail.lastIndexOf("\x1b");
    state.open = at < 0 || WHOLE.test(tail.slice(at)) ? "" : tail.slice(at, at + OPEN_MAX);
    const { pending } = state;
    let same = 0;
    while (same < pending.length && same < text.length && pending[same] === text[same]) same++;
    if (same === text.length) {
      state.pending = pending.slice(same);
      return "";
    }
    // What nobody foresaw may leave the cursor anywhere, until the shell waits again.
    state.pending = "";
    state.sure = false;
    if (same === pending.length) return text.slice(same);
    // Back to where it begins, and the rest of the line is empty (EL).
    return `${"\b".repeat(pending.length - same)}\x1b[K${text.slice(same)}`;
  }
}
