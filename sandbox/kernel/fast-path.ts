/**
 * What a forwarded packet needs, in one place: Linux's dst cache, hh_cache and per-CPU counters (and in
 * spirit its flowtable). A device owns one record in a slab that all devices of a machine share.
 *
 * A record repeats what the slow path (device.receive, ip/input, ip/forward, neigh, device.send) decided
 * about the last packet that came in by this device and went straight out by another: same bytes, same
 * counters, same digest, same event, or it does not apply. It applies while nothing was configured on the
 * machine (`epoch`) and the neighbour stayed as it was (`forget`). Why a slab: among 10,000 namespaces
 * objects are spread over 100 MB, and each costs a miss of cache and TLB; a hop here touches three lines.
 *
 * A feature that looks at packets on this way (filters, queues, hooks) must be refused in `learn`, and
 * its configuration must go through the netlink door, a sysctl, or call `changed`.
 */
import type { Sim } from "../sim/world.ts";
import type { Ipv4Addr } from "../wire/addr.ts";
import { i32, u16, u8 } from "../wire/bytes.ts";
import { pseudoSum, sumBytes } from "../wire/checksum.ts";
import { ETH_HEADER, ETH_P_IP } from "../wire/eth.ts";
import {
  IP_DF,
  IP_DST,
  IP_FRAG,
  IP_HEADER,
  IP_LENGTH,
  IP_PROTOCOL,
  IP_SRC,
  IP_TOS,
  IP_TTL,
  ipDecrementTtl,
  ipDst,
  IPPROTO_UDP,
  ipSrc,
} from "../wire/ipv4.ts";
import { UDP_HEADER, UDP_LENGTH, udpChecksumOk, udpFlaw } from "../wire/udp.ts";
import type { NetDevice } from "./device.ts";
import type { InputRoute } from "./ip/routes.ts";
import type { Neighbour } from "./neigh/neighbour.ts";
import type { NetNamespace } from "./netns.ts";
import type { Packet } from "./packet.ts";
import type { InetSocket } from "./socket/inet.ts";

/** A record is 32 words of 32 bits (two cache lines), the same bytes as 16 doubles. */
const WORDS = 32;
const DOUBLES = 16;
const FIRST = 64;

// Words of a device's record, first line: is it this flow, and what then.
const EPOCH = 0;
const DST = 1;
const SRC = 2;
/** The longest frame that fits the way out, above 5 bits of TOS. */
const LENGTH_TOS = 3;
/** Our MAC's first 32 bits; its last 16 with the EtherType below. */
const MAC_HIGH = 4;
const MAC_LOW_TYPE = 5;
/** Records of the device it leaves by, of that one's other end, and of the namespace. */
const OUT = 6;
const NEXT = 7;
const NETNS = 8;
/** Twelve bytes of the next Ethernet header. */
const HEADER = 9;
/** In {@link NEXT}: it is for a UDP socket here; then OUT holds the ports and HEADER the ifindex. */
const LOCAL = -1;
// The second line: whom the device sent to last.
const OUT_EPOCH = 20;
const OUT_NEXTHOP = 21;
const OUT_FITS = 22;
const OUT_NEXT = 23;
const OUT_HEADER = 24;
/** The device finishes no checksums: whoever left one to it goes the long way. */
const OUT_NO_CSUM = 27;
// Doubles of a record: counters. The first two share the first line, the others fill the second.
export const RX_PACKETS = 6;
export const RX_BYTES = 7;
export const TX_PACKETS = 8;
export const TX_BYTES = 9;
// Doubles of a namespace's record.
export const RECEIVED = 0;
export const FORWARDED = 1;
export const TRANSMITTED = 2;
export const OCTETS_IN = 3;
export const OCTETS_OUT = 4;
export const IN_DELIVERS = 5;
export const OUT_REQUESTS = 6;
export const UDP_IN = 7;
export const UDP_OUT = 8;

/** With the lower ECN bit, which no record has set: such packets are counted the long way. */
const TOS_MASK = 0x1f;
const ECN = 3;
const MAX_FRAME = 0xffff + ETH_HEADER;

