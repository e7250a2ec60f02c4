/**
 * The BGP codec: round trips, never a throw, malformed messages and the NOTIFICATION (RFC 4271 section 6) or treatment
 * (RFC 7606) they get, and a session of two real BIRDs (captures/bird-session.pcap) read and written again to the octet.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Ipv4Addr, ipv4, type MacAddr, parseIpv6 } from "../../sandbox/wire/addr.ts";
import * as bgp from "../../sandbox/wire/bgp.ts";
import * as attrs from "../../sandbox/wire/bgp-attributes.ts";
import { writeAttributes } from "../../sandbox/wire/bgp-attributes-write.ts";
import * as caps from "../../sandbox/wire/bgp-capabilities.ts";
import * as path from "../../sandbox/wire/bgp-path.ts";
import { pseudoSum, writeEth, writeIpv4, writeTcp } from "../../sandbox/wire/index.ts";
import { readPcap } from "../../sandbox/wire/pcap.ts";
import { pcap } from "../support/pcap.ts";

const u8 = fc.integer({ min: 0, max: 255 });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const addr = fc.integer({ min: -0x80000000, max: 0x7fffffff }).map((n) => n as Ipv4Addr);
const flag = fc.boolean();
const family = { afi: u16, safi: u8 };
const length = fc.integer({ min: 0, max: 32 });
const mask = (a: number, n: number): number => (n === 0 ? 0 : a & (-1 << (32 - n)));

const capabilities: fc.Arbitrary<caps.Capabilities> = fc.record({
  multiprotocol: fc.array(fc.record(family), { maxLength: 3 }),
  refresh: flag,
  enhancedRefresh: flag,
  extendedMessage: flag,
  restart: fc.option(
    fc.record({
      flags: fc.integer({ min: 0, max: 15 }),
      time: fc.integer({ min: 0, max: 0xfff }),
      families: fc.array(fc.record({ ...family, flags: u8 }), { maxLength: 3 }),
    }),
  ),
  as4: fc.option(u32),
  addPath: fc.array(fc.record({ ...family, mode: fc.integer({ min: 0, max: 3 }) }), {
    maxLength: 3,
  }),
  longLived: fc.option(
    fc.array(fc.record({ ...family, flags: u8, time: fc.integer({ min: 0, max: 0xffffff }) }), {
      maxLength: 2,
    }),
  ),
  others: fc.array(
    fc.record({
      code: fc.integer({ min: 128, max: 255 }),
      value: fc.uint8Array({ maxLength: 9 }),
    }),
    { maxLength: 2 },
  ),
});

const asPath: fc.Arbitrary<path.AsPath> = fc.array(
  fc.record({
    type: fc.constantFrom(path.AS_SET, path.AS_SEQUENCE),
    asns: fc.array(u32, { maxLength: 40 }),
  }),
  { maxLength: 4 },
);

function known(code: number, value: fc.Arbitrary<attrs.AttributeValue>) {
  const flags = attrs.attributeFlags(code) ?? 0xc0;
  return fc.option(
    value.map((v): attrs.PathAttribute => ({ code, flags, ...v })),
    { nil: undefined },
  );
}
const attributes: fc.Arbitrary<attrs.PathAttribute[]> = fc
  .tuple(
    known(
      1,
      fc.integer({ min: 0, max: 2 }).map((value) => ({ kind: "int", value })),
    ),
    known(
      2,
      asPath.map((value) => ({ kind: "as-path", value })),
    ),
    known(
      3,
      fc.constantFrom(0x0a000001, 0x7f000001).map((value) => ({ kind: "ip", value })),
    ),
    known(
      4,
      u32.map((value) => ({ kind: "int", value })),
    ),
    known(
      5,
      u32.map((value) => ({ kind: "int", value })),
    ),
    known(6, fc.constant({ kind: "opaque", value: new Uint8Array(0) })),
    known(
      7,
      fc.uint8Array({ minLength: 8, maxLength: 8 }).map((value) => ({ kind: "opaque", value })),
    ),
    known(
      8,
      fc.array(u32, { minLength: 1, maxLength: 90 }).map((value) => ({ kind: "community", value })),
    ),
    known(
      9,
      u32.map((value) => ({ kind: "router-id", value })),
    ),
    known(
      10,
      fc.array(u32, { minLength: 1 }).map((value) => ({ kind: "cluster-list", value })),
    ),
    known(
      16,
      fc
        .array(fc.tuple(u32, u32), { minLength: 1 })
        .map((value) => ({ kind: "ext-community", value })),
    ),
    known(
      32,
      fc
        .array(fc.tuple(u32, u32, u32), { minLength: 1 })
        .map((value) => ({ kind: "large-community", value })),
    ),
    known(
      99,
      fc.uint8Array({ maxLength: 300 }).map((value) => ({ kind: "opaque", value })),
    ),
  )
  .map((list) => list.filter((one) => one !== undefined));

const IBGP: attrs.AttributeRules = {
  rules: "rfc4271",
  as4: true,
  internal: true,
  allowLocalPref: false,
  hasNlri: false,
};

describe("round trips", () => {
  it("OPEN with capabilities", () => {
    fc.assert(
      fc.property(u16, u16, u32, capabilities, (as, hold, id, said) => {
        const written = caps.writeCapabilities(said);
        fc.pre(written.length > 0 && written.length <= 253);
        const b = bgp.writeOpen(as, hold, id, written);
        expect(bgp.frame(b, 0, b.length, bgp.BGP_MAX)).toBe(b.length);
        expect(bgp.readOpen(b, 0, b.length)).toEqual({
          version: 4,
          as: as === 0xffff ? bgp.AS_TRANS : as,
          holdTime: hold,
          id,
          capabilities: said,
        });
      }),
    );
  });

  it("path attributes, four octets an AS number", () => {
    fc.assert(
      fc.property(attributes, (list) => {
        const b = new Uint8Array(5_000);
        const end = writeAttributes(b, 3, b.length, list, { as4: true });
        const got = attrs.readAttributes(b, 3, end, IBGP);
        expect(got).toEqual({
          attributes: list,
          withdraw: false,
          flaws: [],
          reach: null,
          unreach: null,
        });
      }),
    );
  });

  it("path attributes through a speaker of two octets: AS4_PATH brings the path back", () => {
    const sequence = fc
      .array(u32, { minLength: 1, maxLength: 60 })
      .map((asns): path.AsPath => [{ type: path.AS_SEQUENCE, asns }]);
    fc.assert(
      fc.property(sequence, fc.uint8Array({ minLength: 8, maxLength: 8 }), (value, aggregator) => {
        const list: attrs.PathAttribute[] = [
          { code: 1, flags: 0x40, kind: "int", value: 0 },
          { code: 2, flags: 0x40, kind: "as-path", value },
          { code: 3, flags: 0x40, kind: "ip", value: 0x0a000001 },
          { code: 7, flags: 0xc0, kind: "opaque", value: aggregator },
        ];
        fc.pre(((aggregator[2] ?? 0) << 8) + (aggregator[3] ?? 0) !== bgp.AS_TRANS);
        const b = new Uint8Array(2_000);
        const end = writeAttributes(b, 0, b.length, list, { as4: false });
        const got = attrs.readAttributes(b, 0, end, { ...IBGP, as4: false, hasNlri: true });
        expect(got).toMatchObject({ attributes: list, withdraw: false });
      }),
    );
  });

  it("prefixes, with and without path identifier", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(addr, length, u32)), flag, (list, addPath) => {
        const b = new Uint8Array(9 * list.length);
        let end = 0;
        for (const [a, n, id] of list)
          end = bgp.writePrefix(b, end, mask(a, n), n, addPath ? id : null);
        const reader = new bgp.PrefixReader();
        const got: unknown[] = [];
        for (let at = 0; at < end; at = reader.at) {
          expect(reader.read(b, at, end, addPath)).toBe(0);
          got.push([reader.prefix, reader.length, reader.pathId]);
        }
        expect(got).toEqual(list.map(([a, n, id]) => [mask(a, n), n, addPath ? id : 0]));
      }),
    );
  });

  it("NOTIFICATION, ROUTE-REFRESH", () => {
    fc.assert(
      fc.property(u8, u8, fc.uint8Array({ maxLength: 99 }), u16, (code, subcode, data, afi) => {
        const b = bgp.writeNotification(code, subcode, data);
        expect(bgp.readNotification(b, 0, b.length)).toEqual({ code, subcode, data });
        const r = bgp.writeRouteRefresh(afi, code, subcode);
        expect(bgp.readRouteRefresh(r, 0, r.length)).toEqual({
          afi,
          subtype: code,
          safi: subcode,
        });
      }),
    );
  });
});

it("any bytes: an answer or an error, never a throw", () => {
  const rules = fc.record({
    rules: fc.constantFrom("rfc4271" as const, "rfc7606" as const),
    as4: flag,
    internal: flag,
    allowLocalPref: flag,
    hasNlri: flag,
  });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 29, maxLength: 200 }), rules, flag, (b, r, addPath) => {
      const reader = new bgp.PrefixReader();
      bgp.frame(b, 0, b.length, bgp.BGP_MAX);
      bgp.readOpen(b, 0, b.length);
      b[28] = b.length - 29;
      bgp.readOpen(b, 0, b.length);
      bgp.readNotification(b, 0, b.length);
      bgp.readRouteRefresh(b, 0, b.length);
      bgp.readPrefixes6(b, 0, b.length, addPath);
      const update = bgp.readUpdate(b, 0, b.length);
      if (!("error" in update))
        for (let at = update.nlri; at < update.nlriEnd; at = reader.at)
          if (reader.read(b, at, update.nlriEnd, addPath) !== 0) break;
      const got = attrs.readAttributes(b, 0, b.length, r);
      if ("error" in got) expect([got.code, got.subcode > 0]).toEqual([3, true]);
    }),
    { numRuns: 2_000 },
  );
});

/** `ff x16` unless said otherwise, the length put right. */
function message(type: number, body: readonly number[], tweak: { length?: number } = {}) {
  const b = new Uint8Array(19 + body.length);
  b.set(body, 19);
  bgp.writeHeader(b, 0, b.length, type);
  if (tweak.length !== undefined) {
    b[16] = tweak.length >> 8;
    b[17] = tweak.length;
  }
  return b;
}
const said = (got: unknown): unknown => {
  const error = got as bgp.BgpError;
  return error !== null && typeof got === "object" && "error" in error
    ? `${error.code}.${error.subcode} ${[...error.data].map((x) => x.toString(16).padStart(2, "0")).join("")}`
    : got;
};

