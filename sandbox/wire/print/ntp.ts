/** NTP (RFC 5905) and its control messages: tcpdump 4.99.3 print-ntp.c. */
import { civilDate } from "./civil.ts";
import { hex, type Printer } from "./context.ts";
import { printable } from "./text.ts";

const MODES = [
  "unspecified",
  "symmetric active",
  "symmetric passive",
  "Client",
  "Server",
  "Broadcast",
  "Control Message",
  "Reserved",
];
const LEAPS: ReadonlyMap<number, string> = new Map([
  [0, ""],
  [64, "+1s"],
  [128, "-1s"],
  [192, "clock unsynchronized"],
]);
const TIME_LENGTH = 48;
const CONTROL_LENGTH = 12;
/** Seconds from 1900 to 1970. */
const UNIX_EPOCH = 2_208_988_800;
const FRACTION = 4_294_967_296;

export function printNtp(p: Printer, at: number, length: number): void {
  p.protocol = "ntp";
  const status = p.u8(at);
  const mode = status & 7;
  p.put(`NTPv${(status >> 3) & 7}, ${MODES[mode] as string}, length ${length}`);
  if (p.o.v === 0) return;
  const leap = status & 0xc0;
  p.put(`\n\tLeap indicator: ${LEAPS.get(leap) as string} (${leap})`);
  if (mode < 6) printTime(p, at, length);
  else if (mode === 6) printControl(p, at, length);
}

function invalid(p: Printer, at: number, length: number): void {
  p.invalid();
  if (!p.has(at, length)) p.trunc();
}

function printTime(p: Printer, at: number, length: number): void {
  if (length < TIME_LENGTH) {
    invalid(p, at, length);
    return;
  }
  const stratum = p.u8(at + 1);
  const words =
    stratum === 0
      ? "unspecified"
      : stratum === 1
        ? "primary reference"
        : stratum <= 15
          ? "secondary reference"
          : "reserved";
  p.put(`, Stratum ${stratum} (${words})`);
  const signed = (n: number): number => (n << 24) >> 24;
  const poll = signed(p.u8(at + 2));
  p.put(`, poll ${poll}`);
  if (poll > -32 && poll < 32) p.put(poll >= 0 ? ` (${2 ** poll}s)` : ` (1/${2 ** -poll}s)`);
  p.put(`, precision ${signed(p.u8(at + 3))}`);
  if (!p.has(at + 4, 4)) return p.trunc();
  p.put(`\n\tRoot Delay: ${shortTime(p, at + 4)}`);
  if (!p.has(at + 8, 4)) return p.trunc();
  p.put(`, Root dispersion: ${shortTime(p, at + 8)}`);
  if (!p.has(at + 12, 4)) return p.trunc();
  p.put(", Reference-ID: ");
  if (stratum === 0) p.put("(unspec)");
  else if (stratum === 1) p.put(printable(p, at + 12, 4));
  else if (stratum === 62 || stratum === 63) {
    p.put(`${p.ip4(at + 12)} INFO_${stratum === 62 ? "QUERY" : "REPLY"}`);
    return;
  } else p.put(`0x${hex(p.u32(at + 12), 8)}`);
  for (const [offset, name] of [
    [16, "Reference Timestamp:  "],
    [24, "Originator Timestamp: "],
    [32, "Receive Timestamp:    "],
    [40, "Transmit Timestamp:   "],
  ] as const) {
    if (!p.has(at + offset, 8)) return p.trunc();
    p.put(`\n\t  ${name}${longTime(p, at + offset)}`);
  }
  p.put(`\n\t    Originator - Receive Timestamp:  ${delta(p, at + 24, at + 32)}`);
  p.put(`\n\t    Originator - Transmit Timestamp: ${delta(p, at + 24, at + 40)}`);
  printKey(p, at, length - TIME_LENGTH);
}

function printKey(p: Printer, at: number, more: number): void {
  if (more === 4 || more === 20 || more === 24) {
    p.put(`\n\tKey id: ${p.u32(at + TIME_LENGTH)}`);
    if (more === 4) return;
    if (!p.has(at + TIME_LENGTH + 4, more - 4)) return p.trunc();
    p.put("\n\tAuthentication: ");
    for (let i = 4; i < more; i += 4) p.put(hex(p.u32(at + TIME_LENGTH + i), 8));
  } else if (more > 0) p.put(`\n\t(${more} more bytes after the header)`);
}

function shortTime(p: Printer, at: number): string {
  const millionths = Math.floor((p.u16(at + 2) / 65_536) * 1_000_000);
  return `${p.u16(at)}.${String(millionths).padStart(6, "0")}`;
}

function billionths(fraction: number): string {
  return String(Math.floor((fraction / FRACTION) * 1_000_000_000)).padStart(9, "0");
}

function longTime(p: Printer, at: number): string {
  const seconds = p.u32(at);
  const text = `${seconds}.${billionths(p.u32(at + 4))}`;
  return seconds === 0 ? text : `${text} (${civilDate(seconds - UNIX_EPOCH)})`;
}

function delta(p: Printer, oldAt: number, newAt: number): string {
  const [older, newer] = [p.u32(oldAt), p.u32(newAt)];
  const [oldPart, newPart] = [p.u32(oldAt + 4), p.u32(newAt + 4)];
  if (older === 0 && oldPart === 0) return longTime(p, newAt);
  const later = newer > older || (newer === older && newPart > oldPart);
  const [a, b] = later ? [newer, older] : [older, newer];
  const [aPart, bPart] = later ? [newPart, oldPart] : [oldPart, newPart];
  const seconds = a - b - (bPart > aPart ? 1 : 0);
  return `${later ? "+" : "-"}${seconds}.${billionths((aPart - bPart) >>> 0)}`;
}

function printControl(p: Printer, at: number, length: number): void {
  if (length < CONTROL_LENGTH) {
    invalid(p, at, length);
    return;
  }
  const control = p.u8(at + 1);
  const flag = (bit: number, yes: string, no: string): string => ((control & bit) !== 0 ? yes : no);
  p.put(
    `, ${flag(0x80, "Response", "Request")}, ${flag(0x40, "Error", "OK")}, ${flag(0x20, "More", "Last")}, OpCode=${control & 31}`,
  );
  const status = p.u16(at + 4);
  const count = p.u16(at + 10);
  p.put(
    `\n\tSequence=${p.u16(at + 2)}, Status=${status === 0 ? "0" : `0x${status.toString(16)}`}, Assoc.=${p.u16(at + 6)}, Offset=${p.u16(at + 8)}, Count=${count}`,
  );
  if (CONTROL_LENGTH + count > length) invalid(p, at, length);
  else if (count !== 0) {
    if (p.has(at + 12, count)) p.put("\n\tTO-BE-DONE: data not interpreted");
    else p.trunc();
  }
}
