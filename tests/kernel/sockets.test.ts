/** UDP, raw and packet sockets: delivery, errors, broadcast, fragments in a capture. */
import { describe, expect, it } from "vitest";
import { InetSocket } from "../../sandbox/kernel/socket/inet.ts";
import { CaptureSocket } from "../../sandbox/kernel/socket/packet.ts";
import type { NetNamespace } from "../../sandbox/kernel/netns.ts";
import { formatIpv4, IPV4_ANY, ipv4 } from "../../sandbox/wire/addr.ts";
import { readIpv4 } from "../../sandbox/wire/ipv4.ts";
import {
  pseudoSum,
  readTcp,
  readUdp,
  TCP_SYN,
  tcpFlaw,
  writeTcp,
} from "../../sandbox/wire/index.ts";
import { capture, ip, Net, Pinger, SECOND } from "../support/net.ts";

function pair(): { net: Net; a: NetNamespace; b: NetNamespace } {
  const net = new Net();
  const a = net.ns("a");
  const b = net.ns("b");
  net.veth(a, "eth0", b, "eth0");
  net.addr(a, "eth0", "10.0.0.1/24");
  net.addr(b, "eth0", "10.0.0.2/24");
  net.up(a, "lo");
  net.up(b, "lo");
  net.run(3 * SECOND);
  return { net, a, b };
}

const udp = (ns: NetNamespace): InetSocket => new InetSocket(ns.stack, "udp", 17, true);
const bytes = Uint8Array.of(1, 2, 3, 4, 5);

