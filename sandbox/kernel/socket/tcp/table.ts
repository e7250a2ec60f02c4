/**
 * The TCP sockets of one namespace: who is connected, who listens, who holds a port.
 * net/ipv4/{inet_hashtables,inet_connection_sock,tcp_ipv4}.c. Left out: SYN cookies (a full SYN queue
 * takes more requests instead), TCP fast open, MD5 and AO signatures.
 */
import type { Ipv4Addr, Ipv6Addr } from "../../../wire/addr.ts";
import type { NetDevice } from "../../device.ts";
import type { Errno } from "../../errno.ts";
import type { Stack } from "../../stack.ts";
import type { IpAddr } from "../types.ts";
import type { LazyTimer } from "./timer.ts";
import { Routes6 } from "./net6.ts";
import { Segment } from "./segment.ts";
import type { TcpSock } from "./sock.ts";
import { TcpSysctl } from "./sysctl.ts";

/** Whatever has a connection's four numbers: a socket, a request, a TIME-WAIT. */
export interface Entry {
  readonly form: "sock" | "request" | "timewait" | "stranger";
  /** IPv4 (also of an IPv4 connection on an IPv6 socket); 0 where l6 and r6 speak. */
  laddr: Ipv4Addr;
  raddr: Ipv4Addr;
  /** IPv6, "" for IPv4. */
  l6: Ipv6Addr;
  r6: Ipv6Addr;
  lport: number;
  rport: number;
  boundDevice: NetDevice | null;
  /** The socket is one of AF_INET6. */
  family: 4 | 6;
  next: Entry | null;
  hashed: boolean;
}

export const NO6 = "" as Ipv6Addr;
export const NO4 = 0 as Ipv4Addr;

function same(e: Entry, laddr: number, raddr: number, l6: string, r6: string): boolean {
  return e.raddr === raddr && e.laddr === laddr && e.r6 === r6 && e.l6 === l6;
}

export interface Holder extends Entry {
  readonly reuse: boolean;
  readonly reusePort: boolean;
  readonly listening: boolean;
  readonly v6Only: boolean;
}

export class TcpTable {
  readonly stack: Stack;
  readonly sysctl: TcpSysctl;
  readonly segment = new Segment();
  readonly routes6 = new Routes6();
  /** What the acknowledgement at hand took off its queue. */
  readonly tally = { acked: 0, rttUs: -1 };
  /** Every socket that exists, in order of creation. */
  readonly all = new Set<TcpSock>();
  readonly timewaits = new Set<Entry & { timer: LazyTimer<never> }>();
  /** Connections by local and remote port, chained. */
  private readonly hash = new Map<number, Entry>();
  private last: Entry | null = null;
  private readonly listeners = new Map<number, TcpSock[]>();
  private readonly ports = new Map<number, Holder[]>();
  private readonly offsets = new Map<number, number>();
  orphans = 0;

  constructor(stack: Stack) {
    this.stack = stack;
    this.sysctl = new TcpSysctl(stack.ns);
  }

  // ── connections ────────────────────────────────────────────────────────────────────────────

  find(
    lport: number,
    rport: number,
    laddr: number,
    raddr: number,
    l6: string,
    r6: string,
  ): Entry | null {
    const last = this.last;
    if (
      last !== null &&
      last.lport === lport &&
      last.rport === rport &&
      same(last, laddr, raddr, l6, r6)
    )
      return last;
    let one = this.hash.get((lport << 16) | rport) ?? null;
    while (one !== null && !same(one, laddr, raddr, l6, r6)) one = one.next;
    if (one !== null) this.last = one;
    return one;
  }

  add(entry: Entry): void {
    const key = (entry.lport << 16) | entry.rport;
    entry.next = this.hash.get(key) ?? null;
    entry.hashed = true;
    this.hash.set(key, entry);
  }

  remove(entry: Entry): void {
    if (!entry.hashed) return;
    entry.hashed = false;
    if (this.last === entry) this.last = null;
    const key = (entry.lport << 16) | entry.rport;
    let at = this.hash.get(key) ?? null;
    if (at === entry) {
      if (entry.next === null) this.hash.delete(key);
      else this.hash.set(key, entry.next);
      return;
    }
    while (at !== null && at.next !== entry) at = at.next;
    if (at !== null) at.next = entry.next;
  }

  /** Requests and connections, for dumps. */
  *entries(): Generator<Entry> {
    for (const first of this.hash.values())
      for (let e: Entry | null = first; e !== null; e = e.next) yield e;
  }

  // ── listeners ──────────────────────────────────────────────────────────────────────────────

  listen(sock: TcpSock): void {
    const list = this.listeners.get(sock.lport);
    if (list === undefined) this.listeners.set(sock.lport, [sock]);
    else list.push(sock);
  }

  unlisten(sock: TcpSock): void {
    const list = this.listeners.get(sock.lport);
    const at = list?.indexOf(sock) ?? -1;
    if (list === undefined || at < 0) return;
    list.splice(at, 1);
    if (list.length === 0) this.listeners.delete(sock.lport);
  }

  /** compute_score: the listener that fits a connection to this address best. */
  listener(dev: NetDevice, lport: number, laddr: number, l6: string, hash: number): TcpSock | null {
    const list = this.listeners.get(lport);
    if (list === undefined) return null;
    let best: TcpSock | null = null;
    let bestScore = -1;
    let group = 0;
    for (const sock of list) {
      const score = this.score(sock, dev, laddr, l6);
      if (score < 0 || score < bestScore) continue;
      group = score === bestScore && sock.options.reusePort ? group + 1 : 1;
      // SO_REUSEPORT: the flow's hash chooses among equals.
      if (score > bestScore || (hash >>> 0) % group === group - 1) best = sock;
      bestScore = score;
    }
    return best;
  }

