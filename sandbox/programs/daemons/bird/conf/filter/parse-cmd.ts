/** Commands of filters, functions and filters themselves. BIRD 1.6.8: cmd, block, filter_def of filter/config.Y. */
import type { Filter } from "../../types.ts";
import type { Parser } from "../parser.ts";
import type { Sym } from "../symbols.ts";
import { DYNAMIC_ATTRS, type DynamicAttr, STATIC_ATTRS, type StaticAttr } from "./attributes.ts";
import type { Block, CaseArm, Cmd, FunctionDef, Term } from "./ast.ts";
import { makeFilter, UNNAMED } from "./filter.ts";
import { parseCaseItems } from "./parse-set.ts";
import { parseCall, parseTerm } from "./parse-term.ts";

const TYPES = new Set(
  "int bool ip prefix pair quad ec lc string bgpmask bgppath clist eclist lclist".split(" "),
);
const VALUE_TYPES: Readonly<Record<string, string>> = { bgpmask: "mask", bgppath: "path" };
const SETS = new Set(["int", "pair", "quad", "ec", "lc", "ip"]);

/** `int set`: the value's type, as value.ts has it. */
function parseType(p: Parser): string {
  const t = p.next().kind;
  if (!TYPES.has(t)) p.syntax();
  let type = VALUE_TYPES[t] ?? t;
  while (p.eat("set")) {
    if (type === "prefix") type = "prefix-set";
    else if (SETS.has(type)) type = "set";
    else p.stop("You can't create sets of this type.");
  }
  return type;
}

function declaration(p: Parser): Sym {
  const type = parseType(p);
  return p.define(p.needSym(), { is: "variable", type });
}

/** `int a; pair b;` before the brace, then the commands. */
export function parseBody(p: Parser): Block {
  const locals: Sym[] = [];
  while (TYPES.has(p.peek().kind)) {
    locals.push(declaration(p));
    p.need(";");
  }
  p.need("{");
  const commands = parseCommands(p);
  p.need("}");
  return { locals, commands };
}

function parseCommands(p: Parser): Cmd[] {
  const out: Cmd[] = [];
  while (startsCommand(p)) out.push(parseCommand(p));
  return out;
}

const BREAKS = new Set(["accept", "reject", "error", "quitbird", "print", "printn"]);

export function startsCommand(p: Parser): boolean {
  const { kind } = p.peek();
  if (kind === "SYM" || BREAKS.has(kind)) return true;
  if (["if", "return", "case", "unset", "preference"].includes(kind)) return true;
  return STATIC_ATTRS.has(kind) || DYNAMIC_ATTRS.has(kind);
}

function block(p: Parser): Cmd[] {
  if (!p.at("{")) return [parseCommand(p)];
  p.next();
  const out = parseCommands(p);
  p.need("}");
  return out;
}

export function parseCommand(p: Parser): Cmd {
  const t = p.next();
  switch (t.kind) {
    case "if":
      return parseIf(p);
    case "SYM":
      return assignmentOrCall(p, t.sym as Sym);
    case "return": {
      const a = parseTerm(p);
      p.need(";");
      return { op: "return", a, line: p.line };
    }
    case "case":
      return parseCase(p);
    case "unset": {
      p.need("(");
      const attr = DYNAMIC_ATTRS.get(p.next().kind) ?? p.syntax();
      p.need(")", ";");
      return { op: "set-attr", attr, a: null, line: p.line };
    }
    case "preference": {
      p.need("=");
      const a = parseTerm(p);
      p.need(";");
      return { op: "set-preference", a, line: p.line };
    }
    case "accept":
    case "reject":
    case "error":
    case "quitbird":
    case "print":
    case "printn":
      return { op: "break", how: t.kind, prints: prints(p), line: p.line };
    default:
      return attributeCommand(p, t.kind);
  }
}

/** Any number of terms and commas, up to the semicolon. */
function prints(p: Parser): Term[] {
  const out: Term[] = [];
  while (!p.at(";")) {
    out.push(parseTerm(p));
    if (!p.eat(",")) break;
  }
  p.need(";");
  return out;
}

function parseIf(p: Parser): Cmd {
  const test = parseTerm(p);
  p.need("then");
  const then = block(p);
  if (!p.at("else")) return { op: "if", test, then, otherwise: null, line: p.line };
  p.next();
  const otherwise = block(p);
  return { op: "if", test, then, otherwise, line: p.line };
}

