/** -x -X -A and the dump of what no printer knows: tcpdump's print-ascii.c. */
import { hex, type Printer } from "./context.ts";

/** Hex and ASCII columns, each line after `indent`. */
export function hexAscii(p: Printer, indent: string, at: number, length: number): void {
  for (let i = 0; i < length; i += 16) {
    const n = Math.min(16, length - i);
    let left = "";
    let right = "";
    for (let j = 0; j < n; j++) {
      const c = p.b[at + i + j] as number;
      if (j % 2 === 0) left += " ";
      left += hex(c, 2);
      right += c > 32 && c < 127 ? String.fromCharCode(c) : ".";
    }
    p.put(`${indent}0x${hex(i, 4)}: ${left.padEnd(40)}  ${right}`);
  }
}

/** ND_DEFAULTPRINT: what no printer knows; -q and the dumps of -x and -X suppress it. */
export function dump(p: Printer, at: number): void {
  if (!p.o.q && p.o.x === 0 && p.o.X === 0) hexAscii(p, "\n\t", at, p.end - at);
}

/** Hex columns only. */
export function hexOnly(p: Printer, indent: string, at: number, length: number): void {
  for (let i = 0; i < length; i += 16) {
    const n = Math.min(16, length - i);
    let left = "";
    for (let j = 0; j < n; j++) {
      if (j % 2 === 0) left += " ";
      left += hex(p.b[at + i + j] as number, 2);
    }
    p.put(`${indent}0x${hex(i, 4)}: ${left}`);
  }
}

/** -A: printable characters, tabs and newlines; dots for the rest. */
export function ascii(p: Printer, at: number, length: number): void {
  let text = "\n";
  for (let i = 0; i < length; i++) {
    const c = p.b[at + i] as number;
    if (c === 13) {
      // A carriage return before a line feed is dropped, elsewhere it is a dot.
      if (i + 1 < length && p.b[at + i + 1] !== 10) text += ".";
    } else text += c === 9 || c === 10 || (c > 31 && c < 127) ? String.fromCharCode(c) : ".";
  }
  p.put(text);
}

/** print_unknown_data: bounded by what was captured. */
export function unknownData(p: Printer, indent: string, at: number, length: number): void {
  if (length <= 0) return;
  const left = p.end - at;
  if (left <= 0) {
    p.put(`${indent}Cannot print data at ${left < 0 ? "" : "end of "}packet`);
    return;
  }
  hexOnly(p, indent, at, Math.min(length, left));
}
