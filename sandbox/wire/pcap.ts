/**
 * Classic pcap files (pcap-savefile(5)): µs and ns, either byte order. Written: little-endian, µs,
 * version 2.4, as libpcap 1.10 on a PC. Errors in libpcap 1.10.3's words. pcapng is not read yet.
 *
 * Files are hostile: every length is bounded before it is used, and nothing throws.
 */
export interface PcapHeader {
  readonly linkType: number;
  readonly snaplen: number;
  readonly nanos: boolean;
  readonly littleEndian: boolean;
}

export interface PcapRecord {
  readonly seconds: number;
  readonly micros: number;
  /** Captured bytes: file[start, end). */
  readonly start: number;
  readonly end: number;
  /** Length on the wire. */
  readonly length: number;
}

export type PcapFile =
  | { readonly error: string }
  | {
      readonly header: PcapHeader;
      readonly records: readonly PcapRecord[];
      /** What was wrong after the last good record, or null. */
      readonly problem: string | null;
    };

const MAX_SNAPLEN = 262_144;
/** DLT_DBUS and DLT_EBHSCR alone may be larger. */
const HEADER_BYTES = 24;

export function pcapFileHeader(linkType: number, snaplen: number): Uint8Array {
  const out = new Uint8Array(HEADER_BYTES);
  le32(out, 0, 0xa1b2c3d4);
  out[4] = 2;
  out[6] = 4;
  le32(out, 16, snaplen);
  le32(out, 20, linkType);
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
  le32(out, 0, Math.floor(atUs / 1_000_000));
  le32(out, 4, atUs % 1_000_000);
  le32(out, 8, kept);
  le32(out, 12, length);
  out.set(bytes.subarray(start, end), 16);
  return out;
}

/** Read the file header: where records start, or libpcap's complaint. */
export function readPcapHeader(file: Uint8Array): PcapHeader | { readonly error: string } {
  if (file.length < 4) {
    return {
      error: `truncated dump file; tried to read 4 file header bytes, only got ${file.length}`,
    };
  }
  const magic = u32(file, 0, true);
  const littleEndian = magic === 0xa1b2c3d4 || magic === 0xa1b23c4d;
  const swapped = u32(file, 0, false);
  if (!littleEndian && swapped !== 0xa1b2c3d4 && swapped !== 0xa1b23c4d) {
    if (magic === 0x0a0d0d0a)
      return { error: "underlay does not read pcapng files yet (write classic pcap)" };
    return { error: "unknown file format" };
  }
  if (file.length < HEADER_BYTES) {
    return {
      error: `truncated dump file; tried to read ${HEADER_BYTES} file header bytes, only got ${file.length}`,
    };
  }
  const major = littleEndian ? u16le(file, 4) : u16be(file, 4);
  const minor = littleEndian ? u16le(file, 6) : u16be(file, 6);
  if (major < 2) return { error: `archaic pcap savefile format` };
  if (
    !((major === 2 && minor === 4) || (major === 543 && minor === 0)) &&
    (major !== 2 || minor > 4)
  ) {
    return { error: `unsupported pcap savefile version ${major}.${minor}` };
  }
  const snaplen = u32(file, 16, littleEndian);
  return {
    linkType: u32(file, 20, littleEndian) & 0x03ffffff,
    snaplen: snaplen === 0 || snaplen > 0x7fffffff ? MAX_SNAPLEN : snaplen,
    nanos: (littleEndian ? magic : swapped) === 0xa1b23c4d,
    littleEndian,
  };
}

/** The record at `at`; null at the end of the file; or libpcap's complaint. */
export function readPcapRecord(
  file: Uint8Array,
  at: number,
  header: PcapHeader,
): PcapRecord | { readonly error: string } | null {
  if (at >= file.length) return null;
  if (at + 16 > file.length) {
    return {
      error: `truncated dump file; tried to read 16 header bytes, only got ${file.length - at}`,
    };
  }
  const captured = u32(file, at + 8, header.littleEndian);
  if (captured > MAX_SNAPLEN) {
    const limit = Math.max(header.snaplen, MAX_SNAPLEN);
    if (captured > limit) {
      return {
        error: `invalid packet capture length ${captured}, bigger than ${header.snaplen > MAX_SNAPLEN ? `snaplen of ${header.snaplen}` : `maximum of ${MAX_SNAPLEN}`}`,
      };
    }
  }
  const start = at + 16;
  if (start + captured > file.length) {
    return {
      error: `truncated dump file; tried to read ${captured} captured bytes, only got ${file.length - start}`,
    };
  }
  const fraction = u32(file, at + 4, header.littleEndian);
  // A packet longer than the snaplen is cut to it, as libpcap does.
  const kept = Math.min(captured, header.snaplen);
  return {
    seconds: u32(file, at, header.littleEndian),
    micros: header.nanos ? Math.floor(fraction / 1000) : fraction,
    start,
    end: start + kept,
    length: u32(file, at + 12, header.littleEndian),
  };
}

/** Size in the file of the record at `at`. */
export function pcapRecordBytes(file: Uint8Array, at: number, header: PcapHeader): number {
  return 16 + u32(file, at + 8, header.littleEndian);
}

/** The whole file at once. */
export function readPcap(file: Uint8Array): PcapFile {
  const header = readPcapHeader(file);
  if ("error" in header) return header;
  const records: PcapRecord[] = [];
  let at = HEADER_BYTES;
  for (;;) {
    const record = readPcapRecord(file, at, header);
    if (record === null) return { header, records, problem: null };
    if ("error" in record) return { header, records, problem: record.error };
    records.push(record);
    at += pcapRecordBytes(file, at, header);
  }
}

function u16le(b: Uint8Array, at: number): number {
  return (b[at] as number) | ((b[at + 1] as number) << 8);
}
function u16be(b: Uint8Array, at: number): number {
  return ((b[at] as number) << 8) | (b[at + 1] as number);
}
function u32(b: Uint8Array, at: number, little: boolean): number {
  return little ? u16le(b, at + 2) * 65536 + u16le(b, at) : u16be(b, at) * 65536 + u16be(b, at + 2);
}
function le32(b: Uint8Array, at: number, value: number): void {
  b[at] = value;
  b[at + 1] = value >>> 8;
  b[at + 2] = value >>> 16;
  b[at + 3] = value >>> 24;
}
