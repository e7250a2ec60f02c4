/** Packets through rules, flows and translations: what a sender sees, and what the tables say afterwards. */
import { describe, expect, it } from "vitest";
import type { NetNamespace } from "../../../sandbox/kernel/netns.ts";
import { formatIpv4 } from "../../../sandbox/wire/addr.ts";
import { Pinger } from "../../support/net.ts";
import { lab } from "./lab.ts";
import { append, counts, range } from "./rules.ts";

function flows(ns: NetNamespace): string[] {
  const side = (t: { src: unknown; dst: unknown }): string =>
    `${formatIpv4(t.src as number)}>${formatIpv4(t.dst as number)}`;
  return ns.conntrack.flows().map((one) => `${side(one.original)} ${side(one.reply)}`);
}

describe("filter", () => {
  it("drops, counts, and has a policy", () => {
    const { net, lan, r } = lab();
    append(r, "filter", "FORWARD", { protocol: 1 }, { name: "DROP" });
    expect(new Pinger(net, lan).ping("203.0.113.80")).toEqual([]);
    expect(net.drops.map((one) => `${one.ns} ${one.reason}`)).toEqual(["r nf:drop"]);
    expect(counts(r, "filter", "FORWARD")).toEqual([1]);
  });

  it("tells the sender by REJECT", () => {
    const { net, lan, r } = lab();
    append(r, "filter", "FORWARD", {}, { name: "REJECT", with: "icmp-admin-prohibited" });
    expect(new Pinger(net, lan).ping("203.0.113.80")).toEqual([
      "from 192.168.0.1: 3/13 EHOSTUNREACH",
    ]);
  });

  it("says EPERM to who sends what OUTPUT drops", () => {
    const { net, lan } = lab();
    append(lan, "filter", "OUTPUT", {}, { name: "DROP" });
    expect(new Pinger(net, lan).ping("203.0.113.80")).toEqual(["send: EPERM"]);
  });
});

describe("NAT", () => {
  it("masquerades, and answers find back", () => {
    const { net, lan, r } = lab();
    append(
      r,
      "nat",
      "POSTROUTING",
      { src: "192.168.0.0/24", out: "wan0" },
      { name: "MASQUERADE", range: range(null) },
    );
    expect(new Pinger(net, lan).ping("203.0.113.80")).toEqual([
      "reply from 203.0.113.80 ttl=63 bytes=64",
    ]);
    expect(flows(r)).toEqual(["192.168.0.10>203.0.113.80 203.0.113.80>203.0.113.1"]);
    expect(counts(r, "nat", "POSTROUTING")).toEqual([1]);
  });

  it("changes a destination of its own packets and routes them again", () => {
    const { net, lan, wan } = lab();
    net.addr(wan, "lo", "10.9.9.9/32");
    append(
      lan,
      "nat",
      "OUTPUT",
      { dst: "203.0.113.200/32" },
      { name: "DNAT", range: range("192.168.0.1") },
    );
    expect(new Pinger(net, lan).ping("203.0.113.200")).toEqual([
      "reply from 203.0.113.200 ttl=64 bytes=64",
    ]);
  });
});
