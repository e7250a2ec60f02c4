/**
 * The spanning tree of the kernel's bridge, IEEE 802.1D-1998: election, port states, timers, topology
 * changes. net/bridge/br_stp.c, br_stp_if.c, br_stp_timer.c. BPDUs are made and read in stp-bpdu.ts.
 * Left out: RSTP and user-space STP, as in the kernel; timers are not rounded to whole seconds.
 */
import type { Timer } from "../../sim/scheduler.ts";
import type { MacAddr } from "../../wire/addr.ts";
import { BR_STATE, type Bridge, type BridgePort } from "./bridge.ts";
import { announceLink } from "./register.ts";
import { type ConfigBpdu, sendConfig, sendTcn } from "./stp-bpdu.ts";

const CENTISECOND = 10_000;
/** BR_HOLD_TIME: at most one configuration a second out of a port. */
const HOLD_US = 1_000_000;
/** MESSAGE_AGE_INCR, 1/256 s. */
const AGE_STEP_US = 3_906;

/** A bridge's identity: the lower one is the better root. */
export interface BridgeId {
  readonly priority: number;
  readonly mac: MacAddr;
}
export function compareIds(a: BridgeId, b: BridgeId): number {
  return a.priority - b.priority || a.mac - b.mac;
}
const same = (a: BridgeId, b: BridgeId): boolean => compareIds(a, b) === 0;

/** "8000.2:0:0:0:0:b0": unpadded, as iproute2 prints it. */
export function idText({ priority, mac }: BridgeId): string {
  let rest: number = mac;
  const bytes: string[] = [];
  for (let i = 0; i < 6; i++) {
    bytes.unshift((rest % 256).toString(16));
    rest = Math.floor(rest / 256);
  }
  return `${priority.toString(16).padStart(4, "0")}.${bytes.join(":")}`;
}

// ── timers ─────────────────────────────────────────────────────────────────────────────────────

export class StpTimer {
  private timer: Timer | null = null;
  private at = 0;
  private readonly bridge: Bridge;
  private readonly expired: () => void;

  constructor(bridge: Bridge, expired: () => void) {
    this.bridge = bridge;
    this.expired = expired;
  }
  get pending(): boolean {
    return this.timer !== null;
  }
  /** 1/100 s until it runs. */
  get left(): number {
    if (this.timer === null) return 0;
    return Math.max(0, Math.floor((this.at - this.bridge.ns.host.sim.sched.now) / CENTISECOND));
  }
  arm(delayUs: number): void {
    this.timer?.cancel();
    const { sched } = this.bridge.ns.host.sim;
    const delay = Math.max(1, Math.floor(delayUs));
    this.at = sched.now + delay;
    this.timer = sched.post(delay, "bridge stp", fire, this, null);
  }
  cancel(): void {
    this.timer?.cancel();
    this.timer = null;
  }
  run(): void {
    this.timer = null;
    if (!this.bridge.gone) this.expired();
  }
}

function fire(timer: StpTimer): void {
  timer.run();
}

/** hello_timer_expired. */
export function helloExpired(bridge: Bridge): void {
  if (!bridge.up) return;
  generateConfigs(bridge);
  if (bridge.stpState !== 0) bridge.helloTimer.arm(bridge.helloTime * CENTISECOND);
}

export function tcnExpired(bridge: Bridge): void {
  if (isRoot(bridge) || !bridge.up) return;
  transmitTcn(bridge);
  bridge.tcnTimer.arm(bridge.ownHelloTime * CENTISECOND);
}

export function topologyExpired(bridge: Bridge): void {
  bridge.topologyChangeDetected = 0;
  setTopologyChange(bridge, 0);
}

export function messageAgeExpired(port: BridgePort): void {
  if (port.state === BR_STATE.DISABLED) return;
  const { bridge } = port;
  const wasRoot = isRoot(bridge);
  becomeDesignated(port);
  configurationUpdate(bridge);
  selectStates(bridge);
  if (isRoot(bridge) && !wasRoot) becomeRoot(bridge);
}

export function forwardDelayExpired(port: BridgePort): void {
  const { bridge } = port;
  if (port.state === BR_STATE.LISTENING) {
    port.state = BR_STATE.LEARNING;
    port.forwardDelayTimer.arm(bridge.forwardDelay * CENTISECOND);
  } else if (port.state === BR_STATE.LEARNING) {
    port.state = BR_STATE.FORWARDING;
    if (isDesignatedSomewhere(bridge)) detectTopologyChange(bridge);
    bridge.setCarrier(true);
  }
  announceLink(port.dev);
}

export function holdExpired(port: BridgePort): void {
  if (port.configPending) transmitConfig(port);
}

