/**
 * IPIP (RFC 2003): an IPv4 packet in an IPv4 packet. net/ipv4/{ip_tunnel,ipip}.c.
 * A tunnel without a remote sends to the next hop of the inner route: that is Calico's tunl0.
 * Left out: GRE, SIT, VTI, MPLS inside, fou/gue encapsulation, external (collect metadata).
 */
import { type Ipv4Addr, IPV4_ANY, type MacAddr } from "../../wire/addr.ts";
import { u16, u8 } from "../../wire/bytes.ts";
import { ETH_P_IP } from "../../wire/eth.ts";
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, ICMP_HOST_UNREACH } from "../../wire/icmp.ts";
import { ICMP_TIME_EXCEEDED } from "../../wire/icmp.ts";
import {
  IP_DF,
  IP_FRAG,
  IP_HEADER,
  IP_TOS,
  IP_TTL,
  ipDst,
  IPPROTO_IPIP,
  ipSrc,
} from "../../wire/ipv4.ts";
import { SECOND } from "../../sim/scheduler.ts";
import { NetDevice } from "../device.ts";
import { sendIcmpError } from "../ip/icmp.ts";
import { IFF, type IpTunnelInfo, type NetlinkAnswer } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { type Packet, PACKET_HOST } from "../packet.ts";
import type { RouteResult } from "../route/types.ts";
import { countSent, ecnDecapsulate, ecnEncapsulate, tunnelSend } from "./tunnel.ts";

const ECN_MASK = 3;
const IPTOS_RT_MASK = 0x1c;
const ETH_DATA_LEN = 1500;
const MTU_MIN = 68;
/** IPTUNNEL_ERR_TIMEO: an ICMP error is relayed for so long. */
const ERROR_TIME_US = 30 * SECOND;
export const IPIP_MTU_MAX = 65_535 - IP_HEADER;

export class IpTunnel extends NetDevice {
  readonly kind = "ipip";
  override readonly linkType = "ipip";
  /** tunnel->net: where the outer packets are. */
  readonly origin: NetNamespace;
  config: IpTunnelInfo;
  /** tunl0, which comes and goes with the module. */
  readonly fallback: boolean;
  private errorCount = 0;
  private errorAt = -ERROR_TIME_US;

  constructor(
    ns: NetNamespace,
    index: number,
    name: string,
    origin: NetNamespace,
    config: IpTunnelInfo,
    fallback: boolean,
  ) {
    super(ns, index, name, 0 as MacAddr);
    this.origin = origin;
    this.config = config;
    this.fallback = fallback;
    this.flags = IFF.NOARP;
    this.minMtu = 0;
    this.maxMtu = 0;
    this.mtu = 0;
    this.numRxQueues = 0;
    this.multicast.hasLinkLayer = false;
    (origin.ipTunnels ??= []).push(this);
    this.addressed();
  }

  /** The addresses of the link layer are those of the tunnel. */
  addressed(): void {
    const { local, remote } = this.config;
    this.mac = (local >>> 0) as MacAddr;
    this.broadcast = (remote >>> 0) as MacAddr;
    if (remote !== IPV4_ANY) this.flags |= IFF.POINTOPOINT;
  }

  /** ip_tunnel_bind_dev: what fits through the device that the outer packets leave by. */
  boundMtu(): number {
    const { local, remote, link } = this.config;
    const under = this.origin.devices.get(link) ?? null;
    let dev = under;
    if (remote !== IPV4_ANY) {
      const out = this.origin.stack.routes.output(remote, local, under, 0, 0, false);
      if (out.errno === null) dev = out.route.dev;
    }
    return Math.max((dev?.mtu ?? ETH_DATA_LEN) - IP_HEADER, MTU_MIN);
  }

  // ── out ────────────────────────────────────────────────────────────────────────────────────

