/**
 * What a filter's primitives test: libpcap 1.10.3 gencode.c. A primitive is a function over the
 * packet under test; a read past its end makes the whole filter say no, as a BPF load does.
 */
import { parseIpv6Groups } from "../addr.ts";

export const LINK = { NULL: 0, ETHERNET: 1, RAW: 12, SLL: 113, SLL2: 276 } as const;

/** The packet under test. One per compiled filter; nothing is allocated while matching. */
export class Subject {
  b: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  wireLength = 0;
  /** Set by a read past the end (or a division by zero). */
  rejected = false;

  u8(at: number): number {
    const i = this.start + at;
    if (at < 0 || i + 1 > this.end) {
      this.rejected = true;
      return 0;
    }
    return this.b[i] as number;
  }
  u16(at: number): number {
    const i = this.start + at;
    if (at < 0 || i + 2 > this.end) {
      this.rejected = true;
      return 0;
    }
    return ((this.b[i] as number) << 8) | (this.b[i + 1] as number);
  }
  /** Unsigned. */
  u32(at: number): number {
    const i = this.start + at;
    if (at < 0 || i + 4 > this.end) {
      this.rejected = true;
      return 0;
    }
    const b = this.b;
    return (
      (((b[i] as number) << 24) |
        ((b[i + 1] as number) << 16) |
        ((b[i + 2] as number) << 8) |
        (b[i + 3] as number)) >>>
      0
    );
  }
}

/** Something a packet must have for a test to say yes: a field (by name) that is, or is not, a value. */
export interface Fact {
  readonly field: string;
  readonly value: number;
  readonly is: boolean;
}
/**
 * A test, with the combinations of facts under which it says yes and no. `[[]]` stands for "nothing
 * known". They serve to find what libpcap's optimizer finds: an expression that rejects all packets.
 */
export interface Test {
  (s: Subject): boolean;
  yes?: readonly (readonly Fact[])[];
  no?: readonly (readonly Fact[])[];
}
export type Value = (s: Subject) => number;

type Ways = readonly (readonly Fact[])[];
const UNKNOWN: Ways = [[]];
const NEVER: Ways = [];
const WAYS_MAX = 128;

function known(test: Test, yes: Ways, no: Ways): Test {
  test.yes = yes;
  test.no = no;
  return test;
}
/** A test that compares one field with one value. */
function fact(field: string, value: number, test: Test): Test {
  return known(test, [[{ field, value, is: true }]], [[{ field, value, is: false }]]);
}
function both(a: Ways, b: Ways): Ways {
  const out: Fact[][] = [];
  for (const left of a) {
    for (const right of b) {
      if (!left.some((x) => right.some((y) => contradict(x, y)))) out.push([...left, ...right]);
      if (out.length > WAYS_MAX) return UNKNOWN;
    }
  }
  return out;
}
function contradict(a: Fact, b: Fact): boolean {
  if (a.field !== b.field) return false;
  if (a.is && b.is) return a.value !== b.value;
  return a.is !== b.is && a.value === b.value;
}
function either(a: Ways, b: Ways): Ways {
  return a.length + b.length > WAYS_MAX ? UNKNOWN : [...a, ...b];
}
/** No packet can pass. */
export function rejectsAll(test: Test): boolean {
  return test.yes !== undefined && test.yes.length === 0;
}

export const YES: Test = known(() => true, UNKNOWN, NEVER);
export const NO: Test = known(() => false, NEVER, UNKNOWN);

/** Where things are; `vlan` moves it on for what stands to its right. */
export interface Layout {
  readonly linkType: number;
  /** Offset of the EtherType, -1 without one. */
  type: number;
  /** Offset of the network header. */
  net: number;
}

export function layoutOf(linkType: number): Layout | null {
  switch (linkType) {
    case LINK.ETHERNET:
      return { linkType, type: 12, net: 14 };
    case LINK.SLL:
      return { linkType, type: 14, net: 16 };
    case LINK.SLL2:
      return { linkType, type: 0, net: 20 };
    case LINK.RAW:
      return { linkType, type: -1, net: 0 };
    default:
      return null;
  }
}

export function and(a: Test, b: Test): Test {
  return known(
    (s) => a(s) && !s.rejected && b(s),
    both(a.yes ?? UNKNOWN, b.yes ?? UNKNOWN),
    either(a.no ?? UNKNOWN, b.no ?? UNKNOWN),
  );
}
export function or(a: Test, b: Test): Test {
  return known(
    (s) => a(s) || (!s.rejected && b(s)),
    either(a.yes ?? UNKNOWN, b.yes ?? UNKNOWN),
    both(a.no ?? UNKNOWN, b.no ?? UNKNOWN),
  );
}
export function not(a: Test): Test {
  return known((s) => !a(s), a.no ?? UNKNOWN, a.yes ?? UNKNOWN);
}

/** gen_linktype. */
export function linkType(l: Layout, type: number): Test {
  if (l.type < 0) {
    if (type === 0x0800) return fact("version", 4, (s) => (s.u8(0) & 0xf0) === 0x40);
    if (type === 0x86dd) return fact("version", 6, (s) => (s.u8(0) & 0xf0) === 0x60);
    return known(() => false, NEVER, UNKNOWN);
  }
  const at = l.type;
  if (type > 1500) return fact(`type${at}`, type, (s) => s.u16(at) === type);
  const { net, linkType: link } = l;
  if (link !== LINK.ETHERNET) return (s) => s.u16(at) === 4 && s.u8(net) === type;
  if (type === 0xfe || type === 0x06 || type === 0xf0) {
    return (s) => s.u16(at) <= 1500 && s.u16(net) === ((type << 8) | type);
  }
  return (s) => s.u16(at) <= 1500 && s.u8(net) === type;
}

