/** add(), delete() and filter() on paths and lists of communities. BIRD 1.6.8: P('C','a') of filter/filter.c. */
import { pathFilter } from "./as-path.ts";
import type { Machine } from "./machine.ts";
import { clistItemIn } from "./range.ts";
import { findInSet } from "./set.ts";
import { compareTuples, type Value } from "./value.ts";

type How = "add" | "delete" | "filter";
type ValueOf<T extends Value["t"]> = Extract<Value, { t: T }>;

export function changeList(m: Machine, how: How, list: Value, arg: Value, line: number): Value {
  switch (list.t) {
    case "path":
      return changePath(m, how, list, arg, line);
    case "clist":
      return changeClist(m, how, list, arg, line);
    case "eclist":
      return changeEclist(m, how, list, arg, line);
    case "lclist":
      return changeLclist(m, how, list, arg, line);
    default:
      return m.fail(line, "Can't add/delete to non-[e|l]clist");
  }
}

function changePath(m: Machine, how: How, { path }: ValueOf<"path">, arg: Value, line: number) {
  if (how === "add") return m.fail(line, "Can't add to path");
  const keepIn = how === "filter";
  if (arg.t === "int") {
    if (keepIn) return m.fail(line, "Can't filter integer");
    return { t: "path", path: pathFilter(path, (asn) => asn !== arg.n) } as const;
  }
  if (arg.t !== "set" || arg.items[0]?.from.t !== "int")
    return m.fail(line, "Can't delete non-integer (set)");
  const has = (n: number): boolean => findInSet(arg.items, { t: "int", n }) >= 0;
  return { t: "path", path: pathFilter(path, (asn) => has(asn) === keepIn) } as const;
}

function changeClist(
  m: Machine,
  how: How,
  { list }: ValueOf<"clist">,
  arg: Value,
  line: number,
): Value {
  const out = (next: readonly number[]): Value => ({ t: "clist", list: next });
  if (arg.t === "pair" || arg.t === "quad" || arg.t === "ip") {
    const n = arg.n >>> 0;
    if (how === "filter") return m.fail(line, "Can't filter pair");
    if (how === "delete") return out(list.filter((one) => one !== n));
    return list.includes(n) ? out(list) : out([...list, n]);
  }
  if (arg.t === "clist") {
    if (how === "add") return out([...list, ...arg.list.filter((n) => !list.includes(n))]);
    return out(list.filter((n) => arg.list.includes(n) === (how === "filter")));
  }
  const type = arg.t === "set" ? arg.items[0]?.from.t : null;
  if (arg.t !== "set" || (type !== "pair" && type !== "quad" && type !== "ip"))
    return m.fail(line, "Can't add/delete non-pair");
  if (how === "add") return m.fail(line, "Can't add set");
  return out(list.filter((n) => clistItemIn(n, arg) === (how === "filter")));
}

function changeEclist(
  m: Machine,
  how: How,
  { list }: ValueOf<"eclist">,
  arg: Value,
  line: number,
): Value {
  type Ec = (typeof list)[number];
  const out = (next: readonly Ec[]): Value => ({ t: "eclist", list: next });
  const holds = (all: readonly Ec[], ec: Ec) => all.some((one) => compareTuples(one, ec) === 0);
  if (arg.t === "ec") {
    const { ec } = arg;
    if (how === "filter") return m.fail(line, "Can't filter ec");
    if (how === "delete") return out(list.filter((one) => compareTuples(one, ec) !== 0));
    return holds(list, ec) ? out(list) : out([...list, ec]);
  }
  if (arg.t === "eclist") {
    if (how === "add") return out([...list, ...arg.list.filter((ec) => !holds(list, ec))]);
    return out(list.filter((ec) => holds(arg.list, ec) === (how === "filter")));
  }
  if (arg.t !== "set" || arg.items[0]?.from.t !== "ec")
    return m.fail(line, "Can't add/delete non-ec");
  if (how === "add") return m.fail(line, "Can't add set");
  const inSet = (ec: Ec): boolean => findInSet(arg.items, { t: "ec", ec }) >= 0;
  return out(list.filter((ec) => inSet(ec) === (how === "filter")));
}

function changeLclist(
  m: Machine,
  how: How,
  { list }: ValueOf<"lclist">,
  arg: Value,
  line: number,
): Value {
  type Lc = (typeof list)[number];
  const out = (next: readonly Lc[]): Value => ({ t: "lclist", list: next });
  const holds = (all: readonly Lc[], lc: Lc) => all.some((one) => compareTuples(one, lc) === 0);
  if (arg.t === "lc") {
    const { lc } = arg;
    if (how === "filter") return m.fail(line, "Can't filter lc");
    if (how === "delete") return out(list.filter((one) => compareTuples(one, lc) !== 0));
    return holds(list, lc) ? out(list) : out([...list, lc]);
  }
  if (arg.t === "lclist") {
    if (how === "add") return out([...list, ...arg.list.filter((lc) => !holds(list, lc))]);
    return out(list.filter((lc) => holds(arg.list, lc) === (how === "filter")));
  }
  if (arg.t !== "set" || arg.items[0]?.from.t !== "lc")
    return m.fail(line, "Can't add/delete non-lc");
  if (how === "add") return m.fail(line, "Can't add set");
  const inSet = (lc: Lc): boolean => findInSet(arg.items, { t: "lc", lc }) >= 0;
  return out(list.filter((lc) => inSet(lc) === (how === "filter")));
}
