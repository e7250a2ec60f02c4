/**
 * A route look-up among N routes: ns of CPU each, no two for the same destination, so that no cache
 * answers. Prints one JSON line.  node bench/routes.ts [--routes 1000]
 */
import { parseArgs } from "node:util";
import { Host } from "../sandbox/kernel/host.ts";
import { Sim } from "../sandbox/sim/world.ts";
import { type Ipv4Addr, ipv4 } from "../sandbox/wire/addr.ts";
import { cpuSeconds } from "./support.ts";

const { values } = parseArgs({ options: { routes: { type: "string", default: "1000" } } });
const count = Number(values.routes);
const LOOKUPS = 400_000;
const host = new Host(new Sim(1), "bench");
const ns = host.createNetns("r").get();
const must = (answer: unknown): void => {
  if (answer !== null) throw new Error(JSON.stringify(answer));
};
must(ns.netlink.newLink({ kind: "veth", name: "a", peer: { name: "b" } }));
must(
  ns.netlink.newAddr({ family: 4, dev: "a", local: ipv4(192, 168, 0, 1), prefixLength: 24 }, "add"),
);
must(ns.netlink.setLink("a", { up: true }));
must(ns.netlink.setLink("b", { up: true }));
host.sim.sched.runUntil(1_000_000);
/** As in a routing table of the world: from /16 to /24, most of them /24. */
for (let i = 0; i < count; i++) {
  const prefixLength = i % 4 === 3 ? 16 + ((i >> 2) % 8) : 24;
  const dst = ((ipv4(20, 0, 0, 0) + (i << 8)) & (-1 << (32 - prefixLength))) as Ipv4Addr;
  ns.netlink.newRoute(
    { family: 4, dst, prefixLength, nexthops: [{ gateway: ipv4(192, 168, 0, 2) }] },
    "add",
  );
}
let found = 0;
let x = 1;
function run(): void {
  for (let i = 0; i < LOOKUPS; i++) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    const dst = (ipv4(20, 0, 0, 0) + (((x >>> 8) % count) << 8) + (i & 255)) as Ipv4Addr;
    const flow = { dst, src: i as Ipv4Addr, iif: null, oif: null, mark: 0, tos: 0, flowHash: 1 };
    if (!("errno" in ns.fib.lookup(flow))) found++;
  }
}
run();
found = 0;
const before = cpuSeconds();
run();
const ns1 = ((cpuSeconds() - before) * 1e9) / LOOKUPS;
if (found !== LOOKUPS) throw new Error(`found ${found} of ${LOOKUPS}`);
console.log(JSON.stringify({ routes: count, nsALookup: ns1 }));