describe("RFC 4271 section 6: what is malformed and what the NOTIFICATION says", () => {
  it("headers", () => {
    const broken = message(4, []);
    broken[3] = 0;
    expect(said(bgp.frame(broken, 0, 19, 4096))).toBe("1.1 ");
    expect(said(bgp.frame(message(4, [], { length: 18 }), 0, 19, 4096))).toBe("1.2 0012");
    expect(said(bgp.frame(message(4, [], { length: 4097 }), 0, 19, 4096))).toBe("1.2 1001");
    expect(bgp.frame(message(4, [], { length: 4097 }), 0, 19, 65535)).toBe(0);
    expect(bgp.frame(message(4, [], { length: 20 }), 0, 19, 4096)).toBe(0);
    expect(bgp.frame(message(4, []), 0, 18, 4096)).toBe(0);
  });

  it.each([
    ["too short", [4, 0, 1, 0, 9, 1, 1, 1, 1], "1.2 001c"],
    ["options longer than the message", [4, 0, 1, 0, 9, 1, 1, 1, 1, 2], "1.2 001d"],
    ["version 3", [3, 0, 1, 0, 9, 1, 1, 1, 1, 0], "2.1 03"],
    ["an option cut off", [4, 0, 1, 0, 9, 1, 1, 1, 1, 1, 2], "2.0 "],
    ["authentication", [4, 0, 1, 0, 9, 1, 1, 1, 1, 3, 1, 1, 7], "2.4 01"],
    ["a capability cut off", [4, 0, 1, 0, 9, 1, 1, 1, 1, 4, 2, 2, 65, 4], "2.0 "],
    ["AS4 of two octets", [4, 0, 1, 0, 9, 1, 1, 1, 1, 6, 2, 4, 65, 2, 0, 1], "2.0 "],
    ["refresh with a value", [4, 0, 1, 0, 9, 1, 1, 1, 1, 5, 2, 3, 2, 1, 0], "2.0 "],
    ["add-path mode 4", [4, 0, 1, 0, 9, 1, 1, 1, 1, 8, 2, 6, 69, 4, 0, 1, 1, 4], "2.0 "],
  ])("OPEN: %s", (_, body, wanted) => {
    const b = message(1, body);
    expect(said(bgp.readOpen(b, 0, b.length))).toBe(wanted);
  });

  it.each([
    ["too short", [0, 0, 0], "1.2 0016"],
    ["withdrawn runs over", [0, 1, 0, 0], "3.1 "],
    ["attributes run over", [0, 0, 0, 1], "3.1 "],
    ["prefixes without attributes", [0, 0, 0, 0, 8, 10], "3.1 "],
  ])("UPDATE: %s", (_, body, wanted) => {
    const b = message(2, body);
    expect(said(bgp.readUpdate(b, 0, b.length))).toBe(wanted);
  });

  it("prefixes", () => {
    const reader = new bgp.PrefixReader();
    const of = (...bytes: number[]): number =>
      reader.read(new Uint8Array(bytes), 0, bytes.length, false);
    expect([of(33, 1, 1, 1, 1, 1), of(24, 10, 1), of(0), of(9, 10, 0xff)]).toEqual([10, 1, 0, 0]);
    expect([reader.prefix >>> 0, reader.length]).toEqual([0x0a800000, 9]);
    expect(reader.read(new Uint8Array([0, 0, 0, 1]), 0, 4, true)).toBe(1);
  });

  it("ROUTE-REFRESH", () => {
    expect(said(bgp.readRouteRefresh(message(5, [0, 1, 0]), 0, 22))).toBe("1.2 0016");
    const long = message(5, [0, 1, 0, 1, 9]);
    expect(said(bgp.readRouteRefresh(long, 0, 24))).toBe(`7.1 ${"ff".repeat(16)}0018050001000109`);
    expect(said(bgp.readNotification(message(3, [6]), 0, 20))).toBe("1.2 0014");
  });
});

