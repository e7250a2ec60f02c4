/** The live terminals by id: the test hook, and what the key bar types into. */
import type { Terminal } from "@xterm/xterm";

export const screens = new Map<number, Terminal>();

/** The lines of a terminal's buffer, without the empty ones at its end. */
export function screenText(id: number): string {
  const buffer = screens.get(id)?.buffer.active;
  if (buffer === undefined) return "";
  const lines: string[] = [];
  for (let y = 0; y < buffer.length; y++) {
    const line = buffer.getLine(y);
    if (line?.isWrapped === true) lines.push((lines.pop() ?? "") + line.translateToString(true));
    else lines.push(line?.translateToString(true) ?? "");
  }
  return lines.join("\n").trimEnd();
}

export function nextDrawing(id: number): Promise<number> {
  return new Promise((resolve) => {
    const listening = screens.get(id)?.onRender(() => {
      listening?.dispose();
      resolve(performance.now());
    });
  });
}

/** Somebody writes in a field of the page: a lab that comes late must not take the keyboard from under the hands. */
export function isWritingElsewhere(): boolean {
  const at = document.activeElement;
  return (
    at !== null &&
    at.closest(".xterm") === null &&
    at.matches("input:not([type=checkbox], [type=radio]), textarea, select")
  );
}
