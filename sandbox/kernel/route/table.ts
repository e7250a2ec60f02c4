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
  /** Per prefix length: prefix -> aliases, higher tos first, then lower metric, then insertion. */
  readonly byLength: (Map<number, FibRoute[]> | null)[] = new Array<Map<number, FibRoute[]> | null>(33).fill(null);
  /** Lengths in use, longest first. */
  lengths: number[] = [];
  size = 0;

  constructor(id: number) {
    this.id = id;
  }

  aliases(dst: number, prefixLength: number): FibRoute[] | null {
    return this.byLength[prefixLength]?.get(dst) ?? null;
  }

  /** Insert before the first alias that `stays` refuses to precede; the caller chose `at`. */
  insertAt(route: FibRoute, at: number): void {
    let map = this.byLength[route.prefixLength];
    if (map === null || map === undefined) {
      map = new Map();
      this.byLength[route.prefixLength] = map;
      this.lengths = [...this.lengths, route.prefixLength].sort((a, b) => b - a);
    }
    const list = map.get(route.dst);
    if (list === undefined) map.set(route.dst, [route]);
    else list.splice(at, 0, route);
    this.size++;
  }

  remove(route: FibRoute): void {
    const map = this.byLength[route.prefixLength];
    const list = map?.get(route.dst);
    const at = list?.indexOf(route) ?? -1;
    if (map === null || map === undefined || list === undefined || at < 0) return;
    list.splice(at, 1);
    this.size--;
    if (list.length > 0) return;
    map.delete(route.dst);
    if (map.size > 0) return;
    this.byLength[route.prefixLength] = null;
    this.lengths = this.lengths.filter((length) => length !== route.prefixLength);
  }

  /** All routes in dump order: prefix value, then longer prefix first, then alias order. */
  all(): FibRoute[] {
    const keys: { dst: number; length: number; list: FibRoute[] }[] = [];
    for (const length of this.lengths) {
      for (const [dst, list] of this.byLength[length] ?? []) keys.push({ dst: dst >>> 0, length, list });
    }
    keys.sort((a, b) => a.dst - b.dst || b.length - a.length);
    return keys.flatMap((key) => key.list);
  }

  /** Longest match whose alias list `accept` likes. */
  lookup<T>(dst: number, accept: (route: FibRoute) => T | null): T | null {
    for (const length of this.lengths) {
      const list = (this.byLength[length] as Map<number, FibRoute[]>).get(dst & maskOf(length));
      if (list === undefined) continue;
      for (const route of list) {
        const got = accept(route);
        if (got !== null) return got;
      }
    }
    return null;
  }
}
