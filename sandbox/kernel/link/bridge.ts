/**
 * The Linux bridge: ports, learning, flooding, port states, its MAC, MTU and carrier. net/bridge.
 * STP is the kernel's state machine without BPDUs: a port with STP on goes through listening and
 * learning. Left out: multicast snooping (all multicast floods), MRP, 802.1ad.
 */
import type { Timer } from "../../sim/scheduler.ts";
import type { DropReason } from "../../sim/trace.ts";
import { ipv4, type Ipv6Addr, isGroupMac, MAC_BROADCAST, type MacAddr } from "../../wire/addr.ts";
import { u16, u48 } from "../../wire/bytes.ts";
import { NetDevice, type RxHandler } from "../device.ts";
import { RX_BYTES } from "../fast-path.ts";
import { reportJoin } from "../ip/igmp.ts";
import type { BridgeInfo, BridgePortInfo, NetlinkAnswer } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { type Packet, PACKET_HOST } from "../packet.ts";
import { Fdb } from "./fdb.ts";
import { announceLink } from "./register.ts";
import { addTag, removeTag } from "./tag.ts";

/** 01:80:c2:00:00:00, the base of the addresses a bridge never forwards. */
const LINK_LOCAL = 0x0180c2000000;
/** All-snoopers groups (RFC 4286) that a bridge with snooping joins. */
const SNOOPERS4 = ipv4(224, 0, 0, 106);
const SNOOPERS6 = "ff02::6a" as Ipv6Addr;
const CENTISECOND = 10_000;
const ETH_HLEN = 14;
const VLAN_HLEN = 4;

export const BR_STATE = {
  DISABLED: 0,
  LISTENING: 1,
  LEARNING: 2,
  FORWARDING: 3,
  BLOCKING: 4,
} as const;

interface PortVlan {
  untagged: boolean;
}

export class BridgePort implements RxHandler {
  readonly bridge: Bridge;
  readonly dev: NetDevice;
  readonly number: number;
  state: number = BR_STATE.DISABLED;
  priority = 32;
  cost: number;
  costSet = false;
  hairpin = false;
  guard = false;
  rootBlock = false;
  fastLeave = false;
  learning = true;
  flood = true;
  mcastFlood = true;
  bcastFlood = true;
  isolated = false;
  neighSuppress = false;
  proxyArp = false;
  proxyArpWifi = false;
  vlanTunnel = false;
  locked = false;
  /** null: VLAN filtering was never used here. */
  readonly vlans = new Map<number, PortVlan>();
  pvid = 0;
  private timer: Timer | null = null;

  constructor(bridge: Bridge, dev: NetDevice, number: number) {
    this.bridge = bridge;
    this.dev = dev;
    this.number = number;
    this.cost = pathCost(dev);
  }

  get master(): NetDevice {
    return this.bridge;
  }
  get id(): number {
    return (this.priority << 10) | this.number;
  }
  vlanIds(): number[] {
    return this.bridge.vlanFiltering === 0 ? [] : [...this.vlans.keys()];
  }

  /** br_handle_frame. */
  receive(packet: Packet): void {
    const { buf, start } = packet;
    const dst = u48(buf, start);
    const src = u48(buf, start + 6);
    if (src === 0 || isGroupMac(src)) {
      this.dev.drop(packet, "bridge:no-forward");
      return;
    }
    if (dst >= LINK_LOCAL && dst <= LINK_LOCAL + 15 && !this.forwardsLinkLocal(dst - LINK_LOCAL)) {
      if (dst === LINK_LOCAL + 1) this.dev.drop(packet, "bridge:no-forward");
      else this.dev.ns.deliver(this.dev, packet);
      return;
    }
    if (this.state !== BR_STATE.FORWARDING && this.state !== BR_STATE.LEARNING) {
      this.dev.drop(packet, "bridge:port-down");
      return;
    }
    this.bridge.input(this, packet, dst as MacAddr, src as MacAddr);
  }

  private forwardsLinkLocal(last: number): boolean {
    const { bridge } = this;
    if (last === 0 && bridge.stpState === 0) return true;
    return (bridge.groupFwdMask & (1 << last)) !== 0;
  }

  /** NETDEV_UP and NETDEV_CHANGE of the port: br_port_carrier_check. */
  deviceChanged(): void {
    const ready = this.dev.up && this.dev.operUp;
    if (!this.costSet && ready) this.cost = pathCost(this.dev);
    if (!this.bridge.up) return;
    if (ready) {
      if (this.state === BR_STATE.DISABLED) this.enable();
    } else if (this.state !== BR_STATE.DISABLED) this.disable();
  }

