/**
 * BGP-4 messages: RFC 4271 section 4 and 6, ROUTE-REFRESH (RFC 2918, RFC 7313), extended length (RFC 8654), path
 * identifiers (RFC 7911). Reading never throws: what is malformed comes back as the {@link BgpError} that a NOTIFICATION
 * carries. Capabilities are in `bgp-capabilities.ts`, path attributes in `bgp-attributes.ts`.
 */
import { formatIpv6Groups, type Ipv4Addr, type Ipv6Addr, maskOf, writeIpv6 } from "./addr.ts";
import { i32, put16, put32, put8, u16, u32, u8 } from "./bytes.ts";
import { type Capabilities, NO_CAPABILITIES, readCapabilities } from "./bgp-capabilities.ts";

export const BGP_PORT = 179;
export const BGP_VERSION = 4;
export const BGP_HEADER = 19;
/** RFC 4271 section 4: the longest message, and the longest with RFC 8654. */
export const BGP_MAX = 4_096;
export const BGP_MAX_EXTENDED = 65_535;

export const MSG_OPEN = 1;
export const MSG_UPDATE = 2;
export const MSG_NOTIFICATION = 3;
export const MSG_KEEPALIVE = 4;
export const MSG_ROUTE_REFRESH = 5;

/** RFC 6793: what stands in two octets for an AS number that needs four. */
export const AS_TRANS = 23_456;

/** Codes of a NOTIFICATION: RFC 4271 section 4.5, RFC 7313. */
export const ERR_HEADER = 1;
export const ERR_OPEN = 2;
export const ERR_UPDATE = 3;
export const ERR_HOLD_TIMER = 4;
export const ERR_FSM = 5;
export const ERR_CEASE = 6;
export const ERR_ROUTE_REFRESH = 7;

export const AFI_IPV4 = 1;
export const AFI_IPV6 = 2;
export const SAFI_UNICAST = 1;

const NOTHING = new Uint8Array(0);

/** What is wrong with a message, as a NOTIFICATION says it. */
export interface BgpError {
  readonly error: true;
  readonly code: number;
  readonly subcode: number;
  readonly data: Uint8Array;
}

export function bgpError(code: number, subcode: number, data: Uint8Array = NOTHING): BgpError {
  return { error: true, code, subcode, data };
}

/**
 * How long the message at `at` is, by its header: 0 when [at, end) does not hold all of it yet. `max` is what was agreed
 * ({@link BGP_MAX}). A message cut short by its sender is found by the reader of its type.
 */
export function frame(b: Uint8Array, at: number, end: number, max: number): number | BgpError {
  if (end - at < BGP_HEADER) return 0;
  for (let i = 0; i < 16; i++) if (b[at + i] !== 0xff) return bgpError(ERR_HEADER, 1);
  const length = u16(b, at + 16);
  if (length < BGP_HEADER || length > max)
    return bgpError(ERR_HEADER, 2, b.slice(at + 16, at + 18));
  return end - at < length ? 0 : length;
}

/** The header of a message that ends at `end`; its body is there already. */
export function writeHeader(b: Uint8Array, at: number, end: number, type: number): void {
  b.fill(0xff, at, at + 16);
  put16(b, at + 16, end - at);
  put8(b, at + 18, type);
}

export function keepalive(): Uint8Array {
  const b = new Uint8Array(BGP_HEADER);
  writeHeader(b, 0, BGP_HEADER, MSG_KEEPALIVE);
  return b;
}

export interface Open {
  readonly version: number;
  /** The two octets of the message; with the capability, `capabilities.as4` is the number meant. */
  readonly as: number;
  /** Seconds. */
  readonly holdTime: number;
  /** BGP identifier, unsigned. */
  readonly id: number;
  /** What all its capability options say together. */
  readonly capabilities: Capabilities;
}

/**
 * An OPEN of `length` octets at `at`. Its lengths, its version and the form of its options are checked; whether the AS, the
 * identifier and the hold time please is the receiver's business. `ignoreCapabilities`: skip them unread.
 */
