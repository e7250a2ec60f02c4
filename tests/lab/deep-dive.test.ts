/** The article's same-node walk on the lab prints what a real host printed for the same state (recording 133). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { buildWorld } from "../../sandbox/lab/build.ts";
import { runTranscript } from "../../sandbox/lab/transcript.ts";
import { World } from "../../sandbox/lab/world.ts";
import { blocks, normalize } from "../conformance/normalize.ts";
import { RECORDINGS } from "../conformance/cases.ts";

/** The normal form keeps the MAC addresses that a command names. */
const MACS = ": 62:a1:b2:c3:d4:e5 62:a1:b2:c3:d4:e6\n";
const WALK = `ip netns exec pod-a ip route
ip netns exec pod-a ip neigh show
tcpdump -i cni0 -nn host 10.244.0.5 and host 10.244.0.6 > cap.txt 2>&1 &
sleep 1
ip netns exec pod-a ping -c 2 -i 0.3 10.244.0.6
sleep 1; kill -INT %1; wait
cat cap.txt
ip netns exec pod-a ip neigh show
bridge fdb show br cni0 | grep -i "62:a1"
bridge link show
`;

async function walk(script: string): Promise<ReturnType<typeof blocks>> {
  const source = await loadLab("deep-dive-node1");
  if (source === null) throw new Error("no lab deep-dive-node1");
  const world = buildWorld(source, 1);
  if (!(world instanceof World)) throw new Error(world[0]?.message);
  let transcript = "";
  runTranscript(world, world.place("node1"), MACS + script, (text) => (transcript += text));
  return blocks(normalize(transcript).replace(/\n$/, ""));
}

/** Devices of the lab have other indexes and peers than those of the recording's machine. */
const plain = (lines: readonly string[]): string =>
  lines.join("\n").replace(/^\d+: (veth-[\w-]+)@\w+/gm, "N: $1");

it("the walk prints what a real host prints, with sudo too", async () => {
  const recorded = blocks(
    readFileSync(join(RECORDINGS, "133-deep-dive-node.norm.txt"), "utf8").replace(/\n$/, ""),
  );
  const count = WALK.trim().split("\n").length;
  const body = (list: typeof recorded): string[] => {
    const from = list.findIndex((one) =>
      /^(?:sudo )?ip netns exec pod-a ip route$/.test(one.command ?? ""),
    );
    expect(from).toBeGreaterThan(0);
    return list.slice(from, from + count).map((one) => plain(one.lines.slice(1)));
  };
  const ours = await walk(WALK);
  expect(body(ours)).toEqual(body(recorded));
  const sudo = await walk(WALK.replace(/^(?=ip|tcpdump|bridge)/gm, "sudo "));
  expect(body(sudo)).toEqual(body(ours));
});
