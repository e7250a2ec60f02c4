/**
 * Rows of the contract about the article's BGP backbone (TOP-2), on the lab kubway-bgp. The tables are the article's own lines
 * (001, "Kubway, part 2"), which a real BIRD 1.6.8 prints with the same configurations; times are masked.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { Walk } from "./walk.ts";

const mask = (text: string): string[] =>
  text
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/\d\d:\d\d:\d\d/g, "TIME").trimEnd())
    .filter((line) => line !== "" && !/^root@/.test(line));

describe("TOP-2: the article's backbone", () => {
  let walk: Walk;
  beforeAll(async () => {
    walk = await Walk.in("kubway-bgp");
    walk.type("router1", "sleep 30");
  });
  const show = (place: string, line: string): string[] => mask(walk.type(place, line));

  it("OUT-01, SYS-05: router1's protocols, under the banner of BIRD 1.6.8", () => {
    expect(show("router1", "birdc show protocols")).toEqual([
      "BIRD 1.6.8 ready.",
      "name     proto    table    state  since       info",
      "device1  Device   master   up     TIME",
      "direct1  Direct   master   up     TIME",
      "kernel1  Kernel   master   up     TIME",
      "static1  Static   master   up     TIME",
      "router2  BGP      master   up     TIME    Established",
      "kubeadm1 BGP      master   up     TIME    Established",
    ]);
  });

  it("OUT-02: router2's", () => {
    expect(show("router2", "birdc show protocols | grep BGP")).toEqual([
      "router1  BGP      master   up     TIME    Established",
      "kubeadm2 BGP      master   up     TIME    Established",
    ]);
  });

  it("OUT-06, OUT-07, SYS-05: the nodes' sessions are named after their peers, under the banner of Calico's build", () => {
    for (const node of ["kubeadm1", "kubeadm2"])
      expect(show(node, "birdcl show protocols").slice(0, 2)).toEqual([
        "BIRD v0.3.3+birdv1.6.8 ready.",
        "name     proto    table    state  since       info",
      ]);
    expect(show("kubeadm1", "birdcl show protocols | grep BGP")).toEqual([
      "Node_10_0_0_1 BGP      master   up     TIME    Established",
    ]);
    expect(show("kubeadm2", "birdcl show protocols | grep BGP")).toEqual([
      "Node_10_0_0_2 BGP      master   up     TIME    Established",
    ]);
  });

  it.each([
    ["OUT-03", "kubeadm1", "10.0.0.1"],
    ["OUT-04", "kubeadm2", "10.0.0.2"],
  ])("%s, CMD-39: calicoctl on %s: one peer, node specific", (_, node, peer) => {
    const text = walk
      .type(node, "sudo calicoctl node status")
      .replace(/\d\d:\d\d:\d\d/g, "08:33:56");
    expect(
      text
        .split("\n")
        .slice(1, -1)
        .map((l) => l.trimEnd()),
    ).toEqual([
      "Calico process is running.",
      "",
      "IPv4 BGP status",
      "+--------------+---------------+-------+----------+-------------+",
      "| PEER ADDRESS |   PEER TYPE   | STATE |  SINCE   |    INFO     |",
      "+--------------+---------------+-------+----------+-------------+",
      `| ${peer}     | node specific | up    | 08:33:56 | Established |`,
      "+--------------+---------------+-------+----------+-------------+",
      "",
      "IPv6 BGP status",
      "No IPv6 peers found.",
      "",
    ]);
  });

  it("OUT-05: with the mesh of the nodes its kind is said, and what is down, too", async () => {
    const other = await Walk.in("kubway-bgp");
    other.type(
      "kubeadm1",
      "sed -i 's/Node_10_0_0_1/Mesh_192_168_17_101/; s/neighbor 10.0.0.1 as 64513/neighbor 192.168.17.101 as 64512/' /etc/calico/confd/config/bird.cfg; birdcl configure; sleep 20",
    );
    const rows = other
      .type("kubeadm1", "calicoctl node status")
      .split("\n")
      .filter((l) => l.startsWith("| "));
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/^\| 192\.168\.17\.101 \| node-to-node mesh \| start \| \S+ \| \w+/);
    expect(other.type("router1", "calicoctl node status")).not.toContain("Calico process");
    other.type("kubeadm1", "birdcl down; sleep 1");
    expect(other.type("kubeadm1", "calicoctl node status")).toContain(
      "None of the BGP backend processes (BIRD or GoBGP) are running.",
    );
  });

  it("OUT-08: what router1's kernel has from BIRD", () => {
    expect(show("router1", "ip route | grep bird")).toEqual([
      "10.0.0.2 via 192.168.18.2 dev ens38 proto bird",
      "10.245.0.64/26 via 192.168.16.101 dev ens37 proto bird",
      "10.245.0.192/26 via 192.168.18.2 dev ens38 proto bird",
      "192.168.17.0/24 via 192.168.18.2 dev ens38 proto bird",
    ]);
  });

  it("OUT-09: router1's table, order included", () => {
    expect(show("router1", "birdc show route")).toEqual([
      "BIRD 1.6.8 ready.",
      "10.0.0.2/32        via 192.168.18.2 on ens38 [router2 TIME] * (100/0) [i]",
      "10.0.0.1/32        dev lo [direct1 TIME] * (240)",
      "192.168.16.0/24    dev ens37 [direct1 TIME] * (240)",
      "192.168.17.0/24    via 192.168.18.2 on ens38 [router2 TIME] * (100/0) [i]",
      "192.168.18.0/24    dev ens38 [direct1 TIME] * (240)",
      "                   via 192.168.18.2 on ens38 [router2 TIME] (100/0) [i]",
      "10.245.0.192/26    via 192.168.18.2 on ens38 [router2 TIME] * (100/0) [AS64512i]",
      "10.245.0.64/26     via 192.168.16.101 on ens37 [kubeadm1 TIME] * (100) [AS64512i]",
    ]);
  });

  it("OUT-10, OUT-11: router2's two tables", () => {
    expect(show("router2", "ip route | grep bird")).toEqual([
      "10.0.0.1 via 192.168.18.1 dev ens33 proto bird",
      "10.245.0.64/26 via 192.168.18.1 dev ens33 proto bird",
      "10.245.0.192/26 via 192.168.17.101 dev ens37 proto bird",
      "192.168.16.0/24 via 192.168.18.1 dev ens33 proto bird",
    ]);
    expect(show("router2", "birdc show route")).toEqual([
      "BIRD 1.6.8 ready.",
      "10.0.0.2/32        dev lo [direct1 TIME] * (240)",
      "10.0.0.1/32        via 192.168.18.1 on ens33 [router1 TIME] * (100/0) [i]",
      "192.168.16.0/24    via 192.168.18.1 on ens33 [router1 TIME] * (100/0) [i]",
      "192.168.17.0/24    dev ens37 [direct1 TIME] * (240)",
      "192.168.18.0/24    dev ens33 [direct1 TIME] * (240)",
      "                   via 192.168.18.1 on ens33 [router1 TIME] (100/0) [i]",
      "10.245.0.192/26    via 192.168.17.101 on ens37 [kubeadm2 TIME] * (100) [AS64512i]",
      "10.245.0.64/26     via 192.168.18.1 on ens33 [router1 TIME] * (100/0) [AS64512i]",
    ]);
  });

  it("OUT-12: kubeadm1's table, seven pods, and no 10.245.0.192/26", () => {
    expect(show("kubeadm1", "ip route")).toEqual([
      "default via 192.168.16.1 dev ens33 proto static",
      "10.0.0.1 via 192.168.16.1 dev ens33 proto bird",
      "10.0.0.2 via 192.168.16.1 dev ens33 proto bird",
      "10.245.0.64 dev cali56b6dcf9efb scope link",
      "blackhole 10.245.0.64/26 proto bird",
      "10.245.0.65 dev calicf4384f6d07 scope link",
      "10.245.0.66 dev calia52505a6695 scope link",
      "10.245.0.67 dev calic2e3ce163e0 scope link",
      "10.245.0.68 dev cali083ecf92347 scope link",
      "10.245.0.69 dev calibcf2121dbc6 scope link",
      "10.245.0.70 dev calid74b528052f scope link",
      "192.168.16.0/24 dev ens33 proto kernel scope link src 192.168.16.101",
      "192.168.17.0/24 via 192.168.16.1 dev ens33 proto bird",
      "192.168.18.0/24 via 192.168.16.1 dev ens33 proto bird",
    ]);
  });

  it("OUT-13: kubeadm2's, and no 10.245.0.64/26", () => {
    expect(show("kubeadm2", "ip route")).toEqual([
      "default via 192.168.17.1 dev ens33 proto static",
      "10.0.0.1 via 192.168.17.1 dev ens33 proto bird",
      "10.0.0.2 via 192.168.17.1 dev ens33 proto bird",
      "10.245.0.192 dev cali2a40b4df543 scope link",
      "blackhole 10.245.0.192/26 proto bird",
      "10.245.0.193 dev cali031530bd193 scope link",
      "192.168.16.0/24 via 192.168.17.1 dev ens33 proto bird",
      "192.168.17.0/24 dev ens33 proto kernel scope link src 192.168.17.101",
      "192.168.18.0/24 via 192.168.17.1 dev ens33 proto bird",
    ]);
  });

  it("DIS-07: kubeadm1 calls 10.0.0.1; router1 takes the session by the caller's address alone", () => {
    const lines = walk.type("router1", "birdc show protocols all kubeadm1");
    expect(lines).toContain("Neighbor address: 192.168.16.101");
    expect(lines).toMatch(/Source address: +192\.168\.16\.1\b/);
    expect(lines).toContain("Established");
  });

  it("DIS-08: the missing block is told, and its path holds the node's own AS", () => {
    expect(walk.type("router1", "birdc show route export kubeadm1")).toContain("10.245.0.192/26");
    expect(walk.type("router1", "birdc show route all 10.245.0.192/26")).toMatch(
      /BGP\.as_path: 64512\s/,
    );
    expect(walk.type("kubeadm1", "birdcl show route 10.245.0.192/26")).toContain(
      "Network not in table",
    );
  });

  it("SYS-05: kernel learn and export, by scan: what others write is learned, what others delete is written again", () => {
    walk.type("kubeadm1", "ip route add 10.99.1.0/24 dev ens33; sleep 3");
    expect(show("kubeadm1", "birdcl show route 10.99.1.0/24")).toEqual([
      "BIRD v0.3.3+birdv1.6.8 ready.",
      "10.99.1.0/24       dev ens33 [kernel1 TIME] * (10)",
    ]);
    walk.type("kubeadm1", "ip route del 10.99.1.0/24; sleep 3");
    expect(show("kubeadm1", "birdcl show route 10.99.1.0/24")).toEqual([
      "BIRD v0.3.3+birdv1.6.8 ready.",
      "Network not in table",
    ]);
    walk.type("kubeadm1", "ip route del 192.168.17.0/24; sleep 3");
    expect(show("kubeadm1", "ip route show 192.168.17.0/24")).toEqual([
      "192.168.17.0/24 via 192.168.16.1 dev ens33 proto bird",
    ]);
  });

  it("DIS-08: without the default route nothing carries the pods, not even the session, which is learned through itself", async () => {
    const cut = await Walk.in("kubway-bgp");
    cut.type("kubeadm1", "add-pod pod-alpine 10.245.0.100");
    cut.type("kubeadm2", "add-pod pod-nginx 10.245.0.194; sleep 30");
    const call = "ip netns exec pod-alpine ping -c1 -W2 10.245.0.194";
    expect(cut.type("kubeadm1", call)).toContain(" 0% packet loss");
    cut.type("kubeadm1", "ip route del default");
    expect(cut.type("kubeadm1", call)).toContain(" 100% packet loss");
    cut.type("kubeadm1", "birdcl restart Node_10_0_0_1; sleep 60");
    expect(cut.type("kubeadm1", "ip route show 10.0.0.1")).not.toContain("via");
    expect(cut.type("kubeadm1", "birdcl show protocols | grep Node_")).not.toContain("Established");
  });

  it("DIS-29: 192.168.18.0/24 stands twice, and the kernel has only its own", () => {
    expect(show("router1", "ip route show 192.168.18.0/24")).toEqual([
      "192.168.18.0/24 dev ens38 proto kernel scope link src 192.168.18.1",
    ]);
  });

  it("SYS-29: sessions between two systems and within one, as messages on TCP port 179", () => {
    walk.type("router1", "birdc restart router2; sleep 20");
    const to179 = walk.at("router1:ens38", { "tcp.dst": "179", "tcp.flags": "P." });
    expect(to179.length).toBeGreaterThan(3);
    walk.type(
      "router1",
      "(timeout 12 tcpdump -i ens37 -nn -v tcp port 179 > /tmp/bgp 2> /dev/null &); sleep 1; birdc restart kubeadm1; sleep 12",
    );
    const said = walk.type("router1", "cat /tmp/bgp");
    expect(said).toMatch(
      /Open Message \(1\), length: \d+\s+Version 4, my AS 64513, Holdtime 240s, ID 10\.0\.0\.1/,
    );
    expect(said).toMatch(
      /Open Message \(1\), length: \d+\s+Version 4, my AS 64512, Holdtime 240s, ID 192\.168\.16\.101/,
    );
    expect(said).toMatch(/Update Message \(2\)[\s\S]*AS Path \(2\)[^\n]*64513/);
    const all = walk.type("router1", "birdc show protocols all");
    expect(all).toMatch(/Session: +internal/);
    expect(all).toMatch(/Session: +external/);
  });

  it("CASE-9, OUT-27, FIG-16: pod to pod with the pods' own addresses on every wire", () => {
    walk.type("kubeadm1", "add-pod pod-alpine 10.245.0.100");
    walk.type("kubeadm2", "add-pod pod-nginx 10.245.0.194");
    expect(
      walk.type("kubeadm1", "ip netns exec pod-alpine wget -qO- http://10.245.0.194/"),
    ).toContain("pod-nginx");
    for (const wire of ["kubeadm1:ens33", "router1:ens37", "router2:ens33", "kubeadm2:ens33"])
      expect(
        walk.at(wire, { "ip.src": "10.245.0.100", "ip.dst": "10.245.0.194", "tcp.flags": "S" }),
      ).not.toEqual([]);
    const trace = walk.type("kubeadm1", "ip netns exec pod-alpine traceroute -n 10.245.0.194");
    expect([...trace.matchAll(/^ *\d+ +(\d+\.\d+\.\d+\.\d+) /gm)].map((m) => m[1])).toEqual([
      "192.168.16.101",
      "192.168.16.1",
      "192.168.18.2",
      "192.168.17.101",
      "10.245.0.194",
    ]);
  });
});

describe("the same backbone with VXLAN between the nodes", () => {
  it("OUT-28: router1 sees UDP port 4789 from node to node, VNI 4096, and no pod", async () => {
    const walk = await Walk.in("kubway-bgp");
    walk.type("router1", "sleep 30");
    walk.type("kubeadm1", "calico-vxlan; add-pod pod-alpine 10.245.0.100");
    walk.type("kubeadm2", "calico-vxlan; add-pod pod-nginx 10.245.0.194");
    expect(walk.type("kubeadm1", "ip netns exec pod-alpine ping -c1 -W2 10.245.0.194")).toContain(
      "1 received",
    );
    const [wrapped] = walk.at("router1:ens37", { "udp.dst": "4789" });
    expect(wrapped?.get("ip.src")).toBe("192.168.16.101");
    expect(wrapped?.get("ip.dst")).toBe("192.168.17.101");
    expect(wrapped?.get("vxlan.vni")).toBe("4096");
    expect(walk.at("router1:ens37", { "ip.dst": "10.245.0.194" })).toEqual([]);
    const trace = walk.type("kubeadm1", "ip netns exec pod-alpine traceroute -n 10.245.0.194");
    expect([...trace.matchAll(/^ *\d+ +(\d+\.\d+\.\d+\.\d+) /gm)].map((m) => m[1])).toEqual([
      "192.168.16.101",
      "10.245.0.197",
      "10.245.0.194",
    ]);
  });
});