export function readOpen(
  b: Uint8Array,
  at: number,
  length: number,
  ignoreCapabilities = false,
): Open | BgpError {
  if (length < 29 || length !== 29 + u8(b, at + 28))
    return bgpError(ERR_HEADER, 2, b.slice(at + 16, at + 18));
  const version = u8(b, at + 19);
  if (version !== BGP_VERSION) return bgpError(ERR_OPEN, 1, b.slice(at + 19, at + 20));
  let capabilities = NO_CAPABILITIES;
  const end = at + length;
  for (let option = at + 29; option < end;) {
    if (end - option < 2 || end - option < 2 + u8(b, option + 1)) return bgpError(ERR_OPEN, 0);
    const size = u8(b, option + 1);
    // The data of "unsupported optional parameter" starts at the option, and is as long as its value: BIRD's habit.
    if (u8(b, option) !== 2) return bgpError(ERR_OPEN, 4, b.slice(option, option + size));
    if (!ignoreCapabilities) {
      const got = readCapabilities(b, option + 2, option + 2 + size, capabilities);
      if (got === null) return bgpError(ERR_OPEN, 0);
      capabilities = got;
    }
    option += 2 + size;
  }
  return {
    version,
    as: u16(b, at + 20),
    holdTime: u16(b, at + 22),
    id: u32(b, at + 24),
    capabilities,
  };
}

/** An OPEN whose one option holds `capabilities` as they go on the wire (none: no option at all). */
export function writeOpen(
  as: number,
  holdTime: number,
  id: number,
  capabilities: Uint8Array | null,
): Uint8Array {
  const size = capabilities === null || capabilities.length === 0 ? 0 : capabilities.length + 2;
  const b = new Uint8Array(29 + size);
  put8(b, 19, BGP_VERSION);
  put16(b, 20, as < 0xffff ? as : AS_TRANS);
  put16(b, 22, holdTime);
  put32(b, 24, id);
  put8(b, 28, size);
  if (capabilities !== null && size > 0) {
    put8(b, 29, 2);
    put8(b, 30, capabilities.length);
    b.set(capabilities, 31);
  }
  writeHeader(b, 0, b.length, MSG_OPEN);
  return b;
}

export interface Notification {
  readonly code: number;
  readonly subcode: number;
  readonly data: Uint8Array;
}

export function readNotification(
  b: Uint8Array,
  at: number,
  length: number,
): Notification | BgpError {
  if (length < 21) return bgpError(ERR_HEADER, 2, b.slice(at + 16, at + 18));
  return { code: u8(b, at + 19), subcode: u8(b, at + 20), data: b.slice(at + 21, at + length) };
}

export function writeNotification(
  code: number,
  subcode: number,
  data: Uint8Array = NOTHING,
): Uint8Array {
  const b = new Uint8Array(21 + data.length);
  put8(b, 19, code);
  put8(b, 20, subcode);
  b.set(data, 21);
  writeHeader(b, 0, b.length, MSG_NOTIFICATION);
  return b;
}

/** RFC 7313 section 4: what a ROUTE-REFRESH says. */
export const REFRESH_REQUEST = 0;
export const REFRESH_BEGIN = 1;
export const REFRESH_END = 2;

export interface RouteRefresh {
  readonly afi: number;
  readonly subtype: number;
  readonly safi: number;
}

export function readRouteRefresh(
  b: Uint8Array,
  at: number,
  length: number,
): RouteRefresh | BgpError {
  if (length < 23) return bgpError(ERR_HEADER, 2, b.slice(at + 16, at + 18));
  if (length > 23)
    return bgpError(ERR_ROUTE_REFRESH, 1, b.slice(at, at + (length < 2_048 ? length : 2_048)));
  return { afi: u16(b, at + 19), subtype: u8(b, at + 21), safi: u8(b, at + 22) };
}

export function writeRouteRefresh(afi: number, subtype: number, safi: number): Uint8Array {
  const b = new Uint8Array(23);
  put16(b, 19, afi);
  put8(b, 21, subtype);
  put8(b, 22, safi);
  writeHeader(b, 0, 23, MSG_ROUTE_REFRESH);
  return b;
}

/** Where the three parts of an UPDATE are: RFC 4271 section 4.3. */
export interface UpdateParts {
  readonly withdrawn: number;
  readonly withdrawnEnd: number;
  readonly attributes: number;
  readonly attributesEnd: number;
  readonly nlri: number;
  readonly nlriEnd: number;
}

export function readUpdate(b: Uint8Array, at: number, length: number): UpdateParts | BgpError {
  if (length < 23) return bgpError(ERR_HEADER, 2, b.slice(at + 16, at + 18));
  const end = at + length;
  const withdrawn = at + 21;
  const withdrawnEnd = withdrawn + u16(b, at + 19);
  if (withdrawnEnd + 2 > end) return bgpError(ERR_UPDATE, 1);
  const attributes = withdrawnEnd + 2;
  const attributesEnd = attributes + u16(b, withdrawnEnd);
  if (attributesEnd > end) return bgpError(ERR_UPDATE, 1);
  if (attributes === attributesEnd && attributesEnd < end) return bgpError(ERR_UPDATE, 1);
  return { withdrawn, withdrawnEnd, attributes, attributesEnd, nlri: attributesEnd, nlriEnd: end };
}

