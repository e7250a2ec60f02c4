/**
 * pwru(1), "packet, where are you?": the way of every packet through this machine's kernel, all of its namespaces. The columns
 * are those of Cilium's pwru 1.0 as its documentation shows them; the functions are named after where the simulation tells of
 * a packet (sim/trace.ts), a dozen of Linux's hundreds, and what stands in brackets behind one, what the table or the rule
 * said, is ours. Ours also: SKB is made up from the packet's journey. A packet that once matched the filter is followed
 * (--filter-track-skb is always on), through NAT and out of tunnels. Left out, and refused by name: --output-skb,
 * --output-stack, --output-caller, --output-json, --output-file, XDP and TC programs, --filter-ifname, --filter-mark.
 */
import type { NetNamespace } from "../../kernel/netns.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import { type Proc, WaitQueue } from "../../kernel/proc/wait.ts";
import type { DropReason, TraceEvent } from "../../sim/trace.ts";
import { formatIpv4, readIpv6 } from "../../wire/addr.ts";
import { u16, u8 } from "../../wire/bytes.ts";
import { compileFilter, type PacketFilter } from "../../wire/filter.ts";
import { IP_FRAG, IP_OFFSET, IP_PROTOCOL, ipDst, ipHeaderLength, ipSrc } from "../../wire/ipv4.ts";
import { LINKTYPE } from "../../wire/tcpdump-print.ts";
import { parsePwru, type PwruOptions } from "./pwru-options.ts";

const ETH_HEADER = 14;
const ETH_P_IP = 0x0800;
const ETH_P_ARP = 0x0806;
const ETH_P_IPV6 = 0x86dd;
const PROTOCOLS: Readonly<Record<number, string>> = {
  1: "icmp",
  4: "ipip",
  6: "tcp",
  17: "udp",
  58: "icmp6",
};
/** Lines that wait for the terminal; more are lost, as the real one's are. */
const HELD_MAX = 10_000;
/** Of packets that matched so many are followed. */
const FOLLOWED_MAX = 20_000;

export const pwru: Program = {
  name: "pwru",
  paths: ["/usr/local/bin/pwru"],
  summary: "pwru - trace packets through the kernel (packet, where are you?)",
  main,
};

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const options = parsePwru(argv);
  if ("status" in options) {
    if (options.out !== "") yield* proc.print(options.out);
    if (options.err !== "") yield* proc.warn(options.err);
    return options.status;
  }
  if (proc.credentials.uid !== 0) {
    yield* proc.warn("pwru: operation not permitted: it loads programs into the kernel\n");
    return 1;
  }
  const filters = compile(options.expression);
  if ("error" in filters) {
    yield* proc.warn(`Failed to compile filter "${options.expression}": ${filters.error}\n`);
    return 1;
  }
  const watch = new Watch(proc, options, filters);
  yield* proc.warn("Listening for events..\n");
  yield* proc.print(heading(options));
  proc.trap("INT");
  proc.trap("TERM");
  const stop = proc.host.sim.trace.observe((event) => watch.take(event));
  let printed = 0;
  try {
    while (proc.takeSignal() === null) {
      for (let line = watch.lines.shift(); line !== undefined; line = watch.lines.shift()) {
        yield* proc.print(line);
        if (++printed === options.limit) {
          yield* proc.warn(`Printed ${printed} events, exiting program..\n`);
          return 0;
        }
      }
      if (!proc.hasSignal) yield* proc.wait("ep_poll", [watch.readable]);
    }
    yield* proc.warn("\nReceived signal, exiting program..\n");
    return 0;
  } finally {
    stop();
  }
}

interface Filters {
  readonly ether: PacketFilter;
  readonly raw: PacketFilter;
}

function compile(expression: string): Filters | { readonly error: string } {
  const ether = compileFilter(expression, LINKTYPE.ETHERNET);
  const raw = compileFilter(expression, LINKTYPE.RAW);
  if ("error" in ether) return ether;
  // What only a frame has ("ether host") no packet without one matches.
  return { ether: ether.matches, raw: "error" in raw ? () => false : raw.matches };
}

/** Events that are about a packet. */
type PacketEvent = Extract<TraceEvent, { journey: number }>;

/** What is known of a packet that is followed. */
interface Seen {
  tuple: string;
  protocol: number;
  ifindex: number;
  length: number;
  readonly since: number;
  last: number;
  /** Events that came before its first header was seen. */
  held: (() => string)[] | null;
}

class Watch {
  readonly lines: string[] = [];
  readonly readable = new WaitQueue("ep_poll");
  private readonly proc: Process;
  private readonly options: PwruOptions;
  private readonly filters: Filters;
  private readonly seen = new Map<number, Seen>();

