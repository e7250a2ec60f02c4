/**
 * Interfaces and their addresses as the daemon knows them, fed from netlink, and who is told of changes.
 * BIRD: nest/iface.c, sysdep/linux/netlink.c. Left out: VRFs, BIRD's virtual links.
 */
import { type AddrDump, IFA_F, IFF, type LinkDump } from "../../../kernel/netlink-types.ts";
import type { Ipv4Addr } from "../../../wire/addr.ts";
import { maskOf } from "../../../wire/addr.ts";
import { hostScope, inNet, matchesPattern, networkOf } from "./address.ts";
import { type DeviceConfig, IF, IF_CHANGE, type Ifa, type Iface } from "./types.ts";

/** Flags of this module's own: out of service for a moment, or for good. */
const TMP_DOWN = 0x10000;
const SHUTDOWN = 0x20000;

interface IfaceAddress extends Ifa {
  iface: IfaceState;
  primary: boolean;
  updated: boolean;
}

export class IfaceState implements Iface {
  readonly name: string;
  readonly index: number;
  flags = 0;
  mtu = 0;
  addrs: IfaceAddress[] = [];
  addr: IfaceAddress | null = null;
  created = true;
  updated = false;
  needsRecalc = false;

  constructor(name: string, index: number) {
    this.name = name;
    this.index = index;
  }
}

/** Who hears of changes: neighbours go first and come last. */
export interface IfaceListener {
  interfaceChanged(change: number, iface: Iface): void;
  addressChanged(change: number, ifa: Ifa): void;
  neighborsUp(iface: Iface): void;
  neighborsDown(iface: Iface): void;
  neighborsLink(iface: Iface): void;
  neighborsAddress(ifa: Ifa): void;
  logInterface(text: string): void;
  /** BIRD 2: an interface is up without an address. */
  readonly isBird2: boolean;
}

export class Interfaces {
  readonly list: IfaceState[] = [];
  /** `primary` of protocol device. */
  primary: DeviceConfig["primary"] = [];
  private readonly listener: IfaceListener;

  constructor(listener: IfaceListener) {
    this.listener = listener;
  }

  byIndex(index: number): IfaceState | null {
    for (const one of this.list)
      if (one.index === index && (one.flags & SHUTDOWN) === 0) return one;
    return null;
  }
  byName(name: string): IfaceState | null {
    for (const one of this.list) if (one.name === name && (one.flags & SHUTDOWN) === 0) return one;
    return null;
  }
  /** Those that `show interfaces` lists. */
  shown(): IfaceState[] {
    return this.list.filter((i) => (i.flags & SHUTDOWN) === 0);
  }

  /** A whole scan (kif_do_scan): what is not there any more goes down. */
  scan(links: readonly LinkDump[], addrs: readonly AddrDump[]): void {
    for (const iface of this.list) {
      iface.updated = false;
      for (const a of iface.addrs) a.updated = false;
    }
    for (const link of links) this.linkUpdate(link);
    for (const addr of addrs) this.addrUpdate(addr);
    for (const iface of [...this.list]) {
      if (!iface.updated) {
        this.changeFlags(iface, (iface.flags & ~IF.ADMIN_UP) | SHUTDOWN);
        continue;
      }
      for (const a of [...iface.addrs]) if (!a.updated) this.deleteAddress(a);
      this.endPartial(iface);
    }
  }

  /** RTM_NEWLINK or RTM_DELLINK. */
  linkEvent(link: LinkDump, deleted: boolean): void {
    if (deleted) {
      const gone = this.byIndex(link.index);
      if (gone !== null) this.changeFlags(gone, (gone.flags & ~IF.ADMIN_UP) | SHUTDOWN);
      return;
    }
    this.endPartial(this.linkUpdate(link));
  }

  addrEvent(addr: AddrDump, deleted: boolean): void {
    const iface = this.byIndex(addr.index);
    if (iface === null || addr.family !== 4) return;
    if (deleted) {
      const found = iface.addrs.find((a) => sameAddress(a, addr));
      if (found !== undefined) this.deleteAddress(found);
    } else this.addrUpdate(addr);
    this.endPartial(iface);
  }

