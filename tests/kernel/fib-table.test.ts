/**
 * A routing table answers as a plain list of routes does: the longest prefix that holds an address, whatever was
 * added and deleted, with few prefixes and with many.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Host } from "../../sandbox/kernel/host.ts";
import { positionOf } from "../../sandbox/kernel/route/fib.ts";
import { type FibRoute, FibTable, NO_METRICS } from "../../sandbox/kernel/route/table.ts";
import { Sim } from "../../sandbox/sim/world.ts";
import { type Ipv4Addr, ipv4, maskOf } from "../../sandbox/wire/addr.ts";
import { must } from "../support/net.ts";

interface Wanted {
  readonly dst: number;
  readonly length: number;
  readonly tos: number;
  readonly priority: number;
  readonly gateway: number;
  readonly type: "unicast" | "blackhole";
}

// Few values a byte: prefixes hold one another, and come again.
const octet = fc.constantFrom(0, 1, 2, 127, 128, 192, 255);
const address = fc.tuple(octet, octet, octet, octet).map(([a, b, c, d]) => ipv4(a, b, c, d));
const wanted: fc.Arbitrary<Wanted> = fc.record({
  dst: address,
  length: fc.integer({ min: 0, max: 32 }),
  tos: fc.constantFrom(0, 0, 0, 4),
  priority: fc.constantFrom(0, 0, 5),
  gateway: fc.constantFrom(1, 2, 3),
  type: fc.constantFrom("unicast", "unicast", "unicast", "blackhole"),
});
const step = fc.oneof(
  { weight: 60, arbitrary: wanted.map((route) => ({ do: "add" as const, route })) },
  { weight: 40, arbitrary: fc.nat().map((which) => ({ do: "del" as const, which })) },
  { weight: 60, arbitrary: address.map((to) => ({ do: "ask" as const, to })) },
  { weight: 1, arbitrary: fc.constant({ do: "clear" as const }) },
);

function made({ dst, length, tos, priority, gateway, type }: Wanted): FibRoute {
  const hop = {
    dev: null,
    gateway: gateway as Ipv4Addr,
    weight: 1,
    onlink: false,
    scope: 0,
    dead: false,
    linkdown: false,
  };
  return {
    table: 254,
    type,
    dst: (dst & maskOf(length)) as Ipv4Addr,
    prefixLength: length,
    tos,
    priority,
    scope: 0,
    protocol: 3,
    prefsrc: 0 as Ipv4Addr,
    nexthops: type === "unicast" ? [hop] : [],
    nhid: 0,
    metrics: NO_METRICS,
    dead: false,
    next: null,
    born: 0,
  };
}

/** The table and, beside it, its routes as a list: aliases of a prefix in order. */
class Pair {
  readonly table = new FibTable(254);
  list: FibRoute[] = [];

  add(route: FibRoute): void {
    this.table.share(route);
    const kin = this.aliases(route.dst, route.prefixLength);
    expect(this.table.aliases(route.dst, route.prefixLength)).toEqual(kin.length > 0 ? kin : null);
    const at = positionOf(kin, route, "append");
    this.table.insertAt(route, at);
    const before = kin[at];
    this.list.splice(before === undefined ? this.list.length : this.list.indexOf(before), 0, route);
  }
  del(which: number): void {
    const route = this.list[which % Math.max(this.list.length, 1)];
    if (route === undefined) return;
    this.table.remove(route);
    this.list.splice(this.list.indexOf(route), 1);
  }
  aliases(dst: number, length: number): FibRoute[] {
    return this.list.filter((one) => one.dst === dst && one.prefixLength === length);
  }
  longest(to: number, below: number): FibRoute | null {
    let best: FibRoute | null = null;
    for (const one of this.list) {
      if (((one.dst ^ to) & maskOf(one.prefixLength)) !== 0 || one.prefixLength >= below) continue;
      if (best === null || one.prefixLength > best.prefixLength) best = one;
    }
    return best;
  }
  check(to: number): void {
    let want = this.longest(to, 33);
    expect(this.table.longest(to)).toBe(want);
    const info = this.table.infoFor(to);
    if (info !== null) {
      expect(want?.tos).toBe(0);
      expect(want?.type).toBe("unicast");
      expect(this.aliases(want?.dst ?? 0, want?.prefixLength ?? 0)).toHaveLength(1);
      expect(info.route.nexthops).toBe(want?.nexthops);
    }
    while (want !== null) {
      const below = want.prefixLength;
      want = this.longest(to, below);
      expect(this.table.longest(to, below)).toBe(want);
    }
  }
}