const ORIGIN = [0x40, 1, 1, 0];
const PATH = [0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xe9];
const HOP = [0x40, 3, 4, 10, 0, 0, 1];
describe("attributes: RFC 4271 section 6.3 as BIRD 1.6 keeps it, and RFC 7606", () => {
  it.each([
    ["all well", [ORIGIN, PATH, HOP], "3 ok", "3 ok"],
    ["no ORIGIN", [PATH, HOP], "3.3 01", "2 withdraw 1 missing"],
    ["no NEXT_HOP", [ORIGIN, PATH], "3.3 03", "2 withdraw 3 missing"],
    ["ORIGIN 3", [[0x40, 1, 1, 3], PATH, HOP], "3.6 40010103", "2 withdraw 1 value"],
    ["ORIGIN of two", [[0x40, 1, 2, 0, 0], PATH, HOP], "3.5 4001020000", "2 withdraw 1 length"],
    ["ORIGIN optional", [[0xc0, 1, 1, 0], PATH, HOP], "3.4 c0010100", "2 withdraw 1 flags"],
    ["twice", [ORIGIN, ORIGIN, PATH, HOP], "3.1 ", "3 discard 1 duplicate"],
    ["segment 5", [ORIGIN, [0x40, 2, 2, 5, 0], HOP], "3.11 4002020500", "2 withdraw 2 value"],
    ["hop 0.0.0.0", [ORIGIN, PATH, [0x40, 3, 4, 0, 0, 0, 0]], "3.8 40030400000000", "3 ok"],
    ["hop 224.1", [ORIGIN, PATH, [0x40, 3, 4, 224, 0, 0, 1]], "3.8 400304e0000001", "3 ok"],
    ["well known 99", [ORIGIN, PATH, HOP, [0x40, 99, 0]], "3.2 406300", "3.2 406300"],
    ["optional 99", [ORIGIN, PATH, HOP, [0x80, 99, 0]], "4 ok", "4 ok"],
    [
      "communities of 3",
      [ORIGIN, PATH, HOP, [0xc0, 8, 3, 0, 0, 0]],
      "3 withdraw 8 length",
      "3 withdraw 8 length",
    ],
    ["no communities", [ORIGIN, PATH, HOP, [0xc0, 8, 0]], "4 ok", "3 withdraw 8 length"],
    [
      "extended of 4",
      [ORIGIN, PATH, HOP, [0xc0, 16, 4, 0, 0, 0, 0]],
      "3 withdraw 16 length",
      "3 withdraw 16 length",
    ],
    [
      "large of 8",
      [ORIGIN, PATH, HOP, [0xc0, 32, 8, 0, 0, 0, 0, 0, 0, 0, 0]],
      "3 withdraw 32 length",
      "3 withdraw 32 length",
    ],
    [
      "AGGREGATOR of 6",
      [ORIGIN, PATH, HOP, [0xc0, 7, 6, 0, 0, 0, 0, 0, 0]],
      "3 withdraw 7 length",
      "3 discard 7 length",
    ],
    [
      "cluster list of 3",
      [ORIGIN, PATH, HOP, [0x80, 10, 3, 0, 0, 0]],
      "3.5 800a03000000",
      "3 withdraw 10 length",
    ],
    ["ATOMIC of 1", [ORIGIN, PATH, HOP, [0x40, 6, 1, 0]], "3.5 40060100", "3 discard 6 length"],
    [
      "MED of 3",
      [ORIGIN, PATH, HOP, [0x80, 4, 3, 0, 0, 0]],
      "3.5 800403000000",
      "3 withdraw 4 length",
    ],
    ["cut off", [ORIGIN, PATH, HOP, [0x80]], "3.1 ", "3 withdraw 0 framing"],
    ["runs over", [ORIGIN, PATH, HOP, [0x80, 4, 9, 0]], "3.1 ", "3 withdraw 0 framing"],
    ["extended cut off", [ORIGIN, PATH, HOP, [0x90, 4, 0]], "3.1 ", "3 withdraw 0 framing"],
  ])("%s", (_, parts, strict, lenient) => {
    const b = new Uint8Array(parts.flat());
    for (const [rules, wanted] of [
      ["rfc4271", strict],
      ["rfc7606", lenient],
    ] as const) {
      const got = attrs.readAttributes(b, 0, b.length, { ...IBGP, rules, hasNlri: true });
      const [flaw] = "error" in got ? [] : got.flaws;
      expect(
        "error" in got
          ? said(got)
          : `${got.attributes.length} ${flaw === undefined ? "ok" : `${flaw.treatment} ${flaw.code} ${flaw.why}`}`,
      ).toBe(wanted);
    }
  });

  it("LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST of an external peer are not seen", () => {
    const b = new Uint8Array([
      ...[...ORIGIN, ...PATH, ...HOP, 0x40, 5, 4, 0, 0, 0, 9],
      ...[0x80, 9, 4, 1, 1, 1, 1, 0x80, 10, 4, 1, 1, 1, 1],
    ]);
    const codes = (r: Partial<attrs.AttributeRules>): unknown => {
      const got = attrs.readAttributes(b, 0, b.length, { ...IBGP, hasNlri: true, ...r });
      return "error" in got ? got : got.attributes.map((a) => a.code);
    };
    expect(codes({ internal: false })).toEqual([1, 2, 3]);
    expect(codes({ internal: false, allowLocalPref: true })).toEqual([1, 2, 3, 5]);
    expect(codes({})).toEqual([1, 2, 3, 5, 9, 10]);
  });
});

