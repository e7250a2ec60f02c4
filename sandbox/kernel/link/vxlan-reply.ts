/**
 * What a VXLAN answers itself instead of asking the far nodes: ARP as a proxy, the short cut between
 * subnets (rsc), and "too big" for bridged senders. vxlan_core.c: arp_reduce, route_shortcircuit;
 * ip_tunnel_core.c: iptunnel_pmtud_build_icmp. Left out: neighbour discovery for IPv6 (neigh_reduce).
 */
import {
  type Ipv4Addr,
  IPV4_BROADCAST,
  isLoopback4,
  isMulticast4,
  MAC_ZERO,
  type MacAddr,
} from "../../wire/addr.ts";
import {
  ARP_LENGTH,
  arpFlaw,
  ARPOP_REPLY,
  ARPOP_REQUEST,
  readArp,
  writeArp,
} from "../../wire/arp.ts";
import { put48, u16, u48, u8 } from "../../wire/bytes.ts";
import { ETH_HEADER, ETH_P_ARP, ETH_P_IP, writeEth } from "../../wire/eth.ts";
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, icmpIsError, writeIcmp } from "../../wire/icmp.ts";
import {
  IP_DF,
  IP_FRAG,
  IP_HEADER,
  IP_PROTOCOL,
  IP_TTL,
  ipDst,
  ipHeaderLength,
  IPPROTO_ICMP,
  ipSrc,
  writeIpv4,
} from "../../wire/ipv4.ts";
import { NUD_CONNECTED } from "../neigh/neighbour.ts";
import { Packet } from "../packet.ts";
import type { VxlanDevice } from "./vxlan.ts";

/** RFC 1812: an error quotes what fits into this. */
const ERROR_MAX = 576;
const ICMP_HEADER = 8;

/** arp_reduce: the whole of ARP ends here; who stands in the neighbour table is answered for. */
export function arpReduce(dev: VxlanDevice, packet: Packet): void {
  const b = packet.buf;
  const at = packet.start + ETH_HEADER;
  const arp = arpFlaw(b, at, packet.end) === null ? readArp(b, at) : null;
  const { stack } = dev.ns;
  const asks = arp?.op === ARPOP_REQUEST && !isLoopback4(arp.tpa) && !isMulticast4(arp.tpa);
  if (arp !== null && asks) {
    const known = stack.arp.lookup(dev, arp.tpa);
    if (known === null) {
      if (dev.config.l3miss) dev.fdb.miss(MAC_ZERO, arp.tpa);
    } else if (
      (known.state & NUD_CONNECTED) !== 0 &&
      dev.fdb.find(known.mac)?.remotes[0]?.ip !== 0
    ) {
      const { sim } = dev.ns.host;
      const reply = Packet.alloc(sim.buffers, ETH_HEADER + ARP_LENGTH, packet.journey);
      const to = { op: ARPOP_REPLY, sha: known.mac, spa: arp.tpa, tha: arp.sha, tpa: arp.spa };
      writeEth(reply.buf, reply.start, arp.sha, known.mac, ETH_P_ARP);
      writeArp(reply.buf, reply.start + ETH_HEADER, to);
      reply.l3 = reply.start + ETH_HEADER;
      packet.free();
      dev.invent(reply);
      return;
    }
  }
  dev.ns.drop(packet, "arp:ignored", dev.name);
}

/** route_shortcircuit: a frame for the gateway whose real receiver is known goes there directly. */
export function routeShortcut(dev: VxlanDevice, packet: Packet): boolean {
  const b = packet.buf;
  const at = packet.start;
  if (isMulticast4(ipDst(b, at + ETH_HEADER)) || u16(b, at + 12) !== ETH_P_IP) return false;
  const dst = ipDst(b, at + ETH_HEADER);
  const known = dev.ns.stack.arp.lookup(dev, dst);
  if (known === null) {
    if (dev.config.l3miss) dev.fdb.miss(MAC_ZERO, dst);
    return false;
  }
  const gateway = u48(b, at);
  if (known.mac === gateway) return false;
  put48(b, at + 6, gateway);
  put48(b, at, known.mac);
  return true;
}

/** iptunnel_pmtud_check_icmp: ICMP "fragmentation needed" back into the bridge. True: the packet is done. */
export function tellTooBig(dev: VxlanDevice, packet: Packet, mtu: number): boolean {
  const b = packet.buf;
  const eth = packet.start;
  const at = eth + ETH_HEADER;
  if (u16(b, eth + 12) !== ETH_P_IP || mtu < ERROR_MAX || u16(b, at + IP_FRAG) !== IP_DF)
    return false;
  const src = ipSrc(b, at);
  const dst = ipDst(b, at);
  if (unlikely(src) || unlikely(dst)) return false;
  const icmp = at + ipHeaderLength(b, at);
  if (u8(b, at + IP_PROTOCOL) === IPPROTO_ICMP && icmp < packet.end && icmpIsError(u8(b, icmp)))
    return false;
  const quoted = Math.min(packet.end - at, ERROR_MAX - IP_HEADER - ICMP_HEADER);
  const { sim } = dev.ns.host;
  const length = ETH_HEADER + IP_HEADER + ICMP_HEADER + quoted;
  const error = Packet.alloc(sim.buffers, length, packet.journey);
  const to = error.start;
  const ip = to + ETH_HEADER;
  const body = ip + IP_HEADER;
  error.buf.set(b.subarray(at, at + quoted), body + ICMP_HEADER);
  const message = { type: ICMP_DEST_UNREACH, code: ICMP_FRAG_NEEDED, rest: mtu };
  writeIcmp(error.buf, body, error.end, message);
  writeIpv4(error.buf, ip, dst, src, IPPROTO_ICMP, u8(b, at + IP_TTL), 0, 0, IP_DF, error.end - ip);
  writeEth(error.buf, to, u48(b, eth + 6) as MacAddr, u48(b, eth) as MacAddr, ETH_P_IP);
  error.l3 = ip;
  dev.ns.drop(packet, "tunnel:too-big", dev.name);
  dev.loopTo(dev, error, false);
  return true;
}

function unlikely(address: Ipv4Addr): boolean {
  return (
    address === IPV4_BROADCAST ||
    isMulticast4(address) ||
    isLoopback4(address) ||
    address >>> 24 === 0
  );
}