  constructor(proc: Process, options: PwruOptions, filters: Filters) {
    this.proc = proc;
    this.options = options;
    this.filters = filters;
  }

  take(event: TraceEvent): void {
    if (!("journey" in event) || event.host !== this.proc.host.name) return;
    const netns = this.netnsOf(event.ns);
    const { netns: only } = this.options;
    const func = functionOf(event);
    if (only !== null && netns?.inode !== only) return;
    let seen = this.seen.get(event.journey);
    if (seen === undefined) {
      if (this.seen.size >= FOLLOWED_MAX) return;
      const { at } = event;
      seen = { tuple: "", protocol: 0, ifindex: 0, length: 0, since: at, last: at, held: [] };
      this.seen.set(event.journey, seen);
    }
    const matched = this.learn(event, seen);
    if (seen.held === null) this.put(this.row(event, seen, netns, func), func);
    else {
      const of = seen;
      seen.held.push(() => this.row(event, of, netns, func));
      if (matched) {
        const { held } = seen;
        seen.held = null;
        for (const row of held) this.put(row(), func);
      } else if (seen.held.length > 64 || event.kind === "drop") this.seen.delete(event.journey);
    }
  }

  /** Reads the headers that an event shows. True: they match the filter. */
  private learn(event: PacketEvent, seen: Seen): boolean {
    if (!("bytes" in event) || event.start >= event.end)
      return this.options.expression === "" && event.kind === "drop";
    const { bytes, start, end } = event;
    const isFrame = event.kind !== "look" && event.link === "ether";
    seen.ifindex = event.ifindex;
    const ip = isFrame ? start + ETH_HEADER : start;
    seen.protocol = isFrame
      ? u16(bytes, start + 12)
      : u8(bytes, start) >>> 4 === 6
        ? ETH_P_IPV6
        : ETH_P_IP;
    // As the kernel counts there: without the Ethernet header from IP's point of view.
    seen.length = event.kind === "tx" ? end - start : end - ip;
    seen.tuple = tupleOf(bytes, ip, end, seen.protocol);
    const filter = isFrame ? this.filters.ether : this.filters.raw;
    return filter(bytes, start, end, end - start);
  }

