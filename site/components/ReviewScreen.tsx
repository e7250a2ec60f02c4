/** A terminal as it was: xterm.js without a keyboard, in the size it had. */
import type { Terminal as Xterm } from "@xterm/xterm";
import { useEffect, useRef } from "preact/hooks";
import { screens } from "../lab/screens.ts";
import { makeTerminal } from "./Terminal.tsx";
import { t } from "../i18n/text.ts";

interface Props {
  readonly text: string;
  readonly cols: number;
  readonly rows: number;
  readonly label: string;
  /** Its number among the screens of the page (screens.ts). */
  readonly screen?: number;
}

export function ReviewScreen({ text, cols, rows, label, screen = 0 }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const term = useRef<Xterm | null>(null);
  const newest = useRef({ text, cols, rows });
  newest.current = { text, cols, rows };

  const draw = (): void => {
    const { current } = term;
    if (current === null) return;
    const wanted = newest.current;
    current.reset();
    current.resize(Math.min(wanted.cols, 250), Math.min(wanted.rows, 60));
    current.write(wanted.text);
  };

  useEffect(() => {
    const element = box.current;
    let gone = false;
    void import("../lab/xterm.ts").then(({ Terminal }) => {
      if (gone || element === null) return;
      const xterm = makeTerminal(Terminal);
      xterm.options.disableStdin = true;
      xterm.options.cursorBlink = false;
      xterm.options.screenReaderMode = true;
      xterm.open(element);
      // It shows; nothing is typed here.
      xterm.textarea?.setAttribute("aria-label", t("terminalReadOnly"));
      xterm.textarea?.setAttribute("tabindex", "-1");
      term.current = xterm;
      screens.set(screen, xterm);
      draw();
    });
    return () => {
      gone = true;
      screens.delete(screen);
      term.current?.dispose();
      term.current = null;
    };
  }, []);
  useEffect(draw, [text, cols, rows]);

  return (
    <div class="review-screen" role="group" tabIndex={0} aria-label={label}>
      <div ref={box} data-review-screen />
    </div>
  );
}
