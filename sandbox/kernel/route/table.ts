/**
 * One routing table: aliases by prefix, as net/ipv4/fib_trie.c keeps them. A map per prefix length
 * and the list of lengths in use: at most 33 look-ups, two or three in practice.
 */
import { type Ipv4Addr, maskOf } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type { RouteMetrics } from "../netlink-types.ts";
import type { RouteType } from "./types.ts";

/** struct fib_nh. */
export interface FibNexthop {
  /** null only for types without a way out (blackhole, ...). */
  readonly dev: NetDevice | null;
  readonly gateway: Ipv4Addr;
  readonly weight: number;
  readonly onlink: boolean;
  /** RT_SCOPE_* of what it takes to reach the next hop. */
  readonly scope: number;
  dead: boolean;
  linkdown: boolean;
  /** fib_rebalance: its share of the hash, as of the last event; 0 for one that is out. */
  share?: number;
}

/** struct fib_alias with its fib_info. */
export interface FibRoute {
  readonly table: number;
  readonly type: RouteType;
  readonly dst: Ipv4Addr;
  readonly prefixLength: number;
  readonly tos: number;
  readonly priority: number;
  readonly scope: number;
  readonly protocol: number;
  /** 0: none. */
  readonly prefsrc: Ipv4Addr;
  readonly nexthops: readonly FibNexthop[];
  readonly metrics: RouteMetrics;
  /** All next hops are dead: about to be flushed. */
  dead: boolean;
}

export class FibTable {
  readonly id: number;
  /** Lengths in use, longest first. */
  readonly lengths: number[] = [];
  /** For each of them: prefix -> aliases, higher tos first, then lower metric, then insertion. */
  readonly maps: Map<number, FibRoute[]>[] = [];
  /** When each route came, by the namespace's count: /proc/net/fib_trie depends on it. */
  readonly born = new Map<FibRoute, number>();
  private readonly births: { next: number };

  constructor(id: number, births: { next: number }) {
    this.id = id;
    this.births = births;
  }

  get size(): number {
    return this.born.size;
  }

  aliases(dst: number, prefixLength: number): FibRoute[] | null {
    return this.maps[this.lengths.indexOf(prefixLength)]?.get(dst) ?? null;
  }

  /** Insert before the first alias that `stays` refuses to precede; the caller chose `at`. */
  insertAt(route: FibRoute, at: number): void {
    const length = route.prefixLength;
    let map = this.maps[this.lengths.indexOf(length)];
    if (map === undefined) {
      map = new Map<number, FibRoute[]>();
      const shorter = this.lengths.findIndex((one) => one < length);
      const place = shorter < 0 ? this.lengths.length : shorter;
      this.lengths.splice(place, 0, length);
      this.maps.splice(place, 0, map);
    }
    const list = map.get(route.dst);
    if (list === undefined) map.set(route.dst, [route]);
    else list.splice(at, 0, route);
    this.born.set(route, this.births.next++);
  }

  remove(route: FibRoute): void {
    const place = this.lengths.indexOf(route.prefixLength);
    const map = this.maps[place];
    const list = map?.get(route.dst);
    const at = list?.indexOf(route) ?? -1;
    if (map === undefined || list === undefined || at < 0) return;
    list.splice(at, 1);
    this.born.delete(route);
    if (list.length > 0) return;
    map.delete(route.dst);
    if (map.size > 0) return;
    this.lengths.splice(place, 1);
    this.maps.splice(place, 1);
  }

  /** All routes in dump order: prefix value, then longer prefix first, then alias order. */
  all(): FibRoute[] {
    const keys: { dst: number; length: number; list: FibRoute[] }[] = [];
    for (const [i, length] of this.lengths.entries()) {
      for (const [dst, list] of this.maps[i] ?? []) keys.push({ dst: dst >>> 0, length, list });
    }
    keys.sort((a, b) => a.dst - b.dst || b.length - a.length);
    return keys.flatMap((key) => key.list);
  }

  /** Longest match whose alias list `accept` likes. */
  lookup<T>(dst: number, accept: (route: FibRoute) => T | null): T | null {
    for (const [i, length] of this.lengths.entries()) {
      const list = (this.maps[i] as Map<number, FibRoute[]>).get(dst & maskOf(length));
      if (list === undefined) continue;
      for (const route of list) {
        const got = accept(route);
        if (got !== null) return got;
      }
    }
    return null;
  }
}
