/** Rows of the contract that this lesson lets the learner see: CASE-14, OBS-35, OBS-36, OBS-39, OBS-44, SYS-30, DIS-23. */
import {
  allPairs,
  answer,
  type Bench,
  capture,
  check,
  defineExercises,
  fail,
  pass,
  type Proc,
  route,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const A = "10.244.0.5";
const C = "10.244.1.5";
const PODS = { "pod-a": A, "pod-b": "10.244.0.6", "pod-c": C, "pod-d": "10.244.2.5" };
/** Of the nodes' eth0. */
const NODE2 = "02:00:00:00:01:11";

const NODES = ["192.168.1.10", "192.168.1.11", "192.168.1.12", "192.168.1.13"];
/** Routes of node n to the first `count` nodes' pods. */
const routesOf = (n: number, count: number): string =>
  NODES.slice(0, count)
    .map((node, i) => (i === n - 1 ? "" : `ip route add 10.244.${String(i)}.0/24 via ${node}\n`))
    .join("");
const THREE = [1, 2, 3].map((n) => ({ place: `node${String(n)}`, script: routesOf(n, 3) }));

function* routeTo(bench: Bench, node: string, address: string): Proc<string> {
  return (yield* bench.run(node, `ip route get ${address}`)).out;
}
/** A node sends for this pod address to that neighbour. */
function* sendsTo(bench: Bench, node: string, address: string, via: string): Proc<boolean> {
  return (yield* routeTo(bench, node, address)).includes(` via ${via} `);
}

export default defineExercises("10-the-central-problem", [
  {
    id: "watch-it-die",
    title: "Watch it die",
    task: "Pod A pings pod C (`10.244.1.5`), and no node has been told anything. Find the machine that throws the packet away. Then ping C once more from **node1** itself: what is printed? And what does A hear?",
    fields: [
      { id: "who", label: "The packet dies at", placeholder: "an address" },
      { id: "node", label: "node1 is told", placeholder: "Destination …" },
      {
        id: "pod",
        label: "A is told",
        options: ["the same", "nothing", "Destination Host Unreachable"],
      },
    ],
    hints: [
      "Every machine on the way asks its own table. Which is the first that has no line?",
      "Capture on node1's eth0 with `-e`: to whose MAC does the packet go? Then look at that machine's `ip route`.",
      "`ip route` on gateway has one line. An error message goes to the packet's source: does gateway know the way to 10.244.0.5?",
    ],
    checks: [
      capture("node1:eth0").has(
        { "icmp.name": "echo-request", "ip.src": A, "ip.dst": C },
        "A has pinged C",
      ),
      capture("node1:eth0").has(
        { "icmp.type": "3", "icmp.code": "0", "ip.src": "192.168.1.1", "quoted.dst": C },
        "node1 has asked too, and was told",
      ),
      answer("who", "192.168.1.1", {
        asks: "where the packet dies",
        wrong: "That machine passed it on. Who got it next?",
      }),
      answer("node", () => ["Destination Net Unreachable", "Net Unreachable"], {
        asks: "what node1 is told",
        wrong: "Type the three words that ping prints on node1.",
      }),
      answer("pod", "nothing", {
        asks: "what A is told",
        wrong: "Look at A's terminal again, and at a capture on veth-pod-a.",
      }),
    ],
    mistakes: [
      {
        id: "node-1-drops",
        when: (bench) =>
          ["192.168.1.10", "node1", "node 1", "10.244.0.1"].some((one) =>
            sameAnswer(bench.answer("who"), one),
          ),
        says: "“Node 1 drops it”: node 1 has a default route and used it.",
      },
      {
        id: "node-2-drops",
        when: (bench) =>
          ["192.168.1.11", "node2", "node 2", C].some((one) =>
            sameAnswer(bench.answer("who"), one),
          ),
        says: "Node 2 never saw it: capture on its eth0. Nobody on the way knew that C is there.",
      },
      {
        id: "told-the-same",
        when: (bench) => sameAnswer(bench.answer("pod"), "the same"),
        says: "The complaint would have to be sent to 10.244.0.5. Does 192.168.1.1 know where that is?",
      },
    ],
    proved:
      "The network between the nodes knows nodes. A pod's packet dies at the first machine that was never told, which cannot even say so to a pod.",
  },
  {
    id: "host-gateway",
    title: "Host gateway",
    task: "Make all pods of the three nodes reach each other with static routes on the **nodes**, nothing else. No tunnel, and not by way of the router.",
    hints: [
      "Each node needs a line for each other node's pods. How many lines is that?",
      "A line is: their pod network, by way of their node's address.",
      "On node1 `ip route add 10.244.1.0/24 via 192.168.1.11` and `ip route add 10.244.2.0/24 via 192.168.1.12`; on the others the same with their neighbours.",
    ],
    checks: [
      route("node1", "10.244.1.0/24", { via: "192.168.1.11" }),
      route("node2", "10.244.0.0/24", { via: "192.168.1.10" }),
      allPairs(PODS),
      check("A's packet for C goes straight to node 2, as it is", function* (bench) {
        const since = bench.probe.frames.length;
        yield* bench.run("pod-a", `ping -n -c 1 -W 2 ${C}`);
        const sent = bench.probe.frames
          .slice(since)
          .filter(
            (f) => f.host === "node1" && f.ns === "" && f.dev === "eth0" && f.direction === "out",
          )
          .map((f) => bench.probe.fields(f));
        const echo = sent.find((f) => f.get("icmp.name") === "echo-request");
        if (echo === undefined || echo.get("ip.src") !== A || echo.get("ip.dst") !== C)
          return fail("On node1's eth0 there is no packet from 10.244.0.5 to 10.244.1.5.");
        return echo.get("eth.dst") === NODE2
          ? pass
          : fail(`It goes to ${echo.get("eth.dst") ?? "?"}, which is not node 2's card.`);
      }),
      capture("node1:eth0").never({ "udp.dst": 4789 }, "no VXLAN on the wire"),
      capture("node1:eth0").never({ "ip.proto": 4 }, "no IPIP on the wire"),
    ],
    mistakes: [
      {
        id: "by-way-of-the-router",
        *when(bench) {
          const { out } = yield* bench.run("gateway", "ip route");
          return out.includes("10.244.") && !(yield* sendsTo(bench, "node1", C, "192.168.1.11"));
        },
        says: "It works, and the router sends you ICMP redirects: the next hop is on your own wire.",
      },
      {
        id: "one-direction",
        *when(bench) {
          return (
            (yield* sendsTo(bench, "node1", C, "192.168.1.11")) &&
            !(yield* sendsTo(bench, "node2", A, "192.168.1.10"))
          );
        },
        says: "C got the request; its answer left node 2 by the default route.",
      },
      {
        id: "not-a-router",
        *when(bench) {
          const { out } = yield* bench.run("node2", "sysctl -n net.ipv4.ip_forward");
          return out.trim() === "0";
        },
        says: "Node 2 received it and refused to forward: it is not a router any more (net.ipv4.ip_forward is 0).",
      },
      {
        id: "forward-drop",
        *when(bench) {
          for (const node of ["node1", "node2", "node3"]) {
            const { out } = yield* bench.run(node, "iptables -S FORWARD");
            if (out.includes("DROP")) return true;
          }
          return false;
        },
        says: "A node received it and refused to forward: the routes are there, and FORWARD throws away what they lead through (`iptables -nvL FORWARD` counts).",
      },
    ],
    proved:
      "On one wire, pods of different nodes need nothing but routes. Addresses stay as they are; each node is a router for its own pods.",
  },
  {
    id: "scale",
    title: "A fourth node",
    task: "node4 (`192.168.1.13`, pods `10.244.3.0/24`) joins three nodes whose routes are complete. How many `ip route add` commands does that take, over all machines? And how many routes would ten nodes need in all? Do it for **node1** by hand in both directions (a route on node1, and one on node4); for the rest, run `host-gw` on the nodes, which does what flannel's daemon of that name does.",
    fields: [
      { id: "now", label: "Commands for node 4", placeholder: "a number" },
      { id: "ten", label: "Routes for ten nodes", placeholder: "a number" },
    ],
    start: { lab: "deep-dive-4", setup: THREE },
    hints: [
      "Who needs to know about whom? Count the arrows, not the nodes.",
      "node4 needs a route to each old node's pods; each old node needs one to node4's.",
      "Three and three. For ten: each of ten needs nine. Then `ip route add 10.244.3.0/24 via 192.168.1.13` on node1, `ip route add 10.244.0.0/24 via 192.168.1.10` on node4, and `host-gw` on all four.",
    ],
    checks: [
      answer("now", "6", {
        asks: "commands for node 4",
        wrong: "Count both directions, for each of the three old nodes.",
      }),
      answer("ten", "90", {
        asks: "routes for ten nodes",
        wrong: "Each node needs a route to every other one: n × (n − 1).",
      }),
      route("node1", "10.244.3.0/24", { via: "192.168.1.13" }),
      route("node4", "10.244.0.0/24", { via: "192.168.1.10" }),
      allPairs({ "pod-a": A, "pod-c": C, "pod-d": "10.244.2.5", "pod-e": "10.244.3.5" }),
    ],
    mistakes: [
      {
        id: "one-command",
        when: (bench) => sameAnswer(bench.answer("now"), "1"),
        says: "“One”: every old node needs a route to the new one, and the new one needs all.",
      },
      {
        id: "new-node-only",
        *when(bench) {
          return (
            (yield* sendsTo(bench, "node4", A, "192.168.1.10")) &&
            !(yield* sendsTo(bench, "node2", "10.244.3.5", "192.168.1.13"))
          );
        },
        says: "Node 4 knows everybody. An old node still sends what is for 10.244.3.0/24 to the router.",
      },
    ],
    proved:
      "Static routes grow with the square of the nodes. A daemon that watches the list of nodes makes them bearable, and is all that host-gw is.",
  },
]);
