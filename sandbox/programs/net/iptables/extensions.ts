/**
 * Which matches and targets there are, by name, and what Debian's iptables has that is not modelled here
 * and so is refused by name.
 */
import type {
  NfFamily,
  XtCountMatch,
  XtMatch,
  XtPayloadMatch,
  XtTarget,
} from "../../../kernel/netfilter/types.ts";
import type { MatchExtension, TargetExtension } from "./extension.ts";
import * as count from "./match-count.ts";
import * as header from "./match-header.ts";
import * as other from "./match-other.ts";
import * as payload from "./match-payload.ts";
import * as ports from "./match-ports.ts";
import * as rate from "./match-rate.ts";
import * as state from "./match-state.ts";
import * as clock from "./match-time.ts";
import * as more from "./target-more.ts";
import * as nat from "./target-nat.ts";
import * as set from "./set.ts";
import * as target from "./target-other.ts";
import type { View } from "./view.ts";

const byName = <T extends { readonly name: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((extension) => [extension.name, extension]));

const MATCHES: Readonly<Record<NfFamily | "both", ReadonlyMap<string, MatchExtension>>> = {
  ip: byName([ports.icmpMatch, other.ttlMatch, header.ahMatch]),
  ip6: byName([ports.icmp6Match, other.hlMatch]),
  both: byName([
    ports.tcpMatch,
    ports.udpMatch,
    ports.multiportMatch,
    state.commentMatch,
    state.stateMatch,
    state.conntrackMatch,
    state.addrtypeMatch,
    state.markMatch,
    state.connmarkMatch,
    rate.limitMatch,
    rate.hashlimitMatch,
    rate.recentMatch,
    rate.statisticMatch,
    set.setMatch,
    other.iprangeMatch,
    other.macMatch,
    other.ownerMatch,
    other.physdevMatch,
    other.pkttypeMatch,
    other.lengthMatch,
    other.tosMatch,
    other.dscpMatch,
    other.tcpmssMatch,
    other.rpfilterMatch,
    payload.stringMatch,
    payload.u32Match,
    clock.timeMatch,
    count.quotaMatch,
    count.connlimitMatch,
    count.connbytesMatch,
    count.helperMatch,
    header.ecnMatch,
    header.cpuMatch,
    header.devgroupMatch,
    header.espMatch,
    header.sctpMatch,
  ]),
};

const TARGETS: Readonly<Record<NfFamily | "both", ReadonlyMap<string, TargetExtension>>> = {
  ip: byName([target.ttlSetTarget, more.ecnTarget]),
  ip6: byName([target.hlSetTarget]),
  both: byName([
    target.rejectTarget,
    target.logTarget,
    target.markTarget,
    target.connmarkTarget,
    target.tcpmssTarget,
    target.ctTarget,
    target.notrackTarget,
    target.traceTarget,
    target.tosTarget,
    set.setTarget,
    nat.dnatTarget,
    nat.snatTarget,
    nat.masqueradeTarget,
    nat.redirectTarget,
    more.nflogTarget,
    more.nfqueueTarget,
    more.auditTarget,
    more.classifyTarget,
    more.checksumTarget,
    more.dscpTarget,
    more.tcpoptstripTarget,
    more.netmapTarget,
  ]),
};

/** What else is in /usr/lib/x86_64-linux-gnu/xtables. */
const NOT_MODELLED: Readonly<Record<NfFamily | "both", ReadonlySet<string>>> = {
  ip: new Set("realm CLUSTERIP ULOG".split(" ")),
  ip6: new Set("ah dst eui64 frag hbh ipv6header mh rt srh DNPT SNPT".split(" ")),
  both: new Set(
    (
      "bpf cgroup cluster connlabel dccp ipcomp ipvs nfacct osf policy rateest socket " +
      "CONNSECMARK HMARK IDLETIMER LED RATEEST SECMARK SYNPROXY TEE TPROXY QUEUE"
    ).split(" "),
  ),
};

