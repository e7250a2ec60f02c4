/**
 * An independent judge: tshark reads what our kernel put on a wire and must find nothing to
 * complain about. Not measured where tshark is not installed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InetSocket } from "../../sandbox/kernel/socket/inet.ts";
import type { CapturedFrame } from "../../sandbox/kernel/socket/types.ts";
import { connectWire } from "../../sandbox/kernel/link/wire.ts";
import { Icmp6Socket } from "../../sandbox/kernel/socket/icmp6.ts";
import { IPV4_ANY, type Ipv6Addr, type MacAddr, parseMac } from "../../sandbox/wire/addr.ts";
import { pseudoSum, TCP_SYN, writeTcp } from "../../sandbox/wire/index.ts";
import { capture, ip, Net, Pinger, SECOND } from "../support/net.ts";
import { asFromCard } from "../support/offload.ts";
import { pcap } from "../support/pcap.ts";

const installed = spawnSync("tshark", ["--version"]).status === 0;
if (!installed)
  console.log("tests/wire/tshark: tshark is not installed, its judgement is not measured");

const PACKET_OUTGOING = 4;

type Link = "veth" | "wire";

/** Everything this kernel can say, on the two links of a router. */
function traffic(link: Link): CapturedFrame[] {
  const net = new Net();
  const [h1, r, h2] = [net.ns("h1"), net.ns("r"), net.ns("h2")] as const;
  const connect = (...[a, aName, b, bName, macs]: Parameters<Net["veth"]>): void => {
    if (link === "veth") net.veth(a, aName, b, bName, macs);
    else
      connectWire(
        { ns: a, name: aName, mac: parseMac(macs?.a ?? "") as MacAddr },
        { ns: b, name: bName, mac: parseMac(macs?.b ?? "") as MacAddr },
      );
  };
  connect(h1, "eth0", r, "left", { a: "02:00:00:00:00:01", b: "02:00:00:00:00:02" });
  connect(r, "right", h2, "eth0", { a: "02:00:00:00:00:03", b: "02:00:00:00:00:04" });
  net.addr(h1, "eth0", "10.0.1.2/24");
  const taps = [capture(h1, "eth0")];
  net.addr(r, "left", "10.0.1.1/24");
  net.addr(r, "right", "10.0.2.1/24");
  taps.push(capture(r, "right"));
  net.addr(h2, "eth0", "10.0.2.2/24");
  net.route(h1, "0.0.0.0/0", "10.0.1.1");
  net.route(h2, "0.0.0.0/0", "10.0.2.1");
  net.forward(r);
  net.run(8 * SECOND);
  const pinger = new Pinger(net, h1);
  for (const size of [0, 1, 56, 57, 1472]) pinger.ping("10.0.2.2", SECOND, size);
  pinger.ping("10.0.2.2", SECOND, 4001);
  pinger.ping("10.0.2.2", SECOND, 56, { ttl: 1 });
  pinger.ping("10.9.9.9");
  pinger.ping("10.0.2.99", 4 * SECOND);
  pinger.socket.setBroadcast(true);
  pinger.ping("10.0.1.255");
  const server = new InetSocket(h2.stack, "udp", 17, true);
  server.bind(IPV4_ANY, 21_212);
  const client = new InetSocket(h1.stack, "udp", 17, true);
  for (const size of [0, 1, 2, 511, 1472, 3000]) {
    client.send(
      new Uint8Array(size).map((_, i) => i),
      { address: ip("10.0.2.2"), port: 21_212 },
    );
    net.run(SECOND);
  }
  client.send(new Uint8Array(3), { address: ip("10.0.2.2"), port: 21_213 });
  const raw = new InetSocket(h1.stack, "raw", 6, true);
  const syn = new Uint8Array(20);
  const tcp = { srcPort: 40_000, dstPort: 80, seq: 1000, ack: 0, flags: TCP_SYN, window: 64_240 };
  writeTcp(syn, 0, 20, tcp, pseudoSum(ip("10.0.1.2"), ip("10.0.2.2"), 6, 20));
  raw.send(syn, { address: ip("10.0.2.2"), port: 0 });
  net.run(SECOND);
  const ping6 = new Icmp6Socket(h1.stack);
  const echo = new Uint8Array(64);
  echo[0] = 128;
  ping6.send(echo, { address: "fe80::ff:fe00:2" as Ipv6Addr, dev: "eth0" });
  ping6.send(echo, { address: "fe80::dead" as Ipv6Addr, dev: "eth0" });
  net.run(10 * SECOND);
  const frames: CapturedFrame[] = [];
  for (const tap of taps)
    for (let frame = tap.recv(); frame !== null; frame = tap.recv()) frames.push(frame);
  return frames;
}

