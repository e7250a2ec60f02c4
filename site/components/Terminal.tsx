/**
 * One terminal: xterm.js, fitted to its box, drawn at the speed it can bear. What programs print is
 * untrusted: no links of its making, no clipboard, no title, and no sequence that would make the terminal answer
 * (an answer would arrive at the shell as if it had been typed).
 */
import type { IFunctionIdentifier, ILinkProvider, ITheme, Terminal as Xterm } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { useEffect, useRef } from "preact/hooks";
import { endsLine } from "../lab/foresight.ts";
import { Outbox } from "../lab/outbox.ts";
import { isWritingElsewhere, screens } from "../lab/screens.ts";
import type { LabSession } from "../lab/session.ts";
import { inTurn, nextFrame, nextTask, whenIdle } from "../lab/turns.ts";
import { t } from "../i18n/text.ts";

const THEME: ITheme = {
  background: "#0c1413",
  foreground: "#dbe7e4",
  cursor: "#7fe3d2",
  cursorAccent: "#0c1413",
  selectionBackground: "#2d5c55",
  black: "#22302e",
  red: "#ff8f7a",
  green: "#8fd98f",
  yellow: "#f5c467",
  blue: "#8fb4ff",
  magenta: "#e0a3f0",
  cyan: "#6fdccb",
  white: "#dbe7e4",
  brightBlack: "#83948f",
  brightRed: "#ffab9a",
  brightGreen: "#b0ecb0",
  brightYellow: "#ffdc97",
  brightBlue: "#b4ceff",
  brightMagenta: "#efc3fa",
  brightCyan: "#a2f0e4",
  brightWhite: "#ffffff",
};

/** Device attributes, status reports, mode reports: questions to which a terminal types an answer. */
const QUESTIONS: readonly IFunctionIdentifier[] = [
  { final: "c" },
  { prefix: ">", final: "c" },
  { prefix: "=", final: "c" },
  { final: "n" },
  { prefix: "?", final: "n" },
  { intermediates: "$", final: "p" },
  { prefix: "?", intermediates: "$", final: "p" },
  { prefix: ">", final: "q" },
  { final: "t" },
  { final: "x" },
  { prefix: "?", final: "u" },
];
/** Titles, colours (also asked for), links, the clipboard. */
const COMMANDS = [0, 1, 2, 4, 8, 10, 11, 12, 52, 104, 110, 111, 112];

interface Props {
  readonly session: LabSession;
  readonly id: number;
  readonly title: string;
  readonly shown: boolean;
  readonly active: boolean;
  /** Each change puts the keyboard into the active terminal. */
  readonly grab: number;
  readonly onFocus: () => void;
}

export function Terminal({ session, id, title, shown, active, grab, onFocus }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const term = useRef<Xterm | null>(null);
  const fit = useRef<(() => void) | null>(null);

  const begin = useRef<(() => void) | null>(null);
  const wantsKeys = useRef(false);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let close: (() => void) | null = null;
    let state: "waiting" | "begun" | "gone" = "waiting";
    const isGone = (): boolean => state === "gone";
    const open = async (): Promise<void> => {
      const { FitAddon, Terminal } = await import("../lab/xterm.ts");
      if (isGone()) return;
      const xterm = makeTerminal(Terminal);
      const addon = new FitAddon();
      xterm.loadAddon(addon);
      await nextTask();
      if (!isGone()) xterm.open(element);
      await nextFrame();
      if (isGone()) {
        xterm.dispose();
        return;
      }
      term.current = xterm;
      fit.current = (): void => {
        // A hidden box has no size; fitting it would tell the shell that it has two columns.
        if (element.clientWidth > 40 && element.clientHeight > 30) addon.fit();
      };
      close = connect(xterm, { session, id, title, element, refit: fit.current, onFocus });
      if (wantsKeys.current && !isWritingElsewhere()) xterm.focus();
    };
    begin.current = (): void => {
      if (state !== "waiting") return;
      state = "begun";
      void inTurn(open);
    };
    // What nobody sees yet is opened when there is time.
    if (shown) begin.current();
    else void whenIdle().then(begin.current);
    return () => {
      state = "gone";
      close?.();
    };
  }, [session, id]);

  useEffect(() => {
    if (!shown) return;
    begin.current?.();
    fit.current?.();
  }, [shown]);
  useEffect(() => {
    wantsKeys.current = shown && active && grab > 0;
    if (wantsKeys.current) term.current?.focus();
  }, [grab]);

  return <div class="term-box" data-terminal={id} hidden={!shown} ref={box} />;
}

