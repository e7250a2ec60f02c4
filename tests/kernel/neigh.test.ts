/** The neighbour table in time: the recorded case 07, and what a dead neighbour does to packets. */
import { describe, expect, it } from "vitest";
import { NUD } from "../../sandbox/kernel/netlink-types.ts";
import { parseMac } from "../../sandbox/wire/addr.ts";
import { capture, ip, Net, Pinger, SECOND } from "../support/net.ts";

function pair(): { net: Net; a: ReturnType<Net["ns"]>; b: ReturnType<Net["ns"]> } {
  const net = new Net();
  const a = net.ns("a");
  const b = net.ns("b");
  net.veth(a, "eth0", b, "eth0", { a: "02:00:00:00:00:0a", b: "02:00:00:00:00:0b" });
  net.addr(a, "eth0", "10.0.0.1/24");
  net.addr(b, "eth0", "10.0.0.2/24");
  net.up(a, "lo");
  net.run(3 * SECOND);
  return { net, a, b };
}

describe("case 07", () => {
  it("goes as it does on Linux", () => {
    const { net, a, b } = pair();
    expect(net.neigh(a)).toEqual([]);
    const pinger = new Pinger(net, a);
    expect(pinger.ping("10.0.0.2", SECOND / 10)).toEqual(["reply from 10.0.0.2 ttl=64 bytes=64"]);
    expect(net.neigh(a)).toEqual(["10.0.0.2 REACHABLE"]);
    expect(net.neigh(b)).toEqual(["10.0.0.1 DELAY"]);
    net.run(6 * SECOND);
    expect(net.neigh(b)).toEqual(["10.0.0.1 REACHABLE"]);
    expect(pinger.ping("10.0.0.3", SECOND)).toEqual([]);
    expect(net.neigh(a)).toEqual(["10.0.0.2 REACHABLE", "10.0.0.3 INCOMPLETE"]);
    net.run(3 * SECOND);
    expect(net.neigh(a)).toEqual(["10.0.0.2 REACHABLE", "10.0.0.3 FAILED"]);
    expect(pinger.heard()).toEqual(["from 10.0.0.1: 3/1 EHOSTUNREACH"]);

    const add = (
      dst: string,
      mac: string,
      state?: number,
      mode: "add" | "replace" = "add",
    ): unknown =>
      a.netlink.newNeigh(
        {
          family: 4,
          dev: "eth0",
          dst: ip(dst),
          lladdr: parseMac(mac) as never,
          ...(state === undefined ? {} : { state }),
        },
        mode,
      );
    expect(add("10.0.0.7", "02:00:00:00:00:07")).toBe(null);
    expect(add("10.0.0.8", "02:00:00:00:00:08", NUD.STALE)).toBe(null);
    expect(net.neigh(a)).toEqual([
      "10.0.0.2 REACHABLE",
      "10.0.0.3 FAILED",
      "10.0.0.7 PERMANENT",
      "10.0.0.8 STALE",
    ]);
    expect(add("10.0.0.7", "02:00:00:00:00:17")).toEqual({ errno: "EEXIST" });
    expect(add("10.0.0.7", "02:00:00:00:00:17", undefined, "replace")).toBe(null);
    const seven = { family: 4 as const, dev: "eth0", dst: ip("10.0.0.7") };
    expect(a.netlink.delNeigh(seven)).toBe(null);
    expect(a.netlink.delNeigh(seven)).toEqual({ errno: "ENOENT" });
    expect(net.neigh(a)).toEqual(["10.0.0.2 REACHABLE", "10.0.0.3 FAILED", "10.0.0.8 STALE"]);
    a.netlink.setLink("eth0", { up: false });
    expect(net.neigh(a)).toEqual([]);
  });

  it("asks three times, a second apart, by broadcast; and checks a stale one by unicast", () => {
    const { net, a, b } = pair();
    const tap = capture(a, "eth0");
    const pinger = new Pinger(net, a);
    const start = net.now;
    pinger.ping("10.0.0.3", 5 * SECOND);
    const asked: string[] = [];
    for (let frame = tap.recv(); frame !== null; frame = tap.recv()) {
      if (frame.protocol === 0x0806)
        asked.push(`${frame.at - start} ${frame.bytes[0] === 0xff ? "broadcast" : "unicast"}`);
    }
    expect(asked).toEqual(["0 broadcast", "1000000 broadcast", "2000000 broadcast"]);
    const other = capture(b, "eth0");
    pinger.ping("10.0.0.2", 10 * SECOND);
    const seen: string[] = [];
    for (let frame = other.recv(); frame !== null; frame = other.recv()) {
      if (frame.protocol === 0x0806)
        seen.push(
          `${frame.packetType === 4 ? "out" : "in"} op ${frame.bytes[21]} ${frame.bytes[0] === 0xff ? "broadcast" : "unicast"}`,
        );
    }
    expect(seen).toEqual([
      "in op 1 broadcast",
      "out op 2 unicast",
      "out op 1 unicast",
      "in op 2 unicast",
    ]);
  });

  it("becomes STALE after 15 to 45 seconds, not before", () => {
    const { net, a } = pair();
    new Pinger(net, a).ping("10.0.0.2", 14 * SECOND);
    expect(net.neigh(a)).toEqual(["10.0.0.2 REACHABLE"]);
    net.run(40 * SECOND);
    expect(net.neigh(a)).toEqual(["10.0.0.2 STALE"]);
  });

  it("fails a neighbour that went away: DELAY, PROBE, FAILED", () => {
    const { net, a, b } = pair();
    const pinger = new Pinger(net, a);
    pinger.ping("10.0.0.2", 50 * SECOND);
    b.netlink.delAddr({ family: 4, dev: "eth0", local: ip("10.0.0.2"), prefixLength: 24 });
    expect(pinger.ping("10.0.0.2", SECOND)).toEqual([]);
    expect(net.neigh(a)).toEqual(["10.0.0.2 DELAY"]);
    net.run(5 * SECOND);
    expect(net.neigh(a)).toEqual(["10.0.0.2 PROBE"]);
    net.run(3 * SECOND);
    expect(net.neigh(a)).toEqual(["10.0.0.2 FAILED"]);
  });
});

