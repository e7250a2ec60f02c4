/**
 * A datagram socket of AF_INET: UDP, ping (ICMP with a kernel-given id) or raw. One class, because
 * what differs is a header. net/ipv4/{udp,ping,raw,datagram,ip_sockglue}.c.
 */
import { type Ipv4Addr, IPV4_ANY, isMulticast4 } from "../../wire/addr.ts";
import { put16, u8 } from "../../wire/bytes.ts";
import { checksum, finish, pseudoSum } from "../../wire/checksum.ts";
import { ICMP_CHECKSUM, ICMP_ECHO, ICMP_HEADER, ICMP_ID } from "../../wire/icmp.ts";
import { ETH_P_IP } from "../../wire/eth.ts";
import {
  IP_DF,
  IP_DST,
  IP_HEADER,
  ipDst,
  IPPROTO_ICMP,
  IPPROTO_UDP,
  writeIpv4,
} from "../../wire/ipv4.ts";
import { UDP_CHECKSUM, UDP_HEADER, writeUdp, writeUdpOwed } from "../../wire/udp.ts";
import { i32 } from "../../wire/bytes.ts";
import type { NetDevice } from "../device.ts";
import type { Errno } from "../errno.ts";
import { type FastPath, OUT_REQUESTS, UDP_OUT } from "../fast-path.ts";
import { ipOutput, ipSend } from "../ip/output.ts";
import type { FlowDetail, OutputRoute } from "../ip/routes.ts";
import { Packet, type PacketOwner, ROOT_OWNER } from "../packet.ts";
import type { OpenFile } from "../proc/file.ts";
import type { Process } from "../proc/process.ts";
import { type Proc, WaitQueue } from "../proc/wait.ts";
import type { RouteResult } from "../route/types.ts";
import type { IdBucket, Stack } from "../stack.ts";
import { Received } from "./received.ts";
import type { Datagram, DatagramSocket, SendOptions, SocketError } from "./types.ts";

/** net.core.rmem_default, counted in truesize. */
const RECEIVE_BUFFER = 212_992;
const MAX_PAYLOAD = 65_535;
const MAX_ERRORS = 128;
const IPTOS_RT_MASK = 0x1c;
const NO_OPTIONS: SendOptions = {};

export type Flavour = "udp" | "ping" | "raw";

export class InetSocket implements DatagramSocket, OpenFile {
  // What every datagram that is sent touches stands first.
  private readonly fast: FastPath;
  readonly flavour: Flavour;
  // The last decision: it stands while nothing was configured and the same is asked.
  private sentEpoch = -1;
  private sentDst: Ipv4Addr = IPV4_ANY;
  private sentPort = 0;
  private sentTos = 0;
  private sentMark = 0;
  /** For {@link sendAgain}, out of sentRoute; no record: it does not apply. */
  private sentRecord = -1;
  private sentNexthop: Ipv4Addr = IPV4_ANY;
  private sentSrc: Ipv4Addr = IPV4_ANY;
  private sentMtu = 0;
  private sentMtuLocked = false;
  private sentOffload = true;
  private sentResult: RouteResult | null = null;
  private sentIds: IdBucket | null = null;
  private nextId: number;
  private closed = false;
  connected = false;
  localPort = 0;
  /** IP_HDRINCL: what is sent starts with its IP header. */
  headerIncluded = false;
  /** IP_TTL, IP_TOS, IP_MTU_DISCOVER as set on the socket; null: the namespace's default. */
  ttl: number | null = null;
  tos = 0;
  pmtu: SendOptions["pmtu"] | null = null;
  /** SO_DONTROUTE: only to hosts on the link. */
  dontRoute = false;
  private defaultTtl = 64;
  private defaultPmtu: "want" | "dont" = "want";
  /** SO_MARK. */
  mark = 0;
  /** Whose it is, for netfilter. */
  owner: PacketOwner = ROOT_OWNER;
  // And every one that is received.
  private first: Received | null = null;
  private last: Received | null = null;
  private queuedBytes = 0;
  readonly readable: WaitQueue;
  readonly kind = "socket";
  readonly path: string;
  readonly inode: number;
  readonly protocol: number;
  readonly stack: Stack;
  private readonly netRecord: number;
  private sentRoute: OutputRoute | null = null;
  localAddress: Ipv4Addr = IPV4_ANY;
  remoteAddress: Ipv4Addr = IPV4_ANY;
  remotePort = 0;
  boundDevice: NetDevice | null = null;
  reuseAddress = false;
  /** Raw sockets: ICMP types (bits) that are not wanted. */
  icmpFilter = 0;
  /** IP_RECVERR: errors of unconnected sockets are queued too. */
  receiveErrors: boolean;
  multicastTtl = 1;
  /** Who may bind below ip_unprivileged_port_start. */
  readonly privileged: boolean;
  private broadcast = false;
  private readonly errors: SocketError[] = [];

