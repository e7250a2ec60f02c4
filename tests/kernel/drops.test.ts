/**
 * Every way for a packet to die: a real situation for each reason of the closed list, and what the
 * one who sent it came to know. A reason that nothing can cause has no place in the list.
 */
import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { connectWire } from "../../sandbox/kernel/link/wire.ts";
import { DROP, NF_PRE } from "../../sandbox/kernel/netfilter/hooks.ts";
import type { NetNamespace } from "../../sandbox/kernel/netns.ts";
import { NUD, type VxlanInfo } from "../../sandbox/kernel/netlink-types.ts";
import { InetSocket } from "../../sandbox/kernel/socket/inet.ts";
import { TcpSock } from "../../sandbox/kernel/socket/tcp/sock.ts";
import type { DropReason } from "../../sandbox/sim/trace.ts";
import { type Ipv4Addr, IPV4_ANY, parseMac } from "../../sandbox/wire/addr.ts";
import {
  checksum,
  IP_MF,
  IPPROTO_UDP,
  pseudoSum,
  TCP_SYN,
  writeEth,
  writeIpv4,
  writeTcp,
  writeUdp,
} from "../../sandbox/wire/index.ts";
import { append } from "./netfilter/rules.ts";
import { capture, ip, MS, must, Net, Pinger, SECOND } from "../support/net.ts";

const MAC_A = "02:00:00:00:00:0a";
const MAC_B = "02:00:00:00:00:0b";
const seen = new Set<DropReason>();

interface Pair {
  readonly net: Net;
  readonly a: NetNamespace;
  readonly b: NetNamespace;
}

/** a 10.0.0.1 - b 10.0.0.2 on one cable. */
function pair(mtuA = 1500): Pair {
  const net = new Net();
  const a = net.ns("a");
  const b = net.ns("b");
  net.veth(a, "eth0", b, "eth0", { a: MAC_A, b: MAC_B });
  must(a.netlink.setLink("eth0", { mtu: mtuA }));
  net.addr(a, "eth0", "10.0.0.1/24");
  net.addr(b, "eth0", "10.0.0.2/24");
  net.up(a, "lo");
  net.up(b, "lo");
  net.run(3 * SECOND);
  net.drops.length = 0;
  return { net, a, b };
}

interface Routed {
  readonly net: Net;
  readonly h: NetNamespace;
  readonly r: NetNamespace;
  readonly t: NetNamespace;
}

/** h 10.0.1.2 - r - 10.0.2.2 t, r forwards. */
function routed(): Routed {
  const net = new Net();
  const [h, r, t] = [net.ns("h"), net.ns("r"), net.ns("t")] as const;
  net.veth(h, "eth0", r, "left");
  net.veth(r, "right", t, "eth0");
  net.addr(h, "eth0", "10.0.1.2/24");
  net.addr(r, "left", "10.0.1.1/24");
  net.addr(r, "right", "10.0.2.1/24");
  net.addr(t, "eth0", "10.0.2.2/24");
  net.route(h, "0.0.0.0/0", "10.0.1.1");
  net.route(t, "0.0.0.0/0", "10.0.2.1");
  net.forward(r);
  net.run(3 * SECOND);
  net.drops.length = 0;
  return { net, h, r, t };
}

/** Two hosts on the ports p0 and p1 of a bridge. */
function bridged(
  options: { stp?: boolean; vlans?: boolean } = {},
): Pair & { readonly hub: NetNamespace } {
  const net = new Net();
  const [hub, a, b] = [net.ns("hub"), net.ns("a"), net.ns("b")] as const;
  must(
    hub.netlink.newLink({
      kind: "bridge",
      name: "br0",
      bridge: {
        stpState: options.stp === true ? 1 : 0,
        vlanFiltering: options.vlans === true ? 1 : 0,
      },
    }),
  );
  net.up(hub, "br0");
  for (const [i, ns] of [a, b].entries()) {
    net.veth(hub, `p${i}`, ns, "eth0", { b: [MAC_A, MAC_B][i] as string });
    must(hub.netlink.setLink(`p${i}`, { master: "br0" }));
    net.up(hub, `p${i}`);
    net.addr(ns, "eth0", `10.0.0.${i + 1}/24`);
  }
  net.run(3 * SECOND);
  net.drops.length = 0;
  return { net, a, b, hub };
}