export class FastPath {
  /** All records; both grow by moving. */
  words = new Int32Array(FIRST * WORDS);
  counts = new Float64Array(this.words.buffer);
  /** Whose record it is, by number; null for a namespace's. */
  private readonly devices: (NetDevice | null)[] = [];
  /** Who hears what a record says is for here. */
  private readonly sockets: (InetSocket | null)[] = [];
  readonly sim: Sim;
  /** Moves with everything that is configured. A record of an older epoch does not apply. */
  epoch = 1;
  /** Tests compare worlds with and without. */
  enabled = true;
  /** Frames that went through. */
  taken = 0;

  constructor(sim: Sim) {
    this.sim = sim;
  }

  /** A record of one's own, for ever: a frame under way may still name it. */
  newRecord(owner: NetDevice | null): number {
    const record = this.devices.length;
    this.devices.push(owner);
    this.sockets.push(null);
    if ((record + 1) * WORDS > this.words.length) {
      const words = new Int32Array(this.words.length * 2);
      words.set(this.words);
      this.words = words;
      this.counts = new Float64Array(words.buffer);
    }
    return record;
  }

  count(record: number, which: number): number {
    return this.counts[record * DOUBLES + which] as number;
  }
  add(record: number, which: number, by: number): void {
    const at = record * DOUBLES + which;
    this.counts[at] = (this.counts[at] as number) + by;
  }
  /** A frame of so many bytes came in. */
  received(record: number, bytes: number): void {
    this.add(record, RX_PACKETS, 1);
    this.add(record, RX_BYTES, bytes);
  }
  sent(record: number, bytes: number): void {
    this.add(record, TX_PACKETS, 1);
    this.add(record, TX_BYTES, bytes);
  }

  /** Something was configured: every record must be learnt anew. */
  changed(): void {
    this.epoch = (this.epoch + 1) & 0x3fffffff;
  }

  /** A neighbour of this namespace changed. */
  forget(ns: NetNamespace): void {
    for (const dev of ns.devices.values()) {
      this.words[dev.record * WORDS + EPOCH] = -1;
      this.words[dev.record * WORDS + OUT_EPOCH] = -1;
    }
  }

  /** The slow path forwards a packet from `dev` to `neigh`: the next one like it may skip it. */
  learn(dev: NetDevice, packet: Packet, found: InputRoute, neigh: Neighbour, mtu: number): void {
    const out = neigh.dev;
    const peer = out.fastPeer;
    if (peer === null || dev.fastPeer === null || !this.enabled) return;
    // Decisions that hang on more than the record compares are not kept as the device's last.
    if (dev.lastInput !== found || dev.ns.nf !== null) return;
    if (
      packet.mark !== 0 ||
      found.redirect ||
      found.usePmtu ||
      (found.tos & ECN) !== 0 ||
      !neigh.lendHeader()
    )
      return;
    if (
      !out.carrier ||
      !out.up ||
      out.txOffload === false ||
      out.queue !== null ||
      dev.ns.taps !== null
    )
      return;
    const w = this.words;
    const fits = (mtu < peer.mtu + 4 ? mtu : peer.mtu + 4) + ETH_HEADER;
    const at = this.writeKey(dev, found, fits);
    w[at + OUT] = out.record;
    w[at + NEXT] = peer.record;
    w[at + HEADER] = neigh.header0;
    w[at + HEADER + 1] = neigh.header1;
    w[at + HEADER + 2] = neigh.header2;
  }

  private writeKey(dev: NetDevice, found: InputRoute, fits: number): number {
    const w = this.words;
    const at = dev.record * WORDS;
    w[at + EPOCH] = this.epoch;
    w[at + DST] = found.dst;
    w[at + SRC] = found.src;
    w[at + LENGTH_TOS] = (fits << 5) | found.tos;
    w[at + MAC_HIGH] = (dev.macHigh << 8) | (dev.macLow >>> 16);
    w[at + MAC_LOW_TYPE] = (dev.macLow << 16) | ETH_P_IP;
    w[at + NETNS] = dev.ns.record;
    return at;
  }

  /** udp_v4_early_demux: a datagram came in by `dev` for this socket, and only this. */
  learnLocal(dev: NetDevice, packet: Packet, socket: InetSocket): void {
    const found = dev.lastInput;
    if (found === null || found.route !== packet.route || dev.fastPeer === null) return;
    if (!this.enabled || packet.mark !== 0 || found.verdict !== "local" || dev.ns.taps !== null)
      return;
    if (dev.ns.nf !== null) return;
    if ((found.tos & ECN) !== 0) return;
    const b = packet.buf;
    if (found.dst !== i32(b, packet.l3 + IP_DST) || found.src !== i32(b, packet.l3 + IP_SRC))
      return;
    const w = this.words;
    const at = this.writeKey(dev, found, MAX_FRAME);
    w[at + NEXT] = LOCAL;
    w[at + OUT] = i32(b, packet.l4);
    w[at + HEADER] = dev.index;
    this.sockets[dev.record] = socket;
  }

