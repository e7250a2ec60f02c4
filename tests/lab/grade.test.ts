import { beforeAll, describe, expect, it } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import {
  type Check,
  defineExercises,
  type Exercise,
  fail,
  pass,
} from "../../sandbox/lab/exercise.ts";
import { gradeExercise, type Grade } from "../../sandbox/lab/grade.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { parseSteps, Typist } from "../../sandbox/lab/steps.ts";
import {
  addr,
  allPairs,
  answer,
  capture,
  check,
  fdb,
  link,
  neigh,
  netns,
  noLink,
  noReach,
  noRoute,
  path,
  ran,
  reach,
  route,
  unchanged,
} from "../../sandbox/lab/verify.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";

let wire: LabSource;
let node1: LabSource;
let bench: LabSource;
beforeAll(async () => {
  wire = (await loadLab("wire")) as LabSource;
  node1 = (await loadLab("deep-dive-node1")) as LabSource;
  bench = (await loadLab("bench")) as LabSource;
});

function exercise(checks: readonly Check[], mistakes: Exercise["mistakes"] = []): Exercise {
  return {
    id: "x",
    title: "x",
    task: "x",
    hints: ["", "", ""],
    checks,
    mistakes,
    proved: "proved",
  };
}
function grade(
  source: LabSource,
  steps: string,
  checks: readonly Check[],
  mistakes: Exercise["mistakes"] = [],
): Grade {
  const session = Session.start(source, 1);
  if (!(session instanceof Session)) throw new Error(session[0]?.message);
  session.advance(session.now + 100_000);
  const typist = new Typist(session);
  typist.play(parseSteps(steps).get("") ?? []);
  const before = session.world.digest();
  const result = gradeExercise(exercise(checks, mistakes), {
    source,
    log: session.log(),
    answers: typist.answers,
  });
  expect(session.world.digest()).toBe(before);
  return result;
}
const verdicts = (g: Grade): (string | null)[] => g.checks.map((c) => c.because);

