/**
 * `ip rule`: policy routing rules. Left out: l3mdev, realms, nat, tunnel ids, suppress_ifgroup.
 */
import type { RuleDump, RuleSpec } from "../../../kernel/netlink-types.ts";
import type { Ipv4Addr } from "../../../wire/addr.ts";
import { binaryStream } from "./addr.ts";
import { HELP } from "./help.ts";
import { ipProtocolName, ipProtocolNumber } from "./names.ts";
import { routeType } from "./route.ts";
import { Args, type Outcome, type Session } from "./session.ts";
import {
  type Family,
  formatAddress,
  type InetPrefix,
  matches,
  parseInteger,
  parseUnsigned,
  sameBits,
} from "./values.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function ruleCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return list(s, args, false);
  const command = args.take();
  if (matches(command, "list") || matches(command, "lst") || matches(command, "show"))
    return list(s, args, false);
  if (matches(command, "save")) return binaryStream(s);
  if (matches(command, "restore")) {
    s.err("Magic mismatch (0 elems, 0 magic)\n");
    return 255;
  }
  if (matches(command, "add")) return modify(s, args, "add");
  if (matches(command, "delete")) return modify(s, args, "del");
  if (matches(command, "flush")) return list(s, args, true);
  if (matches(command, "help")) s.usage(HELP.rule);
  s.die(`Command "${command}" is unknown, try "ip rule help".\n`);
}

// ── show ───────────────────────────────────────────────────────────────────────────────────────

interface Filter {
  table: number | null;
  pref: [number, number] | null;
  fwmark: number | null;
  fwmask: number | null;
  iif: string | null;
  oif: string | null;
  tos: number | null;
  src: InetPrefix | null;
  dst: InetPrefix | null;
  not: boolean;
  protocol: number | null;
  /** ipproto, ports, uidrange. */
  like: Mutable<RuleSpec>;
  impossible: boolean;
}

function list(s: Session, args: Args, flush: boolean): number {
  const family: Family = s.inetFamily === 0 ? 4 : s.inetFamily;
  const filter = parseFilter(s, args, family);
  let rules = s.netlink.rules(family).filter((rule) => selected(rule, filter));
  if (flush) {
    // Only a flush looks at the protocol; show reads the word and forgets it.
    if (filter.protocol !== null) rules = rules.filter((rule) => rule.protocol === filter.protocol);
    for (const rule of rules) {
      if (rule.priority === 0) continue;
      if (s.talk(() => s.netlink.delRule(rule))) continue;
      s.err("Dump terminated\n");
      return 255;
    }
    return 0;
  }
  s.printer.begin();
  for (const rule of rules) printRule(s, rule);
  s.printer.end();
  return 0;
}

function parseFilter(s: Session, args: Args, family: Family): Filter {
  const f: Filter = {
    table: null,
    pref: null,
    fwmark: null,
    fwmask: null,
    iif: null,
    oif: null,
    tos: null,
    src: null,
    dst: null,
    not: false,
    protocol: null,
    like: { family: 4 },
    impossible: false,
  };
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "preference") || matches(word, "order") || matches(word, "priority")) {
      const value = args.value();
      const [from, to] = value.split("-", 2);
      const low = parseUnsigned(from as string);
      const high = to === undefined ? low : parseUnsigned(to);
      if (low === null || high === null) s.invalid("preference value is invalid\n", value);
      f.pref = [low, high];
    } else if (word === "not") f.not = true;
    else if (word === "tos" || matches(word, "dsfield")) {
      const value = args.value();
      f.tos = s.names("rt_dsfield").number(value) ?? parseUnsigned(value, 255, 16);
      if (f.tos === null) s.invalid("TOS value is invalid\n", value);
    } else if (matches(word, "fwmark")) {
      const value = args.value();
      const [mark, mask] = value.split("/", 2);
      f.fwmark = parseUnsigned(mark as string);
      if (f.fwmark === null) s.invalid("fwmark value is invalid\n", value);
      if (mask !== undefined) f.fwmask = parseUnsigned(mask);
    } else if (word === "dev" || matches(word, "iif")) f.iif = args.value();
    else if (word === "oif") f.oif = args.value();
    else if (matches(word, "l3mdev") || matches(word, "tun_id")) f.impossible = true;
    else if (word === "uidrange" || word === "ipproto" || word === "sport" || word === "dport")
      parseNumber(s, args, f.like);
    else if (matches(word, "lookup") || matches(word, "table")) {
      const value = args.value();
      f.table = s.names("rt_tables").number(value) ?? parseUnsigned(value);
      if (f.table === null) s.invalid("table id value is invalid\n", value);
    } else if (matches(word, "from") || matches(word, "src"))
      f.src = s.prefix(args.value(), family);
    else if (matches(word, "protocol")) {
      const value = args.value();
      f.protocol = s.names("rt_protos").number(value) ?? parseUnsigned(value, 255);
      if (f.protocol === null) s.invalid('invalid "protocol"\n', value);
    } else {
      const value = matches(word, "dst") || matches(word, "to") ? args.value() : word;
      f.dst = s.prefix(value, family);
    }
  }
  return f;
}

