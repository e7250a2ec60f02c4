/** birdc on a terminal: after every key the screen is that of Debian's birdc (record-terminal.py), on an emulator. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import xterm from "@xterm/headless";
import { expect, test } from "vitest";
import { loadLab } from "../../../../sandbox/cli/load-lab.ts";
import { Session } from "../../../../sandbox/lab/session.ts";
import { MS, SECOND } from "../../../../sandbox/sim/scheduler.ts";

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, "terminal.json"), "utf8")) as {
  config: string;
  sessions: { cols: number; steps: [string, string][] }[];
};

/** The screens after each piece of output, without times of day; the cursor is "|". */
async function screens(cols: number, pieces: readonly string[]): Promise<string[]> {
  const term = new xterm.Terminal({ cols, rows: 24, allowProposedApi: true });
  const out: string[] = [];
  for (const piece of pieces) {
    await new Promise<void>((done) =>
      term.write(piece.replace(/\d\d:\d\d:\d\d/g, "hh:mm:ss"), done),
    );
    const buffer = term.buffer.active;
    const lines: string[] = [];
    for (let y = 0; y < 24; y++) {
      const text = buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? "";
      const x = buffer.cursorX;
      lines.push(y === buffer.cursorY ? `${text.padEnd(x).slice(0, x)}|${text.slice(x)}` : text);
    }
    out.push(lines.join("\n").trimEnd());
  }
  return out;
}

test.each(recorded.sessions.map((one, at) => [at, one] as const))("session %i", async (_, one) => {
  const source = await loadLab("blank");
  if (source === null) throw new Error("no lab");
  let text = "";
  const session = Session.start(source, 1, { output: (_terminal, piece) => (text += piece) });
  if (!(session instanceof Session)) throw new Error("no session");
  session.world.place("host").host.fs.plantText("/root/b.conf", recorded.config);
  const keys = (typed: string, us: number): string => {
    text = "";
    session.apply({ at: session.now, kind: "keys", terminal: 0, text: typed });
    session.advance(session.now + us);
    return text;
  };
  session.apply({ at: session.now, kind: "resize", terminal: 0, cols: one.cols, rows: 24 });
  keys("bird -c b.conf -s b.ctl\r", 2 * SECOND);
  const first = keys("clear; birdc -s b.ctl\r", SECOND);
  const mine = [
    first.slice(first.indexOf("BIRD ")),
    ...one.steps.slice(1).map(([k]) => keys(k, 300 * MS)),
  ];
  expect(session.world.faults).toEqual([]);
  const real = await screens(
    one.cols,
    one.steps.map(([, shown]) => shown),
  );
  const got = await screens(one.cols, mine);
  for (const [at, step] of one.steps.entries())
    expect({ step: at, keys: step[0], screen: got[at] }).toEqual({
      step: at,
      keys: step[0],
      screen: real[at],
    });
});
