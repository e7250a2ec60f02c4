/**
 * Rows of the contract (the source articles, item by item) that need no Kubernetes, on the labs they belong to. Each test names
 * its row. Expected values are the article's addresses and the RFCs' sizes, not our own output.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { Walk } from "./walk.ts";

const A = "10.244.0.5";
const B = "10.244.0.6";
const C = "10.244.1.5";
const MAC = { a: "62:a1:b2:c3:d4:e5", b: "62:a1:b2:c3:d4:e6", c: "62:a1:b2:c3:d5:05" } as const;
const CNI0 = "8a:1b:2c:3d:4e:5f";
const VTEP = { one: "4e:1a:2b:3c:4d:5e", two: "5a:2b:3c:4d:5e:6f" } as const;
const CARD = {
  one: "02:00:00:00:01:10",
  two: "02:00:00:00:01:11",
  gateway: "02:00:00:00:01:01",
} as const;

const overlay = (walk: Walk): void => {
  const half = (n: number, mac: string, other: number, otherMac: string): void => {
    for (const line of [
      `ip link add flannel.1 address ${mac} type vxlan id 1 dev eth0 local 192.168.1.${String(9 + n)} dstport 4789 nolearning`,
      `ip addr add 10.244.${String(n - 1)}.0/32 dev flannel.1`,
      "ip link set flannel.1 up",
      `ip route add 10.244.${String(other - 1)}.0/24 via 10.244.${String(other - 1)}.0 dev flannel.1 onlink`,
      `ip neigh add 10.244.${String(other - 1)}.0 lladdr ${otherMac} dev flannel.1 nud permanent`,
      `bridge fdb append ${otherMac} dev flannel.1 dst 192.168.1.${String(9 + other)}`,
    ])
      walk.type(`node${String(n)}`, line);
  };
  half(1, VTEP.one, 2, VTEP.two);
  half(2, VTEP.two, 1, VTEP.one);
};
const SYN_TO = (dst: string) => ({
  "ip.src": A,
  "ip.dst": dst,
  "tcp.flags": "S",
  "tcp.dst": "8080",
});

describe("CASE-7: pod A calls pod B:8080 on the same node, over the bridge", () => {
  let walk: Walk;
  let answer = "";
  beforeAll(async () => {
    walk = await Walk.in("deep-dive");
    answer = walk.type("pod-a", `curl -s http://${B}:8080/`);
  });

  it("OBS-37, steps 1 to 8: socket, segment, route, ARP, veth, bridge, veth, application", () => {
    expect(answer).toContain("pod-b");
    expect(walk.type("pod-a", `ip route get ${B}`)).toContain(`${B} dev eth0 src ${A}`);
    expect(walk.at("pod-a:eth0", { "arp.op": "request", "arp.tpa": B })).toHaveLength(1);
    expect(walk.pathOf(SYN_TO(B))).toEqual([
      "pod-a:eth0",
      "node1:veth-pod-a",
      "node1:veth-pod-b",
      "pod-b:eth0",
    ]);
  });

  it("OBS-32: what goes into one end of a veth comes out of the other", () => {
    const counters = (place: string, dev: string): string =>
      walk
        .type(
          place,
          `cat /sys/class/net/${dev}/statistics/rx_packets /sys/class/net/${dev}/statistics/tx_packets`,
        )
        .split("\n")
        .filter((l) => /^\d+$/.test(l))
        .join(" ");
    const inside = counters("pod-a", "eth0").split(" ");
    const outside = counters("node1", "veth-pod-a").split(" ");
    expect(inside).toHaveLength(2);
    for (const n of inside) expect(Number(n)).toBeGreaterThan(3);
    expect(outside).toEqual([...inside].reverse());
  });

  it("OBS-33: the bridge looks up the MAC and forwards to one port", () => {
    expect(walk.type("node1", 'bridge fdb show br cni0 | grep -i "62:a1"')).toContain(
      `${MAC.b} dev veth-pod-b master cni0`,
    );
    expect(walk.at("node1:eth0", { "ip.dst": B })).toEqual([]);
  });

  it("OBS-34: the receiver gets the frame's, the packet's and the segment's addresses as they were sent", () => {
    const seen = walk.at("pod-b:eth0", SYN_TO(B))[0];
    expect(seen?.get("eth.src")).toBe(MAC.a);
    expect(seen?.get("eth.dst")).toBe(MAC.b);
    expect(seen?.get("ip.ttl")).toBe("64");
  });

  it("OBS-35: the return traffic takes the reverse path", () => {
    expect(walk.pathOf({ "ip.src": B, "ip.dst": A, "tcp.flags": "S." })).toEqual([
      "pod-b:eth0",
      "node1:veth-pod-b",
      "node1:veth-pod-a",
      "pod-a:eth0",
    ]);
  });
});

describe("CASE-14, OBS-36: the underlay knows nodes only", () => {
  it("a packet from A to C dies at the gateway, which cannot tell A", async () => {
    const walk = await Walk.in("deep-dive");
    expect(walk.type("pod-a", `ping -c1 -W2 ${C}`)).toContain("100% packet loss");
    const drop = walk.history.drops.find((d) => d.reason === "ip:no-route");
    expect(drop?.host).toBe("gateway");
    expect(walk.at("node1:eth0", { "icmp.name": "echo-request" })[0]?.get("eth.dst")).toBe(
      CARD.gateway,
    );
    expect(walk.at("node1:eth0", { "icmp.type": "3" })).toEqual([]);
    expect(walk.type("node1", `ping -c1 -W2 ${C}`)).toContain(
      "From 192.168.1.1 icmp_seq=1 Destination Net Unreachable",
    );
  });
});

describe("CASE-8: pod A calls pod C:8080 on another node, over flannel's VXLAN", () => {
  let walk: Walk;
  let answer = "";
  beforeAll(async () => {
    walk = await Walk.in("deep-dive");
    overlay(walk);
    answer = walk.type("pod-a", `curl -s http://${C}:8080/`);
  });

  it("OBS-37, steps 1 to 11: out by the gateway, three lookups, envelope, wire, envelope off, bridge, application", () => {
    expect(answer).toContain("pod-c");
    expect(walk.pathOf(SYN_TO(C))).toEqual([
      "pod-a:eth0",
      "node1:veth-pod-a",
      "node1:cni0",
      "node1:flannel.1",
      "node1:eth0",
      "sw:eth1",
      "sw:eth2",
      "node2:eth0",
      "node2:flannel.1",
      "node2:cni0",
      "node2:veth-pod-c",
      "pod-c:eth0",
    ]);
    expect(walk.at("pod-a:eth0", SYN_TO(C))[0]?.get("eth.dst")).toBe(CNI0);
    expect(walk.at("pod-c:eth0", SYN_TO(C))[0]?.get("ip.ttl")).toBe("62");
    expect(walk.type("node1", "ip route")).toContain(
      "10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink",
    );
    expect(walk.type("node1", "bridge fdb show dev flannel.1")).toContain(
      `${VTEP.two} dst 192.168.1.11 self permanent`,
    );
  });

  it("DIS-18: inside the envelope are the VTEPs' MAC addresses, not the pods'", () => {
    const outer = walk.at("node1:eth0", { "inner.ip.src": A, "inner.ip.dst": C })[0];
    expect(outer?.get("eth.dst")).toBe(CARD.two);
    expect(outer?.get("vxlan.vni")).toBe("1");
    expect(outer?.get("inner.eth.src")).toBe(VTEP.one);
    expect(outer?.get("inner.eth.dst")).toBe(VTEP.two);
  });

  it("OBS-38: VXLAN takes 50 bytes, and its MTU is 1450", () => {
    const outer = walk.at("node1:eth0", { "inner.ip.src": A, "inner.ip.dst": C })[0];
    expect(Number(outer?.get("ip.length")) - Number(outer?.get("inner.ip.length"))).toBe(50);
    expect(walk.type("node1", "ip link show flannel.1")).toContain(" mtu 1450 ");
  });

  it("OBS-39: the underlay sees node addresses only", () => {
    const seen = walk.at("sw:eth1").filter((f) => f.has("ip.src"));
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((f) => [f.get("ip.src"), f.get("ip.dst")].includes(A))).toEqual([]);
  });

  it("OBS-35: the return traffic takes the reverse path", () => {
    expect(walk.pathOf({ "ip.src": C, "ip.dst": A, "tcp.flags": "S." })).toEqual([
      "pod-c:eth0",
      "node2:veth-pod-c",
      "node2:cni0",
      "node2:flannel.1",
      "node2:eth0",
      "sw:eth2",
      "sw:eth1",
      "node1:eth0",
      "node1:flannel.1",
      "node1:cni0",
      "node1:veth-pod-a",
      "pod-a:eth0",
    ]);
  });
});

describe("CASE-9's data path and OBS-39, OBS-44: routed by static routes, the wire shows pod addresses", () => {
  it("addresses are untouched and the frame goes to node 2's card", async () => {
    const walk = await Walk.in("deep-dive");
    walk.type("node1", "ip route add 10.244.1.0/24 via 192.168.1.11");
    walk.type("node2", "ip route add 10.244.0.0/24 via 192.168.1.10");
    expect(walk.type("pod-a", `curl -s http://${C}:8080/`)).toContain("pod-c");
    const syn = walk.at("node1:eth0", SYN_TO(C))[0];
    expect(syn?.get("eth.dst")).toBe(CARD.two);
    expect(walk.at("node1:eth0", { "udp.dst": "4789" })).toEqual([]);
  });
});

describe("CASE-10: IPIP as a lighter overlay, and CrossSubnet", () => {
  it("OBS-38: IPIP takes 20 bytes, and its MTU is 1480; the pod's packet stands behind the outer header", async () => {
    const walk = await Walk.in("two-workers");
    for (const [place, net, via] of [
      ["worker1", "192.168.2.0/24", "10.30.1.132"],
      ["worker2", "192.168.1.0/24", "10.30.1.131"],
    ] as const) {
      walk.type(place, "modprobe ipip");
      walk.type(place, "ip link set tunl0 up");
      walk.type(place, `ip route add ${net} via ${via} dev tunl0 onlink`);
    }
    expect(walk.type("worker1", "ip link show tunl0")).toContain(" mtu 1480 ");
    expect(walk.type("frontend1", "ping -c1 192.168.2.66")).toContain(" 0% packet loss");
    const outer = walk.at("worker1:ens192", { "inner.ip.src": "192.168.1.66" })[0];
    expect(outer?.get("ip.proto")).toBe("4");
    expect(outer?.get("ip.src")).toBe("10.30.1.131");
    expect(outer?.get("ip.dst")).toBe("10.30.1.132");
    expect(Number(outer?.get("ip.length")) - Number(outer?.get("inner.ip.length"))).toBe(20);
  });

  it("direct inside a subnet, the tunnel across, both in one cluster", async () => {
    const walk = await Walk.in("deep-dive");
    for (const n of ["node1", "node2", "node3"]) {
      walk.type(n, "modprobe ipip");
      walk.type(n, "ip link set tunl0 up");
    }
    // Nodes 1 and 2 count as one subnet, node 3 as another.
    walk.type("node1", "ip route add 10.244.1.0/24 via 192.168.1.11");
    walk.type("node2", "ip route add 10.244.0.0/24 via 192.168.1.10");
    walk.type("node1", "ip route add 10.244.2.0/24 via 192.168.1.12 dev tunl0 onlink");
    walk.type("node3", "ip route add 10.244.0.0/24 via 192.168.1.10 dev tunl0 onlink");
    expect(walk.type("pod-a", `ping -c1 ${C}`)).toContain(" 0% packet loss");
    expect(walk.type("pod-a", "ping -c1 10.244.2.5")).toContain(" 0% packet loss");
    const wire = walk.at("node1:eth0");
    expect(wire.filter((f) => f.get("ip.dst") === C).map((f) => f.get("ip.proto"))).toEqual(["1"]);
    expect(
      wire.filter((f) => f.get("inner.ip.dst") === "10.244.2.5").map((f) => f.get("ip.proto")),
    ).toEqual(["4"]);
  });
});
