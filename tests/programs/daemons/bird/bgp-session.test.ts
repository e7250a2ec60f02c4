/** Sessions of BIRD 1.6.8's BGP between two ends of a pipe: states, timers, errors and their words, messages. */
import { describe, expect, it } from "vitest";
import * as wire from "../../../../sandbox/wire/bgp.ts";
import { Bench, type FakeProto, ip, route, type Router } from "../../../support/bgp-bench.ts";

interface Pair {
  readonly bench: Bench;
  readonly r1: Router;
  readonly r2: Router;
  readonly a: FakeProto;
  readonly b: FakeProto;
}

function pair(
  left: Parameters<Router["bgp"]>[1] = {},
  right: Parameters<Router["bgp"]>[1] = {},
): Pair {
  const bench = new Bench();
  const r1 = bench.router("1.1.1.1", "192.168.12.1");
  const r2 = bench.router("2.2.2.2", "192.168.12.2");
  const a = r1.bgp("r2", {
    localAs: 65_001,
    remoteAs: 65_002,
    neighborIp: ip("192.168.12.2"),
    ...left,
  });
  const b = r2.bgp("r1", {
    localAs: 65_002,
    remoteAs: 65_001,
    neighborIp: ip("192.168.12.1"),
    ...right,
  });
  return { bench, r1, r2, a, b };
}
const info = (p: FakeProto): string => `${p.state} ${p.instance.statusLine().trimEnd()}`;
const mine = (r: Router): string[] => r.lines.map((line) => line.replace(/^<trace> /, ""));