describe("queues", () => {
  it("keeps packets up to unres_qlen_bytes, oldest first out", () => {
    const { net, a } = pair();
    const pinger = new Pinger(net, a);
    for (let i = 0; i < 300; i++) pinger.send("10.0.0.9");
    const lost = net.drops.filter((drop) => drop.reason === "neigh:queue-full").length;
    expect(lost).toBe(300 - Math.floor(212_992 / 768));
    net.run(4 * SECOND);
    // Not 277 errors: icmp_msgs_burst is 50, and a message takes 0, 1 or 2 of it.
    const told = pinger.heard().length;
    expect(told).toBeGreaterThan(25);
    expect(told).toBeLessThan(100);
  });
});

describe("ARP settings", () => {
  it("arp_ignore 1 answers only for the device's own addresses", () => {
    const { net, a, b } = pair();
    net.up(b, "lo");
    net.addr(b, "lo", "10.0.0.77/32");
    expect(new Pinger(net, a).ping("10.0.0.77")).toEqual(["reply from 10.0.0.77 ttl=64 bytes=64"]);
    a.netlink.delNeigh({ family: 4, dev: "eth0", dst: ip("10.0.0.77") });
    b.sysctl.write("ipv4/conf/eth0/arp_ignore", "1");
    expect(new Pinger(net, a).ping("10.0.0.77")).toEqual([]);
  });

  it("proxy_arp answers for others after a delay, when it forwards and has a route elsewhere", () => {
    const { net, a, b } = pair();
    const c = net.ns("c");
    net.veth(b, "eth1", c, "eth0");
    net.addr(b, "eth1", "10.9.0.1/24");
    net.addr(c, "eth0", "10.9.0.2/24");
    net.route(c, "0.0.0.0/0", "10.9.0.1");
    net.route(a, "10.9.0.0/24", null, "eth0");
    net.run(2 * SECOND);
    const pinger = new Pinger(net, a);
    expect(pinger.ping("10.9.0.2", SECOND)).toEqual([]);
    net.forward(b);
    b.sysctl.write("ipv4/conf/eth0/proxy_arp", "1");
    expect(pinger.ping("10.9.0.2", 4 * SECOND).at(-1)).toBe("reply from 10.9.0.2 ttl=63 bytes=64");
    expect(a.stack.arp.lookup(a.device("eth0") as never, ip("10.9.0.2"))?.mac).toBe(
      parseMac("02:00:00:00:00:0b"),
    );
  });
});
