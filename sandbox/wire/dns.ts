/**
 * DNS messages: RFC 1035 section 4, AAAA (RFC 3596), SRV (RFC 2782), EDNS (RFC 6891), extended errors (RFC 8914).
 * Reading never throws: what is malformed is left out and `malformed` says so.
 * Left out: DNSSEC records as anything but bytes, internationalised names, updates.
 */
import { formatIpv4, type Ipv4Addr, type Ipv6Addr, readIpv6, writeIpv6 } from "./addr.ts";
import { i32, u16, u32, u8 } from "./bytes.ts";

export const DNS_PORT = 53;
export const DNS_HEADER = 12;

export const DNS_QR = 0x8000;
export const DNS_AA = 0x0400;
export const DNS_TC = 0x0200;
export const DNS_RD = 0x0100;
export const DNS_RA = 0x0080;
export const DNS_AD = 0x0020;
export const DNS_CD = 0x0010;

export const NOERROR = 0;
export const FORMERR = 1;
export const SERVFAIL = 2;
export const NXDOMAIN = 3;
export const NOTIMP = 4;
export const REFUSED = 5;

export const TYPE_A = 1;
export const TYPE_NS = 2;
export const TYPE_CNAME = 5;
export const TYPE_SOA = 6;
export const TYPE_PTR = 12;
export const TYPE_MX = 15;
export const TYPE_TXT = 16;
export const TYPE_AAAA = 28;
export const TYPE_SRV = 33;
export const TYPE_DNAME = 39;
export const TYPE_OPT = 41;
export const TYPE_ANY = 255;
export const CLASS_IN = 1;
export const CLASS_CH = 3;

/** EDNS option: extended DNS error. */
export const OPT_EDE = 15;
export const OPT_COOKIE = 10;

const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [1, "A"],
  [2, "NS"],
  [5, "CNAME"],
  [6, "SOA"],
  [12, "PTR"],
  [13, "HINFO"],
  [15, "MX"],
  [16, "TXT"],
  [28, "AAAA"],
  [33, "SRV"],
  [35, "NAPTR"],
  [39, "DNAME"],
  [41, "OPT"],
  [43, "DS"],
  [46, "RRSIG"],
  [47, "NSEC"],
  [48, "DNSKEY"],
  [50, "NSEC3"],
  [52, "TLSA"],
  [64, "SVCB"],
  [65, "HTTPS"],
  [99, "SPF"],
  [251, "IXFR"],
  [252, "AXFR"],
  [255, "ANY"],
  [257, "CAA"],
]);

/** A type's mnemonic, or TYPE123. */
export function dnsTypeName(type: number): string {
  return TYPE_NAMES.get(type) ?? `TYPE${type}`;
}

/** The number of a mnemonic in any case, or of TYPE123; null for anything else. */
export function dnsType(text: string): number | null {
  const wanted = text.toUpperCase();
  for (const [type, name] of TYPE_NAMES) if (name === wanted) return type;
  const m = /^TYPE(\d{1,5})$/.exec(wanted);
  return m !== null && Number(m[1]) < 65_536 ? Number(m[1]) : null;
}

/** What a record says. Names are absolute, in presentation form with their final dot ("." is the root). */
export type DnsData =
  | { readonly kind: "a"; readonly address: Ipv4Addr }
  | { readonly kind: "aaaa"; readonly address: Ipv6Addr }
  | { readonly kind: "name"; readonly target: string }
  | { readonly kind: "mx"; readonly preference: number; readonly target: string }
  | {
      readonly kind: "srv";
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  | {
      readonly kind: "soa";
      readonly primary: string;
      readonly mailbox: string;
      /** serial, refresh, retry, expire, minimum. */
      readonly numbers: readonly [number, number, number, number, number];
    }
  | { readonly kind: "txt"; readonly strings: readonly Uint8Array[] }
  | {
      readonly kind: "opt";
      readonly options: readonly { readonly code: number; readonly data: Uint8Array }[];
    }
  | { readonly kind: "raw"; readonly bytes: Uint8Array };

export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
  readonly klass: number;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: number;
  /** For OPT: the sender's UDP payload size. */
  readonly klass: number;
  /** Seconds; for OPT: extended rcode, version and flags. */
  readonly ttl: number;
  readonly data: DnsData;
}

export interface DnsMessage {
  readonly id: number;
  /** The header's second word: QR, opcode, AA, TC, RD, RA, AD, CD, rcode. */
  readonly flags: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
}

