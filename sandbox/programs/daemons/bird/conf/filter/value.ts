/**
 * What filters work with: values, how they compare, and how they print. BIRD 1.6.8: filter/filter.c (val_compare,
 * val_same, val_format). Numbers are unsigned 32 bits.
 */
import { formatIpv4, type Ipv4Addr } from "../../../../../wire/addr.ts";
import type { AsPath } from "../../types.ts";
import { formatPath, formatPathMask, type MaskItem } from "./as-path.ts";
import { formatEc, formatSet, type PrefixItem, type SetItem } from "./set.ts";
import { formatPrefixSet } from "./trie.ts";

export type NumberType = "int" | "bool" | "pair" | "quad" | "ip";

export type Value =
  | { readonly t: "void" }
  | { readonly t: NumberType; readonly n: number }
  /** `e`: T_ENUM_*, as keywords.ts numbers them. */
  | { readonly t: "enum"; readonly e: number; readonly n: number }
  | { readonly t: "prefix"; readonly address: Ipv4Addr; readonly length: number }
  | { readonly t: "string"; readonly s: string }
  | { readonly t: "mask"; readonly mask: readonly MaskItem[] }
  | { readonly t: "path"; readonly path: AsPath }
  | { readonly t: "clist"; readonly list: readonly number[] }
  | { readonly t: "ec"; readonly ec: readonly [number, number] }
  | { readonly t: "eclist"; readonly list: readonly (readonly [number, number])[] }
  | { readonly t: "lc"; readonly lc: readonly [number, number, number] }
  | { readonly t: "lclist"; readonly list: readonly (readonly [number, number, number])[] }
  | { readonly t: "set"; readonly items: readonly SetItem[] }
  | { readonly t: "prefix-set"; readonly items: readonly PrefixItem[] };

export const ENUM = {
  RTS: 0x30,
  ORIGIN: 0x31,
  SCOPE: 0x32,
  RTC: 0x33,
  RTD: 0x34,
  ROA: 0x35,
  EMPTY: 0x3f,
} as const;

export const VOID: Value = { t: "void" };
export const TRUE: Value = { t: "bool", n: 1 };
export const FALSE: Value = { t: "bool", n: 0 };

export const int = (n: number): Value => ({ t: "int", n: n >>> 0 });
export const bool = (yes: boolean): Value => (yes ? TRUE : FALSE);

function sign(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** -1, 0, 1, or null: such values have no order. */
export function compare(a: Value, b: Value): number | null {
  if (a.t === "void") return b.t === "void" ? 0 : -1;
  if (b.t === "void") return 1;
  if ("n" in a && "n" in b) {
    if (a.t === "enum" || b.t === "enum") {
      if (a.t !== "enum" || b.t !== "enum" || a.e !== b.e) return null;
      return sign(a.n, b.n);
    }
    // A quad and an IPv4 address are one and the same.
    const alike =
      a.t === b.t || (a.t === "quad" && b.t === "ip") || (a.t === "ip" && b.t === "quad");
    return alike ? sign(a.n >>> 0, b.n >>> 0) : null;
  }
  if (a.t === "prefix" && b.t === "prefix")
    return sign(a.address >>> 0, b.address >>> 0) || sign(a.length, b.length);
  if (a.t === "string" && b.t === "string") return a.s === b.s ? 0 : a.s < b.s ? -1 : 1;
  if (a.t === "ec" && b.t === "ec") return compareTuples(a.ec, b.ec);
  if (a.t === "lc" && b.t === "lc") return compareTuples(a.lc, b.lc);
  return null;
}

export function compareTuples(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const by = sign(a[i] as number, b[i] as number);
    if (by !== 0) return by;
  }
  return 0;
}

/** `=`: values of different types are just not the same. */
export function same(a: Value, b: Value): boolean {
  const order = compare(a, b);
  if (order !== null) return order === 0;
  if (a.t !== b.t) return false;
  return formatValue(a) === formatValue(b);
}

export function formatValue(v: Value): string {
  switch (v.t) {
    case "void":
      return "(void)";
    case "bool":
      return v.n === 1 ? "TRUE" : "FALSE";
    case "int":
      return `${v.n}`;
    case "string":
      return v.s;
    case "ip":
    case "quad":
      return formatIpv4(v.n);
    case "prefix":
      return `${formatIpv4(v.address)}/${v.length}`;
    case "pair":
      return `(${v.n >>> 16},${v.n & 0xffff})`;
    case "enum":
      return `(enum ${v.e.toString(16)})${v.n}`;
    case "ec":
      return formatEc(v.ec);
    case "lc":
      return `(${v.lc.join(", ")})`;
    case "mask":
      return formatPathMask(v.mask);
    case "path":
      return `(path ${formatPath(v.path)})`;
    case "clist":
      return `(clist ${v.list.map((n) => `(${n >>> 16},${n & 0xffff})`).join(" ")})`;
    case "eclist":
      return `(eclist ${v.list.map(formatEc).join(" ")})`;
    case "lclist":
      return `(lclist ${v.list.map((lc) => `(${lc.join(", ")})`).join(" ")})`;
    case "set":
      return formatSet(v.items);
    case "prefix-set":
      return formatPrefixSet(v.items);
  }
}
