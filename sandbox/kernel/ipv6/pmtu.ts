/**
 * What paths to single destinations can take: the exceptions of net/ipv6/route.c, learnt from Packet Too Big.
 * RFC 8201. Left out: redirects.
 */
import { LazyMap } from "../../sim/lazy.ts";
import { SECOND } from "../../sim/scheduler.ts";
import type { Ipv6Addr } from "../../wire/addr.ts";
import type { Stack } from "../stack.ts";

export const MIN_MTU6 = 1280;
/** net.ipv6.route.mtu_expires. */
const EXPIRES_US = 600 * SECOND;

interface Exception6 {
  readonly mtu: number;
  readonly expiresAt: number;
}

export class PathMtu6 {
  private readonly stack: Stack;
  private readonly known = new LazyMap<Ipv6Addr, Exception6>();

  constructor(stack: Stack) {
    this.stack = stack;
  }

  /** rt6_update_mtu: only ever downwards; below 1280 is 1280. */
  learn(dst: Ipv6Addr, told: number, now: number): void {
    const mtu = Math.max(told, MIN_MTU6);
    if (mtu >= now) return;
    const { sched, ns } = this.stack;
    const expiresAt = sched.now + EXPIRES_US;
    this.known.set(dst, { mtu, expiresAt });
    ns.host.fast.changed();
    // A cached answer must not outlive the exception.
    sched.at(expiresAt, "ipv6 exception expires", () => this.find(dst));
  }

  /** The exception for `dst`, or null. */
  find(dst: Ipv6Addr): { readonly mtu: number; readonly expiresSeconds: number } | null {
    if (this.known.size === 0) return null;
    const one = this.known.get(dst);
    if (one === undefined) return null;
    const left = one.expiresAt - this.stack.sched.now;
    if (left > 0) return { mtu: one.mtu, expiresSeconds: Math.floor(left / SECOND) };
    this.known.delete(dst);
    this.stack.ns.host.fast.changed();
    return null;
  }

  /** Those that still hold. */
  all(): [Ipv6Addr, { readonly mtu: number; readonly expiresSeconds: number }][] {
    const out: [Ipv6Addr, { readonly mtu: number; readonly expiresSeconds: number }][] = [];
    for (const dst of [...this.known.keys()]) {
      const one = this.find(dst);
      if (one !== null) out.push([dst, one]);
    }
    return out;
  }

  /** `ip -6 route flush cache`. */
  flush(): void {
    this.known.clear();
    this.stack.ns.host.fast.changed();
  }
}