describe("AS_PATH", () => {
  const of = (...segments: [number, number[]][]): path.AsPath =>
    segments.map(([type, asns]) => ({ type, asns }));
  it("lengths, ends, text", () => {
    const p = of([2, [1, 2]], [1, [3, 4]]);
    expect([path.pathLength(p), path.firstAs(p), path.lastAs(p), path.formatPath(p)]).toEqual([
      ...[3, 1, 3, "1 2 {3 4}"],
    ]);
    expect([path.firstAs(of([1, [5]])), path.lastAs([]), path.countAs(p, 4)]).toEqual([
      ...[null, null, 1],
    ]);
  });
  it("prepends in front of a sequence, before a set as its own, and past 255", () => {
    expect(path.prependAs(of([2, [1]]), 9)).toEqual(of([2, [9, 1]]));
    expect(path.prependAs(of([1, [1]]), 9)).toEqual(of([2, [9]], [1, [1]]));
    const full = of([2, new Array<number>(255).fill(7)]);
    expect(path.prependAs(full, 9)).toEqual(
      of([2, [9]], ...full.map((s): [number, number[]] => [s.type, [...s.asns]])),
    );
  });
  it("RFC 6793 section 4.2.3", () => {
    const old = of([2, [10, 20, 23456, 23456]]);
    expect(path.mergePaths(old, of([2, [70000, 80000]]))).toEqual(
      of([2, [10, 20]], [2, [70000, 80000]]),
    );
    expect(path.mergePaths(old, of([2, [1, 2, 3, 4, 5]]))).toBe(old);
    expect(path.mergePaths(old, null)).toBe(old);
  });
});

