/**
 * What services cost: a new connection through kube-proxy's chains or through IPVS, restoring those chains, listing
 * and holding flows. Prints one JSON line; CPU time throughout.
 *
 *   node --expose-gc bench/services.ts --measure connect --kind iptables|ipvs [--services 1000]
 *   node --expose-gc bench/services.ts --measure restore|flows [--services 5000] [--flows 100000]
 *   node bench/services.ts --measure rules [--services 5000]        the rules as text, for the real tool
 */
import { parseArgs } from "node:util";
import { Host } from "../sandbox/kernel/host.ts";
import type { NetDevice } from "../sandbox/kernel/device.ts";
import type { NetNamespace } from "../sandbox/kernel/netns.ts";
import { Packet } from "../sandbox/kernel/packet.ts";
import { conntrack } from "../sandbox/programs/net/conntrack.ts";
import { iptables, iptablesRestore } from "../sandbox/programs/net/iptables/index.ts";

import { type Ipv4Addr, formatIpv4, ipv4 } from "../sandbox/wire/addr.ts";
import { put16 } from "../sandbox/wire/bytes.ts";
import { IPPROTO_UDP, writeIpv4 } from "../sandbox/wire/ipv4.ts";
import { bareHost, runProgram } from "../tests/support/run.ts";
import { cpuSeconds } from "./support.ts";

const { values } = parseArgs({
  options: {
    measure: { type: "string", default: "connect" },
    kind: { type: "string", default: "iptables" },
    services: { type: "string", default: "1000" },
    flows: { type: "string", default: "100000" },
  },
});
const services = Number(values.services);
const flows = Number(values.flows);
const NEW = 20_000;
const vip = (i: number): Ipv4Addr => ipv4(10, 96 + (i >> 16), (i >> 8) & 255, i & 255);

