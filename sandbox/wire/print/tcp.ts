/** TCP: tcpdump 4.99.3 print-tcp.c; payloads of HTTP and DNS are named, others only counted. */
import { bits, cksum, hex, type Printer, shouldBe, Truncated } from "./context.ts";
import { printBgp } from "./bgp.ts";
import { printDomain } from "./domain.ts";
import { pseudo4, pseudo6 } from "./ip.ts";
import { printMptcp } from "./mptcp.ts";
import { caret, printSsh, printText } from "./text.ts";

const FLAGS: readonly (readonly [number, string])[] = [
  [0x01, "F"],
  [0x02, "S"],
  [0x04, "R"],
  [0x08, "P"],
  [0x10, "."],
  [0x20, "U"],
  [0x40, "E"],
  [0x80, "W"],
];
const OPTIONS: ReadonlyMap<number, string> = new Map([
  [0, "eol"],
  [1, "nop"],
  [2, "mss"],
  [3, "wscale"],
  [4, "sackOK"],
  [5, "sack"],
  [6, "echo"],
  [7, "echoreply"],
  [8, "TS"],
  [11, "cc"],
  [12, "ccnew"],
  [13, ""],
  [19, "md5"],
  [20, "scps"],
  [28, "uto"],
  [29, "tcp-ao"],
  [30, "mptcp"],
  [34, "tfo"],
  [254, "exp"],
]);

export function printTcp(
  p: Printer,
  at: number,
  given: number,
  header: number,
  fragmented: boolean,
): void {
  p.protocol = "tcp";
  const six = p.u8(header) >> 4 === 6;
  if (!p.has(at + 2, 2)) {
    p.put(`${addresses(p, header, six, "", "")}:`);
    p.trunc();
    return;
  }
  const sport = p.u16(at);
  const dport = p.u16(at + 2);
  const direct = six ? p.u8(header + 6) === 6 : p.u8(header + 9) === 6;
  if (direct)
    p.put(`${addresses(p, header, six, `.${p.tcpPort(sport)}`, `.${p.tcpPort(dport)}`)}: `);
  else p.put(`${p.tcpPort(sport)} > ${p.tcpPort(dport)}: `);
  p.need(at, 20);
  const headerLength = (p.u8(at + 12) >> 4) * 4;
  let length = given;
  if (headerLength < 20) {
    p.put(
      ` tcp ${(length - headerLength) >>> 0} [bad hdr length ${headerLength} - too short, < 20]`,
    );
    return;
  }
  let seq = p.u32(at + 4);
  let ack = p.u32(at + 8);
  if (p.o.q) {
    p.put(`tcp ${(length - headerLength) >>> 0}`);
    if (headerLength > length) p.put(` [bad hdr length ${headerLength} - too long, > ${length}]`);
    return;
  }
  const flags = p.u8(at + 13);
  p.put(`Flags [${bits(FLAGS, flags, "none", "")}]`);
  let relative: { mine: number; theirs: number } | null = null;
  if (!p.o.S && (flags & 0x10) !== 0) {
    const found = conversation(p, header, six, sport, dport, seq, ack, (flags & 2) !== 0);
    if (found.known) {
      seq = (seq - found.mine) >>> 0;
      ack = (ack - found.theirs) >>> 0;
    }
    relative = found;
  }
  if (headerLength > length) {
    p.put(` [bad hdr length ${headerLength} - too long, > ${length}]`);
    return;
  }
  if (p.o.v > 0 && !p.o.K && !fragmented && p.has(at, length))
    printChecksum(p, at, length, header, six);
  length -= headerLength;
  if (p.o.v > 1 || length > 0 || (flags & 0x07) !== 0) {
    p.put(`, seq ${seq}`);
    if (length > 0) p.put(`:${(seq + length) >>> 0}`);
  }
  if ((flags & 0x10) !== 0) p.put(`, ack ${ack}`);
  p.put(`, win ${p.u16(at + 14)}`);
  if ((flags & 0x20) !== 0) p.put(`, urg ${p.u16(at + 18)}`);
  if (
    headerLength > 20 &&
    !printOptions(p, at + 20, headerLength - 20, relative?.theirs ?? 0, flags)
  )
    return;
  p.put(`, length ${length}`);
  if (length === 0) return;
  const payload = at + headerLength;
  if ((flags & 0x04) !== 0 && p.o.v > 0) {
    printResetData(p, payload, length);
    return;
  }
  printPayload(p, payload, length, sport, dport);
}

function addresses(p: Printer, header: number, six: boolean, from: string, to: string): string {
  return six
    ? `${p.ip6(header + 8)}${from} > ${p.ip6(header + 24)}${to}`
    : `${p.ip4(header + 12)}${from} > ${p.ip4(header + 16)}${to}`;
}

