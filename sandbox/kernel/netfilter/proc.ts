/** /proc/net/nf_conntrack and /proc/net/stat/nf_conntrack: net/netfilter/nf_conntrack_standalone.c. */
import { SECOND } from "../../sim/scheduler.ts";
import { formatIpv4, parseIpv6Groups } from "../../wire/addr.ts";
import type { NetNamespace } from "../netns.ts";
import type { CtDump, CtTuple } from "./conntrack-types.ts";
import type { NfAddr } from "./types.ts";

const PROTOCOLS: Readonly<Record<number, string>> = {
  1: "icmp",
  6: "tcp",
  17: "udp",
  47: "gre",
  58: "icmpv6",
  132: "sctp",
};
const HEAD =
  "entries  clashres found new invalid ignore delete chainlength insert insert_failed drop " +
  "early_drop icmp_error  expect_new expect_create expect_delete search_restart\n";

function addressText(addr: NfAddr): string {
  if (typeof addr === "number") return formatIpv4(addr);
  const groups = parseIpv6Groups(addr) ?? [];
  return groups.map((one) => one.toString(16).padStart(4, "0")).join(":");
}

function tupleText(tuple: CtTuple, protocol: number): string {
  const ends = `src=${addressText(tuple.src)} dst=${addressText(tuple.dst)} `;
  if (protocol === 1 || protocol === 58)
    return `${ends}type=${tuple.icmpType} code=${tuple.icmpCode} id=${tuple.icmpId} `;
  const ports = protocol === 6 || protocol === 17 || protocol === 132;
  return ports ? `${ends}sport=${tuple.sport} dport=${tuple.dport} ` : ends;
}

function line(flow: CtDump, ns: NetNamespace): string {
  const { protocol, counters } = flow;
  const count = (side: "original" | "reply"): string =>
    counters === null ? "" : `packets=${counters[side].packets} bytes=${counters[side].bytes} `;
  const [family, number] = flow.family === "ip" ? ["ipv4", 2] : ["ipv6", 10];
  const delta =
    flow.start === null
      ? ""
      : `delta-time=${Math.floor((ns.host.sim.sched.now - flow.start) / SECOND)} `;
  return (
    `${family.padEnd(8)} ${number} ${(PROTOCOLS[protocol] ?? "unknown").padEnd(8)} ${protocol} ` +
    `${flow.timeout} ${flow.tcpState === null ? "" : `${flow.tcpState} `}` +
    `${tupleText(flow.original, protocol)}${count("original")}` +
    `${flow.seenReply ? "" : "[UNREPLIED] "}${tupleText(flow.reply, protocol)}${count("reply")}` +
    `${flow.assured ? "[ASSURED] " : ""}mark=${flow.mark} zone=${flow.zone} ${delta}use=${flow.use + 1}\n`
  );
}

export function conntrackFile(ns: NetNamespace): string {
  const flows = ns.netfilterIfAny?.conntrack.flows() ?? [];
  return flows.map((flow) => line(flow, ns)).join("");
}

/** One line a processor; this machine's flows are all counted on the first of two. */
export function conntrackStatFile(ns: NetNamespace): string {
  const tracking = ns.netfilterIfAny?.tracking;
  const s = tracking?.counters;
  const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, "0");
  const entries = hex(tracking?.table.size ?? 0);
  const row = (on: boolean): string => {
    const n = (value: number | undefined): string => hex(on ? (value ?? 0) : 0);
    const none = hex(0);
    return (
      `${entries}  ${n(s?.clashResolve)} ${n(s?.found)} ${none} ${n(s?.invalid)} ${none} ${none} ` +
      `${n(s?.chainToolong)} ${n(s?.insert)} ${n(s?.insertFailed)} ${n(s?.drop)} ${n(s?.earlyDrop)} ` +
      `${n(s?.error)}  ${none} ${none} ${none} ${n(s?.searchRestart)}\n`
    );
  };
  return HEAD + row(true) + row(false);
}
