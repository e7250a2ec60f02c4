/**
 * BGP-4 (RFC 4271 and its many extensions): tcpdump 4.99.3 print-bgp.c. Left out, and said so in the line: the prefixes
 * of CLNP, layer-2 VPNs and multicast VPNs.
 */
import {
  ATTRIBUTES,
  CAPABILITIES,
  ERRORS,
  FAMILIES,
  MESSAGES,
  OPTIONS,
  SUBERRORS,
  SUBFAMILIES,
} from "./bgp-names.ts";
import { Cut, printAttribute } from "./bgp-attributes.ts";
import { isAddPath, prefix4 } from "./bgp-prefix.ts";
import type { Printer } from "./context.ts";
import { hexOnly, unknownData } from "./hex.ts";
import { printable } from "./text.ts";

const HEADER = 19;

export function printBgp(p: Printer, from: number): void {
  p.protocol = "bgp";
  p.put(": BGP");
  if (p.o.v < 1) return;
  let start = from;
  for (let at = from; at < p.end;) {
    if (p.u8(at) !== 0xff) {
      at++;
      continue;
    }
    if (!p.has(at, 16)) return;
    if (!isMarker(p, at)) {
      at++;
      continue;
    }
    p.need(at, HEADER);
    if (start !== at) p.trunc();
    const length = p.u16(at + 16);
    if (length < HEADER) {
      p.put(`\nmessage length ${length} < ${HEADER}`);
      p.invalid();
      return;
    }
    if (!p.has(at, length)) {
      p.put(`\n[|BGP ${MESSAGES.get(p.u8(at + 18)) ?? "Unknown Message Type"}]`);
      return;
    }
    printMessage(p, at, length);
    at += length;
    start = at;
  }
}

function isMarker(p: Printer, at: number): boolean {
  for (let i = 0; i < 16; i++) if (p.b[at + i] !== 0xff) return false;
  return true;
}

function printMessage(p: Printer, at: number, length: number): void {
  const type = p.u8(at + 18);
  p.put(`\n\t${MESSAGES.get(type) ?? "Unknown"} Message (${type}), length: ${length}`);
  switch (type) {
    case 1:
      printOpen(p, at, length);
      return;
    case 2:
      try {
        printUpdate(p, at + HEADER, length - HEADER);
      } catch (error) {
        if (!(error instanceof Cut)) throw error;
        p.trunc();
      }
      return;
    case 3:
      printNotification(p, at, length);
      return;
    case 4:
      return;
    case 5:
      printRouteRefresh(p, at, length);
      return;
    default:
      p.put(`\n\t  no Message ${type} decoder`);
      unknownData(p, "\n\t  ", at, length);
  }
}

function printOpen(p: Printer, at: number, length: number): void {
  if (length < 29 || !p.has(at, 29)) {
    p.trunc();
    return;
  }
  p.put(`\n\t  Version ${p.u8(at + 19)}, my AS ${p.u16(at + 20)}, `);
  p.put(`Holdtime ${p.u16(at + 22)}s, ID ${p.ip4(at + 24)}`);
  const size = p.u8(at + 28);
  p.put(`\n\t  Optional parameters, length: ${size}`);
  const options = at + 29;
  for (let i = 0; i < size;) {
    if (!p.has(options + i, 2) || length - 29 < 2 + i) {
      p.trunc();
      return;
    }
    const type = p.u8(options + i);
    const optionLength = p.u8(options + i + 1);
    if (2 + i + optionLength > size) {
      p.put(`\n\t     Option ${type}, length: ${optionLength}, goes past the end of the options`);
      return;
    }
    p.put(`\n\t    Option ${OPTIONS.get(type) ?? "Unknown"} (${type}), length: ${optionLength}`);
    if (type === 2) printCapabilities(p, options + 2 + i, optionLength);
    else p.put(`\n\t      no decoder for option ${type}`);
    i += 2 + optionLength;
  }
}

function family(p: Printer, at: number, safiAt: number): string {
  const afi = p.u16(at);
  const safi = p.u8(safiAt);
  return `AFI ${FAMILIES.get(afi) ?? "Unknown"} (${afi}), SAFI ${SUBFAMILIES.get(safi) ?? "Unknown"} (${safi})`;
}