describe("a session comes up", () => {
  it("with what a real BIRD logs, and shows", () => {
    const { bench, r1, a, b } = pair({}, { passive: true });
    b.exports.set("x", route("10.2.0.0/16", null));
    bench.run(1);
    expect([info(a), info(b)]).toEqual(["start Active", "start Passive"]);
    expect(a.instance.showAll()).toEqual([
      "  BGP state:          Active",
      "    Neighbor address: 192.168.12.2",
      "    Neighbor AS:      65002",
      "    Connect delay:    4/5",
    ]);
    bench.run(4);
    expect([info(a), info(b)]).toEqual(["up Established", "up Established"]);
    expect(mine(r1)).toEqual([
      "r2: Started",
      "r2: Connect delayed by 5 seconds",
      "r2: Connecting to 192.168.12.2 from local address 192.168.12.1",
      "r2: Connected",
      "r2: Sending OPEN(ver=4,as=65001,hold=240,id=01010101)",
      "r2: Got OPEN(as=65002,hold=240,id=02020202)",
      "r2: Sending KEEPALIVE",
      "r2: Got KEEPALIVE",
      "r2: BGP session established",
      "r2: State changed to up",
      "r2: Sending END-OF-RIB",
      "r2: Got UPDATE",
      "r2: Got UPDATE",
      "r2: Got END-OF-RIB",
    ]);
    expect(a.instance.showAll()).toEqual([
      "  BGP state:          Established",
      "    Neighbor address: 192.168.12.2",
      "    Neighbor AS:      65002",
      "    Neighbor ID:      2.2.2.2",
      "    Neighbor caps:    refresh enhanced-refresh restart-aware llgr-aware AS4",
      "    Session:          external AS4",
      "    Source address:   192.168.12.1",
      "    Hold timer:       240/240",
      "    Keepalive timer:  80/80",
    ]);
    const [[key, attrs]] = [...a.routes] as unknown as [[string, { eattrs: unknown[] }]];
    expect(key).toBe("10.2.0.0/16");
    expect(attrs.eattrs).toMatchObject([
      { code: 0x101, value: 0 },
      { code: 0x102, value: [{ type: 2, asns: [65_002] }] },
      { code: 0x103, value: ip("192.168.12.2") },
      { code: 0x105, value: 100 },
    ]);
  });

  it("both dial: one connection stays, the first that is established", () => {
    const { bench, a, b, r1, r2 } = pair();
    bench.run(5);
    expect([info(a), info(b)]).toEqual(["up Established", "up Established"]);
    bench.run(100);
    expect([info(a), info(b)]).toEqual(["up Established", "up Established"]);
    expect([...r1.lines, ...r2.lines].filter((line) => line.includes("closed"))).toEqual(
      [...r1.lines, ...r2.lines].filter((line) => line.includes("Connection closed")),
    );
  });

  it("a dialler that was busy says its OPEN before it answers the peer's", () => {
    const { bench, a, r1, r2 } = pair({}, { passive: true });
    bench.run(4);
    bench.now++;
    r1.shoot();
    for (let i = 0; i < 8; i++) r2.turn();
    bench.settle();
    expect(r1.sent.map((m) => m[18]).slice(0, 2)).toEqual([wire.MSG_OPEN, wire.MSG_KEEPALIVE]);
    expect(info(a)).toBe("up Established");
  });

  it("a mesh in which all dial at once", () => {
    const bench = new Bench();
    const ids = [1, 2, 3, 4, 5, 6];
    const routers = ids.map((i) => bench.router(`${i}.${i}.${i}.${i}`, `10.0.0.${i}`));
    const all = routers.flatMap((r, i) =>
      ids
        .filter((j) => j !== i + 1)
        .map((j) => r.bgp(`p${j}`, { localAs: 1, remoteAs: 1, neighborIp: ip(`10.0.0.${j}`) })),
    );
    bench.run(12);
    expect(all.map(info)).toEqual(all.map(() => "up Established"));
    for (const r of routers)
      for (const line of r.lines.filter((one) => one.startsWith("<remote>")))
        expect(line).toMatch(/Received: Connection collision resolution$/);
  });

  it("stays up on keepalives, and goes down by the hold timer when they stop", () => {
    const { bench, a, b, r1, r2 } = pair({ holdTime: 9 });
    bench.run(60);
    expect([info(a), info(b)]).toEqual(["up Established", "up Established"]);
    r2.cut = true;
    bench.run(9);
    expect(info(a)).toBe("start Idle          BGP Error: Hold timer expired");
    expect(a.instance.showAll().slice(-2)).toEqual([
      expect.stringMatching(/^ {4}Error wait: {7}\d\d\/60$/),
      "    Last error:       BGP Error: Hold timer expired",
    ]);
    expect(r1.lines.filter((line) => !line.startsWith("<trace>"))).toEqual([
      "<remote> r2: Error: Hold timer expired",
    ]);
    expect(info(b)).toMatch(/Received: Hold timer expired$/);
    expect(r2.lines.filter((line) => !line.startsWith("<trace>"))).toEqual([
      "<remote> r1: Received: Hold timer expired",
    ]);
  });
});

