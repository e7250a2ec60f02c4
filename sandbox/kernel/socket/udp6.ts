/**
 * UDP sockets of AF_INET6, and UDP over IPv6 in: net/ipv6/udp.c. Left out: IPv4 through them (each is v6only),
 * corking, UDP tunnels over IPv6, multicast loops.
 */
import { type Ipv6Addr, readIpv6 } from "../../wire/addr.ts";
import { put16, u16, u8 } from "../../wire/bytes.ts";
import { pseudoSum6 } from "../../wire/checksum.ts";
import { IP6_DST, IP6_HOPS, IP6_SRC } from "../../wire/ipv6.ts";
import { IPPROTO_UDP } from "../../wire/ipv4.ts";
import {
  UDP_CHECKSUM,
  UDP_DST,
  UDP_HEADER,
  UDP_LENGTH,
  udpChecksumOk,
  udpFlaw,
} from "../../wire/udp.ts";
import type { NetDevice } from "../device.ts";
import type { Errno } from "../errno.ts";
import type { Icmp6Error } from "../ipv6/errors.ts";
import { flowLabel } from "../ipv6/ipv6.ts";
import { sendPayload6 } from "../ipv6/output.ts";
import { type Packet, PACKET_HOST, type PacketOwner, ROOT_OWNER } from "../packet.ts";
import type { OpenFile } from "../proc/file.ts";
import type { Process } from "../proc/process.ts";
import { type Proc, WaitQueue } from "../proc/wait.ts";
import type { Stack } from "../stack.ts";
import type { IpAddr } from "./types.ts";

const RECEIVE_BUFFER = 212_992;
const MAX_PAYLOAD = 65_535 - UDP_HEADER;
const MAX_ERRORS = 128;
const ANY = "::" as Ipv6Addr;
const PORT_UNREACHABLE = 4;
const TRUESIZE = 768;

export interface Datagram6Udp {
  readonly src: Ipv6Addr;
  readonly dst: Ipv6Addr;
  readonly srcPort: number;
  readonly hopLimit: number;
  /** µs of virtual time. */
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly ifindex: number;
}

/** From the error queue (IPV6_RECVERR). */
export interface SocketError6 {
  readonly errno: Errno;
  readonly origin: "local" | "icmp6";
  readonly type: number;
  readonly code: number;
  /** Who sent the error. */
  readonly offender: Ipv6Addr;
  readonly info: number;
  /** The port that the quoted datagram went to. */
  readonly port: number;
  readonly at: number;
  readonly hopLimit: number;
}

export interface SendOptions6 {
  readonly hopLimit?: number;
  readonly tclass?: number;
  /** IPV6_DONTFRAG. */
  readonly dontFragment?: boolean;
}

export class Udp6Socket implements OpenFile {
  readonly kind = "socket";
  readonly path: string;
  readonly inode: number;
  readonly readable = new WaitQueue("skb_wait_for_more_packets");
  localAddress: Ipv6Addr = ANY;
  localPort = 0;
  remoteAddress: Ipv6Addr = ANY;
  remotePort = 0;
  connected = false;
  boundDevice: NetDevice | null = null;
  reuseAddress = false;
  /** IPV6_RECVERR: errors of unconnected sockets are queued too. */
  receiveErrors = false;
  hopLimit = 64;
  owner: PacketOwner = ROOT_OWNER;
  tclass = 0;
  private readonly stack: Stack;
  private readonly privileged: boolean;
  private queue: Datagram6Udp[] = [];
  private queuedBytes = 0;
  private readonly errors: SocketError6[] = [];
  private closed = false;

  constructor(stack: Stack, privileged: boolean) {
    this.stack = stack;
    this.privileged = privileged;
    this.inode = stack.ns.host.nextPipeId();
    this.path = `socket:[${this.inode}]`;
  }

  /** The IPv4 wildcard means ours too. */
  bind(wanted: IpAddr, port: number): Errno | null {
    const { ns } = this.stack;
    if (this.localPort !== 0) return "EINVAL";
    if (typeof wanted === "number" && wanted !== 0) return "EAFNOSUPPORT";
    const address = typeof wanted === "number" ? ANY : wanted;
    if (address !== ANY && !address.startsWith("ff") && !ns.inet6.isLocal(address))
      return "EADDRNOTAVAIL";
    if (port > 0 && port < ns.sysctl.unprivilegedPortStart && !this.privileged) return "EACCES";
    const refused = this.claim(address, port);
    if (refused === null) this.localAddress = address;
    return refused;
  }

  bindToDevice(name: string): Errno | null {
    const dev = name === "" ? null : this.stack.ns.device(name);
    if (name !== "" && dev === null) return "ENODEV";
    this.boundDevice = dev;
    return null;
  }

  connect(address: Ipv6Addr, port: number): Errno | null {
    const dst = address === ANY ? ("::1" as Ipv6Addr) : address;
    const out = this.stack.ipv6.route(dst, this.boundDevice);
    if ("errno" in out) return out.errno;
    const refused = this.localPort === 0 ? this.claim(this.localAddress, 0) : null;
    if (refused !== null) return refused;
    if (this.localAddress === ANY) this.localAddress = out.src;
    this.remoteAddress = dst;
    this.remotePort = port;
    this.connected = true;
    return null;
  }

