/**
 * The Linux bridge: learning, flooding, VLAN filtering, its ports, MAC, MTU and carrier. net/bridge.
 * The spanning tree is in stp.ts, a port in bridge-port.ts, groups in bridge-groups.ts. Left out: MRP,
 * CFM, tags of 802.1ad in the data path, statistics of VLANs.
 */
import type { DropReason } from "../../sim/trace.ts";
import { ipv4, type Ipv6Addr, isGroupMac, MAC_BROADCAST, type MacAddr } from "../../wire/addr.ts";
import { u16, u48 } from "../../wire/bytes.ts";
import { NetDevice } from "../device.ts";
import { RX_BYTES } from "../fast-path.ts";
import { reportJoin } from "../ip/igmp.ts";
import type { BridgeInfo, NetlinkAnswer } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { bridgeForward, bridgeResume } from "../netfilter/bridge.ts";
import type { Packet } from "../packet.ts";
import { BridgeGroups } from "./bridge-groups.ts";
import { answerForPorts } from "./bridge-proxy.ts";
import { BridgePort } from "./bridge-port.ts";
import { Fdb } from "./fdb.ts";
import { announceLink } from "./register.ts";
import {
  type BridgeId,
  changeId,
  disableBridge,
  enableBridge,
  enablePort,
  helloExpired,
  idText,
  configurationUpdate,
  selectStates,
  stopBridge,
  stopPort,
  StpTimer,
  tcnExpired,
  topologyExpired,
} from "./stp.ts";
import { addTag, removeTag } from "./tag.ts";

/** 01:80:c2:00:00:00, the base of the addresses a bridge never forwards. */
export const LINK_LOCAL = 0x0180c2000000;
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

export interface PortVlan {
  untagged: boolean;
  /** BR_STATE_*, by hand. */
  state: number;
}

export class Bridge extends NetDevice {
  readonly kind = "bridge";
  /** Newest first, as the kernel's list: the order in which a flood leaves. */
  readonly ports: BridgePort[] = [];
  readonly fdb: Fdb;
  /** 1/100 s: those of the root, and what it would say as root itself. */
  forwardDelay = 1500;
  helloTime = 200;
  maxAge = 2000;
  ageingTime = 30_000;
  ownForwardDelay = 1500;
  ownHelloTime = 200;
  ownMaxAge = 2000;
  ownAgeingTime = 30_000;
  stpState = 0;
  /** Its MAC is zero until the first port or a MAC set by hand. */
  id: BridgeId = { priority: 32_768, mac: 0 as MacAddr };
  designatedRoot: BridgeId = this.id;
  rootPathCost = 0;
  /** Number of the root port, 0: none. */
  rootPort = 0;
  topologyChange = 0;
  topologyChangeDetected = 0;
  readonly helloTimer = new StpTimer(this, () => helloExpired(this));
  readonly tcnTimer = new StpTimer(this, () => tcnExpired(this));
  readonly topologyTimer = new StpTimer(this, () => topologyExpired(this));
  /** Who listens to which group; null: nobody was heard yet. */
  groups: BridgeGroups | null = null;
  vlanFiltering = 0;
  vlanProtocol = "802.1Q";
  vlanDefaultPvid = 1;
  groupFwdMask = 0;
  groupAddress = LINK_LOCAL as MacAddr;
  mcastSnooping = 1;
  nfCallIptables = 0;
  nfCallIp6tables = 0;
  nfCallArptables = 0;
  mtuSet = false;
  /** The bridge's own VLANs. */
  readonly vlansOwn = new Map<number, PortVlan>();
  pvid = 1;
  /** Some port answers for others: neigh_suppress, proxy_arp. */
  proxies = false;
  private changedAt = 0;

