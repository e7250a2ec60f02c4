/**
 * IPVS of one namespace (`ns.ipvs`): ip_vs_core.c, ip_vs_ctl.c, ip_vs_xmit.c. Packets for a virtual service are
 * given to a real server at LOCAL_IN and LOCAL_OUT (addresses rewritten for masq, the next hop chosen for
 * route); answers are given the virtual address back at FORWARD, LOCAL_IN and LOCAL_OUT.
 * Left out: packets of IPv6 services, tunnels, ICMP errors about connections, SCTP, the synchronisation daemon,
 * the schedulers dh, lblc, lblcr, fo, ovf and mh, and what sysctls other than vs.conntrack and
 * vs.expire_nodest_conn change.
 */
import type { Micros } from "../../../sim/scheduler.ts";
import { type Ipv4Addr, IPV4_ANY } from "../../../wire/addr.ts";
import { u16, u8 } from "../../../wire/bytes.ts";
import { ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, ICMP_TIME_EXCEEDED } from "../../../wire/icmp.ts";
import {
  IP_FRAG,
  IP_OFFSET,
  IP_PROTOCOL,
  IP_TOS,
  IP_TTL,
  ipDecrementTtl,
  ipDst,
  ipHeaderLength,
  IPPROTO_TCP,
  IPPROTO_UDP,
  ipSrc,
} from "../../../wire/ipv4.ts";
import { TCP_FLAGS } from "../../../wire/tcp.ts";
import { sendIcmpError } from "../../ip/icmp.ts";
import { ipOutput } from "../../ip/output.ts";
import type { NetNamespace } from "../../netns.ts";
import type { Packet } from "../../packet.ts";
import { CT_UNTRACKED, isReply, Tuple } from "../flow.ts";
import {
  ACCEPT,
  DROP,
  type HookEntry,
  type HookState,
  NF_FWD,
  NF_IN,
  NF_OUT,
  PRIORITY,
  STOLEN,
} from "../hooks.ts";
import { rewrite } from "../manip.ts";
import type { NfAddr } from "../types.ts";
import {
  Conn,
  ConnTable,
  ESTABLISHED,
  INPUT,
  INPUT_ONLY,
  nextState,
  OUTPUT,
  STATES,
  TCP_TIMEOUTS,
  UDP_TIMEOUT,
} from "./conn.ts";
import { Stats } from "./estimator.ts";
import { Dest, Service } from "./service.ts";
import { ServiceTable } from "./services.ts";
import type {
  ConnDump,
  DestSpec,
  IpvsDoor,
  IpvsError,
  ServiceDump,
  ServiceKey,
  ServiceSpec,
} from "./types.ts";

const SECOND = 1_000_000;
const IPTOS_RT_MASK = 0x1c;
const SYN_RST = 6;
/** tcp_state_active_table: ESTABLISHED, SYN_SENT, SYN_RECV, SYNACK. */
const ACTIVE: ReadonlySet<number> = new Set([1, 2, 3, 10]);

export class Ipvs implements IpvsDoor {
  private readonly ns: NetNamespace;
  private readonly table = new ConnTable();
  private readonly list = new ServiceTable();
  readonly total: Stats;
  private hooks: HookEntry[] = [];
  /** What this module is sending now: its own hooks let it pass. */
  private sending: Packet | null = null;
  private readonly tuple = new Tuple();
  private readonly tcpTimeouts = [...TCP_TIMEOUTS];
  private udpTimeout = UDP_TIMEOUT;
  private sweptAt: Micros = 0;
  private sysctlWrites = -1;
  private tracks = false;
  private expireNoDest = false;

  constructor(ns: NetNamespace) {
    this.ns = ns;
    this.total = new Stats(this.now);
  }

  private get now(): Micros {
    return this.ns.host.sim.sched.now;
  }

  private conf(): void {
    const { sysctl } = this.ns;
    if (sysctl.writes === this.sysctlWrites) return;
    this.sysctlWrites = sysctl.writes;
    this.tracks = sysctl.read("ipv4/vs/conntrack") === "1";
    this.expireNoDest = sysctl.read("ipv4/vs/expire_nodest_conn") === "1";
  }

  // ── hooks ──────────────────────────────────────────────────────────────────────────────────

