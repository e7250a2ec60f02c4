/** Rows of the contract that this lesson lets the learner see: SYS-05, SYS-29, CMD-30, CMD-31, CMD-32, CMD-33, OBS-08, OBS-10, OUT-01, OUT-08, OUT-09, DIS-29. */
import {
  addr,
  answer,
  type Bench,
  capture,
  check,
  defineExercises,
  fail,
  type Mistake,
  out,
  pass,
  type Proc,
  ran,
  reach,
  route,
  sameAnswer,
  verify,
} from "../../../sandbox/lab/index.ts";

/** The address plan of the two routers: CMD-30, CMD-32. */
const PLAN = {
  router1: {
    lo: "10.0.0.1/32",
    ens33: "192.168.8.10/24",
    ens37: "192.168.16.1/24",
    ens38: "192.168.18.1/24",
  },
  router2: { lo: "10.0.0.2/32", ens33: "192.168.18.2/24", ens37: "192.168.17.1/24" },
} as const;
type Router = keyof typeof PLAN;
const ROUTERS = ["router1", "router2"] as const;

/** Nobody runs BIRD; the routers are as after their installation: cards, and no configuration at all. */
const BLANK = [
  ...["kubeadm1", "kubeadm2"].map((place) => ({
    place,
    script: "birdcl down >/dev/null\nsleep 1\nip route flush proto bird\n",
  })),
  ...ROUTERS.map((place) => ({
    place,
    script: `systemctl stop bird
rm -f /etc/bird/bird.conf /etc/netplan/*.yaml /run/systemd/network/10-netplan-*
for d in ${Object.keys(PLAN[place]).join(" ")}; do
  ip addr flush dev $d scope global
  [ $d = lo ] || ip link set $d down
done
ip neigh flush all
`,
  })),
];

/** What the router's /etc/netplan says of a card, as `netplan get` prints it; null: netplan refuses the files. */
function* planned(bench: Bench, router: Router, card: string): Proc<string | null> {
  const said = yield* bench.run(router, `netplan get ethernets.${card}.addresses 2>/dev/null`);
  // Without a file `get KEY` is a Python error as well.
  if (said.status !== 0)
    return (yield* bench.run(router, "netplan get 2>/dev/null")).status === 0 ? "" : null;
  return said.out;
}
/** What has gone wrong with netplan on one of the routers; null: nothing that has a name. */
type NetplanFault =
  "broken" | "by-hand" | "not-applied" | "other-card" | "wrong-prefix" | "no-default";
function* netplanFault(bench: Bench): Proc<NetplanFault | null> {
  for (const router of ROUTERS) {
    const cards = Object.entries(PLAN[router]);
    const files = new Map<string, string>();
    for (const [card] of cards) {
      const text = yield* planned(bench, router, card);
      if (text === null) return "broken";
      files.set(card, text);
    }
    for (const [card, address] of cards) {
      const bare = address.replace(/\/.*/, "");
      const file = files.get(card) ?? "";
      const have = bench.addresses(`${router}:${card}`);
      const elsewhere = cards.some(
        ([other]) => other !== card && (files.get(other) ?? "").includes(`"${bare}/`),
      );
      if (elsewhere) return "other-card";
      if (file.includes(`"${bare}/`) && !file.includes(`"${address}"`)) return "wrong-prefix";
      if (file.includes(`"${address}"`) && !have.includes(address)) return "not-applied";
      if (have.includes(address) && !file.includes(`"${address}"`)) return "by-hand";
    }
    const complete = cards.every(([card, address]) => (files.get(card) ?? "").includes(address));
    if (complete && (yield* out(bench, router, "ip route show default")) === "")
      return "no-default";
  }
  return null;
}
const netplanMistake = (id: NetplanFault, says: string): Mistake => ({
  id,
  *when(bench) {
    return (yield* netplanFault(bench)) === id;
  },
  says,
});
/** The router has its addresses, and a file that will give them to it again. */
const hasItsPlan = (router: Router, gateway: string, dev: string) =>
  check(
    `${router}'s netplan gives its cards their addresses and a default route, and is applied`,
    function* (bench) {
      for (const [card, address] of Object.entries(PLAN[router])) {
        const has = yield* verify(bench, addr(`${router}:${card}`, address));
        if (!has.pass) return has;
        const file = yield* planned(bench, router, card);
        if (file === null) return fail(`netplan refuses what is in ${router}'s /etc/netplan.`);
        if (!file.includes(`"${address}"`))
          return fail(`${router}'s /etc/netplan does not say ${address} for ${card}.`);
      }
      return yield* verify(bench, route(router, "default", { via: gateway, dev }));
    },
  );

