/** A short run of tests/fuzz/frames.ts; `node tests/fuzz/frames.ts 1000000` is the long one. */
import { expect, it } from "vitest";
import { fuzzFrames, seedFrames } from "./frames.ts";

it("damaged frames of every protocol are printed, dissected and received without a throw or a hang", () => {
  expect(seedFrames().length).toBeGreaterThan(500);
  expect(fuzzFrames(5_000, 20_261_128)).toEqual({ frames: 5_000, thrown: [], slow: 0 });
}, 30_000);
