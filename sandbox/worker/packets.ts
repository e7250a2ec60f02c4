/** One packet's decoded layers, and a capture as a pcap file. */
import { dissect } from "../wire/dissect.ts";
import { pcapFileHeader, pcapRecord } from "../wire/pcap.ts";
import type { LayerView } from "./protocol.ts";

const LINKTYPE_ETHERNET = 1;
const SNAPLEN = 262_144;

export function details(bytes: Uint8Array): readonly LayerView[] {
  return dissect(bytes);
}

/** `epochUs`: the wall time at which the world's clock stood at zero. */
export function pcapFile(
  packets: readonly { readonly at: number; readonly length: number; readonly bytes: Uint8Array }[],
  epochUs: number,
): Uint8Array {
  const parts = [pcapFileHeader(LINKTYPE_ETHERNET, SNAPLEN)];
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
