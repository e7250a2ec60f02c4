/**
 * The two-node lab typed into our shell, to the first ping answered. Prints one JSON line:
 * cold (first run in this process) and warm (median of seven more), wall milliseconds.
 */
import { loadLab } from "../sandbox/cli/load-lab.ts";
import { buildWorld } from "../sandbox/lab/build.ts";
import { runScript } from "../sandbox/lab/transcript.ts";
import { World } from "../sandbox/lab/world.ts";
import { labCommands, labPing } from "./anchors/lab-commands.ts";
import { median } from "./support.ts";

const source = await loadLab("blank");
if (source === null) throw new Error("no lab blank");
const script = `${labCommands("pf-").join("\n")}\n${labPing("pf-")} > /dev/null\n`;

function once(seed: number): number {
  if (source === null) throw new Error("no lab blank");
  const started = performance.now();
  const world = buildWorld(source, seed);
  if (!(world instanceof World)) throw new Error("the blank lab does not build");
  let out = "";
  const status = runScript(world, world.place("host"), "lab.sh", script, (text) => (out += text));
  const took = performance.now() - started;
  if (status !== 0) throw new Error(`the lab's ping failed (${status}):\n${out}`);
  return took;
}

const cold = once(1);
const warm = median(Array.from({ length: 7 }, (_, i) => once(i + 2)));
console.log(
  JSON.stringify({ commands: labCommands("pf-").length + 1, coldMs: cold, warmMs: warm }),
);
