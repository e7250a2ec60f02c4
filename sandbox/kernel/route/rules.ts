/** Policy rules: `ip rule`. net/core/fib_rules.c, net/ipv4/fib_rules.c. */
import { maskOf } from "../../wire/addr.ts";
import type { NetlinkAnswer, RuleDump, RuleSpec } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { type FlowKey, PROTO_KERNEL, TABLE_DEFAULT, TABLE_LOCAL, TABLE_MAIN } from "./types.ts";

export type Rule = Omit<RuleDump, "detached">;

const EMPTY: Rule = {
  family: 4,
  priority: 0,
  not: false,
  src: null,
  srcLength: 0,
  dst: null,
  dstLength: 0,
  tos: 0,
  fwmark: 0,
  fwmask: 0,
  iif: null,
  oif: null,
  uidStart: null,
  uidEnd: null,
  ipProto: 0,
  sport: null,
  dport: null,
  action: "lookup",
  table: 0,
  goto: 0,
  suppressPrefixLength: null,
  protocol: 0,
};

export class RuleList {
  private readonly ns: NetNamespace;
  private readonly family: 4 | 6;
  readonly rules: Rule[];
  /** fib_rules_require_fldissect, and uidrange: some rule looks beyond addresses, mark and TOS. */
  asksPorts = false;

  constructor(ns: NetNamespace, family: 4 | 6) {
    this.ns = ns;
    this.family = family;
    const own = { ...EMPTY, family, protocol: PROTO_KERNEL };
    this.rules = [
      { ...own, table: TABLE_LOCAL },
      { ...own, priority: 32_766, table: TABLE_MAIN },
    ];
    if (family === 4) this.rules.push({ ...own, priority: 32_767, table: TABLE_DEFAULT });
  }

  add(spec: RuleSpec): NetlinkAnswer {
    const fwmask = spec.fwmask ?? (spec.fwmark === undefined ? 0 : 0xffffffff);
    const rule: Rule = {
      ...EMPTY,
      ...spec,
      family: this.family,
      fwmask,
      priority: spec.priority ?? this.defaultPriority(),
    };
    if (rule.action === "goto") {
      if (rule.goto <= rule.priority)
        return { errno: "EINVAL", extack: "Backward goto not supported" };
    }
    const wrong = refused(rule);
    if (wrong !== null) return { errno: "EINVAL", extack: wrong };
    const table = rule.action === "lookup" && rule.table === 0 ? TABLE_MAIN : rule.table;
    const made = { ...rule, table };
    if (this.rules.some((one) => same(one, made))) return { errno: "EEXIST" };
    let at = 0;
    for (let i = 0; i < this.rules.length; i++) {
      if ((this.rules[i] as Rule).priority > made.priority) break;
      at = i + 1;
    }
    this.rules.splice(at, 0, made);
    this.announce(made, false);
    return null;
  }

  /** The first rule that has all that `spec` names. */
  del(spec: RuleSpec): NetlinkAnswer {
    const at = this.rules.findIndex((rule) => matchesSpec(rule, spec));
    if (at < 0) return { errno: "ENOENT" };
    const [rule] = this.rules.splice(at, 1);
    this.announce(rule as Rule, true);
    return null;
  }

  dump(rule: Rule): RuleDump {
    return {
      ...rule,
      detached: {
        iif: rule.iif !== null && this.ns.device(rule.iif) === null,
        oif: rule.oif !== null && this.ns.device(rule.oif) === null,
      },
    };
  }

  /** fib_default_rule_pref: one below the second rule. */
  private defaultPriority(): number {
    const second = this.rules[1];
    return second === undefined || second.priority === 0 ? 0 : second.priority - 1;
  }

  private announce(rule: Rule, deleted: boolean): void {
    if (this.family === 4) this.ns.fib.unmerged = true;
    this.asksPorts = this.rules.some(
      (one) =>
        one.ipProto !== 0 || one.sport !== null || one.dport !== null || one.uidStart !== null,
    );
    this.ns.fib.changed();
    if (this.ns.watched) this.ns.notify({ type: "rule", deleted, message: this.dump(rule) });
  }
}

