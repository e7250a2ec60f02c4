/** `protocol static`. BIRD 1.6.8: proto/static/config.Y. */
import type { Ipv4Addr } from "../../../../wire/addr.ts";
import type { Prefix, StaticDest, StaticRoute } from "../types.ts";
import { checkChannel } from "./bird2.ts";
import type { Drafts } from "./draft.ts";
import type { Cmd } from "./filter/ast.ts";
import { makeFilter, UNNAMED } from "./filter/filter.ts";
import { parseCommand, startsCommand } from "./filter/parse-cmd.ts";
import type { Parser } from "./parser.ts";
import { options, type Start, startProtocol } from "./proto-common.ts";
import type { Conf } from "./statements.ts";

export function parseStatic(p: Parser, conf: Conf, start: Start): void {
  const draft = startProtocol(p, conf, "static", start) as Drafts["static"];
  options(p, conf, draft, (word) => {
    if (word === "route") draft.routes.push(parseRoute(p, p.prefix()));
    else if (word === "check") {
      p.need("link");
      draft.checkLink = p.bool();
    } else if (word === "igp") {
      p.need("table");
      draft.igpTable = p.table();
    } else p.syntax();
  });
  if (p.isBird2 && !start.isTemplate) checkChannel(p, conf, draft);
}

export function parseRoute(p: Parser, prefix: Prefix): StaticRoute {
  const dest = parseDest(p);
  const commands: Cmd[] = [];
  if (p.eat("{")) {
    while (startsCommand(p)) commands.push(parseCommand(p));
    p.need("}");
  }
  // f_eval_rte() asks for no verdict.
  const end: Cmd = { op: "break", how: "accept", prints: [], line: 0 };
  const body = { locals: [], commands: [...commands, end] };
  const filter = commands.length === 0 ? null : makeFilter(UNNAMED, body);
  return { ...prefix, dest, bfd: false, commands: filter };
}

function parseDest(p: Parser): StaticDest {
  const { kind } = p.next();
  switch (kind) {
    case "via": {
      if (p.at("TEXT")) return { kind: "device", iface: p.needText() };
      const gateway = p.ipa();
      const iface = p.scope();
      if (p.isBird2) return nextHops(p, gateway, iface);
      return { kind: "router", gateway, iface };
    }
    case "multipath":
      return { kind: "multipath", hops: parseHops(p) };
    case "recursive":
      return { kind: "recursive", gateway: p.ipa() };
    case "drop":
    case "blackhole":
      return { kind: "blackhole" };
    case "reject":
    case "unreachable":
      return { kind: "unreachable" };
    case "prohibit":
      return { kind: "prohibit" };
    default:
      return p.syntax();
  }
}

/** BIRD 2: `via A via B weight 2`, without the word multipath. */
function nextHops(p: Parser, gateway: Ipv4Addr, iface: string | null): StaticDest {
  const hops: Hops[number][] = [hopOptions(p, gateway, iface)];
  while (p.eat("via")) hops.push(hopOptions(p, p.ipa(), p.scope()));
  return hops.length === 1 ? { kind: "router", gateway, iface } : { kind: "multipath", hops };
}

type Hops = Extract<StaticDest, { kind: "multipath" }>["hops"];

function parseHops(p: Parser): Hops {
  const out: Hops[number][] = [];
  do {
    p.need("via");
    const gateway = p.ipa();
    out.push(hopOptions(p, gateway, p.scope()));
  } while (p.at("via"));
  return out;
}

function hopOptions(p: Parser, gateway: Ipv4Addr, iface: string | null): Hops[number] {
  let bfd = false;
  let weight = 1;
  for (;;) {
    if (p.eat("bfd")) bfd = p.bool();
    else if (p.eat("weight")) {
      weight = p.expr();
      if (weight < 1 || weight > 256) p.stop("Weight must be in range 1-256");
    } else return { gateway, iface, weight, bfd };
  }
}