  private claim(address: Ipv6Addr, wanted: number): Errno | null {
    const { rng, ns } = this.stack;
    let port = wanted;
    if (port === 0) {
      const [low, high] = ns.sysctl.localPortRange;
      const span = high - low + 1;
      const first = rng.below(span);
      for (let i = 0; i < span && port === 0; i++) {
        const candidate = low + ((first + i) % span);
        if (!this.taken(address, candidate)) port = candidate;
      }
      if (port === 0) return "EAGAIN";
    } else if (this.taken(address, port)) return "EADDRINUSE";
    this.localPort = port;
    const { udp } = this.stack.ipv6;
    const list = udp.get(port);
    if (list === undefined) udp.set(port, [this]);
    else list.push(this);
    return null;
  }

  private taken(address: Ipv6Addr, port: number): boolean {
    return (this.stack.ipv6.udp.get(port) ?? []).some(
      (other) =>
        !(other.reuseAddress && this.reuseAddress) &&
        (other.localAddress === address || other.localAddress === ANY || address === ANY),
    );
  }

  send(
    bytes: Uint8Array,
    to: { readonly address: Ipv6Addr; readonly port: number } | null,
    options: SendOptions6 = {},
  ): Errno | null {
    if (this.closed) return "EBADF";
    if (to === null && !this.connected) return "ENOTCONN";
    if (bytes.length > MAX_PAYLOAD) return "EMSGSIZE";
    const asked = to?.address ?? this.remoteAddress;
    const dst = asked === ANY ? ("::1" as Ipv6Addr) : asked;
    const port = to?.port ?? this.remotePort;
    if (port === 0) return "EINVAL";
    const { ipv6, snmp } = this.stack;
    const out = ipv6.route(dst, this.boundDevice);
    if ("errno" in out) return out.errno;
    const refused = this.localPort === 0 ? this.claim(this.localAddress, 0) : null;
    if (refused !== null) return refused;
    const src = this.localAddress === ANY ? out.src : this.localAddress;
    const length = UDP_HEADER + bytes.length;
    const group = dst.startsWith("ff");
    const refusal = sendPayload6(this.stack, out, {
      src,
      dst,
      nextHeader: IPPROTO_UDP,
      hopLimit: options.hopLimit ?? (group ? 1 : this.hopLimit),
      trafficClass: options.tclass ?? this.tclass,
      flowLabel: flowLabel(src, dst, this.localPort, port),
      length,
      owner: this.owner,
      dontFragment: options.dontFragment === true,
      checksumAt: UDP_CHECKSUM,
      write: (b, at) => {
        put16(b, at, this.localPort);
        put16(b, at + UDP_DST, port);
        put16(b, at + UDP_LENGTH, length);
        put16(b, at + UDP_CHECKSUM, 0);
        b.set(bytes, at + UDP_HEADER);
      },
    });
    if (refusal === null) snmp.udp6.OutDatagrams++;
    if (refusal === "EMSGSIZE") this.fail(this.tooLong(out.mtu, port), false);
    return refusal;
  }

  /** ipv6_local_error. */
  private tooLong(mtu: number, port: number): SocketError6 {
    return {
      errno: "EMSGSIZE",
      origin: "local",
      type: 0,
      code: 0,
      offender: ANY,
      info: mtu,
      port,
      at: this.stack.sched.now,
      hopLimit: 0,
    };
  }

  /** How well a datagram to us fits: -1 not at all. */
  score(dev: NetDevice, dst: Ipv6Addr, src: Ipv6Addr, srcPort: number): number {
    if (this.localAddress !== ANY && this.localAddress !== dst) return -1;
    if (this.connected && (this.remoteAddress !== src || this.remotePort !== srcPort)) return -1;
    if (this.boundDevice !== null && this.boundDevice !== dev) return -1;
    return (
      (this.localAddress !== ANY ? 1 : 0) +
      (this.connected ? 2 : 0) +
      (this.boundDevice !== null ? 1 : 0)
    );
  }

  /** False: no room. */
  receive(dev: NetDevice, packet: Packet): boolean {
    const { buf, l3, l4, end } = packet;
    const size = end - l4 - UDP_HEADER + TRUESIZE;
    if (this.queuedBytes + size > RECEIVE_BUFFER) return false;
    this.queuedBytes += size;
    this.queue.push({
      src: readIpv6(buf, l3 + IP6_SRC),
      dst: readIpv6(buf, l3 + IP6_DST),
      srcPort: u16(buf, l4),
      hopLimit: u8(buf, l3 + IP6_HOPS),
      at: this.stack.sched.now,
      bytes: buf.slice(l4 + UDP_HEADER, end),
      ifindex: dev.index,
    });
    this.readable.wakeAll();
    return true;
  }

  recv(): Datagram6Udp | null {
    const got = this.queue.shift();
    if (got === undefined) return null;
    this.queuedBytes -= got.bytes.length + TRUESIZE;
    return got;
  }

