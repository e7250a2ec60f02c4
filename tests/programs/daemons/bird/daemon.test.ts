/** The daemon in a world: syslog goes to the journal; many daemons cost nothing while nothing happens. */
import { describe, expect, test } from "vitest";
import { readJournal } from "../../../../sandbox/programs/daemons/journal.ts";
import type { Process } from "../../../../sandbox/kernel/proc/process.ts";
import { loadLab } from "../../../../sandbox/cli/load-lab.ts";
import { buildWorld } from "../../../../sandbox/lab/build.ts";
import { runTranscript } from "../../../../sandbox/lab/transcript.ts";
import { World } from "../../../../sandbox/lab/world.ts";
import { SECOND } from "../../../../sandbox/sim/scheduler.ts";

const CONF = `router id 1.1.1.1;
protocol device { }
protocol kernel { scan time 60; export all; }
protocol static { route 10.0.0.0/8 blackhole; }
`;

async function world(): Promise<World> {
  const source = await loadLab("blank");
  const built = source === null ? null : buildWorld(source, 1);
  if (!(built instanceof World)) throw new Error("no world");
  return built;
}

function run(w: World, text: string): string {
  let out = "";
  runTranscript(w, w.place("host"), text, (piece) => (out += piece), {
    eventBudget: 5_000_000,
    limitUs: 4000 * SECOND,
  });
  return out;
}

describe("bird", () => {
  test("without a log it says what happens to syslog", async () => {
    const w = await world();
    w.place("host").host.fs.plantText("/root/b.conf", CONF);
    run(
      w,
      "bird -c /root/b.conf -s /root/b.ctl\nsleep 1\nbirdc -s /root/b.ctl disable static1\nbirdc -s /root/b.ctl down\nsleep 1",
    );
    const { host } = w.place("host");
    const entries = readJournal({ host } as Process);
    expect(entries.map((e) => `${e.ident} ${e.priority} ${e.text}`)).toEqual([
      "bird 6 Started",
      "bird 6 Disabling protocol static1",
      "bird 6 Shutting down",
      "bird 2 Shutdown completed",
    ]);
    expect(w.faults).toEqual([]);
  });

  test("an idle daemon wakes for its scans only", async () => {
    const w = await world();
    w.place("host").host.fs.plantText("/root/b.conf", CONF);
    run(w, "bird -c /root/b.conf -s /root/b.ctl\nsleep 2");
    const { sched } = w.place("host").host.sim;
    const before = sched.eventCount;
    run(w, "sleep 3600");
    // Two scans a minute; the shell and the world's own housekeeping are the rest.
    expect(sched.eventCount - before).toBeLessThan(600);
  });
});
