/**
 * A network namespace: devices, addresses, tables, sockets, sysctls. struct net.
 * The parts live in their own files; this file owns what ties them together, and its life: it dies
 * a moment after its last reference (named file, process, socket) is gone.
 */
import { LazyMap } from "../sim/lazy.ts";
import { assert } from "../sim/assert.ts";
import { ETH_P_IP } from "../wire/eth.ts";
import type { DropReason } from "../sim/trace.ts";
import { Inet6State } from "./addr/inet6.ts";
import { InetState } from "./addr/inet.ts";
import type { NetDevice, PacketTap } from "./device.ts";
import {
  FORWARDED,
  IN_DELIVERS,
  OCTETS_IN,
  OCTETS_OUT,
  OUT_REQUESTS,
  RECEIVED,
  TRANSMITTED,
  UDP_IN,
  UDP_OUT,
} from "./fast-path.ts";
import type { Host } from "./host.ts";
import { ipInput } from "./ip/input.ts";
import { plantLoopback } from "./link/loopback.ts";
import { unregisterAll } from "./link/register.ts";
import type { IpTunnel } from "./link/ip-tunnel.ts";
import type { VxlanNet } from "./link/vxlan-port.ts";
import type { CtDoor } from "./netfilter/conntrack-types.ts";
import type { IpsetNet } from "./netfilter/ipset/core.ts";
import type { Ipvs } from "./netfilter/ipvs/core.ts";
import type { NfHooks } from "./netfilter/hooks.ts";
import { openIpset, openIpvs, openNetfilter } from "./netfilter/open.ts";
import type { Netfilter } from "./netfilter/state.ts";
import type { XtDoor } from "./netfilter/types.ts";
import { KernelNetlink } from "./netlink.ts";
import type { Netlink, NetlinkEvent } from "./netlink-types.ts";
import type { Packet } from "./packet.ts";
import { Fib } from "./route/fib.ts";
import type { Nexthops } from "./route/nexthops.ts";
import { Fib6 } from "./route/fib6.ts";
import { Stack } from "./stack.ts";
import { Sysctl } from "./sysctl.ts";

/** cleanup_net runs from a work queue: what dies with a namespace dies this much later. */
const CLEANUP_US = 20_000;
/** Above so many devices there is a map of their names. */
const FEW_DEVICES = 8;

/** NetlinkEvent without what notify() fills in. */
type Unstamped<E> = E extends NetlinkEvent ? Omit<E, "at"> : never;

export class NetNamespace {
  // What every packet touches stands first.
  readonly host: Host;
  /** All packet sockets of the namespace, null when none: one comparison a frame. */
  taps: PacketTap[] | null = null;
  readonly stack: Stack;
  /** netfilter's hooks, null while nothing is hooked: one comparison a hook. */
  nf: NfHooks | null = null;
  /** Next hop objects; null: there never were any. */
  nexthops: Nexthops | null = null;
  /** Bumped at every change of routes, addresses, rules or devices; caches compare it. */
  routeGeneration = 0;
  /** Where the counters are that move on every hop. */
  readonly record: number;
  /** nsfs inode: net:[4026531840] is a machine's own. */
  readonly inode: number;
  /** For traces: "" is the machine's own, else the name it was given first. */
  name: string;
  readonly devices = new Map<number, NetDevice>();
  readonly sysctl: Sysctl;
  readonly fib: Fib;
  readonly fib6: Fib6;
  readonly inet: InetState;
  readonly inet6: Inet6State;
  readonly netlink: Netlink;
  readonly lo: NetDevice;
  /** nsids of other namespaces as seen from here, by inode. */
  readonly nsids = new LazyMap<number, number>();
  /** VXLAN devices that were made here and their UDP ports; null until there is one. */
  vxlan: VxlanNet | null = null;
  /** IPIP tunnels whose outer packets are here; null until there is one. */
  ipTunnels: IpTunnel[] | null = null;
  dead = false;
  private nfState: Netfilter | null = null;
  private ipsets: IpsetNet | null = null;
  private virtualServers: Ipvs | null = null;
  private references = 0;
  private nextIndex = 2;
  /** Null while there are few. */
  private names: Map<string, NetDevice> | null = null;
  private observers: Set<(event: NetlinkEvent) => void> | null = null;

