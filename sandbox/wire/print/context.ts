/**
 * What tcpdump's printers share: the options, the bytes with the point where the capture (or the
 * enclosing length) ends, and the text so far. tcpdump 4.99.3, netdissect.h.
 *
 * Reading past the end leaves the printer by throwing {@link Truncated}, as tcpdump's longjmp does;
 * `printPacket` catches it and writes ` [|protocol]`. Nothing else here throws.
 */
import { formatIpv4, formatMac, readIpv6 } from "../addr.ts";
import { protocolName, serviceName } from "./names.ts";

export interface PrintOptions {
  /** Times -n was given: 1 keeps protocol names, 2 none. */
  readonly n: number;
  readonly e: boolean;
  readonly q: boolean;
  /** Times -v was given. */
  readonly v: number;
  readonly x: number;
  readonly X: number;
  readonly A: number;
  /** Times -t was given. */
  readonly t: number;
  readonly S: boolean;
  readonly K: boolean;
  /** -#: number the lines. */
  readonly number: boolean;
  /** --lengths is not in 4.99.3; kept out. -T TYPE for UDP. */
  readonly force: string | null;
  /** Names of addresses (/etc/hosts); null: no name. */
  readonly hostName: (address: string) => string | null;
  /** -i any in a running capture: names by ifindex. */
  readonly interfaceName: (index: number) => string;
}

export const PLAIN: PrintOptions = {
  n: 2,
  e: false,
  q: false,
  v: 0,
  x: 0,
  X: 0,
  A: 0,
  t: 0,
  S: false,
  K: false,
  number: false,
  force: null,
  hostName: () => null,
  interfaceName: () => "?",
};

/** Reading went past the captured bytes. One value, so that leaving costs nothing. */
export class Truncated {}
const TRUNCATED = new Truncated();

/** A flow's first sequence numbers, for relative ones. */
export interface Conversation {
  seq: number;
  ack: number;
}

export class Printer {
  readonly o: PrintOptions;
  b: Uint8Array = new Uint8Array(0);
  /** ndo_snapend: bytes from here on were not captured or do not belong to the packet. */
  end = 0;
  /** ndo_protocol: named by ` [|protocol]`. */
  protocol = "";
  out = "";
  /** Depth of encapsulation, so that crafted nesting stays bounded. */
  depth = 0;
  readonly conversations = new Map<string, Conversation>();

  constructor(options: PrintOptions) {
    this.o = options;
  }

  put(text: string): void {
    this.out += text;
  }

  has(at: number, length: number): boolean {
    return at + length <= this.end;
  }
  need(at: number, length: number): void {
    if (at + length > this.end) throw TRUNCATED;
  }
  truncated(): never {
    throw TRUNCATED;
  }
  u8(at: number): number {
    if (at + 1 > this.end) throw TRUNCATED;
    return this.b[at] as number;
  }
  u16(at: number): number {
    if (at + 2 > this.end) throw TRUNCATED;
    return ((this.b[at] as number) << 8) | (this.b[at + 1] as number);
  }
  u24(at: number): number {
    return this.u8(at) * 65536 + this.u16(at + 1);
  }
  u32(at: number): number {
    if (at + 4 > this.end) throw TRUNCATED;
    return this.u16(at) * 65536 + this.u16(at + 2);
  }
  u64(at: number): bigint {
    return (BigInt(this.u32(at)) << 32n) | BigInt(this.u32(at + 4));
  }

  /** nd_print_trunc. */
  trunc(): void {
    this.out += ` [|${this.protocol}]`;
  }
  /** nd_print_invalid. */
  invalid(): void {
    this.out += " (invalid)";
  }

  /** tcpdump decodes this, Underlay does not: said where its text would stand. */
  undecoded(protocol: string): void {
    this.out += `[${protocol}: not decoded by Underlay]`;
  }

  ip4(at: number): string {
    this.need(at, 4);
    const text = formatIpv4(this.u32(at) | 0);
    return this.o.n > 0 ? text : (this.o.hostName(text) ?? text);
  }
  ip6(at: number): string {
    this.need(at, 16);
    const text = mappedForm(readIpv6(this.b, at), this.b, at);
    return this.o.n > 0 ? text : (this.o.hostName(text) ?? text);
  }
  mac(at: number): string {
    this.need(at, 6);
    const text = formatMac(this.u16(at) * 4294967296 + this.u32(at + 2));
    if (this.o.n > 0) return text;
    if (text === "ff:ff:ff:ff:ff:ff") return "Broadcast";
    return `${text} (oui ${oui(text)})`;
  }
  tcpPort(port: number): string {
    return this.o.n > 0 ? String(port) : (serviceName(port, "tcp") ?? String(port));
  }
  udpPort(port: number): string {
    return this.o.n > 0 ? String(port) : (serviceName(port, "udp") ?? String(port));
  }
  protocolName(number: number): string | null {
    return this.o.n > 0 ? null : protocolName(number);
  }

  /** Run `body` with the end moved in to `at + length` (never out), then move it back. */
  within(at: number, length: number, body: () => void): void {
    const saved = this.end;
    if (at + length < this.end) this.end = at + length;
    body();
    this.end = saved;
  }
}

/** inet_ntop's dotted tail for v4-mapped and v4-compatible addresses. */
export function mappedForm(text: string, b: Uint8Array, at: number): string {
  for (let i = 0; i < 10; i++) if (b[at + i] !== 0) return text;
  const high = ((b[at + 10] as number) << 8) | (b[at + 11] as number);
  const third = ((b[at + 12] as number) << 8) | (b[at + 13] as number);
  if (high !== 0xffff && !(high === 0 && third !== 0)) return text;
  const v4 = `${b[at + 12]}.${b[at + 13]}.${b[at + 14]}.${b[at + 15]}`;
  return high === 0 ? `::${v4}` : `::ffff:${v4}`;
}

function oui(mac: string): string {
  const known = mac.slice(0, 8);
  return known === "00:00:00" ? "Ethernet" : known === "00:00:0c" ? "Cisco" : "Unknown";
}

/** tok2str: the name of a value, or `fallback` of it. */
export function tok(
  names: ReadonlyMap<number, string>,
  value: number,
  fallback: (value: number) => string,
): string {
  return names.get(value) ?? fallback(value);
}

/** bittok2str: names of the set bits, joined. */
export function bits(
  names: readonly (readonly [number, string])[],
  value: number,
  none: string,
  joint = ", ",
): string {
  let out = "";
  for (const [mask, name] of names) {
    if ((value & mask) === mask) out += (out === "" ? "" : joint) + name;
  }
  return out === "" ? none : out;
}

export function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** Ones' complement sum of `length` bytes, added to `start`; folded, not inverted. */
export function sum16(b: Uint8Array, at: number, length: number, start = 0): number {
  let sum = start;
  const even = length & ~1;
  for (let i = 0; i < even; i += 2) sum += ((b[at + i] as number) << 8) | (b[at + i + 1] as number);
  if (even !== length) sum += (b[at + even] as number) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65536);
  return sum;
}

/** in_cksum: 0 when the sum over header and checksum is right. */
export function cksum(b: Uint8Array, at: number, length: number, start = 0): number {
  return ~sum16(b, at, length, start) & 0xffff;
}

/** in_cksum_shouldbe: what the field should hold, given what it holds and the sum over all. */
export function shouldBe(field: number, computed: number): number {
  let value = field + computed;
  value = (value & 0xffff) + (value >>> 16);
  value = (value & 0xffff) + (value >>> 16);
  return value;
}
