/**
 * Capture files: classic pcap (pcap-savefile(5): µs and ns, either byte order, the patched form of old
 * Red Hats, the length fields swapped before version 2.4) and pcapng (in `pcapng.ts`). Written: little-endian
 * pcap, µs, version 2.4, as libpcap 1.10 on a PC. Errors in libpcap 1.10.3's words.
 *
 * Files are hostile: every length is bounded before it is used, and nothing throws.
 */
import { putLe32 } from "./write.ts";
import { PcapngReader } from "./pcapng.ts";

export interface CaptureHeader {
  /** DLT_*: a file's LINKTYPE_* as libpcap maps it (raw IP is 12). */
  readonly linkType: number;
  readonly snaplen: number;
}

export interface PcapRecord {
  readonly seconds: number;
  readonly micros: number;
  /** The fraction in ns, where the file has it. */
  readonly nanos: number;
  /** Captured bytes: file[start, end). */
  readonly start: number;
  readonly end: number;
  /** Length on the wire. */
  readonly length: number;
}

export interface Complaint {
  readonly error: string;
}

/** Hands out a file's packets in order. */
export interface CaptureReader {
  readonly header: CaptureHeader;
  /** null at the end of the file; after a complaint there is nothing more. */
  next(): PcapRecord | Complaint | null;
}

export type PcapFile =
  | Complaint
  | {
      readonly header: CaptureHeader;
      readonly records: readonly PcapRecord[];
      /** What was wrong after the last good record, or null. */
      readonly problem: string | null;
    };

export const MAX_SNAPLEN = 262_144;
const HEADER_BYTES = 24;

/** linktype_to_dlt: numbers that mean something else in a file. */
export function dltOf(linkType: number): number {
  switch (linkType) {
    case 100:
      return 11;
    case 101:
      return 12;
    case 102:
      return 15;
    case 103:
      return 16;
    case 106:
      return 19;
    default:
      return linkType;
  }
}

/** What a file says of a DLT: dlt_to_linktype. */
export function linkTypeOf(dlt: number): number {
  switch (dlt) {
    case 11:
      return 100;
    case 12:
      return 101;
    case 15:
      return 102;
    case 16:
      return 103;
    case 19:
      return 106;
    default:
      return dlt;
  }
}

/** The largest snapshot that libpcap calls sane: D-Bus, EBHSCR and USBPcap may have more. */
export function maxSnaplen(dlt: number): number {
  if (dlt === 231) return 128 << 20;
  if (dlt === 279) return 8 << 20;
  return dlt === 249 ? 1 << 20 : MAX_SNAPLEN;
}

export function adjustSnaplen(dlt: number, snaplen: number): number {
  return snaplen === 0 || snaplen > 0x7fffffff ? maxSnaplen(dlt) : snaplen;
}

export function pcapFileHeader(linkType: number, snaplen: number): Uint8Array {
  const out = new Uint8Array(HEADER_BYTES);
  putLe32(out, 0, 0xa1b2c3d4);
  out[4] = 2;
  out[6] = 4;
  putLe32(out, 16, snaplen);
  putLe32(out, 20, linkTypeOf(linkType));
  return out;
}

/** Header and bytes of one packet. `atUs`: Unix time in µs. */
export function pcapRecord(
  atUs: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  length: number,
): Uint8Array {
  const kept = end - start;
  const out = new Uint8Array(16 + kept);
  putLe32(out, 0, Math.floor(atUs / 1_000_000));
  putLe32(out, 4, atUs % 1_000_000);
  putLe32(out, 8, kept);
  putLe32(out, 12, length);
  out.set(bytes.subarray(start, end), 16);
  return out;
}

const MAGIC_US = 0xa1b2c3d4;
const MAGIC_NS = 0xa1b23c4d;
/** Alexey Kuznetzov's patch: eight more bytes a record. */
const MAGIC_PATCHED = 0xa1b2cd34;
const MAGICS = new Set([MAGIC_US, MAGIC_NS, MAGIC_PATCHED]);

/** What reads this file, or libpcap's complaint about its head. */
export function openCapture(file: Uint8Array): CaptureReader | Complaint {
  if (file.length < 4) {
    return {
      error: `truncated dump file; tried to read 4 file header bytes, only got ${file.length}`,
    };
  }
  const little = MAGICS.has(u32(file, 0, true));
  if (little || MAGICS.has(u32(file, 0, false))) return openPcap(file, little);
  if (u32(file, 0, true) === 0x0a0d0d0a) return PcapngReader.open(file);
  return { error: "unknown file format" };
}