/** Hardened: whatever is written to it, it answers nothing and opens nothing. */
export function makeTerminal(Make: typeof Xterm): Xterm {
  const xterm = new Make({
    allowProposedApi: false,
    cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    fontFamily:
      'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, "DejaVu Sans Mono", monospace',
    fontSize: matchMedia("(max-width: 30rem)").matches ? 11.5 : 13,
    lineHeight: 1.22,
    scrollback: 5_000,
    theme: THEME,
    windowOptions: {},
  });
  for (const question of QUESTIONS) xterm.parser.registerCsiHandler(question, () => true);
  xterm.parser.registerDcsHandler({ intermediates: "$", final: "q" }, () => true);
  xterm.parser.registerDcsHandler({ intermediates: "+", final: "q" }, () => true);
  xterm.parser.registerEscHandler({ final: "Z" }, () => true);
  for (const command of COMMANDS) xterm.parser.registerOscHandler(command, () => true);
  return xterm;
}

interface Connection {
  readonly session: LabSession;
  readonly id: number;
  readonly title: string;
  readonly element: HTMLElement;
  readonly refit: () => void;
  readonly onFocus: () => void;
}

/** An opened terminal and its session; returns what parts them. */
function connect(xterm: Xterm, connection: Connection): () => void {
  const { session, id, title, element, refit, onFocus } = connection;
  // The copy for screen readers is made once the first output has been drawn (Outbox).
  const outbox = new Outbox(xterm);
  xterm.textarea?.setAttribute("aria-label", t("terminalTitleShiftTabLeavesIt", { title }));
  xterm.attachCustomKeyEventHandler((event) => handleKey(event, xterm));
  xterm.onData((data) => {
    session.keys(id, data);
  });
  xterm.onResize(({ cols, rows }) => {
    session.resize(id, cols, rows);
  });
  xterm.registerLinkProvider(packetLines(xterm, (line) => session.onLine(id, line)));
  xterm.textarea?.addEventListener("focus", onFocus);
  const observer = new ResizeObserver(() => requestAnimationFrame(refit));
  observer.observe(element);
  refit();
  const detach = session.attach(id, {
    write: (text, drawn) => {
      outbox.put(text, drawn);
    },
    foresee: (character) => {
      if (outbox.isBusy || !endsLine(xterm.buffer.active, xterm.cols)) return false;
      // At once, since it follows a key: xterm parses it before this returns.
      xterm.write(character);
      return true;
    },
    interrupt: () => {
      outbox.discard();
    },
  });
  session.resize(id, xterm.cols, xterm.rows);
  screens.set(id, xterm);
  return () => {
    screens.delete(id);
    detach();
    observer.disconnect();
    xterm.dispose();
  };
}

/** A time as tcpdump prints it, a sequence number or the sum as ping does: the packet's way is one click away. */
const PACKET_LINE =
  /^(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{6} |icmp_seq=\d+|^\d+ packets transmitted/u;

function packetLines(xterm: Xterm, open: (line: string) => void): ILinkProvider {
  return {
    provideLinks(y, callback) {
      const text = xterm.buffer.active.getLine(y - 1)?.translateToString(true) ?? "";
      if (!PACKET_LINE.test(text)) {
        callback(undefined);
        return;
      }
      const range = { start: { x: 1, y }, end: { x: Math.max(1, text.length), y } };
      callback([
        {
          range,
          text,
          decorations: { pointerCursor: true, underline: true },
          activate: () => {
            open(text);
          },
        },
      ]);
    },
  };
}

/** False: xterm leaves the key to the browser. */
function handleKey(event: KeyboardEvent, xterm: Xterm): boolean {
  if (event.type !== "keydown") return true;
  const key = event.key.toLowerCase();
  const command = event.ctrlKey || event.metaKey;
  // The way out for keyboards: Tab completes, Shift-Tab leaves, F6 goes from panel to text.
  if (event.key === "Tab" && event.shiftKey) return false;
  if (event.key === "F6") return false;
  if (command && key === "v") return false;
  if (command && key === "c" && (event.shiftKey || event.metaKey || xterm.hasSelection())) {
    const text = xterm.getSelection();
    if (text === "") return !event.shiftKey && !event.metaKey;
    void navigator.clipboard.writeText(text).catch(() => undefined);
    xterm.clearSelection();
    event.preventDefault();
    return false;
  }
  return true;
}