  private hook(): void {
    if (this.hooks.length > 0) return;
    const { netfilter } = this.ns;
    const add = (hook: number, priority: number, run: HookEntry["run"]): void => {
      const entry: HookEntry = { six: false, hook, priority, name: "ipvs", run };
      this.hooks.push(entry);
      netfilter.hooks.register(entry);
    };
    const out: HookEntry["run"] = (state, packet) => this.outbound(state, packet);
    const request: HookEntry["run"] = (state, packet) => this.inbound(state, packet);
    add(NF_IN, PRIORITY.NAT_SRC - 2, out);
    add(NF_IN, PRIORITY.NAT_SRC - 1, request);
    add(NF_OUT, PRIORITY.NAT_DST + 1, out);
    add(NF_OUT, PRIORITY.NAT_DST + 2, request);
    add(NF_FWD, PRIORITY.NAT_SRC, out);
    netfilter.tracking.use(false);
  }

  private unhook(): void {
    if (this.hooks.length === 0 || this.list.size > 0) return;
    for (const entry of this.hooks) this.ns.netfilter.hooks.unregister(entry);
    this.hooks = [];
    this.ns.netfilter.tracking.release(false);
  }

  /** protocol << 16 when the packet has ports, else -1. */
  private portsAt(packet: Packet): number {
    const { buf, l3, end } = packet;
    const protocol = u8(buf, l3 + IP_PROTOCOL);
    if (protocol !== IPPROTO_TCP && protocol !== IPPROTO_UDP) return -1;
    if ((u16(buf, l3 + IP_FRAG) & IP_OFFSET) !== 0) return -1;
    const l4 = l3 + ipHeaderLength(buf, l3);
    return l4 + (protocol === IPPROTO_TCP ? 20 : 8) > end ? -1 : l4;
  }

