/**
 * VXLAN: Ethernet frames in UDP between nodes. drivers/net/vxlan/vxlan_core.c, RFC 7348.
 * Its UDP side stays in the namespace it was made in, wherever the device goes.
 * Left out: IPv6 underlays, `external` (collect metadata), GPE, remote checksum offload, MDB.
 */
import {
  type Ipv4Addr,
  IPV4_ANY,
  isGroupMac,
  isMulticast4,
  type MacAddr,
} from "../../wire/addr.ts";
import { put16, put32, u16, u32, u48, u8 } from "../../wire/bytes.ts";
import { pseudoSum } from "../../wire/checksum.ts";
import { ETH_HEADER, ETH_P_ARP, ETH_P_IP, ETH_P_IPV6 } from "../../wire/eth.ts";
import {
  IP_DF,
  IP_FRAG,
  IP_HEADER,
  IP_TOS,
  IP_TTL,
  ipDst,
  IPPROTO_UDP,
  ipSrc,
} from "../../wire/ipv4.ts";
import { UDP_CHECKSUM, UDP_HEADER, UDP_LENGTH } from "../../wire/udp.ts";
import { VXLAN_HEADER, writeVxlan } from "../../wire/vxlan.ts";
import { NetDevice } from "../device.ts";
import type { OutputRoute } from "../ip/routes.ts";
import type { NetlinkAnswer, VxlanInfo } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { type Packet, PACKET_HOST } from "../packet.ts";
import { announceLink } from "./register.ts";
import {
  countReceived,
  countSent,
  ecnDecapsulate,
  ecnEncapsulate,
  flowHash,
  flowPort,
  innerTos,
  tunnelSend,
  writeUdpTunnel,
} from "./tunnel.ts";
import { type Remote, VxlanFdb, type VxlanFdbEntry } from "./vxlan-fdb.ts";
import { closeVxlanPort, openVxlanPort, VxlanNet, type VxlanPort } from "./vxlan-port.ts";
import { arpReduce, routeShortcut, tellTooBig } from "./vxlan-reply.ts";

/** Outer IPv4, UDP, VXLAN and the inner Ethernet header. */
export const VXLAN_HEADROOM = IP_HEADER + UDP_HEADER + VXLAN_HEADER + ETH_HEADER;
const IPTOS_RT_MASK = 0x1c;
/** Group policy in the first word of the header: draft-smith-vxlan-group-policy. */
const GBP_FLAG = 0x80000000 | 0;

export class VxlanDevice extends NetDevice {
  readonly kind = "vxlan";
  /** Where its UDP packets come from: the namespace it was made in. */
  readonly origin: NetNamespace;
  config: VxlanInfo;
  /** What an FDB entry means that names no port and no VNI; `ip` and `ifindex` are the default destination's. */
  defaultRemote: Remote;
  readonly fdb: VxlanFdb;
  /** The device that `dev` named. */
  lower: NetDevice | null = null;
  private udpPort: VxlanPort | null = null;

  constructor(
    ns: NetNamespace,
    index: number,
    name: string,
    mac: MacAddr,
    origin: NetNamespace,
    config: VxlanInfo,
  ) {
    super(ns, index, name, mac);
    this.origin = origin;
    this.config = config;
    this.defaultRemote = {
      ip: config.remote,
      port: config.dstport,
      vni: config.vni,
      ifindex: config.link,
    };
    this.fdb = new VxlanFdb(this);
    VxlanNet.of(origin).devices.add(this);
  }

  // ── out ────────────────────────────────────────────────────────────────────────────────────

  /** vxlan_xmit. */
  protected transmit(packet: Packet): void {
    // What counts is what leaves (iptunnel_xmit_stats), not what was handed over.
    countSent(this, -1, packet.start - packet.end);
    const { config, fdb } = this;
    const b = packet.buf;
    if (config.proxy && u16(b, packet.start + 12) === ETH_P_ARP) {
      arpReduce(this, packet);
      return;
    }
    const mac = u48(b, packet.start);
    let entry = this.lookup(mac);
    if (entry?.router === true && config.rsc && routeShortcut(this, packet))
      entry = this.lookup(u48(b, packet.start));
    entry ??= this.lookup(0);
    if (entry === undefined) {
      if (config.l2miss && !isGroupMac(mac)) fdb.miss(mac as MacAddr, IPV4_ANY);
      this.stats.txDropped++;
      this.ns.drop(packet, "vxlan:no-destination", this.name);
      return;
    }
    const { remotes } = entry;
    for (let i = 1; i < remotes.length; i++) this.sendTo(packet.copy(), remotes[i] as Remote);
    this.sendTo(packet, remotes[0] as Remote);
  }

