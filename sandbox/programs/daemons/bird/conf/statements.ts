/** The statements of bird.conf that are no protocol, and the whole of it. BIRD 1.6.8: conf/, nest/, sysdep/unix/config.Y. */
import type { Ipv4Addr } from "../../../../wire/addr.ts";
import type { InterfacePattern, LogLevel, LogTarget, TableConfig, TimeFormat } from "../types.ts";
import { MASTER6 } from "./bird2.ts";
import { newTable, type ProtocolDraft } from "./draft.ts";
import { parseFilterDefinition, parseFunctionDefinition } from "./filter/parse-cmd.ts";
import { parseTerm } from "./filter/parse-term.ts";
import { DEBUG_WORDS, MRTDUMP_WORDS, type Parser } from "./parser.ts";
import { parseProtocol } from "./protocols.ts";

/** A configuration while it is read. */
export interface Conf {
  routerId: Ipv4Addr | null;
  routerIdFrom: readonly InterfacePattern[] | null;
  listenBgp: { address: Ipv4Addr | null; port: number };
  readonly log: LogTarget[];
  debugProtocols: number;
  debugCommands: number;
  gracefulRestartWait: number;
  readonly timeformats: {
    base: TimeFormat;
    log: TimeFormat;
    protocol: TimeFormat;
    route: TimeFormat;
  };
  readonly tables: Map<string, TableConfig>;
  readonly drafts: ProtocolDraft[];
  /** For names like bgp1. */
  readonly counters: Map<string, number>;
  hasDevice: boolean;
  /** BIRD 2: `NAME import`, said in a channel. */
  readonly policies: Set<string>;
}

const SHORT: TimeFormat = { fmt1: "%T", limit: 72_000, fmt2: "%F" };
const OLD_SHORT: TimeFormat = { fmt1: "%H:%M", limit: 72_000, fmt2: "%b%d" };
const ISO_LONG: TimeFormat = { fmt1: "%F %T", limit: 0, fmt2: null };
const OLD_LONG: TimeFormat = { fmt1: "%d-%m-%Y %T", limit: 0, fmt2: null };

/** BIRD 2's have thousandths of a second. */
const MS_SHORT: TimeFormat = { fmt1: "%T.%3f", limit: 72_000, fmt2: "%F" };
const MS_LONG: TimeFormat = { fmt1: "%F %T.%3f", limit: 0, fmt2: null };
const US_SHORT: TimeFormat = { fmt1: "%T.%6f", limit: 72_000, fmt2: "%F" };
const US_LONG: TimeFormat = { fmt1: "%F %T.%6f", limit: 0, fmt2: null };

export function newConf(master: string): Conf {
  const two = master !== "master";
  const [long, short] = two ? [MS_LONG, MS_SHORT] : [ISO_LONG, SHORT];
  const tables = two ? [master, MASTER6] : [master];
  return {
    routerId: null,
    routerIdFrom: null,
    listenBgp: { address: null, port: 179 },
    log: [],
    debugProtocols: 0,
    debugCommands: 0,
    gracefulRestartWait: 240,
    timeformats: { base: long, log: long, protocol: short, route: short },
    tables: new Map(tables.map((name) => [name, newTable(name, false)])),
    drafts: [],
    counters: new Map(),
    hasDevice: false,
    policies: new Set(),
  };
}

export function parseStatements(p: Parser, conf: Conf): void {
  for (;;) {
    const t = p.next();
    if (t.kind === "END") return;
    const statement = STATEMENTS[t.kind];
    if (statement === undefined) p.syntax();
    statement(p, conf);
  }
}

const STATEMENTS: Readonly<Record<string, (p: Parser, conf: Conf) => void>> = {
  ";": () => undefined,
  define: parseDefine,
  router: parseRouterId,
  table: (p, conf) => (p.isBird2 ? p.syntax() : parseTable(p, conf)),
  ipv4: (p, conf) => {
    if (!p.isBird2) p.syntax();
    p.need("table");
    parseTable(p, conf);
  },
  attribute: (p) => p.stop("underlay does not simulate attribute"),
  roa: parseRoaTable,
  log: parseLog,
  mrtdump: parseMrtdump,
  debug: parseDebug,
  watchdog: parseWatchdog,
  listen: parseListen,
  graceful: parseGraceful,
  timeformat: parseTimeformat,
  filter: parseFilterDefinition,
  function: parseFunctionDefinition,
  eval: (p) => {
    p.evalInt(parseTerm(p));
  },
  protocol: (p, conf) => parseProtocol(p, conf, { isTemplate: false }),
  template: (p, conf) => parseProtocol(p, conf, { isTemplate: true }),
};

function parseDefine(p: Parser): void {
  const sym = p.needSym();
  p.need("=");
  const term = parseTerm(p);
  p.need(";");
  p.define(sym, { is: "constant", value: p.eval(term) });
}

