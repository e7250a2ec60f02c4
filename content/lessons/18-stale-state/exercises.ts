/** Rows of the contract that this lesson lets the learner see: SYS-22, OBS-26, DIS-13. */
import {
  answer,
  type Bench,
  check,
  defineExercises,
  fail,
  out,
  pass,
  type Proc,
  ran,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const VIP = "10.96.0.20";
const DNS = "10.96.0.10";
const SVC = "KUBE-SVC-DXX5KTAD3CFGMPWS";

/** A DNS pod on a node: what kubelet would set up, and dnsmasq in it. */
const dnsPod = (node: number, name: string, address: string) => ({
  place: `node${node}`,
  script: [
    `ip netns add ${name}`,
    `ip -n ${name} link set lo up`,
    `ip link add veth-${name} mtu 1450 type veth peer name eth0 mtu 1450 netns ${name}`,
    `ip -n ${name} addr add ${address}/24 brd + dev eth0`,
    `ip -n ${name} link set eth0 up`,
    `ip -n ${name} route add default via 10.244.${node - 1}.1`,
    `ip link set veth-${name} master cni0 up`,
    `ip netns exec ${name} dnsmasq --no-resolv --no-hosts --address=/api-svc.default.svc.cluster.local/10.96.0.25`,
    "",
  ].join("\n"),
});
/** The Service kube-dns on node1, with one endpoint; a client that asks from one port, once a second. */
const RESOLVER = [
  dnsPod(2, "dns2", "10.244.1.53"),
  dnsPod(3, "dns3", "10.244.2.53"),
  {
    place: "node1",
    script: [
      "iptables -t nat -N KUBE-SEP-DNS3",
      "iptables -t nat -N KUBE-SVC-DNS",
      "iptables -t nat -A KUBE-SEP-DNS3 -p udp -j DNAT --to-destination 10.244.2.53:53",
      "iptables -t nat -A KUBE-SVC-DNS -j KUBE-SEP-DNS3",
      `iptables -t nat -I KUBE-SERVICES -d ${DNS} -p udp --dport 53 -j KUBE-SVC-DNS`,
      "",
    ].join("\n"),
  },
  {
    place: "client",
    script:
      "bash -c '(while sleep 1; do dig -b 10.244.0.10#5353 +tries=1 +time=1 +short @10.96.0.10 api-svc.default.svc.cluster.local; done >/tmp/answers 2>&1 &)'\n",
  },
  { place: "node1", script: "sleep 3\n" },
  { place: "node3", script: "ip netns pids dns3 | xargs kill\nsleep 1\nip netns del dns3\n" },
];

/** What client gets from a URL, `n` times. */
function* pages(bench: Bench, n: number): Proc<string[]> {
  const line = `for n in $(seq ${n}); do curl -s --max-time 1 http://${VIP}/ || echo -; done`;
  return (yield* out(bench, "client", line)).trim().split(/\s+/);
}
/** Does the resolver's own port get answers, in a copy? */
function* answered(bench: Bench): Proc<boolean> {
  const since = bench.probe.frames.length;
  yield* bench.run("client", "sleep 4");
  return bench.probe.frames
    .slice(since)
    .filter((f) => f.ns === "client" && f.dev === "eth0" && f.direction === "in")
    .map((f) => bench.probe.fields(f))
    .some((f) => f.get("udp.src") === "53" && f.get("udp.dst") === "5353");
}
function* dnsRules(bench: Bench): Proc<string> {
  return yield* out(bench, "node1", "iptables -t nat -S");
}

export default defineExercises("18-stale-state", [
  {
    id: "pinned",
    title: "The old flow stays",
    task: "Open a connection to the Service from **client** that goes on (`(echo GET / HTTP/1.0; while sleep 1; do echo X-Still: here; done) | nc 10.96.0.20 80 &`), and find out on **node1** which backend it has got. Then take **that** backend out of the Service, as kube-proxy does when a readiness probe fails. New connections shall avoid it, and reach the other two; the old one must live.",
    fields: [
      {
        id: "backend",
        label: "The connection's backend",
        options: ["10.244.0.15", "10.244.0.16", "10.244.0.17"],
      },
      {
        id: "why",
        label: "The old connection lives because",
        options: [
          "its entry in conntrack names the backend",
          "the rules are cached for a while",
          "TCP finds another way",
        ],
      },
      {
        id: "download",
        label: "A long download from that backend",
        options: ["goes on", "breaks off", "moves to another backend"],
      },
    ],
    hints: [
      "The second half of the connection's entry begins with its backend's address.",
      "`iptables -t nat -S KUBE-SVC-DXX5KTAD3CFGMPWS` lists one rule a backend; delete one. Are the shares of the other two still right?",
      "`iptables -t nat -D KUBE-SVC-DXX5KTAD3CFGMPWS NUMBER`: the rule whose comment ends with the backend's address.",
    ],
    checks: [
      check("the connection is still open", function* (bench) {
        const list = yield* out(
          bench,
          "node1",
          `conntrack -L -p tcp -s 10.244.0.10 --state ESTABLISHED 2>/dev/null`,
        );
        return list.includes(`dst=${VIP}`)
          ? pass
          : fail("client has no open connection to the Service.");
      }),
      check("your answer: the connection's backend", function* (bench) {
        const typed = bench.answer("backend");
        if (typed === "") return fail("An answer is still missing.");
        const list = yield* out(
          bench,
          "node1",
          `conntrack -L -p tcp -s 10.244.0.10 --state ESTABLISHED 2>/dev/null`,
        );
        const real = /dst=10\.96\.0\.20 .*? src=(10\.244\.0\.\d+)/.exec(list)?.[1];
        if (real === undefined) return fail("There is no open connection to look at.");
        return typed === real ? pass : fail("Read the second `src=` of the connection's entry.");
      }),
      check("new connections avoid it, and reach the other two", function* (bench) {
        const avoided = `backend${Number(bench.answer("backend").slice(-2)) - 14}`;
        const got = yield* pages(bench, 16);
        if (got.includes("-")) return fail("Not every new connection is served.");
        if (got.includes(avoided)) return fail(`${avoided} still gets new connections.`);
        return new Set(got).size === 2 ? pass : fail("Only one backend is left.");
      }),
      answer("why", "its entry in conntrack names the backend", {
        asks: "why the old one lives",
        wrong: "What does node1 ask about the second packet of a connection?",
      }),
      answer("download", "goes on", {
        asks: "what becomes of a download",
        wrong: "It is a connection like the one that you have opened.",
      }),
    ],
    mistakes: [
      {
        id: "deleted-the-pod",
        when: (bench) =>
          ["backend1", "backend2", "backend3"].some(
            (pod) =>
              bench.world.findPlace(pod) === null ||
              ((bench.link(`${pod}:eth0`)?.flags ?? 0) & 1) === 0 ||
              ((bench.link(`node1:veth-${pod}`)?.flags ?? 0) & 1) === 0,
          ),
        says: "The pod itself is gone, or cut off. That is not failing a probe: a pod that is not ready goes on running, with the connections it has.",
      },
      {
        id: "should-break",
        when: (bench) => sameAnswer(bench.answer("download"), "breaks off"),
        says: "“The download should break”? Its flow is pinned in conntrack.",
      },
      {
        id: "all-out",
        *when(bench) {
          return !(yield* out(bench, "node1", `iptables -t nat -S ${SVC}`)).includes("KUBE-SEP");
        },
        says: "The whole chain is empty now: nobody gets anything new.",
      },
      {
        id: "cached-rules",
        when: (bench) => sameAnswer(bench.answer("why"), "the rules are cached for a while"),
        says: "The rules are new at once: every new connection shows it. An old one does not ask them.",
      },
    ],
    proved:
      "A backend that leaves a Service keeps the connections that it has. They are pinned by their entries.",
  },
  {
    id: "the-stubborn-resolver",
    title: "The stubborn resolver",
    task: "A resolver on **client** asks `10.96.0.10` once a second, always from port 5353. It was led to the DNS pod on node3, and that pod is gone. `dns2`, `10.244.1.53` on node2, is alive. First do what kube-proxy would do on **node1**: lead the Service to 10.244.1.53. Does the resolver get answers? Find what holds it, and cure it without touching the resolver.",
    fields: [
      {
        id: "why",
        label: "TCP would recover sooner because",
        options: [
          "its next connection is a new entry",
          "it is not tracked",
          "kube-proxy deletes TCP entries",
        ],
      },
    ],
    start: { setup: RESOLVER },
    hints: [
      "Ask once from another port: `dig @10.96.0.10 api-svc.default.svc.cluster.local`. What is the difference to the resolver?",
      "`conntrack -L -p udp` on node1 shows where port 5353 is led. How long will this entry live if a packet comes every second?",
      "`iptables -t nat -R KUBE-SEP-DNS3 1 -p udp -j DNAT --to-destination 10.244.1.53:53`, then `conntrack -D -p udp --orig-port-dst 53`.",
    ],
    checks: [
      check("the Service leads to 10.244.1.53", function* (bench) {
        const nat = yield* dnsRules(bench);
        return nat.includes("10.244.1.53:53") && !nat.includes("10.244.2.53:53")
          ? pass
          : fail("A rule of node1 still leads to the pod that is gone, or none leads to dns2.");
      }),
      ran("node1", /^conntrack\b/, "node1's conntrack was looked into"),
      check("the resolver gets answers", function* (bench) {
        return (yield* answered(bench)) ? pass : fail("No answer comes to port 5353 of client.");
      }),
      answer("why", "its next connection is a new entry", {
        asks: "why TCP recovers sooner",
        wrong: "Which port would the next TCP connection come from?",
      }),
    ],
    mistakes: [
      {
        id: "rules-only",
        *when(bench) {
          const nat = yield* dnsRules(bench);
          return nat.includes("10.244.1.53:53") && !(yield* answered(bench));
        },
        says: "The rules are right, and the resolver does not notice: its entry survives, and each question winds it up again.",
      },
      {
        id: "flushed-first",
        *when(bench) {
          const nat = yield* dnsRules(bench);
          const deleted = bench.history.commands.some((c) => /^conntrack .*(-D|-F)/.test(c.text));
          return deleted && nat.includes("10.244.2.53:53");
        },
        says: "The entry was deleted, and the next question made it anew, by the old rule: it leads to the dead pod again. First the rule, then the memory.",
      },
    ],
    proved:
      "A UDP client with one port is one conversation for ever. When its backend dies, somebody has to make the node forget it.",
  },
  {
    id: "stickiness",
    title: "Stickiness",
    task: "Give the Service `10.96.0.20` the affinity **ClientIP** on **node1**, for 10.244.0.15 at least: a caller that has once been served by backend1 shall get backend1 again, for three hours (10800 seconds). The list's name shall be `KUBE-SEP-W5V5XNG2JIIG7LAU`.",
    fields: [
      {
        id: "nat",
        label: "Two browsers behind one NAT get",
        options: ["one backend, both", "a backend each", "a new one with each connection"],
      },
      {
        id: "hourly",
        label: "A caller that comes back once an hour",
        options: [
          "keeps its backend",
          "gets the dice after three hours",
          "gets the dice each time",
        ],
      },
    ],
    hints: [
      "Two rules: one remembers whom backend1 has served, one looks before the dice are thrown.",
      "The module is `recent`: `--set` in the backend's chain, in the rule with the DNAT; `--rcheck --seconds 10800 --reap` at the top of the Service's chain.",
      "`iptables -t nat -R KUBE-SEP-W5V5XNG2JIIG7LAU 2 -p tcp -m recent --name KUBE-SEP-W5V5XNG2JIIG7LAU --set -j DNAT --to-destination 10.244.0.15:8080` and `iptables -t nat -I KUBE-SVC-DXX5KTAD3CFGMPWS 2 -m recent --name KUBE-SEP-W5V5XNG2JIIG7LAU --rcheck --seconds 10800 --reap -j KUBE-SEP-W5V5XNG2JIIG7LAU`.",
    ],
    checks: [
      check("who was served by backend1 gets backend1 again", function* (bench) {
        const got = yield* pages(bench, 14);
        if (got.includes("-")) return fail("Not every call is served.");
        const first = got.indexOf("backend1");
        if (first < 0) return fail("In 14 calls backend1 was never chosen.");
        const after = got.slice(first);
        return after.every((page) => page === "backend1")
          ? pass
          : fail("After backend1 has served client, another backend gets its next call.");
      }),
      check("it lasts for three hours", function* (bench) {
        const nat = yield* out(bench, "node1", `iptables -t nat -S ${SVC}`);
        return /--rcheck --seconds 10800\b/.test(nat)
          ? pass
          : fail("No rule of the Service's chain looks back for 10800 seconds.");
      }),
      answer("nat", "one backend, both", {
        asks: "two browsers behind one NAT",
        wrong: "What do the rules know of a caller?",
      }),
      answer("hourly", "keeps its backend", {
        asks: "a caller that comes back once an hour",
        wrong: "`sleep 3600` costs nothing here: call, sleep, call.",
      }),
    ],
    mistakes: [
      {
        id: "never-set",
        *when(bench) {
          const nat = yield* out(bench, "node1", "iptables -t nat -S");
          return nat.includes("--rcheck") && !nat.includes("--set --name");
        },
        says: "Somebody looks into the list, and nobody writes into it.",
      },
      {
        id: "after-the-dice",
        *when(bench) {
          const nat = yield* out(bench, "node1", `iptables -t nat -S ${SVC}`);
          const recent = nat.indexOf("--rcheck");
          return recent >= 0 && recent > nat.indexOf("--mode random");
        },
        says: "The dice are thrown before the list is looked at: a chain is read from the top.",
      },
      {
        id: "by-cookie",
        when: (bench) => sameAnswer(bench.answer("nat"), "a backend each"),
        says: "“By cookie”? Layer 4 knows only addresses, and behind a NAT there is one.",
      },
      {
        id: "after-three-hours",
        when: (bench) => sameAnswer(bench.answer("hourly"), "gets the dice after three hours"),
        says: "Three hours after what? Fast-forward and see when it moves: each new connection that backend1 gets writes the time anew.",
      },
    ],
    proved: "Affinity is a list of source addresses with a time. It knows no users.",
  },
]);
