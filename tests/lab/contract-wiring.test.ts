/**
 * Rows of the contract about how pods are wired and what stays the same on their way, on the labs that exist: what does not need
 * a cluster's API. Expected values are the articles' and the contract's own (addresses, printed lines, corrections).
 */
import { beforeAll, describe, expect, it } from "vitest";
import { Walk } from "./walk.ts";

const printed = (walk: Walk, place: string, line: string): string[] =>
  walk
    .type(place, line)
    .split("\n")
    .slice(1)
    .map((one) => one.trimEnd())
    .filter((one) => one !== "" && !/^root@\S+:\S+#/.test(one));

/** What Calico writes for a pool with IPIP Always, on both workers. */
const ALWAYS = (n: 1 | 2): string =>
  `modprobe ipip; ip link set tunl0 up; ip route add blackhole 192.168.${String(n)}.0/24 proto bird; ip route add 192.168.${String(3 - n)}.0/24 via 10.30.1.${String(133 - n)} dev tunl0 proto bird onlink`;

describe("CASE-6, TOP-3: two workers, IPIP always", () => {
  let walk: Walk;
  beforeAll(async () => {
    walk = await Walk.in("two-workers");
    walk.type("worker1", ALWAYS(1));
    walk.type("worker2", ALWAYS(2));
    walk.type(
      "frontend2",
      "mkdir -p /srv; echo guestbook > /srv/index.html; busybox httpd -p 80 -h /srv",
    );
  });

  it("OBS-21, CMD-49: 192.168.1.x by a cali device, 192.168.2.x by tunl0, the rest by ens192", () => {
    const device = (address: string): string | undefined =>
      / dev (\S+)/.exec(walk.type("worker1", `ip route get ${address}`))?.[1];
    expect(device("192.168.1.66")).toBe("cali-frontend1");
    expect(device("192.168.2.66")).toBe("tunl0");
    expect(device("10.30.1.132")).toBe("ens192");
    expect(device("8.8.8.8")).toBe("ens192");
    // Nobody has this address: the block's own line, not the other worker.
    expect(walk.type("worker1", "ip route get 192.168.1.70")).toContain("Invalid argument");
  });

  it("OUT-30, CMD-50: two IP headers on ens192, protocol 4, and the pods' addresses inside", () => {
    walk.type(
      "worker1",
      "(timeout 3 tcpdump -i ens192 -nn -v ip proto 4 > /tmp/cap 2>&1 &); sleep 0.5",
    );
    expect(walk.type("frontend1", "curl -s http://192.168.2.66/")).toContain("guestbook");
    walk.type("worker1", "sleep 3");
    const [head, outer, inner] = printed(walk, "worker1", "cat /tmp/cap").slice(1);
    expect(head).toMatch(/proto IPIP \(4\), length 80\)$/);
    expect(outer).toMatch(
      /^ {4}10\.30\.1\.131 > 10\.30\.1\.132: IP \(tos .*proto TCP \(6\), length 60\)$/,
    );
    expect(inner).toMatch(/^ {4}192\.168\.1\.66\.\d+ > 192\.168\.2\.66\.80: Flags \[S\]/);
    const [syn] = walk.at("worker1:ens192", { "inner.tcp.flags": "S" });
    expect(syn?.has("inner.eth.dst")).toBe(false);
  });
});

describe("OBS-48: the veth's other end, upstream", () => {
  it("OBS-19, DIS-14: as Calico wires it: no bridge, and the node answers ARP for everybody with one MAC", async () => {
    const walk = await Walk.in("two-workers");
    expect(printed(walk, "worker1", "ip link show type bridge")).toEqual([]);
    walk.type("frontend1", "ping -c1 -W1 10.30.1.131");
    expect(printed(walk, "frontend1", "ip neigh show 169.254.1.1")).toEqual([
      "169.254.1.1 dev eth0 lladdr ee:ee:ee:ee:ee:ee REACHABLE",
    ]);
    // Whatever is asked for, the answer is the node's end of the cable.
    walk.type("frontend1", "ip route add 10.9.9.9 dev eth0; ping -c1 -W1 10.9.9.9");
    const answers = walk.at("worker1/frontend1:eth0", { "arp.op": "reply" });
    expect(new Set(answers.map((one) => one.get("arp.sha")))).toEqual(
      new Set(["ee:ee:ee:ee:ee:ee"]),
    );
    expect(answers.map((one) => one.get("arp.spa"))).toContain("10.9.9.9");
  });

  it("OBS-48, TOP-4: as the bridge plugin wires it: both pods on cni0, and each answers for itself", async () => {
    const walk = await Walk.in("deep-dive-node1");
    expect(printed(walk, "node1", "ip -br -4 addr show dev cni0")).toEqual([
      "cni0             UP             10.244.0.1/24",
    ]);
    expect(
      printed(walk, "node1", "ip -o link show master cni0").map((one) => one.split(/[ @]/)[1]),
    ).toEqual(["veth-pod-a", "veth-pod-b"]);
    const ping = walk.type("pod-a", "ping -c1 10.244.0.6");
    // Nobody between them is a router.
    expect(ping).toContain("64 bytes from 10.244.0.6: icmp_seq=1 ttl=64");
    expect(printed(walk, "pod-a", "ip neigh show 10.244.0.6")).toEqual([
      "10.244.0.6 dev eth0 lladdr 62:a1:b2:c3:d4:e6 REACHABLE",
    ]);
  });

  it("OBS-04: where the node routes, it takes one from the TTL, and traceroute names it", async () => {
    const walk = await Walk.in("kubway-bgp");
    walk.type("kubeadm1", "add-pod pod-a 10.245.0.100; add-pod pod-b 10.245.0.101");
    expect(walk.type("kubeadm1", "ip netns exec pod-a ping -c1 10.245.0.101")).toContain("ttl=63");
    expect(printed(walk, "kubeadm1", "sysctl -n net.ipv4.ip_forward")).toEqual(["1"]);
    const trace = walk.type("kubeadm1", "ip netns exec pod-a traceroute -n 10.245.0.101");
    expect([...trace.matchAll(/^ *\d+ +(\d+\.\d+\.\d+\.\d+) /gm)].map((m) => m[1])).toEqual([
      "192.168.16.101",
      "10.245.0.101",
    ]);
  });
});

