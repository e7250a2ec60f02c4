/**
 * mtr(8) 0.95 in its report modes (-r, -w, -C, -j, -x) over IPv4: echoes, or datagrams with -u.
 * Left out: the interactive screen, -T, -S, -l, -p, IPv6, AS numbers, MPLS; the geometric mean.
 */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { InetSocket } from "../../kernel/socket/inet.ts";
import { openUdpSocket } from "../../kernel/socket/open.ts";
import { formatIpv4, type Ipv4Addr } from "../../wire/addr.ts";
import { put16, u16, u8 } from "../../wire/bytes.ts";
import { checksum } from "../../wire/checksum.ts";
import { IPPROTO_ICMP } from "../../wire/ipv4.ts";
import { type MtrOptions, parseMtr } from "./mtr-options.ts";
import { type Hop, newHop, report } from "./mtr-report.ts";
import { nameOf4, resolve } from "./resolve.ts";

export const mtr: Program = {
  name: "mtr",
  paths: ["/usr/bin/mtr"],
  summary: "mtr - a network diagnostic tool",
  main,
};

const FIRST_SEQUENCE = 33_000;
const LAST_SEQUENCE = 65_535;
/** Hops a round is spread over before any is known. */
const GUESSED_HOPS = 10;
const HEADERS = 28;

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const o = parseMtr(argv);
  if ("status" in o) {
    if (o.out !== "") yield* proc.print(o.out);
    if (o.err !== "") yield* proc.warn(o.err);
    return o.status;
  }
  for (const target of o.targets) {
    const found = yield* resolve(proc, target, o.family);
    if ("error" in found) {
      yield* proc.warn(`mtr: Failed to resolve host: ${target}: ${found.error}\n`);
      continue;
    }
    if (found.v4 === null) {
      yield* proc.warn("mtr: underlay does not simulate -6\n");
      return 2;
    }
    const startUs = proc.host.sim.epochUs + proc.now;
    if (o.format === "report") yield* proc.print(`Start: ${isoSeconds(startUs)}+0000\n`);
    const run = new Mtr(proc, o, found.v4);
    const refused = yield* run.run();
    if (refused !== null) {
      yield* proc.warn(`mtr: ${refused}\n`);
      return 1;
    }
    const names: string[] = [];
    for (const hop of run.hops) names.push(yield* nameHop(proc, o, hop));
    const seconds = Math.floor(startUs / 1_000_000);
    const first = Math.min(o.firstTtl, o.maxTtl) - 1;
    const last = run.shown();
    const about = { host: proc.place.host.hostname, target, seconds, first, last };
    yield* proc.print(report(o, about, run.hops, names));
  }
  return 0;
}

function* nameHop(proc: Process, o: MtrOptions, hop: Hop): Proc<string> {
  if (hop.address === null) return "???";
  const text = formatIpv4(hop.address);
  if (!o.dns) return text;
  const name = yield* nameOf4(proc, hop.address);
  if (name === null) return text;
  return o.showIps ? `${name} (${text})` : name;
}

class Mtr {
  readonly hops: Hop[] = [];
  private readonly proc: Process;
  private readonly o: MtrOptions;
  private readonly to: Ipv4Addr;
  private readonly socket: InetSocket;
  private readonly sent = new Map<number, { hop: number; at: number }>();
  private sequence = FIRST_SEQUENCE;
  private spread = GUESSED_HOPS;
  private at: number;

  constructor(proc: Process, o: MtrOptions, to: Ipv4Addr) {
    this.proc = proc;
    this.o = o;
    this.to = to;
    this.at = Math.min(o.firstTtl, o.maxTtl) - 1;
    for (let i = 0; i < o.maxTtl; i++) this.hops.push(newHop());
    if (o.udp) this.socket = openUdpSocket(proc);
    else {
      this.socket = new InetSocket(proc.place.netns.stack, "raw", IPPROTO_ICMP, true);
      this.socket.icmpFilter = ~1;
      proc.install(this.socket);
    }
    this.socket.receiveErrors = true;
    this.socket.tos = o.tos;
    this.socket.mark = o.mark;
  }

  /** The rounds, then the time of grace; what went wrong, or null. */
  *run(): Proc<string | null> {
    const { o, proc, socket } = this;
    if (o.device !== null && socket.bindToDevice(o.device) !== null)
      return `no such device: ${o.device}`;
    if (!o.udp) socket.connect(this.to, 0);
    for (let rounds = 0; rounds < o.cycles;) {
      yield* this.listen(proc.now + Math.round(o.intervalUs / this.spread));
      if (this.probe()) rounds++;
    }
    yield* this.listen(proc.now + o.graceUs);
    for (const [fd, descriptor] of proc.fds) if (descriptor.file === socket) proc.close(fd);
    return null;
  }

