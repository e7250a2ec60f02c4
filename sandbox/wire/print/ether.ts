/**
 * Link layers: Ethernet II and 802.3, 802.1Q, LLC, Linux cooked v1 and v2, raw IP.
 * tcpdump 4.99.3 print-ether.c, print-llc.c, print-sll.c, print-raw.c.
 */
import { printArp } from "./arp.ts";
import { hex, type Printer } from "./context.ts";
import { dump, hexAscii } from "./hex.ts";
import { printIp } from "./ip.ts";
import { printIp6 } from "./ip6.ts";
import { printLldp } from "./lldp.ts";
import { printStp } from "./stp.ts";

const ETHERTYPES: ReadonlyMap<number, string> = new Map([
  [0x0800, "IPv4"],
  [0x8847, "MPLS unicast"],
  [0x8848, "MPLS multicast"],
  [0x86dd, "IPv6"],
  [0x8100, "802.1Q"],
  [0x9100, "802.1Q-9100"],
  [0x88a8, "802.1Q-QinQ"],
  [0x9200, "802.1Q-9200"],
  [0x88e5, "802.1AE MACsec"],
  [0x9100, "VMAN"],
  [0x0200, "PUP"],
  [0x0806, "ARP"],
  [0x8035, "Reverse ARP"],
  [0x0600, "NS"],
  [0x0500, "Sprite"],
  [0x1000, "Trail"],
  [0x6001, "MOP DL"],
  [0x6002, "MOP RC"],
  [0x6003, "DN"],
  [0x6004, "LAT"],
  [0x6007, "SCA"],
  [0x6558, "TEB"],
  [0x8038, "Lanbridge"],
  [0x803c, "DEC DNS"],
  [0x803e, "DEC DTS"],
  [0x805b, "VEXP"],
  [0x805c, "VPROD"],
  [0x809b, "Appletalk"],
  [0x80f3, "Appletalk ARP"],
  [0x8137, "IPX"],
  [0x880b, "PPP"],
  [0x8808, "MPCP"],
  [0x8809, "Slow Protocols"],
  [0x8863, "PPPoE D"],
  [0x8864, "PPPoE S"],
  [0x888e, "EAPOL"],
  [0x8899, "Realtek protocols"],
  [0x886f, "MS NLB heartbeat"],
  [0x8870, "Jumbo"],
  [0x894f, "NSH"],
  [0x9000, "Loopback"],
  [0xfefe, "OSI"],
  [0x00fe, "GRE-OSI"],
  [0xabcd, "CFM (old)"],
  [0x8902, "CFM"],
  [0x893a, "IEEE1905.1"],
  [0x88cc, "LLDP"],
  [0x88ca, "TIPC"],
  [0x0707, "GeoNet (old)"],
  [0x8947, "GeoNet"],
  [0x1111, "CALM FAST"],
  [0x88a2, "AoE"],
  [0x88f7, "PTP"],
  [0xd28b, "Arista Vendor Specific Protocol"],
]);

/** ethertype_print has a printer for these; Underlay has none. */
const UNDECODED: ReadonlyMap<number, string> = new Map([
  [0x6003, "decnet"],
  [0x809b, "appletalk"],
  [0x80f3, "aarp"],
  [0x8137, "ipx"],
  [0xfefe, "isoclns"],
  [0x8863, "pppoe"],
  [0x8864, "pppoe"],
  [0x3c12, "pppoe"],
  [0x3c13, "pppoe"],
  [0x888e, "eapol"],
  [0x8899, "realtek"],
  [0x880b, "ppp"],
  [0x8808, "mpcp"],
  [0x8809, "slow"],
  [0x8902, "cfm"],
  [0xabcd, "cfm"],
  [0x894f, "nsh"],
  [0x9000, "loopback"],
  [0x8847, "mpls"],
  [0x8848, "mpls"],
  [0x88ca, "tipc"],
  [0x886f, "msnlb"],
  [0x0707, "geonet"],
  [0x8947, "geonet"],
  [0x1111, "calm-fast"],
  [0x88a2, "aoe"],
  [0x88f7, "ptp"],
  [0x88e5, "macsec"],
  [0xd28b, "arista"],
]);

export function ethertypeName(type: number): string | null {
  return ETHERTYPES.get(type) ?? null;
}

