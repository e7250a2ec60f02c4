/** iperf3 -J: the whole test as one object. What is in it and in which order is iperf 3.12's. */
import type { Process } from "../../../kernel/proc/process.ts";
import { endsOf, shown, systemInfo, timeText } from "./intro.ts";
import { type Json, JsonObject, object, printJson } from "./json.ts";
import { type Summary, summary, total } from "./report.ts";
import type { Interval, Stream } from "./stream.ts";
import type { Test } from "./test.ts";
import { VERSION } from "./usage.ts";

const SECOND = 1_000_000;

export class JsonReport {
  error: string | null = null;
  private readonly proc: Process;
  private test: Test | null = null;
  private end: JsonObject | null = null;
  private sndbuf = 0;
  private rcvbuf = 0;

  constructor(proc: Process) {
    this.proc = proc;
  }

  /** The connection stands. */
  begin(test: Test): void {
    this.test = test;
  }

  /** SO_SNDBUF and SO_RCVBUF of a stream before it connects. */
  buffers(send: number, receive: number): void {
    this.sndbuf = send;
    this.rcvbuf = receive;
  }

  finish(test: Test, end: JsonObject): void {
    this.test = test;
    this.end = end;
  }

  print(): string {
    const { test } = this;
    const top = object(
      ["start", this.startObject()],
      ["intervals", test === null ? [] : intervals(test)],
      ["end", this.end ?? new JsonObject()],
    );
    if (test?.o.title != null) top.members.unshift(["title", test.o.title]);
    if (this.error !== null) top.add("error", this.error);
    return `${printJson(top)}\n`;
  }

  private startObject(): JsonObject {
    const { test, proc } = this;
    const connected = (test?.streams ?? []).map((stream) => {
      const ends = endsOf(stream);
      return object(
        ["socket", stream.id],
        ["local_host", ends.localHost],
        ["local_port", ends.localPort],
        ["remote_host", ends.remoteHost],
        ["remote_port", ends.remotePort],
      );
    });
    const out = object(
      ["connected", connected],
      ["version", VERSION],
      ["system_info", systemInfo(proc)],
    );
    if (test === null || test.streams.length === 0) return out;
    const { o, isServer } = test;
    const buffers = (): void => {
      out.add("sock_bufsize", o.window);
      out.add("sndbuf_actual", test.udp ? 212_992 : this.sndbuf || 16_384);
      out.add("rcvbuf_actual", test.udp ? 212_992 : this.rcvbuf || 131_072);
    };
    if (isServer && test.udp) out.add("target_bitrate", test.rate);
    if (isServer && !test.udp) buffers();
    const first = test.streams[0]?.firstAt ?? proc.now;
    const text = timeText(proc);
    out.add(
      "timestamp",
      object(["time", text], ["timesecs", Math.floor((proc.host.sim.epochUs + first) / SECOND)]),
    );
    const { control } = test;
    out.add(
      isServer ? "accepted_connection" : "connecting_to",
      isServer
        ? object(["host", shown(control.remoteAddress)], ["port", control.remotePort])
        : object(["host", o.host], ["port", o.port]),
    );
    out.add("cookie", test.cookie);
    if (!test.udp) out.add("tcp_mss_default", isServer ? 0 : control.info.mss);
    out.add("target_bitrate", test.rate);
    if (!isServer || test.udp) buffers();
    return out.add(
      "test_start",
      object(
        ["protocol", test.udp ? "UDP" : "TCP"],
        ["num_streams", o.streams],
        ["blksize", o.length],
        ["omit", o.omit],
        ["duration", o.seconds ?? 0],
        ["bytes", o.bytes],
        ["blocks", o.blocks],
        ["reverse", o.reverse ? 1 : 0],
        ["tos", o.tos],
        ["target_bitrate", test.rate],
      ),
    );
  }
}

function rate(bytes: number, seconds: number): number {
  return seconds > 0 ? (bytes * 8) / seconds : 0;
}

