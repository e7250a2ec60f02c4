/** One stream of a test and what was measured of it: iperf_stream and iperf_stream_result. */
import type { Micros } from "../../../sim/scheduler.ts";
import type { InetSocket } from "../../../kernel/socket/inet.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";

/** What happened between two reports. Times in µs of virtual time. */
export interface Interval {
  readonly start: Micros;
  readonly end: Micros;
  readonly bytes: number;
  readonly omitted: boolean;
  // TCP_INFO, of a sender
  readonly retransmits: number;
  readonly cwnd: number;
  readonly window: number;
  readonly rttUs: number;
  readonly rttvarUs: number;
  readonly pmtu: number;
  // UDP
  readonly packets: number;
  readonly lost: number;
  readonly outOfOrder: number;
  readonly jitterS: number;
}

/** What the other side said of it. */
export interface Remote {
  readonly bytes: number;
  readonly retransmits: number;
  readonly jitterS: number;
  readonly errors: number;
  readonly packets: number;
  readonly seconds: number;
}

export class Stream {
  /** Its descriptor: the number in brackets. */
  readonly id: number;
  readonly sender: boolean;
  readonly tcp: StreamSocket | null;
  readonly udp: InetSocket | null;
  startAt: Micros = 0;
  /** The start before the omitted part was forgotten. */
  firstAt: Micros = 0;
  endAt: Micros = 0;
  /** Since the start of the test, and since the last report. */
  bytes = 0;
  bytesOmitted = 0;
  recent = 0;
  green = true;
  /** When a sender that is ahead of its rate may go on. */
  greenAt: Micros = 0;
  retransmits = 0;
  previousRetransmits = 0;
  maxCwnd = 0;
  maxWindow = 0;
  maxRtt = 0;
  minRtt = 0;
  sumRtt = 0;
  countRtt = 0;
  // UDP: numbers of packets
  packets = 0;
  errors = 0;
  outOfOrder = 0;
  omittedPackets = 0;
  omittedErrors = 0;
  omittedOutOfOrder = 0;
  jitterS = 0;
  previousTransit = 0;
  firstPacket = true;
  private seenPackets = 0;
  private seenErrors = 0;
  private seenOutOfOrder = 0;
  readonly intervals: Interval[] = [];
  remote: Remote | null = null;

  constructor(id: number, sender: boolean, socket: StreamSocket | InetSocket) {
    this.id = id;
    this.sender = sender;
    const udp = "flavour" in socket;
    this.tcp = udp ? null : socket;
    this.udp = udp ? socket : null;
  }

  start(now: Micros): void {
    this.startAt = now;
    this.firstAt = now;
    this.endAt = now;
  }

  /** iperf_stats_callback. */
  sample(now: Micros, omitted: boolean): void {
    const last = this.intervals.at(-1);
    const start = last?.end ?? this.startAt;
    let retransmits = 0;
    const info = this.sender ? (this.tcp?.info ?? null) : null;
    if (info !== null) {
      retransmits = info.totalRetransmits - this.previousRetransmits;
      this.previousRetransmits = info.totalRetransmits;
      this.retransmits += retransmits;
      this.maxCwnd = Math.max(this.maxCwnd, info.cwnd * info.mss);
      this.maxWindow = Math.max(this.maxWindow, info.window);
      this.maxRtt = Math.max(this.maxRtt, info.rttUs);
      this.minRtt = this.minRtt === 0 ? info.rttUs : Math.min(this.minRtt, info.rttUs);
      this.sumRtt += info.rttUs;
      this.countRtt++;
    }
    this.intervals.push({
      start,
      end: now,
      bytes: this.recent,
      omitted,
      retransmits,
      cwnd: info === null ? 0 : info.cwnd * info.mss,
      window: info?.window ?? 0,
      rttUs: info?.rttUs ?? 0,
      rttvarUs: info?.rttvarUs ?? 0,
      pmtu: info?.pmtu ?? 0,
      packets: this.packets - this.seenPackets,
      lost: this.errors - this.seenErrors,
      outOfOrder: this.outOfOrder - this.seenOutOfOrder,
      jitterS: this.jitterS,
    });
    this.seenPackets = this.packets;
    this.seenErrors = this.errors;
    this.seenOutOfOrder = this.outOfOrder;
    this.recent = 0;
    this.endAt = now;
  }

  /** iperf_reset_stats: what was measured so far was omitted. */
  forget(now: Micros): void {
    this.startAt = now;
    this.bytesOmitted = this.bytes;
    this.recent = 0;
    this.bytes = 0;
    this.omittedPackets = this.packets;
    this.omittedErrors = this.errors;
    this.omittedOutOfOrder = this.outOfOrder;
    this.jitterS = 0;
    this.retransmits = 0;
    const info = this.sender ? (this.tcp?.info ?? null) : null;
    if (info !== null) this.previousRetransmits = info.totalRetransmits;
    this.maxCwnd = 0;
    this.maxWindow = 0;
    this.maxRtt = 0;
    this.minRtt = 0;
    this.sumRtt = 0;
    this.countRtt = 0;
  }

  /** A packet of RFC 1889's kind came: its number, and how long it was on its way (s). */
  arrived(number: number, transitS: number): void {
    if (number >= this.packets + 1) {
      if (number > this.packets + 1) this.errors += number - 1 - this.packets;
      this.packets = number;
    } else {
      this.outOfOrder++;
      if (this.errors > 0) this.errors--;
    }
    if (this.firstPacket) {
      this.firstPacket = false;
      this.previousTransit = transitS;
    }
    const moved = Math.abs(transitS - this.previousTransit);
    this.previousTransit = transitS;
    this.jitterS += (moved - this.jitterS) / 16;
  }
}