  constructor(stack: Stack, flavour: Flavour, protocol: number, privileged: boolean) {
    this.stack = stack;
    this.fast = stack.ns.host.fast;
    this.netRecord = stack.ns.record;
    this.flavour = flavour;
    this.protocol = protocol;
    this.privileged = privileged;
    this.receiveErrors = flavour !== "udp";
    this.inode = stack.ns.host.nextPipeId();
    this.path = `socket:[${this.inode}]`;
    this.readable = new WaitQueue("skb_wait_for_more_packets");
    this.nextId = stack.rng.below(65_536);
    stack.sockets.all.add(this);
    if (flavour === "raw") stack.sockets.hash(this);
  }

  // ── naming ─────────────────────────────────────────────────────────────────────────────────

  bind(address: Ipv4Addr, port: number): Errno | null {
    const { ns } = this.stack;
    if (this.localPort !== 0 && this.flavour !== "raw") return "EINVAL";
    const type = address === IPV4_ANY ? "local" : ns.inet.addressType(address);
    const foreign = type !== "local" && type !== "multicast" && type !== "broadcast";
    if (foreign && ns.sysctl.ipNonlocalBind === 0) return "EADDRNOTAVAIL";
    if (
      this.flavour === "udp" &&
      port > 0 &&
      port < ns.sysctl.unprivilegedPortStart &&
      !this.privileged
    ) {
      return "EACCES";
    }
    if (this.flavour !== "raw") {
      const refused = this.claimPort(address, port);
      if (refused !== null) return refused;
    }
    this.localAddress = type === "local" ? address : IPV4_ANY;
    this.fast.changed();
    return null;
  }

  bindToDevice(name: string): Errno | null {
    const dev = name === "" ? null : this.stack.ns.device(name);
    if (name !== "" && dev === null) return "ENODEV";
    this.fast.changed();
    this.boundDevice = dev;
    return null;
  }

  connect(address: Ipv4Addr, port: number): Errno | null {
    const dst = address === IPV4_ANY ? (((127 << 24) | 1) as Ipv4Addr) : address;
    const look = (src: Ipv4Addr): ReturnType<Stack["routes"]["output"]> =>
      this.stack.routes.output(
        dst,
        src,
        this.boundDevice,
        this.tos & IPTOS_RT_MASK,
        this.mark,
        false,
        this.detail(port),
      );
    // ip_route_connect: once the source is chosen, the rules are asked about it too.
    let out = look(this.localAddress);
    if (out.errno === null && this.localAddress === IPV4_ANY && out.src !== IPV4_ANY)
      out = look(out.src);
    if (out.errno === null && this.dontRoute && out.route.gateway !== IPV4_ANY)
      return "ENETUNREACH";
    if (out.errno !== null) {
      if (out.errno === "ENETUNREACH") this.stack.snmp.ip.OutNoRoutes++;
      return out.errno;
    }
    if (out.route.type === "broadcast" && !this.broadcast) return "EACCES";
    if (this.flavour === "udp" && this.localPort === 0) {
      const refused = this.claimPort(this.localAddress, 0);
      if (refused !== null) return refused;
    }
    if (this.localAddress === IPV4_ANY) this.localAddress = out.src;
    this.fast.changed();
    this.remoteAddress = dst;
    this.remotePort = port;
    this.connected = true;
    this.nextId = this.stack.rng.below(65_536);
    return null;
  }

  setBroadcast(on: boolean): void {
    this.broadcast = on;
    this.sentEpoch = -1;
  }

