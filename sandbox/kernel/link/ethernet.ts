/** Ethernet input: eth_type_trans, and which protocol gets the frame. net/ethernet/eth.c, net/core/dev.c. */
import { MAC_ZERO } from "../../wire/addr.ts";
import { u16, u8 } from "../../wire/bytes.ts";
import { ETH_HEADER, ETH_P_802_2, ETH_TYPE_MIN } from "../../wire/eth.ts";
import type { NetDevice } from "../device.ts";
import {
  type Packet,
  PACKET_BROADCAST,
  PACKET_HOST,
  PACKET_MULTICAST,
  PACKET_OTHERHOST,
} from "../packet.ts";

/** Set packetType, protocol and l3 from the Ethernet header at `start`. */
export function setEthernetType(device: NetDevice, packet: Packet): void {
  const b = packet.buf;
  const at = packet.start;
  const high = (u16(b, at) << 8) | u8(b, at + 2);
  const low = (u8(b, at + 3) << 16) | u16(b, at + 4);
  const mac = (): number => high * 16_777_216 + low;
  if (low === device.macLow && high === device.macHigh) packet.packetType = PACKET_HOST;
  else if (((b[at] as number) & 1) === 1) {
    packet.packetType = mac() === device.broadcast ? PACKET_BROADCAST : PACKET_MULTICAST;
  } else {
    const port = device.cameBy;
    const ours =
      (port !== null && low === port.macLow && high === port.macHigh) ||
      (device.loopback && mac() === MAC_ZERO);
    packet.packetType = ours ? PACKET_HOST : PACKET_OTHERHOST;
  }
  const type = u16(b, at + 12);
  packet.protocol = type >= ETH_TYPE_MIN ? type : ETH_P_802_2;
  packet.l3 = at + ETH_HEADER;
}
