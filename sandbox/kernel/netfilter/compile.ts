/**
 * A rule made ready for packets: what every rule has (addresses, devices, protocol, the ports of -m tcp and udp) as
 * numbers in one object, the other matches as objects with a test (match-*.ts), the target as a code and an object.
 *
 * To add a match from elsewhere (ipset's `set`): `ns.netfilter.matches.set("set", (view, match) => boolean)`; a
 * target likewise with `ns.netfilter.targets.set("SET", (view, target) => verdict)`.
 */
import { i32, u16 } from "../../wire/bytes.ts";
import { IPPROTO_TCP, IPPROTO_UDP } from "../../wire/ipv4.ts";
import { IP6_DST, IP6_SRC } from "../../wire/ipv6.ts";
import { ACCEPT, DROP } from "./hooks.ts";
import type { Netfilter } from "./state.ts";
import { makeMatch, type Tester } from "./match.ts";
import { CONTINUE, GOTO, JUMP, makeTarget, RETURN, type TargetRunner } from "./target.ts";
import type { AddrMask, IfaceMatch, Range, XtRule } from "./types.ts";
import { addressWords, type PacketView } from "./view.ts";

export class CompiledRule {
  // IPv4: address and mask; a mask of 0 is any.
  src = 0;
  srcMask = 0;
  srcInvert = false;
  dst = 0;
  dstMask = 0;
  dstInvert = false;
  /** IPv6: address, mask of source (8 words) and destination (8 words); null: both any. */
  six: Int32Array | null = null;
  inName: string | null = null;
  inPrefix = false;
  inInvert = false;
  outName: string | null = null;
  outPrefix = false;
  outInvert = false;
  protocol = 0;
  protocolInvert = false;
  /** 0 any, 1 later fragments, 2 first ones and whole packets. */
  fragment = 0;
  // -m tcp, -m udp: inclusive ranges; `ports` false: not asked.
  ports = false;
  sportFrom = 0;
  sportTo = 0xffff;
  sportInvert = false;
  dportFrom = 0;
  dportTo = 0xffff;
  dportInvert = false;
  readonly tests: Tester[] = [];
  verdict = CONTINUE;
  target: TargetRunner | null = null;

  matches(v: PacketView): boolean {
    if (v.six) {
      if (this.six !== null && !this.matchSix(v, this.six)) return false;
    } else {
      if ((((v.dst ^ this.dst) & this.dstMask) !== 0) !== this.dstInvert) return false;
      if ((((v.src ^ this.src) & this.srcMask) !== 0) !== this.srcInvert) return false;
    }
    if (this.protocol !== 0 && (v.protocol === this.protocol) === this.protocolInvert) return false;
    if (this.inName !== null && !ifaceFits(v.inName, this.inName, this.inPrefix, this.inInvert))
      return false;
    if (
      this.outName !== null &&
      !ifaceFits(v.outName, this.outName, this.outPrefix, this.outInvert)
    )
      return false;
    if (this.fragment !== 0 && (v.fragment !== 0) !== (this.fragment === 1)) return false;
    if (this.ports && !this.matchPorts(v)) return false;
    const { tests } = this;
    for (let i = 0; i < tests.length; i++) if (!(tests[i] as Tester).test(v)) return false;
    return true;
  }

  private matchSix(v: PacketView, w: Int32Array): boolean {
    const { b, l3 } = v;
    return (
      wordsFit(b, l3 + IP6_SRC, w, 0) !== this.srcInvert &&
      wordsFit(b, l3 + IP6_DST, w, 8) !== this.dstInvert
    );
  }

