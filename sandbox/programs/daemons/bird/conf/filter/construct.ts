/** Pairs and communities out of their numbers: at once when they are known, else as instructions. */
import type { Parser } from "../parser.ts";
import type { Term } from "./ast.ts";
import type { Value } from "./value.ts";

/** The high byte pair's low byte: BIRD's EC_RT, EC_RO; -1: generic. */
export const EC_GENERIC = -1;
export const EC_KINDS: ReadonlyMap<string, number> = new Map([
  ["rt", 2],
  ["ro", 3],
  ["generic", EC_GENERIC],
  ["unknown", 0],
]);

export function checkU16(p: Parser, n: number): void {
  if (n > 0xffff) p.stop(`Value ${n} out of range (0-65535)`);
}

function known(term: Term): Value | null {
  return term.op === "const" ? term.value : null;
}

export function makePair(p: Parser, a: Term, b: Term): Term {
  const [first, second] = [known(a), known(b)];
  if (first === null || second === null) return { op: "pair", a, b, line: p.line };
  if (first.t !== "int" || second.t !== "int")
    return p.stop("Can't operate with value of non-integer type in pair constructor");
  checkU16(p, first.n);
  checkU16(p, second.n);
  const value: Value = { t: "pair", n: ((first.n << 16) | second.n) >>> 0 };
  return { op: "const", value, line: p.line };
}

export function makeLc(p: Parser, a: Term, b: Term, c: Term): Term {
  const [x, y, z] = [known(a), known(b), known(c)];
  if (x === null || y === null || z === null) return { op: "lc", a, b, c, line: p.line };
  if (x.t !== "int" || y.t !== "int" || z.t !== "int")
    return p.stop("LC - Can't operate with value of non-integer type in tuple constructor");
  return { op: "const", value: { t: "lc", lc: [x.n, y.n, z.n] }, line: p.line };
}

/** By kind, the key (an address or a number) and the value; null when the value is too big for it. */
export function ecNumber(
  kind: number,
  isIp: boolean,
  key: number,
  value: number,
): readonly [number, number] | null {
  const k = key >>> 0;
  if (kind === EC_GENERIC) return [k, value >>> 0];
  if (isIp) return value > 0xffff ? null : wide(kind | 0x100, k, value);
  if (k < 0x10000) return [((kind << 16) | k) >>> 0, value >>> 0];
  return value > 0xffff ? null : wide(kind | 0x200, k, value);
}

function wide(type: number, key: number, value: number): readonly [number, number] {
  return [((type << 16) | (key >>> 16)) >>> 0, ((key << 16) | value) >>> 0];
}

export function makeEc(p: Parser, kind: number, a: Term, b: Term): Term {
  const [key, value] = [known(a), known(b)];
  if (key !== null && key.t !== "int" && key.t !== "ip" && key.t !== "quad")
    p.stop("Can't operate with key of non-integer/IPv4 type in EC constructor");
  if (value !== null && value.t !== "int")
    p.stop("Can't operate with value of non-integer type in EC constructor");
  if (key === null || value === null) return { op: "ec", kind, a, b, line: p.line };
  const [k, v] = [(key as { n: number }).n, (value as { n: number }).n];
  const ec = ecNumber(kind, key.t !== "int", k, v);
  if (ec === null) return p.stop(`Value ${v} out of range (0-65535)`);
  return { op: "const", value: { t: "ec", ec }, line: p.line };
}