  private put(line: string, func: string): void {
    const { func: wanted } = this.options;
    if (wanted !== null && !wanted.test(func.replace(/\(.*|\s.*/u, ""))) return;
    if (this.lines.length >= HELD_MAX) return;
    this.lines.push(line);
    this.readable.wakeAll();
  }

  private row(event: PacketEvent, seen: Seen, netns: NetNamespace | null, func: string): string {
    const { options } = this;
    const dev = netns?.devices.get(seen.ifindex) ?? null;
    const skb = `0xffff8880${((event.journey * 0x100) >>> 0).toString(16).padStart(8, "0")}`;
    const cells = [skb.padEnd(18), "0".padEnd(3), this.process().padEnd(16)];
    if (options.timestamp !== "none") cells.push(this.time(event.at, seen).padEnd(16));
    if (options.meta)
      cells.push(
        String(netns?.inode ?? 0).padEnd(10),
        "0".padEnd(8),
        centred(dev === null ? "0" : `${dev.name}:${dev.index}`, 16),
        `0x${seen.protocol.toString(16).padStart(4, "0")}`.padEnd(6),
        String(dev?.mtu ?? 0).padEnd(5),
        String(seen.length).padEnd(5),
      );
    if (options.tuple) cells.push(seen.tuple === "" ? "0.0.0.0:0->0.0.0.0:0(0)" : seen.tuple);
    seen.last = event.at;
    return `${cells.join(" ")} ${func}\n`;
  }

  private time(at: number, seen: Seen): string {
    const { sim } = this.proc.host;
    if (this.options.timestamp === "relative") return String((at - seen.last) * 1_000);
    if (this.options.timestamp === "current") return String(at * 1_000);
    const micros = (sim.epochUs + at) % 86_400_000_000;
    const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
    const seconds = micros / 1_000_000;
    const rest = String(micros % 1_000_000).padStart(6, "0");
    return `${two(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${rest}`;
  }

  /** Who is running: outside of a process nobody. */
  private process(): string {
    const { host } = this.proc;
    const { current } = host.sim.sched;
    for (const one of host.processes.values())
      if (one.state === "running" && one.comm === current && one !== this.proc)
        return cut(`${one.comm}:${one.pid}`, 16);
    return "<empty>:0";
  }

  private netnsOf(name: string): NetNamespace | null {
    for (const netns of this.proc.host.namespaces.values())
      if (netns.name === name && !netns.dead) return netns;
    return null;
  }
}

function heading({ meta, tuple, timestamp }: PwruOptions): string {
  const cells = ["SKB".padEnd(18), "CPU", "PROCESS".padEnd(16)];
  if (timestamp !== "none") cells.push("TIMESTAMP".padEnd(16));
  if (meta)
    cells.push(
      "NETNS".padEnd(10),
      "MARK/x".padEnd(8),
      centred("IFACE", 16),
      "PROTO".padEnd(6),
      "MTU".padEnd(5),
      "LEN".padEnd(5),
    );
  if (tuple) cells.push("TUPLE");
  return `${cells.join(" ")} FUNC\n`;
}

function centred(text: string, width: number): string {
  const short = cut(text, width);
  const left = Math.floor((width - short.length) / 2);
  return " ".repeat(left) + short.padEnd(width - left);
}

/** The end of what is too long matters more. */
function cut(text: string, width: number): string {
  return text.length <= width ? text : `~${text.slice(text.length - width + 1)}`;
}

function tupleOf(bytes: Uint8Array, at: number, end: number, protocol: number): string {
  if (protocol === ETH_P_ARP && end - at >= 28)
    return `${formatIpv4(ipAt(bytes, at + 14))}:0->${formatIpv4(ipAt(bytes, at + 24))}:0(arp)`;
  if (protocol === ETH_P_IPV6 && end - at >= 40) {
    const next = u8(bytes, at + 6);
    const [from, to] = ports(bytes, at + 40, end, next);
    return `[${readIpv6(bytes, at + 8)}]:${from}->[${readIpv6(bytes, at + 24)}]:${to}(${nameOf(next)})`;
  }
  if (protocol !== ETH_P_IP || end - at < 20) return `0.0.0.0:0->0.0.0.0:0(0)`;
  const next = u8(bytes, at + IP_PROTOCOL);
  const first = (u16(bytes, at + IP_FRAG) & IP_OFFSET) === 0;
  const [from, to] = first ? ports(bytes, at + ipHeaderLength(bytes, at), end, next) : [0, 0];
  return `${formatIpv4(ipSrc(bytes, at))}:${from}->${formatIpv4(ipDst(bytes, at))}:${to}(${nameOf(next)})`;
}

function nameOf(protocol: number): string {
  return PROTOCOLS[protocol] ?? String(protocol);
}

function ipAt(bytes: Uint8Array, at: number): ReturnType<typeof ipSrc> {
  return ipSrc(bytes, at - 12);
}

function ports(bytes: Uint8Array, at: number, end: number, protocol: number): [number, number] {
  if ((protocol !== 6 && protocol !== 17) || end - at < 4) return [0, 0];
  return [u16(bytes, at), u16(bytes, at + 2)];
}

/** Where in Linux that is, and what was found there. */
function functionOf(event: PacketEvent): string {
  switch (event.kind) {
    case "tx":
      return "dev_hard_start_xmit";
    case "rx":
      return "__netif_receive_skb_core";
    case "nf": {
      const rule = event.rule === 0 ? "policy" : `rule ${event.rule}`;
      return `nf_hook_slow (${event.hook} ${event.table}: ${event.chain} ${rule}: ${event.verdict})`;
    }
    case "drop": {
      const detail = event.detail === "" ? "" : ` ${event.detail}`;
      const reason = REASONS[event.reason] ?? "NOT_SPECIFIED";
      return `kfree_skb_reason(SKB_DROP_REASON_${reason}) (${event.reason}${detail})`;
    }
    case "look":
      return `${LOOKS[event.table]} (${event.detail})`;
  }
}

const LOOKS = {
  route: "ip_finish_output",
  neigh: "neigh_output",
  tunnel: "iptunnel_xmit",
  local: "ip_local_deliver_finish",
} as const;

/** include/net/dropreason.h of Linux 6.1, where it has a word of its own. */
const REASONS: Partial<Record<DropReason, string>> = {
  "eth:not-for-us": "OTHERHOST",
  "eth:unknown-protocol": "UNHANDLED_PROTO",
  "neigh:failed": "NEIGH_FAILED",
  "neigh:queue-full": "NEIGH_QUEUEFULL",
  "ip:malformed": "IP_INHDR",
  "ip:rp-filter": "IP_RPFILTER",
  "ip:no-protocol": "IP_NOPROTO",
  "udp:no-listener": "NO_SOCKET",
  "udp:bad-checksum": "UDP_CSUM",
  "udp:queue-full": "SOCKET_RCVBUFF",
  "tcp:no-listener": "NO_SOCKET",
  "tcp:out-of-window": "TCP_INVALID_SEQUENCE",
  "dev:queue-full": "QDISC_DROP",
  "nf:drop": "NETFILTER_DROP",
  "nf:policy": "NETFILTER_DROP",
  "nf:reject": "NETFILTER_DROP",
};
