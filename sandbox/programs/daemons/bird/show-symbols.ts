/** `show symbols`. BIRD 1.6.8: conf/cf-lex.l (cf_symbols). */
import type { Reply } from "./show-route.ts";
import type { BirdConfig, SymbolInfo } from "./types.ts";

const KINDS: Readonly<Record<string, string>> = {
  table: "routing table",
  filter: "filter",
  function: "function",
  protocol: "protocol",
  template: "protocol template",
  roa: "ROA table",
};

function line(symbol: Pick<SymbolInfo, "name" | "kind">): string {
  return `${symbol.name.padEnd(8)}\t${symbol.kind}`;
}

export function showSymbols(
  config: BirdConfig,
  what: string | null,
  isKeyword: boolean,
  reply: Reply,
): void {
  if (what !== null && !isKeyword) {
    const found = config.symbols.find((s) => s.name === what);
    reply.msg(1010, line(found ?? { name: what, kind: "undefined" }));
    return;
  }
  const kind = what === null ? null : KINDS[what];
  for (const symbol of config.symbols)
    if (kind === null || symbol.kind === kind) reply.msg(-1010, line(symbol));
  reply.msg(0, "");
}
