/** ARP and RARP lines: tcpdump 4.99.3 print-arp.c. */
import { ethertypeName } from "./ether.ts";
import { hex, type Printer } from "./context.ts";
import { hexAscii } from "./hex.ts";

const HARDWARE: ReadonlyMap<number, string> = new Map([
  [1, "Ethernet"],
  [6, "TokenRing"],
  [7, "ArcNet"],
  [15, "FrameRelay"],
  [17, "STRIP"],
  [24, "IEEE 1394"],
  [19, "ATM"],
  [32, "InfiniBand"],
]);
const OPERATIONS: ReadonlyMap<number, string> = new Map([
  [1, "Request"],
  [2, "Reply"],
  [3, "Reverse Request"],
  [4, "Reverse Reply"],
  [8, "Inverse Request"],
  [9, "Inverse Reply"],
  [10, "NACK Reply"],
]);

export function printArp(p: Printer, at: number, length: number): void {
  p.protocol = "arp";
  p.need(at, 8);
  const hardware = p.u16(at);
  if (hardware === 19) return p.undecoded("atmarp");
  const protocol = p.u16(at + 2);
  const hardwareLength = p.u8(at + 4);
  const protocolLength = p.u8(at + 5);
  const op = p.u16(at + 6);
  const sha = at + 8;
  const spa = sha + hardwareLength;
  const tha = spa + protocolLength;
  const tpa = tha + hardwareLength;
  if (!p.has(tpa, protocolLength)) {
    p.trunc();
    return;
  }
  if (!p.o.e) p.put("ARP, ");
  const odd =
    (protocol !== 0x0800 && protocol !== 0x1000) || protocolLength !== 4 || hardwareLength === 0;
  if (odd || p.o.v > 0) {
    p.put(
      `${HARDWARE.get(hardware) ?? `Unknown Hardware (${hardware})`} (len ${hardwareLength}), `,
    );
    p.put(
      `${ethertypeName(protocol) ?? `Unknown Protocol (0x${hex(protocol, 4)})`} (len ${protocolLength})`,
    );
    if (p.o.v === 0) {
      p.put(`, length ${length}`);
      return;
    }
  }
  const link = (field: number): string => linkAddress(p, field, hardware, hardwareLength);
  const ip = (field: number): string => protocolAddress(p, field, protocol, protocolLength);
  p.put(`${p.o.v > 0 ? ", " : ""}${OPERATIONS.get(op) ?? `Unknown (${op})`} `);
  switch (op) {
    case 1: {
      p.put(`who-has ${ip(tpa)}`);
      if (nonzero(p, tha, hardwareLength)) p.put(` (${link(tha)})`);
      p.put(` tell ${ip(spa)}`);
      break;
    }
    case 2:
      p.put(`${ip(spa)} is-at ${link(sha)}`);
      break;
    case 3:
      p.put(`who-is ${link(tha)} tell ${link(sha)}`);
      break;
    case 4:
      p.put(`${link(tha)} at ${ip(tpa)}`);
      break;
    case 8:
      p.put(`who-is ${link(tha)} tell ${link(sha)}`);
      break;
    case 9:
      p.put(`${link(sha)} at ${ip(spa)}`);
      break;
    default:
      hexAscii(p, "\n\t", at, p.end - at);
      return;
  }
  p.put(`, length ${length}`);
}

function nonzero(p: Printer, at: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (p.u8(at + i) !== 0) return true;
  return false;
}

function linkAddress(p: Printer, at: number, hardware: number, length: number): string {
  if (length === 0) return "<empty>";
  if (length === 6 && hardware === 1) return p.mac(at);
  let text = "";
  for (let i = 0; i < length; i++) text += (i === 0 ? "" : ":") + hex(p.u8(at + i), 2);
  return text;
}

function protocolAddress(p: Printer, at: number, protocol: number, length: number): string {
  if (protocol !== 0x0800 && protocol !== 0x1000) return `<wrong proto type>`;
  if (length !== 4) return `<wrong len>`;
  return p.ip4(at);
}
