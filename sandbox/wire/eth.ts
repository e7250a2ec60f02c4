/** Ethernet II. Left out: the 802.3 length form beyond recognising it, the FCS (Linux never shows it). */
import type { MacAddr } from "./addr.ts";
import { put16, put48, u16, u48 } from "./bytes.ts";

export const ETH_DST = 0;
export const ETH_SRC = 6;
export const ETH_TYPE = 12;
export const ETH_HEADER = 14;

/** <linux/if_ether.h>. Values below 1536 in the type field are 802.3 lengths. */
export const ETH_P_802_2 = 0x0004;
export const ETH_P_IP = 0x0800;
export const ETH_P_ARP = 0x0806;
export const ETH_P_RARP = 0x8035;
export const ETH_P_8021Q = 0x8100;
export const ETH_P_IPV6 = 0x86dd;
export const ETH_P_8021AD = 0x88a8;
export const ETH_TYPE_MIN = 0x0600;

export interface EthRepr {
  readonly dst: MacAddr;
  readonly src: MacAddr;
  /** EtherType, or a length when below 1536. */
  readonly type: number;
}

/** Why bytes[at, end) is no Ethernet header, or null. */
export function ethFlaw(at: number, end: number): "truncated" | null {
  return end - at < ETH_HEADER ? "truncated" : null;
}

export function ethType(b: Uint8Array, at: number): number {
  return u16(b, at + ETH_TYPE);
}
export function ethDst(b: Uint8Array, at: number): MacAddr {
  return u48(b, at + ETH_DST) as MacAddr;
}
export function ethSrc(b: Uint8Array, at: number): MacAddr {
  return u48(b, at + ETH_SRC) as MacAddr;
}

export function writeEth(
  b: Uint8Array,
  at: number,
  dst: MacAddr,
  src: MacAddr,
  type: number,
): void {
  put48(b, at + ETH_DST, dst);
  put48(b, at + ETH_SRC, src);
  put16(b, at + ETH_TYPE, type);
}

export function readEth(b: Uint8Array, at: number): EthRepr {
  return { dst: ethDst(b, at), src: ethSrc(b, at), type: ethType(b, at) };
}
