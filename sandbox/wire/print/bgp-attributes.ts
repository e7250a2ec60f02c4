/** BGP path attributes: tcpdump 4.99.3 print-bgp.c. */
import {
  ATTRIBUTES,
  ENCAPSULATIONS,
  EXTENDED,
  FAMILIES,
  OSPF_ROUTES,
  PMSI_TUNNELS,
  SUBFAMILIES,
} from "./bgp-names.ts";
import {
  distinguisher,
  isAddPath,
  labelled,
  type Prefix,
  prefix4,
  prefix6,
  vpnPrefix,
} from "./bgp-prefix.ts";
import { flagLetters } from "./bgp.ts";
import { bits, hex, type Printer } from "./context.ts";
import { unknownData } from "./hex.ts";

/** The message is too short for what it says: its text ends with [|bgp], the capture goes on. */
export class Cut {}

const NESTING_MAX = 10;

export function printAttribute(
  p: Printer,
  type: number,
  at: number,
  length: number,
  level: number,
): void {
  printValue(p, type, at, length, level);
  // Large communities and sets are consumed where they are read.
  if (p.o.v > 1 && length > 0 && !(type === 32 && length % 12 === 0) && type !== 128) {
    if (!p.has(at, length)) throw new Cut();
    unknownData(p, "\n\t    ", at, length);
  }
}

/** Attributes of one fixed length. */
const EXACT: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [3, 4],
  [4, 4],
  [5, 4],
  [6, 0],
  [9, 4],
  [18, 8],
]);

function printValue(p: Printer, type: number, at: number, length: number, level: number): void {
  const exact = EXACT.get(type);
  if (exact !== undefined && exact !== length) {
    p.put("invalid len");
    return;
  }
  switch (type) {
    case 1:
      p.put(["IGP", "EGP", "Incomplete"][p.u8(at)] ?? "Unknown Origin Typecode");
      return;
    case 2:
    case 17:
      printAsPath(p, type, at, length);
      return;
    case 3:
    case 9:
      p.put(p.ip4(at));
      return;
    case 4:
    case 5:
      p.put(String(p.u32(at)));
      return;
    case 6:
      return;
    case 7:
      if (length !== 6 && length !== 8) p.put("invalid len");
      else if (length === 6) p.put(` AS #${p.u16(at)}, origin ${p.ip4(at + 2)}`);
      else p.put(` AS #${p.u32(at)}, origin ${p.ip4(at + 4)}`);
      return;
    case 18:
      p.put(` AS #${p.u32(at)}, origin ${p.ip4(at + 4)}`);
      return;
    case 8:
      printCommunities(p, at, length);
      return;
    case 10:
      if (length % 4 !== 0) p.put("invalid len");
      else for (let i = 0; i < length; i += 4) p.put(p.ip4(at + i) + (i + 4 < length ? ", " : ""));
      return;
    case 14:
      printReach(p, at, length);
      return;
    case 15:
      printUnreach(p, at, length);
      return;
    case 16:
      printExtended(p, at, length);
      return;
    case 22:
      printPmsi(p, at, length);
      return;
    case 26:
      printAigp(p, at, length);
      return;
    case 32:
      printLarge(p, at, length);
      return;
    case 128:
      printSet(p, at, length, level);
      return;
    default:
      if (!p.has(at, length)) throw new Cut();
      p.put(`\n\t    no Attribute ${type} decoder`);
      if (p.o.v <= 1) unknownData(p, "\n\t    ", at, length);
  }
}

/** AS numbers have 2 bytes unless the segments only fit with 4. */
function asSize(p: Printer, type: number, from: number, length: number): 2 | 4 {
  if (type === 17) return 4;
  let at = from;
  while (at < from + length) {
    const segment = p.u8(at);
    if (segment < 1 || segment > 4) return 4;
    at += 2 + p.u8(at + 1) * 2;
  }
  return at === from + length ? 2 : 4;
}

function printAsPath(p: Printer, type: number, from: number, length: number): void {
  if (length % 2 !== 0) {
    p.put("invalid len");
    return;
  }
  if (length === 0) {
    p.put("empty");
    return;
  }
  const size = asSize(p, type, from, length);
  for (let at = from; at < from + length;) {
    const kind = p.u8(at);
    const count = p.u8(at + 1);
    p.put(["?", "{ ", "", "( ", "({ "][kind] ?? "?");
    for (let i = 0; i < count; i++) {
      const value = at + 2 + i * size;
      if (!p.has(value, size)) throw new Cut();
      p.put(`${size === 2 ? p.u16(value) : p.u32(value)} `);
    }
    p.put(["?", "}", "", ")", "})"][kind] ?? "?");
    at += 2 + count * size;
  }
}