// ── who is what ────────────────────────────────────────────────────────────────────────────────

export function isRoot(bridge: Bridge): boolean {
  return same(bridge.id, bridge.designatedRoot);
}

function isDesignated(port: BridgePort): boolean {
  return same(port.designatedBridge, port.bridge.id) && port.designatedPort === port.id;
}

function isDesignatedSomewhere(bridge: Bridge): boolean {
  return bridge.ports.some(
    (port) => port.state !== BR_STATE.DISABLED && same(port.designatedBridge, bridge.id),
  );
}

/** br_should_become_root_port: better than the best so far. */
function betterRoot(port: BridgePort, best: BridgePort | null): boolean {
  if (port.state === BR_STATE.DISABLED || isDesignated(port)) return false;
  if (compareIds(port.bridge.id, port.designatedRoot) <= 0) return false;
  if (best === null) return true;
  const order =
    compareIds(port.designatedRoot, best.designatedRoot) ||
    port.designatedCost + port.cost - (best.designatedCost + best.cost) ||
    compareIds(port.designatedBridge, best.designatedBridge) ||
    port.designatedPort - best.designatedPort ||
    port.id - best.id;
  return order < 0;
}

function selectRoot(bridge: Bridge): void {
  let best: BridgePort | null = null;
  for (const port of bridge.ports) {
    if (!betterRoot(port, best)) continue;
    if (port.rootBlock) blockRootPort(port);
    else best = port;
  }
  bridge.rootPort = best?.number ?? 0;
  bridge.designatedRoot = best?.designatedRoot ?? bridge.id;
  bridge.rootPathCost = best === null ? 0 : best.designatedCost + best.cost;
}

/** br_root_port_block: it tried to become the root port, and may not. */
function blockRootPort(port: BridgePort): void {
  port.state = BR_STATE.LISTENING;
  announceLink(port.dev);
  if (port.bridge.forwardDelay > 0)
    port.forwardDelayTimer.arm(port.bridge.forwardDelay * CENTISECOND);
}

function mayBeDesignated(port: BridgePort): boolean {
  const { bridge } = port;
  if (isDesignated(port) || !same(port.designatedRoot, bridge.designatedRoot)) return true;
  if (bridge.rootPathCost !== port.designatedCost) return bridge.rootPathCost < port.designatedCost;
  const order = compareIds(bridge.id, port.designatedBridge);
  return order !== 0 ? order < 0 : port.id <= port.designatedPort;
}

export function configurationUpdate(bridge: Bridge): void {
  selectRoot(bridge);
  for (const port of bridge.ports)
    if (port.state !== BR_STATE.DISABLED && mayBeDesignated(port)) becomeDesignated(port);
}

export function becomeDesignated(port: BridgePort): void {
  const { bridge } = port;
  port.designatedRoot = bridge.designatedRoot;
  port.designatedCost = bridge.rootPathCost;
  port.designatedBridge = bridge.id;
  port.designatedPort = port.id;
}

function becomeRoot(bridge: Bridge): void {
  bridge.maxAge = bridge.ownMaxAge;
  bridge.helloTime = bridge.ownHelloTime;
  bridge.forwardDelay = bridge.ownForwardDelay;
  detectTopologyChange(bridge);
  bridge.tcnTimer.cancel();
  if (!bridge.up) return;
  generateConfigs(bridge);
  bridge.helloTimer.arm(bridge.helloTime * CENTISECOND);
}

// ── states ─────────────────────────────────────────────────────────────────────────────────────

/** br_port_state_selection. */
export function selectStates(bridge: Bridge): void {
  let live = 0;
  for (const port of bridge.ports) {
    if (port.state === BR_STATE.DISABLED) continue;
    if (port.number === bridge.rootPort) {
      port.configPending = false;
      port.topologyChangeAck = 0;
      makeForwarding(port);
    } else if (isDesignated(port)) {
      port.messageAgeTimer.cancel();
      makeForwarding(port);
    } else {
      port.configPending = false;
      port.topologyChangeAck = 0;
      makeBlocking(port);
    }
    if (port.state === BR_STATE.FORWARDING) live++;
  }
  bridge.setCarrier(live > 0);
}

function makeForwarding(port: BridgePort): void {
  if (port.state !== BR_STATE.BLOCKING) return;
  const { bridge } = port;
  if (bridge.stpState === 0 || bridge.forwardDelay === 0) {
    port.state = BR_STATE.FORWARDING;
    detectTopologyChange(bridge);
    port.forwardDelayTimer.cancel();
  } else port.state = BR_STATE.LISTENING;
  announceLink(port.dev);
  // Also without STP: `ip -d link` shows it running down.
  if (bridge.forwardDelay !== 0) port.forwardDelayTimer.arm(bridge.forwardDelay * CENTISECOND);
}

