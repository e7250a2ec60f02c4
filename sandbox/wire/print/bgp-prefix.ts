/** Prefixes as BGP packs them: plain, labelled, of a VPN; with path identifiers (RFC 7911). */
import { formatIpv4, readIpv6 } from "../addr.ts";
import { mappedForm, type Printer } from "./context.ts";

export interface Prefix {
  readonly text: string;
  /** Bytes it took. */
  readonly size: number;
}

/** Network byte of `bits` leading bits, the rest zero. */
function address(p: Printer, at: number, bits: number, bytes: number): string {
  const out = new Uint8Array(bytes);
  const used = (bits + 7) >> 3;
  p.need(at, used);
  for (let i = 0; i < used; i++) out[i] = p.u8(at + i);
  if (bits % 8 !== 0) out[used - 1] = (out[used - 1] as number) & (0xff00 >> (bits % 8));
  if (bytes === 16) return mappedForm(readIpv6(out, 0), out, 0);
  const [a = 0, b = 0, c = 0, d = 0] = out;
  return formatIpv4((a << 24) | (b << 16) | (c << 8) | d);
}

function plain(p: Printer, at: number, left: number, bytes: number): Prefix | "illegal" | "short" {
  if (left < 1) return "short";
  const bits = p.u8(at);
  if (bits > bytes * 8) return "illegal";
  const used = (bits + 7) >> 3;
  if (left - 1 < used) return "short";
  return { text: `${address(p, at + 1, bits, bytes)}/${bits}`, size: 1 + used };
}

export function prefix4(p: Printer, at: number, left: number): Prefix | "illegal" | "short" {
  return plain(p, at, left, 4);
}
export function prefix6(p: Printer, at: number, left: number): Prefix | "illegal" | "short" {
  return plain(p, at, left, 16);
}

function label(p: Printer, at: number): string {
  return `label:${p.u24(at) >>> 4} ${(p.u8(at + 2) & 1) === 0 ? "(BOGUS: Bottom of Stack NOT set!)" : "(bottom)"}`;
}

/** RFC 8277: one label before the prefix. */
export function labelled(
  p: Printer,
  at: number,
  left: number,
  bytes: number,
): Prefix | "illegal" | "short" | "cut" {
  if (!p.has(at, 4)) return "cut";
  if (left < 4) return "short";
  const bits = p.u8(at) - 24;
  if (bits < 0 || bits > bytes * 8) return "illegal";
  const used = (bits + 7) >> 3;
  if (left - 4 < used) return "short";
  return {
    text: `${address(p, at + 4, bits, bytes)}/${bits}, ${label(p, at + 1)}`,
    size: 4 + used,
  };
}

/** RFC 4364: label and route distinguisher before the prefix. */
export function vpnPrefix(p: Printer, at: number, bytes: number): Prefix | "illegal" {
  const bits = p.u8(at) - 88;
  if (bits < 0 || bits > bytes * 8) return "illegal";
  const text = address(p, at + 12, bits, bytes);
  return {
    text: `RD: ${distinguisher(p, at + 4)}, ${text}/${bits}, ${label(p, at + 1)}`,
    size: 12 + ((bits + 7) >> 3),
  };
}

/** A route distinguisher. */
export function distinguisher(p: Printer, at: number): string {
  const dotted = (from: number): string =>
    `${p.u8(from)}.${p.u8(from + 1)}.${p.u8(from + 2)}.${p.u8(from + 3)}`;
  switch (p.u16(at)) {
    case 0:
      return `${p.u16(at + 2)}:${p.u32(at + 4)} (= ${dotted(at + 4)})`;
    case 1:
      return `${dotted(at + 2)}:${p.u16(at + 6)}`;
    case 2:
      return `${p.u32(at + 2)}:${p.u16(at + 6)} (${dotted(at + 2)}:${p.u16(at + 6)})`;
    default:
      return "unknown RD format";
  }
}

/** Whether these prefixes only make sense with path identifiers before them. */
export function isAddPath(p: Printer, from: number, length: number, maxBits: number): boolean {
  if (length < 5) return false;
  let offset = 0;
  while (offset < length) {
    offset += 4;
    if (!p.has(from + offset, 1)) break;
    const bits = p.u8(from + offset);
    if (bits > maxBits) return false;
    offset += 1 + ((bits + 7) >> 3);
  }
  if (offset > length) return false;
  offset = 0;
  while (offset < length) {
    if (!p.has(from + offset, 1)) break;
    const bits = p.u8(from + offset);
    if (bits < 1 || bits > maxBits) return true;
    offset += 1 + ((bits + 7) >> 3);
  }
  return offset > length;
}
