/** Flows: when there are any, what a full table says, and what the trace tells of a packet's way. */
import { describe, expect, it } from "vitest";
import { CT_STATE } from "../../../sandbox/kernel/netfilter/types.ts";
import type { TraceEvent } from "../../../sandbox/sim/trace.ts";
import { Pinger, SECOND } from "../../support/net.ts";
import { lab } from "./lab.ts";
import { append, range } from "./rules.ts";

const TRACKED = {
  matches: [{ name: "conntrack", states: { bits: CT_STATE.NEW, invert: false } }],
} as const;

describe("conntrack", () => {
  it("tracks nothing until a rule asks for it, and forgets after the timeout", () => {
    const { net, lan, r, wan } = lab();
    net.route(wan, "0.0.0.0/0", "203.0.113.1");
    new Pinger(net, lan).ping("203.0.113.80");
    expect(r.conntrack.count()).toBe(0);
    append(r, "filter", "FORWARD", TRACKED, { name: "" });
    expect(new Pinger(net, lan).ping("203.0.113.80")).toHaveLength(1);
    expect(r.conntrack.flows().map((one) => [one.protocol, one.seenReply, one.timeout])).toEqual([
      [1, true, 29],
    ]);
    net.run(31 * SECOND);
    expect(r.conntrack.count()).toBe(0);
  });

  it("drops what a full table has no room for, with the kernel's words", () => {
    const { net, lan, r, wan } = lab();
    net.route(wan, "0.0.0.0/0", "203.0.113.1");
    append(r, "filter", "FORWARD", TRACKED, { name: "" });
    net.host.root.sysctl.write("netfilter/nf_conntrack_max", "1");
    expect(new Pinger(net, lan).ping("203.0.113.80")).toHaveLength(1);
    const other = new Pinger(net, wan);
    expect(other.ping("192.168.0.10")).toEqual([]);
    expect(net.host.kernelLog.map((one) => one.text)).toEqual([
      `nf_conntrack: nf_conntrack: table full in netns ${r.inode}, dropping packet`,
    ]);
    expect(r.conntrack.stats().drop).toBe(1);
  });

  it("tells the trace which rule said what at which hook", () => {
    const { net, lan, r } = lab();
    append(r, "nat", "POSTROUTING", { out: "wan0" }, { name: "MASQUERADE", range: range(null) });
    append(r, "filter", "FORWARD", { in: "lan0" }, { name: "ACCEPT" });
    const told: string[] = [];
    net.host.sim.trace.observe((event: TraceEvent) => {
      if (event.kind === "nf")
        told.push(`${event.hook} ${event.table} ${event.chain} ${event.rule} ${event.verdict}`);
    });
    new Pinger(net, lan).send("203.0.113.80");
    net.run(10);
    net.run(SECOND);
    expect(told).toEqual([
      "FORWARD filter FORWARD 1 ACCEPT",
      "POSTROUTING nat POSTROUTING 1 MASQUERADE",
      "FORWARD filter FORWARD 0 ACCEPT",
    ]);
  });
});