  private claimPort(address: Ipv4Addr, wanted: number): Errno | null {
    const { sockets, rng, ns } = this.stack;
    let port = wanted;
    if (port === 0) {
      // Ping sockets' ids come from all 16 bits, ports from ip_local_port_range.
      const [low, high] = this.flavour === "udp" ? ns.sysctl.localPortRange : [1, 65_535];
      const span = high - low + 1;
      const first = rng.below(span);
      for (let i = 0; i < span && port === 0; i++) {
        const candidate = low + ((first + i) % span);
        if (!sockets.taken(this, address, candidate)) port = candidate;
      }
      if (port === 0) return "EAGAIN";
    } else if (sockets.taken(this, address, port)) return "EADDRINUSE";
    this.localPort = port;
    sockets.hash(this);
    return null;
  }

  // ── sending ────────────────────────────────────────────────────────────────────────────────

  send(
    bytes: Uint8Array,
    to: { address: Ipv4Addr; port: number } | null,
    options: SendOptions = NO_OPTIONS,
  ): Errno | null {
    if (to !== null && this.sentRecord >= 0 && options === NO_OPTIONS) {
      const answer = this.sendAgain(bytes, to.address, to.port);
      if (answer !== "otherwise") return answer;
    }
    if (this.closed) return "EBADF";
    if (bytes.length > MAX_PAYLOAD) return "EMSGSIZE";
    if (to === null && !this.connected) return "ENOTCONN";
    const refused = this.checkMessage(bytes);
    if (refused !== null) return refused;
    const asked = to?.address ?? this.remoteAddress;
    const port = to?.port ?? this.remotePort;
    if (this.flavour === "udp" && port === 0) return "EINVAL";
    const out = this.route(asked, port, options);
    if (typeof out === "string") return out;
    if (this.flavour === "udp" && this.localPort === 0) {
      const noPort = this.claimPort(this.localAddress, 0);
      if (noPort !== null) return noPort;
    }
    const dst = asked === IPV4_ANY ? out.src : asked;
    if (this.headerIncluded) return this.sendWithHeader(bytes, out);
    return this.emit(bytes, dst, port, out, options);
  }

  /** ping_v4_sendmsg: only echo requests. */
  private checkMessage(bytes: Uint8Array): Errno | null {
    if (this.flavour !== "ping") return null;
    if (bytes.length < ICMP_HEADER || u8(bytes, 0) !== ICMP_ECHO || u8(bytes, 1) !== 0)
      return "EINVAL";
    return this.localPort === 0 ? this.claimPort(this.localAddress, 0) : null;
  }

  /** What port rules and the multipath hash may look at. */
  private detail(port: number): FlowDetail {
    const udp = this.flavour === "udp";
    return {
      protocol: this.protocol,
      sport: udp ? this.localPort : 0,
      dport: udp ? port : 0,
      uid: 0,
    };
  }

  private route(dst: Ipv4Addr, port: number, options: SendOptions): OutputRoute | Errno {
    const plain = options.oif === undefined && options.src === undefined;
    const known = this.sentRoute;
    const wanted = (options.tos ?? this.tos) & IPTOS_RT_MASK;
    const { epoch } = this.fast;
    if (
      plain &&
      known !== null &&
      this.sentEpoch === epoch &&
      this.sentDst === dst &&
      this.sentTos === wanted &&
      this.sentPort === port &&
      this.sentMark === this.mark
    )
      return known;
    const { sysctl } = this.stack.ns;
    this.defaultTtl = sysctl.ipDefaultTtl;
    this.defaultPmtu = sysctl.ipNoPmtuDisc === 0 ? "want" : "dont";
    this.sentRoute = null;
    this.sentResult = null;
    this.sentIds = null;
    this.sentRecord = -1;
    const out = this.askRoute(dst, port, options);
    // Claiming a port and learning an exception move the epoch, too.
    if (typeof out === "string" || !plain || epoch !== this.fast.epoch) return out;
    this.sentEpoch = epoch;
    this.sentDst = dst;
    this.sentTos = wanted;
    this.sentPort = port;
    this.sentMark = this.mark;
    this.sentRoute = out;
    if (this.flavour !== "udp" || this.localPort === 0) return out;
    this.sentRecord = out.record;
    this.sentNexthop = out.nexthop;
    this.sentSrc = out.src;
    this.sentMtu = out.mtu;
    this.sentMtuLocked = out.mtuLocked;
    this.sentOffload = out.route.dev.txOffload !== false;
    this.sentResult = out.route;
    return out;
  }

