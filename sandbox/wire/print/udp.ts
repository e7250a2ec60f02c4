/** UDP and VXLAN: tcpdump 4.99.3 print-udp.c, print-vxlan.c. DNS by port; other payloads are counted. */
import { cksum, hex, type Printer, shouldBe } from "./context.ts";
import { printDomain } from "./domain.ts";
import { printEther } from "./ether.ts";
import { pseudo4, pseudo6 } from "./ip.ts";
import { printByPort } from "./udp-ports.ts";

const VXLAN_PORT = 4789;
/** Overlay transport virtualization; also what Linux uses for VXLAN unless told otherwise. */
const OTV_PORT = 8472;
const GENEVE_PORT = 6081;

export function printUdp(
  p: Printer,
  at: number,
  given: number,
  header: number,
  fragmented: boolean,
): void {
  p.protocol = "udp";
  let length = given;
  if (!p.has(at + 2, 2)) {
    printAddresses(p, header, null);
    p.trunc();
    return;
  }
  const sport = p.u16(at);
  const dport = p.u16(at + 2);
  if (length < 8) {
    printAddresses(p, header, [sport, dport]);
    p.put(`truncated-udp ${length}`);
    return;
  }
  if (!p.has(at + 4, 2)) {
    printAddresses(p, header, [sport, dport]);
    p.trunc();
    return;
  }
  let udpLength = p.u16(at + 4);
  if (udpLength === 0 && length > 65535) udpLength = length;
  if (udpLength < 8) {
    printAddresses(p, header, [sport, dport]);
    p.put(`truncated-udplength ${udpLength}`);
    return;
  }
  udpLength -= 8;
  length -= 8;
  if (udpLength < length) length = udpLength;
  const payload = at + 8;
  if (payload > p.end) {
    printAddresses(p, header, [sport, dport]);
    p.trunc();
    return;
  }
  if (p.o.force === "vxlan") {
    printAddresses(p, header, [sport, dport]);
    printVxlan(p, payload, length);
    return;
  }
  printAddresses(p, header, [sport, dport]);
  // IPv4 sums are told from -vv on, IPv6 ones from -v on.
  const told = p.u8(header) >> 4 === 6 ? 1 : 2;
  if (p.o.v >= told && !p.o.K && !fragmented)
    printChecksum(p, at, length + 8, header, payload, length);
  const either = (port: number): boolean => sport === port || dport === port;
  if (!p.o.q && p.o.force === null) {
    // A sun rpc call or reply: only NFS's and the port mapper's are looked for.
    if (p.has(payload, 8) && isRpc(p, payload, sport, dport)) return p.undecoded("sunrpc");
    if (printByPort(p, payload, length, sport, dport, false)) return;
    if (either(OTV_PORT)) return printOtv(p, payload, length);
    if (either(VXLAN_PORT)) return printVxlan(p, payload, length);
    if (either(GENEVE_PORT)) return p.undecoded("geneve");
    if (printByPort(p, payload, length, sport, dport, true)) return;
  } else if (!p.o.q && p.o.force === "domain") return printDomain(p, payload, length, false, false);
  if (udpLength > length && !fragmented) p.put(`UDP, bad length ${udpLength} > ${length}`);
  else p.put(`UDP, length ${udpLength}`);
}

/** The direction word of an RPC message: 0 a call, 1 a reply. */
function isRpc(p: Printer, at: number, sport: number, dport: number): boolean {
  const direction = p.u32(at + 4);
  if (direction === 0) return dport === 2049 || dport === 111;
  return direction === 1 && sport === 2049;
}

function printAddresses(p: Printer, header: number, ports: readonly [number, number] | null): void {
  const six = p.u8(header) >> 4 === 6;
  const direct = six ? p.u8(header + 6) === 17 : p.u8(header + 9) === 17;
  const from = six ? p.ip6(header + 8) : p.ip4(header + 12);
  const to = six ? p.ip6(header + 24) : p.ip4(header + 16);
  if (ports === null) {
    p.put(direct ? `${from} > ${to}: ` : "");
    return;
  }
  const [sport, dport] = ports;
  if (direct) p.put(`${from}.${p.udpPort(sport)} > ${to}.${p.udpPort(dport)}: `);
  else p.put(`${p.udpPort(sport)} > ${p.udpPort(dport)}: `);
}

function printChecksum(
  p: Printer,
  at: number,
  whole: number,
  header: number,
  payload: number,
  length: number,
): void {
  const field = p.u16(at + 6);
  const six = p.u8(header) >> 4 === 6;
  if (field === 0 && !six) {
    p.put("[no cksum] ");
    return;
  }
  if (!p.has(payload, length)) return;
  const sum = cksum(
    p.b,
    at,
    whole,
    six ? pseudo6(p, header, whole, 17) : pseudo4(p, header, whole, 17),
  );
  p.put(
    sum !== 0
      ? `[bad udp cksum 0x${hex(field, 4)} -> 0x${hex(shouldBe(field, sum), 4)}!] `
      : "[udp sum ok] ",
  );
}

function printVxlan(p: Printer, at: number, length: number): void {
  p.protocol = "vxlan";
  p.put("VXLAN");
  if (length < 8) {
    p.invalid();
    return;
  }
  p.need(at, 8);
  const flags = p.u8(at);
  p.put(
    `, flags [${(flags & 8) !== 0 ? "I" : "invalid"}] (0x${hex(flags, 2)}), vni ${p.u24(at + 4)}\n`,
  );
  printInner(p, at + 8, length - 8);
}

function printOtv(p: Printer, at: number, length: number): void {
  p.protocol = "otv";
  p.put("OTV, ");
  if (length < 8) {
    p.invalid();
    return;
  }
  const flags = p.u8(at);
  p.put(`flags [${(flags & 8) !== 0 ? "I" : "."}] (0x${hex(flags, 2)}), `);
  p.put(`overlay ${p.u24(at + 1)}, `);
  p.put(`instance ${p.u24(at + 4)}\n`);
  p.need(at + 7, 1);
  printInner(p, at + 8, length - 8);
}

function printInner(p: Printer, at: number, length: number): void {
  if (++p.depth > 16) {
    p.invalid();
    return;
  }
  printEther(p, at, length);
  p.depth--;
}
