/** The tables of iperf3: intervals, their sums, and the summary at the end. iperf_locale.c's formats. */
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { Interval, Stream } from "./stream.ts";
import type { Test } from "./test.ts";
import { g2, unit } from "./units.ts";

const RULE = "- - - - - - - - - - - - - - - - - - - - - - - - -\n";
const COLUMNS = "Interval           Transfer     Bitrate";
const SECOND = 1_000_000;

function role(test: Test, sender: boolean): string {
  if (!test.bidirectional) return "";
  return `[${sender ? "TX" : "RX"}-${test.isServer ? "S" : "C"}]`;
}

/** The words that every line begins with. Times in seconds. */
function begin(test: Test, id: number | "SUM", sender: boolean, from: number, to: number): string {
  const span = `${from.toFixed(2).padStart(6)}-${to.toFixed(2).padEnd(6)}`;
  return `[${String(id).padStart(3)}]${role(test, sender)} ${span} sec`;
}

function amount(test: Test, bytes: number, seconds: number): string {
  const rate = seconds > 0 ? bytes / seconds : 0;
  return `${unit(bytes, "A")}s  ${unit(rate, test.o.format)}s/sec`;
}

function header(test: Test, extra: string): string {
  return `[ ID]${test.bidirectional ? "[Role]" : ""} ${COLUMNS}${extra}\n`;
}

/** Whether the table has a column for retransmissions: a server that only receives knows of none. */
function knowsRetransmits(test: Test): boolean {
  return !test.isServer || test.bidirectional || test.sends;
}

const LOST = "         Jitter    Lost/Total Datagrams";

export function intervalHeader(test: Test): string {
  if (!test.udp) return header(test, knowsRetransmits(test) ? "         Retr  Cwnd" : "");
  if (test.bidirectional) return header(test, LOST);
  return header(test, test.sends ? "         Total Datagrams" : LOST);
}

function datagrams(jitterS: number, lost: number, total: number): string {
  const share = total > 0 ? (100 * lost) / total : 0;
  return `  ${(jitterS * 1000).toFixed(3)} ms  ${lost}/${total} (${g2(share)}%)  `;
}

function tail(test: Test, stream: Stream, i: Interval): string {
  const omitted = i.omitted ? "(omitted)" : "";
  if (!test.udp) {
    if (!stream.sender) return `                  ${omitted}`;
    const retransmits = String(i.retransmits).padStart(3);
    return `  ${retransmits}   ${unit(i.cwnd, "A")}s       ${omitted}`;
  }
  if (stream.sender) return ` ${test.bidirectional ? "          " : ""} ${i.packets}  ${omitted}`;
  return `${datagrams(i.jitterS, i.lost, i.packets)}${omitted}`;
}

/** iperf_print_intermediate: the last interval of each stream. */
export function* printIntervals(test: Test): Proc<void> {
  const streams = test.streams.filter((one) => one.intervals.length > 0);
  if (streams.length === 0 || isEmptyTail(test, streams)) return;
  const first = streams[0] as Stream;
  const { start } = first.intervals.at(-1) as Interval;
  if (start === first.firstAt) yield* test.out.line(intervalHeader(test));
  else if (test.o.streams > 1) yield* test.out.line(RULE);
  for (const stream of streams) {
    const i = stream.intervals.at(-1) as Interval;
    const [from, to] = [(i.start - stream.startAt) / SECOND, (i.end - stream.startAt) / SECOND];
    // Before the omitted part was over, times count from the real start.
    const shift = i.omitted || i.start >= stream.startAt ? 0 : (stream.startAt - i.start) / SECOND;
    const words = amount(test, i.bytes, (i.end - i.start) / SECOND);
    yield* test.out.line(
      `${begin(test, stream.id, stream.sender, from + shift, to + shift)}  ${words}${tail(test, stream, i)}\n`,
    );
  }
  if (test.o.streams > 1) for (const sender of test.directions) yield* sumIntervals(test, sender);
}