  /**
   * The same again: a datagram to where the last one went, in one piece. Repeats what route(), emit() and
   * ipSend() would do, out of this object alone; "otherwise": something is not as it was.
   */
  private sendAgain(bytes: Uint8Array, dst: Ipv4Addr, port: number): Errno | null | "otherwise" {
    const { fast } = this;
    const mode = this.pmtu ?? this.defaultPmtu;
    const length = UDP_HEADER + bytes.length;
    const route = this.sentResult;
    if (
      this.sentEpoch !== fast.epoch ||
      this.sentDst !== dst ||
      this.sentPort !== port ||
      this.sentTos !== (this.tos & IPTOS_RT_MASK) ||
      this.sentMark !== this.mark ||
      IP_HEADER + length > this.sentMtu ||
      mode === "probe" ||
      route === null ||
      this.closed ||
      this.headerIncluded
    )
      return "otherwise";
    const { sim } = fast;
    const src = this.sentSrc;
    const packet = Packet.alloc(sim.buffers, length, sim.nextJourney());
    packet.mark = this.mark;
    packet.owner = this.owner;
    const b = packet.buf;
    const udp = packet.start;
    b.set(bytes, udp + UDP_HEADER);
    const pseudo = pseudoSum(src, dst, IPPROTO_UDP, length);
    if (this.sentOffload) {
      writeUdpOwed(b, udp, length, this.localPort, port, pseudo);
      packet.csumStart = udp;
      packet.csumField = udp + UDP_CHECKSUM;
    } else writeUdp(b, udp, packet.end, this.localPort, port, pseudo);
    const whole = mode === "do" || (mode === "want" && !this.sentMtuLocked);
    const id = this.ipId(src, dst, mode === "do");
    const ip = packet.push(IP_HEADER);
    writeIpv4(
      b,
      ip,
      src,
      dst,
      IPPROTO_UDP,
      this.ttl ?? this.defaultTtl,
      this.tos,
      id,
      whole ? IP_DF : 0,
      IP_HEADER + length,
    );
    packet.l4 = udp;
    packet.l3 = ip;
    packet.protocol = ETH_P_IP;
    packet.route = route;
    if (fast.output(this.sentRecord, this.sentNexthop, packet, true)) return null;
    fast.addNet(this.netRecord, UDP_OUT, 1);
    fast.addNet(this.netRecord, OUT_REQUESTS, 1);
    return ipOutput(this.stack, packet, route, dst, this.sentMtu) ? null : "EPERM";
  }

  private askRoute(dst: Ipv4Addr, port: number, options: SendOptions): OutputRoute | Errno {
    const { ns, routes, snmp } = this.stack;
    let oif = this.boundDevice;
    if (options.oif !== undefined) {
      oif = ns.device(options.oif);
      if (oif === null) return "ENODEV";
    }
    const tos = (options.tos ?? this.tos) & IPTOS_RT_MASK;
    const from = options.src ?? this.localAddress;
    const out = routes.output(dst, from, oif, tos, this.mark, false, this.detail(port));
    if (out.errno !== null) {
      if (out.errno === "ENETUNREACH") snmp.ip.OutNoRoutes++;
      return out.errno;
    }
    if (this.dontRoute && out.route.gateway !== IPV4_ANY) {
      // Bound to a device, everybody is taken to be on its link.
      if (oif === null) return "ENETUNREACH";
      return { ...out, record: -1, nexthop: dst, route: { ...out.route, gateway: IPV4_ANY } };
    }
    if (out.route.type === "broadcast" && !this.broadcast) return "EACCES";
    return out;
  }

