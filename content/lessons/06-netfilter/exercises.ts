/** Rows of the contract that this lesson lets the learner see: SYS-22, OBS-40, DIS-28. */
import {
  answer,
  type Bench,
  capture,
  check,
  defineExercises,
  fail,
  firstRun,
  out,
  pass,
  type Proc,
  ran,
  reach,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const SERVER = "203.0.113.10";
const OUTSIDE = "203.0.113.1";
const HOOKS = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"] as const;

const MASQUERADE = "iptables -t nat -A POSTROUTING -s 10.1.0.0/24 -o eth1 -j MASQUERADE\n";
/** The servers know the way back: nothing has to be rewritten. */
const WAY_BACK = ["server", "other"].map((place) => ({
  place,
  script: `ip route add 10.1.0.0/24 via ${OUTSIDE}\n`,
}));

/** The rules of a chain of gw, as `iptables -S` writes them. */
function* rules(bench: Bench, table: string, chain: string): Proc<string> {
  return yield* out(bench, "gw", `iptables -t ${table} -S ${chain}`);
}
/** The hooks that saw a ping, measured with counting rules in a copy. */
function* hooksOf(bench: Bench, from: string, to: string): Proc<string> {
  const match = `-p icmp --icmp-type echo-request -s ${from === "gw" ? OUTSIDE : "10.1.0.5"}`;
  for (const hook of HOOKS) yield* bench.run("gw", `iptables -t mangle -A ${hook} ${match}`);
  yield* bench.run(from, `ping -c1 -W1 ${to}`);
  const seen: string[] = [];
  for (const hook of HOOKS) {
    const list = yield* out(bench, "gw", `iptables -t mangle -nvxL ${hook} | tail -n 1`);
    if (Number(list.trim().split(/\s+/)[0]) > 0) seen.push(hook);
  }
  return seen.join(" ");
}
const matrix = (id: string, asks: string, from: string, to: string, hint: string) =>
  check(asks, function* (bench) {
    const typed = bench.answer(id);
    if (typed === "") return fail("An answer is still missing.");
    const real = yield* hooksOf(bench, from, to);
    const observed = { field: id, value: real };
    return sameAnswer(typed, real) ? { pass: true, observed } : { ...fail(hint), observed };
  });

/** client fetches a page; what it got, or null. */
function* fetched(bench: Bench, url: string): Proc<string | null> {
  const ran = yield* bench.run("client", `curl -s --max-time 4 ${url}`);
  return ran.status === 0 ? ran.out.trim() : null;
}
const serves = (url: string, name: string, otherwise: string) =>
  check(`client fetches ${url} and gets ${name}'s page`, function* (bench) {
    const page = yield* fetched(bench, url);
    if (page === name) return pass;
    return fail(page === null ? otherwise : `client got the page of ${page}.`);
  });

export default defineExercises("06-netfilter", [
  {
    id: "map-of-hooks",
    title: "The map of hooks",
    task: "Three pings: client to server (**forwarded** by gw), client to 10.1.0.1 (**to** gw), gw to server (**from** gw). Which hooks of **gw** does each **request** pass, in order? Predict it, then prove it with rules that only count. (All five hooks have a chain in the table `mangle`.)",
    fields: [
      { id: "forwarded", label: "Forwarded", placeholder: "chains with blanks between" },
      { id: "to", label: "To gw", placeholder: "chains with blanks between" },
      { id: "from", label: "From gw", placeholder: "chains with blanks between" },
    ],
    start: {},
    predict: {
      seen: firstRun("gw", /^(\S*\/)?(iptables|nft)\b/),
      then: "put a counting rule into each of the five chains of `mangle` on gw, and ping",
    },
    hints: [
      "The routing decision decides between two of them, and a packet that was made here has not come in.",
      "`iptables -t mangle -A FORWARD -p icmp --icmp-type echo-request`, and the same for the other four. Count with `iptables -t mangle -nvL`, and set the counters to zero between two pings with `-Z`.",
      "Forwarded: PREROUTING FORWARD POSTROUTING. To gw: PREROUTING INPUT. What is left for a packet that gw makes itself?",
    ],
    checks: [
      ran("gw", /^iptables\b/, "rules were put into gw to count"),
      capture("gw:eth0").has(
        { "icmp.name": "echo-request", "ip.dst": SERVER },
        "client has pinged server through gw",
      ),
      matrix(
        "forwarded",
        "the hooks of a forwarded packet",
        "client",
        SERVER,
        "Three hooks see the request that is forwarded. Put a counting rule into each of the five, and ping once.",
      ),
      matrix(
        "to",
        "the hooks of a packet to gw",
        "client",
        "10.1.0.1",
        "Two hooks see the request that ends in gw. (The answer is another packet.)",
      ),
      matrix(
        "from",
        "the hooks of a packet from gw",
        "gw",
        SERVER,
        "Two hooks see the request that gw makes itself.",
      ),
    ],
    mistakes: [
      {
        id: "input-too",
        when: (bench) => /\bINPUT\b/i.test(bench.answer("forwarded")),
        says: "Routing comes after PREROUTING; only packets for this machine go to INPUT.",
      },
      {
        id: "from-prerouting",
        when: (bench) => /\bPREROUTING\b/i.test(bench.answer("from")),
        says: "PREROUTING is for what comes in by a card. A packet that gw makes itself begins at OUTPUT.",
      },
    ],
    proved:
      "In by PREROUTING, then INPUT or FORWARD; out by POSTROUTING, from FORWARD or OUTPUT. The counters do not lie.",
  },
  {
    id: "hide-the-client",
    title: "Hide the client",
    task: "server has no route to `10.1.0.0/24` and will get none. Let **client** reach server all the same: what leaves **gw** by eth1 and comes from 10.1.0.0/24 shall carry gw's own outside address.",
    hints: [
      "Which machine's address could server answer? And at which of the five hooks is it known by which card a packet leaves?",
      "The table is `nat`, the target `MASQUERADE`. `-s` names whom to hide, `-o` the card.",
      "On gw: `iptables -t nat -A POSTROUTING -s 10.1.0.0/24 -o eth1 -j MASQUERADE`.",
    ],
    checks: [
      reach("client", SERVER),
      check("server sees gw's outside address", function* (bench) {
        yield* bench.run("client", `ping -c1 -W2 ${SERVER}`);
        const sources = bench.probe
          .at("server:eth0")
          .map((f) => bench.probe.fields(f))
          .filter((f) => f.get("icmp.name") === "echo-request")
          .map((f) => f.get("ip.src"));
        if (sources.length === 0) return fail("No request comes to server.");
        return sources.every((s) => s === OUTSIDE)
          ? pass
          : fail(`server sees requests from ${sources.find((s) => s !== OUTSIDE) ?? "?"}.`);
      }),
      check("conntrack expects the answer at that address", function* (bench) {
        yield* bench.run("client", `ping -c1 -W2 ${SERVER}`);
        const table = yield* out(bench, "gw", "conntrack -L -p icmp 2>/dev/null");
        return table.includes(`src=${SERVER} dst=${OUTSIDE}`)
          ? pass
          : fail("No entry of conntrack on gw has an answer to 203.0.113.1 as its second half.");
      }),
      check("server was told nothing", function* (bench) {
        const table = yield* out(bench, "server", "ip route");
        return /^(default|10\.)/m.test(table)
          ? fail("server has a new route. On the internet nobody would give it one.")
          : pass;
      }),
    ],
    mistakes: [
      {
        id: "in-prerouting",
        *when(bench) {
          const tried = bench.history.commands.some((c) =>
            /PREROUTING.*(MASQUERADE|SNAT)/.test(c.text),
          );
          return tried && !(yield* rules(bench, "nat", "POSTROUTING")).includes("-j");
        },
        says: "The kernel has refused it: the source is rewritten on the way **out**, where it is known by which card the packet leaves.",
      },
      {
        id: "wrong-card",
        *when(bench) {
          return /-o eth0 .*(MASQUERADE|SNAT)/.test(yield* rules(bench, "nat", "POSTROUTING"));
        },
        says: "`-o` is the card by which the packet **leaves**. What client sends comes in by eth0 and leaves by eth1.",
      },
      {
        id: "route-instead",
        *when(bench) {
          return /^(default|10\.)/m.test(yield* out(bench, "server", "ip route"));
        },
        says: "With a route on server it works, and nothing is hidden. A million networks use 10.1.0.0/24: out there nobody can have a route to yours.",
      },
    ],
    proved:
      "One rule for the way out; the way back stands in conntrack, in the second half of each entry.",
  },
  {
    id: "publish-a-server",
    title: "Publish a server",
    task: "gw is a firewall: it forwards only answers, and TCP to port 80. Make `http://10.1.0.1/` on **client** show the page of **server**, which listens on `203.0.113.10:8080`, without opening more than that needs.",
    start: {
      setup: [
        {
          place: "gw",
          script: `${MASQUERADE}iptables -P FORWARD DROP\niptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\niptables -A FORWARD -p tcp --dport 80 -j ACCEPT\n`,
        },
      ],
    },
    hints: [
      "Two rules take part: one rewrites the destination, one lets the packet pass. Which of the two hooks comes first?",
      "DNAT in PREROUTING: `--to-destination ADDRESS:PORT`. Then look at `iptables -nvL FORWARD` while curl waits.",
      "On gw: `iptables -t nat -A PREROUTING -d 10.1.0.1 -p tcp --dport 80 -j DNAT --to-destination 203.0.113.10:8080` and `iptables -A FORWARD -d 203.0.113.10 -p tcp --dport 8080 -j ACCEPT`.",
    ],
    checks: [
      serves("http://10.1.0.1/", "server", "client gets no page from 10.1.0.1."),
      check("client sees answers from 10.1.0.1 port 80 only", function* (bench) {
        yield* fetched(bench, "http://10.1.0.1/");
        const answers = bench.probe
          .at("client:eth0")
          .filter((f) => f.direction === "in")
          .map((f) => bench.probe.fields(f))
          .filter((f) => f.has("tcp.src"));
        if (answers.length === 0) return fail("No answer comes to client.");
        return answers.every((f) => f.get("ip.src") === "10.1.0.1" && f.get("tcp.src") === "80")
          ? pass
          : fail("Something answers client under another address.");
      }),
      check("conntrack has both halves", function* (bench) {
        yield* fetched(bench, "http://10.1.0.1/");
        const table = yield* out(bench, "gw", "conntrack -L -p tcp 2>/dev/null");
        return /dst=10\.1\.0\.1 sport=\d+ dport=80 .*src=203\.0\.113\.10 dst=203\.0\.113\.1 sport=8080/.test(
          table,
        )
          ? pass
          : fail("gw's conntrack has no entry from 10.1.0.1:80 to 203.0.113.10:8080.");
      }),
      check("other stays closed", function* (bench) {
        return (yield* fetched(bench, "http://203.0.113.20:8080/")) === null
          ? pass
          : fail("client now gets through to other's port 8080, too.");
      }),
    ],
    mistakes: [
      {
        id: "forward-blocks",
        *when(bench) {
          const nat = yield* rules(bench, "nat", "PREROUTING");
          const filter = yield* rules(bench, "filter", "FORWARD");
          return (
            nat.includes(`${SERVER}:8080`) &&
            filter.includes("-P FORWARD DROP") &&
            !filter.includes("8080")
          );
        },
        says: "After DNAT the packet's port is 8080; your rule allows 80. FORWARD sees what PREROUTING has made of it.",
      },
      {
        id: "same-port",
        *when(bench) {
          return /--to-destination 203\.0\.113\.10(:80)?$/m.test(
            yield* rules(bench, "nat", "PREROUTING"),
          );
        },
        says: "The packet now goes to server's port 80, and nobody listens there: name the port with the address, `203.0.113.10:8080`.",
      },
      {
        id: "wide-open",
        *when(bench) {
          return (
            (yield* rules(bench, "filter", "FORWARD")).includes("-P FORWARD ACCEPT") ||
            (yield* fetched(bench, "http://203.0.113.20:8080/")) !== null
          );
        },
        says: "It works, and the firewall is gone with it: client now reaches port 8080 of machines that nobody has published.",
      },
    ],
    proved:
      "Destinations are rewritten before the routing decision, so every later hook sees the new address and the new port. The answer is put right by the entry.",
  },
  {
    id: "stateful",
    title: "A firewall that remembers",
    task: "Here the servers know the way back, and nothing is rewritten. Make **gw** forward only this: whatever **client** begins, the answers to it, and ICMP errors about it. What the servers begin shall not come in. Policy of FORWARD: `DROP`.",
    start: { setup: WAY_BACK },
    hints: [
      "What can be said of an answer that cannot be said of a question? Not an address.",
      "Two rules: one for what belongs to a conversation in the table (`ESTABLISHED,RELATED`), one for what may begin (`-i eth0`).",
      "On gw: `iptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT`, `iptables -A FORWARD -i eth0 -j ACCEPT`, `iptables -P FORWARD DROP`.",
    ],
    checks: [
      check("the policy of FORWARD is DROP", function* (bench) {
        return (yield* rules(bench, "filter", "FORWARD")).includes("-P FORWARD DROP")
          ? pass
          : fail("gw still forwards what no rule speaks of.");
      }),
      serves(`http://${SERVER}:8080/`, "server", "client gets no page from server."),
      reach("client", SERVER),
      check("what server begins does not come in", function* (bench) {
        const ping = yield* bench.run("server", "ping -c1 -W2 10.1.0.5");
        if (ping.status === 0) return fail("server pings client, and gets an answer.");
        yield* bench.run("server", "nc -z -w2 10.1.0.5 22");
        const came = bench.probe
          .at("client:eth0")
          .some((f) => f.direction === "in" && bench.probe.fields(f).get("ip.src") === SERVER);
        return came ? fail("A packet that server began has come to client.") : pass;
      }),
      check("an error about client's own datagram comes back", function* (bench) {
        const since = bench.probe.frames.length;
        yield* bench.run("client", `echo hello | nc -u -w1 ${SERVER} 9999`);
        const told = bench.probe.frames
          .slice(since)
          .some(
            (f) =>
              f.host === "client" &&
              f.direction === "in" &&
              bench.probe.fields(f).get("icmp.type") === "3",
          );
        return told
          ? pass
          : fail("server says that nobody listens on UDP port 9999, and client never hears it.");
      }),
    ],
    mistakes: [
      {
        id: "no-established",
        *when(bench) {
          const list = yield* rules(bench, "filter", "FORWARD");
          return list.includes("DROP") && list.includes("-i eth0") && !list.includes("ESTABLISHED");
        },
        says: "The SYN passes, the SYN-ACK dies in FORWARD: its state is ESTABLISHED, and no rule speaks of that.",
      },
      {
        id: "no-related",
        *when(bench) {
          const list = yield* rules(bench, "filter", "FORWARD");
          return list.includes("ESTABLISHED") && !list.includes("RELATED");
        },
        says: "Answers pass. An ICMP error is no answer: its state is RELATED. Without it a closed port, and worse, a smaller MTU on the way, look like silence.",
      },
      {
        id: "both-ways",
        *when(bench) {
          return (yield* bench.run("server", "ping -c1 -W2 10.1.0.5")).status === 0;
        },
        says: "What server begins comes in as well. A rule for NEW, or for ACCEPT, does not say from which side.",
      },
    ],
    proved:
      "Answers and errors are known by the table, not by addresses. Two rules are a firewall.",
  },
  {
    id: "decided-once",
    title: "NAT is decided once",
    task: "gw sends `10.1.0.1:9000` to **server**. On client, begin a conversation that goes on: `(while sleep 1; do date; done) | nc 10.1.0.1 9000 &`. While it runs, change gw's rule so that the port goes to **other** (`203.0.113.20:9000`), and begin a second conversation in the same way. Which machine gets the lines of each? Then take the first conversation out of gw's table with `conntrack -D` and see what becomes of it.",
    fields: [
      { id: "old", label: "The first goes on to", options: ["server", "other", "neither"] },
      { id: "new", label: "The second goes to", options: ["server", "other", "neither"] },
      {
        id: "deleted",
        label: "After conntrack -D, the first",
        options: ["goes on to server", "goes on to other", "is broken off"],
      },
    ],
    start: {
      setup: [
        {
          place: "gw",
          script: `${MASQUERADE}iptables -t nat -A PREROUTING -d 10.1.0.1 -p tcp --dport 9000 -j DNAT --to-destination ${SERVER}:9000\n`,
        },
      ],
    },
    hints: [
      "Look with `tcpdump -i eth0 -nn tcp port 9000` on both servers: who gets a packet each second?",
      "`iptables -t nat -R PREROUTING 1 …` replaces the rule. `conntrack -L -p tcp` shows what gw remembers, and `conntrack -D -p tcp --reply-src 203.0.113.10` forgets one side's conversations.",
      "`iptables -t nat -R PREROUTING 1 -d 10.1.0.1 -p tcp --dport 9000 -j DNAT --to-destination 203.0.113.20:9000`. An unknown TCP packet is taken for a new conversation, and the rule now leads it to a machine that knows nothing of it.",
    ],
    checks: [
      check("the rule now names other", function* (bench) {
        const nat = yield* rules(bench, "nat", "PREROUTING");
        return nat.includes("203.0.113.20:9000") && !nat.includes(`${SERVER}:9000`)
          ? pass
          : fail("gw's rule does not send port 9000 to 203.0.113.20:9000 alone.");
      }),
      capture("server:eth0").has(
        { "tcp.dst": "9000", "tcp.flags": "P." },
        "a conversation with server has carried data",
      ),
      capture("other:eth0").has({ "tcp.dst": "9000" }, "packets for port 9000 have come to other"),
      ran("gw", /^conntrack +(.* )?(-D|--delete)/, "gw was made to forget"),
      answer("old", "server", {
        asks: "where the first conversation went on to",
        wrong: "Capture on both servers while the first conversation runs.",
      }),
      answer("new", "other", {
        asks: "where the second conversation went",
        wrong: "Begin the second conversation after the rule was changed, and capture on both.",
      }),
      answer("deleted", "is broken off", {
        asks: "what became of the first",
        wrong: "After `conntrack -D`, look at `jobs` on client, and at what other sends back.",
      }),
    ],
    mistakes: [
      {
        id: "all-moved",
        when: (bench) => sameAnswer(bench.answer("old"), "other"),
        says: "“All moved”: the nat table is consulted only for the first packet of a flow. The old flow follows its entry.",
      },
      {
        id: "survives",
        when: (bench) => sameAnswer(bench.answer("deleted"), "goes on to other"),
        says: "The packets do go to other: their entry is gone, the rule is asked again. But other has never heard of this connection. What does TCP send then?",
      },
    ],
    proved:
      "Rules decide about conversations that begin. Those that run follow their entry, until it is gone. In a cluster this is how a pod that no longer exists goes on getting traffic.",
  },
]);
