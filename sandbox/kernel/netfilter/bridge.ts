/**
 * br_netfilter: frames that a bridge handles pass the IP hooks, with the bridge as their device (net/bridge/
 * br_netfilter_hooks.c). It is built into the recorded kernel: net.bridge.bridge-nf-call-iptables is 1 from the start.
 *
 * PREROUTING before the bridge decides, FORWARD and POSTROUTING on the way to a port. A destination that was
 * translated makes the frame go to another station of the same bridge (its MAC is put in, TTL stays), or up to
 * the stack. Left out: VLAN-tagged frames (bridge-nf-filter-vlan-tagged), PPPoE, arptables.
 */
import { type MacAddr, readIpv6 } from "../../wire/addr.ts";
import { put48, u16, u48, u8 } from "../../wire/bytes.ts";
import { ETH_HEADER, ETH_P_IP, ETH_P_IPV6 } from "../../wire/eth.ts";
import { IP_LENGTH, IP_TOS, ipDst, ipHeaderLength, ipSrc, ipv4Flaw } from "../../wire/ipv4.ts";
import { IP6_DST, IP6_HEADER, IP6_LENGTH, ipv6Flaw } from "../../wire/ipv6.ts";
import { fragment } from "../ip/fragment.ts";
import { neighbourFor } from "../ip/output.ts";
import type { Bridge } from "../link/bridge.ts";
import type { BridgePort } from "../link/bridge-port.ts";
import type { NetDevice } from "../device.ts";
import { NUD_CONNECTED } from "../neigh/neighbour.ts";
import { type Packet, PACKET_HOST, PACKET_OTHERHOST } from "../packet.ts";
import { transport6 } from "./flow.ts";
import { NF_FWD, NF_POST, NF_PRE } from "./hooks.ts";

/** Whether a frame is IP that the hooks are to see: 4, 6, or 0. */
function family(bridge: Bridge, packet: Packet): 0 | 4 | 6 {
  const { buf, start, end } = packet;
  if (end - start < ETH_HEADER) return 0;
  const { sysctl } = bridge.ns;
  switch (u16(buf, start + 12)) {
    case ETH_P_IP:
      return sysctl.bridgeNfCallIptables !== 0 || bridge.nfCallIptables !== 0 ? 4 : 0;
    case ETH_P_IPV6:
      return sysctl.bridgeNfCallIp6tables !== 0 || bridge.nfCallIp6tables !== 0 ? 6 : 0;
    default:
      return 0;
  }
}

/** Take the Ethernet header off and find the others. False: malformed. */
function pullHeader(packet: Packet, six: boolean): boolean {
  const { buf, end } = packet;
  const l3 = packet.start + ETH_HEADER;
  if (six ? ipv6Flaw(buf, l3, end) !== null : ipv4Flaw(buf, l3, end) !== null) return false;
  packet.start = packet.l3 = l3;
  if (six) {
    packet.end = l3 + IP6_HEADER + u16(buf, l3 + IP6_LENGTH);
    packet.l4 = transport6(buf, l3, packet.end) & 0xfffff;
  } else {
    packet.end = l3 + u16(buf, l3 + IP_LENGTH);
    packet.l4 = l3 + ipHeaderLength(buf, l3);
  }
  return true;
}

/** The Ethernet header in front again; of a reassembled datagram it was never there. */
function pushHeader(packet: Packet, dst: number, src: number, type: number): void {
  const at = packet.push(ETH_HEADER);
  put48(packet.buf, at, dst);
  put48(packet.buf, at + 6, src);
  packet.buf[at + 12] = type >>> 8;
  packet.buf[at + 13] = type & 0xff;
}

/** br_nf_pre_routing. Answers the frame that the bridge goes on with, or null: it is gone, or waits. */
export function bridgePre(port: BridgePort, packet: Packet): Packet | null {
  const { bridge } = port;
  const { ns } = bridge;
  const kind = family(bridge, packet);
  if (kind === 0 || ns.nf === null) return packet;
  const six = kind === 6;
  const { buf, start, packetType } = packet;
  const dstMac = u48(buf, start);
  const srcMac = u48(buf, start + 6);
  const type = u16(buf, start + 12);
  if (!pullHeader(packet, six)) {
    ns.drop(packet, six ? "ipv6:malformed" : "ip:malformed", port.dev.name);
    return null;
  }
  packet.phys = { input: port.dev, output: null, bridged: false, dnat: 0 };
  if (packetType === PACKET_OTHERHOST) packet.packetType = PACKET_HOST;
  const before = six ? readIpv6(buf, packet.l3 + IP6_DST) : ipDst(buf, packet.l3);
  const passed = ns.nf.pass(six, NF_PRE, packet, bridge, null);
  if (passed === null) return null;
  passed.phys ??= { input: port.dev, output: null, bridged: false, dnat: 0 };
  passed.input = port.dev;
  passed.packetType = packetType;
  const at = passed.l3;
  const after = six ? readIpv6(passed.buf, at + IP6_DST) : ipDst(passed.buf, at);
  let to = dstMac;
  if (before !== after) {
    const found = six ? redirect6(bridge) : redirect4(bridge, passed, srcMac);
    if (found < 0) return null;
    to = found;
  }
  pushHeader(passed, to, srcMac, type);
  return passed;
}