function selected(rule: RuleDump, f: Filter): boolean {
  if (f.impossible) return false;
  if (f.pref !== null && (rule.priority < f.pref[0] || rule.priority > f.pref[1])) return false;
  if (f.not && !rule.not) return false;
  if (f.src !== null && !within(rule.src, rule.srcLength, f.src)) return false;
  if (f.dst !== null && !within(rule.dst, rule.dstLength, f.dst)) return false;
  if (f.tos !== null && rule.tos !== f.tos) return false;
  if (f.fwmark !== null && rule.fwmark !== f.fwmark) return false;
  if (f.fwmask !== null && rule.fwmask !== f.fwmask) return false;
  if (f.iif !== null && rule.iif !== f.iif) return false;
  if (f.oif !== null && rule.oif !== f.oif) return false;
  const { like } = f;
  if (like.ipProto !== undefined && rule.ipProto !== like.ipProto) return false;
  if (like.uidStart !== undefined && rule.uidStart !== like.uidStart) return false;
  if (like.uidEnd !== undefined && rule.uidEnd !== like.uidEnd) return false;
  for (const key of ["sport", "dport"] as const) {
    const range = like[key];
    if (range !== undefined && range?.join() !== rule[key]?.join()) return false;
  }
  return f.table === null || rule.table === f.table;
}

function within(addr: Ipv4Addr | null, length: number, prefix: InetPrefix): boolean {
  if (prefix.bitlen === 0) return true;
  return addr !== null && length >= prefix.bitlen && sameBits(addr, prefix.addr, prefix.bitlen);
}

export function printRule(s: Session, rule: RuleDump, deleted = false): void {
  const p = s.printer;
  const host = rule.family === 4 ? 32 : 128;
  const color = rule.family === 4 ? "inet" : "inet6";
  p.openObject();
  if (deleted) p.any("deleted", true, "Deleted ");
  p.any("priority", rule.priority, `${rule.priority}:\t`);
  if (rule.not) p.any("not", null, "not ");
  p.text("from ");
  if (rule.src === null) p.any("src", "all", "all");
  else {
    p.any("src", formatAddress(rule.src), s.hostName(rule.src), color);
    if (rule.srcLength !== host) p.any("srclen", rule.srcLength, `/${rule.srcLength}`);
  }
  if (rule.dst !== null) {
    p.text(" to ");
    p.any("dst", formatAddress(rule.dst), s.hostName(rule.dst), color);
    if (rule.dstLength !== host) p.any("dstlen", rule.dstLength, `/${rule.dstLength}`);
  }
  if (rule.tos !== 0) p.any("tos", s.tosName(rule.tos), ` tos ${s.tosName(rule.tos)}`);
  printMark(s, rule);
  for (const key of ["iif", "oif"] as const) {
    const name = rule[key];
    if (name === null) continue;
    p.text(` ${key} `);
    p.any(key, name, name, "ifname");
    if (rule.detached[key]) p.any(`${key}_detached`, null, " [detached]");
  }
  printRuleTail(s, rule);
  p.text("\n");
  p.closeObject();
}

