/**
 * A command at the daemon: its words, its arguments, its refusals. BIRD 1.6.8: cli_cmd of all grammar files.
 * Left out: OSPF, RIP and BFD (BIRD has no such protocol running), ROA tables (they hold nothing).
 */
import type { BirdConfig, Command, ParseCommand, ProtoPattern, ShowRoute } from "../types.ts";
import { evalTerm } from "../conf/filter/filter.ts";
import { parseFilter, parseWhere } from "../conf/filter/parse-cmd.ts";
import { parseTerm } from "../conf/filter/parse-term.ts";
import { formatValue } from "../conf/filter/value.ts";
import { ConfStop, Lexer } from "../conf/lexer.ts";
import { DEBUG_WORDS, MRTDUMP_WORDS, Parser } from "../conf/parser.ts";
import { Symbols } from "../conf/symbols.ts";

const SYNTAX = 9001;

export const parseCommand: ParseCommand = (line, config) => {
  const running = config.scope instanceof Symbols ? config.scope : null;
  const profile = running?.profile ?? "1.6.8";
  const lexer = new Lexer(line, "CLI", profile, new Symbols(running), null);
  const p = new Parser(lexer, profile, () => undefined);
  try {
    const command = parse(p, config);
    if (!p.at("END")) p.syntax();
    return command;
  } catch (fault) {
    if (fault instanceof ConfStop) return { error: fault.message, code: SYNTAX };
    throw fault;
  }
};

type Parse = (p: Parser, config: BirdConfig) => Command;
type Verb = "enable" | "disable" | "restart";

const verb =
  (command: Verb): Parse =>
  (p) => {
    const which = pattern(p);
    const message = p.at("TEXT") ? p.needText() : null;
    return { command, which, message };
  };

const VERBS: Readonly<Record<string, Parse>> = {
  graceful: (p) => {
    if (!p.isBird2) p.syntax();
    p.need("restart");
    return { command: "absent", what: "graceful restart" };
  },
  show: parseShow,
  configure: parseConfigure,
  down: () => ({ command: "down" }),
  restrict: () => ({ command: "restrict" }),
  enable: verb("enable"),
  disable: verb("disable"),
  restart: verb("restart"),
  reload: (p) => {
    const command = p.eat("in") ? "reload in" : p.eat("out") ? "reload out" : "reload";
    return { command, which: pattern(p) };
  },
  debug: (p) => {
    const which = pattern(p);
    return { command: "debug", which, mask: p.mask(DEBUG_WORDS) };
  },
  mrtdump: (p) => {
    const which = pattern(p);
    return { command: "mrtdump", which, mask: p.mask(MRTDUMP_WORDS) };
  },
  mrt: (p) => {
    p.need("dump");
    if (p.at("END")) p.stop("Table not specified");
    while (!p.at("END")) p.next();
    return { command: "absent", what: "mrt dump" };
  },
  dump: parseDump,
  echo: parseEcho,
  eval: parseEval,
  add: parseRoaChange,
  delete: parseRoaChange,
  flush: (p) => {
    p.need("roa");
    if (p.eat("table")) roaTable(p);
    return p.stop(NO_ROA);
  },
};

function parse(p: Parser, config: BirdConfig): Command {
  const command = VERBS[p.next().kind];
  return command === undefined ? p.syntax() : command(p, config);
}

/** A name, `all`, or a pattern in quotes. */
function pattern(p: Parser): ProtoPattern {
  const t = p.next();
  if (t.kind === "all") return { kind: "all" };
  if (t.kind === "TEXT") return { kind: "pattern", text: t.text };
  return { kind: "name", text: t.sym?.name ?? p.syntax() };
}

function optionalPattern(p: Parser): ProtoPattern {
  if (p.isBird2 && !p.at("END") && !p.at("TEXT") && !known(p))
    p.syntax("END", "SYM", "TEXT", "all");
  return p.at("SYM") || p.at("TEXT") ? pattern(p) : null;
}

/** BIRD 2 tells a name that means something from others. */
function known(p: Parser): boolean {
  const t = p.peek();
  return t.kind === "SYM" && t.sym?.meaning.is !== "void";
}

