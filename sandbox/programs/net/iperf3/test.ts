/**
 * A test while it runs, on either side: its streams, its timers, what is sent and received. iperf_api.c.
 * A process moves 1 Gbit/s at most: what it reads and writes costs it CPU time, as a real one's copies do.
 */
import type { Errno } from "../../../kernel/errno.ts";
import { type Process, WRITE_COST_US } from "../../../kernel/proc/process.ts";
import type { Proc, WaitQueue } from "../../../kernel/proc/wait.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";
import type { Micros } from "../../../sim/scheduler.ts";
import type { Options } from "./options.ts";
import type { Printer } from "./printer.ts";
import { printIntervals } from "./report.ts";
import type { Stream } from "./stream.ts";

const SECOND = 1_000_000;
/** CPU time of a copy. */
const NS_PER_BYTE = 8;
const UDP_HEAD = 12;
const UDP_HEAD_64 = 16;
const BURST_OF_FAST = 10;

export interface Cpu {
  readonly total: number;
  readonly user: number;
  readonly system: number;
}

/** What a test works with: a client's own options, or what a server was told. */
export class Test {
  readonly proc: Process;
  readonly o: Options;
  readonly out: Printer;
  readonly isServer: boolean;
  readonly streams: Stream[] = [];
  control: StreamSocket;
  running = false;
  done = false;
  omitting = false;
  bytesSent = 0;
  bytesReceived = 0;
  blocksSent = 0;
  blocksReceived = 0;
  cpu: Cpu = { total: 0, user: 0, system: 0 };
  remoteCpu: Cpu = { total: 0, user: 0, system: 0 };
  congestionUsed = "";
  remoteCongestion = "";
  cookie = "";
  endAt: Micros = Infinity;
  private statsAt: Micros = Infinity;
  private omitAt: Micros = Infinity;
  private cpuFrom = 0;
  private cpuAt = 0;
  private readonly block: Uint8Array;
  private readonly sink: Uint8Array;

  constructor(proc: Process, o: Options, out: Printer, isServer: boolean, control: StreamSocket) {
    this.proc = proc;
    this.o = o;
    this.out = out;
    this.isServer = isServer;
    this.control = control;
    this.block = new Uint8Array(this.length);
    for (let i = 0; i < this.block.length; i++)
      this.block[i] = o.repeating ? 48 + (i % 10) : proc.rng.below(256);
    this.sink = new Uint8Array(Math.max(this.length, 65_536));
    this.congestionUsed = this.udp
      ? ""
      : (proc.place.netns.sysctl.read("ipv4/tcp_congestion_control")?.split(/\s/)[0] ?? "cubic");
    this.startCpu();
  }

  get udp(): boolean {
    return this.o.udp;
  }
  get bidirectional(): boolean {
    return this.o.bidirectional;
  }
  get length(): number {
    return this.o.length;
  }
  /** bit/s; 0: no limit. */
  get rate(): number {
    return this.o.rate ?? 0;
  }
  /** Whether this side is a sender (in both directions: also). */
  get sends(): boolean {
    return this.bidirectional || this.o.reverse === this.isServer;
  }
  /** Of its streams, in the order of reports. True: it sends. */
  get directions(): readonly boolean[] {
    if (this.bidirectional) return this.isServer ? [false, true] : [true, false];
    return [this.sends];
  }

  startCpu(): void {
    this.cpuFrom = this.proc.cpuUs;
    this.cpuAt = this.proc.now;
  }

  /** Nothing but system calls costs time here. */
  private stopCpu(): void {
    const wall = Math.max(1, this.proc.now - this.cpuAt);
    const share = (100 * (this.proc.cpuUs - this.cpuFrom)) / wall;
    this.cpu = { total: share, user: 0, system: share };
  }

  /** iperf_init_test and the timers. */
  begin(): void {
    const { now } = this.proc;
    for (const stream of this.streams) stream.start(now);
    const seconds = this.o.seconds ?? 0;
    if (seconds > 0 && !this.isServer) this.endAt = now + (seconds + this.o.omit) * SECOND;
    if (this.o.interval > 0) this.statsAt = now + this.o.interval * SECOND;
    if (this.o.omit > 0) {
      this.omitting = true;
      this.omitAt = now + this.o.omit * SECOND;
    }
    this.running = true;
  }

  // ── timers ─────────────────────────────────────────────────────────────────────────────────

  nextTimer(): Micros {
    let at = Math.min(this.endAt, this.statsAt, this.omitAt);
    if (this.running && !this.done)
      for (const stream of this.streams)
        if (stream.sender && !stream.green) at = Math.min(at, stream.greenAt);
    return at;
  }

  *timers(): Proc<void> {
    const { now } = this.proc;
    if (now >= this.endAt) {
      this.endAt = Infinity;
      this.done = true;
    }
    if (now >= this.statsAt) {
      this.statsAt += this.o.interval * SECOND;
      if (!this.done) {
        this.sample(now);
        if (!this.o.json) yield* printIntervals(this);
      }
    }
    if (now >= this.omitAt) {
      this.omitAt = Infinity;
      this.omitting = false;
      for (const stream of this.streams) stream.forget(now);
      this.bytesSent = 0;
      this.bytesReceived = 0;
      this.blocksSent = 0;
      this.blocksReceived = 0;
      if (this.o.verbose && !this.o.json && this.o.interval === 0)
        yield* this.out.line("Finished omit period, starting real test\n");
      if (this.o.interval > 0) this.statsAt = now + this.o.interval * SECOND;
    }
  }

