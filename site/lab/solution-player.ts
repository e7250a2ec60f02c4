/** A reference solution, typed into the terminals before the learner's eyes. */
import type { SolutionStep } from "./exercises.ts";
import type { LabSession } from "./session.ts";

const PLAY_LEAST_MS = 500;
const PLAY_MOST_MS = 2_000;
const PLAY_POLL_MS = 100;

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

export async function playSteps(
  session: LabSession,
  steps: readonly SolutionStep[],
  showTerminal: (id: number) => void,
): Promise<void> {
  let last: number | null = null;
  for (const step of steps) {
    if ("seconds" in step) {
      session.skip(step.seconds * 1e6);
      await pause(PLAY_LEAST_MS);
      continue;
    }
    if ("key" in step) {
      // What a person sees before reaching for Ctrl-C.
      await pause(PLAY_MOST_MS);
      const where: number | null =
        step.place === null ? last : await session.terminalAt(step.place);
      if (where !== null) session.keys(where, String.fromCharCode(step.key.charCodeAt(0) & 0x1f));
      last = where;
      continue;
    }
    const id = await session.type(step.place, `${step.text}\n`);
    if (id === null) continue;
    last = id;
    showTerminal(id);
    await pause(PLAY_LEAST_MS);
    // A command that goes on (a capture, a server) is left to it.
    for (let waited = 0; waited < PLAY_MOST_MS && !session.isReady(id); waited += PLAY_POLL_MS)
      await pause(PLAY_POLL_MS);
  }
}
