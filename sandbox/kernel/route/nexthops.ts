/**
 * Next hops as objects of their own, which routes name by number. net/ipv4/nexthop.c.
 * Left out: resilient groups, fdb and encap next hops, IPv6 routes that name one, and telling `ip monitor` of them.
 */
import type { Ipv4Addr, Ipv6Addr } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type { NetlinkAnswer, NetlinkError, NexthopDump, NexthopSpec } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { directHop, viaGateway } from "./config.ts";
import type { FibNexthop, FibRoute, FibTable } from "./table.ts";
import { SCOPE_HOST, SCOPE_LINK, SCOPE_UNIVERSE, TABLE_MAIN } from "./types.ts";

interface Nexthop {
  readonly id: number;
  readonly protocol: number;
  readonly family: 4 | 6;
  /** Of a group, in order; null: no group. */
  group: readonly { readonly id: number; readonly weight: number }[] | null;
  readonly blackhole: boolean;
  /** null: a group, a blackhole, or one of IPv6. */
  readonly hop: FibNexthop | null;
  readonly dev: NetDevice | null;
  readonly gateway: Ipv4Addr | Ipv6Addr | null;
  readonly onlink: boolean;
}

export class Nexthops {
  private readonly ns: NetNamespace;
  private readonly byId = new Map<number, Nexthop>();
  private lastId = 0;

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  add(spec: NexthopSpec, replace: boolean): NetlinkAnswer {
    let { id } = spec;
    if (id === 0) {
      do id = ++this.lastId;
      while (this.byId.has(id));
    }
    const made = spec.group === undefined ? this.single(spec, id) : this.group(spec, id);
    if ("errno" in made) return made;
    const old = this.byId.get(id);
    if (old !== undefined) {
      if (!replace) return { errno: "EEXIST" };
      const refused = this.mayReplace(old, made);
      if (refused !== null) return refused;
    }
    this.byId.set(id, made);
    if (old !== undefined) {
      this.rebuild(id);
      for (const one of this.byId.values())
        if (one.group?.some((member) => member.id === id) === true) this.rebuild(one.id);
    }
    return null;
  }

  remove(id: number): NetlinkAnswer {
    if (id === 0) return { errno: "EINVAL", extack: "Nexthop id is missing" };
    const one = this.byId.get(id);
    if (one === undefined) return { errno: "ENOENT" };
    this.byId.delete(id);
    this.flushRoutes(id);
    for (const other of [...this.byId.values()]) {
      if (other.group?.some((member) => member.id === id) !== true) continue;
      other.group = other.group.filter((member) => member.id !== id);
      if (other.group.length === 0) this.remove(other.id);
      else this.rebuild(other.id);
    }
    return null;
  }

  /** nh_netdev_event: a device went down, lost its carrier or is gone. */
  deviceDown(dev: NetDevice): void {
    for (const one of [...this.byId.values()]) if (one.dev === dev) this.remove(one.id);
  }

  /** What a route that names it gets; an errno: it cannot. */
  resolve(id: number): { hops: FibNexthop[]; blackhole: boolean } | NetlinkError {
    const one = this.byId.get(id);
    if (one === undefined) return { errno: "EINVAL", extack: "Nexthop id does not exist" };
    if (one.blackhole) return { hops: [], blackhole: true };
    const hops: FibNexthop[] = [];
    for (const member of one.group ?? [{ id, weight: 1 }]) {
      const found = this.byId.get(member.id);
      if (found?.blackhole === true) return { hops: [], blackhole: true };
      if (found?.hop == null)
        return {
          errno: "EINVAL",
          extack: "IPv4 routes can not use an IPv6 nexthop here: not simulated by Underlay",
        };
      const { hop } = found;
      hops.push({ ...hop, weight: member.weight, linkdown: hop.dev?.carrier !== true });
    }
    return { hops, blackhole: false };
  }

  dump(): NexthopDump[] {
    return [...this.byId.values()].sort((a, b) => a.id - b.id).map(dumpNexthop);
  }

