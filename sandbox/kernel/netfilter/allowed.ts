/**
 * Where a target or a match may stand: xt_check_target and xt_check_match (tables, hooks), and nf_tables'
 * walk over jumps (nft_chain_validate: loops, depth). Verified against 6.18 with iptables 1.8.9.
 */
import type { Errno } from "../errno.ts";
import type { NfChain, NfTable } from "./chain.ts";
import { checkParameters } from "./parameters.ts";
import type { HookName, XtMatch, XtRule, XtTableName, XtTarget } from "./types.ts";

const PRE = 1;
const IN = 2;
const FWD = 4;
const OUT = 8;
const POST = 16;
const ANY = 31;
const BIT: Readonly<Record<HookName, number>> = {
  PREROUTING: PRE,
  INPUT: IN,
  FORWARD: FWD,
  OUTPUT: OUT,
  POSTROUTING: POST,
};
/** NFT_JUMP_STACK_SIZE. */
const MAX_DEPTH = 16;

/** In which table only a target may stand; null: in any. */
function onlyTable(target: XtTarget): XtTableName | null {
  switch (target.name) {
    case "REJECT":
      return "filter";
    case "DNAT":
    case "SNAT":
    case "MASQUERADE":
    case "REDIRECT":
    case "NETMAP":
      return "nat";
    case "CT":
    case "NOTRACK":
      return "raw";
    case "TTL":
    case "TOS":
    case "DSCP":
    case "ECN":
    case "CHECKSUM":
    case "TCPOPTSTRIP":
      return "mangle";
    default:
      return null;
  }
}

function targetHooks(target: XtTarget): number {
  switch (target.name) {
    case "REJECT":
      return IN | FWD | OUT;
    case "DNAT":
    case "REDIRECT":
      return PRE | OUT;
    case "SNAT":
      return IN | POST;
    case "NETMAP":
      return PRE | OUT | IN | POST;
    case "CLASSIFY":
      return FWD | OUT | POST;
    case "MASQUERADE":
      return POST;
    case "TCPMSS":
      return target.mss === null ? FWD | OUT | POST : ANY;
    default:
      return ANY;
  }
}

function matchHooks(match: XtMatch): number {
  switch (match.name) {
    case "owner":
      return OUT | POST;
    case "mac":
      return PRE | IN | FWD;
    case "rpfilter":
      return PRE;
    case "devgroup":
      return (
        (match.src !== null ? PRE | IN | FWD : ANY) & (match.dst !== null ? FWD | OUT | POST : ANY)
      );
    case "addrtype":
      return (
        (match.limitIfaceIn ? PRE | IN | FWD : ANY) & (match.limitIfaceOut ? FWD | OUT | POST : ANY)
      );
    case "physdev":
      return match.out !== null || match.isOut !== null ? ANY & ~OUT : ANY;
    default:
      return ANY;
  }
}

/** The hooks from which a rule may be reached, as a mask. */
function ruleHooks(rule: XtRule): number {
  let hooks = targetHooks(rule.target);
  for (const match of rule.matches) hooks &= matchHooks(match);
  return hooks;
}

/** What does not depend on who jumps here. */
export function checkRule(table: NfTable, chain: NfChain, rule: XtRule): Errno | null {
  const only = onlyTable(rule.target);
  if (only !== null && only !== table.name) return "EINVAL";
  if (rule.matches.some((match) => match.name === "rpfilter" && !/raw|mangle/.test(table.name)))
    return "EINVAL";
  if (chain.hook !== null && (ruleHooks(rule) & BIT[chain.hook]) === 0) return "EINVAL";
  return checkParameters(rule, table.family === "ip6");
}

/** A rule that makes the walk necessary. */
export function needsWalk(rule: XtRule): boolean {
  return (
    rule.target.name === "jump" || rule.target.name === "goto" || (ruleHooks(rule) & ANY) !== ANY
  );
}

/**
 * nft_table_validate: EMLINK for loops and too many levels, EINVAL for what may not be reached from a hook.
 * Only what a base chain reaches is looked at: two chains nobody uses may jump to each other.
 */
export function walkTable(table: NfTable): Errno | null {
  const seen = new Map<NfChain, number>();
  for (const chain of table.chains.values()) {
    if (chain.hook === null) continue;
    const errno = walk(chain, BIT[chain.hook], 0, seen);
    if (errno !== null) return errno;
  }
  return null;
}

/** `seen`: by chain, hooks it was walked from (above 5 bits: the deepest level). */
function walk(
  chain: NfChain,
  hook: number,
  level: number,
  seen: Map<NfChain, number>,
): Errno | null {
  if (level >= MAX_DEPTH) return "EMLINK";
  const known = seen.get(chain) ?? 0;
  if ((known & hook) !== 0 && known >>> 5 >= level) return null;
  seen.set(chain, ((known | hook) & ANY) | (Math.max(known >>> 5, level) << 5));
  for (const rule of chain.rules) {
    if ((ruleHooks(rule.source) & hook) === 0) return "EINVAL";
    if (rule.to === null) continue;
    const errno = walk(rule.to, hook, level + 1, seen);
    if (errno !== null) return errno;
  }
  return null;
}
