/**
 * A frame's fields by name, for checks and for the packet list: what "eth.dst", "arp.op", "icmp.type"
 * are in these bytes. Reads untrusted bytes; a layer that is cut short has no fields.
 * Left out: options of IPv4 and most of TCP, IPv6 extension headers, what UDP and TCP carry but for VXLAN.
 */
import { formatIpv4, formatMac, readIpv6 as ipv6At } from "../wire/addr.ts";
import { u16, u32, u48, u8 } from "../wire/bytes.ts";

type PacketField =
  | "eth.dst"
  | "eth.src"
  | "eth.type"
  | "vlan.id"
  | "arp.op"
  | "arp.sha"
  | "arp.spa"
  | "arp.tha"
  | "arp.tpa"
  | "ip.src"
  | "ip.dst"
  | "ip.proto"
  | "ip.ttl"
  | "ip.id"
  | "ip.df"
  | "ip.length"
  | "ip.tos"
  /** 1: this is a fragment. Its offset in bytes; 1: more of them follow. */
  | "ip.fragment"
  | "ip.offset"
  | "ip.mf"
  | "icmp.type"
  | "icmp.code"
  | "icmp.name"
  | "icmp.id"
  | "icmp.seq"
  | "icmp.mtu"
  | "udp.src"
  | "udp.dst"
  /** Bytes of payload. */
  | "udp.length"
  | "vxlan.vni"
  | "tcp.src"
  | "tcp.dst"
  | "tcp.flags"
  | "tcp.seq"
  | "tcp.ack"
  | "tcp.window"
  | "tcp.mss"
  /** Bytes of payload. */
  | "tcp.length"
  | "ip6.src"
  | "ip6.dst"
  | "ip6.next"
  | "icmp6.type"
  | "icmp6.name"
  /** Of the packet that an ICMP error quotes. */
  | "quoted.src"
  | "quoted.dst"
  | "quoted.proto";

/**
 * In a tunnel (VXLAN, IPIP) the plain names are the outer packet, as it stands on the wire, and the
 * carried packet's fields have `inner.` in front: "inner.eth.dst", "inner.ip.src". One level deep.
 */
export type FieldName = PacketField | `inner.${PacketField}`;

export type Fields = ReadonlyMap<FieldName, string>;
/** All named fields must be equal. Numbers and texts compare as text; letter case does not count. */
export type FramePattern = Readonly<Partial<Record<FieldName, string | number>>>;

const ARP_OPS = new Map([
  [1, "request"],
  [2, "reply"],
]);
const ICMP_NAMES = new Map([
  [0, "echo-reply"],
  [3, "unreachable"],
  [5, "redirect"],
  [8, "echo-request"],
  [11, "time-exceeded"],
  [12, "parameter-problem"],
]);
const ICMP6_NAMES = new Map([
  [1, "unreachable"],
  [2, "too-big"],
  [3, "time-exceeded"],
  [128, "echo-request"],
  [129, "echo-reply"],
  [133, "router-solicitation"],
  [134, "router-advertisement"],
  [135, "neighbour-solicitation"],
  [136, "neighbour-advertisement"],
  [143, "mld-report"],
]);

/** What the bytes of a frame begin with: an Ethernet header, or (tunl0) the IP header itself. */
export type FrameLink = "ether" | "raw";

/** Fields of the frame bytes[start, end). */
export function frameFields(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  link: FrameLink = "ether",
): Fields {
  const out: Out = new Map();
  if (link === "raw") readIp(out, bytes, start, end);
  else readEther(out, bytes, start, end);
  return out;
}

type Out = Map<FieldName, string>;

/** The carried packet's fields, into the carrier's. */
function setInner(out: Out, read: (inner: Out) => void): void {
  const inner: Out = new Map();
  read(inner);
  for (const [name, value] of inner)
    if (!name.startsWith("inner.")) out.set(`inner.${name as PacketField}`, value);
}

function readIp(out: Out, bytes: Uint8Array, at: number, end: number): void {
  if (end <= at) return;
  if (u8(bytes, at) >> 4 === 6) readIpv6(out, bytes, at, end);
  else readIpv4(out, bytes, at, end);
}

function readEther(out: Out, bytes: Uint8Array, start: number, end: number): void {
  if (end - start < 14) return;
  out.set("eth.dst", macAt(bytes, start));
  out.set("eth.src", macAt(bytes, start + 6));
  let at = start + 14;
  let type = u16(bytes, start + 12);
  if (type === 0x8100 && end - at >= 4) {
    out.set("vlan.id", String(u16(bytes, at) & 0xfff));
    type = u16(bytes, at + 2);
    at += 4;
  }
  out.set("eth.type", `0x${type.toString(16).padStart(4, "0")}`);
  if (type === 0x0806) readArp(out, bytes, at, end);
  else if (type === 0x0800) readIpv4(out, bytes, at, end);
  else if (type === 0x86dd) readIpv6(out, bytes, at, end);
}

