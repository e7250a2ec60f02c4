/** Settings of a bridge, its ports, its FDB and its VLANs. net/bridge/br_netlink.c, br_fdb.c, br_vlan.c. */
import { isGroupMac, type MacAddr } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type {
  BridgeInfo,
  BridgePortInfo,
  BridgeVlanDump,
  FdbDump,
  FdbSpec,
  NetlinkAnswer,
} from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { BR_STATE, Bridge, type BridgePort } from "./bridge.ts";
import { VxlanDevice } from "./vxlan.ts";
import { delVxlanFdb, dumpVxlanFdb, newVxlanFdb } from "./vxlan-configure.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Centiseconds that the kernel allows while STP runs. */
const RANGES = {
  forwardDelay: [200, 3000],
  helloTime: [100, 1000],
  maxAge: [600, 4000],
} as const;

export function setBridge(bridge: Bridge, change: Partial<BridgeInfo>): NetlinkAnswer {
  for (const key of ["forwardDelay", "helloTime", "maxAge"] as const) {
    const value = change[key];
    if (value === undefined) continue;
    const [low, high] = RANGES[key];
    if ((key !== "forwardDelay" || bridge.stpState !== 0) && (value < low || value > high))
      return { errno: "ERANGE" };
    bridge[key] = value;
  }
  if (change.priority !== undefined) {
    if (change.priority < 0 || change.priority > 65_535) return { errno: "ERANGE" };
    bridge.priority = change.priority;
  }
  if (change.ageingTime !== undefined) bridge.ageingTime = change.ageingTime;
  if (change.groupFwdMask !== undefined) {
    if ((change.groupFwdMask & 0x7) !== 0) return { errno: "EINVAL" };
    bridge.groupFwdMask = change.groupFwdMask;
  }
  if (change.groupAddress !== undefined) bridge.groupAddress = change.groupAddress;
  if (change.mcastSnooping !== undefined) bridge.setSnooping(change.mcastSnooping);
  if (change.nfCallIptables !== undefined) bridge.nfCallIptables = change.nfCallIptables;
  if (change.nfCallIp6tables !== undefined) bridge.nfCallIp6tables = change.nfCallIp6tables;
  if (change.nfCallArptables !== undefined) bridge.nfCallArptables = change.nfCallArptables;
  if (change.stpState !== undefined) bridge.setStp(change.stpState);
  if (change.vlanProtocol !== undefined) bridge.vlanProtocol = change.vlanProtocol;
  if (change.vlanDefaultPvid !== undefined) {
    if (bridge.vlanFiltering !== 0) return { errno: "EPERM" };
    setDefaultPvid(bridge, change.vlanDefaultPvid);
  }
  if (change.vlanFiltering !== undefined) setVlanFiltering(bridge, change.vlanFiltering);
  return null;
}

function setDefaultPvid(bridge: Bridge, pvid: number): void {
  const old = bridge.vlanDefaultPvid;
  const move = (vlans: Map<number, { untagged: boolean }>): void => {
    vlans.delete(old);
    if (pvid !== 0) vlans.set(pvid, { untagged: true });
  };
  for (const port of bridge.ports) {
    if (port.pvid !== old) continue;
    move(port.vlans);
    port.pvid = pvid;
  }
  move(bridge.vlansOwn);
  bridge.pvid = pvid;
  bridge.vlanDefaultPvid = pvid;
}

/** Tables are per VLAN from now on (or no more): what was learned is forgotten. */
function setVlanFiltering(bridge: Bridge, value: number): void {
  if (value === bridge.vlanFiltering) return;
  for (const port of bridge.ports) bridge.fdb.flushPort(port, false);
  bridge.vlanFiltering = value;
  if (value !== 0) {
    for (const port of bridge.ports)
      for (const vlan of port.vlans.keys()) bridge.fdb.addLocal(port, port.dev.mac, vlan);
    for (const vlan of bridge.vlansOwn.keys())
      if (bridge.mac !== 0) bridge.fdb.addLocal(null, bridge.mac, vlan);
    return;
  }
  for (const entry of bridge.fdb.all())
    if (entry.vlan !== 0 && entry.isLocal) bridge.fdb.remove(entry);
}