/** kube-proxy's chains: for each service three endpoints. */
function rules(count: number): string {
  const endpoint = (i: number, k: number): string => {
    const n = 3 * i + k;
    return `10.244.${Math.floor(n / 250) % 250}.${(n % 250) + 2}`;
  };
  const hex = (n: number, width: number): string =>
    n.toString(16).toUpperCase().padStart(width, "0");
  const svc = (i: number): string => `KUBE-SVC-${hex(i, 16)}`;
  const sep = (i: number, k: number): string => `KUBE-SEP-${hex(i, 12)}${hex(k, 4)}`;
  const lines = ["*nat"];
  for (const name of ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"])
    lines.push(`:${name} ACCEPT`);
  for (const name of ["KUBE-SERVICES", "KUBE-MARK-MASQ", "KUBE-POSTROUTING"])
    lines.push(`:${name} -`);
  for (let i = 0; i < count; i++) {
    lines.push(`:${svc(i)} -`);
    for (let k = 0; k < 3; k++) lines.push(`:${sep(i, k)} -`);
  }
  for (const chain of ["PREROUTING", "OUTPUT"])
    lines.push(`-A ${chain} -m comment --comment "kubernetes service portals" -j KUBE-SERVICES`);
  lines.push(
    "-A POSTROUTING -j KUBE-POSTROUTING",
    "-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000",
    "-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN",
    "-A KUBE-POSTROUTING -j MASQUERADE",
  );
  for (let i = 0; i < count; i++) {
    const ip = formatIpv4(vip(i));
    lines.push(
      `-A KUBE-SERVICES -d ${ip}/32 -p udp -m comment --comment "ns/svc${i} cluster IP" -m udp --dport 80 -j ${svc(i)}`,
      `-A ${svc(i)} ! -s 10.244.0.0/16 -d ${ip}/32 -p udp -m udp --dport 80 -j KUBE-MARK-MASQ`,
    );
    for (let k = 0; k < 3; k++) {
      const chance = (1 / (3 - k)).toFixed(10);
      const draw = k < 2 ? `-m statistic --mode random --probability ${chance} ` : "";
      lines.push(
        `-A ${svc(i)} ${draw}-j ${sep(i, k)}`,
        `-A ${sep(i, k)} -s ${endpoint(i, k)}/32 -j KUBE-MARK-MASQ`,
        `-A ${sep(i, k)} -p udp -m udp -j DNAT --to-destination ${endpoint(i, k)}:8080`,
      );
    }
  }
  return `${[...lines, "COMMIT"].join("\n")}\n`;
}

function must(answer: unknown): void {
  if (answer !== null) throw new Error(JSON.stringify(answer));
}

interface Node {
  readonly host: Host;
  readonly ns: NetNamespace;
  readonly inside: NetDevice;
}

/** A node between a client and what stands for the pods: packets come in by one veth and leave by another. */
function node(): Node {
  const host = bareHost([iptables, iptablesRestore, conntrack]);
  const ns = host.root;
  for (const [name, net] of [
    ["in", 1],
    ["out", 2],
  ] as const) {
    const other = host.createNetns(name).get();
    must(ns.netlink.newLink({ kind: "veth", name, peer: { name: "eth0", netns: other } }));
    for (const [at, dev, last] of [
      [ns, name, 1],
      [other, "eth0", 2],
    ] as const) {
      const local = ipv4(192, 168, net, last);
      must(at.netlink.newAddr({ family: 4, dev, local, prefixLength: 24 }, "add"));
      must(at.netlink.setLink(dev, { up: true }));
    }
  }
  must(ns.sysctl.write("ipv4/ip_forward", "1"));
  const pods = ipv4(192, 168, 2, 2);
  must(
    ns.netlink.newRoute(
      { family: 4, dst: ipv4(10, 244, 0, 0), prefixLength: 16, nexthops: [{ gateway: pods }] },
      "add",
    ),
  );
  must(ns.sysctl.write("ipv4/conf/all/rp_filter", "0"));
  must(ns.sysctl.write("ipv4/conf/in/rp_filter", "0"));
  host.sim.sched.runUntil(1_000_000);
  return { host, ns, inside: ns.device("in") as NetDevice };
}

/** Connections from as many sources to one service, through the whole of the node's stack. */
function connect({ host, inside }: Node, dst: Ipv4Addr, from: number, count: number): number {
  const before = cpuSeconds();
  for (let i = 0; i < count; i++) {
    const packet = Packet.alloc(host.sim.buffers, 74, 0);
    const at = packet.start;
    for (let k = 0; k < 6; k++) {
      packet.buf[at + k] = Math.floor(Number(inside.mac) / 256 ** (5 - k)) & 0xff;
      packet.buf[at + 6 + k] = 2;
    }
    put16(packet.buf, at + 12, 0x0800);
    const src = (ipv4(10, 200, 0, 0) + 1 + ((from + i) & 0xffff)) as Ipv4Addr;
    const port = 4000 + ((from + i) >> 16);
    writeIpv4(packet.buf, at + 14, src, dst, IPPROTO_UDP, 64, 0, 0, 0, 60);
    put16(packet.buf, at + 34, port);
    put16(packet.buf, at + 36, 80);
    put16(packet.buf, at + 38, 40);
    put16(packet.buf, at + 40, 0);
    inside.receive(packet);
    if ((i & 31) === 31) host.sim.sched.runUntil(host.sim.sched.now + 100);
  }
  host.sim.sched.runUntil(host.sim.sched.now + 1000);
  return ((cpuSeconds() - before) * 1e9) / count;
}

function flowsMade(ns: NetNamespace): number {
  return ns.conntrack.count();
}

function measureConnect(): object {
  const made = node();
  const { host, ns } = made;
  if (values.kind === "ipvs") {
    const spec = { scheduler: "rr", persistent: null, netmask: -1, onePacket: false } as const;
    for (let i = 0; i < services; i++) {
      const key = { protocol: IPPROTO_UDP, addr: vip(i), port: 80, fwmark: 0, six: false };
      must(ns.netlink.newAddr({ family: 4, dev: "lo", local: vip(i), prefixLength: 32 }, "add"));
      ns.ipvs.addService(key, { ...spec, flags: [] });
      const to = { port: 8080, forward: "masq", weight: 1, upper: 0, lower: 0 } as const;
      ns.ipvs.addDest(key, { addr: (ipv4(10, 244, 0, 0) + i + 2) as Ipv4Addr, ...to });
    }
  } else {
    const ran = runProgram(host, ["iptables-restore"], rules(services));
    if (ran.status !== 0) throw new Error(ran.out);
  }
  connect(made, vip(services - 1), 0, NEW);
  const nsLast = connect(made, vip(services - 1), NEW, NEW);
  const nsFirst = connect(made, vip(0), 2 * NEW, NEW);
  if (values.kind !== "ipvs" && flowsMade(ns) !== 3 * NEW)
    throw new Error(`${flowsMade(ns)} flows instead of ${3 * NEW}`);
  return { services, nsLast, nsFirst };
}

function measureRestore(): object {
  const text = rules(services);
  const ms: number[] = [];
  for (let i = 0; i < 3; i++) {
    const host = bareHost([iptablesRestore]);
    const before = cpuSeconds();
    const ran = runProgram(host, ["iptables-restore"], text);
    if (ran.status !== 0) throw new Error(ran.out);
    ms.push((cpuSeconds() - before) * 1e3);
  }
  return { lines: text.split("\n").length, msCold: ms[0], msWarm: Math.min(...ms.slice(1)) };
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function measureFlows(): object {
  const made = node();
  const { host, ns } = made;
  const nat = "*nat\n-A POSTROUTING -d 203.0.113.1 -j MASQUERADE\nCOMMIT\n";
  if (runProgram(host, ["iptables-restore"], nat).status !== 0) throw new Error("no rule");
  must(ns.sysctl.write("netfilter/nf_conntrack_udp_timeout", "600"));
  const pod = ipv4(10, 244, 0, 5);
  connect(made, pod, 0, NEW);
  ns.conntrack.flush();
  connect(made, pod, 0, 1000);
  const nsAt1k = connect(made, pod, 1000, 5000);
  ns.conntrack.flush();
  const before = heap();
  connect(made, pod, 0, flows);
  const bytes = (heap() - before) / flows;
  const nsAtAll = connect(made, pod, flows, 5000);
  if (flowsMade(ns) !== flows + 5000) throw new Error(`${flowsMade(ns)} flows`);
  const ms: number[] = [];
  for (let i = 0; i < 3; i++) {
    const from = cpuSeconds();
    const { out } = runProgram(host, ["conntrack", "-L"]);
    ms.push((cpuSeconds() - from) * 1e3);
    if (out.length < flows * 100) throw new Error("lines are missing");
  }
  return { flows, bytes, nsAt1k, nsAtAll, msCold: ms[0], msWarm: Math.min(...ms.slice(1)) };
}

if (values.measure === "rules") process.stdout.write(rules(services));
else {
  const measure = { connect: measureConnect, restore: measureRestore, flows: measureFlows }[
    values.measure
  ];
  if (measure === undefined) throw new Error(`no measure ${values.measure}`);
  console.log(JSON.stringify(measure()));
}
