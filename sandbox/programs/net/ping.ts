/**
 * ping(8), iputils 20221126: the sending clock of ping_common.c (token bucket, linger, deadline) and
 * the IPv4 side of ping.c. IPv6 is in ping6.ts. Left out: record route and timestamp options,
 * source routes, marks, node information.
 */
import type { Errno } from "../../kernel/errno.ts";
import { strerror } from "../../kernel/errno.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { InetSocket } from "../../kernel/socket/inet.ts";
import { openIcmpSocket, openUdpSocket } from "../../kernel/socket/open.ts";
import { formatIpv4, IPV4_ANY, type Ipv4Addr } from "../../wire/addr.ts";
import { put16, u16, u32, u8 } from "../../wire/bytes.ts";
import { checksum } from "../../wire/checksum.ts";
import { IPPROTO_ICMP } from "../../wire/ipv4.ts";
import { parsePingOptions, type PingOptions } from "./ping-options.ts";
import { PingStats, tripText } from "./ping-stats.ts";
import { icmpWords } from "./ping-text.ts";
import { loopback6, ping6Main } from "./ping6.ts";
import { inetAton, nameOf4, resolve } from "./resolve.ts";

const MARK_REFUSED = "WARNING: failed to set mark: Operation not permitted\n";

export const ping: Program = {
  name: "ping",
  paths: ["/usr/bin/ping", "/usr/bin/ping4", "/usr/bin/ping6"],
  summary: "ping - send ICMP ECHO_REQUEST to network hosts",
  main,
};

/** Where the time of sending stands in the data. */
export const STAMP_BYTES = 16;
const MIN_INTERVAL_MS = 10;
const LINGER_MS = 10_000;

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const name = (argv[0] ?? "ping").replace(/^.*\//, "");
  const options = yield* parsePingOptions(proc, name, argv);
  if (typeof options === "number") return options;
  const found = yield* resolve(proc, options.target, options.family);
  if ("error" in found) {
    yield* proc.warn(`${name}: ${options.target}: ${found.error}\n`);
    return 2;
  }
  if (found.v4 === null || (options.family === 0 && loopback6(proc, found))) {
    return yield* ping6Main(proc, name, options, found);
  }
  return yield* new Ping4(proc, options, found.v4, found.numeric).run();
}

/** What both families need to run the clock. */
export interface Prober {
  /** Send the next probe: null, or why not. */
  send(seq: number): Errno | null;
  /** Take in all that arrived, up to a limit; prints. */
  drain(): Proc<void>;
  /** An error that the failed send left on the queue: how many, negative for local ones. */
  takeError(): Proc<number>;
  readonly stats: PingStats;
}

/** main_loop: returns when done, with the time from the first to the last sending. */
export function* runPing(
  proc: Process,
  o: PingOptions,
  prober: Prober,
  socket: Pick<InetSocket, "readable" | "ready">,
): Proc<number> {
  const { stats } = prober;
  const start = proc.now;
  const deadline = o.deadlineUs > 0 ? start + o.deadlineUs : Infinity;
  let exitAt = deadline;
  let lastSent = -1;
  let tokensMs = o.intervalMs * (o.preload - 1);
  let waiting = false;
  proc.trap("INT");
  proc.trap("QUIT");
  proc.trap("ALRM");
  for (;;) {
    let over = proc.now >= exitAt;
    for (let signal = proc.takeSignal(); signal !== null; signal = proc.takeSignal()) {
      if (signal === "QUIT") yield* proc.warn(stats.snapshot(timing(o)));
      else over = true;
    }
    if (over) break;
    if (o.count > 0 && stats.received + stats.errors >= o.count) break;
    if (deadline < Infinity && stats.errors > 0) break;
    let nextMs: number;
    if (o.count > 0 && stats.transmitted >= o.count && deadline === Infinity) {
      if (!waiting) {
        waiting = true;
        let lingerUs = o.lingerMs * 1000;
        if (stats.received > 0) lingerUs = Math.max(2 * stats.maxUs, 1000 * o.intervalMs);
        exitAt = proc.now + lingerUs;
      }
      nextMs = (exitAt - proc.now) / 1000;
    } else {
      nextMs = due(o, stats, proc.now, lastSent, tokensMs);
      if (nextMs <= 0) {
        const sent = yield* sendOne(proc, o, prober, lastSent, tokensMs);
        tokensMs = sent.tokensMs;
        if (sent.at >= 0) lastSent = sent.at;
        nextMs = sent.nextMs;
        if (nextMs <= 0 || (o.count > 0 && stats.transmitted >= o.count)) {
          yield* prober.drain();
          continue;
        }
      }
    }
    if (!socket.ready()) {
      yield* proc.wait(
        "do_poll",
        [socket.readable],
        Math.min(exitAt, proc.now + Math.ceil(nextMs * 1000)),
      );
    }
    yield* prober.drain();
  }
  return (lastSent < 0 ? start : lastSent) - start;
}

