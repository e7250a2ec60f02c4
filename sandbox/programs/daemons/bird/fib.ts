/**
 * The table of networks: a hash table whose order is what `show route` lists. BIRD: nest/rt-fib.c.
 * The order is by 16-bit hash, then by order of entry (chains are sorted by `uid`), whatever the size is; BIRD 2's by its own
 * 32-bit hash.
 */
import type { Ipv4Addr } from "../../../wire/addr.ts";
import { maskOf } from "../../../wire/addr.ts";
import type { Net, Rte } from "./types.ts";

/** Hash tables begin with 2^10 chains and grow four times when there are more than twice as many networks. */
const ORDER_START = 10;
const ORDER_MAX = 16;
const GROW_ABOVE = 2;

export class FibNet implements Net {
  readonly address: Ipv4Addr;
  readonly length: number;
  routes: Rte | null = null;
  /** Kernel syncer's flags: KRF_* of kernel.ts. */
  flags = 0;
  /** Hash in the upper half: the chain's order. */
  uid: number;
  chain: FibNet | null = null;

  constructor(address: Ipv4Addr, length: number, uid: number) {
    this.address = address;
    this.length = length;
    this.uid = uid;
  }
}

/** ipv4_hash(). */
export function hashOf(address: number): number {
  let h = address ^ (address >>> 16);
  h ^= h << 10;
  return h & 0xffff;
}

/** BIRD 2: net_hash_ip4() of lib/net.h. */
export function hash2Of(address: number, length: number): number {
  return (Math.imul(address, -1_392_009_125) ^ (length << 26)) >>> 0;
}

export class Fib {
  count = 0;
  /** BIRD 2's hash function. */
  private readonly two: boolean;
  private order = ORDER_START;
  private chains: (FibNet | null)[] = new Array<FibNet | null>(1 << ORDER_START).fill(null);
  /** How many networks of each length there are: looks at no length that has none. */
  private readonly lengths = new Uint32Array(33);

  constructor(two = false) {
    this.two = two;
  }

  /** All 32 bits. */
  private hash(address: number, length: number): number {
    return this.two ? hash2Of(address, length) : (hashOf(address) << 16) >>> 0;
  }

  find(address: number, length: number): FibNet | null {
    let node = this.chains[this.hash(address, length) >>> (32 - this.order)] as FibNet | null;
    while (node !== null) {
      if (node.address === address && node.length === length) return node;
      node = node.chain;
    }
    return null;
  }

  get(address: Ipv4Addr, length: number): FibNet {
    const found = this.find(address, length);
    if (found !== null) return found;
    const h = this.hash(address, length);
    const at = h >>> (32 - this.order);
    let uid = this.two ? h * 65_536 : h;
    let before: FibNet | null = null;
    let next = this.chains[at] as FibNet | null;
    while (next !== null && next.uid <= uid) {
      if (next.uid === uid) uid++;
      before = next;
      next = next.chain;
    }
    const node = new FibNet(address, length, uid);
    node.chain = next;
    if (before === null) this.chains[at] = node;
    else before.chain = node;
    this.count++;
    this.lengths[length] = (this.lengths[length] as number) + 1;
    if (this.count > GROW_ABOVE << this.order && this.order < ORDER_MAX) this.grow();
    return node;
  }

  delete(node: FibNet): void {
    const at = this.hash(node.address, node.length) >>> (32 - this.order);
    let before: FibNet | null = null;
    let one = this.chains[at] as FibNet | null;
    while (one !== null && one !== node) {
      before = one;
      one = one.chain;
    }
    if (one === null) return;
    if (before === null) this.chains[at] = node.chain;
    else before.chain = node.chain;
    this.count--;
    this.lengths[node.length] = (this.lengths[node.length] as number) - 1;
  }

  /** The longest match that `fits`. */
  route(address: number, length: number, fits: (net: FibNet) => boolean): FibNet | null {
    for (let l = length; l >= 0; l--) {
      if (this.lengths[l] === 0) continue;
      const found = this.find(address & maskOf(l), l);
      if (found !== null && fits(found)) return found;
    }
    return null;
  }

  /** All, in order. Networks may be added and removed meanwhile. */
  list(): FibNet[] {
    const out: FibNet[] = [];
    for (let node of this.chains) {
      while (node !== null) {
        out.push(node);
        node = node.chain;
      }
    }
    return out;
  }

  private grow(): void {
    const all = this.list();
    this.order = Math.min(ORDER_MAX, this.order + 2);
    this.chains = new Array<FibNet | null>(1 << this.order).fill(null);
    for (let i = all.length - 1; i >= 0; i--) {
      const node = all[i] as FibNet;
      const at = this.hash(node.address, node.length) >>> (32 - this.order);
      node.chain = this.chains[at] as FibNet | null;
      this.chains[at] = node;
    }
  }
}
