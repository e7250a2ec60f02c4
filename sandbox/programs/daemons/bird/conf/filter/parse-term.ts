/** Expressions of filters. BIRD 1.6.8: term, constant, constructor, function_call of filter/config.Y. */
import type { Ipv4Addr } from "../../../../../wire/addr.ts";
import { formatIpv4, maskOf } from "../../../../../wire/addr.ts";
import type { Parser } from "../parser.ts";
import type { Sym } from "../symbols.ts";
import { DYNAMIC_ATTRS, STATIC_ATTRS, type StaticAttr } from "./attributes.ts";
import type { Call, MaskPart, Term } from "./ast.ts";
import { EC_KINDS, makeEc, makeLc, makePair } from "./construct.ts";
import { parseSet } from "./parse-set.ts";
import { FALSE, int, TRUE, type Value } from "./value.ts";

/** All binary operators but `.`; `&&` and `||` bind alike, and comparisons do not chain. */
const BINDING: Readonly<Record<string, number>> = {
  "&&": 1,
  "||": 1,
  "=": 2,
  "!=": 2,
  "<": 2,
  ">": 2,
  "<=": 2,
  ">=": 2,
  "~": 2,
  "!~": 2,
  "+": 3,
  "-": 3,
  "*": 4,
  "/": 4,
};
const COMPARISON = 2;
const NOT_BINDING = 5;

export function parseTerm(p: Parser, minimum = 1): Term {
  let left = unary(p);
  for (;;) {
    const op = p.peek().kind;
    const binding = BINDING[op];
    if (binding === undefined || binding < minimum) return left;
    p.next();
    const right = parseTerm(p, binding + 1);
    left = binary(op, left, right, p.line);
    if (binding === COMPARISON && BINDING[p.peek().kind] === COMPARISON) p.syntax();
  }
}

function binary(op: string, a: Term, b: Term, line: number): Term {
  switch (op) {
    case ">":
      return { op: "<", a: b, b: a, line };
    case ">=":
      return { op: "<=", a: b, b: a, line };
    case "&&":
    case "||":
    case "=":
    case "!=":
    case "<":
    case "<=":
    case "~":
    case "!~":
    case "+":
    case "-":
    case "*":
      return { op, a, b, line };
    default:
      return { op: "/", a, b, line };
  }
}

function unary(p: Parser): Term {
  if (p.at("!")) {
    p.next();
    const a = parseTerm(p, NOT_BINDING);
    return { op: "!", a, line: p.line };
  }
  let term = primary(p);
  while (p.at(".")) {
    p.next();
    term = suffix(p, term);
  }
  return term;
}

function suffix(p: Parser, a: Term): Term {
  const t = p.next();
  switch (t.kind) {
    case "ip":
    case "len":
    case "first":
    case "last":
    case "last_nonaggregated":
      return { op: t.kind, a, line: p.line };
    case "mask": {
      p.need("(");
      const b = parseTerm(p);
      p.need(")");
      return { op: "mask", a, b, line: p.line };
    }
    default:
      return p.syntax();
  }
}

const constant = (p: Parser, value: Value): Term => ({ op: "const", value, line: p.line });

function primary(p: Parser): Term {
  const t = p.next();
  switch (t.kind) {
    case "NUM":
      return constant(p, int(t.number));
    case "true":
      return constant(p, TRUE);
    case "false":
      return constant(p, FALSE);
    case "TEXT":
      return constant(p, { t: "string", s: t.text });
    case "ENUM":
      return constant(p, { t: "enum", e: t.constant?.type ?? 0, n: t.number });
    case "IPA":
      return address(p, t.number as Ipv4Addr);
    case "SYM":
      return named(p, t.sym as Sym);
    case "(":
      return parenthesis(p);
    case "[":
      return constant(p, parseSet(p));
    case "[=":
      return pathMask(p);
    case "/":
      return slashMask(p);
    case "+":
    case "-":
      return empty(p, t.kind);
    case "preference":
      return { op: "preference", line: p.line };
    case "defined": {
      p.need("(");
      const a = parseTerm(p);
      p.need(")");
      return { op: "defined", a, line: p.line };
    }
    case "prepend":
    case "add":
    case "delete":
    case "filter": {
      p.need("(");
      const a = parseTerm(p);
      p.need(",");
      const b = parseTerm(p);
      p.need(")");
      return { op: t.kind, a, b, line: p.line };
    }
    case "roa_check":
      return roaCheck(p);
    default:
      return attribute(p, t.kind);
  }
}

function attribute(p: Parser, word: string): Term {
  if (STATIC_ATTRS.has(word)) return { op: "static-attr", attr: word as StaticAttr, line: p.line };
  const attr = DYNAMIC_ATTRS.get(word);
  return attr === undefined ? p.syntax() : { op: "attr", attr, line: p.line };
}

/** An address, or a prefix: `/` and a plain number. */
function address(p: Parser, ip: Ipv4Addr): Term {
  if (!p.at("/")) return constant(p, { t: "ip", n: ip });
  return constant(p, { t: "prefix", ...prefixTail(p, ip) });
}