  /** A packet goes to `neigh`: the next one for the same next hop may skip what it went through. */
  learnOutput(neigh: Neighbour): void {
    const out = neigh.dev;
    const peer = out.fastPeer;
    if (peer === null || !this.enabled || !neigh.lendHeader()) return;
    if (!out.carrier || !out.up || out.queue !== null || out.ns.taps !== null) return;
    if (out.ns.nf !== null) return;
    const w = this.words;
    const at = out.record * WORDS;
    w[at + OUT_EPOCH] = this.epoch;
    w[at + OUT_NEXTHOP] = neigh.key as Ipv4Addr;
    w[at + OUT_FITS] = peer.mtu + 4;
    w[at + OUT_NEXT] = peer.record;
    w[at + OUT_NO_CSUM] = out.txOffload === false ? 1 : 0;
    w[at + OUT_HEADER] = neigh.header0;
    w[at + OUT_HEADER + 1] = neigh.header1;
    w[at + OUT_HEADER + 2] = neigh.header2;
  }

  /** Send an IPv4 packet of this namespace by a device to a next hop, if it is known how. */
  output(record: number, nexthop: Ipv4Addr, packet: Packet, netns: number): boolean {
    const w = this.words;
    const r = record * WORDS;
    const { sim } = this;
    if (
      w[r + OUT_EPOCH] !== this.epoch ||
      w[r + OUT_NEXTHOP] !== nexthop ||
      packet.end - packet.start > (w[r + OUT_FITS] as number) ||
      (packet.csumStart !== 0 && w[r + OUT_NO_CSUM] !== 0) ||
      sim.trace.active
    )
      return false;
    const at = packet.push(ETH_HEADER);
    const b = packet.buf;
    writeHeader(b, at, w, r + OUT_HEADER);
    b[at + 12] = ETH_P_IP >>> 8;
    b[at + 13] = ETH_P_IP & 0xff;
    this.add(netns, TRANSMITTED, 1);
    this.add(netns, OCTETS_OUT, packet.end - at - ETH_HEADER);
    this.sent(record, packet.end - at);
    packet.hop = w[r + OUT_NEXT] as number;
    sim.digest.frame(b, at, packet.end, sim.sched.now);
    sim.sched.hand(VETH_CROSSING_US, "veth", arriveAtRecord, this, packet);
    return true;
  }

  /** To the socket that the record names; false: something is not as it was. */
  private deliver(packet: Packet, r: number): boolean {
    const w = this.words;
    const b = packet.buf;
    const ip = packet.start + ETH_HEADER;
    const udp = ip + IP_HEADER;
    if (
      w[r + OUT] !== i32(b, udp) ||
      u8(b, ip + IP_PROTOCOL) !== IPPROTO_UDP ||
      (u16(b, ip + IP_FRAG) & ~IP_DF) !== 0
    )
      return false;
    if (udpFlaw(b, udp, packet.end) !== null) return false;
    const length = u16(b, udp + UDP_LENGTH);
    const pseudo = pseudoSum(ipSrc(b, ip), ipDst(b, ip), IPPROTO_UDP, length);
    const socket = this.sockets[packet.hop] as InetSocket;
    if (!socket.hasRoom(length - UDP_HEADER)) return false;
    if (packet.csumStart === 0 && !udpChecksumOk(b, udp, pseudo)) return false;
    this.received(packet.hop, packet.end - packet.start);
    const c = this.counts;
    const ns = (w[r + NETNS] as number) * DOUBLES;
    c[ns + RECEIVED] = (c[ns + RECEIVED] as number) + 1;
    c[ns + OCTETS_IN] = (c[ns + OCTETS_IN] as number) + (packet.end - ip);
    c[ns + IN_DELIVERS] = (c[ns + IN_DELIVERS] as number) + 1;
    c[ns + UDP_IN] = (c[ns + UDP_IN] as number) + 1;
    this.taken++;
    packet.l3 = ip;
    packet.end = udp + length;
    socket.receive(w[r + HEADER] as number, packet, udp + UDP_HEADER, u16(b, udp), true);
    return true;
  }

