/** 802.1D and 802.1w bridge PDUs: tcpdump 4.99.3 print-stp.c (no MSTP, SPB). */
import { hex, type Printer } from "./context.ts";

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
    p.trunc();
    return;
  }
  p.need(at, 4);
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
  }
}

function printConfig(p: Printer, at: number, length: number, rapid: boolean): void {
  const flags = p.u8(at + 4);
  p.put(`, Flags [${flagNames(flags)}]`);
  p.put(`, bridge-id ${bridgeId(p, at + 17)}.${hex(p.u16(at + 25), 4)}, length ${length}`);
  if (p.o.v === 0) return;
  const time = (field: number): string => `${(p.u16(field) / 256).toFixed(2)}s`;
  p.put(
    `\n\tmessage-age ${time(at + 27)}, max-age ${time(at + 29)}, hello-time ${time(at + 31)}, forwarding-delay ${time(at + 33)}`,
  );
  p.put(`\n\troot-id ${bridgeId(p, at + 5)}, root-pathcost ${p.u32(at + 13)}`);
  if (rapid) {
    const roles = ["Unknown", "Alternate", "Root", "Designated"];
    p.put(`, port-role ${roles[(flags >> 2) & 3] as string}`);
  }
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
