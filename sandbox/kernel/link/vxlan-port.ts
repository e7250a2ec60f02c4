/**
 * A namespace's VXLAN side: its devices, and the UDP sockets that those share which are up.
 * drivers/net/vxlan/vxlan_core.c: vxlan_sock_add, vxlan_rcv.
 */
import { IPV4_ANY, isMulticast4 } from "../../wire/addr.ts";
import { u32, u8 } from "../../wire/bytes.ts";
import { UDP_HEADER } from "../../wire/udp.ts";
import { vxlanFlaw, vxlanReserved, vxlanVni } from "../../wire/vxlan.ts";
import type { NetDevice } from "../device.ts";
import { reportJoin } from "../ip/igmp.ts";
import type { NetlinkError } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import { InetSocket } from "../socket/inet.ts";
import type { UdpTunnel } from "../socket/udp.ts";
import type { VxlanDevice } from "./vxlan.ts";

const GBP_BIT = 0x80;

export class VxlanNet {
  /** Made here, wherever they are now. */
  readonly devices = new Set<VxlanDevice>();
  /** By UDP port. */
  readonly ports = new Map<number, VxlanPort>();

  static of(ns: NetNamespace): VxlanNet {
    return (ns.vxlan ??= new VxlanNet());
  }
}

/** A UDP port on which VXLAN is spoken: one socket for many VNIs. */
export class VxlanPort implements UdpTunnel {
  readonly ns: NetNamespace;
  readonly number: number;
  readonly gbp: boolean;
  readonly vnis = new Map<number, VxlanDevice>();
  readonly socket: InetSocket;

  constructor(ns: NetNamespace, number: number, gbp: boolean) {
    this.ns = ns;
    this.number = number;
    this.gbp = gbp;
    this.socket = new InetSocket(ns.stack, "udp", 17, true);
  }

  /** vxlan_rcv: UDP is checked, its header stands at l4. */
  receive(_dev: NetDevice, packet: Packet): void {
    const b = packet.buf;
    const at = packet.l4 + UDP_HEADER;
    const flaw = vxlanFlaw(b, at, packet.end);
    if (flaw !== null) {
      this.ns.drop(packet, "vxlan:malformed", flaw);
      return;
    }
    const vxlan = this.vnis.get(vxlanVni(b, at));
    if (vxlan === undefined) {
      this.ns.drop(packet, "vxlan:no-vni", String(vxlanVni(b, at)));
      return;
    }
    if (this.gbp && (u8(b, at) & GBP_BIT) !== 0) {
      packet.mark = u32(b, at) & 0xffff;
    } else if (vxlanReserved(b, at)) {
      vxlan.stats.rxFrameErrors++;
      vxlan.stats.rxErrors++;
      this.ns.drop(packet, "vxlan:malformed", "reserved bits");
      return;
    }
    vxlan.decapsulate(packet, at);
  }
}

/** vxlan_sock_add. EADDRINUSE: a program, or VXLAN with another extension, has the port. */
export function openVxlanPort(dev: VxlanDevice): VxlanPort | NetlinkError {
  const { origin, config } = dev;
  const net = VxlanNet.of(origin);
  let port = net.ports.get(config.dstport);
  if (port === undefined) {
    const made = new VxlanPort(origin, config.dstport, config.gbp);
    const refused = made.socket.bind(IPV4_ANY, config.dstport);
    if (refused !== null) {
      made.socket.release();
      return { errno: refused };
    }
    port = made;
    net.ports.set(config.dstport, port);
    origin.stack.sockets.tunnels.set(config.dstport, port);
  } else if (port.gbp !== config.gbp) return { errno: "EADDRINUSE" };
  port.vnis.set(config.vni, dev);
  if (isMulticast4(config.remote)) joinGroup(dev, true);
  return port;
}

/** vxlan_sock_release. */
export function closeVxlanPort(port: VxlanPort, dev: VxlanDevice): void {
  port.vnis.delete(dev.config.vni);
  if (isMulticast4(dev.config.remote)) joinGroup(dev, false);
  if (port.vnis.size > 0) return;
  port.socket.release();
  VxlanNet.of(port.ns).ports.delete(port.number);
  port.ns.stack.sockets.tunnels.delete(port.number);
}

/** vxlan_igmp_join, vxlan_igmp_leave: on the device below. */
function joinGroup(dev: VxlanDevice, on: boolean): void {
  const { lower, config, origin } = dev;
  if (lower === null || lower.gone || lower.ns !== origin) return;
  if (!on) lower.multicast.leave4(config.remote);
  else {
    lower.multicast.join4(config.remote);
    reportJoin(origin.stack, lower, config.remote);
  }
  origin.fib.changed();
}

/** vxlan_handle_lowerdev_unregister. */
export function vxlansOver(lower: NetDevice): readonly VxlanDevice[] {
  const net = lower.ns.vxlan;
  return net === null ? [] : [...net.devices].filter((dev) => dev.lower === lower);
}

/** vxlan_exit_batch_net: those that were made in a namespace die with it, wherever they are. */
export function vxlansFrom(ns: NetNamespace): readonly VxlanDevice[] {
  return ns.vxlan === null ? [] : [...ns.vxlan.devices];
}