  private linkUpdate(link: LinkDump): IfaceState {
    const flags = flagsOf(link.flags);
    let iface = this.list.find((i) => i.name === link.name);
    if (iface !== undefined && iface.index !== link.index) {
      if ((iface.flags & SHUTDOWN) === 0)
        this.changeFlags(iface, (iface.flags & ~IF.ADMIN_UP) | SHUTDOWN);
      this.list.splice(this.list.indexOf(iface), 1);
      iface = undefined;
    }
    const renamed = this.list.find((i) => i.index === link.index && i.name !== link.name);
    if (renamed !== undefined && (renamed.flags & SHUTDOWN) === 0)
      this.changeFlags(renamed, (renamed.flags & ~IF.ADMIN_UP) | SHUTDOWN);
    if (iface === undefined) {
      iface = new IfaceState(link.name, link.index);
      iface.mtu = link.mtu;
      iface.flags = this.recalc(iface, flags | TMP_DOWN);
      this.list.push(iface);
    } else {
      if ((iface.flags & SHUTDOWN) !== 0) iface.created = true;
      const old = iface.flags;
      const kept = flags | (old & TMP_DOWN);
      const fixed =
        IF.MULTIACCESS | IF.BROADCAST | IF.MULTICAST | IF.LOOPBACK | IF.IGNORE | SHUTDOWN;
      if ((old & fixed) !== (flags & fixed)) this.changeFlags(iface, kept | TMP_DOWN);
      else {
        const mtuChanged = iface.mtu !== link.mtu;
        iface.mtu = link.mtu;
        this.changeFlags(iface, kept, mtuChanged ? IF_CHANGE.MTU : 0);
      }
      iface.mtu = link.mtu;
    }
    iface.updated = true;
    return iface;
  }

  private recalc(iface: IfaceState, flags: number): number {
    const isUp =
      (flags & (SHUTDOWN | TMP_DOWN)) === 0 &&
      (flags & IF.ADMIN_UP) !== 0 &&
      (iface.addr !== null || this.listener.isBird2);
    return isUp ? flags | IF.UP : flags & ~IF.UP;
  }

  private changeFlags(iface: IfaceState, flags: number, more = 0): void {
    const before = iface.flags;
    iface.flags = this.recalc(iface, flags);
    let change = more;
    if (((iface.flags ^ before) & IF.UP) !== 0)
      change |= (iface.flags & IF.UP) !== 0 ? IF_CHANGE.UP : IF_CHANGE.DOWN;
    if (((iface.flags ^ before) & IF.LINK_UP) !== 0) change |= IF_CHANGE.LINK;
    if (change !== 0) this.notify(change, iface);
  }

  private notify(change: number, iface: IfaceState): void {
    const { listener } = this;
    let c = change;
    if (iface.created) {
      iface.created = false;
      c |= IF_CHANGE.CREATE | IF_CHANGE.MTU;
    }
    const [up, down] = [(c & IF_CHANGE.UP) !== 0, (c & IF_CHANGE.DOWN) !== 0];
    if (down) {
      listener.neighborsDown(iface);
      for (const a of [...iface.addrs]) listener.addressChanged(IF_CHANGE.DOWN, a);
    }
    listener.interfaceChanged(c, iface);
    if (up) {
      for (const a of [...iface.addrs]) listener.addressChanged(IF_CHANGE.UP, a);
      listener.neighborsUp(iface);
    } else if (!down && (c & IF_CHANGE.LINK) !== 0) listener.neighborsLink(iface);
  }

  private addrUpdate(addr: AddrDump): void {
    const iface = this.byIndex(addr.index);
    if (iface === null || addr.family !== 4) return;
    const made = this.parse(iface, addr);
    if (made === null) return;
    const at = iface.addrs.findIndex((a) => sameAddress(a, addr));
    const old = iface.addrs[at];
    if (old !== undefined) {
      if (sameDetails(old, made)) {
        old.updated = true;
        return;
      }
      this.deleteAddress(old);
    }
    iface.addrs.push(made);
    iface.needsRecalc = true;
    if ((iface.flags & IF.UP) !== 0) {
      this.listener.addressChanged(IF_CHANGE.CREATE | IF_CHANGE.UP, made);
      this.listener.neighborsAddress(made);
    }
  }

  private deleteAddress(ifa: IfaceAddress): void {
    const { iface } = ifa;
    iface.addrs.splice(iface.addrs.indexOf(ifa), 1);
    iface.needsRecalc = true;
    if (ifa.primary) {
      ifa.primary = false;
      iface.addr = null;
      // An interface without its primary address is down until another is chosen.
      iface.addrs.push(ifa);
      this.changeFlags(iface, iface.flags | TMP_DOWN);
      iface.addrs.splice(iface.addrs.indexOf(ifa), 1);
      return;
    }
    if ((iface.flags & IF.UP) !== 0) {
      this.listener.addressChanged(IF_CHANGE.DOWN, ifa);
      this.listener.neighborsAddress(ifa);
    }
  }

