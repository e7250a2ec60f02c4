/**
 * traceroute(8) 2.1.2: UDP probes to rising ports, -U to one port, ICMP echoes with -I, TCP
 * SYNs with -T; sixteen at a time, with its rules on how long a probe is waited for.
 * Left out: -T over IPv6, AS numbers, ICMP extensions, source routes, DCCP, UDP-Lite, raw protocols, -O.
 */
import { strerror } from "../../kernel/errno.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { InetSocket } from "../../kernel/socket/inet.ts";
import { Icmp6Socket } from "../../kernel/socket/icmp6.ts";
import type { IpAddr } from "../../kernel/socket/types.ts";
import { formatIpv4, type Ipv4Addr, type Ipv6Addr } from "../../wire/addr.ts";
import { put16, put32, put8, u16, u32, u8 } from "../../wire/bytes.ts";
import { checksum, pseudoSum } from "../../wire/checksum.ts";
import { IPPROTO_ICMP, IPPROTO_TCP } from "../../wire/ipv4.ts";
import { ICMPV6_ECHO_REPLY, ICMPV6_ECHO_REQUEST } from "../../wire/icmpv6.ts";
import { IP6_HEADER } from "../../wire/ipv6.ts";
import { nameOf, resolve, zoneOf } from "./resolve.ts";
import { openTraceSocket, type TraceSocket } from "./trace-sockets.ts";
import { checkTraceroute, parseTraceroute, type TracerouteOptions } from "./traceroute-options.ts";

export const traceroute: Program = {
  name: "traceroute",
  paths: ["/usr/bin/traceroute", "/usr/sbin/traceroute"],
  summary: "traceroute - print the route packets trace to network host",
  main,
};

/** DEF_WAIT_PREC: added to a round trip before it is multiplied. */
const PRECISION_US = 1_000;
/** However short -w is, what a poll finds on its way counts. */
const POLL_US = 500;
const DEFAULT_PORT = 33_434;
const SYN_LENGTH = 40;
const HEADERS = 28;
const HEADERS_6 = 48;

interface Probe {
  readonly ttl: number;
  sentAt: number;
  done: boolean;
  from: IpAddr | null;
  rttUs: number;
  mark: string;
  final: boolean;
  socket: TraceSocket | null;
  /** What tells its answer from others': echo sequence, TCP source port. */
  key: number;
  back: number;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const o = parseTraceroute(argv);
  if ("status" in o) {
    if (o.out !== "") yield* proc.print(o.out);
    if (o.err !== "") yield* proc.warn(o.err);
    return o.status;
  }
  const source = o.source === null ? null : yield* resolve(proc, o.source, o.family);
  if (source !== null && "error" in source) {
    yield* proc.warn(
      `${o.source ?? ""}: ${source.error}\nCannot handle \`-s' option with arg \`${o.source ?? ""}' (argc ${o.sourceAt})\n`,
    );
    return 2;
  }
  const found = yield* resolve(proc, o.target, o.family);
  if ("error" in found) {
    yield* proc.warn(
      `${o.target}: ${found.error}\nCannot handle "host" cmdline arg \`${o.target}' on position 1 (argc ${o.targetAt})\n`,
    );
    return 2;
  }
  const bad = checkTraceroute(o);
  if (bad !== null) {
    yield* proc.warn(`${bad}\n`);
    return 2;
  }
  // -4 is what it tries first.
  const to: IpAddr | null = found.v4 ?? found.v6;
  if (to === null) return 2;
  if (typeof to === "string" && o.method === "tcp") {
    yield* proc.warn("traceroute: underlay does not simulate -T over IPv6\n");
    return 2;
  }
  const from = typeof to === "string" ? source?.v6 : source?.v4;
  return yield* new Tracer(proc, o, to, from ?? null).run();
}

class Tracer {
  private readonly proc: Process;
  private readonly o: TracerouteOptions;
  private readonly to: IpAddr;
  private readonly from: IpAddr | null;
  private readonly six: boolean;
  private echo6: Icmp6Socket | null = null;
  private readonly probes: Probe[] = [];
  private readonly total: number;
  private printed = 0;
  private raw: InetSocket | null = null;
  private readonly ident: number;
  private port: number;
  /** Of the IP packet. */
  private length: number;
  private lastSent = -Infinity;
  /** No probe from this one on is of interest. */
  private end: number;
  private text = "";

