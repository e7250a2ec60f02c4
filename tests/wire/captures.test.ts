/**
 * Capture files that others made (tcpdump 4.99.3's own test suite, BSD licence: pcap and pcapng, many protocols, many
 * of them damaged on purpose), with what the real tcpdump 4.99.3 printed of them (Debian 12, TZ=UTC, -nnvv and -nne).
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readPcap } from "../../sandbox/wire/pcap.ts";
import { PacketPrinter, PLAIN } from "../../sandbox/wire/tcpdump-print.ts";

const here = new URL("./captures/", import.meta.url);
const files = readdirSync(here).filter((name) => /\.pcap(ng)?$/.test(name));

test.each(files)("%s", (name) => {
  const bytes = new Uint8Array(readFileSync(new URL(name, here)));
  const read = readPcap(bytes);
  if ("error" in read) throw new Error(read.error);
  for (const [flags, options] of [
    ["nnvv", { v: 2 }],
    ["nne", { e: true }],
  ] as const) {
    const printer = new PacketPrinter({ ...PLAIN, ...options }, read.header.linkType);
    const ours = read.records.map((record) => printer.print({ ...record, bytes })).join("");
    expect(ours).toBe(readFileSync(new URL(`${name}.${flags}.txt`, here), "utf8"));
  }
});

/** What real tcpdump says of a file that is none, or that ends too early. */
test("complaints about pcapng files, in libpcap's words", () => {
  const bytes = new Uint8Array(readFileSync(new URL("bgp-shutdown-communication.pcapng", here)));
  const cut = (length: number): unknown => {
    const read = readPcap(bytes.slice(0, length));
    return "error" in read ? read.error : read.problem;
  };
  expect(cut(8)).toBe("unknown file format");
  expect(cut(40)).toMatch(/^truncated pcapng dump file; tried to read \d+ bytes, only got 28$/);
  expect(cut(bytes.length - 4)).toMatch(/^truncated pcapng dump file; tried to read \d+ bytes/);
  for (let length = 0; length < Math.min(bytes.length, 600); length++)
    expect(typeof cut(length) === "string" || cut(length) === null).toBe(true);
});
