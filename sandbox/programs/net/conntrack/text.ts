/** Flows as libnetfilter_conntrack writes them: its plain, extended and XML forms, and conntrack's `-o save`. */
import type { CtDump, CtEvent, CtTuple } from "../../../kernel/netfilter/conntrack-types.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { shownProtocol } from "./names.ts";
import { type BlockSink, type Sink, TextSink } from "./sink.ts";
import { formatAddr } from "./values.ts";

export interface Look {
  readonly output: ReadonlySet<string>;
  /** Microseconds of the epoch at virtual time 0, and now. */
  readonly epochUs: number;
  readonly now: number;
  /** Added to `use`: a reference held by the answer to a GET. */
  readonly held: number;
}

const TAGS = { new: "    [NEW] ", update: " [UPDATE] ", destroy: "[DESTROY] " } as const;

/** One flow, without newline: nfct_snprintf. */
export function describe(flow: CtDump, look: Look, event: CtEvent | null = null): string {
  let out: string;
  if (look.output.has("xml")) out = xml(flow, look, event);
  else if (look.output.has("save")) out = save(flow, event);
  else out = plain(flow, look, event);
  if (event?.portid !== undefined && event.portid !== 0) {
    out += ` [USERSPACE] portid=${event.portid}`;
  }
  return out;
}

const hasPorts = (protocol: number): boolean =>
  protocol === 6 || protocol === 17 || protocol === 33 || protocol === 132 || protocol === 136;
const isIcmp = (protocol: number): boolean => protocol === 1 || protocol === 58;

function tuple(to: Sink, flow: CtDump, one: CtTuple): void {
  to.text("src=");
  to.address(one.src);
  to.text(" dst=");
  to.address(one.dst);
  if (hasPorts(flow.protocol)) {
    to.text(" sport=");
    to.number(one.sport);
    to.text(" dport=");
    to.number(one.dport);
  } else if (isIcmp(flow.protocol)) {
    to.text(` type=${one.icmpType} code=${one.icmpCode} id=`);
    to.number(one.icmpId);
  } else if (flow.protocol === 47) {
    to.text(` srckey=0x${one.sport.toString(16)} dstkey=0x${one.dport.toString(16)}`);
  }
  to.text(" ");
}

/** Which of a flow's parts a message has: an event leaves out what did not change. */
function showsMark(flow: CtDump, event: CtEvent | null): boolean {
  return event === null || flow.mark !== 0 || event.marked === true;
}
function showsTimeout(flow: CtDump, event: CtEvent | null): boolean {
  return event?.type !== "destroy" || flow.timeout !== 0;
}
function countersOf(flow: CtDump, event: CtEvent | null): CtDump["counters"] {
  return event === null || event.type === "destroy" ? flow.counters : null;
}

/** Seconds since the flow began, and when that was; null without timestamps. */
function times(
  flow: CtDump,
  look: Look,
  event: CtEvent | null,
): { delta: number; start: string; stop: string } | null {
  if (flow.start === null || (event !== null && event.type !== "destroy")) return null;
  const end = event?.at ?? look.now;
  const day = (at: number): string =>
    strftime("%a %b %e %H:%M:%S %Y", civilFromUnix(look.epochUs + at));
  const second = (at: number): number => Math.floor((look.epochUs + at) / 1_000_000);
  return {
    delta: event === null ? second(end) - second(flow.start) : Math.floor((end - flow.start) / 1e6),
    start: `[start=${day(flow.start)}] `,
    stop: event === null ? "" : `[stop=${day(end)}] `,
  };
}

function counted(to: Sink, counters: CtDump["counters"], side: "original" | "reply"): void {
  if (counters === null) return;
  to.text("packets=");
  to.number(counters[side].packets);
  to.text(" bytes=");
  to.number(counters[side].bytes);
  to.text(" ");
}

function writeFlow(to: Sink, flow: CtDump, look: Look, event: CtEvent | null): void {
  if (event !== null) to.text(TAGS[event.type]);
  if (look.output.has("extended")) to.text(flow.family === "ip" ? "ipv4     2 " : "ipv6     10 ");
  to.text(protocolHead(flow.protocol));
  if (showsTimeout(flow, event)) {
    to.number(flow.timeout);
    to.text(" ");
  }
  if (flow.tcpState !== null) {
    to.text(flow.tcpState);
    to.text(" ");
  }
  const counters = countersOf(flow, event);
  tuple(to, flow, flow.original);
  counted(to, counters, "original");
  if (!flow.seenReply) to.text("[UNREPLIED] ");
  tuple(to, flow, flow.reply);
  counted(to, counters, "reply");
  if (flow.assured) to.text("[ASSURED] ");
  if (showsMark(flow, event)) {
    to.text("mark=");
    to.number(flow.mark);
    to.text(" ");
  }
  if (flow.zone !== 0) to.text(`zone=${flow.zone} `);
  const at = times(flow, look, event);
  if (at !== null) {
    to.text(`delta-time=${at.delta} `);
    if (look.output.has("ktimestamp")) to.text(at.start + at.stop);
  }
  if (event === null) {
    to.text("use=");
    to.number(flow.use + look.held);
    to.text(" ");
  }
  if (look.output.has("id")) to.text(`id=${flow.id} `);
  to.chop();
}

