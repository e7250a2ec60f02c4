/**
 * The data path of a namespace: what happens to packets between devices and sockets. The parts are
 * neigh/, ip/, ipv6/, socket/; this file owns one of each and is what devices and the
 * configuration side call.
 */
import type { Rng } from "../sim/rng.ts";
import { MS, SECOND, type Scheduler } from "../sim/scheduler.ts";
import { type Ipv4Addr, IPV4_ANY } from "../wire/addr.ts";
import { put16, put32, u16, u8 } from "../wire/bytes.ts";
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6 } from "../wire/eth.ts";
import {
  IP_FRAG,
  IP_ID,
  IP_LENGTH,
  IP_MF,
  IP_OFFSET,
  IP_PROTOCOL,
  IP_SRC,
  ipHeaderLength,
  ipSetChecksum,
  ipSrc,
} from "../wire/ipv4.ts";
import type { NetDevice } from "./device.ts";
import type { Errno } from "./errno.ts";
import { OUT_REQUESTS } from "./fast-path.ts";
import { IcmpLimits } from "./ip/limits.ts";
import { ipInput } from "./ip/input.ts";
import { ipOutput } from "./ip/output.ts";
import { Reassembly } from "./ip/reassembly.ts";
import { type OutputRoute, Routes } from "./ip/routes.ts";
import { Ipv6 } from "./ipv6/ipv6.ts";
import { NDISC } from "./ipv6/ndisc.ts";
import { announceAddress, ARP, arpInput } from "./neigh/arp.ts";
import type { Neighbour } from "./neigh/neighbour.ts";
import { neighDump } from "./neigh/netlink.ts";
import { NeighTable } from "./neigh/table.ts";
import { ACCEPT, type HookState, STOLEN } from "./netfilter/hooks.ts";
import type { NetNamespace } from "./netns.ts";
import { Packet } from "./packet.ts";
import type { FibNexthop } from "./route/table.ts";
import { SnmpCounters } from "./snmp.ts";
import { Sockets } from "./socket/table.ts";
import { TcpTable } from "./socket/tcp/table.ts";

const ID_BUCKETS = 256;

/** What `ip route get` says of an exception. */
export interface PathMtu {
  readonly mtu: number;
  readonly mtuLocked: boolean;
  readonly expiresSeconds: number;
  readonly redirected: boolean;
}

/** One counter of ip_idents. */
export class IdBucket {
  private value: number;
  /** ms of virtual time. */
  private at: number;
  private readonly rng: Rng;

  constructor(rng: Rng, at: number) {
    this.rng = rng;
    this.value = rng.below(65_536);
    this.at = at;
  }

  next(now: number): number {
    const tick = Math.floor(now / MS);
    const idle = tick - this.at;
    this.at = tick;
    this.value = (this.value + 1 + (idle > 0 ? this.rng.below(idle) : 0)) & 0xffff;
    return this.value;
  }
}

export class Stack {
  readonly ns: NetNamespace;
  readonly routes: Routes;
  readonly sched: Scheduler;
  readonly arp: NeighTable;
  // Made when first used: most namespaces never use most of them.
  private rngMade: Rng | null = null;
  private snmpMade: SnmpCounters | null = null;
  private socketsMade: Sockets | null = null;
  private limitsMade: IcmpLimits | null = null;
  private reassemblyMade: Reassembly | null = null;
  private ndMade: NeighTable | null = null;
  private ipv6Made: Ipv6 | null = null;
  /** ARP requests that wait to be answered for somebody else. */
  proxyQueue = 0;
  private tcpTable: TcpTable | null = null;
  /** ip_idents: counters by hash of the flow, with the time of their last use. */
  private ids: Map<number, IdBucket> | null = null;

  constructor(ns: NetNamespace) {
    this.ns = ns;
    this.sched = ns.host.sim.sched;
    this.routes = new Routes(this);
    this.arp = new NeighTable(ns, ARP);
  }

