/** Settings of a bridge, its ports and its FDB. net/bridge/br_netlink.c, br_fdb.c. */
import { filtered } from "./dump.ts";
import { isGroupMac, type MacAddr } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type {
  BridgeInfo,
  BridgePortInfo,
  FdbDump,
  FdbSpec,
  NetlinkAnswer,
} from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { BR_STATE, Bridge, type BridgePort } from "./bridge.ts";
import { VxlanDevice } from "./vxlan.ts";
import { delVxlanFdb, dumpVxlanFdb, newVxlanFdb } from "./vxlan-configure.ts";
import { setDefaultPvid, setVlanFiltering } from "./bridge-vlan.ts";
import { changeId, isRoot, selectStates, setPortPriority, setStp } from "./stp.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Centiseconds that the kernel allows while STP runs. */
const RANGES = {
  forwardDelay: [200, 3000],
  helloTime: [100, 1000],
  maxAge: [600, 4000],
} as const;

export function setBridge(bridge: Bridge, change: Partial<BridgeInfo>): NetlinkAnswer {
  const timed = setTimes(bridge, change);
  if (timed !== null) return timed;
  if (change.priority !== undefined) {
    if (change.priority < 0 || change.priority > 65_535) return { errno: "ERANGE" };
    changeId(bridge, { priority: change.priority, mac: bridge.id.mac });
  }
  if (change.ageingTime !== undefined) {
    bridge.ageingTime = change.ageingTime;
    bridge.ownAgeingTime = change.ageingTime;
  }
  if (change.groupFwdMask !== undefined) {
    if ((change.groupFwdMask & 0x7) !== 0) return { errno: "EINVAL" };
    bridge.groupFwdMask = change.groupFwdMask;
  }
  if (change.groupAddress !== undefined) bridge.groupAddress = change.groupAddress;
  if (change.mcastSnooping !== undefined) bridge.setSnooping(change.mcastSnooping);
  if (change.nfCallIptables !== undefined) bridge.nfCallIptables = change.nfCallIptables;
  if (change.nfCallIp6tables !== undefined) bridge.nfCallIp6tables = change.nfCallIp6tables;
  if (change.nfCallArptables !== undefined) bridge.nfCallArptables = change.nfCallArptables;
  if (change.stpState !== undefined) setStp(bridge, change.stpState !== 0);
  if (change.vlanProtocol !== undefined) bridge.vlanProtocol = change.vlanProtocol;
  if (change.vlanDefaultPvid !== undefined) {
    const failed = setDefaultPvid(bridge, change.vlanDefaultPvid);
    if (failed !== null) return failed;
  }
  if (change.vlanFiltering !== undefined) setVlanFiltering(bridge, change.vlanFiltering);
  return null;
}

/** br_set_forward_delay and its kin: a root does at once what it says. */
function setTimes(bridge: Bridge, change: Partial<BridgeInfo>): NetlinkAnswer {
  const own = {
    forwardDelay: "ownForwardDelay",
    helloTime: "ownHelloTime",
    maxAge: "ownMaxAge",
  } as const;
  for (const key of ["forwardDelay", "helloTime", "maxAge"] as const) {
    const value = change[key];
    if (value === undefined) continue;
    const [low, high] = RANGES[key];
    if ((key !== "forwardDelay" || bridge.stpState !== 0) && (value < low || value > high))
      return { errno: "ERANGE" };
    bridge[own[key]] = value;
    if (isRoot(bridge)) bridge[key] = value;
  }
  return null;
}

export function setPort(port: BridgePort, change: Partial<BridgePortInfo>): NetlinkAnswer {
  const { bridge } = port;
  const target: Writable<Pick<BridgePortInfo, (typeof SWITCHES)[number]>> = port;
  for (const key of SWITCHES) {
    const value = change[key];
    if (value !== undefined) target[key] = value;
  }
  bridge.proxies = bridge.ports.some(
    (one) => one.neighSuppress || one.proxyArp || one.proxyArpWifi,
  );
  if (change.cost !== undefined) {
    if (change.cost < 1 || change.cost > 65_535) return { errno: "ERANGE" };
    port.setCost(change.cost);
  }
  if (change.priority !== undefined) {
    if (change.priority < 0 || change.priority > 63) return { errno: "ERANGE" };
    setPortPriority(port, change.priority);
  }
  if (change.state !== undefined) {
    const failed = setState(port, change.state);
    if (failed !== null) return failed;
  }
  if (change.flush === true) bridge.fdb.flushPort(port, false);
  if (change.mcastRouter !== undefined) {
    if (change.mcastRouter > 3) return { errno: "EINVAL" };
    port.mcastRouter = change.mcastRouter;
  }
  if (change.groupFwdMask !== undefined) {
    if ((change.groupFwdMask & 2) !== 0) return { errno: "EINVAL" };
    port.groupFwdMask = change.groupFwdMask;
  }
  if (change.backupPort !== undefined) {
    const backup = bridge.ns.devices.get(change.backupPort) ?? null;
    if (change.backupPort !== 0 && (backup === null || backup.port?.bridge !== bridge))
      return { errno: backup === null ? "ENOENT" : "EINVAL" };
    if (backup === port.dev) return { errno: "EINVAL" };
    port.backupPort = backup;
  }
  return null;
}

/** br_set_port_state. */
function setState(port: BridgePort, state: number): NetlinkAnswer {
  if (state > BR_STATE.BLOCKING) return { errno: "EINVAL" };
  if (port.bridge.stpState !== 0) return { errno: "EBUSY" };
  const { up, operUp } = port.dev;
  if (!up || (!operUp && state !== BR_STATE.DISABLED)) return { errno: "ENETDOWN" };
  port.state = state;
  selectStates(port.bridge);
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
  "mcastToUnicast",
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

/** What it listens to; a card under macvlan devices, to what those listen to as well (dev_uc_sync, dev_mc_sync). */
function ownFilter(dev: NetDevice): FdbDump[] {
  const uppers = (dev.uppers ?? []).filter((one) => one.up);
  const macs = new Set([
    ...dev.multicast.unicast.keys(),
    ...uppers.filter(filtered).map((one) => one.mac),
    ...dev.multicast.link.keys(),
    ...uppers.flatMap((one) => [...one.multicast.link.keys()]),
  ]);
  return [...macs].map((mac) => ({
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
  // fdb_vid_parse
  if (spec.vlan !== undefined && (spec.vlan === 0 || spec.vlan > 4094))
    return { errno: "EINVAL", extack: "invalid vlan id" };
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
  if (mac === 0) return { errno: "EINVAL" };
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
