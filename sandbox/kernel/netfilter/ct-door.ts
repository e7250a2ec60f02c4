/** ctnetlink: what conntrack(8) sees and changes. net/netfilter/nf_conntrack_netlink.c. */
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP } from "../../wire/ipv4.ts";
import type { Errno } from "../errno.ts";
import type { Conntrack } from "./conntrack.ts";
import type { CtDoor, CtDump, CtEvent, CtSpec, CtStats, CtTuple } from "./conntrack-types.ts";
import { TCP_STATES, trackIn } from "./ct-tcp.ts";
import { Flow, FlowCounters, IPCT, IPS, Tuple } from "./flow.ts";

function isIcmp(protocol: number): boolean {
  return protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6;
}

function dumpTuple(tuple: Tuple, protocol: number): CtTuple {
  const { src, dst, sp, dp } = tuple;
  return isIcmp(protocol)
    ? { src, dst, sport: 0, dport: 0, icmpType: dp >>> 8, icmpCode: dp & 0xff, icmpId: sp }
    : { src, dst, sport: sp, dport: dp, icmpType: 0, icmpCode: 0, icmpId: 0 };
}

function fromTuple(from: CtTuple, protocol: number): Tuple {
  return isIcmp(protocol)
    ? new Tuple().set(from.src, from.dst, from.icmpId, (from.icmpType << 8) | from.icmpCode)
    : new Tuple().set(from.src, from.dst, from.sport, from.dport);
}

export class ConntrackDoor implements CtDoor {
  /** Who calls: the events that follow carry it. */
  portid = 0;
  private readonly ct: Conntrack;
  private readonly observers = new Set<(event: CtEvent) => void>();
  /** By id; made when asked, gone with the next new flow. */
  private ids: Map<number, Flow> | null = null;
  private idsAt = -1;
  private readonly tuple = new Tuple();

  constructor(ct: Conntrack) {
    this.ct = ct;
  }

  flows(): CtDump[] {
    const out: CtDump[] = [];
    this.each((flow) => out.push(flow));
    return out;
  }

  each(visit: (flow: CtDump) => void): void {
    const { now } = this.ct;
    const held = this.held();
    for (let flow = this.ct.table.oldest; flow !== null; flow = flow.newer)
      if (flow.expires > now) visit(this.dump(flow, held));
  }

  /** How many packets that wait for a neighbour hold a flow (nf_conntrack_get); queues on the wire are not looked at. */
  private held(): ReadonlyMap<Flow, number> | null {
    const { arp, nd } = this.ct.ns.stack;
    let held: Map<Flow, number> | null = null;
    for (const table of [arp, nd])
      for (const { waiting } of table.entries())
        for (const { ct } of waiting) {
          if (ct === null) continue;
          held ??= new Map();
          held.set(ct, (held.get(ct) ?? 0) + 1);
        }
    return held;
  }

  count(): number {
    return this.ct.table.size;
  }

  dump(flow: Flow, held: ReadonlyMap<Flow, number> | null = null): CtDump {
    const { protocol, status, counters } = flow;
    return {
      family: flow.six ? "ip6" : "ip",
      protocol,
      original: dumpTuple(flow.read(this.tuple, false), protocol),
      reply: dumpTuple(flow.read(this.tuple, true), protocol),
      tcpState: flow.tcp === null ? null : (TCP_STATES[flow.tcp.state] ?? null),
      timeout: Math.max(0, Math.floor((flow.expires - this.ct.now) / 1000)),
      seenReply: (status & IPS.SEEN_REPLY) !== 0,
      assured: (status & IPS.ASSURED) !== 0,
      confirmed: flow.confirmed,
      srcNat: (status & IPS.SRC_NAT) !== 0,
      dstNat: (status & IPS.DST_NAT) !== 0,
      mark: flow.mark >>> 0,
      zone: flow.zone,
      id: flow.id >>> 0,
      use: 1 + (held?.get(flow) ?? 0),
      counters:
        counters === null
          ? null
          : {
              original: { packets: counters.packets[0], bytes: counters.bytes[0] },
              reply: { packets: counters.packets[1], bytes: counters.bytes[1] },
            },
      start: flow.start,
    };
  }

