/** Pings through a router at socket level: what the recorded case 06 shows, and its neighbours. */
import { describe, expect, it } from "vitest";
import { IPV4_ANY } from "../../sandbox/wire/addr.ts";
import { ip, Net, Pinger, SECOND } from "../support/net.ts";

function routed(): {
  net: Net;
  h1: ReturnType<Net["ns"]>;
  r: ReturnType<Net["ns"]>;
  h2: ReturnType<Net["ns"]>;
} {
  const net = new Net();
  const h1 = net.ns("h1");
  const r = net.ns("r");
  const h2 = net.ns("h2");
  net.veth(h1, "eth0", r, "left");
  net.veth(h2, "eth0", r, "right");
  net.addr(h1, "eth0", "10.0.1.2/24");
  net.addr(r, "left", "10.0.1.1/24");
  net.addr(r, "right", "10.0.2.1/24");
  net.addr(h2, "eth0", "10.0.2.2/24");
  for (const ns of [h1, r, h2]) net.up(ns, "lo");
  net.run(3 * SECOND);
  return { net, h1, r, h2 };
}

describe("case 06", () => {
  it("goes as it does on Linux", () => {
    const { net, h1, r, h2 } = routed();
    const pinger = new Pinger(net, h1);
    expect(pinger.ping("10.0.2.2")).toEqual(["send: ENETUNREACH"]);
    net.route(h1, "0.0.0.0/0", "10.0.1.1");
    expect(pinger.ping("10.0.2.2")).toEqual([]);
    expect(net.drops.at(-1)).toEqual({ reason: "ip:forwarding-off", ns: "r" });
    net.forward(r);
    expect(pinger.ping("10.0.2.2")).toEqual([]);
    net.route(h2, "0.0.0.0/0", "10.0.2.1");
    expect(pinger.ping("10.0.2.2")).toEqual(["reply from 10.0.2.2 ttl=63 bytes=64"]);
    expect(pinger.ping("10.0.2.2", SECOND, 56, { ttl: 1 })).toEqual([
      "from 10.0.1.1: 11/0 EHOSTUNREACH",
    ]);
    expect(pinger.ping("10.9.9.9")).toEqual(["from 10.0.1.1: 3/0 ENETUNREACH"]);
    expect(pinger.ping("10.0.2.99", 4 * SECOND)).toEqual(["from 10.0.1.1: 3/1 EHOSTUNREACH"]);
    expect(pinger.ping("10.0.1.99", 4 * SECOND)).toEqual(["from 10.0.1.2: 3/1 EHOSTUNREACH"]);
  });

  it("learns a path MTU", () => {
    const { net, h1, r, h2 } = routed();
    net.route(h1, "0.0.0.0/0", "10.0.1.1");
    net.route(h2, "0.0.0.0/0", "10.0.2.1");
    net.forward(r);
    r.netlink.setLink("right", { mtu: 1400 });
    const pinger = new Pinger(net, h1);
    expect(pinger.ping("10.0.2.2", SECOND, 1400)).toEqual([
      "from 10.0.1.1: 3/4 EMSGSIZE info=1400",
    ]);
    expect(pinger.ping("10.0.2.2", SECOND, 1400, { pmtu: "do" })).toEqual([
      "send: EMSGSIZE",
      "local EMSGSIZE mtu=1400",
    ]);
    // Without DF forced, it is cut to the learnt MTU. The answer is too long for r's end of the veth
    // and dies there, as on Linux, until h2 has the smaller MTU too.
    expect(pinger.ping("10.0.2.2", SECOND, 1400)).toEqual([]);
    expect(net.drops.filter((drop) => drop.reason === "dev:too-long").length).toBe(1);
    h2.netlink.setLink("eth0", { mtu: 1400 });
    expect(pinger.ping("10.0.2.2", SECOND, 1400)).toEqual([
      "reply from 10.0.2.2 ttl=63 bytes=1408",
    ]);
    expect(pinger.ping("10.0.2.2", SECOND, 1372, { pmtu: "do" })).toEqual([
      "reply from 10.0.2.2 ttl=63 bytes=1380",
    ]);
    expect(pinger.ping("10.0.1.1", SECOND, 1473, { pmtu: "do" })).toEqual([
      "send: EMSGSIZE",
      "local EMSGSIZE mtu=1500",
    ]);
    const out = h1.stack.routes.output(ip("10.0.2.2"), IPV4_ANY, null, 0, 0, false);
    if (out.errno !== null) throw new Error(out.errno);
    const { hop } = out.route;
    expect(h1.stack.pathMtu(ip("10.0.2.2"), hop)?.mtu).toBe(1400);
    net.run(601 * SECOND);
    expect(h1.stack.pathMtu(ip("10.0.2.2"), hop)).toBe(null);
  });

  it("reassembles what was fragmented", () => {
    const { net, h1 } = routed();
    const pinger = new Pinger(net, h1);
    expect(pinger.ping("10.0.1.1", SECOND, 4000)).toEqual([
      "reply from 10.0.1.1 ttl=64 bytes=4008",
    ]);
  });
});

