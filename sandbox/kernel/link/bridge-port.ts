/** A bridge's port: what it lets in, its settings. struct net_bridge_port; net/bridge/br_input.c, br_if.c. */
import { isGroupMac, type MacAddr } from "../../wire/addr.ts";
import { u48 } from "../../wire/bytes.ts";
import type { NetDevice, RxHandler } from "../device.ts";
import type { BridgePortInfo } from "../netlink-types.ts";
import { bridgePre } from "../netfilter/bridge.ts";
import type { Packet } from "../packet.ts";
import { BR_STATE, type Bridge, LINK_LOCAL, type PortVlan } from "./bridge.ts";
import {
  type BridgeId,
  becomeDesignated,
  configurationUpdate,
  disablePort,
  enablePort,
  forwardDelayExpired,
  holdExpired,
  idText,
  messageAgeExpired,
  selectStates,
  StpTimer,
} from "./stp.ts";
import { receiveBpdu } from "./stp-bpdu.ts";

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
  mcastToUnicast = false;
  /** MDB_RTR_TYPE_*: 0 never, 1 when a querier or router is heard, 2 always, 3 for a while. */
  mcastRouter = 1;
  isolated = false;
  neighSuppress = false;
  proxyArp = false;
  proxyArpWifi = false;
  vlanTunnel = false;
  locked = false;
  groupFwdMask = 0;
  /** Where frames go while this one is down. */
  backupPort: NetDevice | null = null;
  readonly vlans = new Map<number, PortVlan>();
  pvid = 0;
  // 802.1D: what is known about the segment behind it.
  designatedRoot: BridgeId;
  designatedCost = 0;
  designatedBridge: BridgeId;
  designatedPort = 0;
  /** µs: when what is known was true at the root. */
  designatedAge = 0;
  topologyChangeAck = 0;
  configPending = false;
  readonly messageAgeTimer: StpTimer;
  readonly forwardDelayTimer: StpTimer;
  readonly holdTimer: StpTimer;

  constructor(bridge: Bridge, dev: NetDevice, number: number) {
    this.bridge = bridge;
    this.dev = dev;
    this.number = number;
    this.cost = pathCost(dev);
    this.designatedRoot = bridge.id;
    this.designatedBridge = bridge.id;
    this.messageAgeTimer = new StpTimer(bridge, () => messageAgeExpired(this));
    this.forwardDelayTimer = new StpTimer(bridge, () => forwardDelayExpired(this));
    this.holdTimer = new StpTimer(bridge, () => holdExpired(this));
    becomeDesignated(this);
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
      this.keepLinkLocal(packet, dst, src as MacAddr);
      return;
    }
    if (this.state !== BR_STATE.FORWARDING && this.state !== BR_STATE.LEARNING) {
      this.dev.drop(packet, "bridge:port-down");
      return;
    }
    if (this.bridge.ns.nf === null) {
      this.bridge.input(this, packet, dst as MacAddr, src as MacAddr);
      return;
    }
    const passed = bridgePre(this, packet);
    if (passed === null) return;
    const to = u48(passed.buf, passed.start) as MacAddr;
    this.bridge.input(this, passed, to, src as MacAddr);
  }

  private forwardsLinkLocal(last: number): boolean {
    const { bridge } = this;
    if (last === 0 && bridge.stpState === 0) return true;
    return ((bridge.groupFwdMask | this.groupFwdMask) & (1 << last)) !== 0;
  }

  /** __br_handle_local_finish: its sender is learned, the frame is for this machine only. */
  private keepLinkLocal(packet: Packet, dst: number, src: MacAddr): void {
    const { bridge } = this;
    if (dst === LINK_LOCAL + 1) {
      this.dev.drop(packet, "bridge:no-forward");
      return;
    }
    const learns = this.state === BR_STATE.LEARNING || this.state === BR_STATE.FORWARDING;
    if (this.learning && learns)
      bridge.fdb.learn(this, src, bridge.vlanFiltering === 0 ? 0 : this.pvid);
    if (dst === bridge.groupAddress && bridge.stpState !== 0) receiveBpdu(this, packet);
    else this.dev.ns.deliver(this.dev, packet);
  }

  /** NETDEV_UP and NETDEV_CHANGE of the port: br_port_carrier_check. */
  deviceChanged(): void {
    const ready = this.dev.up && this.dev.operUp;
    if (!this.costSet && ready) this.cost = pathCost(this.dev);
    if (!this.bridge.up) return;
    if (ready) {
      if (this.state === BR_STATE.DISABLED) enablePort(this);
    } else if (this.state !== BR_STATE.DISABLED) disablePort(this);
  }

  deviceDown(): void {
    if (this.bridge.up && this.state !== BR_STATE.DISABLED) disablePort(this);
  }

  /** br_stp_set_path_cost. */
  setCost(cost: number): void {
    this.cost = cost;
    this.costSet = true;
    configurationUpdate(this.bridge);
    selectStates(this.bridge);
  }

  info(): BridgePortInfo {
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
      mcastToUnicast: this.mcastToUnicast,
      mcastRouter: this.mcastRouter,
      isolated: this.isolated,
      neighSuppress: this.neighSuppress,
      proxyArp: this.proxyArp,
      proxyArpWifi: this.proxyArpWifi,
      vlanTunnel: this.vlanTunnel,
      locked: this.locked,
      groupFwdMask: this.groupFwdMask,
      backupPort: this.backupPort?.index ?? 0,
      portId: this.id,
      portNo: this.number,
      designatedRoot: idText(this.designatedRoot),
      designatedBridge: idText(this.designatedBridge),
      designatedPort: this.designatedPort,
      designatedCost: this.designatedCost,
      topologyChangeAck: this.topologyChangeAck,
      configPending: this.configPending ? 1 : 0,
      messageAgeTimer: this.messageAgeTimer.left,
      forwardDelayTimer: this.forwardDelayTimer.left,
      holdTimer: this.holdTimer.left,
    };
  }
}

/** port_cost by ethtool's speed. */
function pathCost(dev: NetDevice): number {
  const { speed } = dev;
  if (speed < 0) return 100;
  if (speed >= 10_000) return 2;
  return speed >= 1_000 ? 4 : speed >= 100 ? 19 : 100;
}