export function setPort(port: BridgePort, change: Partial<BridgePortInfo>): NetlinkAnswer {
  const { bridge } = port;
  if (change.state !== undefined) {
    if (bridge.stpState !== 0) return { errno: "EBUSY" };
    if (change.state > BR_STATE.BLOCKING) return { errno: "EINVAL" };
    const ready = port.dev.up && port.dev.operUp;
    if (change.state !== BR_STATE.DISABLED && !ready) return { errno: "ENETDOWN" };
    port.state = change.state;
    bridge.selectStates();
  }
  if (change.priority !== undefined) {
    if (change.priority < 0 || change.priority > 63) return { errno: "ERANGE" };
    port.priority = change.priority;
  }
  if (change.cost !== undefined) {
    if (change.cost < 1 || change.cost > 65_535) return { errno: "ERANGE" };
    port.cost = change.cost;
    port.costSet = true;
  }
  const target: Writable<Pick<BridgePortInfo, (typeof SWITCHES)[number]>> = port;
  for (const key of SWITCHES) {
    const value = change[key];
    if (value !== undefined) target[key] = value;
  }
  return null;
}

const SWITCHES = [
  "hairpin",
  "guard",
  "rootBlock",
  "fastLeave",
  "learning",
  "flood",
  "mcastFlood",
  "bcastFlood",
  "isolated",
  "neighSuppress",
  "proxyArp",
  "proxyArpWifi",
  "vlanTunnel",
  "locked",
] as const;

// ── the forwarding database ────────────────────────────────────────────────────────────────────

/** RTM_GETNEIGH for AF_BRIDGE: device by device; a port shows its bridge's entries, then its own filter. */
export function dumpFdb(ns: NetNamespace, filter: { br?: string; dev?: string } = {}): FdbDump[] {
  const out: FdbDump[] = [];
  const bridge = filter.br === undefined ? null : ns.device(filter.br);
  for (const dev of ns.devicesByIndex()) {
    if (filter.dev !== undefined && dev.name !== filter.dev) continue;
    if (bridge !== null && dev !== bridge && dev.master !== bridge) continue;
    if (dev.port !== null) {
      const { fdb } = dev.port.bridge;
      for (const entry of fdb.all().reverse())
        if (entry.port === dev.port) out.push(fdb.dump(entry));
    }
    if (dev instanceof VxlanDevice) out.push(...dumpVxlanFdb(dev));
    else if (dev.linkType === "ether") out.push(...ownFilter(dev));
    if (dev instanceof Bridge) {
      for (const entry of dev.fdb.all().reverse())
        if (entry.port === null) out.push(dev.fdb.dump(entry));
    }
  }
  return out;
}

function ownFilter(dev: NetDevice): FdbDump[] {
  return [...dev.multicast.unicast.keys(), ...dev.multicast.link.keys()].map((mac) => ({
    index: dev.index,
    mac,
    vlan: 0,
    where: "self",
    master: 0,
    state: "permanent",
    used: 0,
    updated: 0,
    externLearn: false,
    sticky: false,
    offload: false,
    isLocal: true,
    vxlan: null,
  }));
}

export function newFdb(
  ns: NetNamespace,
  spec: FdbSpec,
  mode: "add" | "append" | "replace",
): NetlinkAnswer {
  const dev = ns.device(spec.dev);
  if (dev === null) return { errno: "ENODEV" };
  if (spec.where !== "self") {
    if (dev.port === null) {
      if (spec.where === "master") return { errno: "EOPNOTSUPP" };
    } else {
      const failed = addToBridge(dev.port.bridge, dev.port, spec, mode);
      if (failed !== null || spec.where === "master") return failed;
    }
  }
  if (dev instanceof Bridge) return addToBridge(dev, null, spec, mode);
  if (dev instanceof VxlanDevice) return newVxlanFdb(dev, spec, mode);
  if (dev.linkType !== "ether")
    return { errno: "EINVAL", extack: "FDB add only supported for Ethernet devices" };
  if ((spec.state ?? "permanent") !== "permanent") return { errno: "EINVAL" };
  const list = isGroupMac(spec.mac) ? dev.multicast.link : dev.multicast.unicast;
  if (list.has(spec.mac)) return mode === "add" ? { errno: "EEXIST" } : null;
  list.set(spec.mac, 1);
  return null;
}

function addToBridge(
  bridge: Bridge,
  port: BridgePort | null,
  spec: FdbSpec,
  mode: "add" | "append" | "replace",
): NetlinkAnswer {
  const { mac } = spec;
  if (mac === 0) return { errno: "EINVAL", extack: "Invalid address" };
  const state = spec.state ?? "permanent";
  if (spec.sticky === true && state === "permanent") return { errno: "EINVAL" };
  const vlan = spec.vlan ?? 0;
  if (
    port !== null &&
    state === "dynamic" &&
    port.state !== BR_STATE.LEARNING &&
    port.state !== BR_STATE.FORWARDING
  ) {
    return { errno: "EPERM" };
  }
  if (port === null && state !== "permanent")
    return { errno: "EINVAL", extack: "FDB entry towards bridge must be permanent" };
  if (vlan !== 0 && port !== null && !port.vlans.has(vlan)) return { errno: "EINVAL" };
  // br_fdb_external_learn_add: never local, ages like the rest.
  const learned = spec.externLearn === true;
  const old = bridge.fdb.find(mac, vlan);
  if (old !== undefined && mode === "add") return { errno: "EEXIST" };
  if (old !== undefined) bridge.fdb.remove(old);
  const { now } = bridge.ns.host.sim.sched;
  bridge.fdb.put({
    mac,
    vlan,
    port,
    isLocal: !learned && state === "permanent",
    isStatic: !learned && state !== "dynamic",
    addedByUser: true,
    externLearn: learned,
    sticky: spec.sticky === true,
    updated: now,
    used: now,
  });
  bridge.fdb.armGc();
  return null;
}