  private sample(now: Micros): void {
    for (const stream of this.streams) stream.sample(now, this.omitting);
  }

  /** The last interval, and no more of them. */
  finish(): void {
    this.done = true;
    this.stopCpu();
    this.sample(this.proc.now);
    this.endAt = Infinity;
    this.statsAt = Infinity;
    this.omitAt = Infinity;
  }

  /** -n or -k is reached. */
  get reached(): boolean {
    const { bytes, blocks } = this.o;
    if (this.omitting) return false;
    const [b, k] = this.sends
      ? [this.bytesSent, this.blocksSent]
      : [this.bytesReceived, this.blocksReceived];
    return (bytes > 0 && b >= bytes) || (blocks > 0 && k >= blocks);
  }

  // ── data ───────────────────────────────────────────────────────────────────────────────────

  /** What to sleep on until something can be done. */
  queues(): WaitQueue[] {
    const all: WaitQueue[] = [this.control.readable];
    for (const stream of this.streams) {
      if (stream.sender) {
        if (stream.tcp !== null && this.running && !this.done && stream.green)
          all.push(stream.tcp.writable);
      } else all.push((stream.tcp ?? stream.udp ?? this.control).readable);
    }
    return all;
  }

  private *cost(bytes: number): Proc<void> {
    yield* this.proc.spend(WRITE_COST_US + Math.floor((bytes * NS_PER_BYTE) / 1000));
  }

  /** iperf_send: whether anything was sent, or why it cannot. */
  *send(): Proc<boolean | Errno> {
    const { burst } = this.o;
    const rounds = burst > 0 ? burst : this.rate === 0 ? BURST_OF_FAST : 1;
    let sent = false;
    for (let round = 0; round < rounds; round++) {
      let active = false;
      for (const stream of this.streams) {
        if (!stream.sender || !this.isGreen(stream)) continue;
        if (this.reached) return sent;
        const n =
          stream.tcp === null
            ? this.sendDatagram(stream)
            : stream.tcp.send(this.block, 0, this.length);
        if (typeof n === "string") return n;
        if (n === 0) continue;
        active = true;
        stream.bytes += n;
        stream.recent += n;
        this.bytesSent += n;
        this.blocksSent++;
        yield* this.cost(n);
        if (burst === 0) this.throttle(stream);
      }
      if (!active) break;
      sent = true;
    }
    if (burst > 0) for (const stream of this.streams) this.throttle(stream);
    return sent;
  }

  private isGreen(stream: Stream): boolean {
    if (!stream.green && this.proc.now >= stream.greenAt) stream.green = true;
    return stream.green;
  }

  /** iperf_check_throttle, looked at every pacing interval: not before the rate is kept again. */
  private throttle(stream: Stream): void {
    if (this.rate === 0 || !stream.sender) return;
    const needed = ((stream.bytes + stream.bytesOmitted) * 8 * SECOND) / this.rate;
    if (stream.firstAt + needed < this.proc.now) return;
    const pacing = this.o.pacingUs;
    stream.green = false;
    stream.greenAt = stream.firstAt + (Math.floor(needed / pacing) + 1) * pacing;
  }

  private sendDatagram(stream: Stream): number | Errno {
    const { host, now } = this.proc;
    const at = host.sim.epochUs + now;
    const view = new DataView(this.block.buffer);
    stream.packets++;
    view.setUint32(0, Math.floor(at / SECOND));
    view.setUint32(4, at % SECOND);
    if (this.o.counters64) {
      view.setUint32(8, Math.floor(stream.packets / 2 ** 32));
      view.setUint32(UDP_HEAD, stream.packets % 2 ** 32);
    } else view.setUint32(8, stream.packets);
    const refused = stream.udp?.send(this.block, null) ?? null;
    const error = stream.udp?.recvError() ?? null;
    return refused ?? error?.errno ?? this.length;
  }

  /** iperf_recv: whether anything came. */
  *receive(): Proc<boolean | Errno> {
    let came = false;
    for (const stream of this.streams) {
      if (stream.sender) continue;
      const n =
        stream.tcp === null
          ? this.takeDatagram(stream)
          : stream.tcp.recvInto(this.sink, 0, this.length);
      if (typeof n === "string") return n;
      if (n <= 0) continue;
      came = true;
      // What comes after the end is thrown away.
      if (this.running && !this.done) {
        stream.bytes += n;
        stream.recent += n;
        this.bytesReceived += n;
        this.blocksReceived++;
      }
      yield* this.cost(n);
    }
    return came;
  }

  private takeDatagram(stream: Stream): number {
    const { udp } = stream;
    const got = udp?.recv() ?? null;
    if (got === null) return -1;
    const { bytes } = got;
    const head = this.o.counters64 ? UDP_HEAD_64 : UDP_HEAD;
    if (bytes.length < head) return bytes.length;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const number = this.o.counters64
      ? view.getUint32(8) * 2 ** 32 + view.getUint32(UDP_HEAD)
      : view.getUint32(8);
    const sentAt = view.getUint32(0) * SECOND + view.getUint32(4);
    const transit = this.proc.host.sim.epochUs + got.at - sentAt;
    if (this.running && !this.done) stream.arrived(number, transit / SECOND);
    return bytes.length;
  }

  /** There is something to read on the control connection, or its end. */
  get controlReady(): boolean {
    return this.control.receiveQueue > 0 || this.control.ready?.() === true;
  }
}
