/** Classes of IPv4 addresses and prefixes, as BIRD sees them. BIRD: lib/ip.c (ip4_classify). */
import { maskOf, type Ipv4Addr } from "../../../wire/addr.ts";
import { SCOPE } from "./types.ts";

/** The scope of a host's address; null: no host address (multicast, broadcast, invalid). */
export function hostScope(address: number): number | null {
  const first = address >>> 24;
  if (first === 0 || first > 0xdf) return null;
  if (first === 0x7f) return SCOPE.HOST;
  const isPrivate =
    first === 10 || address >>> 16 === 0xc0a8 || (address & 0xfff00000) >>> 0 === 0xac100000;
  return isPrivate ? SCOPE.SITE : SCOPE.UNIVERSE;
}

/** Scope of a network for rte_validate(): 0.0.0.0/n is universe. */
export function netScope(address: number): number | null {
  return address === 0 ? SCOPE.UNIVERSE : hostScope(address);
}

const SCOPE_TEXTS = ["host", "link", "site", "org", "univ", "undef"];
/** ip_scope_text(). */
export function scopeText(scope: number): string {
  return SCOPE_TEXTS[scope] ?? "?";
}

export function inNet(address: number, prefix: number, length: number): boolean {
  return ((address ^ prefix) & maskOf(length)) === 0;
}

export function networkOf(address: number, length: number): Ipv4Addr {
  return (address & maskOf(length)) as Ipv4Addr;
}

/** BIRD's patmatch(): `*` and `?`, no sets. */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (p < pattern.length && pattern[p] === "*") {
      star = p++;
      mark = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
