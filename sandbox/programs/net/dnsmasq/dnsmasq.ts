/**
 * dnsmasq(8) 2.90 as a DNS server: names of /etc/hosts and of its options, domains that it owns, the rest
 * forwarded. Left out: DHCP, TFTP, DNSSEC, the cache of forwarded answers, IPv6 sockets, SIGUSR1's statistics.
 */
import { strerror } from "../../../kernel/errno.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import { type Proc, WaitQueue } from "../../../kernel/proc/wait.ts";
import type { InetSocket } from "../../../kernel/socket/inet.ts";
import { openTcpSocket, openUdpSocket } from "../../../kernel/socket/open.ts";
import { closeStream } from "../../../kernel/socket/stream.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";
import { formatIpv4, IPV4_ANY, type Ipv4Addr, parseIpv4 } from "../../../wire/addr.ts";
import { put16, u16 } from "../../../wire/bytes.ts";
import {
  DNS_AA,
  DNS_QR,
  DNS_RA,
  DNS_RD,
  DNS_TC,
  type DnsMessage,
  type DnsRecord,
  dnsRcode,
  dnsTypeName,
  NOERROR,
  NOTIMP,
  NXDOMAIN,
  OPT_EDE,
  parseDns,
  type ParsedDns,
  REFUSED,
  TYPE_CNAME,
  TYPE_OPT,
} from "../../../wire/dns.ts";
import { encodeDns } from "../../../wire/dns-encode.ts";
import { daemonize } from "../daemon.ts";
import { resolverConfig } from "../dns/config.ts";
import { closeFile } from "../dns/exchange.ts";
import { framed } from "../dns/tcp.ts";
import { bare, text, Zone } from "./answer.ts";
import { apply, commandLine, configFile, defaults, type DnsmasqOptions } from "./options.ts";

export const dnsmasq: Program = {
  name: "dnsmasq",
  paths: ["/usr/sbin/dnsmasq"],
  summary: "dnsmasq - a lightweight caching DNS server",
  main,
};

const COMPILED =
  "IPv6 GNU-getopt DBus no-UBus i18n IDN2 DHCP DHCPv6 no-Lua TFTP conntrack ipset nftset auth cryptohash DNSSEC loop-detect inotify dumpfile";
const VERSION = `Dnsmasq version 2.90  Copyright (c) 2000-2024 Simon Kelley
Compile time options: ${COMPILED}

This software comes with ABSOLUTELY NO WARRANTY.
Dnsmasq is free software, and you are welcome to redistribute it
under the terms of the GNU General Public License, version 2 or 3.
`;
/** EDNS_PKTSZ, and what a query without EDNS can take. */
const EDNS_BYTES = 1232;
const PLAIN_BYTES = 512;
const NOT_READY = 14;
const TCP_BACKLOG = 32;
/** How long an answer from upstream is waited for. */
const FORWARD_US = 40_000_000;

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const words = commandLine(argv);
  if (words === null) return yield* die(proc, "bad command line options: try --help", 1);
  if (words.some((w) => w.name === "version")) {
    yield* proc.print(VERSION);
    return 0;
  }
  if (words.some((w) => w.name === "help")) {
    yield* proc.warn("dnsmasq: underlay does not simulate --help (man dnsmasq)\n");
    return 1;
  }
  const o = defaults();
  const files = words.filter((w) => w.name === "conf-file");
  for (const word of words) {
    const refused = word.name === "conf-file" ? null : apply(o, word);
    if (refused !== null) return yield* die(proc, refused.error, refused.status);
  }
  for (const path of files.length === 0 ? ["/etc/dnsmasq.conf"] : files.map((w) => w.value)) {
    const refused = path === "" ? null : configFile(proc, o, path, files.length === 0);
    if (refused !== null) return yield* die(proc, refused.error, refused.status);
  }
  if (o.test) {
    yield* proc.warn("dnsmasq: syntax check OK.\n");
    return 0;
  }
  return yield* start(proc, o);
}

function* start(proc: Process, o: DnsmasqOptions): Proc<number> {
  const server = new Server(proc, o);
  const refused = server.open();
  if (refused !== null) return yield* die(proc, refused, 2);
  if (o.debug || o.foreground) return yield* server.run(proc);
  // The sockets are the child's: it opens them again as the parent's go with it.
  server.close();
  const child = daemonize(proc, function* (self) {
    const own = new Server(self, o);
    if (own.open() !== null) return 2;
    return yield* own.run(self);
  });
  if (child === null)
    return yield* die(proc, "cannot fork into background: Cannot allocate memory", 5);
  return 0;
}

function* die(proc: Process, what: string, status: number): Proc<number> {
  yield* proc.warn(`\ndnsmasq: ${what}\n`);
  return status;
}