  deviceDown(): void {
    if (this.bridge.up && this.state !== BR_STATE.DISABLED) this.disable();
  }

  /** br_stp_enable_port. */
  enable(): void {
    this.state = BR_STATE.BLOCKING;
    this.bridge.selectStates();
    announceLink(this.dev);
  }

  /** br_stp_disable_port: what was learned behind it is forgotten. */
  disable(): void {
    this.state = BR_STATE.DISABLED;
    this.timer?.cancel();
    this.timer = null;
    this.bridge.fdb.flushPort(this, false);
    this.bridge.selectStates();
    announceLink(this.dev);
  }

  /** br_make_forwarding. */
  makeForwarding(): void {
    if (this.state !== BR_STATE.BLOCKING) return;
    const { bridge } = this;
    if (bridge.stpState === 0 || bridge.forwardDelay === 0) {
      this.state = BR_STATE.FORWARDING;
      return;
    }
    this.state = BR_STATE.LISTENING;
    this.armForwardDelay();
  }

  private armForwardDelay(): void {
    this.timer?.cancel();
    const { sched } = this.dev.ns.host.sim;
    this.timer = sched.after(this.bridge.forwardDelay * CENTISECOND, "bridge forward delay", () => {
      this.timer = null;
      if (this.state === BR_STATE.LISTENING) {
        this.state = BR_STATE.LEARNING;
        this.armForwardDelay();
      } else if (this.state === BR_STATE.LEARNING) {
        this.state = BR_STATE.FORWARDING;
        this.bridge.countLive();
      }
      announceLink(this.dev);
    });
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = null;
  }

  info(): BridgePortInfo {
    const id = this.bridge.idText();
    return {
      kind: "bridge",
      state: this.state,
      priority: this.priority,
      cost: this.cost,
      hairpin: this.hairpin,
      guard: this.guard,
      rootBlock: this.rootBlock,
      fastLeave: this.fastLeave,
      learning: this.learning,
      flood: this.flood,
      mcastFlood: this.mcastFlood,
      bcastFlood: this.bcastFlood,
      isolated: this.isolated,
      neighSuppress: this.neighSuppress,
      proxyArp: this.proxyArp,
      proxyArpWifi: this.proxyArpWifi,
      vlanTunnel: this.vlanTunnel,
      locked: this.locked,
      portId: this.id,
      portNo: this.number,
      designatedRoot: id,
      designatedBridge: id,
      designatedPort: this.id,
      designatedCost: 0,
    };
  }
}

export class Bridge extends NetDevice {
  readonly kind = "bridge";
  /** Newest first, as the kernel's list: the order in which a flood leaves. */
  readonly ports: BridgePort[] = [];
  readonly fdb: Fdb;
  forwardDelay = 1500;
  helloTime = 200;
  maxAge = 2000;
  /** 1/100 s. */
  ageingTime = 30_000;
  stpState = 0;
  priority = 32_768;
  vlanFiltering = 0;
  vlanProtocol = "802.1Q";
  vlanDefaultPvid = 1;
  groupFwdMask = 0;
  groupAddress = LINK_LOCAL as MacAddr;
  mcastSnooping = 1;
  nfCallIptables = 0;
  nfCallIp6tables = 0;
  nfCallArptables = 0;
  /** The MAC half of the bridge id: zero until the first port or a MAC set by hand. */
  idMac = 0 as MacAddr;
  mtuSet = false;
  /** The bridge's own VLANs. */
  readonly vlansOwn = new Map<number, PortVlan>();
  pvid = 1;
  private changedAt = 0;

  constructor(ns: NetNamespace, index: number, name: string, mac: MacAddr) {
    super(ns, index, name, mac);
    this.fdb = new Fdb(this);
    this.vlansOwn.set(1, { untagged: true });
  }

  // ── the data path ──────────────────────────────────────────────────────────────────────────