describe("UDP", () => {
  it("carries datagrams both ways", () => {
    const { net, a, b } = pair();
    const server = udp(b);
    expect(server.bind(IPV4_ANY, 5000)).toBe(null);
    const client = udp(a);
    expect(client.connect(ip("10.0.0.2"), 5000)).toBe(null);
    expect(formatIpv4(client.localAddress)).toBe("10.0.0.1");
    expect(client.send(bytes, null)).toBe(null);
    net.run(SECOND);
    const got = server.recv();
    expect(got?.bytes).toEqual(bytes);
    expect(got?.srcPort).toBe(client.localPort);
    expect(client.localPort).toBeGreaterThanOrEqual(32_768);
    expect(server.send(bytes, { address: got?.src as never, port: got?.srcPort as number })).toBe(
      null,
    );
    net.run(SECOND);
    expect(client.recv()?.bytes).toEqual(bytes);
    expect(b.datagramsIn).toBe(1);
  });

  it("reassembles 4000 bytes; a lost fragment times out after 30 s", () => {
    const { net, a, b } = pair();
    const server = udp(b);
    server.bind(IPV4_ANY, 5000);
    const big = new Uint8Array(4000).map((_, i) => i * 7);
    const client = udp(a);
    expect(client.send(big, { address: ip("10.0.0.2"), port: 5000 })).toBe(null);
    net.run(SECOND);
    expect(server.recv()?.bytes).toEqual(big);
    expect(b.stack.snmp.ip.ReasmOKs).toBe(1);
    expect(a.stack.snmp.ip.FragCreates).toBe(3);
  });

  it("nobody listens: ECONNREFUSED for a connected socket, nothing for another", () => {
    const { net, a } = pair();
    const connected = udp(a);
    connected.connect(ip("10.0.0.2"), 7);
    connected.send(bytes, null);
    const other = udp(a);
    other.send(bytes, { address: ip("10.0.0.2"), port: 7 });
    net.run(SECOND);
    const error = connected.recvError();
    expect([error?.errno, error?.icmpType, error?.icmpCode]).toEqual(["ECONNREFUSED", 3, 3]);
    expect(error?.quoted).toEqual(bytes);
    expect(other.recvError()).toBe(null);
    expect(net.drops.filter((drop) => drop.reason === "udp:no-listener").length).toBe(2);
  });

  it("refuses what Linux refuses", () => {
    const { a, b } = pair();
    const one = udp(a);
    expect(one.bind(ip("10.0.0.9"), 5000)).toBe("EADDRNOTAVAIL");
    expect(one.bind(IPV4_ANY, 5000)).toBe(null);
    expect(udp(a).bind(ip("10.0.0.1"), 5000)).toBe("EADDRINUSE");
    expect(udp(b).bind(IPV4_ANY, 5000)).toBe(null);
    expect(new InetSocket(a.stack, "udp", 17, false).bind(IPV4_ANY, 80)).toBe("EACCES");
    expect(udp(a).send(bytes, { address: ip("10.9.9.9"), port: 1 })).toBe("ENETUNREACH");
    expect(udp(a).send(bytes, { address: ip("10.0.0.255"), port: 1 })).toBe("EACCES");
    expect(udp(a).bindToDevice("nope")).toBe("ENODEV");
    expect(udp(a).send(new Uint8Array(65_508), { address: ip("10.0.0.2"), port: 1 })).toBe(
      "EMSGSIZE",
    );
    one.close();
    expect(udp(a).bind(ip("10.0.0.1"), 5000)).toBe(null);
    expect(one.send(bytes, { address: ip("10.0.0.2"), port: 1 })).toBe("EBADF");
  });

  it("a broadcast reaches every socket on the port, and nobody is told of none", () => {
    const { net, a, b } = pair();
    const one = udp(b);
    one.reuseAddress = true;
    one.bind(IPV4_ANY, 5000);
    const two = udp(b);
    two.reuseAddress = true;
    two.bind(IPV4_ANY, 5000);
    const sender = udp(a);
    sender.setBroadcast(true);
    sender.send(bytes, { address: ip("10.0.0.255"), port: 5000 });
    sender.send(bytes, { address: ip("10.0.0.255"), port: 5001 });
    net.run(SECOND);
    expect([one.recv()?.bytes, two.recv()?.bytes]).toEqual([bytes, bytes]);
    expect(sender.recvError()).toBe(null);
  });

  it("a full receive buffer drops", () => {
    const { net, a, b } = pair();
    const server = udp(b);
    server.bind(IPV4_ANY, 5000);
    const client = udp(a);
    for (let i = 0; i < 500; i++) {
      client.send(bytes, { address: ip("10.0.0.2"), port: 5000 });
      net.run(100);
    }
    net.run(SECOND);
    expect(net.drops.filter((drop) => drop.reason === "udp:queue-full").length).toBeGreaterThan(
      100,
    );
    expect(b.stack.snmp.udp.RcvbufErrors).toBeGreaterThan(100);
  });
});

describe("broadcast ping", () => {
  it("is ignored by default, answered when icmp_echo_ignore_broadcasts is 0", () => {
    const { net, a, b } = pair();
    const pinger = new Pinger(net, a);
    expect(pinger.ping("10.0.0.255")).toEqual(["send: EACCES"]);
    pinger.socket.setBroadcast(true);
    expect(pinger.ping("10.0.0.255")).toEqual([]);
    expect(net.drops.filter((drop) => drop.reason === "icmp:ignored").length).toBe(2);
    b.sysctl.write("ipv4/icmp_echo_ignore_broadcasts", "0");
    expect(pinger.ping("10.0.0.255")).toEqual(["reply from 10.0.0.2 ttl=64 bytes=64"]);
    expect(pinger.ping("224.0.0.1")).toEqual(["send: ENETUNREACH"]);
    expect(pinger.ping("224.0.0.1", SECOND, 56, { oif: "eth0" })).toEqual([
      "reply from 10.0.0.2 ttl=64 bytes=64",
    ]);
  });
});