/** How many ms until the bucket allows a packet; 0 or less: now. */
function due(
  o: PingOptions,
  stats: PingStats,
  now: number,
  lastSent: number,
  tokensMs: number,
): number {
  if (lastSent < 0) return 0;
  const passed = (now - lastSent) / 1000;
  if (o.intervalMs === 0 && passed < MIN_INTERVAL_MS && stats.inFlight >= o.preload)
    return MIN_INTERVAL_MS - passed;
  const tokens = Math.min(passed + tokensMs, o.intervalMs * o.preload);
  return o.intervalMs - tokens;
}

function* sendOne(
  proc: Process,
  o: PingOptions,
  prober: Prober,
  lastSent: number,
  tokensMs: number,
): Proc<{ nextMs: number; at: number; tokensMs: number }> {
  const { stats } = prober;
  let tokens = tokensMs;
  if (lastSent >= 0) {
    tokens =
      Math.min((proc.now - lastSent) / 1000 + tokens, o.intervalMs * o.preload) - o.intervalMs;
  }
  const at = proc.now;
  if (o.outstanding && stats.transmitted > 0 && !stats.answered(stats.transmitted & 0xffff)) {
    yield* proc.print(`${stamp(proc, o)}no answer yet for icmp_seq=${stats.transmitted}\n`);
  }
  const failed = prober.send((stats.transmitted + 1) & 0xffff);
  yield* proc.spend(10);
  if (failed === null) {
    stats.advance();
    if (!o.quiet && o.flood) yield* proc.print(".");
    return { nextMs: o.intervalMs - tokens, at, tokensMs: tokens };
  }
  const queued = yield* prober.takeError();
  stats.advance();
  if (queued >= 0 && !o.quiet) {
    if (o.flood) yield* proc.print("E");
    else yield* proc.warn(`ping: sendmsg: ${strerror(failed)}\n`);
  }
  return { nextMs: Math.max(o.intervalMs, MIN_INTERVAL_MS), at, tokensMs: 0 };
}

export function timing(o: PingOptions): boolean {
  return o.size >= STAMP_BYTES;
}

/** -D. */
export function stamp(proc: Process, o: PingOptions): string {
  if (!o.timestamps) return "";
  const us = proc.host.sim.epochUs + proc.now;
  return `[${Math.floor(us / 1_000_000)}.${String(us % 1_000_000).padStart(6, "0")}] `;
}

/** The probe's data after the 8 bytes of ICMP header: time, then the pattern. */
export function fillData(out: Uint8Array, o: PingOptions, nowUs: number): void {
  for (let i = 8; i < out.length; i++) {
    out[i] = o.pattern === null ? i - 8 : (o.pattern[(i - 8) % o.pattern.length] as number);
  }
  if (!timing(o)) return;
  // struct timeval, little-endian.
  const seconds = Math.floor(nowUs / 1_000_000);
  const micros = nowUs % 1_000_000;
  for (let i = 0; i < 8; i++) {
    out[8 + i] = i < 4 ? seconds >>> (8 * i) : 0;
    out[16 + i] = i < 4 ? micros >>> (8 * i) : 0;
  }
}

