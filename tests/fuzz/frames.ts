/**
 * Frames of every protocol, damaged, through every way in: the cards of a busy world (bridge, VLAN, VXLAN, IPIP, TCP in
 * all states, see busy.ts), the printer of tcpdump, the dissector, filters, the readers of pcap and pcapng.
 * `node tests/fuzz/frames.ts 1000000 [SEED]` is the long run; `frames.test.ts` a short one of every test run.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Socket } from "../../sandbox/lab/plug.ts";
import { Rng } from "../../sandbox/sim/rng.ts";
import { dissect } from "../../sandbox/wire/dissect.ts";
import { compileFilter, type PacketFilter } from "../../sandbox/wire/filter.ts";
import { readPcap } from "../../sandbox/wire/pcap.ts";
import { PacketPrinter, PLAIN } from "../../sandbox/wire/tcpdump-print.ts";
import { Busy, fixed, split, wrapped } from "./busy.ts";

const CAPTURES = new URL("../wire/captures/", import.meta.url);
const CRAFTED = new URL("../wire/tcpdump/packets.pcap", import.meta.url);
const FILTERS = new URL("../wire/tcpdump/filters.tsv", import.meta.url);
const NASTY = [0, 255, 127, 128, 1];
/** Hosts that answer here: the machine on the cable, behind the router, on the bridge, in the pod, in a VLAN. */
const TARGETS: readonly (readonly number[])[] = [
  [10, 0, 0, 2],
  [10, 1, 0, 2],
  [10, 2, 0, 1],
  [10, 3, 0, 2],
  [10, 7, 0, 1],
];
/** A frame may take this much processor time (ms) before it counts as a hang: the clock on the wall counts others' too. */
const SLOW_MS = 1_000;

export interface Outcome {
  readonly frames: number;
  /** One of each kind: where it threw, and the frame in hex. */
  readonly thrown: readonly string[];
  readonly slow: number;
}

function captureFiles(): Uint8Array[] {
  const names = readdirSync(CAPTURES).filter((name) => /\.pcap(ng)?$/.test(name));
  return [...names.map((name) => new URL(name, CAPTURES)), CRAFTED].map(
    (url) => new Uint8Array(readFileSync(url)),
  );
}

/** Ethernet frames of the captures that the tests have. */
export function seedFrames(): Uint8Array[] {
  return captureFiles().flatMap((bytes) => {
    const read = readPcap(bytes);
    if ("error" in read || read.header.linkType !== 1) return [];
    return read.records
      .filter((r) => r.end - r.start < 1_600)
      .map((r) => bytes.slice(r.start, r.end));
  });
}

function damage(seed: Uint8Array, rng: Rng): Uint8Array {
  let bytes = seed.slice();
  for (let left = rng.below(6); left > 0 && bytes.length > 0; left--) {
    const at = rng.below(bytes.length);
    const how = rng.below(8);
    if (how < 3) bytes[at] = rng.below(256);
    else if (how < 5) bytes[at] = NASTY[rng.below(NASTY.length)] as number;
    else if (how === 5) bytes = bytes.slice(0, at);
    else bytes[at] = (bytes[at] as number) ^ (1 << rng.below(8));
  }
  return bytes;
}

/** Most are for us, so that they get past the first checks. */
function address(frame: Uint8Array, rng: Rng): void {
  if (rng.below(4) === 0 || frame.length < 35) return;
  frame.set([2, 0, 0, 0, 0, 1 + rng.below(3)]);
  if (frame[12] === 8 && frame[13] === 0 && rng.below(8) > 0) {
    frame.set(TARGETS[rng.below(TARGETS.length)] as readonly number[], 30);
    // From a neighbour that answers (busy.ts), to a port that listens.
    if (rng.below(2) === 0) frame.set([10, 0, 0, 9], 26);
    if (rng.below(2) === 0 && frame.length > 38) frame.set([27, 88 + rng.below(3)], 36);
  }
}

class Fuzzer {
  private readonly rng: Rng;
  private readonly seeds = seedFrames();
  private readonly files = captureFiles().filter((bytes) => bytes.length < 8_000);
  private readonly filters: { matches: PacketFilter }[] = [];
  private readonly texts: string[];
  private readonly busy: Busy;
  private readonly printers = [
    new PacketPrinter(PLAIN, 1),
    new PacketPrinter({ ...PLAIN, v: 3, e: true, X: 1 }, 1),
    new PacketPrinter({ ...PLAIN, v: 2 }, 113),
    new PacketPrinter({ ...PLAIN, v: 2 }, 276),
    new PacketPrinter({ ...PLAIN, v: 1 }, 12),
    new PacketPrinter({ ...PLAIN, v: 1 }, 0),
  ];

