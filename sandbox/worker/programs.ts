/**
 * The sandbox's code in two chunks. The first has every program's name, paths and summary, so that the
 * file tree, completion and digests are the same from the start, and the code that set-ups and a first
 * prompt need; the second, asked for at once, has the rest. Until it has come a world is built and runs
 * to its first prompt and no further; a build that needed more is thrown away and made anew.
 * site/plugins/worker-chunks.mjs makes the two; in Node there is one.
 */
import type { Program } from "../kernel/proc/process.ts";
import * as core from "./core-programs.ts";
import { arrive, type LateCode, lateProgram } from "./late.ts";

type Row = readonly [name: string, paths: readonly string[], summary: string, from?: string];

/** Resolves when all code is here. */
export const allCode: Promise<void> = (
  import("../programs/index.ts") as unknown as Promise<LateCode>
).then(arrive);
// Whoever waits for it hears of a failure.
allCode.catch(() => undefined);

/** What is installed on a machine: the registry, with stand-ins for what is in the second chunk. */
export function listPrograms(rows: readonly Row[]): readonly Program[] {
  const here = new Map(Object.values(core).map((program) => [program.name, program]));
  return rows.map(
    ([name, paths, summary, from]) => here.get(name) ?? lateProgram(name, paths, summary, from),
  );
}
