/** Which Perl patterns may be given to a backtracking engine: the classic traps are told from everyday ones. */
import { describe, expect, it } from "vitest";
import { perlMayExplode } from "../../sandbox/sim/regex-perl.ts";

const EVERYDAY = [
  String.raw`(?<=inet )\d+(\.\d+){3}`,
  String.raw`(\d{1,3}\.){3}\d{1,3}`,
  String.raw`\d+\.\d+\.\d+\.\d+(?=/)`,
  String.raw`(?:[0-9a-f]{2}:){5}[0-9a-f]{2}`,
  String.raw`(?:[a-z0-9-]+\.)+[a-z]+`,
  String.raw`([^,]*,){5}`,
  String.raw`\S+\s+\S+\s+\S+\s+\S+\s+\S+`,
  String.raw`(?<=scope )\w+|eth\d+`,
  String.raw`(a|b)*c`,
  String.raw`a.*b.*c`,
];
/** Each takes exponential time, or the fourth power of the length, on the text beside it. */
const TRAPS = [
  "(a+)+$",
  "(a|a)*b",
  "(.*)*x",
  String.raw`(\d+)*x`,
  "(a|b|ab)*c",
  String.raw`^(\w+\s?)*$`,
  "(x+x+)+y",
  "a.*b.*c.*d.*e",
  "(a?){16}(a?){16}a{32}",
  "a?".repeat(30) + "a{30}",
  String.raw`(a)\1*`,
  "((a*)b?)+",
  "(a",
];

describe("patterns that may explode", () => {
  it.each(EVERYDAY)("%s does not", (pattern) => {
    expect(perlMayExplode(pattern)).toBe(false);
  });
  it.each(TRAPS)("%s may", (pattern) => {
    expect(perlMayExplode(pattern)).toBe(true);
  });
  it("what passes is quick on texts made for it", () => {
    const texts = ["a", "1", "1.", "ab", "a.", "x,", "a:", " a", "\t"].map((one) =>
      one.repeat(400),
    );
    let matched = 0;
    for (const pattern of EVERYDAY)
      for (const text of texts)
        for (const end of ["", "!", "\n"])
          if (new RegExp(`${pattern}$`).test(text + end)) matched++;
    expect(matched).toBeGreaterThan(0);
  });
});
