import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { programs } from "../../../sandbox/programs/index.ts";
import { cases } from "./cases.ts";
import { type Result, runCase } from "./harness.ts";

const recorded = JSON.parse(
  readFileSync(new URL("recorded.json", import.meta.url), "utf8"),
) as Result[];

describe("as Debian's own tools print", () => {
  cases.forEach((one, i) => {
    const name = `${i}: ${one.argv.join(" ")}${one.tty === true ? " (tty)" : ""}`;
    test(name, () => {
      expect(runCase(one, programs)).toEqual(recorded[i]);
    });
  });
});
