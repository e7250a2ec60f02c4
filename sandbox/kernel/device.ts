/**
 * A network device: net_device. A new kind writes `transmit` and little else.
 */
import { assert } from "../sim/assert.ts";
import type { InAddr } from "./addr/inet.ts";
import type { Inet6Dev } from "./addr/inet6.ts";
import { DeviceMulticast } from "./addr/multicast.ts";
import { RX_BYTES, RX_PACKETS, TX_BYTES, TX_PACKETS } from "./fast-path.ts";
import type { InputRoute } from "./ip/routes.ts";
import type { Neighbour } from "./neigh/neighbour.ts";
import type { BridgePort } from "./link/bridge.ts";
import type { Conf4, Conf6, NeighConf } from "./sysctl.ts";
import type { DropReason } from "../sim/trace.ts";
import type { MacAddr } from "../wire/addr.ts";
import { MAC_BROADCAST } from "../wire/addr.ts";
import {
  IFF,
  type LinkDump,
  type LinkInfoData,
  type LinkStats,
  type NetlinkAnswer,
  type OperState,
} from "./netlink-types.ts";
import type { NetNamespace } from "./netns.ts";
import type { Packet } from "./packet.ts";
import type { DeviceQueue } from "./sched/qdisc.ts";
import { setEthernetType } from "./link/ethernet.ts";
import { receiveTagged } from "./link/tag.ts";

/** A packet socket bound to a device (or to all). Must copy what it keeps. */
export interface PacketTap {
  /** null: all devices of the namespace. */
  readonly ifindex: number | null;
  /** `outgoing`: seen on its way out. The packet starts at its link-layer header. */
  tap(device: NetDevice, packet: Packet, outgoing: boolean): void;
}

/** What an enslaved device hands its frames to: a bridge port. True: consumed. */
export interface RxHandler {
  receive(packet: Packet): void;
  readonly master: NetDevice;
}

/** Counters that rarely move; the four that always do are fields of the device. */
type RareStats = Omit<LinkStats, "rxPackets" | "txPackets" | "rxBytes" | "txBytes">;

function newStats(): RareStats {
  return {
    rxErrors: 0,
    txErrors: 0,
    rxDropped: 0,
    txDropped: 0,
    multicast: 0,
    collisions: 0,
    rxLengthErrors: 0,
    rxOverErrors: 0,
    rxCrcErrors: 0,
    rxFrameErrors: 0,
    rxFifoErrors: 0,
    rxMissedErrors: 0,
    txAbortedErrors: 0,
    txCarrierErrors: 0,
    txFifoErrors: 0,
    txHeartbeatErrors: 0,
    txWindowErrors: 0,
    rxNohandler: 0,
  };
}

/** Shared by devices without any: never pushed to. */
const NO_ADDRESSES: InAddr[] = [];
const NO_STATS: Readonly<RareStats> = newStats();

