/** One segment taken apart, and the options of RFC 9293, 7323 and 2018 read and written as Linux does. */
import { i32, put16, put32, u16, u8 } from "../../../wire/bytes.ts";
import { TCP_ACK, TCP_FLAGS, TCP_OFFSET, TCP_SEQ, TCP_WINDOW } from "../../../wire/tcp.ts";

const OPT_END = 0;
const OPT_NOP = 1;
const OPT_MSS = 2;
const OPT_WSCALE = 3;
const OPT_SACK_OK = 4;
const OPT_SACK = 5;
const OPT_TS = 8;
/** NOP NOP TS in one word. */
const TS_WORD = 0x0101080a;
export const TS_ALIGNED = 12;
export const MAX_WSCALE = 14;

/** A segment that came in. One object is used again for each: copy what is to be kept. */
export class Segment {
  srcPort = 0;
  dstPort = 0;
  /** Signed 32 bits, as the arithmetic of sequence numbers wants them. */
  seq = 0;
  ack = 0;
  flags = 0;
  window = 0;
  dataAt = 0;
  length = 0;
  hasTs = false;
  tsVal = 0;
  tsEcr = 0;
  /** 0: none. */
  mss = 0;
  /** -1: none. */
  wscale = -1;
  sackOk = false;
  /** Where the first SACK block stands in the buffer, and how many there are. */
  sackAt = 0;
  sackBlocks = 0;

  read(b: Uint8Array, at: number, end: number): void {
    this.srcPort = u16(b, at);
    this.dstPort = u16(b, at + 2);
    this.seq = i32(b, at + TCP_SEQ);
    this.ack = i32(b, at + TCP_ACK);
    this.flags = u8(b, at + TCP_FLAGS);
    this.window = u16(b, at + TCP_WINDOW);
    const header = (u8(b, at + TCP_OFFSET) >>> 4) << 2;
    this.dataAt = at + header;
    this.length = end - at - header;
    this.hasTs = false;
    this.sackBlocks = 0;
    this.mss = 0;
    this.wscale = -1;
    this.sackOk = false;
    if (header === 20) return;
    if (header === 32 && i32(b, at + 20) === TS_WORD) {
      this.hasTs = true;
      this.tsVal = i32(b, at + 24);
      this.tsEcr = i32(b, at + 28);
      return;
    }
    this.readOptions(b, at + 20, at + header);
  }

  private readOptions(b: Uint8Array, from: number, end: number): void {
    for (let at = from; at < end;) {
      const kind = u8(b, at);
      if (kind === OPT_END) return;
      if (kind === OPT_NOP) {
        at++;
        continue;
      }
      const length = at + 1 < end ? u8(b, at + 1) : 0;
      if (length < 2 || at + length > end) return;
      if (kind === OPT_MSS && length === 4) this.mss = u16(b, at + 2);
      else if (kind === OPT_WSCALE && length === 3)
        this.wscale = Math.min(u8(b, at + 2), MAX_WSCALE);
      else if (kind === OPT_SACK_OK && length === 2) this.sackOk = true;
      else if (kind === OPT_TS && length === 10) {
        this.hasTs = true;
        this.tsVal = i32(b, at + 2);
        this.tsEcr = i32(b, at + 6);
      } else if (kind === OPT_SACK && length >= 10 && (length - 2) % 8 === 0) {
        this.sackAt = at + 2;
        this.sackBlocks = (length - 2) >>> 3;
      }
      at += length;
    }
  }
}

/** NOP NOP TS: 12 bytes. */
export function putTimestamps(b: Uint8Array, at: number, value: number, echo: number): void {
  put32(b, at, TS_WORD);
  put32(b, at + 4, value);
  put32(b, at + 8, echo);
}

/** What a SYN offers (tcp_options_write's order). `wscale` -1, `ts` false...: not offered. */
export interface SynOptions {
  readonly mss: number;
  readonly wscale: number;
  readonly sack: boolean;
  readonly ts: boolean;
  readonly tsVal: number;
  readonly tsEcr: number;
}

export function synOptionsLength(o: SynOptions): number {
  return 4 + (o.ts ? TS_ALIGNED : o.sack ? 4 : 0) + (o.wscale >= 0 ? 4 : 0);
}

export function putSynOptions(b: Uint8Array, from: number, o: SynOptions): void {
  let at = from;
  put16(b, at, (OPT_MSS << 8) | 4);
  put16(b, at + 2, o.mss);
  at += 4;
  if (o.ts) {
    put16(b, at, o.sack ? (OPT_SACK_OK << 8) | 2 : (OPT_NOP << 8) | OPT_NOP);
    put16(b, at + 2, (OPT_TS << 8) | 10);
    put32(b, at + 4, o.tsVal);
    put32(b, at + 8, o.tsEcr);
    at += TS_ALIGNED;
  } else if (o.sack) {
    put32(b, at, (OPT_NOP << 24) | (OPT_NOP << 16) | (OPT_SACK_OK << 8) | 2);
    at += 4;
  }
  if (o.wscale >= 0) put32(b, at, (OPT_NOP << 24) | (OPT_WSCALE << 16) | (3 << 8) | o.wscale);
}

/** NOP NOP SACK with its length; the blocks follow. */
export function putSackHead(b: Uint8Array, at: number, blocks: number): void {
  put32(b, at, (OPT_NOP << 24) | (OPT_NOP << 16) | (OPT_SACK << 8) | (2 + blocks * 8));
}