  create(spec: CtSpec): Errno | null {
    const { ct } = this;
    if (spec.timeout === undefined) return "EINVAL";
    const six = spec.family === "ip6";
    const flow = new Flow(six, spec.protocol, spec.zone ?? 0);
    const original = fromTuple(spec.original, spec.protocol);
    flow.set(false, original);
    flow.set(
      true,
      spec.reply === null
        ? new Tuple().invert(original, spec.protocol)
        : fromTuple(spec.reply, spec.protocol),
    );
    if (ct.lookup(original, six, spec.protocol, flow.zone) !== null) return "EEXIST";
    // A reply tuple that merely differs is not NAT: only CTA_NAT_SRC and CTA_NAT_DST say so.
    if (spec.dstNat === true) flow.status |= IPS.DST_NAT | IPS.DST_NAT_DONE;
    if (spec.srcNat === true) flow.status |= IPS.SRC_NAT | IPS.SRC_NAT_DONE;
    if (spec.seenReply === true) flow.status |= IPS.SEEN_REPLY;
    if (spec.assured === true) flow.status |= IPS.ASSURED;
    if (spec.protocol === IPPROTO_TCP) flow.tcp = trackIn(spec.tcpState ?? "NONE");
    flow.mark = spec.mark ?? 0;
    const conf = ct.conf.fresh();
    if (conf.acct) flow.counters = new FlowCounters();
    flow.watched = conf.events === 1 || (conf.events === 2 && ct.tell !== null);
    flow.expires = spec.timeout * 1000;
    // ctnetlink_create_conntrack's report has all kinds of news.
    flow.news = IPCT.NEW | IPCT.MARK;
    if (!ct.confirm(flow)) return "EEXIST";
    ct.deliver(flow);
    return null;
  }

  private byId(id: number): Flow | null {
    const { table } = this.ct;
    if (this.ids === null || this.idsAt !== table.inserted) {
      this.ids = new Map();
      for (let flow = table.oldest; flow !== null; flow = flow.newer)
        this.ids.set(flow.id >>> 0, flow);
      this.idsAt = table.inserted;
    }
    const found = this.ids.get(id);
    return found === undefined || (found.status & IPS.DYING) !== 0 ? null : found;
  }

  update(
    id: number,
    change: Omit<CtSpec, "family" | "protocol" | "original" | "reply">,
  ): Errno | null {
    const flow = this.byId(id);
    if (flow === null) return "ENOENT";
    // ctnetlink_change_status: what was seen cannot be unseen.
    if (change.assured === false && (flow.status & IPS.ASSURED) !== 0) return "EBUSY";
    if (change.seenReply === false && (flow.status & IPS.SEEN_REPLY) !== 0) return "EBUSY";
    if (change.assured === true) flow.status |= IPS.ASSURED;
    if (change.seenReply === true) flow.status |= IPS.SEEN_REPLY;
    if (change.timeout === 0) {
      this.ct.kill(flow);
      this.ids?.delete(id);
      return null;
    }
    if (change.timeout !== undefined) this.ct.renew(flow, change.timeout * 1000);
    if (change.mark !== undefined && change.mark !== flow.mark) {
      flow.mark = change.mark;
      flow.news |= IPCT.MARK;
    }
    if (change.tcpState !== undefined && flow.tcp !== null)
      flow.tcp.state = TCP_STATES.indexOf(change.tcpState);
    flow.news |= IPCT.STATUS;
    this.ct.deliver(flow);
    return null;
  }

  delete(id: number): Errno | null {
    const flow = this.byId(id);
    if (flow === null) return "ENOENT";
    this.ct.kill(flow);
    this.ids?.delete(id);
    return null;
  }

  flush(): void {
    this.ct.killWhere(() => true);
  }

  zero(): void {
    for (let flow = this.ct.table.oldest; flow !== null; flow = flow.newer)
      if (flow.counters !== null) flow.counters = new FlowCounters();
  }

  stats(): CtStats {
    return { ...this.ct.counters };
  }

  subscribe(observer: (event: CtEvent) => void): () => void {
    this.observers.add(observer);
    this.ct.tell ??= (flow, type, news) => {
      const { portid } = this;
      const event: CtEvent = {
        type,
        at: this.ct.ns.host.sim.sched.now,
        ...(portid === 0 ? {} : { portid }),
        ...((news & IPCT.MARK) === 0 ? {} : { marked: true }),
        flow: this.dump(flow),
      };
      for (const one of [...this.observers]) one(event);
    };
    return () => {
      this.observers.delete(observer);
      if (this.observers.size === 0) this.ct.tell = null;
    };
  }
}
