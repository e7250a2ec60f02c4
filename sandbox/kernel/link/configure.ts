/** RTM_NEWLINK and RTM_DELLINK: creating, changing and deleting devices. net/core/rtnetlink.c. */
import { isGroupMac, type MacAddr } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import {
  IFF,
  type NetlinkAnswer,
  type NetlinkError,
  type NewLink,
  type SetLink,
} from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { Bridge } from "./bridge.ts";
import { setBridge, setPort } from "./bridge-configure.ts";
import { Dummy } from "./dummy.ts";
import {
  announceConf,
  announceLink,
  closeDevice,
  moveDevice,
  openDevice,
  randomMac,
  register,
  unregister,
} from "./register.ts";
import { IpTunnel } from "./ip-tunnel.ts";
import { ipTunnelMtuFits, makeIpTunnel, setIpTunnel } from "./ip-tunnel-configure.ts";
import { Macvlan } from "./macvlan.ts";
import { makeMacvlan, setMacvlan } from "./macvlan-configure.ts";
import { Veth } from "./veth.ts";
import { VlanDevice } from "./vlan.ts";
import { VxlanDevice } from "./vxlan.ts";
import { makeVxlan, setVxlan, vxlanCreated, vxlanMtuMax } from "./vxlan-configure.ts";

const IFNAMSIZ = 16;
const KINDS: readonly string[] = ["veth", "bridge", "dummy", "vlan", "vxlan", "ipip", "macvlan"];

export function newLink(ns: NetNamespace, spec: NewLink): NetlinkAnswer {
  const named = checkName(spec.name) ?? checkName(spec.peer?.name);
  if (named !== null) return named;
  if (spec.name !== undefined && ns.device(spec.name) !== null) return { errno: "EEXIST" };
  if (!KINDS.includes(spec.kind)) return { errno: "EOPNOTSUPP", extack: "Unknown device type" };
  const home = spec.netns ?? ns;
  const flawed = checkMac(spec.address) ?? checkMac(spec.peer?.address);
  if (flawed !== null) return flawed;
  if (spec.name !== undefined && home.device(spec.name) !== null) return { errno: "EEXIST" };
  if (spec.index !== undefined && home.devices.has(spec.index)) return { errno: "EEXIST" };
  home.host.modules.loadForKind(spec.kind);
  const made = create(ns, home, spec);
  if ("errno" in made) return made;
  return finish(ns, made, spec);
}

function create(ns: NetNamespace, home: NetNamespace, spec: NewLink): NetDevice | NetlinkError {
  const mac = spec.address ?? null;
  const badMtu = spec.mtu !== undefined && (spec.mtu < 68 || spec.mtu > 65_535);
  // veth looks for itself, and gives no reason.
  if (badMtu && spec.kind === "veth") return { errno: "EINVAL" };
  const small = checkMtu(spec.mtu, 68, spec.kind === "dummy" ? 0 : 65_535);
  if (small !== null) return small;
  switch (spec.kind) {
    case "veth":
      return createVeth(ns, home, spec);
    case "bridge": {
      const dev = new Bridge(
        home,
        home.allocateIndex(spec.index),
        nameOf(home, spec.name, "bridge"),
        mac ?? randomMac(home),
      );
      start(dev, spec);
      dev.fdb.addLocal(null, dev.mac, 0);
      return dev;
    }
    case "dummy":
      return start(
        new Dummy(
          home,
          home.allocateIndex(spec.index),
          nameOf(home, spec.name, "dummy"),
          mac ?? randomMac(home),
        ),
        spec,
      );
    case "vxlan": {
      const dev = makeVxlan(
        ns,
        home,
        spec,
        nameOf(home, spec.name, "vxlan"),
        mac ?? randomMac(home),
      );
      return "errno" in dev ? dev : start(dev, { ...spec, mtu: dev.mtu });
    }
    case "ipip":
      return makeIpTunnel(ns, home, spec, nameOf(home, spec.name, "ipip"));
    case "macvlan": {
      const dev = makeMacvlan(
        ns,
        home,
        spec,
        () => nameOf(home, spec.name, "macvlan"),
        () => randomMac(home),
      );
      if ("errno" in dev) return dev;
      dev.ns.host.linkwatch.fire(start(dev, spec));
      return dev;
    }
    default:
      return createVlan(ns, home, spec);
  }
}

