/** Rows of the contract that this lesson lets the learner see: CASE-11, SYS-15, SYS-17, OBS-24, OBS-25. */
import {
  answer,
  type Bench,
  capture,
  check,
  defineExercises,
  fail,
  type Frame,
  out,
  pass,
  type Proc,
  ran,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const VIP = "10.96.0.20";
const API = "10.96.0.25";
const CLIENT = "10.244.0.10";
const BACKENDS = ["backend1", "backend2", "backend3"] as const;
const SVC = "KUBE-SVC-DXX5KTAD3CFGMPWS";

/** What a place gets from a URL, `n` times; "-" for a failure. */
function* pages(bench: Bench, place: string, url: string, n: number): Proc<string[]> {
  const line = `for n in $(seq ${n}); do curl -s --max-time 1 ${url} || echo -; done`;
  return (yield* out(bench, place, line)).trim().split(/\s+/);
}
/** Every caller gets pages, again and again, from all backends. */
const served = (from: readonly string[], url: string, backends: readonly string[]) =>
  check(`${from.join(", ")} get pages from ${url}, every time`, function* (bench) {
    for (const place of from) {
      const got = yield* pages(bench, place, url, 10);
      const lost = got.filter((page) => !backends.includes(page)).length;
      if (lost > 0) return fail(`${place} asked 10 times and got no page ${lost} times.`);
    }
    return pass;
  });

/** The first packets of client's calls to the Service. */
const callsOf = (bench: Bench): Frame[] =>
  bench.frames("client:eth0", { "ip.dst": VIP, "tcp.dst": "80", "tcp.flags": "S" });

/** What part of all new connections each rule of the Service's chain takes, from its dice and those above it. */
function* shares(bench: Bench): Proc<number[]> {
  const list = yield* out(bench, "node1", `iptables -t nat -S ${SVC}`);
  let left = 1;
  return list
    .split("\n")
    .filter((rule) => rule.includes("-j KUBE-SEP-"))
    .map((rule) => {
      const share = left * Number(/--probability (\S+)/.exec(rule)?.[1] ?? 1);
      left -= share;
      return share;
    });
}

export default defineExercises("17-cluster-ip", [
  {
    id: "two-captures",
    title: "Two captures, one packet",
    task: "Call `http://10.96.0.20/` from **client** and capture at client and at a backend until you have the same packet twice. What does the SYN carry at each place? And which address and port does conntrack on **node1** expect an answer from?",
    fields: [
      { id: "at-client", label: "At client: destination", placeholder: "address:port" },
      { id: "source", label: "At the backend: source address", placeholder: "an address" },
      { id: "port", label: "At the backend: destination port", placeholder: "a number" },
      {
        id: "reply",
        label: "conntrack: the answer's source port",
        placeholder: "a number",
      },
    ],
    hints: [
      "Three backends, one is chosen by chance: capture at one of them and call several times.",
      "`tcpdump -i eth0 -nn 'tcp[tcpflags] == tcp-syn'` in two terminals; the sequence number says that it is the same packet.",
      "`conntrack -L -p tcp -s 10.244.0.10` on node1: the second `src=` and `sport=` of a line describe the answer.",
    ],
    checks: [
      capture("client:eth0").has(
        { "ip.dst": VIP, "tcp.dst": "80", "tcp.flags": "S" },
        "client has called 10.96.0.20",
      ),
      answer("at-client", `${VIP}:80`, {
        asks: "the destination at client",
        wrong: "What did client ask for? Nothing has been replaced yet at its own card.",
      }),
      answer("source", CLIENT, {
        asks: "the source at the backend",
        wrong: "Capture at a backend, and read what stands before the `>`.",
      }),
      answer("port", "8080", {
        asks: "the port at the backend",
        wrong: "Capture at a backend, and read what stands after the `>`.",
      }),
      answer("reply", "8080", {
        asks: "the answer's port in conntrack",
        wrong: "The second `sport=` of the line is the one that is meant.",
      }),
    ],
    mistakes: [
      {
        id: "node-as-source",
        when: (bench) => /^(10\.244\.0\.1|192\.168\.1\.10)$/.test(bench.answer("source")),
        says: "“Source is the node”? No SNAT here: look at the backend's capture.",
      },
      {
        id: "vip-at-backend",
        when: (bench) => sameAnswer(bench.answer("port"), "80"),
        says: "The backend listens on 8080, and it got the packet. Where was the port replaced, before it or after?",
      },
    ],
    proved:
      "One packet, two destinations: the Service's at the caller, the backend's at the backend. The source stays what it was.",
  },
  {
    id: "walk-the-chains",
    title: "Walk the chains",
    task: "On **node1** walk from `KUBE-SERVICES` to the three backends of `10.96.0.20`. Which share of all connections will each get? Predict it from the rules. Then make 300 of them from client and count.",
    fields: [
      { id: "first", label: "10.244.0.15 gets", options: ["33 %", "50 %", "100 %", "17 %"] },
      { id: "second", label: "10.244.0.16 gets", options: ["33 %", "50 %", "100 %", "17 %"] },
      { id: "third", label: "10.244.0.17 gets", options: ["33 %", "50 %", "100 %", "17 %"] },
    ],
    predict: {
      // A handful of calls says nothing about shares.
      seen: (bench) => callsOf(bench)[19]?.at ?? null,
      then: "make 300 connections from client, and count which backend answers",
    },
    hints: [
      "A chain is read from the top. Who comes to the second rule?",
      "The probability of a rule counts for those whom the rules above have left.",
      "1/3; then 1/2 of the 2/3 that are left; then all of the last 1/3. `for n in $(seq 300); do curl -s http://10.96.0.20/; done | sort | uniq -c` counts.",
    ],
    checks: [
      ran("node1", /^iptables\b.*KUBE-S/, "the chains of node1 were looked at"),
      check("300 connections were made from client", (bench) => {
        const n = callsOf(bench).length;
        return n >= 300 ? pass : fail(`client has begun ${n} connections to 10.96.0.20.`);
      }),
      ...["first", "second", "third"].map((id, i) =>
        check(`the share of the ${id}`, function* (bench) {
          const real = (yield* shares(bench))[i];
          if (real === undefined) return fail("The Service has no such rule any more.");
          const observed = { field: id, value: `${String(Math.round(real * 100))} %` };
          return sameAnswer(bench.answer(id), observed.value)
            ? { pass: true, observed }
            : { ...fail("Compare with what 300 connections say."), observed };
        }),
      ),
    ],
    mistakes: [
      {
        id: "as-printed",
        when: (bench) =>
          sameAnswer(bench.answer("second"), "50 %") || sameAnswer(bench.answer("third"), "100 %"),
        says: "“33 %, 50 %, 100 %”: the second rule is tried only if the first did not match.",
      },
      {
        id: "halves-of-halves",
        when: (bench) => sameAnswer(bench.answer("second"), "17 %"),
        says: "A half of what is left, yes. But two thirds are left, not one.",
      },
    ],
    proved:
      "Probabilities of 1/3, 1/2 and no dice at all are three equal shares, because each rule sees only what the ones above it left.",
  },
  {
    id: "ping-the-vip",
    title: "Ping the Service",
    task: "Ping `10.96.0.20` from **client**, and call its port 81. Where do these packets go? Follow them until somebody throws them away.",
    fields: [
      {
        id: "leaves",
        label: "node1 sends the ping out by",
        options: ["cni0", "flannel.1", "eth0", "no device"],
      },
      { id: "who", label: "It ends at", options: ["node1", "edge", "a backend", "laptop"] },
      {
        id: "why",
        label: "Because",
        options: [
          "the Service is down",
          "only TCP port 80 has a rule",
          "ICMP is blocked by a rule",
        ],
      },
    ],
    hints: [
      "If no rule replaces the destination, the routing table is asked about 10.96.0.20 itself.",
      "`ip route get 10.96.0.20` on node1, then capture on the next machine with `tcpdump -i any -nn icmp`.",
      "node1 has a default route by eth0 to edge. edge has no route for 10.96.0.0/12.",
    ],
    checks: [
      capture("client:eth0").has(
        { "icmp.name": "echo-request", "ip.dst": VIP },
        "client has pinged 10.96.0.20",
      ),
      capture("client:eth0").has({ "ip.dst": VIP, "tcp.dst": "81" }, "client has called port 81"),
      answer("leaves", "eth0", {
        asks: "the device by which it leaves",
        wrong: "Ask node1's routing table about 10.96.0.20.",
      }),
      answer("who", "edge", {
        asks: "where it ends",
        wrong: "Which machine gets it last, and has no route for it?",
      }),
      answer("why", "only TCP port 80 has a rule", {
        asks: "the reason",
        wrong: "Does the Service answer on port 80 at the same time?",
      }),
    ],
    mistakes: [
      {
        id: "down",
        when: (bench) => sameAnswer(bench.answer("why"), "the Service is down"),
        says: "“Service is down”: only TCP 80 has a rule. Call it, and it answers.",
      },
      {
        id: "a-backend",
        when: (bench) => sameAnswer(bench.answer("who"), "a backend"),
        says: "Capture at the backends: no ping comes there. Nothing replaces the destination of a ping.",
      },
    ],
    proved:
      "A Service in this mode is a rule for one protocol and one port. Everything else to its address is traffic for an unknown destination.",
  },
  {
    id: "connection-refused",
    title: "Connection refused",
    task: "`http://10.96.0.25/` is refused at once. Find the rule on **node1** that says so. There is a pod for this Service by now: `api`, `10.244.2.10`, port 8080, on node3. Do by hand what kube-proxy would do on node1: let the Service lead there, and take the refusal away. (Chains of your own may have any name.)",
    hints: [
      "Two tables take part: `filter` refuses, `nat` would lead. Which of the two has a rule for 10.96.0.25?",
      "One rule goes: `iptables -D KUBE-SERVICES 1`. One comes, in the table nat, in the chain where the other Service's rule stands, before the last one.",
      "`iptables -D KUBE-SERVICES 1` and `iptables -t nat -I KUBE-SERVICES -d 10.96.0.25 -p tcp --dport 80 -j DNAT --to-destination 10.244.2.10:8080`.",
    ],
    checks: [
      check("nothing refuses 10.96.0.25 any more", function* (bench) {
        return (yield* out(bench, "node1", "iptables -S")).includes(API)
          ? fail("A rule of the table filter still names 10.96.0.25.")
          : pass;
      }),
      served(["client", "backend2"], `http://${API}/`, ["api"]),
      served(["client"], `http://${VIP}/`, BACKENDS),
      check("api sees client's own address", function* (bench) {
        yield* pages(bench, "client", `http://${API}/`, 1);
        const sources = bench.probe
          .at("api:eth0")
          .filter((f) => f.direction === "in")
          .map((f) => bench.probe.fields(f))
          .filter((f) => f.get("tcp.flags") === "S")
          .map((f) => f.get("ip.src"));
        return sources.includes(CLIENT)
          ? pass
          : fail(`api sees ${sources[0] ?? "no call at all"}.`);
      }),
    ],
    mistakes: [
      {
        id: "port-80",
        *when(bench) {
          const nat = yield* out(bench, "node1", "iptables -t nat -S");
          return /-d 10\.96\.0\.25.*--to-destination 10\.244\.2\.10(:80)?$/m.test(nat);
        },
        says: "There is an endpoint now, and nothing listens on its port 80. A Service's port and its pods' port are two numbers.",
      },
      {
        id: "still-refused",
        *when(bench) {
          const nat = yield* out(bench, "node1", "iptables -t nat -S");
          const filter = yield* out(bench, "node1", "iptables -S KUBE-SERVICES");
          return nat.includes("10.244.2.10:8080") && filter.includes(API);
        },
        says: "Service and endpoint are joined. The old refusal still stands in `filter`; it would come back to life with the next packet that is not replaced.",
      },
      {
        id: "only-removed",
        *when(bench) {
          const nat = yield* out(bench, "node1", "iptables -t nat -S");
          const filter = yield* out(bench, "node1", "iptables -S KUBE-SERVICES");
          return !nat.includes("10.244.2.10") && !filter.includes(API);
        },
        says: "The refusal is gone, and now callers wait in vain: nothing leads 10.96.0.25 anywhere. Which of the two was kinder to them?",
      },
    ],
    proved:
      "An immediate refusal is a message: this Service has no endpoints. The cure is endpoints, not the firewall.",
  },
  {
    id: "hairpin",
    title: "One call in three",
    task: "On **backend1** one call in three to `http://10.96.0.20/` hangs. It is never lost on client. Find out which ones, and cure it on **node1**.",
    start: {
      setup: [{ place: "node1", script: "bridge link set dev veth-backend1 hairpin off\n" }],
    },
    hints: [
      "Which backend was chosen in the calls that hang? conntrack on node1 tells.",
      "`conntrack -L -p tcp -s 10.244.0.15` shows the lost ones in SYN_SENT, with backend1 at both ends. By which port would the bridge have to send them?",
      "`bridge link set dev veth-backend1 hairpin on`.",
    ],
    checks: [
      served(["backend1", "backend2", "backend3", "client"], `http://${VIP}/`, BACKENDS),
      check("backend1 gets pages from itself, too", function* (bench) {
        return (yield* pages(bench, "backend1", `http://${VIP}/`, 20)).includes("backend1")
          ? pass
          : fail("In 20 calls backend1 never got its own page.");
      }),
      check("the backends are still the same three", function* (bench) {
        const chain = yield* out(bench, "node1", `iptables -t nat -S ${SVC}`);
        return (chain.match(/-j KUBE-SEP/g) ?? []).length === 3
          ? pass
          : fail("The Service's chain no longer leads to three backends.");
      }),
    ],
    mistakes: [
      {
        id: "taken-out",
        *when(bench) {
          const chain = yield* out(bench, "node1", `iptables -t nat -S ${SVC}`);
          return (chain.match(/-j KUBE-SEP/g) ?? []).length < 3;
        },
        says: "Nothing hangs any more, because backend1 is out of the Service, for everybody. And backend2 would have the same trouble on another day.",
      },
      {
        id: "promiscuous",
        *when(bench) {
          return (yield* out(bench, "node1", "ip -d link show cni0")).includes("PROMISC");
        },
        says: "A promiscuous bridge takes in every frame; it still does not send one out of the port by which it came.",
      },
    ],
    proved:
      "A pod that meets itself through a Service needs its port in hairpin mode. “One in three” is not chance on the wire; it is the dice.",
  },
  {
    id: "only-the-neighbours-fail",
    title: "Only the neighbours fail",
    task: "Something was changed on **node1**. `web` on node2 reaches `http://10.96.0.20/` without fail; **client**, beside the backends, never does. Explain it with a capture at client, and cure it.",
    fields: [
      {
        id: "from",
        label: "client's SYN is answered by",
        options: ["10.96.0.20", "a backend's own address", "nobody"],
      },
    ],
    start: {
      setup: [{ place: "node1", script: "sysctl -qw net.bridge.bridge-nf-call-iptables=0\n" }],
    },
    hints: [
      "DNAT happened. Who should have undone it on the way back, and did the answer pass there?",
      "`tcpdump -i eth0 -nn tcp` on client: a SYN-ACK comes, from a stranger, and client resets it.",
      "Frames between two ports of a bridge pass netfilter only with `sysctl -w net.bridge.bridge-nf-call-iptables=1`.",
    ],
    checks: [
      capture("client:eth0").has(
        { "ip.dst": VIP, "tcp.dst": "80" },
        "client has called 10.96.0.20",
      ),
      served(["client", "backend1", "web"], `http://${VIP}/`, BACKENDS),
      answer("from", "a backend's own address", {
        asks: "who answers client's SYN",
        wrong: "Capture at client while it calls, and read where the SYN-ACK comes from.",
      }),
      check("the setting is right again", function* (bench) {
        return (yield* out(
          bench,
          "node1",
          "sysctl -n net.bridge.bridge-nf-call-iptables",
        )).trim() === "1"
          ? pass
          : fail("The bridge of node1 still keeps its frames from iptables.");
      }),
    ],
    mistakes: [
      {
        id: "dnat-broken",
        when: (bench) => sameAnswer(bench.answer("from"), "nobody"),
        says: "“DNAT is broken”? DNAT happened: the backends have the SYN, and they answer. Who should have *undone* it on the way back, and did the reply pass there?",
      },
      {
        id: "masquerade-all",
        *when(bench) {
          const nat = yield* out(bench, "node1", "iptables -t nat -S");
          return (
            nat
              .split("\n")
              .some((l) => /MASQUERADE|KUBE-MARK-MASQ|SNAT/.test(l) && l.includes("10.244.0.10")) ||
            /-A POSTROUTING .*-j MASQUERADE/.test(nat)
          );
        },
        says: "With masquerading the answers come to the node and are put right there. But the backends no longer see who calls. The cure is older and simpler: let the bridge ask iptables.",
      },
    ],
    proved:
      "The answer has to pass the place that knows the entry. On one bridge it passes there only if bridged frames are handed to iptables.",
  },
]);
