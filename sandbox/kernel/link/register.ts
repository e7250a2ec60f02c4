/**
 * A device's life: registered, up, down, moved to another namespace, deleted; and who is told in
 * which order. net/core/dev.c.
 */
import type { MacAddr } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import { operPolicy } from "../linkwatch.ts";
import { IFF, type NetlinkAnswer } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { dumpLink } from "./dump.ts";
import { vxlansFrom, vxlansOver } from "./vxlan-port.ts";

/** eth_random_addr: locally administered, unicast. */
export function randomMac(ns: NetNamespace): MacAddr {
  const { rng } = ns.host;
  const high = rng.u32() & 0xffff;
  const low = rng.u32();
  return (((high & 0xfeff) | 0x0200) * 4294967296 + low) as MacAddr;
}

/** register_netdevice: lists it and makes its per-device state. Index and name are settled before. */
export function register(dev: NetDevice, quiet = false): void {
  const { ns } = dev;
  ns.list(dev);
  dev.registered = true;
  resetConf(dev);
  if (!dev.carrier) dev.operstate = operPolicy(dev);
  ns.inet6.deviceRegistered(dev);
  trace(dev, "new");
  announceConf(dev, false);
  if (!quiet) announceLink(dev);
}

function resetConf(dev: NetDevice): void {
  const { sysctl } = dev.ns;
  dev.conf4 = sysctl.newConf4(dev.loopback);
  dev.conf6 = sysctl.newConf6(dev.loopback, dev.mtu);
  dev.neigh4 = sysctl.neigh4Default;
  dev.neigh6 = sysctl.neigh6Default;
}

/** inet_netconf_notify_devconf and its IPv6 twin, at registration, renaming and the end. */
export function announceConf(
  dev: NetDevice,
  deleted: boolean,
  families: readonly (4 | 6)[] = [4, 6],
): void {
  const { ns, index } = dev;
  if (!ns.watched) return;
  for (const family of families) {
    if (family === 6 && dev.in6 === null && !deleted) continue;
    const { conf4, conf6 } = dev;
    const all =
      family === 4
        ? {
            forwarding: conf4.forwarding,
            rpFilter: conf4.rpFilter,
            mcForwarding: 0,
            proxyNeigh: conf4.proxyArp,
            ignoreLinkdown: conf4.ignoreRoutesWithLinkdown,
          }
        : {
            forwarding: conf6.forwarding,
            mcForwarding: 0,
            proxyNeigh: conf6.proxyNdp,
            ignoreLinkdown: conf6.ignoreRoutesWithLinkdown,
          };
    ns.notify({
      type: "netconf",
      deleted,
      message: deleted ? { family, index } : { family, index, ...all },
    });
  }
}

export function announceLink(dev: NetDevice, deleted = false): void {
  // rtmsg_ifinfo is built also when nobody listens, and that gives the peer's namespace its nsid.
  const peer = dev.linkPeer();
  if (peer !== null && peer.ns !== dev.ns && !deleted) dev.ns.nsidOf(peer.ns);
  if (!dev.ns.watched) return;
  const message = dumpLink(dev);
  // A veth that dies has let go of its other end.
  const alone =
    deleted && message.kind === "veth" ? { ...message, link: 0, linkNetnsid: null } : message;
  dev.ns.notify({ type: "link", deleted, message: alone });
}

/** dev_open, and what NETDEV_UP sets off. */
export function openDevice(dev: NetDevice): NetlinkAnswer {
  if (dev.up) return null;
  const refused = dev.mayOpen();
  if (refused !== null) return refused;
  dev.flags |= IFF.UP;
  dev.onUp();
  if (dev.qdisc === "noop") dev.qdisc = dev.defaultQdisc;
  dev.txActive = dev.carrier;
  const { ns } = dev;
  trace(dev, "up");
  announceLink(dev);
  ns.inet.deviceUp(dev);
  ns.inet6.deviceUp(dev);
  ns.stack.deviceUp(dev);
  dev.port?.deviceChanged();
  for (const vlan of dev.vlans?.values() ?? []) openDevice(vlan);
  carrierToUppers(dev);
  return null;
}

/** dev_close, and what NETDEV_DOWN sets off. */
export function closeDevice(dev: NetDevice): void {
  if (!dev.up) return;
  dev.queue?.reset();
  dev.onDown();
  dev.flags &= ~IFF.UP;
  const { ns } = dev;
  trace(dev, "down");
  announceLink(dev);
  ns.nexthops?.deviceDown(dev);
  ns.inet.deviceDown(dev);
  ns.fib6.deviceDown(dev);
  ns.stack.deviceDown(dev);
  ns.inet6.deviceDown(dev);
  dev.port?.deviceDown();
  for (const vlan of dev.vlans?.values() ?? []) closeDevice(vlan);
  carrierToUppers(dev);
}

