/** Addresses, masks and ports as conntrack(8) reads them. */
import type { NfAddr, NfFamily } from "../../../kernel/netfilter/types.ts";
import {
  formatIpv4,
  formatIpv6Groups,
  type Ipv4Addr,
  maskOf,
  parseIpv6,
  parseIpv6Groups,
} from "../../../wire/addr.ts";
import { inetAton } from "../resolve.ts";

/** inet_aton(3), else inet_pton(3) of IPv6. */
export function addressOf(text: string): { family: NfFamily; addr: NfAddr } | null {
  const four = inetAton(text);
  if (four !== null) return { family: "ip", addr: four };
  const six = parseIpv6(text);
  return six === null ? null : { family: "ip6", addr: six };
}

/** A prefix length as a mask. */
export function maskFrom(family: NfFamily, text: string): NfAddr | null {
  if (!/^\d+$/.test(text)) return null;
  const length = Number(text);
  if (family === "ip") return length > 32 ? null : (maskOf(length) as Ipv4Addr);
  if (length > 128) return null;
  const groups = Array.from({ length: 8 }, (_, i) => {
    const bits = Math.min(16, Math.max(0, length - 16 * i));
    return bits === 0 ? 0 : (0xffff << (16 - bits)) & 0xffff;
  });
  return formatIpv6Groups(groups);
}

/** A port in decimal, or null. */
export function portOf(text: string): number | null {
  return /^\d+$/.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}

export function formatAddr(addr: NfAddr): string {
  return typeof addr === "number" ? formatIpv4(addr) : addr;
}

/** (a & mask) == (b & mask). */
export function sameUnder(a: NfAddr, b: NfAddr, mask: NfAddr | null): boolean {
  if (mask === null) return a === b;
  if (typeof a === "number" || typeof b === "number") {
    return typeof a === typeof b && ((Number(a) ^ Number(b)) & Number(mask)) === 0;
  }
  const [x, y, m] = [a, b, String(mask)].map((one) => parseIpv6Groups(one) ?? []);
  return (x ?? []).every((group, i) => ((group ^ (y?.[i] ?? 0)) & (m?.[i] ?? 0)) === 0);
}
