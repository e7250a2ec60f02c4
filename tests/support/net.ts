/** Small networks for kernel tests: namespaces wired through the configuration door, pings by hand. */
import type { NetlinkAnswer } from "../../sandbox/kernel/netlink-types.ts";
import type { NetNamespace } from "../../sandbox/kernel/netns.ts";
import { InetSocket } from "../../sandbox/kernel/socket/inet.ts";
import type { SendOptions } from "../../sandbox/kernel/socket/types.ts";
import { CaptureSocket } from "../../sandbox/kernel/socket/packet.ts";
import { NUD } from "../../sandbox/kernel/netlink-types.ts";
import { Host } from "../../sandbox/kernel/host.ts";
import type { DropReason } from "../../sandbox/sim/trace.ts";
import { Sim } from "../../sandbox/sim/world.ts";
import { formatIpv4, type Ipv4Addr, parseIpv4, parseMac } from "../../sandbox/wire/addr.ts";
import { checksum } from "../../sandbox/wire/checksum.ts";
import { put16 } from "../../sandbox/wire/bytes.ts";

export const MS = 1_000;
export const SECOND = 1_000_000;

export function ip(text: string): Ipv4Addr {
  const addr = parseIpv4(text);
  if (addr === null) throw new Error(`not an address: ${text}`);
  return addr;
}

export function must(answer: NetlinkAnswer): void {
  if (answer !== null) throw new Error(`${answer.errno} ${answer.extack ?? ""}`);
}

export class Net {
  readonly host: Host;
  readonly drops: { reason: DropReason; ns: string }[] = [];
  constructor(seed = 1) {
    this.host = new Host(new Sim(seed), "host");
    this.host.sim.trace.observe((event) => {
      if (event.kind === "drop") this.drops.push({ reason: event.reason, ns: event.ns });
    });
  }

  ns(name: string): NetNamespace {
    return this.host.createNetns(name).get();
  }

  get now(): number {
    return this.host.sim.sched.now;
  }

  run(us: number): void {
    this.host.sim.sched.runUntil(this.now + us);
  }

  /** A veth pair between two namespaces. */
  veth(
    a: NetNamespace,
    aName: string,
    b: NetNamespace,
    bName: string,
    macs: { a?: string; b?: string } = {},
  ): void {
    must(
      a.netlink.newLink({
        kind: "veth",
        name: aName,
        ...(macs.a === undefined ? {} : { address: parseMac(macs.a) as never }),
        peer: {
          name: bName,
          netns: b,
          ...(macs.b === undefined ? {} : { address: parseMac(macs.b) as never }),
        },
      }),
    );
  }

  /** An address "10.0.0.1/24" and the device up. */
  addr(ns: NetNamespace, dev: string, cidr: string): void {
    const [address = "", length = "32"] = cidr.split("/");
    must(
      ns.netlink.newAddr(
        { family: 4, dev, local: ip(address), prefixLength: Number(length) },
        "add",
      ),
    );
    this.up(ns, dev);
  }

  up(ns: NetNamespace, dev: string): void {
    must(ns.netlink.setLink(dev, { up: true }));
  }

  route(
    ns: NetNamespace,
    prefix: string,
    via: string | null,
    dev?: string,
    type?: "blackhole" | "unreachable" | "prohibit",
  ): void {
    const [address = "", length = "32"] = prefix.split("/");
    must(
      ns.netlink.newRoute(
        {
          family: 4,
          dst: ip(address),
          prefixLength: Number(length),
          ...(type === undefined ? {} : { type }),
          nexthops:
            type !== undefined
              ? []
              : [
                  {
                    ...(dev === undefined ? {} : { dev }),
                    ...(via === null ? {} : { gateway: ip(via) }),
                  },
                ],
        },
        "add",
      ),
    );
  }

  forward(ns: NetNamespace): void {
    const refused = ns.sysctl.write("ipv4/ip_forward", "1");
    if (refused !== null) throw new Error(refused);
  }

  /** `ip neigh`, sorted. */
  neigh(ns: NetNamespace): string[] {
    return ns.netlink
      .neighs(4)
      .filter((entry) => entry.state !== NUD.NOARP)
      .map((entry) => {
        const state = Object.entries(NUD).find(([, bit]) => bit === entry.state)?.[0] ?? "?";
        return `${formatIpv4(entry.dst as Ipv4Addr)} ${state}`;
      })
      .sort();
  }
}

/** ping's socket with what came of it. */
export class Pinger {
  readonly socket: InetSocket;
  private readonly net: Net;
  private seq = 0;
  readonly id = 77;

  constructor(net: Net, ns: NetNamespace, flavour: "raw" | "ping" = "raw") {
    this.net = net;
    this.socket = new InetSocket(ns.stack, flavour, 1, true);
    // As ping sets it: echo requests and the like are not wanted.
    this.socket.icmpFilter = ~((1 << 0) | (1 << 3) | (1 << 4) | (1 << 11) | (1 << 12) | (1 << 5));
  }

  send(to: string, size = 56, options: SendOptions = {}): string | null {
    const message = new Uint8Array(8 + size);
    message[0] = 8;
    put16(message, 4, this.id);
    put16(message, 6, ++this.seq);
    put16(message, 2, checksum(message, 0, message.length));
    return this.socket.send(message, { address: ip(to), port: 0 }, options);
  }

  /** What arrived so far, one line each. */
  heard(): string[] {
    const out: string[] = [];
    for (let got = this.socket.recv(); got !== null; got = this.socket.recv()) {
      const icmp = this.socket.flavour === "raw" ? ((got.bytes[0] as number) & 15) * 4 : 0;
      if (got.bytes[icmp] === 0)
        out.push(
          `reply from ${formatIpv4(got.src)} ttl=${got.ttl} bytes=${got.bytes.length - icmp}`,
        );
    }
    for (let error = this.socket.recvError(); error !== null; error = this.socket.recvError()) {
      out.push(
        error.origin === "local"
          ? `local ${error.errno} mtu=${error.info}`
          : `from ${formatIpv4(error.offender)}: ${error.icmpType}/${error.icmpCode} ${error.errno}` +
              (error.info === 0 ? "" : ` info=${error.info}`),
      );
    }
    return out;
  }

  /** One ping and what came back within `waitUs`. */
  ping(to: string, waitUs = SECOND, size = 56, options: SendOptions = {}): string[] {
    const refused = this.send(to, size, options);
    this.net.run(waitUs);
    return refused === null ? this.heard() : [`send: ${refused}`, ...this.heard()];
  }
}

export function capture(ns: NetNamespace, dev: string): CaptureSocket {
  const device = ns.device(dev);
  if (device === null) throw new Error(`no device ${dev}`);
  return new CaptureSocket(ns, device.index, { device: dev });
}
