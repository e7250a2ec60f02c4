/** Rows of the contract that this lesson lets the learner see: CASE-5, OBS-13, OBS-15, OBS-16, CMD-48, OUT-27, OUT-28, OUT-29, FIG-24, DIS-10, DIS-11. */
import {
  answer,
  type Bench,
  capture,
  check,
  defineExercises,
  fail,
  firstFrame,
  out,
  pass,
  type Proc,
  reach,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const ALPINE = "10.245.0.100";
const NGINX = "10.245.0.194";
const PODS = [
  { place: "kubeadm1", script: "add-pod pod-alpine 10.245.0.100\n" },
  { place: "kubeadm2", script: "add-pod pod-nginx 10.245.0.194\n" },
];
const OVERLAY = [
  ...PODS,
  { place: "kubeadm1", script: "calico-vxlan\n" },
  { place: "kubeadm2", script: "calico-vxlan\nsleep 10\n" },
];
const ACL = {
  place: "router2",
  script:
    "iptables -A FORWARD -p tcp --dport 23 -j DROP\niptables -A FORWARD -p udp --dport 4789 -j DROP\niptables -A FORWARD -p udp --dport 161 -j DROP\n",
};
const WINDOWS = ["host 10.245.0.194", "udp port 4789", "neither"] as const;

/** Which of the two filters sees a ping between the pods at a device, measured in a copy. */
function* seen(bench: Bench, where: string): Proc<string> {
  const since = bench.probe.frames.length;
  yield* bench.run("pod-alpine", `ping -c1 -W2 ${NGINX}`);
  const [place, dev] = where.split(":") as [string, string];
  const at = bench.probe
    .at(`${place}:${dev}`)
    .filter((f) => bench.probe.frames.indexOf(f) >= since);
  if (at.some((f) => bench.probe.fields(f).get("udp.dst") === "4789")) return WINDOWS[1];
  return at.some((f) => bench.probe.fields(f).get("icmp.name") === "echo-request")
    ? WINDOWS[0]
    : WINDOWS[2];
}
const windowCheck = (id: string, where: string) =>
  check(`your answer: ${where}`, function* (bench) {
    const typed = bench.answer(id);
    if (typed === "") return fail("An answer is still missing.");
    const real = yield* seen(bench, where);
    const observed = { field: id, value: real };
    return typed === real
      ? { pass: true, observed }
      : { ...fail(`Capture at ${where} with both filters.`), observed };
  });
const options = [...WINDOWS];

/** The VNI of the first envelope that router1 has got. */
function vniSeen(bench: Bench): string | null {
  const wrapped = bench.frames("router1:ens37", { "udp.dst": "4789" })[0];
  return wrapped === undefined ? null : (bench.history.fields(wrapped).get("vxlan.vni") ?? null);
}

/** What router1 has kept in /root/bgpwithvxlan.pcap, as tcpdump prints it. */
function* kept(bench: Bench): Proc<string> {
  return yield* out(bench, "router1", "tcpdump -nn -r /root/bgpwithvxlan.pcap 2>/dev/null");
}
/** Probes of a traceroute of pod-alpine's that have crossed a device. */
const probes = (bench: Bench, where: string): number =>
  bench
    .frames(where, { "ip.src": ALPINE, "ip.dst": NGINX, "ip.proto": 17 })
    .filter((f) => Number(bench.history.fields(f).get("udp.dst") ?? 0) > 33_433).length;
/**
 * Who has answered pod-alpine's traces, nearest first, while there was no tunnel or since then; null: the last hop has not.
 * (Answers come back in the order of the way: each hop is as far as the one before it, and more.)
 */
function hops(bench: Bench, tunnel: boolean): string | null {
  const since =
    bench.frames("kubeadm1:vxlan.calico", { "ip.src": ALPINE, "ip.dst": NGINX })[0]?.at ?? Infinity;
  const answers = bench
    .frames("pod-alpine:eth0", { "ip.dst": ALPINE, "quoted.dst": NGINX })
    .filter((f) => f.at > since === tunnel)
    .map((f) => bench.history.fields(f).get("ip.src") ?? "");
  const all = [...new Set(answers)];
  return all.includes(NGINX) ? [...all.filter((a) => a !== NGINX), NGINX].join(" ") : null;
}
const listed = (typed: string, address: string): boolean => typed.split(/[\s,]+/).includes(address);

const MODES = ["None (routes)", "IPIP", "VXLAN", "VXLANCrossSubnet"] as const;
/** Bytes that a mode adds to a packet between two nodes. */
const added = (mode: string, oneSubnet: boolean): number | null =>
  mode === MODES[0] || (mode === MODES[3] && oneSubnet)
    ? 0
    : mode === MODES[1]
      ? 20
      : mode === MODES[2] || mode === MODES[3]
        ? 50
        : null;
const chosen = (id: string, asks: string, good: readonly string[], wrong: string) =>
  check(asks, (bench) => {
    const typed = bench.answer(id);
    if (typed === "") return fail("An answer is still missing.");
    return good.includes(typed) ? pass : fail(wrong);
  });
const costs = (id: string, mode: string, oneSubnet: boolean, asks: string) =>
  check(asks, (bench) => {
    const typed = bench.answer(id);
    const bytes = added(bench.answer(mode), oneSubnet);
    if (typed === "" || bytes === null) return fail("An answer is still missing.");
    return sameAnswer(typed, String(bytes))
      ? pass
      : fail("That is not what the mode you chose adds to a packet there.");
  });

export default defineExercises("15-vxlan-backbone", [
  {
    id: "five-windows",
    title: "Five windows",
    task: "pod-alpine pings pod-nginx. At each of five points, which of the two filters sees the request? Predict, then capture. Keep one capture of the tunnel: on **router1**, `tcpdump -i ens37 udp and port 4789 -w bgpwithvxlan.pcap` in root's home.",
    fields: [
      { id: "pod", label: "pod-alpine:eth0", options },
      { id: "vx", label: "kubeadm1:vxlan.calico", options },
      { id: "node", label: "kubeadm1:ens33", options },
      { id: "r1", label: "router1:ens37", options },
      { id: "r2", label: "router2:ens37", options },
      { id: "vni", label: "The VNI at router1", placeholder: "a number" },
    ],
    start: { setup: OVERLAY },
    predict: {
      seen: firstFrame("router1:ens37", { "udp.dst": "4789" }),
      then: "capture at the five points while pod-alpine pings, and keep router1's capture",
    },
    hints: [
      "Where is the packet wrapped, and where unwrapped? Each point is on one side or the other.",
      "A filter looks at the outermost IP header. `vxlan.calico` is the last place where the pods' addresses are outside.",
      "`tcpdump -i DEV -nn udp port 4789` and `tcpdump -i DEV -nn host 10.245.0.194`; router1's lines name the VNI.",
    ],
    checks: [
      capture("router1:ens37").has({ "vxlan.vni": "4096" }, "pods have talked through the tunnel"),
      windowCheck("pod", "pod-alpine:eth0"),
      windowCheck("vx", "kubeadm1:vxlan.calico"),
      windowCheck("node", "kubeadm1:ens33"),
      windowCheck("r1", "router1:ens37"),
      windowCheck("r2", "router2:ens37"),
      answer("vni", vniSeen, { asks: "the VNI", wrong: "tcpdump prints it after `vni`." }),
      check("router1 has kept bgpwithvxlan.pcap, with the pods' packets inside", function* (bench) {
        const text = yield* kept(bench);
        if (text === "")
          return fail("There is no capture /root/bgpwithvxlan.pcap on router1, or an empty one.");
        return text.includes("192.168.16.101.") && text.includes("vni 4096") && text.includes(NGINX)
          ? pass
          : fail(
              "In bgpwithvxlan.pcap is no VXLAN packet between the nodes with a pod's packet in it.",
            );
      }),
    ],
    mistakes: [
      {
        id: "wrong-port",
        *when(bench) {
          const typed = bench.history.commands.some((c) => /tcpdump\b.*\b4689\b/.test(c.text));
          return typed && !(yield* kept(bench)).includes("vni");
        },
        says: "“0 packets”: 4689 is what the article's sentence says. Compare it with the command line below that sentence, and with `dstport` of the nodes' vxlan.calico.",
      },
      {
        id: "pod-address-at-router",
        when: (bench) => [bench.answer("r1"), bench.answer("r2")].includes(WINDOWS[0]),
        says: "Pod IP at the router? The pod's address is in the payload now.",
      },
      {
        id: "wrapped-in-the-pod",
        when: (bench) => sameAnswer(bench.answer("pod"), WINDOWS[1]),
        says: "The pod knows of no tunnel. Its packet is wrapped by the node, on its way out.",
      },
    ],
    proved:
      "One packet, two faces. On the nodes' cards and in between it is UDP from node to node.",
  },
  {
    id: "traceroute-again",
    title: "traceroute again",
    task: "The pods are there, the tunnel is not. Which hops does `traceroute -n 10.245.0.194` from **pod-alpine** list now, and which ones when `calico-vxlan` has been run on both nodes? Predict both, then trace before and after.",
    fields: [
      {
        id: "before",
        label: "Hops without the tunnel",
        placeholder: "addresses with blanks between",
      },
      { id: "after", label: "Hops with the tunnel", placeholder: "addresses with blanks between" },
      {
        id: "who",
        label: "With the tunnel the inner TTL is lowered by",
        options: ["the nodes only", "the routers only", "the nodes and the routers", "nobody"],
      },
    ],
    start: { setup: [...PODS, { place: "kubeadm2", script: "sleep 20\n" }] },
    predict: {
      seen: (bench) => bench.frames("pod-alpine:eth0", { "quoted.dst": NGINX })[0]?.at ?? null,
      then: "trace from pod-alpine, run `calico-vxlan` on both nodes, wait ten seconds, and trace again",
    },
    hints: [
      "Each router on the way lowers the TTL of the header that it reads. Which header does router1 read?",
      "Between the two vxlan.calico the pods' packet is cargo. It is routed where it is not wrapped: on the nodes.",
      "Without: 192.168.16.101 192.168.16.1 192.168.18.2 192.168.17.101 10.245.0.194. With: the same without the routers, and the second node speaks as its vxlan.calico (`ip -br addr`).",
    ],
    checks: [
      check("a trace was made without the tunnel", (bench) =>
        bench.frames("router1:ens37", { "ip.src": ALPINE, "ip.dst": NGINX, "ip.proto": 17 })
          .length > 0
          ? pass
          : fail(
              "No probe of a trace has crossed router1 without an envelope: trace before you run calico-vxlan.",
            ),
      ),
      check("a trace was made with it", (bench) =>
        probes(bench, "kubeadm1:vxlan.calico") > 0
          ? pass
          : fail("No probe of a trace has gone into vxlan.calico yet."),
      ),
      answer("before", (bench) => hops(bench, false), {
        asks: "the hops without the tunnel",
        wrong: "Five addresses: node, two routers, node, pod.",
      }),
      answer("after", (bench) => hops(bench, true), {
        asks: "the hops with the tunnel",
        wrong: "Trace once more, with vxlan.calico up on both nodes.",
      }),
      answer("who", "the nodes only", {
        asks: "who lowers the inner TTL",
        wrong: "Compare the two traces: who is in both?",
      }),
    ],
    mistakes: [
      {
        id: "routers-still-listed",
        when: (bench) =>
          ["192.168.16.1", "192.168.18.2", "192.168.18.1"].some((a) =>
            listed(bench.answer("after"), a),
          ),
        says: "Routers still listed? Who decrements the inner TTL?",
      },
      {
        id: "nodes-gone-too",
        when: (bench) =>
          bench.answer("after") !== "" && !listed(bench.answer("after"), "192.168.16.101"),
        says: "The pod's packet is still plain when its own node routes it: the first hop is what it was.",
      },
      {
        id: "outer-address",
        when: (bench) => listed(bench.answer("after"), "192.168.17.101"),
        says: "kubeadm2 is the second hop, but under which address? It complains by the device through which it would answer the pod.",
      },
    ],
    proved:
      "Five hops became three. The routers are where they were: they lower the TTL of the envelope.",
  },
  {
    id: "amnesia",
    title: "Amnesia",
    task: "Make the routers forget the pods: `birdcl disable Node_10_0_0_1` on **kubeadm1** and `birdcl disable Node_10_0_0_2` on **kubeadm2**. Do the pods still reach each other? And would they, without the tunnel (lesson 14)? Try both: `ip link set vxlan.calico down` on both nodes is the other case.",
    fields: [
      { id: "overlay", label: "With VXLAN the pods", options: ["reach each other", "are cut off"] },
      { id: "routed", label: "Without it they", options: ["reach each other", "are cut off"] },
      {
        id: "need",
        label: "For VXLAN the routers must know",
        options: ["the nodes' networks", "the pods' blocks", "both"],
      },
    ],
    start: { setup: OVERLAY },
    hints: [
      "What stands in the outer header, and who has to have a route for that?",
      "`ip route` on router1 before and after: the two /26 are gone.",
      "With the tunnel: still reached. Without it the default route leads to router1, which now has no answer.",
    ],
    checks: [
      check("the routers have forgotten the blocks", function* (bench) {
        for (const router of ["router1", "router2"])
          if ((yield* out(bench, router, "ip route")).includes("10.245.0."))
            return fail(`${router} still has a route to a block of pods.`);
        return pass;
      }),
      check("with the tunnel the pods reach each other", function* (bench) {
        for (const node of ["kubeadm1", "kubeadm2"]) {
          yield* bench.run(node, "ip link set vxlan.calico up");
        }
        yield* bench.run(
          "kubeadm1",
          "ip route replace 10.245.0.192/26 via 10.245.0.197 dev vxlan.calico proto 80 onlink; ip neigh replace 10.245.0.197 lladdr 66:4a:1e:00:00:02 dev vxlan.calico nud permanent",
        );
        yield* bench.run(
          "kubeadm2",
          "ip route replace 10.245.0.64/26 via 10.245.0.75 dev vxlan.calico proto 80 onlink; ip neigh replace 10.245.0.75 lladdr 66:4a:1e:00:00:01 dev vxlan.calico nud permanent",
        );
        const ran = yield* bench.run("pod-alpine", `ping -c2 -i0.5 -W2 ${NGINX}`);
        return ran.status === 0
          ? pass
          : fail("Even with the tunnel the pods do not reach each other.");
      }),
      answer("overlay", "reach each other", {
        asks: "with VXLAN",
        wrong: "Ping while the tunnel is up and the sessions are disabled.",
      }),
      answer("routed", "are cut off", {
        asks: "without it",
        wrong: "Take vxlan.calico down on both nodes and ping.",
      }),
      answer("need", "the nodes' networks", {
        asks: "what the routers must know",
        wrong: "Whose addresses are in the outer header?",
      }),
    ],
    mistakes: [
      {
        id: "neither",
        when: (bench) => sameAnswer(bench.answer("overlay"), "are cut off"),
        says: "“Neither”? The routers need only 192.168.16, .17 and .18, which they still know. Ping with the tunnel up.",
      },
      {
        id: "need-blocks",
        when: (bench) => ["the pods' blocks", "both"].includes(bench.answer("need")),
        says: "The routers need only 192.168.16, .17 and .18: look at the outer header of what they forward.",
      },
      {
        id: "both-work",
        when: (bench) => sameAnswer(bench.answer("routed"), "reach each other"),
        says: "Without the tunnel the default route leads to router1. Ask router1: `ip route get 10.245.0.194`.",
      },
    ],
    proved: "An overlay needs of its underlay that the nodes reach each other. Nothing more.",
  },
  {
    id: "one-rule-on-a-router",
    title: "One rule on a router",
    task: "Since this morning pods on different nodes cannot reach each other. Nodes can, and pods on one node can. Find the cause **between** the nodes, and cure it without opening anything else.",
    start: { setup: [...OVERLAY, ACL] },
    hints: [
      "Follow one ping: at which device does a datagram to port 4789 come in and not go out?",
      "Rules count what they drop: `iptables -nvL FORWARD` on both routers while pod-alpine pings.",
      "On router2: `iptables -D FORWARD -p udp --dport 4789 -j DROP`.",
    ],
    checks: [
      reach("pod-alpine", NGINX),
      reach("pod-nginx", "10.245.0.100"),
      check("router2's other rules are as they were", function* (bench) {
        const rules = yield* out(bench, "router2", "iptables -S FORWARD");
        return rules.includes("--dport 23 -j DROP") &&
          rules.includes("--dport 161 -j DROP") &&
          rules.includes("-P FORWARD ACCEPT")
          ? pass
          : fail("A rule of router2 that has nothing to do with pods is gone.");
      }),
      check("the tunnel is still the way", function* (bench) {
        return (yield* out(bench, "kubeadm1", `ip route get ${NGINX}`)).includes("vxlan.calico")
          ? pass
          : fail("kubeadm1 no longer sends through the tunnel.");
      }),
    ],
    mistakes: [
      {
        id: "flushed",
        *when(bench) {
          return !(yield* out(bench, "router2", "iptables -S FORWARD")).includes("-j DROP");
        },
        says: "Works, and you opened everything else.",
      },
      {
        id: "around",
        *when(bench) {
          return !(yield* out(bench, "kubeadm1", `ip route get ${NGINX}`)).includes("vxlan.calico");
        },
        says: "You have gone round it, unwrapped. The rule is still there, for all other nodes.",
      },
    ],
    proved:
      "Nodes well, pods of one node well, pods across nodes dead: somebody in the middle does not like UDP 4789.",
  },
  {
    id: "choose",
    title: "Choose",
    task: "Three companies, three networks. **Rack**: all nodes in one subnet, on a switch of their own. **Provider**: nodes in two subnets, and the routers between them belong to a provider who configures nothing for you and lets TCP, UDP and ICMP pass. **Own routers**: nodes in two subnets, routers that speak BGP with whom you like; firewalls on them must see which pod is talking, and the line between them is paid by the byte. Choose a mode for each, and say what it adds to a packet from a node to another (in the last two: in the other subnet).",
    fields: [
      { id: "rack", label: "Rack", options: MODES },
      { id: "rack-bytes", label: "Rack: bytes added", placeholder: "a number" },
      { id: "provider", label: "Provider", options: MODES },
      { id: "provider-bytes", label: "Provider: bytes added", placeholder: "a number" },
      {
        id: "provider-mtu",
        label: "Provider: a pod's MTU on a wire of 1500",
        placeholder: "bytes",
      },
      { id: "own", label: "Own routers", options: MODES },
      { id: "own-bytes", label: "Own routers: bytes added", placeholder: "a number" },
      {
        id: "own-who",
        label: "Own routers: configured are",
        options: ["the nodes", "the routers", "the nodes and the routers"],
      },
    ],
    start: { setup: OVERLAY },
    hints: [
      "Two questions for each: must anything be wrapped at all? And may it be what the mode makes of it?",
      "IPIP is an IP protocol of its own, VXLAN is UDP. A packet without an envelope needs a route to its pod on every router.",
      "The table in the text has the bytes. Measure one: length of the outer and of the inner packet, in a capture with `-v` on router1.",
    ],
    checks: [
      chosen(
        "rack",
        "Rack: a mode",
        [MODES[0], MODES[3], MODES[2]],
        "It works only if the switch lets protocol 4 pass, and 20 bytes are paid for nothing: what is it that has to be hidden from a switch of your own?",
      ),
      costs("rack-bytes", "rack", true, "Rack: bytes"),
      chosen(
        "provider",
        "Provider: a mode",
        [MODES[2], MODES[3]],
        "The provider's routers have to carry it.",
      ),
      costs("provider-bytes", "provider", false, "Provider: bytes"),
      answer("provider-mtu", "1450", {
        asks: "Provider: a pod's MTU",
        wrong: "What is added must fit into the 1500 as well.",
      }),
      chosen(
        "own",
        "Own routers: a mode",
        [MODES[0]],
        "The firewalls would see nodes, and the line would carry envelopes.",
      ),
      costs("own-bytes", "own", false, "Own routers: bytes"),
      answer("own-who", "the nodes and the routers", {
        asks: "Own routers: who is configured",
        wrong: "A session has two ends.",
      }),
      check("the envelope here adds what you say of VXLAN", function* (bench) {
        const since = bench.probe.frames.length;
        yield* bench.run("pod-alpine", `ping -c1 -W2 ${NGINX}`);
        const wrapped = bench.probe.frames
          .slice(since)
          .filter((f) => f.host === "router1")
          .map((f) => bench.probe.fields(f))
          .find((f) => f.has("inner.ip.length"));
        if (wrapped === undefined)
          return fail("No packet between the pods crosses router1 in an envelope.");
        const bytes = Number(wrapped.get("ip.length")) - Number(wrapped.get("inner.ip.length"));
        return bytes === added(MODES[2], false)
          ? pass
          : fail(`The envelope adds ${String(bytes)} bytes.`);
      }),
    ],
    mistakes: [
      {
        id: "none-at-the-provider",
        when: (bench) => sameAnswer(bench.answer("provider"), MODES[0]),
        says: "Who will tell the provider's routers about 10.245.0.192/26?",
      },
      {
        id: "ipip-at-the-provider",
        when: (bench) => sameAnswer(bench.answer("provider"), MODES[1]),
        says: "IPIP is IP protocol 4. This provider lets TCP, UDP and ICMP pass: 6, 17 and 1.",
      },
      {
        id: "sixty-four",
        when: (bench) =>
          ["rack-bytes", "provider-bytes", "own-bytes"].some((id) =>
            sameAnswer(bench.answer(id), "64"),
          ),
        says: "64 counts both Ethernet headers. The outer one is the frame, which every packet has; the inner one is cargo.",
      },
    ],
    proved:
      "None where the routers are told, an envelope where they are not. (VXLAN inside one rack is no mistake: 50 bytes per packet for nothing, which CrossSubnet saves.)",
  },
]);