describe("a routing table", () => {
  it("answers as a list does", () => {
    let trees = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(wanted, { maxLength: 10 }),
          fc.array(wanted, { minLength: 60, maxLength: 90 }),
        ),
        fc.array(step, { maxLength: 60, size: "max" }),
        (first, steps) => {
          const pair = new Pair();
          for (const route of first) pair.add(made(route));
          for (const one of steps) {
            if (one.do === "add") pair.add(made(one.route));
            else if (one.do === "del") pair.del(one.which);
            else if (one.do === "ask") pair.check(one.to);
            else while (pair.list.length > 3) pair.del(0);
          }
          for (const route of pair.list) pair.check(route.dst);
          if (pair.list.some((route) => pair.table.infoFor(route.dst) !== null)) trees++;
          expect(pair.table.size).toBe(pair.list.length);
          const order = [...pair.list].sort(
            (a, b) => (a.dst >>> 0) - (b.dst >>> 0) || b.prefixLength - a.prefixLength,
          );
          expect(pair.table.all()).toEqual(order);
          const each = new Set<FibRoute>();
          pair.table.each((route) => each.add(route));
          expect(each).toEqual(new Set(pair.list));
        },
      ),
      { numRuns: 150 },
    );
    // Both kinds of table were looked at.
    expect(trees).toBeGreaterThan(20);
    expect(trees).toBeLessThan(150);
  });

  it("equal routes share their next hops, as fib_info does", () => {
    for (const count of [3, 200]) {
      const host = new Host(new Sim(1), "host");
      const ns = host.createNetns("n").get();
      must(ns.netlink.newLink({ kind: "veth", name: "a", peer: { name: "b" } }));
      const local = ipv4(10, 0, 0, 1);
      must(ns.netlink.newAddr({ family: 4, dev: "a", local, prefixLength: 24 }, "add"));
      must(ns.netlink.setLink("a", { up: true }));
      must(ns.netlink.setLink("b", { up: true }));
      host.sim.sched.runUntil(1_000_000);
      const route = (i: number, gateway: number) =>
        must(
          ns.netlink.newRoute(
            {
              family: 4,
              dst: ipv4(20, 0, i, 0),
              prefixLength: 24,
              nexthops: [{ gateway: ipv4(10, 0, 0, gateway) }],
            },
            "add",
          ),
        );
      for (let i = 0; i < count; i++) route(i, 2 + (i % 2));
      const to = (i: number) => {
        const found = ns.fib.lookup({
          dst: ipv4(20, 0, i, 9),
          src: 0 as Ipv4Addr,
          iif: null,
          oif: null,
          mark: 0,
          tos: 0,
          flowHash: 0,
        });
        if ("errno" in found) throw new Error(found.errno);
        return found;
      };
      expect(to(0).hop).toBe(to(2).hop);
      expect(to(0).hop).not.toBe(to(1).hop);
      expect([to(0).gateway, to(1).gateway]).toEqual([ipv4(10, 0, 0, 2), ipv4(10, 0, 0, 3)]);
      expect(to(count - 1).src).toBe(local);
      must(ns.netlink.setLink("b", { up: false }));
      host.sim.sched.runUntil(2_000_000);
      expect(to(1).hop?.linkdown).toBe(true);
      must(ns.netlink.delAddr({ family: 4, dev: "a", local, prefixLength: 24 }));
      expect(() => to(0)).toThrow("ENETUNREACH");
    }
  });
});
