/**
 * What a lab shows at its first prompt, worked out when the site is built: a world is a pure function of
 * (lab, seed, log), and the log is empty then. The page draws it at once and compares it with what its own
 * worker says when that has come (site/lab/session.ts); only a difference is ever drawn again.
 */
import { viewWorld } from "../lab/inspect.ts";
import { Session } from "../lab/session.ts";
import { formatProblems } from "../lab/topology-value.ts";
import { bootedOf, toFirstPrompt } from "./first-prompt.ts";
import { loadLab } from "./labs.ts";
import { FIRST_SEED, type FirstFrame } from "./protocol.ts";

export async function firstFrame(lab: string): Promise<FirstFrame> {
  const source = await loadLab(lab);
  const texts: string[] = [];
  const session = Session.start(source, FIRST_SEED, {
    output: (terminal, text) => {
      texts[terminal] = (texts[terminal] ?? "") + text;
    },
  });
  if (!(session instanceof Session))
    throw new Error(formatProblems(`content/labs/${lab}/topology.clab.yml`, session));
  toFirstPrompt(session);
  return {
    booted: bootedOf(session, null),
    now: session.now,
    texts: session.terminals.map((terminal) => texts[terminal.id] ?? ""),
    view: viewWorld(session.world),
  };
}