  constructor(host: Host, inode: number, name: string) {
    this.host = host;
    this.record = host.fast.newNetRecord(this);
    this.inode = inode;
    this.name = name;
    this.sysctl = new Sysctl(this);
    this.fib = new Fib(this);
    this.fib6 = new Fib6(this);
    this.inet = new InetState(this);
    this.inet6 = new Inet6State(this);
    this.stack = new Stack(this);
    this.netlink = new KernelNetlink(this);
    this.lo = plantLoopback(this);
  }

  // ── life ───────────────────────────────────────────────────────────────────────────────────

  /** Hold it: a named file, a process, a socket. Answers itself. */
  get(): this {
    this.references++;
    return this;
  }

  /** Let go. The last one out ends the namespace, a moment later. */
  put(): void {
    assert(this.references > 0, "a namespace is let go more often than held");
    this.references--;
    if (this.references > 0 || this === this.host.root) return;
    this.host.sim.sched.post(CLEANUP_US, "cleanup_net", cleanup, this, null);
  }

  get inUse(): boolean {
    return this.references > 0;
  }

  /** Ip: InReceives, ForwDatagrams, OutTransmits. */
  get received(): number {
    return this.host.fast.netCount(this.record, RECEIVED);
  }
  get forwarded(): number {
    return this.host.fast.netCount(this.record, FORWARDED);
  }
  get transmitted(): number {
    return this.host.fast.netCount(this.record, TRANSMITTED);
  }
  /** IpExt: InOctets, OutOctets. */
  get octetsIn(): number {
    return this.host.fast.netCount(this.record, OCTETS_IN);
  }
  get octetsOut(): number {
    return this.host.fast.netCount(this.record, OCTETS_OUT);
  }

  /** Ip: InDelivers, OutRequests. Udp: InDatagrams, OutDatagrams. */
  get delivered(): number {
    return this.host.fast.netCount(this.record, IN_DELIVERS);
  }
  get requested(): number {
    return this.host.fast.netCount(this.record, OUT_REQUESTS);
  }
  get datagramsIn(): number {
    return this.host.fast.netCount(this.record, UDP_IN);
  }
  get datagramsOut(): number {
    return this.host.fast.netCount(this.record, UDP_OUT);
  }

  // ── netfilter ──────────────────────────────────────────────────────────────────────────────

  /** Made at the first look; {@link netfilterIfAny} does not make it. */
  get netfilter(): Netfilter {
    return (this.nfState ??= openNetfilter(this));
  }
  get netfilterIfAny(): Netfilter | null {
    return this.nfState;
  }
  /** nf_tables, as iptables uses it. */
  get xtables(): XtDoor {
    return this.netfilter.xtables;
  }
  /** ctnetlink. */
  get conntrack(): CtDoor {
    return this.netfilter.conntrack;
  }
  /** IP sets; {@link ipsetIfAny} does not make them. */
  get ipset(): IpsetNet {
    return (this.ipsets ??= openIpset(this));
  }
  get ipsetIfAny(): IpsetNet | null {
    return this.ipsets;
  }
  /** Virtual services; made at the first look. */
  get ipvs(): Ipvs {
    return (this.virtualServers ??= openIpvs(this));
  }

  // ── devices ────────────────────────────────────────────────────────────────────────────────

  /** By its name or one of its alternative names. */
  device(name: string): NetDevice | null {
    if (this.names !== null) return this.names.get(name) ?? null;
    for (const dev of this.devices.values())
      if (dev.name === name || dev.altnames?.includes(name) === true) return dev;
    return null;
  }

  /** An ifindex for a new device: `wanted` if it is free, else the next. */
  allocateIndex(wanted = 0): number {
    if (wanted > 0 && !this.devices.has(wanted)) return wanted;
    while (this.devices.has(this.nextIndex)) this.nextIndex++;
    return this.nextIndex++;
  }

  /** List a device. Its index and name are free here. */
  list(dev: NetDevice): void {
    assert(
      !this.devices.has(dev.index) && this.device(dev.name) === null,
      "a device's index and name are its own",
    );
    this.devices.set(dev.index, dev);
    if (this.names !== null) this.enter(this.names, dev);
    else if (this.devices.size > FEW_DEVICES) {
      this.names = new Map();
      for (const one of this.devices.values()) this.enter(this.names, one);
    }
    this.fib.changed();
  }