  constructor(proc: Process, o: TracerouteOptions, to: IpAddr, from: IpAddr | null) {
    this.proc = proc;
    this.o = o;
    this.to = to;
    this.from = from;
    this.six = typeof to === "string";
    this.total = (o.maxHops - o.firstHop + 1) * o.queries;
    this.end = this.total;
    this.ident = proc.pid & 0xffff;
    this.port =
      o.port !== 0
        ? o.port
        : o.method === "default"
          ? DEFAULT_PORT
          : o.method === "icmp"
            ? 1
            : o.method === "tcp"
              ? 80
              : 53;
    this.length =
      o.method === "tcp"
        ? SYN_LENGTH + 20
        : Math.max(this.headers, o.length ?? (o.discoverMtu ? 65_000 : this.headers + 32));
  }

  /** Of IP and UDP or ICMP. */
  private get headers(): number {
    return this.six ? HEADERS_6 : HEADERS;
  }

  *run(): Proc<number> {
    const { proc, o } = this;
    const early = o.method === "icmp" || o.method === "tcp" ? this.openRaw() : null;
    if (early !== null) return yield* this.fail(early);
    this.text = `traceroute to ${o.target} (${shown(this.to)}), ${o.maxHops} hops max, ${this.length} byte packets`;
    for (;;) {
      const refused = this.fill();
      if (refused !== null) return yield* this.fail(refused);
      this.collect();
      this.expire();
      yield* this.show();
      const over = this.printed >= this.end;
      if (over) this.text += "\n";
      if (this.text !== "") {
        const text = this.text;
        this.text = "";
        yield* proc.print(text);
        // Writing took time: an answer may have come meanwhile, and would wake nobody.
        if (!over) continue;
      }
      if (over) return 0;
      const waiting = this.probes.filter((p) => !p.done);
      const resend = waiting.some((p) => p.sentAt < 0);
      if (waiting.length === 0 || resend) {
        const pause = this.lastSent + o.sendWaitUs;
        if (!resend && o.sendWaitUs > 0 && pause > proc.now) yield* proc.wait("do_poll", [], pause);
        continue;
      }
      const sockets = waiting.flatMap((p) => (p.socket === null ? [] : [p.socket.readable]));
      if (this.raw !== null) sockets.push(this.raw.readable);
      if (this.echo6 !== null) sockets.push(this.echo6.readable);
      yield* proc.wait("do_poll", sockets, Math.min(...waiting.map((p) => this.deadline(p))));
    }
  }

  private *fail(what: string): Proc<number> {
    if (this.text !== "") yield* this.proc.print(this.text);
    yield* this.proc.warn(`\n${what}\n`);
    return 1;
  }

  // ── sending ──────────────────────────────────────────────────────────────────────────────────

  /** Keep as many probes in the air as -N says. */
  private fill(): string | null {
    const { o, proc } = this;
    for (const probe of this.probes) {
      if (probe.done || probe.sentAt >= 0) continue;
      const refused = this.send(probe);
      if (refused !== null) return refused;
    }
    let flying = this.probes.reduce((n, p) => n + (p.done ? 0 : 1), 0);
    while (flying < o.atOnce && this.probes.length < this.end) {
      if (o.sendWaitUs > 0 && proc.now - this.lastSent < o.sendWaitUs) break;
      const ttl = o.firstHop + Math.floor(this.probes.length / o.queries);
      const probe: Probe = {
        ttl,
        sentAt: proc.now,
        done: false,
        from: null,
        rttUs: 0,
        mark: "",
        final: false,
        socket: null,
        key: 0,
        back: 0,
      };
      const refused = this.send(probe);
      if (refused !== null) return refused;
      this.probes.push(probe);
      flying++;
    }
    return null;
  }

  private send(probe: Probe): string | null {
    const { proc, o } = this;
    const viaRaw = o.method === "icmp" || o.method === "tcp";
    if (this.echo6 !== null) return this.sendEcho6(probe, this.echo6);
    let socket: TraceSocket | null = this.raw;
    if (!viaRaw) {
      this.closeOf(probe);
      socket = openTraceSocket(proc, this.six ? 6 : 4);
      probe.socket = socket;
      const refused = this.prepare(socket, this.port);
      if (refused !== null) return refused;
      if (o.method === "default") this.port = (this.port + 1) & 0xffff;
    }
    if (socket === null) return null;
    const pmtu = o.dontFragment ? ("probe" as const) : ("dont" as const);
    const failed = socket.send(this.payload(probe, socket), null, {
      ttl: probe.ttl,
      pmtu,
    });
    probe.sentAt = proc.now;
    this.lastSent = proc.now;
    if (failed !== null && failed !== "EMSGSIZE") return `send: ${strerror(failed)}`;
    return null;
  }

