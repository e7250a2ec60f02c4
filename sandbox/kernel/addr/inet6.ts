/**
 * IPv6 addresses and autoconfiguration state: link-local addresses, DAD as a timer, the routes that
 * come with them, multicast memberships. net/ipv6/addrconf.c. The packets are kernel/ipv6's.
 * Left out: router advertisements, privacy addresses, mobile and optimistic modes.
 */
import { SECOND, type Timer } from "../../sim/scheduler.ts";
import { formatIpv6Groups, type Ipv6Addr, linkLocalOf, parseIpv6Groups } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import { type AddrDump, type AddrSpec, IFA_F, IFF, type NetlinkAnswer } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { METRIC_KERNEL } from "../route/fib6.ts";
import { SCOPE_HOST, SCOPE_LINK, SCOPE_UNIVERSE, TABLE_LOCAL, TABLE_MAIN } from "../route/types.ts";

const NODES_NODE_LOCAL = "ff01::1" as Ipv6Addr;
const NODES_LINK_LOCAL = "ff02::1" as Ipv6Addr;
const ROUTERS = ["ff01::2", "ff02::2", "ff05::2"] as Ipv6Addr[];
const LOOPBACK = "::1" as Ipv6Addr;
const IPV6_MIN_MTU = 1280;
/** MLD and DAD start after a random part of this (RFC 4862 5.4.2: MAX_RTR_SOLICITATION_DELAY). */
const DAD_DELAY_MAX_US = SECOND;
const IFAPROT_KERNEL_LO = 1;
const IFAPROT_KERNEL_LL = 3;

/** struct inet6_ifaddr. */
export interface Addr6 {
  readonly dev: NetDevice;
  readonly local: Ipv6Addr;
  readonly peer: Ipv6Addr | null;
  readonly prefixLength: number;
  readonly scope: number;
  flags: number;
  readonly metric: number;
  readonly proto: number;
  validUntil: number;
  preferredUntil: number;
  /** DAD's or the lifetime's next step. */
  timer: Timer | null;
}

/** struct inet6_dev. */
export interface Inet6Dev {
  /** In list order: narrower scope last, as `ip` shows global before link. */
  addrs: Addr6[];
  /** IF_READY: the link was usable once since it came up. */
  ready: boolean;
  /** Its carrier went after that: what was joined is told again when it is back. */
  lost: boolean;
  genMode: "eui64" | "none";
}

export class Inet6State {
  private readonly ns: NetNamespace;

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  addressesOf(dev: NetDevice): readonly Addr6[] {
    return dev.in6?.addrs ?? [];
  }

  /** The device that has `address`, or null. `on`: only that one for link-local addresses. */
  find(address: Ipv6Addr, on: NetDevice | null): Addr6 | null {
    for (const dev of this.ns.devices.values()) {
      if (on !== null && dev !== on && (isLinkLocal(address) || on === undefined)) continue;
      for (const one of dev.in6?.addrs ?? []) if (one.local === address) return one;
    }
    return null;
  }

  isLocal(address: Ipv6Addr, on: NetDevice | null = null): boolean {
    return this.find(address, on) !== null;
  }

  /** A source for a packet out of `dev`: usable, of a scope that fits, same prefix preferred. */
  selectSource(dst: Ipv6Addr, dev: NetDevice | null): Ipv6Addr | null {
    const wanted = scopeOf6(dst);
    let best: Addr6 | null = null;
    const devices =
      dev === null
        ? [...this.ns.devices.values()]
        : [dev, ...[...this.ns.devices.values()].filter((one) => one !== dev)];
    for (const one of devices) {
      for (const addr of one.in6?.addrs ?? []) {
        if ((addr.flags & IFA_F.TENTATIVE) !== 0) continue;
        if (addr.local === dst) return addr.local;
        if (one !== dev && (addr.scope !== SCOPE_UNIVERSE || wanted !== SCOPE_UNIVERSE)) continue;
        if (best === null || better(addr.scope, best.scope, wanted)) best = addr;
      }
    }
    return best?.local ?? null;
  }

