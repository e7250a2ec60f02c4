/** Capture files for the independent judges. */
import type { CapturedFrame } from "../../sandbox/kernel/socket/types.ts";

/** A classic pcap, written here so that the judge depends on nothing of ours but the frames. */
export function pcap(frames: readonly CapturedFrame[]): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(262_144, 16);
  head.writeUInt32LE(1, 20);
  const parts = [head];
  for (const frame of frames) {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(frame.at / 1e6), 0);
    record.writeUInt32LE(frame.at % 1e6, 4);
    record.writeUInt32LE(frame.bytes.length, 8);
    record.writeUInt32LE(frame.length, 12);
    parts.push(record, Buffer.from(frame.bytes));
  }
  return Buffer.concat(parts);
}