/** The reasons since `drops` was emptied, without those of unrelated multicast chatter. */
function reasons(net: Net): string[] {
  for (const drop of net.drops) seen.add(drop.reason);
  return [...new Set(net.drops.map((drop) => `${drop.ns} ${drop.reason}`))].sort();
}

function told(net: Net, reason: DropReason, ns: string): void {
  expect(reasons(net)).toContain(`${ns} ${reason}`);
}

function neighbour(ns: NetNamespace, address: string, mac: string): void {
  must(
    ns.netlink.newNeigh(
      {
        family: 4,
        dev: "eth0",
        dst: ip(address),
        lladdr: parseMac(mac) as never,
        state: NUD.PERMANENT,
      },
      "replace",
    ),
  );
}

interface Crafted {
  readonly dstMac?: string;
  readonly src?: string;
  readonly dst?: string;
  readonly protocol?: number;
  readonly fragment?: number;
  readonly id?: number;
  readonly payload?: Uint8Array;
}

/** An IPv4 frame written by hand. */
function frame(made: Crafted = {}): Uint8Array {
  const payload = made.payload ?? new Uint8Array(8);
  const out = new Uint8Array(14 + 20 + payload.length);
  writeEth(out, 0, parseMac(made.dstMac ?? MAC_B) as never, parseMac(MAC_A) as never, 0x0800);
  writeIpv4(
    out,
    14,
    ip(made.src ?? "10.0.0.1"),
    ip(made.dst ?? "10.0.0.2"),
    made.protocol ?? 253,
    64,
    0,
    made.id ?? 7,
    made.fragment ?? 0,
    20 + payload.length,
  );
  out.set(payload, 34);
  return out;
}

function udpBytes(src: Ipv4Addr, dst: Ipv4Addr, port: number, size: number): Uint8Array {
  const out = new Uint8Array(8 + size);
  writeUdp(out, 0, out.length, 4000, port, pseudoSum(src, dst, IPPROTO_UDP, out.length));
  return out;
}

const udp = (ns: NetNamespace): InetSocket => new InetSocket(ns.stack, "udp", 17, true);

describe("at the device", () => {
  it("eth:not-for-us: the neighbour table holds a wrong MAC address; silence", () => {
    const { net, a } = pair();
    neighbour(a, "10.0.0.2", "02:00:00:00:00:99");
    expect(new Pinger(net, a).ping("10.0.0.2")).toEqual([]);
    expect(reasons(net)).toEqual(["b eth:not-for-us"]);
    told(net, "eth:not-for-us", "b");
  });

  it("eth:unknown-protocol: nobody speaks it; counted as dropped", () => {
    const { net, a, b } = pair();
    const bytes = frame();
    bytes.set([0x88, 0xb5], 12);
    expect(capture(a, "eth0").sendFrame(bytes)).toBe(null);
    net.run(MS);
    told(net, "eth:unknown-protocol", "b");
    expect(b.netlink.link("eth0")?.stats.rxDropped).toBe(1);
  });

  it("dev:down: the receiver went down while the frame was on its way", () => {
    const { net, a, b } = pair();
    expect(capture(a, "eth0").sendFrame(frame())).toBe(null);
    must(b.netlink.setLink("eth0", { up: false }));
    net.run(MS);
    told(net, "dev:down", "b");
    const gone = pair();
    expect(capture(gone.a, "eth0").sendFrame(frame())).toBe(null);
    must(gone.b.netlink.delLink("eth0"));
    gone.net.run(MS);
    told(gone.net, "dev:down", "b");
  });

  it("dev:no-carrier: the other end is down; the sender is not told", () => {
    const { net, a, b } = pair();
    neighbour(a, "10.0.0.2", MAC_B);
    must(b.netlink.setLink("eth0", { up: false }));
    expect(capture(a, "eth0").sendFrame(frame())).toBe(null);
    told(net, "dev:no-carrier", "a");
    expect(a.netlink.link("eth0")?.stats.txDropped).toBe(1);
  });

  it("dev:too-long: the other end's MTU is smaller; silence", () => {
    const { net, a } = pair(9000);
    expect(new Pinger(net, a).ping("10.0.0.2", SECOND, 2000)).toEqual([]);
    told(net, "dev:too-long", "a");
    expect(new Pinger(net, a).ping("10.0.0.2", SECOND, 100)).toEqual([
      "reply from 10.0.0.2 ttl=64 bytes=108",
    ]);
  });

  function cable(options: { mbitPerSecond?: number; lossPer1000?: number }): Pair {
    const net = new Net();
    const [a, b] = [net.ns("a"), net.ns("b")] as const;
    connectWire({ ns: a, name: "eth0" }, { ns: b, name: "eth0" }, options);
    net.addr(a, "eth0", "10.0.0.1/24");
    net.addr(b, "eth0", "10.0.0.2/24");
    net.run(8 * SECOND);
    net.drops.length = 0;
    return { net, a, b };
  }

  it("dev:queue-full: more than a slow wire's queue holds; the rest arrives", () => {
    const { net, a } = cable({ mbitPerSecond: 1 });
    const pinger = new Pinger(net, a);
    pinger.ping("10.0.0.2");
    for (let i = 0; i < 200; i++) expect(pinger.send("10.0.0.2", 1400)).toBe(null);
    net.run(10 * SECOND);
    const dropped = net.drops.filter((drop) => drop.reason === "dev:queue-full");
    told(net, "dev:queue-full", "a");
    expect(pinger.heard().length).toBe(200 - dropped.length);
    expect(a.netlink.link("eth0")?.stats.txDropped).toBe(dropped.length);
  });

  it("dev:lost: a lossy wire", () => {
    const { net, a } = cable({ lossPer1000: 1000 });
    expect(new Pinger(net, a).ping("10.0.0.2")).toEqual([]);
    told(net, "dev:lost", "a");
  });
});

