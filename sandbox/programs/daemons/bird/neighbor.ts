/**
 * The neighbour cache: hosts that are directly connected, and those that a protocol waits for.
 * BIRD: nest/neighbor.c.
 */
import type { Ipv4Addr } from "../../../wire/addr.ts";
import { hostScope, inNet } from "./address.ts";
import { IF, type Ifa, type Iface, type Neighbor, type Proto, SCOPE } from "./types.ts";

class Neigh implements Neighbor {
  readonly addr: Ipv4Addr;
  readonly proto: Proto;
  readonly sticky: boolean;
  readonly bound: boolean;
  iface: Iface | null = null;
  ifa: Ifa | null = null;
  scope = -1;
  data: unknown = null;

  constructor(addr: Ipv4Addr, proto: Proto, sticky: boolean, bound: boolean) {
    this.addr = addr;
    this.proto = proto;
    this.sticky = sticky;
    this.bound = bound;
  }
}

/** if_connected(): the scope of `addr` on this interface, and by which address; null: not there. */
export function connected(addr: number, iface: Iface): { scope: number; ifa: Ifa } | null {
  if ((iface.flags & IF.UP) === 0) return null;
  for (const ifa of iface.addrs) {
    if (addr === ifa.ip) return { scope: SCOPE.HOST, ifa };
    if (ifa.flags.peer) {
      if (addr === ifa.opposite) return { scope: ifa.scope, ifa };
    } else if (inNet(addr, ifa.prefix, ifa.length)) {
      if (ifa.length < 31 && (addr === ifa.prefix || addr === ifa.broadcast)) return null;
      return { scope: ifa.scope, ifa };
    }
  }
  return null;
}

export class Neighbors {
  /** By address; several protocols may know one host. */
  private readonly known = new Map<number, Neigh[]>();
  private readonly interfaces: () => readonly Iface[];

  constructor(interfaces: () => readonly Iface[]) {
    this.interfaces = interfaces;
  }

  find(proto: Proto, addr: Ipv4Addr, sticky: boolean, iface: Iface | null): Neighbor | null {
    const list = this.known.get(addr);
    if (list !== undefined)
      for (const one of list)
        if (one.proto === proto && (iface === null || iface === one.iface)) return one;
    const scope = hostScope(addr);
    if (scope === null || scope === SCOPE.HOST) return null;
    const made = new Neigh(addr, proto, sticky, iface !== null);
    if (iface !== null) made.iface = iface;
    const found = this.locate(made);
    if (found === null && !sticky) return null;
    if (found !== null) this.place(made, found.iface, found);
    if (list === undefined) this.known.set(addr, [made]);
    else list.push(made);
    return made;
  }

  private locate(n: Neigh): { iface: Iface; scope: number; ifa: Ifa } | null {
    for (const iface of n.bound && n.iface !== null ? [n.iface] : this.interfaces()) {
      const found = connected(n.addr, iface);
      if (found !== null) return { iface, ...found };
    }
    return null;
  }

  private place(n: Neigh, iface: Iface, found: { scope: number; ifa: Ifa }): void {
    n.iface = iface;
    n.ifa = found.ifa;
    n.scope = found.scope;
  }

  private tell(n: Neigh): void {
    n.proto.instance.neighNotify?.(n);
  }

  private *all(): Iterable<Neigh> {
    for (const list of [...this.known.values()]) yield* [...list];
  }

  /** Those that waited for an interface like this. */
  up(iface: Iface): void {
    for (const n of this.all()) {
      if (n.scope >= 0 || (n.bound && n.iface !== iface)) continue;
      const found = connected(n.addr, iface);
      if (found === null) continue;
      this.place(n, iface, found);
      this.tell(n);
    }
  }

  down(iface: Iface): void {
    for (const n of this.all()) if (n.iface === iface && n.scope >= 0) this.lose(n);
  }

  link(iface: Iface): void {
    for (const n of this.all()) if (n.iface === iface && n.scope >= 0) this.tell(n);
  }

  /** An address of an interface that is up came or went. */
  address(ifa: Ifa): void {
    for (const n of this.all()) {
      if (n.iface !== ifa.iface || n.scope < 0) continue;
      const found = connected(n.addr, ifa.iface);
      if (found === null || found.scope !== n.scope) this.lose(n);
      else n.ifa = found.ifa;
    }
    this.up(ifa.iface);
  }

  private lose(n: Neigh): void {
    if (!n.bound) n.iface = null;
    n.ifa = null;
    n.scope = -1;
    this.tell(n);
    if (!n.sticky) {
      this.forget(n);
      return;
    }
    const found = this.locate(n);
    if (found === null || n.scope >= 0) return;
    this.place(n, found.iface, found);
    this.tell(n);
  }

  private forget(n: Neigh): void {
    const list = this.known.get(n.addr);
    if (list === undefined) return;
    const at = list.indexOf(n);
    if (at >= 0) list.splice(at, 1);
    if (list.length === 0) this.known.delete(n.addr);
  }

  /** neigh_prune(): those of a protocol that went down. */
  prune(proto: Proto): void {
    for (const n of this.all()) if (n.proto === proto) this.forget(n);
  }
}