function printMark(s: Session, rule: RuleDump): void {
  const p = s.printer;
  if (rule.fwmark === 0 && (rule.fwmask === 0 || rule.fwmask >>> 0 === 0xffffffff)) return;
  const mark = `0x${(rule.fwmark >>> 0).toString(16)}`;
  p.any("fwmark", mark, ` fwmark ${mark}`);
  if (rule.fwmask >>> 0 === 0xffffffff) return;
  const mask = `0x${(rule.fwmask >>> 0).toString(16)}`;
  p.any("fwmask", mask, `/${mask}`);
}

function printRuleTail(s: Session, rule: RuleDump): void {
  const p = s.printer;
  if (rule.uidStart !== null && rule.uidEnd !== null) {
    p.any("uid_start", rule.uidStart, ` uidrange ${rule.uidStart}`);
    p.any("uid_end", rule.uidEnd, `-${rule.uidEnd}`);
  }
  if (rule.ipProto !== 0) {
    const name = s.options.numeric ? `ipproto-${rule.ipProto}` : ipProtocolName(rule.ipProto);
    p.any("ipproto", name, ` ipproto ${name}`);
  }
  for (const key of ["sport", "dport"] as const) {
    const range = rule[key];
    if (range === null) continue;
    if (range[0] === range[1]) p.any(key, range[0], ` ${key} ${range[0]}`);
    else {
      p.any(`${key}_start`, range[0], ` ${key} ${range[0]}`);
      p.any(`${key}_end`, range[1], `-${range[1]}`);
    }
  }
  if (rule.action === "lookup") {
    p.any("table", s.tableName(rule.table), ` lookup ${s.tableName(rule.table)}`);
    if (rule.suppressPrefixLength !== null) {
      p.any(
        "suppress_prefixlen",
        rule.suppressPrefixLength,
        ` suppress_prefixlength ${rule.suppressPrefixLength}`,
      );
    }
  } else if (rule.action === "goto") {
    p.any("goto", rule.goto, ` goto ${rule.goto}`);
    const there = s.netlink.rules(rule.family).some((other) => other.priority === rule.goto);
    if (!there) p.any("unresolved", null, " [unresolved]");
  } else if (rule.action === "nop") p.any("nop", null, " nop");
  else p.any("action", s.routeTypeName(rule.action), ` ${s.routeTypeName(rule.action)}`);
  if ((rule.protocol !== 0 && rule.protocol !== 2) || s.options.details > 0) {
    p.any("protocol", s.protocolName(rule.protocol), ` proto ${s.protocolName(rule.protocol)}`);
  }
}

// ── changes ────────────────────────────────────────────────────────────────────────────────────

function modify(s: Session, args: Args, mode: "add" | "del"): number {
  if (args.done) {
    s.err(`"ip rule ${mode}" requires arguments.\n`);
    return 1;
  }
  const draft: Mutable<RuleSpec> & { tableGiven: boolean } = {
    family: s.inetFamily === 0 ? 4 : s.inetFamily,
    tableGiven: false,
  };
  let family: Family | 0 = s.inetFamily;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "not") draft.not = true;
    else if (word === "from" || word === "to") {
      const prefix = s.prefix(args.value(), family);
      if (prefix.family !== 0) family = prefix.family;
      if (prefix.bitlen > 0) {
        if (word === "from") Object.assign(draft, { src: prefix.addr, srcLength: prefix.bitlen });
        else Object.assign(draft, { dst: prefix.addr, dstLength: prefix.bitlen });
      }
    } else if (!parseNumber(s, args, draft) && !parseAction(s, args, draft)) {
      if (word === "help") s.usage(HELP.rule);
      s.invalid("Failed to parse rule type", word);
    }
  }
  const { tableGiven, ...rest } = draft;
  const spec: Mutable<RuleSpec> = { ...rest, family: family === 0 ? 4 : family };
  if (spec.action === undefined && (mode === "add" || tableGiven)) spec.action = "lookup";
  if (mode === "add" && spec.action === "lookup" && !tableGiven) spec.table = 254;
  return s.talk(() => (mode === "add" ? s.netlink.newRule(spec) : s.netlink.delRule(spec))) ? 0 : 2;
}

