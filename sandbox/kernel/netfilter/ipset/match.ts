/**
 * Packets against sets: xt_set.c, and the kernel side of each type. What iptables' `set` match and SET target
 * call. Fragments after the first have no ports and match no set that wants one.
 */
import { i32, u16 } from "../../../wire/bytes.ts";
import type { Packet } from "../../packet.ts";
import { BitmapSet } from "./bitmap.ts";
import type { IpSet } from "./core.ts";
import { countsAndHolds, queryOfSets } from "./extensions.ts";
import { HashSet } from "./hash.ts";
import { ListSet } from "./list.ts";
import type { SetQuery, Sides } from "./types.ts";

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
const SCTP = 132;
const UDPLITE = 136;

/** A member is an exception. -ENOTEMPTY in the kernel. */
const EXCEPTION = -1;
type Found = 1 | 0 | typeof EXCEPTION;

/** Is the packet (its network header at l3) in the set? `dirs` has one side a dimension. ip_set_test. */
export function testSet(set: IpSet, packet: Packet, dirs: Sides, query: SetQuery): boolean {
  const found = find(set, packet, dirs, query);
  const { body } = set;
  if (query.returnNomatch && body instanceof HashSet && body.shape.net !== 0)
    return found === EXCEPTION;
  return found > 0;
}

/** -j SET --add-set: put what the packet names in; it is the new member's first packet. */
export function addToSet(
  set: IpSet | null,
  packet: Packet,
  dirs: Sides,
  how: { readonly exist: boolean; readonly timeout: number | null },
): boolean {
  if (set === null) return false;
  const { body } = set;
  const extensions = {
    packets: 1,
    bytes: packet.end - packet.l3,
    ...(how.timeout === null ? {} : { timeout: how.timeout }),
  };
  if (body instanceof HashSet) {
    const l4 = probe(body, packet, dirs);
    return l4 >= 0 && body.insertProbe(l4 & 0xffff, l4 >>> 16, how.exist, extensions);
  }
  if (body instanceof BitmapSet) {
    const value = bitmapValue(body, packet, dirs);
    return value >= 0 && body.addValue(value, extensions, how.exist);
  }
  // list_set_kadd: the first of its sets that takes it.
  if (!(body instanceof ListSet)) return false;
  return body.live().some((entry) => addToSet(entry.set as IpSet, packet, dirs, how));
}

/** -j SET --del-set. */
export function removeFromSet(set: IpSet | null, packet: Packet, dirs: Sides): boolean {
  if (set === null) return false;
  const { body } = set;
  if (body instanceof HashSet) {
    const l4 = probe(body, packet, dirs);
    return l4 >= 0 && body.removeProbe(l4 & 0xffff, l4 >>> 16);
  }
  if (body instanceof BitmapSet) {
    const value = bitmapValue(body, packet, dirs);
    return value >= 0 && body.removeValue(value);
  }
  if (!(body instanceof ListSet)) return false;
  return body.live().some((entry) => removeFromSet(entry.set as IpSet, packet, dirs));
}

/** The member that the packet falls under; each that it meets counts it. */
function find(set: IpSet, packet: Packet, dirs: Sides, query: SetQuery): Found {
  const { body } = set;
  const bytes = packet.end - packet.l3;
  if (body instanceof HashSet) {
    const l4 = probe(body, packet, dirs);
    if (l4 < 0) return 0;
    const elem = body.search(l4 & 0xffff, l4 >>> 16, bytes, query);
    return elem === null ? 0 : elem.nomatch ? EXCEPTION : 1;
  }
  if (body instanceof BitmapSet) {
    const value = bitmapValue(body, packet, dirs);
    const one = value < 0 ? null : body.search(value);
    return one !== null && countsAndHolds(one, body.options(), bytes, query) ? 1 : 0;
  }
  if (!(body instanceof ListSet)) return 0;
  const list = body.live();
  const inner = queryOfSets(query);
  for (let i = 0; i < list.length; i++) {
    const entry = list[i] as (typeof list)[number];
    if (!testSet(entry.set as IpSet, packet, dirs, inner)) continue;
    if (countsAndHolds(entry, body.options(), bytes, query)) return 1;
  }
  return 0;
}

function isSix(packet: Packet): boolean {
  return (packet.buf[packet.l3] as number) >> 4 === 6;
}

/** Put the packet's addresses into the set's probe. Answers protocol << 16 | port, or -1: not of this set. */
function probe(body: HashSet, packet: Packet, dirs: Sides): number {
  const { shape, probe: words } = body;
  const six = isSix(packet);
  if (six !== shape.six || dirs.length < shape.dimensions) return -1;
  putSide(words, 0, packet, dirs[0] === "src");
  if (shape.hasIp2) putSide(words, six ? 4 : 1, packet, dirs[2] === "src");
  return shape.hasPort ? portOf(packet, dirs[1] === "src") : 0;
}

/** The address of one side as the bytes lie: little-endian words of the header. */
function putSide(words: Int32Array, at: number, packet: Packet, source: boolean): void {
  const { buf, l3 } = packet;
  const six = isSix(packet);
  const from = six ? l3 + (source ? 8 : 24) : l3 + (source ? 12 : 16);
  for (let i = 0; i < (six ? 4 : 1); i++) {
    const word = i32(buf, from + 4 * i);
    words[at + i] =
      (word >>> 24) |
      ((word >>> 8) & 0xff00) |
      ((word << 8) & 0xff0000) |
      ((word << 24) & -0x1000000);
  }
}

/** ip_set_get_ip4_port: protocol << 16 | port; -1: there is none. */
function portOf(packet: Packet, source: boolean): number {
  const { buf, l3, end } = packet;
  const six = isSix(packet);
  const protocol = buf[l3 + (six ? 6 : 9)] as number;
  if (!six && (u16(buf, l3 + 6) & 0x1fff) !== 0) return -1;
  const l4 = six ? l3 + 40 : l3 + ((buf[l3] as number) & 15) * 4;
  if (protocol === TCP || protocol === UDP || protocol === SCTP || protocol === UDPLITE) {
    const at = source ? l4 : l4 + 2;
    return at + 2 > end ? -1 : (protocol << 16) | u16(buf, at);
  }
  if (protocol === ICMP || protocol === ICMPV6) {
    return l4 + 2 > end ? -1 : (protocol << 16) | u16(buf, l4);
  }
  return protocol << 16;
}

/** What a bitmap is asked: an unsigned address or a port of TCP or UDP; -1: nothing. */
function bitmapValue(body: BitmapSet, packet: Packet, dirs: Sides): number {
  const source = dirs[0] === "src";
  if (!body.ofPorts) {
    return isSix(packet) ? -1 : i32(packet.buf, packet.l3 + (source ? 12 : 16)) >>> 0;
  }
  const l4 = portOf(packet, source);
  const protocol = l4 >>> 16;
  return l4 < 0 || (protocol !== TCP && protocol !== UDP) ? -1 : l4 & 0xffff;
}
