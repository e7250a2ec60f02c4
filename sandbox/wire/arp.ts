/** ARP for IPv4 over Ethernet: RFC 826, RFC 5227. Other hardware and protocols are flaws. */
import type { Ipv4Addr, MacAddr } from "./addr.ts";
import { i32, put16, put32, put48, put8, u16, u48, u8 } from "./bytes.ts";

export const ARP_HTYPE = 0;
export const ARP_PTYPE = 2;
export const ARP_HLEN = 4;
export const ARP_PLEN = 5;
export const ARP_OP = 6;
export const ARP_SHA = 8;
export const ARP_SPA = 14;
export const ARP_THA = 18;
export const ARP_TPA = 24;
export const ARP_LENGTH = 28;

export const ARPHRD_ETHER = 1;
export const ARPOP_REQUEST = 1;
export const ARPOP_REPLY = 2;

export interface ArpRepr {
  readonly op: number;
  readonly sha: MacAddr;
  readonly spa: Ipv4Addr;
  readonly tha: MacAddr;
  readonly tpa: Ipv4Addr;
}

export function arpFlaw(
  b: Uint8Array,
  at: number,
  end: number,
): "truncated" | "not-ethernet" | "not-ipv4" | null {
  if (end - at < ARP_LENGTH) return "truncated";
  if (u16(b, at + ARP_HTYPE) !== ARPHRD_ETHER || u8(b, at + ARP_HLEN) !== 6) return "not-ethernet";
  if (u16(b, at + ARP_PTYPE) !== 0x0800 || u8(b, at + ARP_PLEN) !== 4) return "not-ipv4";
  return null;
}

export function readArp(b: Uint8Array, at: number): ArpRepr {
  return {
    op: u16(b, at + ARP_OP),
    sha: u48(b, at + ARP_SHA) as MacAddr,
    spa: i32(b, at + ARP_SPA) as Ipv4Addr,
    tha: u48(b, at + ARP_THA) as MacAddr,
    tpa: i32(b, at + ARP_TPA) as Ipv4Addr,
  };
}

export function writeArp(b: Uint8Array, at: number, arp: ArpRepr): void {
  put16(b, at + ARP_HTYPE, ARPHRD_ETHER);
  put16(b, at + ARP_PTYPE, 0x0800);
  put8(b, at + ARP_HLEN, 6);
  put8(b, at + ARP_PLEN, 4);
  put16(b, at + ARP_OP, arp.op);
  put48(b, at + ARP_SHA, arp.sha);
  put32(b, at + ARP_SPA, arp.spa);
  put48(b, at + ARP_THA, arp.tha);
  put32(b, at + ARP_TPA, arp.tpa);
}