function printCommunities(p: Printer, at: number, length: number): void {
  if (length % 4 !== 0) {
    p.put("invalid len");
    return;
  }
  for (let i = 0; i < length; i += 4) {
    if (!p.has(at + i, 4)) throw new Cut();
    const value = p.u32(at + i);
    if (value === 0xffffff01) p.put(" NO_EXPORT");
    else if (value === 0xffffff02) p.put(" NO_ADVERTISE");
    else if (value === 0xffffff03) p.put(" NO_EXPORT_SUBCONFED");
    else p.put(`${value >>> 16}:${value & 0xffff}${i + 4 < length ? ", " : ""}`);
  }
}

function printLarge(p: Printer, at: number, length: number): void {
  if (length === 0 || length % 12 !== 0) {
    p.put("invalid len");
    return;
  }
  p.put("\n\t    ");
  for (let i = 0; i < length; i += 12) {
    const part = (n: number): number => p.u32(at + i + n * 4);
    p.put(`${part(0)}:${part(1)}:${part(2)}${i + 12 < length ? ", " : ""}`);
  }
}

// ── families ─────────────────────────────────────────────────────────────────────────────────

const IPV4 = 1;
const IPV6 = 2;
const VPN = new Set([128, 129, 130]);
const PLAIN = new Set([1, 2, 3]);

function hasDecoder(afi: number, safi: number): boolean {
  if (afi === IPV4) return PLAIN.has(safi) || VPN.has(safi) || [4, 5, 66, 132].includes(safi);
  if (afi === IPV6) return PLAIN.has(safi) || VPN.has(safi) || safi === 4;
  if (afi === 3) return PLAIN.has(safi) || VPN.has(safi);
  return (afi === 196 && VPN.has(safi)) || (afi === 25 && safi === 65);
}

/** False: tcpdump knows nothing about this family. */
function printFamily(p: Printer, at: number, length: number): boolean {
  const afi = p.u16(at);
  const safi = p.u8(at + 2);
  const vendor = safi > 128 ? "vendor specific " : "";
  p.put(
    `\n\t    AFI: ${FAMILIES.get(afi) ?? "Unknown AFI"} (${afi}), ${vendor}SAFI: ${SUBFAMILIES.get(safi) ?? "Unknown SAFI"} (${safi})`,
  );
  if (hasDecoder(afi, safi)) return true;
  if (!p.has(at, length)) throw new Cut();
  p.put(`\n\t    no AFI ${afi} / SAFI ${safi} decoder`);
  if (p.o.v <= 1) unknownData(p, "\n\t    ", at, length);
  return false;
}

function printReach(p: Printer, from: number, length: number): void {
  if (!p.has(from, 3) || length < 3) throw new Cut();
  if (!printFamily(p, from, length)) return;
  const afi = p.u16(from);
  const safi = p.u8(from + 2);
  if (!p.has(from + 3, 1) || length < 4) throw new Cut();
  const hopLength = p.u8(from + 3);
  let at = from + 4;
  let left = length - 4;
  if (hopLength > 0) {
    if (left < hopLength) throw new Cut();
    p.put("\n\t    nexthop: ");
    if (!printNextHops(p, at, hopLength, afi, safi)) return;
    at += hopLength;
    left -= hopLength;
  }
  p.put(`, nh-length: ${hopLength}`);
  if (left < 1) throw new Cut();
  let snpa = p.u8(at++);
  left--;
  p.put(snpa === 0 ? ", no SNPA" : `\n\t    ${snpa} SNPA`);
  for (; snpa > 0; snpa--) {
    if (left < 1) throw new Cut();
    const size = p.u8(at++);
    left--;
    p.put(`\n\t      ${size} bytes`);
    if (left < size || !p.has(at, size)) throw new Cut();
    at += size;
    left -= size;
  }
  printNlri(p, at, from + length, length, afi, safi);
}

