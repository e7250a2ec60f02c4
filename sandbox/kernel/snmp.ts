/**
 * A namespace's MIB: /proc/net/snmp, netstat and snmp6. net/ipv4/proc.c, net/ipv6/proc.c.
 * Left out: multipath TCP and UDP-Lite, whose rows stay 0.
 */
import { ICMP6, IP6, IP_EXT, MPTCP_EXT, UDP6, UDPLITE6 } from "./snmp-names.ts";
import { newTcpExt, type TcpExt } from "./snmp-tcp.ts";

type Counters<Names extends readonly string[]> = Record<Names[number], number>;

// Literals keep their fields in place: three of these move on every hop.
const ipCounters = () => ({
  InReceives: 0,
  InHdrErrors: 0,
  InAddrErrors: 0,
  ForwDatagrams: 0,
  InUnknownProtos: 0,
  InDiscards: 0,
  InDelivers: 0,
  OutRequests: 0,
  OutDiscards: 0,
  OutNoRoutes: 0,
  ReasmTimeout: 0,
  ReasmReqds: 0,
  ReasmOKs: 0,
  ReasmFails: 0,
  FragOKs: 0,
  FragFails: 0,
  FragCreates: 0,
  OutTransmits: 0,
});
const icmpCounters = () => ({
  InMsgs: 0,
  InErrors: 0,
  InCsumErrors: 0,
  InDestUnreachs: 0,
  InTimeExcds: 0,
  InParmProbs: 0,
  InSrcQuenchs: 0,
  InRedirects: 0,
  InEchos: 0,
  InEchoReps: 0,
  InTimestamps: 0,
  InTimestampReps: 0,
  InAddrMasks: 0,
  InAddrMaskReps: 0,
  OutMsgs: 0,
  OutErrors: 0,
  OutRateLimitGlobal: 0,
  OutRateLimitHost: 0,
  OutDestUnreachs: 0,
  OutTimeExcds: 0,
  OutParmProbs: 0,
  OutSrcQuenchs: 0,
  OutRedirects: 0,
  OutEchos: 0,
  OutEchoReps: 0,
  OutTimestamps: 0,
  OutTimestampReps: 0,
  OutAddrMasks: 0,
  OutAddrMaskReps: 0,
});
const udpCounters = () => ({
  InDatagrams: 0,
  NoPorts: 0,
  InErrors: 0,
  OutDatagrams: 0,
  RcvbufErrors: 0,
  SndbufErrors: 0,
  InCsumErrors: 0,
  IgnoredMulti: 0,
  MemErrors: 0,
});
const tcpCounters = () => ({
  RtoAlgorithm: 1,
  RtoMin: 200,
  RtoMax: 120_000,
  MaxConn: -1,
  ActiveOpens: 0,
  PassiveOpens: 0,
  AttemptFails: 0,
  EstabResets: 0,
  CurrEstab: 0,
  InSegs: 0,
  OutSegs: 0,
  RetransSegs: 0,
  InErrs: 0,
  OutRsts: 0,
  InCsumErrors: 0,
});

/** Which ICMP counter a message type moves, after "In" or "Out". */
const ICMP_SUFFIX: Readonly<Record<number, string>> = {
  0: "EchoReps",
  3: "DestUnreachs",
  4: "SrcQuenchs",
  5: "Redirects",
  8: "Echos",
  11: "TimeExcds",
  12: "ParmProbs",
  13: "Timestamps",
  14: "TimestampReps",
  17: "AddrMasks",
  18: "AddrMaskReps",
};

const ICMP6_SUFFIX: Readonly<Record<number, string>> = {
  1: "DestUnreachs",
  2: "PktTooBigs",
  3: "TimeExcds",
  4: "ParmProblems",
  128: "Echos",
  129: "EchoReplies",
  130: "GroupMembQueries",
  131: "GroupMembResponses",
  132: "GroupMembReductions",
  133: "RouterSolicits",
  134: "RouterAdvertisements",
  135: "NeighborSolicits",
  136: "NeighborAdvertisements",
  137: "Redirects",
  143: "MLDv2Reports",
};

function zeros<Names extends readonly string[]>(names: Names): Counters<Names> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Counters<Names>;
}

/** Those that move with every packet are kept by the namespace; the rows here hold what did not pass there. */
export interface HopCounters {
  readonly received: number;
  readonly forwarded: number;
  readonly transmitted: number;
  readonly octetsIn: number;
  readonly octetsOut: number;
  readonly delivered: number;
  readonly requested: number;
  readonly datagramsIn: number;
  readonly datagramsOut: number;
}

export class SnmpCounters {
  // Made when the first of their kind moves: most namespaces never count most of them.
  private ipRow: ReturnType<typeof ipCounters> | null = null;
  private icmpRow: ReturnType<typeof icmpCounters> | null = null;
  private udpRow: ReturnType<typeof udpCounters> | null = null;
  private tcpRow: ReturnType<typeof tcpCounters> | null = null;
  private tcpExtRow: TcpExt | null = null;
  private ipExtRow: Counters<typeof IP_EXT> | null = null;
  private ip6Row: Counters<typeof IP6> | null = null;
  private icmp6Row: Counters<typeof ICMP6> | null = null;
  private udp6Row: Counters<typeof UDP6> | null = null;
  private icmpIn: Map<number, number> | null = null;
  private icmpOut: Map<number, number> | null = null;
  private icmp6ByType: Map<string, number> | null = null;

  get ip(): ReturnType<typeof ipCounters> {
    return (this.ipRow ??= ipCounters());
  }
  get icmp(): ReturnType<typeof icmpCounters> {
    return (this.icmpRow ??= icmpCounters());
  }
  get udp(): ReturnType<typeof udpCounters> {
    return (this.udpRow ??= udpCounters());
  }
  get tcp(): ReturnType<typeof tcpCounters> {
    return (this.tcpRow ??= tcpCounters());
  }

