/** TFTP (RFC 1350, 2347): tcpdump 4.99.3 print-tftp.c. */
import type { Printer } from "./context.ts";
import { zeroEnded } from "./text.ts";

const OPERATIONS = ["", "RRQ", "WRQ", "DATA", "ACK", "ERROR", "OACK"];
const ERRORS = [
  "EUNDEF",
  "ENOTFOUND",
  "EACCESS",
  "ENOSPACE",
  "EBADOP",
  "EBADID",
  "EEXISTS",
  "ENOUSER",
];

export function printTftp(p: Printer, from: number, given: number): void {
  p.protocol = "tftp";
  p.put(`TFTP, length ${given}`);
  if (given < 2) {
    p.trunc();
    return;
  }
  const operation = p.u16(from);
  const name = OPERATIONS[operation];
  if (name === undefined || operation === 0) {
    p.put(`, tftp-#${operation}`);
    return;
  }
  p.put(`, ${name}`);
  const at = from + 2;
  const length = given - 2;
  if (operation === 3 || operation === 4) {
    if (length < 2) p.trunc();
    else p.put(` block ${p.u16(at)}`);
  } else if (operation === 5) printError(p, at, length);
  else printStrings(p, at, length, operation !== 6);
}

function printError(p: Printer, at: number, length: number): void {
  if (length < 2) {
    p.trunc();
    return;
  }
  p.put(` ${ERRORS[p.u16(at)] ?? `tftp-err-#${p.u16(at)} "`}`);
  if (length === 2) {
    p.trunc();
    return;
  }
  p.put(' "');
  const used = zeroEnded(p, at + 2, length - 2);
  p.put('"');
  if (used === 0) p.trunc();
}

/** File name and mode of a request, then options; or options alone. */
function printStrings(p: Printer, from: number, length: number, request: boolean): void {
  let at = from;
  const stop = from + length;
  for (let i = 0; at < stop || (request && i < 2); i++) {
    if (at >= stop) {
      p.trunc();
      return;
    }
    const name = request && i === 0;
    if (request && i < 2) p.put(name ? ' "' : " ");
    else if (p.u8(at) !== 0) p.put(" ");
    const used = zeroEnded(p, at, stop - at);
    if (name) p.put('"');
    if (used === 0) {
      p.trunc();
      return;
    }
    at += used;
  }
}