/** False: the rest of the attribute cannot be read. */
function printNextHops(
  p: Printer,
  from: number,
  total: number,
  afi: number,
  safi: number,
): boolean {
  const vpn = VPN.has(safi) && (afi === IPV4 || afi === IPV6);
  const bytes = (afi === IPV6 ? 16 : 4) + (vpn ? 8 : 0);
  if (afi === 3) {
    p.put("[CLNP next hop: not decoded by Underlay]");
    return false;
  }
  for (let at = from; at < from + total; at += bytes) {
    if (at > from) p.put(", ");
    if (from + total - at < bytes) {
      p.put("invalid len");
      return true;
    }
    const address = (where: number): string => (afi === IPV6 ? p.ip6(where) : p.ip4(where));
    p.put(vpn ? `RD: ${distinguisher(p, at)}, ${address(at + 8)}` : address(at));
  }
  return true;
}

function printUnreach(p: Printer, from: number, length: number): void {
  if (!p.has(from, 3)) throw new Cut();
  if (!printFamily(p, from, length)) return;
  if (length === 3) p.put("\n\t      End-of-Rib Marker (empty NLRI)");
  printNlri(p, from + 3, from + length, length, p.u16(from), p.u8(from + 2));
}

/** `attribute`: the whole attribute's length, which is what tcpdump bounds a prefix by. */
function printNlri(
  p: Printer,
  from: number,
  stop: number,
  attribute: number,
  afi: number,
  safi: number,
): void {
  const plain = PLAIN.has(safi) && (afi === IPV4 || afi === IPV6);
  const addPath = plain && isAddPath(p, from, stop - from, afi === IPV4 ? 32 : 128);
  for (let at = from; at < stop;) {
    let path = 0;
    if (addPath) {
      path = p.u32(at);
      at += 4;
    }
    const got = nlri(p, at, attribute, afi, safi);
    if (got === "unknown") {
      p.put(`\n\t      [AFI ${afi} / SAFI ${safi} prefixes: not decoded by Underlay]`);
      return;
    }
    if (got === "cut" || (got === "short" && plain)) throw new Cut();
    if (got === "short") return;
    if (got === "illegal") p.put("\n\t    (illegal prefix length)");
    else p.put(`\n\t      ${got.text}`);
    if (addPath) p.put(`   Path Id: ${path}`);
    if (got === "illegal") return;
    at += got.size;
  }
}

function nlri(
  p: Printer,
  at: number,
  left: number,
  afi: number,
  safi: number,
): Prefix | "illegal" | "short" | "cut" | "unknown" {
  const bytes = afi === IPV6 ? 16 : 4;
  if (afi !== IPV4 && afi !== IPV6) return "unknown";
  if (PLAIN.has(safi)) return afi === IPV4 ? prefix4(p, at, left) : prefix6(p, at, left);
  if (safi === 4) return labelled(p, at, left, bytes);
  if (VPN.has(safi)) return vpnPrefix(p, at, bytes);
  return "unknown";
}

// ── communities of eight bytes, tunnels, sets ────────────────────────────────────────────────

function printExtended(p: Printer, at: number, length: number): void {
  if (length % 8 !== 0) {
    p.put("invalid len");
    return;
  }
  for (let i = 0; i < length; i += 8) {
    if (!p.has(at + i, 2)) throw new Cut();
    const type = p.u16(at + i);
    const flags = bits(
      [
        [0x8000, "vendor-specific"],
        [0x4000, "non-transitive"],
      ],
      type,
      "none",
    );
    p.put(
      `\n\t    ${EXTENDED.get(type) ?? "unknown extd community typecode"} (0x${hex(type, 4)}), Flags [${flags}]`,
    );
    if (!p.has(at + i, 8)) throw new Cut();
    p.put(`: ${extended(p, at + i, type)}`);
  }
}

function extended(p: Printer, at: number, type: number): string {
  switch (type) {
    case 0x0002:
    case 0x0003:
    case 0x000a:
      return `${p.u16(at + 2)}:${p.u32(at + 4)} (= ${p.ip4(at + 4)})`;
    case 0x0102:
    case 0x0103:
    case 0xf10a:
    case 0x010b:
      return `${p.ip4(at + 2)}:${p.u16(at + 6)}`;
    case 0x0202:
    case 0x0203:
      return `${p.u32(at + 2)}:${p.u16(at + 6)}`;
    case 0x4004: {
      const rate = new DataView(p.b.buffer, p.b.byteOffset).getFloat32(at + 4);
      return `bandwidth: ${((rate * 8) / 1_000_000).toFixed(3)} Mbps`;
    }
    case 0x0005:
    case 0x0105:
    case 0x0205:
    case 0x8005:
    case 0x0107:
    case 0x8001:
      return p.ip4(at + 2);
    case 0x0306:
    case 0x8000: {
      const kind = p.u8(at + 6);
      const metric =
        ((p.u8(at + 7) & 1) !== 0 ? "E2" : "") + (kind === 5 || kind === 7 ? "E1" : "");
      return `area:${p.ip4(at + 2)}, router-type:${OSPF_ROUTES.get(kind) ?? `unknown (0x${hex(kind, 2)})`}, metric-type:${metric}`;
    }
    case 0x800a:
      return "[layer 2 encapsulation: not decoded by Underlay]";
    case 0x0009:
      return `AS ${p.u16(at + 2)}`;
    case 0x030c:
      return `Tunnel type: ${ENCAPSULATIONS.get(p.u16(at + 6)) ?? "unknown encaps"}`;
    default: {
      let text = "";
      for (let i = 2; i < 8; i++) text += hex(p.u8(at + i), 2);
      return text;
    }
  }
}