  constructor(seed: number) {
    this.rng = new Rng(seed, "frames");
    this.busy = new Busy(seed);
    this.texts = readFileSync(FILTERS, "utf8")
      .split("\n")
      .map((line) => line.split("\t")[0] as string);
    for (const text of this.texts) {
      const compiled = compileFilter(text, 1);
      if (!("error" in compiled)) this.filters.push(compiled);
    }
  }

  private next(): Uint8Array {
    const { rng } = this;
    if (rng.below(24) === 0) return this.busy.open(rng);
    const answer = rng.below(2) === 0 ? this.busy.answer(rng) : null;
    if (answer !== null && rng.below(3) > 0) return answer;
    const frame = damage(answer ?? this.pick(this.seeds), rng);
    address(frame, rng);
    return rng.below(2) === 0 ? fixed(frame) : frame;
  }

  private pick<T>(from: readonly T[]): T {
    return from[this.rng.below(from.length)] as T;
  }

  /** One frame everywhere, and its variants into the world. Returns what was tried, for the report. */
  step(i: number, tried: (bytes: Uint8Array) => void): void {
    const { rng } = this;
    const frame = this.next();
    tried(frame);
    const length = frame.length + rng.below(3) * 100;
    this.pick(this.printers).print({
      seconds: 1,
      micros: 2,
      bytes: frame,
      start: 0,
      end: frame.length,
      length,
    });
    dissect(frame);
    this.pick(this.filters).matches(frame, 0, frame.length, length);
    const parts =
      rng.below(4) === 0
        ? [wrapped(frame, rng.below(4))]
        : rng.below(8) === 0
          ? split(frame, rng)
          : [frame];
    for (const part of parts) {
      tried(part);
      (rng.below(3) > 0 ? (this.busy.sockets[0] as Socket) : this.pick(this.busy.sockets)).inject(
        part,
      );
    }
    const { world } = this.busy;
    world.runUntil(world.now + (rng.below(64) === 0 ? 50_000 : 20));
    if (i % 16 === 0) {
      const file = damage(this.pick(this.files), rng);
      tried(file);
      const read = readPcap(file);
      if (!("error" in read) && read.records[0] !== undefined)
        new PacketPrinter({ ...PLAIN, v: 2 }, read.header.linkType).print({
          ...read.records[0],
          bytes: file,
        });
      const text = new TextEncoder().encode(this.pick(this.texts));
      compileFilter(new TextDecoder().decode(damage(text, rng)), rng.below(2) === 0 ? 1 : 113);
    }
    if (i % 20_000 === 19_999) this.busy.restart();
  }

  /** Programs that threw. */
  faults(): string[] {
    return this.busy.world.faults
      .splice(0)
      .map(({ process: name, error }) => `${name}: ${where(error)}`);
  }
}

function where(error: unknown): string {
  return String((error as Error).stack)
    .split("\n")
    .slice(0, 3)
    .join(" | ");
}

export function fuzzFrames(
  frames: number,
  seed: number,
  progress?: (done: number, slow: number) => void,
): Outcome {
  const fuzzer = new Fuzzer(seed);
  const thrown = new Map<string, string>();
  let last: Uint8Array = new Uint8Array(0);
  let slow = 0;
  const tried = (bytes: Uint8Array): void => void (last = bytes);
  for (let i = 0; i < frames; i++) {
    const started = process.cpuUsage();
    try {
      fuzzer.step(i, tried);
    } catch (error) {
      const place = where(error);
      if (!thrown.has(place)) thrown.set(place, Buffer.from(last).toString("hex"));
    }
    for (const fault of fuzzer.faults()) if (!thrown.has(fault)) thrown.set(fault, "");
    const { user, system } = process.cpuUsage(started);
    const took = (user + system) / 1_000;
    if (took > SLOW_MS) {
      slow++;
      if (progress !== undefined)
        console.log(`frame ${i} took ${Math.round(took)} ms: ${Buffer.from(last).toString("hex")}`);
    }
    if (i % 20_000 === 0) progress?.(i, slow);
  }
  return { frames, thrown: [...thrown].map(([place, hex]) => `${place} ${hex}`), slow };
}

if (process.argv[1] === import.meta.filename) {
  const outcome = fuzzFrames(
    Number(process.argv[2] ?? 1_000_000),
    Number(process.argv[3] ?? 1),
    (done, slow) => {
      const heap = Math.round(process.memoryUsage().heapUsed / 1e6);
      console.log(`${done} frames, ${slow} hangs, heap ${heap} MB`);
    },
  );
  console.log(outcome);
  process.exitCode = outcome.thrown.length + outcome.slow > 0 ? 1 : 0;
}
