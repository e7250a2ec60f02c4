/** Every packet that a translation leaves behind has right checksums: recomputed whole (RFC 1071), bytes at random. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rewrite } from "../../../sandbox/kernel/netfilter/manip.ts";
import { Tuple } from "../../../sandbox/kernel/netfilter/flow.ts";
import { Packet } from "../../../sandbox/kernel/packet.ts";
import { Sim } from "../../../sandbox/sim/world.ts";
import type { Ipv4Addr } from "../../../sandbox/wire/addr.ts";
import {
  checksum,
  IP_DF,
  pseudoSum,
  writeEcho,
  writeIpv4,
  writeTcp,
  writeUdp,
} from "../../../sandbox/wire/index.ts";
import { put16, u16 } from "../../../sandbox/wire/bytes.ts";

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const port = fc.integer({ min: 1, max: 65_535 });
const payload = fc.uint8Array({ maxLength: 40 });

function build(protocol: number, src: Ipv4Addr, dst: Ipv4Addr, data: Uint8Array): Packet {
  const sim = new Sim(1);
  const header = protocol === 6 ? 20 : 8;
  const packet = Packet.alloc(sim.buffers, 20 + header + data.length, 1);
  const { buf, start, end } = packet;
  const l4 = start + 20;
  writeIpv4(buf, start, src, dst, protocol, 64, 0, 7, IP_DF, end - start);
  buf.set(data, l4 + header);
  const pseudo = pseudoSum(src, dst, protocol, end - l4);
  if (protocol === 17) writeUdp(buf, l4, end, 1234, 80, pseudo);
  else if (protocol === 1) writeEcho(buf, l4, end, 8, 77, 1);
  else
    writeTcp(
      buf,
      l4,
      end,
      { srcPort: 1234, dstPort: 80, seq: 1, ack: 2, flags: 16, window: 99 },
      pseudo,
    );
  packet.l3 = start;
  packet.l4 = l4;
  return packet;
}

/** The transport checksum from nothing over what stands there: 0 when right. */
function residue(packet: Packet, protocol: number): number {
  const { buf, l3, l4, end } = packet;
  if (protocol === 1) return checksum(buf, l4, end);
  const src = (u16(buf, l3 + 12) << 16) | u16(buf, l3 + 14);
  const dst = (u16(buf, l3 + 16) << 16) | u16(buf, l3 + 18);
  return checksum(buf, l4, end, pseudoSum(src as Ipv4Addr, dst as Ipv4Addr, protocol, end - l4));
}

describe("rewritten packets", () => {
  it("have right checksums, whether the sender's were whole or left to the card", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 6, 17),
        word,
        word,
        word,
        port,
        payload,
        fc.boolean(),
        fc.boolean(),
        (protocol, src, dst, to, toPort, data, source, owed) => {
          const packet = build(protocol, src as Ipv4Addr, dst as Ipv4Addr, data);
          const { buf, l3, l4, end } = packet;
          if (owed && protocol !== 1) {
            const field = l4 + (protocol === 6 ? 16 : 6);
            const pseudo = pseudoSum(src as Ipv4Addr, dst as Ipv4Addr, protocol, end - l4);
            put16(buf, field, ~checksum(new Uint8Array(0), 0, 0, pseudo));
            packet.csumStart = l4;
            packet.csumField = field;
          }
          const target = new Tuple().set(to as Ipv4Addr, to as Ipv4Addr, toPort, toPort);
          expect(rewrite(packet, false, l3, end, target, source)).toBe(true);
          packet.finishChecksum();
          expect(checksum(buf, l3, l3 + 20)).toBe(0);
          expect(residue(packet, protocol)).toBe(0);
          expect(u16(buf, l4 + (protocol === 1 ? 4 : source ? 0 : 2))).toBe(toPort);
        },
      ),
    );
  });
});