  private lookup(mac: number): VxlanFdbEntry | undefined {
    const entry = this.fdb.find(mac);
    if (entry !== undefined) entry.used = this.ns.host.sim.sched.now;
    return entry;
  }

  /** vxlan_xmit_one. */
  private sendTo(packet: Packet, remote: Remote): void {
    const { config, origin } = this;
    const b = packet.buf;
    const at = packet.start;
    if (remote.ip === IPV4_ANY) {
      this.stats.txDropped++;
      this.ns.drop(packet, "vxlan:no-destination", this.name);
      return;
    }
    const type = u16(b, at + 12);
    const inner = innerTos(b, at + ETH_HEADER, type);
    const tos = config.tos === 1 ? inner & ~3 : config.tos;
    const oif = remote.ifindex === 0 ? null : (origin.devices.get(remote.ifindex) ?? null);
    const { stack } = origin;
    const out = stack.routes.output(remote.ip, config.local, oif, tos & IPTOS_RT_MASK, 0, false);
    if (out.errno !== null || out.route.dev === this) {
      this.fail(packet, out.errno === null ? "tunnel:loop" : "tunnel:no-route");
      return;
    }
    if (out.route.type === "local" && this.bypass(packet, remote)) return;
    if (this.tooBig(packet, out, type)) return;
    const length = packet.end - at;
    const hash = flowHash(this.ns.host, b, at, packet.end);
    const ranged = config.portLow < config.portHigh;
    const range = this.ns.sysctl.localPortRange;
    const sport = flowPort(
      hash,
      ranged ? config.portLow : range[0],
      ranged ? config.portHigh : range[1],
    );
    let ttl = config.ttlInherit ? innerTtl(b, at + ETH_HEADER, type) : config.ttl;
    if (ttl === 0) ttl = isMulticast4(remote.ip) ? 1 : origin.sysctl.ipDefaultTtl;
    const df = this.outerDf(b, at, type);
    this.encapsulate(packet, remote, out.src, sport);
    const sent = tunnelSend(
      this,
      stack,
      packet,
      out,
      remote.ip,
      IPPROTO_UDP,
      ecnEncapsulate(tos, inner),
      ttl,
      df,
    );
    if (!sent) {
      this.stats.txDropped++;
      return;
    }
    countSent(this, 1, length - ETH_HEADER);
  }

  private outerDf(b: Uint8Array, at: number, type: number): number {
    const { df } = this.config;
    if (df === "set") return IP_DF;
    if (df !== "inherit") return 0;
    if (type === ETH_P_IPV6) return IP_DF;
    return type === ETH_P_IP ? u16(b, at + ETH_HEADER + IP_FRAG) & IP_DF : 0;
  }

  /** vxlan_build_skb and udp_tunnel_xmit_skb: the VXLAN and UDP headers in front. */
  private encapsulate(packet: Packet, remote: Remote, src: Ipv4Addr, sport: number): void {
    const vxlan = packet.push(VXLAN_HEADER);
    writeVxlan(packet.buf, vxlan, remote.vni);
    if (this.config.gbp && packet.mark !== 0)
      put32(packet.buf, vxlan, u32(packet.buf, vxlan) | GBP_FLAG | (packet.mark & 0xffff));
    const at = packet.push(UDP_HEADER);
    const length = packet.end - at;
    if (this.config.udpCsum) {
      const pseudo = pseudoSum(src, remote.ip, IPPROTO_UDP, length);
      writeUdpTunnel(packet, at, sport, remote.port, pseudo);
      return;
    }
    put16(packet.buf, at, sport);
    put16(packet.buf, at + 2, remote.port);
    put16(packet.buf, at + UDP_LENGTH, length);
    put16(packet.buf, at + UDP_CHECKSUM, 0);
  }

  /** tx_error. */
  private fail(packet: Packet, why: "tunnel:loop" | "tunnel:no-route"): void {
    if (why === "tunnel:loop") this.stats.collisions++;
    else this.stats.txCarrierErrors++;
    this.stats.txErrors++;
    this.ns.drop(packet, why, this.name);
  }

  /** encap_bypass_if_local: the destination is this namespace itself. True: the packet is taken. */
  private bypass(packet: Packet, remote: Remote): boolean {
    const net = VxlanNet.of(this.origin);
    const other = net.ports.get(remote.port)?.vnis.get(remote.vni);
    if (other === undefined) {
      this.stats.txErrors++;
      this.ns.drop(packet, "vxlan:no-vni", this.name);
      return true;
    }
    this.loopTo(other, packet, true);
    return true;
  }

