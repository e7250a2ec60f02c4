/**
 * What tcpdump 4.99.3 with libpcap 1.10.3 said of `tcpdump/packets.pcap` (309 crafted packets), recorded
 * flag by flag and filter by filter, against ours. Recorded on Debian 12 with `TZ=UTC tcpdump -r packets.pcap FLAGS`.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dissect, summarize } from "../../sandbox/wire/dissect.ts";
import { compileFilter } from "../../sandbox/wire/filter.ts";
import { pcapFileHeader, pcapRecord, readPcap } from "../../sandbox/wire/pcap.ts";
import { PacketPrinter, PLAIN } from "../../sandbox/wire/tcpdump-print.ts";

const here = new URL("./tcpdump/", import.meta.url);
const file = new Uint8Array(readFileSync(new URL("packets.pcap", here)));

function records(bytes: Uint8Array) {
  const read = readPcap(bytes);
  if ("error" in read) throw new Error(read.error);
  return read.records;
}

const COMBINATIONS: readonly (readonly [string, Partial<typeof PLAIN>])[] = [
  ["nnt", { t: 1 }],
  ["nne", { e: true }],
  ["nnv", { v: 1 }],
  ["nnvv", { v: 2 }],
  ["nnvvv", { v: 3 }],
  ["nnq", { q: true }],
  ["nneq", { e: true, q: true }],
  ["nnx", { x: 1 }],
  ["nnXX", { X: 2 }],
  ["nnA", { A: 1 }],
  ["nntt", { t: 2 }],
  ["nnttt", { t: 3 }],
  ["nntttt", { t: 4 }],
  ["nnttttt", { t: 5 }],
  ["nnS", { S: true }],
  ["nnK_v", { K: true, v: 1 }],
  ["nnnum", { number: true }],
];

test.each(COMBINATIONS)("tcpdump -%s prints what the real one printed", (name, options) => {
  const printer = new PacketPrinter({ ...PLAIN, ...options }, 1);
  const ours = records(file)
    .map((record) => printer.print({ ...record, bytes: file }))
    .join("");
  expect(ours).toBe(readFileSync(new URL(`${name}.txt`, here), "utf8"));
});

describe("filters select the packets, or are refused in the words, that libpcap did", () => {
  const packets = records(file);
  const lines = readFileSync(new URL("filters.tsv", here), "utf8").trimEnd().split("\n");
  test.each(lines.map((line) => line.split("\t") as [string, string]))(
    "%s",
    (expression, wanted) => {
      const filter = compileFilter(expression, 1, { savefile: true });
      if ("error" in filter) {
        const prefix = filter.error === "syntax error" ? "can't parse filter expression: " : "";
        expect(`! ${prefix}${filter.error}`).toBe(wanted);
        return;
      }
      const matched = packets.flatMap((r, i) =>
        filter.matches(file, r.start, r.end, r.length) ? [i] : [],
      );
      expect(matched.join(" ")).toBe(wanted);
    },
  );
});

describe("hostile files", () => {
  test("cut anywhere, a file ends in libpcap's complaint or cleanly", () => {
    for (let length = 0; length < 400; length++) {
      const read = readPcap(file.slice(0, length));
      const text = "error" in read ? read.error : (read.problem ?? "");
      const expected =
        length < 4
          ? `truncated dump file; tried to read 4 file header bytes, only got ${length}`
          : length < 24
            ? `truncated dump file; tried to read 24 file header bytes, only got ${length - 4}`
            : text;
      expect(text).toBe(expected);
      expect(text === "" || text.startsWith("truncated dump file; tried to read ")).toBe(true);
    }
  });

  test("lengths that lie", () => {
    const lying = file.slice();
    lying.set([0xff, 0xff, 0xff, 0xff], 24 + 8);
    expect(readPcap(lying)).toMatchObject({
      records: [],
      problem: "invalid packet capture length 4294967295, bigger than snaplen of 262144",
    });
    expect(readPcap(new Uint8Array([1, 2, 3, 4, 5]))).toEqual({ error: "unknown file format" });
  });

  test("random and damaged bytes never throw, in any printer", () => {
    let state = 12_345;
    const random = (limit: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % limit;
    };
    const filters = [
      "tcp[13] & 2 != 0",
      "port 80",
      "ip[(ip[0] & 0xf) * 4] = 8",
      "not vlan and ip6[40] = 1",
      "udp[4:2] > 20",
    ].map((text) => {
      const filter = compileFilter(text, 1);
      if ("error" in filter) throw new Error(filter.error);
      return filter.matches;
    });
    const linkTypes = [1, 101, 113, 276];
    const packets = records(file);
    for (let round = 0; round < 3000; round++) {
      const base = packets[random(packets.length)];
      let bytes = new Uint8Array(random(120));
      if (round % 4 === 0 || base === undefined)
        for (let i = 0; i < bytes.length; i++) bytes[i] = random(256);
      else {
        bytes = file.slice(base.start, base.end);
        for (let i = 0; i < 4 && bytes.length > 0; i++) bytes[random(bytes.length)] = random(256);
        bytes = bytes.slice(0, random(bytes.length + 1));
      }
      const linkType = linkTypes[round % 7 === 0 ? random(4) : 0] as number;
      const printer = new PacketPrinter(
        { ...PLAIN, v: random(4), e: random(2) === 1, X: random(2) },
        linkType,
      );
      expect(
        printer
          .print({
            seconds: 0,
            micros: 0,
            bytes,
            start: 0,
            end: bytes.length,
            length: bytes.length + random(3),
          })
          .endsWith("\n"),
      ).toBe(true);
      for (const matches of filters)
        expect(typeof matches(bytes, 0, bytes.length, bytes.length)).toBe("boolean");
      for (const layer of dissect(bytes))
        expect(layer.start + layer.length).toBeLessThanOrEqual(bytes.length);
      expect(typeof summarize(bytes).info).toBe("string");
    }
  });
});

test("what the writer writes, the reader reads", () => {
  const payload = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const parts = [pcapFileHeader(276, 65_535), pcapRecord(1_767_603_600_123_456, payload, 2, 8, 99)];
  const whole = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  expect(readPcap(whole)).toEqual({
    header: { linkType: 276, snaplen: 65_535 },
    records: [
      {
        seconds: 1_767_603_600,
        micros: 123_456,
        nanos: 123_456_000,
        start: 40,
        end: 46,
        length: 99,
      },
    ],
    problem: null,
  });
});

test("the packet view's lines", () => {
  const lines = records(file)
    .slice(0, 16)
    .map((r) => {
      const s = summarize(file.slice(r.start, r.end));
      return `${s.source} ${s.destination} ${s.protocol} ${s.info}`;
    });
  expect(lines[0]).toBe("02:00:00:00:00:0a ff:ff:ff:ff:ff:ff ARP Who has 10.0.0.2? Tell 10.0.0.1");
  expect(lines[1]).toBe("02:00:00:00:00:0b 02:00:00:00:00:0a ARP 10.0.0.2 is at 02:00:00:00:00:0b");
  expect(lines[15]).toBe("10.0.0.1 10.0.0.2 ICMP Echo (ping) request  id=0x0043, seq=1, ttl=64");
});
