/** The order of networks: that of BIRD's hash (recording 420 shows it), whatever comes and goes. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fib, hashOf } from "../../../../sandbox/programs/daemons/bird/fib.ts";
import { formatIpv4, type Ipv4Addr, maskOf, parseIpv4 } from "../../../../sandbox/wire/addr.ts";

const prefix = fc
  .tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([a, length]) => ({ address: (a & maskOf(length)) as Ipv4Addr, length }));

describe("fib", () => {
  test("networks of recording 420 stand in its order", () => {
    const order = [
      "10.2.0.0",
      "10.9.9.9",
      "10.3.0.0",
      "10.1.0.0",
      "10.7.0.0",
      "10.4.0.0",
      "10.5.0.0",
      "10.10.0.0",
      "10.8.0.0",
      "10.21.0.0",
      "192.168.12.0",
      "10.50.0.0",
      "10.51.0.0",
      "10.52.0.0",
      "172.16.0.0",
    ];
    const fib = new Fib();
    for (const text of [...order].sort()) fib.get(parseIpv4(text) as Ipv4Addr, 16);
    expect(fib.list().map((n) => formatIpv4(n.address))).toEqual(order);
  });

  test("the order is by hash, then by entry, and find and route agree with a list", () => {
    fc.assert(
      fc.property(
        fc.array(prefix, { maxLength: 300 }),
        fc.array(fc.nat(), { maxLength: 50 }),
        (all, gone) => {
          const fib = new Fib();
          const model: { address: Ipv4Addr; length: number }[] = [];
          const index = (p: { address: number; length: number }): number =>
            model.findIndex((m) => m.address === p.address && m.length === p.length);
          for (const p of all) {
            fib.get(p.address, p.length);
            if (index(p) < 0) model.push(p);
          }
          for (const n of gone) {
            const p = all[n % Math.max(1, all.length)];
            const found = p === undefined ? null : fib.find(p.address, p.length);
            if (p === undefined || found === null) continue;
            fib.delete(found);
            model.splice(index(p), 1);
          }
          const list = fib.list();
          expect(list.length).toBe(model.length);
          expect(fib.count).toBe(model.length);
          for (let i = 1; i < list.length; i++)
            expect(hashOf(list[i]?.address ?? 0)).toBeGreaterThanOrEqual(
              hashOf(list[i - 1]?.address ?? 0),
            );
          for (const p of model) expect(fib.find(p.address, p.length)?.length).toBe(p.length);
          for (const p of all.slice(0, 20)) {
            const fits = model.filter((m) => ((m.address ^ p.address) & maskOf(m.length)) === 0);
            const want = Math.max(-1, ...fits.map((m) => m.length));
            expect(fib.route(p.address, 32, () => true)?.length ?? -1).toBe(want);
          }
        },
      ),
    );
  });

  test("thousands keep the order of few", () => {
    const small = new Fib();
    const large = new Fib();
    const some: number[] = [];
    for (let i = 0; i < 9_000; i++) {
      const address = ((10 << 24) | (i << 8)) as Ipv4Addr;
      large.get(address, 24);
      if (i % 9 !== 0) continue;
      small.get(address, 24);
      some.push(address);
    }
    const held = new Set(some);
    const order = large.list().filter((n) => held.has(n.address));
    expect(order.map((n) => n.address)).toEqual(small.list().map((n) => n.address));
  });
});
