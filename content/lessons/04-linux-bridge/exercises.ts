/** Rows of the contract that this lesson lets the learner see: SYS-25, OBS-33, OBS-41, DIS-21, DIS-22, DIS-25. */
import {
  addr,
  allPairs,
  answer,
  type Bench,
  check,
  defineExercises,
  fail,
  firstFrame,
  link,
  pass,
  ran,
  reach,
  route,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const PODS = ["a", "b", "c"] as const;
const MACS = { a: "62:a1:b2:c3:d4:0a", b: "62:a1:b2:c3:d4:0b", c: "62:a1:b2:c3:d4:0c" } as const;
const ADDRESS = { a: "10.244.0.5", b: "10.244.0.6", c: "10.244.0.7" } as const;

/** Three namespaces, each with the pod's end of a cable; the host's ends lie loose. */
const CABLES = `for p in a b c; do
  ip netns add $p
  ip link add veth-$p type veth peer name eth0 netns $p
  ip -n $p link set lo up
done
ip -n a link set eth0 address ${MACS.a}
ip -n b link set eth0 address ${MACS.b}
ip -n c link set eth0 address ${MACS.c}
`;
const SWITCHED = `${CABLES}ip link add cni0 type bridge
ip link set cni0 up
for p in a b c; do ip link set veth-$p master cni0 up; ip -n $p link set eth0 up; done
ip -n a addr add 10.244.0.5/24 dev eth0
ip -n b addr add 10.244.0.6/24 dev eth0
ip -n c addr add 10.244.0.7/24 dev eth0
`;
/** A node as the bridge plugin leaves it; a and b know each other, the table is warm. */
const NODE = `${SWITCHED}ip addr add 10.244.0.1/24 dev cni0
for p in a b c; do ip -n $p route add default via 10.244.0.1; done
`;
const COLD = [{ place: "bench", script: `${NODE}sleep 400\n` }];
const WARM = [
  {
    place: "bench",
    script: `${NODE}ip netns exec a ping -c1 -W2 10.244.0.6 > /dev/null\nsleep 8\n`,
  },
];

const onPort = (bench: Bench): string[] =>
  ["veth-a", "veth-b", "veth-c"].filter((dev) => bench.addresses(`bench:${dev}`).length > 0);
const up = (bench: Bench, where: string): boolean => ((bench.link(where)?.flags ?? 0) & 1) === 1;

/** Echo frames of a and b seen at a device of bench. */
function echoes(bench: Bench, where: string): number {
  return bench.frames(where).filter((f) => {
    const fields = bench.history.fields(f);
    return (
      fields.has("icmp.type") &&
      [ADDRESS.a, ADDRESS.b].includes((fields.get("ip.src") ?? "") as typeof ADDRESS.a)
    );
  }).length;
}

export default defineExercises("04-linux-bridge", [
  {
    id: "build-cni0",
    title: "Build cni0",
    task: "The namespaces **a**, **b** and **c** each have an `eth0`, whose cables end loose on bench as `veth-a`, `veth-b` and `veth-c`. Create the bridge **cni0**, attach the three cables, and give the pods `10.244.0.5/24`, `10.244.0.6/24` and `10.244.0.7/24`. All of them must reach each other.",
    start: { setup: [{ place: "bench", script: CABLES }] },
    hints: [
      "Seven devices have to be up: the bridge, three ports, three eth0. `ip -br link` and `bridge link` tell which are not.",
      "`ip link set DEV master cni0` makes a port. Addresses belong to the pods' eth0, not to the ports.",
      "`ip link add cni0 type bridge`, `ip link set cni0 up`; for each pod `ip link set veth-a master cni0`, `ip link set veth-a up`, `ip -n a addr add 10.244.0.5/24 dev eth0`, `ip -n a link set eth0 up`.",
    ],
    checks: [
      link("bench:cni0", { kind: "bridge", up: true }),
      ...PODS.map((p) => link(`bench:veth-${p}`, { master: "cni0", portState: "forwarding" })),
      ...PODS.map((p) => addr(`bench/${p}:eth0`, `${ADDRESS[p]}/24`)),
      allPairs({ "pod-a": ADDRESS.a, "pod-b": ADDRESS.b, "pod-c": ADDRESS.c }),
    ],
    mistakes: [
      {
        id: "bridge-down",
        when: (bench) =>
          bench.link("bench:cni0") !== null &&
          !up(bench, "bench:cni0") &&
          bench.link("bench:veth-a")?.slave != null,
        says: "Ports are attached but the bridge is DOWN: state disabled.",
      },
      {
        id: "address-on-port",
        when: (bench) => onPort(bench).length > 0,
        says: "An enslaved port does not use its own address.",
      },
      {
        id: "not-attached",
        when: (bench) =>
          bench.link("bench:cni0") !== null &&
          PODS.some((p) => bench.link(`bench:veth-${p}`)?.master === 0),
        says: "A cable ends on bench but is not plugged into the bridge: `bridge link` lists the ports, and one is missing.",
      },
    ],
    proved:
      "A bridge needs no address to carry the pods' traffic. You plugged three cables into a switch, and the pods share a wire.",
  },
  {
    id: "give-it-a-leg",
    title: "Give it a leg",
    task: "The three pods are connected and reach each other. Give bench a leg in their network: `10.244.0.1/24` on **cni0**, and in every pod a default route through it. Host and pods must reach each other.",
    start: { setup: [{ place: "bench", script: SWITCHED }] },
    hints: [
      "The bridge is also a card of the machine's own, plugged into its own switch.",
      "The prefix length matters: it is what tells bench that the pods are on this wire.",
      "`ip addr add 10.244.0.1/24 dev cni0`, and in each pod `ip -n a route add default via 10.244.0.1`.",
    ],
    checks: [
      addr("bench:cni0", "10.244.0.1/24"),
      ...PODS.map((p) => route(`pod-${p}`, "default", { via: "10.244.0.1" })),
      ...PODS.map((p) => reach("bench", ADDRESS[p])),
      ...PODS.map((p) => reach(`pod-${p}`, "10.244.0.1")),
    ],
    mistakes: [
      {
        id: "address-on-veth",
        when: (bench) => onPort(bench).length > 0,
        says: "An enslaved port does not use its own address. The leg belongs on the bridge itself.",
      },
      {
        id: "slash-32",
        when: (bench) => bench.addresses("bench:cni0").includes("10.244.0.1/32"),
        says: "No connected route to the pods: a /32 claims nothing but itself.",
      },
      {
        id: "no-default",
        when: (bench) =>
          bench.addresses("bench:cni0").includes("10.244.0.1/24") &&
          PODS.some(
            (p) =>
              !(bench.world.findPlace(`pod-${p}`)?.netns.netlink.routes(4) ?? []).some(
                (r) => r.table === 254 && r.prefixLength === 0,
              ),
          ),
        says: "The node has its leg. A pod still has no default route: it reaches this wire and nothing beyond it.",
      },
    ],
    proved:
      "One device, two parts: a switch that carries frames, and a card of the node's own that is plugged into it. The pods' gateway is the second.",
  },
  {
    id: "learn-and-flood",
    title: "Learn and flood",
    task: "Nobody has spoken for a while: the bridge and the pods have forgotten each other. Ping once from **a** to `10.244.0.6` (b). What will **c** see of it? And behind which port does the bridge know b's MAC afterwards? Then ping once more, while everybody remembers: what does c see of that?",
    fields: [
      { id: "c-arp", label: "Does c see the ARP request?", options: ["yes", "no"] },
      { id: "c-echo", label: "Does c see the echo request?", options: ["yes", "no"] },
      { id: "port", label: "b's MAC is behind port", placeholder: "a device of bench" },
      {
        id: "again",
        label: "Of the second ping c sees",
        options: ["nothing", "the ARP request", "the echo request"],
      },
    ],
    start: { setup: COLD },
    hints: [
      "Put a capture on c's cable (`tcpdump -i veth-c -nn`) in a second terminal before you ping.",
      "A broadcast goes to every port. What had the bridge learnt by the time the echo request arrived?",
      "`bridge fdb show br cni0 | grep -i d4:0b`: the word after dev.",
    ],
    checks: [
      check("a has pinged b", (bench) =>
        bench.frames("bench/b:eth0", { "icmp.name": "echo-request", "ip.src": ADDRESS.a }).length >
        0
          ? pass
          : fail("a has not pinged b yet."),
      ),
      answer(
        "c-arp",
        (bench) => {
          if (bench.frames("bench/b:eth0", { "icmp.name": "echo-request" }).length === 0)
            return null;
          return bench.frames("bench/c:eth0", { "arp.op": "request", "arp.tpa": ADDRESS.b })
            .length > 0
            ? "yes"
            : "no";
        },
        {
          asks: "whether c saw the ARP request",
          wrong: "The question was addressed to everybody. Capture on veth-c.",
        },
      ),
      answer(
        "c-echo",
        (bench) => {
          if (bench.frames("bench/b:eth0", { "icmp.name": "echo-request" }).length === 0)
            return null;
          return bench.frames("bench/c:eth0", { "icmp.name": "echo-request", "ip.dst": ADDRESS.b })
            .length > 0
            ? "yes"
            : "no";
        },
        {
          asks: "whether c saw the echo request",
          wrong: "By then the bridge had learnt where b is. Capture on veth-c.",
        },
      ),
      answer("port", "veth-b", {
        asks: "the port behind which b's MAC is",
        wrong: "The forwarding table says another port: `bridge fdb show br cni0`.",
      }),
      check("your answer: what c sees of the second ping", (bench) => {
        const typed = bench.answer("again");
        if (typed === "") return fail("An answer is still missing.");
        const second = bench.frames("bench/a:eth0", {
          "icmp.name": "echo-request",
          "ip.dst": ADDRESS.b,
        })[1];
        if (second === undefined) return fail("a has not pinged b a second time yet.");
        const seen = bench
          .frames("bench/c:eth0")
          .filter((f) => f.at >= second.at)
          .map((f) => bench.history.fields(f));
        const real = seen.some((f) => f.get("arp.tpa") === ADDRESS.b)
          ? "the ARP request"
          : seen.some((f) => f.get("ip.dst") === ADDRESS.b)
            ? "the echo request"
            : "nothing";
        return sameAnswer(typed, real) ? pass : fail("Capture on veth-c while a pings once more.");
      }),
    ],
    mistakes: [
      {
        id: "c-saw-echo",
        when: (bench) => sameAnswer(bench.answer("c-echo"), "yes"),
        says: "c saw the echo? Was the FDB entry aged out? An unknown unicast floods. But b's ARP reply had just taught the bridge where b is.",
      },
      {
        id: "asks-again",
        when: (bench) => sameAnswer(bench.answer("again"), "the ARP request"),
        says: "“a asks again”? a knows b's MAC since a moment ago (`ip -n a neigh`). Nobody asks what he knows.",
      },
      {
        id: "pod-side-name",
        when: (bench) =>
          sameAnswer(bench.answer("port"), "eth0") || sameAnswer(bench.answer("port"), "cni0"),
        says: "That is not a port of this bridge. Ports are devices of bench that have cni0 as their master.",
      },
    ],
    proved:
      "The first question is flooded, and both the question and its answer teach the switch. From then on it is silent towards everybody else.",
  },
  {
    id: "four-windows",
    title: "Four windows",
    task: "a and b know each other. For each window, predict what it shows of one ping from **a** to **b**. Then look: capture on `cni0` once as usual and once with `-p`, with a ping each time.",
    fields: [
      { id: "veth", label: "veth-a", options: ["request and reply", "only broadcasts", "nothing"] },
      { id: "cni0", label: "cni0", options: ["request and reply", "only broadcasts", "nothing"] },
      {
        id: "cni0-p",
        label: "cni0 with -p",
        options: ["request and reply", "only broadcasts", "nothing"],
      },
      {
        id: "eth0",
        label: "eth0 of bench",
        options: ["request and reply", "only broadcasts", "nothing"],
      },
    ],
    start: { setup: WARM },
    predict: {
      seen: firstFrame("bench:veth-a", { "icmp.name": "echo-request" }),
      then: "capture on `cni0` and ping, once without and once with `-p`",
    },
    hints: [
      "Run each capture in one terminal with `-c 2 icmp`, and the ping in another. Which captures never come to their end?",
      "tcpdump changes what it looks at: without -p it makes the device promiscuous.",
      "`tcpdump -i cni0 -nn icmp`, ping, Ctrl-C; `tcpdump -p -i cni0 -nn`, ping, Ctrl-C. The bridge as a card gets what is addressed to it, and broadcasts.",
    ],
    checks: [
      ran(
        "bench",
        /^(\S*\/)?tcpdump\b(?!.*(\s-\w*p\b|--no-promiscuous-mode)).*\bcni0\b/,
        "a capture on cni0 as usual",
      ),
      ran(
        "bench",
        /^(\S*\/)?tcpdump\b(?=.*\bcni0\b).*(\s-[a-oq-zA-Z]*p\w*\b|--no-promiscuous-mode)/,
        "a capture on cni0 with -p",
      ),
      check("a has pinged b since you arrived", (bench) =>
        echoes(bench, "bench:veth-a") > 0
          ? pass
          : fail("Nothing was pinged yet: a window shows nothing when nothing passes."),
      ),
      answer("veth", (bench) => (echoes(bench, "bench:veth-a") > 0 ? "request and reply" : null), {
        asks: "veth-a",
        wrong: "veth-a is the cable the packet comes out of.",
      }),
      answer(
        "cni0",
        (bench) =>
          echoes(bench, "bench:veth-a") === 0
            ? null
            : echoes(bench, "bench:cni0") > 0
              ? "request and reply"
              : null,
        { asks: "cni0", wrong: "Look again at a capture on cni0, as usual, while a pings b." },
      ),
      answer("cni0-p", "only broadcasts", {
        asks: "cni0 with -p",
        wrong: "With -p the bridge hands over only what is for it.",
      }),
      answer(
        "eth0",
        (bench) => (echoes(bench, "bench:eth0") === 0 ? "nothing" : "request and reply"),
        { asks: "eth0", wrong: "Does a packet from a to b leave the machine?" },
      ),
    ],
    mistakes: [
      {
        id: "sees-all",
        when: (bench) => sameAnswer(bench.answer("cni0-p"), "request and reply"),
        says: "“cni0 sees all”: it does while tcpdump makes it promiscuous. Try -p.",
      },
      {
        id: "leaves-the-node",
        when: (bench) =>
          !sameAnswer(bench.answer("eth0"), "nothing") && bench.answer("eth0") !== "",
        says: "The packet never leaves the node: it goes from port to port. eth0 is not even a port of cni0.",
      },
    ],
    proved:
      "Where you look, and how, decides what you see. An empty capture is evidence only when you can say what that window could have shown.",
  },
  {
    id: "does-iptables-see-it",
    title: "Does iptables see it?",
    task: "Forbid pod **a** to reach pod **b** (`10.244.0.5` to `10.244.0.6`) with a DROP in FORWARD on **bench**, and ping. What has the rule counted? Then set `net.bridge.bridge-nf-call-iptables` to 1 (on a machine that lacks the switch, `modprobe br_netfilter` brings it), and ping again.",
    fields: [
      {
        id: "before",
        label: "Packets counted before the switch was set",
        placeholder: "a number",
      },
      { id: "then", label: "a reached b before", options: ["yes", "no"] },
    ],
    start: { setup: WARM },
    hints: [
      "The rule is about IP packets that the node handles. Who handles a frame between two ports of one bridge?",
      "`iptables -A FORWARD -s 10.244.0.5 -d 10.244.0.6 -j DROP`; after each ping `iptables -nvL FORWARD`.",
      "`modprobe br_netfilter`, `sysctl -w net.bridge.bridge-nf-call-iptables=1`.",
    ],
    checks: [
      check("FORWARD has a rule that drops a to b", function* (bench) {
        const { out } = yield* bench.run("bench", "iptables -S FORWARD");
        return /-s 10\.244\.0\.5\/32 -d 10\.244\.0\.6\/32 .*-j DROP/.test(out)
          ? pass
          : fail("No rule of FORWARD drops what goes from 10.244.0.5 to 10.244.0.6.");
      }),
      check("bridged packets are handed to iptables", function* (bench) {
        const { out } = yield* bench.run("bench", "sysctl -n net.bridge.bridge-nf-call-iptables");
        return out.trim() === "1" ? pass : fail("The bridge keeps its frames from iptables.");
      }),
      check("now a does not reach b, and the rule has counted it", function* (bench) {
        const ran = yield* bench.run("a", "ping -c1 -W1 10.244.0.6");
        if (ran.status === 0) return fail("a still reaches b.");
        const { out } = yield* bench.run("bench", "iptables -nvxL FORWARD");
        const line = out.split("\n").find((l) => l.includes("DROP ") && l.includes("10.244.0.6"));
        return Number(line?.trim().split(/\s+/)[0] ?? 0) > 0
          ? pass
          : fail("The rule has counted nothing.");
      }),
      answer("before", "0", {
        asks: "what the rule had counted",
        wrong: "Set the switch back to 0, zero the counters with `iptables -Z`, and ping once.",
      }),
      answer("then", "yes", {
        asks: "whether a reached b",
        wrong: "Set the switch back to 0 and ping once.",
      }),
    ],
    mistakes: [
      {
        id: "in-input",
        *when(bench) {
          const { out } = yield* bench.run("bench", "iptables -S INPUT");
          return out.includes("-j DROP");
        },
        says: "Bridged frames are not delivered to this host: INPUT never sees them.",
      },
      {
        id: "switch-off",
        *when(bench) {
          const rule = yield* bench.run("bench", "iptables -S FORWARD");
          const { out } = yield* bench.run("bench", "sysctl -n net.bridge.bridge-nf-call-iptables");
          return rule.out.includes("-j DROP") && out.trim() !== "1";
        },
        says: "The rule stands, and no packet is shown to it: frames from port to port do not reach the node's IP stack.",
      },
    ],
    proved:
      "A rule sees only what is shown to it. Bridged packets pass iptables because of one switch, and without it no firewall of the node has a say between two pods of a bridge.",
  },
]);
