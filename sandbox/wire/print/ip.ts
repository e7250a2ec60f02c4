/** IPv4 and what it carries: tcpdump 4.99.3 print-ip.c, print-ip-demux.c. */
import { bits, cksum, hex, type Printer, shouldBe, Truncated } from "./context.ts";
import { printEther } from "./ether.ts";
import { printAh, printEsp } from "./ipsec.ts";
import { printGre } from "./gre.ts";
import { printIcmp } from "./icmp.ts";
import { printIcmp6 } from "./icmp6.ts";
import { printIgmp } from "./igmp.ts";
import { printIp6 } from "./ip6.ts";
import { printTcp } from "./tcp.ts";
import { printUdp } from "./udp.ts";
import { printVrrp } from "./vrrp.ts";

/** ipproto_values: the names of -v, which are not /etc/protocols'. */
export const IP_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0, "Options"],
  [1, "ICMP"],
  [2, "IGMP"],
  [4, "IPIP"],
  [6, "TCP"],
  [8, "EGP"],
  [9, "IGRP"],
  [17, "UDP"],
  [33, "DCCP"],
  [41, "IPv6"],
  [43, "Routing"],
  [44, "Fragment"],
  [46, "RSVP"],
  [47, "GRE"],
  [50, "ESP"],
  [51, "AH"],
  [55, "Mobile IP"],
  [58, "ICMPv6"],
  [62, "Mobile IP (old)"],
  [88, "EIGRP"],
  [89, "OSPF"],
  [103, "PIM"],
  [108, "Compressed IP"],
  [112, "VRRP"],
  [113, "PGM"],
  [132, "SCTP"],
  [135, "Mobility"],
  [143, "Ethernet"],
]);
const OPTION_NAMES: ReadonlyMap<number, string> = new Map([
  [0, "EOL"],
  [1, "NOP"],
  [68, "timestamp"],
  [130, "security"],
  [7, "RR"],
  [137, "SSRR"],
  [131, "LSRR"],
  [148, "RA"],
  [82, "traceroute"],
]);
/** tcpdump has a printer for these. */
const UNDECODED: ReadonlyMap<number, string> = new Map([
  [8, "egp"],
  [9, "igrp"],
  [33, "dccp"],
  [46, "rsvp"],
  [55, "mobile"],
  [88, "eigrp"],
  [89, "ospf"],
  [103, "pim"],
  [108, "ipcomp"],
  [113, "pgm"],
  [132, "sctp"],
]);
/** The same, inside IPv6 alone. */
const UNDECODED_V6: ReadonlyMap<number, string> = new Map([
  [62, "mobility"],
  [135, "mobility"],
]);
const DEPTH_MAX = 16;

export function printIp(p: Printer, at: number, given: number): void {
  p.protocol = "ip";
  const length = given;
  const version = p.u8(at) >> 4;
  if (version !== 4) {
    p.put(version === 6 ? "IP6, wrong link-layer encapsulation" : `IP${version}`);
    p.invalid();
    return;
  }
  if (!p.o.e) p.put("IP ");
  if (!p.has(at, 20)) {
    p.trunc();
    return;
  }
  if (length < 20) {
    p.put(`truncated-ip ${length}`);
    return;
  }
  const headerLength = (p.u8(at) & 15) * 4;
  if (headerLength < 20) {
    p.put(`bad-hlen ${headerLength}`);
    return;
  }
  const total = p.u16(at + 2);
  if (length < total) p.put(`truncated-ip - ${total - length} bytes missing! `);
  if (total < headerLength) {
    p.put(`bad-len ${total}`);
    return;
  }
  if (++p.depth > DEPTH_MAX) {
    p.invalid();
    return;
  }
  p.within(at, total, () => printIpBody(p, at, headerLength, total - headerLength));
  p.depth--;
}

function printIpBody(p: Printer, at: number, headerLength: number, payload: number): void {
  const off = p.u16(at + 6);
  const protocol = p.u8(at + 9);
  if (p.o.v > 0 && !printIpHeader(p, at, headerLength, off)) return;
  const addresses = (): string => `${p.ip4(at + 12)} > ${p.ip4(at + 16)}`;
  if ((off & 0x1fff) === 0) {
    if (protocol !== 6 && protocol !== 17 && protocol !== 132 && protocol !== 33)
      p.put(`${addresses()}: `);
    if (!p.has(at, headerLength)) {
      p.put(` [remaining caplen(${p.end - at}) < header length(${headerLength})]`);
      p.truncated();
    }
    demux(p, at + headerLength, payload, 4, (off & 0x2000) !== 0, protocol, at);
    return;
  }
  p.put(`${addresses()}:`);
  p.put(` ${p.protocolName(protocol) ?? `ip-proto-${protocol}`}`);
}