/** The flow's first numbers; `known` when this is not the segment that set them. */
function conversation(
  p: Printer,
  header: number,
  six: boolean,
  sport: number,
  dport: number,
  seq: number,
  ack: number,
  syn: boolean,
): { known: boolean; mine: number; theirs: number } {
  const size = six ? 16 : 4;
  const src = key(p, header + (six ? 8 : 12), size);
  const dst = key(p, header + (six ? 24 : 16), size);
  const reverse = sport > dport || (sport === dport && src > dst);
  const name = reverse ? `${dst}/${dport}/${src}/${sport}` : `${src}/${sport}/${dst}/${dport}`;
  const found = p.conversations.get(name);
  if (found === undefined || syn) {
    const before = (ack - 1) >>> 0;
    p.conversations.set(name, reverse ? { seq: before, ack: seq } : { seq, ack: before });
    return { known: false, mine: seq, theirs: before };
  }
  return reverse
    ? { known: true, mine: found.ack, theirs: found.seq }
    : { known: true, mine: found.seq, theirs: found.ack };
}

function key(p: Printer, at: number, size: number): string {
  let text = "";
  for (let i = 0; i < size; i++) text += hex(p.u8(at + i), 2);
  return text;
}

function printChecksum(p: Printer, at: number, length: number, header: number, six: boolean): void {
  const sum = cksum(
    p.b,
    at,
    length,
    six ? pseudo6(p, header, length, 6) : pseudo4(p, header, length, 6),
  );
  const field = p.u16(at + 16);
  p.put(`, cksum 0x${hex(field, 4)}`);
  p.put(sum !== 0 ? ` (incorrect -> 0x${hex(shouldBe(field, sum), 4)})` : " (correct)");
}

/** False when an option was bad or cut off: nothing follows then. */
function printOptions(
  p: Printer,
  from: number,
  total: number,
  theirs: number,
  flags: number,
): boolean {
  let at = from;
  let left = total;
  let separator = "";
  p.put(", options [");
  try {
    while (left > 0) {
      p.put(separator);
      const kind = p.u8(at++);
      let size = 1;
      if (kind > 1) {
        size = p.u8(at++);
        if (size < 2 || size > left) return badOption(p, separator);
        left--;
      }
      left--;
      p.put(OPTIONS.get(kind) ?? `unknown-${kind}`);
      const data =
        kind === 30
          ? printMultipath(p, at, size, left, flags)
          : printOption(p, kind, at, size, left, theirs);
      if (data < 0) return badOption(p, separator);
      at += data;
      left -= data;
      const told = data + 1 + (kind > 1 ? 1 : 0);
      if (told !== size) p.put(`[len ${size}]`);
      separator = ",";
      if (kind === 0) break;
    }
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    p.trunc();
    return false;
  }
  p.put("]");
  return true;
}

/** {@link printOption} for MPTCP, whose rules depend on the segment's flags. */
function printMultipath(p: Printer, at: number, size: number, left: number, flags: number): number {
  if (size - 2 > left) return -1;
  let good = false;
  p.within(at - 2, size, () => (good = printMptcp(p, at - 2, size, flags)));
  return good ? size - 2 : -1;
}

function badOption(p: Printer, separator: string): false {
  p.put("[bad opt]");
  if (separator !== "") p.put("]");
  return false;
}

