/** ICMP: RFC 792, RFC 1191 (next-hop MTU), RFC 1122 and 1812 (codes). */
import { put16, put32, put8, u16, u32, u8 } from "./bytes.ts";
import { checksum } from "./checksum.ts";

export const ICMP_TYPE = 0;
export const ICMP_CODE = 1;
export const ICMP_CHECKSUM = 2;
/** The four bytes that depend on the type: echo's id and sequence, a gateway, an MTU. */
export const ICMP_REST = 4;
export const ICMP_ID = 4;
export const ICMP_SEQ = 6;
export const ICMP_MTU = 6;
export const ICMP_HEADER = 8;

export const ICMP_ECHOREPLY = 0;
export const ICMP_DEST_UNREACH = 3;
export const ICMP_SOURCE_QUENCH = 4;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO = 8;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETERPROB = 12;
export const ICMP_TIMESTAMP = 13;
export const ICMP_TIMESTAMPREPLY = 14;
export const ICMP_ADDRESS = 17;
export const ICMP_ADDRESSREPLY = 18;

export const ICMP_NET_UNREACH = 0;
export const ICMP_HOST_UNREACH = 1;
export const ICMP_PROT_UNREACH = 2;
export const ICMP_PORT_UNREACH = 3;
export const ICMP_FRAG_NEEDED = 4;
export const ICMP_SR_FAILED = 5;
export const ICMP_NET_ANO = 9;
export const ICMP_HOST_ANO = 10;
export const ICMP_PKT_FILTERED = 13;
export const ICMP_EXC_TTL = 0;
export const ICMP_EXC_FRAGTIME = 1;
export const ICMP_REDIR_NET = 0;
export const ICMP_REDIR_HOST = 1;

export interface IcmpRepr {
  readonly type: number;
  readonly code: number;
  /** The word at ICMP_REST, unsigned. */
  readonly rest: number;
}

export function icmpFlaw(
  b: Uint8Array,
  at: number,
  end: number,
): "truncated" | "bad-checksum" | null {
  if (end - at < ICMP_HEADER) return "truncated";
  return checksum(b, at, end) === 0 ? null : "bad-checksum";
}

/** Whether a type is an error message, which must never be answered with one. */
export function icmpIsError(type: number): boolean {
  return (
    type === ICMP_DEST_UNREACH ||
    type === ICMP_SOURCE_QUENCH ||
    type === ICMP_REDIRECT ||
    type === ICMP_TIME_EXCEEDED ||
    type === ICMP_PARAMETERPROB
  );
}

/** Header in front of a payload that is already in bytes[at + 8, end); sums over all of it. */
export function writeIcmp(b: Uint8Array, at: number, end: number, icmp: IcmpRepr): void {
  put8(b, at + ICMP_TYPE, icmp.type);
  put8(b, at + ICMP_CODE, icmp.code);
  put16(b, at + ICMP_CHECKSUM, 0);
  put32(b, at + ICMP_REST, icmp.rest);
  put16(b, at + ICMP_CHECKSUM, checksum(b, at, end));
}

export function readIcmp(b: Uint8Array, at: number): IcmpRepr {
  return { type: u8(b, at), code: u8(b, at + ICMP_CODE), rest: u32(b, at + ICMP_REST) };
}

/** An echo message around a payload that already stands at `at + 8`. */
export function writeEcho(
  b: Uint8Array,
  at: number,
  end: number,
  type: typeof ICMP_ECHO | typeof ICMP_ECHOREPLY,
  id: number,
  seq: number,
): void {
  writeIcmp(b, at, end, { type, code: 0, rest: ((id << 16) | (seq & 0xffff)) >>> 0 });
}

export function icmpId(b: Uint8Array, at: number): number {
  return u16(b, at + ICMP_ID);
}
export function icmpSeq(b: Uint8Array, at: number): number {
  return u16(b, at + ICMP_SEQ);
}
