/**
 * What matches and targets refuse of their own parameters and of the rule's protocol, wherever it stands:
 * xt_check_match's and xt_check_target's `proto`, and the checkentry functions of xt_recent.c,
 * xt_hashlimit.c, xt_owner.c, ipt_REJECT.c. Verified against 6.18 with iptables 1.8.9.
 */
import type { Errno } from "../errno.ts";
import type { XtMatch, XtRule, XtTarget } from "./types.ts";

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
const ESP = 50;
const AH = 51;
const SCTP = 132;

/** The protocol that a rule with this match must name; null: any. */
function matchProtocol(match: XtMatch): number | null {
  switch (match.name) {
    case "tcp":
      // With ports or flags iptables asks nf_tables itself, which asks for no protocol.
      return match.option !== undefined ||
        (match.sport ?? match.dport ?? match.flags ?? null) === null
        ? TCP
        : null;
    case "udp":
      return (match.sport ?? match.dport) === null ? UDP : null;
    case "icmp":
      return ICMP;
    case "icmp6":
      return ICMPV6;
    case "tcpmss":
      return TCP;
    case "ecn":
      return match.ece !== null || match.cwr !== null ? TCP : null;
    case "esp":
      return ESP;
    case "ah":
      return AH;
    case "sctp":
      return SCTP;
    default:
      return null;
  }
}

function targetProtocol(target: XtTarget): number | null {
  if (target.name === "TCPMSS" || target.name === "TCPOPTSTRIP" || target.name === "ECN")
    return TCP;
  return target.name === "REJECT" && target.with === "tcp-reset" ? TCP : null;
}

/** Credits of a hashlimit rate, per its unit in user space (1000000 a second). */
const CREDITS_PER_UNIT = 137_438_953;
const UNIT_SECONDS = { sec: 1, min: 60, hour: 3600, day: 86_400 } as const;

function matchParameters(match: XtMatch): Errno | null {
  switch (match.name) {
    case "recent":
      // --set takes neither --seconds nor --hitcount; a list has a name of its own.
      if (match.op === "set" && (match.seconds !== null || match.hitcount !== null))
        return "EINVAL";
      return match.list === "" || match.list.includes("/") ? "EINVAL" : null;
    case "string":
      if (!["bm", "kmp", "fsm"].includes(match.algo)) return "ENOENT";
      return match.pattern.length === 0 || match.from > match.to ? "EINVAL" : null;
    case "owner":
      return [match.uid, match.gid].some((range) => range !== null && range.from > range.to)
        ? "EINVAL"
        : null;
    case "hashlimit": {
      const period = (1e6 * UNIT_SECONDS[match.rate.unit]) / match.rate.amount;
      return period * match.burst * CREDITS_PER_UNIT >= 2 ** 64 ? "ERANGE" : null;
    }
    default:
      return null;
  }
}

/** EINVAL and ERANGE as the extensions' own checks give them. */
export function checkParameters(rule: XtRule, v6: boolean): Errno | null {
  const { ip, target } = rule;
  for (const side of [ip.src, ip.dst])
    if (side?.invert === true && (side.mask === 0 || side.mask === "::")) return "EINVAL";
  const wanted = [...rule.matches.map(matchProtocol), targetProtocol(target)];
  for (const protocol of wanted)
    if (protocol !== null && (ip.protocol !== protocol || ip.protocolInvert)) return "EINVAL";
  for (const match of rule.matches) {
    if (match.name === "hashlimit" && !v6 && (match.srcMask > 32 || match.dstMask > 32))
      return "EINVAL";
    const errno = matchParameters(match);
    if (errno !== null) return errno;
  }
  return null;
}