export abstract class NetDevice {
  // What every frame touches stands together, first: among 10,000 namespaces each cache line costs.
  ns: NetNamespace;
  /** IFF_* that are settings: UP, BROADCAST, LOOPBACK, NOARP, MULTICAST, PROMISC, ALLMULTI. */
  flags: number = IFF.BROADCAST | IFF.MULTICAST;
  /** Physical or peer carrier; LOWER_UP shows it while UP. */
  carrier = true;
  /** Deleted, or on its way. */
  gone = false;
  mtu = 1500;
  /** Where its counters are, and what the last forwarded packet taught. */
  readonly record: number;
  /** The MAC's halves of 24 bits: small integers, where a 48-bit number is a box on the heap. */
  macHigh = 0;
  macLow = 0;
  /** A bridge's: the port that the frame at hand came in by. A frame to the port's address is for here, too. */
  cameBy: NetDevice | null = null;
  /** Set while this device is a bridge port. */
  rxHandler: RxHandler | null = null;
  /** A queueing discipline that `tc` put in front; null: straight out, one comparison a frame. */
  queue: DeviceQueue | null = null;
  /** 802.1Q devices on top, by VLAN id; null when there are none: one comparison a frame. */
  vlans: Map<number, NetDevice> | null = null;
  /** Macvlan devices on top; null when there are none. They see the frames by `rxHandler`. */
  uppers: readonly NetDevice[] | null = null;
  /** The last decision about a packet that came in here, the last neighbour that was sent to. */
  lastInput: InputRoute | null = null;
  lastNeigh4: Neighbour | null = null;
  index: number;
  name: string;
  private macValue: MacAddr;
  abstract readonly kind: string | null;
  readonly linkType: LinkDump["linkType"] = "ether";
  broadcast: MacAddr = MAC_BROADCAST;
  minMtu = 68;
  maxMtu = 65_535;
  txqlen = 1000;
  group = 0;
  alias: string | null = null;
  /** IFLA_ALT_IFNAME: other names it answers to; null: none, as nearly always. */
  altnames: string[] | null = null;
  operstate: OperState = "UNKNOWN";
  qdisc = "noop";
  /** What `tc` did here that is no queue. */
  tc: {
    noqueueHandle: number;
    ingress: "ingress" | "clsact" | null;
    /** An ingress queue was here once. */
    ingressMade: boolean;
  } | null = null;
  promiscuity = 0;
  allmulti = 0;
  carrierUpCount = 0;
  carrierDownCount = 0;
  private rareStats: RareStats | null = null;
  /** `ethtool -K DEV tx off|on`: what was asked for; null is the driver's own default (on). */
  txOffload: boolean | null = null;
  /** `ethtool -K`: the features that are asked for; null: the driver's own choice. */
  featuresWanted: ReadonlySet<string> | null = null;
  /** In its namespace's list. Before that, carrier changes are silent. */
  registered = false;
  /** Set as a bridge port, else null. */
  port: BridgePort | null = null;
  /** What `up` turns the qdisc `noop` into. */
  readonly defaultQdisc: string = "noqueue";
  /** dev_activate: the queue sends. Not before there is a carrier. */
  txActive = false;
  /** NET_ADDR_SET: the MAC was chosen by hand. */
  macSet = false;
  numTxQueues = 1;
  numRxQueues = 1;
  gsoMaxSize = 65_536;
  tsoMaxSize = 65_536;
  /** IPv4 addresses in Linux's order: primaries by scope, then secondaries. */
  in4: InAddr[] = NO_ADDRESSES;
  /** null: IPv6 has no state here (MTU under 1280). */
  in6: Inet6Dev | null = null;
  readonly multicast = new DeviceMulticast();
  conf4: Conf4;
  conf6: Conf6;
  neigh4: NeighConf;
  neigh6: NeighConf;

  constructor(ns: NetNamespace, index: number, name: string, mac: MacAddr) {
    this.ns = ns;
    this.record = ns.host.fast.newRecord(this);
    this.index = index;
    this.name = name;
    this.macValue = mac;
    this.mac = mac;
    const sysctl = ns.sysctl;
    this.conf4 = sysctl.newConf4(false);
    this.conf6 = sysctl.newConf6(false, this.mtu);
    this.neigh4 = sysctl.neigh4Default;
    this.neigh6 = sysctl.neigh6Default;
  }

  get mac(): MacAddr {
    return this.macValue;
  }
  set mac(mac: MacAddr) {
    this.macValue = mac;
    this.macHigh = Math.floor(mac / 16_777_216);
    this.macLow = mac % 16_777_216;
  }

  get rxPackets(): number {
    return this.ns.host.fast.count(this.record, RX_PACKETS);
  }
  get rxBytes(): number {
    return this.ns.host.fast.count(this.record, RX_BYTES);
  }
  get txPackets(): number {
    return this.ns.host.fast.count(this.record, TX_PACKETS);
  }
  get txBytes(): number {
    return this.ns.host.fast.count(this.record, TX_BYTES);
  }

  /** Counters that rarely move, to be moved. */
  get stats(): RareStats {
    return (this.rareStats ??= newStats());
  }

  /** All counters, for a dump. */
  statistics(): LinkStats {
    const { rxPackets, txPackets, rxBytes, txBytes } = this;
    return { rxPackets, txPackets, rxBytes, txBytes, ...(this.rareStats ?? NO_STATS) };
  }

  /** Speed in Mbit/s that ethtool and sysfs report, -1: unknown. */
  get speed(): number {
    return -1;
  }

  /** Its master: the bridge whose port it is. */
  get master(): NetDevice | null {
    return this.port === null ? null : this.port.bridge;
  }

  get loopback(): boolean {
    return (this.flags & IFF.LOOPBACK) !== 0;
  }

  /** netif_oper_up: RFC 2863 says traffic can flow. */
  get operUp(): boolean {
    return this.operstate === "UP" || this.operstate === "UNKNOWN";
  }

  /** IFF_* as dumps show them: settings plus RUNNING, LOWER_UP, and promisc by hand only. */
  get shownFlags(): number {
    if ((this.flags & IFF.UP) === 0) return this.flags;
    return this.flags | (this.operUp ? IFF.RUNNING : 0) | (this.carrier ? IFF.LOWER_UP : 0);
  }

  /** ifindex for IFLA_LINK: its own when there is no other end or lower device. */
  get iflink(): number {
    return this.linkPeer()?.index ?? this.index;
  }

