/** bird.conf to a configuration, or its first error with its place. BIRD 1.6.8: config_parse() of conf/conf.c. */
import type {
  BgpConfig,
  BirdConfig,
  ConfigError,
  LogLevel,
  ParseConfig,
  ProtocolConfig,
} from "../types.ts";
import { MASTER4, MASTER6 } from "./bird2.ts";
import type { ProtocolDraft } from "./draft.ts";
import { defineIprouteNames } from "./iproute-names.ts";
import { type ConfEnvironment, Lexer, ConfStop } from "./lexer.ts";
import { Parser } from "./parser.ts";
import { type Conf, newConf, parseStatements } from "./statements.ts";
import { Symbols } from "./symbols.ts";
import { symbolList } from "./symbol-list.ts";

export const parseConfig: ParseConfig = (text, environment) => {
  const symbols = new Symbols(null, environment.profile);
  defineIprouteNames(symbols, (path) => environment.read(path));
  const master = environment.profile === "2.0.12" ? MASTER4 : "master";
  symbols.define(symbols.find(master), { is: "table" });
  if (master === MASTER4) symbols.define(symbols.find(MASTER6), { is: "table" });
  const env: ConfEnvironment = environment;
  const lexer = new Lexer(text, environment.path, environment.profile, symbols, env);
  const log = (level: LogLevel, line: string): void => environment.log?.(level, line);
  const parser = new Parser(lexer, environment.profile, log);
  const conf = newConf(master);
  try {
    parseStatements(parser, conf);
    postconfig(parser, conf);
  } catch (fault) {
    if (fault instanceof ConfStop) return refusal(lexer, fault.message);
    throw fault;
  }
  return finish(conf, environment.path, symbols);
};

function refusal(lexer: Lexer, message: string): ConfigError {
  return { file: lexer.file, line: lexer.line, column: lexer.column, message };
}

/** protos_postconfig(): what only the whole can say. */
function postconfig(p: Parser, conf: Conf): void {
  if (conf.drafts.length === 0) p.stop("No protocol is specified in the config file");
  const kernels = new Map<string, string>();
  for (const draft of conf.drafts) {
    if (draft.kind === "pipe") {
      if (draft.peerTable === "") p.stop("Name of peer routing table not specified");
      if (draft.peerTable === draft.table) p.stop("Primary table and peer table must be different");
      if (draft.importKeepFiltered) p.stop("Pipe protocol prohibits keeping filtered routes");
    }
    if (draft.kind !== "kernel") continue;
    const other = kernels.get(draft.table);
    if (other !== undefined)
      p.stop(`Kernel syncer (${other}) already attached to table ${draft.table}`);
    kernels.set(draft.table, draft.name);
  }
}

function finished(draft: ProtocolDraft): ProtocolConfig {
  // A template's limits are each protocol's own.
  for (const key of ["importLimit", "receiveLimit", "exportLimit"] as const)
    if (draft[key] !== null) draft[key] = { ...draft[key] };
  if (draft.kind !== "bgp") return draft;
  const { neighborIface: _, ...rest } = draft;
  return { ...rest, gatewayMode: draft.gatewayMode ?? "direct" } satisfies BgpConfig;
}

function finish(conf: Conf, file: string, symbols: Symbols): BirdConfig {
  const { drafts, counters: _c, hasDevice: _d, policies: _p, tables, ...rest } = conf;
  return {
    ...rest,
    file,
    tables: [...tables.values()],
    protocols: drafts.map(finished),
    symbols: symbolList(symbols),
    scope: symbols,
  };
}