export interface ParsedDns extends DnsMessage {
  /** Sections ended before their counts did, or a name or record was bad. */
  readonly malformed: boolean;
}

export function dnsRcode(message: DnsMessage): number {
  return message.flags & 15;
}

/** A name as it is asked: lower case, one dot at the end. For comparing, RFC 4343. */
export function dnsKey(name: string): string {
  const low = name.toLowerCase();
  return low.endsWith(".") ? low : `${low}.`;
}

/** The labels of a presentation name ("\." and "\065" are escapes), or null if it cannot be sent. */
export function dnsLabels(name: string): Uint8Array[] | null {
  if (name === "." || name === "") return [];
  const out: Uint8Array[] = [];
  let label: number[] = [];
  let total = 1;
  const end = (): boolean => {
    if (label.length === 0 || label.length > 63) return false;
    total += label.length + 1;
    out.push(Uint8Array.from(label));
    label = [];
    return total <= 255;
  };
  for (let i = 0; i < name.length; i++) {
    const ch = name[i] as string;
    if (ch === ".") {
      if (!end()) return null;
      continue;
    }
    if (ch !== "\\") {
      const code = name.charCodeAt(i);
      if (code > 255) return null;
      label.push(code);
      continue;
    }
    const digits = /^\d{3}/.exec(name.slice(i + 1, i + 4))?.[0];
    if (digits !== undefined) {
      if (Number(digits) > 255) return null;
      label.push(Number(digits));
      i += 3;
    } else if (i + 1 < name.length && name.charCodeAt(i + 1) < 256) {
      label.push(name.charCodeAt(++i));
    } else return null;
  }
  if (!name.endsWith(".") || label.length > 0) if (!end()) return null;
  return out;
}

/** A label in presentation form, RFC 1035 section 5.1. */
function labelText(bytes: Uint8Array, from: number, length: number): string {
  let out = "";
  for (let i = from; i < from + length; i++) {
    const c = u8(bytes, i);
    if (c <= 0x20 || c >= 0x7f) out += `\\${String(c).padStart(3, "0")}`;
    else if ('."\\;()@$'.includes(String.fromCharCode(c))) out += `\\${String.fromCharCode(c)}`;
    else out += String.fromCharCode(c);
  }
  return out;
}

/** The name of an IPv4 address in in-addr.arpa. */
export function reverseName4(address: Ipv4Addr): string {
  return `${formatIpv4(address).split(".").reverse().join(".")}.in-addr.arpa.`;
}

/** The name of an IPv6 address in ip6.arpa. */
export function reverseName6(address: Ipv6Addr): string {
  const bytes = new Uint8Array(16);
  writeIpv6(bytes, 0, address);
  let out = "";
  for (let i = 15; i >= 0; i--)
    out += `${(u8(bytes, i) & 15).toString(16)}.${(u8(bytes, i) >> 4).toString(16)}.`;
  return `${out}ip6.arpa.`;
}

// ── reading ────────────────────────────────────────────────────────────────────────────────────

/** A message, or null when not even its header is there. */
export function parseDns(bytes: Uint8Array): ParsedDns | null {
  if (bytes.length < DNS_HEADER) return null;
  const reader = new Reader(bytes);
  const questions: DnsQuestion[] = [];
  for (let i = u16(bytes, 4); i > 0 && !reader.bad; i--) {
    const name = reader.name();
    if (name === null || !reader.room(4)) break;
    questions.push({ name, type: reader.word(), klass: reader.word() });
  }
  const answers = reader.records(u16(bytes, 6));
  const authority = reader.records(u16(bytes, 8));
  const additional = reader.records(u16(bytes, 10));
  const flags = u16(bytes, 2);
  return {
    id: u16(bytes, 0),
    flags,
    questions,
    answers,
    authority,
    additional,
    malformed: reader.bad,
  };
}

class Reader {
  bad = false;
  private at = DNS_HEADER;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  room(count: number): boolean {
    if (this.at + count > this.bytes.length) this.bad = true;
    return !this.bad;
  }

  word(): number {
    this.at += 2;
    return u16(this.bytes, this.at - 2);
  }

  /** The name at `at`; what follows it is next. */
  name(): string | null {
    const found = nameAt(this.bytes, this.at);
    if (found === null) {
      this.bad = true;
      return null;
    }
    this.at = found.next;
    return found.name;
  }

