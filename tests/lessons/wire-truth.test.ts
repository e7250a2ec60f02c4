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
const CONVERSATION =
  /Connection reset|duplicate IP address|Duplicate IP address|^DNS (query|response) retransmission/;

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

  /**
   * Whether frame `number` (from 1) is an ICMP error that quotes the beginning of a packet, byte for byte as an earlier
   * frame had it. tshark sums what is quoted as if it were the whole segment; of a part no checksum can be right.
   */
  quotesPartOf(number: number): boolean {
    const error = this.parts[2 * number] as Uint8Array;
    const ICMP = 14 + 20;
    const QUOTE = ICMP + 8;
    const u16 = (b: Uint8Array, at: number): number => ((b[at] ?? 0) << 8) | (b[at + 1] ?? 0);
    if (error[23] !== 1 || ![3, 11].includes(error[ICMP] ?? 0)) return false;
    if (u16(error, QUOTE + 2) <= error.length - QUOTE) return false;
    const quoted = error.subarray(QUOTE + 20);
    for (let i = 2 * (number - 1); i >= 2; i -= 2) {
      const frame = this.parts[i] as Uint8Array;
      if (u16(frame, 18) !== u16(error, QUOTE + 4)) continue;
      if (Buffer.compare(frame.subarray(34, 34 + quoted.length), quoted) === 0) return true;
    }
    return false;
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
  { timeout: 240_000 },
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
      // One file holds every segment once for each link it crossed, and many worlds with the same ports: what follows what
      // in a connection cannot be judged here (tests/kernel/tcp.test.ts does).
      options.push("-o", "tcp.analyze_sequence_numbers:FALSE");
      options.push("-o", "tcp.desegment_tcp_streams:FALSE");
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
        if (row[0] === "" && bad && recorder.quotesPartOf(Number(row[8]))) return false;
        return row[0] !== "" || bad || (severe && !CONVERSATION.test(row[2] ?? ""));
      });
      expect(complaints).toEqual([]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  },
);
