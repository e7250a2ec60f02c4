/** Rows of the contract that this lesson lets the learner see: SYS-21, OBS-41. */
import {
  answer,
  type Bench,
  check,
  defineExercises,
  fail,
  out,
  pass,
  type Proc,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const ADDRESS = {
  web: "10.245.0.65",
  shop: "10.245.0.66",
  api: "10.245.0.67",
  db: "10.245.0.68",
  outside: "192.168.1.99",
} as const;
type Who = keyof typeof ADDRESS;
const TO = { api: "cali-tw-cali9c2d84f6b13", db: "cali-tw-calie08a17d35c4" } as const;
const FROM_API = "cali-fw-cali9c2d84f6b13";

/** Does one get the other's page? */
function* gets(bench: Bench, from: Who, to: Who, port: number): Proc<boolean> {
  const ran = yield* bench.run(from, `curl -s --max-time 1 http://${ADDRESS[to]}:${port}/`);
  return ran.status === 0;
}
/** Who may call whom: "to:port" for each that must be served; all others must not. */
const matrix = (
  asks: string,
  callers: readonly Who[],
  targets: readonly (readonly [Who, number])[],
  open: Readonly<Partial<Record<Who, readonly string[]>>>,
) =>
  check(asks, function* (bench) {
    for (const from of callers) {
      for (const [to, port] of targets) {
        if (from === to) continue;
        const want = open[from]?.includes(`${to}:${port}`) ?? false;
        if ((yield* gets(bench, from, to, port)) === want) continue;
        return fail(
          want
            ? `${from} no longer gets anything from ${to}, port ${port}.`
            : `${from} still gets ${to}'s page on port ${port}.`,
        );
      }
    }
    return pass;
  });
const ALLOW_WEB = {
  place: "node1",
  script: [
    `iptables -N cali-pi-allow-web`,
    `iptables -A cali-pi-allow-web -p tcp -s ${ADDRESS.web} -m multiport --dports 8080 -j MARK --set-xmark 0x10000/0x10000`,
    ...(["api", "db"] as const).flatMap((pod) => [
      `iptables -I ${TO[pod]} 4 -j cali-pi-allow-web`,
      `iptables -I ${TO[pod]} 5 -m mark --mark 0x10000/0x10000 -j RETURN`,
      `iptables -I ${TO[pod]} 6 -m comment --comment "Drop if no policies passed packet" -j DROP`,
    ]),
    "",
  ].join("\n"),
};
const DB_NAME = "db.backend.svc.cluster.local";
/** A name server outside, which the pods use. */
const NAMES = [
  {
    place: "outside",
    script: `dnsmasq --no-resolv --no-hosts --address=/${DB_NAME}/${ADDRESS.db}\n`,
  },
  { place: "node1", script: `echo nameserver ${ADDRESS.outside} > /etc/resolv.conf\n` },
];
function* byTcp(bench: Bench): Proc<boolean> {
  const line = `dig +tcp +tries=1 +time=2 +short @${ADDRESS.outside} ${DB_NAME}`;
  return (yield* out(bench, "api", line)).trim() === ADDRESS.db;
}
/** What the DROPs of a chain have counted, that for INVALID apart. */
function* dropsOf(bench: Bench, chain: string): Proc<number> {
  const list = yield* out(bench, "node1", `iptables -nvxL ${chain}`);
  return list
    .split("\n")
    .filter((l) => / DROP /.test(l) && !l.includes("INVALID"))
    .reduce((sum, l) => sum + Number(l.trim().split(/\s+/)[0]), 0);
}

export default defineExercises("21-network-policy", [
  {
    id: "from-open-to-closed",
    title: "From open to closed",
    task: "**Default deny** for the namespace backend: nobody may begin a conversation with **api** or **db**. They themselves may call whom they like outside backend, and frontend stays as open as it is.",
    hints: [
      "Two doors are to be closed, and only for what comes in new. Which chains guard what goes *to* a pod?",
      "`iptables -S cali-tw-cali9c2d84f6b13` is api's, `cali-tw-calie08a17d35c4` is db's. Answers pass by their first rule: a DROP has to stand behind it, and before the profile.",
      "`iptables -I cali-tw-cali9c2d84f6b13 4 -j DROP` and `iptables -I cali-tw-calie08a17d35c4 4 -j DROP`.",
    ],
    checks: [
      matrix(
        "nobody gets anything from api or db",
        ["web", "shop", "api", "db", "outside"],
        [
          ["api", 8080],
          ["api", 9090],
          ["db", 8080],
        ],
        {},
      ),
      matrix(
        "frontend is as open as before, to api and db too",
        ["web", "api", "db", "outside"],
        [
          ["shop", 8080],
          ["web", 9090],
          ["outside", 8080],
        ],
        {
          web: ["shop:8080", "outside:8080"],
          api: ["shop:8080", "web:9090", "outside:8080"],
          db: ["shop:8080", "web:9090", "outside:8080"],
          outside: ["shop:8080", "web:9090"],
        },
      ),
    ],
    mistakes: [
      {
        id: "wrong-doors",
        *when(bench) {
          return (
            !(yield* gets(bench, "api", "shop", 8080)) && (yield* gets(bench, "web", "api", 8080))
          );
        },
        says: "The pods of backend can no longer call anybody, and everybody can call them: these are the chains of what comes *from* them (`cali-fw`). And a policy selects pods of *its* namespace.",
      },
      {
        id: "answers-too",
        *when(bench) {
          return (
            !(yield* gets(bench, "api", "outside", 8080)) &&
            !(yield* gets(bench, "web", "api", 8080))
          );
        },
        says: "Nobody can call api, and api gets no answer from outside: answers to its own calls die at its door. The first rule of the chain let them in.",
      },
      {
        id: "only-one",
        *when(bench) {
          return (
            !(yield* gets(bench, "web", "api", 8080)) && (yield* gets(bench, "shop", "db", 8080))
          );
        },
        says: "api is closed. The namespace has two pods, and each has a door of its own.",
      },
    ],
    proved:
      "A default deny is one rule at each door of the namespace, behind the one that lets answers in.",
  },
  {
    id: "let-web-in",
    title: "Let web in",
    task: "**api** and **db** are closed already. Open one door: **web**, and nobody else, may call **api** on port 8080, and so by its Service `http://10.96.0.25/`.",
    start: {
      setup: [
        {
          place: "node1",
          script: `iptables -I ${TO.api} 4 -j DROP\niptables -I ${TO.db} 4 -j DROP\n`,
        },
      ],
    },
    hints: [
      "A rule that accepts has to stand before the one that drops, in api's chain only.",
      "Accepted means: the bit 0x10000 of the mark is set, and then RETURN. (What has the bit is accepted at the end of FORWARD.) Which port does the packet have here, when the Service was called?",
      "`iptables -I cali-tw-cali9c2d84f6b13 4 -p tcp -s 10.245.0.65 --dport 8080 -j MARK --set-xmark 0x10000/0x10000` and `iptables -I cali-tw-cali9c2d84f6b13 5 -m mark --mark 0x10000/0x10000 -j RETURN`.",
    ],
    checks: [
      matrix(
        "web gets api on 8080, and nobody gets anything else",
        ["web", "shop", "api", "db", "outside"],
        [
          ["api", 8080],
          ["api", 9090],
          ["db", 8080],
        ],
        { web: ["api:8080"] },
      ),
      check("web gets api by its Service", function* (bench) {
        const ran = yield* bench.run("web", "curl -s --max-time 1 http://10.96.0.25/");
        return ran.out.trim() === "api" ? pass : fail("web gets no page from 10.96.0.25.");
      }),
    ],
    mistakes: [
      {
        id: "port-80",
        *when(bench) {
          return / --dports? 80 /.test(yield* out(bench, "node1", "iptables -S"));
        },
        says: "Policy sees the packet after DNAT: 8080.",
      },
      {
        id: "all-ports",
        *when(bench) {
          return yield* gets(bench, "web", "api", 9090);
        },
        says: "web gets api on every port. The task names one.",
      },
      {
        id: "everybody",
        *when(bench) {
          return yield* gets(bench, "shop", "api", 8080);
        },
        says: "shop gets in as well. In a policy this happens with a dash too many: “any pod of frontend **or** any app=web” instead of “and”.",
      },
    ],
    proved:
      "One rule that accepts before the one that drops. It names the pod's port, not the Service's.",
  },
  {
    id: "egress",
    title: "Out, but not everywhere",
    task: "Restrict what **api** itself may call: **db** on port 8080, by its name `db.backend.svc.cluster.local` too, and nothing else. Names are answered by `192.168.1.99` (UDP and TCP port 53). Who calls api is not restricted, and must be answered.",
    start: { setup: NAMES },
    hints: [
      "What api sends passes the chain of its own door, in the direction *from* the workload.",
      "`cali-fw-cali9c2d84f6b13`: a rule for each thing that is allowed, one that returns what was accepted, and one that drops, behind the first two. What does api ask before it calls a name?",
      "`iptables -I cali-fw-cali9c2d84f6b13 4 -p tcp -d 10.245.0.68 --dport 8080 -j MARK --set-xmark 0x10000/0x10000`, the same as 5 and 6 with `-d 192.168.1.99 --dport 53` for udp and tcp, `-I … 7 -m mark --mark 0x10000/0x10000 -j RETURN`, `-I … 8 -j DROP`.",
    ],
    checks: [
      matrix(
        "api gets db on 8080 and nothing else",
        ["api"],
        [
          ["db", 8080],
          ["db", 9090],
          ["web", 8080],
          ["outside", 8080],
        ],
        { api: ["db:8080"] },
      ),
      check("api gets db by its name", function* (bench) {
        const ran = yield* bench.run("api", `curl -s --max-time 3 http://${DB_NAME}:8080/`);
        return ran.out.trim() === "db" ? pass : fail(`api gets no page from ${DB_NAME}.`);
      }),
      check("and may ask for names by TCP as well", function* (bench) {
        return (yield* byTcp(bench))
          ? pass
          : fail("A question by TCP to 192.168.1.99 is not answered.");
      }),
      matrix(
        "api is served to all others, and db too",
        ["web", "shop", "outside"],
        [
          ["api", 8080],
          ["db", 8080],
        ],
        {
          web: ["api:8080", "db:8080"],
          shop: ["api:8080", "db:8080"],
          outside: ["api:8080", "db:8080"],
        },
      ),
    ],
    mistakes: [
      {
        id: "answers-forgotten",
        *when(bench) {
          return !(yield* gets(bench, "web", "api", 8080));
        },
        says: "Whoever calls api is no longer answered: answers leave by the same door. They must pass before the DROP, as they did by the first rule.",
      },
      {
        id: "at-the-target",
        *when(bench) {
          const rules = yield* out(bench, "node1", `iptables -S ${FROM_API}`);
          return (
            (rules.match(/-A /g) ?? []).length === 6 && !(yield* gets(bench, "api", "web", 8080))
          );
        },
        says: "You have closed the doors of others for api. The next pod that starts has a door you do not know yet. Egress is decided where the packet leaves.",
      },
      {
        id: "db-too",
        *when(bench) {
          return !(yield* gets(bench, "api", "db", 8080));
        },
        says: "api calls nobody any more, its database included.",
      },
      {
        id: "dns-forgotten",
        *when(bench) {
          const ran = yield* bench.run("api", `curl -s --max-time 3 http://${DB_NAME}:8080/`);
          return ran.status !== 0 && (yield* gets(bench, "api", "db", 8080));
        },
        says: "DNS forgotten: curl by IP works, by name not.",
      },
      {
        id: "udp-only",
        *when(bench) {
          return !(yield* byTcp(bench));
        },
        says: "Names are found, as long as the answers are small: large answers use TCP 53.",
      },
    ],
    proved:
      "Egress is guarded at the sender's door, ingress at the target's. Answers pass both by conntrack.",
  },
  {
    id: "see-the-rule",
    title: "See the rule",
    task: "A policy stands at **api** and **db**: only web may call, on 8080. **shop** calls `http://10.245.0.68:8080/` and waits in vain. Do it, and find the chain whose rule dropped the packet.",
    fields: [
      { id: "chain", label: "The chain", placeholder: "cali-…" },
      {
        id: "where",
        label: "On the node of",
        options: ["the caller", "the target", "either"],
      },
    ],
    start: { setup: [ALLOW_WEB] },
    hints: [
      "Each rule counts. Which counter of a DROP moves when shop calls once more?",
      "`ip route get 10.245.0.68` names the device, and the chain is named after it.",
      "`iptables -nvL cali-tw-calie08a17d35c4`: look at `pkts` of the DROP before and after a call.",
    ],
    checks: [
      check("shop was dropped", function* (bench) {
        return (yield* dropsOf(bench, TO.db)) > 0
          ? pass
          : fail("No rule has dropped anything on its way to db yet: call from shop.");
      }),
      answer("chain", TO.db, {
        asks: "the chain",
        wrong: "Whose device is it, and does the packet go to that pod or come from it?",
      }),
      answer("where", "the target", {
        asks: "on whose node it is",
        wrong: "An ingress rule is at the door of the pod that it guards.",
      }),
      check("nothing was opened", function* (bench) {
        return (yield* gets(bench, "shop", "db", 8080))
          ? fail("shop now gets db's page. Only look.")
          : pass;
      }),
    ],
    mistakes: [
      {
        id: "from-workload",
        when: (bench) => /^cali-fw-/.test(bench.answer("chain")),
        says: "`cali-fw` is *from* workload; the drop is *to* the target.",
      },
      {
        id: "other-door",
        when: (bench) => sameAnswer(bench.answer("chain"), TO.api),
        says: "That is api's door. shop called db: ask the routing table for its device.",
      },
      {
        id: "callers-node",
        when: (bench) => sameAnswer(bench.answer("where"), "the caller"),
        says: "Wrong node: rules live where the target runs.",
      },
    ],
    proved:
      "A drop has a place: a chain, a rule, a counter. It is on the node of the pod that the policy selects.",
  },
]);
