/**
 * traceroute(8) 2.1.2: UDP probes to rising ports, or ICMP echoes with -I, sixteen at a time.
 * Left out: -T and the other methods, AS numbers, MTU discovery, ICMP extensions, IPv6.
 */
import { strerror } from "../../kernel/errno.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { InetSocket } from "../../kernel/socket/inet.ts";
import { openUdpSocket } from "../../kernel/socket/open.ts";
import { formatIpv4, type Ipv4Addr } from "../../wire/addr.ts";
import { put16, u16, u8 } from "../../wire/bytes.ts";
import { checksum } from "../../wire/checksum.ts";
import { IPPROTO_ICMP } from "../../wire/ipv4.ts";
import { getopt, type LongOption } from "../core/getopt.ts";
import { nameOf4, resolve, resolveLocally } from "./resolve.ts";
import { USAGE } from "./traceroute-usage.ts";

export const traceroute: Program = {
  name: "traceroute",
  paths: ["/usr/bin/traceroute", "/usr/sbin/traceroute"],
  summary: "traceroute - print the route packets trace to network host",
  main,
};

const LONG: readonly LongOption[] = [
  { name: "first", arg: 1, as: "f" },
  { name: "icmp", as: "I" },
  { name: "tcp", as: "T" },
  { name: "interface", arg: 1, as: "i" },
  { name: "max-hops", arg: 1, as: "m" },
  { name: "sim-queries", arg: 1, as: "N" },
  { name: "port", arg: 1, as: "p" },
  { name: "tos", arg: 1, as: "t" },
  { name: "wait", arg: 1, as: "w" },
  { name: "queries", arg: 1, as: "q" },
  { name: "source", arg: 1, as: "s" },
  { name: "dont-fragment", as: "F" },
  { name: "version", as: "V" },
  { name: "help" },
];

interface Options {
  icmp: boolean;
  numeric: boolean;
  dontFragment: boolean;
  firstHop: number;
  maxHops: number;
  queries: number;
  atOnce: number;
  port: number;
  waitUs: number;
  device: string | null;
  source: string | null;
  tos: number;
  length: number;
  target: string;
}

interface Probe {
  readonly ttl: number;
  sentAt: number;
  done: boolean;
  from: Ipv4Addr | null;
  rttUs: number;
  /** " !H" and friends. */
  mark: string;
  final: boolean;
  socket: InetSocket | null;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  if (argv.length === 1) {
    yield* proc.print(USAGE);
    return 0;
  }
  const o = yield* parse(proc, argv);
  if (typeof o === "number") return o;
  const found = yield* resolve(proc, o.target, 4);
  if ("error" in found || found.v4 === null) {
    yield* proc.warn(
      `${o.target}: ${"error" in found ? found.error : ""}\nCannot handle "host" cmdline arg \`${o.target}' on position 1 (argc ${argv.indexOf(o.target)})\n`,
    );
    return 2;
  }
  return yield* new Tracer(proc, o, found.v4).run();
}

