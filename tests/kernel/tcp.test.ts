/** TCP over real wires: every byte in order whatever the wire does, states, timers, errors. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NetDevice } from "../../sandbox/kernel/device.ts";
import type { NetNamespace } from "../../sandbox/kernel/netns.ts";
import type { Packet } from "../../sandbox/kernel/packet.ts";
import { TcpSock } from "../../sandbox/kernel/socket/tcp/sock.ts";
import type { CaptureSocket } from "../../sandbox/kernel/socket/packet.ts";
import type { CapturedFrame, StreamSocket } from "../../sandbox/kernel/socket/types.ts";
import { connectWire } from "../../sandbox/kernel/link/wire.ts";
import { Rng } from "../../sandbox/sim/rng.ts";
import { IPV4_ANY } from "../../sandbox/wire/addr.ts";
import { capture, ip, MS, Net, SECOND } from "../support/net.ts";
import { pcap } from "../support/pcap.ts";

interface Pair {
  readonly net: Net;
  readonly lent: ReadonlySet<Uint8Array>;
  readonly a: NetNamespace;
  readonly b: NetNamespace;
  readonly client: TcpSock;
  readonly server: StreamSocket;
}

const PACKET_OUTGOING = 4;
const installed = spawnSync("tshark", ["--version"]).status === 0;

/** tshark's view of each IPv4 frame: malformed, severities, status of the IP and the TCP checksum. */
function dissect(frames: readonly CapturedFrame[]): string[][] {
  const dir = mkdtempSync(join(tmpdir(), "tcp-"));
  try {
    const file = join(dir, "one.pcap");
    writeFileSync(file, pcap(frames));
    const names = ["_ws.malformed", "_ws.expert.severity", "ip.checksum.status"];
    const fields = [...names, "tcp.checksum.status"].flatMap((name) => ["-e", name]);
    const checks = ["ip", "tcp"].flatMap((name) => ["-o", `${name}.check_checksum:TRUE`]);
    const argv = ["-r", file, "-n", "-Y", "ip", ...checks, "-T", "fields", ...fields];
    const text = execFileSync("tshark", argv, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return text
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** a 10.0.0.1 - b 10.0.0.2, connected to port 80. */
function connected(
  seed = 1,
  prepare: (net: Net, a: NetNamespace, b: NetNamespace) => void = () => {},
  cable = (net: Net, a: NetNamespace, b: NetNamespace): void => net.veth(a, "eth0", b, "eth0"),
): Pair {
  const net = new Net(seed);
  const lent = watchPool(net);
  const a = net.ns("a");
  const b = net.ns("b");
  cable(net, a, b);
  net.addr(a, "eth0", "10.0.0.1/24");
  net.addr(b, "eth0", "10.0.0.2/24");
  net.up(a, "lo");
  net.up(b, "lo");
  net.run(3 * SECOND);
  prepare(net, a, b);
  const listener = new TcpSock(b.stack, 4, true, 0);
  expect(listener.bind(IPV4_ANY, 80)).toBeNull();
  expect(listener.listen(5)).toBeNull();
  const client = new TcpSock(a.stack, 4, true, 0);
  expect(client.connect(ip("10.0.0.2"), 80)).toBe("EINPROGRESS");
  let server: StreamSocket | null = null;
  for (let i = 0; i < 3000 && server === null; i++) {
    net.run(100 * MS);
    server = listener.accept();
  }
  if (server === null) throw new Error("no connection");
  return { net, lent, a, b, client, server };
}

/** The packet buffers that are out: each must come home once. */
function watchPool(net: Net): Set<Uint8Array> {
  const lent = new Set<Uint8Array>();
  const { buffers } = net.host.sim;
  const take = buffers.take.bind(buffers);
  const give = buffers.give.bind(buffers);
  buffers.take = (size) => {
    const buffer = take(size);
    if (lent.has(buffer)) throw new Error("a buffer was lent twice");
    lent.add(buffer);
    return buffer;
  };
  buffers.give = (buffer) => {
    if (!lent.delete(buffer)) throw new Error("a buffer came back twice");
    give(buffer);
  };
  return lent;
}

/** RFC 9293 3.3.1: what must hold of the send sequence space at any moment. */
function checkSequences(socket: StreamSocket): void {
  const { sndUna, sndNxt, sndWnd } = socket as TcpSock;
  if (!(sndUna <= sndNxt && sndNxt <= sndUna + sndWnd))
    throw new Error(`una ${sndUna} nxt ${sndNxt} window ${sndWnd}`);
}

/** A wire with bad manners, in per mille of the frames. */
interface Manners {
  loss: number;
  twice: number;
  late: number;
  delayUs: number;
}

function spoil(dev: NetDevice, manners: Manners, seed: number): void {
  const rng = new Rng(seed, "wire");
  const host = dev.ns.host;
  const device = dev as unknown as { transmit(packet: Packet): void };
  const before = device.transmit.bind(dev);
  device.transmit = (packet) => {
    if (rng.below(1000) < manners.loss) {
      dev.drop(packet, "dev:lost");
      return;
    }
    const late = rng.below(1000) < manners.late ? rng.below(3 * manners.delayUs + 1) : 0;
    if (rng.below(1000) < manners.twice) {
      const twin = packet.copy();
      host.sim.sched.after(manners.delayUs + rng.below(1000), "twin", () => before(twin));
    }
    host.sim.sched.after(manners.delayUs + late, "late", () => before(packet));
  };
}

function bytes(count: number, salt: number): Uint8Array {
  return new Uint8Array(count).map((_, i) => (i * 31 + (i >> 8) * 7 + salt) & 255);
}

/** Both send all of theirs and read all of the other's; true when every byte came in order. */
function exchange(pair: Pair, up: Uint8Array, down: Uint8Array, limitUs: number): boolean {
  const { net, client, server } = pair;
  const sides = [
    {
      socket: client as StreamSocket,
      out: up,
      expected: down,
      sent: 0,
      got: 0,
      shut: false,
      end: false,
    },
    { socket: server, out: down, expected: up, sent: 0, got: 0, shut: false, end: false },
  ];
  const until = net.now + limitUs;
  while (net.now < until) {
    for (const side of sides) {
      while (side.sent < side.out.length) {
        const took = side.socket.send(
          side.out,
          side.sent,
          Math.min(side.out.length, side.sent + 5000),
        );
        if (typeof took === "string") throw new Error(`send: ${took}`);
        if (took === 0) break;
        side.sent += took;
      }
      if (side.sent === side.out.length && !side.shut) {
        side.shut = true;
        side.socket.shutdown("write");
      }
      for (;;) {
        const got = side.socket.recv(7000);
        if (typeof got === "string") throw new Error(`recv: ${got}`);
        if (got === null) break;
        if (got.length === 0) {
          side.end = true;
          break;
        }
        for (let i = 0; i < got.length; i++) {
          if (got[i] !== side.expected[side.got + i])
            throw new Error(`byte ${side.got + i} differs`);
        }
        side.got += got.length;
      }
    }
    if (sides.every((side) => side.end && side.got === side.expected.length)) return true;
    for (const side of sides) checkSequences(side.socket);
    net.run(net.now < 10 * SECOND ? 500 : 5 * MS);
  }
  return false;
}

describe("TCP", () => {
  it("transfers every byte in order over a wire that loses, doubles, delays and reorders", () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(1_000_000),
          loss: fc.nat(150),
          twice: fc.nat(100),
          late: fc.nat(300),
          delayUs: fc.nat(20_000),
          up: fc.nat(120_000),
          down: fc.nat(60_000),
          sack: fc.boolean(),
          timestamps: fc.boolean(),
          mtu: fc.constantFrom(1500, 576, 9000),
        }),
        (c) => {
          const pair = connected(c.seed, (_, a, b) => {
            for (const ns of [a, b]) {
              ns.sysctl.write("ipv4/tcp_sack", c.sack ? "1" : "0");
              ns.sysctl.write("ipv4/tcp_timestamps", c.timestamps ? "1" : "0");
              ns.netlink.setLink("eth0", { mtu: c.mtu });
              spoil(ns.device("eth0") as NetDevice, c, c.seed);
            }
          });
          expect(exchange(pair, bytes(c.up, 1), bytes(c.down, 2), 4000 * SECOND)).toBe(true);
          pair.client.close();
          pair.server.close();
          // Whoever gives up does so within tcp_orphan_retries; then TIME-WAIT.
          pair.net.run(1000 * SECOND);
          expect(pair.lent.size).toBe(0);
          expect([...pair.a.stack.tcp.all, ...pair.b.stack.tcp.all].length).toBe(1);
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  }, 120_000);

  it.runIf(installed)("crosses a wire without a fault that tshark can see", () => {
    let tap: CaptureSocket | null = null;
    const pair = connected(
      1,
      (_net, _a, b) => {
        tap = capture(b, "eth0");
      },
      (_net, a, b) => void connectWire({ ns: a, name: "eth0" }, { ns: b, name: "eth0" }),
    );
    expect(exchange(pair, bytes(90_000, 1), bytes(40_000, 2), 60 * SECOND)).toBe(true);
    pair.client.close();
    pair.server.close();
    pair.net.run(SECOND);
    const frames: CapturedFrame[] = [];
    const socket = tap as CaptureSocket | null;
    for (let f = socket?.recv() ?? null; f !== null; f = socket?.recv() ?? null) frames.push(f);
    const rows = dissect(frames.filter((frame) => frame.packetType !== PACKET_OUTGOING));
    expect(rows.length).toBeGreaterThan(60);
    // Half of a conversation: acknowledged segments that were not captured are no fault.
    const faults = rows.filter(([malformed, severity = "", ip, tcp]) => {
      const errors = severity.split(",").some((one) => Number(one) >= 8_388_608);
      return malformed !== "" || errors || ip !== "1" || tcp !== "1";
    });
    expect(faults).toEqual([]);
  });

  it("closes in four steps, waits a minute, and is gone", () => {
    const { net, a, b, client, server } = connected();
    client.close();
    net.run(200 * MS);
    expect([client.state, server.state]).toEqual(["UNCONN", "CLOSE-WAIT"]);
    expect([...a.stack.tcp.timewaits].map((tw) => tw.rport)).toEqual([80]);
    expect(server.recv(10)).toEqual(new Uint8Array(0));
    server.close();
    net.run(100 * MS);
    expect([...a.stack.tcp.timewaits].length).toBe(1);
    expect([...b.stack.tcp.timewaits].length).toBe(0);
    net.run(61 * SECOND);
    expect([...a.stack.tcp.timewaits].length).toBe(0);
    expect(net.drops.filter((drop) => drop.reason.startsWith("tcp"))).toEqual([]);
  });
});