function assignmentOrCall(p: Parser, sym: Sym): Cmd {
  if (p.at("(")) {
    const call = parseCall(p, sym);
    p.need(";");
    return call;
  }
  p.need("=");
  const a = parseTerm(p);
  p.need(";");
  if (sym.meaning.is !== "variable") p.stop("You may set only variables.");
  return { op: "set", sym, a, line: p.line };
}

function parseCase(p: Parser): Cmd {
  const a = parseTerm(p);
  p.need("{");
  const arms: CaseArm[] = [];
  while (!p.at("}")) {
    if (p.eat("ELSECOL")) {
      arms.push({ items: null, body: parseCommands(p) });
      continue;
    }
    const items = parseCaseItems(p);
    p.need(":");
    arms.push({ items, body: parseCommands(p) });
  }
  p.need("}");
  return { op: "case", a, arms, line: p.line };
}

function attributeCommand(p: Parser, word: string): Cmd {
  const fixed = STATIC_ATTRS.get(word);
  if (fixed !== undefined) {
    p.need("=");
    const a = parseTerm(p);
    p.need(";");
    if (!fixed.writable) p.stop("This static attribute is read-only.");
    return { op: "set-static", attr: word as StaticAttr, a, line: p.line };
  }
  const attr = DYNAMIC_ATTRS.get(word) ?? p.syntax();
  const sign = p.next().kind;
  if (sign === ".") return method(p, attr);
  if (sign !== "=") p.syntax();
  const a = parseTerm(p);
  p.need(";");
  return { op: "set-attr", attr, a, line: p.line };
}

const EMPTIES: Readonly<Record<string, "path" | "clist" | "eclist" | "lclist">> = {
  "as-path": "path",
  community: "clist",
  "cluster-list": "clist",
  "ext-community": "eclist",
  "large-community": "lclist",
};

/** `bgp_path.prepend(1);` is `bgp_path = prepend(bgp_path, 1);`. */
function method(p: Parser, attr: DynamicAttr): Cmd {
  const how = p.next().kind;
  if (how === "empty") {
    p.need(";");
    const type = EMPTIES[attr.kind] ?? p.stop("Can't empty that attribute");
    return { op: "set-attr", attr, a: { op: "empty", type, line: p.line }, line: p.line };
  }
  if (how !== "prepend" && how !== "add" && how !== "delete" && how !== "filter") return p.syntax();
  p.need("(");
  const b = parseTerm(p);
  p.need(")", ";");
  const a: Term = { op: "attr", attr, line: p.line };
  return { op: "set-attr", attr, a: { op: how, a, b, line: p.line }, line: p.line };
}

// ── definitions ──────────────────────────────────────────────────────────────────────────────

/** After `filter`. */
export function parseFilterDefinition(p: Parser): void {
  const sym = p.define(p.needSym(), { is: "filter", def: null });
  p.symbols.push();
  const body = parseBody(p);
  sym.meaning = { is: "filter", def: makeFilter(sym.name, body) };
  p.symbols.pop();
}

/** After `function`. */
export function parseFunctionDefinition(p: Parser): void {
  const sym0 = p.needSym();
  const def: FunctionDef = { name: sym0.name, params: [], body: null };
  p.define(sym0, { is: "function", def });
  p.symbols.push();
  p.need("(");
  const params: Sym[] = [];
  if (!p.eat(")")) {
    do params.push(declaration(p));
    while (p.eat(";"));
    p.need(")");
  }
  const body = parseBody(p);
  def.params = params;
  def.body = body;
  p.symbols.pop();
}

/** After the word `filter` of an option: a name, or a body. */
export function parseFilter(p: Parser): Filter {
  if (p.at("SYM")) {
    const { meaning } = p.needSym();
    if (p.isBird2 && meaning.is === "void") p.syntax();
    return meaning.is === "filter" && meaning.def !== null
      ? meaning.def
      : p.stop("No such filter.");
  }
  return makeFilter(UNNAMED, parseBody(p));
}

/** After `where`. */
export function parseWhere(p: Parser): Filter {
  const test = parseTerm(p);
  const { line } = p;
  const accept: Cmd = { op: "break", how: "accept", prints: [], line };
  const reject: Cmd = { op: "break", how: "reject", prints: [], line };
  const test1: Cmd = { op: "if", test, then: [accept], otherwise: null, line };
  return makeFilter(UNNAMED, { locals: [], commands: [test1, reject] });
}