function parseNumber(s: Session, args: Args, draft: Mutable<RuleSpec>): boolean {
  const word = args.word;
  if (matches(word, "preference") || matches(word, "order") || matches(word, "priority")) {
    const value = args.value();
    const pref = parseUnsigned(value);
    if (pref === null) s.invalid("preference value is invalid\n", value);
    draft.priority = pref;
  } else if (word === "tos" || matches(word, "dsfield")) {
    const value = args.value();
    const tos = s.names("rt_dsfield").number(value) ?? parseUnsigned(value, 255, 16);
    if (tos === null) s.invalid("TOS value is invalid\n", value);
    draft.tos = tos;
  } else if (word === "fwmark") {
    const value = args.value();
    const [mark, mask] = value.split("/", 2);
    const fwmark = parseUnsigned(mark as string);
    const fwmask = mask === undefined ? 0xffffffff : parseUnsigned(mask);
    if (fwmark === null) s.invalid("fwmark value is invalid\n", value);
    if (fwmask === null) s.invalid("fwmask value is invalid\n", mask as string);
    draft.fwmark = fwmark;
    draft.fwmask = fwmask;
  } else if (
    matches(word, "realms") ||
    word === "nat" ||
    matches(word, "map-to") ||
    word === "l3mdev" ||
    matches(word, "tun_id") ||
    word === "suppress_ifgroup" ||
    word === "sup_ifgroup"
  ) {
    s.notSimulated(`the rule option "${word}"`);
  } else if (matches(word, "protocol")) {
    const value = args.value();
    const protocol = s.names("rt_protos").number(value) ?? parseUnsigned(value, 255);
    if (protocol === null) s.invalid('"protocol" value is invalid\n', value);
    draft.protocol = protocol;
  } else if (word === "uidrange") {
    const value = args.value();
    const m = /^(\d+)-(\d+)$/.exec(value);
    if (m === null) s.invalid("invalid UID range\n", value);
    draft.uidStart = Number(m[1]);
    draft.uidEnd = Number(m[2]);
  } else if (word === "ipproto") {
    const value = args.value();
    const number = ipProtocolNumber(value) ?? parseInteger(value);
    if (number === null) s.invalid('Invalid "ipproto" value\n', value);
    draft.ipProto = number;
  } else if (word === "sport" || word === "dport") {
    const value = args.value();
    const m = /^(\d+)(?:-(\d+))?$/.exec(value);
    if (m === null) s.invalid(`invalid ${word} range\n`, value);
    // sscanf's %hu: 16 bits of it.
    draft[word] = [Number(m[1]) & 0xffff, Number(m[2] ?? m[1]) & 0xffff];
  } else return false;
  return true;
}

/** check_ifname. */
function deviceWord(s: Session, args: Args, complaint: string): string {
  const name = args.value();
  if (name === "" || name.length > 15 || /[/\s]/.test(name)) s.invalid(complaint, name);
  return name;
}

function parseAction(
  s: Session,
  args: Args,
  draft: Mutable<RuleSpec> & { tableGiven: boolean },
): boolean {
  const word = args.word;
  if (matches(word, "table") || matches(word, "lookup")) {
    const value = args.value();
    const table = s.names("rt_tables").number(value) ?? parseUnsigned(value);
    if (table === null) s.invalid("invalid table ID\n", value);
    draft.table = table;
    draft.tableGiven = true;
  } else if (matches(word, "suppress_prefixlength") || matches(word, "sup_pl")) {
    const value = args.value();
    const length = parseInteger(value);
    if (length === null || length < 0) s.invalid("suppress_prefixlength value is invalid\n", value);
    draft.suppressPrefixLength = length;
  } else if (word === "dev" || matches(word, "iif"))
    draft.iif = deviceWord(s, args, '"iif"/"dev" not a valid ifname');
  else if (word === "oif") draft.oif = deviceWord(s, args, '"oif" not a valid ifname');
  else {
    const kind = word === "type" ? args.value() : word;
    if (matches(kind, "help")) s.usage(HELP.rule);
    if (matches(kind, "goto")) {
      const value = args.value();
      const target = parseUnsigned(value);
      if (target === null) s.invalid("invalid target\n", value);
      draft.action = "goto";
      draft.goto = target;
    } else if (matches(kind, "nop")) draft.action = "nop";
    else {
      const type = routeType(kind);
      if (type !== "blackhole" && type !== "unreachable" && type !== "prohibit") {
        if (word === "type") s.invalid("Failed to parse rule type", kind);
        return false;
      }
      draft.action = type;
    }
  }
  return true;
}
