/** LLDP (IEEE 802.1AB): tcpdump 4.99.3 print-lldp.c; what organizations add is named, not decoded. */
import { FAMILIES, names } from "./bgp-names.ts";
import { bits, hex, type Printer } from "./context.ts";
import { unknownData } from "./hex.ts";
import { zeroPadded } from "./text.ts";

const TLVS = names(
  "0 End,1 Chassis ID,2 Port ID,3 Time to Live,4 Port Description,5 System Name,6 System Description," +
    "7 System Capabilities,8 Management Address,127 Organization specific",
);
const CHASSIS = names(
  "1 Chassis component,2 Interface alias,3 Port component,4 MAC address,5 Network address,6 Interface name,7 Local",
);
const PORTS = names(
  "1 Interface alias,2 Port component,3 MAC address,4 Network Address,5 Interface Name,6 Agent circuit ID,7 Local",
);
const CAPABILITIES: readonly (readonly [number, string])[] = [
  [1, "Other"],
  [2, "Repeater"],
  [4, "Bridge"],
  [8, "WLAN AP"],
  [16, "Router"],
  [32, "Telephone"],
  [64, "Docsis"],
  [128, "Station Only"],
];

export function printLldp(p: Printer, from: number, total: number): void {
  p.protocol = "lldp";
  p.put(`LLDP, length ${total}`);
  let at = from;
  let left = total;
  while (left >= 2) {
    if (!p.has(at, 2)) return p.trunc();
    const head = p.u16(at);
    const type = head >> 9;
    const length = head & 511;
    at += 2;
    left -= 2;
    if (p.o.v > 0) p.put(`\n\t${TLVS.get(type) ?? "Unknown"} TLV (${type}), length ${length}`);
    if (type === 0 || length === 0) return;
    if (!p.has(at, length) || left < length) return p.trunc();
    let dumped = false;
    if (type === 5) p.put(`: ${zeroPadded(p, at, length)}`);
    else if (p.o.v > 0) {
      const done = printTlv(p, type, at, length);
      if (done === "cut") return p.trunc();
      dumped = done === "unknown";
    }
    if (p.o.v > 1 || dumped) unknownData(p, "\n\t  ", at, length);
    at += length;
    left -= length;
  }
}

type Done = "known" | "unknown" | "cut";

function printTlv(p: Printer, type: number, at: number, length: number): Done {
  switch (type) {
    case 1:
      return printId(p, at, length, CHASSIS, 4, 5);
    case 2:
      return printId(p, at, length, PORTS, 3, 4);
    case 3:
      if (length < 2) return "cut";
      p.put(`: TTL ${p.u16(at)}s`);
      return "known";
    case 4:
      p.put(`: ${zeroPadded(p, at, length)}`);
      return "known";
    case 6:
      p.put(`\n\t  ${zeroPadded(p, at, length)}`);
      return "known";
    case 7: {
      if (length < 4) return "cut";
      const show = (value: number): string =>
        `[${bits(CAPABILITIES, value, "none")}] (0x${hex(value, 4)})`;
      p.put(`\n\t  System  Capabilities ${show(p.u16(at))}`);
      p.put(`\n\t  Enabled Capabilities ${show(p.u16(at + 2))}`);
      return "known";
    }
    case 8:
      return printManagement(p, at, length);
    case 127:
      if (length < 3) return "cut";
      p.put(`: OUI `);
      p.undecoded(`0x${hex(p.u24(at), 6)}`);
      return "known";
    default:
      return "unknown";
  }
}

function printId(
  p: Printer,
  at: number,
  length: number,
  words: ReadonlyMap<number, string>,
  mac: number,
  network: number,
): Done {
  if (length < 2) return "cut";
  const kind = p.u8(at);
  p.put(`\n\t  Subtype ${words.get(kind) ?? "Unknown"} (${kind}): `);
  if (kind === mac) {
    if (length < 7) return "cut";
    p.put(p.mac(at + 1));
  } else if (kind === network) {
    const text = address(p, at + 1, length - 1);
    if (text === null) return "cut";
    p.put(text);
  } else if (words.has(kind)) p.put(zeroPadded(p, at + 1, length - 1));
  else return "unknown";
  return "known";
}

function address(p: Printer, at: number, length: number): string | null {
  if (length < 1) return null;
  const family = p.u8(at);
  const name = `AFI ${family === 0 ? "Reserved" : (FAMILIES.get(family) ?? "Unknown")} (${family})`;
  const need = family === 1 ? 4 : family === 2 ? 16 : family === 6 ? 6 : -1;
  if (need < 0) return `${name}, no AF printer !`;
  if (length - 1 < need) return null;
  return `${name}: ${family === 1 ? p.ip4(at + 1) : family === 2 ? p.ip6(at + 1) : p.mac(at + 1)}`;
}

function printManagement(p: Printer, at: number, length: number): Done {
  const size = p.u8(at);
  if (length - 1 < size) return "cut";
  const text = address(p, at + 1, size);
  if (text === null) return "cut";
  p.put(`\n\t  Management Address length ${size}, ${text}`);
  const next = at + 1 + size;
  const left = length - 1 - size;
  if (left < 5) return "cut";
  const kind = p.u8(next);
  const words = kind === 2 ? "Interface Index" : kind === 3 ? "System Port Number" : "Unknown";
  p.put(`\n\t  ${words} Interface Numbering (${kind}): ${p.u32(next + 1)}`);
  if (left > 5) {
    const oid = p.u8(next + 5);
    if (left - 5 < 1 + oid) return "cut";
    if (oid > 0) p.put(`\n\t  OID length ${oid}${zeroPadded(p, next + 6, oid)}`);
  }
  return "known";
}
