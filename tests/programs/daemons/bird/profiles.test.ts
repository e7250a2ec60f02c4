/** Calico's build (krt_tunnel; its three generated files) and BIRD 2.0.12 (what its `bird -p` said to each text). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../../../sandbox/programs/daemons/bird/conf/parse-config.ts";

const HERE = import.meta.dirname;
const read = (path: string): string | null => {
  try {
    return readFileSync(join(HERE, "calico", path), "utf8");
  } catch {
    return null;
  }
};

test("a Calico node's configuration", () => {
  const text = read("bird.cfg") ?? "";
  const parsed = (profile: "1.6.8" | "calico") =>
    parseConfig(text, { path: "bird.cfg", profile, read, glob: () => [] });
  const out = parsed("calico");
  expect("message" in out ? out : out.protocols.map((one) => `${one.kind} ${one.name}`)).toEqual([
    "static static1",
    "kernel kernel1",
    "device device1",
    "direct direct1",
    "bfd bfd1",
    "bgp Mesh_192_168_16_102",
    "bgp Node_10_0_0_1",
  ]);
  // Without the patch its own word is a name that nobody knows: what Debian's bird -p says.
  expect(parsed("1.6.8")).toEqual({
    file: "./bird_ipam.cfg",
    line: 33,
    column: 22,
    message: "You may set only variables.",
  });
});

test("BIRD 2 takes and refuses what its bird -p does", () => {
  const cases = JSON.parse(readFileSync(join(HERE, "conf2-cases.json"), "utf8")) as [
    text: string,
    said: string,
    status: number,
  ][];
  const wrong = cases
    .map(([text, want]) => {
      const env = { path: "t.conf", profile: "2.0.12", read, glob: () => [] } as const;
      const out = parseConfig(text, env);
      const got =
        "message" in out ? `bird: ${out.file}:${out.line}:${out.column} ${out.message}\n` : "";
      return { text, want, got };
    })
    .filter(({ want, got }) => want !== got);
  expect(wrong).toEqual([]);
});
