/** net.netfilter.nf_conntrack_*: numbers at hand for packets, read again after any sysctl was written. */
import type { FastPath } from "../fast-path.ts";
import type { NetNamespace } from "../netns.ts";

export class CtConf {
  private readonly ns: NetNamespace;
  private readonly fast: FastPath;
  private epoch = -1;
  max = 262_144;
  buckets = 262_144;
  acct = false;
  timestamp = false;
  events = 2;
  checksum = true;
  liberal = false;
  loose = true;
  ignoreInvalidRst = false;
  maxRetrans = 3;
  icmp = 30_000;
  icmp6 = 30_000;
  udp = 30_000;
  udpStream = 120_000;
  generic = 600_000;
  retrans = 300_000;
  unack = 300_000;
  /** By TCP state, ms. */
  readonly tcp = new Int32Array(10);

  constructor(ns: NetNamespace) {
    this.ns = ns;
    this.fast = ns.host.fast;
  }

  /** Itself, up to date: every sysctl that is written moves the epoch. */
  fresh(): this {
    if (this.epoch !== this.fast.epoch) this.read();
    return this;
  }

  private read(): void {
    const { sysctl, host } = this.ns;
    this.epoch = this.fast.epoch;
    const n = (name: string): number =>
      Number(sysctl.read(`netfilter/nf_conntrack_${name}`) ?? "0");
    const ms = (name: string): number => Math.min(n(name), 2_000_000) * 1000;
    // One limit for the machine.
    this.max = Number(host.root.sysctl.read("netfilter/nf_conntrack_max") ?? "262144");
    this.buckets = n("buckets");
    this.acct = n("acct") !== 0;
    this.timestamp = n("timestamp") !== 0;
    this.events = n("events");
    this.checksum = n("checksum") !== 0;
    this.liberal = n("tcp_be_liberal") !== 0;
    this.loose = n("tcp_loose") !== 0;
    this.ignoreInvalidRst = n("tcp_ignore_invalid_rst") !== 0;
    this.maxRetrans = n("tcp_max_retrans");
    this.icmp = ms("icmp_timeout");
    this.icmp6 = ms("icmpv6_timeout");
    this.udp = ms("udp_timeout");
    this.udpStream = ms("udp_timeout_stream");
    this.generic = ms("generic_timeout");
    this.retrans = ms("tcp_timeout_max_retrans");
    this.unack = ms("tcp_timeout_unacknowledged");
    this.tcp.set([
      0,
      ms("tcp_timeout_syn_sent"),
      ms("tcp_timeout_syn_recv"),
      ms("tcp_timeout_established"),
      ms("tcp_timeout_fin_wait"),
      ms("tcp_timeout_close_wait"),
      ms("tcp_timeout_last_ack"),
      ms("tcp_timeout_time_wait"),
      ms("tcp_timeout_close"),
      ms("tcp_timeout_syn_sent"),
    ]);
  }
}
