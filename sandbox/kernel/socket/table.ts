/**
 * The sockets of one namespace, and who of them hears what: the hash tables of raw, ping and UDP.
 * net/ipv4/{raw,ping,udp}.c.
 */
import { LazyMap, LazySet } from "../../sim/lazy.ts";
import type { Ipv4Addr } from "../../wire/addr.ts";
import { u16, u8 } from "../../wire/bytes.ts";
import {
  ICMP_DEST_UNREACH,
  ICMP_FRAG_NEEDED,
  ICMP_PARAMETERPROB,
  ICMP_SOURCE_QUENCH,
  ICMP_TIME_EXCEEDED,
} from "../../wire/icmp.ts";
import {
  IP_PROTOCOL,
  IP_TTL,
  ipDst,
  IPPROTO_ICMP,
  IPPROTO_TCP,
  IPPROTO_UDP,
  ipSrc,
} from "../../wire/ipv4.ts";
import type { NetDevice } from "../device.ts";
import type { Errno } from "../errno.ts";
import type { Packet } from "../packet.ts";
import type { Stack } from "../stack.ts";
import type { InetSocket } from "./inet.ts";
import { tcpError } from "./tcp/error.ts";
import type { UdpTunnel } from "./udp.ts";

/** icmp_err_convert: what the codes of an unreachable mean to a program; fatal ends connections. */
const UNREACHABLE: readonly { readonly errno: Errno; readonly fatal: boolean }[] = [
  { errno: "ENETUNREACH", fatal: false },
  { errno: "EHOSTUNREACH", fatal: false },
  { errno: "ENOPROTOOPT", fatal: true },
  { errno: "ECONNREFUSED", fatal: true },
  { errno: "EMSGSIZE", fatal: false },
  { errno: "EOPNOTSUPP", fatal: false },
  { errno: "ENETUNREACH", fatal: true },
  { errno: "EHOSTDOWN", fatal: true },
  { errno: "EHOSTUNREACH", fatal: true },
  { errno: "ENETUNREACH", fatal: true },
  { errno: "EHOSTUNREACH", fatal: true },
  { errno: "ENETUNREACH", fatal: false },
  { errno: "EHOSTUNREACH", fatal: false },
  { errno: "EHOSTUNREACH", fatal: true },
  { errno: "EHOSTUNREACH", fatal: true },
  { errno: "EHOSTUNREACH", fatal: true },
];

export class Sockets {
  readonly all = new LazySet<InetSocket>();
  private readonly raw = new LazyMap<number, InetSocket[]>();
  private readonly udp = new LazyMap<number, InetSocket[]>();
  private readonly ping = new LazyMap<number, InetSocket[]>();
  /** Tunnels over UDP, by port. */
  readonly tunnels = new LazyMap<number, UdpTunnel>();
  private readonly stack: Stack;

  constructor(stack: Stack) {
    this.stack = stack;
  }

  /** The list in which a socket of this kind and key stands (port, id or protocol). */
  private listOf(socket: InetSocket): { map: LazyMap<number, InetSocket[]>; key: number } {
    if (socket.flavour === "raw") return { map: this.raw, key: socket.protocol };
    return { map: socket.flavour === "udp" ? this.udp : this.ping, key: socket.localPort };
  }

  /** Whether packets may be for a raw socket too. */
  get hasRaw(): boolean {
    return this.raw.size > 0;
  }

  hash(socket: InetSocket): void {
    this.stack.ns.host.fast.changed();
    const { map, key } = this.listOf(socket);
    const list = map.get(key);
    if (list === undefined) map.set(key, [socket]);
    else list.push(socket);
  }

  unhash(socket: InetSocket): void {
    this.stack.ns.host.fast.changed();
    const { map, key } = this.listOf(socket);
    const list = map.get(key);
    const at = list?.indexOf(socket) ?? -1;
    if (list === undefined || at < 0) return;
    list.splice(at, 1);
    if (list.length === 0) map.delete(key);
  }

  /** Whether another socket stands in the way of binding to address and port. */
  taken(socket: InetSocket, address: Ipv4Addr, port: number): boolean {
    const map = socket.flavour === "udp" ? this.udp : this.ping;
    return (map.get(port) ?? []).some(
      (other) =>
        other !== socket &&
        !(other.reuseAddress && socket.reuseAddress) &&
        (other.localAddress === address || other.localAddress === 0 || address === 0) &&
        (other.boundDevice === null ||
          socket.boundDevice === null ||
          other.boundDevice === socket.boundDevice),
    );
  }

