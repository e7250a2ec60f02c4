/**
 * How iproute2 reads words: keyword abbreviations, numbers as strtoul does, addresses and
 * prefixes (shortened IPv4 `10.1` is 10.1.0.0), link-layer addresses.
 */
import {
  formatIpv4,
  formatIpv6Groups,
  type Ipv4Addr,
  type Ipv6Addr,
  maskOf,
  parseIpv6Groups,
} from "../../../wire/addr.ts";

export type Family = 4 | 6;
export type Address = Ipv4Addr | Ipv6Addr;

export interface InetPrefix {
  /** 0: `default`, `any` or `all` where no family was asked for. */
  readonly family: Family | 0;
  readonly addr: Address;
  readonly bitlen: number;
  /** A length was written. */
  readonly specified: boolean;
  /** `default`, `any`, `all`. */
  readonly any: boolean;
}

/** A keyword may be cut short anywhere: "a", "ad" and "addr" all match "address". */
export function matches(word: string, keyword: string): boolean {
  return word !== "" && keyword.startsWith(word);
}

/** strtoul with base 0 (or 16) over the whole word; null when it is none or above `max`. */
export function parseUnsigned(
  word: string,
  max = 0xffffffff,
  base: 0 | 10 | 16 = 0,
): number | null {
  const t = word.trimStart();
  let value: number;
  if (base === 16) {
    if (!/^(0x)?[0-9a-f]+$/i.test(t)) return null;
    value = parseInt(t, 16);
  } else if (base === 0 && /^0x[0-9a-f]+$/i.test(t)) value = parseInt(t, 16);
  else if (base === 0 && /^0[0-7]*$/.test(t)) value = parseInt(t, 8);
  else if (/^\+?\d+$/.test(t) && (base === 10 || !/^\+?0\d/.test(t))) value = Number(t);
  else return null;
  return value > max ? null : value;
}

/** strtol with base 0. */
export function parseInteger(word: string): number | null {
  const negative = word.startsWith("-");
  const value = parseUnsigned(negative ? word.slice(1) : word, 0x7fffffff);
  return value === null ? null : negative ? -value : value;
}

/** One to four numbers; what is missing is zero. */
export function parseLooseIpv4(word: string): Ipv4Addr | null {
  const parts = word.split(".");
  if (parts.length > 4) return null;
  const bytes = [0, 0, 0, 0];
  for (const [i, part] of parts.entries()) {
    const n = parseUnsigned(part, 255);
    if (n === null) return null;
    bytes[i] = n;
  }
  return (((bytes[0] as number) << 24) |
    ((bytes[1] as number) << 16) |
    ((bytes[2] as number) << 8) |
    (bytes[3] as number)) as Ipv4Addr;
}

export function parseAddress(word: string, family: Family | 0): InetPrefix | null {
  if (word === "default" || word === "any" || word === "all") {
    const addr = family === 6 ? ("::" as Ipv6Addr) : (0 as Ipv4Addr);
    return { family, addr, bitlen: 0, specified: false, any: true };
  }
  if (word.includes(":")) {
    if (family === 4) return null;
    const groups = parseIpv6Groups(word);
    if (groups === null) return null;
    return { family: 6, addr: formatIpv6Groups(groups), bitlen: 128, specified: false, any: false };
  }
  if (family === 6) return null;
  const addr = parseLooseIpv4(word);
  return addr === null ? null : { family: 4, addr, bitlen: 32, specified: false, any: false };
}

export function parsePrefix(word: string, family: Family | 0): InetPrefix | null {
  const slash = word.indexOf("/");
  const base = parseAddress(slash < 0 ? word : word.slice(0, slash), family);
  if (base === null || base.any) return slash >= 0 && base !== null ? null : base;
  if (slash < 0) return base;
  const bits = base.family === 6 ? 128 : 32;
  const length = parseMaskLength(word.slice(slash + 1), bits);
  return length === null ? null : { ...base, bitlen: length, specified: true };
}

/** A length, or a dotted netmask without holes. */
function parseMaskLength(word: string, bits: number): number | null {
  const plain = parseUnsigned(word, bits);
  if (plain !== null) return plain;
  if (!word.includes(".")) return null;
  const mask = parseLooseIpv4(word);
  if (mask === null) return null;
  for (let n = 0; n <= 32; n++) if (maskOf(n) === mask) return n;
  return null;
}

/** Link-layer address as bytes: hex pairs between colons, a dotted quad; null: not readable. */
export function parseLladdr(word: string): number[] | null {
  if (word.includes(".")) {
    const addr = parseLooseIpv4(word);
    return addr === null ? null : [24, 16, 8, 0].map((shift) => (addr >>> shift) & 255);
  }
  const out: number[] = [];
  for (const part of word.split(":")) {
    // sscanf("%x"): what follows the digits is ignored, so "down" is 0x0d.
    const m = /^\s*\+?(?:0x)?([0-9a-f]+)/i.exec(part);
    if (m === null) return null;
    const byte = parseInt(m[1] as string, 16);
    if (byte > 255 || out.length >= 32) return null;
    out.push(byte);
  }
  return out;
}

/** What ll_addr_a2n complains about: it has cut the word up by then. */
export function badLladdrPart(word: string): string {
  return word.split(":").find((part) => parseLladdr(part) === null) ?? word;
}

export function formatAddress(addr: Address): string {
  return typeof addr === "number" ? formatIpv4(addr) : addr;
}

/** Do the first `bits` of both agree? */
export function sameBits(a: Address, b: Address, bits: number): boolean {
  if (typeof a === "number" && typeof b === "number") return ((a ^ b) & maskOf(bits)) === 0;
  if (typeof a === "number" || typeof b === "number") return false;
  const left = parseIpv6Groups(a) as number[];
  const right = parseIpv6Groups(b) as number[];
  for (let i = 0; i * 16 < bits; i++) {
    const keep = Math.min(16, bits - i * 16);
    const mask = (0xffff << (16 - keep)) & 0xffff;
    if (((left[i] as number) & mask) !== ((right[i] as number) & mask)) return false;
  }
  return true;
}

/** A device name the kernel might take (check_ifname). */
export function validIfname(name: string, max = 15): boolean {
  return name !== "" && name.length <= max && !/[/\s]/.test(name);
}