/** A ping socket if it may be, else a raw one: the program has the capability, whoever runs it. */
function openSocket(proc: Process): InetSocket {
  const socket = openIcmpSocket(proc);
  if (typeof socket !== "string") return socket;
  const raw = new InetSocket(proc.place.netns.stack, "raw", IPPROTO_ICMP, true);
  proc.install(raw);
  return raw;
}

class Ping4 implements Prober {
  readonly stats = new PingStats();
  private readonly proc: Process;
  private readonly o: PingOptions;
  private readonly to: Ipv4Addr;
  private readonly numeric: boolean;
  private readonly sentAt = new Map<number, number>();
  private socket!: InetSocket;
  private ident = 0;
  private device: string | null = null;
  private source: Ipv4Addr | null = null;

  constructor(proc: Process, options: PingOptions, to: Ipv4Addr, numeric: boolean) {
    this.proc = proc;
    this.o = options;
    this.to = to === IPV4_ANY ? (((127 << 24) | 1) as Ipv4Addr) : to;
    this.numeric = numeric || options.numeric;
  }

  *run(): Proc<number> {
    const { proc, o } = this;
    const socket = openSocket(proc);
    this.socket = socket;
    const failed = this.bindSource() ?? (yield* this.probe());
    if (failed !== null) {
      yield* proc.warn(`ping: ${failed}\n`);
      return 2;
    }
    if (o.broadcast) socket.setBroadcast(true);
    socket.receiveErrors = true;
    socket.dontRoute = o.dontRoute;
    if (socket.flavour === "raw") socket.icmpFilter = ~((1 << 4) | (1 << 5) | (1 << 0));
    if (o.mark > 0) {
      if (!o.root) yield* proc.warn(MARK_REFUSED);
      else socket.mark = o.mark;
    }
    if (o.tos > 0) socket.tos = o.tos;
    if (o.ttl > 0) {
      socket.ttl = o.ttl;
      socket.multicastTtl = o.ttl;
    }
    if (o.pmtu !== null) socket.pmtu = o.pmtu;
    this.ident = socket.flavour === "ping" ? -1 : (o.ident ?? proc.pid & 0xffff);
    yield* this.banner();
    if (!o.root && o.intervalMs < 2) {
      yield* proc.warn("ping: cannot flood; minimal interval allowed for user is 2ms\n");
      return 2;
    }
    const elapsed = yield* runPing(proc, o, this, socket);
    return yield* this.finish(elapsed);
  }

  /** -I: an address or a device. */
  private bindSource(): string | null {
    const { o, socket } = this;
    for (const given of o.sources) {
      const address = inetAton(given);
      if (address !== null) this.source = address;
      else this.device = given;
    }
    if (this.device !== null) {
      const refused = socket.bindToDevice(this.device);
      if (refused !== null) return `SO_BINDTODEVICE ${this.device}: ${strerror(refused)}`;
    }
    if (this.source !== null) {
      const refused = socket.bind(this.source, 0);
      if (refused !== null) return `bind: ${strerror(refused)}`;
    }
    return null;
  }

  /** A UDP socket learns whether there is a route, and from which address. */
  private *probe(): Proc<string | null> {
    const { proc, o } = this;
    // Whoever names an address is asked nothing: what then fails at sending is silent.
    if (this.source !== null) return null;
    const probe = openUdpSocket(proc);
    try {
      if (this.device !== null) probe.bindToDevice(this.device);
      probe.mark = o.root ? o.mark : 0;
      probe.tos = o.tos > 0 ? o.tos : 0;
      let refused = probe.connect(this.to, 1025);
      if (refused === "EACCES") {
        if (!o.broadcast) {
          return "Do you want to ping broadcast? Then -b. If not, check your local firewall rules";
        }
        yield* proc.warn("WARNING: pinging broadcast address\n");
        probe.setBroadcast(true);
        refused = probe.connect(this.to, 1025);
      }
      if (refused !== null) return `connect: ${strerror(refused)}`;
      this.source = probe.localAddress;
      if (this.device !== null && !this.deviceHas(this.source)) {
        yield* proc.warn(
          `ping: Warning: source address might be selected on device other than: ${this.device}\n`,
        );
      }
      return null;
    } finally {
      for (const [fd, descriptor] of proc.fds) if (descriptor.file === probe) proc.close(fd);
    }
  }

