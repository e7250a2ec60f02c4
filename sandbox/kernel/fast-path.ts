/**
 * What a forwarded packet needs, in one place: Linux's dst cache, hh_cache and per-CPU counters (and in
 * spirit its flowtable). A device owns one record in a slab that all devices of a machine share.
 *
 * A record repeats what the slow path (device.receive, ip/input, ip/forward, neigh, device.send) decided
 * about the last packet that came in by this device and went straight out by another: same bytes, same
 * counters, same digest, same event, or it does not apply. It applies while nothing was configured on the
 * machine (`epoch`) and the neighbour stayed as it was (`forget`). Why a slab: among 10,000 namespaces
 * objects are spread over 100 MB, and each costs a miss of cache and TLB. A hop here touches one line: even
 * the counters that it moves (of two devices and a namespace) are only brought up to date when somebody looks.
 *
 * A feature that looks at packets on this way (filters, queues, hooks) must be refused in `learn`, and
 * its configuration must go through the netlink door, a sysctl, or call `changed`. Not refused are chains without
 * rules (their counters are settled with the others, at the latest before the tables change) and conntrack: it is
 * asked about every packet, and one of an established flow that NAT leaves alone goes on.
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
import { grown, writeMacs } from "./fast-words.ts";
import type { InputRoute } from "./ip/routes.ts";
import type { Conntrack } from "./netfilter/conntrack.ts";
import { BUSY, NF_FWD, NF_IN, NF_OUT, NF_POST, NF_PRE } from "./netfilter/hooks.ts";
import type { Neighbour } from "./neigh/neighbour.ts";
import type { NetNamespace } from "./netns.ts";
import type { Packet } from "./packet.ts";
import type { InetSocket } from "./socket/inet.ts";

/** Half a record is 16 words of 32 bits. The first 12 are all that a hop touches: one cache line. */
const WORDS = 16;
const FIRST = 128;

// Words of the half about what comes in: is it this flow, and what then.
const EPOCH = 0;
const DST = 1;
const SRC = 2;
/** The longest frame that fits the way out, above 5 bits of TOS. */
const LENGTH_TOS = 3;
/** Our MAC's first 32 bits; its last 16 with the EtherType below. */
const MAC_HIGH = 4;
const MAC_LOW_TYPE = 5;
/** The record of the other end of the device it leaves by; or {@link LOCAL}. */
const NEXT = 6;
/** Twelve bytes of the next Ethernet header. */
const HEADER = 7;
/** Frames and bytes that went this way and are in no counter yet: {@link FastPath.settle}. */
const PACKETS = 10;
const BYTES = 11;
/** Whose counters they will move: the device it leaves by, the namespace. */
const OUT = 12;
const NETNS = 13;
/** Not 0: conntrack looks at it first. */
const TRACKED = 14;
/** In {@link NEXT}: it is for a UDP socket here, and instead of the header: */
const LOCAL = -1;
const LOCAL_IFINDEX = HEADER;
const LOCAL_PORTS = HEADER + 1;
// Words of the half about what goes out: whom the device sent to last.
const OUT_EPOCH = 0;
const OUT_NEXTHOP = 1;
const OUT_FITS = 2;
const OUT_NEXT = 3;
const OUT_HEADER = 4;
/** The device finishes no checksums: whoever left one to it goes the long way. */
const OUT_NO_CSUM = 7;
const OUT_PACKETS = 8;
const OUT_BYTES = 9;
/** How many of them are datagrams of UDP sockets, which are counted as requests, too. */
const OUT_DATAGRAMS = 10;
const OUT_NETNS = 11;
const OUT_TRACKED = 12;
/** So many frames are counted at the latest: their bytes must fit a word. */
const UNCOUNTED = 0x3fff;