/** Prints one option's data; returns how many bytes it took, or -1 for a bad one. */
function printOption(
  p: Printer,
  kind: number,
  at: number,
  size: number,
  left: number,
  theirs: number,
): number {
  const fixed = new Map([
    [2, 2],
    [3, 1],
    [6, 4],
    [7, 4],
    [8, 8],
    [11, 4],
    [12, 4],
    [13, 4],
    [28, 2],
  ]).get(kind);
  if (fixed !== undefined) {
    if (fixed > left) return -1;
    p.need(at, fixed);
    if (kind === 8) p.put(` val ${p.u32(at)} ecr ${p.u32(at + 4)}`);
    else if (kind === 28) {
      const value = p.u16(at);
      p.put(` 0x${value.toString(16)} ${(value & 1) !== 0 ? (value >> 1) * 60 : value >> 1}`);
    } else p.put(` ${fixed === 1 ? p.u8(at) : fixed === 2 ? p.u16(at) : p.u32(at)}`);
    return fixed;
  }
  const data = size - 2;
  if (kind <= 1 || kind === 4) return 0;
  if (kind === 5) {
    if (data % 8 !== 0) {
      p.put(" invalid sack");
      return data;
    }
    p.put(` ${data / 8} `);
    for (let i = 0; i < data; i += 8) {
      if (i + 8 > left) return -1;
      p.put(`{${(p.u32(at + i) - theirs) >>> 0}:${(p.u32(at + i + 4) - theirs) >>> 0}}`);
    }
    return data;
  }
  if (kind === 19 && data === 16) {
    if (data > left) return -1;
    p.put(` shared secret not supplied with -M, can't check - ${hexBytes(p, at, 16)}`);
    return 16;
  }
  if (kind === 29) {
    if (data < 2) {
      p.invalid();
      return data;
    }
    if (left < 2) return -1;
    p.put(` keyid ${p.u8(at)} rnextkeyid ${p.u8(at + 1)}`);
    if (data > 2) p.put(" mac 0x");
    for (let i = 2; i < data; i++) {
      if (i + 1 > left) return -1;
      p.put(hex(p.u8(at + i), 2));
    }
    return data;
  }
  if (kind === 20) {
    if (left < 2) return -1;
    p.put(` cap ${hex(p.u8(at), 2)} id ${p.u8(at + 1)}`);
    return 2;
  }
  if (kind === 34) {
    p.put(" ");
    return printFastOpen(p, at, data, left);
  }
  if (kind === 254) {
    if (data < 2) return -1;
    const magic = p.u16(at);
    p.put("-");
    if (magic === 0xf989) {
      p.put("tfo");
      return printFastOpen(p, at + 2, data - 2, left) + 2;
    }
    p.put(`unknown 0x${hex(magic, 4)}`);
    return data;
  }
  for (let i = 0; i < data; i++) {
    if (i + 1 > left) return -1;
    if (i === 0) p.put(" 0x");
    p.put(hex(p.u8(at + i), 2));
  }
  return data;
}

function hexBytes(p: Printer, at: number, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += hex(p.u8(at + i), 2);
  return text;
}

function printFastOpen(p: Printer, at: number, data: number, left: number): number {
  if (data === 0) p.put(" cookiereq");
  else if (data % 2 !== 0 || data < 4 || data > 16 || data > left) p.invalid();
  else p.put(` cookie ${hexBytes(p, at, data)}`);
  return data;
}

function printResetData(p: Printer, at: number, length: number): void {
  p.put(length > 30 ? " [RST+" : " [RST");
  p.put(" ");
  for (let i = 0; i < Math.min(length, 30); i++) {
    if (!p.has(at + i, 1)) break;
    const c = p.u8(at + i);
    p.put(c >= 32 && c < 127 ? String.fromCharCode(c) : caret(c));
  }
  p.put("]");
}

/** What tcpdump decodes and Underlay does not, by port. */
const UNDECODED: ReadonlyMap<number, string> = new Map([
  [23, "telnet"],
  [1723, "pptp"],
  [6379, "resp"],
  [10288, "beep"],
  [6633, "openflow"],
  [6653, "openflow"],
]);
const UNDECODED_LATE: ReadonlyMap<number, string> = new Map([
  [639, "msdp"],
  [323, "rpki-rtr"],
  [646, "ldp"],
]);
const TEXTS: readonly (readonly [string, readonly number[]])[] = [
  ["smtp", [25]],
  ["whois", [43]],
  ["ftp", [21]],
  ["http", [80, 8080]],
  ["rtsp", [554, 8554]],
];

function printPayload(p: Printer, at: number, length: number, sport: number, dport: number): void {
  const either = (port: number): boolean => sport === port || dport === port;
  const named = (names: ReadonlyMap<number, string>): string | undefined =>
    names.get(sport) ?? names.get(dport);
  if (either(23)) return p.undecoded("telnet");
  const early = TEXTS.slice(0, 2).find(([, ports]) => ports.some(either));
  if (early !== undefined) return printLines(p, at, length, early[0]);
  if (either(179)) return printBgp(p, at);
  if (either(22)) return printSsh(p, at, length);
  const binary = named(UNDECODED);
  if (binary !== undefined) return p.undecoded(binary);
  const late = TEXTS.slice(2).find(([, ports]) => ports.some(either));
  if (late !== undefined) return printLines(p, at, length, late[0]);
  if (either(53)) {
    p.put(" ");
    return printDomain(p, at, length, true, false);
  }
  const last = named(UNDECODED_LATE);
  if (last !== undefined) return p.undecoded(last);
  // Record mark, transaction, direction.
  if (either(2049) && length >= 4 && p.has(at, 12)) {
    const direction = p.u32(at + 8);
    if ((dport === 2049 && direction === 0) || (sport === 2049 && direction === 1))
      p.undecoded("nfs");
  }
}

function printLines(p: Printer, at: number, length: number, protocol: string): void {
  p.put(": ");
  printText(p, at, length, protocol);
}