  records(count: number): DnsRecord[] {
    const out: DnsRecord[] = [];
    for (let i = 0; i < count && !this.bad; i++) {
      const name = this.name();
      if (name === null || !this.room(10)) break;
      const type = this.word();
      const klass = this.word();
      const ttl = u32(this.bytes, this.at);
      this.at += 4;
      const size = this.word();
      if (!this.room(size)) break;
      const data = readData(this.bytes, this.at, size, type);
      this.at += size;
      if (data === null) {
        this.bad = true;
        break;
      }
      out.push({ name, type, klass, ttl, data });
    }
    return out;
  }
}

/** A pointer may only lead backwards, so a name ends after at most as many hops as there are bytes. */
function nameAt(bytes: Uint8Array, from: number): { name: string; next: number } | null {
  let at = from;
  let next = -1;
  let limit = from;
  let total = 1;
  let out = "";
  for (;;) {
    if (at >= bytes.length) return null;
    const n = u8(bytes, at);
    if (n === 0) return { name: out === "" ? "." : out, next: next < 0 ? at + 1 : next };
    if ((n & 0xc0) === 0xc0) {
      if (at + 1 >= bytes.length) return null;
      const target = u16(bytes, at) & 0x3fff;
      if (target >= limit) return null;
      if (next < 0) next = at + 2;
      limit = target;
      at = target;
      continue;
    }
    if ((n & 0xc0) !== 0 || at + 1 + n > bytes.length) return null;
    total += n + 1;
    if (total > 255) return null;
    out += `${labelText(bytes, at + 1, n)}.`;
    at += n + 1;
  }
}

function readData(bytes: Uint8Array, at: number, size: number, type: number): DnsData | null {
  const end = at + size;
  switch (type) {
    case TYPE_A:
      return size === 4 ? { kind: "a", address: i32(bytes, at) as Ipv4Addr } : null;
    case TYPE_AAAA:
      return size === 16 ? { kind: "aaaa", address: readIpv6(bytes, at) } : null;
    case TYPE_NS:
    case TYPE_CNAME:
    case TYPE_PTR:
    case TYPE_DNAME: {
      const found = nameAt(bytes, at);
      return found === null || found.next !== end ? null : { kind: "name", target: found.name };
    }
    case TYPE_MX: {
      const found = size < 3 ? null : nameAt(bytes, at + 2);
      if (found === null || found.next !== end) return null;
      return { kind: "mx", preference: u16(bytes, at), target: found.name };
    }
    case TYPE_SRV: {
      const found = size < 7 ? null : nameAt(bytes, at + 6);
      if (found === null || found.next !== end) return null;
      const [priority, weight, port] = [u16(bytes, at), u16(bytes, at + 2), u16(bytes, at + 4)];
      return { kind: "srv", priority, weight, port, target: found.name };
    }
    case TYPE_SOA:
      return readSoa(bytes, at, end);
    case TYPE_TXT:
      return readTxt(bytes, at, end);
    case TYPE_OPT:
      return readOptions(bytes, at, end);
    default:
      return { kind: "raw", bytes: bytes.slice(at, end) };
  }
}

function readSoa(bytes: Uint8Array, at: number, end: number): DnsData | null {
  const primary = nameAt(bytes, at);
  const mailbox = primary === null ? null : nameAt(bytes, primary.next);
  if (primary === null || mailbox === null || mailbox.next + 20 !== end) return null;
  const n = (i: number): number => u32(bytes, mailbox.next + 4 * i);
  return {
    kind: "soa",
    primary: primary.name,
    mailbox: mailbox.name,
    numbers: [n(0), n(1), n(2), n(3), n(4)],
  };
}

function readTxt(bytes: Uint8Array, at: number, end: number): DnsData | null {
  const strings: Uint8Array[] = [];
  for (let from = at; from < end;) {
    const length = u8(bytes, from);
    if (from + 1 + length > end) return null;
    strings.push(bytes.slice(from + 1, from + 1 + length));
    from += 1 + length;
  }
  return strings.length === 0 ? null : { kind: "txt", strings };
}

function readOptions(bytes: Uint8Array, at: number, end: number): DnsData | null {
  const options: { code: number; data: Uint8Array }[] = [];
  for (let from = at; from < end;) {
    if (from + 4 > end) return null;
    const length = u16(bytes, from + 2);
    if (from + 4 + length > end) return null;
    options.push({ code: u16(bytes, from), data: bytes.slice(from + 4, from + 4 + length) });
    from += 4 + length;
  }
  return { kind: "opt", options };
}
