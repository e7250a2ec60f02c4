/** bird.conf against what Debian's BIRD 1.6.8 said to the same text (record-conf.py): verdict, place and words. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../../../sandbox/programs/daemons/bird/conf/parse-config.ts";

const HERE = import.meta.dirname;
const cases = JSON.parse(readFileSync(join(HERE, "conf-cases.json"), "utf8")) as [
  text: string,
  said: string,
  status: number,
][];

function read(path: string): string | null {
  try {
    return readFileSync(join(HERE, "conf-files", path), "utf8");
  } catch {
    return null;
  }
}

/** Enough for the cases' patterns. */
function glob(pattern: string): string[] | null {
  const slash = pattern.lastIndexOf("/");
  const [folder, name] = [pattern.slice(0, slash), pattern.slice(slash + 1)];
  if (!existsSync(join(HERE, "conf-files", folder))) return null;
  const re = new RegExp(`^${name.replace(/\./g, "\\.").replace(/\*/g, ".*")}$`);
  return readdirSync(join(HERE, "conf-files", folder))
    .filter((one) => re.test(one))
    .map((one) => `${folder}/${one}`);
}

function said(text: string): [string, number] {
  const lines: string[] = [];
  const out = parseConfig(text, {
    path: "t.conf",
    profile: "1.6.8",
    read,
    glob,
    openLog: (path) => (path.includes("nonexist") ? "No such file or directory" : null),
    log: (_level, line) => lines.push(`bird: ${line}\n`),
  });
  if (!("message" in out)) return [lines.join(""), 0];
  lines.push(`bird: ${out.file}:${out.line}:${out.column} ${out.message}\n`);
  return [lines.join(""), 1];
}

test("every configuration is taken or refused as BIRD does it", () => {
  const wrong = cases
    .map(([text, words, status]) => ({ text, want: [words, status], got: said(text) }))
    .filter(({ want, got }) => want[0] !== got[0] || want[1] !== got[1]);
  expect(wrong).toEqual([]);
  expect(cases.length).toBeGreaterThan(600);
});
