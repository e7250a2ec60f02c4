/**
 * IPv4 addresses of devices: primaries and secondaries in Linux's order, lifetimes, and the routes
 * that come and go with them. net/ipv4/devinet.c and the address half of fib_frontend.c.
 */
import type { Timer } from "../../sim/scheduler.ts";
import { SECOND } from "../../sim/scheduler.ts";
import { type Ipv4Addr, ipv4, IPV4_BROADCAST, isMulticast4, maskOf } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import { reportJoin, reportLeave } from "../ip/igmp.ts";
import { type AddrDump, type AddrSpec, IFA_F, IFF, type NetlinkAnswer } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import {
  PROTO_KERNEL,
  type RouteType,
  SCOPE_HOST,
  SCOPE_LINK,
  SCOPE_UNIVERSE,
  TABLE_LOCAL,
  TABLE_MAIN,
} from "../route/types.ts";

const ALL_HOSTS = ipv4(224, 0, 0, 1);

/** struct in_ifaddr. */
export class InAddr {
  readonly dev: NetDevice;
  readonly local: Ipv4Addr;
  /** Peer, or local again. */
  readonly address: Ipv4Addr;
  readonly prefixLength: number;
  readonly mask: number;
  readonly broadcast: Ipv4Addr | null;
  readonly scope: number;
  label: string;
  flags: number;
  metric: number;
  proto = 0;
  /** Virtual µs at which it ends / is deprecated, Infinity: never. */
  validUntil = Infinity;
  preferredUntil = Infinity;
  timer: Timer | null = null;

  constructor(dev: NetDevice, spec: AddrSpec) {
    this.dev = dev;
    this.local = spec.local as Ipv4Addr;
    this.address = (spec.peer ?? spec.local) as Ipv4Addr;
    this.prefixLength = spec.prefixLength;
    this.mask = maskOf(spec.prefixLength);
    this.broadcast = spec.broadcast ?? null;
    this.scope = spec.scope ?? (this.local >>> 24 === 127 ? SCOPE_HOST : SCOPE_UNIVERSE);
    this.label = spec.label ?? dev.name;
    this.flags = (spec.flags ?? 0) & ~IFA_F.SECONDARY;
    this.metric = spec.metric ?? 0;
  }

  get secondary(): boolean {
    return (this.flags & IFA_F.SECONDARY) !== 0;
  }
  /** inet_ifa_match. */
  covers(addr: number): boolean {
    return ((addr ^ this.address) & this.mask) === 0;
  }
}

export class InetState {
  private readonly ns: NetNamespace;

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  /** Whether `addr` is this namespace's own, by table local. */
  isLocal(addr: Ipv4Addr): boolean {
    return this.addressType(addr) === "local";
  }

  /** inet_addr_type: what table local (then main) says about an address. */
  addressType(addr: Ipv4Addr): RouteType {
    if (addr === 0 || addr === IPV4_BROADCAST || addr >>> 24 === 0) return "broadcast";
    if (isMulticast4(addr)) return "multicast";
    return this.ns.fib.localType(addr);
  }

  addressesOf(dev: NetDevice): readonly InAddr[] {
    return dev.in4;
  }

  /**
   * inet_select_addr: the first primary address of `dev` with a fitting scope, preferring one whose
   * network holds `dst`; else of any other device, by ifindex. 0: none.
   */
  selectSource(dst: Ipv4Addr, scope: number, dev: NetDevice | null): Ipv4Addr {
    if (dev !== null) {
      let first = 0 as Ipv4Addr;
      for (const ifa of dev.in4) {
        const ownScope =
          dev.conf4.routeLocalnet !== 0 ? Math.min(ifa.scope, SCOPE_LINK) : ifa.scope;
        if (ifa.secondary || ownScope > scope) continue;
        if (dst === 0 || ifa.covers(dst)) return ifa.local;
        if (first === 0) first = ifa.local;
      }
      if (first !== 0) return first;
    }
    for (const other of this.ns.devicesByIndex()) {
      for (const ifa of other.in4) {
        if (!ifa.secondary && ifa.scope !== SCOPE_LINK && ifa.scope <= scope) return ifa.local;
      }
    }
    return 0 as Ipv4Addr;
  }