/** A short last interval in which nothing came is left out. */
function isEmptyTail(test: Test, streams: readonly Stream[]): boolean {
  let bytes = 0;
  for (const stream of streams) {
    const i = stream.intervals.at(-1) as Interval;
    bytes += i.bytes;
    if (i.end - i.start >= test.o.interval * SECOND * 0.1) return false;
  }
  return bytes === 0;
}

function* sumIntervals(test: Test, sender: boolean): Proc<void> {
  const streams = test.streams.filter((one) => one.sender === sender && one.intervals.length > 0);
  const [first] = streams;
  if (first === undefined) return;
  const all = streams.map((one) => one.intervals.at(-1) as Interval);
  const i = all[0] as Interval;
  const sum = (of: (one: Interval) => number): number => all.reduce((n, one) => n + of(one), 0);
  const [from, to] = [(i.start - first.startAt) / SECOND, (i.end - first.startAt) / SECOND];
  const bytes = sum((one) => one.bytes);
  const omitted = i.omitted ? "(omitted)" : "";
  let end = `                  ${omitted}`;
  if (!test.udp && sender)
    end = `  ${String(sum((one) => one.retransmits)).padStart(3)}             ${omitted}`;
  else if (test.udp && sender)
    end = ` ${test.bidirectional ? "          " : ""} ${sum((one) => one.packets)}  ${omitted}`;
  else if (test.udp)
    end = `${datagrams(
      sum((one) => one.jitterS) / all.length,
      sum((one) => one.lost),
      sum((one) => one.packets),
    )}${omitted}`;
  yield* test.out.line(
    `${begin(test, "SUM", sender, from, to)}  ${amount(test, bytes, (i.end - i.start) / SECOND)}${end}\n`,
  );
}

/** What one stream did, from both sides. Seconds. */
export interface Summary {
  readonly sentBytes: number;
  readonly sentSeconds: number;
  readonly receivedBytes: number;
  readonly receivedSeconds: number;
  readonly retransmits: number;
  readonly jitterS: number;
  readonly lost: number;
  readonly outOfOrder: number;
  readonly sentPackets: number;
  readonly receivedPackets: number;
}

export function summary(test: Test, stream: Stream): Summary {
  const { remote } = stream;
  const own = (stream.endAt - stream.startAt) / SECOND;
  const theirs = remote?.seconds ?? 0;
  const other = theirs > 0 ? theirs : own;
  const packets = stream.packets - stream.omittedPackets;
  const errors = stream.errors - stream.omittedErrors;
  const swapped = !stream.sender && !test.bidirectional;
  return {
    sentBytes: stream.sender ? stream.bytes : (remote?.bytes ?? 0),
    receivedBytes: stream.sender ? (remote?.bytes ?? 0) : stream.bytes,
    sentSeconds: test.isServer || !swapped ? own : other,
    receivedSeconds: test.isServer || swapped ? own : other,
    retransmits: stream.sender ? stream.retransmits : (remote?.retransmits ?? 0),
    jitterS: stream.sender ? (remote?.jitterS ?? 0) : stream.jitterS,
    lost: stream.sender ? (remote?.errors ?? 0) : errors,
    outOfOrder: stream.outOfOrder - stream.omittedOutOfOrder,
    sentPackets: stream.sender ? packets : (remote?.packets ?? 0),
    receivedPackets: stream.sender ? (remote?.packets ?? 0) : packets,
  };
}

/** iperf_print_results. */
export function* printResults(test: Test): Proc<void> {
  yield* test.out.line(RULE);
  if (test.o.verbose) yield* test.out.line("Test Complete. Summary Results:\n");
  yield* test.out.line(
    header(test, test.udp ? LOST : knowsRetransmits(test) ? "         Retr" : ""),
  );
  for (const sender of test.directions) {
    const streams = test.streams.filter((one) => one.sender === sender);
    for (const stream of streams) yield* printStream(test, stream);
    if (test.o.streams > 1) yield* printSum(test, streams, sender);
    if (test.o.verbose) yield* printCpu(test, sender);
  }
}

