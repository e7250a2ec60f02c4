/**
 * A network namespace: devices, addresses, tables, sockets, sysctls. struct net.
 * The parts live in their own files; this file owns what ties them together.
 */
import type { DropReason } from "../sim/trace.ts";
import type { NetDevice, PacketTap } from "./device.ts";
import type { Host } from "./host.ts";
import type { Netlink } from "./netlink-types.ts";
import type { Packet } from "./packet.ts";

export class NetNamespace {
  readonly host: Host;
  /** nsfs inode: net:[4026531840] is a machine's own. */
  readonly inode: number;
  /** For traces: "" is the machine's own, else the name it was given first. */
  name: string;
  readonly devices = new Map<number, NetDevice>();
  /** All packet sockets of the namespace, null when none: one comparison a frame. */
  taps: PacketTap[] | null = null;
  declare readonly netlink: Netlink;
  dead = false;

  constructor(host: Host, inode: number, name: string) {
    this.host = host;
    this.inode = inode;
    this.name = name;
  }

  device(name: string): NetDevice | null {
    for (const dev of this.devices.values()) if (dev.name === name) return dev;
    return null;
  }

  /** The end of a packet, with the reason that observers are told. */
  drop(packet: Packet, reason: DropReason, detail = ""): void {
    const { sim } = this.host;
    if (sim.trace.active) {
      sim.trace.emit({
        kind: "drop", at: sim.sched.now, host: this.host.name, ns: this.name, reason, detail,
        journey: packet.journey,
      });
    }
    packet.free();
  }

  runTaps(device: NetDevice, packet: Packet, outgoing: boolean): void {
    for (const tap of this.taps ?? []) {
      if (tap.ifindex === null || tap.ifindex === device.index) tap.tap(device, packet, outgoing);
    }
  }

  /** eth_type_trans: sets packetType and protocol from the Ethernet header. */
  declare ethernetType: (device: NetDevice, packet: Packet) => void;
  /** The protocol handlers: ARP, IPv4, IPv6. Owns the packet. */
  declare deliver: (device: NetDevice, packet: Packet) => void;
}