  private emit(
    bytes: Uint8Array,
    dst: Ipv4Addr,
    port: number,
    out: OutputRoute,
    options: SendOptions,
  ): Errno | null {
    const { stack } = this;
    const mode = options.pmtu ?? this.pmtu ?? this.defaultPmtu;
    const header = this.flavour === "udp" ? UDP_HEADER : 0;
    const total = IP_HEADER + header + bytes.length;
    const strict = mode === "do" || mode === "probe";
    const mtu = mode === "probe" ? out.route.dev.mtu : out.mtu;
    if (total > MAX_PAYLOAD) {
      this.fail(localError(mtu, stack.sched.now), false);
      return "EMSGSIZE";
    }
    if (strict && total > mtu) {
      this.fail(localError(mtu, stack.sched.now), false);
      return "EMSGSIZE";
    }
    const dontFragment = strict || (mode === "want" && total <= mtu && !out.mtuLocked);
    const { sim } = this.fast;
    const packet = Packet.alloc(sim.buffers, header + bytes.length, sim.nextJourney());
    packet.mark = this.mark;
    packet.owner = this.owner;
    packet.buf.set(bytes, packet.start + header);
    this.finishTransport(packet, out.src, dst, port);
    if (this.flavour === "udp" && total <= mtu && out.route.dev.txOffload !== false)
      oweChecksum(packet, out.src, dst);
    const group = isMulticast4(dst);
    // IP_PMTUDISC_PROBE: what was learnt about the path does not bind.
    const sent = ipSend(stack, packet, mtu === out.mtu ? out : { ...out, mtu }, {
      dst,
      protocol: this.protocol,
      dontFragment,
      tos: options.tos ?? this.tos,
      ttl: options.ttl ?? (group ? this.multicastTtl : (this.ttl ?? this.defaultTtl)),
      id: this.ipId(out.src, dst, strict),
    });
    return sent ? null : "EPERM";
  }

  private finishTransport(packet: Packet, src: Ipv4Addr, dst: Ipv4Addr, port: number): void {
    const { buf, start, end } = packet;
    if (this.flavour === "udp") {
      this.fast.addNet(this.netRecord, UDP_OUT, 1);
      writeUdp(
        buf,
        start,
        end,
        this.localPort,
        port,
        pseudoSum(src, dst, IPPROTO_UDP, end - start),
      );
      return;
    }
    if (this.flavour === "ping") {
      put16(buf, start + ICMP_ID, this.localPort);
      put16(buf, start + ICMP_CHECKSUM, 0);
      put16(buf, start + ICMP_CHECKSUM, checksum(buf, start, end));
    }
    if (this.protocol === IPPROTO_ICMP && end > start)
      this.stack.snmp.icmpMessage("Out", u8(buf, start));
  }

  /** ip_select_ident: connected sockets count, DF without local fragmentation is 0. */
  private ipId(src: Ipv4Addr, dst: Ipv4Addr, strict: boolean): number {
    if (this.connected) {
      this.nextId = (this.nextId + 1) & 0xffff;
      return this.nextId;
    }
    if (strict) return 0;
    if (this.sentRoute === null) return this.stack.nextIpId(src, dst, this.protocol);
    this.sentIds ??= this.stack.idBucket(src, dst, this.protocol);
    return this.sentIds.next(this.fast.sim.sched.now);
  }

  /** raw_send_hdrinc: the kernel fills in length, checksum, and source and id when they are 0. */
  private sendWithHeader(bytes: Uint8Array, out: OutputRoute): Errno | null {
    if (bytes.length < IP_HEADER) return "EINVAL";
    if (bytes.length > out.route.dev.mtu) {
      this.fail(localError(out.route.dev.mtu, this.stack.sched.now), false);
      return "EMSGSIZE";
    }
    return this.stack.sendRawIp(bytes, out, i32(bytes, IP_DST) as Ipv4Addr);
  }

  // ── receiving ──────────────────────────────────────────────────────────────────────────────

  /** Whether a packet to us with this source is this socket's. */
  matches(dev: NetDevice, packet: Packet, src: Ipv4Addr, srcPort: number): boolean {
    if (this.localAddress !== IPV4_ANY && this.localAddress !== ipDst(packet.buf, packet.l3))
      return false;
    if (this.connected && this.remoteAddress !== src && this.flavour !== "ping") return false;
    if (this.remotePort !== 0 && this.flavour === "udp" && this.remotePort !== srcPort)
      return false;
    return this.boundDevice === null || this.boundDevice === dev;
  }

  /** compute_score: the more a socket has pinned down, the better it fits. */
  score(): number {
    return (
      (this.localAddress !== IPV4_ANY ? 4 : 0) +
      (this.connected ? 8 : 0) +
      (this.boundDevice !== null ? 4 : 0)
    );
  }

  /** Whether a datagram of so many bytes may be queued. */
  hasRoom(bytes: number): boolean {
    return this.queuedBytes + bytes + 768 <= RECEIVE_BUFFER;
  }

