/**
 * Connection tracking of one namespace: net/netfilter/nf_conntrack_core.c. Which flow a packet belongs to, and the
 * life of flows: made at the first packet, in the table once it left (confirm), gone by timeout, RST or by hand.
 * Nothing is tracked until something needs it ({@link use}: a rule with a state, NAT, IPVS).
 *
 * The door (ctnetlink) is in ct-door.ts, TCP in ct-tcp.ts. Left out: helpers and expectations, zones by direction.
 * Expired flows go at most a second late (the kernel's collector takes up to a minute; nobody sees them either way).
 */
import { MS, type Scheduler, type Timer } from "../../sim/scheduler.ts";
import { i32, u16, u8 } from "../../wire/bytes.ts";
import { finish, pseudoSum, pseudoSum6, sumBytes } from "../../wire/checksum.ts";
import {
  IP_PROTOCOL,
  ipDst,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
  ipSrc,
} from "../../wire/ipv4.ts";
import type { NetDevice } from "../device.ts";
import { IP6_SRC } from "../../wire/ipv6.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import { CtConf } from "./ct-conf.ts";
import { FlowTable } from "./ct-table.ts";
import { tcpNew, tcpPacket, tcpSound } from "./ct-tcp.ts";
import { relatedError } from "./ct-icmp.ts";
import type { CtStats } from "./conntrack-types.ts";
import { sourceKey } from "./nat.ts";
import {
  CT_ESTABLISHED,
  CT_ESTABLISHED_REPLY,
  CT_NEW,
  CT_NONE,
  CT_UNTRACKED,
  Flow,
  FlowCounters,
  IPCT,
  IPS,
  isReply,
  isWhole4,
  readTuple,
  Tuple,
} from "./flow.ts";
import { ACCEPT, DROP, HookState, NF_IN, NF_OUT, NF_POST, NF_PRE, PRIORITY } from "./hooks.ts";

const EVICTION_RANGE = 8;
// Type and code of what asks and answers.
const ECHO = 0x0800;
const ECHO_REPLY = 0;
const ECHO6 = 0x8000;
const ECHO_REPLY6 = 0x8100;
/** The collector's pause, ms. */
const GC_MS = 1000;

export class Conntrack {
  readonly ns: NetNamespace;
  readonly conf: CtConf;
  readonly table = new FlowTable();
  readonly counters: CtStats = {
    found: 0,
    invalid: 0,
    insert: 0,
    insertFailed: 0,
    drop: 0,
    earlyDrop: 0,
    error: 0,
    searchRestart: 0,
    clashResolve: 0,
    chainToolong: 0,
  };
  /** Flows by their source, for NAT (nf_nat_bysource); null until one is mapped. */
  sources: Map<string, Flow[]> | null = null;
  /** Who is told of news: set by the door. */
  tell: ((flow: Flow, type: "new" | "update" | "destroy", news: number) => void) | null = null;
  private readonly users = { ip: 0, ip6: 0 };
  private readonly hooked: (() => void)[][] = [[], []];
  private readonly scratch = new Tuple();
  private readonly inverse = new Tuple();
  private readonly sched: Scheduler;
  // Of the last question: dividing costs more than asking again.
  private nowUs = -1;
  private nowMs = 0;
  private gc: Timer | null = null;
  private gcAt = Infinity;
  private warnedAt = -Infinity;

  constructor(ns: NetNamespace) {
    this.ns = ns;
    this.sched = ns.host.sim.sched;
    this.conf = new CtConf(ns);
  }

  get now(): number {
    const us = this.sched.now;
    if (us !== this.nowUs) {
      this.nowUs = us;
      this.nowMs = Math.floor(us / MS);
    }
    return this.nowMs;
  }

  // ── who needs it ───────────────────────────────────────────────────────────────────────────

