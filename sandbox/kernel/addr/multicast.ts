/** A device's multicast memberships: what it listens to at layer 2 and 3. net/core/dev_addr_lists.c, igmp.c, mcast.c. */
import { LazyMap, LazySet } from "../../sim/lazy.ts";
import { type Ipv4Addr, type Ipv6Addr, type MacAddr, parseIpv6Groups } from "../../wire/addr.ts";

/** 01:00:5e + low 23 bits. RFC 1112. */
export function multicastMac4(group: Ipv4Addr): MacAddr {
  return (0x01005e000000 + (group & 0x7fffff)) as MacAddr;
}

/** 33:33 + low 32 bits. RFC 2464. */
export function multicastMac6(group: Ipv6Addr): MacAddr {
  const groups = parseIpv6Groups(group) as number[];
  return (0x333300000000 + (groups[6] as number) * 65_536 + (groups[7] as number)) as MacAddr;
}

export class DeviceMulticast {
  /** Link-layer groups with the number of their users, in the order they were joined. */
  readonly link = new LazyMap<MacAddr, number>();
  /** Further unicast addresses it accepts (`bridge fdb add MAC dev X self`). */
  readonly unicast = new LazyMap<MacAddr, number>();
  /** Tunnels know no link-layer groups (arp_mc_map). */
  hasLinkLayer = true;
  /** Layer 3 groups with their users; newest first when listed. */
  readonly groups4 = new LazyMap<Ipv4Addr, number>();
  readonly groups6 = new LazyMap<Ipv6Addr, number>();
  /** Those of groups6 whose MAC is in the filter. */
  private readonly loaded = new LazySet<Ipv6Addr>();

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
  clear(): void {
    this.link.clear();
    this.unicast.clear();
    this.groups4.clear();
    this.groups6.clear();
    this.loaded.clear();
  }
  addLink(mac: MacAddr): void {
    if (!this.hasLinkLayer) return;
    this.link.set(mac, (this.link.get(mac) ?? 0) + 1);
  }
  dropLink(mac: MacAddr): boolean {
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