  addrGenMode(dev: NetDevice): "eui64" | "none" | null {
    return dev.in6?.genMode ?? null;
  }

  // ── the device's life ──────────────────────────────────────────────────────────────────────

  /** NETDEV_REGISTER: state and the all-nodes groups exist from the start. */
  deviceRegistered(dev: NetDevice): void {
    if (dev.mtu < IPV6_MIN_MTU || dev.in6 !== null) return;
    dev.in6 = { addrs: [], ready: false, lost: false, genMode: "eui64" };
    dev.multicast.join6(NODES_NODE_LOCAL, dev.loopback);
    dev.multicast.join6(NODES_LINK_LOCAL, dev.loopback);
    if (dev.conf6.forwarding !== 0)
      for (const group of ROUTERS) dev.multicast.join6(group, dev.loopback);
  }

  deviceUp(dev: NetDevice): void {
    // NETDEV_UP makes what was too small, or not looked at, before.
    this.deviceRegistered(dev);
    const { in6 } = dev;
    if (in6 === null || dev.conf6.disableIpv6 !== 0) return;
    // Addresses that were there before get their routes at once, carrier or not.
    if (!dev.loopback) for (const addr of in6.addrs) this.addPrefixRoutes(addr);
    if (!linkReady(dev)) return;
    in6.ready = true;
    this.configure(dev);
  }

  /** NETDEV_CHANGE. */
  deviceChanged(dev: NetDevice): void {
    const { in6 } = dev;
    if (in6 === null || dev.conf6.disableIpv6 !== 0) return;
    if (!linkReady(dev)) {
      in6.lost = in6.ready;
      this.ns.fib6.carrierChanged(dev, true);
      return;
    }
    if (in6.ready) {
      this.ns.fib6.carrierChanged(dev, false);
      if (in6.lost && dev.linkType === "ether") this.ns.stack.ipv6.groupsAgain(dev);
      in6.lost = false;
      return;
    }
    in6.ready = true;
    this.configure(dev);
  }

  deviceDown(dev: NetDevice): void {
    this.shutDown(dev, false);
  }

  deviceGone(dev: NetDevice): void {
    this.shutDown(dev, true);
    dev.in6 = null;
  }

  mtuChanged(dev: NetDevice): void {
    dev.conf6 = { ...dev.conf6, mtu: dev.mtu };
    if (dev.mtu < IPV6_MIN_MTU) this.deviceGone(dev);
    else if (dev.in6 === null) {
      this.deviceRegistered(dev);
      if (dev.up) this.deviceUp(dev);
    }
  }

  /** net.ipv6.conf.X.disable_ipv6 was written. */
  disableChanged(dev: NetDevice): void {
    if (dev.in6 === null) return;
    if (dev.conf6.disableIpv6 !== 0) {
      this.shutDown(dev, false);
      dev.ns.stack.nd.flushDevice(dev);
    } else if (dev.up) this.deviceUp(dev);
  }

  /** addrconf_dev_config: the all-multicast route and the link-local address. */
  private configure(dev: NetDevice): void {
    const in6 = dev.in6 as Inet6Dev;
    dev.multicast.load6(dev.loopback);
    this.ns.fib6.carrierChanged(dev, !dev.carrier);
    if (dev.loopback) {
      this.install({
        dev,
        local: LOOPBACK,
        peer: null,
        prefixLength: 128,
        scope: SCOPE_HOST,
        flags: IFA_F.PERMANENT,
        metric: 0,
        proto: IFAPROT_KERNEL_LO,
      });
      return;
    }
    if (dev.linkType !== "ether" && dev.linkType !== "ipip") return;
    this.ns.fib6.addKernel({
      type: "multicast",
      dst: "ff00::" as Ipv6Addr,
      prefixLength: 8,
      dev,
      priority: METRIC_KERNEL,
      table: TABLE_LOCAL,
    });
    for (const addr of [...in6.addrs]) this.startDad(addr);
    const local = dev.linkType === "ipip" ? isatap(dev.mac) : linkLocalOf(dev.mac);
    if (in6.genMode === "eui64" && local !== null) {
      this.install({
        dev,
        local,
        peer: null,
        prefixLength: 64,
        scope: SCOPE_LINK,
        flags: IFA_F.PERMANENT,
        metric: 0,
        proto: IFAPROT_KERNEL_LL,
      });
    }
    // An IPIP tunnel would refuse the reports and solicitations.
    if (dev.linkType === "ether") this.ns.stack.ipv6.linkUp(dev);
  }

