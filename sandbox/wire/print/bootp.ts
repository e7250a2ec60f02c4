/** BOOTP and DHCP for IPv4 (RFC 951, 2131, 2132): tcpdump 4.99.3 print-bootp.c, without CMU's vendor area. */
import { AGENT, HARDWARE, MESSAGES, NETBIOS_NODES, OVERLOAD, TAGS } from "./bootp-tags.ts";
import { hex, type Printer } from "./context.ts";
import { unknownData } from "./hex.ts";
import { printable, zeroEnded } from "./text.ts";

export function printBootp(p: Printer, at: number, length: number): void {
  p.protocol = "bootp";
  const op = p.u8(at);
  p.put(`BOOTP/DHCP, ${op === 1 ? "Request" : op === 2 ? "Reply" : `unknown (0x${hex(op, 2)})`}`);
  const type = p.u8(at + 1);
  const size = p.u8(at + 2);
  const ethernet = type === 1 && size === 6;
  if (ethernet && op === 1) p.put(` from ${p.mac(at + 28)}`);
  p.put(`, length ${length}`);
  if (p.o.v === 0) return;
  if (!p.has(at + 8, 2)) {
    p.trunc();
    return;
  }
  if (type !== 1) p.put(`, htype ${type}`);
  if (!ethernet) p.put(`, hlen ${size}`);
  if (p.u8(at + 3) !== 0) p.put(`, hops ${p.u8(at + 3)}`);
  if (p.u32(at + 4) !== 0) p.put(`, xid 0x${p.u32(at + 4).toString(16)}`);
  if (p.u16(at + 8) !== 0) p.put(`, secs ${p.u16(at + 8)}`);
  const flags = p.u16(at + 10);
  p.put(`, Flags [${(flags & 0x8000) !== 0 ? "Broadcast" : "none"}]`);
  if (p.o.v > 1) p.put(` (0x${hex(flags, 4)})`);
  for (const [offset, name] of [
    [12, "Client-IP"],
    [16, "Your-IP"],
    [20, "Server-IP"],
    [24, "Gateway-IP"],
  ] as const)
    if (p.u32(at + offset) !== 0) p.put(`\n\t  ${name} ${p.ip4(at + offset)}`);
  if (ethernet) p.put(`\n\t  Client-Ethernet-Address ${p.mac(at + 28)}`);
  for (const [offset, name, room] of [
    [44, "sname", 64],
    [108, "file", 128],
  ] as const) {
    if (p.u8(at + offset) === 0) continue;
    p.put(`\n\t  ${name} "`);
    const used = zeroEnded(p, at + offset, room);
    p.put('"');
    if (used === 0) {
      p.trunc();
      return;
    }
  }
  printVendor(p, at + 236);
}

function printVendor(p: Printer, at: number): void {
  if (!p.has(at, 4)) {
    p.trunc();
    return;
  }
  const magic = p.u32(at);
  if (magic === 0x63825363) printOptions(p, at);
  else if (magic === 0x434d5500) p.undecoded("vend-cmu");
  else if (magic !== 0) p.put(`\n\t  Vendor-#0x${magic.toString(16)}`);
}

function printOptions(p: Printer, from: number): void {
  p.put(`\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x${hex(p.u32(from), 8)}`);
  for (let at = from + 4; p.has(at, 1);) {
    const tag = p.u8(at++);
    if (tag === 0 && p.o.v < 3) continue;
    if (tag === 255 && p.o.v < 3) return;
    const known = TAGS.get(tag) ?? "?Unknown";
    const length = tag === 0 || tag === 255 ? 0 : p.u8(at++);
    p.put(`\n\t    ${known.slice(1)} (${tag}), length ${length}${length > 0 ? ": " : ""}`);
    if (tag === 0) {
      let count = 1;
      for (; p.has(at, 1) && p.u8(at) === 0; at++) count++;
      if (count > 1) p.put(`, occurs ${count}`);
    }
    if (!p.has(at, length)) {
      p.trunc();
      return;
    }
    const left = printOption(p, tag, known.slice(0, 1), at, length);
    if (left > 0) p.put(`\n\t  trailing data length ${left}`);
    at += length;
  }
}

/** Returns how many bytes of it were not shown. */
function printOption(p: Printer, tag: number, form: string, at: number, length: number): number {
  if (tag === 53 && length === 1) {
    p.put(MESSAGES.get(p.u8(at)) ?? `Unknown (${p.u8(at)})`);
    return 0;
  }
  if (tag === 55) {
    for (let i = 0; i < length; i++) {
      const asked = p.u8(at + i);
      p.put(i % 4 === 0 ? "\n\t      " : ", ");
      p.put(`${(TAGS.get(asked) ?? "?Unknown").slice(1)} (${asked})`);
    }
    return 0;
  }
  const kind = form === "?" ? ((length & 1) !== 0 ? "b" : (length & 2) !== 0 ? "s" : "l") : form;
  if (kind === "a") {
    p.put(`"${printable(p, at, length)}"`);
    return 0;
  }
  if (kind === "$") return printSpecial(p, tag, at, length);
  const [size, show, joint = ","] = FORMS.get(kind) ?? FORMS.get("b") ?? [1, () => "", "."];
  const items: string[] = [];
  let i = 0;
  for (; i + size <= length; i += size) items.push(show(p, at + i));
  p.put(items.join(joint));
  return length - i;
}