describe("at the bridge", () => {
  it("bridge:port-down: spanning tree still listens", () => {
    const { net, a } = bridged({ stp: true });
    expect(new Pinger(net, a).ping("10.0.0.2", SECOND)).toEqual([]);
    told(net, "bridge:port-down", "hub");
    net.run(40 * SECOND);
    expect(new Pinger(net, a).ping("10.0.0.2", 4 * SECOND)).toEqual([
      "reply from 10.0.0.2 ttl=64 bytes=64",
    ]);
  });

  it("bridge:no-forward: both ports are isolated", () => {
    const { net, a, b, hub } = bridged();
    for (const port of ["p0", "p1"])
      must(hub.netlink.setLink(port, { bridgeSlave: { isolated: true } }));
    neighbour(a, "10.0.0.2", MAC_B);
    new Pinger(net, b).send("10.0.0.9");
    net.run(10 * MS);
    net.drops.length = 0;
    expect(new Pinger(net, a).ping("10.0.0.2")).toEqual([]);
    told(net, "bridge:no-forward", "hub");
  });

  it("bridge:vlan: the port belongs to no VLAN", () => {
    const { net, a, hub } = bridged({ vlans: true });
    expect(new Pinger(net, a).ping("10.0.0.2")).toEqual(["reply from 10.0.0.2 ttl=64 bytes=64"]);
    must(hub.netlink.delBridgeVlan("p0", 1));
    expect(new Pinger(net, a).ping("10.0.0.2")).toEqual([]);
    told(net, "bridge:vlan", "hub");
  });
});

describe("at the neighbour table", () => {
  it("neigh:failed, arp:ignored: nobody has that address; the sender hears EHOSTUNREACH from itself", () => {
    const { net, a } = pair();
    expect(new Pinger(net, a).ping("10.0.0.9", 4 * SECOND)).toEqual([
      "from 10.0.0.1: 3/1 EHOSTUNREACH",
    ]);
    told(net, "neigh:failed", "a");
    told(net, "arp:ignored", "b");
  });

  it("neigh:queue-full: too much waits for an answer; the oldest go", () => {
    const { net, a } = pair();
    const socket = udp(a);
    for (let i = 0; i < 400; i++)
      socket.send(new Uint8Array(1000), { address: ip("10.0.0.9"), port: 9 });
    net.run(4 * SECOND);
    told(net, "neigh:queue-full", "a");
    const count = (reason: DropReason): number =>
      net.drops.filter((drop) => drop.reason === reason).length;
    expect(count("neigh:queue-full") + count("neigh:failed")).toBe(400);
  });
});