  /** netif_carrier_on / off. What follows from it comes from linkwatch, a moment later. */
  setCarrier(on: boolean): void {
    if (this.carrier === on) return;
    this.carrier = on;
    this.ns.host.fast.changed();
    if (!this.registered) return;
    if (on) this.carrierUpCount++;
    else this.carrierDownCount++;
    this.ns.host.linkwatch.fire(this);
  }

  get up(): boolean {
    return (this.flags & IFF.UP) !== 0;
  }

  /** A frame to send, from its Ethernet header on: into the queue if there is one, else out. */
  send(packet: Packet): void {
    if ((this.flags & IFF.UP) === 0) {
      this.stats.txDropped++;
      this.ns.drop(packet, "dev:down", this.name);
      return;
    }
    if (!this.carrier) {
      this.stats.txDropped++;
      this.ns.drop(packet, "dev:no-carrier", this.name);
      return;
    }
    if (this.queue === null) this.xmit(packet);
    else this.queue.send(packet);
  }

  /** dev_hard_start_xmit: out of the queue. Taps, counters, digest, then transmit(). */
  xmit(packet: Packet): void {
    if (packet.csumStart !== 0 && this.txOffload === false) packet.finishChecksum();
    const length = packet.end - packet.start;
    const ns = this.ns;
    if (ns.taps !== null) ns.runTaps(this, packet, true);
    const { sim, fast } = ns.host;
    fast.sent(this.record, length);
    // The headers are enough: transport checksums among them cover the rest.
    sim.digest.frame(packet.buf, packet.start, packet.end, sim.sched.now);
    if (sim.trace.active) this.traceFrame("tx", packet);
    this.transmit(packet);
  }

  /** A frame that arrived, from its Ethernet header on. Counters, taps, then the bridge or layer 3. */
  receive(packet: Packet): void {
    if ((this.flags & IFF.UP) === 0) {
      this.ns.drop(packet, "dev:down", this.name);
      return;
    }
    const ns = this.ns;
    const { sim, fast } = ns.host;
    fast.received(this.record, packet.end - packet.start);
    packet.input = this;
    packet.route = null;
    if (sim.trace.active) this.traceFrame("rx", packet);
    setEthernetType(this, packet);
    if (ns.taps !== null) ns.runTaps(this, packet, false);
    if (this.vlans !== null && packet.protocol === 0x8100 && receiveTagged(this.vlans, packet))
      return;
    const handler = this.rxHandler;
    if (handler !== null) handler.receive(packet);
    else ns.deliver(this, packet);
  }

  /** Put the frame on the wire, now or later. Owns the packet. */
  protected abstract transmit(packet: Packet): void;

  /** ifindex and namespace of the other end or lower device, for IFLA_LINK. */
  linkPeer(): NetDevice | null {
    return null;
  }

  /** The other end, when frames to it need nothing but a cable: no queue, no hook. Else null. */
  get fastPeer(): NetDevice | null {
    return null;
  }

  /** IFLA_LINK of a device whose lower one may be gone; 0: none. */
  linkIndex(): number {
    return 0;
  }
  /** Whether it may leave its namespace. */
  mayMove(): NetlinkAnswer {
    return null;
  }

  /** get_link_net: the namespace that its other side stays in when the device moves. */
  linkOrigin(): NetNamespace {
    return this.ns;
  }

  /** Kind-specific data for a dump. */
  info(): LinkInfoData | null {
    return null;
  }

  /** Before it is set up: what it needs, or why it cannot be had. */
  mayOpen(): NetlinkAnswer {
    return null;
  }
  /** The kind's own answer to being set up / down (after flags changed). */
  onUp(): void {}
  onDown(): void {}
  /** dellink: about to be closed for ever. */
  onDying(): void {}
  /** Being deleted: let go of peers, ports, timers. */
  onDelete(): void {}
  /** A new MAC was set by hand. Bridges tell their ports' tables. */
  onMacSet(): void {}
  /** Other devices that must die with it (a veth's peer, VLANs on top). */
  diesWith(): readonly NetDevice[] {
    return [];
  }

  drop(packet: Packet, reason: DropReason): void {
    assert(!this.gone || reason === "dev:down", "a deleted device handles no packets");
    this.ns.drop(packet, reason, this.name);
  }

  protected traceFrame(kind: "tx" | "rx", packet: Packet): void {
    const { host, name } = this.ns;
    host.sim.trace.emit({
      kind,
      at: host.sim.sched.now,
      host: host.name,
      ns: name,
      dev: this.name,
      ifindex: this.index,
      journey: packet.journey,
      length: packet.length,
      link: this.linkType === "ether" || this.linkType === "loopback" ? "ether" : "raw",
      bytes: packet.buf,
      start: packet.start,
      end: packet.end,
    });
  }
}