  /** Chance of this namespace's own. */
  get rng(): Rng {
    const { host, inode } = this.ns;
    return (this.rngMade ??= host.sim.rng.fork(`stack:${host.name}:${inode}`));
  }
  get snmp(): SnmpCounters {
    return (this.snmpMade ??= new SnmpCounters());
  }
  get sockets(): Sockets {
    return (this.socketsMade ??= new Sockets(this));
  }
  get limits(): IcmpLimits {
    return (this.limitsMade ??= new IcmpLimits(this));
  }
  get reassembly(): Reassembly {
    return (this.reassemblyMade ??= new Reassembly(this));
  }
  get nd(): NeighTable {
    return (this.ndMade ??= new NeighTable(this.ns, NDISC));
  }
  get ipv6(): Ipv6 {
    return (this.ipv6Made ??= new Ipv6(this));
  }

  /** A frame that came up from `dev`; the packet's `protocol` and `l3` are set. */
  deliver(dev: NetDevice, packet: Packet): void {
    switch (packet.protocol) {
      case ETH_P_IP:
        ipInput(this.ns, dev, packet);
        return;
      case ETH_P_ARP:
        arpInput(this, dev, packet);
        return;
      case ETH_P_IPV6:
        this.ipv6.input(dev, packet);
        return;
      default:
        dev.stats.rxDropped++;
        this.ns.drop(packet, "eth:unknown-protocol", dev.name);
    }
  }

  /** nf_defrag: netfilter sees whole datagrams. STOLEN while pieces are missing. */
  gather(state: HookState, packet: Packet): number {
    const { buf, l3 } = packet;
    if ((u16(buf, l3 + IP_FRAG) & (IP_MF | IP_OFFSET)) === 0) return ACCEPT;
    const whole = this.reassembly.add(state.input ?? this.ns.lo, packet);
    if (whole === null) return STOLEN;
    state.replaced = whole;
    return ACCEPT;
  }

  /** TCP, made when the first segment or socket needs it. */
  get tcp(): TcpTable {
    return (this.tcpTable ??= new TcpTable(this));
  }
  /** The same for who only looks. */
  get tcpIfAny(): TcpTable | null {
    return this.tcpTable;
  }

  // ── what the configuration side tells ──────────────────────────────────────────────────────

  deviceUp(dev: NetDevice): void {
    this.macChanged(dev);
  }

  /** inetdev_send_gratuitous_arp, if arp_notify wants it: at NETDEV_UP and NETDEV_CHANGEADDR. */
  macChanged(dev: NetDevice): void {
    const notify = dev.conf4.arpNotify !== 0 || this.ns.sysctl.conf4All.arpNotify !== 0;
    if (notify && dev.up) for (const ifa of dev.in4) announceAddress(this, dev, ifa.local);
  }

  deviceDown(dev: NetDevice): void {
    this.ns.netfilterIfAny?.nat.flushMasquerade(dev, null);
    this.arp.flushDevice(dev);
    this.ndMade?.flushDevice(dev);
    this.ipv6Made?.linkDown(dev);
  }

  /** Carrier lost: addresses are believed no longer (arp_evict_nocarrier). */
  carrierDown(dev: NetDevice): void {
    const evict4 =
      dev.conf4.arpEvictNocarrier !== 0 && this.ns.sysctl.conf4All.arpEvictNocarrier !== 0;
    if (evict4) this.arp.flushCarrier(dev);
    if (dev.conf6.ndiscEvictNocarrier !== 0) this.ndMade?.flushCarrier(dev);
  }

  deviceGone(dev: NetDevice): void {
    this.arp.forget(dev);
    this.ndMade?.forget(dev);
    this.ipv6Made?.linkDown(dev);
    this.routes.flush();
    for (const socket of this.socketsMade?.all ?? [])
      if (socket.boundDevice === dev) socket.boundDevice = null;
    for (const socket of this.tcpTable?.all ?? [])
      if (socket.boundDevice === dev) socket.boundDevice = null;
  }

