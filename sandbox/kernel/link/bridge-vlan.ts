/**
 * VLANs of a bridge and its ports: who is in which, with or without a tag, in which state.
 * net/bridge/br_vlan.c, br_vlan_options.c. Left out: tunnels, statistics, multicast by VLAN.
 */
import type { NetDevice } from "../device.ts";
import type { BridgeVlanDump, NetlinkAnswer } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { BR_STATE, Bridge, type BridgePort, type PortVlan } from "./bridge.ts";

const VLAN_LAST = 4094;
const INVALID = { errno: "EINVAL", extack: "bridge: Vlan id is invalid" } as const;

/** Whoever has VLANs: a bridge for its own stack, or a port. */
interface Holder {
  readonly bridge: Bridge;
  readonly port: BridgePort | null;
  readonly vlans: Map<number, PortVlan>;
  /** What holds the pvid. */
  readonly target: { pvid: number };
}

function holderOf(dev: NetDevice): Holder | null {
  if (dev instanceof Bridge) return { bridge: dev, port: null, vlans: dev.vlansOwn, target: dev };
  const { port } = dev;
  return port === null ? null : { bridge: port.bridge, port, vlans: port.vlans, target: port };
}

function addTo(holder: Holder, vid: number, pvid: boolean, untagged: boolean): void {
  const { bridge, port, vlans, target } = holder;
  const old = vlans.get(vid);
  vlans.set(vid, { untagged, state: old?.state ?? BR_STATE.FORWARDING });
  if (pvid) target.pvid = vid;
  else if (target.pvid === vid) target.pvid = 0;
  const mac = port === null ? bridge.mac : port.dev.mac;
  if (bridge.vlanFiltering !== 0 && mac !== 0) bridge.fdb.addLocal(port, mac, vid);
}

function takeFrom(holder: Holder, vid: number): void {
  const { bridge, port, vlans, target } = holder;
  if (!vlans.delete(vid)) return;
  if (target.pvid === vid) target.pvid = 0;
  for (const entry of bridge.fdb.all())
    if (entry.vlan === vid && entry.port === port) bridge.fdb.remove(entry);
}

/** __br_vlan_set_default_pvid: whoever still has the old default gets the new one. */
export function setDefaultPvid(bridge: Bridge, pvid: number): NetlinkAnswer {
  if (pvid > VLAN_LAST) return { errno: "EINVAL" };
  const old = bridge.vlanDefaultPvid;
  if (pvid === old) return null;
  const holders = [bridge as NetDevice, ...bridge.ports.map((port) => port.dev)];
  for (const dev of holders) {
    const holder = holderOf(dev) as Holder;
    const { vlans, target } = holder;
    const isDefault = old !== 0 && target.pvid === old && vlans.get(old)?.untagged === true;
    if (old !== 0 ? !isDefault : target.pvid !== 0) continue;
    if (pvid !== 0 && vlans.has(pvid)) continue;
    if (old !== 0) takeFrom(holder, old);
    if (pvid !== 0) addTo(holder, pvid, true, true);
  }
  bridge.vlanDefaultPvid = pvid;
  return null;
}

/** Tables are per VLAN from now on (or no more): what was learned is forgotten. */
export function setVlanFiltering(bridge: Bridge, value: number): void {
  if ((value !== 0) === (bridge.vlanFiltering !== 0)) return;
  for (const port of bridge.ports) bridge.fdb.flushPort(port, false);
  bridge.vlanFiltering = value === 0 ? 0 : 1;
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

export function dumpVlans(ns: NetNamespace): BridgeVlanDump[] {
  return ns.devicesByIndex().flatMap((dev) => {
    const holder = holderOf(dev);
    return holder === null ? [] : [dumpHolder(dev, holder)];
  });
}

function dumpHolder(dev: NetDevice, { vlans, target }: Holder): BridgeVlanDump {
  const ids = [...vlans.keys()].sort((a, b) => a - b);
  return {
    index: dev.index,
    vlans: ids.map((id) => ({
      id,
      pvid: id === target.pvid,
      untagged: vlans.get(id)?.untagged === true,
      state: vlans.get(id)?.state ?? BR_STATE.FORWARDING,
    })),
  };
}

export function newVlan(
  ns: NetNamespace,
  name: string,
  vid: number,
  flags: { pvid?: boolean; untagged?: boolean; self?: boolean },
): NetlinkAnswer {
  const dev = ns.device(name);
  if (dev === null) return { errno: "ENODEV" };
  const holder = holderOf(dev);
  if (holder === null || (holder.port === null && flags.self !== true))
    return { errno: "EOPNOTSUPP" };
  if (vid < 1 || vid > VLAN_LAST) return INVALID;
  addTo(holder, vid, flags.pvid === true, flags.untagged === true);
  announce(dev, holder);
  return null;
}

export function delVlan(ns: NetNamespace, name: string, vid: number): NetlinkAnswer {
  const dev = ns.device(name);
  if (dev === null) return { errno: "ENODEV" };
  const holder = holderOf(dev);
  if (holder === null) return { errno: "EOPNOTSUPP" };
  if (vid < 1 || vid > VLAN_LAST) return INVALID;
  // The bridge passes over what is not there.
  if (!holder.vlans.has(vid)) return null;
  takeFrom(holder, vid);
  announce(dev, holder);
  return null;
}

/** br_vlan_modify_state. */
export function setVlanState(
  ns: NetNamespace,
  name: string,
  vid: number,
  state: number,
): NetlinkAnswer {
  const dev = ns.device(name);
  if (dev === null) return { errno: "ENODEV" };
  const holder = holderOf(dev);
  if (holder === null)
    return { errno: "EOPNOTSUPP", extack: "The device is not a valid bridge or bridge port" };
  const vlan = holder.vlans.get(vid);
  if (vlan === undefined) return { errno: "ENOENT", extack: "Specified vlan not found" };
  if (state > BR_STATE.BLOCKING) return { errno: "EINVAL", extack: "Invalid vlan state" };
  if (holder.bridge.stpState !== 0)
    return { errno: "EBUSY", extack: "Can't modify vlan state when using kernel STP" };
  vlan.state = state;
  announce(dev, holder);
  return null;
}

function announce(dev: NetDevice, holder: Holder): void {
  const { ns } = dev;
  if (!ns.watched) return;
  ns.notify({ type: "vlan", deleted: false, message: dumpHolder(dev, holder) });
}