/** Reads one IPv4 prefix after the other; a reader is reused, nothing is allocated a prefix. */
export class PrefixReader {
  /** Signed, host bits cleared. */
  prefix = 0;
  length = 0;
  /** RFC 7911; 0 without. */
  pathId = 0;
  /** Where the next one starts. */
  at = 0;

  /** The prefix at `at` of [at, end), end > at. 0: well; else the subcode of an UPDATE error. */
  read(b: Uint8Array, at: number, end: number, addPath: boolean): 0 | 1 | 10 {
    let from = at;
    if (addPath) {
      if (end - from < 5) return 1;
      this.pathId = u32(b, from);
      from += 4;
    }
    const length = b[from] as number;
    from++;
    if (length > 32) return 10;
    const octets = (length + 7) >> 3;
    if (end - from < octets) return 1;
    let value = 0;
    for (let i = 0; i < octets; i++) value |= (b[from + i] as number) << (24 - 8 * i);
    this.prefix = value & maskOf(length);
    this.length = length;
    this.at = from + octets;
    return 0;
  }
}

/** Puts an IPv4 prefix at `at` and says where it ends: at most 5 octets, 9 with a path identifier. */
export function writePrefix(
  b: Uint8Array,
  at: number,
  prefix: number,
  length: number,
  pathId: number | null,
): number {
  let to = at;
  if (pathId !== null) {
    put32(b, to, pathId);
    to += 4;
  }
  b[to++] = length;
  for (let i = 0; i < (length + 7) >> 3; i++) b[to++] = prefix >>> (24 - 8 * i);
  return to;
}

export interface Prefix6 {
  readonly prefix: Ipv6Addr;
  readonly length: number;
  readonly pathId: number;
}

/** IPv6 prefixes of MP_REACH_NLRI or MP_UNREACH_NLRI: RFC 4760 section 5. Null: malformed. */
export function readPrefixes6(
  b: Uint8Array,
  at: number,
  end: number,
  addPath: boolean,
): Prefix6[] | null {
  const out: Prefix6[] = [];
  for (let from = at; from < end;) {
    if (addPath && end - from < 5) return null;
    const pathId = addPath ? u32(b, from) : 0;
    if (addPath) from += 4;
    const length = u8(b, from++);
    const octets = (length + 7) >> 3;
    if (length > 128 || end - from < octets) return null;
    const groups = new Array<number>(8).fill(0);
    for (let i = 0; i < octets; i++) {
      const kept = i === octets - 1 && length % 8 !== 0 ? 0xff00 >> (length % 8) : 0xff;
      const group = i >> 1;
      groups[group] =
        (groups[group] as number) | ((u8(b, from + i) & kept & 0xff) << (i % 2 === 0 ? 8 : 0));
    }
    out.push({ prefix: formatIpv6Groups(groups), length, pathId });
    from += octets;
  }
  return out;
}

export function writePrefix6(b: Uint8Array, at: number, p: Prefix6, addPath: boolean): number {
  let to = at;
  if (addPath) {
    put32(b, to, p.pathId);
    to += 4;
  }
  b[to++] = p.length;
  const whole = new Uint8Array(16);
  writeIpv6(whole, 0, p.prefix);
  const octets = (p.length + 7) >> 3;
  b.set(whole.subarray(0, octets), to);
  return to + octets;
}

/** A NEXT_HOP as it stands in a message. */
export function readAddress(b: Uint8Array, at: number): Ipv4Addr {
  return i32(b, at) as Ipv4Addr;
}

/** MP_REACH_NLRI: RFC 4760 section 3. Of other families than IPv6 only where things are. */
export interface Reach {
  readonly afi: number;
  readonly safi: number;
  readonly nextHop: readonly [at: number, end: number];
  readonly nlri: readonly [at: number, end: number];
}

/** The value of an MP_REACH_NLRI in [at, end); null: it does not add up. */
export function readReach(b: Uint8Array, at: number, end: number): Reach | null {
  if (end - at < 5) return null;
  const hop = at + 4;
  const hopEnd = hop + u8(b, at + 3);
  // One reserved octet follows the next hop.
  if (hopEnd + 1 > end) return null;
  return {
    afi: u16(b, at),
    safi: u8(b, at + 2),
    nextHop: [hop, hopEnd],
    nlri: [hopEnd + 1, end],
  };
}

/** MP_UNREACH_NLRI: RFC 4760 section 4. */
export function readUnreach(
  b: Uint8Array,
  at: number,
  end: number,
): Pick<Reach, "afi" | "safi" | "nlri"> | null {
  return end - at < 3 ? null : { afi: u16(b, at), safi: u8(b, at + 2), nlri: [at + 3, end] };
}