  private enter(names: Map<string, NetDevice>, dev: NetDevice): void {
    names.set(dev.name, dev);
    for (const name of dev.altnames ?? []) names.set(name, dev);
  }

  unlist(dev: NetDevice): void {
    this.devices.delete(dev.index);
    this.names?.delete(dev.name);
    for (const name of dev.altnames ?? []) this.names?.delete(name);
    dev.lastInput = null;
    dev.lastNeigh4 = null;
    this.fib.changed();
  }

  rename(dev: NetDevice, name: string): void {
    this.names?.delete(dev.name);
    dev.name = name;
    this.names?.set(name, dev);
  }

  /** netdev_name_node_alt_create and _destroy. The name is free, or one of the device's. */
  addAltname(dev: NetDevice, name: string): void {
    (dev.altnames ??= []).push(name);
    this.names?.set(name, dev);
  }
  removeAltname(dev: NetDevice, name: string): void {
    dev.altnames = dev.altnames?.filter((one) => one !== name) ?? null;
    this.names?.delete(name);
  }

  /** In order of ifindex, as dumps list them. */
  devicesByIndex(): NetDevice[] {
    return [...this.devices.values()].sort((a, b) => a.index - b.index);
  }

  /** `base%d`: the lowest number that makes a free name. */
  freeName(base: string): string {
    for (let n = 0; ; n++) if (this.device(`${base}${n}`) === null) return `${base}${n}`;
  }

  // ── other namespaces as seen from here ─────────────────────────────────────────────────────

  /** peernet2id_alloc: the nsid of another namespace, giving it one if need be. */
  nsidOf(other: NetNamespace): number {
    const known = this.nsids.get(other.inode);
    if (known !== undefined) return known;
    const used = new Set(this.nsids.values());
    let nsid = 0;
    while (used.has(nsid)) nsid++;
    this.nsids.set(other.inode, nsid);
    this.notify({ type: "nsid", deleted: false, nsid, name: other.name });
    return nsid;
  }

  // ── packets ────────────────────────────────────────────────────────────────────────────────

  /** The end of a packet, with the reason that observers are told. */
  drop(packet: Packet, reason: DropReason, detail = ""): void {
    const { sim } = this.host;
    if (sim.trace.active) {
      sim.trace.emit({
        kind: "drop",
        at: sim.sched.now,
        host: this.host.name,
        ns: this.name,
        reason,
        detail,
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

  /** The protocol handlers: ARP, IPv4, IPv6. Owns the packet. */
  deliver(device: NetDevice, packet: Packet): void {
    // Forwarding gets by without the rest of the stack, and without its cache lines.
    if (packet.protocol === ETH_P_IP) ipInput(this, device, packet);
    else this.stack.deliver(device, packet);
  }

  // ── news ───────────────────────────────────────────────────────────────────────────────────

  /** True when someone listens: building an event costs. */
  get watched(): boolean {
    return this.observers !== null && this.observers.size > 0;
  }

  notify(event: Unstamped<NetlinkEvent>): void {
    if (this.observers === null || this.observers.size === 0) return;
    const stamped = { ...event, at: this.host.sim.sched.now } as NetlinkEvent;
    for (const observer of [...this.observers]) observer(stamped);
  }

  subscribe(observer: (event: NetlinkEvent) => void): () => void {
    const observers = (this.observers ??= new Set());
    observers.add(observer);
    return () => observers.delete(observer);
  }
}

/** cleanup_net: physical cards go home, everything else dies. */
function cleanup(ns: NetNamespace): void {
  if (ns.inUse || ns.dead) return;
  ns.dead = true;
  unregisterAll(ns);
  ns.stack.close();
  for (const other of ns.host.namespaces.values()) {
    const nsid = other.nsids.get(ns.inode);
    if (nsid === undefined) continue;
    other.nsids.delete(ns.inode);
    other.notify({ type: "nsid", deleted: true, nsid, name: ns.name });
  }
  ns.host.namespaces.delete(ns.inode);
}
