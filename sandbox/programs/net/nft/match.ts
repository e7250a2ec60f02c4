/** Matches as nft 1.0.6 shows them. iptables' nft.c add_nft_*, and the xlate functions of extensions/. */
import {
  ADDRTYPE,
  CT_STATE,
  CT_STATUS,
  type AddrMask,
  type Range,
  type XtMatch,
} from "../../../kernel/netfilter/types.ts";
import { formatMac } from "../../../wire/addr.ts";
import { formatAddress, maskText, prefixMask } from "../iptables/address.ts";
import { hex, hex2, U32_MAX } from "../iptables/numbers.ts";
import { connbytesRange } from "../iptables/match-count.ts";
import { devgroupXlate, ecnXlate, sctpXlate, spiXlate } from "../iptables/match-header.ts";
import { timeXlate } from "../iptables/match-time.ts";
import { rangeText } from "../iptables/view.ts";
import { icmpName } from "./icmp.ts";
import type { NftView } from "./print.ts";

type Of<N extends XtMatch["name"]> = Extract<XtMatch, { readonly name: N }>;

/** What iptables-nft writes as nf_tables' own expressions. */
export function isNative(match: XtMatch): boolean {
  if (match.name === "limit" || match.name === "mark") return true;
  if (match.name !== "tcp" && match.name !== "udp") return false;
  return match.option === undefined && (match.sport ?? match.dport ?? match.flags) !== undefined
    ? (match.sport ?? match.dport ?? match.flags ?? null) !== null
    : false;
}

const not = (invert: boolean): string => (invert ? "!= " : "");

const namesOf = (table: Readonly<Record<string, number>>, bits: number): string[] =>
  Object.entries(table)
    .filter(([, bit]) => (bits & bit) !== 0)
    .map(([name]) => name.toLowerCase().replaceAll("_", "-"));

export function matchText(match: XtMatch, view: NftView): string {
  switch (match.name) {
    case "tcp":
    case "udp":
      return ports(match, view);
    case "icmp":
    case "icmp6":
      return icmp(match);
    case "multiport":
      return multiport(match, view);
    case "comment":
      return "";
    case "state":
      return `ct state ${match.invert ? "! " : ""}${namesOf(CT_STATE, match.states).join(",")}`;
    case "conntrack":
      return conntrack(match);
    case "addrtype":
      return addrtype(match);
    case "mark":
      return mark(match);
    case "connmark": {
      const { value, mask, invert } = match;
      if (mask === U32_MAX) return `ct mark ${not(invert)}${hex(value)}`;
      return `ct mark and ${hex(mask)} ${invert ? "!=" : "=="} ${hex(value)}`;
    }
    case "limit":
      return limit("rate ", match.rate, match.burst);
    case "hashlimit":
      return hashlimit(match, view);
    case "statistic":
      return statistic(match);
    default:
      return otherText(match, view);
  }
}

function otherText(match: XtMatch, view: NftView): string {
  switch (match.name) {
    case "iprange":
      return iprange(match, view);
    case "mac":
      return `ether saddr ${not(match.invert)}${formatMac(match.source)}`;
    case "owner":
      return owner(match);
    case "pkttype":
      return `pkttype ${not(match.invert)}${match.type}`;
    case "length":
      return `meta length ${not(match.range.invert)}${rangeText(match.range, "-")}`;
    case "ttl": {
      const key = view.family === "ip" ? "ip ttl" : "ip6 hoplimit";
      const op = { eq: "", ne: "!= ", lt: "lt ", gt: "gt " }[match.op];
      return `${key} ${op}${match.value}`;
    }
    case "dscp":
      return `${view.family} dscp ${not(match.invert)}${hex2(match.value)}`;
    case "tcpmss":
      return `tcp option maxseg size ${not(match.range.invert)}${rangeText(match.range, "-")}`;
    case "rpfilter":
      return rpfilter(match);
    default:
      return seldomText(match, view);
  }
}

function seldomText(match: XtMatch, view: NftView): string {
  switch (match.name) {
    case "time":
      return timeXlate(match);
    case "quota":
      return `quota ${match.invert ? "over " : ""}${match.bytes} bytes`;
    case "connbytes": {
      const side = match.direction === "both" ? "" : ` ${match.direction}`;
      const range = connbytesRange(match, "-");
      const op = match.invert ? "!= " : match.to === null ? "ge " : "";
      return `ct${side} ${match.mode} ${op}${range}`;
    }
    case "helper":
      return `ct helper ${not(match.invert)}"${match.helper}"`;
    case "ecn":
      return ecnXlate(match, view.family);
    case "cpu":
      return `cpu ${not(match.invert)}${match.cpu}`;
    case "devgroup":
      return devgroupXlate(match);
    case "esp":
    case "ah":
      return spiXlate(match);
    case "sctp":
      return sctpXlate(match);
    default:
      return `xt match ${match.name}`;
  }
}

// ── transport ──────────────────────────────────────────────────────────────────────────────────

