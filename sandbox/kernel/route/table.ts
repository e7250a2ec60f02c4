/**
 * One routing table: aliases by prefix, as net/ipv4/fib_trie.c keeps them. A few prefixes are a list, which is
 * what 10,000 namespaces can afford; many are a tree.
 */
import { type Ipv4Addr, maskOf } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type { RouteMetrics } from "../netlink-types.ts";
import { type FibInfo, FibInfos, sameInfo } from "./infos.ts";
import { PrefixTree } from "./prefix-tree.ts";
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
  /** Shared by all routes of the table with an equal fib_info: {@link FibTable.share}. */
  nexthops: readonly FibNexthop[];
  /** The next hop object that it names; 0: none. */
  readonly nhid: number;
  readonly metrics: RouteMetrics;
  /** All next hops are dead: about to be flushed. */
  dead: boolean;
  /** The next alias of its prefix; the table's. */
  next: FibRoute | null;
  /** When it came, by the namespace's count: /proc/net/fib_trie depends on it. */
  born: number;
}

/** For routes without any. */
export const NO_METRICS: RouteMetrics = {};

/** Above so many prefixes the list becomes a tree. */
const FEW = 48;
const NONE: readonly FibRoute[] = [];

export class FibTable {
  readonly id: number;
  /** Of each prefix the first alias (higher tos first, then lower metric, then insertion); longer prefixes first. */
  private few: readonly FibRoute[] = NONE;
  private many: PrefixTree<FibRoute> | null = null;
  private infos: FibInfos | null = null;
  private readonly births: { next: number };
  size = 0;

  constructor(id: number, births: { next: number } = { next: 0 }) {
    this.id = id;
    this.births = births;
  }

  /** The aliases of a prefix in order; null: there is none. */
  aliases(dst: number, prefixLength: number): FibRoute[] | null {
    const head = this.head(dst, prefixLength);
    return head === null ? null : [...chain(head)];
  }

  private head(dst: number, prefixLength: number): FibRoute | null {
    if (this.many !== null) return this.many.get(dst, prefixLength);
    for (const head of this.few)
      if (head.dst === dst && head.prefixLength === prefixLength) return head;
    return null;
  }

  /** The first alias of the longest prefix that holds an address, of those shorter than `below`. */
  longest(dst: number, below = 33): FibRoute | null {
    if (this.many !== null) return this.many.longest(dst, below);
    const { few } = this;
    for (let i = 0; i < few.length; i++) {
      const head = few[i] as FibRoute;
      if (((dst ^ head.dst) & maskOf(head.prefixLength)) === 0 && head.prefixLength < below)
        return head;
    }
    return null;
  }

  /** The same for a plain look-up, when that prefix has one route, to one next hop; null: ask {@link longest}. */
  infoFor(dst: number): FibInfo | null {
    const number = this.many === null ? 0 : this.many.longestTag(dst);
    return number === 0 ? null : (this.infos as FibInfos).get(number);
  }

  /** A new route takes over the next hops of an equal one. */
  share(route: FibRoute): void {
    if (this.infos !== null) {
      route.nexthops = this.infos.find(route)?.route.nexthops ?? route.nexthops;
      return;
    }
    for (const head of this.few)
      for (let one: FibRoute | null = head; one !== null; one = one.next)
        if (sameInfo(one, route)) {
          route.nexthops = one.nexthops;
          return;
        }
  }

  /** Insert as alias number `at` of its prefix. */
  insertAt(route: FibRoute, at: number): void {
    this.size++;
    route.born = this.births.next++;
    this.infos?.add(route);
    let before = this.head(route.dst, route.prefixLength);
    if (before === null || at === 0) {
      route.next = before;
      this.setHead(before, route);
      return;
    }
    const head = before;
    for (let i = 1; i < at && before.next !== null; i++) before = before.next;
    route.next = before.next;
    before.next = route;
    this.many?.set(head, 0);
  }

  remove(route: FibRoute): void {
    const head = this.head(route.dst, route.prefixLength);
    let before: FibRoute | null = null;
    for (let one = head; one !== route; one = one.next) {
      if (one === null) return;
      before = one;
    }
    this.size--;
    if (before === null) this.setHead(route, route.next);
    else {
      before.next = route.next;
      this.many?.set(head as FibRoute, this.tagOf(head as FibRoute));
    }
    this.infos?.remove(route);
    if (this.many?.size === 0) {
      this.many = null;
      this.infos = null;
    }
  }

  /** One of the two may be null: a prefix comes or goes. */
  private setHead(old: FibRoute | null, now: FibRoute | null): void {
    if (this.many !== null) {
      if (now !== null) this.many.set(now, this.tagOf(now));
      else if (old !== null) this.many.delete(old.dst, old.prefixLength);
      return;
    }
    const kept = old === null ? this.few : this.few.filter((one) => one !== old);
    if (now === null) {
      this.few = kept;
      return;
    }
    const shorter = kept.findIndex((one) => one.prefixLength < now.prefixLength);
    const at = shorter < 0 ? kept.length : shorter;
    this.few = kept.length === 0 ? [now] : [...kept.slice(0, at), now, ...kept.slice(at)];
    if (this.few.length <= FEW) return;
    this.infos = new FibInfos();
    this.each((route) => this.infos?.add(route));
    const many = new PrefixTree<FibRoute>();
    for (const head of this.few) many.set(head, this.tagOf(head));
    this.many = many;
    this.few = NONE;
  }

  /** The number of its info, for a prefix that {@link infoFor} may answer for. */
  private tagOf(head: FibRoute): number {
    if (head.next !== null || head.tos !== 0 || head.type !== "unicast") return 0;
    return head.nexthops.length === 1 ? (this.infos as FibInfos).of(head).number : 0;
  }

  /** All routes, in no particular order. */
  each(act: (route: FibRoute) => void): void {
    for (const head of this.many ?? this.few)
      for (let route: FibRoute | null = head; route !== null; route = route.next) act(route);
  }

  /** All routes in dump order: prefix value, then longer prefix first, then alias order. */
  all(): FibRoute[] {
    return [...(this.many ?? this.few)]
      .sort((a, b) => (a.dst >>> 0) - (b.dst >>> 0) || b.prefixLength - a.prefixLength)
      .flatMap((head) => [...chain(head)]);
  }
}

function* chain(head: FibRoute): Generator<FibRoute, void, void> {
  for (let route: FibRoute | null = head; route !== null; route = route.next) yield route;
}
