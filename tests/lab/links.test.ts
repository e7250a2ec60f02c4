/** What lab.ts says of a link is what its cable does: LabMeta.links. */
import { describe, expect, it } from "vitest";
import { buildWorld } from "../../sandbox/lab/build.ts";
import { loadTopology } from "../../sandbox/lab/topology.ts";
import type { LinkProperties } from "../../sandbox/lab/types.ts";
import { World } from "../../sandbox/lab/world.ts";
import { SECOND } from "../../sandbox/sim/scheduler.ts";

const TOPOLOGY = `
name: pair
topology:
  defaults: { kind: linux, image: debian:12, network-mode: none }
  nodes:
    a:
      exec: [ip addr add 10.0.0.1/24 dev eth1, ip link set eth1 up]
    b:
      exec: [ip addr add 10.0.0.2/24 dev eth1, ip link set eth1 up]
  links:
    - endpoints: ["a:eth1", "b:eth1"]
`;

function pair(link: LinkProperties, end = "a:eth1"): World {
  const parsed = loadTopology(TOPOLOGY);
  const meta = { title: "pair", terminals: [], links: { [end]: link } };
  const world = buildWorld({ name: "pair", topology: TOPOLOGY, parsed, files: {}, meta }, 5);
  if (!(world instanceof World)) throw new Error("no world");
  expect(world.setupErrors).toEqual([]);
  return world;
}

function sh(world: World, place: string, line: string): string {
  return world.run(place, ["bash", "-c", line], 900 * SECOND).out;
}

/** Round trips in ms, as ping tells them; the first waits for ARP. */
function trips(world: World, count: number): number[] {
  sh(world, "a", "ping -c 1 10.0.0.2");
  const out = sh(world, "a", `ping -c ${count} -i 0.01 10.0.0.2`);
  return [...out.matchAll(/time=([0-9.]+) ms/g)].map((m) => Number(m[1]));
}

describe("a lab's links", () => {
  it("delay 100 µs one way when nothing is said, and as said, whichever end is named", () => {
    const [, second] = trips(pair({}), 2);
    expect(second).toBeGreaterThan(0.2);
    expect(second).toBeLessThan(0.3);
    for (const end of ["a:eth1", "b:eth1"]) {
      const [, slow] = trips(pair({ delayUs: 20_000 }, end), 2);
      expect(slow).toBeGreaterThanOrEqual(40);
      expect(slow).toBeLessThan(40.2);
    }
  });

  it("jitter: round trips spread over four times its width, and frames stay in order", () => {
    const world = pair({ delayUs: 10_000, jitterUs: 4_000 });
    const all = trips(world, 200);
    expect(all.length).toBe(200);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(12);
    expect(Math.min(...all)).toBeLessThan(15);
    expect(Math.max(...all)).toBeGreaterThan(25);
    expect(Math.max(...all)).toBeLessThan(28.5);
    expect(udp(world)).toEqual({ lost: 0, outOfOrder: 0 });
  });

  it("reorder: datagrams are overtaken, few or none lost", () => {
    const world = pair({ delayUs: 10_000, reorderPer1000: 100 });
    const { lost, outOfOrder } = udp(world);
    // One that is late when the test ends is not waited for.
    expect(lost).toBeLessThan(3);
    // 200 datagrams, 5 ms apart: about 20 take 10 ms more.
    expect(outOfOrder).toBeGreaterThan(8);
    expect(outOfOrder).toBeLessThan(40);
  });

  it("duplicate: ping counts what came twice", () => {
    const out = sh(pair({ duplicatePer1000: 100 }), "a", "ping -q -c 200 -i 0.01 10.0.0.2");
    const twice = Number(/\+(\d+) duplicates/.exec(out)?.[1] ?? "0");
    // Requests and answers: about 20 each.
    expect(twice).toBeGreaterThan(20);
    expect(twice).toBeLessThan(65);
  });

  it("corrupt: checksums throw damaged segments away, and every byte arrives in order", () => {
    const link = { jitterUs: 50, duplicatePer1000: 10, reorderPer1000: 20, corruptPer1000: 20 };
    const world = pair({ ...link, lossPer1000: 10 });
    const wanted = sh(world, "a", "seq 1 40000 > /tmp/n; md5sum < /tmp/n");
    sh(world, "b", "nc -l -p 7000 > /tmp/got < /dev/null & sleep 0.1");
    sh(world, "a", "nc -N 10.0.0.2 7000 < /tmp/n");
    expect(sh(world, "b", "sleep 1; md5sum < /tmp/got")).toBe(wanted);
    const flaws = sh(world, "b", "nstat -az TcpInCsumErrors | awk 'NR==2 { print ($2 > 0) }'");
    expect(flaws).toBe("1\n");
  });
});

function udp(world: World): { lost: number; outOfOrder: number } {
  sh(world, "b", "iperf3 -s -1 -D");
  const out = sh(world, "a", "iperf3 -c 10.0.0.2 -u -l 1000 -b 1600K -t 1 -R -J");
  const { end } = JSON.parse(out) as {
    end: { streams: { udp: { lost_packets: number; out_of_order: number } }[] };
  };
  const one = end.streams[0]?.udp;
  return { lost: one?.lost_packets ?? -1, outOfOrder: one?.out_of_order ?? -1 };
}
