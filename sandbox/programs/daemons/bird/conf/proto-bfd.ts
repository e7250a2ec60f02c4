/** `protocol bfd`: its text is read and checked. BIRD 1.6.8: proto/bfd/config.Y. */
import type { ProtocolDraft } from "./draft.ts";
import type { Parser } from "./parser.ts";
import { options, type Start, startProtocol } from "./proto-common.ts";
import type { Conf } from "./statements.ts";

export function parseBfd(p: Parser, conf: Conf, start: Start): void {
  const draft: ProtocolDraft = startProtocol(p, conf, "bfd", start);
  options(p, conf, draft, (word) => {
    if (word === "interface") {
      p.interfaceList();
      sessionOptions(p);
    } else if (word === "multihop") sessionOptions(p);
    else if (word === "neighbor") neighbor(p);
    else p.syntax();
  });
}

function sessionOptions(p: Parser): void {
  if (!p.eat("{")) return;
  while (!p.eat("}")) {
    sessionOption(p, p.next().kind);
    p.need(";");
  }
}

function sessionOption(p: Parser, word: string): void {
  switch (word) {
    case "interval":
      p.exprUs();
      return;
    case "min":
      if (!p.eat("rx")) p.need("tx");
      p.need("interval");
      p.exprUs();
      return;
    case "idle":
      p.need("tx", "interval");
      p.exprUs();
      return;
    case "multiplier":
      p.expr();
      return;
    case "passive":
      p.bool();
      return;
    case "authentication":
    case "password":
      return p.stop(`underlay does not simulate ${word} in protocol bfd`);
    default:
      p.syntax();
  }
}

function neighbor(p: Parser): void {
  p.ipa();
  let iface = p.scope();
  if (iface === null && p.eat("dev")) iface = p.text();
  const local = p.eat("local") ? p.ipa() : null;
  const multihop = p.eat("multihop") && p.bool();
  if (multihop && iface !== null) p.stop("Neighbor cannot set both interface and multihop");
  if (multihop && local === null) p.stop("Multihop neighbor requires specified local address");
}