  /** ip_tunnel_xmit. The packet starts at its IP header. */
  protected transmit(packet: Packet): void {
    countSent(this, -1, packet.start - packet.end);
    const b = packet.buf;
    const at = packet.start;
    const { config, origin } = this;
    if (packet.protocol !== ETH_P_IP) {
      this.stats.txErrors++;
      this.ns.drop(packet, "tunnel:protocol", this.name);
      return;
    }
    const inner = packet.route;
    const dst = config.remote === IPV4_ANY ? nextHop(inner, ipDst(b, at)) : config.remote;
    if (dst === IPV4_ANY) {
      this.stats.txFifoErrors++;
      this.stats.txErrors++;
      this.ns.drop(packet, "tunnel:no-route", this.name);
      return;
    }
    const innerTos = u8(b, at + IP_TOS);
    const tos = (config.tos & 1) === 1 ? innerTos & ~ECN_MASK : config.tos;
    const oif = config.link === 0 ? null : (origin.devices.get(config.link) ?? null);
    const { stack } = origin;
    const out = stack.routes.output(dst, config.local, oif, tos & IPTOS_RT_MASK, 0, false);
    if (out.errno !== null || out.route.dev === this) {
      if (out.errno === null) this.stats.collisions++;
      else this.stats.txCarrierErrors++;
      this.stats.txErrors++;
      this.ns.drop(packet, out.errno === null ? "tunnel:loop" : "tunnel:no-route", this.name);
      return;
    }
    const innerDf = u16(b, at + IP_FRAG) & IP_DF;
    const df = (config.pmtudisc ? IP_DF : 0) | (config.ignoreDf ? 0 : innerDf);
    if (this.tooBig(packet, df, innerDf, out.mtu - IP_HEADER)) return;
    if (this.errorCount > 0) this.relayError(packet);
    const ttl = config.ttl === 0 ? u8(b, at + IP_TTL) : config.ttl;
    const length = packet.end - at;
    const outerTos = ecnEncapsulate(tos, innerTos);
    if (!tunnelSend(this, stack, packet, out, dst, IPPROTO_IPIP, outerTos, ttl, df)) {
      this.stats.txDropped++;
      return;
    }
    countSent(this, 1, length);
  }

  /** tnl_update_pmtu: the inner route learns what fits; what must not be cut and does not, dies. */
  private tooBig(packet: Packet, df: number, innerDf: number, room: number): boolean {
    const { routes } = this.ns.stack;
    const { route } = packet;
    const dst = ipDst(packet.buf, packet.start);
    const mtu = df !== 0 || route === null ? room : routes.mtuTo(dst, route);
    if (route !== null) routes.refreshPmtu(dst, route, mtu);
    if (innerDf === 0 || packet.end - packet.start <= mtu) return false;
    this.stats.txErrors++;
    packet.l3 = packet.start;
    sendIcmpError(this.ns.stack, packet, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtu);
    this.ns.drop(packet, "tunnel:too-big", this.name);
    return true;
  }

