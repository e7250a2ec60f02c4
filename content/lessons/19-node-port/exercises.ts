/** Rows of the contract that this lesson lets the learner see: SYS-16, OBS-40. */
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
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const LAPTOP = "203.0.113.10";
const NODE1 = "192.168.1.10";
const NODE3 = "192.168.1.12";
const EXT = "KUBE-EXT-DXX5KTAD3CFGMPWS";
const BACKENDS = ["backend1", "backend2", "backend3"] as const;

/** laptop calls a node's port: how many of `n` calls brought a page. */
function* served(bench: Bench, node: string, n: number): Proc<number> {
  const line = `for n in $(seq ${n}); do curl -s --max-time 1 http://${node}:30080/ || echo -; done`;
  const got = (yield* out(bench, "laptop", line)).trim().split(/\s+/);
  return got.filter((page) => (BACKENDS as readonly string[]).includes(page)).length;
}
/** Source addresses of the SYNs that backends have got from a call to a node, in a copy. */
function* callers(bench: Bench, node: string): Proc<string[]> {
  const since = bench.probe.frames.length;
  yield* bench.run("laptop", `curl -s --max-time 2 http://${node}:30080/`);
  return bench.probe.frames
    .slice(since)
    .filter((f) => BACKENDS.some((b) => f.ns === b) && f.dev === "eth0" && f.direction === "in")
    .map((f) => bench.probe.fields(f))
    .filter((f) => f.get("tcp.flags") === "S")
    .map((f) => f.get("ip.src") ?? "");
}
const CALLS = "conntrack -L -p tcp --orig-port-dst 30080 2>/dev/null";
/** The ports by which node3 speaks to backends: the last dport of each of its entries. */
const ends = (list: string): string[] =>
  list
    .split("\n")
    .map((line) => /^tcp .* dport=30080 .*dport=(\d+)/.exec(line)?.[1])
    .filter((port) => port !== undefined);
const calls = (node: string, want: boolean) =>
  check(
    want ? `laptop is served at ${node}:30080` : `laptop hears nothing from ${node}:30080`,
    function* (bench) {
      const got = yield* served(bench, node, want ? 6 : 2);
      if (want) return got === 6 ? pass : fail(`${got} of 6 calls brought a page.`);
      return got === 0 ? pass : fail(`A call to ${node}:30080 was served.`);
    },
  );