  /** Options, source and destination of a socket, or the call that failed. */
  private prepare(socket: TraceSocket, port: number): string | null {
    const { o } = this;
    socket.receiveErrors = true;
    socket.tos = o.tos;
    socket.mark = o.mark;
    if (o.device !== null) {
      const refused = socket.bindToDevice(o.device);
      if (refused !== null) return `setsockopt SO_BINDTODEVICE: ${strerror(refused)}`;
    }
    const zone = zoneOf(o.target);
    if (zone !== null && o.device === null) socket.bindToDevice(zone);
    if (this.from !== null || o.sport !== 0) {
      const refused = socket.bind(
        this.from ?? (0 as Ipv4Addr),
        socket.flavour === "raw" ? 0 : o.sport,
      );
      if (refused !== null) return `bind: ${strerror(refused)}`;
    }
    if (socket instanceof InetSocket) socket.dontRoute = o.dontRoute;
    const refused = socket.connect(this.to, port);
    return refused === null ? null : `connect: ${strerror(refused)}`;
  }

  private openRaw(): string | null {
    const { proc, o } = this;
    if (this.six) {
      this.echo6 = new Icmp6Socket(proc.place.netns.stack);
      proc.install(this.echo6);
      const out = this.echo6.routeTo(this.to as Ipv6Addr, o.device ?? zoneOf(o.target));
      return typeof out === "string" ? `connect: ${strerror(out)}` : null;
    }
    if (o.method === "tcp" && !proc.isRoot)
      return "You do not have enough privileges to use this traceroute method.\nsocket: Operation not permitted";
    // As ping, traceroute has its raw socket for echoes by right.
    const protocol = o.method === "icmp" ? IPPROTO_ICMP : IPPROTO_TCP;
    const socket = new InetSocket(proc.place.netns.stack, "raw", protocol, true);
    if (o.method === "icmp") socket.icmpFilter = ~1;
    proc.install(socket);
    this.raw = socket;
    return this.prepare(socket, 0);
  }

  private sendEcho6(probe: Probe, socket: Icmp6Socket): string | null {
    const { proc, o } = this;
    const message = this.echo(probe, ICMPV6_ECHO_REQUEST);
    const to = { address: this.to as Ipv6Addr, dev: o.device ?? zoneOf(o.target) };
    const failed = socket.send(message, to, {
      hopLimit: probe.ttl,
      ...(this.from === null ? {} : { src: this.from as Ipv6Addr }),
      pmtu: o.dontFragment ? "probe" : "dont",
    });
    probe.sentAt = proc.now;
    this.lastSent = proc.now;
    if (failed !== null && failed !== "EMSGSIZE") return `send: ${strerror(failed)}`;
    return null;
  }

  private payload(probe: Probe, socket: TraceSocket): Uint8Array {
    const { o } = this;
    if (o.method === "tcp") return this.syn(probe, socket as InetSocket);
    if (o.method !== "icmp") return this.data();
    const message = this.echo(probe, 8);
    put16(message, 2, checksum(message, 0, message.length));
    return message;
  }

  private data(): Uint8Array {
    const data = new Uint8Array(Math.max(0, this.length - this.headers));
    for (let i = 0; i < data.length; i++) data[i] = 0x40 + (i & 0x3f);
    return data;
  }

  /** An echo request without its checksum. */
  private echo(probe: Probe, type: number): Uint8Array {
    const data = this.data();
    const message = new Uint8Array(8 + data.length);
    message.set(data, 8);
    message[0] = type;
    probe.key = this.port;
    this.port = (this.port + 1) & 0xffff;
    put16(message, 4, this.ident);
    put16(message, 6, probe.key);
    return message;
  }

  /** A SYN with the options that Linux's own would have. */
  private syn(probe: Probe, socket: InetSocket): Uint8Array {
    const { rng } = this.proc.place.netns.stack;
    const b = new Uint8Array(SYN_LENGTH);
    const [low, high] = this.proc.place.netns.sysctl.localPortRange;
    probe.key = this.o.sport !== 0 ? this.o.sport : low + rng.below(high - low + 1);
    put16(b, 0, probe.key);
    put16(b, 2, this.port);
    put32(b, 4, rng.u32());
    put8(b, 12, (SYN_LENGTH / 4) << 4);
    put8(b, 13, 2);
    put16(b, 14, 5840);
    b.set([2, 4, 0x05, 0xb4, 4, 2, 8, 10], 20);
    put32(b, 28, Math.floor(this.proc.now / 1000) >>> 0);
    b.set([1, 3, 3, 2], 36);
    const sum = pseudoSum(socket.localAddress, this.to as Ipv4Addr, IPPROTO_TCP, SYN_LENGTH);
    put16(b, 16, checksum(b, 0, SYN_LENGTH, sum));
    return b;
  }

