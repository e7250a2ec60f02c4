/**
 * `npm run replay -- LOG.json [--until 12.5s] [--screen N]`: replays a saved session, for a debugger or a look.
 * LOG.json is a SessionLog, as the page exports it and as a failing test prints it.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { replay } from "../lab/replay.ts";
import { formatProblems } from "../lab/topology.ts";
import type { SessionLog } from "../lab/types.ts";
import { loadLab } from "./load-lab.ts";

const USAGE = "usage: npm run replay -- LOG.json [--until 12.5s] [--screen TERMINAL]\n";

function refuse(message: string): never {
  process.stderr.write(`replay: ${message}\n${USAGE}`);
  process.exit(2);
}

/** "12.5s", "12.5": seconds since the learner arrived. */
function readSeconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)s?$/.exec(text);
  return match === null
    ? refuse(`--until: "${text}" is no time`)
    : Math.round(Number(match[1]) * 1_000_000);
}

function readLog(path: string): SessionLog {
  try {
    const log = JSON.parse(
      readFileSync(resolve(process.env["INIT_CWD"] ?? ".", path), "utf8"),
    ) as SessionLog;
    if (log.format !== 1 || typeof log.lab !== "string" || !Array.isArray(log.inputs))
      return refuse(`${path} is no session log`);
    return log;
  } catch (error) {
    return refuse(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

let options;
try {
  options = parseArgs({
    allowPositionals: true,
    options: { until: { type: "string" }, screen: { type: "string" } },
  });
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error));
}
const { values, positionals } = options;
const [path, ...extra] = positionals;
if (path === undefined || extra.length > 0) refuse("one log, please");
const log = readLog(path);
const source = await loadLab(log.lab);
if (source === null) refuse(`no lab "${log.lab}"`);
const screens = new Map<number, string>();
let until = log.until;
const started = performance.now();
const result = replay(log, source, Infinity, {
  events: {
    output: (terminal, text) => void screens.set(terminal, (screens.get(terminal) ?? "") + text),
  },
  prepared: (world) => {
    if (values.until !== undefined)
      until = Math.min(until, world.readyAt + readSeconds(values.until));
  },
  until: () => until,
});
if (!("session" in result)) {
  process.stderr.write(formatProblems("topology.clab.yml", result));
  process.exit(2);
}
const { session, stopped } = result;
const { world } = session;
if (values.screen !== undefined)
  process.stdout.write(`${screens.get(Number(values.screen)) ?? ""}\n`);
process.stdout.write(
  `lab ${log.lab}, seed ${log.seed}, ${log.inputs.length} inputs\n` +
    `reached ${((world.now - world.readyAt) / 1e6).toFixed(6)} s after the start (${world.sim.sched.eventCount} events, ${Math.round(performance.now() - started)} ms)\n` +
    `digest ${world.digest().toString(16).padStart(8, "0")}\n` +
    `${stopped === null ? "" : `stopped: ${stopped.reason}: ${stopped.message}\n`}` +
    world.faults
      .map(
        (f) =>
          `fault at ${f.at}: ${f.process}: ${f.error instanceof Error ? (f.error.stack ?? "") : String(f.error)}\n`,
      )
      .join(""),
);
if (stopped !== null || world.faults.length > 0) process.exitCode = 1;
