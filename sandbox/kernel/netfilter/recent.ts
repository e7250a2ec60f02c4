/**
 * The recent match and its lists in /proc/net/xt_recent: net/netfilter/xt_recent.c. Times are virtual µs, shown as
 * jiffies of 4 ms. A list lives as long as a rule names it.
 */
import { parseIpv4, parseIpv6, parseIpv6Groups, formatIpv4 } from "../../wire/addr.ts";
import { u8 } from "../../wire/bytes.ts";
import { IP_TTL } from "../../wire/ipv4.ts";
import { IP6_HOPS } from "../../wire/ipv6.ts";
import { SECOND } from "../../sim/scheduler.ts";
import type { Errno } from "../errno.ts";
import type { NetNamespace } from "../netns.ts";
import type { DirNode, FileSystem } from "../proc/fs.ts";
import type { Netfilter } from "./state.ts";
import type { NfAddr, XtMatch } from "./types.ts";
import type { PacketView } from "./view.ts";

type Of<N extends XtMatch["name"]> = Extract<XtMatch, { name: N }>;

/** ip_list_tot. */
const RECENT_MAX = 100;
/** How many stamps are kept where no rule of the list counts hits. */
const STAMPS = 32;
/** CONFIG_HZ=250: µs. */
const JIFFY_US = 4000;
/** INITIAL_JIFFIES: five minutes before 32 bits are full. */
const FIRST_JIFFY = 2 ** 32 - 300 * 250;

/** One address of a list: a ring of stamps, `index` behind the newest. */
class Seen {
  ttl: number;
  readonly stamps: number[];
  index = 1;
  constructor(ttl: number, now: number) {
    this.ttl = ttl;
    this.stamps = [now];
  }
  get last(): number {
    return this.stamps[this.index - 1] as number;
  }
}

/** Addresses, the one longest unheard first. */
export class RecentList {
  readonly seen = new Map<NfAddr, Seen>();
  most: number;

  constructor(most: number) {
    this.most = most;
  }
  add(addr: NfAddr, ttl: number, now: number): void {
    if (this.seen.size >= RECENT_MAX) {
      const oldest = this.seen.keys().next().value;
      if (oldest !== undefined) this.seen.delete(oldest);
    }
    this.seen.set(addr, new Seen(ttl, now));
  }
  update(addr: NfAddr, entry: Seen, now: number): void {
    if (entry.index >= this.most) entry.index = 0;
    entry.stamps[entry.index++] = now;
    this.seen.delete(addr);
    this.seen.set(addr, entry);
  }
  /** recent_entry_reap: the oldest goes if it was not heard since. */
  reap(since: number, spared: Seen | null): void {
    const oldest = this.seen.entries().next().value;
    if (oldest === undefined) return;
    const [addr, entry] = oldest;
    if (entry !== spared && entry.last < since) this.seen.delete(addr);
  }
}

/** A power of two. */
function stampsFor(hitcount: number | null): number {
  if (hitcount === null || hitcount === 0) return STAMPS;
  let most = 1;
  while (most < hitcount) most *= 2;
  return most;
}

export function recentMatch(nf: Netfilter, match: Of<"recent">): (v: PacketView) => boolean {
  const list = recentList(nf, match);
  return (v) => {
    const side = match.side === "source" ? v.srcAddr : v.dstAddr;
    const addr = (typeof side === "number" ? side & (match.mask as number) : side) as NfAddr;
    const ttl = u8(v.b, v.l3 + (v.six ? IP6_HOPS : IP_TTL));
    const now = nf.now;
    const entry = list.seen.get(addr);
    if (entry === undefined || (match.rttl && entry.ttl !== ttl)) {
      if (match.op !== "set") return match.invert;
      list.add(addr, ttl, now);
      return !match.invert;
    }
    if (match.op === "remove") {
      list.seen.delete(addr);
      return !match.invert;
    }
    let answer = !match.invert;
    if (match.op !== "set") {
      const since = match.seconds === null ? -Infinity : now - match.seconds * SECOND;
      const hits = entry.stamps.filter((at) => at >= since).length;
      answer = hits >= Math.max(match.hitcount ?? 1, 1) !== match.invert;
      if (match.reap) list.reap(since, match.op === "update" && answer ? entry : null);
    }
    if (match.op === "set" || (match.op === "update" && answer)) {
      list.update(addr, entry, now);
      entry.ttl = ttl;
    }
    return answer;
  };
}

/** The list of that name, made if need be: a rule that names it was added. */
export function recentList(nf: Netfilter, match: Of<"recent">): RecentList {
  const lists = nf.memory("recent");
  const most = stampsFor(match.hitcount);
  const known = lists.get(match.list);
  if (known instanceof RecentList) {
    known.most = Math.max(known.most, most);
    return known;
  }
  const list = new RecentList(most);
  lists.set(match.list, list);
  return list;
}

// ── /proc/net/xt_recent ────────────────────────────────────────────────────────────────────────

const jiffies = (us: number): number => FIRST_JIFFY + Math.floor(us / JIFFY_US);

function addressText(addr: NfAddr): string {
  if (typeof addr === "number") return formatIpv4(addr);
  const groups = parseIpv6Groups(addr) ?? [];
  return groups.map((one) => one.toString(16).padStart(4, "0")).join(":");
}

function listText(list: RecentList): string {
  let text = "";
  for (const [addr, { ttl, stamps, index, last }] of list.seen) {
    text +=
      `src=${addressText(addr)} ttl: ${ttl} last_seen: ${jiffies(last)} oldest_pkt: ${index} ` +
      `${stamps.map(jiffies).join(", ")}\n`;
  }
  return text;
}

/** recent_mt_proc_write: `/` forgets all, `+ADDR` and `-ADDR` one. */
function write(list: RecentList, text: string, now: number): Errno | null {
  const sign = text[0];
  if (sign === "/") {
    list.seen.clear();
    return null;
  }
  if (sign !== "+" && sign !== "-") return "EINVAL";
  const word = text.slice(1).trim();
  const addr: NfAddr | null = parseIpv4(word) ?? parseIpv6(word);
  if (addr === null) return "EINVAL";
  const entry = list.seen.get(addr);
  if (sign === "-") list.seen.delete(addr);
  else if (entry === undefined) list.add(addr, 0, now);
  else list.update(addr, entry, now);
  return null;
}

/** Empty while the namespace has no netfilter. */
export function recentDir(fs: FileSystem, ns: () => NetNamespace): DirNode {
  const none: ReadonlyMap<string, unknown> = new Map();
  const lists = (): ReadonlyMap<string, unknown> => ns().netfilterIfAny?.memory("recent") ?? none;
  return fs.newDir(0o555, {
    list: () => [...lists().keys()],
    find: (name) => {
      const list = lists().get(name);
      if (!(list instanceof RecentList)) return null;
      return fs.newSynthetic(
        () => listText(list),
        (text) => write(list, text, ns().netfilter.now),
      );
    },
  });
}