function printCapabilities(p: Printer, from: number, total: number): void {
  for (let i = 0; i < total;) {
    const at = from + i + 2;
    if (!p.has(at - 2, 2)) {
      p.trunc();
      return;
    }
    const type = p.u8(at - 2);
    const length = p.u8(at - 1);
    p.put(`\n\t      ${CAPABILITIES.get(type) ?? "Unknown"} (${type}), length: ${length}`);
    if (!p.has(at, length)) {
      p.trunc();
      return;
    }
    if (!printCapability(p, type, at, length)) return;
    if (p.o.v > 1 && length !== 0) unknownData(p, "\n\t\t", at, length);
    i += 2 + length;
  }
}

/** False: it was too short, and nothing follows. */
function printCapability(p: Printer, type: number, at: number, length: number): boolean {
  const needs = type === 1 || type === 65 ? 4 : type === 64 ? 2 : 0;
  if (length < needs) {
    p.put(` (too short, < ${needs})`);
    return false;
  }
  switch (type) {
    case 1:
      p.put(`\n\t\t${family(p, at, at + 3)}`);
      return true;
    case 8:
      for (let i = 0; i + 4 <= length; i += 4)
        p.put(`\n\t\t${family(p, at + i, at + i + 2)}, Count: ${p.u8(at + i + 3)}`);
      return true;
    case 64:
      p.put(
        `\n\t\tRestart Flags: [${(p.u8(at) & 0x80) !== 0 ? "R" : "none"}], Restart Time ${p.u16(at) & 0xfff}s`,
      );
      for (let i = 2; i + 4 <= length; i += 4) {
        const kept = (p.u8(at + i + 3) & 0x80) !== 0 ? "yes" : "no";
        p.put(`\n\t\t  ${family(p, at + i, at + i + 2)}, Forwarding state preserved: ${kept}`);
      }
      return true;
    case 2:
    case 71:
    case 128:
      return true;
    case 65:
      p.put(`\n\t\t 4 Byte AS ${p.u32(at)}`);
      return true;
    case 69:
      if (length === 0) p.put(" (bogus)");
      for (let i = 0; i < length; i += 4) {
        if (length - i < 4) {
          p.invalid();
          break;
        }
        const way = p.u8(at + i + 3);
        const words = ["", "Receive", "Send", "Both"][way];
        p.put(
          `\n\t\t${family(p, at + i, at + i + 2)}, Send/Receive: ${words === undefined || way === 0 ? `Bogus (0x${way.toString(16).padStart(2, "0")})` : words}`,
        );
      }
      return true;
    default:
      p.put(`\n\t\tno decoder for Capability ${type}`);
      if (p.o.v <= 1) unknownData(p, "\n\t\t", at, length);
      return true;
  }
}

function cutOff(): never {
  throw new Cut();
}

function printUpdate(p: Printer, from: number, given: number): void {
  let at = from;
  let length = given;
  if (length < 2 || !p.has(at, 2)) cutOff();
  let withdrawn = p.u16(at);
  at += 2;
  length -= 2;
  if (!p.has(at, withdrawn) || length < withdrawn) cutOff();
  if (withdrawn > 1) {
    p.put("\n\t  Withdrawn routes:");
    const rest = printPrefixes(p, at, withdrawn, true);
    at += withdrawn - rest;
    length -= withdrawn - rest;
    withdrawn = rest;
  } else {
    at += withdrawn;
    length -= withdrawn;
  }
  if (length < 2 || !p.has(at, 2)) cutOff();
  const attributes = p.u16(at);
  at += 2;
  length -= 2;
  if (withdrawn === 0 && attributes === 0 && length === 0) {
    p.put("\n\t  End-of-Rib Marker (empty NLRI)");
    return;
  }
  if (length < attributes) cutOff();
  const used = printAttributes(p, at, attributes);
  at += used;
  length -= used;
  if (length > 0) {
    p.put("\n\t  Updated routes:");
    printPrefixes(p, at, length, false);
  }
}