/** Up to the stack. */
function redirect6(bridge: Bridge): number {
  return bridge.mac;
}

/** br_nf_pre_routing_finish after DNAT: the MAC to go to; -1: the packet is gone, or waits for its neighbour. */
function redirect4(bridge: Bridge, packet: Packet, srcMac: number): number {
  const { ns } = bridge;
  const { stack } = ns;
  const { buf, l3 } = packet;
  const dst = ipDst(buf, l3);
  const tos = u8(buf, l3 + IP_TOS) & 0x1e;
  const found = stack.routes.input(bridge, dst, ipSrc(buf, l3), tos, packet.mark, packet);
  const { route } = found;
  if (route === null || (found.verdict !== "forward" && found.verdict !== "local")) {
    ns.drop(packet, "ip:no-route", bridge.name);
    return -1;
  }
  if (route.dev !== bridge || found.verdict === "local") {
    packet.packetType = PACKET_HOST;
    return bridge.mac;
  }
  packet.route = route;
  const neigh = neighbourFor(stack, route, dst);
  if (neigh === null) {
    ns.drop(packet, "neigh:queue-full", bridge.name);
    return -1;
  }
  if ((neigh.state & NUD_CONNECTED) !== 0) return neigh.mac;
  // Through the neighbour, and back into the bridge at br_dev_xmit.
  if (packet.phys !== null) packet.phys.dnat = srcMac;
  packet.protocol = ETH_P_IP;
  neigh.output(packet);
  return -1;
}

/** br_nf_dev_xmit: a translated frame that has waited for its MAC goes on as if it had just come in. */
export function bridgeResume(bridge: Bridge, packet: Packet): boolean {
  const { phys } = packet;
  if (phys === null || phys.dnat === 0) return false;
  const { buf, start } = packet;
  put48(buf, start + 6, phys.dnat);
  phys.dnat = 0;
  const port = phys.input?.port ?? null;
  if (port?.bridge !== bridge) {
    bridge.drop(packet, "bridge:port-down");
    return true;
  }
  bridge.input(port, packet, u48(buf, start) as MacAddr, u48(buf, start + 6) as MacAddr);
  return true;
}

/** br_nf_forward, br_nf_post_routing. Answers the frame that leaves by the port, or null: it is gone. */
export function bridgeForward(bridge: Bridge, port: BridgePort, packet: Packet): Packet | null {
  const { nf } = bridge.ns;
  const { phys } = packet;
  const kind = family(bridge, packet);
  if (nf === null || phys === null || kind === 0) return packet;
  const six = kind === 6;
  const { buf, start, packetType } = packet;
  const dstMac = u48(buf, start);
  const srcMac = u48(buf, start + 6);
  const type = u16(buf, start + 12);
  if (!pullHeader(packet, six)) return packet;
  phys.output = port.dev;
  phys.bridged = true;
  if (packetType === PACKET_OTHERHOST) packet.packetType = PACKET_HOST;
  let passed = nf.pass(six, NF_FWD, packet, bridge, bridge);
  if (passed !== null) passed = nf.pass(six, NF_POST, passed, null, bridge);
  if (passed === null) return null;
  passed.packetType = packetType;
  const tooLong = passed.end - passed.l3 > port.dev.mtu;
  if (tooLong && !six) {
    inPieces(port.dev, passed, dstMac, srcMac);
    return null;
  }
  pushHeader(passed, dstMac, srcMac, type);
  return passed;
}

/** br_nf_ip_fragment: what was put together for the hooks is taken apart again. */
function inPieces(dev: NetDevice, packet: Packet, dstMac: number, srcMac: number): void {
  fragment(dev.ns.stack, packet, dev.mtu, {
    dev,
    output(piece: Packet): void {
      pushHeader(piece, dstMac, srcMac, ETH_P_IP);
      dev.send(piece);
    },
  });
}
