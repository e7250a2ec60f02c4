/**
 * Sets that are hash tables: ip_set_hash_gen.h. Buckets grow by two members at a time up to `bucketsize`, then
 * the table doubles; members are listed bucket by bucket, so with an `initval` in the kernel's own order.
 * Networks are one table searched once per prefix length that is in use, longest first.
 * Left out: skbinfo, hash:mac, hash:net,net and the other types that layout.ts does not list.
 */
import type { Micros } from "../../../sim/scheduler.ts";
import {
  Collector,
  countsAndHolds,
  extensionsOf,
  QUIET,
  setExtensions,
  strideOf,
} from "./extensions.ts";
import { addIpv4, addrCount, nextNets } from "./range.ts";
import { jhash2 } from "./jhash.ts";
import { cidrOf, decode, encode, type Layout, maskAddr, tailWord } from "./layout.ts";
import type { NfAddr } from "../types.ts";
import type { Extensions, SetBody, SetError, SetMember, SetOptions, SetQuery } from "./types.ts";

const INIT_SIZE = 2;
const HBUCKET_BYTES = 32;
const REGION_BYTES = 24;
const REGION_BITS = 10;
/** An rcu_head in front of each comment, and its NUL. */
const COMMENT_BYTES = 17;

interface Elem extends Extensions {
  readonly words: Int32Array;
  nomatch: boolean;
}
interface Bucket {
  /** null: a place that was given back. */
  readonly places: (Elem | null)[];
  size: number;
}

export class HashSet implements SetBody {
  private readonly layout: Layout;
  private readonly asked: SetOptions;
  private readonly now: () => Micros;
  private readonly initval: number;
  private readonly bucketsize: number;
  private readonly maxelem: number;
  /** Bytes of a member with its extensions. */
  private readonly stride: number;
  private bits: number;
  private table: (Bucket | null)[];
  private regions: number[];
  /** hregion's ext_size: a bucket's every growth counts as much as its beginning. */
  private bucketBytes = 0;
  private readonly collector: Collector;
  /** How many members have each prefix length, by length; longest first in `lengths`. */
  private readonly nets = new Map<number, number>();
  private lengths: number[] = [];
  private readonly scratch: Int32Array;

  constructor(layout: Layout, asked: SetOptions, initval: number, now: () => Micros) {
    this.layout = layout;
    this.asked = asked;
    this.now = now;
    this.initval = initval;
    this.bucketsize = bucketsizeOf(asked.bucketsize);
    this.maxelem = asked.maxelem ?? 65_536;
    this.bits = bitsOf(asked.hashsize ?? 1024);
    this.table = new Array<Bucket | null>(1 << this.bits).fill(null);
    this.regions = regionsOf(this.bits);
    this.scratch = new Int32Array(layout.words);
    this.stride = strideOf(layout.words * 4, asked);
    this.collector = new Collector(asked.timeout, now());
  }

  options(): SetOptions {
    return {
      ...this.asked,
      hashsize: 1 << this.bits,
      maxelem: this.maxelem,
      bucketsize: this.bucketsize,
      initval: this.initval,
    };
  }

  memory(): number {
    this.collect();
    let bytes = this.layout.base + REGION_BYTES * (this.regions.length - 1) + this.bucketBytes;
    if (this.asked.comment !== true) return bytes;
    for (const bucket of this.table) {
      for (const elem of bucket?.places ?? []) {
        if (elem !== null && elem.comment !== null) bytes += COMMENT_BYTES + elem.comment.length;
      }
    }
    return bytes;
  }

  count(): number {
    return this.members().length;
  }

  members(): SetMember[] {
    const out: SetMember[] = [];
    const now = this.now();
    for (const bucket of this.table) {
      for (const elem of bucket?.places ?? []) {
        if (elem === null || elem.expires <= now) continue;
        const shown = decode(this.layout, elem.words);
        out.push({
          ...shown,
          ...(elem.nomatch ? { nomatch: true } : {}),
          ...extensionsOf(elem, this.asked, now),
        });
      }
    }
    return out;
  }

  flush(): void {
    this.table = new Array<Bucket | null>(1 << this.bits).fill(null);
    this.regions = regionsOf(this.bits);
    this.bucketBytes = 0;
    this.nets.clear();
    this.lengths = [];
  }

  // ── by hand ────────────────────────────────────────────────────────────────────────────────

  add(member: SetMember, exist: boolean): SetError | null {
    return this.each(member, (one) => {
      encode(this.layout, this.scratch, one);
      this.masked();
      const error = this.insert(one, exist);
      return error === "EXIST" && exist ? null : error;
    });
  }