  /** dst_link_failure: an error from the way was remembered; this sender hears of it. */
  private relayError(packet: Packet): void {
    if (this.ns.host.sim.sched.now >= this.errorAt + ERROR_TIME_US) {
      this.errorCount = 0;
      return;
    }
    this.errorCount--;
    packet.l3 = packet.start;
    sendIcmpError(this.ns.stack, packet, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
  }

  /** ipip_err: ICMP about a packet of this tunnel. */
  remember(type: number, code: number): void {
    if (this.config.remote === IPV4_ANY) return;
    if (type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED) return;
    if (type !== ICMP_DEST_UNREACH && type !== ICMP_TIME_EXCEEDED) return;
    if (this.config.ttl === 0 && type === ICMP_TIME_EXCEEDED) return;
    const { now } = this.ns.host.sim.sched;
    this.errorCount = now < this.errorAt + ERROR_TIME_US ? this.errorCount + 1 : 1;
    this.errorAt = now;
  }

  // ── in ─────────────────────────────────────────────────────────────────────────────────────

  /** ip_tunnel_rcv: the outer header stands at l3, the inner packet at l4. */
  decapsulate(packet: Packet): void {
    const b = packet.buf;
    const at = packet.l4;
    if (packet.end - at < IP_HEADER) {
      this.stats.rxLengthErrors++;
      this.stats.rxErrors++;
      this.ns.drop(packet, "ip:malformed", this.name);
      return;
    }
    if (!ecnDecapsulate(u8(b, packet.l3 + IP_TOS), b, at, ETH_P_IP)) {
      this.stats.rxFrameErrors++;
      this.stats.rxErrors++;
      this.ns.drop(packet, "tunnel:ecn", this.name);
      return;
    }
    packet.scrub(this.ns !== this.origin);
    packet.start = at;
    const { host } = this.ns;
    if (host.tunnelDepth > 2) {
      host.sim.sched.hand(1, "ipip", received, this, packet);
      return;
    }
    host.tunnelDepth++;
    try {
      this.receive(packet);
    } finally {
      host.tunnelDepth--;
    }
  }

  /** As NetDevice's, without a link-layer header: the packet starts with IP. */
  override receive(packet: Packet): void {
    if ((this.flags & IFF.UP) === 0) {
      this.ns.drop(packet, "dev:down", this.name);
      return;
    }
    const { ns } = this;
    ns.host.fast.received(this.record, packet.end - packet.start);
    packet.input = this;
    packet.route = null;
    packet.packetType = PACKET_HOST;
    packet.protocol = ETH_P_IP;
    packet.l3 = packet.start;
    if (ns.host.sim.trace.active) this.traceFrame("rx", packet);
    if (ns.taps !== null) ns.runTaps(this, packet, false);
    ns.deliver(this, packet);
  }

  // ── life ───────────────────────────────────────────────────────────────────────────────────

  override onDying(): void {
    const list = this.origin.ipTunnels ?? [];
    const at = list.indexOf(this);
    if (at >= 0) list.splice(at, 1);
  }

  override linkOrigin(): NetNamespace {
    return this.origin;
  }
  override linkPeer(): NetDevice | null {
    return this.ns === this.origin ? (this.ns.devices.get(this.config.link) ?? null) : null;
  }
  override linkIndex(): number {
    return this.config.link;
  }
  override info(): IpTunnelInfo {
    return { ...this.config };
  }
  override mayMove(): NetlinkAnswer {
    return this.fallback ? { errno: "EINVAL" } : null;
  }
}

function nextHop(route: RouteResult | null, dst: Ipv4Addr): Ipv4Addr {
  if (route === null) return IPV4_ANY;
  return route.gateway === IPV4_ANY ? dst : route.gateway;
}

function received(dev: IpTunnel, packet: Packet): void {
  if (dev.gone) dev.drop(packet, "dev:down");
  else dev.receive(packet);
}

/** ip_tunnel_lookup: both addresses, then the remote, then the local one, then tunl0. */
export function findTunnel(
  ns: NetNamespace,
  under: NetDevice,
  remote: Ipv4Addr,
  local: Ipv4Addr,
): IpTunnel | null {
  let best: IpTunnel | null = null;
  let merit = 0;
  for (const tunnel of ns.ipTunnels ?? []) {
    if (!tunnel.up) continue;
    const { config } = tunnel;
    let score: number;
    if (config.remote === remote && config.local === local) score = 6;
    else if (config.remote === remote && config.local === IPV4_ANY) score = 4;
    else if (config.remote === IPV4_ANY && config.local === local) score = 2;
    else if (tunnel.fallback) score = 0.5;
    else continue;
    // One that is bound to this very device comes first among its like.
    if (score > 1 && config.link === under.index) score++;
    if (score <= merit) continue;
    best = tunnel;
    merit = score;
  }
  return best;
}

/** The tunnel of a packet that an ICMP error quotes at `inner`. */
export function tunnelError(
  ns: NetNamespace,
  packet: Packet,
  inner: number,
  type: number,
  code: number,
): void {
  if (ns.ipTunnels === null) return;
  const dev = packet.input ?? ns.lo;
  const b = packet.buf;
  findTunnel(ns, dev, ipDst(b, inner), ipSrc(b, inner))?.remember(type, code);
}
