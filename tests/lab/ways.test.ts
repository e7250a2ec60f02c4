import { describe, expect, it } from "vitest";
import { Ways } from "../../sandbox/lab/ways.ts";
import type { WayView } from "../../sandbox/lab/types.ts";
import { Walk } from "./walk.ts";

/** Steps of the journey of the first echo request that was seen after `line` was typed. */
async function wayOf(setup: readonly string[], line: string): Promise<WayView[]> {
  const walk = await Walk.in("natlab");
  for (const one of setup) walk.type("gw", one);
  const ways = new Ways(walk.world);
  const before = walk.history.frames.length;
  walk.type("client", line);
  const first = walk.history.frames
    .slice(before)
    .find((f) => walk.fields(f).get("icmp.name") === "echo-request");
  return ways.of(first?.journey ?? -1);
}
const short = (way: readonly WayView[]): string[] =>
  way.map((s) => `${s.place} ${s.what} ${s.where}`.trimEnd());

describe("a packet's way", () => {
  it("names devices, and the rule that rewrote it", async () => {
    const way = await wayOf(
      ["iptables -t nat -A POSTROUTING -s 10.1.0.0/24 -o eth1 -j MASQUERADE"],
      "ping -c1 203.0.113.10",
    );
    expect(short(way.filter((s) => s.what !== "rule" && s.what !== "look"))).toEqual([
      "client out eth0",
      "gw in eth0",
      "gw out eth1",
      "sw in eth1",
      "sw out eth2",
      "server in eth0",
    ]);
    const rule = way.find((s) => s.what === "rule" && s.text.includes("MASQUERADE"));
    expect(rule?.where).toBe("POSTROUTING");
    expect(rule?.text).toBe("nat: POSTROUTING rule 1 → MASQUERADE");
    expect(way.find((s) => s.place === "client" && s.what === "out")?.text).toContain(
      "10.1.0.5 > 203.0.113.10",
    );
    expect(way.find((s) => s.place === "server" && s.what === "in")?.text).toContain(
      "203.0.113.1 > 203.0.113.10",
    );
  });

  it("ends with the rule that dropped it, and the reason", async () => {
    const way = await wayOf(["iptables -A FORWARD -p icmp -j DROP"], "ping -c1 -W1 203.0.113.10");
    expect(way.at(-2)).toMatchObject({ place: "gw", what: "rule", where: "FORWARD" });
    expect(way.at(-2)?.text).toBe("filter: FORWARD rule 1 → DROP");
    expect(way.at(-1)).toMatchObject({ place: "gw", what: "drop" });
    expect(way.at(-1)?.text).toContain("nf:drop");
  });
});

describe("the tables on a packet's way", () => {
  it("route, neighbour, FDB and delivery are named where they were asked", async () => {
    const way = await wayOf([], "ping -c1 203.0.113.10");
    const looks = way
      .filter((s) => s.what === "look" && s.where !== "neigh")
      .map((s) => `${s.place} ${s.where}: ${s.text}`);
    expect(looks).toEqual([
      "client route: via 10.1.0.1 dev eth0",
      "gw route: on link dev eth1",
      expect.stringMatching(
        /^sw fdb: br\S*: aa:\S+ is behind eth2$|^sw fdb: \S+: \S+ is behind eth2$/u,
      ),
      "server local: for this machine: ICMP",
    ]);
    const neigh = way.find((s) => s.what === "look" && s.where === "neigh");
    expect(neigh?.text).toMatch(
      /^10\.1\.0\.1 dev eth0 lladdr \S+ (?:REACHABLE|STALE|DELAY)$|^10\.1\.0\.1 dev eth0 \S+$/u,
    );
    expect(way.find((s) => s.place === "gw" && s.what === "in")?.device).toMatch(/^gw\/\d+\/\d+$/u);
  });
});