  /**
   * Queue the packet from `from` on: itself when `owned` (then it is no longer the caller's), else a
   * copy. False: the buffer is full, and the packet still the caller's.
   */
  receive(ifindex: number, packet: Packet, from: number, srcPort: number, owned: boolean): boolean {
    const bytes = packet.end - from;
    if (!this.hasRoom(bytes)) return false;
    this.queuedBytes += bytes + 768;
    const { sim } = this.fast;
    const b = packet.buf;
    const got = new Received(b, packet.l3, srcPort, sim.sched.now, ifindex);
    if (owned) {
      packet.start = from;
      got.packet = packet;
    } else got.bytes = sim.buffers.cut(b, from, packet.end);
    if (this.last === null) this.first = got;
    else this.last.next = got;
    this.last = got;
    this.readable.wakeAll();
    return true;
  }

  /** The next datagram, or null. */
  recv(): Datagram | null {
    const got = this.take();
    const packet = got?.packet ?? null;
    if (got === null || packet === null) return got;
    got.bytes = this.fast.sim.buffers.cut(packet.buf, packet.start, packet.end);
    got.packet = null;
    packet.free();
    return got;
  }

  /** recv(2): as much of the next datagram as fits, into `buffer`; its length, or -1: nothing there. */
  recvInto(buffer: Uint8Array): number {
    const got = this.take();
    if (got === null) return -1;
    const packet = got.packet;
    const from = packet === null ? got.bytes : packet.buf;
    const start = packet === null ? 0 : packet.start;
    const all = packet === null ? got.bytes.length : packet.end - packet.start;
    const n = all < buffer.length ? all : buffer.length;
    buffer.set(from.subarray(start, start + n));
    packet?.free();
    return n;
  }

  private take(): Received | null {
    const got = this.first;
    if (got === null) return null;
    this.first = got.next;
    got.next = null;
    if (this.first === null) {
      this.last = null;
      this.queuedBytes = 0;
    } else {
      const { packet } = got;
      const n = packet === null ? got.bytes.length : packet.end - packet.start;
      this.queuedBytes -= n + 768;
    }
    return got;
  }

  recvError(): SocketError | null {
    return this.errors.shift() ?? null;
  }

  /** An error about something sent earlier. `fatal`: connected sockets learn of it in any case. */
  fail(error: SocketError, fatal: boolean): void {
    if (!this.receiveErrors && !(this.connected && fatal)) return;
    if (this.errors.length >= MAX_ERRORS) return;
    this.errors.push(error);
    this.readable.wakeAll();
  }

  // ── as a file ──────────────────────────────────────────────────────────────────────────────

  /** Bytes waiting, as `ss` shows them. */
  get receiveQueue(): number {
    return this.queuedBytes;
  }

  ready(): boolean {
    return this.first !== null || this.errors.length > 0 || this.closed;
  }

  *read(proc: Process, max: number): Proc<Uint8Array | null | Errno> {
    for (;;) {
      const got = this.recv();
      if (got !== null) return got.bytes.length > max ? got.bytes.slice(0, max) : got.bytes;
      const error = this.recvError();
      if (error !== null) return error.errno;
      if (this.closed) return null;
      yield* proc.wait("skb_wait_for_more_packets", [this.readable]);
    }
  }

  *write(_proc: Process, data: Uint8Array): Proc<Errno | null> {
    return this.send(data, null);
  }

  close(): void {
    this.release();
  }

  release(): void {
    if (this.closed) return;
    this.closed = true;
    this.stack.sockets.unhash(this);
    this.stack.sockets.all.delete(this);
    while (this.first !== null) this.take()?.packet?.free();
    this.readable.wakeAll();
  }
}

/** ip_append_data's csummode: the device finishes the checksum of a datagram that is not fragmented. */
function oweChecksum(packet: Packet, src: Ipv4Addr, dst: Ipv4Addr): void {
  const { buf, start, end } = packet;
  packet.csumStart = start;
  packet.csumField = start + UDP_CHECKSUM;
  put16(buf, packet.csumField, ~finish(pseudoSum(src, dst, IPPROTO_UDP, end - start)));
}

/** ip_local_error: too long for the path, said by our own kernel. */
function localError(mtu: number, at: number): SocketError {
  return {
    errno: "EMSGSIZE",
    origin: "local",
    icmpType: 0,
    icmpCode: 0,
    offender: IPV4_ANY,
    info: mtu,
    quoted: new Uint8Array(0),
    at,
    ttl: 0,
  };
}
