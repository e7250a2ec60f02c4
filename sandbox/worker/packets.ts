/** One packet's decoded layers, and a capture as a pcap file. */
import type { CapturedBytes } from "../lab/capture.ts";
import { dissect } from "../wire/dissect.ts";
import { pcapFileHeader, pcapRecord } from "../wire/pcap.ts";
import type { LayerView } from "./protocol.ts";

/** DLT_EN10MB and DLT_RAW. */
const LINK_TYPES = { ether: 1, raw: 12 } as const;
const SNAPLEN = 262_144;

export function details(frame: CapturedBytes): readonly LayerView[] {
  return dissect(frame.bytes, frame.link);
}

/** `epochUs`: the wall time at which the world's clock stood at zero. */
export function pcapFile(
  packets: readonly ({ readonly at: number; readonly length: number } & CapturedBytes)[],
  epochUs: number,
): Uint8Array {
  const parts = [pcapFileHeader(LINK_TYPES[packets[0]?.link ?? "ether"], SNAPLEN)];
  for (const packet of packets)
    parts.push(
      pcapRecord(epochUs + packet.at, packet.bytes, 0, packet.bytes.length, packet.length),
    );
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}