/** netif_stacked_transfer_operstate. */
function carrierToUppers(dev: NetDevice): void {
  for (const upper of dev.uppers ?? []) upper.setCarrier(dev.carrier);
}

/** netdev_state_change: NETDEV_CHANGE, then the message. */
export function stateChanged(dev: NetDevice): void {
  const { ns } = dev;
  ns.fib.carrierChanged(dev);
  if (!dev.carrier) ns.nexthops?.deviceDown(dev);
  ns.inet6.deviceChanged(dev);
  if (!dev.carrier) ns.stack.carrierDown(dev);
  dev.port?.deviceChanged();
  for (const vlan of dev.vlans?.values() ?? []) vlan.setCarrier(dev.carrier);
  carrierToUppers(dev);
  trace(dev, dev.carrier ? "carrier" : "no-carrier");
  announceLink(dev);
}

/** unregister_netdevice, with all that dies with it. */
export function unregister(dev: NetDevice): void {
  const dying: NetDevice[] = [];
  const collect = (one: NetDevice): void => {
    if (dying.includes(one) || one.gone) return;
    dying.push(one);
    for (const other of one.diesWith()) collect(other);
    for (const vlan of one.vlans?.values() ?? []) collect(vlan);
    for (const upper of one.uppers ?? []) collect(upper);
    for (const over of vxlansOver(one)) collect(over);
  };
  collect(dev);
  for (const one of dying) one.onDying();
  for (const one of dying) closeDevice(one);
  for (const one of dying) {
    one.port?.bridge.removePort(one);
    one.onDelete();
    leave(one);
    dropQdisc(one);
    trace(one, "gone");
    announceLink(one, true);
    one.gone = true;
    one.registered = false;
  }
}

/** dev_shutdown: what tc set up goes with the device, or stays behind when it moves. */
function dropQdisc(dev: NetDevice): void {
  dev.queue?.reset();
  dev.queue = null;
  dev.tc = null;
  dev.qdisc = "noop";
}

/** NETDEV_UNREGISTER: what a namespace forgets about a device that dies or moves away. */
function leave(dev: NetDevice): void {
  const { ns } = dev;
  ns.unlist(dev);
  ns.inet6.deviceGone(dev);
  ns.inet.deviceGone(dev);
  ns.stack.deviceGone(dev);
  ns.host.linkwatch.forget(dev);
  announceConf(dev, true);
}

/** dev_change_net_namespace. Closed, stripped of addresses and routes; keeps MAC, MTU and, if free, its index. */
export function moveDevice(dev: NetDevice, to: NetNamespace, name?: string): NetlinkAnswer {
  const from = dev.ns;
  if (to === from && (name === undefined || name === dev.name)) return null;
  if (dev.loopback || dev.kind === "bridge") {
    return { errno: "EINVAL", extack: "The interface netns is immutable" };
  }
  const stays = dev.mayMove();
  if (stays !== null) return stays;
  const newName = name ?? dev.name;
  if (to.device(newName) !== null) {
    return {
      errno: "EEXIST",
      extack: "An interface with the same name exists in the target netns",
    };
  }
  closeDevice(dev);
  dev.port?.bridge.removePort(dev);
  const { carrier } = dev;
  dropQdisc(dev);
  leave(dev);
  from.nsidOf(to);
  trace(dev, "moved");
  const index = to.allocateIndex(dev.index);
  if (from.watched) {
    from.notify({
      type: "link",
      deleted: true,
      message: dumpLink(dev),
      movedTo: { nsid: from.nsidOf(to), index },
    });
  }
  dev.ns = to;
  dev.name = newName;
  dev.index = index;
  dev.carrier = carrier;
  resetConf(dev);
  dev.multicast.clear();
  to.list(dev);
  to.inet6.deviceRegistered(dev);
  announceConf(dev, false);
  announceLink(dev);
  return null;
}

/** A namespace ends: plain cards go back to the machine's own, the rest dies. */
export function unregisterAll(ns: NetNamespace): void {
  for (const dev of vxlansFrom(ns)) if (!dev.gone) unregister(dev);
  for (const dev of [...(ns.ipTunnels ?? [])]) if (!dev.gone) unregister(dev);
  for (const dev of ns.devicesByIndex()) {
    if (dev.gone || dev.ns !== ns) continue;
    const { root } = ns.host;
    if (dev.kind === null && !dev.loopback && root !== ns) {
      moveDevice(dev, root, root.device(dev.name) === null ? dev.name : root.freeName("dev"));
    } else unregister(dev);
  }
}

function trace(dev: NetDevice, what: string): void {
  const { host, name } = dev.ns;
  const { sim } = host;
  sim.digest.text(`${name}/${dev.name} ${what}`);
  host.fast.changed();
  if (!sim.trace.active) return;
  sim.trace.emit({
    kind: "link",
    at: sim.sched.now,
    host: host.name,
    ns: name,
    dev: dev.name,
    what,
  });
}