const DOUBLES = 4;
// Counters of a device.
export const RX_PACKETS = 0;
export const RX_BYTES = 1;
export const TX_PACKETS = 2;
export const TX_BYTES = 3;
const NET_DOUBLES = 9;
// Counters of a namespace.
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
  // The two halves of all records, and the counters; all grow by moving.
  private words = new Int32Array(FIRST * WORDS);
  private outs = new Int32Array(FIRST * WORDS);
  private counts = new Float64Array(FIRST * DOUBLES);
  private netCounts = new Float64Array(FIRST * NET_DOUBLES);
  private readonly namespaces: NetNamespace[] = [];
  /** Halves with frames in no counter yet: a record's number, or for its outward half the complement. */
  private readonly uncounted: number[] = [];
  /** Whose record it is, by number. */
  private readonly devices: NetDevice[] = [];
  /** Who hears what a record says is for here. */
  private readonly sockets: (InetSocket | null)[] = [];
  /** Who is asked first where a half says so. */
  private readonly trackers: (Conntrack | null)[] = [];
  readonly sim: Sim;
  /** Moves with everything that is configured. A record of an older epoch does not apply. */
  epoch = 1;
  /** Tests compare worlds with and without. */
  enabled = true;
  /** Frames that went through. */
  taken = 0;
  /** Read for the sake of the cache alone. */
  ahead = 0;

  constructor(sim: Sim) {
    this.sim = sim;
  }

  /** A record of one's own, for ever: a frame under way may still name it. */
  newRecord(owner: NetDevice): number {
    const record = this.devices.length;
    this.devices.push(owner);
    this.sockets.push(null);
    this.trackers.push(null);
    if ((record + 1) * WORDS > this.words.length) {
      this.words = grown(this.words);
      this.outs = grown(this.outs);
      this.counts = grown(this.counts);
    }
    return record;
  }
  /** A namespace's counters: their number. */
  newNetRecord(owner: NetNamespace): number {
    const record = this.namespaces.length;
    this.namespaces.push(owner);
    if ((record + 1) * NET_DOUBLES > this.netCounts.length) this.netCounts = grown(this.netCounts);
    return record;
  }

  count(record: number, which: number): number {
    this.settle();
    return this.counts[record * DOUBLES + which] as number;
  }
  add(record: number, which: number, by: number): void {
    const at = record * DOUBLES + which;
    this.counts[at] = (this.counts[at] as number) + by;
  }
  netCount(netns: number, which: number): number {
    this.settle();
    return this.netCounts[netns * NET_DOUBLES + which] as number;
  }
  addNet(netns: number, which: number, by: number): void {
    const at = netns * NET_DOUBLES + which;
    this.netCounts[at] = (this.netCounts[at] as number) + by;
  }

  /** Whoever reads a counter, or moves a record to another flow, has all of them brought up to date. */
  settle(): void {
    const { uncounted } = this;
    if (uncounted.length === 0) return;
    for (const half of uncounted) {
      if (half >= 0) this.settleIn(half);
      else this.settleOut(~half);
    }
    uncounted.length = 0;
  }

  /** A half's first uncounted frame, or one too many. */
  private noteIn(record: number, packets: number): void {
    if (packets === 0) this.uncounted.push(record);
    else this.settleIn(record);
  }
  private noteOut(record: number, packets: number): void {
    if (packets === 0) this.uncounted.push(~record);
    else this.settleOut(record);
  }

  private settleIn(record: number): void {
    const w = this.words;
    const r = record * WORDS;
    const packets = w[r + PACKETS] as number;
    const bytes = w[r + BYTES] as number;
    w[r + PACKETS] = 0;
    w[r + BYTES] = 0;
    const netns = w[r + NETNS] as number;
    const octets = bytes - packets * ETH_HEADER;
    this.add(record, RX_PACKETS, packets);
    this.add(record, RX_BYTES, bytes);
    this.addNet(netns, RECEIVED, packets);
    this.addNet(netns, OCTETS_IN, octets);
    const { nf } = this.namespaces[netns] as NetNamespace;
    nf?.passed(NF_PRE, packets, octets);
    if (w[r + NEXT] === LOCAL) {
      nf?.passed(NF_IN, packets, octets);
      this.addNet(netns, IN_DELIVERS, packets);
      this.addNet(netns, UDP_IN, packets);
      return;
    }
    nf?.passed(NF_FWD, packets, octets);
    nf?.passed(NF_POST, packets, octets);
    this.addNet(netns, FORWARDED, packets);
    this.addNet(netns, TRANSMITTED, packets);
    this.addNet(netns, OCTETS_OUT, octets);
    this.add(w[r + OUT] as number, TX_PACKETS, packets);
    this.add(w[r + OUT] as number, TX_BYTES, bytes);
  }

  private settleOut(record: number): void {
    const w = this.outs;
    const r = record * WORDS;
    const packets = w[r + OUT_PACKETS] as number;
    const bytes = w[r + OUT_BYTES] as number;
    const datagrams = w[r + OUT_DATAGRAMS] as number;
    w[r + OUT_PACKETS] = 0;
    w[r + OUT_BYTES] = 0;
    w[r + OUT_DATAGRAMS] = 0;
    const netns = w[r + OUT_NETNS] as number;
    this.sent(record, bytes, packets);
    this.addNet(netns, TRANSMITTED, packets);
    const octets = bytes - packets * ETH_HEADER;
    const { nf } = this.namespaces[netns] as NetNamespace;
    nf?.passed(NF_OUT, packets, octets);
    nf?.passed(NF_POST, packets, octets);
    this.addNet(netns, OCTETS_OUT, octets);
    this.addNet(netns, OUT_REQUESTS, datagrams);
    this.addNet(netns, UDP_OUT, datagrams);
  }

  /** A frame of so many bytes came in. */
  received(record: number, bytes: number): void {
    this.add(record, RX_PACKETS, 1);
    this.add(record, RX_BYTES, bytes);
  }
  sent(record: number, bytes: number, packets = 1): void {
    this.add(record, TX_PACKETS, packets);
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
      this.outs[dev.record * WORDS + OUT_EPOCH] = -1;
    }
  }

  /** The slow path forwards a packet from `dev` to `neigh`: the next one like it may skip it. */
  learn(dev: NetDevice, packet: Packet, found: InputRoute, neigh: Neighbour, mtu: number): void {
    const out = neigh.dev;
    const peer = out.fastPeer;
    if (peer === null || dev.fastPeer === null || !this.enabled) return;
    // Decisions that hang on more than the record compares are not kept as the device's last.
    if (dev.lastInput !== found || looksOn(dev.ns) === BUSY) return;
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

  private trackBy(dev: NetDevice, looks: number): number {
    if (looks !== 0) this.trackers[dev.record] = dev.ns.netfilter.tracking;
    return looks;
  }

  private writeKey(dev: NetDevice, found: InputRoute, fits: number): number {
    const w = this.words;
    const at = dev.record * WORDS;
    if (w[at + PACKETS] !== 0) this.settle();
    w[at + EPOCH] = this.epoch;
    w[at + DST] = found.dst;
    w[at + SRC] = found.src;
    w[at + LENGTH_TOS] = (fits << 5) | found.tos;
    w[at + MAC_HIGH] = (dev.macHigh << 8) | (dev.macLow >>> 16);
    w[at + MAC_LOW_TYPE] = (dev.macLow << 16) | ETH_P_IP;
    w[at + NETNS] = dev.ns.record;
    w[at + TRACKED] = this.trackBy(dev, looksOn(dev.ns));
    return at;
  }

  /** udp_v4_early_demux: a datagram came in by `dev` for this socket, and only this. */
  learnLocal(dev: NetDevice, packet: Packet, socket: InetSocket): void {
    const found = dev.lastInput;
    if (found === null || found.route !== packet.route || dev.fastPeer === null) return;
    if (!this.enabled || packet.mark !== 0 || found.verdict !== "local" || dev.ns.taps !== null)
      return;
    if (looksOn(dev.ns) === BUSY) return;
    if ((found.tos & ECN) !== 0) return;
    const b = packet.buf;
    if (found.dst !== i32(b, packet.l3 + IP_DST) || found.src !== i32(b, packet.l3 + IP_SRC))
      return;
    const w = this.words;
    const at = this.writeKey(dev, found, MAX_FRAME);
    w[at + NEXT] = LOCAL;
    w[at + LOCAL_PORTS] = i32(b, packet.l4);
    w[at + LOCAL_IFINDEX] = dev.index;
    this.sockets[dev.record] = socket;
  }

  /** A packet goes to `neigh`: the next one for the same next hop may skip what it went through. */
  learnOutput(neigh: Neighbour): void {
    const out = neigh.dev;
    const peer = out.fastPeer;
    if (peer === null || !this.enabled || !neigh.lendHeader()) return;
    if (!out.carrier || !out.up || out.queue !== null || out.ns.taps !== null) return;
    const looks = looksOn(out.ns);
    if (looks === BUSY) return;
    const w = this.outs;
    const at = out.record * WORDS;
    if (w[at + OUT_PACKETS] !== 0) this.settle();
    w[at + OUT_EPOCH] = this.epoch;
    w[at + OUT_NETNS] = out.ns.record;
    w[at + OUT_TRACKED] = this.trackBy(out, looks);
    w[at + OUT_NEXTHOP] = neigh.key as Ipv4Addr;
    w[at + OUT_FITS] = peer.mtu + 4;
    w[at + OUT_NEXT] = peer.record;
    w[at + OUT_NO_CSUM] = out.txOffload === false ? 1 : 0;
    w[at + OUT_HEADER] = neigh.header0;
    w[at + OUT_HEADER + 1] = neigh.header1;
    w[at + OUT_HEADER + 2] = neigh.header2;
  }

  /**
   * Send an IPv4 packet of this namespace by a device to a next hop, if it is known how. `datagram`: a UDP
   * socket's, and then counted here as one.
   */
  output(record: number, nexthop: Ipv4Addr, packet: Packet, datagram: boolean): boolean {
    const w = this.outs;
    const r = record * WORDS;
    const { sim } = this;
    if (
      w[r + OUT_EPOCH] !== this.epoch ||
      w[r + OUT_NEXTHOP] !== nexthop ||
      packet.end - packet.start > (w[r + OUT_FITS] as number) ||
      (packet.csumStart !== 0 && w[r + OUT_NO_CSUM] !== 0) ||
      sim.trace.active ||
      (w[r + OUT_TRACKED] !== 0 && !this.known(record, packet, NF_OUT))
    )
      return false;
    const at = packet.push(ETH_HEADER);
    const b = packet.buf;
    writeMacs(
      b,
      at,
      w[r + OUT_HEADER] as number,
      w[r + OUT_HEADER + 1] as number,
      w[r + OUT_HEADER + 2] as number,
    );
    b[at + 12] = ETH_P_IP >>> 8;
    b[at + 13] = ETH_P_IP & 0xff;
    const before = w[r + OUT_PACKETS] as number;
    if ((before & UNCOUNTED) === 0) this.noteOut(record, before);
    w[r + OUT_PACKETS] = (w[r + OUT_PACKETS] as number) + 1;
    w[r + OUT_BYTES] = (w[r + OUT_BYTES] as number) + packet.end - at;
    if (datagram) w[r + OUT_DATAGRAMS] = (w[r + OUT_DATAGRAMS] as number) + 1;
    const next = w[r + OUT_NEXT] as number;
    this.ahead = this.words[next * WORDS] as number;
    packet.hop = next;
    sim.digest.frame(b, at, packet.end, sim.sched.now);
    sim.sched.hand(VETH_CROSSING_US, "veth", arriveAtRecord, this, packet);
    return true;
  }

  /** Conntrack has no objection. Nothing may stop the packet after that. */
  private known(record: number, packet: Packet, hook: number): boolean {
    const dev = this.devices[record] as NetDevice;
    if (!(this.trackers[record] as Conntrack).passKnown(packet, hook, dev)) return false;
    packet.ct = null;
    packet.ctInfo = 0;
    return true;
  }

  private knownIn(packet: Packet, ip: number): boolean {
    packet.l3 = ip;
    packet.l4 = ip + IP_HEADER;
    return this.known(packet.hop, packet, NF_PRE);
  }

  /** To the socket that the record names; false: something is not as it was. */
  private deliver(packet: Packet, r: number): boolean {
    const w = this.words;
    const b = packet.buf;
    const ip = packet.start + ETH_HEADER;
    const udp = ip + IP_HEADER;
    if (
      w[r + LOCAL_PORTS] !== i32(b, udp) ||
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
    if (w[r + TRACKED] !== 0 && !this.knownIn(packet, ip)) return false;
    this.countIn(packet.hop, r, packet.end - packet.start);
    this.taken++;
    packet.l3 = ip;
    packet.end = udp + length;
    socket.receive(w[r + LOCAL_IFINDEX] as number, packet, udp + UDP_HEADER, u16(b, udp), true);
    return true;
  }

  private countIn(record: number, r: number, bytes: number): void {
    const w = this.words;
    const before = w[r + PACKETS] as number;
    if ((before & UNCOUNTED) === 0) this.noteIn(record, before);
    w[r + PACKETS] = (w[r + PACKETS] as number) + 1;
    w[r + BYTES] = (w[r + BYTES] as number) + bytes;
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
    const next = w[r + NEXT] as number;
    if (next === LOCAL) return this.deliver(packet, r);
    if (w[r + TRACKED] !== 0 && !this.knownIn(packet, ip)) return false;
    // Its line is wanted in 2 µs: asked for now, it comes while there is other work.
    this.ahead = w[next * WORDS] as number;
    ipDecrementTtl(b, ip);
    writeMacs(
      b,
      at,
      w[r + HEADER] as number,
      w[r + HEADER + 1] as number,
      w[r + HEADER + 2] as number,
    );
    this.countIn(packet.hop, r, length);
    this.taken++;
    packet.hop = next;
    sim.digest.frame(b, at, packet.end, sim.sched.now);
    sim.sched.hand(VETH_CROSSING_US, "veth", arriveAtRecord, this, packet);
    return true;
  }
}

/** Crossing a veth takes a softirq and a context switch. */
export const VETH_CROSSING_US = 2;

/** What netfilter has to say: {@link BUSY} to more than this can do. */
function looksOn(ns: NetNamespace): number {
  return ns.nf === null ? 0 : ns.nf.looks;
}

/** {@link FastPath.arrive} as an event. */
export function arriveAtRecord(fast: FastPath, packet: Packet): void {
  fast.arrive(packet);
}