describe("at the router", () => {
  const refused: readonly (readonly [
    DropReason,
    "blackhole" | "unreachable" | "prohibit" | null,
    readonly string[],
  ])[] = [
    ["ip:no-route", null, ["from 10.0.1.1: 3/0 ENETUNREACH"]],
    ["ip:blackhole", "blackhole", []],
    ["ip:unreachable", "unreachable", ["from 10.0.1.1: 3/1 EHOSTUNREACH"]],
    ["ip:prohibit", "prohibit", ["from 10.0.1.1: 3/13 EHOSTUNREACH"]],
  ];
  it.each(refused)("%s", (reason, type, heard) => {
    const { net, h, r } = routed();
    if (type !== null) net.route(r, "192.0.2.0/24", null, undefined, type);
    expect(new Pinger(net, h).ping("192.0.2.1")).toEqual(heard);
    expect(reasons(net)).toEqual([`r ${reason}`]);
    told(net, reason, "r");
  });

  it("ip:forwarding-off: silence", () => {
    const { net, h, r } = routed();
    expect(r.sysctl.write("ipv4/ip_forward", "0")).toBe(null);
    expect(new Pinger(net, h).ping("10.0.2.2")).toEqual([]);
    told(net, "ip:forwarding-off", "r");
  });

  it("ip:ttl-exceeded: the router says so", () => {
    const { net, h } = routed();
    expect(new Pinger(net, h).ping("10.0.2.2", SECOND, 56, { ttl: 1 })).toEqual([
      "from 10.0.1.1: 11/0 EHOSTUNREACH",
    ]);
    told(net, "ip:ttl-exceeded", "r");
  });

  it("ip:too-big: DF and a smaller link; the router names its MTU, which the sender then keeps to", () => {
    const { net, h, r } = routed();
    must(r.netlink.setLink("right", { mtu: 1000 }));
    const pinger = new Pinger(net, h);
    pinger.socket.pmtu = "do";
    expect(pinger.ping("10.0.2.2", SECOND, 1200)).toEqual([
      "from 10.0.1.1: 3/4 EMSGSIZE info=1000",
    ]);
    told(net, "ip:too-big", "r");
    expect(pinger.ping("10.0.2.2", SECOND, 1200)).toEqual([
      "send: EMSGSIZE",
      "local EMSGSIZE mtu=1000",
    ]);
  });

  it("ip:rp-filter: the answer would leave by another device", () => {
    const { net, h, r } = routed();
    expect(r.sysctl.write("ipv4/conf/left/rp_filter", "1")).toBe(null);
    const bytes = frame({ src: "10.0.2.77", dst: "10.0.2.2" });
    bytes.set(macBytes(r, "left"), 0);
    expect(capture(h, "eth0").sendFrame(bytes)).toBe(null);
    net.run(SECOND);
    expect(reasons(net)).toEqual(["r ip:rp-filter"]);
    told(net, "ip:rp-filter", "r");
  });

  it("ip:martian: a source that cannot be", () => {
    const { net, h, r } = routed();
    const bytes = frame({ src: "127.0.0.1", dst: "10.0.2.2" });
    bytes.set(macBytes(r, "left"), 0);
    expect(capture(h, "eth0").sendFrame(bytes)).toBe(null);
    net.run(SECOND);
    expect(reasons(net)).toEqual(["r ip:martian"]);
    told(net, "ip:martian", "r");
  });

  it("ip:not-for-us: a broadcast frame around somebody else's packet is not forwarded", () => {
    const { net, h } = routed();
    expect(
      capture(h, "eth0").sendFrame(
        frame({ src: "10.0.1.2", dst: "10.0.2.2", dstMac: "ff:ff:ff:ff:ff:ff" }),
      ),
    ).toBe(null);
    net.run(SECOND);
    expect(reasons(net)).toEqual(["r ip:not-for-us"]);
    told(net, "ip:not-for-us", "r");
  });
});

