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
    return typed === real ? pass : fail(`Capture at ${where} with both filters.`);
  });
const options = [...WINDOWS];

export default defineExercises("15-vxlan-backbone", [
  {
    id: "five-windows",
    title: "Five windows",
    task: "pod-alpine pings pod-nginx. At each of five points, which of the two filters sees the request? Predict, then capture.",
    fields: [
      { id: "pod", label: "pod-alpine:eth0", options },
      { id: "vx", label: "kubeadm1:vxlan.calico", options },
      { id: "node", label: "kubeadm1:ens33", options },
      { id: "r1", label: "router1:ens37", options },
      { id: "r2", label: "router2:ens37", options },
      { id: "vni", label: "The VNI at router1", placeholder: "a number" },
    ],
    start: { setup: OVERLAY },
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
      answer("vni", "4096", { asks: "the VNI", wrong: "tcpdump prints it after `vni`." }),
    ],
    mistakes: [
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
    id: "amnesia",
    title: "Amnesia",
    task: "Make the routers forget the pods: `birdc disable Node_10_0_0_1` on **kubeadm1** and `birdc disable Node_10_0_0_2` on **kubeadm2**. Do the pods still reach each other? And would they, without the tunnel (lesson 14)? Try both: `ip link set vxlan.calico down` on both nodes is the other case.",
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
]);
