/** Going back: a session played again in pieces is the session; what the world waits for; its tables at an instant. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { Playback } from "../../sandbox/lab/playback.ts";
import { replay } from "../../sandbox/lab/replay.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { Typist } from "../../sandbox/lab/steps.ts";
import { tablesOf } from "../../sandbox/lab/tables.ts";
import { timersOf } from "../../sandbox/lab/timers.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";

const SECOND = 1_000_000;

async function begin(
  lab: string,
): Promise<{ source: LabSource; session: Session; typist: Typist }> {
  const source = await loadLab(lab);
  if (source === null) throw new Error(`no lab ${lab}`);
  const session = Session.start(source, 1);
  if (!(session instanceof Session)) throw new Error(session[0]?.message);
  return { source, session, typist: new Typist(session) };
}
const ignore = (): void => undefined;

describe("a playback", () => {
  it("is the session at every instant, whatever its pieces", async () => {
    const { source, session, typist } = await begin("natlab");
    const digests: { at: number; digest: number }[] = [];
    const note = (): void => {
      session.advance(session.now + 7);
      digests.push({ at: session.now, digest: session.world.digest() });
      // The next key comes later: an instant is over when all that happens in it has happened.
      session.advance(session.now + 1);
    };
    note();
    for (const line of ["ping -c2 203.0.113.10", "ip neigh", "ip addr add 10.1.0.77/24 dev eth0"]) {
      typist.type("client", line);
      note();
      session.advance(session.now + 313_131);
      note();
    }
    typist.settle();
    note();
    const log = session.log();
    fc.assert(
      fc.property(
        fc.subarray(digests, { minLength: 1 }),
        fc.integer({ min: 1, max: 3_000 }),
        (moments, events) => {
          const playback = Playback.start(source, log.seed, {}, ignore);
          for (const { at, digest } of moments) {
            while (!playback.run(log, at, events));
            expect(playback.now).toBe(at);
            expect(playback.session.world.digest()).toBe(digest);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it("goes on when the log has grown", async () => {
    const { source, session, typist } = await begin("wire");
    typist.type("hostA", "ping -c1 10.0.0.2");
    typist.settle();
    const playback = Playback.start(source, 1, {}, ignore);
    while (!playback.run(session.log(), session.now, 500));
    expect(playback.inputs).toBe(session.log().inputs.length);
    typist.type("hostA", "ip link set eth0 mtu 1400");
    typist.settle();
    while (!playback.run(session.log(), session.now, 500));
    expect(playback.session.world.digest()).toBe(session.world.digest());
  });

  it("cut at an instant is a log that replays to it and takes another course from there", async () => {
    const { source, session, typist } = await begin("wire");
    typist.type("hostA", "touch /tmp/one");
    typist.settle();
    const at = session.now + 5;
    session.advance(at);
    typist.type("hostA", "touch /tmp/two");
    typist.settle();
    const log = session.log();
    const cut = {
      ...log,
      inputs: log.inputs.filter((input) => input.at <= at),
      milestones: log.milestones.filter((one) => one.at <= at),
      until: at,
    };
    const back = replay(cut, source);
    if (!("session" in back)) throw new Error("the lab does not build");
    expect(back.stopped).toBe(null);
    expect(back.reached).toBe(at);
    expect(back.session.world.run("hostA", ["ls", "/tmp"]).out).toBe("one\n");
  });
});

describe("timers", () => {
  const kinds = (session: Session): Map<string, number> =>
    new Map(timersOf(session.world).map((one) => [one.kind, (one.at - session.now) / SECOND]));

  it("a neighbour that was confirmed is doubted 15 to 45 seconds later", async () => {
    const { session, typist } = await begin("wire");
    typist.type("hostA", "ip neigh flush dev eth0; ping -c1 10.0.0.2");
    typist.settle();
    const wait = kinds(session).get("Neighbour state");
    // DELAY's five seconds on hostB come first (delay_first_probe_time).
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(45);
    for (let i = 0; i < 5 && kinds(session).has("Neighbour state"); i++) {
      const next = timersOf(session.world).find((one) => one.kind === "Neighbour state");
      session.advance(next?.at ?? session.now);
    }
    const { out } = session.world.run("hostA", ["ip", "neigh"]);
    expect(out).toMatch(/10\.0\.0\.2 dev eth0 lladdr \S+ STALE/u);
  });

  it("a bridge forgets after 300 seconds, and at that instant", async () => {
    const { session, typist } = await begin("bench");
    typist.type(
      "bench",
      "ip link add br0 type bridge; ip link set br0 up; ip link add p0 type veth peer name p1; ip link set p0 master br0 up; ip link set p1 up; ip addr add 10.9.0.1/24 dev p1; ping -c1 -W1 10.9.0.2",
    );
    typist.settle();
    session.advance(session.now + 2 * SECOND);
    const next = timersOf(session.world).find((one) => one.kind === "Bridge FDB ageing");
    // p1's ARP request was learned on port p0.
    expect((next?.at ?? 0) - session.now).toBeGreaterThan(290 * SECOND);
    const learned = (): string =>
      session.world
        .run("bench", ["bridge", "fdb", "show", "br", "br0", "brport", "p0", "dynamic"])
        .out.trim();
    expect(learned()).not.toBe("");
    // It may be heard of again meanwhile; then it is forgotten later.
    for (let at = next?.at; at !== undefined;) {
      session.advance(at + 10);
      at = timersOf(session.world).find((one) => one.kind === "Bridge FDB ageing")?.at;
    }
    expect(learned()).toBe("");
    const quiet = session.world.run("bench", ["bridge", "fdb", "show", "br", "br0"]).out;
    expect(quiet).toContain("permanent");
  });

  it("a tracked flow ends when its timeout says", async () => {
    const { session, typist } = await begin("natlab");
    typist.type("gw", "iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE");
    typist.type("client", "ping -c1 203.0.113.10");
    typist.settle();
    const flows = (): string => session.world.run("gw", ["conntrack", "-C"]).out.trim();
    expect(flows()).toBe("1");
    const wait = kinds(session).get("Conntrack timeout");
    // nf_conntrack_icmp_timeout.
    expect(wait).toBeGreaterThan(25);
    expect(wait).toBeLessThanOrEqual(30);
  });

  it("BGP: hold and keepalive of an established session", async () => {
    const { session } = await begin("kubway-bgp");
    session.advance(session.now + 30 * SECOND);
    const found = kinds(session);
    // BIRD's default hold time is 240 s, keepalive a third of it.
    expect(found.get("BGP keepalive")).toBeLessThanOrEqual(80);
    expect(found.get("BGP hold")).toBeGreaterThan(100);
    expect(found.get("BGP hold")).toBeLessThanOrEqual(240);
  });
});

describe("tables", () => {
  it("are what the tools print", async () => {
    const { session } = await begin("wire");
    const tables = tablesOf(session.world, "hostA") ?? [];
    const lines = (name: string): readonly string[] =>
      tables.find((one) => one.name === name)?.lines ?? [];
    expect(lines("Rules")).toEqual([
      "0:	from all lookup local",
      "32766:	from all lookup main",
      "32767:	from all lookup default",
    ]);
    expect(lines("Routes")).toContain("10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1");
    expect(lines("iptables-save")).toEqual([]);
    expect(tablesOf(session.world, "nobody")).toBe(null);
  });
});