/** State and info of a router's BGP protocol with that neighbour: "up Established", "start Idle BGP Error: …". */
function* session(bench: Bench, place: string, neighbour: string): Proc<string | null> {
  const all = yield* out(bench, place, "birdc show protocols all");
  const blocks = all.split(/\n(?=\S)/).filter((b) => b.includes(`Neighbor address: ${neighbour}`));
  return blocks[0]?.split("\n")[0] ?? null;
}
const established = (place: string, neighbour: string) =>
  check(`${place}'s session with ${neighbour} is Established`, function* (bench) {
    const line = yield* session(bench, place, neighbour);
    if (line === null)
      return fail(`BIRD on ${place} has no BGP protocol for ${neighbour}, or does not run.`);
    return line.includes("Established") ? pass : fail(`It says: ${line.trim()}`);
  });
const inKernel = (place: string, line: RegExp, asks: string, otherwise: string) =>
  check(asks, function* (bench) {
    return line.test(yield* out(bench, place, "ip route")) ? pass : fail(otherwise);
  });

/** SYNs to port 179 of the other router that the wire between the two has seen. */
const calls = (bench: Bench): number =>
  bench
    .frames("router1:ens38", { "tcp.dst": "179", "tcp.flags": "S" })
    .filter((f) => /^192\.168\.18\.[12]$/.test(bench.history.fields(f).get("ip.dst") ?? "")).length;
/** The flags of everything that came back from port 179. */
const answers = (bench: Bench): string[] =>
  bench
    .frames("router1:ens38", { "tcp.src": "179" })
    .map((f) => bench.history.fields(f).get("tcp.flags") ?? "");
/** A peer of router1 outside, in the network of kubeadm1: it announces a network of its own. */
const STUB = {
  place: "kubeadm1",
  script:
    "sed -i 's/^  route 10.245.0.64\\/26 blackhole;/&\\n  route 10.99.0.0\\/24 blackhole;/; s/^  if ( net = 10.245.0.64\\/26 ) then { accept; }/&\\n  if ( net = 10.99.0.0\\/24 ) then { accept; }/' /etc/calico/confd/config/bird.cfg\nbirdcl configure > /dev/null\nsleep 20\n",
};