  recvError(): SocketError6 | null {
    return this.errors.shift() ?? null;
  }

  fail(error: SocketError6, fatal: boolean): void {
    if (!this.receiveErrors && !(this.connected && fatal)) return;
    if (this.errors.length >= MAX_ERRORS) return;
    this.errors.push(error);
    this.readable.wakeAll();
  }

  get receiveQueue(): number {
    return this.queuedBytes;
  }

  ready(): boolean {
    return this.queue.length > 0 || this.errors.length > 0 || this.closed;
  }

  *read(proc: Process, max: number): Proc<Uint8Array | null | Errno> {
    for (;;) {
      const got = this.recv();
      if (got !== null) return got.bytes.slice(0, max);
      const error = this.recvError();
      if (error !== null) return error.errno;
      if (this.closed) return null;
      yield* proc.wait("skb_wait_for_more_packets", [this.readable]);
    }
  }

  *write(_proc: Process, data: Uint8Array): Proc<Errno | null> {
    return this.send(data, null);
  }

  close(): void {
    this.release();
  }

  release(): void {
    if (this.closed) return;
    this.closed = true;
    const { udp } = this.stack.ipv6;
    const list = udp.get(this.localPort);
    const at = list?.indexOf(this) ?? -1;
    if (list !== undefined && at >= 0) {
      list.splice(at, 1);
      if (list.length === 0) udp.delete(this.localPort);
    }
    this.queue = [];
    this.readable.wakeAll();
  }
}

/** udpv6_rcv. The IPv6 header stands at l3, UDP at l4. Owns the packet. */
export function udpInput6(stack: Stack, dev: NetDevice, packet: Packet): void {
  const { buf, l3, l4, end } = packet;
  const counters = stack.snmp.udp6;
  const flaw = udpFlaw(buf, l4, end);
  if (flaw !== null) {
    counters.InErrors++;
    stack.ns.drop(packet, "ip:malformed", `udp ${flaw}`);
    return;
  }
  const length = u16(buf, l4 + UDP_LENGTH);
  // Over IPv6 a checksum is owed (RFC 8200, 8.1).
  const bare = u16(buf, l4 + UDP_CHECKSUM) === 0;
  const pseudo = pseudoSum6(buf, l3 + IP6_SRC, IPPROTO_UDP, length);
  if (packet.csumStart === 0 && (bare || !udpChecksumOk(buf, l4, pseudo))) {
    counters.InCsumErrors++;
    counters.InErrors++;
    stack.ns.drop(packet, "udp:bad-checksum", dev.name);
    return;
  }
  packet.end = l4 + length;
  const dst = readIpv6(buf, l3 + IP6_DST);
  const best = bestFor(stack, dev, packet, dst, readIpv6(buf, l3 + IP6_SRC));
  if (best === null) {
    const group = dst.startsWith("ff");
    if (!group) {
      counters.NoPorts++;
      packet.end = end;
      if (packet.packetType === PACKET_HOST) stack.ipv6.sendUnreachable(packet, PORT_UNREACHABLE);
    }
    stack.ns.drop(packet, "udp:no-listener", String(u16(buf, l4 + UDP_DST)));
    return;
  }
  if (best.receive(dev, packet)) {
    counters.InDatagrams++;
    packet.free();
    return;
  }
  counters.RcvbufErrors++;
  counters.InErrors++;
  stack.ns.drop(packet, "udp:queue-full", dev.name);
}

function bestFor(
  stack: Stack,
  dev: NetDevice,
  packet: Packet,
  dst: Ipv6Addr,
  src: Ipv6Addr,
): Udp6Socket | null {
  const { buf, l4 } = packet;
  let best: Udp6Socket | null = null;
  let most = -1;
  for (const socket of stack.ipv6.udp.get(u16(buf, l4 + UDP_DST)) ?? []) {
    const score = socket.score(dev, dst, src, u16(buf, l4));
    if (score <= most) continue;
    most = score;
    best = socket;
  }
  return best;
}

/** udpv6_err: the quoted UDP header stands at `transport`. */
export function udpError6(
  stack: Stack,
  packet: Packet,
  transport: number,
  src: Ipv6Addr,
  dst: Ipv6Addr,
  error: Icmp6Error,
): void {
  const { buf, l3 } = packet;
  const peerPort = u16(buf, transport + UDP_DST);
  for (const socket of stack.ipv6.udp.get(u16(buf, transport)) ?? []) {
    if (socket.localAddress !== ANY && socket.localAddress !== src) continue;
    if (socket.connected && (socket.remoteAddress !== dst || socket.remotePort !== peerPort))
      continue;
    socket.fail(
      {
        errno: error.errno,
        origin: "icmp6",
        type: error.type,
        code: error.code,
        offender: readIpv6(buf, l3 + IP6_SRC),
        info: error.info,
        port: peerPort,
        at: stack.sched.now,
        hopLimit: u8(buf, l3 + IP6_HOPS),
      },
      error.fatal,
    );
    return;
  }
}