  // ── changes ────────────────────────────────────────────────────────────────────────────────

  add(dev: NetDevice, spec: AddrSpec, mode: "add" | "replace" | "change"): NetlinkAnswer {
    const { prefixLength } = spec;
    if (prefixLength > 32) return { errno: "EINVAL", extack: "ipv4: Invalid prefix length" };
    const valid = spec.validLft ?? Infinity;
    const preferred = spec.preferredLft ?? Infinity;
    if (valid === 0 || preferred > valid) {
      return { errno: "EINVAL", extack: "ipv4: Invalid address lifetime" };
    }
    const ifa = new InAddr(dev, spec);
    if (ifa.local === 0) return null;
    const same = dev.in4.find(
      (one) => one.mask === ifa.mask && one.covers(ifa.address) && one.local === ifa.local,
    );
    if (same !== undefined) {
      if (mode === "add") return { errno: "EEXIST", extack: "ipv4: Address already assigned" };
      return this.modify(same, spec, valid, preferred);
    }
    const refused = this.insert(ifa);
    if (refused !== null) return refused;
    this.setLifetime(ifa, valid, preferred);
    this.announce(ifa, false);
    this.addRoutes(ifa);
    this.ns.fib.changed();
    if ((ifa.flags & IFA_F.MCAUTOJOIN) !== 0) this.autojoin(ifa, true);
    return null;
  }

  /** ip_mc_autojoin_config. */
  private autojoin(ifa: InAddr, join: boolean): void {
    const { dev, local } = ifa;
    if (join) {
      dev.multicast.join4(local);
      reportJoin(this.ns.stack, dev, local);
      return;
    }
    dev.multicast.leave4(local);
    reportLeave(this.ns.stack, dev, local);
  }

  private modify(ifa: InAddr, spec: AddrSpec, valid: number, preferred: number): NetlinkAnswer {
    const metric = spec.metric ?? 0;
    if (
      metric !== ifa.metric &&
      ifa.dev.up &&
      !ifa.secondary &&
      (ifa.flags & IFA_F.NOPREFIXROUTE) === 0
    ) {
      this.magic(
        ifa,
        "del",
        this.prefixType(ifa),
        ifa.address & ifa.mask,
        ifa.prefixLength,
        ifa,
        ifa.metric,
      );
      this.magic(
        ifa,
        "add",
        this.prefixType(ifa),
        ifa.address & ifa.mask,
        ifa.prefixLength,
        ifa,
        metric,
      );
    }
    ifa.metric = metric;
    this.setLifetime(ifa, valid, preferred);
    this.announce(ifa, false);
    this.ns.fib.changed();
    return null;
  }

  /** __inet_insert_ifa: primaries by scope (narrow first), secondaries at the end. */
  private insert(ifa: InAddr): NetlinkAnswer {
    const list = ifa.dev.in4;
    let at = 0;
    for (let i = 0; i < list.length; i++) {
      const other = list[i] as InAddr;
      if (!other.secondary && ifa.scope <= other.scope) at = i + 1;
      if (other.mask !== ifa.mask || !other.covers(ifa.address)) continue;
      if (other.scope !== ifa.scope)
        return { errno: "EINVAL", extack: "ipv4: Invalid scope value" };
      ifa.flags |= IFA_F.SECONDARY;
    }
    if (list.length === 0) ifa.dev.in4 = [ifa];
    else list.splice(ifa.secondary ? list.length : at, 0, ifa);
    return null;
  }

  /** RTM_DELADDR. A negative prefix length in `spec`: whatever it is (`ip addr del A` without one). */
  remove(dev: NetDevice, spec: AddrSpec): NetlinkAnswer {
    const any = spec.prefixLength < 0;
    const peer = (spec.peer ?? spec.local) as Ipv4Addr;
    const ifa = dev.in4.find(
      (one) =>
        one.local === spec.local &&
        (spec.label === undefined || one.label === spec.label) &&
        (any || (one.prefixLength === spec.prefixLength && one.covers(peer))),
    );
    if (ifa === undefined) return { errno: "EADDRNOTAVAIL", extack: "ipv4: Address not found" };
    this.delete(ifa);
    return null;
  }