const TCP_HEAD = "tcp      6 ";
const UDP_HEAD = "udp      17 ";
function protocolHead(protocol: number): string {
  if (protocol === 6) return TCP_HEAD;
  if (protocol === 17) return UDP_HEAD;
  return `${shownProtocol(protocol).padEnd(8)} ${protocol} `;
}

function plain(flow: CtDump, look: Look, event: CtEvent | null): string {
  const sink = new TextSink();
  writeFlow(sink, flow, look, event);
  return sink.out;
}

/** One flow as {@link describe} writes it, with its newline. */
export function writeLine(to: BlockSink, flow: CtDump, look: Look): void {
  if (look.output.has("xml") || look.output.has("save")) to.text(describe(flow, look));
  else writeFlow(to, flow, look, null);
  to.newline();
}

function xmlSide(flow: CtDump, side: "original" | "reply", event: CtEvent | null): string {
  const one = flow[side];
  const l3 = flow.family === "ip" ? [2, "ipv4"] : [10, "ipv6"];
  let l4 = "";
  if (hasPorts(flow.protocol)) l4 = `<sport>${one.sport}</sport><dport>${one.dport}</dport>`;
  else if (flow.protocol === 47) {
    l4 = `<srckey>0x${one.sport.toString(16)}</srckey><dstkey>0x${one.dport.toString(16)}</dstkey>`;
  }
  const counters = countersOf(flow, event)?.[side];
  const counted =
    counters === undefined
      ? ""
      : `<counters><packets>${counters.packets}</packets><bytes>${counters.bytes}</bytes></counters>`;
  return (
    `<meta direction="${side}"><layer3 protonum="${l3[0]}" protoname="${l3[1]}">` +
    `<src>${formatAddr(one.src)}</src><dst>${formatAddr(one.dst)}</dst></layer3>` +
    `<layer4 protonum="${flow.protocol}" protoname="${shownProtocol(flow.protocol)}">${l4}</layer4>` +
    `${counted}</meta>`
  );
}

function xml(flow: CtDump, look: Look, event: CtEvent | null): string {
  let out = event === null ? "<flow>" : `<flow type="${event.type}">`;
  out += xmlSide(flow, "original", event) + xmlSide(flow, "reply", event);
  out += '<meta direction="independent">';
  if (flow.tcpState !== null) out += `<state>${flow.tcpState}</state>`;
  if (showsTimeout(flow, event)) out += `<timeout>${flow.timeout}</timeout>`;
  if (showsMark(flow, event)) out += `<mark>${flow.mark}</mark>`;
  if (flow.zone !== 0) out += `<zone>${flow.zone}</zone>`;
  if (event === null) out += `<use>${flow.use + look.held}</use>`;
  out += `<id>${flow.id}</id>`;
  if (flow.assured) out += "<assured/>";
  if (!flow.seenReply) out += "<unreplied/>";
  const at = times(flow, look, event);
  if (at !== null) out += `<deltatime>${at.delta}</deltatime>`;
  out += "</meta>";
  if (event !== null && look.output.has("timestamp")) out += when(look.epochUs + event.at);
  return `${out}</flow>`;
}

function when(micros: number): string {
  const [hour, min, sec, wday, day, month, year] = strftime(
    "%H %M %S %w %d %m %Y",
    civilFromUnix(micros),
  )
    .split(" ")
    .map(Number);
  return (
    `<when><hour>${hour}</hour><min>${min}</min><sec>${sec}</sec><wday>${Number(wday) + 1}</wday>` +
    `<day>${day}</day><month>${month}</month><year>${year}</year></when>`
  );
}

/** As options of conntrack -A, -U or -D. */
function save(flow: CtDump, event: CtEvent | null): string {
  const letter = event === null || event.type === "new" ? "A" : event.type === "update" ? "U" : "D";
  const status = [...(flow.seenReply ? ["SEEN_REPLY"] : []), ...(flow.assured ? ["ASSURED"] : [])];
  const words = [`-${letter}`];
  if (showsTimeout(flow, event)) words.push("-t", String(flow.timeout));
  words.push("-u", status.length === 0 ? "UNSET" : status.join(","));
  if (flow.zone !== 0) words.push("-w", String(flow.zone));
  words.push("-s", formatAddr(flow.original.src), "-d", formatAddr(flow.original.dst));
  words.push(flow.dstNat ? "-g" : "-r", formatAddr(flow.reply.src));
  words.push(flow.srcNat ? "-n" : "-q", formatAddr(flow.reply.dst));
  const name = shownProtocol(flow.protocol);
  words.push("-p", name === "unknown" ? String(flow.protocol) : name);
  if (hasPorts(flow.protocol)) {
    words.push("--sport", String(flow.original.sport), "--dport", String(flow.original.dport));
    words.push("--reply-port-src", String(flow.reply.sport));
    words.push("--reply-port-dst", String(flow.reply.dport));
  } else if (isIcmp(flow.protocol)) {
    words.push(`--${name}-type`, String(flow.original.icmpType));
    words.push(`--${name}-code`, String(flow.original.icmpCode));
    words.push(`--${name}-id`, String(flow.original.icmpId));
  }
  if (flow.tcpState !== null) words.push("--state", flow.tcpState);
  return words.join(" ");
}

/** `-o timestamp` of an event: `[1795877894.537517]` and a tab. */
export function stamp(micros: number): string {
  const whole = Math.floor(micros);
  const seconds = Math.floor(whole / 1_000_000);
  return `[${String(seconds).padEnd(8)}.${String(whole % 1_000_000).padStart(6, "0")}]\t`;
}