function makeBlocking(port: BridgePort): void {
  if (port.state === BR_STATE.BLOCKING) return;
  if (port.state === BR_STATE.FORWARDING || port.state === BR_STATE.LEARNING)
    detectTopologyChange(port.bridge);
  port.state = BR_STATE.BLOCKING;
  announceLink(port.dev);
  port.forwardDelayTimer.cancel();
}

/** br_stp_enable_port. */
export function enablePort(port: BridgePort): void {
  becomeDesignated(port);
  port.state = BR_STATE.BLOCKING;
  port.topologyChangeAck = 0;
  port.configPending = false;
  selectStates(port.bridge);
  announceLink(port.dev);
}

/** br_stp_disable_port: what was learned behind it is forgotten. */
export function disablePort(port: BridgePort): void {
  const { bridge } = port;
  const wasRoot = isRoot(bridge);
  becomeDesignated(port);
  port.state = BR_STATE.DISABLED;
  port.topologyChangeAck = 0;
  port.configPending = false;
  announceLink(port.dev);
  stopPort(port);
  if (port.backupPort === null) bridge.fdb.flushPort(port, false);
  bridge.groups?.portDown(port);
  configurationUpdate(bridge);
  selectStates(bridge);
  if (isRoot(bridge) && !wasRoot) becomeRoot(bridge);
}

export function stopPort(port: BridgePort): void {
  port.messageAgeTimer.cancel();
  port.forwardDelayTimer.cancel();
  port.holdTimer.cancel();
}

/** br_stp_enable_bridge: it was set up. */
export function enableBridge(bridge: Bridge): void {
  if (bridge.stpState !== 0) bridge.helloTimer.arm(bridge.helloTime * CENTISECOND);
  generateConfigs(bridge);
  for (const port of bridge.ports)
    if (port.dev.up && port.dev.operUp && port.state === BR_STATE.DISABLED) enablePort(port);
}

/** br_stp_disable_bridge: it was set down. */
export function disableBridge(bridge: Bridge): void {
  for (const port of bridge.ports) if (port.state !== BR_STATE.DISABLED) disablePort(port);
  setTopologyChange(bridge, 0);
  bridge.topologyChangeDetected = 0;
  stopBridge(bridge);
}

export function stopBridge(bridge: Bridge): void {
  bridge.helloTimer.cancel();
  bridge.tcnTimer.cancel();
  bridge.topologyTimer.cancel();
}

// ── settings ───────────────────────────────────────────────────────────────────────────────────

/** br_stp_start, br_stp_stop. */
export function setStp(bridge: Bridge, on: boolean): void {
  if (on === (bridge.stpState !== 0)) return;
  bridge.stpState = on ? 1 : 0;
  if (!on) return;
  if (bridge.up) bridge.helloTimer.arm(bridge.helloTime * CENTISECOND);
  selectStates(bridge);
}

/** br_stp_change_bridge_id, br_stp_set_bridge_priority. */
export function changeId(bridge: Bridge, id: BridgeId): void {
  const wasRoot = isRoot(bridge);
  const old = bridge.id;
  bridge.id = id;
  for (const port of bridge.ports) {
    if (old.mac !== id.mac) {
      if (port.designatedBridge.mac === old.mac)
        port.designatedBridge = { ...port.designatedBridge, mac: id.mac };
      if (port.designatedRoot.mac === old.mac)
        port.designatedRoot = { ...port.designatedRoot, mac: id.mac };
    } else if (port.state !== BR_STATE.DISABLED && same(port.designatedBridge, old))
      port.designatedBridge = id;
  }
  configurationUpdate(bridge);
  selectStates(bridge);
  if (isRoot(bridge) && !wasRoot) becomeRoot(bridge);
}

/** br_stp_set_port_priority. */
export function setPortPriority(port: BridgePort, priority: number): void {
  const designated = isDesignated(port);
  port.priority = priority;
  if (designated) port.designatedPort = port.id;
  if (same(port.bridge.id, port.designatedBridge) && port.id < port.designatedPort) {
    becomeDesignated(port);
    selectStates(port.bridge);
  }
}

// ── topology changes ───────────────────────────────────────────────────────────────────────────

function detectTopologyChange(bridge: Bridge): void {
  if (bridge.stpState === 0) return;
  if (isRoot(bridge)) {
    setTopologyChange(bridge, 1);
    bridge.topologyTimer.arm((bridge.ownForwardDelay + bridge.ownMaxAge) * CENTISECOND);
  } else if (bridge.topologyChangeDetected === 0) {
    transmitTcn(bridge);
    bridge.tcnTimer.arm(bridge.ownHelloTime * CENTISECOND);
  }
  bridge.topologyChangeDetected = 1;
}