it("a session of two real BIRDs: every message read, and written again to the octet", () => {
  const file = new Uint8Array(
    readFileSync(new URL("./captures/bird-session.pcap", import.meta.url)),
  );
  const read = readPcap(file);
  if ("error" in read) throw new Error(read.error);
  const counts = new Map<number, number>();
  for (const record of read.records) {
    const tcp = record.start + 14 + 20;
    let at = tcp + ((file[tcp + 12] as number) >> 4) * 4;
    const end =
      record.start +
      14 +
      (((file[record.start + 16] as number) << 8) | (file[record.start + 17] as number));
    while (at < end) {
      const size = bgp.frame(file, at, end, bgp.BGP_MAX) as number;
      expect(size).toBeGreaterThan(0);
      const type = file[at + 18] as number;
      counts.set(type, (counts.get(type) ?? 0) + 1);
      expect([...rewritten(file, at, size, type)]).toEqual([...file.subarray(at, at + size)]);
      at += size;
    }
  }
  for (const type of [1, 2, 3, 4, 5]) expect(counts.get(type) ?? 0).toBeGreaterThan(1);
});

function rewritten(b: Uint8Array, at: number, size: number, type: number): Uint8Array {
  switch (type) {
    case 1: {
      const o = bgp.readOpen(b, at, size) as bgp.Open;
      return bgp.writeOpen(o.as, o.holdTime, o.id, caps.writeCapabilities(o.capabilities));
    }
    case 2:
      return rewrittenUpdate(b, at, size);
    case 3: {
      const n = bgp.readNotification(b, at, size);
      return bgp.writeNotification(n.code, n.subcode, n.data);
    }
    case 4:
      return bgp.keepalive();
    default: {
      const r = bgp.readRouteRefresh(b, at, size) as bgp.RouteRefresh;
      return bgp.writeRouteRefresh(r.afi, r.subtype, r.safi);
    }
  }
}

