/** Rows of the contract that this lesson lets the learner see: SYS-04, OBS-35. */
import {
  answer,
  type Bench,
  capture,
  check,
  defineExercises,
  fail,
  pass,
  type Proc,
  reach,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const CLIENT = "198.51.100.7";
const FIRST = "192.168.1.10";
const SECOND = "192.168.2.10";
const STRICT = [
  {
    place: "node",
    script: "sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.eth1.rp_filter=1\n",
  },
];

/** Two pods of node on a bridge, one published on both of node's addresses; flows of both are masqueraded on the way out. */
const PODS = [
  {
    place: "node",
    script: `sysctl -qw net.ipv4.ip_forward=1
ip link add cni0 type bridge
ip addr add 10.244.0.1/24 dev cni0
ip link set cni0 up
for pod in shop,5 web,6; do
  name=\${pod%,*}
  ip netns add $name
  ip link add veth-$name type veth peer name eth0 netns $name
  ip link set veth-$name master cni0 up
  ip -n $name link set lo up
  ip -n $name addr add 10.244.0.\${pod#*,}/24 dev eth0
  ip -n $name link set eth0 up
  ip -n $name route add default via 10.244.0.1
done
mkdir -p /srv/web && echo web > /srv/web/index.html
ip netns exec web busybox httpd -p 8080 -h /srv/web
for door in eth0 eth1; do
  iptables -t nat -A POSTROUTING -s 10.244.0.0/24 -o $door -j MASQUERADE
  iptables -t nat -A PREROUTING -i $door -p tcp --dport 8080 -j DNAT --to-destination 10.244.0.6:8080
done
ip route add 10.244.0.0/24 dev cni0 table 200
ip route add default via 192.168.2.1 table 200
`,
  },
  {
    place: "client",
    script: "mkdir -p /srv && echo client > /srv/index.html && busybox httpd -p 8080 -h /srv\n",
  },
];
/** The door by which the first packet from or to a port of node's pods left, for one command in a copy, and whether it worked. */
function* leaves(
  bench: Bench,
  place: string,
  url: string,
  port: "tcp.dst" | "tcp.src",
): Proc<{ dev: string | null; worked: boolean }> {
  const since = bench.probe.frames.length;
  const ran = yield* bench.run(place, `curl -s --max-time 2 ${url}`);
  const left = bench.probe.frames
    .slice(since)
    .find(
      (f) =>
        f.host === "node" &&
        f.ns === "" &&
        (f.dev === "eth0" || f.dev === "eth1") &&
        f.direction === "out" &&
        bench.probe.fields(f).get(port) === "8080",
    );
  return { dev: left?.dev ?? null, worked: ran.status === 0 };
}
const callsBy = (pod: string, dev: string) =>
  check(`what ${pod} begins leaves by ${dev}, and is answered`, function* (bench) {
    const call = yield* leaves(bench, `node/${pod}`, `http://${CLIENT}:8080/`, "tcp.dst");
    if (call.dev === null) return fail(`No call of ${pod}'s leaves node.`);
    if (call.dev !== dev) return fail(`A call of ${pod}'s leaves by ${call.dev}.`);
    return call.worked ? pass : fail(`${pod}'s call leaves by ${dev}, and no page comes back.`);
  });
const servedBy = (address: string, dev: string) =>
  check(`who calls web at ${address}:8080 is answered by ${dev}`, function* (bench) {
    const call = yield* leaves(bench, "client", `http://${address}:8080/`, "tcp.src");
    if (call.dev === null) return fail(`No answer of web's leaves node.`);
    if (call.dev !== dev) return fail(`web's answer leaves by ${call.dev}.`);
    return call.worked ? pass : fail(`client gets no page from ${address}:8080.`);
  });

/** A pod whose door has the filter that Felix gives it, a neighbour of it, and a pod far away. */
const FORGED = "10.245.0.64";
const FAR = "10.245.0.194";
const GUARDED = [
  {
    place: "kubeadm1",
    script:
      "add-pod pod-alpine 10.245.0.100\nfor d in /proc/sys/net/ipv4/conf/cali*; do echo 1 > $d/rp_filter; done\n",
  },
  { place: "kubeadm2", script: `add-pod pod-nginx ${FAR}\nsleep 20\n` },
  // The pod knows its gateway's MAC: an ARP question from the forged address would not be answered either.
  { place: "kubeadm1", script: `ip netns exec pod-alpine ping -c2 ${FAR} > /dev/null\n` },
];

function* out(bench: Bench, line: string): Proc<string> {
  return (yield* bench.run("node", line)).out;
}
/** The door by which node would answer the client, speaking as `source`. */
function* door(bench: Bench, source: string): Proc<string | null> {
  return / dev (\S+)/.exec(yield* out(bench, `ip route get ${CLIENT} from ${source}`))?.[1] ?? null;
}
/** The device by which node's echo reply left for one ping of the client, in a copy. */
function* replyDoor(bench: Bench, address: string): Proc<string | null> {
  const since = bench.probe.frames.length;
  yield* bench.run("client", `ping -n -c 1 -W 2 ${address}`);
  const reply = bench.probe.frames
    .slice(since)
    .find(
      (f) =>
        f.host === "node" &&
        f.direction === "out" &&
        bench.probe.fields(f).get("icmp.name") === "echo-reply",
    );
  return reply?.dev ?? null;
}
const answersBy = (address: string, dev: string) =>
  check(`what is asked at ${address} is answered by ${dev}`, function* (bench) {
    const left = yield* replyDoor(bench, address);
    if (left === null) return fail(`The node does not answer a ping to ${address}.`);
    return left === dev ? pass : fail(`The reply as ${address} leaves by ${left}.`);
  });

export default defineExercises("22-two-doors", [
  {
    id: "the-other-door",
    title: "The reply takes the other door",
    task: "The client pings `192.168.2.10` and hears nothing. Find out by which device of **node** the request comes in, by which the reply leaves, and which machine throws the reply away.",
    fields: [
      { id: "in", label: "The request comes in by", options: ["eth0", "eth1", "neither"] },
      { id: "out", label: "The reply leaves by", options: ["eth0", "eth1", "there is none"] },
      { id: "who", label: "It is thrown away by", options: ["node", "gw1", "gw2", "client"] },
    ],
    hints: [
      "Capture on node with `-i any`: it names the device and the direction of each packet.",
      "Follow the reply to the next machine. Does it leave there on the other side?",
      "`tcpdump -i any -nn icmp` on node, then on gw1; `nstat -az TcpExtIPReversePathFilter` on gw1.",
    ],
    checks: [
      capture("node:eth1").has(
        { "icmp.name": "echo-request", "ip.dst": SECOND },
        "the client has pinged 192.168.2.10",
      ),
      answer("in", "eth1", { asks: "the device of the request", wrong: "Capture with `-i any`." }),
      answer("out", "eth0", { asks: "the device of the reply", wrong: "Capture with `-i any`." }),
      answer("who", "gw1", {
        asks: "who throws it away",
        wrong: "Which machine gets the reply, and does not pass it on?",
      }),
    ],
    mistakes: [
      {
        id: "ignored",
        when: (bench) => sameAnswer(bench.answer("out"), "there is none"),
        says: "“Node ignores ping”? Look at eth0.",
      },
      {
        id: "same-door",
        when: (bench) => sameAnswer(bench.answer("out"), "eth1"),
        says: "That is the door it came in by. Where a reply goes is decided by its destination: ask `ip route get 198.51.100.7`.",
      },
    ],
    proved:
      "A reply's way is decided by its destination alone. It left by the other door, with a source address that nobody there expects.",
  },
  {
    id: "policy-routing",
    title: "Policy routing",
    task: "Make **node** answer what it is asked at `192.168.2.10` through eth1, with a rule and table **200**. What it is asked at `192.168.1.10`, and what it says by itself, must go on leaving by eth0.",
    hints: [
      "A rule looks at the source and names a table. A table without routes answers nothing.",
      "Table 200 needs one line: a default route by the gateway of the second network.",
      "`ip route add default via 192.168.2.1 table 200`, `ip rule add from 192.168.2.10 lookup 200`.",
    ],
    checks: [
      reach("client", SECOND),
      reach("client", FIRST),
      answersBy(SECOND, "eth1"),
      answersBy(FIRST, "eth0"),
      check("node's own packets leave by eth0", function* (bench) {
        const got = / dev (\S+)/.exec(yield* out(bench, `ip route get ${CLIENT}`))?.[1];
        return got === "eth0" ? pass : fail("What node says by itself does not leave by eth0.");
      }),
      check("it holds when nothing is cached", function* (bench) {
        yield* bench.run("node", "ip route flush cache; ip neigh flush all");
        const ran = yield* bench.run("client", `ping -n -c 2 -i 0.5 -W 2 ${SECOND}`);
        return ran.status === 0 ? pass : fail("With cold caches it fails.");
      }),
    ],
    mistakes: [
      {
        id: "rule-without-route",
        *when(bench) {
          const rules = yield* out(bench, "ip rule");
          const table = yield* out(bench, "ip route show table 200");
          return /lookup 200/.test(rules) && !table.includes("default");
        },
        says: "Table 200 is empty: the lookup falls through to main.",
      },
      {
        id: "main-default",
        *when(bench) {
          return (yield* out(bench, "ip route show default")).includes("192.168.2.1");
        },
        says: "eth1 works, eth0's clients now fail: there is one default route in main, and you have turned it round.",
      },
      {
        id: "route-without-rule",
        *when(bench) {
          const rules = yield* out(bench, "ip rule");
          const table = yield* out(bench, "ip route show table 200");
          return table.includes("default") && !/lookup 200/.test(rules);
        },
        says: "Table 200 knows the way, and nobody asks it: `ip rule` has no line that names it.",
      },
    ],
    proved:
      "A rule that looks at the source, and a table with one line: the node speaks as each of its addresses through the right door.",
  },
  {
    id: "reverse-path",
    title: "The reverse path filter",
    task: "On this node the reverse path filter is strict (`rp_filter` is 1). The client pings `192.168.2.10`: tcpdump on eth1 shows the request, and nothing leaves the node at all. Find the counter that grows with each ping. Then cure it, without turning the filter on eth1 off: correct the routing, or make the filter loose (2) and the routing correct as well.",
    fields: [
      { id: "counter", label: "The counter", placeholder: "its name in nstat" },
      {
        id: "before",
        label: "tcpdump sees the packet",
        options: ["before the check", "after the check"],
      },
    ],
    start: { setup: STRICT },
    hints: [
      "`nstat` prints what has changed since it was last run. Run it, ping, run it again.",
      "The filter asks by which device the answer would leave. Give it the right answer, as in the exercise before.",
      "`nstat -az | grep -i reverse` names the counter. Cure: `ip route add default via 192.168.2.1 table 200` and `ip rule add from 192.168.2.10 lookup 200`.",
    ],
    checks: [
      check("a packet has met the filter", (bench) =>
        bench.history.drops.some((d) => d.host === "node" && d.reason === "ip:rp-filter")
          ? pass
          : fail("No packet has met node's filter yet: ping 192.168.2.10 from the client."),
      ),
      answer("counter", () => ["TcpExtIPReversePathFilter", "IPReversePathFilter"], {
        asks: "the counter",
        wrong: "`nstat -az` lists them all. One has the filter's name in it.",
      }),
      answer("before", "before the check", {
        asks: "where tcpdump looks",
        wrong: "It showed the packet, and the kernel threw it away.",
      }),
      check("the filter on eth1 is still on", function* (bench) {
        const values = (yield* out(
          bench,
          "sysctl -n net.ipv4.conf.all.rp_filter net.ipv4.conf.eth1.rp_filter",
        ))
          .trim()
          .split("\n")
          .map(Number);
        return Math.max(...values) > 0 ? pass : fail("There is no reverse path filter any more.");
      }),
      reach("client", SECOND),
      answersBy(SECOND, "eth1"),
    ],
    mistakes: [
      {
        id: "arrived-so-accepted",
        when: (bench) => sameAnswer(bench.answer("before"), "after the check"),
        says: "“tcpdump shows it, so it arrived”: tcpdump taps before the check.",
      },
      {
        id: "all-zero",
        *when(bench) {
          const all = (yield* out(bench, "sysctl -n net.ipv4.conf.all.rp_filter")).trim();
          const eth1 = (yield* out(bench, "sysctl -n net.ipv4.conf.eth1.rp_filter")).trim();
          return all === "0" && eth1 === "1" && (yield* door(bench, SECOND)) !== "eth1";
        },
        says: "The maximum of all and the interface counts.",
      },
      {
        id: "filter-off",
        *when(bench) {
          const all = (yield* out(bench, "sysctl -n net.ipv4.conf.all.rp_filter")).trim();
          const eth1 = (yield* out(bench, "sysctl -n net.ipv4.conf.eth1.rp_filter")).trim();
          return all === "0" && eth1 === "0";
        },
        says: "Now the node takes anything from anybody. The reply still leaves by the wrong door, too: look at what the client hears.",
      },
    ],
    proved:
      "The filter drops after the tap and before everything else. With correct routing, strict mode lets in what belongs.",
  },
  {
    id: "marked-egress",
    title: "Marked egress",
    task: "What **node** says by itself to TCP port **8080** shall leave by **eth1**, and everything else by eth0 as before. Choose the way by a mark, not by an address: table **200** has its default route already. What leaves by eth1 must carry eth1's address. And what is asked at `192.168.1.10`, port 8080 included, must go on being answered by eth0.",
    start: {
      setup: [
        {
          place: "node",
          script:
            "ip route add default via 192.168.2.1 table 200\nmkdir -p /srv && echo node > /srv/index.html && busybox httpd -p 8080 -h /srv\n",
        },
        {
          place: "client",
          script:
            "mkdir -p /srv && echo client > /srv/index.html && busybox httpd -p 8080 -h /srv\n",
        },
      ],
    },
    hints: [
      "A mark has to be on the packet before its route is chosen. Which chain is first for what a machine says itself? And whom does the rule `--dport 8080` not match?",
      "`iptables -t mangle -A OUTPUT … -j MARK --set-mark 2`, `ip rule add fwmark 2 lookup 200`. The source address was chosen before: MASQUERADE puts it right on the way out.",
      "`iptables -t mangle -A OUTPUT -p tcp --dport 8080 -j MARK --set-mark 2`, `ip rule add fwmark 2 lookup 200`, `iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE`.",
    ],
    checks: [
      check("node gets client's page on port 8080, through eth1", function* (bench) {
        const since = bench.probe.frames.length;
        const ran = yield* bench.run("node", `curl -s --max-time 3 http://${CLIENT}:8080/`);
        const syn = bench.probe.frames
          .slice(since)
          .find(
            (f) =>
              f.host === "node" &&
              f.direction === "out" &&
              bench.probe.fields(f).get("tcp.dst") === "8080",
          );
        if (syn === undefined) return fail("No call to port 8080 leaves node.");
        if (syn.dev !== "eth1") return fail(`The call leaves by ${syn.dev}.`);
        const source = bench.probe.fields(syn).get("ip.src") ?? "";
        if (source !== SECOND)
          return fail(`It leaves by eth1 with the source ${source}, and gw2 lets no stranger out.`);
        return ran.status === 0 ? pass : fail("The call leaves by eth1, and no page comes back.");
      }),
      check("everything else leaves by eth0", function* (bench) {
        const since = bench.probe.frames.length;
        yield* bench.run("node", `ping -n -c 1 -W 2 ${CLIENT}`);
        const ping = bench.probe.frames
          .slice(since)
          .find(
            (f) =>
              f.host === "node" &&
              f.direction === "out" &&
              bench.probe.fields(f).get("icmp.name") === "echo-request",
          );
        return ping?.dev === "eth0"
          ? pass
          : fail(`A ping of node's leaves by ${ping?.dev ?? "no device"}.`);
      }),
      check("who asks at 192.168.1.10:8080 is answered by eth0", function* (bench) {
        const since = bench.probe.frames.length;
        const ran = yield* bench.run("client", `curl -s --max-time 3 http://${FIRST}:8080/`);
        const answer = bench.probe.frames
          .slice(since)
          .find(
            (f) =>
              f.host === "node" &&
              f.direction === "out" &&
              bench.probe.fields(f).get("tcp.src") === "8080",
          );
        if (answer !== undefined && answer.dev !== "eth0")
          return fail(`The answer leaves by ${answer.dev}.`);
        return ran.status === 0 ? pass : fail("client gets no page from 192.168.1.10:8080.");
      }),
    ],
    mistakes: [
      {
        id: "too-late",
        *when(bench) {
          return /-j MARK/.test(yield* out(bench, "iptables -t mangle -S POSTROUTING"));
        },
        says: "Marked in POSTROUTING: too late, the route is chosen.",
      },
      {
        id: "stranger",
        *when(bench) {
          const nat = yield* out(bench, "iptables -t nat -S");
          const mangle = yield* out(bench, "iptables -t mangle -S OUTPUT");
          return mangle.includes("-j MARK") && !/MASQUERADE|SNAT/.test(nat);
        },
        says: "The call leaves by eth1 with eth0's address: the source was chosen before the mark was set. gw2 lets out only what comes from its own network.",
      },
      {
        id: "answers-too",
        *when(bench) {
          const mangle = yield* out(bench, "iptables -t mangle -S OUTPUT");
          return /-j MARK/.test(mangle) && !mangle.includes("--dport 8080");
        },
        says: "New flows go out of eth1. So do the answers to flows that *arrived* on eth0: your rule marks them as well.",
      },
    ],
    proved:
      "A mark is a decision that one part of the kernel leaves for another. It must be made before the routing decision, and it must know questions from answers.",
  },
  {
    id: "spoofing",
    title: "Somebody else's address",
    task: `Two nodes of lesson 14, wired as Calico does it. Let **pod-alpine** on kubeadm1 forge the address of a neighbour: \`ip addr add ${FORGED}/32 dev lo\`, then \`ping -c1 -W1 -I ${FORGED} ${FAR}\`. Where does this packet end, and what ends it?`,
    fields: [
      {
        id: "where",
        label: "It ends",
        options: [
          "at pod-alpine's own cali device",
          "at kubeadm1's ens33",
          "on router1",
          "on the target's node",
          "in pod-nginx",
        ],
      },
      {
        id: "by",
        label: "By",
        options: ["the reverse path filter", "a NetworkPolicy", "a missing route"],
      },
    ],
    start: { lab: "kubway-bgp", setup: GUARDED },
    hints: [
      "Capture along the way: the pod's eth0, its cali device, kubeadm1's ens33. Which is the last that shows it?",
      "What would kubeadm1 answer if somebody asked by which device 10.245.0.64 is reached? By which did this packet come?",
      "`nstat -az TcpExtIPReversePathFilter` on kubeadm1, before and after. `sysctl -a 2>/dev/null | grep 'cali.*rp_filter'` shows who has it on.",
    ],
    checks: [
      check("pod-alpine has sent a packet with its neighbour's address", (bench) =>
        bench.frames("pod-alpine:eth0", { "ip.src": FORGED, "ip.dst": FAR }).length > 0
          ? pass
          : fail(`No packet from ${FORGED} to ${FAR} has left pod-alpine.`),
      ),
      check("it never left its own node", (bench) => {
        const seen = bench.frames("kubeadm1:ens33", { "ip.src": FORGED, "ip.dst": FAR })[0];
        return seen === undefined
          ? pass
          : fail(
              "kubeadm1 has passed on a forged packet. The filter at the pod's door was on.",
              seen.journey,
            );
      }),
      check("your answer: where", (bench) => {
        if (bench.answer("where") === "") return fail("An answer is still missing.");
        const drop = bench.history.drops.find((d) => d.reason === "ip:rp-filter");
        if (drop?.host !== "kubeadm1")
          return fail("kubeadm1 has thrown nothing of the kind away yet.");
        return sameAnswer(bench.answer("where"), "at pod-alpine's own cali device")
          ? pass
          : fail("Capture one device nearer to the pod.");
      }),
      answer("by", "the reverse path filter", {
        asks: "what ends it",
        wrong: "Which counter of kubeadm1 has grown?",
      }),
    ],
    mistakes: [
      {
        id: "at-the-target",
        when: (bench) => /target|pod-nginx|router1/.test(bench.answer("where")),
        says: "“At the target”? It never left its own node: capture on kubeadm1's ens33.",
      },
      {
        id: "by-policy",
        when: (bench) => sameAnswer(bench.answer("by"), "a NetworkPolicy"),
        says: "“By NetworkPolicy”? No policy is applied: `iptables -S` on kubeadm1 has no rule at all.",
      },
    ],
    proved:
      "A pod speaks under its own address or not at all: the way back to the forged one leads to another door, and strict mode asks exactly that. (Not even an ARP question from the forged address gets an answer.)",
  },
  {
    id: "one-namespace",
    title: "One namespace's egress",
    task: "**node** has two pods: `shop`, 10.244.0.5, and `web`, 10.244.0.6, which is published as port 8080 on both of node's addresses. What **shop** begins shall leave by **eth1**; what **web** begins, by eth0 as before. And whoever calls web at `192.168.2.10:8080` shall be answered by the door through which he came. Do it with one mark, one rule, and **CONNMARK**: table **200** is ready.",
    start: { setup: PODS },
    hints: [
      "A mark is on a packet, a connmark on a conversation. Which packets of web's need a mark: those it begins with, or those it answers with?",
      "In `mangle PREROUTING`: give a connmark to conversations that begin at shop, and to those that come in by eth1. Then let what the pods send take its mark from its conversation (`-i cni0 -j CONNMARK --restore-mark`).",
      "`iptables -t mangle -A PREROUTING -s 10.244.0.5 -m conntrack --ctstate NEW -j CONNMARK --set-mark 2`, the same with `-i eth1` in the place of `-s 10.244.0.5`, `iptables -t mangle -A PREROUTING -i cni0 -j CONNMARK --restore-mark`, `ip rule add fwmark 2 lookup 200`.",
    ],
    checks: [
      callsBy("shop", "eth1"),
      callsBy("web", "eth0"),
      servedBy(SECOND, "eth1"),
      servedBy(FIRST, "eth0"),
    ],
    mistakes: [
      {
        id: "too-late",
        *when(bench) {
          return /-j (CONN)?MARK/.test(yield* out(bench, "iptables -t mangle -S POSTROUTING"));
        },
        says: "Marked in POSTROUTING: too late, the route is chosen.",
      },
      {
        id: "everybody",
        *when(bench) {
          const call = yield* leaves(bench, "node/web", `http://${CLIENT}:8080/`, "tcp.dst");
          return call.dev === "eth1";
        },
        says: "What web begins leaves by eth1 as well. A mark for all that comes from cni0 does not ask whose it is.",
      },
      {
        id: "without-connmark",
        *when(bench) {
          const call = yield* leaves(bench, "node/shop", `http://${CLIENT}:8080/`, "tcp.dst");
          const mangle = yield* out(bench, "iptables -t mangle -S");
          return call.dev === "eth1" && !mangle.includes("CONNMARK");
        },
        says: "New flows go out of eth1; answers to flows that *arrived* on eth1 leave by eth0.",
      },
      {
        id: "never-restored",
        *when(bench) {
          const mangle = yield* out(bench, "iptables -t mangle -S");
          return mangle.includes("CONNMARK") && !mangle.includes("--restore-mark");
        },
        says: "The conversations are marked and the packets are not. `ip rule` looks at packets: somebody has to copy the one to the other.",
      },
    ],
    proved:
      "A mark chooses the way of a packet. A connmark remembers it for the conversation, so that answers go by the door through which the question came.",
  },
]);
