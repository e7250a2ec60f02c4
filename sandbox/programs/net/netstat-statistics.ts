/**
 * `netstat -s`: the kernel's counters in net-tools' words (statistics.c), as its own binary prints them for each
 * counter of Linux 6.18. What it has no words for is `Name: value`.
 */

/** File and name of a counter, and its words around the value (#). `!`: shown also when it is 0. */
const WORDS = `
!Ip.InReceives=# total packets received
Ip.InHdrErrors=# with invalid headers
Ip.InAddrErrors=# with invalid addresses
!Ip.ForwDatagrams=# forwarded
Ip.InUnknownProtos=# with unknown protocol
!Ip.InDiscards=# incoming packets discarded
!Ip.InDelivers=# incoming packets delivered
!Ip.OutRequests=# requests sent out
Ip.OutDiscards=# outgoing packets dropped
Ip.OutNoRoutes=# dropped because of missing route
Ip.ReasmTimeout=# fragments dropped after timeout
Ip.ReasmReqds=# reassemblies required
Ip.ReasmOKs=# packets reassembled ok
Ip.ReasmFails=# packet reassemblies failed
Ip.FragOKs=# outgoing packets fragmented ok
Ip.FragFails=# outgoing packets failed fragmentation
Ip.FragCreates=# fragments created
!Icmp.InMsgs=# ICMP messages received
!Icmp.InErrors=# input ICMP message failed
Icmp.InDestUnreachs=destination unreachable: #
Icmp.InTimeExcds=timeout in transit: #
Icmp.InParmProbs=wrong parameters: #
Icmp.InSrcQuenchs=source quenches: #
Icmp.InRedirects=redirects: #
Icmp.InEchos=echo requests: #
Icmp.InEchoReps=echo replies: #
Icmp.InTimestamps=timestamp request: #
Icmp.InTimestampReps=timestamp reply: #
Icmp.InAddrMasks=address mask request: #
Icmp.InAddrMaskReps=address mask replies: #
!Icmp.OutMsgs=# ICMP messages sent
!Icmp.OutErrors=# ICMP messages failed
Icmp.OutDestUnreachs=destination unreachable: #
Icmp.OutTimeExcds=time exceeded: #
Icmp.OutParmProbs=wrong parameters: #
Icmp.OutSrcQuenchs=source quench: #
Icmp.OutRedirects=redirect: #
Icmp.OutEchos=echo requests: #
Icmp.OutEchoReps=echo replies: #
Icmp.OutTimestamps=timestamp requests: #
Icmp.OutTimestampReps=timestamp replies: #
Icmp.OutAddrMasks=address mask requests: #
Icmp.OutAddrMaskReps=address mask replies: #
!Tcp.ActiveOpens=# active connection openings
!Tcp.PassiveOpens=# passive connection openings
!Tcp.AttemptFails=# failed connection attempts
!Tcp.EstabResets=# connection resets received
!Tcp.CurrEstab=# connections established
!Tcp.InSegs=# segments received
!Tcp.OutSegs=# segments sent out
!Tcp.RetransSegs=# segments retransmitted
!Tcp.InErrs=# bad segments received
!Tcp.OutRsts=# resets sent
!Udp.InDatagrams=# packets received
!Udp.NoPorts=# packets to unknown port received
!Udp.InErrors=# packet receive errors
!Udp.OutDatagrams=# packets sent
!Udp.RcvbufErrors=# receive buffer errors
!Udp.SndbufErrors=# send buffer errors
TcpExt.SyncookiesSent=# SYN cookies sent
TcpExt.SyncookiesRecv=# SYN cookies received
TcpExt.SyncookiesFailed=# invalid SYN cookies received
TcpExt.EmbryonicRsts=# resets received for embryonic SYN_RECV sockets
TcpExt.PruneCalled=# packets pruned from receive queue because of socket buffer overrun
TcpExt.RcvPruned=# packets pruned from receive queue
TcpExt.OfoPruned=# packets dropped from out-of-order queue because of socket buffer overrun
TcpExt.OutOfWindowIcmps=# ICMP packets dropped because they were out-of-window
TcpExt.LockDroppedIcmps=# ICMP packets dropped because socket was locked
TcpExt.TW=# TCP sockets finished time wait in fast timer
TcpExt.TWRecycled=# time wait sockets recycled by time stamp
TcpExt.PAWSActive=# active connections rejected because of time stamp
TcpExt.PAWSEstab=# packets rejected in established connections because of timestamp
TcpExt.DelayedACKs=# delayed acks sent
TcpExt.DelayedACKLocked=# delayed acks further delayed because of locked socket
TcpExt.DelayedACKLost=Quick ack mode was activated # times
TcpExt.ListenOverflows=# times the listen queue of a socket overflowed
TcpExt.ListenDrops=# SYNs to LISTEN sockets dropped
!TcpExt.TCPHPHits=# packet headers predicted
TcpExt.TCPPureAcks=# acknowledgments not containing data payload received
TcpExt.TCPHPAcks=# predicted acknowledgments
TcpExt.TCPRenoRecovery=# times recovered from packet loss due to fast retransmit
TcpExt.TCPSACKReorder=Detected reordering # times using SACK
TcpExt.TCPRenoReorder=Detected reordering # times using reno fast retransmit
TcpExt.TCPTSReorder=Detected reordering # times using time stamp
TcpExt.TCPFullUndo=# congestion windows fully recovered without slow start
TcpExt.TCPPartialUndo=# congestion windows partially recovered using Hoe heuristic
TcpExt.TCPLossUndo=# congestion windows recovered without slow start after partial ack
TcpExt.TCPRenoFailures=# timeouts after reno fast retransmit
TcpExt.TCPLossFailures=# timeouts in loss state
TcpExt.TCPFastRetrans=# fast retransmits
TcpExt.TCPSlowStartRetrans=# retransmits in slow start
TcpExt.TCPRcvCollapsed=# packets collapsed in receive queue due to low socket buffer
TcpExt.TCPAbortOnData=# connections reset due to unexpected data
TcpExt.TCPAbortOnClose=# connections reset due to early user close
TcpExt.TCPAbortOnMemory=# connections aborted due to memory pressure
TcpExt.TCPAbortOnTimeout=# connections aborted due to timeout
TcpExt.TCPAbortOnLinger=# connections aborted after user close in linger timeout
TcpExt.TCPAbortFailed=# times unable to send RST due to no memory
TcpExt.TCPMemoryPressures=TCP ran low on memory # times
!6.Ip6InReceives=# total packets received
6.Ip6InHdrErrors=# with invalid headers
6.Ip6InTooBigErrors=# with packets too big
6.Ip6InNoRoutes=# incoming packets with no route
6.Ip6InAddrErrors=# with invalid addresses
6.Ip6InUnknownProtos=# with unknown protocol
6.Ip6InTruncatedPkts=# with truncated packets
!6.Ip6InDiscards=# incoming packets discarded
!6.Ip6InDelivers=# incoming packets delivered
!6.Ip6OutForwDatagrams=# forwarded
!6.Ip6OutRequests=# requests sent out
6.Ip6OutDiscards=# outgoing packets dropped
6.Ip6OutNoRoutes=# dropped because of missing route
6.Ip6ReasmTimeout=# fragments dropped after timeout
6.Ip6ReasmReqds=# reassemblies required
6.Ip6ReasmOKs=# packets reassembled ok
6.Ip6ReasmFails=# packet reassemblies failed
6.Ip6FragOKs=# outgoing packets fragmented ok
6.Ip6FragFails=# outgoing packets failed fragmentation
6.Ip6FragCreates=# fragments created
6.Ip6InMcastPkts=# incoming multicast packets
6.Ip6OutMcastPkts=# outgoing multicast packets
!6.Icmp6InMsgs=# ICMP messages received
!6.Icmp6InErrors=# input ICMP message failed
!6.Icmp6OutMsgs=# ICMP messages sent
6.Icmp6InDestUnreachs=destination unreachable: #
6.Icmp6InPktTooBigs=packets too big: #
6.Icmp6InTimeExcds=received ICMPv6 time exceeded: #
6.Icmp6InParmProblems=parameter problem: #
6.Icmp6InEchos=echo requests: #
6.Icmp6InEchoReplies=echo replies: #
6.Icmp6InGroupMembQueries=group member queries: #
6.Icmp6InGroupMembResponses=group member responses: #
6.Icmp6InGroupMembReductions=group member reductions: #
6.Icmp6InRouterSolicits=router solicits: #
6.Icmp6InRouterAdvertisements=router advertisement: #
6.Icmp6InNeighborSolicits=neighbour solicits: #
6.Icmp6InNeighborAdvertisements=neighbour advertisement: #
6.Icmp6InRedirects=redirects: #
6.Icmp6OutDestUnreachs=destination unreachable: #
6.Icmp6OutPktTooBigs=packets too big: #
6.Icmp6OutTimeExcds=sent ICMPv6 time exceeded: #
6.Icmp6OutParmProblems=parameter problem: #
6.Icmp6OutEchos=echo requests: #
6.Icmp6OutEchoReplies=echo replies: #
6.Icmp6OutGroupMembQueries=group member queries: #
6.Icmp6OutGroupMembResponses=group member responses: #
6.Icmp6OutGroupMembReductions=group member reductions: #
6.Icmp6OutRouterSolicits=router solicits: #
6.Icmp6OutNeighborSolicits=neighbor solicits: #
6.Icmp6OutNeighborAdvertisements=neighbor advertisements: #
6.Icmp6OutRedirects=redirects: #
!6.Udp6InDatagrams=# packets received
!6.Udp6NoPorts=# packets to unknown port received
!6.Udp6InErrors=# packet receive errors
!6.Udp6OutDatagrams=# packets sent
`;
/** Never shown. */
const SILENT: ReadonlySet<string> = new Set([
  "Ip.DefaultTTL",
  "Tcp.RtoAlgorithm",
  "Tcp.RtoMin",
  "Tcp.RtoMax",
  "Tcp.MaxConn",
]);
const OF_TCP = new Set(["Tcp", "TcpExt"]);
const OF_UDP = new Set(["Udp", "Udp6"]);
const RAW = new Set(["Ip", "Icmp", "Ip6", "Icmp6"]);

