/**
 * Constants that BIRD makes of /etc/iproute2: `ipt_main`, `ipp_bird`, `ips_link`, `ipr_cosmos`.
 * BIRD 1.6.8: read_iproute_table() of sysdep/unix/main.c.
 */
import { int } from "./filter/value.ts";
import type { Symbols } from "./symbols.ts";

const TABLES: readonly (readonly [string, string])[] = [
  ["rt_protos", "ipp_"],
  ["rt_realms", "ipr_"],
  ["rt_scopes", "ips_"],
  ["rt_tables", "ipt_"],
];
const MAX = 256;

export function defineIprouteNames(symbols: Symbols, read: (path: string) => string | null): void {
  for (const [file, start] of TABLES) {
    for (const line of (read(`/etc/iproute2/${file}`) ?? "").split("\n")) {
      const [, number, name] = /^\s*(0x[0-9a-fA-F]+|\d+)\s+(\S+)/.exec(line) ?? [];
      if (number === undefined || name === undefined || Number(number) > MAX) continue;
      const symbol = symbols.find(start + name.replace(/[^a-z0-9_]/g, "_"));
      symbols.define(symbol, { is: "constant", value: int(Number(number)) });
    }
  }
}