/** The parenthesis of -v; false when an option was cut off. */
function printIpHeader(p: Printer, at: number, headerLength: number, off: number): boolean {
  const tos = p.u8(at + 1);
  p.put(`(tos 0x${tos.toString(16)}`);
  const ecn = tos & 3;
  if (ecn !== 0) p.put(ecn === 1 ? ",ECT(1)" : ecn === 2 ? ",ECT(0)" : ",CE");
  const ttl = p.u8(at + 8);
  if (ttl >= 1) p.put(`, ttl ${ttl}`);
  const protocol = p.u8(at + 9);
  const flags = bits(
    [
      [0x2000, "+"],
      [0x4000, "DF"],
      [0x8000, "rsvd"],
    ],
    off,
    "none",
  );
  p.put(`, id ${p.u16(at + 4)}, offset ${(off & 0x1fff) * 8}, flags [${flags}]`);
  p.put(
    `, proto ${IP_PROTOCOLS.get(protocol) ?? "unknown"} (${protocol}), length ${p.u16(at + 2)}`,
  );
  let whole = true;
  if (headerLength > 20) {
    p.put(", options (");
    try {
      whole = printOptions(p, at + 20, headerLength - 20);
    } catch (error) {
      if (!(error instanceof Truncated)) throw error;
      whole = false;
    }
    if (!whole) p.put(" [truncated-option]");
    p.put(")");
  }
  if (!p.o.K && p.has(at, headerLength)) {
    const sum = cksum(p.b, at, headerLength);
    if (sum !== 0) {
      const field = p.u16(at + 10);
      p.put(`, bad cksum ${field.toString(16)} (->${shouldBe(field, sum).toString(16)})!`);
    }
  }
  p.put(")\n    ");
  if (!whole) {
    p.put(`${p.ip4(at + 12)} > ${p.ip4(at + 16)}: `);
    p.trunc();
  }
  return whole;
}

function printOptions(p: Printer, from: number, total: number): boolean {
  let at = from;
  let length = total;
  let sep = "";
  while (length > 0) {
    p.put(sep);
    sep = ",";
    const code = p.u8(at);
    p.put(OPTION_NAMES.get(code) ?? `unknown ${code}`);
    let size = 1;
    if (code > 1) {
      size = p.u8(at + 1);
      if (size < 2) {
        p.put(` [bad length ${size}]`);
        return true;
      }
    }
    if (size > length) {
      p.put(` [bad length ${size}]`);
      return true;
    }
    if (!p.has(at, size)) return false;
    if (code === 0) return true;
    if (code === 68) printTimestampOption(p, at, size);
    else if (code === 7 || code === 137 || code === 131) printRouteOption(p, at, size);
    else if (code === 148) {
      if (size < 4) p.put(` [bad length ${size}]`);
      else if (p.u16(at + 2) !== 0) p.put(` value ${p.u16(at + 2)}`);
    }
    at += size;
    length -= size;
  }
  return true;
}

function printRouteOption(p: Printer, at: number, length: number): void {
  if (length < 3) {
    p.put(` [bad length ${length}]`);
    return;
  }
  if (((length + 1) & 3) !== 0) p.put(` [bad length ${length}]`);
  const ptr = p.u8(at + 2) - 1;
  if (ptr < 3 || ((ptr + 1) & 3) !== 0 || ptr > length + 1) p.put(` [bad ptr ${p.u8(at + 2)}]`);
  for (let len = 3; len < length; len += 4) {
    p.put(` ${p.ip4(at + len)}`);
    if (ptr > len) p.put(",");
  }
}