function rewrittenUpdate(b: Uint8Array, at: number, size: number): Uint8Array {
  const u = bgp.readUpdate(b, at, size) as bgp.UpdateParts;
  const got = attrs.readAttributes(b, u.attributes, u.attributesEnd, {
    ...IBGP,
    internal: false,
    hasNlri: u.nlri < u.nlriEnd,
  }) as attrs.DecodedAttributes;
  expect(got.flaws).toEqual([]);
  const out = new Uint8Array(4_096);
  const reader = new bgp.PrefixReader();
  const copy = (from: number, end: number, start: number): number => {
    let to = start;
    for (let i = from; i < end; i = reader.at) {
      expect(reader.read(b, i, end, false)).toBe(0);
      to = bgp.writePrefix(out, to, reader.prefix, reader.length, null);
    }
    return to;
  };
  let to = copy(u.withdrawn, u.withdrawnEnd, 21);
  out[19] = (to - 21) >> 8;
  out[20] = to - 21;
  const end = writeAttributes(out, to + 2, out.length, got.attributes, { as4: true });
  out[to] = (end - to - 2) >> 8;
  out[to + 1] = end - to - 2;
  to = copy(u.nlri, u.nlriEnd, end);
  bgp.writeHeader(out, 0, to, bgp.MSG_UPDATE);
  return out.slice(0, to);
}