  /** net_max: as far as the target, an error, or the last that spoke and one more. */
  shown(): number {
    let max = 0;
    for (let i = 0; i < this.o.maxTtl; i++) {
      const hop = this.hops[i] as Hop;
      if (hop.address === this.to || hop.failed) return i + 1;
      if (hop.address !== null) max = i + 2;
    }
    return Math.min(max, this.o.maxTtl);
  }

  /** net_send_batch: one probe; true when it was a round's last. */
  private probe(): boolean {
    const { o, hops, at } = this;
    this.send(at);
    const first = Math.min(o.firstTtl, o.maxTtl) - 1;
    let unknown = 0;
    let reached = hops[at]?.address === this.to;
    for (let i = first; i < at; i++) {
      if (hops[i]?.address === null) unknown++;
      else if (hops[i]?.address === this.to) reached = true;
    }
    if (!reached && unknown <= o.maxUnknown && at < o.maxTtl - 1) {
      this.at++;
      return false;
    }
    this.spread = at + 1;
    this.at = first;
    return true;
  }

  private send(at: number): void {
    const { o, socket } = this;
    const hop = this.hops[at] as Hop;
    const key = this.sequence++;
    if (this.sequence > LAST_SEQUENCE) this.sequence = FIRST_SEQUENCE;
    this.sent.set(key, { hop: at, at: this.proc.now });
    hop.sent++;
    hop.transit = true;
    const data = new Uint8Array(Math.max(0, o.size - HEADERS)).fill(o.pattern);
    const how = { ttl: at + 1, pmtu: "dont" as const };
    if (o.udp) {
      // What told of an earlier probe is read first, for it fails this call.
      this.collect();
      const port = o.port !== 0 ? o.port : key;
      socket.send(data, { address: this.to, port }, how);
      return;
    }
    const message = new Uint8Array(8 + data.length);
    message.set(data, 8);
    message[0] = 8;
    put16(message, 4, this.proc.pid & 0xffff);
    put16(message, 6, key);
    put16(message, 2, checksum(message, 0, message.length));
    socket.send(message, null, how);
  }

  private *listen(until: number): Proc<void> {
    for (;;) {
      this.collect();
      if (this.proc.now >= until) return;
      yield* this.proc.wait("do_select", [this.socket.readable], until);
    }
  }

  private collect(): void {
    const { socket, o } = this;
    for (let error = socket.recvError(); error !== null; error = socket.recvError()) {
      if (error.origin === "local") continue;
      const quoted = error.quoted;
      if (!o.udp && (quoted.length < 8 || u16(quoted, 4) !== (this.proc.pid & 0xffff))) continue;
      const key = o.udp ? (error.port ?? 0) : u16(quoted, 6);
      const failed = error.icmpType === 3 && error.icmpCode !== 3;
      this.heard(key, error.offender, error.at, failed);
    }
    for (let got = socket.recv(); got !== null; got = socket.recv()) {
      if (o.udp) continue;
      const at = (u8(got.bytes, 0) & 15) * 4;
      if (got.bytes.length < at + 8 || u8(got.bytes, at) !== 0) continue;
      if (u16(got.bytes, at + 4) === (this.proc.pid & 0xffff))
        this.heard(u16(got.bytes, at + 6), got.src, got.at, false);
    }
  }

  /** net_process_ping, in whole microseconds. */
  private heard(key: number, from: Ipv4Addr, at: number, failed: boolean): void {
    const probe = this.sent.get(key);
    if (probe === undefined) return;
    this.sent.delete(key);
    const hop = this.hops[probe.hop] as Hop;
    const us = at - probe.at;
    hop.address = from;
    hop.failed = failed;
    hop.transit = false;
    hop.jitter = hop.returned === 0 ? 0 : Math.abs(us - hop.last);
    hop.last = us;
    if (hop.returned === 0 || us < hop.best) hop.best = us;
    if (us > hop.worst) hop.worst = us;
    hop.jitterWorst = Math.max(hop.jitterWorst, hop.jitter);
    hop.returned++;
    const before = hop.avg;
    hop.avg = Math.trunc(before + (us - before) / hop.returned);
    hop.variance += (us - before) * (us - hop.avg);
    hop.jitterAvg = Math.trunc(hop.jitterAvg + (hop.jitter - hop.jitterAvg) / hop.returned);
    hop.jitterInt += hop.jitter - ((hop.jitterInt + 8) >> 4);
  }
}

function isoSeconds(us: number): string {
  const days = Math.floor(us / 86_400_000_000);
  const s = Math.floor(us / 1_000_000) - days * 86_400;
  // Days to a date: the civil calendar counted from 1 March 0000.
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  const two = (n: number): string => String(n).padStart(2, "0");
  const clock = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60].map(two).join(":");
  return `${year}-${two(month)}-${two(day)}T${clock}`;
}
