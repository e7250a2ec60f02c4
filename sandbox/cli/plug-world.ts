/** The inner half of `plug`: the world itself, in the network namespace where its cables end. */
import { Session } from "../lab/session.ts";
import { Sink, type World } from "../lab/world.ts";
import { loadLab } from "./load-lab.ts";
import type { PlugPlan } from "./plug.ts";
import { Plugged } from "./plugged.ts";
import { RealTime } from "./real-time.ts";

/** Ctrl-], as telnet's. */
const ESCAPE = "\x1d";

function fail(message: string): never {
  process.stderr.write(`plug: ${message}\n`);
  process.exit(1);
}

const plan = JSON.parse(process.argv[2] ?? "null") as PlugPlan | null;
if (plan === null) fail("run plug.ts, not this");
const source = await loadLab(plan.lab);
if (source === null) fail(`no lab "${plan.lab}"`);
const session = Session.start(source, plan.seed, {
  output: (terminal, text) => {
    if (terminal === shown) process.stdout.write(text);
  },
});
if (!(session instanceof Session)) fail(`lab ${plan.lab} does not load`);
let shown = -1;
const { world } = session;
const time = new RealTime(world, (until, budget) => session.advance(until, budget));
const plugged = await Plugged.open(world, time);
for (const [i, { name, real }] of plan.wires.entries()) {
  const socket = plugged.plug(name, i + 1);
  if (typeof socket === "string") fail(socket);
  process.stderr.write(
    `plug: ${real} is on ${socket.hub ? "the cable of" : "the cable of the new card"} ${name}\n`,
  );
}
process.stderr.write(
  plan.terminal === null
    ? `plug: lab ${plan.lab} runs in real time; Ctrl-C ends it\n`
    : `plug: lab ${plan.lab} runs in real time; Ctrl-] ends it\n`,
);
time.start();
for (const { place, command } of plan.commands) startCommand(world, place, command);
if (plan.terminal !== null) openTerminal(plan.terminal);
else for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, finish);

function startCommand(world: World, placeName: string, command: string): void {
  const place = world.findPlace(placeName);
  if (place === null) fail(`--run: no place "${placeName}"`);
  time.enter(() => {
    const started = world.start(
      place,
      ["bash", "-c", command],
      new Sink((data) => void process.stdout.write(data)),
    );
    if (typeof started === "string") fail(`--run: ${command}: ${started}`);
  });
}

/** This terminal becomes one of the lab's. */
function openTerminal(place: string): void {
  const { stdin, stdout } = process;
  const [cols, rows] = stdout.isTTY ? [stdout.columns, stdout.rows] : [80, 24];
  const next = session instanceof Session ? session.terminals.length : 0;
  shown = next;
  enter(() => ({ kind: "open", place, user: "root", cols, rows }));
  if (stdin.isTTY) stdin.setRawMode(true);
  stdout.on("resize", () =>
    enter(() => ({ kind: "resize", terminal: next, cols: stdout.columns, rows: stdout.rows })),
  );
  stdin.setEncoding("utf8");
  stdin.on("data", (chunk) => {
    const text = String(chunk);
    const end = text.indexOf(ESCAPE);
    enter(() => ({ kind: "keys", terminal: next, text: end < 0 ? text : text.slice(0, end) }));
    if (end >= 0) finish();
  });
  stdin.on("end", finish);
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, finish);
}

type Entry =
  | { kind: "keys"; terminal: number; text: string }
  | { kind: "resize"; terminal: number; cols: number; rows: number }
  | { kind: "open"; place: string; user: string; cols: number; rows: number };

function enter(make: () => Entry): void {
  time.enter(() => {
    if (!(session instanceof Session)) return;
    const refused = session.apply({ ...make(), at: session.now });
    if (refused !== null) fail(refused);
  });
}

function finish(): void {
  plugged.close();
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  for (const fault of world.faults)
    process.stderr.write(`plug: a bug of ours stopped "${fault.process}" on ${fault.host}\n`);
  process.exit(0);
}
