/** A person at the shell: screen by screen what bash showed on a pseudo-terminal (screens.json, record-screens.py). */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { toFirstPrompt } from "../../sandbox/worker/first-prompt.ts";
import { screenOf } from "./screen.ts";

interface Case {
  readonly name: string;
  readonly first: string;
  readonly steps: readonly { readonly keys: string; readonly ms: number; readonly out: string }[];
}
const cases = JSON.parse(
  readFileSync(new URL("screens.json", import.meta.url), "utf8"),
) as readonly Case[];

/** Two processes of the real machine run side by side there: what comes first is chance, now this, now that. */
const RACES = new Map<string, readonly number[]>([
  ["waiting", [15]],
  ["kill", [7, 8]],
  ["traced", [3, 5]],
]);
/** Not as there, and why. */
const GAPS = new Map<string, readonly number[]>([
  // $LINENO counts anew inside $( ) of an interactive shell.
  ["traced", [2]],
]);

const source = await loadLab("wire");
if (source === null) throw new Error("no lab");

/** A job's number stays, its process' goes. */
async function screen(text: string): Promise<string[]> {
  return (await screenOf(text)).map((line) => line.replace(/^(\[\d+\]) \d+(\|?)$/u, "$1 N$2"));
}

class Shell {
  said = "";
  private readonly session: Session;

  constructor() {
    if (source === null) throw new Error("no lab");
    const session = Session.start(source, 1, {
      output: (terminal, text) => {
        if (terminal === 0) this.said += text;
      },
    });
    if (!(session instanceof Session)) throw new Error("the lab does not build");
    this.session = session;
    toFirstPrompt(session);
    this.type(
      "mkdir /root/screens; cd /root/screens; export HOME=$PWD PS1='root@hostA:~# '; exec bash --norc --noprofile\r",
      300,
    );
    this.said = "";
  }

  type(text: string, ms: number): void {
    const { now } = this.session;
    this.session.apply({ kind: "keys", at: now, terminal: 0, text });
    this.session.advance(now + ms * 1_000);
  }
}

test.each(cases.map((one) => [one.name, one] as const))("%s", async (name, { first, steps }) => {
  const shell = new Shell();
  let real = first;
  shell.said = first;
  for (const [i, { keys, ms, out }] of steps.entries()) {
    shell.type(keys, ms);
    real += out;
    const [there, here] = [await screen(real), await screen(shell.said)];
    const at = `${name}, ${i}: ${JSON.stringify(keys)}`;
    if (GAPS.get(name)?.includes(i) === true) expect(here, at).not.toEqual(there);
    else if (RACES.get(name)?.includes(i) !== true) expect(here, at).toEqual(there);
    if (JSON.stringify(here) !== JSON.stringify(there)) shell.said = real;
  }
});
