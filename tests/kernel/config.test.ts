import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bridge } from "../../sandbox/kernel/link/bridge.ts";
import { Veth } from "../../sandbox/kernel/link/veth.ts";
import { connectWire } from "../../sandbox/kernel/link/wire.ts";
import { Host } from "../../sandbox/kernel/host.ts";
import { IFF } from "../../sandbox/kernel/netlink-types.ts";
import type { NetNamespace } from "../../sandbox/kernel/netns.ts";
import { SECOND } from "../../sandbox/sim/scheduler.ts";
import { Sim } from "../../sandbox/sim/world.ts";
import {
  formatIpv4,
  type Ipv4Addr,
  ipv4,
  type MacAddr,
  maskOf,
  parseIpv4,
} from "../../sandbox/wire/addr.ts";

function machine(seed = 1): Host {
  return new Host(new Sim(seed), "host");
}
function ip(text: string): Ipv4Addr {
  return parseIpv4(text) as Ipv4Addr;
}
function addr(ns: NetNamespace, dev: string, text: string): unknown {
  const [local = "", length = "32"] = text.split("/");
  return ns.netlink.newAddr(
    { family: 4, dev, local: ip(local), prefixLength: Number(length) },
    "add",
  );
}
/** Prefixes of table main, in dump order. */
function main(ns: NetNamespace): string[] {
  return ns.netlink
    .routes(4)
    .filter((route) => route.table === 254)
    .map((route) => {
      const hop = route.nexthops[0];
      const down = hop?.linkdown === true ? " linkdown" : "";
      return `${formatIpv4(route.dst as number)}/${route.prefixLength} ${ns.devices.get(hop?.dev ?? 0)?.name ?? "-"}${down}`;
    });
}
function run(host: Host, us: number): void {
  host.sim.sched.runUntil(host.sim.sched.now + us);
}

describe("links", () => {
  it("a veth's peer has the lower index; both die together", () => {
    const { root } = machine();
    expect(root.netlink.newLink({ name: "a", kind: "veth", peer: { name: "b" } })).toBe(null);
    expect(root.netlink.links().map((link) => [link.index, link.name, link.link])).toEqual([
      [1, "lo", 0],
      [2, "b", 3],
      [3, "a", 2],
    ]);
    expect(root.netlink.delLink("b")).toBe(null);
    expect(root.netlink.links().map((link) => link.name)).toEqual(["lo"]);
  });

  it("one end up: LOWERLAYERDOWN beside its peer, DOWN when the peer is elsewhere", () => {
    const host = machine();
    const { netlink } = host.root;
    const pod = host.createNetns("pod");
    netlink.newLink({ name: "c", kind: "veth", peer: { name: "d", netns: pod } });
    netlink.newLink({ name: "a", kind: "veth", peer: { name: "b" } });
    run(host, 2 * SECOND);
    netlink.setLink("a", { up: true });
    netlink.setLink("c", { up: true });
    run(host, SECOND);
    expect([netlink.link("a")?.operstate, netlink.link("c")?.operstate]).toEqual([
      "LOWERLAYERDOWN",
      "DOWN",
    ]);
    netlink.setLink("b", { up: true });
    run(host, SECOND);
    expect(netlink.link("a")?.operstate).toBe("UP");
  });

  it("a bridge takes its ports' lowest MAC and smallest MTU until told otherwise", () => {
    const { root } = machine();
    const { netlink } = root;
    netlink.newLink({ name: "br0", kind: "bridge", up: true });
    netlink.newLink({ name: "p1", kind: "veth", address: 0x020000000022 as MacAddr, mtu: 1400 });
    netlink.newLink({ name: "p2", kind: "veth", address: 0x020000000011 as MacAddr });
    expect(netlink.link("br0")?.operstate).toBe("UNKNOWN");
    netlink.setLink("p1", { master: "br0" });
    netlink.setLink("p2", { master: "br0" });
    expect([netlink.link("br0")?.address, netlink.link("br0")?.mtu]).toEqual([
      0x020000000011, 1400,
    ]);
    netlink.setLink("p2", { master: "" });
    expect(netlink.link("br0")?.address).toBe(0x020000000022);
    netlink.setLink("br0", { address: 0x020000000099 as MacAddr, mtu: 1300 });
    netlink.setLink("p2", { master: "br0" });
    expect([netlink.link("br0")?.address, netlink.link("br0")?.mtu]).toEqual([
      0x020000000099, 1300,
    ]);
  });

  it("refuses in the kernel's words", () => {
    const host = machine();
    const { netlink } = host.root;
    netlink.newLink({ name: "br0", kind: "bridge" });
    netlink.newLink({ name: "br1", kind: "bridge" });
    netlink.newLink({ name: "v", kind: "veth" });
    const table: [unknown, unknown][] = [
      [netlink.newLink({ name: "v", kind: "dummy" }), { errno: "EEXIST" }],
      [
        netlink.newLink({ name: "x", kind: "nosuch" }),
        { errno: "EOPNOTSUPP", extack: "Unknown device type" },
      ],
      [
        netlink.newLink({ name: "averyveryverylongname", kind: "veth" }),
        { errno: "ERANGE", extack: "Attribute failed policy validation" },
      ],
      [netlink.newLink({ name: "a/b", kind: "veth" }), { errno: "EINVAL" }],
      [
        netlink.setLink("v", { mtu: 10 }),
        { errno: "EINVAL", extack: "mtu less than device minimum" },
      ],
      [
        netlink.setLink("v", { mtu: 70_000 }),
        { errno: "EINVAL", extack: "mtu greater than device maximum" },
      ],
      [netlink.setLink("v", { name: "br0" }), { errno: "EEXIST" }],
      [netlink.setLink("v", { address: 1099511627776 as MacAddr }), { errno: "EADDRNOTAVAIL" }],
      [
        netlink.setLink("br1", { master: "br0" }),
        { errno: "ELOOP", extack: "Can not enslave a bridge to a bridge" },
      ],
      [netlink.setLink("v", { carrier: false }), { errno: "EOPNOTSUPP" }],
      [netlink.delLink("lo"), { errno: "EOPNOTSUPP" }],
      [netlink.delLink("nope"), { errno: "ENODEV" }],
      [
        netlink.setLink("br0", { netns: host.createNetns("n") }),
        { errno: "EINVAL", extack: "The interface netns is immutable" },
      ],
    ];
    for (const [answer, expected] of table) expect(answer).toEqual(expected);
  });

  it("a cable between two machines has a carrier when both ends are up", () => {
    const sim = new Sim(1);
    const [a, b] = [new Host(sim, "a"), new Host(sim, "b")];
    connectWire({ ns: a.root, name: "eth0" }, { ns: b.root, name: "eth0" });
    a.root.netlink.setLink("eth0", { up: true });
    run(a, 2 * SECOND);
    expect(a.root.netlink.link("eth0")?.operstate).toBe("DOWN");
    b.root.netlink.setLink("eth0", { up: true });
    run(a, 2 * SECOND);
    expect(a.root.netlink.link("eth0")).toMatchObject({
      operstate: "UP",
      qdisc: "fq_codel",
      kind: null,
    });
  });
});

