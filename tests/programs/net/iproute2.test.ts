/**
 * ip, bridge and brctl against transcripts of the real tools (iproute2 6.1, bridge-utils 1.7) on a
 * real kernel: cases/NAME.sh was run on a blank Linux host, cases/NAME.txt is what it showed.
 * Compared block by block after the conformance suite's normalisation.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadLab } from "../../../sandbox/cli/load-lab.ts";
import { buildWorld } from "../../../sandbox/lab/build.ts";
import { runTranscript } from "../../../sandbox/lab/transcript.ts";
import { World } from "../../../sandbox/lab/world.ts";
import { blocks, normalize } from "../../conformance/normalize.ts";

const CASES = join(import.meta.dirname, "cases");
const names = readdirSync(CASES)
  .filter((file) => file.endsWith(".sh"))
  .map((file) => file.slice(0, -3));

test.each(names)("%s prints what Linux prints", async (name) => {
  const source = await loadLab("blank");
  if (source === null) throw new Error("no lab blank");
  const world = buildWorld(source, 1);
  if (!(world instanceof World)) throw new Error("lab blank is broken");
  const { host } = world.place("host") ?? {};
  host?.users.set("bob", {
    name: "bob",
    uid: 1000,
    gid: 1000,
    home: "/home/bob",
    shell: "/bin/bash",
  });
  let transcript = "";
  const script = readFileSync(join(CASES, `${name}.sh`), "utf8");
  runTranscript(world, world.place("host"), script, (text) => (transcript += text), {
    eventBudget: 20_000_000,
  });
  const wanted = blocks(
    normalize(readFileSync(join(CASES, `${name}.txt`), "utf8")).replace(/\n$/, ""),
  );
  const actual = blocks(normalize(transcript).replace(/\n$/, ""));
  expect(world.faults).toEqual([]);
  expect(wanted.length).toBeGreaterThan(10);
  for (const [i, block] of wanted.entries()) {
    expect(actual[i]?.lines.join("\n"), block.command ?? "comments").toBe(block.lines.join("\n"));
  }
  expect(actual.length).toBe(wanted.length);
});

test.each([
  [
    "ip link add x0 type gre remote 10.0.0.1",
    'ip: underlay does not simulate "type gre" yet; veth, bridge, vlan, macvlan, dummy, vxlan and ipip are there',
  ],
  [
    "ip link add x0 type wireguard",
    'ip: underlay does not simulate "type wireguard" yet; veth, bridge, vlan, macvlan, dummy, vxlan and ipip are there',
  ],
  [
    "ip tunnel add t0 mode gre remote 10.0.0.2",
    "ip: underlay does not simulate tunnels of other modes than ipip; mode ipip and type vxlan are there",
  ],
  [
    "ip route add 10.0.0.0/8 dev lo encap mpls 5",
    'ip: underlay does not simulate the route option "encap"',
  ],
  [
    "bridge vlan global set vid 5 dev br0 mcast_querier 1",
    'bridge: underlay does not simulate "bridge vlan global set"',
  ],
])("%s is refused in words", async (command, text) => {
  const source = await loadLab("blank");
  if (source === null) throw new Error("no lab blank");
  const world = buildWorld(source, 1);
  if (!(world instanceof World)) throw new Error("lab blank is broken");
  let transcript = "";
  runTranscript(world, world.place("host"), `${command}\n`, (piece) => (transcript += piece), {
    eventBudget: 100_000,
  });
  expect(transcript).toBe(`$ ${command}\n${text}\n[exit 2]\n`);
});