const FLAGS = ["fin", "syn", "rst", "psh", "ack", "urg"];

function flagNames(bits: number, numeric: boolean): string {
  return FLAGS.map((name, i) => (numeric ? hex(1 << i) : name))
    .filter((_, i) => ((bits >> i) & 1) !== 0)
    .join(",");
}

function port(key: string, range: Range | null, view: NftView, protocol: string): string[] {
  if (range === null) return [];
  const { from, to, invert } = range;
  const service = view.options.services ? view.names.serviceName(from, protocol) : null;
  if (from === to) return [`${key} ${not(invert)}${service === null ? from : `"${service}"`}`];
  if (from === 0) return [`${key} ${invert ? ">" : "<="} ${to}`];
  return [`${key} ${not(invert)}${from}-${to}`];
}

function ports(match: Of<"tcp" | "udp">, view: NftView): string {
  const { name, sport, dport, flags, option } = match;
  if (option === undefined && !isNative(match)) return "";
  const head = view.protocolInvert ? "th" : name;
  const words: string[] = [];
  if (option !== undefined) {
    // The xlate function's own order.
    words.push(
      ...port(`${name} sport`, sport, view, name),
      ...port(`${name} dport`, dport, view, name),
    );
    words.push(`tcp option ${option.kind} ${option.invert ? "missing" : "exists"}`);
  }
  if (flags !== undefined) {
    const numeric = view.options.numericProtocol;
    const mask = flagNames(flags.mask, numeric);
    const set = flagNames(flags.set, numeric);
    const single = flags.mask === flags.set && (flags.set & (flags.set - 1)) === 0;
    if (flags.set === 0) words.push(`tcp flags ${flags.invert ? "" : "! "}${mask}`);
    else if (single && option === undefined)
      words.push(`tcp flags & ${mask} ${flags.invert ? "!=" : "=="} ${set}`);
    else words.push(`tcp flags ${not(flags.invert)}${set} / ${mask}`);
  }
  if (option === undefined)
    words.push(
      ...port(`${head} sport`, sport, view, name),
      ...port(`${head} dport`, dport, view, name),
    );
  return words.join(" ");
}

function icmp(match: Of<"icmp" | "icmp6">): string {
  const { name, type, codeFrom, codeTo, invert } = match;
  if (name === "icmp" && type === 255) return "ip protocol icmp";
  const known = codeFrom === 0 && codeTo === 255 ? icmpName(name, type) : null;
  if (known === null) return `xt match ${name}`;
  return `${name === "icmp" ? "icmp" : "icmpv6"} type ${not(invert)}${known}`;
}

function multiport(match: Of<"multiport">, view: NftView): string {
  const protocol = view.names.protocolName(view.protocol) ?? String(view.protocol);
  if (match.which === "ports") {
    // The ends of a range stand as two ports.
    const ends = match.ports.flatMap(({ from, to }) => (from === to ? [from] : [from, to]));
    const pairs = ends.flatMap((one) => [`0-65535 . ${one}`, `${one} . 0-65535`]);
    return `${protocol} sport . ${protocol} dport { ${pairs.join(", ")} }`;
  }
  const list = match.ports.map((range) => rangeText({ ...range, invert: false }, "-"));
  const key = match.which === "sports" ? "sport" : "dport";
  const set = list.length === 1 ? (list[0] as string) : `{ ${list.join(", ")} }`;
  return `${protocol} ${key} ${not(match.invert)}${set}`;
}

// ── what is known of a packet ──────────────────────────────────────────────────────────────────

const NAT_STATES = CT_STATE.SNAT | CT_STATE.DNAT;

function conntrack(match: Of<"conntrack">): string {
  const words: string[] = [];
  const { states, status, protocol, expire, direction } = match;
  const plain = { ...match };
  if (direction !== undefined) words.push(`ct direction ${direction.toLowerCase()}`);
  if (protocol !== undefined)
    words.push(`ct original protocol ${not(protocol.invert)}${protocol.number}`);
  if (states !== undefined) {
    const not_ = states.invert ? "! " : "";
    // Where NAT is asked for, nothing else is shown.
    words.push(
      (states.bits & NAT_STATES) !== 0
        ? `ct status ${(states.bits & CT_STATE.SNAT) !== 0 ? "snat" : "dnat"}`
        : `ct state ${not_}${namesOf(CT_STATE, states.bits).join(",")}`,
    );
  }
  if (status !== undefined) {
    const names = status.bits === CT_STATUS.NONE ? "" : namesOf(CT_STATUS, status.bits).join(",");
    words.push(`ct status${status.invert ? " !" : ""}${names === "" ? "" : ` ${names}`}`);
  }
  if (expire !== undefined)
    words.push(`ct expiration ${not(expire.invert)}${rangeText(expire, "-")}`);
  const address = (key: string, one: AddrMask | undefined): void => {
    if (one !== undefined)
      words.push(
        `ct ${key} ${not(one.invert)}${formatAddress(one.addr)}${maskText(one.mask, false)}`,
      );
  };
  address("original saddr", plain.origSrc);
  address("original daddr", plain.origDst);
  address("reply saddr", plain.replSrc);
  address("reply daddr", plain.replDst);
  const ports = (key: string, one: Range | undefined): void => {
    if (one !== undefined) words.push(`ct ${key} ${not(one.invert)}${rangeText(one, "-")}`);
  };
  ports("original proto-src", plain.origSrcPort);
  ports("original proto-dst", plain.origDstPort);
  ports("reply proto-src", plain.replSrcPort);
  ports("reply proto-dst", plain.replDstPort);
  return words.join(" ");
}

