/** 802.1Q tags on frames. IEEE 802.1Q 9.6; net/8021q/vlan_core.c. */
import { put16, u16 } from "../../wire/bytes.ts";
import type { NetDevice } from "../device.ts";
import type { Packet } from "../packet.ts";

/** vlan_do_receive: a frame whose tag names a device on top goes there without it. */
export function receiveTagged(vlans: ReadonlyMap<number, NetDevice>, packet: Packet): boolean {
  const dev = vlans.get(u16(packet.buf, packet.start + 14) & 0xfff);
  if (dev === undefined) return false;
  removeTag(packet);
  dev.receive(packet);
  return true;
}

/** Insert an 802.1Q tag behind the MAC addresses. */
export function addTag(packet: Packet, id: number): void {
  const at = packet.push(4);
  packet.buf.copyWithin(at, at + 4, at + 16);
  put16(packet.buf, at + 12, 0x8100);
  put16(packet.buf, at + 14, id);
}

export function removeTag(packet: Packet): void {
  packet.buf.copyWithin(packet.start + 4, packet.start, packet.start + 12);
  packet.pull(4);
}
