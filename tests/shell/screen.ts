/** What stands on a terminal emulator's screen. */
import xterm from "@xterm/headless";

/** The screen's lines without trailing blanks and empty last lines, the cursor marked with "|" in its line. */
export async function screenOf(text: string, cols = 80, rows = 24): Promise<string[]> {
  const term = new xterm.Terminal({ cols, rows, allowProposedApi: true });
  await new Promise<void>((done) => term.write(text, done));
  const buffer = term.buffer.active;
  const lines: string[] = [];
  for (let y = 0; y < buffer.length; y++) {
    let line = buffer.getLine(y)?.translateToString(true) ?? "";
    if (y === buffer.baseY + buffer.cursorY)
      line = `${line.padEnd(buffer.cursorX).slice(0, buffer.cursorX)}|${line.slice(buffer.cursorX)}`;
    lines.push(line);
  }
  while (lines.at(-1) === "") lines.pop();
  return lines;
}