  /** addrconf_ifdown: addresses, groups and routes go (the device's own groups stay until it dies). */
  private shutDown(dev: NetDevice, forGood: boolean): void {
    const { in6 } = dev;
    this.ns.fib6.deviceDown(dev);
    if (in6 === null) return;
    // What never was ready has not left its groups: 33:33:00:00:00:01 stays.
    if (in6.ready) dev.multicast.unload6(dev.loopback);
    in6.ready = false;
    for (const addr of [...in6.addrs]) {
      addr.timer?.cancel();
      addr.timer = null;
      this.leaveGroups(addr);
      in6.addrs.splice(in6.addrs.indexOf(addr), 1);
      this.announce(addr, true);
    }
    if (forGood) {
      dev.multicast.leave6(NODES_LINK_LOCAL, dev.loopback);
      dev.multicast.leave6(NODES_NODE_LOCAL, dev.loopback);
    }
    this.ns.fib.changed();
  }

  // ── addresses ──────────────────────────────────────────────────────────────────────────────

  add(dev: NetDevice, spec: AddrSpec, mode: "add" | "replace" | "change"): NetlinkAnswer {
    if (dev.in6 === null)
      return { errno: "ENODEV", extack: "ipv6: IPv6 is disabled on this device" };
    if (dev.conf6.disableIpv6 !== 0)
      return { errno: "EACCES", extack: "ipv6: IPv6 is disabled on this device" };
    if (spec.prefixLength > 128) return { errno: "EINVAL", extack: "ipv6: Invalid prefix length" };
    const local = spec.local as Ipv6Addr;
    if (local.startsWith("ff") && ((spec.flags ?? 0) & IFA_F.MCAUTOJOIN) === 0)
      return {
        errno: "EINVAL",
        extack: 'ipv6: Cannot assign multicast address without "IFA_F_MCAUTOJOIN" flag',
      };
    if (local === LOOPBACK && !dev.loopback) {
      return {
        errno: "EADDRNOTAVAIL",
        extack: "ipv6: Cannot assign loopback address on this device",
      };
    }
    const same = dev.in6.addrs.find((one) => one.local === local);
    const valid = spec.validLft ?? Infinity;
    const preferred = spec.preferredLft ?? Infinity;
    if (valid === 0 || preferred > valid)
      return { errno: "EINVAL", extack: "ipv6: Invalid address lifetime" };
    if (same !== undefined) {
      if (mode === "add") return { errno: "EEXIST", extack: "ipv6: address already assigned" };
      this.setLifetime(same, valid, preferred);
      this.announce(same, false);
      return null;
    }
    const addr: Addr6 = {
      dev,
      local,
      peer: spec.peer === undefined || spec.peer === spec.local ? null : (spec.peer as Ipv6Addr),
      prefixLength: spec.prefixLength,
      scope: scopeOf6(local),
      flags: (spec.flags ?? 0) | IFA_F.PERMANENT,
      metric: spec.metric ?? 0,
      proto: 0,
      validUntil: Infinity,
      preferredUntil: Infinity,
      timer: null,
    };
    this.setLifetime(this.install(addr), valid, preferred);
    return null;
  }

  remove(dev: NetDevice, spec: AddrSpec): NetlinkAnswer {
    const addr = dev.in6?.addrs.find(
      (one) =>
        one.local === spec.local &&
        (spec.prefixLength < 0 || one.prefixLength === spec.prefixLength),
    );
    if (addr === undefined || dev.in6 === null)
      return { errno: "EADDRNOTAVAIL", extack: "ipv6: address not found" };
    this.delete(addr);
    return null;
  }

