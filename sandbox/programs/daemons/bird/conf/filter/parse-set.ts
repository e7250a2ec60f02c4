/** `[ ... ]`: sets, and what stands before the colon of a case. BIRD 1.6.8: set_items, fprefix_set. */
import type { Ipv4Addr } from "../../../../../wire/addr.ts";
import type { Parser } from "../parser.ts";
import { checkU16, EC_KINDS, ecNumber } from "./construct.ts";
import { parseEcKind, parseTerm, prefixTail } from "./parse-term.ts";
import { type PrefixItem, type SetItem, sortSet } from "./set.ts";
import { int, type Value } from "./value.ts";

const U32 = 0xffffffff;
const SET_TYPES = ["int", "pair", "quad", "enum", "ip", "ec", "lc"];

/** After the `[`. */
export function parseSet(p: Parser): Value {
  if (p.at("IPA")) {
    const address = p.next().number as Ipv4Addr;
    if (p.at("/")) return prefixSet(p, address);
    return items(p, { t: "ip", n: address });
  }
  return items(p, null);
}

function items(p: Parser, first: Value | null): Value {
  const out = first === null ? item(p, false) : [range(p, first, false)];
  while (p.eat(",")) out.push(...item(p, false));
  p.need("]");
  return { t: "set", items: sortSet(out) };
}

/** One or more items up to (not including) the colon. */
export function parseCaseItems(p: Parser): SetItem[] {
  const out = item(p, true);
  while (p.eat(",")) out.push(...item(p, true));
  return out;
}

/** `isCase`: names would be calls there, so there are none. */
function item(p: Parser, isCase: boolean): SetItem[] {
  if (!p.at("(")) return [range(p, atom(p, isCase), isCase)];
  p.next();
  return tuple(p, isCase);
}

function range(p: Parser, from: Value, isCase: boolean): SetItem {
  return p.eat("..") ? { from, to: atom(p, isCase) } : { from, to: from };
}

function atom(p: Parser, isCase: boolean): Value {
  const t = p.next();
  if (t.kind === "NUM") return int(t.number);
  if (t.kind === "IPA") return { t: "ip", n: t.number };
  if (t.kind === "ENUM") return { t: "enum", e: t.constant?.type ?? 0, n: t.number };
  if (t.kind === "(") {
    const term = parseTerm(p);
    p.need(")");
    return parenthesised(p, term, isCase);
  }
  if (t.sym === null || isCase) return p.syntax();
  const value = p.constant(t.sym);
  if (value === null) return p.stop(`${t.sym.name}: constant expected`);
  if (!SET_TYPES.includes(value.t)) p.stop(`${t.sym.name}: set-incompatible type`);
  return value;
}

function parenthesised(p: Parser, term: Parameters<Parser["eval"]>[0], isCase: boolean): Value {
  if (isCase) return int(p.evalInt(term));
  const value = p.eval(term);
  if (!SET_TYPES.includes(value.t)) p.stop("Set-incompatible type");
  return value;
}

// ── pairs and communities ────────────────────────────────────────────────────────────────────

/** A part of a tuple: a number, two, or `*`; `whole` for a plain number. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly star: boolean;
  readonly plain: boolean;
}

function part(p: Parser): Part {
  if (p.eat("*")) return { from: 0, to: U32, star: true, plain: false };
  const from = p.evalInt(parseTerm(p));
  return partTail(p, from);
}

function partTail(p: Parser, from: number): Part {
  if (!p.eat("..")) return { from, to: from, star: false, plain: true };
  return { from, to: p.evalInt(parseTerm(p)), star: false, plain: false };
}

/** After the `(`. */
function tuple(p: Parser, isCase: boolean): SetItem[] {
  if (EC_KINDS.has(p.peek().kind)) return [extended(p)];
  let first: Part;
  if (p.at("*")) first = part(p);
  else {
    const term = parseTerm(p);
    if (p.at(")")) {
      p.next();
      return [range(p, parenthesised(p, term, isCase), isCase)];
    }
    first = partTail(p, p.evalInt(term));
  }
  p.need(",");
  const second = part(p);
  const sign = p.next().kind;
  if (sign === ")") return pair(p, first, second);
  if (sign !== ",") p.syntax();
  return [large(p, first, second)];
}