describe("namespaces", () => {
  it("die a moment after the last reference, with their veths and so the peers", () => {
    const host = machine();
    const { netlink } = host.root;
    const pod = host.createNetns("pod").get();
    netlink.newLink({ name: "a", kind: "veth", peer: { name: "eth0", netns: pod } });
    pod.get();
    pod.put();
    run(host, SECOND);
    expect(netlink.link("a")?.linkNetnsid).toBe(0);
    pod.put();
    expect(netlink.link("a")).not.toBe(null);
    run(host, SECOND);
    expect([netlink.link("a"), pod.dead, host.namespaces.size]).toEqual([null, true, 1]);
  });

  it("a moved device is down, without addresses, with its index, MAC and MTU", () => {
    const host = machine();
    const pod = host.createNetns("pod");
    const { netlink } = host.root;
    netlink.newLink({ name: "a", kind: "veth", mtu: 1400, up: true });
    addr(host.root, "a", "10.0.0.1/24");
    const before = netlink.link("a");
    expect(netlink.setLink("a", { netns: pod })).toBe(null);
    expect(pod.netlink.link("a")).toMatchObject({
      index: before?.index,
      address: before?.address,
      mtu: 1400,
      operstate: "DOWN",
      qdisc: "noop",
    });
    expect([pod.netlink.addrs(), netlink.routes(4)]).toEqual([[], []]);
  });
});