  /** nf_ct_netns_get: tracking of a family is needed by one more. */
  use(six: boolean): void {
    const key = six ? "ip6" : "ip";
    if (this.users[key]++ > 0) return;
    // What was tracked before has missed packets since.
    for (let flow = this.table.oldest; flow !== null; flow = flow.newer) flow.tcp?.liberal();
    const off = this.hooked[six ? 1 : 0] as (() => void)[];
    const { hooks } = this.ns.netfilter;
    const add = (
      hook: number,
      priority: number,
      name: string,
      run: Runner,
      kind: "defrag" | "track" | "confirm",
    ): void => {
      const quick = { kind, tracking: this };
      const entry = { six, hook, priority, name, run, quick };
      hooks.register(entry);
      off.push(() => hooks.unregister(entry));
    };
    const defragment: Runner = (state, packet) => this.defragment(state, packet);
    const packetIn: Runner = (state, packet) => this.packetIn(state, packet);
    const confirm: Runner = (state, packet) => this.confirmHook(state, packet);
    if (!six) {
      add(NF_PRE, PRIORITY.DEFRAG, "defrag", defragment, "defrag");
      add(NF_OUT, PRIORITY.DEFRAG, "defrag", defragment, "defrag");
    }
    add(NF_PRE, PRIORITY.CONNTRACK, "conntrack", packetIn, "track");
    add(NF_OUT, PRIORITY.CONNTRACK, "conntrack", packetIn, "track");
    add(NF_POST, PRIORITY.CONFIRM, "conntrack", confirm, "confirm");
    add(NF_IN, PRIORITY.CONFIRM, "conntrack", confirm, "confirm");
  }

  /** nf_ct_netns_put. What is known stays known. */
  release(six: boolean): void {
    const key = six ? "ip6" : "ip";
    if (--this.users[key] > 0) return;
    for (const off of (this.hooked[six ? 1 : 0] as (() => void)[]).splice(0)) off();
  }

  active(six: boolean): boolean {
    return this.users[six ? "ip6" : "ip"] > 0;
  }

  // ── packets ────────────────────────────────────────────────────────────────────────────────

  private defragment(state: HookState, packet: Packet): number {
    if ((packet.ctInfo & 15) !== CT_NONE) return ACCEPT;
    return this.ns.stack.gather(state, packet);
  }

  /**
   * {@link packetIn} for what most packets are: of a flow that is known, and no ICMP error. False: nothing was
   * done, it is another.
   */
  trackKnown(
    packet: Packet,
    six: boolean,
    hook: number,
    input: NetDevice | null,
    aloneOnly = false,
  ): boolean {
    if ((packet.ctInfo & 15) !== CT_NONE) return true;
    const { buf, l3, l4, end } = packet;
    let protocol: number;
    let flow: Flow | null;
    if (six) {
      const tuple = this.scratch;
      protocol = readTuple(tuple, true, buf, l3, end);
      if (protocol === IPPROTO_ICMPV6) {
        if (tuple.dp !== ECHO6 && tuple.dp !== ECHO_REPLY6) return false;
      } else if (protocol !== IPPROTO_TCP && protocol !== IPPROTO_UDP) return false;
      flow = this.table.find(tuple, true, protocol, packet.ctZone);
    } else {
      protocol = u8(buf, l3 + IP_PROTOCOL);
      if (l4 + 8 > end || !isWhole4(buf, l3)) return false;
      let ports: number;
      if (protocol === IPPROTO_TCP || protocol === IPPROTO_UDP) ports = i32(buf, l4);
      else {
        const type = u16(buf, l4);
        if (protocol !== IPPROTO_ICMP || (type !== ECHO && type !== ECHO_REPLY)) return false;
        ports = (u16(buf, l4 + 4) << 16) | type;
      }
      flow = this.table.find4(ipSrc(buf, l3), ipDst(buf, l3), ports, protocol, packet.ctZone);
    }
    const { now } = this;
    if (flow === null || flow.expires <= now) return false;
    const reply = this.table.foundReply;
    if (aloneOnly && !(flow.untranslated && (reply || (flow.status & IPS.SEEN_REPLY) !== 0)))
      return false;
    const conf = this.conf.fresh();
    if (!this.sumOk(six, hook, input, packet, protocol)) return false;
    if (protocol === IPPROTO_TCP) {
      if (!tcpSound(buf, l4, end)) return false;
      const verdict = tcpPacket(flow, reply ? 1 : 0, buf, l4, end, conf, this.renew);
      if (verdict === "repeat") return false;
      if (verdict === "invalid") {
        this.invalid(packet);
        return true;
      }
      join(packet, flow, reply);
      if (verdict === "kill") {
        this.account(flow, packet);
        this.kill(flow);
        if (reply) this.answered(flow);
        return true;
      }
    } else {
      join(packet, flow, reply);
      if (protocol === IPPROTO_UDP) this.followUdp(flow, conf, now);
      else this.extend(flow, six ? conf.icmp6 : conf.icmp, now);
    }
    if (flow.more !== null) this.account(flow, packet);
    if (reply) this.answered(flow);
    return true;
  }