  del(member: SetMember, exist: boolean): SetError | null {
    return this.each(member, (one) => {
      encode(this.layout, this.scratch, one);
      this.masked();
      return this.remove() || exist ? null : "EXIST";
    });
  }

  has(member: SetMember): SetError | boolean {
    const whole = this.layout.six ? 128 : 32;
    encode(this.layout, this.scratch, member);
    this.masked();
    const cidr = this.layout.net === 1 ? member.cidr : member.cidr2;
    if (this.layout.net !== 0 && (cidr ?? whole) === whole) return this.searchNets();
    const elem = this.find();
    return elem !== null && elem.nomatch === (member.nomatch ?? false);
  }

  /** hash:ip's netmask. */
  private masked(): void {
    const { netmask } = this.asked;
    if (netmask !== undefined) maskAddr(this.scratch, 0, netmask, this.layout.six);
  }

  /** Every member of a range, in the kernel's order, until one fails. */
  private each(member: SetMember, one: (member: SetMember) => SetError | null): SetError | null {
    const whole = this.layout.six ? 128 : 32;
    const { ip, ipTo, cidr, cidr2, ip2, ip2To } = member;
    if (this.layout.net === 1 && (cidr === 0 || (cidr ?? whole) > whole)) return "INVALID_CIDR";
    if (this.layout.net === 2 && (cidr2 === 0 || (cidr2 ?? whole) > whole)) return "INVALID_CIDR";
    if (this.layout.six) {
      const spread = ipTo !== undefined || (this.layout.net !== 1 && (cidr ?? 128) !== 128);
      if (spread || ip2To !== undefined) return "HASH_RANGE";
      return this.eachPort(member, one);
    }
    const firsts = this.spread(
      ip as number,
      ipTo as number | undefined,
      cidr,
      this.layout.net === 1,
    );
    if (firsts === null) return "RANGE_SIZE";
    const seconds =
      ip2To === undefined || this.layout.net !== 2
        ? null
        : this.spread(ip2 as number, ip2To as number, cidr2, true);
    for (const first of firsts) {
      const base: SetMember = {
        ...member,
        ip: first.ip,
        ...(this.layout.net === 1 ? { cidr: first.cidr } : {}),
      };
      for (const second of seconds ?? [null]) {
        const whole: SetMember =
          second === null ? base : { ...base, ip2: second.ip, cidr2: second.cidr };
        const error = this.eachPort(whole, one);
        if (error !== null) return error;
      }
    }
    return null;
  }

  private eachPort(
    member: SetMember,
    one: (member: SetMember) => SetError | null,
  ): SetError | null {
    const from = member.port ?? 0;
    const to = member.portTo ?? from;
    for (let port = Math.min(from, to); port <= Math.max(from, to); port++) {
      const error = one({ ...member, port });
      if (error !== null) return error;
    }
    return null;
  }

  /** An address, a range or a network as members: hosts, or the fewest networks. */
  private spread(
    ip: number,
    to: number | undefined,
    cidr: number | undefined,
    asNets: boolean,
  ): { ip: NfAddr; cidr: number }[] | null {
    if (asNets) {
      if (to === undefined) return [{ ip: ip as NfAddr, cidr: cidr ?? 32 }];
      return nextNets(ip, to);
    }
    const count = addrCount(ip, to, cidr);
    if (count > 65_536 * 16) return null;
    const first = cidr === undefined || to !== undefined ? ip : addIpv4(ip, 0, cidr);
    const step = this.asked.netmask === undefined ? 1 : 2 ** (32 - this.asked.netmask);
    const out: { ip: NfAddr; cidr: number }[] = [];
    for (let i = 0; i < count; i += step) out.push({ ip: ((first + i) | 0) as NfAddr, cidr: 32 });
    return out;
  }

  // ── by packets ─────────────────────────────────────────────────────────────────────────────

  /** Where match.ts writes what it asks for. */
  get probe(): Int32Array {
    return this.scratch;
  }
  get shape(): Layout {
    return this.layout;
  }

  /**
   * The member that the probe's words (with a whole address) fall under, or null. A packet of so many bytes
   * counts in each member that it meets; one whose counters do not hold is passed by. mtype_test.
   */
  search(port: number, protocol: number, bytes: number, query: SetQuery): Elem | null {
    const { layout, scratch } = this;
    this.masked();
    if (layout.net === 0) {
      if (layout.hasPort) scratch[layout.words - 1] = tailWord(layout, port, protocol, 0);
      const elem = this.find();
      return elem !== null && countsAndHolds(elem, this.asked, bytes, query) ? elem : null;
    }
    const at = layout.net === 2 ? (layout.six ? 4 : 1) : 0;
    for (let i = 0; i < this.lengths.length; i++) {
      const cidr = this.lengths[i] as number;
      // Longest first: what is masked off stays off.
      maskAddr(scratch, at, cidr, layout.six);
      scratch[layout.words - 1] = tailWord(layout, port, protocol, cidr);
      const elem = this.find();
      if (elem !== null && countsAndHolds(elem, this.asked, bytes, query)) return elem;
    }
    return null;
  }

