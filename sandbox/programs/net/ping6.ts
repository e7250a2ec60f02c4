/**
 * The IPv6 side of ping, iputils 20221126 (ping6_common.c): a raw ICMPv6 socket, zones, multicast.
 * Left out: -Q, flow labels, node information.
 */
import { type Errno, strerror } from "../../kernel/errno.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { type Datagram6, Icmp6Socket } from "../../kernel/socket/icmp6.ts";
import { type Ipv6Addr, parseIpv6, readIpv6 } from "../../wire/addr.ts";
import { put16, u16, u32, u8 } from "../../wire/bytes.ts";
import { ICMPV6_ECHO_REPLY, ICMPV6_ECHO_REQUEST } from "../../wire/icmpv6.ts";
import { IP6_DST, IP6_HEADER, IP6_NEXT, NEXTHDR_ICMP } from "../../wire/ipv6.ts";
import { adapt, fillData, type Prober, runPing, STAMP_BYTES, stamp, timing } from "./ping.ts";
import type { PingOptions } from "./ping-options.ts";
import { PingStats, tripText } from "./ping-stats.ts";
import { icmp6Words } from "./ping-text.ts";
import { type Found, nameOf, NO_NAME } from "./resolve.ts";

const ANY = "::" as Ipv6Addr;
const LOOPBACK = "::1" as Ipv6Addr;
const LARGEST = 65_527;

/** `name`: how ping was called, which heads its complaints. */
export function* ping6Main(
  proc: Process,
  name: string,
  o: PingOptions,
  found: Found,
): Proc<number> {
  const zone = found.numeric ? zoneOf(proc, o.target) : null;
  if (zone === undefined) {
    yield* proc.warn(`${name}: ${o.target}: ${NO_NAME}\n`);
    return 2;
  }
  return yield* new Ping6(proc, name, o, found, zone).run();
}

/** getaddrinfo's order: of a name for both families, a machine's own ::1 comes first. */
export function loopback6(proc: Process, found: Found): boolean {
  return (
    found.v6 === LOOPBACK && proc.place.netns.netlink.addrs(6).some((a) => a.local === LOOPBACK)
  );
}

/** The device after the `%`: null for none, undefined for one that is not there. */
function zoneOf(proc: Process, text: string): string | null | undefined {
  const at = text.indexOf("%");
  if (at < 0) return null;
  const zone = text.slice(at + 1);
  const { netns } = proc.place;
  const address = parseIpv6(text.slice(0, at));
  if (address !== null && linkScope(address) && netns.device(zone) !== null) return zone;
  if (!/^\d+$/.test(zone)) return undefined;
  if (address !== null && !linkScope(address)) return null;
  return netns.netlink.links().find((link) => link.index === Number(zone))?.name ?? null;
}

function linkScope(address: Ipv6Addr): boolean {
  return /^(?:fe[89ab]|ff.2:)/.test(address);
}

class Ping6 implements Prober {
  readonly stats = new PingStats();
  private readonly proc: Process;
  private readonly name: string;
  private readonly o: PingOptions;
  private readonly to: Ipv6Addr;
  private readonly zone: string | null;
  private readonly numeric: boolean;
  private readonly socket: Icmp6Socket;
  private readonly ident: number;
  private readonly sentAt = new Map<number, number>();
  private device: string | null = null;
  private source: Ipv6Addr | null = null;
  /** The source was given: bind(2) fixed it. */
  private bound = false;
  private tooLong = 0;

  constructor(
    proc: Process,
    name: string,
    options: PingOptions,
    found: Found,
    zone: string | null,
  ) {
    this.proc = proc;
    this.name = name;
    this.o = options;
    this.to = found.v6 ?? ANY;
    this.zone = zone;
    this.numeric = found.numeric || options.numeric;
    // The program has the capability, whoever runs it.
    this.socket = new Icmp6Socket(proc.place.netns.stack);
    proc.install(this.socket);
    this.ident = options.ident ?? proc.pid & 0xffff;
  }

  *run(): Proc<number> {
    const { proc, o } = this;
    const failed = this.refused() ?? this.bindSource() ?? this.probe();
    if (failed !== null) {
      yield* proc.warn(`${this.name}: ${failed}\n`);
      return 2;
    }
    if (o.verbose) yield* this.verbose();
    if (o.patternText !== null && !o.quiet) yield* proc.print(`PATTERN: 0x${o.patternText}\n`);
    if (this.device !== null && !this.onDevice()) {
      yield* proc.warn(
        `${this.name}: Warning: source address might be selected on device other than: ${this.device}\n`,
      );
    }
    let line = `PING ${o.target}(${yield* this.address(this.to, this.zone)}) `;
    if (o.sources.length > 0) {
      line += `from ${this.plain(this.source ?? ANY, this.device)} ${this.device ?? ""}: `;
    }
    yield* proc.print(`${line}${o.size} data bytes\n`);
    if (!o.root && o.intervalMs < 2) {
      yield* proc.warn(`${this.name}: cannot flood; minimal interval allowed for user is 2ms\n`);
      return 2;
    }
    const elapsed = yield* runPing(proc, o, this, this.socket);
    return yield* this.finish(elapsed);
  }

