/**
 * Fragments wait here for their kin: net/ipv4/ip_fragment.c. Overlaps end the whole datagram, as
 * Linux does since 4.19 (RFC 5722's rule). 30 s after the first piece the rest is given up.
 */
import { ETH_HEADER } from "../../wire/eth.ts";
import { LazyMap } from "../../sim/lazy.ts";
import { SECOND, type Timer } from "../../sim/scheduler.ts";
import { put16, u16, u8 } from "../../wire/bytes.ts";
import { ICMP_EXC_FRAGTIME, ICMP_TIME_EXCEEDED } from "../../wire/icmp.ts";
import {
  IP_FRAG,
  IP_ID,
  IP_LENGTH,
  IP_MF,
  IP_OFFSET,
  IP_PROTOCOL,
  ipDst,
  ipHeaderLength,
  ipSetChecksum,
  ipSrc,
} from "../../wire/ipv4.ts";
import type { NetDevice } from "../device.ts";
import { Packet } from "../packet.ts";
import type { Stack } from "../stack.ts";
import { sendIcmpError } from "./icmp.ts";

const MAX_DATAGRAM = 65_535;

interface Piece {
  readonly packet: Packet;
  readonly from: number;
  readonly to: number;
}

class Assembly {
  readonly dev: NetDevice;
  pieces: Piece[] = [];
  /** Length of the payload, once the last fragment told it. */
  total = -1;
  held = 0;
  bytes = 0;
  timer: Timer | null = null;
  constructor(dev: NetDevice) {
    this.dev = dev;
  }
}

export class Reassembly {
  private readonly stack: Stack;
  private readonly open = new LazyMap<string, Assembly>();
  private bytes = 0;

  constructor(stack: Stack) {
    this.stack = stack;
  }

  /** Take a fragment. Returns the whole datagram when this was its last missing piece. */
  add(dev: NetDevice, packet: Packet): Packet | null {
    const { stack } = this;
    const b = packet.buf;
    const at = packet.l3;
    stack.snmp.ip.ReasmReqds++;
    const word = u16(b, at + IP_FRAG);
    const from = (word & IP_OFFSET) << 3;
    const length = packet.end - packet.l4;
    const more = (word & IP_MF) !== 0;
    const bad = (more && (length & 7) !== 0) || from + length > MAX_DATAGRAM || length === 0;
    if (bad) {
      stack.snmp.ip.ReasmFails++;
      stack.ns.drop(packet, "ip:malformed", "fragment");
      return null;
    }
    const key = `${ipSrc(b, at)} ${ipDst(b, at)} ${u8(b, at + IP_PROTOCOL)} ${u16(b, at + IP_ID)}`;
    const known = this.open.get(key);
    // inet_frag_alloc: over ipfrag_high_thresh nothing new is begun.
    if (known === undefined && this.bytes > stack.ns.sysctl.ipfragHighThresh) {
      stack.snmp.ip.ReasmFails++;
      stack.ns.drop(packet, "ip:reassembly", "full");
      return null;
    }
    const assembly = known ?? this.begin(key, dev);
    const to = from + length;
    if (!this.insert(key, assembly, { packet, from, to }, more)) return null;
    if (assembly.total < 0 || assembly.held !== assembly.total) return null;
    this.forget(key, assembly);
    stack.snmp.ip.ReasmOKs++;
    return this.join(assembly);
  }

  close(): void {
    for (const [key, assembly] of [...this.open]) {
      this.forget(key, assembly);
      for (const piece of assembly.pieces)
        this.stack.ns.drop(piece.packet, "ip:reassembly", "closed");
    }
  }

  private begin(key: string, dev: NetDevice): Assembly {
    const assembly = new Assembly(dev);
    this.open.set(key, assembly);
    const waitUs = this.stack.ns.sysctl.ipfragTime * SECOND;
    assembly.timer = this.stack.sched.after(waitUs, "ip reassembly", () =>
      this.expire(key, assembly),
    );
    return assembly;
  }

  private insert(key: string, assembly: Assembly, piece: Piece, more: boolean): boolean {
    const total = more ? assembly.total : piece.to;
    const contradicts =
      assembly.total >= 0 && (piece.to > assembly.total || total !== assembly.total);
    let at = assembly.pieces.length;
    let overlaps = false;
    let repeated = false;
    for (let i = 0; i < assembly.pieces.length; i++) {
      const other = assembly.pieces[i] as Piece;
      if (other.from === piece.from && other.to === piece.to) repeated = true;
      else if (piece.from < other.to && other.from < piece.to) overlaps = true;
      if (other.from > piece.from) {
        at = i;
        break;
      }
    }
    if (repeated) {
      this.stack.ns.drop(piece.packet, "ip:reassembly", "repeated");
      return false;
    }
    assembly.pieces.splice(at, 0, piece);
    assembly.total = total;
    assembly.held += piece.to - piece.from;
    assembly.bytes += piece.packet.buf.length;
    this.bytes += piece.packet.buf.length;
    if (overlaps || contradicts) {
      if (overlaps) this.stack.snmp.ipExt.ReasmOverlaps++;
      this.fail(key, assembly, "overlap");
      return false;
    }
    return true;
  }

  private expire(key: string, assembly: Assembly): void {
    this.stack.snmp.ip.ReasmTimeout++;
    const first = assembly.pieces[0];
    // Only the first fragment tells whom to complain to.
    if (first !== undefined && first.from === 0) {
      sendIcmpError(this.stack, first.packet, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0);
    }
    this.fail(key, assembly, "timeout");
  }

  private fail(key: string, assembly: Assembly, why: string): void {
    this.forget(key, assembly);
    this.stack.snmp.ip.ReasmFails++;
    for (const piece of assembly.pieces) this.stack.ns.drop(piece.packet, "ip:reassembly", why);
  }

  private forget(key: string, assembly: Assembly): void {
    assembly.timer?.cancel();
    this.bytes -= assembly.bytes;
    this.open.delete(key);
  }

  private join(assembly: Assembly): Packet {
    const first = (assembly.pieces[0] as Piece).packet;
    const header = ipHeaderLength(first.buf, first.l3);
    const whole = Packet.alloc(
      this.stack.ns.host.sim.buffers,
      header + assembly.total,
      first.journey,
    );
    const at = whole.start;
    whole.buf.set(first.buf.subarray(first.l3, first.l3 + header), at);
    for (const { packet, from } of assembly.pieces) {
      whole.buf.set(packet.buf.subarray(packet.l4, packet.end), at + header + from);
    }
    put16(whole.buf, at + IP_LENGTH, header + assembly.total);
    put16(whole.buf, at + IP_FRAG, 0);
    ipSetChecksum(whole.buf, at);
    // The first piece's Ethernet header stays in front: LOG shows it.
    if (first.l3 >= ETH_HEADER)
      whole.buf.set(first.buf.subarray(first.l3 - ETH_HEADER, first.l3), at - ETH_HEADER);
    whole.l3 = at;
    whole.l4 = at + header;
    whole.protocol = first.protocol;
    whole.packetType = first.packetType;
    whole.input = first.input;
    whole.route = first.route;
    for (const { packet } of assembly.pieces) packet.free();
    return whole;
  }
}
