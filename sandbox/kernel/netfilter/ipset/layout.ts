/**
 * How the members of hash sets lie in memory: the words that the kernel hashes, so that members come in its
 * order for a given initval. Structs hash_ip4_elem and its kin of net/netfilter/ipset/ip_set_hash_*.c, on a
 * little-endian machine.
 */
import { formatIpv6Groups, parseIpv6Groups } from "../../../wire/addr.ts";
import type { Ipv4Addr } from "../../../wire/addr.ts";
import type { NfAddr, NfFamily } from "../types.ts";
import type { SetMember, SetTypeName } from "./types.ts";

export interface Layout {
  readonly type: SetTypeName;
  readonly revision: number;
  readonly six: boolean;
  /** Words of a member. */
  readonly words: number;
  /** Bytes of an empty set of one region. */
  readonly base: number;
  readonly hasPort: boolean;
  /** The dimension that is a network: 0 none, 1 the first, 2 the last. */
  readonly net: 0 | 1 | 2;
  readonly hasIp2: boolean;
  /** Dimensions. */
  readonly dimensions: number;
}

type Row = readonly [
  type: SetTypeName,
  revision: number,
  base4: number,
  base6: number,
  port: boolean,
  net: 0 | 1 | 2,
  ip2: boolean,
];
/** Sizes as Linux 6.18 on x86-64 reports them. */
const ROWS: readonly Row[] = [
  ["hash:ip", 6, 216, 224, false, 0, false],
  ["hash:net", 7, 456, 1240, false, 1, false],
  ["hash:ip,port", 7, 216, 232, true, 0, false],
  ["hash:net,port", 8, 456, 1240, true, 1, false],
  ["hash:ip,port,ip", 6, 208, 232, true, 0, true],
  ["hash:ip,port,net", 8, 464, 1256, true, 2, true],
];

export function layoutOf(type: SetTypeName, family: NfFamily): Layout | null {
  const row = ROWS.find(([name]) => name === type);
  if (row === undefined) return null;
  const [, revision, base4, base6, hasPort, net, hasIp2] = row;
  const six = family === "ip6";
  const one = six ? 4 : 1;
  const words = one + (hasIp2 ? one : 0) + (hasPort || net !== 0 ? 1 : 0);
  const dimensions = 1 + (hasPort ? 1 : 0) + (hasIp2 ? 1 : 0);
  return {
    type,
    revision,
    six,
    words,
    base: six ? base6 : base4,
    hasPort,
    net,
    hasIp2,
    dimensions,
  };
}

function swap32(word: number): number {
  return (
    (word >>> 24) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff0000) | ((word << 24) & -0x1000000)
  );
}

/** An address into words[at...], as the kernel's bytes lie there. */
export function putAddr(words: Int32Array, at: number, addr: NfAddr, six: boolean): void {
  if (!six) {
    words[at] = swap32(addr as number);
    return;
  }
  const groups = parseIpv6Groups(String(addr)) ?? [];
  for (let i = 0; i < 4; i++) {
    words[at + i] = swap32(((groups[2 * i] ?? 0) << 16) | (groups[2 * i + 1] ?? 0));
  }
}

function takeAddr(words: Int32Array, at: number, six: boolean): NfAddr {
  if (!six) return swap32(words[at] as number) as Ipv4Addr;
  const groups: number[] = [];
  for (let i = 0; i < 4; i++) {
    const word = swap32(words[at + i] as number);
    groups.push((word >>> 16) & 0xffff, word & 0xffff);
  }
  return formatIpv6Groups(groups);
}

/** Clear the host's bits of the address at words[at...]. */
export function maskAddr(words: Int32Array, at: number, cidr: number, six: boolean): void {
  const count = six ? 4 : 1;
  for (let i = 0; i < count; i++) {
    const bits = Math.min(32, Math.max(0, cidr - 32 * i));
    const mask = bits === 0 ? 0 : -1 << (32 - bits);
    words[at + i] = (words[at + i] as number) & swap32(mask);
  }
}

/** The last word: port, protocol and prefix length, where the type has them. */
export function tailWord(layout: Layout, port: number, protocol: number, cidr: number): number {
  if (!layout.hasPort) return cidr << 24;
  const swapped = ((port >> 8) & 0xff) | ((port & 0xff) << 8);
  if (layout.net === 1) return swapped | (protocol << 16) | ((cidr - 1) << 24);
  if (layout.net === 2) return swapped | ((cidr - 1) << 16) | (protocol << 24);
  return swapped | (protocol << 16);
}

export function encode(layout: Layout, words: Int32Array, member: SetMember): void {
  const { six } = layout;
  const one = six ? 4 : 1;
  const whole = six ? 128 : 32;
  putAddr(words, 0, member.ip as NfAddr, six);
  if (layout.hasIp2) putAddr(words, one, member.ip2 as NfAddr, six);
  let cidr = whole;
  if (layout.net === 1) {
    cidr = member.cidr ?? whole;
    maskAddr(words, 0, cidr, six);
  } else if (layout.net === 2) {
    cidr = member.cidr2 ?? whole;
    maskAddr(words, one, cidr, six);
  }
  if (layout.hasPort || layout.net !== 0) {
    words[layout.words - 1] = tailWord(layout, member.port ?? 0, member.protocol ?? 0, cidr);
  }
}

export function decode(layout: Layout, words: Int32Array): SetMember {
  const { six } = layout;
  const one = six ? 4 : 1;
  const ip = takeAddr(words, 0, six);
  const ip2 = layout.hasIp2 ? { ip2: takeAddr(words, one, six) } : {};
  const cidr = cidrOf(layout, words);
  const net = layout.net === 1 ? { cidr } : layout.net === 2 ? { cidr2: cidr } : {};
  if (!layout.hasPort) return { ip, ...net };
  const tail = words[layout.words - 1] as number;
  const port = ((tail & 0xff) << 8) | ((tail >>> 8) & 0xff);
  const protocol = (tail >>> (layout.net === 2 ? 24 : 16)) & 0xff;
  return { ip, port, protocol, ...ip2, ...net };
}

/** The prefix length of a member with a network. */
export function cidrOf(layout: Layout, words: Int32Array): number {
  if (layout.net === 0) return layout.six ? 128 : 32;
  const tail = words[layout.words - 1] as number;
  if (!layout.hasPort) return (tail >>> 24) & 0xff;
  // cidr:7, nomatch:1 in one byte; kept less one.
  return ((tail >>> (layout.net === 2 ? 16 : 24)) & 0x7f) + 1;
}