type Form = readonly [size: number, show: (p: Printer, at: number) => string, joint?: string];
const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ["i", [4, (p, at) => p.ip4(at)]],
  ["l", [4, (p, at) => String(p.u32(at))]],
  ["L", [4, (p, at) => String(p.u32(at) | 0)]],
  ["p", [8, (p, at) => `(${p.ip4(at)}:${p.ip4(at + 4)})`]],
  ["s", [2, (p, at) => String(p.u16(at))]],
  ["B", [1, (p, at) => ["N", "Y"][p.u8(at)] ?? `${p.u8(at)}?`]],
  ["b", [1, (p, at) => String(p.u8(at)), "."]],
]);

function printSpecial(p: Printer, tag: number, at: number, length: number): number {
  const least = new Map([
    [46, 1],
    [52, 1],
    [61, 1],
    [81, 3],
    [121, 5],
    [249, 5],
    [77, 2],
  ]).get(tag);
  if (least !== undefined && length < least) {
    p.put(`[ERROR: length < ${least} bytes]`);
    return 0;
  }
  switch (tag) {
    case 46:
      p.put(NETBIOS_NODES.get(p.u8(at)) ?? `#${p.u8(at)}`);
      return length - 1;
    case 52:
      p.put(OVERLOAD.get(p.u8(at)) ?? `#${p.u8(at)}`);
      return length - 1;
    case 61:
      printClientId(p, at, length);
      return 0;
    case 81:
      printFqdn(p, at, length);
      return 0;
    case 82:
      return printAgent(p, at, length);
    case 121:
    case 249:
      printRoutes(p, at, length);
      return 0;
    case 77:
      printUserClass(p, at, length);
      return 0;
    default:
      p.put(`[unknown special tag ${tag}, size ${length}]`);
      return 0;
  }
}

function printClientId(p: Printer, at: number, length: number): void {
  const type = p.u8(at);
  if (type === 0) {
    p.put(`"${printable(p, at + 1, length - 1)}"`);
    return;
  }
  p.put(`${HARDWARE.get(type) ?? `hardware-type ${type},`} `);
  for (let i = 1; i < length; i++) p.put(`${i > 1 ? ":" : ""}${hex(p.u8(at + i), 2)}`);
}

function printFqdn(p: Printer, at: number, length: number): void {
  const flags = p.u8(at);
  if ((flags & 0xf0) !== 0) p.put(`[ERROR: MBZ nibble 0x${(flags >> 4).toString(16)} != 0] `);
  const letters = ["S", "O", "E", "N"].filter((_, i) => ((flags >> i) & 1) !== 0).join("");
  if (letters !== "") p.put(`[${letters}] `);
  if (p.u8(at + 1) !== 0 || p.u8(at + 2) !== 0) p.put(`${p.u8(at + 1)}/${p.u8(at + 2)} `);
  p.put(`"${printable(p, at + 3, length - 3)}"`);
}

function printAgent(p: Printer, from: number, length: number): number {
  let at = from;
  let left = length;
  while (left >= 2) {
    const option = p.u8(at);
    const size = p.u8(at + 1);
    at += 2;
    left -= 2;
    p.put(`\n\t      ${AGENT.get(option) ?? "Unknown"} SubOption ${option}, length ${size}: `);
    if (size > left) {
      p.put("length goes past end of option");
      return 0;
    }
    if (AGENT.has(option)) p.put(printable(p, at, size));
    else unknownData(p, "\n\t\t", at, size);
    at += size;
    left -= size;
  }
  return left;
}

function printRoutes(p: Printer, from: number, length: number): void {
  let at = from;
  let left = length;
  while (left > 0) {
    if (at > from) p.put(",");
    const bits = p.u8(at++);
    left--;
    if (bits > 32) {
      p.put(`[ERROR: Mask width (${bits}) > 32]`);
      return;
    }
    const octets = (bits + 7) >> 3;
    if (left < octets + 4) {
      p.put(`[ERROR: Remaining length (${left}) < ${octets + 4} bytes]`);
      return;
    }
    const parts: number[] = [];
    for (let i = 0; i < 4; i++) parts.push(i < octets ? p.u8(at + i) : 0);
    p.put(`(${bits === 0 ? "default" : `${parts.join(".")}/${bits}`}:${p.ip4(at + octets)})`);
    at += octets + 4;
    left -= octets + 4;
  }
}

function printUserClass(p: Printer, from: number, length: number): void {
  let at = from;
  let left = length;
  for (let number = 1; left > 0; number++) {
    const size = p.u8(at++);
    left--;
    p.put(`\n\t      instance#${number}: `);
    if (size === 0 || left < size) {
      p.put(size === 0 ? "[ERROR: suboption length must be non-zero]" : "[ERROR: invalid option]");
      return;
    }
    p.put(`"${printable(p, at, size)}", length ${size}`);
    at += size;
    left -= size;
  }
}