function createVlan(ns: NetNamespace, home: NetNamespace, spec: NewLink): NetDevice | NetlinkError {
  const { vlan } = spec;
  if (spec.link === undefined) return { errno: "EINVAL", extack: "8021q: link not specified" };
  if (vlan === undefined)
    return { errno: "EINVAL", extack: "8021q: VLAN properties not specified" };
  const lower = ns.device(spec.link);
  if (lower === null) return { errno: "ENODEV", extack: "8021q: link does not exist" };
  if (vlan.id < 0 || vlan.id >= 4095) return { errno: "ERANGE", extack: "8021q: Invalid VLAN id" };
  if (lower.loopback)
    return { errno: "EOPNOTSUPP", extack: "8021q: VLANs not supported on device" };
  if (lower.vlans?.has(vlan.id) === true)
    return { errno: "EEXIST", extack: "8021q: VLAN device already exists" };
  if (spec.mtu !== undefined && spec.mtu > lower.mtu) return { errno: "EINVAL" };
  const name = nameOf(home, spec.name, "vlan");
  const dev = new VlanDevice(
    home,
    home.allocateIndex(spec.index),
    name,
    spec.address ?? lower.mac,
    lower,
    vlan.id,
    vlan.protocol,
  );
  return start(dev, spec);
}

/** veth_newlink: the peer is made first and so has the lower index. */
function createVeth(ns: NetNamespace, home: NetNamespace, spec: NewLink): NetDevice | NetlinkError {
  const peerSpec = spec.peer ?? {};
  const peerHome = peerSpec.netns ?? ns;
  if (peerSpec.mtu !== undefined && (peerSpec.mtu < 68 || peerSpec.mtu > 65_535))
    return { errno: "EINVAL" };
  if (peerSpec.name !== undefined && peerHome.device(peerSpec.name) !== null)
    return { errno: "EEXIST" };
  if (peerSpec.name !== undefined && peerHome === home && peerSpec.name === spec.name) {
    // The peer was there for a moment: its number is spent.
    peerHome.allocateIndex();
    return { errno: "EEXIST" };
  }
  if (peerSpec.index !== undefined && peerHome.devices.has(peerSpec.index))
    return { errno: "EEXIST" };
  const peer = new Veth(
    peerHome,
    peerHome.allocateIndex(peerSpec.index),
    nameOf(peerHome, peerSpec.name, "veth", spec.name),
    peerSpec.address ?? randomMac(peerHome),
  );
  start(
    peer,
    { ...spec, ...pick(peerSpec.mtu ?? spec.mtu), kind: "veth" },
    peerSpec.address !== undefined,
  );
  peer.setCarrier(false);
  announceLink(peer);
  const dev = new Veth(
    home,
    home.allocateIndex(spec.index),
    nameOf(home, spec.name, "veth"),
    spec.address ?? randomMac(home),
  );
  start(dev, spec);
  dev.setCarrier(false);
  dev.peer = peer;
  peer.peer = dev;
  return dev;
}

function pick(mtu: number | undefined): { mtu?: number } {
  return mtu === undefined ? {} : { mtu };
}

function start<D extends NetDevice>(dev: D, spec: NewLink, macSet = spec.address !== undefined): D {
  if (spec.mtu !== undefined) dev.mtu = spec.mtu;
  if (spec.txqlen !== undefined) dev.txqlen = spec.txqlen;
  if (spec.numTxQueues !== undefined) dev.numTxQueues = spec.numTxQueues;
  if (spec.numRxQueues !== undefined) dev.numRxQueues = spec.numRxQueues;
  dev.macSet = macSet;
  // rtnl_configure_link tells, when all is set.
  register(dev, true);
  return dev;
}

