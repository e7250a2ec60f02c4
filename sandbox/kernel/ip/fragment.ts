/** ip_do_fragment: cut a packet to an MTU. Options are copied to every piece (copied-flag ignored). */
import { put16, u16 } from "../../wire/bytes.ts";
import {
  IP_DF,
  IP_FRAG,
  IP_LENGTH,
  IP_MF,
  IP_OFFSET,
  ipHeaderLength,
  ipSetChecksum,
} from "../../wire/ipv4.ts";
import type { Neighbour } from "../neigh/neighbour.ts";
import { Packet } from "../packet.ts";
import { countSent } from "./output.ts";
import type { Stack } from "../stack.ts";

/** Where the pieces go. */
export type PieceTaker = Pick<Neighbour, "dev" | "output">;

export function fragment(stack: Stack, packet: Packet, mtu: number, neigh: PieceTaker): void {
  const b = packet.buf;
  const at = packet.l3;
  const header = ipHeaderLength(b, at);
  const word = u16(b, at + IP_FRAG);
  const room = (mtu - header) & ~7;
  if ((word & IP_DF) !== 0 || room < 8) {
    stack.snmp.ip.FragFails++;
    stack.ns.drop(packet, "ip:too-big", neigh.dev.name);
    return;
  }
  packet.finishChecksum();
  const body = packet.end - at - header;
  let offset = 0;
  while (offset < body) {
    const size = body - offset > room ? room : body - offset;
    const last = offset + size === body;
    const piece = Packet.alloc(stack.ns.host.sim.buffers, header + size, packet.journey);
    const to = piece.start;
    piece.buf.set(b.subarray(at, at + header), to);
    piece.buf.set(b.subarray(at + header + offset, at + header + offset + size), to + header);
    const more = last ? word & IP_MF : IP_MF;
    put16(piece.buf, to + IP_FRAG, more | ((word & IP_OFFSET) + (offset >>> 3)));
    put16(piece.buf, to + IP_LENGTH, header + size);
    ipSetChecksum(piece.buf, to);
    piece.l3 = to;
    piece.l4 = to + header;
    piece.protocol = packet.protocol;
    piece.mark = packet.mark;
    piece.route = packet.route;
    piece.input = packet.input;
    stack.snmp.ip.FragCreates++;
    countSent(stack.ns, header + size);
    neigh.output(piece);
    offset += size;
  }
  stack.snmp.ip.FragOKs++;
  packet.free();
}
