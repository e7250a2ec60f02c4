/** The configuration door of a namespace: every change by `ip`, by kubelet or by a lab is one of these calls. */
import type { Ipv4Addr, Ipv6Addr } from "../wire/addr.ts";
import { changeMdb, dumpMdb } from "./link/bridge-groups.ts";
import { delFdb, dumpFdb, newFdb } from "./link/bridge-configure.ts";
import { delVlan, dumpVlans, newVlan, setVlanState } from "./link/bridge-vlan.ts";
import { setAltnames } from "./link/altnames.ts";
import { delLink, newLink, setLink } from "./link/configure.ts";
import { dumpLink } from "./link/dump.ts";
import { addNeigh, delNeigh, dumpNeighs, getNeigh } from "./neigh/netlink.ts";
import type {
  AddrDump,
  AddrSpec,
  BridgeVlanDump,
  FdbDump,
  FdbSpec,
  LinkDump,
  MdbDump,
  MdbSpec,
  NeighDump,
  NeighMode,
  NeighSpec,
  Netlink,
  NetlinkAnswer,
  NetlinkError,
  NetlinkEvent,
  NewLink,
  NexthopDump,
  NexthopSpec,
  RouteDump,
  RouteGet,
  RouteMode,
  RouteSpec,
  RuleDump,
  RuleSpec,
  SetLink,
} from "./netlink-types.ts";
import type { NetNamespace } from "./netns.ts";
import { delRoute4, newRoute4 } from "./route/config.ts";
import { Nexthops } from "./route/nexthops.ts";
import { TABLE_LOCAL, TABLE_MAIN } from "./route/types.ts";
import { dump6, type Route6 } from "./route/fib6.ts";
import { cachedRoutes4, getRoute4, type RouteQuery } from "./route/get.ts";
import {
  delClass,
  delFilter,
  delQdisc,
  dumpClasses,
  dumpFilters,
  dumpQdiscs,
  newClass,
  newFilter,
  newQdisc,
} from "./sched/configure.ts";
import type {
  ClassDump,
  ClassSpec,
  FilterDump,
  FilterSpec,
  QdiscDump,
  QdiscMode,
  QdiscSpec,
} from "./sched/types.ts";

export class KernelNetlink implements Netlink {
  private readonly ns: NetNamespace;

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  /** Whatever was configured, nothing may go the way it went before without a look. */
  private changed(answer: NetlinkAnswer): NetlinkAnswer {
    this.ns.host.fast.changed();
    return answer;
  }

  // ── links ──────────────────────────────────────────────────────────────────────────────────

  links(): LinkDump[] {
    return this.ns.devicesByIndex().map(dumpLink);
  }
  link(name: string): LinkDump | null {
    const dev = this.ns.device(name);
    if (dev === null) return null;
    this.ns.host.linkwatch.sync(dev);
    return dumpLink(dev);
  }
  /** if_nametoindex: 0 when there is none. */
  linkIndex(name: string): number {
    const dev = this.ns.device(name);
    if (dev === null) return 0;
    this.ns.host.linkwatch.sync(dev);
    return dev.index;
  }
  linkByIndex(index: number): LinkDump | null {
    const dev = this.ns.devices.get(index);
    // By index one asks for a name: no reason to let linkwatch hurry.
    return dev === undefined ? null : dumpLink(dev);
  }
  newLink(spec: NewLink): NetlinkAnswer {
    return this.changed(newLink(this.ns, spec));
  }
  setLink(name: string, change: SetLink): NetlinkAnswer {
    return this.changed(setLink(this.ns, name, change));
  }
  linkProperty(name: string, altnames: readonly string[], remove: boolean): NetlinkAnswer {
    return this.changed(setAltnames(this.ns, name, altnames, remove));
  }
  delLink(name: string): NetlinkAnswer {
    return this.changed(delLink(this.ns, name));
  }

  // ── addresses ──────────────────────────────────────────────────────────────────────────────

  addrs(family?: 4 | 6): AddrDump[] {
    const { ns } = this;
    const out: AddrDump[] = [];
    const devices = ns.devicesByIndex();
    if (family !== 6)
      for (const dev of devices) for (const ifa of dev.in4) out.push(ns.inet.dump(ifa));
    if (family !== 4)
      for (const dev of devices)
        for (const addr of dev.in6?.addrs ?? []) out.push(ns.inet6.dump(addr));
    return out;
  }
  newAddr(spec: AddrSpec, mode: "add" | "replace" | "change"): NetlinkAnswer {
    const dev = this.ns.device(spec.dev);
    if (dev === null) return { errno: "ENODEV" };
    return this.changed(
      spec.family === 4 ? this.ns.inet.add(dev, spec, mode) : this.ns.inet6.add(dev, spec, mode),
    );
  }
  delAddr(spec: AddrSpec): NetlinkAnswer {
    const dev = this.ns.device(spec.dev);
    if (dev === null) return { errno: "ENODEV" };
    return this.changed(
      spec.family === 4 ? this.ns.inet.remove(dev, spec) : this.ns.inet6.remove(dev, spec),
    );
  }