  /** raw_local_deliver: a copy for each. True when one of them heard it. */
  deliverRaw(dev: NetDevice, packet: Packet, protocol: number): boolean {
    if (this.raw.size === 0) return false;
    const list = this.raw.get(protocol);
    if (list === undefined) return false;
    let heard = false;
    for (const socket of list) {
      if (!socket.matches(dev, packet, ipSrc(packet.buf, packet.l3), 0)) continue;
      heard = true;
      const type = u8(packet.buf, packet.l4);
      if (protocol === IPPROTO_ICMP && type < 32 && ((socket.icmpFilter >>> type) & 1) !== 0)
        continue;
      socket.receive(dev.index, packet, packet.l3, 0, false);
    }
    return heard;
  }

  /** An echo reply for a ping socket. */
  deliverPing(dev: NetDevice, packet: Packet): void {
    const list = this.ping.get(u16(packet.buf, packet.l4 + 4));
    for (const socket of list ?? []) {
      if (socket.matches(dev, packet, ipSrc(packet.buf, packet.l3), 0)) {
        socket.receive(dev.index, packet, packet.l4, 0, false);
        return;
      }
    }
  }

  /** The best UDP socket for a datagram to us, or all of them for a group. */
  udpFor(
    dev: NetDevice,
    packet: Packet,
    srcPort: number,
    dstPort: number,
    group: boolean,
  ): InetSocket[] {
    const list = this.udp.get(dstPort);
    if (list === undefined) return [];
    const src = ipSrc(packet.buf, packet.l3);
    const fitting = list.filter((socket) => socket.matches(dev, packet, src, srcPort));
    if (group || fitting.length < 2) return fitting;
    let best = fitting[0] as InetSocket;
    for (const socket of fitting) if (socket.score() > best.score()) best = socket;
    return [best];
  }

  /**
   * icmp_socket_deliver: the error in `packet` is about the IP packet quoted at `inner`, whose
   * transport header stands at `transport`.
   */
  deliverError(
    packet: Packet,
    inner: number,
    transport: number,
    type: number,
    code: number,
    info: number,
  ): void {
    const b = packet.buf;
    const protocol = u8(b, inner + IP_PROTOCOL);
    const told = whatItMeans(type, code);
    const at = this.stack.sched.now;
    const error = {
      errno: told.errno,
      origin: "icmp",
      icmpType: type,
      icmpCode: code,
      offender: ipSrc(b, packet.l3),
      info,
      at,
      ttl: u8(b, packet.l3 + IP_TTL),
    } as const;
    const dst = ipDst(b, inner);
    const src = ipSrc(b, inner);
    for (const socket of this.raw.get(protocol) ?? []) {
      if (socket.remoteAddress !== 0 && socket.remoteAddress !== dst) continue;
      if (socket.localAddress !== 0 && socket.localAddress !== src) continue;
      // What our own kernel says comes in by lo: no socket bound to a device hears it.
      if (socket.boundDevice !== null && socket.boundDevice !== packet.input) continue;
      socket.fail({ ...error, quoted: b.slice(transport, packet.end) }, told.fatal);
    }
    if (protocol === IPPROTO_TCP) {
      tcpError(this.stack, packet, inner, transport, type, code, told.errno);
      return;
    }
    const port = u16(b, transport + (protocol === IPPROTO_UDP ? 0 : 4));
    const peerPort = u16(b, transport + 2);
    const lists =
      protocol === IPPROTO_UDP ? this.udp : protocol === IPPROTO_ICMP ? this.ping : null;
    for (const socket of lists?.get(port) ?? []) {
      if (socket.remoteAddress !== 0 && socket.remoteAddress !== dst) continue;
      if (socket.remotePort !== 0 && socket.remotePort !== peerPort) continue;
      if (socket.localAddress !== 0 && socket.localAddress !== src) continue;
      if (socket.boundDevice !== null && socket.boundDevice !== packet.input) continue;
      const quoteAt = protocol === IPPROTO_UDP ? transport + 8 : transport;
      socket.fail({ ...error, quoted: b.slice(quoteAt, packet.end), port: peerPort }, told.fatal);
      return;
    }
  }

  close(): void {
    for (const socket of [...this.all]) socket.release();
  }
}

function whatItMeans(type: number, code: number): { errno: Errno; fatal: boolean } {
  switch (type) {
    case ICMP_DEST_UNREACH:
      if (code === ICMP_FRAG_NEEDED) return { errno: "EMSGSIZE", fatal: true };
      return UNREACHABLE[code] ?? { errno: "EHOSTUNREACH", fatal: true };
    case ICMP_PARAMETERPROB:
      return { errno: "EPROTO", fatal: true };
    case ICMP_TIME_EXCEEDED:
    case ICMP_SOURCE_QUENCH:
    default:
      return { errno: "EHOSTUNREACH", fatal: false };
  }
}
