/**
 * Numbers with names: /etc/iproute2/{rt_protos,rt_scopes,rt_tables,group,rt_dsfield,rt_realms}.
 * The files on the machine are read when they are there, so a table a learner adds has its name;
 * the texts below are Debian 12's, for a machine without them (and for whoever installs one).
 */

export type NameTable =
  "rt_protos" | "rt_scopes" | "rt_tables" | "group" | "rt_dsfield" | "rt_realms";

/** What the Debian package installs, for lab/ to plant. */
export const IPROUTE2_FILES: Readonly<Record<NameTable, string>> = {
  rt_protos: `#
# Reserved protocols.
#
0	unspec
1	redirect
2	kernel
3	boot
4	static
8	gated
9	ra
10	mrt
11	zebra
12	bird
13	dnrouted
14	xorp
15	ntk
16	dhcp
18	keepalived
42	babel
99	openr
186	bgp
187	isis
188	ospf
189	rip
192	eigrp
`,
  rt_scopes: `#
# reserved values
#
0	global
255	nowhere
254	host
253	link
#
# pseudo-reserved
#
200	site
`,
  rt_tables: `#
# reserved values
#
255	local
254	main
253	default
0	unspec
#
# local
#
#1	inr.ruhep
`,
  group: `# device group names
0	default
`,
  rt_dsfield: `# Differentiated field values
# These include the DSCP and unused bits
0x0	default
# Newer RFC2597 values
0x28	AF11
0x30	AF12
0x38	AF13
0x48	AF21
0x50	AF22
0x58	AF23
0x68	AF31
0x70	AF32
0x78	AF33
0x88	AF41
0x90	AF42
0x98	AF43
# Older values RFC2474
0x20	CS1
0x40	CS2
0x60	CS3
0x80	CS4
0xA0	CS5
0xC0	CS6
0xE0	CS7
# RFC 2598
0xB8	EF
`,
  rt_realms: `#
# reserved values
#
0	cosmos
#
# local
#
#1	inr.ac
#2	inr.ruhep
#3	freenet
#4	radio-msu
#5	russia
#6	internet
`,
};

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