describe("at its destination", () => {
  it("ip:malformed: a header whose checksum is wrong, in silence", () => {
    const { net, a, b } = pair();
    const bytes = frame();
    bytes[24] = (bytes[24] as number) ^ 1;
    expect(capture(a, "eth0").sendFrame(bytes)).toBe(null);
    net.run(MS);
    expect(reasons(net)).toEqual(["b ip:malformed"]);
    told(net, "ip:malformed", "b");
    expect(b.stack.snmp.ip.InHdrErrors).toBe(1);
  });

  it("ip:reassembly: a lost fragment; 30 s after the first one the sender hears 11/1", () => {
    const { net, a, b } = pair();
    const client = udp(a);
    client.connect(ip("10.0.0.2"), 5000);
    expect(client.send(new Uint8Array(1), null)).toBe(null);
    const whole = udpBytes(ip("10.0.0.1"), ip("10.0.0.2"), 5000, 1600);
    const tap = capture(a, "eth0");
    expect(
      tap.sendFrame(frame({ protocol: 17, fragment: IP_MF, payload: whole.subarray(0, 800) })),
    ).toBe(null);
    net.run(29 * SECOND);
    expect(net.drops.filter((drop) => drop.reason === "ip:reassembly")).toEqual([]);
    tap.discard();
    net.run(2 * SECOND);
    told(net, "ip:reassembly", "b");
    expect(b.stack.snmp.ip.ReasmTimeout).toBe(1);
    const icmp = [tap.recv(), tap.recv(), tap.recv()].find((one) => one?.protocol === 0x0800);
    expect([...(icmp?.bytes.subarray(34, 36) ?? [])]).toEqual([11, 1]);
  });

  it("ip:reassembly: pieces that overlap end the datagram", () => {
    const { net, a, b } = pair();
    const tap = capture(a, "eth0");
    const piece = (offset: number, more: boolean): Uint8Array =>
      frame({
        protocol: 17,
        fragment: (offset >> 3) | (more ? IP_MF : 0),
        payload: new Uint8Array(64),
      });
    for (const bytes of [piece(0, true), piece(32, true)]) expect(tap.sendFrame(bytes)).toBe(null);
    net.run(SECOND);
    expect(net.drops.filter((drop) => drop.reason === "ip:reassembly").length).toBe(2);
    expect(b.stack.snmp.ip.ReasmFails).toBe(1);
  });

  it("ip:no-protocol: protocol 253; the sender hears 3/2", () => {
    const { net, a } = pair();
    const raw = new InetSocket(a.stack, "raw", 253, true);
    raw.connect(ip("10.0.0.2"), 0);
    expect(raw.send(new Uint8Array(8), null)).toBe(null);
    net.run(SECOND);
    told(net, "ip:no-protocol", "b");
    const error = raw.recvError();
    expect([error?.errno, error?.icmpType, error?.icmpCode]).toEqual(["ENOPROTOOPT", 3, 2]);
  });

  it("icmp:ignored: icmp_echo_ignore_all; silence", () => {
    const { net, a, b } = pair();
    expect(b.sysctl.write("ipv4/icmp_echo_ignore_all", "1")).toBe(null);
    expect(new Pinger(net, a).ping("10.0.0.2")).toEqual([]);
    told(net, "icmp:ignored", "b");
  });

  it("udp:no-listener: ECONNREFUSED", () => {
    const { net, a } = pair();
    const socket = udp(a);
    socket.connect(ip("10.0.0.2"), 7);
    socket.send(new Uint8Array(3), null);
    net.run(SECOND);
    told(net, "udp:no-listener", "b");
    expect(socket.recvError()?.errno).toBe("ECONNREFUSED");
  });

  it("udp:bad-checksum: in silence, counted; the listener gets nothing", () => {
    const { net, a, b } = pair();
    const server = udp(b);
    expect(server.bind(IPV4_ANY, 5000)).toBe(null);
    const payload = udpBytes(ip("10.0.0.1"), ip("10.0.0.2"), 5000, 4);
    const tap = capture(a, "eth0");
    expect(tap.sendFrame(frame({ protocol: 17, payload }))).toBe(null);
    net.run(MS);
    expect(server.recv()?.bytes.length).toBe(4);
    payload[9] = 1;
    expect(tap.sendFrame(frame({ protocol: 17, payload }))).toBe(null);
    net.run(MS);
    told(net, "udp:bad-checksum", "b");
    expect(server.recv()).toBe(null);
    expect(b.stack.snmp.udp.InCsumErrors).toBe(1);
  });

  it("udp:queue-full: nobody reads; what fits is kept", () => {
    const { net, a, b } = pair();
    const server = udp(b);
    server.bind(IPV4_ANY, 5000);
    const client = udp(a);
    for (let i = 0; i < 400; i++) {
      client.send(new Uint8Array(1000), { address: ip("10.0.0.2"), port: 5000 });
      net.run(MS);
    }
    told(net, "udp:queue-full", "b");
    let kept = 0;
    while (server.recv() !== null) kept++;
    expect(kept + net.drops.filter((drop) => drop.reason === "udp:queue-full").length).toBe(400);
    expect(b.stack.snmp.udp.RcvbufErrors).toBe(400 - kept);
  });

  it("tcp:no-listener: a reset comes back", () => {
    const { net, a } = pair();
    const syn = new Uint8Array(20);
    const tcp = { srcPort: 40_000, dstPort: 80, seq: 1000, ack: 0, flags: TCP_SYN, window: 64_240 };
    writeTcp(syn, 0, 20, tcp, pseudoSum(ip("10.0.0.1"), ip("10.0.0.2"), 6, 20));
    const raw = new InetSocket(a.stack, "raw", 6, true);
    raw.send(syn, { address: ip("10.0.0.2"), port: 0 });
    net.run(SECOND);
    told(net, "tcp:no-listener", "b");
    const got = raw.recv();
    expect([got?.bytes[33], [...(got?.bytes.subarray(28, 32) ?? [])]]).toEqual([
      0x14,
      [0, 0, 3, 0xe9],
    ]);
  });

  it("tcp:backlog-full: a listener with backlog 1 holds two connections, the third SYN dies", () => {
    const { net, a, b } = pair();
    const listener = new TcpSock(b.stack, 4, true, 0);
    expect(listener.bind(IPV4_ANY, 80)).toBeNull();
    expect(listener.listen(1)).toBeNull();
    const clients = [0, 1, 2].map(() => {
      const client = new TcpSock(a.stack, 4, true, 0);
      expect(client.connect(ip("10.0.0.2"), 80)).toBe("EINPROGRESS");
      net.run(10 * MS);
      return client;
    });
    told(net, "tcp:backlog-full", "b");
    expect(clients.map((client) => client.state)).toEqual(["ESTAB", "ESTAB", "SYN-SENT"]);
    expect(b.stack.snmp.tcpExt.ListenOverflows).toBe(1);
    // The SYN is sent again after a second; by then there is room.
    expect(listener.accept()).not.toBeNull();
    net.run(2 * SECOND);
    expect(clients[2]?.state).toBe("ESTAB");
  });

  it("tcp:min-ttl: what came over too many hops is not heard (RFC 5082)", () => {
    const { net, a, b } = pair();
    const listener = new TcpSock(b.stack, 4, true, 0);
    expect(listener.bind(IPV4_ANY, 179)).toBeNull();
    expect(listener.listen(1)).toBeNull();
    const client = new TcpSock(a.stack, 4, true, 0);
    client.options.ttl = 255;
    client.connect(ip("10.0.0.2"), 179);
    net.run(10 * MS);
    const server = listener.accept() as TcpSock;
    server.options.minTtl = 255;
    client.send(new Uint8Array(7));
    net.run(10 * MS);
    expect(server.receiveQueue).toBe(7);
    client.options.ttl = 254;
    client.send(new Uint8Array(5));
    net.run(10 * MS);
    told(net, "tcp:min-ttl", "b");
    expect(server.receiveQueue).toBe(7);
    expect(b.stack.snmp.tcpExt.TCPMinTTLDrop).toBe(1);
  });

  it("tcp:out-of-window: bytes sent into a closed window are not kept", () => {
    const { net, a, b } = pair();
    const listener = new TcpSock(b.stack, 4, true, 0);
    expect(listener.bind(IPV4_ANY, 80)).toBeNull();
    expect(listener.listen(1)).toBeNull();
    const client = new TcpSock(a.stack, 4, true, 0);
    client.connect(ip("10.0.0.2"), 80);
    net.run(10 * MS);
    const server = listener.accept();
    // Nobody reads: the window fills, and whoever ignores it loses what it sends.
    while ((client.send(new Uint8Array(10_000)) as number) > 0) net.run(MS);
    net.run(SECOND);
    client.sndWnd += 100_000;
    net.run(60 * SECOND);
    told(net, "tcp:out-of-window", "b");
    expect(server?.receiveQueue).toBeGreaterThan(50_000);
  });

  function frame6(change: (bytes: Uint8Array) => void): Uint8Array {
    const bytes = new Uint8Array(14 + 40 + 8);
    writeEth(bytes, 0, parseMac(MAC_B) as never, parseMac(MAC_A) as never, 0x86dd);
    bytes.set([0x60, 0, 0, 0, 0, 8, 59, 64], 14);
    bytes.set([0xfe, 0x80], 22);
    bytes[37] = 1;
    bytes.set([0xfe, 0x80], 38);
    bytes[53] = 99;
    change(bytes);
    return bytes;
  }

  it("ip:forwarding-off: an IPv6 packet addressed to our MAC, but not to us", () => {
    const { net, a } = pair();
    expect(capture(a, "eth0").sendFrame(frame6(() => undefined))).toBe(null);
    net.run(SECOND);
    expect(reasons(net)).toEqual(["b ip:forwarding-off"]);
  });

  it("ipv6:not-for-us: a frame to our MAC around a group that nobody joined", () => {
    const { net, a } = pair();
    const group = frame6((bytes) => bytes.set([0xff, 0x05], 38));
    expect(capture(a, "eth0").sendFrame(group)).toBe(null);
    net.run(SECOND);
    expect(reasons(net)).toEqual(["b ipv6:not-for-us"]);
    told(net, "ipv6:not-for-us", "b");
  });

  it("ipv6:malformed: a length that lies", () => {
    const { net, a } = pair();
    expect(capture(a, "eth0").sendFrame(frame6((bytes) => bytes.set([1, 0], 18)))).toBe(null);
    net.run(SECOND);
    expect(reasons(net)).toEqual(["b ipv6:malformed"]);
    told(net, "ipv6:malformed", "b");
  });
});

