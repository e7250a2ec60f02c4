/**
 * Frames of every protocol, damaged, through every way in: a card (and on through the stack), the printer of tcpdump,
 * the dissector. `node tests/fuzz/frames.ts 1000000 [SEED]` is the long run; `frames.test.ts` a short one of every test run.
 */
import { readdirSync, readFileSync } from "node:fs";
import { injectFrame, plantExternal } from "../../sandbox/kernel/link/external.ts";
import { Rng } from "../../sandbox/sim/rng.ts";
import { dissect } from "../../sandbox/wire/dissect.ts";
import { readPcap } from "../../sandbox/wire/pcap.ts";
import { PacketPrinter, PLAIN } from "../../sandbox/wire/tcpdump-print.ts";
import { Net, SECOND } from "../support/net.ts";

const CAPTURES = new URL("../wire/captures/", import.meta.url);
const CRAFTED = new URL("../wire/tcpdump/packets.pcap", import.meta.url);
const ADDRESS = [10, 0, 0, 2];
const NASTY = [0, 255, 127, 128, 1];
/** A frame may take this long (ms) before it counts as a hang. */
const SLOW_MS = 1_000;

export interface Outcome {
  readonly frames: number;
  /** One of each kind: where it threw, and the frame in hex. */
  readonly thrown: readonly string[];
  readonly slow: number;
}

/** Ethernet frames of the captures that the tests have. */
export function seedFrames(): Uint8Array[] {
  const names = readdirSync(CAPTURES).filter((name) => /\.pcap(ng)?$/.test(name));
  return [...names.map((name) => new URL(name, CAPTURES)), CRAFTED].flatMap((url) => {
    const bytes = new Uint8Array(readFileSync(url));
    const read = readPcap(bytes);
    if ("error" in read || read.header.linkType !== 1) return [];
    return read.records
      .filter((r) => r.end - r.start < 1_600)
      .map((r) => bytes.slice(r.start, r.end));
  });
}

function mutate(seed: Uint8Array, rng: Rng, mac: number): Uint8Array {
  let frame = seed.slice();
  for (let left = rng.below(6); left > 0 && frame.length > 0; left--) {
    const at = rng.below(frame.length);
    const how = rng.below(4);
    if (how === 0) frame[at] = rng.below(256);
    else if (how === 1) frame[at] = NASTY[rng.below(NASTY.length)] as number;
    else if (how === 2) frame = frame.slice(0, at);
    else frame[at] = (frame[at] as number) ^ (1 << rng.below(8));
  }
  // Most are for us, so that they get past the first check.
  if (rng.below(3) > 0 && frame.length > 34) {
    for (let i = 0; i < 6; i++) frame[i] = Math.floor(mac / 2 ** (8 * (5 - i))) % 256;
    if (frame[12] === 8 && frame[13] === 0) frame.set(ADDRESS, 30);
  }
  return frame;
}

export function fuzzFrames(
  frames: number,
  seed: number,
  progress?: (done: number) => void,
): Outcome {
  const rng = new Rng(seed, "frames");
  const seeds = seedFrames();
  const net = new Net();
  const ns = net.ns("a");
  const card = plantExternal(ns, "eth0", () => undefined);
  net.addr(ns, "eth0", `${ADDRESS.join(".")}/24`);
  net.up(ns, "lo");
  net.forward(ns);
  net.run(3 * SECOND);
  const printers = [
    new PacketPrinter(PLAIN, 1),
    new PacketPrinter({ ...PLAIN, v: 3, e: true, X: 1 }, 1),
    new PacketPrinter({ ...PLAIN, v: 2 }, 113),
    new PacketPrinter({ ...PLAIN, v: 1 }, 12),
    new PacketPrinter({ ...PLAIN, v: 1 }, 0),
  ];
  const thrown = new Map<string, string>();
  let slow = 0;
  for (let i = 0; i < frames; i++) {
    const frame = mutate(seeds[rng.below(seeds.length)] as Uint8Array, rng, card.mac);
    const printer = printers[rng.below(printers.length)] as PacketPrinter;
    const length = frame.length + rng.below(3) * 100;
    const started = performance.now();
    try {
      printer.print({ seconds: 1, micros: 2, bytes: frame, start: 0, end: frame.length, length });
      dissect(frame);
      injectFrame(card, frame);
      net.run(20);
    } catch (error) {
      const where = String((error as Error).stack)
        .split("\n")
        .slice(0, 3)
        .join(" | ");
      if (!thrown.has(where)) thrown.set(where, Buffer.from(frame).toString("hex"));
    }
    if (performance.now() - started > SLOW_MS) slow++;
    if (i % 100_000 === 0) {
      net.drops.length = 0;
      progress?.(i);
    }
  }
  return { frames, thrown: [...thrown].map(([where, hex]) => `${where} ${hex}`), slow };
}

if (process.argv[1] === import.meta.filename) {
  const outcome = fuzzFrames(
    Number(process.argv[2] ?? 1_000_000),
    Number(process.argv[3] ?? 1),
    (done) =>
      console.log(`${done} frames, heap ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB`),
  );
  console.log(outcome);
  process.exitCode = outcome.thrown.length + outcome.slow > 0 ? 1 : 0;
}
