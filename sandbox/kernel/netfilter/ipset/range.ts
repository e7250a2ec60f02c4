/** Ranges of IPv4 addresses: how many, from where, and as networks. pfxlen.c's ip_set_range_to_cidr. */
import type { NfAddr } from "../types.ts";

/** The first address of the network of `ip`, plus n. */
export function addIpv4(ip: number, n: number, cidr: number): number {
  const mask = cidr === 0 ? 0 : -1 << (32 - cidr);
  return ((ip & mask) + n) | 0;
}

/** How many addresses `ip` to `to`, or the network of `ip`, has. */
export function addrCount(ip: number, to: number | undefined, cidr: number | undefined): number {
  if (to !== undefined) return Math.abs((to >>> 0) - (ip >>> 0)) + 1;
  return cidr === undefined ? 1 : 2 ** (32 - cidr);
}

/** The fewest networks that make up a range, from its beginning. */
export function nextNets(ip: number, to: number): { ip: NfAddr; cidr: number }[] {
  const out: { ip: NfAddr; cidr: number }[] = [];
  let from = Math.min(ip >>> 0, to >>> 0);
  const last = Math.max(ip >>> 0, to >>> 0);
  while (from <= last) {
    let cidr = 32;
    while (cidr > 1) {
      const size = 2 ** (32 - (cidr - 1));
      if (from % size !== 0 || from + size - 1 > last) break;
      cidr--;
    }
    out.push({ ip: (from | 0) as NfAddr, cidr });
    from += 2 ** (32 - cidr);
  }
  return out;
}
