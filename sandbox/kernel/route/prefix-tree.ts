/**
 * The longest prefix of many: a tree of nodes with 256 slots, one for each byte of an address, in one typed
 * array; a look-up reads four slots at most. Each slot knows the longest prefix of its node that covers it.
 */
import { maskOf } from "../../wire/addr.ts";

/** What is kept: routes of one prefix, of which the first stands for all. */
export interface Prefixed {
  readonly dst: number;
  readonly prefixLength: number;
}

const SLOTS = 256;
/** Words of a slot: the longest prefix here (its number and 1; 0: none), the node below (0: none). */
const BEST = 0;
const BELOW = 1;
const WORDS = 2;
const NODE = SLOTS * WORDS;
const FIRST_NODES = 16;

export class PrefixTree<T extends Prefixed> {
  private words = new Int32Array(FIRST_NODES * NODE);
  /** By node: how many prefixes and nodes hang on it. */
  private readonly uses: number[] = [1];
  private readonly freeNodes: number[] = [];
  private readonly items: (T | null)[] = [];
  private readonly freeItems: number[] = [];
  /** What its owner wants to know of an item without looking at it. */
  private tags = new Int32Array(64);
  /** By length: an item's number by its prefix. */
  private readonly exact: (Map<number, number> | null)[] = Array.from({ length: 33 }, () => null);

  get size(): number {
    return this.items.length - this.freeItems.length;
  }

  get(dst: number, length: number): T | null {
    const at = this.exact[length]?.get(dst);
    return at === undefined ? null : (this.items[at] as T);
  }

  /** Put in, or in place of the one with the same prefix. */
  set(item: T, tag: number): void {
    const { dst, prefixLength: length } = item;
    const map = (this.exact[length] ??= new Map<number, number>());
    const known = map.get(dst);
    if (known !== undefined) {
      this.items[known] = item;
      this.tags[known] = tag;
      return;
    }
    const at = this.freeItems.pop() ?? this.items.length;
    this.items[at] = item;
    if (at === this.tags.length) {
      const tags = new Int32Array(at * 2);
      tags.set(this.tags);
      this.tags = tags;
    }
    this.tags[at] = tag;
    map.set(dst, at);
    const node = this.path(dst, length, true).at(-1) as number;
    this.uses[node] = (this.uses[node] as number) + 1;
    const w = this.words;
    const [first, end] = slotsOf(node, dst, length);
    for (let slot = first; slot < end; slot += WORDS) {
      const best = w[slot + BEST] as number;
      if (best === 0 || (this.items[best - 1] as T).prefixLength < length) w[slot + BEST] = at + 1;
    }
  }

  delete(dst: number, length: number): void {
    const map = this.exact[length] ?? null;
    const at = map?.get(dst);
    if (map === null || at === undefined) return;
    map.delete(dst);
    if (map.size === 0) this.exact[length] = null;
    this.items[at] = null;
    this.freeItems.push(at);
    const path = this.path(dst, length, false);
    const node = path.at(-1) as number;
    const next = this.coverIn(dst, length);
    const w = this.words;
    const [first, end] = slotsOf(node, dst, length);
    for (let slot = first; slot < end; slot += WORDS)
      if (w[slot + BEST] === at + 1) w[slot + BEST] = next;
    this.letGo(dst, path);
  }

  /** The longest prefix that holds an address, of those shorter than `below`. */
  longest(dst: number, below: number): T | null {
    if (below <= 32) return this.shorter(dst, below);
    const best = this.best(dst);
    return best === 0 ? null : (this.items[best - 1] as T);
  }

  /** The tag of the longest of all; 0 also when there is none. */
  longestTag(dst: number): number {
    const best = this.best(dst);
    return best === 0 ? 0 : (this.tags[best - 1] as number);
  }

  private best(dst: number): number {
    const w = this.words;
    let best = 0;
    let node = 0;
    for (let shift = 24; shift >= 0; shift -= 8) {
      const slot = node * NODE + ((dst >>> shift) & 255) * WORDS;
      const here = w[slot + BEST] as number;
      if (here !== 0) best = here;
      node = w[slot + BELOW] as number;
      if (node === 0) break;
    }
    return best;
  }

  *[Symbol.iterator](): Generator<T, void, void> {
    for (const map of this.exact) for (const at of map?.values() ?? []) yield this.items[at] as T;
  }

  private shorter(dst: number, below: number): T | null {
    for (let length = below - 1; length >= 0; length--) {
      const found = this.get(dst & maskOf(length), length);
      if (found !== null) return found;
    }
    return null;
  }

  /** What covers a prefix that left its node: the next longest there, its number and 1. */
  private coverIn(dst: number, length: number): number {
    const level = levelOf(length);
    for (let l = length - 1; l >= 0 && levelOf(l) === level; l--) {
      const at = this.exact[l]?.get(dst & maskOf(l));
      if (at !== undefined) return at + 1;
    }
    return 0;
  }

  /** The nodes from the root to where a prefix of this length stands. */
  private path(dst: number, length: number, make: boolean): number[] {
    const path = [0];
    let node = 0;
    for (let level = 0; level < levelOf(length); level++) {
      const slot = node * NODE + ((dst >>> (24 - level * 8)) & 255) * WORDS;
      let below = this.words[slot + BELOW] as number;
      if (below === 0 && make) {
        below = this.newNode();
        this.words[slot + BELOW] = below;
        this.uses[node] = (this.uses[node] as number) + 1;
      }
      node = below;
      path.push(node);
    }
    return path;
  }

  private newNode(): number {
    const free = this.freeNodes.pop();
    if (free !== undefined) return free;
    const node = this.uses.length;
    this.uses.push(0);
    if ((node + 1) * NODE > this.words.length) {
      const words = new Int32Array(this.words.length * 2);
      words.set(this.words);
      this.words = words;
    }
    return node;
  }

  /** One use less of the last node of a path; empty ones go, up to the root. */
  private letGo(dst: number, path: readonly number[]): void {
    for (let level = path.length - 1; level >= 0; level--) {
      const node = path[level] as number;
      const uses = (this.uses[node] as number) - 1;
      this.uses[node] = uses;
      if (uses > 0 || level === 0) return;
      this.freeNodes.push(node);
      const above = path[level - 1] as number;
      this.words[above * NODE + ((dst >>> (32 - level * 8)) & 255) * WORDS + BELOW] = 0;
    }
  }
}

/** Which byte of the address a prefix of this length ends in. */
function levelOf(length: number): number {
  return length === 0 ? 0 : (length - 1) >> 3;
}

/** Where the slots that a prefix covers begin and end, in words. */
function slotsOf(node: number, dst: number, length: number): [number, number] {
  const level = levelOf(length);
  const first = node * NODE + ((dst >>> (24 - level * 8)) & 255) * WORDS;
  return [first, first + (1 << (8 * (level + 1) - length)) * WORDS];
}