describe("TCP without TCP", () => {
  it("answers a SYN by a reset that a checker accepts", () => {
    const { net, a, b } = pair();
    const raw = new InetSocket(a.stack, "raw", 6, true);
    const syn = new Uint8Array(20);
    const tcp = { srcPort: 40_000, dstPort: 80, seq: 1000, ack: 0, flags: TCP_SYN, window: 64_240 };
    writeTcp(syn, 0, 20, tcp, pseudoSum(ip("10.0.0.1"), ip("10.0.0.2"), 6, 20));
    expect(raw.send(syn, { address: ip("10.0.0.2"), port: 0 })).toBe(null);
    net.run(SECOND);
    const got = raw.recv();
    if (got === null) throw new Error("no answer");
    expect(tcpFlaw(got.bytes, 20, 40, pseudoSum(got.src, got.dst, 6, 20))).toBe(null);
    expect(readTcp(got.bytes, 20)).toEqual({
      srcPort: 80,
      dstPort: 40_000,
      seq: 0,
      ack: 1001,
      flags: 0x14,
      window: 0,
      headerLength: 20,
    });
    const header = readIpv4(got.bytes, 0);
    expect([header.id, header.dontFragment, header.ttl]).toEqual([0, true, 64]);
    expect(b.stack.snmp.tcp.OutRsts).toBe(1);
    expect(net.drops.at(-1)).toEqual({ reason: "tcp:no-listener", ns: "a" });
  });
});

describe("capture", () => {
  it("sees frames in order with their direction, cut to snaplen", () => {
    const { net, a } = pair();
    const tap = new CaptureSocket(a, null, { device: null, snaplen: 60 });
    new Pinger(net, a).ping("10.0.0.2", SECOND / 10);
    const seen: string[] = [];
    for (let frame = tap.recv(); frame !== null; frame = tap.recv()) {
      if (frame.protocol === 0x86dd) continue;
      seen.push(
        `${frame.devName} ${frame.packetType} ${frame.protocol.toString(16)} ${frame.length} ${frame.bytes.length}`,
      );
    }
    expect(seen).toEqual([
      "eth0 4 806 42 42",
      "eth0 0 806 42 42",
      "eth0 4 800 98 60",
      "eth0 0 800 98 60",
    ]);
    tap.close();
    expect(a.taps).toBe(null);
  });

  it("drops when the ring is full, and goes on when it was emptied", () => {
    const { net, a } = pair();
    const tap = new CaptureSocket(a, null, { device: null, ringBytes: 65_536 });
    const pinger = new Pinger(net, a);
    for (let i = 0; i < 100; i++) pinger.ping("10.0.0.2", 1000, 1000);
    expect(tap.dropped).toBeGreaterThan(0);
    const before = tap.dropped;
    let count = 0;
    while (count < 5 && tap.recv() !== null) count++;
    pinger.ping("10.0.0.2", 1000, 10);
    expect(tap.dropped).toBe(before);
    let last = null;
    for (let frame = tap.recv(); frame !== null; frame = tap.recv()) {
      last = frame;
      count++;
    }
    expect(last?.length).toBe(52);
    expect(tap.received).toBe(count + tap.dropped);
  });

  it("shows a ping of 84 bytes quoted whole, tos 0xc0, without DF", () => {
    const { net, a, b } = pair();
    const tap = capture(a, "eth0");
    net.route(a, "0.0.0.0/0", "10.0.0.2");
    net.forward(b);
    const pinger = new Pinger(net, a);
    pinger.ping("10.9.9.9");
    const frames = [];
    for (let frame = tap.recv(); frame !== null; frame = tap.recv())
      if (frame.protocol === 0x800) frames.push(frame);
    const [request, error] = frames.map((frame) => readIpv4(frame.bytes, 14));
    expect([request?.dontFragment, request?.totalLength, request?.tos]).toEqual([true, 84, 0]);
    expect(request?.id).not.toBe(0);
    expect([error?.dontFragment, error?.totalLength, error?.tos]).toEqual([false, 112, 0xc0]);
  });

  it("sends whole frames", () => {
    const { net, a, b } = pair();
    const tap = new CaptureSocket(a, a.device("eth0")?.index ?? 0, { device: "eth0" });
    expect(tap.sendFrame(new Uint8Array(5))).toBe("EINVAL");
    expect(tap.sendFrame(new Uint8Array(2000))).toBe("EMSGSIZE");
    const frame = new Uint8Array(60).fill(0xff, 0, 6);
    frame[12] = 0x12;
    frame[13] = 0x34;
    expect(tap.sendFrame(frame)).toBe(null);
    net.run(1000);
    expect(net.drops.at(-1)).toEqual({ reason: "eth:unknown-protocol", ns: "b" });
    b.netlink.setLink("eth0", { up: false });
    expect(readUdp(Uint8Array.of(0, 1, 0, 2, 0, 3, 0, 0), 0)).toEqual({
      srcPort: 1,
      dstPort: 2,
      length: 3,
    });
  });
});

