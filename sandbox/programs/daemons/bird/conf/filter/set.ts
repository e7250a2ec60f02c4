/**
 * Sets: of values with ranges, and of prefixes with patterns. BIRD 1.6.8: filter/tree.c, filter/trie.c.
 */
import { formatIpv4, type Ipv4Addr, maskOf } from "../../../../../wire/addr.ts";
import { compare, formatValue, type Value } from "./value.ts";

export interface SetItem {
  readonly from: Value;
  readonly to: Value;
}

/** `10.0.0.0/8{16,24}`: networks in it, or around it, whose length is from `low` to `high`. */
export interface PrefixItem {
  readonly address: Ipv4Addr;
  readonly length: number;
  readonly low: number;
  readonly high: number;
}

/** In order, as build_tree() has them. */
export function sortSet<I extends SetItem>(items: readonly I[]): I[] {
  if (items.length < 2) return [...items];
  // qsort(3) of glibc, a merge sort: values of two types are each more than the other, so it shows.
  const half = items.length >> 1;
  const left = sortSet(items.slice(0, half));
  const right = sortSet(items.slice(half));
  const out: I[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    const [a, b] = [left[l] as I, right[r] as I];
    const isFirst = (compare(a.from, b.from) ?? 1) <= 0;
    out.push(isFirst ? a : b);
    if (isFirst) l++;
    else r++;
  }
  return [...out, ...left.slice(l), ...right.slice(r)];
}

/** find_tree(): where in a sorted set the value is, or -1. */
export function findInSet(items: readonly SetItem[], value: Value): number {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    const item = items[mid] as SetItem;
    const below = compare(value, item.from);
    const above = compare(value, item.to);
    if (below === null || above === null) return -1;
    if (below < 0) high = mid - 1;
    else if (above > 0) low = mid + 1;
    else return mid;
  }
  return -1;
}

export function inPrefixSet(
  items: readonly PrefixItem[],
  address: Ipv4Addr,
  length: number,
): boolean {
  for (const item of items) {
    if (length < item.low || length > item.high) continue;
    const mask = maskOf(Math.min(length, item.length));
    if (((address ^ item.address) & mask) === 0) return true;
  }
  return false;
}

export function formatSet(items: readonly SetItem[]): string {
  const parts = items.map(({ from, to }) => {
    const first = formatValue(from);
    return compare(from, to) === 0 ? first : `${first}..${formatValue(to)}`;
  });
  return `[${parts.join(", ")}]`;
}

const EC_NAMES: Readonly<Record<number, string>> = { 2: "rt", 3: "ro" };

/** ec_format(): by the two bytes of its type. RFC 4360 section 3, RFC 5668. */
export function formatEc([high, low]: readonly [number, number]): string {
  const type = high >>> 16;
  const name = EC_NAMES[type & 0xf0ff] ?? `unknown 0x${type.toString(16)}`;
  const key = (((high & 0xffff) << 16) | (low >>> 16)) >>> 0;
  switch (type >>> 8) {
    case 0x00:
    case 0x40:
      return `(${name}, ${high & 0xffff}, ${low})`;
    case 0x01:
    case 0x41:
      return `(${name}, ${formatIpv4(key)}, ${low & 0xffff})`;
    case 0x02:
    case 0x42:
      return `(${name}, ${key}, ${low & 0xffff})`;
    default:
      return `(generic, 0x${high.toString(16)}, 0x${low.toString(16)})`;
  }
}