export function matches(fields: Fields, pattern: FramePattern): boolean {
  for (const [name, want] of Object.entries(pattern)) {
    const have = fields.get(name as FieldName);
    if (have === undefined || have.toLowerCase() !== String(want).toLowerCase()) return false;
  }
  return true;
}

/** "ARP", "ICMP", "UDP", ... : one word for a list. */
export function protocolName(fields: Fields): string {
  if (fields.has("arp.op")) return "ARP";
  if (fields.has("icmp6.type")) return "ICMP6";
  if (fields.has("icmp.type")) return "ICMP";
  if (fields.has("vxlan.vni")) return "VXLAN";
  if (fields.has("inner.ip.src")) return "IPIP";
  if (fields.has("udp.src")) return "UDP";
  if (fields.has("tcp.src")) return "TCP";
  if (fields.has("ip6.src")) return "IPv6";
  if (fields.has("ip.src")) return "IPv4";
  return fields.get("eth.type") === "0x0026" || (fields.get("eth.type") ?? "") <= "0x05dc"
    ? "LLC"
    : "Ethernet";
}

/** One line that says what the frame is, in words close to tcpdump's. */
export function summary(fields: Fields): string {
  const f = (name: FieldName): string => fields.get(name) ?? "?";
  if (fields.has("arp.op")) {
    return f("arp.op") === "reply"
      ? `${f("arp.spa")} is at ${f("arp.sha")}`
      : `who has ${f("arp.tpa")}? tell ${f("arp.spa")}`;
  }
  if (fields.has("ip.src")) {
    const ends = `${f("ip.src")} > ${f("ip.dst")}`;
    if (fields.has("icmp.type")) {
      const echo = fields.has("icmp.id") ? ` id ${f("icmp.id")} seq ${f("icmp.seq")}` : "";
      return `${ends} ${f("icmp.name")}${echo}`;
    }
    if (fields.has("vxlan.vni"))
      return `${ends} VXLAN ${f("vxlan.vni")}: ${summary(innerOf(fields))}`;
    if (fields.has("inner.ip.src")) return `${ends} IPIP: ${summary(innerOf(fields))}`;
    if (fields.has("udp.src"))
      return `${f("ip.src")}.${f("udp.src")} > ${f("ip.dst")}.${f("udp.dst")} UDP`;
    if (fields.has("tcp.src")) {
      return `${f("ip.src")}.${f("tcp.src")} > ${f("ip.dst")}.${f("tcp.dst")} TCP ${f("tcp.flags")}`;
    }
    return `${ends} protocol ${f("ip.proto")}`;
  }
  if (fields.has("ip6.src")) {
    return `${f("ip6.src")} > ${f("ip6.dst")}${fields.has("icmp6.type") ? ` ${f("icmp6.name")}` : ""}`;
  }
  return `${f("eth.src")} > ${f("eth.dst")} type ${f("eth.type")}`;
}

/** The carried packet's own fields, under their plain names. */
function innerOf(fields: Fields): Fields {
  const out: Out = new Map();
  for (const [name, value] of fields)
    if (name.startsWith("inner.")) out.set(name.slice("inner.".length) as PacketField, value);
  return out;
}

function macAt(bytes: Uint8Array, at: number): string {
  return formatMac(u48(bytes, at));
}

function readArp(out: Out, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < 28) return;
  const op = u16(bytes, at + 6);
  out.set("arp.op", ARP_OPS.get(op) ?? String(op));
  out.set("arp.sha", macAt(bytes, at + 8));
  out.set("arp.spa", formatIpv4(u32(bytes, at + 14)));
  out.set("arp.tha", macAt(bytes, at + 18));
  out.set("arp.tpa", formatIpv4(u32(bytes, at + 24)));
}