/** __br_set_topology_change: while it lasts, what was learned ages fast. */
function setTopologyChange(bridge: Bridge, value: number): void {
  if (bridge.stpState !== 0 && bridge.topologyChange !== value)
    bridge.ageingTime = value !== 0 ? 2 * bridge.forwardDelay : bridge.ownAgeingTime;
  bridge.topologyChange = value;
}

// ── BPDUs ──────────────────────────────────────────────────────────────────────────────────────

function generateConfigs(bridge: Bridge): void {
  for (const port of bridge.ports)
    if (port.state !== BR_STATE.DISABLED && isDesignated(port)) transmitConfig(port);
}

function transmitConfig(port: BridgePort): void {
  const { bridge } = port;
  if (port.holdTimer.pending) {
    port.configPending = true;
    return;
  }
  const { now } = bridge.ns.host.sim.sched;
  const root = bridge.ports.find((one) => one.number === bridge.rootPort);
  const ageUs = root === undefined ? 0 : now - root.designatedAge + AGE_STEP_US;
  if (ageUs >= bridge.maxAge * CENTISECOND) return;
  if (bridge.stpState !== 0) {
    sendConfig(port, {
      topologyChange: bridge.topologyChange !== 0,
      topologyChangeAck: port.topologyChangeAck !== 0,
      root: bridge.designatedRoot,
      rootPathCost: bridge.rootPathCost,
      bridge: bridge.id,
      port: port.id,
      messageAgeUs: ageUs,
      maxAgeUs: bridge.maxAge * CENTISECOND,
      helloTimeUs: bridge.helloTime * CENTISECOND,
      forwardDelayUs: bridge.forwardDelay * CENTISECOND,
    });
  }
  port.topologyChangeAck = 0;
  port.configPending = false;
  if (bridge.stpState !== 0) port.holdTimer.arm(HOLD_US);
}

function transmitTcn(bridge: Bridge): void {
  const root = bridge.ports.find((port) => port.number === bridge.rootPort);
  if (root !== undefined && bridge.stpState !== 0) sendTcn(root);
}

/** br_received_config_bpdu. */
export function receivedConfig(port: BridgePort, bpdu: ConfigBpdu): void {
  const { bridge } = port;
  const wasRoot = isRoot(bridge);
  if (!supersedes(port, bpdu)) {
    if (isDesignated(port)) transmitConfig(port);
    return;
  }
  port.designatedRoot = bpdu.root;
  port.designatedCost = bpdu.rootPathCost;
  port.designatedBridge = bpdu.bridge;
  port.designatedPort = bpdu.port;
  port.designatedAge = bridge.ns.host.sim.sched.now - bpdu.messageAgeUs;
  port.messageAgeTimer.arm(bpdu.maxAgeUs - bpdu.messageAgeUs);
  configurationUpdate(bridge);
  selectStates(bridge);
  if (!isRoot(bridge) && wasRoot) {
    bridge.helloTimer.cancel();
    if (bridge.topologyChangeDetected !== 0) {
      bridge.topologyTimer.cancel();
      transmitTcn(bridge);
      bridge.tcnTimer.arm(bridge.ownHelloTime * CENTISECOND);
    }
  }
  if (port.number !== bridge.rootPort) return;
  bridge.maxAge = Math.round(bpdu.maxAgeUs / CENTISECOND);
  bridge.helloTime = Math.round(bpdu.helloTimeUs / CENTISECOND);
  bridge.forwardDelay = Math.round(bpdu.forwardDelayUs / CENTISECOND);
  setTopologyChange(bridge, bpdu.topologyChange ? 1 : 0);
  generateConfigs(bridge);
  if (bpdu.topologyChangeAck) {
    bridge.topologyChangeDetected = 0;
    bridge.tcnTimer.cancel();
  }
}

function supersedes(port: BridgePort, bpdu: ConfigBpdu): boolean {
  const order =
    compareIds(bpdu.root, port.designatedRoot) ||
    bpdu.rootPathCost - port.designatedCost ||
    compareIds(bpdu.bridge, port.designatedBridge);
  if (order !== 0) return order < 0;
  return !same(bpdu.bridge, port.bridge.id) || bpdu.port <= port.designatedPort;
}

/** br_received_tcn_bpdu. */
export function receivedTcn(port: BridgePort): void {
  if (!isDesignated(port)) return;
  detectTopologyChange(port.bridge);
  port.topologyChangeAck = 1;
  transmitConfig(port);
}
