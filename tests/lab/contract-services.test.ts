/**
 * Rows of the contract about netfilter, conntrack and Services by hand. Each test names its row. Expected values are the articles'
 * addresses, and what a real Linux (6.18, iptables 1.8.9) did with the same commands.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { Walk } from "./walk.ts";

const CLIENT = "10.244.0.10";
const VIP = "10.96.0.20";

describe("CASE-11: pod to ClusterIP Service with three backends, by hand (TOP-5)", () => {
  let walk: Walk;
  let answer = "";
  beforeAll(async () => {
    walk = await Walk.in("edge");
    answer = walk.type("client", `curl -s http://${VIP}/`);
  });

  it("CASE-11: DNAT to port 8080 of a backend, with the client's own source", () => {
    expect(answer).toMatch(/backend[123]/);
    const [sent] = walk.at("client:eth0", { "ip.dst": VIP, "tcp.flags": "S" });
    expect(sent?.get("tcp.dst")).toBe("80");
    const got = ["backend1", "backend2", "backend3"].flatMap((b) =>
      walk.at(`${b}:eth0`, { "ip.src": CLIENT, "tcp.flags": "S" }),
    );
    expect(got).toHaveLength(1);
    expect(got[0]?.get("tcp.dst")).toBe("8080");
    expect(["10.244.0.15", "10.244.0.16", "10.244.0.17"]).toContain(got[0]?.get("ip.dst"));
    expect(got[0]?.get("tcp.seq")).toBe(sent?.get("tcp.seq"));
  });

  it("CASE-11: the answer comes back from the Service's address", () => {
    const answers = walk.at("client:eth0", { "ip.dst": CLIENT, "tcp.flags": "S." });
    expect(answers.map((f) => `${f.get("ip.src")}:${f.get("tcp.src")}`)).toEqual([`${VIP}:80`]);
  });

  it("CASE-11, OBS-25: 300 connections are spread over the three", () => {
    walk.type(
      "client",
      `for n in $(seq 300); do curl -s http://${VIP}/; done | sort | uniq -c > /tmp/count`,
    );
    const shares = walk
      .type("client", "cat /tmp/count")
      .split("\n")
      .map((l) => /^ *(\d+) backend\d\s*$/.exec(l)?.[1])
      .filter((n) => n !== undefined)
      .map(Number);
    expect(shares).toHaveLength(3);
    expect(shares.reduce((a, b) => a + b, 0)).toBe(300);
    // Six standard deviations of 300 throws at 1/3 are 49.
    for (const n of shares) expect(Math.abs(n - 100)).toBeLessThan(49);
  });
});

describe("OBS-40 and DIS-28: conntrack", () => {
  let walk: Walk;
  beforeAll(async () => {
    walk = await Walk.in("natlab");
    walk.type("gw", "iptables -t nat -A POSTROUTING -s 10.1.0.0/24 -o eth1 -j MASQUERADE");
    walk.type("client", "curl -s http://203.0.113.10:8080/");
  });

  it("OBS-40: one entry has both directions, and serves the return packets", () => {
    const line = walk
      .type("gw", "conntrack -L -p tcp")
      .split("\n")
      .find((l) => l.startsWith("tcp"));
    expect(line).toMatch(
      /src=10\.1\.0\.5 dst=203\.0\.113\.10 .*src=203\.0\.113\.10 dst=203\.0\.113\.1 /,
    );
    const back = walk.at("client:eth0", { "ip.dst": "10.1.0.5", "tcp.src": "8080" });
    expect(back.length).toBeGreaterThan(2);
    expect(new Set(back.map((f) => f.get("ip.src")))).toEqual(new Set(["203.0.113.10"]));
  });

  it("DIS-28: it is one line with two tuples, [ASSURED] mark=0 use=1", () => {
    const lines = walk
      .type("gw", "conntrack -L -p tcp 2>/dev/null")
      .split("\n")
      .filter((l) => l.startsWith("tcp"));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).toMatch(
      /^tcp {6}6 \d+ TIME_WAIT src=\S+ dst=\S+ sport=(\d+) dport=8080 src=\S+ dst=\S+ sport=8080 dport=\1 \[ASSURED\] mark=0 use=1$/,
    );
  });

  it("DIS-28: a node that forwards without a rule that asks for it tracks nothing", async () => {
    const plain = await Walk.in("natlab");
    plain.type("server", "ip route add 10.1.0.0/24 via 203.0.113.1");
    expect(plain.type("client", "curl -s http://203.0.113.10:8080/")).toContain("server");
    expect(plain.type("gw", "conntrack -L")).toContain("0 flow entries");
  });
});

describe("OBS-41, DIS-21 and DIS-22: who sees what crosses a bridge", () => {
  let walk: Walk;
  beforeAll(async () => {
    walk = await Walk.in("deep-dive-node1");
  });
  const A = "10.244.0.5";
  const B = "10.244.0.6";

  it("OBS-41: without a policy FORWARD is empty, its policy ACCEPT, and pods talk", () => {
    expect(walk.type("node1", "iptables -S FORWARD")).toContain("-P FORWARD ACCEPT");
    expect(walk.type("pod-a", `ping -c1 ${B}`)).toContain("1 received");
  });

  it("DIS-22: bridged frames reach FORWARD only with br_netfilter and its switch", () => {
    walk.type("node1", `iptables -A FORWARD -s ${A} -d ${B} -j DROP`);
    expect(walk.type("pod-a", `ping -c1 -W1 ${B}`)).toContain("1 received");
    walk.type("node1", "modprobe br_netfilter; sysctl -w net.bridge.bridge-nf-call-iptables=1");
    expect(walk.type("pod-a", `ping -c1 -W1 ${B}`)).toContain("0 received");
    expect(walk.type("node1", "iptables -nvxL FORWARD")).toMatch(/^ +1 +84 DROP/m);
    walk.type("node1", "iptables -F FORWARD");
  });

  it("DIS-22: routed traffic of one node (Calico's wiring) passes FORWARD whatever the switch says, and Docker's policy DROP ends it", async () => {
    const routed = await Walk.in("policy");
    const call = "curl -s --max-time 1 http://10.245.0.66:8080/; echo status $?";
    routed.type("node1", "iptables -F FORWARD; iptables -A FORWARD -s 10.245.0.65 -d 10.245.0.66");
    expect(routed.type("web", call)).toContain("status 0");
    expect(routed.type("node1", "iptables -nvxL FORWARD")).toMatch(
      /^ +[1-9]\d* +\d+ +0 +-- +\* +\* +10\.245\.0\.65 /m,
    );
    routed.type("node1", "iptables -P FORWARD DROP");
    expect(routed.type("web", call)).toContain("status 28");
  });

  it("DIS-21: tcpdump on cni0 sees pod traffic because it makes the bridge promiscuous; -p does not", () => {
    const seen = (options: string): string => {
      walk.type(
        "node1",
        `(timeout 3 tcpdump -i cni0 -nn ${options} icmp > /tmp/seen 2>/dev/null &) ; sleep 0.5`,
      );
      walk.type("pod-a", `ping -c1 ${B}`);
      walk.type("node1", "sleep 3");
      return walk.type("node1", "grep -c ICMP /tmp/seen");
    };
    expect(seen("")).toMatch(/^2\s*$/m);
    expect(seen("-p")).toMatch(/^0\s*$/m);
  });
});
