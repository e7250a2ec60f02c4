import fc from "fast-check";
import { expect, test } from "vitest";
import { ModelFault } from "../../sandbox/sim/assert.ts";
import { Digest } from "../../sandbox/sim/digest.ts";
import { Rng } from "../../sandbox/sim/rng.ts";
import { Scheduler } from "../../sandbox/sim/scheduler.ts";
import { decodeUtf8, encodeUtf8 } from "../../sandbox/sim/utf8.ts";

test("events run by time, then in the order in which they were scheduled", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 300 }), (times) => {
      const sched = new Scheduler();
      const ran: [number, number][] = [];
      times.forEach((at, i) => sched.at(at, "e", () => ran.push([sched.now, i])));
      sched.runUntil(100);
      const wanted = times
        .map((at, i): [number, number] => [at, i])
        .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(ran).toEqual(wanted);
      expect(sched.now).toBe(100);
    }),
  );
});

test("work for this instant runs after what was already due at it", () => {
  const sched = new Scheduler();
  const ran: string[] = [];
  sched.at(5, "a", () => {
    ran.push("a");
    sched.after(0, "now", () => ran.push("now"));
  });
  sched.at(5, "b", () => ran.push("b"));
  sched.runUntil(5);
  expect(ran).toEqual(["a", "b", "now"]);
});

test("a cancelled event does not run; cancelling it later is harmless", () => {
  const sched = new Scheduler();
  let ran = 0;
  const timer = sched.after(3, "x", () => ran++);
  timer.cancel();
  sched.runUntil(10);
  timer.cancel();
  expect(ran).toBe(0);
});

test("over its budget it stops between two instants, and goes on where it stopped", () => {
  const sched = new Scheduler();
  const ran: number[] = [];
  for (let i = 0; i < 100; i++) sched.at(Math.floor(i / 10), "e", () => ran.push(i));
  expect(sched.runUntil(50, 25)).toBe("over-budget");
  expect(ran.length % 10).toBe(0);
  expect(sched.runUntil(50)).toBe("reached");
  expect(ran).toEqual([...Array(100).keys()]);
});

test("an instant that never ends is stopped too", () => {
  const sched = new Scheduler();
  const again = (): void => void sched.after(0, "again", again);
  sched.after(0, "again", again);
  expect(sched.runUntil(10, 100)).toBe("over-budget");
});

test("the clock does not run backwards and time is finite", () => {
  const sched = new Scheduler();
  sched.runUntil(10);
  expect(() => sched.runUntil(9)).toThrow(ModelFault);
  expect(() => sched.after(Number.NaN, "nan", () => undefined)).toThrow(ModelFault);
});

test("the same seed gives the same stream; forks by name are independent", () => {
  const a = new Rng(7);
  const b = new Rng(7);
  const draws = Array.from({ length: 50 }, () => a.u32());
  b.fork("other").u32();
  expect(Array.from({ length: 50 }, () => b.u32())).toEqual(draws);
  expect(new Rng(8).u32()).not.toBe(draws[0]);
  expect(new Rng(7).fork("x").u32()).not.toBe(new Rng(7).fork("y").u32());
  const seen = new Set(Array.from({ length: 1000 }, () => a.below(6)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});

test("the digest sees every byte, every number and their order", () => {
  const of = (f: (d: Digest) => void): number => {
    const d = new Digest();
    f(d);
    return d.value();
  };
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (bytes, at, flip) => {
        const other = bytes.slice();
        const i = at % bytes.length;
        other[i] = (other[i] as number) ^ flip;
        const a = of((d) => d.bytes(bytes, 0, bytes.length));
        expect(of((d) => d.bytes(bytes.slice(), 0, bytes.length))).toBe(a);
        expect(of((d) => d.bytes(other, 0, other.length))).not.toBe(a);
      },
    ),
  );
  expect(of((d) => (d.number(1), d.number(2)))).not.toBe(of((d) => (d.number(2), d.number(1))));
  expect(of((d) => d.number(2 ** 40))).not.toBe(of((d) => d.number(2 ** 41)));
});

test("UTF-8 agrees with TextEncoder and TextDecoder on any text and any bytes", () => {
  const sameBytes = (s: string): void => {
    expect([...encodeUtf8(s)]).toEqual([...new TextEncoder().encode(s)]);
  };
  const sameText = (bytes: Uint8Array): void => {
    // WHATWG's decoder replaces maximal subparts, ours byte by byte: equal where the text is valid.
    const theirs = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    if (!theirs.includes("\ufffd")) expect(decodeUtf8(bytes)).toBe(theirs);
    else decodeUtf8(bytes);
  };
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), sameBytes));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), sameText));
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (s) =>
      sameText(new TextEncoder().encode(s)),
    ),
  );
});
