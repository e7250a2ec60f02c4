/**
 * Keys answered before there is a world: the shell's own line editor draws them behind the prompt that the
 * page shows already (first-frame.ts). What it drew is a guess that the world then makes true or overrules:
 * every key is kept, given to the world in order, and the page compares (site/lab/session.ts). A key that
 * asks more than an editor knows (Enter, Tab, history) is kept and so is everything behind it.
 */
import { Editor, type EditorScreen } from "../lab/line-editor.ts";
import type { ToPage } from "./protocol.ts";

/** What the editor cannot answer alone: the line's end, completion, signals, history, other Meta keys. */
const ASKS_MORE = /[\x03\x04\t\n\r\x0e\x10\x12\x1a\x1c]|\x1b(?:$|\[(?:$|[AB])|O[AB]|[^[O])/u;
/** A screen that ends in a prompt on a line of its own, nothing typed behind it. */
const AT_PROMPT = /(?:^|\n)\x1b\[\?2004h([^\r\n]*)$/u;
/** Every terminal is made in this size; the page then says its own. */
const FIRST_SIZE = { cols: 80, rows: 24 };
const TEXT_MAX = 16_384;

class Line {
  private size = FIRST_SIZE;
  private draws = false;
  private waits = false;
  private readonly editor: Editor;

  constructor(prompt: string, draw: (text: string) => void) {
    const cols = (): number => this.size.cols;
    const screen: EditorScreen = {
      get cols() {
        return cols();
      },
      column: 0,
      output: (text) => {
        if (this.draws) draw(text.replace(/\r?\n/gu, "\r\n"));
      },
    };
    this.editor = new Editor(screen, prompt, [], { killed: "" }, (_, start) => ({
      start,
      candidates: [],
    }));
    // The page has drawn this.
    this.editor.start();
    this.draws = true;
  }

  keys(text: string): void {
    this.waits ||= ASKS_MORE.test(text) || text.length > TEXT_MAX;
    if (!this.waits) this.editor.take(text);
  }

  resize(cols: number, rows: number): void {
    if (this.waits || !(cols >= 1 && cols <= 1_000)) return;
    if (cols === this.size.cols && rows === this.size.rows) return;
    this.size = { cols, rows };
    this.editor.resized();
  }
}

export class Echo {
  private readonly port: MessagePort;
  private readonly kept: unknown[] = [];
  private readonly lines: readonly (Line | null)[];

  /** `screens`: what each terminal shows, by id; of a world that begins otherwise, none. */
  constructor(port: MessagePort, screens: readonly string[]) {
    this.port = port;
    this.lines = screens.map((text, terminal) => {
      const prompt = AT_PROMPT.exec(text)?.[1];
      if (prompt === undefined) return null;
      return new Line(prompt, (drawn) => {
        const message: ToPage = { t: "echo", terminal, text: drawn };
        port.postMessage(message);
      });
    });
    port.onmessage = (event: MessageEvent): void => {
      this.kept.push(event.data);
      this.show(event.data as Partial<Record<string, unknown>> | null);
    };
  }

  /** The world takes over: all that came, in order. */
  end(): readonly unknown[] {
    this.port.onmessage = null;
    return this.kept;
  }

  /** What is not what it should be is left to the world's own check of it. */
  private show(message: Partial<Record<string, unknown>> | null): void {
    const line = this.lines[Number(message?.["terminal"])];
    if (line === null || line === undefined || message === null) return;
    const { t, text, cols, rows } = message;
    if (t === "keys" && typeof text === "string") line.keys(text);
    else if (t === "resize") line.resize(Number(cols), Number(rows));
  }
}
