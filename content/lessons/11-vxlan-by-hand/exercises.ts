/** Rows of the contract that this lesson lets the learner see: CASE-8, SYS-26, OBS-12, OBS-37, OBS-38, OBS-39, FIG-22, DIS-17, DIS-18, DIS-19, DIS-20, DIS-24. */
import {
  answer,
  type Bench,
  check,
  defineExercises,
  fail,
  out,
  pass,
  type Proc,
  reach,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const A = "10.244.0.5";
const C = "10.244.1.5";
const VTEP1 = "4e:1a:2b:3c:4d:5e";
const VTEP2 = "5a:2b:3c:4d:5e:6f";
/** Of the nodes' eth0. */
const CARD1 = "02:00:00:00:01:10";
const CARD2 = "02:00:00:00:01:11";

/** What flannel does on a node. `port`: null leaves Linux's own default. */
const flannel = (n: 1 | 2, port: number | null): string => {
  const other = n === 1 ? 2 : 1;
  const mac = n === 1 ? VTEP1 : VTEP2;
  const otherMac = n === 1 ? VTEP2 : VTEP1;
  const pods = (node: number): string => `10.244.${String(node - 1)}.0`;
  return `ip link add flannel.1 address ${mac} type vxlan id 1 dev eth0 local 192.168.1.${String(9 + n)} ${port === null ? "" : `dstport ${String(port)} `}nolearning 2> /dev/null
ip addr add ${pods(n)}/32 dev flannel.1
ip link set flannel.1 up
ip route add ${pods(other)}/24 via ${pods(other)} dev flannel.1 onlink
ip neigh add ${pods(other)} lladdr ${otherMac} dev flannel.1 nud permanent
bridge fdb append ${otherMac} dev flannel.1 dst 192.168.1.${String(9 + other)}
`;
};
const overlay = (port: number | null): { place: string; script: string }[] => [
  { place: "node1", script: flannel(1, port) },
  { place: "node2", script: flannel(2, port) },
];

/** `ip -d link` of a node's VXLAN device, whatever it is called; "" when there is none. */
function* vxlan(bench: Bench, node: string): Proc<string> {
  return yield* out(bench, node, "ip -d link show type vxlan");
}
/** VXLAN frames of A's packets to C that the learner's session put on node1's eth0. */
function tunnelled(bench: Bench): ReturnType<Bench["frames"]> {
  return bench.history.frames.filter((f) => {
    if (f.host !== "node1" || f.ns !== "" || f.dev !== "eth0" || f.direction !== "out")
      return false;
    const fields = bench.history.fields(f);
    return (
      fields.has("vxlan.vni") &&
      fields.get("inner.ip.src") === A &&
      fields.get("inner.ip.dst") === C
    );
  });
}
/** Outer source ports by inner flow. */
function portsByFlow(bench: Bench): Map<string, Set<string>> {
  const flows = new Map<string, Set<string>>();
  for (const frame of tunnelled(bench)) {
    const fields = bench.history.fields(frame);
    const source = fields.get("inner.tcp.src") ?? fields.get("inner.udp.src");
    if (source === undefined) continue;
    const flow = `${source}>${fields.get("inner.tcp.dst") ?? fields.get("inner.udp.dst") ?? ""}`;
    const ports = flows.get(flow) ?? new Set();
    ports.add(fields.get("udp.src") ?? "");
    flows.set(flow, ports);
  }
  return flows;
}

export default defineExercises("11-vxlan-by-hand", [
  {
    id: "build-flannel",
    title: "Build flannel.1",
    task: `Connect the pods of node1 and node2 with a VXLAN, as flannel does: on each node a device **flannel.1** (VNI 1, port 4789, nolearning, \`${VTEP1}\` on node1 and \`${VTEP2}\` on node2) with the first address of its pod network as a /32, and behind it a route, a neighbour and a forwarding entry for the other node.`,
    hints: [
      "Six lines a node: device, address, up, route, neighbour, forwarding entry. The next hop is the other node's first pod address.",
      "Ask each table: `ip route get 10.244.1.5`, `ip neigh show dev flannel.1`, `bridge fdb show dev flannel.1`. Which of the three has no answer?",
      "On node1: `ip link add flannel.1 address 4e:1a:2b:3c:4d:5e type vxlan id 1 dev eth0 local 192.168.1.10 dstport 4789 nolearning`, `ip addr add 10.244.0.0/32 dev flannel.1`, `ip link set flannel.1 up`, `ip route add 10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink`, `ip neigh add 10.244.1.0 lladdr 5a:2b:3c:4d:5e:6f dev flannel.1 nud permanent`, `bridge fdb append 5a:2b:3c:4d:5e:6f dev flannel.1 dst 192.168.1.11`. node2 is the mirror image.",
    ],
    checks: [
      reach("pod-a", C),
      reach("pod-c", A),
      check("the packets cross the wire as VXLAN, VNI 1, port 4789", function* (bench) {
        const since = bench.probe.frames.length;
        yield* bench.run("pod-a", `ping -n -c 1 -W 2 ${C}`);
        const sent = bench.probe.frames
          .slice(since)
          .filter(
            (f) => f.host === "node1" && f.ns === "" && f.dev === "eth0" && f.direction === "out",
          )
          .map((f) => bench.probe.fields(f));
        if (sent.some((f) => f.get("ip.src") === A))
          return fail("A's packets are on node1's eth0 without an envelope.");
        const found = sent.find((f) => f.get("inner.ip.src") === A && f.get("inner.ip.dst") === C);
        if (found === undefined)
          return fail("No VXLAN packet with A's echo request in it left node1.");
        if (found.get("ip.src") !== "192.168.1.10" || found.get("ip.dst") !== "192.168.1.11")
          return fail("The envelope is not from 192.168.1.10 to 192.168.1.11.");
        if (found.get("udp.dst") !== "4789")
          return fail(`The envelope goes to UDP port ${found.get("udp.dst") ?? "?"}.`);
        return found.get("vxlan.vni") === "1"
          ? pass
          : fail(`The VNI is ${found.get("vxlan.vni") ?? "?"}.`);
      }),
    ],
    mistakes: [
      {
        id: "no-dstport",
        *when(bench) {
          return / dstport 8472 /.test(yield* vxlan(bench, "node1"));
        },
        says: "Your packets go to UDP 8472, Linux's own default; node 2 answers port unreachable.",
      },
      {
        id: "vni-differs",
        *when(bench) {
          const one = /vxlan id (\d+)/.exec(yield* vxlan(bench, "node1"))?.[1];
          const two = /vxlan id (\d+)/.exec(yield* vxlan(bench, "node2"))?.[1];
          return one !== undefined && two !== undefined && one !== two;
        },
        says: "Node 2 received UDP 4789 and has no device for that VNI: dropped.",
      },
      {
        id: "no-onlink",
        *when(bench) {
          const device = yield* vxlan(bench, "node1");
          const route = yield* out(bench, "node1", "ip route show 10.244.1.0/24");
          return device !== "" && route.trim() === "";
        },
        says: "node1 has a tunnel and no route into it. If the kernel answered “Nexthop has invalid gateway”: nothing says that 10.244.1.0 is on flannel.1's wire.",
      },
      {
        id: "no-neighbour",
        *when(bench) {
          const route = yield* out(bench, "node1", "ip route show 10.244.1.0/24");
          const neigh = yield* out(bench, "node1", "ip neigh show 10.244.1.0");
          return route.includes("flannel.1") && !neigh.includes("lladdr");
        },
        says: "ARP for 10.244.1.0 on flannel.1 is INCOMPLETE, and with nolearning nobody floods it.",
      },
      {
        id: "no-fdb",
        *when(bench) {
          const neigh = yield* out(bench, "node1", "ip neigh show 10.244.1.0");
          const fdb = yield* out(bench, "node1", "bridge fdb show dev flannel.1");
          return neigh.includes("lladdr") && !fdb.includes(VTEP2);
        },
        says: "The MAC is known, its node is not: `bridge fdb show dev flannel.1`.",
      },
    ],
    proved:
      "Three tables in a row lead a pod's packet to another node, and the network in between saw two nodes exchange UDP.",
  },
  {
    id: "three-lookups",
    title: "Three lookups",
    task: "The overlay is built. For a packet from A to C, write down what each of node1's three tables answers, and find each answer with a command on node1.",
    fields: [
      { id: "hop", label: "Route: the next hop is", placeholder: "an IP address" },
      { id: "mac", label: "Neighbour: its MAC is", placeholder: "a MAC address" },
      { id: "node", label: "FDB: that MAC is at", placeholder: "an IP address" },
    ],
    start: { setup: overlay(4789) },
    hints: [
      "Each table is asked for what the one before it answered.",
      "`ip route get 10.244.1.5`; then ask the neighbour table for the address after `via`.",
      "`ip neigh show dev flannel.1`, `bridge fdb show dev flannel.1`.",
    ],
    checks: [
      answer("hop", "10.244.1.0", {
        asks: "the route's answer",
        wrong: "`ip route get 10.244.1.5`: the address after via.",
      }),
      answer("mac", VTEP2, {
        asks: "the neighbour table's answer",
        wrong: "Ask the neighbour table for the next hop, not for C.",
      }),
      answer("node", "192.168.1.11", {
        asks: "the forwarding database's answer",
        wrong: "The word after dst.",
      }),
    ],
    mistakes: [
      {
        id: "skipped-the-neighbour",
        when: (bench) =>
          sameAnswer(bench.answer("mac"), "62:a1:b2:c3:d5:05") ||
          sameAnswer(bench.answer("mac"), "192.168.1.11") ||
          sameAnswer(bench.answer("mac"), "10.244.1.0"),
        says: "The FDB is keyed by MAC: where does the MAC come from?",
      },
      {
        id: "straight-to-the-node",
        when: (bench) => sameAnswer(bench.answer("hop"), "192.168.1.11"),
        says: "That is the last answer. The routing table has never heard of it: `ip route get 10.244.1.5`.",
      },
    ],
    proved:
      "Route, neighbour, forwarding database: the order is the order of the layers, and each is the key of the next.",
  },
  {
    id: "correct-the-article",
    title: "Correct the article",
    task: "A published drawing of this packet says: outer Ethernet to the *router's* MAC; inner Ethernet from *pod A's* MAC to *pod C's* MAC; and that outer Ethernet, outer IP, UDP, VXLAN and inner Ethernet add up to 50 bytes. Capture one packet from A to C on node1's eth0 with `-e`, and write down what is true in this lab.",
    fields: [
      { id: "outer-dst", label: "Outer destination MAC" },
      { id: "inner-src", label: "Inner source MAC" },
      { id: "inner-dst", label: "Inner destination MAC" },
      {
        id: "not-counted",
        label: "Of the five headers, not part of the 50",
        options: ["outer Ethernet", "outer IP", "UDP", "VXLAN", "inner Ethernet"],
      },
    ],
    start: { setup: overlay(4789) },
    hints: [
      "`tcpdump -i eth0 -nn -e -c 1 udp port 4789` on node1, and a ping from A. The second line of the output is the inside.",
      "Compare with a capture on veth-pod-a: which Ethernet header does A's packet have there?",
      "14 + 20 + 8 + 8 + 14 is 64. Which of them is the frame itself, and not inside it?",
    ],
    checks: [
      check("a packet from A to C has crossed the wire", (bench) =>
        tunnelled(bench).length > 0 ? pass : fail("Nothing was sent yet: ping C from A."),
      ),
      answer("outer-dst", CARD2, {
        asks: "the outer destination MAC",
        wrong: "To whom does node1 hand the frame? Both nodes are on one switch.",
      }),
      answer("inner-src", VTEP1, {
        asks: "the inner source MAC",
        wrong: "Look at the second line of tcpdump's output.",
      }),
      answer("inner-dst", VTEP2, {
        asks: "the inner destination MAC",
        wrong: "Look at the second line of tcpdump's output.",
      }),
      answer("not-counted", "outer Ethernet", {
        asks: "the header that is not counted",
        wrong: "An MTU counts what is inside a frame.",
      }),
    ],
    mistakes: [
      {
        id: "pod-macs",
        when: (bench) =>
          sameAnswer(bench.answer("inner-src"), "62:a1:b2:c3:d4:e5") ||
          sameAnswer(bench.answer("inner-dst"), "62:a1:b2:c3:d5:05"),
        says: "Capture on veth-pod-a and compare: the node routed the packet, the first Ethernet header is gone.",
      },
      {
        id: "by-the-router",
        when: (bench) => sameAnswer(bench.answer("outer-dst"), "02:00:00:00:01:01"),
        says: "That is the router's card. It would be right if node 2 were behind it; here node 2 is on the same switch.",
      },
      {
        id: "inside-out",
        when: (bench) =>
          sameAnswer(bench.answer("inner-src"), CARD1) ||
          sameAnswer(bench.answer("inner-dst"), CARD2),
        says: "Those are the cards of the outer frame, on tcpdump's first line. The inner frame is on the second.",
      },
    ],
    proved:
      "Inside the envelope is a frame between two VTEPs. 20 + 8 + 8 + 14: the envelope's own frame does not count, the carried one does.",
  },
  {
    id: "the-empty-capture",
    title: "The empty capture",
    task: "flannel was installed here without a `Port` in its configuration. A reaches C, and `tcpdump -i eth0 -nn udp port 4789` on node1 shows nothing. Find the traffic. At which UDP port is it, and who chose that?",
    fields: [
      { id: "port", label: "UDP port", placeholder: "a number" },
      {
        id: "who",
        label: "It is the default of",
        options: ["Linux's VXLAN driver", "the RFC", "Kubernetes", "Calico"],
      },
    ],
    start: { setup: overlay(null) },
    hints: [
      "You asked tcpdump for one port. Ask it for less.",
      "`tcpdump -i eth0 -nn udp` on node1 while A pings C. Or ask the device: `ip -d link show flannel.1`.",
      "The word after dstport. flannel passes on whatever the kernel does when it is told nothing.",
    ],
    checks: [
      check("A has pinged C", (bench) =>
        tunnelled(bench).length > 0 ? pass : fail("Nothing was sent yet: ping C from A."),
      ),
      answer(
        "port",
        (bench) => {
          const frame = tunnelled(bench).at(-1);
          return frame === undefined ? null : (bench.history.fields(frame).get("udp.dst") ?? null);
        },
        { asks: "the port", wrong: "Capture without a port in the filter." },
      ),
      answer("who", "Linux's VXLAN driver", {
        asks: "whose default it is",
        wrong: "The RFC's port is 4789. Who is older than the RFC?",
      }),
    ],
    mistakes: [
      {
        id: "no-traffic",
        when: (bench) =>
          sameAnswer(bench.answer("port"), "4789") || sameAnswer(bench.answer("port"), "0"),
        says: "“No traffic between nodes”? A reaches C. Remove the filter.",
      },
      {
        id: "from-the-rfc",
        when: (bench) => sameAnswer(bench.answer("who"), "the RFC"),
        says: "RFC 7348 says 4789. Linux had its driver before that number was given out.",
      },
    ],
    proved:
      "An empty capture is first of all a statement about the filter. 8472 is Linux's own default, and flannel's with it.",
  },
  {
    id: "entropy",
    title: "Entropy",
    task: "Let A open two TCP connections to C (`nc -z 10.244.1.5 8080` twice will do), and watch node1's eth0. What do the outer **source** ports depend on?",
    fields: [
      {
        id: "two-flows",
        label: "Two connections: the outer source ports are",
        options: ["different", "the same"],
      },
      {
        id: "one-flow",
        label: "Packets of one connection in one direction: they are",
        options: ["different", "the same"],
      },
    ],
    start: { setup: overlay(4789) },
    hints: [
      "`tcpdump -i eth0 -nn -t udp port 4789 and src 192.168.1.10`: the number after 192.168.1.10 is the port.",
      "A connection has its own source port on the inside. The VTEP hashes the inner addresses and ports.",
      "One flow, one hash, one outer port. Two flows, two hashes.",
    ],
    checks: [
      check("A has opened two connections to C", (bench) =>
        portsByFlow(bench).size >= 2
          ? pass
          : fail("On node1's eth0 there are not two connections from A to C yet."),
      ),
      answer(
        "two-flows",
        (bench) => {
          const flows = [...portsByFlow(bench).values()].map((ports) => [...ports].join());
          if (flows.length < 2) return null;
          return new Set(flows).size > 1 ? "different" : "the same";
        },
        { asks: "two connections", wrong: "Compare the ports of two connections in your capture." },
      ),
      answer(
        "one-flow",
        (bench) => {
          const flows = [...portsByFlow(bench).values()];
          if (flows.length === 0) return null;
          return flows.every((ports) => ports.size === 1) ? "the same" : "different";
        },
        {
          asks: "one connection",
          wrong: "Look at the packets of one connection only: `-v` shows the inner ports.",
        },
      ),
    ],
    mistakes: [
      {
        id: "random-per-packet",
        when: (bench) => sameAnswer(bench.answer("one-flow"), "different"),
        says: "“Random per packet”? Then one TCP flow would be reordered by ECMP.",
      },
      {
        id: "one-port-for-all",
        when: (bench) => sameAnswer(bench.answer("two-flows"), "the same"),
        says: "If all flows had one port, every router on the way would put them on one path. Compare two connections.",
      },
    ],
    proved:
      "The outer source port is a hash of the inner flow: routers can spread flows over equal paths without looking inside, and keep each flow in order.",
  },
]);