  // ── routes and rules ───────────────────────────────────────────────────────────────────────

  routes(family: 4 | 6): RouteDump[] {
    const { fib, fib6 } = this.ns;
    if (family === 6) return fib6.dump();
    return fib.tablesInOrder().flatMap((table) => table.all().map((route) => fib.dump(route)));
  }
  newRoute(spec: RouteSpec, mode: RouteMode): NetlinkAnswer {
    return this.changed(
      spec.family === 4 ? newRoute4(this.ns, spec, mode) : this.ns.fib6.add(spec, mode),
    );
  }
  delRoute(spec: RouteSpec): NetlinkAnswer {
    return this.changed(spec.family === 4 ? delRoute4(this.ns, spec) : this.ns.fib6.del(spec));
  }
  nexthops(): NexthopDump[] {
    return this.ns.nexthops?.dump() ?? [];
  }
  newNexthop(spec: NexthopSpec, replace: boolean): NetlinkAnswer {
    this.ns.nexthops ??= new Nexthops(this.ns);
    return this.changed(this.ns.nexthops.add(spec, replace));
  }
  delNexthop(id: number): NetlinkAnswer {
    this.ns.nexthops ??= new Nexthops(this.ns);
    return this.changed(this.ns.nexthops.remove(id));
  }
  getRoute(query: RouteQuery & { dst: Ipv4Addr }): RouteGet | NetlinkError {
    return getRoute4(this.ns, query);
  }
  getRoute6(query: {
    dst: Ipv6Addr;
    src?: Ipv6Addr;
    oif?: string;
    fibmatch?: boolean;
  }): RouteGet | NetlinkError {
    const { ns } = this;
    const oif = query.oif === undefined ? null : ns.device(query.oif);
    if (query.oif !== undefined && oif === null) return { errno: "ENODEV" };
    const found = ns.fib6.lookup(query.dst, oif);
    if ("errno" in found) return found;
    const local = found.type === "local";
    const src = found.prefsrc ?? ns.inet6.selectSource(query.dst, found.dev);
    const flags = { mark: 0, iif: 0, uid: 0, cacheFlags: [], expires: null };
    const learnt = local ? null : ns.stack.ipv6.pathMtu.find(query.dst);
    if (query.fibmatch === true) return { ...dump6(found), requestedSrc: null, ...flags };
    return {
      ...exceptional6(local ? { ...found, dev: ns.lo } : found, learnt),
      dst: query.dst,
      prefixLength: 128,
      prefsrc: src,
      requestedSrc: query.src ?? null,
      ...flags,
      expires: learnt?.expiresSeconds ?? null,
    };
  }
  /** A table exists once it had a route; IPv6's main and local always do. */
  hasTable(family: 4 | 6, table: number): boolean {
    if (family === 4) return this.ns.fib.tables.has(table);
    return table === TABLE_MAIN || table === TABLE_LOCAL || this.ns.fib6.tablesSeen.has(table);
  }
  cachedRoutes(): RouteGet[] {
    return cachedRoutes4(this.ns);
  }

  cachedRoutes6(): RouteGet[] {
    const out: RouteGet[] = [];
    for (const [dst, learnt] of this.ns.stack.ipv6.pathMtu.all()) {
      const found = this.ns.fib6.lookup(dst, null);
      if ("errno" in found) continue;
      out.push({
        ...exceptional6(found, learnt),
        dst,
        prefixLength: 128,
        requestedSrc: null,
        mark: 0,
        iif: 0,
        uid: -1,
        cacheFlags: [],
        expires: learnt.expiresSeconds,
      });
    }
    return out;
  }

  flushRouteCache(family: 0 | 4 | 6): void {
    if (family !== 4) this.ns.stack.ipv6.pathMtu.flush();
    if (family === 6) return;
    this.ns.stack.routes.flush();
    this.ns.fib.changed();
  }
  rules(family: 4 | 6): RuleDump[] {
    const list = family === 4 ? this.ns.fib.rules : this.ns.fib6.rules;
    return list.rules.map((rule) => list.dump(rule));
  }
  newRule(spec: RuleSpec): NetlinkAnswer {
    return this.changed((spec.family === 4 ? this.ns.fib.rules : this.ns.fib6.rules).add(spec));
  }
  delRule(spec: RuleSpec): NetlinkAnswer {
    return this.changed((spec.family === 4 ? this.ns.fib.rules : this.ns.fib6.rules).del(spec));
  }

  // ── neighbours ─────────────────────────────────────────────────────────────────────────────

