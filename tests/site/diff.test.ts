import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffLines } from "../../site/lab/diff.ts";

describe("diffLines", () => {
  test("a neighbour that went stale is one changed line", () => {
    expect(
      diffLines(
        ["10.0.0.2 dev eth0 lladdr aa:c1:ab:00:00:02 REACHABLE", "10.0.0.9 dev eth0 FAILED"],
        ["10.0.0.2 dev eth0 lladdr aa:c1:ab:00:00:02 STALE", "10.0.0.9 dev eth0 FAILED"],
      ),
    ).toEqual([
      {
        kind: "changed",
        before: [
          { text: "10.0.0.2 ", other: false },
          { text: "dev ", other: false },
          { text: "eth0 ", other: false },
          { text: "lladdr ", other: false },
          { text: "aa:c1:ab:00:00:02 ", other: false },
          { text: "REACHABLE", other: true },
        ],
        after: [
          { text: "10.0.0.2 ", other: false },
          { text: "dev ", other: false },
          { text: "eth0 ", other: false },
          { text: "lladdr ", other: false },
          { text: "aa:c1:ab:00:00:02 ", other: false },
          { text: "STALE", other: true },
        ],
      },
      { kind: "same", text: "10.0.0.9 dev eth0 FAILED" },
    ]);
  });

  test("a route that came, a route that went", () => {
    expect(
      diffLines(
        ["default via 10.0.0.1 dev eth0", "10.0.0.0/24 dev eth0 scope link"],
        ["10.0.0.0/24 dev eth0 scope link", "blackhole 192.0.2.0/24"],
      ),
    ).toEqual([
      { kind: "gone", text: "default via 10.0.0.1 dev eth0" },
      { kind: "same", text: "10.0.0.0/24 dev eth0 scope link" },
      { kind: "new", text: "blackhole 192.0.2.0/24" },
    ]);
  });

  test("both lists can be read off it, whatever they are", () => {
    const line = fc
      .array(fc.constantFrom("a", "b", "c", "dev", "eth0"), { minLength: 1, maxLength: 5 })
      .map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.array(line, { maxLength: 12 }), (a, b) => {
        const rows = diffLines(a, b);
        const left = rows.flatMap((row) =>
          row.kind === "new"
            ? []
            : [row.kind === "changed" ? row.before.map((w) => w.text).join("") : row.text],
        );
        const right = rows.flatMap((row) =>
          row.kind === "gone"
            ? []
            : [row.kind === "changed" ? row.after.map((w) => w.text).join("") : row.text],
        );
        expect(left.sort()).toEqual([...a].sort());
        expect(right.sort()).toEqual([...b].sort());
        for (const row of rows)
          if (row.kind === "changed")
            expect([...row.before, ...row.after].some((word) => word.other)).toBe(true);
      }),
    );
  });
});
