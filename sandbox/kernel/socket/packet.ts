/**
 * AF_PACKET: what tcpdump and arping use. Frames are copied into one slab as they pass; the reader
 * takes them out as values. net/packet/af_packet.c. Left out: fanout, cooked mode (SOCK_DGRAM), TX rings.
 */
import { ETH_HEADER, ETH_P_ARP, ETH_P_IP } from "../../wire/eth.ts";
import { u16, u48 } from "../../wire/bytes.ts";
import type { NetDevice, PacketTap } from "../device.ts";
import type { Errno } from "../errno.ts";
import type { NetNamespace } from "../netns.ts";
import { Packet, PACKET_OUTGOING } from "../packet.ts";
import type { OpenFile } from "../proc/file.ts";
import type { Process } from "../proc/process.ts";
import { type Proc, WaitQueue } from "../proc/wait.ts";
import type { CapturedFrame, PacketSocket } from "./types.ts";

/** tcpdump's default ring. */
const SLAB_LIMIT = 2 << 20;
const SLAB_FIRST = 1 << 16;
const RECORDS_FIRST = 256;
const ETH_P_ALL = 3;

/** Looks at buf[start, end) and says how many bytes to keep; 0: not wanted. A BPF program's answer. */
export type FrameFilter = (
  buf: Uint8Array,
  start: number,
  end: number,
  device: NetDevice,
  packetType: number,
) => number;

export interface PacketSocketOptions {
  /** Device name; null: all of the namespace (`-i any`). */
  readonly device: string | null;
  /** Only this EtherType; ETH_P_ALL (3) when not given. Other protocols see no outgoing frames. */
  readonly protocol?: number;
  readonly filter?: FrameFilter;
  readonly snaplen?: number;
  /** Ring size in bytes. */
  readonly ringBytes?: number;
}

export class CaptureSocket implements PacketSocket, PacketTap, OpenFile {
  readonly kind = "socket";
  readonly path: string;
  readonly readable = new WaitQueue("skb_wait_for_more_packets");
  readonly ifindex: number | null;
  readonly ns: NetNamespace;
  received = 0;
  dropped = 0;
  private readonly protocol: number;
  private readonly filter: FrameFilter | null;
  private readonly snaplen: number;
  private readonly limit: number;
  private closed = false;
  private slab = new Uint8Array(0);
  private used = 0;
  // One record a frame, in parallel arrays; [head, tail) are waiting.
  private head = 0;
  private tail = 0;
  private at = new Float64Array(RECORDS_FIRST);
  /** Five numbers a record: offset, kept, length, packetType << 16 | protocol, journey. */
  private meta = new Int32Array(RECORDS_FIRST * 5);
  private devices: (NetDevice | null)[] = [];

  constructor(ns: NetNamespace, ifindex: number | null, options: PacketSocketOptions) {
    this.ns = ns;
    this.ifindex = ifindex;
    this.protocol = options.protocol ?? ETH_P_ALL;
    this.filter = options.filter ?? null;
    this.snaplen = options.snaplen ?? 262_144;
    this.limit = options.ringBytes ?? SLAB_LIMIT;
    this.path = `socket:[${ns.host.nextPipeId()}]`;
    (ns.taps ??= []).push(this);
    ns.host.fast.changed();
  }

  tap(device: NetDevice, packet: Packet, outgoing: boolean): void {
    if (this.protocol !== ETH_P_ALL && (outgoing || packet.protocol !== this.protocol)) return;
    const { start, end } = packet;
    const type = outgoing ? PACKET_OUTGOING : packet.packetType;
    let keep = end - start;
    if (this.filter !== null) {
      const wanted = this.filter(packet.buf, start, end, device, type);
      if (wanted === 0) return;
      if (wanted < keep) keep = wanted;
    }
    this.received++;
    if (keep > this.snaplen) keep = this.snaplen;
    const from = this.room(packet.buf, start, keep);
    if (from < 0) {
      this.dropped++;
      return;
    }
    if (this.tail === this.at.length) this.growRecords();
    const record = this.tail++;
    const m = record * 5;
    this.at[record] = this.ns.host.sim.sched.now;
    this.meta[m] = from;
    this.meta[m + 1] = keep;
    this.meta[m + 2] = end - start;
    this.meta[m + 3] =
      (type << 16) |
      (outgoing && device.linkType !== "ipip" ? u16(packet.buf, start + 12) : packet.protocol);
    this.meta[m + 4] = packet.journey;
    this.devices[record] = device;
    if (this.tail - this.head === 1) this.readable.wakeAll();
  }