  private delete(addr: Addr6): void {
    const { dev } = addr;
    const addrs = dev.in6?.addrs ?? [];
    addrs.splice(addrs.indexOf(addr), 1);
    addr.timer?.cancel();
    addr.timer = null;
    this.leaveGroups(addr);
    this.announce(addr, true);
    this.ns.fib6.delKernel(addr.local, 128, dev, TABLE_LOCAL);
    if (!addrs.some((one) => sharesAnycast(one, addr))) this.anycast(addr, false);
    const prefix = prefixOf(addr.peer ?? addr.local, addr.prefixLength);
    const shared = addrs.some(
      (one) =>
        one.prefixLength === addr.prefixLength && prefixOf(one.local, one.prefixLength) === prefix,
    );
    if (addr.peer !== null) this.ns.fib6.delKernel(addr.local, 128, dev, TABLE_MAIN);
    if (!shared) this.ns.fib6.delKernel(prefix, addr.prefixLength, dev, TABLE_MAIN);
    this.ns.fib.changed();
  }

  private install(spec: Omit<Addr6, "validUntil" | "preferredUntil" | "timer">): Addr6 {
    const addr: Addr6 = { validUntil: Infinity, preferredUntil: Infinity, timer: null, ...spec };
    const in6 = addr.dev.in6 as Inet6Dev;
    const known = in6.addrs.find((one) => one.local === addr.local);
    if (known !== undefined) return known;
    // ipv6_link_dev_addr: before the first of a scope not wider than its own.
    let at = 0;
    while (
      at < in6.addrs.length &&
      scopeRank((in6.addrs[at] as Addr6).scope) > scopeRank(addr.scope)
    )
      at++;
    in6.addrs.splice(at, 0, addr);
    const { dev } = addr;
    if (dev.loopback) {
      this.ns.fib6.addKernel({
        type: "local",
        dst: addr.local,
        prefixLength: 128,
        dev,
        priority: 0,
        table: TABLE_LOCAL,
      });
      this.announce(addr, false);
      this.ns.fib.changed();
      return addr;
    }
    if (dev.up) this.addPrefixRoutes(addr);
    addr.flags |= IFA_F.TENTATIVE;
    if (dev.in6?.ready === true) this.startDad(addr);
    else this.announce(addr, false);
    return addr;
  }

  /** addrconf_dad_start: join the solicited-node group, wait, probe, wait, be permanent. */
  private startDad(addr: Addr6): void {
    const { dev } = addr;
    dev.multicast.join6(solicitedNode(addr.local), dev.loopback);
    this.addPrefixRoutes(addr);
    const skip =
      (dev.flags & (IFF.NOARP | IFF.LOOPBACK)) !== 0 ||
      (addr.flags & IFA_F.NODAD) !== 0 ||
      dev.conf6.acceptDad < 1 ||
      dev.conf6.dadTransmits === 0;
    if (skip) {
      this.dadDone(addr);
      return;
    }
    addr.flags |= IFA_F.TENTATIVE;
    const { sim, rng } = this.ns.host;
    const delay = rng.below(DAD_DELAY_MAX_US);
    this.ns.stack.ipv6.addressAdded(dev, addr.local, delay);
    const wait = delay + dev.conf6.dadTransmits * dev.neigh6.retransTimeMs * 1_000;
    addr.timer?.cancel();
    addr.timer = sim.sched.after(wait, "ipv6 dad", () => {
      addr.timer = null;
      if (!dev.gone && dev.in6?.addrs.includes(addr) === true) this.dadDone(addr);
    });
  }

  /** addrconf_prefix_route: to the network, or to oneself and the peer. */
  private addPrefixRoutes(addr: Addr6): void {
    if ((addr.flags & IFA_F.NOPREFIXROUTE) !== 0) return;
    const { dev, local, peer, prefixLength } = addr;
    const priority = addr.metric === 0 ? METRIC_KERNEL : addr.metric;
    if (peer !== null) this.ns.fib6.addKernel({ dst: local, prefixLength: 128, dev, priority });
    this.ns.fib6.addKernel({
      dst: prefixOf(peer ?? local, prefixLength),
      prefixLength,
      dev,
      priority,
    });
  }