export function prefixTail(p: Parser, address: Ipv4Addr): { address: Ipv4Addr; length: number } {
  p.need("/");
  const t = p.next();
  if (t.kind !== "NUM") p.syntax();
  const length = t.number;
  if (length > 32 || (address & ~maskOf(length)) !== 0)
    p.stop(`Invalid network prefix: ${formatIpv4(address)}/${length}.`);
  return { address, length };
}

function named(p: Parser, sym: Sym): Term {
  return p.at("(") ? parseCall(p, sym) : variable(p, sym);
}

export function variable(p: Parser, sym: Sym): Term {
  const { meaning } = sym;
  if (meaning.is === "constant") return constant(p, meaning.value);
  if (meaning.is === "variable") return { op: "var", sym, line: p.line };
  if (p.isBird2 && meaning.is === "void") return p.unexpected(sym);
  return p.stop(`${sym.name}: variable expected.`);
}

export function parseCall(p: Parser, sym: Sym): Call {
  p.need("(");
  const args: Term[] = [];
  if (!p.at(")")) {
    args.push(parseTerm(p));
    while (p.eat(",")) args.push(parseTerm(p));
  }
  p.need(")");
  const { meaning } = sym;
  if (meaning.is !== "function")
    return p.stop("You can't call something which is not a function. Really.");
  const { params, body } = meaning.def;
  if (params.length !== args.length) p.stop(`Wrong number of arguments for function ${sym.name}.`);
  return { op: "call", name: sym.name, params, body, args, line: p.line };
}

/** `(a)`, `(a, b)`, `(a, b, c)`, `(rt, a, b)`. */
function parenthesis(p: Parser): Term {
  const kind = p.peek().kind;
  if (EC_KINDS.has(kind)) return extendedCommunity(p);
  const a = parseTerm(p);
  const sign = p.next().kind;
  if (sign === ")") return a;
  if (sign !== ",") p.syntax();
  const b = parseTerm(p);
  const next = p.next().kind;
  if (next === ")") return makePair(p, a, b);
  if (next !== ",") p.syntax();
  const c = parseTerm(p);
  p.need(")");
  return makeLc(p, a, b, c);
}

export function parseEcKind(p: Parser): number {
  const t = p.next();
  if (t.kind !== "unknown") return EC_KINDS.get(t.kind) ?? p.syntax();
  const number = p.next();
  return number.kind === "NUM" ? number.number : p.syntax();
}

function extendedCommunity(p: Parser): Term {
  const kind = parseEcKind(p);
  p.need(",");
  const a = parseTerm(p);
  p.need(",");
  const b = parseTerm(p);
  p.need(")");
  return makeEc(p, kind, a, b);
}

function empty(p: Parser, sign: string): Term {
  let depth = 1;
  if (sign === "+") {
    p.need("empty", "+");
    return { op: "empty", type: "path", line: p.line };
  }
  while (depth < 3 && p.eat("-")) depth++;
  p.need("empty");
  for (let i = 0; i < depth; i++) p.need("-");
  const type = depth === 1 ? "clist" : depth === 2 ? "eclist" : "lclist";
  return { op: "empty", type, line: p.line };
}

function roaCheck(p: Parser): Term {
  p.need("(");
  const sym = p.needSym();
  if (p.next().kind === ")") return roaTerm(p, sym, null, null);
  const a = parseTerm(p);
  p.need(",");
  const b = parseTerm(p);
  p.need(")");
  return roaTerm(p, sym, a, b);
}

function roaTerm(p: Parser, sym: Sym, a: Term | null, b: Term | null): Term {
  if (sym.meaning.is !== "roa table") p.stop(`${sym.name} is not a ROA table`);
  return { op: "roa", table: sym.name, a, b, line: p.line };
}

// ── masks of AS paths ────────────────────────────────────────────────────────────────────────

function pathMask(p: Parser): Term {
  const parts: MaskPart[] = [];
  for (;;) {
    const t = p.next();
    if (t.kind === "=]") break;
    if (t.kind === "*") parts.push({ kind: "any" });
    else if (t.kind === "?") parts.push({ kind: "one" });
    else if (t.kind === "NUM") parts.push(numberOrRange(p, t.number));
    else if (t.kind === "SYM") parts.push({ term: variable(p, t.sym as Sym) });
    else if (t.kind === "(") {
      parts.push({ term: parseTerm(p) });
      p.need(")");
    } else p.syntax();
  }
  return maskTerm(p, parts);
}

function numberOrRange(p: Parser, from: number): MaskPart {
  if (!p.eat("..")) return { kind: "asn", asn: from };
  const to = p.next();
  return to.kind === "NUM" ? { kind: "range", from, to: to.number } : p.syntax();
}

function slashMask(p: Parser): Term {
  const parts: MaskPart[] = [];
  for (;;) {
    const t = p.next();
    if (t.kind === "/") break;
    if (t.kind === "?") parts.push({ kind: "any" });
    else if (t.kind === "NUM") parts.push(numberOrRange(p, t.number));
    else p.syntax();
  }
  return maskTerm(p, parts);
}

function maskTerm(p: Parser, parts: readonly MaskPart[]): Term {
  const known = parts.filter((part) => "kind" in part);
  if (known.length === parts.length) return constant(p, { t: "mask", mask: known });
  return { op: "mask-template", parts, line: p.line };
}
