/** A pair of virtual Ethernet cards on one cable. drivers/net/veth.c. */
import type { MacAddr } from "../../wire/addr.ts";
import { NetDevice } from "../device.ts";
import type { LinkInfoData } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import { arriveAtRecord, VETH_CROSSING_US } from "../fast-path.ts";

const ETH_HLEN = 14;
const VLAN_HLEN = 4;

export class Veth extends NetDevice {
  readonly kind = "veth";
  peer: Veth | null = null;

  constructor(ns: NetNamespace, index: number, name: string, mac: MacAddr) {
    super(ns, index, name, mac);
    this.carrier = true;
    this.numTxQueues = 2;
    this.numRxQueues = 2;
    this.tsoMaxSize = 524_280;
  }

  override get speed(): number {
    return 10_000;
  }

  protected transmit(packet: Packet): void {
    const { peer } = this;
    if (peer === null) {
      this.drop(packet, "dev:no-carrier");
      return;
    }
    if (packet.end - packet.start > peer.mtu + ETH_HLEN + VLAN_HLEN) {
      this.stats.txDropped++;
      this.drop(packet, "dev:too-long");
      return;
    }
    packet.hop = peer.record;
    packet.scrub(peer.ns !== this.ns);
    const { sim, fast } = this.ns.host;
    sim.sched.hand(VETH_CROSSING_US, "veth", arriveAtRecord, fast, packet);
  }

  override get fastPeer(): NetDevice | null {
    return this.qdisc === "noqueue" ? this.peer : null;
  }
  override linkPeer(): NetDevice | null {
    return this.peer;
  }
  override info(): LinkInfoData {
    return { kind: "veth" };
  }
  override diesWith(): readonly NetDevice[] {
    return this.peer === null ? [] : [this.peer];
  }
  override onUp(): void {
    if (this.peer?.up !== true) return;
    this.setCarrier(true);
    this.peer.setCarrier(true);
  }
  override onDown(): void {
    this.setCarrier(false);
    this.peer?.setCarrier(false);
  }
}