  /** SET target: what the probe's words name, as a member. */
  insertProbe(port: number, protocol: number, exist: boolean, member: SetMember): boolean {
    const { layout, scratch } = this;
    const whole = layout.six ? 128 : 32;
    this.masked();
    if (layout.hasPort || layout.net !== 0) {
      const cidr = layout.net === 0 ? 0 : (this.lengths[0] ?? whole);
      if (layout.net !== 0)
        maskAddr(scratch, layout.net === 2 ? (layout.six ? 4 : 1) : 0, cidr, layout.six);
      scratch[layout.words - 1] = tailWord(layout, port, protocol, cidr);
    }
    return this.insert(member, exist) === null;
  }

  removeProbe(port: number, protocol: number): boolean {
    const { layout, scratch } = this;
    this.masked();
    if (layout.hasPort || layout.net !== 0) {
      scratch[layout.words - 1] = tailWord(layout, port, protocol, layout.six ? 128 : 32);
    }
    return this.remove();
  }

  private searchNets(): boolean {
    const { layout, scratch } = this;
    const tail = scratch[layout.words - 1] as number;
    const port = ((tail & 0xff) << 8) | ((tail >>> 8) & 0xff);
    const protocol = (tail >>> (layout.net === 2 ? 24 : 16)) & 0xff;
    const [p, q] = layout.hasPort ? [port, protocol] : [0, 0];
    const elem = this.search(p, q, 0, QUIET);
    return elem !== null && !elem.nomatch;
  }

  // ── the table ──────────────────────────────────────────────────────────────────────────────

  private key(words: Int32Array): number {
    return jhash2(words, words.length, this.initval) & ((1 << this.bits) - 1);
  }

  private find(): Elem | null {
    const bucket = this.table[this.key(this.scratch)];
    if (bucket === null || bucket === undefined) return null;
    for (let i = 0; i < bucket.places.length; i++) {
      const elem = bucket.places[i];
      if (elem === null || elem === undefined || !same(elem.words, this.scratch)) continue;
      return elem.expires > this.now() ? elem : null;
    }
    return null;
  }

  /** mtype_add: the scratch words. */
  private insert(member: SetMember, exist: boolean): SetError | null {
    for (;;) {
      const key = this.key(this.scratch);
      const region = key >> REGION_BITS;
      const full = (this.regions[region] as number) >= this.maxelem / this.regions.length;
      const bucket = this.table[key] ?? null;
      if (bucket === null) {
        if (full)
          return this.roomAfterCollecting(region) ? this.place(key, null, member) : "HASH_FULL";
        return this.place(key, null, member);
      }
      const now = this.now();
      let reuse = -1;
      for (let i = 0; i < bucket.places.length; i++) {
        const elem = bucket.places[i] as Elem | null;
        if (elem === null) {
          if (reuse < 0) reuse = i;
        } else if (same(elem.words, this.scratch)) {
          if (!exist && elem.expires > now) return "EXIST";
          this.extend(elem, member);
          return null;
        } else if (elem.expires <= now && reuse < 0) reuse = i;
      }
      if (reuse < 0 && full && this.asked.forceadd === true) reuse = 0;
      if (reuse >= 0) {
        this.forget(bucket.places[reuse] as Elem | null, region);
        bucket.places[reuse] = this.made(member, region);
        return null;
      }
      if (full && !this.roomAfterCollecting(region)) return "HASH_FULL";
      if (bucket.places.length < bucket.size || bucket.size < this.bucketsize) {
        return this.place(key, bucket, member);
      }
      this.grow();
    }
  }

  private place(key: number, bucket: Bucket | null, member: SetMember): null {
    let into = bucket;
    if (into === null) this.table[key] = into = this.fresh();
    if (into.places.length >= into.size) this.widen(into);
    into.places.push(this.made(member, key >> REGION_BITS));
    return null;
  }

  private fresh(): Bucket {
    this.bucketBytes += this.stepBytes;
    return { places: [], size: INIT_SIZE };
  }

  private widen(bucket: Bucket): void {
    this.bucketBytes += this.stepBytes;
    bucket.size += INIT_SIZE;
  }

  private get stepBytes(): number {
    return HBUCKET_BYTES + INIT_SIZE * this.stride;
  }

