/**
 * pcapng (draft-ietf-opsawg-pcapng) as libpcap 1.10.3 reads it: sections of one byte order, interfaces of one
 * link type and snapshot length, enhanced, simple and old packet blocks, if_tsresol and if_tsoffset. Every other
 * block and option is passed over, as libpcap does.
 */
import {
  adjustSnaplen,
  type CaptureHeader,
  type CaptureReader,
  type Complaint,
  dltOf,
  maxSnaplen,
  type PcapRecord,
} from "./pcap.ts";

const BLOCK_SECTION = 0x0a0d0d0a;
const BLOCK_INTERFACE = 1;
const BLOCK_PACKET = 2;
const BLOCK_SIMPLE = 3;
const BLOCK_ENHANCED = 6;
const BYTE_ORDER = 0x1a2b3c4d;
const SECTION_MAX = 1 << 20;
const BLOCK_MAX = 16 << 20;

const OPTION_END = 0;
const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;

interface Interface {
  /** Units a second. */
  readonly resolution: bigint;
  /** Added to the seconds. */
  readonly offset: bigint;
}

/** A block's body: file[at, end). */
interface Block {
  readonly type: number;
  readonly at: number;
  readonly end: number;
}

export class PcapngReader implements CaptureReader {
  header: CaptureHeader = { linkType: 0, snaplen: 0 };
  private readonly view: DataView;
  private readonly size: number;
  private readonly little: boolean;
  private at: number;
  private blockMax = BLOCK_MAX;
  private interfaces: Interface[] = [];

  private constructor(file: Uint8Array, little: boolean, at: number) {
    this.view = new DataView(file.buffer, file.byteOffset, file.length);
    this.size = file.length;
    this.little = little;
    this.at = at;
  }

  /** Reads up to the first interface: only then is the link type known. */
  static open(file: Uint8Array): PcapngReader | Complaint {
    const view = new DataView(file.buffer, file.byteOffset, file.length);
    if (file.length < 12) return { error: "unknown file format" };
    const little = view.getUint32(8, true) === BYTE_ORDER;
    if (!little && view.getUint32(8, false) !== BYTE_ORDER) return { error: "unknown file format" };
    const length = view.getUint32(4, little);
    if (length < 28 || length > SECTION_MAX) {
      return {
        error: `Section Header Block in pcapng dump file has invalid length 28 < _${length}_ < ${SECTION_MAX} (BT_SHB_INSANE_MAX)`,
      };
    }
    if (file.length < length) return truncated(length - 12, file.length - 12);
    const major = view.getUint16(12, little);
    const minor = view.getUint16(14, little);
    if (major !== 1 || (minor !== 0 && minor !== 2))
      return { error: `unsupported pcapng savefile version ${major}.${minor}` };
    const reader = new PcapngReader(file, little, length);
    return reader.firstInterface() ?? reader;
  }

  private firstInterface(): Complaint | null {
    for (;;) {
      const block = this.block();
      if (block === null) return { error: "the capture file has no Interface Description Blocks" };
      if ("error" in block) return block;
      if (block.type === BLOCK_INTERFACE) return this.addInterface(block);
      if (
        block.type === BLOCK_ENHANCED ||
        block.type === BLOCK_SIMPLE ||
        block.type === BLOCK_PACKET
      ) {
        return {
          error: "the capture file has a packet block before any Interface Description Blocks",
        };
      }
    }
  }

  next(): PcapRecord | Complaint | null {
    for (;;) {
      const block = this.block();
      if (block === null || "error" in block) return block;
      if (block.type === BLOCK_INTERFACE) {
        const refused = this.addInterface(block);
        if (refused !== null) return refused;
      } else if (block.type === BLOCK_SECTION) {
        const refused = this.newSection(block);
        if (refused !== null) return refused;
      } else if (
        block.type === BLOCK_ENHANCED ||
        block.type === BLOCK_PACKET ||
        block.type === BLOCK_SIMPLE
      )
        return this.packet(block);
    }
  }

  // ── blocks ─────────────────────────────────────────────────────────────────────────────────

  private block(): Block | Complaint | null {
    const { view, size, little, at } = this;
    if (at >= size) return null;
    if (at + 8 > size) return truncated(8, size - at);
    const type = view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    if (length < 12) return { error: `block in pcapng dump file has a length of ${length} < 12` };
    if (length % 4 !== 0) {
      return {
        error: `block in pcapng dump file has a length of ${length} that is not a multiple of 4`,
      };
    }
    if (length > this.blockMax)
      return { error: `pcapng block size ${length} > maximum ${this.blockMax}` };
    if (at + length > size) return truncated(length - 8, size - at - 8);
    if (view.getUint32(at + length - 4, little) !== length)
      return { error: "block total length in header and trailer don't match" };
    this.at = at + length;
    return { type, at: at + 8, end: at + length - 4 };
  }