describe("OBS-03, OBS-14: the pods' own packets in case 4 and in case 5", () => {
  const ALPINE = "10.245.0.100";
  const NGINX = "10.245.0.194";
  let walk: Walk;
  beforeAll(async () => {
    walk = await Walk.in("kubway-bgp");
    walk.type("router1", "sleep 30");
    walk.type("kubeadm1", `add-pod pod-alpine ${ALPINE}`);
    walk.type("kubeadm2", `add-pod pod-nginx ${NGINX}`);
  });
  const PODS = ["kubeadm1/pod-alpine:eth0", "kubeadm2/pod-nginx:eth0"];
  /** Addresses of what a fetch put on both pods' cards: everything but the TTL, which says how far it came. */
  const seen = (): string[][] =>
    PODS.map((where) => {
      const from = walk.at(where).length;
      walk.type("kubeadm1", `ip netns exec pod-alpine wget -qO- http://${NGINX}/`);
      return walk
        .at(where)
        .slice(from)
        .filter((f) => f.has("tcp.flags"))
        .map((f) =>
          ["eth.src", "eth.dst", "eth.type", "ip.src", "ip.dst", "ip.proto", "tcp.flags"]
            .map((name) => f.get(name as "ip.src") ?? "")
            .join(" "),
        );
    });

  it("OBS-03: no machine on the way writes another address, FIG-15", () => {
    walk.type("kubeadm1", `ip netns exec pod-alpine wget -qO- http://${NGINX}/`);
    for (const where of [
      ...PODS,
      "kubeadm1:ens33",
      "router1:ens37",
      "router1:ens38",
      "router2:ens33",
      "kubeadm2:ens33",
    ]) {
      const tcp = walk.at(where, { "tcp.dst": "80" });
      expect(tcp.length, where).toBeGreaterThan(0);
      for (const f of tcp)
        expect([f.get("ip.src"), f.get("ip.dst")], where).toEqual([ALPINE, NGINX]);
    }
  });

  it("OBS-14: with the tunnel, the pods see the very same", () => {
    const plain = seen();
    expect(plain.every((one) => one.length >= 8)).toBe(true);
    const before = walk.at("router1:ens37", { "udp.dst": "4789" }).length;
    walk.type("kubeadm1", "calico-vxlan");
    walk.type("kubeadm2", "calico-vxlan; sleep 10");
    expect(seen()).toEqual(plain);
    expect(before).toBe(0);
    expect(walk.at("router1:ens37", { "udp.dst": "4789" }).length).toBeGreaterThan(8);
  });

  it("FIG-19: what router1 keeps of the tunnel, outside and inside", () => {
    walk.type(
      "router1",
      "(timeout 3 tcpdump -i ens37 -w /tmp/bgpwithvxlan.pcap udp port 4789 2> /dev/null &); sleep 0.5",
    );
    walk.type("kubeadm1", `ip netns exec pod-alpine ping -c1 ${NGINX}`);
    walk.type("router1", "sleep 3");
    const [outer, inner] = printed(
      walk,
      "router1",
      "tcpdump -nn -r /tmp/bgpwithvxlan.pcap 2> /dev/null",
    );
    expect(outer).toMatch(
      /IP 192\.168\.16\.101\.\d+ > 192\.168\.17\.101\.4789: VXLAN, flags \[I\] \(0x08\), vni 4096$/,
    );
    expect(inner).toMatch(/^IP 10\.245\.0\.100 > 10\.245\.0\.194: ICMP echo request/);
  });
});

