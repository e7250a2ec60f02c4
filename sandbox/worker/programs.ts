/**
 * The sandbox's code in chunks. The world's own has every program's name, paths and summary, so that the
 * file tree, completion and digests are the same from the start, and the code that set-ups and a first
 * prompt need. The rest comes in groups, in this order, each asked for when the one before it is here, so
 * that what is needed first does not share the line: the first group is what no world runs without, the
 * others are programs that few first commands need, and what only they use. A world that used a group too
 * early is thrown away and made anew from its log (late.ts), so that the order of arrival changes nothing.
 * site/plugins/worker-chunks.mjs makes the chunks; in Node there are none.
 */
import type { Program } from "../kernel/proc/process.ts";
import * as registry from "../programs/index.ts";
import * as core from "./core-programs.ts";
import { arrive, type LateCode, lateProgram } from "./late.ts";

type Row = readonly [
  name: string,
  paths: readonly string[],
  summary: string,
  group: number,
  from?: string,
];

/** What stands here for the registry (see the plug-in). */
const { groups } = registry as unknown as { groups: readonly (() => Promise<LateCode>)[] };

const arrivals: Promise<void>[] = [];
let arrived = 0;
for (const load of groups) {
  const arrival = (arrivals.at(-1) ?? Promise.resolve()).then(load).then((code) => {
    arrive(code);
    arrived++;
  });
  // Whoever waits for it hears of a failure.
  arrival.catch(() => undefined);
  arrivals.push(arrival);
}

/** Resolves when a group and those before it are here. */
export function groupHere(group: number): Promise<void> {
  return arrivals[group] ?? Promise.resolve();
}

/** What a world needs to let time pass. */
export const firstCode = groupHere(0);
/** Resolves when all code is here. */
export const allCode = groupHere(groups.length - 1);

/** Whether a world may run now. */
export function isFirstHere(): boolean {
  return arrived > 0;
}

/** What is installed on a machine: the registry, with stand-ins for what comes later. */
export function listPrograms(rows: readonly Row[]): readonly Program[] {
  const here = new Map(Object.values(core).map((program) => [program.name, program]));
  return rows.map(
    ([name, paths, summary, group, from]) =>
      here.get(name) ?? lateProgram(name, paths, summary, group, from),
  );
}