  /** ip_vs_in_hook: from clients. */
  private inbound(state: HookState, packet: Packet): number {
    if (packet === this.sending) return ACCEPT;
    const l4 = this.portsAt(packet);
    if (l4 < 0) return ACCEPT;
    const { buf, l3 } = packet;
    const protocol = u8(buf, l3 + IP_PROTOCOL);
    const client = ipSrc(buf, l3);
    const virtual = ipDst(buf, l3);
    const [sport, dport] = [u16(buf, l4), u16(buf, l4 + 2)];
    const flags = protocol === IPPROTO_TCP ? u8(buf, l4 + TCP_FLAGS) : 0;
    this.conf();
    let conn = this.table.incoming(protocol, client, sport, virtual, dport, false);
    if (conn !== null && this.isOver(conn, flags)) {
      this.end(conn);
      conn = null;
    }
    if (conn === null) {
      const service = this.list.lookup(protocol, virtual, dport, packet.mark);
      if (service === null) return ACCEPT;
      if (protocol === IPPROTO_TCP && (flags & SYN_RST) !== 2) return ACCEPT;
      conn = this.schedule(service, protocol, client, sport, virtual, dport);
      if (conn === null) {
        // ip_vs_leave: nobody serves this.
        sendIcmpError(this.ns.stack, packet, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
        return DROP;
      }
      this.count(service.stats, (c) => c.conns++);
    } else if (conn.dest.gone) {
      if (this.expireNoDest) this.end(conn);
      return DROP;
    }
    const bytes = packet.end - l3;
    this.countIn(conn, bytes);
    this.move(conn, conn.dest.forward === "masq" ? INPUT : INPUT_ONLY, flags);
    return conn.dest.forward === "masq"
      ? this.sendMasq(state, packet, conn)
      : this.sendRoute(state, packet, conn);
  }

  /** A new SYN on an old connection's ports, or one that has timed out. */
  private isOver(conn: Conn, flags: number): boolean {
    if (conn.expires <= this.now) return true;
    if (conn.protocol !== IPPROTO_TCP || (flags & SYN_RST) !== 2) return false;
    const state = STATES[conn.state];
    return state === "TIME_WAIT" || state === "FIN_WAIT" || state === "CLOSE";
  }

  private schedule(
    service: Service,
    protocol: number,
    client: number,
    clientPort: number,
    virtual: number,
    virtualPort: number,
  ): Conn | null {
    this.sweep();
    const { spec, key } = service;
    if (spec.persistent === null) {
      const dest = service.schedule(client);
      if (dest === null) return null;
      const port = dest.port === 0 ? virtualPort : dest.port;
      return this.make(protocol, client, clientPort, virtual, virtualPort, dest, port);
    }
    const masked = client & spec.netmask;
    const vaddr = key.fwmark !== 0 ? key.fwmark : virtual;
    const vport = key.fwmark !== 0 ? 0 : key.port;
    let template = this.table.incoming(protocol, masked, 0, vaddr, vport, true);
    if (template !== null && (template.expires <= this.now || template.dest.gone)) {
      this.end(template);
      template = null;
    }
    if (template === null) {
      const dest = service.schedule(client);
      if (dest === null) return null;
      template = new Conn(
        protocol,
        masked,
        0,
        vaddr,
        vport,
        dest,
        vport === 0 ? 0 : dest.port,
        true,
      );
      template.timeoutUs = spec.persistent * SECOND;
      dest.persistent++;
      this.table.add(template);
    }
    template.expires = this.now + template.timeoutUs;
    const { dest } = template;
    const port = dest.port === 0 || key.port === 0 ? virtualPort : dest.port;
    const conn = this.make(protocol, client, clientPort, virtual, virtualPort, dest, port);
    conn.control = template;
    template.controls++;
    return conn;
  }

  private make(
    protocol: number,
    client: number,
    clientPort: number,
    virtual: number,
    virtualPort: number,
    dest: Dest,
    port: number,
  ): Conn {
    const conn = new Conn(protocol, client, clientPort, virtual, virtualPort, dest, port, false);
    // Only TCP has active connections.
    conn.inactive = protocol !== IPPROTO_TCP;
    if (conn.inactive) dest.inactive++;
    else dest.active++;
    dest.weigh();
    this.count(dest.stats, (c) => c.conns++);
    this.count(this.total, (c) => c.conns++);
    conn.timeoutUs = (protocol === IPPROTO_UDP ? this.udpTimeout : 3) * SECOND;
    conn.expires = this.now + conn.timeoutUs;
    this.table.add(conn);
    return conn;
  }

  /** ip_vs_set_state, and the timer begins anew. */
  private move(conn: Conn, direction: number, flags: number): void {
    if (conn.protocol === IPPROTO_UDP) {
      conn.timeoutUs = this.udpTimeout * SECOND;
      if (direction === OUTPUT && conn.control !== null) conn.control.state = ESTABLISHED;
    } else {
      conn.state = nextState(conn.state, direction, flags);
      if (conn.state === ESTABLISHED && conn.control !== null) conn.control.state = ESTABLISHED;
      conn.timeoutUs = (this.tcpTimeouts[conn.state] ?? 2) * SECOND;
      const idle = !ACTIVE.has(conn.state);
      if (idle !== conn.inactive) {
        conn.inactive = idle;
        conn.dest.active += idle ? -1 : 1;
        conn.dest.inactive += idle ? 1 : -1;
      }
    }
    conn.expires = this.now + conn.timeoutUs;
  }

  // ── sending ────────────────────────────────────────────────────────────────────────────────

  private sendMasq(state: HookState, packet: Packet, conn: Conn): number {
    const tuple = this.tuple.set(0 as NfAddr, conn.dest.addr, 0, conn.destPort);
    if (!this.track(packet, conn, false)) this.forgetFlow(packet);
    if (!rewrite(packet, false, packet.l3, packet.end, tuple, false)) return DROP;
    return this.deliver(state, packet, conn.dest.addr as Ipv4Addr, false);
  }

  private sendRoute(state: HookState, packet: Packet, conn: Conn): number {
    this.forgetFlow(packet);
    return this.deliver(state, packet, conn.dest.addr as Ipv4Addr, true);
  }

  /** ip_vs_update_conntrack: answers will come from the real server. False: not tracked here. */
  private track(packet: Packet, conn: Conn, answer: boolean): boolean {
    if (!this.tracks) return false;
    const flow = packet.ct;
    if (flow === null || flow.confirmed || answer || isReply(packet.ctInfo & 15)) return true;
    flow.replySrc = conn.dest.addr;
    flow.replyPorts = (conn.destPort << 16) | (flow.replyPorts & 0xffff);
    return true;
  }

  /** ip_vs_notrack. */
  private forgetFlow(packet: Packet): void {
    if (this.tracks) return;
    packet.ct = null;
    packet.ctInfo = (packet.ctInfo & ~15) | CT_UNTRACKED;
  }

  /** __ip_vs_get_out_rt, ip_vs_nat_send_or_cont: here, or out as our own. */
  private deliver(state: HookState, packet: Packet, to: Ipv4Addr, keepsAddress: boolean): number {
    const { stack } = this.ns;
    const { buf, l3 } = packet;
    const tos = u8(buf, l3 + IP_TOS) & IPTOS_RT_MASK;
    const found = stack.routes.output(to, IPV4_ANY, null, tos, packet.mark, false);
    if (found.errno !== null) return DROP;
    if (found.route.type === "local") {
      packet.route = found.route;
      return ACCEPT;
    }
    if (u8(buf, l3 + IP_TTL) <= 1) {
      sendIcmpError(stack, packet, ICMP_TIME_EXCEEDED, 0, 0);
      return DROP;
    }
    ipDecrementTtl(buf, l3);
    const { route } = found;
    const gateway = keepsAddress && route.gateway === IPV4_ANY ? to : route.gateway;
    const before = this.sending;
    this.sending = packet;
    packet.start = l3;
    ipOutput(stack, packet, { ...route, gateway }, ipDst(buf, l3), found.mtu);
    this.sending = before;
    void state;
    return STOLEN;
  }

  /** ip_vs_out_hook: from real servers. */
  private outbound(_state: HookState, packet: Packet): number {
    if (packet === this.sending || this.table.all.size === 0) return ACCEPT;
    const l4 = this.portsAt(packet);
    if (l4 < 0) return ACCEPT;
    const { buf, l3 } = packet;
    const protocol = u8(buf, l3 + IP_PROTOCOL);
    const conn = this.table.outgoing(
      protocol,
      ipSrc(buf, l3),
      u16(buf, l4),
      ipDst(buf, l3),
      u16(buf, l4 + 2),
    );
    if (conn === null || conn.dest.forward !== "masq" || conn.expires <= this.now) return ACCEPT;
    this.conf();
    const flags = protocol === IPPROTO_TCP ? u8(buf, l4 + TCP_FLAGS) : 0;
    const tuple = this.tuple.set(conn.virtual as NfAddr, 0 as NfAddr, conn.virtualPort, 0);
    if (!rewrite(packet, false, l3, packet.end, tuple, true)) return DROP;
    const bytes = packet.end - l3;
    const add = (stats: Stats): void => {
      stats.tick(this.now);
      stats.now.outPkts++;
      stats.now.outBytes += bytes;
    };
    add(conn.dest.stats);
    const service = this.list.lookup(
      protocol,
      conn.virtual as NfAddr,
      conn.virtualPort,
      packet.mark,
    );
    if (service !== null) add(service.stats);
    add(this.total);
    this.move(conn, OUTPUT, flags);
    if (!this.track(packet, conn, true)) this.forgetFlow(packet);
    return ACCEPT;
  }

  private countIn(conn: Conn, bytes: number): void {
    const add = (stats: Stats): void => {
      stats.tick(this.now);
      stats.now.inPkts++;
      stats.now.inBytes += bytes;
    };
    add(conn.dest.stats);
    const service = this.list.lookup(conn.protocol, conn.virtual as NfAddr, conn.virtualPort, 0);
    if (service !== null) add(service.stats);
    add(this.total);
  }

  private count(stats: Stats, change: (counters: Stats["now"]) => void): void {
    stats.tick(this.now);
    change(stats.now);
  }

  // ── the end of connections ─────────────────────────────────────────────────────────────────

  private end(conn: Conn): void {
    if (conn.dead) return;
    this.table.remove(conn);
    const { dest } = conn;
    if (conn.template) dest.persistent--;
    else if (conn.inactive) dest.inactive--;
    else dest.active--;
    dest.weigh();
    if (conn.control !== null) conn.control.controls--;
  }

  /** What timed out goes; at most once a second while packets come. */
  private sweep(atOnce = false): void {
    const { now } = this;
    if (!atOnce && now - this.sweptAt < SECOND) return;
    this.sweptAt = now;
    const templates: Conn[] = [];
    for (const conn of this.table.all) {
      if (conn.expires > now) continue;
      if (conn.template) templates.push(conn);
      else this.end(conn);
    }
    for (const conn of templates) {
      // A template waits for what it controls.
      if (conn.controls > 0) conn.expires = now + 60 * SECOND;
      else this.end(conn);
    }
  }

  // ── the door ───────────────────────────────────────────────────────────────────────────────

  services(): readonly ServiceDump[] {
    this.sweep(true);
    return this.list.dump(this.now);
  }

  addService(key: ServiceKey, spec: ServiceSpec): IpvsError | null {
    if (this.list.find(key) !== null) return "EEXIST";
    this.list.add(new Service(key, spec, this.now));
    this.hook();
    return null;
  }

  editService(key: ServiceKey, spec: ServiceSpec): IpvsError | null {
    const service = this.list.find(key);
    if (service === null) return "ESRCH";
    service.edit(spec);
    return null;
  }

  deleteService(key: ServiceKey): IpvsError | null {
    const service = this.list.find(key);
    if (service === null) return "ESRCH";
    for (const dest of [...service.dests]) service.remove(dest);
    this.list.remove(key);
    this.unhook();
    return null;
  }

  addDest(key: ServiceKey, spec: DestSpec): IpvsError | null {
    const service = this.list.find(key);
    if (service === null) return "ESRCH";
    if (service.dests.some(({ addr, port }) => addr === spec.addr && port === spec.port)) {
      return "EEXIST";
    }
    service.add(new Dest(spec, this.now));
    return null;
  }

  editDest(key: ServiceKey, spec: DestSpec): IpvsError | null {
    const service = this.list.find(key);
    if (service === null) return "ESRCH";
    const dest = service.dests.find(({ addr, port }) => addr === spec.addr && port === spec.port);
    if (dest === undefined) return "ENOENT";
    dest.edit(spec);
    dest.weigh();
    service.changed();
    return null;
  }

  deleteDest(key: ServiceKey, addr: NfAddr, port: number): IpvsError | null {
    const service = this.list.find(key);
    if (service === null) return "ESRCH";
    const dest = service.dests.find((one) => one.addr === addr && one.port === port);
    if (dest === undefined) return "ENOENT";
    service.remove(dest);
    return null;
  }

  flush(): void {
    for (const { key } of [...this.list.all()]) this.deleteService(key);
  }

  zero(key: ServiceKey | null): IpvsError | null {
    if (key !== null && this.list.find(key) === null) return "ESRCH";
    for (const service of key === null ? this.list.all() : [this.list.find(key) as Service]) {
      service.stats.zero();
      for (const dest of service.dests) dest.stats.zero();
    }
    if (key === null) this.total.zero();
    return null;
  }

  connections(): readonly ConnDump[] {
    this.sweep(true);
    return [...this.table.all].map((conn) => ({
      protocol: conn.protocol,
      client: conn.client as NfAddr,
      clientPort: conn.clientPort,
      virtual: conn.virtual as NfAddr,
      virtualPort: conn.virtualPort,
      dest: conn.dest.addr,
      destPort: conn.destPort,
      state: stateName(conn),
      expires: conn.expires,
    }));
  }

  timeouts(): readonly [number, number, number] {
    return [this.tcpTimeouts[ESTABLISHED] ?? 900, this.tcpTimeouts[4] ?? 120, this.udpTimeout];
  }

  setTimeouts(tcp: number, tcpFin: number, udp: number): void {
    if (tcp !== 0) this.tcpTimeouts[ESTABLISHED] = tcp;
    if (tcpFin !== 0) this.tcpTimeouts[4] = tcpFin;
    if (udp !== 0) this.udpTimeout = udp;
  }
}

function stateName(conn: Conn): string {
  if (conn.template) return conn.state === ESTABLISHED ? "ASSURED" : "NONE";
  return conn.protocol === IPPROTO_UDP ? "UDP" : (STATES[conn.state] ?? "NONE");
}