  /** Linux announces a new address only when arp_notify says so, and then at carrier-up. */
  addressAdded(_dev: NetDevice, _address: Ipv4Addr): void {}

  /** What ICMP taught about a destination, for `ip route get`. `mtu` 0: only another gateway. */
  pathMtu(dst: Ipv4Addr, hop: FibNexthop | null): PathMtu | null {
    const found = this.routes.exceptionOf(dst, hop);
    if (found === null) return null;
    const expiresSeconds = Math.floor((found.expiresAt - this.sched.now) / SECOND);
    const { mtu, mtuLocked } = found;
    return { mtu, mtuLocked, expiresSeconds, redirected: found.gateway !== IPV4_ANY };
  }

  /** The gateway that a redirect told for a destination, or null. */
  redirectOf(dst: Ipv4Addr): Ipv4Addr | null {
    const now = this.routes.output(dst, IPV4_ANY, null, 0, 0, false);
    const gateway =
      (now.errno === null ? this.routes.exceptionOf(dst, now.route.hop)?.gateway : null) ??
      IPV4_ANY;
    return gateway === IPV4_ANY ? null : gateway;
  }

  /** A neighbour entry appeared, changed or went. */
  neighChanged(neigh: Neighbour, deleted: boolean): void {
    if (this.ns.watched) this.ns.notify({ type: "neigh", deleted, message: neighDump(neigh) });
  }

  /** The namespace dies. */
  close(): void {
    this.socketsMade?.close();
    this.tcpTable?.close();
    this.reassemblyMade?.close();
    this.ns.netfilterIfAny?.close();
    this.ipv6Made?.close();
  }

  // ── sending helpers ────────────────────────────────────────────────────────────────────────

  /** __ip_select_ident: a counter per (hash of the) flow that also moves with time, at random. */
  nextIpId(src: Ipv4Addr, dst: Ipv4Addr, protocol: number): number {
    return this.idBucket(src, dst, protocol).next(this.sched.now);
  }

  /** Where a flow's IP ids come from, for who sends more than one. */
  idBucket(src: Ipv4Addr, dst: Ipv4Addr, protocol: number): IdBucket {
    const hash = Math.imul(Math.imul(src, 0x85ebca6b) ^ dst ^ (protocol << 8), 0xc2b2ae35) >>> 24;
    const ids = (this.ids ??= new Map<number, IdBucket>());
    let bucket = ids.get(hash % ID_BUCKETS);
    if (bucket === undefined) {
      bucket = new IdBucket(this.rng, Math.floor(this.sched.now / MS));
      ids.set(hash % ID_BUCKETS, bucket);
    }
    return bucket;
  }

  /** A packet whose header the program wrote; length and checksum are ours, source and id if 0. */
  sendRawIp(bytes: Uint8Array, out: OutputRoute, dst: Ipv4Addr): Errno | null {
    const header = ipHeaderLength(bytes, 0);
    if (header < 20 || header > bytes.length) return "EINVAL";
    const { sim } = this.ns.host;
    const packet = Packet.alloc(sim.buffers, bytes.length, sim.nextJourney());
    const at = packet.start;
    const b = packet.buf;
    b.set(bytes, at);
    if (ipSrc(b, at) === IPV4_ANY) put32(b, at + IP_SRC, out.src);
    if (u16(b, at + IP_ID) === 0)
      put16(b, at + IP_ID, this.nextIpId(ipSrc(b, at), dst, u8(b, at + IP_PROTOCOL)));
    put16(b, at + IP_LENGTH, bytes.length);
    ipSetChecksum(b, at);
    packet.l3 = at;
    packet.l4 = at + header;
    this.ns.host.fast.addNet(this.ns.record, OUT_REQUESTS, 1);
    return ipOutput(this, packet, out.route, dst, out.mtu) ? null : "EPERM";
  }
}