  /** vxlan_encap_bypass: into another device (or this one) as if it had arrived. */
  loopTo(other: VxlanDevice, packet: Packet, snoop: boolean): void {
    const length = packet.end - packet.start;
    if (snoop && other.config.learning) {
      const loopback = ((127 << 24) | 1) as Ipv4Addr;
      other.fdb.snoop(u48(packet.buf, packet.start + 6) as MacAddr, loopback);
    }
    countSent(this, 1, length);
    this.ns.host.sim.sched.hand(1, "vxlan bypass", received, other, packet);
  }

  /** skb_tunnel_check_pmtu: the sender of what will not fit in one piece is told. True: it died. */
  private tooBig(packet: Packet, out: OutputRoute, type: number): boolean {
    const mtu = out.mtu - VXLAN_HEADROOM;
    const length = packet.end - packet.start - ETH_HEADER;
    if (length <= mtu) return false;
    if (packet.route !== null && type === ETH_P_IP)
      this.ns.stack.routes.learnPmtu(ipDst(packet.buf, packet.start + ETH_HEADER), mtu);
    if (this.master === null || packet.packetType === PACKET_HOST) return false;
    return tellTooBig(this, packet, mtu);
  }

  // ── in ─────────────────────────────────────────────────────────────────────────────────────

  /** vxlan_rcv, once the device is known: the VXLAN header stands at `at`. */
  decapsulate(packet: Packet, at: number): void {
    const b = packet.buf;
    const frame = at + VXLAN_HEADER;
    if (packet.end - frame < ETH_HEADER) {
      this.stats.rxLengthErrors++;
      this.stats.rxErrors++;
      this.ns.drop(packet, "vxlan:malformed", this.name);
      return;
    }
    const source = u48(b, frame + 6) as MacAddr;
    const from = ipSrc(b, packet.l3);
    if (source === this.mac || (this.config.learning && !this.fdb.snoop(source, from))) {
      if (source !== this.mac) this.stats.rxDropped++;
      this.ns.drop(packet, "vxlan:bad-source", this.name);
      return;
    }
    const type = u16(b, frame + 12);
    const inner = frame + ETH_HEADER;
    const ip = type === ETH_P_IP || type === ETH_P_IPV6;
    if (ip && packet.end - inner >= IP_HEADER) {
      if (!ecnDecapsulate(u8(b, packet.l3 + IP_TOS), b, inner, type)) {
        this.stats.rxFrameErrors++;
        this.stats.rxErrors++;
        this.ns.drop(packet, "tunnel:ecn", this.name);
        return;
      }
    }
    packet.scrub(this.ns !== this.origin);
    packet.start = frame;
    // What the outer header still owed has gone with it.
    if (packet.csumStart < frame) packet.csumStart = 0;
    this.enter(packet);
  }

  /** A frame comes up here: bytes are counted from behind the Ethernet header. */
  enter(packet: Packet): void {
    if (this.up) countReceived(this, 0, -ETH_HEADER);
    const { host } = this.ns;
    if (host.tunnelDepth > 2) {
      // gro_cells: a packet in a packet in a packet comes up step by step.
      host.sim.sched.hand(1, "vxlan", received, this, packet);
      return;
    }
    host.tunnelDepth++;
    try {
      this.receive(packet);
    } finally {
      host.tunnelDepth--;
    }
  }

  /** What the kernel makes up for this device (a proxy's ARP reply): seen, not counted. */
  invent(packet: Packet): void {
    countReceived(this, -1, packet.start - packet.end);
    this.ns.host.sim.sched.hand(1, "vxlan proxy", received, this, packet);
  }

  // ── life ───────────────────────────────────────────────────────────────────────────────────

  override mayOpen(): NetlinkAnswer {
    if (this.udpPort !== null) return null;
    const opened = openVxlanPort(this);
    if ("errno" in opened) return opened;
    this.udpPort = opened;
    return null;
  }

  override onDown(): void {
    if (this.udpPort !== null) closeVxlanPort(this.udpPort, this);
    this.udpPort = null;
    this.fdb.flush(false);
    this.fdb.disarm();
  }

  /** vxlan_dellink. */
  override onDying(): void {
    this.fdb.flush(true);
    VxlanNet.of(this.origin).devices.delete(this);
    if (this.lower !== null && !this.lower.gone) announceLink(this.lower);
  }

  override linkOrigin(): NetNamespace {
    return this.origin;
  }

  override info(): VxlanInfo {
    return { ...this.config };
  }
}

function received(dev: VxlanDevice, packet: Packet): void {
  if (dev.gone) dev.drop(packet, "dev:down");
  else dev.receive(packet);
}

function innerTtl(b: Uint8Array, at: number, type: number): number {
  return type === ETH_P_IP ? u8(b, at + IP_TTL) : type === ETH_P_IPV6 ? u8(b, at + 7) : 0;
}
