/** Every codec round-trips, rejects any bytes without throwing, and sums as RFC 1071 and 1624 say. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as wire from "../../sandbox/wire/index.ts";
import type { Ipv4Addr, Ipv6Addr, MacAddr } from "../../sandbox/wire/index.ts";

const byte = fc.integer({ min: 0, max: 255 });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const addr4 = fc.integer({ min: -0x80000000, max: 0x7fffffff }).map((n) => n as Ipv4Addr);
const mac = fc.integer({ min: 0, max: 0xffffffffffff }).map((n) => n as MacAddr);
const addr6 = fc.array(u16, { minLength: 8, maxLength: 8 }).map((g) => wire.formatIpv6Groups(g));
const payload = fc.uint8Array({ maxLength: 100 });
/** Headers must work at any offset. */
const offset = fc.integer({ min: 0, max: 9 });

function room(at: number, header: number, body: Uint8Array): { b: Uint8Array; end: number } {
  const b = new Uint8Array(at + header + body.length + 5).fill(0xee);
  b.set(body, at + header);
  return { b, end: at + header + body.length };
}

describe("round trips", () => {
  it("Ethernet", () => {
    fc.assert(
      fc.property(offset, mac, mac, u16, (at, dst, src, type) => {
        const { b } = room(at, 14, new Uint8Array(0));
        wire.writeEth(b, at, dst, src, type);
        expect(wire.readEth(b, at)).toEqual({ dst, src, type });
      }),
    );
  });

  it("802.1Q", () => {
    const tag = fc.record({
      pcp: fc.integer({ min: 0, max: 7 }),
      dei: fc.boolean(),
      id: fc.integer({ min: 0, max: 4095 }),
      type: u16,
    });
    fc.assert(
      fc.property(offset, tag, (at, vlan) => {
        const { b } = room(at, 4, new Uint8Array(0));
        wire.writeVlan(b, at, vlan);
        expect(wire.readVlan(b, at)).toEqual(vlan);
      }),
    );
  });

  it("ARP", () => {
    const any = fc.record({ op: u16, sha: mac, spa: addr4, tha: mac, tpa: addr4 });
    fc.assert(
      fc.property(offset, any, (at, arp) => {
        const { b, end } = room(at, 28, new Uint8Array(0));
        wire.writeArp(b, at, arp);
        expect(wire.arpFlaw(b, at, end)).toBe(null);
        expect(wire.readArp(b, at)).toEqual(arp);
      }),
    );
  });

  it("IPv4, and the TTL's incremental checksum", () => {
    fc.assert(
      fc.property(
        offset,
        addr4,
        addr4,
        byte,
        fc.integer({ min: 1, max: 255 }),
        byte,
        u16,
        u16,
        payload,
        (at, src, dst, protocol, ttl, tos, id, frag, body) => {
          const { b, end } = room(at, 20, body);
          wire.writeIpv4(b, at, src, dst, protocol, ttl, tos, id, frag, 20 + body.length);
          expect(wire.ipv4Flaw(b, at, end)).toBe(null);
          expect(wire.readIpv4(b, at)).toEqual({
            src,
            dst,
            protocol,
            ttl,
            tos,
            id,
            headerLength: 20,
            totalLength: 20 + body.length,
            dontFragment: (frag & 0x4000) !== 0,
            moreFragments: (frag & 0x2000) !== 0,
            fragmentOffset: (frag & 0x1fff) * 8,
          });
          wire.ipDecrementTtl(b, at);
          expect(wire.ipv4Flaw(b, at, end)).toBe(null);
          expect(wire.readIpv4(b, at).ttl).toBe(ttl - 1);
        },
      ),
    );
  });

  it("ICMP", () => {
    fc.assert(
      fc.property(offset, byte, byte, u32, payload, (at, type, code, rest, body) => {
        const { b, end } = room(at, 8, body);
        wire.writeIcmp(b, at, end, { type, code, rest });
        expect(wire.icmpFlaw(b, at, end)).toBe(null);
        expect(wire.readIcmp(b, at)).toEqual({ type, code, rest });
      }),
    );
  });

  it("UDP", () => {
    fc.assert(
      fc.property(
        offset,
        addr4,
        addr4,
        u16,
        u16,
        payload,
        (at, src, dst, srcPort, dstPort, body) => {
          const { b, end } = room(at, 8, body);
          const pseudo = wire.pseudoSum(src, dst, 17, 8 + body.length);
          wire.writeUdp(b, at, end, srcPort, dstPort, pseudo);
          expect(wire.udpFlaw(b, at, end)).toBe(null);
          expect(wire.udpChecksumOk(b, at, pseudo)).toBe(true);
          expect(wire.u16(b, at + 6)).not.toBe(0);
          expect(wire.readUdp(b, at)).toEqual({ srcPort, dstPort, length: 8 + body.length });
        },
      ),
    );
  });

  it("TCP", () => {
    const any = fc.record({
      srcPort: u16,
      dstPort: u16,
      seq: u32,
      ack: u32,
      flags: byte,
      window: u16,
    });
    fc.assert(
      fc.property(offset, addr4, addr4, any, payload, (at, src, dst, tcp, body) => {
        const { b, end } = room(at, 20, body);
        const pseudo = wire.pseudoSum(src, dst, 6, 20 + body.length);
        wire.writeTcp(b, at, end, tcp, pseudo);
        expect(wire.tcpFlaw(b, at, end, pseudo)).toBe(null);
        expect(wire.readTcp(b, at)).toEqual({ ...tcp, headerLength: 20 });
      }),
    );
  });

  it("IPv6 and ICMPv6", () => {
    fc.assert(
      fc.property(
        offset,
        addr6,
        addr6,
        byte,
        byte,
        u32,
        payload,
        (at, src, dst, hopLimit, type, rest, body) => {
          const { b, end } = room(at, 48, body);
          const payloadLength = 8 + body.length;
          wire.writeIpv6Header(b, at, { src, dst, nextHeader: 58, hopLimit, payloadLength });
          wire.put32(b, at + 40, type << 24);
          wire.put32(b, at + 44, rest | 0);
          wire.setIcmpv6Checksum(b, at + 40, end, at);
          expect(wire.ipv6Flaw(b, at, end)).toBe(null);
          expect(wire.icmpv6Flaw(b, at + 40, end, at)).toBe(null);
          expect(wire.readIpv6Header(b, at)).toEqual({
            src,
            dst,
            nextHeader: 58,
            hopLimit,
            payloadLength,
            trafficClass: 0,
            flowLabel: 0,
          });
        },
      ),
    );
  });

  it("neighbour messages and MLDv2 reports", () => {
    const kind = fc.constantFrom(135 as const, 136 as const);
    fc.assert(
      fc.property(offset, kind, addr6, fc.option(mac), (at, type, target, lladdr) => {
        const b = new Uint8Array(at + 40);
        const length = wire.writeNeighbourMessage(b, at, type, wire.NA_SOLICITED, target, lladdr);
        expect(wire.readNeighbourMessage(b, at, at + length)).toEqual({
          flags: wire.NA_SOLICITED,
          target,
          lladdr,
        });
      }),
    );
    const record = fc.record({ type: byte, group: addr6 });
    fc.assert(
      fc.property(offset, fc.array(record, { maxLength: 5 }), (at, records) => {
        const b = new Uint8Array(at + 200);
        const length = wire.writeMld2Report(b, at, records);
        expect(wire.readMld2Report(b, at, at + length)).toEqual(records);
      }),
    );
  });
});

