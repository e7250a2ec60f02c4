/** IEEE 802.1Q: the four bytes after the source address, of which the first two are the TPID. */
import { put16, u16 } from "./bytes.ts";

/** From the tag's TCI on (the TPID stands where the EtherType would). */
export const VLAN_TCI = 0;
export const VLAN_TYPE = 2;
export const VLAN_HEADER = 4;

export interface VlanRepr {
  /** Priority code point, 0-7. */
  readonly pcp: number;
  /** Drop eligible indicator. */
  readonly dei: boolean;
  readonly id: number;
  /** EtherType of what follows. */
  readonly type: number;
}

export function vlanFlaw(at: number, end: number): "truncated" | null {
  return end - at < VLAN_HEADER ? "truncated" : null;
}

export function vlanId(b: Uint8Array, at: number): number {
  return u16(b, at + VLAN_TCI) & 0xfff;
}
export function vlanType(b: Uint8Array, at: number): number {
  return u16(b, at + VLAN_TYPE);
}

export function writeVlan(b: Uint8Array, at: number, tag: VlanRepr): void {
  put16(b, at + VLAN_TCI, (tag.pcp << 13) | (tag.dei ? 0x1000 : 0) | (tag.id & 0xfff));
  put16(b, at + VLAN_TYPE, tag.type);
}

export function readVlan(b: Uint8Array, at: number): VlanRepr {
  const tci = u16(b, at + VLAN_TCI);
  return { pcp: tci >>> 13, dei: (tci & 0x1000) !== 0, id: tci & 0xfff, type: vlanType(b, at) };
}
