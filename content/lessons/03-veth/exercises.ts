/** Rows of the contract that this lesson lets the learner see: SYS-24, OBS-32. */
import {
  allPairs,
  answer,
  type Bench,
  check,
  defineExercises,
  fail,
  firstFrame,
  link,
  noLink,
  noNetns,
  noReach,
  pass,
  path,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const RED_AND_BLUE = [{ place: "bench", script: "ip netns add red\nip netns add blue\n" }];
const PLUGGED = [
  {
    place: "bench",
    script: `ip netns add red
ip netns add blue
ip link add veth-r netns red type veth peer name veth-b netns blue
ip -n red addr add 10.1.1.1/24 dev veth-r
ip -n blue addr add 10.1.1.2/24 dev veth-b
ip -n red link set veth-r up
ip -n blue link set veth-b up
ip -n red link set lo up
ip -n blue link set lo up
ip netns exec red ping -c1 -W2 10.1.1.2 >/dev/null
sleep 8
`,
  },
];
/** Two pods whose cables have names that mislead. */
const STRANGERS = [
  {
    place: "bench",
    script: `ip link add cni0 type bridge
ip link set cni0 up
ip netns add pod
ip netns add other
ip link add veth-other index 11 type veth peer name eth0 index 8 netns other
ip link add vethd4c1a7 index 8 type veth peer name eth0 index 11 netns pod
for p in pod other; do ip -n $p link set eth0 up; ip -n $p link set lo up; done
for v in veth-other vethd4c1a7; do ip link set $v master cni0; ip link set $v up; done
ip -n pod addr add 10.244.0.5/24 dev eth0
ip -n other addr add 10.244.0.6/24 dev eth0
`,
  },
];

/** The host's device at the other end of pod's eth0. */
function otherEnd(bench: Bench): string | null {
  const index = bench.link("bench/pod:eth0")?.link ?? 0;
  const place = bench.world.findPlace("bench");
  return place?.netns.netlink.linkByIndex(index)?.name ?? null;
}
/** How many packets red's end sent and received since the learner arrived. */
function counted(bench: Bench, where: string): { sent: number; received: number } {
  const frames = bench.frames(where);
  return {
    sent: frames.filter((f) => f.direction === "out").length,
    received: frames.filter((f) => f.direction === "in").length,
  };
}

export default defineExercises("03-veth", [
  {
    id: "plug-it",
    title: "Plug it",
    task: "The namespaces **red** and **blue** exist, with nothing in them. Connect them with a veth pair: **veth-r** in red with `10.1.1.1/24`, **veth-b** in blue with `10.1.1.2/24`. They must reach each other both ways.",
    hints: [
      "`ip link add veth-r type veth peer name veth-b` makes both ends at once, both of them in the namespace where you are.",
      "Each end has to be moved, addressed and set up, in its own namespace. `ip -br link` inside red and blue shows what is missing.",
      "`ip link set veth-r netns red`, `ip -n red addr add 10.1.1.1/24 dev veth-r`, `ip -n red link set veth-r up`, and the same for veth-b in blue.",
    ],
    start: { setup: RED_AND_BLUE },
    checks: [
      link("red:veth-r", { kind: "veth" }),
      link("blue:veth-b", { kind: "veth" }),
      link("red:veth-r", { up: true, carrier: true }),
      link("blue:veth-b", { up: true, carrier: true }),
      allPairs({ red: "10.1.1.1", blue: "10.1.1.2" }),
      path("red", "10.1.1.2", ["red:veth-r", "blue:veth-b"]),
    ],
    mistakes: [
      {
        id: "peer-in-root",
        when: (bench) => bench.link("bench:veth-b") !== null && bench.link("red:veth-r") !== null,
        says: "veth-b is still in the root namespace, so the packet came out there.",
      },
      {
        id: "one-end-down",
        when: (bench) => {
          const r = bench.link("red:veth-r");
          const b = bench.link("blue:veth-b");
          return r !== null && b !== null && ((r.flags & 1) === 1) !== ((b.flags & 1) === 1);
        },
        says: "NO-CARRIER: a veth has carrier only when **both** ends are up.",
      },
      {
        id: "slash-32",
        when: (bench) => bench.addresses("red:veth-r").includes("10.1.1.1/32"),
        says: "red has no route to 10.1.1.2: a /32 creates no connected subnet.",
      },
    ],
    proved:
      "Two namespaces and a cable: this is the smallest pod network there is. Each end needed three things, in its own namespace: to be there, an address with a prefix, and to be up.",
  },
  {
    id: "other-end",
    title: "Who is at the other end?",
    task: "The namespace **pod** has an `eth0`. Find the device on **bench** that is the other end of its cable, and type its name. Two cables hang on cni0; their names prove nothing.",
    fields: [{ id: "device", label: "The host's device", placeholder: "its name" }],
    start: { setup: STRANGERS },
    hints: [
      "`ip -n pod link show eth0` says `eth0@if` and a number.",
      "That number is an interface index on bench: the number at the very start of each line of `ip link` there.",
      "Look for the line that begins with that number: `ip -o link | grep '^8:'`. Check it backwards: its own `@if` must be the index of pod's eth0.",
    ],
    checks: [
      answer("device", otherEnd, {
        asks: "the device is the other end of pod's eth0",
        wrong: "That device's index is not the number behind @if in the pod.",
      }),
    ],
    mistakes: [
      {
        id: "by-name",
        when: (bench) =>
          sameAnswer(bench.answer("device"), "veth-other") ||
          sameAnswer(bench.answer("device"), "cni0"),
        says: "Names prove nothing. Compare the index after @if with `ip link` on the host.",
      },
      {
        id: "own-index",
        when: (bench) =>
          /^(if)?\d+$/.test(bench.answer("device")) || sameAnswer(bench.answer("device"), "eth0"),
        says: "The task asks for the name of the device on the host. You have its index; look it up there.",
      },
    ],
    proved:
      "Two numbers that point at each other are the only proof of a cable. You can now find any pod's end on any node.",
  },
  {
    id: "count",
    title: "Count",
    task: "red and blue are connected and know each other's MAC addresses. When red pings 10.1.1.2 three times, how many packets will each end have sent (TX) and received (RX) for it? Predict the four numbers; then run `ping -c3 10.1.1.2` in red once, and look with `ip -s link`.",
    fields: [
      { id: "r-tx", label: "veth-r TX", placeholder: "packets" },
      { id: "r-rx", label: "veth-r RX", placeholder: "packets" },
      { id: "b-tx", label: "veth-b TX", placeholder: "packets" },
      { id: "b-rx", label: "veth-b RX", placeholder: "packets" },
    ],
    start: { setup: PLUGGED },
    predict: {
      seen: firstFrame("red:veth-r", { "icmp.name": "echo-request" }),
      then: "run `ping -c3 10.1.1.2` in red, once",
    },
    hints: [
      "A ping is one packet there and one packet back.",
      "What one end transmits, the other receives: the four numbers come in two pairs.",
      "Three requests leave by veth-r and arrive at veth-b; three replies go the other way.",
    ],
    checks: [
      check("red has pinged 10.1.1.2", (bench) => {
        const n = bench.frames("red:veth-r", { "icmp.name": "echo-request" }).length;
        if (n === 0) return fail("Predictions are there to be tested: run the ping in red.");
        return n === 3
          ? pass
          : fail(
              `red sent ${n} echo requests, the task asks for three. Reset the lab and try again.`,
            );
      }),
      answer("r-tx", (b) => icmp(b, "red:veth-r", "out"), {
        asks: "what veth-r sent",
        wrong: "veth-r's TX is not that. Count the packets that leave red.",
      }),
      answer("r-rx", (b) => icmp(b, "red:veth-r", "in"), {
        asks: "what veth-r received",
        wrong: "veth-r's RX is not that. Count the packets that come back to red.",
      }),
      answer("b-tx", (b) => icmp(b, "blue:veth-b", "out"), {
        asks: "what veth-b sent",
        wrong: "veth-b's TX is not that. Count the packets that leave blue.",
      }),
      answer("b-rx", (b) => icmp(b, "blue:veth-b", "in"), {
        asks: "what veth-b received",
        wrong: "veth-b's RX is not that. Count the packets that reach blue.",
      }),
    ],
    mistakes: [
      {
        id: "not-mirrored",
        when: (bench) =>
          bench.answer("r-tx") !== "" &&
          bench.answer("b-rx") !== "" &&
          (!sameAnswer(bench.answer("r-tx"), bench.answer("b-rx")) ||
            !sameAnswer(bench.answer("r-rx"), bench.answer("b-tx"))),
        says: "What one end transmits, the other receives.",
      },
      {
        id: "one-way",
        when: (bench) =>
          sameAnswer(bench.answer("r-rx"), "0") && sameAnswer(bench.answer("b-tx"), "0"),
        says: "A ping that is answered travels both ways: blue sends a reply for every request.",
      },
    ],
    proved:
      "A cable neither loses nor adds: the counters of its two ends mirror each other. When they do not, you are looking at two different cables.",
  },
  {
    id: "cut-it",
    title: "Cut it",
    task: "red and blue are connected. Cut the cable for good, so that neither end exists any more. Leave both namespaces alive.",
    start: { setup: PLUGGED },
    hints: [
      "A cable has two ends. How many of them do you have to delete?",
      "`ip link set … down` unplugs nothing: it only turns a card off.",
      "`ip -n red link del veth-r`.",
    ],
    checks: [
      noLink("red:veth-r"),
      noLink("blue:veth-b"),
      check("both namespaces are still there", (bench) =>
        bench.world.findPlace("red") !== null && bench.world.findPlace("blue") !== null
          ? pass
          : fail(
              "A namespace is gone. It took its end of the cable with it, and so the other end: it works, but the task was to leave both alive.",
            ),
      ),
      noReach("red", "10.1.1.2"),
    ],
    mistakes: [
      {
        id: "only-down",
        when: (bench) => {
          const r = bench.link("red:veth-r");
          const b = bench.link("blue:veth-b");
          return r !== null && b !== null && ((r.flags & 1) === 0 || (b.flags & 1) === 0);
        },
        says: "The link is down but both devices exist; the task is to delete.",
      },
      {
        id: "namespace-deleted",
        when: (bench) =>
          bench.world.findPlace("red") === null || bench.world.findPlace("blue") === null,
        says: "You deleted a namespace. Its end of the cable died with it, and so did the other end: that is how a pod's cable goes. Here, both namespaces should live.",
      },
      {
        id: "unplugged-elsewhere",
        when: (bench) => bench.link("bench:veth-r") !== null || bench.link("bench:veth-b") !== null,
        says: "One end was moved out, but the cable still exists: it only ends somewhere else now.",
      },
    ],
    proved:
      "Half a cable does not exist. Delete one end, and the other is gone in the same moment.",
  },
  {
    id: "cut-by-namespace",
    title: "Cut it, the way a pod does",
    task: "The same two namespaces and the same cable. This time touch neither end: delete the namespace **blue**, and look what is left in **red**.",
    fields: [
      {
        id: "left",
        label: "Of veth-r there is left",
        options: ["nothing", "a device without carrier", "a device without an address"],
      },
    ],
    start: { setup: PLUGGED },
    hints: [
      "What dies with a namespace? Everything that is in it, and nothing else.",
      "One end of the cable is in blue. Can the other be without it?",
      "`ip netns del blue`, then `ip -n red link`.",
    ],
    checks: [
      noNetns("blue"),
      check("red is still there", (bench) =>
        bench.world.findPlace("red") !== null ? pass : fail("red is gone too."),
      ),
      noLink("red:veth-r"),
      check("no end has escaped", (bench) =>
        bench.link("bench:veth-b") === null && bench.link("bench:veth-r") === null
          ? pass
          : fail("An end of the cable lies in the machine's own namespace."),
      ),
      noReach("red", "10.1.1.2"),
      answer("left", "nothing", {
        asks: "what is left of veth-r",
        wrong: "Look into red: `ip -n red link`.",
      }),
    ],
    mistakes: [
      {
        id: "by-its-end",
        when: (bench) =>
          bench.world.findPlace("blue") !== null && bench.link("red:veth-r") === null,
        says: "The cable is cut, and blue still stands. This time let the namespace take its end along.",
      },
      {
        id: "moved-out-first",
        when: (bench) => bench.link("bench:veth-b") !== null || bench.link("bench:veth-r") !== null,
        says: "An end left the namespace before it was deleted. So it did not die with it, and the cable lives.",
      },
      {
        id: "no-carrier",
        when: (bench) => sameAnswer(bench.answer("left"), "a device without carrier"),
        says: "Without carrier is an end whose other end is *down*. This other end does not exist any more.",
      },
    ],
    proved:
      "A pod's cable is never unplugged. The namespace goes, its end goes with it, and so does the node's.",
  },
]);

function icmp(bench: Bench, where: string, direction: "in" | "out"): string | null {
  const sent = bench.frames("red:veth-r", { "icmp.name": "echo-request" }).length;
  if (sent === 0 || counted(bench, where).sent === 0) return null;
  return String(
    bench
      .frames(where)
      .filter((f) => f.direction === direction && bench.history.fields(f).has("icmp.type")).length,
  );
}
