/** Names of ICMP types and codes, and how iptables finds them. extensions/libxt_icmp.h, libip6t_icmp6.c. */
import type { XtMatch } from "../../../kernel/netfilter/types.ts";
import { parseUint } from "./numbers.ts";
import type { Session } from "./session.ts";

type Row = readonly [name: string, type: number, codeFrom: number, codeTo: number];
type IcmpMatch = Extract<XtMatch, { readonly name: "icmp" | "icmp6" }>;

const all = (name: string, type: number): Row => [name, type, 0, 255];
const code = (name: string, type: number, number: number): Row => [name, type, number, number];

const NAMES_4: readonly Row[] = [
  all("any", 255),
  all("echo-reply", 0),
  all("pong", 0),
  all("destination-unreachable", 3),
  code("network-unreachable", 3, 0),
  code("host-unreachable", 3, 1),
  code("protocol-unreachable", 3, 2),
  code("port-unreachable", 3, 3),
  code("fragmentation-needed", 3, 4),
  code("source-route-failed", 3, 5),
  code("network-unknown", 3, 6),
  code("host-unknown", 3, 7),
  code("network-prohibited", 3, 9),
  code("host-prohibited", 3, 10),
  code("TOS-network-unreachable", 3, 11),
  code("TOS-host-unreachable", 3, 12),
  code("communication-prohibited", 3, 13),
  code("host-precedence-violation", 3, 14),
  code("precedence-cutoff", 3, 15),
  all("source-quench", 4),
  all("redirect", 5),
  code("network-redirect", 5, 0),
  code("host-redirect", 5, 1),
  code("TOS-network-redirect", 5, 2),
  code("TOS-host-redirect", 5, 3),
  all("echo-request", 8),
  all("ping", 8),
  all("router-advertisement", 9),
  all("router-solicitation", 10),
  all("time-exceeded", 11),
  all("ttl-exceeded", 11),
  code("ttl-zero-during-transit", 11, 0),
  code("ttl-zero-during-reassembly", 11, 1),
  all("parameter-problem", 12),
  code("ip-header-bad", 12, 0),
  code("required-option-missing", 12, 1),
  all("timestamp-request", 13),
  all("timestamp-reply", 14),
  all("address-mask-request", 17),
  all("address-mask-reply", 18),
];

const NAMES_6: readonly Row[] = [
  all("destination-unreachable", 1),
  code("no-route", 1, 0),
  code("communication-prohibited", 1, 1),
  code("beyond-scope", 1, 2),
  code("address-unreachable", 1, 3),
  code("port-unreachable", 1, 4),
  code("failed-policy", 1, 5),
  code("reject-route", 1, 6),
  all("packet-too-big", 2),
  all("time-exceeded", 3),
  all("ttl-exceeded", 3),
  code("ttl-zero-during-transit", 3, 0),
  code("ttl-zero-during-reassembly", 3, 1),
  all("parameter-problem", 4),
  code("bad-header", 4, 0),
  code("unknown-header-type", 4, 1),
  code("unknown-option", 4, 2),
  all("echo-request", 128),
  all("ping", 128),
  all("echo-reply", 129),
  all("pong", 129),
  all("router-solicitation", 133),
  all("router-advertisement", 134),
  all("neighbour-solicitation", 135),
  all("neighbor-solicitation", 135),
  all("neighbour-advertisement", 136),
  all("neighbor-advertisement", 136),
  all("redirect", 137),
];

/** ipt_parse_icmp(): a name or its unambiguous beginning, a number, or type/code. */
export function parseIcmpType(s: Session, text: string, invert: boolean): IcmpMatch {
  const name = s.v6 ? "icmp6" : "icmp";
  const kind = s.v6 ? "ICMPv6" : "ICMP";
  let found: Row | null = null;
  for (const row of s.v6 ? NAMES_6 : NAMES_4) {
    if (!row[0].toLowerCase().startsWith(text.toLowerCase())) continue;
    if (found !== null) s.bad(`Ambiguous ${kind} type \`${text}': \`${found[0]}' or \`${row[0]}'?`);
    found = row;
  }
  if (found !== null) return { name, type: found[1], codeFrom: found[2], codeTo: found[3], invert };
  const slash = text.indexOf("/");
  const type = parseUint(slash < 0 ? text : text.slice(0, slash), 0, 255);
  if (type === null) return s.bad(`Unknown ${kind} type \`${text}'`);
  if (slash < 0) return { name, type, codeFrom: 0, codeTo: 255, invert };
  const number = parseUint(text.slice(slash + 1), 0, 255);
  if (number === null) return s.bad(`Unknown ${kind} code \`${text}'`);
  return { name, type, codeFrom: number, codeTo: number, invert };
}

/** The name of exactly these codes, or null. */
export function icmpTypeName(match: IcmpMatch): string | null {
  const names = match.name === "icmp6" ? NAMES_6 : NAMES_4;
  return (
    names.find(
      ([, type, from, to]) => type === match.type && from === match.codeFrom && to === match.codeTo,
    )?.[0] ?? null
  );
}