describe("source validation", () => {
  it("rp_filter drops what would not go back that way; martians are dropped always", () => {
    const { net, a, b } = pair();
    const raw = new InetSocket(a.stack, "raw", 1, true);
    raw.headerIncluded = true;
    const spoof = (src: string): void => {
      const packet = new Uint8Array(28);
      packet.set([0x45, 0, 0, 28, 0, 1, 0, 0, 64, 1]);
      packet.set([8, 0, 0xf7, 0xff], 20);
      const addr = ip(src);
      packet.set(
        [addr >>> 24, addr >>> 16, addr >>> 8, addr].map((n) => n & 255),
        12,
      );
      packet.set([10, 0, 0, 2], 16);
      expect(raw.send(packet, { address: ip("10.0.0.2"), port: 0 })).toBe(null);
      net.run(1000);
    };
    spoof("10.0.0.2");
    expect(net.drops.at(-1)).toEqual({ reason: "ip:martian", ns: "b" });
    spoof("127.0.0.1");
    expect(net.drops.at(-1)).toEqual({ reason: "ip:martian", ns: "b" });
    b.sysctl.write("ipv4/conf/all/rp_filter", "1");
    spoof("192.168.7.7");
    expect(net.drops.at(-1)).toEqual({ reason: "ip:rp-filter", ns: "b" });
    expect(formatIpv4(ipv4(192, 168, 7, 7))).toBe("192.168.7.7");
  });
});

describe("redirects", () => {
  it("tells a host of the shorter way, which it then takes", () => {
    const net = new Net();
    const [h, r1, r2] = [net.ns("h"), net.ns("r1"), net.ns("r2")] as const;
    const sw = net.ns("sw");
    sw.netlink.newLink({ kind: "bridge", name: "br0" });
    net.up(sw, "br0");
    for (const [i, ns] of [h, r1, r2].entries()) {
      net.veth(ns, "eth0", sw, `p${i}`);
      sw.netlink.setLink(`p${i}`, { master: "br0", up: true });
      net.addr(ns, "eth0", `10.0.0.${i + 1}/24`);
    }
    net.up(r2, "lo");
    net.addr(r2, "lo", "10.7.0.1/32");
    net.forward(r1);
    net.route(h, "10.7.0.0/16", "10.0.0.2");
    net.route(r1, "10.7.0.0/16", "10.0.0.3");
    net.run(3 * SECOND);
    const pinger = new Pinger(net, h);
    // The first redirect makes h ask for the new gateway, the second one counts (recorded).
    for (const forwarded of [1, 2, 2]) {
      expect(pinger.ping("10.7.0.1")).toEqual(["reply from 10.7.0.1 ttl=64 bytes=64"]);
      expect(r1.forwarded).toBe(forwarded);
    }
    expect(r1.stack.snmp.icmp.OutRedirects).toBe(2);
    expect(formatIpv4(h.stack.redirectOf(ip("10.7.0.1")) ?? IPV4_ANY)).toBe("10.0.0.3");
  });
});
