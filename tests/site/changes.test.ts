/** What the last command did, as the map marks it: from two pictures of a real world. */
import { describe, expect, test } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { viewWorld } from "../../sandbox/lab/inspect.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { Typist } from "../../sandbox/lab/steps.ts";
import { viewChanges } from "../../site/lab/changes.ts";
import { layoutMap } from "../../site/lab/layout.ts";

async function changesOf(
  lab: string,
  place: string,
  setup: string,
  line: string,
): Promise<string[]> {
  const source = await loadLab(lab);
  if (source === null) throw new Error(`no lab ${lab}`);
  const session = Session.start(source, 1);
  if (!(session instanceof Session)) throw new Error(session[0]?.message);
  const typist = new Typist(session);
  typist.type(place, setup);
  typist.settle();
  const before = viewWorld(session.world);
  typist.type(place, line);
  typist.settle();
  return viewChanges(before, viewWorld(session.world)).map((one) => one.text);
}

describe("changes", () => {
  test("an address, and the route that comes with it", async () => {
    expect(await changesOf("wire", "hostA", "true", "ip addr add 10.9.0.1/24 dev eth0")).toEqual([
      "hostA:eth0: + 10.9.0.1/24",
      "hostA: + route 10.9.0.0/24 dev eth0",
    ]);
  });

  test("a namespace with one end of a cable", async () => {
    const texts = await changesOf(
      "bench",
      "bench",
      "ip netns add red; ip link add v0 type veth peer name v1",
      "ip link set v1 netns red",
    );
    expect(texts).toEqual(["bench:v1: gone", "bench/red:v1: new"]);
  });

  test("a link taken down loses its routes; a ping changes nothing", async () => {
    const down = await changesOf("wire", "hostA", "true", "ip link set eth0 down");
    expect(down).toContain("hostA:eth0: down");
    expect(down).toContain("hostA: − route 10.0.0.0/24 dev eth0");
    expect(await changesOf("wire", "hostA", "true", "ping -c1 10.0.0.2")).toEqual([]);
  });
});

describe("the map", () => {
  test("BGP sessions are one line each, with their state", async () => {
    const source = await loadLab("kubway-bgp");
    if (source === null) throw new Error("no lab");
    const session = Session.start(source, 1);
    if (!(session instanceof Session)) throw new Error(session[0]?.message);
    session.advance(session.now + 60_000_000);
    const view = viewWorld(session.world);
    const { sessions } = layoutMap(view, source.meta.positions ?? {}, {});
    expect(sessions.map((one) => `${one.words} ${one.label}`).sort()).toEqual([
      "BGP router1 AS 64513 to kubeadm1 AS 64512: Established eBGP",
      "BGP router1 AS 64513 to router2 AS 64513: Established iBGP",
      "BGP router2 AS 64513 to kubeadm2 AS 64512: Established eBGP",
    ]);
  });

  test("sixty namespaces on a bridge: nothing stands on anything else, and it is no tower", async () => {
    const source = await loadLab("bench");
    if (source === null) throw new Error("no lab");
    const session = Session.start(source, 1);
    if (!(session instanceof Session)) throw new Error(session[0]?.message);
    const typist = new Typist(session);
    typist.type(
      "bench",
      "ip link add br0 type bridge; for i in $(seq 60); do ip netns add n$i; ip link add v$i master br0 type veth peer name eth0 netns n$i; done",
    );
    typist.settle();
    const map = layoutMap(viewWorld(session.world), {}, {});
    const boxes = [...map.chips.values()];
    expect(boxes.filter((chip) => chip.namespace.name !== "").length).toBe(60);
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1))
        expect(
          a.x + a.width <= b.x ||
            b.x + b.width <= a.x ||
            a.y + a.height <= b.y ||
            b.y + b.height <= a.y,
        ).toBe(true);
    expect(map.width / map.height).toBeGreaterThan(0.8);
    expect(map.width / map.height).toBeLessThan(3);
  });
});