describe.runIf(installed)("tshark", () => {
  it.each<Link>(["veth", "wire"])(
    "finds no malformed packet and no bad checksum on a %s",
    (link) => {
      let unfinished = 0;
      const frames = traffic(link).map((frame) => {
        // What came in by a wire came out of a card: nobody finishes it for the judge.
        if (link === "wire" && frame.packetType !== PACKET_OUTGOING) return frame;
        const { bytes, finished } = asFromCard(frame.bytes);
        if (finished) unfinished++;
        return { ...frame, bytes };
      });
      expect(unfinished).toBeGreaterThan(4);
      const dir = mkdtempSync(join(tmpdir(), "wire-"));
      try {
        const file = join(dir, "all.pcap");
        writeFileSync(file, pcap(frames));
        const options = ["ip", "udp", "tcp"].flatMap((name) => [
          "-o",
          `${name}.check_checksum:TRUE`,
        ]);
        const run = (fields: string[]): string[][] =>
          execFileSync(
            "tshark",
            ["-r", file, "-n", ...options, "-T", "fields", ...fields.flatMap((f) => ["-e", f])],
            {
              encoding: "utf8",
              stdio: ["ignore", "pipe", "ignore"],
            },
          )
            .trimEnd()
            .split("\n")
            .map((line) => line.split("\t"));
        const rows = run([
          "frame.protocols",
          "_ws.malformed",
          "_ws.expert.severity",
          "_ws.expert.message",
          "ip.checksum.status",
          "udp.checksum.status",
          "tcp.checksum.status",
          "icmp.checksum.status",
          "icmpv6.checksum.status",
        ]);
        expect(rows.length).toBe(frames.length);
        // Warnings (6291456) and errors (8388608); what is below is conversation, as "no response seen".
        const complaints = rows.filter((row) => {
          const severe = (row[2] ?? "").split(",").some((one) => Number(one) >= 6_291_456);
          const bad = row.slice(4).some((status) => status.split(",").includes("0"));
          return row[1] !== "" || severe || bad;
        });
        // A reset that answers a SYN is a "warning" to tshark; nothing else may be.
        expect(complaints.filter((row) => !/Connection reset/.test(row[3] ?? ""))).toEqual([]);
        const kinds = [...new Set(rows.map((row) => row[0]))].sort();
        expect(kinds).toEqual([
          "eth:ethertype:arp",
          "eth:ethertype:ip:data",
          "eth:ethertype:ip:icmp",
          "eth:ethertype:ip:icmp:data",
          "eth:ethertype:ip:icmp:ip:icmp:data",
          "eth:ethertype:ip:icmp:ip:udp:data",
          "eth:ethertype:ip:tcp",
          "eth:ethertype:ip:udp",
          "eth:ethertype:ip:udp:data",
          "eth:ethertype:ipv6:icmpv6",
          "eth:ethertype:ipv6:icmpv6:data",
          "eth:ethertype:ipv6:ipv6.hopopts:icmpv6",
        ]);
      } finally {
        rmSync(dir, { recursive: true });
      }
    },
  );
});