  /** A frame at the device whose record number it carries: through if it may, else the long way. */
  arrive(packet: Packet): void {
    if (this.forward(packet)) return;
    const dev = this.devices[packet.hop] as NetDevice;
    if (dev.gone) dev.drop(packet, "dev:down");
    else dev.receive(packet);
  }

  private forward(packet: Packet): boolean {
    const w = this.words;
    const r = packet.hop * WORDS;
    const b = packet.buf;
    const at = packet.start;
    const ip = at + ETH_HEADER;
    const { sim } = this;
    const length = packet.end - at;
    if (
      w[r + EPOCH] !== this.epoch ||
      length < ETH_HEADER + IP_HEADER ||
      w[r + DST] !== i32(b, ip + IP_DST) ||
      w[r + SRC] !== i32(b, ip + IP_SRC) ||
      w[r + MAC_HIGH] !== i32(b, at) ||
      w[r + MAC_LOW_TYPE] !== ((u16(b, at + 4) << 16) | u16(b, at + 12)) ||
      u8(b, ip) !== 0x45 ||
      u8(b, ip + IP_TTL) <= 1 ||
      packet.mark !== 0 ||
      sim.trace.active
    )
      return false;
    const lengthTos = w[r + LENGTH_TOS] as number;
    if (
      (lengthTos & TOS_MASK) !== (u8(b, ip + IP_TOS) & TOS_MASK) ||
      length > lengthTos >>> 5 ||
      u16(b, ip + IP_LENGTH) !== length - ETH_HEADER
    )
      return false;
    const sum = sumBytes(b, ip, ip + IP_HEADER);
    if ((sum & 0xffff) + (sum >>> 16) !== 0xffff) return false;
    if (w[r + NEXT] === LOCAL) return this.deliver(packet, r);
    ipDecrementTtl(b, ip);
    writeHeader(b, at, w, r + HEADER);
    const c = this.counts;
    const rx = packet.hop * DOUBLES;
    c[rx + RX_PACKETS] = (c[rx + RX_PACKETS] as number) + 1;
    c[rx + RX_BYTES] = (c[rx + RX_BYTES] as number) + length;
    const ns = (w[r + NETNS] as number) * DOUBLES;
    c[ns + RECEIVED] = (c[ns + RECEIVED] as number) + 1;
    c[ns + FORWARDED] = (c[ns + FORWARDED] as number) + 1;
    c[ns + TRANSMITTED] = (c[ns + TRANSMITTED] as number) + 1;
    c[ns + OCTETS_IN] = (c[ns + OCTETS_IN] as number) + (length - ETH_HEADER);
    c[ns + OCTETS_OUT] = (c[ns + OCTETS_OUT] as number) + (length - ETH_HEADER);
    const tx = (w[r + OUT] as number) * DOUBLES;
    c[tx + TX_PACKETS] = (c[tx + TX_PACKETS] as number) + 1;
    c[tx + TX_BYTES] = (c[tx + TX_BYTES] as number) + length;
    this.taken++;
    packet.hop = w[r + NEXT] as number;
    sim.digest.frame(b, at, packet.end, sim.sched.now);
    sim.sched.hand(VETH_CROSSING_US, "veth", arriveAtRecord, this, packet);
    return true;
  }
}

/** Crossing a veth takes a softirq and a context switch. */
export const VETH_CROSSING_US = 2;

/** {@link FastPath.arrive} as an event. */
export function arriveAtRecord(fast: FastPath, packet: Packet): void {
  fast.arrive(packet);
}

function writeHeader(b: Uint8Array, at: number, w: Int32Array, from: number): void {
  const h0 = w[from] as number;
  const h1 = w[from + 1] as number;
  const h2 = w[from + 2] as number;
  b[at] = h0 >>> 24;
  b[at + 1] = h0 >>> 16;
  b[at + 2] = h0 >>> 8;
  b[at + 3] = h0;
  b[at + 4] = h1 >>> 24;
  b[at + 5] = h1 >>> 16;
  b[at + 6] = h1 >>> 8;
  b[at + 7] = h1;
  b[at + 8] = h2 >>> 24;
  b[at + 9] = h2 >>> 16;
  b[at + 10] = h2 >>> 8;
  b[at + 11] = h2;
}