export function findMatch(family: NfFamily, asked: string): MatchExtension | null {
  const name = family === "ip6" && asked === "icmpv6" ? "icmp6" : asked;
  return MATCHES[family].get(name) ?? MATCHES.both.get(name) ?? null;
}

export function findTarget(family: NfFamily, name: string): TargetExtension | null {
  return TARGETS[family].get(name) ?? TARGETS.both.get(name) ?? null;
}

/** Real, but not here. */
export function isNotModelled(family: NfFamily, name: string): boolean {
  return NOT_MODELLED[family].has(name) || NOT_MODELLED.both.has(name);
}

export const STANDARD: ReadonlySet<string> = new Set(["ACCEPT", "DROP", "RETURN"]);

// ── printing ───────────────────────────────────────────────────────────────────────────────────

const bits = (view: View): number => (view.family === "ip" ? 32 : 128);

/** As -L shows a match, with a blank before it. */
export function printMatch(m: XtMatch, view: View): string {
  switch (m.name) {
    case "tcp":
    case "udp":
      return ports.printPorts(m, view);
    case "icmp":
    case "icmp6":
      return ports.printIcmp(m, view);
    case "multiport":
      return ports.printMultiport(m, view);
    case "comment":
      return state.printComment(m);
    case "state":
      return state.printState(m);
    case "conntrack":
      return state.printConntrack(m, view);
    case "addrtype":
      return state.printAddrtype(m);
    case "mark":
    case "connmark":
      return state.printMark(m);
    case "limit":
      return rate.printLimit(m);
    case "hashlimit":
      return rate.printHashlimit(m, bits(view));
    case "recent":
      return rate.printRecent(m);
    case "set":
      return set.printSet(m);
    case "statistic":
      return rate.printStatistic(m);
    case "iprange":
      return other.printIprange(m);
    case "mac":
      return other.printMac(m);
    case "owner":
      return other.printOwner(m, view);
    case "physdev":
      return other.printPhysdev(m);
    case "pkttype":
      return other.printPkttype(m);
    case "length":
      return other.printLength(m);
    case "ttl":
      return other.printTtl(m, view);
    case "tos":
    case "dscp":
      return other.printTos(m, view);
    case "tcpmss":
      return other.printTcpmss(m);
    case "rpfilter":
      return other.printRpfilter(m);
    default:
      return printSeldom(m, view);
  }
}

function printSeldom(m: XtPayloadMatch | XtCountMatch, view: View): string {
  switch (m.name) {
    case "string":
      return payload.printString(m);
    case "u32":
      return payload.printU32(m);
    case "time":
      return clock.printTime(m);
    case "quota":
      return count.printQuota(m);
    case "connlimit":
      return count.printConnlimit(m);
    case "connbytes":
      return count.printConnbytes(m);
    case "helper":
      return count.printHelper(m);
    case "ecn":
      return header.printEcn(m);
    case "cpu":
      return header.printCpu(m);
    case "devgroup":
      return header.printDevgroup(m, view);
    case "esp":
    case "ah":
      return header.printSpi(m);
    case "sctp":
      return header.printSctp(m, view);
  }
}

