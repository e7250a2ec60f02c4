import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { Rng } from "../../sandbox/sim/rng.ts";
import { replay, type Replayed } from "../../sandbox/lab/replay.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { Typist } from "../../sandbox/lab/steps.ts";
import type { Input, LabSource, SessionLog } from "../../sandbox/lab/types.ts";

let wire: LabSource;
beforeAll(async () => {
  wire = (await loadLab("wire")) as LabSource;
});

function start(seed = 1, source = wire): Session {
  const session = Session.start(source, seed);
  if (!(session instanceof Session)) throw new Error(session[0]?.message);
  return session;
}
function replayed(log: SessionLog, until?: number, source = wire): Replayed {
  const result = replay(log, source, until);
  if (!("session" in result)) throw new Error(result[0]?.message);
  return result;
}
/** A capture on one host, pings from the other, a Ctrl-C, typing ahead. */
function learn(session: Session): Session {
  const typist = new Typist(session);
  typist.type("hostB", "tcpdump -i eth0 -nn -e");
  typist.type("hostA", "ping -c3 10.0.0.2");
  typist.type("hostA", "ip neigh; for i in 1 2; do echo $RANDOM; done");
  typist.press("C", "hostB");
  return session;
}

describe("determinism", () => {
  it("gives the same digest for the same log", () => {
    const session = start();
    const typist = new Typist(session);
    typist.type("hostA", "ping -c3 10.0.0.2");
    typist.type("hostA", "ip link show; echo $RANDOM");
    typist.settle();
    const log = session.log();
    const first = replayed(log);
    const second = replayed(log);
    expect(first.stopped).toBe(null);
    expect(first.session.world.digest()).toBe(session.world.digest());
    expect(second.session.world.digest()).toBe(session.world.digest());
    expect(second.session.world.sim.sched.eventCount).toBe(session.world.sim.sched.eventCount);
  });

  it("gives the same digest whatever the slices and budgets", () => {
    const inputs: Omit<Input & { kind: "keys" }, "at">[] = [
      { kind: "keys", terminal: 1, text: "tcpdump -i eth0 -nn -c 8\r" },
      { kind: "keys", terminal: 0, text: "ping -i 0.3 10.0.0.2\r" },
      { kind: "keys", terminal: 0, text: "\x03" },
      { kind: "keys", terminal: 0, text: "ip -s link show eth0\r" },
    ];
    const times = [100_000, 400_000, 2_100_000, 2_300_000];
    const run = (slices: (now: number, target: number) => number, budget?: number): number => {
      const session = start();
      const t0 = session.now;
      for (const [i, input] of inputs.entries()) {
        const at = t0 + (times[i] as number);
        while (session.now < at) session.advance(Math.min(at, slices(session.now, at)), budget);
        expect(session.apply({ ...input, at })).toBe(null);
      }
      const end = t0 + 6_000_000;
      while (session.now < end) session.advance(Math.min(end, slices(session.now, end)), budget);
      return session.world.digest();
    };
    const whole = run((_, target) => target);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff }),
        fc.integer({ min: 1, max: 500 }),
        (seed, budget) => {
          const rng = new Rng(seed, "slices");
          return run((now) => now + 1 + rng.below(300_000), budget) === whole;
        },
      ),
      { numRuns: 8 },
    );
  });

  it("gives another digest for another seed, and for another key", () => {
    const a = learn(start(1)).world.digest();
    const b = learn(start(2)).world.digest();
    const session = start(1);
    new Typist(session).type("hostA", "ping -c3 10.0.0.2 ");
    expect(a).not.toBe(b);
    expect(session.world.digest()).not.toBe(a);
  });

  it("is not changed by being watched", () => {
    const session = learn(start());
    const log = session.log();
    const watched = replay(log, wire, log.until, {
      prepared: (world) => void world.sim.trace.observe(() => undefined),
    });
    expect("session" in watched && watched.session.world.digest()).toBe(session.world.digest());
  });
});

