/**
 * What a BGP speaker says it can: RFC 5492. Multiprotocol (RFC 4760), route refresh (RFC 2918, RFC 7313), extended messages
 * (RFC 8654), graceful restart (RFC 4724), four-octet AS numbers (RFC 6793), several paths (RFC 7911), long-lived
 * graceful restart (RFC 9494). Others are kept as bytes.
 */
import { put16, put32, put8, u16, u32, u8 } from "./bytes.ts";
import { concat } from "./write.ts";

export const CAP_MULTIPROTOCOL = 1;
export const CAP_REFRESH = 2;
export const CAP_EXTENDED_MESSAGE = 6;
export const CAP_GRACEFUL_RESTART = 64;
export const CAP_AS4 = 65;
export const CAP_ADD_PATH = 69;
export const CAP_ENHANCED_REFRESH = 70;
export const CAP_LONG_LIVED_RESTART = 71;

/** ADD-PATH: may receive, may send. */
export const PATHS_RECEIVE = 1;
export const PATHS_SEND = 2;

export interface Family {
  readonly afi: number;
  readonly safi: number;
}

export interface RestartFamily extends Family {
  readonly flags: number;
}

export interface LongLivedFamily extends RestartFamily {
  /** Seconds, 24 bits. */
  readonly time: number;
}

export interface Capabilities {
  readonly multiprotocol: readonly Family[];
  readonly refresh: boolean;
  readonly enhancedRefresh: boolean;
  readonly extendedMessage: boolean;
  readonly restart: {
    /** The upper four bits: 8 is "I restarted". */
    readonly flags: number;
    /** Seconds, 12 bits. */
    readonly time: number;
    readonly families: readonly RestartFamily[];
  } | null;
  readonly as4: number | null;
  /** `mode`: of {@link PATHS_RECEIVE} and {@link PATHS_SEND}. */
  readonly addPath: readonly (Family & { readonly mode: number })[];
  readonly longLived: readonly LongLivedFamily[] | null;
  readonly others: readonly { readonly code: number; readonly value: Uint8Array }[];
}

export const NO_CAPABILITIES: Capabilities = {
  multiprotocol: [],
  refresh: false,
  enhancedRefresh: false,
  extendedMessage: false,
  restart: null,
  as4: null,
  addPath: [],
  longLived: null,
  others: [],
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The capabilities in [at, end), added to those of an option before. Null: malformed. */
export function readCapabilities(
  b: Uint8Array,
  at: number,
  end: number,
  before: Capabilities = NO_CAPABILITIES,
): Capabilities | null {
  const out: Writable<Capabilities> = { ...before };
  for (let from = at; from < end;) {
    if (end - from < 2) return null;
    const size = u8(b, from + 1);
    if (end - from < 2 + size) return null;
    if (!readCapability(b, u8(b, from), from + 2, size, out)) return null;
    from += 2 + size;
  }
  return out;
}

function readCapability(
  b: Uint8Array,
  code: number,
  at: number,
  size: number,
  out: Writable<Capabilities>,
): boolean {
  switch (code) {
    case CAP_MULTIPROTOCOL:
      if (size !== 4) return false;
      out.multiprotocol = [...out.multiprotocol, { afi: u16(b, at), safi: u8(b, at + 3) }];
      return true;
    case CAP_REFRESH:
      out.refresh = true;
      return size === 0;
    case CAP_EXTENDED_MESSAGE:
      out.extendedMessage = true;
      return size === 0;
    case CAP_GRACEFUL_RESTART: {
      if (size % 4 !== 2) return false;
      const families: RestartFamily[] = [];
      for (let i = 2; i < size; i += 4)
        families.push({
          afi: u16(b, at + i),
          safi: u8(b, at + i + 2),
          flags: u8(b, at + i + 3),
        });
      out.restart = { flags: u8(b, at) >> 4, time: u16(b, at) & 0xfff, families };
      return true;
    }
    case CAP_AS4:
      if (size !== 4) return false;
      out.as4 = u32(b, at);
      return true;
    case CAP_ADD_PATH:
      return readAddPath(b, at, size, out);
    case CAP_ENHANCED_REFRESH:
      out.enhancedRefresh = true;
      return size === 0;
    case CAP_LONG_LIVED_RESTART:
      return readLongLived(b, at, size, out);
    default:
      out.others = [...out.others, { code, value: b.slice(at, at + size) }];
      return true;
  }
}

function readAddPath(
  b: Uint8Array,
  at: number,
  size: number,
  out: Writable<Capabilities>,
): boolean {
  if (size % 4 !== 0) return false;
  const said = [...out.addPath];
  for (let i = 0; i < size; i += 4) {
    const mode = u8(b, at + i + 3);
    if (mode > 3) return false;
    said.push({ afi: u16(b, at + i), safi: u8(b, at + i + 2), mode });
  }
  out.addPath = said;
  return true;
}

function readLongLived(
  b: Uint8Array,
  at: number,
  size: number,
  out: Writable<Capabilities>,
): boolean {
  if (size % 7 !== 0) return false;
  const said: LongLivedFamily[] = [];
  for (let i = 0; i < size; i += 7)
    said.push({
      afi: u16(b, at + i),
      safi: u8(b, at + i + 2),
      flags: u8(b, at + i + 3),
      time: u32(b, at + i + 3) & 0xffffff,
    });
  out.longLived = said;
  return true;
}

/** As they go on the wire, in the order in which BIRD puts them. */
export function writeCapabilities(caps: Capabilities): Uint8Array {
  const parts: Uint8Array[] = [];
  const add = (code: number, size: number, fill?: (value: Uint8Array) => void): void => {
    const part = new Uint8Array(2 + size);
    put8(part, 0, code);
    put8(part, 1, size);
    fill?.(part.subarray(2));
    parts.push(part);
  };
  for (const { afi, safi } of caps.multiprotocol)
    add(CAP_MULTIPROTOCOL, 4, (v) => {
      put16(v, 0, afi);
      put8(v, 3, safi);
    });
  if (caps.refresh) add(CAP_REFRESH, 0);
  const restart = caps.restart;
  if (restart !== null)
    add(CAP_GRACEFUL_RESTART, 2 + 4 * restart.families.length, (v) => {
      put16(v, 0, (restart.flags << 12) | restart.time);
      restart.families.forEach((family, i) => putFamily(v, 2 + 4 * i, family, family.flags));
    });
  const as4 = caps.as4;
  if (as4 !== null) add(CAP_AS4, 4, (v) => put32(v, 0, as4));
  if (caps.addPath.length > 0)
    add(CAP_ADD_PATH, 4 * caps.addPath.length, (v) => {
      caps.addPath.forEach((family, i) => putFamily(v, 4 * i, family, family.mode));
    });
  if (caps.enhancedRefresh) add(CAP_ENHANCED_REFRESH, 0);
  if (caps.extendedMessage) add(CAP_EXTENDED_MESSAGE, 0);
  const longLived = caps.longLived;
  if (longLived !== null)
    add(CAP_LONG_LIVED_RESTART, 7 * longLived.length, (v) => {
      longLived.forEach((family, i) => {
        putFamily(v, 7 * i, family, 0);
        put32(v, 7 * i + 3, family.time);
        put8(v, 7 * i + 3, family.flags);
      });
    });
  for (const { code, value } of caps.others) add(code, value.length, (v) => v.set(value));
  return concat(parts);
}

function putFamily(v: Uint8Array, at: number, family: Family, last: number): void {
  put16(v, at, family.afi);
  put8(v, at + 2, family.safi);
  put8(v, at + 3, last);
}