function openPcap(file: Uint8Array, little: boolean): CaptureReader | Complaint {
  if (file.length < HEADER_BYTES) {
    return {
      error: `truncated dump file; tried to read ${HEADER_BYTES} file header bytes, only got ${file.length - 4}`,
    };
  }
  const major = u16(file, 4, little);
  const minor = u16(file, 6, little);
  if (major < 2) return { error: "archaic pcap savefile format" };
  if (!(major === 2 && minor <= 4) && !(major === 543 && minor === 0))
    return { error: `unsupported pcap savefile version ${major}.${minor}` };
  return new ClassicReader(file, little, major === 543 ? 0 : minor);
}

class ClassicReader implements CaptureReader {
  readonly header: CaptureHeader;
  private readonly file: Uint8Array;
  private readonly little: boolean;
  private readonly minor: number;
  private readonly nanos: boolean;
  private readonly recordHeader: number;
  private at = HEADER_BYTES;

  constructor(file: Uint8Array, little: boolean, minor: number) {
    this.file = file;
    this.little = little;
    this.minor = minor;
    const magic = u32(file, 0, little);
    this.nanos = magic === MAGIC_NS;
    const patched = magic === MAGIC_PATCHED;
    this.recordHeader = patched ? 24 : 16;
    const linkType = dltOf(u32(file, 20, little) & 0x03ffffff);
    const snaplen = adjustSnaplen(linkType, u32(file, 16, little));
    // It may have been taken from a cooked device, whose made-up header came on top.
    const extra = patched && linkType === 1 ? 14 : 0;
    this.header = { linkType, snaplen: Math.min(snaplen + extra, 0x7fffffff) };
  }

  next(): PcapRecord | Complaint | null {
    const { file, at, little, recordHeader } = this;
    if (at >= file.length) return null;
    if (at + recordHeader > file.length) return cutShort(recordHeader, "header", file.length - at);
    let captured = u32(file, at + 8, little);
    let length = u32(file, at + 12, little);
    // The two changed places at version 2.3, and not everyone who wrote 2.3 knew.
    if (this.minor < 3 || (this.minor === 3 && captured > length))
      [captured, length] = [length, captured];
    const { linkType, snaplen } = this.header;
    const max = maxSnaplen(linkType);
    if (captured > max) {
      const limit = captured > snaplen ? `snaplen of ${snaplen}` : `maximum of ${max}`;
      return { error: `invalid packet capture length ${captured}, bigger than ${limit}` };
    }
    const start = at + recordHeader;
    const kept = Math.min(captured, snaplen);
    const left = file.length - start;
    if (left < kept) return cutShort(kept, "captured", left);
    if (left < captured) return cutShort(captured, "captured", left);
    const fraction = u32(file, at + 4, little);
    this.at = start + captured;
    return {
      seconds: u32(file, at, little),
      micros: this.nanos ? Math.floor(fraction / 1000) : fraction,
      nanos: this.nanos ? fraction : fraction * 1000,
      start,
      end: start + kept,
      length,
    };
  }
}

function cutShort(wanted: number, what: string, got: number): Complaint {
  return { error: `truncated dump file; tried to read ${wanted} ${what} bytes, only got ${got}` };
}

/** The whole file at once. */
export function readPcap(file: Uint8Array): PcapFile {
  const reader = openCapture(file);
  if ("error" in reader) return reader;
  const records: PcapRecord[] = [];
  for (;;) {
    const record = reader.next();
    if (record === null) return { header: reader.header, records, problem: null };
    if ("error" in record) return { header: reader.header, records, problem: record.error };
    records.push(record);
  }
}

function u16(b: Uint8Array, at: number, little: boolean): number {
  const [low, high] = little ? [at, at + 1] : [at + 1, at];
  return (b[low] as number) | ((b[high] as number) << 8);
}
function u32(b: Uint8Array, at: number, little: boolean): number {
  const [low, high] = little ? [at, at + 2] : [at + 2, at];
  return u16(b, high, little) * 65536 + u16(b, low, little);
}
