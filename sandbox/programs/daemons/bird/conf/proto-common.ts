/** What all protocols share: their start, their name, the options of every one. BIRD 1.6.8: nest/config.Y. */
import { ACCEPT, REJECT } from "../filters.ts";
import type { Filter, LimitConfig } from "../types.ts";
import { CHANNEL_WORDS, MASTER4, parseChannel } from "./bird2.ts";
import { copyDraft, type Kind, newDraft, type ProtocolDraft } from "./draft.ts";
import { parseFilter, parseWhere } from "./filter/parse-cmd.ts";
import { DEBUG_WORDS, MRTDUMP_WORDS, type Parser } from "./parser.ts";
import type { Conf } from "./statements.ts";

export interface Start {
  /** `template`: a pattern for others, not a protocol. */
  readonly isTemplate: boolean;
}

/** After the protocol's word: its name, `from`, and the brace are to come. */
export function startProtocol(p: Parser, conf: Conf, kind: Kind, start: Start): ProtocolDraft {
  const at = { file: p.lexer.file, line: p.lexer.line };
  const draft = newDraft(kind, "", at);
  draft.debug = conf.debugProtocols;
  if (p.isBird2) draft.table = MASTER4;
  if (p.isBird2 && draft.kind === "kernel") draft.metric = 32;
  return nameProtocol(p, conf, draft, start);
}

export function nameProtocol<D extends ProtocolDraft>(
  p: Parser,
  conf: Conf,
  draft: D,
  start: Start,
): D {
  const is = start.isTemplate ? "template" : "protocol";
  if (p.at("SYM")) {
    const sym = p.needSym();
    p.peek();
    draft.name = p.define(sym, { is, draft }).name;
  } else {
    draft.name = defaultName(p, conf, draft);
    p.define(p.symbols.find(draft.name), { is, draft });
  }
  if (p.eat("from")) {
    const { meaning } = p.needSym();
    if (meaning.is !== "protocol" && meaning.is !== "template")
      return p.stop("Template or protocol name expected");
    if (meaning.draft.kind !== draft.kind)
      p.stop("Can't copy configuration from a different protocol type");
    copyDraft(draft, meaning.draft);
    for (const word of ["import", "export"])
      if (conf.policies.has(`${meaning.draft.name} ${word}`))
        conf.policies.add(`${draft.name} ${word}`);
  }
  if (!start.isTemplate) conf.drafts.push(draft);
  return draft;
}

/** `bgp1`: the next number whose name means nothing yet. */
function defaultName(p: Parser, conf: Conf, draft: ProtocolDraft): string {
  for (;;) {
    const number = (conf.counters.get(draft.kind) ?? 0) + 1;
    conf.counters.set(draft.kind, number);
    const name = `${draft.kind}${number}`;
    if (p.symbols.find(name).meaning.is === "void") return name;
  }
}

/** One option that every protocol has, with what must follow it but the semicolon. False: not one of them. */
export function commonOption(p: Parser, draft: ProtocolDraft): boolean {
  // A pipe has no channel block: its options are its own.
  if (p.isBird2 && draft.kind !== "pipe" && CHANNEL_WORDS.has(p.peek().kind)) return false;
  switch (p.peek().kind) {
    case ";":
      return true;
    case "preference":
      p.next();
      draft.preference = p.expr();
      if (draft.preference > 0xffff) p.stop("Invalid preference");
      return true;
    case "disabled":
      p.next();
      draft.disabled = p.bool();
      return true;
    case "debug":
      p.next();
      draft.debug = p.mask(DEBUG_WORDS);
      return true;
    case "mrtdump":
      p.next();
      p.mask(MRTDUMP_WORDS);
      return true;
    case "import":
    case "export":
    case "receive":
      parseDirection(p, draft, p.next().kind);
      return true;
    case "vrf":
      p.next();
      if (!p.eat("default")) p.text();
      return true;
    case "table":
      p.next();
      draft.table = p.table();
      return true;
    case "router":
      p.next();
      p.need("id");
      draft.routerId = (p.idValue() | 0) as NonNullable<ProtocolDraft["routerId"]>;
      return true;
    case "description":
      p.next();
      draft.description = p.text();
      return true;
    default:
      return false;
  }
}

export function parseDirection(p: Parser, draft: ProtocolDraft, word: string): void {
  if (p.eat("limit")) {
    const limit = parseLimit(p);
    if (word === "import") draft.importLimit = limit;
    else if (word === "export") draft.exportLimit = limit;
    else draft.receiveLimit = limit;
    return;
  }
  if (word === "receive") p.syntax();
  if (word === "import" && p.eat("keep")) {
    p.need("filtered");
    draft.importKeepFiltered = p.bool();
    return;
  }
  const filter = parseImExport(p);
  if (word === "import") draft.importFilter = filter;
  else draft.exportFilter = filter;
}

export function parseImExport(p: Parser): Filter {
  const t = p.next();
  if (t.kind === "all") return ACCEPT;
  if (t.kind === "none") return REJECT;
  if (t.kind === "filter") return parseFilter(p);
  return t.kind === "where" ? parseWhere(p) : p.syntax();
}

const ACTIONS = ["warn", "block", "restart", "disable"] as const;

function parseLimit(p: Parser): LimitConfig | null {
  if (p.eat("off")) return null;
  const limit = p.expr();
  if (!p.eat("action")) return { limit, action: "disable" };
  const word = p.next().kind;
  const action = ACTIONS.find((one) => one === word) ?? p.syntax();
  return { limit, action };
}

/** Everything between the braces: `option` reads one of the protocol's own, up to its semicolon. */
export function options(
  p: Parser,
  conf: Conf,
  draft: ProtocolDraft,
  option: (word: string) => void,
): void {
  p.need("{");
  while (!p.eat("}")) {
    if (p.isBird2 && (p.at("ipv4") || p.at("ipv6"))) parseChannel(p, conf, draft, p.next().kind);
    else if (!commonOption(p, draft)) option(p.next().kind);
    p.need(";");
  }
}
