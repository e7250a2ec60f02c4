/** Counters of /proc/net/snmp: one namespace's MIB. net/ipv4/proc.c. TCP's and UDP-Lite's rows stay 0. */

const IP_NAMES = [
  "InReceives", "InHdrErrors", "InAddrErrors", "ForwDatagrams", "InUnknownProtos", "InDiscards",
  "InDelivers", "OutRequests", "OutDiscards", "OutNoRoutes", "ReasmTimeout", "ReasmReqds",
  "ReasmOKs", "ReasmFails", "FragOKs", "FragFails", "FragCreates", "OutTransmits",
] as const;
const ICMP_NAMES = [
  "InMsgs", "InErrors", "InCsumErrors", "InDestUnreachs", "InTimeExcds", "InParmProbs",
  "InSrcQuenchs", "InRedirects", "InEchos", "InEchoReps", "InTimestamps", "InTimestampReps",
  "InAddrMasks", "InAddrMaskReps", "OutMsgs", "OutErrors", "OutRateLimitGlobal",
  "OutRateLimitHost", "OutDestUnreachs", "OutTimeExcds", "OutParmProbs", "OutSrcQuenchs",
  "OutRedirects", "OutEchos", "OutEchoReps", "OutTimestamps", "OutTimestampReps", "OutAddrMasks",
  "OutAddrMaskReps",
] as const;
const UDP_NAMES = [
  "InDatagrams", "NoPorts", "InErrors", "OutDatagrams", "RcvbufErrors", "SndbufErrors",
  "InCsumErrors", "IgnoredMulti", "MemErrors",
] as const;
const TCP_NAMES = [
  "RtoAlgorithm", "RtoMin", "RtoMax", "MaxConn", "ActiveOpens", "PassiveOpens", "AttemptFails",
  "EstabResets", "CurrEstab", "InSegs", "OutSegs", "RetransSegs", "InErrs", "OutRsts",
  "InCsumErrors",
] as const;

/** Which ICMP counter a message type moves, after "In" or "Out". */
const ICMP_SUFFIX: Readonly<Record<number, string>> = {
  0: "EchoReps", 3: "DestUnreachs", 4: "SrcQuenchs", 5: "Redirects", 8: "Echos", 11: "TimeExcds",
  12: "ParmProbs", 13: "Timestamps", 14: "TimestampReps", 17: "AddrMasks", 18: "AddrMaskReps",
};

type Counters<N extends string> = Record<N, number>;

function zeros<N extends string>(names: readonly N[]): Counters<N> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Counters<N>;
}

export class SnmpCounters {
  readonly ip = zeros(IP_NAMES);
  readonly icmp = zeros(ICMP_NAMES);
  readonly udp = zeros(UDP_NAMES);
  readonly tcp = { ...zeros(TCP_NAMES), RtoAlgorithm: 1, RtoMin: 200, RtoMax: 120_000, MaxConn: -1 };
  private readonly icmpIn = new Map<number, number>();
  private readonly icmpOut = new Map<number, number>();

  /** An ICMP message of `type` was received / sent. */
  icmpMessage(direction: "In" | "Out", type: number): void {
    const suffix = ICMP_SUFFIX[type];
    const icmp = this.icmp as Record<string, number>;
    if (suffix !== undefined) icmp[direction + suffix] = (icmp[direction + suffix] ?? 0) + 1;
    const byType = direction === "In" ? this.icmpIn : this.icmpOut;
    byType.set(type, (byType.get(type) ?? 0) + 1);
    if (direction === "Out") this.icmp.OutMsgs++;
  }

  /** The whole file. */
  text(forwarding: boolean, defaultTtl: number): string {
    const row = (title: string, counters: Record<string, number>): string =>
      `${title}: ${Object.keys(counters).join(" ")}\n${title}: ${Object.values(counters).join(" ")}\n`;
    const head = { Forwarding: forwarding ? 1 : 2, DefaultTTL: defaultTtl };
    return (
      row("Ip", { ...head, ...this.ip }) +
      row("Icmp", this.icmp) +
      this.icmpMsgRows() +
      row("Tcp", this.tcp) +
      row("Udp", this.udp) +
      row("UdpLite", zeros(UDP_NAMES))
    );
  }

  private icmpMsgRows(): string {
    const pairs: Record<string, number> = {};
    for (const [direction, map] of [["In", this.icmpIn], ["Out", this.icmpOut]] as const) {
      for (const type of [...map.keys()].sort((a, b) => a - b)) {
        pairs[`${direction}Type${type}`] = map.get(type) as number;
      }
    }
    const names = Object.keys(pairs);
    return names.length === 0 ? "" : `IcmpMsg: ${names.join(" ")}\nIcmpMsg: ${Object.values(pairs).join(" ")}\n`;
  }
}
