/**
 * What a new connection costs through N virtual services of IPVS, and what listing 100,000 flows costs: µs of CPU
 * for one, and for one line. Prints one JSON line.  node bench/services.ts [--services 1000] [--flows 100000]
 */
import { parseArgs } from "node:util";
import { Host } from "../sandbox/kernel/host.ts";
import type { CtTuple } from "../sandbox/kernel/netfilter/conntrack-types.ts";
import { Packet } from "../sandbox/kernel/packet.ts";
import { describe } from "../sandbox/programs/net/conntrack/text.ts";
import { Sim } from "../sandbox/sim/world.ts";
import { type Ipv4Addr, ipv4 } from "../sandbox/wire/addr.ts";
import { put16 } from "../sandbox/wire/bytes.ts";
import { IPPROTO_UDP, writeIpv4 } from "../sandbox/wire/ipv4.ts";
import { cpuSeconds } from "./support.ts";

const { values } = parseArgs({
  options: {
    services: { type: "string", default: "1000" },
    flows: { type: "string", default: "100000" },
  },
});
const services = Number(values.services);
const flows = Number(values.flows);
const NEW = 20_000;
const host = new Host(new Sim(1), "bench");

function listing(): number {
  const door = host.createNetns("table").get().conntrack;
  const blank = { icmpType: 0, icmpCode: 0, icmpId: 0 };
  for (let i = 0; i < flows; i++) {
    const src = (ipv4(10, 0, 0, 0) + (i >> 4)) as Ipv4Addr;
    const sport = 1024 + (i & 15);
    const original: CtTuple = { src, dst: ipv4(20, 0, 0, 1), sport, dport: 53, ...blank };
    const made = door.create({
      family: "ip",
      protocol: IPPROTO_UDP,
      original,
      reply: null,
      timeout: 300,
    });
    if (made !== null) throw new Error(made);
  }
  const look = { output: new Set<string>(), epochUs: 0, now: 0, held: 0 };
  const before = cpuSeconds();
  let bytes = 0;
  for (const flow of door.flows()) bytes += describe(flow, look).length;
  if (bytes < flows * 80) throw new Error("lines are missing");
  return ((cpuSeconds() - before) * 1e6) / flows;
}

function connecting(): number {
  const ns = host.createNetns("lb").get();
  const spec = { scheduler: "rr", persistent: null, netmask: -1, onePacket: false } as const;
  for (let i = 0; i < services; i++) {
    const addr = (ipv4(10, 96, 0, 0) + i) as Ipv4Addr;
    const key = { protocol: IPPROTO_UDP, addr, port: 53, fwmark: 0, six: false };
    ns.ipvs.addService(key, { ...spec, flags: [] });
    ns.ipvs.addDest(key, {
      addr: ipv4(127, 0, 0, 1),
      port: 5353,
      forward: "masq",
      weight: 1,
      upper: 0,
      lower: 0,
    });
  }
  ns.netlink.setLink("lo", { up: true });
  host.sim.sched.runUntil(1_000_000);
  const before = cpuSeconds();
  for (let i = 0; i < NEW; i++) {
    const packet = Packet.alloc(host.sim.buffers, 40, 0);
    const dst = (ipv4(10, 96, 0, 0) + (i % services)) as Ipv4Addr;
    writeIpv4(packet.buf, packet.start, ipv4(10, 0, 0, 1), dst, IPPROTO_UDP, 64, 0, 0, 0, 40);
    packet.l3 = packet.start;
    const l4 = packet.l3 + 20;
    put16(packet.buf, l4, 1024 + (i % 60_000));
    put16(packet.buf, l4 + 2, 53);
    put16(packet.buf, l4 + 4, 20);
    ns.nf?.pass(false, 1, packet, ns.lo, null)?.free();
  }
  const us = ((cpuSeconds() - before) * 1e6) / NEW;
  const made = ns.ipvs.connections().length;
  if (made !== NEW) throw new Error(`${made} connections of ${NEW}`);
  return us;
}

const usAConnection = connecting();
console.log(JSON.stringify({ services, flows, usAConnection, usALine: listing() }));
