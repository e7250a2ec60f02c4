/**
 * IPv6 fragments wait here for their kin: net/ipv6/reassembly.c. Overlaps end the whole datagram (RFC 5722); 60 s
 * after the first piece the rest is given up, and the sender told when that first piece began the datagram.
 */
import { LazyMap } from "../../sim/lazy.ts";
import { SECOND, type Timer } from "../../sim/scheduler.ts";
import { readIpv6 } from "../../wire/addr.ts";
import { i32, put16, put8, u16, u8 } from "../../wire/bytes.ts";
import { ICMPV6_PARAMPROB, ICMPV6_TIME_EXCEED } from "../../wire/icmpv6.ts";
import {
  IP6_DST,
  IP6_FRAGMENT_HEADER,
  IP6_HEADER,
  IP6_LENGTH,
  IP6_NEXT,
  IP6_SRC,
} from "../../wire/ipv6.ts";
import type { NetDevice } from "../device.ts";
import { Packet } from "../packet.ts";
import type { Stack } from "../stack.ts";

const TIMEOUT_US = 60 * SECOND;
/** net.ipv6.ip6frag_high_thresh. */
const HIGH_BYTES = 4 << 20;
const MAX_PAYLOAD = 65_535;
const REASSEMBLY_TIME = 1;

interface Piece {
  readonly packet: Packet;
  readonly from: number;
  readonly to: number;
}

class Assembly {
  readonly pieces: Piece[] = [];
  total = -1;
  held = 0;
  bytes = 0;
  timer: Timer | null = null;
}

export class Reassembly6 {
  private readonly stack: Stack;
  private readonly open = new LazyMap<string, Assembly>();
  private bytes = 0;

  constructor(stack: Stack) {
    this.stack = stack;
  }

  /** The fragment header stands at l4. The whole packet when this was its last missing piece. */
  add(dev: NetDevice, packet: Packet): Packet | null {
    const { stack } = this;
    const { buf, l3, l4, end } = packet;
    const counters = stack.snmp.ip6;
    counters.ReasmReqds++;
    const word = l4 + IP6_FRAGMENT_HEADER <= end ? u16(buf, l4 + 2) : -1;
    const length = end - l4 - IP6_FRAGMENT_HEADER;
    const more = (word & 1) !== 0;
    const from = word & 0xfff8;
    if (word < 0 || (more && (length & 7) !== 0) || from + length > MAX_PAYLOAD) {
      counters.InHdrErrors++;
      if (word >= 0) stack.ipv6.sendError(packet, ICMPV6_PARAMPROB, 0, IP6_LENGTH);
      stack.ns.drop(packet, "ipv6:malformed", "fragment");
      return null;
    }
    const key = `${readIpv6(buf, l3 + IP6_SRC)} ${readIpv6(buf, l3 + IP6_DST)} ${i32(buf, l4 + 4)} ${dev.index}`;
    const known = this.open.get(key);
    if (known === undefined && this.bytes > HIGH_BYTES) {
      counters.ReasmFails++;
      stack.ns.drop(packet, "ip:reassembly", "full");
      return null;
    }
    const assembly = known ?? this.begin(key);
    if (!this.insert(key, assembly, { packet, from, to: from + length }, more)) return null;
    if (assembly.total < 0 || assembly.held !== assembly.total) return null;
    this.forget(key, assembly);
    counters.ReasmOKs++;
    return this.join(assembly);
  }

  close(): void {
    for (const [key, assembly] of [...this.open.entries()]) {
      this.forget(key, assembly);
      for (const { packet } of assembly.pieces)
        this.stack.ns.drop(packet, "ip:reassembly", "closed");
    }
  }

  private begin(key: string): Assembly {
    const assembly = new Assembly();
    this.open.set(key, assembly);
    assembly.timer = this.stack.sched.after(TIMEOUT_US, "ipv6 reassembly", () =>
      this.expire(key, assembly),
    );
    return assembly;
  }

  private insert(key: string, assembly: Assembly, piece: Piece, more: boolean): boolean {
    const { pieces } = assembly;
    let at = pieces.findIndex((other) => other.from > piece.from);
    if (at < 0) at = pieces.length;
    if (pieces.some((other) => other.from === piece.from && other.to === piece.to)) {
      this.stack.ns.drop(piece.packet, "ip:reassembly", "repeated");
      return false;
    }
    const overlaps = pieces.some((other) => piece.from < other.to && other.from < piece.to);
    const total = more ? assembly.total : piece.to;
    const contradicts =
      assembly.total >= 0 && (piece.to > assembly.total || total !== assembly.total);
    pieces.splice(at, 0, piece);
    assembly.total = total;
    assembly.held += piece.to - piece.from;
    assembly.bytes += piece.packet.buf.length;
    this.bytes += piece.packet.buf.length;
    if (!overlaps && !contradicts) return true;
    this.fail(key, assembly, "overlap");
    return false;
  }

  private expire(key: string, assembly: Assembly): void {
    this.stack.snmp.ip6.ReasmTimeout++;
    const [first] = assembly.pieces;
    if (first?.from === 0)
      this.stack.ipv6.sendError(first.packet, ICMPV6_TIME_EXCEED, REASSEMBLY_TIME, 0);
    this.fail(key, assembly, "timeout");
  }

  private fail(key: string, assembly: Assembly, why: string): void {
    this.forget(key, assembly);
    this.stack.snmp.ip6.ReasmFails++;
    for (const { packet } of assembly.pieces) this.stack.ns.drop(packet, "ip:reassembly", why);
  }

  private forget(key: string, assembly: Assembly): void {
    assembly.timer?.cancel();
    this.bytes -= assembly.bytes;
    this.open.delete(key);
  }

  /** Without the fragment header: the payload follows the first piece's IPv6 header at once. */
  private join(assembly: Assembly): Packet {
    const first = (assembly.pieces[0] as Piece).packet;
    const { buffers } = this.stack.ns.host.sim;
    const whole = Packet.alloc(buffers, IP6_HEADER + assembly.total, first.journey);
    const at = whole.start;
    whole.buf.set(first.buf.subarray(first.l3, first.l3 + IP6_HEADER), at);
    put8(whole.buf, at + IP6_NEXT, u8(first.buf, first.l4));
    put16(whole.buf, at + IP6_LENGTH, assembly.total);
    for (const { packet, from } of assembly.pieces)
      whole.buf.set(
        packet.buf.subarray(packet.l4 + IP6_FRAGMENT_HEADER, packet.end),
        at + IP6_HEADER + from,
      );
    whole.l3 = at;
    whole.l4 = at + IP6_HEADER;
    whole.protocol = first.protocol;
    whole.packetType = first.packetType;
    whole.input = first.input;
    for (const { packet } of assembly.pieces) packet.free();
    return whole;
  }
}
