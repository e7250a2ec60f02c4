/** Targets as nft 1.0.6 shows them: verdicts, and the xlate functions of extensions/. */
import type { NatRange, XtTarget } from "../../../kernel/netfilter/types.ts";
import { hex, hex2, U32_MAX } from "../iptables/numbers.ts";
import { moreTargetXlate } from "../iptables/target-more.ts";
import { natPorts, natWhere } from "../iptables/target-nat.ts";
import type { NftView } from "./print.ts";

type Of<N extends XtTarget["name"]> = Extract<XtTarget, { readonly name: N }>;

export function targetText(target: XtTarget, view: NftView): string {
  switch (target.name) {
    case "":
      return "";
    case "ACCEPT":
    case "DROP":
    case "RETURN":
      return target.name.toLowerCase();
    case "jump":
    case "goto":
      return `${target.name} ${target.chain}`;
    case "TRACE":
      return "meta nftrace set 1";
    case "NOTRACK":
      return "notrack";
    case "CT":
      return target.notrack ? "notrack" : "xt target CT";
    case "REJECT":
      return reject(target.with);
    case "LOG":
      return log(target);
    case "DNAT":
    case "SNAT":
      return `${target.name.toLowerCase()} to ${natWhere(target.range)}${natFlags(target.range)}`;
    case "MASQUERADE":
    case "REDIRECT": {
      const ports = natPorts(target.range);
      const word = target.name.toLowerCase();
      return `${word}${ports === "" ? "" : ` to :${ports}`}${natFlags(target.range)}`;
    }
    case "MARK":
      return `meta mark set ${metaMark(target.value, target.mask)}`;
    case "CONNMARK":
      return connmark(target);
    case "TCPMSS":
      return `tcp option maxseg size set ${target.mss ?? "rt mtu"}`;
    case "TOS":
      return tos(target);
    case "TTL":
      return `xt target ${view.family === "ip" ? "TTL" : "HL"}`;
    case "SET":
      return "xt target SET";
    default:
      return moreTargetXlate(target, view.family);
  }
}

/** The kind that says nothing is the default. */
function reject(kind: Of<"REJECT">["with"]): string {
  if (kind === "tcp-reset") return "reject with tcp reset";
  const short = kind.replace(/^icmp6?-/, "");
  if (short === "port-unreachable") return "reject";
  const name = { "proto-unreachable": "prot-unreachable", "adm-prohibited": "admin-prohibited" }[
    short
  ];
  return `reject with ${kind.startsWith("icmp6") ? "icmpv6" : "icmp"} type ${name ?? short}`;
}

const LEVELS = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

function log({ level, prefix, flags }: Of<"LOG">): string {
  let text = "log";
  if (prefix !== "") text += ` prefix "${prefix}"`;
  if (level !== 4) text += ` level ${LEVELS[level] as string}`;
  if ((flags & 47) === 47) return `${text} flags all`;
  const tcp = [(flags & 1) !== 0 ? "sequence" : "", (flags & 2) !== 0 ? "options" : ""];
  const words = tcp.filter((word) => word !== "");
  if (words.length > 0) text += ` flags tcp ${words.join(",")}`;
  if ((flags & 4) !== 0) text += " flags ip options";
  if ((flags & 8) !== 0) text += " flags skuid";
  if ((flags & 32) !== 0) text += " flags ether";
  return text;
}

function natFlags({ random, randomFully, persistent }: NatRange): string {
  const words: string[] = [];
  if (random) words.push("random");
  if (randomFully) words.push("fully-random");
  if (persistent) words.push("persistent");
  return words.length === 0 ? "" : ` ${words.join(",")}`;
}

function metaMark(value: number, mask: number): string {
  if (mask === U32_MAX) return hex(value);
  if (value === 0) return `mark and ${hex(~mask)}`;
  if (value === mask) return `mark or ${hex(value)}`;
  if (mask === 0) return `mark xor ${hex(value)}`;
  return `mark and ${hex(~mask)} xor ${hex(value)}`;
}

function connmark(target: Of<"CONNMARK">): string {
  if (target.op === "set") {
    const { value, mask } = target;
    const head = "ct mark set";
    if (mask === U32_MAX) return `${head} ${hex(value)}`;
    if (value === 0) return `${head} ct mark and ${hex(~mask)}`;
    if (value === mask) return `${head} ct mark or ${hex(value)}`;
    if (mask === 0) return `${head} ct mark xor ${hex(value)}`;
    return `${head} ct mark xor ${hex(value)} and ${hex(~mask)}`;
  }
  const { op, nfmask, ctmask } = target;
  if (nfmask !== ctmask) return "xt target CONNMARK";
  const and = nfmask === U32_MAX ? "" : ` and ${hex(nfmask)}`;
  return op === "save" ? `ct mark set mark${and}` : `meta mark set ct mark${and}`;
}

/** In IPv4 rules too it says ip6. */
function tos({ value, mask }: Of<"TOS">): string {
  const dscp = (bits: number): string => hex2(bits >> 2);
  const head = "ip6 dscp set";
  if ((mask & 0xfc) === 0xfc || (mask === 0x3f && value !== 0)) return `${head} ${dscp(value)}`;
  if (value === 0) return `${head} ip6 dscp and ${dscp(~mask & 255)}`;
  if (value === mask) return `${head} ip6 dscp or ${dscp(value)}`;
  if (mask === 0) return `${head} ip6 dscp xor ${dscp(value)}`;
  return `${head} ${dscp(value)}`;
}
