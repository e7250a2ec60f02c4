/** Links of /play: what goes in comes out, and what strangers write into one is bounded and refused. */
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRAGMENT_MAX, readFragment, topologyName, writeFragment } from "../../site/lab/share.ts";

const packed = (bytes: Uint8Array | string): string =>
  `t=${deflateRawSync(bytes).toString("base64url")}`;

describe("a link to a sandbox", () => {
  it("gives back the topology or the lab that was put in", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 4_000 }), async (text) => {
        fc.pre(!text.includes("\0") && !/[\ud800-\udfff]/u.test(text));
        const fragment = await writeFragment({ kind: "topology", text });
        expect(fragment).toMatch(/^t=[\w-]*$/u);
        expect(await readFragment(`#${fragment ?? ""}`)).toEqual({ kind: "topology", text });
      }),
      { numRuns: 25 },
    );
    expect(await readFragment("#lab=deep-dive")).toEqual({ kind: "lab", lab: "deep-dive" });
    expect(await readFragment("")).toBeNull();
    expect(await readFragment("#")).toBeNull();
  });

  it("is as a link is in another program's words", async () => {
    expect(await readFragment(`#${packed("name: x\n")}`)).toEqual({
      kind: "topology",
      text: "name: x\n",
    });
  });

  it.each([
    ["#lab=../../etc", "The link is damaged, or not of this page."],
    ["#lab=", "The link holds something that is no topology."],
    ["#javascript:alert(1)", "The link is damaged, or not of this page."],
    ["#t=%00", "The link is damaged, or not of this page."],
    ["#t=AAAA", "The link is damaged: a part of it is missing or was changed."],
    [
      `#${packed("name: x").slice(0, -3)}`,
      "The link is damaged: a part of it is missing or was changed.",
    ],
    [
      `#${packed(new Uint8Array([0xff, 0xfe]))}`,
      "The link is damaged: a part of it is missing or was changed.",
    ],
    [`#${packed("a\0b")}`, "The link holds something that is no topology."],
    [`#${packed("x".repeat(65_537))}`, "The link holds something that is no topology."],
    // A bomb: 100 MB in a fragment of the size that is allowed.
    [`#${packed(Buffer.alloc(30_000_000))}`, "The link unpacks to more than this page takes."],
    [`#t=${"A".repeat(FRAGMENT_MAX)}`, "The link is longer than any of ours."],
  ])("refuses %#", async (fragment, says) => {
    const started = performance.now();
    expect(await readFragment(fragment)).toBe(says);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("never throws, and never opens more than a page takes", async () => {
    const fragments = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.stringMatching(/^t=[\w-]{0,80}$/),
      fc.uint8Array({ maxLength: 500 }).map((bytes) => packed(bytes)),
      fc
        .uint8Array({ maxLength: 300 })
        .map((bytes) => `t=${Buffer.from(bytes).toString("base64url")}`),
    );
    await fc.assert(
      fc.asyncProperty(fragments, async (fragment) => {
        const read = await readFragment(fragment);
        if (read !== null && typeof read === "object" && read.kind === "topology")
          expect(read.text.length).toBeLessThanOrEqual(65_536);
      }),
      { numRuns: 300 },
    );
    expect(Object.hasOwn(Object.prototype, "text")).toBe(false);
  });

  it("is not made when the topology does not fit into one", async () => {
    let state = 1;
    const noise = Array.from({ length: 65_000 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return String.fromCharCode(0x4e00 + ((state >>> 16) % 20_000));
    }).join("");
    expect(await writeFragment({ kind: "topology", text: noise })).toBeNull();
    expect(topologyName("a")).not.toBe(topologyName("b"));
  });
});