  /** TcpExt: of /proc/net/netstat. */
  get tcpExt(): TcpExt {
    return (this.tcpExtRow ??= newTcpExt());
  }
  /** IpExt: without InOctets, OutOctets and InNoECTPkts, which the namespace keeps. */
  get ipExt(): Counters<typeof IP_EXT> {
    return (this.ipExtRow ??= zeros(IP_EXT));
  }
  get ip6(): Counters<typeof IP6> {
    return (this.ip6Row ??= zeros(IP6));
  }
  get icmp6(): Counters<typeof ICMP6> {
    return (this.icmp6Row ??= zeros(ICMP6));
  }
  get udp6(): Counters<typeof UDP6> {
    return (this.udp6Row ??= zeros(UDP6));
  }

  /** An ICMPv6 message of `type` was received / sent. */
  icmp6Message(direction: "In" | "Out", type: number): void {
    const suffix = ICMP6_SUFFIX[type];
    const row = this.icmp6 as Record<string, number>;
    if (suffix !== undefined) row[direction + suffix] = (row[direction + suffix] ?? 0) + 1;
    row[`${direction}Msgs`] = (row[`${direction}Msgs`] ?? 0) + 1;
    const byType = (this.icmp6ByType ??= new Map<string, number>());
    const name = `${direction}Type${type}`;
    byType.set(name, (byType.get(name) ?? 0) + 1);
  }

  /** An ICMP message of `type` was received / sent. */
  icmpMessage(direction: "In" | "Out", type: number): void {
    const suffix = ICMP_SUFFIX[type];
    const icmp = this.icmp as Record<string, number>;
    if (suffix !== undefined) icmp[direction + suffix] = (icmp[direction + suffix] ?? 0) + 1;
    const byType =
      direction === "In"
        ? (this.icmpIn ??= new Map<number, number>())
        : (this.icmpOut ??= new Map<number, number>());
    byType.set(type, (byType.get(type) ?? 0) + 1);
    if (direction === "Out") this.icmp.OutMsgs++;
  }

  /** /proc/net/netstat. */
  netstatText(hops: HopCounters): string {
    const row = (title: string, names: readonly string[], values: readonly number[]): string =>
      `${title}: ${names.join(" ")}\n${title}: ${values.join(" ")}\n`;
    const ext = { ...this.ipExt };
    ext.InOctets = hops.octetsIn;
    ext.OutOctets = hops.octetsOut;
    ext.InNoECTPkts += hops.received;
    const mptcp = MPTCP_EXT.split(" ");
    return (
      row("TcpExt", Object.keys(this.tcpExt), Object.values(this.tcpExt)) +
      row(
        "IpExt",
        IP_EXT,
        IP_EXT.map((name) => ext[name]),
      ) +
      row(
        "MPTcpExt",
        mptcp,
        mptcp.map(() => 0),
      )
    );
  }

  /** /proc/net/snmp6. */
  snmp6Text(): string {
    const line = (name: string, value: number): string => `${name.padEnd(32)}\t${value}\n`;
    const rows = <N extends string>(
      title: string,
      names: readonly N[],
      values: Record<N, number>,
    ) => names.map((name) => line(title + name, values[name])).join("");
    const types = [...(this.icmp6ByType ?? [])]
      .map(([name, count]) => ({
        name,
        count,
        out: name.startsWith("Out"),
        type: Number(/\d+$/.exec(name)?.[0]),
      }))
      .sort((a, b) => Number(a.out) - Number(b.out) || a.type - b.type);
    return (
      rows("Ip6", IP6, this.ip6) +
      rows("Icmp6", ICMP6, this.icmp6) +
      types.map(({ name, count }) => line(`Icmp6${name}`, count)).join("") +
      rows("Udp6", UDP6, this.udp6) +
      rows("UdpLite6", UDPLITE6, zeros(UDPLITE6))
    );
  }

  /** /proc/net/snmp. */
  text(forwarding: boolean, defaultTtl: number, hops: HopCounters): string {
    const row = (title: string, counters: Record<string, number>): string =>
      `${title}: ${Object.keys(counters).join(" ")}\n${title}: ${Object.values(counters).join(" ")}\n`;
    const head = { Forwarding: forwarding ? 1 : 2, DefaultTTL: defaultTtl };
    const ip = {
      ...this.ip,
      InReceives: hops.received,
      ForwDatagrams: hops.forwarded,
      OutTransmits: hops.transmitted,
      InDelivers: this.ip.InDelivers + hops.delivered,
      OutRequests: this.ip.OutRequests + hops.requested,
    };
    return (
      row("Ip", { ...head, ...ip }) +
      row("Icmp", this.icmp) +
      this.icmpMsgRows() +
      row("Tcp", this.tcp) +
      row("Udp", {
        ...this.udp,
        InDatagrams: this.udp.InDatagrams + hops.datagramsIn,
        OutDatagrams: this.udp.OutDatagrams + hops.datagramsOut,
      }) +
      row("UdpLite", udpCounters())
    );
  }

  private icmpMsgRows(): string {
    const pairs: Record<string, number> = {};
    for (const [direction, map] of [
      ["In", this.icmpIn],
      ["Out", this.icmpOut],
    ] as const) {
      for (const type of [...(map?.keys() ?? [])].sort((a, b) => a - b)) {
        pairs[`${direction}Type${type}`] = map?.get(type) as number;
      }
    }
    const names = Object.keys(pairs);
    return names.length === 0
      ? ""
      : `IcmpMsg: ${names.join(" ")}\nIcmpMsg: ${Object.values(pairs).join(" ")}\n`;
  }
}
