/**
 * One number a lab for all that a fixed log makes happen. It guards saved sessions: a replay under other
 * behaviour takes another course, so a change here needs a new SIM_VERSION (sandbox/lab/world.ts).
 * Record anew with: UPDATE_GOLDEN=1 npx vitest run tests/golden
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { Session } from "../../sandbox/lab/session.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";
import { SIM_VERSION } from "../../sandbox/lab/world.ts";
import { SECOND } from "../../sandbox/sim/scheduler.ts";

const FILE = join(import.meta.dirname, "digests.json");
const LABS = join(import.meta.dirname, "../../content/labs");

interface Golden {
  readonly simVersion: number;
  readonly digests: Readonly<Record<string, number>>;
}

/** Lines typed into every lab's first terminal, two seconds apart. */
const LINES = [
  "ip addr; ip route; ip neigh",
  "ip netns add g; ip link add gv0 type veth peer name gv1 netns g",
  "ip addr add 10.99.0.1/24 dev gv0; ip link set gv0 up",
  "ip -n g addr add 10.99.0.2/24 dev gv1; ip -n g link set gv1 up; ip -n g link set lo up",
  "ping -c2 -i0.3 10.99.0.2",
  "for i in 1 2 3; do echo $RANDOM; done | sort -n | tee /tmp/r",
  "timeout 2 ping 10.99.0.9 & tcpdump -c3 -nni gv0",
  "ip link add gb type bridge; ip link set gv0 master gb; ip -d link show gv0",
  "ip netns del g; ip -s link",
];

function play(source: LabSource, seed: number, lines: readonly string[]): number {
  const session = Session.start(source, seed);
  if (!(session instanceof Session)) throw new Error(session[0]?.message);
  for (const line of lines) {
    session.advance(session.now + 2 * SECOND);
    expect(session.apply({ at: session.now, kind: "keys", terminal: 0, text: `${line}\r` })).toBe(
      null,
    );
  }
  session.advance(session.now + 10 * SECOND);
  expect(session.world.faults.map((fault) => String(fault.error))).toEqual([]);
  return session.world.digest();
}

async function lab(name: string): Promise<LabSource> {
  const source = await loadLab(name);
  if (source === null) throw new Error(`no lab ${name}`);
  return source;
}

it("every lab behaves as when its digest was recorded", async () => {
  const digests: Record<string, number> = {};
  for (const name of readdirSync(LABS).sort()) digests[name] = play(await lab(name), 1, LINES);
  const now: Golden = { simVersion: SIM_VERSION, digests };
  if (process.env["UPDATE_GOLDEN"] === "1")
    writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`);
  const recorded = (
    existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : null
  ) as Golden | null;
  const message =
    "behaviour changed: bump SIM_VERSION in sandbox/lab/world.ts and re-record with UPDATE_GOLDEN=1 npx vitest run tests/golden";
  expect(now, message).toEqual(recorded);
});

describe("determinism", () => {
  it("100 seeds, each twice: the same digest; another seed: another", async () => {
    const source = await lab("wire");
    const seen = new Set<number>();
    const lines = ["echo $RANDOM; ping -c1 10.0.0.2", "ip neigh"];
    for (let seed = 1; seed <= 100; seed++) {
      const digest = play(source, seed, lines);
      expect(play(source, seed, lines)).toBe(digest);
      seen.add(digest);
    }
    expect(seen.size).toBe(100);
  }, 60_000);
});