  /** __inet_del_ifa: with a primary go its secondaries, unless the next of them is promoted. */
  delete(ifa: InAddr, dying = false): void {
    const list = ifa.dev.in4;
    const promoting =
      !dying &&
      (this.ns.sysctl.conf4All.promoteSecondaries || ifa.dev.conf4.promoteSecondaries) !== 0;
    let promoted: InAddr | null = null;
    if (!ifa.secondary && !dying) {
      const kin = list.filter(
        (one) => one !== ifa && one.secondary && one.mask === ifa.mask && one.covers(ifa.address),
      );
      for (const one of kin) {
        if (promoting) {
          promoted ??= one;
          this.delRoutes(one, ifa);
        } else this.unlink(one);
      }
    }
    this.unlink(ifa, dying);
    if (promoted !== null) this.promote(promoted);
    // fib_inetaddr_event: without its last address the device does no IPv4, and its routes go.
    if (!dying && list.length === 0) {
      this.ns.fib.deviceDown(ifa.dev);
      this.ns.stack.arp.flushDevice(ifa.dev);
    }
    this.ns.fib.changed();
  }

  private unlink(ifa: InAddr, dying = false): void {
    const list = ifa.dev.in4;
    list.splice(list.indexOf(ifa), 1);
    if ((ifa.flags & IFA_F.MCAUTOJOIN) !== 0 && !dying) this.autojoin(ifa, false);
    ifa.timer?.cancel();
    this.announce(ifa, true);
    this.delRoutes(ifa, null, dying);
  }

  private promote(ifa: InAddr): void {
    const list = ifa.dev.in4;
    list.splice(list.indexOf(ifa), 1);
    let at = 0;
    for (let i = 0; i < list.length; i++) {
      const other = list[i] as InAddr;
      if (!other.secondary && ifa.scope <= other.scope) at = i + 1;
    }
    list.splice(at, 0, ifa);
    ifa.flags &= ~IFA_F.SECONDARY;
    this.announce(ifa, false);
    this.addRoutes(ifa);
    for (const one of list) {
      if (one !== ifa && one.secondary && one.mask === ifa.mask && one.covers(ifa.address))
        this.addRoutes(one);
    }
  }

  // ── the device's life ──────────────────────────────────────────────────────────────────────

  /** NETDEV_UP: lo gets 127.0.0.1/8; connected routes appear. */
  deviceUp(dev: NetDevice): void {
    dev.multicast.join4(ALL_HOSTS, dev.loopback);
    if (dev.loopback) this.addLoopback(dev);
    for (const ifa of dev.in4) this.addRoutes(ifa);
    this.ns.fib.deviceUp(dev);
  }

  private addLoopback(dev: NetDevice): void {
    const local = ipv4(127, 0, 0, 1);
    if (dev.in4.some((one) => one.local === local && one.prefixLength === 8)) return;
    const ifa = new InAddr(dev, {
      family: 4,
      dev: dev.name,
      local,
      prefixLength: 8,
      scope: SCOPE_HOST,
    });
    if (this.insert(ifa) !== null) return;
    ifa.flags |= IFA_F.PERMANENT;
    this.announce(ifa, false);
  }

  /** NETDEV_DOWN: addresses stay, routes through the device go (local ones stay). */
  deviceDown(dev: NetDevice): void {
    this.ns.fib.deviceDown(dev);
    dev.multicast.leave4(ALL_HOSTS, dev.loopback);
  }

  /** NETDEV_UNREGISTER: all is forgotten. */
  deviceGone(dev: NetDevice): void {
    while (dev.in4.length > 0) this.delete(dev.in4[0] as InAddr, true);
    this.ns.fib.deviceGone(dev);
  }