  private deviceHas(address: Ipv4Addr): boolean {
    const { netns } = this.proc.place;
    const dev = this.device === null ? null : netns.device(this.device);
    return netns.netlink.addrs(4).some((a) => a.index === dev?.index && a.local === address);
  }

  private *banner(): Proc<void> {
    const { proc, o } = this;
    if (o.verbose) {
      const type = this.socket.flavour === "raw" ? "SOCK_RAW" : "SOCK_DGRAM";
      const hints = o.family === 4 ? "AF_INET" : o.family === 6 ? "AF_INET6" : "AF_UNSPEC";
      const six = o.family === 4 ? "-1" : "4";
      yield* proc.warn(
        `ping: sock4.fd: 3 (socktype: ${type}), sock6.fd: ${six} (socktype: ${o.family === 4 ? "0" : type}), hints.ai_family: ${hints}\n\n`,
      );
      yield* proc.print(`ai->ai_family: AF_INET, ai->ai_canonname: '${o.target}'\n`);
    }
    if (o.patternText !== null && !o.quiet) yield* proc.print(`PATTERN: 0x${o.patternText}\n`);
    let line = `PING ${o.target} (${formatIpv4(this.to)}) `;
    if (o.sources.length > 0 || o.strict)
      line += `from ${formatIpv4(this.source ?? IPV4_ANY)} ${this.device ?? ""}: `;
    yield* proc.print(`${line}${o.size}(${o.size + 28}) bytes of data.\n`);
  }

  send(seq: number): Errno | null {
    const { proc, o } = this;
    const message = new Uint8Array(8 + o.size);
    message[0] = 8;
    put16(message, 4, Math.max(0, this.ident));
    put16(message, 6, seq);
    fillData(message, o, proc.host.sim.epochUs + proc.now);
    put16(message, 2, checksum(message, 0, message.length));
    this.sentAt.set(seq, proc.now);
    return this.socket.send(message, { address: this.to, port: 0 });
  }

  *drain(): Proc<void> {
    for (let i = 0; i < 256; i++) {
      const error = this.socket.recvError();
      if (error !== null) {
        yield* this.reportError(error);
      } else {
        const got = this.socket.recv();
        if (got === null) return;
        const raw = this.socket.flavour === "raw";
        const header = raw ? (u8(got.bytes, 0) & 15) * 4 : 0;
        yield* this.message(got.bytes, header, got.src, got.ttl, got.at);
      }
      // Nothing is in flight: whether to end is asked before anything more is looked at.
      if (this.stats.received + this.stats.errors >= this.stats.transmitted) return;
    }
  }

  *takeError(): Proc<number> {
    const error = this.socket.recvError();
    // The real one counts an empty queue as a local error: nothing is printed then.
    if (error === null) return -1;
    return yield* this.reportError(error);
  }