function printTimestampOption(p: Printer, at: number, length: number): void {
  if (length < 4) {
    p.put(`[bad length ${length}]`);
    return;
  }
  p.put(" TS{");
  const kind = p.u8(at + 3) & 15;
  const hop = kind !== 0 ? 8 : 4;
  if (((length - 4) & (hop - 1)) !== 0) p.put(`[bad length ${length}]`);
  const ptr = p.u8(at + 2) - 1;
  let len = 0;
  if (ptr < 4 || ((ptr - 4) & (hop - 1)) !== 0 || ptr > length + 1)
    p.put(`[bad ptr ${p.u8(at + 2)}]`);
  if (kind === 0) p.put("TSONLY");
  else if (kind === 1) p.put("TS+ADDR");
  else if (kind === 3) p.put("PRESPEC");
  else p.put(`[bad ts type ${kind}]`);
  if (kind === 0 || kind === 1 || kind === 3) {
    let type = " ";
    for (len = 4; len < length; len += hop) {
      if (ptr === len) type = " ^ ";
      p.need(at + len, hop);
      p.put(`${type}${p.u32(at + len + hop - 4)}@${hop !== 8 ? "" : p.ip4(at + len)}`);
      type = " ";
    }
  }
  p.put(ptr === len ? " ^ " : "");
  const missed = p.u8(at + 3) >> 4;
  p.put(missed !== 0 ? ` [${missed} hops not recorded]} ` : "}");
}

/** ip_demux_print: the transport of an IPv4 or IPv6 packet whose header starts at `header`. */
export function demux(
  p: Printer,
  at: number,
  length: number,
  version: 4 | 6,
  fragmented: boolean,
  protocol: number,
  header: number,
): void {
  switch (protocol) {
    case 6:
      printTcp(p, at, length, header, fragmented);
      return;
    case 17:
      printUdp(p, at, length, header, fragmented);
      return;
    case 1:
      if (version === 4) {
        printIcmp(p, at, length, fragmented);
        return;
      }
      p.put("[ICMP requires IPv4]");
      p.invalid();
      return;
    case 58:
      if (version === 6) {
        printIcmp6(p, at, length, header, fragmented);
        return;
      }
      p.put("[ICMPv6 requires IPv6]");
      p.invalid();
      return;
    case 2:
      if (version === 4) {
        printIgmp(p, at, length);
        return;
      }
      break;
    case 4:
      printIp(p, at, length);
      return;
    case 41:
      printIp6(p, at, length);
      return;
    case 47:
      printGre(p, at, length);
      return;
    case 50:
      printEsp(p, at, length);
      return;
    case 51: {
      const [size, next] = printAh(p, at);
      if (size > 0) demux(p, at + size, length - size, version, fragmented, next, header);
      return;
    }
    case 77:
      p.put(` nd ${length}`);
      return;
    case 97:
    case 143:
      if (version === 6) {
        printEther(p, at, length);
        return;
      }
      p.put("[ETHERNET requires IPv6]");
      p.invalid();
      return;
    case 112:
      printVrrp(p, at, length, header, version === 6);
      return;
    case 59:
      p.put("no next header");
      return;
    default:
  }
  const undecoded =
    UNDECODED.get(protocol) ?? (version === 6 ? UNDECODED_V6.get(protocol) : undefined);
  if (undecoded !== undefined) {
    p.undecoded(undecoded);
    return;
  }
  p.put(` ${p.protocolName(protocol) ?? `ip-proto-${protocol}`} ${length}`);
}

export function pseudo4(p: Printer, header: number, length: number, protocol: number): number {
  return (
    p.u16(header + 12) +
    p.u16(header + 14) +
    p.u16(header + 16) +
    p.u16(header + 18) +
    protocol +
    length
  );
}

export function pseudo6(p: Printer, header: number, length: number, protocol: number): number {
  let sum = protocol + (length >>> 16) + (length & 0xffff);
  const target = finalTarget(p, header);
  for (let i = 0; i < 16; i += 2) sum += p.u16(header + 8 + i) + p.u16(target + i);
  return sum;
}

/** Where the address is that the packet ends at: a routing header has it, when there is one. */
function finalTarget(p: Printer, header: number): number {
  let next = p.u8(header + 6);
  let at = header + 40;
  while (at < p.end && (next === 0 || next === 60 || next === 62 || next === 135 || next === 44)) {
    const size = next === 44 ? 8 : (p.u8(at + 1) + 1) * 8;
    next = p.u8(at);
    at += size;
  }
  if (next !== 43 || !p.has(at, 8)) return header + 24;
  const [size, type] = [p.u8(at + 1), p.u8(at + 2)];
  if (size % 2 === 1 || (type !== 0 && type !== 2 && type !== 4)) return header + 24;
  const addresses = Math.min(size >> 1, Math.floor((p.end - at - 8) / 16));
  if (type === 4) return p.has(at + 8, 16) ? at + 8 : header + 24;
  return addresses === 0 ? header + 24 : at + 8 + (addresses - 1) * 16;
}

export function hexByte(value: number): string {
  return hex(value, 2);
}
