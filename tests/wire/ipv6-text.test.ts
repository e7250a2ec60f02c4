/** Which texts are IPv6 addresses: Node's own judge decides. */
import { isIPv6 } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatIpv6Groups, parseIpv6Groups } from "../../sandbox/wire/addr.ts";

const piece = fc.constantFrom(
  "0",
  "1",
  "aB",
  "fFff",
  "12345",
  "g",
  ":",
  "::",
  "1.2.3.4",
  "9.9",
  "",
);

test("accepts and refuses what Node does", () => {
  const text = fc
    .array(fc.tuple(piece, fc.constantFrom(":", ":", ":", "::", "")), { maxLength: 9 })
    .map((parts) => parts.map(([a, b]) => a + b).join(""));
  fc.assert(
    fc.property(text, (t) => {
      expect(parseIpv6Groups(t) !== null, t).toBe(isIPv6(t));
    }),
    { numRuns: 3000 },
  );
});

test("what it prints reads back, as the URL parser prints it", () => {
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const text = formatIpv6Groups(groups);
      expect(parseIpv6Groups(text)).toEqual(groups);
      expect(`[${text}]`).toBe(new URL(`http://[${text}]`).hostname);
    }),
  );
});