  /** br_handle_frame_finish. */
  input(port: BridgePort, packet: Packet, dst: MacAddr, src: MacAddr): void {
    let vlan = 0;
    if (this.vlanFiltering !== 0) {
      vlan = ingressVlan(port, packet);
      if (vlan === 0) {
        port.dev.drop(packet, "bridge:vlan");
        return;
      }
    }
    if (port.learning) this.fdb.learn(port, src, vlan);
    if (port.state === BR_STATE.LEARNING) {
      port.dev.drop(packet, "bridge:port-down");
      return;
    }
    const promisc = this.promiscuity > 0;
    if (isGroupMac(dst)) {
      if (dst !== MAC_BROADCAST) this.stats.multicast++;
      this.flood(packet, port, dst === MAC_BROADCAST ? "broadcast" : "multicast", vlan, true);
      return;
    }
    const entry = this.fdb.find(dst, vlan);
    if (entry?.isLocal === true) {
      this.passUp(packet, vlan);
      return;
    }
    const { now } = this.ns.host.sim.sched;
    if (entry === undefined || this.fdb.expired(entry, now)) {
      this.flood(packet, port, "unicast", vlan, promisc);
      return;
    }
    entry.used = now;
    if (promisc) this.passUp(packet.copy(), vlan);
    const to = entry.port;
    if (to !== null && mayLeave(to, port, vlan)) this.forward(to, packet, vlan);
    else port.dev.drop(packet, "bridge:no-forward");
  }

  /** br_dev_xmit: from our own stack. */
  protected transmit(packet: Packet): void {
    const dst = u48(packet.buf, packet.start);
    let vlan = 0;
    if (this.vlanFiltering !== 0) {
      vlan = tagOf(packet);
      if (vlan === 0) {
        vlan = this.pvid;
        if (vlan !== 0) addTag(packet, vlan);
      }
      if (vlan === 0 || !this.vlansOwn.has(vlan)) {
        this.drop(packet, "bridge:vlan");
        return;
      }
    }
    if (isGroupMac(dst)) {
      this.flood(packet, null, dst === MAC_BROADCAST ? "broadcast" : "multicast", vlan, false);
      return;
    }
    const entry = this.fdb.find(dst, vlan);
    if (entry === undefined) {
      this.flood(packet, null, "unicast", vlan, false);
      return;
    }
    if (entry.port !== null && mayLeave(entry.port, null, vlan))
      this.forward(entry.port, packet, vlan);
    else this.drop(packet, "bridge:no-forward");
  }

  /** br_flood: out of every port that may, copies for all but the last. */
  private flood(
    packet: Packet,
    from: BridgePort | null,
    kind: "unicast" | "multicast" | "broadcast",
    vlan: number,
    up: boolean,
  ): void {
    let last: BridgePort | null = null;
    for (const port of this.ports) {
      if (
        kind === "unicast"
          ? !port.flood
          : kind === "multicast"
            ? !port.mcastFlood
            : !port.bcastFlood
      )
        continue;
      if (!mayLeave(port, from, vlan)) continue;
      if (last !== null) this.forward(last, packet.copy(), vlan);
      last = port;
    }
    if (last !== null) this.forward(last, up ? packet.copy() : packet, vlan);
    if (up) this.passUp(packet, vlan);
    else if (last === null) (from?.dev ?? this).drop(packet, "bridge:no-forward");
  }

  private forward(port: BridgePort, packet: Packet, vlan: number): void {
    const { dev } = port;
    if (vlan !== 0 && port.vlans.get(vlan)?.untagged === true && tagOf(packet) !== 0)
      removeTag(packet);
    if (packet.end - packet.start > dev.mtu + ETH_HLEN + VLAN_HLEN) {
      this.drop(packet, "dev:too-long");
      return;
    }
    dev.send(packet);
  }

  /** br_pass_frame_up: to our own stack, as received by the bridge. */
  private passUp(packet: Packet, vlan: number): void {
    if (vlan !== 0) {
      const own = this.vlansOwn.get(vlan);
      if (own === undefined) {
        this.drop(packet, "bridge:vlan");
        return;
      }
      if (own.untagged && tagOf(packet) !== 0) removeTag(packet);
    }
    packet.packetType = PACKET_HOST;
    // br_pass_frame_up counts what is left after the port took the Ethernet header off.
    if (this.up) this.ns.host.fast.add(this.record, RX_BYTES, -ETH_HLEN);
    this.receive(packet);
  }

  override drop(packet: Packet, reason: DropReason): void {
    this.ns.drop(packet, reason, this.name);
  }

  // ── ports ──────────────────────────────────────────────────────────────────────────────────

