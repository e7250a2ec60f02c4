/** TCP and UDP over IPv6 on wires that lose frames; what is recorded of them is in cases 332 and 333. */
import { describe, expect, it } from "vitest";
import { buildWorld } from "../../sandbox/lab/build.ts";
import { loadTopology } from "../../sandbox/lab/topology.ts";
import { World } from "../../sandbox/lab/world.ts";
import { SECOND } from "../../sandbox/sim/scheduler.ts";

const TOPOLOGY = `
name: six
topology:
  defaults: { kind: linux, image: debian:12, network-mode: none }
  nodes:
    a:
      exec: [ip addr add 2001:db8::1/64 dev eth1 nodad, ip link set eth1 up]
    b:
      exec: [ip addr add 2001:db8::2/64 dev eth1 nodad, ip link set eth1 up]
  links:
    - endpoints: ["a:eth1", "b:eth1"]
`;

function six(lossPer1000: number, seed = 3): World {
  const links = { "a:eth1": { lossPer1000 } };
  const parsed = loadTopology(TOPOLOGY);
  const meta = { title: "six", terminals: [], links };
  const world = buildWorld({ name: "six", topology: TOPOLOGY, parsed, files: {}, meta }, seed);
  if (!(world instanceof World)) throw new Error("no world");
  expect(world.setupErrors).toEqual([]);
  return world;
}

function sh(world: World, place: string, line: string): string {
  return world.run(world.place(place).host.name, ["bash", "-c", line], 900 * SECOND).out;
}

describe("transport over IPv6", () => {
  it("carries every byte of TCP in order over a wire that loses 5 of 100", () => {
    for (const seed of [1, 2, 3]) {
      const world = six(50, seed);
      const wanted = sh(world, "a", "seq 1 40000 > /tmp/n; md5sum < /tmp/n");
      sh(world, "b", "nc -6 -l -p 7000 > /tmp/got < /dev/null & sleep 0.1");
      sh(world, "a", "nc -6 -N 2001:db8::2 7000 < /tmp/n");
      expect(sh(world, "b", "sleep 1; md5sum < /tmp/got")).toBe(wanted);
      expect(sh(world, "a", "nstat -az TcpRetransSegs | awk 'NR==2 { print ($2 > 0) }'")).toBe(
        "1\n",
      );
    }
  });

  it("gives datagrams up whose fragments are lost, and tells the sender after 60 s (RFC 8200, 4.5)", () => {
    const world = six(400);
    sh(world, "a", "ping -6 -c 20 -i 0.2 -W 1 -s 4000 2001:db8::2 > /tmp/out; sleep 70");
    const count = (place: string, name: string): number =>
      Number(sh(world, place, `nstat -az ${name} | awk 'NR>1 { print $2 }'`));
    const answered = Number(
      /(\d+) received/.exec(sh(world, "a", "grep received /tmp/out"))?.[1] ?? "-1",
    );
    expect(count("a", "Ip6ReasmOKs")).toBe(answered);
    expect(count("b", "Ip6ReasmOKs")).toBeGreaterThan(answered);
    expect(answered).toBeLessThan(20);
    expect(count("b", "Ip6ReasmTimeout")).toBeGreaterThan(0);
    expect(count("b", "Ip6ReasmFails")).toBe(count("b", "Ip6ReasmTimeout"));
    // Only who has the first fragment knows whom to tell.
    expect(count("a", "Icmp6InTimeExcds")).toBeGreaterThan(0);
  });
});
