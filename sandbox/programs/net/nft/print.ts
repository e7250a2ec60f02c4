/**
 * Tables, chains and rules as nft 1.0.6 lists what iptables-nft made: its own expressions, and what the
 * xlate functions of matches and targets write; `xt match NAME` for those that have none.
 */
import type {
  AddrMask,
  HookName,
  IfaceMatch,
  NfFamily,
  XtChainDump,
  XtRuleDump,
  XtTableDump,
  XtTableName,
} from "../../../kernel/netfilter/types.ts";
import { formatAddress, isHost, prefixLength } from "../iptables/address.ts";
import type { Names } from "../iptables/names.ts";
import { isNative, matchText } from "./match.ts";
import { targetText } from "./target.ts";

export interface NftOptions {
  readonly handles: boolean;
  readonly stateless: boolean;
  readonly services: boolean;
  readonly numericPriority: boolean;
  readonly numericProtocol: boolean;
}

export interface NftView {
  readonly names: Names;
  readonly family: NfFamily;
  readonly options: NftOptions;
  /** The rule's protocol. */
  readonly protocol: number;
  readonly protocolInvert: boolean;
}

const PRIORITIES: Readonly<Record<XtTableName, number>> = {
  raw: -300,
  mangle: -150,
  nat: -100,
  filter: 0,
  security: 150,
};

function priority(table: XtTableName, hook: HookName, numeric: boolean): string {
  const number =
    table === "nat" && (hook === "POSTROUTING" || hook === "INPUT") ? 100 : PRIORITIES[table];
  if (numeric || table === "security") return String(number);
  if (table !== "nat") return table;
  if (hook === "PREROUTING") return "dstnat";
  return hook === "POSTROUTING" ? "srcnat" : String(number);
}

export function chainHead(table: XtTableName, chain: XtChainDump, o: NftOptions): string {
  const handle = o.handles ? ` # handle ${chain.handle}` : "";
  let text = `\tchain ${chain.name} {${handle}\n`;
  if (chain.hook !== null) {
    const type =
      table === "nat" ? "nat" : table === "mangle" && chain.hook === "OUTPUT" ? "route" : "filter";
    const prio = priority(table, chain.hook, o.numericPriority);
    text += `\t\ttype ${type} hook ${chain.hook.toLowerCase()} priority ${prio}; `;
    text += `policy ${(chain.policy ?? "ACCEPT").toLowerCase()};\n`;
  }
  return text;
}

/** Said on standard error of a table with something that only xtables understands. */
export function warning(table: XtTableDump, chains: readonly XtChainDump[]): string {
  if (!chains.some((chain) => chain.rules.some(hasXt))) return "";
  return `# Warning: table ${table.family} ${table.name} is managed by iptables-nft, do not touch!\n`;
}

/** The table with these of its chains; all rules. */
export function tableText(
  table: XtTableDump,
  chains: readonly XtChainDump[],
  names: Names,
  o: NftOptions,
  whole = true,
): string {
  const { family, name } = table;
  const text = `table ${family} ${name} {${o.handles && whole ? ` # handle ${table.handle}` : ""}\n`;
  const parts = chains.map((chain) => {
    const lines = chain.rules.map((rule) => {
      const handle = o.handles ? ` # handle ${rule.handle}` : "";
      return `\t\t${ruleText(rule, family, names, o)}${handle}\n`;
    });
    return `${chainHead(name, chain, o)}${lines.join("")}\t}\n`;
  });
  return `${text}${parts.join("\n")}}\n`;
}

/** Is there something that only xtables understands? */
function hasXt(rule: XtRuleDump): boolean {
  if (rule.matches.some((match) => !isNative(match))) return true;
  const { name } = rule.target;
  return !["", "ACCEPT", "DROP", "RETURN", "TRACE", "NFLOG", "jump", "goto"].includes(name);
}

const not = (invert: boolean): string => (invert ? "!= " : "");

function device(key: string, wanted: IfaceMatch | null): string[] {
  if (wanted === null) return [];
  return [`${key} ${not(wanted.invert)}"${wanted.name.replace(/\+$/, "*")}"`];
}

function address(key: string, wanted: AddrMask | null): string[] {
  if (wanted === null) return [];
  const { addr, mask, invert } = wanted;
  const length = prefixLength(mask);
  const text = formatAddress(addr);
  if (length === null) return [`${key} & ${formatAddress(mask)} ${invert ? "!=" : "=="} ${text}`];
  return [`${key} ${not(invert)}${text}${isHost(mask) ? "" : `/${length}`}`];
}

export function protocolText(view: NftView): string {
  const { protocol, names, options } = view;
  const name = options.numericProtocol ? null : names.protocolName(protocol);
  return `meta l4proto ${not(view.protocolInvert)}${name ?? protocol}`;
}

/**
 * `meta l4proto tcp` is not shown where the ports that follow say it, unless something that nft does not
 * understand stands between.
 */
function saysProtocol(rule: XtRuleDump): boolean {
  if (rule.ip.protocolInvert) return false;
  for (const match of rule.matches) {
    if (match.name === "mark") continue;
    if (!isNative(match) || match.name === "limit") return false;
    return true;
  }
  return false;
}

function ruleText(rule: XtRuleDump, family: NfFamily, names: Names, options: NftOptions): string {
  const { ip } = rule;
  const { protocol, protocolInvert } = ip;
  const view: NftView = { names, family, options, protocol, protocolInvert };
  const words: string[] = [...device("iifname", ip.in), ...device("oifname", ip.out)];
  if (protocol !== 0 && !saysProtocol(rule)) words.push(protocolText(view));
  words.push(...address(`${family} saddr`, ip.src), ...address(`${family} daddr`, ip.dst));
  if (ip.fragment !== null)
    words.push(`ip frag-off & 8191 ${ip.fragment === "later" ? "!=" : "=="} 0`);
  for (const match of rule.matches) words.push(matchText(match, view));
  words.push(options.stateless ? "counter" : `counter packets ${rule.packets} bytes ${rule.bytes}`);
  const target = targetText(rule.target, view);
  if (target !== "") words.push(target);
  return words.join(" ");
}