export function delFdb(ns: NetNamespace, spec: FdbSpec): NetlinkAnswer {
  const dev = ns.device(spec.dev);
  if (dev === null) return { errno: "ENODEV" };
  if (spec.where !== "self") {
    if (dev.port === null) {
      if (spec.where === "master") return { errno: "EOPNOTSUPP" };
    } else {
      const failed = delFromBridge(dev.port.bridge, dev.port, spec.mac, spec.vlan ?? 0);
      if (failed !== null || spec.where === "master") return failed;
    }
  }
  if (dev instanceof Bridge) return delFromBridge(dev, null, spec.mac, spec.vlan ?? 0);
  if (dev instanceof VxlanDevice) return delVxlanFdb(dev, spec);
  const list = isGroupMac(spec.mac) ? dev.multicast.link : dev.multicast.unicast;
  return list.delete(spec.mac) ? null : { errno: "ENOENT" };
}

function delFromBridge(
  bridge: Bridge,
  port: BridgePort | null,
  mac: MacAddr,
  vlan: number,
): NetlinkAnswer {
  const entry = bridge.fdb.find(mac, vlan);
  if (entry?.port !== port || entry === undefined) return { errno: "ENOENT" };
  bridge.fdb.remove(entry);
  return null;
}

// ── VLANs ──────────────────────────────────────────────────────────────────────────────────────

export function dumpVlans(ns: NetNamespace): BridgeVlanDump[] {
  const out: BridgeVlanDump[] = [];
  for (const dev of ns.devicesByIndex()) {
    const holder = vlansOf(dev);
    if (holder === null) continue;
    const ids = [...holder.vlans.keys()].sort((a, b) => a - b);
    out.push({
      index: dev.index,
      vlans: ids.map((id) => ({
        id,
        pvid: id === holder.pvid,
        untagged: holder.vlans.get(id)?.untagged === true,
      })),
    });
  }
  return out;
}

function vlansOf(
  dev: NetDevice,
): { vlans: Map<number, { untagged: boolean }>; pvid: number } | null {
  if (dev instanceof Bridge) return { vlans: dev.vlansOwn, pvid: dev.pvid };
  return dev.port;
}

export function newVlan(
  ns: NetNamespace,
  name: string,
  vid: number,
  flags: { pvid?: boolean; untagged?: boolean; self?: boolean },
): NetlinkAnswer {
  const dev = ns.device(name);
  if (dev === null) return { errno: "ENODEV" };
  if (vid < 1 || vid > 4094) return { errno: "EINVAL" };
  const holder = vlansOf(dev);
  if (holder === null || (dev instanceof Bridge && flags.self !== true))
    return { errno: "EOPNOTSUPP" };
  holder.vlans.set(vid, { untagged: flags.untagged === true });
  const target = dev instanceof Bridge ? dev : (dev.port as BridgePort);
  if (flags.pvid === true) target.pvid = vid;
  else if (target.pvid === vid) target.pvid = 0;
  const bridge = dev instanceof Bridge ? dev : (dev.port as BridgePort).bridge;
  if (bridge.vlanFiltering !== 0 && dev.mac !== 0) bridge.fdb.addLocal(dev.port, dev.mac, vid);
  return null;
}

export function delVlan(ns: NetNamespace, name: string, vid: number): NetlinkAnswer {
  const dev = ns.device(name);
  if (dev === null) return { errno: "ENODEV" };
  const holder = vlansOf(dev);
  if (holder === null) return { errno: "EOPNOTSUPP" };
  // The bridge passes over what is not there.
  if (!holder.vlans.delete(vid)) return null;
  const target = dev instanceof Bridge ? dev : (dev.port as BridgePort);
  if (target.pvid === vid) target.pvid = 0;
  const bridge = dev instanceof Bridge ? dev : (dev.port as BridgePort).bridge;
  for (const entry of bridge.fdb.all())
    if (entry.vlan === vid && entry.port === dev.port) bridge.fdb.remove(entry);
  return null;
}