/** Prefixes one a line; how many bytes were left when it gave up. */
function printPrefixes(p: Printer, from: number, total: number, withdrawn: boolean): number {
  const addPath = isAddPath(p, from, total, 32);
  let at = from;
  let left = total;
  while (left > 0) {
    let path = 0;
    if (addPath) {
      if (left < 4) {
        if (withdrawn) return 0;
        cutOff();
      }
      path = p.u32(at);
      at += 4;
      left -= 4;
    }
    const got = prefix4(p, at, left);
    if (got === "illegal") {
      p.put("\n\t    (illegal prefix length)");
      return left;
    }
    if (got === "short") cutOff();
    p.put(`\n\t    ${got.text}${addPath ? `   Path Id: ${path}` : ""}`);
    at += got.size;
    left -= got.size;
  }
  return 0;
}

/** How many bytes they were. */
function printAttributes(p: Printer, from: number, total: number): number {
  let at = from;
  let left = total;
  while (left > 0) {
    if (!p.has(at, 2)) cutOff();
    if (left < 2) {
      p.put("\n\t  [path attrs too short]");
      return total;
    }
    const flags = p.u8(at);
    const type = p.u8(at + 1);
    at += 2;
    left -= 2;
    const extended = (flags & 0x10) !== 0;
    const sizeBytes = extended ? 2 : 1;
    if (!p.has(at, sizeBytes)) cutOff();
    if (left < sizeBytes) {
      p.put("\n\t  [path attrs too short]");
      return total;
    }
    const size = extended ? p.u16(at) : p.u8(at);
    at += sizeBytes;
    left -= sizeBytes;
    p.put(`\n\t  ${ATTRIBUTES.get(type) ?? "Unknown Attribute"} (${type}), length: ${size}`);
    if (flags !== 0) p.put(`, Flags [${flagLetters(flags)}]: `);
    if (left < size) {
      p.put(" [path attrs too short]");
      return total;
    }
    printAttribute(p, type, at, size, 0);
    at += size;
    left -= size;
  }
  return total;
}

export function flagLetters(flags: number): string {
  let text = "";
  for (const [bit, letter] of [
    [0x80, "O"],
    [0x40, "T"],
    [0x20, "P"],
    [0x10, "E"],
  ] as const)
    if ((flags & bit) !== 0) text += letter;
  return (flags & 15) !== 0 ? `${text}+${(flags & 15).toString(16)}` : text;
}

function printNotification(p: Printer, at: number, length: number): void {
  if (!p.has(at, 21)) {
    p.trunc();
    return;
  }
  if (length < 21) return;
  const major = p.u8(at + 19);
  const minor = p.u8(at + 20);
  p.put(`, ${ERRORS.get(major) ?? "Unknown Error"} (${major})`);
  const minors = SUBERRORS.get(major);
  if (minors === undefined) return;
  const comma = major === 5 || major === 7 ? "" : ",";
  p.put(`${comma} subcode ${minors.get(minor) ?? "Unknown"} (${minor})`);
  if (major !== 6) return;
  const data = at + 21;
  if (minor === 1 && length >= 28)
    p.put(`, ${family(p, data, data + 2)}, Max Prefixes: ${p.u32(data + 3)}`);
  if ((minor === 2 || minor === 4) && length >= 22) printShutdown(p, data, length - 21);
}

/** RFC 8203: why it was shut down. */
function printShutdown(p: Printer, at: number, left: number): void {
  const size = p.u8(at);
  let used = 0;
  if (size > left - 1) p.put(", invalid Shutdown Communication length");
  else if (size === 0) {
    p.put(", empty Shutdown Communication");
    used = 1;
  } else {
    p.put(`, Shutdown Communication (length: ${size}): "${printable(p, at + 1, size)}"`);
    used = size + 1;
  }
  if (left - used > 0) {
    p.put(`, Data: (length: ${left - used})`);
    p.need(at + used, left - used);
    hexOnly(p, "\n\t\t", at + used, left - used);
  }
}

function printRouteRefresh(p: Printer, at: number, length: number): void {
  if (!p.has(at, 23)) {
    p.trunc();
    return;
  }
  if (length < 23) return;
  p.put(`\n\t  ${family(p, at + 19, at + 22)}`);
  if (p.o.v > 1) unknownData(p, "\n\t  ", at, length);
}