describe("netfilter", () => {
  it("nf:drop: what is hooked says no", () => {
    const { net, a, b } = pair();
    const { hooks } = b.netfilter;
    hooks.register({ six: false, hook: NF_PRE, priority: 0, name: "test", run: () => DROP });
    const ping = new Pinger(net, a);
    ping.send("10.0.0.2");
    net.run(SECOND);
    expect(reasons(net)).toEqual(["b nf:drop"]);
    told(net, "nf:drop", "b");
  });

  it("nf:policy: nothing said yes", () => {
    const { net, a, b } = pair();
    b.xtables.commit("ip", [
      { op: "table", table: "filter" },
      { op: "base-chain", table: "filter", chain: "INPUT", policy: "DROP" },
    ]);
    new Pinger(net, a).send("10.0.0.2");
    net.run(SECOND);
    expect(reasons(net)).toEqual(["b nf:policy"]);
    told(net, "nf:policy", "b");
  });

  it("nf:reject: no, and its sender is told", () => {
    const { net, a, b } = pair();
    append(b, "filter", "INPUT", {}, { name: "REJECT", with: "icmp-port-unreachable" });
    const ping = new Pinger(net, a);
    expect(ping.ping("10.0.0.2")).toEqual(["from 10.0.0.2: 3/3 ECONNREFUSED"]);
    expect(reasons(net)).toEqual(["b nf:reject"]);
    told(net, "nf:reject", "b");
  });
});