  /** br_add_if. */
  addPort(dev: NetDevice): NetlinkAnswer {
    if (dev.loopback || dev.linkType !== "ether") return { errno: "EINVAL" };
    if (dev instanceof Bridge)
      return { errno: "ELOOP", extack: "Can not enslave a bridge to a bridge" };
    let number = 1;
    while (this.ports.some((port) => port.number === number)) number++;
    if (number > 1023) return { errno: "EXDEV" };
    const port = new BridgePort(this, dev, number);
    dev.allmulti++;
    dev.promiscuity++;
    dev.port = port;
    dev.rxHandler = port;
    this.ports.unshift(port);
    if (this.vlanDefaultPvid !== 0) {
      port.vlans.set(this.vlanDefaultPvid, { untagged: true });
      port.pvid = this.vlanDefaultPvid;
    }
    this.fdb.addLocal(port, dev.mac, 0);
    for (const vlan of port.vlanIds()) this.fdb.addLocal(port, dev.mac, vlan);
    const macChanged = this.recalculateId();
    if (dev.up && dev.operUp && this.up) port.enable();
    announceLink(dev);
    if (macChanged) announceLink(this);
    this.adjustOffloads();
    this.adjustMtu();
    return null;
  }

  removePort(dev: NetDevice): void {
    const { port } = dev;
    if (port?.bridge !== this) return;
    port.stop();
    port.state = BR_STATE.DISABLED;
    this.fdb.flushPort(port, true);
    this.ports.splice(this.ports.indexOf(port), 1);
    dev.port = null;
    dev.rxHandler = null;
    dev.allmulti--;
    dev.promiscuity--;
    this.selectStates();
    this.adjustOffloads();
    this.adjustMtu();
    if (this.recalculateId()) announceLink(this);
    if (!dev.gone) announceLink(dev);
  }

  portMacChanged(port: BridgePort): void {
    this.fdb.changePortMac(port, port.dev.mac);
    if (this.recalculateId()) announceLink(this);
  }

  /** br_stp_recalculate_bridge_id: the lowest MAC of the ports, unless one was set by hand. */
  private recalculateId(): boolean {
    if (this.macSet) return false;
    let lowest = 0 as MacAddr;
    for (const { dev } of this.ports) if (lowest === 0 || dev.mac < lowest) lowest = dev.mac;
    if (lowest === this.idMac) return false;
    this.changeId(lowest);
    return true;
  }

  /** br_stp_change_bridge_id. */
  changeId(mac: MacAddr): void {
    this.fdb.changeBridgeMac(mac);
    this.idMac = mac;
    this.mac = mac;
    this.selectStates();
  }

  override onMacSet(): void {
    this.changeId(this.mac);
  }

  /** br_set_gso_limits: what every port can do. */
  private adjustOffloads(): void {
    this.tsoMaxSize = Math.min(524_280, ...this.ports.map(({ dev }) => dev.tsoMaxSize));
  }

  /** br_mtu_auto_adjust. */
  adjustMtu(): void {
    if (this.mtuSet) return;
    let mtu = this.ports.length === 0 ? 1500 : Infinity;
    for (const { dev } of this.ports) mtu = Math.min(mtu, dev.mtu);
    if (mtu === this.mtu) return;
    this.mtu = mtu;
    this.ns.inet6.mtuChanged(this);
    this.ns.fib.changed();
    announceLink(this);
  }

  // ── states ─────────────────────────────────────────────────────────────────────────────────

  /** br_port_state_selection, with the carrier that follows from it. */
  selectStates(): void {
    if (this.up || this.ports.length > 0) {
      for (const port of this.ports) if (port.state !== BR_STATE.DISABLED) port.makeForwarding();
    }
    this.countLive();
  }

  countLive(): void {
    this.setCarrier(this.ports.some((port) => port.state === BR_STATE.FORWARDING));
  }

  override onUp(): void {
    this.changedAt = this.ns.host.sim.sched.now;
    if (this.mcastSnooping !== 0) this.joinSnoopers();
    for (const port of [...this.ports].reverse()) {
      if (port.dev.up && port.dev.operUp && port.state === BR_STATE.DISABLED) port.enable();
    }
  }

  /** br_multicast_join_snoopers: RFC 4286. */
  private joinSnoopers(): void {
    this.multicast.join4(SNOOPERS4);
    this.multicast.join6(SNOOPERS6);
    reportJoin(this.ns.stack, this, SNOOPERS4);
  }

  private leaveSnoopers(): void {
    this.multicast.leave4(SNOOPERS4);
    this.multicast.leave6(SNOOPERS6);
  }