export default defineExercises("19-node-port", [
  {
    id: "who-called",
    title: "Who called?",
    task: "**laptop** calls `http://192.168.1.12:30080/`. What does the backend see: whose source address, and which port of its own?",
    fields: [
      { id: "src", label: "Source at the backend", placeholder: "an address" },
      { id: "port", label: "Destination port at the backend", placeholder: "a number" },
    ],
    hints: [
      "Capture at a backend, and call until it has its turn.",
      "Masquerading takes the address of the card by which the packet leaves. By which card does node3 send to 10.244.0.0/24?",
      "`ip route get 10.244.0.15` on node3 names the device, `ip -br addr` its address.",
    ],
    checks: [
      capture("laptop:eth0").has(
        { "ip.dst": NODE3, "tcp.dst": "30080" },
        "laptop has called 192.168.1.12:30080",
      ),
      answer("src", "10.244.2.0", {
        asks: "the source at the backend",
        wrong: "Capture at a backend, and read what stands before the `>`.",
      }),
      answer("port", "8080", {
        asks: "the port at the backend",
        wrong: "Capture at a backend, and read what stands after the `>`.",
      }),
    ],
    mistakes: [
      {
        id: "laptop",
        when: (bench) => sameAnswer(bench.answer("src"), LAPTOP),
        says: "203.0.113.10 would be the policy Local. Here any node may serve, and this one masquerades.",
      },
      {
        id: "node",
        when: (bench) => sameAnswer(bench.answer("src"), NODE3),
        says: "192.168.1.12 is the address that was called. Which interface did node 3 use to reach the pod?",
      },
    ],
    proved:
      "The backend sees the node that was called, by the address of the device that leads to the pod. Who called is gone.",
  },
  {
    id: "why-snat",
    title: "Why SNAT at all?",
    task: "Take the masquerading of NodePort calls out of **node3**, and call `http://192.168.1.12:30080/` from laptop with a capture running. (Two rules would masquerade such a call: kube-proxy's in `KUBE-EXT-…`, and flannel's last one in `FLANNEL-POSTRTG`. Take out both.) Who answers, and what does laptop do?",
    fields: [
      {
        id: "who",
        label: "laptop gets a SYN-ACK from",
        options: ["192.168.1.12, port 30080", "a pod's address, port 8080", "nobody"],
      },
      {
        id: "does",
        label: "laptop",
        options: ["accepts it", "sends a reset", "ignores it", "sends an ICMP error"],
      },
    ],
    hints: [
      "Which way does an answer to 203.0.113.10 take from node1?",
      "`iptables -t nat -S KUBE-EXT-DXX5KTAD3CFGMPWS` and `iptables -t nat -S FLANNEL-POSTRTG` list the rules; `-D CHAIN NUMBER` deletes one.",
      "`iptables -t nat -D KUBE-EXT-DXX5KTAD3CFGMPWS 1`, `iptables -t nat -D FLANNEL-POSTRTG 6`; then `tcpdump -i eth0 -nn tcp` on laptop.",
    ],
    checks: [
      check("node3 no longer masquerades the calls", function* (bench) {
        const seen = yield* callers(bench, NODE3);
        if (seen.length === 0) return fail("No call comes to a backend.");
        return seen.every((s) => s === LAPTOP)
          ? pass
          : fail(`The backend still sees ${seen.find((s) => s !== LAPTOP) ?? "?"}.`);
      }),
      check("laptop was answered by a stranger", (bench) =>
        bench
          .frames("laptop:eth0", { "tcp.src": "8080", "tcp.flags": "S." })
          .some((f) => (bench.history.fields(f).get("ip.src") ?? "").startsWith("10.244.0."))
          ? pass
          : fail("No SYN-ACK of a pod has come to laptop yet: call 192.168.1.12:30080."),
      ),
      answer("who", "a pod's address, port 8080", {
        asks: "who answers",
        wrong: "Capture at laptop, and read where the SYN-ACK comes from.",
      }),
      answer("does", "sends a reset", {
        asks: "what laptop does",
        wrong: "Read the next line of the capture: its flags.",
      }),
    ],
    mistakes: [
      {
        id: "firewall",
        when: (bench) => sameAnswer(bench.answer("who"), "nobody"),
        says: "“Firewall”? The laptop called 192.168.1.12 and a stranger answered. Capture at laptop.",
      },
      {
        id: "one-of-two",
        *when(bench) {
          const ext = yield* out(bench, "node3", `iptables -t nat -S ${EXT}`);
          return (
            !ext.includes("KUBE-MARK-MASQ") && !(yield* callers(bench, NODE3)).includes(LAPTOP)
          );
        },
        says: "kube-proxy marks no more, and the source is changed all the same: flannel masquerades what enters the pod network from outside. Its last rule says so.",
      },
    ],
    proved:
      "Without SNAT the answer takes the shortest way, past the only place that could put it right.",
  },
  {
    id: "local",
    title: "externalTrafficPolicy: Local",
    task: "Make the NodePort 30080 obey the policy **Local**, by hand: on **node1** the backends shall see laptop's own address, and **node3**, which has no backend, shall drop such calls in the table `filter`. Pods must go on reaching `http://10.96.0.20/`.",
    hints: [
      "On node1 one detour is too much. On node3 the call must not be forwarded to another node.",
      "kube-proxy's own place for the drop is `KUBE-EXTERNAL-SERVICES`, which FORWARD and INPUT ask. After DNAT the packet has another destination: does the drop still match, or has the DNAT to go as well?",
      "node1: `iptables -t nat -D KUBE-EXT-DXX5KTAD3CFGMPWS 1`. node3: `iptables -t nat -F KUBE-NODEPORTS` and `iptables -A KUBE-EXTERNAL-SERVICES -p tcp -m addrtype --dst-type LOCAL -m tcp --dport 30080 -j DROP`.",
    ],
    checks: [
      calls(NODE1, true),
      check("backends see laptop when it calls node1", function* (bench) {
        const seen = yield* callers(bench, NODE1);
        return seen.length > 0 && seen.every((s) => s === LAPTOP)
          ? pass
          : fail(`The backend sees ${seen[0] ?? "no call"}.`);
      }),
      calls(NODE3, false),
      check("node3 drops, and does not refuse", function* (bench) {
        const ran = yield* bench.run("laptop", `curl -s --max-time 2 http://${NODE3}:30080/`);
        return ran.status === 28
          ? pass
          : fail("The call to node3 ends at once: somebody answered it with a refusal.");
      }),
      check("pods reach the Service as before", function* (bench) {
        for (const place of ["client", "api"]) {
          const line = "for n in 1 2 3; do curl -s --max-time 1 http://10.96.0.20/ || echo -; done";
          const got = (yield* out(bench, place, line)).trim().split(/\s+/);
          if (got.includes("-")) return fail(`${place} no longer gets every page.`);
        }
        return pass;
      }),
    ],
    mistakes: [
      {
        id: "node3-serves",
        *when(bench) {
          const seen = yield* callers(bench, NODE1);
          return seen.includes(LAPTOP) && (yield* served(bench, NODE3, 1)) > 0;
        },
        says: "node1 is right. node3 still serves the port with backends of another node, and hides the caller while it does.",
      },
      {
        id: "refused",
        *when(bench) {
          const ran = yield* bench.run("laptop", `curl -s --max-time 2 http://${NODE3}:30080/`);
          return ran.status === 7;
        },
        says: "Without the rule the call ends in node3 itself, where nobody listens: a reset. A load balancer would count this node as alive. Local **drops**.",
      },
    ],
    proved:
      "The caller's address stays where the node has a backend of its own. The others must be left out, and somebody outside has to know which.",
  },
  {
    id: "both-ends",
    title: "Both ends of NAT",
    task: "Call `http://192.168.1.12:30080/` from laptop with a port that you choose, `curl --local-port 40001 …`. The connection has an entry on **node3** and one on **node1**. Join them: which number stands in both?",
    fields: [
      {
        id: "source",
        label: "Source address in node1's entry",
        placeholder: "an address",
      },
      {
        id: "join",
        label: "The two entries share",
        options: [
          "the last dport on node3 and the first sport on node1",
          "the first sport on node3 and the first sport on node1",
          "nothing but port 8080",
        ],
      },
    ],
    hints: [
      "node3's entry has two halves. The first is what came in from laptop; the second is what the backend answers to.",
      "`conntrack -L -p tcp --orig-port-src 40001` on node3, `conntrack -L -p tcp -s 10.244.2.0` on node1.",
      "What node3 sends on is the second half turned round: its last `dport=` is the port it speaks from. node1 sees that as the first `sport=`.",
    ],
    checks: [
      check("node3 has rewritten both ends of a call", function* (bench) {
        const list = yield* out(bench, "node3", CALLS);
        return ends(list).length > 0
          ? pass
          : fail("node3 has no entry of a call from laptop to port 30080.");
      }),
      answer("source", "10.244.2.0", {
        asks: "the source in node1's entry",
        wrong: "Look on node1: whom does it take for the caller?",
      }),
      check("your answer: what they share", function* (bench) {
        const typed = bench.answer("join");
        if (typed === "") return fail("An answer is still missing.");
        const here = yield* out(bench, "node1", "conntrack -L -p tcp -s 10.244.2.0 2>/dev/null");
        const joined = ends(yield* out(bench, "node3", CALLS)).some((end) =>
          here.includes(` sport=${end} dport=8080`),
        );
        if (!joined) return fail("node1 has no entry that fits one of node3's: call once more.");
        return typed.startsWith("the last dport")
          ? pass
          : fail("Compare the two lines, number by number.");
      }),
    ],
    mistakes: [
      {
        id: "by-destination",
        when: (bench) => sameAnswer(bench.answer("join"), "nothing but port 8080"),
        says: "Joined by destination port only? Every connection shares it: use the whole tuple.",
      },
      {
        id: "same-port",
        when: (bench) => bench.answer("join").startsWith("the first sport on node3"),
        says: "laptop's port has been replaced: `--random-fully` takes any. Read the second half of node3's entry.",
      },
      {
        id: "in-the-pod",
        when: (bench) =>
          bench.history.commands.some(
            (c) => /^backend\d$/.test(c.ns) && /\bconntrack\b/.test(c.text),
          ),
        says: "Searched in the pod? Translation happened on the nodes: the pod's own table knows of none.",
      },
    ],
    proved:
      "Each node sees its own stretch of a connection. Where one translates, the second half of its entry is the first half of the next one's.",
  },
]);
