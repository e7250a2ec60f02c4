import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { normalize } from "./normalize.ts";

const FOLDER = join(import.meta.dirname, "recordings");

describe("normalize", () => {
  for (const name of readdirSync(FOLDER)
    .filter((file) => file.endsWith(".norm.txt"))
    .sort()) {
    it(`turns the raw transcript of ${name.replace(".norm.txt", "")} into the recorded normal form`, () => {
      const raw = readFileSync(join(FOLDER, name.replace(".norm.txt", ".txt")), "utf8");
      expect(normalize(raw)).toBe(readFileSync(join(FOLDER, name), "utf8"));
    });
  }

  it("keeps what the case typed, and numbers the rest by first appearance", () => {
    const raw =
      "$ ip link add a address 02:00:00:00:00:0a\nlink/ether 02:00:00:00:00:0a\nlink/ether ee:11:22:33:44:55\nlink/ether ee:11:22:33:44:56\nagain ee:11:22:33:44:55\n";
    expect(normalize(raw)).toBe(
      "$ ip link add a address 02:00:00:00:00:0a\nlink/ether 02:00:00:00:00:0a\nlink/ether <MAC1>\nlink/ether <MAC2>\nagain <MAC1>\n",
    );
  });
});