describe("checksums", () => {
  it("RFC 1071's example", () => {
    const b = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
    expect(wire.checksum(b, 0, 8)).toBe(~0xddf2 & 0xffff);
  });

  it("RFC 1624's example: the update that RFC 1141 gets wrong", () => {
    expect(wire.update16(0xdd2f, 0x5555, 0x3285)).toBe(0x0000);
  });

  it("an update equals computing anew", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 60 }), u16, addr4, (raw, word, long) => {
        const b = raw.slice(0, raw.length & ~1);
        const before = wire.checksum(b, 0, b.length);
        const was = wire.u16(b, 0);
        wire.put16(b, 0, word);
        const after16 = wire.update16(before, was, word);
        expect([wire.checksum(b, 0, b.length), wire.checksum(b, 0, b.length) ^ 0xffff]).toContain(
          after16,
        );
        const was32 = wire.i32(b, 4);
        const sum = wire.checksum(b, 0, b.length);
        wire.put32(b, 4, long);
        const after32 = wire.update32(sum, was32, long);
        expect([wire.checksum(b, 0, b.length), wire.checksum(b, 0, b.length) ^ 0xffff]).toContain(
          after32,
        );
      }),
    );
  });

  it("sums bytes as the definition does, whatever the length and offset", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 0, max: 80 }), (b, start) => {
        const at = Math.min(start, b.length);
        let sum = 0;
        for (let i = at; i < b.length; i++)
          sum += (b[i] as number) * ((i - at) % 2 === 0 ? 256 : 1);
        expect(wire.sumBytes(b, at, b.length)).toBe(sum);
      }),
    );
  });
});

