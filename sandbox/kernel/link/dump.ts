/** RTM_NEWLINK of a device: rtnl_fill_ifinfo. */
import type { NetDevice } from "../device.ts";
import type { LinkDump } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";

/** dev_get_iflink: a tunnel of IP packets says 0; a VXLAN away from home, which cannot tell, its own index. */
function iflink(dev: NetDevice, origin: NetNamespace): number {
  const index = dev.linkIndex();
  return index !== 0 || origin === dev.ns || dev.linkType === "ipip" ? index : dev.index;
}

export function dumpLink(dev: NetDevice): LinkDump {
  const peer = dev.linkPeer();
  const origin = dev.linkOrigin();
  const stats = dev.statistics();
  return {
    index: dev.index,
    name: dev.name,
    flags: dev.shownFlags,
    linkType: dev.linkType,
    mtu: dev.mtu,
    minMtu: dev.minMtu,
    maxMtu: dev.maxMtu,
    qdisc: dev.qdisc,
    operstate: dev.up ? dev.operstate : "DOWN",
    carrier: dev.carrier,
    group: dev.group,
    txqlen: dev.txqlen,
    address: dev.mac,
    broadcast: dev.broadcast,
    alias: dev.alias,
    altnames: dev.altnames ?? [],
    master: dev.master?.index ?? 0,
    link: peer?.index ?? iflink(dev, origin),
    linkNetnsid: nsidFrom(dev, peer?.ns ?? origin),
    promiscuity: dev.promiscuity + unicastPromiscuity(dev),
    allmulti: dev.allmulti,
    numTxQueues: dev.numTxQueues,
    numRxQueues: dev.numRxQueues,
    gsoMaxSize: dev.gsoMaxSize,
    gsoMaxSegs: 65_535,
    tsoMaxSize: dev.tsoMaxSize,
    tsoMaxSegs: 65_535,
    groMaxSize: 65_536,
    addrGenMode: dev.ns.inet6.addrGenMode(dev),
    stats,
    carrierUpCount: dev.carrierUpCount,
    carrierDownCount: dev.carrierDownCount,
    kind: dev.kind,
    info: dev.info(),
    slave: dev.port?.info() ?? null,
  };
}

function nsidFrom(dev: NetDevice, other: NetNamespace): number | null {
  return other === dev.ns ? null : dev.ns.nsidOf(other);
}

/** __dev_set_rx_mode: a card without a filter for further addresses (a veth) hears all frames instead. */
function unicastPromiscuity(dev: NetDevice): number {
  if (dev.kind !== "veth" || !dev.up) return 0;
  const more = dev.multicast.unicast.size > 0 || (dev.uppers ?? []).some(filtered);
  return more ? 1 : 0;
}

/** Does its MAC stand in the lower card's filter? A passthru device has all frames sent up instead. */
export function filtered(upper: NetDevice): boolean {
  const info = upper.info();
  return upper.up && info?.kind === "macvlan" && info.mode !== "passthru";
}