describe("tunnels", () => {
  const NOBODY = "02:00:00:00:00:99";

  /** pair() with a VXLAN on each side: 10.9.0.1 and 10.9.0.2 on VNI `vni`; b's may differ. */
  function overlay(vni = 7, far = 7, extra: Partial<VxlanInfo> = {}): Pair {
    const made = pair();
    for (const [ns, mine, own, other, id] of [
      [made.a, MAC_A, "10.0.0.1", "10.0.0.2", vni],
      [made.b, MAC_B, "10.0.0.2", "10.0.0.1", far],
    ] as const) {
      must(
        ns.netlink.newLink({
          kind: "vxlan",
          name: "vx",
          address: parseMac(mine) as never,
          vxlan: { vni: id, dstport: 4789, local: ip(own), remote: ip(other), ...extra },
        }),
      );
      made.net.addr(ns, "vx", `10.9.0.${ns === made.a ? 1 : 2}/24`);
    }
    made.net.run(3 * SECOND);
    made.net.drops.length = 0;
    return made;
  }

  /** A VXLAN datagram by hand: flags word, VNI word, inner frame. */
  function datagram(first: number, second: number, inner: Uint8Array, tos = 0): Uint8Array {
    const body = new Uint8Array(8 + 8 + inner.length);
    body.set([0x80, 0, 0x12, 0xb5, body.length >> 8, body.length & 255], 0);
    for (const [i, word] of [first, second].entries())
      body.set([word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255], 8 + 4 * i);
    body.set(inner, 16);
    const out = frame({ protocol: IPPROTO_UDP, payload: body });
    out[15] = tos;
    out[24] = out[25] = 0;
    const sum = checksum(out, 14, 34);
    out[24] = sum >>> 8;
    out[25] = sum & 255;
    return out;
  }

  it("vxlan:no-destination: neither the MAC nor a default is in the FDB", () => {
    const { net, a } = overlay();
    must(a.netlink.delFdb({ dev: "vx", mac: 0 as never, where: "self" }));
    must(
      a.netlink.newNeigh(
        {
          family: 4,
          dev: "vx",
          dst: ip("10.9.0.2"),
          lladdr: parseMac(NOBODY) as never,
          state: 128,
        },
        "replace",
      ),
    );
    expect(new Pinger(net, a).ping("10.9.0.2")).toEqual([]);
    told(net, "vxlan:no-destination", "a");
    expect(a.device("vx")?.statistics().txDropped).toBeGreaterThan(0);
  });

  it("vxlan:no-vni: the other end listens for another network", () => {
    const { net, a } = overlay(7, 8);
    expect(new Pinger(net, a).ping("10.9.0.2")).toEqual([]);
    told(net, "vxlan:no-vni", "b");
  });

  it("vxlan:malformed: no I flag, reserved bits, no frame inside", () => {
    const { net, a } = overlay();
    for (const bad of [
      datagram(0, 7 << 8, frame()),
      datagram(0x08000001, 7 << 8, frame()),
      datagram(0x08000000, 7 << 8, new Uint8Array(5)),
    ])
      expect(capture(a, "eth0").sendFrame(bad)).toBe(null);
    net.run(SECOND);
    expect(reasons(net)).toEqual(["b vxlan:malformed"]);
    told(net, "vxlan:malformed", "b");
    expect(net.drops.length).toBe(3);
  });

  it("vxlan:bad-source: our own MAC comes back", () => {
    const { net, a } = overlay();
    const inner = frame();
    writeEth(inner, 0, parseMac(MAC_B) as never, parseMac(MAC_B) as never, 0x0800);
    expect(capture(a, "eth0").sendFrame(datagram(0x08000000, 7 << 8, inner))).toBe(null);
    net.run(SECOND);
    told(net, "vxlan:bad-source", "b");
  });

  it("tunnel:ecn: congestion outside, none possible inside", () => {
    const { net, a } = overlay();
    expect(capture(a, "eth0").sendFrame(datagram(0x08000000, 7 << 8, frame(), 3))).toBe(null);
    net.run(SECOND);
    told(net, "tunnel:ecn", "b");
  });

  it("tunnel:no-route: the far end's address has no route", () => {
    const { net, a } = overlay();
    must(a.netlink.setLink("vx", { vxlan: { remote: ip("192.0.2.1") } }));
    expect(new Pinger(net, a).ping("10.9.0.2")).toEqual([]);
    told(net, "tunnel:no-route", "a");
    expect(a.device("vx")?.statistics().txCarrierErrors).toBeGreaterThan(0);
  });

  it("tunnel:too-big: DF on the outer header", () => {
    const { net, a } = overlay(7, 7, { df: "set" });
    expect(new Pinger(net, a).ping("10.9.0.2")).toHaveLength(1);
    expect(new Pinger(net, a).ping("10.9.0.2", SECOND, 1472)).toEqual([]);
    told(net, "tunnel:too-big", "a");
  });

  it("tunnel:protocol: IPv6 over an IPIP tunnel", () => {
    const { net, a } = pair();
    must(
      a.netlink.newLink({
        kind: "ipip",
        name: "t",
        tunnel: { local: ip("10.0.0.1"), remote: ip("10.0.0.2") },
      }),
    );
    net.up(a, "t");
    const six = new Uint8Array(60);
    six.set([0x86, 0xdd], 12);
    expect(capture(a, "t").sendFrame(six)).toBe(null);
    net.run(SECOND);
    told(net, "tunnel:protocol", "a");
    expect(a.device("t")?.statistics().txErrors).toBeGreaterThan(0);
  });

  it("tunnel:loop: a VXLAN whose only way leads through itself", () => {
    const { net, a } = overlay();
    must(a.netlink.setLink("vx", { vxlan: { remote: ip("10.9.0.77"), local: ip("10.9.0.1") } }));
    expect(new Pinger(net, a).ping("10.9.0.2")).toEqual([]);
    told(net, "tunnel:loop", "a");
    expect(a.device("vx")?.statistics().collisions).toBeGreaterThan(0);
  });
});

it("the list has no reason that nothing causes", () => {
  const text = readFileSync(new URL("../../sandbox/sim/trace.ts", import.meta.url), "utf8");
  const union = /export type DropReason =([\s\S]*?);/.exec(text)?.[1] ?? "";
  expect(
    [...union.matchAll(/"([^"]+)"/g)]
      .map((m) => m[1])
      .filter((one) => !seen.has(one as DropReason)),
  ).toEqual([]);
});

function macBytes(ns: NetNamespace, dev: string): number[] {
  const mac = ns.device(dev)?.mac as number;
  return [5, 4, 3, 2, 1, 0].map((i) => Math.floor(mac / 2 ** (8 * i)) & 255);
}