function parseRouterId(p: Parser, conf: Conf): void {
  p.need("id");
  if (p.eat("from")) {
    conf.routerIdFrom = p.interfaceList();
    p.need(";");
    return;
  }
  const id = p.idValue();
  p.need(";");
  conf.routerId = (id | 0) as Ipv4Addr;
}

function parseTable(p: Parser, conf: Conf): void {
  const sym = p.needSym();
  const sorted = p.at("sorted") && p.next().kind === "sorted";
  // `table master;` says how the one that is always there shall be.
  const isMaster = sym.name === "master" && !conf.tables.get("master")?.sorted;
  if (!isMaster) p.define(sym, { is: "table" });
  conf.tables.set(sym.name, newTable(sym.name, sorted));
}

function parseRoaTable(p: Parser): void {
  p.need("table");
  p.define(p.needSym(), { is: "roa table" });
  if (!p.eat("{")) return;
  while (!p.eat("}")) {
    p.need("roa");
    p.prefix();
    p.need("max");
    p.expr();
    p.need("as");
    p.expr();
    p.need(";");
  }
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  debug: "debug",
  trace: "trace",
  info: "info",
  remote: "remote",
  warning: "warning",
  error: "error",
  auth: "auth",
  fatal: "fatal",
  bug: "bug",
};

function parseLog(p: Parser, conf: Conf): void {
  const t = p.next();
  let to: LogTarget["to"] = "file";
  let name = t.text;
  if (t.kind === "syslog") {
    to = "syslog";
    name = p.eat("name") ? p.text() : "bird";
  } else if (t.kind === "stderr") to = "stderr";
  else if (t.kind === "SYM" && t.sym !== null) {
    const value = p.constant(t.sym);
    name = value?.t === "string" ? value.s : p.stop("String expected");
  } else if (t.kind !== "TEXT") p.syntax();
  if (to === "file") {
    const error = p.lexer.openLog(name);
    if (error !== null) p.stop(`Unable to open log file \`${name}': ${error}`);
  }
  const levels = parseLevels(p);
  p.need(";");
  conf.log.push({ to, name, levels });
}

function parseLevels(p: Parser): LogLevel[] {
  if (p.eat("all")) return Object.values(LEVELS);
  p.need("{");
  const out: LogLevel[] = [];
  do out.push(LEVELS[p.next().kind] ?? p.syntax());
  while (p.eat(","));
  p.need("}");
  return out;
}

function parseMrtdump(p: Parser): void {
  if (p.eat("protocols")) p.mask(MRTDUMP_WORDS);
  else p.needText();
  p.need(";");
}

function parseDebug(p: Parser, conf: Conf): void {
  const { kind } = p.next();
  if (kind === "protocols") conf.debugProtocols = p.mask(DEBUG_WORDS);
  else if (kind === "commands") conf.debugCommands = p.expr();
  else if (kind === "latency") {
    if (p.eat("limit")) p.exprUs();
    else p.bool();
  } else p.syntax();
  p.need(";");
}

function parseWatchdog(p: Parser): void {
  const { kind } = p.next();
  if (kind !== "warning" && kind !== "timeout") p.syntax();
  p.exprUs();
  p.need(";");
}

function parseListen(p: Parser, conf: Conf): void {
  p.need("bgp");
  while (!p.eat(";")) {
    const { kind } = p.next();
    if (kind === "address") conf.listenBgp.address = p.ipa();
    else if (kind === "port") conf.listenBgp.port = p.expr() & 0xffff;
    else if (kind !== "v6only" && kind !== "dual") p.syntax();
  }
}

function parseGraceful(p: Parser, conf: Conf): void {
  p.need("restart", "wait");
  conf.gracefulRestartWait = p.expr();
  p.need(";");
}

function parseTimeformat(p: Parser, conf: Conf): void {
  const { kind } = p.next();
  if (kind !== "base" && kind !== "log" && kind !== "protocol" && kind !== "route")
    return p.syntax();
  conf.timeformats[kind] = timeformat(p);
  p.need(";");
}

function timeformat(p: Parser): TimeFormat {
  const t = p.next();
  if (t.kind === "iso" || t.kind === "old") {
    const word = p.next().kind;
    if (word !== "short" && word !== "long") return p.syntax();
    if (p.isBird2 && t.kind === "iso") {
      if (p.eat("ms")) return word === "short" ? MS_SHORT : MS_LONG;
      if (p.eat("us")) return word === "short" ? US_SHORT : US_LONG;
    }
    if (t.kind === "iso") return word === "short" ? SHORT : ISO_LONG;
    return word === "short" ? OLD_SHORT : OLD_LONG;
  }
  if (t.kind !== "TEXT") return p.syntax();
  if (!p.isExpr()) return { fmt1: t.text, limit: 0, fmt2: null };
  const limit = p.expr();
  return { fmt1: t.text, limit, fmt2: p.needText() };
}
