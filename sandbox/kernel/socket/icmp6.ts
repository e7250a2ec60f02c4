/** A raw ICMPv6 socket: what ping uses for IPv6. net/ipv6/raw.c. The kernel fills in the checksum. */
import { flowLabel } from "../ipv6/ipv6.ts";
import { type Ipv6Addr, readIpv6 } from "../../wire/addr.ts";
import { u8 } from "../../wire/bytes.ts";
import { ICMP6_CHECKSUM } from "../../wire/icmpv6.ts";
import { IP6_DST, IP6_HOPS, IP6_SRC, NEXTHDR_ICMP } from "../../wire/ipv6.ts";
import type { NetDevice } from "../device.ts";
import { sendPayload6 } from "../ipv6/output.ts";
import type { SendOptions } from "./types.ts";
import type { Errno } from "../errno.ts";
import type { Packet } from "../packet.ts";
import type { OpenFile } from "../proc/file.ts";
import type { Process } from "../proc/process.ts";
import { type Proc, WaitQueue } from "../proc/wait.ts";
import type { Stack } from "../stack.ts";

const RECEIVE_BUFFER = 212_992;

export interface Datagram6 {
  readonly src: Ipv6Addr;
  readonly dst: Ipv6Addr;
  readonly hopLimit: number;
  /** µs of virtual time. */
  readonly at: number;
  /** From the ICMPv6 header on. Errors quote the packet from its IPv6 header, 8 bytes in. */
  readonly bytes: Uint8Array;
  readonly ifindex: number;
  readonly devName: string;
}

export class Icmp6Socket implements OpenFile {
  readonly kind = "socket";
  readonly path: string;
  readonly readable = new WaitQueue("skb_wait_for_more_packets");
  hopLimit = 64;
  private readonly stack: Stack;
  private queue: Datagram6[] = [];
  private queuedBytes = 0;
  private closed = false;

  constructor(stack: Stack) {
    this.stack = stack;
    this.path = `socket:[${stack.ns.host.nextPipeId()}]`;
    stack.ipv6.sockets.add(this);
  }

  /** The source and device that a packet to `dst` would use; `dev` is the zone (or -I). */
  routeTo(
    dst: Ipv6Addr,
    dev: string | null,
  ): { src: Ipv6Addr; devName: string; mtu: number } | Errno {
    const device = dev === null ? null : this.stack.ns.device(dev);
    if (dev !== null && device === null) return "ENODEV";
    const out = this.stack.ipv6.route(dst, device);
    return "errno" in out ? out.errno : { src: out.src, devName: out.dev.name, mtu: out.mtu };
  }

  /** `bytes`: an ICMPv6 message. */
  send(
    bytes: Uint8Array,
    to: { address: Ipv6Addr; dev: string | null },
    options: { hopLimit?: number; src?: Ipv6Addr; pmtu?: SendOptions["pmtu"] } = {},
  ): Errno | null {
    const { ipv6, ns } = this.stack;
    const device = to.dev === null ? null : ns.device(to.dev);
    if (to.dev !== null && device === null) return "ENODEV";
    const out = ipv6.route(to.address, device);
    if ("errno" in out) return out.errno;
    const group = to.address.startsWith("ff");
    const { pmtu } = options;
    this.stack.snmp.icmp6Message("Out", u8(bytes, 0));
    return sendPayload6(this.stack, pmtu === "probe" ? { ...out, mtu: out.dev.mtu } : out, {
      src: options.src ?? out.src,
      dst: to.address,
      nextHeader: NEXTHDR_ICMP,
      hopLimit: options.hopLimit ?? (group ? 1 : this.hopLimit),
      trafficClass: 0,
      flowLabel: flowLabel(options.src ?? out.src, to.address, u8(bytes, 0), 0),
      length: bytes.length,
      dontFragment: pmtu === "do" || pmtu === "probe",
      checksumAt: ICMP6_CHECKSUM,
      write: (b, at) => {
        b.set(bytes, at);
      },
    });
  }

  receive(dev: NetDevice, packet: Packet): void {
    const { buf, l3, l4, end } = packet;
    if (this.queuedBytes + end - l4 > RECEIVE_BUFFER) return;
    this.queuedBytes += end - l4;
    this.queue.push({
      src: readIpv6(buf, l3 + IP6_SRC),
      dst: readIpv6(buf, l3 + IP6_DST),
      hopLimit: u8(buf, l3 + IP6_HOPS),
      at: this.stack.sched.now,
      bytes: buf.slice(l4, end),
      ifindex: dev.index,
      devName: dev.name,
    });
    this.readable.wakeAll();
  }

  recv(): Datagram6 | null {
    const got = this.queue.shift();
    if (got === undefined) return null;
    this.queuedBytes -= got.bytes.length;
    return got;
  }

  ready(): boolean {
    return this.queue.length > 0 || this.closed;
  }

  *read(proc: Process, max: number): Proc<Uint8Array | null> {
    for (;;) {
      const got = this.recv();
      if (got !== null) return got.bytes.slice(0, max);
      if (this.closed) return null;
      yield* proc.wait("skb_wait_for_more_packets", [this.readable]);
    }
  }

  *write(): Proc<Errno> {
    return "ENOTCONN";
  }

  close(): void {
    this.release();
  }

  release(): void {
    if (this.closed) return;
    this.closed = true;
    this.stack.ipv6.sockets.delete(this);
    this.queue = [];
    this.readable.wakeAll();
  }
}