function* parse(proc: Process, argv: readonly string[]): Proc<Options | number> {
  const parsed = getopt(
    ["traceroute", ...argv.slice(1)],
    "46dFITnreAUDVf:g:i:m:N:p:t:l:w:q:s:z:M:O:P:",
    LONG,
  );
  const o: Options = {
    icmp: false,
    numeric: false,
    dontFragment: false,
    firstHop: 1,
    maxHops: 30,
    queries: 3,
    atOnce: 16,
    port: 33_434,
    waitUs: 5_000_000,
    device: null,
    source: null,
    tos: 0,
    length: 60,
    target: "",
  };
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\n${USAGE}`);
    return 2;
  }
  for (const { name, value } of parsed.options) {
    const n = Number(value ?? "0");
    if (name === "help") {
      yield* proc.print(USAGE);
      return 0;
    }
    if (name === "V") {
      yield* proc.warn(
        "Modern traceroute for Linux, version 2.1.2\nCopyright (c) 2016  Dmitry Butskoy,   License: GPL v2 or any later\n",
      );
      return 0;
    }
    if (name === "I") o.icmp = true;
    else if (name === "n") o.numeric = true;
    else if (name === "F") o.dontFragment = true;
    else if (name === "f") o.firstHop = n;
    else if (name === "m") o.maxHops = n;
    else if (name === "q") o.queries = n;
    else if (name === "N") o.atOnce = n;
    else if (name === "p") o.port = n;
    else if (name === "w") o.waitUs = Math.round(Number.parseFloat(value ?? "5") * 1_000_000);
    else if (name === "i") o.device = value;
    else if (name === "s") o.source = value;
    else if (name === "t") o.tos = n;
    else if (name !== "4" && name !== "d") {
      yield* proc.warn(`traceroute: underlay does not simulate -${name}\n`);
      return 2;
    }
  }
  const bad =
    o.maxHops < 1 || o.maxHops > 255
      ? "max hops cannot be more than 255"
      : o.queries < 1 || o.queries > 10
        ? "no more than 10 probes per hop"
        : o.firstHop < 1 || o.firstHop > o.maxHops
          ? "first hop out of range"
          : null;
  if (bad !== null) {
    yield* proc.warn(`${bad}\n`);
    return 2;
  }
  const target = parsed.args[0];
  if (target === undefined) {
    yield* proc.warn('Specify "host" missing argument.\n');
    return 2;
  }
  o.target = target;
  if (parsed.args[1] !== undefined)
    o.length = Math.max(28, Math.min(65_000, Number(parsed.args[1]) || 60));
  return o;
}

class Tracer {
  private readonly proc: Process;
  private readonly o: Options;
  private readonly to: Ipv4Addr;
  private readonly probes: Probe[] = [];
  private readonly total: number;
  private sent = 0;
  private printed = 0;
  private echo: InetSocket | null = null;
  private readonly ident: number;
  /** No hop beyond this one is of interest. */
  private lastTtl: number;

  constructor(proc: Process, o: Options, to: Ipv4Addr) {
    this.proc = proc;
    this.o = o;
    this.to = to;
    this.total = (o.maxHops - o.firstHop + 1) * o.queries;
    this.lastTtl = o.maxHops;
    this.ident = proc.pid & 0xffff;
  }

  *run(): Proc<number> {
    const { proc, o } = this;
    yield* proc.print(
      `traceroute to ${o.target} (${formatIpv4(this.to)}), ${o.maxHops} hops max, ${o.length} byte packets\n`,
    );
    for (;;) {
      const refused = this.fill();
      if (refused !== null) {
        yield* proc.warn(`${refused}\n`);
        return 1;
      }
      this.collect();
      this.expire();
      if (yield* this.print()) return 0;
      const waiting = this.probes.filter((p) => !p.done);
      if (waiting.length === 0) continue;
      const sockets = waiting.flatMap((p) => (p.socket === null ? [] : [p.socket.readable]));
      if (this.echo !== null) sockets.push(this.echo.readable);
      yield* proc.wait("do_poll", sockets, Math.min(...waiting.map((p) => this.deadline(p))));
    }
  }

  /** Keep as many probes in the air as -N says. */
  private fill(): string | null {
    const { o } = this;
    let flying = this.probes.reduce((n, p) => n + (p.done ? 0 : 1), 0);
    while (flying < o.atOnce && this.sent < this.total) {
      const ttl = o.firstHop + Math.floor(this.sent / o.queries);
      if (ttl > this.lastTtl) break;
      const refused = this.send(ttl, this.sent);
      if (refused !== null) return refused;
      this.sent++;
      flying++;
    }
    return null;
  }

  private send(ttl: number, index: number): string | null {
    const { proc, o } = this;
    const probe: Probe = {
      ttl,
      sentAt: proc.now,
      done: false,
      from: null,
      rttUs: 0,
      mark: "",
      final: false,
      socket: null,
    };
    const socket = o.icmp ? (this.echo ??= this.openEcho()) : openUdpSocket(proc);
    if (!o.icmp) probe.socket = socket;
    socket.receiveErrors = true;
    socket.tos = o.tos;
    if (o.device !== null) {
      const refused = socket.bindToDevice(o.device);
      if (refused !== null) return `setsockopt SO_BINDTODEVICE: ${strerror(refused)}`;
    }
    if (o.source !== null) {
      const from = resolveLocally(proc, o.source, 4)?.v4 ?? null;
      const refused = from === null ? "EADDRNOTAVAIL" : socket.bind(from, 0);
      if (refused !== null && !o.icmp) return `bind: ${strerror(refused)}`;
    }
    const port = o.icmp ? 0 : (o.port + index) & 0xffff;
    if (!o.icmp || !socket.connected) {
      const refused = socket.connect(this.to, port);
      if (refused !== null) return `connect: ${strerror(refused)}`;
    }
    const pmtu = o.dontFragment ? ("do" as const) : ("dont" as const);
    const failed = socket.send(this.payload(index), null, { ttl, pmtu });
    probe.sentAt = proc.now;
    this.probes.push(probe);
    if (failed !== null && failed !== "EMSGSIZE") return `send: ${strerror(failed)}`;
    return null;
  }

  private payload(index: number): Uint8Array {
    const { o } = this;
    const data = new Uint8Array(Math.max(0, o.length - 28));
    for (let i = 0; i < data.length; i++) data[i] = 0x40 + (i & 0x3f);
    if (!o.icmp) return data;
    const message = new Uint8Array(8 + data.length);
    message.set(data, 8);
    message[0] = 8;
    put16(message, 4, this.ident);
    put16(message, 6, index + 1);
    put16(message, 2, checksum(message, 0, message.length));
    return message;
  }

  private openEcho(): InetSocket {
    // As ping, traceroute has its raw socket by right.
    const socket = new InetSocket(this.proc.place.netns.stack, "raw", IPPROTO_ICMP, true);
    socket.icmpFilter = ~1;
    this.proc.install(socket);
    return socket;
  }

  /** Take in answers and errors. */
  private collect(): void {
    for (const probe of this.probes) {
      if (probe.done || probe.socket === null) continue;
      const error = probe.socket.recvError();
      if (error !== null)
        this.answer(probe, error.offender, error.at, error.icmpType, error.icmpCode, error.info);
      else {
        const got = probe.socket.recv();
        if (got !== null) this.answer(probe, got.src, got.at, 0, 0, 0);
      }
    }
    const { echo } = this;
    if (echo === null) return;
    for (let error = echo.recvError(); error !== null; error = echo.recvError()) {
      if (error.quoted.length < 8 || u16(error.quoted, 4) !== this.ident) continue;
      const probe = this.probes[u16(error.quoted, 6) - 1];
      if (probe !== undefined && !probe.done)
        this.answer(probe, error.offender, error.at, error.icmpType, error.icmpCode, error.info);
    }
    for (let got = echo.recv(); got !== null; got = echo.recv()) {
      const at = (u8(got.bytes, 0) & 15) * 4;
      if (
        got.bytes.length < at + 8 ||
        u8(got.bytes, at) !== 0 ||
        u16(got.bytes, at + 4) !== this.ident
      )
        continue;
      const probe = this.probes[u16(got.bytes, at + 6) - 1];
      if (probe !== undefined && !probe.done) this.answer(probe, got.src, got.at, 0, 0, 0);
    }
  }

  private answer(
    probe: Probe,
    from: Ipv4Addr,
    at: number,
    type: number,
    code: number,
    info: number,
  ): void {
    probe.from = from;
    probe.rttUs = at - probe.sentAt;
    probe.final = type !== 11;
    if (type === 3 && code !== 3) {
      const marks = new Map([
        [0, "!N"],
        [1, "!H"],
        [2, "!P"],
        [4, `!F-${info}`],
        [5, "!S"],
        [9, "!X"],
        [10, "!X"],
        [13, "!X"],
        [14, "!V"],
        [15, "!C"],
      ]);
      probe.mark = ` ${marks.get(code) ?? `!<${code}>`}`;
    }
    this.finish(probe);
  }

  private finish(probe: Probe): void {
    probe.done = true;
    if (probe.final) this.lastTtl = Math.min(this.lastTtl, probe.ttl);
    const { socket } = probe;
    probe.socket = null;
    if (socket === null) return;
    for (const [fd, descriptor] of this.proc.fds)
      if (descriptor.file === socket) this.proc.close(fd);
  }

  /** MAX seconds, or three times a sibling's time, or ten times a later hop's. */
  private deadline(probe: Probe): number {
    let waitUs = this.o.waitUs;
    for (const other of this.probes) {
      if (!other.done || other.from === null || other.ttl < probe.ttl) continue;
      // A floor keeps the model's tiny round trips from cutting off a queue's wait.
      waitUs = Math.min(waitUs, Math.max(20_000, other.rttUs * (other.ttl === probe.ttl ? 3 : 10)));
      break;
    }
    return probe.sentAt + waitUs;
  }

  private expire(): void {
    for (const probe of this.probes) {
      if (!probe.done && this.proc.now >= this.deadline(probe)) this.finish(probe);
    }
  }

  /** Print the hops that are complete, in order. True: the end. */
  private *print(): Proc<boolean> {
    const { o } = this;
    for (;;) {
      const from = this.printed;
      const hop = this.probes.slice(from, from + o.queries);
      if (hop.length < o.queries || hop.some((p) => !p.done)) return false;
      const ttl = (hop[0] as Probe).ttl;
      let line = String(ttl).padStart(2) + " ";
      let last: Ipv4Addr | null = null;
      for (const probe of hop) {
        if (probe.from === null) {
          line += " *";
          continue;
        }
        if (probe.from !== last) line += ` ${yield* this.address(probe.from)}`;
        last = probe.from;
        line += `  ${Math.floor(probe.rttUs / 1000)}.${String(probe.rttUs % 1000).padStart(3, "0")} ms${probe.mark}`;
      }
      yield* this.proc.print(`${line}\n`);
      this.printed += o.queries;
      if (hop.some((p) => p.final) || ttl >= o.maxHops) return true;
    }
  }

  private *address(address: Ipv4Addr): Proc<string> {
    const text = formatIpv4(address);
    if (this.o.numeric) return text;
    return `${(yield* nameOf4(this.proc, address)) ?? text} (${text})`;
  }
}