function finish(ns: NetNamespace, dev: NetDevice, spec: NewLink): NetlinkAnswer {
  if (dev instanceof Bridge) {
    if (dev.macSet) dev.onMacSet();
    if (spec.bridge !== undefined) {
      const failed = setBridge(dev, spec.bridge);
      if (failed !== null) {
        unregister(dev);
        return failed;
      }
    }
  }
  if (dev instanceof VxlanDevice && dev.lower !== null) announceLink(dev.lower);
  announceLink(dev);
  if (dev instanceof VxlanDevice) vxlanCreated(dev);
  if (spec.arp === false) dev.flags |= IFF.NOARP;
  if (spec.multicast === false) dev.flags &= ~IFF.MULTICAST;
  if (spec.master !== undefined) {
    const failed = setMaster(ns, dev, spec.master);
    if (failed !== null) {
      unregister(dev);
      return failed;
    }
  }
  return spec.up === true ? openDevice(dev) : null;
}

export function setLink(ns: NetNamespace, name: string, change: SetLink): NetlinkAnswer {
  const dev = ns.device(name);
  if (dev === null) return { errno: "ENODEV" };
  const named = checkName(change.name);
  if (named !== null) return named;
  let { name: newName } = change;
  if (change.netns !== undefined) {
    const failed = moveDevice(dev, change.netns, newName);
    if (failed !== null) return failed;
    newName = undefined;
  }
  return (
    setMac(dev, change.address) ??
    setMtu(dev, change.mtu) ??
    setName(dev, newName) ??
    setPlain(dev, change) ??
    (change.master === undefined ? null : setMaster(ns, dev, change.master)) ??
    setFlags(dev, change) ??
    setCarrier(dev, change.carrier) ??
    setKind(dev, change)
  );
}

export function delLink(ns: NetNamespace, name: string): NetlinkAnswer {
  const dev = ns.device(name);
  if (dev === null) return { errno: "ENODEV" };
  if (dev.kind === null) return { errno: "EOPNOTSUPP" };
  // ipip_dellink passes over tunl0 without a word.
  if (dev instanceof IpTunnel && dev.fallback) return null;
  unregister(dev);
  return null;
}

// ── one attribute each ─────────────────────────────────────────────────────────────────────────

function setMac(dev: NetDevice, mac: MacAddr | undefined): NetlinkAnswer {
  if (mac === undefined) return null;
  const flawed = checkMac(mac);
  if (flawed !== null) return flawed;
  if (dev.loopback || dev.linkType === "ipip") return { errno: "EOPNOTSUPP" };
  const same = dev.mac === mac;
  if (dev instanceof Macvlan && !same && dev.shared.busy(mac, dev)) return { errno: "EADDRINUSE" };
  if (dev instanceof Bridge) dev.fdb.changeBridgeMac(mac);
  dev.mac = mac;
  dev.macSet = true;
  if (same && dev.kind !== "bridge") return null;
  dev.onMacSet();
  dev.port?.bridge.portMacChanged(dev.port);
  flushNeighbours(dev);
  dev.ns.stack.macChanged(dev);
  dev.ns.fib.changed();
  announceLink(dev);
  return null;
}

/** neigh_changeaddr. */
function flushNeighbours(dev: NetDevice): void {
  dev.ns.stack.arp.flushDevice(dev);
  dev.ns.stack.nd.flushDevice(dev);
}

