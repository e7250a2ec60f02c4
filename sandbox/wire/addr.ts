/**
 * Addresses as numbers, and their text at the edges. IPv4 is a *signed* 32-bit integer (bitwise
 * results are signed, and small-integer map keys are fast): compare sizes with `>>> 0`.
 * IPv6 is its RFC 5952 text in lower case, which is unique per address.
 */
export type Ipv4Addr = number & { readonly _is: "ipv4" };
export type MacAddr = number & { readonly _is: "mac" };
export type Ipv6Addr = string & { readonly _is: "ipv6" };

export const MAC_BROADCAST = 0xffffffffffff as MacAddr;
export const MAC_ZERO = 0 as MacAddr;
export const IPV4_ANY = 0 as Ipv4Addr;
export const IPV4_BROADCAST = -1 as Ipv4Addr;

export function ipv4(a: number, b: number, c: number, d: number): Ipv4Addr {
  return ((a << 24) | (b << 16) | (c << 8) | d) as Ipv4Addr;
}

export function formatIpv4(addr: number): string {
  return `${addr >>> 24}.${(addr >>> 16) & 255}.${(addr >>> 8) & 255}.${addr & 255}`;
}

/** Four decimal parts, each 0-255; nothing else (inet_pton). */
export function parseIpv4(text: string): Ipv4Addr | null {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (m === null) return null;
  let out = 0;
  for (let i = 1; i <= 4; i++) {
    const part = m[i] as string;
    if (Number(part) > 255 || (part.length > 1 && part.startsWith("0"))) return null;
    out = (out << 8) | Number(part);
  }
  return out as Ipv4Addr;
}

/** Netmask of a prefix length 0-32, as a signed integer. */
export function maskOf(prefixLength: number): number {
  return prefixLength === 0 ? 0 : -1 << (32 - prefixLength);
}

export function formatMac(mac: number): string {
  let out = "";
  let rest = mac;
  for (let i = 0; i < 6; i++) {
    const byte = rest % 256;
    rest = (rest - byte) / 256;
    out = (byte < 16 ? "0" : "") + byte.toString(16) + (i === 0 ? "" : ":") + out;
  }
  return out;
}

/** Six hex parts of one or two digits, separated by colons. */
export function parseMac(text: string): MacAddr | null {
  const parts = text.split(":");
  if (parts.length !== 6) return null;
  let out = 0;
  for (const part of parts) {
    if (!/^[0-9a-fA-F]{1,2}$/.test(part)) return null;
    out = out * 256 + parseInt(part, 16);
  }
  return out as MacAddr;
}

/** The group bit: broadcast or multicast. */
export function isGroupMac(mac: number): boolean {
  return Math.floor(mac / 1099511627776) % 2 === 1;
}

export function isMulticast4(addr: number): boolean {
  return addr >>> 28 === 14;
}

export function isLoopback4(addr: number): boolean {
  return addr >>> 24 === 127;
}

/** Eight 16-bit groups of an IPv6 text, or null. Accepts `::` and a dotted IPv4 tail; no zone. */
export function parseIpv6Groups(text: string): number[] | null {
  const out: number[] = [];
  const end = text.length;
  let gap = -1;
  let at = 0;
  if (text.startsWith("::")) {
    gap = 0;
    at = 2;
  }
  while (at < end) {
    let stop = text.indexOf(":", at);
    if (stop < 0) stop = end;
    if (stop === end && text.includes(".", at)) {
      // The tail follows a colon: a bare dotted quad is no IPv6 address.
      const v4 = at === 0 ? null : parseIpv4(text.slice(at));
      if (v4 === null) return null;
      out.push(v4 >>> 16, v4 & 0xffff);
      break;
    }
    const group = readGroup(text, at, stop);
    if (group < 0) return null;
    out.push(group);
    if (stop === end) break;
    at = stop + 1;
    if (at === end) return null;
    if (text.charCodeAt(at) !== 58) continue;
    if (gap >= 0) return null;
    gap = out.length;
    at++;
  }
  if (gap < 0) return out.length === 8 ? out : null;
  if (out.length > 7) return null;
  const groups = [0, 0, 0, 0, 0, 0, 0, 0];
  const zeros = 8 - out.length;
  for (let i = 0; i < out.length; i++) groups[i < gap ? i : i + zeros] = out[i] as number;
  return groups;
}

/** One to four hexadecimal digits of `text`, or -1. */
function readGroup(text: string, from: number, to: number): number {
  if (to === from || to - from > 4) return -1;
  let value = 0;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    const lower = c | 32;
    if (c >= 48 && c <= 57) value = (value << 4) | (c - 48);
    else if (lower >= 97 && lower <= 102) value = (value << 4) | (lower - 87);
    else return -1;
  }
  return value;
}

export function formatIpv6Groups(groups: readonly number[]): Ipv6Addr {
  let bestAt = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && groups[i + n] === 0) n++;
    if (n > bestLength) {
      bestAt = i;
      bestLength = n;
    }
    if (n > 0) i += n - 1;
  }
  let out = "";
  for (let i = 0; i < 8; i++) {
    if (i === bestAt) {
      out += "::";
      i += bestLength - 1;
      continue;
    }
    if (i > 0 && (bestAt < 0 || i !== bestAt + bestLength)) out += ":";
    out += (groups[i] as number).toString(16);
  }
  return out as Ipv6Addr;
}

export function parseIpv6(text: string): Ipv6Addr | null {
  const groups = parseIpv6Groups(text);
  return groups === null ? null : formatIpv6Groups(groups);
}

export function readIpv6(bytes: Uint8Array, at: number): Ipv6Addr {
  const groups: number[] = [];
  for (let i = 0; i < 8; i++)
    groups.push(((bytes[at + i * 2] as number) << 8) | (bytes[at + i * 2 + 1] as number));
  return formatIpv6Groups(groups);
}

export function writeIpv6(bytes: Uint8Array, at: number, addr: Ipv6Addr): void {
  const groups = parseIpv6Groups(addr) as number[];
  for (let i = 0; i < 8; i++) {
    bytes[at + i * 2] = (groups[i] as number) >>> 8;
    bytes[at + i * 2 + 1] = groups[i] as number;
  }
}

/** The IPv4 address inside ::ffff:a.b.c.d, or null. */
export function mappedIpv4(addr: Ipv6Addr): Ipv4Addr | null {
  if (!addr.startsWith("::ffff:")) return null;
  const groups = parseIpv6Groups(addr) as number[];
  return (((groups[6] as number) << 16) | (groups[7] as number)) as Ipv4Addr;
}

/** fe80:: plus the EUI-64 of a MAC (RFC 4291 appendix A). */
export function linkLocalOf(mac: number): Ipv6Addr {
  const high = Math.floor(mac / 4294967296);
  const low = mac % 4294967296;
  return formatIpv6Groups([
    0xfe80,
    0,
    0,
    0,
    high ^ 0x0200,
    (Math.floor(low / 16777216) << 8) | 0xff,
    0xfe00 | (Math.floor(low / 65536) % 256),
    low % 65536,
  ]);
}