  private refused(): string | null {
    const { o } = this;
    if (o.tos > 0) return "underlay does not simulate -Q over IPv6";
    if (this.to.startsWith("::ffff:"))
      return "underlay does not simulate IPv4-mapped addresses (use the IPv4 address)";
    return null;
  }

  /** -I: an address, whose zone is a device too, or a device. */
  private bindSource(): string | null {
    const { netns } = this.proc.place;
    for (const given of this.o.sources) {
      const address = parseIpv6(given.replace(/%.*$/, ""));
      if (address === null) this.device = given;
      else {
        this.source = address;
        this.bound = true;
        const zone = zoneOf(this.proc, given);
        if (zone !== null) this.device = zone ?? given.replace(/^.*%/, "");
      }
    }
    if (this.device !== null && netns.device(this.device) === null)
      return `unknown iface: ${this.device}`;
    if (!this.bound || this.source === null || this.source === ANY) return null;
    if (linkScope(this.source) && this.device === null)
      return `bind icmp socket: ${strerror("EINVAL")}`;
    const own = this.holder(this.source);
    return own === null ? `bind icmp socket: ${strerror("EADDRNOTAVAIL")}` : null;
  }

  /** connect(2) tells whether there is a route; link-local destinations are not asked about. */
  private probe(): string | null {
    const { netns } = this.proc.place;
    const out = this.out();
    if (typeof out === "string") {
      if (linkScope(this.to)) return null;
      // Without any address the search for a source fails before the one for a route.
      const errno = netns.netlink.addrs(6).length === 0 ? "EADDRNOTAVAIL" : out;
      return `connect: ${strerror(errno)}`;
    }
    if (!linkScope(this.to)) this.source ??= out.src;
    return null;
  }

  /** The way out, as the socket is bound: to a device, or to the destination's zone. */
  private out(): { src: Ipv6Addr; devName: string; mtu: number } | Errno {
    const to = this.to === ANY ? LOOPBACK : this.to;
    if (this.device !== null && this.zone !== null && this.device !== this.zone) return "EINVAL";
    const own = this.holder(to);
    if (this.device !== null && own !== null && own !== this.device) return "ENETUNREACH";
    return this.socket.routeTo(to, own === null ? (this.device ?? this.zone) : null);
  }

  /** The device that holds one of our addresses. */
  private holder(address: Ipv6Addr): string | null {
    const { netns } = this.proc.place;
    const own = netns.netlink.addrs(6).find((a) => a.local === address);
    return netns.netlink.links().find((link) => link.index === own?.index)?.name ?? null;
  }

  private onDevice(): boolean {
    return this.source !== null && this.holder(this.source) === this.device;
  }

  private *verbose(): Proc<void> {
    const { proc, o } = this;
    const [low, high] = proc.place.netns.stack.ns.sysctl.pingGroupRange;
    const { gid } = proc.credentials;
    const type = gid >= low && gid <= high ? "SOCK_DGRAM" : "SOCK_RAW";
    const four = o.family === 6 ? "-1 (socktype: 0)" : `3 (socktype: ${type})`;
    const six = `${o.family === 6 ? 3 : 4} (socktype: ${type})`;
    const hints = o.family === 6 ? "AF_INET6" : "AF_UNSPEC";
    yield* proc.warn(
      `${this.name}: sock4.fd: ${four}, sock6.fd: ${six}, hints.ai_family: ${hints}\n\n`,
    );
    yield* proc.print(`ai->ai_family: AF_INET6, ai->ai_canonname: '${o.target}'\n`);
  }

  send(seq: number): Errno | null {
    const { proc, o } = this;
    const out = this.out();
    if (typeof out === "string") return out;
    if (o.size > LARGEST) {
      this.tooLong = out.mtu;
      return "EMSGSIZE";
    }
    const message = new Uint8Array(8 + o.size);
    message[0] = ICMPV6_ECHO_REQUEST;
    put16(message, 4, this.ident);
    put16(message, 6, seq);
    fillData(message, o, proc.host.sim.epochUs + proc.now);
    this.sentAt.set(seq, proc.now);
    const address = this.to === ANY ? LOOPBACK : this.to;
    const dev = this.holder(address) === null ? (this.device ?? this.zone) : null;
    const refused = this.socket.send(
      message,
      { address, dev },
      {
        ...(o.pmtu === null ? {} : { pmtu: o.pmtu }),
        ...(o.ttl > 0 ? { hopLimit: o.ttl } : {}),
        ...(this.bound && this.source !== null && this.source !== ANY ? { src: this.source } : {}),
      },
    );
    if (refused === "EMSGSIZE") this.tooLong = out.mtu;
    return refused;
  }

