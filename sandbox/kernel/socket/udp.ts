/** UDP in: net/ipv4/udp.c. Nobody listens: ICMP port unreachable. */
import { u16 } from "../../wire/bytes.ts";
import { pseudoSum } from "../../wire/checksum.ts";
import { ICMP_DEST_UNREACH, ICMP_PORT_UNREACH } from "../../wire/icmp.ts";
import { ipDst, IPPROTO_UDP, ipSrc } from "../../wire/ipv4.ts";
import { UDP_DST, UDP_HEADER, UDP_LENGTH, udpChecksumOk, udpFlaw } from "../../wire/udp.ts";
import type { NetDevice } from "../device.ts";
import { sendIcmpError } from "../ip/icmp.ts";
import { UDP_IN } from "../fast-path.ts";
import type { Packet } from "../packet.ts";
import type { InetSocket } from "./inet.ts";
import type { Stack } from "../stack.ts";

/** A kernel's own user of a UDP port: encap_rcv. Owns the packet, whose UDP header stands at l4. */
export interface UdpTunnel {
  receive(dev: NetDevice, packet: Packet): void;
}

export function udpInput(stack: Stack, dev: NetDevice, packet: Packet): void {
  const { buf, l3, l4, end } = packet;
  const counters = stack.snmp.udp;
  const flaw = udpFlaw(buf, l4, end);
  if (flaw !== null) {
    counters.InErrors++;
    stack.ns.drop(packet, "ip:malformed", `udp ${flaw}`);
    return;
  }
  const length = u16(buf, l4 + UDP_LENGTH);
  if (
    packet.csumStart === 0 &&
    !udpChecksumOk(buf, l4, pseudoSum(ipSrc(buf, l3), ipDst(buf, l3), IPPROTO_UDP, length))
  ) {
    counters.InCsumErrors++;
    counters.InErrors++;
    stack.ns.drop(packet, "udp:bad-checksum", dev.name);
    return;
  }
  const { tunnels } = stack.sockets;
  if (tunnels.size > 0) {
    const tunnel = tunnels.get(u16(buf, l4 + UDP_DST));
    if (tunnel !== undefined) {
      counters.InDatagrams++;
      packet.end = l4 + length;
      tunnel.receive(dev, packet);
      return;
    }
  }
  const group = packet.route !== null && packet.route.type !== "local";
  const srcPort = u16(buf, l4);
  const found = stack.sockets.udpFor(dev, packet, srcPort, u16(buf, l4 + UDP_DST), group);
  if (found.length === 0) {
    if (group) {
      counters.IgnoredMulti++;
    } else {
      counters.NoPorts++;
      sendIcmpError(stack, packet, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
    }
    stack.ns.drop(packet, "udp:no-listener", String(u16(buf, l4 + UDP_DST)));
    return;
  }
  packet.end = l4 + length;
  const { ns } = stack;
  const { fast } = ns.host;
  const [only] = found;
  if (!group && only !== undefined && found.length === 1 && !stack.sockets.hasRaw)
    fast.learnLocal(dev, packet, only);
  let full = false;
  let owned = false;
  for (let i = 0; i < found.length; i++) {
    const socket = found[i] as InetSocket;
    const last = i === found.length - 1 && !full;
    if (socket.receive(dev.index, packet, l4 + UDP_HEADER, srcPort, last)) {
      fast.addNet(ns.record, UDP_IN, 1);
      owned = last;
    } else full = true;
  }
  if (owned) return;
  if (!full) {
    packet.free();
    return;
  }
  counters.RcvbufErrors++;
  counters.InErrors++;
  stack.ns.drop(packet, "udp:queue-full", dev.name);
}