  constructor(ns: NetNamespace, index: number, name: string, mac: MacAddr) {
    super(ns, index, name, mac);
    this.fdb = new Fdb(this);
    this.vlansOwn.set(1, { untagged: true, state: BR_STATE.FORWARDING });
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
    if (port.locked && !this.knows(port, src, vlan)) {
      port.dev.drop(packet, "bridge:no-forward");
      return;
    }
    if (port.learning) this.fdb.learn(port, src, vlan);
    if (port.state === BR_STATE.LEARNING) {
      port.dev.drop(packet, "bridge:port-down");
      return;
    }
    const promisc = this.promiscuity > 0;
    if (isGroupMac(dst)) {
      if (dst !== MAC_BROADCAST) {
        this.stats.multicast++;
        if (this.mcastSnooping !== 0) this.snoop(port, packet, vlan);
      } else if (this.proxies && answerForPorts(this, port, packet, vlan)) return;
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
    if (packet.phys !== null) {
      if (bridgeResume(this, packet)) return;
      packet.phys = null;
    }
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
      if (dst !== MAC_BROADCAST && this.mcastSnooping !== 0) this.snoop(null, packet, vlan);
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

  /** A locked port takes frames only from whom the table has behind it. */
  private knows(port: BridgePort, src: MacAddr, vlan: number): boolean {
    const entry = this.fdb.find(src, vlan);
    return entry !== undefined && entry.port === port && !entry.isLocal;
  }

  /** br_multicast_rcv. Without a querier it changes nothing about where the packet goes. */
  private snoop(from: BridgePort | null, packet: Packet, vlan: number): void {
    (this.groups ??= new BridgeGroups(this)).hear(from, packet, vlan);
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

  forward(port: BridgePort, frame: Packet, vlan: number): void {
    let packet = frame;
    const backup = port.backupPort?.port ?? null;
    if (backup !== null && !port.dev.carrier && backup.state === BR_STATE.FORWARDING) {
      this.forward(backup, packet, vlan);
      return;
    }
    if (packet.phys !== null) {
      const passed = bridgeForward(this, port, packet);
      if (passed === null) return;
      packet = passed;
    }
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
    this.cameBy = packet.input;
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
      port.vlans.set(this.vlanDefaultPvid, { untagged: true, state: BR_STATE.FORWARDING });
      port.pvid = this.vlanDefaultPvid;
    }
    this.fdb.addLocal(port, dev.mac, 0);
    for (const vlan of port.vlanIds()) this.fdb.addLocal(port, dev.mac, vlan);
    const macChanged = this.recalculateId();
    if (dev.up && dev.operUp && this.up) enablePort(port);
    announceLink(dev);
    if (macChanged) announceLink(this);
    this.adjustOffloads();
    this.adjustMtu();
    return null;
  }

  removePort(dev: NetDevice): void {
    const { port } = dev;
    if (port?.bridge !== this) return;
    stopPort(port);
    port.state = BR_STATE.DISABLED;
    this.groups?.portGone(port);
    for (const one of this.ports) if (one.backupPort === dev) one.backupPort = null;
    this.fdb.flushPort(port, true);
    this.ports.splice(this.ports.indexOf(port), 1);
    dev.port = null;
    dev.rxHandler = null;
    dev.allmulti--;
    dev.promiscuity--;
    configurationUpdate(this);
    selectStates(this);
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
    if (lowest === this.id.mac) return false;
    this.setId(lowest);
    return true;
  }

  /** br_stp_change_bridge_id. */
  setId(mac: MacAddr): void {
    this.fdb.changeBridgeMac(mac);
    this.mac = mac;
    changeId(this, { priority: this.id.priority, mac });
  }

  override onMacSet(): void {
    this.setId(this.mac);
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
    const from = this.mtu;
    this.mtu = mtu;
    this.ns.inet6.mtuChanged(this);
    this.ns.stack.routes.mtuChanged(this, from);
    this.ns.fib.changed();
    announceLink(this);
  }

  // ── its life ───────────────────────────────────────────────────────────────────────────────

  override onUp(): void {
    this.changedAt = this.ns.host.sim.sched.now;
    if (this.mcastSnooping !== 0) this.joinSnoopers();
    enableBridge(this);
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
    if (on === 0) this.groups?.forget();
    if (!this.up) return;
    if (on !== 0) this.joinSnoopers();
    else this.leaveSnoopers();
  }

  override onDown(): void {
    if (this.mcastSnooping !== 0) this.leaveSnoopers();
    disableBridge(this);
  }

  /** br_dev_delete: ports go first, then the bridge's own entries. */
  override onDying(): void {
    for (const port of [...this.ports]) this.removePort(port.dev);
    for (const entry of this.fdb.all()) this.fdb.remove(entry);
  }

  override onDelete(): void {
    for (const port of [...this.ports]) this.removePort(port.dev);
    this.fdb.stop();
    stopBridge(this);
    this.groups?.stop();
  }

  holdTimeUs(): number {
    return this.ageingTime * CENTISECOND;
  }

  // ── configuration ──────────────────────────────────────────────────────────────────────────

  /** VLANs in which the bridge's own address stands; 0 always. */
  ownVlans(): number[] {
    return this.vlanFiltering === 0 ? [0] : [0, ...this.vlansOwn.keys()];
  }

  override info(): BridgeInfo {
    return {
      kind: "bridge",
      forwardDelay: this.forwardDelay,
      helloTime: this.helloTime,
      maxAge: this.maxAge,
      ageingTime: this.ageingTime,
      stpState: this.stpState,
      priority: this.id.priority,
      vlanFiltering: this.vlanFiltering,
      vlanProtocol: this.vlanProtocol,
      vlanDefaultPvid: this.vlanDefaultPvid,
      bridgeId: idText(this.id),
      designatedRoot: idText(this.designatedRoot),
      rootPort: this.rootPort,
      rootPathCost: this.rootPathCost,
      topologyChange: this.topologyChange,
      topologyChangeDetected: this.topologyChangeDetected,
      helloTimer: this.helloTimer.left,
      tcnTimer: this.tcnTimer.left,
      topologyChangeTimer: this.topologyTimer.left,
      gcTimer: this.gcTimerLeft(),
      groupFwdMask: this.groupFwdMask,
      groupAddress: this.groupAddress,
      mcastSnooping: this.mcastSnooping,
      ownForwardDelay: this.ownForwardDelay,
      ownHelloTime: this.ownHelloTime,
      ownMaxAge: this.ownMaxAge,
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
  return vlan === 0 || port.vlans.get(vlan)?.state === BR_STATE.FORWARDING;
}

/** The VLAN a frame belongs to, tagging it with the port's pvid if it has none; 0: not allowed. */
function ingressVlan(port: BridgePort, packet: Packet): number {
  let vlan = tagOf(packet);
  if (vlan === 0) {
    vlan = port.pvid;
    if (vlan === 0) return 0;
    addTag(packet, vlan);
  }
  const state = port.vlans.get(vlan)?.state;
  return state === BR_STATE.FORWARDING || state === BR_STATE.LEARNING ? vlan : 0;
}

function tagOf(packet: Packet): number {
  return u16(packet.buf, packet.start + 12) === 0x8100
    ? u16(packet.buf, packet.start + 14) & 0xfff
    : 0;
}

export { BridgePort };
