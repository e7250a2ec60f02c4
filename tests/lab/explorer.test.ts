/** What the packet explorer asks of a world's captures. Judges: tcpdump's own filter language, tshark, the bytes curl printed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { Capture } from "../../sandbox/lab/capture.ts";
import { deviceId } from "../../sandbox/lab/inspect.ts";
import { addFile, everything, filtered, pcapFile, streamOf } from "../../sandbox/worker/packets.ts";
import { overheadOf, partsOf } from "../../site/components/packets/Ruler.tsx";
import { rowsOf } from "../../site/components/packets/Seen.tsx";
import { dissect } from "../../sandbox/wire/dissect.ts";
import { Walk } from "./walk.ts";

const tshark = spawnSync("tshark", ["--version"]).status === 0;

let capture: Capture;
let walk: Walk;
const device = (name: string): string => {
  const found = walk.world.findDevice(name);
  if (found === null) throw new Error(`no device ${name}`);
  return deviceId(found);
};

beforeAll(async () => {
  walk = await Walk.in("natlab");
  capture = new Capture(walk.world);
  walk.type("gw", "iptables -t nat -A POSTROUTING -s 10.1.0.0/24 -o eth1 -j MASQUERADE");
  walk.type("server", "echo hello from the server > /tmp/index.html");
  walk.type("server", "(cd /tmp; python3 -m http.server 80 >/dev/null 2>&1 &)");
  walk.type("client", "curl -s http://203.0.113.10/");
  walk.type("client", "ping -c1 203.0.113.10");
});

describe("the packet explorer", () => {
  it("filters in tcpdump's language, with libpcap's complaints", () => {
    const frames = capture.all(device("client:eth0"));
    const icmp = filtered(frames, "icmp", 1);
    expect("numbers" in icmp && icmp.numbers.length).toBe(2);
    const syn = filtered(frames, "tcp[tcpflags] & tcp-syn != 0 and dst port 80", 1);
    expect("numbers" in syn && syn.numbers.length).toBe(1);
    expect(filtered(frames, "icmp and", 1)).toEqual({ error: "syntax error" });
    expect(filtered(frames, "tcp port nosuch", 1)).toHaveProperty("error");
  });

  it("follows a TCP stream: what both ends said, in order, once", () => {
    const frames = capture.all(device("client:eth0"));
    const first = frames.find((frame) => frame.bytes[23] === 6)?.number ?? 0;
    const stream = streamOf(frames, first);
    const said = (from: 0 | 1): string =>
      (stream?.parts ?? [])
        .filter((part) => part.from === from)
        .map((part) => Buffer.from(part.bytes).toString())
        .join("");
    expect(stream?.protocol).toBe("TCP");
    expect(stream?.ends[1]).toBe("203.0.113.10:80");
    expect(said(0)).toMatch(/^GET \/ HTTP\/1\.1\r\nHost: 203\.0\.113\.10\r\n/u);
    expect(said(1)).toMatch(/hello from the server\n$/u);
    expect(stream?.parts.every((part) => part.lost === 0)).toBe(true);
  });

  it("sees one packet wherever it was, and what the masquerading gateway changed", () => {
    const frames = capture.all(device("client:eth0"));
    const ping = filtered(frames, "icmp[0] = 8", 1);
    const seen = capture.sightings(
      device("client:eth0"),
      "numbers" in ping ? (ping.numbers[0] ?? 0) : 0,
    );
    expect(seen.length).toBeGreaterThanOrEqual(6);
    const rows = new Map(rowsOf(seen).map((row) => [row.name, row]));
    expect(rows.get("ip.src")?.values.at(0)).toBe("10.1.0.5");
    expect(rows.get("ip.src")?.values.at(-1)).toBe("203.0.113.1");
    expect(rows.get("ip.ttl")?.values.at(-1)).toBe("63");
    expect(rows.get("ip.dst")?.changes).toBe(false);
  });

  it.runIf(tshark)("writes all captures as pcapng, each interface named, that tshark reads", () => {
    const file = everything(capture, walk.world.sim.epochUs, (id) => `über:${id}`);
    const at = mkdtempSync(join(tmpdir(), "explorer-"));
    try {
      const path = join(at, "all.pcapng");
      writeFileSync(path, file);
      const fields = ["frame.interface_name", "frame.packet_flags_direction", "_ws.malformed"];
      const read = spawnSync(
        "tshark",
        ["-r", path, "-n", "-T", "fields", ...fields.flatMap((one) => ["-e", one])],
        { encoding: "utf8" },
      );
      const lines = read.stdout
        .trim()
        .split("\n")
        .map((line) => line.split("\t"));
      const total = capture.devices().reduce((n, id) => n + capture.all(id).length, 0);
      expect(lines.length).toBe(total);
      expect(new Set(lines.map(([name]) => name))).toEqual(
        new Set(capture.devices().map((id) => `über:${id}`)),
      );
      expect(lines.some((line) => (line[2] ?? "") !== "")).toBe(false);
      const mine = lines.filter(([name]) => name === `über:${device("client:eth0")}`);
      expect(mine.map((line) => Number(line[1]))).toEqual(
        capture.all(device("client:eth0")).map((frame) => (frame.direction === "in" ? 1 : 2)),
      );
    } finally {
      rmSync(at, { recursive: true });
    }
  });

  it("opens a capture of one's own, and what is none is named in libpcap's words", () => {
    const file = pcapFile(capture.all(device("client:eth0")), walk.world.sim.epochUs);
    const opened = addFile(capture, "mine.pcap", file);
    expect(opened).toEqual({ device: "file/mine.pcap", cut: null });
    const again = capture.all("file/mine.pcap");
    expect(again.map((frame) => [...frame.bytes])).toEqual(
      capture.all(device("client:eth0")).map((frame) => [...frame.bytes]),
    );
    expect(capture.sightings("file/mine.pcap", 1)).toEqual([]);
    const cut = addFile(capture, "cut.pcap", file.slice(0, file.length - 5));
    expect("cut" in cut ? cut.cut : null).toMatch(/truncated/u);
    expect(addFile(capture, "x", new Uint8Array([1, 2, 3, 4, 5]))).toEqual({
      error: "unknown file format",
    });
  });

  it("never throws on a hostile file", () => {
    const good = pcapFile(capture.all(device("client:eth0")), 0);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(good.length),
        (edits, length) => {
          const bad = good.slice(0, length);
          for (const [at, value] of edits) if (at < bad.length) bad[at] = value;
          const opened = addFile(capture, "bad", bad);
          if ("error" in opened) return;
          const frames = capture.all(opened.device);
          capture.packets(opened.device);
          for (const frame of frames.slice(0, 4)) streamOf(frames, frame.number);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("the ruler", () => {
  it("counts what VXLAN and IP-in-IP cost", () => {
    const eth = (type: number): number[] => [...Array<number>(12).fill(2), type >> 8, type & 255];
    const ip = (proto: number, total: number): number[] => [
      0x45,
      0,
      total >> 8,
      total & 255,
      0,
      0,
      0,
      0,
      64,
      proto,
      0,
      0,
      10,
      0,
      0,
      1,
      10,
      0,
      0,
      2,
    ];
    const ping = [...ip(1, 28), 8, 0, 0, 0, 0, 1, 0, 1];
    const inner = [...eth(0x800), ...ping];
    const vxlan = [8, 0, 0, 0, 0, 0, 1, 0, ...inner];
    const udp = [0xc0, 1, 0x12, 0xb5, 0, 8 + vxlan.length, 0, 0, ...vxlan];
    const frame = new Uint8Array([...eth(0x800), ...ip(17, 20 + udp.length), ...udp]);
    const parts = partsOf(dissect(frame), frame.length);
    expect(parts.map((part) => [part.title, part.length])).toEqual([
      ["Ethernet", 14],
      ["IPv4", 20],
      ["UDP", 8],
      ["VXLAN", 8],
      ["Ethernet", 14],
      ["IPv4", 20],
      ["ICMP", 8],
    ]);
    expect(overheadOf(parts)).toMatch(/20 \+ 8 \+ 8 \+ 14 = 50 bytes/u);
    const ipip = new Uint8Array([...eth(0x800), ...ip(4, 48), ...ping]);
    expect(overheadOf(partsOf(dissect(ipip), ipip.length))).toMatch(/costs 20 bytes/u);
    expect(overheadOf(partsOf(dissect(new Uint8Array(inner)), inner.length))).toBeNull();
  });
});