  /**
   * All that conntrack and NAT do to an IPv4 packet from its first hook to its last, for the fast path. False:
   * nothing was done, it needs the walk.
   */
  passKnown(packet: Packet, hook: number, dev: NetDevice): boolean {
    if (packet.ctInfo !== 0) return false;
    if (!this.trackKnown(packet, false, hook, dev, true)) return false;
    const flow = packet.ct;
    if (flow !== null && flow.news !== 0) this.deliver(flow);
    return true;
  }

  private answered(flow: Flow): void {
    if ((flow.status & IPS.SEEN_REPLY) !== 0) return;
    flow.status |= IPS.SEEN_REPLY;
    flow.news |= IPCT.REPLY;
  }

  /** nf_conntrack_in. */
  packetIn(state: HookState, packet: Packet): number {
    // Seen before: over lo, or declared not to be looked at.
    if ((packet.ctInfo & 15) !== CT_NONE) return ACCEPT;
    const { buf, l3, end } = packet;
    const conf = this.conf.fresh();
    const tuple = this.scratch;
    const protocol = readTuple(tuple, state.six, buf, l3, end);
    if (protocol < 0) {
      this.counters.invalid++;
      return ACCEPT;
    }
    const icmp = protocol === (state.six ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
    if (icmp) {
      if (!this.sumOk(state.six, state.hook, state.input, packet, protocol)) {
        this.counters.error++;
        this.counters.invalid++;
        return ACCEPT;
      }
      const done = relatedError(this, state.six, packet);
      if (done !== null) return done;
    }
    const zone = packet.ctZone;
    let flow = this.lookup(tuple, state.six, protocol, zone);
    let reply = this.table.foundReply;
    if (flow === null) {
      const made = this.begin(tuple, state, packet, protocol, zone);
      if (typeof made === "number") return made;
      flow = made;
      reply = false;
    }
    join(packet, flow, reply);
    const verdict = this.follow(flow, state, packet, protocol, conf);
    if (verdict !== ACCEPT) return verdict;
    if (packet.ct !== flow) return ACCEPT;
    if (reply) this.answered(flow);
    return ACCEPT;
  }

  /** The protocol's own look at a packet of a flow: DROP, or ACCEPT, where an invalid one has lost its flow. */
  private follow(
    flow: Flow,
    state: HookState,
    packet: Packet,
    protocol: number,
    conf: CtConf,
  ): number {
    const { buf, end } = packet;
    const { six, hook, input } = state;
    switch (protocol) {
      case IPPROTO_TCP: {
        const at = packet.l4;
        if (!tcpSound(buf, at, end) || !this.sumOk(six, hook, input, packet, protocol))
          return this.invalid(packet);
        const dir = isReply(packet.ctInfo & 15) ? 1 : 0;
        const verdict = tcpPacket(flow, dir, buf, at, end, conf, this.renew);
        if (verdict === "invalid") return this.invalid(packet);
        if (verdict === "kill") {
          this.account(flow, packet);
          this.kill(flow);
        } else if (verdict === "repeat") {
          this.kill(flow);
          packet.ct = null;
          packet.ctInfo &= ~15;
          return this.packetIn(state, packet);
        } else this.account(flow, packet);
        return ACCEPT;
      }
      case IPPROTO_UDP:
        if (!this.sumOk(six, hook, input, packet, protocol)) return this.invalid(packet);
        this.followUdp(flow, conf, this.now);
        break;
      case IPPROTO_ICMP:
        this.renew(flow, conf.icmp);
        break;
      case IPPROTO_ICMPV6:
        this.renew(flow, conf.icmp6);
        break;
      default:
        this.renew(flow, conf.generic);
    }
    this.account(flow, packet);
    return ACCEPT;
  }

  private followUdp(flow: Flow, conf: CtConf, now: number): void {
    if (!flow.confirmed) flow.streamAt = now + 2000;
    if ((flow.status & IPS.SEEN_REPLY) === 0) {
      this.extend(flow, conf.udp, now);
      return;
    }
    const stream = now > flow.streamAt;
    this.extend(flow, stream ? conf.udpStream : conf.udp, now);
    if (stream && (flow.status & IPS.ASSURED) === 0) {
      flow.status |= IPS.ASSURED;
      flow.news |= IPCT.ASSURED;
    }
  }

  private invalid(packet: Packet): number {
    packet.ct = null;
    packet.ctInfo &= ~15;
    this.counters.invalid++;
    return ACCEPT;
  }

  /** nf_checksum: only of what came in, and not what a card here would have finished. */
  private sumOk(
    six: boolean,
    hook: number,
    input: NetDevice | null,
    packet: Packet,
    protocol: number,
  ): boolean {
    if (hook !== NF_PRE || !this.conf.checksum || packet.csumStart !== 0) return true;
    if (input?.loopback === true) return true;
    const { buf, l3, l4, end } = packet;
    if (protocol === IPPROTO_ICMP) return finish(sumBytes(buf, l4, end)) === 0;
    if (protocol === IPPROTO_UDP && end >= l4 + 8 && u16(buf, l4 + 6) === 0) return true;
    const pseudo = six
      ? pseudoSum6(buf, l3 + IP6_SRC, protocol, end - l4)
      : pseudoSum(ipSrc(buf, l3), ipDst(buf, l3), protocol, end - l4);
    return finish(sumBytes(buf, l4, end, pseudo)) === 0;
  }

  /** A flow that has not run out. */
  lookup(tuple: Tuple, six: boolean, protocol: number, zone: number): Flow | null {
    const flow = this.table.find(tuple, six, protocol, zone);
    if (flow === null || flow.expires > this.now) return flow;
    const { foundReply } = this.table;
    this.kill(flow);
    const again = this.table.find(tuple, six, protocol, zone);
    if (again === null) this.table.foundReply = foundReply;
    return again;
  }

  /** init_conntrack: a verdict where none may begin. */
  private begin(
    tuple: Tuple,
    state: HookState,
    packet: Packet,
    protocol: number,
    zone: number,
  ): Flow | number {
    const conf = this.conf;
    const { buf, l4, end } = packet;
    if (conf.max > 0 && this.table.size + 1 > conf.max && !this.evict(tuple, protocol)) {
      this.counters.drop++;
      this.warnFull();
      return DROP;
    }
    const flow = new Flow(state.six, protocol, zone);
    flow.set(false, tuple);
    flow.set(true, this.inverse.invert(tuple, protocol));
    const begins =
      protocol === IPPROTO_TCP
        ? tcpSound(buf, l4, end) && tcpNew(flow, buf, l4, end, conf)
        : protocol === IPPROTO_ICMP
          ? beginsIcmp(u8(buf, l4))
          : protocol === IPPROTO_ICMPV6
            ? u8(buf, l4) === 128 || u8(buf, l4) === 139
            : true;
    if (!begins) {
      packet.ct = null;
      // Neighbour discovery and the like are not looked at.
      const talk = protocol === IPPROTO_ICMPV6 && u8(buf, l4) >= 130 && u8(buf, l4) <= 143;
      if (talk) packet.ctInfo |= CT_UNTRACKED;
      else this.counters.invalid++;
      return ACCEPT;
    }
    if (conf.acct) flow.counters = new FlowCounters();
    flow.watched = conf.events === 1 || (conf.events === 2 && this.tell !== null);
    flow.news = IPCT.NEW;
    return flow;
  }

  /** early_drop: one that was never answered for good, near by in the hash. */
  private evict(tuple: Tuple, protocol: number): boolean {
    const { buckets } = this.conf;
    for (const flow of this.table.near(tuple, protocol, buckets, EVICTION_RANGE)) {
      if ((flow.status & IPS.ASSURED) !== 0) continue;
      this.kill(flow);
      this.counters.earlyDrop++;
      return true;
    }
    return false;
  }

  /** net_warn_ratelimited: ten lines in five seconds; here one a second is said. */
  private warnFull(): void {
    const { now, ns } = this;
    if (now - this.warnedAt < 500) return;
    this.warnedAt = now;
    const where = ns === ns.host.root ? "" : ` in netns ${ns.inode}`;
    ns.host.log(`nf_conntrack: nf_conntrack: table full${where}, dropping packet`);
  }

  /** nf_ct_refresh_acct. */
  readonly renew = (flow: Flow, ms: number): void => {
    this.extend(flow, ms, this.now);
  };

  private extend(flow: Flow, ms: number, now: number): void {
    if (!flow.confirmed) {
      flow.expires = ms;
      return;
    }
    flow.expires = now + ms;
    // The collector comes in time already, as a rule.
    if (flow.expires + GC_MS < this.gcAt) this.collectBy(flow.expires);
  }

  private account(flow: Flow, packet: Packet): void {
    const { counters } = flow;
    if (counters === null) return;
    const dir = isReply(packet.ctInfo & 15) ? 1 : 0;
    counters.packets[dir]++;
    counters.bytes[dir] += packet.end - packet.l3;
  }

  // ── confirm, kill ──────────────────────────────────────────────────────────────────────────

  private confirmHook(_state: HookState, packet: Packet): number {
    const flow = packet.ct;
    if (flow === null) return ACCEPT;
    if (!flow.confirmed) {
      if (isReply(packet.ctInfo & 15)) return ACCEPT;
      if (!this.confirm(flow)) return DROP;
    }
    this.deliver(flow);
    return ACCEPT;
  }

  /** __nf_conntrack_confirm: into the table. False: another has its place. */
  confirm(flow: Flow): boolean {
    if ((flow.status & IPS.DYING) !== 0) {
      this.counters.insertFailed++;
      return false;
    }
    const { six, protocol, zone } = flow;
    const taken =
      this.table.find(flow.read(this.inverse, false), six, protocol, zone) ??
      this.table.find(flow.read(this.inverse, true), six, protocol, zone);
    if (taken !== null) {
      this.counters.insertFailed++;
      this.counters.drop++;
      return false;
    }
    const conf = this.conf.fresh();
    flow.expires += this.now;
    flow.status |= IPS.CONFIRMED;
    if (conf.timestamp) flow.start = this.ns.host.sim.sched.now;
    flow.id = this.ns.host.rng.u32() | 0;
    this.table.insert(flow);
    if ((flow.status & IPS.SRC_NAT) !== 0) this.remember(flow);
    this.collectBy(flow.expires);
    return true;
  }

  /** Cached events go out when the packet has left. */
  deliver(flow: Flow): void {
    const { news } = flow;
    if (news === 0 || (flow.status & IPS.DYING) !== 0) return;
    flow.news = 0;
    if (!flow.watched || this.tell === null) return;
    this.tell(flow, (news & IPCT.NEW) !== 0 ? "new" : "update", news);
  }

  kill(flow: Flow): void {
    if ((flow.status & IPS.DYING) !== 0) return;
    flow.status |= IPS.DYING;
    if (!flow.confirmed) return;
    this.table.remove(flow);
    if ((flow.status & IPS.SRC_NAT) !== 0) this.forget(flow);
    if (flow.watched && this.tell !== null) this.tell(flow, "destroy", 0);
  }

  private remember(flow: Flow): void {
    const sources = (this.sources ??= new Map<string, Flow[]>());
    const key = sourceKey(flow);
    const known = sources.get(key);
    if (known === undefined) sources.set(key, [flow]);
    else known.unshift(flow);
  }
  private forget(flow: Flow): void {
    const key = sourceKey(flow);
    const left = (this.sources?.get(key) ?? []).filter((one) => one !== flow);
    if (left.length === 0) this.sources?.delete(key);
    else this.sources?.set(key, left);
  }

  /** nf_ct_iterate_cleanup: all that a test picks. */
  killWhere(test: (flow: Flow) => boolean): number {
    let killed = 0;
    for (let flow = this.table.oldest; flow !== null;) {
      const next: Flow | null = flow.newer;
      if (test(flow)) {
        this.kill(flow);
        killed++;
      }
      flow = next;
    }
    return killed;
  }

  /** nf_conntrack_tuple_taken: another flow's answers already look like this. */
  taken(reply: Tuple, flow: Flow): boolean {
    const other = this.table.find(reply, flow.six, flow.protocol, flow.zone);
    return other !== null && other !== flow;
  }
  /** The same for what would be the original direction. */
  takenOriginal(tuple: Tuple, flow: Flow): boolean {
    return this.taken(this.inverse.invert(tuple, flow.protocol), flow);
  }

  /** When the next flow times out, ms; Infinity: none does. */
  nextTimeout(): number {
    let next = Infinity;
    for (let flow = this.table.oldest; flow !== null; flow = flow.newer)
      if (flow.expires < next) next = flow.expires;
    return next;
  }

  private collectBy(at: number): void {
    const when = Math.max(at, this.now) + GC_MS;
    if (when >= this.gcAt) return;
    this.gc?.cancel();
    this.gcAt = when;
    this.gc = this.ns.host.sim.sched.post(
      when * MS - this.ns.host.sim.sched.now,
      "conntrack gc",
      collect,
      this,
      null,
    );
  }

  /** gc_worker. */
  collect(): void {
    this.gc = null;
    this.gcAt = Infinity;
    const { now } = this;
    let next = Infinity;
    for (let flow = this.table.oldest; flow !== null;) {
      const newer: Flow | null = flow.newer;
      if (flow.expires <= now) this.kill(flow);
      else if (flow.expires < next) next = flow.expires;
      flow = newer;
    }
    if (next !== Infinity) this.collectBy(next);
  }

  /** The namespace dies. */
  close(): void {
    this.gc?.cancel();
    this.gc = null;
  }
}

/** nf_ct_set: whose packet it is, and how it stands to it. */
function join(packet: Packet, flow: Flow, reply: boolean): void {
  packet.ct = flow;
  packet.ctInfo |= reply
    ? CT_ESTABLISHED_REPLY
    : (flow.status & IPS.SEEN_REPLY) !== 0
      ? CT_ESTABLISHED
      : CT_NEW;
}

type Runner = (this: Conntrack, state: HookState, packet: Packet) => number;

function collect(conntrack: Conntrack): void {
  conntrack.collect();
}

function beginsIcmp(type: number): boolean {
  return type === 8 || type === 13 || type === 15 || type === 17;
}