describe("addresses and routes", () => {
  it("connected routes come with UP, are marked when the carrier goes, and go with DOWN", () => {
    const host = machine();
    const { root } = host;
    root.netlink.newLink({ name: "a", kind: "veth", peer: { name: "b" } });
    addr(root, "a", "10.0.0.1/24");
    expect(main(root)).toEqual([]);
    expect(root.netlink.routes(4).map((route) => route.type)).toEqual(["local"]);
    root.netlink.setLink("a", { up: true });
    root.netlink.setLink("b", { up: true });
    run(host, 2 * SECOND);
    expect(
      root.netlink.newRoute(
        {
          family: 4,
          dst: ip("10.9.0.0"),
          prefixLength: 16,
          nexthops: [{ gateway: ip("10.0.0.2") }],
        },
        "add",
      ),
    ).toBe(null);
    expect(main(root)).toEqual(["10.0.0.0/24 a", "10.9.0.0/16 a"]);
    root.netlink.setLink("b", { up: false });
    run(host, 2 * SECOND);
    expect(main(root)).toEqual(["10.0.0.0/24 a linkdown", "10.9.0.0/16 a linkdown"]);
    root.netlink.setLink("a", { up: false });
    expect(main(root)).toEqual([]);
    root.netlink.setLink("a", { up: true });
    expect(main(root)).toEqual(["10.0.0.0/24 a linkdown"]);
  });

  it("lists a table by prefix value, longer prefix first, then metric", () => {
    const { root } = machine();
    root.netlink.newLink({ name: "a", kind: "veth", up: true });
    const add = (text: string, priority = 0): unknown => {
      const [dst = "", length = "0"] = text.split("/");
      return root.netlink.newRoute(
        {
          family: 4,
          dst: ip(dst),
          prefixLength: Number(length),
          priority,
          nexthops: [{ dev: "a" }],
        },
        "add",
      );
    };
    for (const text of [
      "10.245.0.64/26",
      "0.0.0.0/0",
      "10.0.0.0/24",
      "10.245.0.64/32",
      "10.0.0.0/25",
      "192.168.0.0/16",
    ])
      expect(add(text)).toBe(null);
    expect(add("10.0.0.0/24", 5)).toBe(null);
    expect(add("10.0.0.0/24", 5)).toEqual({ errno: "EEXIST" });
    expect(main(root).map((line) => line.replace(" a", "").replace(" linkdown", ""))).toEqual([
      "0.0.0.0/0",
      "10.0.0.0/25",
      "10.0.0.0/24",
      "10.0.0.0/24",
      "10.245.0.64/32",
      "10.245.0.64/26",
      "192.168.0.0/16",
    ]);
  });

  it("an address with a lifetime is deprecated, then gone, with its route", () => {
    const host = machine();
    const { root } = host;
    root.netlink.newLink({ name: "a", kind: "veth", up: true });
    root.netlink.newAddr(
      {
        family: 4,
        dev: "a",
        local: ip("10.0.0.1"),
        prefixLength: 24,
        validLft: 20,
        preferredLft: 10,
      },
      "add",
    );
    run(host, 11 * SECOND);
    expect(
      root.netlink
        .addrs(4)
        .map((one) => [one.validLft, one.preferredLft, (one.flags & 0x20) !== 0]),
    ).toEqual([[9, 0, true]]);
    run(host, 10 * SECOND);
    expect([root.netlink.addrs(4), root.netlink.routes(4)]).toEqual([[], []]);
  });

  it("ip_forward is one switch for all, default and every device", () => {
    const { root } = machine();
    root.netlink.newLink({ name: "a", kind: "veth" });
    expect(root.sysctl.write("ipv4/ip_forward", "1\n")).toBe(null);
    expect(
      ["all", "default", "lo", "a"].map((name) => root.sysctl.read(`ipv4/conf/${name}/forwarding`)),
    ).toEqual(["1", "1", "1", "1"]);
    expect(root.sysctl.read("ipv4/conf/all/accept_redirects")).toBe("0");
    expect(root.sysctl.write("ipv4/ip_forward", "x")).toBe("EINVAL");
    expect(root.sysctl.write("ipv4/nope", "1")).toBe("ENOENT");
  });
});

