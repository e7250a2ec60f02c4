/**
 * Every lab booted and left alone for a virtual hour: CPU seconds a virtual second, as a share of a core.
 * Prints one JSON line: the worst lab's share, and each lab's.
 */
import { labNames, loadLab } from "../sandbox/cli/load-lab.ts";
import { replay } from "../sandbox/lab/replay.ts";
import { labHash } from "../sandbox/lab/source.ts";
import { SIM_VERSION } from "../sandbox/lab/world.ts";
import { cpuSeconds } from "./support.ts";

const HOUR_S = 3_600;
const BOOT_US = 60_000_000;
const shares: Record<string, number> = {};
for (const name of labNames()) {
  const source = await loadLab(name);
  if (source === null) continue;
  const log = {
    format: 1 as const,
    lab: name,
    labHash: labHash(source),
    simVersion: SIM_VERSION,
    seed: 1,
    inputs: [],
    milestones: [],
    until: BOOT_US,
  };
  const replayed = replay(log, source, BOOT_US);
  if (!("session" in replayed) || replayed.stopped !== null) throw new Error(`${name}: stopped`);
  const { sched } = replayed.session.world.sim;
  const before = cpuSeconds();
  sched.runUntil(sched.now + HOUR_S * 1_000_000);
  shares[name] = (cpuSeconds() - before) / HOUR_S;
}
console.log(JSON.stringify({ worst: Math.max(...Object.values(shares)), ...shares }));