it("MP_REACH_NLRI and MP_UNREACH_NLRI", () => {
  const prefix = { prefix: parseIpv6("2001:db8::") as never, length: 32, pathId: 7 };
  const b = new Uint8Array(60);
  b.set([0, 2, 1, 16]);
  const end = bgp.writePrefix6(b, 21, prefix, true);
  expect(end).toBe(21 + 4 + 5);
  const reach = bgp.readReach(b, 0, end);
  expect(reach).toEqual({ afi: 2, safi: 1, nextHop: [4, 20], nlri: [21, end] });
  expect(bgp.readPrefixes6(b, 21, end, true)).toEqual([prefix]);
  expect(bgp.readUnreach(b, 0, end)).toEqual({ afi: 2, safi: 1, nlri: [3, end] });
  expect([bgp.readReach(b, 0, 20), bgp.readReach(b, 0, 4), bgp.readUnreach(b, 0, 2)]).toEqual([
    ...[null, null, null],
  ]);
  expect(bgp.readPrefixes6(new Uint8Array([129]), 0, 1, false)).toBe(null);
  expect(bgp.readPrefixes6(new Uint8Array([64, 32]), 0, 2, false)).toBe(null);
});

/** One message in a TCP segment, as tshark and tcpdump want it. */
function segment(body: Uint8Array, seq: number) {
  const [src, dst] = [ipv4(10, 0, 0, 1), ipv4(10, 0, 0, 2)];
  const bytes = new Uint8Array(54 + body.length);
  writeEth(bytes, 0, 2 as MacAddr, 4 as MacAddr, 0x0800);
  bytes.set(body, 54);
  writeIpv4(bytes, 14, src, dst, 6, 1, 0xc0, 1, 0x4000, bytes.length - 14);
  const tcp = { srcPort: 40_000, dstPort: 179, seq, ack: 1, flags: 0x18, window: 64 };
  writeTcp(bytes, 34, bytes.length, tcp, pseudoSum(src, dst, 6, bytes.length - 34));
  return {
    at: seq,
    bytes,
    length: bytes.length,
    ifindex: 1,
    devName: "eth0",
    packetType: 0,
    protocol: 0x0800,
    hatype: 1,
    journey: 0,
  };
}