  renamed(dev: NetDevice): void {
    for (const ifa of dev.in4) {
      const colon = ifa.label.indexOf(":");
      ifa.label = colon < 0 ? dev.name : dev.name + ifa.label.slice(colon);
    }
  }

  // ── lifetimes ──────────────────────────────────────────────────────────────────────────────

  private setLifetime(ifa: InAddr, validSeconds: number, preferredSeconds: number): void {
    const now = this.ns.host.sim.sched.now;
    ifa.flags &= ~(IFA_F.PERMANENT | IFA_F.DEPRECATED);
    if (validSeconds >= 0xffffffff) {
      ifa.validUntil = Infinity;
      ifa.flags |= IFA_F.PERMANENT;
    } else ifa.validUntil = now + validSeconds * SECOND;
    if (preferredSeconds >= 0xffffffff) ifa.preferredUntil = Infinity;
    else {
      ifa.preferredUntil = now + preferredSeconds * SECOND;
      if (preferredSeconds === 0) ifa.flags |= IFA_F.DEPRECATED;
    }
    this.armLifetime(ifa);
  }

  private armLifetime(ifa: InAddr): void {
    ifa.timer?.cancel();
    ifa.timer = null;
    const deprecated = (ifa.flags & IFA_F.DEPRECATED) !== 0;
    const next = Math.min(ifa.validUntil, deprecated ? Infinity : ifa.preferredUntil);
    if (next < Infinity) {
      ifa.timer = this.ns.host.sim.sched.at(next, "ipv4 address lifetime", () =>
        this.lifetimeOver(ifa),
      );
    }
  }

  private lifetimeOver(ifa: InAddr): void {
    ifa.timer = null;
    if (ifa.dev.gone || !ifa.dev.in4.includes(ifa)) return;
    if (this.ns.host.sim.sched.now >= ifa.validUntil) {
      this.delete(ifa);
      return;
    }
    ifa.flags |= IFA_F.DEPRECATED;
    this.announce(ifa, false);
    this.armLifetime(ifa);
  }

  // ── the routes of an address ───────────────────────────────────────────────────────────────

  private prefixType(ifa: InAddr): RouteType {
    return ifa.dev.loopback ? "local" : "unicast";
  }

  /** fib_add_ifaddr. */
  private addRoutes(ifa: InAddr): void {
    const { dev, prefixLength } = ifa;
    const prefix = ifa.address & ifa.mask;
    const prim = ifa.secondary ? this.primaryOf(ifa) : ifa;
    if (prim === null) return;
    this.magic(ifa, "add", "local", ifa.local, 32, prim, 0);
    if ((dev.flags & IFF.UP) === 0) return;
    if (ifa.broadcast !== null && ifa.broadcast !== IPV4_BROADCAST) {
      this.magic(ifa, "add", "broadcast", ifa.broadcast, 32, prim, 0);
    }
    if (prefix >>> 24 === 0 || ifa.secondary || (prefix === ifa.local && prefixLength === 32))
      return;
    if ((ifa.flags & IFA_F.NOPREFIXROUTE) === 0) {
      this.magic(ifa, "add", this.prefixType(ifa), prefix, prefixLength, prim, ifa.metric);
    }
    if (prefixLength < 31) this.magic(ifa, "add", "broadcast", prefix | ~ifa.mask, 32, prim, 0);
  }

