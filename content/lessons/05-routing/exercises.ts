/** Rows of the contract that this lesson lets the learner see: OBS-30, OBS-35, DIS-04, DIS-27. */
import {
  answer,
  type Bench,
  capture,
  check,
  defineExercises,
  fail,
  firstRun,
  pass,
  path,
  type Proc,
  reach,
  route,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const RIGHT = "10.2.0.5";
const FAR = "10.2.0.130";

/** Everybody forwards and knows the way, left apart. */
const ROUTED = [
  {
    place: "r1",
    script: "sysctl -qw net.ipv4.ip_forward=1\nip route add 10.2.0.128/25 via 10.9.0.2\n",
  },
  {
    place: "r2",
    script: "sysctl -qw net.ipv4.ip_forward=1\nip route add 10.2.0.0/24 via 10.9.0.1\n",
  },
  { place: "right", script: "ip route add default via 10.2.0.1\n" },
  { place: "far", script: "ip route add default via 10.2.0.129\n" },
];
const PODS = [
  { place: "r1", script: "sysctl -qw net.ipv4.ip_forward=1\n" },
  { place: "left", script: "ip route add default via 10.1.0.1\n" },
  {
    place: "right",
    script:
      "ip route add default via 10.2.0.1\nip addr add 10.245.0.65/32 dev lo\nip addr add 10.245.0.66/32 dev lo\n",
  },
];

function* forwards(bench: Bench, place: string): Proc<boolean> {
  return (yield* bench.run(place, "sysctl -n net.ipv4.ip_forward")).out.trim() === "1";
}
function* hasRoute(bench: Bench, place: string, address: string): Proc<boolean> {
  return (yield* bench.run(place, `ip route get ${address}`)).status === 0;
}
/** The next hop that left's table gives for an address, or null. */
function* nextHop(bench: Bench, address: string): Proc<string | null> {
  const { out } = yield* bench.run("left", `ip route get ${address}`);
  return / via (\S+)/.exec(out)?.[1] ?? null;
}

/** The answer is what left's own table says, once it says anything. */
const hopOf = (id: string, address: string, wrong: string) =>
  check(`your answer: ${address}`, function* (bench) {
    const typed = bench.answer(id);
    if (typed === "") return fail("An answer is still missing.");
    const real = yield* nextHop(bench, address);
    if (real === null) return fail(`left has no route with a next hop for ${address} yet.`);
    const observed = { field: id, value: real };
    return sameAnswer(typed, real) ? { pass: true, observed } : { ...fail(wrong), observed };
  });

export default defineExercises("05-routing", [
  {
    id: "there-and-back",
    title: "There and back",
    task: "Make **left** and **right** reach each other through **r1**. Nobody has been told anything yet.",
    hints: [
      "Three machines take part. Each needs to know something, and one of them needs to be told to do something.",
      "Find out how far the request gets: capture on r1's two cards, then on right. Which machine is the first that does not pass it on?",
      "On left `ip route add 10.2.0.0/24 via 10.1.0.1`, on right `ip route add 10.1.0.0/24 via 10.2.0.1`, on r1 `sysctl -w net.ipv4.ip_forward=1`.",
    ],
    checks: [
      reach("left", RIGHT),
      reach("right", "10.1.0.5"),
      path("left", RIGHT, ["left:eth0", "sw:eth1", "sw:eth2", "r1:eth0", "r1:eth1", "right:eth0"]),
      check("a request arrives at right with TTL 63", function* (bench) {
        yield* bench.run("left", `ping -c1 -W2 ${RIGHT}`);
        const seen = bench.probe
          .at("right:eth0")
          .filter((f) => bench.probe.fields(f).get("icmp.name") === "echo-request")
          .map((f) => bench.probe.fields(f).get("ip.ttl"));
        return seen.includes("63") ? pass : fail("No request came to right through one router.");
      }),
      check("it holds when everybody has forgotten everybody", function* (bench) {
        for (const place of ["left", "r1", "right"])
          yield* bench.run(place, "ip neigh flush all; ip route flush cache");
        const ran = yield* bench.run("left", `ping -c 2 -i 0.5 -W 2 ${RIGHT}`);
        return ran.status === 0 ? pass : fail("With empty neighbour tables it fails.");
      }),
    ],
    mistakes: [
      {
        id: "not-a-router",
        *when(bench) {
          return (yield* hasRoute(bench, "left", RIGHT)) && !(yield* forwards(bench, "r1"));
        },
        says: "r1 received it and is not a router: net.ipv4.ip_forward is 0.",
      },
      {
        id: "no-way-back",
        *when(bench) {
          return (
            (yield* hasRoute(bench, "left", RIGHT)) &&
            !(yield* hasRoute(bench, "right", "10.1.0.5"))
          );
        },
        says: "right **received** your request (see its capture) but has no route back.",
      },
      {
        id: "other-router",
        *when(bench) {
          return (yield* nextHop(bench, RIGHT)) === "10.1.0.2";
        },
        says: "left hands the packet to r2. It may arrive in the end, or not; the task is to go through r1, which has a card in right's network.",
      },
    ],
    proved:
      "A conversation needs two routes and a router that is told to be one. The reply is a packet of its own.",
  },
  {
    id: "longest-prefix",
    title: "Longest prefix",
    task: "The routers and the two networks behind them are ready. left will get `10.2.0.0/24` by way of r1 (`10.1.0.1`) and `10.2.0.128/25` by way of r2 (`10.1.0.2`). Predict which next hop each of these three destinations will take. Then add the routes, and ask the kernel.",
    fields: [
      { id: "low", label: "10.2.0.5", options: ["10.1.0.1", "10.1.0.2"] },
      { id: "edge", label: "10.2.0.127", options: ["10.1.0.1", "10.1.0.2"] },
      { id: "high", label: "10.2.0.130", options: ["10.1.0.1", "10.1.0.2"] },
    ],
    start: { setup: ROUTED },
    predict: {
      seen: firstRun(
        "left",
        /^(\S*\/)?(ip\b.*\broute (get|add|replace)|route add|traceroute|ping)\b/,
      ),
      then: "add the two routes on left, and ask with `ip route get`",
    },
    hints: [
      "Write down which lines contain the address. If it is more than one, compare their lengths.",
      "A /25 splits a /24 into two halves: 0 to 127 and 128 to 255.",
      "`ip route add 10.2.0.0/24 via 10.1.0.1`, `ip route add 10.2.0.128/25 via 10.1.0.2`; then `ip route get` for each.",
    ],
    checks: [
      route("left", "10.2.0.0/24", { via: "10.1.0.1" }),
      route("left", "10.2.0.128/25", { via: "10.1.0.2" }),
      hopOf("low", RIGHT, "10.2.0.5 is in the /24 only."),
      hopOf("edge", "10.2.0.127", "Is 127 in the half that begins at 128?"),
      hopOf("high", FAR, "10.2.0.130 is in both. Which is longer?"),
      path("left", RIGHT, ["left:eth0", "sw:eth1", "sw:eth2", "r1:eth0", "r1:eth1", "right:eth0"]),
      path("left", FAR, ["left:eth0", "sw:eth1", "sw:eth3", "r2:eth0", "r2:eth1", "far:eth0"]),
    ],
    mistakes: [
      {
        id: "by-order",
        when: (bench) => sameAnswer(bench.answer("high"), "10.1.0.1"),
        says: "Length decides, not order.",
      },
      {
        id: "edge-of-the-half",
        when: (bench) => sameAnswer(bench.answer("edge"), "10.1.0.2"),
        says: "10.2.0.128/25 begins at 128. Where does that leave 127?",
      },
      {
        id: "swapped",
        *when(bench) {
          return (yield* nextHop(bench, RIGHT)) === "10.1.0.2";
        },
        says: "The two next hops are swapped: left's /24 goes to r2.",
      },
    ],
    proved:
      "Among lines that fit, the most specific one is taken. Order of entry and position in the list mean nothing.",
  },
  {
    id: "special-routes",
    title: "Routes that lead nowhere",
    task: "Make r1 treat `10.245.0.64/26` as a Calico node does: the block falls into a **blackhole**, except the two addresses that exist, `10.245.0.65` and `10.245.0.66`, which are at right (`10.2.0.5`). Then ping `10.245.0.65` and `10.245.0.90` from left, and `10.245.0.90` on r1 itself.",
    fields: [
      {
        id: "forwarded",
        label: "10.245.0.90 from left: what comes back?",
        options: [
          "nothing",
          "an echo reply",
          "Destination Host Unreachable",
          "Destination Net Unreachable",
        ],
      },
      { id: "local", label: "10.245.0.90 on r1: the error", placeholder: "after “ping: connect:”" },
    ],
    start: { setup: PODS },
    hints: [
      "A special route has a word in front of its prefix and nothing behind it. A /32 is longer than a /26.",
      "`ip route add blackhole PREFIX` and two routes of the usual kind.",
      "`ip route add blackhole 10.245.0.64/26`, `ip route add 10.245.0.65 via 10.2.0.5`, `ip route add 10.245.0.66 via 10.2.0.5`.",
    ],
    checks: [
      route("r1", "10.245.0.64/26", { type: "blackhole" }),
      route("r1", "10.245.0.65", { via: RIGHT }),
      route("r1", "10.245.0.66", { via: RIGHT }),
      reach("left", "10.245.0.65"),
      reach("left", "10.245.0.66"),
      check("10.245.0.90 dies at r1 without a word", function* (bench) {
        const since = bench.probe.frames.length;
        const ran = yield* bench.run("left", "ping -n -c 1 -W 2 10.245.0.90");
        const told = bench.probe.frames
          .slice(since)
          .some((f) => bench.probe.fields(f).has("quoted.dst"));
        return ran.status === 1 && !told ? pass : fail("left was told something about it.");
      }),
      answer("forwarded", "nothing", {
        asks: "what comes back to left",
        wrong: "Ping 10.245.0.90 from left again, with `-W 2`, and look at what is printed.",
      }),
      answer("local", "Invalid argument", {
        asks: "the error on r1 itself",
        wrong: "Type the words that ping prints on r1.",
      }),
    ],
    mistakes: [
      {
        id: "unreachable",
        *when(bench) {
          const { out } = yield* bench.run("r1", "ip route show 10.245.0.64/26");
          return (
            out.startsWith("unreachable") ||
            sameAnswer(bench.answer("forwarded"), "Destination Host Unreachable")
          );
        },
        says: "That is an *unreachable* route. A blackhole says nothing.",
      },
      {
        id: "no-exceptions",
        *when(bench) {
          const { out } = yield* bench.run("r1", "ip route show 10.245.0.65");
          const block = yield* bench.run("r1", "ip route show 10.245.0.64/26");
          return block.out.startsWith("blackhole") && out.trim() === "";
        },
        says: "The whole block falls into the blackhole, the two addresses that exist with it: no longer line contains them.",
      },
    ],
    proved:
      "A blackhole is a route like any other: it loses to a longer one. What is left over of the block dies on the node that owns it, instead of going round.",
  },
  {
    id: "talking-to-yourself",
    title: "Talking to yourself",
    task: "Ping left's own address `10.1.0.5` from left. Which device do the packets cross? And how many of them does `eth0` see?",
    fields: [
      { id: "dev", label: "The device", placeholder: "a device of left" },
      { id: "eth0", label: "Packets on eth0", placeholder: "a number" },
    ],
    hints: [
      "The address is on eth0. Is that where its packets go?",
      "Capture on both: `tcpdump -i lo -nn icmp` in one terminal and `tcpdump -i eth0 -nn icmp` in another.",
      "`ip route get 10.1.0.5` tells it in one line: look at the word after `dev`.",
    ],
    checks: [
      capture("left:lo").has(
        { "icmp.name": "echo-request", "ip.dst": "10.1.0.5" },
        "left has pinged itself",
      ),
      capture("left:eth0").never(
        { "icmp.name": "echo-request", "ip.dst": "10.1.0.5" },
        "none of it on eth0",
      ),
      answer("dev", "lo", { asks: "the device", wrong: "Ask the kernel about 10.1.0.5." }),
      answer("eth0", "0", { asks: "packets on eth0", wrong: "Capture on eth0 and ping again." }),
    ],
    mistakes: [
      {
        id: "on-eth0",
        when: (bench) => sameAnswer(bench.answer("dev"), "eth0"),
        says: "Ask the kernel: `ip route get 10.1.0.5`.",
      },
      {
        id: "a-neighbour",
        when: (bench) =>
          bench.frames("left:lo", { "icmp.name": "echo-request" }).length === 0 &&
          bench.frames("left:eth0", { "icmp.name": "echo-request" }).length > 0,
        says: "That ping went to another machine. left's own address is 10.1.0.5.",
      },
    ],
    proved:
      "Table `local` is asked first. A packet to one's own address crosses lo, whichever card the address is on.",
  },
  {
    id: "traceroute-and-its-lies",
    title: "traceroute and its lies",
    task: "left sends everything to r1. Trace the path from left to far (`traceroute -n 10.2.0.130`) and write down the addresses of the hops. Then make **r1** stop sending “time exceeded” without harming its traffic, wait ten seconds, and trace again. What do the stars at hop 1 mean?",
    fields: [
      {
        id: "hops",
        label: "Hops of the first trace, in order",
        placeholder: "addresses with blanks between",
      },
      {
        id: "stars",
        label: "Stars at hop 1 mean",
        options: ["r1 is down", "r1 forwards and does not answer", "r1 has no route to far"],
      },
    ],
    start: {
      setup: [...ROUTED, { place: "left", script: "ip route add default via 10.1.0.1\n" }],
    },
    hints: [
      "Does the last line of the second trace name the destination? Then what must hop 1 have done with those packets?",
      "A router limits how often it complains to one host: `net.ipv4.icmp_ratelimit`, in milliseconds.",
      "On r1: `sysctl -w net.ipv4.icmp_ratelimit=600000`. A host that has just been told something is told nothing more for ten minutes.",
    ],
    checks: [
      answer("hops", "10.1.0.1 10.1.0.2 10.2.0.130", {
        asks: "the hops",
        wrong:
          "Three addresses, first the first hop. r2 complains from the address that faces left.",
      }),
      reach("left", FAR),
      check("hop 1 is silent, and the trace still arrives", function* (bench) {
        const ran = yield* bench.run("left", `sleep 8; traceroute -n -q 1 ${FAR}`);
        const lines = ran.out.split("\n").filter((l) => /^ *\d+ /.test(l));
        if (!/^ *1 +\*/.test(lines[0] ?? ""))
          return fail("r1 still tells left that a packet's time was exceeded.");
        return lines.some((l) => l.includes(FAR)) ? pass : fail("The trace does not arrive.");
      }),
      answer("stars", "r1 forwards and does not answer", {
        asks: "the stars",
        wrong: "Look at the last line of the second trace.",
      }),
    ],
    mistakes: [
      {
        id: "cut",
        *when(bench) {
          return (
            !(yield* forwards(bench, "r1")) ||
            ((bench.link("r1:eth0")?.flags ?? 1) & 1) === 0 ||
            ((bench.link("r1:eth2")?.flags ?? 1) & 1) === 0
          );
        },
        says: "Now r1 is silent because it passes nothing on any more, and far is not reached. Only its complaints should stop.",
      },
      {
        id: "down",
        when: (bench) => sameAnswer(bench.answer("stars"), "r1 is down"),
        says: "“r1 is down”: packets with higher TTL still pass through it.",
      },
    ],
    proved:
      "A trace is a list of complaints. Who does not complain is not missing, and the address of a complaint is chosen by the way back.",
  },
]);