/** A question sent upstream, and who asked. */
interface Forwarded {
  readonly upstream: InetSocket;
  readonly from: InetSocket;
  readonly client: Ipv4Addr;
  readonly clientPort: number;
  readonly local: Ipv4Addr;
  readonly id: number;
  readonly until: number;
}

class Server {
  private readonly proc: Process;
  private readonly o: DnsmasqOptions;
  private readonly zone: Zone;
  private readonly sockets: InetSocket[] = [];
  private readonly listeners: StreamSocket[] = [];
  /** Open TCP connections and what has come on them so far. */
  private readonly streams = new Map<StreamSocket, Uint8Array>();
  private forwarded: Forwarded[] = [];
  private pending = "";
  private servers: { readonly address: Ipv4Addr; readonly port: number }[] = [];
  private readonly never = new WaitQueue("never");

  constructor(proc: Process, o: DnsmasqOptions) {
    this.proc = proc;
    this.o = o;
    this.zone = new Zone(o, (line) => {
      if (o.logQueries) this.say(line);
    });
  }

  /** Bind: null, or why not. */
  open(): string | null {
    const { proc, o } = this;
    if (o.port === 0) return null;
    const at: Ipv4Addr[] = [];
    for (const text of o.listen) {
      const v4 = parseIpv4(text);
      if (v4 !== null && o.bindInterfaces) at.push(v4);
    }
    for (const address of at.length === 0 ? [IPV4_ANY] : at) {
      const socket = openUdpSocket(proc);
      socket.reuseAddress = o.bindInterfaces;
      const refused = socket.bind(address, o.port);
      if (refused !== null) {
        this.close();
        const what = address === IPV4_ANY ? `port ${o.port}` : formatIpv4(address);
        return `failed to create listening socket for ${what}: ${strerror(refused)}`;
      }
      this.sockets.push(socket);
      const listener = openTcpSocket(proc);
      listener.options.reuseAddress = true;
      const inUse = listener.bind(address, o.port) ?? listener.listen(TCP_BACKLOG);
      this.listeners.push(listener);
      if (inUse === null) continue;
      this.close();
      return `failed to create listening socket for port ${o.port}: ${strerror(inUse)}`;
    }
    return null;
  }

  close(): void {
    for (const socket of [...this.sockets, ...this.listeners]) closeFile(this.proc, socket);
    this.sockets.length = 0;
    this.listeners.length = 0;
  }

  /** A line of the log: on standard error, in a file, or to a syslog that nobody reads. */
  say(line: string): void {
    const { o, proc } = this;
    if (o.logFacility === null && !o.debug) return;
    if (o.debug && o.logFacility === null) this.pending += `dnsmasq: ${line}\n`;
    else {
      const now = civilFromUnix(proc.host.sim.epochUs + proc.now);
      this.pending += `${strftime("%b %e %H:%M:%S", now)} dnsmasq[${proc.pid}]: ${line}\n`;
    }
  }

  private *flush(): Proc<void> {
    const { o, proc } = this;
    const text = this.pending;
    if (text === "") return;
    this.pending = "";
    if (o.logFacility === null || o.logFacility === "-") {
      yield* proc.warn(text);
      return;
    }
    const file = proc.host.fs.open(o.logFacility, proc, {
      write: true,
      create: true,
      append: true,
    });
    if (typeof file === "string") return;
    yield* file.write(proc, encodeUtf8(text));
    file.release();
  }

  *run(proc: Process): Proc<number> {
    const { o } = this;
    proc.trap("TERM");
    proc.trap("INT");
    proc.trap("HUP");
    proc.trap("USR1");
    this.greet();
    if (o.pidFile !== null && !o.debug) {
      const file = proc.host.fs.open(o.pidFile, proc, {
        write: true,
        create: true,
        truncate: true,
      });
      if (typeof file !== "string") {
        yield* file.write(proc, encodeUtf8(`${proc.pid}\n`));
        file.release();
      }
    }
    if (!o.debug) proc.credentials = { uid: 65_534, gid: 65_534, user: "nobody" };
    for (;;) {
      yield* this.flush();
      for (let signal = proc.takeSignal(); signal !== null; signal = proc.takeSignal()) {
        if (signal === "HUP") this.zone.load(proc, (line) => this.say(line));
        else if (signal !== "USR1") {
          this.say("exiting on receipt of SIGTERM");
          yield* this.flush();
          return 0;
        }
      }
      if (this.step()) continue;
      yield* this.flush();
      const queues = [
        ...this.sockets,
        ...this.listeners,
        ...this.streams.keys(),
        ...this.forwarded.map((f) => f.upstream),
      ].map((s) => s.readable);
      const until = this.forwarded.reduce((least, f) => Math.min(least, f.until), Infinity);
      yield* proc.wait("do_poll", queues.length === 0 ? [this.never] : queues, until);
    }
  }

