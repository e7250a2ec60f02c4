/** A card that swallows what it is given. drivers/net/dummy.c. */
import type { MacAddr } from "../../wire/addr.ts";
import { NetDevice } from "../device.ts";
import { IFF, type LinkInfoData } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";

export class Dummy extends NetDevice {
  readonly kind = "dummy";

  constructor(ns: NetNamespace, index: number, name: string, mac: MacAddr) {
    super(ns, index, name, mac);
    this.flags = IFF.BROADCAST | IFF.NOARP;
    this.minMtu = 0;
    this.maxMtu = 0;
    this.tsoMaxSize = 65_536;
  }

  protected transmit(packet: Packet): void {
    packet.free();
  }
  override info(): LinkInfoData {
    return { kind: "dummy" };
  }
}
