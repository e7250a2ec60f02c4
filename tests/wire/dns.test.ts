/** The DNS codec: what is written is read again, and nothing that comes in makes it throw. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatIpv4, type Ipv4Addr, type Ipv6Addr } from "../../sandbox/wire/addr.ts";
import {
  CLASS_IN,
  type DnsMessage,
  dnsLabels,
  dnsType,
  parseDns,
  reverseName4,
  reverseName6,
  TYPE_A,
  TYPE_AAAA,
  TYPE_CNAME,
  TYPE_MX,
  TYPE_SOA,
  TYPE_SRV,
  TYPE_TXT,
} from "../../sandbox/wire/dns.ts";
import { encodeDns } from "../../sandbox/wire/dns-encode.ts";

const label = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const name = fc.array(label, { minLength: 1, maxLength: 6 }).map((parts) => `${parts.join(".")}.`);
const record = fc.oneof(
  fc.tuple(name, fc.integer()).map(([n, address]) => ({
    name: n,
    type: TYPE_A,
    klass: CLASS_IN,
    ttl: 60,
    data: { kind: "a" as const, address: address as Ipv4Addr },
  })),
  fc.tuple(name, name).map(([n, target]) => ({
    name: n,
    type: TYPE_CNAME,
    klass: CLASS_IN,
    ttl: 0,
    data: { kind: "name" as const, target },
  })),
  fc.tuple(name, fc.nat(65_535), name).map(([n, preference, target]) => ({
    name: n,
    type: TYPE_MX,
    klass: CLASS_IN,
    ttl: 1,
    data: { kind: "mx" as const, preference, target },
  })),
  fc
    .tuple(name, fc.array(fc.uint8Array({ maxLength: 255 }), { minLength: 1, maxLength: 3 }))
    .map(([n, strings]) => ({
      name: n,
      type: TYPE_TXT,
      klass: CLASS_IN,
      ttl: 2,
      data: { kind: "txt" as const, strings },
    })),
  fc.tuple(name, fc.nat(65_535), name).map(([n, port, target]) => ({
    name: n,
    type: TYPE_SRV,
    klass: CLASS_IN,
    ttl: 3,
    data: { kind: "srv" as const, priority: 1, weight: 2, port, target },
  })),
  fc.tuple(name, name, name).map(([n, primary, mailbox]) => ({
    name: n,
    type: TYPE_SOA,
    klass: CLASS_IN,
    ttl: 4,
    data: {
      kind: "soa" as const,
      primary,
      mailbox,
      numbers: [1, 2, 3, 4, 5] as [number, number, number, number, number],
    },
  })),
);

describe("DNS", () => {
  it("reads what it wrote", () => {
    fc.assert(
      fc.property(
        fc.nat(65_535),
        name,
        fc.array(record, { maxLength: 8 }),
        (id, asked, answers) => {
          const message: DnsMessage = {
            id,
            flags: 0x8180,
            questions: [{ name: asked, type: TYPE_A, klass: CLASS_IN }],
            answers,
            authority: [],
            additional: [],
          };
          const bytes = encodeDns(message);
          expect(bytes).not.toBeNull();
          expect(parseDns(bytes as Uint8Array)).toEqual({ ...message, malformed: false });
        },
      ),
    );
  });

  it("never throws, whatever comes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const read = parseDns(bytes);
        expect(read === null).toBe(bytes.length < 12);
      }),
      { numRuns: 2000 },
    );
  });

  it("does not follow a pointer to itself", () => {
    const loop = Uint8Array.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1]);
    expect(parseDns(loop)).toMatchObject({ questions: [], malformed: true });
  });

  it("writes a query as tshark and RFC 1035 have it", () => {
    const bytes = encodeDns({
      id: 0x1234,
      flags: 0x0100,
      questions: [{ name: "www.example.org.", type: TYPE_AAAA, klass: CLASS_IN }],
      answers: [],
      authority: [],
      additional: [],
    }) as Uint8Array;
    expect([...bytes].map((b) => b.toString(16).padStart(2, "0")).join("")).toBe(
      "123401000001000000000000" + "0377777707" + "6578616d706c65036f726700" + "001c0001",
    );
  });

  it("names of addresses and of types", () => {
    expect(reverseName4(0x0a010203 as Ipv4Addr)).toBe("3.2.1.10.in-addr.arpa.");
    expect(formatIpv4(0x0a010203)).toBe("10.1.2.3");
    expect(reverseName6("fd00::1" as Ipv6Addr)).toBe(
      "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa.",
    );
    expect(dnsType("mx")).toBe(15);
    expect(dnsType("TYPE65280")).toBe(65_280);
    expect(dnsType("nope")).toBeNull();
    expect(dnsLabels(`${"a".repeat(64)}.b`)).toBeNull();
    expect(dnsLabels("a..b")).toBeNull();
  });
});