function* printStream(test: Test, stream: Stream): Proc<void> {
  const s = summary(test, stream);
  const name = `[${String(stream.id).padStart(3)}]`;
  if (!test.isServer || stream.sender) yield* sentLine(test, stream.id, stream.sender, s);
  else if (test.o.verbose) yield* test.out.line(`${name} (sender statistics not available)\n`);
  if (!test.isServer || !stream.sender) yield* receivedLine(test, stream.id, stream.sender, s);
  else if (test.o.verbose) yield* test.out.line(`${name} (receiver statistics not available)\n`);
}

function* sentLine(test: Test, id: number | "SUM", sender: boolean, s: Summary): Proc<void> {
  const start = `${begin(test, id, sender, 0, s.sentSeconds)}  ${amount(test, s.sentBytes, s.sentSeconds)}`;
  const end = test.udp
    ? datagrams(0, 0, s.sentPackets)
    : `  ${String(s.retransmits).padStart(3)}             `;
  yield* test.out.line(`${start}${end}sender\n`);
}

function* receivedLine(test: Test, id: number | "SUM", sender: boolean, s: Summary): Proc<void> {
  const start = `${begin(test, id, sender, 0, s.receivedSeconds)}  ${amount(test, s.receivedBytes, s.receivedSeconds)}`;
  const end = test.udp ? datagrams(s.jitterS, s.lost, s.receivedPackets) : "                  ";
  yield* test.out.line(`${start}${end}receiver\n`);
}

/** All streams of one direction together. */
export function total(test: Test, streams: readonly Stream[]): Summary {
  const all = streams.map((one) => summary(test, one));
  const sum = (of: (one: Summary) => number): number => all.reduce((n, one) => n + of(one), 0);
  return {
    sentBytes: sum((one) => one.sentBytes),
    receivedBytes: sum((one) => one.receivedBytes),
    sentSeconds: all[0]?.sentSeconds ?? 0,
    receivedSeconds: all[0]?.receivedSeconds ?? 0,
    retransmits: sum((one) => one.retransmits),
    jitterS: all.length === 0 ? 0 : sum((one) => one.jitterS) / all.length,
    lost: sum((one) => one.lost),
    outOfOrder: sum((one) => one.outOfOrder),
    sentPackets: sum((one) => one.sentPackets),
    receivedPackets: sum((one) => one.receivedPackets),
  };
}

function* printSum(test: Test, streams: readonly Stream[], sender: boolean): Proc<void> {
  const s = total(test, streams);
  if (!test.isServer || sender) yield* sentLine(test, "SUM", sender, s);
  if (!test.isServer || !sender) yield* receivedLine(test, "SUM", sender, s);
}

/** Only who sends says so; in both directions twice. */
function* printCpu(test: Test, sender: boolean): Proc<void> {
  const [local, far] = [test.cpu, test.remoteCpu];
  const pair = (here: string, there: string): string =>
    `CPU Utilization: local/${here} ${part(local)}, remote/${there} ${part(far)}\n`;
  // On a client after what it sends, on a server after all: in both the first direction that is a sender's.
  if (sender) {
    yield* test.out.line(pair("sender", "receiver"));
    if (test.bidirectional) yield* test.out.line(pair("receiver", "sender"));
  }
  if (test.udp) return;
  const used = test.congestionUsed;
  const other = test.remoteCongestion;
  if (!test.isServer) {
    const [sent, received] = sender ? [used, other] : [other, used];
    if (sent !== "") yield* test.out.line(`snd_tcp_congestion ${sent}\n`);
    if (received !== "") yield* test.out.line(`rcv_tcp_congestion ${received}\n`);
  } else yield* test.out.line(`${sender ? "snd" : "rcv"}_tcp_congestion ${used}\n`);
}

function part(cpu: {
  readonly total: number;
  readonly user: number;
  readonly system: number;
}): string {
  return `${cpu.total.toFixed(1)}% (${cpu.user.toFixed(1)}%u/${cpu.system.toFixed(1)}%s)`;
}