export default defineExercises("13-bgp", [
  {
    id: "bring-it-up",
    title: "Bring it up",
    task: `Both routers are as they came out of the box: cards, and nothing else. No addresses, no \`/etc/netplan\`, no \`/etc/bird/bird.conf\`. Nobody runs BIRD. Write **both netplans** (\`/etc/netplan/50-cloud-init.yaml\`) and **both bird.confs**, so that the routers exchange their networks and the **nodes' networks reach each other**.

**router1**: \`lo\` ${PLAN.router1.lo}, \`ens33\` ${PLAN.router1.ens33} with the default route by 192.168.8.2, \`ens37\` ${PLAN.router1.ens37} (kubeadm1's wire), \`ens38\` ${PLAN.router1.ens38} (the wire between the routers). **router2**: \`lo\` ${PLAN.router2.lo}, \`ens33\` ${PLAN.router2.ens33} with the default route by 192.168.18.1, \`ens37\` ${PLAN.router2.ens37} (kubeadm2's wire).

Router ids are the loopback's addresses, the AS is **64513** on both.`,
    hints: [
      "First the addresses, until router1 can ping 192.168.18.2; then BIRD. In its file five protocols: device, direct, kernel, and bgp; what brings networks in, and what takes them out?",
      "netplan: each card under `ethernets:`, its addresses a list with their prefix lengths, `netplan apply` at the end. BIRD: `protocol direct { }` brings the own wires, `protocol kernel { export all; }` writes into Linux. In the bgp protocol: `local … as …`, `neighbor … as …`, `next hop self`, `import all`, `export all`.",
      "The page shows router1's two files, word for word (`nano`, or `cat > FILE <<'EOF'`). router2's are the same, seen from the other side: addresses and router id are its own, `local` and `neighbor` change places. Then `netplan apply` and `systemctl restart bird` on both, and a few seconds.",
    ],
    start: { setup: BLANK },
    checks: [
      hasItsPlan("router1", "192.168.8.2", "ens33"),
      hasItsPlan("router2", "192.168.18.1", "ens33"),
      established("router1", "192.168.18.2"),
      inKernel(
        "router2",
        /^192\.168\.16\.0\/24 via 192\.168\.18\.1 dev ens33 proto bird/m,
        "router2 has 192.168.16.0/24 from BIRD",
        "router2's kernel has no route to 192.168.16.0/24 from BIRD.",
      ),
      inKernel(
        "router1",
        /^192\.168\.17\.0\/24 via 192\.168\.18\.2 dev ens38 proto bird/m,
        "router1 has 192.168.17.0/24 from BIRD",
        "router1's kernel has no route to 192.168.17.0/24 from BIRD.",
      ),
      reach("kubeadm1", "192.168.17.101"),
    ],
    mistakes: [
      netplanMistake(
        "broken",
        "netplan refuses a file of yours, and changes nothing. `netplan get` says file, line and column; mostly it is the indentation: YAML wants blanks, the same number for all on one level.",
      ),
      netplanMistake(
        "other-card",
        "An address of the plan is given to another card. Compare your netplan with the plan, card by card: whose wire hangs at which?",
      ),
      netplanMistake(
        "wrong-prefix",
        "An address is right, and its prefix length is not. `ip route` shows it: which network does that card think it is in?",
      ),
      netplanMistake(
        "not-applied",
        "The file is right, and the card has no such address. A netplan is a plan: who carries it out?",
      ),
      netplanMistake(
        "by-hand",
        "The address is there, and no file knows it: with the next start of the machine it is gone. `ip addr add` is for now, netplan is for always.",
      ),
      netplanMistake(
        "no-default",
        "The addresses are right, but a router has no default route: it knows its own wires, and nothing beyond. In netplan it is a route of a card, `to: default`.",
      ),
      {
        id: "bad-as",
        *when(bench) {
          const lines = `${yield* session(bench, "router1", "192.168.18.2")} ${yield* session(bench, "router2", "192.168.18.1")}`;
          return lines.includes("Bad peer AS");
        },
        says: "A NOTIFICATION ended it: *Bad peer AS*. Each side names the other's AS number, and they do not fit.",
      },
      {
        id: "nothing-exported",
        *when(bench) {
          const line = yield* session(bench, "router1", "192.168.18.2");
          const routes = yield* out(bench, "router2", "birdc show route");
          const own = yield* out(bench, "router1", "birdc show route");
          return (
            (line ?? "").includes("Established") &&
            !routes.includes("192.168.16.0/24") &&
            own.includes("192.168.16.0/24")
          );
        },
        says: "Established, and router1 has told nothing: BGP shares nothing by itself. What may leave a protocol is said by `export`.",
      },
      {
        id: "not-in-the-kernel",
        *when(bench) {
          const routes = yield* out(bench, "router2", "birdc show route");
          const kernel = yield* out(bench, "router2", "ip route");
          return routes.includes("192.168.16.0/24") && !kernel.includes("proto bird");
        },
        says: "In BIRD, not in the kernel: its table has the route, and nobody writes it into Linux. Look at `protocol kernel`.",
      },
      {
        id: "nothing-to-announce",
        *when(bench) {
          const line = yield* session(bench, "router1", "192.168.18.2");
          const own = yield* out(bench, "router1", "birdc show route");
          return (line ?? "").includes("Established") && !own.includes("192.168.16.0/24");
        },
        says: "The session stands, and router1's BIRD does not even know its own wires: without `protocol direct` there is nothing to announce.",
      },
      {
        id: "wrong-neighbour",
        *when(bench) {
          const all = yield* out(bench, "router1", "birdc show protocols all");
          return /Neighbor address: 192\.168\.18\.(?!2\b)\d+/.test(all);
        },
        says: "router1 calls an address where nobody is: SYNs and no answer. The session stays in Connect or Active.",
      },
      {
        id: "refused",
        when: (bench) => calls(bench) > 0 && answers(bench).some((f) => f.includes("R")),
        says: "A SYN to TCP port 179 is answered with an RST. The other machine is there and refuses: nobody on it listens on that port. Does BIRD run on both?",
      },
      {
        id: "filtered",
        *when(bench) {
          const line = yield* session(bench, "router1", "192.168.18.2");
          return (
            line !== null &&
            !line.includes("Established") &&
            calls(bench) > 1 &&
            !answers(bench).some((f) => f.includes("R"))
          );
        },
        says: "SYNs to TCP port 179 stay unanswered, although the neighbour is there (ping it). Who refuses sends an RST; silence is a filter: look at `iptables -nvL` on both.",
      },
    ],
    proved:
      "Addresses that outlive a restart, then sources, a session, a sink. Leave one out, and the fault has its own look: no session, nothing told, or nothing in the kernel.",
  },
  {
    id: "read-the-table",
    title: "Read the table",
    task: "Look at `birdc show route` on **router1** and answer.",
    fields: [
      {
        id: "best",
        label: "For 192.168.18.0/24 the kernel gets",
        options: ["the direct route", "the one via 192.168.18.2", "both", "none of BIRD's"],
      },
      {
        id: "why",
        label: "The direct one has the star because",
        options: ["240 is higher than 100", "100 is lower than 240", "it is older"],
      },
      {
        id: "i",
        label: "[i] means",
        options: ["born in our own AS", "internal BGP", "incomplete"],
      },
      {
        id: "as",
        label: "10.245.0.64/26 was born in AS",
        placeholder: "a number",
      },
    ],
    hints: [
      "The star marks what is used. What has the kernel got already, without BIRD?",
      "Preference is trust: higher wins. In brackets at the end stands the origin of the path.",
      "Direct routes are not written into the kernel, because they come from there. The last AS of the path is where the network was born.",
    ],
    checks: [
      ran("router1", /^birdc\b.*\bsh?o?w? +ro?u?t?e?/, "router1's table was looked at"),
      answer("best", "none of BIRD's", {
        asks: "what the kernel gets for 192.168.18.0/24",
        wrong: "Look into `ip route` on router1: is the line for 192.168.18.0/24 from BIRD?",
      }),
      answer("why", "240 is higher than 100", {
        asks: "why the direct one has the star",
        wrong: "Compare the numbers in parentheses of the two lines.",
      }),
      answer("i", "born in our own AS", {
        asks: "what [i] means",
        wrong: "kubeadm1's block came by external BGP, and its path ends with an i as well.",
      }),
      answer("as", "64512", {
        asks: "where 10.245.0.64/26 was born",
        wrong: "Read its line to the end.",
      }),
    ],
    mistakes: [
      {
        id: "lower-wins",
        when: (bench) => sameAnswer(bench.answer("why"), "100 is lower than 240"),
        says: "“100 is worse so lower wins”: higher preference wins in BIRD. Which of the two lines has the star?",
      },
      {
        id: "internal",
        when: (bench) => sameAnswer(bench.answer("i"), "internal BGP"),
        says: "The `i` is the origin attribute (IGP), as its first speaker set it. `[AS64512i]` came by external BGP and has it, too.",
      },
    ],
    proved:
      "Two sources, one winner, and the star says which. What the kernel has by itself, BIRD does not write again.",
  },
  {
    id: "watch-a-session",
    title: "Watch a session",
    task: "Capture `tcp port 179` on **router1**'s `ens38` while the session with router2 begins, with `-v`. What are the first three kinds of messages, in order? And what do they say about AS and hold time?",
    fields: [
      {
        id: "order",
        label: "The first three kinds, in order",
        placeholder: "kinds with blanks between",
      },
      {
        id: "opens",
        label: "An OPEN is sent by",
        options: ["the side that calls", "the side that is called", "each side"],
      },
      { id: "as", label: "AS number in router2's OPEN", placeholder: "a number" },
      { id: "hold", label: "Hold time in it, seconds", placeholder: "a number" },
    ],
    hints: [
      "The session is up already. Somebody has to end it while tcpdump is running.",
      "`tcpdump -i ens38 -nn -v tcp port 179` in one terminal, `birdc restart router2` in another, and some seconds of patience.",
      "Open, Keepalive, Update. In the Open: `my AS`, `Holdtime`.",
    ],
    checks: [
      ran("router1", /^tcpdump\b/, "router1 was captured"),
      capture("router1:ens38").has(
        { "tcp.dst": "179", "tcp.flags": "S" },
        "a session has begun before your eyes",
      ),
      answer("order", "open keepalive update", {
        asks: "the order of the messages",
        wrong:
          "Begin to read at the new session's first SYN. (A NOTIFICATION before it has ended the old one.) Count each kind once, in the order in which it first comes.",
      }),
      answer("opens", "each side", {
        asks: "who sends an OPEN",
        wrong: "Look at the addresses of the OPENs in the capture: who is in front of the `>`?",
      }),
      answer("as", "64513", {
        asks: "the AS in the OPEN",
        wrong: "It stands in the OPEN: `my AS`.",
      }),
      answer("hold", "240", { asks: "the hold time", wrong: "It stands in the OPEN, in seconds." }),
    ],
    mistakes: [
      {
        id: "already-up",
        when: (bench) =>
          bench.frames("router1:ens38", { "tcp.dst": "179", "tcp.flags": "S" }).length === 0 &&
          bench.history.commands.some((c) => /^tcpdump\b/.test(c.text)),
        says: "The session was up already: `birdc restart router2`.",
      },
      {
        id: "update-first",
        when: (bench) => /^open update/i.test(bench.answer("order").trim()),
        says: "Nobody sends routes before both have accepted the other's OPEN. What says that it is accepted?",
      },
      {
        id: "only-one-open",
        when: (bench) => /^the side/.test(bench.answer("opens")),
        says: "Only one OPEN? Each side sends its own. In it stands what the *sender* is: its AS, its router id, its hold time.",
      },
    ],
    proved:
      "Each side sends its own OPEN, a KEEPALIVE accepts the other's, then UPDATEs. All of it in one TCP connection.",
  },
  {
    id: "next-hop",
    title: "Whose next hop?",
    task: "A peer in the network of kubeadm1 has begun to announce `10.99.0.0/24` to router1, and router2 has a route to it. Take `next hop self` out of **router1**'s session with router2, and let BIRD read its file again (`birdc configure`). What becomes of `10.99.0.0/24` on **router2**? Say why, and put it back.",
    fields: [
      {
        id: "becomes",
        label: "On router2 the route is then",
        options: ["as it was", "unreachable", "gone"],
      },
      {
        id: "nexthop",
        label: "Next hop that router2 now hears",
        placeholder: "an address",
      },
      {
        id: "why",
        label: "That is trouble because router2 knows it",
        options: ["only through BGP itself", "not at all", "by a wrong AS path"],
      },
    ],
    start: { setup: [STUB] },
    hints: [
      "`birdc show route all 10.99.0.0/24` on router2 shows what it leads to, and the attribute `BGP.next_hop`. BIRD's own words are in `journalctl -u bird`.",
      "Which route of router2 leads to that address, and who told it?",
      "`sed -i '/next hop self/d' /etc/bird/bird.conf`, `birdc configure`; look; put the line back, `birdc configure` again.",
    ],
    checks: [
      check("router1's BIRD has read its file again", (bench) =>
        bench.history.commands.some((c) => /^birdc\b.*\bconf/.test(c.text))
          ? pass
          : fail("router1's BIRD has not read a changed file yet."),
      ),
      answer("becomes", "unreachable", {
        asks: "what becomes of the route",
        wrong:
          "Ask router2's BIRD and its kernel for 10.99.0.0/24 while the line is out, some seconds after `birdc configure`.",
      }),
      answer("nexthop", "192.168.16.101", {
        asks: "the next hop without the line",
        wrong: "Ask router2's BIRD for all attributes of the route while the line is out.",
      }),
      answer("why", "only through BGP itself", {
        asks: "why that is trouble",
        wrong: "Look for the network of that address in router2's table.",
      }),
      check("it is put back: router2 reaches 10.99.0.0/24 by router1", function* (bench) {
        const all = yield* out(bench, "router2", "birdc show route all 10.99.0.0/24");
        return /BGP\.next_hop: 192\.168\.18\.1\b/.test(all)
          ? pass
          : fail("router2 does not hear 192.168.18.1 as next hop of 10.99.0.0/24.");
      }),
    ],
    mistakes: [
      {
        id: "as-filter",
        when: (bench) => sameAnswer(bench.answer("why"), "by a wrong AS path"),
        says: "“AS filter”? The path is fine; the next hop 192.168.16.x is known only through BGP itself.",
      },
      {
        id: "left-out",
        *when(bench) {
          const all = yield* out(bench, "router2", "birdc show route all 10.99.0.0/24");
          return /BGP\.next_hop: 192\.168\.16\.101/.test(all);
        },
        says: "You have seen it. Now put the line back, and let BIRD read its file again.",
      },
    ],
    proved:
      "Internal BGP passes a next hop on as it is. Whoever brings a route in from outside has to put itself there.",
  },
  {
    id: "failure-clocks",
    title: "Failure clocks",
    task: "Two ways to lose the wire between the routers. **(a)** `ip link set ens38 down` on router1: when does router1's kernel stop using `10.245.0.192/26`, and what does the session say at that moment? Put it up again and wait for the session. **(b)** Silent loss: `iptables -A INPUT -i ens38 -j DROP` and `iptables -A OUTPUT -o ens38 -j DROP` on router1. How long does the route live now? (`sleep` costs you nothing here.)",
    fields: [
      {
        id: "a",
        label: "(a) the route is used",
        options: ["not a moment longer", "until the hold time is over", "for ever"],
      },
      {
        id: "a-session",
        label: "(a) the session says, at that moment",
        options: ["Established", "Idle", "Active"],
      },
      { id: "b", label: "(b) hold time in seconds", placeholder: "a number" },
    ],
    hints: [
      "`ip route get 10.245.0.193` right after the cut, and `birdc show protocols` beside it.",
      "In (b) nothing goes down. `birdc show protocols all router2` shows how much of the hold time is left.",
      "(a) at once, while the session lingers; (b) `sleep 250`, then look again: 240 seconds is BIRD's default.",
    ],
    checks: [
      ran("router1", /^ip +l.*ens38 +down/, "(a) was tried"),
      ran("router1", /^iptables\b.*ens38.*DROP/, "(b) was tried"),
      answer("a", "not a moment longer", {
        asks: "(a) the route",
        wrong: "Ask the kernel right after the cut: `ip route get 10.245.0.193`.",
      }),
      answer("a-session", "Established", {
        asks: "(a) the session",
        wrong: "`birdc show protocols` right after the cut: internal BGP does not watch the card.",
      }),
      answer("b", "240", {
        asks: "(b) how long",
        wrong:
          "`birdc show protocols all router2` says it: the hold timer counts down from its full value.",
      }),
    ],
    mistakes: [
      {
        id: "same-for-both",
        when: (bench) => sameAnswer(bench.answer("a"), "until the hold time is over"),
        says: "“Same for both”? In (b) nobody told BIRD. In (a) the kernel did.",
      },
      {
        id: "session-first",
        when: (bench) => sameAnswer(bench.answer("a-session"), "Idle"),
        says: "“When the session drops”? The session is still Established: look at the route.",
      },
    ],
    proved:
      "What the kernel sees, BIRD knows at once. What nobody sees, it knows after the hold time.",
  },
]);
