/** TCP's header: RFC 9293. Options are carried as bytes. No state machine lives here. */
import { put16, put32, put8, u16, u32, u8 } from "./bytes.ts";
import { checksum } from "./checksum.ts";

export const TCP_SRC = 0;
export const TCP_DST = 2;
export const TCP_SEQ = 4;
export const TCP_ACK = 8;
export const TCP_OFFSET = 12;
export const TCP_FLAGS = 13;
export const TCP_WINDOW = 14;
export const TCP_CHECKSUM = 16;
export const TCP_URGENT = 18;
export const TCP_HEADER = 20;

export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_PSH = 0x08;
export const TCP_ACKF = 0x10;
export const TCP_URG = 0x20;

export interface TcpRepr {
  readonly srcPort: number;
  readonly dstPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly window: number;
  readonly headerLength: number;
}

/** `pseudo` -1: the checksum is not looked at. */
export function tcpFlaw(
  b: Uint8Array,
  at: number,
  end: number,
  pseudo: number,
): "truncated" | "bad-length" | "bad-checksum" | null {
  if (end - at < TCP_HEADER) return "truncated";
  const header = (u8(b, at + TCP_OFFSET) >>> 4) << 2;
  if (header < TCP_HEADER || header > end - at) return "bad-length";
  return pseudo < 0 || checksum(b, at, end, pseudo) === 0 ? null : "bad-checksum";
}

/** Header of 20 bytes in front of a payload that is already in bytes[at + 20, end). */
export function writeTcp(
  b: Uint8Array,
  at: number,
  end: number,
  tcp: Omit<TcpRepr, "headerLength">,
  pseudo: number,
): void {
  put16(b, at + TCP_SRC, tcp.srcPort);
  put16(b, at + TCP_DST, tcp.dstPort);
  put32(b, at + TCP_SEQ, tcp.seq | 0);
  put32(b, at + TCP_ACK, tcp.ack | 0);
  put8(b, at + TCP_OFFSET, (TCP_HEADER >>> 2) << 4);
  put8(b, at + TCP_FLAGS, tcp.flags);
  put16(b, at + TCP_WINDOW, tcp.window);
  put32(b, at + TCP_CHECKSUM, 0);
  put16(b, at + TCP_CHECKSUM, checksum(b, at, end, pseudo));
}

export function readTcp(b: Uint8Array, at: number): TcpRepr {
  return {
    srcPort: u16(b, at + TCP_SRC),
    dstPort: u16(b, at + TCP_DST),
    seq: u32(b, at + TCP_SEQ),
    ack: u32(b, at + TCP_ACK),
    flags: u8(b, at + TCP_FLAGS),
    window: u16(b, at + TCP_WINDOW),
    headerLength: (u8(b, at + TCP_OFFSET) >>> 4) << 2,
  };
}
