/** Bridge PDUs of 802.1D, 802.1w, 802.1s and 802.1aq: tcpdump 4.99.3 print-stp.c. */
import { hex, type Printer } from "./context.ts";
import { zeroPadded } from "./text.ts";

const TYPES: ReadonlyMap<number, string> = new Map([
  [0, "Config"],
  [2, "Rapid STP"],
  [0x80, "Topology Change"],
]);
const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0, "802.1d"],
  [2, "802.1w"],
  [3, "802.1s"],
  [4, "802.1aq"],
]);

export function printStp(p: Printer, at: number, length: number): void {
  p.protocol = "stp";
  if (length < 4) {
    p.invalid();
    return;
  }
  const id = p.u16(at);
  if (id !== 0) {
    p.put(`unknown STP version, length ${length}`);
    return;
  }
  const version = p.u8(at + 2);
  p.put(`STP ${VERSIONS.get(version) ?? `Unknown STP protocol (0x${hex(version, 2)})`}`);
  if (version > 4) {
    return;
  }
  const type = p.u8(at + 3);
  p.put(`, ${TYPES.get(type) ?? `Unknown BPDU Type (0x${hex(type, 2)})`}`);
  if (type === 0) {
    if (length < 35) {
      p.invalid();
      return;
    }
    printConfig(p, at, length, false);
  } else if (type === 2 && version === 2) {
    if (length < 36) {
      p.invalid();
      return;
    }
    printConfig(p, at, length, true);
  } else if (type === 2 && version >= 3) printMultiple(p, at, length, version === 4);
}

/** MSTP, and what shortest path bridging adds to it. */
function printMultiple(p: Printer, at: number, length: number, shortestPath: boolean): void {
  if (length < 102 || p.u8(at + 35) !== 0) return p.invalid();
  const size = p.u16(at + 36) + 2;
  if (length < 36 + size) return p.invalid();
  printCist(p, at, length);
  if (p.o.v > 0) printInstances(p, at + 102, size - 66);
  if (!shortestPath) return;
  const more = p.u16(at + 36 + size) + 2;
  if (length < 36 + size + more || more < 87) return p.invalid();
  if (p.o.v > 0) printShortestPath(p, at + 36 + size);
}

function printCist(p: Printer, at: number, length: number): void {
  const flags = p.u8(at + 4);
  p.put(`, CIST Flags [${flagNames(flags)}], length ${length}`);
  if (p.o.v === 0) return;
  p.put(
    `\n\tport-role ${role(flags)}, CIST root-id ${bridgeId(p, at + 5)}, CIST ext-pathcost ${p.u32(at + 13)}`,
  );
  p.put(
    `\n\tCIST regional-root-id ${bridgeId(p, at + 17)}, CIST port-id ${hex(p.u16(at + 25), 4)},`,
  );
  p.put(`\n\t${times(p, at)}`);
  p.put(`\n\tv3len ${p.u16(at + 36)}, MCID Name ${zeroPadded(p, at + 39, 32)}`);
  p.put(`, rev ${p.u16(at + 71)},\n\t\tdigest ${digest(p, at + 73, 4)}, `);
  p.put(`CIST int-root-pathcost ${p.u32(at + 89)},`);
  p.put(`\n\tCIST bridge-id ${bridgeId(p, at + 93)}, CIST remaining-hops ${p.u8(at + 101)}`);
}

function printInstances(p: Printer, from: number, size: number): void {
  for (let at = from; at + 16 <= from + size; at += 16) {
    const flags = p.u8(at);
    p.put(
      `\n\tMSTI ${p.u16(at + 1) & 0x0fff}, Flags [${flagNames(flags)}], port-role ${role(flags)}`,
    );
    p.put(`\n\t\tMSTI regional-root-id ${bridgeId(p, at + 1)}, pathcost ${p.u32(at + 9)}`);
    p.put(
      `\n\t\tMSTI bridge-prio ${p.u8(at + 13) >> 4}, port-prio ${p.u8(at + 14) >> 4}, hops ${p.u8(at + 15)}`,
    );
  }
}

function printShortestPath(p: Printer, at: number): void {
  p.put(`\n\tv4len ${p.u16(at)}, AUXMCID Name ${zeroPadded(p, at + 3, 32)}`);
  p.put(`, Rev ${p.u16(at + 35)},\n\t\tdigest ${digest(p, at + 37, 4)}`);
  const agreement = p.u8(at + 53);
  const format = p.u8(at + 55);
  const convention = p.u8(at + 56);
  p.put(
    `\n\tAgreement num ${agreement >> 6}, Discarded Agreement num ${(agreement >> 4) & 3}, Agreement valid-flag ${(agreement >> 3) & 1},`,
  );
  p.put(
    `\n\tRestricted role-flag: ${(agreement >> 2) & 1}, Format id ${format >> 4} cap ${format}, Convention id ${convention >> 4} cap ${convention},`,
  );
  p.put(`\n\tEdge count ${p.u16(at + 57)}, Agreement digest ${digest(p, at + 67, 5)}`);
}

function digest(p: Printer, at: number, words: number): string {
  let text = "";
  for (let i = 0; i < words; i++) text += hex(p.u32(at + i * 4), 8);
  return text;
}

function role(flags: number): string {
  return ["Unknown", "Alternate", "Root", "Designated"][(flags >> 2) & 3] as string;
}

function times(p: Printer, at: number): string {
  const time = (field: number): string => `${(p.u16(field) / 256).toFixed(2)}s`;
  return `message-age ${time(at + 27)}, max-age ${time(at + 29)}, hello-time ${time(at + 31)}, forwarding-delay ${time(at + 33)}`;
}

function printConfig(p: Printer, at: number, length: number, rapid: boolean): void {
  const flags = p.u8(at + 4);
  p.put(`, Flags [${flagNames(flags)}]`);
  p.put(`, bridge-id ${bridgeId(p, at + 17)}.${hex(p.u16(at + 25), 4)}, length ${length}`);
  if (p.o.v === 0) return;
  p.put(`\n\t${times(p, at)}`);
  p.put(`\n\troot-id ${bridgeId(p, at + 5)}, root-pathcost ${p.u32(at + 13)}`);
  if (rapid) p.put(`, port-role ${role(flags)}`);
}

function flagNames(flags: number): string {
  const names: string[] = [];
  if ((flags & 0x01) !== 0) names.push("Topology change");
  if ((flags & 0x02) !== 0) names.push("Proposal");
  if ((flags & 0x10) !== 0) names.push("Learn");
  if ((flags & 0x20) !== 0) names.push("Forward");
  if ((flags & 0x40) !== 0) names.push("Agreement");
  if ((flags & 0x80) !== 0) names.push("Topology change ACK");
  return names.length === 0 ? "none" : names.join(", ");
}

function bridgeId(p: Printer, at: number): string {
  p.need(at, 8);
  let mac = "";
  for (let i = 2; i < 8; i++) mac += (i === 2 ? "" : ":") + hex(p.u8(at + i), 2);
  return `${hex(p.u16(at), 4)}.${mac}`;
}
