/**
 * Bulk TCP: payload bytes per CPU second through a chain of forwarding namespaces, every segment and
 * acknowledgement real bytes, checksums computed at one end and verified at the other (`ethtool -K tx off`).
 *
 *   node bench/tcp.ts [--routers 4] [--megabytes 64] [--offload] [--json]
 */
import { parseArgs } from "node:util";
import { Host } from "../sandbox/kernel/host.ts";
import type { NetNamespace } from "../sandbox/kernel/netns.ts";
import { TcpSock } from "../sandbox/kernel/socket/tcp/sock.ts";
import { Sim } from "../sandbox/sim/world.ts";
import { type Ipv4Addr, ipv4, IPV4_ANY } from "../sandbox/wire/addr.ts";

const { values } = parseArgs({
  options: {
    routers: { type: "string", default: "4" },
    megabytes: { type: "string", default: "64" },
    offload: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const routers = Number(values.routers);
const total = Number(values.megabytes) * 1_000_000;

function must(answer: unknown): void {
  if (answer !== null) throw new Error(JSON.stringify(answer));
}

const sim = new Sim(1);
const host = new Host(sim, "bench");
const nodes: NetNamespace[] = [];
for (let i = 0; i <= routers + 1; i++) nodes.push(host.createNetns(`n${i}`).get());
for (const ns of nodes) ns.sysctl.write("ipv6/conf/default/disable_ipv6", "1");
const address = (net: number, last: number): Ipv4Addr => ipv4(10, 0, net, last);
for (let i = 0; i <= routers; i++) {
  const left = nodes[i] as NetNamespace;
  const right = nodes[i + 1] as NetNamespace;
  must(left.netlink.newLink({ kind: "veth", name: "right", peer: { name: "left", netns: right } }));
  const give = (ns: NetNamespace, dev: string, last: number): void => {
    const local = address(i, last);
    must(ns.netlink.newAddr({ family: 4, dev, local, prefixLength: 24 }, "add"));
    must(ns.netlink.setLink(dev, { up: true }));
    const device = ns.device(dev);
    if (!values.offload && device !== null) device.txOffload = false;
  };
  give(left, "right", 1);
  give(right, "left", 2);
}
nodes.forEach((ns, i) => {
  if (i > 0 && i <= routers) must(ns.sysctl.write("ipv4/ip_forward", "1"));
  const via = (net: number, gateway: Ipv4Addr): void => {
    const dst = address(net, 0);
    must(ns.netlink.newRoute({ family: 4, dst, prefixLength: 24, nexthops: [{ gateway }] }, "add"));
  };
  if (i < routers) via(routers, address(i, 2));
  if (i > 1) via(0, address(i - 1, 1));
});
sim.sched.runUntil(3_000_000);

const listener = new TcpSock((nodes.at(-1) as NetNamespace).stack, 4, true, 0);
must(listener.bind(IPV4_ANY, 5001));
must(listener.listen(1));
const client = new TcpSock((nodes[0] as NetNamespace).stack, 4, true, 0);
client.connect(address(routers, 2), 5001);
sim.sched.runUntil(sim.sched.now + 100_000);
const server = listener.accept();
if (server === null) throw new Error("no connection");

const chunk = new Uint8Array(65_536).map((_, i) => i * 31);
const into = new Uint8Array(65_536);

/** Move `bytes` from one end to the other; every byte is looked at by position. */
function transfer(bytes: number): void {
  let sent = 0;
  let got = 0;
  while (got < bytes) {
    while (sent < bytes) {
      const from = sent % chunk.length;
      const took = client.send(chunk, from, Math.min(chunk.length, from + bytes - sent));
      if (typeof took === "string") throw new Error(took);
      if (took === 0) break;
      sent += took;
    }
    sim.sched.runUntil(sim.sched.now + 20);
    for (;;) {
      const n = (server as TcpSock).recvInto(into, 0, into.length);
      if (typeof n === "string" || n === 0) throw new Error(`the connection ended: ${n}`);
      if (n < 0) break;
      if (into[0] !== chunk[got % chunk.length]) throw new Error(`byte ${got} differs`);
      got += n;
    }
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

transfer(Math.ceil(total / 8 / chunk.length) * chunk.length);
const bytes = Math.ceil(total / chunk.length) * chunk.length;
const segments = client.segsOut;
const start = cpuSeconds();
transfer(bytes);
const spent = cpuSeconds() - start;
const megabytesPerCpuS = Math.round(bytes / spent / 1e6);
if (values.json)
  console.log(JSON.stringify({ megabytesPerCpuS, bytes, segments: client.segsOut - segments }));
else
  console.log(
    `${routers} routers: ${megabytesPerCpuS} MB/CPU-s of payload (${client.segsOut - segments} segments, ${client.totalRetrans} sent again)`,
  );
