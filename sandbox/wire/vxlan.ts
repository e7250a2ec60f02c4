/** VXLAN: RFC 7348. Eight bytes between UDP and an Ethernet frame: flags, a 24-bit VNI, reserved zeros. */
import { put32, u32 } from "./bytes.ts";

export const VXLAN_HEADER = 8;
/** The I flag: the VNI is valid. As the first 32-bit word. */
export const VXLAN_HF_VNI = 0x08000000;
/** The port IANA gave it, and the one that Linux takes unless told. */
export const VXLAN_PORT_IANA = 4789;
export const VXLAN_PORT_LINUX = 8472;
export const VXLAN_VNI_MAX = 0xffffff;

export function writeVxlan(b: Uint8Array, at: number, vni: number): void {
  put32(b, at, VXLAN_HF_VNI);
  put32(b, at + 4, vni << 8);
}

export function vxlanVni(b: Uint8Array, at: number): number {
  return u32(b, at + 4) >>> 8;
}

/** Why these eight bytes are none that Linux takes without extensions, or null. */
export function vxlanFlaw(
  b: Uint8Array,
  at: number,
  end: number,
): "truncated" | "bad-flags" | null {
  if (end - at < VXLAN_HEADER) return "truncated";
  return (u32(b, at) & VXLAN_HF_VNI) === 0 ? "bad-flags" : null;
}

/** Reserved bits that are set: the header belongs to an extension that is not on. */
export function vxlanReserved(b: Uint8Array, at: number): boolean {
  return (u32(b, at) & ~VXLAN_HF_VNI) !== 0 || (u32(b, at + 4) & 0xff) !== 0;
}