function span(from: number, to: number, bytes: number): [string, Json][] {
  const seconds = to - from;
  return [
    ["start", from],
    ["end", to],
    ["seconds", seconds],
    ["bytes", bytes],
    ["bits_per_second", rate(bytes, seconds)],
  ];
}

function lossShare(lost: number, packets: number): number {
  return packets > 0 ? (100 * lost) / packets : 0;
}

function intervals(test: Test): Json[] {
  const count = Math.max(0, ...test.streams.map((one) => one.intervals.length));
  const out: Json[] = [];
  for (let k = 0; k < count; k++) {
    const streams = test.streams.filter((one) => one.intervals[k] !== undefined);
    const entry = object([
      "streams",
      streams.map((one) => intervalOf(test, one, one.intervals[k] as Interval)),
    ]);
    for (const sender of test.directions) {
      const own = streams.filter((one) => one.sender === sender);
      const name =
        test.bidirectional && sender !== test.directions[0] ? "sum_bidir_reverse" : "sum";
      if (own.length > 0) entry.add(name, intervalSum(test, own, k, sender));
    }
    out.push(entry);
  }
  return out;
}

function intervalOf(test: Test, stream: Stream, i: Interval): JsonObject {
  const at = (time: number): number => (time - stream.startAt) / SECOND;
  const out = object(["socket", stream.id], ...span(at(i.start), at(i.end), i.bytes));
  if (!test.udp && stream.sender)
    out
      .add("retransmits", i.retransmits)
      .add("snd_cwnd", i.cwnd)
      .add("snd_wnd", i.window)
      .add("rtt", i.rttUs)
      .add("rttvar", i.rttvarUs)
      .add("pmtu", i.pmtu);
  if (test.udp && !stream.sender)
    out
      .add("jitter_ms", i.jitterS * 1000)
      .add("lost_packets", i.lost)
      .add("packets", i.packets)
      .add("lost_percent", lossShare(i.lost, i.packets));
  if (test.udp && stream.sender) out.add("packets", i.packets);
  return out.add("omitted", i.omitted).add("sender", stream.sender);
}

function intervalSum(
  test: Test,
  streams: readonly Stream[],
  k: number,
  sender: boolean,
): JsonObject {
  const all = streams.map((one) => one.intervals[k] as Interval);
  const [first] = all as [Interval];
  const sum = (of: (one: Interval) => number): number => all.reduce((n, one) => n + of(one), 0);
  const from = streams[0]?.startAt ?? 0;
  const out = object(
    ...span(
      (first.start - from) / SECOND,
      (first.end - from) / SECOND,
      sum((one) => one.bytes),
    ),
  );
  if (!test.udp && sender)
    out.add(
      "retransmits",
      sum((one) => one.retransmits),
    );
  if (test.udp && !sender) {
    const lost = sum((one) => one.lost);
    const packets = sum((one) => one.packets);
    out
      .add("jitter_ms", (sum((one) => one.jitterS) / all.length) * 1000)
      .add("lost_packets", lost)
      .add("packets", packets)
      .add("lost_percent", lossShare(lost, packets));
  }
  if (test.udp && sender)
    out.add(
      "packets",
      sum((one) => one.packets),
    );
  return out.add("omitted", first.omitted).add("sender", sender);
}

