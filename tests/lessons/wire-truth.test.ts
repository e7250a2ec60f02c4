/**
 * Every frame that the lessons put on a wire, solutions and console blocks alike, judged by tshark: nothing
 * malformed, no bad checksum. A frame that a machine left to its card is judged as the card sends it, and
 * once more as it is where it arrived over a wire. Not measured where tshark is not installed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Session } from "../../sandbox/lab/session.ts";
import { Typist } from "../../sandbox/lab/steps.ts";
import type { TraceEvent } from "../../sandbox/sim/trace.ts";
import { asFromCard } from "../support/offload.ts";
import { playBlocks } from "./console.ts";
import { loadLessons, sourceFor } from "./lessons.ts";

const installed = spawnSync("tshark", ["--version"]).status === 0;
if (!installed)
  console.log("tests/lessons/wire-truth: tshark is not installed, its judgement is not measured");

/** Reset by the shape of the traffic, not by a fault: what a warning may say. */
const CONVERSATION = /Connection reset|duplicate IP address|Duplicate IP address/;

type FrameEvent = TraceEvent & { kind: "tx" | "rx" };

class Recorder {
  readonly parts: Uint8Array[] = [];
  count = 0;
  /** Frames left to their card. */
  finished = 0;

  constructor() {
    const head = Buffer.alloc(24);
    head.writeUInt32LE(0xa1b2c3d4, 0);
    head.writeUInt16LE(2, 4);
    head.writeUInt16LE(4, 6);
    head.writeUInt32LE(262_144, 16);
    head.writeUInt32LE(1, 20);
    this.parts.push(head);
  }

  watch(session: Session): void {
    session.world.sim.trace.observe((event) => {
      if (event.kind !== "tx" && event.kind !== "rx") return;
      const frame = event.bytes.slice(event.start, event.end);
      if (event.kind === "rx" && !this.isCard(session, event)) return;
      const { bytes, finished } = asFromCard(frame);
      if (event.kind === "tx" && finished) this.finished++;
      const record = Buffer.alloc(16);
      record.writeUInt32LE(Math.floor(event.at / 1e6), 0);
      record.writeUInt32LE(event.at % 1e6, 4);
      record.writeUInt32LE(event.length, 8);
      record.writeUInt32LE(event.length, 12);
      this.parts.push(record, event.kind === "tx" ? bytes : frame);
      this.count++;
    });
  }

  /** Did it come in by a cable between machines? */
  private isCard({ world }: Session, { host, ns, ifindex }: FrameEvent): boolean {
    return world.wires
      .flat()
      .some((dev) => dev.index === ifindex && dev.ns.name === ns && dev.ns.host.name === host);
  }
}

async function everyLesson(recorder: Recorder): Promise<void> {
  for (const lesson of await loadLessons()) {
    for (const exercise of lesson.exercises) {
      const session = Session.start(await sourceFor(lesson, exercise), 1);
      if (!(session instanceof Session)) throw new Error(session[0]?.message);
      recorder.watch(session);
      session.advance(session.now + 100_000);
      new Typist(session).play(lesson.solutions.get(exercise.id) ?? []);
    }
    if (lesson.blocks.length > 0)
      playBlocks(await sourceFor(lesson, null), lesson.blocks, (session) =>
        recorder.watch(session),
      );
  }
}

it.runIf(installed)(
  "tshark finds nothing wrong with any frame of any lesson",
  { timeout: 60_000 },
  async () => {
    const recorder = new Recorder();
    await everyLesson(recorder);
    expect(recorder.count).toBeGreaterThan(200);
    expect(recorder.finished).toBeGreaterThan(5);
    const dir = mkdtempSync(join(tmpdir(), "lessons-"));
    try {
      const file = join(dir, "all.pcap");
      writeFileSync(file, Buffer.concat(recorder.parts));
      const fields = [
        "_ws.malformed",
        "_ws.expert.severity",
        "_ws.expert.message",
        "ip.checksum.status",
        "udp.checksum.status",
        "tcp.checksum.status",
        "icmp.checksum.status",
        "icmpv6.checksum.status",
        "frame.number",
        "_ws.col.Info",
      ];
      const options = ["ip", "udp", "tcp"].flatMap((name) => ["-o", `${name}.check_checksum:TRUE`]);
      const rows = execFileSync(
        "tshark",
        ["-r", file, "-n", ...options, "-T", "fields", ...fields.flatMap((f) => ["-e", f])],
        {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
          maxBuffer: 256 << 20,
        },
      )
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t"));
      expect(rows.length).toBe(recorder.count);
      const complaints = rows.filter((row) => {
        const severe = (row[1] ?? "").split(",").some((one) => Number(one) >= 6_291_456);
        const bad = row.slice(3, 8).some((status) => status.split(",").includes("0"));
        return row[0] !== "" || bad || (severe && !CONVERSATION.test(row[2] ?? ""));
      });
      expect(complaints).toEqual([]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  },
);