  neighs(family?: 4 | 6): NeighDump[] {
    return dumpNeighs(this.ns, family);
  }
  newNeigh(spec: NeighSpec, mode: NeighMode): NetlinkAnswer {
    return this.changed(addNeigh(this.ns, spec, mode));
  }
  delNeigh(spec: NeighSpec): NetlinkAnswer {
    return this.changed(delNeigh(this.ns, spec));
  }
  getNeigh(spec: NeighSpec): NeighDump | NetlinkError {
    return getNeigh(this.ns, spec);
  }

  // ── bridges ────────────────────────────────────────────────────────────────────────────────

  fdb(filter?: { br?: string; dev?: string }): FdbDump[] {
    return dumpFdb(this.ns, filter);
  }
  newFdb(spec: FdbSpec, mode: "add" | "append" | "replace"): NetlinkAnswer {
    return this.changed(newFdb(this.ns, spec, mode));
  }
  delFdb(spec: FdbSpec): NetlinkAnswer {
    return this.changed(delFdb(this.ns, spec));
  }
  bridgeVlans(): BridgeVlanDump[] {
    return dumpVlans(this.ns);
  }
  newBridgeVlan(
    dev: string,
    vid: number,
    flags: { pvid?: boolean; untagged?: boolean; self?: boolean },
  ): NetlinkAnswer {
    return this.changed(newVlan(this.ns, dev, vid, flags));
  }
  delBridgeVlan(dev: string, vid: number): NetlinkAnswer {
    return this.changed(delVlan(this.ns, dev, vid));
  }
  setBridgeVlan(dev: string, vid: number, state: number): NetlinkAnswer {
    return this.changed(setVlanState(this.ns, dev, vid, state));
  }

  mdb(): { groups: MdbDump[]; routers: [number, number[]][] } {
    return dumpMdb(this.ns);
  }
  changeMdb(spec: MdbSpec, adding: boolean): NetlinkAnswer {
    return this.changed(changeMdb(this.ns, spec, adding));
  }

  // ── traffic control ────────────────────────────────────────────────────────────────────────

  qdiscs(): QdiscDump[] {
    return dumpQdiscs(this.ns);
  }
  newQdisc(spec: QdiscSpec, mode: QdiscMode): NetlinkAnswer {
    return this.changed(newQdisc(this.ns, spec, mode));
  }
  delQdisc(spec: QdiscSpec): NetlinkAnswer {
    return this.changed(delQdisc(this.ns, spec));
  }
  tclasses(dev: string): ClassDump[] {
    return dumpClasses(this.ns, dev);
  }
  newTclass(spec: ClassSpec, mode: "add" | "change" | "replace"): NetlinkAnswer {
    return this.changed(newClass(this.ns, spec, mode));
  }
  delTclass(dev: string, handle: number): NetlinkAnswer {
    return this.changed(delClass(this.ns, dev, handle));
  }
  tfilters(dev: string, parent: number): FilterDump[] {
    return dumpFilters(this.ns, dev, parent);
  }
  newTfilter(spec: FilterSpec): NetlinkAnswer {
    return this.changed(newFilter(this.ns, spec));
  }
  delTfilter(dev: string, parent: number, prio: number): NetlinkAnswer {
    return this.changed(delFilter(this.ns, dev, parent, prio));
  }

  // ── namespaces ─────────────────────────────────────────────────────────────────────────────

  nsidOf(other: NetNamespace): number | null {
    return this.ns.nsids.get(other.inode) ?? null;
  }
  netnsOf(nsid: number): NetNamespace | null {
    for (const [inode, id] of this.ns.nsids) {
      if (id === nsid) return this.ns.host.namespaces.get(inode) ?? null;
    }
    return null;
  }
  setNsid(other: NetNamespace, nsid: number | null): NetlinkAnswer {
    const { nsids } = this.ns;
    if (nsids.has(other.inode))
      return { errno: "EEXIST", extack: "Peer netns already has a nsid assigned" };
    if (nsid === null) {
      this.ns.nsidOf(other);
      return null;
    }
    if ([...nsids.values()].includes(nsid))
      return { errno: "EEXIST", extack: "The specified nsid is already used" };
    nsids.set(other.inode, nsid);
    this.ns.notify({ type: "nsid", deleted: false, nsid, name: other.name });
    return null;
  }

  subscribe(observer: (event: NetlinkEvent) => void): () => void {
    return this.ns.subscribe(observer);
  }
}

/** A cached copy of a route: without its protocol, with what was learnt. */
function exceptional6(route: Route6, learnt: { readonly mtu: number } | null): RouteDump {
  const dumped = dump6(route);
  return learnt === null
    ? dumped
    : { ...dumped, protocol: 3, metrics: { ...dumped.metrics, mtu: learnt.mtu } };
}