  private greet(): void {
    const { o, proc } = this;
    this.say(`started, version 2.90 cachesize 150`);
    this.say(`compile time options: ${COMPILED}`);
    for (const name of o.interfaces)
      if (proc.place.netns.device(name) === null)
        this.say(`warning: interface ${name} does not currently exist`);
    const named = o.rules.filter((r) => r.kind === "server");
    if (o.noResolv) {
      if (named.length === 0) this.say("warning: no upstream servers configured");
    } else {
      const config = resolverConfig(proc);
      const file = proc.host.fs.readText(o.resolvFile, proc);
      const has = typeof file !== "string" && /^nameserver\s/m.test(file.text);
      this.say(has ? `reading ${o.resolvFile}` : `no servers found in ${o.resolvFile}, will retry`);
      if (has) this.servers = config.servers.map((address) => ({ address, port: 53 }));
    }
    for (const server of this.servers)
      this.say(`using nameserver ${formatIpv4(server.address)}#${server.port}`);
    for (const rule of named) {
      const what = `using nameserver ${formatIpv4(rule.v4 ?? 0)}#${rule.port ?? 53}`;
      this.say(rule.domain === "" ? what : `${what} for domain ${rule.domain}`);
    }
    const own = o.rules.filter((r) => r.kind === "nxdomain" || r.kind === "local");
    for (const rule of own) this.say(`using only locally-known addresses for ${rule.domain}`);
    this.zone.load(proc, (line) => this.say(line));
  }

  /** One datagram. False: nothing to do. */
  private step(): boolean {
    for (const socket of this.sockets) {
      while (socket.recvError() !== null);
      const got = socket.recv();
      if (got === null) continue;
      if (!this.listensTo(got.dst, got.ifindex)) return true;
      const message = parseDns(got.bytes);
      if (message === null || (message.flags & DNS_QR) !== 0) return true;
      const reply = this.handle(message, got.src, {
        socket,
        port: got.srcPort,
        local: got.dst,
        bytes: got.bytes,
      });
      if (reply !== null)
        socket.send(reply, { address: got.src, port: got.srcPort }, { src: got.dst });
      return true;
    }
    return this.overTcp() || this.fromUpstream();
  }

  private overTcp(): boolean {
    for (const listener of this.listeners) {
      const stream = listener.accept();
      if (stream === null) continue;
      this.proc.install(stream);
      this.streams.set(stream, new Uint8Array(0));
      return true;
    }
    for (const [stream, held] of this.streams) {
      const got = stream.recv(65_536);
      if (got === null) continue;
      if (typeof got === "string" || got.length === 0) {
        this.streams.delete(stream);
        closeStream(this.proc, stream);
        return true;
      }
      let all = new Uint8Array(held.length + got.length);
      all.set(held);
      all.set(got, held.length);
      while (all.length >= 2 && all.length >= u16(all, 0) + 2) {
        const message = parseDns(all.slice(2, u16(all, 0) + 2));
        all = all.slice(u16(all, 0) + 2);
        const client = stream.remoteAddress;
        if (message === null || typeof client !== "number") continue;
        const reply = this.handle(message, client, null);
        if (reply !== null) stream.send(framed(reply));
      }
      this.streams.set(stream, all);
      return true;
    }
    return false;
  }

  private listensTo(dst: Ipv4Addr, ifindex: number): boolean {
    const { o, proc } = this;
    const dev = proc.place.netns.devices.get(ifindex)?.name ?? "";
    if (o.exceptInterfaces.includes(dev)) return false;
    if (o.interfaces.length === 0 && o.listen.length === 0) return true;
    return o.interfaces.includes(dev) || dev === "lo" || o.listen.includes(formatIpv4(dst));
  }

  /** The reply, or null when the question went upstream (or nowhere). */
  handle(
    query: ParsedDns,
    client: Ipv4Addr,
    via: { socket: InetSocket; port: number; local: Ipv4Addr; bytes: Uint8Array } | null,
  ): Uint8Array | null {
    const question = query.questions[0];
    const edns = query.additional.some((r) => r.type === TYPE_OPT);
    if (question === undefined || query.questions.length !== 1 || (query.flags & 0x7800) !== 0)
      return encode(query, { rcode: NOTIMP, edns, limit: PLAIN_BYTES });
    if (this.o.logQueries)
      this.say(
        `query[${dnsTypeName(question.type)}] ${bare(question.name)} from ${formatIpv4(client)}`,
      );
    const limit = via === null ? 65_535 : clientLimit(query);
    const found = this.zone.answer(question);
    if (found !== null) return encode(query, { ...found, edns, limit });
    const server = this.upstreamOf(question.name);
    if (server === null || via === null) {
      if (this.o.logQueries) this.say("config error is REFUSED (EDE: not ready)");
      return encode(query, { rcode: REFUSED, edns, limit, ede: NOT_READY });
    }
    this.forward(query, client, via, server);
    return null;
  }