export type Direction = "any" | "src" | "dst" | "and";

function bySide(direction: Direction, src: Test, dst: Test): Test {
  if (direction === "src") return src;
  if (direction === "dst") return dst;
  return direction === "and" ? and(src, dst) : or(src, dst);
}

/** An IPv4 address (under a mask) in one protocol's header. */
export function hostIn(
  l: Layout,
  type: number,
  direction: Direction,
  address: number,
  mask: number,
): Test {
  const [srcAt, dstAt] = type === 0x0800 ? [12, 16] : [14, 24];
  const src = l.net + srcAt;
  const dst = l.net + dstAt;
  const want = (address & mask) >>> 0;
  return and(
    linkType(l, type),
    bySide(
      direction,
      fact(`${src}&${mask >>> 0}`, want, (s) => (s.u32(src) & mask) >>> 0 === want),
      fact(`${dst}&${mask >>> 0}`, want, (s) => (s.u32(dst) & mask) >>> 0 === want),
    ),
  );
}

export function host6(l: Layout, direction: Direction, address: string, length: number): Test {
  const groups = parseIpv6Groups(address) ?? [];
  const words: { at: number; mask: number; value: number }[] = [];
  for (let i = 0; i < 4; i++) {
    const bits = Math.max(0, Math.min(32, length - i * 32));
    if (bits === 0) continue;
    const mask = bits === 32 ? -1 : ~(-1 >>> bits);
    const value =
      ((((groups[i * 2] as number) << 16) | (groups[i * 2 + 1] as number)) & mask) >>> 0;
    words.push({ at: i * 4, mask, value });
  }
  // libpcap compares the last word first.
  words.reverse();
  const side =
    (base: number): Test =>
    (s) => {
      for (const word of words) {
        if ((s.u32(base + word.at) & word.mask) >>> 0 !== word.value || s.rejected) return false;
      }
      return true;
    };
  return and(linkType(l, 0x86dd), bySide(direction, side(l.net + 8), side(l.net + 24)));
}

export function etherHost(direction: Direction, mac: number): Test {
  const low = mac % 4294967296;
  const high = Math.floor(mac / 4294967296);
  const side = (at: number): Test =>
    fact(`ether${at}`, mac, (s) => s.u32(at + 2) === low && !s.rejected && s.u16(at) === high);
  return bySide(direction, side(6), side(0));
}

export function ipProto(l: Layout, number: number): Test {
  const at = l.net + 9;
  return and(
    linkType(l, 0x0800),
    fact(`protocol${at}`, number, (s) => s.u8(at) === number),
  );
}

export function ip6Proto(l: Layout, number: number): Test {
  const at = l.net + 6;
  const inFragment = l.net + 40;
  const direct = fact(`next${at}`, number, (s) => s.u8(at) === number);
  const fragment = and(
    fact(`next${at}`, 44, (s) => s.u8(at) === 44),
    fact(`next${inFragment}`, number, (s) => s.u8(inFragment) === number),
  );
  return and(linkType(l, 0x86dd), or(direct, fragment));
}

export function anyProto(l: Layout, number: number): Test {
  return or(ipProto(l, number), ip6Proto(l, number));
}

/** IP header length in bytes, from the nibble. */
export function ipHeader(s: Subject, net: number): number {
  return (s.u8(net) & 15) * 4;
}

/** TCP, UDP or SCTP ports in [low, high], not in later fragments. */
export function ports(
  l: Layout,
  protocols: readonly number[],
  direction: Direction,
  low: number,
  high: number,
): Test {
  const { net } = l;
  const fits = (port: number): boolean => port >= low && port <= high;
  const four = and(
    linkType(l, 0x0800),
    and(
      oneOf(`protocol${net + 9}`, protocols, (s) => protocols.includes(s.u8(net + 9))),
      portFacts("four", direction, low, high, (s) => {
        if ((s.u16(net + 6) & 0x1fff) !== 0 || s.rejected) return false;
        const at = net + ipHeader(s, net);
        return !s.rejected && byPort(s, at, direction, fits);
      }),
    ),
  );
  const six = and(
    linkType(l, 0x86dd),
    and(
      oneOf(`next${net + 6}`, protocols, (s) => protocols.includes(s.u8(net + 6))),
      portFacts("six", direction, low, high, (s) => byPort(s, net + 40, direction, fits)),
    ),
  );
  return or(six, four);
}

function oneOf(field: string, values: readonly number[], test: Test): Test {
  return known(
    test,
    values.map((value) => [{ field, value, is: true }]),
    UNKNOWN,
  );
}

/** Which single ports the test pins down. */
function portFacts(
  family: string,
  direction: Direction,
  low: number,
  high: number,
  test: Test,
): Test {
  if (low !== high || direction === "any") return test;
  const src: Fact = { field: `${family}-src`, value: low, is: true };
  const dst: Fact = { field: `${family}-dst`, value: low, is: true };
  return known(
    test,
    [direction === "src" ? [src] : direction === "dst" ? [dst] : [src, dst]],
    UNKNOWN,
  );
}

function byPort(
  s: Subject,
  at: number,
  direction: Direction,
  fits: (port: number) => boolean,
): boolean {
  if (direction === "src") return fits(s.u16(at));
  if (direction === "dst") return fits(s.u16(at + 2));
  const src = fits(s.u16(at));
  if (s.rejected) return false;
  if (direction === "and") return src && fits(s.u16(at + 2));
  return src || fits(s.u16(at + 2));
}

export function notFragment(l: Layout): Test {
  const at = l.net + 6;
  return (s) => (s.u16(at) & 0x1fff) === 0;
}
