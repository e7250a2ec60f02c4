/**
 * Numbers with names: /etc/iproute2/{rt_protos,rt_scopes,rt_tables,group,rt_dsfield,rt_realms}.
 * The files on the machine are read when they are there, so a table a learner adds has its name;
 * without them the texts are those that Debian 12 installs.
 */
import { DEBIAN_FILES } from "../../../kernel/debian-files.ts";

export type NameTable =
  "rt_protos" | "rt_scopes" | "rt_tables" | "group" | "rt_dsfield" | "rt_realms";

/** A table's text as the Debian package installs it. */
export function installedTable(table: NameTable): string {
  return DEBIAN_FILES[`/etc/iproute2/${table}`] ?? "";
}

export class Names {
  private readonly byNumber = new Map<number, string>();
  private readonly byName = new Map<string, number>();

  /** Lines `NUMBER NAME`, decimal or 0x; a number given twice keeps the last name. */
  constructor(text: string) {
    for (const line of text.split("\n")) {
      const m = /^\s*(0x[0-9a-fA-F]+|\d+)\s+([^\s#]+)/.exec(line);
      if (m === null) continue;
      this.byNumber.set(Number(m[1]), m[2] as string);
      if (!this.byName.has(m[2] as string)) this.byName.set(m[2] as string, Number(m[1]));
    }
  }
  name(number: number): string | null {
    return this.byNumber.get(number) ?? null;
  }
  number(name: string): number | null {
    return this.byName.get(name) ?? null;
  }
}

/** RTN_*: types of routes in rtnetlink's order; the index is the number. */
export const ROUTE_TYPES = [
  "none",
  "unicast",
  "local",
  "broadcast",
  "anycast",
  "multicast",
  "blackhole",
  "unreachable",
  "prohibit",
  "throw",
  "nat",
  "xresolve",
] as const;

/** IPPROTO names iproute2 prints (getprotobynumber of Debian's /etc/protocols). */
const IP_PROTOCOLS: readonly (readonly [string, number])[] = [
  ["icmp", 1],
  ["igmp", 2],
  ["ipencap", 4],
  ["tcp", 6],
  ["egp", 8],
  ["udp", 17],
  ["dccp", 33],
  ["gre", 47],
  ["esp", 50],
  ["ah", 51],
  ["ipv6-icmp", 58],
  ["ospf", 89],
  ["pim", 103],
  ["sctp", 132],
  ["udplite", 136],
];
export function ipProtocolName(number: number): string {
  return IP_PROTOCOLS.find(([, n]) => n === number)?.[0] ?? `ipproto-${number}`;
}
export function ipProtocolNumber(name: string): number | null {
  return IP_PROTOCOLS.find(([n]) => n === name)?.[1] ?? null;
}