function setMtu(dev: NetDevice, mtu: number | undefined): NetlinkAnswer {
  if (mtu === undefined || mtu === dev.mtu) {
    if (mtu !== undefined && dev instanceof Bridge) dev.mtuSet = true;
    return null;
  }
  const refused = checkMtu(mtu, dev.minMtu, dev.maxMtu);
  if (refused !== null) return refused;
  if (dev instanceof VlanDevice && mtu > dev.lower.mtu) return { errno: "ERANGE" };
  if (dev instanceof Macvlan && mtu > dev.lower.mtu) return { errno: "EINVAL" };
  if (dev instanceof VxlanDevice && mtu > vxlanMtuMax(dev)) return { errno: "EINVAL" };
  if (dev instanceof IpTunnel && !ipTunnelMtuFits(mtu)) return { errno: "EINVAL" };
  if (dev instanceof Bridge) dev.mtuSet = true;
  const from = dev.mtu;
  dev.mtu = mtu;
  dev.ns.inet6.mtuChanged(dev);
  dev.ns.stack.routes.mtuChanged(dev, from);
  for (const vlan of dev.vlans?.values() ?? []) {
    if (vlan.mtu > mtu) setMtu(vlan, mtu);
  }
  for (const upper of dev.uppers ?? []) if (upper.mtu > mtu) setMtu(upper, mtu);
  dev.port?.bridge.adjustMtu();
  dev.ns.fib.changed();
  announceLink(dev);
  return null;
}

function setName(dev: NetDevice, name: string | undefined): NetlinkAnswer {
  if (name === undefined || name === dev.name) return null;
  if (dev.ns.device(name) !== null) return { errno: "EEXIST" };
  dev.ns.rename(dev, name);
  dev.ns.inet.renamed(dev);
  dev.ns.fib.changed();
  announceLink(dev);
  dev.ns.inet.announceAll(dev);
  for (const family of [4, 6] as const) {
    announceConf(dev, true, [family]);
    announceConf(dev, false, [family]);
  }
  return null;
}

function setPlain(dev: NetDevice, change: SetLink): NetlinkAnswer {
  if (change.alias !== undefined) {
    if (change.alias.length >= 256) return { errno: "EINVAL" };
    dev.alias = change.alias === "" ? null : change.alias;
  }
  if (change.broadcast !== undefined) dev.broadcast = change.broadcast;
  if (change.group !== undefined) dev.group = change.group;
  if (change.txqlen !== undefined) dev.txqlen = change.txqlen;
  if (change.addrGenMode !== undefined && dev.in6 !== null) dev.in6.genMode = change.addrGenMode;
  const { alias, broadcast, group, txqlen, addrGenMode } = change;
  if ((alias ?? broadcast ?? group ?? txqlen ?? addrGenMode) !== undefined) announceLink(dev);
  return null;
}

/** do_set_master: out of the old, into the new. "": out only. */
function setMaster(ns: NetNamespace, dev: NetDevice, name: string): NetlinkAnswer {
  const master = name === "" ? null : ns.device(name);
  if (name !== "" && master === null) return { errno: "ENODEV" };
  const { port } = dev;
  if (port !== null) {
    if (port.bridge === master) return null;
    port.bridge.removePort(dev);
  }
  if (master === null) return null;
  if (!(master instanceof Bridge)) return { errno: "EOPNOTSUPP" };
  // netdev_rx_handler_register; a device on top of the bridge cannot be under it (__netdev_upper_dev_link).
  if (dev.rxHandler !== null || standsOn(dev, master)) return { errno: "EBUSY" };
  return master.addPort(dev);
}

function standsOn(dev: NetDevice, other: NetDevice): boolean {
  let below: NetDevice | null = dev;
  while (below instanceof Macvlan || below instanceof VlanDevice) below = below.lower;
  return below === other && dev !== other;
}

function setFlags(dev: NetDevice, change: SetLink): NetlinkAnswer {
  const before = dev.flags;
  if (change.arp !== undefined) toggle(dev, IFF.NOARP, !change.arp);
  if (change.multicast !== undefined) toggle(dev, IFF.MULTICAST, change.multicast);
  if (change.promisc !== undefined && toggle(dev, IFF.PROMISC, change.promisc))
    dev.promiscuity += change.promisc ? 1 : -1;
  if (change.allmulti !== undefined && toggle(dev, IFF.ALLMULTI, change.allmulti))
    dev.allmulti += change.allmulti ? 1 : -1;
  if (change.dynamic !== undefined) toggle(dev, IFF.DYNAMIC, change.dynamic);
  if (dev.flags !== before) {
    if (((dev.flags ^ before) & IFF.NOARP) !== 0) flushNeighbours(dev);
    announceLink(dev);
  }
  if (change.up === true) return openDevice(dev);
  if (change.up === false) closeDevice(dev);
  return null;
}