  private matchPorts(v: PacketView): boolean {
    if (v.fragment !== 0) {
      // A fragment that would overwrite the ports is an attack.
      if (v.fragment === 1 && v.protocol === IPPROTO_TCP) v.hotdrop = true;
      return false;
    }
    const at = v.l4;
    if (at + 4 > v.end) {
      v.hotdrop = true;
      return false;
    }
    const sport = u16(v.b, at);
    const dport = u16(v.b, at + 2);
    return (
      (dport >= this.dportFrom && dport <= this.dportTo) !== this.dportInvert &&
      (sport >= this.sportFrom && sport <= this.sportTo) !== this.sportInvert
    );
  }
}

function wordsFit(b: Uint8Array, at: number, w: Int32Array, from: number): boolean {
  for (let i = 0; i < 4; i++)
    if (((i32(b, at + i * 4) ^ (w[from + i] as number)) & (w[from + 4 + i] as number)) !== 0)
      return false;
  return true;
}

function ifaceFits(name: string, want: string, prefix: boolean, invert: boolean): boolean {
  return (prefix ? name.startsWith(want) : name === want) !== invert;
}

function setIface(match: IfaceMatch): { name: string; prefix: boolean; invert: boolean } {
  const prefix = match.name.endsWith("+");
  return { name: prefix ? match.name.slice(0, -1) : match.name, prefix, invert: match.invert };
}

function setRange(range: Range | null): [number, number, boolean] {
  return range === null ? [0, 0xffff, false] : [range.from, range.to, range.invert];
}

function setAddress(rule: CompiledRule, which: "src" | "dst", match: AddrMask): void {
  rule[`${which}Invert`] = match.invert;
  if (typeof match.addr === "number" && typeof match.mask === "number") {
    rule[`${which}Mask`] = match.mask;
    rule[which] = match.addr;
    return;
  }
  const words = (rule.six ??= new Int32Array(16));
  const at = which === "src" ? 0 : 8;
  addressWords(match.addr, words, at);
  addressWords(match.mask, words, at + 4);
}

/** What does nothing at evaluation. */
const SILENT = new Set(["comment"]);

export function compileRule(nf: Netfilter, source: XtRule): CompiledRule {
  const rule = new CompiledRule();
  const { ip } = source;
  if (ip.src !== null) setAddress(rule, "src", ip.src);
  if (ip.dst !== null) setAddress(rule, "dst", ip.dst);
  if (ip.in !== null && ip.in.name !== "+") {
    const { name, prefix, invert } = setIface(ip.in);
    Object.assign(rule, { inName: name, inPrefix: prefix, inInvert: invert });
  }
  if (ip.out !== null && ip.out.name !== "+") {
    const { name, prefix, invert } = setIface(ip.out);
    Object.assign(rule, { outName: name, outPrefix: prefix, outInvert: invert });
  }
  rule.protocol = ip.protocol;
  rule.protocolInvert = ip.protocolInvert;
  rule.fragment = ip.fragment === null ? 0 : ip.fragment === "later" ? 1 : 2;
  for (const match of source.matches) {
    if (SILENT.has(match.name)) continue;
    if ((match.name === "tcp" || match.name === "udp") && !rule.ports && rule.tests.length === 0) {
      [rule.sportFrom, rule.sportTo, rule.sportInvert] = setRange(match.sport);
      [rule.dportFrom, rule.dportTo, rule.dportInvert] = setRange(match.dport);
      rule.ports = true;
      if (rule.protocol === 0) rule.protocol = match.name === "tcp" ? IPPROTO_TCP : IPPROTO_UDP;
      if (match.flags === undefined && match.option === undefined) continue;
    }
    rule.tests.push(makeMatch(nf, match));
  }
  const { target } = source;
  switch (target.name) {
    case "":
      break;
    case "ACCEPT":
      rule.verdict = ACCEPT;
      break;
    case "DROP":
      rule.verdict = DROP;
      break;
    case "RETURN":
      rule.verdict = RETURN;
      break;
    case "jump":
      rule.verdict = JUMP;
      break;
    case "goto":
      rule.verdict = GOTO;
      break;
    default:
      rule.target = makeTarget(nf, target);
  }
  return rule;
}
