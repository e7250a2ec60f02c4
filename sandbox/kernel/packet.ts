/**
 * A packet in flight: the sk_buff. Bytes in one buffer with header room; layers push and pull.
 * One owner at a time: whoever is handed a packet passes it on, queues it, frees it or drop()s it.
 */
import type { BufferPool } from "../sim/buffers.ts";
import { put16 } from "../wire/bytes.ts";
import { checksum } from "../wire/checksum.ts";
import type { NetDevice } from "./device.ts";
import type { Flow } from "./netfilter/flow.ts";
import type { RouteResult } from "./route/types.ts";

/** Room kept in front for encapsulation (bytes). Even, so that layer 3 stays 2-aligned. */
export const HEADER_ROOM = 128;
const GONE = new Uint8Array(0);

/** How the frame was addressed; <linux/if_packet.h>'s numbers. */
export const PACKET_HOST = 0;
export const PACKET_BROADCAST = 1;
export const PACKET_MULTICAST = 2;
export const PACKET_OTHERHOST = 3;
export const PACKET_OUTGOING = 4;

/** The user that a packet's socket belongs to. */
export interface PacketOwner {
  readonly uid: number;
  readonly gid: number;
}

/** Who has not said otherwise. */
export const ROOT_OWNER: PacketOwner = { uid: 0, gid: 0 };

export interface PhysInfo {
  input: NetDevice | null;
  output: NetDevice | null;
  /** It goes from port to port, not by way of the stack. */
  bridged: boolean;
  /** Translated to another station while in the bridge: its sender's MAC until it knows where to go. */
  dnat: number;
}

export class Packet {
  buf: Uint8Array;
  /** The packet is buf[start, end). */
  start: number;
  end: number;
  /** Offsets of the network and transport headers in `buf`; valid once set on the way. */
  l3 = 0;
  l4 = 0;
  /** EtherType of what starts at l3. */
  protocol = 0;
  mark = 0;
  packetType = PACKET_HOST;
  /** Device it came in by, or null when made here. */
  input: NetDevice | null = null;
  /** Its routing decision, once made (skb_dst). */
  route: RouteResult | null = null;
  /** On a cable: the record of the device at its other end (fast-path.ts). */
  hop = 0;
  /** Its flow, once conntrack has looked (nfct), and how it stands to it: netfilter/flow.ts; 0: not looked at. */
  ct: Flow | null = null;
  ctInfo = 0;
  ctZone = 0;
  /** skb->priority where a rule chose a class of queues (CLASSIFY): a handle; 0: by the TOS. */
  priority = 0;
  /** By which ports of a bridge it came and goes, where br_netfilter keeps that (nf_bridge_info). */
  phys: PhysInfo | null = null;
  /** Whose socket it was made by (skb->sk); null: nobody's. */
  owner: PacketOwner | null = null;
  /**
   * CHECKSUM_PARTIAL: where the transport header starts whose checksum field (at csumField) still holds only
   * the pseudo-header's sum, because the device is to finish it; 0: nothing is owed. Who rewrites what
   * the pseudo-header covers must patch that field without the usual complement.
   */
  csumStart = 0;
  csumField = 0;
  /** Identity for the trace; kept by copy() and by encapsulation. */
  readonly journey: number;
  private readonly pool: BufferPool;

  private constructor(
    pool: BufferPool,
    buf: Uint8Array,
    start: number,
    end: number,
    journey: number,
  ) {
    this.pool = pool;
    this.buf = buf;
    this.start = start;
    this.end = end;
    this.journey = journey;
  }

  /** `length` bytes (content undefined: write all of them), with header room in front. */
  static alloc(pool: BufferPool, length: number, journey: number): Packet {
    const buf = pool.take(HEADER_ROOM + length);
    return new Packet(pool, buf, HEADER_ROOM, HEADER_ROOM + length, journey);
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Grow to the left by `bytes`; returns the new start. */
  push(bytes: number): number {
    if (this.start < bytes) this.reheadroom(bytes);
    this.start -= bytes;
    return this.start;
  }

  /** Shrink from the left. */
  pull(bytes: number): void {
    this.start += bytes;
  }

  /** A packet of its own with the same bytes, marks and journey. */
  copy(): Packet {
    const buf = this.pool.take(this.end - this.start + HEADER_ROOM);
    const start = HEADER_ROOM;
    const n = this.end - this.start;
    buf.set(this.buf.subarray(this.start, this.end), start);
    const twin = new Packet(this.pool, buf, start, start + n, this.journey);
    const shift = start - this.start;
    twin.l3 = this.l3 + shift;
    twin.l4 = this.l4 + shift;
    twin.protocol = this.protocol;
    twin.mark = this.mark;
    twin.packetType = this.packetType;
    twin.input = this.input;
    twin.route = this.route;
    twin.ct = this.ct;
    twin.ctInfo = this.ctInfo;
    twin.ctZone = this.ctZone;
    twin.priority = this.priority;
    twin.owner = this.owner;
    if (this.phys !== null) twin.phys = { ...this.phys };
    if (this.csumStart !== 0) {
      twin.csumStart = this.csumStart + shift;
      twin.csumField = this.csumField + shift;
    }
    return twin;
  }

  /** skb_checksum_help: what the card would have done, done in software. */
  finishChecksum(): void {
    const { buf, csumStart, csumField, end } = this;
    if (csumStart === 0) return;
    const value = checksum(buf, csumStart, end);
    // UDP says "no checksum" with 0.
    put16(buf, csumField, value === 0 && csumField - csumStart === 6 ? 0xffff : value);
    this.csumStart = 0;
  }

  /** skb_scrub_packet: what a packet leaves behind when it goes over a cable, or into a tunnel. */
  scrub(otherNamespace: boolean): void {
    this.ct = null;
    this.ctInfo = 0;
    this.ctZone = 0;
    this.priority = 0;
    this.phys = null;
    if (otherNamespace) {
      this.owner = null;
      this.mark = 0;
    }
  }

  /** Give the buffer back. The packet is dead afterwards; freeing twice is harmless. */
  free(): void {
    if (this.buf === GONE) return;
    this.pool.give(this.buf);
    this.buf = GONE;
    this.start = this.end = 0;
  }

  private reheadroom(need: number): void {
    const n = this.end - this.start;
    const room = HEADER_ROOM + need;
    const buf = this.pool.take(n + room);
    buf.set(this.buf.subarray(this.start, this.end), room);
    const shift = room - this.start;
    this.pool.give(this.buf);
    this.buf = buf;
    this.start += shift;
    this.end += shift;
    this.l3 += shift;
    this.l4 += shift;
    if (this.csumStart !== 0) {
      this.csumStart += shift;
      this.csumField += shift;
    }
  }
}