  // ── answers ──────────────────────────────────────────────────────────────────────────────────

  /** Take in answers and errors. */
  private collect(): void {
    for (const probe of this.probes) {
      if (probe.done || probe.socket === null) continue;
      const error = probe.socket.recvError();
      if (error !== null && error.origin === "local") this.tooLong(probe, error.info);
      else if (error !== null)
        this.error(
          probe,
          error.offender,
          error.at,
          error.icmpType,
          error.icmpCode,
          error.info,
          error.ttl,
        );
      else {
        const got = probe.socket.recv();
        if (got !== null) this.answer(probe, got.src, got.at, got.ttl);
      }
    }
    if (this.raw !== null) this.collectRaw(this.raw);
    if (this.echo6 !== null) this.collectEcho6(this.echo6);
  }

  private collectRaw(raw: InetSocket): void {
    const tcp = this.o.method === "tcp";
    for (let error = raw.recvError(); error !== null; error = raw.recvError()) {
      if (error.origin === "local") {
        const last = this.probes.at(-1);
        if (last !== undefined && !last.done) this.tooLong(last, error.info);
        continue;
      }
      if (error.quoted.length < 8 || (!tcp && u16(error.quoted, 4) !== this.ident)) continue;
      const probe = this.waiting(u16(error.quoted, tcp ? 0 : 6));
      if (probe !== undefined)
        this.error(
          probe,
          error.offender,
          error.at,
          error.icmpType,
          error.icmpCode,
          error.info,
          error.ttl,
        );
    }
    for (let got = raw.recv(); got !== null; got = raw.recv()) {
      const at = (u8(got.bytes, 0) & 15) * 4;
      if (got.bytes.length < at + 8 || got.src !== this.to) continue;
      const key = tcp
        ? u16(got.bytes, at) === this.port
          ? u16(got.bytes, at + 2)
          : -1
        : u8(got.bytes, at) === 0 && u16(got.bytes, at + 4) === this.ident
          ? u16(got.bytes, at + 6)
          : -1;
      const probe = this.waiting(key);
      if (probe !== undefined) this.answer(probe, got.src, got.at, got.ttl);
    }
  }

  private collectEcho6(socket: Icmp6Socket): void {
    for (let got = socket.recv(); got !== null; got = socket.recv()) {
      const b = got.bytes;
      const type = u8(b, 0);
      if (type === ICMPV6_ECHO_REPLY) {
        if (u16(b, 4) !== this.ident) continue;
        const probe = this.waiting(u16(b, 6));
        if (probe !== undefined) this.answer(probe, got.src, got.at, got.hopLimit);
        continue;
      }
      const quoted = 8 + IP6_HEADER;
      if (type >= ICMPV6_ECHO_REQUEST || b.length < quoted + 8) continue;
      if (u8(b, quoted) !== ICMPV6_ECHO_REQUEST || u16(b, quoted + 4) !== this.ident) continue;
      const probe = this.waiting(u16(b, quoted + 6));
      if (probe !== undefined)
        this.error(probe, got.src, got.at, type, u8(b, 1), u32(b, 4), got.hopLimit);
    }
  }

  private waiting(key: number): Probe | undefined {
    return this.probes.find((probe) => !probe.done && probe.key === key);
  }

  /** EMSGSIZE of our own kernel: with --mtu the length is learnt and the probe sent anew. */
  private tooLong(probe: Probe, mtu: number): void {
    probe.mark = ` F=${mtu}`;
    if (!this.o.discoverMtu) {
      // Nobody answered, but when is known.
      probe.mark = `${milliseconds(this.proc.now - probe.sentAt)} !F-${mtu}`;
      probe.final = true;
      this.finish(probe);
      return;
    }
    this.length = mtu;
    probe.sentAt = -1;
  }

  private answer(probe: Probe, from: IpAddr, at: number, ttl: number): void {
    probe.from = from;
    probe.rttUs = at - probe.sentAt;
    probe.final = true;
    probe.back = hopsBack(ttl);
    this.finish(probe);
  }