  private upstreamOf(name: string): { address: Ipv4Addr; port: number } | null {
    const rule = this.zone.rulesFor(name).find((r) => r.kind === "server");
    if (rule?.v4 !== undefined) return { address: rule.v4, port: rule.port ?? 53 };
    return this.servers[0] ?? null;
  }

  private forward(
    query: ParsedDns,
    client: Ipv4Addr,
    via: { socket: InetSocket; port: number; local: Ipv4Addr; bytes: Uint8Array },
    server: { address: Ipv4Addr; port: number },
  ): void {
    const { proc } = this;
    const upstream = openUdpSocket(proc);
    if (upstream.connect(server.address, server.port) !== null) {
      closeFile(proc, upstream);
      return;
    }
    const bytes = via.bytes.slice();
    put16(bytes, 0, proc.rng.below(65_536));
    upstream.send(bytes, null);
    if (this.o.logQueries)
      this.say(
        `forwarded ${bare(query.questions[0]?.name ?? ".")} to ${formatIpv4(server.address)}`,
      );
    this.forwarded.push({
      upstream,
      from: via.socket,
      client,
      clientPort: via.port,
      local: via.local,
      id: query.id,
      until: proc.now + FORWARD_US,
    });
  }

  private fromUpstream(): boolean {
    for (const f of this.forwarded) {
      const got = f.upstream.recv();
      if (got === null && f.upstream.recvError() === null && this.proc.now < f.until) continue;
      this.forwarded = this.forwarded.filter((other) => other !== f);
      closeFile(this.proc, f.upstream);
      if (got === null) return true;
      const message = parseDns(got.bytes);
      if (message === null) return true;
      if (this.o.logQueries) this.logReply(message);
      const bytes = got.bytes.slice();
      put16(bytes, 0, f.id);
      f.from.send(bytes, { address: f.client, port: f.clientPort }, { src: f.local });
      return true;
    }
    return false;
  }

  private logReply(message: ParsedDns): void {
    const name = bare(message.questions[0]?.name ?? ".");
    const rcode = dnsRcode(message);
    if (rcode === NXDOMAIN) this.say(`reply ${name} is NXDOMAIN`);
    else if (rcode !== NOERROR)
      this.say(`reply error is ${rcode === REFUSED ? "REFUSED" : "SERVFAIL"}`);
    else if (message.answers.length === 0) this.say(`reply ${name} is NODATA`);
    for (const r of message.answers)
      this.say(
        `reply ${bare(r.name)} is ${r.type === TYPE_CNAME ? "<CNAME>" : text(r.data) === "" ? `<${dnsTypeName(r.type)}>` : text(r.data)}`,
      );
  }
}

function clientLimit(query: DnsMessage): number {
  const opt = query.additional.find((r) => r.type === TYPE_OPT);
  return opt === undefined ? PLAIN_BYTES : Math.max(PLAIN_BYTES, Math.min(opt.klass, EDNS_BYTES));
}

interface Reply {
  readonly rcode: number;
  readonly authoritative?: boolean;
  readonly answers?: readonly DnsRecord[];
  readonly additional?: readonly DnsRecord[];
  readonly edns: boolean;
  /** Bytes that the client can take. */
  readonly limit: number;
  readonly ede?: number;
}

function encode(query: DnsMessage, r: Reply): Uint8Array | null {
  const opt: DnsRecord[] = r.edns
    ? [
        {
          name: ".",
          type: TYPE_OPT,
          klass: EDNS_BYTES,
          ttl: 0,
          data: {
            kind: "opt",
            options:
              r.ede === undefined
                ? []
                : [{ code: OPT_EDE, data: Uint8Array.from([r.ede >> 8, r.ede & 255]) }],
          },
        },
      ]
    : [];
  const flags =
    DNS_QR |
    (query.flags & (0x7800 | DNS_RD)) |
    DNS_RA |
    (r.authoritative === true ? DNS_AA : 0) |
    r.rcode;
  const whole = encodeDns({
    id: query.id,
    flags,
    questions: query.questions,
    answers: r.answers ?? [],
    authority: [],
    additional: [...(r.additional ?? []), ...opt],
  });
  if (whole === null || whole.length <= r.limit) return whole;
  return encodeDns({
    id: query.id,
    flags: flags | DNS_TC,
    questions: query.questions,
    answers: [],
    authority: [],
    additional: opt,
  });
}