  private dadDone(addr: Addr6): void {
    addr.flags &= ~IFA_F.TENTATIVE;
    this.ns.fib6.addKernel({
      type: "local",
      dst: addr.local,
      prefixLength: 128,
      dev: addr.dev,
      priority: 0,
      table: TABLE_LOCAL,
    });
    this.anycast(addr, addr.dev.conf6.forwarding !== 0);
    this.announce(addr, false);
    this.ns.fib.changed();
    if (addr.validUntil < Infinity) this.armLifetime(addr);
  }

  /** addrconf_join_anycast: a router answers for its subnets' own addresses (RFC 4291, 2.6.1). Their routes are all there is here. */
  private anycast({ dev, prefixLength, local }: Addr6, on: boolean): void {
    if (prefixLength >= 127 || dev.loopback) return;
    const dst = prefixOf(local, prefixLength);
    const { fib6 } = this.ns;
    if (on)
      fib6.addKernel({
        type: "anycast",
        dst,
        prefixLength: 128,
        dev,
        priority: 0,
        table: TABLE_LOCAL,
      });
    else fib6.delKernel(dst, 128, dev, TABLE_LOCAL);
  }

  /** dev_forward_change. */
  forwardingChanged(dev: NetDevice): void {
    const on = dev.conf6.forwarding !== 0;
    if (dev.in6 !== null) {
      for (const group of ROUTERS) {
        if (!on) dev.multicast.leave6(group, dev.loopback);
        else {
          dev.multicast.join6(group, dev.loopback);
          if (dev.in6.ready && !dev.loopback && !group.startsWith("ff01:"))
            this.ns.stack.ipv6.joined(dev, group, 0);
        }
      }
    }
    for (const addr of dev.in6?.addrs ?? []) {
      if ((addr.flags & IFA_F.TENTATIVE) === 0) this.anycast(addr, on);
    }
  }

  /** Someone else has the address: it stays tentative for good. */
  dadFailed(dev: NetDevice, address: Ipv6Addr): void {
    const addr = dev.in6?.addrs.find(
      (one) => one.local === address && (one.flags & IFA_F.TENTATIVE) !== 0,
    );
    if (addr === undefined) return;
    addr.timer?.cancel();
    addr.timer = null;
    addr.flags |= IFA_F.DADFAILED;
    this.ns.host.log(
      `IPv6: ${dev.name}: IPv6 duplicate address ${address} used by another host detected!`,
    );
    this.announce(addr, false);
  }

  private leaveGroups(addr: Addr6): void {
    addr.dev.multicast.leave6(solicitedNode(addr.local), addr.dev.loopback);
  }

  private setLifetime(addr: Addr6, valid: number, preferred: number): void {
    const { now } = this.ns.host.sim.sched;
    addr.validUntil = valid >= 0xffffffff ? Infinity : now + valid * SECOND;
    addr.preferredUntil = preferred >= 0xffffffff ? Infinity : now + preferred * SECOND;
    if (addr.validUntil === Infinity) addr.flags |= IFA_F.PERMANENT;
    else addr.flags &= ~IFA_F.PERMANENT;
    if (preferred === 0) addr.flags |= IFA_F.DEPRECATED;
    if (addr.timer === null && addr.validUntil < Infinity) this.armLifetime(addr);
  }

  private armLifetime(addr: Addr6): void {
    const deprecated = (addr.flags & IFA_F.DEPRECATED) !== 0;
    const { sched } = this.ns.host.sim;
    const at = Math.min(addr.validUntil, deprecated ? Infinity : addr.preferredUntil);
    if (at === Infinity) return;
    addr.timer = sched.at(at, "ipv6 address lifetime", () => {
      addr.timer = null;
      if (addr.dev.gone || addr.dev.in6?.addrs.includes(addr) !== true) return;
      if (sched.now >= addr.validUntil) {
        this.delete(addr);
        return;
      }
      addr.flags |= IFA_F.DEPRECATED;
      this.announce(addr, false);
      this.armLifetime(addr);
    });
  }

  // ── dumps ──────────────────────────────────────────────────────────────────────────────────

