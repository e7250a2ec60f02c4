/**
 * An iBGP mesh of N BIRDs on one bridge, as ../shared/bench/bgp/mesh.sh makes it of real ones (1 s timers):
 * `bgp.ts mesh N [idle]`, and the same routers with two route reflectors: `bgp.ts reflectors N [idle]`.
 * Prints one JSON line: virtual seconds and CPU seconds to convergence, and CPU of a virtual hour after it.
 */
import { encodeUtf8 } from "../sandbox/sim/utf8.ts";
import { SECOND } from "../sandbox/sim/scheduler.ts";
import { buildWorld } from "../sandbox/lab/build.ts";
import { World } from "../sandbox/lab/world.ts";
import { loadLab } from "../sandbox/cli/load-lab.ts";
import { cpuSeconds } from "./support.ts";

const HOUR_S = 3_600;
const LIMIT_S = 120;
const TIMERS = "connect delay time 1; connect retry time 1; error wait time 1,2;";

function addressOf(i: number): string {
  return `10.99.${i >> 8}.${i & 255}`;
}

function configOf(i: number, n: number, reflectors: boolean): string {
  const lines = [
    `router id ${addressOf(i)};`,
    `log "/tmp/${i}.log" all;`,
    "protocol device { scan time 60; }",
    'protocol direct { interface "eth0"; }',
    `protocol static s1 { route 10.200.${i}.0/24 via ${addressOf(i)}; }`,
  ];
  for (let j = 1; j <= n; j++) {
    if (j === i || (reflectors && i > 2 && j > 2)) continue;
    const client = reflectors && i <= 2 && j > 2 ? "rr client;" : "";
    const what = reflectors && i <= 2 ? "source ~ [ RTS_STATIC, RTS_BGP ]" : "source = RTS_STATIC";
    lines.push(
      `protocol bgp b${j} { local as 65000; neighbor ${addressOf(j)} as 65000; direct; ${client}`,
      `${TIMERS} import all; export where ${what}; }`,
    );
  }
  return `${lines.join("\n")}\n`;
}

async function build(n: number, reflectors: boolean): Promise<World> {
  const source = await loadLab("blank");
  if (source === null) throw new Error("no lab blank");
  const world = buildWorld(source, 1);
  if (!(world instanceof World)) throw new Error("lab blank is broken");
  const place = world.place("host");
  const sh = (line: string): string => {
    const ran = world.run(place, ["bash", "-c", line], 600 * SECOND);
    if (ran.status !== 0) throw new Error(`${line}: ${ran.out}`);
    return ran.out;
  };
  sh("sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1");
  sh("ip netns add sw; ip -n sw link add br0 type bridge; ip -n sw link set br0 up");
  for (let i = 1; i <= n; i++) {
    sh(
      `ip netns add b${i}; ip netns exec b${i} sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ` +
        `ip -n b${i} link set lo up; ip -n sw link add p${i} type veth peer name eth0 netns b${i}; ` +
        `ip -n sw link set p${i} master br0 up; ip -n b${i} addr add ${addressOf(i)}/16 dev eth0; ` +
        `ip -n b${i} link set eth0 up`,
    );
    const file = place.host.fs.newFile();
    file.writeAt(0, encodeUtf8(configOf(i, n, reflectors)));
    place.host.fs.plant(`/tmp/${i}.conf`, file);
  }
  return world;
}

function start(world: World, n: number): void {
  for (let i = 1; i <= n; i++) {
    const line = `ip netns exec b${i} bird -c /tmp/${i}.conf -s /tmp/${i}.ctl`;
    const ran = world.run("host", ["bash", "-c", line]);
    if (ran.status !== 0) throw new Error(`${line}: ${ran.out}`);
  }
}

/** Every router has every other's network. */
function hasConverged(world: World, n: number): boolean {
  for (let i = n; i >= 1; i--) {
    const line = `birdc -s /tmp/${i}.ctl show route where source = RTS_BGP primary count`;
    const shown = /^(\d+) of/m.exec(world.run("host", ["bash", "-c", line]).out)?.[1];
    if (Number(shown) < n - 1) return false;
  }
  return true;
}