function knownName(p: Parser, ...others: string[]): void {
  if (p.isBird2 && !known(p)) p.syntax("SYM", ...others);
}

function knownName2(p: Parser): void {
  if (p.isBird2 && !known(p)) p.syntax("END", "SYM");
}

function optionalName(p: Parser): string | null {
  return p.at("SYM") ? p.needSym().name : null;
}

// ── show ─────────────────────────────────────────────────────────────────────────────────────

function parseShow(p: Parser): Command {
  const t = p.next();
  switch (t.kind) {
    case "status":
      return { command: "show status" };
    case "memory":
      return { command: "show memory" };
    case "interfaces":
      return { command: p.eat("summary") ? "show interfaces summary" : "show interfaces" };
    case "protocols": {
      const all = p.eat("all");
      return { command: "show protocols", all, which: optionalPattern(p) };
    }
    case "route":
      return parseShowRoute(p);
    case "static":
      if (!p.at("END")) knownName2(p);
      return { command: "show static", name: optionalName(p) };
    case "symbols":
      return parseSymbols(p);
    case "bfd":
      p.need("sessions");
      return { command: "show bfd sessions", name: optionalName(p) };
    case "ospf":
      return parseAbsent(p, "OSPF");
    case "rip":
      return parseAbsent(p, "RIP");
    case "roa":
      return parseRoa(p);
    default:
      return p.syntax();
  }
}

/** proto_get_named(): there is none, and a name is another's or nobody's. */
function parseAbsent(p: Parser, name: string): Command {
  while (!p.at("END")) {
    const t = p.next();
    if (t.kind !== "SYM") continue;
    const sym = t.sym?.meaning.is;
    p.stop(sym === "protocol" ? `${t.text}: Not a ${name} protocol` : `${t.text}: Not a protocol`);
  }
  return p.stop(`There is no ${name} protocol running`);
}

const SYMBOL_KINDS2 = ["table", "filter", "function", "protocol", "template"];
const SYMBOL_KINDS = [...SYMBOL_KINDS2, "roa"];

