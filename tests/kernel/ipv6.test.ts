/** IPv6 on a link: what is said at carrier-up (as recorded on Linux 6.18), and pings. */
import { describe, expect, it } from "vitest";
import type { NetNamespace } from "../../sandbox/kernel/netns.ts";
import { Icmp6Socket } from "../../sandbox/kernel/socket/icmp6.ts";
import { NUD } from "../../sandbox/kernel/netlink-types.ts";
import { type Ipv6Addr, parseIpv6 } from "../../sandbox/wire/addr.ts";
import { icmpv6Flaw, readIpv6Header } from "../../sandbox/wire/index.ts";
import { capture, Net, SECOND } from "../support/net.ts";

const A = "fe80::ff:fe00:a" as Ipv6Addr;
const B = "fe80::ff:fe00:b" as Ipv6Addr;

function pair(): { net: Net; a: NetNamespace; b: NetNamespace } {
  const net = new Net();
  const a = net.ns("a");
  const b = net.ns("b");
  net.veth(a, "eth0", b, "eth0", { a: "02:00:00:00:00:0a", b: "02:00:00:00:00:0b" });
  net.up(a, "eth0");
  net.up(a, "lo");
  return { net, a, b };
}

function echo(type: number, seq: number): Uint8Array {
  const message = new Uint8Array(64);
  message.set([type, 0, 0, 0, 0, 7, 0, seq]);
  return message;
}

describe("a link comes up", () => {
  it("reports, probes, reports again and looks for routers, in Linux's order", () => {
    const { net, a, b } = pair();
    const tap = capture(a, "eth0");
    net.up(b, "eth0");
    net.run(16 * SECOND);
    const said: string[] = [];
    for (let frame = tap.recv(); frame !== null; frame = tap.recv()) {
      const header = readIpv6Header(frame.bytes, 14);
      const at = header.nextHeader === 0 ? 62 : 54;
      expect(icmpv6Flaw(frame.bytes, at, frame.bytes.length, 14)).toBe(null);
      if (frame.packetType !== 4) continue;
      said.push(
        `${header.src} > ${header.dst} hops ${header.hopLimit} type ${frame.bytes[at]} length ${header.payloadLength}`,
      );
    }
    const report = "ff02::16 hops 1 type 143 length 36";
    const solicit = `${A} > ff02::2 hops 255 type 133 length 16`;
    expect(said.slice().sort()).toEqual(
      [
        `:: > ${report}`,
        `:: > ${report}`,
        `:: > ff02::1:ff00:a hops 255 type 135 length 32`,
        `${A} > ${report}`,
        `${A} > ${report}`,
        solicit,
        solicit,
        solicit,
      ].sort(),
    );
    expect(said[0]).toBe(`:: > ${report}`);
    expect(said.indexOf(solicit)).toBe(said.indexOf(`${A} > ${report}`) + 1);
  });
});

describe("ping", () => {
  it("reaches a link-local address; both tables fill as on Linux", () => {
    const { net, a, b } = pair();
    net.up(b, "eth0");
    net.run(5 * SECOND);
    const socket = new Icmp6Socket(a.stack);
    // Without a zone the one fe80::/64 route decides; nowhere to go: as Linux says.
    expect(socket.routeTo(B, null)).toEqual({ src: A, devName: "eth0", mtu: 1500 });
    expect(socket.routeTo("2001:db8::1" as Ipv6Addr, null)).toBe("ENETUNREACH");
    expect(socket.routeTo(B, "eth0")).toEqual({ src: A, devName: "eth0", mtu: 1500 });
    expect(socket.send(echo(128, 1), { address: B, dev: "eth0" })).toBe(null);
    net.run(SECOND);
    const got = socket.recv();
    expect([got?.src, got?.dst, got?.hopLimit, got?.bytes[0], got?.bytes.length]).toEqual([
      B,
      A,
      64,
      129,
      64,
    ]);
    const states = (ns: NetNamespace): string[] =>
      ns.netlink
        .neighs(6)
        .filter((one) => one.state !== NUD.NOARP)
        .map((one) => `${one.dst} ${one.state}`);
    expect(states(a)).toEqual([`${B} ${NUD.REACHABLE}`]);
    expect(states(b)).toEqual([`${A} ${NUD.DELAY}`]);
  });

  it("reaches ::1 over lo, and tells of a neighbour that does not answer", () => {
    const { net, a, b } = pair();
    net.up(b, "eth0");
    net.run(5 * SECOND);
    const socket = new Icmp6Socket(a.stack);
    expect(socket.send(echo(128, 1), { address: "::1" as Ipv6Addr, dev: null })).toBe(null);
    net.run(SECOND);
    const types: (number | undefined)[] = [];
    for (let got = socket.recv(); got !== null; got = socket.recv()) types.push(got.bytes[0]);
    expect(types).toEqual([128, 129]);
    const dead = parseIpv6("fe80::dead") as Ipv6Addr;
    expect(socket.send(echo(128, 2), { address: dead, dev: "eth0" })).toBe(null);
    net.run(4 * SECOND);
    const error = socket.recv();
    expect([error?.src, error?.bytes[0], error?.bytes[1]]).toEqual([A, 1, 3]);
  });

  it("all-nodes is answered by oneself, then by the neighbour", () => {
    const { net, a, b } = pair();
    net.up(b, "eth0");
    net.run(5 * SECOND);
    const socket = new Icmp6Socket(a.stack);
    expect(socket.send(echo(128, 1), { address: "ff02::1" as Ipv6Addr, dev: "eth0" })).toBe(null);
    net.run(SECOND);
    const replies: (string | undefined)[] = [];
    for (let got = socket.recv(); got !== null; got = socket.recv())
      if (got.bytes[0] === 129) replies.push(got.src);
    expect(replies).toEqual([A, B]);
  });
});
