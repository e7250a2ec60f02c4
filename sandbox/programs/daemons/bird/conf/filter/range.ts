/** `~`: BIRD 1.6.8's val_in_range() of filter/filter.c. */
import { maskOf } from "../../../../../wire/addr.ts";
import { patternMatches } from "../patmatch.ts";
import { pathContains, pathMatches } from "./as-path.ts";
import { findInSet, inPrefixSet } from "./set.ts";
import { compareTuples, type Value } from "./value.ts";

/** null: such values do not go together. */
export function inRange(a: Value, b: Value): boolean | null {
  switch (b.t) {
    case "mask":
      return a.t === "path" ? pathMatches(a.path, b.mask) : null;
    case "path":
      return a.t === "int" ? pathContains(b.path, (asn) => asn === a.n) : null;
    case "clist":
      if (a.t !== "pair" && a.t !== "quad" && a.t !== "ip") return null;
      return b.list.includes(a.n >>> 0);
    case "eclist":
      return a.t === "ec" ? b.list.some((one) => compareTuples(one, a.ec) === 0) : null;
    case "lclist":
      return a.t === "lc" ? b.list.some((one) => compareTuples(one, a.lc) === 0) : null;
    case "string":
      return a.t === "string" ? patternMatches(b.s, a.s) : null;
    case "prefix": {
      const mask = maskOf(b.length);
      if (a.t === "ip") return ((a.n ^ b.address) & mask) === 0;
      if (a.t !== "prefix") return null;
      return a.length >= b.length && ((a.address ^ b.address) & mask) === 0;
    }
    case "prefix-set":
      return a.t === "prefix" ? inPrefixSet(b.items, a.address, a.length) : null;
    case "set":
      return inSet(a, b);
    default:
      return null;
  }
}

type SetValue = Extract<Value, { t: "set" }>;

function inSet(a: Value, b: SetValue): boolean | null {
  const type = b.items[0]?.from.t;
  if (a.t === type || (a.t === "quad" && type === "ip")) return findInSet(b.items, a) >= 0;
  if (a.t === "clist") return a.list.some((n) => clistItemIn(n, b));
  if (a.t === "eclist") return a.list.some((ec) => findInSet(b.items, { t: "ec", ec }) >= 0);
  if (a.t === "lclist") return a.list.some((lc) => findInSet(b.items, { t: "lc", lc }) >= 0);
  if (a.t === "path") return pathContains(a.path, (n) => findInSet(b.items, { t: "int", n }) >= 0);
  return null;
}

/** A community against a set of pairs, or a cluster's id against one of quads. */
export function clistItemIn(n: number, set: SetValue): boolean {
  const isPair = set.items[0]?.from.t === "pair";
  return findInSet(set.items, { t: isPair ? "pair" : "quad", n }) >= 0;
}
