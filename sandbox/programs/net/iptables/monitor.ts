/**
 * xtables-monitor(8) 1.8.9 (nft): the way of packets marked by the TRACE target through the rules, until a signal.
 * iptables/xtables-monitor.c. As there, an IPv6 packet's LEN counts 20 octets of header, and ip6tables' REJECT has
 * no name. Left out, and said so by name: --event, --counters. Trace ids are made up from the packet's journey.
 */
import type { NfTrace } from "../../../kernel/netfilter/evaluate.ts";
import { transport6 } from "../../../kernel/netfilter/flow.ts";
import type { NfFamily } from "../../../kernel/netfilter/types.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import { type Proc, WaitQueue } from "../../../kernel/proc/wait.ts";
import { formatIpv4, readIpv6 } from "../../../wire/addr.ts";
import { i32, u16, u32, u8 } from "../../../wire/bytes.ts";
import { getopt, longs } from "../../core/getopt.ts";
import { Names } from "./names.ts";
import { saveRule } from "./rule.ts";
import { VERSION } from "./session.ts";

const USAGE = `xtables-monitor ${VERSION} (nf_tables)
Usage: xtables-monitor [ -t | -e ]
        --trace    -t    trace ruleset traversal of packets tagged via -j TRACE rule
        --event    -e    show events that modify the ruleset
Optional arguments:
        --ipv4     -4    only monitor IPv4
        --ipv6     -6    only monitor IPv6
	--counters -c    show counters in rules
`;
const LONG = longs("counters=c trace=t event=e ipv4=4 ipv6=6 version=V help=h");
/** PF_INET, PF_INET6. */
const PF = { ip: 2, ip6: 10 } as const;
const TCP_FLAGS = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];
const ETHER_HEADER = 14;

export const xtablesMonitor: Program = {
  name: "xtables-monitor",
  paths: ["/usr/sbin/xtables-monitor", "/sbin/xtables-monitor"],
  summary: "show changes to rule set and trace-events",
  main: (proc, argv) => run(proc, argv),
};

function* run(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(argv, "ctehV46", LONG);
  const given = new Set<string>();
  for (const { name } of parsed.options) {
    given.add(name);
    if (name === "h") {
      yield* proc.print(USAGE);
      return 1;
    }
    if (name === "V") {
      yield* proc.print(`xtables-monitor ${VERSION}\n`);
      return 0;
    }
  }
  if (parsed.error !== null) {
    yield* proc.warn(
      `xtables-monitor ${VERSION}: Bad argument.\n` +
        "Try `xtables-monitor -h' for more information.\n",
    );
    return 2;
  }
  for (const [letter, name] of [
    ["e", "--event"],
    ["c", "--counters"],
  ] as const) {
    if (!given.has(letter)) continue;
    yield* proc.warn(`xtables-monitor: underlay does not simulate ${name}\n`);
    return 2;
  }
  if (!given.has("t")) {
    yield* proc.print(USAGE);
    return 1;
  }
  const only = given.has("4") === given.has("6") ? null : given.has("4") ? "ip" : "ip6";
  return yield* watch(proc, only);
}

function* watch(proc: Process, only: NfFamily | null): Proc<number> {
  const { tracers } = proc.place.netns.netfilter;
  const names = new Names(proc);
  const readable = new WaitQueue("netlink");
  let held = "";
  let last = "";
  const tracer = (event: NfTrace): void => {
    const family = event.six ? "ip6" : "ip";
    if (only !== null && only !== family) return;
    const id = `${PF[family]} ${traceId(event)}`;
    // The kernel sends the packet with the first step of each base chain.
    const place = `${id} ${event.hook} ${event.table}`;
    if (place !== last) held += `PACKET: ${id} ${packetText(event)}\n`;
    last = event.rule === 0 ? "" : place;
    held += ` TRACE: ${id} ${stepText(proc, names, event, family)}\n`;
    readable.wakeAll();
  };
  tracers.add(tracer);
  try {
    for (;;) {
      while (held !== "") {
        const text = held;
        held = "";
        yield* proc.print(text);
      }
      yield* proc.wait("skb_wait_for_more_packets", [readable]);
    }
  } finally {
    tracers.delete(tracer);
  }
}

