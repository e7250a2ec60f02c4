import { readFileSync } from "node:fs";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { buildWorld } from "../../sandbox/lab/build.ts";
import { runTranscript } from "../../sandbox/lab/transcript.ts";
import { World } from "../../sandbox/lab/world.ts";
import { SECOND } from "../../sandbox/sim/scheduler.ts";
import { blocks, normalize } from "./normalize.ts";
const [file, num] = process.argv.slice(2) as [string, string];
const script = readFileSync(file, "utf8");
const source = await loadLab("blank");
const world = buildWorld(source!, 1) as World;
let out = "";
runTranscript(world, world.place("host"), script, (t) => (out += t), { eventBudget: 20_000_000, limitUs: 120 * SECOND });
for (const f of world.faults) out += `FAULT ${String(f.error instanceof Error ? f.error.stack : f.error)}\n`;
const a = blocks(readFileSync(`/tmp/e23/${num}.a`, "utf8").replace(/\n$/, ""));
const b = blocks(readFileSync(`/tmp/e23/${num}.b`, "utf8").replace(/\n$/, ""));
const ours = blocks(normalize(out).replace(/\n$/, ""));
let same = 0;
for (const [i, x] of a.entries()) {
  const A = x.lines.join("\n"), B = b[i]?.lines.join("\n"), O = ours[i]?.lines.join("\n");
  if (O === A || O === B) same++;
  else console.log(`${A === B ? "DIFF" : "UNSTABLE"}\n--- real\n${A}\n--- ours\n${O}`);
}
console.log(`${num}: ${same}/${a.length}`, world.faults.length ? out.slice(out.indexOf("FAULT")) : "");
