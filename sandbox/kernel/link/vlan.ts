/** An 802.1Q device on top of another: tags what it sends, gets what carries its tag. net/8021q. */
import type { MacAddr } from "../../wire/addr.ts";
import { NetDevice } from "../device.ts";
import type { LinkInfoData } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import { addTag } from "./tag.ts";

export class VlanDevice extends NetDevice {
  readonly kind = "vlan";
  readonly lower: NetDevice;
  readonly id: number;
  readonly protocol: string;

  constructor(
    ns: NetNamespace,
    index: number,
    name: string,
    mac: MacAddr,
    lower: NetDevice,
    id: number,
    protocol: string,
  ) {
    super(ns, index, name, mac);
    this.lower = lower;
    this.id = id;
    this.protocol = protocol;
    this.mtu = lower.mtu;
    this.minMtu = 0;
    // vlan_dev_init: not before it is opened.
    this.carrier = false;
    (lower.vlans ??= new Map()).set(id, this);
  }

  override get speed(): number {
    return this.lower.speed;
  }

  protected transmit(packet: Packet): void {
    addTag(packet, this.id);
    this.lower.send(packet);
  }
  override linkPeer(): NetDevice {
    return this.lower;
  }
  override info(): LinkInfoData {
    return { kind: "vlan", id: this.id, protocol: this.protocol };
  }
  override onUp(): void {
    this.setCarrier(this.lower.up && this.lower.carrier);
  }
  override onDown(): void {
    this.setCarrier(false);
  }
  override onDelete(): void {
    this.lower.vlans?.delete(this.id);
    if (this.lower.vlans?.size === 0) this.lower.vlans = null;
  }
}