  /** br_multicast_toggle. */
  setSnooping(on: number): void {
    if (on === this.mcastSnooping) return;
    this.mcastSnooping = on;
    if (!this.up) return;
    if (on !== 0) this.joinSnoopers();
    else this.leaveSnoopers();
  }

  override onDown(): void {
    if (this.mcastSnooping !== 0) this.leaveSnoopers();
    for (const port of this.ports) if (port.state !== BR_STATE.DISABLED) port.disable();
  }

  /** br_dev_delete: ports go first, then the bridge's own entries. */
  override onDying(): void {
    for (const port of [...this.ports]) this.removePort(port.dev);
    for (const entry of this.fdb.all()) this.fdb.remove(entry);
  }

  override onDelete(): void {
    for (const port of [...this.ports]) this.removePort(port.dev);
    this.fdb.stop();
  }

  holdTimeUs(): number {
    return this.ageingTime * CENTISECOND;
  }

  // ── configuration ──────────────────────────────────────────────────────────────────────────

  /** VLANs in which the bridge's own address stands; 0 always. */
  ownVlans(): number[] {
    return this.vlanFiltering === 0 ? [0] : [0, ...this.vlansOwn.keys()];
  }

  /** br_stp_set_enabled: ports keep the state they are in; those that come up later obey it. */
  setStp(state: number): void {
    if (state === this.stpState) return;
    this.stpState = state;
    if (state !== 0 && this.up) this.selectStates();
  }

  idText(): string {
    let rest: number = this.idMac;
    const bytes: string[] = [];
    for (let i = 0; i < 6; i++) {
      bytes.unshift((rest % 256).toString(16));
      rest = Math.floor(rest / 256);
    }
    return `${this.priority.toString(16).padStart(4, "0")}.${bytes.join(":")}`;
  }

  override info(): BridgeInfo {
    const id = this.idText();
    return {
      kind: "bridge",
      forwardDelay: this.forwardDelay,
      helloTime: this.helloTime,
      maxAge: this.maxAge,
      ageingTime: this.ageingTime,
      stpState: this.stpState,
      priority: this.priority,
      vlanFiltering: this.vlanFiltering,
      vlanProtocol: this.vlanProtocol,
      vlanDefaultPvid: this.vlanDefaultPvid,
      bridgeId: id,
      designatedRoot: id,
      rootPort: 0,
      rootPathCost: 0,
      topologyChange: 0,
      topologyChangeDetected: 0,
      helloTimer: 0,
      tcnTimer: 0,
      topologyChangeTimer: 0,
      gcTimer: this.gcTimerLeft(),
      groupFwdMask: this.groupFwdMask,
      groupAddress: this.groupAddress,
      mcastSnooping: this.mcastSnooping,
      nfCallIptables: this.nfCallIptables,
      nfCallIp6tables: this.nfCallIp6tables,
      nfCallArptables: this.nfCallArptables,
    };
  }

  /** The kernel's gc runs while the bridge is up, every ageing time. */
  private gcTimerLeft(): number {
    if (!this.up) return 0;
    const { now } = this.ns.host.sim.sched;
    const period = this.holdTimeUs();
    if (period === 0) return 0;
    return Math.floor((period - ((now - this.changedAt) % period)) / CENTISECOND);
  }
}

/** should_deliver: not back out of where it came from, not between isolated ports, only forwarding ones. */
function mayLeave(port: BridgePort, from: BridgePort | null, vlan: number): boolean {
  if (port === from && !port.hairpin) return false;
  if (port.state !== BR_STATE.FORWARDING) return false;
  if (from !== null && from.isolated && port.isolated) return false;
  return vlan === 0 || port.vlans.has(vlan);
}

/** The VLAN a frame belongs to, tagging it with the port's pvid if it has none; 0: not allowed. */
function ingressVlan(port: BridgePort, packet: Packet): number {
  let vlan = tagOf(packet);
  if (vlan === 0) {
    vlan = port.pvid;
    if (vlan === 0) return 0;
    addTag(packet, vlan);
  }
  return port.vlans.has(vlan) ? vlan : 0;
}

function tagOf(packet: Packet): number {
  return u16(packet.buf, packet.start + 12) === 0x8100
    ? u16(packet.buf, packet.start + 14) & 0xfff
    : 0;
}

/** port_cost by ethtool's speed. */
function pathCost(dev: NetDevice): number {
  const { speed } = dev;
  if (speed < 0) return 100;
  if (speed >= 10_000) return 2;
  return speed >= 1_000 ? 4 : speed >= 100 ? 19 : 100;
}
