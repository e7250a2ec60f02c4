/**
 * Queueing disciplines as numbers, in virtual time: netem's shares and delays, a rate, tbf's bucket. The
 * expected values are arithmetic. What tc prints is compared with real hosts in recordings 280 to 282, 287.
 */
import { describe, expect, it } from "vitest";
import { type QdiscOptions, PERCENT_MAX, TC_H_ROOT } from "../../../sandbox/kernel/sched/types.ts";
import { tc } from "../../../sandbox/programs/net/tc/index.ts";
import { MS, must, Net, Pinger, SECOND } from "../../support/net.ts";

interface Line {
  readonly net: Net;
  readonly pinger: Pinger;
  readonly stats: () => { packets: number; drops: number; qlen: number };
}

/** a - b; a's card sends through this queue. The neighbours know one another. */
function line(options: QdiscOptions): Line {
  const net = new Net();
  const a = net.ns("a");
  const b = net.ns("b");
  net.veth(a, "eth0", b, "eth0");
  net.addr(a, "eth0", "10.0.0.1/24");
  net.addr(b, "eth0", "10.0.0.2/24");
  net.run(3 * SECOND);
  const pinger = new Pinger(net, a);
  pinger.send("10.0.0.2");
  net.run(10 * SECOND);
  pinger.heard();
  const spec = { dev: "eth0", parent: TC_H_ROOT, handle: 65_536, kind: options.kind, options };
  must(a.netlink.newQdisc(spec, "add"));
  const stats = () => {
    const found = a.netlink.qdiscs().find((qdisc) => qdisc.handle === 65_536);
    return found?.stats ?? { packets: -1, drops: -1, qlen: -1 };
  };
  return { net, pinger, stats };
}

/** Milliseconds until the answer is there. */
function tripMs({ net, pinger }: Line, size = 56): number {
  pinger.send("10.0.0.2", size);
  for (let ms = 1; ms < 2000; ms++) {
    net.run(MS);
    if (pinger.heard().length > 0) return ms;
  }
  return Infinity;
}

describe("tc", () => {
  it("is installed where Debian has it", () => expect(tc.paths).toContain("/usr/sbin/tc"));

  it("netem delays by what it was told", () => {
    expect(tripMs(line({ kind: "netem", latencyNs: 120_000_000 }))).toBe(121);
  });

  it("netem's jitter stays within latency ± jitter", () => {
    const to = line({ kind: "netem", latencyNs: 100_000_000, jitterNs: 20_000_000 });
    const trips = Array.from({ length: 50 }, () => tripMs(to));
    expect(Math.min(...trips)).toBeGreaterThanOrEqual(80);
    expect(Math.max(...trips)).toBeLessThanOrEqual(121);
    expect(new Set(trips).size).toBeGreaterThan(10);
  });

  it("netem loses its share, and counts what it lost", () => {
    const to = line({ kind: "netem", loss: Math.round(PERCENT_MAX * 0.3) });
    for (let i = 0; i < 1000; i++) to.pinger.send("10.0.0.2");
    to.net.run(SECOND);
    const { drops, packets } = to.stats();
    expect(drops + packets).toBe(1000);
    // Three standard deviations of a binomial are 43.
    expect(Math.abs(drops - 300)).toBeLessThan(50);
  });

  it("netem doubles every packet once", () => {
    const to = line({ kind: "netem", duplicate: PERCENT_MAX });
    for (let i = 0; i < 7; i++) to.pinger.send("10.0.0.2");
    to.net.run(SECOND);
    expect(to.pinger.heard()).toHaveLength(14);
  });

  it("netem's limit", () => {
    const to = line({ kind: "netem", latencyNs: 100_000_000, limit: 5 });
    for (let i = 0; i < 8; i++) to.pinger.send("10.0.0.2");
    expect(to.stats()).toMatchObject({ qlen: 5, drops: 3 });
    to.net.run(SECOND);
    expect(to.pinger.heard()).toHaveLength(5);
  });

  it("netem's rate: 1250 bytes at 100 kbit/s take 100 ms, one after the other", () => {
    const rate = { bytesPerSecond: 12_500, packetOverhead: 0, cellSize: 0, cellOverhead: 0 };
    const to = line({ kind: "netem", rate });
    // 1208 + 8 of ICMP + 20 of IP + 14 of Ethernet.
    expect(tripMs(to, 1208)).toBe(101);
    to.pinger.send("10.0.0.2", 1208);
    to.pinger.send("10.0.0.2", 1208);
    to.net.run(150 * MS);
    expect(to.pinger.heard()).toHaveLength(1);
    to.net.run(60 * MS);
    expect(to.pinger.heard()).toHaveLength(1);
  });

  it("tbf: a burst at once, the rest at its rate", () => {
    const to = line({
      kind: "tbf",
      rate: 12_500,
      burst: 2500,
      limit: 100_000,
      peakRate: 0,
      mtu: 0,
      overhead: 0,
      mpu: 0,
    });
    for (let i = 0; i < 6; i++) to.pinger.send("10.0.0.2", 1208);
    to.net.run(10 * MS);
    expect(to.pinger.heard()).toHaveLength(2);
    to.net.run(100 * MS);
    expect(to.pinger.heard()).toHaveLength(1);
    to.net.run(310 * MS);
    expect(to.pinger.heard()).toHaveLength(3);
  });
});
