/** GRE versions 0 and 1 (RFC 2784, 2890, 2637): tcpdump 4.99.3 print-gre.c, without source routes. */
import { bits, hex, type Printer } from "./context.ts";
import { ethertypeName, printEther, printNetwork } from "./ether.ts";

const FLAGS: readonly (readonly [number, string])[] = [
  [0x8000, "checksum present"],
  [0x4000, "routing present"],
  [0x2000, "key present"],
  [0x1000, "sequence# present"],
  [0x0800, "source routing present"],
  [0x0080, "ack present"],
];
const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACK = 0x0080;

export function printGre(p: Printer, at: number, length: number): void {
  p.protocol = "gre";
  if (!p.has(at, 2) || length < 2) return p.trunc();
  const flags = p.u16(at);
  const version = flags & 7;
  p.put(`GREv${version}`);
  if (version > 1) return p.put(" ERROR: unknown-version");
  if (p.o.v > 0) p.put(`, Flags [${bits(FLAGS, flags, "none")}]`);
  if (!p.has(at + 2, 2) || length < 4) return p.trunc();
  const type = p.u16(at + 2);
  const body = printFields(p, at + 4, length - 4, flags, version);
  if (body === null) return p.trunc();
  const payload = version === 0 || (flags & SEQUENCE) !== 0;
  if (!payload) p.put(", no-payload");
  if (p.o.e) p.put(`, proto ${ethertypeName(type) ?? "unknown"} (0x${hex(type, 4)})`);
  p.put(`, length ${length}`);
  if (payload) {
    p.put(p.o.v < 1 ? ": " : "\n\t");
    printPayload(p, type, body, length - (body - at), version);
  }
}

/** Where the payload starts; null: cut short. */
function printFields(
  p: Printer,
  from: number,
  left: number,
  flags: number,
  version: number,
): number | null {
  let at = from;
  const take = (size: number): boolean => {
    if (!p.has(at, size) || from + left - at < size) return false;
    at += size;
    return true;
  };
  if (version === 0 && (flags & (CHECKSUM | ROUTING)) !== 0) {
    if (!take(2)) return null;
    if (p.o.v > 0) p.put(`, sum 0x${p.u16(at - 2).toString(16)}`);
    if (!take(2)) return null;
    p.put(`, off 0x${p.u16(at - 2).toString(16)}`);
  }
  if ((flags & KEY) !== 0) {
    if (!take(4)) return null;
    const key = p.u32(at - 4);
    p.put(version === 0 ? `, key=0x${key.toString(16)}` : `, call ${key & 0xffff}`);
  }
  if ((flags & SEQUENCE) !== 0) {
    if (!take(4)) return null;
    p.put(`, seq ${p.u32(at - 4)}`);
  }
  if (version === 1 && (flags & ACK) !== 0) {
    if (!take(4)) return null;
    p.put(`, ack ${p.u32(at - 4)}`);
  }
  if (version === 0 && (flags & ROUTING) !== 0) {
    p.put(" ");
    p.undecoded("gre source routes");
    return p.end;
  }
  return at;
}

function printPayload(p: Printer, type: number, at: number, length: number, version: number): void {
  if (++p.depth > 16) return p.invalid();
  if (version === 1) {
    if (type === 0x880b) p.undecoded("ppp");
    else p.put(`gre-proto-0x${type.toString(16)}`);
  } else if (type === 0x6558) printEther(p, at, length);
  else if (type === 0x0800 || type === 0x86dd) printNetwork(p, type, at, length);
  else if (type === 0x8847) p.undecoded("mpls");
  else if (type === 0x8137) p.undecoded("ipx");
  else if (type === 0x809b) p.undecoded("appletalk");
  else if (type === 0x00fe) p.undecoded("isoclns");
  else p.put(`gre-proto-0x${type.toString(16)}`);
  p.depth--;
}