  *drain(): Proc<void> {
    for (let i = 0; i < 256; i++) {
      const got = this.socket.recv();
      if (got === null) return;
      if (got.bytes.length < 8) continue;
      const type = u8(got.bytes, 0);
      if (type === ICMPV6_ECHO_REPLY) {
        yield* this.reply(got);
        // The real one looks up as soon as nothing is in flight: of a group, one answer is enough.
        if (this.stats.inFlight === 0) return;
      } else if (type < 128) yield* this.error(got);
    }
  }

  /** Of failed sends only the one that was too long says something: the queue is empty for the others. */
  *takeError(): Proc<number> {
    const { proc, o } = this;
    if (this.tooLong === 0 || o.quiet) return -1;
    if (o.flood) yield* proc.print("E");
    else yield* proc.warn(`${this.name}: local error: message too long, mtu: ${this.tooLong}\n`);
    this.tooLong = 0;
    this.stats.errors++;
    return -1;
  }

  private *reply(got: Datagram6): Proc<void> {
    const { proc, o } = this;
    const b = got.bytes;
    if (u16(b, 4) !== this.ident) return;
    const seq = u16(b, 6);
    const sent = this.sentAt.get(seq);
    const trip =
      timing(o) && b.length >= 8 + STAMP_BYTES && sent !== undefined
        ? Math.max(0, got.at - sent)
        : null;
    const duplicate = this.stats.reply(seq, trip);
    if (o.adaptive) adapt(o, this.stats);
    if (o.quiet) return;
    if (o.flood) {
      yield* proc.print("\b \b");
      return;
    }
    let line = `${stamp(proc, o)}${b.length} bytes from ${yield* this.address(got.src, got.devName)}: icmp_seq=${seq}`;
    if (o.verbose) line += ` ident=${this.ident}`;
    line += ` ttl=${got.hopLimit}`;
    if (b.length < o.size + 8) {
      yield* proc.print(`${line} (truncated)\n`);
      return;
    }
    if (trip !== null) line += ` time=${tripText(trip)} ms`;
    // A group's members all answer: those are counted, not marked.
    if (duplicate && !this.to.startsWith("ff")) line += " (DUP!)";
    yield* proc.print(`${line}${o.audible ? "\x07" : ""}\n`);
  }

  /** An error about one of our probes, quoted from its IPv6 header on. */
  private *error(got: Datagram6): Proc<void> {
    const { proc, o, stats } = this;
    const b = got.bytes;
    const echo = 8 + IP6_HEADER;
    if (b.length < echo + 8 || u8(b, 8 + IP6_NEXT) !== NEXTHDR_ICMP) return;
    if (u8(b, echo) !== ICMPV6_ECHO_REQUEST || u16(b, echo + 4) !== this.ident) return;
    if (readIpv6(b, 8 + IP6_DST) !== this.to) return;
    const seq = u16(b, echo + 6);
    stats.errors++;
    if (o.quiet) return;
    if (o.flood) {
      yield* proc.print("\bE");
      return;
    }
    const words = icmp6Words(u8(b, 0), u8(b, 1), u32(b, 4));
    yield* proc.print(
      `${stamp(proc, o)}From ${yield* this.address(got.src, got.devName)} icmp_seq=${seq} ${words}\n`,
    );
  }

  /** What comes back over lo belongs to the device that has the address. */
  private plain(address: Ipv6Addr, dev: string | null): string {
    if (!linkScope(address)) return address;
    const zone = dev === "lo" ? this.holder(address) : dev;
    return zone === null ? address : `${address}%${zone}`;
  }

  private *address(address: Ipv6Addr, dev: string | null): Proc<string> {
    const text = this.plain(address, dev);
    if (this.numeric) return text;
    const name = yield* nameOf(this.proc, address);
    return name === null ? text : `${name} (${text})`;
  }

  private *finish(elapsedUs: number): Proc<number> {
    const { proc, o, stats } = this;
    const gaps = o.intervalMs === 0 || o.flood || o.adaptive;
    yield* proc.print(stats.summary(o.target, elapsedUs, timing(o), gaps));
    return stats.received === 0 || (o.deadlineUs > 0 && stats.received < o.count) ? 1 : 0;
  }
}
