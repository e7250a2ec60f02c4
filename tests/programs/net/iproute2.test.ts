/**
 * ip, bridge and brctl against transcripts of the real tools (iproute2 6.1, bridge-utils 1.7) on a
 * real kernel: cases/NAME.sh was run on a blank Linux host, cases/NAME.txt is what it showed.
 * Compared block by block after the conformance suite's normalisation.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadLab } from "../../../sandbox/cli/load-lab.ts";
import { buildWorld } from "../../../sandbox/lab/build.ts";
import { runTranscript } from "../../../sandbox/lab/transcript.ts";
import { World } from "../../../sandbox/lab/world.ts";
import { blocks, normalize } from "../../conformance/normalize.ts";

const CASES = join(import.meta.dirname, "cases");
const names = readdirSync(CASES).filter((file) => file.endsWith(".sh")).map((file) => file.slice(0, -3));

test.each(names)("%s prints what Linux prints", async (name) => {
  const source = await loadLab("blank");
  if (source === null) throw new Error("no lab blank");
  const world = buildWorld(source, 1);
  if (!(world instanceof World)) throw new Error("lab blank is broken");
  let transcript = "";
  const script = readFileSync(join(CASES, `${name}.sh`), "utf8");
  runTranscript(world, world.place("host"), script, (text) => (transcript += text), { eventBudget: 20_000_000 });
  const wanted = blocks(normalize(readFileSync(join(CASES, `${name}.txt`), "utf8")).replace(/\n$/, ""));
  const actual = blocks(normalize(transcript).replace(/\n$/, ""));
  expect(world.faults).toEqual([]);
  expect(wanted.length).toBeGreaterThan(10);
  for (const [i, block] of wanted.entries()) {
    expect(actual[i]?.lines.join("\n"), block.command ?? "comments").toBe(block.lines.join("\n"));
  }
  expect(actual.length).toBe(wanted.length);
});
