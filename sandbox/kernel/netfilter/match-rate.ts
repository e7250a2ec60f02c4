/**
 * Matches that remember: limit (nft_limit.c, as iptables-nft has it), hashlimit (xt_hashlimit.c), statistic
 * (xt_statistic.c); recent is in recent.ts. Times are virtual µs. A limit's tokens are µs of its rate.
 */
import { u16 } from "../../wire/bytes.ts";
import { SECOND } from "../../sim/scheduler.ts";
import { recentMatch } from "./recent.ts";
import type { Netfilter } from "./state.ts";
import type { NfAddr, RateLimit, XtMatch } from "./types.ts";
import type { PacketView } from "./view.ts";

type Test = (v: PacketView) => boolean;
type Of<N extends XtMatch["name"]> = Extract<XtMatch, { name: N }>;

const UNIT: Readonly<Record<RateLimit["unit"], number>> = {
  sec: SECOND,
  min: 60 * SECOND,
  hour: 3600 * SECOND,
  day: 86_400 * SECOND,
};

export function makeRateMatch(nf: Netfilter, match: XtMatch): Test | null {
  switch (match.name) {
    case "limit":
      return limitMatch(nf, match);
    case "hashlimit":
      return hashlimitMatch(nf, match);
    case "recent":
      return recentMatch(nf, match);
    case "statistic":
      return statisticMatch(nf, match);
    default:
      return null;
  }
}

class Bucket {
  tokens: number;
  at: number;
  constructor(tokens: number, at: number) {
    this.tokens = tokens;
    this.at = at;
  }
  /** Take one, if there is one. */
  take(now: number, cost: number, cap: number): boolean {
    this.tokens = Math.min(cap, this.tokens + now - this.at);
    this.at = now;
    if (this.tokens < cost) return false;
    this.tokens -= cost;
    return true;
  }
}

function costOf(rate: RateLimit): number {
  return UNIT[rate.unit] / rate.amount;
}

function limitMatch(nf: Netfilter, match: Of<"limit">): Test {
  const cost = costOf(match.rate);
  const cap = cost * match.burst;
  const bucket = new Bucket(cap, nf.now);
  return () => bucket.take(nf.now, cost, cap);
}

/** One of hashlimit's tables: a bucket for each key. */
class HashTable {
  readonly buckets = new Map<string, Bucket>();
  private collectedAt = 0;
  /** Forget who was not heard for `expire` µs. */
  collect(now: number, interval: number, expire: number): void {
    if (now - this.collectedAt < interval) return;
    this.collectedAt = now;
    for (const [key, bucket] of this.buckets)
      if (now - bucket.at > expire) this.buckets.delete(key);
  }
}

function hashlimitMatch(nf: Netfilter, match: Of<"hashlimit">): Test {
  const tables = nf.memory("hashlimit");
  const found = tables.get(match.table);
  const table = found instanceof HashTable ? found : new HashTable();
  tables.set(match.table, table);
  const cost = costOf(match.rate);
  const cap = cost * match.burst;
  const expire = (match.htableExpire ?? 10_000) * 1000;
  const interval = (match.htableGcInterval ?? 1000) * 1000;
  const max = match.htableMax ?? Infinity;
  return (v) => {
    const now = nf.now;
    table.collect(now, interval, expire);
    const key = hashKey(match, v);
    if (key === null) {
      v.hotdrop = true;
      return false;
    }
    let bucket = table.buckets.get(key);
    if (bucket === undefined) {
      if (table.buckets.size >= max) {
        v.hotdrop = true;
        return false;
      }
      bucket = new Bucket(cap, now);
      table.buckets.set(key, bucket);
    }
    return bucket.take(now, cost, cap) !== match.above;
  };
}

function hashKey(match: Of<"hashlimit">, v: PacketView): string | null {
  const { mode } = match;
  let key = "";
  if ((mode & 1) !== 0) key += masked(v.srcAddr, match.srcMask);
  if ((mode & 4) !== 0) key += `>${masked(v.dstAddr, match.dstMask)}`;
  if ((mode & 10) === 0) return key;
  const ports = v.protocol === 6 || v.protocol === 17 || v.protocol === 132;
  if (!ports) return key;
  if (!v.has(4)) return null;
  if ((mode & 2) !== 0) key += `:${u16(v.b, v.l4)}`;
  if ((mode & 8) !== 0) key += `/${u16(v.b, v.l4 + 2)}`;
  return key;
}

function masked(addr: NfAddr, length: number): string {
  if (typeof addr === "number")
    return String(length === 0 ? 0 : addr & (length >= 32 ? -1 : ~(0xffffffff >>> length)));
  return addr;
}

function statisticMatch(nf: Netfilter, match: Of<"statistic">): Test {
  if (match.mode === "random")
    return () => (nf.rng.u32() & 0x7fffffff) < match.probability !== match.invert;
  // libxt_statistic: counted down from the packet that is asked for.
  let count = match.every - 1 - match.packet;
  return () => {
    count = count === match.every - 1 ? 0 : count + 1;
    return (count === 0) !== match.invert;
  };
}
