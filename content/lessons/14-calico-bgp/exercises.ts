/** Rows of the contract that this lesson lets the learner see: CASE-4, CASE-9, SYS-29, OBS-09, OBS-10, OBS-11, CMD-39, OUT-03, OUT-06, OUT-12, OUT-13, OUT-27, DIS-08. */
import {
  answer,
  type Bench,
  capture,
  check,
  defineExercises,
  fail,
  out,
  pass,
  type Proc,
  reach,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const ALPINE = "10.245.0.100";
const NGINX = "10.245.0.194";
const PODS = [
  { place: "kubeadm1", script: `add-pod pod-alpine ${ALPINE}\n` },
  { place: "kubeadm2", script: `add-pod pod-nginx ${NGINX}\nsleep 10\n` },
];
/** Without a default route a node does not answer ARP for 169.254.1.1 (proxy ARP needs a route to what it answers for). */
const NO_PROXY = (["pod-alpine", "pod-nginx"] as const).map((pod, i) => ({
  place: `kubeadm${i + 1}`,
  script: `ip -n ${pod} neigh replace 169.254.1.1 lladdr ee:ee:ee:ee:ee:ee dev eth0 nud permanent\n`,
}));
/** Which BIRD answers on router1: "2.0.12", "1.6.8", "" for none. */
function* birdOfRouter1(bench: Bench): Proc<string> {
  const said = yield* out(bench, "router1", "birdc show status");
  return /^BIRD (\S+) ready/m.exec(said)?.[1] ?? "";
}
function* established(bench: Bench, protocol: string): Proc<boolean> {
  const said = yield* out(bench, "router1", `birdc show protocols ${protocol}`);
  return said.includes("Established");
}
/** Both ends as they were: the one expects 192.168.16.1 to be called, the other calls 10.0.0.1. */
function* untouched(bench: Bench): Proc<boolean> {
  const router = yield* out(
    bench,
    "router1",
    "grep -c 'local 192.168.16.1 as' /etc/bird/bird2.conf",
  );
  const node = yield* out(
    bench,
    "kubeadm1",
    "grep -c 'neighbor 10.0.0.1 as' /etc/calico/confd/config/bird.cfg",
  );
  return router.trim() === "1" && node.trim() === "1";
}

const NODES = ["kubeadm1", "kubeadm2"] as const;
const OTHER = { kubeadm1: "10.245.0.192/26", kubeadm2: "10.245.0.64/26" } as const;

function* hasBlock(bench: Bench, node: (typeof NODES)[number]): Proc<boolean> {
  const line = yield* out(bench, node, `ip route show ${OTHER[node]}`);
  return line.includes("proto bird");
}
function* hasDefault(bench: Bench, node: string): Proc<boolean> {
  return (yield* out(bench, node, "ip route show default")).trim() !== "";
}

/** As after an installation with Calico's defaults: a mesh of the nodes, no other peer, and VXLAN between subnets. */
const fresh = (node: number, me: string, other: string) => ({
  place: `kubeadm${node}`,
  script: [
    "calico-vxlan",
    "sed -i '/^protocol bgp Node_/,$d' /etc/calico/confd/config/bird.cfg",
    "cat >> /etc/calico/confd/config/bird.cfg << EOF",
    `protocol bgp Mesh_${other.replaceAll(".", "_")} from bgp_template {`,
    `  neighbor ${other} as 64512;`,
    `  source address ${me};`,
    "}",
    "EOF",
    "birdcl configure > /dev/null",
    "",
  ].join("\n"),
});
const FRESH = [
  fresh(1, "192.168.16.101", "192.168.17.101"),
  fresh(2, "192.168.17.101", "192.168.16.101"),
  ...PODS,
];
/** The rows of BGP in `birdc show protocols` of a place. */
function* sessions(bench: Bench, place: string): Proc<string[]> {
  const client = place.startsWith("kubeadm") ? "birdcl" : "birdc";
  const text = yield* out(bench, place, `${client} show protocols`);
  return text.split("\n").filter((l) => / BGP /.test(l));
}
/** Both nodes have a session with their router. */
function* peered(bench: Bench): Proc<boolean> {
  for (const [router, node] of [
    ["router1", "kubeadm1"],
    ["router2", "kubeadm2"],
  ] as const)
    if (
      !(yield* sessions(bench, router)).some((l) => l.startsWith(node) && l.includes("Established"))
    )
      return false;
  return true;
}
const ROUTER1 = [
  "10.0.0.2 via 192.168.18.2 dev ens38 proto bird",
  "10.245.0.64/26 via 192.168.16.101 dev ens37 proto bird",
  "10.245.0.192/26 via 192.168.18.2 dev ens38 proto bird",
  "192.168.17.0/24 via 192.168.18.2 dev ens38 proto bird",
];

export default defineExercises("14-calico-bgp", [
  {
    id: "peer-the-nodes",
    title: "Peer the nodes",
    task: "The cluster is as Calico installs it: the nodes have a mesh of sessions with each other, nobody talks to the routers, and packets between the subnets are wrapped in VXLAN. Do by hand what one BGPConfiguration (`nodeToNodeMeshEnabled: false`), two BGPPeers and `encapsulation: None` would: in each node's `/etc/calico/confd/config/bird.cfg` the mesh goes and a protocol for the router comes (**10.0.0.1** for kubeadm1, **10.0.0.2** for kubeadm2, AS **64513**; the template is there), `birdcl configure`, and `vxlan.calico` goes.",
    start: { setup: FRESH },
    hints: [
      "The last protocol in each node's file is the mesh. The one that takes its place differs in name, address and AS.",
      "`protocol bgp Node_10_0_0_1 from bgp_template { neighbor 10.0.0.1 as 64513; source address 192.168.16.101; }` on kubeadm1; what are the three addresses on kubeadm2?",
      "On each node: `sed -i '/^protocol bgp Mesh/,$d' /etc/calico/confd/config/bird.cfg`, append the new protocol, `birdcl configure`, `ip link del vxlan.calico`. Then `show protocols` on all four.",
    ],
    checks: [
      check("three sessions, and so six rows that say Established", function* (bench) {
        const rows: string[] = [];
        for (const place of ["router1", "router2", "kubeadm1", "kubeadm2"])
          for (const row of yield* sessions(bench, place)) rows.push(`${place}: ${row.trim()}`);
        const bad = rows.find((row) => !row.includes("Established"));
        if (bad !== undefined) return fail(bad);
        return rows.length === 6
          ? pass
          : fail(`There are ${String(rows.length)} rows of BGP on the four machines, not six.`);
      }),
      check("router1's kernel has from BIRD what the article prints", function* (bench) {
        const text = yield* out(bench, "router1", "ip route | grep bird");
        const lines = text
          .split("\n")
          .map((l) => l.trimEnd())
          .filter((l) => l !== "");
        const missing = ROUTER1.find((l) => !lines.includes(l));
        if (missing !== undefined) return fail(`router1 lacks: ${missing}`);
        const added = lines.find((l) => !ROUTER1.includes(l));
        return added === undefined ? pass : fail(`router1 has more: ${added}`);
      }),
      ...NODES.map((node) =>
        check(`${node} has no route to ${OTHER[node]}, as in the article`, function* (bench) {
          const line = yield* out(bench, node, `ip route show ${OTHER[node]}`);
          return line.trim() === "" ? pass : fail(`${node} has one: ${line.trim()}`);
        }),
      ),
      reach("pod-alpine", NGINX),
      check("router1 sees the pods' own addresses, and no tunnel", function* (bench) {
        const since = bench.probe.frames.length;
        yield* bench.run("pod-alpine", `ping -c1 -W2 ${NGINX}`);
        const seen = bench.probe.frames
          .slice(since)
          .filter((f) => f.host === "router1" && f.dev === "ens37")
          .map((f) => bench.probe.fields(f));
        if (seen.some((f) => f.get("udp.dst") === "4789"))
          return fail("router1 sees UDP port 4789 between the nodes.");
        return seen.some((f) => f.get("ip.src") === ALPINE && f.get("ip.dst") === NGINX)
          ? pass
          : fail("No packet from 10.245.0.100 to 10.245.0.194 crosses router1.");
      }),
    ],
    mistakes: [
      {
        id: "as-swapped",
        *when(bench) {
          for (const place of [...NODES, "router1", "router2"])
            if ((yield* sessions(bench, place)).some((l) => l.includes("Bad peer AS"))) return true;
          return false;
        },
        says: "A NOTIFICATION: *Bad peer AS*. The nodes are 64512; a peer is named with the AS that *it* is in.",
      },
      {
        id: "mesh-left",
        *when(bench) {
          const own = yield* sessions(bench, "kubeadm1");
          return (yield* peered(bench)) && own.some((l) => l.startsWith("Mesh"));
        },
        says: "Works, and more: kubeadm1 and kubeadm2 also peer directly, by internal BGP. Compare kubeadm1's table with the article's: it has a line that the article's lacks.",
      },
      {
        id: "still-vxlan",
        *when(bench) {
          return (yield* peered(bench)) && bench.link("kubeadm1:vxlan.calico") !== null;
        },
        says: "The sessions stand, and router1 sees UDP 4789: still VXLANCrossSubnet.",
      },
    ],
    proved:
      "Two peers, no mesh, no envelope: three sessions, six rows, and the tables of the article.",
  },
  {
    id: "case-four",
    title: "Case four",
    task: "Make two pods: `add-pod pod-alpine 10.245.0.100` on **kubeadm1**, `add-pod pod-nginx 10.245.0.194` on **kubeadm2**. Let pod-alpine fetch pod-nginx's page while you capture on **router1**'s `ens37`, and trace the path. Which addresses does router1 see, and which hops are there?",
    fields: [
      { id: "src", label: "Source at router1", placeholder: "an address" },
      {
        id: "hops",
        label: "Hops of the trace, in order",
        placeholder: "addresses with blanks between",
      },
      { id: "vxlan", label: "Packets to UDP port 4789", placeholder: "a number" },
    ],
    hints: [
      "Whatever stands between the pods, it routes. Does anybody translate or wrap anything?",
      "`wget -qO- http://10.245.0.194/` on pod-alpine, `tcpdump -i ens37 -nn host 10.245.0.194` on router1.",
      "`traceroute -n 10.245.0.194`: the node, two routers, the other node, the pod.",
    ],
    checks: [
      reach("pod-alpine", NGINX),
      capture("router1:ens37").has(
        { "ip.src": ALPINE, "ip.dst": NGINX, "tcp.dst": "80" },
        "router1 has seen the call with the pods' own addresses",
      ),
      capture("router1:ens37").never({ "udp.dst": "4789" }, "and no tunnel"),
      answer("src", ALPINE, {
        asks: "the source at router1",
        wrong: "Read it in the capture on ens37.",
      }),
      answer("hops", "192.168.16.101 192.168.16.1 192.168.18.2 192.168.17.101 10.245.0.194", {
        asks: "the hops",
        wrong: "Five addresses: the pod's node first, the other pod last.",
      }),
      answer("vxlan", "0", {
        asks: "packets of a tunnel",
        wrong: "Capture `udp port 4789` and fetch the page.",
      }),
    ],
    mistakes: [
      {
        id: "translated",
        when: (bench) => sameAnswer(bench.answer("src"), "192.168.16.101"),
        says: "That is kubeadm1. Between pods nothing is translated: look at the capture, not at the trace.",
      },
      {
        id: "no-node",
        when: (bench) => /^192\.168\.16\.1 /.test(bench.answer("hops")),
        says: "The first router on a pod's way is its own node.",
      },
    ],
    proved:
      "Five hops, and the pods' addresses at each of them. The backbone knows where pods live.",
  },
  {
    id: "the-missing-route",
    title: "The missing route",
    task: "kubeadm1 has no `10.245.0.192/26`. Collect the evidence: is it told by router1? With which path does it arrive at kubeadm1? Which rule refuses it?",
    fields: [
      { id: "told", label: "router1 tells it to kubeadm1", options: ["yes", "no"] },
      { id: "path", label: "The AS path that arrives", placeholder: "numbers with blanks between" },
      {
        id: "rule",
        label: "It is refused by",
        options: [
          "the import filter of kubeadm1",
          "the rule: own AS in the path",
          "the export filter of router1",
          "a session that is down",
        ],
      },
    ],
    hints: [
      "Ask the teller what it tells: `show route export PROTOCOL`.",
      "`birdc show route all 10.245.0.192/26` on router1 shows `BGP.as_path`. What is put in front of it on the way to another system?",
      "router1 is 64513, the block was born in 64512. Which number has kubeadm1 itself?",
    ],
    checks: [
      check("your answer: told or not", function* (bench) {
        const typed = bench.answer("told");
        if (typed === "") return fail("An answer is still missing.");
        const told = (yield* out(bench, "router1", "birdc show route export kubeadm1")).includes(
          "10.245.0.192/26",
        );
        return typed === (told ? "yes" : "no")
          ? pass
          : fail("`birdc show route export kubeadm1` on router1 tells.");
      }),
      answer("path", "64513 64512", {
        asks: "the path",
        wrong: "What router1 has, with router1's own number in front.",
      }),
      answer("rule", "the rule: own AS in the path", {
        asks: "the rule",
        wrong: "`import all` stands in kubeadm1's template. What comes before every filter?",
      }),
    ],
    mistakes: [
      {
        id: "session-down",
        when: (bench) => sameAnswer(bench.answer("rule"), "a session that is down"),
        says: "“Session down”: it brought 10.0.0.1, 10.0.0.2, 192.168.17.0/24 and 192.168.18.0/24.",
      },
      {
        id: "filter",
        when: (bench) => sameAnswer(bench.answer("rule"), "the import filter of kubeadm1"),
        says: "“Filter”: the import filter accepts; the path itself is refused before.",
      },
    ],
    proved: "Told, heard, refused: the path 64513 64512 holds the listener's own number.",
  },
  {
    id: "prove-and-cure",
    title: "Prove it, cure it",
    task: "Prove that the pods lived by the default routes: make both nodes do **without** them, so that `pod-alpine` and `pod-nginx` still reach each other, by routes that BIRD has learnt. (Nobody types a route by hand: who would change it when a block moves?) The cure is an option in the nodes' `/etc/calico/confd/config/bird.cfg`. Mind the order: by which route does a node reach its own BGP peer? (A node answers ARP for 169.254.1.1 only while it has a route that covers it. The pods here know its MAC, so that this does not get in your way.)",
    start: { setup: [...PODS, ...NO_PROXY] },
    hints: [
      "The nodes shall accept a path with their own number in it, once. And `birdcl configure` ends a session whose options have changed: what does it need to come up again?",
      "In the template: `allow local as 1;`, then `birdcl configure`, on both nodes, while the default routes are still there.",
      "`sed -i 's/import all;$/import all; allow local as 1;/' /etc/calico/confd/config/bird.cfg` puts it in two places; in the template alone: `sed -i 's/^  multihop;/  multihop;\\n  allow local as 1;/'`. Then `birdcl configure`, ten seconds, and `ip route del default` on both.",
    ],
    checks: [
      check("both nodes do without a default route", function* (bench) {
        for (const node of NODES)
          if (yield* hasDefault(bench, node)) return fail(`${node} still has a default route.`);
        return pass;
      }),
      ...NODES.map((node) =>
        check(`${node} has ${OTHER[node]} from BIRD`, function* (bench) {
          return (yield* hasBlock(bench, node))
            ? pass
            : fail(`${node} has no route to ${OTHER[node]} from BIRD.`);
        }),
      ),
      reach("pod-alpine", NGINX),
      reach("pod-nginx", ALPINE),
    ],
    mistakes: [
      {
        id: "by-hand",
        *when(bench) {
          for (const node of NODES) {
            const line = yield* out(bench, node, `ip route show ${OTHER[node]}`);
            if (line.trim() !== "" && !line.includes("proto bird")) return true;
          }
          return false;
        },
        says: "It works, by a route that you typed. Who updates it when a block moves?",
      },
      {
        id: "cut-off",
        *when(bench) {
          for (const node of NODES) {
            if (yield* hasDefault(bench, node)) continue;
            const line = yield* out(bench, node, "birdcl show protocols | grep Node_");
            if (!line.includes("Established")) return true;
          }
          return false;
        },
        says: "The session is down and cannot come up: without the default route the peer's address is unreachable. You learned the peer's address through the peer.",
      },
      {
        id: "one-sided",
        *when(bench) {
          return (yield* hasBlock(bench, "kubeadm1")) !== (yield* hasBlock(bench, "kubeadm2"));
        },
        says: "One direction works: only one of the two nodes accepts the other's block.",
      },
      {
        id: "still-default",
        *when(bench) {
          return (yield* hasBlock(bench, "kubeadm1")) && (yield* hasDefault(bench, "kubeadm1"));
        },
        says: "The routes are there. As long as the default routes are there as well, nothing is proved.",
      },
    ],
    proved:
      "With the block in its own table a node no longer needs to trust its default route. The price: a loop would be noticed one round later.",
  },
  {
    id: "old-bird-new-bird",
    title: "Old BIRD, new BIRD",
    task: "Bring router1 to BIRD 2: it is unpacked in `/opt/bird2`, and `/etc/bird/bird2.conf` is router1's configuration with channels. Stop the old one (`systemctl stop bird`), start the new one (`/opt/bird2/usr/sbin/bird -c /etc/bird/bird2.conf`), and wait. The session with router2 comes up, the one with kubeadm1 does not. Read the logs on **both** sides, then cure it so that **router1** runs BIRD 2 and has kubeadm1's block again.",
    fields: [
      {
        id: "who",
        label: "Who ends the connection that kubeadm1 opens",
        options: [
          "kubeadm1: it has the wrong AS",
          "router1's kernel: nothing listens on port 179",
          "router1's BIRD 2: it expects nobody there",
          "router2",
        ],
      },
      {
        id: "called",
        label: "The address that kubeadm1 calls",
        placeholder: "an address",
      },
      {
        id: "expected",
        label: "The address at which router1 expects to be called",
        placeholder: "an address",
      },
    ],
    hints: [
      "Two ends, two logs: `cat /var/log/bird2.log` on router1, `journalctl -u bird` on kubeadm1. Is it the same complaint?",
      "BIRD 1.6 asks of a caller: is this the address of a neighbour of mine? BIRD 2 asks one thing more. Compare `neighbor` on kubeadm1 with `local` on router1.",
      "Either kubeadm1's `neighbor 10.0.0.1` (in Calico: `peerIP`) becomes `192.168.16.1`, or router1's `local 192.168.16.1 as 64513` becomes `local as 64513` for that neighbour. Then `birdcl configure` or `birdc configure` there.",
    ],
    checks: [
      check("BIRD 2 answers on router1", function* (bench) {
        const version = yield* birdOfRouter1(bench);
        if (version.startsWith("2.")) return pass;
        return fail(
          version === ""
            ? "No BIRD answers on router1."
            : `On router1 BIRD ${version} answers: stop it, start the one in /opt/bird2.`,
        );
      }),
      check("its session with router2 is Established", function* (bench) {
        return (yield* established(bench, "router2"))
          ? pass
          : fail("router1's session with router2 is not Established.");
      }),
      check("its session with kubeadm1 is Established", function* (bench) {
        return (yield* established(bench, "kubeadm1"))
          ? pass
          : fail("router1's session with kubeadm1 is not Established.");
      }),
      check("router1 has kubeadm1's block from BIRD", function* (bench) {
        const line = yield* out(bench, "router1", "ip route show 10.245.0.64/26");
        return line.includes("via 192.168.16.101") && line.includes("proto bird")
          ? pass
          : fail("router1 has no route to 10.245.0.64/26 from BIRD.");
      }),
      answer("who", "router1's BIRD 2: it expects nobody there", {
        asks: "who ends the connection",
        wrong:
          "router1's log says whom it did not expect, and it says so after the connection stood.",
      }),
      answer("called", "10.0.0.1", {
        asks: "the address that is called",
        wrong: "`neighbor` in kubeadm1's bird.cfg.",
      }),
      answer("expected", "192.168.16.1", {
        asks: "the address that is expected",
        wrong: "`local` in router1's bird2.conf, in the protocol kubeadm1.",
      }),
    ],
    mistakes: [
      {
        id: "old-again",
        *when(bench) {
          return (yield* birdOfRouter1(bench)).startsWith("1.");
        },
        says: "That is the old BIRD. It works, as it did before: the new one is in /opt/bird2.",
      },
      {
        id: "restarted",
        *when(bench) {
          const version = yield* birdOfRouter1(bench);
          if (!version.startsWith("2.") || (yield* established(bench, "kubeadm1"))) return false;
          return yield* untouched(bench);
        },
        says: "Nothing changed. A restart reads the same two files: kubeadm1 still calls 10.0.0.1, and router1 still expects to be called at 192.168.16.1.",
      },
      {
        id: "not-read",
        *when(bench) {
          const version = yield* birdOfRouter1(bench);
          if (!version.startsWith("2.") || (yield* established(bench, "kubeadm1"))) return false;
          return !(yield* untouched(bench));
        },
        says: "The file is changed and the session is down. A BIRD reads its file when it starts and when it is told: `configure`. If you have told it, give the two half a minute.",
      },
    ],
    proved:
      "One line of a configuration meant two things: in BIRD 1.6 the address to call from, in BIRD 2 also the one to be called at.",
  },
]);