  private single(spec: NexthopSpec, id: number): Nexthop | NetlinkError {
    const plain = { id, protocol: spec.protocol, group: null, onlink: spec.onlink === true };
    const gateway = spec.gateway ?? null;
    if (spec.blackhole === true)
      return { ...plain, family: 4, blackhole: true, hop: null, dev: null, gateway: null };
    if (gateway === null && spec.dev === undefined)
      return { errno: "EINVAL", extack: "Invalid address family" };
    if (spec.dev === undefined) {
      const extack = "Device attribute required for non-blackhole and non-fdb nexthops";
      return { errno: "EINVAL", extack };
    }
    const dev = this.ns.device(spec.dev);
    if (dev === null) return { errno: "ENODEV" };
    if (!dev.up) return { errno: "ENETDOWN", extack: "Nexthop device is not up" };
    if (!dev.carrier) return { errno: "ENETDOWN", extack: "Carrier for nexthop device is down" };
    if (typeof gateway === "string")
      return { ...plain, family: 6, blackhole: false, hop: null, dev, gateway };
    const hop =
      gateway === null
        ? directHop(dev)
        : viaGateway(this.ns, {
            dev,
            gateway,
            onlink: spec.onlink === true,
            scope: SCOPE_UNIVERSE,
            table: TABLE_MAIN,
          });
    if ("errno" in hop) return hop;
    return { ...plain, family: 4, blackhole: false, hop, dev, gateway };
  }

  private group(spec: NexthopSpec, id: number): Nexthop | NetlinkError {
    const group = spec.group ?? [];
    const seen = new Set<number>();
    for (const member of group) {
      if (seen.has(member.id))
        return { errno: "EINVAL", extack: "Nexthop id can not be used twice in a group" };
      seen.add(member.id);
    }
    for (const member of group) {
      const one = this.byId.get(member.id);
      if (one === undefined) return { errno: "EINVAL", extack: "Invalid nexthop id" };
      if (one.group !== null) {
        const extack = "Hash-threshold group can not be a nexthop within a group";
        return { errno: "EINVAL", extack };
      }
      if (one.blackhole && group.length > 1) {
        const extack = "Blackhole nexthop can not be used in a group with more than 1 path";
        return { errno: "EINVAL", extack };
      }
    }
    const { protocol } = spec;
    const plain = { hop: null, dev: null, gateway: null, onlink: false };
    return { ...plain, id, protocol, family: 4, group, blackhole: false };
  }

  private mayReplace(old: Nexthop, made: Nexthop): NetlinkAnswer {
    if (old.group === null && made.group !== null)
      return { errno: "EINVAL", extack: "Can not replace a nexthop with a nexthop group" };
    if (old.group !== null && made.group === null)
      return { errno: "EINVAL", extack: "Can not replace a nexthop group with a nexthop" };
    if (!made.blackhole) return null;
    for (const one of this.byId.values()) {
      if (one.group === null || one.group.length < 2) continue;
      if (!one.group.some((member) => member.id === old.id)) continue;
      const extack = "Blackhole nexthop can not be a member of a group with more than one path";
      return { errno: "EINVAL", extack };
    }
    return null;
  }

  private *users(id: number): Generator<[FibTable, FibRoute]> {
    for (const table of this.ns.fib.tables.values())
      for (const route of table.all()) if (route.nhid === id) yield [table, route];
  }

  private flushRoutes(id: number): void {
    for (const [table, route] of this.users(id)) table.remove(route);
    this.ns.fib.changed();
  }

  /** Its routes go the new way. */
  private rebuild(id: number): void {
    const way = this.resolve(id);
    if ("errno" in way) return;
    for (const [table, route] of this.users(id)) {
      const at = (table.aliases(route.dst, route.prefixLength) ?? []).indexOf(route);
      table.remove(route);
      const changed: FibRoute = { ...route, nexthops: way.hops, dead: false, next: null };
      table.share(changed);
      table.insertAt(changed, at);
      this.ns.fib.announce(changed, false);
    }
    this.ns.fib.changed();
  }
}

function dumpNexthop(one: Nexthop): NexthopDump {
  const { id, protocol, group, blackhole, gateway, onlink } = one;
  const scope =
    blackhole || group !== null
      ? SCOPE_UNIVERSE
      : (one.hop?.scope ?? (gateway === null ? SCOPE_HOST : SCOPE_LINK));
  const index = one.dev?.index ?? 0;
  const family = group === null ? one.family : 0;
  return { id, protocol, family, group, blackhole, gateway, onlink, scope, dev: index };
}