describe("three nodes, a router at the edge", () => {
  let walk: Walk;
  beforeAll(async () => {
    walk = await Walk.in("edge");
  });

  it("OBS-46: pod to pod by address needs no names", () => {
    expect(walk.type("web", "curl -s http://10.244.0.15:8080/")).toContain("backend1");
    expect(printed(walk, "web", "curl -sS http://backend1:8080/")).toEqual([
      "curl: (6) Could not resolve host: backend1",
    ]);
  });

  it("OBS-28: web of namespace frontend reaches api of backend: such a namespace is no network's", () => {
    expect(walk.type("web", "curl -s http://10.244.2.10:8080/")).toContain("api");
    const [syn] = walk.at("node3/api:eth0", { "tcp.flags": "S" });
    expect(syn?.get("ip.src")).toBe("10.244.1.5");
  });

  it("OBS-47: what pods say to each other never comes to the edge, and meets no balancer outside the node", () => {
    expect(walk.type("web", "curl -s http://10.96.0.20/")).toMatch(/backend[123]/);
    for (const where of ["edge:eth0", "edge:eth1"])
      expect(
        walk.at(where).filter((f) => /^10\./.test(f.get("ip.dst") ?? "") || f.has("inner.ip.dst")),
      ).toEqual([]);
  });
});

it("DIS-16: a pattern that fits no file stays as it is, and cat says so", async () => {
  const walk = await Walk.in("bench");
  walk.type("bench", "mkdir -p /etc/cni/net.d; echo '{}' > /etc/cni/net.d/10-flannel.conflist");
  expect(printed(walk, "bench", "cat /etc/cni/net.d/*.conf")).toEqual([
    "cat: '/etc/cni/net.d/*.conf': No such file or directory",
  ]);
  expect(printed(walk, "bench", "cat /etc/cni/net.d/*.conflist")).toEqual(["{}"]);
});

it("DIS-12: a pod that is given the address of its node's gateway takes that address away from the node", async () => {
  const walk = await Walk.in("kubway-bgp");
  const ttl = (): string | undefined =>
    / ttl=(\d+) /.exec(walk.type("kubeadm1", "ping -c1 -W1 192.168.16.1"))?.[1];
  expect(ttl()).toBe("64");
  const before = walk.at("router1:ens37", { "icmp.name": "echo-request" }).length;
  expect(before).toBe(1);
  walk.type("kubeadm1", "add-pod thief 192.168.16.1");
  expect(ttl()).toBe("64");
  expect(walk.at("kubeadm1/thief:eth0", { "icmp.name": "echo-request" })).toHaveLength(1);
  expect(walk.at("router1:ens37", { "icmp.name": "echo-request" })).toHaveLength(before);
});

describe("CASE-13: a pass from hop to hop", () => {
  it("finds the node that gets the envelope and has no device for its number", async () => {
    const walk = await Walk.in("deep-dive");
    const mac = ["4e:1a:2b:3c:4d:5e", "5a:2b:3c:4d:5e:6f"];
    for (const [n, vni] of [
      [1, 1],
      [2, 2],
    ] as const) {
      const other = `10.244.${String(2 - n)}.0`;
      walk.type(
        `node${String(n)}`,
        `ip link add flannel.1 address ${mac[n - 1] ?? ""} type vxlan id ${String(vni)} dev eth0 local 192.168.1.${String(9 + n)} dstport 4789 nolearning; ip addr add 10.244.${String(n - 1)}.0/32 dev flannel.1; ip link set flannel.1 up; ip route add ${other}/24 via ${other} dev flannel.1 onlink; ip neigh add ${other} lladdr ${mac[2 - n] ?? ""} dev flannel.1 nud permanent; bridge fdb append ${mac[2 - n] ?? ""} dev flannel.1 dst 192.168.1.${String(12 - n)}`,
      );
    }
    // The article's commands, in its order: route, bridge, VXLAN, then a capture at each hop.
    expect(walk.type("node1", "ip route get 10.244.1.5")).toContain("dev flannel.1");
    expect(walk.type("node1", "bridge link show")).toContain("master cni0 state forwarding");
    expect(walk.type("node1", "ip -d link show flannel.1")).toContain("vxlan id 1 ");
    const hops = [
      ["pod-a", "eth0", "icmp"],
      ["node1", "cni0", "icmp"],
      ["node1", "flannel.1", "icmp"],
      ["node1", "eth0", "udp port 4789"],
      ["node2", "eth0", "udp port 4789"],
      ["node2", "flannel.1", "icmp"],
      ["pod-c", "eth0", "icmp"],
    ] as const;
    for (const [place, dev, filter] of hops)
      walk.type(
        place,
        `(timeout 4 tcpdump -i ${dev} -nn ${filter} > /tmp/cap-${place}-${dev} 2> /dev/null &)`,
      );
    expect(walk.type("pod-a", "ping -c1 -W1 10.244.1.5")).toContain("0 received");
    walk.type("node1", "sleep 4");
    const saw = hops.filter(
      ([place, dev]) => printed(walk, place, `cat /tmp/cap-${place}-${dev}`).length > 0,
    );
    expect(saw.map(([place, dev]) => `${place}:${dev}`)).toEqual([
      "pod-a:eth0",
      "node1:cni0",
      "node1:flannel.1",
      "node1:eth0",
      "node2:eth0",
    ]);
    // One number differs.
    expect(walk.type("node2", "ip -d link show flannel.1")).toContain("vxlan id 2 ");
  });
});