/** The object under "end". */
export function endOf(test: Test): JsonObject {
  const end = object([
    "streams",
    test.streams.map((one) => (test.udp ? udpEnd(test, one) : tcpEnd(test, one))),
  ]);
  for (const sender of test.directions) {
    const streams = test.streams.filter((one) => one.sender === sender);
    const suffix = test.bidirectional && sender !== test.directions[0] ? "_bidir_reverse" : "";
    const s = total(test, streams);
    if (test.udp) {
      end.add(
        `sum${suffix}`,
        udpSum(s, s.receivedSeconds, sender ? s.sentBytes : s.sentBytes, s.sentSeconds, sender),
      );
      end.add(`sum_sent${suffix}`, sentSum(s));
      end.add(
        `sum_received${suffix}`,
        udpSum(s, s.receivedSeconds, s.receivedBytes, s.receivedSeconds, false),
      );
      continue;
    }
    const sent = object(...span(0, s.sentSeconds, s.sentBytes));
    if (!test.isServer || sender) sent.add("retransmits", s.retransmits);
    end.add(`sum_sent${suffix}`, sent.add("sender", sender));
    end.add(
      `sum_received${suffix}`,
      object(...span(0, s.receivedSeconds, s.receivedBytes)).add("sender", sender),
    );
  }
  end.add(
    "cpu_utilization_percent",
    object(
      ["host_total", test.cpu.total],
      ["host_user", test.cpu.user],
      ["host_system", test.cpu.system],
      ["remote_total", test.isServer ? 0 : test.remoteCpu.total],
      ["remote_user", test.isServer ? 0 : test.remoteCpu.user],
      ["remote_system", test.isServer ? 0 : test.remoteCpu.system],
    ),
  );
  if (test.udp) return end;
  const [sender, receiver] = test.sends
    ? [test.congestionUsed, test.isServer ? "" : test.remoteCongestion]
    : [test.isServer ? "" : test.remoteCongestion, test.congestionUsed];
  if (sender !== "") end.add("sender_tcp_congestion", sender);
  if (receiver !== "") end.add("receiver_tcp_congestion", receiver);
  return end;
}

function tcpEnd(test: Test, stream: Stream): JsonObject {
  const s = summary(test, stream);
  const sent = object(["socket", stream.id], ...span(0, s.sentSeconds, s.sentBytes));
  if (!test.isServer || stream.sender)
    sent
      .add("retransmits", s.retransmits)
      .add("max_snd_cwnd", stream.maxCwnd)
      .add("max_snd_wnd", stream.maxWindow)
      .add("max_rtt", stream.maxRtt)
      .add("min_rtt", stream.minRtt)
      .add("mean_rtt", stream.countRtt > 0 ? Math.floor(stream.sumRtt / stream.countRtt) : 0);
  const received = object(
    ["socket", stream.id],
    ["start", 0],
    ["end", s.receivedSeconds],
    // iperf 3.12 writes the sender's time here.
    ["seconds", stream.sender ? s.sentSeconds : s.receivedSeconds],
    ["bytes", s.receivedBytes],
    ["bits_per_second", rate(s.receivedBytes, s.receivedSeconds)],
  );
  return object(
    ["sender", sent.add("sender", stream.sender)],
    ["receiver", received.add("sender", stream.sender)],
  );
}

function udpEnd(test: Test, stream: Stream): JsonObject {
  const s = summary(test, stream);
  const packets = stream.sender ? s.sentPackets : s.receivedPackets;
  return object([
    "udp",
    object(["socket", stream.id], ...span(0, s.sentSeconds, s.sentBytes))
      .add("jitter_ms", s.jitterS * 1000)
      .add("lost_packets", s.lost)
      .add("packets", packets)
      .add("lost_percent", lossShare(s.lost, packets))
      .add("out_of_order", s.outOfOrder)
      .add("sender", stream.sender),
  ]);
}

function udpSum(
  s: Summary,
  seconds: number,
  bytes: number,
  over: number,
  sender: boolean,
): JsonObject {
  const packets = sender ? s.sentPackets : s.receivedPackets;
  return object(
    ["start", 0],
    ["end", seconds],
    ["seconds", seconds],
    ["bytes", bytes],
    ["bits_per_second", rate(bytes, over)],
    ["jitter_ms", s.jitterS * 1000],
    ["lost_packets", s.lost],
    ["packets", packets],
    ["lost_percent", lossShare(s.lost, packets)],
    ["sender", sender],
  );
}

function sentSum(s: Summary): JsonObject {
  return object(...span(0, s.sentSeconds, s.sentBytes))
    .add("jitter_ms", 0)
    .add("lost_packets", 0)
    .add("packets", s.sentPackets)
    .add("lost_percent", 0)
    .add("sender", true);
}