describe("checks", () => {
  it("reach, and say why not, with the packet as evidence", () => {
    const good = grade(wire, "", [
      reach("hostA", "hostB"),
      reach("hostB", "10.0.0.1"),
      allPairs(["hostA", "hostB"]),
      noReach("hostA", "10.0.0.9"),
    ]);
    expect(verdicts(good)).toEqual([null, null, null, null]);
    expect(good).toMatchObject({ pass: true, feedback: "proved", mistake: null, evidence: null });

    const nobody = grade(wire, "", [reach("hostA", "10.0.0.9")]);
    expect(nobody.feedback).toBe(
      "hostA asked who has 10.0.0.9 (ARP, on eth0) and got no answer. It was last seen at hostB:eth0.",
    );
    expect(nobody.evidence?.hops[0]).toMatchObject({
      place: "hostA",
      device: "eth0",
      direction: "out",
      summary: "who has 10.0.0.9? tell 10.0.0.1",
    });
    expect(grade(wire, "", [reach("hostA", "10.7.0.1")]).feedback).toBe(
      "hostA has no route to 10.7.0.1: nothing was sent.",
    );
    expect(grade(wire, "hostA$ ip link set eth0 down\n", [reach("hostB", "10.0.0.1")]).pass).toBe(
      false,
    );
    expect(
      grade(wire, "hostB$ sysctl -w net.ipv4.icmp_echo_ignore_all=1\n", [reach("hostA", "hostB")])
        .feedback,
    ).toBe("The request from hostA to 10.0.0.2 was ignored (icmp_echo_ignore_all), at hostB.");
    expect(
      grade(wire, "hostB$ ip route add blackhole 10.0.0.1\n", [reach("hostA", "hostB")]).pass,
    ).toBe(false);
  });

  it("follow a packet's path", () => {
    const hops = ["pod-a:eth0", "node1:veth-pod-a", "node1:veth-pod-b", "pod-b:eth0"];
    expect(
      verdicts(
        grade(node1, "", [
          path("pod-a", "10.244.0.6", hops),
          allPairs({ "pod-a": "10.244.0.5", "pod-b": "10.244.0.6", node1: "10.244.0.1" }),
        ]),
      ),
    ).toEqual([null, null]);
    expect(grade(node1, "", [path("pod-a", "10.244.0.6", hops.slice(1))]).feedback).toBe(
      "The packet went pod-a:eth0 → node1:veth-pod-a → node1:veth-pod-b → pod-b:eth0.",
    );
  });

  it("see what the session put on the wire", () => {
    const seen = grade(wire, "hostB$ tcpdump -i eth0 -c 4\nhostA$ ping -c1 10.0.0.2\n", [
      capture("hostB:eth0").has({ "arp.op": "request", "eth.dst": "ff:ff:ff:ff:ff:ff" }),
      capture("hostB:eth0").sequence([
        { "arp.op": "request" },
        { "arp.op": "reply" },
        { "icmp.name": "echo-request" },
        { "icmp.name": "echo-reply" },
      ]),
      capture("hostA:lo").never({}),
      capture("hostA:eth0").count({ "icmp.type": 8 }, 1),
      ran("hostB", /^tcpdump\b/, "a capture ran"),
      neigh("hostA", "10.0.0.2", { lladdr: "02:00:00:00:00:0b", states: ["REACHABLE"] }),
    ]);
    expect(verdicts(seen)).toEqual([null, null, null, null, null, null]);
    expect(
      verdicts(
        grade(wire, "", [
          capture("hostB:eth0").has({ "icmp.name": "echo-request" }),
          ran("hostB", /^tcpdump\b/, "a capture ran"),
          neigh("hostA", "10.0.0.2"),
        ]),
      ),
    ).toEqual([
      "hostB:eth0 has not seen an ICMP echo-request.",
      "That was not done at hostB yet.",
      "hostA has no neighbour entry for 10.0.0.2.",
    ]);
  });

  it("look at links, addresses, routes, bridges", () => {
    expect(
      verdicts(
        grade(node1, "pod-a$ ping -c1 10.244.0.6\n", [
          netns("pod-a"),
          link("pod-a:eth0", { up: true, carrier: true, mac: "62:a1:b2:c3:d4:e5" }),
          link("node1:veth-pod-a", { master: "cni0", portState: "forwarding" }),
          addr("node1:cni0", "10.244.0.1/24"),
          route("pod-a", "default", { via: "10.244.0.1", dev: "eth0" }),
          noRoute("pod-a", "10.9.0.0/16"),
          noLink("node1:nope"),
          fdb("node1:cni0", "62:a1:b2:c3:d4:e6", "veth-pod-b"),
          unchanged(),
        ]),
      ),
    ).toEqual(new Array<null>(9).fill(null));
    expect(
      verdicts(
        grade(
          node1,
          "node1$ ip link set cni0 down; ip link set veth-pod-b nomaster; ip -n pod-a route del default\n",
          [
            netns("pod-z"),
            link("node1:cni0", { up: true }),
            link("node1:veth-pod-b", { master: "cni0" }),
            addr("node1:eth0", "1.2.3.4/24"),
            route("pod-a", "default"),
            unchanged(["pod-a", "node1:veth-pod-b"]),
          ],
        ),
      ),
    ).toEqual([
      "There is no network namespace pod-z.",
      "cni0 in node1 is down.",
      "veth-pod-b in node1 is not attached to a bridge.",
      "node1:eth0 has 192.168.1.10/24, not 1.2.3.4/24.",
      "pod-a has no route to default.",
      expect.stringMatching(/^This is no longer so: node1/),
    ]);
  });

  it("compare typed answers by value", () => {
    const right = [
      answer("mac", "02:00:00:00:00:0b"),
      answer("n", "3"),
      answer("hex", "0x0800"),
      answer("word", () => ["Yes", "yes of course"]),
    ];
    const typed =
      "answer mac = 2:0:0:0:0:B\nanswer n = 3.0\nanswer hex = 0X800\nanswer word = Yes  of course.\n";
    expect(verdicts(grade(wire, typed, right))).toEqual([null, null, null, null]);
    expect(verdicts(grade(wire, "answer n = 4\n", right))).toEqual([
      "An answer is still missing.",
      "That is not the answer.",
      "An answer is still missing.",
      "An answer is still missing.",
    ]);
  });

  it("never disturb one another: each that ran something gets a fresh copy", () => {
    const cold = check("hostA does not know hostB", (b) =>
      b.world.place("hostA").netns.netlink.neighs(4).length === 0 ? pass : fail("it does"),
    );
    expect(verdicts(grade(wire, "", [cold, reach("hostA", "hostB"), cold]))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("end: a check that waits for ever fails, one that throws is our bug", () => {
    const forever = check("for ever", function* (b) {
      yield* b.run("hostA", "sleep 1000", 1e12);
      return pass;
    });
    expect(verdicts(grade(wire, "", [forever]))).toEqual([
      "This could not be found out within thirty seconds of virtual time.",
    ]);
    const broken = check("broken", function* (b) {
      yield* b.run("hostA", "true");
      throw new Error("oops");
    });
    expect(() => grade(wire, "", [broken])).toThrow('check "broken"');
  });

  it("name the first mistake that is made, only when a check has failed", () => {
    const mistakes: Exercise["mistakes"] = [
      { id: "not-this", when: () => false, says: "no" },
      {
        id: "host-lo",
        when: (b) => b.link("bench:lo") !== null,
        says: "You raised the host's lo.",
      },
      { id: "later", when: () => true, says: "too late" },
    ];
    const wants = [netns("red"), link("red:lo", { up: true })];
    expect(grade(bench, "", wants, mistakes)).toMatchObject({
      pass: false,
      mistake: "host-lo",
      feedback: "You raised the host's lo.",
    });
    expect(
      grade(bench, "bench$ ip netns add red; ip -n red link set lo up\n", wants, mistakes),
    ).toMatchObject({ pass: true, mistake: null, feedback: "proved" });
  });
});

describe("authors", () => {
  it("are told what an exercise lacks", () => {
    const whole = {
      ...exercise(
        [netns("red")],
        [
          { id: "a", when: () => true, says: "" },
          { id: "b", when: () => true, says: "" },
        ],
      ),
      id: "fine",
    };
    expect(defineExercises("l", [whole]).exercises.length).toBe(1);
    expect(() => defineExercises("l", [whole, whole])).toThrow("l/fine: this id is used twice");
    expect(() => defineExercises("l", [{ ...whole, id: "Not Fine" }])).toThrow(
      "l/Not Fine: an id is lower-case words joined by -",
    );
    expect(() => defineExercises("l", [{ ...whole, mistakes: [] }])).toThrow(
      "l/fine: an exercise names at least two wrong states",
    );
    expect(() => defineExercises("l", [{ ...whole, checks: [] }])).toThrow(
      "l/fine: an exercise has checks",
    );
  });

  it("get the line of a step that is none", () => {
    expect(() => parseSteps("hostA$ true\nwhat is this\n")).toThrow(
      'line 2: "what is this" is no step',
    );
    expect(
      parseSteps(
        "# exercise a\nroot@h/x:~# for i in 1; do\n> true; done\n^C\nh$ ^D\nwait 1.5\nanswer f = a b\n",
      ).get("a"),
    ).toEqual([
      { kind: "type", place: "h/x", text: "for i in 1; do\ntrue; done", line: 2 },
      { kind: "key", place: null, key: "C", line: 4 },
      { kind: "key", place: "h", key: "D", line: 5 },
      { kind: "wait", seconds: 1.5, line: 6 },
      { kind: "answer", field: "f", value: "a b", line: 7 },
    ]);
  });
});