/** An Ethernet frame; returns the length of the link-layer header for -x. */
export function printEther(p: Printer, start: number, wireLength: number): number {
  p.protocol = "ether";
  let at = start;
  let length = wireLength;
  if (p.end - start < 14 || length < 14) {
    p.trunc();
    return p.end - start;
  }
  if (p.o.e) p.put(`${p.mac(at + 6)} > ${p.mac(at)}, `);
  let type = p.u16(at + 12);
  at += 14;
  length -= 14;
  let printedLength = false;
  while (type === 0x8100 || type === 0x9100 || type === 0x9200 || type === 0x88a8) {
    if (p.end - at < 4 || length < 4) {
      p.protocol = "vlan";
      p.trunc();
      return p.end - start;
    }
    const tag = p.u16(at);
    if (p.o.e) {
      p.put(ethertypeText(p, type));
      p.put(printedLength ? ", " : `, length ${wireLength}: `);
      printedLength = true;
      p.put(`vlan ${tag & 0xfff}, p ${tag >> 13}${(tag & 0x1000) !== 0 ? ", DEI" : ""}, `);
    }
    type = p.u16(at + 2);
    at += 4;
    length -= 4;
  }
  if (type <= 1500) {
    const header = at;
    const inner = Math.min(type, length);
    let llc = 0;
    p.within(at, inner, () => {
      if (p.o.e) {
        p.put("802.3");
        if (!printedLength) p.put(`, length ${inner}: `);
      }
      llc = printLlc(p, header, inner, start);
      if (llc < 0) {
        dump(p, header);
        llc = -llc;
      }
    });
    return at - start + llc;
  }
  if (p.o.e) {
    p.put(ethertypeText(p, type));
    p.put(printedLength ? ", " : `, length ${wireLength}: `);
  }
  if (!printNetwork(p, type, at, length)) {
    if (!p.o.e) {
      p.put(
        `${p.mac(start + 6)} > ${p.mac(start)}, ${ethertypeText(p, type)}, length ${wireLength}: `,
      );
    }
    dump(p, at);
  }
  return at - start;
}

function ethertypeText(p: Printer, type: number): string {
  const name = ETHERTYPES.get(type);
  if (!p.o.q) return `ethertype ${name ?? "Unknown"} (0x${hex(type, 4)})`;
  return name ?? `Unknown Ethertype (0x${hex(type, 4)})`;
}

/** ethertype_print: false when nobody knows the type. */
export function printNetwork(p: Printer, type: number, at: number, length: number): boolean {
  if (type === 0x0800) printIp(p, at, length);
  else if (type === 0x86dd) printIp6(p, at, length);
  else if (type === 0x0806 || type === 0x8035) printArp(p, at, length);
  else if (type === 0x88cc) printLldp(p, at, length);
  else {
    const name = UNDECODED.get(type);
    if (name === undefined) return false;
    p.undecoded(name);
  }
  return true;
}

/** LLC: the spanning tree, SNAP's Ethernet types, and a line for the rest. Negative: dump it too. */
function printLlc(p: Printer, at: number, length: number, frame: number): number {
  p.protocol = "llc";
  if (p.end - at < 3 || length < 3) {
    p.trunc();
    hexAscii(p, "\n\t", at, p.end - at);
    return p.end - at;
  }
  const dsapField = p.u8(at);
  const ssapField = p.u8(at + 1);
  const first = p.u8(at + 2);
  const unnumbered = (first & 3) === 3;
  if (!unnumbered && (p.end - at < 4 || length < 4)) {
    p.trunc();
    return p.end - at;
  }
  const control = unnumbered ? first : first | (p.u8(at + 3) << 8);
  const header = unnumbered ? 3 : 4;
  if (p.o.e) {
    p.put(
      `LLC, dsap ${sap(dsapField & 0xfe).replace(/ .SAP.*/, "")} (0x${hex(dsapField & 0xfe, 2)}) ${(dsapField & 1) !== 0 ? "Group" : "Individual"}`,
    );
    p.put(
      `, ssap ${sap(ssapField & 0xfe).replace(/ .SAP.*/, "")} (0x${hex(ssapField & 0xfe, 2)}) ${(ssapField & 1) !== 0 ? "Response" : "Command"}`,
    );
    p.put(unnumbered ? `, ctrl 0x${hex(control, 2)}: ` : `, ctrl 0x${hex(control, 4)}: `);
  }
  if (dsapField === 0xaa && ssapField === 0xaa && control === 3)
    return printSnap(p, at + 3, length - 3, frame);
  if (dsapField === 0x42 && ssapField === 0x42 && control === 3) {
    printStp(p, at + 3, length - 3);
    return header;
  }
  const undecoded = LLC_UNDECODED.get((ssapField << 8) | dsapField);
  if (undecoded !== undefined && (control === 3 || ssapField === 0xff)) {
    p.undecoded(undecoded);
    return ssapField === 0xff ? 0 : header;
  }
  if (ssapField === 6 && dsapField === 6 && control === 3) {
    printIp(p, at + header, length - header);
    return header;
  }
  if (!p.o.e) {
    const same = (ssapField & 0xfe) === (dsapField & 0xfe);
    p.put(
      same
        ? `${p.mac(frame + 6)} > ${p.mac(frame)} ${sap(dsapField & 0xfe)} `
        : `${p.mac(frame + 6)} ${sap(ssapField & 0xfe, "SSAP")} > ${p.mac(frame)} ${sap(dsapField & 0xfe, "DSAP")} `,
    );
  }
  const response = (ssapField & 1) !== 0;
  const poll = (unnumbered ? control & 0x10 : control & 0x0100) !== 0;
  const flags = poll ? (response ? "Final" : "Poll") : response ? "Response" : "Command";
  if (unnumbered) {
    const command = control & 0xef;
    p.put(
      `Unnumbered, ${UNNUMBERED.get(command) ?? hex(command, 2)}, Flags [${flags}], length ${length}`,
    );
    if (command !== 0xaf) return -header;
    if (p.u8(at + 3) === 0x81) p.put(`: ${hex(p.u8(at + 4), 2)} ${hex(p.u8(at + 5), 2)}`);
    return header;
  }
  if ((control & 3) === 1) {
    const names = ["Receiver Ready", "Receiver not Ready", "Reject"];
    p.put(
      `Supervisory, ${names[(control >> 2) & 3] ?? "?"}, rcv seq ${(control >> 9) & 0x7f}, Flags [${flags}], length ${length}`,
    );
  } else {
    p.put(
      `Information, send seq ${(control >> 1) & 0x7f}, rcv seq ${(control >> 9) & 0x7f}, Flags [${flags}], length ${length}`,
    );
    return -header;
  }
  return header;
}

