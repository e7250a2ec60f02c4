/**
 * `npm run conformance:random [-- FIRST LAST]`: random administrators, each on a real kernel (root) and
 * in the sandbox; every command block whose normalised lines differ is printed. A difference that is
 * explained becomes a case in recordings/; one that is not is a bug.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { buildWorld } from "../../sandbox/lab/build.ts";
import { runTranscript } from "../../sandbox/lab/transcript.ts";
import { World } from "../../sandbox/lab/world.ts";
import { blocks, normalize } from "./normalize.ts";
import { randomScript } from "./random-admin.ts";

const [first = 1, last = first + 4] = process.argv.slice(2).map(Number);
const scratch = mkdtempSync(join(tmpdir(), "underlay-random-"));
let same = 0;
let different = 0;

for (let seed = first; seed <= last; seed++) {
  const script = randomScript(seed, Number(process.env["STEPS"] ?? 40));
  const file = join(scratch, `${seed}.sh`);
  writeFileSync(file, script);
  const recorded =
    process.env["RECORDED"] === undefined
      ? record(file)
      : readFileSync(join(process.env["RECORDED"], `${seed}.txt`), "utf8");
  if (recorded === null) {
    console.log(
      "conformance:random needs root and network namespaces on Linux: nothing was compared",
    );
    process.exit(2);
  }
  if (recorded === "unstable") {
    console.log(`── seed ${seed}: its two recordings differ, left out`);
    continue;
  }
  const simulated = await simulate(script);
  const real = blocks(normalize(recorded));
  const ours = blocks(normalize(simulated));
  for (const [i, block] of real.entries()) {
    const mine = ours[i]?.lines.join("\n") ?? "(nothing)";
    const theirs = block.lines.join("\n");
    if (mine === theirs) same++;
    else {
      different++;
      console.log(`── seed ${seed}\n   real:\n${theirs}\n   sandbox:\n${mine}`);
    }
  }
}
console.log(`${same} passed, ${different} failed`);
process.exit(different === 0 ? 0 : 1);

/** The transcript; "unstable" where the kernel's own two answers differ; null where nothing can be recorded. */
function record(file: string): string | null {
  const ran = spawnSync("python3", [join(import.meta.dirname, "record.py"), file], {
    encoding: "utf8",
  });
  const transcript = file.replace(/\.sh$/, ".txt");
  if (ran.stdout.includes("UNSTABLE")) return "unstable";
  return ran.status === 0 && existsSync(transcript) ? readFileSync(transcript, "utf8") : null;
}

async function simulate(script: string): Promise<string> {
  const source = await loadLab("blank");
  if (source === null) throw new Error("there is no lab blank");
  const world = buildWorld(source, 1);
  if (!(world instanceof World)) throw new Error("the blank lab does not build");
  let out = "";
  runTranscript(world, world.place("host"), script, (text) => (out += text));
  for (const fault of world.faults)
    out += `FAULT ${fault.process}: ${String(fault.error instanceof Error ? fault.error.stack : fault.error)}\n`;
  return out;
}
