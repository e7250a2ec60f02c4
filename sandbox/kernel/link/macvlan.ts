/**
 * Cards with MAC addresses of their own on top of one card. drivers/net/macvlan.c.
 * Modelled: private, vepa, bridge, passthru; a `source` device hears nobody, as one without allowed addresses.
 * Left out: the source mode's lists, nodst, the length of the broadcast queue.
 */
import { isGroupMac, MAC_BROADCAST, type MacAddr } from "../../wire/addr.ts";
import { ethDst, ethSrc } from "../../wire/eth.ts";
import { NetDevice, type RxHandler } from "../device.ts";
import type { LinkInfoData, NetlinkAnswer } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";

export type MacvlanMode = "private" | "vepa" | "bridge" | "passthru" | "source";

/** A softirq's latency (µs). */
const HANDED_US = 1;

/** What stands on a card: it looks at every frame that the card receives. */
export class MacvlanPort implements RxHandler {
  readonly master: NetDevice;
  /** In the order that they were made. */
  readonly devices: Macvlan[] = [];

  constructor(lower: NetDevice) {
    this.master = lower;
  }

  /** macvlan_hash_lookup: of those that are up. */
  find(mac: MacAddr): Macvlan | null {
    for (const one of this.devices) if (one.up && one.mac === mac) return one;
    return null;
  }

  /** macvlan_addr_busy. */
  busy(mac: MacAddr, but: Macvlan): boolean {
    if (but.mode !== "passthru" && this.master.mac === mac) return true;
    const found = this.find(mac);
    return found !== null && found !== but;
  }

  get passthru(): Macvlan | null {
    return this.devices[0]?.mode === "passthru" ? this.devices[0] : null;
  }

  /** macvlan_handle_frame. */
  receive(packet: Packet): void {
    const { master } = this;
    const to = ethDst(packet.buf, packet.start);
    if (isGroupMac(to)) {
      const from = this.find(ethSrc(packet.buf, packet.start));
      if (from !== null && from.mode !== "vepa" && from.mode !== "bridge") {
        from.hear(packet);
        return;
      }
      for (const one of this.devices) {
        if (one === from || one.mode === "source" || !one.listensTo(to)) continue;
        // What a bridge's member said, the other members heard when it was sent.
        if (from?.mode === "bridge" && one.mode !== "vepa") continue;
        if (from?.mode === "vepa" && one.mode !== "vepa" && one.mode !== "bridge") continue;
        one.hear(packet.copy());
      }
      master.ns.deliver(master, packet);
      return;
    }
    const one = this.passthru ?? this.find(to);
    if (one === null || one.mode === "source") master.ns.deliver(master, packet);
    else one.receive(packet);
  }
}

export class Macvlan extends NetDevice {
  readonly kind = "macvlan";
  readonly lower: NetDevice;
  readonly shared: MacvlanPort;
  mode: MacvlanMode;

  constructor(
    ns: NetNamespace,
    index: number,
    name: string,
    mac: MacAddr,
    lower: NetDevice,
    mode: MacvlanMode,
  ) {
    super(ns, index, name, mac);
    this.lower = lower;
    this.mode = mode;
    this.mtu = lower.mtu;
    this.maxMtu = lower.maxMtu;
    this.tsoMaxSize = lower.tsoMaxSize;
    this.carrier = lower.carrier;
    this.shared = lower.rxHandler instanceof MacvlanPort ? lower.rxHandler : new MacvlanPort(lower);
    this.shared.devices.push(this);
    lower.rxHandler = this.shared;
    lower.uppers = this.shared.devices;
  }

  override get speed(): number {
    return this.lower.speed;
  }

  /** Is it up, and in that group? */
  listensTo(group: MacAddr): boolean {
    return this.up && (group === MAC_BROADCAST || this.multicast.link.has(group));
  }

  /** macvlan_broadcast_one: a frame for many, a moment later. */
  hear(packet: Packet): void {
    this.stats.multicast++;
    this.ns.host.sim.sched.hand(HANDED_US, "macvlan", arrive, this, packet);
  }

  /** macvlan_queue_xmit. */
  protected transmit(packet: Packet): void {
    const { lower, shared } = this;
    if (this.mode === "bridge") {
      const to = ethDst(packet.buf, packet.start);
      if (isGroupMac(to)) {
        for (const one of shared.devices) {
          if (one === this || one.mode !== "bridge" || !one.listensTo(to)) continue;
          const twin = packet.copy();
          twin.scrub(one.ns !== this.ns);
          one.hear(twin);
        }
      } else if (shared.find(to)?.mode === "bridge") {
        // By way of the lower device, whose taps see it arrive.
        packet.scrub(lower.ns !== this.ns);
        if (!lower.up) {
          lower.stats.rxDropped++;
          lower.drop(packet, "dev:down");
          return;
        }
        this.ns.host.sim.sched.hand(HANDED_US, "macvlan", arrive, lower, packet);
        return;
      }
    }
    lower.send(packet);
  }

  override linkPeer(): NetDevice | null {
    return this.lower;
  }
  override info(): LinkInfoData {
    return { kind: "macvlan", mode: this.mode };
  }
  override mayOpen(): NetlinkAnswer {
    return this.shared.busy(this.mac, this) ? { errno: "EADDRINUSE" } : null;
  }
  override onUp(): void {
    if (this.mode === "passthru") this.lower.promiscuity++;
  }
  override onDown(): void {
    if (this.mode === "passthru") this.lower.promiscuity--;
  }
  override onDelete(): void {
    const { lower, shared } = this;
    shared.devices.splice(shared.devices.indexOf(this), 1);
    if (shared.devices.length > 0) return;
    lower.rxHandler = null;
    lower.uppers = null;
  }
}

function arrive(dev: NetDevice, packet: Packet): void {
  if (dev.gone) packet.free();
  else dev.receive(packet);
}