  private endPartial(iface: IfaceState): void {
    if (iface.needsRecalc) {
      iface.needsRecalc = false;
      this.choosePrimary(iface);
    }
    if ((iface.flags & TMP_DOWN) !== 0) this.changeFlags(iface, iface.flags & ~TMP_DOWN);
  }

  /** A new primary address takes the interface down and up. */
  private choosePrimary(iface: IfaceState): void {
    const best = this.preferred(iface);
    if (best === iface.addr) return;
    if (iface.addr !== null || (iface.flags & IF.UP) !== 0)
      this.changeFlags(iface, iface.flags | TMP_DOWN);
    if (iface.addr !== null) iface.addr.primary = false;
    iface.addr = best;
    if (best === null) return;
    best.primary = true;
    iface.addrs.splice(iface.addrs.indexOf(best), 1);
    iface.addrs.unshift(best);
    this.changeFlags(iface, iface.flags | TMP_DOWN);
  }

  private preferred(iface: IfaceState): IfaceAddress | null {
    for (const { pattern, prefix } of this.primary) {
      if (pattern !== null && !matchesPattern(pattern, iface.name)) continue;
      for (const a of iface.addrs)
        if (
          prefix.length === 32
            ? a.ip === prefix.address
            : inNet(a.ip, prefix.address, prefix.length)
        )
          return a;
    }
    if (iface.addr !== null && iface.addrs.includes(iface.addr)) {
      const keep = iface.addr;
      if (!iface.addrs.some((a) => !a.flags.secondary && a.scope > keep.scope)) return keep;
    }
    let best: IfaceAddress | null = null;
    for (const a of iface.addrs)
      if (!a.flags.secondary && (best === null || a.scope > best.scope)) best = a;
    return best;
  }

  /** `configure` with another `primary`. */
  reconsider(): void {
    for (const iface of this.list) {
      iface.needsRecalc = true;
      this.endPartial(iface);
    }
  }

  private parse(iface: IfaceState, addr: AddrDump): IfaceAddress | null {
    const ip = addr.local as Ipv4Addr;
    const peer = addr.address as Ipv4Addr;
    const length = addr.prefixLength;
    const scope = hostScope(ip);
    if (scope === null) {
      this.listener.logInterface(`KIF: Invalid interface address`);
      return null;
    }
    const isPeer = length === 32 && peer !== ip;
    const host = length === 32 && peer === ip;
    const prefix = length === 32 ? peer : networkOf(ip, length);
    let opposite = 0;
    if (isPeer) opposite = peer;
    else if (length === 31) opposite = ip ^ 1;
    else if (length === 30) opposite = ip ^ 3;
    const broadcast = addr.broadcast ?? ((ip | ~maskOf(length)) as Ipv4Addr);
    const made: IfaceAddress = {
      iface,
      ip,
      prefix,
      length,
      broadcast: length === 32 ? prefix : broadcast,
      opposite: opposite as Ipv4Addr,
      scope,
      primary: false,
      updated: true,
      get flags() {
        return { primary: made.primary, secondary, peer: isPeer, host };
      },
    };
    const secondary = (addr.flags & IFA_F.SECONDARY) !== 0;
    return made;
  }
}

function sameAddress(a: IfaceAddress, b: AddrDump): boolean {
  if (a.ip !== b.local || a.length !== b.prefixLength) return false;
  return a.length !== 32 || a.prefix === b.address;
}

function sameDetails(a: IfaceAddress, b: IfaceAddress): boolean {
  return (
    a.broadcast === b.broadcast &&
    a.opposite === b.opposite &&
    a.flags.secondary === b.flags.secondary
  );
}

function flagsOf(kernel: number): number {
  let out = 0;
  if ((kernel & IFF.UP) !== 0) out |= IF.ADMIN_UP;
  if ((kernel & IFF.LOWER_UP) !== 0) out |= IF.LINK_UP;
  if ((kernel & IFF.LOOPBACK) !== 0) out |= IF.MULTIACCESS | IF.LOOPBACK | IF.IGNORE;
  else if ((kernel & IFF.POINTOPOINT) !== 0) out |= IF.MULTICAST;
  else if ((kernel & IFF.BROADCAST) !== 0) out |= IF.MULTIACCESS | IF.BROADCAST | IF.MULTICAST;
  else out |= IF.MULTIACCESS;
  return (kernel & IFF.MULTICAST) !== 0 ? out | IF.MULTICAST : out;
}
