/**
 * The names of a configuration as `show symbols` words and orders them: by a hash table that grows.
 * BIRD 1.6.8: cf_symbol_class_name(), cf_hash() of conf/cf-lex.l; HASH_STEP_UP of lib/hash.h.
 */
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

/** 64 buckets at first, four times as many when there are more names than buckets. */
const FIRST_ORDER = 6;
const STEP = 2;

function hash(name: string): number {
  let h = 13 << 24;
  for (let i = 0; i < name.length; i++)
    h = (h + (h >>> 2) + (h >>> 5) + (name.charCodeAt(i) << 24)) >>> 0;
  return h >>> 0;
}

function inOrder(all: readonly Sym[]): Sym[] {
  let order = FIRST_ORDER;
  let buckets = fresh(order);
  let count = 0;
  const put = (sym: Sym): void => {
    buckets[hash(sym.name) >>> (32 - order)]?.unshift(sym);
  };
  for (const sym of all) {
    put(sym);
    if (++count <= 1 << order) continue;
    const old = buckets.flat();
    order += STEP;
    buckets = fresh(order);
    for (const one of old) put(one);
  }
  return buckets.flat();
}

function fresh(order: number): Sym[][] {
  return Array.from({ length: 1 << order }, () => []);
}

export function symbolList(symbols: Symbols): SymbolInfo[] {
  return inOrder(symbols.made)
    .filter((sym) => sym.scope.outer === null)
    .map((sym) => ({ name: sym.name, kind: KINDS[sym.meaning.is], defined: sym.at }));
}