describe("oneself", () => {
  it("answers over lo, and is silent when lo is down", () => {
    const { net, h1 } = routed();
    const pinger = new Pinger(net, h1);
    expect(pinger.ping("10.0.1.2")).toEqual(["reply from 10.0.1.2 ttl=64 bytes=64"]);
    expect(pinger.ping("127.0.0.1")).toEqual(["reply from 127.0.0.1 ttl=64 bytes=64"]);
    h1.netlink.setLink("lo", { up: false });
    expect(pinger.ping("10.0.1.2")).toEqual([]);
    expect(net.drops.filter((drop) => drop.reason === "dev:down")).toEqual([
      { reason: "dev:down", ns: "h1" },
    ]);
  });
});

describe("limits", () => {
  it("says net unreachable twice in a burst, as 6.18 does", () => {
    const { net, h1, r } = routed();
    net.route(h1, "0.0.0.0/0", "10.0.1.1");
    net.forward(r);
    const pinger = new Pinger(net, h1);
    for (let i = 0; i < 8; i++) {
      pinger.send("10.9.9.9");
      net.run(10_000);
    }
    net.run(SECOND);
    expect(pinger.heard()).toEqual([
      "from 10.0.1.1: 3/0 ENETUNREACH",
      "from 10.0.1.1: 3/0 ENETUNREACH",
    ]);
    expect(r.stack.snmp.icmp.OutRateLimitHost).toBe(1);
  });

  it("says time exceeded six times in a burst, then once a second", () => {
    const { net, h1, r } = routed();
    net.route(h1, "0.0.0.0/0", "10.0.1.1");
    net.forward(r);
    const pinger = new Pinger(net, h1);
    for (let i = 0; i < 10; i++) pinger.send("10.0.2.2", 56, { ttl: 1 });
    net.run(SECOND / 10);
    expect(pinger.heard().length).toBe(6);
    net.run(SECOND);
    for (let i = 0; i < 3; i++) pinger.send("10.0.2.2", 56, { ttl: 1 });
    net.run(SECOND / 10);
    expect(pinger.heard().length).toBe(1);
  });
});

describe("special routes", () => {
  it("from the host itself", () => {
    const { net, h1 } = routed();
    net.route(h1, "10.7.1.0/24", null, undefined, "blackhole");
    net.route(h1, "10.7.2.0/24", null, undefined, "unreachable");
    net.route(h1, "10.7.3.0/24", null, undefined, "prohibit");
    const pinger = new Pinger(net, h1);
    expect(pinger.ping("10.7.1.1")).toEqual(["send: EINVAL"]);
    expect(pinger.ping("10.7.2.1")).toEqual(["send: EHOSTUNREACH"]);
    expect(pinger.ping("10.7.3.1")).toEqual(["send: EACCES"]);
  });

  it("through a router", () => {
    const { net, h1, r } = routed();
    net.route(h1, "0.0.0.0/0", "10.0.1.1");
    net.forward(r);
    net.route(r, "10.7.1.0/24", null, undefined, "blackhole");
    net.route(r, "10.7.2.0/24", null, undefined, "unreachable");
    net.route(r, "10.7.3.0/24", null, undefined, "prohibit");
    const pinger = new Pinger(net, h1);
    expect(pinger.ping("10.7.1.1")).toEqual([]);
    expect(net.drops.at(-1)).toEqual({ reason: "ip:blackhole", ns: "r" });
    expect(pinger.ping("10.7.2.1", 3 * SECOND)).toEqual(["from 10.0.1.1: 3/1 EHOSTUNREACH"]);
    expect(pinger.ping("10.7.3.1", 3 * SECOND)).toEqual(["from 10.0.1.1: 3/13 EHOSTUNREACH"]);
  });
});

describe("ping sockets", () => {
  it("get their own replies only, from the ICMP header on", () => {
    const { net, h1 } = routed();
    const a = new Pinger(net, h1, "ping");
    const b = new Pinger(net, h1, "ping");
    expect(a.ping("10.0.1.1")).toEqual(["reply from 10.0.1.1 ttl=64 bytes=64"]);
    expect(b.heard()).toEqual([]);
    expect(a.ping("10.0.1.99", 4 * SECOND)).toEqual(["from 10.0.1.2: 3/1 EHOSTUNREACH"]);
    expect(b.heard()).toEqual([]);
  });
});
