/** The TCP option of Multipath TCP (RFC 6824, RFC 8684): tcpdump 4.99.3 print-mptcp.c. */
import { hex, type Printer } from "./context.ts";

const SUBTYPES: readonly string[] = [
  "capable",
  "join",
  "dss",
  "add-addr",
  "rem-addr",
  "prio",
  "fail",
  "fast-close",
];
const ADDRESS_KINDS: ReadonlyMap<number, string> = new Map([
  [0, "v1"],
  [1, "v1-echo"],
  [4, "v0-ip4"],
  [6, "v0-ip6"],
]);
const SYN = 0x02;
const ACK = 0x10;

/** `at` is the option's kind byte, `size` all of it. False: bad for where it stands. */
export function printMptcp(p: Printer, at: number, size: number, tcpFlags: number): boolean {
  p.protocol = "mptcp";
  if (size < 3) return false;
  const subtype = p.u8(at + 2) >> 4;
  p.put(` ${size} ${SUBTYPES[subtype] ?? "unknown"}`);
  switch (subtype) {
    case 0:
      return printCapable(p, at, size, tcpFlags);
    case 1:
      return printJoin(p, at, size, tcpFlags);
    case 2:
      return printDss(p, at, size, tcpFlags);
    case 3:
      return printAddAddress(p, at, size);
    case 4:
      if (size < 4) return false;
      p.put(" id");
      for (let i = 3; i < size; i++) p.put(` ${p.u8(at + i)}`);
      return true;
    case 5:
      if (size !== 3 && size !== 4) return false;
      p.put((p.u8(at + 2) & 1) !== 0 ? " backup" : " non-backup");
      if (size === 4) p.put(` id ${p.u8(at + 3)}`);
      return true;
    case 6:
      if (size !== 12) return false;
      p.put(` seq ${p.u64(at + 4)}`);
      return true;
    case 7:
      if (size !== 12) return false;
      p.put(` key ${hex64(p, at + 4)}`);
      return true;
    default:
      return true;
  }
}

function hex64(p: Printer, at: number): string {
  return `0x${p.u64(at).toString(16)}`;
}

function printCapable(p: Printer, at: number, size: number, flags: number): boolean {
  const opening = (size === 4 || size === 12) && (flags & SYN) !== 0;
  const third = (size === 20 || size === 22) && (flags & (SYN | ACK)) === ACK;
  if (!opening && !third) return false;
  const version = p.u8(at + 2) & 15;
  if (version > 1) {
    p.put(` Unknown Version (${version})`);
    return true;
  }
  p.put(` v${version}`);
  if ((p.u8(at + 3) & 0x80) !== 0) p.put(" csum");
  if (size === 4) return true;
  p.put(` {${hex64(p, at + 4)}`);
  if (third) p.put(`,${hex64(p, at + 12)}`);
  p.put("}");
  return true;
}

function printJoin(p: Printer, at: number, size: number, flags: number): boolean {
  const syn = size === 12 && (flags & SYN) !== 0;
  const synAck = size === 16 && (flags & (SYN | ACK)) === (SYN | ACK);
  const ack = size === 24 && (flags & ACK) !== 0;
  if (!syn && !synAck && !ack) return false;
  if (ack) {
    p.put(" hmac 0x");
    for (let i = 4; i < 24; i++) p.put(hex(p.u8(at + i), 2));
    return true;
  }
  if ((p.u8(at + 2) & 1) !== 0) p.put(" backup");
  p.put(` id ${p.u8(at + 3)}`);
  const word = (field: number): string => `0x${p.u32(at + field).toString(16)}`;
  if (syn) p.put(` token ${word(4)} nonce ${word(8)}`);
  else p.put(` hmac ${hex64(p, at + 4)} nonce ${word(12)}`);
  return true;
}

function printDss(p: Printer, from: number, size: number, tcpFlags: number): boolean {
  if (size < 4 || (tcpFlags & SYN) !== 0) return false;
  const flags = p.u8(from + 3);
  const stop = from + size;
  let at = from + 4;
  if ((flags & 0x10) !== 0) p.put(" fin");
  /** Four bytes, or eight where `wide` says so. */
  const number = (name: string, wide: boolean): boolean => {
    p.put(` ${name} `);
    const bytes = wide ? 8 : 4;
    if (stop - at < bytes) return false;
    p.put(String(wide ? p.u64(at) : p.u32(at)));
    at += bytes;
    return true;
  };
  if ((flags & 0x01) !== 0 && !number("ack", (flags & 0x02) !== 0)) return false;
  if ((flags & 0x04) !== 0) {
    if (!number("seq", (flags & 0x08) !== 0)) return false;
    if (stop - at < 4) return false;
    p.put(` subseq ${p.u32(at)}`);
    at += 4;
    if (stop - at < 2) return false;
    p.put(` len ${p.u16(at)}`);
    at += 2;
    if (stop - at >= 2) {
      p.put(` csum 0x${p.u16(at).toString(16)}`);
      at += 2;
    }
  }
  return at === stop;
}

function printAddAddress(p: Printer, at: number, size: number): boolean {
  const four = size === 8 || size === 10 || size === 16 || size === 18;
  const six = size === 20 || size === 22 || size === 28 || size === 30;
  if (!four && !six) return false;
  p.put(` ${ADDRESS_KINDS.get(p.u8(at + 2) & 15) ?? "[bad version/echo]"} id ${p.u8(at + 3)}`);
  p.put(` ${four ? p.ip4(at + 4) : p.ip6(at + 4)}`);
  const rest = at + (four ? 8 : 20);
  const left = at + size - rest;
  if (left === 2 || left === 10) p.put(`:${p.u16(rest)}`);
  if (left >= 8) p.put(` hmac ${hex64(p, at + size - 8)}`);
  return true;
}
