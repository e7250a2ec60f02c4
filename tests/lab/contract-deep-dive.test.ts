/**
 * Rows of the contract about the article "Kubernetes Networking Deep Dive, part 2" (004): what it prints, on its own addresses
 * (TOP-8; with BIRD between the nodes, TOP-9), and where it is wrong. Each test names its rows. Expected lines are the article's,
 * in the form a real host gives them (rows marked ≈).
 */
import { beforeAll, describe, expect, it } from "vitest";
import { Walk } from "./walk.ts";

const A = "10.244.0.5";
const B = "10.244.0.6";
const C = "10.244.1.5";
const D = "10.244.2.5";
const VTEP = ["4e:1a:2b:3c:4d:5e", "5a:2b:3c:4d:5e:6f", "7a:8b:9c:0d:1e:2f"] as const;
const NODE = (n: number): string => `node${String(n)}`;
const ADDRESS = (n: number): string => `192.168.1.${String(9 + n)}`;

/** What a line printed, without the echo of the line, the prompt and the trailing blanks. */
const lines = (walk: Walk, place: string, line: string): string[] =>
  walk
    .type(place, line)
    .split("\n")
    .slice(1)
    .map((l) => l.trimEnd())
    .filter((l) => l !== "" && !/^root@\S+:~#/.test(l));

/** flannel.1 on all three nodes, as flanneld makes it. */
function flannel(walk: Walk, dstport = "dstport 4789"): void {
  for (const n of [1, 2, 3]) {
    walk.type(
      NODE(n),
      `ip link add flannel.1 address ${VTEP[n - 1] ?? ""} type vxlan id 1 dev eth0 local ${ADDRESS(n)} ${dstport} nolearning 2> /dev/null; ip addr add 10.244.${String(n - 1)}.0/32 dev flannel.1; ip link set flannel.1 up`,
    );
    // The kernel lists the newest forwarding entry first.
    for (const other of [3, 2, 1].filter((o) => o !== n)) {
      const net = `10.244.${String(other - 1)}.0`;
      walk.type(
        NODE(n),
        `ip route add ${net}/24 via ${net} dev flannel.1 onlink; ip neigh add ${net} lladdr ${VTEP[other - 1] ?? ""} dev flannel.1 nud permanent; bridge fdb append ${VTEP[other - 1] ?? ""} dev flannel.1 dst ${ADDRESS(other)}`,
      );
    }
  }
}
/** BIRD on all three nodes: each announces its bridge's network to the other two, in one AS. */
function mesh(walk: Walk): void {
  for (const n of [1, 2, 3]) {
    const peers = [1, 2, 3]
      .filter((o) => o !== n)
      .map(
        (o) =>
          `protocol bgp Mesh_${ADDRESS(o).replaceAll(".", "_")} { local as 64512; neighbor ${ADDRESS(o)} as 64512; import all; export where source = RTS_DEVICE && net ~ [ 10.244.0.0/16+ ]; }`,
      );
    walk.type(
      NODE(n),
      `mkdir -p /etc/bird /run/bird; echo 'router id ${ADDRESS(n)}; protocol device { } protocol direct { } protocol kernel { export where source = RTS_BGP; } ${peers.join(" ")}' > /etc/bird/bird.conf; bird`,
    );
  }
  walk.type("node1", "sleep 30");
}
/** What a capture prints, started before `line` is typed at a place. */
function captured(walk: Walk, place: string, command: string, at: string, line: string): string[] {
  walk.type(place, `(timeout 4 ${command} > /tmp/cap 2> /dev/null &); sleep 0.5`);
  walk.type(at, line);
  walk.type(place, "sleep 4");
  return lines(walk, place, "cat /tmp/cap");
}

describe("CASE-7: the same node", () => {
  let walk: Walk;
  beforeAll(async () => {
    walk = await Walk.in("deep-dive");
  });

  it("OUT-14, CMD-68: pod A's route table", () => {
    expect(lines(walk, "pod-a", "ip route")).toEqual([
      "default via 10.244.0.1 dev eth0",
      "10.244.0.0/24 dev eth0 proto kernel scope link src 10.244.0.5",
    ]);
  });

  it("OBS-30, DIS-27, OUT-25a: same subnet, no gateway; another subnet, the default gateway", () => {
    expect(lines(walk, "pod-a", `ip route get ${B}`)).toEqual([
      `${B} dev eth0 src ${A} uid 0`,
      "    cache",
    ]);
    expect(lines(walk, "pod-a", `ip route get ${C}`)).toEqual([
      `${C} via 10.244.0.1 dev eth0 src ${A} uid 0`,
      "    cache",
    ]);
  });

  it("OBS-31: the neighbour table first, an ARP request otherwise", () => {
    const asked = (): number =>
      walk.at("pod-a:eth0", { "arp.op": "request", "arp.tpa": B, "eth.dst": "ff:ff:ff:ff:ff:ff" })
        .length;
    walk.type("pod-a", `ping -c1 ${B}`);
    expect(asked()).toBe(1);
    walk.type("pod-a", `ping -c1 ${B}`);
    expect(asked()).toBe(1);
    walk.type("pod-a", `ip neigh flush dev eth0; ping -c1 ${B}`);
    expect(asked()).toBe(2);
  });

  it("OUT-15, CMD-69, ADR-19: two neighbours, both REACHABLE", () => {
    walk.type("pod-a", "ping -c1 10.244.0.1");
    expect(lines(walk, "pod-a", "ip neigh show").sort()).toEqual([
      "10.244.0.1 dev eth0 lladdr 8a:1b:2c:3d:4e:5f REACHABLE",
      "10.244.0.6 dev eth0 lladdr 62:a1:b2:c3:d4:e6 REACHABLE",
    ]);
  });

  it("OUT-16, CMD-70: the bridge has pod B's MAC behind veth-pod-b", () => {
    expect(lines(walk, "node1", 'bridge fdb show br cni0 | grep -i "62:a1:b2:c3:d4:e6"')).toEqual([
      "62:a1:b2:c3:d4:e6 dev veth-pod-b master cni0",
    ]);
  });

  it("OBS-33: a frame goes to the port that the table names, and to no third one", () => {
    walk.type(
      "node1",
      "ip netns add third; ip link add veth-third type veth peer name eth0 netns third; ip link set veth-third master cni0 up; ip -n third link set eth0 up; sleep 1",
    );
    walk.type("pod-a", `ping -c2 -i 0.2 ${B}`);
    expect(walk.at("node1/third:eth0", { "ip.dst": B })).toEqual([]);
    // Once it has forgotten where B is, the bridge floods.
    walk.type("node1", "bridge fdb del 62:a1:b2:c3:d4:e6 dev veth-pod-b master");
    walk.type("pod-a", `ping -c1 ${B}`);
    expect(walk.at("node1/third:eth0", { "ip.dst": B })).toHaveLength(1);
  });

  it("OUT-17, CMD-71: SYN and SYN-ACK on cni0, the second acknowledging the first's number plus one", () => {
    const [syn, synAck] = captured(
      walk,
      "node1",
      `tcpdump -i cni0 -nn host ${A} and host ${B}`,
      "pod-a",
      `curl -s http://${B}:8080/`,
    ).filter((l) => l.includes("Flags [S"));
    const first = /IP 10\.244\.0\.5\.(\d+) > 10\.244\.0\.6\.8080: Flags \[S\], seq (\d+),/.exec(
      syn ?? "",
    );
    expect(first).not.toBeNull();
    expect(synAck).toMatch(
      new RegExp(
        `IP 10\\.244\\.0\\.6\\.8080 > 10\\.244\\.0\\.5\\.${first?.[1] ?? ""}: Flags \\[S\\.\\], seq \\d+, ack ${String(Number(first?.[2]) + 1)},`,
      ),
    );
  });

  it("CMD-72: a capture on veth-pod-a shows that pod's frames only", () => {
    const calls = `curl -s http://10.244.0.1:8080/ http://${A}:8080/`;
    const seen = captured(walk, "node1", "tcpdump -i veth-pod-a -nn port 8080", "pod-b", calls);
    expect(seen.length).toBeGreaterThan(0);
    for (const line of seen) expect(line).toContain(` ${A}.8080`);
  });

  it("OBS-23: it stays at layer 2 on the bridge and never leaves the host", () => {
    walk.type("pod-a", `curl -s http://${B}:8080/`);
    const got = walk.at("pod-b:eth0", { "ip.src": A, "tcp.dst": "8080" });
    expect(got.length).toBeGreaterThan(0);
    expect(new Set(got.map((f) => f.get("ip.ttl")))).toEqual(new Set(["64"]));
    expect(walk.at("node1:eth0", { "ip.src": A })).toEqual([]);
  });

  it("OUT-18, CMD-73, DIS-25: FORWARD with the two chains of the lab, counters in K and M", () => {
    walk.type(
      "node1",
      "printf '%s\\n' '*filter' ':FORWARD ACCEPT [0:0]' ':KUBE-FORWARD - [0:0]' ':CNI-FORWARD - [0:0]' '[1200000:890000000] -A FORWARD -j KUBE-FORWARD' '[1200000:890000000] -A FORWARD -j CNI-FORWARD' COMMIT | iptables-restore -c",
    );
    expect(lines(walk, "node1", "sudo iptables -L FORWARD -n -v | head -5")).toEqual([
      "Chain FORWARD (policy ACCEPT 0 packets, 0 bytes)",
      " pkts bytes target     prot opt in     out     source               destination",
      "1200K  890M KUBE-FORWARD  0    --  *      *       0.0.0.0/0            0.0.0.0/0",
      "1200K  890M CNI-FORWARD  0    --  *      *       0.0.0.0/0            0.0.0.0/0",
    ]);
  });
});

describe("CASE-8: flannel's VXLAN", () => {
  let walk: Walk;
  beforeAll(async () => {
    walk = await Walk.in("deep-dive");
    flannel(walk);
  });

  it("OUT-19a, CMD-74, CMD-76: the nodes' route tables", () => {
    expect(lines(walk, "node1", "ip route")).toEqual([
      "default via 192.168.1.1 dev eth0",
      "10.244.0.0/24 dev cni0 proto kernel scope link src 10.244.0.1",
      "10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink",
      "10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink",
      "192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.10",
    ]);
    expect(lines(walk, "node2", "ip route")).toContain(
      "10.244.1.0/24 dev cni0 proto kernel scope link src 10.244.1.1",
    );
  });

  it("OUT-19b, CMD-75, DIS-20: the FDB names the other nodes' VTEPs, and node 1's own MAC is another", () => {
    expect(lines(walk, "node1", "bridge fdb show dev flannel.1")).toEqual([
      "5a:2b:3c:4d:5e:6f dst 192.168.1.11 self permanent",
      "7a:8b:9c:0d:1e:2f dst 192.168.1.12 self permanent",
    ]);
    expect(lines(walk, "node1", "cat /sys/class/net/flannel.1/address")).toEqual([VTEP[0]]);
  });

  it("OUT-20, CMD-65: the device", () => {
    const [link, ether, vxlan] = lines(walk, "node1", "ip -d link show flannel.1");
    expect(link).toMatch(
      /^\d+: flannel\.1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN mode DEFAULT group default/,
    );
    expect(ether).toMatch(
      /^ {4}link\/ether 4e:1a:2b:3c:4d:5e brd ff:ff:ff:ff:ff:ff promiscuity 0 /,
    );
    expect(vxlan).toMatch(
      /^ {4}vxlan id 1 local 192\.168\.1\.10 dev eth0 srcport 0 0 dstport 4789 nolearning /,
    );
  });

  it("OUT-25b, CMD-84: the host's own lookup", () => {
    expect(lines(walk, "node1", `ip route get ${C}`)).toEqual([
      `${C} via 10.244.1.0 dev flannel.1 src 10.244.0.0 uid 0`,
      "    cache",
    ]);
  });

  it("OUT-21, CMD-77: tcpdump prints the envelope, and on a second line what is in it", () => {
    const seen = captured(
      walk,
      "node1",
      "tcpdump -i eth0 -nn udp port 4789",
      "pod-a",
      `curl -s http://${C}:8080/`,
    );
    expect(seen[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{6} IP 192\.168\.1\.10\.\d+ > 192\.168\.1\.11\.4789: VXLAN, flags \[I\] \(0x08\), vni 1$/,
    );
    expect(seen[1]).toMatch(/^IP 10\.244\.0\.5\.\d+ > 10\.244\.1\.5\.8080: Flags \[S\], seq \d+,/);
  });

  it.each([
    ["CMD-87, in the pod", "pod-a", `tcpdump -i eth0 -nn host ${C}`, ` IP ${A}.`, ` > ${C}.8080:`],
    [
      "CMD-88, on the bridge",
      "node1",
      `tcpdump -i cni0 -nn host ${A}`,
      ` IP ${A}.`,
      ` > ${C}.8080:`,
    ],
    [
      "CMD-78, on the VTEP",
      "node1",
      `tcpdump -i flannel.1 -nn host ${C}`,
      ` IP ${A}.`,
      ` > ${C}.8080:`,
    ],
    [
      "CMD-89, on the card",
      "node1",
      "tcpdump -i eth0 -nn host 192.168.1.11",
      " IP 192.168.1.10.",
      " > 192.168.1.11.4789:",
    ],
  ])("OBS-43, %s: the packet is seen at each hop", (_, place, command, from, to) => {
    const seen = captured(walk, place, command, "pod-a", `curl -s http://${C}:8080/`);
    expect(seen[0]).toContain(from);
    expect(seen[0]).toContain(to);
  });

  it("DIS-24: three lookups; without the neighbour entry, or without the FDB entry, nothing leaves", () => {
    const left = (): number => walk.at("node1:eth0", { "inner.ip.dst": C }).length;
    const before = left();
    walk.type("node1", "ip neigh del 10.244.1.0 dev flannel.1");
    expect(walk.type("pod-a", `ping -c1 -W4 ${C}`)).toContain(" 100% packet loss");
    expect(left()).toBe(before);
    walk.type(
      "node1",
      `ip neigh replace 10.244.1.0 lladdr ${VTEP[1]} dev flannel.1 nud permanent; bridge fdb del ${VTEP[1]} dev flannel.1`,
    );
    expect(walk.type("pod-a", `ping -c1 -W4 ${C}`)).toContain(" 100% packet loss");
    expect(left()).toBe(before);
    walk.type("node1", `bridge fdb append ${VTEP[1]} dev flannel.1 dst 192.168.1.11`);
    expect(walk.type("pod-a", `ping -c1 -W4 ${C}`)).toContain(" 0% packet loss");
    expect(left()).toBe(before + 1);
  });

  it("DIS-19: 20 + 8 + 8 + 14 is 50; a frame grows by as much", () => {
    walk.type("pod-a", `ping -c1 -s 100 ${C}`);
    const [plain] = walk.at("node1:flannel.1", { "ip.dst": C, "ip.length": "128" });
    const [wrapped] = walk.at("node1:eth0", { "inner.ip.dst": C, "inner.ip.length": "128" });
    expect(plain).toBeDefined();
    expect(Number(wrapped?.get("ip.length")) - 128).toBe(20 + 8 + 8 + 14);
    // What UDP carries: VXLAN's header, the inner frame's, and the packet.
    expect(Number(wrapped?.get("udp.length"))).toBe(8 + 14 + 128);
  });

  it("OUT-24, CMD-82, DIS-28: the connection in node 1's conntrack, once a rule asks for it", () => {
    walk.type("node1", "iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
    walk.type("pod-a", `curl -s http://${C}:8080/`);
    const found = lines(walk, "node1", `sudo conntrack -L 2> /dev/null | grep ${A}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^tcp {6}6 1[12]\d TIME_WAIT src=10\.244\.0\.5 dst=10\.244\.1\.5 sport=(\d+) dport=8080 src=10\.244\.1\.5 dst=10\.244\.0\.5 sport=8080 dport=\1 \[ASSURED\] mark=0 use=1$/,
    );
  });

  it("OUT-25d, CMD-85: the bridge's ports with the MTU of the overlay", () => {
    walk.type("node1", "for p in a b; do ip link set veth-pod-$p mtu 1450; done");
    for (const line of lines(walk, "node1", "bridge link show"))
      expect(line).toMatch(
        /^\d+: veth-pod-[ab]@\S+: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 master cni0 state forwarding priority 32 cost 2$/,
      );
  });

  it("CMD-86: the FDB's permanent and multicast entries", () => {
    const table = lines(walk, "node1", "bridge fdb show br cni0");
    expect(table).toContain("33:33:00:00:00:01 dev cni0 self permanent");
    expect(table).toContain("8a:1b:2c:3d:4e:5f dev cni0 master cni0 permanent");
  });

  it("DIS-17: told no port, the device takes Linux's 8472, and udp port 4789 shows nothing", async () => {
    const other = await Walk.in("deep-dive");
    flannel(other, "");
    expect(other.type("node1", "ip -d link show flannel.1")).toContain(" dstport 8472 ");
    expect(other.type("pod-a", `ping -c1 ${C}`)).toContain(" 0% packet loss");
    expect(other.at("node1:eth0", { "udp.dst": "4789" })).toEqual([]);
    expect(other.at("node1:eth0", { "udp.dst": "8472", "ip.src": ADDRESS(1) })).toHaveLength(1);
  });
});

describe("CASE-9: routed by BGP, a mesh of BIRDs (TOP-9)", () => {
  let walk: Walk;
  beforeAll(async () => {
    walk = await Walk.in("deep-dive");
    mesh(walk);
  });

  it("SYS-29: node to node, within one AS: two sessions on each node", () => {
    for (const n of [1, 2, 3])
      expect(lines(walk, NODE(n), "birdc show protocols | grep -c Established")).toEqual(["2"]);
  });

  it("OUT-22, CMD-79, DIS-23: node 1's table, bridge and BIRD", () => {
    expect(lines(walk, "node1", "ip route")).toEqual([
      "default via 192.168.1.1 dev eth0",
      "10.244.0.0/24 dev cni0 proto kernel scope link src 10.244.0.1",
      "10.244.1.0/24 via 192.168.1.11 dev eth0 proto bird",
      "10.244.2.0/24 via 192.168.1.12 dev eth0 proto bird",
      "192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.10",
    ]);
  });

  it("OUT-23, CMD-80: `ip route show proto bird` leaves the word out", () => {
    expect(lines(walk, "node1", "ip route show proto bird")).toEqual([
      "10.244.1.0/24 via 192.168.1.11 dev eth0",
      "10.244.2.0/24 via 192.168.1.12 dev eth0",
    ]);
  });

  it("OUT-25c, CMD-84: the host's own lookup", () => {
    expect(lines(walk, "node1", `ip route get ${C}`)).toEqual([
      `${C} via 192.168.1.11 dev eth0 src 192.168.1.10 uid 0`,
      "    cache",
    ]);
  });

  it("OBS-37, steps 1 to 10; OBS-39, CMD-81: the pods' addresses on the wire, and the frame to node 2's card", () => {
    const seen = captured(
      walk,
      "node1",
      `tcpdump -i eth0 -nn host ${C}`,
      "pod-a",
      `curl -s http://${C}:8080/`,
    );
    expect(seen[0]).toMatch(
      /^\S+ IP 10\.244\.0\.5\.\d+ > 10\.244\.1\.5\.8080: Flags \[S\], seq \d+,/,
    );
    const syn = { "ip.src": A, "ip.dst": C, "tcp.flags": "S", "tcp.dst": "8080" };
    expect(walk.pathOf(syn)).toEqual([
      "pod-a:eth0",
      "node1:veth-pod-a",
      "node1:cni0",
      "node1:eth0",
      "sw:eth1",
      "sw:eth2",
      "node2:eth0",
      "node2:cni0",
      "node2:veth-pod-c",
      "pod-c:eth0",
    ]);
    expect(walk.at("node1:eth0", syn)[0]?.get("eth.dst")).toBe("02:00:00:00:01:11");
    expect(walk.at("pod-c:eth0", syn)[0]?.get("ip.ttl")).toBe("62");
    expect(walk.type("pod-a", `ping -c1 ${D}`)).toContain(" 0% packet loss");
  });

  it("a node that leaves is forgotten, and its pods with it", () => {
    walk.type("node3", "birdc down; sleep 2");
    expect(lines(walk, "node1", "ip route show proto bird")).toEqual([
      "10.244.1.0/24 via 192.168.1.11 dev eth0",
    ]);
  });
});

describe("CASE-10, DIS-26: IPIP is not VXLAN with fewer bytes", () => {
  it("who lets only TCP, UDP and ICMP pass stops protocol 4 and not the datagrams", async () => {
    const walk = await Walk.in("deep-dive");
    flannel(walk);
    walk.type(
      "node2",
      "for p in tcp udp icmp; do iptables -A INPUT -i eth0 -p $p -j ACCEPT; done; iptables -A INPUT -i eth0 -j DROP",
    );
    expect(walk.type("pod-a", `ping -c1 -W1 ${C}`)).toContain(" 0% packet loss");
    for (const n of [1, 2]) walk.type(NODE(n), "modprobe ipip; ip link set tunl0 up");
    walk.type("node1", "ip route replace 10.244.1.0/24 via 192.168.1.11 dev tunl0 onlink");
    walk.type("node2", "ip route replace 10.244.0.0/24 via 192.168.1.10 dev tunl0 onlink");
    expect(walk.type("pod-a", `ping -c1 -W1 ${C}`)).toContain(" 100% packet loss");
    expect(lines(walk, "node2", "iptables -nvxL INPUT | tail -n 1")[0]).toMatch(/^ +1 +104 DROP /);
    walk.type("node2", "iptables -I INPUT -i eth0 -p 4 -j ACCEPT");
    expect(walk.type("pod-a", `ping -c1 -W1 ${C}`)).toContain(" 0% packet loss");
  });
});
