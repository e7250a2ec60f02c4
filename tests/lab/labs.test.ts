import { describe, expect, it } from "vitest";
import { labNames, loadLab } from "../../sandbox/cli/load-lab.ts";
import { buildWorld } from "../../sandbox/lab/build.ts";
import { deviceId, viewWorld } from "../../sandbox/lab/inspect.ts";
import { World } from "../../sandbox/lab/world.ts";

async function build(name: string): Promise<World> {
  const source = await loadLab(name);
  if (source === null) throw new Error(`no lab ${name}`);
  const world = buildWorld(source, 1);
  if (!(world instanceof World)) throw new Error(world[0]?.message);
  return world;
}

describe("labs", () => {
  it.each(labNames())(
    "%s builds, without a failed command, and every terminal has a place or will have one",
    async (name) => {
      const world = await build(name);
      expect(world.setupErrors).toEqual([]);
      expect(world.faults).toEqual([]);
      for (const terminal of world.source.meta.terminals)
        expect(world.findPlace(terminal.place)).not.toBe(null);
      for (const host of Object.keys(world.source.meta.positions ?? {}))
        expect(world.findPlace(host)).not.toBe(null);
    },
  );

  it("deep-dive-node1 is the article's node 1", async () => {
    const world = await build("deep-dive-node1");
    const run = (place: string, command: string): string =>
      world.run(place, ["bash", "-c", command]).out;
    expect(run("pod-a", "ip route")).toBe(
      "default via 10.244.0.1 dev eth0 \n10.244.0.0/24 dev eth0 proto kernel scope link src 10.244.0.5 \n",
    );
    expect(run("pod-a", "ping -c1 -q 10.244.0.6 | grep received")).toBe(
      "1 packets transmitted, 1 received, 0% packet loss, time 0ms\n",
    );
    expect(run("pod-a", "ip neigh show")).toBe(
      "10.244.0.6 dev eth0 lladdr 62:a1:b2:c3:d4:e6 REACHABLE \n",
    );
    expect(run("node1", 'bridge fdb show br cni0 | grep -i "62:a1" | sort')).toBe(
      "62:a1:b2:c3:d4:e5 dev veth-pod-a master cni0 \n62:a1:b2:c3:d4:e6 dev veth-pod-b master cni0 \n",
    );
    expect(run("node1", "ip route")).toBe(
      "default via 192.168.1.1 dev eth0 \n10.244.0.0/24 dev cni0 proto kernel scope link src 10.244.0.1 \n192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.10 \n",
    );
    expect(run("node1", "ip -br link show cni0")).toBe(
      "cni0             UP             8a:1b:2c:3d:4e:5f <BROADCAST,MULTICAST,UP,LOWER_UP> \n",
    );
  });

  it("is seen whole by the inspector", async () => {
    const world = await build("deep-dive-node1");
    const view = viewWorld(world);
    expect(view.hosts.map((h) => [h.name, h.namespaces.map((ns) => ns.id)])).toEqual([
      ["node1", ["node1", "node1/pod-a", "node1/pod-b"]],
      ["gateway", ["gateway"]],
    ]);
    const podA = view.hosts[0]?.namespaces[1]?.devices.find((d) => d.name === "eth0");
    expect(podA).toMatchObject({
      kind: "veth",
      mac: "62:a1:b2:c3:d4:e5",
      up: true,
      carrier: true,
      operstate: "UP",
      mtu: 1500,
      master: null,
    });
    expect(podA?.addresses[0]).toBe("10.244.0.5/24");
    expect(view.links.filter((l) => l.kind === "veth").length).toBe(2);
    expect(view.links.filter((l) => l.kind === "wire").length).toBe(1);
    const cni0 = world.findDevice("node1:cni0");
    const port = view.hosts[0]?.namespaces[0]?.devices.find((d) => d.name === "veth-pod-a");
    expect(port?.portState).toBe("forwarding");
    expect(cni0 !== null && port?.master === deviceId(cni0)).toBe(true);
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });
});
