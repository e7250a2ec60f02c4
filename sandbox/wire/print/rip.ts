/** RIP versions 1 and 2 (RFC 1058, 2453, 4822) and RIPng (RFC 2080): tcpdump 4.99.3 print-rip.c, print-ripng.c. */
import { hex, type Printer } from "./context.ts";
import { unknownData } from "./hex.ts";
import { zeroPadded } from "./text.ts";

const COMMANDS: ReadonlyMap<number, string> = new Map([
  [1, "Request"],
  [2, "Response"],
  [3, "Trace on"],
  [4, "Trace off"],
  [5, "Poll (undocumented)"],
  [6, "Poll Entry (undocumented)"],
]);
const ROUTE = 20;
const INET = 2;

export function printRip(p: Printer, at: number, length: number): void {
  p.protocol = "rip";
  const captured = Math.min(p.end - at, length);
  if (captured < 4) {
    p.trunc();
    return;
  }
  const version = p.u8(at + 1);
  p.put(`${p.o.v >= 1 ? "\n\t" : ""}RIPv${version}`);
  if (version === 0) {
    unknownData(p, "\n\t", at, length);
    return;
  }
  const command = p.u8(at);
  p.put(`, ${COMMANDS.get(command) ?? `unknown command (${command})`}, length: ${length}`);
  if (p.o.v < 1) return;
  if (command === 1 || command === 2) {
    if (version > 2) p.put(", unknown version");
    else {
      p.put(`, routes: ${Math.floor(length / ROUTE)}${version === 2 ? " or less" : ""}`);
      printRoutes(p, at + 4, captured - 4, version);
    }
  } else if ((command < 4 || command > 6) && p.o.v <= 1) unknownData(p, "\n\t", at, length);
  if (p.o.v > 1) unknownData(p, "\n\t", at, length);
}

function printRoutes(p: Printer, from: number, total: number, version: number): void {
  let at = from;
  let left = total;
  while (left > 0) {
    const size = version === 1 ? entry1(p, at, left) : entry2(p, at, left);
    if (size === 0) {
      p.trunc();
      return;
    }
    if (left < size) {
      p.put(` [remaining entries length ${left} < ${size}]`);
      p.invalid();
      return;
    }
    at += size;
    left -= size;
  }
}

function entry1(p: Printer, at: number, left: number): number {
  if (left < ROUTE || !p.has(at, ROUTE)) return 0;
  const family = p.u16(at);
  if (family !== INET && family !== 0) {
    p.put(`\n\t AFI Unknown (${family}), `);
    unknownData(p, "\n\t  ", at + 4, ROUTE - 4);
  } else if (p.u16(at + 2) !== 0 || p.u32(at + 8) !== 0 || p.u32(at + 12) !== 0)
    unknownData(p, "\n\t  ", at, ROUTE);
  else p.put(`\n\t  ${family === 0 ? "AFI 0, " : ""}${p.ip4(at + 4)}, metric: ${p.u32(at + 16)}`);
  return ROUTE;
}

function entry2(p: Printer, at: number, left: number): number {
  if (left < 4 || !p.has(at, 4)) return 0;
  const family = p.u16(at);
  if (family === 0xffff) return authentication(p, at, left);
  if (family !== INET && family !== 0) {
    p.put(`\n\t  AFI Unknown (${family})`);
    unknownData(p, "\n\t  ", at + 4, ROUTE - 4);
    return ROUTE;
  }
  if (left < ROUTE || !p.has(at, ROUTE)) return 0;
  const bits = String(maskLength(p.u32(at + 8))).padEnd(2);
  const hop = p.u32(at + 12) === 0 ? "self" : p.ip4(at + 12);
  p.put(
    `\n\t  AFI ${family === 0 ? "0" : "IPv4"}, ${p.ip4(at + 4).padStart(15)}/${bits}, tag 0x${hex(p.u16(at + 2), 4)}, metric: ${p.u32(at + 16)}, next-hop: ${hop}`,
  );
  return ROUTE;
}

function authentication(p: Printer, at: number, left: number): number {
  const type = p.u16(at + 2);
  const body = at + 4;
  if (type === 2) {
    p.put(`\n\t  Simple Text Authentication data: ${zeroPadded(p, body, 16)}`);
    return ROUTE;
  }
  if (type === 3) {
    if (left < ROUTE || !p.has(body, 16)) return 0;
    p.put(
      `\n\t  Auth header: Packet Len ${p.u16(body)}, Key-ID ${p.u8(body + 2)}, Auth Data Len ${p.u8(body + 3)}, SeqNo ${p.u32(body + 4)}, MBZ ${p.u32(body + 8)}, MBZ ${p.u32(body + 12)}`,
    );
    return ROUTE;
  }
  p.put(type === 1 ? "\n\t  Auth trailer:" : `\n\t  Unknown (${type}) Authentication data:`);
  unknownData(p, "\n\t  ", body, left - 4);
  return left;
}

/** mask2plen: -1 for what is no mask. */
function maskLength(mask: number): number {
  for (let bits = 0; bits <= 32; bits++)
    if (mask === (bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0)) return bits;
  return -1;
}

export function printRipng(p: Printer, at: number, length: number): void {
  p.protocol = "ripng";
  const version = p.u8(at + 1);
  if (version !== 1) {
    p.put(` [vers ${version}]`);
    p.invalid();
    return;
  }
  const command = p.u8(at);
  if (command !== 1 && command !== 2) {
    p.put(` ripng-${command} ?? ${length}`);
    p.invalid();
    return;
  }
  if (length < 4) {
    p.invalid();
    return;
  }
  const count = Math.floor((length - 4) / ROUTE);
  if (command === 1 && count === 1 && isDump(p, at + 4)) {
    p.put(" ripng-req dump");
    return;
  }
  const odd = count * ROUTE !== length - 4;
  p.put(` ripng-${command === 1 ? "req" : "resp"} ${count}${odd ? `[${length}]` : ""}:`);
  for (let i = 0; i < count; i++) {
    const entry = at + 4 + i * ROUTE;
    p.put(p.o.v > 1 ? "\n\t" : " ");
    p.put(`${p.ip6(entry)}/${p.u8(entry + 18)}`);
    if (p.u16(entry + 16) !== 0) p.put(` [${p.u16(entry + 16)}]`);
    if (command === 2 && p.u8(entry + 19) !== 0) p.put(` (${p.u8(entry + 19)})`);
  }
  if (odd) p.invalid();
}

function isDump(p: Printer, at: number): boolean {
  if (p.u8(at + 19) !== 16) return false;
  for (let i = 0; i < 16; i++) if (p.u8(at + i) !== 0) return false;
  return true;
}
