/**
 * What a VXLAN hop costs against a plain hop: pod - node - node - pod, UDP with 512 bytes of payload,
 * nodes that forward. Once by plain routes between the nodes, once through a VXLAN with permanent
 * neighbours and FDB entries, as flannel makes it. Both send the same packets over the same cables;
 * the difference is the encapsulation, both UDP checksums over the inner frame, and the way back out.
 *
 *   node bench/vxlan.ts [--packets N] [--json]
 */
import { parseArgs } from "node:util";
import { Host } from "../sandbox/kernel/host.ts";
import { NUD } from "../sandbox/kernel/netlink-types.ts";
import type { NetNamespace } from "../sandbox/kernel/netns.ts";
import { InetSocket } from "../sandbox/kernel/socket/inet.ts";
import { Sim } from "../sandbox/sim/world.ts";
import { type Ipv4Addr, ipv4, type MacAddr } from "../sandbox/wire/addr.ts";

const { values } = parseArgs({
  options: { packets: { type: "string" }, json: { type: "boolean", default: false } },
});
const packets = Number(values.packets ?? 100_000);
const PORT = 9;
const BURST = 32;
/** pod to node, node to node, node to pod. */
const HOPS = 3;
const payload = new Uint8Array(512).map((_, i) => i);

function must(answer: unknown): void {
  if (answer !== null) throw new Error(JSON.stringify(answer));
}

function cable(left: NetNamespace, name: string, right: NetNamespace, peer: string): void {
  must(left.netlink.newLink({ kind: "veth", name, peer: { name: peer, netns: right } }));
}

function address(ns: NetNamespace, dev: string, local: Ipv4Addr, prefixLength: number): void {
  must(ns.netlink.newAddr({ family: 4, dev, local, prefixLength }, "add"));
  must(ns.netlink.setLink(dev, { up: true }));
}

function route(ns: NetNamespace, dst: Ipv4Addr, gateway: Ipv4Addr, dev: string): void {
  const nexthops = [{ gateway, dev, onlink: true }];
  must(ns.netlink.newRoute({ family: 4, dst, prefixLength: 24, nexthops }, "add"));
}

function build(host: Host, kind: "plain" | "vxlan"): { from: InetSocket; to: InetSocket } {
  const nodes = [1, 2].map((i) => host.createNetns(`${kind}-node${i}`).get());
  const pods = [1, 2].map((i) => host.createNetns(`${kind}-pod${i}`).get());
  for (const ns of [...nodes, ...pods])
    must(ns.sysctl.write("ipv6/conf/default/disable_ipv6", "1"));
  cable(nodes[0] as NetNamespace, "eth0", nodes[1] as NetNamespace, "eth0");
  for (const [i, node] of nodes.entries()) {
    const pod = pods[i] as NetNamespace;
    must(node.sysctl.write("ipv4/ip_forward", "1"));
    address(node, "eth0", ipv4(192, 168, 1, 11 + i), 24);
    cable(node, "veth0", pod, "eth0");
    address(node, "veth0", ipv4(10, 244, 1 + i, 1), 24);
    address(pod, "eth0", ipv4(10, 244, 1 + i, 2), 24);
    route(pod, ipv4(10, 244, 2 - i, 0), ipv4(10, 244, 1 + i, 1), "eth0");
  }
  for (const [i, node] of nodes.entries()) {
    const far = ipv4(10, 244, 2 - i, 0);
    const farNode = ipv4(192, 168, 1, 12 - i);
    if (kind === "plain") {
      route(node, far, farNode, "eth0");
      continue;
    }
    const mac = (n: number): MacAddr => (0x020000000000 + n) as MacAddr;
    must(
      node.netlink.newLink({
        kind: "vxlan",
        name: "flannel.1",
        address: mac(i + 1),
        vxlan: { vni: 1, dstport: 8472, local: ipv4(192, 168, 1, 11 + i), learning: false },
      }),
    );
    address(node, "flannel.1", ipv4(10, 244, 1 + i, 0), 32);
    route(node, far, far, "flannel.1");
    const lladdr = mac(2 - i);
    must(
      node.netlink.newNeigh(
        { family: 4, dev: "flannel.1", dst: far, lladdr, state: NUD.PERMANENT },
        "add",
      ),
    );
    must(
      node.netlink.newFdb({ dev: "flannel.1", mac: lladdr, where: "self", dst: farNode }, "add"),
    );
  }
  const to = new InetSocket((pods[1] as NetNamespace).stack, "udp", 17, true);
  must(to.bind(ipv4(0, 0, 0, 0), PORT));
  return { from: new InetSocket((pods[0] as NetNamespace).stack, "udp", 17, true), to };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** CPU seconds a packet, from the socket of one pod to that of the other. */
function measure(kind: "plain" | "vxlan"): number {
  const sim = new Sim(1);
  const { from, to } = build(new Host(sim, "bench"), kind);
  sim.sched.runUntil(5_000_000);
  const destination = { address: ipv4(10, 244, 2, 2), port: PORT };
  let received = 0;
  const round = (): void => {
    for (let i = 0; i < BURST; i++) must(from.send(payload, destination));
    sim.sched.runUntil(sim.sched.now + 1_000);
    while (to.recv() !== null) received++;
  };
  const rounds = Math.ceil(packets / BURST);
  for (let i = 0; i < rounds; i++) round();
  received = 0;
  const start = cpuSeconds();
  for (let i = 0; i < rounds; i++) round();
  const spent = cpuSeconds() - start;
  if (received !== rounds * BURST) throw new Error(`lost packets: ${received}`);
  return spent / (rounds * BURST);
}

const plain = measure("plain");
const vxlan = measure("vxlan");
/** The middle hop alone: what the packet costs more than two plain hops, in plain hops. */
const hop = plain / HOPS;
const vxlanHopInPlainHops = Number(((vxlan - 2 * hop) / hop).toFixed(2));
const result = {
  plainUs: Number((plain * 1e6).toFixed(3)),
  vxlanUs: Number((vxlan * 1e6).toFixed(3)),
  vxlanHopInPlainHops,
};
if (values.json) console.log(JSON.stringify(result));
else
  console.log(
    `a packet over ${HOPS} hops: plain ${result.plainUs} us, VXLAN ${result.vxlanUs} us; a VXLAN hop costs ${vxlanHopInPlainHops} plain hops`,
  );