describe("errors and who says what", () => {
  it("nobody listens", () => {
    const bench = new Bench();
    const r1 = bench.router("1.1.1.1", "192.168.12.1");
    bench.router("2.2.2.2", "192.168.12.2");
    const a = r1.bgp("r2", { localAs: 1, remoteAs: 2, neighborIp: ip("192.168.12.2") });
    bench.run(5);
    expect(info(a)).toBe("start Active        Socket: Connection refused");
    expect(mine(r1).slice(-2)).toEqual([
      "r2: Connection lost (Connection refused)",
      "r2: Connect delayed by 5 seconds",
    ]);
  });

  it("the AS is another", () => {
    const { bench, a, b, r1, r2 } = pair({}, { localAs: 65_009, passive: true });
    bench.run(6);
    expect(info(a)).toBe("start Idle          BGP Error: Bad peer AS");
    expect(info(b)).toBe("start Idle          Received: Bad peer AS");
    expect(r1.lines).toContain("<remote> r2: Error: Bad peer AS: 65009");
    expect(r2.lines).toContain("<remote> r1: Received: Bad peer AS: 65009");
    expect(r1.lines.at(-1)).toBe("<trace> r2: Startup delayed by 60 seconds due to errors");
    bench.run(66);
    expect(r1.lines.at(-1)).toBe("<trace> r2: Startup delayed by 120 seconds due to errors");
  });

  it("two routers with one identifier, in one AS", () => {
    const { bench, a } = pair(
      { remoteAs: 65_001, routerId: ip("9.9.9.9") },
      { localAs: 65_001, routerId: ip("9.9.9.9") },
    );
    bench.run(6);
    expect(info(a)).toMatch(/(BGP Error|Received): Bad BGP identifier$/);
  });

  it.each([
    ["cmd-disable", "Received: Administrative shutdown", "6.2"],
    ["cmd-restart", "Received: Administrative reset", "6.4"],
    ["cf-remove", "Received: Peer de-configured", "6.3"],
    ["cf-restart", "Received: Other configuration change", "6.6"],
  ] as const)("%s", (why, wanted, code) => {
    const { bench, a, b, r1 } = pair();
    bench.run(6);
    a.shut(why);
    bench.settle();
    expect(info(b)).toBe(`start Active        ${wanted}`);
    expect(r1.lines).toContain(`<trace> r2: Sending NOTIFICATION(code=${code})`);
    expect(a.instance.statusLine().trimEnd()).toBe(why === "cmd-disable" ? "" : "Active");
    bench.run(6);
    expect(info(b).startsWith(why === "cmd-disable" ? "start Active" : "up Established")).toBe(
      true,
    );
  });

  it("an administrator's reason goes along", () => {
    const { bench, a, b, r2 } = pair();
    bench.run(6);
    a.message = "maintenance for a while";
    a.shut("cmd-disable");
    bench.settle();
    expect(r2.lines).toContain(
      '<remote> r1: Received: Administrative shutdown: "maintenance for a while"',
    );
    expect(b.message).toBe("maintenance for a while");
  });

  it("DIS-07: BIRD 1.6 knows a neighbour by its address alone, BIRD 2 by the one it was dialled at too", () => {
    for (const [profile, wanted] of [
      ["1.6.8", "up Established"],
      ["2.0.12", "start Passive"],
    ] as const) {
      const { bench, b, r2 } = pair({}, { passive: true, sourceAddress: ip("10.0.0.2") });
      Object.assign(r2.io, { profile });
      bench.run(6);
      expect(info(b)).toBe(wanted);
      expect(r2.lines.filter((line) => line.startsWith("<warning>"))).toEqual(
        profile === "1.6.8"
          ? []
          : ["<warning> BGP: Unexpected connect from unknown address 192.168.12.1 (port 40000)"],
      );
    }
  });

  it("the neighbour is lost", () => {
    const { bench, a, b } = pair();
    bench.run(6);
    const n = a.neighbor(ip("192.168.12.2"));
    Object.assign(n, { scope: -1, iface: null });
    a.instance.neighNotify(n);
    bench.settle();
    expect(info(a)).toBe("start Idle          Error: Neighbor lost");
    expect(info(b)).toBe("start Active        Received: Cease");
    Object.assign(n, { scope: 4, iface: { name: "eth0", flags: 0x81 } });
    a.instance.neighNotify(n);
    bench.run(6);
    expect([info(a), info(b)]).toEqual(["up Established", "up Established"]);
  });
});