  /** fib_del_ifaddr: takes away what no other address still needs. */
  private delRoutes(ifa: InAddr, formerPrimary: InAddr | null, dying = false): void {
    const { dev, prefixLength } = ifa;
    const prefix = ifa.address & ifa.mask;
    const brd = (ifa.address | ~ifa.mask) as Ipv4Addr;
    const prim = ifa.secondary ? (formerPrimary ?? this.primaryOf(ifa)) : ifa;
    if (prim === null) return;
    let subnet = false;
    if (!ifa.secondary && prefix >>> 24 !== 0 && (prefix !== ifa.local || prefixLength < 32)) {
      if ((ifa.flags & IFA_F.NOPREFIXROUTE) === 0) {
        this.magic(ifa, "del", this.prefixType(ifa), prefix, prefixLength, prim, ifa.metric);
      }
      subnet = true;
    }
    let localStays = false;
    let givenStays = false;
    let brdStays = false;
    for (const other of dying ? [] : dev.in4) {
      if (other === ifa) continue;
      if (
        formerPrimary !== null &&
        other.mask === formerPrimary.mask &&
        other.covers(formerPrimary.address)
      )
        continue;
      const otherPrim = other.secondary ? this.primaryOf(other) : other;
      if (otherPrim === null || otherPrim.local !== prim.local) continue;
      if (other.local === ifa.local) localStays = true;
      if (other.broadcast === ifa.broadcast) givenStays = true;
      if (other.broadcast === brd) brdStays = true;
      if (otherPrim === other && other.prefixLength < 31 && (other.address | ~other.mask) === brd)
        brdStays = true;
    }
    if (!givenStays && ifa.broadcast !== null)
      this.magic(ifa, "del", "broadcast", ifa.broadcast, 32, prim, 0);
    if (subnet && prefixLength < 31 && !brdStays)
      this.magic(ifa, "del", "broadcast", brd, 32, prim, 0);
    if (localStays) return;
    this.magic(ifa, "del", "local", ifa.local, 32, prim, 0);
    if (this.ns.fib.localType(ifa.local) !== "local") this.ns.fib.sourceGone(ifa.local);
  }

  private primaryOf(ifa: InAddr): InAddr | null {
    return (
      ifa.dev.in4.find(
        (one) => !one.secondary && one.mask === ifa.mask && one.covers(ifa.address),
      ) ?? null
    );
  }

  /** fib_magic: one kernel route into or out of table main or local. */
  private magic(
    ifa: InAddr,
    what: "add" | "del",
    type: RouteType,
    dst: number,
    prefixLength: number,
    prim: InAddr,
    metric: number,
  ): void {
    const route = {
      type,
      dst: dst as Ipv4Addr,
      prefixLength,
      dev: ifa.dev,
      prefsrc: prim.local,
      priority: metric,
      table: type === "unicast" ? TABLE_MAIN : TABLE_LOCAL,
      protocol: PROTO_KERNEL,
      scope: type === "local" ? SCOPE_HOST : SCOPE_LINK,
    };
    if (what === "add") {
      // fib_valid_prefsrc: what is not local (multicast, broadcast by nature or by another address) is nobody's source.
      const own = type === "local" && dst === prim.local;
      if (!own && this.addressType(prim.local) !== "local") return;
      this.ns.fib.addKernelRoute(route);
    } else this.ns.fib.delKernelRoute(route);
  }

  // ── dumps ──────────────────────────────────────────────────────────────────────────────────

  dump(ifa: InAddr): AddrDump {
    const now = this.ns.host.sim.sched.now;
    const left = (until: number): number =>
      until === Infinity ? Infinity : Math.max(0, Math.ceil((until - now) / SECOND));
    return {
      family: 4,
      index: ifa.dev.index,
      label: ifa.label,
      local: ifa.local,
      address: ifa.address,
      prefixLength: ifa.prefixLength,
      broadcast: ifa.broadcast,
      scope: ifa.scope,
      flags: ifa.flags,
      proto: ifa.proto,
      metric: ifa.metric,
      validLft: left(ifa.validUntil),
      // IFA_F_PERMANENT: deprecated or not, both are told as for ever.
      preferredLft: ifa.validUntil === Infinity ? Infinity : left(ifa.preferredUntil),
    };
  }

  /** After a new name. */
  announceAll(dev: NetDevice): void {
    for (const ifa of dev.in4) this.announce(ifa, false);
  }

  private announce(ifa: InAddr, deleted: boolean): void {
    if (deleted) this.ns.netfilterIfAny?.nat.flushMasquerade(ifa.dev, ifa.local);
    if (!this.ns.watched) return;
    this.ns.notify({ type: "addr", deleted, message: this.dump(ifa), dev: ifa.dev.name });
  }
}
