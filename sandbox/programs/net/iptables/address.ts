/**
 * Addresses and masks as iptables reads and prints them. libxtables/xtables.c's
 * xtables_ipparse_multiple, xtables_ipmask_to_numeric and their IPv6 siblings.
 */
import type { AddrMask, NfAddr, NfFamily } from "../../../kernel/netfilter/types.ts";
import {
  formatIpv4,
  formatIpv6Groups,
  type Ipv4Addr,
  type Ipv6Addr,
  maskOf,
  parseIpv4,
  parseIpv6,
  parseIpv6Groups,
} from "../../../wire/addr.ts";
import { parseUint } from "./numbers.ts";
import type { Session } from "./session.ts";

export const ALL_ONES_4 = -1 as Ipv4Addr;
export const ALL_ONES_6 = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" as Ipv6Addr;

export function anyAddress(family: NfFamily): NfAddr {
  return family === "ip" ? (0 as Ipv4Addr) : ("::" as Ipv6Addr);
}

export function hostMask(family: NfFamily): NfAddr {
  return family === "ip" ? ALL_ONES_4 : ALL_ONES_6;
}

export function formatAddress(address: NfAddr): string {
  return typeof address === "number" ? formatIpv4(address) : address;
}

function groups(address: Ipv6Addr): number[] {
  return parseIpv6Groups(address) as number[];
}

export function maskAddress(address: NfAddr, mask: NfAddr): NfAddr {
  if (typeof address === "number") return (address & (mask as number)) as Ipv4Addr;
  const bits = groups(mask as Ipv6Addr);
  return formatIpv6Groups(groups(address).map((group, i) => group & (bits[i] as number)));
}

export function prefixMask(family: NfFamily, length: number): NfAddr {
  if (family === "ip") return maskOf(length) as Ipv4Addr;
  return formatIpv6Groups(
    Array.from({ length: 8 }, (_, i) => {
      const bits = Math.min(16, Math.max(0, length - 16 * i));
      return (0xffff << (16 - bits)) & 0xffff;
    }),
  );
}

/** How many ones a mask begins with, where no other follows; null for a mask with holes. */
export function prefixLength(mask: NfAddr): number | null {
  const words = typeof mask === "number" ? [mask >>> 16, mask & 0xffff] : groups(mask);
  let length = 0;
  let ended = false;
  for (const word of words) {
    for (let bit = 15; bit >= 0; bit--) {
      if (((word >> bit) & 1) === 0) ended = true;
      else if (ended) return null;
      else length++;
    }
  }
  return length;
}

export function isZero(address: NfAddr): boolean {
  return address === 0 || address === "::";
}

export function isHost(mask: NfAddr): boolean {
  return mask === ALL_ONES_4 || mask === ALL_ONES_6;
}

/** "/24", "/255.0.255.0"; "" for a host's unless `always`. */
export function maskText(mask: NfAddr, always: boolean): string {
  if (isHost(mask) && !always) return "";
  const length = prefixLength(mask);
  return `/${length ?? formatAddress(mask)}`;
}

/** inet_aton's habits: up to four parts, what is missing at the end is 0. */
export function parseNumeric(text: string, family: NfFamily): NfAddr | null {
  if (family === "ip6") return parseIpv6(text);
  const quick = parseIpv4(text);
  if (quick !== null) return quick;
  const parts = text.split(".");
  if (parts.length > 4) return null;
  let address = 0;
  for (let i = 0; i < 4; i++) {
    const part = i < parts.length ? parseUint(parts[i] as string, 0, 255) : 0;
    if (part === null) return null;
    address = (address << 8) | part;
  }
  return address as Ipv4Addr;
}

export function parseMask(s: Session, text: string): NfAddr {
  const bits = parseUint(text, 0, s.v6 ? 128 : 32);
  if (bits !== null) return prefixMask(s.family, bits);
  const mask = s.v6 ? parseIpv6(text) : parseIpv4(text);
  return mask ?? s.bad(`invalid mask \`${text}' specified`);
}

/** One part of `-s`: a name yet to be looked up, or the address. */
export interface Wanted {
  readonly name: string;
  readonly address: NfAddr | null;
  readonly mask: NfAddr;
}

/** What `-s a/mask,b` asks for. */
export function parseAddresses(s: Session, text: string): Wanted[] {
  return text.split(",").map((part) => {
    const slash = part.lastIndexOf("/");
    const mask = slash < 0 ? hostMask(s.family) : parseMask(s, part.slice(slash + 1));
    const name = slash < 0 ? part : part.slice(0, slash);
    if (isZero(mask)) return { name, address: anyAddress(s.family), mask };
    const numeric = parseNumeric(name, s.family);
    const address = numeric ?? (s.v6 ? null : (s.names.networkAddress(name) as NfAddr | null));
    return { name, address, mask };
  });
}

export function addrMask(address: NfAddr, mask: NfAddr, invert: boolean): AddrMask {
  return { addr: maskAddress(address, mask), mask, invert };
}