  private newSection(block: Block): Complaint | null {
    if (block.end - block.at < 16) return tooShort(block);
    const order = this.view.getUint32(block.at, this.little);
    if (order === 0x4d3c2b1a) return { error: "the file has sections with different byte orders" };
    if (order !== BYTE_ORDER)
      return { error: "the file has a section with a bad byte order magic field" };
    const major = this.view.getUint16(block.at + 4, this.little);
    if (major !== 1) return { error: `unknown pcapng savefile major version number ${major}` };
    this.interfaces = [];
    return null;
  }

  private addInterface(block: Block): Complaint | null {
    if (block.end - block.at < 8) return tooShort(block);
    const linkType = this.view.getUint16(block.at, this.little);
    const told = this.view.getUint32(block.at + 4, this.little);
    const first = this.header.snaplen === 0;
    if (first) {
      const dlt = dltOf(linkType);
      this.header = { linkType: dlt, snaplen: adjustSnaplen(dlt, told) };
      this.blockMax = Math.max(BLOCK_MAX, 8 + 20 + maxSnaplen(dlt) + 131_072 + 4);
    } else if (linkType !== this.header.linkType) {
      // Compared with the number as mapped: two interfaces of raw IP are refused, too.
      return {
        error: `an interface has a type ${linkType} different from the type of the first interface`,
      };
    } else if (adjustSnaplen(linkType, told) !== this.header.snaplen) {
      return {
        error: `an interface has a snapshot length ${told} different from the snapshot length of the first interface`,
      };
    }
    const read = this.interfaceOptions(block);
    if ("error" in read) return read;
    this.interfaces.push(read);
    return null;
  }

  private interfaceOptions(block: Block): Interface | Complaint {
    const { view, little } = this;
    let resolution: bigint | null = null;
    let offset: bigint | null = null;
    const bad = (what: string): Complaint => ({ error: `Interface Description Block ${what}` });
    for (let at = block.at + 8; at < block.end;) {
      if (block.end - at < 4) return tooShort(block);
      const code = view.getUint16(at, little);
      const length = view.getUint16(at + 2, little);
      const value = at + 4;
      at = value + Math.ceil(length / 4) * 4;
      if (at > block.end) return tooShort(block);
      if (code === OPTION_END) {
        if (length !== 0) return bad(`has opt_endofopt option with length ${length} != 0`);
        break;
      }
      if (code === OPTION_TSRESOL) {
        if (length !== 1) return bad(`has if_tsresol option with length ${length} != 1`);
        if (resolution !== null) return bad("has more than one if_tsresol option");
        const exponent = view.getUint8(value);
        if (exponent >= 128 && exponent - 128 > 63)
          return bad(`if_tsresol option resolution 2^-${exponent - 128} is too high`);
        if (exponent < 128 && exponent > 19)
          return bad(`if_tsresol option resolution 10^-${exponent} is too high`);
        resolution = exponent >= 128 ? 1n << BigInt(exponent - 128) : 10n ** BigInt(exponent);
      } else if (code === OPTION_TSOFFSET) {
        if (length !== 8) return bad(`has if_tsoffset option with length ${length} != 8`);
        if (offset !== null) return bad("has more than one if_tsoffset option");
        offset = view.getBigUint64(value, little);
      }
    }
    return { resolution: resolution ?? 1_000_000n, offset: offset ?? 0n };
  }

  private packet(block: Block): PcapRecord | Complaint {
    const { view, little } = this;
    const u32 = (at: number): number => view.getUint32(block.at + at, little);
    const simple = block.type === BLOCK_SIMPLE;
    const fixed = simple ? 4 : 20;
    if (block.end - block.at < fixed) return tooShort(block);
    const { snaplen } = this.header;
    const length = simple ? u32(0) : u32(16);
    const captured = simple ? Math.min(length, snaplen) : u32(12);
    const id =
      block.type === BLOCK_ENHANCED ? u32(0) : simple ? 0 : view.getUint16(block.at, little);
    const source = this.interfaces[id];
    if (source === undefined) {
      return {
        error: `a packet arrived on interface ${id}, but there's no Interface Description Block for that interface`,
      };
    }
    if (captured > snaplen)
      return {
        error: `invalid packet capture length ${captured}, bigger than snaplen of ${snaplen}`,
      };
    const start = block.at + fixed;
    if (start + captured > block.end) return tooShort(block);
    const stamp = simple ? 0n : (BigInt(u32(4)) << 32n) | BigInt(u32(8));
    const { resolution, offset } = source;
    const seconds = BigInt.asIntN(64, stamp / resolution + offset);
    const fraction = stamp % resolution;
    return {
      seconds: Number(seconds),
      micros: Number((fraction * 1_000_000n) / resolution),
      nanos: Number((fraction * 1_000_000_000n) / resolution),
      start,
      end: start + captured,
      length,
    };
  }
}

function tooShort(block: Block): Complaint {
  return { error: `block of type ${block.type} in pcapng dump file is too short` };
}

function truncated(wanted: number, got: number): Complaint {
  return {
    error: `truncated pcapng dump file; tried to read ${wanted} bytes, only got ${got}`,
  };
}