/** What fib_nl2rule and fib4_rule_configure refuse of a rule's own values. */
function refused(rule: Rule): string | null {
  for (const key of ["sport", "dport"] as const) {
    const range = rule[key];
    if (range !== null && (range[0] === 0 || range[1] >= 0xffff || range[0] > range[1]))
      return `Invalid ${key} range`;
  }
  if (rule.uidStart !== null && rule.uidEnd !== null && rule.uidStart > rule.uidEnd)
    return "Invalid uid range";
  if (rule.family === 4 && (rule.tos & 3) !== 0) return "Invalid dsfield (tos): ECN bits must be 0";
  return null;
}

/** fib_rule_match for IPv4. Ports and protocol are not part of a FlowKey: such rules match no lookup without them. */
export function ruleMatches(rule: Rule, flow: FlowKey): boolean {
  return rule.not !== matchesFlow(rule, flow);
}

function matchesFlow(rule: Rule, flow: FlowKey): boolean {
  if (rule.iif !== null && (flow.iif === null ? rule.iif !== "lo" : flow.iif.name !== rule.iif))
    return false;
  if (rule.oif !== null && flow.oif?.name !== rule.oif) return false;
  if (((rule.fwmark ^ flow.mark) & rule.fwmask) !== 0) return false;
  if (rule.srcLength > 0 && ((flow.src ^ (rule.src ?? 0)) & maskOf(rule.srcLength)) !== 0)
    return false;
  if (rule.dstLength > 0 && ((flow.dst ^ (rule.dst ?? 0)) & maskOf(rule.dstLength)) !== 0)
    return false;
  if (rule.tos !== 0 && rule.tos !== (flow.tos & 0xfc)) return false;
  if (rule.ipProto !== 0 && rule.ipProto !== (flow.ipProto ?? 0)) return false;
  if (!inRange(rule.sport, flow.sport) || !inRange(rule.dport, flow.dport)) return false;
  if (rule.uidStart !== null && rule.uidEnd !== null) {
    const uid = flow.uid ?? 0;
    if (uid < rule.uidStart || uid > rule.uidEnd) return false;
  }
  return true;
}

function inRange(range: readonly [number, number] | null, port: number | undefined): boolean {
  return range === null || (port !== undefined && port >= range[0] && port <= range[1]);
}

const KEYS = [
  "not",
  "src",
  "srcLength",
  "dst",
  "dstLength",
  "tos",
  "fwmark",
  "fwmask",
  "iif",
  "oif",
  "uidStart",
  "uidEnd",
  "ipProto",
  "action",
  "table",
  "goto",
  "suppressPrefixLength",
] as const;

function same(a: Rule, b: Rule): boolean {
  if (a.priority !== b.priority) return false;
  return (
    KEYS.every((key) => a[key] === b[key]) &&
    sameRange(a.sport, b.sport) &&
    sameRange(a.dport, b.dport)
  );
}

function sameRange(
  a: readonly [number, number] | null,
  b: readonly [number, number] | null,
): boolean {
  return a === b || (a !== null && b !== null && a[0] === b[0] && a[1] === b[1]);
}

function matchesSpec(rule: Rule, spec: RuleSpec): boolean {
  if (spec.priority !== undefined && spec.priority !== rule.priority) return false;
  for (const key of KEYS) {
    const wanted = spec[key];
    if (wanted === undefined || wanted === null || wanted === rule[key]) continue;
    if ((key === "table" || key === "goto" || key === "fwmask" || key === "tos") && wanted === 0)
      continue;
    if (key === "action" && wanted === "lookup") {
      if (spec.table === undefined) continue;
    }
    return false;
  }
  if (
    spec.srcLength === undefined &&
    spec.src == null &&
    rule.srcLength !== 0 &&
    spec.priority === undefined &&
    spec.table === undefined
  )
    return false;
  if (spec.protocol !== undefined && spec.protocol !== 0 && spec.protocol !== rule.protocol)
    return false;
  if (spec.sport != null && !sameRange(spec.sport, rule.sport)) return false;
  return spec.dport == null || sameRange(spec.dport, rule.dport);
}