describe("routes", () => {
  it("are withdrawn, announced anew, and asked for again", () => {
    const { bench, a, b, r1, r2 } = pair();
    const one = route("10.2.0.0/16", null);
    b.exports.set("1", one);
    bench.run(6);
    expect([...a.routes.keys()]).toEqual(["10.2.0.0/16"]);
    b.tell(null, one);
    b.tell(route("10.3.0.0/16", null), null);
    bench.settle();
    expect([...a.routes.keys()]).toEqual(["10.3.0.0/16"]);
    // A refresh brings what the peer has, and takes what it has not.
    expect(a.instance.reloadRoutes()).toBe(true);
    bench.settle();
    expect([...a.routes.keys()]).toEqual(["10.2.0.0/16"]);
    expect(mine(r2).slice(-4)).toEqual([
      "r1: Got ROUTE-REFRESH",
      "r1: Sending BEGIN-OF-RR",
      "r1: Sending UPDATE",
      "r1: Sending END-OF-RR",
    ]);
    expect(mine(r1).slice(-4)).toEqual([
      "r2: Sending ROUTE-REFRESH",
      "r2: Got BEGIN-OF-RR",
      "r2: Got UPDATE",
      "r2: Got END-OF-RR",
    ]);
  });

  it("DIS-08: with the receiver's AS in the path are withdrawn, unless allowed", () => {
    const path = (asns: number[]) => ({
      source: 11,
      eattrs: [
        { code: 0x101, flags: 0x40, kind: "int" as const, value: 0 },
        { code: 0x102, flags: 0x40, kind: "as-path" as const, value: [{ type: 2, asns }] },
        { code: 0x103, flags: 0x40, kind: "ip" as const, value: ip("192.168.12.2") },
      ],
    });
    for (const [allowed, wanted] of [
      [0, []],
      [1, ["10.2.0.0/16"]],
      [-1, ["10.2.0.0/16", "10.3.0.0/16"]],
    ] as const) {
      const { bench, a, b } = pair({ allowLocalAs: allowed });
      const instance = Object.create(Object.getPrototypeOf(a.instance) as object) as object;
      const other = { instance };
      Object.assign(other.instance, { config: { localAs: 65_002 } });
      b.exports.set("1", route("10.2.0.0/16", null, path([65_001])));
      b.exports.set("2", route("10.3.0.0/16", null, path([65_001, 65_001])));
      for (const rte of b.exports.values()) Object.assign(rte.attrs.src, { proto: other });
      bench.run(6);
      expect([...a.routes.keys()]).toEqual(wanted);
    }
  });

  it("100 of one set of attributes share a message, those of two sets do not", () => {
    const { bench, b, r2 } = pair();
    for (let i = 0; i < 100; i++) b.exports.set(`${i}`, route(`10.2.${i}.0/24`, null));
    b.exports.set(
      "x",
      route("10.4.0.0/16", null, {
        dest: 0,
        gw: ip("192.168.12.7"),
        iface: b.neighbor(ip("192.168.12.1")).iface,
      }),
    );
    bench.run(6);
    const updates = r2.sent.filter((m) => m[18] === wire.MSG_UPDATE).map((m) => m.length);
    expect(updates).toEqual([19 + 4 + 4 + 9 + 7 + 100 * 4, 19 + 4 + 4 + 9 + 7 + 3, 23]);
  });

  it("a peer that does not read gets the rest when it does", () => {
    const { bench, a, b, r2 } = pair();
    bench.run(6);
    const socket = b.instance.conn?.socket as unknown as { room: number };
    socket.room = 10;
    b.tell(route("10.2.0.0/16", null), null);
    b.tell(
      route("10.3.0.0/16", null, {
        dest: 0,
        gw: ip("192.168.12.7"),
        iface: b.neighbor(ip("192.168.12.1")).iface,
      }),
      null,
    );
    bench.settle();
    expect([...a.routes.keys()]).toEqual(["10.2.0.0/16", "10.3.0.0/16"]);
    expect(r2.sent.at(-1)?.length).toBeLessThanOrEqual(46);
  });

  it("add paths: several of one network", () => {
    const { bench, a, b } = pair({ addPaths: "rx" }, { addPaths: "tx" });
    bench.run(6);
    expect(a.instance.showAll()[5]).toBe("    Session:          external AS4 add-path-rx");
    expect(b.acceptMode).toBe("any");
    for (const globalId of [4, 9]) {
      const one = route("10.2.0.0/16", null);
      Object.assign(one.attrs.src, { globalId });
      b.tell(one, null);
    }
    bench.settle();
    expect([...a.routes.keys()]).toEqual(["10.2.0.0/16 4", "10.2.0.0/16 9"]);
  });
});