const LLC_UNDECODED: ReadonlyMap<number, string> = new Map([
  [0xffff, "ipx"],
  [0xe0e0, "ipx"],
  [0xfefe, "isoclns"],
]);
const CISCO_UNDECODED: ReadonlyMap<number, string> = new Map([
  [0x2000, "cdp"],
  [0x2003, "vtp"],
  [0x2004, "dtp"],
  [0x0111, "udld"],
]);

const UNNUMBERED: ReadonlyMap<number, string> = new Map([
  [0x03, "ui"],
  [0x0f, "dm"],
  [0x43, "disc"],
  [0x63, "ua"],
  [0x6f, "sabme"],
  [0xaf, "xid"],
  [0xe3, "test"],
  [0x87, "frmr"],
]);

function sap(value: number, side = "DSAP"): string {
  const names = new Map([
    [0x00, "Null"],
    [0x02, "802.1B I"],
    [0x06, "IP"],
    [0x0e, "ProWay NM"],
    [0x42, "STP"],
    [0x4e, "EIA-RS511"],
    [0x7e, "ISO8208"],
    [0x8e, "ProWay"],
    [0xaa, "SNAP"],
    [0xe0, "IPX"],
    [0xf0, "NetBeui"],
    [0xf4, "IBMNM"],
    [0xfe, "OSI"],
    [0x04, "SNA"],
    [0xff, "Global"],
  ]);
  return names.get(value) ?? `Unknown ${side} 0x${hex(value, 2)}`;
}

function printSnap(p: Printer, at: number, length: number, frame: number): number {
  p.protocol = "snap";
  p.need(at, 5);
  if (length < 5) {
    p.trunc();
    return 3;
  }
  const org = p.u24(at);
  const type = p.u16(at + 3);
  const owner = `oui ${org === 0 ? "Ethernet" : org === 0xc ? "Cisco" : "Unknown"} (0x${hex(org, 6)}), `;
  const number = `(0x${hex(type, 4)}), length ${length - 5}: `;
  const kind =
    org === 0
      ? `ethertype ${ETHERTYPES.get(type) ?? "Unknown"} ${number}`
      : `${owner}pid Unknown ${number}`;
  if (p.o.e) p.put(org === 0 ? owner + kind : kind);
  if ((org === 0 || org === 0xf8) && printNetwork(p, type, at + 5, length - 5)) return 8;
  const cisco = org === 0xc ? CISCO_UNDECODED.get(type) : undefined;
  if (cisco !== undefined) {
    p.undecoded(cisco);
    return 8;
  }
  if (org === 0xc && (type === 0x010b || type === 0x010c)) {
    printStp(p, at + 5, length - 5);
    return 8;
  }
  if (!p.o.e) p.put(`${p.mac(frame + 6)} > ${p.mac(frame)} SNAP, ${kind}`);
  return -8;
}

const SLL_TYPES = ["In", "B", "M", "P", "Out"];

/** DLT_LINUX_SLL2: the interface and the direction, then the network packet. */
export function printSll2(p: Printer, start: number, wireLength: number): number {
  p.protocol = "sll2";
  if (p.end - start < 20 || wireLength < 20) {
    p.trunc();
    return p.end - start;
  }
  const index = p.u32(start + 4);
  const type = p.b[start + 10] as number;
  const name = p.o.interfaceName(index);
  p.put(name === "?" ? "?     " : `${name.padEnd(5)} `);
  p.put(`${(SLL_TYPES[type] ?? "?").padEnd(3)} `);
  return cooked(p, start, wireLength, 20, p.u16(start), start + 12, p.u8(start + 11), index);
}

