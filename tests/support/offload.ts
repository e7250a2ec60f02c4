/**
 * What a card does to a frame that left its checksum to it. A veth pair never has to, so a capture there
 * shows the sum of the pseudo-header alone (CHECKSUM_PARTIAL), as on Linux. Written from RFC 9293 3.1 and
 * RFC 768, without our kernel's code: a field that is neither complete nor exactly that sum stays as it is.
 * Inside a tunnel (RFC 7348, RFC 2003) it is the inner packet's sum that is owed; an outer sum in front of it is
 * computed as if the inner one stood there (checksum-offloads.rst, local checksum offload).
 */

/** IANA's, and Linux' own from before. */
const VXLAN_PORTS = [4789, 8472];

function sum(bytes: Uint8Array, from: number, to: number, start = 0): number {
  let total = start;
  for (let i = from; i < to; i++) total += (bytes[i] as number) << (((i - from) & 1) === 0 ? 8 : 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

const read16 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 8) | (bytes[at + 1] as number);

function write16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value & 255;
}

/** Finish the checksum of the IPv4 packet at bytes[at]. True: it was the pseudo-header's sum. */
function finishPacket(bytes: Uint8Array, at: number): boolean {
  if (bytes.length < at + 20 || (bytes[at] as number) >> 4 !== 4) return false;
  const l4 = at + ((bytes[at] as number) & 15) * 4;
  const end = at + read16(bytes, at + 2);
  const protocol = bytes[at + 9] as number;
  if (end > bytes.length || (read16(bytes, at + 6) & 0x3fff) !== 0) return false;
  if (protocol === 1 && [3, 11].includes(bytes[l4] as number)) {
    // An error quotes the packet as it was; its own checksum follows the repair.
    if (!finishPacket(bytes, l4 + 8)) return false;
    write16(bytes, l4 + 2, 0);
    write16(bytes, l4 + 2, ~sum(bytes, l4, end) & 0xffff);
    return true;
  }
  if (protocol === 4) return finishPacket(bytes, l4);
  if (protocol !== 6 && protocol !== 17) return false;
  const inner =
    protocol === 17 &&
    VXLAN_PORTS.includes(read16(bytes, l4 + 2)) &&
    read16(bytes, l4 + 28) === 0x0800 &&
    finishPacket(bytes, l4 + 30);
  return finishSegment(bytes, at, l4, end) || inner;
}

function finishSegment(bytes: Uint8Array, at: number, l4: number, end: number): boolean {
  const protocol = bytes[at + 9] as number;
  const field = l4 + (protocol === 6 ? 16 : 6);
  const pseudo = sum(bytes, at + 12, at + 20, protocol + end - l4);
  if (read16(bytes, field) !== pseudo) return false;
  // Sum of everything, the pseudo-header among it: complete is complete.
  if (sum(bytes, l4, end, pseudo) === 0xffff) return false;
  write16(bytes, field, ~sum(bytes, l4, end) & 0xffff || 0xffff);
  return true;
}

/** The frame as it would leave a card, and whether the card had anything to do. */
export function asFromCard(frame: Uint8Array): { bytes: Uint8Array; finished: boolean } {
  const bytes = frame.slice();
  const finished = read16(bytes, 12) === 0x0800 && finishPacket(bytes, 14);
  return { bytes, finished };
}