/** One BIRD hears `routes` routes of another, five an attribute set: CPU of the hearer's process alone, as its schedstat is. */
async function table(routes: number): Promise<void> {
  const two = await build(2, false);
  const { fs } = two.place("host").host;
  const plant = (i: number, text: string): void => {
    const file = fs.newFile();
    file.writeAt(0, encodeUtf8(text));
    fs.plant(`/tmp/${i}.conf`, file);
  };
  for (const i of [1, 2]) {
    const j = 3 - i;
    const lines = [`router id ${addressOf(i)};`, "protocol device { scan time 60; }"];
    lines.push('protocol direct { interface "eth0"; }');
    if (i === 1) {
      lines.push("protocol static s1 {");
      for (let x = 0; x < routes; x++) {
        const net = `${20 + (x >> 16)}.${(x >> 8) & 255}.${x & 255}.0/24`;
        lines.push(`route ${net} via ${addressOf(1)} { bgp_med = ${Math.floor(x / 5) + 1}; };`);
      }
      lines.push("}");
    }
    lines.push(
      `protocol bgp b${j} { local as ${65_000 + i}; neighbor ${addressOf(j)} as ${65_000 + j};`,
      `${TIMERS} import all; export where source = RTS_STATIC; }`,
    );
    plant(i, `${lines.join("\n")}\n`);
  }
  start(two, 2);
  const hearer = [...two.place("host").host.processes.values()].find((p) =>
    p.argv.includes("/tmp/2.conf"),
  ) as unknown as { step: () => void };
  const step = hearer.step.bind(hearer);
  let cpu = 0;
  hearer.step = () => {
    const mark = cpuSeconds();
    step();
    cpu += cpuSeconds() - mark;
  };
  const shown = (): number => {
    const line = "birdc -s /tmp/2.ctl show route where source = RTS_BGP count";
    const said = two.run("host", ["bash", "-c", line]).out;
    return Number(/^(\d+) of/m.exec(said)?.[1] ?? 0);
  };
  two.runUntil(two.now + 3 * SECOND);
  const deadline = two.now + LIMIT_S * SECOND;
  // The last question costs a walk of the table; it is asked when the others have said that little is missing.
  let spent = cpu;
  while (shown() < routes) {
    if (two.now > deadline) throw new Error("the table never comes");
    cpu = spent;
    two.runUntil(two.now + SECOND / 4);
    spent = cpu;
  }
  console.log(JSON.stringify({ routes, cpuS: spent, routesPerCpuS: routes / spent }));
}

const [kind = "mesh", count = "10", idle] = process.argv.slice(2);
const n = Number(count);
if (kind === "table") {
  await table(Number(count));
  process.exit(0);
}
const reflectors = kind === "reflectors";
// Once to see when it has converged, by asking; once to see what that costs, unasked.
const asked = await build(n, reflectors);
const begun = asked.now;
start(asked, n);
while (!hasConverged(asked, n)) {
  if (asked.now - begun > LIMIT_S * SECOND) throw new Error("never converges");
  asked.runUntil(asked.now + SECOND / 4);
}
const took = asked.now - begun;
const world = await build(n, reflectors);
const before = cpuSeconds();
const from = world.now;
start(world, n);
world.runUntil(from + took);
const cpu = cpuSeconds() - before;
const sessions = reflectors ? 2 * (n - 2) + 1 : (n * (n - 1)) / 2;
let idleCpu = 0;
if (idle === "idle") {
  const mark = cpuSeconds();
  world.runUntil(world.now + HOUR_S * SECOND);
  idleCpu = cpuSeconds() - mark;
  if (!hasConverged(world, n)) throw new Error("it did not stay converged");
}
if (world.faults.length > 0) throw world.faults[0]?.error;
console.log(
  JSON.stringify({
    n,
    sessions,
    virtualS: took / SECOND,
    cpuS: cpu,
    cpuMsPerSession: (cpu * 1_000) / sessions,
    idleCpuS: idleCpu,
  }),
);