  dump(addr: Addr6): AddrDump {
    const { now } = this.ns.host.sim.sched;
    const left = (until: number): number =>
      until === Infinity ? Infinity : Math.max(0, Math.ceil((until - now) / SECOND));
    return {
      family: 6,
      index: addr.dev.index,
      label: addr.dev.name,
      local: addr.local,
      address: addr.peer ?? addr.local,
      prefixLength: addr.prefixLength,
      broadcast: null,
      scope: addr.scope,
      flags: addr.flags,
      proto: addr.proto,
      metric: addr.metric,
      validLft: left(addr.validUntil),
      preferredLft: left(addr.preferredUntil),
    };
  }

  private announce(addr: Addr6, deleted: boolean): void {
    if (deleted) this.ns.netfilterIfAny?.nat.flushMasquerade(addr.dev, addr.local);
    this.ns.fib.changed();
    if (this.ns.watched)
      this.ns.notify({ type: "addr", deleted, message: this.dump(addr), dev: addr.dev.name });
  }
}

/** addrconf_link_ready. */
function linkReady(dev: NetDevice): boolean {
  return dev.up && dev.operUp && dev.qdisc !== "noop";
}

/** RFC 4291 2.7.1: ff02::1:ff + the low 24 bits. */
export function solicitedNode(address: Ipv6Addr): Ipv6Addr {
  const groups = parseIpv6Groups(address) as number[];
  return formatIpv6Groups([
    0xff02,
    0,
    0,
    0,
    0,
    1,
    0xff00 | ((groups[6] as number) & 0xff),
    groups[7] as number,
  ]);
}

export function isLinkLocal(address: Ipv6Addr): boolean {
  return /^fe[89ab]/.test(address);
}

/** RT_SCOPE_* of an address. */
export function scopeOf6(address: Ipv6Addr): number {
  if (address === LOOPBACK) return SCOPE_HOST;
  if (isLinkLocal(address)) return SCOPE_LINK;
  if (address.startsWith("ff")) {
    const scope = ((parseIpv6Groups(address) as number[])[0] as number) & 15;
    return scope === 1 ? SCOPE_HOST : scope === 2 ? SCOPE_LINK : SCOPE_UNIVERSE;
  }
  return /^fe[cdef]/.test(address) ? 200 : SCOPE_UNIVERSE;
}

function scopeRank(scope: number): number {
  return scope === SCOPE_UNIVERSE ? 3 : scope === 200 ? 2 : scope === SCOPE_LINK ? 1 : 0;
}

/** RFC 6724 rule 2, as far as three scopes go. */
function better(candidate: number, best: number, wanted: number): boolean {
  if (candidate === best) return false;
  return candidate === wanted
    ? true
    : best === wanted
      ? false
      : scopeRank(candidate) > scopeRank(best);
}

export function prefixOf(address: Ipv6Addr, length: number): Ipv6Addr {
  const groups = parseIpv6Groups(address) as number[];
  return formatIpv6Groups(
    groups.map((group, i) => {
      const keep = Math.min(16, Math.max(0, length - i * 16));
      return keep === 0 ? 0 : group & (0xffff << (16 - keep)) & 0xffff;
    }),
  );
}

/** __ipv6_isatap_ifid: fe80::[0200:]5efe:a.b.c.d, bit 0200 for global addresses; none for 0.0.0.0. */
function isatap(address: number): Ipv6Addr | null {
  if (address === 0) return null;
  const high = Math.floor(address / 65_536);
  const a = high >>> 8;
  const own =
    a === 0 || a === 10 || a === 127 || high === 0xa9fe || high === 0xc0a8 || high >>> 4 === 0xac1;
  return formatIpv6Groups([0xfe80, 0, 0, 0, own ? 0 : 0x200, 0x5efe, high, address % 65_536]);
}

/** Is the address of its subnet the other's, too? */
function sharesAnycast(one: Addr6, other: Addr6): boolean {
  return (
    one.prefixLength < 127 &&
    prefixOf(one.local, one.prefixLength) === prefixOf(other.local, other.prefixLength)
  );
}
