/**
 * From a lab's files to a world in which a learner may begin: machines, cables, files, then the
 * lab's own commands run in virtual time, then a while for the network to settle.
 */
import { encodeUtf8 } from "../sim/utf8.ts";
import { type Micros, MS, SECOND } from "../sim/scheduler.ts";
import type { Host } from "../kernel/host.ts";
import { createWire, makeMachine } from "./machine.ts";
import { isProblems, type Problem, type TopologyNode } from "./topology-value.ts";
import type { LabSource } from "./types.ts";
import { World } from "./world.ts";

/** Longest that one set-up command may take (virtual). */
const SETUP_LIMIT_US = 3_600 * SECOND;
/** Duplicate address detection, first router solicitations and MLD reports are over by then. */
const SETTLE_US = 20 * SECOND;
const DEFAULT_DELAY_US = 100;
const DEFAULT_MBIT = 100;
/** containerlab.dev/manual/network: "default 9500". */
const CONTAINERLAB_MTU = 9_500;

export interface BuildOptions {
  /** Called when the machines stand and nothing has run yet: attach observers here. */
  readonly created?: (world: World) => void;
}

/** Problems: topology.clab.yml is not one. A failed set-up command is in `setupErrors` instead. */
export function buildWorld(
  source: LabSource,
  seed: number,
  options: BuildOptions = {},
): World | readonly Problem[] {
  const topology = source.parsed;
  if (isProblems(topology)) return topology;
  const world = new World(source, topology, seed);
  for (const node of topology.nodes) {
    const host = makeMachine(world.sim, node.name, node.packages);
    host.onFault = (proc, error) => {
      world.faults.push({ at: world.now, host: host.name, process: proc.argv.join(" "), error });
    };
    plantBinds(world, node, host);
    world.hosts.set(node.name, host);
  }
  for (const link of topology.links) connect(world, link);
  options.created?.(world);
  if (source.meta.asContainerlab === true) raiseLinks(world);
  for (const node of topology.nodes) {
    if (node.kind === "bridge") setUpBridge(world, node.name);
    for (const [key, value] of node.sysctls)
      setUp(world, node.name, ["sysctl", "-qw", `${key}=${value}`]);
    for (const line of node.exec) setUp(world, node.name, ["bash", "-c", line]);
  }
  for (const { place, script } of source.meta.setup ?? [])
    setUp(world, place, ["bash", "-c", script]);
  if (world.now > 0 || topology.links.length > 0) settle(world);
  world.readyAt = world.now;
  return world;
}

function raiseLinks(world: World): void {
  for (const { ends } of world.topology.links)
    for (const { node, device } of ends)
      setUp(world, node, ["ip", "link", "set", "dev", device, "up"]);
}

/** What containerlab expects of the host it runs on: the bridge is there, and what is linked to it is its port. */
function setUpBridge(world: World, name: string): void {
  setUp(world, name, ["ip", "link", "add", "name", name, "type", "bridge"]);
  for (const { ends } of world.topology.links) {
    for (const { node, device } of ends)
      if (node === name)
        setUp(world, name, ["ip", "link", "set", "dev", device, "master", name, "up"]);
  }
  setUp(world, name, ["ip", "link", "set", "dev", name, "up"]);
}

/** Events of the set-up that are left. */
function budgetOf(world: World): number {
  return (world.source.meta.setupEventsMax ?? Infinity) - world.sim.sched.eventCount;
}

function setUp(world: World, placeName: string, argv: readonly string[]): void {
  const budget = budgetOf(world);
  if (budget <= 0) {
    const error = "the set-up takes more than a topology may; the rest of it was left out\n";
    if (!world.setupErrors.includes(error)) world.setupErrors.push(error);
    return;
  }
  const place = world.findPlace(placeName);
  if (place === null) {
    world.setupErrors.push(`${placeName}: no such place for: ${argv.join(" ")}`);
    return;
  }
  const ran = world.run(place, argv, SETUP_LIMIT_US, budget);
  if (ran.status !== 0) {
    const how = ran.status < 0 ? "did not end" : `exit ${ran.status}`;
    world.setupErrors.push(`${placeName}: ${argv.at(-1) ?? ""}: ${how}\n${ran.out}`);
  }
}

/** On to a whole second, so that what the learner's clock shows starts even. */
function settle(world: World): void {
  const at: Micros = Math.ceil((world.now + SETTLE_US) / SECOND) * SECOND;
  const budget = budgetOf(world);
  if (budget === Infinity) world.runUntil(at);
  else if (budget > 0) world.runUntil(at, budget);
}

function plantBinds(world: World, node: TopologyNode, host: Host): void {
  for (const bind of node.binds) {
    let found = false;
    for (const [path, text] of Object.entries(world.source.files)) {
      const inside =
        path === bind.source
          ? ""
          : path.startsWith(`${bind.source}/`)
            ? path.slice(bind.source.length)
            : null;
      if (inside === null) continue;
      found = true;
      const file = host.fs.newFile(text.startsWith("#!") ? 0o755 : 0o644);
      file.writeAt(0, encodeUtf8(text));
      host.fs.plant(bind.target + inside, file);
    }
    if (!found) world.setupErrors.push(`${node.name}: bind: the lab has no file ${bind.source}`);
  }
}

function connect(world: World, link: World["topology"]["links"][number]): void {
  const [a, b] = link.ends;
  const settings = world.source.meta.links ?? {};
  const own = settings[`${a.node}:${a.device}`] ?? settings[`${b.node}:${b.device}`] ?? {};
  world.wires.push(
    createWire(
      { host: world.hosts.get(a.node) as Host, name: a.device, mac: a.mac },
      { host: world.hosts.get(b.node) as Host, name: b.device, mac: b.mac },
      {
        ...own,
        delayUs: own.delayUs ?? DEFAULT_DELAY_US,
        mbitPerSecond: own.mbitPerSecond ?? DEFAULT_MBIT,
        mtu: link.mtu ?? (world.source.meta.asContainerlab === true ? CONTAINERLAB_MTU : null),
      },
    ),
  );
}

export { MS };