function toggle(dev: NetDevice, flag: number, on: boolean): boolean {
  if (((dev.flags & flag) !== 0) === on) return false;
  dev.flags = on ? dev.flags | flag : dev.flags & ~flag;
  return true;
}

function setCarrier(dev: NetDevice, carrier: boolean | undefined): NetlinkAnswer {
  if (carrier === undefined) return null;
  if (dev.kind !== "dummy") return { errno: "EOPNOTSUPP" };
  dev.setCarrier(carrier);
  return null;
}

function setKind(dev: NetDevice, change: SetLink): NetlinkAnswer {
  if (change.bridge !== undefined) {
    if (!(dev instanceof Bridge)) return { errno: "EOPNOTSUPP" };
    const failed = setBridge(dev, change.bridge);
    if (failed !== null) return failed;
    announceLink(dev);
  }
  if (change.vxlan !== undefined) {
    if (!(dev instanceof VxlanDevice)) return { errno: "EOPNOTSUPP" };
    const failed = setVxlan(dev, change.vxlan);
    if (failed !== null) return failed;
    announceLink(dev);
  }
  if (change.macvlan !== undefined) {
    if (!(dev instanceof Macvlan)) return { errno: "EOPNOTSUPP" };
    const failed = setMacvlan(dev, change.macvlan.mode);
    if (failed !== null) return failed;
    announceLink(dev);
  }
  if (change.tunnel !== undefined) {
    if (!(dev instanceof IpTunnel)) return { errno: "EOPNOTSUPP" };
    const failed = setIpTunnel(dev, change.tunnel);
    if (failed !== null) return failed;
  }
  if (change.bridgeSlave !== undefined) {
    if (dev.port === null) return { errno: "EOPNOTSUPP" };
    const failed = setPort(dev.port, change.bridgeSlave);
    if (failed !== null) return failed;
    // `ip` asks for RTM_NEWLINK, and that ends in NETDEV_CHANGE; `bridge` asks for RTM_SETLINK.
    if (change.notifies !== false) dev.port.deviceChanged();
    announceLink(dev);
  }
  return null;
}

// ── what is refused ────────────────────────────────────────────────────────────────────────────

function checkName(name: string | undefined): NetlinkAnswer {
  if (name === undefined) return null;
  if (name.length >= IFNAMSIZ)
    return { errno: "ERANGE", extack: "Attribute failed policy validation" };
  if (name === "" || name === "." || name === ".." || /[/:\s]/.test(name))
    return { errno: "EINVAL" };
  return null;
}

function checkMac(mac: MacAddr | undefined): NetlinkAnswer {
  return mac !== undefined && (mac === 0 || isGroupMac(mac)) ? { errno: "EADDRNOTAVAIL" } : null;
}

function checkMtu(mtu: number | undefined, min: number, max: number): NetlinkError | null {
  if (mtu === undefined) return null;
  if (mtu < min) return { errno: "EINVAL", extack: "mtu less than device minimum" };
  if (max > 0 && mtu > max) return { errno: "EINVAL", extack: "mtu greater than device maximum" };
  return null;
}

/** A name as given; `base%d` patterns and missing names get the lowest free number. */
function nameOf(ns: NetNamespace, name: string | undefined, base: string, taken?: string): string {
  if (name === undefined) {
    const free = ns.freeName(base);
    return free === taken ? `${base}${Number(free.slice(base.length)) + 1}` : free;
  }
  return name.endsWith("%d") ? ns.freeName(name.slice(0, -2)) : name;
}
