/**
 * iperf3 through simulated links: the rate is the link's (100 Mbit/s on 1500 bytes of MTU leave 94.1 of payload with
 * Ethernet's 38 bytes, IP, TCP and timestamps a frame), whatever the recordings 330 and 331 must mask.
 */
import { describe, expect, it } from "vitest";
import { buildWorld } from "../../../sandbox/lab/build.ts";
import { loadTopology } from "../../../sandbox/lab/topology.ts";
import { World } from "../../../sandbox/lab/world.ts";

const TOPOLOGY = `
name: pair
topology:
  defaults: { kind: linux, image: debian:12, network-mode: none }
  nodes:
    a:
      exec: [ip addr add 10.0.0.1/24 dev eth1, ip link set eth1 up]
    b:
      exec: [ip addr add 10.0.0.2/24 dev eth1, ip link set eth1 up]
  links:
    - endpoints: ["a:eth1", "b:eth1"]
`;

function pair(links: Record<string, object> = {}): World {
  const world = buildWorld(
    {
      name: "pair",
      topology: TOPOLOGY,
      parsed: loadTopology(TOPOLOGY),
      files: {},
      meta: { title: "pair", terminals: [], links },
    },
    7,
  );
  if (!(world instanceof World)) throw new Error("no world");
  expect(world.run("b", ["iperf3", "-s", "-D"]).status).toBe(0);
  return world;
}

/** Mbit/s of the line that ends with `word`. */
function rate(out: string, word: string): number {
  const found = new RegExp(`([0-9.]+) Mbits/sec.*${word}$`, "m").exec(out);
  return Number(found?.[1] ?? "NaN");
}

describe("iperf3", () => {
  it("fills a link of 100 Mbit/s, both ways", () => {
    const world = pair();
    for (const way of [[], ["-R"]]) {
      const { out, status } = world.run("a", ["iperf3", "-c", "10.0.0.2", "-t", "2", ...way]);
      expect(status, out).toBe(0);
      expect(rate(out, "receiver")).toBeGreaterThan(92);
      expect(rate(out, "receiver")).toBeLessThan(94.2);
      expect(out).toMatch(/^iperf Done\.$/m);
    }
  });

  it("measures a slow link", () => {
    const world = pair({ "a:eth1": { delayUs: 5_000, mbitPerSecond: 10 } });
    const { out } = world.run("a", ["iperf3", "-c", "10.0.0.2", "-t", "4"]);
    expect(rate(out, "receiver")).toBeGreaterThan(8.5);
    expect(rate(out, "receiver")).toBeLessThan(9.42);
  });

  it("counts what UDP loses: 30 Mbit/s into 10", () => {
    const world = pair({ "a:eth1": { mbitPerSecond: 10 } });
    const { out } = world.run("a", ["iperf3", "-c", "10.0.0.2", "-u", "-b", "30M", "-t", "2"]);
    const lost = /(\d+)\/(\d+) \([0-9.]+%\) {2}receiver$/m.exec(out);
    expect(Number(lost?.[1]) / Number(lost?.[2]), out).toBeGreaterThan(0.4);
  });

  it("prints JSON that parses, with the sums of its parts", () => {
    const world = pair();
    const { out } = world.run("a", ["iperf3", "-c", "10.0.0.2", "-J", "-t", "2", "-b", "4M"]);
    const report = JSON.parse(out) as {
      intervals: { sum: { bytes: number } }[];
      end: { sum_sent: { bytes: number }; sum_received: { bytes: number } };
    };
    const bytes = report.intervals.reduce((n, one) => n + one.sum.bytes, 0);
    expect(report.intervals.length).toBe(2);
    expect(report.end.sum_sent.bytes).toBe(bytes);
    expect(report.end.sum_received.bytes).toBe(bytes);
  });

  it("retransmits on a lossy link and says how often", () => {
    const world = pair({ "a:eth1": { lossPer1000: 10 } });
    const { out, status } = world.run("a", ["iperf3", "-c", "10.0.0.2", "-t", "2"]);
    expect(status, out).toBe(0);
    const retr = /(\d+) {13}sender$/m.exec(out);
    expect(Number(retr?.[1])).toBeGreaterThan(0);
  });

  it("refuses by name what is not simulated", () => {
    const world = pair();
    const { out, status } = world.run("a", ["iperf3", "-c", "10.0.0.2", "--sctp"]);
    expect([out, status]).toEqual(["iperf3: underlay does not simulate --sctp\n", 1]);
  });
});
