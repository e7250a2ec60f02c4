/**
 * Packets for the page's packet view: layers with their fields and byte offsets, and one line a packet
 * (source, destination, protocol, what it is) in Wireshark's manner. Frames are Ethernet; what comes
 * truncated or is unknown ends in a layer of plain bytes. Never throws.
 */
import { formatIpv4, formatMac, readIpv6 } from "./addr.ts";
import { u16, u32, u48, u8 } from "./bytes.ts";

export interface FieldView {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly length: number;
}
export interface DissectedLayer {
  readonly title: string;
  readonly start: number;
  readonly length: number;
  readonly fields: readonly FieldView[];
}
export interface PacketSummary {
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly info: string;
}

/** `link`: what the bytes begin with, an Ethernet header or ("raw", as on tunl0) the IP header itself. */
export function dissect(
  bytes: Uint8Array,
  link: "ether" | "raw" = "ether",
): readonly DissectedLayer[] {
  return new Walk(bytes).run(link).layers;
}

export function summarize(bytes: Uint8Array): PacketSummary {
  const { source, destination, protocol, info } = new Walk(bytes).run();
  return { source, destination, protocol, info };
}

const ETHERTYPES: ReadonlyMap<number, string> = new Map([
  [0x0800, "IPv4"],
  [0x0806, "ARP"],
  [0x86dd, "IPv6"],
  [0x8100, "802.1Q VLAN"],
  [0x88a8, "802.1ad"],
]);
const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [1, "ICMP"],
  [2, "IGMP"],
  [4, "IPIP"],
  [6, "TCP"],
  [17, "UDP"],
  [41, "IPv6"],
  [58, "ICMPv6"],
]);
const ICMP_TYPES: ReadonlyMap<number, string> = new Map([
  [0, "Echo (ping) reply"],
  [3, "Destination unreachable"],
  [5, "Redirect"],
  [8, "Echo (ping) request"],
  [11, "Time-to-live exceeded"],
  [12, "Parameter problem"],
]);
const UNREACHABLE: readonly string[] = [
  "Network unreachable",
  "Host unreachable",
  "Protocol unreachable",
  "Port unreachable",
  "Fragmentation needed",
];
const ICMP6_TYPES: ReadonlyMap<number, string> = new Map([
  [1, "Destination Unreachable"],
  [2, "Packet Too Big"],
  [3, "Time Exceeded"],
  [128, "Echo (ping) request"],
  [129, "Echo (ping) reply"],
  [130, "Multicast Listener Query"],
  [131, "Multicast Listener Report"],
  [133, "Router Solicitation"],
  [134, "Router Advertisement"],
  [135, "Neighbor Solicitation"],
  [136, "Neighbor Advertisement"],
  [143, "Multicast Listener Report Message v2"],
]);
const DEPTH_MAX = 8;

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, "0")}`;
}

class Walk {
  readonly layers: DissectedLayer[] = [];
  source = "";
  destination = "";
  protocol = "Ethernet";
  info = "";
  private readonly b: Uint8Array;
  private fields: FieldView[] = [];
  private depth = 0;

  constructor(bytes: Uint8Array) {
    this.b = bytes;
  }

  run(link: "ether" | "raw" = "ether"): this {
    if (link === "ether") this.ethernet(0, this.b.length);
    else if (this.b.length > 0 && u8(this.b, 0) >> 4 === 6) this.ipv6(0, this.b.length);
    else this.ipv4(0, this.b.length);
    return this;
  }

  private field(name: string, value: string, start: number, length: number): void {
    this.fields.push({ name, value, start, length });
  }

  private layer(name: string, start: number, end: number): void {
    this.layers.push({ title: name, start, length: end - start, fields: this.fields });
    this.fields = [];
  }

  /** Whether `need` bytes are there; if not, the rest is shown as bytes. */
  private enough(name: string, at: number, end: number, need: number): boolean {
    if (at + need <= end) return true;
    this.fields = [];
    if (at < end) this.layer(`${name} (cut short)`, at, end);
    this.protocol = name;
    this.info = `${name}, cut short`;
    return false;
  }

  private data(at: number, end: number, name = "Data"): void {
    if (at >= end) return;
    this.field("Length", `${end - at} bytes`, at, end - at);
    this.layer(name, at, end);
  }

  private ethernet(at: number, end: number): void {
    if (!this.enough("Ethernet", at, end, 14) || ++this.depth > DEPTH_MAX) return;
    const { b } = this;
    this.destination = formatMac(u48(b, at));
    this.source = formatMac(u48(b, at + 6));
    this.field("Destination", this.destination, at, 6);
    this.field("Source", this.source, at + 6, 6);
    let type = u16(b, at + 12);
    if (type <= 1500) {
      this.field("Length", String(type), at + 12, 2);
      this.layer("IEEE 802.3 Ethernet", at, at + 14);
      this.llc(at + 14, Math.min(end, at + 14 + type));
      return;
    }
    this.field("Type", `${ETHERTYPES.get(type) ?? "Unknown"} (${hex(type, 4)})`, at + 12, 2);
    this.layer("Ethernet II", at, at + 14);
    let next = at + 14;
    while ((type === 0x8100 || type === 0x88a8) && next + 4 <= end) {
      const tag = u16(b, next);
      type = u16(b, next + 2);
      this.field("Priority", String(tag >> 13), next, 1);
      this.field("VLAN", String(tag & 0xfff), next, 2);
      this.field("Type", `${ETHERTYPES.get(type) ?? "Unknown"} (${hex(type, 4)})`, next + 2, 2);
      this.layer("802.1Q Virtual LAN", next, next + 4);
      next += 4;
    }
    this.network(type, next, end);
  }

  private network(type: number, at: number, end: number): void {
    if (type === 0x0800) this.ipv4(at, end);
    else if (type === 0x86dd) this.ipv6(at, end);
    else if (type === 0x0806) this.arp(at, end);
    else {
      this.protocol = hex(type, 4);
      this.info = "Ethernet II";
      this.data(at, end);
    }
  }

  private llc(at: number, end: number): void {
    if (!this.enough("LLC", at, end, 3)) return;
    const { b } = this;
    const dsap = u8(b, at);
    this.field("DSAP", hex(dsap, 2), at, 1);
    this.field("SSAP", hex(u8(b, at + 1), 2), at + 1, 1);
    this.field("Control", hex(u8(b, at + 2), 2), at + 2, 1);
    this.layer("Logical-Link Control", at, at + 3);
    this.protocol = "LLC";
    this.info = "LLC frame";
    if (dsap !== 0x42 || !(at + 38 <= end)) {
      this.data(at + 3, end);
      return;
    }
    const s = at + 3;
    const bridge = (from: number): string => `${u16(b, from)} / ${formatMac(u48(b, from + 2))}`;
    this.field("Root identifier", bridge(s + 5), s + 5, 8);
    this.field("Root path cost", String(u32(b, s + 13)), s + 13, 4);
    this.field("Bridge identifier", bridge(s + 17), s + 17, 8);
    this.field("Port identifier", hex(u16(b, s + 25), 4), s + 25, 2);
    this.layer("Spanning Tree Protocol", s, Math.min(end, s + 36));
    this.protocol = "STP";
    this.info = `Conf. Root = ${bridge(s + 5)}  Cost = ${u32(b, s + 13)}  Port = ${hex(u16(b, s + 25), 4)}`;
  }

  private arp(at: number, end: number): void {
    if (!this.enough("ARP", at, end, 28)) return;
    const { b } = this;
    const op = u16(b, at + 6);
    const sha = formatMac(u48(b, at + 8));
    const spa = formatIpv4(u32(b, at + 14) | 0);
    const tha = formatMac(u48(b, at + 18));
    const tpa = formatIpv4(u32(b, at + 24) | 0);
    this.field("Hardware type", u16(b, at) === 1 ? "Ethernet (1)" : String(u16(b, at)), at, 2);
    this.field("Protocol type", `IPv4 (${hex(u16(b, at + 2), 4)})`, at + 2, 2);
    this.field("Opcode", op === 1 ? "request (1)" : op === 2 ? "reply (2)" : String(op), at + 6, 2);
    this.field("Sender MAC", sha, at + 8, 6);
    this.field("Sender IP", spa, at + 14, 4);
    this.field("Target MAC", tha, at + 18, 6);
    this.field("Target IP", tpa, at + 24, 4);
    this.layer("Address Resolution Protocol", at, at + 28);
    this.protocol = "ARP";
    if (spa === tpa) this.info = `ARP Announcement for ${spa}`;
    else this.info = op === 2 ? `${spa} is at ${sha}` : `Who has ${tpa}? Tell ${spa}`;
    this.data(at + 28, end, "Padding");
  }

  private ipv4(at: number, given: number): void {
    if (!this.enough("IPv4", at, given, 20) || ++this.depth > DEPTH_MAX) return;
    const { b } = this;
    const header = (u8(b, at) & 15) * 4;
    const total = u16(b, at + 2);
    const protocol = u8(b, at + 9);
    const fragment = u16(b, at + 6);
    this.source = formatIpv4(u32(b, at + 12) | 0);
    this.destination = formatIpv4(u32(b, at + 16) | 0);
    const flags = [
      (fragment & 0x4000) !== 0 ? "Don't fragment" : "",
      (fragment & 0x2000) !== 0 ? "More fragments" : "",
    ];
    this.field("Header length", `${header} bytes`, at, 1);
    this.field("Type of service", hex(u8(b, at + 1), 2), at + 1, 1);
    this.field("Total length", String(total), at + 2, 2);
    this.field("Identification", hex(u16(b, at + 4), 4), at + 4, 2);
    this.field("Flags", flags.filter((f) => f !== "").join(", ") || "none", at + 6, 1);
    this.field("Fragment offset", String((fragment & 0x1fff) * 8), at + 6, 2);
    this.field("Time to live", String(u8(b, at + 8)), at + 8, 1);
    this.field("Protocol", `${PROTOCOLS.get(protocol) ?? "Unknown"} (${protocol})`, at + 9, 1);
    this.field("Header checksum", hex(u16(b, at + 10), 4), at + 10, 2);
    this.field("Source", this.source, at + 12, 4);
    this.field("Destination", this.destination, at + 16, 4);
    if (header < 20 || at + header > given) {
      this.layer("Internet Protocol Version 4 (malformed)", at, Math.min(given, at + 20));
      this.protocol = "IPv4";
      this.info = "Bogus IP header length";
      return;
    }
    this.layer("Internet Protocol Version 4", at, at + header);
    const end = total >= header ? Math.min(given, at + total) : given;
    this.protocol = "IPv4";
    if ((fragment & 0x1fff) !== 0) {
      this.info = `Fragmented IP protocol (proto=${PROTOCOLS.get(protocol) ?? "Unknown"} ${protocol}, off=${(fragment & 0x1fff) * 8}, ID=${u16(
        b,
        at + 4,
      )
        .toString(16)
        .padStart(4, "0")})`;
      this.data(at + header, end);
      return;
    }
    this.transport(protocol, at + header, end, u8(b, at + 8));
  }

  private ipv6(at: number, given: number): void {
    if (!this.enough("IPv6", at, given, 40) || ++this.depth > DEPTH_MAX) return;
    const { b } = this;
    let next = u8(b, at + 6);
    this.source = readIpv6(b, at + 8);
    this.destination = readIpv6(b, at + 24);
    this.field("Flow label", hex(u32(b, at) & 0xfffff, 5), at + 1, 3);
    this.field("Payload length", String(u16(b, at + 4)), at + 4, 2);
    this.field("Next header", `${PROTOCOLS.get(next) ?? "Unknown"} (${next})`, at + 6, 1);
    this.field("Hop limit", String(u8(b, at + 7)), at + 7, 1);
    this.field("Source", this.source, at + 8, 16);
    this.field("Destination", this.destination, at + 24, 16);
    this.layer("Internet Protocol Version 6", at, at + 40);
    this.protocol = "IPv6";
    const end = Math.min(given, at + 40 + u16(b, at + 4));
    let from = at + 40;
    for (let i = 0; i < 8 && (next === 0 || next === 60 || next === 43) && from + 8 <= end; i++) {
      const size = (u8(b, from + 1) + 1) * 8;
      this.field("Next header", String(u8(b, from)), from, 1);
      this.layer(
        next === 0 ? "IPv6 Hop-by-Hop Option" : "IPv6 Extension Header",
        from,
        Math.min(end, from + size),
      );
      next = u8(b, from);
      from += size;
    }
    this.transport(next, from, end, u8(b, at + 7));
  }

  private transport(protocol: number, at: number, end: number, ttl: number): void {
    if (protocol === 1) this.icmp(at, end, ttl);
    else if (protocol === 58) this.icmp6(at, end, ttl);
    else if (protocol === 17) this.udp(at, end);
    else if (protocol === 6) this.tcp(at, end);
    else if (protocol === 4) this.ipv4(at, end);
    else if (protocol === 41) this.ipv6(at, end);
    else {
      this.protocol = PROTOCOLS.get(protocol) ?? "IPv4";
      this.info = `${PROTOCOLS.get(protocol) ?? "Unknown protocol"} (${protocol})`;
      this.data(at, end);
    }
  }

  private icmp(at: number, end: number, ttl: number): void {
    if (!this.enough("ICMP", at, end, 8)) return;
    const { b } = this;
    const type = u8(b, at);
    const code = u8(b, at + 1);
    this.field("Type", `${type} (${ICMP_TYPES.get(type) ?? "Unknown"})`, at, 1);
    this.field("Code", String(code), at + 1, 1);
    this.field("Checksum", hex(u16(b, at + 2), 4), at + 2, 2);
    this.protocol = "ICMP";
    if (type === 0 || type === 8) {
      this.field("Identifier", String(u16(b, at + 4)), at + 4, 2);
      this.field("Sequence number", String(u16(b, at + 6)), at + 6, 2);
      this.layer("Internet Control Message Protocol", at, at + 8);
      this.info = `${ICMP_TYPES.get(type) as string}  id=${hex(u16(b, at + 4), 4)}, seq=${u16(b, at + 6)}, ttl=${ttl}`;
      this.data(at + 8, end);
      return;
    }
    if (type === 3 && code === 4) this.field("MTU of next hop", String(u16(b, at + 6)), at + 6, 2);
    if (type === 5) this.field("Gateway", formatIpv4(u32(b, at + 4) | 0), at + 4, 4);
    this.layer("Internet Control Message Protocol", at, at + 8);
    let detail =
      type === 3
        ? (UNREACHABLE[code] ?? `code ${code}`)
        : type === 11
          ? code === 0
            ? "Time to live exceeded in transit"
            : "Fragment reassembly time exceeded"
          : "";
    if (detail !== "") detail = ` (${detail})`;
    this.quoted(at + 8, end, `${ICMP_TYPES.get(type) ?? `Type ${type}`}${detail}`, "ICMP");
  }

  /** The packet that an error is about: shown as layers, but the line stays the error's own. */
  private quoted(at: number, end: number, info: string, protocol: string): void {
    const { source, destination } = this;
    if (at < end) {
      if (u8(this.b, at) >> 4 === 6) this.ipv6(at, end);
      else this.ipv4(at, end);
    }
    this.source = source;
    this.destination = destination;
    this.protocol = protocol;
    this.info = info;
  }

  private icmp6(at: number, end: number, hopLimit: number): void {
    if (!this.enough("ICMPv6", at, end, 8)) return;
    const { b } = this;
    const type = u8(b, at);
    const name = ICMP6_TYPES.get(type) ?? `Type ${type}`;
    this.field("Type", `${type} (${name})`, at, 1);
    this.field("Code", String(u8(b, at + 1)), at + 1, 1);
    this.field("Checksum", hex(u16(b, at + 2), 4), at + 2, 2);
    this.protocol = "ICMPv6";
    this.info = name;
    if (type === 128 || type === 129) {
      this.field("Identifier", String(u16(b, at + 4)), at + 4, 2);
      this.field("Sequence number", String(u16(b, at + 6)), at + 6, 2);
      this.info = `${name} id=${hex(u16(b, at + 4), 4)}, seq=${u16(b, at + 6)}, hop limit=${hopLimit}`;
    } else if ((type === 135 || type === 136) && at + 24 <= end) {
      const target = readIpv6(b, at + 8);
      this.field("Target address", target, at + 8, 16);
      this.layer("Internet Control Message Protocol v6", at, end);
      this.info = type === 135 ? `${name} for ${target}` : `${name} ${target}`;
      return;
    } else if (type >= 1 && type <= 4) {
      this.layer("Internet Control Message Protocol v6", at, at + 8);
      this.quoted(at + 8, end, name, "ICMPv6");
      return;
    }
    this.layer("Internet Control Message Protocol v6", at, at + 8);
    this.data(at + 8, end);
  }

  private udp(at: number, end: number): void {
    if (!this.enough("UDP", at, end, 8)) return;
    const { b } = this;
    const sport = u16(b, at);
    const dport = u16(b, at + 2);
    this.field("Source port", String(sport), at, 2);
    this.field("Destination port", String(dport), at + 2, 2);
    this.field("Length", String(u16(b, at + 4)), at + 4, 2);
    this.field("Checksum", hex(u16(b, at + 6), 4), at + 6, 2);
    this.layer("User Datagram Protocol", at, at + 8);
    this.protocol = "UDP";
    this.info = `${sport} → ${dport} Len=${Math.max(0, u16(b, at + 4) - 8)}`;
    if ((dport === 4789 || dport === 8472) && at + 16 <= end) this.vxlan(at + 8, end);
    else this.data(at + 8, end);
  }

  private vxlan(at: number, end: number): void {
    this.field("Flags", hex(u8(this.b, at), 2), at, 1);
    this.field("VXLAN network identifier", String(u32(this.b, at + 4) >>> 8), at + 4, 3);
    this.layer("Virtual eXtensible Local Area Network", at, at + 8);
    this.ethernet(at + 8, end);
  }

  private tcp(at: number, end: number): void {
    if (!this.enough("TCP", at, end, 20)) return;
    const { b } = this;
    const header = (u8(b, at + 12) >> 4) * 4;
    const flags = u8(b, at + 13);
    const names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"].filter(
      (_, i) => (flags & (1 << i)) !== 0,
    );
    const sport = u16(b, at);
    const dport = u16(b, at + 2);
    this.field("Source port", String(sport), at, 2);
    this.field("Destination port", String(dport), at + 2, 2);
    this.field("Sequence number", String(u32(b, at + 4)), at + 4, 4);
    this.field("Acknowledgment number", String(u32(b, at + 8)), at + 8, 4);
    this.field("Header length", `${header} bytes`, at + 12, 1);
    this.field("Flags", `${names.join(", ") || "none"} (${hex(flags, 2)})`, at + 13, 1);
    this.field("Window", String(u16(b, at + 14)), at + 14, 2);
    this.field("Checksum", hex(u16(b, at + 16), 4), at + 16, 2);
    const body = Math.min(end, at + Math.max(20, header));
    this.layer("Transmission Control Protocol", at, body);
    this.protocol = "TCP";
    const ack = (flags & 0x10) !== 0 ? ` Ack=${u32(b, at + 8)}` : "";
    this.info = `${sport} → ${dport} [${names.join(", ")}] Seq=${u32(b, at + 4)}${ack} Win=${u16(b, at + 14)} Len=${end - body}`;
    this.data(body, end, "TCP payload");
  }
}
