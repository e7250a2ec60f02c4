/** A rule and a chain as -L, -v -A and -S show them. iptables/xshared.c, nft-ipv4.c, nft-ipv6.c. */
import type {
  AddrMask,
  IfaceMatch,
  NfAddr,
  NfFamily,
  XtChainDump,
  XtRule,
  XtRuleDump,
} from "../../../kernel/netfilter/types.ts";
import { anyAddress, formatAddress, isZero, maskText } from "./address.ts";
import { printMatch, printTarget, saveMatch, saveTarget, targetName } from "./extensions.ts";
import type { Names } from "./names.ts";
import { hostText, type View } from "./view.ts";

/** What a listing was asked to show. */
export interface ListOptions {
  readonly numeric: boolean;
  readonly verbose: boolean;
  readonly exact: boolean;
  readonly lineNumbers: boolean;
}

export interface Listing {
  readonly names: Names;
  readonly family: NfFamily;
  readonly options: ListOptions;
}

/** xtables_print_num(): five digits, or thousands with a letter. */
function count(n: number, exact: boolean): string {
  if (exact) return String(n).padStart(8);
  return short(n).padStart(5);
}

function short(n: number): string {
  if (n <= 99_999) return String(n);
  let rest = n;
  for (const letter of "KMG") {
    rest = Math.floor((rest + 500) / 1000);
    if (rest <= 9999) return `${rest}${letter}`;
  }
  return `${Math.floor((rest + 500) / 1000)}T`;
}

export function chainHeader(chain: XtChainDump, { options }: Listing): string {
  const { verbose, exact, lineNumbers } = options;
  let text = `Chain ${chain.name}`;
  if (chain.hook === null) text += ` (${chain.references} references)`;
  else {
    const num = (n: number): string => (exact ? String(n) : short(n));
    const counts = verbose ? ` ${num(chain.packets)} packets, ${num(chain.bytes)} bytes` : "";
    text += ` (policy ${chain.policy ?? "ACCEPT"}${counts})`;
  }
  text += "\n";
  if (lineNumbers) text += "num  ";
  if (verbose) text += exact ? "    pkts      bytes " : " pkts bytes ";
  text += "target     prot opt ";
  if (verbose) text += "in     out     ";
  return `${text}${"source".padEnd(20)} ${"destination".padEnd(20)}\n`;
}

const flag = (invert: boolean): string => (invert ? "!" : " ");

function address(view: View, wanted: AddrMask | null): string {
  if (wanted === null)
    return view.numeric ? `${formatAddress(anyAddress(view.family))}/0` : "anywhere";
  // ip6tables looks at the address, iptables at the mask.
  if (!view.numeric && isZero(view.family === "ip" ? wanted.mask : wanted.addr)) return "anywhere";
  return hostText(view, wanted.addr) + maskText(wanted.mask, false);
}

function device(wanted: IfaceMatch | null, any: string): string {
  return wanted === null ? any : `${wanted.invert ? "!" : ""}${wanted.name}`;
}

function protocol(view: View): string {
  const number = view.ip.protocol;
  if (view.numeric) return String(number);
  if (number === 0) return "all";
  return view.names.protocolName(number) ?? String(number);
}

function fragment({ ip }: View): string {
  return ip.fragment === "later" ? "-f" : ip.fragment === "first" ? "!f" : "--";
}

function details(rule: XtRule, view: View): string {
  let text = rule.target.name === "goto" ? "[goto] " : "";
  for (const match of rule.matches) text += printMatch(match, view);
  return text + printTarget(rule.target, view);
}

/** NOTRACK is CT underneath, and shows. */
function targetColumn(rule: XtRule, family: NfFamily): string {
  return rule.target.name === "NOTRACK" ? "CT" : targetName(rule.target, family);
}

export function ruleLine(rule: XtRuleDump, number: number, listing: Listing): string {
  const { numeric, verbose, exact, lineNumbers } = listing.options;
  const { ip } = rule;
  const view: View = { names: listing.names, family: listing.family, numeric, ip };
  let text = lineNumbers ? `${String(number).padEnd(4)} ` : "";
  if (verbose) text += `${count(rule.packets, exact)} ${count(rule.bytes, exact)} `;
  text += `${targetColumn(rule, listing.family).padEnd(9)} `;
  text += `${flag(ip.protocolInvert)}${protocol(view).padEnd(4)} ${fragment(view)} `;
  if (verbose) {
    const any = numeric ? "*" : "any";
    text += ` ${device(ip.in, any).padEnd(6)} ${device(ip.out, any).padEnd(6)} `;
  }
  text += `${flag(ip.src?.invert === true)}${address(view, ip.src).padEnd(19)} `;
  text += `${flag(ip.dst?.invert === true)}${address(view, ip.dst).padEnd(19)} `;
  return `${text}${details(rule, view)}\n`;
}

/** What `-v -A` says of the rule it added. */
export function verboseLine(rule: XtRule, names: Names, family: NfFamily): string {
  const { ip } = rule;
  const view: View = { names, family, numeric: true, ip };
  const named = { ...view, numeric: false };
  let text = `${targetColumn(rule, family)} ${flag(ip.protocolInvert)}${protocol(named)} `;
  text += `opt ${fragment(view)} in ${device(ip.in, "*")} out ${device(ip.out, "*")} `;
  text += `${flag(ip.src?.invert === true)}${address(view, ip.src)} `;
  text += `${flag(ip.dst?.invert === true)}-> ${address(view, ip.dst)}  `;
  return `${text}${details(rule, view)}\n`;
}

/** The addresses of a chain that a listing without -n asks the names of. */
export function* addressesOf(rules: readonly XtRule[]): Generator<NfAddr> {
  for (const { ip, matches } of rules) {
    if (ip.src !== null && !isZero(ip.src.mask)) yield ip.src.addr;
    if (ip.dst !== null && !isZero(ip.dst.mask)) yield ip.dst.addr;
    for (const match of matches) {
      if (match.name !== "conntrack") continue;
      const { origSrc, origDst, replSrc, replDst } = match;
      for (const one of [origSrc, origDst, replSrc, replDst]) if (one !== undefined) yield one.addr;
    }
  }
}

// ── as -S and -save write it ───────────────────────────────────────────────────────────────────

const not = (invert: boolean): string => (invert ? " !" : "");

/** Everything after the chain's name. `counters`: -c between matches and target. */
export function saveRule(
  rule: XtRule,
  names: Names,
  family: NfFamily,
  counters: string = "",
): string {
  const { ip } = rule;
  const view: View = { names, family, numeric: true, ip };
  let text = "";
  if (ip.src !== null) text += `${not(ip.src.invert)} -s ${saved(ip.src)}`;
  if (ip.dst !== null) text += `${not(ip.dst.invert)} -d ${saved(ip.dst)}`;
  if (ip.in !== null) text += `${not(ip.in.invert)} -i ${ip.in.name}`;
  if (ip.out !== null) text += `${not(ip.out.invert)} -o ${ip.out.name}`;
  if (ip.protocol !== 0)
    text += `${not(ip.protocolInvert)} -p ${names.protocolName(ip.protocol) ?? ip.protocol}`;
  if (ip.fragment !== null) text += ip.fragment === "later" ? " -f" : " ! -f";
  for (const match of rule.matches) text += saveMatch(match, view);
  return text + counters + saveTarget(rule.target, view);
}

function saved({ addr, mask }: AddrMask): string {
  return formatAddress(addr) + maskText(mask, true);
}
