/**
 * How much ICMP a host says: the per-host token buckets of inet_peer (shared by unreachable routes
 * and by ICMP's own limit, as in Linux, so that the former pay twice), the global bucket, redirects.
 * net/ipv4/inetpeer.c, icmp.c, route.c.
 */
import { LazyMap } from "../../sim/lazy.ts";
import { MS, SECOND } from "../../sim/scheduler.ts";
import type { Ipv4Addr } from "../../wire/addr.ts";
import type { Stack } from "../stack.ts";

const BURST_FACTOR = 6;
const ERROR_COST_US = SECOND;
const ERROR_BURST_US = 5 * SECOND;
const REDIRECT_LOAD_US = 20 * MS;
const REDIRECT_NUMBER = 9;
const REDIRECT_SILENCE_US = REDIRECT_LOAD_US << (REDIRECT_NUMBER + 1);
const MAX_PEERS = 4096;

class Peer {
  /** In µs of allowance. */
  tokens = 0;
  last: number;
  redirects = 0;
  constructor(now: number) {
    // A stranger starts with full buckets.
    this.last = now - 60 * SECOND;
  }
}

export class IcmpLimits {
  private readonly stack: Stack;
  private readonly peers = new LazyMap<Ipv4Addr, Peer>();
  private credit = 0;
  private creditAt = -SECOND;

  constructor(stack: Stack) {
    this.stack = stack;
  }

  /** ip_error's bucket: 1/s, burst 5. */
  mayReportNoRoute(host: Ipv4Addr): boolean {
    return this.take(this.peer(host), ERROR_COST_US, ERROR_BURST_US);
  }

  /** inet_peer_xrlim_allow: one a `icmp_ratelimit`, burst 6. */
  mayTell(host: Ipv4Addr): boolean {
    const timeout = this.stack.ns.sysctl.icmpRatelimit * MS;
    if (timeout === 0) return true;
    const peer = this.peer(host);
    const now = this.stack.sched.now;
    const delta = now - peer.last;
    if (delta > 0) {
      peer.last = now;
      peer.tokens = Math.min(peer.tokens + delta, BURST_FACTOR * timeout);
    }
    if (peer.tokens < timeout) return false;
    peer.tokens -= timeout;
    return true;
  }

  /** icmp_global_allow: icmp_msgs_per_sec with bursts of icmp_msgs_burst. */
  mayTellAnyone(): boolean {
    if (this.credit > 0) return true;
    const { icmpMsgsPerSec, icmpMsgsBurst } = this.stack.ns.sysctl;
    const now = this.stack.sched.now;
    const delta = Math.min(now - this.creditAt, SECOND);
    const more = Math.floor((icmpMsgsPerSec * delta) / SECOND);
    if (delta < 20 * MS || more === 0) return false;
    this.creditAt = now;
    this.credit = Math.min(this.credit + more, icmpMsgsBurst);
    return true;
  }

  /** icmp_global_consume: by chance 0 to 2, so that nobody can count what others caused. */
  told(): void {
    this.credit -= this.stack.rng.below(3);
  }

  /** Redirects back off exponentially and stop after nine, until the host was quiet for 20 s. */
  mayRedirect(host: Ipv4Addr): boolean {
    const peer = this.peer(host);
    const now = this.stack.sched.now;
    if (now > peer.last + REDIRECT_SILENCE_US) {
      peer.tokens = 0;
      peer.redirects = 0;
    }
    if (peer.redirects >= REDIRECT_NUMBER) {
      peer.last = now;
      return false;
    }
    if (peer.redirects > 0 && now <= peer.last + (REDIRECT_LOAD_US << peer.redirects)) return false;
    peer.last = now;
    peer.redirects++;
    return true;
  }

  private take(peer: Peer, cost: number, burst: number): boolean {
    const now = this.stack.sched.now;
    peer.tokens = Math.min(peer.tokens + now - peer.last, burst);
    peer.last = now;
    if (peer.tokens < cost) return false;
    peer.tokens -= cost;
    return true;
  }

  private peer(host: Ipv4Addr): Peer {
    let peer = this.peers.get(host);
    if (peer === undefined) {
      if (this.peers.size >= MAX_PEERS) this.peers.clear();
      this.peers.set(host, (peer = new Peer(this.stack.sched.now)));
    }
    return peer;
  }
}
