/**
 * What BIRD 2.0.12's language has of its own, for `protocol` texts with one IPv4 channel: `ipv4 { import all; };`.
 * BIRD 2: nest/config.Y (channels), proto/bgp/config.Y. Left out: IPv6 channels are read and carry nothing; other
 * kinds of tables; the words `expecting ...` of refusals stand only where one thing could follow.
 */
import { ACCEPT, REJECT } from "../filters.ts";
import type { Drafts, ProtocolDraft } from "./draft.ts";
import type { Parser } from "./parser.ts";
import { parseDirection } from "./proto-common.ts";
import type { Conf } from "./statements.ts";

export const MASTER4 = "master4";
export const MASTER6 = "master6";
/** Options that BIRD 2 has in channels only. */
export const CHANNEL_WORDS: ReadonlySet<string> = new Set([
  "import",
  "export",
  "receive",
  "preference",
  "table",
]);

/** `ipv4 [{ ... }]`, after its word. */
export function parseChannel(p: Parser, conf: Conf, draft: ProtocolDraft, word: string): void {
  const into = word === "ipv4" ? draft : { ...draft };
  if (word === "ipv4") draft.channel = word;
  if (p.eat("{"))
    while (!p.eat("}")) {
      if (!p.at(";")) channelOption(p, conf, into, p.next().kind);
      p.need(";");
    }
  if (word === "ipv4") return;
  const { preference, importFilter, exportFilter } = into;
  draft.ipv6 = { preference, importFilter, exportFilter };
}

function channelOption(p: Parser, conf: Conf, draft: ProtocolDraft, word: string): void {
  switch (word) {
    case "import":
    case "export":
    case "receive":
      if (p.at("table")) {
        p.next();
        p.bool();
        return;
      }
      if (!p.at("limit") && !p.at("keep")) conf.policies.add(`${draft.name} ${word}`);
      parseDirection(p, draft, word);
      return;
    case "preference":
      draft.preference = p.expr();
      return;
    case "table":
      draft.table = p.table();
      return;
    default:
      if (draft.kind === "bgp") bgpOption(p, draft, word);
      else p.syntax();
  }
}

function bgpOption(p: Parser, b: Drafts["bgp"], word: string): void {
  switch (word) {
    case "next":
      return nextHop(p, b);
    case "gateway": {
      const mode = p.next().kind;
      if (mode !== "direct" && mode !== "recursive") return p.syntax();
      b.gatewayMode = mode;
      return;
    }
    case "secondary":
      b.secondary = p.bool();
      return;
    case "mandatory":
      p.bool();
      return;
    case "graceful":
      p.need("restart");
      p.bool();
      return;
    case "extended":
      p.need("next", "hop");
      p.bool();
      return;
    case "igp":
      p.need("table");
      b.igpTable = p.table();
      return;
    case "add":
      p.need("paths");
      if (p.eat("rx")) b.addPaths = "rx";
      else if (p.eat("tx")) b.addPaths = "tx";
      else b.addPaths = p.bool() ? "both" : "none";
      return;
    default:
      p.syntax();
  }
}

/** `ebgp` and `ibgp` after it are taken as yes: which peer's routes is not told apart. */
function nextHop(p: Parser, b: Drafts["bgp"]): void {
  p.need("hop");
  const word = p.next().kind;
  if (word === "address") p.stop("underlay does not simulate next hop address");
  if (word !== "self" && word !== "keep") return p.syntax();
  const value = p.eat("ebgp") || p.eat("ibgp") || p.bool();
  if (word === "self") b.nextHopSelf = value;
  else b.nextHopKeep = value;
}

/** After the brace of a protocol. */
export function checkChannel(p: Parser, conf: Conf, draft: ProtocolDraft): void {
  if (draft.channel !== null) return policies(p, conf, draft);
  if (draft.kind === "static" || draft.kind === "kernel") p.stop("Channel not specified");
  draft.importFilter = REJECT;
  draft.exportFilter = REJECT;
}

function policies(p: Parser, conf: Conf, draft: ProtocolDraft): void {
  if (draft.kind !== "bgp" || draft.localAs === draft.remoteAs) return;
  if (draft.localAs === 0 || draft.remoteAs === 0) return;
  if (draft.importFilter === ACCEPT && !conf.policies.has(`${draft.name} import`))
    p.stop("EBGP requires explicit import policy");
  if (draft.exportFilter === REJECT && !conf.policies.has(`${draft.name} export`))
    p.stop("EBGP requires explicit export policy");
}

/** `local [A] [port N] [as N]`. */
export function parseLocal2(p: Parser, b: Drafts["bgp"]): void {
  if (p.at("IPA") || p.at("SYM")) b.sourceAddress = p.ipa();
  for (;;) {
    if (p.eat("as")) b.localAs = p.expr();
    else if (p.eat("port")) {
      const port = p.expr();
      if (port < 1 || port > 65535) p.stop("Invalid port number");
      if (port !== 179) p.stop("underlay does not simulate a local port for each session");
    } else if (p.at(";")) return;
    else p.syntax("port", ";", "as");
  }
}