/** Its options as -S and -save show them. */
function saveOptions(m: XtMatch, view: View): string {
  switch (m.name) {
    case "tcp":
    case "udp":
      return ports.savePorts(m);
    case "icmp":
    case "icmp6":
      return ports.saveIcmp(m);
    case "multiport":
      return ports.saveMultiport(m);
    case "comment":
      return state.saveComment(m);
    case "state":
      return state.saveState(m);
    case "conntrack":
      return state.saveConntrack(m, view);
    case "addrtype":
      return state.saveAddrtype(m);
    case "mark":
    case "connmark":
      return state.saveMark(m);
    case "limit":
      return rate.saveLimit(m);
    case "hashlimit":
      return rate.saveHashlimit(m, bits(view));
    case "recent":
      return rate.saveRecent(m);
    case "set":
      return set.saveSet(m);
    case "statistic":
      return rate.saveStatistic(m);
    case "iprange":
      return other.saveIprange(m);
    case "mac":
      return other.saveMac(m);
    case "owner":
      return other.saveOwner(m);
    case "physdev":
      return other.savePhysdev(m);
    case "pkttype":
      return other.savePkttype(m);
    case "length":
      return other.saveLength(m);
    case "ttl":
      return other.saveTtl(m, view);
    case "tos":
    case "dscp":
      return other.saveTos(m);
    case "tcpmss":
      return other.saveTcpmss(m);
    case "rpfilter":
      return other.saveRpfilter(m);
    default:
      return saveSeldom(m);
  }
}

function saveSeldom(m: XtPayloadMatch | XtCountMatch): string {
  switch (m.name) {
    case "string":
      return payload.saveStringMatch(m);
    case "u32":
      return payload.saveU32(m);
    case "time":
      return clock.saveTime(m);
    case "quota":
      return count.saveQuota(m);
    case "connlimit":
      return count.saveConnlimit(m);
    case "connbytes":
      return count.saveConnbytes(m);
    case "helper":
      return count.saveHelper(m);
    case "ecn":
      return header.saveEcn(m);
    case "cpu":
      return header.saveCpu(m);
    case "devgroup":
      return header.saveDevgroup(m);
    case "esp":
    case "ah":
      return header.saveSpi(m);
    case "sctp":
      return header.saveSctp(m);
  }
}

export function saveMatch(m: XtMatch, view: View): string {
  const name = m.name === "ttl" && view.family === "ip6" ? "hl" : m.name;
  return ` -m ${name}${saveOptions(m, view)}`;
}

/** The word in -L's target column. */
export function targetName(t: XtTarget, family: NfFamily): string {
  if (t.name === "jump" || t.name === "goto") return t.chain;
  if (t.name === "TTL" && family === "ip6") return "HL";
  return t.name;
}

export function printTarget(t: XtTarget, view: View): string {
  switch (t.name) {
    case "REJECT":
      return ` reject-with ${t.with}`;
    case "LOG":
      return target.printLog(t, view);
    case "DNAT":
    case "SNAT":
    case "MASQUERADE":
    case "REDIRECT":
      return nat.printNat(t);
    case "MARK":
    case "CONNMARK":
      return target.printMarkTarget(t);
    case "TCPMSS":
      return target.printTcpmssTarget(t);
    case "CT":
      return target.printCt(t);
    case "NOTRACK":
      return " NOTRACK";
    case "TTL":
      return target.printTtlTarget(t, view);
    case "TOS":
      return target.printTosTarget(t, view);
    case "SET":
      return set.printSetTarget(t);
    default:
      return more.printMoreTarget(t, view);
  }
}

function targetOptions(t: XtTarget, view: View): string {
  switch (t.name) {
    case "REJECT":
      return ` --reject-with ${t.with}`;
    case "LOG":
      return target.saveLog(t);
    case "DNAT":
    case "SNAT":
    case "MASQUERADE":
    case "REDIRECT":
      return nat.saveNat(t);
    case "MARK":
    case "CONNMARK":
      return target.saveMarkTarget(t);
    case "TCPMSS":
      return target.saveTcpmssTarget(t);
    case "CT":
      return target.saveCt(t);
    case "TTL":
      return target.saveTtlTarget(t, view);
    case "TOS":
      return target.saveTosTarget(t);
    case "SET":
      return set.saveSetTarget(t);
    default:
      return more.saveMoreTarget(t);
  }
}

export function saveTarget(t: XtTarget, view: View): string {
  if (t.name === "") return "";
  if (t.name === "goto") return ` -g ${t.chain}`;
  return ` -j ${targetName(t, view.family)}${targetOptions(t, view)}`;
}