const pairOf = (a: number, b: number): Value => ({ t: "pair", n: ((a << 16) | b) >>> 0 });
const high = (part: Part): number => (part.star ? 0xffff : part.to);

function pair(p: Parser, a: Part, b: Part): SetItem[] {
  if (a.plain && b.plain && p.at("..")) {
    p.next();
    p.need("(");
    const c = p.evalInt(parseTerm(p));
    p.need(",");
    const d = p.evalInt(parseTerm(p));
    p.need(")");
    for (const n of [a.from, c, b.from, d]) checkU16(p, n);
    return [{ from: pairOf(a.from, b.from), to: pairOf(c, d) }];
  }
  for (const n of [a.from, high(a), b.from, high(b)]) checkU16(p, n);
  if (a.plain || b.star) {
    if (high(a) < a.from || high(b) < b.from)
      p.stop("From value cannot be higher that To value in pair sets");
    return [{ from: pairOf(a.from, b.from), to: pairOf(high(a), high(b)) }];
  }
  if (high(a) < a.from || high(b) < b.from)
    p.stop("From value cannot be higher that To value in pair sets");
  const out: SetItem[] = [];
  for (let i = a.from; i <= high(a); i++)
    out.push({ from: pairOf(i, b.from), to: pairOf(i, high(b)) });
  return out;
}

function extended(p: Parser): SetItem {
  const kind = parseEcKind(p);
  p.need(",");
  const key = p.evalInt(parseTerm(p));
  p.need(",");
  const value = part(p);
  p.need(")");
  const star = key >= 0x10000 ? 0xffff : U32;
  const from = ecNumber(kind, false, key, value.from);
  const to = ecNumber(kind, false, key, value.star ? star : value.to);
  if (from === null || to === null) {
    const bad = value.from > 0xffff ? value.from : value.to;
    return p.stop(`Value ${bad} out of range (0-65535)`);
  }
  return { from: { t: "ec", ec: from }, to: { t: "ec", ec: to } };
}

/** After the second comma; what follows a range must be `*`. */
function large(p: Parser, a: Part, b: Part): SetItem {
  if (!a.plain && !b.star) p.syntax();
  if (!b.plain && !p.at("*")) p.syntax();
  const c = part(p);
  p.need(")");
  let to: Value = { t: "lc", lc: [a.to, b.to, c.to] };
  const from: Value = { t: "lc", lc: [a.from, b.from, c.from] };
  if (a.plain && b.plain && c.plain && p.eat("..")) {
    p.need("(");
    const x = p.evalInt(parseTerm(p));
    p.need(",");
    const y = p.evalInt(parseTerm(p));
    p.need(",");
    const z = p.evalInt(parseTerm(p));
    p.need(")");
    to = { t: "lc", lc: [x, y, z] };
  }
  return { from, to };
}

// ── prefixes ─────────────────────────────────────────────────────────────────────────────────

function prefixSet(p: Parser, address: Ipv4Addr): Value {
  const out = [pattern(p, address)];
  while (p.eat(",")) {
    const t = p.next();
    if (t.kind !== "IPA") p.syntax();
    out.push(pattern(p, t.number as Ipv4Addr));
  }
  p.need("]");
  return { t: "prefix-set", items: out };
}

function pattern(p: Parser, ip: Ipv4Addr): PrefixItem {
  const { address, length } = prefixTail(p, ip);
  if (p.eat("+")) return { address, length, low: length, high: 32 };
  if (p.eat("-")) return { address, length, low: 0, high: length };
  if (!p.eat("{")) return { address, length, low: length, high: length };
  const low = number(p);
  p.need(",");
  const high = number(p);
  p.need("}");
  if (low > high || high > 32) p.stop(`Invalid prefix pattern range: {${low}, ${high}}.`);
  return { address, length, low, high };
}

function number(p: Parser): number {
  const t = p.next();
  return t.kind === "NUM" ? t.number : p.syntax();
}
