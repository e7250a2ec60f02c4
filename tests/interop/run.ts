/**
 * `npm run interop`: our network against a real kernel's, over a cable whose far end is a real VXLAN device.
 * Real ping, traceroute, curl talk to simulated hosts, and the other way round. Where there is no root or no
 * namespaces it says so and skips. Everything lives in network namespaces of its own; `-v` shows the commands.
 */
import { spawn } from "node:child_process";
import { Underlay, unplugged } from "../../sandbox/cli/underlay.ts";
import { REAL_NS, UPLINKS } from "./inside.ts";

/** All cases together (ms). */
const LIMIT_MS = 150_000;

const obstacle = unplugged();
if (obstacle !== null) {
  console.log(`interop: skipped: ${obstacle}`);
  console.log("0 passed, 0 failed");
  process.exit(0);
}

const underlay = new Underlay(`interop-${process.pid}`);
const realNs = `${REAL_NS}-${process.pid}`;
let status: number;
try {
  underlay.addNamespace(realNs);
  for (const [i, name] of UPLINKS.entries())
    underlay.addDevice({ name, vni: i + 1, into: realNs, mtu: 1500 });
  status = await inside();
} finally {
  underlay.close();
}
process.exit(status);

function inside(): Promise<number> {
  const child = spawn(
    "ip",
    [
      ...["netns", "exec", underlay.inside, process.execPath, `${import.meta.dirname}/cases.ts`],
      ...[realNs, ...process.argv.slice(2)],
    ],
    { stdio: "inherit" },
  );
  const timer = setTimeout(() => {
    console.log(`interop: not done after ${LIMIT_MS / 1_000} s`);
    child.kill("SIGKILL");
  }, LIMIT_MS);
  const stop = (): void => void child.kill("SIGINT");
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      clearTimeout(timer);
      if (code === null) console.log("0 passed, 1 failed");
      resolve(code ?? 1);
    });
  });
}