/** THROW, NAT and XRESOLVE have no name in nft. */
const SHOWN = 0x1ff;

function addrtype(match: Of<"addrtype">): string {
  const { src, dst, limitIfaceIn, limitIfaceOut } = match;
  // Only one of the two sides is ever shown.
  const side = src ?? dst;
  if (side === null) return "xt match addrtype";
  const names = namesOf(ADDRTYPE, side.types & SHOWN);
  const iface = limitIfaceIn ? " . iif" : limitIfaceOut ? " . oif" : "";
  const set = names.length === 1 ? (names[0] as string) : `{ ${names.join(", ")} }`;
  return `fib ${src !== null ? "saddr" : "daddr"}${iface} type ${not(side.invert)}${set}`;
}

const word = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, "0")}`;

function mark({
  value,
  mask,
  invert,
}: Extract<XtMatch, { readonly name: "mark" | "connmark" }>): string {
  if (mask === U32_MAX) return `meta mark ${not(invert)}${word(value)}`;
  if (mask === 0) return `meta mark ${not(invert)}${word(value)}/0`;
  return `meta mark & ${word(mask)} ${invert ? "!=" : "=="} ${word(value)}`;
}

const UNITS = { sec: "second", min: "minute", hour: "hour", day: "day" } as const;

function limit(head: string, rate: Of<"limit">["rate"], burst: number): string {
  const bursts = burst === 5 ? "" : ` burst ${burst} packets`;
  return `limit ${head}${rate.amount}/${UNITS[rate.unit]}${bursts}`;
}

function hashlimit(match: Of<"hashlimit">, view: NftView): string {
  const { mode, above, rate, burst, table, srcMask, dstMask, htableExpire } = match;
  if (mode === 0) return "xt match hashlimit";
  const bits = view.family === "ip" ? 32 : 128;
  const address = (key: string, length: number): string =>
    `${view.family} ${key}${length === bits ? "" : ` and ${formatAddress(prefixMask(view.family, length))}`}`;
  // Whatever the rule's protocol is.
  const protocol = "tcp";
  const keys: string[] = [];
  if ((mode & 4) !== 0) keys.push(address("daddr", dstMask));
  if ((mode & 8) !== 0) keys.push(`${protocol} dport`);
  if ((mode & 1) !== 0) keys.push(address("saddr", srcMask));
  if ((mode & 2) !== 0) keys.push(`${protocol} sport`);
  const timeout = htableExpire === null ? "" : ` timeout ${Math.floor(htableExpire / 1000)}s`;
  const how = limit(above ? "rate over " : "rate ", rate, burst);
  return `meter ${table} { ${keys.join(" . ")}${timeout} ${how} }`;
}

function statistic(match: Of<"statistic">): string {
  if (match.mode === "random")
    return `meta random & 2147483647 ${match.invert ? ">=" : "<"} ${match.probability}`;
  return `numgen inc mod ${match.every} ${not(match.invert)}${match.packet}`;
}

// ── the rest ───────────────────────────────────────────────────────────────────────────────────

function iprange({ src, dst }: Of<"iprange">, view: NftView): string {
  const words: string[] = [];
  for (const [key, span] of [
    ["saddr", src],
    ["daddr", dst],
  ] as const)
    if (span !== null)
      words.push(
        `${view.family} ${key} ${not(span.invert)}${formatAddress(span.from)}-${formatAddress(span.to)}`,
      );
  return words.join(" ");
}

function owner({ uid, gid, socketExists }: Of<"owner">): string {
  const one = [uid, gid, socketExists].filter((part) => part !== null).length === 1;
  if (!one || socketExists !== null) return "xt match owner";
  const range = (uid ?? gid) as Range;
  return `${uid !== null ? "skuid" : "skgid"} ${not(range.invert)}${rangeText(range, "-")}`;
}

function rpfilter({ loose, validmark, acceptLocal, invert }: Of<"rpfilter">): string {
  if (acceptLocal && !invert) return "xt match rpfilter";
  const head = acceptLocal ? "fib saddr type != local " : "";
  const key = `fib saddr${validmark ? " . mark" : ""}${loose ? "" : " . iif"} oif`;
  return `${head}${key} ${invert ? "" : "!= "}0`;
}