  private score(sock: TcpSock, dev: NetDevice, laddr: number, l6: string): number {
    if (sock.boundDevice !== null && sock.boundDevice !== dev) return -1;
    let score = sock.boundDevice !== null ? 4 : 0;
    if (l6 !== "") {
      if (sock.family !== 6) return -1;
      if (sock.l6 !== "") {
        if (sock.l6 !== l6) return -1;
        score += 2;
      } else if (sock.laddr !== 0) return -1;
      return score;
    }
    if (sock.l6 !== "" || (sock.family === 6 && sock.options.v6Only)) return -1;
    if (sock.laddr !== 0) {
      if (sock.laddr !== laddr) return -1;
      score += 2;
    }
    return sock.family === 4 ? score + 1 : score;
  }

  // ── ports ──────────────────────────────────────────────────────────────────────────────────

  hold(holder: Holder): void {
    const list = this.ports.get(holder.lport);
    if (list === undefined) this.ports.set(holder.lport, [holder]);
    else if (!list.includes(holder)) list.push(holder);
  }

  letGo(holder: Holder): void {
    const list = this.ports.get(holder.lport);
    const at = list?.indexOf(holder) ?? -1;
    if (list === undefined || at < 0) return;
    list.splice(at, 1);
    if (list.length === 0) this.ports.delete(holder.lport);
  }

  /** inet_csk_bind_conflict. */
  conflict(sock: TcpSock, port: number): boolean {
    for (const other of this.ports.get(port) ?? []) {
      if (other === sock) continue;
      const devices =
        other.boundDevice === null ||
        sock.boundDevice === null ||
        other.boundDevice === sock.boundDevice;
      if (!devices || !overlap(sock, other)) continue;
      if (sock.reuse && other.reuse && !other.listening) continue;
      if (sock.reusePort && other.reusePort) continue;
      return true;
    }
    return false;
  }

  /** bind(2): claim `port`, or an odd ephemeral one for 0 (connect takes the even ones). */
  claim(sock: TcpSock, wanted: number): Errno | null {
    let port = wanted;
    if (port === 0) port = this.openPort(sock);
    else if (this.conflict(sock, port)) return "EADDRINUSE";
    if (port === 0) return "EADDRINUSE";
    sock.lport = port;
    this.hold(sock);
    return null;
  }

  private openPort(sock: TcpSock): number {
    const [low, high] = this.stack.ns.sysctl.localPortRange;
    const span = high - low + 1;
    const first = this.stack.rng.below(span) | 1;
    for (let parity = 0; parity < 2; parity++) {
      for (let i = 0; i < span; i += 2) {
        const port = low + ((first + parity + i) % span);
        if (!this.ports.has(port) || !this.conflict(sock, port)) return port;
      }
    }
    return 0;
  }

  /** __inet_hash_connect: a port whose four numbers are free; consecutive even ones per destination. */
  portFor(sock: TcpSock): number {
    const { rng, ns } = this.stack;
    const [low, high] = ns.sysctl.localPortRange;
    const count = high - low + 1;
    // An even number of candidates, unless there is one alone.
    const span = count > 1 ? count & ~1 : 1;
    const key =
      (Math.imul(sock.raddr ^ hashText(sock.r6), 0x9e3779b1) ^ Math.imul(sock.rport, 0x85ebca6b)) |
      0;
    let offset = this.offsets.get(key) ?? rng.below(span);
    offset = (offset % span) & ~1;
    for (let parity = 0; parity < (span > 1 ? 2 : 1); parity++) {
      for (let i = 0; i < span; i += 2) {
        const port = low + parity + ((offset + i) % span);
        const list = this.ports.get(port);
        if (list?.some((one) => one.listening || !one.hashed) === true) continue;
        const there = this.find(port, sock.rport, sock.laddr, sock.raddr, sock.l6, sock.r6);
        if (there !== null) continue;
        const skip = i === 0 && rng.below(16) === 0 ? 2 : i;
        this.offsets.set(key, offset + skip + 2);
        return port;
      }
    }
    return 0;
  }

  /** The namespace dies. */
  close(): void {
    for (const sock of [...this.all]) sock.destroy();
    for (const one of [...this.timewaits]) one.timer.stop();
    this.timewaits.clear();
    for (const one of [...this.entries()])
      if (one.form === "request") (one as Entry & { timer: LazyTimer<never> }).timer.stop();
    this.hash.clear();
  }
}

/** Whether two sockets' local addresses can mean the same packet. */
function overlap(a: Holder, b: Holder): boolean {
  const any6 = (e: Holder): boolean => e.family === 6 && e.l6 === "" && e.laddr === 0;
  if (a.l6 !== "" || b.l6 !== "") {
    if (a.l6 !== "" && b.l6 !== "") return a.l6 === b.l6;
    const other = a.l6 !== "" ? b : a;
    return any6(other);
  }
  if (any6(a) && a.v6Only && b.family === 4) return false;
  if (any6(b) && b.v6Only && a.family === 4) return false;
  return a.laddr === 0 || b.laddr === 0 || a.laddr === b.laddr;
}

export function hashText(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}

export function isV6(address: IpAddr): address is Ipv6Addr {
  return typeof address === "string";
}
