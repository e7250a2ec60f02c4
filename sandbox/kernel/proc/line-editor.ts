/**
 * The line editor: readline's emacs keys over a raw terminal. readline(3).
 * Redraws from its own idea of rows and columns, so long lines wrap and shrink correctly.
 * It stands alone, as a library of any program: shell/edit-line.ts runs it in a shell, birdc for itself, and
 * the browser's worker lets it answer keys before there is a world (worker/echo.ts).
 * Left out: vi mode, macros, numeric arguments, the kill ring beyond its last entry.
 */
import { widthOf } from "./columns.ts";
import type { Tty } from "./tty.ts";

export interface Completion {
  /** Where the completed word begins in the line (code points). */
  readonly start: number;
  /** What may stand there, as it would be inserted; and as it is listed. */
  readonly candidates: readonly {
    readonly text: string;
    readonly shown: string;
    readonly suffix: string;
  }[];
}
export type Completer = (line: string, cursor: number) => Completion;

export type LineEnd =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "eof" }
  | { readonly kind: "interrupt" };

/** A key that a program has bound itself (rl_bind_key): what it does, by the line up to the cursor. */
export type BoundKey = (
  before: string,
  /** The key before was the same one. */
  again: boolean,
) => { readonly insert: string } | { readonly below: string; readonly typed: string } | "bell";

/** A line longer than this takes no more. */
const LINE_CHARS_MAX = 100_000;

/** Memory between lines: what was killed, where history stands. */
export interface EditorMemory {
  killed: string;
}

/** Where it draws: of a terminal it asks no more. */
export type EditorScreen = Pick<Tty, "cols" | "column" | "output">;

export class Editor {
  /** Input that came after the line's end. */
  rest = "";
  private readonly tty: EditorScreen;
  private readonly prompt: string;
  private readonly history: readonly string[];
  private readonly memory: EditorMemory;
  private readonly complete: Completer;
  private readonly bound: ReadonlyMap<string, BoundKey> | null;
  private chars: string[] = [];
  private cursor = 0;
  private cols: number;
  /** Row of the cursor below the prompt's last line, as drawn. */
  private drawnRow = 0;
  /** Column the prompt begins in: behind what a program printed and did not end with a newline. */
  private from = 0;
  private historyAt: number;
  private readonly edited = new Map<number, string>();
  private pending = "";
  private pasting = false;
  private search: { query: string; at: number; original: string; failed: boolean } | null = null;
  private lastKey = "";
  private quoteNext = false;
  private asking: string[] | null = null;
  /** The terminal does not echo (stty -echo): nothing that is typed is shown. */
  private readonly quiet: boolean;
  /** The last Tab has added something. */
  private completed = false;
  /** Whether this key kills, and whether the one before it did. */
  private kills = false;
  private killed = false;
  /** How far back in history the last Alt-. went, and what it put in. */
  private argument = { at: 0, chars: 0 };
  private undo: { chars: string[]; cursor: number }[] = [];

  constructor(
    tty: EditorScreen,
    prompt: string,
    history: readonly string[],
    memory: EditorMemory,
    complete: Completer,
    bound: ReadonlyMap<string, BoundKey> | null = null,
    quiet = false,
  ) {
    this.quiet = quiet;
    this.tty = tty;
    this.bound = bound;
    this.cols = tty.cols;
    const newline = prompt.lastIndexOf("\n");
    this.prompt = prompt.slice(newline + 1);
    if (newline >= 0) tty.output(visible(prompt.slice(0, newline + 1)));
    this.history = history;
    this.historyAt = history.length;
    this.memory = memory;
    this.complete = complete;
  }

  start(): void {
    this.tty.output("\x1b[?2004h");
    this.from = this.tty.column % this.cols;
    const { row, col } = this.place(0);
    this.drawnRow = row;
    this.tty.output(visible(this.prompt) + (row > 0 && col === 0 ? " \r" : ""));
  }