  private made(member: SetMember, region: number): Elem {
    const words = this.scratch.slice();
    const elem: Elem = {
      words,
      nomatch: false,
      expires: Infinity,
      packets: 0,
      bytes: 0,
      comment: null,
    };
    this.extend(elem, member);
    this.regions[region] = (this.regions[region] as number) + 1;
    if (this.layout.net !== 0) {
      const cidr = cidrOf(this.layout, words);
      this.nets.set(cidr, (this.nets.get(cidr) ?? 0) + 1);
      this.lengths = [...this.nets.keys()].sort((a, b) => b - a);
    }
    return elem;
  }

  private extend(elem: Elem, member: SetMember): void {
    elem.nomatch = member.nomatch ?? false;
    setExtensions(elem, member, this.asked, this.now());
  }

  private forget(elem: Elem | null, region: number): void {
    if (elem === null) return;
    this.regions[region] = (this.regions[region] as number) - 1;
    if (this.layout.net === 0) return;
    const cidr = cidrOf(this.layout, elem.words);
    const left = (this.nets.get(cidr) ?? 1) - 1;
    if (left > 0) this.nets.set(cidr, left);
    else this.nets.delete(cidr);
    this.lengths = [...this.nets.keys()].sort((a, b) => b - a);
  }

  /** mtype_del: the scratch words. False: it was not there. */
  private remove(): boolean {
    const key = this.key(this.scratch);
    const bucket = this.table[key] ?? null;
    if (bucket === null) return false;
    const at = bucket.places.findIndex((elem) => elem !== null && same(elem.words, this.scratch));
    const elem = bucket.places[at] ?? null;
    if (elem === null || elem.expires <= this.now()) return false;
    this.forget(elem, key >> REGION_BITS);
    bucket.places[at] = null;
    if (at === bucket.places.length - 1) bucket.places.pop();
    this.shrink(key, bucket);
    return true;
  }

  private shrink(key: number, bucket: Bucket): void {
    const free = bucket.places.filter((place) => place === null).length;
    if (free === bucket.places.length) {
      this.table[key] = null;
      this.bucketBytes -= HBUCKET_BYTES + bucket.size * this.stride;
    } else if (free >= INIT_SIZE) {
      this.bucketBytes -= this.stepBytes;
      const kept = bucket.places.filter((place) => place !== null);
      this.table[key] = { places: kept, size: bucket.size - INIT_SIZE };
    }
  }

  /** Timed-out members leave: the garbage collector, when someone looks. */
  private collect(now = this.collector.lastRun(this.now())): void {
    if (this.asked.timeout === undefined) return;
    for (let key = 0; key < this.table.length; key++) {
      const bucket = this.table[key];
      if (bucket === null || bucket === undefined) continue;
      let gone = false;
      for (let i = 0; i < bucket.places.length; i++) {
        const elem = bucket.places[i] ?? null;
        if (elem === null || elem.expires > now) continue;
        this.forget(elem, key >> REGION_BITS);
        bucket.places[i] = null;
        gone = true;
      }
      if (gone) this.shrink(key, bucket);
    }
  }

  private roomAfterCollecting(region: number): boolean {
    this.collect(this.now());
    return (this.regions[region] as number) < this.maxelem / this.regions.length;
  }

  /** mtype_resize: twice as many buckets, members in the order of the old ones. */
  private grow(): void {
    const old = this.table;
    this.bits++;
    this.bucketBytes = 0;
    this.table = new Array<Bucket | null>(1 << this.bits).fill(null);
    this.regions = regionsOf(this.bits);
    for (const bucket of old) {
      for (const elem of bucket?.places ?? []) {
        if (elem === null) continue;
        const key = this.key(elem.words);
        let into = this.table[key] ?? null;
        if (into === null) this.table[key] = into = this.fresh();
        if (into.places.length >= into.size) this.widen(into);
        into.places.push(elem);
        const region = key >> REGION_BITS;
        this.regions[region] = (this.regions[region] as number) + 1;
      }
    }
  }
}

function same(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** htable_bits(): the power of two that has room, at least 64 buckets. */
function bitsOf(hashsize: number): number {
  let bits = 6;
  while (1 << bits < hashsize && bits < 31) bits++;
  return bits;
}

function regionsOf(bits: number): number[] {
  return new Array<number>(bits < REGION_BITS ? 1 : 1 << (bits - REGION_BITS)).fill(0);
}

/** AHASH_MAX: an even number from 2 to 12. */
function bucketsizeOf(asked: number | undefined): number {
  if (asked === undefined) return 12;
  return asked < 2 ? 2 : Math.min(asked + (asked % 2), 12);
}