describe("bad input", () => {
  it("no bytes make a codec throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (b) => {
        const n = b.length;
        const answers: unknown[] = [
          wire.ethFlaw(0, n),
          wire.vlanFlaw(0, n),
          wire.arpFlaw(b, 0, n),
          wire.ipv4Flaw(b, 0, n),
          wire.icmpFlaw(b, 0, n),
          wire.udpFlaw(b, 0, n),
          wire.tcpFlaw(b, 0, n, 0),
          wire.ipv6Flaw(b, 0, n),
          wire.icmpv6Flaw(b, 0, n, 0),
          wire.readNeighbourMessage(b, 0, n),
          wire.readMld2Report(b, 0, n),
          wire.readEth(b, 0),
          wire.readArp(b, 0),
          wire.readIpv4(b, 0),
          wire.readTcp(b, 0),
        ];
        expect(answers.length).toBe(15);
      }),
      { numRuns: 1000 },
    );
  });

  it("a flipped bit in an IPv4 header is seen", () => {
    const b = new Uint8Array(20);
    wire.writeIpv4(b, 0, wire.ipv4(10, 0, 0, 1), wire.ipv4(10, 0, 0, 2), 17, 64, 0, 1, 0, 20);
    for (let bit = 0; bit < 160; bit++) {
      const bad = b.slice();
      bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(wire.ipv4Flaw(bad, 0, 20)).not.toBe(null);
    }
  });

  it("truncated packets are told apart from wrong ones", () => {
    const b = new Uint8Array(40);
    wire.writeIpv4(b, 0, wire.ipv4(10, 0, 0, 1), wire.ipv4(10, 0, 0, 2), 17, 64, 0, 1, 0, 40);
    expect(wire.ipv4Flaw(b, 0, 40)).toBe(null);
    expect(wire.ipv4Flaw(b, 0, 39)).toBe("truncated");
    expect(wire.ipv4Flaw(b, 0, 19)).toBe("truncated");
    b[0] = 0x65;
    expect(wire.ipv4Flaw(b, 0, 40)).toBe("bad-version");
    b[0] = 0x44;
    expect(wire.ipv4Flaw(b, 0, 40)).toBe("bad-length");
  });
});

describe("well-known addresses", () => {
  it("solicited-node groups and multicast MACs", () => {
    const addr = "fe80::ff:fe12:abcd" as Ipv6Addr;
    expect(wire.solicitedNode(addr)).toBe("ff02::1:ff12:abcd");
    expect(wire.formatMac(wire.multicastMac6(wire.solicitedNode(addr)))).toBe("33:33:ff:12:ab:cd");
  });
});
