/**
 * An hour of six pings a second in a learner's log, replayed; with a capture running, for memory.
 * Prints one JSON line: seconds of CPU for the replay, virtual seconds a real second, peak memory.
 */
import { loadLab } from "../sandbox/cli/load-lab.ts";
import { replay } from "../sandbox/lab/replay.ts";
import type { Input, SessionLog } from "../sandbox/lab/types.ts";
import { SIM_VERSION } from "../sandbox/lab/world.ts";
import { labHash } from "../sandbox/lab/source.ts";

const capture = process.argv.includes("--capture");
const source = await loadLab("deep-dive-node1");
if (source === null) throw new Error("no lab deep-dive-node1");
const HOUR = 3_600_000_000;
const type = (at: number, terminal: number, text: string): Input => ({
  at,
  kind: "keys",
  terminal,
  text,
});
const t0 = 60_000_000;
const inputs: Input[] = [];
// Six a second: three terminals, two pings a second each.
if (capture) inputs.push(type(t0, 0, "tcpdump -i cni0 -w /dev/null &\r"));
inputs.push(type(t0 + 1, 0, "ping -i 0.5 -q 10.244.0.5\r"));
inputs.push(type(t0 + 2, 1, "ping -i 0.5 -q 10.244.0.6\r"));
inputs.push(type(t0 + 3, 2, "ping -i 0.5 -q 10.244.0.1\r"));
const log: SessionLog = {
  format: 1,
  lab: source.name,
  labHash: labHash(source),
  simVersion: SIM_VERSION,
  seed: 1,
  inputs,
  milestones: [],
  until: t0 + HOUR,
};
const before = process.cpuUsage();
const started = performance.now();
const replayed = replay(log, source, log.until);
if (!("session" in replayed) || replayed.stopped !== null) throw new Error("the replay stopped");
const wall = (performance.now() - started) / 1000;
const cpu = process.cpuUsage(before);
const cpuS = (cpu.user + cpu.system) / 1e6;
globalThis.gc?.();
console.log(
  JSON.stringify({
    cpuS,
    wallS: wall,
    virtualPerReal: HOUR / 1e6 / wall,
    events: replayed.session.world.sim.sched.eventCount,
    rssMb: process.memoryUsage().rss / (1 << 20),
    heapMb: process.memoryUsage().heapUsed / (1 << 20),
  }),
);
