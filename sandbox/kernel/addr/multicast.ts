/** A device's multicast memberships: what it listens to at layer 2 and 3. net/core/dev_addr_lists.c, igmp.c, mcast.c. */
import { LazyMap, LazySet } from "../../sim/lazy.ts";
import {
  ipv4,
  type Ipv4Addr,
  type Ipv6Addr,
  type MacAddr,
  parseIpv6Groups,
} from "../../wire/addr.ts";

/** 01:00:5e + low 23 bits. RFC 1112. */
export function multicastMac4(group: Ipv4Addr): MacAddr {
  return (0x01005e000000 + (group & 0x7fffff)) as MacAddr;
}

/** 33:33 + low 32 bits. RFC 2464. */
export function multicastMac6(group: Ipv6Addr): MacAddr {
  const groups = parseIpv6Groups(group) as number[];
  return (0x333300000000 + (groups[6] as number) * 65_536 + (groups[7] as number)) as MacAddr;
}

const ALL_HOSTS = ipv4(224, 0, 0, 1);
const NODES_NODE_LOCAL = "ff01::1" as Ipv6Addr;
const NODES_LINK_LOCAL = "ff02::1" as Ipv6Addr;

// What every device does, as digits of a log. Most devices never do anything else.
const JOIN_NODE_LOCAL = 1;
const JOIN_LINK_LOCAL = 2;
const JOIN_ALL_HOSTS = 3;
const LEAVE_ALL_HOSTS = 4;
const LOAD6 = 5;
const UNLOAD6 = 6;
const LOG_MAX = 8 ** 9;

/** A device's memberships: made of its log when somebody looks, or when it joins more than all devices do. */
export class DeviceMulticast {
  /** Tunnels know no link-layer groups (arp_mc_map). */
  hasLinkLayer = true;
  private log = 0;
  private onLoopback = false;
  private made: Memberships | null = null;

  get link(): Memberships["link"] {
    return this.all.link;
  }
  get unicast(): Memberships["unicast"] {
    return this.all.unicast;
  }
  get groups4(): Memberships["groups4"] {
    return this.all.groups4;
  }
  get groups6(): Memberships["groups6"] {
    return this.all.groups6;
  }

  join4(group: Ipv4Addr, loopback = false): void {
    if (group !== ALL_HOSTS || !this.noted(JOIN_ALL_HOSTS, loopback))
      this.all.join4(group, loopback);
  }
  leave4(group: Ipv4Addr, loopback = false): void {
    if (group !== ALL_HOSTS || !this.noted(LEAVE_ALL_HOSTS, loopback))
      this.all.leave4(group, loopback);
  }
  join6(group: Ipv6Addr, loopback = false): void {
    const plain =
      group === NODES_NODE_LOCAL
        ? JOIN_NODE_LOCAL
        : group === NODES_LINK_LOCAL
          ? JOIN_LINK_LOCAL
          : 0;
    if (plain === 0 || !this.noted(plain, loopback)) this.all.join6(group, loopback);
  }
  leave6(group: Ipv6Addr, loopback = false): void {
    this.all.leave6(group, loopback);
  }
  /** ipv6_mc_down: the memberships stay, the card's filter forgets them; ipv6_mc_up brings them back. */
  unload6(loopback: boolean): void {
    if (!this.noted(UNLOAD6, loopback)) this.all.unload6(loopback);
  }
  load6(loopback: boolean): void {
    if (!this.noted(LOAD6, loopback)) this.all.load6(loopback);
  }
  clear(): void {
    this.made = null;
    this.log = 0;
  }

  /** False: it cannot be noted, do it. */
  private noted(what: number, loopback: boolean): boolean {
    if (this.made !== null || this.log >= LOG_MAX) return false;
    if (this.log === 0) this.onLoopback = loopback;
    else if (this.onLoopback !== loopback) return false;
    this.log = this.log * 8 + what;
    return true;
  }

  private get all(): Memberships {
    return (this.made ??= replay(new Memberships(this.hasLinkLayer), this.log, this.onLoopback));
  }
}

function replay(to: Memberships, log: number, loopback: boolean): Memberships {
  if (log === 0) return to;
  replay(to, Math.floor(log / 8), loopback);
  switch (log % 8) {
    case JOIN_NODE_LOCAL:
      to.join6(NODES_NODE_LOCAL, loopback);
      break;
    case JOIN_LINK_LOCAL:
      to.join6(NODES_LINK_LOCAL, loopback);
      break;
    case JOIN_ALL_HOSTS:
      to.join4(ALL_HOSTS, loopback);
      break;
    case LEAVE_ALL_HOSTS:
      to.leave4(ALL_HOSTS, loopback);
      break;
    case LOAD6:
      to.load6(loopback);
      break;
    default:
      to.unload6(loopback);
  }
  return to;
}

class Memberships {
  /** Link-layer groups with the number of their users, in the order they were joined. */
  readonly link = new LazyMap<MacAddr, number>();
  /** Further unicast addresses it accepts (`bridge fdb add MAC dev X self`). */
  readonly unicast = new LazyMap<MacAddr, number>();
  private readonly hasLinkLayer: boolean;
  /** Layer 3 groups with their users; newest first when listed. */
  readonly groups4 = new LazyMap<Ipv4Addr, number>();
  readonly groups6 = new LazyMap<Ipv6Addr, number>();
  /** Those of groups6 whose MAC is in the filter. */
  private readonly loaded = new LazySet<Ipv6Addr>();

  constructor(hasLinkLayer: boolean) {
    this.hasLinkLayer = hasLinkLayer;
  }

  join4(group: Ipv4Addr, loopback = false): void {
    const users = this.groups4.get(group) ?? 0;
    this.groups4.set(group, users + 1);
    if (users === 0 && !loopback) this.addLink(multicastMac4(group));
  }
  leave4(group: Ipv4Addr, loopback = false): void {
    if (drop(this.groups4, group) && !loopback) this.dropLink(multicastMac4(group));
  }
  join6(group: Ipv6Addr, loopback = false): void {
    const users = this.groups6.get(group) ?? 0;
    this.groups6.set(group, users + 1);
    if (users === 0) this.load(group, loopback);
  }
  leave6(group: Ipv6Addr, loopback = false): void {
    if (drop(this.groups6, group)) this.unload(group, loopback);
  }
  /** ipv6_mc_down: the memberships stay, the card's filter forgets them; ipv6_mc_up brings them back. */
  unload6(loopback: boolean): void {
    for (const group of this.groups6.keys()) this.unload(group, loopback);
  }
  load6(loopback: boolean): void {
    for (const group of this.groups6.keys()) this.load(group, loopback);
  }
  private load(group: Ipv6Addr, loopback: boolean): void {
    // ff01:: never leaves the node: no filter entry.
    if (loopback || group.startsWith("ff01:") || this.loaded.has(group)) return;
    this.loaded.add(group);
    this.addLink(multicastMac6(group));
  }
  private unload(group: Ipv6Addr, loopback: boolean): void {
    if (loopback || !this.loaded.delete(group)) return;
    this.dropLink(multicastMac6(group));
  }
  private addLink(mac: MacAddr): void {
    if (!this.hasLinkLayer) return;
    this.link.set(mac, (this.link.get(mac) ?? 0) + 1);
  }
  private dropLink(mac: MacAddr): boolean {
    return drop(this.link, mac);
  }
}

/** True when the last user left. */
function drop<K>(map: LazyMap<K, number>, key: K): boolean {
  const users = map.get(key);
  if (users === undefined) return false;
  if (users > 1) {
    map.set(key, users - 1);
    return false;
  }
  map.delete(key);
  return true;
}
