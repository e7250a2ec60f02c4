/** The recordings: what each case is, which are due, how one is replayed and compared. */
import { SECOND } from "../../sandbox/sim/scheduler.ts";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildWorld } from "../../sandbox/lab/build.ts";
import { runTranscript } from "../../sandbox/lab/transcript.ts";
import { loadTopology } from "../../sandbox/lab/topology.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";
import { World } from "../../sandbox/lab/world.ts";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { blocks, normalize } from "./normalize.ts";

export const RECORDINGS = join(import.meta.dirname, "recordings");

export interface Difference {
  readonly command: string;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
}
export interface Outcome {
  readonly name: string;
  readonly blocks: number;
  readonly same: number;
  readonly differences: readonly Difference[];
  /** Bugs of ours that stopped a process. */
  readonly faults: readonly string[];
}

export function caseNames(): string[] {
  return readdirSync(RECORDINGS)
    .filter((file) => file.endsWith(".sh"))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** GAPS.md's table: case -> command (or "*") -> reason. */
export function gaps(): Map<string, Map<string, string>> {
  const out = new Map<string, Map<string, string>>();
  for (const line of readFileSync(join(import.meta.dirname, "GAPS.md"), "utf8").split("\n")) {
    const match = /^\| *([\w-]+) *\| *(\*|`.*`) *\| *(.+?) *\|$/.exec(line);
    if (match === null) continue;
    const [, name, command, reason] = match as unknown as [string, string, string, string];
    if (!out.has(name)) out.set(name, new Map());
    out.get(name)?.set(command.replace(/^`|`$/g, "").replaceAll("\\|", "|"), reason);
  }
  return out;
}

/** `# oracle: packages bird2:/opt/bird2`: the blank machine has them, as the recorder's had (record.py). */
function withPackages(source: LabSource, script: string): LabSource {
  const words = /^# oracle: packages (.*)$/m.exec(script)?.[1];
  if (words === undefined) return source;
  const { topology } = source;
  const parsed = loadTopology(
    topology.replace("kind: linux", `kind: linux\n      labels: { underlay.packages: "${words}" }`),
  );
  return { ...source, parsed };
}

/** Replay one case on a blank machine and compare block by block. */
export async function runCase(
  name: string,
  gap: ReadonlyMap<string, string> = new Map(),
): Promise<Outcome> {
  const source = await loadLab("blank");
  if (source === null) throw new Error("no lab blank");
  const script = readFileSync(join(RECORDINGS, `${name}.sh`), "utf8");
  const world = buildWorld(withPackages(source, script), 1);
  if (!(world instanceof World)) throw new Error("lab blank is broken");
  let transcript = "";
  runTranscript(world, world.place("host"), script, (text) => (transcript += text), {
    eventBudget: 20_000_000,
    // The recorder gives a command as long (record.py).
    limitUs: 120 * SECOND,
  });
  const expected = blocks(
    readFileSync(join(RECORDINGS, `${name}.norm.txt`), "utf8").replace(/\n$/, ""),
  );
  const actual = blocks(normalize(transcript).replace(/\n$/, ""));
  const differences: Difference[] = [];
  let same = 0;
  for (let i = 0; i < expected.length; i++) {
    const want = expected[i]?.lines ?? [];
    const have = actual[i]?.lines ?? [];
    const command = expected[i]?.command ?? "(comments)";
    if (want.join("\n") === have.join("\n") || gap.has(command)) same++;
    else differences.push({ command, expected: want, actual: have });
  }
  return {
    name,
    blocks: expected.length,
    same,
    differences,
    faults: world.faults.map(
      (f) =>
        `${f.process}: ${f.error instanceof Error ? (f.error.stack ?? f.error.message) : String(f.error)}`,
    ),
  };
}

const LINES_SHOWN = 30;

/** The lines that differ, as a diff shows them: first differing line on, trailing blanks visible. */
export function show(difference: Difference): string {
  const { expected, actual } = difference;
  let start = 0;
  while (start < expected.length && expected[start] === actual[start]) start++;
  let end = 0;
  while (
    end < expected.length - start &&
    end < actual.length - start &&
    expected.at(-1 - end) === actual.at(-1 - end)
  )
    end++;
  const visible = (line: string): string =>
    line.replace(/ +$/, (blanks) => "·".repeat(blanks.length)).replaceAll("\t", "⇥");
  const minus = expected.slice(start, expected.length - end).map((line) => `  - ${visible(line)}`);
  const plus = actual.slice(start, actual.length - end).map((line) => `  + ${visible(line)}`);
  const clip = (lines: readonly string[]): string[] =>
    lines.length <= LINES_SHOWN
      ? [...lines]
      : [...lines.slice(0, LINES_SHOWN), `    ... and ${lines.length - LINES_SHOWN} more`];
  return [`  $ ${difference.command}`, ...clip(minus), ...clip(plus)].join("\n");
}
