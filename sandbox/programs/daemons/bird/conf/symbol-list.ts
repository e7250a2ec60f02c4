/** The names of a configuration as `show symbols` words them. BIRD 1.6.8: cf_symbol_class_name(). */
import type { SymbolInfo } from "../types.ts";
import type { Sym, Symbols } from "./symbols.ts";

const KINDS: Readonly<Record<Sym["meaning"]["is"], SymbolInfo["kind"]>> = {
  void: "undefined",
  protocol: "protocol",
  template: "protocol template",
  function: "function",
  filter: "filter",
  table: "routing table",
  "roa table": "ROA table",
  constant: "constant",
  variable: "variable",
};

export function symbolList(symbols: Symbols): SymbolInfo[] {
  return symbols.all().map((sym) => ({
    name: sym.name,
    kind: KINDS[sym.meaning.is],
    defined: sym.at,
  }));
}