  recv(): CapturedFrame | null {
    if (this.head === this.tail) return null;
    const record = this.head++;
    const m = record * 5;
    const { meta } = this;
    const from = meta[m] as number;
    const device = this.devices[record] as NetDevice;
    const kind = meta[m + 3] as number;
    const frame: CapturedFrame = {
      at: this.at[record] as number,
      bytes: this.slab.slice(from, from + (meta[m + 1] as number)),
      length: meta[m + 2] as number,
      ifindex: device.index,
      devName: device.name,
      packetType: kind >>> 16,
      protocol: kind & 0xffff,
      hatype: hardwareType(device),
      journey: meta[m + 4] as number,
    };
    this.devices[record] = null;
    if (this.head === this.tail) this.head = this.tail = this.used = 0;
    return frame;
  }

  /** Throw away what waits: for readers that only count. */
  discard(): void {
    this.devices.fill(null, this.head, this.tail);
    this.head = this.tail = this.used = 0;
  }

  /** A whole frame, Ethernet header included, out of the device it is bound to. */
  sendFrame(bytes: Uint8Array): Errno | null {
    const dev = this.ifindex === null ? undefined : this.ns.devices.get(this.ifindex);
    if (dev === undefined) return "ENXIO";
    if (!dev.up) return "ENETDOWN";
    if (bytes.length < ETH_HEADER) return "EINVAL";
    if (bytes.length > dev.mtu + ETH_HEADER + 4) return "EMSGSIZE";
    const { sim } = this.ns.host;
    const packet = Packet.alloc(sim.buffers, bytes.length, sim.nextJourney());
    packet.buf.set(bytes, packet.start);
    packet.l3 = packet.start + ETH_HEADER;
    packet.protocol = u16(bytes, 12);
    dev.send(packet);
    return null;
  }

  ready(): boolean {
    return this.head < this.tail || this.closed;
  }

  *read(proc: Process, max: number): Proc<Uint8Array | null> {
    for (;;) {
      const got = this.recv();
      if (got !== null) return got.bytes.slice(0, max);
      if (this.closed) return null;
      yield* proc.wait("packet_recvmsg", [this.readable]);
    }
  }

  *write(_proc: Process, data: Uint8Array): Proc<Errno | null> {
    return this.sendFrame(data);
  }

  close(): void {
    this.release();
  }

  release(): void {
    if (this.closed) return;
    this.closed = true;
    const taps = this.ns.taps?.filter((tap) => tap !== this) ?? [];
    this.ns.taps = taps.length === 0 ? null : taps;
    this.readable.wakeAll();
  }

  /** Copy `keep` bytes of buf from `start` into the slab; where they stand now, or -1: full. */
  private room(buf: Uint8Array, start: number, keep: number): number {
    // Whole buffers copy faster than a view of them can be made (measured); the next record
    // overwrites what was not wanted.
    const whole = buf.length <= 4096;
    const need = whole ? buf.length : keep;
    if (this.used + need > this.slab.length && !this.makeRoom(need)) return -1;
    const to = this.used;
    if (whole) {
      this.slab.set(buf, to);
      this.used = to + start + keep;
      return to + start;
    }
    this.slab.set(buf.subarray(start, start + keep), to);
    this.used = to + keep;
    return to;
  }

  private makeRoom(need: number): boolean {
    if (this.slab.length < this.limit) {
      const size = Math.min(
        Math.max(this.slab.length * 2, SLAB_FIRST, need),
        Math.max(this.limit, need),
      );
      const slab = new Uint8Array(size);
      slab.set(this.slab.subarray(0, this.used));
      this.slab = slab;
      if (this.used + need <= size) return true;
      return size < this.limit ? this.makeRoom(need) : false;
    }
    // What was read leaves a hole in front.
    if (this.head === 0) return false;
    const first = this.meta[this.head * 5] as number;
    this.slab.copyWithin(0, first, this.used);
    for (let i = this.head; i < this.tail; i++) (this.meta[i * 5] as number) -= first;
    this.used -= first;
    this.meta.copyWithin(0, this.head * 5, this.tail * 5);
    this.at.copyWithin(0, this.head, this.tail);
    this.devices.splice(0, this.head);
    this.tail -= this.head;
    this.head = 0;
    return this.used + need <= this.slab.length;
  }

  private growRecords(): void {
    const at = new Float64Array(this.at.length * 2);
    at.set(this.at);
    this.at = at;
    const meta = new Int32Array(this.meta.length * 2);
    meta.set(this.meta);
    this.meta = meta;
  }
}

/** ARPHRD_*. */
function hardwareType(device: NetDevice): number {
  return device.linkType === "loopback" ? 772 : device.linkType === "ether" ? 1 : 768;
}

/** The source address field of a captured Ethernet frame; SLL headers want it. */
export function frameSource(bytes: Uint8Array): number {
  return bytes.length >= ETH_HEADER ? u48(bytes, 6) : 0;
}

export { ETH_P_ALL, ETH_P_ARP, ETH_P_IP };
