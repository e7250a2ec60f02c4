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
  let t = text;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(t);
  if (tail !== null) {
    const v4 = parseIpv4(tail[2] as string);
    if (v4 === null) return null;
    t = `${tail[1] as string}${(v4 >>> 16).toString(16)}:${(v4 & 0xffff).toString(16)}`;
  }
  const halves = t.split("::");
  if (halves.length > 2) return null;
  const read = (s: string): number[] | null => {
    if (s === "") return [];
    const out: number[] = [];
    for (const part of s.split(":")) {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return null;
      out.push(parseInt(part, 16));
    }
    return out;
  };
  const head = read(halves[0] as string);
  if (head === null) return null;
  if (halves.length === 1) return head.length === 8 ? head : null;
  const end = read(halves[1] as string);
  if (end === null || head.length + end.length > 7) return null;
  return [...head, ...new Array<number>(8 - head.length - end.length).fill(0), ...end];
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
  const hex = (part: readonly number[]): string => part.map((g) => g.toString(16)).join(":");
  if (bestAt < 0) return hex(groups) as Ipv6Addr;
  return `${hex(groups.slice(0, bestAt))}::${hex(groups.slice(bestAt + bestLength))}` as Ipv6Addr;
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