export function printSll(p: Printer, start: number, wireLength: number): number {
  p.protocol = "sll";
  if (p.end - start < 16 || wireLength < 16) {
    p.trunc();
    return p.end - start;
  }
  return cooked(p, start, wireLength, 16, p.u16(start + 14), start + 6, p.u16(start + 4), null);
}

function cooked(
  p: Printer,
  start: number,
  wireLength: number,
  header: number,
  firstType: number,
  address: number,
  addressLength: number,
  index: number | null,
): number {
  let at = start + header;
  let length = wireLength - header;
  let type = firstType;
  let headerLength = header;
  if (p.o.e) {
    if (index === null) {
      const kinds = ["In", "B", "M", "P", "Out"];
      p.put(`${(kinds[p.u16(start)] ?? "?").padStart(3)} `);
    } else p.put(`ifindex ${index} `);
    if (addressLength === 6) p.put(`${p.mac(address)} `);
    if (!p.o.q) {
      if (type <= 1500)
        p.put(
          type === 1 ? "802.3" : type === 4 ? "802.2" : `ethertype Unknown (0x${hex(type, 4)})`,
        );
      else p.put(`ethertype ${ETHERTYPES.get(type) ?? "Unknown"} (0x${hex(type, 4)})`);
      p.put(`, length ${wireLength}: `);
    } else
      p.put(
        `${ETHERTYPES.get(type) ?? `Unknown Ethertype (0x${hex(type, 4)})`}, length ${wireLength}: `,
      );
  }
  for (;;) {
    if (type <= 1500) {
      if (type === 4) {
        const llc = printLlc(p, at, length, start);
        if (llc < 0) dump(p, at);
        return headerLength + Math.abs(llc);
      }
      if (!p.o.e) p.put(`ethertype Unknown (0x${hex(type, 4)}), length ${wireLength}: `);
      dump(p, at);
      return headerLength;
    }
    if (type === 0x8100) {
      if (p.end - at < 4) {
        p.protocol = "vlan";
        p.trunc();
        return p.end - start;
      }
      const tag = p.u16(at);
      type = p.u16(at + 2);
      at += 4;
      length -= 4;
      headerLength += 4;
      if (p.o.e)
        p.put(
          `vlan ${tag & 0xfff}, p ${tag >> 13}${(tag & 0x1000) !== 0 ? ", DEI" : ""}, ethertype ${ETHERTYPES.get(type) ?? "Unknown"}, `,
        );
      continue;
    }
    if (!printNetwork(p, type, at, length)) {
      if (!p.o.e)
        p.put(
          `ethertype ${ETHERTYPES.get(type) ?? "Unknown"} (0x${hex(type, 4)}), length ${wireLength}: `,
        );
      dump(p, at);
    }
    return headerLength;
  }
}

const FAMILIES: ReadonlyMap<number, string> = new Map([
  [2, "IPv4"],
  [7, "OSI"],
  [16, "Appletalk"],
  [23, "IPX"],
  [24, "IPv6"],
  [28, "IPv6"],
  [30, "IPv6"],
]);

/** DLT_NULL and DLT_LOOP: an address family of BSD's in front, in whichever byte order. */
export function printNull(p: Printer, start: number, wireLength: number): number {
  p.protocol = "null";
  if (wireLength < 4) p.truncated();
  let family = p.u32(start);
  if (family % 65_536 === 0) family = (p.u8(start) | (p.u8(start + 1) << 8)) >>> 0;
  const name = FAMILIES.get(family);
  if (p.o.e)
    p.put(
      p.o.q
        ? `${name ?? `Unknown AF ${family}`}, length ${wireLength}: `
        : `AF ${name ?? "Unknown"} (${family}), length ${wireLength}: `,
    );
  if (name === "IPv4") printIp(p, start + 4, wireLength - 4);
  else if (name === "IPv6") printIp6(p, start + 4, wireLength - 4);
  else if (name !== undefined) p.undecoded(name);
  else {
    if (!p.o.e) p.put(`AF Unknown (${family}), length ${wireLength}: `);
    dump(p, start + 4);
  }
  return 4;
}

/** DLT_RAW: no link layer at all. */
export function printRaw(p: Printer, start: number, wireLength: number): number {
  p.protocol = "raw";
  if (p.o.e) p.put("ip: ");
  const version = p.u8(start) >> 4;
  if (version === 4) printIp(p, start, wireLength);
  else if (version === 6) printIp6(p, start, wireLength);
  else p.put(`unknown ip ${version}`);
  return 0;
}