/** One packet's own number on one way in or out. */
function traceId({ packet, state }: NfTrace): string {
  let hash = 0x811c9dc5;
  const mix = (n: number): void => {
    hash = Math.imul(hash ^ n, 0x01000193);
    hash ^= hash >>> 15;
  };
  mix(packet.journey);
  for (let at = packet.l3; at < Math.min(packet.l3 + 8, packet.end); at++) mix(u8(packet.buf, at));
  mix(state.input?.index ?? 0);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** `raw:PREROUTING:rule:0x2:CONTINUE  -4 -t raw -A PREROUTING -j TRACE` */
function stepText(proc: Process, names: Names, event: NfTrace, family: NfFamily): string {
  const { table, chain, handle, verdict } = event;
  if (event.rule === 0) return `${table}:${chain}:policy:${verdict} `;
  const dump = proc.place.netns.xtables
    .tables(family)
    .find(({ name }) => name === table)
    ?.chains.find(({ name }) => name === chain);
  const rule = dump?.rules.find((one) => one.handle === handle);
  const head = `${table}:${chain}:rule:0x${handle.toString(16)}:${verdictText(verdict)} `;
  if (rule === undefined) return head;
  let text = saveRule(rule, names, family);
  if (family === "ip6") text = text.replace(/--reject-with icmp6-\S+/, "--reject-with (null)");
  return `${head} -${event.six ? 6 : 4} -t ${table} -A ${chain}${text}`;
}

/** Targets that are nf_tables' own verdicts, and what x_tables' targets answer. */
function verdictText(verdict: string): string {
  if (verdict.startsWith("jump ")) return `JUMP:${verdict.slice(5)}`;
  if (verdict.startsWith("goto ")) return `GOTO:${verdict.slice(5)}`;
  switch (verdict) {
    case "RETURN":
      return "0xfffffffb";
    case "REJECT":
      return "DROP";
    case "DNAT":
    case "SNAT":
    case "MASQUERADE":
    case "REDIRECT":
      return "ACCEPT";
    case "ACCEPT":
    case "DROP":
      return verdict;
    default:
      return "CONTINUE";
  }
}

function packetText({ packet, state, six }: NfTrace): string {
  const { buf: b, l3, end } = packet;
  const { input, output } = state;
  let line = "";
  if (input !== null) line += `IN=${input.name} `;
  if (output !== null) line += `OUT=${output.name} `;
  if (input?.linkType === "loopback") line += "LOOPBACK ";
  else if (input?.linkType === "ether" && l3 >= ETHER_HEADER) {
    const mac = (at: number): string =>
      [0, 1, 2, 3, 4, 5].map((i) => u8(b, at + i).toString(16)).join(":");
    const type = u16(b, l3 - 2)
      .toString(16)
      .padStart(4, "0");
    line += `MACSRC=${mac(l3 - 8)} MACDST=${mac(l3 - ETHER_HEADER)} MACPROTO=${type} `;
  }
  line += six ? header6(b, l3, end) : header4(b, l3, end);
  if (packet.mark !== 0) line += `MARK=0x${(packet.mark >>> 0).toString(16)} `;
  return line;
}

function header4(b: Uint8Array, l3: number, end: number): string {
  const fragment = u16(b, l3 + 6);
  const offset = fragment & 0x1fff;
  let line =
    `SRC=${formatIpv4(i32(b, l3 + 12))} DST=${formatIpv4(i32(b, l3 + 16))} LEN=${u16(b, l3 + 2)} ` +
    `TOS=0x${u8(b, l3 + 1).toString(16)} TTL=${u8(b, l3 + 8)} ID=${u16(b, l3 + 4)} `;
  if ((fragment & 0x8000) !== 0) line += "CE ";
  if ((fragment & 0x4000) !== 0) line += "DF ";
  if ((fragment & 0x2000) !== 0) line += "MF ";
  if (offset !== 0) return `${line}FRAG:${offset} `;
  return line + ports(b, u8(b, l3 + 9), l3 + (u8(b, l3) & 15) * 4, end);
}

function header6(b: Uint8Array, l3: number, end: number): string {
  const first = u32(b, l3);
  const found = transport6(b, l3, end);
  return (
    `SRC=${readIpv6(b, l3 + 8)} DST=${readIpv6(b, l3 + 24)} LEN=${u16(b, l3 + 4) + 20} ` +
    `TC=${(first >>> 20) & 0xff} HOPLIMIT=${u8(b, l3 + 7)} FLOWLBL=${first & 0xfffff} ` +
    ports(b, found >>> 20, found & 0xfffff, end)
  );
}

function ports(b: Uint8Array, protocol: number, at: number, end: number): string {
  const tcp = protocol === 6;
  if ((!tcp && protocol !== 17) || at + (tcp ? 20 : 8) > end) return "";
  let line = `SPORT=${u16(b, at)} DPORT=${u16(b, at + 2)} `;
  if (!tcp) return line;
  const flags = u8(b, at + 13);
  for (let bit = 7; bit >= 0; bit--)
    if ((flags & (1 << bit)) !== 0) line += `${TCP_FLAGS[bit] ?? ""} `;
  return line;
}