  /** Keys in; the line's end, or null when it goes on. */
  take(text: string): LineEnd | null {
    const input = this.pending + text;
    this.pending = "";
    let at = 0;
    let plain = "";
    const flush = (): void => {
      if (plain === "") return;
      this.insert(plain);
      plain = "";
    };
    while (at < input.length) {
      const ch = String.fromCodePoint(input.codePointAt(at) as number);
      this.killed = this.kills;
      this.kills = false;
      if (this.pasting) {
        const end = input.indexOf("\x1b[201~", at);
        // The end mark may be cut in two by the read.
        const stop = end >= 0 ? end : partialMark(input, at);
        plain += input.slice(at, stop).replace(/\r\n?/g, "\n");
        flush();
        at = stop;
        if (end >= 0) {
          this.pasting = false;
          at = end + 6;
        } else {
          this.pending = input.slice(at);
          return null;
        }
        continue;
      }
      if (this.quoteNext) {
        this.quoteNext = false;
        plain += ch;
        at += ch.length;
        continue;
      }
      if (ch === "\x1b") {
        const sequence = /^\x1b(?:\[[0-9;?]*[A-Za-z~]|O[A-Za-z]|[^[O])/s.exec(
          input.slice(at, at + 32),
        );
        if (sequence === null && input.length - at < 16) {
          flush();
          this.pending = input.slice(at);
          return null;
        }
        flush();
        const key = sequence?.[0] ?? "\x1b";
        at += key.length;
        if (key === "\x1b#" && this.search === null && this.asking === null) {
          // insert-comment: and that is the line.
          this.chars.unshift("#");
          this.draw();
          this.rest = input.slice(at);
          return this.key("\r");
        }
        this.escape(key);
        this.lastKey = key;
        continue;
      }
      const idle = this.search === null && this.asking === null;
      const own = idle ? this.bound?.get(ch) : undefined;
      if (own !== undefined) {
        flush();
        at += ch.length;
        this.doBound(own, ch);
        this.lastKey = ch;
        continue;
      }
      if (idle && ch >= " " && ch !== "\x7f") {
        plain += ch;
        at += ch.length;
        this.lastKey = ch;
        continue;
      }
      flush();
      at += ch.length;
      const end = this.key(ch);
      this.lastKey = ch;
      if (end !== null) {
        this.rest = input.slice(at);
        return end;
      }
    }
    flush();
    return null;
  }

  resized(): void {
    // The terminal has re-wrapped what it shows: the cursor's row counts anew.
    this.cols = this.tty.cols;
    if (this.from >= this.cols) this.from = 0;
    this.drawnRow = this.place(this.cursor).row;
    this.draw();
  }

  // ── drawing ────────────────────────────────────────────────────────────────────────────────

  private place(index: number): { row: number; col: number } {
    let row = 0;
    let col = this.from;
    const advance = (ch: string): void => {
      if (ch === "\n") {
        row++;
        col = 0;
        return;
      }
      const width = ch === "\t" ? 8 - (col % 8) : ch < " " ? 2 : widthOf(ch);
      if (col + width > this.cols) {
        row++;
        col = 0;
      }
      col += width;
      if (col >= this.cols) {
        row++;
        col = 0;
      }
    };
    for (const ch of plainPrompt(this.prompt)) advance(ch);
    for (let i = 0; i < index && !this.quiet; i++) advance(this.chars[i] as string);
    return { row, col };
  }

  private shown(): string {
    let out = "";
    let { col } = this.place(0);
    for (const ch of this.quiet ? [] : this.chars) {
      if (ch === "\n") {
        out += "\x1b[K\n";
        col = 0;
      } else if (ch === "\t") {
        const n = 8 - (col % 8);
        out += " ".repeat(n);
        col += n;
      } else if (ch < " " || ch === "\x7f") {
        out += ch === "\x7f" ? "^?" : `^${String.fromCharCode(ch.charCodeAt(0) + 64)}`;
        col += 2;
      } else {
        out += ch;
        col += widthOf(ch);
      }
    }
    return out;
  }

  private draw(): void {
    const end = this.place(this.chars.length);
    const cursor = this.place(this.cursor);
    let out = this.drawnRow > 0 ? `\x1b[${this.drawnRow}A\r` : "\r";
    if (this.from > 0) out += `\x1b[${this.from}C`;
    out += visible(this.prompt) + this.shown();
    // A full last row leaves the cursor hanging over its edge: bring it down.
    if (end.col === 0 && end.row > 0 && this.chars[this.chars.length - 1] !== "\n") out += " \r";
    out += "\x1b[J";
    if (cursor.row !== end.row || cursor.col !== end.col) {
      if (end.row > cursor.row) out += `\x1b[${end.row - cursor.row}A`;
      out += "\r";
      if (cursor.col > 0) out += `\x1b[${cursor.col}C`;
    }
    this.drawnRow = cursor.row;
    this.tty.output(out);
  }

  /** On a line of its own, where the cursor stands. */
  private drawAnew(): void {
    this.from = 0;
    this.drawnRow = 0;
    this.draw();
  }

  private bell(): void {
    this.tty.output("\x07");
  }

  // ── editing ────────────────────────────────────────────────────────────────────────────────

  private remember(): void {
    this.undo.push({ chars: [...this.chars], cursor: this.cursor });
    if (this.undo.length > 100) this.undo.shift();
  }

  private insert(text: string): void {
    const added = [...text];
    if (this.chars.length + added.length > LINE_CHARS_MAX) return this.bell();
    if (this.chars.length < 2000) this.remember();
    const atEnd = this.cursor === this.chars.length;
    if (atEnd) for (const ch of added) this.chars.push(ch);
    else
      this.chars = [
        ...this.chars.slice(0, this.cursor),
        ...added,
        ...this.chars.slice(this.cursor),
      ];
    this.cursor += added.length;
    const simple = atEnd && !this.quiet && added.every((ch) => ch >= " " && ch <= "~");
    const place = this.place(this.cursor);
    if (!simple) return this.draw();
    this.drawnRow = place.row;
    this.tty.output(place.col === 0 && place.row > 0 ? `${text} \r` : text);
  }

  private replace(from: number, to: number, text: string): void {
    this.remember();
    const added = [...text];
    this.chars = [...this.chars.slice(0, from), ...added, ...this.chars.slice(to)];
    this.cursor = from + added.length;
    this.draw();
  }

  /** What is killed right after a kill joins it, on the side it came from (rl_kill_text). */
  private kill(from: number, to: number): void {
    this.kills = true;
    if (from === to) return;
    const text = this.chars.slice(from, to).join("");
    const before = this.killed ? this.memory.killed : "";
    this.memory.killed = from < this.cursor ? text + before : before + text;
    this.replace(from, to, "");
  }

  private move(to: number): void {
    this.cursor = Math.max(0, Math.min(this.chars.length, to));
    this.draw();
  }

  private set(text: string): void {
    this.chars = [...text];
    this.cursor = this.chars.length;
    this.draw();
  }

  private wordLeft(isWord: (ch: string) => boolean): number {
    let i = this.cursor;
    while (i > 0 && !isWord(this.chars[i - 1] as string)) i--;
    while (i > 0 && isWord(this.chars[i - 1] as string)) i--;
    return i;
  }
  private wordRight(): number {
    let i = this.cursor;
    while (i < this.chars.length && !isLetter(this.chars[i] as string)) i++;
    while (i < this.chars.length && isLetter(this.chars[i] as string)) i++;
    return i;
  }

  private finish(text: string): void {
    this.cursor = this.chars.length;
    const end = this.place(this.cursor);
    if (end.row > this.drawnRow) this.tty.output(`\x1b[${end.row - this.drawnRow}B`);
    const isFull = end.col === 0 && end.row > 0 && (text === "" || this.chars.at(-1) !== "\n");
    this.tty.output(isFull ? `${text}\x1b[?2004l\r` : `${text}\n\x1b[?2004l\r`);
  }

  private historyStep(by: number): void {
    const to = this.historyAt + by;
    if (to < 0 || to > this.history.length) return this.bell();
    this.edited.set(this.historyAt, this.chars.join(""));
    this.historyAt = to;
    this.set(this.edited.get(to) ?? this.history[to] ?? "");
  }

  private key(ch: string): LineEnd | null {
    if (this.asking !== null) {
      this.answer(ch);
      return null;
    }
    if (this.search !== null && this.searchKey(ch)) return null;
    switch (ch) {
      case "\r":
      case "\n": {
        const text = this.chars.join("");
        this.finish("");
        return { kind: "line", text };
      }
      case "\x03":
        this.finish("^C");
        return { kind: "interrupt" };
      case "\x04":
        if (this.chars.length === 0) {
          this.tty.output("\x1b[?2004l\r\n");
          return { kind: "eof" };
        }
        if (this.cursor < this.chars.length) this.replace(this.cursor, this.cursor + 1, "");
        else this.bell();
        this.fixCursor();
        return null;
      default:
        this.command(ch);
        return null;
    }
  }
  private fixCursor(): void {
    this.cursor = Math.min(this.cursor, this.chars.length);
  }

  private command(ch: string): void {
    const { cursor, chars } = this;
    switch (ch) {
      case "\x01":
        return this.move(0);
      case "\x05":
        return this.move(chars.length);
      case "\x02":
        return cursor === 0 ? this.bell() : this.move(cursor - 1);
      case "\x06":
        return cursor === chars.length ? this.bell() : this.move(cursor + 1);
      case "\x7f":
      case "\b":
        return cursor === 0 ? this.bell() : this.replace(cursor - 1, cursor, "");
      case "\x0b":
        return this.kill(cursor, chars.length);
      case "\x15":
        return this.kill(0, cursor);
      case "\x17":
        return this.kill(
          this.wordLeft((c) => c !== " " && c !== "\t"),
          cursor,
        );
      case "\x19":
        return this.memory.killed === "" ? this.bell() : this.insert(this.memory.killed);
      case "\x0c":
        this.tty.output("\x1b[H\x1b[2J");
        return this.drawAnew();
      case "\x14":
        return this.transpose();
      case "\x10":
        return this.historyStep(-1);
      case "\x0e":
        return this.historyStep(1);
      case "\x12":
        this.search = {
          query: "",
          at: this.history.length,
          original: chars.join(""),
          failed: false,
        };
        return this.drawSearch();
      case "\x16":
        this.quoteNext = true;
        return;
      case "\x1f": {
        const last = this.undo.pop();
        if (last === undefined) return this.bell();
        this.chars = last.chars;
        this.cursor = last.cursor;
        return this.draw();
      }
      case "\t":
        return this.tab();
      case "\x07":
        return this.bell();
      default:
        return;
    }
  }

  private transpose(): void {
    const at = this.cursor === this.chars.length ? this.cursor - 1 : this.cursor;
    if (at < 1) return this.bell();
    this.replace(at - 1, at + 1, `${this.chars[at] as string}${this.chars[at - 1] as string}`);
  }

  /** The word before the cursor changes places with the one behind it; at the end, the last two. */
  private transposeWords(): void {
    const { chars, cursor } = this;
    const isIn = (i: number): boolean => isLetter(chars[i] ?? " ");
    let end = cursor;
    while (end < chars.length && !isIn(end)) end++;
    if (end === chars.length) end = cursor;
    while (end < chars.length && isIn(end)) end++;
    while (end > 0 && !isIn(end - 1)) end--;
    let second = end;
    while (second > 0 && isIn(second - 1)) second--;
    let firstEnd = second;
    while (firstEnd > 0 && !isIn(firstEnd - 1)) firstEnd--;
    let first = firstEnd;
    while (first > 0 && isIn(first - 1)) first--;
    if (first === firstEnd || second === end) return this.bell();
    const text = (from: number, to: number): string => chars.slice(from, to).join("");
    this.replace(first, end, text(second, end) + text(firstEnd, second) + text(first, firstEnd));
  }

  private escape(key: string): void {
    if (this.search !== null && key !== "\x1b[200~") this.endSearch();
    if (this.asking !== null) return this.answer("n");
    switch (key) {
      case "\x1b[A":
      case "\x1bOA":
        return this.historyStep(-1);
      case "\x1b[B":
      case "\x1bOB":
        return this.historyStep(1);
      case "\x1b[C":
      case "\x1bOC":
        return this.command("\x06");
      case "\x1b[D":
      case "\x1bOD":
        return this.command("\x02");
      case "\x1b[H":
      case "\x1bOH":
      case "\x1b[1~":
      case "\x1b[7~":
        return this.move(0);
      case "\x1b[F":
      case "\x1bOF":
      case "\x1b[4~":
      case "\x1b[8~":
        return this.move(this.chars.length);
      case "\x1b[3~":
        if (this.cursor < this.chars.length) {
          const at = this.cursor;
          this.replace(at, at + 1, "");
        } else this.bell();
        return;
      case "\x1bb":
      case "\x1b[1;5D":
      case "\x1b[1;3D":
        return this.move(this.wordLeft(isLetter));
      case "\x1bf":
      case "\x1b[1;5C":
      case "\x1b[1;3C":
        return this.move(this.wordRight());
      case "\x1bd":
        return this.kill(this.cursor, this.wordRight());
      case "\x1b\x7f":
      case "\x1b\b":
        return this.kill(this.wordLeft(isLetter), this.cursor);
      case "\x1bu":
      case "\x1bl":
      case "\x1bc":
        return this.changeCase(key[1] as string);
      case "\x1b.":
      case "\x1b_":
        return this.lastArgument();
      case "\x1b<":
        return this.historyStep(-this.historyAt);
      case "\x1b>":
        return this.historyStep(this.history.length - this.historyAt);
      case "\x1bt":
        return this.transposeWords();
      case "\x1b?":
      case "\x1b=":
        return this.allCompletions(false);
      case "\x1b*":
        return this.allCompletions(true);
      case "\x1b[200~":
        this.pasting = true;
        return;
      default:
        return;
    }
  }

  private changeCase(how: string): void {
    const end = this.wordRight();
    const text = this.chars.slice(this.cursor, end).join("");
    const low = text.toLowerCase();
    this.replace(
      this.cursor,
      end,
      how === "u"
        ? text.toUpperCase()
        : how === "l"
          ? low
          : low.replace(/[a-z0-9]/, (c) => c.toUpperCase()),
    );
  }

  /** yank-last-arg: again and again goes further back; beyond the first line, nothing. */
  private lastArgument(): void {
    const again = this.lastKey === "\x1b.";
    const at = again ? Math.max(-1, this.argument.at - 1) : this.history.length - 1;
    const word = lastWord(this.history[at] ?? "");
    const from = this.cursor - (again ? this.argument.chars : 0);
    if (again) this.replace(from, this.cursor, word);
    else if (word !== "") this.insert(word);
    if (at < 0) this.bell();
    this.argument = { at, chars: [...word].length };
  }

  /** possible-completions, insert-completions. */
  private allCompletions(insert: boolean): void {
    const { start, candidates } = this.complete(this.chars.join(""), this.cursor);
    if (candidates.length === 0) return this.bell();
    if (insert) this.replace(start, this.cursor, candidates.map((one) => `${one.text} `).join(""));
    else this.listOrAsk(candidates.map((one) => one.shown));
  }

  // ── reverse search ─────────────────────────────────────────────────────────────────────────

  private searchKey(ch: string): boolean {
    const search = this.search;
    if (search === null) return false;
    if (ch === "\x12") {
      let at = search.at - 1;
      while (at >= 0 && this.history[at] === this.history[search.at]) at--;
      this.findOlder(at);
    } else if (ch === "\x03") {
      this.search = null;
      this.chars = [];
      return false;
    } else if (ch === "\x7f" || ch === "\b") {
      search.query = [...search.query].slice(0, -1).join("");
      this.findOlder(this.history.length - 1);
    } else if (ch === "\x07") {
      this.chars = [...search.original];
      this.cursor = this.chars.length;
      this.search = null;
      this.draw();
      return true;
    } else if (ch >= " ") {
      search.query += ch;
      this.findOlder(Math.min(search.at, this.history.length - 1));
    } else {
      this.endSearch();
      return false;
    }
    return true;
  }
  private findOlder(from: number): void {
    const search = this.search;
    if (search === null) return;
    search.failed = false;
    if (search.query !== "") {
      let at = from;
      while (at >= 0 && !(this.history[at] as string).includes(search.query)) at--;
      if (at < 0) {
        search.failed = true;
        this.bell();
      } else {
        search.at = at;
        this.chars = [...(this.history[at] as string)];
        this.cursor = [
          ...(this.history[at] as string).slice(
            0,
            (this.history[at] as string).indexOf(search.query),
          ),
        ].length;
      }
    }
    this.drawSearch();
  }
  private drawSearch(): void {
    const search = this.search;
    if (search === null) return;
    const label = `(${search.failed ? "failed " : ""}reverse-i-search)\`${search.query}': `;
    const text = label + this.chars.join("");
    const up = this.drawnRow > 0 ? `\x1b[${this.drawnRow}A` : "";
    const before = [...label].length + this.cursor;
    const row = Math.floor(before / this.cols);
    const lastRow = Math.floor([...text].length / this.cols);
    // A full last row leaves the cursor hanging over its edge: bring it down.
    const over = lastRow > 0 && [...text].length % this.cols === 0 ? " \r" : "";
    const back = lastRow > row ? `\x1b[${lastRow - row}A` : "";
    this.tty.output(
      `${up}\r${text}${over}\x1b[J${back}\r${before % this.cols > 0 ? `\x1b[${before % this.cols}C` : ""}`,
    );
    this.drawnRow = row;
    this.from = 0;
  }
  private endSearch(): void {
    if (this.search === null) return;
    if (this.search.at < this.history.length) this.historyAt = this.search.at;
    this.search = null;
    this.draw();
  }

  // ── completion ─────────────────────────────────────────────────────────────────────────────

  private tab(): void {
    const line = this.chars.join("");
    const { start, candidates } = this.complete(line, this.cursor);
    if (candidates.length === 0) return this.bell();
    const chars = this.chars.length;
    this.completeFrom(start, candidates);
    this.completed = this.chars.length !== chars;
  }
  private completeFrom(start: number, candidates: Completion["candidates"]): void {
    const typed = this.chars.slice(start, this.cursor).join("");
    const only = candidates[0];
    if (candidates.length === 1 && only !== undefined) {
      const next = this.chars[this.cursor];
      const suffix = only.suffix === " " && next === " " ? "" : only.suffix;
      if (only.text + suffix !== typed) this.replaceTail(start, only.text + suffix);
      return;
    }
    const common = commonPrefix(candidates.map((one) => one.text));
    if ([...common].length > [...typed].length) {
      this.replaceTail(start, common);
      return;
    }
    // rl_complete: a second Tab lists, unless the first has added something.
    if (this.lastKey !== "\t" || this.completed) return this.bell();
    this.listOrAsk(candidates.map((one) => one.shown));
  }
  private listOrAsk(names: string[]): void {
    if (names.length > 100) {
      this.asking = names;
      this.tty.output(`\nDisplay all ${names.length} possibilities? (y or n)`);
      return;
    }
    this.list(names);
  }
  private replaceTail(start: number, text: string): void {
    const typed = this.chars.slice(start, this.cursor).join("");
    if (text.startsWith(typed)) this.insert(text.slice(typed.length));
    else this.replace(start, this.cursor, text);
  }
  /** `below`: the line as `typed` adds to it stays above, the line as it was stands again below. */
  private doBound(own: BoundKey, ch: string): void {
    const act = own(this.chars.slice(0, this.cursor).join(""), this.lastKey === ch);
    if (act === "bell") return this.bell();
    if ("insert" in act) return this.insert(act.insert);
    const { chars, cursor } = this;
    if (act.typed !== "") {
      this.chars = [...chars.slice(0, cursor), ...act.typed, ...chars.slice(cursor)];
      this.draw();
    }
    this.cursor = this.chars.length;
    const end = this.place(this.cursor);
    const down = end.row - this.drawnRow;
    this.tty.output(`${down > 0 ? `\x1b[${down}B` : ""}${end.col > 0 ? "\n" : ""}${act.below}`);
    this.chars = chars;
    this.cursor = cursor;
    this.drawAnew();
  }
  private answer(ch: string): void {
    const names = this.asking ?? [];
    if (ch === "y" || ch === "Y" || ch === " ") {
      this.asking = null;
      this.list(names);
    } else if (ch === "n" || ch === "N" || ch === "\x7f" || ch === "\x03" || ch === "\x07") {
      this.asking = null;
      this.tty.output("\n");
      this.drawAnew();
    } else this.bell();
  }
  private list(names: readonly string[]): void {
    const longest = names.reduce((n, name) => Math.max(n, [...name].length), 0) + 2;
    const perRow = Math.max(1, Math.floor(this.cols / longest));
    const rows = Math.ceil(names.length / perRow);
    let out = "\n";
    for (let r = 0; r < rows; r++) {
      let line = "";
      for (let c = 0; c * rows + r < names.length; c++) {
        const name = names[c * rows + r] as string;
        line += name + " ".repeat(longest - [...name].length);
      }
      out += `${line}\n`;
    }
    this.tty.output(out);
    this.drawAnew();
  }
}

/** Where a paste's end mark may begin at the tail of `input`; its length when there is none. */
function partialMark(input: string, from: number): number {
  const mark = "\x1b[201~";
  for (let n = Math.min(mark.length - 1, input.length - from); n > 0; n--)
    if (input.endsWith(mark.slice(0, n))) return input.length - n;
  return input.length;
}

function isLetter(ch: string): boolean {
  return /[\p{L}\p{N}]/u.test(ch);
}

/** The prompt as sent: marks of no width taken out. */
function visible(prompt: string): string {
  return prompt.replace(/[\x01\x02]/g, "");
}
/** The prompt's characters that take room. */
function plainPrompt(prompt: string): string {
  return prompt
    .replace(/\x01[^\x02]*\x02/g, "")
    .replace(/\x1b\[[0-9;]*[A-Za-z]/g, "")
    .replace(/[\x00-\x08\x0b-\x1f]/g, "");
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? "";
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

/** history_arg_extract of the last word: quotes keep what is in them together. */
function lastWord(line: string): string {
  return line.match(/(?:\\[^]|'[^']*'?|"(?:\\[^]|[^"\\])*"?|[^\s'"\\])+/g)?.at(-1) ?? "";
}
