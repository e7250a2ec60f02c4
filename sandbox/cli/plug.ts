/**
 * `npm run -s plug -- --lab NAME --wire NODE:DEV`: joins a lab to this machine. The lab runs in real time, and
 * a real Ethernet device stands on its cable: ping, tcpdump and Wireshark of this machine work on it.
 * A plugged world hears what is in no log: it cannot be replayed, and no exercise is graded in it.
 *
 * This process makes the namespaces and devices and takes them away; its child, inside, is the world.
 */
import { spawn, spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { isProblems } from "../lab/topology-value.ts";
import { labNames, loadLab } from "./load-lab.ts";
import { Underlay, unplugged } from "./underlay.ts";

const USAGE = `\
usage: npm run -s plug -- --lab NAME --wire NODE:DEV[=REAL]... [OPTION]...

Runs a lab in real time and joins it to this machine (needs root). For each --wire a real Ethernet device
named REAL (default: NODE-DEV) stands on the cable of DEV, beside the machines that are there; a DEV that the
lab does not have is a new card on NODE. Ctrl-C ends it; everything it made goes with it.

  --lab NAME           one of: LABS
  --wire NODE:DEV[=REAL]
                       a cable to join; NODE may be "machine/netns"; may be repeated
  --netns NAME         put the real devices into this network namespace (made if it does not exist)
                       instead of the one this command runs in
  --terminal PLACE     a shell in the lab on this terminal; Ctrl-] ends
  --run PLACE=COMMAND  start a command in the lab, its output goes to standard output; may be repeated
  --seed N             another course of chance (default: 1)
  --help
`;

export interface PlugPlan {
  readonly lab: string;
  readonly seed: number;
  readonly wires: readonly { readonly name: string; readonly real: string }[];
  readonly terminal: string | null;
  readonly commands: readonly { readonly place: string; readonly command: string }[];
}

function refuse(message: string): never {
  process.stderr.write(`plug: ${message}\nTry --help.\n`);
  process.exit(2);
}

function readPlan(args: readonly string[]): PlugPlan & { readonly netns: string | null } {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      options: {
        lab: { type: "string" },
        wire: { type: "string", multiple: true, default: [] },
        netns: { type: "string" },
        terminal: { type: "string" },
        run: { type: "string", multiple: true, default: [] },
        seed: { type: "string", default: "1" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const { values } = parsed;
  if (values.help) {
    process.stdout.write(USAGE.replace("LABS", labNames().join(", ")));
    process.exit(0);
  }
  if (values.lab === undefined) return refuse("which lab? --lab NAME");
  if (values.wire.length === 0) return refuse("which cable? --wire NODE:DEV");
  if (!/^\d{1,9}$/.test(values.seed)) return refuse(`--seed: "${values.seed}" is no number`);
  if (values.netns !== undefined && !/^[\w.-]{1,64}$/.test(values.netns))
    return refuse(`--netns: "${values.netns}" is no name for a namespace`);
  const wires = values.wire.map((text) => {
    const match = /^([^:=]+:[^:=]+)(?:=([^/\s:=]{1,15}))?$/.exec(text);
    if (match === null) return refuse(`--wire: "${text}" is not NODE:DEV or NODE:DEV=REAL`);
    const name = match[1] as string;
    return { name, real: match[2] ?? name.replace(/[/:]/g, "-").slice(0, 15) };
  });
  if (new Set(wires.map((wire) => wire.real)).size < wires.length)
    return refuse("two real devices of one name: use NODE:DEV=REAL");
  const commands = values.run.map((text) => {
    const match = /^([^=]+)=(.+)$/s.exec(text);
    if (match === null) return refuse(`--run: "${text}" is not PLACE=COMMAND`);
    return { place: match[1] as string, command: match[2] as string };
  });
  return {
    lab: values.lab,
    seed: Number(values.seed),
    wires,
    terminal: values.terminal ?? null,
    commands,
    netns: values.netns ?? null,
  };
}

async function main(): Promise<void> {
  const plan = readPlan(process.argv.slice(2));
  const source = await loadLab(plan.lab);
  if (source === null) refuse(`no lab "${plan.lab}"; there are: ${labNames().join(", ")}`);
  if (isProblems(source.parsed)) refuse(`lab ${plan.lab} does not load`);
  const obstacle = unplugged();
  if (obstacle !== null) {
    process.stderr.write(`plug: ${obstacle}\n`);
    process.exit(1);
  }
  // Until the child stands, a Ctrl-C must not leave half of it behind.
  let ended = false;
  const end = (): void => void (ended = true);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  let underlay: Underlay | null = null;
  try {
    underlay = new Underlay();
    if (plan.netns !== null && !netnsExists(plan.netns)) underlay.addNamespace(plan.netns);
    for (const [i, { real }] of plan.wires.entries())
      underlay.addDevice({ name: real, vni: i + 1, into: plan.netns ?? process.pid });
    if (!ended) process.exitCode = await runWorld(plan, underlay.inside);
  } catch (error) {
    process.stderr.write(`plug: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    underlay?.close();
  }
}

function netnsExists(name: string): boolean {
  const listed = spawnSync("ip", ["netns", "list"], { encoding: "utf8" }).stdout;
  return listed.split("\n").some((line) => line.split(" ")[0] === name);
}

/** The child's exit status. It hears the terminal's Ctrl-C itself; what is sent to us alone is passed on. */
function runWorld(plan: PlugPlan, inside: string): Promise<number> {
  const child = spawn(
    "ip",
    [
      ...["netns", "exec", inside, process.execPath],
      ...[`${import.meta.dirname}/plug-world.ts`, JSON.stringify(plan)],
    ],
    { stdio: "inherit" },
  );
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const)
    process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status, signal) => resolve(status ?? (signal === null ? 1 : 130)));
  });
}

await main();