export interface Wanted {
  readonly tcp: boolean;
  readonly udp: boolean;
  readonly raw: boolean;
  /** IPv6's counters, and TCP's. */
  readonly v6: boolean;
}

interface Counter {
  readonly section: string;
  readonly name: string;
  readonly key: string;
  readonly value: string;
}

/** The files' texts: /proc/net/snmp, netstat, snmp6. */
export function statisticsText(
  files: { snmp: string; netstat: string; snmp6: string },
  wanted: Wanted,
): string {
  const words = new Map<string, { text: string; always: boolean }>();
  for (const line of WORDS.trim().split("\n")) {
    const [key, text] = line.replace(/^!/, "").split("=") as [string, string];
    words.set(key, { text, always: line.startsWith("!") });
  }
  const all = !wanted.tcp && !wanted.udp && !wanted.raw;
  const lists = (section: string): boolean => {
    if (OF_TCP.has(section)) return all || wanted.tcp;
    if (OF_UDP.has(section)) return all || wanted.udp;
    return RAW.has(section) ? all || wanted.raw : true;
  };
  const counters = wanted.v6
    ? [...flat(files.snmp6), ...paired(files.snmp).filter((one) => one.section === "Tcp")]
    : [...paired(files.snmp), ...paired(files.netstat)];
  let out = "";
  let section = "";
  let indent = "    ";
  const heads = { in: false, out: false };
  for (const { section: at, name, key, value } of counters) {
    if (!lists(at)) continue;
    if (at !== section) {
      section = at;
      out += `${at}:\n`;
      if (at !== "IcmpMsg") indent = "    ";
    }
    if (SILENT.has(key) || name === "") continue;
    const known = words.get(key);
    if (/^Icmp6?$/.test(at) && known !== undefined && known.text.endsWith(": #")) {
      // The heading of a histogram, at its first counter.
      const way = /^(Icmp6)?In/.test(name) ? "in" : "out";
      if (!heads[way]) out += `${indent}ICMP ${way}put histogram:\n`;
      heads[way] = true;
      indent = "        ";
    } else if (known?.always === true) indent = "    ";
    if (value === "0" && known?.always !== true && key !== "Ip.Forwarding") continue;
    out += `${indent}${(known?.text ?? `${name}: #`).replace("#", value)}\n`;
  }
  return out;
}

/** `Tcp: A B` above `Tcp: 1 2`. */
function paired(text: string): Counter[] {
  const lines = text.trimEnd().split("\n");
  const out: Counter[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const names = (lines[i] as string).trim().split(" ");
    const values = (lines[i + 1] as string).trim().split(" ");
    const section = (names[0] as string).replace(":", "");
    for (let n = 1; n < names.length; n++) {
      const name = names[n] as string;
      out.push({ section, name, key: `${section}.${name}`, value: values[n] as string });
    }
  }
  return out;
}

/** `Ip6InReceives 5`, a counter a line. */
function flat(text: string): Counter[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [name, value] = line.split(/\s+/) as [string, string];
      const section = (/^(Ip6|Icmp6|UdpLite6|Udp6)/.exec(name) as RegExpExecArray)[0];
      return { section, name, key: `6.${name}`, value };
    });
}
