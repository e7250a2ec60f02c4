/**
 * Packet-hops per CPU second: UDP with 512 bytes of payload over chains of forwarding namespaces,
 * every header and checksum real. A hop is one frame crossing one link, with the receiver's IP work.
 *
 *   node bench/hops.ts [--routers 8] [--chains 1] [--capture] [--packets N] [--json]
 *   node bench/hops.ts --hooks [--json]
 *
 * With --hooks, what netfilter adds to a hop: chains that are alike but for what is hooked in their namespaces
 * take turns, a burst each, and their medians are compared: with what is remembered of the last packet, and the
 * long way, where nothing is.
 */
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Host } from "../sandbox/kernel/host.ts";
import type { NetNamespace } from "../sandbox/kernel/netns.ts";
import { InetSocket } from "../sandbox/kernel/socket/inet.ts";
import { CaptureSocket } from "../sandbox/kernel/socket/packet.ts";
import { Sim } from "../sandbox/sim/world.ts";
import { type Ipv4Addr, ipv4 } from "../sandbox/wire/addr.ts";
import { cpuSeconds, median } from "./support.ts";

const { values } = parseArgs({
  options: {
    routers: { type: "string", default: "8" },
    chains: { type: "string", default: "1" },
    packets: { type: "string" },
    capture: { type: "boolean", default: false },
    hooks: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const routers = Number(values.routers);
const chains = Number(values.chains);
const PORT = 9;
const BURST = 32;
const HOOK_ROUNDS = 4_000;
const SETTLE_US = 100_000;
/** recv(2)'s buffer. */
const inbox = new Uint8Array(2048);
const payload = new Uint8Array(512).map((_, i) => i);

interface Chain {
  readonly send: InetSocket;
  readonly receive: InetSocket;
  readonly to: { address: Ipv4Addr; port: number };
  readonly captures: CaptureSocket[];
}

function must(answer: unknown): void {
  if (answer !== null) throw new Error(JSON.stringify(answer));
}

/** Link i of chain c is 10.c.c.0/24-like: addresses are given by a running number. */
function buildChain(host: Host, c: number): Chain {
  const nodes: NetNamespace[] = [];
  for (let i = 0; i <= routers + 1; i++) nodes.push(host.createNetns(`c${c}n${i}`).get());
  const net = (i: number): number => (((10 << 24) | 0) + (((c % 4096) * 16 + i) << 8)) | 0;
  for (const ns of nodes) ns.sysctl.write("ipv6/conf/default/disable_ipv6", "1");
  for (let i = 0; i <= routers; i++) {
    const left = nodes[i] as NetNamespace;
    const right = nodes[i + 1] as NetNamespace;
    must(
      left.netlink.newLink({ kind: "veth", name: "right", peer: { name: "left", netns: right } }),
    );
    must(
      left.netlink.newAddr(
        { family: 4, dev: "right", local: (net(i) + 1) as Ipv4Addr, prefixLength: 24 },
        "add",
      ),
    );
    must(
      right.netlink.newAddr(
        { family: 4, dev: "left", local: (net(i) + 2) as Ipv4Addr, prefixLength: 24 },
        "add",
      ),
    );
    must(left.netlink.setLink("right", { up: true }));
    must(right.netlink.setLink("left", { up: true }));
  }
  for (let i = 0; i <= routers + 1; i++) {
    const ns = nodes[i] as NetNamespace;
    if (i > 0 && i <= routers) must(ns.sysctl.write("ipv4/ip_forward", "1"));
    const via = (dst: number, gateway: number): void =>
      must(
        ns.netlink.newRoute(
          {
            family: 4,
            dst: dst as Ipv4Addr,
            prefixLength: 24,
            nexthops: [{ gateway: gateway as Ipv4Addr }],
          },
          "add",
        ),
      );
    if (i < routers) via(net(routers), net(i) + 2);
    if (i > 1) via(net(0), net(i - 1) + 1);
  }
  const first = nodes[0] as NetNamespace;
  const last = nodes[routers + 1] as NetNamespace;
  // ethtool -K right tx off: the UDP checksum is computed and verified, not left to the card.
  const card = first.device("right");
  if (card !== null) card.txOffload = false;
  const receive = new InetSocket(last.stack, "udp", 17, true);
  must(receive.bind(ipv4(0, 0, 0, 0), PORT));
  const captures: CaptureSocket[] = [];
  if (values.capture) {
    for (const ns of nodes) {
      for (const dev of ns.devicesByIndex()) {
        if (!dev.loopback) captures.push(new CaptureSocket(ns, dev.index, { device: dev.name }));
      }
    }
  }
  const to = { address: (net(routers) + 2) as Ipv4Addr, port: PORT };
  return { send: new InetSocket(first.stack, "udp", 17, true), receive, to, captures };
}

/** What is hooked in every namespace of a chain. */
type Hooked =
  | "nothing"
  | "empty chains"
  | "conntrack"
  | "nothing, the long way"
  | "empty chains, the long way"
  | "conntrack, the long way";

const TABLES = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"] as const;

function buildHooked(what: Hooked): { host: Host; chain: Chain } {
  const host = new Host(new Sim(1), "bench");
  const chain = buildChain(host, 0);
  host.fast.enabled = !what.endsWith("the long way");
  // As a veth does it: checksums are left to the card, and not looked at on the way.
  for (const ns of host.namespaces.values()) {
    for (const dev of ns.devicesByIndex()) dev.txOffload = null;
    if (ns === host.root) continue;
    if (what.startsWith("empty chains"))
      must(
        ns.xtables.commit("ip", [
          { op: "table", table: "mangle" },
          ...TABLES.map((name) => ({
            op: "base-chain" as const,
            table: "mangle" as const,
            chain: name,
            policy: "ACCEPT" as const,
          })),
        ]),
      );
    if (what.startsWith("conntrack")) ns.netfilter.tracking.use(false);
  }
  host.sim.sched.runUntil(5_000_000);
  // One answer, and it is a connection.
  must(chain.send.send(payload, chain.to));
  host.sim.sched.runUntil(host.sim.sched.now + SETTLE_US);
  const asked = chain.receive.recv();
  if (asked === null) throw new Error("the first datagram is lost");
  must(chain.receive.send(payload, { address: asked.src, port: asked.srcPort }));
  host.sim.sched.runUntil(host.sim.sched.now + SETTLE_US);
  if (chain.send.recv() === null) throw new Error("the answer is lost");
  return { host, chain };
}

/** Medians of a burst, in ns a hop. */
function measureHooks(): void {
  const kinds: readonly Hooked[] = [
    "nothing",
    "empty chains",
    "nothing, the long way",
    "empty chains, the long way",
    "conntrack",
    "conntrack, the long way",
  ];
  const worlds = kinds.map(buildHooked);
  const times: number[][] = kinds.map(() => []);
  for (let i = 0; i < HOOK_ROUNDS; i++) {
    for (const [k, { host, chain }] of worlds.entries()) {
      const from = process.hrtime.bigint();
      for (let n = 0; n < BURST; n++) must(chain.send.send(payload, chain.to));
      host.sim.sched.runUntil(host.sim.sched.now + 1_000);
      let got = 0;
      while (chain.receive.recvInto(inbox) >= 0) got++;
      const took = Number(process.hrtime.bigint() - from);
      if (got !== BURST) throw new Error(`lost packets: ${got} of ${BURST}`);
      if (i >= HOOK_ROUNDS / 4) times[k]?.push(took / (BURST * (routers + 1)));
    }
  }
  const [plain, empty, longPlain, longEmpty, tracked, longTracked] = times.map(median) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // A router has three hooks on the way, the ends two each; every namespace looks the flow up once.
  const hooksAHop = (routers * 3 + 4) / (routers + 1);
  const looksAHop = (routers + 2) / (routers + 1);
  const got = {
    nsAHop: plain,
    nsAHook: (empty - plain) / hooksAHop,
    nsAHopLong: longPlain,
    nsAHookLong: (longEmpty - longPlain) / hooksAHop,
    nsAHit: (tracked - plain) / looksAHop,
    nsAHitLong: (longTracked - longPlain) / looksAHop,
  };
  if (values.json) console.log(JSON.stringify(got));
  else
    console.log(
      `a hop ${plain.toFixed(0)} ns, the long way ${longPlain.toFixed(0)} ns; an empty hook ${got.nsAHook.toFixed(1)} ns, the long way ${got.nsAHookLong.toFixed(1)} ns; a conntrack hit ${got.nsAHit.toFixed(1)} ns, the long way ${got.nsAHitLong.toFixed(1)} ns`,
    );
}

if (values.hooks) {
  measureHooks();
  process.exit(0);
}

const sim = new Sim(1);
const host = new Host(sim, "bench");
const setupAt = cpuSeconds();
const all: Chain[] = [];
for (let c = 0; c < chains; c++) all.push(buildChain(host, c));
sim.sched.runUntil(5_000_000);
const setupCpuS = cpuSeconds() - setupAt;

let received = 0;
let turn = 0;
/** The same load whatever the number of chains: a burst, spread over as many as it reaches. */
function round(): void {
  const used = new Set<Chain>();
  for (let i = 0; i < BURST; i++) {
    const chain = all[turn++ % chains] as Chain;
    used.add(chain);
    must(chain.send.send(payload, chain.to));
  }
  sim.sched.runUntil(sim.sched.now + 1_000);
  for (const chain of used) {
    while (chain.receive.recvInto(inbox) >= 0) received++;
    for (const capture of chain.captures) capture.discard();
  }
}

const hopsARound = BURST * (routers + 1);
// Warm up, and let every chain resolve its neighbours.
function warmUp(): void {
  for (let i = 0; i < 200_000 / hopsARound + (4 * chains) / BURST; i++) round();
}
warmUp();
// What building left for the collector is no hop's cost; what the collector undid is warmed up again.
if (chains > 1) {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  warmUp();
}
received = 0;
const rounds = Math.max(
  3,
  Math.ceil((Number(values.packets ?? 100_000) * (routers + 1)) / hopsARound),
);
const start = cpuSeconds();
for (let i = 0; i < rounds; i++) round();
const spent = cpuSeconds() - start;
if (received !== rounds * BURST) throw new Error(`lost packets: ${received} of ${rounds * BURST}`);
const hopsPerCpuS = Math.round((rounds * hopsARound) / spent);
if (values.json) console.log(JSON.stringify({ hopsPerCpuS, setupCpuS, hops: rounds * hopsARound }));
else
  console.log(
    `${routers} routers, ${chains} chains${values.capture ? ", captured" : ""}: ${hopsPerCpuS} hops/CPU-s, set-up ${setupCpuS.toFixed(3)} CPU-s`,
  );