describe("replay", () => {
  it("rewinds, and forks: a replayed session goes on as if it had never stopped", () => {
    const session = start();
    const typist = new Typist(session);
    typist.type("hostA", "ping -c2 10.0.0.2");
    typist.settle();
    const middle = session.now;
    const digest = session.world.digest();
    session.advance(session.now + 1_000);
    typist.type("hostA", "ip neigh");
    typist.settle();
    const log = session.log();
    const rewound = replayed(log, middle);
    expect(rewound.session.world.digest()).toBe(digest);
    for (const input of log.inputs.filter((i) => i.at > middle))
      expect(rewound.session.apply(input)).toBe(null);
    rewound.session.advance(log.until);
    expect(rewound.session.world.digest()).toBe(session.world.digest());
  });

  it("survives JSON", () => {
    const log = learn(start()).log();
    const result = replayed(JSON.parse(JSON.stringify(log)) as SessionLog);
    expect(result.stopped).toBe(null);
  });

  it("stops with a reason when the lab, the sandbox or the course of things has changed", () => {
    const session = learn(start());
    session.advance(session.now + 30_000_000);
    const log = session.log();
    expect(log.milestones.length).toBeGreaterThan(0);
    const reason = (changed: SessionLog, source = wire): string | undefined =>
      replayed(changed, undefined, source).stopped?.reason;
    expect(reason({ ...log, simVersion: -1 })).toBe("sandbox-changed");
    expect(reason({ ...log, labHash: "00000000" })).toBe("lab-changed");
    expect(reason(log, { ...wire, topology: `${wire.topology}\n# changed\n` })).toBe("lab-changed");
    expect(
      reason({ ...log, milestones: log.milestones.map((m) => ({ ...m, digest: m.digest ^ 1 })) }),
    ).toBe("diverged");
    expect(
      reason({ ...log, inputs: [...log.inputs, { at: 5, kind: "keys", terminal: 0, text: "x" }] }),
    ).toBe("bad-log");
    expect(
      reason({ ...log, inputs: [{ at: log.until, kind: "keys", terminal: 99, text: "x" }] }),
    ).toBe("diverged");
    expect(
      reason({
        ...log,
        milestones: [],
        inputs: [{ at: log.until, kind: "keys", terminal: 99, text: "x" }],
      }),
    ).toBe("bad-log");
  });

  it("replays an hour of six pings a second, the same to the byte", () => {
    const session = start();
    for (let i = 0; i < 6; i++) {
      const place = i % 2 === 0 ? "hostA" : "hostB";
      if (i > 1)
        expect(
          session.apply({ at: session.now, kind: "open", place, user: "root", cols: 80, rows: 24 }),
        ).toBe(null);
      session.advance(session.now + 100_000);
      session.apply({
        at: session.now,
        kind: "keys",
        terminal: i,
        text: `ping 10.0.0.${i % 2 === 0 ? 2 : 1}\r`,
      });
    }
    session.advance(session.now + 3_600_000_000);
    const started = performance.now();
    const again = replayed(session.log());
    const ms = performance.now() - started;
    expect(again.stopped).toBe(null);
    expect(again.session.world.digest()).toBe(session.world.digest());
    // The goal is one second; a busy machine gets four times that here, `npm run bench` has the figure.
    expect(ms).toBeLessThan(4_000);
  });
});

describe("inputs", () => {
  it("refuses what cannot be, and nothing happens", () => {
    const session = start();
    session.advance(session.now + 1_000_000);
    const before = session.world.digest();
    const at = session.now;
    expect(session.apply({ at: at - 1, kind: "keys", terminal: 0, text: "x" })).toBe(
      "input lies in the past",
    );
    expect(session.apply({ at, kind: "keys", terminal: 7, text: "x" })).toBe("no terminal 7");
    expect(session.apply({ at, kind: "keys", terminal: 0, text: "x".repeat(65_537) })).toBe(
      "more than 65536 characters at once",
    );
    expect(session.apply({ at, kind: "resize", terminal: 0, cols: 0, rows: 24 })).toBe(
      "impossible terminal size",
    );
    expect(
      session.apply({ at, kind: "open", place: "nowhere", user: "root", cols: 80, rows: 24 }),
    ).toBe('no place "nowhere"');
    expect(
      session.apply({ at, kind: "open", place: "hostA", user: "nobody-here", cols: 80, rows: 24 }),
    ).toBe('no user "nobody-here" on hostA');
    expect(session.apply({ at: Number.NaN, kind: "keys", terminal: 0, text: "x" })).toBe(
      "input lies in the past",
    );
    expect(session.world.digest()).toBe(before);
    expect(session.log().inputs).toEqual([]);
  });

  it("starts a new shell when the old one ends", () => {
    let screen = "";
    const session = Session.start(wire, 1, {
      output: (terminal, text) => {
        if (terminal === 0) screen += text;
      },
    });
    if (!(session instanceof Session)) throw new Error("no session");
    const typist = new Typist(session);
    typist.type("hostA", "exit");
    session.advance(session.now + 1_000_000);
    expect(session.atPrompt(0)).toBe(true);
    typist.type("hostA", "echo back again");
    typist.settle();
    expect(screen).toMatch(/\rback again\r\n/);
  });

  it("opens a terminal in a namespace that was made meanwhile", async () => {
    const bench = (await loadLab("bench")) as LabSource;
    const session = start(1, bench);
    const typist = new Typist(session);
    expect(
      session.apply({
        at: session.now,
        kind: "open",
        place: "red",
        user: "root",
        cols: 80,
        rows: 24,
      }),
    ).toBe('no place "red"');
    typist.type("bench", "ip netns add red");
    typist.settle();
    typist.type("red", "ip link set lo up");
    typist.settle();
    expect(session.world.findDevice("red:lo")?.up).toBe(true);
    const again = replayed(session.log(), undefined, bench);
    expect(again.session.world.digest()).toBe(session.world.digest());
  });
});