  private *message(
    b: Uint8Array,
    at: number,
    from: Ipv4Addr,
    ttl: number,
    when: number,
  ): Proc<void> {
    const { proc, o } = this;
    const length = b.length - at;
    if (length < 8) return;
    const type = u8(b, at);
    if (type === 5 || type === 4) {
      yield* this.redirect(b, at, from, type);
      return;
    }
    if (type !== 0 || (this.ident >= 0 && u16(b, at + 4) !== this.ident)) return;
    const seq = u16(b, at + 6);
    const sent = this.sentAt.get(seq);
    const trip =
      timing(o) && length >= 8 + STAMP_BYTES && sent !== undefined
        ? Math.max(0, when - sent)
        : null;
    const bad = checksum(b, at, b.length) !== 0;
    const duplicate = this.stats.reply(seq, trip);
    if (o.adaptive) adapt(o, this.stats);
    if (o.quiet) return;
    if (o.flood) {
      yield* proc.print("\b \b");
      return;
    }
    let line = `${stamp(proc, o)}${length} bytes from ${yield* this.address(from)}: icmp_seq=${seq}`;
    if (o.verbose) line += ` ident=${this.ident >= 0 ? this.ident : this.socket.localPort}`;
    line += ` ttl=${ttl}`;
    if (length < o.size + 8) {
      yield* proc.print(`${line} (truncated)\n`);
      return;
    }
    if (trip !== null) line += ` time=${tripText(trip)} ms`;
    if (duplicate) line += " (DUP!)";
    if (bad) line += " (BAD CHECKSUM!)";
    yield* proc.print(`${line}${o.audible ? "\x07" : ""}\n`);
  }

  private *redirect(b: Uint8Array, at: number, from: Ipv4Addr, type: number): Proc<void> {
    const { proc, o } = this;
    const inner = at + 8;
    if (b.length < inner + 28) return;
    const quoted = inner + (u8(b, inner) & 15) * 4;
    if (b.length < quoted + 8 || u8(b, quoted) !== 8) return;
    if (
      (u32(b, inner + 16) | 0) !== this.to ||
      (this.ident >= 0 && u16(b, quoted + 4) !== this.ident)
    )
      return;
    if (o.quiet || o.flood) return;
    const gateway = formatIpv4(u32(b, at + 4) | 0);
    const words = icmpWords(type, u8(b, at + 1), gateway);
    yield* proc.print(
      `${stamp(proc, o)}From ${yield* this.address(from)}: icmp_seq=${u16(b, quoted + 6)} ${words}\n`,
    );
  }

  private *reportError(error: NonNullable<ReturnType<InetSocket["recvError"]>>): Proc<number> {
    const { proc, o, stats } = this;
    if (error.origin === "local") {
      if (o.quiet) return -1;
      if (o.flood) yield* proc.print("E");
      else if (error.errno !== "EMSGSIZE")
        yield* proc.warn(`ping: local error: ${strerror(error.errno)}\n`);
      else yield* proc.warn(`ping: local error: message too long, mtu=${error.info}\n`);
      stats.errors++;
      return -1;
    }
    const q = error.quoted;
    if (q.length < 8 || u8(q, 0) !== 8 || (this.ident >= 0 && u16(q, 4) !== this.ident)) return 0;
    const seq = u16(q, 6);
    stats.acknowledge(seq);
    stats.errors++;
    if (o.quiet) return 1;
    if (o.flood) {
      yield* proc.print("\bE");
      return 1;
    }
    const words = icmpWords(error.icmpType, error.icmpCode, String(error.info));
    yield* proc.print(
      `${stamp(proc, o)}From ${yield* this.address(error.offender)} icmp_seq=${seq} ${words}\n`,
    );
    return 1;
  }

  private *address(address: Ipv4Addr): Proc<string> {
    const text = formatIpv4(address);
    if (this.numeric) return text;
    const name = yield* nameOf4(this.proc, address);
    return name === null ? text : `${name} (${text})`;
  }

  private *finish(elapsedUs: number): Proc<number> {
    const { proc, o, stats } = this;
    const gaps = o.intervalMs === 0 || o.flood || o.adaptive;
    yield* proc.print(stats.summary(o.target, elapsedUs, timing(o), gaps));
    return stats.received === 0 || (o.deadlineUs > 0 && stats.received < o.count) ? 1 : 0;
  }
}

/** update_interval: about one packet in flight. */
export function adapt(o: PingOptions, stats: PingStats): void {
  const estimate = stats.rtt > 0 ? Math.floor(stats.rtt / 8) : o.intervalMs * 1000;
  o.intervalMs = Math.floor((estimate + 500) / 1000);
  if (!o.root && o.intervalMs < 2) o.intervalMs = 2;
}

export { LINGER_MS };
