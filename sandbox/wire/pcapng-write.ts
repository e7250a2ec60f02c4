/**
 * Writes pcapng (draft-ietf-opsawg-pcapng, 4.1 to 4.3): one section, an Interface Description Block with its
 * if_name for each interface, then Enhanced Packet Blocks of all interfaces in the order of time, each with
 * its direction in epb_flags. Little-endian, times in µs.
 */
import { concat, putLe16, putLe32 } from "./write.ts";

export interface NamedInterface {
  /** UTF-8. */
  readonly name: Uint8Array;
  /** LINKTYPE_*: 1 Ethernet, 101 raw IP. */
  readonly linkType: number;
  readonly packets: readonly {
    /** Unix time in µs. */
    readonly atUs: number;
    readonly bytes: Uint8Array;
    /** Length on the wire, bytes. */
    readonly length: number;
    readonly inbound: boolean;
  }[];
}

const SNAPLEN = 262_144;
const OPTION_IF_NAME = 2;
const OPTION_EPB_FLAGS = 2;
const INBOUND = 1;
const OUTBOUND = 2;

export function pcapngFile(interfaces: readonly NamedInterface[]): Uint8Array {
  const blocks: Uint8Array[] = [sectionHeader()];
  for (const one of interfaces) blocks.push(interfaceDescription(one));
  const packets = interfaces.flatMap((one, id) => one.packets.map((packet) => ({ packet, id })));
  packets.sort((a, b) => a.packet.atUs - b.packet.atUs);
  for (const { packet, id } of packets) blocks.push(enhancedPacket(packet, id));
  return concat(blocks);
}

/** A block around a body of whole 32-bit words. */
function block(type: number, body: number): Uint8Array {
  const out = new Uint8Array(12 + body);
  putLe32(out, 0, type);
  putLe32(out, 4, out.length);
  putLe32(out, out.length - 4, out.length);
  return out;
}

function sectionHeader(): Uint8Array {
  const out = block(0x0a0d0d0a, 16);
  putLe32(out, 8, 0x1a2b3c4d);
  putLe16(out, 12, 1);
  // The section's length is not given.
  out.fill(0xff, 16, 24);
  return out;
}

function interfaceDescription({ name, linkType }: NamedInterface): Uint8Array {
  const out = block(1, 8 + 4 + padded(name.length) + 4);
  putLe16(out, 8, linkType);
  putLe32(out, 12, SNAPLEN);
  putLe16(out, 16, OPTION_IF_NAME);
  putLe16(out, 18, name.length);
  out.set(name, 20);
  return out;
}

function enhancedPacket(packet: NamedInterface["packets"][number], id: number): Uint8Array {
  const data = padded(packet.bytes.length);
  const out = block(6, 20 + data + 8 + 4);
  putLe32(out, 8, id);
  putLe32(out, 12, Math.floor(packet.atUs / 2 ** 32));
  putLe32(out, 16, packet.atUs % 2 ** 32);
  putLe32(out, 20, packet.bytes.length);
  putLe32(out, 24, packet.length);
  out.set(packet.bytes, 28);
  putLe16(out, 28 + data, OPTION_EPB_FLAGS);
  putLe16(out, 30 + data, 4);
  putLe32(out, 32 + data, packet.inbound ? INBOUND : OUTBOUND);
  return out;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