/** Every type, every attribute, every code of a NOTIFICATION. */
function everything(): Uint8Array[] {
  const all: caps.Capabilities = {
    multiprotocol: [{ afi: 1, safi: 1 }],
    refresh: true,
    enhancedRefresh: true,
    extendedMessage: true,
    restart: { flags: 8, time: 120, families: [{ afi: 1, safi: 1, flags: 0x80 }] },
    as4: 4_200_000_001,
    addPath: [{ afi: 1, safi: 1, mode: 3 }],
    longLived: [{ afi: 1, safi: 1, flags: 0, time: 3_600 }],
    others: [],
  };
  const list: attrs.PathAttribute[] = [
    { code: 1, flags: 0x40, kind: "int", value: 2 },
    { code: 2, flags: 0x40, kind: "as-path", value: [{ type: 2, asns: [65_001, 4_200_000_001] }] },
    { code: 3, flags: 0x40, kind: "ip", value: ipv4(10, 0, 0, 9) },
    { code: 4, flags: 0x80, kind: "int", value: 50 },
    { code: 5, flags: 0x40, kind: "int", value: 300 },
    { code: 6, flags: 0x40, kind: "opaque", value: new Uint8Array(0) },
    { code: 7, flags: 0xc0, kind: "opaque", value: new Uint8Array([0, 0, 253, 233, 10, 0, 0, 7]) },
    { code: 8, flags: 0xc0, kind: "community", value: [0xfde90064, 0xffffff01] },
    { code: 9, flags: 0x80, kind: "router-id", value: 0x01020304 },
    { code: 10, flags: 0x80, kind: "cluster-list", value: [0x05060708, 0x090a0b0c] },
    { code: 16, flags: 0xc0, kind: "ext-community", value: [[0x0002fde9, 7]] },
    { code: 32, flags: 0xc0, kind: "large-community", value: [[65_001, 1, 2]] },
  ];
  const b = new Uint8Array(4_096);
  let at = writeAttributes(b, 23, b.length, list, { as4: true });
  b[21] = (at - 23) >> 8;
  b[22] = at - 23;
  at = bgp.writePrefix(b, at, ipv4(10, 1, 0, 0), 16, null);
  at = bgp.writePrefix(b, at, ipv4(10, 2, 3, 4), 32, null);
  bgp.writeHeader(b, 0, at, bgp.MSG_UPDATE);
  const subcodes: [number, number][] = [
    ...[0, 1, 2, 3].map((n): [number, number] => [1, n]),
    ...[0, 1, 2, 3, 4, 6, 7].map((n): [number, number] => [2, n]),
    ...[0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11].map((n): [number, number] => [3, n]),
    ...[0, 1, 2, 3].map((n): [number, number] => [5, n]),
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((n): [number, number] => [6, n]),
    [4, 0],
    [7, 1],
  ];
  return [
    bgp.writeOpen(4_200_000_001, 90, 0x01010101, caps.writeCapabilities(all)),
    bgp.keepalive(),
    b.slice(0, at),
    bgp.writeRouteRefresh(1, bgp.REFRESH_BEGIN, 1),
    ...subcodes.map(([code, subcode]) => bgp.writeNotification(code, subcode)),
  ];
}

const judge = spawnSync("tshark", ["--version"]).status === 0;
if (!judge) console.log("tests/wire/bgp: tshark is not installed, its judgement is not measured");

describe.runIf(judge)("tshark", () => {
  it("finds nothing malformed in what we write, and reads the same values", () => {
    const dir = mkdtempSync(join(tmpdir(), "bgp-"));
    try {
      let seq = 1;
      const frames = everything().map((m) => {
        const frame = segment(m, seq);
        seq += m.length;
        return frame;
      });
      const file = join(dir, "all.pcap");
      writeFileSync(file, pcap(frames));
      const fields = (filter: string, ...names: string[]): string =>
        execFileSync(
          "tshark",
          ["-r", file, "-n", "-Y", filter, "-T", "fields", ...names.flatMap((n) => ["-e", n])],
          { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
        ).trimEnd();
      expect(fields("_ws.malformed", "frame.number")).toBe("");
      expect(fields("bgp", "frame.number").split("\n").length).toBe(frames.length);
      expect(
        fields(
          "bgp.type == 1",
          "bgp.open.myas",
          "bgp.open.holdtime",
          "bgp.cap.4as",
          "bgp.cap.type",
        ),
      ).toBe("23456\t90\t4200000001\t1,2,64,65,69,70,6,71");
      expect(
        fields(
          "bgp.type == 2",
          "bgp.update.path_attribute.type_code",
          "bgp.update.path_attribute.as_path_segment.as4",
          "bgp.update.path_attribute.next_hop",
          "bgp.update.path_attribute.multi_exit_disc",
          "bgp.update.path_attribute.local_pref",
          "bgp.update.path_attribute.aggregator_origin",
          "bgp.update.path_attribute.originator_id",
          "bgp.nlri_prefix",
        ),
      ).toBe(
        [
          "1,2,3,4,5,6,7,8,9,10,16,32",
          "65001,4200000001",
          "10.0.0.9",
          "50",
          "300",
          "10.0.0.7",
          "1.2.3.4",
          "10.1.0.0,10.2.3.4",
        ].join("\t"),
      );
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
