/** A short run of `bgp.ts`. */
import { expect, test } from "vitest";
import { fuzzBgp } from "./bgp.ts";

test("6,000 damaged messages: nothing throws, and each NOTIFICATION has a name", () => {
  const { thrown, said } = fuzzBgp(6_000, 179);
  expect(thrown).toEqual([]);
  for (const name of said.keys()) expect(name).not.toMatch(/^(Unknown error|malformed)/);
  // The damage is varied enough to meet what RFC 4271 section 6 lists.
  for (const name of [
    "Connection not synchronized",
    "Bad message length",
    "Bad message type",
    "Malformed attribute list",
    "Unrecognized well-known attribute",
    "Missing mandatory attribute",
    "Invalid attribute flags",
    "Invalid attribute length",
    "Invalid ORIGIN attribute",
    "Invalid NEXT_HOP attribute",
    "Invalid network field",
    "Malformed AS_PATH",
    "Unexpected message in Established state",
    "Invalid ROUTE-REFRESH message length",
  ])
    expect([...said.keys()]).toContain(name);
}, 60_000);