  private error(
    probe: Probe,
    from: IpAddr,
    at: number,
    type: number,
    code: number,
    info: number,
    ttl: number,
  ): void {
    const tooLong = this.six ? type === 2 : type === 3 && code === 4;
    if (this.o.discoverMtu && tooLong) {
      this.tooLong(probe, info);
      return;
    }
    probe.from = from;
    probe.rttUs = at - probe.sentAt;
    probe.back = hopsBack(ttl);
    if (this.six) {
      if (type !== 3 || code !== 0) {
        probe.final = true;
        probe.mark += tooLong
          ? ` !F-${info}`
          : type !== 1
            ? ` !<${type}-${code}>`
            : code === 4
              ? ""
              : ` ${UNREACHABLE_6[code] ?? `!<${code}>`}`;
      }
    } else if (type !== 11 || code !== 0) {
      probe.final = true;
      if (type !== 3) probe.mark += ` !<${type}-${code}>`;
      else if (code !== 3)
        probe.mark += ` ${UNREACHABLE.get(code) ?? (code === 4 ? `!F-${info}` : `!<${code}>`)}`;
    }
    this.finish(probe);
  }

  private finish(probe: Probe): void {
    probe.done = true;
    const { queries } = this.o;
    if (probe.final) {
      const hop = Math.floor(this.probes.indexOf(probe) / queries);
      this.end = Math.min(this.end, (hop + 1) * queries);
    }
    this.closeOf(probe);
  }

  private closeOf(probe: Probe): void {
    const { socket } = probe;
    probe.socket = null;
    if (socket === null) return;
    if (!(socket instanceof InetSocket)) {
      socket.close();
      return;
    }
    for (const [fd, descriptor] of this.proc.fds)
      if (descriptor.file === socket) this.proc.close(fd);
  }

  /** get_timeout: MAX, or HERE times a sibling's answer, or NEAR times a later probe's. */
  private deadline(probe: Probe): number {
    const { waitUs, here, near, queries } = this.o;
    const at = this.probes.indexOf(probe);
    const first = at - (at % queries);
    const limit = (rttUs: number, factor: number): number =>
      probe.sentAt +
      Math.min(Math.max(POLL_US, waitUs), Math.round((rttUs + PRECISION_US) * factor));
    if (here > 0) {
      for (const one of this.probes.slice(first, first + queries))
        if (one.done && one.from !== null) return limit(one.rttUs, here);
    }
    if (near > 0) {
      for (const one of this.probes.slice(at + 1))
        if (one.done && one.from !== null) return limit(one.rttUs, near);
    }
    return probe.sentAt + Math.max(POLL_US, waitUs);
  }

  private expire(): void {
    for (const probe of this.probes) {
      if (!probe.done && probe.sentAt >= 0 && this.proc.now >= this.deadline(probe))
        this.finish(probe);
    }
  }

  // ── output ───────────────────────────────────────────────────────────────────────────────────

  /** print_probe for all that are known in order. */
  private *show(): Proc<void> {
    const { queries } = this.o;
    for (; this.printed < this.end; this.printed++) {
      const probe = this.probes[this.printed];
      if (probe === undefined || !probe.done) return;
      const place = this.printed % queries;
      if (place === 0) this.text += `\n${String(probe.ttl).padStart(2)} `;
      if (probe.from === null) this.text += " *";
      else {
        const before = this.probes
          .slice(this.printed - place, this.printed)
          .findLast((one) => one.from !== null);
        if (before === undefined || before.from !== probe.from)
          this.text += ` ${yield* this.address(probe)}`;
        this.text += milliseconds(probe.rttUs);
      }
      this.text += probe.mark;
    }
  }

  private *address(probe: Probe): Proc<string> {
    const text = shown(probe.from as IpAddr);
    const name = this.o.numeric ? text : `${(yield* nameOf(this.proc, text)) ?? text} (${text})`;
    return this.o.showBack && probe.back !== probe.ttl ? `${name} '-${probe.back}'` : name;
  }
}

const UNREACHABLE: ReadonlyMap<number, string> = new Map([
  [0, "!N"],
  [1, "!H"],
  [2, "!P"],
  [5, "!S"],
  [6, "!N"],
  [7, "!H"],
  [8, "!N"],
  [9, "!X"],
  [10, "!X"],
  [11, "!N"],
  [12, "!H"],
  [13, "!X"],
  [14, "!V"],
  [15, "!C"],
]);

/** No route, prohibited, beyond scope, address, port (no mark), policy, reject route. */
const UNREACHABLE_6: readonly (string | undefined)[] = ["!N", "!X", "!S", "!H", "", "!X", "!X"];

function milliseconds(us: number): string {
  return `  ${Math.floor(us / 1000)}.${String(us % 1000).padStart(3, "0")} ms`;
}

function shown(address: IpAddr): string {
  return typeof address === "number" ? formatIpv4(address) : address;
}

/** What is missing to the TTL that senders begin with. */
function hopsBack(ttl: number): number {
  if (ttl <= 64) return 65 - ttl;
  return ttl <= 128 ? 129 - ttl : 256 - ttl;
}
