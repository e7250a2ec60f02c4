/**
 * One captured packet as tcpdump 4.99.3 prints it, with the line breaks of -v and the dumps of -x.
 * The protocols are in `print/`, one a file. Left out: what tcpdump knows of a hundred protocols that
 * the course does not meet; such payloads are shown as tcpdump shows what it does not know.
 */
import { civilDate } from "./print/civil.ts";
import { type PrintOptions, Printer, Truncated } from "./print/context.ts";
import { printEther, printNull, printRaw, printSll, printSll2 } from "./print/ether.ts";
import { ascii, hexAscii, hexOnly } from "./print/hex.ts";

export { PLAIN, type PrintOptions } from "./print/context.ts";

export const LINKTYPE = {
  NULL: 0,
  ETHERNET: 1,
  RAW: 12,
  LOOP: 108,
  IPV4: 228,
  IPV6: 229,
  LINUX_SLL: 113,
  LINUX_SLL2: 276,
} as const;

export interface CapturedPacket {
  /** Unix time: seconds and microseconds. */
  readonly seconds: number;
  readonly micros: number;
  /** buf[start, end) was captured of `length` bytes. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

const SNAPLEN_MAX = 262_144;

/** Prints packets in order: relative TCP numbers and -ttt need what came before. */
export class PacketPrinter {
  private readonly printer: Printer;
  private readonly linkType: number;
  private count = 0;
  private first: { seconds: number; micros: number } | null = null;
  private last: { seconds: number; micros: number } | null = null;

  constructor(options: PrintOptions, linkType: number) {
    this.printer = new Printer(options);
    this.linkType = linkType;
  }

  /** The packet's line or lines, with the final newline. */
  print(packet: CapturedPacket): string {
    const p = this.printer;
    const { o } = p;
    p.out = "";
    p.depth = 0;
    p.b = packet.bytes;
    p.end = packet.end;
    this.count++;
    if (o.number) p.put(`${String(this.count).padStart(5)}  `);
    const flaw = headerFlaw(packet);
    if (flaw !== null) return `${p.out}[Invalid header:${flaw}]\n`;
    p.put(this.stamp(packet));
    let header: number;
    try {
      header = this.link(packet);
    } catch (error) {
      if (!(error instanceof Truncated)) throw error;
      p.put(` [|${p.protocol}]`);
      header = 0;
    }
    p.end = packet.end;
    const captured = packet.end - packet.start;
    const from = (all: boolean): { at: number; length: number } =>
      all
        ? { at: packet.start, length: captured }
        : { at: packet.start + header, length: Math.max(0, captured - header) };
    if (o.X > 0) {
      const { at, length } = from(o.X > 1);
      hexAscii(p, "\n\t", at, length);
    } else if (o.x > 0) {
      const { at, length } = from(o.x > 1);
      hexOnly(p, "\n\t", at, length);
    } else if (o.A > 0) {
      const { at, length } = from(o.A > 1);
      if (length > 0) ascii(p, at, length);
    }
    return `${p.out}\n`;
  }

  private link(packet: CapturedPacket): number {
    const p = this.printer;
    switch (this.linkType) {
      case LINKTYPE.ETHERNET:
        return printEther(p, packet.start, packet.length);
      case LINKTYPE.LINUX_SLL2:
        return printSll2(p, packet.start, packet.length);
      case LINKTYPE.LINUX_SLL:
        return printSll(p, packet.start, packet.length);
      case LINKTYPE.RAW:
      case LINKTYPE.IPV4:
      case LINKTYPE.IPV6:
        return printRaw(p, packet.start, packet.length);
      case LINKTYPE.NULL:
      case LINKTYPE.LOOP:
        return printNull(p, packet.start, packet.length);
      default:
        return unsupported(p, this.linkType, packet.start);
    }
  }

  private stamp(packet: CapturedPacket): string {
    const { seconds, micros } = packet;
    const six = (n: number): string => String(n).padStart(6, "0");
    const t = this.printer.o.t;
    if (t === 1) return "";
    if (t !== 3 && t !== 5 && (seconds & 0x80000000) !== 0) return "[Error converting time] ";
    if (t === 2) return `${seconds}.${six(micros)} `;
    if (t === 0) return `${clock(seconds)}.${six(micros)} `;
    if (t === 4) return `${civilDate(seconds).slice(0, 10)} ${clock(seconds)}.${six(micros)} `;
    const base = (t === 3 ? this.last : this.first) ?? packet;
    this.first ??= { seconds, micros };
    this.last = { seconds, micros };
    let delta = (seconds - base.seconds) * 1_000_000 + micros - base.micros;
    const sign = delta < 0 ? "-" : " ";
    delta = Math.abs(delta);
    return `${sign}${clock(Math.floor(delta / 1_000_000))}.${six(delta % 1_000_000)} `;
  }
}

/** Link types that tcpdump prints and Underlay does not: DLT numbers. */
const UNDECODED_LINKS: ReadonlySet<number> = new Set([
  6, 7, 8, 9, 10, 11, 15, 16, 19, 50, 51, 99, 104, 105, 107, 109, 114, 117, 119, 122, 123, 127, 129,
  130, 131, 132, 133, 134, 135, 136, 137, 138, 149, 163, 164, 166, 167, 168, 178, 179, 180, 181,
  182, 189, 192, 195, 201, 220, 226, 230, 239, 240, 241, 242, 258, 271, 281, 282, 283, 284, 285,
]);

function unsupported(p: Printer, linkType: number, start: number): number {
  if (UNDECODED_LINKS.has(linkType)) p.undecoded(`link type ${linkType}`);
  else {
    p.put("UNSUPPORTED");
    hexAscii(p, "\n\t", start, p.end - start);
  }
  return 0;
}

function headerFlaw(packet: CapturedPacket): string | null {
  const captured = packet.end - packet.start;
  const flaws: string[] = [];
  if (captured === 0) flaws.push(" caplen==0");
  if (packet.length === 0) flaws.push(" len==0");
  else if (packet.length < captured) flaws.push(` len(${packet.length}) < caplen(${captured})`);
  if (captured > SNAPLEN_MAX) flaws.push(` caplen(${captured}) > ${SNAPLEN_MAX}`);
  if (packet.length > SNAPLEN_MAX) flaws.push(` len(${packet.length}) > ${SNAPLEN_MAX}`);
  return flaws.length === 0 ? null : flaws.join(",");
}

function clock(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = seconds % 86400;
  return `${two(Math.floor(day / 3600))}:${two(Math.floor(day / 60) % 60)}:${two(day % 60)}`;
}
