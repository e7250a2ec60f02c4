import { describe, expect, it } from "vitest";
import { caseNames, gaps, runCase, show } from "./cases.ts";

const known = gaps();

describe("recordings of real hosts", () => {
  for (const name of caseNames()) {
    const gap = known.get(name) ?? new Map<string, string>();
    if (gap.has("*")) continue;
    it(`${name} prints what a real host prints`, async () => {
      const outcome = await runCase(name, gap);
      expect(outcome.faults).toEqual([]);
      expect(outcome.differences.map(show).join("\n")).toBe("");
    });
  }
});