function readIpv4(out: Out, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < 20 || u8(bytes, at) >> 4 !== 4) return;
  const header = (u8(bytes, at) & 15) * 4;
  if (header < 20 || end - at < header) return;
  const flags = u16(bytes, at + 6);
  const proto = u8(bytes, at + 9);
  out.set("ip.length", String(u16(bytes, at + 2)));
  out.set("ip.id", String(u16(bytes, at + 4)));
  out.set("ip.df", (flags & 0x4000) === 0 ? "0" : "1");
  out.set("ip.tos", String(u8(bytes, at + 1)));
  out.set("ip.fragment", (flags & 0x3fff) === 0 ? "0" : "1");
  out.set("ip.offset", String((flags & 0x1fff) * 8));
  out.set("ip.mf", (flags & 0x2000) === 0 ? "0" : "1");
  out.set("ip.ttl", String(u8(bytes, at + 8)));
  out.set("ip.proto", String(proto));
  out.set("ip.src", formatIpv4(u32(bytes, at + 12)));
  out.set("ip.dst", formatIpv4(u32(bytes, at + 16)));
  if ((flags & 0x1fff) !== 0) return;
  const l4 = at + header;
  const last = Math.min(end, at + u16(bytes, at + 2));
  if (proto === 1) readIcmp(out, bytes, l4, last);
  else if (proto === 17) readUdp(out, bytes, l4, last);
  else if (proto === 6) readTcp(out, bytes, l4, last);
  else if (proto === 4) setInner(out, (inner) => readIp(inner, bytes, l4, last));
}

/** Ports of VXLAN: IANA's, and Linux's own default. */
const VXLAN_PORTS = new Set([4789, 8472]);

function readUdp(out: Out, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < 8) return;
  const dst = u16(bytes, at + 2);
  out.set("udp.src", String(u16(bytes, at)));
  out.set("udp.dst", String(dst));
  out.set("udp.length", String(Math.max(0, u16(bytes, at + 4) - 8)));
  // RFC 7348: the I flag, then the VNI and a zero.
  const vxlan = at + 8;
  if (!VXLAN_PORTS.has(dst) || end - vxlan < 8 || (u8(bytes, vxlan) & 8) === 0) return;
  out.set("vxlan.vni", String(u32(bytes, vxlan + 4) >>> 8));
  setInner(out, (inner) => readEther(inner, bytes, vxlan + 8, end));
}

function readTcp(out: Out, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < 20) return;
  out.set("tcp.src", String(u16(bytes, at)));
  out.set("tcp.dst", String(u16(bytes, at + 2)));
  out.set("tcp.seq", String(u32(bytes, at + 4) >>> 0));
  out.set("tcp.ack", String(u32(bytes, at + 8) >>> 0));
  const bits = u8(bytes, at + 13);
  out.set("tcp.flags", [..."FSRP.U"].filter((_, i) => (bits & (1 << i)) !== 0).join(""));
  out.set("tcp.window", String(u16(bytes, at + 14)));
  const header = (u8(bytes, at + 12) >> 4) * 4;
  if (header < 20 || end - at < header) return;
  out.set("tcp.length", String(end - at - header));
  for (let o = at + 20; o + 1 < at + header;) {
    const kind = u8(bytes, o);
    if (kind === 0) return;
    const length = kind === 1 ? 1 : u8(bytes, o + 1);
    if (length === 0) return;
    if (kind === 2 && length === 4 && o + 4 <= at + header)
      out.set("tcp.mss", String(u16(bytes, o + 2)));
    o += length;
  }
}

function readIcmp(out: Out, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < 8) return;
  const type = u8(bytes, at);
  out.set("icmp.type", String(type));
  out.set("icmp.code", String(u8(bytes, at + 1)));
  out.set("icmp.name", ICMP_NAMES.get(type) ?? String(type));
  if (type === 0 || type === 8) {
    out.set("icmp.id", String(u16(bytes, at + 4)));
    out.set("icmp.seq", String(u16(bytes, at + 6)));
    return;
  }
  if (type === 3 && u8(bytes, at + 1) === 4) out.set("icmp.mtu", String(u16(bytes, at + 6)));
  const inner = at + 8;
  if (end - inner < 20) return;
  out.set("quoted.proto", String(u8(bytes, inner + 9)));
  out.set("quoted.src", formatIpv4(u32(bytes, inner + 12)));
  out.set("quoted.dst", formatIpv4(u32(bytes, inner + 16)));
}

function readIpv6(out: Out, bytes: Uint8Array, at: number, end: number): void {
  if (end - at < 40) return;
  let next = u8(bytes, at + 6);
  out.set("ip6.next", String(next));
  out.set("ip6.src", ipv6At(bytes, at + 8));
  out.set("ip6.dst", ipv6At(bytes, at + 24));
  let l4 = at + 40;
  // MLD reports carry a hop-by-hop option.
  if (next === 0 && end - l4 >= 8) {
    next = u8(bytes, l4);
    l4 += 8 + u8(bytes, l4 + 1) * 8;
  }
  if (next === 58 && end - l4 >= 4) {
    const type = u8(bytes, l4);
    out.set("icmp6.type", String(type));
    out.set("icmp6.name", ICMP6_NAMES.get(type) ?? String(type));
  }
}