function parseSymbols(p: Parser): Command {
  let out: Command = { command: "show symbols", what: null, isKeyword: false };
  while (!p.at("END")) {
    const t = p.next();
    const isKeyword = (p.isBird2 ? SYMBOL_KINDS2 : SYMBOL_KINDS).includes(t.kind);
    const what = isKeyword ? t.kind : (t.sym?.name ?? p.syntax());
    out = { command: "show symbols", what, isKeyword };
  }
  return out;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function parseShowRoute(p: Parser): ShowRoute {
  const out: Mutable<ShowRoute> = {
    command: "show route",
    prefix: null,
    for: null,
    table: null,
    filter: null,
    all: false,
    primary: false,
    filtered: false,
    exportMode: null,
    exportProtocol: null,
    protocol: null,
    count: false,
    stats: false,
  };
  while (!p.at("END")) routeArgument(p, out);
  return out;
}

function routeArgument(p: Parser, out: Mutable<ShowRoute>): void {
  const { kind } = p.peek();
  if (kind === "IPA" || (kind === "SYM" && (!p.isBird2 || known(p)))) {
    const prefix = p.prefix();
    onePrefix(p, out);
    out.prefix = prefix;
    return;
  }
  p.next();
  switch (kind) {
    case "for": {
      const prefix = p.prefixOrAddress();
      onePrefix(p, out);
      out.for = prefix;
      return;
    }
    case "table": {
      if (p.isBird2 && p.eat("all")) {
        out.table = "all";
        return;
      }
      knownName(p, "all");
      const sym = p.needSym();
      if (sym.meaning.is !== "table") p.stop(`${sym.name} is not a table`);
      out.table = sym.name;
      return;
    }
    case "filter":
    case "where": {
      const filter = kind === "filter" ? parseFilter(p) : parseWhere(p);
      if (out.filter !== null) p.stop("Filter specified twice");
      out.filter = filter;
      return;
    }
    case "all":
    case "primary":
    case "filtered":
      out[kind] = true;
      return;
    case "export":
    case "preexport":
    case "noexport": {
      knownName(p, "table");
      const name = protocolName(p, out.exportMode !== null);
      out.exportMode = kind;
      out.exportProtocol = name;
      return;
    }
    case "protocol":
      knownName(p);
      out.protocol = protocolName(p, out.protocol !== null);
      return;
    case "stats":
      out.stats = true;
      out.count = false;
      return;
    case "count":
      out.count = true;
      out.stats = false;
      return;
    default:
      p.syntax();
  }
}

function onePrefix(p: Parser, out: ShowRoute): void {
  if (out.prefix !== null || out.for !== null) p.stop("Only one prefix expected");
}

function protocolName(p: Parser, twice: boolean): string {
  const sym = p.needSym();
  if (twice) p.stop("Protocol specified twice");
  if (sym.meaning.is !== "protocol") p.stop(`${sym.name} is not a protocol`);
  return sym.name;
}

// ── the rest ─────────────────────────────────────────────────────────────────────────────────

const UNDO_SECONDS = 300;

function parseConfigure(p: Parser): Command {
  if (p.eat("confirm")) return { command: "configure confirm" };
  if (p.eat("undo")) return { command: "configure undo" };
  if (p.isBird2 && p.eat("status")) return { command: "configure status" };
  if (p.eat("check")) {
    const file = configName(p);
    if (!p.at("END")) p.syntax("END", ...(file === null ? ["TEXT"] : []));
    return { command: "configure", how: "check", file, timeout: null };
  }
  const how = p.eat("soft") ? "soft" : "now";
  const file = configName(p);
  if (!p.eat("timeout")) {
    if (how === "soft" && file === null && !p.at("END")) p.syntax("END", "TEXT", "timeout");
    return { command: "configure", how, file, timeout: null };
  }
  if (p.isBird2 && p.at("SYM") && !known(p)) p.syntax("END", "NUM", "SYM", "(");
  const timeout = p.isExpr() ? p.expr() : UNDO_SECONDS;
  return { command: "configure", how, file, timeout };
}

function configName(p: Parser): string | null {
  return p.at("TEXT") ? p.needText() : null;
}

const DUMPS = "resources sockets events interfaces neighbors attributes routes protocols".split(
  " ",
);

function parseDump(p: Parser): Command {
  if (p.isBird2 && p.eat("filter")) {
    p.need("all");
    return { command: "dump", what: "filter all" };
  }
  const { kind } = p.next();
  return DUMPS.includes(kind) ? { command: "dump", what: kind } : p.syntax();
}

const ECHO_WORDS = ["debug", "trace", "info", "remote", "warning", "error", "auth", "fatal", "bug"];

function parseEcho(p: Parser): Command {
  const mask = p.mask(ECHO_WORDS);
  let buffer = 4096;
  if (p.at("NUM")) {
    buffer = p.next().number;
    if (buffer < 256 || buffer > 65536) p.stop("Invalid log buffer size");
  }
  return { command: "echo", mask, buffer };
}

function parseEval(p: Parser): Command {
  const term = parseTerm(p);
  if (!p.at("END")) p.syntax();
  const value = evalTerm(term, p.log);
  return { command: "eval", value: value === null ? null : formatValue(value) };
}

/** None can be configured. */
const NO_ROA = "No ROA table defined";

function roaTable(p: Parser): void {
  const sym = p.needSym();
  if (sym.meaning.is !== "roa table") p.stop(`${sym.name} is not a ROA table`);
}

function parseRoaChange(p: Parser): Command {
  p.need("roa");
  p.prefix();
  p.need("max");
  p.expr();
  p.need("as");
  p.expr();
  if (p.eat("table")) roaTable(p);
  return p.stop(NO_ROA);
}

function parseRoa(p: Parser): Command {
  while (!p.at("END")) {
    if (p.eat("in") || p.eat("for") || p.at("IPA") || p.at("SYM")) p.prefix();
    else if (p.eat("as")) p.expr();
    else {
      p.need("table");
      roaTable(p);
    }
  }
  return { command: "absent", what: "show roa" };
}