describe("the FIB against a list", () => {
  const prefix = fc.tuple(fc.nat(3), fc.nat(255), fc.nat(32));

  it("finds the longest prefix, and deleting what was added restores the dump", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(prefix, {
          maxLength: 20,
          selector: ([a, b, n]) => String([ipv4(10, a, b, 0) & maskOf(n), n]),
        }),
        prefix,
        (prefixes, [a, b]) => {
          const { root } = machine();
          root.netlink.newLink({ name: "a", kind: "veth", up: true });
          const before = root.netlink.routes(4);
          const specs = prefixes.map(([x, y, length], i) => ({
            family: 4 as const,
            dst: (ipv4(10, x, y, 0) & maskOf(length)) as Ipv4Addr,
            prefixLength: length,
            priority: i + 1,
            nexthops: [{ dev: "a" }],
          }));
          for (const spec of specs) expect(root.netlink.newRoute(spec, "add")).toBe(null);
          const dst = ipv4(10, a, b, 1);
          const best = specs
            .filter((spec) => ((dst ^ spec.dst) & maskOf(spec.prefixLength)) === 0)
            .sort((x, y) => y.prefixLength - x.prefixLength)[0];
          const match = root.fib.match({
            dst,
            src: 0 as Ipv4Addr,
            iif: null,
            oif: null,
            mark: 0,
            tos: 0,
            flowHash: 0,
          });
          expect("errno" in match ? null : match.route.priority).toBe(best?.priority ?? null);
          for (const spec of specs) expect(root.netlink.delRoute(spec)).toBe(null);
          expect(root.netlink.routes(4)).toEqual(before);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("random administrators", () => {
  const names = ["a", "b", "c", "br0", "br1", "lo"];
  const name = fc.constantFrom(...names);
  const where = fc.nat(2);
  const command = fc.oneof(
    fc.record({ do: fc.constant("veth" as const), where, name, other: name, there: where }),
    fc.record({
      do: fc.constant("kind" as const),
      where,
      name,
      kind: fc.constantFrom("bridge", "dummy"),
    }),
    fc.record({ do: fc.constant("del" as const), where, name }),
    fc.record({ do: fc.constant("up" as const), where, name, up: fc.boolean() }),
    fc.record({
      do: fc.constant("master" as const),
      where,
      name,
      other: fc.constantFrom("br0", "br1", ""),
    }),
    fc.record({ do: fc.constant("move" as const), where, name, there: where }),
    fc.record({
      do: fc.constant("addr" as const),
      where,
      name,
      host: fc.nat(5),
      length: fc.constantFrom(24, 25, 32),
      add: fc.boolean(),
    }),
    fc.record({
      do: fc.constant("route" as const),
      where,
      name,
      host: fc.nat(5),
      add: fc.boolean(),
    }),
    fc.record({
      do: fc.constant("mtu" as const),
      where,
      name,
      mtu: fc.constantFrom(68, 1000, 1280, 1500, 9000),
    }),
    fc.record({ do: fc.constant("wait" as const), ms: fc.nat(3000) }),
  );

  it("never break the model", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const host = machine();
        const spaces = [host.root, host.createNetns("n1").get(), host.createNetns("n2").get()];
        for (const one of commands) {
          if (one.do === "wait") run(host, one.ms * 1000);
          else {
            const ns = spaces[one.where] as NetNamespace;
            const { netlink } = ns;
            if (one.do === "veth")
              netlink.newLink({
                name: one.name,
                kind: "veth",
                peer: { name: one.other, netns: spaces[one.there] as NetNamespace },
              });
            else if (one.do === "kind") netlink.newLink({ name: one.name, kind: one.kind });
            else if (one.do === "del") netlink.delLink(one.name);
            else if (one.do === "up") netlink.setLink(one.name, { up: one.up });
            else if (one.do === "master") netlink.setLink(one.name, { master: one.other });
            else if (one.do === "move")
              netlink.setLink(one.name, { netns: spaces[one.there] as NetNamespace });
            else if (one.do === "mtu") netlink.setLink(one.name, { mtu: one.mtu });
            else if (one.do === "addr") {
              const spec = {
                family: 4 as const,
                dev: one.name,
                local: ipv4(10, 0, 0, one.host + 1),
                prefixLength: one.length,
              };
              if (one.add) netlink.newAddr(spec, "add");
              else netlink.delAddr(spec);
            } else {
              const spec = {
                family: 4 as const,
                dst: ipv4(10, one.host, 0, 0),
                prefixLength: 16,
                nexthops: [{ gateway: ipv4(10, 0, 0, one.host + 2) }],
              };
              if (one.add) netlink.newRoute(spec, "replace");
              else netlink.delRoute(spec);
            }
          }
          check(spaces);
        }
      }),
      { numRuns: 150 },
    );
  });

  function check(spaces: readonly NetNamespace[]): void {
    const seen = new Set<unknown>();
    for (const ns of spaces) {
      for (const [index, dev] of ns.devices) {
        expect([dev.index, dev.ns, dev.gone, ns.device(dev.name), seen.has(dev)]).toEqual([
          index,
          ns,
          false,
          dev,
          false,
        ]);
        seen.add(dev);
        if (dev instanceof Veth) expect(dev.peer?.peer).toBe(dev);
        if (dev instanceof Bridge)
          for (const port of dev.ports) expect([port.dev.port, port.dev.ns]).toEqual([port, ns]);
        if (dev.port !== null) expect(dev.port.bridge.ports.includes(dev.port)).toBe(true);
        expect(dev.promiscuity).toBe(
          (dev.port === null ? 0 : 1) + ((dev.flags & IFF.PROMISC) === 0 ? 0 : 1),
        );
        for (const ifa of dev.in4) expect(ns.inet.isLocal(ifa.local)).toBe(true);
      }
      for (const route of ns.netlink.routes(4)) {
        for (const hop of route.nexthops) expect(ns.devices.has(hop.dev)).toBe(true);
      }
      for (const route of ns.netlink.routes(6))
        for (const hop of route.nexthops) expect(ns.devices.has(hop.dev)).toBe(true);
    }
  }
});