function printPmsi(p: Printer, at: number, length: number): void {
  if (!p.has(at, 5) || length < 5) throw new Cut();
  const type = p.u8(at + 1);
  const flags = (p.u8(at) & 1) !== 0 ? "Leaf Information required" : "none";
  p.put(
    `\n\t    Tunnel-type ${PMSI_TUNNELS.get(type) ?? "Unknown"} (${type}), Flags [${flags}], MPLS Label ${p.u24(at + 2) >>> 4}`,
  );
  const body = at + 5;
  const four = (): string => `0x${hex(p.u32(body + 4), 8)}`;
  if (type === 4 || type === 5)
    p.put(`\n\t      Sender ${p.ip4(body)}, P-Group ${p.ip4(body + 4)}`);
  else if (type === 3) p.put(`\n\t      Root-Node ${p.ip4(body)}, P-Group ${p.ip4(body + 4)}`);
  else if (type === 6) p.put(`\n\t      Tunnel-Endpoint ${p.ip4(body)}`);
  else if (type === 2 || type === 7) p.put(`\n\t      Root-Node ${p.ip4(body)}, LSP-ID ${four()}`);
  else if (type === 1) p.put(`\n\t      Extended-Tunnel-ID ${p.ip4(body)}, P2MP-ID ${four()}`);
  else if (p.o.v <= 1) unknownData(p, "\n\t      ", body, length - 5);
}

function printAigp(p: Printer, from: number, length: number): void {
  let at = from;
  let left = length;
  while (left >= 3) {
    const type = p.u8(at);
    const size = p.u16(at + 1);
    at += 3;
    left -= 3;
    p.put(`\n\t    ${type === 1 ? "AIGP" : "Unknown"} TLV (${type}), length ${size}`);
    if (size < 3 || left < size - 3) throw new Cut();
    if (type === 1) {
      if (size < 11) throw new Cut();
      p.put(`, metric ${p.u64(at)}`);
    } else if (p.o.v <= 1) unknownData(p, "\n\t      ", at, size - 3);
    at += size - 3;
    left -= size - 3;
  }
}

function printSet(p: Printer, from: number, length: number, level: number): void {
  if (!p.has(from, 4) || length < 4) throw new Cut();
  p.put(`\n\t    Origin AS: ${p.u32(from)}`);
  let at = from + 4;
  let left = length - 4;
  while (left > 0) {
    if (!p.has(at, 2)) throw new Cut();
    const flags = left < 2 ? 0 : p.u8(at);
    const sizeBytes = (flags & 0x10) !== 0 ? 2 : 1;
    if (left < 2 + sizeBytes) {
      return setTooShort(p, from, left);
    }
    const type = p.u8(at + 1);
    const size = sizeBytes === 2 ? p.u16(at + 2) : p.u8(at + 2);
    at += 2 + sizeBytes;
    left -= 2 + sizeBytes;
    p.put(`\n\t      ${ATTRIBUTES.get(type) ?? "Unknown Attribute"} (${type}), length: ${size}`);
    if (flags !== 0) p.put(`, Flags [${flagLetters(flags)}]`);
    p.put(": ");
    if (left < size) {
      return setTooShort(p, from, left);
    }
    if (level === NESTING_MAX) p.put("(too many nested levels, not recursing)");
    else printAttribute(p, type, at, size, level + 1);
    at += size;
    left -= size;
  }
}

/** -vv dumps as many bytes as were left, from the start. */
function setTooShort(p: Printer, from: number, left: number): void {
  p.put(" [path attr too short]");
  if (p.o.v > 1 && left > 0) unknownData(p, "\n\t    ", from, left);
}
